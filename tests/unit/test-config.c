/*
 * Each tests/data/config/NAME.conf is read, and what is said of it compared with
 * NAME.expect: the problems, then, if there is no error, "ok" and the settings that are not
 * the default. A first line "# now 2026-11-01" gives the present. UPDATE_EXPECTED=1 writes
 * the expectations anew.
 */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "config/config.h"
#include "core/fact.h"

static char *data_dir; /* tests/data/config/ */

/* "/where/ever/tests/data/config/x.conf:3" without the folder, which is another elsewhere.
 */
static char *
without_folder(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, data_dir, -1);

	return g_strjoinv("", parts);
}

static void
append_line(GString *text, const char *line)
{
	g_autofree char *short_line = without_folder(line);

	g_string_append_printf(text, "%s\n", short_line);
}

static gint64
now_of(const char *file)
{
	g_autofree char *text = NULL;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *time = NULL;
	gint64 now;

	g_assert_true(g_file_get_contents(file, &text, NULL, NULL));
	if (!g_str_has_prefix(text, "# now "))
		return 0;
	text[strlen("# now 2026-11-01")] = '\0';
	time = g_strconcat(text + strlen("# now "), " 12:00", NULL);
	g_assert_true(instant_parse(time, utc, &now, NULL));
	return now;
}

static void
append_problems(GString *text, const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++) {
		const Problem *problem = problems->pdata[i];
		g_autofree char *line = g_strdup_printf(
			"%s: %s%s", problem->place,
			problem->is_error ? "" : "warning: ", problem->message);

		append_line(text, line);
	}
}

static void
append_dump(GString *text, const char *file)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = config_dump(file, FALSE, &error);

	g_assert_no_error(error);
	g_string_append(text, "ok\n");
	for (guint i = 0; i < lines->len; i++)
		append_line(text, lines->pdata[i]);
}

/* The error is the first of the problems. */
static void
check_error(const GError *error, const GPtrArray *problems)
{
	const Problem *first = problems_first_error(problems);
	g_autofree char *message = NULL;

	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_nonnull(first);
	message = g_strdup_printf("%s: %s", first->place, first->message);
	g_assert_cmpstr(error->message, ==, message);
}

static char *
what_is_said(const char *file)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_load(file, now_of(file), problems, &error);
	g_autoptr(GString) text = g_string_new(NULL);

	append_problems(text, problems);
	if (config) {
		g_assert_no_error(error);
		g_assert_null(problems_first_error(problems));
		append_dump(text, file);
	} else {
		check_error(error, problems);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_case(gconstpointer data)
{
	const char *name = data;
	g_autofree char *conf = g_strconcat(data_dir, name, ".conf", NULL);
	g_autofree char *expect = g_strconcat(data_dir, name, ".expect", NULL);
	g_autofree char *expected = NULL;
	g_autofree char *said = what_is_said(conf);

	if (g_getenv("UPDATE_EXPECTED"))
		g_assert_true(g_file_set_contents(expect, said, -1, NULL));
	if (!g_file_get_contents(expect, &expected, NULL, NULL) ||
	    strcmp(said, expected) != 0)
		g_test_message("%s: what is said now:\n%s", name, said);
	g_assert_cmpstr(said, ==, expected);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_cases(void)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(data_dir, 0, NULL);
	const char *file;

	g_assert_nonnull(dir);
	while ((file = g_dir_read_name(dir)))
		if (g_str_has_suffix(file, ".conf"))
			g_ptr_array_add(names, g_strndup(file, strlen(file) - 5));
	g_assert_cmpuint(names->len, >, 40);
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path =
			g_strdup_printf("/config/case/%s", (char *)names->pdata[i]);

		g_test_add_data_func_full(path, g_strdup(names->pdata[i]), test_case,
					  g_free);
	}
}

/* ── what a Config holds ──────────────────────────────────────────────────────────────────
 */

static Config *
load_case(const char *name)
{
	g_autofree char *file = g_strconcat(data_dir, name, NULL);
	g_autoptr(GError) error = NULL;
	Config *config = config_load(file, 0, NULL, &error);

	g_assert_no_error(error);
	return config;
}

