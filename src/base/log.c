/*
 * The log: one write(2) for each line, so that lines of several threads never mix, and no
 * control character survives, so that what a stranger wrote cannot look like a line of
 * ours. Must never be given a body, a password or a key.
 */
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/timespan.h"

#define LINE_MAX_BYTES 1024

static const struct {
	const char *name;
	char priority; /* syslog(3) */
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", '3' },
	[LOG_LEVEL_WARN] = { "warn", '4' },
	[LOG_LEVEL_INFO] = { "info", '6' },
	[LOG_LEVEL_DEBUG] = { "debug", '7' },
};

static LogLevel highest = LOG_LEVEL_INFO;
static LogSink current_sink;
static gpointer sink_data;

void
log_set_level(LogLevel level)
{
	highest = level;
}

void
log_set_sink(LogSink sink, gpointer data)
{
	current_sink = sink;
	sink_data = data;
}

/* A pipe or a full disk may take a part of a line only; what fails is lost: there is nobody
 * left to tell. */
static void
write_all(int fd, const char *line, gsize length)
{
	while (length > 0) {
		gssize written = write(fd, line, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		line += written;
		length -= written;
	}
}

static gboolean
is_journal(int fd)
{
	static gsize known;

	if (g_once_init_enter(&known))
		g_once_init_leave(&known, g_log_writer_is_journald(fd) ? 1 : 2);
	return known == 1;
}

/* The journal knows the time and takes the level from the prefix (sd-daemon(3)). */
static void
write_stderr(LogLevel level, const char *line)
{
	int fd = fileno(stderr);
	g_autoptr(GString) whole = g_string_new(NULL);

	if (is_journal(fd)) {
		g_string_append_printf(whole, "<%c>", levels[level].priority);
	} else {
		g_autofree char *time = instant_format(g_get_real_time() / G_USEC_PER_SEC);

		g_string_append_printf(whole, "%s %s ", time, levels[level].name);
	}
	g_string_append(whole, line);
	g_string_append_c(whole, '\n');
	write_all(fd, whole->str, whole->len);
}

/* Cuts LINE to the limit, never within a character. */
static void
cut(GString *line)
{
	static const char mark[] = "…";
	gsize end = LINE_MAX_BYTES - strlen(mark);

	if (line->len <= LINE_MAX_BYTES)
		return;
	while (end > 0 && ((guchar)line->str[end] & 0xc0) == 0x80)
		end--;
	g_string_truncate(line, end);
	g_string_append(line, mark);
}

static void G_GNUC_PRINTF(3, 0)
	write_line(LogLevel level, const char *token, const char *format, va_list arguments)
{
	g_autofree char *message = NULL;
	g_autofree char *escaped = NULL;
	g_autoptr(GString) line = NULL;

	if (level > highest)
		return;
	message = g_strdup_vprintf(format, arguments);
	escaped = text_escape(message, FALSE);
	line = g_string_new(token);
	g_string_append_printf(line, ": %s", escaped);
	cut(line);
	if (current_sink)
		current_sink(level, line->str, sink_data);
	else
		write_stderr(level, line->str);
}

#define DEFINE_LOG(name, level)                                                            \
	void log_##name(const char *token, const char *format, ...)                        \
	{                                                                                  \
		va_list arguments;                                                         \
                                                                                           \
		va_start(arguments, format);                                               \
		write_line(level, token, format, arguments);                               \
		va_end(arguments);                                                         \
	}

DEFINE_LOG(error, LOG_LEVEL_ERROR)
DEFINE_LOG(warn, LOG_LEVEL_WARN)
DEFINE_LOG(info, LOG_LEVEL_INFO)
DEFINE_LOG(debug, LOG_LEVEL_DEBUG)
