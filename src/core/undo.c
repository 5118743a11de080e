/* The fields that can be taken back, one row each, and the codes for it. */
#include "core/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/key.h"
#include "core/letter.h"
#include "core/lifecycle.h"
#include "core/notice.h"

/* ---- fields ---- */

/* States hang together with their times: one value for all. */
static char *
get_state(const Ticket *ticket)
{
	return g_strdup_printf("%d %d %" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT
			       " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
			       " %" G_GINT64_FORMAT " %d %d",
			       ticket->state, ticket->waiting_on, ticket->waiting_until,
			       ticket->before_waiting, ticket->resolved, ticket->closed,
			       ticket->asked, ticket->reminded, ticket->confirmed,
			       ticket->closing);
}

/* The time in between is what it was: spans only grow. */
static void
set_state(Ticket *ticket, const char *value, gint64 now)
{
	g_auto(GStrv) words = g_strsplit(value, " ", -1);
	gint64 numbers[10];

	if (g_strv_length(words) != G_N_ELEMENTS(numbers))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		numbers[i] = g_ascii_strtoll(words[i], NULL, 10);
	if (numbers[0] != (gint64)ticket->state || ticket->state == STATE_WAITING)
		lifecycle_enter(ticket, numbers[0], numbers[1], numbers[2], now);
	ticket->before_waiting = numbers[3];
	ticket->resolved = numbers[4];
	ticket->closed = numbers[5];
	ticket->asked = numbers[6];
	ticket->reminded = numbers[7];
	ticket->confirmed = numbers[8];
	ticket->closing = numbers[9];
}

static char *
get_kind(const Ticket *ticket)
{
	return g_strdup(ticket_kind_name(ticket->kind));
}

static void
set_kind(Ticket *ticket, const char *value, gint64 now)
{
	ticket_kind_parse(value, &ticket->kind);
}

static char *
get_tier(const Ticket *ticket)
{
	return g_strdup_printf("%d", ticket->tier);
}

static void
set_tier(Ticket *ticket, const char *value, gint64 now)
{
	ticket->tier = atoi(value);
}

static char *
get_by_person(const Ticket *ticket)
{
	return g_strdup_printf("%u", ticket->set_by_person);
}

static void
set_by_person(Ticket *ticket, const char *value, gint64 now)
{
	ticket->set_by_person = (guint)g_ascii_strtoull(value, NULL, 10);
}

#define TEXT_FIELD(field)                                                                  \
	static char *get_##field(const Ticket *ticket)                                     \
	{                                                                                  \
		return g_strdup(ticket->field);                                            \
	}                                                                                  \
	static void set_##field(Ticket *ticket, const char *value, gint64 now)             \
	{                                                                                  \
		g_free(ticket->field);                                                     \
		ticket->field = g_strdup(value);                                           \
	}

TEXT_FIELD(priority)
TEXT_FIELD(category)
TEXT_FIELD(system)
TEXT_FIELD(team)
TEXT_FIELD(assignee)

/* The name is also that of the phrase "field-NAME"; without one it follows from the others. */
static const struct {
	const char *name;
	char *(*get)(const Ticket *ticket);
	void (*set)(Ticket *ticket, const char *value, gint64 now);
	gboolean is_told;
} fields[] = {
	{ "state", get_state, set_state, TRUE },
	{ "kind", get_kind, set_kind, TRUE },
	{ "priority", get_priority, set_priority, TRUE },
	{ "category", get_category, set_category, TRUE },
	{ "system", get_system, set_system, TRUE },
	{ "tier", get_tier, set_tier, TRUE },
	{ "team", get_team, set_team, TRUE },
	{ "assignee", get_assignee, set_assignee, TRUE },
	{ "set-by", get_by_person, set_by_person, FALSE },
};

/* ---- what is different ---- */

/* A row to keep; its code comes later. */
static void
add_row(GPtrArray *rows, const char *field, const char *before, const char *after)
{
	Undo *undo = g_new0(Undo, 1);

	undo->field = g_strdup(field);
	undo->before = g_strdup(before);
	undo->after = g_strdup(after);
	g_ptr_array_add(rows, undo);
}

