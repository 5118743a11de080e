/*
 * desk/intake: accept and decide, the poison marker, duplicates; desk/outbox's retry times;
 * desk/channel between threads.
 */
#include "desk/intake.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "desk/channel.h"
#include "desk/clock-watch.h"
#include "desk/outbox.h"
#include "desk/scheduler.h"
#include "mail/mime.h"
#include "store/store-outbox.h"

#define NOW 1800000000

static const char settings[] =
	"desk { name = \"Desk\" address = \"desk@corp.example\" domains = "
	"{\"corp.example\"} alerts = {\"zhao\"} }\n"
	"store { path = \"desk.db\" }\n"
	"person \"li\" { address = \"li@corp.example\" roles = {\"engineer\"} }\n"
	"person \"zhao\" { address = \"zhao@corp.example\" roles = {\"manager\"} }\n"
	"team \"helpdesk\" { members = {\"li\"} manager = \"zhao\" }\n"
	"tier 1 { team = \"helpdesk\" }\n";

typedef struct {
	char *folder;
	Service *service;
	Intake *intake;
} Fixture;

static void
open_service(Fixture *fixture)
{
	g_autofree char *file = g_build_filename(fixture->folder, "faultline.conf", NULL);
	g_autoptr(GError) problem = NULL;

	fixture->service = service_load(file, NOW, &problem);
	g_assert_no_error(problem);
	service_open_store(fixture->service, STORE_WRITE, &problem);
	g_assert_no_error(problem);
}

static void
open_intake(Fixture *fixture)
{
	g_autoptr(GError) problem = NULL;

	fixture->intake = intake_new(fixture->service, &problem);
	g_assert_no_error(problem);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
	g_autofree char *file = NULL;

	fixture->folder = g_dir_make_tmp("faultline-intake-XXXXXX", NULL);
	file = g_build_filename(fixture->folder, "faultline.conf", NULL);
	g_assert_true(g_file_set_contents(file, settings, -1, NULL));
	open_service(fixture);
	open_intake(fixture);
}

static void
close_all(Fixture *fixture)
{
	g_clear_pointer(&fixture->intake, intake_free);
	g_clear_pointer(&fixture->service, service_free);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GDir) dir = NULL;
	const char *name;

	close_all(fixture);
	dir = g_dir_open(fixture->folder, 0, NULL);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(fixture->folder, name, NULL);

		g_unlink(file);
	}
	g_rmdir(fixture->folder);
	g_free(fixture->folder);
}

static guint
accept_mail(Fixture *fixture, guint32 uid, const char *mailbox, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	Accept accept = {
		.mailbox = mailbox,
		.uidvalidity = 1,
		.uid = uid,
		.received = NOW,
		.bytes = bytes,
		.fd = -1,
		.size = strlen(text),
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	g_autoptr(GError) problem = NULL;
	guint stored;

	g_assert_true(intake_accept(fixture->intake, &accept, 1, &stored, &problem));
	g_assert_no_error(problem);
	return stored;
}

static guint
decide(Fixture *fixture)
{
	g_autoptr(GError) problem = NULL;
	guint decided;

	g_assert_true(intake_decide(fixture->intake, 100, &decided, &problem));
	g_assert_no_error(problem);
	return decided;
}

static guint
count_tickets(Fixture *fixture)
{
	g_autoptr(GPtrArray) tickets =
		store_tickets(fixture->service->store, LIST_ALL, NULL);

	return tickets->len;
}

static LedgerMail *
ledger(Fixture *fixture, gint64 ledger_id)
{
	LedgerMail *mail = store_ledger_mail(fixture->service->store, ledger_id, NULL);

	g_assert_nonnull(mail);
	return mail;
}

#define MAIL(id, subject)                                                                  \
	"From: feng@corp.example\r\nSubject: " subject "\r\nMessage-ID: <" id              \
	"@pc>\r\n\r\nText\r\n"

static void
test_one_mail(Fixture *fixture, gconstpointer data)
{
	g_autoptr(LedgerMail) mail = NULL;

	g_assert_cmpuint(accept_mail(fixture, 7, "desk", MAIL("a", "one")), ==, 1);
	g_assert_cmpuint(count_tickets(fixture), ==, 0);
	g_assert_cmpuint(accept_mail(fixture, 7, "desk", MAIL("a", "one")), ==, 0);
	g_assert_cmpuint(decide(fixture), ==, 1);
	g_assert_cmpuint(decide(fixture), ==, 0);
	g_assert_cmpuint(count_tickets(fixture), ==, 1);
	mail = ledger(fixture, 1);
	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	g_assert_cmpint(mail->ticket_id, ==, 1);
}

/* One mail to two desk addresses, and the same mail under a new UIDVALIDITY, are one
 * ticket. */
static void
test_duplicate(Fixture *fixture, gconstpointer data)
{
	g_autoptr(LedgerMail) second = NULL;

	accept_mail(fixture, 7, "desk", MAIL("a", "one"));
	accept_mail(fixture, 3, "other",
		    "X-Seen-By: the second mailbox\r\n" MAIL("a", "one"));
	accept_mail(fixture, 8, "desk", MAIL("a", "one, but different"));
	g_assert_cmpuint(decide(fixture), ==, 3);
	g_assert_cmpuint(count_tickets(fixture), ==, 2);
	second = ledger(fixture, 2);
	g_assert_cmpint(second->state, ==, LEDGER_DUPLICATE);
}

static guint
count_outbox(Fixture *fixture, const char *recipient, const char *notice, char **message_id)
{
	g_autoptr(GPtrArray) mails =
		store_outbox_list(fixture->service->store, TRUE, NULL);
	guint count = 0;

	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = mails->pdata[i];

		if (!g_str_equal(mail->recipient, recipient) ||
		    !g_str_equal(mail->notice, notice))
			continue;
		if (message_id && !*message_id)
			*message_id = g_strdup(mail->message_id);
		count++;
	}
	return count;
}

