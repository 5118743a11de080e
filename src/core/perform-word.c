/*
 * Commands about words: notes, copies, facts, and those that only ask.
 */
#include "core/perform-verbs.h"

#include <string.h>

gboolean
perform_note(Performance *performance, const Command *command, char **result)
{
	if (!performance->entry) {
		*result = PERFORM_SAY(performance, "refused-note-empty", NULL, NULL);
		return FALSE;
	}
	*result = PERFORM_SAY(performance, "done-note", NULL, NULL);
	return TRUE;
}

gboolean
perform_cc(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	g_auto(GStrv) words = g_strsplit_set(command->argument, " ,;\t", -1);
	Ticket *ticket = performance->ticket;

	for (guint i = 0; words[i]; i++) {
		if (!*words[i])
			continue;
		if (!address_is_sendable(words[i]) ||
		    !(address_in_domains(words[i],
					 (const char *const *)policy->desk.domains) ||
		      policy_person_by_address(policy, words[i]))) {
			*result = PERFORM_SAY(performance, "refused-cc-domain", "reason",
					      words[i]);
			return FALSE;
		}
	}
	for (guint i = 0; words[i]; i++) {
		if (!*words[i] || ticket_is_participant(ticket, words[i]))
			continue;
		g_ptr_array_add(ticket->watchers, address_new(NULL, words[i]));
		decision_log(performance->decision, ticket, "watcher", g_strdup(words[i]));
	}
	*result = PERFORM_SAY(performance, "done-cc", "recipient", command->argument);
	return TRUE;
}

/* /show and /help are answered in a mail; the command line has commands of its own. */
static gboolean
refuse_without_mail(Performance *performance, char **result)
{
	if (performance->decision->actor)
		return FALSE;
	*result = PERFORM_SAY(performance, "refused-only-by-mail", NULL, NULL);
	return TRUE;
}

/* A good code never comes here (core/decide-approve). */
gboolean
perform_approve(Performance *performance, const Command *command, char **result)
{
	*result = PERFORM_SAY(performance,
			      performance->decision->actor ? "refused-code"
							   : "refused-approve-by-mail",
			      NULL, NULL);
	return FALSE;
}

gboolean
perform_show(Performance *performance, const Command *command, char **result)
{
	if (refuse_without_mail(performance, result))
		return FALSE;
	performance->show = TRUE;
	*result = PERFORM_SAY(performance, "done-show", NULL, NULL);
	return TRUE;
}

gboolean
perform_help(Performance *performance, const Command *command, char **result)
{
	if (refuse_without_mail(performance, result))
		return FALSE;
	performance->help = TRUE;
	*result = PERFORM_SAY(performance, "done-help", NULL, NULL);
	return TRUE;
}
