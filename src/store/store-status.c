/* How the store as a whole stands: its integrity, and counts for status. It only reads. */
#include "store/store-private.h"

#include <string.h>

#include "base/error.h"

static gboolean
damaged(sqlite3_stmt *row, gpointer data, GError **error)
{
	const char *found = (const char *)sqlite3_column_text(row, 0);

	if (g_strcmp0(found, "ok") == 0)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "database %s is damaged: %s: %s",
		    (const char *)data, found, "restore a backup");
	return FALSE;
}

static gboolean
points_nowhere(sqlite3_stmt *row, gpointer data, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "database %s is damaged: row %s of %s points to no row of %s",
		    (const char *)data, sqlite3_column_text(row, 1),
		    sqlite3_column_text(row, 0), sqlite3_column_text(row, 2));
	return FALSE;
}

gboolean
store_check(Store *store, GError **error)
{
	return sql_each(store, SQL_INTEGRITY, NO_VALUES, damaged, store->path, error) &&
	       sql_each(store, SQL_FOREIGN_KEYS, NO_VALUES, points_nowhere, store->path,
			error);
}

static gboolean
count_ticket_state(sqlite3_stmt *row, gpointer data, GError **error)
{
	TicketState state;

	if (ticket_state_parse((const char *)sqlite3_column_text(row, 0), &state))
		((StoreCounts *)data)->tickets[state] = sqlite3_column_int64(row, 1);
	return TRUE;
}

static gboolean
count_ledger_state(sqlite3_stmt *row, gpointer data, GError **error)
{
	LedgerState state;

	if (ledger_state_parse((const char *)sqlite3_column_text(row, 0), &state))
		((StoreCounts *)data)->ledger[state] = sqlite3_column_int64(row, 1);
	return TRUE;
}

static gboolean
count_outbox_state(sqlite3_stmt *row, gpointer data, GError **error)
{
	StoreCounts *counts = data;
	gint64 n = sqlite3_column_int64(row, 1);
	OutboxState state;

	if (!outbox_state_parse((const char *)sqlite3_column_text(row, 0), &state))
		return TRUE;
	counts->outbox[state] = n;
	counts->outbox[OUTBOX_SENT] -= n;
	return TRUE;
}

static gboolean
count_all(Store *store, StoreCounts *counts, GError **error)
{
	/* Counting all rows reads one small index; counting the sent ones would read them.
	 */
	return sql_number(store, SQL_COUNT_OUTBOX, NO_VALUES, &counts->outbox[OUTBOX_SENT],
			  error) &&
	       sql_each(store, SQL_COUNT_UNSENT, NO_VALUES, count_outbox_state, counts,
			error) &&
	       sql_each(store, SQL_COUNT_TICKETS, NO_VALUES, count_ticket_state, counts,
			error) &&
	       sql_each(store, SQL_COUNT_LEDGER, NO_VALUES, count_ledger_state, counts,
			error) &&
	       sql_number(store, SQL_LAST_RECEIVED, NO_VALUES, &counts->last_received,
			  error) &&
	       sql_number(store, SQL_LAST_SENT, NO_VALUES, &counts->last_sent, error) &&
	       sql_number(store, SQL_OLDEST_DUE, NO_VALUES, &counts->oldest_due, error);
}

gboolean
store_counts(Store *store, StoreCounts *counts, GError **error)
{
	Hold held;

	memset(counts, 0, sizeof *counts);
	if (!sql_hold(store, HOLD_READ, &held, error))
		return FALSE;
	return sql_let_go(store, held, count_all(store, counts, error), error);
}
