/*
 * Holidays and make-up days out of .ics files. libical reads the file and repeats the
 * rules; days are counted here, because its own walk over recurrences makes all-day events
 * a day too long (libical #633). A date that cannot be read is an error, never a working
 * day.
 */
#include <libical/ical.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/calendar.h"

#define DAY            G_GINT64_CONSTANT(86400)
#define EVENT_DAYS_MAX 366
#define RULE_HITS_MAX  40000
#define RULE_LAST_DAY  47482 /* 2100-01-01: what repeats for ever ends here */

/* What one event does to the calendar. */
typedef struct {
	Calendar *calendar;
	void (*mark)(Calendar *calendar, gint64 day);
	gint64 length;        /* days */
	GHashTable *excluded; /* own gint64 days (EXDATE) */
} Event;

static gboolean
is_make_up(const char *summary)
{
	static const char *const words[] = { "班", "补班", "调休上班", "workday" };

	for (guint i = 0; summary && i < G_N_ELEMENTS(words); i++)
		if (text_has_word(summary, words[i]))
			return TRUE;
	return FALSE;
}

static gboolean
day_of_date(icaltimetype date, gint64 *day)
{
	if (!g_date_valid_dmy(date.day, date.month, date.year))
		return FALSE;
	date.is_date = 1;
	*day = icaltime_as_timet(date) / DAY;
	return TRUE;
}

/* The event as it begins on DAY. */
static void
mark_event(const Event *event, gint64 day, gboolean repeated)
{
	if (g_hash_table_contains(event->excluded, &day))
		return;
	for (gint64 i = 0; i < event->length; i++)
		event->mark(event->calendar, day + i);
	calendar_know_day(event->calendar, day + event->length - 1, repeated);
}

/*
 * A rule may have no end, and then says nothing about how far the file was kept up to date;
 * hence its days are known apart from those named by date.
 */
static void
mark_repeated(const Event *event, icalproperty *rule, icaltimetype start)
{
	icalrecur_iterator *hits =
		icalrecur_iterator_new(icalproperty_get_rrule(rule), start);

	for (int i = 0; hits && i < RULE_HITS_MAX; i++) {
		icaltimetype date = icalrecur_iterator_next(hits);
		gint64 day;

		if (icaltime_is_null_time(date) || !day_of_date(date, &day) ||
		    day > RULE_LAST_DAY)
			break;
		mark_event(event, day, TRUE);
	}
	if (hits)
		icalrecur_iterator_free(hits);
}

static GHashTable *
excluded_days(icalcomponent *component)
{
	GHashTable *days = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	icalproperty *property;

	for (property = icalcomponent_get_first_property(component, ICAL_EXDATE_PROPERTY);
	     property;
	     property = icalcomponent_get_next_property(component, ICAL_EXDATE_PROPERTY)) {
		gint64 day;

		if (day_of_date(icalproperty_get_exdate(property), &day))
			g_hash_table_add(days, g_memdup2(&day, sizeof day));
	}
	return days;
}

/* RFC 5545, 3.6.1: DTEND is the day behind the last; without it and without DURATION it is
 * one day. Some files give DTEND = DTSTART and mean one day too. */
static gboolean
event_length(icalcomponent *component, gint64 first, gint64 *length)
{
	icalproperty *end =
		icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY);
	icalproperty *duration =
		icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY);
	gint64 day = first + 1;

	if (end && !day_of_date(icalproperty_get_dtend(end), &day))
		return FALSE;
	if (!end && duration) {
		struct icaldurationtype d = icalproperty_get_duration(duration);

		day = first + d.weeks * 7 + d.days;
	}
	*length = MAX(day - first, 1);
	return day >= first && *length <= EVENT_DAYS_MAX;
}

static gboolean
is_cancelled(icalcomponent *component)
{
	icalproperty *status =
		icalcomponent_get_first_property(component, ICAL_STATUS_PROPERTY);

	return status && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED;
}

