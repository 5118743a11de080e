/*
 * A mail that approves or refuses. It must be its approver's own: a code that was forwarded,
 * quoted or used before does nothing (threat T24), and which of these it was is not told.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/approval.h"
#include "core/notice.h"

/* Its first word. Own. */
static char *
code_of(const Command *command)
{
	return g_strndup(command->argument, strcspn(command->argument, " \t,;，；"));
}

/* /approve CODE, or /reject with something that has the form of one. */
static gboolean
answers_request(const Command *command)
{
	g_autofree char *code = code_of(command);

	return command->spec && (command->spec->verb == VERB_APPROVE ||
				 (command->spec->verb == VERB_REJECT &&
				  approval_is_code(code)));
}

static const Command *
find_answer(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++)
		if (answers_request(commands->commands->pdata[i]))
			return commands->commands->pdata[i];
	return NULL;
}

/* What stands behind the code, and below the commands. Own. */
static char *
reason_of(const Mail *mail, const Command *command)
{
	g_autofree char *code = code_of(command);
	g_autofree char *rest = g_strdup(command->argument + strlen(code));
	const char *text = mail->commands->text;

	g_strdelimit(rest, "\t", ' ');
	g_strstrip(rest);
	return g_strconcat(rest, *rest && *text ? "\n\n" : "", text, NULL);
}

static void
send_line(Mail *mail, const Ticket *ticket, const Command *command, const char *key,
	  gboolean ok)
{
	const Context *context = mail->decision.context;
	const char *language =
		policy_language(context->policy, mail->evidence.from,
				ticket ? ticket->language : mail->message->language);
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	TranscriptLine *line = g_new0(TranscriptLine, 1);
	g_autoptr(Address) to = address_new(NULL, mail->evidence.from);
	NoticeWords words = { .lines = lines, .subject = mail->message->subject };

	line->line = g_strdup(command->line);
	line->result = phrase(context->templates, language, key, NULL);
	line->ok = ok;
	g_ptr_array_add(lines, line);
	notice_send_to(&mail->decision, NOTICE_TRANSCRIPT, ticket, to, &words);
}

static void
take_answer(Mail *mail, Ticket *ticket, const Command *command, Approval *approval)
{
	gboolean given = command->spec->verb == VERB_APPROVE;
	g_autofree char *reason = reason_of(mail, command);

	mail_belongs_to(mail, ticket);
	mail_log(mail, ticket, "identity", g_strdup(mail->seen->identity));
	if (!given && !*reason) {
		send_line(mail, ticket, command, "refused-reason-missing", FALSE);
		return;
	}
	send_line(mail, ticket, command, given ? "done-approve" : "done-refuse", TRUE);
	approval_answer(&mail->decision, ticket, approval, given, reason);
}

/* The answer to a bad code names no ticket, so that it tells nothing about any. An engineer who may
 * give commands gets his transcript. */
static gboolean
refuse_code(Mail *mail, const Command *command)
{
	if (mail->ticket && mail_may(mail, ACT_COMMAND) != VERDICT_REFUSE)
		return FALSE;
	/* a stranger is told nothing, whoever proves him */
	if (mail->evidence.domain != DOMAIN_PASS || mail_may(mail, ACT_OPEN) != VERDICT_ALLOW)
		return FALSE;
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	mail_verdict(mail, LEDGER_APPLIED, g_strdup("a code that is not valid"));
	mail->decision.change->author = g_strdup(mail->evidence.from);
	send_line(mail, NULL, command, "refused-code", FALSE);
	return TRUE;
}

gboolean
mail_approves(Mail *mail)
{
	const Command *command = find_answer(mail_commands(mail));
	g_autofree char *code = command ? code_of(command) : NULL;
	Ticket *ticket = NULL, *routed = mail->ticket;
	Approval *approval;
	Verdict answer;

	if (!command)
		return FALSE;
	if (approval_ticket(code))
		ticket = decision_ticket(&mail->decision, approval_ticket(code));
	approval = ticket && !mail->message->forwarded
			   ? approval_find(&mail->decision, ticket, code, mail->evidence.from)
			   : NULL;
	if (!approval) {
		if (ticket && ticket != routed)
			mail_leave_alone(mail, ticket);
		mail->ticket = routed;
		return mail_guesses(mail) || refuse_code(mail, command);
	}
	mail->ticket = ticket;
	mail->evidence.code = TRUE;
	answer = mail_may(mail, ACT_APPROVE);
	if (answer == VERDICT_ALLOW)
		take_answer(mail, ticket, command, approval);
	else
		mail_hold(mail, ticket);
	return TRUE;
}