static void
test_defaults(void)
{
	g_autoptr(Config) config = load_case("plain.conf");
	const Desk *desk = &config->policy->desk;

	g_assert_cmpstr(desk->name, ==, "IT Service Desk");
	g_assert_cmpstr(desk->tag, ==, "FL");
	g_assert_cmpstr(desk->language, ==, "en");
	g_assert_cmpstr(g_time_zone_get_identifier(desk->zone), ==, "UTC");
	g_assert_cmpstr(desk->confirm_within.written, ==, "5d");
	g_assert_cmpint(desk->reopen_within.seconds, ==, 7 * 86400);
	g_assert_false(desk->plus_address);
	g_assert_cmpint(desk->strangers, ==, STRANGERS_HOLD);
	g_assert_cmpint(desk->attach_limit, ==, 10 << 20);
	g_assert_cmpint(desk->max_message, ==, 50 << 20);
	g_assert_cmpuint(g_strv_length(desk->alerts), ==, 0);
	g_assert_cmpuint(config->mailboxes->len, ==, 0);
	g_assert_null(config->submission);
	g_assert_cmpstr(config->store_path, ==, "/var/lib/faultline/desk.db");
	g_assert_cmpint(config->keep_raw, ==, 2 * 365 * 86400);
	g_assert_true(g_path_is_absolute(config->file));
	g_assert_true(g_str_has_suffix(config->templates_dir, "data/config/templates"));
}

static void
test_mailbox(void)
{
	g_autoptr(Config) config = load_case("all-sections.conf");
	const MailboxConfig *mailbox = config->mailboxes->pdata[0];
	const GPtrArray *trusted = config->policy->trusted_authservs;

	g_assert_cmpstr(mailbox->title, ==, "help");
	g_assert_cmpstr(mailbox->endpoint->url, ==, "imaps://imap.corp.example:1993");
	g_assert_cmpstr(mailbox->endpoint->name, ==, "mailbox \"help\"");
	g_assert_cmpstr(mailbox->folder, ==, "Support Desk/IT");
	g_assert_cmpstr(mailbox->processed, ==, "Processed");
	g_assert_cmpint(mailbox->poll, ==, 90);
	g_assert_true(mailbox->idle);
	g_assert_cmpint(mailbox->import, ==, IMPORT_ALL);
	g_assert_true(g_str_has_suffix(mailbox->place, "all-sections.conf:2"));
	g_assert_null(mailbox->endpoint->credential.password_file);
	g_assert_cmpstr(mailbox->endpoint->credential.password_command[1], ==,
			"/nonexistent secret");
	g_assert_cmpuint(trusted->len, ==, 2);
	g_assert_cmpstr(trusted->pdata[1], ==, "");
	g_assert_cmpstr(config->submission->url, ==, "smtp://smtp.corp.example");
	g_assert_cmpstr(config->submission->credential.token_command[0], ==, "cat");
	g_assert_cmpint(config->submission_rate, ==, 60);
	g_assert_true(g_str_has_suffix(config->store_path, "data/config/desk.db"));
}

static void
test_policy(void)
{
	g_autoptr(Config) config = load_case("all-sections.conf");
	const Policy *policy = config->policy;
	const Priority *normal = policy_priority(policy, "NORMAL");
	const Person *wang = policy_person(policy, "wang");

	g_assert_cmpstr(wang->name, ==, "wang");
	g_assert_true(policy_team(policy, "network")->members->pdata[0] == wang);
	g_assert_true(policy_category(policy, "网络")->team ==
		      policy_team(policy, "network"));
	g_assert_cmpstr(policy_tier(policy, 1)->name, ==, "tier 1");
	g_assert_cmpstr(policy_tier(policy, 2)->supplier->address, ==,
			"support@acme.example");
	g_assert_true(policy->priorities->pdata[1] == normal);
	g_assert_cmpint(normal->clocks.respond.working_days, ==, 2);
	g_assert_cmpint(normal->clocks.warn[0], ==, 50);
	g_assert_cmpint(normal->clocks.warn[1], ==, 80);
	g_assert_cmpint(normal->clocks.warn[2], ==, 0);
	g_assert_cmpuint(normal->clocks.pause_on, ==, 1 << WAIT_REPORTER | 1 << WAIT_PARTS);
	g_assert_cmpstr(calendar_title(normal->clocks.calendar), ==, "office");
	g_assert_cmpuint(rule_set_size(policy->rules), ==, 1);
	g_assert_cmpuint(((const Priority *)policy->priorities->pdata[0])->clocks.pause_on,
			 ==, 1 << WAIT_REPORTER);
}

