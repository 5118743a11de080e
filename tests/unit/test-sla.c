/*
 * core/sla: what is due when. Stories on an office calendar (Shanghai, 09:00-12:00 and
 * 13:30-18:00) and round the clock; every instant is written as people see it.
 */
#include "core/sla.h"

#include <string.h>

#include "core/lifecycle.h"

typedef struct {
	Policy *policy;
	Ticket *ticket;
	GTimeZone *zone;
} World;

static gint64
at(const World *world, const char *text)
{
	gint64 instant = 0;

	g_assert_true(instant_parse(text, world->zone, &instant, NULL));
	return instant;
}

static Priority *
add_priority(Policy *policy, const char *title, const Calendar *calendar,
	     const char *respond, const char *resolve)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(title);
	priority->rank = policy->priorities->len + 1;
	priority->clocks.calendar = calendar;
	priority->clocks.pause_on = 1u << WAIT_REPORTER;
	if (respond)
		g_assert_true(duration_parse(respond, &priority->clocks.respond, NULL));
	if (resolve)
		g_assert_true(duration_parse(resolve, &priority->clocks.resolve, NULL));
	g_ptr_array_add(policy->priorities, priority);
	return priority;
}

static Calendar *
office(World *world)
{
	Calendar *calendar = calendar_new("office", world->zone);

	g_assert_true(calendar_add_hours(calendar, "mon-fri 09:00-12:00", NULL));
	g_assert_true(calendar_add_hours(calendar, "mon-fri 13:30-18:00", NULL));
	g_ptr_array_add(world->policy->calendars, calendar);
	return calendar;
}

/* A ticket of Monday, 2026-11-23 09:00, under level "office 4h" (respond 1 h, resolve 4 h,
 * warned at 50 and 80 %). */
static void
world_init(World *world, gconstpointer data)
{
	const Calendar *calendar;
	Priority *priority;

	world->policy = policy_new();
	world->zone = zone_find("Asia/Shanghai", NULL);
	calendar = office(world);
	priority = add_priority(world->policy, "office 4h", calendar, "1h", "4h");
	priority->clocks.warn[0] = 50;
	priority->clocks.warn[1] = 80;
	add_priority(world->policy, "office 2bd", calendar, NULL, "2bd")->clocks.warn[0] =
		50;
	add_priority(world->policy, "always 24h", NULL, "1h", "24h");
	add_priority(world->policy, "always 30min", NULL, "30min", "30min");
	add_priority(world->policy, "no limits", NULL, NULL, NULL);
	world->ticket = ticket_new(1);
	world->ticket->created = at(world, "2026-11-23 09:00");
	world->ticket->priority = g_strdup("office 4h");
}

static void
world_clear(World *world, gconstpointer data)
{
	ticket_free(world->ticket);
	policy_free(world->policy);
	g_time_zone_unref(world->zone);
}

static void
plan(World *world, const char *now)
{
	sla_plan(world->policy, world->ticket, at(world, now));
}

static void
set_priority(World *world, const char *title)
{
	g_free(world->ticket->priority);
	world->ticket->priority = g_strdup(title);
}

static void
enter(World *world, TicketState state, const char *span, const char *now)
{
	world->ticket->state = state;
	if (span)
		ticket_add_span(world->ticket, span, at(world, now));
}

static void
leave(World *world, const char *span, const char *now)
{
	world->ticket->state = STATE_ACCEPTED;
	ticket_end_span(world->ticket, span, at(world, now));
}

static char *
written(const World *world, gint64 instant)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, world->zone);

	return g_date_time_format(local, "%m-%d %H:%M:%S");
}

/* The limit NAME is due at DUE ("11-23 14:30:00"); NULL: it has no due instant. */
static void
check_due(const World *world, const char *name, const char *due)
{
	const Limit *limit = ticket_limit(world->ticket, name);
	g_autofree char *found = NULL;

	g_assert_nonnull(limit);
	if (limit->due)
		found = written(world, limit->due);
	g_assert_cmpstr(found, ==, due);
}

