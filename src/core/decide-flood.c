/*
 * A sender beyond his ceiling: his mails are held as they come, and the administrators are
 * told once a day, whoever and how many it is (threats T15, T16, T29). Nothing is answered.
 * Whoever tries out keys is held likewise, but only those mails: anybody may bear his name (T4).
 */
#include "core/decide-mail.h"

#include "core/ceiling.h"
#include "core/notice.h"

static void
tell(Mail *mail)
{
	Decision *decision = &mail->decision;
	const Context *context = decision->context;
	g_autofree char *limit = g_strdup_printf("%d", context->policy->desk.sender_limit);
	g_autofree char *subject =
		decision_phrase(decision, "alert-flood", "address", mail->evidence.from);
	g_autofree char *text = phrase_with(
		context->templates, context->policy->desk.language, "alert-flood-text",
		"address", mail->evidence.from, "limit", limit, NULL);
	NoticeWords words = { .subject = subject, .text = text };

	if (context->now - decision->snapshot->flood_told < CEILING_TELL)
		return;
	/* He may be one of them: his address proves nothing. */
	decision->actor = NULL;
	decision->change->tells_flood = TRUE;
	mail_log(mail, NULL, "flood", g_strdup(text));
	notice_send(decision, NOTICE_ALERT, NULL, &words);
}

gboolean
mail_is_flood(Mail *mail)
{
	if ((mail->door != DOOR_MAILBOX && mail->door != DOOR_PIPE) ||
	    !mail->evidence.from ||
	    !ceiling_sender_is_over(mail->decision.context->policy,
				    mail->decision.snapshot))
		return FALSE;
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	mail_verdict(mail, LEDGER_HELD,
		     g_strdup("too many mails of this sender within an hour"));
	tell(mail);
	return TRUE;
}

gboolean
mail_guesses(Mail *mail)
{
	if ((mail->door != DOOR_MAILBOX && mail->door != DOOR_PIPE) || !mail->evidence.from)
		return FALSE;
	g_free(mail->decision.change->wrong_key);
	mail->decision.change->wrong_key = g_ascii_strdown(mail->evidence.from, -1);
	if (!ceiling_is_guessing(mail->decision.snapshot))
		return FALSE;
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	mail_verdict(mail, LEDGER_HELD,
		     g_strdup("too many wrong keys of this sender within an hour"));
	return TRUE;
}

gboolean
mail_is_guess(Mail *mail)
{
	return mail->any_key && !mail->seen->thread.key_verified && mail_guesses(mail);
}
