/*
 * Mail of those who were drawn in: a supplier, a department, whoever was asked. Their words
 * are answers, for those who work on the ticket; an outsider's stay inside until an
 * engineer releases them.
 */
#include "core/decide-mail.h"

#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/party.h"

/* ---- which ticket ---- */

/* The newest that is open, else the newest. */
static gint64
best_of(const GPtrArray *tickets)
{
	gint64 open = 0, any = 0;

	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];

		any = ticket->ticket_id;
		if (ticket->state != STATE_CLOSED && ticket->state != STATE_REJECTED)
			open = ticket->ticket_id;
	}
	return open ? open : any;
}

Ticket *
mail_find_by_reference(Mail *mail)
{
	const Policy *policy = mail->decision.context->policy;
	const Supplier *supplier =
		policy_supplier_by_address(policy, mail->message->from_strict);
	g_autoptr(GPtrArray) references = NULL;

	if (!supplier)
		return NULL;
	references = party_references(policy, supplier, mail->message);
	for (guint i = 0; i < references->len; i++) {
		Question question = { .type = ASK_LISTED,
				      .name = (char *)"reference",
				      .value = references->pdata[i] };
		gint64 ticket_id =
			best_of(decision_ask(&mail->decision, &question)->tickets);

		if (ticket_id)
			return decision_ticket(&mail->decision, ticket_id);
	}
	return NULL;
}

/* ---- whose words ---- */

static gboolean
answers_question(const Mail *mail)
{
	const char *notices = mail->decision.snapshot->answered_notice;
	g_auto(GStrv) names = g_strsplit(notices ? notices : "", "+", -1);

	return g_strv_contains((const char *const *)names, notice_name(NOTICE_QUESTION));
}

static gboolean
is_participant(const Mail *mail, const Ticket *ticket)
{
	const Person *person = mail->evidence.person;

	if (ticket_is_participant(ticket, mail->evidence.from))
		return TRUE;
	for (guint i = 0; person && person->addresses[i]; i++)
		if (ticket_is_participant(ticket, person->addresses[i]))
			return TRUE;
	return FALSE;
}

gboolean
mail_is_partys(Mail *mail, const Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;

	if (!mail->evidence.from ||
	    !party_takes_part(policy, ticket, mail->evidence.from) ||
	    mail_may(mail, ACT_ADD) != VERDICT_ALLOW)
		return FALSE;
	/* Who works on it or reported it may be asked too: then it is an answer only to
	 * the question. */
	if (policy_is_engineer(policy, mail->evidence.person) ||
	    is_participant(mail, ticket))
		return answers_question(mail);
	return TRUE;
}

/* ---- what follows ---- */

static void
learn_references(Mail *mail, Ticket *ticket, const Supplier *supplier)
{
	const Policy *policy = mail->decision.context->policy;
	g_autoptr(GPtrArray) references = party_references(policy, supplier, mail->message);

	for (guint i = 0; i < references->len; i++) {
		const char *reference = references->pdata[i];

		if (party_has_reference(ticket, reference))
			continue;
		party_add_reference(ticket, reference, mail->decision.by,
				    mail->decision.context->now);
		mail_log(mail, ticket, "fact", g_strdup_printf("reference: %s", reference));
	}
}

static void
stop_waiting(Mail *mail, Ticket *ticket)
{
	if (ticket->state != STATE_WAITING || ticket->waiting_on != WAIT_SUPPLIER)
		return;
	lifecycle_enter(ticket, ticket->before_waiting, WAIT_NONE, 0,
			mail->decision.context->now);
	mail_log(mail, ticket, "continued", g_strdup("supplier"));
}

/* A person's words, not those of his machine: they meet what waits for them. */
static void
count_as_response(Mail *mail, Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;
	const Tier *tier = policy_tier(policy, ticket->tier);

	if (tier && tier->supplier &&
	    address_equal(tier->supplier->address, mail->evidence.from))
		lifecycle_tier_respond(ticket, mail->decision.context->now);
	if (party_is_outside(policy, mail->evidence.from))
		stop_waiting(mail, ticket);
}

/* Who asked hears of it, and those who work on it. */
static void
tell(Mail *mail, Ticket *ticket, const Entry *entry, const Party *party)
{
	const Person *asker =
		policy_person(mail->decision.context->policy, party ? party->asker : NULL);
	NoticeWords words = { .entry = entry };

	if (asker) {
		g_autoptr(Address) to = address_new(asker->name, asker->addresses[0]);

		notice_send_to(&mail->decision, NOTICE_ANSWERED, ticket, to, &words);
	}
	notice_send_except(&mail->decision, NOTICE_ANSWERED, ticket, &words,
			   asker ? asker->addresses[0] : NULL);
}

void
mail_adds_answer(Mail *mail, Ticket *ticket, gboolean by_machine)
{
	const Policy *policy = mail->decision.context->policy;
	const char *from = mail->evidence.from;
	const Supplier *supplier = policy_supplier_by_address(policy, from);
	Entry *entry =
		mail_add_entry(mail, ticket, ENTRY_ANSWER, mail->message->visible_text);

	entry->hidden = party_is_outside(policy, from);
	if (supplier) {
		g_autofree char *who = g_strconcat("supplier ", supplier->title, NULL);

		g_free(entry->author);
		entry->author = g_strdup(supplier->name);
		ticket_add_party(ticket, from, who, NULL, mail->decision.context->now);
		learn_references(mail, ticket, supplier);
	}
	mail_log(mail, ticket, "answered", g_strdup(mail->seen->identity));
	if (!by_machine)
		count_as_response(mail, ticket);
	tell(mail, ticket, entry, party_find(policy, ticket, from));
	mail_belongs_to(mail, ticket);
}
