/* run: the daemon, or one pass. deliver: one mail from standard input. */
#include <gio/gio.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/command-line.h"
#include "desk/daemon.h"
#include "desk/intake.h"

int
cmd_run(const Globals *globals, int argc, char **argv)
{
	gboolean once = FALSE;
	g_autofree char *time = NULL;
	GOptionEntry entries[] = {
		{ "once", 0, 0, G_OPTION_ARG_NONE, &once, "one pass over mailboxes, deadlines and outbox" },
		{ "now", 0, 0, G_OPTION_ARG_STRING, &time, "with --once: the time that it is", "TIME" },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	gint64 now = 0;
	int code;

	if (!cli_parse(entries, "", "Serves the mailboxes until it is stopped.", &argc, &argv, &code))
		return code;
	if (time && !once) {
		fputs("faultline: --now goes with --once: a daemon has the clock's time\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (!cli_now(time, cli_config_file(globals), &now, &problem))
		return cli_fail(problem);
	service = service_load(cli_config_file(globals), now, &problem);
	if (!service || !service_open_store(service, STORE_WRITE, &problem))
		return cli_fail(problem);
	if (!(once ? daemon_once(service, &problem) : daemon_run(service, &problem)))
		return cli_fail(problem);
	return 0;
}

/* Standard input into an unlinked file; *SIZE and HASH (65 bytes) of it. -1 on error. */
static int
spool_input(gint64 *size, char *hash, GError **error)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	int fd = memfd_create("faultline-stdin", MFD_CLOEXEC);
	char buffer[65536];
	ssize_t got;

	*size = 0;
	while (fd >= 0 && (got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) {
		g_checksum_update(checksum, (const guchar *)buffer, got);
		if (write(fd, buffer, got) != got)
			break;
		*size += got;
	}
	if (fd < 0 || got != 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_LATER, "standard input: %s", g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	g_strlcpy(hash, g_checksum_get_string(checksum), 65);
	return fd;
}

/* TRUE once the raw mail is committed; what is decided from it may come later. */
static gboolean
take_mail(Service *service, int fd, gint64 size, const char *hash, GError **error)
{
	Accept accept = {
		.mailbox = "stdin",
		.internal_date = service_now(service),
		.received = service_now(service),
		.fd = fd,
		.size = size,
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	g_autoptr(Intake) intake = intake_new(service, error);
	g_autoptr(GError) later = NULL;
	guint stored, decided = 100;

	if (!intake || !intake_accept(intake, &accept, 1, &stored, error))
		return FALSE;
	while (decided == 100)
		if (!intake_decide(intake, 100, &decided, &later))
			break;
	if (later)
		cli_fail(later);
	return TRUE;
}

/* Any trouble before the commit says "keep it and try later": the mail server has the mail. */
static int
keep_it(const GError *problem)
{
	cli_fail(problem);
	return DESK_ERROR_LATER;
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
	gint64 now, size;
	char hash[65];
	int fd, code;
	gboolean done;

	if (!cli_parse(entries, "< MAIL", "Takes one mail from standard input.", &argc, &argv, &code))
		return code;
	if (!cli_now(time, cli_config_file(globals), &now, &problem))
		return problem->code == DESK_ERROR_USAGE ? cli_fail(problem) : keep_it(problem);
	service = service_load(cli_config_file(globals), now, &problem);
	if (!service)
		return keep_it(problem);
	fd = spool_input(&size, hash, &problem);
	if (fd < 0)
		return keep_it(problem);
	done = service_open_store(service, STORE_WRITE, &problem) &&
	       take_mail(service, fd, size, hash, &problem);
	close(fd);
	return done ? 0 : keep_it(problem);
}
