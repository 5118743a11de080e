/*
 * A ticket with everything that decisions about it need: the aggregate that a Snapshot
 * brings in and a Change takes out. Entries and history are not part of it: they only grow.
 */
#pragma once

#include "core/message.h"

#include <glib.h>

typedef enum {
	STATE_NEW,
	STATE_ACCEPTED,
	STATE_DIAGNOSING,
	STATE_PLANNED,
	STATE_REPAIRING,
	STATE_VERIFYING,
	STATE_WAITING,
	STATE_RESOLVED,
	STATE_CLOSED,
	STATE_REJECTED,
	N_STATES
} TicketState;

typedef enum { KIND_FAULT, KIND_HAZARD, KIND_CHANGE, KIND_TASK, N_KINDS } TicketKind;

/* What a ticket in STATE_WAITING waits for. */
typedef enum { WAIT_NONE, WAIT_REPORTER, WAIT_SUPPLIER, WAIT_PARTS, WAIT_APPROVAL, N_WAITS } WaitReason;

/* The names of the contract ("new", "fault", "reporter"), both ways. WAIT_NONE's name is NULL. */
const char *ticket_state_name(TicketState state);
gboolean ticket_state_parse(const char *name, TicketState *state);
const char *ticket_kind_name(TicketKind kind);
gboolean ticket_kind_parse(const char *name, TicketKind *kind);
const char *wait_reason_name(WaitReason reason);
gboolean wait_reason_parse(const char *name, WaitReason *reason);

/* A time in which something stood still or somebody held the ticket; the raw material from
 * which every clock is reckoned anew. */
typedef struct {
	char *what;   /* own; "waiting reporter", "resolved", "closed", "rejected", "tier 2" */
	gint64 from;
	gint64 to;    /* 0 = goes on */
} Span;

/* One limit of the ticket: "respond", "resolve", later a milestone or "tier 2 resolve". */
typedef struct {
	char *name;        /* own */
	gint64 started;    /* when its clock began; 0 = not yet */
	gint64 due;        /* 0 = not running: not started, paused, met or without limit */
	gint64 met;        /* 0 = not yet */
	gint64 breached;   /* when the breach was told; 0 = not. Stays when it is met later */
	int warned;        /* the highest warning told, percent */
} Limit;

void limit_free(Limit *limit);

/* What will happen by itself, at its instant, exactly once. Reckoned from the ticket as a
 * whole (core/sla); the store keeps them only so that an index finds the next one. */
typedef struct {
	gint64 due;
	char *what; /* own; "warn respond 80", "breach respond", "close", "remind", "wake" */
} Deadline;

typedef struct {
	char *name;  /* own */
	char *value; /* own */
	char *by;    /* own */
	gint64 at;
} Fact;

/* An event of the policy language that happened to the ticket ("accepted", "escalated"). */
typedef struct {
	char *event;  /* own */
	gint64 first; /* the first time: limits are reckoned from it */
	gint64 last;
} Moment;

/* A timed rule, document or escalation that was started by an event and has not ended. */
typedef struct {
	char *what;  /* own; "rule TITLE", "document TITLE", "escalate OWNER/TITLE" */
	gint64 from; /* the instant of the event */
	int fired;   /* how often it has been due */
} Timer;

/* A document that asked somebody for facts: it does so once. */
typedef struct {
	char *document; /* own */
	char *address;  /* own; lower case */
	gint64 at;
} Asked;

/* Somebody outside who was drawn in: a supplier, a department, whom /ask named. What he writes
 * is an entry; a supplier's or a stranger's is hidden until it is released. */
typedef struct {
	char *address; /* own; lower case */
	char *who;     /* own; "supplier acme", "team finance", or the address */
	char *asker;   /* own; whom the answer goes to besides the workers: a person's title; NULL */
	gint64 since;
} Party;

typedef enum { APPROVAL_ASKED, APPROVAL_GIVEN, APPROVAL_REFUSED, APPROVAL_VOID } ApprovalState;

#define APPROVAL_VALID (7 * 86400) /* seconds in which it may be answered */

