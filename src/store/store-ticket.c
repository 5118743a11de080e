/*
 * Tickets and what hangs on them. A ticket is written as a whole; of its lists only those
 * that differ from what is stored. Entries only grow.
 */
#include "store/store-private.h"

#include "base/error.h"

static const Field ticket_fields[] = {
	FIELD(INT64, Ticket, ticket_id),
	FIELD(INT, Ticket, generation),
	FIELD(TEXT, Ticket, subject),
	FIELD(TICKET_KIND, Ticket, kind),
	FIELD(TICKET_STATE, Ticket, state),
	FIELD(TICKET_STATE, Ticket, before_waiting),
	FIELD(WAIT_REASON, Ticket, waiting_on),
	FIELD(INT64, Ticket, waiting_until),
	FIELD(TEXT, Ticket, priority),
	FIELD(TEXT, Ticket, category),
	FIELD(TEXT, Ticket, system),
	FIELD(INT, Ticket, tier),
	FIELD(TEXT, Ticket, team),
	FIELD(TEXT, Ticket, assignee),
	FIELD(UINT, Ticket, set_by_person),
	FIELD(ADDRESS, Ticket, reporter),
	FIELD(TEXT, Ticket, language),
	FIELD(TEXT, Ticket, report_id),
	FIELD(INT64, Ticket, created),
	FIELD(INT64, Ticket, responded),
	FIELD(INT64, Ticket, resolved),
	FIELD(INT64, Ticket, closed),
	FIELD(INT64, Ticket, asked),
	FIELD(INT64, Ticket, reminded),
	FIELD(INT, Ticket, confirmed),
	FIELD(INT, Ticket, entries),
	FIELD(INT, Ticket, closing),
	FIELD(INT, Ticket, drill),
	{ FIELD_END, 0 },
};

static const Field watcher_fields[] = {
	FIELD(TEXT, Address, name),
	FIELD(TEXT, Address, address),
	{ FIELD_END, 0 },
};

static const Field span_fields[] = {
	FIELD(TEXT, Span, what),
	FIELD(INT64, Span, from),
	FIELD(INT64, Span, to),
	{ FIELD_END, 0 },
};

static const Field limit_fields[] = {
	FIELD(TEXT, Limit, name), FIELD(INT64, Limit, started),  FIELD(INT64, Limit, due),
	FIELD(INT64, Limit, met), FIELD(INT64, Limit, breached), FIELD(INT, Limit, warned),
	{ FIELD_END, 0 },
};

static const Field fact_fields[] = {
	FIELD(TEXT, Fact, name), FIELD(TEXT, Fact, value), FIELD(TEXT, Fact, by),
	FIELD(INT64, Fact, at),  { FIELD_END, 0 },
};

static const Field deadline_fields[] = {
	FIELD(INT64, Deadline, due),
	FIELD(TEXT, Deadline, what),
	{ FIELD_END, 0 },
};

static const Field moment_fields[] = {
	FIELD(TEXT, Moment, event),
	FIELD(INT64, Moment, first),
	FIELD(INT64, Moment, last),
	{ FIELD_END, 0 },
};

static const Field timer_fields[] = {
	FIELD(TEXT, Timer, what),
	FIELD(INT64, Timer, from),
	FIELD(INT, Timer, fired),
	{ FIELD_END, 0 },
};

static const Field asked_fields[] = {
	FIELD(TEXT, Asked, document),
	FIELD(TEXT, Asked, address),
	FIELD(INT64, Asked, at),
	{ FIELD_END, 0 },
};

static const Field party_fields[] = {
	FIELD(TEXT, Party, address), FIELD(TEXT, Party, who),
	FIELD(TEXT, Party, asker),   FIELD(INT64, Party, since),
	{ FIELD_END, 0 },
};

