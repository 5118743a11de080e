/* core/sla-explain: the account must agree with the plan, whatever the ticket went through. */
#include <string.h>

#include "core/sla-explain.h"
#include "core/sla.h"

#define HOUR 3600
#define DAY  86400

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Priority *priority = g_new0(Priority, 1);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	Calendar *office = calendar_new("office", zone);

	g_assert_true(calendar_add_hours(office, "mon-fri 09:00-12:00", NULL));
	g_assert_true(calendar_add_hours(office, "mon-fri 13:00-18:00", NULL));
	g_ptr_array_add(policy->calendars, office);
	priority->title = g_strdup("normal");
	priority->rank = 1;
	priority->clocks.calendar = office;
	priority->clocks.pause_on = 1 << WAIT_REPORTER;
	g_assert_true(duration_parse("4h", &priority->clocks.respond, NULL));
	g_assert_true(duration_parse("16h", &priority->clocks.resolve, NULL));
	g_ptr_array_add(policy->priorities, priority);
	return policy;
}

static Ticket *
fault(gint64 created)
{
	Ticket *ticket = ticket_new(1);

	ticket->created = created;
	ticket->priority = g_strdup("normal");
	address_free(ticket->reporter);
	ticket->reporter = address_new(NULL, "feng@corp.example");
	return ticket;
}

static void
assert_account(const Policy *policy, const Ticket *ticket, const SlaAccount *account,
	       gint64 now)
{
	gint64 at = account->started;

	g_assert_cmpint(account->used, ==, sla_used(policy, ticket, account->name, now));
	for (guint i = 0; i < account->intervals->len; i++) {
		const SlaInterval *interval = account->intervals->pdata[i];
		gint64 open = calendar_measure(account->calendar, interval->from,
					       interval->to);

		g_assert_cmpint(interval->from, ==, at);
		g_assert_cmpint(interval->to, >, interval->from);
		if (interval->kind == SLA_COUNTS)
			g_assert_cmpint(open, ==, interval->to - interval->from);
		if (interval->kind == SLA_SHUT)
			g_assert_cmpint(open, ==, 0);
		g_assert_cmpint(interval->kind == SLA_STANDS, ==,
				interval->reason != NULL);
		at = interval->to;
	}
}

/* Waits that begin anywhere and last anything, over both changes of the clocks. */
static void
test_agrees(void)
{
	static const char *const waits[] = { "waiting reporter", "waiting parts",
					     "resolved" };
	g_autoptr(Policy) policy = company();

	for (guint round = 0; round < 300; round++) {
		gint64 created = 1790000000 + g_test_rand_int_range(0, 365 * DAY);
		gint64 now = created + g_test_rand_int_range(1, 20 * DAY);
		g_autoptr(Ticket) ticket = fault(created);
		g_autoptr(GPtrArray) accounts = NULL;
		gint64 at = created;

		for (guint i = 0; i < 3; i++) {
			at += g_test_rand_int_range(0, 2 * DAY);
			if (at >= now)
				break;
			ticket_add_span(ticket, waits[g_test_rand_int_range(0, 3)], at);
			at += g_test_rand_int_range(1, 2 * DAY);
			if (at < now)
				((Span *)ticket->spans->pdata[ticket->spans->len - 1])->to =
					at;
		}
		if (g_test_rand_bit())
			ticket->responded = created + g_test_rand_int_range(1, DAY);
		if (ticket->responded > now)
			ticket->responded = 0;
		sla_plan(policy, ticket, now);
		accounts = sla_explain(policy, ticket, now);
		g_assert_cmpuint(accounts->len, ==, 2);
		for (guint i = 0; i < accounts->len; i++)
			assert_account(policy, ticket, accounts->pdata[i], now);
	}
}

static void
test_not_started(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = fault(1790000000);
	g_autoptr(GPtrArray) accounts = NULL;
	Priority *priority = policy->priorities->pdata[0];
	const SlaAccount *resolve;

	priority->clocks.resolve_from = g_strdup("responded");
	sla_plan(policy, ticket, 1790000000 + HOUR);
	accounts = sla_explain(policy, ticket, 1790000000 + HOUR);
	resolve = accounts->pdata[1];
	g_assert_cmpint(resolve->started, ==, 0);
	g_assert_cmpuint(resolve->intervals->len, ==, 0);
	g_assert_false(resolve->is_over);
}

static void
test_over(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) in_time = NULL;
	g_autoptr(GPtrArray) late = NULL;
	gint64 monday;

	g_assert_true(instant_parse("2026-11-23 09:00", zone, &monday, NULL));
	ticket = fault(monday);
	/* four hours of work, with lunch: due at 14:00, and met at that instant it is in time */
	ticket->responded = monday + 5 * HOUR;
	in_time = sla_explain(policy, ticket, monday + DAY);
	g_assert_false(((SlaAccount *)in_time->pdata[0])->is_over);
	g_assert_cmpuint(((SlaAccount *)in_time->pdata[0])->intervals->len, ==, 3);
	ticket->responded++;
	late = sla_explain(policy, ticket, monday + DAY);
	g_assert_true(((SlaAccount *)late->pdata[0])->is_over);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sla-explain/agrees", test_agrees);
	g_test_add_func("/sla-explain/not-started", test_not_started);
	g_test_add_func("/sla-explain/over", test_over);
	return g_test_run();
}
