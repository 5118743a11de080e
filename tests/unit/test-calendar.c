/*
 * core/calendar: hours, holidays, and open time across clock changes. The wall clock of
 * GDateTime is the judge of what is open; adding and measuring must agree to the second.
 */
#include "core/calendar.h"

#include <string.h>

#include "base/error.h"

#define DAY 86400

static Calendar *
calendar_with(const char *zone_name, const char *const *hours)
{
	g_autoptr(GTimeZone) zone = zone_find(zone_name, NULL);
	Calendar *calendar = calendar_new("test", zone);

	for (; *hours; hours++) {
		g_autoptr(GError) error = NULL;

		g_assert_true(calendar_add_hours(calendar, *hours, &error));
		g_assert_no_error(error);
	}
	return calendar;
}

static const char *const office[] = { "mon-fri 09:00-12:00", "mon-fri 13:30-18:00", NULL };
static const char *const always[] = { "mon-sun 00:00-24:00", NULL };
static const char *const night[] = { "mon-sun 22:00-24:00", "mon-sun 00:00-06:00", NULL };
static const char *const saturday[] = { "mon-fri 08:00-17:00", "sat 09:00-12:00", NULL };
static const char *const nothing[] = { NULL };

static gint64
instant(const char *text, GTimeZone *zone)
{
	gint64 at = 0;

	g_assert_true(instant_parse(text, zone, &at, NULL));
	return at;
}

static gint64
day(const char *date)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *midnight = g_strconcat(date, " 00:00", NULL);

	return instant(midnight, utc) / DAY;
}

/* ---- adding ---- */

static const struct {
	const char *name, *zone;
	const char *const *hours;
	const char *from, *duration, *due; /* due: NULL = never */
} additions[] = {
	{ "same-morning", "Asia/Shanghai", office, "2026-11-23 09:00", "1h",
	  "2026-11-23 10:00" },
	{ "over-lunch", "Asia/Shanghai", office, "2026-11-23 11:30", "1h",
	  "2026-11-23 14:00" },
	{ "ends-at-noon", "Asia/Shanghai", office, "2026-11-23 11:00", "1h",
	  "2026-11-23 12:00" },
	{ "ends-at-close", "Asia/Shanghai", office, "2026-11-23 17:00", "1h",
	  "2026-11-23 18:00" },
	{ "from-close", "Asia/Shanghai", office, "2026-11-23 18:00", "30min",
	  "2026-11-24 09:30" },
	{ "from-night", "Asia/Shanghai", office, "2026-11-23 02:00", "1s",
	  "2026-11-23 09:00:01" },
	{ "over-weekend", "Asia/Shanghai", office, "2026-11-27 17:00", "4h",
	  "2026-11-30 12:00" },
	{ "72-hours", "Asia/Shanghai", office, "2026-11-23 09:00", "72h",
	  "2026-12-04 15:00" },
	{ "short-saturday", "Asia/Shanghai", saturday, "2026-11-27 16:00", "5h",
	  "2026-11-30 09:00" },
	{ "a-whole-day", "Asia/Shanghai", always, "2026-11-23 09:00", "24h",
	  "2026-11-24 09:00" },
	{ "night-shift", "Asia/Shanghai", night, "2026-11-23 23:00", "8h",
	  "2026-11-24 23:00" },
	{ "leap-day", "Asia/Shanghai", office, "2028-02-28 17:00", "2h",
	  "2028-02-29 10:00" },
	{ "after-2038", "Europe/Berlin", office, "2044-07-01 17:30", "1h",
	  "2044-07-04 09:30" },
	/* 2026-03-29: 02:00 becomes 03:00; 2026-10-25: 03:00 becomes 02:00 */
	{ "spring-forward", "Europe/Berlin", always, "2026-03-28 12:00", "24h",
	  "2026-03-29 13:00" },
	{ "autumn-back", "Europe/Berlin", always, "2026-10-24 12:00", "24h",
	  "2026-10-25 11:00" },
	{ "night-forward", "Europe/Berlin", night, "2026-03-28 22:00", "7h",
	  "2026-03-29 06:00" },
	{ "night-back", "Europe/Berlin", night, "2026-10-24 22:00", "9h",
	  "2026-10-25 06:00" },
	{ "office-over-change", "Europe/Berlin", office, "2026-03-27 17:00", "2h",
	  "2026-03-30 10:00" },
	{ "lord-howe-half-hour", "Australia/Lord_Howe", always, "2026-04-04 12:00", "24h",
	  "2026-04-05 11:30" },
	{ "st-johns-forward", "America/St_Johns", always, "2026-03-07 12:00", "24h",
	  "2026-03-08 13:00" },
	/* a day that Samoa left out */
	{ "no-such-day", "Pacific/Apia", always, "2011-12-29 12:00", "24h",
	  "2011-12-31 12:00" },
	{ "working-days", "Asia/Shanghai", office, "2026-11-23 09:00", "2bd",
	  "2026-11-25 18:00" },
	{ "working-days-over-weekend", "Asia/Shanghai", office, "2026-11-26 20:00", "2bd",
	  "2026-11-30 18:00" },
	{ "working-days-from-sunday", "Asia/Shanghai", office, "2026-11-29 10:00", "1bd",
	  "2026-11-30 18:00" },
	{ "working-days-saturday", "Asia/Shanghai", saturday, "2026-11-27 10:00", "1bd",
	  "2026-11-28 12:00" },
	{ "working-days-always", "Europe/Berlin", always, "2026-03-28 12:00", "1bd",
	  "2026-03-30 00:00" },
	{ "never-open", "Asia/Shanghai", nothing, "2026-11-23 09:00", "1s", NULL },
	{ "never-a-working-day", "Asia/Shanghai", nothing, "2026-11-23 09:00", "1bd",
	  NULL },
	{ "longer-than-ten-years", "Asia/Shanghai", office, "2026-11-23 09:00", "9y",
	  NULL },
};

