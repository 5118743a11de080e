/* Gates before states, and the tickets that wait at the last one. */
#include "core/gate.h"

#include <string.h>

#include "core/fact.h"
#include "core/lifecycle.h"
#include "core/notice.h"

void
gate_findings_clear(GateFindings *findings)
{
	g_clear_pointer(&findings->facts, g_ptr_array_unref);
	g_clear_pointer(&findings->approvals, g_array_unref);
}

/* ---- which states ---- */

#define BIT(state) (1u << (state))

/* In the order in which a ticket goes through them. */
static const TicketState chain[] = {
	STATE_NEW,       STATE_ACCEPTED,  STATE_DIAGNOSING, STATE_PLANNED,
	STATE_REPAIRING, STATE_VERIFYING, STATE_RESOLVED,   STATE_CLOSED,
};

static int
place_of(TicketState state)
{
	for (guint i = 0; i < G_N_ELEMENTS(chain); i++)
		if (chain[i] == state)
			return i;
	return -1;
}

/* The states that going to TO enters or passes over, as bits. */
static guint
states_on_the_way(const Ticket *ticket, TicketState to)
{
	TicketState from =
		ticket->state == STATE_WAITING ? ticket->before_waiting : ticket->state;
	int first = place_of(from), last = place_of(to);
	guint states = 0;

	if (to == STATE_REJECTED || from == STATE_REJECTED || from == to)
		return 0;
	if (last < 0)
		return BIT(to);
	if (last < first)
		return from >= STATE_RESOLVED ? 0 : BIT(to);
	/* a recovery that a monitor reports passes the gate before "resolved" (7.9) */
	if (from != STATE_RESOLVED)
		first++;
	for (int i = first; i <= last; i++)
		states |= BIT(chain[i]);
	return states;
}

/* ---- what is missing ---- */

static void
add_once(GPtrArray *titles, const char *title)
{
	for (guint i = 0; i < titles->len; i++)
		if (strcmp(titles->pdata[i], title) == 0)
			return;
	g_ptr_array_add(titles, (gpointer)title);
}

