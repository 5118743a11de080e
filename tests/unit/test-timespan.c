/* base/timespan: what is read, what is refused, and how it is said. */
#include "base/timespan.h"

#include <string.h>

#include "base/error.h"

static const struct {
	const char *text;
	gint64 seconds;
	int working_days;
	const char *en, *zh;
} durations[] = {
	{ "30s", 30, 0, "30 seconds", "30 秒" },
	{ "1min", 60, 0, "1 minute", "1 分钟" },
	{ "15min", 900, 0, "15 minutes", "15 分钟" },
	{ "72h", 72 * 3600, 0, "72 hours", "72 小时" },
	{ "3d", 3 * 86400, 0, "3 days", "3 天" },
	{ "2w", 14 * 86400, 0, "2 weeks", "2 周" },
	{ "2y", 730 * 86400, 0, "2 years", "2 年" },
	{ "1h30min", 5400, 0, "1 hour 30 minutes", "1 小时 30 分钟" },
	{ "1w2d3h4min5s", 788645, 0, "1 week 2 days 3 hours 4 minutes 5 seconds",
	  "1 周 2 天 3 小时 4 分钟 5 秒" },
	{ "1bd", 0, 1, "1 working day", "1 个工作日" },
	{ "2bd", 0, 2, "2 working days", "2 个工作日" },
};

static void
test_durations(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(durations); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *en = NULL, *zh = NULL;
		Duration duration;

		g_assert_true(duration_parse(durations[i].text, &duration, &error));
		g_assert_no_error(error);
		g_assert_cmpint(duration.seconds, ==, durations[i].seconds);
		g_assert_cmpint(duration.working_days, ==, durations[i].working_days);
		g_assert_cmpstr(duration.written, ==, durations[i].text);
		g_assert_true(duration_is_set(&duration));
		en = duration_words(&duration, "en");
		zh = duration_words(&duration, "zh_CN");
		g_assert_cmpstr(en, ==, durations[i].en);
		g_assert_cmpstr(zh, ==, durations[i].zh);
	}
	g_assert_false(duration_is_set(&(Duration){ 0 }));
}