static void
mark_all(const Event *event, icalcomponent *component, icaltimetype start, gint64 first)
{
	icalproperty *rule =
		icalcomponent_get_first_property(component, ICAL_RRULE_PROPERTY);
	icalproperty *more;

	mark_event(event, first, rule != NULL);
	if (rule)
		mark_repeated(event, rule, start);
	for (more = icalcomponent_get_first_property(component, ICAL_RDATE_PROPERTY); more;
	     more = icalcomponent_get_next_property(component, ICAL_RDATE_PROPERTY)) {
		gint64 day;

		if (day_of_date(icalproperty_get_rdate(more).time, &day))
			mark_event(event, day, FALSE);
	}
}

/* What libical could not read it replaces by a note; an empty DESCRIPTION is harmless, a
 * date that is gone is not. */
static const char *
unreadable_date(icalcomponent *component)
{
	static const char *const needed[] = { " DTSTART ", " DTEND ",  " DURATION ",
					      " RRULE ",   " EXDATE ", " RDATE " };
	icalproperty *note;

	for (note = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
	     note;
	     note = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY)) {
		const char *text = icalproperty_get_xlicerror(note);

		for (guint i = 0; text && i < G_N_ELEMENTS(needed); i++)
			if (strstr(text, needed[i]))
				return text;
	}
	return NULL;
}

static gboolean
refuse_event(const char *file, const char *summary, const char *why, GError **error)
{
	g_autofree char *name = text_one_line(summary ? summary : "without SUMMARY");
	g_autofree char *reason = text_one_line(why);

	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s: event \"%s\": %s", file,
		    name, reason);
	return FALSE;
}

/* Events with a time of day are appointments, no holidays. */
static gboolean
add_event(Calendar *calendar, icalcomponent *component, const char *file, GError **error)
{
	const char *summary = icalcomponent_get_summary(component);
	const char *unreadable = unreadable_date(component);
	icaltimetype start = icalcomponent_get_dtstart(component);
	g_autoptr(GHashTable) excluded = NULL;
	Event event = { .calendar = calendar };
	gint64 first;

	if (unreadable)
		return refuse_event(file, summary, unreadable, error);
	if (icaltime_is_null_time(start))
		return refuse_event(file, summary, "has no DTSTART", error);
	if (!start.is_date || is_cancelled(component))
		return TRUE;
	if (!day_of_date(start, &first))
		return refuse_event(file, summary, "begins on a day that does not exist",
				    error);
	if (!event_length(component, first, &event.length))
		return refuse_event(file, summary,
				    "ends on no day within a year of its beginning", error);
	event.excluded = excluded = excluded_days(component);
	event.mark = is_make_up(summary) ? calendar_open_day : calendar_close_day;
	mark_all(&event, component, start, first);
	return TRUE;
}

static gboolean
add_events(Calendar *calendar, icalcomponent *component, const char *file, GError **error)
{
	icalcomponent *child;

	for (child = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
	     child;
	     child = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
		gboolean good = TRUE;

		if (icalcomponent_isa(child) == ICAL_VEVENT_COMPONENT)
			good = add_event(calendar, child, file, error);
		else if (icalcomponent_isa(child) == ICAL_VCALENDAR_COMPONENT)
			good = add_events(calendar, child, file, error);
		if (!good)
			return FALSE;
	}
	return TRUE;
}

gboolean
calendar_add_holidays(Calendar *calendar, const char *ics, const char *file, GError **error)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	icalcomponent *root;
	gboolean good;

	if (g_str_has_prefix(ics, byte_order_mark))
		ics += strlen(byte_order_mark);
	root = icalparser_parse_string(ics);
	/* several calendars in one file come as children of an unnamed root */
	if (!root || (icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT &&
		      icalcomponent_isa(root) != ICAL_XROOT_COMPONENT)) {
		g_clear_pointer(&root, icalcomponent_free);
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s: is no iCalendar file, or not a whole one", file);
		return FALSE;
	}
	good = add_events(calendar, root, file, error);
	icalcomponent_free(root);
	return good;
}
