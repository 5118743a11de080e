/* core/report and core/digest: periods, figures, the table for a spreadsheet, everybody's day. */
#include <string.h>

#include "core/decision.h"
#include "core/report-slots.h"

#define HOUR 3600
#define DAY  86400

static gint64
at(const char *text)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 instant;

	g_assert_true(instant_parse(text, utc, &instant, NULL));
	return instant;
}

/* ---- periods ---- */

static const struct {
	Period kind;
	const char *zone, *at, *name, *from, *to;
} lasts[] = {
	{ PERIOD_MONTH, "UTC", "2026-12-01 09:00", "2026-11", "2026-11-01 00:00",
	  "2026-12-01 00:00" },
	{ PERIOD_MONTH, "UTC", "2026-12-31 23:59", "2026-11", "2026-11-01 00:00",
	  "2026-12-01 00:00" },
	{ PERIOD_MONTH, "UTC", "2027-01-01 00:00", "2026-12", "2026-12-01 00:00",
	  "2027-01-01 00:00" },
	{ PERIOD_MONTH, "Europe/Berlin", "2026-11-01 09:00", "2026-10", "2026-10-01 00:00",
	  "2026-11-01 00:00" },
	{ PERIOD_QUARTER, "Asia/Shanghai", "2027-01-01 09:00", "2026-Q4",
	  "2026-10-01 00:00", "2027-01-01 00:00" },
	{ PERIOD_QUARTER, "UTC", "2026-06-30 09:00", "2026-Q1", "2026-01-01 00:00",
	  "2026-04-01 00:00" },
	{ PERIOD_YEAR, "UTC", "2027-01-01 09:00", "2026", "2026-01-01 00:00",
	  "2027-01-01 00:00" },
	{ PERIOD_WEEK, "UTC", "2026-11-23 09:00", "2026-W47", "2026-11-16 00:00",
	  "2026-11-23 00:00" },
	{ PERIOD_WEEK, "UTC", "2026-11-29 23:00", "2026-W47", "2026-11-16 00:00",
	  "2026-11-23 00:00" },
	/* a week belongs to the year of its Thursday */
	{ PERIOD_WEEK, "UTC", "2027-01-08 09:00", "2026-W53", "2026-12-28 00:00",
	  "2027-01-04 00:00" },
};

static void
test_last_periods(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(lasts); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(lasts[i].zone);
		g_auto(ReportPeriod) last = { 0 };
		g_auto(ReportPeriod) named = { 0 };
		g_autofree char *from = NULL;
		g_autofree char *to = NULL;
		gint64 now;

		g_assert_true(instant_parse(lasts[i].at, zone, &now, NULL));
		report_period_last(lasts[i].kind, zone, now, &last);
		from = instant_local(last.from, zone);
		to = instant_local(last.to, zone);
		g_assert_cmpstr(last.name, ==, lasts[i].name);
		g_assert_cmpstr(from, ==, lasts[i].from);
		g_assert_cmpstr(to, ==, lasts[i].to);
		/* its name means the same */
		g_assert_true(report_period_parse(last.name, zone, &named, NULL));
		g_assert_cmpstr(named.name, ==, last.name);
		g_assert_cmpint(named.from, ==, last.from);
		g_assert_cmpint(named.to, ==, last.to);
	}
}

static void
test_period_names(void)
{
	static const char *const wrong[] = { "",	  "nonsense", "2026-13", "2026-0",
					     "2026-Q5",	  "2026-W54", "2026-W0", "26-11",
					     "2026-11-31", "2026-11 ", "2025-W53", "20261" };
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_auto(ReportPeriod) day = { 0 };

	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_auto(ReportPeriod) period = { 0 };
		g_autoptr(GError) problem = NULL;

		g_assert_false(report_period_parse(wrong[i], utc, &period, &problem));
		g_assert_nonnull(strstr(problem->message, "2026-Q4"));
	}
	g_assert_true(report_period_parse("2026-11-23", utc, &day, NULL));
	g_assert_cmpint(day.to - day.from, ==, DAY);
}

