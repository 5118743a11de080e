/*
 * A mail as the core sees it: decoded, bounded, and with nothing of GMime left. mail/mime
 * makes it from bytes; tests make it from .eml files through the same road.
 */
#pragma once

#include "core/address.h"

#include <glib.h>

typedef struct {
	char *name;  /* own; as written */
	char *value; /* own; raw field body, unfolded, valid UTF-8, NUL-free */
} Header;

typedef enum {
	PART_7BIT,
	PART_BASE64,
	PART_QUOTED_PRINTABLE,
	PART_UUENCODE, /* of old programs: "begin 644 name" … "end" */
} PartEncoding;

/* An attachment lies in the raw mail and is decoded from there; it is never stored twice.
 * What lies in a winmail.dat is a stretch of the bytes that this decodes to. */
typedef struct {
	char *name;            /* own; display form: one line, no path, no leading dot; never NULL */
	char *type;            /* own; "image/png"; lower case */
	char *content_id;      /* own; without <>; NULL if none */
	gboolean is_inline;    /* shown inside the text (cid: or Content-Disposition: inline) */
	PartEncoding encoding; /* how the bytes at offset are encoded (8bit and binary: 7BIT) */
	gint64 offset, length; /* the encoded bytes within the raw mail */
	gint64 inner_start, inner_length; /* of a file in a winmail.dat: which of the decoded
	                                     bytes it is; start 0: all of them are */
	gint64 size;           /* decoded, bytes */
	char hash[65];         /* SHA-256 of a small inline picture, hex; "" of all else */
	gboolean recurs;       /* a picture that the sender's people put into every mail: not listed */
} Attachment;

void attachment_free(Attachment *attachment);
Attachment *attachment_copy(const Attachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Attachment, attachment_free)

/* The signature of a mail that is signed as a whole. */
typedef enum { SIGNATURE_OPENPGP, SIGNATURE_SMIME } SignatureKind;

typedef struct {
	SignatureKind kind;
	gint64 content, content_length;   /* the signed bytes within the raw mail */
	gint64 detached, detached_length; /* the encoded signature within it */
	PartEncoding encoding;            /* of the signature */
	/* What checking it found (mail/signature); nothing before. */
	char hash[65];                    /* SHA-256 of the signed bytes, CRLF lines; "" */
	char *signer;                     /* own; fingerprint of the primary key, upper case;
	                                     NULL: it is not good */
	gint64 at;                        /* when it was made */
	char *problem;                    /* own; why it is not good; NULL */
} Signature;

void signature_free(Signature *signature);

/* One recipient of a delivery report (RFC 3464), or of a vendor's free-text one. */
typedef struct {
	char *recipient; /* own; lower case; NULL if the report does not name one */
	char *status;    /* own; "5.1.1"; NULL if unknown */
	char *action;    /* own; failed, delayed, delivered, relayed, expanded; NULL if unknown */
} BounceRecipient;

void bounce_recipient_free(BounceRecipient *recipient);

typedef struct {
	char raw_hash[65];     /* SHA-256 of the raw bytes, hex */
	char content_hash[65]; /* SHA-256 of body and From, To, Cc, Date, Subject, In-Reply-To,
	                          References, Content-* (design section 7, "Duplicate") */
	gint64 raw_size;

	GPtrArray *headers;    /* own Header; all, in order */
	char *message_id;      /* own; without <>; NULL if there is none that can be read */
	GPtrArray *in_reply_to; /* own char*; ids without <> */
	GPtrArray *references; /* own char*; oldest … direct parent: References, then those of
	                          In-Reply-To that are not in it; each once */
	Address *from;         /* own; for display; NULL if none */
	char *from_strict;     /* own; the identity form (address_parse_strict over exactly one
	                          From field); NULL: this mail proves nobody */
	GPtrArray *to, *cc;    /* own Address; flattened */
	GPtrArray *body_keys;  /* own char*; keys that stood alone on a line of the new text, which lacks them */
	GPtrArray *delivered_to; /* own char*; Delivered-To, X-Original-To, Envelope-To, lower case */
	char *subject;         /* own; decoded, one line; "" if none */
	gint64 date;           /* Date field; 0 if unreadable */

	char *text;            /* own; whole decoded text, LF lines; "" if none */
	char *visible_text;    /* own; what the person newly wrote (core/reply); never NULL after it ran */
	char *hidden_text;     /* own; what was taken off: quote, signature; "" if nothing */
	gboolean forwarded;    /* a forward, told apart from a reply */
	char *language;        /* own; "zh_CN", "en", … a guess from the text; NULL if none */
	gboolean calendar;     /* has a text/calendar part */
	gboolean calendar_reply; /* … that answers an invitation (METHOD:REPLY) */
	const char *encrypted; /* static: "pgp-mime", "pgp-inline", "smime"; NULL. Of a mail within
	                          the mail too: it says what cannot be read, it proves nothing */
	const char *is_signed; /* static: likewise */
	GPtrArray *attachments; /* own Attachment; in order */
	Signature *signature;  /* own; of the whole mail alone, unlike is_signed; NULL */

	GPtrArray *bounce;     /* own BounceRecipient; empty unless a delivery report was found */
	char *bounced_id;      /* own; Message-ID of the mail it reports on; NULL if unknown */
	gboolean is_report;    /* multipart/report; report-type says of what */
	char *report_type;     /* own; lower case; NULL */

	char *quarantine;      /* own; why it was not parsed ("2,780,000 parts, limit 1,000"); else NULL.
	                          Then only the hashes, the size and the headers within limits are set */
} Message;

Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

/* The first field called NAME (ASCII case ignored), raw and unfolded; NULL if none. Foreign. */
const char *message_header(const Message *message, const char *name);

/* How many fields are called NAME. */
guint message_header_count(const Message *message, const char *name);
