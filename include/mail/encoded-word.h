/* RFC 2047: words of other charsets in header fields, read tolerantly and written strictly.
 */
#pragma once

#include <glib.h>

/*
 * RAW (a field body, unfolded or not; may hold 8-bit bytes) as UTF-8. Adjacent words of one
 * charset are joined before they are converted, so a character split between them survives;
 * words that cannot be read stay as they are. HINT is a charset for bare 8-bit bytes, or
 * NULL. Line breaks are kept: text_one_line() is for display. Own.
 */
char *words_decode(const char *raw, const char *hint);

/*
 * TEXT (UTF-8) for an unstructured field or a display name, folded with CRLF and space so
 * that no line is longer than 76; COLUMN is where it begins. ASCII without controls stays
 * as it is. Controls are dropped. Own.
 */
char *words_encode(const char *text, guint column);

/* The same where the field is structured (a display name): plain ASCII that is no atoms is
 * put in quotes. Own. */
char *words_encode_phrase(const char *text, guint column);
