/* Addresses that mail does not reach: who is marked, who is told, and what clears it. */
#include "desk-fixture.h"

#include <string.h>

#include "desk/scheduler.h"
#include "mail/mime.h"

#define DAY 86400

#define REPORT(id)                                                                         \
	"From: feng@corp.example\r\nSubject: VPN " id "\r\nMessage-ID: <" id "@pc>\r\n"    \
	"\r\nIt is slow.\r\n"

static LedgerMail *
report_back(TestDesk *desk, const char *id, const char *action, const char *status)
{
	static int number;
	g_autofree char *text = g_strdup_printf(
		"From: MAILER-DAEMON@mx.example\r\nSubject: Delivery %s\r\n"
		"Message-ID: <%d@mx.example>\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/report; report-type=delivery-status; "
		"boundary=b\r\n"
		"\r\n--b\r\n\r\nSee below.\r\n--b\r\n"
		"Content-Type: message/delivery-status\r\n\r\n"
		"Reporting-MTA: dns; mx.example\r\n\r\n"
		"Final-Recipient: rfc822; feng@corp.example\r\nAction: %s\r\nStatus: %s\r\n"
		"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
		"Message-ID: <%s>\r\n\r\n--b--\r\n",
		action, ++number, action, status, id);

	return desk_mail(desk, text);
}

/* The acknowledgement of the last report comes back. */
static void
bounce(TestDesk *desk)
{
	g_autoptr(OutboxMail) sent = desk_sent(desk, "feng@corp.example", "received");
	g_autoptr(LedgerMail) mail = report_back(desk, sent->message_id, "failed", "5.1.1");

	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
}

static guint
count_marks(TestDesk *desk)
{
	g_autoptr(GPtrArray) marks =
		store_undeliverable(desk->service->store, "Feng@corp.example", NULL);

	return marks->len;
}

static void
report(TestDesk *desk, const char *text)
{
	g_autoptr(LedgerMail) mail = desk_mail(desk, text);

	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	desk_send_all(desk, service_now(desk->service));
}

static void
test_told_once(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(OutboxMail) again = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	g_autofree char *words = NULL;

	report(desk, REPORT("one"));
	bounce(desk);
	g_assert_cmpuint(count_marks(desk), ==, 1);
	g_assert_cmpuint(desk_count_mails(desk, "failed"), ==, 1);
	g_assert_true(desk_has_event(desk, 1, "undelivered"));
	/* A later mail is tried all the same; when it comes back, that is no news. */
	words = g_strdup_printf(
		"From: li@corp.example\r\nSubject: Re: VPN\r\n"
		"Message-ID: <two@pc>\r\nIn-Reply-To: <%s>\r\n\r\nWe see.\r\n",
		(again = desk_sent(desk, "li@corp.example", "new"))->message_id);
	mail = desk_mail(desk, words);
	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	outbox_mail_free(again);
	again = desk_sent(desk, "feng@corp.example", "reply");
	g_assert_nonnull(again);
	g_assert_cmpint(again->state, ==, OUTBOX_DUE);
	desk_send_all(desk, NOW);
	ledger_mail_free(mail);
	mail = report_back(desk, again->message_id, "failed", "5.1.1");
	g_assert_cmpuint(desk_count_mails(desk, "failed"), ==, 1);
	g_assert_cmpuint(count_marks(desk), ==, 1);
	/* Of another ticket its own people are told. */
	report(desk, REPORT("three"));
	bounce(desk);
	g_assert_cmpuint(desk_count_mails(desk, "failed"), ==, 2);
	g_assert_cmpuint(count_marks(desk), ==, 2);
}

static void
test_answer_clears(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(OutboxMail) sent = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	g_autofree char *words = NULL;

	report(desk, REPORT("one"));
	bounce(desk);
	sent = desk_sent(desk, "feng@corp.example", "received");
	words = g_strdup_printf(
		"From: feng@corp.example\r\nSubject: Re: VPN\r\n"
		"Message-ID: <two@pc>\r\nIn-Reply-To: <%s>\r\n\r\nHere.\r\n",
		sent->message_id);
	mail = desk_mail(desk, words);
	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	g_assert_cmpuint(count_marks(desk), ==, 0);
	g_assert_true(desk_has_event(desk, 1, "reached"));
}