/* A mail with commands that comes again, by the same mailbox or another, acts once and is
 * answered once. */
static void
test_command_twice(Fixture *fixture, gconstpointer data)
{
	g_autofree char *notice = NULL;
	g_autofree char *text = NULL;
	g_autofree char *again = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) history = NULL;
	guint times = 0;

	accept_mail(fixture, 1, "desk", MAIL("a", "one"));
	decide(fixture);
	g_assert_cmpuint(count_outbox(fixture, "li@corp.example", "new", &notice), ==, 1);
	text = g_strdup_printf("From: li@corp.example\r\nTo: desk@corp.example\r\n"
			       "Subject: Re: one\r\nMessage-ID: <b@pc>\r\n"
			       "In-Reply-To: <%s>\r\n\r\n/accept\r\n/time 30min\r\n"
			       "I am looking.\r\n",
			       notice);
	again = g_strconcat("Delivered-To: helpdesk@corp.example\r\n", text, NULL);
	accept_mail(fixture, 2, "desk", text);
	accept_mail(fixture, 3, "desk", text);
	accept_mail(fixture, 1, "other", again);
	decide(fixture);
	accept_mail(fixture, 4, "desk", text);
	accept_mail(fixture, 2, "other", again);
	decide(fixture);
	for (gint64 id = 2; id <= 6; id++) {
		g_autoptr(LedgerMail) mail = ledger(fixture, id);

		g_assert_cmpint(mail->state, ==,
				id == 2 ? LEDGER_APPLIED : LEDGER_DUPLICATE);
	}
	g_assert_cmpuint(count_outbox(fixture, "li@corp.example", "transcript", NULL), ==,
			 1);
	g_assert_cmpuint(
		count_outbox(fixture, "feng@corp.example", "accepted+reply", NULL), ==, 1);
	ticket = store_ticket(fixture->service->store, 1, NULL);
	g_assert_cmpint(ticket->entries, ==, 2);
	history = store_history(fixture->service->store, 1, NULL);
	for (guint i = 0; i < history->len; i++)
		times += g_str_equal(((Event *)history->pdata[i])->event, "accepted");
	g_assert_cmpuint(times, ==, 1);
}

/* The process died while it worked on mail ID: that is what the next start finds. */
static void
die_at(Fixture *fixture, gint64 ledger_id)
{
	g_autofree char *marker =
		g_build_filename(fixture->folder, "desk.db.current", NULL);
	g_autofree char *text = g_strdup_printf("%-20" G_GINT64_FORMAT "\n", ledger_id);

	close_all(fixture);
	g_assert_true(g_file_set_contents(marker, text, -1, NULL));
	open_service(fixture);
}

static void
test_marker(Fixture *fixture, gconstpointer data)
{
	g_autoptr(LedgerMail) mail = NULL;

	accept_mail(fixture, 7, "desk", MAIL("a", "innocent"));
	die_at(fixture, 1);
	open_intake(fixture);
	mail = ledger(fixture, 1);
	g_assert_cmpint(mail->attempts, ==, 1);
	g_assert_cmpint(mail->state, ==, LEDGER_APPLIED);
	g_assert_cmpuint(count_tickets(fixture), ==, 1);
}

