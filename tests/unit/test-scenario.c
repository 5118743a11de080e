/* core/scenario: what is read, and that nothing wrong is passed over. */
#include "core/scenario.h"

#include <string.h>

static GPtrArray *
parse(const char *text, GPtrArray **mistakes)
{
	*mistakes = g_ptr_array_new_with_free_func((GDestroyNotify)mistake_free);
	return scenario_parse(text, strlen(text), *mistakes);
}

/* Parses what must be right. */
static GPtrArray *
steps_of(const char *text)
{
	g_autoptr(GPtrArray) mistakes = NULL;
	GPtrArray *steps = parse(text, &mistakes);

	for (guint i = 0; i < mistakes->len; i++) {
		const Mistake *mistake = mistakes->pdata[i];

		g_test_message("%d: %s", mistake->line, mistake->message);
	}
	g_assert_cmpuint(mistakes->len, ==, 0);
	return steps;
}

#define BEGIN "policy a.conf\nat 2026-11-23 09:00\n"

/* The one step behind BEGIN, with an expectation if LINE is none. */
static GPtrArray *
steps_with(const char *line)
{
	g_autofree char *text = g_strconcat(BEGIN, line, "\nexpect tickets 0\n", NULL);

	return steps_of(text);
}

static void
test_head(void)
{
	g_autoptr(GPtrArray) steps =
		steps_of("\xef\xbb\xbf# a comment\r\n\r\npolicy a.conf\r\n"
			 "  policy 'b c.conf'  # another\r\nat 2026-11-23 09:00:30\r\n"
			 "after 1h30min\r\nat 23:59\r\nexpect tickets 3\r\n");
	static const StepKind kinds[] = { STEP_POLICY, STEP_POLICY, STEP_AT,
					  STEP_AFTER,  STEP_AT,     STEP_EXPECT_TICKETS };
	static const int lines[] = { 3, 4, 5, 6, 7, 8 };
	const Step *const *step = (const Step *const *)steps->pdata;

	g_assert_cmpuint(steps->len, ==, G_N_ELEMENTS(kinds));
	for (guint i = 0; i < steps->len; i++) {
		g_assert_cmpint(step[i]->kind, ==, kinds[i]);
		g_assert_cmpint(step[i]->line, ==, lines[i]);
		g_assert_cmpint(step_is_expectation(step[i]), ==, i == 5);
	}
	g_assert_cmpstr(step[0]->name, ==, "a.conf");
	g_assert_cmpstr(step[1]->name, ==, "b c.conf");
	g_assert_cmpstr(step[1]->words, ==, "policy 'b c.conf'");
	g_assert_cmpstr(step[2]->day, ==, "2026-11-23");
	g_assert_cmpstr(step[2]->time, ==, "09:00:30");
	g_assert_cmpint(step[3]->duration.seconds, ==, 5400);
	g_assert_null(step[4]->day);
	g_assert_cmpint(step[5]->number, ==, 3);
}

static void
test_mail(void)
{
	g_autoptr(GPtrArray) steps = steps_with(
		"mail from li subject \"a 'b' # c\" to x@y header \"A: b\" header 'C: "
		"\"d\"' "
		"unproven\n  | one\n|  two # no comment\n\n  |\n  # a comment\n  | four");
	const Step *step = steps->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_MAIL);
	g_assert_cmpstr(step->who, ==, "li");
	g_assert_cmpstr(step->subject, ==, "a 'b' # c");
	g_assert_cmpstr(step->to, ==, "x@y");
	g_assert_cmpuint(step->headers->len, ==, 2);
	g_assert_cmpstr(step->headers->pdata[1], ==, "C: \"d\"");
	g_assert_true(step->unproven);
	g_assert_cmpstr(step->text, ==, "one\n two # no comment\n\nfour");
}

static void
test_plain_mail(void)
{
	g_autoptr(GPtrArray) steps = steps_with("mail from a@b subject \"\"");
	const Step *step = steps->pdata[2];

	g_assert_cmpstr(step->subject, ==, "");
	g_assert_cmpstr(step->text, ==, "");
	g_assert_null(step->to);
	g_assert_false(step->unproven);
	g_assert_cmpuint(step->headers->len, ==, 0);
}