static void
compare_fields(const Ticket *before, const Ticket *after, GPtrArray *rows)
{
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *was = fields[i].get(before);
		g_autofree char *is = fields[i].get(after);

		if (g_strcmp0(was, is) != 0)
			add_row(rows, fields[i].name, was, is);
	}
}

static void
compare_fact(const char *name, const Ticket *before, const Ticket *after, GPtrArray *rows)
{
	g_autofree char *field = g_strconcat("fact ", name, NULL);

	if (g_strcmp0(ticket_fact(before, name), ticket_fact(after, name)) != 0)
		add_row(rows, field, ticket_fact(before, name), ticket_fact(after, name));
}

static void
compare_facts(const Ticket *before, const Ticket *after, GPtrArray *rows)
{
	for (guint i = 0; i < after->facts->len; i++)
		compare_fact(((const Fact *)after->facts->pdata[i])->name, before, after,
			     rows);
	for (guint i = 0; i < before->facts->len; i++) {
		const Fact *fact = before->facts->pdata[i];

		if (!ticket_fact(after, fact->name))
			compare_fact(fact->name, before, after, rows);
	}
}

/* Links and watchers are only ever added by commands. */
static void
compare_links(const Ticket *before, const Ticket *after, GPtrArray *rows)
{
	for (guint i = 0; i < after->links->len; i++) {
		const Link *link = after->links->pdata[i];
		g_autofree char *field = g_strdup_printf(
			"link %" G_GINT64_FORMAT " %s", link->ticket_id, link->how);

		if (!ticket_has_link(before, link->how, link->ticket_id))
			add_row(rows, field, NULL, "");
	}
}

static void
compare_watchers(const Ticket *before, const Ticket *after, GPtrArray *rows)
{
	for (guint i = 0; i < after->watchers->len; i++) {
		const Address *watcher = after->watchers->pdata[i];
		g_autofree char *field = g_strconcat("watcher ", watcher->address, NULL);

		if (!ticket_is_participant(before, watcher->address))
			add_row(rows, field, NULL, "");
	}
}

static GPtrArray *
compare(const Ticket *before, const Ticket *after)
{
	GPtrArray *rows = g_ptr_array_new();

	compare_fields(before, after, rows);
	compare_facts(before, after, rows);
	compare_links(before, after, rows);
	compare_watchers(before, after, rows);
	return rows;
}

static void
free_rows(GPtrArray *rows)
{
	g_ptr_array_set_free_func(rows, (GDestroyNotify)undo_free);
	g_ptr_array_unref(rows);
}

/* ---- codes ---- */

static char *
bearer_of(const Policy *policy, const char *address, gint64 serial)
{
	return g_strdup_printf("%s %" G_GINT64_FORMAT,
			       policy_first_address(policy, address), serial);
}

static gboolean
has_changed(const Decision *decision)
{
	for (guint i = 0; i < decision->change->tickets->len; i++) {
		const Ticket *ticket = decision->change->tickets->pdata[i];
		const Ticket *before =
			snapshot_ticket(decision->snapshot, ticket->ticket_id);
		GPtrArray *rows;
		gboolean differs;

		if (!before)
			return TRUE;
		rows = compare(before, ticket);
		differs = rows->len > 0;
		free_rows(rows);
		if (differs)
			return TRUE;
	}
	return FALSE;
}

char *
undo_offer(Decision *decision, Ticket *ticket)
{
	const Snapshot *snapshot = decision->snapshot;
	g_autofree char *bearer = NULL;

	if (!decision->actor || snapshot->secrets->len == 0 || !has_changed(decision))
		return NULL;
	decision->undo_ticket = ticket->ticket_id;
	bearer = bearer_of(decision->context->policy, decision->actor,
			   snapshot->next_serial);
	return key_make(snapshot->secrets->pdata[0], KEY_UNDO, ticket->ticket_id,
			ticket->generation, bearer);
}

/* ---- keeping ---- */

static void
drop_old(Ticket *ticket, gint64 now)
{
	for (guint i = ticket->undos->len; i > 0; i--)
		if (((const Undo *)ticket->undos->pdata[i - 1])->at + UNDO_VALID < now)
			g_ptr_array_remove_index(ticket->undos, i - 1);
}

