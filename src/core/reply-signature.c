/* Signatures, disclaimers, devices and banners: what a person did not write this time. What
 * is in doubt stays visible. */
#include "core/reply-private.h"

#include "base/text.h"
#include "core/reply-words.h"

#include <string.h>

enum {
	SIGNATURE_LINES = 12, /* after "--" or a name */
	FOOTER_LINES = 8,     /* below a rule */
	SPREAD = 3,           /* and so many blank lines in them, each */
	NAME_BYTES = 60,
	LEGAL_TRIES = 50,
	LEGAL_BYTES = 400,
};

/* ---- marks that stand for themselves ---- */

static gboolean
is_disclaimer(Split *split, guint i)
{
	const char *text = split->text + split_line(split, i)->start;
	gboolean begins = i == 0 || split_line(split, i - 1)->kind == LINE_BLANK ||
			  split_line(split, i - 1)->kind == LINE_RULE;

	if (!begins || !split->seen_text || split->legal_tries++ >= LEGAL_TRIES)
		return FALSE;
	return line_is_legal(text, strnlen(text, LEGAL_BYTES));
}

/* The end of the paragraph at I. */
static guint
paragraph_end(const Split *split, guint i)
{
	while (i < split->count && split_line(split, i)->kind != LINE_BLANK &&
	       split_line(split, i)->kind != LINE_QUOTE)
		i++;
	return i;
}

/* Marks that say by themselves that new text ends, or that something above it is none. */
guint
split_find_tail(Split *split, guint i)
{
	switch ((LineKind)split_line(split, i)->kind) {
	case LINE_SIGNATURE:
		split->state = SPLIT_TAIL;
		break;
	case LINE_DEVICE:
		split->state = split->seen_text ? SPLIT_TAIL : SPLIT_SHOWN;
		break;
	case LINE_LEGAL:
		if (!is_disclaimer(split, i))
			return 0;
		split->state = SPLIT_TAIL;
		break;
	case LINE_BANNER: {
		guint end = paragraph_end(split, i);

		if (split->seen_text || end == i)
			return 0;
		split_hide(split, i, end);
		return end;
	}
	default:
		return 0;
	}
	split_hide(split, i, i + 1);
	return i + 1;
}

/* ---- what is signed below a text ---- */

static gboolean
is_postscript(const char *text)
{
	return !g_ascii_strncasecmp(text, "PS", 2) ||
	       !g_ascii_strncasecmp(text, "P.S", 3) || g_str_has_prefix(text, "附") ||
	       g_str_has_prefix(text, "另");
}

/* The marks of the visible lines from FIRST to END, if they look like a signature: at most
 * MOST of them, short, no sentences, no command. */
static gboolean
looks_signed(const Split *split, guint first, guint end, guint most, guint *marks)
{
	guint lines = 0;

	*marks = 0;
	if (end - first > SPREAD * most)
		return FALSE;
	for (guint i = first; i < end; i++) {
		const Line *line = split_line(split, i);
		const char *text = split->text + line->start;

		if (line->kind == LINE_BLANK || line->kind == LINE_RULE)
			continue;
		if (++lines > most || (line->marks & MARK_LONG))
			return FALSE;
		if ((line->marks & MARK_SENTENCE) && !(line->marks & MARK_CONTACT))
			return FALSE;
		if (is_postscript(text) || *text == '/')
			return FALSE;
		*marks |= line->marks;
	}
	return lines > 0;
}

/* Behind "Regards," stands the name, which is kept; what follows the name is the rest of a
 * signature. */
static guint
behind_name(const Split *split, guint closing, guint end)
{
	guint name = split_skip_blank(split, closing + 1);

	if (name < end && split_line(split, name)->kind == LINE_CLOSING) /* 此致, 敬礼 */
		name = split_skip_blank(split, name + 1);
	if (name >= end || split_line_length(split, name) > NAME_BYTES ||
	    (split_line(split, name)->marks & (MARK_SENTENCE | MARK_CONTACT)))
		return closing + 1;
	return name + 1;
}

/* "ann@corp.example", not "root@host:~#". */
static gboolean
holds_address(const char *line)
{
	const char *at = strchr(line, '@');
	gsize domain = at ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789.-") : 0;

	return domain && memchr(at + 1, '.', domain) && at[1 + domain] != ':' &&
	       at[1 + domain] != '/';
}

/* "+49 171 1234567 (mobile)", "0171/1234567", "(555) 123-4567", "13812345678": with what
 * begins a number that is dialled. Others are counted, ordered or copied from a label. */
