/*
 * A scanner over folded text (NFKC, lower case), so that full-width digits and colons are
 * plain ones. It takes what is written in figures; "last Monday" is left to people.
 */
#include "core/moment-text.h"

#include <string.h>

#include "base/text.h"
#include "base/timespan.h"

enum { FRAGMENT_MAX = 60 }; /* bytes in which a moment belongs to its "since" */

typedef struct {
	int year, month, day; /* year 0: not said */
	int days_ago;         /* "yesterday" 1; only with has_day_word */
	gboolean has_date, has_day_word, has_time;
	int hour, minute;
	gsize end;            /* behind the last of it */
} Found;

/* ---- pieces ---- */

/* A number of at most MAX digits at *AT, which moves behind it; -1 if there is none. */
static int
number(const char **at, int max)
{
	int value = 0, digits = 0;

	while (digits < max && g_ascii_isdigit((*at)[digits]))
		value = value * 10 + g_ascii_digit_value((*at)[digits++]);
	if (digits == 0 || g_ascii_isdigit((*at)[digits]))
		return -1;
	*at += digits;
	return value;
}

static void
skip_blanks(const char **at)
{
	while (**at == ' ' || **at == '\t')
		(*at)++;
}

static gboolean
skip_word(const char **at, const char *word)
{
	if (!g_str_has_prefix(*at, word))
		return FALSE;
	*at += strlen(word);
	return TRUE;
}

static gboolean
begins_number(const char *text, const char *at)
{
	return g_ascii_isdigit(*at) && (at == text || !g_ascii_isdigit(at[-1]));
}

/* ---- dates ---- */

static gboolean
date_is(Found *found, int year, int month, int day)
{
	/* a leap day without a year may be one of an earlier year */
	if (month < 1 || month > 12 || day < 1 || year > 9999 ||
	    (year && year < 1970) || !g_date_valid_dmy(day, month, year ? year : 2000))
		return FALSE;
	found->year = year;
	found->month = month;
	found->day = day;
	return found->has_date = TRUE;
}

/* "2026-11-23", "2026/11/23", "2026.11.23" */
static gboolean
year_first(const char **at, Found *found)
{
	const char *p = *at;
	int year = number(&p, 4), month, day;
	char sign = *p;

	if (year < 1970 || !sign || !strchr("-/.", sign))
		return FALSE;
	p++;
	month = number(&p, 2);
	if (month < 0 || *p++ != sign)
		return FALSE;
	day = number(&p, 2);
	if (day < 0 || !date_is(found, year, month, day))
		return FALSE;
	*at = p;
	return TRUE;
}

/* "23.11.2026" */
static gboolean
day_first(const char **at, Found *found)
{
	const char *p = *at;
	int day = number(&p, 2), month, year;

	if (day < 0 || *p++ != '.')
		return FALSE;
	month = number(&p, 2);
	if (month < 0 || *p++ != '.')
		return FALSE;
	year = number(&p, 4);
	if (!date_is(found, year, month, day) || year == 0)
		return FALSE;
	*at = p;
	return TRUE;
}

/* "2026年11月23日", "11月23日", also with 号 and with blanks between */
static gboolean
with_characters(const char **at, Found *found)
{
	const char *p = *at;
	int first = number(&p, 4), year = 0, month = first, day;

	skip_blanks(&p);
	if (first >= 1970 && skip_word(&p, "年")) {
		year = first;
		skip_blanks(&p);
		month = number(&p, 2);
		skip_blanks(&p);
	}
	if (month < 0 || !skip_word(&p, "月"))
		return FALSE;
	skip_blanks(&p);
	day = number(&p, 2);
	skip_blanks(&p);
	if (day < 0 || (!skip_word(&p, "日") && !skip_word(&p, "号")) ||
	    !date_is(found, year, month, day))
		return FALSE;
	*at = p;
	return TRUE;
}

