/*
 * Turns are reckoned on the clock on the wall and then held against instants: an hour that
 * comes twice, or not at all, must not hand the turn back and forth.
 */
#include "core/rota.h"

#include <string.h>

/* ---- absence ---- */

static gboolean
parse_day(const char *text, GDate *date)
{
	gint64 year, month, day;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return FALSE;
	{
		g_auto(GStrv) parts = g_strsplit(text, "-", 3);

		if (!g_ascii_string_to_signed(parts[0], 10, 1, 9999, &year, NULL) ||
		    !g_ascii_string_to_signed(parts[1], 10, 1, 12, &month, NULL) ||
		    !g_ascii_string_to_signed(parts[2], 10, 1, 31, &day, NULL) ||
		    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
			return FALSE;
	}
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return TRUE;
}

static gint64
midnight(GTimeZone *zone, const GDate *date)
{
	g_autoptr(GDateTime) at =
		g_date_time_new(zone, g_date_get_year(date), g_date_get_month(date),
				g_date_get_day(date), 0, 0, 0);

	return g_date_time_to_unix(at);
}

gboolean
rota_days(const char *text, GTimeZone *zone, gint64 *from, gint64 *until)
{
	g_auto(GStrv) ends = g_strsplit(text, "..", 2);
	GDate first, last;

	if (!ends[0] || !parse_day(g_strstrip(ends[0]), &first))
		return FALSE;
	last = first;
	if (ends[1] && !parse_day(g_strstrip(ends[1]), &last))
		return FALSE;
	if (g_date_compare(&last, &first) < 0)
		return FALSE;
	*from = midnight(zone, &first);
	g_date_add_days(&last, 1);
	*until = midnight(zone, &last);
	return TRUE;
}

/* The end of an absence of PERSON that holds AT; 0 if there is none. */
static gint64
absence_end(const Policy *policy, const GPtrArray *absences, const Person *person,
	    gint64 at)
{
	gint64 from, until, end = 0;

	for (guint i = 0; person->away && person->away[i]; i++)
		if (rota_days(person->away[i], policy->desk.zone, &from, &until) &&
		    from <= at && at < until)
			end = MAX(end, until);
	for (guint i = 0; absences && i < absences->len; i++) {
		const Absence *absence = absences->pdata[i];

		if (absence->from <= at && at < absence->until &&
		    policy_person(policy, absence->person) == person)
			end = MAX(end, absence->until);
	}
	return end;
}

gboolean
rota_is_away(const Policy *policy, const GPtrArray *absences, const Person *person,
	     gint64 at)
{
	return absence_end(policy, absences, person, at) != 0;
}

gint64
rota_away_until(const Policy *policy, const GPtrArray *absences, const Person *person,
		gint64 at)
{
	gint64 end;

	while ((end = absence_end(policy, absences, person, at)))
		at = end;
	return at;
}

/* ---- turns ---- */

/* AT on the clock on the wall of ZONE, as if that were UTC. */
static gint64
wall_of(GTimeZone *zone, gint64 at)
{
	gint interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);

	return at + g_time_zone_get_offset(zone, interval);
}

/* The instant at which the clock on the wall shows WALL: the first of two, and that of the
 * change where it never does. */
static gint64
instant_of(GTimeZone *zone, gint64 wall)
{
	gint interval = g_time_zone_adjust_time(zone, G_TIME_TYPE_DAYLIGHT, &wall);

	return wall - g_time_zone_get_offset(zone, interval);
}

static gint64
floor_div(gint64 a, gint64 b)
{
	return a / b - (a % b < 0);
}

/* How many turns began since the first one's first: 0 in that one. */
static gint64
count_turns(GTimeZone *zone, const Team *team, gint64 at)
{
	gint64 first = wall_of(zone, team->turn_from), length = team->turn.seconds;
	gint64 turn = floor_div(wall_of(zone, at) - first, length);

	while (instant_of(zone, first + turn * length) > at)
		turn--;
	while (instant_of(zone, first + (turn + 1) * length) <= at)
		turn++;
	return turn;
}

static guint
turn_index(const Policy *policy, const Team *team, gint64 at)
{
	gint64 turn, n = team->members->len;

	if (team->turn.seconds <= 0)
		return 0;
	turn = count_turns(policy->desk.zone, team, at) % n;
	return (guint)(turn < 0 ? turn + n : turn);
}

const Person *
rota_turn(const Policy *policy, const Team *team, gint64 at)
{
	if (team->members->len == 0)
		return NULL;
	return team->members->pdata[turn_index(policy, team, at)];
}

/* ---- who is there ---- */

typedef struct {
	const Policy *policy;
	const GPtrArray *absences;
	gint64 at;
	const Person *except; /* counts as away; NULL */
} Roll;

static gboolean
is_there(const Roll *roll, const Person *person)
{
	return person != roll->except &&
	       !rota_is_away(roll->policy, roll->absences, person, roll->at);
}

static const Person *
find_on_call(const Roll *roll, const Team *team)
{
	const Person *turn = rota_turn(roll->policy, team, roll->at), *deputy;
	guint first;

	if (!turn || is_there(roll, turn))
		return turn;
	deputy = policy_person(roll->policy, turn->deputy);
	if (deputy && is_there(roll, deputy))
		return deputy;
	first = turn_index(roll->policy, team, roll->at);
	for (guint i = 1; i < team->members->len; i++) {
		const Person *next = team->members->pdata[(first + i) % team->members->len];

		if (is_there(roll, next))
			return next;
	}
	return NULL;
}

const Person *
rota_on_call(const Policy *policy, const GPtrArray *absences, const Team *team, gint64 at)
{
	return find_on_call(&(Roll){ policy, absences, at, NULL }, team);
}

const Person *
rota_deputy(const Policy *policy, const GPtrArray *absences, const Team *team, gint64 at)
{
	const Person *present = rota_on_call(policy, absences, team, at);

	if (!present)
		return NULL;
	return find_on_call(&(Roll){ policy, absences, at, present }, team);
}

const Person *
rota_stand_in(const Policy *policy, const GPtrArray *absences, const Person *person,
	      gint64 at)
{
	Roll roll = { policy, absences, at, NULL };
	const Person *deputy = policy_person(policy, person->deputy);

	if (is_there(&roll, person))
		return person;
	return deputy && is_there(&roll, deputy) ? deputy : NULL;
}
