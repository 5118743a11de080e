/* base/text: any bytes in, harmless and comparable text out. */
#include "base/text.h"

#include <string.h>

/* ---- one function, one row: text in, text out ---- */

static char *
escape_line(const char *text)
{
	return text_escape(text, FALSE);
}

static char *
escape_lines(const char *text)
{
	return text_escape(text, TRUE);
}

static char *
ellipsize_3(const char *text)
{
	return text_ellipsize(text, 3);
}

static char *
ellipsize_0(const char *text)
{
	return text_ellipsize(text, 0);
}

static char *
pad_4(const char *text)
{
	return text_pad(text, 4);
}

static char *
pad_0(const char *text)
{
	return text_pad(text, 0);
}

static const struct {
	const char *name;
	char *(*function)(const char *text);
	const char *in, *out;
} conversions[] = {
	{ "one-line/breaks", text_one_line, " a\r\n\tb  c ", "a b c" },
	{ "one-line/spaces", text_one_line, "a b  c d \u00e9 e", "a b c d \u00e9 e" },
	{ "one-line/controls", text_one_line, "a\x01\x1b[31mb\x7f", "a [31mb" },
	{ "one-line/c1", text_one_line,
	  "a\xc2\x85"
	  "b\xc2\x9b"
	  "c",
	  "a b c" },
	{ "one-line/separators", text_one_line, "a\u2028b\u2029c\u00a0d\u3000e",
	  "a b c d e" },
	{ "one-line/bidi", text_one_line, "a\u202egnp.\u2066exe\u200f", "agnp.exe" },
	{ "one-line/zero-width", text_one_line, "V\u200bP\ufeffN\u00ad!", "VPN!" },
	{ "one-line/bad-bytes", text_one_line, "a\xff\xc3", "a\ufffd\ufffd" },
	{ "one-line/only-space", text_one_line, " \n\t ", "" },
	{ "fold/ascii", text_fold, "ERP Down", "erp down" },
	{ "fold/mixed", text_fold, "AB\u00c9 Z打A", "ab\u00e9 z打a" },
	{ "fold/full-width", text_fold, "ＶＰＮ　１２", "vpn 12" },
	{ "fold/sharp-s", text_fold, "Straße STRASSE", "strasse strasse" },
	{ "fold/decomposed", text_fold, "Cafe\u0301", "caf\u00e9" },
	{ "fold/half-width-kana", text_fold, "ﾌﾟﾘﾝﾀ", "プリンタ" },
	{ "fold/bad-bytes", text_fold, "A\xff", "a\ufffd" },
	{ "fold/empty", text_fold, "", "" },
	{ "fold-words/space", text_fold_words, "  Data\r\n  LOSS\t", "data loss" },
	{ "fold-words/spaces", text_fold_words, "A b  C 打 D", "a b c 打 d" },
	{ "fold-words/cjk-break", text_fold_words, "无法\n使用", "无法使用" },
	{ "fold-words/cjk-paragraph", text_fold_words, "无法\n\n使用", "无法 使用" },
	{ "fold-words/cjk-space", text_fold_words, "无法 使用", "无法 使用" },
	{ "escape/line", escape_line, "a\nb\tc\x1b", "a\\x0ab\\x09c\\x1b" },
	{ "escape/lines", escape_lines, "a\nb\tc\r", "a\nb\tc\\x0d" },
	{ "escape/c1-and-del", escape_line, "\xc2\x9b\x7f", "\\x9b\\x7f" },
	{ "escape/bidi", escape_line, "\u202ea\u200b", "\\u202ea\\u200b" },
	{ "escape/line-separator", escape_lines, "a\u2028b", "a\\u2028b" },
	{ "escape/bad-bytes", escape_line, "\xff中\xe4\xb8", "\\xff中\\xe4\\xb8" },
	{ "ellipsize/fits", ellipsize_3, "打印机", "打印机" },
	{ "ellipsize/cut", ellipsize_3, "打印机坏", "打印…" },
	{ "ellipsize/wide", ellipsize_3, "😀😀😀😀😀😀", "😀😀…" },
	{ "ellipsize/bad-bytes", ellipsize_3, "a\xff\xffzzzzzzzzzzzzzzzzzzzzz", "a\ufffd…" },
	{ "ellipsize/nothing", ellipsize_0, "abc", "" },
	{ "pad/narrow", pad_4, "ab", "ab  " },
	{ "pad/exact", pad_4, "打印", "打印" },
	{ "pad/cut", pad_4, "abcde", "abc…" },
	{ "pad/cut-wide", pad_4, "打印机", "打… " },
	{ "pad/nothing", pad_0, "abc", "" },
};

