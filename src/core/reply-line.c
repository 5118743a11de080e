/*
 * What kind of line it is, by the words of core/reply-words. No line is looked at for more
 * than its first few hundred bytes.
 */
#include "core/reply-line.h"

#include "core/reply-words.h"

#include <string.h>

enum {
	FOLDED_MAX = 480, /* bytes of a line that are looked at */
	DEVICE_MAX = 90,  /* a device line's length, without its link */
	CLOSING_MAX = 60,
	SHORT_LINE = 100, /* of a signature */
	RULE_MIN = 5,
	UNDERLINE_MIN = 2, /* Mailman's may be that short */
	PHONE_DIGITS = 7,
	SENTENCE_BLANKS = 3,
	LABEL_MAX = 30, /* of a banner that is a label */
};

static const struct {
	const WordList *names;
	LineField field;
} labels[] = {
	{ &words_from_names, FIELD_FROM },   { &words_sent_names, FIELD_SENT },
	{ &words_to_names, FIELD_TO },       { &words_subject_names, FIELD_SUBJECT },
	{ &words_other_names, FIELD_OTHER },
};

/* ── folding ──────────────────────────────────────────────────────────────────────────────
 */

static gboolean
is_invisible(gunichar c)
{
	return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0xAD ||
	       (c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x652);
}

static gboolean
is_latin(gunichar c)
{
	return (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
}

static gunichar
fold_other(gunichar c)
{
	gunichar base, accent;

	if (c >= 0xFF01 && c <= 0xFF5E)
		return g_ascii_tolower(c - 0xFEE0);
	if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F)
		return ' ';
	if (c == 0x2018 || c == 0x2019 || c == 0x2BC)
		return '\'';
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	if (c >= 0x660 && c <= 0x669)
		return '0' + (c - 0x660);
	if (c >= 0x6F0 && c <= 0x6F9)
		return '0' + (c - 0x6F0);
	c = g_unichar_tolower(c);
	while (is_latin(c) && g_unichar_decompose(c, &base, &accent))
		c = base;
	return c;
}

typedef struct {
	char text[FOLDED_MAX + 8];
	gsize length;
} Folded;

/* Small letters, no accents, narrow forms, single blanks, nothing invisible, ends trimmed.
 */
static void
fold(const char *text, gsize length, Folded *folded)
{
	const char *end = text + MIN(length, FOLDED_MAX);
	gsize at = 0;

	while (text < end) {
		gunichar c = (guchar)*text;

		if (c < 0x80) {
			text++;
			c = g_ascii_isspace(c) || c < ' ' ? ' ' : g_ascii_tolower(c);
		} else {
			c = g_utf8_get_char(text);
			text = g_utf8_next_char(text);
			if (is_invisible(c))
				continue;
			c = fold_other(c);
		}
		if (at >= FOLDED_MAX)
			break;
		if (c == ' ' && (at == 0 || folded->text[at - 1] == ' '))
			continue;
		if (c == 0xDF) {
			folded->text[at++] = 's';
			c = 's';
		}
		if (c < 0x80)
			folded->text[at++] = c;
		else
			at += g_unichar_to_utf8(c, folded->text + at);
	}
	while (at > 0 && folded->text[at - 1] == ' ')
		at--;
	folded->text[at] = '\0';
	folded->length = at;
}

/* ── looking up ───────────────────────────────────────────────────────────────────────────
 */

/* A byte of a word: letters of any script count, punctuation of ASCII does not. */
static gboolean
is_word(char c)
{
	return g_ascii_isalnum(c) || (guchar)c >= 0x80 || c == '\'' || c == '/';
}

/* ── kinds ────────────────────────────────────────────────────────────────────────────────
 */

static gboolean
is_rule(const Folded *folded)
{
	gsize marks = 0;

	for (gsize i = 0; i < folded->length; i++) {
		if (!strchr("-_=*~ ", folded->text[i]))
			return FALSE;
		marks += folded->text[i] != ' ';
	}
	return marks >= (folded->text[0] == '_' ? UNDERLINE_MIN : RULE_MIN) ||
	       g_str_equal(folded->text, "* * *");
}

