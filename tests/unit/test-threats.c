/*
 * Whole mails against the identity of design section 5: every file
 * tests/data/identity/NAME.eml is read as mail/mime reads it and decided against one small
 * company, and NAME.expect says who it is from, what that proves, and what comes of it.
 * UPDATE_EXPECTED=1 writes those files anew; read the difference as whoever would be
 * deceived.
 *
 * A file holds keys as @KEY TICKET ADDRESS@, which the test replaces by the real ones.
 *
 * tests/data/threats/README.md lists the threats T1 to T29 and the tests of each; here it
 * is checked that all of them are there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "core/key.h"
#include "core/notice.h"
#include "mail/mime.h"

#define NOW 1800000000

/* ---- a company ---- */

static char *
tests_file(const char *name)
{
	return g_test_build_filename(G_TEST_DIST, name, NULL);
}

static void
add_person(Policy *policy, const char *title, const char *role, const char *addresses)
{
	Person *person = g_new0(Person, 1);

	person->title = g_strdup(title);
	person->name = g_strdup(title);
	person->addresses = g_strsplit(addresses, " ", -1);
	person->roles = g_strsplit(role, " ", -1);
	g_ptr_array_add(policy->persons, person);
}

static void
set_list(char ***list, const char *words)
{
	g_strfreev(*list);
	*list = g_strsplit(words, " ", -1);
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Desk *desk = &policy->desk;

	g_free(desk->address);
	desk->address = g_strdup("it-help@corp.example");
	set_list(&desk->addresses, "it-help@corp.example");
	set_list(&desk->domains, "corp.example");
	set_list(&desk->alerts, "boss");
	desk->acknowledge_limit = 10;
	desk->sender_limit = 100;
	add_person(policy, "boss", "manager", "boss@corp.example");
	add_person(policy, "wang", "engineer", "wang@corp.example wang@phone.example");
	/* what a look-alike would be taken for */
	add_person(policy, "it", "engineer", "it@corp.example");
	add_person(policy, "mike", "engineer", "mike@corp.example");
	g_ptr_array_add(policy->trusted_authservs, g_strdup("mx.corp.example"));
	return policy;
}

static TemplateSet *
load_templates(void)
{
	TemplateSet *set = template_set_new();
	const char *top = g_getenv("TOP_SRCDIR");
	g_autofree char *folder =
		g_build_filename(top ? top : ".", "templates", "en", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *file;

	g_assert_nonnull(dir);
	while ((file = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, file, NULL);
		g_autofree char *name = g_strndup(file, strcspn(file, "."));
		g_autofree char *source = NULL;
		g_autoptr(GError) problem = NULL;

		g_assert_true(g_file_get_contents(path, &source, NULL, NULL));
		template_set_add(set, "en", name, path, source, &problem);
		g_assert_no_error(problem);
	}
	return set;
}

static void
add_ticket(Snapshot *known, gint64 ticket_id, TicketState state, const char *report_id)
{
	Ticket *ticket = ticket_new(ticket_id);

	address_free(ticket->reporter);
	ticket->reporter = address_new("Zhang", "zhang@corp.example");
	g_free(ticket->subject);
	ticket->subject = g_strdup("VPN");
	g_free(ticket->report_id);
	ticket->report_id = g_strdup(report_id);
	ticket->created = NOW - 3600;
	ticket->state = state;
	ticket->resolved = state == STATE_RESOLVED ? NOW - 60 : 0;
	ticket->asked = ticket->resolved;
	ticket->entries = 1;
	g_ptr_array_add(known->tickets, ticket);
	g_hash_table_insert(known->ids, g_strdup(report_id),
			    g_memdup2(&ticket_id, sizeof ticket_id));
}

static Snapshot *
world(void)
{
	Snapshot *known = snapshot_new();

	g_ptr_array_add(known->secrets,
			g_bytes_new_static("0123456789abcdef0123456789abcdef", 32));
	known->next_ticket = 3;
	known->next_serial = 10;
	add_ticket(known, 1, STATE_NEW, "report@pc.corp.example");
	add_ticket(known, 2, STATE_RESOLVED, "report2@pc.corp.example");
	return known;
}

/* ---- mails ---- */

/* @KEY 1 wang@corp.example@ and its kin. */
static gboolean
write_key(const GMatchInfo *match, GString *out, gpointer data)
{
	g_autofree char *kind = g_match_info_fetch(match, 1);
	g_autofree char *number = g_match_info_fetch(match, 2);
	g_autofree char *address = g_match_info_fetch(match, 3);
	gboolean is_old = g_str_equal(kind, "-OLD");
	char purpose = g_str_equal(kind, "-APPROVE") ? KEY_APPROVE : KEY_ROUTINE;
	g_autofree char *key =
		key_make(data, purpose, atoi(number), is_old ? 0 : 1, address);
	g_autofree char *upper = g_ascii_strup(key, -1);

	g_string_append(out, g_str_equal(kind, "-UPPER") ? upper : key);
	return FALSE;
}

/* The bytes of a file, with real keys; NUL and all. */
static GBytes *
read_mail(const char *path, const Snapshot *known)
{
	g_autoptr(GRegex) pattern = g_regex_new("@KEY(-[A-Z]+)? ([0-9]+) ([^ @]+@[a-z.]+)@",
						G_REGEX_RAW, 0, NULL);
	g_autofree char *bytes = NULL;
	char *written;
	gsize length;

	g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
	if (!g_strstr_len(bytes, length, "@KEY"))
		return g_bytes_new_take(g_steal_pointer(&bytes), length);
	written = g_regex_replace_eval(pattern, bytes, length, 0, 0, write_key,
				       known->secrets->pdata[0], NULL);
	g_assert_null(strstr(written, "@KEY"));
	return g_bytes_new_take(written, strlen(written));
}

static void
tell_change(const Change *change, GString *told)
{
	g_string_append_printf(told, "mail %s%s%s\n", ledger_state_name(change->verdict),
			       change->reason ? ": " : "",
			       change->reason ? change->reason : "");
	for (guint i = 0; i < change->tickets->len; i++) {
		const Ticket *ticket = change->tickets->pdata[i];

		g_string_append_printf(told,
				       "ticket %" G_GINT64_FORMAT
				       " %s, %d entries, %u watchers, assignee %s\n",
				       ticket->ticket_id, ticket_state_name(ticket->state),
				       ticket->entries, ticket->watchers->len,
				       ticket->assignee ? ticket->assignee : "none");
	}
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];

		g_string_append_printf(told, "sends %s to %s\n", mail->notice,
				       mail->to->address);
	}
}

