/*
 * Clocks: what is due when. Limits are always reckoned anew from the ticket's own starts
 * (report, response, milestone) and spans, never from the last change.
 */
#pragma once

#include "core/policy.h"
#include "core/ticket.h"

/*
 * Brings TICKET's limits and deadlines in step with its fields, its priority's clocks and its
 * spans at NOW. A limit that was met stays met until the ticket is reopened; one that stands
 * still (waiting for what pause-on lists; resolved, closed, rejected) has due 0 and no
 * deadlines. Deadlines, by due: "warn NAME PERCENT" when that share is used up, "breach NAME"
 * the second after due; "remind" and "close" for a resolved ticket (half-way through, and at
 * the end of, confirm-within since it was asked); "wake" for /wait … until. What was told once
 * (Limit.warned, .breached, Ticket.reminded) is not planned again. A closed ticket has none.
 *
 * A breach that came before the clock stopped but was not told yet stays planned for its own
 * instant, whatever the ticket's state: a mail that is taken in before the scheduler looks
 * makes no limit kept that was broken.
 */
void sla_plan(const Policy *policy, Ticket *ticket, gint64 now);

/* The limit's calendar and length under the ticket's present priority; FALSE if it has none. */
gboolean sla_limit(const Policy *policy, const Ticket *ticket, const char *name,
		   const Calendar **calendar, Duration *length);

/* Used open seconds of limit NAME at NOW, without the pauses. */
gint64 sla_used(const Policy *policy, const Ticket *ticket, const char *name, gint64 now);

/* Do the limits of CLOCKS stand still in SPAN: waiting for what pause-on lists, or done? */
gboolean sla_is_pause(const Span *span, const Clocks *clocks);