static const Field approval_fields[] = {
	FIELD(TEXT, Approval, state),     FIELD(TEXT, Approval, word),
	FIELD(TEXT, Approval, address),   FIELD(INT64, Approval, serial),
	FIELD(INT64, Approval, asked),    FIELD(INT64, Approval, answered),
	FIELD(INT, Approval, answer),     FIELD(TEXT, Approval, request),
	{ FIELD_END, 0 },
};

static const Field link_fields[] = {
	FIELD(TEXT, Link, how),
	FIELD(INT64, Link, ticket_id),
	{ FIELD_END, 0 },
};

static const Field undo_fields[] = {
	FIELD(INT64, Undo, root),  FIELD(INT64, Undo, serial), FIELD(INT64, Undo, at),
	FIELD(TEXT, Undo, field),  FIELD(TEXT, Undo, before),  FIELD(TEXT, Undo, after),
	{ FIELD_END, 0 },
};

/* The lists of a ticket: each has a table, and is kept whole and in order. */
typedef struct {
	size_t array;  /* where in Ticket the list is */
	size_t record; /* size of an element */
	const Field *fields;
	Sql select, add, clear;
} List;

enum { LIST_OF_FACTS = 3 };

static const List lists[] = {
	{ offsetof(Ticket, watchers), sizeof(Address), watcher_fields, SQL_WATCHERS,
	  SQL_ADD_WATCHER, SQL_CLEAR_WATCHERS },
	{ offsetof(Ticket, spans), sizeof(Span), span_fields, SQL_SPANS, SQL_ADD_SPAN,
	  SQL_CLEAR_SPANS },
	{ offsetof(Ticket, limits), sizeof(Limit), limit_fields, SQL_LIMITS, SQL_ADD_LIMIT,
	  SQL_CLEAR_LIMITS },
	[LIST_OF_FACTS] = { offsetof(Ticket, facts), sizeof(Fact), fact_fields, SQL_FACTS,
			    SQL_ADD_FACT, SQL_CLEAR_FACTS },
	{ offsetof(Ticket, deadlines), sizeof(Deadline), deadline_fields, SQL_DEADLINES,
	  SQL_ADD_DEADLINE, SQL_CLEAR_DEADLINES },
	{ offsetof(Ticket, moments), sizeof(Moment), moment_fields, SQL_MOMENTS,
	  SQL_ADD_MOMENT, SQL_CLEAR_MOMENTS },
	{ offsetof(Ticket, timers), sizeof(Timer), timer_fields, SQL_TIMERS, SQL_ADD_TIMER,
	  SQL_CLEAR_TIMERS },
	{ offsetof(Ticket, asked_for), sizeof(Asked), asked_fields, SQL_ASKED,
	  SQL_ADD_ASKED, SQL_CLEAR_ASKED },
	{ offsetof(Ticket, parties), sizeof(Party), party_fields, SQL_PARTIES,
	  SQL_ADD_PARTY, SQL_CLEAR_PARTIES },
	{ offsetof(Ticket, approvals), sizeof(Approval), approval_fields, SQL_APPROVALS,
	  SQL_ADD_APPROVAL, SQL_CLEAR_APPROVALS },
	{ offsetof(Ticket, links), sizeof(Link), link_fields, SQL_LINKS, SQL_ADD_LINK,
	  SQL_CLEAR_LINKS },
	{ offsetof(Ticket, undos), sizeof(Undo), undo_fields, SQL_UNDOS, SQL_ADD_UNDO,
	  SQL_CLEAR_UNDOS },
};

static const Field entry_fields[] = {
	FIELD(INT64, Entry, ticket_id),
	FIELD(INT, Entry, number),
	FIELD(INT64, Entry, at),
	FIELD(ENTRY_KIND, Entry, kind),
	FIELD(INT, Entry, hidden),
	FIELD(INT, Entry, unproven),
	FIELD(TEXT, Entry, author),
	FIELD(TEXT, Entry, address),
	FIELD(TEXT, Entry, text),
	FIELD(TEXT, Entry, visible),
	FIELD(TEXT, Entry, message_id),
	FIELD(TEXT, Entry, raw_hash),
	{ FIELD_END, 0 },
};