static void
test_addition(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	g_autoptr(Calendar) calendar =
		calendar_with(additions[row].zone, additions[row].hours);
	g_autoptr(GTimeZone) zone = zone_find(additions[row].zone, NULL);
	g_autofree char *due = NULL, *expected = NULL;
	Duration duration;
	gint64 at;

	g_assert_true(duration_parse(additions[row].duration, &duration, NULL));
	at = calendar_add(calendar, instant(additions[row].from, zone), &duration);
	if (!additions[row].due) {
		g_assert_cmpint(at, ==, G_MAXINT64);
		return;
	}
	due = instant_format(at);
	expected = instant_format(instant(additions[row].due, zone));
	g_assert_cmpstr(due, ==, expected);
}

static void
test_round_the_clock(void)
{
	Duration hours, days;

	g_assert_true(duration_parse("72h", &hours, NULL));
	g_assert_true(duration_parse("2bd", &days, NULL));
	g_assert_cmpint(calendar_add(NULL, 1000, &hours), ==, 1000 + 72 * 3600);
	g_assert_cmpint(calendar_add(NULL, 1000, &days), ==, 1000 + 2 * DAY);
	g_assert_cmpint(calendar_add_seconds(NULL, G_MAXINT64, 1), ==, G_MAXINT64);
	g_assert_cmpint(calendar_add_seconds(NULL, 1, G_MAXINT64), ==, G_MAXINT64);
	g_assert_cmpint(calendar_measure(NULL, 1000, 1060), ==, 60);
	g_assert_cmpint(calendar_measure(NULL, 1060, 1000), ==, 0);
	g_assert_true(calendar_is_open(NULL, 0));
}

/* ---- properties ---- */

static const char *const zones[] = { "Europe/Berlin",       "America/St_Johns",
				     "Australia/Lord_Howe", "Asia/Shanghai",
				     "America/Havana",      "Africa/Casablanca",
				     "America/Asuncion",    "UTC" };
static const char *const *const all_hours[] = { office, always, night, saturday };

