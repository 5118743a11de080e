/* Answers to mails that asked for facts: who was asked for what, and what he tells. */
#include "core/decide-mail.h"

#include <string.h>

#include "core/fact-read.h"
#include "core/gate.h"

/* Was the mail's author asked by DOCUMENT? His addresses are one. */
static gboolean
was_asked(const Mail *mail, const Ticket *ticket, const char *document)
{
	const Policy *policy = mail->decision.context->policy;
	const char *author = policy_first_address(policy, mail->evidence.from);

	for (guint i = 0; i < ticket->asked_for->len; i++) {
		const Asked *asked = ticket->asked_for->pdata[i];

		if (strcmp(asked->document, document) == 0 &&
		    address_equal(policy_first_address(policy, asked->address), author))
			return TRUE;
	}
	return FALSE;
}

static void
add_fact(const Policy *policy, const char *title, GPtrArray *facts)
{
	FactSpec *fact = (FactSpec *)policy_fact(policy, title);

	if (fact && !g_ptr_array_find(facts, fact, NULL))
		g_ptr_array_add(facts, fact);
}

/* What DOCUMENT asks for; those who work are asked for whatever is missing at the end. */
static void
add_asked(const Policy *policy, const Ticket *ticket, const char *document,
	  GPtrArray *facts)
{
	const Document *known = policy_document(policy, document);
	g_auto(GateFindings) findings = { 0 };

	for (guint i = 0; known && known->ask && known->ask[i]; i++)
		add_fact(policy, known->ask[i], facts);
	if (strcmp(document, GATE_ASKS) != 0)
		return;
	gate_check(policy, ticket, STATE_CLOSED, &findings);
	for (guint i = 0; i < findings.facts->len; i++)
		add_fact(policy, findings.facts->pdata[i], facts);
}

GPtrArray *
mail_asked(const Mail *mail, const Ticket *ticket)
{
	const char *answered = mail->decision.snapshot->answered_notice;
	g_auto(GStrv) names = g_strsplit(answered ? answered : "", "+", -1);
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; mail->evidence.from && names[i]; i++)
		if (was_asked(mail, ticket, names[i]))
			add_asked(mail->decision.context->policy, ticket, names[i], facts);
	return facts;
}

/* Does the mail that this one answers tell nothing else? Who works on the ticket may mean the
 * rest of it with his words. */
static gboolean
was_only_asked(const Mail *mail, const Ticket *ticket)
{
	const char *answered = mail->decision.snapshot->answered_notice;
	g_auto(GStrv) names = g_strsplit(answered ? answered : "", "+", -1);

	for (guint i = 0; names[i]; i++)
		if (!was_asked(mail, ticket, names[i]))
			return FALSE;
	return TRUE;
}

guint
mail_tells(Mail *mail, Ticket *ticket, const GPtrArray *asked, gboolean is_reporter,
	   char **rest)
{
	const Policy *policy = mail->decision.context->policy;
	g_autoptr(GPtrArray) free =
		is_reporter ? facts_from_mail(policy) : g_ptr_array_new();
	g_autoptr(GHashTable) marks = fact_marks(ticket);
	guint told = fact_read_reply(
		policy, ticket,
		&(FactReply){
			.answers = template_set_answers(
				mail->decision.context->templates),
			.free = free,
			.asked = asked,
			.takes_whole = is_reporter || was_only_asked(mail, ticket),
			.text = mail->message->visible_text,
			.by = mail->decision.by,
			.now = mail->decision.context->now,
		},
		rest);

	fact_log(&mail->decision, ticket, marks);
	return told;
}
