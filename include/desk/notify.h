/* systemd's readiness protocol (sd_notify(3)), without its library. No effect elsewhere. */
#pragma once

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);
/* Feeds the watchdog. Called when work was done, never from a timer of its own. */
void notify_alive(void);
