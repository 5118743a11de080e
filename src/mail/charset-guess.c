/*
 * What bytes without a label, or with a wrong one, may be. UTF-8 shows itself; of the
 * others the one whose commonest characters are there wins, and in doubt it is Western.
 * Counting bytes is enough: nothing is converted to find out.
 */
#include "mail/charset.h"

#include "base/text.h"
#include "core/reply.h"

#include <string.h>

/* Bytes that are looked at to guess. */
#define LOOKED_AT 20000

/* UTF-8 with a few bytes lost (a line broken inside a character) is still UTF-8. */
static gboolean
is_mostly_utf8(const char *bytes, gsize length)
{
	const char *end = bytes + length;
	gsize good = 0, bad = 0, stray = 0;

	while (bytes < end) {
		gunichar c = g_utf8_get_char_validated(bytes, end - bytes);

		if (*bytes & 0x80) {
			good += (gint32)c > 0;
			bad += (gint32)c <= 0 && (guchar)*bytes >= 0xc0;
			stray += (gint32)c <= 0;
		}
		bytes += (gint32)c > 0 ? g_unichar_to_utf8(c, NULL) : 1;
	}
	return good > 2 * bad && good >= stray;
}

/* Eight bytes at a time: most of most mails is ASCII. */
static gboolean
is_ascii(const char *bytes, gsize length)
{
	guint64 high = 0, eight;
	gsize i = 0;

	for (; i + sizeof eight <= length; i += sizeof eight) {
		memcpy(&eight, bytes + i, sizeof eight);
		high |= eight;
	}
	for (; i < length; i++)
		high |= (guchar)bytes[i];
	return !(high & G_GUINT64_CONSTANT(0x8080808080808080));
}

CharsetLook
charset_look(const char *bytes, gsize length)
{
	gboolean wide = FALSE;

	if (is_ascii(bytes, length))
		return memchr(bytes, 0x1b, length) ? CHARSET_ESCAPED : CHARSET_ASCII;
	for (gsize i = 0; i < length && !wide; i++)
		wide = (guchar)bytes[i] >= 0xe0;
	if (!g_utf8_validate_len(bytes, length, NULL))
		return is_mostly_utf8(bytes, length) ? CHARSET_UTF8_BROKEN : CHARSET_8BIT;
	return wide ? CHARSET_UTF8 : CHARSET_UTF8_WEAK;
}

/* ── double bytes ─────────────────────────────────────────────────────────────────────────
 */

typedef struct {
	gsize pairs;       /* of two bytes, the first above 0x80 */
	gsize odd;         /* that are no pair of the charset, or a rare one */
	gsize kana, level; /* kana; the commoner half of the ideographs */
	gsize upper;       /* ideographs beyond where Hangul ends in EUC-KR */
	gsize low;         /* second bytes below 0x80 */
} Pairs;

/* Pairs as GB 2312, EUC-KR and EUC-JP have them: both bytes above 0xa0. */
static Pairs
count_euc(const guchar *bytes, gsize length)
{
	Pairs pairs = { 0 };

	for (gsize i = 0; i < length; i++) {
		guchar lead = bytes[i], trail = i + 1 < length ? bytes[i + 1] : 0;

		if (lead < 0x80)
			continue;
		pairs.pairs++;
		i++;
		if (trail < 0xa1 || lead < 0xa1) {
			pairs.odd++;
		} else if (lead == 0xa4 || lead == 0xa5) {
			pairs.kana++;
		} else if (lead >= 0xb0 && lead <= 0xd7) {
			pairs.level++;
			pairs.upper += lead > 0xc8;
		} else if (lead > 0xa3) {
			pairs.odd++;
			pairs.upper += lead > 0xd7;
		}
	}
	return pairs;
}

static Pairs
count_big5(const guchar *bytes, gsize length)
{
	Pairs pairs = { 0 };

	for (gsize i = 0; i < length; i++) {
		guchar lead = bytes[i], trail = i + 1 < length ? bytes[i + 1] : 0;

		if (lead < 0x80)
			continue;
		pairs.pairs++;
		i++;
		pairs.low += trail < 0x80;
		if (!((trail >= 0x40 && trail <= 0x7e) || trail >= 0xa1) || lead < 0xa1)
			pairs.odd++;
		else if (lead >= 0xa4 && lead <= 0xc6)
			pairs.level++;
		else if (lead > 0xa3)
			pairs.odd += lead < 0xc9;
	}
	return pairs;
}