/* All deadlines, in order, separated by "; ". */
static void
check_deadlines(const World *world, const char *expected)
{
	g_autoptr(GString) found = g_string_new(NULL);

	for (guint i = 0; i < world->ticket->deadlines->len; i++) {
		const Deadline *deadline = world->ticket->deadlines->pdata[i];
		g_autofree char *due = written(world, deadline->due);

		g_string_append_printf(found, "%s%s %s", i ? "; " : "", due,
				       deadline->what);
	}
	g_assert_cmpstr(found->str, ==, expected);
}

/* ---- running ---- */

static void
test_fresh(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	check_due(world, "respond", "11-23 10:00:00");
	check_due(world, "resolve", "11-23 14:30:00");
	check_deadlines(world,
			"11-23 09:30:00 warn respond 50; 11-23 09:48:00 warn respond 80; "
			"11-23 10:00:01 breach respond; 11-23 11:00:00 warn resolve 50; "
			"11-23 13:42:00 warn resolve 80; 11-23 14:30:01 breach resolve");
	/* reckoned anew, not from the last plan */
	plan(world, "2026-11-23 09:40");
	plan(world, "2026-11-23 09:41");
	check_due(world, "respond", "11-23 10:00:00");
	g_assert_cmpuint(world->ticket->limits->len, ==, 2);
	g_assert_cmpuint(world->ticket->deadlines->len, ==, 6);
}

static void
test_from_the_night(World *world, gconstpointer data)
{
	world->ticket->created = at(world, "2026-11-27 20:00");
	plan(world, "2026-11-27 20:00");
	check_due(world, "respond", "11-30 10:00:00");
	check_due(world, "resolve", "11-30 14:30:00");
}

static void
test_told_once(World *world, gconstpointer data)
{
	Limit *limit;

	plan(world, "2026-11-23 09:00");
	limit = ticket_limit(world->ticket, "respond");
	limit->warned = 50;
	world->ticket->resolved = at(world, "2026-11-23 09:31");
	plan(world, "2026-11-23 09:31");
	check_deadlines(world,
			"11-23 09:48:00 warn respond 80; 11-23 10:00:01 breach respond");
	limit->warned = 80;
	limit->breached = at(world, "2026-11-23 10:00:01");
	plan(world, "2026-11-23 10:01");
	check_deadlines(world, "");
	/* it is still running, and still due when it was */
	check_due(world, "respond", "11-23 10:00:00");
}

static void
test_met(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	world->ticket->responded = at(world, "2026-11-23 10:00");
	plan(world, "2026-11-23 10:00");
	check_due(world, "respond", NULL);
	g_assert_cmpint(ticket_limit(world->ticket, "respond")->met, ==,
			at(world, "2026-11-23 10:00"));
	check_deadlines(world,
			"11-23 11:00:00 warn resolve 50; 11-23 13:42:00 warn resolve 80; "
			"11-23 14:30:01 breach resolve");
	g_assert_cmpint(sla_used(world->policy, world->ticket, "respond",
				 at(world, "2026-11-23 18:00")),
			==, 3600);
}

/* The answer is read before the scheduler looked: the limit is broken all the same, and the
 * plan remembers it until it was told. */
static void
test_met_too_late(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	world->ticket->responded = at(world, "2026-11-23 10:00:01");
	world->ticket->resolved = at(world, "2026-11-23 14:30");
	plan(world, "2026-11-23 14:30");
	check_deadlines(world, "11-23 10:00:01 breach respond");
	plan(world, "2026-11-23 14:31");
	check_deadlines(world, "11-23 10:00:01 breach respond");
	ticket_limit(world->ticket, "respond")->breached = at(world, "2026-11-23 14:31");
	plan(world, "2026-11-23 14:32");
	check_deadlines(world, "");
}

/* ---- pauses ---- */