static const struct {
	const char *word;
	int days_ago;
} day_words[] = {
	{ "day before yesterday", 2 }, { "yesterday", 1 }, { "today", 0 }, { "前天", 2 },
	{ "昨天", 1 },                 { "昨日", 1 },      { "昨晚", 1 },  { "今天", 0 },
	{ "今日", 0 },                 { "今早", 0 },
};

/* Finds the date and blanks it out, so that no time is read from its figures. */
static void
find_date(char *text, Found *found)
{
	for (char *p = text; *p; p++) {
		const char *end = p;

		if (!begins_number(text, p) ||
		    !(year_first(&end, found) || day_first(&end, found) ||
		      with_characters(&end, found)))
			continue;
		found->end = end - text;
		memset(p, ' ', end - p);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(day_words); i++) {
		const char *at = strstr(text, day_words[i].word);

		if (!at)
			continue;
		found->has_day_word = TRUE;
		found->days_ago = day_words[i].days_ago;
		found->end = at + strlen(day_words[i].word) - text;
		return;
	}
}

/* ---- times of day ---- */

static const char *const afternoons[] = { "下午", "晚上", "傍晚", "中午", "昨晚", NULL };

/* Is it said before AT that the hour is one of the afternoon? */
static gboolean
is_afternoon(const char *text, const char *at)
{
	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	for (guint i = 0; afternoons[i]; i++) {
		gsize length = strlen(afternoons[i]);

		if ((gsize)(at - text) >= length &&
		    strncmp(at - length, afternoons[i], length) == 0)
			return TRUE;
	}
	return FALSE;
}

/* "am", "pm" behind a time: moves *AT and sets the hour right. */
static gboolean
half_of_day(const char **at, int *hour)
{
	const char *p = *at;
	gboolean pm;

	skip_blanks(&p);
	pm = *p == 'p';
	if (*hour > 12 || *hour == 0 ||
	    !(skip_word(&p, "am") || skip_word(&p, "pm") || skip_word(&p, "a.m.") ||
	      skip_word(&p, "p.m.")) ||
	    g_ascii_isalpha(*p))
		return FALSE;
	*at = p;
	*hour = *hour % 12 + (pm ? 12 : 0);
	return TRUE;
}

/* What follows the hour: ":50", ":50:12", "点50分", "点半", "点", "时". -1: it is no time. */
static int
minute_of(const char **at, gboolean half_said)
{
	const char *p = *at;
	int minute = 0;

	if (*p == ':') {
		p++;
		minute = number(&p, 2);
		if (minute < 0 || p - *at != 3)
			return -1;
		if (*p == ':' && g_ascii_isdigit(p[1]))
			for (p++; g_ascii_isdigit(*p);)
				p++;
	} else if (skip_word(&p, "点钟")) {
		minute = 0;
	} else if (skip_word(&p, "点") || skip_word(&p, "时")) {
		if (skip_word(&p, "半")) {
			minute = 30;
		} else if (g_ascii_isdigit(*p)) {
			minute = number(&p, 2);
			skip_word(&p, "分");
		}
	} else if (!half_said) {
		return -1;
	}
	*at = p;
	return minute;
}

static gboolean
read_time(const char *text, const char **at, Found *found)
{
	const char *p = *at, *behind;
	int hour = number(&p, 2), minute;

	if (hour < 0)
		return FALSE;
	behind = p;
	minute = minute_of(&p, half_of_day(&behind, &(int){ hour }));
	if (minute < 0 || minute > 59)
		return FALSE;
	if (!half_of_day(&p, &hour) && hour < 12 && is_afternoon(text, *at))
		hour += 12;
	if (hour > 23)
		return FALSE;
	found->hour = hour;
	found->minute = minute;
	found->has_time = TRUE;
	*at = p;
	return TRUE;
}

static void
find_time(const char *text, Found *found)
{
	for (const char *p = text; *p; p++) {
		const char *end = p;

		if (!begins_number(text, p) || !read_time(text, &end, found))
			continue;
		found->end = MAX(found->end, (gsize)(end - text));
		return;
	}
}