/* ---- a company and its month ---- */

static Person *
add_person(Policy *policy, const char *title, const char *role)
{
	Person *person = g_new0(Person, 1);
	g_autofree char *address = g_strdup_printf("%s@corp.example", title);

	person->title = g_strdup(title);
	person->name = g_strdup(title);
	person->addresses = g_strsplit(address, " ", -1);
	person->roles = g_strsplit(role, " ", -1);
	g_ptr_array_add(policy->persons, person);
	return person;
}

static void
add_team(Policy *policy, const char *title, Person *member, Person *manager)
{
	Team *team = g_new0(Team, 1);

	team->title = g_strdup(title);
	team->members = g_ptr_array_new();
	g_ptr_array_add(team->members, member);
	team->manager = manager;
	g_ptr_array_add(policy->teams, team);
}

static void
add_priority(Policy *policy, const char *title, int rank)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(title);
	priority->rank = rank;
	g_ptr_array_add(policy->priorities, priority);
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Person *zhao = add_person(policy, "zhao", "manager");
	Person *wu = add_person(policy, "wu", "manager");

	add_team(policy, "helpdesk", add_person(policy, "li", "engineer"), zhao);
	add_team(policy, "network", add_person(policy, "wang", "engineer"), wu);
	add_person(policy, "qian", "director");
	add_priority(policy, "high", 1);
	add_priority(policy, "low", 2);
	return policy;
}

static Ticket *
add_ticket(GPtrArray *tickets, const char *created, const char *category,
	   const char *priority, const char *team)
{
	Ticket *ticket = ticket_new(tickets->len + 1);

	ticket->created = at(created);
	ticket->category = g_strdup(category);
	ticket->priority = g_strdup(priority);
	ticket->team = g_strdup(team);
	address_free(ticket->reporter);
	ticket->reporter = address_new("Feng", "feng@corp.example");
	g_free(ticket->subject);
	ticket->subject = g_strdup_printf("fault %u", tickets->len + 1);
	g_ptr_array_add(tickets, ticket);
	return ticket;
}

static void
solve(Ticket *ticket, gint64 seconds, const char *cause)
{
	ticket->responded = ticket->created + HOUR;
	ticket->resolved = ticket->created + seconds;
	ticket->closed = ticket->resolved;
	ticket->state = STATE_CLOSED;
	if (cause)
		ticket_set_fact(ticket, "cause", cause, "li", ticket->resolved);
}

static void
add_limit(Ticket *ticket, const char *name, gint64 due, gint64 met, gint64 breached)
{
	Limit *limit = g_new0(Limit, 1);

	limit->name = g_strdup(name);
	limit->due = due;
	limit->met = met;
	limit->breached = breached;
	g_ptr_array_add(ticket->limits, limit);
}

static void
add_span(Ticket *ticket, const char *what, gint64 from, gint64 to)
{
	ticket_add_span(ticket, what, from);
	if (to)
		ticket_end_span(ticket, what, to);
}

