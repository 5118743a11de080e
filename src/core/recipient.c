/*
 * The words that stand for people are one table; whatever is not in it is a name. Who is
 * there is for the rota to say.
 */
#include "core/recipient.h"

#include <string.h>

#include "base/text.h"
#include "core/rota.h"

typedef struct {
	const Decision *decision;
	const Policy *policy;
	const Ticket *ticket;
	const Team *team;    /* the ticket's; NULL */
	GPtrArray *absences; /* own; foreign Absence */
	gint64 now;
} Place;

static const Absence *
find_absence(const GPtrArray *absences, const char *person)
{
	for (guint i = 0; i < absences->len; i++) {
		const Absence *absence = absences->pdata[i];

		if (strcmp(absence->person, person) == 0)
			return absence;
	}
	return NULL;
}

/* Those that are known, as this decision leaves them. */
static GPtrArray *
absences_of(const Decision *decision)
{
	const GPtrArray *known = decision->snapshot->absences;
	const GPtrArray *changed = decision->change->absences;
	GPtrArray *absences = g_ptr_array_new();

	for (guint i = 0; i < known->len; i++)
		if (!find_absence(changed, ((Absence *)known->pdata[i])->person))
			g_ptr_array_add(absences, known->pdata[i]);
	for (guint i = 0; i < changed->len; i++)
		g_ptr_array_add(absences, changed->pdata[i]);
	return absences;
}

static Place
place_of(const Decision *decision, const Ticket *ticket)
{
	const Policy *policy = decision->context->policy;

	return (Place){
		.decision = decision,
		.policy = policy,
		.ticket = ticket,
		.team = policy_team(policy, ticket->team),
		.absences = absences_of(decision),
		.now = decision->context->now,
	};
}

static void
place_clear(Place *place)
{
	g_ptr_array_unref(place->absences);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

gboolean
recipient_may_hear(const Policy *policy, const Ticket *ticket, const char *address)
{
	return !ticket || !ticket->drill || policy_person_by_address(policy, address) ||
	       address_in_domains(address, (const char *const *)policy->desk.domains);
}

static void
add_address(GPtrArray *to, const Address *address)
{
	for (guint i = 0; i < to->len; i++)
		if (address_equal(((Address *)to->pdata[i])->address, address->address))
			return;
	g_ptr_array_add(to, address_copy(address));
}

static void
add_person(const Place *place, const Person *person, GPtrArray *to)
{
	if (person)
		policy_resolve(place->policy, person->title, to);
}

/* ---- the words ---- */

static void
add_reporter(const Place *place, GPtrArray *to)
{
	add_address(to, place->ticket->reporter);
}

static void
add_watchers(const Place *place, GPtrArray *to)
{
	for (guint i = 0; i < place->ticket->watchers->len; i++)
		add_address(to, place->ticket->watchers->pdata[i]);
}

static const Person *
on_call(const Place *place,
	const Person *(*who)(const Policy *policy, const GPtrArray *absences,
			     const Team *team, gint64 at))
{
	return place->team ? who(place->policy, place->absences, place->team, place->now)
			   : NULL;
}

/* Somebody who is away reads it when he is back; somebody else must read it now. */
static void
add_present(const Place *place, GPtrArray *to)
{
	const Policy *policy = place->policy;
	const Person *assignee = policy_person(policy, place->ticket->assignee);
	const Person *stand_in;

	if (!assignee)
		return;
	add_person(place, assignee, to);
	stand_in = rota_stand_in(policy, place->absences, assignee, place->now);
	add_person(place, stand_in ? stand_in : on_call(place, rota_on_call), to);
}

static void
add_team(const Place *place, GPtrArray *to)
{
	if (place->team)
		policy_add_team(place->team, to);
}

static void
add_assignee(const Place *place, GPtrArray *to)
{
	g_autoptr(GPtrArray) workers =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	add_present(place, workers);
	if (workers->len == 0)
		add_team(place, workers);
	if (workers->len == 0 && !policy_add_role(place->policy, "dispatcher", workers))
		policy_add_role(place->policy, "engineer", workers);
	for (guint i = 0; i < workers->len; i++)
		add_address(to, workers->pdata[i]);
}

static void
add_manager(const Place *place, GPtrArray *to)
{
	policy_managers(place->policy, place->ticket->team, to);
}

static void
add_supplier(const Place *place, GPtrArray *to)
{
	const Tier *tier = policy_tier(place->policy, place->ticket->tier);

	if (tier && tier->supplier)
		policy_resolve(place->policy, tier->supplier->title, to);
}

/* Are all of a team away, it is better that all read it than that nobody does. A department
 * outside has no turns, but an address. */
static void
add_on_call(const Place *place, GPtrArray *to)
{
	const Person *person = on_call(place, rota_on_call);

	if (person)
		add_person(place, person, to);
	else
		add_team(place, to);
}

static void
add_deputy(const Place *place, GPtrArray *to)
{
	add_person(place, on_call(place, rota_deputy), to);
}

static const struct {
	const char *word;
	void (*add)(const Place *place, GPtrArray *to);
} words[] = {
	{ "reporter", add_reporter }, { "assignee", add_assignee },
	{ "watchers", add_watchers }, { "team", add_team },
	{ "manager", add_manager },   { "supplier", add_supplier },
	{ "on-call", add_on_call },   { "deputy", add_deputy },
};

static gboolean
add_word(const Decision *decision, const Ticket *ticket, const char *word, GPtrArray *to)
{
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_ascii_strcasecmp(words[i].word, word) == 0) {
			g_auto(Place) place = place_of(decision, ticket);

			words[i].add(&place, to);
			return TRUE;
		}
	}
	return FALSE;
}

