/* The decision as plain data, and its dump for explain, tests and dry runs. */
#include "core/change.h"

#include <string.h>

static const char *const ledger_names[N_LEDGER_STATES] = {
	[LEDGER_STORED] = "stored",       [LEDGER_APPLIED] = "applied",
	[LEDGER_DUPLICATE] = "duplicate", [LEDGER_HELD] = "held",
	[LEDGER_DROPPED] = "dropped",     [LEDGER_QUARANTINED] = "quarantined",
	[LEDGER_SKIPPED] = "skipped",
};

const char *
ledger_state_name(LedgerState state)
{
	return ledger_names[state];
}

gboolean
ledger_state_parse(const char *name, LedgerState *state)
{
	for (guint i = 0; i < N_LEDGER_STATES; i++) {
		if (strcmp(ledger_names[i], name) == 0) {
			*state = i;
			return TRUE;
		}
	}
	return FALSE;
}

void
event_free(Event *event)
{
	g_free(event->event);
	g_free(event->by);
	g_free(event->text);
	g_free(event);
}

Question *
question_copy(const Question *question)
{
	Question *copy = g_memdup2(question, sizeof *question);

	copy->name = g_strdup(question->name);
	copy->value = g_strdup(question->value);
	return copy;
}

void
question_free(Question *question)
{
	g_free(question->name);
	g_free(question->value);
	g_free(question);
}

gboolean
question_equal(const Question *a, const Question *b)
{
	return a->type == b->type && a->number == b->number && a->since == b->since &&
	       g_strcmp0(a->name, b->name) == 0 && g_strcmp0(a->value, b->value) == 0;
}

Absence *
absence_new(const char *person, gint64 from, gint64 until)
{
	Absence *absence = g_new0(Absence, 1);

	absence->person = g_strdup(person);
	absence->from = from;
	absence->until = until;
	return absence;
}

void
absence_free(Absence *absence)
{
	g_free(absence->person);
	g_free(absence);
}

Change *
change_new(void)
{
	Change *change = g_new0(Change, 1);

	change->questions = g_ptr_array_new_with_free_func((GDestroyNotify)question_free);
	change->absences = g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
	change->released = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	change->tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	change->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	change->events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	change->mails = g_ptr_array_new_with_free_func((GDestroyNotify)outmail_free);
	change->verdict = LEDGER_APPLIED;
	return change;
}

void
change_free(Change *change)
{
	if (!change)
		return;
	g_ptr_array_unref(change->questions);
	g_ptr_array_unref(change->absences);
	g_ptr_array_unref(change->released);
	g_ptr_array_unref(change->tickets);
	g_ptr_array_unref(change->entries);
	g_ptr_array_unref(change->events);
	g_ptr_array_unref(change->mails);
	g_free(change->reason);
	g_free(change->message_id);
	g_free(change->author);
	g_free(change->bounced_id);
	g_free(change->failed_recipient);
	challenge_free(change->challenge);
	g_free(change->signature_hash);
	g_free(change->wrong_key);
	undeliverable_free(change->undeliverable);
	g_free(change->reached);
	g_free(change);
}

void
change_add_event(Change *change, gint64 ticket_id, gint64 at, const char *event,
		 const char *by, char *text)
{
	Event *added = g_new0(Event, 1);

	added->ticket_id = ticket_id;
	added->at = at;
	added->event = g_strdup(event);
	added->by = g_strdup(by);
	added->text = text ? text : g_strdup("");
	g_ptr_array_add(change->events, added);
}

Event *
change_find_event(const Change *change, const char *event)
{
	for (guint i = 0; i < change->events->len; i++) {
		Event *found = change->events->pdata[i];

		if (strcmp(found->event, event) == 0)
			return found;
	}
	return NULL;
}

/* " NAME=VALUE" unless VALUE is unknown. */
static void
dump_field(GString *line, const char *name, const char *value)
{
	if (value && *value)
		g_string_append_printf(line, " %s=%s", name, value);
}

static char *
dump_ticket(const Ticket *ticket)
{
	GString *line = g_string_new(NULL);

	g_string_append_printf(line, "ticket %" G_GINT64_FORMAT "%s", ticket->ticket_id,
			       ticket->is_new ? " new" : "");
	dump_field(line, "kind", ticket_kind_name(ticket->kind));
	dump_field(line, "state", ticket_state_name(ticket->state));
	dump_field(line, "waiting_on", wait_reason_name(ticket->waiting_on));
	dump_field(line, "priority", ticket->priority);
	dump_field(line, "category", ticket->category);
	dump_field(line, "system", ticket->system);
	if (ticket->tier)
		g_string_append_printf(line, " tier=%d", ticket->tier);
	dump_field(line, "team", ticket->team);
	dump_field(line, "assignee", ticket->assignee);
	dump_field(line, "reporter", ticket->reporter->address);
	return g_string_free(line, FALSE);
}

static char *
dump_entry(const Entry *entry)
{
	return g_strdup_printf(
		"entry %d of %" G_GINT64_FORMAT " %s%s%s by %s, %u attachments",
		entry->number, entry->ticket_id, entry_kind_name(entry->kind),
		entry->hidden ? " hidden" : "", entry->unproven ? " unproven" : "",
		entry->author, entry->attachments->len);
}

GPtrArray *
change_dump(const Change *change)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(
		lines,
		change->reason
			? g_strdup_printf("mail %s: %s", ledger_state_name(change->verdict),
					  change->reason)
			: g_strdup_printf("mail %s", ledger_state_name(change->verdict)));
	for (guint i = 0; i < change->tickets->len; i++)
		g_ptr_array_add(lines, dump_ticket(change->tickets->pdata[i]));
	for (guint i = 0; i < change->entries->len; i++)
		g_ptr_array_add(lines, dump_entry(change->entries->pdata[i]));
	for (guint i = 0; i < change->events->len; i++) {
		const Event *event = change->events->pdata[i];

		g_ptr_array_add(lines, g_strdup_printf("event %s by %s: %s", event->event,
						       event->by, event->text));
	}
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];

		g_ptr_array_add(lines, g_strdup_printf("mail %s to <%s>: %s", mail->notice,
						       mail->to->address, mail->subject));
	}
	return lines;
}
