/*
 * A mail about a ticket: the reporter's words and answers, an engineer's words and
 * commands. Which of these it is, is for identity to say.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "base/text.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/tier.h"

static void
move(Mail *mail, Ticket *ticket, TicketState to, const char *event, const char *text)
{
	lifecycle_enter(ticket, to, WAIT_NONE, 0, mail->decision.context->now);
	mail_log(mail, ticket, event, g_strdup(text));
}

static void
reopen(Mail *mail, Ticket *ticket, const Entry *entry)
{
	NoticeWords words = { .entry = entry };

	move(mail, ticket, lifecycle_reopened_state(ticket), "reopened", "");
	notice_send(&mail->decision, NOTICE_REOPENED, ticket, &words);
}

static void
tell_workers(Mail *mail, const Ticket *ticket, const Entry *entry)
{
	NoticeWords words = { .entry = entry };

	notice_send(&mail->decision, NOTICE_ADDED, ticket, &words);
}

/* Resolved: the reporter is asked whether it is. Not understood is neither yes nor no. */
static void
answer_question(Mail *mail, Ticket *ticket, const Entry *entry)
{
	int score = 0;
	g_autofree char *stars = NULL;

	switch (answer_read(entry->visible, &score)) {
	case ANSWER_YES:
		ticket->confirmed = TRUE;
		move(mail, ticket, STATE_CLOSED, "confirmed", "");
		break;
	case ANSWER_NO:
		reopen(mail, ticket, entry);
		return;
	case ANSWER_SCORE:
		stars = g_strdup_printf("%d", score);
		ticket_set_fact(ticket, "score", stars, mail->decision.by,
				mail->decision.context->now);
		break;
	case ANSWER_THANKS:
		break;
	case ANSWER_NONE:
		ticket->asked = mail->decision.context->now;
		ticket->reminded = 0;
		break;
	}
	tell_workers(mail, ticket, entry);
}

static gboolean
within(const Duration *duration, gint64 from, gint64 now)
{
	return now <= calendar_add(NULL, from, duration);
}

/* A word after the end: thanks and yes change nothing, anything else says it is not over.
 */
static void
answer_ended(Mail *mail, Ticket *ticket, const Entry *entry)
{
	Answer answer = answer_read(entry->visible, &(int){ 0 });

	if (answer == ANSWER_NONE || answer == ANSWER_NO)
		reopen(mail, ticket, entry);
	else
		tell_workers(mail, ticket, entry);
}

static gboolean
is_reporter(const Mail *mail, const Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;

	return mail->evidence.from &&
	       address_equal(policy_first_address(policy, mail->evidence.from),
			     policy_first_address(policy, ticket->reporter->address));
}

static void
continue_waiting(Mail *mail, Ticket *ticket)
{
	if (ticket->state == STATE_WAITING && ticket->waiting_on == WAIT_REPORTER &&
	    is_reporter(mail, ticket))
		move(mail, ticket, ticket->before_waiting, "continued", "reporter");
}

static Entry *
reporter_entry(Mail *mail, Ticket *ticket, gboolean unproven)
{
	Entry *entry =
		mail_add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);

	entry->unproven = unproven;
	mail_log(mail, ticket, "reply", g_strdup(mail->seen->identity));
	mail_belongs_to(mail, ticket);
	return entry;
}

/* The reporter's or a watcher's mail. Only the reporter, by key, confirms or reopens. */
static void
add_reporters(Mail *mail, Ticket *ticket, gboolean unproven)
{
	g_autofree char *added = g_strdup(mail->seen->identity);
	gboolean counts = mail_may(mail, ACT_CONFIRM) == VERDICT_ALLOW;
	const Entry *entry;

	/* Whoever may only add did so by the right to add. */
	if (!counts) {
		g_free(mail->seen->identity);
		mail->seen->identity = g_steal_pointer(&added);
	}
	entry = reporter_entry(mail, ticket, unproven);

	continue_waiting(mail, ticket);
	if (counts && ticket->state == STATE_RESOLVED) {
		answer_question(mail, ticket, entry);
	} else if (counts && !ticket_is_open(ticket)) {
		answer_ended(mail, ticket, entry);
	} else {
		if (ticket->state == STATE_RESOLVED)
			ticket->asked = mail->decision.context->now;
		tell_workers(mail, ticket, entry);
	}
}

/* An engineer's public words. */
static void
respond(Mail *mail, Ticket *ticket)
{
	tier_respond(mail->decision.context->policy, ticket, mail->evidence.person,
		     mail->decision.context->now);
}

static void
send_transcript(Mail *mail, Ticket *ticket, const Performance *performance)
{
	g_autoptr(Address) to = address_new(NULL, mail->evidence.from);
	NoticeWords words = {
		.lines = performance->lines,
		.show = performance->show,
		.help = performance->help,
	};

	notice_send_to(&mail->decision, NOTICE_TRANSCRIPT, ticket, to, &words);
}

