/*
 * Rotas without gaps: a time at which nobody of a team that takes turns is there, nor the
 * deputy of whose turn it is, is found here and not at night.
 */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/rota.h"

#define STEP_MAX  (G_GINT64_CONSTANT(12) * 3600)
#define STEP_MIN  G_GINT64_CONSTANT(3600)
#define AHEAD_MAX (G_GINT64_CONSTANT(366) * 86400)

/* Somebody is always there but while members are away, so only these spans are walked
 * through, and from now on; each turn in them is met. Returns an instant; 0 if all is well.
 */
static gint64
find_gap(const Build *build, const Team *team, gint64 from, gint64 until)
{
	gint64 turn = team->turn.seconds ? team->turn.seconds : STEP_MAX;
	gint64 step = CLAMP(turn / 2, STEP_MIN, STEP_MAX);

	from = MAX(from, build->now);
	until = MIN(until, from + AHEAD_MAX);
	for (gint64 at = from; at < until; at += step)
		if (!rota_on_call(build->policy, NULL, team, at))
			return at;
	return 0;
}

static gint64
find_gap_of(const Build *build, const Team *team, const Person *person)
{
	gint64 from, until, gap = 0;

	for (guint i = 0; person->away && person->away[i] && !gap; i++)
		if (rota_days(person->away[i], build->policy->desk.zone, &from, &until))
			gap = find_gap(build, team, from, until);
	return gap;
}

static void
check_team(Build *build, const Section *section)
{
	const Team *team = policy_team(build->policy, section->title);
	g_autofree char *when = NULL;
	gint64 gap = 0;

	if (!team || !duration_is_set(&team->turn))
		return;
	for (guint i = 0; i < team->members->len && !gap; i++)
		gap = find_gap_of(build, team, team->members->pdata[i]);
	if (!gap)
		return;
	when = instant_local(gap, build->policy->desk.zone);
	build_warning(
		build, section, "turn",
		"turn: on %.10s everybody is away, and no deputy is there for whose turn "
		"it is: name one, or change away",
		when);
}

void
build_rotas(Build *build)
{
	build_each(build, "team", check_team);
}