/* "-----Original Message-----", also with text glued behind it. */
static LineKind
separator_of(const Folded *folded)
{
	const char *text = folded->text + strspn(folded->text, "-_=*~#<> ");
	gsize dashes = text - folded->text, length;

	if (dashes < 2 && folded->text[0] != '#')
		return LINE_TEXT;
	length = words_head(&words_forwards, text);
	if (length && (!text[length] || strchr("-_=*~ :", text[length])))
		return LINE_FORWARD;
	length = words_head(&words_originals, text);
	if (length && text[length] && strchr("-_=*~ :", text[length]) &&
	    strspn(text + length, " :") != strlen(text + length))
		return strpbrk(text + length, "-_=*~") ? LINE_ORIGINAL : LINE_TEXT;
	if (words_head(&words_reply_above, text))
		return LINE_ORIGINAL;
	return LINE_TEXT;
}

static gboolean
is_forward_line(const char *text)
{
	gsize length = words_head(&words_forward_lines, text);

	return length && strspn(text + length, " :") == strlen(text + length);
}

/* Where a link behind the device begins, else the end. */
static gsize
before_link(const Folded *folded)
{
	gsize link = strcspn(folded->text, "<[(");
	const char *site = strstr(folded->text, "http");

	return site ? MIN(link, (gsize)(site - folded->text)) : link;
}

/* The verb that TEXT, a line about a device, holds where its language has it so; NULL if it
 * is none. */
static const char *
device_verb(const char *text)
{
	for (gsize i = 0; i < words_n_device_heads; i++) {
		const char *head = words_device_heads[i].head;

		if (head[0] == text[0] && !strncmp(text, head, strlen(head)) &&
		    strstr(text, words_device_heads[i].verb))
			return words_device_heads[i].verb;
	}
	return NULL;
}

/* A sentence that happens to begin so has a comma in it, or more words than a device. */
static gboolean
is_device(const Folded *folded)
{
	const char *text = folded->text + strspn(folded->text, "*_-[( ");
	gsize length = before_link(folded), words = 0;
	const char *verb;

	if (length > DEVICE_MAX || memchr(folded->text, ',', length))
		return FALSE;
	verb = device_verb(text);
	if (!verb || !words_held(&words_device_words, text) ||
	    strstr(folded->text, "，") || strstr(folded->text, "。"))
		return FALSE;
	for (gsize i = 0; i < length; i++)
		words += folded->text[i] == ' ';
	if (*verb)
		return words <= 11;
	return words <= (folded->text[folded->length - 1] == '.' ? 6 : 9);
}

static gboolean
is_closing(const Folded *folded)
{
	gsize length = folded->length;

	if (length > CLOSING_MAX)
		return FALSE;
	while (length > 0 && strchr(",.!;: ", folded->text[length - 1]))
		length--;
	if (length > 3 &&
	    (g_str_has_suffix(folded->text, "，") || g_str_has_suffix(folded->text, "。") ||
	     g_str_has_suffix(folded->text, "、")))
		length -= 3;
	return length && words_equal(&words_closings, folded->text, length);
}

/* "[EXTERNAL]", or a sentence about where the mail came from. A person's "warning: the
 * external disk is full" speaks of no mail. */
static gboolean
is_banner(const Folded *folded)
{
	return words_head(&words_banner_heads, folded->text) &&
	       words_held(&words_banner_words, folded->text) &&
	       (words_held(&words_banner_mail, folded->text) ||
		(folded->length <= LABEL_MAX && strchr("[*-", folded->text[0])));
}

/* GroupWise quotes below ">>> Ann <ann@corp.example> 23/11/2026 09:12 >>>". */
static gboolean
is_groupwise(const Folded *folded)
{
	return g_str_has_prefix(folded->text, ">>> ") && strchr(folded->text, '@') &&
	       (g_str_has_suffix(folded->text, " >>>") ||
		strstr(folded->text, "in message <"));
}

