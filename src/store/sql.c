/*
 * Running statements: prepared once, bound by value, always reset. The one place where
 * SQLite's result codes become our errors. It knows no tables.
 */
#include "store/store-private.h"

#include "base/error.h"

static DeskError
error_code(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return DESK_ERROR_DATA;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return DESK_ERROR_LATER;
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_SCHEMA:
	case SQLITE_TOOBIG:
		return DESK_ERROR_SOFTWARE;
	default:
		return DESK_ERROR_IO;
	}
}

static const char *
error_advice(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ": it is damaged, restore a backup";
	case SQLITE_FULL:
		return ": its disk is full";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ": another program keeps it locked";
	default:
		return "";
	}
}

gboolean
sql_fail(Store *store, int rc, GError **error)
{
	g_set_error(error, DESK_ERROR, error_code(rc), "database %s: %s%s", store->path,
		    sqlite3_errmsg(store->db), error_advice(rc));
	return FALSE;
}

gboolean
sql_fail_write(Store *store, int rc, GError **error)
{
	store->failed = TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "writing database %s: %s%s",
		    store->path, sqlite3_errmsg(store->db), error_advice(rc));
	return FALSE;
}

static sqlite3_stmt *
prepare(Store *store, Sql sql, GError **error)
{
	sqlite3_stmt **statement = &store->statements[sql];
	int rc;

	if (*statement)
		return *statement;
	rc = sqlite3_prepare_v3(store->db, statement_text(sql), -1,
				SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (rc != SQLITE_OK)
		sql_fail(store, rc, error);
	return *statement;
}

static void
bind_values(sqlite3_stmt *statement, const Value *values)
{
	for (int i = 0; values && values[i].type != VALUE_END; i++) {
		const Value *value = &values[i];
		gsize size;
		gconstpointer data;

		switch (value->type) {
		case VALUE_NUMBER:
			sqlite3_bind_int64(statement, i + 1, value->number);
			break;
		case VALUE_TEXT:
			sqlite3_bind_text(statement, i + 1, value->text, -1, SQLITE_STATIC);
			break;
		case VALUE_BYTES:
			if (!value->bytes)
				break;
			data = g_bytes_get_data(value->bytes, &size);
			/* A NULL pointer would bind NULL: "" stays an empty blob. */
			sqlite3_bind_blob64(statement, i + 1, data ? data : "", size,
					    SQLITE_STATIC);
			break;
		case VALUE_END:
			break;
		}
	}
}

/*
 * On a full disk or an I/O error SQLite may end the transaction by itself. What would
 * follow would then be committed piece by piece, so nothing may follow.
 */
static gboolean
transaction_stands(Store *store, GError **error)
{
	if (!store->in_transaction || !sqlite3_get_autocommit(store->db))
		return TRUE;
	store->failed = TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
		    "database %s: the transaction was given up after an error",
		    store->path);
	return FALSE;
}

static gboolean
finish(Store *store, sqlite3_stmt *statement, int rc, GError **error)
{
	if (rc == SQLITE_DONE)
		return TRUE;
	/* What a damaged file says must not be acted upon: nothing is committed any more.
	 */
	if (error_code(rc) == DESK_ERROR_DATA)
		store->failed = TRUE;
	if (!sqlite3_stmt_readonly(statement) && error_code(rc) == DESK_ERROR_IO)
		return sql_fail_write(store, rc, error);
	return sql_fail(store, rc, error);
}

gboolean
sql_each(Store *store, Sql sql, const Value *values, RowFunction row, gpointer data,
	 GError **error)
{
	sqlite3_stmt *statement = prepare(store, sql, error);
	gboolean ok = TRUE;
	int rc = SQLITE_DONE;

	if (!statement || !transaction_stands(store, error))
		return FALSE;
	g_assert(!sqlite3_stmt_busy(statement));
	bind_values(statement, values);
	while (ok && (rc = sqlite3_step(statement)) == SQLITE_ROW)
		ok = !row || row(statement, data, error);
	ok = ok && finish(store, statement, rc, error);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return ok;
}

gboolean
sql_run(Store *store, Sql sql, const Value *values, GError **error)
{
	return sql_each(store, sql, values, NULL, NULL, error);
}

gboolean
sql_change(Store *store, Sql sql, const Value *values, gboolean *changed, GError **error)
{
	int before = sqlite3_total_changes(store->db);

	if (!sql_run(store, sql, values, error))
		return FALSE;
	*changed = sqlite3_total_changes(store->db) != before;
	return TRUE;
}

static gboolean
take_number(sqlite3_stmt *row, gpointer data, GError **error)
{
	*(gint64 *)data = sqlite3_column_int64(row, 0);
	return TRUE;
}

gboolean
sql_number(Store *store, Sql sql, const Value *values, gint64 *number, GError **error)
{
	*number = 0;
	return sql_each(store, sql, values, take_number, number, error);
}

gboolean
sql_script(Store *store, const char *script, GError **error)
{
	int rc = sqlite3_exec(store->db, script, NULL, NULL, NULL);

	return rc == SQLITE_OK || sql_fail(store, rc, error);
}

gboolean
sql_hold(Store *store, Hold wanted, Hold *held, GError **error)
{
	*held = HOLD_NOT;
	if (!sqlite3_get_autocommit(store->db))
		return TRUE;
	if (wanted == HOLD_WRITE ? !store_begin(store, error)
				 : !sql_run(store, SQL_BEGIN_READ, NO_VALUES, error))
		return FALSE;
	*held = wanted;
	return TRUE;
}

gboolean
sql_let_go(Store *store, Hold held, gboolean ok, GError **error)
{
	if (held == HOLD_READ)
		return sql_run(store, SQL_ROLLBACK, NO_VALUES, ok ? error : NULL) && ok;
	if (held == HOLD_NOT)
		return ok;
	if (ok)
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}
