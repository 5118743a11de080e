/*
 * Moments as people write them: "2026-11-23 08:50", "08:50", "23.11.2026", "昨天下午2点半". Read
 * forgivingly, stored plainly: "YYYY-MM-DD HH:MM", or "YYYY-MM-DD" for a mere date. Pure.
 */
#pragma once

#include <glib.h>

/*
 * The first date and the first time of day in TEXT, in ZONE. A time alone is the last such time
 * before NOW; a date without a year the last such date. A local time that the clocks leave out
 * is none that has been. One that they pass twice is what instant_parse() takes it for, unless
 * that is still to come: then the earlier one, written with its offset. NULL if there is none.
 * Own.
 */
char *moment_read(const char *text, GTimeZone *zone, gint64 now);

/* The moment since which something is, in free text: "since 08:50", "08:50起", "从8:50开始".
 * NULL if it is not said. Own. */
char *moment_since(const char *text, GTimeZone *zone, gint64 now);
