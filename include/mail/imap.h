/*
 * The IMAP speaker, over mail/transport and mail/imap-parse. Blocking, for one worker
 * thread; knows nothing of tickets or of the ledger.
 */
#pragma once

#include "mail/transport.h"

#include <glib.h>

typedef struct {
	guint32 uidvalidity;
	guint32 uidnext; /* 0 if the server did not say */
	guint64 exists;
} ImapMailbox;

/* After an error that is not DESK_ERROR_CONFIG the connection is of no more use: close it.
 */
typedef struct Imap Imap;

/* Logged in, capabilities known, nothing selected. MAX_MESSAGE bounds a literal (a larger
 * mail comes with too_large and no body). Errors as transport_open(). */
Imap *imap_open(const Endpoint *endpoint, const TransportTimeouts *timeouts,
		gint64 max_message, int cancel_fd, GError **error);
void imap_close(Imap *imap); /* sends LOGOUT if it can; never waits long */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_close)

gboolean imap_has(const Imap *imap, const char *capability);

/* DESK_ERROR_CONFIG naming the mailbox if it does not exist; UNAVAILABLE for other
 * refusals. */
gboolean imap_select(Imap *imap, const char *name, ImapMailbox *mailbox, GError **error);

/* UIDs >= FIRST, sorted (ESEARCH where offered; "FIRST:*" never gives a lower one). Own
 * guint32. */
GArray *imap_list(Imap *imap, guint32 first, GError **error);

/*
 * One fetched mail. Bytes, or above 256 KB an unlinked temporary file, read from its start;
 * neither if too_large or unreadable.
 */
typedef struct {
	guint32 uid;
	gint64 internal_date; /* 0 if unreadable */
	gint64 size;        /* of the body as received; without one, what the server says */
	gboolean too_large; /* above MAX_MESSAGE: not fetched */
	gboolean unreadable; /* the server has it and refuses to give it, even alone */
	GBytes *bytes;       /* own; NULL if fd is used or there is no body */
	int fd;              /* own; -1 */
	char raw_hash[65];   /* SHA-256, hex; "" if there is no body */
} ImapMail;

void imap_mail_free(ImapMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapMail, imap_mail_free)

/*
 * Asks for COUNT mails of UIDS from index FIRST: sent, not awaited. Then
 * imap_fetch_finish() reads the answers of the oldest request; so the next range can be
 * under way while this one is worked on. At most two requests may be open. UIDs that the
 * server no longer has are simply missing from the result. BODY.PEEK[] only: no flag
 * changes. A size that differs from RFC822.SIZE by more than line ends is logged (debug).
 *
 * Sizes come first, so that no mail above MAX_MESSAGE is fetched: of this range and the
 * following ones, 2000 mails at a time, and these are awaited.
 */
gboolean imap_fetch_start(Imap *imap, const GArray *uids, guint first, guint count,
			  GError **error);

/* Own ImapMail, the array frees them. DESK_ERROR_IO if a temporary file cannot be written.
 */
GPtrArray *imap_fetch_finish(Imap *imap, GError **error);

/* The mail that the server has and will not give out for now, though asked for it alone: why the
 * last call failed; 0 = it failed for another reason. */
guint32 imap_refused(const Imap *imap);
/* When it refuses UID again, that mail is unreadable. */
void imap_give_up_on(Imap *imap, guint32 uid);

/* INTERNALDATE (and size) alone, for import-before: own ImapMail without body. */
GPtrArray *imap_dates(Imap *imap, const GArray *uids, guint first, guint count,
		      GError **error);

/* The header of one mail, for one that is too large. No fetch may be open. Own. */
GBytes *imap_head(Imap *imap, guint32 uid, GError **error);

/*
 * Out of the selected mailbox into TARGET (created, and subscribed to, if missing): MOVE,
 * or COPY + STORE \Deleted + UID EXPUNGE; a server without UIDPLUS too keeps them, marked
 * as seen and deleted, since its EXPUNGE would also remove what others marked. UIDs that
 * are gone are no error. Must not be called while a fetch is open.
 */
gboolean imap_file(Imap *imap, const GArray *uids, guint first, guint count,
		   const char *target, GError **error);

/*
 * Waits for new mail: IDLE where offered (renewed by the caller; SECONDS up to 540), else
 * sleeps. TRUE with *NEWS when something arrived since imap_list() was last called, at once
 * if it already has; TRUE without when SECONDS are over. ALLOW_IDLE FALSE: sleep, then
 * NOOP.
 */
gboolean imap_wait(Imap *imap, gboolean allow_idle, int seconds, gboolean *news,
		   GError **error);

/* Is there a mailbox of this name? For check --online. */
gboolean imap_exists(Imap *imap, const char *name, gboolean *exists, GError **error);