static int
no_rank(const char *priority, gpointer data)
{
	return 1;
}

/* A rule that names a priority by its label sets the title; its place is its first line. */
static void
test_rule(void)
{
	g_autoptr(Config) config = load_case("all-sections.conf");
	g_autoptr(Message) message = message_new();
	g_autoptr(Ticket) ticket = ticket_new(1);
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	const RuleOutcome *outcome;

	g_free(message->subject);
	message->subject = g_strdup("an error 4711");
	rules_run(config->policy->rules, &(RuleRun){ .message = message,
						     .policy = config->policy,
						     .ticket = ticket,
						     .rank = no_rank,
						     .outcomes = outcomes });
	outcome = outcomes->pdata[0];
	g_assert_cmpint(outcome->match, ==, MATCH_YES);
	g_assert_cmpstr(outcome->place, ==, "all-sections.conf:12");
	g_assert_cmpstr(ticket->priority, ==, "urgent");
	g_assert_cmpstr(ticket->category, ==, "network");
	g_assert_cmpint(ticket->tier, ==, 2);
	g_assert_cmpint(ticket->kind, ==, KIND_HAZARD);
}

/* A policy that others read must not hold the words of a command. */
static void
test_no_secrets(void)
{
	g_autofree char *file = g_strconcat(data_dir, "all-sections.conf", NULL);
	g_autoptr(GPtrArray) lines = config_dump(file, TRUE, NULL);
	gboolean named = FALSE;

	for (guint i = 0; i < lines->len; i++) {
		g_assert_null(strstr(lines->pdata[i], "secret"));
		named |= strstr(lines->pdata[i], "password-command = {\"cat\", …}") != NULL;
	}
	g_assert_true(named);
	g_assert_cmpuint(lines->len, >, 40);
}

/* ── what depends on the file system ──────────────────────────────────────────────────────
 */

typedef struct {
	char *folder;
	char *conf;
} Fixture;

static void
fixture_set_up(Fixture *fixture, gconstpointer data)
{
	fixture->folder = g_dir_make_tmp("faultline-config-XXXXXX", NULL);
	g_assert_nonnull(fixture->folder);
	fixture->conf = g_build_filename(fixture->folder, "a.conf", NULL);
}

static void
fixture_tear_down(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->folder, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(fixture->folder, name, NULL);

		g_unlink(file);
	}
	g_rmdir(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->conf);
}

static void
write_file(const Fixture *fixture, const char *name, const char *text, int mode)
{
	g_autofree char *file = g_build_filename(fixture->folder, name, NULL);

	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	g_assert_cmpint(g_chmod(file, mode), ==, 0);
}

/* Does loading say TEXT (a part of a message)? */
static gboolean
says(const Fixture *fixture, const char *text)
{
	g_autoptr(GPtrArray) problems = problems_new();

	config_free(config_load(fixture->conf, 0, problems, NULL));
	for (guint i = 0; i < problems->len; i++)
		if (strstr(((const Problem *)problems->pdata[i])->message, text))
			return TRUE;
	return FALSE;
}

#define DESK "desk { address = \"help@corp.example\"  domains = \"corp.example\" }\n"
#define SUBMISSION(password)                                                               \
	DESK "submission { url = \"smtps://h\"  user = \"u\"  " password " }\n"

static void
test_modes(Fixture *fixture, gconstpointer data)
{
	write_file(fixture, "a.conf", SUBMISSION("password-file = p"), 0644);
	g_assert_true(says(fixture, "cannot be read"));
	write_file(fixture, "p", "secret\n", 0644);
	g_assert_true(says(fixture, "others may read"));
	write_file(fixture, "p", "secret\n", 0600);
	g_assert_false(says(fixture, "p"));

	g_chmod(fixture->conf, 0666);
	g_assert_true(says(fixture, "everybody can write this file"));

	write_file(fixture, "a.conf",
		   SUBMISSION("password-command = {\"echo\", \"secret\"}"), 0644);
	g_assert_true(says(fixture, "the secret stands in a file that everybody can read"));
	g_chmod(fixture->conf, 0640);
	g_assert_false(says(fixture, "secret stands"));
}

