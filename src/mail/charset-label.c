/*
 * Charset labels. The table says what mailers mean by a label, which is often a superset of
 * what the label says; labels outside it are given to iconv as they are.
 */
#include "mail/charset.h"

#include "mail/converter.h"

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
	{ "isoir100", "CP1252" },
	{ "csisolatin1", "CP1252" },
	{ "ansi", "CP1252" },
	{ "isoir6", "CP1252" },
	{ "iso646us", "CP1252" },
	{ "l1", "CP1252" },
	{ "cp819", "CP1252" },
	{ "windows1252", "CP1252" },
	{ "iso88598i", "ISO-8859-8" },
	{ "iso88598e", "ISO-8859-8" },
	{ "iso88599", "CP1254" },
	{ "tis620", "CP874" },
	{ "windows874", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gb231280", "GB18030" },
	{ "euccn", "GB18030" },
	{ "gbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "ms936", "GB18030" },
	{ "windows936", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "gb180302000", "GB18030" },
	{ "gb180302005", "GB18030" },
	{ "cp54936", "GB18030" },
	{ "eucgb2312cn", "GB18030" },
	{ "gb23121980", "GB18030" },
	{ "csgb2312", "GB18030" },
	{ "csgbk", "GB18030" },
	{ "csiso58gb231280", "GB18030" },
	{ "isoir58", "GB18030" },
	{ "gb", "GB18030" },
	{ "gb2312charset", "GB18030" },
	{ "chinese", "GB18030" },
	{ "hz", "HZ" },
	{ "hzgb2312", "HZ" },
	{ "hzgb", "HZ" },
	{ "cp52936", "HZ" },
	{ "big5", "BIG5-HKSCS" },
	{ "cnbig5", "BIG5-HKSCS" },
	{ "cp950", "BIG5-HKSCS" },
	{ "windows950", "BIG5-HKSCS" },
	{ "ms950", "BIG5-HKSCS" },
	{ "csbig5", "BIG5-HKSCS" },
	{ "big5tw", "BIG5-HKSCS" },
	{ "big5eten", "BIG5-HKSCS" },
	{ "hkscs", "BIG5-HKSCS" },
	{ "cp951", "BIG5-HKSCS" },
	{ "big5hkscs", "BIG5-HKSCS" },
	{ "shiftjis", "CP932" },
	{ "sjis", "CP932" },
	{ "mskanji", "CP932" },
	{ "windows31j", "CP932" },
	{ "cp932", "CP932" },
	{ "ms932", "CP932" },
	{ "mscp932", "CP932" },
	{ "cp943", "CP932" },
	{ "cp943c", "CP932" },
	{ "ibm943", "CP932" },
	{ "csshiftjis", "CP932" },
	{ "cswindows31j", "CP932" },
	{ "shiftjisx0213", "SHIFT_JISX0213" },
	{ "shiftjis2004", "SHIFT_JISX0213" },
	{ "sjisx0213", "SHIFT_JISX0213" },
	{ "sjis2004", "SHIFT_JISX0213" },
	{ "eucjp", "EUC-JP-MS" },
	{ "eucjpms", "EUC-JP-MS" },
	{ "eucjpwin", "EUC-JP-MS" },
	{ "cseucpkdfmtjapanese", "EUC-JP-MS" },
	{ "ujis", "EUC-JP-MS" },
	{ "cp51932", "EUC-JP-MS" },
	{ "cp20932", "EUC-JP-MS" },
	{ "eucjisx0213", "EUC-JISX0213" },
	{ "eucjis2004", "EUC-JISX0213" },
	{ "iso2022jp", "ISO-2022-JP" },
	{ "csiso2022jp", "ISO-2022-JP" },
	{ "cp50220", "ISO-2022-JP" },
	{ "cp50221", "ISO-2022-JP" },
	{ "cp50222", "ISO-2022-JP" },
	{ "iso2022jp1", "ISO-2022-JP" },
	{ "iso2022jp2", "ISO-2022-JP" },
	{ "iso2022jp3", "ISO-2022-JP" },
	{ "iso2022jp2004", "ISO-2022-JP" },
	{ "iso2022jpext", "ISO-2022-JP" },
	{ "iso2022jpesc", "ISO-2022-JP" },
	{ "iso2022jpsio", "ISO-2022-JP" },
	{ "iso2022jpkddi", "ISO-2022-JP" },
	{ "jis", "ISO-2022-JP" },
	{ "iso2022jpms", "ISO-2022-JP" },
	{ "ksc5601", "CP949" },
	{ "ksc56011987", "CP949" },
	{ "ksc56011989", "CP949" },
	{ "ksx1001", "CP949" },
	{ "cseuckr", "CP949" },
	{ "csksc56011987", "CP949" },
	{ "isoir149", "CP949" },
	{ "ms949", "CP949" },
	{ "cp51949", "CP949" },
	{ "korean", "CP949" },
	{ "euckr", "CP949" },
	{ "windows949", "CP949" },
	{ "cp949", "CP949" },
	{ "uhc", "CP949" },
	{ "cp1361", "JOHAB" },
	{ "ms1361", "JOHAB" },
	{ "johab", "JOHAB" },
	{ "iso2022kr", "ISO-2022-KR" },
	{ "csiso2022kr", "ISO-2022-KR" },
	{ "iso2022cn", "ISO-2022-CN" },
	{ "iso2022cnext", "ISO-2022-CN-EXT" },
	{ "cp50225", "ISO-2022-KR" },
	{ "unicode11utf7", "UTF-7" },
	{ "utf7", "UTF-7" },
	{ "csunicode11utf7", "UTF-7" },
	{ "cp65000", "UTF-7" },
	{ "unicode", "UTF-16" },
	{ "ucs2", "UTF-16" },
	{ "iso10646ucs2", "UTF-16" },
	{ "csunicode", "UTF-16" },
	{ "cp1200", "UTF-16LE" },
	{ "cp1201", "UTF-16BE" },
	{ "utf16", "UTF-16" },
	{ "utf32", "UTF-32" },
	{ "iso10646ucs4", "UTF-32" },
	{ "koi8", "KOI8-R" },
	{ "koi8r", "KOI8-R" },
	{ "koi8u", "KOI8-U" },
	{ "cp878", "KOI8-R" },
	{ "cp20866", "KOI8-R" },
	{ "cp21866", "KOI8-U" },
	{ "koi8ru", "KOI8-U" },
	{ "cskoi8r", "KOI8-R" },
	{ "dos866", "CP866" },
	{ "dos850", "CP850" },
	{ "dos437", "CP437" },
	{ "macroman", "MACINTOSH" },
	{ "mac", "MACINTOSH" },
	{ "maccyrillic", "MAC-CYRILLIC" },
	{ "maccentraleurope", "MAC-CENTRALEUROPE" },
	{ "maccentraleurroman", "MAC-CENTRALEUROPE" },
	{ "maclatin2", "MAC-CENTRALEUROPE" },
	{ "maccenteuro", "MAC-CENTRALEUROPE" },
	{ "macce", "MAC-CENTRALEUROPE" },
	{ "macjapanese", "CP932" },
	{ "macsimpchinese", "GB18030" },
	{ "macchinesesimp", "GB18030" },
	{ "mactradchinese", "BIG5-HKSCS" },
	{ "macchinesetrad", "BIG5-HKSCS" },
	{ "mackorean", "CP949" },
	{ "ptcp154", "PT154" },
	{ "csptcp154", "PT154" },
	{ "cp154", "PT154" },
	{ "cyrillicasian", "PT154" },
	{ "kz1048", "RK1048" },
	{ "strk10482002", "RK1048" },
	{ "asmo708", "ISO-8859-6" },
	{ "ecma114", "ISO-8859-6" },
	{ "ecma118", "ISO-8859-7" },
	{ "iso885911", "CP874" },
	{ "isoir166", "CP874" },
	{ "thai", "CP874" },
	{ "tis6200", "CP874" },
	{ "tis62025290", "CP874" },
	{ "tis62025291", "CP874" },
	{ "dos874", "CP874" },
	{ "visual", "ISO-8859-8" },
	{ "logical", "ISO-8859-8" },
	{ "tcvn5712", "TCVN" },
};

/* Families whose labels come with every kind of punctuation: windows1251, win-1251,
 * iso8859_2. */
static const struct {
	const char *prefix;
	const char *converter;
} families[] = {
	{ "windows", "CP" },     { "win", "CP" },       { "cp", "CP" },
	{ "ms", "CP" },          { "ibm", "IBM" },      { "iso8859", "ISO-8859-" },
	{ "koi8", "KOI8-" },     { "utf16", "UTF-16" }, { "utf32", "UTF-32" },
	{ "isoir", "ISO-IR-" },  { "mac", "MAC-" },     { "dos", "CP" },
	{ "", "CP" },
};

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

	if (!length || length >= sizeof upper)
		return NULL;
	for (gsize i = 0; i <= length; i++) {
		if (name[i] && !g_ascii_isalnum(name[i]) && !strchr("-_.", name[i]))
			return NULL;
		upper[i] = g_ascii_toupper(name[i]);
	}
	return converter_get(upper) == (iconv_t)-1 ? NULL : g_intern_string(upper);
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

/* "iso8859-2:1987": the year of the standard. */
static void
drop_year(char *folded)
{
	gsize length = strlen(folded);

	if (g_str_has_prefix(folded, "iso8859") && length > strlen("iso8859") + 4 &&
	    (!strncmp(folded + length - 4, "19", 2) || !strncmp(folded + length - 4, "20", 2)))
		folded[length - 4] = '\0';
}

/* FOLDED without an "x" before it, as old mailers mark what is not registered. */
static const char *
find_folded(const char *folded)
{
	while (*folded == 'x')
		folded++;
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (!strcmp(folded, aliases[i].label))
			return aliases[i].converter;
	return find_in_families(folded);
}

const char *
charset_find(const char *name)
{
	char buffer[48];
	const char *folded, *found;

	fold_label(name, buffer, sizeof buffer);
	drop_year(buffer);
	folded = skip_debris(buffer);
	found = find_folded(folded);
	if (!found)
		found = ask_iconv(name);
	return found ? found : ask_iconv(folded);
}