static LineKind
kind_of(const char *text, gsize length, const Folded *folded)
{
	LineKind kind;

	if (!folded->length)
		return LINE_BLANK;
	if (is_groupwise(folded))
		return LINE_ORIGINAL;
	if (folded->text[0] == '>' && !g_str_equal(folded->text, ">:"))
		return LINE_QUOTE;
	if (folded->length == 2 && !strncmp(text, "--", 2))
		return length == 3 && text[2] == ' ' ? LINE_SIGNATURE : LINE_DASHES;
	if (is_rule(folded))
		return LINE_RULE;
	kind = separator_of(folded);
	if (kind != LINE_TEXT)
		return kind;
	if (is_forward_line(folded->text))
		return LINE_FORWARD;
	if (is_device(folded))
		return LINE_DEVICE;
	if (is_closing(folded))
		return LINE_CLOSING;
	if (is_banner(folded))
		return LINE_BANNER;
	return words_head(&words_legal_heads, folded->text + strspn(folded->text, "*_ "))
		       ? LINE_LEGAL
		       : LINE_TEXT;
}

/* ── headers above a quote ────────────────────────────────────────────────────────────────
 */

static guint
field_named(const char *name, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		if (words_equal(labels[i].names, name, length))
			return labels[i].field;
	return 0;
}

/* The name at the beginning of a line, in whatever dress: "*From:*", "| 发件人 |", "主
 * 题：". VALUE gets what follows it. */
static guint
first_field(const char *text, const char **value)
{
	char name[64];
	gsize length = 0;

	text += strspn(text, "*_|- ");
	for (; *text && !strchr(":|*", *text); text++) {
		if (*text == ' ')
			continue;
		if (length == sizeof name - 1)
			return 0;
		name[length++] = *text;
	}
	text += strspn(text, "* ");
	if (!length || (*text != ':' && *text != '|'))
		return 0;
	*value = text + 1 + strspn(text + 1, "*| ");
	name[length] = '\0';
	return field_named(name, length);
}

/* All the names in a line, since some web mailers put the whole header into one. */
static guint
fields_of(const Folded *folded)
{
	const char *value = NULL;
	guint fields = first_field(folded->text, &value);

	/* "From: 2026-11-23" is how a person asks for something until another day. */
	if (!fields || (fields == FIELD_FROM && g_ascii_isdigit(*value)))
		return 0;
	for (const char *colon = strchr(value, ':'); colon;
	     colon = strchr(colon + 1, ':')) {
		const char *name = colon;

		while (name > value &&
		       (g_ascii_isalpha(name[-1]) || (guchar)name[-1] >= 0x80))
			name--;
		if (name < colon)
			fields |= field_named(name, colon - name);
	}
	return fields;
}

/* ── marks ────────────────────────────────────────────────────────────────────────────────
 */

static guint
verb_marks(const char *text)
{
	const char *first = text + strspn(text, "-*_<>( ");
	/* Languages without blanks between words are not written in ASCII. */
	guint marks = !g_str_is_ascii(text) && words_held(&words_verbs_within, text)
			      ? MARK_VERB
			      : 0;

	for (const char *at = text; *at;) {
		const char *word = at;

		while (is_word(*at))
			at++;
		if (at > word && words_equal(&words_verbs, word, at - word))
			marks |= word == first ? MARK_VERB | MARK_VERB_FIRST : MARK_VERB;
		at += *at && !is_word(*at);
	}
	return marks;
}

/* A year, "20.06.24" or "10:30" at TEXT, which is the first of a run of digits. */
static guint
date_marks(const char *text)
{
	gsize length = strspn(text, "0123456789"), next;
	char sign = text[length];

	if (length == 4 && (!strncmp(text, "19", 2) || !strncmp(text, "20", 2)))
		return MARK_DATE;
	if (length > 2 || !sign || !strchr(":.h/-", sign))
		return 0;
	next = strspn(text + length + 1, "0123456789");
	if (next < 1 || next > 2)
		return 0;
	if (strchr("./-", sign) && text[length + 1 + next] == sign &&
	    g_ascii_isdigit(text[length + 2 + next]))
		return MARK_DATE;
	return next == 2 && strchr(":.h", sign) ? MARK_TIME : 0;
}

