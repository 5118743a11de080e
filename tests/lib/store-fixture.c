#include "store-fixture.h"

#include <glib/gstdio.h>

void
fixture_set_up(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	fixture->folder = g_dir_make_tmp("faultline-store-XXXXXX", &error);
	g_assert_no_error(error);
	fixture->path = g_build_filename(fixture->folder, "desk.db", NULL);
	fixture_reopen(fixture);
}

void
fixture_reopen(Fixture *fixture)
{
	g_autoptr(GError) error = NULL;

	fixture_close(fixture);
	fixture->store = store_open(fixture->path, STORE_WRITE, NOW, &error);
	g_assert_no_error(error);
	g_assert_nonnull(fixture->store);
}

void
fixture_close(Fixture *fixture)
{
	g_clear_pointer(&fixture->store, store_close);
}

void
fixture_tear_down(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->folder, 0, NULL);
	const char *name;

	fixture_close(fixture);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(fixture->folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->path);
}

char *
fixture_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL, *own;

	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &message);
	own = g_strdup(message);
	sqlite3_free(message);
	sqlite3_close(db);
	return own;
}

gint64
fixture_number(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	gint64 number = 0;

	g_assert_cmpint(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), ==,
			SQLITE_OK);
	g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
	if (sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return number;
}

void
fixture_check(Store *store)
{
	g_autoptr(GError) error = NULL;
	gint64 count;

	store_check(store, &error);
	g_assert_no_error(error);
	store_verify(store, &count, &error);
	g_assert_no_error(error);
}

