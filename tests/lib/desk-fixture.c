#include "desk-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static const char company[] =
	"desk { name = \"Desk\" address = \"desk@corp.example\" domains = "
	"{\"corp.example\", \"other.example\"} alerts = {\"zhao\"} }\n"
	"store { path = \"desk.db\"  keep-raw = \"2y\" }\n"
	"person \"li\" { address = \"li@corp.example\" roles = {\"engineer\"} }\n"
	"person \"zhao\" { address = \"zhao@corp.example\" roles = {\"manager\"} }\n"
	"team \"helpdesk\" { members = {\"li\"} manager = \"zhao\" }\n"
	"tier 1 { team = \"helpdesk\" }\n";

static void
open_all(TestDesk *desk, gint64 now)
{
	g_autofree char *file = g_build_filename(desk->folder, "faultline.conf", NULL);
	g_autoptr(GError) problem = NULL;

	desk->service = service_load(file, now, &problem);
	g_assert_no_error(problem);
	service_open_store(desk->service, STORE_WRITE, &problem);
	g_assert_no_error(problem);
	desk->intake = intake_new(desk->service, &problem);
	g_assert_no_error(problem);
}

static void
close_all(TestDesk *desk)
{
	g_clear_pointer(&desk->intake, intake_free);
	g_clear_pointer(&desk->service, service_free);
}

void
desk_set_up(TestDesk *desk, gconstpointer settings)
{
	g_autofree char *file = NULL;
	g_autofree char *text = g_strconcat(company, settings ? settings : "", NULL);

	desk->folder = g_dir_make_tmp("faultline-desk-XXXXXX", NULL);
	file = g_build_filename(desk->folder, "faultline.conf", NULL);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	open_all(desk, NOW);
}

void
desk_reopen(TestDesk *desk, gint64 now)
{
	close_all(desk);
	open_all(desk, now);
}

void
desk_tear_down(TestDesk *desk, gconstpointer settings)
{
	g_autoptr(GDir) dir = NULL;

	close_all(desk);
	dir = g_dir_open(desk->folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir));) {
		g_autofree char *file = g_build_filename(desk->folder, name, NULL);

		g_unlink(file);
	}
	g_rmdir(desk->folder);
	g_free(desk->folder);
}

LedgerMail *
desk_mail(TestDesk *desk, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	Accept accept = {
		.mailbox = "desk",
		.uidvalidity = 1,
		.uid = ++desk->uid,
		.received = service_now(desk->service),
		.bytes = bytes,
		.fd = -1,
		.size = strlen(text),
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	g_autoptr(GError) problem = NULL;
	guint n;

	g_assert_true(intake_accept(desk->intake, &accept, 1, &n, &problem));
	g_assert_no_error(problem);
	g_assert_true(intake_decide(desk->intake, 100, &n, &problem));
	g_assert_no_error(problem);
	return store_ledger_mail(desk->service->store, desk->uid, NULL);
}

OutboxMail *
desk_sent(TestDesk *desk, const char *address, const char *notice)
{
	g_autoptr(GPtrArray) mails = store_outbox_list(desk->service->store, TRUE, NULL);

	for (guint i = mails->len; i > 0; i--) {
		OutboxMail *mail = mails->pdata[i - 1];

		if (strcmp(mail->recipient, address) == 0 && strstr(mail->notice, notice))
			return g_ptr_array_steal_index(mails, i - 1);
	}
	return NULL;
}

void
desk_send_all(TestDesk *desk, gint64 at)
{
	Store *store = desk->service->store;

	for (;;) {
		g_autoptr(GPtrArray) mails = store_outbox_claim(store, at, 1, NULL);

		g_assert_nonnull(mails);
		if (mails->len == 0)
			return;
		g_assert_true(store_outbox_result(
			store, ((OutboxMail *)mails->pdata[0])->outbox_id, OUTBOX_SENT, 0,
			at, 250, "ok", NULL));
	}
}

guint
desk_count_mails(TestDesk *desk, const char *notice)
{
	g_autoptr(GPtrArray) mails = store_outbox_list(desk->service->store, TRUE, NULL);
	guint count = 0;

	for (guint i = 0; i < mails->len; i++)
		count += strcmp(((OutboxMail *)mails->pdata[i])->notice, notice) == 0;
	return count;
}

gboolean
desk_has_event(TestDesk *desk, gint64 ticket_id, const char *event)
{
	g_autoptr(GPtrArray) history = store_history(desk->service->store, ticket_id, NULL);

	for (guint i = 0; i < history->len; i++)
		if (strcmp(((Event *)history->pdata[i])->event, event) == 0)
			return TRUE;
	return FALSE;
}