static GPtrArray *
list_of(const Ticket *ticket, const List *list)
{
	return *(GPtrArray *const *)((const char *)ticket + list->array);
}

/* ---- reading ---- */

static gboolean
add_ticket(sqlite3_stmt *row, gpointer data, GError **error)
{
	Ticket *ticket = ticket_new(0);

	g_ptr_array_add(data, ticket);
	return record_read(row, 0, ticket_fields, ticket, error);
}

/* Rows and tickets are both in the order of ticket_id: one walk joins them. */
typedef struct {
	const List *list;
	const GPtrArray *tickets;
	guint at;
} Walk;

static gboolean
add_element(sqlite3_stmt *row, gpointer data, GError **error)
{
	Walk *walk = data;
	gint64 ticket_id = sqlite3_column_int64(row, 0);
	Ticket *ticket = walk->tickets->pdata[walk->at];
	gpointer element;

	while (ticket->ticket_id < ticket_id && walk->at + 1 < walk->tickets->len)
		ticket = walk->tickets->pdata[++walk->at];
	if (ticket->ticket_id != ticket_id)
		return TRUE;
	element = g_malloc0(walk->list->record);
	g_ptr_array_add(list_of(ticket, walk->list), element);
	return record_read(row, 1, walk->list->fields, element, error);
}

static gboolean
read_lists(Store *store, const GPtrArray *tickets, GError **error)
{
	const Ticket *first, *last;

	if (tickets->len == 0)
		return TRUE;
	first = tickets->pdata[0];
	last = tickets->pdata[tickets->len - 1];
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		Walk walk = { &lists[i], tickets, 0 };

		if (!sql_each(store, lists[i].select,
			      VALUES(NUMBER(first->ticket_id), NUMBER(last->ticket_id)),
			      add_element, &walk, error))
			return FALSE;
	}
	return TRUE;
}

static GPtrArray *
read_tickets(Store *store, Sql sql, const Value *values, GError **error)
{
	g_autoptr(GPtrArray) tickets =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);

	if (!sql_each(store, sql, values, add_ticket, tickets, error) ||
	    !read_lists(store, tickets, error))
		return NULL;
	return g_steal_pointer(&tickets);
}

static gboolean
add_last_id(sqlite3_stmt *row, gpointer data, GError **error)
{
	g_hash_table_replace(data, g_strdup((const char *)sqlite3_column_text(row, 0)),
			     g_strdup((const char *)sqlite3_column_text(row, 1)));
	return TRUE;
}

gboolean
ticket_load(Store *store, gint64 ticket_id, Ticket **ticket, GError **error)
{
	const Value *values = VALUES(NUMBER(ticket_id));
	g_autoptr(GPtrArray) found = read_tickets(store, SQL_TICKET, values, error);
	g_autoptr(Ticket) one = NULL;

	*ticket = NULL;
	if (!found)
		return FALSE;
	if (found->len == 0)
		return TRUE;
	one = g_ptr_array_steal_index(found, 0);
	if (!sql_each(store, SQL_LAST_IDS, values, add_last_id, one->last_ids, error))
		return FALSE;
	*ticket = g_steal_pointer(&one);
	return TRUE;
}

static const Field alike_fields[] = {
	FIELD(INT64, Ticket, ticket_id),    FIELD(TEXT, Ticket, subject),
	FIELD(TICKET_STATE, Ticket, state), FIELD(TEXT, Ticket, priority),
	FIELD(TEXT, Ticket, category),      FIELD(TEXT, Ticket, system),
	FIELD(INT64, Ticket, created),      { FIELD_END, 0 },
};

static gboolean
add_alike(sqlite3_stmt *row, gpointer data, GError **error)
{
	Ticket *ticket = ticket_new(0);

	g_ptr_array_add(data, ticket);
	return record_read(row, 0, alike_fields, ticket, error);
}

