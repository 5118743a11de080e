/*
 * What is wrong with a configuration. Problems are collected, not thrown: one run tells all
 * of them, each with its place and the way out.
 */
#pragma once

#include <glib.h>

/* One thing that is wrong, or worth a look. */
typedef struct {
	gboolean is_error; /* else a warning */
	char *place;       /* own; "file:line"; "file" if the line is unknown */
	char *message; /* own; what, why, and the remedy; "did you mean" where it helps */
} Problem;

void problem_free(Problem *problem);

/* An empty list of own Problem. */
GPtrArray *problems_new(void);

void problem_error(GPtrArray *problems, const char *place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
void problem_warning(GPtrArray *problems, const char *place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* ` (did you mean "x"?)`, or "" if nothing in NAMES (NULL-terminated) is near. Own. */
char *problem_hint(const char *word, const char *const *names);

/* In the order of reading: by file as the problems first name them, then by line. */
void problems_sort(GPtrArray *problems);

/* The first error; NULL if there are only warnings. Foreign. */
const Problem *problems_first_error(const GPtrArray *problems);
