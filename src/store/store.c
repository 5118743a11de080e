/*
 * Opening the one file, its transactions, and the small things that are about no mail and
 * no ticket: notes, secrets, copies. A file that is not ours, or from a newer
 * program, is told apart before anything is written to it.
 */
#include "store/store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define SECRET_BYTES 32

/* Before the file is known to be ours: nothing here writes to it. Views and triggers of a
 * planted file run no functions; a page that is off is found when it is read. */
static const char careful_pragmas[] = "PRAGMA trusted_schema = OFF;"
				      "PRAGMA cell_size_check = ON;"
				      "PRAGMA mmap_size = 0;"
				      "PRAGMA temp_store = MEMORY;"
				      "PRAGMA foreign_keys = ON;"
				      "PRAGMA cache_size = -8192;";

/* auto_vacuum has no effect once there is a table, so it goes before the first step. The
 * log is folded in each 16 MB: measured, a fifth more mails a second than by SQLite's
 * default of 4 MB, since pages of indexes in random order are then written back once for
 * many. */
static const char writer_pragmas[] = "PRAGMA secure_delete = ON;"
				     "PRAGMA auto_vacuum = INCREMENTAL;"
				     "PRAGMA journal_mode = WAL;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA wal_autocheckpoint = 4000;"
				     "PRAGMA journal_size_limit = 67108864;";

static gboolean
fail_file(const char *what, const char *path, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "%s %s: %s", what, path,
		    g_strerror(errno));
	return FALSE;
}

/*
 * What root makes here belongs to whom the folder belongs to, as SQLite does with its own
 * files: else the daemon could not open them after one command of root's.
 */
static int
give_to_owner(int fd, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat owner;

	if (geteuid() != 0 || stat(folder, &owner) != 0)
		return 0;
	return fchown(fd, owner.st_uid, owner.st_gid);
}

int
store_create_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0 && give_to_owner(fd, path) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
open_or_create(const char *path)
{
	int fd = store_create_file(path);

	return fd < 0 && errno == EEXIST ? open(path, O_RDWR | O_CLOEXEC) : fd;
}

static void
name_holder(const char *path, int fd, GError **error)
{
	char pid[24] = "";
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);

	pid[MAX(n, 0)] = '\0';
	g_strchomp(pid);
	g_set_error(error, DESK_ERROR, DESK_ERROR_LATER, "%s is in use by process %s", path,
		    *pid ? pid : "(unknown)");
}

/* The pid is for people: that it cannot be written breaks nothing. */
static void
write_pid(int fd)
{
	g_autofree char *pid = g_strdup_printf("%d\n", (int)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, strlen(pid), 0) < 0)
		return;
}

int
store_lock(const char *store_path, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s.lock", store_path);
	int fd = open_or_create(path);

	if (fd < 0) {
		fail_file("cannot open", path, error);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		write_pid(fd);
		return fd;
	}
	if (errno == EWOULDBLOCK)
		name_holder(store_path, fd, error);
	else
		fail_file("cannot lock", path, error);
	close(fd);
	return -1;
}

static gboolean
take_lock(Store *store, GError **error)
{
	store->lock = store_lock(store->path, error);
	return store->lock >= 0;
}

static gboolean
touch_database(Store *store, GError **error)
{
	int fd = open_or_create(store->path);

	if (fd < 0)
		return fail_file("cannot open database", store->path, error);
	close(fd);
	return TRUE;
}

