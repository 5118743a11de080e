/*
 * Facts: labelled lines in both languages, values, moments, durations, answers to what was
 * asked, lookups; and the properties that no table holds: no moment lies ahead, durations
 * add up.
 */
#include <string.h>

#include "shipped-answers.h"

#include "core/fact.h"
#include "core/fact-read.h"
#include "core/lookup.h"
#include "core/moment-text.h"

/* ---- a policy ---- */

static Answers *phrases;

static Label
label(const char *en, const char *zh)
{
	Label made = { g_ptr_array_new_with_free_func(g_free) };

	g_ptr_array_add(made.texts, g_strdup("en"));
	g_ptr_array_add(made.texts, g_strdup(en));
	g_ptr_array_add(made.texts, g_strdup("zh"));
	g_ptr_array_add(made.texts, g_strdup(zh));
	return made;
}

static FactSpec *
add_fact(Policy *policy, const char *title, const char *en, const char *zh)
{
	FactSpec *fact = fact_spec_new(title);

	label_clear(&fact->label);
	fact->label = label(en, zh);
	g_ptr_array_add(policy->facts, fact);
	return fact;
}

static void
add_value(FactSpec *fact, const char *title, const char *zh, const char *match)
{
	FactValue *value = g_new0(FactValue, 1);

	value->title = g_strdup(title);
	value->label = label(title, zh);
	value->match = g_strsplit(match, "|", -1);
	g_ptr_array_add(fact->values, value);
}

static Policy *
company(const char *zone)
{
	Policy *policy = policy_new();
	FactSpec *scope = add_fact(policy, "scope", "Scope", "影响范围");
	FactSpec *test = add_fact(policy, "function-test", "Function test", "功能测试");
	FactSpec *serial = add_fact(policy, "serial", "Serial number", "序列号");
	FactSpec *ordered = add_fact(policy, "ordered", "Ordered", "订购");

	g_time_zone_unref(policy->desk.zone);
	policy->desk.zone = zone_find(zone, NULL);
	g_assert_nonnull(policy->desk.zone);
	add_value(scope, "everybody", "全公司", "all of us|所有人");
	add_value(scope, "department", "整个部门", "our team|本部门");
	add_value(scope, "one person", "仅本人", "only me|我的电脑");
	scope->in_text = TRUE;
	add_value(test, "failed", "不通过", "");
	add_value(test, "passed", "通过", "ok|合格");
	g_ptr_array_add(serial->regex, regex_new("\\bSN\\d{6}\\b", NULL));
	ordered->type = FACT_LIST;
	return policy;
}

static gint64
instant(const Policy *policy, const char *text)
{
	gint64 at = 0;

	g_assert_true(instant_parse(text, policy->desk.zone, &at, NULL));
	return at;
}

/* ---- labelled lines ---- */

