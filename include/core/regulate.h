/* Lets the rules act on a ticket within a decision. Inner to the core. */
#pragma once

#include "core/decision.h"

typedef struct {
	const Message *message;  /* foreign; the first mail, at the opening; NULL: asked for */
	const GPtrArray *events; /* foreign; as in RuleRun */
	const char *only;        /* foreign; as in RuleRun */
	GPtrArray *outcomes;     /* foreign; own RuleOutcome; NULL */
} Regulate;

/* Runs the rules that WHAT says on TICKET, and does what they say: fields, tier, assignee, further
 * tickets. What neither message, events nor a single rule ask for runs all that wait for no event, as
 * after a change: then a level that no person set is found anew. */
void regulate(Decision *decision, Ticket *ticket, const Regulate *what);

/* In whose name the desk opens a ticket for TEAM: its manager. Own. */
Address *regulate_answers_for(const Policy *policy, const char *team);

/* Category and system of TICKET by the words of MESSAGE, where they are unknown (7.1). */
void regulate_by_words(const Policy *policy, const Message *message, Ticket *ticket);

/* Writes the hits of OUTCOMES into TICKET's history. */
void regulate_log(Decision *decision, const Ticket *ticket, const GPtrArray *outcomes);
