/*
 * Sections with their values, out of libconfuse and free of it: each setting with its
 * place, checked for the form of its type, and with its default where the file is silent.
 */
#pragma once

#include "base/timespan.h"
#include "config/config.h"
#include "config/source.h"

#include <glib.h>

typedef struct {
	const SettingDoc *doc;
	char **values; /* own; one, save for a list */
	char *place;   /* own; "file:line" */
	char *file;    /* own; relative paths are meant from here */
} Setting;

typedef struct Section Section;

struct Section {
	const SectionDoc *doc;
	const Section *parent; /* foreign; NULL at the top */
	char *title;         /* own; NULL if the kind has none */
	char *place;         /* own; where it begins */
	gboolean is_written; /* else it is there for its defaults only */
	GPtrArray *settings; /* own Setting; only what is written and of the right form */
	GHashTable *refused; /* foreign option names; written, but of a wrong form */
	GPtrArray *children; /* own Section; in order */
};

/* Own Section, in the order of the files; of a kind without title exactly one, at its first
 * place or FILE. NULL if libconfuse could not read them: PROBLEMS says why. */
GPtrArray *sections_parse(const Source *source, const char *file, GPtrArray *problems);

/* The section of a kind without title. Foreign, never NULL. */
const Section *sections_single(const GPtrArray *sections, const char *name);
/* The titles of all sections NAME; NULL-terminated. Own array of foreign words. */
const char **section_titles(const GPtrArray *sections, const char *name);
/* `person "wang"`, `priority "urgent" milestone "on site"`, or "desk". Own. */
char *section_label(const Section *section);

/* Foreign; NULL if it is not written. */
const Setting *section_setting(const Section *section, const char *option);
/* Where OPTION stands, else where the section begins. Foreign. */
const char *section_place(const Section *section, const char *option);

/* Values in force: as written, else the default. Text is foreign, NULL without a default;
 * lists are own, empty without a default. A duration without default is unset. */
const char *section_text(const Section *section, const char *option);
char **section_list(const Section *section, const char *option);
Duration section_duration(const Section *section, const char *option);
gint64 section_size(const Section *section, const char *option);
gboolean section_yes(const Section *section, const char *option);
int section_integer(const Section *section, const char *option);
/* The value as a path, relative to the file that says it. Own; NULL. */
char *section_path(const Section *section, const char *option);