static void
test_poison(Fixture *fixture, gconstpointer data)
{
	g_autoptr(LedgerMail) mail = NULL;
	g_autoptr(GPtrArray) outbox = NULL;
	g_autoptr(GError) problem = NULL;
	int attempts;

	accept_mail(fixture, 7, "desk", MAIL("a", "poison"));
	accept_mail(fixture, 8, "desk", MAIL("b", "next"));
	store_begin(fixture->service->store, NULL);
	for (int i = 0; i < 2; i++)
		store_count_attempt(fixture->service->store, 1, &attempts, NULL);
	store_commit(fixture->service->store, NULL);
	die_at(fixture, 1);
	open_intake(fixture);
	mail = ledger(fixture, 1);
	g_assert_cmpint(mail->state, ==, LEDGER_QUARANTINED);
	outbox = store_outbox_list(fixture->service->store, FALSE, &problem);
	g_assert_no_error(problem);
	g_assert_cmpuint(outbox->len, ==, 1);
	g_assert_cmpstr(((OutboxMail *)outbox->pdata[0])->recipient, ==,
			"zhao@corp.example");
	g_assert_cmpuint(decide(fixture), ==, 1);
	g_assert_cmpuint(count_tickets(fixture), ==, 1);
}

static void
test_hostile(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GString) text = g_string_new("From: feng@corp.example\r\n");
	g_autoptr(LedgerMail) mail = NULL;

	for (int i = 0; i < 100000; i++)
		g_string_append(text, "a:\r\n");
	accept_mail(fixture, 7, "desk", text->str);
	accept_mail(fixture, 8, "desk", MAIL("b", "next"));
	g_assert_cmpuint(decide(fixture), ==, 2);
	mail = ledger(fixture, 1);
	g_assert_cmpint(mail->state, ==, LEDGER_QUARANTINED);
	g_assert_cmpuint(count_tickets(fixture), ==, 1);
}

static void
test_release(Fixture *fixture, gconstpointer data)
{
	g_autoptr(LedgerMail) held = NULL;

	accept_mail(fixture, 7, "desk",
		    "From: x@outside.example\r\nSubject: hello\r\n\r\nText\r\n");
	decide(fixture);
	held = ledger(fixture, 1);
	g_assert_cmpint(held->state, ==, LEDGER_HELD);
	g_assert_cmpuint(count_tickets(fixture), ==, 0);
	g_assert_true(store_set_ledger(fixture->service->store, 1, LEDGER_STORED,
				       "released by cli:root", NULL));
	g_assert_cmpuint(decide(fixture), ==, 1);
	g_assert_cmpuint(count_tickets(fixture), ==, 1);
}

/* What is held is told once a day, and only once. */
static void
test_summary(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GPtrArray) outbox = NULL;
	gint64 next;

	accept_mail(fixture, 7, "desk",
		    "From: x@outside.example\r\nSubject: hello\r\n\r\nText\r\n");
	decide(fixture);
	fixture->service->fixed_now = NOW + 86400;
	g_assert_true(scheduler_daily(fixture->service, &next, NULL, NULL));
	g_assert_cmpint(next, >, NOW + 86400);
	g_assert_true(scheduler_daily(fixture->service, &next, NULL, NULL));
	fixture->service->fixed_now = next;
	g_assert_true(scheduler_daily(fixture->service, &next, NULL, NULL));
	outbox = store_outbox_list(fixture->service->store, FALSE, NULL);
	g_assert_cmpuint(outbox->len, ==, 1);
	g_assert_cmpstr(((OutboxMail *)outbox->pdata[0])->recipient, ==,
			"zhao@corp.example");
	g_assert_cmpstr(((OutboxMail *)outbox->pdata[0])->notice, ==, "held");
}

/* ---- retry times ---- */

static void
test_next_try(void)
{
	static const int minutes[] = { 1, 2, 5, 15, 30, 60, 60, 60 };

	for (guint i = 0; i < G_N_ELEMENTS(minutes); i++)
		g_assert_cmpint(outbox_next_try(NOW, NOW, i + 1, 0), ==,
				NOW + minutes[i] * 60);
	g_assert_cmpint(outbox_next_try(NOW, NOW, 6, 100), ==, NOW + 66 * 60);
	g_assert_cmpint(outbox_next_try(NOW, NOW, 6, -100), ==, NOW + 54 * 60);
	g_assert_cmpint(outbox_next_try(NOW, NOW + 5 * 86400 - 3600, 50, 0), ==,
			NOW + 5 * 86400);
	g_assert_cmpint(outbox_next_try(NOW, NOW + 5 * 86400 - 3599, 50, 0), ==, 0);
}

/* ---- channel ---- */

static gpointer
push_numbers(gpointer data)
{
	for (gsize i = 1; i <= 1000; i++)
		channel_push(data, GSIZE_TO_POINTER(i));
	return NULL;
}

static void
test_channel(void)
{
	Channel *channel = channel_new(NULL);
	GThread *thread = g_thread_new("pusher", push_numbers, channel);

	for (gsize i = 1; i <= 1000; i++)
		g_assert_cmpuint(GPOINTER_TO_SIZE(channel_wait(channel, -1, 10)), ==, i);
	g_assert_null(channel_pop(channel));
	g_assert_null(channel_wait(channel, -1, 0));
	g_thread_join(thread);
	channel_free(channel);
}

