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

/* Durations are added up: "45min" and "1h" are "1h45min". NULL if VALUE is none. */
static char *
add_duration(const char *known, const char *value)
{
	Duration old = { 0 }, more;
	gint64 minutes;

	if (!duration_parse(value, &more, NULL) || more.working_days)
		return NULL;
	if (known && !duration_parse(known, &old, NULL))
		old.seconds = 0;
	minutes = (old.seconds + more.seconds + 59) / 60;
	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT "min", minutes);
	if (minutes % 60 == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT "h", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT "h%" G_GINT64_FORMAT "min", minutes / 60,
			       minutes % 60);
}

gboolean
perform_fact(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const char *fact = command->spec->fact;
	const char *known = ticket_fact(ticket, fact);
	g_autofree char *value = NULL;
	g_autofree char *label = perform_say_name(performance, "fact", fact);

	if (strcmp(fact, "time") == 0)
		value = add_duration(known, command->argument);
	else if (strcmp(fact, "parts") == 0 && known)
		value = g_strdup_printf("%s, %s", known, command->argument);
	else
		value = g_strdup(command->argument);
	if (!value) {
		*result = PERFORM_SAY(performance, "refused-duration", "reason",
				      command->argument);
		return FALSE;
	}
	ticket_set_fact(ticket, fact, value, performance->decision->by,
			perform_now(performance));
	decision_log(performance->decision, ticket, "fact",
		     g_strdup_printf("%s: %s", fact, value));
	*result = PERFORM_SAY(performance, "done-fact", "label", label, "value", value);
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