/* Six of November, one of them a drill; one before, one after. */
static GPtrArray *
november(void)
{
	GPtrArray *tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	Ticket *ticket;

	add_ticket(tickets, "2026-10-31 23:59", "network", "high", "network");
	ticket = add_ticket(tickets, "2026-11-01 00:00", "network", "high", "network");
	solve(ticket, 2 * HOUR, "loose cable");
	add_limit(ticket, "resolve", 0, ticket->resolved, 0);
	add_limit(ticket, "respond", 0, ticket->responded, 0);
	ticket_set_fact(ticket, "score", "4", "feng", ticket->closed);
	ticket_set_fact(ticket, "time", "1h30min", "wang", ticket->closed);
	ticket_set_fact(ticket, "parts", "cable, plug", "wang", ticket->closed);
	ticket = add_ticket(tickets, "2026-11-10 09:00", "network", "low", "network");
	solve(ticket, 4 * HOUR, "loose cable");
	add_limit(ticket, "respond", 0, ticket->responded, ticket->created + 60);
	add_limit(ticket, "on-site", 0, ticket->responded, 0);
	ticket_set_fact(ticket, "score", "5", "feng", ticket->closed);
	ticket_set_fact(ticket, "time", "30min", "wang", ticket->closed);
	ticket_set_fact(ticket, "parts", "cable", "wang", ticket->closed);
	ticket = add_ticket(tickets, "2026-11-15 09:00", "network", "low", "network");
	solve(ticket, 3 * HOUR, "lightning");
	ticket->tier = 2;
	add_span(ticket, "tier 1", ticket->created, ticket->created + HOUR);
	add_span(ticket, "tier 2", ticket->created + HOUR, 0);
	ticket = add_ticket(tickets, "2026-11-20 09:00", "hardware", "low", "helpdesk");
	add_limit(ticket, "respond", at("2026-11-21 09:00"), 0, 0);
	ticket = add_ticket(tickets, "2026-11-30 23:59", NULL, NULL, NULL);
	ticket = add_ticket(tickets, "2026-11-25 09:00", "network", "high", "network");
	ticket->drill = TRUE;
	add_ticket(tickets, "2026-12-01 00:00", "network", "high", "network");
	return tickets;
}

static const FigureRow *
row(const Figures *figures, FigureTable table, const char *key)
{
	const GPtrArray *rows = figures->tables[table];

	for (guint i = 0; i < rows->len; i++)
		if (strcmp(((FigureRow *)rows->pdata[i])->key, key) == 0)
			return rows->pdata[i];
	g_error("no row %s", key);
}

static Figures *
count(const Policy *policy, const Report *report, const GPtrArray *tickets)
{
	g_auto(ReportPeriod) period = { 0 };

	g_assert_true(
		report_period_parse("2026-11", policy->desk.zone, &period, NULL));
	return report_figures(policy, NULL, report, tickets, &period, G_MAXINT64);
}

static void
test_figures(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GPtrArray) tickets = november();
	Report report = { .title = (char *)"monthly" };
	g_autoptr(Figures) figures = count(policy, &report, tickets);
	const FigureLimit *limit;

	g_assert_cmpuint(figures->count, ==, 5);
	g_assert_cmpuint(figures->closed, ==, 3);
	g_assert_cmpuint(figures->open, ==, 2);
	g_assert_cmpuint(figures->rated, ==, 2);
	g_assert_cmpint(figures->score_sum, ==, 9);
	g_assert_cmpint(figures->time_spent, ==, 2 * HOUR);
	g_assert_cmpuint(figures->resolved, ==, 3);
	g_assert_cmpint(figures->resolve_seconds, ==, 9 * HOUR);
	g_assert_cmpint(figures->respond_seconds, ==, 3 * HOUR);
	g_assert_cmpuint(figures->parts->len, ==, 2);
	g_assert_cmpstr(((FigureRow *)figures->parts->pdata[0])->key, ==, "cable");
	g_assert_cmpuint(((FigureRow *)figures->parts->pdata[0])->count, ==, 2);

	g_assert_cmpuint(row(figures, FIGURE_CATEGORY, "network")->count, ==, 3);
	g_assert_cmpint(row(figures, FIGURE_CATEGORY, "network")->seconds, ==, 9 * HOUR);
	g_assert_cmpuint(row(figures, FIGURE_CATEGORY, "hardware")->count, ==, 1);
	g_assert_cmpuint(row(figures, FIGURE_CATEGORY, "hardware")->timed, ==, 0);
	g_assert_cmpuint(row(figures, FIGURE_CATEGORY, "")->count, ==, 1);
	g_assert_cmpuint(row(figures, FIGURE_TEAM, "network")->count, ==, 3);
	g_assert_cmpstr(((FigureRow *)figures->tables[FIGURE_PRIORITY]->pdata[0])->key, ==,
			"high");
	/* the second line has it in the end; each has its own time */
	g_assert_cmpuint(row(figures, FIGURE_TIER, "2")->count, ==, 1);
	g_assert_cmpint(row(figures, FIGURE_TIER, "2")->seconds, ==, 2 * HOUR);
	g_assert_cmpuint(row(figures, FIGURE_TIER, "1")->count, ==, 0);
	g_assert_cmpint(row(figures, FIGURE_TIER, "1")->seconds, ==, HOUR);
	/* one fault alone is no frequent one */
	g_assert_cmpuint(figures->tables[FIGURE_CAUSE]->len, ==, 1);
	g_assert_cmpuint(row(figures, FIGURE_CAUSE, "network\nloose cable")->count, ==, 2);

	g_assert_cmpuint(figures->limits->len, ==, 3);
	limit = figures->limits->pdata[0];
	g_assert_cmpstr(limit->name, ==, "respond");
	g_assert_cmpuint(limit->count, ==, 2);
	g_assert_cmpuint(limit->kept, ==, 1);
	g_assert_cmpstr(((FigureLimit *)figures->limits->pdata[1])->name, ==, "resolve");
	g_assert_cmpstr(((FigureLimit *)figures->limits->pdata[2])->name, ==, "on-site");
}