static gboolean
is_phone_number(const char *line)
{
	if (*line == '+')
		return g_ascii_isdigit(line[1]);
	if (line[strspn(line, "0123456789 ()-./")])
		return FALSE;
	return *line == '(' || *line == '0' || (*line == '1' && strlen(line) == 11);
}

/* An address, a number to be dialled, or one behind "Tel." and the like. */
static gboolean
says_how_to_reach(const Split *split, guint i)
{
	const Line *line = split_line(split, i);
	g_autofree char *text = NULL, *folded = NULL;

	if (!(line->marks & MARK_CONTACT))
		return FALSE;
	text = g_strndup(split->text + line->start, split_line_length(split, i));
	folded = text_fold(g_strstrip(text));
	return holds_address(folded) || is_phone_number(folded) ||
	       words_head(&words_card_heads, folded);
}

/* No list, no command, no part of a log: it may stand on somebody's card. */
static gboolean
is_card_line(const Split *split, guint i)
{
	const Line *line = split_line(split, i);
	const char *text = split->text + line->start;

	text += strspn(text, " \t");
	return !(line->marks & (MARK_COLON | MARK_SENTENCE | MARK_DATE | MARK_TIME)) &&
	       !strchr("-*#$>[|/{<", *text);
}

/*
 * Do the lines below RULE, until END, look like somebody's card: a name, which has no small
 * letter in front, then an address or a number? Whatever else people put below a rule, or
 * between two, is meant to be read, above all if what is above it leads up to it with a
 * colon.
 */
static gboolean
is_card(const Split *split, guint rule, guint end)
{
	guint name = split_skip_blank(split, rule + 1), above = rule, contacts = 0;

	while (above > 0 && split_line(split, above - 1)->kind == LINE_BLANK)
		above--;
	if (above > 0 && (split_line(split, above - 1)->marks & MARK_COLON))
		return FALSE;
	while (end > name && split_line(split, end - 1)->kind != LINE_TEXT)
		end--;
	for (guint i = name; i < end; i++) {
		const Line *line = split_line(split, i);

		if (line->kind == LINE_BLANK)
			continue;
		if (line->kind != LINE_TEXT || !is_card_line(split, i))
			return FALSE;
		contacts += says_how_to_reach(split, i);
	}
	return name < end && contacts &&
	       !(split_line(split, name)->marks & (MARK_DIGIT | MARK_LOWER)) &&
	       split_line_length(split, name) <= NAME_BYTES;
}

/* An underlined footer needs an address or a number; below any other rule there must be a
 * card. */
static gboolean
is_footer(const Split *split, guint rule, guint end)
{
	guint marks;

	if (!looks_signed(split, rule + 1, end, FOOTER_LINES, &marks))
		return FALSE;
	if (split->text[split_line(split, rule)->start] == '_' && (marks & MARK_CONTACT))
		return TRUE;
	return is_card(split, rule, end);
}

/* The first line of the signature that the mark at I announces, or END if it is none. */
static guint
signature_at(const Split *split, guint i, guint end)
{
	guint marks;

	switch ((LineKind)split_line(split, i)->kind) {
	case LINE_CLOSING: {
		guint rest = behind_name(split, i, end);

		return rest < end && looks_signed(split, rest, end, SIGNATURE_LINES, &marks)
			       ? rest
			       : end;
	}
	case LINE_DASHES:
		return looks_signed(split, i + 1, end, SIGNATURE_LINES, &marks) ? i : end;
	case LINE_RULE:
		return is_footer(split, i, end) ? i : end;
	default:
		return end;
	}
}

/* One stretch of visible lines; SEEN: there is text above it. */
static void
trim_stretch(Split *split, guint first, guint end, gboolean seen)
{
	for (guint i = first; i < end; i++) {
		guint from = seen ? signature_at(split, i, end) : end;

		if (from < end) {
			split_hide(split, from, end);
			return;
		}
		seen = seen || split_line(split, i)->kind != LINE_BLANK;
	}
}

void
split_trim_signatures(Split *split)
{
	gboolean seen = FALSE;
	guint first = 0;

	for (guint i = 0; i <= split->count; i++) {
		if (i < split->count && !(split_line(split, i)->marks & MARK_HIDDEN))
			continue;
		if (i > first) {
			trim_stretch(split, first, i, seen);
			seen = seen || split_skip_blank(split, first) < i;
		}
		first = i + 1;
	}
}
