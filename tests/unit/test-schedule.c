/*
 * core/recur, core/schedule and desk/jobs: recurring instants in every zone, the tickets that
 * duties open, and what becomes of times that were missed.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "core/recur.h"
#include "desk/jobs.h"
#include "store/store-outbox.h"

#define DAY 86400

/* ---- instants ---- */

typedef struct {
	const char *when, *zone, *after;
	const char *next; /* local; several with commas, one after another */
} Row;

static const Row rows[] = {
	{ "09:00", "UTC", "2026-11-23 08:59", "2026-11-23 09:00,2026-11-24 09:00" },
	{ "09:00", "UTC", "2026-11-23 09:00", "2026-11-24 09:00" },
	{ "mon 09:00", "UTC", "2026-11-23 09:00", "2026-11-30 09:00,2026-12-07 09:00" },
	{ "mon-fri 08:30", "UTC", "2026-11-27 09:00", "2026-11-30 08:30,2026-12-01 08:30" },
	{ "1 09:00", "Asia/Shanghai", "2026-11-23 00:00",
	  "2026-12-01 09:00,2027-01-01 09:00,2027-02-01 09:00" },
	{ "1 jan,apr,jul,oct 09:00", "UTC", "2026-11-23 00:00",
	  "2027-01-01 09:00,2027-04-01 09:00" },
	/* a month without that day: its last day */
	{ "31 10:00", "UTC", "2027-01-31 10:00",
	  "2027-02-28 10:00,2027-03-31 10:00,2027-04-30 10:00" },
	{ "30 feb 10:00", "UTC", "2027-01-01 00:00", "2027-02-28 10:00,2028-02-29 10:00" },
	{ "last 17:00", "UTC", "2028-01-31 17:00", "2028-02-29 17:00,2028-03-31 17:00" },
	{ "first mon 08:30", "UTC", "2026-11-02 08:30", "2026-12-07 08:30,2027-01-04 08:30" },
	{ "last fri 09:00", "UTC", "2026-11-23 00:00", "2026-11-27 09:00,2026-12-25 09:00" },
	/* 02:30 is not there: the instant at which the clocks go */
	{ "02:30", "Europe/Berlin", "2027-03-27 03:00", "2027-03-28 03:00,2027-03-29 02:30" },
	/* 02:30 is there twice: once */
	{ "02:30", "Europe/Berlin", "2026-10-24 03:00", "2026-10-25 02:30,2026-10-26 02:30" },
	{ "02:15", "Australia/Lord_Howe", "2026-10-03 03:00",
	  "2026-10-04 02:30,2026-10-05 02:15" },
};

static void
test_instants(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(row->zone);
	g_auto(GStrv) expected = g_strsplit(row->next, ",", -1);
	g_autoptr(GError) problem = NULL;
	Recur recur;
	gint64 at;

	g_assert_true(recur_parse(row->when, &recur, &problem));
	g_assert_no_error(problem);
	g_assert_true(instant_parse(row->after, zone, &at, NULL));
	for (guint i = 0; expected[i]; i++) {
		g_autofree char *local = NULL;

		at = recur_next(&recur, zone, at);
		local = instant_local(at, zone);
		g_assert_cmpstr(local, ==, expected[i]);
		g_assert_cmpint(recur_last(&recur, zone, at), ==, at);
		g_assert_cmpint(recur_last(&recur, zone, at + 1), ==, at);
		g_assert_cmpint(recur_last(&recur, zone, at - 1), <, at);
	}
}

static void
test_bad_times(void)
{
	static const char *const bad[] = {
		"", "soon", "9", "24:00", "09:60", "9:5", "009:00", "32 09:00", "0 09:00",
		"fri-mon 09:00", "mon-xyz 09:00", "first 09:00", "first 1 09:00",
		"1 jan,foo 09:00", "1 jan 09:00 10:00", "mon", "1 jan", "a b c d e f g h i",
	};

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) problem = NULL;
		Recur recur;

		if (recur_parse(bad[i], &recur, &problem))
			g_error("\"%s\" was taken", bad[i]);
		g_assert_error(problem, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_nonnull(strstr(problem->message, bad[i]));
	}
}

