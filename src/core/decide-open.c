/* A mail that opens a ticket: what it is about, by words and rules, and who hears of it. */
#include "core/decide-mail.h"

#include <string.h>

#include "base/text.h"
#include "core/alarm.h"
#include "core/ceiling.h"
#include "core/fact-read.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/outage.h"
#include "core/perform.h"
#include "core/regulate.h"
#include "core/similar.h"

static void
classify_ticket(Mail *mail, Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;

	regulate_by_words(policy, mail->message, ticket);
	/* One mail with several alarms opens several tickets. */
	g_clear_pointer(&mail->seen->rules, g_ptr_array_unref);
	mail->seen->rules =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	regulate(&mail->decision, ticket,
		 &(Regulate){ .message = mail->message, .outcomes = mail->seen->rules });
	perform_defaults(policy, ticket);
}

/* What the report says, and how its author is reached. */
static void
read_facts(Mail *mail, Ticket *ticket)
{
	const Decision *decision = &mail->decision;
	const char *contact = ticket->reporter->address;

	fact_read_report(decision->context->policy,
			 template_set_answers(decision->context->templates), ticket, mail->message->subject,
			 mail->message->visible_text, decision->by, decision->context->now);
	if (!ticket_fact(ticket, "contact") && *contact &&
	    !alarm_is_machine(decision->context->policy, contact))
		ticket_set_fact(ticket, "contact", contact, decision->by,
				decision->context->now);
}

static Ticket *
new_ticket(Mail *mail)
{
	const Message *message = mail->message;
	const Policy *policy = mail->decision.context->policy;
	Ticket *ticket = decision_new_ticket(&mail->decision);

	g_free(ticket->subject);
	ticket->subject = thread_bare_subject(message->subject, policy->desk.tag);
	address_free(ticket->reporter);
	ticket->reporter = address_new(message->from ? message->from->name : NULL,
				       mail->evidence.from ? mail->evidence.from : "");
	g_free(ticket->language);
	ticket->language = g_strdup(
		policy_language(policy, ticket->reporter->address, message->language));
	ticket->report_id = g_strdup(message->message_id);
	return ticket;
}

Ticket *
mail_open_ticket(Mail *mail, const Opening *opening)
{
	Ticket *ticket = new_ticket(mail);
	g_autoptr(GHashTable) marks = fact_marks(ticket);
	g_autoptr(GPtrArray) similar = NULL;
	Entry *entry;
	NoticeWords words = { .suspected = opening->suspected };
	g_autoptr(GPtrArray) alike = NULL;

	if (!opening->acknowledge)
		mail->decision.silent = ticket->reporter->address;
	if (opening->prepare)
		opening->prepare(mail, ticket, opening->data);
	read_facts(mail, ticket);
	classify_ticket(mail, ticket);
	entry = mail_add_entry(mail, ticket, ENTRY_REPORT, mail->message->visible_text);
	words.entry = entry;
	mail_log(mail, ticket, "opened",
		 g_strdup_printf("%s; %s", ticket->subject,
				 mail->seen->identity ? mail->seen->identity : ""));
	fact_log(&mail->decision, ticket, marks);
	regulate_log(&mail->decision, ticket, mail->seen->rules);
	if (opening->suspected) {
		g_autofree char *tag = notice_tag(mail->decision.context->policy,
						  opening->suspected);

		mail_log(mail, ticket, "suspected", g_strdup(tag));
	}
	similar = similar_propose(&mail->decision, ticket);
	words.found = similar;
	alike = outage_duplicates(&mail->decision, ticket);
	words.alike = alike;
	mail_reads_copies(mail, ticket);
	words.not_copied = mail->left_out;
	notice_send(&mail->decision, NOTICE_NEW, ticket, &words);
	if (opening->acknowledge &&
	    ceiling_may_acknowledge(mail->decision.context->policy, mail->decision.snapshot))
		notice_send_to(&mail->decision, NOTICE_RECEIVED, ticket, ticket->reporter,
			       NULL);
	mail_draws_in(mail, ticket);
	mail_belongs_to(mail, ticket);
	outage_look(&mail->decision, ticket);
	return ticket;
}

/* A ticket without an address to answer is held instead: nobody could ever close it. */
void
mail_opens(Mail *mail, gint64 suspected)
{
	Opening opening = { .suspected = suspected };
	Ticket *about = mail->ticket;
	Verdict answer;

	mail->ticket = NULL;
	answer = mail_may(mail, ACT_OPEN);
	mail->ticket = about;
	switch (answer) {
	case VERDICT_ALLOW:
		opening.acknowledge = mail->seen->class.may_acknowledge;
		mail_open_ticket(mail, &opening);
		break;
	case VERDICT_UNPROVEN:
	case VERDICT_SILENT:
		mail_open_ticket(mail, &opening);
		break;
	case VERDICT_DROP:
		mail_verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->identity));
		break;
	case VERDICT_HOLD:
	case VERDICT_REFUSE:
		mail_verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
		break;
	}
}

/* The sender by his only From field. Whoever released the mail has looked at it. Own; NULL. */
static char *
vouched_sender(const Message *message)
{
	const char *from = message_header(message, "From");

	if (!from || message_header_count(message, "From") != 1)
		return NULL;
	return address_parse_strict(from, strlen(from));
}

void
mail_opens_unread(Mail *mail)
{
	const Message *message = mail->message;
	g_autofree char *from = vouched_sender(message);
	g_autofree char *text = decision_phrase(&mail->decision, "unread-mail", "reason",
						message->quarantine);
	Message shown = *message; /* shares all but what is set here */

	shown.text = shown.visible_text = text;
	mail->message = &shown;
	mail->evidence.from = from;
	mail->evidence.person =
		policy_person_by_address(mail->decision.context->policy, from);
	mail->decision.by = from ? from : "unknown";
	mail_opens(mail, 0);
	mail->decision.by = "desk";
	mail->evidence.from = NULL;
	mail->message = message;
}
