/* A limit is a row of the list: where its length stands, when it starts, what meets it. */
#include "core/clock.h"

#include <string.h>

#include "core/fact.h"

static void
clock_free(Clock *clock)
{
	g_free(clock->name);
	g_free(clock);
}

static gint64
began(const Policy *policy, const Ticket *ticket)
{
	gint64 since = fact_moment(policy, ticket, "since");

	return since && since < ticket->created ? since : ticket->created;
}

gint64
clock_event(const Policy *policy, const Ticket *ticket, const char *event)
{
	const Limit *limit = ticket_limit(ticket, event);
	const Moment *moment = ticket_moment(ticket, event);

	if (strcmp(event, "opened") == 0)
		return ticket->created;
	if (strcmp(event, "began") == 0)
		return began(policy, ticket);
	if (strcmp(event, "responded") == 0)
		return ticket->responded;
	if (limit && limit->met)
		return limit->met;
	return moment ? moment->first : 0;
}

static const Duration *
set_or_null(const Duration *duration)
{
	return duration_is_set(duration) ? duration : NULL;
}

static Clock *
add_clock(GPtrArray *list, char *name /* taken */, const Clocks *clocks,
	  const Duration *length)
{
	Clock *clock = g_new0(Clock, 1);

	clock->name = name;
	clock->clocks = clocks;
	clock->length = length;
	g_ptr_array_add(list, clock);
	return clock;
}

static void
add_milestones(const Policy *policy, const Ticket *ticket, const Clocks *clocks,
	       GPtrArray *list)
{
	for (guint i = 0; clocks->milestones && i < clocks->milestones->len; i++) {
		const Milestone *milestone = clocks->milestones->pdata[i];
		const Limit *limit = ticket_limit(ticket, milestone->title);
		Clock *clock = add_clock(list, g_strdup(milestone->title), clocks,
					 set_or_null(&milestone->within));

		clock->milestone = milestone;
		clock->started = clock_event(policy, ticket, milestone->after);
		clock->met = limit ? limit->met : 0;
	}
}

static void
add_priority(const Policy *policy, const Ticket *ticket, GPtrArray *list)
{
	static const Clocks none;
	const Priority *priority = policy_priority(policy, ticket->priority);
	const Clocks *clocks = priority ? &priority->clocks : &none;
	Clock *clock;

	clock = add_clock(list, g_strdup("respond"), clocks, set_or_null(&clocks->respond));
	clock->started = ticket->created;
	clock->met = ticket->responded;
	clock = add_clock(list, g_strdup("resolve"), clocks, set_or_null(&clocks->resolve));
	clock->started = clock_event(policy, ticket,
				     clocks->resolve_from ? clocks->resolve_from
							  : "opened");
	clock->met = ticket->resolved;
	clock->fixed = fact_moment(policy, ticket, "due");
	if (clock->fixed && !clock->started)
		clock->started = ticket->created;
	add_milestones(policy, ticket, clocks, list);
}

/* When the ticket came to the tier where it is. */
static gint64
arrival(const Ticket *ticket)
{
	g_autofree char *what = g_strdup_printf("tier %d", ticket->tier);
	gint64 at = 0;

	for (guint i = 0; i < ticket->spans->len; i++) {
		const Span *span = ticket->spans->pdata[i];

		if (strcmp(span->what, what) == 0 && !span->to)
			at = span->from;
	}
	return at;
}

static void
add_tier(const Policy *policy, const Ticket *ticket, GPtrArray *list)
{
	const Tier *tier = policy_tier(policy, ticket->tier);
	gint64 arrived = arrival(ticket);
	const Limit *respond;
	Clock *clock;

	if (!tier)
		return;
	clock = add_clock(list, g_strdup_printf("tier %d respond", tier->number),
			  &tier->clocks, set_or_null(&tier->clocks.respond));
	respond = ticket_limit(ticket, clock->name);
	clock->started = arrived;
	clock->met = respond && respond->met >= arrived ? respond->met : 0;
	clock = add_clock(list, g_strdup_printf("tier %d resolve", tier->number),
			  &tier->clocks, set_or_null(&tier->clocks.resolve));
	clock->started = arrived;
	clock->met = ticket->resolved;
	add_milestones(policy, ticket, &tier->clocks, list);
}

GPtrArray *
clock_list(const Policy *policy, const Ticket *ticket)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)clock_free);

	add_priority(policy, ticket, list);
	add_tier(policy, ticket, list);
	return list;
}

const Clock *
clock_find(const GPtrArray *clocks, const char *name)
{
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = clocks->pdata[i];

		if (strcmp(clock->name, name) == 0)
			return clock;
	}
	return NULL;
}

const char *
clock_label(const Policy *policy, const Ticket *ticket, const char *name,
	    const char *language)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	const Clock *clock = clock_find(clocks, name);

	if (!clock || !clock->milestone)
		return NULL;
	return label_text(&clock->milestone->label, clock->milestone->title, language);
}
