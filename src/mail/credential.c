/*
 * Secrets out of files and commands. A command is an argument vector in a process group of
 * its own: no shell, no input, ten seconds, and then all of the group is killed.
 */
#include "mail/credential.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/transport.h"

#define MAX_SECRET      16384 /* a token may be a signed document of some kilobytes */
#define COMMAND_SECONDS 10

/* What was read so far; never moved by realloc(), which would leave copies behind. */
typedef struct {
	char bytes[MAX_SECRET + 1];
	gsize length;
} Read;

static Read *
read_new(void)
{
	return g_new0(Read, 1);
}

static void
read_free(Read *got)
{
	if (got)
		explicit_bzero(got, sizeof *got);
	g_free(got);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Read, read_free)

void
secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean
fail(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(DESK_ERROR, DESK_ERROR_CONFIG, format,
					    arguments);
	va_end(arguments);
	return FALSE;
}

/* Takes what FD has. FALSE at its end, for which a full buffer counts too. */
static gboolean
drain(int fd, Read *got)
{
	for (;;) {
		gssize count = read(fd, got->bytes + got->length, MAX_SECRET - got->length);

		if (count > 0)
			got->length += count;
		else if (count == 0 || errno != EINTR)
			return count < 0 && errno == EAGAIN;
	}
}

static char *
first_line(const Read *got, const char *what, const char *from, GError **error)
{
	gsize length = got->length;
	const char *end = memchr(got->bytes, '\n', length);

	if (end)
		length = end - got->bytes;
	if (length > 0 && got->bytes[length - 1] == '\r')
		length--;
	if (length == 0 || length == MAX_SECRET || memchr(got->bytes, '\0', length)) {
		fail(error, "%s %s: %s", what, from,
		     length == 0            ? "the first line is empty"
		     : length == MAX_SECRET ? "the first line is too long"
					    : "the first line holds a NUL");
		return NULL;
	}
	return g_strndup(got->bytes, length);
}

/* Whoever runs us as a service may give the group a right to read there (systemd does). */
static gboolean
is_guarded(const char *path)
{
	const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *parent = g_path_get_dirname(path);

	return folder && *folder && g_strcmp0(folder, parent) == 0;
}

/* Asks the open file, not its name: nobody can put another one there in between. */
static gboolean
check_file(int fd, const char *path, GError **error)
{
	mode_t foreign = is_guarded(path) ? S_IRWXO : S_IRWXG | S_IRWXO;
	struct stat info;

	if (fstat(fd, &info) < 0)
		return fail(error, "password file %s: %s", path, g_strerror(errno));
	if (!S_ISREG(info.st_mode))
		return fail(error, "password file %s: not a regular file", path);
	if (info.st_mode & foreign)
		return fail(error, "password file %s: others can read it: chmod 600 %s",
			    path, path);
	return TRUE;
}

static char *
secret_of_file(const char *path, GError **error)
{
	g_autoptr(Read) got = read_new();
	char *secret = NULL;
	/* Not blocking: opening a named pipe would wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		fail(error, "password file %s: %s", path, g_strerror(errno));
		return NULL;
	}
	if (check_file(fd, path, error)) {
		drain(fd, got);
		secret = first_line(got, "password file", path, error);
	}
	close(fd);
	return secret;
}

/* In the child, between fork and exec. */
static void
own_group(gpointer data)
{
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
}

/* TRUE when CANCEL_FD became readable; else waits for FD, up to MILLISECONDS. */
static gboolean
wait_for(int fd, int cancel_fd, int milliseconds)
{
	struct pollfd fds[] = {
		{ .fd = cancel_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	return poll(fds, G_N_ELEMENTS(fds), milliseconds) > 0 && fds[0].revents;
}

/*
 * Reads until the command has ended and its output is drained. Not until the pipe is
 * closed: an agent that the command left in the background may hold it for ever.
 */
static gboolean
attend(GPid pid, int fd, int cancel_fd, Read *got, int *status, GError **error)
{
	gint64 end = g_get_monotonic_time() + COMMAND_SECONDS * G_USEC_PER_SEC;
	gboolean open = TRUE, ended = FALSE;

	while (!ended) {
		if (wait_for(open ? fd : -1, cancel_fd, 20)) {
			g_set_error_literal(error, DESK_ERROR, DESK_ERROR_LATER,
					    "cancelled");
			return FALSE;
		}
		if (g_get_monotonic_time() > end)
			return fail(error, "no answer within %d seconds", COMMAND_SECONDS);
		ended = waitpid(pid, status, WNOHANG) == pid;
		open = open && drain(fd, got);
	}
	return TRUE;
}

static gboolean
run_command(char **argv, int cancel_fd, Read *got, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean fine;
	int fd = -1, status = 0;
	GPid pid;

	if (!g_spawn_async_with_pipes(NULL, argv, NULL,
				      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
				      own_group, NULL, &pid, NULL, &fd, NULL, &problem))
		return fail(error, "%s", problem->message);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fine = attend(pid, fd, cancel_fd, got, &status, error);
	close(fd);
	if (!fine) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		return FALSE;
	}
	if (!g_spawn_check_wait_status(status, &problem))
		return fail(error, "%s", problem->message);
	return TRUE;
}

static char *
secret_of_command(const char *what, char **argv, int cancel_fd, GError **error)
{
	g_autoptr(Read) got = read_new();

	if (!run_command(argv, cancel_fd, got, error)) {
		g_prefix_error(error, "%s %s: ", what, argv[0]);
		return NULL;
	}
	return first_line(got, what, argv[0], error);
}

char *
credential_read(const Credential *credential, int cancel_fd, gboolean *is_token,
		GError **error)
{
	*is_token = credential->token_command != NULL;
	if (credential->token_command && credential->token_command[0])
		return secret_of_command("token command", credential->token_command,
					 cancel_fd, error);
	if (credential->password_command && credential->password_command[0])
		return secret_of_command("password command", credential->password_command,
					 cancel_fd, error);
	if (credential->password_file)
		return secret_of_file(credential->password_file, error);
	fail(error, "there is neither a password file nor a command to ask for a password");
	return NULL;
}

char *
credential_secret(const Credential *credential, gboolean *is_token, GError **error)
{
	return credential_read(credential, -1, is_token, error);
}
