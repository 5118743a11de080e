/*
 * Text of strangers: made valid, made harmless, made comparable. Every function takes any
 * bytes without NUL; none of them trusts that a mail's text is UTF-8.
 */
#include "base/text.h"

#include <string.h>

typedef struct {
	gunichar first, last;
} Range;

static gboolean
in_ranges(gunichar c, const Range *ranges, gsize n)
{
	for (gsize i = 0; i < n && ranges[i].first <= c; i++)
		if (c <= ranges[i].last)
			return TRUE;
	return FALSE;
}

/* What nobody sees but what moves or hides other text: bidi controls, zero-width
 * characters, the soft hyphen, tags. */
static gboolean
is_hidden(gunichar c)
{
	static const Range hidden[] = {
		{ 0x00ad, 0x00ad }, { 0x061c, 0x061c }, { 0x180e, 0x180e },
		{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	return c >= 0xad && in_ranges(c, hidden, G_N_ELEMENTS(hidden));
}

static gboolean
is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static gboolean
is_space(gunichar c)
{
	return is_control(c) || g_unichar_isspace(c) || c == 0x2028 || c == 0x2029;
}

/* TEXT itself if it is valid, else a valid copy, which is put into COPY. */
static const char *
valid(const char *text, char **copy)
{
	if (g_utf8_validate(text, -1, NULL))
		return text;
	return *copy = text_valid(text, strlen(text));
}

char *
text_valid(const char *bytes, gsize length)
{
	return length > 0 ? g_utf8_make_valid(bytes, length) : g_strdup("");
}

static gboolean
is_plain(char c)
{
	return c > 0x20 && c < 0x7f;
}

/* How many bytes from P on are words of visible ASCII with one space between: most of most mails,
 * and nothing to change in it. */
static gsize
plain_run(const char *p)
{
	const char *end = p;

	while (is_plain(*end) || (end > p && *end == ' ' && is_plain(end[1])))
		end++;
	return end - p;
}

char *
text_one_line(const char *text)
{
	g_autofree char *copy = NULL;
	const char *p = valid(text, &copy);
	GString *line = g_string_sized_new(strlen(p));
	gboolean gap = FALSE;

	while (*p) {
		gunichar c = g_utf8_get_char(p);
		gsize length = plain_run(p);

		if (length == 0)
			length = g_utf8_next_char(p) - p;
		if (is_space(c)) {
			gap = line->len > 0;
		} else if (!is_hidden(c)) {
			if (gap)
				g_string_append_c(line, ' ');
			gap = FALSE;
			g_string_append_len(line, p, length);
		}
		p += length;
	}
	return g_string_free(line, FALSE);
}

char *
text_trim(const char *text)
{
	const char *start = text, *end = text + strlen(text);

	while (*start && g_unichar_isspace(g_utf8_get_char(start)))
		start = g_utf8_next_char(start);
	while (end > start) {
		const char *last = g_utf8_prev_char(end);

		if (!g_unichar_isspace(g_utf8_get_char(last)))
			break;
		end = last;
	}
	return g_strndup(start, end - start);
}

/* Characters that folding leaves alone, but for A to Z: nearly all of most mails. */
static gboolean
folds_simply(gunichar c)
{
	return c < 0x80 || (c >= 0x4e00 && c <= 0x9fff);
}

/* Bytes that are folded at once, and at most: marks without end belong to one character. */
enum { FOLD_PIECE = 256, FOLD_PIECE_MAX = 1024 };

/* Folding can undo the composition ("ǰ"), hence the second round. */
static void
append_folded(GString *folded, const char *text, gsize length)
{
	g_autofree char *composed = g_utf8_normalize(text, length, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *lower = g_utf8_casefold(composed, -1);
	g_autofree char *again = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL_COMPOSE);

	g_string_append(folded, again);
}

/* Does nothing that stands before C become one character with it? */
static gboolean
begins_anew(gunichar c)
{
	gunichar first;

	g_unichar_fully_decompose(c, TRUE, &first, 1);
	return !g_unichar_ismark(first) && !g_unichar_combining_class(first) &&
	       !(first >= 0x1160 && first <= 0x11ff); /* vowels and endings of Hangul */
}

/* GLib's composing moves all that follows, for each character: so it is given little at a
 * time. */
static void
append_folded_run(GString *folded, const char *run, const char *end)
{
	while (run < end) {
		const char *p = run;

		while (p < end &&
		       (p - run < FOLD_PIECE ||
			(p - run < FOLD_PIECE_MAX && !begins_anew(g_utf8_get_char(p)))))
			p = g_utf8_next_char(p);
		append_folded(folded, run, p - run);
		run = p;
	}
}

void
text_lower_ascii(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text += 'a' - 'A';
}

static void
append_lower(GString *folded, const char *text, gsize length)
{
	gsize at = folded->len;

	g_string_append_len(folded, text, length);
	text_lower_ascii(folded->str + at);
}

static const char *
skip_run(const char *p, gboolean simple)
{
	for (;;) {
		while (simple && *p && !(*p & 0x80))
			p++;
		if (!*p || folds_simply(g_utf8_get_char(p)) != simple)
			return p;
		p = g_utf8_next_char(p);
	}
}

/* Every mail is folded, so only the runs that need it take the long way. The character
 * before such a run goes along: an accent may follow it. */
char *
text_fold(const char *text)
{
	g_autofree char *copy = NULL;
	const char *p = valid(text, &copy);
	GString *folded = g_string_sized_new(strlen(p));

	while (*p) {
		const char *end = skip_run(p, TRUE);
		const char *run = *end && end > p ? g_utf8_prev_char(end) : end;

		append_lower(folded, p, run - p);
		p = skip_run(end, FALSE);
		append_folded_run(folded, run, p);
	}
	return g_string_free(folded, FALSE);
}

gboolean
text_same_word(const char *a, const char *b)
{
	g_autofree char *left = text_fold(a);
	g_autofree char *right = text_fold(b);

	return strcmp(left, right) == 0;
}

char *
text_escape(const char *text, gboolean keep_lines)
{
	GString *safe = g_string_new(NULL);
	const char *next;

	for (const char *p = text; *p; p = next) {
		gunichar c = g_utf8_get_char_validated(p, -1);

		/* (gunichar)-1 and -2: no character begins here, so this byte alone */
		next = c >= (gunichar)-2 ? p + 1 : g_utf8_next_char(p);
		if (keep_lines && (c == '\n' || c == '\t'))
			g_string_append_c(safe, *p);
		else if (c >= (gunichar)-2)
			g_string_append_printf(safe, "\\x%02x", (guchar)*p);
		else if (is_control(c))
			g_string_append_printf(safe, "\\x%02x", c);
		else if (is_hidden(c) || c == 0x2028 || c == 0x2029)
			g_string_append_printf(safe, "\\u%04x", c);
		else
			g_string_append_len(safe, p, next - p);
	}
	return g_string_free(safe, FALSE);
}

char *
text_ellipsize(const char *text, gsize max)
{
	/* No character has more than four bytes: what is behind is cut anyway. */
	g_autofree char *head = g_strndup(text, strnlen(text, 4 * (max + 1)));
	g_autofree char *copy = NULL;
	const char *whole = valid(head, &copy);
	g_autofree char *start = NULL;

	if ((gsize)g_utf8_strlen(whole, -1) <= max)
		return g_strdup(whole);
	if (max == 0)
		return g_strdup("");
	start = g_utf8_substring(whole, 0, max - 1);
	return g_strconcat(start, "…", NULL);
}

gboolean
text_is_cjk(gunichar c)
{
	static const Range cjk[] = {
		{ 0x1100, 0x11ff }, /* hangul jamo */
		{ 0x2e80, 0x2fdf }, /* radicals */
		{ 0x3005, 0x3007 }, /* 々〆〇 */
		{ 0x3021, 0x3029 },   { 0x3031, 0x3035 },   { 0x3038, 0x303c },
		{ 0x3040, 0x30ff }, /* kana */
		{ 0x3100, 0x31bf }, /* bopomofo, hangul compatibility */
		{ 0x31f0, 0x31ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },
		{ 0xa960, 0xa97f },   { 0xac00, 0xd7ff },   { 0xf900, 0xfaff },
		{ 0xff00, 0xffef }, /* full-width and half-width forms */
		{ 0x1b000, 0x1b16f }, { 0x20000, 0x3ffff },
	};

	return c >= 0x1100 && in_ranges(c, cjk, G_N_ELEMENTS(cjk));
}

static int
columns_of(gunichar c)
{
	if (g_unichar_iszerowidth(c) || is_control(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

int
text_width(const char *text)
{
	g_autofree char *copy = NULL;
	int columns = 0;

	for (const char *p = valid(text, &copy); *p; p = g_utf8_next_char(p))
		columns += columns_of(g_utf8_get_char(p));
	return columns;
}

/* The start of TEXT that fits into COLUMNS; its width goes to USED. */
static gsize
fitting(const char *text, int columns, int *used)
{
	const char *p;

	*used = 0;
	for (p = text; *p; p = g_utf8_next_char(p)) {
		int width = columns_of(g_utf8_get_char(p));

		if (*used + width > columns)
			break;
		*used += width;
	}
	return p - text;
}

char *
text_pad(const char *text, int columns)
{
	g_autofree char *copy = NULL;
	const char *whole = valid(text, &copy);
	GString *padded = g_string_new(NULL);
	int used;

	if (columns > 0 && text_width(whole) > columns) {
		g_string_append_len(padded, whole, fitting(whole, columns - 1, &used));
		g_string_append(padded, "…");
		used++;
	} else {
		g_string_append_len(padded, whole, fitting(whole, columns, &used));
	}
	for (; used < columns; used++)
		g_string_append_c(padded, ' ');
	return g_string_free(padded, FALSE);
}

#define SUGGEST_LENGTH 64

/* Edits (a wrong, missing, surplus character, or two swapped ones) from A to B; the names
 * are short, so the plain table will do. Both are at most SUGGEST_LENGTH long. */
static int
edits(const gunichar *a, glong m, const gunichar *b, glong n)
{
	int d[SUGGEST_LENGTH + 1][SUGGEST_LENGTH + 1];

	for (glong i = 0; i <= m; i++)
		for (glong j = 0; j <= n; j++) {
			int cost;

			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			cost = a[i - 1] != b[j - 1];
			d[i][j] = MIN(MIN(d[i - 1][j], d[i][j - 1]) + 1,
				      d[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[m][n];
}

const char *
text_suggest(const char *word, const char *const *names)
{
	g_autofree char *folded = text_fold(word);
	glong length;
	g_autofree gunichar *wanted = g_utf8_to_ucs4_fast(folded, -1, &length);
	const char *best = NULL;
	int least = 3;

	if (length > SUGGEST_LENGTH)
		return NULL;
	for (; *names; names++) {
		g_autofree char *name = text_fold(*names);
		glong n;
		g_autofree gunichar *characters = g_utf8_to_ucs4_fast(name, -1, &n);
		int distance =
			n > SUGGEST_LENGTH ? 3 : edits(wanted, length, characters, n);

		if (distance < least && 2 * distance < length) {
			least = distance;
			best = *names;
		}
	}
	return best;
}

/* A character of a word that must stand alone: of the Latin kind, in the widest sense. */
static gboolean
joins(gunichar c)
{
	return (g_unichar_isalnum(c) || g_unichar_ismark(c)) && !text_is_cjk(c);
}

/* May a hit begin (or end) between two characters, OUTSIDE and INSIDE of it? */
static gboolean
is_border(gunichar outside, gunichar inside)
{
	return !joins(outside) || !joins(inside);
}

/* The gap P of white space becomes one space; but one line break between two CJK characters
 * is a mailer's, and such text has no spaces at all. */
static const char *
append_gap(GString *words, const char *p)
{
	guint breaks = 0;
	gunichar before = 0;

	if (words->len > 0)
		before = g_utf8_get_char(g_utf8_prev_char(words->str + words->len));
	for (; *p && is_space(g_utf8_get_char(p)); p = g_utf8_next_char(p))
		breaks += *p == '\n';
	if (words->len > 0 && *p &&
	    !(breaks == 1 && text_is_cjk(before) && text_is_cjk(g_utf8_get_char(p))))
		g_string_append_c(words, ' ');
	return p;
}

char *
text_fold_words(const char *text)
{
	g_autofree char *folded = text_fold(text);
	GString *words = g_string_sized_new(strlen(folded));

	for (const char *p = folded; *p;) {
		gsize length = plain_run(p);

		if (length == 0) {
			if (is_space(g_utf8_get_char(p))) {
				p = append_gap(words, p);
				continue;
			}
			length = g_utf8_next_char(p) - p;
		}
		g_string_append_len(words, p, length);
		p += length;
	}
	return g_string_free(words, FALSE);
}

gboolean
text_has_word_folded(const char *haystack, const char *word)
{
	gsize length = strlen(word);
	gunichar first, last;

	if (length == 0)
		return FALSE;
	first = g_utf8_get_char(word);
	last = g_utf8_get_char(g_utf8_prev_char(word + length));
	for (const char *hit = strstr(haystack, word); hit; hit = strstr(hit + 1, word)) {
		gunichar before = ' ';

		if (hit > haystack)
			before = g_utf8_get_char(g_utf8_prev_char(hit));
		if (is_border(before, first) &&
		    is_border(g_utf8_get_char(hit + length), last))
			return TRUE;
	}
	return FALSE;
}

gboolean
text_has_word(const char *haystack, const char *word)
{
	g_autofree char *text = text_fold_words(haystack);
	g_autofree char *wanted = text_fold_words(word);

	return text_has_word_folded(text, wanted);
}

char *
text_base32(const guint8 *bytes, gsize length)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	GString *text = g_string_sized_new(length * 8 / 5 + 1);
	guint32 buffer = 0;
	guint bits = 0;

	for (gsize i = 0; i < length; i++) {
		buffer = buffer << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			g_string_append_c(text, alphabet[buffer >> (bits - 5) & 31]);
	}
	if (bits > 0)
		g_string_append_c(text, alphabet[buffer << (5 - bits) & 31]);
	return g_string_free(text, FALSE);
}

gboolean
text_equal_constant_time(const char *a, const char *b)
{
	volatile guchar difference = 0;
	gsize length;

	if (!a || !b)
		return FALSE;
	length = strlen(a);
	if (length != strlen(b))
		return FALSE;
	for (gsize i = 0; i < length; i++)
		difference |= (guchar)a[i] ^ (guchar)b[i];
	return difference == 0;
}
