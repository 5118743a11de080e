/*
 * Floods and loops against whole desks in memory (threats T4, T15, T16, T29): what goes out
 * when ten thousand mails come in, and when two desks write to each other. The clock is the
 * test's own.
 */
#include "desk/breaker.h"
#include "desk/intake.h"
#include "desk/scheduler.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mail/mime.h"
#include "store/store-outbox.h"

#define NOW   1800000000
#define FLOOD 10000

typedef struct {
	char *folder;     /* own */
	Service *service; /* own */
	Intake *intake;   /* own */
	guint32 uid;
	gint64 told; /* the highest number of the outbox that was looked at */
} TestDesk;

static TestDesk *
desk_new(const char *address, const char *domain, const char *more)
{
	TestDesk *desk = g_new0(TestDesk, 1);
	g_autofree char *file = NULL;
	g_autofree char *settings = g_strdup_printf(
		"desk { address = \"%s\" domains = {\"%s\"} alerts = {\"zhao\"} %s }\n"
		"person \"li\" { address = \"li@inside.example\" roles = {\"engineer\"} }\n"
		"person \"zhao\" { address = \"zhao@inside.example\" roles = "
		"{\"manager\"} }\n"
		"team \"helpdesk\" { members = {\"li\"} manager = \"zhao\" }\n"
		"tier 1 { team = \"helpdesk\" }\n",
		address, domain, more);
	g_autoptr(GError) problem = NULL;

	desk->folder = g_dir_make_tmp("faultline-flood-XXXXXX", NULL);
	file = g_build_filename(desk->folder, "faultline.conf", NULL);
	g_assert_true(g_file_set_contents(file, settings, -1, NULL));
	desk->service = service_load(file, NOW, &problem);
	g_assert_no_error(problem);
	g_clear_pointer(&desk->service->config->store_path, g_free);
	service_open_store(desk->service, STORE_MEMORY, &problem);
	g_assert_no_error(problem);
	desk->intake = intake_new(desk->service, &problem);
	g_assert_no_error(problem);
	return desk;
}

static void
desk_free(TestDesk *desk)
{
	g_autofree char *file = g_build_filename(desk->folder, "faultline.conf", NULL);

	intake_free(desk->intake);
	service_free(desk->service);
	g_unlink(file);
	g_rmdir(desk->folder);
	g_free(desk->folder);
	g_free(desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestDesk, desk_free)

static void
accept_mail(TestDesk *desk, const char *text)
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
	guint stored;

	intake_accept(desk->intake, &accept, 1, &stored, &problem);
	g_assert_no_error(problem);
}

static void
decide_all(TestDesk *desk)
{
	g_autoptr(GError) problem = NULL;
	guint decided = 1;

	while (decided > 0 && intake_decide(desk->intake, 1000, &decided, &problem))
		;
	g_assert_no_error(problem);
}

/* How many mails to ADDRESS (NULL: all) of NOTICE (NULL: any) were written. */
static guint
count_mails(TestDesk *desk, const char *address, const char *notice)
{
	g_autoptr(GPtrArray) mails = store_outbox_list(desk->service->store, TRUE, NULL);
	guint count = 0;

	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = mails->pdata[i];

		count += (!address || g_str_equal(mail->recipient, address)) &&
			 (!notice || strstr(mail->notice, notice));
	}
	return count;
}

static StoreCounts
counts_of(TestDesk *desk)
{
	StoreCounts counts;

	g_assert_true(store_counts(desk->service->store, &counts, NULL));
	return counts;
}

static void
one_morning_later(TestDesk *desk)
{
	g_autoptr(GError) problem = NULL;
	gint64 next;

	desk->service->fixed_now += 86400;
	scheduler_daily(desk->service, &next, NULL, &problem);
	g_assert_no_error(problem);
}

/* T16: nobody outside gets a mail, and inside there is one summary, of a readable length.
 */
