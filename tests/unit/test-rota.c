/* core/rota: turns of a team, clocks that change, deputies, absences, gaps. */
#include "core/rota.h"

#define DAY 86400

static Policy *
company(const char *zone)
{
	static const char *const titles[] = { "ann", "ben", "cleo", "dan" };
	Policy *policy = policy_new();
	Team *team = g_new0(Team, 1);

	g_time_zone_unref(policy->desk.zone);
	policy->desk.zone = g_time_zone_new_identifier(zone);
	team->title = g_strdup("night");
	team->members = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
		Person *person = g_new0(Person, 1);

		person->title = g_strdup(titles[i]);
		person->name = g_strdup(titles[i]);
		person->addresses = g_new0(char *, 2);
		person->addresses[0] = g_strdup_printf("%s@corp.example", titles[i]);
		g_ptr_array_add(policy->persons, person);
		if (i < 3)
			g_ptr_array_add(team->members, person);
	}
	g_ptr_array_add(policy->teams, team);
	return policy;
}

static Team *
team_of(Policy *policy)
{
	return policy->teams->pdata[0];
}

static Person *
person_of(Policy *policy, const char *title)
{
	return (Person *)policy_person(policy, title);
}

static gint64
at(Policy *policy, const char *text)
{
	g_autoptr(GError) problem = NULL;
	gint64 instant;

	instant_parse(text, policy->desk.zone, &instant, &problem);
	g_assert_no_error(problem);
	return instant;
}

static void
take_turns(Policy *policy, const char *length, const char *from)
{
	g_assert_true(duration_parse(length, &team_of(policy)->turn, NULL));
	team_of(policy)->turn_from = at(policy, from);
}

static const char *
title_of(const Person *person)
{
	return person ? person->title : "nobody";
}

static void
assert_turn(Policy *policy, gint64 instant, const char *title)
{
	g_assert_cmpstr(title_of(rota_turn(policy, team_of(policy), instant)), ==, title);
}

static void
assert_there(Policy *policy, const GPtrArray *absences, const char *when,
	     const char *on_call, const char *deputy)
{
	gint64 instant = at(policy, when);

	g_assert_cmpstr(title_of(rota_on_call(policy, absences, team_of(policy), instant)),
			==, on_call);
	g_assert_cmpstr(title_of(rota_deputy(policy, absences, team_of(policy), instant)),
			==, deputy);
}

/* From Monday to Monday at the same hour, whatever the clocks do in between. */
static void
test_turns(void)
{
	static const struct {
		const char *when, *title;
	} rows[] = {
		{ "2026-03-23 08:00:00", "ann" },  { "2026-03-30 07:59:59", "ann" },
		{ "2026-03-30 08:00:00", "ben" },  { "2026-04-06 07:59:59", "ben" },
		{ "2026-04-06 08:00:00", "cleo" }, { "2026-04-13 08:00:00", "ann" },
		{ "2026-10-26 07:59:59", "ann" },  { "2026-10-26 08:00:00", "ben" },
		{ "2026-03-23 07:59:59", "cleo" }, { "2026-03-16 07:59:59", "ben" },
	};
	Policy *policy = company("Europe/Berlin");

	take_turns(policy, "1w", "2026-03-23 08:00");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_turn(policy, at(policy, rows[i].when), rows[i].title);
	policy_free(policy);
}

/* The hour that comes twice changes the turn once, at its first coming. */
static void
test_hour_twice(void)
{
	Policy *policy = company("Europe/Berlin");
	gint64 first; /* 02:30 in summer time */

	take_turns(policy, "1d", "2026-10-24 02:30");
	first = at(policy, "2026-10-25T00:30:00Z");
	assert_turn(policy, first - 1, "ann");
	assert_turn(policy, first, "ben");
	assert_turn(policy, at(policy, "2026-10-25T01:15:00Z"), "ben"); /* 02:15 again */
	assert_turn(policy, at(policy, "2026-10-25T01:30:00Z"), "ben"); /* 02:30 again */
	assert_turn(policy, at(policy, "2026-10-26 02:29:59"), "ben");
	assert_turn(policy, at(policy, "2026-10-26 02:30:00"), "cleo");
	policy_free(policy);
}

/* The hour that is left out: the turn changes when the clocks go. */
static void
test_hour_missing(void)
{
	Policy *policy = company("Europe/Berlin");

	take_turns(policy, "1d", "2026-03-28 02:30");
	assert_turn(policy, at(policy, "2026-03-29T00:59:59Z"), "ann");
	assert_turn(policy, at(policy, "2026-03-29T01:00:00Z"), "ben"); /* 03:00 */
	assert_turn(policy, at(policy, "2026-03-30 02:29:59"), "ben");
	assert_turn(policy, at(policy, "2026-03-30 02:30:00"), "cleo");
	policy_free(policy);
}

