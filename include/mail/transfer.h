/* Content-Transfer-Encoding: base64 and quoted-printable, piece by piece and in both
 * directions; uuencode in one. Decoding takes anything: what is no code is skipped or kept as it stands. */
#pragma once

#include "core/message.h"

#include <glib.h>

typedef struct {
	PartEncoding encoding;
	guint32 bits;  /* of the base64 quantum under way */
	int count;     /* its characters */
	GString *held; /* own; quoted-printable whose meaning the next bytes decide, or a line
			  of uuencode; NULL at first */
	gboolean begun, ended; /* uuencode: what it encloses has been reached, is over */
} TransferDecoder;

void transfer_decoder_init(TransferDecoder *decoder, PartEncoding encoding);
void transfer_decoder_clear(TransferDecoder *decoder);

/* Appends what BYTES decode to; transfer_decoder_finish() appends what is still held. */
void transfer_decoder_feed(TransferDecoder *decoder, const char *bytes, gsize length,
			   GString *out);
void transfer_decoder_finish(TransferDecoder *decoder, GString *out);

/* All of BYTES at once. Own. */
GString *transfer_decode(const char *bytes, gsize length, PartEncoding encoding);

/* "base64" → PART_BASE64; anything unknown is PART_7BIT. VALUE may be NULL. */
PartEncoding transfer_encoding_parse(const char *value);

/*
 * TEXT (LF lines) in the shorter of the two encodings, CRLF lines of at most 76 characters,
 * to OUT. Gives the name of the encoding. Static.
 */
const char *transfer_encode_text(const char *text, GString *out);
