/* desk/outbox without a server: what becomes of mails that were being sent when the process
 * ended. */
#include "desk-fixture.h"

#include <string.h>

#include "desk/outbox.h"
#include "mail/mime.h"

#define REPORT                                                                             \
	"From: feng@corp.example\r\nSubject: VPN\r\nMessage-ID: <one@pc>\r\n\r\nSlow.\r\n"

/* The process ends while it sends OUTBOX_ID at NOW, and starts again a second later. */
static OutboxMail *
die_sending(TestDesk *desk, gint64 outbox_id, gint64 now)
{
	g_autoptr(GPtrArray) claimed =
		store_outbox_claim(desk->service->store, now, 1, NULL);
	g_autoptr(GError) problem = NULL;
	Outbox *outbox;

	g_assert_cmpuint(claimed->len, ==, 1);
	g_assert_cmpint(((OutboxMail *)claimed->pdata[0])->outbox_id, ==, outbox_id);
	desk_reopen(desk, now + 1);
	outbox = outbox_start(desk->service, 0, &problem);
	g_assert_no_error(problem);
	outbox_stop(outbox);
	return store_outbox_mail(desk->service->store, outbox_id, FALSE, NULL);
}

static void
test_death(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(LedgerMail) report = desk_mail(desk, REPORT);
	g_autoptr(OutboxMail) first = desk_sent(desk, "li@corp.example", "new");
	g_autoptr(OutboxMail) told = NULL;
	gint64 now = NOW;

	g_assert_nonnull(first);
	for (guint i = 1; i <= 3; i++) {
		g_autoptr(OutboxMail) mail = die_sending(desk, first->outbox_id, now);

		g_assert_cmpint(mail->attempts, ==, i);
		g_assert_cmpstr(mail->message_id, ==, first->message_id);
		g_assert_cmpint(mail->state, ==, i < 3 ? OUTBOX_UNKNOWN : OUTBOX_FAILED);
		g_assert_cmpuint(desk_count_mails(desk, "alert"), ==, i < 3 ? 0 : 1);
		if (i < 3)
			g_assert_cmpint(mail->due, ==, now + 1 + 15 * 60);
		now += 1 + 15 * 60;
		/* the other mail of the report is sent in between */
		if (i == 1)
			desk_send_all(desk, now - 60);
	}
	/* Li was not reached, so it is his manager who hears of it. */
	g_assert_true(desk_has_event(desk, 1, "undelivered"));
	g_assert_cmpuint(desk_count_mails(desk, "failed"), ==, 1);
	told = desk_sent(desk, "zhao@corp.example", "failed");
	g_assert_nonnull(told);
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	DESK_ADD("/outbox/death", test_death);
	result = g_test_run();
	mime_shutdown();
	return result;
}
