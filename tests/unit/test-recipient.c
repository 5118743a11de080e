/* core/recipient: whom the words of the policy stand for, and whom set-assignee names. */
#include "core/recipient.h"

#include <string.h>

#define NOW 1795000000 /* 2026-11-18 */

static char **
one(const char *word)
{
	char **list = g_new0(char *, 2);

	list[0] = g_strdup(word);
	return list;
}

static Person *
add_person(Policy *policy, const char *title, const char *role, const char *skill)
{
	Person *person = g_new0(Person, 1);
	g_autofree char *address = g_strdup_printf("%s@corp.example", title);

	person->title = g_strdup(title);
	person->name = g_strdup(title);
	person->addresses = one(address);
	person->roles = one(role);
	person->skills = one(skill);
	g_ptr_array_add(policy->persons, person);
	return person;
}

static Team *
add_team(Policy *policy, const char *title, const char *address)
{
	Team *team = g_new0(Team, 1);

	team->title = g_strdup(title);
	team->members = g_ptr_array_new();
	team->address = g_strdup(address);
	g_ptr_array_add(policy->teams, team);
	return team;
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Person *ann = add_person(policy, "ann", "engineer", "printer");
	Person *ben = add_person(policy, "ben", "engineer", "network");
	Person *cleo = add_person(policy, "cleo", "engineer", "Network");
	Team *night = add_team(policy, "night", NULL);
	Supplier *acme = g_new0(Supplier, 1);
	Tier *tier = g_new0(Tier, 1);

	add_person(policy, "boss", "manager", "network");
	add_person(policy, "dan", "dispatcher", "");
	g_strfreev(policy->desk.domains);
	policy->desk.domains = one("corp.example");
	g_ptr_array_add(night->members, ann);
	g_ptr_array_add(night->members, ben);
	g_ptr_array_add(night->members, cleo);
	add_team(policy, "finance", "finance@corp.example");
	add_team(policy, "bank", "service@bank.example");
	acme->title = g_strdup("acme");
	acme->name = g_strdup("Acme Support");
	acme->address = g_strdup("help@acme.example");
	g_ptr_array_add(policy->suppliers, acme);
	tier->number = 2;
	tier->supplier = acme;
	g_ptr_array_add(policy->tiers, tier);
	return policy;
}

typedef struct {
	Policy *policy;
	Snapshot *snapshot;
	Context context;
	Decision decision;
	Ticket *ticket;
} World;

static World *
world_new(void)
{
	World *world = g_new0(World, 1);

	world->policy = company();
	world->snapshot = snapshot_new();
	world->context = (Context){ .policy = world->policy, .now = NOW };
	decision_init(&world->decision, &world->context, world->snapshot, "desk");
	world->ticket = ticket_new(7);
	world->ticket->team = g_strdup("night");
	world->ticket->tier = 2;
	address_free(world->ticket->reporter);
	world->ticket->reporter = address_new("Feng", "feng@corp.example");
	g_ptr_array_add(world->ticket->watchers, address_new(NULL, "hu@corp.example"));
	return world;
}

