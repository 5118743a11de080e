/* Bytes in some charset → UTF-8. Never fails and never drops a byte silently: what cannot
 * be read becomes U+FFFD. A wrong or missing label is the rule in mail, not the exception.
 */
#pragma once

#include <glib.h>

/*
 * BYTES (LENGTH, may hold NUL) as valid UTF-8 without NUL and without a byte order mark.
 * CHARSET is the label (NULL or unknown: guess). Supersets stand in for the labels that
 * mailers misuse: gb2312 is read as GB18030, iso-8859-1 as windows-1252. Valid UTF-8 wins
 * over a wrong label. Own.
 */
char *charset_to_utf8(const char *bytes, gsize length, const char *charset);

/* The same without any label. HINT is a charset seen elsewhere in the mail, or NULL. Own.
 */
char *charset_guess(const char *bytes, gsize length, const char *hint);

/* What the bytes themselves say. */
typedef enum {
	CHARSET_ASCII,
	CHARSET_ESCAPED,     /* ASCII with escapes: ISO-2022 */
	CHARSET_UTF8,        /* as no text of double bytes looks */
	CHARSET_UTF8_WEAK,   /* may be something else by chance */
	CHARSET_UTF8_BROKEN, /* with a few bytes lost */
	CHARSET_8BIT,
} CharsetLook;

CharsetLook charset_look(const char *bytes, gsize length);

/* charset_guess() for bytes that were looked at. Own. */
char *charset_guess_looked(const char *bytes, gsize length, CharsetLook look,
			   const char *hint);

/* BYTES through CONVERTER, one of those that charset_find() gives; *BAD counts what had to
 * be replaced. Valid UTF-8 without NUL; own. NULL if there is no such converter. */
char *charset_convert(const char *bytes, gsize length, const char *converter, gsize *bad);

/* The converter for the label NAME ("x-sjis" → "CP932"), NULL if it is unknown. Static. */
const char *charset_find(const char *name);
