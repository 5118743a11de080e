/*
 * What must be known, and who must have approved, before a ticket enters a state or passes over it
 * (policy language 5.3 `before`, 7.4). Gates at the top hold for all tickets, those of the
 * ticket's priority and kind for it; all that fit apply together.
 */
#pragma once

#include "core/decision.h"

typedef enum {
	GATE_IS_OPEN,
	GATE_LACKS_FACTS,    /* whatever else: approval is asked for when these are known */
	GATE_LACKS_APPROVAL,
} GateAnswer;

/* An approval that is needed and not given. */
typedef struct {
	TicketState state;
	const char *word; /* foreign; the policy's recipient word */
} GateApproval;

typedef struct {
	GateAnswer answer;
	GPtrArray *facts;  /* own; foreign char* titles of what is missing, each once */
	GArray *approvals; /* own GateApproval, each once; of gates whose facts are known */
} GateFindings;

void gate_findings_clear(GateFindings *findings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GateFindings, gate_findings_clear)

/*
 * What holds TICKET back on its way to state TO. Forward it enters or passes over every state of
 * the chain new … verifying, resolved, closed behind its present one (waiting counts as the state
 * before it); backward, and into waiting, it enters TO alone. Between resolved and closed what
 * stands before "resolved" counts once more: a monitor's recovery passes that gate (7.9). Nothing
 * holds back from `rejected`, nor a ticket that is opened again.
 */
GateAnswer gate_check(const Policy *policy, const Ticket *ticket, TicketState to,
		      GateFindings *findings);

/*
 * Closes TICKET, which is resolved, for CONFIRMED by its reporter or for his silence - or, if
 * something still stands before "closed", marks it as closing: it will be when that is there. TRUE
 * if it is closed now; nobody was told.
 */
gboolean gate_close(Decision *decision, Ticket *ticket, gboolean confirmed);

/* At the end of a decision: closes a ticket that only waited for what is there now, and asks those
 * who work on a resolved one for what is missing, once. Without effect on others. */
void gate_settle(Decision *decision, Ticket *ticket);

/* The name under which they are asked, in Ticket.asked_for and in the mail's notice. */
#define GATE_ASKS "required"
