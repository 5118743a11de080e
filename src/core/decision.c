/* The working state of a decision: the tickets it touches, its history, its end. */
#include "core/decision.h"

#include "core/clock.h"
#include "core/letter.h"
#include "core/react.h"
#include "core/sla.h"
#include "core/tier.h"
#include "core/undo.h"

static void
ticket_drop(gpointer ticket)
{
	ticket_free(ticket);
}

void
decision_init(Decision *decision, const Context *context, const Snapshot *snapshot,
	      const char *by)
{
	*decision = (Decision){
		.context = context,
		.snapshot = snapshot,
		.change = change_new(),
		.by = by,
		.letters = letters_new(),
		.seen = g_ptr_array_new_with_free_func(ticket_drop),
		.serial = snapshot->next_serial,
	};
}

Ticket *
decision_new_ticket(Decision *decision)
{
	Ticket *ticket = ticket_new(decision->snapshot->next_ticket);

	for (guint i = 0; i < decision->change->tickets->len; i++)
		if (((const Ticket *)decision->change->tickets->pdata[i])->is_new)
			ticket->ticket_id++;
	ticket->is_new = TRUE;
	ticket->created = decision->context->now;
	g_ptr_array_add(decision->change->tickets, ticket);
	return ticket;
}

Ticket *
decision_ticket(Decision *decision, gint64 ticket_id)
{
	const Ticket *known;
	Ticket *copy;

	for (guint i = 0; i < decision->change->tickets->len; i++) {
		Ticket *ticket = decision->change->tickets->pdata[i];

		if (ticket->ticket_id == ticket_id)
			return ticket;
	}
	known = snapshot_ticket(decision->snapshot, ticket_id);
	if (!known && ticket_id > 0)
		decision_ask(decision,
			     &(Question){ .type = ASK_TICKET, .number = ticket_id });
	if (!known)
		return NULL;
	copy = ticket_copy(known);
	g_ptr_array_add(decision->change->tickets, copy);
	return copy;
}

const Finding *
decision_ask(Decision *decision, const Question *question)
{
	static Finding nothing;
	const Finding *finding = snapshot_finding(decision->snapshot, question);
	GPtrArray *questions = decision->change->questions;

	if (finding)
		return finding;
	if (!g_ptr_array_find_with_equal_func(questions, question,
					      (GEqualFunc)question_equal, NULL))
		g_ptr_array_add(questions, question_copy(question));
	if (!nothing.tickets) {
		nothing.tickets = g_ptr_array_new();
		nothing.entries = g_ptr_array_new();
		nothing.history = g_ptr_array_new();
		nothing.recent = g_array_new(FALSE, FALSE, sizeof(Recent));
	}
	return &nothing;
}

const Entry *
decision_report(Decision *decision, const Ticket *ticket)
{
	const GPtrArray *lists[] = { decision->change->entries, NULL };

	if (!ticket->is_new)
		lists[1] =
			decision_ask(decision, &(Question){ .type = ASK_ENTRIES,
							    .number = ticket->ticket_id })
				->entries;
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		for (guint j = 0; lists[i] && j < lists[i]->len; j++) {
			const Entry *entry = lists[i]->pdata[j];

			if (entry->ticket_id == ticket->ticket_id &&
			    entry->kind == ENTRY_REPORT)
				return entry;
		}
	}
	return NULL;
}

void
decision_log(Decision *decision, const Ticket *ticket, const char *event, char *text)
{
	change_add_event(decision->change, ticket ? ticket->ticket_id : 0,
			 decision->context->now, event, decision->by, text);
}

char *
decision_phrase(const Decision *decision, const char *key, const char *name,
		const char *value)
{
	return phrase_with(decision->context->templates,
			   decision->context->policy->desk.language, key, name, value,
			   NULL);
}

static void
plan(Decision *decision, Ticket *ticket)
{
	const Ticket *before = snapshot_ticket(decision->snapshot, ticket->ticket_id);

	tier_open(decision, ticket);
	tier_account(ticket, decision->context->now);
	sla_plan(decision->context->policy, ticket, decision->context->now);
	if (before && clock_level_changed(before, ticket))
		clock_log_moved(decision, before, ticket);
}

Change *
decision_finish(Decision *decision)
{
	Change *change = decision->change;

	react(decision);
	undo_keep(decision);
	for (guint i = 0; i < change->tickets->len; i++)
		plan(decision, change->tickets->pdata[i]);
	letters_finish(decision);
	change->serials = change->mails->len;
	decision->change = NULL;
	g_clear_pointer(&decision->letters, g_ptr_array_unref);
	g_clear_pointer(&decision->seen, g_ptr_array_unref);
	return change;
}