/* One approver's approval of one state. */
typedef struct {
	char *state;    /* own; the name of the state that it is for */
	char *word;     /* own; the recipient word of the policy, "manager" */
	char *address;  /* own; lower case; whom the code was mailed to */
	gint64 serial;  /* goes into the code, so that each is new */
	gint64 asked;
	gint64 answered; /* 0 = not yet */
	ApprovalState answer;
	char *request;  /* own; SHA-256 of the request's text as he was shown it, hex */
} Approval;

#define UNDO_VALID 3600 /* seconds in which it may be taken back */

/* A field that commands changed, until they can be taken back no more (core/undo). */
typedef struct {
	gint64 root;   /* the ticket that the commands were given on */
	gint64 serial; /* goes into the code; the same for all that one mail changed */
	gint64 at;
	char *field;   /* own; "state", "fact cause", "link 41 related", "told 42 a@b" */
	char *before;  /* own; NULL: it was not there */
	char *after;   /* own; NULL */
} Undo;

void undo_free(Undo *undo);

/* To another ticket: "related", "duplicate" (of), "merged" (into), "parent" and "child" (of an
 * outage), "split" (from, or off), "similar" (an outage is proposed of them), "before" (it was
 * closed too long ago), "rule TITLE" (opened by that rule); "holds" and "has-duplicate" are the
 * other ends. */
typedef struct {
	char *how;        /* own */
	gint64 ticket_id;
} Link;

typedef struct {
	gint64 ticket_id;
	gboolean is_new;      /* to be inserted, not updated */
	int generation;       /* of the keys; raised when access is to be cut */

	char *subject;        /* own; one line, UTF-8, without tag and Re: */
	TicketKind kind;
	TicketState state;
	TicketState before_waiting; /* where waiting returns to */
	WaitReason waiting_on;
	gint64 waiting_until; /* 0 = no date */

	char *priority;       /* own; title in the policy; NULL only with an empty policy */
	char *category;       /* own; NULL */
	char *system;         /* own; NULL */
	int tier;             /* 0 = no tier configured */
	char *team;           /* own; NULL */
	char *assignee;       /* own; person's title; NULL */
	guint set_by_person;  /* TICKET_FIELD_* bits: what rules may not change any more */

	Address *reporter;    /* own; never NULL */
	char *language;       /* own; the reporter's, a guess from his mail; never NULL */
	char *report_id;      /* own; Message-ID of the report; NULL */
	GPtrArray *watchers;  /* own Address */

	gint64 created;
	gint64 responded;     /* 0 = not yet */
	gint64 resolved;
	gint64 closed;        /* or rejected */
	gint64 asked;         /* since when the reporter's silence counts: resolved, or his last
	                         word that was neither yes nor no; 0 unless resolved */
	gint64 reminded;      /* when he was reminded of the question; 0 = not yet */
	gboolean confirmed;   /* by the reporter's word, not by silence */
	gboolean closing;     /* it would be closed but for what stands before "closed" */
	gboolean drill;       /* an exercise: marked in every mail, left out of every report */
	int entries;          /* how many there are, after the change */

	GPtrArray *spans;     /* own Span; by from */
	GPtrArray *limits;    /* own Limit */
	GPtrArray *deadlines; /* own Deadline; what core/sla last reckoned */
	GPtrArray *facts;     /* own Fact */
	GPtrArray *moments;   /* own Moment */
	GPtrArray *timers;    /* own Timer */
	GPtrArray *asked_for; /* own Asked */
	GPtrArray *parties;   /* own Party */
	GPtrArray *approvals; /* own Approval */
	GPtrArray *links;     /* own Link */
	GPtrArray *undos;     /* own Undo */

	/* Read only, from the store: the last Message-ID exchanged with an address (lower case)
	 * on this ticket, for In-Reply-To. */
	GHashTable *last_ids; /* own char* -> own char* */
} Ticket;

