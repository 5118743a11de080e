/*
 * Charset labels and conversion over iconv. The table says what mailers mean by a label,
 * which is often a superset of what the label says; labels outside it are given to iconv as
 * they are. A converter is opened for each text: nothing here keeps state.
 */
#include "mail/charset.h"

#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

/* What a label means, with everything but letters and digits taken off it, lower case. */
static const struct {
	const char *label;
	const char *converter;
} aliases[] = {
	{ "utf8", "UTF-8" },
	{ "unicode11utf8", "UTF-8" },
	{ "utf8mb4", "UTF-8" },
	{ "cp65001", "UTF-8" },
	{ "ascii", "CP1252" },
	{ "usascii", "CP1252" },
	{ "ansix341968", "CP1252" },
	{ "iso88591", "CP1252" },
	{ "latin1", "CP1252" },
	{ "l1", "CP1252" },
	{ "cp819", "CP1252" },
	{ "windows1252", "CP1252" },
	{ "xansi", "CP1252" },
	{ "iso88598i", "ISO-8859-8" },
	{ "iso88598e", "ISO-8859-8" },
	{ "iso88599", "CP1254" },
	{ "iso885911", "CP874" },
	{ "tis620", "CP874" },
	{ "windows874", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gb231280", "GB18030" },
	{ "euccn", "GB18030" },
	{ "gbk", "GB18030" },
	{ "xgbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "ms936", "GB18030" },
	{ "windows936", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "chinese", "GB18030" },
	{ "hz", "HZ" },
	{ "hzgb2312", "HZ" },
	{ "big5", "BIG5-HKSCS" },
	{ "xxbig5", "BIG5-HKSCS" },
	{ "cnbig5", "BIG5-HKSCS" },
	{ "cp950", "BIG5-HKSCS" },
	{ "windows950", "BIG5-HKSCS" },
	{ "big5hkscs", "BIG5-HKSCS" },
	{ "shiftjis", "CP932" },
	{ "sjis", "CP932" },
	{ "xsjis", "CP932" },
	{ "mskanji", "CP932" },
	{ "windows31j", "CP932" },
	{ "cp932", "CP932" },
	{ "eucjp", "EUC-JP-MS" },
	{ "xeucjp", "EUC-JP-MS" },
	{ "iso2022jp", "ISO-2022-JP" },
	{ "csiso2022jp", "ISO-2022-JP" },
	{ "cp50220", "ISO-2022-JP" },
	{ "cp50221", "ISO-2022-JP" },
	{ "iso2022jpms", "ISO-2022-JP" },
	{ "ksc5601", "CP949" },
	{ "ksc56011987", "CP949" },
	{ "ksc56011989", "CP949" },
	{ "korean", "CP949" },
	{ "euckr", "CP949" },
	{ "windows949", "CP949" },
	{ "cp949", "CP949" },
	{ "uhc", "CP949" },
	{ "cp1361", "JOHAB" },
	{ "unicode11utf7", "UTF-7" },
	{ "utf7", "UTF-7" },
	{ "unicode", "UTF-16" },
	{ "ucs2", "UTF-16" },
	{ "koi8", "KOI8-R" },
	{ "koi8r", "KOI8-R" },
	{ "koi8u", "KOI8-U" },
	{ "xmacroman", "MACINTOSH" },
	{ "xmaccyrillic", "MACCYRILLIC" },
	{ "xmacjapanese", "CP932" },
	{ "xmacchinesesimp", "GB18030" },
	{ "xmacchinesetrad", "BIG5-HKSCS" },
	{ "xmackorean", "CP949" },
};

/* Families whose labels come with every kind of punctuation: windows1251, win-1251,
 * iso8859_2. */
static const struct {
	const char *prefix;
	const char *converter;
} families[] = {
	{ "windows", "CP" }, { "win", "CP" },       { "cp", "CP" },
	{ "xcp", "CP" },     { "ibm", "IBM" },      { "iso8859", "ISO-8859-" },
	{ "koi8", "KOI8-" }, { "utf16", "UTF-16" }, { "utf32", "UTF-32" },
};

/* Charsets whose text is made of bytes below 0x80 only: such bytes say nothing about UTF-8.
 */
static const char *const seven_bit[] = {
	"HZ",    "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "ISO-2022-CN-EXT",
	"UTF-7", "UTF-7-IMAP",  NULL
};

/* Charsets of several bytes a character, where a bad byte speaks against the label. */
static const char *const multibyte[] = { "GB18030", "BIG5-HKSCS", "CP932",  "EUC-JP-MS",
					 "CP949",   "JOHAB",      "EUC-TW", NULL };

/* NAME without quotes, white space and punctuation, lower case, in BUFFER. */
static void
fold_label(const char *name, char *buffer, gsize size)
{
	gsize n = 0;

	for (; *name && n + 1 < size; name++)
		if (g_ascii_isalnum(*name))
			buffer[n++] = g_ascii_tolower(*name);
	buffer[n] = '\0';
}

/* NAME, if iconv knows it and it is the plain name of a charset (no "//TRANSLIT"). */
static const char *
ask_iconv(const char *name)
{
	char upper[40];
	gsize length = strlen(name);
	iconv_t converter;

	if (!length || length >= sizeof upper)
		return NULL;
	for (gsize i = 0; i <= length; i++) {
		if (name[i] && !g_ascii_isalnum(name[i]) && !strchr("-_.", name[i]))
			return NULL;
		upper[i] = g_ascii_toupper(name[i]);
	}
	converter = iconv_open("UTF-8", upper);
	if (converter == (iconv_t)-1)
		return NULL;
	iconv_close(converter);
	return g_intern_string(upper);
}

static const char *
find_in_families(const char *folded)
{
	for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
		g_autofree char *name = NULL;
		const char *found;

		if (!g_str_has_prefix(folded, families[i].prefix))
			continue;
		name = g_strconcat(families[i].converter,
				   folded + strlen(families[i].prefix), NULL);
		found = ask_iconv(name);
		if (found)
			return found;
	}
	return NULL;
}

/* A label that passed through a careless encoder: "charset=us-ascii", "3Dutf-8". */
static const char *
skip_debris(const char *folded)
{
	if (g_str_has_prefix(folded, "charset"))
		folded += strlen("charset");
	if (g_str_has_prefix(folded, "3d"))
		folded += strlen("3d");
	return folded;
}

const char *
charset_find(const char *name)
{
	char buffer[48];
	const char *folded, *found;

	fold_label(name, buffer, sizeof buffer);
	folded = skip_debris(buffer);
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (!strcmp(folded, aliases[i].label))
			return aliases[i].converter;
	found = find_in_families(folded);
	if (!found)
		found = ask_iconv(name);
	return found ? found : ask_iconv(folded);
}

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
	iconv_t cd = iconv_open("UTF-8", converter);
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
	iconv_close(cd);
	return out;
}

