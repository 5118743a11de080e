/*
 * What was decided: facts to record and mails to send. One transaction applies it whole.
 * There is no second way to alter a ticket.
 */
#pragma once

#include "core/challenge.h"
#include "core/outmail.h"
#include "core/ticket.h"
#include "core/undeliverable.h"

/* How an accepted mail stands in the ledger (design section 7). */
typedef enum {
	LEDGER_STORED,
	LEDGER_APPLIED,
	LEDGER_DUPLICATE,
	LEDGER_HELD,
	LEDGER_DROPPED,
	LEDGER_QUARANTINED,
	LEDGER_SKIPPED,
	N_LEDGER_STATES
} LedgerState;

const char *ledger_state_name(LedgerState state);
gboolean ledger_state_parse(const char *name, LedgerState *state);

/* A line of the history: append-only, hash-chained. */
typedef struct {
	gint64 ticket_id; /* 0: about no ticket */
	gint64 at;
	char *event;      /* own; "opened", "accepted", "identity", "rule", "breach" … */
	char *by;         /* own; person's title, address, "rule:TITLE (file:line)", "cli:USER", "desk" */
	char *text;       /* own; for people */
} Event;

void event_free(Event *event);

/*
 * What a decision must know and cannot foresee. Decisions are pure, so one that lacks an
 * answer says what it lacks and is simply made again with it (desk/ask.h).
 */
typedef enum {
	ASK_TICKET,    /* ticket NUMBER */
	ASK_SAME,      /* tickets opened since SINCE whose fact NAME, or "category", "system",
	                  "reporter", is VALUE */
	ASK_OPENED,    /* tickets opened since SINCE and before the instant NUMBER */
	ASK_CURRENT,   /* tickets neither closed nor rejected whose fact NAME is VALUE */
	ASK_ASSIGNED,  /* open tickets that have an assignee */
	ASK_OPEN,      /* all open tickets */
	ASK_RECENT,    /* tickets opened since SINCE, the newest first, at most 100, as Recent */
	ASK_ENDED,     /* resolved and closed tickets that were opened since SINCE */
	ASK_LINKED,    /* not closed tickets with link NAME */
	ASK_SEARCH,    /* tickets that hold all words of VALUE, newest last, at most 50 */
	ASK_ALIKE,     /* of the 300 tickets solved last, those whose subject holds any word of
	                  VALUE: the newest 20 for each word, and of these the 30 with most;
	                  of them only subject, state, level, category, system,
	                  created, and facts symptom, device, cause and fix */
	ASK_ENTRIES,   /* what was written on ticket NUMBER */
	ASK_HISTORY,   /* the history of ticket NUMBER */
	ASK_REPORT,    /* the first mail of ticket NUMBER, parsed again */
	ASK_LISTED,    /* tickets opened since SINCE in whose fact NAME, a list joined by ", ",
	                  VALUE is one (ASCII letters folded) */
} QuestionType;

typedef struct {
	QuestionType type;
	gint64 number, since;
	char *name, *value; /* own; NULL */
} Question;

Question *question_copy(const Question *question);
void question_free(Question *question);
gboolean question_equal(const Question *a, const Question *b);

/* Somebody who is not there, as his out-of-office answer says. */
typedef struct {
	char *person; /* own; title */
	gint64 from, until; /* UNTIL exclusive; 0: he is back */
} Absence;

Absence *absence_new(const char *person, gint64 from, gint64 until);
void absence_free(Absence *absence);

typedef struct {
	GPtrArray *questions; /* own Question; not empty: the rest is not to be used */
	GPtrArray *tickets; /* own Ticket; each once, whole, as it shall be */
	GPtrArray *entries; /* own Entry */
	GPtrArray *events;  /* own Event; in order */
	GPtrArray *mails;   /* own OutMail; in order */
	GPtrArray *absences; /* own Absence */
	GPtrArray *released; /* own Entry; hidden ones that shall be hidden no longer */
	guint serials;      /* how many serials they used, those included that were dropped since */

	/* For a mail of the ledger: what became of it. */
	LedgerState verdict;
	char *reason;       /* own; for people; NULL */
	gint64 ticket_id;   /* the ticket it went to; 0 */
	char *message_id;   /* own; of the mail; to be known as the ticket's; NULL */
	char *author;       /* own; the address it came from, lower case; NULL */
	char *bounced_id;   /* own; the outbox mail that this bounce reports on; NULL */
	char *failed_recipient; /* own; NULL */
	Challenge *challenge; /* own; that goes out about this mail; NULL */
	char *signature_hash; /* own; of the signed text that acted; NULL */
	gint64 answered;      /* the challenge that this mail answers; 0 */
	gboolean tells_flood; /* the administrators are told that a sender is beyond his ceiling */
	char *wrong_key;      /* own; who sent a key or a code that is none of his; NULL */
	gint64 let_in;        /* the held mail that is proven by it; 0 */

	Undeliverable *undeliverable; /* own; an address that is to be marked; NULL */
	char *reached;      /* own; an address to which mail gets through again; NULL */
} Change;

Change *change_new(void);
void change_free(Change *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Change, change_free)

/* Takes all. */
void change_add_event(Change *change, gint64 ticket_id, gint64 at, const char *event, const char *by,
		      char *text /* own */);
Event *change_find_event(const Change *change, const char *event);

/* The change as lines for explain, tests and dry runs: "ticket 42 state=new priority=high",
 * "entry …", "event …", "mail received to <a@b> subject …". Own char*. */
GPtrArray *change_dump(const Change *change);