static void
test_waiting(World *world, gconstpointer data)
{
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 09:30");
	plan(world, "2026-11-23 09:30");
	check_due(world, "respond", NULL);
	check_due(world, "resolve", NULL);
	check_deadlines(world, "");
	g_assert_cmpint(sla_used(world->policy, world->ticket, "resolve",
				 at(world, "2026-11-23 17:00")),
			==, 1800);
	/* 11:30 to noon and 13:30 to 14:00 count again: 30 min and 30 min; then the rest */
	leave(world, "waiting reporter", "2026-11-23 11:30");
	plan(world, "2026-11-23 11:30");
	check_due(world, "respond", "11-23 12:00:00");
	check_due(world, "resolve", "11-23 16:30:00");
	g_assert_cmpint(sla_used(world->policy, world->ticket, "resolve",
				 at(world, "2026-11-23 14:00")),
			==, 5400);
}

static void
test_two_waits(World *world, gconstpointer data)
{
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 09:30");
	leave(world, "waiting reporter", "2026-11-23 10:30");
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 11:00");
	leave(world, "waiting reporter", "2026-11-24 09:30");
	plan(world, "2026-11-24 09:30");
	/* used: 30 min, 30 min */
	check_due(world, "resolve", "11-24 14:00:00");
	g_assert_cmpint(sla_used(world->policy, world->ticket, "resolve",
				 at(world, "2026-11-24 09:30")),
			==, 3600);
}

static void
test_wait_in_the_night(World *world, gconstpointer data)
{
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 12:00");
	leave(world, "waiting reporter", "2026-11-23 13:30");
	plan(world, "2026-11-23 13:30");
	check_due(world, "resolve", "11-23 14:30:00");
}

/* Only the reasons of pause-on; the others are the desk's own time. */
static void
test_other_wait(World *world, gconstpointer data)
{
	enter(world, STATE_WAITING, "waiting supplier", "2026-11-23 09:30");
	plan(world, "2026-11-23 09:30");
	check_due(world, "resolve", "11-23 14:30:00");
	((Priority *)world->policy->priorities->pdata[0])->clocks.pause_on =
		1u << WAIT_SUPPLIER;
	plan(world, "2026-11-23 09:30");
	check_due(world, "resolve", NULL);
}

static void
test_over_before_the_wait(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 10:30");
	plan(world, "2026-11-23 10:30");
	check_due(world, "respond", NULL);
	check_deadlines(world, "11-23 10:00:01 breach respond");
}

/* Used up in the second in which the wait begins: in time until it ends. */
static void
test_used_up_when_waiting(World *world, gconstpointer data)
{
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-23 10:00");
	plan(world, "2026-11-23 10:00");
	check_deadlines(world, "");
	leave(world, "waiting reporter", "2026-11-23 20:00");
	ticket_limit(world->ticket, "respond")->warned = 80;
	set_priority(world, "office 4h");
	plan(world, "2026-11-23 20:00");
	check_due(world, "respond", "11-23 20:00:00");
}

static void
test_working_days(World *world, gconstpointer data)
{
	set_priority(world, "office 2bd");
	plan(world, "2026-11-23 09:00");
	check_due(world, "resolve", "11-25 18:00:00");
	/* half of 22.5 open hours */
	check_deadlines(world,
			"11-24 14:15:00 warn resolve 50; 11-25 18:00:01 breach resolve");
	/* an hour and a half of waiting moves the end by as much working time */
	enter(world, STATE_WAITING, "waiting reporter", "2026-11-24 11:00");
	leave(world, "waiting reporter", "2026-11-24 14:00");
	plan(world, "2026-11-24 14:00");
	check_due(world, "resolve", "11-26 10:30:00");
	check_deadlines(world,
			"11-24 15:45:00 warn resolve 50; 11-26 10:30:01 breach resolve");
}

/* ---- resolved, reopened, closed ---- */

static void
test_reopened(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	enter(world, STATE_RESOLVED, "resolved", "2026-11-23 11:00");
	world->ticket->responded = at(world, "2026-11-23 09:10");
	world->ticket->resolved = at(world, "2026-11-23 11:00");
	plan(world, "2026-11-23 11:00");
	check_due(world, "resolve", NULL);
	leave(world, "resolved", "2026-11-24 10:00");
	world->ticket->resolved = 0;
	plan(world, "2026-11-24 10:00");
	check_due(world, "resolve", "11-24 12:00:00");
	g_assert_cmpint(ticket_limit(world->ticket, "resolve")->met, ==, 0);
	g_assert_cmpint(ticket_limit(world->ticket, "respond")->met, >, 0);
}