/* As convert(), for every converter of charset_find(); always valid UTF-8 without NUL. */
static char *
convert_any(const char *bytes, gsize length, const char *converter, gsize *bad)
{
	g_autoptr(GString) raised = NULL;
	g_autoptr(GString) text = NULL;

	if (!strcmp(converter, "HZ")) {
		raised = raise_escapes(bytes, length, hz_escapes);
		converter = "GB18030";
	} else if (!strcmp(converter, "ISO-2022-JP")) {
		raised = raise_escapes(bytes, length, japanese_escapes);
		converter = "CP932";
	}
	text = raised ? convert(raised->str, raised->len, converter, bad)
		      : convert(bytes, length, converter, bad);
	return text ? text_valid(text->str, text->len) : NULL;
}

/* What the bytes themselves say: UTF8_STRONG is UTF-8 that no double-byte text looks like.
 */
typedef enum { ASCII_ONLY, ESCAPED, UTF8_STRONG, UTF8_WEAK, UTF8_BROKEN, NOT_UTF8 } Look;

/* UTF-8 with a few bytes lost (a line broken inside a character) is still UTF-8. */
static gboolean
is_mostly_utf8(const char *bytes, gsize length)
{
	const char *end = bytes + length;
	gsize good = 0, bad = 0;

	while (bytes < end) {
		gunichar c = g_utf8_get_char_validated(bytes, end - bytes);

		if (*bytes & 0x80) {
			good += (gint32)c > 0;
			bad += (gint32)c <= 0 && (guchar)*bytes >= 0xc0;
		}
		bytes += (gint32)c > 0 ? g_unichar_to_utf8(c, NULL) : 1;
	}
	return good > 2 * bad;
}