/* In every zone: each change goes to the next member, none is left out or comes back. */
static void
test_order(void)
{
	static const char *const zones[] = { "Europe/Berlin", "America/St_Johns",
					     "Australia/Lord_Howe", "Asia/Shanghai" };

	for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
		Policy *policy = company(zones[i]);
		const GPtrArray *members = team_of(policy)->members;
		gint64 start;
		guint known = 0, changes = 0, index = 0;

		take_turns(policy, "12h", "2026-01-01 02:00");
		start = team_of(policy)->turn_from;
		for (gint64 passed = 0; passed < 366 * DAY; passed += 15 * 60) {
			const Person *turn =
				rota_turn(policy, team_of(policy), start + passed);

			g_assert_true(g_ptr_array_find((GPtrArray *)members, turn, &index));
			if (index == known)
				continue;
			g_assert_cmpuint(index, ==, (known + 1) % members->len);
			known = index;
			changes++;
		}
		g_assert_cmpuint(changes, ==, 2 * 366 - 1);
		policy_free(policy);
	}
}

static void
set_away(Policy *policy, const char *title, const char *days)
{
	Person *person = person_of(policy, title);

	g_strfreev(person->away);
	person->away = g_strsplit(days, ",", -1);
}

static void
test_deputies(void)
{
	Policy *policy = company("Asia/Shanghai");

	take_turns(policy, "1w", "2026-11-23 08:00");
	assert_there(policy, NULL, "2026-11-24 10:00", "ann", "ben");
	set_away(policy, "ann", "2026-11-24..2026-11-25");
	assert_there(policy, NULL, "2026-11-23 23:59", "ann", "ben");
	assert_there(policy, NULL, "2026-11-24 00:00", "ben", "cleo");
	assert_there(policy, NULL, "2026-11-25 23:59:59", "ben", "cleo");
	assert_there(policy, NULL, "2026-11-26 00:00", "ann", "ben");
	person_of(policy, "ann")->deputy = g_strdup("dan"); /* of no team */
	assert_there(policy, NULL, "2026-11-24 10:00", "dan", "ben");
	assert_there(policy, NULL, "2026-11-26 10:00", "ann", "dan");
	set_away(policy, "dan", "2026-11-24");
	assert_there(policy, NULL, "2026-11-24 10:00", "ben", "cleo");
	set_away(policy, "ben", "2026-11-24");
	assert_there(policy, NULL, "2026-11-24 10:00", "cleo", "nobody");
	set_away(policy, "cleo", "2026-11-20,2026-11-24");
	assert_there(policy, NULL, "2026-11-24 10:00", "nobody", "nobody");
	policy_free(policy);
}

static void
test_no_turns(void)
{
	Policy *policy = company("UTC");

	assert_there(policy, NULL, "2026-11-24 10:00", "ann", "ben");
	set_away(policy, "ann", "2026-11-24");
	assert_there(policy, NULL, "2026-11-24 10:00", "ben", "cleo");
	g_ptr_array_set_size(team_of(policy)->members, 0);
	assert_there(policy, NULL, "2026-11-24 10:00", "nobody", "nobody");
	policy_free(policy);
}

static void
test_out_of_office(void)
{
	Policy *policy = company("UTC");
	g_autoptr(GPtrArray) absences =
		g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
	gint64 from = at(policy, "2026-11-24 10:00");
	const Person *ann = person_of(policy, "ann"), *ben = person_of(policy, "ben");

	g_ptr_array_add(absences, absence_new("ann", from, from + 2 * DAY));
	assert_there(policy, absences, "2026-11-24 09:59:59", "ann", "ben");
	assert_there(policy, absences, "2026-11-24 10:00", "ben", "cleo");
	assert_there(policy, absences, "2026-11-26 10:00", "ann", "ben");
	set_away(policy, "ann", "2026-11-26..2026-11-27");
	g_assert_cmpint(rota_away_until(policy, absences, ann, from), ==,
			at(policy, "2026-11-28 00:00"));
	g_assert_cmpint(rota_away_until(policy, absences, ben, from), ==, from);
	g_assert_null(rota_stand_in(policy, absences, ann, from));
	person_of(policy, "ann")->deputy = g_strdup("ben");
	g_assert_true(rota_stand_in(policy, absences, ann, from) == ben);
	g_assert_true(rota_stand_in(policy, absences, ann, from - 1) == ann);
	g_assert_true(rota_stand_in(policy, absences, ben, from) == ben);
	policy_free(policy);
}

static void
test_days(void)
{
	static const char *const wrong[] = {
		"",
		"tomorrow",
		"2026-13-01",
		"2026-02-29",
		"2026-12-1",
		"2026-12-05..2026-12-01",
		"2026-12-01..",
		"2026-12-01..x",
		"2026/12/01",
		"2026-12-01 08:00",
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	gint64 from, until;

	g_assert_true(rota_days(" 2028-02-29 .. 2028-03-01 ", zone, &from, &until));
	g_assert_cmpint(until - from, ==, 2 * DAY);
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
		g_assert_false(rota_days(wrong[i], zone, &from, &until));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rota/turns", test_turns);
	g_test_add_func("/rota/hour-twice", test_hour_twice);
	g_test_add_func("/rota/hour-missing", test_hour_missing);
	g_test_add_func("/rota/order", test_order);
	g_test_add_func("/rota/deputies", test_deputies);
	g_test_add_func("/rota/no-turns", test_no_turns);
	g_test_add_func("/rota/out-of-office", test_out_of_office);
	g_test_add_func("/rota/days", test_days);
	return g_test_run();
}
