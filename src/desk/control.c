/* One request, one answer, one connection: so a client that hangs costs two seconds at
 * most. */
#include "desk/control.h"

#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"

#define MAX_REQUEST (64 * 1024)
#define PATIENCE    2000 /* milliseconds for a client */
#define ANSWER_WAIT                                                                        \
	60000 /* milliseconds for the daemon, which may be in the middle of a batch */

struct Control {
	int fd;
	char *path; /* own */
	gid_t group;
	ControlHandler handler;
	gpointer data;
};

static gboolean
set_path(struct sockaddr_un *address, const char *path, GError **error)
{
	address->sun_family = AF_UNIX;
	if (strlen(path) < sizeof address->sun_path) {
		g_strlcpy(address->sun_path, path, sizeof address->sun_path);
		return TRUE;
	}
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "%s: too long for a socket (%zu bytes at most): move the store to a "
		    "shorter path",
		    path, sizeof address->sun_path - 1);
	return FALSE;
}

/* Like read(2); a file that comes along is put in *PASSED (own; an earlier one is closed).
 */
static ssize_t
read_with_file(int fd, char *buffer, size_t length, int *passed)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec io = { .iov_base = buffer, .iov_len = length };
	struct msghdr message = { .msg_iov = &io,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;

	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
		if (*passed >= 0)
			close(*passed);
		memcpy(passed, CMSG_DATA(header), sizeof(int));
	}
	return got;
}

/* A line out of FD, without its end; NULL if none came in time or it is too long. Own. */
static char *
read_line(int fd, int patience, int *passed)
{
	g_autoptr(GString) line = g_string_new(NULL);
	gint64 end = g_get_monotonic_time() + (gint64)patience * 1000;
	char buffer[4096];

	while (line->len <= MAX_REQUEST) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		gint64 left = (end - g_get_monotonic_time()) / 1000;
		ssize_t got;
		char *newline;

		if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
			return NULL;
		got = read_with_file(fd, buffer, sizeof buffer, passed);
		if (got <= 0)
			return NULL;
		g_string_append_len(line, buffer, got);
		newline = memchr(line->str, '\n', line->len);
		if (newline) {
			g_string_truncate(line, newline - line->str);
			return g_string_free(g_steal_pointer(&line), FALSE);
		}
	}
	return NULL;
}

/* The first byte of TEXT with the file PASS beside it. */
static gboolean
send_with_file(int fd, const char *text, int pass)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec io = { .iov_base = (char *)text, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &io,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &pass, sizeof(int));
	return sendmsg(fd, &message, MSG_NOSIGNAL) == 1;
}

static gboolean
write_line(int fd, const json_t *object, int pass)
{
	char *text = json_dumps(object, JSON_COMPACT);
	g_autofree char *line = g_strconcat(text ? text : "{}", "\n", NULL);
	gsize length = strlen(line), done = 0;

	free(text);
	if (pass >= 0 && !send_with_file(fd, line, pass))
		return FALSE;
	done = pass >= 0;
	while (done < length) {
		ssize_t sent = send(fd, line + done, length - done, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return FALSE;
		done += sent;
	}
	return TRUE;
}

/* ---- the daemon's side ---- */

static gboolean
in_group(uid_t uid, gid_t gid, gid_t group)
{
	const struct passwd *user = getpwuid(uid);
	gid_t groups[64];
	int n = G_N_ELEMENTS(groups);

	if (gid == group)
		return TRUE;
	if (!user || getgrouplist(user->pw_name, gid, groups, &n) < 0)
		return FALSE;
	for (int i = 0; i < n; i++)
		if (groups[i] == group)
			return TRUE;
	return FALSE;
}

/* "cli:USER" of the peer; NULL if he may not. Own. */
static char *
peer_name(const Control *control, int client)
{
	struct ucred peer;
	socklen_t length = sizeof peer;
	const struct passwd *user;

	if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
		return NULL;
	if (peer.uid != 0 && peer.uid != geteuid() &&
	    !in_group(peer.uid, peer.gid, control->group))
		return NULL;
	user = getpwuid(peer.uid);
	return user ? g_strdup_printf("cli:%s", user->pw_name)
		    : g_strdup_printf("cli:%u", peer.uid);
}

static json_t *
answer(const Control *control, const char *by, const char *line, int passed)
{
	json_t *request = line ? json_loads(line, JSON_REJECT_DUPLICATES, NULL) : NULL;
	json_t *reply;

	if (!json_is_object(request)) {
		json_decref(request);
		return json_pack("{s:b, s:s, s:i}", "ok", 0, "text", "not a request",
				 "code", DESK_ERROR_USAGE);
	}
	reply = control->handler(request, passed, by, control->data);
	json_decref(request);
	return reply;
}

gboolean
control_handle(Control *control)
{
	int client = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);
	g_autofree char *by = client >= 0 ? peer_name(control, client) : NULL;
	g_autofree char *line = NULL;
	struct timeval patience = { .tv_sec = PATIENCE / 1000 };
	int passed = -1;
	json_t *reply;

	if (client < 0)
		return TRUE;
	setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	line = by ? read_line(client, PATIENCE, &passed) : NULL;
	reply = by ? answer(control, by, line, passed)
		   : json_pack("{s:b, s:s, s:i}", "ok", 0, "text",
			       "you are not in the group of the control socket", "code",
			       DESK_ERROR_LOGIN);
	if (reply && !write_line(client, reply, -1))
		log_debug("control", "the client left before its answer");
	close(client);
	if (passed >= 0)
		close(passed);
	json_decref(reply);
	return reply != NULL;
}

Control *
control_listen(const char *path, ControlHandler handler, gpointer data, GError **error)
{
	struct sockaddr_un address = { 0 };
	struct stat about;
	Control *control;
	int fd;

	if (!set_path(&address, path, error))
		return NULL;
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    chmod(path, 0660) < 0 || listen(fd, 16) < 0 || stat(path, &about) < 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "%s: %s", path,
			    g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	control = g_new0(Control, 1);
	control->fd = fd;
	control->path = g_strdup(path);
	control->group = about.st_gid;
	control->handler = handler;
	control->data = data;
	return control;
}

void
control_close(Control *control)
{
	if (!control)
		return;
	close(control->fd);
	unlink(control->path);
	g_free(control->path);
	g_free(control);
}

int
control_fd(const Control *control)
{
	return control->fd;
}

/* ---- the client's side ---- */

static json_t *
converse(int fd, const json_t *request, int pass, GError **error)
{
	int none = -1;
	g_autofree char *line =
		write_line(fd, request, pass) ? read_line(fd, ANSWER_WAIT, &none) : NULL;
	json_t *reply = line ? json_loads(line, 0, NULL) : NULL;

	if (!reply)
		g_set_error_literal(
			error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
			"the daemon did not answer; is it well? (faultline status)");
	return reply;
}

json_t *
control_call(const char *path, const json_t *request, int pass, gboolean *running,
	     GError **error)
{
	struct sockaddr_un address = { 0 };
	json_t *reply = NULL;
	int fd;

	*running = FALSE;
	if (!set_path(&address, path, error))
		return NULL;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
		*running = TRUE;
		reply = converse(fd, request, pass, error);
	} else if (errno == EACCES || errno == EPERM) {
		*running = TRUE;
		g_set_error(error, DESK_ERROR, DESK_ERROR_LOGIN,
			    "%s: %s: join the socket's group", path, g_strerror(errno));
	}
	close(fd);
	return reply;
}
