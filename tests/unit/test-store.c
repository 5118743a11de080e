/* store: opening, locking, migrations, transactions, and what a killed process leaves. */
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store-private.h"

static void
test_every_statement_prepares(Fixture *f, gconstpointer unused)
{
	for (guint i = 0; i < N_SQL; i++) {
		sqlite3_stmt *statement = NULL;

		g_assert_nonnull(statement_text(i));
		if (sqlite3_prepare_v2(f->store->db, statement_text(i), -1, &statement,
				       NULL) != SQLITE_OK)
			g_error("%s: %s", statement_text(i), sqlite3_errmsg(f->store->db));
		sqlite3_finalize(statement);
	}
}

static void
test_pragmas(Fixture *f, gconstpointer unused)
{
	static const struct {
		const char *pragma;
		const char *value;
	} wanted[] = {
		{ "PRAGMA journal_mode", "wal" },  { "PRAGMA synchronous", "2" },
		{ "PRAGMA foreign_keys", "1" },    { "PRAGMA secure_delete", "1" },
		{ "PRAGMA auto_vacuum", "2" },     { "PRAGMA trusted_schema", "0" },
		{ "PRAGMA cell_size_check", "1" }, { "PRAGMA mmap_size", "0" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		sqlite3_stmt *row = NULL;

		sqlite3_prepare_v2(f->store->db, wanted[i].pragma, -1, &row, NULL);
		g_assert_cmpint(sqlite3_step(row), ==, SQLITE_ROW);
		g_assert_cmpstr((const char *)sqlite3_column_text(row, 0), ==,
				wanted[i].value);
		sqlite3_finalize(row);
	}
}

static void
test_files_are_private(Fixture *f, gconstpointer unused)
{
	static const char *const names[] = { "", "-wal", "-shm", ".lock" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_strconcat(f->path, names[i], NULL);
		struct stat info;

		g_assert_cmpint(stat(path, &info), ==, 0);
		g_assert_cmpint(info.st_mode & 0777, ==, 0600);
	}
}

static void
test_second_writer_is_refused(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) second = store_open(f->path, STORE_WRITE, NOW, &error);
	g_autofree char *pid = g_strdup_printf("process %d", (int)getpid());

	g_assert_null(second);
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LATER);
	g_assert_nonnull(strstr(error->message, pid));

	fixture_close(f);
	g_clear_error(&error);
	second = store_open(f->path, STORE_WRITE, NOW, &error);
	g_assert_no_error(error);
}

static void
test_reader_beside_writer(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) reader = NULL;
	g_autofree char *note = NULL;

	store_set_note(f->store, "outbox-paused", "yes", &error);
	reader = store_open(f->path, STORE_READ, NOW, &error);
	g_assert_no_error(error);
	g_assert_true(store_begin(f->store, &error));
	g_assert_true(store_set_note(f->store, "outbox-paused", "no", &error));
	note = store_get_note(reader, "outbox-paused", &error);
	g_assert_cmpstr(note, ==, "yes");
	g_assert_true(store_commit(f->store, &error));
	g_free(note);
	note = store_get_note(reader, "outbox-paused", &error);
	g_assert_cmpstr(note, ==, "no");

	g_assert_false(store_set_note(reader, "outbox-paused", "maybe", &error));
	g_assert_nonnull(error);
}

static void
test_reader_without_daemon(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) reader = NULL;
	g_autofree char *note = NULL;

	store_set_note(f->store, "last-poll help", "1800000000", NULL);
	fixture_close(f);
	reader = store_open(f->path, STORE_READ, NOW, &error);
	g_assert_no_error(error);
	note = store_get_note(reader, "last-poll help", &error);
	g_assert_cmpstr(note, ==, "1800000000");
}

/* Without the right to make the files beside it; root may always, so it steps down. */
static void
test_reader_in_read_only_folder(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *note = NULL;
	Store *reader;

	store_set_note(f->store, "a", "b", NULL);
	fixture_close(f);
	g_chmod(f->path, 0444);
	g_chmod(f->folder, 0555);
	if (getuid() == 0)
		g_assert_cmpint(seteuid(65534), ==, 0);
	reader = store_open(f->path, STORE_READ, NOW, &error);
	g_assert_no_error(error);
	note = store_get_note(reader, "a", &error);
	g_assert_cmpstr(note, ==, "b");
	store_close(reader);
	g_assert_cmpint(seteuid(getuid()), ==, 0);
	g_chmod(f->folder, 0700);
}