gboolean
recipients_resolve(const Decision *decision, const Ticket *ticket, const char *word,
		   GPtrArray *addresses)
{
	const Policy *policy = decision->context->policy;
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	gboolean any = FALSE;

	if (!ticket || !add_word(decision, ticket, word, found))
		policy_resolve(policy, word, found);
	for (guint i = 0; i < found->len; i++) {
		const Address *address = found->pdata[i];

		if (!recipient_may_hear(policy, ticket, address->address))
			continue;
		add_address(addresses, address);
		any = TRUE;
	}
	return any;
}

void
recipients_add_assignee(const Decision *decision, const Ticket *ticket,
			GPtrArray *addresses)
{
	g_auto(Place) place = place_of(decision, ticket);

	add_present(&place, addresses);
}

void
recipients_add_workers(const Decision *decision, const Ticket *ticket, GPtrArray *addresses)
{
	g_auto(Place) place = place_of(decision, ticket);

	add_assignee(&place, addresses);
}

/* ---- whom to assign to ---- */

static gboolean
has_skill(const Person *person, const char *category)
{
	g_autofree char *folded = text_fold(category);

	for (guint i = 0; person->skills && person->skills[i]; i++) {
		g_autofree char *skill = text_fold(person->skills[i]);

		if (strcmp(skill, folded) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The open tickets of PERSON, this one left out. */
static guint
count_tickets(const Place *place, const Finding *assigned, const Person *person)
{
	guint count = 0;

	for (guint i = 0; i < assigned->tickets->len; i++) {
		const Ticket *ticket = assigned->tickets->pdata[i];

		count += ticket->ticket_id != place->ticket->ticket_id &&
			 policy_person(place->policy, ticket->assignee) == person;
	}
	return count;
}

/* The first listed of those of PERSONS who fit and have the fewest. */
static const Person *
least_busy(const Place *place, const Finding *assigned, const GPtrArray *persons)
{
	const Person *best = NULL;
	guint fewest = 0;

	for (guint i = 0; i < persons->len; i++) {
		const Person *person = persons->pdata[i];
		guint count;

		if (!policy_is_engineer(place->policy, person) ||
		    !has_skill(person, place->ticket->category) ||
		    rota_is_away(place->policy, place->absences, person, place->now))
			continue;
		count = count_tickets(place, assigned, person);
		if (!best || count < fewest) {
			best = person;
			fewest = count;
		}
	}
	return best;
}

static const Person *
choose_by_skill(Decision *decision, const Place *place)
{
	const Finding *assigned;
	const Person *best = NULL;

	if (!place->ticket->category)
		return NULL;
	assigned = decision_ask(decision, &(Question){ .type = ASK_ASSIGNED });
	if (place->team)
		best = least_busy(place, assigned, place->team->members);
	return best ? best : least_busy(place, assigned, place->policy->persons);
}

const Person *
assignee_choose(Decision *decision, const Ticket *ticket, const char *word)
{
	g_auto(Place) place = place_of(decision, ticket);
	const Person *person, *stand_in;

	if (g_ascii_strcasecmp(word, "on-call") == 0)
		return on_call(&place, rota_on_call);
	if (g_ascii_strcasecmp(word, "skill") == 0)
		return choose_by_skill(decision, &place);
	person = policy_person(place.policy, word);
	if (!person)
		return NULL;
	stand_in = rota_stand_in(place.policy, place.absences, person, place.now);
	return stand_in ? stand_in : person;
}
