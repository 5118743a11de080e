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

/* The converter for the label NAME ("x-sjis" → "CP932"), NULL if it is unknown. Static. */
const char *charset_find(const char *name);
