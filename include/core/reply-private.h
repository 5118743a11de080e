/* What the readers of a mail's lines share: core/reply-split reads them, core/reply-quote finds
 * where a quote begins, core/reply-signature what is signed below a text, and core/reply goes
 * over them with both. For these alone. */
#pragma once

#include "core/reply-line.h"

#include <glib.h>

/* What the lines below one are, as far as a mark above them says. */
typedef enum {
	SPLIT_SHOWN,
	SPLIT_TAIL,  /* signature: until a quote begins */
	SPLIT_BELOW, /* a quote without ">": to the end */
} SplitState;

typedef struct {
	const char *text; /* foreign */
	GArray *lines;    /* own Line; one more at the end, for its start */
	guint count;
	SplitState state;
	gboolean is_fresh;  /* answers nothing: what looks like a quote was pasted */
	gboolean seen_text; /* something visible was before */
	gboolean separated; /* the first separator was found */
	gboolean forwarded;
	gboolean bare_headers; /* it was a header block without a word above it */
	guint legal_tries;
} Split;

/* Fills the lines of a split that has its text. */
void split_read_lines(Split *split);

/* The line I; there is one more than the count, for its start. Foreign. */
Line *split_line(const Split *split, guint i);

/* Its bytes, without the line break. */
gsize split_line_length(const Split *split, guint i);

/* Hides the lines from FIRST to before END. */
void split_hide(Split *split, guint first, guint end);

/* The first line from I on that is not blank, or the count. */
guint split_skip_blank(const Split *split, guint i);

gboolean split_is_quote(const Split *split, guint i);

/* If a quote begins at line I: hides what announces it, sets the state, and gives the line to go
 * on with; else 0. */
guint split_find_quote(Split *split, guint i);

/* Is line I the cut-off end of the long quoted line above it? */
gboolean split_is_wrapped_quote(const Split *split, guint i);

/* The same for a mark that says by itself that new text ends, or that what stands above it is
 * none: "-- ", a device, a disclaimer, a banner. */
guint split_find_tail(Split *split, guint i);

/* Hides the signatures of what is visible. */
void split_trim_signatures(Split *split);
