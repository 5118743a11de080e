/*
 * Approvals (policy language 5.3 `approval`, design section 5): whom a gate asks, with which code,
 * and what follows from his answer. An approval is of one request, as its approver was shown it:
 * is the request edited, the code is void and a new one goes out.
 */
#pragma once

#include "core/decision.h"

/* Has WORD the form of a code, right or wrong? */
gboolean approval_is_code(const char *word);

/* The ticket that CODE names; 0 if it is none. */
gint64 approval_ticket(const char *code);

/* The approval of TICKET that waits for CODE from ADDRESS (any of his) and is in time; NULL: it is
 * another's, used, void, too late or made up. Foreign. */
Approval *approval_find(const Decision *decision, const Ticket *ticket, const char *code,
			const char *address);

/* Is ADDRESS (any of his) asked for an approval of TICKET, and in time? */
gboolean approval_awaits(const Decision *decision, const Ticket *ticket, const char *address);

/* APPROVAL of TICKET is GIVEN or refused, for REASON: its history, the receipts, and what follows.
 * Refused: the ticket is rejected, or opened again if it was resolved. */
void approval_answer(Decision *decision, Ticket *ticket, Approval *approval, gboolean given,
		     const char *reason);

/* At the end of a decision: asks for what TICKET lacks and could be given now, takes back what was
 * edited, and lets it wait, or go on. Without effect if there is nothing of that. */
void approval_settle(Decision *decision, Ticket *ticket);
