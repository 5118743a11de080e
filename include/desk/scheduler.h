/* Deadlines: a timer that sleeps until the next due instant, on the wall clock. */
#pragma once

#include "desk/service.h"

typedef struct Scheduler Scheduler;

Scheduler *scheduler_new(void);
void scheduler_free(Scheduler *scheduler);

/* Readable when the instant has come, or when the clock was set. */
int scheduler_fd(const Scheduler *scheduler);
/* Sets the timer to DUE (G_MAXINT64 = none); a DUE that is over wakes at once. */
void scheduler_arm(Scheduler *scheduler, gint64 due);
/* After a wake-up: makes the file descriptor quiet again. */
void scheduler_quiet(Scheduler *scheduler);

/* Fires what is due, ticket by ticket, each in its own transaction, at most MAX tickets. *FIRED
 * of them; fewer than MAX means that none are left. */
gboolean scheduler_fire(Service *service, guint max, guint *fired, GError **error);

/* After a start or a reload, if any setting is another than last time: the clocks of open tickets
 * are reckoned anew; those of *MOVED tickets changed, and their history says how. */
gboolean scheduler_replan(Service *service, guint *moved, GError **error);

/* What is due by the calendar: schedules, reports (desk/jobs.h), the summary of held mail. *NEXT is
 * when to come again. OPENED (gint64; may be NULL) gets the numbers of new tickets. */
gboolean scheduler_daily(Service *service, gint64 *next, GArray *opened, GError **error);