gint64
fixture_accept(Store *store, const char *mailbox, guint32 uid, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	const Accept accept = {
		.mailbox = mailbox,
		.uidvalidity = strcmp(mailbox, "stdin") == 0 ? 0 : 7,
		.uid = uid,
		.internal_date = NOW - 60,
		.received = NOW,
		.bytes = bytes,
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	gint64 ledger_id;

	g_assert_true(store_accept(store, &accept, &ledger_id, &error));
	g_assert_no_error(error);
	return ledger_id;
}

static void
composed_free(gpointer data)
{
	Composed *composed = data;

	g_bytes_unref(composed->head);
	g_free(composed->boundary);
	g_free(composed);
}

GPtrArray *
fixture_composed_new(void)
{
	return g_ptr_array_new_with_free_func(composed_free);
}

void
fixture_add_mail(Change *change, GPtrArray *composed, gint64 ticket_id, const char *notice,
		 const char *to, gint64 serial)
{
	OutMail *mail = outmail_new();
	Composed *one = g_new0(Composed, 1);
	g_autofree char *head = g_strnfill(1500, 'x');

	mail->ticket_id = ticket_id;
	mail->notice = g_strdup(notice);
	mail->to = address_new(NULL, to);
	mail->subject = g_strdup_printf("[FL#%d] Printer", (int)ticket_id);
	mail->message_id =
		g_strdup_printf("%d-1r-key.%d@desk.example", (int)ticket_id, (int)serial);
	one->mail = mail;
	one->head = g_bytes_new_take(g_steal_pointer(&head), 1500);
	g_ptr_array_add(change->mails, mail);
	g_ptr_array_add(composed, one);
}

static void
add_limit(Ticket *ticket, const char *name, gint64 due)
{
	Limit *limit = g_new0(Limit, 1);
	Deadline *deadline = g_new0(Deadline, 1);

	limit->name = g_strdup(name);
	limit->started = ticket->created;
	limit->due = due;
	g_ptr_array_add(ticket->limits, limit);
	deadline->due = due;
	deadline->what = g_strdup_printf("breach %s", name);
	g_ptr_array_add(ticket->deadlines, deadline);
}

static Ticket *
report_ticket(gint64 ticket_id, const char *address, gint64 now)
{
	Ticket *ticket = ticket_new(ticket_id);

	ticket->is_new = TRUE;
	g_free(ticket->subject);
	ticket->subject = g_strdup("Printer on floor 3");
	ticket->priority = g_strdup("normal");
	ticket->created = now;
	ticket->entries = 1;
	address_free(ticket->reporter);
	ticket->reporter = address_new("Zhang Wei", address);
	add_limit(ticket, "respond", now + 3600);
	add_limit(ticket, "resolve", now + 86400);
	return ticket;
}

static Entry *
report_entry(gint64 ticket_id, const char *address, gint64 now)
{
	Entry *entry = entry_new();

	entry->ticket_id = ticket_id;
	entry->number = 1;
	entry->at = now;
	g_free(entry->author);
	entry->author = g_strdup(address);
	g_free(entry->address);
	entry->address = g_strdup(address);
	g_free(entry->text);
	entry->text = g_strnfill(900, 'x');
	g_free(entry->visible);
	entry->visible = g_strnfill(400, 'x');
	return entry;
}

Change *
fixture_report(Store *store, const char *address, gint64 now, GPtrArray **composed)
{
	static const char *const notices[] = { "received", "new", "new" };
	static const char *const events[] = { "opened", "identity", "rule" };
	g_autoptr(GError) error = NULL;
	g_autoptr(Snapshot) snapshot = store_snapshot_ticket(store, 0, 0, &error);
	Change *change = change_new();
	gint64 ticket_id;

	g_assert_no_error(error);
	ticket_id = snapshot->next_ticket;
	*composed = fixture_composed_new();
	g_ptr_array_add(change->tickets, report_ticket(ticket_id, address, now));
	g_ptr_array_add(change->entries, report_entry(ticket_id, address, now));
	change->verdict = LEDGER_APPLIED;
	change->ticket_id = ticket_id;
	change->author = g_strdup(address);
	for (guint i = 0; i < 3; i++) {
		g_autofree char *engineer = g_strdup_printf("engineer%u@corp.example", i);

		change_add_event(change, ticket_id, now, events[i], address,
				 g_strdup("a line for people"));
		fixture_add_mail(change, *composed, ticket_id, notices[i],
				 i == 0 ? address : engineer, snapshot->next_serial + i);
	}
	return change;
}

gint64
fixture_ticket(Store *store, const char *mailbox, guint32 uid, const char *address,
	       gint64 now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) composed = NULL;
	g_autoptr(Message) message = message_new();
	g_autofree char *text = g_strdup_printf("From: %s\n\nreport %u of %s\n%0*d",
						address, uid, mailbox, 2900, 0);
	gint64 ledger_id = fixture_accept(store, mailbox, uid, text);
	g_autoptr(Change) change = fixture_report(store, address, now, &composed);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, 100);
	gint64 duplicate_of;
	gboolean same_id;

	message->message_id = g_strdup_printf("%.16s@mail.example", hash);
	message->from_strict = g_strdup(address);
	g_strlcpy(message->content_hash, hash, sizeof message->content_hash);
	change->message_id = g_strdup(message->message_id);
	store_find_duplicate(store, ledger_id, message, &duplicate_of, &same_id, &error);
	g_assert_no_error(error);
	g_assert_cmpint(duplicate_of, ==, 0);
	store_apply(store, change, ledger_id, message, composed, now, &error);
	g_assert_no_error(error);
	return change->ticket_id;
}

void
fixture_open_tickets(Fixture *f, guint n)
{
	g_assert_true(store_begin(f->store, NULL));
	for (guint i = 1; i <= n; i++)
		fixture_ticket(f->store, "help", i, "zhang@corp.example", NOW);
	g_assert_true(store_commit(f->store, NULL));
}

void
fixture_apply(Fixture *f, const Change *change, GPtrArray *composed)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(store_begin(f->store, &error));
	store_apply(f->store, change, 0, NULL, composed, NOW, &error);
	g_assert_no_error(error);
	g_assert_true(store_commit(f->store, &error));
}