/* What becomes of the mail in PATH, for people. Own. */
static char *
tell(const char *path)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(TemplateSet) templates = load_templates();
	g_autoptr(Snapshot) known = world();
	g_autoptr(GBytes) bytes = read_mail(path, known);
	RawMail raw = { .bytes = bytes, .fd = -1, .size = (gint64)g_bytes_get_size(bytes) };
	g_autoptr(Message) message = mime_parse(&raw);
	Context context = { .policy = policy, .templates = templates, .now = NOW };
	g_auto(Understanding) seen = { 0 };
	g_autoptr(Change) change =
		decide_mail(&context, known, message, DOOR_MAILBOX, &seen);
	GString *told = g_string_new(NULL);

	g_string_append_printf(told, "from %s\n",
			       message->from_strict ? message->from_strict : "nobody");
	g_string_append_printf(told, "domain %s, key %s\n", domain_proof_name(seen.domain),
			       seen.thread.key_verified ? "right" : "none or wrong");
	g_string_append_printf(told, "%s\n", seen.identity ? seen.identity : "not asked");
	tell_change(change, told);
	return g_string_free(told, FALSE);
}

static void
test_file(gconstpointer data)
{
	const char *name = data;
	g_autofree char *folder = tests_file("data/identity");
	g_autofree char *path = g_strdup_printf("%s/%s.eml", folder, name);
	g_autofree char *beside = g_strdup_printf("%s/%s.expect", folder, name);
	g_autofree char *told = tell(path);
	g_autofree char *expected = NULL;

	if (g_getenv("UPDATE_EXPECTED"))
		g_assert_true(g_file_set_contents(beside, told, -1, NULL));
	g_assert_true(g_file_get_contents(beside, &expected, NULL, NULL));
	g_assert_cmpstr(told, ==, expected);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
list_files(void)
{
	g_autofree char *folder = tests_file("data/identity");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *file;

	g_assert_nonnull(dir);
	while ((file = g_dir_read_name(dir)))
		if (g_str_has_suffix(file, ".eml"))
			g_ptr_array_add(names, g_strndup(file, strlen(file) - 4));
	g_ptr_array_sort(names, by_name);
	return names;
}

/* Whatever stands in a From field that is not plainly the boss's: no file but the plain
 * ones is from him, whatever its expectation says. */
static void
test_nobody_is_the_boss(void)
{
	g_autoptr(GPtrArray) names = list_files();
	guint forged = 0;

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *folder = tests_file("data/identity");
		g_autofree char *path = g_strdup_printf("%s/%s.eml", folder, name);
		g_autofree char *told = tell(path);

		if (!g_str_has_prefix(name, "from-") && !g_str_has_prefix(name, "look-"))
			continue;
		forged++;
		g_test_message("%s", name);
		g_assert_false(g_str_has_prefix(told, "from boss@corp.example\n"));
		g_assert_false(g_str_has_prefix(told, "from it@corp.example\n"));
		g_assert_false(g_str_has_prefix(told, "from mike@corp.example\n"));
		g_assert_null(strstr(told, "ticket 1"));
	}
	g_assert_cmpuint(forged, >=, 60);
}

