/* Recurring instants, found by walking over the days: rare enough, and no rule is missed. */
#include "core/recur.h"

#include <string.h>

#include "base/error.h"

#define DAYS_MAX 3660

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
				      "jul", "aug", "sep", "oct", "nov", "dec" };

/* 1… for the word of NAMES that TEXT of LENGTH is; 0. */
static int
index_of(const char *const *names, guint n, const char *text, gsize length)
{
	for (guint i = 0; i < n; i++)
		if (length == 3 && g_ascii_strncasecmp(names[i], text, 3) == 0)
			return (int)i + 1;
	return 0;
}

static int
weekday_of(const char *text, gsize length)
{
	return index_of(weekdays, G_N_ELEMENTS(weekdays), text, length);
}

/* "mon", "mon-fri" */
static gboolean
parse_weekdays(const char *word, Recur *recur)
{
	const char *dash = strchr(word, '-');
	int from = weekday_of(word, dash ? (gsize)(dash - word) : strlen(word));
	int to = dash ? weekday_of(dash + 1, strlen(dash + 1)) : from;

	if (!from || !to || to < from)
		return FALSE;
	for (int day = from; day <= to; day++)
		recur->weekdays |= 1u << day;
	return TRUE;
}

/* "jan,apr,jul,oct" */
static gboolean
parse_months(const char *word, Recur *recur)
{
	g_auto(GStrv) names = g_strsplit(word, ",", -1);

	for (guint i = 0; names[i]; i++) {
		int month = index_of(months, G_N_ELEMENTS(months), names[i],
				     strlen(names[i]));

		if (!month)
			return FALSE;
		recur->months |= 1u << month;
	}
	return TRUE;
}

static gboolean
parse_minute(const char *word, Recur *recur)
{
	gint64 hour, minute;
	g_auto(GStrv) parts = g_strsplit(word, ":", 2);

	if (!parts[0] || !parts[1] || strlen(parts[0]) > 2 || strlen(parts[1]) != 2 ||
	    !g_ascii_string_to_signed(parts[0], 10, 0, 23, &hour, NULL) ||
	    !g_ascii_string_to_signed(parts[1], 10, 0, 59, &minute, NULL))
		return FALSE;
	recur->minute = (int)(hour * 60 + minute);
	return TRUE;
}

/* The day at the beginning of WORDS; how many words it takes, 0 if it is none. */
static guint
parse_day(char **words, Recur *recur)
{
	gint64 day;

	if (g_ascii_string_to_signed(words[0], 10, 1, 31, &day, NULL)) {
		recur->day = (int)day;
		return 1;
	}
	if (strcmp(words[0], "first") == 0 || strcmp(words[0], "last") == 0) {
		gboolean is_last = *words[0] == 'l';

		if (words[1] && weekday_of(words[1], strlen(words[1])) &&
		    parse_weekdays(words[1], recur)) {
			recur->ordinal = is_last ? -1 : 1;
			return 2;
		}
		recur->day = is_last ? -1 : 0;
		return is_last ? 1 : 0;
	}
	return parse_weekdays(words[0], recur) ? 1 : 0;
}

gboolean
recur_parse(const char *text, Recur *recur, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	g_auto(GStrv) all = g_strsplit_set(g_strstrip(lower), " \t", -1);
	char *words[8] = { NULL };
	guint n = 0, used = 0;

	*recur = (Recur){ 0 };
	for (guint i = 0; all[i] && n < G_N_ELEMENTS(words) - 1; i++)
		if (*all[i])
			words[n++] = all[i];
	if (n > 1)
		used = parse_day(words, recur);
	if (n > used + 1 && parse_months(words[used], recur))
		used++;
	/* A month alone is its first day. */
	if (recur->months && !recur->day && !recur->weekdays)
		recur->day = 1;
	if (n == used + 1 && parse_minute(words[used], recur))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "\"%s\" is no time that comes again: write \"09:00\", \"mon 09:00\", "
		    "\"1 09:00\", \"last fri 17:00\" or \"1 jan,apr,jul,oct 09:00\"",
		    text);
	return FALSE;
}

static gboolean
is_day(const Recur *recur, GDate *date)
{
	int day = g_date_get_day(date);
	int length = g_date_get_days_in_month(g_date_get_month(date), g_date_get_year(date));

	if (recur->months && !(recur->months & (1u << g_date_get_month(date))))
		return FALSE;
	if (recur->weekdays && !(recur->weekdays & (1u << g_date_get_weekday(date))))
		return FALSE;
	if (recur->ordinal > 0 && day > 7)
		return FALSE;
	if (recur->ordinal < 0 && day <= length - 7)
		return FALSE;
	if (recur->day < 0)
		return day == length;
	return recur->day == 0 || day == MIN(recur->day, length);
}

static gint64
instant_on(const Recur *recur, GTimeZone *zone, const GDate *date)
{
	g_autoptr(GDateTime) at = g_date_time_new(
		zone, g_date_get_year(date), g_date_get_month(date), g_date_get_day(date),
		recur->minute / 60, recur->minute % 60, 0);

	return g_date_time_to_unix(at);
}

static void
local_date(GTimeZone *zone, gint64 at, GDate *date)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	int year, month, day;

	g_date_time_get_ymd(local, &year, &month, &day);
	g_date_clear(date, 1);
	g_date_set_dmy(date, day, month, year);
}

gint64
recur_next(const Recur *recur, GTimeZone *zone, gint64 after)
{
	GDate date;

	local_date(zone, after, &date);
	for (guint i = 0; i < DAYS_MAX; i++, g_date_add_days(&date, 1)) {
		gint64 at = is_day(recur, &date) ? instant_on(recur, zone, &date) : 0;

		if (at > after)
			return at;
	}
	return G_MAXINT64;
}

gint64
recur_last(const Recur *recur, GTimeZone *zone, gint64 at)
{
	GDate date;

	local_date(zone, at, &date);
	for (guint i = 0; i < DAYS_MAX; i++, g_date_subtract_days(&date, 1)) {
		gint64 found = is_day(recur, &date) ? instant_on(recur, zone, &date) : 0;

		if (found && found <= at)
			return found;
	}
	return 0;
}
