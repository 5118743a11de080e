/* Addresses that our mail does not reach: marked by a decision, and unmarked by one. */
#include "store/store-private.h"

#include <string.h>

static const Field fields[] = {
	FIELD(TEXT, Undeliverable, address), FIELD(INT64, Undeliverable, ticket_id),
	FIELD(INT64, Undeliverable, since),  FIELD(INT, Undeliverable, returned),
	FIELD(TEXT, Undeliverable, why),     { FIELD_END, 0 },
};

static gboolean
add_mark(sqlite3_stmt *row, gpointer data, GError **error)
{
	Undeliverable *mark = g_new0(Undeliverable, 1);

	g_ptr_array_add(data, mark);
	return record_read(row, 0, fields, mark, error);
}

static GPtrArray *
list_marks(Store *store, Sql sql, const Value *values, GError **error)
{
	g_autoptr(GPtrArray) marks =
		g_ptr_array_new_with_free_func((GDestroyNotify)undeliverable_free);

	if (!sql_each(store, sql, values, add_mark, marks, error))
		return NULL;
	return g_steal_pointer(&marks);
}

GPtrArray *
store_undeliverable(Store *store, const char *address, GError **error)
{
	g_autofree char *lower = address ? g_ascii_strdown(address, -1) : NULL;

	if (!address)
		return list_marks(store, SQL_UNDELIVERABLE, NO_VALUES, error);
	return list_marks(store, SQL_UNDELIVERABLE_ADDRESS, VALUES(TEXT(lower)), error);
}

GPtrArray *
store_undeliverable_of(Store *store, gint64 ticket_id, GError **error)
{
	return list_marks(store, SQL_UNDELIVERABLE_TICKET, VALUES(NUMBER(ticket_id)),
			  error);
}

GPtrArray *
store_undeliverable_outlived(Store *store, gint64 before, GError **error)
{
	return list_marks(store, SQL_UNDELIVERABLE_OUTLIVED, VALUES(NUMBER(before)), error);
}

gboolean
undeliverable_load(Store *store, gint64 ticket_id, GPtrArray *marks, GError **error)
{
	return sql_each(store, SQL_UNDELIVERABLE_TICKET, VALUES(NUMBER(ticket_id)),
			add_mark, marks, error);
}

gboolean
undeliverable_apply(Store *store, const Change *change, GError **error)
{
	const Undeliverable *mark = change->undeliverable;
	g_autofree char *reached =
		change->reached ? g_ascii_strdown(change->reached, -1) : NULL;

	if (reached && !sql_run(store, SQL_MARK_REACHED, VALUES(TEXT(reached)), error))
		return FALSE;
	if (!mark)
		return TRUE;
	return sql_run(store, SQL_MARK_UNDELIVERABLE,
		       VALUES(TEXT(mark->address), NUMBER(mark->ticket_id),
			      NUMBER(mark->since), NUMBER(mark->returned), TEXT(mark->why)),
		       error);
}
