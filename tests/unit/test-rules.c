/* core/rules: every condition, how they join, what wins, and what cannot be judged. */
#include "core/policy.h"

#include <string.h>

#include "base/error.h"

static Header *
header(const char *name, const char *value)
{
	Header *header = g_new0(Header, 1);

	header->name = g_strdup(name);
	header->value = g_strdup(value);
	return header;
}

static Message *
mail(const char *subject, const char *text)
{
	Message *message = message_new();

	g_free(message->subject);
	g_free(message->visible_text);
	message->subject = g_strdup(subject);
	message->visible_text = g_strdup(text);
	message->from = address_new("Zhang", "zhang@sales.corp.example");
	g_ptr_array_add(message->to, address_new(NULL, "it-help@corp.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "boss@corp.example"));
	g_ptr_array_add(message->delivered_to, g_strdup("alarm@corp.example"));
	g_ptr_array_add(message->headers, header("X-Priority", "1 (Highest)"));
	g_ptr_array_add(message->headers, header("X-Mailer", "Foo"));
	g_ptr_array_add(message->headers, header("X-Mailer", " Büro 5 "));
	return message;
}

static Ticket *
filed_ticket(void)
{
	Ticket *ticket = ticket_new(1);

	ticket->kind = KIND_HAZARD;
	ticket->tier = 2;
	ticket->category = g_strdup("Network");
	ticket->system = g_strdup("ERP");
	ticket->priority = g_strdup("严重");
	ticket->team = g_strdup("second line");
	return ticket;
}

static Rule *
rule_with(gboolean any, RuleConditionType type, const char *value)
{
	const char *const values[] = { value, NULL };
	g_autoptr(GError) error = NULL;
	Rule *rule = rule_new("a rule", "policy.conf:7", any);

	if (value) {
		g_assert_true(rule_add_condition(rule, type, values, &error));
		g_assert_no_error(error);
	}
	return rule;
}

static void
also(Rule *rule, RuleConditionType type, const char *first, const char *second)
{
	const char *const values[] = { first, second, NULL };

	g_assert_true(rule_add_condition(rule, type, values, NULL));
}

static void
run_over(RuleSet *rules, const Message *message, Ticket *ticket, RankOf rank,
	 GPtrArray *outcomes)
{
	g_autoptr(Policy) policy = policy_new();

	rules_run(rules, &(RuleRun){
				 .message = message,
				 .policy = policy,
				 .ticket = ticket,
				 .rank = rank,
				 .rank_data = (gpointer) "ranks",
				 .outcomes = outcomes,
			 });
}

/* Runs RULE (own) alone and gives its outcome. */
static Match
run_one(Rule *rule, const Message *message, char **why)
{
	g_autoptr(Ticket) ticket = filed_ticket();
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	RuleSet *rules = rule_set_new();
	Match match;

	rule_set_append(rules, rule);
	g_assert_cmpuint(rule_set_size(rules), ==, 1);
	run_over(rules, message, ticket, NULL, outcomes);
	g_assert_cmpuint(outcomes->len, ==, 1);
	match = ((RuleOutcome *)outcomes->pdata[0])->match;
	g_assert_cmpstr(((RuleOutcome *)outcomes->pdata[0])->title, ==, "a rule");
	g_assert_cmpstr(((RuleOutcome *)outcomes->pdata[0])->place, ==, "policy.conf:7");
	if (why)
		*why = g_strdup(((RuleOutcome *)outcomes->pdata[0])->why);
	rule_set_free(rules);
	return match;
}

/* ---- conditions ---- */

static const struct {
	RuleConditionType type;
	const char *value;
	Match match;
} conditions[] = {
	{ RULE_SUBJECT, "vpn", MATCH_YES },
	{ RULE_SUBJECT, "restart", MATCH_NO },
	{ RULE_SUBJECT, "打不开", MATCH_YES },
	{ RULE_SUBJECT, "vp", MATCH_NO },
	{ RULE_BODY, "restart", MATCH_YES },
	{ RULE_BODY, "vpn", MATCH_NO },
	{ RULE_BODY, "data loss", MATCH_YES },
	{ RULE_TEXT, "VPN", MATCH_YES },
	{ RULE_TEXT, "restart", MATCH_YES },
	{ RULE_TEXT, "printer", MATCH_NO },
	{ RULE_FROM, "zhang@sales.corp.example", MATCH_YES },
	{ RULE_FROM, "*@SALES.corp.example", MATCH_YES },
	{ RULE_FROM, "*@corp.example", MATCH_NO },
	{ RULE_FROM, "zhang", MATCH_NO },
	{ RULE_TO, "it-help@corp.example", MATCH_YES },
	{ RULE_TO, "boss@*", MATCH_YES },
	{ RULE_TO, "alarm@*", MATCH_YES },
	{ RULE_TO, "zhang@*", MATCH_NO },
	{ RULE_HEADER, "x-priority: 1*", MATCH_YES },
	{ RULE_HEADER, "X-Priority: 1", MATCH_NO },
	{ RULE_HEADER, "X-Mailer: *", MATCH_YES },
	{ RULE_HEADER, "X-Mailer:BÜRO 5", MATCH_YES },
	{ RULE_HEADER, "X-Other: *", MATCH_NO },
	{ RULE_REGEX, "^VPN", MATCH_YES },
	{ RULE_REGEX, "error \\d+$", MATCH_YES },
	{ RULE_REGEX, "ERROR", MATCH_YES },
	{ RULE_REGEX, "^restart$", MATCH_NO },
	{ RULE_REGEX, "^\\w+很慢", MATCH_YES },
};

static const struct {
	WhichList list;
	const char *value;
	Match match;
} ticket_conditions[] = {
	{ WHICH_KIND, "hazard", MATCH_YES },
	{ WHICH_KIND, "fault", MATCH_NO },
	{ WHICH_CATEGORY, "NETWORK", MATCH_YES },
	{ WHICH_CATEGORY, "net", MATCH_NO },
	{ WHICH_SYSTEM, "erp", MATCH_YES },
	{ WHICH_SYSTEM, "oa", MATCH_NO },
	{ WHICH_PRIORITY, "严重", MATCH_YES },
	{ WHICH_PRIORITY, "一般", MATCH_NO },
	{ WHICH_TEAM, "Second Line", MATCH_YES },
	{ WHICH_TEAM, "helpdesk", MATCH_NO },
	{ WHICH_TIER, "2", MATCH_YES },
	{ WHICH_TIER, "1", MATCH_NO },
};

static void
test_conditions(void)
{
	g_autoptr(Message) message =
		mail("VPN 打不开",
		     "Please restart it.\nOA很慢\nerror 4711\nWe had a data\nloss.");

	for (guint i = 0; i < G_N_ELEMENTS(conditions); i++) {
		g_test_message("%s = %s", rule_condition_name(conditions[i].type),
			       conditions[i].value);
		g_assert_cmpint(
			run_one(rule_with(FALSE, conditions[i].type, conditions[i].value),
				message, NULL),
			==, conditions[i].match);
	}
}

static void
set_list(Rule *rule, WhichList list, const char *value)
{
	g_strfreev(rule_which(rule)->lists[list]);
	rule_which(rule)->lists[list] = g_strdupv((char *[]){ (char *)value, NULL });
}

static void
test_ticket_conditions(void)
{
	g_autoptr(Message) message = mail("VPN", "down");

	for (guint i = 0; i < G_N_ELEMENTS(ticket_conditions); i++) {
		Rule *rule = rule_new("a rule", "policy.conf:7", FALSE);

		set_list(rule, ticket_conditions[i].list, ticket_conditions[i].value);
		g_test_message("%s = %s", which_name(ticket_conditions[i].list),
			       ticket_conditions[i].value);
		g_assert_cmpint(run_one(rule, message, NULL), ==,
				ticket_conditions[i].match);
	}
}

/* A ticket without fields and a mail without anything fit nothing, and nothing breaks. */
static void
test_nothing_there(void)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(Ticket) ticket = ticket_new(1);
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	RuleSet *rules = rule_set_new();

	for (guint i = 0; i < N_RULE_CONDITIONS; i++)
		rule_set_append(rules,
				rule_with(FALSE, i, i == RULE_HEADER ? "a: b" : "x"));
	run_over(rules, message, ticket, NULL, outcomes);
	g_assert_cmpuint(outcomes->len, ==, N_RULE_CONDITIONS);
	for (guint i = 0; i < outcomes->len; i++)
		g_assert_cmpint(((RuleOutcome *)outcomes->pdata[i])->match, ==, MATCH_NO);
	run_over(rules, message, ticket, NULL, NULL);
	rule_set_free(rules);
}

/* A mail whose visible text is empty is taken whole. */
static void
test_all_quoted(void)
{
	g_autoptr(Message) message = mail("Fwd", "");

	g_free(message->text);
	message->text = g_strdup("> the printer burns");
	g_assert_cmpint(run_one(rule_with(FALSE, RULE_BODY, "printer"), message, NULL), ==,
			MATCH_YES);
	g_assert_cmpint(run_one(rule_with(FALSE, RULE_REGEX, "burns$"), message, NULL), ==,
			MATCH_YES);
}

static void
test_names(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < N_RULE_CONDITIONS; i++)
		g_assert_true(g_hash_table_add(seen, (gpointer)rule_condition_name(i)));
	for (guint i = 0; i < N_RULE_SETTINGS; i++) {
		g_assert_true(g_hash_table_add(seen, (gpointer)rule_setting_name(i)));
		g_assert_true(g_str_has_prefix(rule_setting_name(i), "set-"));
	}
}

