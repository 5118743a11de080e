/* What commands do to a ticket, and the transcript that tells of it. Inner to the core. */
#pragma once

#include "core/decision.h"

typedef struct {
	Decision *decision;        /* foreign */
	Ticket *ticket;            /* foreign; the working copy */
	const Person *person;      /* foreign; NULL: the command line, or a reporter */
	gboolean as_reporter;      /* may close and reopen what is his, nothing else */
	const CommandMail *mail;   /* foreign */
	const Entry *entry;        /* foreign; the mail's words; NULL if it has none */
	const char *language;      /* foreign; of the transcript */
	GPtrArray *lines;          /* own TranscriptLine; filled */
	guint refused;             /* how many lines were */
	gboolean words_sent;       /* a notice carried the entry's words already */
	gboolean question_sent;    /* /ask did */
	GPtrArray *listed, *found; /* foreign Ticket; filled: what the transcript lists, what it found;
	                              NULL: nobody reads it */
	gboolean for_caller;       /* the ticket was opened for whom /for names */
	gboolean undone;           /* it took back what was done before */
	gboolean show, help;       /* the transcript shall show the ticket, the commands */
} Performance;

/* Is the entry that goes with COMMANDS an internal note? */
gboolean perform_is_note(const CommandMail *commands);

/* What stands behind /note on its own line, and the text below the commands. Own. */
char *perform_note_text(const CommandMail *commands);

/* Does one of COMMANDS ask somebody? Then the mail's text is for him, not for the reporter. */
gboolean perform_is_question(const CommandMail *commands);

/* What stands behind /ask on its lines, and the text below the commands. Own. */
char *perform_question_text(const CommandMail *commands);

/* May a reporter give all of COMMANDS? Else they are text of his. */
gboolean perform_is_reporters(const CommandMail *commands);

/* Do COMMANDS begin with one that touches no ticket? */
gboolean perform_is_desks(const CommandMail *commands);

/* The address behind /for, lower case. Own; NULL if there is none that can be written to. */
char *perform_caller(const CommandMail *commands);

/* Performs them in order, facts before all others: what a gate wants to know may stand below the
 * command that it holds back. Notices to others are queued, the transcript is not. */
void perform(Performance *performance);

/* The fields that follow from each other: a category brings its team, a tier its own; what is
 * still open gets the defaults of the policy (7.3). */
void perform_defaults(const Policy *policy, Ticket *ticket);
