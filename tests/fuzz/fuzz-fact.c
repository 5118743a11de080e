/*
 * Exercises: the reading of facts in reports and answers. Holds that no labelled line is
 * empty, that what is stored is valid and can be read again, and
 * that a score is 1 to 5.
 */
#include "core/fact-read.h"

#include <string.h>

#include "base/text.h"
#include "shipped-answers.h"
#include "core/fact.h"
#include "core/moment-text.h"

#define NOW 1800000000

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static const Policy *
company(void)
{
	static Policy *policy;

	if (policy)
		return policy;
	policy = policy_new();
	g_time_zone_unref(policy->desk.zone);
	policy->desk.zone = zone_find("Europe/Berlin", NULL);
	return policy;
}

static void
check_lines(const char *text)
{
	g_autofree char *rest = NULL;
	g_autoptr(GPtrArray) lines = fact_lines(company()->facts, text, &rest);

	g_assert_nonnull(rest);
	for (guint i = 0; i < lines->len; i++)
		g_assert_cmpstr(((FactLine *)lines->pdata[i])->text, !=, "");
}

static void
check_ticket(const Ticket *ticket)
{
	const char *since = ticket_fact(ticket, "since");
	const char *time = ticket_fact(ticket, "time");
	const char *score = ticket_fact(ticket, "score");

	if (since)
		g_assert_cmpint(fact_moment(company(), ticket, "since"), !=, 0);
	if (time)
		g_assert_true(duration_parse(time, &(Duration){ 0 }, NULL));
	if (score)
		g_assert_true(strlen(score) == 1 && *score >= '1' && *score <= '5');
	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];

		g_assert_cmpstr(fact->value, !=, "");
		g_assert_true(g_utf8_validate(fact->value, -1, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = text_valid((const char *)data, size);
	static Answers *phrases;
	g_autofree char *since = moment_since(text, company()->desk.zone, NOW);
	g_autoptr(Ticket) report = ticket_new(1);
	g_autoptr(Ticket) answer = ticket_new(2);
	g_autoptr(GPtrArray) none = g_ptr_array_new();

	if (!phrases)
		phrases = shipped_answers();
	if (since)
		g_assert_cmpint(strlen(since), >=, strlen("2026-11-23"));
	check_lines(text);
	fact_read_report(company(), phrases, report, "", text, "zhang", NOW);
	check_ticket(report);
	fact_read_reply(company(), answer,
			&(FactReply){
				.answers = phrases,
				.free = none,
				.asked = company()->facts,
				.takes_whole = TRUE,
				.text = text,
				.by = "zhang",
				.now = NOW,
			},
			NULL);
	check_ticket(answer);
	return 0;
}
