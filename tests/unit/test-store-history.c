/* store-history: what happened is kept in a chain that shows what was changed in it. */
#include "store-fixture.h"

#include <string.h>

#include "base/error.h"

static void
test_history(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) events = NULL, about_none = NULL;
	const Event *event;
	gint64 count;

	fixture_open_tickets(f, 2);
	change_add_event(change, 0, NOW + 1, "started", "desk", NULL);
	change_add_event(change, 2, NOW + 2, "accepted", "wang",
			 g_strdup("by \"/accept\""));
	fixture_apply(f, change, NULL);
	events = store_history(f->store, 2, &error);
	g_assert_cmpuint(events->len, ==, 4);
	event = events->pdata[3];
	g_assert_cmpint(event->ticket_id, ==, 2);
	g_assert_cmpint(event->at, ==, NOW + 2);
	g_assert_cmpstr(event->event, ==, "accepted");
	g_assert_cmpstr(event->by, ==, "wang");
	g_assert_cmpstr(event->text, ==, "by \"/accept\"");
	about_none = store_history(f->store, 0, &error);
	g_assert_cmpuint(about_none->len, ==, 1);
	g_assert_true(store_verify(f->store, &count, &error));
	g_assert_cmpint(count, ==, 8);
}

/* What somebody with the file in his hands may try, triggers taken off first. */
static const struct {
	const char *path, *sql, *found;
} forgeries[] = {
	{ "text", "UPDATE event SET text = 'other' WHERE seq = 3", "row 3 " },
	{ "author", "UPDATE event SET author = 'other' WHERE seq = 3", "row 3 " },
	{ "half-erased", "UPDATE event SET text = NULL WHERE seq = 3", "row 3 " },
	{ "time", "UPDATE event SET at = at + 1 WHERE seq = 4", "row 4 " },
	{ "ticket", "UPDATE event SET ticket_id = 1 WHERE seq = 4", "row 4 " },
	{ "event", "UPDATE event SET event = 'closed' WHERE seq = 2", "row 2 " },
	{ "digest",
	  "UPDATE event SET salt = NULL, author = NULL, text = NULL,"
	  " digest = 'x' WHERE seq = 2",
	  "row 2 " },
	{ "hash", "UPDATE event SET hash = 'x' WHERE seq = 5", "row 5 " },
	{ "deleted", "DELETE FROM event WHERE seq = 2", "row 2 " },
	{ "first-deleted", "DELETE FROM event WHERE seq = 1", "row 1 " },
	{ "exchanged",
	  "UPDATE event SET seq = 99 WHERE seq = 2;"
	  "UPDATE event SET seq = 2 WHERE seq = 3;"
	  "UPDATE event SET seq = 3 WHERE seq = 99",
	  "row 2 " },
	{ "closed-up",
	  "DELETE FROM event WHERE seq = 2;"
	  "UPDATE event SET seq = seq - 1 WHERE seq > 2",
	  "row 2 " },
};

static void
test_forgery(Fixture *f, gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autofree char *refused = NULL;
	gint64 count;

	fixture_open_tickets(f, 2);
	refused = fixture_sql(f->path, forgeries[i].sql);
	g_assert_cmpstr(refused, ==, "history is append-only");
	g_assert_true(store_verify(f->store, &count, &error));
	g_assert_null(fixture_sql(f->path, "DROP TRIGGER event_stays;"
					   "DROP TRIGGER event_is_final;"
					   "DROP TRIGGER event_is_only_erased"));
	g_assert_null(fixture_sql(f->path, forgeries[i].sql));
	g_assert_false(store_verify(f->store, &count, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	if (!strstr(error->message, forgeries[i].found))
		g_error("%s: %s", forgeries[i].path, error->message);
}

static void
test_erasure_keeps_the_chain(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) events = NULL;
	gint64 count;

	fixture_open_tickets(f, 2);
	g_assert_null(fixture_sql(f->path, "UPDATE event SET salt = NULL, author = NULL,"
					   " text = NULL WHERE ticket_id = 1"));
	g_assert_true(store_verify(f->store, &count, &error));
	g_assert_no_error(error);
	g_assert_cmpint(count, ==, 6);
	events = store_history(f->store, 1, &error);
	g_assert_cmpuint(events->len, ==, 3);
	g_assert_cmpstr(((Event *)events->pdata[0])->by, ==, "");
	g_assert_cmpstr(((Event *)events->pdata[0])->event, ==, "opened");
	fixture_open_tickets(f, 0);
	fixture_check(f->store);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	FIXTURE_ADD("/store-history/events", test_history);
	FIXTURE_ADD("/store-history/erasure-keeps-the-chain", test_erasure_keeps_the_chain);
	for (guint i = 0; i < G_N_ELEMENTS(forgeries); i++) {
		g_autofree char *path =
			g_strdup_printf("/store-history/forged/%s", forgeries[i].path);

		g_test_add(path, Fixture, GUINT_TO_POINTER(i), fixture_set_up, test_forgery,
			   fixture_tear_down);
	}
	return g_test_run();
}