static void
test_no_file(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(config_load(fixture->conf, 0, NULL, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_true(g_str_has_prefix(error->message, fixture->conf));
	g_clear_error(&error);
	g_assert_null(config_dump(fixture->conf, TRUE, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
}

/* What a Windows editor leaves behind means nothing. */
static void
test_line_ends(Fixture *fixture, gconstpointer data)
{
	g_autoptr(Config) config = NULL;

	write_file(fixture, "a.conf",
		   "\xef\xbb\xbf# 网\r\ndesk {\r\n\taddress = help@corp.example\r\n"
		   "\tdomains = {\"corp.example\",\r\n\"lab.example\"}\r\n}\r\n",
		   0644);
	config = config_load(fixture->conf, 0, NULL, NULL);
	g_assert_nonnull(config);
	g_assert_cmpstr(config->policy->desk.address, ==, "help@corp.example");
	g_assert_cmpstr(config->policy->desk.domains[1], ==, "lab.example");
}

/* No text, cut off wherever, may do more than be refused. */
static void
test_cut_off(Fixture *fixture, gconstpointer data)
{
	g_autofree char *file = g_strconcat(data_dir, "all-sections.conf", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GString) cut = g_string_new(NULL);
	gsize length;

	g_assert_true(g_file_get_contents(file, &text, &length, NULL));
	for (gsize i = strlen("include(\"lib/desk.conf\")\n"); i < length; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Config) config = NULL;

		g_string_assign(cut, DESK);
		g_string_append_len(cut, text + strlen("include(\"lib/desk.conf\")\n"),
				    i - strlen("include(\"lib/desk.conf\")\n"));
		write_file(fixture, "a.conf", cut->str, 0644);
		config = config_load(fixture->conf, 0, NULL, &error);
		g_assert_true((config == NULL) == (error != NULL));
	}
}

/* ── the sample, the manual and the holidays ──────────────────────────────────────────────
 */

static char *
source_text(const char *file)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", file, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

static void
test_sample(void)
{
	g_autofree char *file =
		g_test_build_filename(G_TEST_DIST, "..", "etc", "faultline.conf", NULL);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_load(file, 0, problems, &error);

	g_assert_no_error(error);
	g_assert_nonnull(config->submission);
	/* the password file is the administrator's to make */
	g_assert_cmpuint(problems->len, ==, 2);
	for (guint i = 0; i < problems->len; i++)
		g_assert_nonnull(strstr(((const Problem *)problems->pdata[i])->message,
					"password-file"));
}

/* "#<tab>tag = …" and "#desk {": a setting that is commented out. */
static gboolean
is_commented_setting(const char *line)
{
	return line[0] == '#' && line[1] && line[1] != ' ' &&
	       !g_str_has_prefix(line, "#\t# ");
}

/* The reference below the sample, with the # of the settings taken away, is itself well. */
static void
test_reference(Fixture *fixture, gconstpointer data)
{
	g_autofree char *text = source_text("etc/faultline.conf");
	g_autofree char *holidays = source_text("etc/holidays/cn.ics");
	g_autoptr(GString) reference = g_string_new(NULL);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autofree char *subfolder = g_build_filename(fixture->folder, "holidays", NULL);
	g_autofree char *ics = g_build_filename(subfolder, "cn.ics", NULL);
	g_autofree char *table = g_build_filename(fixture->folder, "devices.csv", NULL);
	g_autofree char *plan = g_build_filename(fixture->folder, "plan.txt", NULL);
	g_auto(GStrv) lines = NULL;

	lines = g_strsplit(strstr(text, "# ---- Every setting"), "\n", -1);
	for (guint i = 0; lines[i]; i++)
		g_string_append_printf(reference, "%s\n",
				       lines[i] + is_commented_setting(lines[i]));
	g_mkdir(subfolder, 0700);
	g_assert_true(g_file_set_contents(ics, holidays, -1, NULL));
	g_assert_true(g_file_set_contents(table, "device,place\nPC-1,Room 1\n", -1, NULL));
	g_assert_true(g_file_set_contents(plan, "Call the provider.\n", -1, NULL));
	write_file(fixture, "a.conf", reference->str, 0644);
	write_file(fixture, "password", "secret\n", 0600);
	config = config_load(fixture->conf, 1795478400, problems, &error);
	g_unlink(ics);
	g_unlink(table);
	g_unlink(plan);
	g_rmdir(subfolder);
	g_assert_no_error(error);
	g_assert_cmpuint(problems->len, ==, 0);
	g_assert_cmpuint(config->policy->persons->len, ==, 3);
}

/* The name in "tag = …" or "#<tab>tag = …"; NULL if LINE is none. Own. */
static char *
name_in(const char *line)
{
	const char *name = line + strspn(line, "#\t ");
	gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyz-");

	return length > 0 && g_str_has_prefix(name + length, " = ")
		       ? g_strndup(name, length)
		       : NULL;
}

/* Sections within sections stand further in. */
static gboolean
is_summary(const char *line, const char *summary)
{
	gsize tabs = g_str_has_prefix(line, "#") ? strspn(line + 1, "\t") : 0;

	return tabs > 0 && g_str_has_prefix(line + 1 + tabs, "# ") &&
	       strcmp(line + 3 + tabs, summary) == 0;
}

/* The value as the sample writes it: a list in braces, a bare word bare. */
static char *
sample_line(const SettingDoc *doc)
{
	if (strcmp(doc->type, "list") == 0)
		return g_strdup_printf("%s = {\"%s\"}", doc->option, doc->fallback);
	if (strcmp(doc->type, "yes/no") == 0 || strcmp(doc->type, "integer") == 0)
		return g_strdup_printf("%s = %s", doc->option, doc->fallback);
	return g_strdup_printf("%s = \"%s\"", doc->option, doc->fallback);
}

/* Every setting stands there once, in the order of the table, behind its summary. */
static void
test_sample_is_complete(void)
{
	g_autofree char *text = source_text("etc/faultline.conf");
	g_auto(GStrv) lines = g_strsplit(strstr(text, "# ---- Every setting"), "\n", -1);
	guint at = 0;

	for (guint i = 0; i < n_config_settings; i++) {
		const SettingDoc *doc = &config_settings[i];
		g_autofree char *name = NULL;

		while (lines[at] && !is_summary(lines[at], doc->summary))
			at++;
		if (!lines[at] || !lines[at + 1])
			g_error("etc/faultline.conf lacks %s.%s", doc->section,
				doc->option);
		name = name_in(lines[++at]);
		g_assert_cmpstr(name, ==, doc->option);
		if (doc->fallback) {
			g_autofree char *line = sample_line(doc);

			g_assert_cmpstr(lines[at] + strspn(lines[at], "#\t"), ==, line);
		}
	}
}

/* The part of the manual from heading ".Ss NAME" to the next one. Own. */
static char *
manual_section(const char *manual, const char *name)
{
	g_autofree char *heading = g_strdup_printf("\n.Ss %s\n", name);
	const char *start = strstr(manual, heading);
	const char *end;

	if (!start)
		g_error("faultline.conf.5 lacks section %s", name);
	start += strlen(heading);
	for (end = strstr(start, "\n.S"); end[3] == 'x'; end = strstr(end + 1, "\n.S"))
		; /* .Sx refers to a section */
	return g_strndup(start, end - start);
}

static guint
count(const char *text, const char *word)
{
	guint n = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		n++;
	}
	return n;
}

static void
check_manual_item(const char *section, const SettingDoc *doc)
{
	g_autofree char *head = g_strdup_printf(".It Ic %s = Ar ", doc->option);
	g_autofree char *fallback =
		g_strdup_printf("Default:\n.Ql %s .\n", doc->fallback ? doc->fallback : "");
	const char *start = strstr(section, head);
	const char *end;
	g_autofree char *item = NULL;

	if (!start)
		g_error("faultline.conf.5 lacks %s.%s", doc->section, doc->option);
	end = strstr(start, "\n.It ");
	item = end ? g_strndup(start, end + 1 - start) : g_strdup(start);
	if (doc->fallback)
		g_assert_nonnull(strstr(item, fallback));
	else
		g_assert_null(strstr(item, "Default:"));
	g_assert_true(!!(doc->flags & SETTING_REQUIRED) == !!strstr(item, "\nRequired.\n"));
}

static void
test_manual_is_complete(void)
{
	g_autofree char *manual = source_text("man/faultline.conf.5");

	for (guint i = 0; i < n_config_sections; i++) {
		g_autofree char *section = manual_section(manual, config_sections[i].name);
		guint n = 0;

		for (guint j = 0; j < n_config_settings; j++) {
			if (strcmp(config_settings[j].section, config_sections[i].name) !=
			    0)
				continue;
			check_manual_item(section, &config_settings[j]);
			n++;
		}
		g_assert_cmpuint(count(section, ".It Ic "), ==, n);
	}
}

/* Every setting belongs to a section, and its default is of its type. */
static void
test_table(void)
{
	for (guint i = 0; i < n_config_settings; i++) {
		const SettingDoc *doc = &config_settings[i];
		Duration duration;
		gint64 bytes;

		g_assert_nonnull(section_doc_find(doc->section));
		g_assert_true(setting_find(doc->section, doc->option) == doc);
		if (doc->fallback && strcmp(doc->type, "duration") == 0)
			g_assert_true(duration_parse(doc->fallback, &duration, NULL));
		if (doc->fallback && strcmp(doc->type, "size") == 0)
			g_assert_true(size_parse(doc->fallback, &bytes, NULL));
		if (strcmp(doc->type, "choice") == 0)
			g_assert_nonnull(doc->choices);
	}
}

static const Calendar *
shipped_calendar(Fixture *fixture, const char *file, Config **config)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "..", "etc", "holidays", file, NULL);
	g_autofree char *text = g_strdup_printf(
		DESK
		"calendar \"c\" { hours = \"mon-fri 09:00-18:00\"  holidays = \"%s\" }\n",
		path);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;

	write_file(fixture, "a.conf", text, 0644);
	/* 2026-11-24: next year must be known */
	*config = config_load(fixture->conf, 1795478400, problems, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(problems->len, ==, 0);
	return (*config)->policy->calendars->pdata[0];
}

static gboolean
is_open_at_noon(const Calendar *calendar, const char *day)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *noon = g_strconcat(day, " 12:00", NULL);
	gint64 at;

	g_assert_true(instant_parse(noon, utc, &at, NULL));
	return calendar_is_open(calendar, at);
}

