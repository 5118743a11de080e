/* A company's logo in every mail is shown on three tickets, and then no more. */
#include "desk-fixture.h"

#include <string.h>

#include "mail/mime.h"

#define LOGO   "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
#define OTHER  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSK"
#define INLINE "Content-ID: <logo>\r\nContent-Disposition: inline; filename=logo.png"
#define FILED  "Content-Disposition: attachment; filename=logo.png"

/* A report of FROM with a picture and a plain file; its ledger row. Own. */
static LedgerMail *
report(TestDesk *desk, const char *from, const char *disposition, const char *picture)
{
	g_autofree char *text = g_strdup_printf(
		"From: %s\r\nSubject: fault %u\r\nMessage-ID: <%u@pc>\r\n"
		"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: text/html\r\n\r\n<p>Broken. <img "
		"src=\"cid:logo\"></p>"
		"\r\n--b\r\nContent-Type: image/png\r\n%s\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n"
		"--b\r\nContent-Type: text/plain\r\n"
		"Content-Disposition: attachment; "
		"filename=log.txt\r\n\r\nline\r\n--b--\r\n",
		from, desk->uid, desk->uid, disposition, picture);

	return desk_mail(desk, text);
}

/* How many attachments of the first entry are listed, and travel with its notice. */
static void
assert_listed(TestDesk *desk, const LedgerMail *mail, guint wanted)
{
	Store *store = desk->service->store;
	g_autoptr(GPtrArray) entries = store_entries(store, mail->ticket_id, NULL);
	const Entry *entry = entries->pdata[0];
	g_autoptr(OutboxMail) row = desk_sent(desk, "li@corp.example", "new");
	g_autoptr(OutboxMail) notice = store_outbox_mail(store, row->outbox_id, TRUE, NULL);
	guint listed = 0;

	g_assert_cmpuint(entry->attachments->len, ==, 2);
	for (guint i = 0; i < 2; i++)
		listed += !((Attachment *)entry->attachments->pdata[i])->recurs;
	g_assert_cmpuint(listed, ==, wanted);
	g_assert_cmpint(notice->ticket_id, ==, mail->ticket_id);
	g_assert_cmpuint(notice->enclosures->len, ==, wanted);
}

static void
send_and_assert(TestDesk *desk, const char *from, const char *disposition,
		const char *picture, guint wanted)
{
	g_autoptr(LedgerMail) mail = report(desk, from, disposition, picture);

	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	assert_listed(desk, mail, wanted);
}

static void
test_logo(TestDesk *desk, gconstpointer unused)
{
	send_and_assert(desk, "feng@corp.example", INLINE, LOGO, 2);
	send_and_assert(desk, "chen@corp.example", INLINE, LOGO, 2);
	send_and_assert(desk, "feng@corp.example", INLINE, LOGO, 2);
	send_and_assert(desk, "zhou@corp.example", INLINE, LOGO, 1);
	/* Another picture, and the same one sent as a file, are news. */
	send_and_assert(desk, "feng@corp.example", INLINE, OTHER, 2);
	send_and_assert(desk, "feng@corp.example", FILED, LOGO, 2);
	send_and_assert(desk, "feng@corp.example", INLINE, LOGO, 1);
}

/* The raw mail has it, whatever is listed. */
static void
test_kept(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(LedgerMail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;

	for (guint i = 0; i < 4; i++) {
		g_clear_pointer(&mail, ledger_mail_free);
		mail = report(desk, "feng@corp.example", INLINE, LOGO);
	}
	assert_listed(desk, mail, 1);
	raw = store_raw(desk->service->store, mail->raw_hash, NULL);
	g_assert_nonnull(
		g_strstr_len(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), LOGO));
}

/* One ticket with many mails is one ticket; and what other companies send is theirs. */
static void
test_not_enough(TestDesk *desk, gconstpointer unused)
{
	send_and_assert(desk, "feng@corp.example", INLINE, LOGO, 2);
	send_and_assert(desk, "feng@other.example", INLINE, LOGO, 2);
	send_and_assert(desk, "feng@other.example", INLINE, LOGO, 2);
	send_and_assert(desk, "feng@corp.example", INLINE, LOGO, 2);
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	DESK_ADD("/picture/logo", test_logo);
	DESK_ADD("/picture/kept", test_kept);
	DESK_ADD("/picture/not-enough", test_not_enough);
	result = g_test_run();
	mime_shutdown();
	return result;
}