enum {
	TICKET_FIELD_PRIORITY = 1 << 0,
	TICKET_FIELD_CATEGORY = 1 << 1,
	TICKET_FIELD_SYSTEM = 1 << 2,
	TICKET_FIELD_TIER = 1 << 3,
	TICKET_FIELD_TEAM = 1 << 4,
	TICKET_FIELD_ASSIGNEE = 1 << 5,
	TICKET_FIELD_KIND = 1 << 6,
	/* not by a person but by a rule with a time or an event of its own: other rules leave
	 * it, such rules may raise it */
	TICKET_FIELD_RAISED = 1 << 7,
};

Ticket *ticket_new(gint64 ticket_id);
Ticket *ticket_copy(const Ticket *ticket);
void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

gboolean ticket_is_open(const Ticket *ticket); /* not closed, not rejected, not resolved */
Limit *ticket_limit(const Ticket *ticket, const char *name); /* foreign; NULL if none */
/* When WHICH ("respond", "resolve") falls due: by the level or by the tier, whichever is earlier.
 * WHICH NULL: whatever falls due first, milestones too. 0: nothing runs. */
gint64 ticket_due(const Ticket *ticket, const char *which);
/* Is LIMIT of TICKET overdue at NOW, or was it? Also if nobody was told yet. */
gboolean ticket_limit_is_broken(const Ticket *ticket, const Limit *limit, gint64 now);
const char *ticket_fact(const Ticket *ticket, const char *name); /* foreign; NULL if unknown */
/* Writes fact NAME, replacing an earlier value. */
void ticket_set_fact(Ticket *ticket, const char *name, const char *value, const char *by, gint64 at);
/* Takes fact NAME away; no effect if it is unknown. */
void ticket_clear_fact(Ticket *ticket, const char *name);
/* EVENT happened at AT. */
void ticket_add_moment(Ticket *ticket, const char *event, gint64 at);
const Moment *ticket_moment(const Ticket *ticket, const char *event); /* foreign; NULL */
/* Starts timer WHAT, anew if it runs. */
void ticket_start_timer(Ticket *ticket, const char *what, gint64 from);
Timer *ticket_timer(const Ticket *ticket, const char *what); /* foreign; NULL */
void ticket_stop_timer(Ticket *ticket, const char *what);
const Party *ticket_party(const Ticket *ticket, const char *address); /* foreign; NULL */
/* No effect if ADDRESS is one already. */
void ticket_add_party(Ticket *ticket, const char *address, const char *who, const char *asker,
		      gint64 since);
/* No effect if it is there. */
void ticket_add_link(Ticket *ticket, const char *how, gint64 other);
gboolean ticket_has_link(const Ticket *ticket, const char *how, gint64 other);
/* The ticket that HOW leads to; 0 if none. */
gint64 ticket_linked(const Ticket *ticket, const char *how);
/* Something will be due: "breach respond". */
void ticket_add_deadline(Ticket *ticket, gint64 due, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
void ticket_add_span(Ticket *ticket, const char *what, gint64 from);
/* Ends the open span WHAT at TO; no effect if none is open. */
void ticket_end_span(Ticket *ticket, const char *what, gint64 to);
/* Is ADDRESS the reporter or a watcher? */
gboolean ticket_is_participant(const Ticket *ticket, const char *address);

typedef enum { ENTRY_REPORT, ENTRY_REPLY, ENTRY_NOTE, ENTRY_ANSWER } EntryKind;
const char *entry_kind_name(EntryKind kind);
gboolean entry_kind_parse(const char *name, EntryKind *kind);

/* What somebody wrote: a mail, or a part of one. */
typedef struct {
	gint64 ticket_id;
	int number;            /* 1… within the ticket */
	gint64 at;
	EntryKind kind;        /* report; public answer; internal note; answer of a third party */
	gboolean hidden;       /* not for the reporter until released */
	gboolean unproven;     /* by From and a known id only (design section 5) */
	char *author;          /* own; person's title, or the address */
	char *address;         /* own; the address it came from */
	char *text;            /* own; whole */
	char *visible;         /* own; the new text, without commands */
	char *message_id;      /* own; NULL */
	char *raw_hash;        /* own; where the attachments lie; NULL */
	GPtrArray *attachments; /* own Attachment */
} Entry;

Entry *entry_new(void);
void entry_free(Entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)
