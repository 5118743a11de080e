/* What comes by itself: alarms of monitors, duties of schedules, figures of reports. */
#include <string.h>

#include "config/build.h"

static void
make_monitor(Build *build, const Section *section)
{
	Monitor *monitor = g_new0(Monitor, 1);

	monitor->title = g_strdup(section->title);
	monitor->from = section_list(section, "from");
	for (guint i = 0; monitor->from[i]; i++)
		build_check_pattern(build, section, "from", monitor->from[i]);
	monitor->problem = build_regexes(build, section, "problem");
	monitor->recovery = build_regexes(build, section, "recovery");
	monitor->host = build_regexes(build, section, "host");
	monitor->service = build_regexes(build, section, "service");
	if (monitor->problem->len == 0 &&
	    monitor->recovery->len + monitor->host->len + monitor->service->len > 0)
		build_error(build, section, NULL,
			    "has no problem: the other expressions are used only with one "
			    "that tells an alarm");
	if (monitor->problem->len > 0 && monitor->host->len == 0)
		build_error(build, section, "problem",
			    "problem: needs host, by which alarms are told apart");
	g_ptr_array_add(build->policy->monitors, monitor);
}

/* A WHEN that cannot be read is an error and leaves RECUR empty. */
static void
set_when(Build *build, const Section *section, Recur *recur)
{
	const char *text = section_text(section, "when");
	g_autoptr(GError) problem = NULL;

	if (text && !recur_parse(text, recur, &problem))
		build_error(build, section, "when", "when: %s", problem->message);
}

static void
make_schedule(Build *build, const Section *section)
{
	Schedule *schedule = g_new0(Schedule, 1);
	const char *subject = section_text(section, "subject");
	const char *text = section_text(section, "text");

	schedule->title = g_strdup(section->title);
	set_when(build, section, &schedule->when);
	schedule->subject = g_strdup(subject ? subject : section->title);
	schedule->text = g_strdup(text ? text : "");
	ticket_kind_parse(section_text(section, "kind"), &schedule->kind);
	schedule->category = build_title(build, section, "category", "category");
	schedule->system = build_title(build, section, "system", "system");
	schedule->priority = build_title(build, section, "priority", "priority");
	schedule->team = build_title(build, section, "team", "team");
	schedule->drill = section_yes(section, "drill");
	g_ptr_array_add(build->policy->schedules, schedule);
}

static void
make_report(Build *build, const Section *section)
{
	static const char *const periods[] = {
		[PERIOD_WEEK] = "week",
		[PERIOD_MONTH] = "month",
		[PERIOD_QUARTER] = "quarter",
		[PERIOD_YEAR] = "year",
	};
	Report *report = g_new0(Report, 1);

	report->title = g_strdup(section->title);
	set_when(build, section, &report->when);
	report->to = build_recipients(build, section, "to", FALSE);
	report->template = build_template(build, section);
	for (guint i = 0; i < N_PERIODS; i++)
		if (strcmp(section_text(section, "period"), periods[i]) == 0)
			report->period = i;
	build_which(build, section, &report->which);
	g_ptr_array_add(build->policy->reports, report);
}

void
build_duties(Build *build)
{
	build_each(build, "monitor", make_monitor);
	build_each(build, "schedule", make_schedule);
	build_each(build, "report", make_report);
}