/* From the end to the reopening nothing counts, by whatever road it ended. */
static void
test_reopened_after_the_end(World *world, gconstpointer data)
{
	Ticket *ticket = world->ticket;

	plan(world, "2026-11-23 09:00");
	lifecycle_enter(ticket, STATE_RESOLVED, 0, 0, at(world, "2026-11-23 10:00"));
	lifecycle_enter(ticket, STATE_CLOSED, 0, 0, at(world, "2026-11-23 11:00"));
	plan(world, "2026-11-23 11:00");
	lifecycle_enter(ticket, STATE_ACCEPTED, 0, 0, at(world, "2026-11-25 09:00"));
	plan(world, "2026-11-25 09:00");
	check_due(world, "resolve", "11-25 12:00:00");
	lifecycle_enter(ticket, STATE_REJECTED, 0, 0, at(world, "2026-11-25 10:00"));
	plan(world, "2026-11-25 10:00");
	check_due(world, "resolve", NULL);
	lifecycle_enter(ticket, STATE_ACCEPTED, 0, 0, at(world, "2026-11-26 09:00"));
	plan(world, "2026-11-26 09:00");
	check_due(world, "resolve", "11-26 11:00:00");
}

static void
test_question(World *world, gconstpointer data)
{
	set_priority(world, "no limits");
	g_assert_true(duration_parse("4d", &world->policy->desk.confirm_within, NULL));
	enter(world, STATE_RESOLVED, "resolved", "2026-11-23 11:00");
	world->ticket->resolved = at(world, "2026-11-23 11:00");
	world->ticket->asked = world->ticket->resolved;
	plan(world, "2026-11-23 11:00");
	check_deadlines(world, "11-25 11:00:00 remind; 11-27 11:00:00 close");
	world->ticket->reminded = at(world, "2026-11-25 11:00");
	plan(world, "2026-11-25 11:00");
	check_deadlines(world, "11-27 11:00:00 close");
	/* his last word that was neither yes nor no starts it again */
	world->ticket->asked = at(world, "2026-11-26 12:00");
	plan(world, "2026-11-26 12:00");
	check_deadlines(world, "11-30 12:00:00 close");
	world->ticket->state = STATE_CLOSED;
	world->ticket->closed = at(world, "2026-11-30 12:00");
	plan(world, "2026-11-30 12:00");
	check_deadlines(world, "");
}

static void
test_wake(World *world, gconstpointer data)
{
	set_priority(world, "no limits");
	enter(world, STATE_WAITING, "waiting parts", "2026-11-23 11:00");
	plan(world, "2026-11-23 11:00");
	check_deadlines(world, "");
	world->ticket->waiting_until = at(world, "2026-11-28 09:00");
	plan(world, "2026-11-23 11:00");
	check_deadlines(world, "11-28 09:00:00 wake");
	world->ticket->state = STATE_ACCEPTED;
	plan(world, "2026-11-23 12:00");
	check_deadlines(world, "");
}

static void
test_rejected(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	world->ticket->state = STATE_REJECTED;
	world->ticket->closed = at(world, "2026-11-23 09:20");
	plan(world, "2026-11-23 09:20");
	check_due(world, "respond", NULL);
	check_due(world, "resolve", NULL);
	check_deadlines(world, "");
	g_assert_cmpint(sla_used(world->policy, world->ticket, "respond",
				 at(world, "2026-11-24 18:00")),
			==, 1200);
}

/* ---- levels ---- */

static void
test_level_from_its_own_start(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	set_priority(world, "always 24h");
	plan(world, "2026-11-23 14:00");
	check_due(world, "resolve", "11-24 09:00:00");
}

static void
test_level_already_over(World *world, gconstpointer data)
{
	set_priority(world, "always 24h");
	plan(world, "2026-11-23 09:00");
	world->ticket->responded = at(world, "2026-11-23 09:50");
	set_priority(world, "always 30min");
	plan(world, "2026-11-23 10:00");
	/* the response was in time under the level it was given under; the rest is over */
	check_deadlines(world, "11-23 09:30:01 breach resolve");
	ticket_limit(world->ticket, "resolve")->breached = at(world, "2026-11-23 10:00");
	plan(world, "2026-11-23 10:01");
	check_deadlines(world, "");
}

