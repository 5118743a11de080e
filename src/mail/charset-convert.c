/* Conversion over iconv, with what glibc's lacks or is too strict about. */
#include "mail/charset.h"

#include "base/text.h"
#include "mail/converter.h"

#include <errno.h>
#include <string.h>

/* What the bytes behind an escape are. */
typedef enum {
	SET_ASCII,
	SET_GB,       /* pairs of GB 2312 */
	SET_JIS,      /* pairs of JIS X 0208, with the vendors' rows */
	SET_JIS_MORE, /* pairs of JIS X 0212: no place in CP932, they become the geta mark
		       */
	SET_KANA,     /* half-width katakana, one byte each */
} Set;

/* An escape of HZ or ISO-2022-JP, and what it stands for itself. */
typedef struct {
	const char *escape;
	const char *text;
	Set set;
} Escape;

static const Escape hz_escapes[] = {
	{ "~{", "", SET_GB },     { "~}", "", SET_ASCII },   { "~~", "~", SET_ASCII },
	{ "~\n", "", SET_ASCII }, { NULL, NULL, SET_ASCII },
};

static const Escape japanese_escapes[] = {
	{ "\033$B", "", SET_JIS },       { "\033$@", "", SET_JIS },
	{ "\033$(B", "", SET_JIS },      { "\033$(@", "", SET_JIS },
	{ "\033$(D", "", SET_JIS_MORE }, { "\033(I", "", SET_KANA },
	{ "\033(B", "", SET_ASCII },     { "\033(J", "", SET_ASCII },
	{ "\033(H", "", SET_ASCII },     { "\016", "", SET_KANA },
	{ "\017", "", SET_ASCII },       { NULL, NULL, SET_ASCII },
};

static const Escape *
find_escape(const Escape *escapes, const char *bytes, gsize left)
{
	for (; escapes->escape; escapes++) {
		gsize length = strlen(escapes->escape);

		if (length <= left && !memcmp(bytes, escapes->escape, length))
			return escapes;
	}
	return NULL;
}

static gboolean
is_graphic(char c)
{
	return c > ' ' && c < 0x7f;
}

/* The row and cell of JIS X 0208 in Shift_JIS (JIS X 0208:1997, appendix 1). */
static void
append_jis(GString *out, guchar row, guchar cell)
{
	guchar lead = (row - 0x21) / 2 + 0x81;

	g_string_append_c(out, lead > 0x9f ? lead + 0x40 : lead);
	if (row % 2)
		g_string_append_c(out, cell + (cell < 0x60 ? 0x1f : 0x20));
	else
		g_string_append_c(out, cell + 0x7e);
}

/* One character of SET at BYTES to OUT; its length, 0 if there is none. */
static gsize
raise_one(GString *out, Set set, const char *bytes, gsize left)
{
	if (set == SET_ASCII || !is_graphic(bytes[0]))
		return 0;
	if (set == SET_KANA) {
		g_string_append_c(out, bytes[0] | 0x80);
		return 1;
	}
	if (left < 2 || !is_graphic(bytes[1]))
		return 0;
	if (set == SET_JIS) {
		append_jis(out, bytes[0], bytes[1]);
	} else if (set == SET_GB) {
		g_string_append_c(out, bytes[0] | 0x80);
		g_string_append_c(out, bytes[1] | 0x80);
	} else {
		g_string_append(out, "\x81\xac");
	}
	return 2;
}

/*
 * HZ and ISO-2022-JP as the charsets of high bytes that iconv reads: glibc has no HZ, and
 * its ISO-2022-JP stops at the vendors' characters that every Japanese mailer writes.
 */
static GString *
raise_escapes(const char *bytes, gsize length, const Escape *escapes)
{
	GString *out = g_string_sized_new(length + 1);
	Set set = SET_ASCII;
	gsize at = 0;

	while (at < length) {
		const Escape *found = find_escape(escapes, bytes + at, length - at);
		gsize used = 0;

		if (found) {
			g_string_append(out, found->text);
			set = found->set;
			used = strlen(found->escape);
		} else {
			used = raise_one(out, set, bytes + at, length - at);
		}
		if (!used) {
			/* RFC 1468: a line ends in ASCII, whether it says so or not. */
			if (bytes[at] == '\n')
				set = SET_ASCII;
			g_string_append_c(out, bytes[at]);
			used = 1;
		}
		at += used;
	}
	return out;
}

/* BYTES through CONVERTER; *BAD counts what had to be replaced. NULL if iconv has no such.
 */
