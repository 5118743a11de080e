/*
 * A mail's tree of parts without GMime: what each part says of itself, and where its bytes
 * lie in the raw mail. mail/mime makes it; the readers of text, attachments and delivery
 * reports work on it.
 */
#pragma once

#include "core/message.h"
#include "mail/mime.h"
#include "mail/transfer.h"

#include <glib.h>

typedef struct Part Part;

struct Part {
	char *type;        /* own; "text/plain", lower case; never NULL */
	GPtrArray *fields; /* own Field; the part's own header block (the mail's for the
			      root) */
	PartEncoding encoding;
	gint64 offset, length; /* of the encoded content; children's bytes included */
	char *prologue; /* own; raw bytes before the first part of a multipart; NULL */
	GPtrArray *
		children; /* own Part; of a multipart, or the one inside a message/rfc822 */
};

/* TYPE as its field says; one that is not ASCII is nobody's and becomes
 * application/octet-stream. */
Part *part_new(const char *type);
void part_free(Part *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)

gboolean part_is(const Part *part, const char *prefix); /* "multipart/", "text/plain" */
gboolean part_is_message(const Part *part); /* a mail inside: its child is the root */

/* A parameter of Content-Type or Content-Disposition. Own; NULL. */
char *part_parameter(const Part *part, const char *field, const char *name,
		     const char *hint);

/* "inline" or "attachment", lower case, or what else it says; NULL without a disposition.
 * Own. */
char *part_disposition(const Part *part);

/* The file name the part gives itself, decoded but not cleaned; NULL. Own. */
char *part_file_name(const Part *part, const char *hint);

/* The content, decoded, at most LIMIT encoded bytes of it; *CUT tells whether there was
 * more. Own. */
GString *part_content(const Part *part, const RawMail *raw, gsize limit, gboolean *cut);

/* The content as UTF-8 with LF lines. Own. */
char *part_text(const Part *part, const RawMail *raw);

/* LF lines out of CRLF, CR and others, in place. */
void part_unify_lines(char *text);

/* Encoded bytes of the raw mail, decoded and read in one go from front to back, a piece at
 * a time. */
typedef struct {
	const RawMail *raw; /* foreign */
	gint64 at, end;     /* the encoded bytes still to be read */
	TransferDecoder decoder;
	GString *out; /* own; decoded, of which USED bytes were given out */
	gsize used;
	gint64 position; /* decoded bytes given out so far */
	gboolean finished;
} PartStream;

void part_stream_open(PartStream *stream, const RawMail *raw, gint64 offset, gint64 length,
		      PartEncoding encoding);
void part_stream_close(PartStream *stream);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PartStream, part_stream_close)

/* The next LENGTH bytes to BUFFER, which may be NULL: they are passed over then. Fewer at
 * the end. */
gint64 part_stream_read(PartStream *stream, char *buffer, gint64 length);

/* LENGTH bytes of RAW from OFFSET into BUFFER; fewer at the end or when reading fails. */
gsize raw_read(const RawMail *raw, gint64 offset, char *buffer, gsize length);

/* Gives RAW to TAKE with DATA, piece by piece from OFFSET on. */
typedef void RawTake(const char *bytes, gsize length, gpointer data);
void raw_pieces(const RawMail *raw, gint64 offset, RawTake *take, gpointer data);
