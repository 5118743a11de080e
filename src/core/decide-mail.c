/* What every branch of a decision does with its mail: verdict, history, entry, identity. */
#include "core/decide-mail.h"

void
mail_verdict(Mail *mail, LedgerState state, char *reason /* taken */)
{
	Change *change = mail->decision.change;

	change->verdict = state;
	if (state == LEDGER_APPLIED && mail->evidence.signature && !change->signature_hash)
		change->signature_hash = g_strdup(mail->message->signature->hash);
	g_free(change->reason);
	change->reason = reason;
}

/* The mail became part of TICKET: its id is known from now on. */
void
mail_belongs_to(Mail *mail, const Ticket *ticket)
{
	Change *change = mail->decision.change;

	mail_verdict(mail, LEDGER_APPLIED, NULL);
	change->ticket_id = ticket->ticket_id;
	g_free(change->message_id);
	g_free(change->author);
	change->message_id = g_strdup(mail->message->message_id);
	change->author = g_strdup(mail->evidence.from);
}

void
mail_log(Mail *mail, const Ticket *ticket, const char *event, char *text)
{
	decision_log(&mail->decision, ticket, event, text);
}

/* Asks the one identity function and keeps its sentence for the log and for explain. */
Verdict
mail_may(Mail *mail, Act act)
{
	g_autofree char *why = NULL;
	Verdict answer = identity_decide(mail->decision.context->policy, &mail->evidence,
					 mail->ticket, act, &why);

	/* Whoever released a held mail has looked at it, and answers for it; but a stranger
	 * is not acknowledged, since nobody knows who he is, and nobody approves for
	 * another. */
	if (answer == VERDICT_HOLD && mail->door == DOOR_RELEASED && act != ACT_APPROVE)
		answer = act == ACT_OPEN ? VERDICT_SILENT : VERDICT_ALLOW;
	g_free(mail->seen->identity);
	mail->seen->identity =
		g_strdup_printf("%s: %s", verdict_name(answer), why ? why : "");
	return answer;
}

Entry *
mail_add_entry(Mail *mail, Ticket *ticket, EntryKind kind, const char *visible)
{
	const Message *message = mail->message;
	const Address *from = message->from;
	Entry *entry = entry_new();

	g_free(entry->author);
	g_free(entry->address);
	g_free(entry->text);
	g_free(entry->visible);
	entry->ticket_id = ticket->ticket_id;
	entry->number = ++ticket->entries;
	entry->at = mail->decision.context->now;
	entry->kind = kind;
	entry->hidden = kind == ENTRY_NOTE;
	entry->author =
		mail->evidence.person
			? g_strdup(mail->evidence.person->title)
			: g_strdup(from && from->name ? from->name : mail->decision.by);
	entry->address = g_strdup(mail->evidence.from ? mail->evidence.from : "");
	entry->text = g_strdup(message->text);
	entry->visible = g_strdup(visible);
	entry->message_id = g_strdup(message->message_id);
	entry->raw_hash = g_strdup(message->raw_hash);
	for (guint i = 0; i < message->attachments->len; i++) {
		Attachment *copy = attachment_copy(message->attachments->pdata[i]);

		copy->recurs = g_hash_table_contains(mail->decision.snapshot->pictures,
						     copy->hash);
		g_ptr_array_add(entry->attachments, copy);
	}
	g_ptr_array_add(mail->decision.change->entries, entry);
	return entry;
}

/* Takes the ticket out of the change again: nothing about it is to be written. */
void
mail_leave_alone(Mail *mail, Ticket *ticket)
{
	g_ptr_array_remove(mail->decision.change->tickets, ticket);
	mail->ticket = NULL;
}

const CommandMail *
mail_commands(Mail *mail)
{
	if (!mail->commands)
		mail->commands = command_read(mail->message->visible_text,
					      mail->decision.context->policy->facts);
	return mail->commands;
}
