/*
 * The store: one SQLite file, one writer. The only folder that knows SQL. All functions are
 * for the thread that opened it. Times are seconds UTC. An error of domain DESK_ERROR with code
 * IO after a write means that the process must end: never go on after a failed commit. Damage
 * that is found while running is DESK_ERROR_DATA; after it, too, every commit is refused.
 */
#pragma once

#include "core/change.h"
#include "core/snapshot.h"
#include "core/thread.h"

#include <glib.h>

typedef struct Store Store;

typedef enum {
	STORE_WRITE,  /* the one writer: flock on "<path>.lock", migrations, secrets made */
	STORE_READ,   /* read-only, beside a running daemon */
	STORE_MEMORY, /* PATH ignored: explain, rehearsal, tests */
} StoreMode;

/*
 * DESK_ERROR_LATER: another process holds the lock (the message names its pid);
 * DESK_ERROR_DATA: not our database, damaged, or from a newer version (both versions are named);
 * DESK_ERROR_IO: cannot be opened or created. WAL, FULL, foreign keys, secure_delete,
 * auto_vacuum=INCREMENTAL, no mmap. NOW dates the first secret.
 */
Store *store_open(const char *path, StoreMode mode, gint64 now, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* BEGIN IMMEDIATE … COMMIT. Rollback is safe to call when nothing is open. */
gboolean store_begin(Store *store, GError **error);
gboolean store_commit(Store *store, GError **error);
void store_rollback(Store *store);
/* One savepoint inside the transaction: one mail of a batch. */
gboolean store_savepoint(Store *store, GError **error);
gboolean store_release(Store *store, GError **error);
gboolean store_undo(Store *store, GError **error); /* back to the savepoint, and it is gone */

/* ---- ledger ---- */

typedef struct {
	gint64 ledger_id;
	char *mailbox;       /* own; "stdin" for deliver */
	guint32 uidvalidity, uid;
	char raw_hash[65];   /* "" when skipped or too large */
	gint64 size;
	gint64 internal_date;
	gint64 received;
	LedgerState state;
	char *reason;        /* own; NULL */
	gboolean filed;      /* the server has been told */
	int attempts;
	gint64 ticket_id;    /* 0 */
	char *message_id;    /* own; NULL until decided */
	char *from;          /* own; for lists; NULL */
	char *subject;       /* own; for lists; NULL */
} LedgerMail;

void ledger_mail_free(LedgerMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerMail, ledger_mail_free)

/* A mail as it comes in: BYTES, or else SIZE bytes of FD from its beginning (streamed by
 * incremental blob I/O). Without a RAW_HASH none are kept: skipped, too large. */
typedef struct {
	const char *mailbox;
	guint32 uidvalidity, uid; /* for stdin: 0, and uid is chosen by the store */
	gint64 internal_date, received;
	GBytes *bytes;
	int fd;
	gint64 size;
	const char *raw_hash; /* NULL: neither BYTES nor FD are looked at */
	LedgerState state;    /* STORED, or SKIPPED */
	const char *reason;   /* for SKIPPED */
} Accept;

/* Inside a transaction. *LEDGER_ID 0: this (mailbox, uidvalidity, uid) is there already. */
gboolean store_accept(Store *store, const Accept *accept, gint64 *ledger_id, GError **error);

/* The highest UID of MAILBOX under UIDVALIDITY that is in the ledger; 0 if none. */
gboolean store_highest_uid(Store *store, const char *mailbox, guint32 uidvalidity, guint32 *uid, GError **error);
/* Has MAILBOX ever been read (under any UIDVALIDITY)? For import-before. */
gboolean store_mailbox_known(Store *store, const char *mailbox, gboolean *known, GError **error);
/* UIDs that are decided or stored but of which the server was not told; own guint32. SKIPPED ones
 * are left in place and never listed. */
GArray *store_unfiled(Store *store, const char *mailbox, guint32 uidvalidity, GError **error);
gboolean store_set_filed(Store *store, const char *mailbox, guint32 uidvalidity, const GArray *uids, GError **error);

/* The oldest mails in state STORED, at most MAX, without their bytes. Own LedgerMail. */
GPtrArray *store_next_stored(Store *store, guint max, GError **error);
LedgerMail *store_ledger_mail(Store *store, gint64 ledger_id, GError **error);
/* Held, quarantined (and, with ALL, every state), oldest first. */
GPtrArray *store_list_kept(Store *store, gboolean all, GError **error);
gboolean store_count_attempt(Store *store, gint64 ledger_id, int *attempts, GError **error);
/* Sets state and reason alone: release (STORED again, attempts 0), drop, quarantine.
 * DESK_ERROR_DATA for mail that is applied, a duplicate or skipped, or has no bytes to decide. */
gboolean store_set_ledger(Store *store, gint64 ledger_id, LedgerState state, const char *reason, GError **error);

/* The raw bytes. DESK_ERROR_DATA if they are gone. */
GBytes *store_raw(Store *store, const char *raw_hash, GError **error);
/* Into FD, by pieces. */
gboolean store_raw_to_file(Store *store, const char *raw_hash, int fd, GError **error);
/* keep-raw: the bytes of at most MAX mails that came before BEFORE, are decided, whose tickets were
 * closed before BEFORE too, and that no mail which waits to be sent needs. What was read from them
 * stays; *COUNT of them went. The file gives some of the room back. */
gboolean store_forget_raw(Store *store, gint64 before, guint max, guint *count, GError **error);

/* Who sent wrong keys longer ago than it matters; *COUNT of them went. */
gboolean store_forget_wrong_keys(Store *store, gint64 now, guint *count, GError **error);

/*
 * Is this mail one that was already decided (another ledger row, itself no duplicate): same
 * raw hash, or same non-empty Message-ID and same content hash? *DUPLICATE_OF is that row's id
 * or 0. *SAME_ID tells "same Message-ID, other content": kept, and flagged. MESSAGE may be
 * NULL before it is parsed: then the raw hash alone is asked.
 */
gboolean store_find_duplicate(Store *store, gint64 ledger_id, const Message *message,
			      gint64 *duplicate_of, gboolean *same_id, GError **error);

/* ---- decisions ---- */

/* The reason of a mail that was held, and is stored again because its writer proved it. */
#define STORE_PROVEN "proven by a one-time code"

Snapshot *store_snapshot(Store *store, const Questions *questions, gint64 now, GError **error);
/* For one ticket (deadline, command); ticket_id 0: numbers and secrets only. */
Snapshot *store_snapshot_ticket(Store *store, gint64 ticket_id, gint64 now, GError **error);

/* Adds the answer to QUESTION to SNAPSHOT; ASK_TICKET adds the ticket too, if there is one. */
gboolean store_answer(Store *store, Snapshot *snapshot, const Question *question, GError **error);

/* A composed mail of a Change, ready for the outbox: what mime_compose() gave. */
typedef struct {
	const OutMail *mail; /* foreign */
	GBytes *head;        /* own */
	char *boundary;      /* own; NULL */
} Composed;

/*
 * Writes CHANGE whole inside the open transaction: tickets, entries, history, deadlines,
 * known ids, outbox rows (state due at NOW), and the ledger row LEDGER_ID (0 = none) with
 * MESSAGE's id and content hash (may be NULL). COMPOSED: one Composed* for each of
 * change->mails, in order; NULL if there are none. With a failed_recipient the sent outbox mail
 * bounced_id becomes failed. DESK_ERROR_SOFTWARE, and the caller must undo, when the change
 * does not fit: a number given before, a ticket or an entry that is (not) there.
 */
gboolean store_apply(Store *store, const Change *change, gint64 ledger_id, const Message *message,
		     GPtrArray *composed, gint64 now, GError **error);

/* The next instant at which a deadline or an outbox row falls due; G_MAXINT64 if none. */
gboolean store_next_deadline(Store *store, gint64 *due, GError **error);
/* Tickets with deadlines due by NOW, in order of due; at most MAX. Own gint64. */
GArray *store_due_tickets(Store *store, gint64 now, guint max, GError **error);

/* ---- addresses that cannot be reached ---- */

/* All marks, or those of ADDRESS. Own Undeliverable; by address and ticket. */
GPtrArray *store_undeliverable(Store *store, const char *address, GError **error);
GPtrArray *store_undeliverable_of(Store *store, gint64 ticket_id, GError **error);
/* Those to whom a mail was sent after they were marked, and before BEFORE, that has not come
 * back. */
GPtrArray *store_undeliverable_outlived(Store *store, gint64 before, GError **error);

/* ---- reading ---- */

/* Open as ticket_is_open() says; closed is all the rest: resolved, closed, rejected. */
typedef enum { LIST_OPEN, LIST_ALL, LIST_CLOSED } ListWhich;

/* NULL with DESK_ERROR_DATA "no ticket 42". */
Ticket *store_ticket(Store *store, gint64 ticket_id, GError **error);
/* By number, without last_ids. The caller filters further. Own Ticket. */
GPtrArray *store_tickets(Store *store, ListWhich which, GError **error);
GPtrArray *store_entries(Store *store, gint64 ticket_id, GError **error); /* own Entry */
/* History of a ticket (0: all that is about none), oldest first. Own Event; what was erased
 * reads as "". */
GPtrArray *store_history(Store *store, gint64 ticket_id, GError **error);

/* Recomputes the chain; FALSE with DESK_ERROR_DATA naming the first bad row. *COUNT rows were
 * good. */
gboolean store_verify(Store *store, gint64 *count, GError **error);

/* Counts for status: tickets by state, ledger by state, outbox by state, last accepted, last sent. */
typedef struct {
	gint64 tickets[N_STATES];
	gint64 ledger[N_LEDGER_STATES];
	gint64 outbox[5]; /* OutboxState */
	gint64 last_received, last_sent;
	gint64 oldest_due; /* due of the oldest outbox row that waits; 0 */
} StoreCounts;
gboolean store_counts(Store *store, StoreCounts *counts, GError **error);

/* A small durable fact of the desk: "outbox-paused", "last-poll help". NULL if never set. Own.
 * Setting NULL takes it away. */
char *store_get_note(Store *store, const char *name, GError **error);
gboolean store_set_note(Store *store, const char *name, const char *value, GError **error);

/* ---- care ---- */

/* A new secret for keys. The one before it stays valid, older ones do not. */
gboolean store_add_secret(Store *store, gint64 now, GError **error);

/* The file's own integrity, and that every row points to rows that are there. Reads all of it:
 * for verify, not for each start. DESK_ERROR_DATA names the first fault. */
gboolean store_check(Store *store, GError **error);

/* A whole copy in file TARGET (0600), also beside a running daemon: it is there at once or not
 * at all, and replaces an older one. */
gboolean store_backup(Store *store, const char *target, GError **error);

/* Every raw mail against its hash. DESK_ERROR_DATA names the first that differs; *COUNT of them are
 * kept. Reads all of them. */
gboolean store_check_raw(Store *store, gint64 *count, GError **error);

/*
 * Puts COPY in the place of the store at PATH, which is kept as *ASIDE (own; NULL: there was none).
 * COPY is checked and brought up to date first: if anything is wrong with it, nothing changes.
 * DESK_ERROR_LATER: a daemon is at work.
 */
gboolean store_restore(const char *path, const char *copy, gint64 now, char **aside, GError **error);
