/* The account is reckoned from the ticket's spans as the plan is, by its own means: the two must
 * agree (tests hold them together). */
#include "core/sla-explain.h"

#include "core/sla.h"

static void
interval_free(SlaInterval *interval)
{
	g_free(interval->reason);
	g_free(interval);
}

static void
account_free(SlaAccount *account)
{
	g_free(account->name);
	g_ptr_array_unref(account->intervals);
	g_free(account);
}

static void
add_interval(SlaAccount *account, SlaKind kind, gint64 from, gint64 to, const char *reason)
{
	SlaInterval *interval;

	if (to <= from)
		return;
	interval = g_new0(SlaInterval, 1);
	interval->kind = kind;
	interval->from = from;
	interval->to = to;
	interval->reason = g_strdup(reason);
	g_ptr_array_add(account->intervals, interval);
	if (kind == SLA_COUNTS)
		account->used += to - from;
}

/* The end of what CALENDAR is at FROM, open or shut; TO if it stays so. The open time since FROM
 * grows with each second, or not at all: so halving finds the edge. */
static gint64
find_edge(const Calendar *calendar, gint64 from, gint64 to)
{
	gboolean open = calendar_is_open(calendar, from);
	gint64 same = from, other = to;

	if (calendar_measure(calendar, from, to) == (open ? to - from : 0))
		return to;
	while (other - same > 1) {
		gint64 middle = same + (other - same) / 2;
		gint64 measured = calendar_measure(calendar, from, middle);

		if (measured == (open ? middle - from : 0))
			same = middle;
		else
			other = middle;
	}
	return same;
}

static void
add_working(SlaAccount *account, gint64 from, gint64 to)
{
	while (from < to) {
		gboolean open =
			!account->calendar || calendar_is_open(account->calendar, from);
		gint64 edge =
			account->calendar ? find_edge(account->calendar, from, to) : to;

		add_interval(account, open ? SLA_COUNTS : SLA_SHUT, from, edge, NULL);
		from = MAX(edge, from + 1);
	}
}

/* The pause that AT lies in, the one that lasts longest; NULL. NEXT: when the next one begins. */
static const Span *
pause_at(const Ticket *ticket, const Clocks *clocks, gint64 at, gint64 *next)
{
	const Span *found = NULL;

	for (guint i = 0; i < ticket->spans->len; i++) {
		const Span *span = ticket->spans->pdata[i];

		if (!sla_is_pause(span, clocks))
			continue;
		if (span->from > at)
			*next = MIN(*next, span->from);
		else if (!span->to || span->to > at)
			if (!found || !span->to || (found->to && span->to > found->to))
				found = span;
	}
	return found;
}

static void
fill(SlaAccount *account, const Ticket *ticket, const Clocks *clocks, gint64 end)
{
	gint64 at = account->started;

	while (at && at < end) {
		gint64 next = end;
		const Span *pause = pause_at(ticket, clocks, at, &next);

		if (pause) {
			next = pause->to ? MIN(pause->to, end) : end;
			add_interval(account, SLA_STANDS, at, next, pause->what);
		} else {
			add_working(account, at, next);
		}
		at = next;
	}
}

/* Told or not: more than the limit was used. */
static gboolean
is_over(const SlaAccount *account)
{
	gint64 start = account->started;

	if (account->breached)
		return TRUE;
	return start && account->length &&
	       account->used > calendar_measure(account->calendar, start,
						calendar_add(account->calendar, start,
							     account->length));
}

static SlaAccount *
account_of(const Ticket *ticket, const Clock *clock, gint64 now)
{
	const Limit *limit = ticket_limit(ticket, clock->name);
	SlaAccount *account = g_new0(SlaAccount, 1);
	gint64 end = clock->met ? clock->met : ticket->closed ? ticket->closed : now;

	account->name = g_strdup(clock->name);
	account->calendar = clock->clocks->calendar;
	account->length = clock->length;
	account->started = clock->started;
	account->met = clock->met;
	account->due = limit ? limit->due : 0;
	account->breached = limit ? limit->breached : 0;
	account->intervals = g_ptr_array_new_with_free_func((GDestroyNotify)interval_free);
	fill(account, ticket, clock->clocks, MIN(end, now));
	account->is_over = is_over(account);
	return account;
}

GPtrArray *
sla_explain(const Policy *policy, const Ticket *ticket, gint64 now)
{
	g_autoptr(GPtrArray) clocks = clock_list(policy, ticket);
	GPtrArray *accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);

	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = clocks->pdata[i];

		if (clock->length || clock->milestone)
			g_ptr_array_add(accounts, account_of(ticket, clock, now));
	}
	return accounts;
}
