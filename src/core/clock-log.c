/* A clock that moved says so in the ticket's history. */
#include <string.h>

#include "core/clock.h"
#include "core/decision.h"

static gint64
due_of(const Ticket *ticket, const char *name)
{
	const Limit *limit = ticket_limit(ticket, name);

	return limit ? limit->due : 0;
}

static void
log_one(Decision *decision, const Ticket *before, const Ticket *after, const char *name)
{
	GTimeZone *zone = decision->context->policy->desk.zone;
	gint64 old = due_of(before, name), new = due_of(after, name);
	g_autofree char *from = old ? instant_local(old, zone) : g_strdup("-");
	g_autofree char *to = new ? instant_local(new, zone) : g_strdup("-");

	if (old != new)
		decision_log(decision, after, "clock",
			     g_strdup_printf("%s: %s → %s", name, from, to));
}

void
clock_log_moved(Decision *decision, const Ticket *before, const Ticket *after)
{
	for (guint i = 0; i < after->limits->len; i++)
		log_one(decision, before, after,
			((const Limit *)after->limits->pdata[i])->name);
	for (guint i = 0; i < before->limits->len; i++) {
		const Limit *limit = before->limits->pdata[i];

		if (!ticket_limit(after, limit->name))
			log_one(decision, before, after, limit->name);
	}
}

/* Waiting and working move clocks too, and are told by their own lines. */
gboolean
clock_level_changed(const Ticket *before, const Ticket *after)
{
	return g_strcmp0(before->priority, after->priority) != 0 ||
	       before->tier != after->tier ||
	       g_strcmp0(ticket_fact(before, "due"), ticket_fact(after, "due")) != 0;
}
