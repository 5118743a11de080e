/*
 * A mail whose writer may do what it says, if only it were proven that it is his. It is
 * held, and he is asked; his answer lets it in, and this file is where both meet. Who gets
 * nothing: strangers, whoever's domain disowns the mail, and whoever was asked today.
 */
#include "core/decide-mail.h"

#include "core/held.h"
#include "core/notice.h"

/* The address on record: the one place where the person surely reads. */
static const char *
record_of(const Mail *mail)
{
	return mail->evidence.person->addresses[0];
}

static gboolean
may_challenge(const Mail *mail)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	gint64 since = mail->decision.context->now - snapshot->last_challenge;

	return mail->evidence.person && mail->evidence.domain != DOMAIN_FAIL &&
	       mail->seen->class.class == MAIL_HUMAN &&
	       (mail->door == DOOR_MAILBOX || mail->door == DOOR_PIPE) &&
	       snapshot->secrets->len > 0 &&
	       (snapshot->last_challenge == 0 || since >= CHALLENGE_PAUSE);
}

static void
challenge(Mail *mail)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	g_autofree char *code =
		challenge_code(snapshot->secrets->pdata[0], snapshot->next_serial,
			       record_of(mail), mail->message->raw_hash);
	g_autoptr(Address) to = address_new(NULL, record_of(mail));
	Challenge *asked = g_new0(Challenge, 1);
	NoticeWords words = {
		.subject = mail->message->subject,
		.text = mail->message->visible_text,
		.code = code,
		.until = mail->decision.context->now + CHALLENGE_LIFE,
	};

	asked->address = g_strdup(record_of(mail));
	asked->expires = words.until;
	challenge_hash(code, asked->hash);
	mail->decision.change->challenge = asked;
	mail_log(mail, NULL, "challenged",
		 g_strdup_printf("<%s> %s", to->address, mail->message->subject));
	notice_send_to(&mail->decision, NOTICE_CHALLENGE, NULL, to, &words);
}

void
mail_hold(Mail *mail, Ticket *ticket)
{
	if (ticket)
		mail_leave_alone(mail, ticket);
	mail_verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
	if (may_challenge(mail))
		challenge(mail);
}

/* Whether the code is right, and his, and still good: what is wrong with it is for nobody
 * to know who does not have it. */
static gboolean
is_good(const Mail *mail, const AskedChallenge *asked)
{
	return asked && !asked->used && mail->decision.context->now < asked->expires &&
	       address_equal(asked->address, mail->evidence.from) &&
	       mail->evidence.domain != DOMAIN_FAIL;
}

gboolean
mail_answers_challenge(Mail *mail)
{
	const AskedChallenge *asked = mail->decision.snapshot->asked;
	g_autofree char *code = NULL;

	if (!mail->evidence.person || mail->seen->class.class != MAIL_HUMAN)
		return FALSE;
	code = challenge_read(mail->message->visible_text);
	if (!code)
		return FALSE;
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	if (!is_good(mail, asked)) {
		mail_verdict(mail, LEDGER_HELD, g_strdup(held_reason(HELD_NO_CHALLENGE)));
		return TRUE;
	}
	mail->decision.change->answered = asked->challenge_id;
	mail->decision.change->let_in = asked->ledger_id;
	mail_verdict(mail, LEDGER_APPLIED,
		     g_strdup_printf("proves mail %" G_GINT64_FORMAT, asked->ledger_id));
	mail_log(mail, NULL, "proven",
		 g_strdup_printf("mail %" G_GINT64_FORMAT " by code", asked->ledger_id));
	return TRUE;
}
