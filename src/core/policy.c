/* Looking things up in the company and its regulation. */
#include "core/policy.h"

#include <string.h>

#include "base/text.h"
#include "core/fact.h"

void
person_free(Person *person)
{
	g_free(person->title);
	g_free(person->name);
	g_strfreev(person->addresses);
	g_strfreev(person->fingerprints);
	g_strfreev(person->roles);
	g_free(person->language);
	g_free(person->job);
	g_free(person->phone);
	g_strfreev(person->skills);
	g_free(person->deputy);
	g_strfreev(person->away);
	g_free(person);
}

static void
team_free(Team *team)
{
	g_free(team->title);
	g_clear_pointer(&team->members, g_ptr_array_unref);
	g_free(team->address);
	g_free(team);
}

static void
supplier_free(Supplier *supplier)
{
	g_free(supplier->title);
	g_free(supplier->name);
	g_free(supplier->address);
	g_free(supplier->language);
	g_strfreev(supplier->reference);
	g_free(supplier);
}

static void
tier_free(Tier *tier)
{
	g_free(tier->name);
	clocks_clear(&tier->clocks);
	g_free(tier);
}

static void
system_free(System *system)
{
	g_free(system->title);
	label_clear(&system->label);
	g_strfreev(system->match);
	g_free(system);
}

static void
category_free(Category *category)
{
	g_free(category->title);
	label_clear(&category->label);
	g_strfreev(category->match);
	g_free(category);
}

static void
priority_free(Priority *priority)
{
	g_free(priority->title);
	label_clear(&priority->label);
	clocks_clear(&priority->clocks);
	g_clear_pointer(&priority->gates, g_ptr_array_unref);
	g_free(priority);
}

static void
desk_clear(Desk *desk)
{
	g_free(desk->name);
	g_free(desk->address);
	g_strfreev(desk->aliases);
	g_strfreev(desk->addresses);
	g_free(desk->tag);
	g_free(desk->language);
	g_clear_pointer(&desk->zone, g_time_zone_unref);
	g_strfreev(desk->domains);
	g_strfreev(desk->alerts);
}

static char **
empty_list(void)
{
	return g_new0(char *, 1);
}

gint64
desk_until(const Desk *desk, const Duration *length, gint64 from)
{
	return calendar_add(length->working_days ? desk->calendar : NULL, from, length);
}

Policy *
policy_new(void)
{
	Policy *policy = g_new0(Policy, 1);
	Desk *desk = &policy->desk;

	desk->name = g_strdup("");
	desk->address = g_strdup("");
	desk->aliases = empty_list();
	desk->addresses = empty_list();
	desk->tag = g_strdup("FL");
	desk->language = g_strdup("en");
	desk->zone = g_time_zone_new_utc();
	desk->domains = empty_list();
	desk->alerts = empty_list();
	duration_parse("5d", &desk->confirm_within, NULL);
	duration_parse("7d", &desk->reopen_within, NULL);
	desk->attach_limit = 10 * 1024 * 1024;
	desk->max_message = 50 * 1024 * 1024;

	policy->persons = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
	policy->teams = g_ptr_array_new_with_free_func((GDestroyNotify)team_free);
	policy->suppliers = g_ptr_array_new_with_free_func((GDestroyNotify)supplier_free);
	policy->tiers = g_ptr_array_new_with_free_func((GDestroyNotify)tier_free);
	policy->systems = g_ptr_array_new_with_free_func((GDestroyNotify)system_free);
	policy->categories = g_ptr_array_new_with_free_func((GDestroyNotify)category_free);
	policy->priorities = g_ptr_array_new_with_free_func((GDestroyNotify)priority_free);
	policy->calendars = g_ptr_array_new_with_free_func((GDestroyNotify)calendar_free);
	policy->trusted_authservs = g_ptr_array_new_with_free_func(g_free);
	policy->rules = rule_set_new();
	policy->facts = fact_specs_new();
	policy->lookups = g_ptr_array_new_with_free_func((GDestroyNotify)lookup_free);
	policy->documents = g_ptr_array_new_with_free_func((GDestroyNotify)document_free);
	policy->monitors = g_ptr_array_new_with_free_func((GDestroyNotify)monitor_free);
	policy->schedules = g_ptr_array_new_with_free_func((GDestroyNotify)schedule_free);
	policy->reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
	policy->gates = g_ptr_array_new_with_free_func((GDestroyNotify)gate_free);
	policy->template_names =
		g_ptr_array_new_with_free_func((GDestroyNotify)template_name_free);
	for (guint i = 0; i < N_KINDS; i++)
		policy->kinds[i].gates =
			g_ptr_array_new_with_free_func((GDestroyNotify)gate_free);
	return policy;
}