static void
test_mail_file(void)
{
	g_autoptr(GPtrArray) steps = steps_with("mail file \"a mail.eml\"");
	const Step *step = steps->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_MAIL_FILE);
	g_assert_cmpstr(step->name, ==, "a mail.eml");
}

static void
test_reply(void)
{
	g_autoptr(GPtrArray) steps =
		steps_with("reply by 王 to 12 template resolved\n  | /受理");
	const Step *step = steps->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_REPLY);
	g_assert_cmpstr(step->who, ==, "王");
	g_assert_cmpint(step->number, ==, 12);
	g_assert_cmpstr(step->template, ==, "resolved");
	g_assert_cmpstr(step->text, ==, "/受理");
}

static void
test_expect_ticket(void)
{
	g_autoptr(GPtrArray) steps = steps_with("expect ticket 3 state waiting waiting_on "
						"parts tier 2 team \"second line\" "
						"assignee none subject \"none\"");
	const Step *step = steps->pdata[2];
	static const char *const pairs[] = { "state", "waiting",     "waiting_on",
					     "parts", "tier",        "2",
					     "team",  "second line", "assignee",
					     NULL,    "subject",     "none" };

	g_assert_cmpint(step->kind, ==, STEP_EXPECT_TICKET);
	g_assert_cmpint(step->number, ==, 3);
	g_assert_cmpuint(step->pairs->len, ==, G_N_ELEMENTS(pairs));
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		g_assert_cmpstr(step->pairs->pdata[i], ==, pairs[i]);
}

static void
test_expect_fact(void)
{
	g_autoptr(GPtrArray) known = steps_with("expect fact cause of 1 is \"two, three\"");
	g_autoptr(GPtrArray) unknown = steps_with("expect fact cause of 1 is none");
	const Step *step = known->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_EXPECT_FACT);
	g_assert_cmpstr(step->name, ==, "cause");
	g_assert_cmpstr(step->value, ==, "two, three");
	g_assert_null(((Step *)unknown->pdata[2])->value);
}

static void
test_expect_limit(void)
{
	static const struct {
		const char *line, *name, *day, *time;
		LimitPhase phase;
	} cases[] = {
		{ "respond of 1 due 09:15", "respond", NULL, "09:15", PHASE_DUE },
		{ "resolve of 1 due 2026-11-24 09:15:01", "resolve", "2026-11-24",
		  "09:15:01", PHASE_DUE },
		{ "\"tier 2 resolve\" of 1 running", "tier 2 resolve", NULL, NULL,
		  PHASE_RUNNING },
		{ "on-site of 1 paused", "on-site", NULL, NULL, PHASE_PAUSED },
		{ "到场 of 1 met", "到场", NULL, NULL, PHASE_MET },
		{ "restored of 1 breached", "restored", NULL, NULL, PHASE_BREACHED },
		{ "diagnose of 1 none", "diagnose", NULL, NULL, PHASE_NONE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *line = g_strconcat("expect limit ", cases[i].line, NULL);
		g_autoptr(GPtrArray) steps = steps_with(line);
		const Step *step = steps->pdata[2];

		g_assert_cmpint(step->kind, ==, STEP_EXPECT_LIMIT);
		g_assert_cmpstr(step->name, ==, cases[i].name);
		g_assert_cmpint(step->number, ==, 1);
		g_assert_cmpint(step->phase, ==, cases[i].phase);
		g_assert_cmpstr(step->day, ==, cases[i].day);
		g_assert_cmpstr(step->time, ==, cases[i].time);
	}
	g_assert_cmpstr(limit_phase_name(PHASE_BREACHED), ==, "breached");
}

static void
test_expect_entry(void)
{
	g_autoptr(GPtrArray) steps =
		steps_with("expect entry of 2 hidden contains \"a\" \"b\"");
	const Step *step = steps->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_EXPECT_ENTRY);
	g_assert_cmpint(step->number, ==, 2);
	g_assert_true(step->hidden);
	g_assert_cmpuint(step->contains->len, ==, 2);
	g_assert_cmpstr(step->contains->pdata[1], ==, "b");
}