static void
test_forged_outsiders(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example", "");
	g_autoptr(OutboxMail) summary = NULL;
	StoreCounts counts;

	for (int i = 0; i < FLOOD; i++) {
		g_autofree char *text = g_strdup_printf(
			"From: victim%d@outside%d.example\r\nTo: help@inside.example\r\n"
			"Subject: [FL#%d] Re: your account\r\n"
			"Message-ID: <%d@spam.example>\r\n\r\nPlease answer.\r\n",
			i, i % 100, i, i);

		accept_mail(desk, text);
	}
	decide_all(desk);
	counts = counts_of(desk);
	g_assert_cmpint(counts.ledger[LEDGER_HELD], ==, FLOOD);
	g_assert_cmpuint(count_mails(desk, NULL, NULL), ==, 0);
	one_morning_later(desk);
	g_assert_cmpuint(count_mails(desk, NULL, NULL), ==, 1);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", "held"), ==, 1);
	summary = store_outbox_mail(desk->service->store, 1, TRUE, NULL);
	g_assert_cmpuint(g_bytes_get_size(summary->head), <, 64 * 1024);
	one_morning_later(desk);
	g_assert_cmpuint(count_mails(desk, NULL, NULL), ==, 1);
}

/* T29: a hundred an hour and no more, the rest is held, and it is told once. */
static void
test_one_sender(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example", "");
	StoreCounts counts;

	for (int i = 0; i < FLOOD; i++) {
		g_autofree char *text = g_strdup_printf(
			"From: feng@inside.example\r\nTo: help@inside.example\r\n"
			"Subject: number %d\r\nMessage-ID: <%d@pc.example>\r\n\r\n"
			"It is broken.\r\n",
			i, i);

		accept_mail(desk, text);
	}
	decide_all(desk);
	counts = counts_of(desk);
	g_assert_cmpint(counts.tickets[STATE_NEW], ==, 100);
	g_assert_cmpint(counts.ledger[LEDGER_APPLIED], ==, 100);
	g_assert_cmpint(counts.ledger[LEDGER_HELD], ==, FLOOD - 100);
	g_assert_cmpuint(count_mails(desk, "feng@inside.example", NULL), ==, 10);
	g_assert_cmpuint(count_mails(desk, "li@inside.example", "new"), ==, 100);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", "alert"), ==, 1);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", NULL), ==, 1);
	one_morning_later(desk);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", "held"), ==, 1);
	/* the hour is over: he is heard again */
	accept_mail(desk, "From: feng@inside.example\r\nSubject: later\r\n\r\nagain\r\n");
	decide_all(desk);
	g_assert_cmpint(counts_of(desk).tickets[STATE_NEW], ==, 101);
	g_assert_cmpuint(count_mails(desk, "feng@inside.example", NULL), ==, 11);
}

/* T29 by weight: what he may send a day, however few mails it is in. */
static void
test_large_mails(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example",
					    "sender-size-limit = 100K");
	g_autofree char *text = g_strnfill(40 * 1024, 'x');

	for (int i = 0; i < 5; i++) {
		g_autofree char *mail = g_strdup_printf(
			"From: feng@inside.example\r\nSubject: number %d\r\n"
			"Message-ID: <%d@pc.example>\r\n\r\n%s\r\n",
			i, i, text);

		accept_mail(desk, mail);
	}
	decide_all(desk);
	g_assert_cmpint(counts_of(desk).tickets[STATE_NEW], ==, 3);
	g_assert_cmpint(counts_of(desk).ledger[LEDGER_HELD], ==, 2);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", "alert"), ==, 1);
}

