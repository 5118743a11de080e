/* "When" (policy language 4.2): shared by rules, documents and escalations. */
#include <string.h>

#include "config/build.h"

/* The title of an escalation is its event; a rule and a document say theirs. */
static gboolean
has_event(const Section *section)
{
	return section_setting(section, "on") ||
	       strcmp(section->doc->name, "escalate") == 0;
}

/* Times are counted from an event. */
static void
check_event(Build *build, const Section *section)
{
	static const char *const times[] = { "delay", "calendar", "until" };

	for (guint i = 0; i < G_N_ELEMENTS(times); i++)
		if (section_setting(section, times[i]) && !has_event(section))
			build_error(build, section, times[i],
				    "%s: needs on, the event from which time counts",
				    times[i]);
}

void
build_when(Build *build, const Section *section, When *when)
{
	when->on = build_events(build, section, "on");
	when->until = build_events(build, section, "until");
	when->delay = section_duration(section, "delay");
	when->calendar = build_calendar_option(build, section, "calendar");
	when->repeat = 1;
	build_check_limit(build, section, "delay", when->calendar, &when->delay);
	check_event(build, section);
}
