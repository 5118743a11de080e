/* Clocks: the limits of a priority or a tier, their milestones and escalations. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

#define DAY_SECONDS G_GINT64_CONSTANT(86400)
#define ROUNDS_MAX  100

/* From when limits are tried out where the present is not known: any day will do. */
#define SOME_DAY G_GINT64_CONSTANT(1767225600) /* 2026-01-01 */

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
	return *(const int *)a - *(const int *)b;
}

/* "80%": 80; 0 if it is none. */
static int
percent_of(const char *text)
{
	gsize digits = strspn(text, "0123456789");

	if (digits < 1 || digits > 2 || strcmp(text + digits, "%") != 0)
		return 0;
	return (int)g_ascii_strtoll(text, NULL, 10);
}

static void
set_warnings(Build *build, const Section *section, Clocks *clocks)
{
	g_auto(GStrv) values = section_list(section, "warn");
	const guint max = G_N_ELEMENTS(clocks->warn) - 1;
	guint n = 0;

	if (g_strv_length(values) > max) {
		build_error(build, section, "warn", "warn: at most %u warnings", max);
		return;
	}
	for (guint i = 0; values[i]; i++) {
		clocks->warn[n] = percent_of(values[i]);
		if (clocks->warn[n])
			n++;
		else
			build_error(build, section, "warn",
				    "warn: \"%s\" is no share: write \"80%%\", from 1%% to "
				    "99%%",
				    values[i]);
	}
	qsort(clocks->warn, n, sizeof clocks->warn[0], compare_numbers);
	for (guint i = 1; i < n; i++)
		if (clocks->warn[i] == clocks->warn[i - 1])
			build_error(build, section, "warn",
				    "warn: \"%d%%\" stands there twice", clocks->warn[i]);
}

static void
set_pauses(Build *build, const Section *section, Clocks *clocks)
{
	static const char *const reasons[] = { "reporter", "supplier", "parts", "approval",
					       NULL };
	g_auto(GStrv) values = section_list(section, "pause-on");

	for (guint i = 0; values[i]; i++) {
		g_autofree char *hint = NULL;
		WaitReason reason;

		if (wait_reason_parse(values[i], &reason)) {
			clocks->pause_on |= 1u << reason;
			continue;
		}
		hint = problem_hint(values[i], reasons);
		build_error(build, section, "pause-on",
			    "pause-on: \"%s\" is no reason of waiting: reporter, supplier, "
			    "parts or approval%s",
			    values[i], hint);
	}
}

static gboolean
is_always_open(const Calendar *calendar, gint64 from)
{
	gint64 year = 366 * DAY_SECONDS;

	return !calendar || calendar_measure(calendar, from, from + year) == year;
}

static gboolean
counts_days(const Duration *duration)
{
	return strpbrk(duration->written, "dwy") && duration->working_days == 0;
}

/* "3d" in office hours are 72 open hours, eight working days: hardly what was meant. */
void
build_check_limit(Build *build, const Section *section, const char *option,
		  const Calendar *calendar, const Duration *limit)
{
	gint64 from = build->now > 0 ? build->now : SOME_DAY;
	gint64 hours = limit->seconds / 3600;

	if (!duration_is_set(limit))
		return;
	if (calendar_add(calendar, from, limit) == G_MAXINT64 && calendar)
		build_error(build, section, option,
			    "%s: calendar \"%s\" is never open long enough for %s", option,
			    calendar_title(calendar), limit->written);
	else if (counts_days(limit) && !is_always_open(calendar, from))
		build_warning(build, section, option,
			      "%s: \"%s\" in calendar \"%s\", which closes, means "
			      "%" G_GINT64_FORMAT " open hours: write \"%" G_GINT64_FORMAT
			      "h\" if so, or working days as \"2bd\"",
			      option, limit->written, calendar_title(calendar), hours,
			      hours);
}

/* ── milestones ───────────────────────────────────────────────────────────────────────────
 */

/* The name stands where events stand, and among the limits: it must mean one thing. */
static void
check_milestone_name(Build *build, const Section *section)
{
	g_autofree char *folded = text_fold(section->title);

	if (build_is_event(section->title))
		build_error(build, section, NULL,
			    "\"%s\" is the name of an event: give the milestone another",
			    section->title);
	else if (strcmp(folded, "respond") == 0 || strcmp(folded, "resolve") == 0)
		build_error(build, section, NULL,
			    "\"%s\" is the name of a limit: give the milestone another",
			    section->title);
}

static void
make_milestone(Build *build, const Section *section, gpointer data)
{
	Clocks *clocks = data;
	Milestone *milestone = g_new0(Milestone, 1);
	const char *after = section_text(section, "after");

	check_milestone_name(build, section);
	milestone->title = g_strdup(section->title);
	build_label(build, section, "label", &milestone->label);
	milestone->within = section_duration(section, "within");
	build_check_limit(build, section, "within", clocks->calendar, &milestone->within);
	milestone->after = build_event(build, section, "after", after);
	milestone->until = build_events(build, section, "until");
	g_ptr_array_add(clocks->milestones, milestone);
}

static const Milestone *
find_milestone(const Clocks *clocks, const char *title)
{
	for (guint i = 0; i < clocks->milestones->len; i++) {
		const Milestone *milestone = clocks->milestones->pdata[i];

		if (g_strcmp0(milestone->title, title) == 0)
			return milestone;
	}
	return NULL;
}

