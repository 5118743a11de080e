/* Where a quote begins. Nothing looks further than a fixed number of lines, so the work is
 * linear. What is in doubt is no quote. */
#include "core/reply-private.h"

#include <string.h>

enum {
	HEADER_LINES = 14, /* of a block "From: … Subject: …" with its wrapped lines */
	HEADER_GAP = 2,    /* lines in it that are no field */
	ATTRIBUTION_LINES = 4, /* "On … wrote:", wrapped */
	ATTRIBUTION_BYTES = 600,
	WRAPPED_MIN = 60, /* a quoted line that was cut had been that long */
};

/*
 * The end of a block of headers that begins at FIRST, or 0. A person's own list of "From:"
 * and "To:" is told from it by what it lacks: a sender's address or a date.
 */
static guint
header_block(const Split *split, guint first)
{
	guint fields = 0, marks = 0, seen = 0, kinds = 0, end = first, gap = 0;

	if (!split_line(split, first)->fields)
		return 0;
	for (guint i = first; i < split->count && i < first + HEADER_LINES; i++) {
		const Line *line = split_line(split, i);

		if (line->kind != LINE_TEXT && line->kind != LINE_BLANK)
			break;
		seen |= line->marks;
		if (!line->fields) {
			if (++gap > HEADER_GAP)
				break;
			continue;
		}
		gap = 0;
		fields |= line->fields;
		marks = seen;
		end = i + 1;
	}
	for (guint bits = fields; bits; bits >>= 1)
		kinds += bits & 1;
	if (!(fields & FIELD_FROM) || !(marks & (MARK_AT | MARK_DATE | MARK_TIME)))
		return 0;
	return kinds >= 3 || (fields & (FIELD_SENT | FIELD_SUBJECT)) ? end : 0;
}

/* "X wrote:" needs less around it when lines with ">" follow. */
static gboolean
is_attribution(guint marks, gboolean quote_follows)
{
	const guint when = MARK_DATE | MARK_TIME;

	if (!(marks & MARK_COLON))
		return FALSE;
	if (quote_follows)
		return (marks & MARK_VERB) || ((marks & MARK_AT) && (marks & when)) ||
		       (marks & when) == when;
	if (marks & MARK_VERB)
		return (marks & MARK_AT) || ((marks & MARK_INTRO) && (marks & when)) ||
		       (marks & when) == when;
	return (marks & MARK_SENDER) && (marks & MARK_AT) && (marks & when) == when;
}

/* A line above one that ends an attribution, which may be its beginning. */
static gboolean
may_begin(const Line *line)
{
	return (line->marks & MARK_INTRO) &&
	       (line->marks & (MARK_DIGIT | MARK_AT | MARK_DATE | MARK_TIME));
}

/* It may be the upper part of a wrapped attribution: "X <x@y> wrote (23 Nov." ends like a
 * sentence and is none. */
static gboolean
may_be_cut(const Line *line)
{
	const guint said = MARK_AT | MARK_VERB | MARK_DATE;

	return !(line->marks & MARK_COLON) &&
	       (!(line->marks & MARK_SENTENCE) || (line->marks & said) == said);
}

/* It says who wrote, or that somebody did at some time: nothing need stand above it. */
static gboolean
is_whole(const Line *line)
{
	return (line->marks & MARK_AT) ||
	       ((line->marks & MARK_VERB) && (line->marks & (MARK_DATE | MARK_TIME)));
}

/*
 * The first line of the attribution that ends at LAST, a line with a colon; FALSE if it is
 * none. The shortest one that begins like "On Monday" is taken, else the shortest at all.
 */
static gboolean
attribution(const Split *split, guint last, guint *first)
{
	gboolean quoted = split_is_quote(split, split_skip_blank(split, last + 1)),
		 found = FALSE;
	guint marks = 0;

	for (guint k = 0; k < ATTRIBUTION_LINES && k <= last; k++) {
		const Line *line = split_line(split, last - k);

		if ((line->kind != LINE_TEXT && line->kind != LINE_LEGAL) ||
		    (line->marks & MARK_HIDDEN) ||
		    split_line(split, last + 1)->start - line->start > ATTRIBUTION_BYTES)
			break;
		if (k > 0 && !may_be_cut(line))
			break;
		marks = (marks & ~(guint)MARK_INTRO) | line->marks;
		if (!is_attribution(marks, quoted))
			continue;
		if (!found || may_begin(line))
			*first = last - k;
		if (may_begin(line)
			    ? is_whole(line) || k > 0
			    : k == 0 && is_whole(line) && (line->marks & MARK_INTRO))
			return TRUE;
		found = TRUE;
	}
	return found;
}

