/*
 * The decision: (what happened, what the store knows, policy, now) → Change. Pure: the three
 * inputs of the desk - a mail, a deadline, a person's command - take this one road.
 */
#pragma once

#include "core/change.h"
#include "core/classify.h"
#include "core/authres.h"
#include "core/command.h"
#include "core/policy.h"
#include "core/report.h"
#include "core/signature.h"
#include "core/snapshot.h"
#include "core/template.h"
#include "core/thread.h"

/* What every decision needs and does not change. */
typedef struct {
	const Policy *policy;         /* foreign */
	const TemplateSet *templates; /* foreign */
	gint64 now;
} Context;

/* How a mail was understood on the way, for explain. Owned by the caller. */
typedef struct {
	Classification class;
	ThreadResult thread;
	DomainProof domain;
	SignatureProof signature;
	char *signature_why;  /* own; NULL */
	char *identity;       /* own; the identity function's sentence */
	GPtrArray *rules;     /* own RuleOutcome; NULL if the rules were not asked */
} Understanding;

void understanding_clear(Understanding *understanding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Understanding, understanding_clear)

/* By which door a mail came in. */
typedef enum {
	DOOR_MAILBOX,  /* from a mailbox, whose Authentication-Results count */
	DOOR_PIPE,     /* from standard input: nobody vouches for its headers */
	DOOR_RELEASED, /* it was held, and an administrator vouches for it */
	DOOR_PROVEN,   /* it was held, and its writer proved it by a one-time code */
	DOOR_TOO_LARGE, /* from a mailbox, larger than max-message: only its header is here */
} Door;

/* What the store is asked about MESSAGE, in the name of whom the roster says it is from. */
Questions *decide_questions(const Policy *policy, const Message *message);

/* MESSAGE has been through reply_split(). UNDERSTANDING may be NULL. */
Change *decide_mail(const Context *context, const Snapshot *snapshot, const Message *message, Door door,
		    Understanding *understanding);

/* A recurring duty whose time AT has come opens its ticket. */
Change *decide_schedule(const Context *context, const Snapshot *snapshot, const Schedule *schedule,
			gint64 at);

/* A report that is asked for. */
typedef struct {
	const Report *report;        /* foreign */
	const ReportPeriod *period;  /* foreign; of a digest: not looked at */
	const Address *to;           /* foreign; only to him; NULL: to those it says */
	Figures **figures;           /* gets the figures (own; their tickets live as long as the
	                                snapshot); NULL */
} ReportOrder;

/* The report's mails, one a reader and in his language. */
Change *decide_report(const Context *context, const Snapshot *snapshot, const ReportOrder *order);

/* Deadlines of one ticket of SNAPSHOT that are due by now. Empty if there are none. */
Change *decide_due(const Context *context, const Snapshot *snapshot, gint64 ticket_id);

/* Reckons the clocks of a ticket anew under a policy that may have changed; a limit that moved is
 * written into the history. Without a change: a Change without tickets. */
Change *decide_replan(const Context *context, const Snapshot *snapshot, gint64 ticket_id);

/* A command from the command line by BY ("cli:root"). TRANSCRIPT (own) is what to show. FALSE
 * in *DONE if any line was refused. */
Change *decide_command(const Context *context, const Snapshot *snapshot, gint64 ticket_id,
		       const char *by, const CommandMail *commands, char **transcript, gboolean *done);

/* An outbox mail to ADDRESS failed for good: written on the ticket, told to the assignee. REFUSED:
 * the server will not have this recipient; he is marked, and nobody is told a second time. */
Change *decide_failure(const Context *context, const Snapshot *snapshot, gint64 ticket_id,
		       const char *address, const char *notice, const char *why, gboolean refused);

/* Mail gets through again to the address of MARKS (Undeliverable), which is known by WHY. */
Change *decide_reached(const Context *context, const Snapshot *snapshot, const GPtrArray *marks,
		       const char *why);

/* A mail to desk.alerts (quarantine, refused login, …). SUBJECT and TEXT in English or the
 * desk's language, made from phrases by the caller. Empty if there is nobody to alert. */
Change *decide_alert(const Context *context, const Snapshot *snapshot, const char *subject, const char *text);

/* The summary of held mail to desk.alerts. LINES: HeldLine (core/notice.h). */
Change *decide_held(const Context *context, const Snapshot *snapshot, GPtrArray *lines);