static void
test_refused(void)
{
	static const struct {
		RuleConditionType type;
		const char *value, *hint;
	} bad[] = {
		{ RULE_REGEX, "a(b", "offset 3" }, { RULE_REGEX, "\\C", "offset" },
		{ RULE_REGEX, "\xff", "offset" },  { RULE_HEADER, "X-Foo", "Name:" },
		{ RULE_HEADER, ": x", "Name:" },   { RULE_TEXT, "", "empty" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		const char *const values[] = { bad[i].value, NULL };
		g_autoptr(Rule) rule = rule_new("a rule", "policy.conf:7", FALSE);
		g_autoptr(GError) error = NULL;

		g_assert_false(rule_add_condition(rule, bad[i].type, values, &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, bad[i].hint));
	}
}

/* ---- joining ---- */

#define EXPLODES "^(a+)+$"

static char *
bomb(void)
{
	char *text = g_strnfill(40000, 'a');

	text[39999] = '!';
	return text;
}

static void
test_all_and_any(void)
{
	g_autoptr(Message) message = mail("VPN down", "please help");
	g_autofree char *why_all = NULL, *why_no = NULL, *why_any = NULL, *why_none = NULL;
	Rule *rule = rule_with(FALSE, RULE_SUBJECT, "VPN");

	also(rule, RULE_BODY, "nothing", "help");
	g_assert_cmpint(run_one(rule, message, &why_all), ==, MATCH_YES);
	g_assert_cmpstr(why_all, ==, "subject holds \"VPN\"; body holds \"help\"");

	rule = rule_with(FALSE, RULE_SUBJECT, "VPN");
	also(rule, RULE_BODY, "nothing", "else");
	g_assert_cmpint(run_one(rule, message, &why_no), ==, MATCH_NO);
	g_assert_cmpstr(why_no, ==, "no hit for body");

	rule = rule_with(TRUE, RULE_SUBJECT, "printer");
	also(rule, RULE_BODY, "nothing", "help");
	g_assert_cmpint(run_one(rule, message, &why_any), ==, MATCH_YES);
	g_assert_cmpstr(why_any, ==, "body holds \"help\"");

	rule = rule_with(TRUE, RULE_SUBJECT, "printer");
	also(rule, RULE_BODY, "nothing", "else");
	g_assert_cmpint(run_one(rule, message, &why_none), ==, MATCH_NO);
	g_assert_cmpstr(why_none, ==, "no hit for subject; no hit for body");

	/* without a condition it always hits */
	g_assert_cmpint(run_one(rule_with(FALSE, 0, NULL), message, NULL), ==, MATCH_YES);
	g_assert_cmpint(run_one(rule_with(TRUE, 0, NULL), message, NULL), ==, MATCH_YES);
}

static void
test_limit_is_no_answer(void)
{
	g_autofree char *text = bomb();
	g_autoptr(Message) message = mail("VPN", text);
	g_autofree char *why = NULL;
	Rule *rule = rule_with(FALSE, RULE_REGEX, EXPLODES);

	g_assert_cmpint(run_one(rule, message, &why), ==, MATCH_ERROR);
	g_assert_cmpstr(why, ==, "regex '" EXPLODES "' hit its match limit");

	/* but another value, or another condition, may decide without it */
	rule = rule_with(FALSE, RULE_SUBJECT, "VPN");
	also(rule, RULE_REGEX, EXPLODES, "^aaa");
	g_assert_cmpint(run_one(rule, message, NULL), ==, MATCH_YES);
	rule = rule_with(FALSE, RULE_REGEX, EXPLODES);
	also(rule, RULE_SUBJECT, "printer", NULL);
	g_assert_cmpint(run_one(rule, message, NULL), ==, MATCH_NO);
	rule = rule_with(FALSE, RULE_REGEX, EXPLODES);
	also(rule, RULE_SUBJECT, "VPN", NULL);
	g_assert_cmpint(run_one(rule, message, NULL), ==, MATCH_ERROR);
	rule = rule_with(TRUE, RULE_REGEX, EXPLODES);
	also(rule, RULE_SUBJECT, "VPN", NULL);
	g_assert_cmpint(run_one(rule, message, NULL), ==, MATCH_YES);
	rule = rule_with(TRUE, RULE_REGEX, EXPLODES);
	also(rule, RULE_SUBJECT, "printer", NULL);
	g_assert_cmpint(run_one(rule, message, NULL), ==, MATCH_ERROR);
}

/* Only the first 64 KB are looked at, and the cut splits no character. */
static void
test_regex_cap(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Message) message = NULL;

	while (text->len < 65535)
		g_string_append(text, "磁");
	g_string_append(text, "磁磁needle");
	g_assert_cmpuint(text->len % 3, ==, 0);
	message = mail("x", text->str);
	g_assert_cmpint(run_one(rule_with(FALSE, RULE_REGEX, "needle"), message, NULL), ==,
			MATCH_NO);
	g_assert_cmpint(run_one(rule_with(FALSE, RULE_BODY, "needle"), message, NULL), ==,
			MATCH_YES);
	g_string_insert_c(text, 0, 'x');
	g_free(message->visible_text);
	message->visible_text = g_strdup(text->str);
	g_assert_cmpint(run_one(rule_with(FALSE, RULE_REGEX, "needle"), message, NULL), ==,
			MATCH_NO);
}