/* Does the chain of what comes before MILESTONE lead back to it? */
static gboolean
is_circular(const Clocks *clocks, const Milestone *milestone)
{
	const Milestone *at = milestone;

	for (guint steps = 0; at && steps <= clocks->milestones->len; steps++) {
		at = find_milestone(clocks, at->after);
		if (at == milestone)
			return TRUE;
	}
	return FALSE;
}

static void
check_circle(Build *build, const Section *section, gpointer data)
{
	const Clocks *clocks = data;
	const Milestone *milestone = find_milestone(clocks, section->title);

	if (milestone && is_circular(clocks, milestone))
		build_error(build, section, "after",
			    "after: \"%s\" comes after this milestone itself, so neither "
			    "ever begins",
			    milestone->after);
}

/* ── escalations ──────────────────────────────────────────────────────────────────────────
 */

static void
set_tier(Build *build, const Section *section, Escalation *escalation)
{
	const char *written = section_text(section, "tier");
	g_autofree char *number =
		written ? build_titled(build, section, "tier", "tier", written) : NULL;

	if (number)
		escalation->tier = (int)g_ascii_strtoll(number, NULL, 10);
}

static void
set_ladder(Build *build, const Section *section, Escalation *escalation)
{
	When *when = &escalation->when;

	when->step = section_duration(section, "step");
	when->repeat = section_integer(section, "repeat");
	if (when->repeat < 1 || when->repeat > ROUNDS_MAX)
		build_error(build, section, "repeat", "repeat: from 1 to %d", ROUNDS_MAX);
	if (section_setting(section, "repeat") && !duration_is_set(&when->step))
		build_error(
			build, section, "repeat",
			"repeat: needs step, how long one has before the next is called");
	if (duration_is_set(&when->step) && !escalation->to[0])
		build_error(build, section, "step",
			    "step: needs to, who is called in turn");
	build_check_limit(build, section, "step", when->calendar, &when->step);
}

/* Without `on` the title is the event. */
static void
set_event(Build *build, const Section *section, When *when)
{
	char *event;

	if (when->on)
		return;
	event = build_event(build, section, NULL, section->title);
	when->on = g_new0(char *, 2);
	when->on[0] = event;
}

static void
make_escalation(Build *build, const Section *section, gpointer data)
{
	Clocks *clocks = data;
	Escalation *escalation = g_new0(Escalation, 1);

	escalation->title = g_strdup(section->title);
	build_when(build, section, &escalation->when);
	set_event(build, section, &escalation->when);
	escalation->to = build_recipients(build, section, "to", TRUE);
	set_tier(build, section, escalation);
	set_ladder(build, section, escalation);
	escalation->template = build_template(build, section);
	if (!section_setting(section, "to") && !section_setting(section, "tier"))
		build_error(build, section, NULL,
			    "does nothing: say to, who is told, or tier, where the ticket "
			    "goes");
	g_ptr_array_add(clocks->escalations, escalation);
}

/* ── clocks ───────────────────────────────────────────────────────────────────────────────
 */

const Calendar *
build_calendar_option(Build *build, const Section *section, const char *option)
{
	const char *title = section_text(section, option);
	const Calendar *calendar = title ? build_calendar(build, title) : NULL;

	if (title && !calendar)
		build_unknown(build, section, option, "calendar", title);
	return calendar;
}

static void
set_start(Build *build, const Section *section, Clocks *clocks)
{
	static const char *const ends[] = { "resolved", "closed", "rejected", NULL };
	const char *written = section_text(section, "resolve-from");

	if (!section_setting(section, "resolve-from"))
		return;
	clocks->resolve_from = build_event(build, section, "resolve-from", written);
	if (clocks->resolve_from && g_strv_contains(ends, clocks->resolve_from))
		build_error(build, section, "resolve-from",
			    "resolve-from: \"%s\" is where the limit ends", written);
	if (!duration_is_set(&clocks->resolve))
		build_warning(build, section, "resolve-from",
			      "resolve-from: there is no resolve that it could begin");
}

static gboolean
has_limit(const Clocks *clocks)
{
	for (guint i = 0; i < clocks->milestones->len; i++) {
		const Milestone *milestone = clocks->milestones->pdata[i];

		if (duration_is_set(&milestone->within))
			return TRUE;
	}
	return duration_is_set(&clocks->respond) || duration_is_set(&clocks->resolve);
}

void
build_clocks(Build *build, const Section *section, Clocks *clocks)
{
	clocks->milestones = g_ptr_array_new_with_free_func((GDestroyNotify)milestone_free);
	clocks->escalations =
		g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	clocks->calendar = build_calendar_option(build, section, "calendar");
	clocks->respond = section_duration(section, "respond");
	clocks->resolve = section_duration(section, "resolve");
	set_warnings(build, section, clocks);
	set_pauses(build, section, clocks);
	build_check_limit(build, section, "respond", clocks->calendar, &clocks->respond);
	build_check_limit(build, section, "resolve", clocks->calendar, &clocks->resolve);
	set_start(build, section, clocks);
	build_children(build, section, "milestone", make_milestone, clocks);
	build_children(build, section, "milestone", check_circle, clocks);
	build_children(build, section, "escalate", make_escalation, clocks);
	if (clocks->warn[0] && !has_limit(clocks))
		build_warning(build, section, "warn",
			      "warn: there is no limit to warn of: set respond, resolve or "
			      "a milestone with within");
}