static gboolean
connect_to(Store *store, const char *name, int flags, GError **error)
{
	int rc = sqlite3_open_v2(name, &store->db,
				 flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return sql_fail(store, rc, error);
	/* So long a stranger's lock (a shell, a copy) may last without an error. */
	sqlite3_busy_timeout(store->db, 30 * 1000);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return sql_script(store, careful_pragmas, error);
}

static gboolean
has_log(const char *path)
{
	g_autofree char *wal = g_strdup_printf("%s-wal", path);
	struct stat info;

	return stat(wal, &info) == 0 && info.st_size > 0;
}

/*
 * A reader of a WAL file needs the files beside it, and to make them when no daemon runs.
 * In a folder where it may not, a file without a log is whole in itself and nobody writes
 * to it.
 */
static gboolean
connect_reader(Store *store, GError **error)
{
	g_autoptr(GError) refused = NULL;
	g_autofree char *escaped = NULL, *uri = NULL;
	gint64 tables;

	if (access(store->path, R_OK) != 0)
		return fail_file("cannot open database", store->path, error);
	if (connect_to(store, store->path, SQLITE_OPEN_READONLY, &refused) &&
	    sql_number(store, SQL_COUNT_TABLES, NO_VALUES, &tables, &refused))
		return TRUE;
	if (refused->code != DESK_ERROR_IO || has_log(store->path)) {
		g_propagate_error(error, g_steal_pointer(&refused));
		return FALSE;
	}
	sqlite3_finalize(g_steal_pointer(&store->statements[SQL_COUNT_TABLES]));
	sqlite3_close(g_steal_pointer(&store->db));
	escaped = g_uri_escape_string(store->path, "/", FALSE);
	uri = g_strdup_printf("file:%s?mode=ro&immutable=1", escaped);
	return connect_to(store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
}

static gboolean
connect_store(Store *store, GError **error)
{
	switch (store->mode) {
	case STORE_WRITE:
		return take_lock(store, error) && touch_database(store, error) &&
		       connect_to(store, store->path, SQLITE_OPEN_READWRITE, error);
	case STORE_READ:
		return connect_reader(store, error);
	case STORE_MEMORY:
		return connect_to(store,
				  ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
				  error);
	}
	g_assert_not_reached();
}

/* Ours, or empty. */
static gboolean
check_kind(Store *store, gint64 *version, GError **error)
{
	gint64 tables, application;

	if (!sql_number(store, SQL_COUNT_TABLES, NO_VALUES, &tables, error) ||
	    !sql_number(store, SQL_APPLICATION_ID, NO_VALUES, &application, error) ||
	    !sql_number(store, SQL_USER_VERSION, NO_VALUES, version, error))
		return FALSE;
	if (application == STORE_APPLICATION_ID || (tables == 0 && application == 0))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "%s is a database of another program", store->path);
	return FALSE;
}

static gboolean
check_version(Store *store, gint64 version, GError **error)
{
	if (version > store_version) {
		g_set_error(
			error, DESK_ERROR, DESK_ERROR_DATA,
			"%s has schema version %d, but this program knows versions up to "
			"%d: use the newer program that wrote it",
			store->path, (int)version, store_version);
		return FALSE;
	}
	if (store->mode == STORE_READ && version < store_version) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "%s has schema version %d, this program needs %d: start the "
			    "daemon once, it brings the file up to date",
			    store->path, (int)version, store_version);
		return FALSE;
	}
	return TRUE;
}

/* A file system without shared memory (a network share) keeps the old journal silently. */
static gboolean
check_journal(Store *store, GError **error)
{
	sqlite3_stmt *statement = NULL;
	gboolean is_wal;

	if (store->mode != STORE_WRITE)
		return TRUE;
	if (sqlite3_prepare_v2(store->db, "PRAGMA journal_mode", -1, &statement, NULL) !=
	    SQLITE_OK)
		return sql_fail(store, sqlite3_errcode(store->db), error);
	is_wal = sqlite3_step(statement) == SQLITE_ROW &&
		 g_strcmp0((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
	sqlite3_finalize(statement);
	if (!is_wal)
		g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
			    "%s cannot keep a write-ahead log: put it on a local disk",
			    store->path);
	return is_wal;
}

static gboolean
first_secret(Store *store, gint64 now, GError **error)
{
	gint64 count;

	return sql_number(store, SQL_COUNT_SECRETS, NO_VALUES, &count, error) &&
	       (count > 0 || store_add_secret(store, now, error));
}

static gboolean
make_ready(Store *store, gint64 now, GError **error)
{
	gint64 version;

	if (!connect_store(store, error) || !check_kind(store, &version, error) ||
	    !check_version(store, version, error))
		return FALSE;
	if (store->mode == STORE_READ)
		return TRUE;
	return sql_script(store, writer_pragmas, error) && check_journal(store, error) &&
	       migrations_run(store, store_migrations, store_version, error) &&
	       first_secret(store, now, error);
}

Store *
store_open(const char *path, StoreMode mode, gint64 now, GError **error)
{
	g_autoptr(Store) store = g_new0(Store, 1);

	store->path = g_strdup(mode == STORE_MEMORY ? ":memory:" : path);
	store->mode = mode;
	store->lock = -1;
	return make_ready(store, now, error) ? g_steal_pointer(&store) : NULL;
}

void
store_close(Store *store)
{
	if (!store)
		return;
	for (guint i = 0; i < N_SQL; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->db);
	/* Last, and only closing frees it: the file stays, so that two processes can never
	 * hold locks on two files of the same name. */
	if (store->lock >= 0)
		close(store->lock);
	g_free(store->path);
	g_free(store);
}

static gboolean
may_write(Store *store, GError **error)
{
	if (store->failed)
		g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
			    "database %s: nothing is written after a failed write, or to a "
			    "damaged file",
			    store->path);
	return !store->failed;
}

