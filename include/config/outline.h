/*
 * The outline of a configuration file: where each section and option stands. libconfuse knows
 * the line of a section's closing brace only, and stops at the first unknown name; so a light
 * scan of our own gives the places, finds names that do not exist, and cuts the text at
 * includes. Values are libconfuse's business.
 */
#pragma once

#include <glib.h>

typedef struct {
	char *section;    /* own; "desk"; NULL at the top */
	char *title;      /* own; of the section; NULL */
	char *name;       /* own; the option; NULL: the section itself */
	gboolean adds;    /* += */
	int line;
	gsize start, end; /* bytes of the whole item in the text */
} OutlineItem;

typedef struct {
	GPtrArray *items; /* own OutlineItem; in order; sections before their options */
	int broken_line;  /* where the scan lost its way; 0 = nowhere. libconfuse says what is wrong */
} Outline;

Outline *outline_scan(const char *text);
void outline_free(Outline *outline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outline, outline_free)

/* The argument of an item whose section is "include", in TEXT; NULL if it is none. Own. */
char *outline_include(const OutlineItem *item, const char *text);
