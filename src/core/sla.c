/*
 * The clocks of a ticket. Nothing is carried on from the last plan but what was told: every
 * due instant follows from the starts, the spans and the present level, so that a changed
 * level, a reload or a missed hour cannot leave a clock behind. Must never send anything.
 */
#include "core/sla.h"

#include <string.h>

#include "core/clock.h"
#include "core/timer.h"

gboolean
sla_limit(const Policy *policy, const Ticket *ticket, const char *name,
	  const Calendar **calendar, Duration *length)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	const Clock *clock = clock_find(clocks, name);

	if (!clock || !clock->length)
		return FALSE;
	*calendar = clock->clocks->calendar;
	*length = *clock->length;
	return TRUE;
}

/* ---- pauses ---- */

typedef struct {
	gint64 from, to; /* to: G_MAXINT64 = goes on */
} Pause;

gboolean
sla_is_pause(const Span *span, const Clocks *clocks)
{
	static const char *const done[] = { "resolved", "closed", "rejected", NULL };
	static const char waiting[] = "waiting ";
	WaitReason reason;

	if (g_strv_contains(done, span->what))
		return TRUE;
	return g_str_has_prefix(span->what, waiting) &&
	       wait_reason_parse(span->what + strlen(waiting), &reason) &&
	       (clocks->pause_on & (1u << reason)) != 0;
}

static int
by_from(gconstpointer a, gconstpointer b)
{
	const Pause *left = a, *right = b;

	return (left->from > right->from) - (left->from < right->from);
}

/* The pauses of TICKET after START, in order and without overlaps. Pause elements. */
static GArray *
pauses_of(const Ticket *ticket, const Clocks *clocks, gint64 start)
{
	GArray *pauses = g_array_new(FALSE, FALSE, sizeof(Pause));
	gint64 end = start;

	for (guint i = 0; i < ticket->spans->len; i++) {
		const Span *span = ticket->spans->pdata[i];
		Pause pause = { span->from, span->to ? span->to : G_MAXINT64 };

		if (sla_is_pause(span, clocks))
			g_array_append_val(pauses, pause);
	}
	g_array_sort(pauses, by_from);
	for (guint i = 0; i < pauses->len;) {
		Pause *pause = &g_array_index(pauses, Pause, i);

		pause->from = MAX(pause->from, end);
		if (pause->to <= pause->from) {
			g_array_remove_index(pauses, i);
			continue;
		}
		end = pause->to;
		i++;
	}
	return pauses;
}

static gboolean
is_paused(const GArray *pauses, gint64 now)
{
	for (guint i = 0; i < pauses->len; i++) {
		const Pause *pause = &g_array_index(pauses, Pause, i);

		if (pause->from <= now && now < pause->to)
			return TRUE;
	}
	return FALSE;
}

/*
 * AT, moved on by the open time of every pause that began by then: the instant at which the
 * same share of the limit is used up when nothing counts during pauses. So for working days
 * too: a wait of half a working day moves their end by half a working day. Used up in the
 * very second in which a pause begins, it is due when the pause ends. G_MAXINT64 if a pause
 * that goes on comes first.
 */
static gint64
shift_by_pauses(const Calendar *calendar, const GArray *pauses, gint64 at)
{
	for (guint i = 0; i < pauses->len && at != G_MAXINT64; i++) {
		const Pause *pause = &g_array_index(pauses, Pause, i);
		gint64 open;

		if (pause->from > at)
			break;
		if (pause->to == G_MAXINT64)
			return G_MAXINT64;
		open = calendar_measure(calendar, pause->from, pause->to);
		at = MAX(calendar_add_seconds(calendar, at, open), pause->to);
	}
	return at;
}

/* When CLOCK stopped for good, seen at NOW; else NOW. */
static gint64
end_of_clock(const Clock *clock, const Ticket *ticket, gint64 now)
{
	if (clock->met)
		return MIN(clock->met, now);
	return ticket->closed ? MIN(ticket->closed, now) : now;
}

gint64
sla_used(const Policy *policy, const Ticket *ticket, const char *name, gint64 now)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	const Clock *clock = clock_find(clocks, name);
	g_autoptr(GArray) pauses = NULL;
	const Calendar *calendar;
	gint64 end, used;

	if (!clock || !clock->length || !clock->started)
		return 0;
	calendar = clock->clocks->calendar;
	end = end_of_clock(clock, ticket, now);
	used = calendar_measure(calendar, clock->started, end);
	pauses = pauses_of(ticket, clock->clocks, clock->started);
	for (guint i = 0; i < pauses->len; i++) {
		const Pause *pause = &g_array_index(pauses, Pause, i);

		used -= calendar_measure(calendar, pause->from, MIN(pause->to, end));
	}
	return used;
}

