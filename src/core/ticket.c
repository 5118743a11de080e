/* The ticket as plain data, and the names of its states, kinds and waiting reasons. */
#include "core/ticket.h"

#include <string.h>

#include "base/text.h"

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

static int
name_place(const char *const *names, guint n, const char *name)
{
	for (guint i = 0; i < n; i++)
		if (names[i] && text_same_name(names[i], name))
			return (int)i;
	return -1;
}

/* The two ways between the values of TYPE and their names. */
#define NAMED(Type, prefix, names)                                                         \
	const char *prefix##_name(Type value)                                              \
	{                                                                                  \
		return names[value];                                                       \
	}                                                                                  \
                                                                                           \
	gboolean prefix##_parse(const char *name, Type *value)                             \
	{                                                                                  \
		int place = name_place(names, G_N_ELEMENTS(names), name);                  \
                                                                                           \
		if (place < 0)                                                             \
			return FALSE;                                                      \
		*value = place;                                                            \
		return TRUE;                                                               \
	}

NAMED(TicketState, ticket_state, state_names)
NAMED(TicketKind, ticket_kind, kind_names)
NAMED(WaitReason, wait_reason, wait_names)
NAMED(EntryKind, entry_kind, entry_names)

/* The lists of a ticket: how an element is copied and freed. */
#define COPY(Type, function, ...)                                                          \
	static gpointer function(gconstpointer from)                                       \
	{                                                                                  \
		Type *copy = g_memdup2(from, sizeof *copy);                                \
		char **const texts[] = { __VA_ARGS__ };                                    \
                                                                                           \
		for (guint i = 0; i < G_N_ELEMENTS(texts); i++)                            \
			*texts[i] = g_strdup(*texts[i]);                                   \
		return copy;                                                               \
	}
#define FREE(Type, function, ...)                                                          \
	static void function(gpointer data)                                                \
	{                                                                                  \
		Type *copy = data;                                                         \
		char **const texts[] = { __VA_ARGS__ };                                    \
                                                                                           \
		for (guint i = 0; i < G_N_ELEMENTS(texts); i++)                            \
			g_free(*texts[i]);                                                 \
		g_free(copy);                                                              \
	}
#define ELEMENT(Type, copier, freer, ...)                                                  \
	COPY(Type, copier, __VA_ARGS__)                                                    \
	FREE(Type, freer, __VA_ARGS__)

ELEMENT(Span, span_copy, span_free, &copy->what)
ELEMENT(Limit, limit_copy, limit_drop, &copy->name)
ELEMENT(Deadline, deadline_copy, deadline_free, &copy->what)
ELEMENT(Fact, fact_copy, fact_free, &copy->name, &copy->value, &copy->by)
ELEMENT(Moment, moment_copy, moment_free, &copy->event)
ELEMENT(Timer, timer_copy, timer_free, &copy->what)
ELEMENT(Asked, asked_copy, asked_free, &copy->document, &copy->address)
ELEMENT(Party, party_copy, party_free, &copy->address, &copy->who, &copy->asker)
ELEMENT(Approval, approval_copy, approval_free, &copy->state, &copy->word, &copy->address,
	&copy->request)
ELEMENT(Link, link_copy, link_free, &copy->how)
ELEMENT(Undo, undo_copy, undo_drop, &copy->field, &copy->before, &copy->after)

void
undo_free(Undo *undo)
{
	undo_drop(undo);
}

static gpointer
watcher_copy(gconstpointer from)
{
	return address_copy(from);
}

static void
watcher_free(gpointer watcher)
{
	address_free(watcher);
}

void
limit_free(Limit *limit)
{
	limit_drop(limit);
}

static const struct {
	gsize offset;
	gpointer (*copy)(gconstpointer from);
	GDestroyNotify free;
} lists[] = {
	{ G_STRUCT_OFFSET(Ticket, watchers), watcher_copy, watcher_free },
	{ G_STRUCT_OFFSET(Ticket, spans), span_copy, span_free },
	{ G_STRUCT_OFFSET(Ticket, limits), limit_copy, limit_drop },
	{ G_STRUCT_OFFSET(Ticket, deadlines), deadline_copy, deadline_free },
	{ G_STRUCT_OFFSET(Ticket, facts), fact_copy, fact_free },
	{ G_STRUCT_OFFSET(Ticket, moments), moment_copy, moment_free },
	{ G_STRUCT_OFFSET(Ticket, timers), timer_copy, timer_free },
	{ G_STRUCT_OFFSET(Ticket, asked_for), asked_copy, asked_free },
	{ G_STRUCT_OFFSET(Ticket, parties), party_copy, party_free },
	{ G_STRUCT_OFFSET(Ticket, approvals), approval_copy, approval_free },
	{ G_STRUCT_OFFSET(Ticket, links), link_copy, link_free },
	{ G_STRUCT_OFFSET(Ticket, undos), undo_copy, undo_drop },
};

#define LIST_OF(ticket, i) G_STRUCT_MEMBER(GPtrArray *, ticket, lists[i].offset)

static GHashTable *
new_last_ids(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		LIST_OF(ticket, i) = g_ptr_array_new_with_free_func(lists[i].free);
	ticket->last_ids = new_last_ids();
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
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(LIST_OF(ticket, i));
	g_hash_table_unref(ticket->last_ids);
	g_free(ticket);
}

static GPtrArray *
list_copy(const GPtrArray *from, guint which)
{
	GPtrArray *to = g_ptr_array_new_full(from->len, lists[which].free);

	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, lists[which].copy(from->pdata[i]));
	return to;
}

