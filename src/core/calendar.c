/*
 * Working hours. Everything is reckoned on the open intervals of single local days, turned
 * into UTC one day at a time: a clock change is then nothing special, and no instant is
 * ever open twice. Must never know what is counted with it.
 *
 * A wall clock time that a clock change skips is the instant of the change; one that comes
 * twice is the first of the two. That keeps neighbouring hours neighbours.
 */
#include "core/calendar.h"

#include <string.h>

#include "base/error.h"

#define DAY          G_GINT64_CONSTANT(86400)
#define SEARCH_DAYS  3660  /* ten years: what is not used up by then never is */
#define MEASURE_DAYS 36600 /* no ticket is older than a hundred years */
#define INSTANT_MAX  G_GINT64_CONSTANT(253402300799) /* the end of the year 9999 */

typedef struct {
	int from, to; /* seconds of the local day; half-open */
} Hours;

typedef enum { DAY_CLOSED = 1, DAY_OPEN = 2 } DayMark;

struct Calendar {
	char *title;
	GTimeZone *zone;
	GArray *week[7];      /* own Hours, in order; Monday first */
	GHashTable *marks;    /* own gint64 day -> DayMark bits */
	gint64 last_single;   /* the last day named by its date; 0 if none */
	gint64 last_repeated; /* the last day that a repetition gave; 0 if none */
};

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

Calendar *
calendar_new(const char *title, GTimeZone *zone)
{
	Calendar *calendar = g_new0(Calendar, 1);

	calendar->title = g_strdup(title);
	calendar->zone = g_time_zone_ref(zone);
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		calendar->week[i] = g_array_new(FALSE, FALSE, sizeof(Hours));
	calendar->marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	return calendar;
}

void
calendar_free(Calendar *calendar)
{
	if (!calendar)
		return;
	g_free(calendar->title);
	g_time_zone_unref(calendar->zone);
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		g_array_unref(calendar->week[i]);
	g_hash_table_unref(calendar->marks);
	g_free(calendar);
}

const char *
calendar_title(const Calendar *calendar)
{
	return calendar->title;
}

void
calendar_know_day(Calendar *calendar, gint64 day, gboolean repeated)
{
	gint64 *last = repeated ? &calendar->last_repeated : &calendar->last_single;

	*last = MAX(*last, day);
}

gint64
calendar_last_known_day(const Calendar *calendar)
{
	return calendar->last_single ? calendar->last_single : calendar->last_repeated;
}

/* ---- hours ---- */

static int
weekday_parse(const char *text, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(weekdays); i++)
		if (length == 3 && g_ascii_strncasecmp(text, weekdays[i], 3) == 0)
			return i;
	return -1;
}

/* "mon-fri" or "sat"; a week may be crossed ("sat-mon"). */
static gboolean
weekdays_parse(const char *text, int *first, int *last)
{
	const char *dash = strchr(text, '-');

	*first = weekday_parse(text, dash ? (gsize)(dash - text) : strlen(text));
	*last = dash ? weekday_parse(dash + 1, strlen(dash + 1)) : *first;
	return *first >= 0 && *last >= 0;
}

/* "09:00", to "24:00"; -1 if it is none. */
static int
clock_parse(const char *text)
{
	int hour, minute;

	for (guint i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : !g_ascii_isdigit(text[i]))
			return -1;
	hour = g_ascii_digit_value(text[0]) * 10 + g_ascii_digit_value(text[1]);
	minute = g_ascii_digit_value(text[3]) * 10 + g_ascii_digit_value(text[4]);
	if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
		return -1;
	return hour * 3600 + minute * 60;
}

static gboolean
hours_parse(const char *text, Hours *hours)
{
	if (strlen(text) != strlen("09:00-12:00") || text[5] != '-')
		return FALSE;
	hours->from = clock_parse(text);
	hours->to = clock_parse(text + 6);
	return hours->from >= 0 && hours->to >= 0;
}

static gboolean
hours_overlap(const GArray *day, Hours hours)
{
	for (guint i = 0; i < day->len; i++) {
		const Hours *other = &g_array_index(day, Hours, i);

		if (hours.from < other->to && other->from < hours.to)
			return TRUE;
	}
	return FALSE;
}

static void
hours_insert(GArray *day, Hours hours)
{
	guint at = 0;

	while (at < day->len && g_array_index(day, Hours, at).from < hours.from)
		at++;
	g_array_insert_val(day, at, hours);
}