/* ---- planning ---- */

/* The instant at which PERCENT of LENGTH are used up. */
static gint64
share_end(const Calendar *calendar, const GArray *pauses, const Duration *length,
	  gint64 start, int percent)
{
	gint64 total = length->seconds;

	if (length->working_days > 0)
		total = calendar_measure(calendar, start,
					 calendar_add(calendar, start, length));
	return shift_by_pauses(
		calendar, pauses,
		calendar_add_seconds(calendar, start, (total * percent + 99) / 100));
}

static void
plan_warnings(const Clocks *clocks, const GArray *pauses, const Duration *length,
	      Ticket *ticket, const Limit *limit)
{
	for (guint i = 0; i < G_N_ELEMENTS(clocks->warn) && clocks->warn[i] > 0; i++) {
		int percent = clocks->warn[i];

		if (percent > limit->warned)
			ticket_add_deadline(ticket,
				     share_end(clocks->calendar, pauses, length,
					       limit->started, percent),
				     "warn %s %d", limit->name, percent);
	}
}

/* A promise with a date of its own: no calendar, no pause. */
static void
plan_fixed(const Clock *clock, Ticket *ticket, Limit *limit)
{
	const Clocks *clocks = clock->clocks;

	limit->due = clock->fixed;
	for (guint i = 0; i < G_N_ELEMENTS(clocks->warn) && clocks->warn[i] > 0; i++)
		if (clocks->warn[i] > limit->warned && !limit->breached)
			ticket_add_deadline(ticket,
					    limit->started +
						    (clock->fixed - limit->started) *
							    clocks->warn[i] / 100,
					    "warn %s %d", limit->name, clocks->warn[i]);
	if (!limit->breached)
		ticket_add_deadline(ticket, clock->fixed + 1, "breach %s", limit->name);
}

/* A limit whose clock is not stopped for good. One that stands still may have been over
 * before it did. */
static void
plan_running(const Clocks *clocks, const Duration *length, Ticket *ticket, Limit *limit,
	     gint64 now)
{
	const Calendar *calendar = clocks->calendar;
	g_autoptr(GArray) pauses = pauses_of(ticket, clocks, limit->started);
	gint64 due = shift_by_pauses(calendar, pauses,
				     calendar_add(calendar, limit->started, length));
	gboolean paused = is_paused(pauses, now);

	if (due == G_MAXINT64)
		return;
	if (!paused)
		limit->due = due;
	if (limit->breached)
		return;
	if (!paused)
		plan_warnings(clocks, pauses, length, ticket, limit);
	ticket_add_deadline(ticket, due + 1, "breach %s", limit->name);
}

static Limit *
ensure_limit(Ticket *ticket, const char *name)
{
	Limit *limit = ticket_limit(ticket, name);

	if (!limit) {
		limit = g_new0(Limit, 1);
		limit->name = g_strdup(name);
		g_ptr_array_add(ticket->limits, limit);
	}
	return limit;
}

/* Back at a tier where it was before: its clocks begin anew. */
static void
begin_anew(const Clock *clock, Limit *limit)
{
	if (limit->started == clock->started || !g_str_has_prefix(clock->name, "tier "))
		return;
	limit->met = 0;
	limit->breached = 0;
	limit->warned = 0;
}

/*
 * PLANNED is when the last plan would have told of the breach. If that was before the clock
 * stopped, the limit is broken though nobody was told yet; and only the last plan knows it,
 * for the level may have changed since, and what was met stays met.
 */
static void
plan_limit(const Clock *clock, Ticket *ticket, gint64 planned, gint64 now)
{
	Limit *limit = ticket_limit(ticket, clock->name);

	if ((!clock->length && !clock->fixed) || !clock->started) {
		if (limit)
			limit->met = clock->met;
		return;
	}
	limit = ensure_limit(ticket, clock->name);
	begin_anew(clock, limit);
	limit->started = clock->started;
	limit->met = clock->met;
	if (!limit->met && !ticket->closed && clock->fixed)
		plan_fixed(clock, ticket, limit);
	else if (!limit->met && !ticket->closed)
		plan_running(clock->clocks, clock->length, ticket, limit, now);
	else if (planned && planned <= end_of_clock(clock, ticket, now) && !limit->breached)
		ticket_add_deadline(ticket, planned, "breach %s", limit->name);
}

