/*
 * An engineer passes a colleague's mail on to the desk: the ticket is the colleague's, as
 * if he had written himself, and the engineer hears of it. What he passes on proves
 * nothing, so it counts by what proves the engineer himself, and for people of ours alone.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/alarm.h"
#include "core/forward.h"
#include "core/letter.h"
#include "core/notice.h"
#include "core/reply.h"

static gboolean
is_for(const Mail *mail, const char *address)
{
	const Policy *policy = mail->decision.context->policy;

	return (address_in_domains(address, (const char *const *)policy->desk.domains) ||
		policy_person_by_address(policy, address)) &&
	       !alarm_is_machine(policy, address) && !alarm_monitor(policy, address) &&
	       !letter_is_same_person(&mail->decision, mail->evidence.from, address);
}

/* A refusal only means that it is the engineer's own report. */
static gboolean
may_forward(Mail *mail)
{
	return mail_may(mail, ACT_DESK_COMMAND) == VERDICT_ALLOW;
}

/* What he wrote above is for those who work on it. */
static void
add_note(Mail *mail, Ticket *ticket, const char *text)
{
	Entry *entry = mail_add_entry(mail, ticket, ENTRY_NOTE, text);
	NoticeWords words = { .entry = entry };

	g_ptr_array_set_size(entry->attachments, 0); /* they are the report's */
	mail_log(mail, ticket, "note", g_strdup(mail->seen->identity));
	notice_send(&mail->decision, NOTICE_NOTE, ticket, &words);
}

static void
answer(Mail *mail, const Ticket *ticket)
{
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	g_autoptr(Address) to = address_new(NULL, mail->evidence.from);
	const Context *context = mail->decision.context;
	const char *language = policy_language(context->policy, to->address, NULL);
	TranscriptLine *line = g_new0(TranscriptLine, 1);
	NoticeWords words = { .lines = lines, .not_copied = mail->left_out };

	line->line = g_strdup(mail->message->subject);
	line->result = phrase_with(context->templates, language, "done-for", "recipient",
				   ticket->reporter->address, NULL);
	line->ok = TRUE;
	g_ptr_array_add(lines, line);
	notice_send_to(&mail->decision, NOTICE_TRANSCRIPT, ticket, to, &words);
}

static void
open_for(Mail *mail, const Address *caller, const char *body)
{
	const Message *whole = mail->message;
	Message report = *whole; /* shares all but what is set here */
	Ticket *ticket;
	const char *language = reply_language(body);
	g_autoptr(Address) engineer = address_new(NULL, mail->evidence.from);
	gboolean has_words =
		*whole->hidden_text != '\0'; /* nothing above: all is visible */

	report.visible_text = (char *)body;
	report.language = language ? (char *)language : whole->language;
	mail->message = &report;
	ticket = mail_opens_for(mail, caller);
	mail->message = whole;
	if (has_words && *whole->visible_text)
		add_note(mail, ticket, whole->visible_text);
	if (!ticket_is_participant(ticket, engineer->address)) {
		g_ptr_array_add(ticket->watchers, address_copy(engineer));
		mail_log(mail, ticket, "watcher", g_strdup(engineer->address));
	}
	answer(mail, ticket);
}

gboolean
mail_is_passed_on(Mail *mail)
{
	const Policy *policy = mail->decision.context->policy;
	g_autoptr(Address) from = NULL;
	g_autofree char *body = NULL;

	if (mail->seen->class.class != MAIL_HUMAN || !mail->message->forwarded ||
	    !policy_is_engineer(policy, mail->evidence.person) ||
	    !forward_read(mail->message->text, &from, &body) ||
	    !is_for(mail, from->address) || !may_forward(mail))
		return FALSE;
	open_for(mail, from, body);
	return TRUE;
}