/* "On … X" or "X <x@y>" alone, above a line that begins with "wrote:". */
static guint
with_name_above(const Split *split, guint first)
{
	const Line *line = split_line(split, first), *above;

	if (!(line->marks & MARK_VERB_FIRST) || first == 0)
		return first;
	above = split_line(split, first - 1);
	return above->kind == LINE_TEXT && !(above->marks & (MARK_SENTENCE | MARK_HIDDEN))
		       ? first - 1
		       : first;
}

/* Rules above a header block, and the rest of an attribution that was cut off by it. */
static guint
with_rule_above(const Split *split, guint first)
{
	while (first > 0) {
		const Line *above = split_line(split, first - 1);
		const guint wanted = MARK_INTRO | MARK_VERB | MARK_DATE;

		if (above->kind != LINE_BLANK && above->kind != LINE_RULE &&
		    (above->marks & wanted) != wanted)
			break;
		first--;
	}
	return first;
}

/* A line drawn across the page, as <hr> is written, belongs to the quote at FIRST below it.
 */
static void
hide_line_above(Split *split, guint first)
{
	while (first > 0 && split_line(split, first - 1)->kind == LINE_BLANK)
		first--;
	if (first > 0 && split_line(split, first - 1)->kind == LINE_RULE &&
	    split->text[split_line(split, first - 1)->start] == '_')
		split_hide(split, first - 1, first);
}

/* A quote begins behind NEXT: with ">" its lines are known, without it all is quote. */
static guint
begin_quote(Split *split, guint first, guint next, gboolean forwards, gboolean headers)
{
	if (!split->separated) {
		split->separated = TRUE;
		split->forwarded = forwards;
		split->bare_headers = headers && !split->seen_text;
	}
	hide_line_above(split, first);
	split_hide(split, first, next);
	split->state = split_is_quote(split, split_skip_blank(split, next)) ? SPLIT_SHOWN
									    : SPLIT_BELOW;
	return next;
}

/* ">" lines, unless a fresh mail has them for another purpose. */
static guint
find_marked_quote(Split *split, guint i)
{
	const char *text = split->text + split_line(split, i)->start;

	if (!split->separated && line_quotes_forward(text, split_line_length(split, i)))
		split->forwarded = TRUE;
	else if (!split->separated && split->is_fresh)
		return 0;
	split->separated = TRUE;
	split->state = SPLIT_SHOWN;
	hide_line_above(split, i);
	split_hide(split, i, i + 1);
	return i + 1;
}

/* The headers of a mail, or "X wrote:", above what is quoted without ">". */
static guint
find_bare_quote(Split *split, guint i)
{
	gboolean marked = split_is_quote(split, split_skip_blank(split, i + 1));
	guint end = header_block(split, i), first = i;

	if (end && split->is_fresh) {
		split->bare_headers = split->bare_headers || !split->seen_text;
		return 0;
	}
	if (end)
		return begin_quote(split, with_rule_above(split, i), end, FALSE, TRUE);
	if (!(split_line(split, i)->marks & MARK_COLON) || (split->is_fresh && !marked))
		return 0;
	if (!attribution(split, i, &first))
		return 0;
	return begin_quote(split, with_name_above(split, first), i + 1, FALSE, FALSE);
}

guint
split_find_quote(Split *split, guint i)
{
	LineKind kind = split_line(split, i)->kind;
	guint first, end;

	switch (kind) {
	case LINE_QUOTE:
		return find_marked_quote(split, i);
	case LINE_ORIGINAL:
	case LINE_FORWARD:
		first = split_skip_blank(split, i + 1);
		end = first < split->count ? header_block(split, first) : 0;
		return begin_quote(split, i, end ? end : i + 1, kind == LINE_FORWARD,
				   FALSE);
	case LINE_TEXT:
	case LINE_LEGAL:
		return find_bare_quote(split, i);
	default:
		return 0;
	}
}

/* A person's line between two quoted ones is an answer; the cut-off end of a long quoted
 * line is not. */
gboolean
split_is_wrapped_quote(const Split *split, guint i)
{
	const Line *line = split_line(split, i);
	gsize length;
	char last;

	if (i == 0 || !split_is_quote(split, i - 1) || !split_is_quote(split, i + 1) ||
	    !(split_line(split, i - 1)->marks & MARK_HIDDEN) || !(line->marks & MARK_LOWER))
		return FALSE;
	length = split_line_length(split, i - 1);
	last = length ? split->text[split_line(split, i - 1)->start + length - 1] : '.';
	return length >= WRAPPED_MIN && !strchr(".?!:;", last);
}