/* What is read from TEXT by whoever may write all: "title=text|title=text / rest". */
static const struct {
	const char *text, *read;
} lines[] = {
	{ "Place: room 3\nModel: X1", "place=room 3|model=X1 / " },
	{ "PLACE : room 3", "place=room 3 / " },
	{ "地点：三楼\n型号:X1", "place=三楼|model=X1 / " },
	{ "Ｐｌａｃｅ：room 3", "place=room 3 / " },
	{ "  - Place: room 3\n* 型号： X1\n• Impact: none", "place=room 3|model=X1|impact=none / " },
	{ "1. Place: room 3\n2、型号：X1\n（3）影响：无\n4) Device: D", "place=room 3|model=X1|impact=无|device=D / " },
	{ "地　点：三楼", "place=三楼 / " },
	{ "地 点：三楼\n【型号】：X1", "place=三楼|model=X1 / " },
	{ "**Place:** room 3", "place=room 3 / " },
	{ "Location: room 3\n位置：四楼", "place=room 3|place=四楼 / " },
	{ "Place (building, room): 3-12\n位置（楼层）：3", "place=3-12|place=3 / " },
	{ "Function test: passed\nfunction-test: failed\n功能测试：通过", "function-test=passed|function-test=failed|function-test=通过 / " },
	/* a form that was filled in half: what is empty says nothing */
	{ "Place:\nModel:\nImpact: nobody can print", "impact=nobody can print / " },
	{ "Place:\n\nBest regards\nZhang", " / Best regards\nZhang" },
	/* the value stands below its label */
	{ "Symptom:\nIt smokes.\nIt smells.\n\nBye", "symptom=It smokes.\nIt smells. / Bye" },
	{ "现象：\n冒烟\n地点：三楼", "symptom=冒烟|place=三楼 / " },
	{ "Place: building 3,\n  room 12\nand more", "place=building 3,\nroom 12 / and more" },
	/* around, and what is none */
	{ "Hello,\nPlace: room 3\nIt smokes.", "place=room 3 / Hello,\nIt smokes." },
	{ "See https://place.example/: now", " / See https://place.example/: now" },
	{ "The place: room 3", " / The place: room 3" },
	{ "Placebo: 3", " / Placebo: 3" },
	{ "> Place: room 3", " / > Place: room 3" },
	{ ": room 3", " / : room 3" },
	{ "Place room 3", " / Place room 3" },
	{ "Place: see: the map", "place=see: the map / " },
	{ "", " / " },
};

static void
test_lines(void)
{
	g_autoptr(Policy) policy = company("UTC");

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *rest = NULL;
		g_autoptr(GPtrArray) found = fact_lines(policy->facts, lines[i].text, &rest);
		g_autoptr(GString) read = g_string_new(NULL);

		for (guint j = 0; j < found->len; j++) {
			const FactLine *line = found->pdata[j];

			g_string_append_printf(read, "%s%s=%s", j ? "|" : "",
					       line->fact->title, line->text);
		}
		g_string_append_printf(read, " / %s", rest);
		g_assert_cmpstr(read->str, ==, lines[i].read);
	}
}

/* ---- values ---- */

static const struct {
	const char *fact, *text, *value;
} values[] = {
	{ "scope", "everybody", "everybody" },
	{ "scope", "Everybody", "everybody" },
	{ "scope", "\"one person\"", "one person" },
	{ "scope", "“仅本人”", "one person" },
	{ "scope", "整个部门", "department" },
	{ "scope", "it hits our team, and only me for now", "department" },
	{ "scope", "all of us", "everybody" },
	{ "scope", "nobody", NULL },
	{ "scope", "not our team, only me", "one person" },
	{ "function-test", "不通过", "failed" },
	{ "function-test", "通过", "passed" },
	{ "function-test", "通过，全部正常", "passed" },
	{ "function-test", "没有通过", NULL },
	{ "function-test", "not passed", NULL },
	{ "function-test", "未通过", NULL },
	{ "function-test", "passed yesterday", "passed" },
	{ "function-test", "surpassed", NULL },
	{ "score", "5", "5" },
	{ "score", "４分", "4" },
	{ "score", "3/5", "3" },
	{ "score", "6", NULL },
	{ "place", "  room 3　", "room 3" },
};

static void
test_values(void)
{
	g_autoptr(Policy) policy = company("UTC");

	for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *value = NULL;
		FactOutcome outcome =
			fact_value_read(policy, policy_fact(policy, values[i].fact), NULL,
					values[i].text, 0, &value);

		g_assert_cmpstr(value, ==, values[i].value);
		g_assert_cmpint(outcome, ==,
				values[i].value ? FACT_WRITTEN : FACT_NO_VALUE);
	}
}

/* ---- moments ---- */

#define NOW "2026-11-23 14:20" /* a Monday */

