/* core/ceiling: each comparison at its edge, the breaker's day, and the summary of a flood.
 */
#include "core/ceiling.h"

#include <string.h>

#include "core/notice.h"

#define NOW 1800000000

static void
test_counts(void)
{
	g_autoptr(Policy) policy = policy_new();
	g_autoptr(Snapshot) snapshot = snapshot_new();

	snapshot->acks_in_hour = 1000;
	snapshot->mails_in_hour = 1000;
	g_assert_true(ceiling_may_acknowledge(policy, snapshot));
	snapshot->bytes_in_day = 5000;
	g_assert_cmpint(ceiling_of_sender(policy, snapshot), ==, SENDER_WITHIN);
	policy->desk.acknowledge_limit = 1001;
	policy->desk.sender_limit = 1001;
	g_assert_true(ceiling_may_acknowledge(policy, snapshot));
	policy->desk.sender_size_limit = 5001;
	g_assert_cmpint(ceiling_of_sender(policy, snapshot), ==, SENDER_WITHIN);
	policy->desk.sender_size_limit = 5000;
	g_assert_cmpint(ceiling_of_sender(policy, snapshot), ==, SENDER_MANY_BYTES);
	policy->desk.acknowledge_limit = 1000;
	policy->desk.sender_limit = 1000;
	g_assert_false(ceiling_may_acknowledge(policy, snapshot));
	g_assert_cmpint(ceiling_of_sender(policy, snapshot), ==, SENDER_MANY_MAILS);
}

static void
test_recipient(void)
{
	g_autoptr(Policy) policy = policy_new();
	g_autoptr(OutMail) mail = outmail_new();
	Person *wang = g_new0(Person, 1);

	wang->title = g_strdup("wang");
	wang->addresses = g_strsplit("wang@corp.example", " ", -1);
	g_ptr_array_add(policy->persons, wang);
	policy->desk.recipient_limit = 20;
	mail->to = address_new(NULL, "feng@corp.example");
	mail->tone = TONE_GENERATED;
	g_assert_cmpint(ceiling_per_minute(policy, mail), ==, 20);
	g_assert_cmpint(ceiling_per_hour(policy, mail), ==, 0);
	policy->desk.recipient_hour_limit = 200;
	g_assert_cmpint(ceiling_per_hour(policy, mail), ==, 200);
	policy->desk.recipient_limit = 0;
	g_assert_cmpint(ceiling_per_hour(policy, mail), ==, 0);
	policy->desk.recipient_limit = 20;
	mail->tone = TONE_REPLIED;
	g_assert_cmpint(ceiling_per_minute(policy, mail), ==, 20);
	mail->tone = TONE_PERSONAL;
	g_assert_cmpint(ceiling_per_minute(policy, mail), ==, 0);
	g_assert_cmpint(ceiling_per_hour(policy, mail), ==, 0);
	mail->tone = TONE_GENERATED;
	address_free(mail->to);
	mail->to = address_new(NULL, "Wang@corp.example");
	g_assert_cmpint(ceiling_per_minute(policy, mail), ==, 0);
}

#define AGO(seconds) (NOW - (seconds))

typedef struct {
	const char *name;
	Breaker breaker;
	BreakerStep step;
} Row;

static const Row rows[] = {
	{ "quiet", { 100, 0, 0, 0 }, BREAKER_KEEP },
	{ "at-the-limit", { 100, 100, 0, 0 }, BREAKER_KEEP },
	{ "over-the-limit", { 100, 101, 0, 0 }, BREAKER_STOP },
	{ "no-limit", { 0, 1000000, 0, 0 }, BREAKER_KEEP },
	{ "no-limit-any-more", { 0, 0, AGO(5), 0 }, BREAKER_RESUME },
	{ "goes-on", { 100, 50, AGO(3600), 0 }, BREAKER_KEEP },
	{ "has-ended", { 100, 10, AGO(600), 0 }, BREAKER_RESUME },
	{ "not-yet-ended", { 100, 11, AGO(600), 0 }, BREAKER_KEEP },
	{ "too-early", { 100, 0, AGO(599), 0 }, BREAKER_KEEP },
	{ "second-time", { 100, 0, AGO(600), AGO(86399) }, BREAKER_KEEP },
	{ "second-day", { 100, 0, AGO(600), AGO(86400) }, BREAKER_RESUME },
};

static void
test_breaker(gconstpointer data)
{
	const Row *row = data;

	g_assert_cmpint(ceiling_breaker(&row->breaker, NOW), ==, row->step);
}

static void
add_line(GPtrArray *lines, const char *from, const char *subject, const char *reason)
{
	HeldLine *line = g_new0(HeldLine, 1);

	line->from = g_strdup(from);
	line->subject = g_strdup(subject);
	line->reason = g_strdup(reason);
	g_ptr_array_add(lines, line);
}

static void
test_summary(void)
{
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)held_line_free);
	g_autoptr(GPtrArray) few = NULL;
	const HeldLine *line;

	for (int i = 0; i < 5; i++)
		add_line(lines, "a@x", i ? "again" : "first", "too many");
	add_line(lines, "a@x", "other", "another reason");
	add_line(lines, NULL, NULL, NULL);
	few = ceiling_summarise(lines);
	g_assert_cmpuint(few->len, ==, 3);
	line = few->pdata[0];
	g_assert_cmpstr(line->subject, ==, "first (+ 4)");
	line = few->pdata[1];
	g_assert_cmpstr(line->subject, ==, "other");
	line = few->pdata[2];
	g_assert_null(line->from);
}

static void
test_summary_is_bounded(void)
{
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)held_line_free);
	g_autoptr(GPtrArray) few = NULL;
	const HeldLine *line;

	for (int i = 0; i < 10000; i++) {
		g_autofree char *from = g_strdup_printf("%d@x", i / 2);

		add_line(lines, from, "hello", "held");
	}
	few = ceiling_summarise(lines);
	g_assert_cmpuint(few->len, ==, HELD_LINES_MAX + 1);
	line = few->pdata[HELD_LINES_MAX];
	g_assert_cmpstr(line->subject, ==, "(+ 9800)");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/ceiling/breaker/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_breaker);
	}
	g_test_add_func("/ceiling/counts", test_counts);
	g_test_add_func("/ceiling/recipient", test_recipient);
	g_test_add_func("/ceiling/summary", test_summary);
	g_test_add_func("/ceiling/summary-is-bounded", test_summary_is_bounded);
	return g_test_run();
}