static void
test_conversion(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	g_autofree char *out = conversions[row].function(conversions[row].in);

	g_assert_cmpstr(out, ==, conversions[row].out);
	g_assert_true(g_utf8_validate(out, -1, NULL));
}

/* TEXT as the long way folds it. Own. */
static char *
fold_in_full(const char *text)
{
	g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *lower = g_utf8_casefold(composed, -1);

	return g_utf8_normalize(lower, -1, G_NORMALIZE_ALL_COMPOSE);
}

/* LENGTH characters near some of STARTS. */
static void
assert_folds_alike(const gunichar *starts, gsize count, guint length)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *folded = NULL, *full = NULL;

	for (guint i = 0; i < length; i++)
		g_string_append_unichar(text, starts[g_test_rand_int_range(0, count)] +
						      g_test_rand_int_range(0, 16));
	folded = text_fold(text->str);
	full = fold_in_full(text->str);
	g_assert_cmpstr(folded, ==, full);
}

/* The short ways of folding, and its pieces, change nothing about what comes out. */
static void
test_fold_in_full(void)
{
	static const gunichar starts[] = { 'A',    'a',    0x4e00, 0x4e2d, 0xc0,   0x300,
					   0x1c4,  0x390,  0x1100, 0x1160, 0x3040, 0x3099,
					   0xac00, 0xff00, 0x1e90, 0xf900, 0x2f00, 0x130,
					   ' ',    0x9ff0, 0xa000, 0x1d400 };
	static const gunichar run[] = { 0x300,  0x1100, 0x1160, 0x11a8, 0x3040, 0x304b,
					0x3099, 0xff76, 0xff9e, 0xac00, 0xc0,   0x9c7,
					0x9be,  0xbc6,  0xbbe,  0x1025, 0x102e, 0x1b05 };

	for (guint i = 0; i < 3000; i++)
		assert_folds_alike(starts, G_N_ELEMENTS(starts), 8);
	for (guint i = 0; i < 100; i++)
		assert_folds_alike(run, G_N_ELEMENTS(run), 800);
}

/* These would take hours at once. */
static void
test_fold_endless(void)
{
	static const char *const rows[] = { "\u3069", "\uac01", "e\u0301", "\u0301\u0316" };

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *folded = NULL;

		while (text->len < 1000000)
			g_string_append(text, rows[i]);
		folded = text_fold(text->str);
		g_assert_true(g_utf8_validate(folded, -1, NULL));
		g_assert_cmpuint(strlen(folded), >, 300000);
	}
}

static void
test_valid(void)
{
	g_autofree char *nul = text_valid("a\0b", 3);
	g_autofree char *bad = text_valid("\xe4\xb8", 2);
	g_autofree char *empty = text_valid(NULL, 0);
	g_autofree char *part = text_valid("中文", 3);

	g_assert_cmpstr(nul, ==, "a\ufffdb");
	g_assert_true(g_utf8_validate(bad, -1, NULL));
	g_assert_nonnull(strstr(bad, "\ufffd"));
	g_assert_cmpstr(empty, ==, "");
	g_assert_cmpstr(part, ==, "中");
}

/* ---- words ---- */

static const struct {
	const char *name, *haystack, *word;
	gboolean held;
} words[] = {
	{ "latin-beside-cjk", "OA很慢", "OA", TRUE },
	{ "latin-between-cjk", "我的oa系统", "OA", TRUE },
	{ "latin-within-word", "the roads", "OA", FALSE },
	{ "latin-at-start", "oak", "OA", FALSE },
	{ "latin-at-end", "boa", "OA", FALSE },
	{ "second-hit-counts", "roads, OA", "oa", TRUE },
	{ "punctuation", "(vpn): no", "VPN", TRUE },
	{ "underscore-is-a-border", "VPN_error", "vpn", TRUE },
	{ "digits-join", "ERP2", "ERP", FALSE },
	{ "accents-join", "caf\u00e9", "caf", FALSE },
	{ "cyrillic-joins", "впн2", "впн", FALSE },
	{ "cjk-anywhere", "我的打印机坏了", "打印", TRUE },
	{ "cjk-absent", "我的键盘坏了", "打印", FALSE },
	{ "mixed-word-latin-side", "BOA系统", "OA系统", FALSE },
	{ "mixed-word", "用OA系统时", "OA系统", TRUE },
	{ "full-width", "ＶＰＮ超时", "vpn", TRUE },
	{ "two-words", "we had DATA  loss!", "data loss", TRUE },
	{ "two-words-over-lines", "data\r\n loss", "data loss", TRUE },
	{ "two-words-apart", "data was a loss", "data loss", FALSE },
	{ "cjk-over-lines", "现在无法\n使用", "无法使用", TRUE },
	{ "sign-at-end", "C++17 fails", "c++", TRUE },
	{ "empty-word", "anything", "", FALSE },
	{ "blank-word", "any thing", "  ", FALSE },
	{ "empty-text", "", "OA", FALSE },
	{ "whole-text", "oa", "OA", TRUE },
};

