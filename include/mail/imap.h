/*
 * The IMAP speaker, over mail/transport and mail/imap-parse. Blocking, for one worker thread;
 * knows nothing of tickets or of the ledger.
 */
#pragma once

#include "mail/transport.h"

#include <glib.h>

typedef struct {
	guint32 uidvalidity;
	guint32 uidnext; /* 0 if the server did not say */
	guint64 exists;
} ImapMailbox;

typedef struct Imap Imap;

/* Logged in, capabilities known, nothing selected. MAX_MESSAGE bounds a literal (a larger mail
 * comes with too_large and no body). Errors as transport_open(). */
Imap *imap_open(const Endpoint *endpoint, const TransportTimeouts *timeouts, gint64 max_message,
		int cancel_fd, GError **error);
void imap_close(Imap *imap); /* sends LOGOUT if it can; never waits long */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_close)

gboolean imap_has(const Imap *imap, const char *capability);

/* DESK_ERROR_CONFIG naming the mailbox if it does not exist; UNAVAILABLE for other refusals. */
gboolean imap_select(Imap *imap, const char *name, ImapMailbox *mailbox, GError **error);

/* UIDs >= FIRST, sorted (ESEARCH where offered; "FIRST:*" never gives a lower one). Own guint32. */
GArray *imap_list(Imap *imap, guint32 first, GError **error);

/* One fetched mail. Either bytes or, above 256 KB, an unlinked temporary file. */
typedef struct {
	guint32 uid;
	gint64 internal_date; /* 0 if unreadable */
	gint64 size;          /* of the body as received; for too_large what the server says */
	gboolean too_large;
	GBytes *bytes;        /* own; NULL if fd is used or too_large */
	int fd;               /* own; -1 */
	char raw_hash[65];    /* SHA-256, hex; "" if too_large */
} ImapMail;

void imap_mail_free(ImapMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapMail, imap_mail_free)

/*
 * Asks for COUNT mails of UIDS from index FIRST: sent, not awaited. Then imap_fetch_finish()
 * reads the answers of the oldest request; so the next range can be under way while this one
 * is worked on. At most two requests may be open. UIDs that the server no longer has are simply
 * missing from the result. A size that differs from RFC822.SIZE by more than line ends is logged. BODY.PEEK[] only: no flag changes.
 */
gboolean imap_fetch_start(Imap *imap, const GArray *uids, guint first, guint count, GError **error);
GPtrArray *imap_fetch_finish(Imap *imap, GError **error); /* own ImapMail */

/* INTERNALDATE (and size) alone, for import-before: own ImapMail without body. */
GPtrArray *imap_dates(Imap *imap, const GArray *uids, guint first, guint count, GError **error);

/* Out of the selected mailbox into TARGET (created if missing): MOVE, or COPY + STORE \Deleted +
 * UID EXPUNGE. UIDs that are gone are no error. Must not be called while a fetch is open. */
gboolean imap_file(Imap *imap, const GArray *uids, guint first, guint count, const char *target, GError **error);

/* Waits for new mail: IDLE where offered (renewed by the caller), else sleeps. TRUE with *NEWS
 * when something arrived, TRUE without when SECONDS are over. ALLOW_IDLE FALSE: sleep, then NOOP. */
gboolean imap_wait(Imap *imap, gboolean allow_idle, int seconds, gboolean *news, GError **error);

/* Is there a mailbox of this name? For check --online. */
gboolean imap_exists(Imap *imap, const char *name, gboolean *exists, GError **error);