static const struct {
	const char *text, *value;
} moments[] = {
	{ "2026-11-23 08:50", "2026-11-23 08:50" },
	{ "2026-11-23T08:50:10", "2026-11-23 08:50" },
	{ "2026-11-23T00:50:00Z", "2026-11-23 08:50" },
	{ "2026/11/3 8:05", "2026-11-03 08:05" },
	{ "3.11.2026 8:05", "2026-11-03 08:05" },
	{ "2026年11月3日 8:05", "2026-11-03 08:05" },
	{ "2026 年 11 月 3 日", "2026-11-03" },
	{ "2027-05-31", "2027-05-31" },
	{ "until 2027-05-31, I think", "2027-05-31" },
	{ "08:50 on 2026-11-20", "2026-11-20 08:50" },
	{ "08:50", "2026-11-23 08:50" },
	{ "8:50", "2026-11-23 08:50" },
	{ "８：５０", "2026-11-23 08:50" },
	{ "14:20", "2026-11-23 14:20" },
	{ "14:21", "2026-11-22 14:21" },
	{ "about 8:50 this morning", "2026-11-23 08:50" },
	{ "8:50 am", "2026-11-23 08:50" },
	{ "2pm", "2026-11-23 14:00" },
	{ "12:10 a.m.", "2026-11-23 00:10" },
	{ "12:10 am", "2026-11-23 00:10" },
	{ "8点", "2026-11-23 08:00" },
	{ "8点半", "2026-11-23 08:30" },
	{ "8点50分", "2026-11-23 08:50" },
	{ "下午2点", "2026-11-23 14:00" },
	{ "上午 9:05", "2026-11-23 09:05" },
	{ "昨天下午5点半", "2026-11-22 17:30" },
	{ "yesterday 17:30", "2026-11-22 17:30" },
	{ "the day before yesterday, 09:00", "2026-11-21 09:00" },
	{ "昨晚8点", "2026-11-22 20:00" },
	{ "today 07:00", "2026-11-23 07:00" },
	{ "yesterday", "2026-11-22" },
	{ "11月20日 8:50", "2026-11-20 08:50" },
	{ "12月1日", "2025-12-01" },
	{ "2月29日", "2024-02-29" },
	{ "2026-02-30", NULL },
	{ "25:00", NULL },
	{ "8:5", NULL },
	{ "08:60", NULL },
	{ "3 printers", NULL },
	{ "10.0.0.1", NULL },
	{ "some time ago", NULL },
	{ "", NULL },
};

static void
test_moments(void)
{
	g_autoptr(Policy) policy = company("Asia/Shanghai");

	for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_autofree char *value = moment_read(moments[i].text, policy->desk.zone,
						     instant(policy, NOW));

		if (g_strcmp0(value, moments[i].value) != 0)
			g_test_message("\"%s\"", moments[i].text);
		g_assert_cmpstr(value, ==, moments[i].value);
	}
}

static const struct {
	const char *text, *value;
} sinces[] = {
	{ "The ERP is down since 08:50, nobody can work.", "2026-11-23 08:50" },
	{ "Since 8:50 it smokes.", "2026-11-23 08:50" },
	{ "down since yesterday 17:30", "2026-11-22 17:30" },
	{ "since this morning, about 8:50", NULL },
	{ "since about 8:50 this morning", "2026-11-23 08:50" },
	{ "打印机08:50起不能用", "2026-11-23 08:50" },
	{ "从8:50开始卡纸", "2026-11-23 08:50" },
	{ "自 8:50 起无法打印", "2026-11-23 08:50" },
	{ "自昨天下午5点半以来很慢", "2026-11-22 17:30" },
	{ "从今天上午8点50分左右开始", "2026-11-23 08:50" },
	{ "11月20日至今", "2026-11-20" },
	{ "昨天一起上线的系统", NULL },
	{ "sincerely, 08:50", NULL },
	{ "今天8:50打印机开始卡纸", NULL },
	{ "since last week", NULL },
	{ "It happened at 08:50.", NULL },
	{ "", NULL },
};

