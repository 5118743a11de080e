/* What the functions of commands share. */
#include "core/perform-verbs.h"

#include "core/fact.h"
#include "core/gate.h"

const Policy *
perform_policy(const Performance *performance)
{
	return performance->decision->context->policy;
}

gint64
perform_now(const Performance *performance)
{
	return performance->decision->context->now;
}

void
perform_replace(char **field, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*field);
	*field = copy;
}

/* The phrase for a named thing: state-accepted, wait-parts. */
char *
perform_say_name(const Performance *performance, const char *prefix, const char *name)
{
	g_autofree char *key = g_strdup_printf("%s-%s", prefix, name);

	return PERFORM_SAY(performance, key, NULL, NULL);
}

gboolean
perform_refuse_state(Performance *performance, char **result)
{
	g_autofree char *state = perform_say_name(
		performance, "state", ticket_state_name(performance->ticket->state));

	*result = PERFORM_SAY(performance, "refused-state", "state", state);
	return FALSE;
}

void
perform_list_add(GString *list, const char *language, const char *name)
{
	const char *comma = g_str_has_prefix(language, "zh") ? "、" : ", ";

	g_string_append_printf(list, "%s%s", list->len ? comma : "", name);
}

/* "manager" as the reader calls it; a person, team or address as it is. Own. */
static char *
approver_name(const Performance *performance, const char *word)
{
	const Person *person = policy_person(perform_policy(performance), word);
	g_autofree char *key = g_strdup_printf("recipient-%s", word);
	g_autofree char *name = PERFORM_SAY(performance, key, NULL, NULL);

	if (person)
		return g_strdup(person->name);
	return g_str_equal(name, key) ? g_strdup(word) : g_steal_pointer(&name);
}

gboolean
perform_is_held(Performance *performance, TicketState to, char **result)
{
	g_auto(GateFindings) findings = { 0 };
	const Policy *policy = perform_policy(performance);
	GateAnswer answer = gate_check(policy, performance->ticket, to, &findings);
	g_autoptr(GString) list = g_string_new(NULL);

	if (answer == GATE_IS_OPEN)
		return FALSE;
	for (guint i = 0; i < findings.facts->len; i++)
		perform_list_add(list, performance->language,
				 fact_label(policy, findings.facts->pdata[i],
					    performance->language));
	for (guint i = 0; answer == GATE_LACKS_APPROVAL && i < findings.approvals->len; i++) {
		g_autofree char *name = approver_name(
			performance,
			g_array_index(findings.approvals, GateApproval, i).word);

		perform_list_add(list, performance->language, name);
	}
	*result = PERFORM_SAY(performance,
			      answer == GATE_LACKS_FACTS ? "refused-facts-missing"
							 : "refused-approval-missing",
			      "line", list->str);
	return TRUE;
}

void
perform_assign_to(Performance *performance, const char *title)
{
	Ticket *ticket = performance->ticket;

	if (g_strcmp0(ticket->assignee, title) == 0)
		return;
	perform_replace(&ticket->assignee, title);
	ticket->set_by_person |= TICKET_FIELD_ASSIGNEE;
	decision_log(performance->decision, ticket, "assigned", g_strdup(title));
}