static void
test_word(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	g_autofree char *text = text_fold_words(words[row].haystack);
	g_autofree char *word = text_fold_words(words[row].word);

	g_assert_cmpint(text_has_word(words[row].haystack, words[row].word), ==,
			words[row].held);
	g_assert_cmpint(text_has_word_folded(text, word), ==, words[row].held);
}

/* ---- the rest ---- */

static void
test_cjk(void)
{
	static const gunichar yes[] = { 0x4e2d, 0x3042,  0x30a2, 0xac00,
					0xff21, 0x20000, 0x3005 };
	static const gunichar no[] = { 'a', '1', 0xe9, 0x2026, 0x3002, 0x1f600 };

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(text_is_cjk(yes[i]));
	for (guint i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(text_is_cjk(no[i]));
}

static void
test_width(void)
{
	g_assert_cmpint(text_width("abc"), ==, 3);
	g_assert_cmpint(text_width("打印机"), ==, 6);
	g_assert_cmpint(text_width("e\u0301"), ==, 1);
	g_assert_cmpint(text_width("a\u200b\x1b"), ==, 1);
	g_assert_cmpint(text_width("a\xff"), ==, 2);
}

static void
test_suggest(void)
{
	static const char *const names[] = { "domains", "timezone", "confirm-within",
					     "tag",     "语言",     NULL };
	g_autofree char *long_word = g_strnfill(1000, 'a');

	g_assert_cmpstr(text_suggest("domain", names), ==, "domains");
	g_assert_cmpstr(text_suggest("tiemzone", names), ==, "timezone");
	g_assert_cmpstr(text_suggest("Confirm-Within", names), ==, "confirm-within");
	g_assert_cmpstr(text_suggest("cofnirm-withn", names), ==, "confirm-within");
	g_assert_null(text_suggest("confirming", names));
	/* fewer than half: one of two characters is too much */
	g_assert_null(text_suggest("ta", names));
	g_assert_null(text_suggest("xyg", names));
	g_assert_null(text_suggest("", names));
	g_assert_null(text_suggest(long_word, names));
}

/* RFC 4648, 10, without padding and in lower case */
static void
test_base32(void)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "f", "my" },
		{ "fo", "mzxq" },
		{ "foo", "mzxw6" },
		{ "foob", "mzxw6yq" },
		{ "fooba", "mzxw6ytb" },
		{ "foobar", "mzxw6ytboi" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *text =
			text_base32((const guint8 *)pairs[i][0], strlen(pairs[i][0]));

		g_assert_cmpstr(text, ==, pairs[i][1]);
	}
}

static void
test_equal(void)
{
	g_assert_true(text_equal_constant_time("abc", "abc"));
	g_assert_true(text_equal_constant_time("", ""));
	g_assert_false(text_equal_constant_time("abc", "abd"));
	g_assert_false(text_equal_constant_time("abc", "ab"));
	g_assert_false(text_equal_constant_time(NULL, NULL));
	g_assert_false(text_equal_constant_time("abc", NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(conversions); i++) {
		g_autofree char *path = g_strconcat("/text/", conversions[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_conversion);
	}
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *path = g_strconcat("/text/word/", words[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_word);
	}
	g_test_add_func("/text/fold-in-full", test_fold_in_full);
	g_test_add_func("/text/fold-endless", test_fold_endless);
	g_test_add_func("/text/valid", test_valid);
	g_test_add_func("/text/cjk", test_cjk);
	g_test_add_func("/text/width", test_width);
	g_test_add_func("/text/suggest", test_suggest);
	g_test_add_func("/text/base32", test_base32);
	g_test_add_func("/text/equal", test_equal);
	return g_test_run();
}