/* The opinion of the wall clock. */
static gboolean
wall_clock_open(const char *const *hours, GTimeZone *zone, gint64 at)
{
	static const char names[] = "montuewedthufrisatsun";
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	int today = g_date_time_get_day_of_week(local) - 1;
	g_autofree char *clock = g_date_time_format(local, "%H:%M");

	for (; *hours; hours++) {
		g_auto(GStrv) words = g_strsplit_set(*hours, " -", -1);
		gboolean range = g_strv_length(words) == 4;
		int first = (strstr(names, words[0]) - names) / 3;
		int last = range ? (strstr(names, words[1]) - names) / 3 : first;

		if (first <= today && today <= last &&
		    strcmp(words[1 + range], clock) <= 0 &&
		    strcmp(clock, words[2 + range]) < 0)
			return TRUE;
	}
	return FALSE;
}

/* A week about each clock change of a year, quarter by quarter. */
static void
test_wall_clock(void)
{
	static const char *const weeks[] = { "2026-03-05", "2026-03-25", "2026-04-02",
					     "2026-10-01", "2026-10-22", "2026-10-29" };

	for (guint z = 0; z < G_N_ELEMENTS(zones); z++)
		for (guint h = 0; h < G_N_ELEMENTS(all_hours); h++) {
			g_autoptr(Calendar) calendar =
				calendar_with(zones[z], all_hours[h]);
			g_autoptr(GTimeZone) zone = zone_find(zones[z], NULL);

			for (guint i = 0; i < G_N_ELEMENTS(weeks) * 5 * 96; i++) {
				gint64 at = day(weeks[i / 480]) * DAY + i % 480 * 900;
				gboolean open = wall_clock_open(all_hours[h], zone, at);

				g_assert_cmpint(calendar_is_open(calendar, at), ==, open);
				g_assert_cmpint(calendar_measure(calendar, at, at + 900),
						==, open ? 900 : 0);
			}
		}
}

/* What is added can be measured; a second less is not yet it: never late, never early. */
static void
test_add_and_measure(void)
{
	for (guint i = 0; i < 2000; i++) {
		g_autoptr(Calendar) calendar =
			calendar_with(zones[i % G_N_ELEMENTS(zones)],
				      all_hours[i / 8 % G_N_ELEMENTS(all_hours)]);
		gint64 from =
			day("2026-01-01") * DAY + g_test_rand_int_range(0, 20 * 365 * DAY);
		gint64 seconds = g_test_rand_int_range(1, 100 * 3600);
		gint64 due = calendar_add_seconds(calendar, from, seconds);
		gint64 middle = from + (due - from) / 3;

		g_assert_cmpint(calendar_measure(calendar, from, due), ==, seconds);
		g_assert_cmpint(calendar_measure(calendar, from, due - 1), ==, seconds - 1);
		g_assert_true(calendar_is_open(calendar, due - 1));
		g_assert_cmpint(calendar_measure(calendar, from, middle) +
					calendar_measure(calendar, middle, due),
				==, seconds);
		g_assert_cmpint(calendar_measure(calendar, due, from), ==, 0);
	}
}

static void
test_half_open(void)
{
	g_autoptr(Calendar) calendar = calendar_with("Asia/Shanghai", office);
	g_autoptr(GTimeZone) zone = zone_find("Asia/Shanghai", NULL);
	gint64 opens = instant("2026-11-23 09:00", zone);
	gint64 closes = instant("2026-11-23 12:00", zone);

	g_assert_false(calendar_is_open(calendar, opens - 1));
	g_assert_true(calendar_is_open(calendar, opens));
	g_assert_true(calendar_is_open(calendar, closes - 1));
	g_assert_false(calendar_is_open(calendar, closes));
	g_assert_cmpint(calendar_add_seconds(calendar, closes + 5, 0), ==, closes + 5);
	g_assert_cmpint(calendar_measure(calendar, opens, G_MAXINT64), >, 0);
}

/* Hours whose end is skipped or comes twice: neighbours stay neighbours, nothing counts
 * twice, and hours that do not exist on that day are none. */
