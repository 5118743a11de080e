/*
 * The table of what comes again. When each last ran stands in a note of the store, written in
 * the transaction that does the work, so that a crash neither doubles nor loses it.
 */
#include "desk/jobs.h"

#include "base/log.h"
#include "desk/apply.h"
#include "desk/ask.h"

/* One job, whatever it does. */
typedef struct {
	const char *kind;  /* "schedule", "report" */
	const char *title; /* foreign */
	const Recur *when; /* foreign */
	Decide decide;
	gpointer what;     /* foreign; the section */
} Job;

/* What a decision of a job is given. */
typedef struct {
	gpointer what;
	gint64 at;
} Due;

static Change *
decide_scheduled(const Context *context, const Snapshot *snapshot, gpointer data)
{
	const Due *due = data;

	return decide_schedule(context, snapshot, due->what, due->at);
}

static Change *
decide_reported(const Context *context, const Snapshot *snapshot, gpointer data)
{
	const Due *due = data;
	const Report *report = due->what;
	g_auto(ReportPeriod) period = { 0 };
	ReportOrder order = { .report = report, .period = &period };

	report_period_last(report->period, context->policy->desk.zone, due->at, &period);
	return decide_report(context, snapshot, &order);
}

static GArray *
all_jobs(const Policy *policy)
{
	GArray *jobs = g_array_new(FALSE, FALSE, sizeof(Job));

	for (guint i = 0; i < policy->schedules->len; i++) {
		const Schedule *schedule = policy->schedules->pdata[i];
		Job job = { "schedule", schedule->title, &schedule->when, decide_scheduled,
			    policy->schedules->pdata[i] };

		g_array_append_val(jobs, job);
	}
	for (guint i = 0; i < policy->reports->len; i++) {
		const Report *report = policy->reports->pdata[i];
		Job job = { "report", report->title, &report->when, decide_reported,
			    policy->reports->pdata[i] };

		g_array_append_val(jobs, job);
	}
	return jobs;
}

/* ---- when ---- */

static char *
note_name(const Job *job)
{
	return g_strdup_printf("%s %s", job->kind, job->title);
}

static gboolean
set_last(Service *service, const Job *job, gint64 at, GError **error)
{
	g_autofree char *name = note_name(job);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, at);

	return store_set_note(service->store, name, text, error);
}

/* The instant that JOB is due for; 0 if it is not due. One that is new begins now. */
static gboolean
find_due(Service *service, const Job *job, gint64 *at, GError **error)
{
	g_autofree char *name = note_name(job);
	g_autofree char *note = store_get_note(service->store, name, NULL);
	gint64 now = service_now(service);
	gint64 last = note ? g_ascii_strtoll(note, NULL, 10) : now - 1;

	*at = recur_last(job->when, service_policy(service)->desk.zone, now);
	if (*at <= last)
		*at = 0;
	return note || *at || set_last(service, job, last, error);
}

/* ---- doing ---- */

static gboolean
do_job(Service *service, const Job *job, gint64 at, GArray *opened, GError **error)
{
	Due due = { job->what, at };
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, 0, service_now(service), error);
	g_autoptr(Change) change =
		snapshot ? ask_and_decide(service, snapshot, job->decide, &due, error) : NULL;

	if (!change)
		return FALSE;
	for (guint i = 0; opened && i < change->tickets->len; i++)
		g_array_append_val(opened,
				   ((Ticket *)change->tickets->pdata[i])->ticket_id);
	log_info("jobs", "event=%s title=\"%s\" tickets=%u mails=%u", job->kind, job->title,
		 change->tickets->len, change->mails->len);
	return apply_change(service, change, 0, NULL, error) &&
	       set_last(service, job, at, error);
}

static gboolean
do_alone(Service *service, const Job *job, gint64 at, GArray *opened, GError **error)
{
	if (!store_begin(service->store, error))
		return FALSE;
	if (do_job(service, job, at, opened, error) && store_commit(service->store, error))
		return TRUE;
	store_rollback(service->store);
	return FALSE;
}

gboolean
jobs_run(Service *service, gint64 *next, GArray *opened, GError **error)
{
	const Policy *policy = service_policy(service);
	g_autoptr(GArray) jobs = all_jobs(policy);
	gint64 now = service_now(service);

	*next = G_MAXINT64;
	for (guint i = 0; i < jobs->len; i++) {
		const Job *job = &g_array_index(jobs, Job, i);
		gint64 at;

		if (!find_due(service, job, &at, error))
			return FALSE;
		if (at && !do_alone(service, job, at, opened, error))
			return FALSE;
		*next = MIN(*next, recur_next(job->when, policy->desk.zone, now));
	}
	return TRUE;
}
