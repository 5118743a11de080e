/*
 * Commands that say what is known: every fact of the policy, and the milestones that were
 * reached.
 */
#include "core/perform-verbs.h"

#include "core/fact-write.h"
#include "core/fact.h"
#include "core/lifecycle.h"

/* The titles or labels of the values that FACT takes, in the reader's language. Own. */
static char *
value_list(const FactSpec *fact, const char *language)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < fact->values->len; i++) {
		const FactValue *value = fact->values->pdata[i];

		perform_list_add(list, language,
				 label_text(&value->label, value->title, language));
	}
	if (fact_is_score(fact))
		g_string_append_printf(list, "%d-%d", FACT_SCORE_MIN, FACT_SCORE_MAX);
	return g_string_free(list, FALSE);
}

static gboolean
refuse_value(Performance *performance, const FactSpec *fact, FactOutcome outcome,
	     const char *text, char **result)
{
	static const char *const keys[] = {
		[FACT_NO_TEXT] = "refused-text-missing",
		[FACT_NO_VALUE] = "refused-no-value",
		[FACT_NO_MOMENT] = "refused-moment",
		[FACT_NO_DURATION] = "refused-duration",
	};
	g_autofree char *known = value_list(fact, performance->language);

	*result = PERFORM_SAY(performance, keys[outcome], "reason", text, "line", known);
	return FALSE;
}

gboolean
perform_fact(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	const FactSpec *fact = policy_fact(policy, command->fact);
	Ticket *ticket = performance->ticket;
	g_autoptr(GHashTable) marks = fact_marks(ticket);
	g_autofree char *words = NULL;
	FactOutcome outcome;

	outcome = fact_write(policy, ticket, fact, command->argument,
			     performance->decision->by, perform_now(performance));
	if (outcome != FACT_WRITTEN)
		return refuse_value(performance, fact, outcome, command->argument, result);
	fact_log(performance->decision, ticket, marks);
	words = fact_words(policy, ticket, fact->title, performance->language);
	*result = PERFORM_SAY(performance, "done-fact", "label",
			      fact_label(policy, fact->title, performance->language),
			      "value", words);
	return TRUE;
}

/* ---- milestones ---- */

static const Milestone *
find_in(const GPtrArray *milestones, const char *word)
{
	for (guint i = 0; milestones && i < milestones->len; i++) {
		const Milestone *milestone = milestones->pdata[i];

		if (label_matches(&milestone->label, milestone->title, word))
			return milestone;
	}
	return NULL;
}

static void
add_names(const GPtrArray *milestones, const char *language, GString *list)
{
	for (guint i = 0; milestones && i < milestones->len; i++) {
		const Milestone *milestone = milestones->pdata[i];

		perform_list_add(list, language,
				 label_text(&milestone->label, milestone->title, language));
	}
}

static gboolean
is_met(const Ticket *ticket, const char *name)
{
	const Limit *limit = ticket_limit(ticket, name);

	return limit && limit->met;
}

static void
meet(Performance *performance, const Milestone *milestone)
{
	Ticket *ticket = performance->ticket;
	Limit *limit = ticket_limit(ticket, milestone->title);

	if (!limit) {
		limit = g_new0(Limit, 1);
		limit->name = g_strdup(milestone->title);
		g_ptr_array_add(ticket->limits, limit);
	}
	limit->met = perform_now(performance);
	decision_log(performance->decision, ticket, "milestone",
		     g_strdup(milestone->title));
}

/* MILESTONE and those that it stands after, the earliest first (policy language 7.4). */
static void
meet_chain(Performance *performance, const GPtrArray *milestones,
	   const Milestone *milestone)
{
	g_autoptr(GPtrArray) path = g_ptr_array_new();

	for (const Milestone *one = milestone;
	     one && !is_met(performance->ticket, one->title) &&
	     !g_ptr_array_find(path, one, NULL);
	     one = one->after ? find_in(milestones, one->after) : NULL)
		g_ptr_array_add(path, (gpointer)one);
	for (guint i = path->len; i > 0; i--)
		meet(performance, path->pdata[i - 1]);
}

gboolean
perform_done(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	Ticket *ticket = performance->ticket;
	const Priority *priority = policy_priority(policy, ticket->priority);
	const Tier *tier = policy_tier(policy, ticket->tier);
	const GPtrArray *of_priority = priority ? priority->clocks.milestones : NULL;
	const GPtrArray *of_tier = tier ? tier->clocks.milestones : NULL;
	const Milestone *milestone = find_in(of_priority, command->argument);
	const GPtrArray *milestones = milestone ? of_priority : of_tier;

	if (!milestone)
		milestone = find_in(of_tier, command->argument);
	if (!milestone) {
		g_autoptr(GString) known = g_string_new(NULL);

		add_names(of_priority, performance->language, known);
		add_names(of_tier, performance->language, known);
		*result = PERFORM_SAY(performance, "refused-no-milestone", "reason",
				      command->argument, "line", known->str);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	if (is_met(ticket, milestone->title)) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	meet_chain(performance, milestones, milestone);
	lifecycle_respond(ticket, perform_now(performance));
	*result = PERFORM_SAY(performance, "done-done", "label",
			      label_text(&milestone->label, milestone->title,
					 performance->language));
	return TRUE;
}