static guint
digit_marks(const char *text)
{
	enum { EARLY = 40 };
	guint marks = 0, digits = 0;

	for (const char *at = text; *at; at++) {
		guint found;

		if (!g_ascii_isdigit(*at))
			continue;
		marks |= MARK_DIGIT;
		found = at == text || !g_ascii_isdigit(at[-1]) ? date_marks(at) : 0;
		if ((found & MARK_DATE) && at - text < EARLY)
			found |= MARK_INTRO;
		marks |= found;
		digits++;
	}
	return digits >= PHONE_DIGITS ? marks | MARK_CONTACT : marks;
}

/* "Corp Example Ltd." is none. */
static gboolean
ends_sentence(const Folded *folded)
{
	static const char *const stops[] = { "!", "?", "。", "！", "？", "…" };
	guint blanks = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(stops); i++)
		if (g_str_has_suffix(folded->text, stops[i]))
			return TRUE;
	for (gsize i = 0; i < folded->length; i++)
		blanks += folded->text[i] == ' ';
	return g_str_has_suffix(folded->text, ".") && blanks >= SENTENCE_BLANKS;
}

static guint
end_marks(const Folded *folded)
{
	const char *text = folded->text;
	gsize length = folded->length;
	guint marks = ends_sentence(folded) ? MARK_SENTENCE : 0;

	while (length > 0 && strchr("*_ ", text[length - 1]))
		length--;
	if (length > 4 && !strncmp(text + length - 2, "--", 2) &&
	    (!strncmp(text, "--", 2) || strchr(text, '@')))
		return marks | MARK_COLON;
	if (!length || text[length - 1] != ':')
		return marks;
	marks |= MARK_COLON;
	for (length--; length > 0 && text[length - 1] == ' ';)
		length--;
	if (length > 0 && strchr(">)]", text[length - 1]))
		marks |= MARK_SENDER;
	return marks;
}

static guint
marks_of(const char *text, gsize length, const Folded *folded)
{
	const char *first = folded->text + strspn(folded->text, "-*_ ");
	guint marks = end_marks(folded) | digit_marks(first);

	if (length > SHORT_LINE)
		marks |= MARK_LONG;
	if (g_ascii_islower(text[strspn(text, " \t")]))
		marks |= MARK_LOWER;
	if (strchr(folded->text, '@'))
		marks |= MARK_AT | MARK_CONTACT;
	if (strstr(folded->text, "http") || strstr(folded->text, "www."))
		marks |= MARK_CONTACT;
	if (words_head(&words_intros, first))
		marks |= MARK_INTRO;
	return marks | verb_marks(folded->text);
}

/* ── the doors ────────────────────────────────────────────────────────────────────────────
 */

void
line_read(const char *text, gsize length, Line *line)
{
	Folded folded;

	fold(text, length, &folded);
	line->kind = kind_of(text, length, &folded);
	line->fields = line->kind == LINE_TEXT ? fields_of(&folded) : 0;
	line->marks = line->kind == LINE_BLANK || line->kind == LINE_QUOTE
			      ? 0
			      : marks_of(text, length, &folded);
}

void
line_read_quickly(const char *text, gsize length, Line *line)
{
	gsize blanks = 0;

	while (blanks < length && g_ascii_isspace(text[blanks]))
		blanks++;
	line->fields = 0;
	line->marks = 0;
	line->kind = blanks == length      ? LINE_BLANK
		     : text[blanks] == '>' ? LINE_QUOTE
					   : LINE_TEXT;
}

gboolean
line_is_legal(const char *text, gsize length)
{
	Folded folded;

	fold(text, length, &folded);
	return words_held(&words_legal_words, folded.text) ||
	       words_count(&words_legal_hints, folded.text) >= 2;
}

gboolean
line_quotes_forward(const char *text, gsize length)
{
	Folded folded;
	const char *inner;

	fold(text, length, &folded);
	inner = folded.text + strspn(folded.text, "> ");
	memmove(folded.text, inner, strlen(inner) + 1);
	folded.length = strlen(folded.text);
	return is_forward_line(folded.text) || separator_of(&folded) == LINE_FORWARD;
}
