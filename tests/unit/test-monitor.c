/*
 * core/alarm: each tests/data/monitor/NAME.eml is read as a monitor's mail; that must be
 * NAME.expect, a line for each alarm.
 */
#include <string.h>

#include "core/alarm.h"
#include "mail/mime.h"

static GPtrArray *
regexes(const char *pattern)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)regex_free);
	Regex *regex = pattern ? regex_new(pattern, NULL) : NULL;

	if (regex)
		g_ptr_array_add(list, regex);
	return list;
}

static Monitor *
monitor_new(const char *title, const char *from, const char *problem, const char *recovery,
	    const char *host, const char *service)
{
	Monitor *monitor = g_new0(Monitor, 1);

	monitor->title = g_strdup(title);
	monitor->from = g_strsplit(from, " ", -1);
	monitor->problem = regexes(problem);
	monitor->recovery = regexes(recovery);
	monitor->host = regexes(host);
	monitor->service = regexes(service);
	return monitor;
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Person *person = g_new0(Person, 1);

	person->title = g_strdup("wang");
	person->name = g_strdup("Wang Lei");
	person->addresses = g_strsplit("wang@watch.example", " ", -1);
	g_ptr_array_add(policy->persons, person);
	g_strfreev(policy->desk.addresses);
	policy->desk.addresses = g_strsplit("it-help@corp.example", " ", -1);
	g_ptr_array_add(policy->monitors,
			monitor_new("ups", "ups@corp.example", "^UPS ALARM", "^UPS OK",
				    "unit (\\S+)", "^Alarm: *(.+)$"));
	g_ptr_array_add(policy->monitors,
			monitor_new("monitoring", "*@corp.example *@watch.example", NULL,
				    NULL, NULL, NULL));
	return policy;
}

static char *
describe(const GPtrArray *alarms)
{
	static const char *const types[] = { "problem", "recovery", "note" };
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < alarms->len; i++) {
		const Alarm *alarm = alarms->pdata[i];

		g_string_append_printf(out, "%s host=%s", types[alarm->type], alarm->host);
		if (alarm->service)
			g_string_append_printf(out, " service=%s", alarm->service);
		if (alarm->state)
			g_string_append_printf(out, " state=%s", alarm->state);
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static void
test_file(gconstpointer data)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "monitor", data, NULL);
	g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".eml"));
	g_autofree char *expect_path = g_strconcat(stem, ".expect", NULL);
	g_autofree char *bytes = NULL, *expect = NULL, *seen = NULL;
	g_autoptr(Policy) policy = company();
	g_autoptr(GBytes) held = NULL;
	g_autoptr(Message) message = NULL;
	g_autoptr(GPtrArray) alarms = NULL;
	gsize length;

	g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
	g_assert_true(g_file_get_contents(expect_path, &expect, NULL, NULL));
	held = g_bytes_new_static(bytes, length);
	message = mime_parse(&(RawMail){ .bytes = held, .fd = -1, .size = length });
	alarms = alarm_read(alarm_monitor(policy, message->from_strict), message->subject,
			    message->text);
	seen = describe(alarms);
	g_assert_cmpstr(seen, ==, expect);
}

static void
test_machines(void)
{
	g_autoptr(Policy) policy = company();

	g_assert_true(alarm_is_machine(policy, "it-help@corp.example"));
	g_assert_true(alarm_is_machine(policy, "ups@corp.example"));
	g_assert_true(alarm_is_machine(policy, "x@watch.example"));
	g_assert_false(alarm_is_machine(policy, "wang@watch.example"));
	g_assert_false(alarm_is_machine(policy, "feng@other.example"));
	g_assert_null(alarm_monitor(policy, NULL));
}

/* Empty and broken mails are alarms of the section, never crashes, never recoveries. */
static void
test_nothing(void)
{
	static const char *const subjects[] = { "",	       "[",	      "[FIRING",
						"[RESOLVED]",  "[RESOLVED] ()", "** ",
						"** RECOVERY", "Resolved in ",	"[RECOVERY] is" };
	g_autoptr(Policy) policy = company();

	for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
		g_autoptr(GPtrArray) alarms =
			alarm_read(policy->monitors->pdata[1], subjects[i], "");
		const Alarm *alarm = alarms->pdata[0];

		g_assert_cmpuint(alarms->len, ==, 1);
		g_assert_cmpint(alarm->type, ==, ALARM_PROBLEM);
		g_assert_cmpstr(alarm->host, ==, "monitoring");
	}
}

static void
add_files(void)
{
	g_autofree char *folder =
		g_test_build_filename(G_TEST_DIST, "data", "monitor", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_strconcat("/monitor/", name, NULL);

		if (g_str_has_suffix(name, ".eml"))
			g_test_add_data_func_full(path, g_strdup(name), test_file, g_free);
	}
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	add_files();
	g_test_add_func("/monitor/machines", test_machines);
	g_test_add_func("/monitor/nothing", test_nothing);
	result = g_test_run();
	mime_shutdown();
	return result;
}