static void
test_since(void)
{
	g_autoptr(Policy) policy = company("Asia/Shanghai");

	for (guint i = 0; i < G_N_ELEMENTS(sinces); i++) {
		g_autofree char *value = moment_since(sinces[i].text, policy->desk.zone,
						      instant(policy, NOW));

		if (g_strcmp0(value, sinces[i].value) != 0)
			g_test_message("\"%s\"", sinces[i].text);
		g_assert_cmpstr(value, ==, sinces[i].value);
	}
}

/* This would take minutes if the rest of the text were read behind each "since". */
static void
test_since_endless(void)
{
	g_autoptr(Policy) policy = company("UTC");
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *value = NULL;

	for (guint i = 0; i < 200000; i++)
		g_string_append(text, "since monday ");
	value = moment_since(text->str, policy->desk.zone, 0);
	g_assert_null(value);
}

/* Around every change of the clocks: the last such time has been, is less than two days
 * ago, is what the wall clock showed, and is stored so that it can be read again. */
static void
test_clock_changes(void)
{
	static const struct {
		const char *zone, *day;
	} changes[] = {
		{ "Europe/Berlin", "2026-03-29 00:00" },
		{ "Europe/Berlin", "2026-10-25 00:00" },
		{ "America/St_Johns", "2026-03-08 00:00" },
		{ "America/St_Johns", "2026-11-01 00:00" },
		{ "Australia/Lord_Howe", "2026-10-04 00:00" },
		{ "Australia/Lord_Howe", "2026-04-05 00:00" },
		{ "Asia/Shanghai", "2026-03-29 00:00" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autoptr(Policy) policy = company(changes[i].zone);
		gint64 start = instant(policy, changes[i].day);

		for (int step = 0; step < 8 * 48; step++) {
			gint64 now = start + (step / 8) * 1800 + 60, at;
			g_autofree char *said =
				g_strdup_printf("%02d:%02d", step % 8 / 2, step % 2 * 30);
			g_autofree char *stored =
				moment_read(said, policy->desk.zone, now);
			g_autofree char *shown = NULL;

			g_assert_nonnull(stored);
			at = instant(policy, stored);
			g_assert_cmpint(at, <=, now);
			g_assert_cmpint(at, >, now - 2 * 86400);
			shown = instant_local(at, policy->desk.zone);
			g_assert_true(g_str_has_suffix(shown, said));
		}
	}
}

/* ---- durations ---- */

static const struct {
	const char *known, *text, *value;
} durations[] = {
	{ NULL, "45min", "45min" },
	{ NULL, "1h30min", "1h30min" },
	{ "45min", "1h", "1h45min" },
	{ "45min", "15min", "1h" },
	{ NULL, "90min", "1h30min" },
	{ NULL, "30s", "1min" },
	{ NULL, "1.5h", "1h30min" },
	{ NULL, "2 hours", "2h" },
	{ NULL, "1 hour and 20 minutes", "1h20min" },
	{ NULL, "1 Hour 5 Min", "1h5min" },
	{ NULL, "45分钟", "45min" },
	{ NULL, "1小时30分", "1h30min" },
	{ NULL, "２个小时", "2h" },
	{ NULL, "半小时", "30min" },
	{ NULL, "半个小时", "30min" },
	{ NULL, "2d", "48h" },
	{ NULL, "0.1h", "6min" },
	{ NULL, "2bd", NULL },
	{ NULL, "long", NULL },
	{ NULL, "45", NULL },
	{ NULL, "-1h", NULL },
	{ NULL, "0h", NULL },
	{ NULL, "99999999999999999999h", NULL },
	{ NULL, "1h twice", NULL },
};

static void
test_durations(void)
{
	g_autoptr(Policy) policy = company("UTC");
	const FactSpec *time = policy_fact(policy, "time");

	for (guint i = 0; i < G_N_ELEMENTS(durations); i++) {
		g_autofree char *value = NULL;
		FactOutcome outcome = fact_value_read(policy, time, durations[i].known,
						      durations[i].text, 0, &value);

		if (g_strcmp0(value, durations[i].value) != 0)
			g_test_message("\"%s\"", durations[i].text);
		g_assert_cmpstr(value, ==, durations[i].value);
		g_assert_cmpint(outcome, ==,
				durations[i].value ? FACT_WRITTEN : FACT_NO_DURATION);
	}
}

/* Whatever is added in whatever pieces: the sum is what is stored, and read back. */
static void
test_durations_add_up(void)
{
	g_autoptr(Policy) policy = company("UTC");
	const FactSpec *time = policy_fact(policy, "time");

	for (int round = 0; round < 500; round++) {
		g_autofree char *known = NULL;
		gint64 sum = 0;

		for (int i = 0; i < 8; i++) {
			int hours = g_test_rand_int_range(0, 30);
			int minutes = g_test_rand_int_range(1, 200);
			g_autofree char *text =
				hours ? g_strdup_printf("%dh%dmin", hours, minutes)
				      : g_strdup_printf("%dmin", minutes);
			char *value = NULL;
			Duration total;

			g_assert_cmpint(fact_value_read(policy, time, known, text, 0, &value),
					==, FACT_WRITTEN);
			g_free(known);
			known = value;
			sum += hours * 60 + minutes;
			g_assert_true(duration_parse(known, &total, NULL));
			g_assert_cmpint(total.seconds, ==, sum * 60);
		}
	}
}

/* ---- writing ---- */

static void
test_write(void)
{
	g_autoptr(Policy) policy = company("UTC");
	g_autoptr(Ticket) ticket = ticket_new(1);
	const FactSpec *ordered = policy_fact(policy, "订购");
	const FactSpec *parts = policy_fact(policy, "parts");

	g_assert_cmpint(fact_write(policy, ticket, ordered, "cable", "wang", 5), ==,
			FACT_WRITTEN);
	g_assert_cmpint(fact_write(policy, ticket, ordered, "plug\n\n box ", "wang", 6), ==,
			FACT_WRITTEN);
	g_assert_cmpstr(ticket_fact(ticket, "ordered"), ==, "cable, plug, box");
	g_assert_cmpint(fact_write(policy, ticket, parts, "\x04 \xe2\x80\x8b", "wang", 6), ==,
			FACT_NO_TEXT);
	g_assert_cmpint(fact_write(policy, ticket, parts, " ", "wang", 6), ==,
			FACT_NO_TEXT);
	g_assert_null(ticket_fact(ticket, "parts"));
	/* what cannot be written leaves what was */
	fact_write(policy, ticket, policy_fact(policy, "scope"), "everybody", "wang", 7);
	g_assert_cmpint(fact_write(policy, ticket, policy_fact(policy, "scope"), "nobody",
				   "wang", 8),
			==, FACT_NO_VALUE);
	g_assert_cmpstr(ticket_fact(ticket, "scope"), ==, "everybody");
}

static char **
row(const char *text)
{
	return g_strsplit(text, "|", -1);
}

static Lookup *
lookup(const char *by, const char *names)
{
	Lookup *made = g_new0(Lookup, 1);

	made->title = g_strdup(by);
	made->by = g_strdup(by);
	made->names = row(names);
	made->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					   (GDestroyNotify)g_strfreev);
	return made;
}

