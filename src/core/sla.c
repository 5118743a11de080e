/*
 * The clocks of a ticket. Nothing is carried on from the last plan but what was told: every
 * due instant follows from the starts, the spans and the present level, so that a changed
 * level, a reload or a missed hour cannot leave a clock behind. Must never send anything.
 */
#include "core/sla.h"

#include <string.h>

/*
 * One kind of limit. What runs is a row here: where its length stands, when its clock
 * starts and what meets it. FALSE and 0 mean "not (yet)".
 */
typedef struct {
	const char *name;
	const Duration *(*length)(const Clocks *clocks);
	gint64 (*started)(const Ticket *ticket);
	gint64 (*met)(const Ticket *ticket);
} LimitRule;

static const Duration *
respond_length(const Clocks *clocks)
{
	return &clocks->respond;
}

static const Duration *
resolve_length(const Clocks *clocks)
{
	return &clocks->resolve;
}

static gint64
opened(const Ticket *ticket)
{
	return ticket->created;
}

static gint64
responded(const Ticket *ticket)
{
	return ticket->responded;
}

/* Set back to 0 when a ticket is reopened: then the clock goes on. */
static gint64
resolved(const Ticket *ticket)
{
	return ticket->resolved;
}

static const LimitRule limit_rules[] = {
	{ "respond", respond_length, opened, responded },
	{ "resolve", resolve_length, opened, resolved },
};

static const LimitRule *
rule_by_name(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(limit_rules); i++)
		if (strcmp(limit_rules[i].name, name) == 0)
			return &limit_rules[i];
	return NULL;
}

static const Clocks *
clocks_of(const Policy *policy, const Ticket *ticket)
{
	const Priority *priority = policy_priority(policy, ticket->priority);

	return priority ? &priority->clocks : NULL;
}

/* The length of limit RULE under CLOCKS; NULL if it has none. */
static const Duration *
length_of(const LimitRule *rule, const Clocks *clocks)
{
	const Duration *length = clocks ? rule->length(clocks) : NULL;

	return length && duration_is_set(length) ? length : NULL;
}

gboolean
sla_limit(const Policy *policy, const Ticket *ticket, const char *name,
	  const Calendar **calendar, Duration *length)
{
	const Clocks *clocks = clocks_of(policy, ticket);
	const LimitRule *rule = rule_by_name(name);
	const Duration *found = rule ? length_of(rule, clocks) : NULL;

	if (!found)
		return FALSE;
	*calendar = clocks->calendar;
	*length = *found;
	return TRUE;
}

/* ---- pauses ---- */

typedef struct {
	gint64 from, to; /* to: G_MAXINT64 = goes on */
} Pause;

/* Waiting for what the level says; and a ticket that is done, for the time it is. */
static gboolean
is_pause(const Span *span, const Clocks *clocks)
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

		if (is_pause(span, clocks))
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

/* When the clock of RULE stopped for good, seen at NOW; else NOW. */
static gint64
end_of_clock(const LimitRule *rule, const Ticket *ticket, gint64 now)
{
	gint64 met = rule->met(ticket);

	if (met)
		return MIN(met, now);
	return ticket->closed ? MIN(ticket->closed, now) : now;
}

gint64
sla_used(const Policy *policy, const Ticket *ticket, const char *name, gint64 now)
{
	const Clocks *clocks = clocks_of(policy, ticket);
	const LimitRule *rule = rule_by_name(name);
	g_autoptr(GArray) pauses = NULL;
	gint64 start, end, used;

	if (!clocks || !rule || !rule->started(ticket))
		return 0;
	start = rule->started(ticket);
	end = end_of_clock(rule, ticket, now);
	used = calendar_measure(clocks->calendar, start, end);
	pauses = pauses_of(ticket, clocks, start);
	for (guint i = 0; i < pauses->len; i++) {
		const Pause *pause = &g_array_index(pauses, Pause, i);

		used -= calendar_measure(clocks->calendar, pause->from,
					 MIN(pause->to, end));
	}
	return used;
}

/* ---- planning ---- */

static void G_GNUC_PRINTF(3, 4)
	add_deadline(Ticket *ticket, gint64 due, const char *format, ...)
{
	Deadline *deadline = g_new0(Deadline, 1);
	va_list arguments;

	va_start(arguments, format);
	deadline->what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	deadline->due = due;
	g_ptr_array_add(ticket->deadlines, deadline);
}

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
			add_deadline(ticket,
				     share_end(clocks->calendar, pauses, length,
					       limit->started, percent),
				     "warn %s %d", limit->name, percent);
	}
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
	add_deadline(ticket, due + 1, "breach %s", limit->name);
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

/* The present level has no such limit: what came of it before stays on record. */
static void
retire_limit(const LimitRule *rule, Ticket *ticket)
{
	Limit *limit = ticket_limit(ticket, rule->name);

	if (!limit)
		return;
	limit->met = rule->met(ticket);
	limit->due = 0;
	if (!limit->met && !limit->breached)
		g_ptr_array_remove(ticket->limits, limit);
}

/*
 * PLANNED is when the last plan would have told of the breach. If that was before the clock
 * stopped, the limit is broken though nobody was told yet; and only the last plan knows it,
 * for the level may have changed since, and what was met stays met.
 */
static void
plan_limit(const LimitRule *rule, const Clocks *clocks, Ticket *ticket, gint64 planned,
	   gint64 now)
{
	const Duration *length = length_of(rule, clocks);
	gint64 started = rule->started(ticket);
	Limit *limit;

	if (!length || !started) {
		retire_limit(rule, ticket);
		return;
	}
	limit = ensure_limit(ticket, rule->name);
	limit->started = started;
	limit->met = rule->met(ticket);
	limit->due = 0;
	if (!limit->met && !ticket->closed)
		plan_running(clocks, length, ticket, limit, now);
	else if (planned && planned <= end_of_clock(rule, ticket, now) && !limit->breached)
		add_deadline(ticket, planned, "breach %s", limit->name);
}

/* The reporter's silence counts round the clock, from the last thing that asked him. */
static void
plan_question(const Desk *desk, Ticket *ticket)
{
	gint64 asked = ticket->asked ? ticket->asked : ticket->resolved;
	gint64 closes;

	if (ticket->state != STATE_RESOLVED || !asked ||
	    !duration_is_set(&desk->confirm_within))
		return;
	closes = calendar_add(NULL, asked, &desk->confirm_within);
	if (!ticket->reminded)
		add_deadline(ticket, asked + (closes - asked) / 2, "remind");
	add_deadline(ticket, closes, "close");
}

static void
plan_wake(Ticket *ticket)
{
	if (ticket->state == STATE_WAITING && ticket->waiting_until)
		add_deadline(ticket, ticket->waiting_until, "wake");
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
	const Clocks *clocks = clocks_of(policy, ticket);
	gint64 planned[G_N_ELEMENTS(limit_rules)];

	for (guint i = 0; i < G_N_ELEMENTS(limit_rules); i++)
		planned[i] = planned_breach(ticket, limit_rules[i].name);
	g_ptr_array_set_size(ticket->deadlines, 0);
	for (guint i = 0; i < G_N_ELEMENTS(limit_rules); i++)
		plan_limit(&limit_rules[i], clocks, ticket, planned[i], now);
	plan_question(&policy->desk, ticket);
	plan_wake(ticket);
	g_ptr_array_sort(ticket->deadlines, by_due);
}
