/* The ticket as plain data, and the names of its states, kinds and waiting reasons. */
#include "core/ticket.h"

#include <string.h>

static const char *const state_names[N_STATES] = {
	[STATE_NEW] = "new",
	[STATE_ACCEPTED] = "accepted",
	[STATE_DIAGNOSING] = "diagnosing",
	[STATE_PLANNED] = "planned",
	[STATE_REPAIRING] = "repairing",
	[STATE_VERIFYING] = "verifying",
	[STATE_WAITING] = "waiting",
	[STATE_RESOLVED] = "resolved",
	[STATE_CLOSED] = "closed",
	[STATE_REJECTED] = "rejected",
};

static const char *const kind_names[N_KINDS] = {
	[KIND_FAULT] = "fault",
	[KIND_HAZARD] = "hazard",
	[KIND_CHANGE] = "change",
	[KIND_TASK] = "task",
};

static const char *const wait_names[N_WAITS] = {
	[WAIT_NONE] = NULL,     [WAIT_REPORTER] = "reporter", [WAIT_SUPPLIER] = "supplier",
	[WAIT_PARTS] = "parts", [WAIT_APPROVAL] = "approval",
};

static const char *const entry_names[] = {
	[ENTRY_REPORT] = "report",
	[ENTRY_REPLY] = "reply",
	[ENTRY_NOTE] = "note",
	[ENTRY_ANSWER] = "answer",
};

static gboolean
name_find(const char *const *names, guint n, const char *name, guint *index)
{
	for (guint i = 0; i < n; i++) {
		if (names[i] && g_ascii_strcasecmp(names[i], name) == 0) {
			*index = i;
			return TRUE;
		}
	}
	return FALSE;
}

const char *
ticket_state_name(TicketState state)
{
	return state_names[state];
}

gboolean
ticket_state_parse(const char *name, TicketState *state)
{
	guint index;

	if (!name_find(state_names, N_STATES, name, &index))
		return FALSE;
	*state = index;
	return TRUE;
}

const char *
ticket_kind_name(TicketKind kind)
{
	return kind_names[kind];
}

gboolean
ticket_kind_parse(const char *name, TicketKind *kind)
{
	guint index;

	if (!name_find(kind_names, N_KINDS, name, &index))
		return FALSE;
	*kind = index;
	return TRUE;
}

const char *
wait_reason_name(WaitReason reason)
{
	return wait_names[reason];
}

gboolean
wait_reason_parse(const char *name, WaitReason *reason)
{
	guint index;

	if (!name_find(wait_names, N_WAITS, name, &index))
		return FALSE;
	*reason = index;
	return TRUE;
}

const char *
entry_kind_name(EntryKind kind)
{
	return entry_names[kind];
}

gboolean
entry_kind_parse(const char *name, EntryKind *kind)
{
	guint index;

	if (!name_find(entry_names, G_N_ELEMENTS(entry_names), name, &index))
		return FALSE;
	*kind = index;
	return TRUE;
}

static void
span_free(Span *span)
{
	g_free(span->what);
	g_free(span);
}

void
limit_free(Limit *limit)
{
	g_free(limit->name);
	g_free(limit);
}

static void
deadline_free(Deadline *deadline)
{
	g_free(deadline->what);
	g_free(deadline);
}

static void
fact_free(Fact *fact)
{
	g_free(fact->name);
	g_free(fact->value);
	g_free(fact->by);
	g_free(fact);
}

Ticket *
ticket_new(gint64 ticket_id)
{
	Ticket *ticket = g_new0(Ticket, 1);

	ticket->ticket_id = ticket_id;
	ticket->generation = 1;
	ticket->subject = g_strdup("");
	ticket->reporter = address_new(NULL, "");
	ticket->language = g_strdup("en");
	ticket->watchers = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	ticket->spans = g_ptr_array_new_with_free_func((GDestroyNotify)span_free);
	ticket->limits = g_ptr_array_new_with_free_func((GDestroyNotify)limit_free);
	ticket->deadlines = g_ptr_array_new_with_free_func((GDestroyNotify)deadline_free);
	ticket->facts = g_ptr_array_new_with_free_func((GDestroyNotify)fact_free);
	ticket->last_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return ticket;
}

void
ticket_free(Ticket *ticket)
{
	if (!ticket)
		return;
	g_free(ticket->subject);
	g_free(ticket->priority);
	g_free(ticket->category);
	g_free(ticket->system);
	g_free(ticket->team);
	g_free(ticket->assignee);
	address_free(ticket->reporter);
	g_free(ticket->language);
	g_free(ticket->report_id);
	g_ptr_array_unref(ticket->watchers);
	g_ptr_array_unref(ticket->spans);
	g_ptr_array_unref(ticket->limits);
	g_ptr_array_unref(ticket->deadlines);
	g_ptr_array_unref(ticket->facts);
	g_hash_table_unref(ticket->last_ids);
	g_free(ticket);
}

static Span *
span_copy(const Span *span)
{
	Span *copy = g_new(Span, 1);

	*copy = *span;
	copy->what = g_strdup(span->what);
	return copy;
}

static Limit *
limit_copy(const Limit *limit)
{
	Limit *copy = g_new(Limit, 1);

	*copy = *limit;
	copy->name = g_strdup(limit->name);
	return copy;
}

