/* Priorities with their clocks. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

#define RANK_MAX    1000
#define DAY_SECONDS G_GINT64_CONSTANT(86400)

/* From when limits are tried out where the present is not known: any day will do. */
#define SOME_DAY G_GINT64_CONSTANT(1767225600) /* 2026-01-01 */

static int
compare_ranks(gconstpointer a, gconstpointer b)
{
	const Priority *left = *(Priority *const *)a;
	const Priority *right = *(Priority *const *)b;

	return (left->rank > right->rank) - (left->rank < right->rank);
}

/* ── clocks ───────────────────────────────────────────────────────────────────────────────
 */

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
static void
check_limit(Build *build, const Section *section, const char *option, const Clocks *clocks,
	    const Duration *limit)
{
	gint64 from = build->now > 0 ? build->now : SOME_DAY;
	gint64 hours = limit->seconds / 3600;

	if (!duration_is_set(limit))
		return;
	if (calendar_add(clocks->calendar, from, limit) == G_MAXINT64)
		build_error(build, section, option,
			    "%s: calendar \"%s\" is never open long enough for %s", option,
			    calendar_title(clocks->calendar), limit->written);
	else if (counts_days(limit) && !is_always_open(clocks->calendar, from))
		build_warning(build, section, option,
			      "%s: \"%s\" in calendar \"%s\", which closes, means "
			      "%" G_GINT64_FORMAT " open hours: write \"%" G_GINT64_FORMAT
			      "h\" if so, or working days as \"2bd\"",
			      option, limit->written, calendar_title(clocks->calendar),
			      hours, hours);
}

static void
set_clocks(Build *build, const Section *section, Clocks *clocks)
{
	const char *calendar = section_text(section, "calendar");

	if (calendar)
		clocks->calendar = build_calendar(build, calendar);
	if (calendar && !clocks->calendar)
		build_unknown(build, section, "calendar", "calendar", calendar);
	clocks->respond = section_duration(section, "respond");
	clocks->resolve = section_duration(section, "resolve");
	set_warnings(build, section, clocks);
	set_pauses(build, section, clocks);
	check_limit(build, section, "respond", clocks, &clocks->respond);
	check_limit(build, section, "resolve", clocks, &clocks->resolve);
	if (clocks->warn[0] && !duration_is_set(&clocks->respond) &&
	    !duration_is_set(&clocks->resolve))
		build_warning(build, section, "warn",
			      "warn: there is no limit to warn of: set respond or resolve");
}

/* ── priorities ───────────────────────────────────────────────────────────────────────────
 */

static void
check_names(Build *build, const Section *section, const Priority *priority)
{
	const Priority *other = policy_priority(build->policy, priority->title);

	if (other)
		build_error(build, section, NULL,
			    "priority \"%s\" goes by that name already", other->title);
	for (guint i = 1; i < priority->label.texts->len; i += 2) {
		const char *text = priority->label.texts->pdata[i];

		other = policy_priority(build->policy, text);
		if (other)
			build_error(
				build, section, "label",
				"label: priority \"%s\" goes by the name \"%s\" already",
				other->title, text);
	}
}

static void
make_priority(Build *build, const Section *section)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(section->title);
	build_label(build, section, "label", &priority->label);
	priority->rank = section_integer(section, "rank");
	if (section_setting(section, "rank") &&
	    (priority->rank < 1 || priority->rank > RANK_MAX))
		build_error(build, section, "rank", "rank: 1 is the highest, %d the lowest",
			    RANK_MAX);
	set_clocks(build, section, &priority->clocks);
	check_names(build, section, priority);
	g_ptr_array_add(build->policy->priorities, priority);
}

void
build_priorities(Build *build)
{
	build_each(build, "priority", make_priority);
	g_ptr_array_sort(build->policy->priorities, compare_ranks);
}
