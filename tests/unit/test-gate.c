/*
 * core/gate: which `before` holds a ticket back on which way, and what is missing then.
 * Mails and commands that meet gates are in test-decide.
 */
#include "core/gate.h"

#include <string.h>

#include "core/lifecycle.h"

static void
add_gate(GPtrArray *gates, TicketState state, const char *require, const char *approval)
{
	Gate *gate = g_new0(Gate, 1);

	gate->state = state;
	gate->require = g_strsplit(require, " ", -1);
	gate->approval = g_strsplit(approval, " ", -1);
	g_ptr_array_add(gates, gate);
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Priority *major = g_new0(Priority, 1);

	major->title = g_strdup("major");
	major->rank = 1;
	major->gates = g_ptr_array_new_with_free_func((GDestroyNotify)gate_free);
	g_ptr_array_add(policy->priorities, major);
	add_gate(policy->gates, STATE_ACCEPTED, "contact", "");
	add_gate(policy->gates, STATE_PLANNED, "cause", "");
	add_gate(policy->gates, STATE_REPAIRING, "plan", "manager");
	add_gate(policy->gates, STATE_WAITING, "place", "");
	add_gate(policy->gates, STATE_RESOLVED, "cause fix", "");
	add_gate(policy->gates, STATE_CLOSED, "time", "");
	add_gate(policy->gates, STATE_REJECTED, "comment", "");
	add_gate(major->gates, STATE_RESOLVED, "prevention", "");
	add_gate(policy->kinds[KIND_CHANGE].gates, STATE_ACCEPTED, "impact",
		 "manager director");
	return policy;
}

/* From (waiting: the state before it), known facts, to: what is missing, in order; then the
 * approvals as "state:word". */
static const struct {
	TicketState from;
	const char *known;
	TicketState to;
	const char *missing;
} ways[] = {
	{ STATE_NEW, "", STATE_ACCEPTED, "contact" },
	{ STATE_NEW, "contact", STATE_ACCEPTED, "" },
	{ STATE_NEW, "contact", STATE_DIAGNOSING, "" },
	{ STATE_NEW, "contact", STATE_PLANNED, "cause" },
	{ STATE_NEW, "", STATE_VERIFYING, "contact cause plan" },
	{ STATE_NEW, "", STATE_RESOLVED, "contact cause plan fix" },
	{ STATE_NEW, "", STATE_CLOSED, "contact cause plan fix time" },
	{ STATE_ACCEPTED, "", STATE_RESOLVED, "cause plan fix" },
	{ STATE_ACCEPTED, "cause plan fix", STATE_RESOLVED, "repairing:manager" },
	{ STATE_DIAGNOSING, "plan fix", STATE_RESOLVED, "cause repairing:manager" },
	{ STATE_REPAIRING, "cause fix", STATE_RESOLVED, "" },
	{ STATE_REPAIRING, "cause", STATE_RESOLVED, "fix" },
	/* back is into that state alone */
	{ STATE_VERIFYING, "", STATE_REPAIRING, "plan" },
	{ STATE_VERIFYING, "", STATE_DIAGNOSING, "" },
	/* waiting itself, and from waiting as from the state before it */
	{ STATE_ACCEPTED, "", STATE_WAITING, "place" },
	{ STATE_ACCEPTED, "place", STATE_WAITING, "" },
	/* never held back: the end of what is no fault, and a ticket that is opened again */
	{ STATE_NEW, "", STATE_REJECTED, "" },
	{ STATE_REJECTED, "", STATE_ACCEPTED, "" },
	{ STATE_CLOSED, "", STATE_ACCEPTED, "" },
	{ STATE_RESOLVED, "", STATE_NEW, "" },
	/* a monitor's recovery skipped what stands before "resolved" */
	{ STATE_RESOLVED, "", STATE_CLOSED, "cause fix time" },
	{ STATE_RESOLVED, "cause fix", STATE_CLOSED, "time" },
	{ STATE_RESOLVED, "cause fix time", STATE_CLOSED, "" },
};