static gboolean
find(const char *folded, Found *found)
{
	g_autofree char *text = g_strdup(folded);

	*found = (Found){ 0 };
	find_date(text, found);
	find_time(text, found);
	return found->has_date || found->has_day_word || found->has_time;
}

/* ---- when that was ---- */

static GDateTime *
local_now(GTimeZone *zone, gint64 now)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);

	return g_date_time_to_timezone(utc, zone);
}

/* "2026-11-23 08:50" of the instant AT; with the offset where the plain form would mean
 * another instant, since the clocks pass it twice. */
static char *
written(gint64 at, GTimeZone *zone)
{
	g_autofree char *plain = instant_local(at, zone);
	g_autoptr(GDateTime) local = local_now(zone, at);
	gint64 meant;

	if (instant_parse(plain, zone, &meant, NULL) && meant / 60 == at / 60)
		return g_steal_pointer(&plain);
	return g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z");
}

/* Is it that local time on DATE at AT? */
static gboolean
is_then(gint64 at, const GDate *date, const Found *found, GTimeZone *zone)
{
	g_autoptr(GDateTime) local = local_now(zone, at);

	return g_date_time_get_hour(local) == found->hour &&
	       g_date_time_get_minute(local) == found->minute &&
	       g_date_time_get_day_of_month(local) == g_date_get_day(date);
}

/* The instant of that local time on DATE by NOW; 0 if there is none: the clocks leave it
 * out, or it is still to come. Where they pass it twice, the one that a plain time means is
 * preferred. */
static gint64
instant_on(const GDate *date, const Found *found, GTimeZone *zone, gint64 now)
{
	g_autoptr(GDateTime) time =
		g_date_time_new(zone, g_date_get_year(date), g_date_get_month(date),
				g_date_get_day(date), found->hour, found->minute, 0);
	gint64 plain = time ? g_date_time_to_unix(time) : 0, last = 0;

	if (plain && plain <= now && is_then(plain, date, found, zone))
		return plain;
	/* clocks move by two hours at most, in quarters of an hour */
	for (gint64 at = plain - 7200; plain && at <= MIN(plain + 7200, now); at += 900)
		if (is_then(at, date, found, zone))
			last = at;
	return last;
}

static void
today(GTimeZone *zone, gint64 now, GDate *date)
{
	g_autoptr(GDateTime) local = local_now(zone, now);
	int year, month, day;

	g_date_time_get_ymd(local, &year, &month, &day);
	g_date_clear(date, 1);
	g_date_set_dmy(date, day, month, year);
}

/* The day that is meant, if one is said. */
static gboolean
day_of(const Found *found, GTimeZone *zone, gint64 now, GDate *date)
{
	GDate last;

	today(zone, now, &last);
	*date = last;
	if (found->has_day_word)
		g_date_subtract_days(date, found->days_ago);
	if (!found->has_date)
		return found->has_day_word;
	if (found->year) {
		g_date_set_dmy(date, found->day, found->month, found->year);
		return TRUE;
	}
	/* a leap day is at most eight years back */
	for (int back = 0; back <= 8; back++) {
		int year = g_date_get_year(&last) - back;

		if (!g_date_valid_dmy(found->day, found->month, year))
			continue;
		g_date_set_dmy(date, found->day, found->month, year);
		if (g_date_compare(date, &last) <= 0)
			return TRUE;
	}
	return FALSE;
}

static char *
on_day(const GDate *date, const Found *found, GTimeZone *zone, gint64 now)
{
	gint64 at = instant_on(date, found, zone, now);
	g_autoptr(GDateTime) time = NULL;

	if (at)
		return written(at, zone);
	/* still to come, or a time that the clocks leave out: the instant they go to */
	time = g_date_time_new(zone, g_date_get_year(date), g_date_get_month(date),
			       g_date_get_day(date), found->hour, found->minute, 0);
	return time ? instant_local(g_date_time_to_unix(time), zone) : NULL;
}