/* Without his key, anybody may have written it. */
static void
test_mail_without_key_clears_nothing(TestDesk *desk, gconstpointer unused)
{
	report(desk, REPORT("one"));
	bounce(desk);
	report(desk, "From: feng@corp.example\r\nSubject: more\r\nMessage-ID: <two@pc>\r\n"
		     "In-Reply-To: <one@pc>\r\n\r\nMore.\r\n");
	g_assert_cmpuint(count_marks(desk), ==, 1);
}

static void
test_kept_mail_clears(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(GError) problem = NULL;
	gint64 next;

	report(desk, REPORT("one"));
	desk_reopen(desk, NOW + 60);
	bounce(desk);
	desk_reopen(desk, NOW + DAY);
	report(desk, REPORT("two"));
	desk_reopen(desk, NOW + 5 * DAY);
	g_assert_true(scheduler_daily(desk->service, &next, NULL, &problem));
	g_assert_no_error(problem);
	g_assert_cmpuint(count_marks(desk), ==, 1);
	desk_reopen(desk, NOW + 7 * DAY);
	g_assert_true(scheduler_daily(desk->service, &next, NULL, &problem));
	g_assert_no_error(problem);
	g_assert_cmpuint(count_marks(desk), ==, 0);
	g_assert_true(desk_has_event(desk, 1, "reached"));
}

/* Reports that tell of no failure. */
static void
test_other_reports(TestDesk *desk, gconstpointer unused)
{
	static const struct {
		const char *action, *status, *event;
		guint marks;
	} reports[] = {
		{ "relayed", "2.0.0", NULL, 1 },
		{ "delayed", "4.4.1", "delayed", 1 },
		{ "delivered", "2.0.0", "delivered", 0 },
	};
	g_autoptr(OutboxMail) sent = NULL;

	report(desk, REPORT("one"));
	bounce(desk);
	sent = desk_sent(desk, "feng@corp.example", "received");
	for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
		g_autoptr(LedgerMail) mail = report_back(
			desk, sent->message_id, reports[i].action, reports[i].status);

		g_assert_true(!reports[i].event ||
			      desk_has_event(desk, 1, reports[i].event));
		g_assert_cmpuint(count_marks(desk), ==, reports[i].marks);
	}
	g_assert_cmpuint(desk_count_mails(desk, "failed"), ==, 1);
}

/* A bounce of anything else changes nothing: not an id that is not ours, and not the id of
 * a mail that came in. */
static void
test_bounce_of_others(TestDesk *desk, gconstpointer unused)
{
	static const char *const ids[] = {
		"x@elsewhere.example", "one@pc",
		"1-1r-aaaaaaaaaaaaaaaaaaaaaaaaaa.1@corp.example"
	};

	report(desk, REPORT("one"));
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(GPtrArray) before = store_history(desk->service->store, 1, NULL);
		g_autoptr(GPtrArray) mails =
			store_outbox_list(desk->service->store, TRUE, NULL);
		g_autoptr(LedgerMail) mail = report_back(desk, ids[i], "failed", "5.1.1");
		g_autoptr(GPtrArray) after = store_history(desk->service->store, 1, NULL);
		g_autoptr(GPtrArray) later =
			store_outbox_list(desk->service->store, TRUE, NULL);

		g_assert_cmpint(mail->state, ==, LEDGER_DROPPED);
		g_assert_cmpuint(after->len, ==, before->len);
		g_assert_cmpuint(later->len, ==, mails->len);
		g_assert_cmpuint(count_marks(desk), ==, 0);
	}
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	DESK_ADD("/undeliverable/told-once", test_told_once);
	DESK_ADD("/undeliverable/answer-clears", test_answer_clears);
	DESK_ADD("/undeliverable/mail-without-key", test_mail_without_key_clears_nothing);
	DESK_ADD("/undeliverable/kept-mail-clears", test_kept_mail_clears);
	DESK_ADD("/undeliverable/other-reports", test_other_reports);
	DESK_ADD("/undeliverable/bounce-of-others", test_bounce_of_others);
	result = g_test_run();
	mime_shutdown();
	return result;
}