static void
test_level_without_limits(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	world->ticket->responded = at(world, "2026-11-23 09:50");
	set_priority(world, "no limits");
	plan(world, "2026-11-23 10:00");
	check_due(world, "respond", NULL);
	g_assert_null(ticket_limit(world->ticket, "resolve"));
	check_deadlines(world, "");
	/* and of no level at all */
	g_clear_pointer(&world->ticket->priority, g_free);
	world->ticket->responded = 0;
	plan(world, "2026-11-23 10:00");
	g_assert_cmpuint(world->ticket->limits->len, ==, 0);
}

static void
test_broken_stays_on_record(World *world, gconstpointer data)
{
	plan(world, "2026-11-23 09:00");
	ticket_limit(world->ticket, "respond")->breached = at(world, "2026-11-23 10:00:01");
	set_priority(world, "no limits");
	plan(world, "2026-11-23 10:30");
	check_due(world, "respond", NULL);
	g_assert_cmpint(ticket_limit(world->ticket, "respond")->breached, ==,
			at(world, "2026-11-23 10:00:01"));
}

static void
test_limit_of_level(World *world, gconstpointer data)
{
	const Calendar *calendar = NULL;
	Duration length;

	g_assert_true(
		sla_limit(world->policy, world->ticket, "resolve", &calendar, &length));
	g_assert_cmpstr(calendar_title(calendar), ==, "office");
	g_assert_cmpstr(length.written, ==, "4h");
	g_assert_false(
		sla_limit(world->policy, world->ticket, "diagnose", &calendar, &length));
	set_priority(world, "no limits");
	g_assert_false(
		sla_limit(world->policy, world->ticket, "resolve", &calendar, &length));
	set_priority(world, "unknown");
	g_assert_false(
		sla_limit(world->policy, world->ticket, "resolve", &calendar, &length));
	g_assert_cmpint(sla_used(world->policy, world->ticket, "resolve",
				 at(world, "2026-11-23 10:30")),
			==, 0);
}

/* Wherever the waits lie: at the due instant exactly the limit's length is used. */
static void
test_due_is_when_used_up(World *world, gconstpointer data)
{
	/* a fixed seed: where a wait begins in the very second of due, due is its end */
	g_autoptr(GRand) random = g_rand_new_with_seed(7);

	for (guint i = 0; i < 300; i++) {
		g_autoptr(Ticket) ticket = ticket_new(1);
		gint64 now =
			world->ticket->created + g_rand_int_range(random, 0, 5 * 86400);
		const Limit *limit;

		ticket->priority = g_strdup(i % 2 ? "office 4h" : "always 24h");
		ticket->created = now;
		for (guint j = 0; j < 4; j++) {
			now += g_rand_int_range(random, 0, 7200);
			ticket_add_span(ticket, "waiting reporter", now);
			now += g_rand_int_range(random, 0, 86400);
			ticket_end_span(ticket, "waiting reporter", now);
		}
		sla_plan(world->policy, ticket, now);
		limit = ticket_limit(ticket, "resolve");
		g_assert_cmpint(limit->due, >, 0);
		g_assert_cmpint(sla_used(world->policy, ticket, "resolve", limit->due), ==,
				i % 2 ? 4 * 3600 : 24 * 3600);
		g_assert_cmpint(sla_used(world->policy, ticket, "resolve", limit->due - 1),
				<=, i % 2 ? 4 * 3600 : 24 * 3600);
	}
}

static void
add_tier(World *world, int number, const char *resolve)
{
	Tier *tier = g_new0(Tier, 1);

	tier->number = number;
	g_assert_true(duration_parse(resolve, &tier->clocks.resolve, NULL));
	g_ptr_array_add(world->policy->tiers, tier);
}