static void
test_no_file(Fixture *f, gconstpointer unused)
{
	g_autofree char *absent = g_build_filename(f->folder, "absent.db", NULL);
	g_autofree char *nowhere = g_build_filename(f->folder, "no", "desk.db", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(store_open(absent, STORE_READ, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	g_assert_nonnull(strstr(error->message, absent));
	g_assert_false(g_file_test(absent, G_FILE_TEST_EXISTS));
	g_clear_error(&error);
	g_assert_null(store_open(nowhere, STORE_WRITE, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
}

static void
test_newer_version_is_refused(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *known = g_strdup_printf("up to %d", store_version);

	fixture_close(f);
	g_assert_null(fixture_sql(f->path, "PRAGMA user_version = 4711"));
	g_assert_null(store_open(f->path, STORE_WRITE, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	g_assert_nonnull(strstr(error->message, "4711"));
	g_assert_nonnull(strstr(error->message, known));
}

static void
test_foreign_database_is_left_alone(Fixture *f, gconstpointer unused)
{
	g_autofree char *foreign = g_build_filename(f->folder, "foreign.db", NULL);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) error = NULL;
	gsize size_before, size_after;

	g_assert_null(fixture_sql(foreign, "CREATE TABLE song (title)"));
	g_file_get_contents(foreign, &before, &size_before, NULL);
	g_assert_null(store_open(foreign, STORE_WRITE, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	g_file_get_contents(foreign, &after, &size_after, NULL);
	g_assert_cmpmem(before, size_before, after, size_after);
}

static void
test_no_database(Fixture *f, gconstpointer unused)
{
	g_autofree char *path = g_build_filename(f->folder, "text.db", NULL);
	g_autofree char *text = g_strnfill(9000, 'x');
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, text, -1, NULL);
	g_assert_null(store_open(path, STORE_WRITE, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	g_assert_nonnull(strstr(error->message, "restore a backup"));
}

/* Opens and reads all there is to read; what is found is an error of ours, or nothing. */
static void
read_everything(const char *path, guint *refused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(path, STORE_WRITE, NOW, &error);
	g_autoptr(GPtrArray) tickets = NULL, mails = NULL;
	gboolean ok = store && store_check(store, &error);

	if (ok)
		tickets = store_tickets(store, LIST_ALL, &error);
	if (tickets)
		mails = store_outbox_list(store, TRUE, &error);
	if (mails)
		return;
	g_assert_nonnull(error);
	g_assert_true(error->domain == DESK_ERROR);
	*refused += 1;
}

static void
test_damaged_file(Fixture *f, gconstpointer unused)
{
	g_autofree char *damaged = g_build_filename(f->folder, "damaged.db", NULL);
	g_autofree char *bytes = NULL;
	guint refused = 0;
	gsize size;

	g_assert_true(store_begin(f->store, NULL));
	for (guint uid = 1; uid <= 20; uid++)
		fixture_ticket(f->store, "help", uid, "zhang@corp.example", NOW);
	g_assert_true(store_commit(f->store, NULL));
	fixture_close(f);
	g_assert_true(g_file_get_contents(f->path, &bytes, &size, NULL));

	/* A flip in about each half page: many fall into free space or text, which nothing
	 * can see. */
	for (gsize at = 16; at < size; at += 2029) {
		bytes[at] ^= 0x5a;
		g_file_set_contents(damaged, bytes, size, NULL);
		read_everything(damaged, &refused);
		bytes[at] ^= 0x5a;
	}
	g_assert_cmpuint(refused, >, 0);

	refused = 0;
	g_file_set_contents(damaged, bytes, size / 2, NULL);
	read_everything(damaged, &refused);
	g_assert_cmpuint(refused, ==, 1);
}

/* The schema's steps and one more; VERSION in its SCRIPT is the one that it reaches. */
static gboolean
run_one_more(Store *store, const char *what, const char *script, GError **error)
{
	g_autofree Migration *steps = g_new0(Migration, store_version + 1);
	g_autofree char *number = g_strdup_printf("%d", store_version + 1);
	g_autoptr(GString) text = g_string_new(script);

	g_string_replace(text, "VERSION", number, 0);
	memcpy(steps, store_migrations, store_version * sizeof *steps);
	steps[store_version] = (Migration){ what, text->str };
	return migrations_run(store, steps, store_version + 1, error);
}

#define GOOD_STEP "CREATE TABLE b (x); INSERT INTO b VALUES (1); PRAGMA user_version = VERSION"

static void
test_migration_copies_first(Fixture *f, gconstpointer unused)
{
	g_autofree char *copy = g_strdup_printf("%s.before-v%d", f->path, store_version + 1);
	g_autoptr(GError) error = NULL;
	struct stat info;

	store_set_note(f->store, "a", "b", NULL);
	g_assert_true(run_one_more(f->store, "the next", GOOD_STEP, &error));
	g_assert_no_error(error);
	g_assert_cmpint(fixture_number(f->path, "PRAGMA user_version"), ==,
			store_version + 1);
	g_assert_cmpint(fixture_number(f->path, "SELECT x FROM b"), ==, 1);

	g_assert_cmpint(stat(copy, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 0777, ==, 0600);
	g_assert_cmpint(fixture_number(copy, "PRAGMA user_version"), ==, store_version);
	g_assert_cmpint(fixture_number(copy, "PRAGMA application_id"), ==,
			STORE_APPLICATION_ID);
	g_assert_cmpint(fixture_number(copy, "SELECT count(*) FROM note"), ==, 1);
}

static void
test_broken_migration_changes_nothing(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(run_one_more(f->store, "the broken",
				    "CREATE TABLE b (x); CREATE TABLE note (x);"
				    " PRAGMA user_version = VERSION",
				    &error));
	g_assert_nonnull(strstr(error->message, "the broken"));
	g_clear_error(&error);
	g_assert_false(run_one_more(f->store, "the forgetful",
				    "CREATE TABLE b (x)", &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	g_assert_cmpint(fixture_number(f->path, "PRAGMA user_version"), ==, store_version);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM sqlite_master"
						" WHERE name = 'b'"),
			==, 0);
	fixture_reopen(f);
}

/* Runs CHILD in a process that kills itself; it does not return. */
static void
run_killed(void (*child)(Fixture *f, int step), Fixture *f, int step)
{
	pid_t pid = fork();
	int status;

	g_assert_cmpint(pid, >=, 0);
	if (pid == 0) {
		child(f, step);
		raise(SIGKILL);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_true(WIFSIGNALED(status));
	g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
}

/* Two mails are committed, then two more are on their way when the process dies. */
static void
die_in_transaction(Fixture *f, int step)
{
	Store *store = store_open(f->path, STORE_WRITE, NOW, NULL);

	store_begin(store, NULL);
	fixture_ticket(store, "help", 1, "zhang@corp.example", NOW);
	fixture_ticket(store, "help", 2, "li@corp.example", NOW);
	store_commit(store, NULL);
	store_begin(store, NULL);
	fixture_ticket(store, "help", 3, "zhang@corp.example", NOW);
	if (step == 0)
		return;
	store_savepoint(store, NULL);
	fixture_ticket(store, "help", 4, "li@corp.example", NOW);
	if (step == 1)
		return;
	store_release(store, NULL);
	/* So much that pages of the open transaction have gone to the file. */
	for (guint uid = 5; uid < 1000; uid++)
		fixture_ticket(store, "help", uid, "li@corp.example", NOW);
}

static void
test_killed_in_transaction(Fixture *f, gconstpointer unused)
{
	for (int step = 0; step < 3; step++) {
		g_autoptr(GPtrArray) tickets = NULL;
		g_autoptr(Snapshot) snapshot = NULL;

		fixture_close(f);
		g_unlink(f->path);
		run_killed(die_in_transaction, f, step);
		fixture_reopen(f);
		fixture_check(f->store);
		tickets = store_tickets(f->store, LIST_ALL, NULL);
		g_assert_cmpuint(tickets->len, ==, 2);
		snapshot = store_snapshot_ticket(f->store, 0, 0, NULL);
		g_assert_cmpint(snapshot->next_ticket, ==, 3);
		g_assert_cmpint(snapshot->next_serial, ==, 7);
	}
}

static void
die(sqlite3_context *context, int n, sqlite3_value **values)
{
	raise(SIGKILL);
}

static void
die_in_migration(Fixture *f, int step)
{
	Store *store = store_open(f->path, STORE_WRITE, NOW, NULL);

	sqlite3_create_function(store->db, "die", 0, SQLITE_UTF8, NULL, die, NULL, NULL);
	run_one_more(store, "the deadly",
		     "CREATE TABLE b (x); INSERT INTO b VALUES (1);"
		     " PRAGMA user_version = VERSION; SELECT die()",
		     NULL);
}

static void
test_killed_in_migration(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	fixture_close(f);
	run_killed(die_in_migration, f, 0);
	fixture_reopen(f);
	fixture_check(f->store);
	g_assert_cmpint(fixture_number(f->path, "PRAGMA user_version"), ==, store_version);
	g_assert_true(run_one_more(f->store, "the next", GOOD_STEP, &error));
	g_assert_no_error(error);
}

static void
test_undo_keeps_earlier_mails(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) stored = NULL, tickets = NULL;
	g_autoptr(Snapshot) snapshot = NULL;

	g_assert_true(store_begin(f->store, &error));
	fixture_ticket(f->store, "help", 1, "zhang@corp.example", NOW);
	fixture_accept(f->store, "help", 2, "poison");
	g_assert_true(store_savepoint(f->store, &error));
	fixture_ticket(f->store, "help", 3, "li@corp.example", NOW);
	g_assert_true(store_undo(f->store, &error));
	g_assert_true(store_savepoint(f->store, &error));
	fixture_ticket(f->store, "help", 4, "wu@corp.example", NOW);
	g_assert_true(store_release(f->store, &error));
	g_assert_true(store_commit(f->store, &error));
	g_assert_no_error(error);

	tickets = store_tickets(f->store, LIST_ALL, NULL);
	g_assert_cmpuint(tickets->len, ==, 2);
	g_assert_cmpstr(((Ticket *)tickets->pdata[1])->reporter->address, ==,
			"wu@corp.example");
	stored = store_next_stored(f->store, 10, NULL);
	g_assert_cmpuint(stored->len, ==, 1);
	snapshot = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_assert_cmpint(snapshot->next_ticket, ==, 3);
	fixture_check(f->store);
}

static void
test_rollback(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) tickets = NULL;

	store_rollback(f->store);
	g_assert_true(store_begin(f->store, &error));
	g_assert_false(store_begin(f->store, NULL));
	fixture_ticket(f->store, "help", 1, "zhang@corp.example", NOW);
	store_rollback(f->store);
	store_rollback(f->store);
	tickets = store_tickets(f->store, LIST_ALL, NULL);
	g_assert_cmpuint(tickets->len, ==, 0);
	g_assert_true(store_begin(f->store, &error));
	g_assert_true(store_commit(f->store, &error));
}

static void
test_full_disk(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *big = g_strnfill(400 * 1024, 'x');
	g_autoptr(GBytes) bytes = g_bytes_new(big, 400 * 1024);
	const Accept accept = {
		.mailbox = "help",
		.uidvalidity = 7,
		.uid = 2,
		.bytes = bytes,
		.raw_hash = "00000000000000000000000000000000"
			    "00000000000000000000000000000000",
		.state = LEDGER_STORED,
	};
	gint64 ledger_id;

	g_assert_true(store_begin(f->store, &error));
	fixture_ticket(f->store, "help", 1, "zhang@corp.example", NOW);
	g_assert_true(store_commit(f->store, &error));
	sqlite3_exec(f->store->db, "PRAGMA max_page_count = 100", NULL, NULL, NULL);
	g_assert_true(store_begin(f->store, &error));
	g_assert_false(store_accept(f->store, &accept, &ledger_id, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	g_assert_nonnull(strstr(error->message, "disk is full"));
	store_rollback(f->store);

	/* Nothing more is begun, and the file is as it was. */
	g_clear_error(&error);
	g_assert_false(store_begin(f->store, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	fixture_reopen(f);
	fixture_check(f->store);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM ledger"), ==, 1);
}

/* SQLite ends a transaction by itself on some errors: what follows must not be committed.
 */
static void
test_lost_transaction(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(store_begin(f->store, &error));
	g_assert_true(store_set_note(f->store, "first", "1", &error));
	sqlite3_exec(f->store->db, "ROLLBACK", NULL, NULL, NULL);
	g_assert_false(store_set_note(f->store, "second", "2", &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	g_clear_error(&error);
	g_assert_false(store_commit(f->store, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM note"), ==, 0);
}

/* What was decided from a damaged page must not be kept. */
static void
test_damage_while_running(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) mails = NULL;
	static const char rubbish[4096];
	int fd;

	g_assert_true(store_begin(f->store, NULL));
	for (guint uid = 1; uid <= 50; uid++)
		fixture_ticket(f->store, "help", uid, "zhang@corp.example", NOW);
	g_assert_true(store_commit(f->store, NULL));
	fixture_reopen(f);
	fd = open(f->path, O_WRONLY);
	for (gsize page = 3; page < 150; page++)
		g_assert_cmpint(pwrite(fd, rubbish, 4096, page * 4096), ==, 4096);
	close(fd);
	g_assert_true(store_begin(f->store, NULL));
	g_assert_true(store_savepoint(f->store, NULL));
	mails = store_outbox_list(f->store, TRUE, &error);
	g_assert_null(mails);
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	g_clear_error(&error);
	store_undo(f->store, NULL);
	g_assert_false(store_commit(f->store, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
}

static void
test_notes(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *value = NULL;

	g_assert_null(store_get_note(f->store, "outbox-paused", &error));
	g_assert_no_error(error);
	g_assert_true(store_set_note(f->store, "outbox-paused", "535 no", &error));
	g_assert_true(store_set_note(f->store, "outbox-paused", "535 '); DROP TABLE note",
				     &error));
	value = store_get_note(f->store, "outbox-paused", &error);
	g_assert_cmpstr(value, ==, "535 '); DROP TABLE note");
	g_assert_true(store_set_note(f->store, "outbox-paused", NULL, &error));
	g_assert_null(store_get_note(f->store, "outbox-paused", &error));
	g_assert_no_error(error);
}

static void
test_secrets(Fixture *f, gconstpointer unused)
{
	g_autoptr(Snapshot) first = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_autoptr(Snapshot) again = NULL, third = NULL;

	g_assert_cmpuint(first->secrets->len, ==, 1);
	g_assert_cmpuint(g_bytes_get_size(first->secrets->pdata[0]), ==, 32);
	fixture_reopen(f);
	again = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_assert_cmpuint(again->secrets->len, ==, 1);
	g_assert_true(g_bytes_equal(first->secrets->pdata[0], again->secrets->pdata[0]));

	g_assert_true(store_add_secret(f->store, NOW + 1, NULL));
	g_assert_true(store_add_secret(f->store, NOW + 2, NULL));
	third = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_assert_cmpuint(third->secrets->len, ==, 2);
	g_assert_false(g_bytes_equal(first->secrets->pdata[0], third->secrets->pdata[0]));
	g_assert_false(g_bytes_equal(first->secrets->pdata[0], third->secrets->pdata[1]));
	g_assert_cmpint(fixture_number(f->path, "SELECT max(created) FROM secret"), ==,
			NOW + 2);
}

static void
test_counts(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) claimed = NULL;
	StoreCounts counts;

	g_assert_true(store_counts(f->store, &counts, &error));
	g_assert_cmpint(counts.last_received, ==, 0);
	g_assert_cmpint(counts.oldest_due, ==, 0);

	store_begin(f->store, NULL);
	fixture_ticket(f->store, "help", 1, "zhang@corp.example", NOW);
	fixture_accept(f->store, "help", 2, "waits");
	store_commit(f->store, NULL);
	claimed = store_outbox_claim(f->store, NOW, 2, NULL);
	store_outbox_result(f->store, 1, OUTBOX_SENT, 0, NOW + 9, 250, "ok", NULL);
	store_outbox_result(f->store, 2, OUTBOX_FAILED, 0, NOW + 9, 550, "no", NULL);
	g_assert_true(store_counts(f->store, &counts, &error));
	g_assert_cmpint(counts.tickets[STATE_NEW], ==, 1);
	g_assert_cmpint(counts.ledger[LEDGER_APPLIED], ==, 1);
	g_assert_cmpint(counts.ledger[LEDGER_STORED], ==, 1);
	g_assert_cmpint(counts.outbox[OUTBOX_SENT], ==, 1);
	g_assert_cmpint(counts.outbox[OUTBOX_FAILED], ==, 1);
	g_assert_cmpint(counts.outbox[OUTBOX_DUE], ==, 1);
	g_assert_cmpint(counts.last_received, ==, NOW);
	g_assert_cmpint(counts.last_sent, ==, NOW + 9);
	g_assert_cmpint(counts.oldest_due, ==, NOW);
}

static void
test_backup(Fixture *f, gconstpointer unused)
{
	g_autofree char *path = g_build_filename(f->folder, "backup.db", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) reader = NULL, copy = NULL;
	g_autoptr(GPtrArray) tickets = NULL;
	struct stat info;

	store_begin(f->store, NULL);
	fixture_ticket(f->store, "help", 1, "zhang@corp.example", NOW);
	store_commit(f->store, NULL);
	reader = store_open(f->path, STORE_READ, NOW, &error);
	g_assert_no_error(error);
	g_file_set_contents(path, "an older backup", -1, NULL);
	g_assert_true(store_backup(reader, path, &error));
	g_assert_no_error(error);
	g_assert_cmpint(stat(path, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 0777, ==, 0600);
	copy = store_open(path, STORE_WRITE, NOW, &error);
	g_assert_no_error(error);
	fixture_check(copy);
	tickets = store_tickets(copy, LIST_OPEN, &error);
	g_assert_cmpuint(tickets->len, ==, 1);
}

static void
test_memory(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(NULL, STORE_MEMORY, NOW, &error);

	g_assert_no_error(error);
	g_assert_true(store_begin(store, &error));
	g_assert_cmpint(fixture_ticket(store, "stdin", 0, "zhang@corp.example", NOW), ==,
			1);
	g_assert_true(store_commit(store, &error));
	fixture_check(store);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	FIXTURE_ADD("/store/every-statement-prepares", test_every_statement_prepares);
	FIXTURE_ADD("/store/pragmas", test_pragmas);
	FIXTURE_ADD("/store/files-are-private", test_files_are_private);
	FIXTURE_ADD("/store/second-writer-is-refused", test_second_writer_is_refused);
	FIXTURE_ADD("/store/reader-beside-writer", test_reader_beside_writer);
	FIXTURE_ADD("/store/reader-without-daemon", test_reader_without_daemon);
	FIXTURE_ADD("/store/reader-in-read-only-folder", test_reader_in_read_only_folder);
	FIXTURE_ADD("/store/no-file", test_no_file);
	FIXTURE_ADD("/store/newer-version-is-refused", test_newer_version_is_refused);
	FIXTURE_ADD("/store/foreign-database-is-left-alone",
		    test_foreign_database_is_left_alone);
	FIXTURE_ADD("/store/no-database", test_no_database);
	FIXTURE_ADD("/store/damaged-file", test_damaged_file);
	FIXTURE_ADD("/store/migration-copies-first", test_migration_copies_first);
	FIXTURE_ADD("/store/broken-migration-changes-nothing",
		    test_broken_migration_changes_nothing);
	FIXTURE_ADD("/store/killed-in-transaction", test_killed_in_transaction);
	FIXTURE_ADD("/store/killed-in-migration", test_killed_in_migration);
	FIXTURE_ADD("/store/undo-keeps-earlier-mails", test_undo_keeps_earlier_mails);
	FIXTURE_ADD("/store/rollback", test_rollback);
	FIXTURE_ADD("/store/full-disk", test_full_disk);
	FIXTURE_ADD("/store/lost-transaction", test_lost_transaction);
	FIXTURE_ADD("/store/damage-while-running", test_damage_while_running);
	FIXTURE_ADD("/store/notes", test_notes);
	FIXTURE_ADD("/store/secrets", test_secrets);
	FIXTURE_ADD("/store/counts", test_counts);
	FIXTURE_ADD("/store/backup", test_backup);
	g_test_add_func("/store/memory", test_memory);
	return g_test_run();
}