/* ---- setting ---- */

static int
rank_of(const char *priority, gpointer data)
{
	static const char *const ranks[] = { "severe", "general", "minor" };

	g_assert_cmpstr(data, ==, "ranks");
	for (guint i = 0; i < G_N_ELEMENTS(ranks); i++)
		if (strcmp(ranks[i], priority) == 0)
			return i + 1;
	return strcmp(priority, "grave") == 0 ? 1 : G_MAXINT;
}

static Rule *
setter(RuleSettingType type, const char *value)
{
	Rule *rule = rule_new(value, "policy.conf:1", FALSE);

	rule_set_field(rule, type, value);
	return rule;
}

static void
run(RuleSet *rules, Ticket *ticket)
{
	g_autoptr(Message) message = mail("VPN", "down");

	run_over(rules, message, ticket, rank_of, NULL);
}

static void
test_priority(void)
{
	RuleSet *rules = rule_set_new();
	g_autoptr(Ticket) ticket = ticket_new(1);
	g_autoptr(Ticket) person = ticket_new(2);
	g_autoptr(Ticket) rated = ticket_new(3);

	rule_set_append(rules, setter(RULE_SET_PRIORITY, "minor"));
	rule_set_append(rules, setter(RULE_SET_PRIORITY, "severe"));
	rule_set_append(rules, setter(RULE_SET_PRIORITY, "grave"));
	rule_set_append(rules, setter(RULE_SET_PRIORITY, "general"));
	run(rules, ticket);
	g_assert_cmpstr(ticket->priority, ==, "severe");

	person->priority = g_strdup("minor");
	person->set_by_person = TICKET_FIELD_PRIORITY;
	run(rules, person);
	g_assert_cmpstr(person->priority, ==, "minor");
	rule_set_free(rules);

	/* what it had before does not take part: a corrected report may be lowered */
	rules = rule_set_new();
	rule_set_append(rules, setter(RULE_SET_PRIORITY, "minor"));
	rated->priority = g_strdup("severe");
	run(rules, rated);
	g_assert_cmpstr(rated->priority, ==, "minor");
	rule_set_free(rules);
}

