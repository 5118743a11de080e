/*
 * How many reports a second the store takes (accept, snapshot, apply; batches of 100), how
 *fast the outbox is drained, and how long a claim takes when many mails were sent.
 *
 *	tests/bench/bench-store [REPORTS [FOLDER]]
 */
#include "store-fixture.h"

#include <stdlib.h>
#include <time.h>

#define BATCH 100

static double
seconds_since(gint64 start)
{
	return (g_get_monotonic_time() - start) / 1e6;
}

static void
bench_reports(Store *store, guint reports)
{
	gint64 start = g_get_monotonic_time();
	clock_t cpu = clock();

	for (guint done = 0; done < reports; done += BATCH) {
		g_assert_true(store_begin(store, NULL));
		for (guint i = 1; i <= BATCH; i++) {
			g_autofree char *from =
				g_strdup_printf("user%u@corp.example", (done + i) % 997);

			g_assert_true(store_savepoint(store, NULL));
			fixture_ticket(store, "help", done + i, from, NOW + done);
			g_assert_true(store_release(store, NULL));
		}
		g_assert_true(store_commit(store, NULL));
	}
	g_print("reports  %8.0f /s  (%u, batches of %u, %.0f us of CPU each)\n",
		reports / seconds_since(start), reports, BATCH,
		1e6 * (clock() - cpu) / CLOCKS_PER_SEC / reports);
}

static void
bench_outbox(Store *store)
{
	gint64 start = g_get_monotonic_time();
	guint sent = 0, claims = 0;
	double drained;

	for (;;) {
		g_autoptr(GPtrArray) mails =
			store_outbox_claim(store, G_MAXINT64, BATCH, NULL);

		claims++;
		if (mails->len == 0)
			break;
		g_assert_true(store_begin(store, NULL));
		for (guint i = 0; i < mails->len; i++) {
			const OutboxMail *mail = mails->pdata[i];

			store_outbox_result(store, mail->outbox_id, OUTBOX_SENT, 0, NOW,
					    250, "ok", NULL);
		}
		g_assert_true(store_commit(store, NULL));
		sent += mails->len;
	}
	drained = seconds_since(start);
	g_print("sent     %8.0f /s  (%u mails, %u claims)\n", sent / drained, sent, claims);
	start = g_get_monotonic_time();
	for (guint i = 0; i < 1000; i++)
		g_ptr_array_unref(store_outbox_claim(store, G_MAXINT64, BATCH, NULL));
	g_print("claim    %8.1f us  (nothing due, %u sent)\n", seconds_since(start) * 1000,
		sent);
}

static void
bench_reading(Store *store)
{
	g_autoptr(GPtrArray) tickets = NULL;
	gint64 start = g_get_monotonic_time(), count;

	tickets = store_tickets(store, LIST_OPEN, NULL);
	g_print("list     %8.3f s   (%u open tickets)\n", seconds_since(start),
		tickets->len);
	start = g_get_monotonic_time();
	g_assert_true(store_verify(store, &count, NULL));
	g_print("verify   %8.3f s   (%d rows)\n", seconds_since(start), (int)count);
}

int
main(int argc, char **argv)
{
	guint reports = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
	g_autofree char *path =
		g_build_filename(argc > 2 ? argv[2] : ".", "bench-store.db", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(path, STORE_WRITE, NOW, &error);

	if (!store)
		g_error("%s", error->message);
	bench_reports(store, reports);
	bench_outbox(store);
	bench_reading(store);
	return 0;
}
