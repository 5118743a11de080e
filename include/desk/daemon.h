/* The process: GLib's main loop, signals, and what wakes whom. */
#pragma once

#include "desk/service.h"

/* Serves until SIGTERM or SIGINT; SIGHUP reloads. Tells systemd when it is ready. An error is one
 * that ends the process: the store's, or a lock held. */
gboolean daemon_run(Service *service, GError **error);

/* run --once: every mailbox to its end, filing awaited; decide; fire; try each due mail once.
 * An error tells the first server that could not be reached or refused the login; the rest was
 * done all the same. */
gboolean daemon_once(Service *service, GError **error);