/* A device has a model and a place, a model a service; who reports has a place too. */
static void
test_lookup(void)
{
	g_autoptr(Policy) policy = company("UTC");
	g_autoptr(Ticket) ticket = ticket_new(1);
	Lookup *models = lookup("model", "service"), *devices = lookup("device", "model|place");
	Lookup *people = lookup("reporter", "place|impact");
	Person *person = g_new0(Person, 1);

	g_hash_table_insert(models->rows, g_strdup("x1"), row("printing"));
	g_hash_table_insert(devices->rows, g_strdup("pc-0001"), row("X1|room 3"));
	g_hash_table_insert(people->rows, g_strdup("zhang@corp.example"), row("room 9|"));
	g_ptr_array_add(policy->lookups, models);
	g_ptr_array_add(policy->lookups, devices);
	g_ptr_array_add(policy->lookups, people);
	person->title = g_strdup("zhang");
	person->name = g_strdup("Zhang");
	person->addresses = row("zhang@corp.example|z@phone.example");
	person->roles = row("");
	g_ptr_array_add(policy->persons, person);
	address_free(ticket->reporter);
	ticket->reporter = address_new(NULL, "z@phone.example");

	fact_write(policy, ticket, policy_fact(policy, "device"), " PC-0001", "zhang", 1);
	g_assert_cmpstr(ticket_fact(ticket, "model"), ==, "X1");
	g_assert_cmpstr(ticket_fact(ticket, "place"), ==, "room 3");
	g_assert_cmpstr(ticket_fact(ticket, "service"), ==, "printing");
	/* an empty field is no value */
	g_assert_null(ticket_fact(ticket, "impact"));
	/* what is known stays */
	fact_write(policy, ticket, policy_fact(policy, "place"), "room 4", "zhang", 2);
	lookup_fill(policy, ticket, 3);
	g_assert_cmpstr(ticket_fact(ticket, "place"), ==, "room 4");
}

