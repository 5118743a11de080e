/* Mails over the limits: set aside, and let in by an administrator with their header alone.
 */
#include "desk-fixture.h"

#include <string.h>

#include "mail/mime.h"

static char *
hostile(const char *head)
{
	GString *mail = g_string_new(head);

	g_string_append(mail, "MIME-Version: 1.0\r\n"
			      "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
	for (guint i = 0; i < 2000; i++)
		g_string_append(mail, "--b\r\n\r\n\r\n");
	g_string_append(mail, "--b--\r\n");
	return g_string_free(mail, FALSE);
}

/* Quarantined with an alert, then released. Its ledger row after that. Own. */
static LedgerMail *
release(TestDesk *desk, const char *text)
{
	Store *store = desk->service->store;
	g_autoptr(LedgerMail) mail = desk_mail(desk, text);
	g_autoptr(GError) problem = NULL;
	guint decided;

	g_assert_cmpint(mail->state, ==, LEDGER_QUARANTINED);
	g_assert_cmpuint(desk_count_mails(desk, "alert"), ==, 1);
	store_set_ledger(store, mail->ledger_id, LEDGER_STORED, "released by cli:root",
			 &problem);
	g_assert_no_error(problem);
	g_assert_true(intake_decide(desk->intake, 10, &decided, &problem));
	g_assert_no_error(problem);
	return store_ledger_mail(store, mail->ledger_id, NULL);
}

static void
test_released(TestDesk *desk, gconstpointer unused)
{
	Store *store = desk->service->store;
	g_autofree char *text = hostile("From: Feng <feng@corp.example>\r\n"
					"Subject: many parts\r\nMessage-ID: <h@pc>\r\n");
	g_autoptr(LedgerMail) mail = release(desk, text);
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(OutboxMail) notice = desk_sent(desk, "li@corp.example", "new");
	const Entry *entry;

	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	ticket = store_ticket(store, mail->ticket_id, NULL);
	g_assert_cmpstr(ticket->subject, ==, "many parts");
	g_assert_cmpstr(ticket->reporter->address, ==, "feng@corp.example");
	entries = store_entries(store, mail->ticket_id, NULL);
	entry = entries->pdata[0];
	g_assert_nonnull(strstr(entry->visible, "2,000 parts, limit 1,000"));
	g_assert_cmpuint(entry->attachments->len, ==, 0);
	raw = store_raw(store, entry->raw_hash, NULL);
	g_assert_cmpuint(g_bytes_get_size(raw), ==, strlen(text));
	g_assert_nonnull(notice);
	g_assert_cmpuint(desk_count_mails(desk, "alert"), ==, 1);
	g_assert_cmpuint(desk_count_mails(desk, "received"), ==, 0);
}

/* Whom its header does not name for certain is nobody, released or not. */
static void
test_two_senders(TestDesk *desk, gconstpointer unused)
{
	g_autofree char *text = hostile("From: zhao@corp.example\r\n"
					"From: x@outside.example\r\nSubject: two\r\n");
	g_autoptr(LedgerMail) mail = release(desk, text);
	g_autoptr(Ticket) ticket =
		store_ticket(desk->service->store, mail->ticket_id, NULL);

	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	g_assert_cmpstr(ticket->reporter->address, ==, "");
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	DESK_ADD("/release/over-the-limits", test_released);
	DESK_ADD("/release/two-senders", test_two_senders);
	result = g_test_run();
	mime_shutdown();
	return result;
}