static void
test_holidays(Fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *file, *day;
		gboolean open;
	} days[] = {
		{ "cn.ics", "2026-01-01", FALSE }, { "cn.ics", "2026-01-04", TRUE },
		{ "cn.ics", "2026-02-13", TRUE },  { "cn.ics", "2026-02-14", TRUE },
		{ "cn.ics", "2026-02-16", FALSE }, { "cn.ics", "2026-02-23", FALSE },
		{ "cn.ics", "2026-02-24", TRUE },  { "cn.ics", "2026-02-28", TRUE },
		{ "cn.ics", "2026-05-05", FALSE }, { "cn.ics", "2026-05-09", TRUE },
		{ "cn.ics", "2026-09-20", TRUE },  { "cn.ics", "2026-10-07", FALSE },
		{ "cn.ics", "2026-10-08", TRUE },  { "cn.ics", "2026-10-10", TRUE },
		{ "cn.ics", "2026-10-11", FALSE }, { "cn.ics", "2027-02-08", FALSE },
		{ "cn.ics", "2027-10-01", FALSE }, { "de.ics", "2026-04-03", FALSE },
		{ "de.ics", "2026-04-06", FALSE }, { "de.ics", "2026-05-14", FALSE },
		{ "de.ics", "2026-05-25", FALSE }, { "de.ics", "2026-12-24", TRUE },
		{ "de.ics", "2026-12-25", FALSE }, { "de.ics", "2027-03-26", FALSE },
		{ "de.ics", "2027-05-17", FALSE }, { "de.ics", "2027-05-18", TRUE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
		g_autoptr(Config) config = NULL;
		const Calendar *calendar = shipped_calendar(fixture, days[i].file, &config);

		g_test_message("%s %s", days[i].file, days[i].day);
		g_assert_cmpint(is_open_at_noon(calendar, days[i].day), ==, days[i].open);
	}
}

