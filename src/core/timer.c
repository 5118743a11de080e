/* When a timer is due follows from its start and the policy alone. */
#include "core/timer.h"

#include <string.h>

#include "core/clock.h"
#include "core/event.h"

char *
timer_name(const char *kind, const char *title)
{
	return g_strdup_printf("%s %s", kind, title);
}

char *
timer_escalation_title(const char *owner, const Escalation *escalation)
{
	return g_strdup_printf("%s/%s", owner, escalation->title);
}

gboolean
when_waits(const When *when)
{
	return duration_is_set(&when->delay) || duration_is_set(&when->every) ||
	       duration_is_set(&when->step);
}

/* What follows an ending is ended by its being taken back. */
static gboolean
follows_the_end(const When *when)
{
	return event_is_any("resolved", when->on) || event_is_any("closed", when->on);
}

gboolean
when_ends(const When *when, const char *event)
{
	if (when->until)
		return event_is_any(event, when->until);
	if (follows_the_end(when))
		return event_is(event, "reopened");
	return event_is(event, "resolved") || event_is(event, "closed") ||
	       event_is(event, "rejected");
}

static const Escalation *
find_escalation(const Clocks *clocks, const char *owner, const char *title)
{
	for (guint i = 0; clocks->escalations && i < clocks->escalations->len; i++) {
		const Escalation *escalation = clocks->escalations->pdata[i];
		g_autofree char *name = timer_escalation_title(owner, escalation);

		if (strcmp(name, title) == 0)
			return escalation;
	}
	return NULL;
}

const Escalation *
timer_escalation(const Policy *policy, const Ticket *ticket, const char *title)
{
	const Priority *priority = policy_priority(policy, ticket->priority);
	const Tier *tier = policy_tier(policy, ticket->tier);
	const Escalation *found = NULL;

	if (priority) {
		g_autofree char *owner = g_strconcat("priority ", priority->title, NULL);

		found = find_escalation(&priority->clocks, owner, title);
	}
	if (!found && tier) {
		g_autofree char *owner = g_strdup_printf("tier %d", tier->number);

		found = find_escalation(&tier->clocks, owner, title);
	}
	return found;
}

const When *
timer_when(const Policy *policy, const Ticket *ticket, const Timer *timer)
{
	const char *title = strchr(timer->what, ' ') + 1;
	const Document *document;
	const Escalation *escalation;

	if (g_str_has_prefix(timer->what, "rule "))
		return rules_when(policy->rules, title);
	if (g_str_has_prefix(timer->what, "document ")) {
		document = policy_document(policy, title);
		return document ? &document->when : NULL;
	}
	escalation = timer_escalation(policy, ticket, title);
	return escalation ? &escalation->when : NULL;
}

gint64
timer_origin(const Policy *policy, const Ticket *ticket, const char *event, gint64 now)
{
	if (event_is(event, "opened") || event_is(event, "began"))
		return clock_event(policy, ticket, event);
	return now;
}

/* How a timer runs: WHEN, and how often it is due; 0 = without end. */
typedef struct {
	const When *when;
	int times;
} Course;

static Course
course_of(const Policy *policy, const Ticket *ticket, const Timer *timer)
{
	Course course = { timer_when(policy, ticket, timer), 1 };
	const char *title = strchr(timer->what, ' ') + 1;

	if (!course.when)
		return course;
	if (g_str_has_prefix(timer->what, "document "))
		course.times = duration_is_set(&course.when->every) ? 0 : 1;
	else if (g_str_has_prefix(timer->what, "escalate ") &&
		 duration_is_set(&course.when->step))
		course.times =
			(int)g_strv_length(timer_escalation(policy, ticket, title)->to) *
			MAX(course.when->repeat, 1);
	return course;
}

/* The instant of time N (0, 1, …) of a course that began at FROM. */
static gint64
due_of(const When *when, gint64 from, int n)
{
	gint64 start = duration_is_set(&when->delay)
			       ? calendar_add(when->calendar, from, &when->delay)
			       : from;

	if (start == G_MAXINT64)
		return start;
	if (duration_is_set(&when->every))
		return calendar_add_seconds(when->calendar, start,
					    when->every.seconds * (n + 1));
	return calendar_add_seconds(when->calendar, start, when->step.seconds * n);
}

void
timer_plan(const Policy *policy, Ticket *ticket)
{
	for (guint i = 0; i < ticket->timers->len; i++) {
		const Timer *timer = ticket->timers->pdata[i];
		Course course = course_of(policy, ticket, timer);
		gint64 due;

		if (!course.when || (course.times && timer->fired >= course.times))
			continue;
		due = due_of(course.when, timer->from, timer->fired);
		if (due != G_MAXINT64)
			ticket_add_deadline(ticket, due, "timer %s", timer->what);
	}
}

int
timer_passed(const Policy *policy, const Ticket *ticket, const Timer *timer, gint64 now)
{
	Course course = course_of(policy, ticket, timer);
	int n = timer->fired;

	while (course.when && (!course.times || n < course.times) &&
	       due_of(course.when, timer->from, n) <= now)
		n++;
	return n;
}

gboolean
timer_is_over(const Policy *policy, const Ticket *ticket, const Timer *timer)
{
	Course course = course_of(policy, ticket, timer);

	return course.when && course.times && timer->fired >= course.times;
}