gboolean
store_begin(Store *store, GError **error)
{
	if (!may_write(store, error) || !sql_run(store, SQL_BEGIN, NO_VALUES, error))
		return FALSE;
	store->in_transaction = TRUE;
	return TRUE;
}

gboolean
store_commit(Store *store, GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (may_write(store, &failure) && sql_run(store, SQL_COMMIT, NO_VALUES, &failure)) {
		store->in_transaction = FALSE;
		return TRUE;
	}
	store->failed = TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "commit failed: %s",
		    failure->message);
	store_rollback(store);
	return FALSE;
}

void
store_rollback(Store *store)
{
	store->in_transaction = FALSE;
	if (!sqlite3_get_autocommit(store->db))
		sql_run(store, SQL_ROLLBACK, NO_VALUES, NULL);
}

gboolean
store_savepoint(Store *store, GError **error)
{
	return sql_run(store, SQL_SAVEPOINT, NO_VALUES, error);
}

gboolean
store_release(Store *store, GError **error)
{
	return sql_run(store, SQL_RELEASE, NO_VALUES, error);
}

gboolean
store_undo(Store *store, GError **error)
{
	return sql_run(store, SQL_UNDO, NO_VALUES, error) && store_release(store, error);
}

void
store_random(guint8 *bytes, gsize length)
{
	/* Up to 256 bytes come whole and without EINTR (getrandom(2)). */
	ssize_t n = getrandom(bytes, length, 0);

	g_assert(n == (ssize_t)length);
}

gboolean
store_add_secret(Store *store, gint64 now, GError **error)
{
	guint8 random[SECRET_BYTES];
	g_autoptr(GBytes) bytes = NULL;

	store_random(random, sizeof random);
	bytes = g_bytes_new(random, sizeof random);
	return sql_run(store, SQL_ADD_SECRET, VALUES(NUMBER(now), BYTES(bytes)), error);
}

static gboolean
take_text(sqlite3_stmt *row, gpointer data, GError **error)
{
	*(char **)data = g_strdup((const char *)sqlite3_column_text(row, 0));
	return TRUE;
}

char *
store_get_note(Store *store, const char *name, GError **error)
{
	char *value = NULL;

	sql_each(store, SQL_NOTE, VALUES(TEXT(name)), take_text, &value, error);
	return value;
}

gboolean
store_set_note(Store *store, const char *name, const char *value, GError **error)
{
	if (!value)
		return sql_run(store, SQL_DELETE_NOTE, VALUES(TEXT(name)), error);
	return sql_run(store, SQL_SET_NOTE, VALUES(TEXT(name), TEXT(value)), error);
}

gboolean
store_sync_path(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		fail_file("cannot write", path, error);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* SQLite does not sync what VACUUM INTO writes, so the copy is synced here, then named. */
gboolean
store_copy_to(Store *store, const char *target, GError **error)
{
	g_autofree char *new = g_strdup_printf("%s.new", target);
	g_autofree char *folder = g_path_get_dirname(target);
	int fd;

	unlink(new);
	fd = store_create_file(new);
	if (fd < 0)
		return fail_file("cannot create", new, error);
	close(fd);
	if (!sql_run(store, SQL_COPY_INTO, VALUES(TEXT(new)), error) ||
	    !store_sync_path(new, error)) {
		unlink(new);
		return FALSE;
	}
	if (rename(new, target) != 0)
		return fail_file("cannot rename to", target, error);
	return store_sync_path(folder, error);
}

gboolean
store_backup(Store *store, const char *target, GError **error)
{
	return store_copy_to(store, target, error);
}
