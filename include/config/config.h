/*
 * The configuration files, read by libconfuse into plain structures. After config_load() no
 * cfg_t is alive. Every problem is reported, each with file:line and the way out.
 */
#pragma once

#include "core/endpoint.h"
#include "core/policy.h"

#include <glib.h>

typedef enum { IMPORT_AGE, IMPORT_ALL, IMPORT_NONE } ImportMode;

typedef struct {
	char *title;          /* own */
	Endpoint *endpoint;   /* own */
	char *folder;         /* own; "INBOX", or what follows the host in the url */
	char *processed;      /* own */
	int poll;             /* seconds */
	gboolean idle;
	ImportMode import;
	gint64 import_before; /* seconds; for IMPORT_AGE */
	char *place;          /* own; "file:line" */
} MailboxConfig;

typedef struct {
	char *file;             /* own; the file that was asked for; absolute */
	Policy *policy;         /* own */
	GPtrArray *mailboxes;   /* own MailboxConfig */
	Endpoint *submission;   /* own; NULL if there is none */
	int submission_rate;    /* mails a minute; 0 = unlimited */
	char *store_path;       /* own; absolute */
	gint64 keep_raw;        /* seconds */
	char *templates_dir;    /* own; "templates" beside FILE */
} Config;

void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* One thing that is wrong, or worth a look. */
typedef struct {
	gboolean is_error; /* else a warning */
	char *place;       /* own; "file:line"; "file" if the line is unknown */
	char *message;     /* own; what, why, and the remedy; "did you mean" where it helps */
} Problem;

void problem_free(Problem *problem);

/*
 * FILE and what it includes. NULL if there is any error; PROBLEMS (own Problem; may be NULL) then
 * lists all of them, and warnings too; ERROR is DESK_ERROR_CONFIG with the first one as
 * "file:line: message". NOW is for warnings about holidays that will soon be unknown; 0 = none
 * of these.
 */
Config *config_load(const char *file, gint64 now, GPtrArray *problems, GError **error);

/* The effective settings, one "section.option = value" a line, only those that differ from the
 * default unless ALL. Secrets do not occur: only the names of files and commands. Own char*. */
GPtrArray *config_dump(const char *file, gboolean all, GError **error);

typedef enum {
	SETTING_TEXT,
	SETTING_LIST,
	SETTING_DURATION,
	SETTING_SIZE,
	SETTING_YESNO,
	SETTING_INTEGER,
} SettingType;

/* Every setting there is: the one table from which the parser, the man page and the sample
 * configuration's test are fed. */
typedef struct {
	const char *section;   /* "desk", "mailbox", … */
	const char *option;
	SettingType type;
	const char *fallback;  /* the default as written; NULL if none */
	const char *summary;
} Setting;

extern const Setting config_settings[];
extern const guint n_config_settings;
const char *setting_type_name(SettingType type); /* "text" "list" "duration" … */