/* Gives ROWS (taken) their code's parts, and to TICKET. */
static void
keep_rows(const Decision *decision, Ticket *ticket, GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		Undo *undo = rows->pdata[i];

		undo->root = decision->undo_ticket;
		undo->serial = decision->snapshot->next_serial;
		undo->at = decision->context->now;
		g_ptr_array_add(ticket->undos, undo);
	}
	g_ptr_array_unref(rows);
}

/* Every ticket that was changed besides, and whoever was told of something. */
static void
add_others(Decision *decision, GPtrArray *rows)
{
	const GPtrArray *tickets = decision->change->tickets;

	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		g_autofree char *field = g_strdup_printf(
			"%s %" G_GINT64_FORMAT, ticket->is_new ? "opened" : "ticket",
			ticket->ticket_id);

		if (ticket->ticket_id != decision->undo_ticket)
			add_row(rows, field, NULL, "");
	}
	for (guint i = 0; i < decision->letters->len; i++) {
		gint64 ticket_id;
		const Address *to = letter_address(decision->letters->pdata[i], &ticket_id);
		g_autofree char *field = g_strdup_printf("told %" G_GINT64_FORMAT " %s",
							 ticket_id, to->address);

		if (!letter_is_same_person(decision, to->address, decision->actor))
			add_row(rows, field, NULL, "");
	}
}

void
undo_keep(Decision *decision)
{
	const GPtrArray *tickets = decision->change->tickets;

	for (guint i = 0; decision->undo_ticket && i < tickets->len; i++) {
		Ticket *ticket = tickets->pdata[i];
		const Ticket *before =
			snapshot_ticket(decision->snapshot, ticket->ticket_id);
		GPtrArray *rows = before ? compare(before, ticket) : g_ptr_array_new();

		if (ticket->ticket_id == decision->undo_ticket)
			add_others(decision, rows);
		drop_old(ticket, decision->context->now);
		keep_rows(decision, ticket, rows);
	}
}

/* ---- taking back ---- */

static const char *
behind(const char *text, const char *prefix)
{
	return g_str_has_prefix(text, prefix) ? text + strlen(prefix) : NULL;
}

static void
remove_link(Ticket *ticket, const char *what)
{
	char *how;
	gint64 other = g_ascii_strtoll(what, &how, 10);

	for (guint i = ticket->links->len; i > 0; i--) {
		const Link *link = ticket->links->pdata[i - 1];

		if (link->ticket_id == other && *how && strcmp(link->how, how + 1) == 0)
			g_ptr_array_remove_index(ticket->links, i - 1);
	}
}

static void
remove_watcher(Ticket *ticket, const char *address)
{
	for (guint i = ticket->watchers->len; i > 0; i--)
		if (address_equal(((const Address *)ticket->watchers->pdata[i - 1])->address,
				  address))
			g_ptr_array_remove_index(ticket->watchers, i - 1);
}

/* FALSE: it was changed since. */
static gboolean
restore_field(const Decision *decision, Ticket *ticket, const Undo *undo)
{
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *is = NULL;

		if (strcmp(fields[i].name, undo->field) != 0)
			continue;
		is = fields[i].get(ticket);
		if (g_strcmp0(is, undo->after) != 0)
			return !fields[i].is_told;
		fields[i].set(ticket, undo->before, decision->context->now);
		return TRUE;
	}
	return TRUE;
}

static gboolean
restore_fact(const Decision *decision, Ticket *ticket, const char *name, const Undo *undo)
{
	if (g_strcmp0(ticket_fact(ticket, name), undo->after) != 0)
		return FALSE;
	if (undo->before)
		ticket_set_fact(ticket, name, undo->before, decision->by,
				decision->context->now);
	else
		ticket_clear_fact(ticket, name);
	return TRUE;
}

static void tell_undone(Decision *decision, const char *what);

/* A ticket that was opened goes back into the one that it came from, unless somebody has begun. */
static gboolean
take_in(Decision *decision, gint64 ticket_id, gint64 root)
{
	Ticket *ticket = decision_ticket(decision, ticket_id);

	if (!ticket)
		return TRUE;
	if (ticket->state != STATE_NEW || ticket->entries > 1)
		return FALSE;
	ticket_add_link(ticket, "merged", root);
	lifecycle_enter(ticket, STATE_CLOSED, WAIT_NONE, 0, decision->context->now);
	decision_log(decision, ticket, "merged",
		     notice_tag(decision->context->policy, root));
	return TRUE;
}