static Ticket *
ticket_in(TicketState state, const char *known)
{
	Ticket *ticket = ticket_new(1);
	g_auto(GStrv) facts = g_strsplit(known, " ", -1);

	ticket->state = state;
	for (guint i = 0; facts[i]; i++)
		if (*facts[i])
			ticket_set_fact(ticket, facts[i], "known", "wang", 1);
	return ticket;
}

static char *
missing(const GateFindings *findings)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < findings->facts->len; i++)
		g_string_append_printf(list, "%s%s", list->len ? " " : "",
				       (char *)findings->facts->pdata[i]);
	for (guint i = 0; i < findings->approvals->len; i++) {
		const GateApproval *approval =
			&g_array_index(findings->approvals, GateApproval, i);

		g_string_append_printf(list, "%s%s:%s", list->len ? " " : "",
				       ticket_state_name(approval->state), approval->word);
	}
	return g_string_free(list, FALSE);
}

static void
expect(const Policy *policy, const Ticket *ticket, TicketState to, const char *wanted)
{
	g_auto(GateFindings) findings = { 0 };
	GateAnswer answer = gate_check(policy, ticket, to, &findings);
	g_autofree char *found = missing(&findings);

	g_assert_cmpstr(found, ==, wanted);
	if (findings.facts->len)
		g_assert_cmpint(answer, ==, GATE_LACKS_FACTS);
	else
		g_assert_cmpint(answer, ==,
				*wanted ? GATE_LACKS_APPROVAL : GATE_IS_OPEN);
}

static void
test_ways(void)
{
	g_autoptr(Policy) policy = company();

	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autoptr(Ticket) ticket = ticket_in(ways[i].from, ways[i].known);

		expect(policy, ticket, ways[i].to, ways[i].missing);
	}
}

static void
test_from_waiting(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = ticket_in(STATE_REPAIRING, "cause");

	lifecycle_enter(ticket, STATE_WAITING, WAIT_PARTS, 0, 5);
	expect(policy, ticket, STATE_RESOLVED, "fix");
	expect(policy, ticket, STATE_VERIFYING, "");
	expect(policy, ticket, STATE_REPAIRING, "");
}

/* Those of the priority and of the kind apply together with those for all. */
static void
test_levels_and_kinds(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = ticket_in(STATE_REPAIRING, "cause fix");

	ticket->priority = g_strdup("major");
	expect(policy, ticket, STATE_RESOLVED, "prevention");
	ticket->state = STATE_NEW;
	ticket->kind = KIND_CHANGE;
	expect(policy, ticket, STATE_ACCEPTED, "contact impact");
	ticket_set_fact(ticket, "contact", "1234", "wang", 1);
	ticket_set_fact(ticket, "impact", "none", "wang", 1);
	expect(policy, ticket, STATE_ACCEPTED, "accepted:manager accepted:director");
}

static void
give(Ticket *ticket, const char *state, const char *word, ApprovalState answer)
{
	Approval *approval = g_new0(Approval, 1);

	approval->state = g_strdup(state);
	approval->word = g_strdup(word);
	approval->address = g_strdup("zhao@corp.example");
	approval->answer = answer;
	g_ptr_array_add(ticket->approvals, approval);
}

/* One person for each word, for this state, and given: nothing less opens. */
static void
test_approvals(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = ticket_in(STATE_NEW, "contact impact");

	ticket->kind = KIND_CHANGE;
	give(ticket, "accepted", "manager", APPROVAL_ASKED);
	give(ticket, "repairing", "director", APPROVAL_GIVEN);
	give(ticket, "accepted", "director", APPROVAL_VOID);
	expect(policy, ticket, STATE_ACCEPTED, "accepted:manager accepted:director");
	give(ticket, "accepted", "manager", APPROVAL_GIVEN);
	expect(policy, ticket, STATE_ACCEPTED, "accepted:director");
	give(ticket, "accepted", "director", APPROVAL_GIVEN);
	expect(policy, ticket, STATE_ACCEPTED, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gate/ways", test_ways);
	g_test_add_func("/gate/from-waiting", test_from_waiting);
	g_test_add_func("/gate/levels-and-kinds", test_levels_and_kinds);
	g_test_add_func("/gate/approvals", test_approvals);
	return g_test_run();
}
