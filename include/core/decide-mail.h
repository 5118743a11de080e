/*
 * One mail on its way through the decision: what the files decide*.c share. Inner to the core.
 */
#pragma once

#include "core/decision.h"
#include "core/identity.h"

/* One mail on its way through the decision. */
typedef struct {
	Decision decision;
	const Message *message; /* foreign */
	Door door;
	Understanding *seen; /* foreign; never NULL here */
	gboolean any_key;          /* it carries the form of a key, right or wrong */
	Evidence evidence;
	Ticket *ticket;        /* foreign; the ticket it is about; NULL */
	CommandMail *commands; /* own */
	GPtrArray *copied;     /* own Address; those in Cc who become watchers; NULL: nobody */
	char *left_out;        /* own; those who do not, for people; NULL: none */
} Mail;


/* What becomes of the mail in the ledger. REASON is taken. */
void mail_verdict(Mail *mail, LedgerState state, char *reason);
/* The mail became part of TICKET: applied, and its id is known from now on. */
void mail_belongs_to(Mail *mail, const Ticket *ticket);
/* A line of history by the mail's author. TEXT is taken. */
void mail_log(Mail *mail, const Ticket *ticket, const char *event, char *text);
/* Asks the one identity function and keeps its sentence for the log and for explain. */
Verdict mail_may(Mail *mail, Act act);
/* The mail's words as an entry of TICKET. Foreign: it belongs to the change. */
Entry *mail_add_entry(Mail *mail, Ticket *ticket, EntryKind kind, const char *visible);
/* Takes the ticket out of the change again: nothing about it is to be written. */
void mail_leave_alone(Mail *mail, Ticket *ticket);

/* The facts that the mail of ours which this one answers asked its author for. Own array of foreign
 * FactSpec; empty if it asked nothing, or somebody else. */
GPtrArray *mail_asked(const Mail *mail, const Ticket *ticket);
/* Writes into TICKET what the mail's new text tells, as far as its author may (core/fact-read).
 * REST (own): what was no fact. How many were written. */
guint mail_tells(Mail *mail, Ticket *ticket, const GPtrArray *asked, gboolean is_reporter, char **rest);

/* It opens a ticket, if its sender may. SUSPECTED: the ticket it named without proof, or one that
 * ended long ago; 0 = none. */
void mail_opens(Mail *mail, gint64 suspected);
/* It may not be parsed, and an administrator vouches for it: a ticket of what its header says. */
void mail_opens_unread(Mail *mail);
/* It is about TICKET: adds to it, commands, confirms - or opens a new one instead. */
void mail_adds(Mail *mail, Ticket *ticket);

/* The ticket that bears a number of the supplier who wrote; NULL if there is none, or if it must
 * be asked for first. Foreign. */
Ticket *mail_find_by_reference(Mail *mail);
/* Is it the word of somebody who was drawn into TICKET, and may he add it? */
gboolean mail_is_partys(Mail *mail, const Ticket *ticket);
/* Adds it as an answer. BY_MACHINE: by his ticket system, which answers nobody's question. */
void mail_adds_answer(Mail *mail, Ticket *ticket, gboolean by_machine);

/* An engineer's out-of-office answer takes him off; TICKET is the one that it came to, or NULL. */
void mail_marks_absent(Mail *mail, const Ticket *ticket);
/* He writes himself, so he is back. */
void mail_ends_absence(Mail *mail);
/* The commands in its first lines, read at the first call. Foreign. */
const CommandMail *mail_commands(Mail *mail);
/* Approves or refuses, with a code (core/approval). FALSE: it does not, or not validly and is to
 * be taken like any other mail with commands. */
gboolean mail_approves(Mail *mail);

/* What is known of a new ticket besides the mail that opens it. */
typedef struct {
	gboolean acknowledge; /* to the reporter */
	gint64 suspected; /* what went before: the ticket that the mail named without proof, or
	                     one closed long ago; 0 */
	/* Writes what rules may see and must not find out themselves; NULL. */
	void (*prepare)(Mail *mail, Ticket *ticket, gconstpointer data);
	gconstpointer data;
} Opening;

/* Opens a ticket without asking whether it may. Foreign. */
Ticket *mail_open_ticket(Mail *mail, const Opening *opening);

/* Sorts those in its Cc, who are to become watchers of TICKET, by what identity says. To be called
 * before anybody is told of the mail. */
void mail_reads_copies(Mail *mail, const Ticket *ticket);
/* Makes them watchers; to be called when everybody was told, for they have the mail already. */
void mail_draws_in(Mail *mail, Ticket *ticket);

/* It is the mail of a monitoring system: opens, adds to and resolves tickets. */
void mail_is_alarm(Mail *mail);

/* Does an engineer's fresh mail begin with a command to the desk itself? Reads the commands. */
gboolean mail_is_for_desk(Mail *mail);
/* Does them, or opens for the caller that /for names. */
void mail_commands_desk(Mail *mail);

/* Opens a ticket for CALLER, with what MAIL's message says as his report; its author answers for
 * it. Foreign. */
Ticket *mail_opens_for(Mail *mail, const Address *caller);
/* An engineer passes a colleague's mail on, and may: the ticket is opened for him, decided. Else
 * FALSE: it is a report like any other. */
gboolean mail_is_passed_on(Mail *mail);

/* It says what its writer may do, but not that he wrote it: held, TICKET (NULL: none) is left
 * alone, and an engineer is asked by a challenge, once a day. */
void mail_hold(Mail *mail, Ticket *ticket);
/* FALSE: it carries no code. Else it is decided: a good one lets in the mail that was held. */
gboolean mail_answers_challenge(Mail *mail);

/* Its sender is beyond his ceiling, and it is held: decided. Else FALSE. */
gboolean mail_is_flood(Mail *mail);
/* It has a key that is none of its sender's, which is written down. Were there too many of them, it
 * is held, and nothing is answered: decided. Else FALSE. */
gboolean mail_is_guess(Mail *mail);
/* The same of a one-time code that is wrong. */
gboolean mail_guesses(Mail *mail);

/* It was written by a machine. */
void mail_is_bounce(Mail *mail);
void mail_is_auto_reply(Mail *mail);
void mail_is_unreadable(Mail *mail);
/* Only its header is here: whoever may open a ticket is told to send it smaller. */
void mail_is_too_large(Mail *mail);