static Deadline *
deadline_copy(const Deadline *deadline)
{
	Deadline *copy = g_new(Deadline, 1);

	*copy = *deadline;
	copy->what = g_strdup(deadline->what);
	return copy;
}

static Fact *
fact_copy(const Fact *fact)
{
	Fact *copy = g_new(Fact, 1);

	*copy = *fact;
	copy->name = g_strdup(fact->name);
	copy->value = g_strdup(fact->value);
	copy->by = g_strdup(fact->by);
	return copy;
}

/* Fills TO, which is empty, with copies of FROM's elements. */
static GPtrArray *
array_copy(const GPtrArray *from, GPtrArray *to, gpointer (*copy)(gconstpointer))
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, copy(from->pdata[i]));
	return to;
}

typedef gpointer (*CopyFunction)(gconstpointer);

Ticket *
ticket_copy(const Ticket *ticket)
{
	Ticket *copy = ticket_new(ticket->ticket_id);
	Ticket fresh = *copy;
	GHashTableIter iter;
	gpointer key, value;

	g_free(fresh.subject);
	address_free(fresh.reporter);
	g_free(fresh.language);

	*copy = *ticket;
	copy->subject = g_strdup(ticket->subject);
	copy->priority = g_strdup(ticket->priority);
	copy->category = g_strdup(ticket->category);
	copy->system = g_strdup(ticket->system);
	copy->team = g_strdup(ticket->team);
	copy->assignee = g_strdup(ticket->assignee);
	copy->reporter = address_copy(ticket->reporter);
	copy->language = g_strdup(ticket->language);
	copy->report_id = g_strdup(ticket->report_id);
	copy->watchers =
		array_copy(ticket->watchers, fresh.watchers, (CopyFunction)address_copy);
	copy->spans = array_copy(ticket->spans, fresh.spans, (CopyFunction)span_copy);
	copy->limits = array_copy(ticket->limits, fresh.limits, (CopyFunction)limit_copy);
	copy->deadlines =
		array_copy(ticket->deadlines, fresh.deadlines, (CopyFunction)deadline_copy);
	copy->facts = array_copy(ticket->facts, fresh.facts, (CopyFunction)fact_copy);
	copy->last_ids = fresh.last_ids;
	g_hash_table_iter_init(&iter, ticket->last_ids);
	while (g_hash_table_iter_next(&iter, &key, &value))
		g_hash_table_insert(copy->last_ids, g_strdup(key), g_strdup(value));
	return copy;
}

gboolean
ticket_is_open(const Ticket *ticket)
{
	return ticket->state < STATE_RESOLVED;
}

Limit *
ticket_limit(const Ticket *ticket, const char *name)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		Limit *limit = ticket->limits->pdata[i];

		if (strcmp(limit->name, name) == 0)
			return limit;
	}
	return NULL;
}

static Fact *
find_fact(const Ticket *ticket, const char *name)
{
	for (guint i = 0; i < ticket->facts->len; i++) {
		Fact *fact = ticket->facts->pdata[i];

		if (strcmp(fact->name, name) == 0)
			return fact;
	}
	return NULL;
}

const char *
ticket_fact(const Ticket *ticket, const char *name)
{
	const Fact *fact = find_fact(ticket, name);

	return fact ? fact->value : NULL;
}

void
ticket_set_fact(Ticket *ticket, const char *name, const char *value, const char *by,
		gint64 at)
{
	Fact *fact = find_fact(ticket, name);

	if (!fact) {
		fact = g_new0(Fact, 1);
		fact->name = g_strdup(name);
		g_ptr_array_add(ticket->facts, fact);
	}
	g_free(fact->value);
	g_free(fact->by);
	fact->value = g_strdup(value);
	fact->by = g_strdup(by);
	fact->at = at;
}

void
ticket_add_span(Ticket *ticket, const char *what, gint64 from)
{
	Span *span = g_new0(Span, 1);

	span->what = g_strdup(what);
	span->from = from;
	g_ptr_array_add(ticket->spans, span);
}

void
ticket_end_span(Ticket *ticket, const char *what, gint64 to)
{
	for (guint i = 0; i < ticket->spans->len; i++) {
		Span *span = ticket->spans->pdata[i];

		if (span->to == 0 && strcmp(span->what, what) == 0)
			span->to = to;
	}
}

gboolean
ticket_is_participant(const Ticket *ticket, const char *address)
{
	if (address_equal(ticket->reporter->address, address))
		return TRUE;
	for (guint i = 0; i < ticket->watchers->len; i++) {
		const Address *watcher = ticket->watchers->pdata[i];

		if (address_equal(watcher->address, address))
			return TRUE;
	}
	return FALSE;
}

Entry *
entry_new(void)
{
	Entry *entry = g_new0(Entry, 1);

	entry->author = g_strdup("");
	entry->address = g_strdup("");
	entry->text = g_strdup("");
	entry->visible = g_strdup("");
	entry->attachments =
		g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
	return entry;
}

void
entry_free(Entry *entry)
{
	if (!entry)
		return;
	g_free(entry->author);
	g_free(entry->address);
	g_free(entry->text);
	g_free(entry->visible);
	g_free(entry->message_id);
	g_free(entry->raw_hash);
	g_ptr_array_unref(entry->attachments);
	g_free(entry);
}
