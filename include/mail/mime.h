/*
 * Bytes ↔ Message. The only module whose source includes gmime.h. It never serialises a
 * parsed foreign object, and never sees bytes that mail/prescan has not passed.
 */
#pragma once

#include "core/message.h"
#include "core/outmail.h"

#include <glib.h>

/* Once, before any thread; and at the end (so that leak checkers are content). */
void mime_init(void);
void mime_shutdown(void);

/* Where a raw mail lies: in memory, or in a file (large ones; position does not matter). */
typedef struct {
	GBytes *bytes; /* foreign; NULL: use fd */
	int fd;        /* foreign; -1 if bytes is used */
	gint64 size;
} RawMail;

/*
 * The mail as the core sees it, reply_split() included. Never fails: what cannot or must not be
 * parsed comes back with quarantine set and the hashes right. An empty mail or one without
 * headers is a Message with text alone. Memory stays within a few MB above the text for a mail
 * from a file.
 */
Message *mime_parse(const RawMail *raw);

/* The decoded bytes of ATTACHMENT out of RAW. DESK_ERROR_DATA if it does not lie within. Own. */
GBytes *mime_attachment(const RawMail *raw, const Attachment *attachment, GError **error);

/*
 * The head of an outgoing mail: all headers, the text part, and with enclosures the opening of
 * the multipart. CRLF only, no line over 998 bytes; every value passes the output gate, and the
 * finished head is read again: a header that was not asked for is DESK_ERROR_SOFTWARE. The same
 * OutMail gives the same bytes. BOUNDARY (own) is set only with enclosures.
 */
GBytes *mime_compose(const OutMail *mail, char **boundary, GError **error);

/* The part header of ENCLOSURE N of a mail with BOUNDARY ("\r\n--BOUNDARY\r\n…\r\n\r\n"), to be
 * followed by its base64 in lines of 76, and at the end by mime_enclosures_end(). */
GBytes *mime_enclosure_head(const char *boundary, const Attachment *attachment);
GBytes *mime_enclosures_end(const char *boundary);
