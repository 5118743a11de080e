#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded-word.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *charset; /* NULL: undeclared */
	const char *bytes;
	const char *text;
} Case;

static const Case cases[] = {
	{ "ascii", NULL, "plain", "plain" },
	{ "utf-8", "UTF-8", "\xe6\x89\x93\xe5\x8d\xb0", "打印" },
	{ "bom", "utf-8", "\xef\xbb\xbfx", "x" },
	{ "latin-1-is-windows", "iso-8859-1", "\x93r\xe9sum\xe9\x94 \x80", "“résumé” €" },
	{ "us-ascii-with-high-bytes", "us-ascii", "caf\xe9", "café" },
	{ "gb2312-is-gb18030", "GB2312", "\xe9\x46\x81\x30\x81\x30", "镕\302\200" },
	{ "gbk", "x-gbk", "\xb4\xf2\xd3\xa1\xbb\xfa", "打印机" },
	{ "gb18030-four-bytes", "gb18030", "\x95\x32\x82\x36", "𠀀" },
	{ "big5", "big5", "\xa5\xb4\xa6\x4c", "打印" },
	{ "big5-hong-kong", "Big5", "\x87\x40", "䏰" },
	{ "x-sjis", "x-sjis", "\x88\xf3\x8d\xfc\x87\x40", "印刷①" },
	{ "windows-31j", "Windows-31J", "\xb1\xb2", "ｱｲ" },
	{ "euc-jp", "EUC-JP", "\xb0\xf5\xba\xfe", "印刷" },
	{ "iso-2022-jp", "ISO-2022-JP", "\033$B0u:~\033(B ok", "印刷 ok" },
	{ "iso-2022-jp-vendor-row", "iso-2022-jp", "\033$B-!\033(B", "①" },
	{ "iso-2022-jp-kana", "iso-2022-jp", "\033(I12\033(B", "ｱｲ" },
	{ "iso-2022-jp-undeclared", NULL, "\033$B0u:~\033(B", "印刷" },
	{ "iso-2022-jp-unclosed-line", "iso-2022-jp", "\033$B0u\nplain", "印\nplain" },
	{ "ks_c_5601", "ks_c_5601-1987", "\xb0\xa1\x81\x41", "가갂" },
	{ "euc-kr", "EUC-KR", "\xc7\xc1\xb8\xb0\xc5\xcd", "프린터" },
	{ "hz", "HZ-GB-2312", "ok ~{4rS!~} ~~", "ok 打印 ~" },
	{ "utf-7", "unicode-1-1-utf-7", "Hi Mom +Jjo-!", "Hi Mom ☺!" },
	{ "utf-16-marked", "utf-16", "\xff\xfeh\0i\0", "hi" },
	{ "koi8-r-odd-label", "koi8_r", "\xd0\xd2\xc9", "при" },
	{ "win-1251", "win-1251", "\xcf\xf0\xe8", "При" },
	{ "cp1250", "windows-1250", "\xb9", "ą" },
	{ "debris", "3Diso-8859-2", "\xb1", "ą" },
	{ "prefix", "charset=us-ascii", "x", "x" },
	{ "no-translit", "ASCII//IGNORE", "caf\xc3\xa9", "café" },
	{ "unknown-label", "x-unknown", "caf\xe9", "café" },
	{ "utf-8-under-wrong-label", "iso-8859-1", "\xe6\x89\x93\xe5\x8d\xb0", "打印" },
	{ "utf-8-under-gb2312", "gb2312", "\xe6\x89\x93\xe5\x8d\xb0", "打印" },
	{ "gb2312-that-is-also-utf-8", "gb2312", "\xc1\xaa\xcd\xa8", "联通" },
	{ "latin-1-under-utf-8", "utf-8", "gr\xfc\xdf", "grüß" },
	{ "utf-8-with-a-lost-byte", "utf-8",
	  "\xe6\x89\x93\xe5\x8d\xb0\xe6\x9c\xe5\x9d\x8f\xe4\xba\x86\xe5\x95\x8a",
	  "打印\357\277\275\357\277\275坏了啊" },
	{ "chinese-undeclared", NULL, "\xb4\xf2\xd3\xa1\xbb\xfa\xbb\xb5\xc1\xcb",
	  "打印机坏了" },
	{ "western-undeclared", NULL, "Gr\xfc\xdf Gott", "Grüß Gott" },
	{ "big5-undeclared", NULL, "\xa6\x4c\xaa\xed\xbe\xf7\xc3\x61\xa4\x46\xa1\x43",
	  "印表機壞了。" },
	{ "shift-jis-undeclared", NULL,
	  "\x88\xf3\x8d\xfc\x82\xc5\x82\xab\x82\xdc\x82\xb9\x82\xf1", "印刷できません" },
	{ "euc-jp-undeclared", NULL,
	  "\xb0\xf5\xba\xfe\xa4\xc7\xa4\xad\xa4\xde\xa4\xbb\xa4\xf3", "印刷できません" },
	{ "euc-kr-undeclared", NULL,
	  "\xc7\xc1\xb8\xb0\xc5\xcd\xb0\xa1 \xc0\xdb\xb5\xbf \xbe\xc8 "
	  "\xb5\xcb\xb4\xcf\xb4\xd9",
	  "프린터가 작동 안 됩니다" },
	{ "cp1251-undeclared", NULL,
	  "\xcf\xf0\xe8\xed\xf2\xe5\xf0 \xf1\xeb\xee\xec\xe0\xeb\xf1\xff",
	  "Принтер сломался" },
	{ "koi8-r-undeclared", NULL,
	  "\xf0\xd2\xc9\xce\xd4\xc5\xd2 \xd3\xcc\xcf\xcd\xc1\xcc\xd3\xd1",
	  "Принтер сломался" },
	{ "polish-undeclared", NULL, "Nie mog\xea si\xea zalogowa\xe6 do systemu",
	  "Nie mogę się zalogować do systemu" },
	{ "iso-2022-kr-undeclared", NULL, "\033$)C\016GA8.EM\017", "프리터" },
	{ "chinese-under-latin-1", "iso-8859-1", "\xb4\xf2\xd3\xa1\xbb\xfa\xbb\xb5\xc1\xcb",
	  "打印机坏了" },
	{ "cyrillic-under-ascii", "us-ascii",
	  "\xcf\xf0\xe8\xed\xf2\xe5\xf0 \xf1\xeb\xee\xec\xe0\xeb\xf1\xff",
	  "Принтер сломался" },
	{ "japanese-escapes-under-latin-1", "iso-8859-1", "\033$B0u:~\033(B", "印刷" },
	{ "latin-1-stays", "iso-8859-1", "S\xf8ren \xd8 p\xe5 \xe6ldre d\xf8r",
	  "Søren Ø på ældre dør" },
	{ "composed-hangul", "euc-kr", "\xa4\xd4\xa4\xa4\xa4\xd2\xa4\xb7\xc5\xad", "닁큼" },
	{ "utf-32-marked", "utf-32", "\xff\xfe\0\0h\0\0\0", "h" },
	{ "digits-alone", "1251", "\xcf\xf0\xe8", "При" },
	{ "with-a-year", "iso_8859-2:1987", "\xb1", "ą" },
	{ "x-windows-949", "x-windows-949", "\xb0\xa1\x81\x41", "가갂" },
	{ "cs-label", "csBig5", "\xa5\xb4\xa6\x4c", "打印" },
	{ "iso-2022-jp-supplement", "iso-2022-jp-1", "\033$(D0!\033(B", "丂" },
	{ "turkish-undeclared", NULL, "\xfd\xfe\xfd\xf0 \xfe", "ışığ ş" },
	{ "polish-under-latin-1", "iso-8859-1",
	  "Nie mog\xea si\xea zalogowa\xe6 do systemu, ju\xbf \x9fle dzia\xb3"
	  "a",
	  "Nie mogę się zalogować do systemu, już źle działa" },
	{ "polish-iso-under-latin-1", "iso-8859-1",
	  "Nie mog\xea si\xea zalogowa\xe6 do systemu, ju\xbf \xbcle dzia\xb3"
	  "a, s\xb1 b\xb3\xea"
	  "dy i \xb6rodek",
	  "Nie mogę się zalogować do systemu, już źle działa, są błędy i środek" },
	{ "polish-iso-undeclared", NULL,
	  "Nie mog\xea si\xea zalogowa\xe6 do systemu, s\xb1 b\xb3\xea"
	  "dy i \xb6"
	  "cie\xbfka te\xbf",
	  "Nie mogę się zalogować do systemu, są błędy i ścieżka też" },
	{ "czech-under-latin-1", "windows-1252",
	  "Pros\xedm o pomoc, nemohu se p\xf8ihl\xe1sit do syst\xe9mu, je to "
	  "t\xec\x9ek\xe9",
	  "Prosím o pomoc, nemohu se přihlásit do systému, je to těžké" },
	{ "hungarian-under-latin-1", "iso-8859-1",
	  "K\xe9rem, ez a g\xe9p m\xe1r nem m\xfbk\xf6"
	  "dik, er\xf5s, s\xfbr\xfb hiba",
	  "Kérem, ez a gép már nem működik, erős, sűrű hiba" },
	{ "romanian-under-latin-1", "iso-8859-1",
	  "Bun\xe3, nu pot s\xe3 intru \xbai a\xbatept un r\xe3spuns de la "
	  "dumneavoastr\xe3, mul\xfeumesc",
	  "Bună, nu pot să intru şi aştept un răspuns de la dumneavoastră, mulţumesc" },
	{ "turkish-under-latin-1", "iso-8859-1",
	  "yaz\xfd"
	  "c\xfd \xe7"
	  "al\xfd\xfem\xfdyor, giri\xfe yapam\xfdyorum",
	  "yazıcı çalışmıyor, giriş yapamıyorum" },
	{ "icelandic-stays", "iso-8859-1",
	  "G\xf3\xf0"
	  "an daginn, \xfe"
	  "a\xf0 \xfe"
	  "arf a\xf0 laga hann, \xfei\xf0",
	  "Góðan daginn, það þarf að laga hann, þið" },
	{ "icelandic-undeclared", NULL,
	  "G\xf3\xf0"
	  "an daginn, \xfe"
	  "a\xf0 \xfe"
	  "arf a\xf0 laga hann, \xe9g \xe1 l\xedka \xfei\xf0",
	  "Góðan daginn, það þarf að laga hann, ég á líka þið" },
	{ "portuguese-stays", "iso-8859-1",
	  "N\xe3o consigo na 1\xaa e 2\xaa sala do 3\xba andar, informa\xe7\xf5"
	  "es",
	  "Não consigo na 1ª e 2ª sala do 3º andar, informações" },
	{ "italian-stays", "iso-8859-1",
	  "La stampante \xe8 gi\xf9 perch\xe9 non va pi\xf9, per\xf2 il 1\xba e il 2\xba",
	  "La stampante è giù perché non va più, però il 1º e il 2º" },
};