gboolean
tickets_alike(Store *store, const GArray *numbers, GPtrArray *tickets, GError **error)
{
	Value values[STORE_ALIKE_MAX + 1] = { 0 };
	Walk walk = { &lists[LIST_OF_FACTS], tickets, 0 };

	for (guint i = 0; i < numbers->len; i++)
		values[i] = NUMBER(g_array_index(numbers, gint64, i));
	return numbers->len == 0 ||
	       (sql_each(store, SQL_ALIKE_TICKETS, values, add_alike, tickets, error) &&
		sql_each(store, SQL_ALIKE_FACTS, values, add_element, &walk, error));
}

Ticket *
store_ticket(Store *store, gint64 ticket_id, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	Hold held;

	if (!sql_hold(store, HOLD_READ, &held, error) ||
	    !sql_let_go(store, held, ticket_load(store, ticket_id, &ticket, error), error))
		return NULL;
	if (!ticket)
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "no ticket %" G_GINT64_FORMAT, ticket_id);
	return g_steal_pointer(&ticket);
}

GPtrArray *
store_tickets(Store *store, ListWhich which, GError **error)
{
	static const Sql statements[] = {
		[LIST_OPEN] = SQL_OPEN_TICKETS,
		[LIST_ALL] = SQL_ALL_TICKETS,
		[LIST_CLOSED] = SQL_CLOSED_TICKETS,
	};
	g_autoptr(GPtrArray) tickets = NULL;
	Hold held;

	if (!sql_hold(store, HOLD_READ, &held, error))
		return NULL;
	tickets = read_tickets(store, statements[which], NO_VALUES, error);
	if (!sql_let_go(store, held, tickets != NULL, error))
		return NULL;
	return g_steal_pointer(&tickets);
}

static gboolean
add_entry(sqlite3_stmt *row, gpointer data, GError **error)
{
	Entry *entry = entry_new();

	g_ptr_array_add(data, entry);
	return record_read(row, 0, entry_fields, entry, error);
}

static gboolean
add_attachment(sqlite3_stmt *row, gpointer data, GError **error)
{
	const GPtrArray *entries = data;
	int number = sqlite3_column_int(row, 0);

	for (guint i = 0; i < entries->len; i++) {
		Entry *entry = entries->pdata[i];
		Attachment *attachment;

		if (entry->number != number)
			continue;
		attachment = g_new0(Attachment, 1);
		g_ptr_array_add(entry->attachments, attachment);
		return record_read(row, 1, attachment_fields, attachment, error);
	}
	return TRUE;
}

GPtrArray *
store_entries(Store *store, gint64 ticket_id, GError **error)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	const Value *values = VALUES(NUMBER(ticket_id));
	gboolean ok;
	Hold held;

	if (!sql_hold(store, HOLD_READ, &held, error))
		return NULL;
	ok = sql_each(store, SQL_ENTRIES, values, add_entry, entries, error) &&
	     sql_each(store, SQL_ATTACHMENTS, values, add_attachment, entries, error) &&
	     pictures_mark(store, ticket_id, entries, error);
	return sql_let_go(store, held, ok, error) ? g_steal_pointer(&entries) : NULL;
}

/* ---- writing ---- */

