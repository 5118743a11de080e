/*
 * Who hears of what, and what the mail says (design section 4). One input causes at most one
 * mail per person and ticket: several notices for him become one mail, in order.
 */
#pragma once

#include "core/decision.h"

/* The notices that there are; each has a template of the same name, if nothing else is said. */
typedef enum {
	NOTICE_RECEIVED,
	NOTICE_NEW,
	NOTICE_ADDED,
	NOTICE_REPLY,
	NOTICE_NOTE,
	NOTICE_ACCEPTED,
	NOTICE_WAITING,
	NOTICE_REJECTED,
	NOTICE_CLOSED,
	NOTICE_ASSIGNED,
	NOTICE_ESCALATED,
	NOTICE_SUPPLIER, /* "escalated" too, in the words for somebody outside */
	NOTICE_RESOLVED,
	NOTICE_REMIND,
	NOTICE_REOPENED,
	NOTICE_REQUIRED,
	NOTICE_WARN,
	NOTICE_BREACH,
	NOTICE_WOKEN,
	NOTICE_QUESTION,
	NOTICE_ANSWERED,
	NOTICE_LOW_SCORE,
	NOTICE_PROPOSED,  /* an outage */
	NOTICE_MERGED,    /* to those of a merged ticket, about the one that goes on */
	NOTICE_DUPLICATE,
	NOTICE_SOLVED,    /* what another ticket was a duplicate of */
	NOTICE_OUTAGE,    /* to those of a child */
	NOTICE_UNDONE,
	NOTICE_APPROVAL,
	NOTICE_APPROVED, /* or refused: the receipt */
	NOTICE_TRANSCRIPT,
	NOTICE_FAILED,
	NOTICE_ALERT,
	NOTICE_HELD,
	NOTICE_TOO_LARGE,
	NOTICE_CHALLENGE,
	N_NOTICES
} NoticeType;

const char *notice_name(NoticeType type); /* "received", … */
gboolean notice_parse(const char *name, NoticeType *type);

/* What a notice says beyond the ticket itself. All foreign, all optional. */
typedef struct {
	const Entry *entry;     /* whose words and attachments travel with it */
	const Entry *report;    /* the same of what the ticket began with, for whoever did not read it */
	const char *text;       /* words instead of an entry's */
	const char *reason;
	const char *was;        /* the former owner or state */
	const char *limit;      /* a limit's name: "respond" */
	int percent;
	const char *error;      /* of a failed delivery */
	const char *recipient;
	const char *not_copied; /* those in Cc who are not added */
	gint64 suspected;       /* the ticket that a stranger's mail may belong to */
	GPtrArray *lines;       /* TranscriptLine */
	GPtrArray *asked;       /* char*: titles of the facts that the reader is asked for */
	gboolean max_message;   /* what the largest mail may be */
	gboolean silent;        /* closed because nobody answered */
	gboolean solved;        /* his words say yes, it is solved */
	gboolean next;          /* if nobody accepts it, somebody else is called */
	const GPtrArray *listed, *found; /* Ticket; of /list, of /search */
	gboolean show, help;    /* the transcript shows the ticket, the commands */
	gboolean outside;       /* for a supplier: with the facts that the reporter told */
	const char *subject;    /* of an alert, or of a mail that belongs to no ticket */
	GPtrArray *alike;       /* Recent: of which this may be a duplicate */
	const char *undo;       /* of a transcript: the code to take it back with; NULL */
	const char *code;       /* what the mail is to be answered with */
	gint64 until;           /* how long that may be done; 0 */
	const char *value;      /* of a fact: the score */
	const char *about;      /* tells two parts of one name apart */
	gboolean refused;       /* what was to be approved was refused */
	GPtrArray *mails;       /* HeldLine: for the daily summary */
	guint count;            /* how many mails they stand for */
} NoticeWords;

typedef struct {
	char *line, *result;    /* own */
	gboolean ok;
} TranscriptLine;

void transcript_line_free(TranscriptLine *line);

typedef struct {
	char *from, *subject, *reason; /* own */
} HeldLine;

void held_line_free(HeldLine *line);

/* Sends TYPE about TICKET to those who hear of it, except the actor. TICKET NULL: alerts. */
void notice_send(Decision *decision, NoticeType type, const Ticket *ticket, const NoticeWords *words);

/* The same, but not to EXCEPT, who has the words already. */
void notice_send_except(Decision *decision, NoticeType type, const Ticket *ticket,
			const NoticeWords *words, const char *except);

/* Tells of a failed delivery: those who work on it, else the team, the manager, the alerts: the
 * first of these among whom is somebody else than the actor, who cannot be reached. */
void notice_send_failure(Decision *decision, const Ticket *ticket, const NoticeWords *words);

/* The same, to one address whatever the table says, the actor included. */
void notice_send_to(Decision *decision, NoticeType type, const Ticket *ticket, const Address *to,
		    const NoticeWords *words);

/* Those who hear of TYPE about TICKET, but for the actor. Own Address. */
GPtrArray *notice_audience(Decision *decision, NoticeType type, const Ticket *ticket);

/* The tag of a ticket: "FL#42". Own. */
char *notice_tag(const Policy *policy, gint64 ticket_id);

/* A size as people read it: "820 KB". Own. */
char *notice_size(gint64 bytes);
