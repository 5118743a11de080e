/*
 * Whom a word of the policy stands for (policy language 3.2), for one ticket at one
 * instant.
 */
#pragma once

#include "core/decision.h"

/*
 * Adds Address elements to ADDRESSES (own), each address once: "reporter", "assignee",
 * "watchers", "team", "manager", "supplier", "on-call", "deputy", else a person, a team, a
 * supplier, a role, or an address with @. TICKET NULL: names only. Of a drill nobody
 * outside is named. FALSE if WORD stands for nobody.
 */
gboolean recipients_resolve(const Decision *decision, const Ticket *ticket,
			    const char *word, GPtrArray *addresses);

/* The assignee; is he away, whoever does his work besides. Nobody if there is no assignee.
 */
void recipients_add_assignee(const Decision *decision, const Ticket *ticket,
			     GPtrArray *addresses);

/* The assignee as above, else every member of the team; a ticket that nobody hears of is a
 * lost one: without either, those who dispatch. */
void recipients_add_workers(const Decision *decision, const Ticket *ticket,
			    GPtrArray *addresses);

/* May a mail about TICKET (NULL: about none) go to ADDRESS? A drill stays inside: on the
 * roster or in desk.domains. */
gboolean recipient_may_hear(const Policy *policy, const Ticket *ticket,
			    const char *address);

/*
 * Whom set-assignee names: "on-call" (of the ticket's team), "skill" (the member of the
 * team, else any engineer, who has the ticket's category among his skills, is there, and
 * has the fewest open tickets), or a person (is he away, his deputy if that one is there).
 * Foreign; NULL: nobody.
 */
const Person *assignee_choose(Decision *decision, const Ticket *ticket, const char *word);
