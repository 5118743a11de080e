/*
 * One line for one fact: a token that names the subsystem, then key=value pairs, ids first.
 *
 *	log_info("outbox", "ticket=%" G_GINT64_FORMAT " to=<%s> result=tempfail code=%d", …);
 *
 * Lines go to standard error (with the priority prefix "<6>" when it is the journal). Control
 * characters are escaped, so a subject cannot fake a line; no bodies, no secrets, ever. A
 * function that returns an error does not log it too.
 */
#pragma once

#include <glib.h>

typedef enum { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG } LogLevel;

/* Lines above LEVEL are not written. Default: LOG_LEVEL_INFO. Call before threads start. */
void log_set_level(LogLevel level);

/* Where lines go instead of standard error; NULL brings standard error back. For tests. */
typedef void (*LogSink)(LogLevel level, const char *line, gpointer data);
void log_set_sink(LogSink sink, gpointer data);

/* Safe from any thread. TOKEN is a short literal; the line is cut at 1 KB. */
void log_error(const char *token, const char *format, ...) G_GNUC_PRINTF(2, 3);
void log_warn(const char *token, const char *format, ...) G_GNUC_PRINTF(2, 3);
void log_info(const char *token, const char *format, ...) G_GNUC_PRINTF(2, 3);
void log_debug(const char *token, const char *format, ...) G_GNUC_PRINTF(2, 3);
