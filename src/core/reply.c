/*
 * The new text of a mail. One pass over the lines finds where quotes begin, a second one
 * looks at what is left for signatures. Nothing looks further than a fixed number of lines,
 * so the work is linear. It must never lose text: what is in doubt stays visible, and if
 * nothing would be left, nothing was a quote.
 */
#include "core/reply.h"

#include "base/text.h"
#include "core/key.h"
#include "core/reply-line.h"
#include "core/reply-words.h"
#include "core/thread.h"

#include <string.h>

enum {
	LINES_READ =
		20000,     /* the rest of a longer mail is a dump: ">" alone counts there */
	HEADER_LINES = 14, /* of a block "From: … Subject: …" with its wrapped lines */
	HEADER_GAP = 2,    /* lines in it that are no field */
	ATTRIBUTION_LINES = 4, /* "On … wrote:", wrapped */
	ATTRIBUTION_BYTES = 600,
	SIGNATURE_LINES = 12, /* after "--" or a name */
	FOOTER_LINES = 8,     /* below a rule */
	KEY_LINE_MAX = 200,   /* bytes of a line that holds a key */
	SPREAD = 3,           /* and so many blank lines in them, each */
	NAME_BYTES = 60,
	WRAPPED_MIN = 60, /* a quoted line that was cut had been that long */
	LEGAL_TRIES = 50,
	LEGAL_BYTES = 400,
};

/* What the lines below one are, as far as a mark above them says. */
typedef enum {
	SHOWN,
	TAIL,  /* signature: until a quote begins */
	BELOW, /* a quote without ">": to the end */
} State;

typedef struct {
	const char *text; /* foreign */
	GArray *lines;    /* own Line; one more at the end, for its start */
	guint count;
	State state;
	gboolean is_fresh;  /* answers nothing: what looks like a quote was pasted */
	gboolean seen_text; /* something visible was before */
	gboolean separated; /* the first separator was found */
	gboolean forwarded;
	gboolean bare_headers; /* it was a header block without a word above it */
	guint legal_tries;
} Split;

static Line *
line_at(const Split *split, guint i)
{
	return &g_array_index(split->lines, Line, i);
}

static gsize
line_length(const Split *split, guint i)
{
	gsize start = line_at(split, i)->start, end = line_at(split, i + 1)->start;

	return end > start && split->text[end - 1] == '\n' ? end - start - 1 : end - start;
}

static void
read_lines(Split *split)
{
	const char *at = split->text;

	split->lines = g_array_new(FALSE, FALSE, sizeof(Line));
	for (;;) {
		Line line = { .start = at - split->text };
		gsize length = strcspn(at, "\n");

		if (split->lines->len < LINES_READ)
			line_read(at, length, &line);
		else
			line_read_quickly(at, length, &line);
		g_array_append_val(split->lines, line);
		if (!*at)
			break;
		at += length + (at[length] == '\n');
	}
	split->count = split->lines->len - 1;
}

static void
hide(Split *split, guint first, guint end)
{
	for (guint i = first; i < end; i++)
		line_at(split, i)->marks |= MARK_HIDDEN;
}

static guint
skip_blank(const Split *split, guint i)
{
	while (i < split->count && line_at(split, i)->kind == LINE_BLANK)
		i++;
	return i;
}

static gboolean
is_quote(const Split *split, guint i)
{
	return i < split->count && line_at(split, i)->kind == LINE_QUOTE;
}

/* ── where a quote begins ─────────────────────────────────────────────────────────────────
 */

/*
 * The end of a block of headers that begins at FIRST, or 0. A person's own list of "From:"
 * and "To:" is told from it by what it lacks: a sender's address or a date.
 */