static gboolean
check_hours(const Calendar *calendar, int first, int last, Hours hours, const char *text,
	    GError **error)
{
	if (hours.to <= hours.from) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "\"%s\" ends before it begins: hours over midnight are two "
			    "entries, to 24:00 and from 00:00",
			    text);
		return FALSE;
	}
	for (int day = first;; day = (day + 1) % 7) {
		if (hours_overlap(calendar->week[day], hours)) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
				    "\"%s\" overlaps hours that stand before it on %s",
				    text, weekdays[day]);
			return FALSE;
		}
		if (day == last)
			return TRUE;
	}
}

gboolean
calendar_add_hours(Calendar *calendar, const char *text, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 2);
	int first, last;
	Hours hours;

	if (g_strv_length(words) != 2 || !weekdays_parse(words[0], &first, &last) ||
	    !hours_parse(words[1], &hours)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "\"%s\" are no hours: write \"mon-fri 09:00-12:00\" or "
			    "\"sat 09:00-12:00\"",
			    text);
		return FALSE;
	}
	if (!check_hours(calendar, first, last, hours, text, error))
		return FALSE;
	for (int day = first;; day = (day + 1) % 7) {
		hours_insert(calendar->week[day], hours);
		if (day == last)
			return TRUE;
	}
}

/* ---- days ---- */

static guint
marks_of(const Calendar *calendar, gint64 day)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(calendar->marks, &day));
}

static void
mark_day(Calendar *calendar, gint64 day, DayMark mark)
{
	guint marks = marks_of(calendar, day) | mark;

	g_hash_table_insert(calendar->marks, g_memdup2(&day, sizeof day),
			    GUINT_TO_POINTER(marks));
}

void
calendar_close_day(Calendar *calendar, gint64 day)
{
	mark_day(calendar, day, DAY_CLOSED);
}

void
calendar_open_day(Calendar *calendar, gint64 day)
{
	mark_day(calendar, day, DAY_OPEN);
}

/* The hours of a make-up day: Monday's, or those of the first day that has any. */
static const GArray *
make_up_hours(const Calendar *calendar)
{
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		if (calendar->week[i]->len > 0)
			return calendar->week[i];
	return calendar->week[0];
}

/* The hours of DAY; NULL if it is closed. A day that is to be worked is worked, even where
 * another entry calls it a holiday. */
static const GArray *
hours_of(const Calendar *calendar, gint64 day)
{
	guint marks = marks_of(calendar, day);
	const GArray *hours;

	if (marks & DAY_OPEN)
		hours = make_up_hours(calendar);
	else if (marks & DAY_CLOSED)
		return NULL;
	else
		hours = calendar->week[((day + 3) % 7 + 7) %
				       7]; /* 1970-01-01: a Thursday */
	return hours->len > 0 ? hours : NULL;
}

/* ---- between wall clock and UTC ---- */

static gint64
offset_at(GTimeZone *zone, gint64 at)
{
	gint interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);

	return g_time_zone_get_offset(zone, interval);
}

static gint64
day_of(const Calendar *calendar, gint64 at)
{
	gint64 local = at + offset_at(calendar->zone, at);

	return local >= 0 ? local / DAY : (local - DAY + 1) / DAY;
}

/* The first instant within (BEFORE, AFTER] at which the offset is OFFSET. */
static gint64
find_change(GTimeZone *zone, gint64 before, gint64 after, gint64 offset)
{
	while (after - before > 1) {
		gint64 middle = before + (after - before) / 2;

		if (offset_at(zone, middle) == offset)
			after = middle;
		else
			before = middle;
	}
	return after;
}

/* The offsets well before and well after a local day; they differ only about a clock
 * change. Wall clocks are at most 14 hours from UTC, so 36 hours are outside of the day
 * anywhere. */
typedef struct {
	gint64 day;
	gint64 before, after;
} Offsets;

static Offsets
offsets_of(const Calendar *calendar, gint64 day)
{
	gint64 middle = day * DAY + DAY / 2;

	return (Offsets){ day, offset_at(calendar->zone, middle - 36 * 3600),
			  offset_at(calendar->zone, middle + 36 * 3600) };
}

/* The first instant at which the wall clock shows SECOND of the day, or more. */
static gint64
to_utc(GTimeZone *zone, const Offsets *offsets, int second)
{
	gint64 local = offsets->day * DAY + second;
	gint64 early = local - offsets->before, late = local - offsets->after;

	if (offsets->before == offsets->after || offset_at(zone, early) == offsets->before)
		return early;
	if (offset_at(zone, late) == offsets->after)
		return late;
	return find_change(zone, late, early, offsets->after);
}

/* ---- walking over open time ---- */

