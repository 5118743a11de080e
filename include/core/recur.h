/*
 * When something comes again: "09:00", "mon 09:00", "1 jan,apr,jul,oct 09:00", "first mon
 * 08:30", "last 17:00" (policy language, section 2). Pure; instants are UTC.
 */
#pragma once

#include <glib.h>

typedef struct {
	guint weekdays;  /* bits, 1 << 1 = Monday … 1 << 7; 0 = not by weekday */
	int ordinal;     /* of the weekday in its month: 1 first, -1 last; 0 = every one */
	int day;         /* of the month, 1-31; -1 = the last; 0 = not by day */
	guint months;    /* bits, 1 << 1 = January … 1 << 12; 0 = every month */
	int minute;      /* of the local day */
} Recur;

/* DESK_ERROR_CONFIG without place. */
gboolean recur_parse(const char *text, Recur *recur, GError **error);

/* The first instant after AFTER in ZONE. A month without that day: its last day. A local time
 * that does not exist (clocks go forward): the instant at which the clocks go. */
gint64 recur_next(const Recur *recur, GTimeZone *zone, gint64 after);
/* The last instant at or before AT; 0 if none within ten years. */
gint64 recur_last(const Recur *recur, GTimeZone *zone, gint64 at);
