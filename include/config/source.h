/*
 * The configuration's files: read, joined by include(), and freed of everything that is not
 * known. What is left can be given to libconfuse without surprises.
 */
#pragma once

#include "config/config.h"

#include <glib.h>

/* A section as it stands in a file: what libconfuse does not tell. */
typedef struct {
	const SectionDoc *doc;
	char *file, *place;  /* own; "file" and "file:line" */
	GHashTable *options; /* own char* name -> own char* place */
	GPtrArray *children; /* own SectionPlan; in order */
} SectionPlan;

/* A piece of a file between two includes; the lines are those of the file. */
typedef struct {
	char *file; /* own */
	char *text; /* own */
} Segment;

typedef struct {
	GPtrArray *segments;  /* own Segment; in the order of reading */
	GPtrArray *plans;     /* own SectionPlan; likewise */
	gboolean is_readable; /* by libconfuse; else PROBLEMS says why not */
} Source;

void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/* FILE and what it includes. Never NULL; what is wrong goes to PROBLEMS. */
Source *source_read(const char *file, GPtrArray *problems);

/* NAME as FILE means it: relative to FILE's directory. Own. */
char *source_path(const char *file, const char *name);