static GString *
convert(const char *bytes, gsize length, const char *converter, gsize *bad)
{
	iconv_t cd = converter_get(converter);
	GString *out;
	char *in = (char *)bytes;
	gsize left = length;

	*bad = 0;
	if (cd == (iconv_t)-1)
		return NULL;
	out = g_string_sized_new(length + length / 2 + 16);
	for (gboolean more = TRUE; more;) {
		char buffer[4096], *to = buffer;
		gsize room = sizeof buffer;
		gboolean failed;
		int reason;

		more = left > 0; /* at the end, what the converter still holds */
		failed = iconv(cd, more ? &in : NULL, &left, &to, &room) == (gsize)-1;
		reason = errno;
		g_string_append_len(out, buffer, to - buffer);
		if (failed && more && reason != E2BIG) {
			g_string_append(out, "\357\277\275");
			(*bad)++;
			in++, left--;
		}
	}
	return out;
}

/* Text with sets that CP932 lacks, which glibc reads where nothing else is in it; NULL. */
static GString *
convert_multilingual(const char *bytes, gsize length)
{
	static const struct {
		const char *escape, *converter;
	} sets[] = {
		{ "\033$(D", "ISO-2022-JP-2" }, { "\033$A", "ISO-2022-JP-2" },
		{ "\033$(C", "ISO-2022-JP-2" }, { "\033.A", "ISO-2022-JP-2" },
		{ "\033.F", "ISO-2022-JP-2" },  { "\033$(O", "ISO-2022-JP-3" },
		{ "\033$(Q", "ISO-2022-JP-3" }, { "\033$(P", "ISO-2022-JP-3" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(sets); i++) {
		gsize bad;
		GString *text;

		if (!g_strstr_len(bytes, length, sets[i].escape))
			continue;
		text = convert(bytes, length, sets[i].converter, &bad);
		if (text && !bad)
			return text;
		if (text)
			g_string_free(text, TRUE);
	}
	return NULL;
}

/* The place of LETTER, three bytes, in LETTERS; -1 if it is not there. */
static int
place_of(const char *letter, const char *letters)
{
	for (int i = 0; letters[3 * i]; i++)
		if (!memcmp(letters + 3 * i, letter, 3))
			return i;
	return -1;
}

/* The syllable that the filler at AT (12 bytes) begins; 0 if it is none. */
static gunichar
syllable_at(const char *at)
{
	/* The compatibility letters in the order of syllables. */
	static const char first[] = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
	static const char middle[] = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
	static const char last[] = "ㅤㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌ"
				   "ㅍㅎ";
	int f = place_of(at + 3, first), m = place_of(at + 6, middle),
	    l = place_of(at + 9, last);

	return f < 0 || m < 0 || l < 0 ? 0 : 0xac00 + (f * 21 + m) * 28 + l;
}

/*
 * Korean syllables that KS X 1001 has no code for, as it writes them: a filler, then first,
 * middle and last letter, the last one a filler if there is none (annex 3).
 */
static void
compose_hangul(GString *text)
{
	static const char filler[] = "ㅤ";
	const char *from = text->str, *end = from + text->len;
	char *to = text->str;

	if (!strstr(from, filler))
		return;
	while (from < end) {
		gunichar syllable = end - from >= 12 && !memcmp(from, filler, 3)
					    ? syllable_at(from)
					    : 0;

		if (syllable) {
			to += g_unichar_to_utf8(syllable, to);
			from += 12;
		} else {
			*to++ = *from++;
		}
	}
	g_string_truncate(text, to - text->str);
}

char *
charset_convert(const char *bytes, gsize length, const char *converter, gsize *bad)
{
	g_autoptr(GString) raised = NULL;
	g_autoptr(GString) text = NULL;

	*bad = 0;
	if (!strcmp(converter, "HZ")) {
		raised = raise_escapes(bytes, length, hz_escapes);
		converter = "GB18030";
	} else if (!strcmp(converter, "ISO-2022-JP")) {
		text = convert_multilingual(bytes, length);
		raised = text ? NULL : raise_escapes(bytes, length, japanese_escapes);
		converter = "CP932";
	}
	if (!text)
		text = raised ? convert(raised->str, raised->len, converter, bad)
			      : convert(bytes, length, converter, bad);
	if (text && !strcmp(converter, "CP949"))
		compose_hangul(text);
	return text ? text_valid(text->str, text->len) : NULL;
}
