/*
 * Commands that set a ticket's fields: whose it is, how high, what it is about. Fields
 * follow from each other: a category brings its team, a tier its own.
 */
#include "core/perform-verbs.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/notice.h"
#include "core/rota.h"
#include "core/tier.h"

void
perform_defaults(const Policy *policy, Ticket *ticket)
{
	if (!ticket->priority && policy->priorities->len) {
		const Priority *lowest =
			policy->priorities->pdata[policy->priorities->len - 1];

		ticket->priority = g_strdup(lowest->title);
	}
	if (!ticket->tier) {
		const Tier *first = policy_next_tier(policy, 0);

		ticket->tier = first ? first->number : 0;
	}
	if (!ticket->team) {
		const Category *category = policy_category(policy, ticket->category);
		const Tier *tier = policy_tier(policy, ticket->tier);

		if (category && category->team)
			ticket->team = g_strdup(category->team->title);
		else if (tier && tier->team)
			ticket->team = g_strdup(tier->team->title);
	}
}

static const Person *
find_person(const Performance *performance, const char *word)
{
	const Policy *policy = perform_policy(performance);
	const Person *person = policy_person(policy, word);
	g_autofree char *folded = text_fold(word);

	if (strcmp(folded, "me") == 0 || strcmp(folded, "我") == 0)
		return performance->person;
	if (!person)
		person = policy_person_by_address(policy, word);
	for (guint i = 0; !person && i < policy->persons->len; i++) {
		const Person *candidate = policy->persons->pdata[i];
		g_autofree char *name = text_fold(candidate->name);

		if (strcmp(name, folded) == 0)
			person = candidate;
	}
	return person;
}

static const char *
suggest_person(const Performance *performance, const char *word)
{
	const GPtrArray *persons = perform_policy(performance)->persons;
	g_autoptr(GPtrArray) titles = g_ptr_array_new();

	for (guint i = 0; i < persons->len; i++)
		g_ptr_array_add(titles, ((Person *)persons->pdata[i])->title);
	g_ptr_array_add(titles, NULL);
	return text_suggest(word, (const char *const *)titles->pdata);
}

/* Whoever gives a ticket to somebody who is away should know. */
static char *
say_assigned(const Performance *performance, const Person *person)
{
	const Policy *policy = perform_policy(performance);
	gint64 now = perform_now(performance);
	gint64 until = rota_away_until(
		policy, performance->decision->snapshot->absences, person, now);
	g_autofree char *when = NULL;

	if (until == now)
		return PERFORM_SAY(performance, "done-assign", "assignee", person->name);
	when = instant_local(until, policy->desk.zone);
	return PERFORM_SAY(performance, "done-assign-away", "assignee", person->name, "due",
			   when);
}

gboolean
perform_assign(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Person *person = find_person(performance, command->argument);
	g_autofree char *was = g_strdup(ticket->assignee);
	NoticeWords words = { .was = was };

	if (!person || !policy_is_engineer(perform_policy(performance), person)) {
		*result = PERFORM_SAY(performance, "refused-no-person", "reason",
				      command->argument, "suggestion",
				      suggest_person(performance, command->argument));
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	if (g_strcmp0(was, person->title) == 0) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	perform_assign_to(performance, person->title);
	words.report = decision_report(performance->decision, ticket);
	notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	*result = say_assigned(performance, person);
	return TRUE;
}

static gboolean
refuse_team(Performance *performance, const Command *command, char **result)
{
	const GPtrArray *teams = perform_policy(performance)->teams;
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < teams->len; i++)
		perform_list_add(list, performance->language,
				 ((const Team *)teams->pdata[i])->title);
	*result = PERFORM_SAY(performance, "refused-no-team", "reason", command->argument,
			      "line", list->str);
	return FALSE;
}

gboolean
perform_team(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Team *team = policy_team(perform_policy(performance), command->argument);
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was };

	if (!team)
		return refuse_team(performance, command, result);
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	tier_give_to_team(performance->decision, ticket, team);
	ticket->set_by_person |= TICKET_FIELD_TEAM;
	words.report = decision_report(performance->decision, ticket);
	notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	*result = PERFORM_SAY(performance, "done-team", "team", team->title);
	return TRUE;
}

static void
move_to_tier(Performance *performance, const Tier *tier, const char *reason)
{
	Ticket *ticket = performance->ticket;

	tier_respond(perform_policy(performance), ticket, performance->person,
		     perform_now(performance));
	tier_move(performance->decision, ticket, tier, reason);
	ticket->set_by_person |= TICKET_FIELD_TIER | (tier->team ? TICKET_FIELD_TEAM : 0);
}

static char *
tier_name(const Tier *tier)
{
	return tier->name ? g_strdup(tier->name) : g_strdup_printf("%d", tier->number);
}

