/*
 * States and the moves between them. The table is the rule; the code below only keeps the
 * ticket's times in step with it.
 */
#include "core/lifecycle.h"

#define BIT(state) (1u << (state))

enum {
	CHAIN = BIT(STATE_ACCEPTED) | BIT(STATE_DIAGNOSING) | BIT(STATE_PLANNED) |
		BIT(STATE_REPAIRING) | BIT(STATE_VERIFYING),
	OPEN = CHAIN | BIT(STATE_NEW) | BIT(STATE_WAITING),
	ENDED = BIT(STATE_CLOSED) | BIT(STATE_REJECTED),
	DONE = ENDED | BIT(STATE_RESOLVED), /* spans in which every clock stands still */
	REOPENED = BIT(STATE_NEW) | BIT(STATE_ACCEPTED),
};

static const struct {
	guint from;
	guint causes;
	guint to;
} moves[] = {
	/* an engineer works: forward or back (a failed test), waits, ends it any way */
	{ OPEN, CAUSE_ENGINEER,
	  CHAIN | BIT(STATE_WAITING) | BIT(STATE_RESOLVED) | BIT(STATE_REJECTED) |
		  BIT(STATE_CLOSED) },
	/* the fault is over, whoever did it */
	{ OPEN, CAUSE_RECOVERY, BIT(STATE_RESOLVED) },
	/* what was waited for came */
	{ BIT(STATE_WAITING), CAUSE_ARRIVAL, CHAIN | BIT(STATE_NEW) },
	/* yes, silence, or an engineer who does not want to wait for either */
	{ BIT(STATE_RESOLVED), CAUSE_REPORTER | CAUSE_SILENCE | CAUSE_ENGINEER,
	  BIT(STATE_CLOSED) },
	/* no, or found wanting after all */
	{ BIT(STATE_RESOLVED) | ENDED, CAUSE_REPORTER | CAUSE_ENGINEER, REOPENED },
	/* a reporter takes his report back */
	{ OPEN, CAUSE_REPORTER, BIT(STATE_CLOSED) },
};

gboolean
lifecycle_may(TicketState from, Cause cause, TicketState to)
{
	if (from == to && to != STATE_WAITING)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
		if ((moves[i].from & BIT(from)) && (moves[i].causes & cause) &&
		    (moves[i].to & BIT(to)))
			return TRUE;
	return FALSE;
}

TicketState
lifecycle_reopened_state(const Ticket *ticket)
{
	return ticket->assignee ? STATE_ACCEPTED : STATE_NEW;
}

static void
end_waiting(Ticket *ticket, gint64 now)
{
	g_autofree char *what =
		g_strconcat("waiting ", wait_reason_name(ticket->waiting_on), NULL);

	ticket_end_span(ticket, what, now);
	ticket->waiting_on = WAIT_NONE;
	ticket->waiting_until = 0;
}

static void
begin_waiting(Ticket *ticket, TicketState from, WaitReason reason, gint64 until, gint64 now)
{
	g_autofree char *what = g_strconcat("waiting ", wait_reason_name(reason), NULL);

	if (from != STATE_WAITING)
		ticket->before_waiting = from;
	ticket->waiting_on = reason;
	ticket->waiting_until = until;
	ticket_add_span(ticket, what, now);
}

void
lifecycle_enter(Ticket *ticket, TicketState to, WaitReason reason, gint64 until, gint64 now)
{
	TicketState from = ticket->state;

	if (from == STATE_WAITING)
		end_waiting(ticket, now);
	if (BIT(from) & DONE)
		ticket_end_span(ticket, ticket_state_name(from), now);

	ticket->state = to;
	if (to == STATE_WAITING)
		begin_waiting(ticket, from, reason, until, now);
	if (BIT(to) & DONE)
		ticket_add_span(ticket, ticket_state_name(to), now);
	if (to == STATE_RESOLVED) {
		ticket->asked = now;
		ticket->reminded = 0;
	}
	if (to == STATE_RESOLVED || (to == STATE_CLOSED && !ticket->resolved))
		ticket->resolved = now;
	if (to == STATE_CLOSED || to == STATE_REJECTED)
		ticket->closed = now;
	ticket->closing = FALSE;
	if (from >= STATE_RESOLVED && to < STATE_RESOLVED) {
		ticket->resolved = 0;
		ticket->closed = 0;
		ticket->asked = 0;
		ticket->confirmed = FALSE;
	}
}

void
lifecycle_respond(Ticket *ticket, gint64 now)
{
	if (!ticket->responded)
		ticket->responded = now;
}

static Limit *
tier_limit(const Ticket *ticket, const char *which)
{
	g_autofree char *name = g_strdup_printf("tier %d %s", ticket->tier, which);

	return ticket_limit(ticket, name);
}

static void
meet(Limit *limit, gint64 now)
{
	if (limit && !limit->met)
		limit->met = now;
}

void
lifecycle_tier_respond(Ticket *ticket, gint64 now)
{
	meet(tier_limit(ticket, "respond"), now);
}

void
lifecycle_leave_tier(Ticket *ticket, gint64 now)
{
	meet(tier_limit(ticket, "resolve"), now);
}

void
lifecycle_reach_tier(Ticket *ticket)
{
	static const char *const which[] = { "respond", "resolve" };

	for (guint i = 0; i < G_N_ELEMENTS(which); i++)
		g_ptr_array_remove(ticket->limits, tier_limit(ticket, which[i]));
}