/* On the last day that had this time by NOW. */
static char *
last_such_time(const Found *found, GTimeZone *zone, gint64 now)
{
	GDate date;

	today(zone, now, &date);
	for (int i = 0; i < 3; i++, g_date_subtract_days(&date, 1)) {
		gint64 at = instant_on(&date, found, zone, now);

		if (at)
			return written(at, zone);
	}
	return NULL;
}

static char *
meant_by(const Found *found, GTimeZone *zone, gint64 now)
{
	GDate date;

	if (day_of(found, zone, now, &date)) {
		if (found->has_time)
			return on_day(&date, found, zone, now);
		return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date),
				       g_date_get_month(&date), g_date_get_day(&date));
	}
	return found->has_time ? last_such_time(found, zone, now) : NULL;
}

char *
moment_read(const char *text, GTimeZone *zone, gint64 now)
{
	g_autofree char *line = text_one_line(text);
	g_autofree char *folded = text_fold(line);
	Found found;
	gint64 at;

	/* as machines write it, with an offset */
	if (instant_parse(line, zone, &at, NULL))
		return written(at, zone);
	return find(folded, &found) ? meant_by(&found, zone, now) : NULL;
}

/* ---- since ---- */

static const char sentence_ends[] = "\n,;!?";

/* From AT to the end of the sentence, at most FRAGMENT_MAX bytes. Own. */
static char *
fragment_behind(const char *at)
{
	gsize length = 0;

	while (length < FRAGMENT_MAX && at[length] && !strchr(sentence_ends, at[length]) &&
	       !g_str_has_prefix(at + length, "。") && !g_str_has_prefix(at + length, "、"))
		length++;
	return g_utf8_make_valid(at, length);
}

/* What stands before AT in its sentence. Own. */
static char *
fragment_before(const char *text, const char *at)
{
	const char *start = at;

	while (start > text && at - start < FRAGMENT_MAX) {
		const char *before = g_utf8_find_prev_char(text, start);

		if (!before || strchr(sentence_ends, *before) ||
		    g_str_has_prefix(before, "。") || g_str_has_prefix(before, "、"))
			break;
		start = before;
	}
	return g_strndup(start, at - start);
}

/* Does the moment that TEXT holds end where TEXT ends, but for "about"? */
static gboolean
ends_with(const char *text, const Found *found)
{
	const char *p = text + found->end;

	skip_blanks(&p);
	(void)(skip_word(&p, "左右") || skip_word(&p, "前后") || skip_word(&p, "许"));
	skip_blanks(&p);
	(void)skip_word(&p, "就");
	return *p == '\0';
}

static char *
english_since(const char *folded, GTimeZone *zone, gint64 now)
{
	static const char word[] = "since";

	for (const char *at = strstr(folded, word); at; at = strstr(at + 1, word)) {
		const char *end = at + strlen(word);
		g_autofree char *fragment = NULL;
		Found found;

		if ((at > folded && g_ascii_isalnum(at[-1])) || g_ascii_isalnum(*end))
			continue;
		fragment = fragment_behind(end);
		if (find(fragment, &found))
			return meant_by(&found, zone, now);
	}
	return NULL;
}

static char *
chinese_since(const char *folded, GTimeZone *zone, gint64 now)
{
	static const char *const words[] = { "起", "开始", "以来", "至今", "到现在" };

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		for (const char *at = strstr(folded, words[i]); at;
		     at = strstr(at + 1, words[i])) {
			g_autofree char *fragment = fragment_before(folded, at);
			Found found;

			if (find(fragment, &found) && ends_with(fragment, &found))
				return meant_by(&found, zone, now);
		}
	}
	return NULL;
}

char *
moment_since(const char *text, GTimeZone *zone, gint64 now)
{
	g_autofree char *folded = text_fold(text);
	char *since = english_since(folded, zone, now);

	return since ? since : chinese_since(folded, zone, now);
}
