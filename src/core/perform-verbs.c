/* What the functions of commands share. */
#include "core/perform-verbs.h"

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
perform_assign_to(Performance *performance, const char *title)
{
	Ticket *ticket = performance->ticket;

	if (g_strcmp0(ticket->assignee, title) == 0)
		return;
	perform_replace(&ticket->assignee, title);
	ticket->set_by_person |= TICKET_FIELD_ASSIGNEE;
	decision_log(performance->decision, ticket, "assigned", g_strdup(title));
}
