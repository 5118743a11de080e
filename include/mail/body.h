/* A tree of parts → what the message says: its text, its attachments, and the marks of
 * calendar, encryption and signature. */
#pragma once

#include "core/message.h"
#include "mail/part.h"

#include <glib.h>

/* Fills text, attachments, calendar, encrypted and is_signed of MESSAGE. HINT is a charset
 * for bare 8-bit bytes in file names, or NULL. */
void body_read(const Part *root, const RawMail *raw, const char *hint, Message *message);

/* A file name as it may be shown: one line, the last element of a path, no leading dot, at
 * most 200 bytes with its ending kept; NULL if nothing is left. Own. */
char *body_display_name(const char *name);

/* The charset that the first text part declares; NULL. Own. */
char *body_charset(const Part *root);
