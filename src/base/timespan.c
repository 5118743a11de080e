/*
 * Durations, sizes and instants, read strictly and written plainly. Anything that could
 * mean two things ("5m", "1d 2h") is refused with a hint; nothing here reads a clock.
 */
#include "base/timespan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define SECONDS_MAX      (G_GINT64_CONSTANT(100) * 365 * 86400)
#define WORKING_DAYS_MAX 2000 /* within the ten years that a calendar looks ahead */

/* Largest first: joined durations go downwards. */
static const struct {
	const char *suffix;
	gint64 seconds;
	const char *one, *many, *zh;
	gboolean in_timespan; /* "17 days 4 hours" reads better than "2 weeks 3 days" */
} units[] = {
	{ "y", 365 * 86400, "year", "years", "年", TRUE },
	{ "w", 7 * 86400, "week", "weeks", "周", FALSE },
	{ "d", 86400, "day", "days", "天", TRUE },
	{ "h", 3600, "hour", "hours", "小时", TRUE },
	{ "min", 60, "minute", "minutes", "分钟", TRUE },
	{ "s", 1, "second", "seconds", "秒", TRUE },
};

/* A number without sign at *TEXT, which moves behind it. */
static gboolean
read_number(const char **text, gint64 *number)
{
	guint64 value;
	char *end;

	if (!g_ascii_isdigit(**text))
		return FALSE;
	value = g_ascii_strtoull(*text, &end, 10);
	if (value > G_MAXINT64)
		return FALSE;
	*number = value;
	*text = end;
	return TRUE;
}

/* The index of the unit at *TEXT, which moves behind it; -1 if there is none. */
static int
read_unit(const char **text)
{
	gsize length = 0;

	while (g_ascii_isalpha((*text)[length]))
		length++;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++)
		if (strlen(units[i].suffix) == length &&
		    strncmp(*text, units[i].suffix, length) == 0) {
			*text += length;
			return i;
		}
	return -1;
}

/* One "30min" at *TEXT, smaller than the unit BEFORE. */
static gboolean
read_part(const char **text, int before, gint64 *number, int *unit)
{
	if (!read_number(text, number))
		return FALSE;
	*unit = read_unit(text);
	return *unit > before && *number <= SECONDS_MAX / units[*unit].seconds;
}

static gboolean
parse_seconds(const char *text, gint64 *seconds)
{
	int unit = -1;

	*seconds = 0;
	do {
		gint64 number;

		if (!read_part(&text, unit, &number, &unit))
			return FALSE;
		*seconds += number * units[unit].seconds;
	} while (*text);
	return *seconds > 0 && *seconds <= SECONDS_MAX;
}

static gboolean
parse_working_days(const char *text, int *days)
{
	gint64 number;

	if (!read_number(&text, &number) || strcmp(text, "bd") != 0)
		return FALSE;
	*days = number <= WORKING_DAYS_MAX ? number : 0;
	return *days > 0;
}

gboolean
duration_parse(const char *text, Duration *duration, GError **error)
{
	Duration result = { 0 };

	if (strlen(text) < sizeof result.written &&
	    (parse_working_days(text, &result.working_days) ||
	     parse_seconds(text, &result.seconds))) {
		g_strlcpy(result.written, text, sizeof result.written);
		*duration = result;
		return TRUE;
	}
	g_set_error(
		error, DESK_ERROR, DESK_ERROR_CONFIG,
		"\"%s\" is no duration: write 30s, 15min, 4h, 3d, 2w, 2y, joined 1h30min, "
		"or 2bd for working days",
		text);
	return FALSE;
}

gboolean
duration_is_set(const Duration *duration)
{
	return duration->seconds > 0 || duration->working_days > 0;
}

static gboolean
is_chinese(const char *language)
{
	return language && g_ascii_strncasecmp(language, "zh", 2) == 0;
}

static void
append_unit(GString *words, gint64 number, guint unit, const char *language)
{
	const char *name = number == 1 ? units[unit].one : units[unit].many;

	if (is_chinese(language))
		name = units[unit].zh;
	g_string_append_printf(words, "%s%" G_GINT64_FORMAT " %s", words->len ? " " : "",
			       number, name);
}

static char *
working_days_words(int days, const char *language)
{
	if (is_chinese(language))
		return g_strdup_printf("%d 个工作日", days);
	return g_strdup_printf("%d working %s", days, days == 1 ? "day" : "days");
}

char *
duration_words(const Duration *duration, const char *language)
{
	g_autoptr(GString) words = g_string_new(NULL);
	const char *text = duration->written;
	gint64 number;
	int unit = -1;

	if (duration->working_days > 0)
		return working_days_words(duration->working_days, language);
	while (*text && read_part(&text, unit, &number, &unit))
		append_unit(words, number, unit, language);
	if (words->len == 0)
		return timespan_words(duration->seconds, language);
	return g_string_free(g_steal_pointer(&words), FALSE);
}

