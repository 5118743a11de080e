/*
 * The only file that knows GLib's main loop. Everything is woken by a file descriptor:
 * workers' channels, the deadline timer, the control socket, signals. Each wake-up does a
 * bounded piece of work, so that a burst of mail delays no deadline by more than one batch.
 */
#include "desk/daemon.h"

#include <glib-unix.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "desk/admin.h"
#include "desk/breaker.h"
#include "desk/clock-watch.h"
#include "desk/control.h"
#include "desk/intake.h"
#include "desk/mailbox.h"
#include "desk/notify.h"
#include "desk/outbox.h"
#include "desk/scheduler.h"

#define DECIDE_BATCH  100
#define FIRE_BATCH    100
#define SENDERS       2
#define ALIVE_SECONDS 300

typedef struct {
	Service *service;     /* foreign */
	GMainLoop *loop;      /* own */
	Intake *intake;       /* own */
	GPtrArray *mailboxes; /* own Mailbox */
	Outbox *outbox;       /* own */
	Scheduler *scheduler; /* own */
	Control *control;     /* own; NULL with ONCE */
	GArray *ears;         /* guint; sources of workers' channels */
	guint control_ear;    /* source of the control socket; 0 = none */
	guint idle;           /* source of the pending work; 0 = none */
	gboolean once;
	gint64 next_daily;
	ClockWatch clock;
	gboolean held; /* deadlines are */
	GError *fatal; /* what ends the process */
} Daemon;

static void
die(Daemon *daemon, GError *problem /* own */)
{
	if (daemon->fatal)
		g_error_free(problem);
	else
		daemon->fatal = problem;
	g_main_loop_quit(daemon->loop);
}

/* ---- work ---- */

static gboolean work(gpointer data);

/* There is something to decide, fire or send: a piece of work each time round the loop. */
static void
have_work(Daemon *daemon)
{
	if (!daemon->idle)
		daemon->idle = g_idle_add_full(G_PRIORITY_DEFAULT, work, daemon, NULL);
}

/* With --now there is no clock that could jump. */
static gboolean
look_at_clock(Daemon *daemon, GError **error)
{
	struct timespec boot = { 0 };

	daemon->held = FALSE;
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return daemon->service->fixed_now ||
	       clock_watch_look(&daemon->clock, daemon->service,
				service_now(daemon->service), boot.tv_sec, &daemon->held,
				error);
}

static gboolean
decide_and_fire(Daemon *daemon, gboolean *more, GError **error)
{
	guint decided, fired = 0;

	if (!look_at_clock(daemon, error) ||
	    (!daemon->held && !scheduler_fire(daemon->service, FIRE_BATCH, &fired, error)) ||
	    !intake_decide(daemon->intake, DECIDE_BATCH, &decided, error))
		return FALSE;
	*more = decided == DECIDE_BATCH || fired == FIRE_BATCH;
	return TRUE;
}

static gboolean
do_daily(Daemon *daemon, GError **error)
{
	return daemon->held || service_now(daemon->service) < daemon->next_daily ||
	       scheduler_daily(daemon->service, &daemon->next_daily, NULL, error);
}

static gboolean
arm(Daemon *daemon, GError **error)
{
	gint64 deadline, mail, due;
	/* A desk without mail shows by a look at its store that it lives (the watchdog). */
	gint64 alive = service_now(daemon->service) + ALIVE_SECONDS;

	if (!store_next_deadline(daemon->service->store, &deadline, error) ||
	    !outbox_next(daemon->outbox, &mail, error))
		return FALSE;
	/* A sender that is at work wakes us when it is done; until then its mail is not due
	 * again. */
	if (!outbox_is_idle(daemon->outbox))
		mail = MAX(mail, service_now(daemon->service) + 1);
	due = daemon->held ? mail : MIN(MIN(deadline, mail), daemon->next_daily);
	due = MIN(due, alive);
	/* With --now the timer still runs by the machine's clock. */
	if (daemon->service->fixed_now)
		due += g_get_real_time() / G_USEC_PER_SEC - daemon->service->fixed_now;
	scheduler_arm(daemon->scheduler, due);
	return TRUE;
}

static gboolean
all_read(const Daemon *daemon)
{
	for (guint i = 0; i < daemon->mailboxes->len; i++)
		if (!mailbox_is_done(daemon->mailboxes->pdata[i]))
			return FALSE;
	return TRUE;
}

/* With ONCE: everything that could be done now is done. */
static gboolean
is_finished(Daemon *daemon, GError **error)
{
	gint64 due;

	if (!all_read(daemon) || !outbox_is_idle(daemon->outbox))
		return FALSE;
	if (!daemon->service->config->submission || outbox_trouble(daemon->outbox))
		return TRUE;
	return store_outbox_next(daemon->service->store, &due, error) &&
	       due > service_now(daemon->service);
}

