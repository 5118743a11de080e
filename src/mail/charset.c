/* Which charset a text is read as: its label, weighed against what the bytes say. */
#include "mail/charset.h"

#include "base/text.h"

#include <string.h>

/* Charsets whose text is made of bytes below 0x80 only: such bytes say nothing about UTF-8.
 */
static const char *const seven_bit[] = {
	"HZ",    "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "ISO-2022-CN-EXT",
	"UTF-7", "UTF-7-IMAP",  NULL
};

/* Charsets of several bytes a character, where a bad byte speaks against the label. */
static const char *const multibyte[] = { "GB18030", "BIG5-HKSCS", "CP932",  "EUC-JP-MS",
					 "CP949",   "JOHAB",      "EUC-TW", NULL };

/* UTF-16 comes with and without a mark; without one, mail's is little-endian as Windows'
 * is. */
static const char *
read_mark(const char **bytes, gsize *length, const char *converter)
{
	static const struct {
		const char *mark;
		gsize length;
		const char *converter;
	} marks[] = {
		{ "\xef\xbb\xbf", 3, "UTF-8" },    { "\xff\xfe\0\0", 4, "UTF-32LE" },
		{ "\0\0\xfe\xff", 4, "UTF-32BE" }, { "\xff\xfe", 2, "UTF-16LE" },
		{ "\xfe\xff", 2, "UTF-16BE" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (*length < marks[i].length ||
		    memcmp(*bytes, marks[i].mark, marks[i].length))
			continue;
		*bytes += marks[i].length;
		*length -= marks[i].length;
		return marks[i].converter;
	}
	return converter;
}

char *
charset_to_utf8(const char *bytes, gsize length, const char *charset)
{
	const char *converter = charset ? charset_find(charset) : NULL;
	g_autofree char *text = NULL;
	CharsetLook look;
	gsize bad;

	converter = read_mark(&bytes, &length, converter);
	if (!converter)
		return charset_guess(bytes, length, NULL);
	if (g_str_has_prefix(converter, "UTF-16") ||
	    g_str_has_prefix(converter, "UTF-32") || g_strv_contains(seven_bit, converter))
		return charset_convert(bytes, length, converter, &bad);
	look = charset_look(bytes, length);
	if (look == CHARSET_ASCII || look == CHARSET_UTF8 || !strcmp(converter, "UTF-8"))
		return charset_guess_looked(bytes, length, look, NULL);
	if (look == CHARSET_UTF8_WEAK && !g_strv_contains(multibyte, converter))
		return text_valid(bytes, length);
	if (look == CHARSET_ESCAPED)
		return charset_guess_looked(bytes, length, look, NULL);
	/* A label that stands on much that is something else. */
	if (!strcmp(converter, "CP1252") && look == CHARSET_8BIT)
		return charset_guess_looked(bytes, length, look, charset);
	text = charset_convert(bytes, length, converter, &bad);
	if (text && bad && look == CHARSET_UTF8_WEAK)
		return text_valid(bytes, length);
	return text ? g_steal_pointer(&text)
		    : charset_guess_looked(bytes, length, look, NULL);
}