static Look
look_at(const char *bytes, gsize length)
{
	gboolean high = FALSE, wide = FALSE, escape = FALSE;

	for (gsize i = 0; i < length; i++) {
		guchar c = bytes[i];

		high |= c >= 0x80;
		wide |= c >= 0xe0;
		escape |= c == 0x1b;
	}
	if (!high)
		return escape ? ESCAPED : ASCII_ONLY;
	if (!g_utf8_validate_len(bytes, length, NULL))
		return is_mostly_utf8(bytes, length) ? UTF8_BROKEN : NOT_UTF8;
	return wide ? UTF8_STRONG : UTF8_WEAK;
}

/*
 * Is it Chinese in GB 2312? Most pairs must be common characters or punctuation of it:
 * bytes of Western text also pair up into GB18030 now and then ("gr\xfc\xdf").
 */
static gboolean
looks_chinese(const char *bytes, gsize length)
{
	gsize common = 0, rare = 0;

	for (gsize i = 0; i + 1 < length; i++) {
		guchar lead = bytes[i], trail = bytes[i + 1];

		if (lead < 0x80)
			continue;
		if (trail >= 0xa1 &&
		    ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7)))
			common++;
		else
			rare++;
		i++;
	}
	return common > 0 && common >= 3 * rare;
}

/* Turkish letters in the places where Latin-1 has those of Iceland. */
static gboolean
looks_turkish(const char *bytes, gsize length)
{
	gsize turkish = 0, high = 0;

	for (gsize i = 0; i < length; i++) {
		high += (guchar)bytes[i] >= 0xc0;
		turkish += bytes[i] && strchr("\xd0\xdd\xde\xf0\xfd\xfe", bytes[i]);
	}
	return turkish >= 4 && turkish * 3 >= high;
}

static char *
guess_8bit(const char *bytes, gsize length, const char *hint)
{
	const char *converter = hint ? charset_find(hint) : NULL;
	gsize bad;

	if (converter && strcmp(converter, "UTF-8")) {
		g_autofree char *text = convert_any(bytes, length, converter, &bad);

		if (text && !bad)
			return g_steal_pointer(&text);
	}
	if (looks_chinese(bytes, length)) {
		g_autofree char *text = convert_any(bytes, length, "GB18030", &bad);

		if (text && !bad)
			return g_steal_pointer(&text);
	}
	return convert_any(bytes, length,
			   looks_turkish(bytes, length) ? "CP1254" : "CP1252", &bad);
}

char *
charset_guess(const char *bytes, gsize length, const char *hint)
{
	gsize bad;

	switch (look_at(bytes, length)) {
	case ESCAPED:
		return convert_any(bytes, length, "ISO-2022-JP", &bad);
	case NOT_UTF8:
		return guess_8bit(bytes, length, hint);
	default:
		return text_valid(bytes, length);
	}
}

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
		{ "\xef\xbb\xbf", 3, "UTF-8" },
		{ "\xff\xfe", 2, "UTF-16LE" },
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
	Look look;
	gsize bad;

	converter = read_mark(&bytes, &length, converter);
	if (!converter)
		return charset_guess(bytes, length, NULL);
	if (g_str_has_prefix(converter, "UTF-16") ||
	    g_str_has_prefix(converter, "UTF-32") || g_strv_contains(seven_bit, converter))
		return convert_any(bytes, length, converter, &bad);
	look = look_at(bytes, length);
	if (look == ASCII_ONLY || look == UTF8_STRONG || !strcmp(converter, "UTF-8"))
		return charset_guess(bytes, length, NULL);
	if (look == UTF8_WEAK && !g_strv_contains(multibyte, converter))
		return text_valid(bytes, length);
	text = convert_any(bytes, length, converter, &bad);
	if (text && bad && look == UTF8_WEAK)
		return text_valid(bytes, length);
	return text ? g_steal_pointer(&text) : charset_guess(bytes, length, NULL);
}
