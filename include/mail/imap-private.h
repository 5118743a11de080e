/*
 * What imap.c (the session), imap-fetch.c (bodies) and imap-file.c (moving) share. For
 * nobody else.
 */
#pragma once

#include "mail/imap-parse.h"
#include "mail/imap.h"

#include <glib.h>

#include "base/error.h"

/* A command that was sent. Lies with its sender until it is done. */
typedef struct {
	char tag[16];
	gboolean done;
	ImapStatus status;
	char *code; /* own; "" */
	char *text; /* own; "" */
} ImapCommand;

void imap_command_clear(ImapCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImapCommand, imap_command_clear)

typedef struct Incoming Incoming;

struct Imap {
	char *name; /* own; for errors and logs */
	Transport *transport;
	ImapParser *parser;
	gint64 max_message;
	int response_seconds;
	GHashTable *capabilities; /* own char *, in capitals; as a set */

	guint last_tag;
	GQueue commands;    /* foreign ImapCommand, in flight */
	gboolean has_heard; /* an answer to us; what came before it was libcurl's */
	gboolean stopped;   /* after an error */
	gboolean lost;      /* … of the connection: LOGOUT cannot be sent */
	gboolean idling, no_idle;
	gboolean continued; /* "+" */

	gint64 window; /* monotonic; since when WINDOW_BYTES are counted */
	gsize window_bytes;

	ImapMailbox box; /* selected; exists follows EXISTS and EXPUNGE */
	gboolean selecting;
	guint64 recent;
	gboolean news;

	GArray *listing;    /* foreign guint32, NULL: UIDs are not wanted */
	GPtrArray *facts;   /* foreign ImapMail, NULL: neither are sizes */
	gboolean *found;    /* foreign, NULL: … nor LIST */
	GQueue requests;    /* own FetchRequest, oldest first */
	GHashTable *sized;  /* UIDs whose size is known */
	GHashTable *large;  /* UID → own ImapMail, of those the too large ones */
	guint32 refused;    /* a mail that is not given out for now; 0 */
	guint32 hopeless;   /* a mail that was refused often enough; 0 */
	guint32 head_uid;   /* whose header is wanted; 0 = nobody's */
	GString *head;      /* own; it; NULL */
	Incoming *incoming; /* own; the body that is being read; NULL */
	char buffer[32768];
};

/* FALSE, and no more is done with IMAP. The name is put in front. */
gboolean imap_fail(Imap *imap, DeskError code, GError **error, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* FALSE if no command can be sent now. NO_FETCH: none may be open. */
gboolean imap_ready(Imap *imap, gboolean no_fetch, GError **error);

/* Sends; the answer comes while something is awaited. COMMAND must stay where it is. */
gboolean imap_send(Imap *imap, ImapCommand *command, GError **error, const char *format,
		   ...) G_GNUC_PRINTF(4, 5);
gboolean imap_await(Imap *imap, ImapCommand *command, GError **error);

/* TRUE if COMMAND ended with OK; else UNAVAILABLE with the server's words. The session may
 * go on. */
gboolean imap_succeeded(Imap *imap, const ImapCommand *command, const char *what,
			GError **error);

/* COUNT of UIDS from FIRST on, sorted, each once. Own. */
GArray *imap_slice(const GArray *uids, guint first, guint count);
gboolean imap_slice_has(const GArray *sorted, guint32 uid);

/* Sorted UIDS as sets "1:4,7", none longer than a command line may be. Own strings. */
GPtrArray *imap_uid_sets(const GArray *sorted);

/* Sizes and dates of sorted UIDS, as far as the server has them. Own ImapMail. */
GPtrArray *imap_query_facts(Imap *imap, const GArray *sorted, GError **error);

/* Of imap-fetch.c: a piece of a body; a complete FETCH; the end. */
gboolean imap_take_chunk(Imap *imap, const char *chunk, gsize length, GError **error);
gboolean imap_take_fetch(Imap *imap, const ImapResponse *response, GError **error);
void imap_drop_fetches(Imap *imap);

/* Of imap-head.c: a complete FETCH while a header is wanted. */
void imap_take_head(Imap *imap, const ImapResponse *response);
