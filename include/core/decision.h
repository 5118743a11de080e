/*
 * A decision under way: the working state that decide, perform, due and notice share. Inner
 * to the core; everybody else calls core/decide.h.
 */
#pragma once

#include "core/decide.h"

typedef struct Decision {
	const Context *context;   /* foreign */
	const Snapshot *snapshot; /* foreign */
	Change *change;           /* own until decision_finish() */
	const char *by;           /* foreign; for the history: title, address, "cli:root", "desk" */
	const char *actor;        /* foreign; whose mail this is: gets the transcript and nothing
	                             else; NULL */
	const char *answers;      /* foreign; Message-ID of his mail; NULL */
	const char *silent;       /* foreign; a reporter who gets no mail: nobody vouches for him; NULL */
	GPtrArray *letters;       /* own; mails being put together, one a person and ticket */
	GPtrArray *seen;          /* own Ticket; the touched ones as events were last looked for */
	gint64 undo_ticket;       /* on which commands were given that may be taken back; 0 */
	gint64 serial;            /* of the next mail */
} Decision;

/* CONTEXT and SNAPSHOT must outlive the decision. */
void decision_init(Decision *decision, const Context *context, const Snapshot *snapshot,
		   const char *by);

/* A working copy of the snapshot's ticket, part of the change; made at the first call. Foreign;
 * NULL if there is no such ticket, or if it must be asked for first. */
Ticket *decision_ticket(Decision *decision, gint64 ticket_id);

/* A ticket with the next number, created now, part of the change. Foreign. */
Ticket *decision_new_ticket(Decision *decision);

/* The store's answer to QUESTION. Not known yet: an empty one, and the decision will be made
 * again when it is. Foreign. */
const Finding *decision_ask(Decision *decision, const Question *question);

/* What TICKET began with, whether it was just written or long ago. Foreign; NULL if there is none, or
 * if it must be asked for first. */
const Entry *decision_report(Decision *decision, const Ticket *ticket);

/* A line of history at the decision's now, by its actor. TEXT is taken. */
void decision_log(Decision *decision, const Ticket *ticket, const char *event, char *text);

/* A phrase in the desk's language, for the history. Own. */
char *decision_phrase(const Decision *decision, const char *key, const char *name, const char *value);

/* Lets the regulation react (core/react), reckons the clocks of every ticket touched, writes the
 * letters, and hands over the change. */
Change *decision_finish(Decision *decision);