static void
test_odd_hours(void)
{
	static const char *const split[] = { "mon-sun 00:00-02:30", "mon-sun 02:30-24:00",
					     NULL };
	static const char *const gap[] = { "sun 02:10-02:50", NULL };
	g_autoptr(Calendar) whole = calendar_with("Europe/Berlin", split);
	g_autoptr(Calendar) skipped = calendar_with("Europe/Berlin", gap);
	g_autoptr(GTimeZone) zone = zone_find("Europe/Berlin", NULL);
	gint64 spring = instant("2026-03-29 00:00", zone);
	gint64 autumn = instant("2026-10-25 00:00", zone);
	Duration one_day;

	g_assert_cmpint(calendar_measure(whole, spring, spring + 23 * 3600), ==, 23 * 3600);
	g_assert_cmpint(calendar_measure(whole, autumn, autumn + 25 * 3600), ==, 25 * 3600);
	g_assert_cmpint(calendar_measure(skipped, spring, spring + DAY), ==, 0);
	g_assert_cmpint(calendar_measure(skipped, autumn, autumn + DAY), ==, 40 * 60);
	/* the Sunday whose hours are skipped is no working day */
	g_assert_true(duration_parse("1bd", &one_day, NULL));
	g_assert_cmpint(calendar_add(skipped, spring - 3600, &one_day), ==,
			instant("2026-04-05 02:50", zone));
}

/* ---- hours as written ---- */