static gboolean
restore(Decision *decision, Ticket *ticket, const Undo *undo)
{
	const char *what;

	if ((what = behind(undo->field, "fact ")))
		return restore_fact(decision, ticket, what, undo);
	if ((what = behind(undo->field, "link ")))
		remove_link(ticket, what);
	else if ((what = behind(undo->field, "watcher ")))
		remove_watcher(ticket, what);
	else if ((what = behind(undo->field, "opened ")))
		return take_in(decision, g_ascii_strtoll(what, NULL, 10), undo->root);
	else
		return restore_field(decision, ticket, undo);
	return TRUE;
}

/* Takes the rows of (ROOT, SERIAL) out of TICKET. Own Undo. */
static GPtrArray *
take_rows(Ticket *ticket, gint64 root, gint64 serial)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)undo_free);

	for (guint i = 0; i < ticket->undos->len;) {
		const Undo *undo = ticket->undos->pdata[i];

		if (undo->root == root && undo->serial == serial)
			g_ptr_array_add(rows, g_ptr_array_steal_index(ticket->undos, i));
		else
			i++;
	}
	return rows;
}

static void
restore_all(Decision *decision, Ticket *ticket, gint64 root, gint64 serial, GPtrArray *left)
{
	g_autoptr(GPtrArray) rows = take_rows(ticket, root, serial);

	for (guint i = 0; i < rows->len; i++) {
		const Undo *undo = rows->pdata[i];
		const char *other = behind(undo->field, "ticket ");
		Ticket *changed;

		if (other) {
			changed = decision_ticket(decision,
						  g_ascii_strtoll(other, NULL, 10));
			if (changed)
				restore_all(decision, changed, root, serial, left);
		} else if (!behind(undo->field, "told ") &&
			   !restore(decision, ticket, undo)) {
			g_ptr_array_add(left, g_strdup(undo->field));
		}
	}
	decision_log(decision, ticket, "undone", NULL);
	for (guint i = 0; i < rows->len; i++)
		tell_undone(decision, ((const Undo *)rows->pdata[i])->field);
}

static void
tell_undone(Decision *decision, const char *field)
{
	const char *what = behind(field, "told ");
	char *address;
	gint64 ticket_id = what ? g_ascii_strtoll(what, &address, 10) : 0;
	Ticket *ticket = ticket_id ? decision_ticket(decision, ticket_id) : NULL;
	g_autoptr(Address) to = NULL;

	if (!ticket || !*address)
		return;
	to = address_new(NULL, address + 1);
	notice_send_to(decision, NOTICE_UNDONE, ticket, to, NULL);
}

/* The serial that CODE was made with; -1 if it is none of TICKET and the actor, or too old. */
static gint64
serial_of(const Decision *decision, const Ticket *ticket, const Key *key)
{
	gint64 now = decision->context->now;

	if (!decision->actor || key->generation != ticket->generation)
		return -1;
	for (guint i = 0; i < ticket->undos->len; i++) {
		const Undo *undo = ticket->undos->pdata[i];
		g_autofree char *bearer = bearer_of(decision->context->policy,
						    decision->actor, undo->serial);

		if (undo->root == ticket->ticket_id && now <= undo->at + UNDO_VALID &&
		    key_verify(key, decision->snapshot->secrets, bearer))
			return undo->serial;
	}
	return -1;
}

gboolean
undo_take_back(Decision *decision, const char *code, GPtrArray **left)
{
	Key key;
	gboolean is_code = key_parse(code, &key) && key.purpose == KEY_UNDO;
	Ticket *ticket = is_code ? decision_ticket(decision, key.ticket_id) : NULL;
	gint64 serial = ticket ? serial_of(decision, ticket, &key) : -1;

	if (serial < 0)
		return FALSE;
	*left = g_ptr_array_new_with_free_func(g_free);
	restore_all(decision, ticket, ticket->ticket_id, serial, *left);
	return TRUE;
}