static void
test_lookup_by_reporter(void)
{
	g_autoptr(Policy) policy = company("UTC");
	g_autoptr(Ticket) ticket = ticket_new(1);
	Lookup *people = lookup("reporter", "place");

	g_hash_table_insert(people->rows, g_strdup("feng@corp.example"), row("room 9"));
	g_ptr_array_add(policy->lookups, people);
	address_free(ticket->reporter);
	ticket->reporter = address_new(NULL, "Feng@corp.example");
	lookup_fill(policy, ticket, 3);
	g_assert_cmpstr(ticket_fact(ticket, "place"), ==, "room 9");
	g_assert_cmpstr(((Fact *)ticket->facts->pdata[0])->by, ==, "lookup:reporter");
}

/* ---- reports ---- */

static void
test_report(void)
{
	g_autoptr(Policy) policy = company("Asia/Shanghai");
	g_autoptr(Ticket) ticket = ticket_new(1);
	gint64 now = instant(policy, NOW);

	fact_read_report(policy, phrases, ticket, "Printer SN123456",
			 "Hello,\n"
			 "- Place： room 3\n"
			 "Cause: the cat\n"
			 "\n"
			 "It smokes since 08:50; our team is hit.\n"
			 "Thanks\n",
			 "zhang", now);
	g_assert_cmpstr(ticket_fact(ticket, "place"), ==, "room 3");
	g_assert_cmpstr(ticket_fact(ticket, "since"), ==, "2026-11-23 08:50");
	g_assert_cmpstr(ticket_fact(ticket, "scope"), ==, "department");
	g_assert_cmpstr(ticket_fact(ticket, "serial"), ==, "SN123456");
	/* nobody writes his own ticket's analysis: such a line is text */
	g_assert_null(ticket_fact(ticket, "cause"));
	g_assert_cmpstr(ticket_fact(ticket, "symptom"), ==,
			"Cause: the cat\n\nIt smokes since 08:50; our team is hit.");
	g_assert_null(ticket_fact(ticket, "impact"));
}

/* A labelled line comes before what is found, and a form alone tells no symptom. */
static void
test_report_form(void)
{
	g_autoptr(Policy) policy = company("Asia/Shanghai");
	g_autoptr(Ticket) ticket = ticket_new(1);

	fact_read_report(policy, phrases, ticket, "全公司打印机坏了",
			 "您好！\n影响范围：仅本人\n发生时间：8点半\n谢谢！", "feng",
			 instant(policy, NOW));
	g_assert_cmpstr(ticket_fact(ticket, "scope"), ==, "one person");
	g_assert_cmpstr(ticket_fact(ticket, "since"), ==, "2026-11-23 08:30");
	g_assert_null(ticket_fact(ticket, "symptom"));
}