static Config *
load_language(void)
{
	g_autofree char *file = g_strconcat(data_dir, "language.conf", NULL);
	g_autoptr(GError) error = NULL;
	Config *config = config_load(file, 0, NULL, &error);

	g_assert_no_error(error);
	return config;
}

static void
assert_list(char **list, const char *expected)
{
	g_autofree char *joined = g_strjoinv("|", list);

	g_assert_cmpstr(joined, ==, expected);
}

static void
test_clocks(void)
{
	g_autoptr(Config) config = load_language();
	const Priority *priority = policy_priority(config->policy, "emergency");
	const Tier *tier = policy_tier(config->policy, 2);
	const Clocks *clocks = &priority->clocks;
	const Milestone *milestone = clocks->milestones->pdata[1];
	const Escalation *escalation = clocks->escalations->pdata[0];
	const Gate *gate = priority->gates->pdata[0];

	g_assert_cmpstr(clocks->resolve_from, ==, "responded");
	g_assert_cmpuint(clocks->milestones->len, ==, 3);
	g_assert_cmpstr(milestone->title, ==, "on site");
	g_assert_cmpstr(milestone->after, ==, "diagnosed");
	g_assert_null(milestone->until);
	g_assert_cmpint(milestone->within.seconds, ==, 4 * 3600);
	g_assert_cmpstr(label_text(&milestone->label, "x", "zh_CN"), ==, "到场");
	milestone = clocks->milestones->pdata[2];
	g_assert_false(duration_is_set(&milestone->within));
	g_assert_cmpstr(milestone->after, ==, "opened");
	assert_list(escalation->when.on, "breach");
	assert_list(escalation->to, "manager|zhao");
	g_assert_cmpint(escalation->tier, ==, 2);
	g_assert_cmpint(escalation->when.repeat, ==, 1);
	escalation = clocks->escalations->pdata[1];
	assert_list(escalation->when.on, "opened|raised");
	assert_list(escalation->when.until, "accepted");
	g_assert_cmpint(escalation->when.step.seconds, ==, 600);
	g_assert_cmpint(escalation->when.repeat, ==, 2);
	g_assert_cmpstr(escalation->template, ==, "call");
	g_assert_cmpint(gate->state, ==, STATE_RESOLVED);
	assert_list(gate->require, "cause|fix");
	g_assert_cmpint(tier->clocks.resolve.working_days, ==, 1);
	g_assert_cmpuint(tier->clocks.pause_on, ==, 0);
	g_assert_cmpint(tier->clocks.warn[0], ==, 80);
	g_assert_cmpstr(calendar_title(tier->clocks.calendar), ==, "office");
	g_assert_null(tier->clocks.resolve_from);
}

