/*
 * What the store knows about one input, read inside the transaction that will record the
 * decision. The next numbers are in it, so that tags, keys and Message-IDs are final.
 */
#pragma once

#include "core/ticket.h"

typedef struct {
	gint64 next_ticket;  /* the number a new ticket gets */
	gint64 next_serial;  /* the serial the next outgoing mail gets */
	GPtrArray *secrets;  /* own GBytes; newest first; for keys */
	GPtrArray *tickets;  /* own Ticket; those that the questions name */
	GHashTable *ids;     /* own char* -> own gint64*: the quoted ids that are known, and whose */
	gint64 last_ack;     /* when this sender was last acknowledged; 0 */
	int acks_in_hour;    /* acknowledgements to this sender within the last hour */
	char *bounced_to;    /* own; whom the outbox mail that a bounce names went to; NULL: not ours */
	gint64 bounced_ticket; /* its ticket; 0 */
	char *bounced_notice;  /* own; which notice it was; NULL */
} Snapshot;

Snapshot *snapshot_new(void);
void snapshot_free(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

/* Foreign; NULL if it was not asked for or does not exist. */
Ticket *snapshot_ticket(const Snapshot *snapshot, gint64 ticket_id);