static gboolean
look(ClockWatch *watch, Fixture *fixture, gint64 wall, gint64 boot)
{
	g_autoptr(GError) problem = NULL;
	gboolean held;

	g_assert_true(clock_watch_look(watch, fixture->service, NOW + wall, boot, &held,
				       &problem));
	g_assert_no_error(problem);
	return held;
}

static guint
alerts(const Fixture *fixture)
{
	g_autoptr(GPtrArray) mails =
		store_outbox_list(fixture->service->store, TRUE, NULL);
	guint count = 0;

	for (guint i = 0; i < mails->len; i++)
		count += g_str_equal(((OutboxMail *)mails->pdata[i])->notice, "alert");
	return count;
}

/* Suspend and downtime move both clocks, or leave no baseline; only a set clock is a jump. */
static void
test_clock_jump(Fixture *fixture, gconstpointer data)
{
	ClockWatch watch = { 0 }, restarted = { 0 };
	g_autoptr(GError) problem = NULL;

	g_assert_false(look(&watch, fixture, 0, 100));
	g_assert_false(look(&watch, fixture, 8 * 3600, 100 + 8 * 3600));
	g_assert_false(look(&watch, fixture, 9 * 3600, 101 + 8 * 3600));
	g_assert_cmpuint(alerts(fixture), ==, 0);

	/* an hour and a second; one alert, however often one looks */
	g_assert_true(look(&watch, fixture, 10 * 3600 + 2, 102 + 8 * 3600));
	g_assert_true(look(&watch, fixture, 10 * 3600 + 62, 162 + 8 * 3600));
	g_assert_cmpint(clock_watch_held(fixture->service), ==, 3601);
	g_assert_cmpuint(alerts(fixture), ==, 1);
	/* a restart does not let go */
	g_assert_true(look(&restarted, fixture, 10 * 3600 + 70, 5));

	/* set right again: by itself */
	g_assert_false(look(&watch, fixture, 9 * 3600, 170 + 8 * 3600));
	g_assert_cmpint(clock_watch_held(fixture->service), ==, 0);
	/* backwards: no hold, no alert */
	g_assert_false(look(&watch, fixture, 2 * 3600, 171 + 8 * 3600));
	g_assert_cmpuint(alerts(fixture), ==, 1);

	g_assert_false(clock_watch_confirm(fixture->service, &problem));
	g_assert_error(problem, DESK_ERROR, DESK_ERROR_DATA);
	g_assert_true(look(&watch, fixture, 40 * 3600, 172 + 8 * 3600));
	g_assert_true(clock_watch_confirm(fixture->service, NULL));
	g_assert_false(look(&watch, fixture, 40 * 3600 + 1, 173 + 8 * 3600));
}

/* What a new ticket asks for is known beforehand, so its mail is decided once, not twice. */
static void
test_one_round(Fixture *fixture, gconstpointer data)
{
	static const char text[] = "From: Wang <wang@corp.example>\r\n"
				   "Subject: Re: The printer is jammed\r\n"
				   "Message-ID: <one-round@corp.example>\r\n\r\nJammed.\r\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	g_autoptr(Message) message = mime_parse(
		&(RawMail){ .bytes = bytes, .fd = -1, .size = strlen(text) });
	Context context = service_context(fixture->service);
	g_autoptr(Questions) questions = decide_questions(context.policy, message);
	g_autoptr(Snapshot) snapshot =
		store_snapshot(fixture->service->store, questions, NOW, NULL);
	g_autoptr(Change) change = NULL;

	g_assert_cmpstr(questions->alike, ==, "printer jammed");
	change = decide_mail(&context, snapshot, message, DOOR_MAILBOX, NULL);
	g_assert_cmpuint(change->tickets->len, ==, 1);
	g_assert_cmpuint(change->questions->len, ==, 0);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*function)(Fixture *, gconstpointer);
	} tests[] = {
		{ "/intake/one-mail", test_one_mail },
		{ "/intake/one-round", test_one_round },
		{ "/intake/duplicate", test_duplicate },
		{ "/intake/command-twice", test_command_twice },
		{ "/intake/marker", test_marker },
		{ "/intake/poison", test_poison },
		{ "/intake/hostile", test_hostile },
		{ "/intake/release", test_release },
		{ "/intake/summary", test_summary },
		{ "/clock/jump", test_clock_jump },
	};
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].function,
			   tear_down);
	g_test_add_func("/outbox/next-try", test_next_try);
	g_test_add_func("/channel/order", test_channel);
	result = g_test_run();
	mime_shutdown();
	return result;
}
