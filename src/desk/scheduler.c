/*
 * GLib's timers ignore suspend and a clock that is set; a timerfd on CLOCK_REALTIME with
 * CANCEL_ON_SET does not. So the scheduler sleeps until the next due instant, however far.
 */
#include "desk/scheduler.h"

#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/log.h"
#include "core/notice.h"
#include "desk/apply.h"
#include "desk/ask.h"
#include "desk/jobs.h"

#define SUMMARY_HOUR 8 /* local time of the desk */
#define FORGET_MAX   10000
#define NO_RETURN    (5 * 86400) /* servers give up after as long (RFC 5321, 4.5.4.1) */

struct Scheduler {
	int fd;
};

Scheduler *
scheduler_new(void)
{
	Scheduler *scheduler = g_new0(Scheduler, 1);

	scheduler->fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (scheduler->fd < 0)
		g_error("timerfd: %s", g_strerror(errno));
	return scheduler;
}

void
scheduler_free(Scheduler *scheduler)
{
	if (!scheduler)
		return;
	close(scheduler->fd);
	g_free(scheduler);
}

int
scheduler_fd(const Scheduler *scheduler)
{
	return scheduler->fd;
}

void
scheduler_arm(Scheduler *scheduler, gint64 due)
{
	struct itimerspec when = { 0 };

	/* 0 would disarm; anything that is over fires at once. */
	if (due != G_MAXINT64)
		when.it_value.tv_sec = MAX(due, 1);
	if (timerfd_settime(scheduler->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			    &when, NULL) < 0)
		log_error("scheduler", "timer: %s", g_strerror(errno));
}

void
scheduler_quiet(Scheduler *scheduler)
{
	guint64 count;

	/* ECANCELED: the clock was set; the caller looks at what is due by the new time. */
	if (read(scheduler->fd, &count, sizeof count) < 0 && errno == ECANCELED)
		log_warn("scheduler", "the clock was set");
}

static Change *
decide_due_ticket(const Context *context, const Snapshot *snapshot, gpointer data)
{
	return decide_due(context, snapshot, *(const gint64 *)data);
}

static gboolean
fire_ticket(Service *service, gint64 ticket_id, GError **error)
{
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, ticket_id, service_now(service), error);
	g_autoptr(Change) change =
		snapshot ? ask_and_decide(service, snapshot, decide_due_ticket, &ticket_id,
					  error)
			 : NULL;

	if (!change)
		return FALSE;
	for (guint i = 0; i < change->events->len; i++) {
		const Event *event = change->events->pdata[i];

		log_info("scheduler", "ticket=%" G_GINT64_FORMAT " event=%s text=\"%s\"",
			 ticket_id, event->event, event->text);
	}
	return apply_change(service, change, 0, NULL, error);
}

static gboolean
fire_alone(Service *service, gint64 ticket_id, GError **error)
{
	if (!store_begin(service->store, error))
		return FALSE;
	if (fire_ticket(service, ticket_id, error) && store_commit(service->store, error))
		return TRUE;
	store_rollback(service->store);
	return FALSE;
}

gboolean
scheduler_fire(Service *service, guint max, guint *fired, GError **error)
{
	g_autoptr(GArray) tickets =
		store_due_tickets(service->store, service_now(service), max, error);

	if (!tickets)
		return FALSE;
	for (guint i = 0; i < tickets->len; i++)
		if (!fire_alone(service, g_array_index(tickets, gint64, i), error))
			return FALSE;
	*fired = tickets->len;
	return TRUE;
}

/* ---- a changed policy ---- */

static Change *
decide_replan_ticket(const Context *context, const Snapshot *snapshot, gpointer data)
{
	return decide_replan(context, snapshot, *(const gint64 *)data);
}

static gboolean
replan_ticket(Service *service, gint64 ticket_id, guint *moved, GError **error)
{
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, ticket_id, service_now(service), error);
	g_autoptr(Change) change =
		snapshot ? ask_and_decide(service, snapshot, decide_replan_ticket,
					  &ticket_id, error)
			 : NULL;

	if (!change)
		return FALSE;
	if (change->tickets->len == 0)
		return TRUE;
	(*moved)++;
	return apply_alone(service, change, error);
}

static gboolean
replan_all(Service *service, guint *moved, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(service->store, LIST_OPEN, error);

	for (guint i = 0; tickets && i < tickets->len; i++)
		if (!replan_ticket(service, ((Ticket *)tickets->pdata[i])->ticket_id, moved,
				   error))
			return FALSE;
	return tickets != NULL;
}

/* What all settings amount to; NULL if the files are wrong by now. Own. */
static char *
fingerprint(const Service *service)
{
	g_autoptr(GPtrArray) lines = config_dump(service->file, TRUE, NULL);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

	for (guint i = 0; lines && i < lines->len; i++)
		g_checksum_update(checksum, lines->pdata[i], strlen(lines->pdata[i]) + 1);
	return lines ? g_strdup(g_checksum_get_string(checksum)) : NULL;
}

gboolean
scheduler_replan(Service *service, guint *moved, GError **error)
{
	g_autofree char *now = fingerprint(service);
	g_autofree char *before = store_get_note(service->store, "settings", NULL);

	*moved = 0;
	if (!now || g_strcmp0(now, before) == 0)
		return TRUE;
	if (!replan_all(service, moved, error))
		return FALSE;
	if (*moved)
		log_info("scheduler", "event=replanned tickets=%u", *moved);
	return store_set_note(service->store, "settings", now, error);
}

