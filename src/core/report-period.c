/* The last full week, month, quarter or year, and their names. */
#include "core/report.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

void
report_period_clear(ReportPeriod *period)
{
	g_clear_pointer(&period->name, g_free);
}

/* Midnight of a day; where a zone has none, the first instant of the day. */
static gint64
midnight(GTimeZone *zone, int year, int month, int day)
{
	g_autoptr(GDateTime) local = g_date_time_new(zone, year, month, day, 0, 0, 0);

	return local ? g_date_time_to_unix(local) : 0;
}

static gint64
day_after(GTimeZone *zone, const GDate *date, guint days)
{
	GDate after = *date;

	g_date_add_days(&after, days);
	return midnight(zone, g_date_get_year(&after), g_date_get_month(&after),
			g_date_get_day(&after));
}

static void
set_days(GTimeZone *zone, const GDate *first, guint days, char *name /* own */,
	 ReportPeriod *period)
{
	period->from = day_after(zone, first, 0);
	period->to = day_after(zone, first, days);
	period->name = name;
}

/* The week of ISO 8601 that begins on the Monday FIRST. */
static void
set_week(GTimeZone *zone, const GDate *first, ReportPeriod *period)
{
	g_autoptr(GDateTime) monday =
		g_date_time_new_utc(g_date_get_year(first), g_date_get_month(first),
				    g_date_get_day(first), 12, 0, 0);

	set_days(zone, first, 7,
		 g_strdup_printf("%d-W%02d", g_date_time_get_week_numbering_year(monday),
				 g_date_time_get_week_of_year(monday)),
		 period);
}

/* MONTHS months from MONTH (1…) of YEAR on, which must begin there. */
static void
set_months(GTimeZone *zone, int year, int month, int months, ReportPeriod *period)
{
	int end = month - 1 + months;

	period->from = midnight(zone, year, month, 1);
	period->to = midnight(zone, year + end / 12, end % 12 + 1, 1);
	if (months == 12)
		period->name = g_strdup_printf("%d", year);
	else if (months == 3)
		period->name = g_strdup_printf("%d-Q%d", year, (month + 2) / 3);
	else
		period->name = g_strdup_printf("%d-%02d", year, month);
}

void
report_period_last(Period kind, GTimeZone *zone, gint64 at, ReportPeriod *period)
{
	static const int lengths[N_PERIODS] = {
		[PERIOD_MONTH] = 1,
		[PERIOD_QUARTER] = 3,
		[PERIOD_YEAR] = 12,
	};
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	int length = lengths[kind], month;
	GDate day;

	g_date_clear(&day, 1);
	g_date_set_dmy(&day, g_date_time_get_day_of_month(local),
		       g_date_time_get_month(local), g_date_time_get_year(local));
	if (kind == PERIOD_WEEK) {
		g_date_subtract_days(&day, g_date_get_weekday(&day) - 1 + 7);
		set_week(zone, &day, period);
		return;
	}
	month = (g_date_get_month(&day) - 1) / length * length + 1 - length;
	if (month < 1)
		set_months(zone, g_date_get_year(&day) - 1, month + 12, length, period);
	else
		set_months(zone, g_date_get_year(&day), month, length, period);
}

/* ---- names ---- */

static gboolean
parse_week(const char *name, GTimeZone *zone, ReportPeriod *period)
{
	int year, week, end = 0;
	GDate day;

	if (sscanf(name, "%4d-W%2d%n", &year, &week, &end) != 2 || name[end] || week < 1 ||
	    week > 53 || year < 1970)
		return FALSE;
	/* the 4th of January is always in the first week */
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, 4, G_DATE_JANUARY, year);
	g_date_subtract_days(&day, g_date_get_weekday(&day) - 1);
	g_date_add_days(&day, (week - 1) * 7);
	set_week(zone, &day, period);
	return strcmp(period->name, name) == 0;
}

static gboolean
parse_day(const char *name, GTimeZone *zone, ReportPeriod *period)
{
	int year, month, day, end = 0;
	GDate date;

	if (sscanf(name, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || name[end] ||
	    year < 1970 || !g_date_valid_dmy(day, month, year))
		return FALSE;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, day, month, year);
	set_days(zone, &date, 1, g_strdup(name), period);
	return TRUE;
}

static gboolean
parse_months(const char *name, GTimeZone *zone, ReportPeriod *period)
{
	int year, part, end = 0;

	if (sscanf(name, "%4d-Q%1d%n", &year, &part, &end) == 2 && !name[end] && part >= 1 &&
	    part <= 4 && year >= 1970)
		set_months(zone, year, part * 3 - 2, 3, period);
	else if (sscanf(name, "%4d-%2d%n", &year, &part, &end) == 2 && !name[end] &&
		 part >= 1 && part <= 12 && year >= 1970)
		set_months(zone, year, part, 1, period);
	else if (sscanf(name, "%4d%n", &year, &end) == 1 && end == 4 && !name[end] &&
		 year >= 1970)
		set_months(zone, year, 1, 12, period);
	else
		return FALSE;
	return TRUE;
}

gboolean
report_period_parse(const char *name, GTimeZone *zone, ReportPeriod *period, GError **error)
{
	*period = (ReportPeriod){ 0 };
	if (parse_day(name, zone, period) || parse_week(name, zone, period))
		return TRUE;
	report_period_clear(period);
	if (parse_months(name, zone, period))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
		    "\"%s\" is no period: 2026, 2026-Q4, 2026-10, 2026-W47 or 2026-11-23",
		    name);
	return FALSE;
}
