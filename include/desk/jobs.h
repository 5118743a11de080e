/* What comes again by itself: schedules open their tickets, reports go out. */
#pragma once

#include "desk/service.h"

/*
 * Runs what has become due since its last time, each in its own transaction: after downtime once,
 * for the last time missed; never for times before the desk first knew of it. *NEXT is when to
 * come again, G_MAXINT64 if never. OPENED (gint64; may be NULL) gets the numbers of new tickets.
 */
gboolean jobs_run(Service *service, gint64 *next, GArray *opened, GError **error);
