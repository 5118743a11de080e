/* Mail that no person wrote: it moves nothing but what it proves, and is never answered. */
#include "core/decide-mail.h"

#include <string.h>

#include "base/text.h"
#include "core/ceiling.h"
#include "core/held.h"
#include "core/lifecycle.h"
#include "core/notice.h"

/* Two members of a team who cannot be reached would tell each other for ever; and who was
 * told that somebody cannot be reached knows it. */
static void
tell_of_bounce(Mail *mail, const Ticket *ticket, const NoticeWords *words)
{
	const Snapshot *snapshot = mail->decision.snapshot;

	if (!ticket ||
	    undeliverable_find(snapshot->undeliverable, ticket->ticket_id,
			       snapshot->bounced_to) ||
	    g_strcmp0(snapshot->bounced_notice, notice_name(NOTICE_FAILED)) == 0)
		return;
	mail->decision.actor = snapshot->bounced_to;
	notice_send_failure(&mail->decision, ticket, words);
}

static void
is_returned(Mail *mail, const Ticket *ticket, const BounceRecipient *first)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	Change *change = mail->decision.change;
	NoticeWords words = {
		.recipient = snapshot->bounced_to,
		.error = first && first->status ? first->status : mail->seen->class.reason,
	};

	change->bounced_id = g_strdup(mail->message->bounced_id);
	change->failed_recipient = g_strdup(snapshot->bounced_to);
	change->undeliverable =
		undeliverable_new(ticket ? ticket->ticket_id : 0, snapshot->bounced_to,
				  mail->decision.context->now, TRUE, words.error);
	tell_of_bounce(mail, ticket, &words);
}

/* A bounce counts only if it names a mail that we sent (threat T17). */
void
mail_is_bounce(Mail *mail)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	const BounceRecipient *first =
		mail->message->bounce->len ? mail->message->bounce->pdata[0] : NULL;
	gboolean is_delay = g_strcmp0(mail->seen->class.subclass, "delay") == 0 ||
			    (first && g_strcmp0(first->action, "delayed") == 0);
	Ticket *ticket;

	if (!snapshot->bounced_to) {
		mail_verdict(mail, LEDGER_DROPPED,
			     g_strdup("bounce of a mail that is not ours"));
		return;
	}
	ticket = snapshot->bounced_ticket
			 ? decision_ticket(&mail->decision, snapshot->bounced_ticket)
			 : NULL;
	mail->decision.by = "desk";
	mail_verdict(mail, LEDGER_APPLIED,
		     g_strdup_printf("%s for <%s>", is_delay ? "delay" : "bounce",
				     snapshot->bounced_to));
	mail_log(mail, ticket, is_delay ? "delayed" : "undelivered",
		 g_strdup_printf("<%s> %s", snapshot->bounced_to,
				 first && first->status ? first->status : ""));
	if (!is_delay)
		is_returned(mail, ticket, first);
}

/* A report that our mail is in its mailbox, which no bounce and no reply is. What was only
 * passed on may fail behind there yet. */
static gboolean
is_delivered(Mail *mail)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	const BounceRecipient *first =
		mail->message->bounce->len ? mail->message->bounce->pdata[0] : NULL;
	Ticket *ticket;

	if (!snapshot->bounced_to || !first || g_strcmp0(first->action, "delivered") != 0)
		return FALSE;
	ticket = decision_ticket(&mail->decision, snapshot->bounced_ticket);
	mail->decision.by = "desk";
	mail->decision.change->reached = g_strdup(snapshot->bounced_to);
	mail_verdict(mail, LEDGER_APPLIED,
		     g_strdup_printf("delivered to <%s>", snapshot->bounced_to));
	mail_log(mail, ticket, "delivered", g_strdup_printf("<%s>", snapshot->bounced_to));
	return TRUE;
}

/* A supplier's ticket system speaks for him: his number, or his people's words. */
static gboolean
is_suppliers_system(const Mail *mail)
{
	const char *subclass = mail->seen->class.subclass;

	return policy_supplier_by_address(mail->decision.context->policy,
					  mail->evidence.from) &&
	       (!subclass || strcmp(subclass, "notification") == 0);
}

static gboolean
may_be_noted(Mail *mail)
{
	Verdict answer = mail_may(mail, ACT_ADD);

	return answer == VERDICT_ALLOW || answer == VERDICT_UNPROVEN;
}

/* Kept on the ticket's log where it belongs to one; it moves nothing and is never answered.
 */
void
mail_is_auto_reply(Mail *mail)
{
	if (is_delivered(mail))
		return;
	if (mail->ticket && is_suppliers_system(mail) &&
	    mail_is_partys(mail, mail->ticket)) {
		mail_adds_answer(mail, mail->ticket, TRUE);
		return;
	}
	mail_marks_absent(mail, mail->ticket);
	if (!mail->ticket || !may_be_noted(mail)) {
		if (mail->ticket)
			mail_leave_alone(mail, mail->ticket);
		mail_verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->class.reason));
		return;
	}
	mail_verdict(mail, LEDGER_APPLIED, g_strdup(mail->seen->class.reason));
	mail->decision.change->ticket_id = mail->ticket->ticket_id;
	mail_log(mail, mail->ticket, "auto-reply",
		 g_strdup_printf("%s: %s",
				 mail->seen->class.subclass ? mail->seen->class.subclass
							    : "",
				 mail->message->subject));
}

void
mail_is_unreadable(Mail *mail)
{
	NoticeWords words = {
		.subject = mail->message->subject,
		.reason = mail->message->quarantine,
		.text = mail->message->quarantine,
	};

	mail->decision.by = "desk";
	mail_verdict(mail, LEDGER_QUARANTINED, g_strdup(mail->message->quarantine));
	mail_log(mail, NULL, "quarantined", g_strdup(mail->message->quarantine));
	notice_send(&mail->decision, NOTICE_ALERT, NULL, &words);
}

void
mail_is_too_large(Mail *mail)
{
	Decision *decision = &mail->decision;
	g_autoptr(Address) to =
		address_new(NULL, mail->evidence.from ? mail->evidence.from : "");
	NoticeWords words = { .subject = mail->message->subject, .max_message = TRUE };

	if (mail_may(mail, ACT_OPEN) != VERDICT_ALLOW ||
	    !mail->seen->class.may_acknowledge ||
	    !ceiling_may_acknowledge(decision->context->policy, decision->snapshot)) {
		mail_verdict(mail, LEDGER_HELD, g_strdup(held_reason(HELD_TOO_LARGE)));
		return;
	}
	mail_verdict(mail, LEDGER_DROPPED,
		     g_strdup("larger than max-message; the sender was told"));
	mail_log(mail, NULL, "too-large",
		 g_strdup_printf("<%s> %s", to->address, mail->message->subject));
	notice_send_to(decision, NOTICE_TOO_LARGE, NULL, to, &words);
}