static void
test_no_durations(void)
{
	static const char *const texts[] = {
		"",
		"5",
		"5m",
		"h",
		"-5h",
		"+5h",
		" 5h",
		"5h ",
		"5 h",
		"1h1h",
		"30min1h",
		"1.5h",
		"5H",
		"0s",
		"0bd",
		"1d2bd",
		"2bd1d",
		"99999bd",
		"200y",
		"9223372036854775807s",
		"99999999999999999999s",
		"5hours",
		"1h30",
		"000000000000000000000001h",
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;
		Duration duration = { .seconds = 7 };

		g_assert_false(duration_parse(texts[i], &duration, &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_cmpint(duration.seconds, ==, 7);
	}
}

static const struct {
	gint64 seconds;
	const char *en, *zh;
} spans[] = {
	{ 0, "0 seconds", "0 秒" },
	{ 1, "1 second", "1 秒" },
	{ -61, "1 minute 1 second", "1 分钟 1 秒" },
	{ 5400, "1 hour 30 minutes", "1 小时 30 分钟" },
	{ 3601, "1 hour", "1 小时" },
	{ 90061, "1 day 1 hour", "1 天 1 小时" },
	{ 17 * 86400 + 59, "17 days", "17 天" },
	{ 400 * 86400, "1 year 35 days", "1 年 35 天" },
	{ G_MININT64, "292471208677 years 195 days", "292471208677 年 195 天" },
};

static void
test_spans(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(spans); i++) {
		g_autofree char *en = timespan_words(spans[i].seconds, "en");
		g_autofree char *zh = timespan_words(spans[i].seconds, "zh");

		g_assert_cmpstr(en, ==, spans[i].en);
		g_assert_cmpstr(zh, ==, spans[i].zh);
	}
}

/* A duration that no file wrote still has words. */
static void
test_unwritten(void)
{
	Duration duration = { .seconds = 7200 };
	g_autofree char *words = duration_words(&duration, NULL);

	g_assert_cmpstr(words, ==, "2 hours");
}

static void
test_sizes(void)
{
	static const struct {
		const char *text;
		gint64 bytes; /* -1 = refused */
	} sizes[] = {
		{ "1000", 1000 },
		{ "512K", 512 << 10 },
		{ "10M", 10 << 20 },
		{ "2G", G_GINT64_CONSTANT(2) << 30 },
		{ "0", 0 },
		{ "", -1 },
		{ "M", -1 },
		{ "-1", -1 },
		{ "1 M", -1 },
		{ "1MB", -1 },
		{ "1m", -1 },
		{ "1.5M", -1 },
		{ "9223372036854775807", G_MAXINT64 },
		{ "9223372036854775808", -1 },
		{ "8589934591G", G_GINT64_CONSTANT(8589934591) << 30 },
		{ "8589934592G", -1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		gint64 bytes = -1;

		g_assert_cmpint(size_parse(sizes[i].text, &bytes, &error), ==,
				sizes[i].bytes >= 0);
		g_assert_cmpint(bytes, ==, sizes[i].bytes);
		if (sizes[i].bytes < 0)
			g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	}
}

static void
test_instants(void)
{
	static const struct {
		const char *text;
		const char *utc; /* NULL = refused */
	} instants[] = {
		{ "2026-11-23 08:50", "2026-11-23T00:50:00Z" },
		{ "2026-11-23 08:50:07", "2026-11-23T00:50:07Z" },
		{ "2026-11-23T08:50:07", "2026-11-23T00:50:07Z" },
		{ "2026-11-23T08:50:07Z", "2026-11-23T08:50:07Z" },
		{ "2026-11-23t08:50:07z", "2026-11-23T08:50:07Z" },
		{ "2026-11-23T08:50:07.25Z", "2026-11-23T08:50:07Z" },
		{ "2026-11-23T08:50:00+08:00", "2026-11-23T00:50:00Z" },
		{ "2026-11-23T08:50:00-03:30", "2026-11-23T12:20:00Z" },
		{ "2028-02-29 12:00", "2028-02-29T04:00:00Z" },
		{ "2045-01-01 00:00", "2044-12-31T16:00:00Z" },
		{ "2026-02-29 12:00", NULL },
		{ "2026-11-23", NULL },
		{ "2026-11-23 8:50", NULL },
		{ "2026-11-23 24:00", NULL },
		{ "2026-13-01 08:50", NULL },
		{ "2026-11-23 08:50 ", NULL },
		{ "2026-11-23T08:50:00+0800", NULL },
		{ "2026-11-23T08:50:00+24:00", NULL },
		{ "2026-11-23T08:50:00Zx", NULL },
		{ "2026-11-23T08:50:00.Z", NULL },
		{ "0000-01-01 00:00", NULL },
		{ "tomorrow", NULL },
		{ "", NULL },
	};
	g_autoptr(GTimeZone) zone = zone_find("Asia/Shanghai", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(instants); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *utc = NULL;
		gint64 at = 0;

		g_assert_cmpint(instant_parse(instants[i].text, zone, &at, &error), ==,
				instants[i].utc != NULL);
		if (!instants[i].utc) {
			g_assert_error(error, DESK_ERROR, DESK_ERROR_USAGE);
			continue;
		}
		utc = instant_format(at);
		g_assert_cmpstr(utc, ==, instants[i].utc);
	}
}

static void
test_local(void)
{
	g_autoptr(GTimeZone) berlin = zone_find("Europe/Berlin", NULL);
	g_autofree char *summer = instant_local(1784102400, berlin);
	g_autofree char *never = instant_local(G_MAXINT64, berlin);
	g_autofree char *ever = instant_format(G_MININT64);

	g_assert_cmpstr(summer, ==, "2026-07-15 10:00");
	/* beyond what a date can hold: some date, and no crash */
	g_assert_true(g_str_has_prefix(never, "9999-12-31"));
	g_assert_true(g_str_has_prefix(ever, "1000-01-01T"));
}

static void
test_zones(void)
{
	static const char *const bad[] = {
		"Nope/Zone",      "", "../../../etc/passwd", "/etc/localtime", "zone.tab",
		"Europe/Berlin ", "+"
	};
	static const char *const good[] = { "UTC", "Asia/Shanghai", "America/St_Johns",
					    "Etc/GMT+3", "+08:00" };

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(zone_find(bad[i], &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	}
	for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GTimeZone) zone = zone_find(good[i], &error);

		g_assert_no_error(error);
		g_assert_nonnull(zone);
	}
	g_assert_null(zone_find(NULL, NULL));
}

static void
test_exit_codes(void)
{
	g_autoptr(GError) ours = g_error_new(DESK_ERROR, DESK_ERROR_LATER, "x");
	g_autoptr(GError) foreign = g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");

	g_assert_cmpint(error_exit_code(NULL), ==, 0);
	g_assert_cmpint(error_exit_code(ours), ==, 75);
	g_assert_cmpint(error_exit_code(foreign), ==, 70);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/timespan/durations", test_durations);
	g_test_add_func("/timespan/no-durations", test_no_durations);
	g_test_add_func("/timespan/spans", test_spans);
	g_test_add_func("/timespan/unwritten", test_unwritten);
	g_test_add_func("/timespan/sizes", test_sizes);
	g_test_add_func("/timespan/instants", test_instants);
	g_test_add_func("/timespan/local", test_local);
	g_test_add_func("/timespan/zones", test_zones);
	g_test_add_func("/error/exit-codes", test_exit_codes);
	return g_test_run();
}