static void
test_facts(void)
{
	g_autoptr(Config) config = load_language();
	const Policy *policy = config->policy;
	const FactSpec *effect = policy_fact(policy, "影响程度");
	const FactSpec *device = policy_fact(policy, "Serial number");
	const FactValue *value = effect->values->pdata[0];
	const Lookup *lookup = policy->lookups->pdata[0];
	char **row;

	g_assert_true(effect->in_text && effect->from_mail && !effect->built_in);
	g_assert_cmpuint(effect->values->len, ==, 2);
	g_assert_cmpstr(value->title, ==, "down");
	assert_list(value->match, "中断");
	assert_list(effect->match, "程度");
	g_assert_cmpint(policy_fact(policy, "warranty")->type, ==, FACT_MOMENT);
	g_assert_false(policy_fact(policy, "warranty")->from_mail);
	/* a built-in one shows its new name and is still read by its old one */
	g_assert_true(device->built_in && device == policy_fact(policy, "设备编号"));
	g_assert_cmpstr(fact_label(policy, "device", "en"), ==, "Serial number");
	g_assert_cmpstr(fact_label(policy, "device", "zh_CN"), ==, "设备编号");
	g_assert_cmpuint(device->regex->len, ==, 1);

	g_assert_cmpstr(lookup->by, ==, "device");
	assert_list(lookup->names, "device|place|model");
	g_assert_cmpuint(g_hash_table_size(lookup->rows), ==, 2);
	row = g_hash_table_lookup(lookup->rows, "sn100001");
	assert_list(row, "SN100001|Room 1, \"left\"|NetBox");
	row = g_hash_table_lookup(lookup->rows, "sn100002");
	assert_list(row, "SN100002|two\nlines|NetBox");
}

static void
test_documents(void)
{
	g_autoptr(Config) config = load_language();
	const Document *document = policy_document(config->policy, "situation");
	const PolicyFile *file = document->attach->pdata[0];

	assert_list(document->when.on, "raised");
	assert_list(document->when.until, "left");
	g_assert_cmpint(document->when.every.seconds, ==, 1800);
	assert_list(document->to, "reporter|team|supplier|watchers|assignee");
	assert_list(document->facts, "impact|cause");
	assert_list(document->ask, "effect");
	g_assert_cmpstr(file->name, ==, "plan.txt");
	g_assert_cmpstr(file->type, ==, "text/plain");
	g_assert_cmpstr(file->hash, ==,
			"8abc1f810fa892a558855f4f7dee93f8c86f976ac7744bf48f0e3e23dbed158d");
	document = policy_document(config->policy, "resolved");
	g_assert_null(document->when.on);
	g_assert_cmpstr(document->which.same, ==, "device");
	g_assert_cmpint(document->which.count, ==, 0);
}

