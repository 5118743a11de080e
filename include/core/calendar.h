/* Working hours: adding and measuring open time between instants. Pure; UTC outside. */
#pragma once

#include "base/timespan.h"

#include <glib.h>

typedef struct Calendar Calendar;

/* A calendar TITLE without any hours yet, in ZONE (a reference is taken). */
Calendar *calendar_new(const char *title, GTimeZone *zone);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)
const char *calendar_title(const Calendar *calendar);

/* "mon-fri 09:00-12:00", "sat 09:00-12:00", "mon-sun 00:00-24:00". DESK_ERROR_CONFIG (without
 * place) for bad words, an empty span, or hours that overlap earlier ones. */
gboolean calendar_add_hours(Calendar *calendar, const char *text, GError **error);

/* The text of an .ics file: all-day events close their days, and events whose SUMMARY holds
 * one of the words 班, 补班, 调休上班, "workday" open theirs with Monday's hours (if Monday has
 * none: those of the first day that has), whatever else the day is. FILE names it in errors.
 * Sets the last day known to the calendar. In src/core/holidays.c. */
gboolean calendar_add_holidays(Calendar *calendar, const char *ics, const char *file, GError **error);

/* Local days as days since 1970-01-01. For plain lists and tests. */
void calendar_close_day(Calendar *calendar, gint64 day);
void calendar_open_day(Calendar *calendar, gint64 day);

/* DAY is spoken of by a holiday file: by its date, or by a repetition. */
void calendar_know_day(Calendar *calendar, gint64 day, gboolean repeated);

/* The last day that any holiday file names by its date; what repeats for ever counts only if
 * nothing else is there. 0 if no file was read. */
gint64 calendar_last_known_day(const Calendar *calendar);

/* Is it open at AT? Intervals are half-open: closed at the very end of the hours. */
gboolean calendar_is_open(const Calendar *calendar, gint64 at);

/*
 * The instant at which DURATION of open time since FROM is used up; a limit that ends exactly
 * when the hours end is due at that instant. Working days ("2bd") end with the hours of the
 * N-th working day after the day of FROM. CALENDAR NULL = round the clock. G_MAXINT64 if it is
 * not used up within ten years. Round the clock a working day is 24 hours.
 */
gint64 calendar_add(const Calendar *calendar, gint64 from, const Duration *duration);
gint64 calendar_add_seconds(const Calendar *calendar, gint64 from, gint64 seconds);

/* Open seconds within [FROM, TO); 0 if TO <= FROM. */
gint64 calendar_measure(const Calendar *calendar, gint64 from, gint64 to);
