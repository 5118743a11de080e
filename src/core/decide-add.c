/*
 * A mail about a ticket: the reporter's words and answers, an engineer's words and
 * commands. Which of these it is, is for identity to say.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "base/text.h"
#include "core/approval.h"
#include "core/gate.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/tier.h"
#include "core/undo.h"

static void
move(Mail *mail, Ticket *ticket, TicketState to, const char *event, const char *text)
{
	lifecycle_enter(ticket, to, WAIT_NONE, 0, mail->decision.context->now);
	mail_log(mail, ticket, event, g_strdup(text));
}

static void
reopen(Mail *mail, Ticket *ticket, const Entry *entry)
{
	NoticeWords words = { .entry = entry, .not_copied = mail->left_out };

	move(mail, ticket, lifecycle_reopened_state(ticket), "reopened", "");
	notice_send(&mail->decision, NOTICE_REOPENED, ticket, &words);
}

static void
tell_workers(Mail *mail, const Ticket *ticket, const Entry *entry, gboolean solved)
{
	NoticeWords words = { .entry = entry, .not_copied = mail->left_out, .solved = solved };

	notice_send(&mail->decision, NOTICE_ADDED, ticket, &words);
}

/* Resolved: the reporter is asked whether it is. WORDS are those of the entry that are no
 * facts. Not understood is neither yes nor no. */