static Pairs
count_shift_jis(const guchar *bytes, gsize length)
{
	Pairs pairs = { 0 };

	for (gsize i = 0; i < length; i++) {
		guchar lead = bytes[i], trail = i + 1 < length ? bytes[i + 1] : 0;

		if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf)) /* half-width kana */
			continue;
		pairs.pairs++;
		i++;
		if (trail < 0x40 || trail == 0x7f || lead == 0x80 || lead == 0xa0)
			pairs.odd++;
		else if ((lead == 0x82 && trail >= 0x9f) || lead == 0x83)
			pairs.kana++;
		else if (lead >= 0x88 && lead <= 0x97)
			pairs.level++;
	}
	return pairs;
}

/*
 * Which charset of double bytes; NULL if it looks like none. Most pairs must be common:
 * bytes of Western text also pair up now and then ("gr\xfc\xdf"), and a few Cyrillic words
 * look like ideographs.
 */
static const char *
guess_pairs(const guchar *bytes, gsize length)
{
	Pairs euc = count_euc(bytes, length), jis = count_shift_jis(bytes, length);
	Pairs big5 = count_big5(bytes, length);

	if (jis.kana >= 2 && jis.kana * 4 >= jis.pairs && jis.odd * 10 <= jis.pairs)
		return "CP932";
	if (euc.kana >= 2 && euc.kana * 4 >= euc.pairs && euc.odd * 4 <= euc.pairs)
		return "EUC-JP-MS";
	if (euc.level >= 6 && !euc.upper && !euc.odd && euc.level * 10 >= euc.pairs * 8)
		return "CP949";
	if (big5.low * 5 >= big5.pairs && big5.level >= 2 && big5.odd * 10 <= big5.pairs)
		return "BIG5-HKSCS";
	if (euc.level + euc.kana > 0 && euc.pairs - euc.odd >= 3 * euc.odd)
		return "GB18030";
	return NULL;
}

/* ── single bytes ─────────────────────────────────────────────────────────────────────────
 */

typedef struct {
	gsize of[256];
	gsize letters; /* of ASCII */
	gsize high;
} Bytes;

static gsize
count_of(const Bytes *count, const char *bytes)
{
	gsize sum = 0;

	for (; *bytes; bytes++)
		sum += count->of[(guchar)*bytes];
	return sum;
}

static gsize
count_range(const Bytes *count, guchar first, guchar last)
{
	gsize sum = 0;

	for (guint c = first; c <= last; c++)
		sum += count->of[c];
	return sum;
}

/* Text in another script than Latin is high bytes above all; its small letters tell which,
 * and where two share a range, the vowels. */
static const char *
guess_script(const Bytes *count)
{
	gsize upper_half = count_range(count, 0xe0, 0xff);
	gsize lower_half = count_range(count, 0xc0, 0xdf);
	gsize russian = count_of(count, "\xee\xe0\xe5\xe8\xed\xf2");
	gsize greek = count_of(count, "\xe1\xef\xe9\xf4\xe5\xed\xdd\xf3");

	if (count->high < 6 || count->high * 2 < count->letters)
		return NULL;
	if (lower_half > 2 * upper_half)
		return count_range(count, 0x80, 0xbf) * 4 > count->high ? NULL : "KOI8-R";
	if (upper_half <= 2 * lower_half)
		return NULL;
	if (!lower_half && !count_range(count, 0xfb, 0xff) && count->high >= 15)
		return "CP1255";
	return greek > russian ? "CP1253" : "CP1251";
}

/* Turkish letters in the places where Latin-1 has those of Iceland, whose texts have many
 * more. Under a label that says Latin-1 there must be no other letter than Turkish ones. */
static gboolean
looks_turkish(const Bytes *count, gboolean labelled)
{
	gsize letters = count_range(count, 0xc0, 0xff);
	gsize turkish = count_of(count, "\xd0\xdd\xde\xf0\xfd\xfe");
	gsize shared = count_of(count, "\xc2\xc7\xce\xd6\xdb\xdc\xe2\xe7\xee\xf6\xfb\xfc");
	gsize others = letters - turkish - shared;

	if (turkish < 4 || turkish * 3 < letters)
		return FALSE;
	return labelled ? !others : others * 6 < letters;
}

/* Bytes of the letters that other languages have not, under either charset; those that
 * stand for no letter, or for none beside the rest, in Latin-1. */
static const struct {
	const char *language, *letters, *telling;
} central[] = {
	{ "pl", "\x9c\xb1\xb3\xb6\xb9\xbc\xbf\xe6\xea\xf1", "\x9c\xb1\xb3\xb6\xb9\xbf" },
	{ "cs", "\x9a\x9d\x9e\xb9\xbb\xbe\xe8\xec\xef\xf2\xf8\xf9",
	  "\x9d\xbb\xbe\xec\xf8" },
	{ "hu", "\xd5\xdb\xf5\xfb", "\xf5\xfb" },
	{ "ro", "\xaa\xba\xde\xe3\xfe", "\xba\xfe" },
};

