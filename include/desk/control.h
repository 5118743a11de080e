/*
 * The daemon's Unix socket: JSON lines, mode 0660, SO_PEERCRED: root, the daemon's own uid, or
 * a member of the socket's group.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct Control Control;

/* Runs a request by BY ("cli:root"), with the file that came along (FD, foreign; -1 = none); the
 * answer is own; NULL ends the process. */
typedef json_t *(*ControlHandler)(const json_t *request, int fd, const char *by, gpointer data);

/* Listens at PATH; the socket of a dead process is replaced (the caller holds the store's lock,
 * so there is no other). DESK_ERROR_IO if it cannot, DESK_ERROR_CONFIG if PATH is too long. */
Control *control_listen(const char *path, ControlHandler handler, gpointer data, GError **error);
void control_close(Control *control);
int control_fd(const Control *control);
/* Serves one waiting client: one request of at most 64 KB, within 2 seconds. FALSE when the
 * handler gave NULL. */
gboolean control_handle(Control *control);

/* The client; FD (-1 = none) is passed along. NULL with *RUNNING FALSE and no error if no daemon
 * listens at PATH. */
json_t *control_call(const char *path, const json_t *request, int fd, gboolean *running, GError **error);
