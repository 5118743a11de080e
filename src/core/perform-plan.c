/* Commands that plan: what kind of ticket it is, and until when it shall be done. */
#include "core/perform-verbs.h"

#include <string.h>

#include "base/text.h"
#include "core/fact.h"

/* WORD as a kind: its name, what the policy or either language calls it. */
static gboolean
read_kind(const Performance *performance, const char *word, TicketKind *kind)
{
	static const char *const languages[] = { "en", "zh_CN" };
	const Policy *policy = perform_policy(performance);
	g_autofree char *folded = text_fold(word);

	for (guint i = 0; i < N_KINDS; i++) {
		*kind = i;
		if (label_matches(&policy->kinds[i].label, ticket_kind_name(i), word))
			return TRUE;
		for (guint j = 0; j < G_N_ELEMENTS(languages); j++) {
			g_autofree char *key =
				g_strconcat("kind-", ticket_kind_name(i), NULL);
			g_autofree char *name =
				phrase(performance->decision->context->templates,
				       languages[j], key, NULL);
			g_autofree char *folded_name = text_fold(name);

			if (strcmp(folded, folded_name) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

/* The history stays; what stands before the states of its new kind holds from now on. */
gboolean
perform_kind(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	TicketKind kind;
	g_autofree char *name = NULL;

	if (!read_kind(performance, command->argument, &kind)) {
		*result = PERFORM_SAY(performance, "refused-no-kind", "reason",
				      command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	if (ticket->kind == kind) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	decision_log(performance->decision, ticket, "kind",
		     g_strdup_printf("%s → %s", ticket_kind_name(ticket->kind),
				     ticket_kind_name(kind)));
	ticket->kind = kind;
	ticket->set_by_person |= TICKET_FIELD_KIND;
	name = perform_say_name(performance, "kind", ticket_kind_name(kind));
	*result = PERFORM_SAY(performance, "done-kind", "kind", name);
	return TRUE;
}

/* A mere day is its last minute. */
gboolean
perform_due(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	GTimeZone *zone = perform_policy(performance)->desk.zone;
	g_autofree char *text =
		strlen(command->argument) == strlen("2026-12-01")
			? g_strconcat(command->argument, " 23:59", NULL)
			: g_strdup(command->argument);
	g_autofree char *written = NULL;
	gint64 due;

	if (!instant_parse(text, zone, &due, NULL) || due <= perform_now(performance)) {
		*result = PERFORM_SAY(performance, "refused-date", "reason",
				      command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	written = instant_local(due, zone);
	ticket_set_fact(ticket, "due", written, performance->decision->by,
			perform_now(performance));
	decision_log(performance->decision, ticket, "due", g_strdup(written));
	*result = PERFORM_SAY(performance, "done-due", "due", written);
	return TRUE;
}
