/*
 * Raw mails, each once, by the SHA-256 of its bytes. A large one is never whole in memory:
 * it goes in and out by pieces.
 */
#include "store/store-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sha256.h"

#define PIECE (64 * 1024)

typedef sqlite3_blob RawBlob;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RawBlob, sqlite3_blob_close)

static gboolean
open_blob(Store *store, gint64 raw_id, gboolean write, RawBlob **blob, GError **error)
{
	int rc = sqlite3_blob_open(store->db, "main", "raw", "bytes", raw_id, write, blob);

	return rc == SQLITE_OK || sql_fail(store, rc, error);
}

/* Reads exactly LENGTH bytes of FD at OFFSET. */
static gboolean
read_piece(int fd, gint64 offset, guint8 *piece, gsize length, GError **error)
{
	for (gsize done = 0; done < length;) {
		ssize_t n = pread(fd, piece + done, length - done, offset + done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
				    "reading a mail's temporary file: %s",
				    n < 0 ? g_strerror(errno) : "it is too short");
			return FALSE;
		}
		done += n;
	}
	return TRUE;
}

static gboolean
write_piece(int fd, const guint8 *piece, gsize length, GError **error)
{
	for (gsize done = 0; done < length;) {
		ssize_t n = write(fd, piece + done, length - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "writing a mail: %s",
				    g_strerror(errno));
			return FALSE;
		}
		done += n;
	}
	return TRUE;
}

static gboolean
stream_in(Store *store, gint64 raw_id, const Accept *accept, GError **error)
{
	g_autofree guint8 *piece = g_malloc(PIECE);
	g_autoptr(RawBlob) blob = NULL;

	if (!open_blob(store, raw_id, TRUE, &blob, error))
		return FALSE;
	for (gint64 offset = 0; offset < accept->size; offset += PIECE) {
		gsize length = MIN(PIECE, accept->size - offset);
		int rc;

		if (!read_piece(accept->fd, offset, piece, length, error))
			return FALSE;
		rc = sqlite3_blob_write(blob, piece, length, offset);
		if (rc != SQLITE_OK)
			return sql_fail_write(store, rc, error);
	}
	return TRUE;
}

gboolean
raw_add(Store *store, const Accept *accept, gint64 *raw_id, GError **error)
{
	gboolean is_new, by_pieces = !accept->bytes;
	gint64 size = by_pieces ? accept->size : (gint64)g_bytes_get_size(accept->bytes);
	Sql sql = by_pieces ? SQL_ADD_RAW_SPACE : SQL_ADD_RAW;
	const Value *values = by_pieces ? VALUES(TEXT(accept->raw_hash), NUMBER(size))
					: VALUES(TEXT(accept->raw_hash), NUMBER(size),
						 BYTES(accept->bytes));

	if (!sql_change(store, sql, values, &is_new, error) ||
	    !sql_number(store, SQL_RAW_PLACE, VALUES(TEXT(accept->raw_hash)), raw_id,
			error))
		return FALSE;
	return !is_new || !by_pieces || stream_in(store, *raw_id, accept, error);
}

static gboolean
fail_gone(const char *raw_hash, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "the raw mail %.12s… is gone, or was never kept", raw_hash);
	return FALSE;
}

static gboolean
open_raw(Store *store, const char *raw_hash, RawBlob **blob, GError **error)
{
	gint64 raw_id;

	if (!sql_number(store, SQL_RAW_PLACE, VALUES(TEXT(raw_hash)), &raw_id, error))
		return FALSE;
	return raw_id ? open_blob(store, raw_id, FALSE, blob, error)
		      : fail_gone(raw_hash, error);
}

static gboolean
take_bytes(sqlite3_stmt *row, gpointer data, GError **error)
{
	gconstpointer bytes = sqlite3_column_blob(row, 0);

	*(GBytes **)data = g_bytes_new(bytes, sqlite3_column_bytes(row, 0));
	return TRUE;
}

/* By a statement that is prepared already: to open a blob is to prepare one. */
GBytes *
store_raw(Store *store, const char *raw_hash, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (!sql_each(store, SQL_RAW_BYTES, VALUES(TEXT(raw_hash)), take_bytes, &bytes,
		      error))
		return NULL;
	if (!bytes)
		fail_gone(raw_hash, error);
	return g_steal_pointer(&bytes);
}

gboolean
store_raw_to_file(Store *store, const char *raw_hash, int fd, GError **error)
{
	g_autofree guint8 *piece = g_malloc(PIECE);
	g_autoptr(RawBlob) blob = NULL;
	int size;

	if (!open_raw(store, raw_hash, &blob, error))
		return FALSE;
	size = sqlite3_blob_bytes(blob);
	for (int offset = 0; offset < size; offset += PIECE) {
		int length = MIN(PIECE, size - offset);
		int rc = sqlite3_blob_read(blob, piece, length, offset);

		if (rc != SQLITE_OK)
			return sql_fail(store, rc, error);
		if (!write_piece(fd, piece, length, error))
			return FALSE;
	}
	return TRUE;
}

typedef struct {
	Store *store;
	gint64 count;
} RawCheck;

static gboolean
check_raw(sqlite3_stmt *row, gpointer data, GError **error)
{
	RawCheck *check = data;
	const char *hash = (const char *)sqlite3_column_text(row, 1);
	g_autoptr(Sha256) sum = sha256_new();
	char found[SHA256_HEX_SIZE];
	g_autofree guint8 *piece = g_malloc(PIECE);
	g_autoptr(RawBlob) blob = NULL;
	int size, rc;

	if (!open_blob(check->store, sqlite3_column_int64(row, 0), FALSE, &blob, error))
		return FALSE;
	size = sqlite3_blob_bytes(blob);
	for (int offset = 0; offset < size; offset += PIECE) {
		int length = MIN(PIECE, size - offset);

		rc = sqlite3_blob_read(blob, piece, length, offset);
		if (rc != SQLITE_OK)
			return sql_fail(check->store, rc, error);
		sha256_add(sum, piece, length);
	}
	check->count++;
	sha256_end(sum, found);
	if (g_strcmp0(hash, found) == 0)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "the raw mail %.12s… is not what it was: restore a backup", hash);
	return FALSE;
}

gboolean
store_check_raw(Store *store, gint64 *count, GError **error)
{
	RawCheck check = { store, 0 };
	gboolean ok = sql_each(store, SQL_RAW_ALL, NO_VALUES, check_raw, &check, error);

	*count = check.count;
	return ok;
}

/* Pages at the end of the file, a bounded number: each costs one to be moved. */
static const char give_back[] = "PRAGMA incremental_vacuum(25000)";

gboolean
store_forget_raw(Store *store, gint64 before, guint max, guint *count, GError **error)
{
	if (!sql_run(store, SQL_FORGET_RAW, VALUES(NUMBER(before), NUMBER(max)), error))
		return FALSE;
	*count = (guint)sqlite3_changes(store->db);
	return sqlite3_get_autocommit(store->db) == 0 ||
	       sql_script(store, give_back, error);
}