/* Nothing is skipped and nothing comes twice, whatever the zone does. */
static void
test_a_year(void)
{
	static const char *const zones[] = { "Europe/Berlin", "America/St_Johns",
					     "Australia/Lord_Howe", "Asia/Shanghai" };

	for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[i]);
		gint64 at, end;
		guint count = 0;
		Recur recur;

		g_assert_true(recur_parse("02:30", &recur, NULL));
		g_assert_true(instant_parse("2027-01-01 00:00", zone, &at, NULL));
		g_assert_true(instant_parse("2028-01-01 00:00", zone, &end, NULL));
		while ((at = recur_next(&recur, zone, at)) < end)
			count++;
		g_assert_cmpuint(count, ==, 365);
	}
}

/* ---- tickets ---- */

static const char settings[] =
	"desk { name = \"Desk\" address = \"desk@corp.example\" domains = "
	"{\"corp.example\"} }\n"
	"person \"li\" { address = \"li@corp.example\" roles = {\"engineer\"} }\n"
	"person \"wang\" { address = \"wang@corp.example\" roles = {\"engineer\"} }\n"
	"team \"helpdesk\" { members = {\"li\"} }\n"
	"team \"network\" { members = {\"wang\"} }\n"
	"tier 1 { team = \"helpdesk\" }\n"
	"priority \"high\" { rank = 1 }\n"
	"priority \"normal\" { rank = 2 }\n"
	"category \"network\" { match = {\"switch\"} team = \"network\" }\n"
	"rule \"switches\" { text = {\"switch\"} set-priority = \"high\" }\n";

typedef struct {
	Service *service;
} Fixture;

static Schedule *
add_schedule(Service *service, const char *title, const char *when)
{
	Schedule *schedule = g_new0(Schedule, 1);

	schedule->title = g_strdup(title);
	g_assert_true(recur_parse(when, &schedule->when, NULL));
	schedule->subject = g_strdup("Check the core switch");
	schedule->text = g_strdup("Look at the fans and the log.");
	schedule->kind = KIND_TASK;
	g_ptr_array_add(service->config->policy->schedules, schedule);
	return schedule;
}

static gint64
at(const char *text)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 instant;

	g_assert_true(instant_parse(text, utc, &instant, NULL));
	return instant;
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *file = NULL;
	int fd = g_file_open_tmp("faultline-XXXXXX.conf", &file, NULL);

	close(fd);
	g_assert_true(g_file_set_contents(file, settings, -1, NULL));
	fixture->service = service_load(file, at("2026-11-23 08:00"), &problem);
	g_assert_no_error(problem);
	g_unlink(file);
	service_open_store(fixture->service, STORE_MEMORY, &problem);
	g_assert_no_error(problem);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
	service_free(fixture->service);
}

/* How many tickets the jobs opened at TIME; NEXT is then due. */
static guint
run(Fixture *fixture, const char *time, const char *next)
{
	g_autoptr(GArray) opened = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) problem = NULL;
	gint64 due;

	fixture->service->fixed_now = at(time);
	jobs_run(fixture->service, &due, opened, &problem);
	g_assert_no_error(problem);
	if (next)
		g_assert_cmpint(due, ==, at(next));
	else
		g_assert_cmpint(due, ==, G_MAXINT64);
	return opened->len;
}

static void
test_nothing(Fixture *fixture, gconstpointer data)
{
	g_assert_cmpuint(run(fixture, "2026-11-23 08:00", NULL), ==, 0);
}

static void
test_ticket(Fixture *fixture, gconstpointer data)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) outbox = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	const OutboxMail *mail;

	add_schedule(fixture->service, "switch", "mon 09:00");
	g_assert_cmpuint(run(fixture, "2026-11-23 08:00", "2026-11-23 09:00"), ==, 0);
	g_assert_cmpuint(run(fixture, "2026-11-23 09:00", "2026-11-30 09:00"), ==, 1);
	g_assert_cmpuint(run(fixture, "2026-11-23 09:00", "2026-11-30 09:00"), ==, 0);
	ticket = store_ticket(fixture->service->store, 1, NULL);
	g_assert_cmpstr(ticket->subject, ==, "Check the core switch");
	g_assert_cmpint(ticket->kind, ==, KIND_TASK);
	g_assert_cmpstr(ticket->category, ==, "network");
	g_assert_cmpstr(ticket->priority, ==, "high");
	g_assert_cmpstr(ticket->team, ==, "network");
	g_assert_cmpstr(ticket->reporter->address, ==, "desk@corp.example");
	g_assert_cmpint(ticket->created, ==, at("2026-11-23 09:00"));
	entries = store_entries(fixture->service->store, 1, NULL);
	g_assert_cmpuint(entries->len, ==, 1);
	g_assert_cmpstr(((Entry *)entries->pdata[0])->visible, ==,
			"Look at the fans and the log.");
	/* those who do it hear of it, the desk does not write to itself */
	outbox = store_outbox_list(fixture->service->store, FALSE, NULL);
	g_assert_cmpuint(outbox->len, ==, 1);
	mail = outbox->pdata[0];
	g_assert_cmpstr(mail->recipient, ==, "wang@corp.example");
	g_assert_cmpstr(mail->notice, ==, "new");
}

