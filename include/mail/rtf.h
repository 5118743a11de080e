/* Outlook's rich text: unpacking it ([MS-OXRTFCP]), and what it says, also where it
 * encloses HTML ([MS-OXRTFEX]). Takes anything; what is no RTF gives little or nothing. */
#pragma once

#include <glib.h>

/* The bytes that are looked at to tell packed text. */
#define RTF_HEAD 16

/* Packed text that is unpacked at most, and what becomes of it at most, bytes. */
#define RTF_PACKED_MAX   (1024 * 1024)
#define RTF_UNPACKED_MAX (4 * 1024 * 1024)

/* Does packed text begin with HEAD (LENGTH bytes)? */
gboolean rtf_is_packed(const char *head, gsize length);

/* PACKED unpacked, at most RTF_UNPACKED_MAX bytes; NULL if it is not packed. Own. */
GString *rtf_unpack(const char *packed, gsize length);

/* The text of RTF. Own, UTF-8, LF lines. */
char *rtf_to_text(const char *rtf, gsize length);
