/*
 * Between a worker thread and the main thread: typed items one way, an eventfd to wake the
 * reader. Items are taken over by the queue.
 */
#pragma once

#include <glib.h>

typedef struct Channel Channel;

/* FREE_ITEM frees items that nobody took. */
Channel *channel_new(GDestroyNotify free_item);
void channel_free(Channel *channel);

/* From any thread; never blocks. */
void channel_push(Channel *channel, gpointer item /* own */);
/* The next item, NULL if there is none now. */
gpointer channel_pop(Channel *channel);
/* The next item; waits until CANCEL_FD (-1 = none) becomes readable or SECONDS (< 0 = for ever)
 * are over: NULL. */
gpointer channel_wait(Channel *channel, int cancel_fd, int seconds);
/* Readable while items wait. */
int channel_fd(const Channel *channel);

/* Sleeps SECONDS; FALSE at once when CANCEL_FD becomes readable. */
gboolean channel_sleep(int cancel_fd, double seconds);