/* What the schedule says, rules do not change. */
static void
test_said(Fixture *fixture, gconstpointer data)
{
	Schedule *schedule = add_schedule(fixture->service, "drill", "mon 09:00");
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) outbox = NULL;

	schedule->kind = KIND_FAULT;
	schedule->priority = g_strdup("normal");
	schedule->team = g_strdup("helpdesk");
	schedule->drill = TRUE;
	run(fixture, "2026-11-23 08:00", "2026-11-23 09:00");
	g_assert_cmpuint(run(fixture, "2026-11-23 09:00", "2026-11-30 09:00"), ==, 1);
	ticket = store_ticket(fixture->service->store, 1, NULL);
	g_assert_cmpint(ticket->kind, ==, KIND_FAULT);
	g_assert_cmpstr(ticket->priority, ==, "normal");
	g_assert_cmpstr(ticket->team, ==, "helpdesk");
	g_assert_cmpstr(ticket->category, ==, "network");
	g_assert_true(ticket->drill);
	outbox = store_outbox_list(fixture->service->store, FALSE, NULL);
	g_assert_cmpuint(outbox->len, ==, 1);
	g_assert_nonnull(strstr(((OutboxMail *)outbox->pdata[0])->subject, "DRILL"));
}

/* Down for three weeks: one ticket, for the last time missed. The first start opens none. */
static void
test_missed(Fixture *fixture, gconstpointer data)
{
	add_schedule(fixture->service, "switch", "mon 09:00");
	g_assert_cmpuint(run(fixture, "2026-11-25 08:00", "2026-11-30 09:00"), ==, 0);
	g_assert_cmpuint(run(fixture, "2026-12-16 08:00", "2026-12-21 09:00"), ==, 1);
	g_assert_cmpuint(run(fixture, "2026-12-16 08:01", "2026-12-21 09:00"), ==, 0);
	g_assert_cmpuint(run(fixture, "2026-12-21 09:00", "2026-12-28 09:00"), ==, 1);
	/* one that is new does not look back either */
	add_schedule(fixture->service, "other", "1 09:00");
	g_assert_cmpuint(run(fixture, "2026-12-22 08:00", "2026-12-28 09:00"), ==, 0);
	/* the clock goes back: nothing twice */
	g_assert_cmpuint(run(fixture, "2026-12-21 08:00", "2026-12-21 09:00"), ==, 0);
	g_assert_cmpuint(run(fixture, "2026-12-21 09:00", "2026-12-28 09:00"), ==, 0);
}

/* Started at the very instant: that one is not missed. */
static void
test_at_start(Fixture *fixture, gconstpointer data)
{
	add_schedule(fixture->service, "switch", "mon 09:00");
	g_assert_cmpuint(run(fixture, "2026-11-23 09:00", "2026-11-30 09:00"), ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/recur/%u: %s", i + 1, rows[i].when);

		g_test_add_data_func(path, &rows[i], test_instants);
	}
	g_test_add_func("/recur/bad-times", test_bad_times);
	g_test_add_func("/recur/a-year", test_a_year);
	g_test_add("/schedule/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
	g_test_add("/schedule/ticket", Fixture, NULL, set_up, test_ticket, tear_down);
	g_test_add("/schedule/said", Fixture, NULL, set_up, test_said, tear_down);
	g_test_add("/schedule/missed", Fixture, NULL, set_up, test_missed, tear_down);
	g_test_add("/schedule/at-start", Fixture, NULL, set_up, test_at_start, tear_down);
	return g_test_run();
}
