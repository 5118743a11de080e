/*
 * What the store knows about one input, read inside the transaction that will record the
 * decision. The next numbers are in it, so that tags, keys and Message-IDs are final.
 */
#pragma once

#include "core/change.h"
#include "core/challenge.h"
#include "core/ticket.h"
#include "core/undeliverable.h"

/* A ticket among hundreds that are only compared: little of it, and in few pieces. All texts are
 * the Finding's. */
typedef struct {
	gint64 ticket_id, created;
	TicketKind kind;
	TicketState state;
	gboolean drill;
	gboolean by_mail;     /* a mail made it */
	const char *subject;
	const char *priority, *category, *system; /* NULL */
	const char *reporter; /* address */
} Recent;

/* What the store answered to a Question of an earlier try (core/change.h). */
typedef struct {
	Question *question;  /* own */
	GPtrArray *tickets;  /* own Ticket; in the order of their numbers */
	GPtrArray *entries;  /* own Entry; oldest first */
	GPtrArray *history;  /* own Event; oldest first */
	Message *message;    /* own; NULL: it is not there any more, or there never was one */
	GArray *recent;      /* own; Recent, to ASK_RECENT */
	GStringChunk *texts; /* own; what these point to */
} Finding;

Finding *finding_new(const Question *question);
void finding_free(Finding *answer);

typedef struct {
	gint64 next_ticket;  /* the number a new ticket gets */
	gint64 next_serial;  /* the serial the next outgoing mail gets */
	GPtrArray *secrets;  /* own GBytes; newest first; for keys */
	GPtrArray *tickets;  /* own Ticket; those that the questions name */
	GHashTable *ids;     /* own char* -> own gint64*: the quoted ids that are known, and whose */
	gint64 last_ack;     /* when this sender was last acknowledged; 0 */
	int acks_in_hour;    /* acknowledgements to this sender within the last hour */
	int mails_in_hour;   /* mails of this sender within the last hour that had an effect */
	gint64 bytes_in_day; /* of those within the last day */
	int wrong_keys_in_hour; /* mails of this sender within it whose key or code was wrong */
	gint64 flood_told;   /* when the administrators were last told of a flood; 0 */
	gboolean signature_seen; /* a mail with this signed text has acted before */
	gint64 last_challenge; /* when this person was last challenged; 0 */
	AskedChallenge *asked; /* own; whose code this mail carries; NULL: none has it */
	char *bounced_to;    /* own; whom the outbox mail that a bounce names went to; NULL: not ours */
	gint64 bounced_ticket; /* its ticket; 0 */
	char *bounced_notice;  /* own; which notice it was; NULL */
	char *answered_notice; /* own; the notices in the mail of ours that this one answers
	                          directly: "closed+survey"; NULL */
	GPtrArray *findings;    /* own Finding */
	GPtrArray *absences;   /* own Absence; those that have not ended */
	GHashTable *pictures; /* own char*; hashes of those that recur in this sender's mails */
	GPtrArray *undeliverable; /* own Undeliverable; of its tickets */
} Snapshot;

Snapshot *snapshot_new(void);
void snapshot_free(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

/* Foreign; NULL if the question was not answered yet. */
const Finding *snapshot_finding(const Snapshot *snapshot, const Question *question);

/* Foreign; NULL if it was not asked for or does not exist. */
Ticket *snapshot_ticket(const Snapshot *snapshot, gint64 ticket_id);