typedef struct {
	const Calendar *calendar;
	gint64 day, last_day;
	Offsets offsets;     /* of the day, once they are needed */
	const GArray *hours; /* of the day; NULL = closed */
	guint next;
} Walk;

static void
walk_to(Walk *walk, gint64 day)
{
	walk->day = day;
	walk->next = 0;
	walk->hours = hours_of(walk->calendar, day);
	if (walk->hours)
		walk->offsets = offsets_of(walk->calendar, day);
}

/* From the day before that of FROM: with a clock change at midnight an instant may belong
 * to a day that its wall clock does not show any more. */
static void
walk_init(Walk *walk, const Calendar *calendar, gint64 from, gint64 days)
{
	gint64 day = day_of(calendar, from);

	walk->calendar = calendar;
	walk->last_day = day + days;
	walk_to(walk, day - 1);
}

/* The next open interval [FROM, TO), never empty, in order; FALSE after the last day. */
static gboolean
walk_next(Walk *walk, gint64 *from, gint64 *to)
{
	while (walk->day <= walk->last_day) {
		const Hours *hours;

		if (!walk->hours || walk->next >= walk->hours->len) {
			walk_to(walk, walk->day + 1);
			continue;
		}
		hours = &g_array_index(walk->hours, Hours, walk->next++);
		*from = to_utc(walk->calendar->zone, &walk->offsets, hours->from);
		*to = to_utc(walk->calendar->zone, &walk->offsets, hours->to);
		if (*from < *to)
			return TRUE;
	}
	return FALSE;
}

gboolean
calendar_is_open(const Calendar *calendar, gint64 at)
{
	gint64 from, to;
	Walk walk;

	if (!calendar)
		return TRUE;
	walk_init(&walk, calendar, at, 1);
	while (walk_next(&walk, &from, &to))
		if (from <= at && at < to)
			return TRUE;
	return FALSE;
}

static gint64
add_round_the_clock(gint64 from, gint64 seconds)
{
	return seconds > INSTANT_MAX - from ? G_MAXINT64 : from + seconds;
}

gint64
calendar_add_seconds(const Calendar *calendar, gint64 from, gint64 seconds)
{
	gint64 opens, closes;
	Walk walk;

	if (from > INSTANT_MAX)
		return G_MAXINT64;
	if (seconds <= 0)
		return from;
	if (!calendar)
		return add_round_the_clock(from, seconds);
	walk_init(&walk, calendar, from, SEARCH_DAYS);
	while (walk_next(&walk, &opens, &closes)) {
		gint64 start = MAX(opens, from);

		if (closes <= start)
			continue;
		if (seconds <= closes - start)
			return start + seconds;
		seconds -= closes - start;
	}
	return G_MAXINT64;
}

/* The end of the last hours of DAY; FALSE if it has none (the clock skipped them). */
static gboolean
end_of_hours(const Calendar *calendar, gint64 day, gint64 *end)
{
	const GArray *hours = hours_of(calendar, day);
	gboolean open = FALSE;
	Offsets offsets;

	if (!hours)
		return FALSE;
	offsets = offsets_of(calendar, day);
	for (guint i = 0; i < hours->len; i++) {
		const Hours *each = &g_array_index(hours, Hours, i);

		*end = to_utc(calendar->zone, &offsets, each->to);
		open = open || to_utc(calendar->zone, &offsets, each->from) < *end;
	}
	return open;
}

static gint64
add_working_days(const Calendar *calendar, gint64 from, int days)
{
	gint64 first, end;

	if (from > INSTANT_MAX)
		return G_MAXINT64;
	if (!calendar)
		return add_round_the_clock(from, days * DAY);
	first = day_of(calendar, from);
	for (gint64 day = first + 1; day <= first + SEARCH_DAYS; day++)
		if (end_of_hours(calendar, day, &end) && --days == 0)
			return end;
	return G_MAXINT64;
}

gint64
calendar_add(const Calendar *calendar, gint64 from, const Duration *duration)
{
	if (duration->working_days > 0)
		return add_working_days(calendar, from, duration->working_days);
	return calendar_add_seconds(calendar, from, duration->seconds);
}

gint64
calendar_measure(const Calendar *calendar, gint64 from, gint64 to)
{
	gint64 opens, closes, open = 0;
	Walk walk;

	to = MIN(to, INSTANT_MAX);
	if (to <= from)
		return 0;
	if (!calendar)
		return to - from;
	walk_init(&walk, calendar, from, MEASURE_DAYS);
	while (walk_next(&walk, &opens, &closes) && opens < to)
		open += MAX(MIN(closes, to) - MAX(opens, from), 0);
	return open;
}
