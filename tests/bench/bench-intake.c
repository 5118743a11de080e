/*
 * How many mails a second become tickets: accepted and decided in batches of 100, in a store on
 * the disk, with an acknowledgement each. First where nothing was ever solved, then where what
 * came so far is solved, so that there is something to propose. Processor time of one core.
 *
 *	tests/bench/bench-intake [MAILS]
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk-fixture.h"
#include "mail/mime.h"

#define BATCH   100
#define SENDERS 997
#define LINES   60

static const char *const things[] = { "printer", "badge reader", "projector", "VPN",
				      "mailbox", "door",	 "scanner",   "payroll",
				      "wiki",	 "telephone",	 "camera",    "heating" };
static const char *const faults[] = { "does not start", "shows error 7", "is slow today",
				      "lost its settings", "makes a noise", "asks again" };

static GBytes *
make_mail(guint i)
{
	GString *mail = g_string_new(NULL);

	g_string_append_printf(
		mail,
		"From: User %u <user%u@corp.example>\r\nTo: desk@corp.example\r\n"
		"Subject: The %s in room %u %s\r\nMessage-ID: <bench-%u@corp.example>\r\n"
		"Date: Fri, 15 Jan 2027 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n",
		i % SENDERS, i % SENDERS, things[i % G_N_ELEMENTS(things)], i % 89,
		faults[i % 7 % G_N_ELEMENTS(faults)], i);
	for (guint line = 0; line < LINES; line++)
		g_string_append_printf(mail, "At step %u of %u it stopped again.\r\n", line,
				       i);
	g_string_append(mail, "\r\nRegards,\r\nA user\r\n");
	return g_string_free_to_bytes(mail);
}

static void
accept_batch(TestDesk *desk, guint n)
{
	Accept *accepts = g_new0(Accept, n);
	g_autoptr(GPtrArray) bytes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
	guint stored;

	for (guint i = 0; i < n; i++) {
		GBytes *mail = make_mail(++desk->uid);
		char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, mail);

		g_ptr_array_add(bytes, mail);
		g_ptr_array_add(hashes, hash);
		accepts[i] = (Accept){ .mailbox = "desk",
				       .uidvalidity = 1,
				       .uid = desk->uid,
				       .received = NOW,
				       .bytes = mail,
				       .fd = -1,
				       .size = g_bytes_get_size(mail),
				       .raw_hash = hash,
				       .state = LEDGER_STORED };
	}
	if (!intake_accept(desk->intake, accepts, n, &stored, NULL))
		g_error("the mails cannot be kept");
	g_free(accepts);
}

static void
bench(const char *what, TestDesk *desk, guint mails)
{
	clock_t start = clock(), accepted = 0;
	guint before = desk_count_mails(desk, "received"), decided;
	double seconds;

	start = clock();
	for (guint done = 0; done < mails; done += BATCH) {
		clock_t at = clock();

		accept_batch(desk, BATCH);
		accepted += clock() - at;
		if (!intake_decide(desk->intake, BATCH, &decided, NULL) || decided != BATCH)
			g_error("the mails cannot be decided");
	}
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	g_print("%-16s %6.0f mails/s  (%u, %.0f us each, %.0f of them to accept;"
		" %u acknowledged)\n",
		what, mails / seconds, mails, 1e6 * seconds / mails,
		1e6 * accepted / CLOCKS_PER_SEC / mails,
		desk_count_mails(desk, "received") - before);
}

static void
solve(TestDesk *desk, guint tickets)
{
	Store *store = desk->service->store;
	g_autoptr(Change) change = change_new();

	for (guint i = 1; i <= tickets; i++) {
		g_autoptr(Snapshot) snapshot = store_snapshot_ticket(store, i, NOW, NULL);
		Ticket *ticket = ticket_copy(snapshot_ticket(snapshot, i));

		ticket->state = STATE_RESOLVED;
		ticket_set_fact(ticket, "fix", "switched off and on", "li", NOW);
		g_ptr_array_add(change->tickets, ticket);
	}
	if (!store_begin(store, NULL) ||
	    !store_apply(store, change, 0, NULL, NULL, NOW, NULL) ||
	    !store_commit(store, NULL))
		g_error("the tickets cannot be solved");
}

int
main(int argc, char **argv)
{
	guint mails = argc > 1 ? atoi(argv[1]) / BATCH * BATCH : 2000;
	TestDesk desk = { 0 };

	mime_init();
	desk_set_up(&desk, NULL);
	bench("nothing solved", &desk, mails);
	solve(&desk, mails);
	bench("all solved", &desk, mails);
	desk_tear_down(&desk, NULL);
	mime_shutdown();
	return 0;
}