/* ---- errors that tell nothing (T4) ---- */

/* The mail that answers a reporter whose mail names TICKET_ID, by KEY_OF's key if there is
 * one; without the new ticket's own number, which is the same for all. Own. */
static char *
answer_to(gint64 ticket_id, const char *key_of, const char *subject)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(TemplateSet) templates = load_templates();
	g_autoptr(Snapshot) known = world();
	Context context = { .policy = policy, .templates = templates, .now = NOW };
	g_autoptr(Message) message = message_new();
	g_autoptr(Change) change = NULL;
	GString *answer = g_string_new(NULL);

	message->from = address_new(NULL, "feng@corp.example");
	message->from_strict = g_strdup("feng@corp.example");
	message->message_id = g_strdup("m@pc.corp.example");
	g_free(message->subject);
	message->subject = g_strdup(subject);
	g_free(message->visible_text);
	message->visible_text = g_strdup("It is broken.");
	if (key_of) {
		g_autofree char *key = key_make(known->secrets->pdata[0], KEY_ROUTINE,
						ticket_id, 1, key_of);

		g_ptr_array_add(message->references,
				g_strdup_printf("%s.5@corp.example", key));
	}
	change = decide_mail(&context, known, message, DOOR_MAILBOX, NULL);
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];
		g_autoptr(GBytes) head = NULL;
		g_autofree char *boundary = NULL;

		if (strcmp(mail->to->address, "feng@corp.example") != 0)
			continue;
		head = mime_compose(mail, &boundary, NULL);
		g_string_append_len(answer, g_bytes_get_data(head, NULL),
				    g_bytes_get_size(head));
	}
	return g_string_free(answer, FALSE);
}

static void
test_errors_are_identical(void)
{
	/* no ticket at all, an unknown one, a foreign one by number, by a key of another's,
	 * by a key that was made up */
	g_autofree char *none = answer_to(0, NULL, "VPN");
	g_autofree char *unknown = answer_to(0, NULL, "[FL#99] VPN");
	g_autofree char *foreign = answer_to(0, NULL, "[FL#1] VPN");
	g_autofree char *wrong_key = answer_to(1, "zhang@corp.example", "VPN");
	g_autofree char *unknown_key = answer_to(99, "feng@corp.example", "VPN");

	g_assert_nonnull(strstr(none, "FL#3"));
	g_assert_cmpstr(unknown, ==, none);
	g_assert_cmpstr(foreign, ==, none);
	g_assert_cmpstr(wrong_key, ==, none);
	g_assert_cmpstr(unknown_key, ==, none);
}

/* ---- the list of threats ---- */

/* `tests/…` or `tests/…#WORD` within LINE: the file is there, and WORD in it. How many. */
static guint
check_places(const char *line)
{
	g_autoptr(GRegex) pattern = g_regex_new("`([^`#]+)(#([^`]+))?`", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	const char *top = g_getenv("TOP_SRCDIR");
	guint count = 0;

	for (g_regex_match(pattern, line, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree char *name = g_match_info_fetch(match, 1);
		g_autofree char *word = g_match_info_fetch(match, 3);
		g_autofree char *path = g_build_filename(top ? top : ".", name, NULL);
		g_autofree char *text = NULL;

		g_test_message("%s", name);
		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		if (word && *word) {
			g_test_message("%s", word);
			g_assert_nonnull(strstr(text, word));
		}
		count++;
	}
	return count;
}

static void
test_every_threat(void)
{
	g_autofree char *path = tests_file("data/threats/README.md");
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	gboolean seen[30] = { FALSE };

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		int threat;

		if (sscanf(lines[i], "| T%d |", &threat) != 1)
			continue;
		g_assert_cmpint(threat, >=, 1);
		g_assert_cmpint(threat, <=, 29);
		g_assert_cmpuint(check_places(lines[i]), >, 0);
		seen[threat] = TRUE;
	}
	for (int threat = 1; threat <= 29; threat++) {
		g_test_message("T%d", threat);
		g_assert_true(seen[threat]);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) names = NULL;
	int code;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	names = list_files();
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path =
			g_strconcat("/threats/identity/", names->pdata[i], NULL);

		g_test_add_data_func(path, names->pdata[i], test_file);
	}
	g_test_add_func("/threats/nobody-is-the-boss", test_nobody_is_the_boss);
	g_test_add_func("/threats/errors-are-identical", test_errors_are_identical);
	g_test_add_func("/threats/every-threat", test_every_threat);
	code = g_test_run();
	mime_shutdown();
	return code;
}