/* A tier that hands a ticket on has done its part, by then; the next one's time begins. */
static void
test_tiers(World *world, gconstpointer data)
{
	const Limit *limit;

	add_tier(world, 1, "1h");
	add_tier(world, 2, "2h");
	add_tier(world, 10, "3h");
	world->ticket->tier = 10;
	enter(world, STATE_NEW, "tier 10", "2026-11-23 09:00");
	plan(world, "2026-11-23 09:00");
	check_due(world, "tier 10 resolve", "11-23 12:00:00");
	leave(world, "tier 10", "2026-11-23 10:00");
	enter(world, STATE_NEW, "tier 1", "2026-11-23 10:00");
	leave(world, "tier 1", "2026-11-23 10:30");
	enter(world, STATE_NEW, "tier 2", "2026-11-23 10:30");
	world->ticket->tier = 2;
	plan(world, "2026-11-23 10:30");
	check_due(world, "tier 2 resolve", "11-23 12:30:00");
	limit = ticket_limit(world->ticket, "tier 10 resolve");
	g_assert_nonnull(limit);
	g_assert_cmpint(limit->met, ==, at(world, "2026-11-23 10:00"));
	g_assert_null(ticket_limit(world->ticket, "tier 1 resolve"));
}

static gboolean
has_deadline(const World *world, const char *what, const char *due)
{
	for (guint i = 0; i < world->ticket->deadlines->len; i++) {
		const Deadline *deadline = world->ticket->deadlines->pdata[i];

		if (strcmp(deadline->what, what) == 0 && deadline->due == at(world, due))
			return TRUE;
	}
	return FALSE;
}

/* A promised instant: warned of by the clock on the wall, and broken a second later. */
static void
test_promise(World *world, gconstpointer data)
{
	ticket_set_fact(world->ticket, "due", "2026-11-25 09:00", "li",
			world->ticket->created);
	g_time_zone_unref(world->policy->desk.zone);
	world->policy->desk.zone = g_time_zone_ref(world->zone);
	plan(world, "2026-11-23 09:00");
	check_due(world, "resolve", "11-25 09:00:00");
	g_assert_true(has_deadline(world, "warn resolve 50", "2026-11-24 09:00"));
	g_assert_true(has_deadline(world, "warn resolve 80", "2026-11-24 23:24"));
	g_assert_true(has_deadline(world, "breach resolve", "2026-11-25 09:00:01"));
	((Limit *)ticket_limit(world->ticket, "resolve"))->warned = 50;
	plan(world, "2026-11-24 09:00");
	g_assert_false(has_deadline(world, "warn resolve 50", "2026-11-24 09:00"));
	g_assert_true(has_deadline(world, "warn resolve 80", "2026-11-24 23:24"));
}

static const struct {
	const char *name;
	void (*test)(World *world, gconstpointer data);
} tests[] = {
	{ "fresh", test_fresh },
	{ "from-the-night", test_from_the_night },
	{ "told-once", test_told_once },
	{ "met", test_met },
	{ "met-too-late", test_met_too_late },
	{ "waiting", test_waiting },
	{ "two-waits", test_two_waits },
	{ "wait-in-the-night", test_wait_in_the_night },
	{ "other-wait", test_other_wait },
	{ "over-before-the-wait", test_over_before_the_wait },
	{ "used-up-when-waiting", test_used_up_when_waiting },
	{ "working-days", test_working_days },
	{ "reopened", test_reopened },
	{ "reopened-after-the-end", test_reopened_after_the_end },
	{ "question", test_question },
	{ "wake", test_wake },
	{ "rejected", test_rejected },
	{ "level-from-its-own-start", test_level_from_its_own_start },
	{ "level-already-over", test_level_already_over },
	{ "level-without-limits", test_level_without_limits },
	{ "broken-stays-on-record", test_broken_stays_on_record },
	{ "limit-of-level", test_limit_of_level },
	{ "tiers", test_tiers },
	{ "promise", test_promise },
	{ "due-is-when-used-up", test_due_is_when_used_up },
};

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strconcat("/sla/", tests[i].name, NULL);

		g_test_add(path, World, NULL, world_init, tests[i].test, world_clear);
	}
	return g_test_run();
}