static void
test_last_hit(void)
{
	RuleSet *rules = rule_set_new();
	g_autoptr(Ticket) ticket = ticket_new(1);
	Rule *missing = setter(RULE_SET_CATEGORY, "printers");

	also(missing, RULE_TEXT, "printer", NULL);
	rule_set_append(rules, setter(RULE_SET_CATEGORY, "hardware"));
	rule_set_append(rules, setter(RULE_SET_CATEGORY, "network"));
	rule_set_append(rules, missing);
	rule_set_append(rules, setter(RULE_SET_TEAM, "helpdesk"));
	rule_set_append(rules, setter(RULE_SET_TEAM, "network"));
	rule_set_append(rules, setter(RULE_SET_KIND, "hazard"));
	rule_set_append(rules, setter(RULE_SET_TIER, "3"));
	rule_set_append(rules, setter(RULE_SET_TIER, "2"));
	run(rules, ticket);
	g_assert_cmpstr(ticket->category, ==, "network");
	g_assert_cmpstr(ticket->team, ==, "network");
	g_assert_cmpint(ticket->kind, ==, KIND_HAZARD);
	g_assert_cmpint(ticket->tier, ==, 2);
	rule_set_free(rules);
}

static void
test_tier_never_falls(void)
{
	RuleSet *rules = rule_set_new();
	g_autoptr(Ticket) ticket = ticket_new(1);

	ticket->tier = 2;
	rule_set_append(rules, setter(RULE_SET_TIER, "3"));
	rule_set_append(rules, setter(RULE_SET_TIER, "1"));
	run(rules, ticket);
	g_assert_cmpint(ticket->tier, ==, 2);
	rule_set_free(rules);
}