/* When the ticket left the tier whose limit is NAME; 0 if it did not. */
static gint64
left_tier(const Ticket *ticket, const char *name)
{
	gint64 left = 0;

	for (guint i = 0; i < ticket->spans->len; i++) {
		const Span *span = ticket->spans->pdata[i];

		/* "tier 1" is no beginning of "tier 10 resolve" */
		if (g_str_has_prefix(span->what, "tier ") &&
		    g_str_has_prefix(name, span->what) && name[strlen(span->what)] == ' ')
			left = span->to;
	}
	return left;
}

/* The present level and tier have no such limit: what came of it before stays on record. A
 * tier that handed the ticket on has done its part. */
static void
retire_limits(Ticket *ticket, const GPtrArray *clocks)
{
	for (guint i = 0; i < ticket->limits->len;) {
		Limit *limit = ticket->limits->pdata[i];
		const Clock *clock = clock_find(clocks, limit->name);

		if (!limit->met && !clock && g_str_has_suffix(limit->name, " resolve"))
			limit->met = left_tier(ticket, limit->name);
		if (limit->met || limit->breached ||
		    (clock && (clock->length || clock->fixed) && clock->started))
			i++;
		else
			g_ptr_array_remove_index(ticket->limits, i);
	}
}

/* The reporter's silence counts round the clock, from the last thing that asked him. */
static void
plan_question(const Desk *desk, Ticket *ticket)
{
	gint64 asked = ticket->asked ? ticket->asked : ticket->resolved;
	gint64 closes;

	/* he said yes, or nothing in time: only facts or approvals are missing */
	if (ticket->state != STATE_RESOLVED || !asked || ticket->closing ||
	    !duration_is_set(&desk->confirm_within))
		return;
	closes = desk_until(desk, &desk->confirm_within, asked);
	if (!ticket->reminded)
		ticket_add_deadline(ticket, asked + (closes - asked) / 2, "remind");
	ticket_add_deadline(ticket, closes, "close");
}

/* A code that nobody answered runs out: a new one goes out then. */
static void
plan_approvals(Ticket *ticket)
{
	gint64 first = 0;

	for (guint i = 0; i < ticket->approvals->len; i++) {
		const Approval *approval = ticket->approvals->pdata[i];

		if (approval->answer == APPROVAL_ASKED && *approval->address &&
		    (!first || approval->asked < first))
			first = approval->asked;
	}
	if (first)
		ticket_add_deadline(ticket, first + APPROVAL_VALID + 1, "approval");
}

static void
plan_wake(Ticket *ticket)
{
	if (ticket->state == STATE_WAITING && ticket->waiting_until)
		ticket_add_deadline(ticket, ticket->waiting_until, "wake");
}

/* When the last plan would have told of the breach of NAME; 0 if it did not plan to. */
static gint64
planned_breach(const Ticket *ticket, const char *name)
{
	g_autofree char *what = g_strconcat("breach ", name, NULL);

	for (guint i = 0; i < ticket->deadlines->len; i++) {
		const Deadline *deadline = ticket->deadlines->pdata[i];

		if (strcmp(deadline->what, what) == 0)
			return deadline->due;
	}
	return 0;
}

static int
by_due(gconstpointer a, gconstpointer b)
{
	const Deadline *left = *(const Deadline *const *)a;
	const Deadline *right = *(const Deadline *const *)b;

	return (left->due > right->due) - (left->due < right->due);
}

void
sla_plan(const Policy *policy, Ticket *ticket, gint64 now)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	g_autofree gint64 *planned = g_new0(gint64, clocks->len + 1);

	for (guint i = 0; i < clocks->len; i++)
		planned[i] =
			planned_breach(ticket, ((const Clock *)clocks->pdata[i])->name);
	g_ptr_array_set_size(ticket->deadlines, 0);
	for (guint i = 0; i < ticket->limits->len; i++)
		((Limit *)ticket->limits->pdata[i])->due = 0;
	for (guint i = 0; i < clocks->len; i++)
		plan_limit(clocks->pdata[i], ticket, planned[i], now);
	retire_limits(ticket, clocks);
	timer_plan(policy, ticket);
	plan_question(&policy->desk, ticket);
	plan_wake(ticket);
	plan_approvals(ticket);
	g_ptr_array_sort(ticket->deadlines, by_due);
}