static void
test_asked_of_reporter(void)
{
	g_autoptr(Policy) policy = company("UTC");
	Document *document = g_new0(Document, 1);
	g_autoptr(GPtrArray) before = facts_from_mail(policy);
	g_autoptr(GPtrArray) after = NULL;

	document->title = g_strdup("change");
	document->facts = row("");
	document->attach = g_ptr_array_new();
	document->to = row("reporter");
	document->ask = row("function-test");
	g_ptr_array_add(policy->documents, document);
	after = facts_from_mail(policy);
	g_assert_cmpuint(after->len, ==, before->len + 1);
	g_assert_true(g_ptr_array_find(
		after, policy_fact(policy, "function-test"), NULL));
	g_assert_false(g_ptr_array_find(after, policy_fact(policy, "cause"), NULL));
}

/* ---- answers ---- */

/* Facts: what is known before, what was asked, the answer, what is known then, the rest. */
static const struct {
	const char *known, *asked, *text, *then, *rest;
} answers[] = {
	{ "", "since|impact", "Since: 08:50\nImpact: no invoices", "since=2026-11-23 08:50|impact=no invoices", "" },
	{ "", "since|impact", "影响：财务停工\n其他没有", "impact=财务停工", "其他没有" },
	/* one missing: the whole text is it, but not a mere yes */
	{ "since=2026-11-23", "since|impact", "I cannot write letters", "since=2026-11-23|impact=I cannot write letters", "" },
	{ "since=2026-11-23", "since|impact", "Hello,\nI cannot write\n\nThanks", "since=2026-11-23|impact=I cannot write", "" },
	{ "since=2026-11-23", "since|impact", "yes", "since=2026-11-23", "yes" },
	{ "since=2026-11-23", "since|impact", "谢谢", "since=2026-11-23", "谢谢" },
	{ "", "since|impact", "I cannot write letters", "", "I cannot write letters" },
	{ "", "function-test", "it passed", "function-test=passed", "" },
	{ "", "function-test", "I do not know", "", "I do not know" },
	{ "", "since", "about 8:50", "since=2026-11-23 08:50", "" },
	/* a label that was asked for counts though a report may not use it */
	{ "", "function-test|cause", "Cause: the cat", "cause=the cat", "" },
	{ "", "function-test|impact", "Cause: the cat", "", "Cause: the cat" },
	/* scores */
	{ "", "score|comment", "5", "score=5", "" },
	{ "", "score|comment", "4 fast, but late", "score=4|comment=fast, but late", "" },
	{ "", "score|comment", "５分，很好", "score=5|comment=很好", "" },
	{ "", "score|comment", "3星", "score=3", "" },
	{ "", "score|comment", "四星 还行", "score=4|comment=还行", "" },
	{ "", "score|comment", "★★★★ fine", "score=4|comment=fine", "" },
	{ "", "score|comment", "⭐⭐", "score=2", "" },
	{ "", "score|comment", "2/5\nslow", "score=2|comment=slow", "" },
	{ "", "score|comment", "4 stars. Good!", "score=4|comment=Good!", "" },
	{ "", "score|comment", "Satisfaction: 5\nScore: 4\nComment: good", "score=4|comment=good", "Satisfaction: 5" },
	{ "", "score|comment", "Hello,\n5\nThanks", "score=5", "" },
	{ "", "score|comment", "friendly people", "comment=friendly people", "" },
	{ "", "score|comment", "no", "", "no" },
	{ "", "score|comment", "yes", "", "yes" },
	{ "", "score", "10", "", "10" },
	{ "", "score", "5.5", "", "5.5" },
	{ "", "score", "0", "", "0" },
	{ "", "score", "6", "", "6" },
	{ "score=2", "score|comment", "4", "score=4", "" },
	{ "", "impact", "5", "impact=5", "" },
	/* unasked: labelled lines that a reporter may write, patterns */
	{ "", "", "Place: room 3\nbye now", "place=room 3", "bye now" },
	{ "place=room 1", "", "地点：room 3", "place=room 3", "" },
	{ "", "", "it is SN654321", "serial=SN654321", "it is SN654321" },
	{ "serial=SN000001", "", "not SN654321", "serial=SN000001", "not SN654321" },
	{ "", "", "5", "", "5" },
};