/* Commands and the words below them, by an engineer, or by a reporter who may give them. */
static void
obey(Mail *mail, Ticket *ticket, gboolean as_reporter)
{
	const Policy *policy = mail->decision.context->policy;
	const CommandMail *commands = mail->commands;
	gboolean has_words = *commands->text || mail->message->attachments->len;
	EntryKind kind = perform_is_note(commands) ? ENTRY_NOTE : ENTRY_REPLY;
	g_autofree char *note = perform_note_text(commands);
	Entry *entry = NULL;
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	Performance performance = {
		.decision = &mail->decision,
		.ticket = ticket,
		.person = as_reporter ? NULL : mail->evidence.person,
		.as_reporter = as_reporter,
		.mail = commands,
		.language = policy_language(policy, mail->evidence.from, ticket->language),
		.lines = lines,
	};

	if (has_words || (kind == ENTRY_NOTE && *note))
		entry = mail_add_entry(mail, ticket, kind,
				       kind == ENTRY_NOTE ? note : commands->text);
	performance.entry = entry;
	perform(&performance);
	if (entry && kind == ENTRY_NOTE) {
		NoticeWords words = { .entry = entry };

		mail_log(mail, ticket, "note", g_strdup(mail->seen->identity));
		notice_send(&mail->decision, NOTICE_NOTE, ticket, &words);
	} else if (entry && !performance.words_sent) {
		NoticeWords words = { .entry = entry };

		mail_log(mail, ticket, "reply", g_strdup(mail->seen->identity));
		if (!as_reporter)
			respond(mail, ticket);
		notice_send(&mail->decision, as_reporter ? NOTICE_ADDED : NOTICE_REPLY,
			    ticket, &words);
	}
	mail_belongs_to(mail, ticket);
	/* A person asked for it, so it is sent though his server forbids automatic answers,
	 * as Exchange does on all mail (X-Auto-Response-Suppress). */
	send_transcript(mail, ticket, &performance);
}

/* An engineer's words without a command go to the reporter. */
static void
add_engineers(Mail *mail, Ticket *ticket)
{
	Entry *entry =
		mail_add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);
	NoticeWords words = { .entry = entry };

	respond(mail, ticket);
	mail_log(mail, ticket, "reply", g_strdup(mail->seen->identity));
	notice_send(&mail->decision, NOTICE_REPLY, ticket, &words);
	mail_belongs_to(mail, ticket);
}

/* Closed longer ago than reopen-within: the mail opens a further ticket that names this
 * one. */
static gboolean
is_over(const Mail *mail, const Ticket *ticket)
{
	const Context *context = mail->decision.context;

	return (ticket->state == STATE_CLOSED || ticket->state == STATE_REJECTED) &&
	       !within(&context->policy->desk.reopen_within, ticket->closed, context->now);
}

static void
decide_new_instead(Mail *mail, Ticket *ticket)
{
	gint64 suspected = ticket->ticket_id;

	mail_leave_alone(mail, ticket);
	mail_opens(mail, suspected);
}

static void
hold(Mail *mail, Ticket *ticket)
{
	mail_leave_alone(mail, ticket);
	mail_verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
}

static void
decide_added(Mail *mail, Ticket *ticket)
{
	Verdict answer = mail_may(mail, ACT_ADD);
	gboolean unproven = answer == VERDICT_UNPROVEN;
	gboolean is_engineer =
		policy_is_engineer(mail->decision.context->policy, mail->evidence.person);

	if (answer == VERDICT_HOLD)
		hold(mail, ticket);
	else if ((answer != VERDICT_ALLOW && !unproven) || is_over(mail, ticket))
		decide_new_instead(mail, ticket);
	else if (is_engineer && !unproven && !is_reporter(mail, ticket))
		add_engineers(mail, ticket);
	else
		add_reporters(mail, ticket, unproven);
}

void
mail_adds(Mail *mail, Ticket *ticket)
{
	mail->commands = command_read(mail->message->visible_text);
	if (mail->commands->commands->len == 0) {
		decide_added(mail, ticket);
		return;
	}
	switch (mail_may(mail, ACT_COMMAND)) {
	case VERDICT_ALLOW:
		obey(mail, ticket, FALSE);
		return;
	case VERDICT_HOLD:
		hold(mail, ticket);
		return;
	default:
		break;
	}
	if (perform_is_reporters(mail->commands) &&
	    mail_may(mail, ACT_CONFIRM) == VERDICT_ALLOW && !is_over(mail, ticket))
		obey(mail, ticket, TRUE);
	else
		decide_added(mail, ticket);
}
