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

/* ---- in words ---- */

static TemplateSet *
load_phrases(void)
{
	static const char *const languages[] = { "en", "zh_CN" };
	const char *top = g_getenv("TOP_SRCDIR");
	TemplateSet *set = template_set_new();

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *path = g_build_filename(top ? top : ".", "templates",
							 languages[i], "phrases", NULL);
		g_autofree char *source = NULL;
		g_autoptr(GError) problem = NULL;

		g_assert_true(g_file_get_contents(path, &source, NULL, &problem));
		template_set_add(set, languages[i], "phrases", path, source, &problem);
		g_assert_no_error(problem);
	}
	return set;
}

static gint64
berlin(const char *time)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	gint64 at;

	g_assert_true(instant_parse(time, zone, &at, NULL));
	return at;
}

static void
is_new(Policy *policy, Ticket *ticket)
{
}

static void
is_met(Policy *policy, Ticket *ticket)
{
	ticket->responded = berlin("2026-11-23 11:30:20");
}

static void
is_met_late(Policy *policy, Ticket *ticket)
{
	ticket->responded = berlin("2026-11-23 15:00");
}

static void
was_waiting(Policy *policy, Ticket *ticket)
{
	ticket_add_span(ticket, "waiting reporter", berlin("2026-11-23 10:00"));
	((Span *)ticket->spans->pdata[0])->to = berlin("2026-11-23 11:00");
}

static void
waits(Policy *policy, Ticket *ticket)
{
	ticket_add_span(ticket, "waiting reporter", berlin("2026-11-23 10:00"));
	ticket->state = STATE_WAITING;
	ticket->waiting_on = WAIT_REPORTER;
}

static void
was_resolved(Policy *policy, Ticket *ticket)
{
	ticket_add_span(ticket, "resolved", berlin("2026-11-23 10:00"));
	((Span *)ticket->spans->pdata[0])->to = berlin("2026-11-23 11:00");
}

static void
counts_from_response(Policy *policy, Ticket *ticket)
{
	Priority *priority = policy->priorities->pdata[0];

	priority->clocks.resolve_from = g_strdup("responded");
}

static void
has_moment(Policy *policy, Ticket *ticket)
{
	Priority *priority = policy->priorities->pdata[0];
	Milestone *milestone = g_new0(Milestone, 1);
	Limit *limit = g_new0(Limit, 1);

	milestone->title = g_strdup("on-site");
	milestone->after = g_strdup("opened");
	priority->clocks.milestones =
		g_ptr_array_new_with_free_func((GDestroyNotify)milestone_free);
	g_ptr_array_add(priority->clocks.milestones, milestone);
	limit->name = g_strdup("on-site");
	limit->met = berlin("2026-11-23 09:45");
	g_ptr_array_add(ticket->limits, limit);
}

static void
has_none(Policy *policy, Ticket *ticket)
{
	Priority *priority = policy->priorities->pdata[0];

	priority->clocks.respond = priority->clocks.resolve = (Duration){ 0 };
}

/* A fault of Monday 09:00; four hours of work to the first answer. */
static void
test_words(void)
{
	static const struct {
		void (*happens)(Policy *policy, Ticket *ticket);
		const char *now, *language, *line;
	} cases[] = {
		{ is_new, "2026-11-23 10:00", "en", "4 hours, counted in \"office\"" },
		{ is_new, "2026-11-23 10:00", "en", "2026-11-23 09:00  the clock starts" },
		{ is_new, "2026-11-23 10:00", "en", "09:00 – now  counts: 1 hour" },
		{ is_new, "2026-11-23 10:00", "en", "due 2026-11-23 14:00; 1 hour used" },
		{ is_new, "2026-11-23 10:00", "zh_CN", "截止 2026-11-23 14:00" },
		{ is_new, "2026-11-23 13:30", "en",
		  "12:00 – 2026-11-23 13:00  outside working hours" },
		{ is_new, "2026-11-23 14:00:01", "en", "broken: 4 hours 1 second used" },
		{ is_met, "2026-11-23 16:00", "en",
		  "11:30  kept, 2 hours 30 minutes 20 seconds used" },
		{ is_met_late, "2026-11-23 16:00", "en",
		  "15:00  done, but too late: 5 hours used" },
		{ is_met_late, "2026-11-23 16:00", "zh_CN", "已完成，但超时" },
		{ was_waiting, "2026-11-23 11:30", "en",
		  "10:00 – 2026-11-23 11:00  stands still, waiting for: the reporter" },
		{ was_waiting, "2026-11-23 11:30", "en", "due 2026-11-23 15:00" },
		{ waits, "2026-11-23 11:30", "en", "not running at present; 1 hour used" },
		{ was_resolved, "2026-11-23 11:30", "en",
		  "10:00 – 2026-11-23 11:00  stands still: resolved" },
		{ counts_from_response, "2026-11-23 11:30", "en",
		  "the clock has not started yet" },
		{ has_moment, "2026-11-23 11:30", "en", "on-site: no limit" },
		{ has_moment, "2026-11-23 11:30", "en", "09:45  reached, after 45 minutes" },
		{ is_new, "2026-11-23 09:00", "en", "0 seconds used" },
	};
	g_autoptr(TemplateSet) templates = load_phrases();

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Policy) policy = company();
		g_autoptr(Ticket) ticket = fault(berlin("2026-11-23 09:00"));
		g_autofree char *text = NULL;
		Context context = {
			.policy = policy,
			.templates = templates,
			.now = berlin(cases[i].now),
		};

		g_time_zone_unref(policy->desk.zone);
		policy->desk.zone = g_time_zone_new_identifier("Europe/Berlin");
		cases[i].happens(policy, ticket);
		sla_plan(policy, ticket, context.now);
		text = sla_words(&context, ticket, cases[i].language);
		if (!strstr(text, cases[i].line))
			g_error("case %u: no \"%s\" in:\n%s", i, cases[i].line, text);
	}
}

static void
test_no_limit_in_words(void)
{
	g_autoptr(TemplateSet) templates = load_phrases();
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = fault(berlin("2026-11-23 09:00"));
	g_autofree char *text = NULL;
	Context context = { policy, templates, .now = ticket->created };

	has_none(policy, ticket);
	sla_plan(policy, ticket, context.now);
	text = sla_words(&context, ticket, "en");
	g_assert_cmpstr(text, ==, "  No limit applies.\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sla-explain/agrees", test_agrees);
	g_test_add_func("/sla-explain/not-started", test_not_started);
	g_test_add_func("/sla-explain/over", test_over);
	g_test_add_func("/sla-explain/words", test_words);
	g_test_add_func("/sla-explain/no-limit-in-words", test_no_limit_in_words);
	return g_test_run();
}