char *
timespan_words(gint64 seconds, const char *language)
{
	guint64 rest = seconds < 0 ? -(guint64)seconds : (guint64)seconds;
	GString *words = g_string_new(NULL);
	guint named = 0;

	for (guint i = 0; i < G_N_ELEMENTS(units) && named < 2; i++) {
		guint64 number = rest / units[i].seconds;

		if (!units[i].in_timespan || (number == 0 && named == 0))
			continue;
		named++;
		rest %= units[i].seconds;
		if (number > 0)
			append_unit(words, number, i, language);
	}
	if (words->len == 0)
		append_unit(words, 0, G_N_ELEMENTS(units) - 1, language);
	return g_string_free(words, FALSE);
}

gboolean
size_parse(const char *text, gint64 *bytes, GError **error)
{
	static const char suffixes[] = "KMG";
	const char *p = text;
	gint64 number;
	guint shift = 0;
	gboolean good = read_number(&p, &number);

	if (good && *p) {
		const char *suffix = strchr(suffixes, *p++);

		good = suffix != NULL;
		shift = good ? 10 * (suffix - suffixes + 1) : 0;
	}
	if (!good || *p || number > G_MAXINT64 >> shift) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "\"%s\" is no size: write bytes (1000), 512K, 10M or 2G", text);
		return FALSE;
	}
	*bytes = number << shift;
	return TRUE;
}

/* AT in ZONE; what GDateTime cannot hold or %Y writes with fewer than four digits is moved
 * to its edge. */
static GDateTime *
date_time(gint64 at, GTimeZone *zone)
{
	const gint64 first = G_GINT64_CONSTANT(-30610224000); /* 1000-01-01 */
	const gint64 last = G_GINT64_CONSTANT(253402214400);  /* 9999-12-31 00:00:00 */
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(CLAMP(at, first, last));

	return g_date_time_to_timezone(utc, zone);
}

char *
instant_format(gint64 at)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = date_time(at, utc);

	return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

char *
instant_local(gint64 at, GTimeZone *zone)
{
	g_autoptr(GDateTime) time = date_time(at, zone);

	return g_date_time_format(time, "%Y-%m-%d %H:%M");
}

/* Moves *TEXT behind what SHAPE describes: '0' a digit (written to NUMBERS in groups), 'T'
 * one of T, t and space, anything else itself. */
static gboolean
read_shape(const char **text, const char *shape, int *numbers)
{
	const char *p = *text;
	int *number = numbers - 1;

	for (const char *s = shape; *s; s++, p++) {
		if (*s == '0') {
			if (!g_ascii_isdigit(*p))
				return FALSE;
			if (s == shape || s[-1] != '0')
				*++number = 0;
			*number = *number * 10 + g_ascii_digit_value(*p);
		} else if (*s == 'T' ? !*p || !strchr("Tt ", *p) : *p != *s) {
			return FALSE;
		}
	}
	*text = p;
	return TRUE;
}

/* "Z" or "+08:00" and nothing behind it. */
static gboolean
read_offset(const char *text, int *seconds)
{
	int numbers[2] = { 0 };
	int sign = *text == '-' ? -1 : 1;

	*seconds = 0;
	if (g_ascii_toupper(*text) == 'Z')
		return text[1] == '\0';
	if (*text != '+' && *text != '-')
		return FALSE;
	text++;
	if (!read_shape(&text, "00:00", numbers) || *text || numbers[0] > 23 ||
	    numbers[1] > 59)
		return FALSE;
	*seconds = sign * (numbers[0] * 3600 + numbers[1] * 60);
	return TRUE;
}

static gboolean
parse_instant(const char *text, GTimeZone *zone, gint64 *at)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = NULL;
	int n[5] = { 0 }, second = 0, offset = 0;
	gboolean local;

	if (!read_shape(&text, "0000-00-00T00:00", n))
		return FALSE;
	if (*text == ':' && !read_shape(&text, ":00", &second))
		return FALSE;
	/* a fraction of a second is allowed by RFC 3339 and of no use here */
	if (*text == '.' && g_ascii_isdigit(text[1]))
		for (text++; g_ascii_isdigit(*text);)
			text++;
	local = *text == '\0';
	if (!local && !read_offset(text, &offset))
		return FALSE;
	time = g_date_time_new(local ? zone : utc, n[0], n[1], n[2], n[3], n[4], second);
	if (!time)
		return FALSE;
	*at = g_date_time_to_unix(time) - offset;
	return TRUE;
}

gboolean
instant_parse(const char *text, GTimeZone *zone, gint64 *at, GError **error)
{
	if (parse_instant(text, zone, at))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
		    "\"%s\" is no time: write \"2026-11-23 08:50\" or "
		    "2026-11-23T08:50:00+08:00",
		    text);
	return FALSE;
}

/* The name is a path below the zone folder, so it must stay there. */
static gboolean
is_zone_name(const char *name)
{
	static const char extra[] = "_+-/:";

	if (!name || !g_ascii_isalnum(*name))
		return name && (*name == '+' || *name == '-') && name[1];
	for (; *name; name++)
		if (!g_ascii_isalnum(*name) && !strchr(extra, *name))
			return FALSE;
	return TRUE;
}

GTimeZone *
zone_find(const char *name, GError **error)
{
	GTimeZone *zone = is_zone_name(name) ? g_time_zone_new_identifier(name) : NULL;

	if (!zone)
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "there is no time zone \"%s\": write a name as in "
			    "\"Asia/Shanghai\" "
			    "or \"Europe/Berlin\"",
			    name ? name : "");
	return zone;
}