static gboolean
is_approved(const Ticket *ticket, const Gate *gate, const char *word)
{
	for (guint i = 0; i < ticket->approvals->len; i++) {
		const Approval *approval = ticket->approvals->pdata[i];

		if (approval->answer == APPROVAL_GIVEN &&
		    g_strcmp0(approval->state, ticket_state_name(gate->state)) == 0 &&
		    g_strcmp0(approval->word, word) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
add_approval(GArray *approvals, TicketState state, const char *word)
{
	GateApproval needed = { state, word };

	for (guint i = 0; i < approvals->len; i++) {
		const GateApproval *known = &g_array_index(approvals, GateApproval, i);

		if (known->state == state && strcmp(known->word, word) == 0)
			return;
	}
	g_array_append_val(approvals, needed);
}

static void
look_at(const Ticket *ticket, const Gate *gate, GateFindings *findings)
{
	gboolean complete = TRUE;

	for (guint i = 0; gate->require && gate->require[i]; i++) {
		if (ticket_fact(ticket, gate->require[i]))
			continue;
		complete = FALSE;
		add_once(findings->facts, gate->require[i]);
	}
	for (guint i = 0; complete && gate->approval && gate->approval[i]; i++)
		if (!is_approved(ticket, gate, gate->approval[i]))
			add_approval(findings->approvals, gate->state, gate->approval[i]);
}

static void
look_at_all(const Ticket *ticket, const GPtrArray *gates, guint states,
	    GateFindings *findings)
{
	for (guint i = 0; gates && i < gates->len; i++) {
		const Gate *gate = gates->pdata[i];

		if (states & BIT(gate->state))
			look_at(ticket, gate, findings);
	}
}

static GateAnswer
check_states(const Policy *policy, const Ticket *ticket, guint states,
	     GateFindings *findings)
{
	const Priority *priority = policy_priority(policy, ticket->priority);

	*findings = (GateFindings){
		.answer = GATE_IS_OPEN,
		.facts = g_ptr_array_new(),
		.approvals = g_array_new(FALSE, FALSE, sizeof(GateApproval)),
	};
	look_at_all(ticket, policy->gates, states, findings);
	if (priority)
		look_at_all(ticket, priority->gates, states, findings);
	look_at_all(ticket, policy->kinds[ticket->kind].gates, states, findings);
	if (findings->facts->len)
		findings->answer = GATE_LACKS_FACTS;
	else if (findings->approvals->len)
		findings->answer = GATE_LACKS_APPROVAL;
	return findings->answer;
}

GateAnswer
gate_check(const Policy *policy, const Ticket *ticket, TicketState to,
	   GateFindings *findings)
{
	return check_states(policy, ticket, states_on_the_way(ticket, to), findings);
}

/* ---- the last gate ---- */

gboolean
gate_close(Decision *decision, Ticket *ticket, gboolean confirmed)
{
	g_auto(GateFindings) findings = { 0 };

	ticket->confirmed = ticket->confirmed || confirmed;
	if (gate_check(decision->context->policy, ticket, STATE_CLOSED, &findings) ==
	    GATE_IS_OPEN) {
		lifecycle_enter(ticket, STATE_CLOSED, WAIT_NONE, 0, decision->context->now);
		return TRUE;
	}
	ticket->closing = TRUE;
	return FALSE;
}

static gboolean
was_asked(const Ticket *ticket, const char *address)
{
	for (guint i = 0; i < ticket->asked_for->len; i++) {
		const Asked *asked = ticket->asked_for->pdata[i];

		/* resolved again after it was reopened: a further question */
		if (strcmp(asked->document, GATE_ASKS) == 0 &&
		    address_equal(asked->address, address) && asked->at >= ticket->resolved)
			return TRUE;
	}
	return FALSE;
}

static void
ask_for(Decision *decision, Ticket *ticket, const GateFindings *findings)
{
	g_autoptr(GPtrArray) to = notice_audience(decision, NOTICE_REQUIRED, ticket);
	NoticeWords words = { .asked = findings->facts };

	for (guint i = 0; i < to->len; i++) {
		const Address *address = to->pdata[i];
		Asked *asked;

		if (was_asked(ticket, address->address))
			continue;
		notice_send_to(decision, NOTICE_REQUIRED, ticket, address, &words);
		asked = g_new0(Asked, 1);
		asked->document = g_strdup(GATE_ASKS);
		asked->address = g_ascii_strdown(address->address, -1);
		asked->at = decision->context->now;
		g_ptr_array_add(ticket->asked_for, asked);
	}
}

static void
close_at_last(Decision *decision, Ticket *ticket)
{
	NoticeWords words = { .silent = !ticket->confirmed };

	lifecycle_enter(ticket, STATE_CLOSED, WAIT_NONE, 0, decision->context->now);
	change_add_event(decision->change, ticket->ticket_id, decision->context->now,
			 "closed", "desk",
			 decision_phrase(decision, "log-complete", NULL, NULL));
	notice_send(decision, NOTICE_CLOSED, ticket, &words);
}

void
gate_settle(Decision *decision, Ticket *ticket)
{
	g_auto(GateFindings) all = { 0 };
	g_auto(GateFindings) before_resolved = { 0 };
	const Policy *policy = decision->context->policy;
	GateAnswer answer;

	if (ticket->state != STATE_RESOLVED)
		return;
	answer = gate_check(policy, ticket, STATE_CLOSED, &all);
	check_states(policy, ticket, BIT(STATE_RESOLVED), &before_resolved);
	if (ticket->closing && answer == GATE_IS_OPEN)
		close_at_last(decision, ticket);
	else if (answer == GATE_LACKS_FACTS &&
		 (ticket->closing || before_resolved.facts->len))
		ask_for(decision, ticket, &all);
}
