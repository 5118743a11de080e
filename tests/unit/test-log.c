/* base/log: levels, harmless lines, the cut, and what stands on standard error. */
#include "base/log.h"

#include <string.h>

typedef struct {
	LogLevel level;
	GString *lines;
} Caught;

static void
catch_line(LogLevel level, const char *line, gpointer data)
{
	Caught *caught = data;

	caught->level = level;
	g_string_append_printf(caught->lines, "%s|", line);
}

static void
test_levels(void)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	Caught caught = { .lines = lines };

	log_set_sink(catch_line, &caught);
	log_debug("imap", "uid=%d", 1);
	g_assert_cmpstr(lines->str, ==, "");
	log_info("imap", "uid=%d", 2);
	g_assert_cmpint(caught.level, ==, LOG_LEVEL_INFO);
	log_set_level(LOG_LEVEL_WARN);
	log_info("imap", "uid=%d", 3);
	log_warn("imap", "uid=%d", 4);
	g_assert_cmpint(caught.level, ==, LOG_LEVEL_WARN);
	log_error("imap", "uid=%d", 5);
	g_assert_cmpint(caught.level, ==, LOG_LEVEL_ERROR);
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("imap", "uid=%d", 6);
	log_set_level(LOG_LEVEL_INFO);
	log_set_sink(NULL, NULL);
	g_assert_cmpstr(lines->str, ==, "imap: uid=2|imap: uid=4|imap: uid=5|imap: uid=6|");
}

static void
test_no_false_line(void)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	Caught caught = { .lines = lines };

	log_set_sink(catch_line, &caught);
	log_info("mail", "subject=%s", "hello\n<3>mail: \x1b[2Jforged\u202e\xff");
	log_set_sink(NULL, NULL);
	g_assert_cmpstr(lines->str, ==,
			"mail: subject=hello\\x0a<3>mail: \\x1b[2Jforged\\u202e\\xff|");
}

static void
test_cut(void)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	Caught caught = { .lines = lines };

	for (guint i = 0; i < 1000; i++)
		g_string_append(text, "磁");
	log_set_sink(catch_line, &caught);
	log_info("x", "%s", text->str);
	log_set_sink(NULL, NULL);
	g_assert_cmpuint(lines->len, <=, 1024 + 1);
	g_assert_cmpuint(lines->len, >, 1000);
	g_assert_true(g_utf8_validate(lines->str, -1, NULL));
	g_assert_true(g_str_has_suffix(lines->str, "磁…|"));
}

static gpointer
write_many(gpointer data)
{
	const char *token = data;

	for (int i = 0; i < 200; i++)
		log_info(token, "%s%s%s%s", token, token, token, token);
	return NULL;
}

/* In a child, so that the standard error of this program stays as it is. */
static void
child_writes(void)
{
	GThread *threads[] = { g_thread_new("a", write_many, (gpointer) "aaaaaaaaaa"),
			       g_thread_new("b", write_many, (gpointer) "bbbbbbbbbb") };

	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
}

/* Each line whole, with time and level in front: no two threads' lines are mixed. */
static void
test_standard_error(void)
{
	g_autofree char *output = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GRegex) form = g_regex_new("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ "
					     "info (a{10}: a{40}|b{10}: b{40})$",
					     0, 0, NULL);
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	char *argv[] = { self, (char *)"--write", NULL };
	guint whole = 0;

	g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
				   NULL, &output, NULL, NULL));
	lines = g_strsplit(output, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		whole += g_regex_match(form, lines[i], 0, NULL);
	g_assert_cmpuint(whole, ==, 400);
	g_assert_cmpuint(g_strv_length(lines), ==, 401);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--write") == 0) {
		child_writes();
		return 0;
	}
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/log/levels", test_levels);
	g_test_add_func("/log/no-false-line", test_no_false_line);
	g_test_add_func("/log/cut", test_cut);
	g_test_add_func("/log/standard-error", test_standard_error);
	return g_test_run();
}