static void
add_known(const Policy *policy, Ticket *ticket, const char *known)
{
	g_auto(GStrv) pairs = g_strsplit(known, "|", -1);

	for (guint i = 0; pairs[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(pairs[i], "=", 2);

		if (pair[0] && pair[1])
			ticket_set_fact(ticket, pair[0], pair[1], "wang", 1);
	}
}

static void
test_answers(void)
{
	g_autoptr(Policy) policy = company("Asia/Shanghai");
	g_autoptr(GPtrArray) free = facts_from_mail(policy);

	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autoptr(Ticket) ticket = ticket_new(1);
		g_auto(GStrv) titles = g_strsplit(answers[i].asked, "|", -1);
		g_autoptr(GPtrArray) asked = g_ptr_array_new();
		g_autoptr(GString) then = g_string_new(NULL);
		g_autofree char *rest = NULL;

		for (guint j = 0; titles[j]; j++)
			g_ptr_array_add(asked, (gpointer)policy_fact(policy, titles[j]));
		add_known(policy, ticket, answers[i].known);
		fact_read_reply(policy, ticket,
				&(FactReply){
					.answers = phrases,
					.free = free,
					.asked = asked,
					.takes_whole = TRUE,
					.text = answers[i].text,
					.by = "feng",
					.now = instant(policy, NOW),
				},
				&rest);
		for (guint j = 0; j < ticket->facts->len; j++) {
			const Fact *fact = ticket->facts->pdata[j];

			g_string_append_printf(then, "%s%s=%s", j ? "|" : "", fact->name,
					       fact->value);
		}
		if (strcmp(then->str, answers[i].then) != 0)
			g_test_message("\"%s\"", answers[i].text);
		g_assert_cmpstr(then->str, ==, answers[i].then);
		g_assert_cmpstr(rest, ==, answers[i].rest);
	}
}

/* ---- words ---- */

static void
test_words(void)
{
	g_autoptr(Policy) policy = company("UTC");
	g_autoptr(Ticket) ticket = ticket_new(1);
	g_autofree char *scope = NULL;
	g_autofree char *time = NULL;

	ticket_set_fact(ticket, "scope", "one person", "wang", 1);
	ticket_set_fact(ticket, "time", "1h30min", "wang", 1);
	scope = fact_words(policy, ticket, "scope", "zh_CN");
	time = fact_words(policy, ticket, "time", "zh_CN");
	g_assert_cmpstr(scope, ==, "仅本人");
	g_assert_cmpstr(time, ==, "1 小时 30 分钟");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	phrases = shipped_answers();
	g_test_add_func("/fact/lines", test_lines);
	g_test_add_func("/fact/values", test_values);
	g_test_add_func("/fact/moments", test_moments);
	g_test_add_func("/fact/since", test_since);
	g_test_add_func("/fact/since-endless", test_since_endless);
	g_test_add_func("/fact/clock-changes", test_clock_changes);
	g_test_add_func("/fact/durations", test_durations);
	g_test_add_func("/fact/durations-add-up", test_durations_add_up);
	g_test_add_func("/fact/write", test_write);
	g_test_add_func("/fact/lookup", test_lookup);
	g_test_add_func("/fact/lookup-by-reporter", test_lookup_by_reporter);
	g_test_add_func("/fact/report", test_report);
	g_test_add_func("/fact/report-form", test_report_form);
	g_test_add_func("/fact/asked-of-reporter", test_asked_of_reporter);
	g_test_add_func("/fact/answers", test_answers);
	g_test_add_func("/fact/words", test_words);
	return g_test_run();
}
