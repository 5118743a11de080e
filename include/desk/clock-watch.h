/*
 * A wall clock that is set forward by more than an hour would fire every deadline of that time
 * at once, and a burst of escalations cannot be taken back. So it is held against the time since
 * the machine was started, which nobody sets: a jump holds deadlines until an administrator
 * confirms the new time, or it is set right. A clock set back needs no hold: what was told once is
 * not told again. Downtime and suspend are no jumps.
 */
#pragma once

#include "desk/service.h"

typedef struct {
	gint64 wall, boot; /* at the last look; seconds; boot 0: none yet */
} ClockWatch;

/*
 * Looks at both clocks (CLOCK_REALTIME, CLOCK_BOOTTIME; seconds). *HELD: leave deadlines alone. The
 * hold outlives a restart; its beginning alerts desk.alerts and the log.
 */
gboolean clock_watch_look(ClockWatch *watch, Service *service, gint64 wall, gint64 boot,
			  gboolean *held, GError **error);

/* By how many seconds the clock jumped when deadlines are held; 0 if they are not. */
gint64 clock_watch_held(Service *service);

/* The time is right as it is: deadlines go on. FALSE with DESK_ERROR_DATA if none are held. */
gboolean clock_watch_confirm(Service *service, GError **error);
