/*
 * Exercises: charset_to_utf8() under a label, which is the input's first line,
 * charset_guess(), words_decode() and words_encode(). Holds that all results are UTF-8,
 * that bytes which are UTF-8 already stay what they are without a label, that what we
 * encode is ASCII in folded lines, and that it reads as what it was.
 */
#include "mail/charset.h"
#include "mail/encoded-word.h"

#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text)
{
	g_assert_nonnull(text);
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_encoded(const char *encoded)
{
	g_auto(GStrv) lines = g_strsplit(encoded, "\r\n", -1);

	for (gsize i = 0; lines[i]; i++) {
		g_assert_true(g_str_is_ascii(lines[i]));
		g_assert_null(strpbrk(lines[i], "\r\n"));
		g_assert_true(i == 0 || lines[i][0] == ' ');
	}
}

/* UTF-8 that can be nothing else: charsets that shift are made of ASCII. */
static gboolean
is_plainly_utf8(const char *bytes, gsize length)
{
	return g_utf8_validate_len(bytes, length, NULL) && !g_str_is_ascii(bytes) &&
	       !strchr(bytes, '\033') && !g_str_has_prefix(bytes, "\xef\xbb\xbf");
}

static void
encode_and_read(const char *text)
{
	g_autofree char *line = text_one_line(text);
	g_autofree char *encoded = words_encode(line, 9);
	g_autofree char *phrase = words_encode_phrase(line, 6);
	g_autofree char *read = words_decode(encoded, NULL);
	g_autofree char *again = text_one_line(read);

	check_encoded(encoded);
	check_encoded(phrase);
	g_assert_cmpstr(again, ==, line);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const char *bytes = (const char *)data;
	const char *newline = size ? memchr(bytes, '\n', size) : NULL;
	gsize length = newline ? (gsize)(newline - bytes) : 0;
	g_autofree char *label = g_strndup(bytes, length);
	const char *rest = newline ? newline + 1 : bytes;
	gsize left = size - (rest - bytes);
	g_autofree char *named = charset_to_utf8(rest, left, label);
	g_autofree char *guessed = charset_guess(rest, left, label);
	g_autofree char *unnamed = charset_guess(rest, left, NULL);
	g_autofree char *raw = g_strndup(rest, left);
	g_autofree char *words = words_decode(raw, label);

	check_text(named);
	check_text(guessed);
	check_text(unnamed);
	check_text(words);
	if (is_plainly_utf8(raw, left))
		g_assert_cmpstr(unnamed, ==, raw);
	encode_and_read(unnamed);
	return 0;
}