static void
test_duties(void)
{
	g_autoptr(Config) config = load_language();
	const Policy *policy = config->policy;
	const Monitor *monitor = policy->monitors->pdata[1];
	const Schedule *schedule = policy->schedules->pdata[0];
	const Report *report = policy->reports->pdata[0];
	const Gate *gate = policy->gates->pdata[0];
	const Team *team = policy_team(policy, "night");

	assert_list(monitor->from, "alarm@corp.example");
	g_assert_cmpstr(regex_pattern(monitor->host->pdata[0]), ==, "on (\\S+)");
	g_assert_true(schedule->drill);
	g_assert_cmpint(schedule->kind, ==, KIND_FAULT);
	g_assert_cmpstr(schedule->category, ==, "network");
	g_assert_cmpint(schedule->when.minute, ==, 14 * 60);
	g_assert_cmpint(report->period, ==, PERIOD_QUARTER);
	assert_list(report->which.lists[WHICH_PRIORITY], "urgent");
	g_assert_cmpint(gate->state, ==, STATE_CLOSED);
	assert_list(gate->approval, "manager");
	g_assert_cmpuint(policy->kinds[KIND_CHANGE].gates->len, ==, 2);
	g_assert_cmpuint(policy->kinds[KIND_FAULT].gates->len, ==, 0);
	g_assert_cmpint(team->turn.seconds, ==, 7 * 86400);
	g_assert_cmpint(team->turn_from, ==, 1795420800);
}

/* The rule's own group is its own memory: seen through what it waits for. */
static void
test_timed_rule(void)
{
	g_autoptr(Config) config = load_language();
	const When *when = rules_when(config->policy->rules, "slow");

	assert_list(when->on, "began|changed effect|changed effect|waiting parts|"
			      "warn on site|breach resolve");
	assert_list(when->until, "resolved|on site");
	g_assert_cmpint(when->delay.seconds, ==, 3 * 3600);
	g_assert_cmpstr(calendar_title(when->calendar), ==, "office");
}

static void
add_file_test(const char *path, void (*test)(Fixture *, gconstpointer))
{
	g_test_add(path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = NULL;
	g_autofree char *whole = NULL;
	int result;

	setlocale(LC_ALL, "C.UTF-8");
	g_setenv("FAULTLINE_TEST_NAME", "Desk \"One\"", TRUE);
	g_unsetenv("FAULTLINE_TEST_ABSENT");
	g_test_init(&argc, &argv, NULL);
	folder = g_test_build_filename(G_TEST_DIST, "data", "config", NULL);
	whole = g_canonicalize_filename(folder, NULL);
	data_dir = g_strconcat(whole, "/", NULL);

	add_cases();
	g_test_add_func("/config/defaults", test_defaults);
	g_test_add_func("/config/mailbox", test_mailbox);
	g_test_add_func("/config/policy", test_policy);
	g_test_add_func("/config/rule", test_rule);
	g_test_add_func("/config/no-secrets", test_no_secrets);
	g_test_add_func("/config/clocks", test_clocks);
	g_test_add_func("/config/facts", test_facts);
	g_test_add_func("/config/documents", test_documents);
	g_test_add_func("/config/duties", test_duties);
	g_test_add_func("/config/timed-rule", test_timed_rule);
	add_file_test("/config/modes", test_modes);
	add_file_test("/config/no-file", test_no_file);
	add_file_test("/config/line-ends", test_line_ends);
	add_file_test("/config/cut-off", test_cut_off);
	g_test_add_func("/config/table", test_table);
	g_test_add_func("/config/sample", test_sample);
	add_file_test("/config/reference", test_reference);
	g_test_add_func("/config/sample-is-complete", test_sample_is_complete);
	g_test_add_func("/config/manual-is-complete", test_manual_is_complete);
	add_file_test("/config/holidays", test_holidays);
	result = g_test_run();
	g_free(data_dir);
	return result;
}
