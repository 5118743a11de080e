/*
 * The answers of an IMAP server, taken apart: pure, incremental, bounded, fuzzed by itself.
 * Knows literals, so the content of a mail can never be taken for an answer
 * (mail-libraries 1.3).
 */
#pragma once

#include <glib.h>

typedef enum {
	IMAP_NEED_MORE, /* feed more bytes */
	IMAP_LINE,      /* a complete response: see ImapResponse */
	IMAP_LITERAL,   /* a piece of the literal of BODY[]: chunk, chunk_length */
	IMAP_BROKEN, /* not IMAP, or over a limit: error says which; the connection is lost
		      */
} ImapEvent;

typedef enum { IMAP_TAGGED, IMAP_UNTAGGED, IMAP_CONTINUATION } ImapKind;
typedef enum {
	IMAP_OK,
	IMAP_NO,
	IMAP_BAD,
	IMAP_BYE,
	IMAP_PREAUTH,
	IMAP_NO_STATUS
} ImapStatus;

/* One response, valid until the next call. Strings foreign. */
typedef struct {
	ImapKind kind;
	const char *tag;   /* tagged only */
	ImapStatus status; /* of OK NO BAD BYE PREAUTH lines */
	const char *code;  /* "UIDVALIDITY 3857529045", without brackets; NULL */
	const char *text;  /* human text of a status line or continuation; NULL */
	const char *name;  /* data, in capitals: "EXISTS" "FETCH" "CAPABILITY" …; NULL */
	guint64 number;    /* of "* 23 EXISTS" and the like; 0 */
	const char *rest;  /* what follows the name, with literals other than BODY[] put
			      in quotes; never NULL */

	/* of FETCH */
	gboolean has_uid, has_size, has_body, has_date;
	guint32 uid;
	gint64 size;          /* RFC822.SIZE */
	gint64 internal_date; /* seconds, UTC */
	gint64 body_length;   /* of BODY[]; 0 for NIL and "" */
} ImapResponse;

typedef struct ImapParser ImapParser;

/* Limits: a response line of MAX_LINE bytes, short literals included; a literal of BODY[]
 * of MAX_LITERAL bytes. */
ImapParser *imap_parser_new(gsize max_line, gint64 max_literal);
void imap_parser_free(ImapParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapParser, imap_parser_free)

/* BYTES are not copied: they must stay as they are until IMAP_NEED_MORE, and only then may
 * more be fed. */
void imap_parser_feed(ImapParser *parser, const char *bytes, gsize length);

/*
 * The next event out of what was fed. For a FETCH with a BODY[] literal, IMAP_LITERAL
 * pieces come first (RESPONSE->uid is set if the server said it before the body), then the
 * line. The chunks point into what was fed. Empty lines are skipped. After IMAP_BROKEN
 * nothing else comes.
 */
ImapEvent imap_parser_next(ImapParser *parser, ImapResponse *response, const char **chunk,
			   gsize *chunk_length, const char **error);

/* The numbers of SEARCH, or ALL of ESEARCH ("1:4,7"), as a sorted array of guint32 without
 * repetitions. NULL if they cannot be read, or are more than MAX. Own. */
GArray *imap_parse_uids(const ImapResponse *response, guint max);

/* "17-Jul-1996 02:44:25 -0700" in seconds UTC; FALSE if unreadable. */
gboolean imap_parse_date(const char *text, gint64 *at);

/* NAME (UTF-8) as IMAP wants it: modified UTF-7 in a quoted string. Own; NULL if it holds
 * CR or LF, or is not UTF-8. */
char *imap_quote_mailbox(const char *name);