static void
answer_question(Mail *mail, Ticket *ticket, const Entry *entry, const char *words)
{
	const Answers *answers = template_set_answers(mail->decision.context->templates);
	int score = 0;
	g_autofree char *stars = NULL;

	switch (answer_read(answers, words, &score)) {
	case ANSWER_YES:
		gate_close(&mail->decision, ticket, TRUE);
		mail_log(mail, ticket, "confirmed", g_strdup(""));
		tell_workers(mail, ticket, entry, TRUE);
		return;
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
	tell_workers(mail, ticket, entry, FALSE);
}

/* Is it too late to open TICKET again? */
static gboolean
is_too_late(const Mail *mail, const Ticket *ticket)
{
	const Context *context = mail->decision.context;
	const Desk *desk = &context->policy->desk;

	return context->now > desk_until(desk, &desk->reopen_within, ticket->closed);
}

/* A word after the end: thanks and yes change nothing, anything else says it is not over.
 */
static void
answer_ended(Mail *mail, Ticket *ticket, const Entry *entry, gboolean is_asked)
{
	const Answers *answers = template_set_answers(mail->decision.context->templates);
	Answer answer = answer_read(answers, entry->visible, &(int){ 0 });

	/* what answers a question of ours, about a score for instance, is no further report */
	if ((answer == ANSWER_NONE && !is_asked) ||
	    (answer == ANSWER_NO && !is_too_late(mail, ticket)))
		reopen(mail, ticket, entry);
	else
		tell_workers(mail, ticket, entry, FALSE);
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
add_reporters(Mail *mail, Ticket *ticket, const GPtrArray *asked, gboolean unproven)
{
	g_autofree char *added = g_strdup(mail->seen->identity);
	gboolean counts = mail_may(mail, ACT_CONFIRM) == VERDICT_ALLOW;
	g_autofree char *words = NULL;
	const Entry *entry;

	mail_reads_copies(mail, ticket);
	/* Whoever may only add did so by the right to add. */
	if (!counts) {
		g_free(mail->seen->identity);
		mail->seen->identity = g_steal_pointer(&added);
	}
	entry = reporter_entry(mail, ticket, unproven);
	mail_tells(mail, ticket, asked, TRUE, &words);

	continue_waiting(mail, ticket);
	if (counts && ticket->state == STATE_RESOLVED) {
		/* a plain no that is a fact's value is a no all the same */
		answer_question(mail, ticket, entry, *words ? words : entry->visible);
	} else if (counts && !ticket_is_open(ticket)) {
		answer_ended(mail, ticket, entry, asked->len > 0);
	} else {
		if (ticket->state == STATE_RESOLVED)
			ticket->asked = mail->decision.context->now;
		tell_workers(mail, ticket, entry, FALSE);
	}
	mail_draws_in(mail, ticket);
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
	g_autofree char *undo =
		performance->undone ? NULL : undo_offer(&mail->decision, ticket);
	g_autoptr(Address) to = address_new(NULL, mail->evidence.from);
	NoticeWords words = {
		.lines = performance->lines,
		.undo = undo,
		.show = performance->show,
		.help = performance->help,
		.listed = performance->listed,
		.found = performance->found,
		.not_copied = mail->left_out,
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
	gboolean is_note = perform_is_note(commands);
	gboolean asks = !as_reporter && perform_is_question(commands);
	EntryKind kind = is_note || asks ? ENTRY_NOTE : ENTRY_REPLY;
	g_autofree char *note = is_note || !asks ? perform_note_text(commands)
						 : perform_question_text(commands);
	Entry *entry = NULL;
	g_autoptr(GPtrArray) listed = g_ptr_array_new();
	g_autoptr(GPtrArray) found = g_ptr_array_new();
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
		.listed = as_reporter ? NULL : listed,
		.found = found,
	};

	if (has_words || (kind == ENTRY_NOTE && *note))
		entry = mail_add_entry(mail, ticket, kind,
				       kind == ENTRY_NOTE ? note : commands->text);
	performance.entry = entry;
	mail_reads_copies(mail, ticket);
	perform(&performance);
	if (entry && kind == ENTRY_NOTE) {
		NoticeWords words = { .entry = entry };

		mail_log(mail, ticket, "note", g_strdup(mail->seen->identity));
		if (is_note || !performance.question_sent)
			notice_send(&mail->decision, NOTICE_NOTE, ticket, &words);
	} else if (entry && !performance.words_sent) {
		NoticeWords words = { .entry = entry, .not_copied = mail->left_out };

		mail_log(mail, ticket, "reply", g_strdup(mail->seen->identity));
		if (!as_reporter)
			respond(mail, ticket);
		notice_send(&mail->decision, as_reporter ? NOTICE_ADDED : NOTICE_REPLY,
			    ticket, &words);
	} else {
		mail_log(mail, ticket, "identity", g_strdup(mail->seen->identity));
	}
	mail_draws_in(mail, ticket);
	mail_belongs_to(mail, ticket);
	/* A person asked for it, so it is sent though his server forbids automatic answers,
	 * as Exchange does on all mail (X-Auto-Response-Suppress). */
	send_transcript(mail, ticket, &performance);
}

/* "Fine with me" approves nothing, so he hears of it; else he believes that he did. */
static void
tell_awaited_approver(Mail *mail, Ticket *ticket, const Entry *entry)
{
	const Decision *decision = &mail->decision;
	const Policy *policy = decision->context->policy;
	const char *from = mail->evidence.from;
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	Performance performance = { .lines = lines };
	TranscriptLine *line;

	if (!approval_awaits(decision, ticket, from))
		return;
	line = g_new0(TranscriptLine, 1);
	line->line = g_strndup(entry->visible, strcspn(entry->visible, "\n"));
	line->result = phrase(decision->context->templates,
			      policy_language(policy, from, ticket->language),
			      "refused-words-approve", NULL);
	g_ptr_array_add(lines, line);
	send_transcript(mail, ticket, &performance);
}

/* An engineer's words without a command go to the reporter. */
static void
add_engineers(Mail *mail, Ticket *ticket)
{
	Entry *entry =
		mail_add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);
	NoticeWords words = { .entry = entry };

	mail_reads_copies(mail, ticket);
	respond(mail, ticket);
	mail_log(mail, ticket, "reply", g_strdup(mail->seen->identity));
	notice_send(&mail->decision, NOTICE_REPLY, ticket, &words);
	tell_awaited_approver(mail, ticket, entry);
	mail_draws_in(mail, ticket);
	mail_belongs_to(mail, ticket);
}

/* Closed longer ago than reopen-within: the mail opens a further ticket that names this
 * one. */
static gboolean
is_over(const Mail *mail, const Ticket *ticket)
{
	return (ticket->state == STATE_CLOSED || ticket->state == STATE_REJECTED) &&
	       is_too_late(mail, ticket);
}

static void
decide_new_instead(Mail *mail, Ticket *ticket)
{
	gint64 suspected = ticket->ticket_id;

	mail_leave_alone(mail, ticket);
	mail_opens(mail, suspected);
}

/* Somebody else than the reporter was asked for facts and tells them: that is for those who
 * work on it. FALSE: an engineer or a party told none, so it is a mail like any other. */
static gboolean
take_answer(Mail *mail, Ticket *ticket, const GPtrArray *asked)
{
	const Policy *policy = mail->decision.context->policy;
	gboolean is_engineer = policy_is_engineer(policy, mail->evidence.person);
	Entry *entry;
	NoticeWords words = { 0 };

	if (mail_may(mail, ACT_ANSWER) != VERDICT_ALLOW)
		return FALSE;
	if (!mail_tells(mail, ticket, asked, FALSE, NULL) &&
	    (is_engineer || mail_is_partys(mail, ticket)))
		return FALSE;
	entry = mail_add_entry(mail, ticket, is_engineer ? ENTRY_NOTE : ENTRY_ANSWER,
			       mail->message->visible_text);
	entry->hidden = TRUE;
	words.entry = entry;
	mail_log(mail, ticket, entry_kind_name(entry->kind),
		 g_strdup(mail->seen->identity));
	notice_send(&mail->decision, NOTICE_NOTE, ticket, &words);
	mail_belongs_to(mail, ticket);
	return TRUE;
}

static void
decide_added(Mail *mail, Ticket *ticket)
{
	g_autoptr(GPtrArray) asked = mail_asked(mail, ticket);
	gboolean takes_part =
		is_reporter(mail, ticket) ||
		(mail->evidence.from && ticket_is_participant(ticket, mail->evidence.from));
	gboolean answers = asked->len > 0 && mail_may(mail, ACT_ANSWER) == VERDICT_ALLOW;
	gboolean is_partys = mail_is_partys(mail, ticket);
	Verdict answer;
	gboolean unproven, is_engineer =
		policy_is_engineer(mail->decision.context->policy, mail->evidence.person);

	if (answers && !takes_part && take_answer(mail, ticket, asked))
		return;
	answer = mail_may(mail, ACT_ADD);
	unproven = answer == VERDICT_UNPROVEN;
	if (!answers)
		g_ptr_array_set_size(asked, 0);
	if (answer == VERDICT_HOLD)
		mail_hold(mail, ticket);
	else if (is_partys)
		mail_adds_answer(mail, ticket, FALSE);
	else if ((answer != VERDICT_ALLOW && !unproven) ||
		 (!answers && is_over(mail, ticket)))
		decide_new_instead(mail, ticket);
	else if (is_engineer && !unproven && !is_reporter(mail, ticket))
		add_engineers(mail, ticket);
	else
		add_reporters(mail, ticket, asked, unproven);
}

void
mail_adds(Mail *mail, Ticket *ticket)
{
	if (mail_commands(mail)->commands->len == 0) {
		decide_added(mail, ticket);
		return;
	}
	switch (mail_may(mail, ACT_COMMAND)) {
	case VERDICT_ALLOW:
		obey(mail, ticket, FALSE);
		return;
	case VERDICT_HOLD:
		mail_hold(mail, ticket);
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