static gboolean
list_equal(const List *list, const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		if (!record_equal(list->fields, a->pdata[i], b->pdata[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_list(Store *store, gint64 ticket_id, const List *list, const GPtrArray *array,
	   GError **error)
{
	Value values[16];

	for (guint i = 0; i < array->len; i++) {
		int n = 0;

		values[n++] = NUMBER(ticket_id);
		values[n++] = NUMBER(i);
		record_values(list->fields, array->pdata[i], values, &n);
		if (!sql_run(store, list->add, values, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
rewrite_lists(Store *store, const Ticket *ticket, const Ticket *stored, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		const List *list = &lists[i];
		const GPtrArray *wanted = list_of(ticket, list);

		if (list_equal(list, wanted, list_of(stored, list)))
			continue;
		if (!sql_run(store, list->clear, VALUES(NUMBER(ticket->ticket_id)),
			     error) ||
		    !write_list(store, ticket->ticket_id, list, wanted, error))
			return FALSE;
	}
	return TRUE;
}

/* A number is used up with its ticket: it is refused when it was given before. */
static gboolean
insert_ticket(Store *store, const Ticket *ticket, const Value *values, GError **error)
{
	gboolean is_free;

	if (!sql_change(store, SQL_USE_TICKET_NUMBER, VALUES(NUMBER(ticket->ticket_id)),
			&is_free, error))
		return FALSE;
	if (!is_free) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
			    "ticket number %" G_GINT64_FORMAT " was given before",
			    ticket->ticket_id);
		return FALSE;
	}
	if (!sql_run(store, SQL_ADD_TICKET, values, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		if (!write_list(store, ticket->ticket_id, &lists[i],
				list_of(ticket, &lists[i]), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
update_ticket(Store *store, const Ticket *ticket, const Value *values, GError **error)
{
	g_autoptr(GPtrArray) found =
		read_tickets(store, SQL_TICKET, VALUES(NUMBER(ticket->ticket_id)), error);

	if (!found)
		return FALSE;
	if (found->len == 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
			    "ticket %" G_GINT64_FORMAT " shall change but does not exist",
			    ticket->ticket_id);
		return FALSE;
	}
	return sql_run(store, SQL_UPDATE_TICKET, values, error) &&
	       rewrite_lists(store, ticket, found->pdata[0], error);
}

gboolean
ticket_save(Store *store, const Ticket *ticket, GError **error)
{
	Value values[2 * G_N_ELEMENTS(ticket_fields)];
	int n = 0;

	record_values(ticket_fields, ticket, values, &n);
	return ticket->is_new ? insert_ticket(store, ticket, values, error)
			      : update_ticket(store, ticket, values, error);
}

gboolean
entry_add(Store *store, const Entry *entry, GError **error)
{
	Value values[2 * G_N_ELEMENTS(entry_fields)];
	int n = 0;

	record_values(entry_fields, entry, values, &n);
	if (!sql_run(store, SQL_ADD_ENTRY, values, error))
		return FALSE;
	for (guint i = 0; i < entry->attachments->len; i++) {
		n = 0;
		values[n++] = NUMBER(entry->ticket_id);
		values[n++] = NUMBER(entry->number);
		values[n++] = NUMBER(i);
		record_values(attachment_fields, entry->attachments->pdata[i], values, &n);
		if (!sql_run(store, SQL_ADD_ATTACHMENT, values, error))
			return FALSE;
	}
	return pictures_add(store, entry, error);
}

/* ---- deadlines ---- */

static gboolean
take_earlier(sqlite3_stmt *row, gpointer data, GError **error)
{
	gint64 *due = data;

	*due = MIN(*due, sqlite3_column_int64(row, 0));
	return TRUE;
}

gboolean
store_next_deadline(Store *store, gint64 *due, GError **error)
{
	return store_outbox_next(store, due, error) &&
	       sql_each(store, SQL_NEXT_DEADLINE, NO_VALUES, take_earlier, due, error);
}

static gboolean
add_ticket_id(sqlite3_stmt *row, gpointer data, GError **error)
{
	gint64 ticket_id = sqlite3_column_int64(row, 0);

	g_array_append_val((GArray *)data, ticket_id);
	return TRUE;
}

GArray *
store_due_tickets(Store *store, gint64 now, guint max, GError **error)
{
	g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(gint64));

	if (!sql_each(store, SQL_DUE_TICKETS, VALUES(NUMBER(now), NUMBER(max)),
		      add_ticket_id, due, error))
		return NULL;
	return g_steal_pointer(&due);
}
