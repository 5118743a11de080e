/*
 * Our own decoder: GMime 3.2.13 loses all but the first of adjacent base64 words
 * (mail-libraries 5.1). A word is "=?charset[*language]?B|Q?text?=".
 */
#include "mail/encoded-word.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/transfer.h"

#include <string.h>

/* A line of a field with words holds at most 76 characters, a word at most 75 (RFC 2047,
 * 2). */
enum { LINE = 76, WORD = 75 };

typedef struct {
	const char *charset;
	gsize charset_length;
	char encoding;    /* 'B' or 'Q' */
	const char *text; /* not decoded */
	gsize text_length;
	const char *end; /* behind "?=" */
} Word;

/* The word that begins AT ("=?…"), or FALSE. Blanks inside the text are forgiven. */
static gboolean
word_parse(const char *at, Word *word)
{
	const char *charset = at + 2, *question = strchr(charset, '?'), *star, *end;

	if (!question || question == charset || question - charset > 60)
		return FALSE;
	if (strcspn(charset, " \t\r\n\"<>(),") < (gsize)(question - charset))
		return FALSE;
	word->encoding = g_ascii_toupper(question[1]);
	if ((word->encoding != 'B' && word->encoding != 'Q') || question[2] != '?')
		return FALSE;
	word->text = question + 3;
	end = strstr(word->text, "?=");
	/* "?=" may be the text's own last "?" before "=41": the word goes on then. */
	while (end && word->encoding == 'Q' && g_ascii_isxdigit(end[2]) &&
	       g_ascii_isxdigit(end[3]) && strcspn(end, " \t\r\n") > 4 &&
	       strstr(end + 2, "?="))
		end = strstr(end + 2, "?=");
	if (!end)
		return FALSE;
	star = memchr(charset, '*', question - charset);
	word->charset = charset;
	word->charset_length = (star ? star : question) - charset;
	word->text_length = end - word->text;
	word->end = end + 2;
	return TRUE;
}

static void
word_bytes(const Word *word, GString *out)
{
	g_autoptr(GString) bytes = NULL;
	g_autofree char *text = g_strndup(word->text, word->text_length);

	if (word->encoding == 'Q')
		for (char *c = text; *c; c++)
			if (*c == '_')
				*c = ' ';
	if (word->encoding == 'Q') {
		/* What ends a word is no line's end: blanks there are the text's. */
		g_autofree char *whole = g_strconcat(text, "x", NULL);

		bytes = transfer_decode(whole, strlen(whole), PART_QUOTED_PRINTABLE);
		g_string_truncate(bytes, bytes->len ? bytes->len - 1 : 0);
	} else {
		bytes = transfer_decode(text, strlen(text), PART_BASE64);
	}
	g_string_append_len(out, bytes->str, bytes->len);
}

static gboolean
same_charset(const Word *word, const char *charset)
{
	return strlen(charset) == word->charset_length &&
	       !g_ascii_strncasecmp(word->charset, charset, word->charset_length);
}

/* White space from AT on, if a further word follows it (it is not shown then), else NULL.
 */
static const char *
next_word(const char *at)
{
	const char *next = at + strspn(at, " \t\r\n");

	return g_str_has_prefix(next, "=?") ? next : NULL;
}

/* Text of a word has no controls but those of ISO-2022; what has is no text. */
static gboolean
is_text(const GString *bytes, const char *charset)
{
	const char *converter = charset_find(charset);

	if (!converter || g_str_has_prefix(converter, "UTF-16") ||
	    g_str_has_prefix(converter, "UTF-32"))
		return TRUE;
	for (gsize i = 0; i < bytes->len; i++)
		if ((guchar)bytes->str[i] < ' ' &&
		    !strchr("\t\r\n\033\016\017", bytes->str[i]))
			return FALSE;
	return !memchr(bytes->str, 0, bytes->len);
}

/* The bytes of one or more words to OUT; the words themselves, FROM to END, if that is no
 * text. */
static void
write_words(GString *bytes, char **charset, const char *from, const char *end, GString *out)
{
	if (is_text(bytes, *charset)) {
		g_autofree char *text = charset_to_utf8(bytes->str, bytes->len, *charset);

		g_string_append(out, text);
	} else {
		g_string_append_len(out, from, end - from);
	}
	g_string_truncate(bytes, 0);
	g_clear_pointer(charset, g_free);
}

/* The run of words that begins at AT, to OUT; behind the last of them. NULL if AT is no
 * word. */
static const char *
decode_run(const char *at, GString *out)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autofree char *charset = NULL;
	const char *next = at, *from = at, *end = NULL;
	Word word;

	while (next && word_parse(next, &word)) {
		if (charset && !same_charset(&word, charset)) {
			write_words(bytes, &charset, from, end, out);
			from = next;
		}
		if (!charset)
			charset = g_strndup(word.charset, word.charset_length);
		word_bytes(&word, bytes);
		end = word.end;
		next = next_word(end);
	}
	if (charset)
		write_words(bytes, &charset, from, end, out);
	return end;
}

