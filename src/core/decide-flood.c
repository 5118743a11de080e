/*
 * A sender beyond his ceiling: his mails are held as they come, and the administrators are
 * told once a day, whoever and how many it is (threats T15, T16, T29). Nothing is answered.
 * Whoever tries out keys is held likewise, but only those mails: anybody may bear his name (T4).
 */
#include "core/decide-mail.h"

#include "core/ceiling.h"
#include "core/held.h"
#include "core/notice.h"

/* What is said of each, to the ledger and to the administrators. */
static const struct {
	HeldReason reason;
	const char *phrase;
} floods[] = {
	[SENDER_MANY_MAILS] = { HELD_MANY_MAILS, "alert-flood-text" },
	[SENDER_MANY_BYTES] = { HELD_MANY_BYTES, "alert-flood-size-text" },
};

static char *
limit_words(const Desk *desk, SenderCeiling ceiling)
{
	return ceiling == SENDER_MANY_MAILS ? g_strdup_printf("%d", desk->sender_limit)
					    : notice_size(desk->sender_size_limit);
}

static void
tell(Mail *mail, SenderCeiling ceiling)
{
	Decision *decision = &mail->decision;
	const Context *context = decision->context;
	const Desk *desk = &context->policy->desk;
	g_autofree char *limit = limit_words(desk, ceiling);
	g_autofree char *subject =
		decision_phrase(decision, "alert-flood", "address", mail->evidence.from);
	g_autofree char *text =
		phrase_with(context->templates, desk->language, floods[ceiling].phrase,
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
	const Decision *decision = &mail->decision;
	SenderCeiling ceiling;

	if ((mail->door != DOOR_MAILBOX && mail->door != DOOR_PIPE) || !mail->evidence.from)
		return FALSE;
	ceiling = ceiling_of_sender(decision->context->policy, decision->snapshot);
	if (ceiling == SENDER_WITHIN)
		return FALSE;
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	mail_verdict(mail, LEDGER_HELD, g_strdup(held_reason(floods[ceiling].reason)));
	tell(mail, ceiling);
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
	mail_verdict(mail, LEDGER_HELD, g_strdup(held_reason(HELD_WRONG_KEYS)));
	return TRUE;
}

gboolean
mail_is_guess(Mail *mail)
{
	return mail->any_key && !mail->seen->thread.key_verified && mail_guesses(mail);
}