void
policy_free(Policy *policy)
{
	if (!policy)
		return;
	desk_clear(&policy->desk);
	g_ptr_array_unref(policy->priorities);
	g_ptr_array_unref(policy->categories);
	g_ptr_array_unref(policy->systems);
	g_ptr_array_unref(policy->tiers);
	g_ptr_array_unref(policy->suppliers);
	g_ptr_array_unref(policy->teams);
	g_ptr_array_unref(policy->persons);
	g_ptr_array_unref(policy->calendars);
	g_ptr_array_unref(policy->trusted_authservs);
	rule_set_free(policy->rules);
	g_ptr_array_unref(policy->facts);
	g_ptr_array_unref(policy->lookups);
	g_ptr_array_unref(policy->documents);
	g_ptr_array_unref(policy->monitors);
	g_ptr_array_unref(policy->schedules);
	g_ptr_array_unref(policy->reports);
	g_ptr_array_unref(policy->gates);
	g_free(policy->outage.priority);
	g_free(policy->outage.team);
	g_ptr_array_unref(policy->template_names);
	for (guint i = 0; i < N_KINDS; i++) {
		label_clear(&policy->kinds[i].label);
		g_ptr_array_unref(policy->kinds[i].gates);
	}
	g_free(policy);
}

const Person *
policy_person(const Policy *policy, const char *title)
{
	for (guint i = 0; title && i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		if (text_same_word(person->title, title))
			return person;
	}
	return NULL;
}

const Person *
policy_person_by_address(const Policy *policy, const char *address)
{
	for (guint i = 0; address && i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		for (guint j = 0; person->addresses[j]; j++)
			if (address_equal(person->addresses[j], address))
				return person;
	}
	return NULL;
}

const char *
policy_first_address(const Policy *policy, const char *address)
{
	const Person *person = policy_person_by_address(policy, address);

	return person && person->addresses[0] ? person->addresses[0] : address;
}

const Team *
policy_team(const Policy *policy, const char *title)
{
	for (guint i = 0; title && i < policy->teams->len; i++) {
		const Team *team = policy->teams->pdata[i];

		if (text_same_word(team->title, title))
			return team;
	}
	return NULL;
}

const Report *
policy_report(const Policy *policy, const char *title)
{
	for (guint i = 0; title && i < policy->reports->len; i++) {
		const Report *report = policy->reports->pdata[i];

		if (text_same_word(report->title, title))
			return report;
	}
	return NULL;
}

const Tier *
policy_tier(const Policy *policy, int number)
{
	for (guint i = 0; i < policy->tiers->len; i++) {
		const Tier *tier = policy->tiers->pdata[i];

		if (tier->number == number)
			return tier;
	}
	return NULL;
}

const Tier *
policy_next_tier(const Policy *policy, int number)
{
	const Tier *next = NULL;

	for (guint i = 0; i < policy->tiers->len; i++) {
		const Tier *tier = policy->tiers->pdata[i];

		if (tier->number > number && (!next || tier->number < next->number))
			next = tier;
	}
	return next;
}

const Category *
policy_category(const Policy *policy, const char *word)
{
	for (guint i = 0; word && i < policy->categories->len; i++) {
		const Category *category = policy->categories->pdata[i];

		if (label_matches(&category->label, category->title, word))
			return category;
	}
	return NULL;
}

const System *
policy_system(const Policy *policy, const char *word)
{
	for (guint i = 0; word && i < policy->systems->len; i++) {
		const System *system = policy->systems->pdata[i];

		if (label_matches(&system->label, system->title, word))
			return system;
	}
	return NULL;
}