/* The ceiling is one sender's: his flood takes no word from anybody else. */
static void
test_other_senders(void)
{
	g_autoptr(TestDesk) desk =
		desk_new("help@inside.example", "inside.example", "sender-limit = 3");

	for (int i = 0; i < 12; i++) {
		g_autofree char *text = g_strdup_printf(
			"From: feng%d@inside.example\r\nSubject: number %d\r\n"
			"Message-ID: <%d@pc.example>\r\n\r\nIt is broken.\r\n",
			i % 2, i, i);

		accept_mail(desk, text);
	}
	decide_all(desk);
	g_assert_cmpint(counts_of(desk).tickets[STATE_NEW], ==, 6);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", "alert"), ==, 1);
}

/* T4: whoever tries out keys gets twenty answers an hour like those to any other mail, and then
 * none; what bears his name without a key is not silenced with it. */
static void
test_guessed_keys(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example",
					    "acknowledge-limit = 0 sender-limit = 0");
	StoreCounts counts;

	for (int i = 0; i < 50; i++) {
		g_autofree char *text = g_strdup_printf(
			"From: feng@inside.example\r\nSubject: number %d\r\n"
			"Message-ID: <%d@pc.example>\r\n"
			"In-Reply-To: <%d-1r-abcdefghijklmnopqrstuvwxyz.1@inside.example>"
			"\r\n\r\nIs it this one?\r\n",
			i, i, i % 3 + 1);

		accept_mail(desk, text);
	}
	decide_all(desk);
	counts = counts_of(desk);
	g_assert_cmpint(counts.ledger[LEDGER_HELD], ==, 30);
	g_assert_cmpuint(count_mails(desk, "feng@inside.example", NULL), ==, 20);
	g_assert_cmpuint(count_mails(desk, "zhao@inside.example", NULL), ==, 0);
	accept_mail(desk, "From: feng@inside.example\r\nSubject: honest\r\n\r\nHelp.\r\n");
	decide_all(desk);
	g_assert_cmpuint(count_mails(desk, "feng@inside.example", NULL), ==, 21);
	desk->service->fixed_now += 3600;
	accept_mail(desk, "From: feng@inside.example\r\nSubject: later\r\n"
			  "In-Reply-To: <1-1r-abcdefghijklmnopqrstuvwxyz.1@inside.example>"
			  "\r\n\r\nHelp.\r\n");
	decide_all(desk);
	g_assert_cmpuint(count_mails(desk, "feng@inside.example", NULL), ==, 22);
}

/* An outsider's mails leave at his pace; the roster's and a person's words do not wait. */
static void
test_pace(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example",
					    "recipient-limit = 3 acknowledge-limit = 0");
	g_autoptr(GPtrArray) mails = NULL;
	int later = 0;

	for (int i = 0; i < 10; i++) {
		g_autofree char *text = g_strdup_printf(
			"From: feng@inside.example\r\nSubject: number %d\r\n"
			"Message-ID: <%d@pc.example>\r\n\r\nIt is broken.\r\n",
			i, i);

		accept_mail(desk, text);
	}
	decide_all(desk);
	mails = store_outbox_list(desk->service->store, TRUE, NULL);
	g_assert_cmpuint(mails->len, ==, 20);
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = mails->pdata[i];
		gboolean is_his = g_str_equal(mail->recipient, "feng@inside.example");

		g_assert_cmpint(mail->due, ==, is_his ? NOW + later++ / 3 * 60 : NOW);
	}
	g_assert_cmpint(later, ==, 10);
}

/* Five a minute, but no more than seven an hour. */
static void
test_pace_of_an_hour(void)
{
	g_autoptr(TestDesk) desk =
		desk_new("help@inside.example", "inside.example",
			 "recipient-limit = 5 recipient-hour-limit = 7 acknowledge-limit = 0");
	g_autoptr(GPtrArray) mails = NULL;
	static const gint64 waits[] = { 0,    0,    0,    0,    0,    60,   60,  3600,
					3600, 3600, 3600, 3600, 3660, 3660, 7200 };
	guint his = 0;

	for (guint i = 0; i < G_N_ELEMENTS(waits); i++) {
		g_autofree char *text = g_strdup_printf(
			"From: feng@inside.example\r\nSubject: number %u\r\n"
			"Message-ID: <%u@pc.example>\r\n\r\nIt is broken.\r\n",
			i, i);

		accept_mail(desk, text);
	}
	decide_all(desk);
	mails = store_outbox_list(desk->service->store, TRUE, NULL);
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = mails->pdata[i];

		if (!g_str_equal(mail->recipient, "feng@inside.example"))
			continue;
		g_assert_cmpint(mail->due - NOW, ==, waits[his]);
		his++;
	}
	g_assert_cmpuint(his, ==, G_N_ELEMENTS(waits));
}