/* ---- daily ---- */

/* The last instant at or before NOW at which it was SUMMARY_HOUR in the desk's zone. */
static gint64
last_summary(const Policy *policy, gint64 now)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, policy->desk.zone);
	g_autoptr(GDateTime) hour =
		g_date_time_new(policy->desk.zone, g_date_time_get_year(local),
				g_date_time_get_month(local),
				g_date_time_get_day_of_month(local), SUMMARY_HOUR, 0, 0);
	g_autoptr(GDateTime) before = g_date_time_add_days(hour, -1);

	return g_date_time_to_unix(hour) <= now ? g_date_time_to_unix(hour)
						: g_date_time_to_unix(before);
}

/* The next after AT, which was one: a day of the desk's zone has 23 to 25 hours. */
static gint64
next_summary(const Policy *policy, gint64 at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, policy->desk.zone);
	g_autoptr(GDateTime) next = g_date_time_add_days(local, 1);

	return g_date_time_to_unix(next);
}

/* What was held since SINCE, for people. */
static GPtrArray *
held_since(GPtrArray *kept, gint64 since)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)held_line_free);

	for (guint i = 0; i < kept->len; i++) {
		const LedgerMail *mail = kept->pdata[i];
		HeldLine *line;

		if (mail->state != LEDGER_HELD || mail->received < since)
			continue;
		line = g_new0(HeldLine, 1);
		line->from = g_strdup(mail->from);
		line->subject = g_strdup(mail->subject);
		line->reason = g_strdup(mail->reason);
		g_ptr_array_add(lines, line);
	}
	return lines;
}

static gboolean
write_summary(Service *service, gint64 since, GError **error)
{
	Context context = service_context(service);
	g_autoptr(GPtrArray) kept = store_list_kept(service->store, FALSE, error);
	g_autoptr(Snapshot) snapshot =
		kept ? store_snapshot_ticket(service->store, 0, service_now(service), error) : NULL;
	g_autoptr(GPtrArray) lines = NULL;
	g_autoptr(Change) change = NULL;

	if (!snapshot)
		return FALSE;
	lines = held_since(kept, since);
	if (lines->len == 0)
		return TRUE;
	change = decide_held(&context, snapshot, lines);
	return apply_change(service, change, 0, NULL, error);
}

static gboolean
summarise(Service *service, gint64 since, gint64 at, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, at);

	if (!store_begin(service->store, error))
		return FALSE;
	if (write_summary(service, since, error) &&
	    store_set_note(service->store, "held-summary", text, error) &&
	    store_commit(service->store, error))
		return TRUE;
	store_rollback(service->store);
	return FALSE;
}

/* keep-raw, a bounded piece each day: a first run over years of mail takes several days. */
static gboolean
forget_raw(Service *service, gint64 now, GError **error)
{
	guint count = 0;

	if (!service->config->keep_raw)
		return TRUE;
	if (!store_forget_raw(service->store, now - service->config->keep_raw, FORGET_MAX,
			      &count, error))
		return FALSE;
	if (count)
		log_info("scheduler", "event=keep-raw count=%u", count);
	return TRUE;
}

/* A sender who tried out keys would else be remembered until somebody else does. */
static gboolean
forget_wrong_keys(Service *service, gint64 now, GError **error)
{
	guint count;

	if (!store_forget_wrong_keys(service->store, now, &count, error))
		return FALSE;
	if (count)
		log_info("scheduler", "event=wrong-keys count=%u", count);
	return TRUE;
}

/* A mail that did not come back for so long has arrived. */
static gboolean
clear_outlived(Service *service, gint64 now, GError **error)
{
	Context context = service_context(service);
	g_autoptr(GPtrArray) all =
		store_undeliverable_outlived(service->store, now - NO_RETURN, error);

	for (guint i = 0; all && i < all->len; i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		g_autoptr(Snapshot) snapshot =
			store_snapshot_ticket(service->store, 0, now, error);
		g_autoptr(Change) change = NULL;

		if (!snapshot)
			return FALSE;
		g_ptr_array_add(one, all->pdata[i]);
		change = decide_reached(&context, snapshot, one,
					"has kept a later mail");
		if (!apply_alone(service, change, error))
			return FALSE;
	}
	return all != NULL;
}

static gboolean
do_daily(Service *service, gint64 at, GError **error)
{
	gint64 now = service_now(service);
	g_autofree char *note = store_get_note(service->store, "held-summary", NULL);
	gint64 done = note ? g_ascii_strtoll(note, NULL, 10) : 0;

	if (done >= at)
		return TRUE;
	return forget_raw(service, now, error) && forget_wrong_keys(service, now, error) &&
	       clear_outlived(service, now, error) && summarise(service, done, at, error);
}

gboolean
scheduler_daily(Service *service, gint64 *next, GArray *opened, GError **error)
{
	gint64 at = last_summary(service_policy(service), service_now(service));
	gint64 job;

	if (!jobs_run(service, &job, opened, error) || !do_daily(service, at, error))
		return FALSE;
	*next = MIN(next_summary(service_policy(service), at), job);
	return TRUE;
}