Ticket *
ticket_copy(const Ticket *ticket)
{
	Ticket *copy = g_memdup2(ticket, sizeof *ticket);
	GHashTableIter iter;
	gpointer key, value;

	copy->subject = g_strdup(ticket->subject);
	copy->priority = g_strdup(ticket->priority);
	copy->category = g_strdup(ticket->category);
	copy->system = g_strdup(ticket->system);
	copy->team = g_strdup(ticket->team);
	copy->assignee = g_strdup(ticket->assignee);
	copy->reporter = address_copy(ticket->reporter);
	copy->language = g_strdup(ticket->language);
	copy->report_id = g_strdup(ticket->report_id);
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		LIST_OF(copy, i) = list_copy(LIST_OF(ticket, i), i);
	copy->last_ids = new_last_ids();
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

/* Is NAME limit WHICH, of the level or of a tier ("tier 2 resolve")? */
static gboolean
is_named(const char *name, const char *which)
{
	const char *own = g_str_has_prefix(name, "tier ") ? strrchr(name, ' ') + 1 : name;

	return !which || strcmp(own, which) == 0;
}

gint64
ticket_due(const Ticket *ticket, const char *which)
{
	gint64 earliest = 0;

	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];

		if (limit->due && is_named(limit->name, which) &&
		    (!earliest || limit->due < earliest))
			earliest = limit->due;
	}
	return earliest;
}

/* Pauses move a limit that is not told of, so it is its deadline that knows. */
gboolean
ticket_limit_is_broken(const Ticket *ticket, const Limit *limit, gint64 now)
{
	if (limit->breached)
		return TRUE;
	for (guint i = 0; i < ticket->deadlines->len; i++) {
		const Deadline *deadline = ticket->deadlines->pdata[i];

		if (deadline->due <= now && g_str_has_prefix(deadline->what, "breach ") &&
		    strcmp(deadline->what + strlen("breach "), limit->name) == 0)
			return TRUE;
	}
	return FALSE;
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
ticket_clear_fact(Ticket *ticket, const char *name)
{
	Fact *fact = find_fact(ticket, name);

	if (fact)
		g_ptr_array_remove(ticket->facts, fact);
}

const Moment *
ticket_moment(const Ticket *ticket, const char *event)
{
	for (guint i = 0; i < ticket->moments->len; i++) {
		const Moment *moment = ticket->moments->pdata[i];

		if (strcmp(moment->event, event) == 0)
			return moment;
	}
	return NULL;
}

void
ticket_add_moment(Ticket *ticket, const char *event, gint64 at)
{
	Moment *moment = (Moment *)ticket_moment(ticket, event);

	if (!moment) {
		moment = g_new0(Moment, 1);
		moment->event = g_strdup(event);
		moment->first = at;
		g_ptr_array_add(ticket->moments, moment);
	}
	moment->last = at;
}

Timer *
ticket_timer(const Ticket *ticket, const char *what)
{
	for (guint i = 0; i < ticket->timers->len; i++) {
		Timer *timer = ticket->timers->pdata[i];

		if (strcmp(timer->what, what) == 0)
			return timer;
	}
	return NULL;
}

void
ticket_start_timer(Ticket *ticket, const char *what, gint64 from)
{
	Timer *timer = ticket_timer(ticket, what);

	if (!timer) {
		timer = g_new0(Timer, 1);
		timer->what = g_strdup(what);
		g_ptr_array_add(ticket->timers, timer);
	}
	timer->from = from;
	timer->fired = 0;
}

void
ticket_stop_timer(Ticket *ticket, const char *what)
{
	Timer *timer = ticket_timer(ticket, what);

	if (timer)
		g_ptr_array_remove(ticket->timers, timer);
}

const Party *
ticket_party(const Ticket *ticket, const char *address)
{
	for (guint i = 0; i < ticket->parties->len; i++) {
		const Party *party = ticket->parties->pdata[i];

		if (address_equal(party->address, address))
			return party;
	}
	return NULL;
}

void
ticket_add_party(Ticket *ticket, const char *address, const char *who, const char *asker,
		 gint64 since)
{
	Party *party;

	if (ticket_party(ticket, address))
		return;
	party = g_new0(Party, 1);
	party->address = g_ascii_strdown(address, -1);
	party->who = g_strdup(who);
	party->asker = g_strdup(asker);
	party->since = since;
	g_ptr_array_add(ticket->parties, party);
}

static const Link *
find_link(const Ticket *ticket, const char *how, gint64 other)
{
	for (guint i = 0; i < ticket->links->len; i++) {
		const Link *link = ticket->links->pdata[i];

		if (strcmp(link->how, how) == 0 && (!other || link->ticket_id == other))
			return link;
	}
	return NULL;
}

gboolean
ticket_has_link(const Ticket *ticket, const char *how, gint64 other)
{
	return find_link(ticket, how, other) != NULL;
}

gint64
ticket_linked(const Ticket *ticket, const char *how)
{
	const Link *link = find_link(ticket, how, 0);

	return link ? link->ticket_id : 0;
}

void
ticket_add_link(Ticket *ticket, const char *how, gint64 other)
{
	Link *link;

	if (find_link(ticket, how, other))
		return;
	link = g_new0(Link, 1);
	link->how = g_strdup(how);
	link->ticket_id = other;
	g_ptr_array_add(ticket->links, link);
}

void
ticket_add_deadline(Ticket *ticket, gint64 due, const char *format, ...)
{
	Deadline *deadline = g_new0(Deadline, 1);
	va_list arguments;

	va_start(arguments, format);
	deadline->what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	deadline->due = due;
	g_ptr_array_add(ticket->deadlines, deadline);
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