static guint
claim(TestDesk *desk)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) mails = NULL;
	guint count;

	g_assert_true(breaker_check(desk->service, &problem));
	mails = store_outbox_claim(desk->service->store, service_now(desk->service), 1000,
				   &problem);
	g_assert_no_error(problem);
	count = mails->len;
	for (guint i = 0; i < count; i++)
		store_outbox_unclaim(desk->service->store,
				     ((OutboxMail *)mails->pdata[i])->outbox_id, NULL);
	return count;
}

static void
report(TestDesk *desk, int n)
{
	g_autofree char *text =
		g_strdup_printf("From: feng%d@inside.example\r\nSubject: number %d\r\n"
				"Message-ID: <%d@pc.example>\r\n\r\nIt is broken.\r\n",
				n, n, n);

	accept_mail(desk, text);
	decide_all(desk);
}

static void
test_breaker(void)
{
	g_autoptr(TestDesk) desk = desk_new("help@inside.example", "inside.example", "");
	g_autoptr(GError) trouble = NULL;
	gboolean was;
	gint64 next;

	desk->service->config->breaker = 10;
	for (int i = 0; i < 5; i++)
		report(desk, i);
	g_assert_cmpuint(claim(desk), ==, 10);
	g_assert_null(breaker_trouble(desk->service));
	report(desk, 5);
	g_assert_cmpuint(claim(desk), ==, 0);
	trouble = breaker_trouble(desk->service);
	g_assert_nonnull(strstr(trouble->message, "outbox resume"));
	g_assert_cmpint(breaker_stopped(desk->service->store), ==, NOW);
	g_assert_true(store_outbox_next(desk->service->store, &next, NULL));
	g_assert_cmpint(next, ==, G_MAXINT64);
	/* nothing was lost, and the administrator's word begins a new count */
	g_assert_cmpuint(count_mails(desk, NULL, NULL), ==, 12);
	store_begin(desk->service->store, NULL);
	g_assert_true(breaker_resume(desk->service, &was, NULL));
	g_assert_true(was);
	store_commit(desk->service->store, NULL);
	g_assert_cmpuint(claim(desk), ==, 12);
	/* it goes on by itself when it is over, but once a day */
	for (int i = 6; i < 12; i++)
		report(desk, i);
	g_assert_cmpuint(claim(desk), ==, 24);
	desk->service->fixed_now += 1;
	for (int i = 12; i < 18; i++)
		report(desk, i);
	g_assert_cmpuint(claim(desk), ==, 0);
	desk->service->fixed_now += 599;
	g_assert_cmpuint(claim(desk), ==, 0);
	desk->service->fixed_now += 1;
	g_assert_cmpuint(claim(desk), ==, 36);
	desk->service->fixed_now += 1;
	for (int i = 18; i < 24; i++)
		report(desk, i);
	g_assert_cmpuint(claim(desk), ==, 0);
	desk->service->fixed_now += 3600;
	g_assert_cmpuint(claim(desk), ==, 0);
}

/* ---- two desks ---- */

/* What a server in between takes away, so that each desk sees a person. */
static gboolean
is_telltale(const char *line)
{
	static const char *const names[] = { "Auto-Submitted:",
					     "X-Auto-Response-Suppress:",
					     "Precedence:",
					     "In-Reply-To:",
					     "References:",
					     "X-Faultline-Loop:",
					     " <" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_prefix(line, names[i]))
			return TRUE;
	return FALSE;
}

