/* A queue with an eventfd, so that a poll loop can wait for items and for other things at
 * once. */
#include "desk/channel.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"

struct Channel {
	GMutex lock;
	GQueue items;
	GDestroyNotify free_item;
	int fd; /* readable while items wait */
};

Channel *
channel_new(GDestroyNotify free_item)
{
	Channel *channel = g_new0(Channel, 1);

	g_mutex_init(&channel->lock);
	g_queue_init(&channel->items);
	channel->free_item = free_item;
	channel->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (channel->fd < 0)
		g_error("eventfd: %s", g_strerror(errno));
	return channel;
}

void
channel_free(Channel *channel)
{
	if (!channel)
		return;
	g_queue_clear_full(&channel->items, channel->free_item);
	close(channel->fd);
	g_mutex_clear(&channel->lock);
	g_free(channel);
}

void
channel_push(Channel *channel, gpointer item)
{
	guint64 one = 1;

	g_mutex_lock(&channel->lock);
	g_queue_push_tail(&channel->items, item);
	/* The counter cannot overflow: it is cleared whenever the queue runs empty. */
	if (write(channel->fd, &one, sizeof one) < 0)
		log_error("channel", "eventfd write: %s", g_strerror(errno));
	g_mutex_unlock(&channel->lock);
}

gpointer
channel_pop(Channel *channel)
{
	guint64 count;
	gpointer item;

	g_mutex_lock(&channel->lock);
	item = g_queue_pop_head(&channel->items);
	if (g_queue_is_empty(&channel->items) &&
	    read(channel->fd, &count, sizeof count) < 0 && errno != EAGAIN)
		log_error("channel", "eventfd read: %s", g_strerror(errno));
	g_mutex_unlock(&channel->lock);
	return item;
}

gpointer
channel_wait(Channel *channel, int cancel_fd, int seconds)
{
	struct pollfd fds[] = {
		{ .fd = channel->fd, .events = POLLIN },
		{ .fd = cancel_fd, .events = POLLIN },
	};
	gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;

	for (;;) {
		gpointer item = channel_pop(channel);
		gint64 left = (end - g_get_monotonic_time()) / 1000;

		if (item || (seconds >= 0 && left <= 0))
			return item;
		if (poll(fds, 2, seconds < 0 ? -1 : (int)MIN(left + 1, G_MAXINT)) < 0 &&
		    errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
	}
}

int
channel_fd(const Channel *channel)
{
	return channel->fd;
}

gboolean
channel_sleep(int cancel_fd, double seconds)
{
	struct pollfd fd = { .fd = cancel_fd, .events = POLLIN };
	gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);

	for (;;) {
		gint64 left = (end - g_get_monotonic_time() + 999) / 1000;

		if (left <= 0)
			return TRUE;
		if (poll(&fd, 1, (int)MIN(left, G_MAXINT)) > 0)
			return FALSE;
	}
}