const Priority *
policy_priority(const Policy *policy, const char *word)
{
	for (guint i = 0; word && i < policy->priorities->len; i++) {
		const Priority *priority = policy->priorities->pdata[i];

		if (label_matches(&priority->label, priority->title, word))
			return priority;
	}
	return NULL;
}

const Supplier *
policy_supplier(const Policy *policy, const char *word)
{
	for (guint i = 0; word && i < policy->suppliers->len; i++) {
		const Supplier *supplier = policy->suppliers->pdata[i];

		if (text_same_word(supplier->title, word))
			return supplier;
	}
	return NULL;
}

const Supplier *
policy_supplier_by_address(const Policy *policy, const char *address)
{
	for (guint i = 0; address && i < policy->suppliers->len; i++) {
		const Supplier *supplier = policy->suppliers->pdata[i];

		if (supplier->address && address_equal(supplier->address, address))
			return supplier;
	}
	return NULL;
}

const Document *
policy_document(const Policy *policy, const char *title)
{
	for (guint i = 0; title && i < policy->documents->len; i++) {
		const Document *document = policy->documents->pdata[i];

		if (text_same_word(document->title, title))
			return document;
	}
	return NULL;
}

const FactSpec *
policy_fact(const Policy *policy, const char *word)
{
	for (guint i = 0; word && i < policy->facts->len; i++) {
		const FactSpec *fact = policy->facts->pdata[i];

		if (label_matches(&fact->label, fact->title, word))
			return fact;
	}
	return NULL;
}

static gboolean
team_has(const Team *team, const Person *person)
{
	for (guint i = 0; i < team->members->len; i++)
		if (team->members->pdata[i] == person)
			return TRUE;
	return FALSE;
}

gboolean
policy_is_engineer(const Policy *policy, const Person *person)
{
	static const char *const working_roles[] = { "engineer", "dispatcher", "manager",
						     "director", NULL };

	if (!person)
		return FALSE;
	for (guint i = 0; person->roles && person->roles[i]; i++)
		if (g_strv_contains(working_roles, person->roles[i]))
			return TRUE;
	for (guint i = 0; i < policy->teams->len; i++)
		if (team_has(policy->teams->pdata[i], person))
			return TRUE;
	return FALSE;
}

const char *
policy_language(const Policy *policy, const char *address, const char *fallback)
{
	const Person *person = policy_person_by_address(policy, address);

	if (person && person->language)
		return person->language;
	return fallback && !person ? fallback : policy->desk.language;
}

static void
add_once(GPtrArray *recipients, const char *name, const char *address)
{
	for (guint i = 0; i < recipients->len; i++) {
		const Address *known = recipients->pdata[i];

		if (address_equal(known->address, address))
			return;
	}
	g_ptr_array_add(recipients, address_new(name, address));
}

static void
add_person(GPtrArray *recipients, const Person *person)
{
	add_once(recipients, person->name, person->addresses[0]);
}

void
policy_add_team(const Team *team, GPtrArray *recipients)
{
	if (team->address)
		add_once(recipients, team->title, team->address);
	for (guint i = 0; i < team->members->len; i++)
		add_person(recipients, team->members->pdata[i]);
}

gboolean
policy_add_role(const Policy *policy, const char *role, GPtrArray *recipients)
{
	gboolean found = FALSE;

	for (guint i = 0; i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		if (!person->roles ||
		    !g_strv_contains((const char *const *)person->roles, role))
			continue;
		add_person(recipients, person);
		found = TRUE;
	}
	return found;
}

gboolean
policy_resolve(const Policy *policy, const char *word, GPtrArray *recipients)
{
	const Person *person = policy_person(policy, word);
	const Team *team = policy_team(policy, word);
	const Supplier *supplier = policy_supplier(policy, word);

	if (person)
		add_person(recipients, person);
	else if (team)
		policy_add_team(team, recipients);
	else if (supplier)
		add_once(recipients, supplier->name, supplier->address);
	else if (address_is_sendable(word))
		add_once(recipients, NULL, word);
	else
		return policy_add_role(policy, word, recipients);
	return TRUE;
}

void
policy_managers(const Policy *policy, const char *team_title, GPtrArray *recipients)
{
	const Team *team = policy_team(policy, team_title);

	if (team && team->manager)
		add_person(recipients, team->manager);
	else
		policy_add_role(policy, "manager", recipients);
}
