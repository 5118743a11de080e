/* core/tier: how long a ticket was where, and what meets the limits of a tier. */
#include "core/tier.h"

#include "core/lifecycle.h"

#define NOW 1800000000

static Policy *
company(void)
{
	static const char *const titles[] = { "ann", "ben" };
	Policy *policy = policy_new();
	Team *team = g_new0(Team, 1);

	team->title = g_strdup("first");
	team->members = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
		Person *person = g_new0(Person, 1);

		person->title = g_strdup(titles[i]);
		person->addresses = g_new0(char *, 1);
		g_ptr_array_add(policy->persons, person);
		if (i == 0)
			g_ptr_array_add(team->members, person);
	}
	g_ptr_array_add(policy->teams, team);
	return policy;
}

static Ticket *
ticket_at(int tier)
{
	Ticket *ticket = ticket_new(1);

	ticket->is_new = TRUE;
	ticket->created = NOW;
	ticket->tier = tier;
	ticket->team = g_strdup("first");
	return ticket;
}

static Limit *
add_limit(Ticket *ticket, const char *name)
{
	Limit *limit = g_new0(Limit, 1);

	limit->name = g_strdup(name);
	limit->started = NOW;
	g_ptr_array_add(ticket->limits, limit);
	return limit;
}

static void
assert_span(const Ticket *ticket, guint index, const char *what, gint64 from, gint64 to)
{
	const Span *span = ticket->spans->pdata[index];

	g_assert_cmpstr(span->what, ==, what);
	g_assert_cmpint(span->from, ==, from);
	g_assert_cmpint(span->to, ==, to);
}

static void
test_account(void)
{
	g_autoptr(Ticket) ticket = ticket_at(1);

	ticket_add_span(ticket, "waiting parts", NOW);
	tier_account(ticket, NOW + 5);
	tier_account(ticket, NOW + 10);
	g_assert_cmpuint(ticket->spans->len, ==, 2);
	assert_span(ticket, 1, "tier 1", NOW, 0);
	ticket->is_new = FALSE;
	ticket->tier = 12;
	tier_account(ticket, NOW + 60);
	assert_span(ticket, 0, "waiting parts", NOW, 0);
	assert_span(ticket, 1, "tier 1", NOW, NOW + 60);
	assert_span(ticket, 2, "tier 12", NOW + 60, 0);
	ticket->tier = 1;
	tier_account(ticket, NOW + 90);
	g_assert_cmpuint(ticket->spans->len, ==, 4);
	assert_span(ticket, 2, "tier 12", NOW + 60, NOW + 90);
	assert_span(ticket, 3, "tier 1", NOW + 90, 0);
	ticket->tier = 0; /* a policy without tiers */
	tier_account(ticket, NOW + 99);
	g_assert_cmpuint(ticket->spans->len, ==, 4);
	assert_span(ticket, 3, "tier 1", NOW + 90, NOW + 99);
}

/* The tier's own response is met by its team only; the ticket's by any engineer. */
static void
test_respond(void)
{
	Policy *policy = company();
	g_autoptr(Ticket) ticket = ticket_at(2);
	Limit *other = add_limit(ticket, "tier 1 respond");
	Limit *limit = add_limit(ticket, "tier 2 respond");
	const Person *ann = policy_person(policy, "ann"),
		     *ben = policy_person(policy, "ben");

	tier_respond(policy, ticket, ben, NOW + 1);
	g_assert_cmpint(ticket->responded, ==, NOW + 1);
	g_assert_cmpint(limit->met, ==, 0);
	tier_respond(policy, ticket, ann, NOW + 2);
	g_assert_cmpint(ticket->responded, ==, NOW + 1);
	g_assert_cmpint(limit->met, ==, NOW + 2);
	tier_respond(policy, ticket, ann, NOW + 3);
	g_assert_cmpint(limit->met, ==, NOW + 2);
	g_assert_cmpint(other->met, ==, 0);
	limit->met = 0;
	ticket->assignee = g_strdup("ben"); /* it was given to him all the same */
	tier_respond(policy, ticket, ben, NOW + 4);
	g_assert_cmpint(limit->met, ==, NOW + 4);
	policy_free(policy);
}

static void
test_come_and_go(void)
{
	g_autoptr(Ticket) ticket = ticket_at(1);
	Limit *resolve = add_limit(ticket, "tier 1 resolve");

	add_limit(ticket, "resolve");
	add_limit(ticket, "tier 2 respond");
	add_limit(ticket, "tier 2 resolve");
	lifecycle_leave_tier(ticket, NOW + 7);
	g_assert_cmpint(resolve->met, ==, NOW + 7);
	ticket->tier = 2;
	lifecycle_reach_tier(ticket);
	g_assert_null(ticket_limit(ticket, "tier 2 respond"));
	g_assert_null(ticket_limit(ticket, "tier 2 resolve"));
	g_assert_nonnull(ticket_limit(ticket, "tier 1 resolve"));
	g_assert_cmpint(ticket_limit(ticket, "resolve")->met, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tier/account", test_account);
	g_test_add_func("/tier/respond", test_respond);
	g_test_add_func("/tier/come-and-go", test_come_and_go);
	return g_test_run();
}