/* Whoever passes it on does not keep it, though he be of the next team as well. */
static void
let_go(const Performance *performance, const Tier *tier)
{
	Ticket *ticket = performance->ticket;
	const Person *assignee = policy_person(perform_policy(performance), ticket->assignee);

	if (assignee && assignee == performance->person && tier->team &&
	    tier->team->members->len > 1)
		g_clear_pointer(&ticket->assignee, g_free);
}

gboolean
perform_escalate(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Tier *tier = policy_next_tier(perform_policy(performance), ticket->tier);
	g_autofree char *name = NULL;

	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	if (!tier) {
		*result = PERFORM_SAY(performance, "refused-top-tier", NULL, NULL);
		return FALSE;
	}
	let_go(performance, tier);
	move_to_tier(performance, tier, command->argument);
	name = tier_name(tier);
	*result = PERFORM_SAY(performance, "done-escalate", "tier", name);
	return TRUE;
}

gboolean
perform_tier(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	gint64 number = g_ascii_strtoll(command->argument, NULL, 10);
	const Tier *tier =
		policy_tier(perform_policy(performance), (int)CLAMP(number, 0, G_MAXINT));
	g_autofree char *name = NULL;

	if (!tier) {
		*result = PERFORM_SAY(performance, "refused-no-tier", "reason",
				      command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	name = tier_name(tier);
	if (tier->number == ticket->tier) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	move_to_tier(performance, tier, "");
	*result = PERFORM_SAY(performance, "done-tier", "tier", name);
	return TRUE;
}

/* What the reader calls ITEMS (structures that begin with title and label), for "known are …".
 * Own. */
static char *
label_list(const GPtrArray *items, const char *language)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++) {
		const System *any = items->pdata[i];

		perform_list_add(list, language,
				 label_text(&any->label, any->title, language));
	}
	return g_string_free(list, FALSE);
}

#define BEGINS_LIKE_SYSTEM(type)                                                           \
	G_STATIC_ASSERT(G_STRUCT_OFFSET(type, title) == G_STRUCT_OFFSET(System, title) &&  \
			G_STRUCT_OFFSET(type, label) == G_STRUCT_OFFSET(System, label))
BEGINS_LIKE_SYSTEM(Priority);
BEGINS_LIKE_SYSTEM(Category);

static gboolean
refuse_unknown(Performance *performance, const char *key, const Command *command,
	       const GPtrArray *known, char **result)
{
	g_autofree char *list = label_list(known, performance->language);

	*result = PERFORM_SAY(performance, key, "reason", command->argument, "line", list);
	return FALSE;
}

gboolean
perform_priority(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	const Priority *priority = policy_priority(policy, command->argument);
	Ticket *ticket = performance->ticket;
	const char *label;

	if (!priority)
		return refuse_unknown(performance, "refused-no-priority", command,
				      policy->priorities, result);
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	decision_log(performance->decision, ticket, "priority",
		     g_strdup_printf("%s → %s", ticket->priority ? ticket->priority : "-",
				     priority->title));
	perform_replace(&ticket->priority, priority->title);
	ticket->set_by_person |= TICKET_FIELD_PRIORITY;
	label = label_text(&priority->label, priority->title, performance->language);
	*result = PERFORM_SAY(performance, "done-priority", "priority", label);
	return TRUE;
}

gboolean
perform_category(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	const Category *category = policy_category(policy, command->argument);
	Ticket *ticket = performance->ticket;
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was };
	const char *label;

	if (!category)
		return refuse_unknown(performance, "refused-no-category", command,
				      policy->categories, result);
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	perform_replace(&ticket->category, category->title);
	ticket->set_by_person |= TICKET_FIELD_CATEGORY;
	decision_log(performance->decision, ticket, "category", g_strdup(category->title));
	if (category->team && !(ticket->set_by_person & TICKET_FIELD_TEAM) &&
	    g_strcmp0(was, category->team->title) != 0) {
		tier_give_to_team(performance->decision, ticket, category->team);
		words.report = decision_report(performance->decision, ticket);
		notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	}
	label = label_text(&category->label, category->title, performance->language);
	*result = PERFORM_SAY(performance, "done-category", "category", label);
	return TRUE;
}

gboolean
perform_system(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	const System *system = policy_system(policy, command->argument);
	Ticket *ticket = performance->ticket;
	const char *label;

	if (!system)
		return refuse_unknown(performance, "refused-no-system", command,
				      policy->systems, result);
	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	perform_replace(&ticket->system, system->title);
	ticket->set_by_person |= TICKET_FIELD_SYSTEM;
	decision_log(performance->decision, ticket, "system", g_strdup(system->title));
	label = label_text(&system->label, system->title, performance->language);
	*result = PERFORM_SAY(performance, "done-system", "system", label);
	return TRUE;
}