static guint
header_block(const Split *split, guint first)
{
	guint fields = 0, marks = 0, seen = 0, kinds = 0, end = first, gap = 0;

	if (!line_at(split, first)->fields)
		return 0;
	for (guint i = first; i < split->count && i < first + HEADER_LINES; i++) {
		const Line *line = line_at(split, i);

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
	gboolean quoted = is_quote(split, skip_blank(split, last + 1)), found = FALSE;
	guint marks = 0;

	for (guint k = 0; k < ATTRIBUTION_LINES && k <= last; k++) {
		const Line *line = line_at(split, last - k);

		if ((line->kind != LINE_TEXT && line->kind != LINE_LEGAL) ||
		    (line->marks & MARK_HIDDEN) ||
		    line_at(split, last + 1)->start - line->start > ATTRIBUTION_BYTES)
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
	const Line *line = line_at(split, first), *above;

	if (!(line->marks & MARK_VERB_FIRST) || first == 0)
		return first;
	above = line_at(split, first - 1);
	return above->kind == LINE_TEXT && !(above->marks & (MARK_SENTENCE | MARK_HIDDEN))
		       ? first - 1
		       : first;
}

/* Rules above a header block, and the rest of an attribution that was cut off by it. */
static guint
with_rule_above(const Split *split, guint first)
{
	while (first > 0) {
		const Line *above = line_at(split, first - 1);
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
	while (first > 0 && line_at(split, first - 1)->kind == LINE_BLANK)
		first--;
	if (first > 0 && line_at(split, first - 1)->kind == LINE_RULE &&
	    split->text[line_at(split, first - 1)->start] == '_')
		hide(split, first - 1, first);
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
	hide(split, first, next);
	split->state = is_quote(split, skip_blank(split, next)) ? SHOWN : BELOW;
	return next;
}

/* A person's line between two quoted ones is an answer; the cut-off end of a long quoted
 * line is not. */
static gboolean
is_wrapped_quote(const Split *split, guint i)
{
	const Line *line = line_at(split, i);
	gsize length;
	char last;

	if (i == 0 || !is_quote(split, i - 1) || !is_quote(split, i + 1) ||
	    !(line_at(split, i - 1)->marks & MARK_HIDDEN) || !(line->marks & MARK_LOWER))
		return FALSE;
	length = line_length(split, i - 1);
	last = length ? split->text[line_at(split, i - 1)->start + length - 1] : '.';
	return length >= WRAPPED_MIN && !strchr(".?!:;", last);
}

/* ">" lines, unless a fresh mail has them for another purpose. */
static guint
find_marked_quote(Split *split, guint i)
{
	const char *text = split->text + line_at(split, i)->start;

	if (!split->separated && line_quotes_forward(text, line_length(split, i)))
		split->forwarded = TRUE;
	else if (!split->separated && split->is_fresh)
		return 0;
	split->separated = TRUE;
	split->state = SHOWN;
	hide_line_above(split, i);
	hide(split, i, i + 1);
	return i + 1;
}

/* The headers of a mail, or "X wrote:", above what is quoted without ">". */
static guint
find_bare_quote(Split *split, guint i)
{
	gboolean marked = is_quote(split, skip_blank(split, i + 1));
	guint end = header_block(split, i), first = i;

	if (end && split->is_fresh) {
		split->bare_headers = split->bare_headers || !split->seen_text;
		return 0;
	}
	if (end)
		return begin_quote(split, with_rule_above(split, i), end, FALSE, TRUE);
	if (!(line_at(split, i)->marks & MARK_COLON) || (split->is_fresh && !marked))
		return 0;
	if (!attribution(split, i, &first))
		return 0;
	return begin_quote(split, with_name_above(split, first), i + 1, FALSE, FALSE);
}

static guint
find_quote(Split *split, guint i)
{
	LineKind kind = line_at(split, i)->kind;
	guint first, end;

	switch (kind) {
	case LINE_QUOTE:
		return find_marked_quote(split, i);
	case LINE_ORIGINAL:
	case LINE_FORWARD:
		first = skip_blank(split, i + 1);
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

/* ── signatures ───────────────────────────────────────────────────────────────────────────
 */

static gboolean
is_disclaimer(Split *split, guint i)
{
	const char *text = split->text + line_at(split, i)->start;
	gboolean begins = i == 0 || line_at(split, i - 1)->kind == LINE_BLANK ||
			  line_at(split, i - 1)->kind == LINE_RULE;

	if (!begins || !split->seen_text || split->legal_tries++ >= LEGAL_TRIES)
		return FALSE;
	return line_is_legal(text, strnlen(text, LEGAL_BYTES));
}

/* The end of the paragraph at I. */
static guint
paragraph_end(const Split *split, guint i)
{
	while (i < split->count && line_at(split, i)->kind != LINE_BLANK &&
	       line_at(split, i)->kind != LINE_QUOTE)
		i++;
	return i;
}

/* Marks that say by themselves that new text ends, or that something above it is none. */
static guint
find_tail(Split *split, guint i)
{
	switch ((LineKind)line_at(split, i)->kind) {
	case LINE_SIGNATURE:
		split->state = TAIL;
		break;
	case LINE_DEVICE:
		split->state = split->seen_text ? TAIL : SHOWN;
		break;
	case LINE_LEGAL:
		if (!is_disclaimer(split, i))
			return 0;
		split->state = TAIL;
		break;
	case LINE_BANNER: {
		guint end = paragraph_end(split, i);

		if (split->seen_text || end == i)
			return 0;
		hide(split, i, end);
		return end;
	}
	default:
		return 0;
	}
	hide(split, i, i + 1);
	return i + 1;
}

static void
mark_lines(Split *split)
{
	for (guint i = 0; i < split->count;) {
		guint next = split->state == BELOW ? 0 : find_quote(split, i);

		if (!next && split->state == SHOWN)
			next = find_tail(split, i);
		if (next) {
			i = next;
			continue;
		}
		if (split->state != SHOWN || is_wrapped_quote(split, i))
			hide(split, i, i + 1);
		else if (line_at(split, i)->kind != LINE_BLANK)
			split->seen_text = TRUE;
		i++;
	}
}

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
		const Line *line = line_at(split, i);
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
	guint name = skip_blank(split, closing + 1);

	if (name < end && line_at(split, name)->kind == LINE_CLOSING) /* 此致, 敬礼 */
		name = skip_blank(split, name + 1);
	if (name >= end || line_length(split, name) > NAME_BYTES ||
	    (line_at(split, name)->marks & (MARK_SENTENCE | MARK_CONTACT)))
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

/* An address, a number alone, or one behind "Tel." and the like. */
static gboolean
says_how_to_reach(const Split *split, guint i)
{
	const Line *line = line_at(split, i);
	g_autofree char *text = NULL, *folded = NULL;

	if (!(line->marks & MARK_CONTACT))
		return FALSE;
	text = g_strndup(split->text + line->start, line_length(split, i));
	folded = text_fold(g_strstrip(text));
	return holds_address(folded) || g_ascii_isdigit(*folded) || *folded == '+' ||
	       *folded == '(' || words_head(&words_card_heads, folded);
}

/* No list, no command, no part of a log: it may stand on somebody's card. */
static gboolean
is_card_line(const Split *split, guint i)
{
	const Line *line = line_at(split, i);
	const char *text = split->text + line->start;

	text += strspn(text, " \t");
	return !(line->marks & (MARK_COLON | MARK_SENTENCE | MARK_DATE | MARK_TIME)) &&
	       !strchr("-*#$>[|/{<", *text);
}

/*
 * Do the lines below RULE, until END, look like somebody's card: a name, then an
 * address or a number? Whatever else people put below a rule, or between two, is meant to
 * be read, above all if what is above it leads up to it with a colon.
 */
static gboolean
is_card(const Split *split, guint rule, guint end)
{
	guint name = skip_blank(split, rule + 1), above = rule, contacts = 0;

	while (above > 0 && line_at(split, above - 1)->kind == LINE_BLANK)
		above--;
	if (above > 0 && (line_at(split, above - 1)->marks & MARK_COLON))
		return FALSE;
	while (end > name && line_at(split, end - 1)->kind != LINE_TEXT)
		end--;
	for (guint i = name; i < end; i++) {
		const Line *line = line_at(split, i);

		if (line->kind == LINE_BLANK)
			continue;
		if (line->kind != LINE_TEXT || !is_card_line(split, i))
			return FALSE;
		contacts += says_how_to_reach(split, i);
	}
	return name < end && contacts && !(line_at(split, name)->marks & MARK_DIGIT) &&
	       line_length(split, name) <= NAME_BYTES;
}

/* An underlined footer needs an address or a number; below any other rule there must be a
 * card. */
static gboolean
is_footer(const Split *split, guint rule, guint end)
{
	guint marks;

	if (!looks_signed(split, rule + 1, end, FOOTER_LINES, &marks))
		return FALSE;
	if (split->text[line_at(split, rule)->start] == '_' && (marks & MARK_CONTACT))
		return TRUE;
	return is_card(split, rule, end);
}

/* The first line of the signature that the mark at I announces, or END if it is none. */
static guint
signature_at(const Split *split, guint i, guint end)
{
	guint marks;

	switch ((LineKind)line_at(split, i)->kind) {
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
			hide(split, from, end);
			return;
		}
		seen = seen || line_at(split, i)->kind != LINE_BLANK;
	}
}

static void
trim_signatures(Split *split)
{
	gboolean seen = FALSE;
	guint first = 0;

	for (guint i = 0; i <= split->count; i++) {
		if (i < split->count && !(line_at(split, i)->marks & MARK_HIDDEN))
			continue;
		if (i > first) {
			trim_stretch(split, first, i, seen);
			seen = seen || skip_blank(split, first) < i;
		}
		first = i + 1;
	}
}

/* ── the result ───────────────────────────────────────────────────────────────────────────
 */

static void
trim_end(GString *text)
{
	while (text->len && g_ascii_isspace(text->str[text->len - 1]))
		text->len--;
	text->str[text->len] = '\0';
}

/* The lines that are hidden, or those that are not; where some were left out, one blank
 * line stands. The first line keeps its indentation. */
static char *
gather(const Split *split, gboolean hidden)
{
	GString *text = g_string_new(NULL);
	gboolean left_out = FALSE;

	for (guint i = 0; i < split->count; i++) {
		const Line *line = line_at(split, i);
		gboolean blank = line->kind == LINE_BLANK;

		if (((line->marks & MARK_HIDDEN) != 0) != hidden) {
			left_out = left_out || !blank;
			continue;
		}
		if (blank && (!text->len || left_out))
			continue;
		if (left_out && text->len) {
			trim_end(text);
			g_string_append(text, "\n\n");
		}
		left_out = FALSE;
		g_string_append_len(text, split->text + line->start, line_length(split, i));
		g_string_append_c(text, '\n');
	}
	trim_end(text);
	return g_string_free(text, FALSE);
}

static gboolean
is_anything_left(const Split *split)
{
	for (guint i = 0; i < split->count; i++) {
		const Line *line = line_at(split, i);

		if (!(line->marks & MARK_HIDDEN) && line->kind != LINE_BLANK)
			return TRUE;
	}
	return FALSE;
}

static void
split_text(Split *split, char **visible, char **hidden)
{
	read_lines(split);
	mark_lines(split);
	trim_signatures(split);
	if (is_anything_left(split)) {
		*visible = gather(split, FALSE);
		*hidden = gather(split, TRUE);
	} else {
		*visible = g_strdup(split->text);
		*hidden = g_strdup("");
	}
	g_array_unref(split->lines);
}

void
reply_split_text(const char *text, char **visible, char **hidden, gboolean *forwarded)
{
	Split split = { .text = text };

	split_text(&split, visible, hidden);
	*forwarded = split.forwarded || split.bare_headers;
}

/* "Fwd: …", "WG: …", "转发：…" */
static gboolean
says_forward(const char *subject)
{
	static const char *const prefixes[] = {
		"fwd:",        "fw:",          "wg:",   "tr:",      "rv:",
		"enc:",        "i:",           "vl:",   "vs:",      "doorst:",
		"转发:",       "轉寄:",        "転送:", "전달:",    "pd:",
		"továbbítás:", "encaminhada:", "tr :",  "forward:", "weiterl:",
		"vb:",         "trs:",         "ilt:",  "πρθ:",     "пересл:",
		"fs:",         "předáno:",     "轉發:", "转寄:",    "chuyển tiếp:",
		"הועבר:",      "إعادة توجيه:", "ส่งต่อ:",
	};
	g_autofree char *folded = text_fold(subject);

	g_strchug(folded);
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(folded, prefixes[i]))
			return TRUE;
	return FALSE;
}

/* Nothing says that MESSAGE answers or passes on another one. */
static gboolean
is_fresh(const Message *message)
{
	g_autofree char *bare = NULL, *whole = NULL;

	if (message->references->len || message->in_reply_to->len ||
	    strchr(message->subject, '#'))
		return FALSE;
	bare = thread_bare_subject(message->subject, NULL);
	whole = text_one_line(message->subject);
	return g_str_equal(bare, thread_skip_labels(whole)) && !says_forward(whole);
}

/* "[41-1r-…]" alone on a line of LENGTH bytes: an answer by a mailto: link, which carries
 * no threading. Own; NULL. */
static char *
key_on(const char *line, gsize length)
{
	g_autofree char *bare = NULL;
	gsize blank = strspn(line, " \t");
	Key key;

	if (line[blank] != '[' || length > KEY_LINE_MAX)
		return NULL;
	bare = g_strchomp(g_strndup(line + blank + 1, length - blank - 1));
	length = strlen(bare);
	if (length < 2 || bare[length - 1] != ']')
		return NULL;
	bare[length - 1] = '\0';
	return key_parse(bare, &key) && !strpbrk(bare, ".@") ? g_steal_pointer(&bare)
							     : NULL;
}

/* TEXT without such lines, whose keys are added to KEYS: a key is for the desk, not for
 * those who read the entry. Own; NULL if it has none. One line at a time: a hostile mail
 * has half a million of them. */
static char *
without_keys(const char *text, GPtrArray *keys)
{
	GString *left = NULL;

	for (const char *line = text; *line;) {
		gsize length = strcspn(line, "\n");
		gsize whole = length + (line[length] == '\n');
		char *key = key_on(line, length);

		if (key && !left)
			left = g_string_new_len(text, line - text);
		if (key)
			g_ptr_array_add(keys, key);
		else if (left)
			g_string_append_len(left, line, whole);
		line += whole;
	}
	return left ? g_string_free(left, FALSE) : NULL;
}

static void
take_keys(Message *message)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	char *visible = without_keys(message->visible_text, message->body_keys);
	char *text;

	if (!visible)
		return;
	text = without_keys(message->text, all);
	g_free(message->visible_text);
	message->visible_text = g_strchomp(visible);
	if (!text)
		return;
	g_free(message->text);
	message->text = text;
}

void
reply_split(Message *message)
{
	Split split = { .text = message->text, .is_fresh = is_fresh(message) };

	g_free(message->visible_text);
	g_free(message->hidden_text);
	g_free(message->language);
	split_text(&split, &message->visible_text, &message->hidden_text);
	message->forwarded = split.forwarded || split.bare_headers ||
			     (split.separated && says_forward(message->subject));
	take_keys(message);
	message->language = g_strdup(reply_language(message->visible_text));
}