static char *
bytes_of(const OutboxMail *mail, gboolean strip)
{
	g_autofree char *whole =
		g_strndup(g_bytes_get_data(mail->head, NULL), g_bytes_get_size(mail->head));
	g_auto(GStrv) lines = g_strsplit(whole, "\r\n", -1);
	GString *text = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++)
		if (!strip || !is_telltale(lines[i]))
			g_string_append_printf(text, "%s\r\n", lines[i]);
	return g_string_free(text, FALSE);
}

/* Takes the new mails of FROM that go to ADDRESS over to TO; how many. */
static guint
carry(TestDesk *from, TestDesk *to, const char *address, gboolean strip)
{
	g_autoptr(GPtrArray) mails = store_outbox_list(from->service->store, TRUE, NULL);
	guint carried = 0;

	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *row = mails->pdata[i];
		g_autoptr(OutboxMail) mail = NULL;
		g_autofree char *text = NULL;

		if (row->outbox_id <= from->told)
			continue;
		from->told = row->outbox_id;
		if (!g_str_equal(row->recipient, address))
			continue;
		mail = store_outbox_mail(from->service->store, row->outbox_id, TRUE, NULL);
		text = bytes_of(mail, strip);
		accept_mail(to, text);
		carried++;
	}
	decide_all(to);
	return carried;
}

static void
tick(TestDesk *desk, gint64 now)
{
	g_autoptr(GError) problem = NULL;
	guint fired = 1;

	desk->service->fixed_now = now;
	while (fired && scheduler_fire(desk->service, 100, &fired, &problem))
		;
	g_assert_no_error(problem);
}

/* Each takes the other for one of its own people. An hour, a minute at a time. */
static guint
exchange(gboolean strip)
{
	g_autoptr(TestDesk) east = desk_new("help@east.example", "west.example", "");
	g_autoptr(TestDesk) west = desk_new("help@west.example", "east.example", "");
	guint carried = 1;

	accept_mail(east,
		    "From: help@west.example\r\nTo: help@east.example\r\n"
		    "Subject: hello\r\nMessage-ID: <1@west.example>\r\n\r\nhello\r\n");
	decide_all(east);
	for (int minute = 0; minute < 60; minute++) {
		tick(east, NOW + minute * 60);
		tick(west, NOW + minute * 60);
		carried += carry(east, west, "help@west.example", strip);
		carried += carry(west, east, "help@east.example", strip);
	}
	return carried;
}

/* T15: the mail that began it, and its acknowledgement. */
static void
test_two_desks(void)
{
	g_assert_cmpuint(exchange(FALSE), ==, 2);
}

/* Even where every mark of a machine is taken away on the way, the ceilings end it. */
static void
test_two_desks_in_disguise(void)
{
	guint carried = exchange(TRUE);

	g_test_message("%u mails", carried);
	g_assert_cmpuint(carried, >, 2);
	g_assert_cmpuint(carried, <=, 22);
}

int
main(int argc, char **argv)
{
	int code;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	g_test_add_func("/flood/forged-outsiders", test_forged_outsiders);
	g_test_add_func("/flood/one-sender", test_one_sender);
	g_test_add_func("/flood/large-mails", test_large_mails);
	g_test_add_func("/flood/other-senders", test_other_senders);
	g_test_add_func("/flood/guessed-keys", test_guessed_keys);
	g_test_add_func("/flood/pace", test_pace);
	g_test_add_func("/flood/pace-of-an-hour", test_pace_of_an_hour);
	g_test_add_func("/flood/breaker", test_breaker);
	g_test_add_func("/flood/two-desks", test_two_desks);
	g_test_add_func("/flood/two-desks-in-disguise", test_two_desks_in_disguise);
	code = g_test_run();
	mime_shutdown();
	return code;
}
