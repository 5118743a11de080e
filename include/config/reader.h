/*
 * Reading one configuration: the parsed files, where everything stands, and what is wrong so
 * far. Inner to config/.
 */
#pragma once

#include "config/config.h"

#include <confuse.h>
#include <glib.h>

typedef struct {
	cfg_t *cfg;           /* own; all files together */
	GHashTable *places;   /* own; "section title option" → "file:line" */
	GHashTable *read;     /* own; absolute names of files that were read */
	GPtrArray *problems;  /* own Problem */
	const char *current;  /* foreign; the file that libconfuse reads now */
	gint64 now;
	Config *config;       /* own; being filled */
} Reader;

/* Reads FILE and its includes into READER. */
void reader_read(Reader *reader, const char *file, int depth);

/* "file:line" of a section (OPTION NULL) or an option of it; the section's, or the file's, if it
 * is not written. Foreign. */
const char *reader_place(const Reader *reader, const char *section, const char *title, const char *option);

void reader_error(Reader *reader, const char *place, const char *format, ...) G_GNUC_PRINTF(3, 4);
void reader_warning(Reader *reader, const char *place, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* One section while it is read. */
typedef struct {
	Reader *reader;   /* foreign */
	cfg_t *cfg;       /* foreign */
	const char *name; /* foreign; "person" */
	const char *title; /* foreign; NULL */
} Section;

Section reader_section(Reader *reader, cfg_t *cfg);
/* The place of OPTION in it. Foreign. */
const char *section_place(const Section *section, const char *option);
void section_error(const Section *section, const char *option, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Values; the default of the table if it is not written. Own unless noted. */
char *section_text(const Section *section, const char *option); /* NULL if there is neither */
char **section_list(const Section *section, const char *option); /* never NULL */
gboolean section_duration(const Section *section, const char *option, Duration *duration);
gint64 section_size(const Section *section, const char *option);
gboolean section_yes(const Section *section, const char *option);
int section_integer(const Section *section, const char *option);
/* A file or folder, relative to the file that names it. NULL if it is not written. */
char *section_path(const Section *section, const char *option);
char *reader_resolve(const char *place, const char *path);
/* An address that can be mailed to, lower case; NULL (and an error) if it is none. */
char *section_address(const Section *section, const char *option, const char *text);

/* The company and its regulation: sections calendar … rule into reader->config->policy. */
void policy_read(Reader *reader);

/* The table's row; NULL if there is no such option. Foreign. */
const Setting *setting_find(const char *section, const char *option);