/* A limit that ran out is broken, though the desk was down and nobody was told yet. */
static void
test_overdue(void)
{
	static const struct {
		const char *due;
		gboolean met;
		guint count, kept;
	} rows[] = {
		{ "2026-11-20 12:00", FALSE, 1, 0 }, /* nobody answers */
		{ "2026-11-20 12:00", TRUE, 1, 0 },  /* answered too late */
		{ "2026-11-20 12:01", FALSE, 0, 0 }, /* there is time left */
		{ NULL, TRUE, 1, 1 },
	};
	Report report = { .title = (char *)"monthly" };
	g_auto(ReportPeriod) period = { 0 };
	g_autoptr(Policy) policy = company();

	g_assert_true(report_period_parse("2026-11", policy->desk.zone, &period, NULL));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) tickets =
			g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
		Ticket *ticket = add_ticket(tickets, "2026-11-20 09:00", NULL, NULL, NULL);
		gint64 now = at("2026-11-20 12:00");
		g_autoptr(Figures) figures = NULL;
		g_autofree char *csv = NULL;

		add_limit(ticket, "respond", 1, rows[i].met ? now : 0, 0);
		if (rows[i].due)
			ticket_add_deadline(ticket, at(rows[i].due), "breach respond");
		ticket_add_deadline(ticket, 0, "breach tier 1 respond");
		figures = report_figures(policy, NULL, &report, tickets, &period, now);
		g_assert_cmpuint(figures->limits->len, ==, rows[i].count);
		if (rows[i].count)
			g_assert_cmpuint(((FigureLimit *)figures->limits->pdata[0])->kept,
					 ==, rows[i].kept);
		csv = report_csv(policy, figures);
		g_assert_cmpint(strstr(strchr(csv, '\n'), ",respond") != NULL, ==,
				rows[i].count > rows[i].kept);
	}
}

static void
test_which(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GPtrArray) tickets = november();
	Report report = { .title = (char *)"x" };
	g_autoptr(Figures) drills = NULL;
	g_autoptr(Figures) low = NULL;

	report.which.drill = YES_ONLY;
	drills = count(policy, &report, tickets);
	g_assert_cmpuint(drills->count, ==, 1);
	report.which.drill = EITHER;
	report.which.lists[WHICH_PRIORITY] = g_strsplit("low", " ", -1);
	low = count(policy, &report, tickets);
	g_assert_cmpuint(low->count, ==, 3);
	which_clear(&report.which);
}

static void
test_csv(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GPtrArray) tickets = november();
	Report report = { .title = (char *)"monthly" };
	g_autoptr(Figures) figures = NULL;
	g_autofree char *csv = NULL;
	g_auto(GStrv) lines = NULL;
	Ticket *ticket = tickets->pdata[1];

	g_free(ticket->subject);
	ticket->subject = g_strdup("He said \"no\", twice");
	ticket_set_fact(ticket, "cause", "=1+1", "li", 0);
	figures = count(policy, &report, tickets);
	csv = report_csv(policy, figures);
	lines = g_strsplit(csv, "\r\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 7);
	g_assert_true(g_str_has_prefix(lines[0], "number,kind,subject,state,"));
	g_assert_true(g_str_has_prefix(
		lines[1], "2,fault,\"He said \"\"no\"\", twice\",closed,high,network,"));
	g_assert_nonnull(strstr(lines[1], ",2026-11-01T00:00:00Z,"));
	g_assert_nonnull(strstr(lines[1], ",'=1+1,"));
	g_assert_nonnull(strstr(lines[2], ",respond,"));
	g_assert_cmpstr(lines[6], ==, "");
}

