/* The manual and the tables that it tells of: every name stands in its place, none is made
 * up. */
#include "core/command.h"
#include "core/notice.h"
#include "core/scenario.h"
#include "core/template.h"
#include "core/ticket.h"

#include <string.h>

static char *
read_page(const char *name)
{
	const char *top = g_getenv("TOP_SRCDIR");
	g_autofree char *path = g_build_filename(top ? top : ".", "man", name, NULL);
	g_autoptr(GError) problem = NULL;
	char *page = NULL;

	g_file_get_contents(path, &page, NULL, &problem);
	g_assert_no_error(problem);
	return page;
}

/* From the line "WHAT…" to the next item or the end of the list; NULL if there is no such
 * line. What follows WHAT must not be a letter: "/re" is not "/reject". */
static char *
find_item(const char *page, const char *what)
{
	g_autofree char *line = g_strconcat("\n", what, NULL);
	const char *at = strstr(page, line);
	const char *next, *end;

	while (at && g_ascii_isalnum(at[strlen(line)]))
		at = strstr(at + 1, line);
	if (!at)
		return NULL;
	next = strstr(at + 1, "\n.It");
	end = strstr(at + 1, "\n.El");
	g_assert_nonnull(end);
	return g_strndup(at, (next && next < end ? next : end) - at);
}

static char *
command_item(const char *page, const CommandSpec *spec)
{
	g_autofree char *what = g_strconcat(".It Ic \"/", spec->name, NULL);
	char *item = find_item(page, what);

	if (!item)
		g_error("faultline-commands(7) has no \"%s\"", what);
	return item;
}

/* Is "/NAME" there, with the end of the word behind it? */
static gboolean
has_name(const char *item, const char *name)
{
	g_autofree char *word = g_strconcat("/", name, NULL);

	for (const char *at = strstr(item, word); at; at = strstr(at + 1, word))
		if (strchr(" \n\"", at[strlen(word)]))
			return TRUE;
	return FALSE;
}

static void
test_commands(void)
{
	g_autofree char *page = read_page("faultline-commands.7");

	for (guint i = 0; i < n_command_specs; i++) {
		const CommandSpec *spec = &command_specs[i];
		g_autofree char *item = command_item(page, spec);

		for (guint j = 0; spec->aliases[j]; j++)
			if (!has_name(item, spec->aliases[j]))
				g_error("the item of /%s lacks /%s", spec->name,
					spec->aliases[j]);
		if (spec->argument_name)
			g_assert_nonnull(strstr(item, spec->argument_name));
		g_assert_cmpint(strstr(item, "Reporters too") != NULL, ==, spec->reporter);
	}
}

/* A command that the page tells of and the table does not have is a promise unkept. */
static void
test_no_more_commands(void)
{
	static const char opening[] = "\n.It Ic \"/";
	g_autofree char *page = read_page("faultline-commands.7");
	guint count = 0;

	for (const char *at = strstr(page, opening); at; at = strstr(at + 1, opening)) {
		const char *name = at + strlen(opening);
		g_autofree char *word = g_strndup(name, strcspn(name, " \""));
		const CommandSpec *spec = command_find(word);

		g_assert_nonnull(spec);
		g_assert_cmpstr(spec->name, ==, word);
		count++;
	}
	g_assert_cmpuint(count, ==, n_command_specs);
}

static void
test_states(void)
{
	g_autofree char *page = read_page("faultline-commands.7");
	const char *section = strstr(page, "\n.Sh STATES\n");

	g_assert_nonnull(section);
	for (guint i = 0; i < N_STATES; i++) {
		g_autofree char *what = g_strconcat(".It Cm ", ticket_state_name(i), NULL);
		g_autofree char *item = find_item(section, what);

		if (!item)
			g_error("faultline-commands(7) has no state %s",
				ticket_state_name(i));
	}
}

static void
test_notices(void)
{
	g_autofree char *page = read_page("faultline-templates.7");

	for (guint i = 0; i < N_NOTICES; i++) {
		g_autofree char *what = g_strconcat(".It Cm ", notice_name(i), NULL);
		g_autofree char *item = find_item(page, what);

		if (!item)
			g_error("faultline-templates(7) has no notice %s", notice_name(i));
	}
}

static gboolean
has_word(char **words, const char *word)
{
	return g_strv_contains((const char *const *)words, word);
}

static void
test_slots(void)
{
	g_autofree char *page = read_page("faultline-templates.7");
	const char *section = strstr(page, "\n.Sh SLOTS\n");
	g_auto(GStrv) words = NULL;

	g_assert_nonnull(section);
	words = g_strsplit_set(section, " \n", -1);
	for (guint i = 0; template_slots[i]; i++)
		if (!has_word(words, template_slots[i]))
			g_error("faultline-templates(7) has no slot %s", template_slots[i]);
}

static void
test_scenarios(void)
{
	g_autofree char *page = read_page("faultline-scenario.5");
	g_auto(GStrv) words = g_regex_split_simple("[^a-z_]+", page, 0, 0);

	for (guint i = 0; scenario_ticket_keys[i]; i++)
		g_assert_true(has_word(words, scenario_ticket_keys[i]));
	for (LimitPhase phase = PHASE_DUE; phase <= PHASE_NONE; phase++) {
		g_autofree char *what =
			g_strconcat(".It Cm ", limit_phase_name(phase), NULL);
		g_autofree char *item = find_item(page, what);

		if (!item)
			g_error("faultline-scenario(5) has no \"%s\"", what);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manual/commands", test_commands);
	g_test_add_func("/manual/no-more-commands", test_no_more_commands);
	g_test_add_func("/manual/states", test_states);
	g_test_add_func("/manual/notices", test_notices);
	g_test_add_func("/manual/slots", test_slots);
	g_test_add_func("/manual/scenarios", test_scenarios);
	return g_test_run();
}