static void
test_by_person(void)
{
	static const RuleSettingType types[] = { RULE_SET_CATEGORY, RULE_SET_TEAM,
						 RULE_SET_KIND, RULE_SET_TIER };
	static const char *const values[] = { "hardware", "helpdesk", "change", "9" };
	RuleSet *rules = rule_set_new();
	g_autoptr(Ticket) ticket = filed_ticket();

	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		rule_set_append(rules, setter(types[i], values[i]));
	ticket->set_by_person = TICKET_FIELD_CATEGORY | TICKET_FIELD_TEAM |
				TICKET_FIELD_KIND | TICKET_FIELD_TIER;
	run(rules, ticket);
	g_assert_cmpstr(ticket->category, ==, "Network");
	g_assert_cmpstr(ticket->team, ==, "second line");
	g_assert_cmpint(ticket->kind, ==, KIND_HAZARD);
	g_assert_cmpint(ticket->tier, ==, 2);
	rule_set_free(rules);
}

/* Each rule sees what earlier ones set; stop ends the run, but only after a hit. */
static void
test_order_and_stop(void)
{
	RuleSet *rules = rule_set_new();
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	g_autoptr(Message) message = mail("VPN", "down");
	g_autoptr(Ticket) ticket = ticket_new(1);
	Rule *idle = setter(RULE_SET_TEAM, "nobody");
	Rule *chained = setter(RULE_SET_PRIORITY, "severe");

	set_list(idle, WHICH_CATEGORY, "network");
	rule_set_stop(idle);
	set_list(chained, WHICH_CATEGORY, "network");
	rule_set_stop(chained);
	rule_set_append(rules, idle);
	rule_set_append(rules, setter(RULE_SET_CATEGORY, "network"));
	rule_set_append(rules, chained);
	rule_set_append(rules, setter(RULE_SET_TEAM, "helpdesk"));
	run_over(rules, message, ticket, rank_of, outcomes);
	g_assert_cmpuint(outcomes->len, ==, 3);
	g_assert_cmpint(((RuleOutcome *)outcomes->pdata[0])->match, ==, MATCH_NO);
	g_assert_cmpint(((RuleOutcome *)outcomes->pdata[2])->match, ==, MATCH_YES);
	g_assert_cmpstr(((RuleOutcome *)outcomes->pdata[2])->why, ==,
			"category is \"network\"");
	g_assert_cmpstr(ticket->priority, ==, "severe");
	g_assert_null(ticket->team);
	rule_set_free(rules);
}

static void
test_error_sets_nothing(void)
{
	RuleSet *rules = rule_set_new();
	g_autofree char *text = bomb();
	g_autoptr(Message) message = mail("VPN", text);
	g_autoptr(Ticket) ticket = ticket_new(1);
	Rule *broken = setter(RULE_SET_TEAM, "nobody");

	also(broken, RULE_REGEX, EXPLODES, NULL);
	rule_set_stop(broken);
	rule_set_append(rules, broken);
	rule_set_append(rules, setter(RULE_SET_CATEGORY, "network"));
	run_over(rules, message, ticket, NULL, NULL);
	g_assert_null(ticket->team);
	g_assert_cmpstr(ticket->category, ==, "network");
	rule_set_free(rules);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rules/conditions", test_conditions);
	g_test_add_func("/rules/ticket-conditions", test_ticket_conditions);
	g_test_add_func("/rules/nothing-there", test_nothing_there);
	g_test_add_func("/rules/all-quoted", test_all_quoted);
	g_test_add_func("/rules/names", test_names);
	g_test_add_func("/rules/refused", test_refused);
	g_test_add_func("/rules/all-and-any", test_all_and_any);
	g_test_add_func("/rules/limit-is-no-answer", test_limit_is_no_answer);
	g_test_add_func("/rules/regex-cap", test_regex_cap);
	g_test_add_func("/rules/priority", test_priority);
	g_test_add_func("/rules/last-hit", test_last_hit);
	g_test_add_func("/rules/tier-never-falls", test_tier_never_falls);
	g_test_add_func("/rules/by-person", test_by_person);
	g_test_add_func("/rules/order-and-stop", test_order_and_stop);
	g_test_add_func("/rules/error-sets-nothing", test_error_sets_nothing);
	return g_test_run();
}