/* ---- the day ---- */

static char *
day_of(const Policy *policy, const char *person, const GPtrArray *tickets)
{
	static const char source[] = "Subject: day\n\n{{#own}}\no{{subject}};\n{{/own}}\n"
				     "{{#late}}\nl{{subject}};\n{{/late}}\n"
				     "{{#waiting}}\nw{{subject}};\n{{/waiting}}\n"
				     "{{#today}}\nt{{subject}};\n{{/today}}\n";
	g_autoptr(TemplateSet) templates = template_set_new();
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autofree char *address = g_strdup_printf("%s@corp.example", person);
	Context context = { policy, templates, at("2026-11-23 08:30") };
	Template *template = template_parse("en/day", source, NULL);
	Decision decision;
	Slots *slots;
	char *text;

	decision_init(&decision, &context, snapshot, "desk");
	slots = digest_slots(&decision, "en", address, tickets);
	change_free(decision_finish(&decision));
	text = slots ? template_text(template, slots) : NULL;
	slots_free(slots);
	template_free(template);
	if (text)
		g_strdelimit(text, "\n", ' ');
	return text ? g_strchomp(text) : NULL;
}

static void
assert_day(const Policy *policy, const char *person, const GPtrArray *tickets,
	   const char *expected)
{
	g_autofree char *day = day_of(policy, person, tickets);

	g_assert_cmpstr(day, ==, expected);
}

static void
test_digest(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GPtrArray) tickets =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	Ticket *ticket;

	assert_day(policy, "wang", tickets, NULL);
	/* 1: Wang's, low, due tomorrow; 2: Wang's, high, late; 3: nobody's, due today */
	ticket = add_ticket(tickets, "2026-11-20 09:00", NULL, "low", "network");
	ticket->assignee = g_strdup("wang");
	add_limit(ticket, "resolve", at("2026-11-24 00:00"), 0, 0);
	ticket = add_ticket(tickets, "2026-11-20 09:00", NULL, "high", "network");
	ticket->assignee = g_strdup("wang");
	add_limit(ticket, "respond", 0, ticket->created, 0);
	add_limit(ticket, "resolve", at("2026-11-20 12:00"), 0, at("2026-11-20 12:00"));
	ticket = add_ticket(tickets, "2026-11-20 09:00", NULL, "low", "helpdesk");
	add_limit(ticket, "resolve", at("2026-11-23 23:59"), 0, 0);
	ticket = add_ticket(tickets, "2026-11-20 09:00", NULL, "low", "helpdesk");
	ticket->assignee = g_strdup("li");
	ticket->state = STATE_WAITING;
	assert_day(policy, "wang", tickets, "ofault 2; ofault 1; lfault 2;");
	assert_day(policy, "li", tickets, "ofault 4; wfault 4; tfault 3;");
	/* managers: what their teams have; a director: everything */
	assert_day(policy, "zhao", tickets, "wfault 4; tfault 3;");
	assert_day(policy, "wu", tickets, "lfault 2;");
	assert_day(policy, "qian", tickets, "lfault 2; wfault 4; tfault 3;");
	assert_day(policy, "feng", tickets, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/last-periods", test_last_periods);
	g_test_add_func("/report/period-names", test_period_names);
	g_test_add_func("/report/figures", test_figures);
	g_test_add_func("/report/overdue", test_overdue);
	g_test_add_func("/report/which", test_which);
	g_test_add_func("/report/csv", test_csv);
	g_test_add_func("/report/digest", test_digest);
	return g_test_run();
}
