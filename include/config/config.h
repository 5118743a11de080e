/*
 * The configuration files, read by libconfuse into plain structures. After config_load() no
 * cfg_t is alive. Every problem is reported, each with file:line and the way out.
 */
#pragma once

#include "config/problem.h"
#include "core/endpoint.h"
#include "core/policy.h"

#include <glib.h>

typedef enum { IMPORT_AGE, IMPORT_ALL, IMPORT_NONE } ImportMode;

typedef struct {
	char *title;        /* own */
	Endpoint *endpoint; /* own */
	char *folder;       /* own; "INBOX", or what follows the host in the url */
	char *processed;    /* own */
	int poll;           /* seconds */
	gboolean idle;
	ImportMode import;
	gint64 import_before; /* seconds; for IMPORT_AGE */
	char *place;          /* own; "file:line" */
} MailboxConfig;

typedef struct {
	char *file;           /* own; the file that was asked for; absolute */
	Policy *policy;       /* own */
	GPtrArray *mailboxes; /* own MailboxConfig */
	Endpoint *submission; /* own; NULL if there is none */
	int submission_rate;  /* mails a minute; 0 = unlimited */
	int breaker;          /* automatic mails in ten minutes; 0 = unlimited */
	char *keyring;        /* own; directory of the keys of signatures; NULL */
	char *store_path;     /* own; absolute */
	gint64 keep_raw;      /* seconds */
	char *templates_dir;  /* own; "templates" beside FILE */
} Config;

void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/*
 * FILE and what it includes. NULL if there is any error; PROBLEMS (own Problem; may be
 * NULL) then lists all of them, and warnings too; ERROR is DESK_ERROR_CONFIG with the first
 * one as "file:line: message". NOW is for warnings about holidays that will soon be
 * unknown; 0 = none of these.
 */
Config *config_load(const char *file, gint64 now, GPtrArray *problems, GError **error);

/* The effective settings, one "section.option = value" a line, only those that differ from
 * the default unless ALL. Secrets do not occur: only the names of files and commands. Own
 * char*. */
GPtrArray *config_dump(const char *file, gboolean all, GError **error);

/* A setting's value cannot be left out; may be an empty text. */
enum { SETTING_REQUIRED = 1 << 0, SETTING_MAY_BE_EMPTY = 1 << 1 };

/* Every setting there is: what is known, read, checked by its type and documented. */
typedef struct {
	const char *section; /* "desk", "mailbox", … */
	const char *option;
	/* "text" "list" "duration" "size" "yes/no" "integer" "choice" */
	const char *type;
	const char *fallback; /* the default as written; NULL if none */
	/* words with spaces between them: of a choice, or beside a duration; else NULL */
	const char *choices;
	guint flags;
	const char *summary;
} SettingDoc;
extern const SettingDoc config_settings[];
extern const guint n_config_settings;

/* Foreign; NULL if there is none. */
const SettingDoc *setting_find(const char *section, const char *option);

/* The kinds of section; TITLE says what stands behind the name: NULL, "title" or "number".
 * WITHIN are the sections it may stand in, with spaces between; "file" stands for none. */
typedef struct {
	const char *name;
	const char *title;
	const char *within;
	const char *summary;
} SectionDoc;
extern const SectionDoc config_sections[];
extern const guint n_config_sections;

const SectionDoc *section_doc_find(const char *name);
/* May DOC stand in a section PARENT; "file": outside of all? */
gboolean section_doc_fits(const SectionDoc *doc, const char *parent);

/* The names of what may stand in PARENT, for "did you mean"; NULL-terminated. Own array of
 * foreign words. */
const char **section_names(const char *parent);
const char **option_names(const char *section);