/* The common words of these languages are mostly ASCII, so they show under any charset. */
static gboolean
looks_central(const char *bytes, gsize length, const Bytes *count, gboolean labelled)
{
	gsize bad;
	g_autofree char *text = charset_convert(bytes, length, "CP1252", &bad);
	const char *language = text ? reply_language(text) : NULL;

	for (gsize i = 0; language && i < G_N_ELEMENTS(central); i++)
		if (!strcmp(language, central[i].language))
			return !labelled || (count_of(count, central[i].letters) >= 3 &&
					     count_of(count, central[i].telling) >= 2);
	return FALSE;
}

/* ISO 8859-2 has controls where the code page has letters and quotation marks, and letters
 * where that has signs. */
static const char *
central_charset(const Bytes *count)
{
	return !count_range(count, 0x80, 0x9f) && count_of(count, "\xb1\xb6\xbc\xbe") >= 2
		       ? "ISO-8859-2"
		       : "CP1250";
}

/* LABELLED: the label says Latin-1, so only what cannot be that is something else. */
static const char *
guess_single(const guchar *bytes, gsize length, gboolean labelled)
{
	Bytes count = { 0 };
	const char *script;

	for (gsize i = 0; i < length; i++) {
		count.of[bytes[i]]++;
		count.letters += g_ascii_isalpha(bytes[i]);
		count.high += bytes[i] >= 0x80;
	}
	script = guess_script(&count);
	if (script)
		return script;
	if (looks_turkish(&count, labelled))
		return "CP1254";
	if (looks_central((const char *)bytes, length, &count, labelled))
		return central_charset(&count);
	return "CP1252";
}

/* ── the door ─────────────────────────────────────────────────────────────────────────────
 */

/* BYTES through CONVERTER if all of them are its; NULL. */
static char *
convert_whole(const char *bytes, gsize length, const char *converter)
{
	gsize bad;
	g_autofree char *text =
		converter ? charset_convert(bytes, length, converter, &bad) : NULL;

	return text && !bad ? g_steal_pointer(&text) : NULL;
}

/* The label that programs put on what they do not look at. */
static gboolean
says_ascii(const char *label)
{
	g_autofree char *lower = g_ascii_strdown(label, -1);

	return strstr(lower, "ascii") != NULL;
}

static char *
guess_8bit(const char *bytes, gsize length, const char *hint)
{
	const char *hinted = hint && !says_ascii(hint) ? charset_find(hint) : NULL;
	const guchar *data = (const guchar *)bytes;
	gsize looked_at = MIN(length, (gsize)LOOKED_AT), bad;
	const char *pairs = guess_pairs(data, looked_at);
	gboolean is_western = hinted && !strcmp(hinted, "CP1252");
	const char *single = guess_single(data, looked_at, is_western);
	char *text = NULL;

	if (hinted && !is_western && strcmp(hinted, "UTF-8"))
		text = convert_whole(bytes, length, hinted);
	if (!text && pairs)
		text = convert_whole(bytes, length, pairs);
	return text ? text : charset_convert(bytes, length, single, &bad);
}

/* Which charset announces itself by its escapes. */
static const char *
escaped_charset(const char *bytes, gsize length)
{
	static const struct {
		const char *escape, *converter;
	} announced[] = {
		{ "\033$)C", "ISO-2022-KR" },
		{ "\033$)A", "ISO-2022-CN" },
		{ "\033$)G", "ISO-2022-CN" },
		{ "\033$)E", "ISO-2022-CN-EXT" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(announced); i++)
		if (g_strstr_len(bytes, length, announced[i].escape))
			return announced[i].converter;
	return "ISO-2022-JP";
}

char *
charset_guess_looked(const char *bytes, gsize length, CharsetLook look, const char *hint)
{
	gsize bad;

	switch (look) {
	case CHARSET_ASCII:
		return memchr(bytes, 0, length) ? text_valid(bytes, length)
						: g_strndup(bytes, length);
	case CHARSET_ESCAPED:
		return charset_convert(bytes, length, escaped_charset(bytes, length), &bad);
	case CHARSET_8BIT:
		return guess_8bit(bytes, length, hint);
	default:
		return text_valid(bytes, length);
	}
}

char *
charset_guess(const char *bytes, gsize length, const char *hint)
{
	return charset_guess_looked(bytes, length, charset_look(bytes, length), hint);
}
