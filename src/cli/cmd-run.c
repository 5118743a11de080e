/* run: the daemon, or one pass. deliver: one mail from standard input. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/command-line.h"
#include "desk/control.h"
#include "desk/daemon.h"
#include "desk/intake.h"

int
cmd_run(const Globals *globals, int argc, char **argv)
{
	gboolean once = FALSE;
	g_autofree char *time = NULL;
	GOptionEntry entries[] = {
		{ "once", 0, 0, G_OPTION_ARG_NONE, &once,
		  "one pass over mailboxes, deadlines and outbox" },
		{ "now", 0, 0, G_OPTION_ARG_STRING, &time,
		  "with --once: the time that it is", "TIME" },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	gint64 now = 0;
	int code;

	if (!cli_parse(entries, "", "Serves the mailboxes until it is stopped.", &argc,
		       &argv, &code))
		return code;
	if (time && !once) {
		fputs("faultline: --now goes with --once: a daemon has the clock's time\n",
		      stderr);
		return DESK_ERROR_USAGE;
	}
	if (!cli_now(time, cli_config_file(globals), &now, &problem))
		return cli_fail(problem);
	service = service_load(cli_config_file(globals), now, &problem);
	if (!service || !service_check_templates(service, &problem) ||
	    !service_open_store(service, STORE_WRITE, &problem))
		return cli_fail(problem);
	if (!(once ? daemon_once(service, &problem) : daemon_run(service, &problem)))
		return cli_fail(problem);
	return 0;
}

/* Standard input into an unlinked file; -1 on error. */
static int
spool_input(gint64 *size, GError **error)
{
	int fd = memfd_create("faultline-stdin", MFD_CLOEXEC);
	char buffer[65536];
	ssize_t got = -1;

	*size = 0;
	while (fd >= 0 && (got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) {
		if (write(fd, buffer, got) != got)
			break;
		*size += got;
	}
	if (fd >= 0 && got == 0)
		return fd;
	g_set_error(error, DESK_ERROR, DESK_ERROR_LATER, "standard input: %s",
		    g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The daemon takes it, if one runs. FALSE with *RUNNING FALSE: none does. */
static gboolean
give_to_daemon(const Service *service, int fd, gboolean *running, GError **error)
{
	g_autofree char *path = service_control_path(service->config);
	json_t *request = json_pack("{s:s}", "do", "deliver");
	json_t *reply = control_call(path, request, fd, running, error);
	gboolean taken = json_is_true(json_object_get(reply, "ok"));

	if (reply && !taken)
		g_set_error(error, DESK_ERROR, DESK_ERROR_LATER, "the daemon: %s",
			    json_string_value(json_object_get(reply, "text")));
	json_decref(request);
	json_decref(reply);
	return taken;
}

/* TRUE once the raw mail is committed; what is decided from it may come later. */
static gboolean
take_here(Service *service, int fd, GError **error)
{
	g_autoptr(Intake) intake = NULL;
	g_autoptr(GError) later = NULL;
	guint decided = 100;

	if (!service_open_store(service, STORE_WRITE, error))
		return FALSE;
	intake = intake_new(service, error);
	if (!intake || !intake_accept_file(intake, fd, error))
		return FALSE;
	while (decided == 100)
		if (!intake_decide(intake, 100, &decided, &later))
			break;
	if (later)
		cli_fail(later);
	return TRUE;
}

/* Any trouble before the commit says "keep it and try later": the mail server has the mail.
 */
static int
keep_it(const GError *problem)
{
	cli_fail(problem);
	return DESK_ERROR_LATER;
}

/* Too large is for ever: the mail server tells the sender. */
static int
too_large(gint64 size, gint64 limit)
{
	fprintf(stderr,
		"faultline: a mail of %" G_GINT64_FORMAT
		" bytes is over max-message (%" G_GINT64_FORMAT ")\n",
		size, limit);
	return DESK_ERROR_DATA;
}

static int
deliver(Service *service, int fd)
{
	g_autoptr(GError) problem = NULL;
	gboolean running = FALSE;

	/* --now is for a process of its own. */
	if (!service->fixed_now && give_to_daemon(service, fd, &running, &problem))
		return 0;
	if (running || problem)
		return keep_it(problem);
	return take_here(service, fd, &problem) ? 0 : keep_it(problem);
}

int
cmd_deliver(const Globals *globals, int argc, char **argv)
{
	g_autofree char *time = NULL;
	GOptionEntry entries[] = {
		{ "now", 0, 0, G_OPTION_ARG_STRING, &time, "the time that it is", "TIME" },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	gint64 now, size, limit;
	int fd, code;

	if (!cli_parse(entries, "< MAIL", "Takes one mail from standard input.", &argc,
		       &argv, &code))
		return code;
	if (!cli_now(time, cli_config_file(globals), &now, &problem))
		return problem->code == DESK_ERROR_USAGE ? cli_fail(problem)
							 : keep_it(problem);
	service = service_load(cli_config_file(globals), now, &problem);
	fd = service ? spool_input(&size, &problem) : -1;
	if (fd < 0)
		return keep_it(problem);
	limit = service_policy(service)->desk.max_message;
	code = size > limit ? too_large(size, limit) : deliver(service, fd);
	close(fd);
	return code;
}
