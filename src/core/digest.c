/* The day at a glance: everybody reads his own. */
#include "core/report-slots.h"

#include <string.h>

#include "core/notice-slots.h"

/* ---- what matters of a ticket ---- */

gboolean
report_is_late(const Ticket *ticket, gint64 now)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];

		if (!limit->met && (limit->breached || (limit->due && limit->due < now)))
			return TRUE;
	}
	return FALSE;
}

static int
rank_of(const Policy *policy, const Ticket *ticket)
{
	const Priority *priority = policy_priority(policy, ticket->priority);

	return priority ? priority->rank : G_MAXINT;
}

static int
by_urgency(gconstpointer a, gconstpointer b, gpointer data)
{
	const Ticket *left = *(const Ticket *const *)a, *right = *(const Ticket *const *)b;
	int one = rank_of(data, left), other = rank_of(data, right);
	gint64 due = ticket_due(left, NULL), later = ticket_due(right, NULL);

	if (one != other)
		return one < other ? -1 : 1;
	due = due ? due : G_MAXINT64;
	later = later ? later : G_MAXINT64;
	if (due != later)
		return due < later ? -1 : 1;
	return (left->ticket_id > right->ticket_id) - (left->ticket_id < right->ticket_id);
}

void
report_sort(GPtrArray *tickets, const Policy *policy)
{
	g_ptr_array_sort_with_data(tickets, by_urgency, (gpointer)policy);
}

/* ---- whose it is ---- */

static gboolean
is_member(const Team *team, const Person *person)
{
	return team && g_ptr_array_find(team->members, person, NULL);
}

static gboolean
leads_a_team(const Policy *policy, const Person *person)
{
	for (guint i = 0; i < policy->teams->len; i++)
		if (((Team *)policy->teams->pdata[i])->manager == person)
			return TRUE;
	return FALSE;
}

static gboolean
has_role(const Person *person, const char *role)
{
	return person->roles && g_strv_contains((const char *const *)person->roles, role);
}

static gboolean
is_assignee(const Person *person, const Ticket *ticket)
{
	return g_strcmp0(ticket->assignee, person->title) == 0;
}

/* His own; what nobody has taken in a team of his; of a manager all that his teams have, and of
 * one who leads no team, everything. */
static gboolean
concerns(const Policy *policy, const Person *person, const Ticket *ticket)
{
	const Team *team = policy_team(policy, ticket->team);

	if (is_assignee(person, ticket))
		return TRUE;
	if (leads_a_team(policy, person))
		return team && (team->manager == person ||
				(!ticket->assignee && is_member(team, person)));
	if (has_role(person, "manager") || has_role(person, "director"))
		return TRUE;
	return !ticket->assignee && is_member(team, person);
}

/* ---- the lists ---- */

static gint64
end_of_today(const Decision *decision)
{
	GTimeZone *zone = decision->context->policy->desk.zone;
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(decision->context->now);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autoptr(GDateTime) midnight =
		g_date_time_new(zone, g_date_time_get_year(local),
				g_date_time_get_month(local),
				g_date_time_get_day_of_month(local), 0, 0, 0);
	g_autoptr(GDateTime) tomorrow = g_date_time_add_days(midnight, 1);

	return g_date_time_to_unix(tomorrow);
}

static void
add(const Decision *decision, const char *language, Slots *slots, const char *list,
    const Ticket *ticket)
{
	gint64 due = ticket_due(ticket, NULL);
	Slots *item = report_add_ticket(decision, language, slots, list, ticket);
	g_autofree char *when =
		due ? instant_local(due, decision->context->policy->desk.zone) : NULL;

	slots_set(item, "due", when);
}

/* FALSE if the ticket is in no list. */
static gboolean
add_ticket(const Decision *decision, const char *language, Slots *slots,
	   const Person *person, const Ticket *ticket)
{
	gint64 now = decision->context->now;
	gint64 due = ticket_due(ticket, NULL);
	gboolean is_late = report_is_late(ticket, now);
	gboolean is_today = !is_late && due && due < end_of_today(decision);
	gboolean is_own = is_assignee(person, ticket);
	gboolean waits = ticket->state == STATE_WAITING;

	if (is_late)
		add(decision, language, slots, "late", ticket);
	if (is_today)
		add(decision, language, slots, "today", ticket);
	if (waits)
		add(decision, language, slots, "waiting", ticket);
	if (is_own)
		add(decision, language, slots, "own", ticket);
	return is_late || is_today || waits || is_own;
}

Slots *
digest_slots(const Decision *decision, const char *language, const char *address,
	     const GPtrArray *tickets)
{
	const Policy *policy = decision->context->policy;
	const Person *person = policy_person_by_address(policy, address);
	g_autoptr(GPtrArray) concerned = g_ptr_array_new();
	g_autoptr(Slots) slots = slots_new();
	gboolean any = FALSE;

	for (guint i = 0; person && i < tickets->len; i++)
		if (concerns(policy, person, tickets->pdata[i]))
			g_ptr_array_add(concerned, tickets->pdata[i]);
	report_sort(concerned, policy);
	for (guint i = 0; i < concerned->len; i++)
		any |= add_ticket(decision, language, slots, person, concerned->pdata[i]);
	if (!any)
		return NULL;
	notice_ticket_slots(decision, language, NULL, slots);
	return g_steal_pointer(&slots);
}

void
report_add_listed(const Decision *decision, const char *language, Slots *slots,
		  const GPtrArray *tickets)
{
	for (guint i = 0; i < tickets->len; i++)
		add(decision, language, slots, "tickets", tickets->pdata[i]);
}

void
report_add_found(const Decision *decision, const char *language, Slots *slots,
		 const GPtrArray *tickets)
{
	GTimeZone *zone = decision->context->policy->desk.zone;

	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		Slots *item = report_add_ticket(decision, language, slots, "same", ticket);
		g_autofree char *created = instant_local(ticket->created, zone);

		slots_set(item, "created", created);
		slots_set(item, "cause", ticket_fact(ticket, "cause"));
		slots_set(item, "fix", ticket_fact(ticket, "fix"));
	}
}