static void
test_expect_mail(void)
{
	g_autoptr(GPtrArray) steps =
		steps_with("expect 2 mails to li template warn subject \"s\" contains "
			   "\"a\" \"template\" "
			   "contains FL#1 lacks \"c\" \"d\" attaches \"e.pdf\"");
	const Step *step = steps->pdata[2];

	g_assert_cmpint(step->kind, ==, STEP_EXPECT_MAIL);
	g_assert_cmpint(step->count, ==, 2);
	g_assert_cmpstr(step->who, ==, "li");
	g_assert_cmpstr(step->template, ==, "warn");
	g_assert_cmpstr(step->subject, ==, "s");
	g_assert_cmpuint(step->contains->len, ==, 3);
	g_assert_cmpstr(step->contains->pdata[1], ==, "template");
	g_assert_cmpstr(step->contains->pdata[2], ==, "FL#1");
	g_assert_cmpuint(step->lacks->len, ==, 2);
	g_assert_cmpstr(step->attaches, ==, "e.pdf");
}

static void
test_counts(void)
{
	static const struct {
		const char *line;
		int count;
	} cases[] = {
		{ "expect mail to li", -1 },     { "expect no mail to li", 0 },
		{ "expect 0 mails to li", 0 },   { "expect 1 mail to li", 1 },
		{ "expect 12 mails to li", 12 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) steps = steps_with(cases[i].line);

		g_assert_cmpint(((Step *)steps->pdata[2])->count, ==, cases[i].count);
	}
}

static void
test_instants(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(GPtrArray) steps = steps_of(
		"policy a\nat 2026-11-23 09:00\nat 23:30\nat 00:10\nexpect tickets 0\n");
	gint64 at = step_instant(steps->pdata[1], zone, 0);

	g_assert_cmpint(at, ==, G_GINT64_CONSTANT(1795395600));
	/* 23:30 in Shanghai is the same local day though not the same day UTC */
	at = step_instant(steps->pdata[2], zone, at);
	g_assert_cmpint(at, ==, G_GINT64_CONSTANT(1795447800));
	g_assert_cmpint(step_instant(steps->pdata[3], zone, at), ==,
			G_GINT64_CONSTANT(1795363800));
}

/* ---- mistakes ---- */

typedef struct {
	const char *name, *text;
	int line;
	const char *says; /* a part of the message */
} Wrong;

#define EXPECT "\nexpect tickets 0\n"