static gboolean
work_piece(Daemon *daemon, gboolean *more, GError **error)
{
	if (!decide_and_fire(daemon, more, error) || !do_daily(daemon, error) ||
	    !outbox_handle(daemon->outbox, error))
		return FALSE;
	return *more || arm(daemon, error);
}

static gboolean
work(gpointer data)
{
	Daemon *daemon = data;
	GError *problem = NULL;
	gboolean more = FALSE;

	if (!work_piece(daemon, &more, &problem)) {
		die(daemon, problem);
	} else if (more) {
		return G_SOURCE_CONTINUE;
	} else {
		notify_alive();
		if (daemon->once && is_finished(daemon, &problem))
			g_main_loop_quit(daemon->loop);
		if (problem)
			die(daemon, problem);
	}
	daemon->idle = 0;
	return G_SOURCE_REMOVE;
}

/* ---- ears ---- */

static gboolean
on_mailbox(gint fd, GIOCondition condition, gpointer data)
{
	Daemon *daemon = data;
	GError *problem = NULL;
	guint stored;

	for (guint i = 0; i < daemon->mailboxes->len && !problem; i++)
		mailbox_handle(daemon->mailboxes->pdata[i], daemon->intake, &stored,
			       &problem);
	if (problem)
		die(daemon, problem);
	else
		have_work(daemon);
	return G_SOURCE_CONTINUE;
}

static gboolean
on_outbox(gint fd, GIOCondition condition, gpointer data)
{
	Daemon *daemon = data;
	GError *problem = NULL;

	if (!outbox_handle(daemon->outbox, &problem))
		die(daemon, problem);
	else if (outbox_is_idle(daemon->outbox))
		have_work(daemon);
	return G_SOURCE_CONTINUE;
}

static gboolean
on_timer(gint fd, GIOCondition condition, gpointer data)
{
	Daemon *daemon = data;

	scheduler_quiet(daemon->scheduler);
	have_work(daemon);
	return G_SOURCE_CONTINUE;
}

static gboolean
on_control(gint fd, GIOCondition condition, gpointer data)
{
	Daemon *daemon = data;

	if (control_handle(daemon->control))
		have_work(daemon);
	return G_SOURCE_CONTINUE;
}

/* The first trouble with a server; NULL if all is well. Foreign. */
static const GError *
find_trouble(const Daemon *daemon)
{
	const GError *trouble = outbox_trouble(daemon->outbox);

	for (guint i = 0; i < daemon->mailboxes->len && !trouble; i++)
		trouble = mailbox_trouble(daemon->mailboxes->pdata[i]);
	return trouble;
}

/* How the servers are: for status. */
static json_t *
tell_status(const Daemon *daemon)
{
	const GError *trouble = find_trouble(daemon);

	return trouble ? json_pack("{s:b, s:s}", "ok", 1, "trouble", trouble->message)
		       : json_pack("{s:b}", "ok", 1);
}

/* A mail from a pipe, handed over by a command that found us running. */
static json_t *
take_mail(Daemon *daemon, int fd, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (fd < 0)
		return json_pack("{s:b, s:s, s:i}", "ok", 0, "text", "no mail came along",
				 "code", DESK_ERROR_LATER);
	if (intake_accept_file(daemon->intake, fd, &problem))
		return json_pack("{s:b}", "ok", 1);
	/* That a file cannot be read is its sender's trouble, not ours. */
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_LATER)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	return json_pack("{s:b, s:s, s:i}", "ok", 0, "text", problem->message, "code",
			 DESK_ERROR_LATER);
}

static json_t *
on_request(const json_t *request, int fd, const char *by, gpointer data)
{
	Daemon *daemon = data;
	const char *what = json_string_value(json_object_get(request, "do"));
	GError *problem = NULL;
	json_t *reply;

	if (g_strcmp0(what, "status") == 0)
		reply = tell_status(daemon);
	else if (g_strcmp0(what, "deliver") == 0)
		reply = take_mail(daemon, fd, &problem);
	else
		reply = admin_perform(daemon->service, request, by, &problem);
	if (!reply)
		die(daemon, problem);
	return reply;
}

static gboolean
on_end(gpointer data)
{
	Daemon *daemon = data;

	log_info("daemon", "result=stopping");
	g_main_loop_quit(daemon->loop);
	return G_SOURCE_CONTINUE;
}

static void
listen_to(Daemon *daemon, int fd, GUnixFDSourceFunc function)
{
	guint source = g_unix_fd_add(fd, G_IO_IN, function, daemon);

	g_array_append_val(daemon->ears, source);
}

/* ---- workers ---- */

static void
stop_workers(Daemon *daemon)
{
	for (guint i = 0; i < daemon->ears->len; i++)
		g_source_remove(g_array_index(daemon->ears, guint, i));
	g_array_set_size(daemon->ears, 0);
	g_ptr_array_set_size(daemon->mailboxes, 0);
	g_clear_pointer(&daemon->outbox, outbox_stop);
}

