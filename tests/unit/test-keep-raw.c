/* keep-raw: the raw mail of tickets that were closed long ago goes, and nothing misses it.
 */
#include "desk-fixture.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "desk/scheduler.h"
#include "mail/mime.h"

#define DAY  G_GINT64_CONSTANT(86400)
#define YEAR (365 * DAY)

static LedgerMail *
report(TestDesk *desk, gsize size)
{
	g_autofree char *file = g_strnfill(size, 'A');
	g_autofree char *text = g_strdup_printf(
		"From: feng@corp.example\r\nSubject: fault\r\nMessage-ID: <%u@pc>\r\n"
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\n\r\nBroken, see the log.\r\n--b\r\nContent-Type: text/plain\r\n"
		"Content-Disposition: attachment; filename=log.txt\r\n\r\n%s\r\n--b--\r\n",
		desk->uid, file);

	return desk_mail(desk, text);
}

/* The engineer answers the notice about TICKET_ID. */
static void
command(TestDesk *desk, gint64 ticket_id, const char *words)
{
	g_autoptr(OutboxMail) notice = desk_sent(desk, "li@corp.example", "new");
	g_autoptr(LedgerMail) mail = NULL;
	g_autofree char *text = NULL;

	g_assert_cmpint(notice->ticket_id, ==, ticket_id);
	text = g_strdup_printf("From: li@corp.example\r\nSubject: Re: fault\r\n"
			       "Message-ID: <c%u@pc>\r\nIn-Reply-To: <%s>\r\n\r\n%s\r\n",
			       desk->uid, notice->message_id, words);
	mail = desk_mail(desk, text);
	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	desk_send_all(desk, service_now(desk->service));
}

static gboolean
has_raw(TestDesk *desk, const LedgerMail *mail)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) raw = store_raw(desk->service->store, mail->raw_hash, &problem);

	if (!raw)
		g_assert_error(problem, DESK_ERROR, DESK_ERROR_DATA);
	return raw != NULL;
}

static void
a_day_passes(TestDesk *desk, gint64 now)
{
	g_autoptr(GError) problem = NULL;
	gint64 next;

	desk_reopen(desk, now);
	g_assert_true(scheduler_daily(desk->service, &next, NULL, &problem));
	g_assert_no_error(problem);
}

static void
test_closed_long_ago(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(LedgerMail) mail = report(desk, 100);
	g_autoptr(GPtrArray) entries = NULL;
	const Entry *entry;

	command(desk, 1, "/accept");
	/* However old, as long as its ticket is open, */
	a_day_passes(desk, NOW + 3 * YEAR);
	g_assert_true(has_raw(desk, mail));
	/* or was closed less than two years ago. */
	command(desk, 1, "/close");
	a_day_passes(desk, NOW + 5 * YEAR - DAY);
	g_assert_true(has_raw(desk, mail));
	a_day_passes(desk, NOW + 5 * YEAR + DAY);
	g_assert_false(has_raw(desk, mail));
	entries = store_entries(desk->service->store, 1, NULL);
	entry = entries->pdata[0];
	g_assert_cmpstr(entry->visible, ==, "Broken, see the log.");
	g_assert_cmpuint(entry->attachments->len, ==, 1);
	g_assert_cmpstr(((Attachment *)entry->attachments->pdata[0])->name, ==, "log.txt");
}

/* The same mail is still known, though its bytes are gone. */
static void
test_known_again(TestDesk *desk, gconstpointer unused)
{
	static const char text[] = "From: feng@corp.example\r\nSubject: fault\r\n"
				   "Message-ID: <again@pc>\r\n\r\nBroken.\r\n";
	g_autoptr(LedgerMail) mail = desk_mail(desk, text);
	g_autoptr(LedgerMail) again = NULL;

	command(desk, 1, "/close");
	a_day_passes(desk, NOW + 3 * YEAR);
	g_assert_false(has_raw(desk, mail));
	again = desk_mail(desk, text);
	g_assert_cmpint(again->state, ==, LEDGER_DUPLICATE);
}

static gint64
file_size(TestDesk *desk)
{
	g_autofree char *path = g_build_filename(desk->folder, "desk.db", NULL);
	struct stat about;

	g_assert_cmpint(stat(path, &about), ==, 0);
	return about.st_size;
}

/* The file becomes smaller, not only emptier. */
static void
test_room_is_given_back(TestDesk *desk, gconstpointer unused)
{
	g_autoptr(LedgerMail) mail = report(desk, 4 * 1024 * 1024);
	gint64 before;

	command(desk, 1, "/close");
	desk_reopen(desk, NOW + YEAR);
	before = file_size(desk);
	a_day_passes(desk, NOW + 3 * YEAR);
	desk_reopen(desk, NOW + 3 * YEAR);
	g_assert_false(has_raw(desk, mail));
	g_assert_cmpint(file_size(desk), <, before - 3 * 1024 * 1024);
}

/* Nor does it keep who sent wrong keys, when an hour is over. */
static void
test_wrong_keys(TestDesk *desk, gconstpointer unused)
{
	Store *store = desk->service->store;
	g_autoptr(Change) change = change_new();
	guint count;

	change->wrong_key = g_strdup("eve@outside.example");
	g_assert_true(store_begin(store, NULL));
	g_assert_true(store_apply(store, change, 0, NULL, NULL, NOW, NULL));
	g_assert_true(store_commit(store, NULL));
	g_assert_true(store_forget_wrong_keys(store, NOW + 60, &count, NULL));
	g_assert_cmpuint(count, ==, 0);
	a_day_passes(desk, NOW + DAY);
	g_assert_true(store_forget_wrong_keys(desk->service->store, NOW + DAY, &count, NULL));
	g_assert_cmpuint(count, ==, 0);
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	DESK_ADD("/keep-raw/closed-long-ago", test_closed_long_ago);
	DESK_ADD("/keep-raw/known-again", test_known_again);
	DESK_ADD("/keep-raw/wrong-keys", test_wrong_keys);
	DESK_ADD("/keep-raw/room", test_room_is_given_back);
	result = g_test_run();
	mime_shutdown();
	return result;
}
