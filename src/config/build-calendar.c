/* The calendar sections, with their holiday files. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "config/file.h"

#define HOLIDAY_BYTES_MAX (4 * 1024 * 1024)
#define DAY_SECONDS       G_GINT64_CONSTANT(86400)

const Calendar *
build_calendar(const Build *build, const char *title)
{
	g_autofree char *wanted = text_fold(title);

	for (guint i = 0; i < build->policy->calendars->len; i++) {
		const Calendar *calendar = build->policy->calendars->pdata[i];
		g_autofree char *folded = text_fold(calendar_title(calendar));

		if (strcmp(folded, wanted) == 0)
			return calendar;
	}
	return NULL;
}

static char *
read_holidays(const char *file, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(file, HOLIDAY_BYTES_MAX, error);
	gconstpointer text = bytes ? g_bytes_get_data(bytes, NULL) : NULL;

	if (!bytes)
		return NULL;
	return text ? g_strndup(text, g_bytes_get_size(bytes)) : g_strdup("");
}

static void
add_holidays(Build *build, const Section *section, Calendar *calendar, const char *name)
{
	const Setting *setting = section_setting(section, "holidays");
	g_autofree char *file = source_path(setting->file, name);
	g_autoptr(GError) problem = NULL;
	g_autofree char *ics = read_holidays(file, &problem);

	if (!ics || !calendar_add_holidays(calendar, ics, file, &problem))
		build_error(build, section, "holidays", "holidays: %s", problem->message);
}

static gint64
first_day_of(int year)
{
	g_autoptr(GDateTime) day = g_date_time_new_utc(year, 1, 1, 0, 0, 0);

	return g_date_time_to_unix(day) / DAY_SECONDS;
}

/* Public holidays are announced for one year, at its end: who forgets the next file has
 * limits that run through every holiday. */
static void
check_known_days(Build *build, const Section *section, const Calendar *calendar)
{
	g_autoptr(GDateTime) now =
		g_date_time_new_from_unix_utc(build->now > 0 ? build->now : 0);
	g_autoptr(GDateTime) local =
		now ? g_date_time_to_timezone(now, build->policy->desk.zone) : NULL;
	int year;

	if (build->now <= 0 || !local || !section_setting(section, "holidays"))
		return;
	year = g_date_time_get_year(local) + (g_date_time_get_month(local) >= 11);
	if (calendar_last_known_day(calendar) < first_day_of(year))
		build_warning(build, section, "holidays",
			      "holidays: no day of %d is known: get the file for that year",
			      year);
}

static void
make_calendar(Build *build, const Section *section)
{
	Calendar *calendar = calendar_new(section->title, build->policy->desk.zone);
	g_auto(GStrv) hours = section_list(section, "hours");
	g_auto(GStrv) holidays = section_list(section, "holidays");

	for (guint i = 0; hours[i]; i++) {
		g_autoptr(GError) problem = NULL;

		if (!calendar_add_hours(calendar, hours[i], &problem))
			build_error(build, section, "hours", "hours: %s", problem->message);
	}
	for (guint i = 0; holidays[i]; i++)
		add_holidays(build, section, calendar, holidays[i]);
	check_known_days(build, section, calendar);
	g_ptr_array_add(build->policy->calendars, calendar);
}

void
build_calendars(Build *build)
{
	build_each(build, "calendar", make_calendar);
}