static const Wrong wrongs[] = {
	{ "empty", "", 1, "the scenario is empty" },
	{ "only-comments", "# nothing\n", 1, "the scenario is empty" },
	{ "no-policy", "at 2026-11-23 09:00" EXPECT, 1, "write policy FILE above" },
	{ "no-time", "policy a\nmail from a@b subject \"\"" EXPECT, 2,
	  "what time it is: write at" },
	{ "after-without-time", "policy a\nafter 1h" EXPECT, 2, "what time it is" },
	{ "no-day", "policy a\nat 09:00" EXPECT, 2,
	  "needs a day: write at 2026-11-23 09:00" },
	{ "late-policy", BEGIN "policy b" EXPECT, 3, "above all others" },
	{ "no-expectation", BEGIN "mail from a@b subject \"x\"\n", 3, "nothing can fail" },
	{ "word", BEGIN "expct tickets 1" EXPECT, 3, "did you mean \"expect\"?" },
	{ "word-far", BEGIN "frobnicate" EXPECT, 3,
	  "none of policy, at, after, mail, reply, expect" },
	{ "file-missing", "policy\n" BEGIN "expect tickets 0", 1, "the policy's file" },
	{ "too-much", BEGIN "after 1h 2h" EXPECT, 3, "\"2h\" is too much" },
	{ "quote-open", BEGIN "mail from a@b subject \"x" EXPECT, 3, "does not end" },
	{ "quote-single", BEGIN "mail from a@b subject 'x" EXPECT, 3, "does not end" },
	{ "quote-touched", BEGIN "mail from a@b subject \"x\"y" EXPECT, 3, "touches" },
	{ "quote-bent", BEGIN "mail from a@b subject “x”" EXPECT, 3, "is no quote here" },
	{ "not-utf8", BEGIN "# fine\n# \xff\xfe" EXPECT, 4, "not UTF-8" },
	{ "time", BEGIN "at 9 o'clock" EXPECT, 3, "\"9\" is no time" },
	{ "time-hour", BEGIN "at 25:00" EXPECT, 3, "is no time" },
	{ "time-zone", BEGIN "at 09:00Z" EXPECT, 3, "is no time" },
	{ "time-day", BEGIN "at 2026-02-30 09:00" EXPECT, 3,
	  "\"2026-02-30 09:00\" is no time" },
	{ "time-missing", BEGIN "at 2026-11-24" EXPECT, 3, "a time, as 09:00" },
	{ "after", BEGIN "after 5m" EXPECT, 3, "after: " },
	{ "after-working-days", BEGIN "after 2bd" EXPECT, 3, "no working days" },
	{ "after-missing", BEGIN "after" EXPECT, 3, "a length of time" },
	{ "mail-from", BEGIN "mail to a@b" EXPECT, 3,
	  "\"from\" is wanted instead of \"to\"" },
	{ "mail-nobody", BEGIN "mail from" EXPECT, 3, "a person's title, or an address" },
	{ "mail-empty", BEGIN "mail from \"\" subject \"x\"" EXPECT, 3, "is nobody" },
	{ "mail-no-subject", BEGIN "mail from a@b" EXPECT, 3, "has no subject" },
	{ "mail-option", BEGIN "mail from a@b subjct \"x\"" EXPECT, 3,
	  "did you mean \"subject\"?" },
	{ "mail-twice", BEGIN "mail from a@b subject \"x\" subject \"y\"" EXPECT, 3,
	  "twice" },
	{ "mail-header", BEGIN "mail from a@b subject \"x\" header \"nothing\"" EXPECT, 3,
	  "\"Name: value\"" },
	{ "mail-header-space", BEGIN "mail from a@b subject \"x\" header \"a b: c\"" EXPECT,
	  3, "\"Name: value\"" },
	{ "text-alone", BEGIN "| hello" EXPECT, 3, "no mail above" },
	{ "text-after-file", BEGIN "mail file x\n| hello" EXPECT, 4, "no mail above" },
	{ "text-after-expect", BEGIN "mail from a@b subject \"x\"" EXPECT "| hello\n", 5,
	  "no mail above" },
	{ "text-of-a-wrong-line", BEGIN "mial from a@b subject \"x\"\n| one\n| two" EXPECT,
	  3, "did you mean \"mail\"?" },
	{ "text-of-a-cut-line", BEGIN "mail from a@b subject \"x\n| one\n| two" EXPECT, 3,
	  "does not end" },
	{ "reply-by", BEGIN "reply li to 1" EXPECT, 3, "write reply by WHO to N" },
	{ "reply-number", BEGIN "reply by li to first" EXPECT, 3,
	  "\"first\" is no ticket" },
	{ "reply-header", BEGIN "reply by li to 1 header \"nothing\"" EXPECT, 3,
	  "header: \"nothing\" is none" },
	{ "reply-zero", BEGIN "reply by li to 0" EXPECT, 3, "\"0\" is no ticket" },
	{ "reply-option", BEGIN "reply by li to 1 tmplate x" EXPECT, 3,
	  "did you mean \"template\"?" },
	{ "expect-what", BEGIN "expect\n", 3, "what is expected" },
	{ "expect-word", BEGIN "expect tickt 1 state new\n", 3,
	  "did you mean \"ticket\"?" },
	{ "expect-ticket-alone", BEGIN "expect ticket 1\n", 3,
	  "what the ticket shall have" },
	{ "expect-ticket-key", BEGIN "expect ticket 1 sate new\n", 3,
	  "did you mean \"state\"?" },
	{ "expect-ticket-value", BEGIN "expect ticket 1 state\n", 3, "the value of state" },
	{ "expect-ticket-state", BEGIN "expect ticket 1 state closd\n", 3,
	  "did you mean \"closed\"?" },
	{ "expect-ticket-kind", BEGIN "expect ticket 1 kind falt\n", 3,
	  "did you mean \"fault\"?" },
	{ "expect-ticket-wait", BEGIN "expect ticket 1 waiting_on part\n", 3,
	  "did you mean \"parts\"?" },
	{ "expect-ticket-tier", BEGIN "expect ticket 1 tier two\n", 3,
	  "\"two\" is no number" },
	{ "expect-tickets", BEGIN "expect tickets many\n", 3, "\"many\" is no number" },
	{ "expect-fact", BEGIN "expect fact cause 1 is \"x\"\n", 3, "\"of\" is wanted" },
	{ "expect-fact-value", BEGIN "expect fact cause of 1 is\n", 3, "the fact's value" },
	{ "expect-limit-name", BEGIN "expect limit respnd of 1 none\n", 3,
	  "did you mean \"respond\"?" },
	{ "expect-limit-phase", BEGIN "expect limit respond of 1 meet\n", 3,
	  "did you mean \"met\"?" },
	{ "expect-limit-due", BEGIN "expect limit respond of 1 due\n", 3,
	  "a time, as 09:00" },
	{ "expect-limit-time", BEGIN "expect limit respond of 1 due soon\n", 3,
	  "is no time" },
	{ "expect-entry", BEGIN "expect entry of 1\n", 3, "what the entry contains" },
	{ "expect-entry-option", BEGIN "expect entry of 1 hiden contains \"x\"\n", 3,
	  "did you mean \"hidden\"?" },
	{ "expect-mail", BEGIN "expect mail li\n", 3, "\"to\" is wanted" },
	{ "expect-mail-option", BEGIN "expect mail to li contain \"x\"\n", 3,
	  "did you mean \"contains\"?" },
	{ "expect-mail-empty", BEGIN "expect mail to li contains \"\"\n", 3, "empty text" },
	{ "expect-mail-text", BEGIN "expect mail to li lacks\n", 3, "the text of lacks" },
	{ "expect-mail-quote", BEGIN "expect mail to li contains \"x\" y\n", 3,
	  "\"y\" is none of template" },
	{ "expect-no", BEGIN "expect no ticket\n", 3, "\"mail\" is wanted" },
	{ "expect-number", BEGIN "expect 2 tickets\n", 3, "\"mail\" is wanted" },
};

