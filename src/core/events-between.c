/* The events of a ticket, read off its two states. */
#include "core/react.h"

#include <string.h>

#include "core/clock.h"

static void G_GNUC_PRINTF(2, 3)
add(GPtrArray *events, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(events, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* ---- states ---- */

/* The place in the chain from new to closed; a waiting ticket is where it was. */
static int
place_of(const Ticket *ticket)
{
	static const int places[N_STATES] = {
		[STATE_NEW] = 0,       [STATE_ACCEPTED] = 1,  [STATE_DIAGNOSING] = 2,
		[STATE_PLANNED] = 3,   [STATE_REPAIRING] = 4, [STATE_VERIFYING] = 5,
		[STATE_RESOLVED] = 6,  [STATE_CLOSED] = 7,    [STATE_REJECTED] = 7,
	};

	return places[ticket->state == STATE_WAITING ? ticket->before_waiting
						     : ticket->state];
}

/* Every state that was entered or passed over. */
static void
add_chain(GPtrArray *events, int from, int to)
{
	static const TicketState chain[] = {
		STATE_NEW,	 STATE_ACCEPTED,  STATE_DIAGNOSING, STATE_PLANNED,
		STATE_REPAIRING, STATE_VERIFYING, STATE_RESOLVED,   STATE_CLOSED,
	};

	for (int i = from + 1; i <= to; i++)
		add(events, "%s", ticket_state_name(chain[i]));
}

static gboolean
has_ended(TicketState state)
{
	return state >= STATE_RESOLVED;
}

static void
add_states(GPtrArray *events, const Ticket *before, const Ticket *after)
{
	int from = place_of(before), to = place_of(after);

	if (after->state == STATE_WAITING) {
		if (before->state != STATE_WAITING ||
		    before->waiting_on != after->waiting_on)
			add(events, "waiting %s", wait_reason_name(after->waiting_on));
		return;
	}
	if (before->state == after->state)
		return;
	if (has_ended(before->state) && !has_ended(after->state))
		add(events, "reopened");
	else if (after->state == STATE_REJECTED)
		add(events, "rejected");
	else if (to > from)
		add_chain(events, from, to);
	else if (to < from)
		add(events, "%s", ticket_state_name(after->state));
}

/* ---- fields ---- */

static int
rank_of(const Policy *policy, const char *title)
{
	const Priority *priority = policy_priority(policy, title);

	return priority ? priority->rank : G_MAXINT;
}

static void
add_fields(const Policy *policy, GPtrArray *events, const Ticket *before,
	   const Ticket *after)
{
	if (before->kind != after->kind)
		add(events, "changed kind");
	if (g_strcmp0(before->category, after->category) != 0)
		add(events, "changed category");
	if (g_strcmp0(before->system, after->system) != 0)
		add(events, "changed system");
	if (after->tier > before->tier && before->tier)
		add(events, "escalated");
	/* Whoever corrects the level of what is over calls nobody. */
	if (!(has_ended(before->state) && has_ended(after->state)) &&
	    rank_of(policy, after->priority) < rank_of(policy, before->priority))
		add(events, "raised");
}

static void
add_assigned(GPtrArray *events, const Ticket *before, const Ticket *after)
{
	const char *was = before ? before->assignee : NULL;

	if (after->assignee && g_strcmp0(was, after->assignee) != 0)
		add(events, "assigned");
}

static void
add_facts(GPtrArray *events, const Ticket *before, const Ticket *after)
{
	for (guint i = 0; i < after->facts->len; i++) {
		const Fact *fact = after->facts->pdata[i];

		if (g_strcmp0(ticket_fact(before, fact->name), fact->value) == 0)
			continue;
		if (strcmp(fact->name, "since") == 0)
			add(events, "began");
		add(events, "changed %s", fact->name);
	}
}

/* ---- limits ---- */

static gboolean
is_milestone(const Policy *policy, const Ticket *ticket, const char *name)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	const Clock *clock = clock_find(clocks, name);

	return clock && clock->milestone;
}

static void
add_limits(const Policy *policy, GPtrArray *events, const Ticket *before,
	   const Ticket *after)
{
	for (guint i = 0; i < after->limits->len; i++) {
		const Limit *limit = after->limits->pdata[i];
		const Limit *was = ticket_limit(before, limit->name);

		if (limit->met && !(was && was->met) &&
		    is_milestone(policy, after, limit->name))
			add(events, "%s", limit->name);
		if (limit->warned > (was ? was->warned : 0))
			add(events, "warn %s", limit->name);
		if (limit->breached && !(was && was->breached))
			add(events, "breach %s", limit->name);
	}
}

GPtrArray *
react_events(const Policy *policy, const Ticket *before, const Ticket *after)
{
	GPtrArray *events = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Ticket) fresh = before ? NULL : ticket_new(after->ticket_id);

	if (!before) {
		add(events, "opened");
		add(events, "began");
	}
	add_assigned(events, before, after);
	if (after->responded && !(before && before->responded))
		add(events, "responded");
	add_limits(policy, events, before ? before : fresh, after);
	add_states(events, before ? before : fresh, after);
	if (before) {
		add_fields(policy, events, before, after);
		add_facts(events, before, after);
	}
	return events;
}
