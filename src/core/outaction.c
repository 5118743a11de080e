/*
 * Answers to click on. A mailto: link carries no threading, so what proves the answer stands in the
 * address, or, where the server knows no plus addresses, in a line of the body.
 */
#include "core/outaction.h"

#include <string.h>

#include "core/notice-slots.h"
#include "core/slots.h"

/* The key with which this mail's own ids begin. Own; NULL. */
static char *
key_of(const OutMail *mail)
{
	const char *id = mail->references->len ? mail->references->pdata[0] : NULL;

	return id ? g_strndup(id, strcspn(id, "@")) : NULL;
}

static void
add(OutMail *mail, char *label /* taken */, const char *answer)
{
	g_autofree char *key = mail->reply_to ? NULL : key_of(mail);
	OutAction *action = g_new0(OutAction, 1);

	action->label = label;
	action->body = key ? g_strdup_printf("%s\n\n[%s]\n", answer, key)
			   : g_strdup_printf("%s\n", answer);
	g_ptr_array_add(mail->actions, action);
}

static void
add_phrase(const Decision *decision, OutMail *mail, const char *key)
{
	g_autofree char *body_key = g_strconcat(key, "-body", NULL);
	g_autofree char *body =
		phrase(decision->context->templates, mail->language, body_key, NULL);

	add(mail, phrase(decision->context->templates, mail->language, key, NULL), body);
}

static void
add_scores(OutMail *mail)
{
	for (int score = 1; score <= 5; score++) {
		char *digit = g_strdup_printf("%d", score);

		add(mail, digit, digit);
	}
}

static void
add_decision(const Decision *decision, OutMail *mail, const char *code)
{
	static const char *const verbs[] = { "approve", "reject" };

	for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const char *name =
			notice_command_name(command_find(verbs[i]), mail->language);
		g_autofree char *label = g_strconcat("action-", verbs[i], NULL);
		g_autofree char *answer = g_strdup_printf("/%s %s ", name, code);

		add(mail,
		    phrase(decision->context->templates, mail->language, label, NULL),
		    answer);
	}
}

static gboolean
asks_score(const LetterPart *part, const Ticket *ticket)
{
	const Document *document = part->document;

	return document && document->ask &&
	       g_strv_contains((const char *const *)document->ask, "score") &&
	       !ticket_fact(ticket, "score");
}

void
outaction_add(const Decision *decision, const Ticket *ticket, const LetterPart *part,
	      OutMail *mail)
{
	const SlotValue *code = slots_find(part->slots, "code");
	gboolean asks = strcmp(part->name, "resolved") == 0 ||
			strcmp(part->name, "remind") == 0;

	if (asks && letter_is_same_person(decision, ticket->reporter->address,
					  mail->to->address)) {
		add_phrase(decision, mail, "action-yes");
		add_phrase(decision, mail, "action-no");
	}
	if (asks_score(part, ticket))
		add_scores(mail);
	if (strcmp(part->name, "approval") == 0 && code && code->text)
		add_decision(decision, mail, code->text);
}