static void
test_wrong(gconstpointer data)
{
	const Wrong *wrong = data;
	g_autoptr(GPtrArray) mistakes = NULL;
	g_autoptr(GPtrArray) steps G_GNUC_UNUSED = parse(wrong->text, &mistakes);
	const Mistake *mistake;

	for (guint i = 0; i < mistakes->len; i++) {
		mistake = mistakes->pdata[i];
		g_test_message("%d: %s", mistake->line, mistake->message);
	}
	g_assert_cmpuint(mistakes->len, ==, 1);
	mistake = mistakes->pdata[0];
	g_assert_cmpint(mistake->line, ==, wrong->line);
	g_assert_nonnull(strstr(mistake->message, wrong->says));
}

/* One run tells all, in order. */
static void
test_several(void)
{
	g_autoptr(GPtrArray) mistakes = NULL;
	g_autoptr(GPtrArray) steps G_GNUC_UNUSED =
		parse(BEGIN "at noon\nmail form li\nexpect nothing\n", &mistakes);

	g_assert_cmpuint(mistakes->len, ==, 3);
	for (int i = 0; i < 3; i++)
		g_assert_cmpint(((Mistake *)mistakes->pdata[i])->line, ==, i + 3);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scenario/head", test_head);
	g_test_add_func("/scenario/mail", test_mail);
	g_test_add_func("/scenario/plain-mail", test_plain_mail);
	g_test_add_func("/scenario/mail-file", test_mail_file);
	g_test_add_func("/scenario/reply", test_reply);
	g_test_add_func("/scenario/expect-ticket", test_expect_ticket);
	g_test_add_func("/scenario/expect-fact", test_expect_fact);
	g_test_add_func("/scenario/expect-limit", test_expect_limit);
	g_test_add_func("/scenario/expect-entry", test_expect_entry);
	g_test_add_func("/scenario/expect-mail", test_expect_mail);
	g_test_add_func("/scenario/counts", test_counts);
	g_test_add_func("/scenario/instants", test_instants);
	g_test_add_func("/scenario/several-mistakes", test_several);
	for (guint i = 0; i < G_N_ELEMENTS(wrongs); i++) {
		g_autofree char *path =
			g_strconcat("/scenario/wrong/", wrongs[i].name, NULL);

		g_test_add_data_func(path, &wrongs[i], test_wrong);
	}
	return g_test_run();
}