static void
world_free(World *world)
{
	ticket_free(world->ticket);
	g_ptr_array_unref(world->decision.letters);
	g_ptr_array_unref(world->decision.seen);
	change_free(world->decision.change);
	snapshot_free(world->snapshot);
	policy_free(world->policy);
	g_free(world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

static void
set_word(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static void
set_away(World *world, const char *title)
{
	g_ptr_array_add(world->snapshot->absences, absence_new(title, NOW, NOW + 86400));
}

/* The names before the @ of all whom WORD stands for: "ann ben". */
static void
assert_word(const World *world, const Ticket *ticket, const char *word,
	    const char *expected)
{
	g_autoptr(GPtrArray) to =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	g_autoptr(GString) names = g_string_new(NULL);
	gboolean any = recipients_resolve(&world->decision, ticket, word, to);

	for (guint i = 0; i < to->len; i++) {
		const char *address = ((Address *)to->pdata[i])->address;

		g_string_append_printf(names, "%s%.*s", i ? " " : "",
				       (int)(strchr(address, '@') - address), address);
	}
	g_assert_cmpstr(names->str, ==, expected);
	g_assert_cmpint(any, ==, to->len > 0);
}

static void
test_words(void)
{
	static const struct {
		const char *word, *expected;
	} rows[] = {
		{ "reporter", "feng" },
		{ "watchers", "hu" },
		{ "assignee", "ann ben cleo" },
		{ "team", "ann ben cleo" },
		{ "manager", "boss" },
		{ "supplier", "help" },
		{ "on-call", "ann" },
		{ "On-Call", "ann" },
		{ "deputy", "ben" },
		{ "ann", "ann" },
		{ "night", "ann ben cleo" },
		{ "finance", "finance" },
		{ "acme", "help" },
		{ "engineer", "ann ben cleo" },
		{ "x@y.example", "x" },
		{ "nobody", "" },
	};
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_word(world, world->ticket, rows[i].word, rows[i].expected);
	set_word(&world->ticket->assignee, "cleo");
	assert_word(world, world->ticket, "assignee", "cleo");
	world->ticket->tier = 1;
	assert_word(world, world->ticket, "supplier", "");
	set_word(&world->ticket->team, "finance");
	assert_word(world, world->ticket, "team", "finance");
	assert_word(world, world->ticket, "on-call", "finance");
	assert_word(world, world->ticket, "deputy", "");
}

/* Alerts are about no ticket: words that are not names stand for nobody. */
static void
test_no_ticket(void)
{
	g_autoptr(World) world = world_new();

	assert_word(world, NULL, "manager", "boss"); /* the role */
	assert_word(world, NULL, "acme", "help");
	assert_word(world, NULL, "reporter", "");
	assert_word(world, NULL, "team", "");
}

static void
test_drill(void)
{
	g_autoptr(World) world = world_new();

	world->ticket->drill = TRUE;
	assert_word(world, world->ticket, "supplier", "");
	assert_word(world, world->ticket, "acme", "");
	assert_word(world, world->ticket, "bank", "");
	assert_word(world, world->ticket, "x@y.example", "");
	assert_word(world, world->ticket, "finance", "finance");
	assert_word(world, world->ticket, "team", "ann ben cleo");
	set_word(&world->ticket->reporter->address, "guest@else.example");
	assert_word(world, world->ticket, "reporter", "");
}

/* Who is away is told, and so is somebody who is there. */
static void
test_away(void)
{
	g_autoptr(World) world = world_new();
	Person *cleo = (Person *)policy_person(world->policy, "cleo");

	set_word(&world->ticket->assignee, "cleo");
	set_away(world, "cleo");
	assert_word(world, world->ticket, "assignee", "cleo ann");
	cleo->deputy = g_strdup("dan");
	assert_word(world, world->ticket, "assignee", "cleo dan");
	set_away(world, "ann");
	assert_word(world, world->ticket, "on-call", "ben");
	assert_word(world, world->ticket, "deputy", "");
	set_away(world, "ben");
	assert_word(world, world->ticket, "on-call", "ann ben cleo");
}

static void
test_workers(void)
{
	g_autoptr(World) world = world_new();

	set_word(&world->ticket->team, NULL);
	assert_word(world, world->ticket, "assignee", "dan"); /* who dispatches */
	assert_word(world, world->ticket, "on-call", "");
}

static void
assert_chosen(World *world, const char *word, const char *expected)
{
	const Person *person = assignee_choose(&world->decision, world->ticket, word);

	g_assert_cmpstr(person ? person->title : NULL, ==, expected);
}

static void
give(World *world, gint64 ticket_id, const char *assignee)
{
	Finding *finding = world->snapshot->findings->pdata[0];
	Ticket *ticket = ticket_new(ticket_id);

	ticket->assignee = g_strdup(assignee);
	g_ptr_array_add(finding->tickets, ticket);
}

static void
test_choose(void)
{
	g_autoptr(World) world = world_new();

	assert_chosen(world, "on-call", "ann");
	assert_chosen(world, "dan", "dan");
	assert_chosen(world, "night", NULL);
	assert_chosen(world, "skill", NULL); /* without a category */
	g_assert_cmpuint(world->decision.change->questions->len, ==, 0);
	set_word(&world->ticket->category, "network");
	assert_chosen(world, "skill", "ben");
	g_assert_cmpuint(world->decision.change->questions->len, ==, 1);
	g_ptr_array_add(world->snapshot->findings,
			finding_new(world->decision.change->questions->pdata[0]));
	give(world, 7, "cleo"); /* the very ticket */
	assert_chosen(world, "skill", "ben");
	give(world, 8, "ben");
	assert_chosen(world, "skill", "cleo");
	give(world, 9, "cleo");
	assert_chosen(world, "skill", "ben");
	set_away(world, "ben");
	assert_chosen(world, "skill", "cleo");
	set_away(world, "cleo");
	assert_chosen(world, "skill", "boss"); /* of no team, but he can do it */
	set_word(&world->ticket->category, "printer");
	assert_chosen(world, "skill", "ann");
	set_word(&world->ticket->team, NULL);
	assert_chosen(world, "on-call", NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/recipient/words", test_words);
	g_test_add_func("/recipient/no-ticket", test_no_ticket);
	g_test_add_func("/recipient/drill", test_drill);
	g_test_add_func("/recipient/away", test_away);
	g_test_add_func("/recipient/workers", test_workers);
	g_test_add_func("/recipient/choose", test_choose);
	return g_test_run();
}