static void
test_case(gconstpointer data)
{
	const Case *c = data;
	gsize length = !strcmp(c->name, "utf-16-marked")   ? 6
		       : !strcmp(c->name, "utf-32-marked") ? 8
							   : strlen(c->bytes);
	g_autofree char *text = charset_to_utf8(c->bytes, length, c->charset);

	g_assert_cmpstr(text, ==, c->text);
}

/* Whatever the bytes and the label: valid UTF-8 without NUL, and no byte is lost silently.
 */
static void
test_anything(void)
{
	static const char *const labels[] = { "utf-8", "gb18030",    "iso-2022-jp",
					      "hz",    "utf-7",      "utf-16",
					      "big5",  "iso-8859-1", "johab",
					      NULL };
	char bytes[256];

	for (int i = 0; i < 256; i++)
		bytes[i] = i;
	for (int k = 0; k < 10; k++) {
		g_autofree char *text = charset_to_utf8(bytes, sizeof bytes, labels[k]);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_cmpint(g_utf8_strlen(text, -1), >=, 64);
	}
	g_assert_null(charset_find("no-such-charset"));
	g_assert_null(charset_find(""));
}

static void
test_hint(void)
{
	g_autofree char *without = charset_guess("\xe9\xf2", 2, NULL);
	g_autofree char *with = charset_guess("\xe9\xf2", 2, "windows-1251");

	g_assert_cmpstr(without, ==, "éò");
	g_assert_cmpstr(with, ==, "йт");
}