static gboolean
start_workers(Daemon *daemon, GError **error)
{
	const Config *config = daemon->service->config;

	daemon->outbox = outbox_start(daemon->service, SENDERS, error);
	if (!daemon->outbox)
		return FALSE;
	listen_to(daemon, outbox_fd(daemon->outbox), on_outbox);
	for (guint i = 0; i < config->mailboxes->len; i++) {
		Mailbox *mailbox = mailbox_start(daemon->service,
						 config->mailboxes->pdata[i], daemon->once);

		g_ptr_array_add(daemon->mailboxes, mailbox);
		listen_to(daemon, mailbox_fd(mailbox), on_mailbox);
	}
	return TRUE;
}

/* Workers hold pieces of the configuration, so they are stopped for the swap. */
static gboolean
on_reload(gpointer data)
{
	Daemon *daemon = data;
	g_autoptr(GError) problem = NULL;
	GError *fatal = NULL;
	guint moved;

	notify_reloading();
	stop_workers(daemon);
	if (service_reload(daemon->service, &problem))
		log_info("daemon", "result=reloaded");
	else
		log_error("daemon",
			  "result=reload-refused, the old configuration stays: %s",
			  problem->message);
	daemon->next_daily = 0;
	if (!scheduler_replan(daemon->service, &moved, &fatal) ||
	    !start_workers(daemon, &fatal))
		die(daemon, fatal);
	notify_ready();
	have_work(daemon);
	return G_SOURCE_CONTINUE;
}

/* ---- the doors ---- */

static void
daemon_clear(Daemon *daemon)
{
	stop_workers(daemon);
	if (daemon->idle)
		g_source_remove(daemon->idle);
	if (daemon->control_ear)
		g_source_remove(daemon->control_ear);
	control_close(daemon->control);
	scheduler_free(daemon->scheduler);
	intake_free(daemon->intake);
	g_ptr_array_unref(daemon->mailboxes);
	g_array_unref(daemon->ears);
	g_main_loop_unref(daemon->loop);
}

static gboolean
daemon_init(Daemon *daemon, Service *service, gboolean once, GError **error)
{
	guint moved;

	*daemon = (Daemon){
		.service = service,
		.loop = g_main_loop_new(NULL, FALSE),
		.mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_stop),
		.scheduler = scheduler_new(),
		.ears = g_array_new(FALSE, FALSE, sizeof(guint)),
		.once = once,
	};
	daemon->intake = intake_new(service, error);
	return daemon->intake && scheduler_replan(service, &moved, error) &&
	       start_workers(daemon, error);
}

static gboolean
listen_for_control(Daemon *daemon, GError **error)
{
	g_autofree char *path = service_control_path(daemon->service->config);

	daemon->control = control_listen(path, on_request, daemon, error);
	if (daemon->control)
		daemon->control_ear = g_unix_fd_add(control_fd(daemon->control), G_IO_IN,
						    on_control, daemon);
	return daemon->control != NULL;
}

static gboolean
loop(Daemon *daemon, GError **error)
{
	guint timer =
		g_unix_fd_add(scheduler_fd(daemon->scheduler), G_IO_IN, on_timer, daemon);
	guint term = g_unix_signal_add(SIGTERM, on_end, daemon);
	guint interrupt = g_unix_signal_add(SIGINT, on_end, daemon);

	have_work(daemon);
	g_main_loop_run(daemon->loop);
	g_source_remove(timer);
	g_source_remove(term);
	g_source_remove(interrupt);
	if (!daemon->fatal)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&daemon->fatal));
	return FALSE;
}

gboolean
daemon_run(Service *service, GError **error)
{
	Daemon daemon;
	gboolean done = FALSE;

	service_log_warnings(service);
	if (daemon_init(&daemon, service, FALSE, error) &&
	    listen_for_control(&daemon, error)) {
		guint reload = g_unix_signal_add(SIGHUP, on_reload, &daemon);

		log_info("daemon", "result=ready store=%s mailboxes=%u",
			 service->config->store_path, daemon.mailboxes->len);
		notify_ready();
		done = loop(&daemon, error);
		notify_stopping();
		g_source_remove(reload);
	}
	daemon_clear(&daemon);
	return done;
}

/* Trouble is the error of the whole run. */
static gboolean
report_trouble(const Daemon *daemon, GError **error)
{
	const GError *trouble = find_trouble(daemon);
	GError *problem = trouble ? g_error_copy(trouble) : breaker_trouble(daemon->service);

	if (!problem)
		return TRUE;
	g_propagate_error(error, problem);
	return FALSE;
}

gboolean
daemon_once(Service *service, GError **error)
{
	Daemon daemon;
	gboolean done = daemon_init(&daemon, service, TRUE, error) &&
			loop(&daemon, error) && report_trouble(&daemon, error);

	daemon_clear(&daemon);
	return done;
}
