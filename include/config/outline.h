/*
 * The outline of a configuration file: which sections, options and includes stand where.
 * libconfuse reads the values; it tells neither the line of an option nor more than the
 * first mistake, so this scanner goes before it, by the same lexical rules, and finds both.
 * It knows no setting by name.
 */
#pragma once

#include <glib.h>

typedef enum { OUTLINE_ROOT, OUTLINE_SECTION, OUTLINE_OPTION, OUTLINE_CALL } OutlineKind;

typedef struct {
	OutlineKind kind;
	char *name;          /* own */
	char *title;         /* own; of a section; the argument of a call; NULL */
	int line;            /* of the name */
	gsize from, to;      /* bytes, from the name to the end */
	gboolean append;     /* an option with += */
	GPtrArray *children; /* own OutlineItem; of a section and the root */
} OutlineItem;

void outline_item_free(OutlineItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutlineItem, outline_item_free)

/*
 * The outline of TEXT (valid UTF-8), in which comments are overwritten by spaces. Mistakes
 * go to PROBLEMS; *BROKEN is set if one of them makes the values unreadable. FILE names
 * places.
 */
OutlineItem *outline_read(char *text, const char *file, GPtrArray *problems,
			  gboolean *broken);

/* Overwrites the bytes FROM up to TO by spaces; lines stay lines. */
void outline_blank(char *text, gsize from, gsize to);