static const Case words[] = {
	{ "plain", NULL, "no word", "no word" },
	{ "one", NULL, "=?utf-8?Q?Dr=C3=BCcker?=", "Drücker" },
	{ "underscore", NULL, "=?utf-8?q?a_b?=", "a b" },
	{ "adjacent-base64", NULL,
	  "=?UTF-8?B?SGVsbG8=?= =?UTF-8?B?IHdvcmxk?=", "Hello world" },
	{ "split-character", NULL, "=?UTF-8?B?5omT5Y0=?=\r\n =?UTF-8?B?sA==?=", "打印" },
	{ "split-gbk", NULL,
	  "=?gb2312?B?tPI=?= =?GB2312?B?0w==?= =?gb2312?B?oQ==?=", "打印" },
	{ "two-charsets", NULL, "=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=", "éé" },
	{ "text-between", NULL,
	  "Re: =?utf-8?Q?=C3=A9?= x =?utf-8?Q?=C3=A8?=", "Re: é x è" },
	{ "no-blank-between", NULL, "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab" },
	{ "language", NULL, "=?utf-8*en?Q?a?=", "a" },
	{ "quoted", NULL, "\"=?utf-8?Q?=C3=A9?=\"", "\"é\"" },
	{ "unclosed", NULL, "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
	{ "no-encoding", NULL, "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
	{ "no-charset", NULL, "=??Q?abc?=", "=??Q?abc?=" },
	{ "binary", NULL, "=?utf-8?B?AAEC?=", "=?utf-8?B?AAEC?=" },
	{ "blanks-inside", NULL, "=?utf-8?Q?a b?=", "a b" },
	{ "trailing-blank", NULL, "=?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b" },
	{ "no-padding", NULL, "=?utf-8?B?SGk?=", "Hi" },
	{ "raw-8bit", "iso-8859-1", "caf\xe9", "café" },
	{ "raw-gbk-with-hint", "gb2312", "\xb4\xf2", "打" },
	{ "line-break", NULL, "=?utf-8?Q?a=0D=0ABcc:_x?=", "a\r\nBcc: x" },
};

static void
test_words(gconstpointer data)
{
	const Case *c = data;
	g_autofree char *text = words_decode(c->bytes, c->charset);

	g_assert_cmpstr(text, ==, c->text);
}

static const char *const subjects[] = {
	"",
	"plain",
	"[#42] 打印机坏了",
	"打印机坏了，请尽快派人来修理，三楼东侧会议室的那一台，已经卡纸两天了，没有人处理，"
	"谢谢你们的帮助",
	"Grüße aus Köln, und noch viel mehr Text in dieser sehr langen Zeile, die gefaltet "
	"wird, öfter",
	"a long line of plain words that goes on and on until it has to be folded "
	"somewhere before its end",
	"=?utf-8?Q?looks_like_a_word?=",
	"emoji 👩‍🔧 and more emoji "
	"🖨️🖨️🖨️🖨️🖨️🖨️🖨️🖨️🖨️🖨️🖨️🖨"
	"️",
	"tab\tand\r\nBcc: victim@corp.example",
	"\"quoted\", <brackets> (and) commas; \\",
};

static void
check_lines(const char *encoded, gsize column)
{
	g_auto(GStrv) lines = g_strsplit(encoded, "\r\n", -1);

	for (gsize i = 0; lines[i]; i++) {
		g_assert_cmpint(strlen(lines[i]) + (i ? 0 : column), <=, 76);
		if (i)
			g_assert_true(lines[i][0] == ' ' && lines[i][1] > ' ');
		for (const char *c = lines[i]; *c; c++)
			g_assert_true(*c >= ' ' && *c < 0x7f);
	}
}

/* Each word must hold whole characters: decoded alone it is valid (RFC 2047, 5). */
static void
check_whole_characters(const char *encoded)
{
	g_auto(GStrv) words_of = g_strsplit_set(encoded, " \r\n", -1);

	for (gsize i = 0; words_of[i]; i++) {
		g_autofree char *text = words_decode(words_of[i], NULL);

		g_assert_cmpint(strlen(words_of[i]), <=, 75);
		g_assert_null(strstr(text, "\357\277\275"));
	}
}

/* Converters are kept open: a text cut off within a shift, and more charsets than are kept,
 * leave nothing behind for the next text. */
static void
test_one_after_another(void)
{
	static const char *const many[] = {
		"cp437", "cp850", "cp852", "cp866",  "cp1250", "cp1251",     "cp1253",
		"cp1254", "cp1255", "cp1256", "koi8-r", "koi8-u", "iso-8859-2", "big5",
	};

	for (int round = 0; round < 3; round++) {
		g_autofree char *cut = charset_to_utf8("+ZUg", 4, "utf-7");
		g_autofree char *whole = charset_to_utf8("abc+ZUg-", 8, "utf-7");
		g_autofree char *marked = charset_to_utf8("\xff\xfe" "a\0", 4, "utf-16");

		g_assert_cmpstr(whole, ==, "abc效");
		g_assert_cmpstr(marked, ==, "a");
		for (gsize i = 0; i < G_N_ELEMENTS(many); i++) {
			g_autofree char *text = charset_to_utf8("\xc0 x", 3, many[i]);

			g_assert_true(g_str_has_suffix(text, " x"));
		}
	}
}

static void
test_encode(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		for (guint column = 0; column < 76; column += 9) {
			g_autofree char *encoded = words_encode(subjects[i], column);
			g_autofree char *back = words_decode(encoded, NULL);
			g_autofree char *shown = text_one_line(back);
			g_autofree char *wanted = text_one_line(subjects[i]);

			g_assert_cmpstr(shown, ==, wanted);
			if (column < 40)
				check_lines(encoded, column);
			check_whole_characters(encoded);
		}
	}
}

static void
test_tag_stays_readable(void)
{
	g_autofree char *encoded = words_encode("[#42] 打印机坏了", 9);

	g_assert_true(g_str_has_prefix(encoded, "[#42] =?UTF-8?B?"));
}

static void
test_phrase(void)
{
	g_autofree char *atoms = words_encode_phrase("Ann Lee", 6);
	g_autofree char *quoted = words_encode_phrase("Lee, \"Ann\" <x@y>", 6);
	g_autofree char *words_of = words_encode_phrase("王 伟", 6);

	g_assert_cmpstr(atoms, ==, "Ann Lee");
	g_assert_cmpstr(quoted, ==, "\"Lee, \\\"Ann\\\" <x@y>\"");
	g_assert_cmpstr(words_of, ==, "=?UTF-8?B?546LIOS8nw==?=");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/charset/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/charset/anything", test_anything);
	g_test_add_func("/charset/hint", test_hint);
	g_test_add_func("/charset/one-after-another", test_one_after_another);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *path = g_strdup_printf("/words/%s", words[i].name);

		g_test_add_data_func(path, &words[i], test_words);
	}
	g_test_add_func("/words/encode", test_encode);
	g_test_add_func("/words/tag-stays-readable", test_tag_stays_readable);
	g_test_add_func("/words/phrase", test_phrase);
	return g_test_run();
}
