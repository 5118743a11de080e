/*
 * A fresh mail of an engineer that commands the desk itself: /list, /search, /report, /help, and
 * /for, which writes a report down for somebody who called. It touches no ticket that is there,
 * so the roster and his domain prove enough (design section 5).
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/notice.h"
#include "core/perform.h"

gboolean
mail_is_for_desk(Mail *mail)
{
	if (mail->seen->class.class != MAIL_HUMAN || !mail->evidence.person)
		return FALSE;
	return perform_is_desks(mail_commands(mail));
}

/* The caller reports; the id of the engineer's mail means nothing to him. */
static void
prepare(Mail *mail, Ticket *ticket, gconstpointer data)
{
	const Address *caller = data;
	const Policy *policy = mail->decision.context->policy;
	const Person *person = policy_person_by_address(policy, caller->address);

	address_free(ticket->reporter);
	ticket->reporter =
		address_new(person ? person->name : caller->name, caller->address);
	g_free(ticket->language);
	ticket->language = g_strdup(
		policy_language(policy, caller->address, mail->message->language));
	g_clear_pointer(&ticket->report_id, g_free);
}

Ticket *
mail_opens_for(Mail *mail, const Address *caller)
{
	Opening opening = { .acknowledge = TRUE, .prepare = prepare, .data = caller };

	return mail_open_ticket(mail, &opening);
}

/* The report is what stands below the commands. */
static Ticket *
open_for(Mail *mail, const char *address)
{
	const Message *whole = mail->message;
	Message report = *whole;
	g_autoptr(Address) caller = address_new(NULL, address);
	Ticket *ticket;

	report.visible_text = mail->commands->text;
	mail->message = &report;
	ticket = mail_opens_for(mail, caller);
	mail->message = whole;
	return ticket;
}

static void
answer(Mail *mail, Ticket *ticket, const Performance *performance)
{
	g_autoptr(Address) to = address_new(NULL, mail->evidence.from);
	NoticeWords words = {
		.lines = performance->lines,
		.help = performance->help,
		.show = performance->show,
		.listed = performance->listed,
		.found = performance->found,
		.subject = ticket ? NULL : mail->message->subject,
		.not_copied = mail->left_out,
	};

	notice_send_to(&mail->decision, NOTICE_TRANSCRIPT, ticket, to, &words);
}

/* They count among the mails of their sender. */
static void
take_commands(Mail *mail)
{
	mail_verdict(mail, LEDGER_APPLIED, g_strdup("commands to the desk"));
	mail->decision.change->author = g_strdup(mail->evidence.from);
}

static void
obey(Mail *mail)
{
	const Policy *policy = mail->decision.context->policy;
	g_autofree char *caller = perform_caller(mail->commands);
	g_autoptr(GPtrArray) listed = g_ptr_array_new();
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	Performance performance = {
		.decision = &mail->decision,
		.person = mail->evidence.person,
		.mail = mail->commands,
		.language = policy_language(policy, mail->evidence.from, NULL),
		.lines = lines,
		.listed = listed,
		.found = found,
		.for_caller = caller != NULL,
	};

	if (caller)
		performance.ticket = open_for(mail, caller);
	else
		take_commands(mail);
	perform(&performance);
	if (!caller)
		mail_log(mail, NULL, "desk-command",
			 g_strdup_printf("%s; %s", ((TranscriptLine *)lines->pdata[0])->line,
					 mail->seen->identity));
	answer(mail, performance.ticket, &performance);
}

void
mail_commands_desk(Mail *mail)
{
	switch (mail_may(mail, ACT_DESK_COMMAND)) {
	case VERDICT_ALLOW:
		obey(mail);
		return;
	case VERDICT_HOLD:
		mail_hold(mail, NULL);
		return;
	default:
		mail_opens(mail, 0);
	}
}