char *
words_decode(const char *raw, const char *hint)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*raw) {
		const char *word = strstr(raw, "=?"), *end;
		gsize plain = word ? (gsize)(word - raw) : strlen(raw);

		if (plain) {
			g_autofree char *text = charset_guess(raw, plain, hint);

			g_string_append(out, text);
		}
		if (!word)
			break;
		end = decode_run(word, out);
		if (!end) {
			g_string_append(out, "=?");
			end = word + 2;
		}
		raw = end;
	}
	return text_valid(out->str, out->len);
}

/* What may stand for itself in a Q word anywhere, also in a phrase (RFC 2047, 5). */
static gboolean
is_q_safe(guchar c)
{
	return g_ascii_isalnum(c) || strchr("!*+-/", c);
}

static gboolean
is_plain(const char *text)
{
	gsize token = 0;

	for (const char *c = text; *c; c++) {
		token = *c == ' ' ? 0 : token + 1;
		if (*c < ' ' || *c > '~' || token > 900)
			return FALSE;
	}
	return !strstr(text, "=?");
}

/* How many characters TEXT's bytes take in a Q word. */
static gsize
q_length(const char *text)
{
	gsize length = 0;

	for (; *text; text++)
		length += is_q_safe(*text) || *text == ' ' ? 1 : 3;
	return length;
}

/* The longest start of TEXT, in whole characters, that fits into ROOM characters of code.
 */
static gsize
fitting(const char *text, gboolean q, gsize room)
{
	gsize bytes = 0, code = 0;

	while (text[bytes]) {
		gsize next = g_utf8_next_char(text + bytes) - text;

		for (gsize i = bytes; q && i < next; i++)
			code += is_q_safe(text[i]) || text[i] == ' ' ? 1 : 3;
		if ((q ? code : (next + 2) / 3 * 4) > room)
			break;
		bytes = next;
	}
	return bytes;
}

static void
append_word(GString *out, const char *text, gsize length, gboolean q)
{
	g_string_append_printf(out, "=?UTF-8?%c?", q ? 'Q' : 'B');
	if (q) {
		for (gsize i = 0; i < length; i++) {
			if (text[i] == ' ')
				g_string_append_c(out, '_');
			else if (is_q_safe(text[i]))
				g_string_append_c(out, text[i]);
			else
				g_string_append_printf(out, "=%02X", (guchar)text[i]);
		}
	} else {
		g_autofree char *code = g_base64_encode((const guchar *)text, length);

		g_string_append(out, code);
	}
	g_string_append(out, "?=");
}

/* TEXT as words to OUT, whose last line has COLUMN characters. */
static void
append_words(GString *out, const char *text, gsize column)
{
	static const gsize frame = sizeof "=?UTF-8?B?"
					  "?=" -
				   1;
	gboolean q = q_length(text) <= (strlen(text) + 2) / 3 * 4;
	gboolean first = TRUE;

	while (*text) {
		gsize room = column + frame < LINE ? MIN(LINE - column, WORD) - frame : 0;
		gsize length = fitting(text, q, room);

		if (!length || (room < 24 && text[length]) || !first) {
			g_string_append(out, "\r\n ");
			length = fitting(text, q, WORD - frame);
		}
		append_word(out, text, length, q);
		text += length;
		column = 1;
		first = FALSE;
	}
}

/* Plain TEXT, broken before words that would go over the line. */
static void
append_folded(GString *out, const char *text, gsize column)
{
	while (*text) {
		gsize blanks = strspn(text, " "),
		      length = blanks + strcspn(text + blanks, " ");

		if (column > 1 && column + length > LINE && blanks && text[blanks]) {
			g_string_append(out, "\r\n");
			column = 0;
		}
		g_string_append_len(out, text, length);
		column += length;
		text += length;
	}
}

/* The start of TEXT, up to a space, that can stand unencoded: a ticket's tag stays
 * readable. */
static gsize
plain_start(const char *text)
{
	gsize start = 0;

	for (gsize i = 0; text[i] >= ' ' && text[i] <= '~' && i < 40; i++) {
		if (g_str_has_prefix(text + i, "=?"))
			break;
		if (text[i] == ' ' && i && text[i - 1] != ' ')
			start = i + 1;
	}
	return start;
}

char *
words_encode(const char *text, guint column)
{
	g_autofree char *line = text_one_line(text);
	GString *out = g_string_new(NULL);
	gsize start = 0;

	if (is_plain(line)) {
		append_folded(out, line, column);
		return g_string_free(out, FALSE);
	}
	start = plain_start(line);
	g_string_append_len(out, line, start);
	append_words(out, line + start, column + start);
	return g_string_free(out, FALSE);
}

static gboolean
is_atoms(const char *text)
{
	for (; *text; text++)
		if (!g_ascii_isalnum(*text) && !strchr(" !#$%&'*+-/=?^_`{|}~", *text))
			return FALSE;
	return TRUE;
}

char *
words_encode_phrase(const char *text, guint column)
{
	g_autofree char *line = text_one_line(text);
	GString *out = g_string_new(NULL);

	if (!is_plain(line) || strlen(line) > 60) {
		append_words(out, line, column);
	} else if (is_atoms(line)) {
		g_string_append(out, line);
	} else {
		g_string_append_c(out, '"');
		for (const char *c = line; *c; c++) {
			if (*c == '"' || *c == '\\')
				g_string_append_c(out, '\\');
			g_string_append_c(out, *c);
		}
		g_string_append_c(out, '"');
	}
	return g_string_free(out, FALSE);
}
