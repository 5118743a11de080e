/* When a document goes out, to whom, and once. What it says is in document-slots.c. */
#include "core/document.h"

#include <string.h>

#include "core/letter.h"
#include "core/notice.h"
#include "core/recipient.h"
#include "core/which.h"

static gboolean
is_for(Decision *decision, const Document *document, const Ticket *ticket)
{
	WhichView view = { decision->context->policy, decision, ticket };

	return which_holds(&document->which, &view);
}

GPtrArray *
document_missing(const Document *document, const Ticket *ticket)
{
	GPtrArray *missing = g_ptr_array_new();

	for (guint i = 0; document->ask && document->ask[i]; i++)
		if (!ticket_fact(ticket, document->ask[i]))
			g_ptr_array_add(missing, document->ask[i]);
	return missing;
}

static gboolean
asks(const Document *document)
{
	return document->ask && document->ask[0];
}

static gboolean
was_asked(const Ticket *ticket, const Document *document, const char *address)
{
	for (guint i = 0; i < ticket->asked_for->len; i++) {
		const Asked *asked = ticket->asked_for->pdata[i];

		if (strcmp(asked->document, document->title) == 0 &&
		    address_equal(asked->address, address))
			return TRUE;
	}
	return FALSE;
}

static void
note_asked(Decision *decision, Ticket *ticket, const Document *document,
	   const char *address)
{
	Asked *asked = g_new0(Asked, 1);

	asked->document = g_strdup(document->title);
	asked->address = g_ascii_strdown(address, -1);
	asked->at = decision->context->now;
	g_ptr_array_add(ticket->asked_for, asked);
}

const char *
document_template(const Decision *decision, const Document *document)
{
	const TemplateSet *templates = decision->context->templates;

	if (document->template)
		return document->template;
	return template_set_find(templates, NULL, document->title) ? document->title
								   : "record";
}

static void
send_to(Decision *decision, const Document *document, Ticket *ticket, const Address *to)
{
	Letter *letter;

	if (asks(document) && was_asked(ticket, document, to->address))
		return;
	letter = letter_to(decision, ticket, to);
	if (!letter)
		return;
	letter_add(decision, letter,
		   (LetterPart){
			   .name = document->title,
			   .template = document_template(decision, document),
			   .document = document,
			   .tone = TONE_GENERATED,
			   .slots = slots_new(),
		   });
	if (asks(document))
		note_asked(decision, ticket, document, to->address);
	decision_log(decision, ticket, "document",
		     g_strdup_printf("%s: <%s>", document->title, to->address));
}

static GPtrArray *
recipients_of(Decision *decision, const Document *document, const Ticket *ticket)
{
	GPtrArray *to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	for (guint i = 0; document->to && document->to[i]; i++)
		recipients_resolve(decision, ticket, document->to[i], to);
	return to;
}

void
document_send(Decision *decision, const Document *document, Ticket *ticket)
{
	g_autoptr(GPtrArray) missing = document_missing(document, ticket);
	g_autoptr(GPtrArray) to = NULL;

	if (!is_for(decision, document, ticket) || (asks(document) && missing->len == 0))
		return;
	to = recipients_of(decision, document, ticket);
	for (guint i = 0; i < to->len; i++)
		send_to(decision, document, ticket, to->pdata[i]);
}

const Document *
document_of_notice(Decision *decision, const char *notice, const Ticket *ticket)
{
	const Document *document = policy_document(decision->context->policy, notice);

	return document && ticket && is_for(decision, document, ticket) ? document : NULL;
}

void
document_add_recipients(Decision *decision, const char *notice, const Ticket *ticket,
			GPtrArray *to)
{
	const Document *document = document_of_notice(decision, notice, ticket);

	for (guint i = 0; document && document->to && document->to[i]; i++)
		recipients_resolve(decision, ticket, document->to[i], to);
}