static void
test_bad_hours(void)
{
	static const char *const texts[] = {
		"",
		"mon",
		"mon-fri",
		"09:00-12:00",
		"mon-fri  09:00-12:00",
		"mon-fri 9:00-12:00",
		"mon-fri 09:00-12:00 ",
		"mon-fri 09:00 - 12:00",
		"mon-fri 09:00-12:60",
		"mon-fri 09:00-24:01",
		"mon-fri 09:00-25:00",
		"mon-fri 12:00-09:00",
		"mon-fri 22:00-06:00",
		"mon-fri 09:00-09:00",
		"mon-fry 09:00-12:00",
		"monday 09:00-12:00",
		"mon- 09:00-12:00",
		"mon,tue 09:00-12:00",
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Calendar) calendar = calendar_with("UTC", nothing);
		g_autoptr(GError) error = NULL;

		g_assert_false(calendar_add_hours(calendar, texts[i], &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_cmpint(calendar_add_seconds(calendar, 0, 1), ==, G_MAXINT64);
	}
}

static void
test_overlap(void)
{
	g_autoptr(Calendar) calendar = calendar_with("UTC", office);
	g_autoptr(GError) error = NULL;

	g_assert_false(calendar_add_hours(calendar, "fri-sun 11:59-13:00", &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "fri"));
	/* refused as a whole: the weekend stayed closed */
	g_assert_false(calendar_is_open(calendar, day("2026-11-28") * DAY + 12 * 3600));
	g_assert_true(calendar_add_hours(calendar, "fri-mon 12:00-13:30", NULL));
	g_assert_true(calendar_is_open(calendar, day("2026-11-28") * DAY + 12 * 3600));
	g_assert_true(calendar_is_open(calendar, day("2026-11-30") * DAY + 12 * 3600));
	g_assert_false(calendar_is_open(calendar, day("2026-12-01") * DAY + 12 * 3600));
	g_assert_cmpstr(calendar_title(calendar), ==, "test");
}

/* ---- holidays ---- */

#define ICS(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(summary, lines)                                                              \
	"BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:" summary "\r\n" lines "END:VEVENT\r\n"
#define FROM(date) "DTSTART;VALUE=DATE:" date "\r\n"
#define TO(date)   "DTEND;VALUE=DATE:" date "\r\n"

static const struct {
	const char *name, *ics;
	const char *open, *closed; /* days at noon, blank between them */
	const char *last;          /* NULL = none */
} holidays[] = {
	{ "none", ICS(""), "2026-10-01", "2026-10-03", NULL },
	{ "end-is-exclusive", ICS(EVENT("国庆节 休", FROM("20261001") TO("20261008"))),
	  "2026-09-30 2026-10-08", "2026-10-01 2026-10-02 2026-10-05 2026-10-07",
	  "2026-10-07" },
	{ "no-end", ICS(EVENT("May Day", FROM("20260501"))), "2026-04-30 2026-05-04",
	  "2026-05-01", "2026-05-01" },
	{ "end-is-start", ICS(EVENT("May Day", FROM("20260501") TO("20260501"))),
	  "2026-04-30 2026-05-04", "2026-05-01", "2026-05-01" },
	{ "length", ICS(EVENT("x", FROM("20261001") "DURATION:P1W\r\n")),
	  "2026-09-30 2026-10-08", "2026-10-01 2026-10-07", "2026-10-07" },
	{ "make-up-days",
	  ICS(EVENT("国庆节 班", FROM("20260926")) EVENT("补班", FROM("20261010"))
		      EVENT("Workday for Friday", FROM("20261017"))
			      EVENT("调休上班", FROM("20261024"))),
	  "2026-09-26 2026-10-10 2026-10-17 2026-10-24", "2026-09-27 2026-10-31",
	  "2026-10-24" },
	{ "make-up-beats-holiday",
	  ICS(EVENT("补班", FROM("20261004"))
		      EVENT("国庆节", FROM("20261001") TO("20261008"))),
	  "2026-10-04", "2026-10-03 2026-10-05", "2026-10-07" },
	{ "every-year", ICS(EVENT("New Year", FROM("20200101") "RRULE:FREQ=YEARLY\r\n")),
	  "2026-01-02", "2020-01-01 2026-01-01 2027-01-01 2099-01-01", "2100-01-01" },
	{ "fourth-thursday",
	  ICS(EVENT("Thanksgiving",
		    FROM("20201126")
			    TO("20201128") "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")),
	  "2026-11-25 2026-11-30 2026-12-03", "2026-11-26 2026-11-27", "2099-11-27" },
	{ "rule-with-end",
	  ICS(EVENT("x", FROM("20240102") "RRULE:FREQ=YEARLY;UNTIL=20260102\r\n")),
	  "2025-01-03 2029-01-02", "2024-01-02 2026-01-02", "2026-01-02" },
	{ "named-days-tell-how-far",
	  ICS(EVENT("New Year", FROM("20200101") "RRULE:FREQ=YEARLY\r\n")
		      EVENT("国庆节", FROM("20261001"))),
	  "2026-10-02", "2027-01-01 2026-10-01", "2026-10-01" },
	{ "exception",
	  ICS(EVENT("x", FROM("20240102") "RRULE:FREQ=YEARLY;COUNT=3\r\n"
					  "EXDATE;VALUE=DATE:20250102\r\n")),
	  "2025-01-02", "2024-01-02 2026-01-02", "2026-01-02" },
	{ "further-date", ICS(EVENT("x", FROM("20260105") "RDATE;VALUE=DATE:20260107\r\n")),
	  "2026-01-06", "2026-01-05 2026-01-07", "2026-01-07" },
	{ "appointment",
	  ICS(EVENT("Party", "DTSTART:20261001T080000Z\r\nDTEND:20261001T220000Z\r\n")),
	  "2026-10-01", "2026-10-03", NULL },
	{ "cancelled", ICS(EVENT("x", FROM("20261001") "STATUS:CANCELLED\r\n")),
	  "2026-10-01", "2026-10-03", NULL },
	{ "leap-day", ICS(EVENT("x", FROM("20280229"))), "2028-02-28 2028-03-01",
	  "2028-02-29", "2028-02-29" },
	{ "byte-order-mark", "\xef\xbb\xbf" ICS(EVENT("x", FROM("20261001"))), "2026-10-02",
	  "2026-10-01", "2026-10-01" },
	{ "empty-description", ICS(EVENT("x", "DESCRIPTION:\r\n" FROM("20261001"))),
	  "2026-10-02", "2026-10-01", "2026-10-01" },
	{ "two-calendars",
	  ICS(EVENT("x", FROM("20261001"))) ICS(EVENT("y", FROM("20261002"))), "2026-10-05",
	  "2026-10-01 2026-10-02", "2026-10-02" },
};

static void
check_days(const Calendar *calendar, const char *dates, gboolean open)
{
	g_auto(GStrv) list = g_strsplit(dates, " ", -1);

	for (guint i = 0; list[i]; i++) {
		/* ten in the morning in Shanghai */
		gint64 at = day(list[i]) * DAY + 2 * 3600;

		g_test_message("%s", list[i]);
		g_assert_cmpint(calendar_is_open(calendar, at), ==, open);
	}
}

static void
test_holiday(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	g_autoptr(Calendar) calendar = calendar_with("Asia/Shanghai", office);
	g_autoptr(GError) error = NULL;

	g_assert_true(calendar_add_holidays(calendar, holidays[row].ics, "cn.ics", &error));
	g_assert_no_error(error);
	check_days(calendar, holidays[row].open, TRUE);
	check_days(calendar, holidays[row].closed, FALSE);
	g_assert_cmpint(calendar_last_known_day(calendar), ==,
			holidays[row].last ? day(holidays[row].last) : 0);
}

static void
test_bad_holidays(void)
{
	static const char *const files[] = {
		"",
		"hello",
		"<html></html>",
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n",
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\nEND:VEVENT\r\n",
		ICS(EVENT("no start", "")),
		ICS(EVENT("words", FROM("2026xx01"))),
		ICS(EVENT("no such day", FROM("20261301"))),
		ICS(EVENT("no such day", FROM("20260229"))),
		ICS(EVENT("no such end", FROM("20261001") TO("20261032"))),
		ICS(EVENT("ends first", FROM("20261001") TO("20260930"))),
		ICS(EVENT("ends never", FROM("20261001") TO("20361001"))),
		ICS(EVENT("bad rule", FROM("20261001") "RRULE:FREQ=NOPE\r\n")),
	};

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(Calendar) calendar = calendar_with("Asia/Shanghai", office);
		g_autoptr(GError) error = NULL;

		g_test_message("%s", files[i]);
		g_assert_false(calendar_add_holidays(calendar, files[i], "cn.ics", &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_true(g_str_has_prefix(error->message, "cn.ics: "));
		g_assert_null(strchr(error->message, '\n'));
	}
}

/* A make-up day has Monday's hours, not its own; hours before and after a closed day join.
 */
static void
test_marked_days(void)
{
	g_autoptr(Calendar) calendar = calendar_with("Asia/Shanghai", saturday);
	g_autoptr(GTimeZone) zone = zone_find("Asia/Shanghai", NULL);
	Duration one_day;

	calendar_open_day(calendar, day("2026-11-28"));
	calendar_close_day(calendar, day("2026-11-30"));
	g_assert_true(calendar_is_open(calendar, instant("2026-11-28 16:59", zone)));
	g_assert_cmpint(
		calendar_add_seconds(calendar, instant("2026-11-28 16:00", zone), 7200), ==,
		instant("2026-12-01 09:00", zone));
	g_assert_true(duration_parse("1bd", &one_day, NULL));
	g_assert_cmpint(calendar_add(calendar, instant("2026-11-28 16:00", zone), &one_day),
			==, instant("2026-12-01 17:00", zone));
	g_assert_cmpint(calendar_last_known_day(calendar), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(additions); i++) {
		g_autofree char *path =
			g_strconcat("/calendar/add/", additions[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_addition);
	}
	for (guint i = 0; i < G_N_ELEMENTS(holidays); i++) {
		g_autofree char *path =
			g_strconcat("/calendar/holiday/", holidays[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_holiday);
	}
	g_test_add_func("/calendar/round-the-clock", test_round_the_clock);
	g_test_add_func("/calendar/wall-clock", test_wall_clock);
	g_test_add_func("/calendar/add-and-measure", test_add_and_measure);
	g_test_add_func("/calendar/half-open", test_half_open);
	g_test_add_func("/calendar/odd-hours", test_odd_hours);
	g_test_add_func("/calendar/bad-hours", test_bad_hours);
	g_test_add_func("/calendar/overlap", test_overlap);
	g_test_add_func("/calendar/bad-holidays", test_bad_holidays);
	g_test_add_func("/calendar/marked-days", test_marked_days);
	return g_test_run();
}
