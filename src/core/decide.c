/*
 * A mail is decided in the order of the design: class, thread, identity, then what it says.
 * Each branch ends in a verdict for the ledger; whatever is not understood is kept and
 * shown.
 */
#include "core/decide.h"

#include <string.h>

#include "base/text.h"
#include "core/decision.h"
#include "core/identity.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/reply.h"

/* One mail on its way through the decision. */
typedef struct {
	Decision decision;
	const Message *message; /* foreign */
	Door door;
	Understanding *seen; /* foreign; never NULL here */
	gboolean any_key;          /* it carries the form of a key, right or wrong */
	Evidence evidence;
	Ticket *ticket;        /* foreign; the ticket it is about; NULL */
	CommandMail *commands; /* own */
} Mail;

void
understanding_clear(Understanding *understanding)
{
	classification_clear(&understanding->class);
	g_clear_pointer(&understanding->identity, g_free);
	g_clear_pointer(&understanding->rules, g_ptr_array_unref);
}

/* ---- the verdict ---- */

static void
verdict(Mail *mail, LedgerState state, char *reason /* taken */)
{
	Change *change = mail->decision.change;

	change->verdict = state;
	g_free(change->reason);
	change->reason = reason;
}

/* The mail became part of TICKET: its id is known from now on. */
static void
belongs_to(Mail *mail, const Ticket *ticket)
{
	Change *change = mail->decision.change;

	verdict(mail, LEDGER_APPLIED, NULL);
	change->ticket_id = ticket->ticket_id;
	change->message_id = g_strdup(mail->message->message_id);
	change->author = g_strdup(mail->evidence.from);
}

static void
log_on(Mail *mail, const Ticket *ticket, const char *event, char *text)
{
	decision_log(&mail->decision, ticket, event, text);
}

/* ---- who and where ---- */

static int
generation_of(gint64 ticket_id, gpointer data)
{
	const Ticket *ticket = snapshot_ticket(data, ticket_id);

	return ticket ? ticket->generation : 0;
}

static void
find_thread(Mail *mail)
{
	const Decision *decision = &mail->decision;
	const Policy *policy = decision->context->policy;
	const Person *person = policy_person_by_address(policy, mail->message->from_strict);
	g_autoptr(Questions) questions = thread_questions(mail->message, policy->desk.tag);

	/* Keys are made for the address on record; a person may answer from any of his. */
	if (person) {
		g_free(questions->bearer);
		questions->bearer = g_strdup(person->addresses[0]);
	}
	mail->any_key = questions->keys->len > 0;
	mail->seen->thread =
		thread_find(questions, decision->snapshot->ids, decision->snapshot->secrets,
			    generation_of, (gpointer)decision->snapshot);
	if (mail->seen->thread.ticket_id)
		mail->ticket =
			decision_ticket(&mail->decision, mail->seen->thread.ticket_id);
}

static void
gather_evidence(Mail *mail)
{
	const Policy *policy = mail->decision.context->policy;
	const Message *message = mail->message;
	const ThreadResult *thread = &mail->seen->thread;
	GPtrArray *trusted = policy->trusted_authservs;

	if (mail->door != DOOR_PIPE)
		mail->seen->domain =
			authres_judge(message, trusted, message->from_strict, NULL);
	mail->evidence = (Evidence){
		.from = message->from_strict,
		.person = policy_person_by_address(policy, message->from_strict),
		.domain = mail->seen->domain,
		.anchored = mail->door != DOOR_PIPE && trusted->len > 0,
		.key = thread->key_verified,
		.any_key = mail->any_key,
		.known_id = thread->known_id,
	};
	mail->decision.actor = message->from_strict;
	mail->decision.answers = message->message_id;
	if (mail->evidence.person)
		mail->decision.by = mail->evidence.person->title;
	else if (message->from_strict)
		mail->decision.by = message->from_strict;
}

/* Asks the one identity function and keeps its sentence for the log and for explain. */
static Verdict
may(Mail *mail, Act act)
{
	g_autofree char *why = NULL;
	Verdict answer = identity_decide(mail->decision.context->policy, &mail->evidence,
					 mail->ticket, act, &why);

	/* Whoever released a held mail has looked at it, and answers for it. */
	if (answer == VERDICT_HOLD && mail->door == DOOR_RELEASED)
		answer = VERDICT_ALLOW;
	g_free(mail->seen->identity);
	mail->seen->identity =
		g_strdup_printf("%s: %s", verdict_name(answer), why ? why : "");
	return answer;
}

/* ---- entries ---- */

static Entry *
add_entry(Mail *mail, Ticket *ticket, EntryKind kind, const char *visible)
{
	const Message *message = mail->message;
	const Address *from = message->from;
	Entry *entry = entry_new();

	g_free(entry->author);
	g_free(entry->address);
	g_free(entry->text);
	g_free(entry->visible);
	entry->ticket_id = ticket->ticket_id;
	entry->number = ++ticket->entries;
	entry->at = mail->decision.context->now;
	entry->kind = kind;
	entry->hidden = kind == ENTRY_NOTE;
	entry->author =
		mail->evidence.person
			? g_strdup(mail->evidence.person->title)
			: g_strdup(from && from->name ? from->name : mail->decision.by);
	entry->address = g_strdup(mail->evidence.from ? mail->evidence.from : "");
	entry->text = g_strdup(message->text);
	entry->visible = g_strdup(visible);
	entry->message_id = g_strdup(message->message_id);
	entry->raw_hash = g_strdup(message->raw_hash);
	for (guint i = 0; i < message->attachments->len; i++)
		g_ptr_array_add(entry->attachments,
				attachment_copy(message->attachments->pdata[i]));
	g_ptr_array_add(mail->decision.change->entries, entry);
	return entry;
}

/* ---- opening ---- */

static gboolean
holds_any(const char *text, char **words)
{
	for (guint i = 0; words && words[i]; i++)
		if (text_has_word(text, words[i]))
			return TRUE;
	return FALSE;
}

/* Category and system by their words: the first listed that fits (policy language 7.1). */
static void
find_by_words(const Policy *policy, const Message *message, Ticket *ticket)
{
	g_autofree char *text =
		g_strdup_printf("%s\n%s", message->subject, message->visible_text);

	for (guint i = 0; !ticket->category && i < policy->categories->len; i++) {
		const Category *category = policy->categories->pdata[i];

		if (holds_any(text, category->match))
			ticket->category = g_strdup(category->title);
	}
	for (guint i = 0; !ticket->system && i < policy->systems->len; i++) {
		const System *system = policy->systems->pdata[i];

		if (holds_any(text, system->match))
			ticket->system = g_strdup(system->title);
	}
}

static int
rank_of(const char *title, gpointer data)
{
	const Priority *priority = policy_priority(data, title);

	return priority ? priority->rank : G_MAXINT;
}

static void
log_rules(Mail *mail, const Ticket *ticket)
{
	for (guint i = 0; i < mail->seen->rules->len; i++) {
		const RuleOutcome *outcome = mail->seen->rules->pdata[i];
		const char *event = outcome->match == MATCH_ERROR ? "rule-error" : "rule";

		if (outcome->match != MATCH_NO)
			log_on(mail, ticket, event,
			       g_strdup_printf("%s (%s): %s", outcome->title,
					       outcome->place, outcome->why));
	}
}

static void
classify_ticket(Mail *mail, Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;

	find_by_words(policy, mail->message, ticket);
	mail->seen->rules =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	rules_run(policy->rules, mail->message, ticket, rank_of, (gpointer)policy,
		  mail->seen->rules);
	perform_defaults(policy, ticket);
}

static Ticket *
new_ticket(Mail *mail)
{
	const Message *message = mail->message;
	const Decision *decision = &mail->decision;
	const Policy *policy = decision->context->policy;
	Ticket *ticket = ticket_new(decision->snapshot->next_ticket);

	ticket->is_new = TRUE;
	ticket->created = decision->context->now;
	g_free(ticket->subject);
	ticket->subject = thread_bare_subject(message->subject, policy->desk.tag);
	address_free(ticket->reporter);
	ticket->reporter = address_new(message->from ? message->from->name : NULL,
				       mail->evidence.from ? mail->evidence.from : "");
	g_free(ticket->language);
	ticket->language = g_strdup(
		policy_language(policy, ticket->reporter->address, message->language));
	ticket->report_id = g_strdup(message->message_id);
	g_ptr_array_add(decision->change->tickets, ticket);
	return ticket;
}

/* What went before: the ticket that the mail named without proof, or one closed long ago.
 */
static void
open_ticket(Mail *mail, gboolean acknowledge, gint64 suspected)
{
	Ticket *ticket = new_ticket(mail);
	Entry *entry;
	NoticeWords words = { .suspected = suspected };

	classify_ticket(mail, ticket);
	entry = add_entry(mail, ticket, ENTRY_REPORT, mail->message->visible_text);
	words.entry = entry;
	log_on(mail, ticket, "opened",
	       g_strdup_printf("%s; %s", ticket->subject,
			       mail->seen->identity ? mail->seen->identity : ""));
	log_rules(mail, ticket);
	if (suspected) {
		g_autofree char *tag =
			notice_tag(mail->decision.context->policy, suspected);

		log_on(mail, ticket, "suspected", g_strdup(tag));
	}
	notice_send(&mail->decision, NOTICE_NEW, ticket, &words);
	if (acknowledge)
		notice_send_to(&mail->decision, NOTICE_RECEIVED, ticket, ticket->reporter,
			       NULL);
	belongs_to(mail, ticket);
}

/* A ticket without an address to answer is held instead: nobody could ever close it. */
static void
decide_new(Mail *mail, gint64 suspected)
{
	Ticket *about = mail->ticket;
	Verdict answer;

	mail->ticket = NULL;
	answer = may(mail, ACT_OPEN);
	mail->ticket = about;
	switch (answer) {
	case VERDICT_ALLOW:
		open_ticket(mail, mail->seen->class.may_acknowledge, suspected);
		break;
	case VERDICT_UNPROVEN:
	case VERDICT_SILENT:
		open_ticket(mail, FALSE, suspected);
		break;
	case VERDICT_DROP:
		verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->identity));
		break;
	case VERDICT_HOLD:
	case VERDICT_REFUSE:
		verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
		break;
	}
}

/* ---- a reporter's mail about his ticket ---- */

static void
move(Mail *mail, Ticket *ticket, TicketState to, const char *event, const char *text)
{
	lifecycle_enter(ticket, to, WAIT_NONE, 0, mail->decision.context->now);
	log_on(mail, ticket, event, g_strdup(text));
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

static void
continue_waiting(Mail *mail, Ticket *ticket)
{
	if (ticket->state == STATE_WAITING && ticket->waiting_on == WAIT_REPORTER)
		move(mail, ticket, ticket->before_waiting, "continued", "reporter");
}

static Entry *
reporter_entry(Mail *mail, Ticket *ticket, gboolean unproven)
{
	Entry *entry = add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);

	entry->unproven = unproven;
	log_on(mail, ticket, "reply", g_strdup(mail->seen->identity));
	belongs_to(mail, ticket);
	return entry;
}

/* The reporter's or a watcher's mail. Only the reporter, by key, confirms or reopens. */
static void
add_reporters(Mail *mail, Ticket *ticket, gboolean unproven)
{
	gboolean counts = may(mail, ACT_CONFIRM) == VERDICT_ALLOW;
	const Entry *entry = reporter_entry(mail, ticket, unproven);

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

/* ---- commands ---- */

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
	const char *note =
		*commands->text ? commands->text : perform_note_argument(commands);
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
		entry = add_entry(mail, ticket, kind,
				  kind == ENTRY_NOTE ? note : commands->text);
	performance.entry = entry;
	perform(&performance);
	if (entry && kind == ENTRY_NOTE) {
		NoticeWords words = { .entry = entry };

		log_on(mail, ticket, "note", g_strdup(mail->seen->identity));
		notice_send(&mail->decision, NOTICE_NOTE, ticket, &words);
	} else if (entry && !performance.words_sent) {
		NoticeWords words = { .entry = entry };

		log_on(mail, ticket, "reply", g_strdup(mail->seen->identity));
		if (!as_reporter)
			lifecycle_respond(ticket, mail->decision.context->now);
		notice_send(&mail->decision, as_reporter ? NOTICE_ADDED : NOTICE_REPLY,
			    ticket, &words);
	}
	belongs_to(mail, ticket);
	if (mail->seen->class.may_acknowledge)
		send_transcript(mail, ticket, &performance);
}

/* An engineer's words without a command go to the reporter. */
static void
add_engineers(Mail *mail, Ticket *ticket, gboolean unproven)
{
	Entry *entry = add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);
	NoticeWords words = { .entry = entry };

	entry->unproven = unproven;
	lifecycle_respond(ticket, mail->decision.context->now);
	log_on(mail, ticket, "reply", g_strdup(mail->seen->identity));
	notice_send(&mail->decision, NOTICE_REPLY, ticket, &words);
	belongs_to(mail, ticket);
}

/* ---- a mail about a ticket ---- */

/* Closed longer ago than reopen-within: the mail opens a further ticket that names this
 * one. */
static gboolean
is_over(const Mail *mail, const Ticket *ticket)
{
	const Context *context = mail->decision.context;

	return (ticket->state == STATE_CLOSED || ticket->state == STATE_REJECTED) &&
	       !within(&context->policy->desk.reopen_within, ticket->closed, context->now);
}

static gboolean
is_reporter(const Mail *mail, const Ticket *ticket)
{
	return mail->evidence.from &&
	       address_equal(mail->evidence.from, ticket->reporter->address);
}

/* Takes the ticket out of the change again: nothing about it is to be written. */
static void
leave_alone(Mail *mail, Ticket *ticket)
{
	g_ptr_array_remove(mail->decision.change->tickets, ticket);
	mail->ticket = NULL;
}

static void
decide_new_instead(Mail *mail, Ticket *ticket)
{
	gint64 suspected = ticket->ticket_id;

	leave_alone(mail, ticket);
	decide_new(mail, suspected);
}

static void
decide_added(Mail *mail, Ticket *ticket)
{
	Verdict answer = may(mail, ACT_ADD);
	gboolean unproven = answer == VERDICT_UNPROVEN;
	gboolean is_engineer =
		policy_is_engineer(mail->decision.context->policy, mail->evidence.person);

	if ((answer != VERDICT_ALLOW && !unproven) || is_over(mail, ticket))
		decide_new_instead(mail, ticket);
	else if (is_engineer && !is_reporter(mail, ticket))
		add_engineers(mail, ticket, unproven);
	else
		add_reporters(mail, ticket, unproven);
}

static void
decide_about(Mail *mail, Ticket *ticket)
{
	mail->commands = command_read(mail->message->visible_text);
	if (mail->commands->commands->len == 0) {
		decide_added(mail, ticket);
		return;
	}
	switch (may(mail, ACT_COMMAND)) {
	case VERDICT_ALLOW:
		obey(mail, ticket, FALSE);
		return;
	case VERDICT_HOLD:
		leave_alone(mail, ticket);
		verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
		return;
	default:
		break;
	}
	if (perform_is_reporters(mail->commands) &&
	    may(mail, ACT_CONFIRM) == VERDICT_ALLOW && !is_over(mail, ticket))
		obey(mail, ticket, TRUE);
	else
		decide_added(mail, ticket);
}

/* ---- mail that no person wrote ---- */

/* A bounce counts only if it names a mail that we sent (threat T17). */
static void
decide_bounce(Mail *mail)
{
	const Snapshot *snapshot = mail->decision.snapshot;
	const BounceRecipient *first =
		mail->message->bounce->len ? mail->message->bounce->pdata[0] : NULL;
	gboolean is_delay = g_strcmp0(mail->seen->class.subclass, "delay") == 0 ||
			    (first && g_strcmp0(first->action, "delayed") == 0);
	Ticket *ticket;

	if (!snapshot->bounced_to) {
		verdict(mail, LEDGER_DROPPED,
			g_strdup("bounce of a mail that is not ours"));
		return;
	}
	ticket = snapshot->bounced_ticket
			 ? decision_ticket(&mail->decision, snapshot->bounced_ticket)
			 : NULL;
	mail->decision.by = "desk";
	verdict(mail, LEDGER_APPLIED,
		g_strdup_printf("%s for <%s>", is_delay ? "delay" : "bounce",
				snapshot->bounced_to));
	log_on(mail, ticket, is_delay ? "delayed" : "undelivered",
	       g_strdup_printf("<%s> %s", snapshot->bounced_to,
			       first && first->status ? first->status : ""));
	if (is_delay)
		return;
	mail->decision.change->bounced_id = g_strdup(mail->message->bounced_id);
	mail->decision.change->failed_recipient = g_strdup(snapshot->bounced_to);
	mail->decision.actor = snapshot->bounced_to;
	if (ticket) {
		NoticeWords words = {
			.recipient = snapshot->bounced_to,
			.error = first && first->status ? first->status
							: mail->seen->class.reason,
		};

		notice_send(&mail->decision, NOTICE_FAILED, ticket, &words);
	}
}

/* Kept on the ticket's log where it belongs to one; it moves nothing and is never answered.
 */
static void
decide_auto_reply(Mail *mail)
{
	if (!mail->ticket || may(mail, ACT_ADD) == VERDICT_REFUSE) {
		if (mail->ticket)
			leave_alone(mail, mail->ticket);
		verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->class.reason));
		return;
	}
	verdict(mail, LEDGER_APPLIED, g_strdup(mail->seen->class.reason));
	mail->decision.change->ticket_id = mail->ticket->ticket_id;
	log_on(mail, mail->ticket, "auto-reply",
	       g_strdup_printf("%s: %s",
			       mail->seen->class.subclass ? mail->seen->class.subclass : "",
			       mail->message->subject));
}

static void
decide_quarantine(Mail *mail)
{
	NoticeWords words = {
		.subject = mail->message->subject,
		.reason = mail->message->quarantine,
		.text = mail->message->quarantine,
	};

	mail->decision.by = "desk";
	verdict(mail, LEDGER_QUARANTINED, g_strdup(mail->message->quarantine));
	log_on(mail, NULL, "quarantined", g_strdup(mail->message->quarantine));
	notice_send(&mail->decision, NOTICE_ALERT, NULL, &words);
}

static void
decide_by_class(Mail *mail)
{
	switch (mail->seen->class.class) {
	case MAIL_LOOP:
		verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->class.reason));
		return;
	case MAIL_BOUNCE:
		decide_bounce(mail);
		return;
	case MAIL_AUTO_REPLY:
		decide_auto_reply(mail);
		return;
	case MAIL_LIST:
	case MAIL_MONITORING:
	case MAIL_HUMAN:
		break;
	}
	if (mail->ticket)
		decide_about(mail, mail->ticket);
	else
		decide_new(mail, 0);
}

/* ---- the doors ---- */

Change *
decide_mail(const Context *context, const Snapshot *snapshot, const Message *message,
	    Door door, Understanding *understanding)
{
	g_auto(Understanding) unseen = { 0 };
	Self self = { .addresses = (const char *const *)context->policy->desk.addresses };
	Mail mail = {
		.message = message,
		.door = door,
		.seen = understanding ? understanding : &unseen,
	};
	Change *change;

	decision_init(&mail.decision, context, snapshot, "unknown");
	if (message->quarantine) {
		decide_quarantine(&mail);
	} else {
		classify(message, &self, &mail.seen->class);
		find_thread(&mail);
		gather_evidence(&mail);
		decide_by_class(&mail);
	}
	change = decision_finish(&mail.decision);
	command_mail_free(mail.commands);
	return change;
}

Change *
decide_command(const Context *context, const Snapshot *snapshot, gint64 ticket_id,
	       const char *by, const CommandMail *commands, char **transcript,
	       gboolean *done)
{
	Decision decision;
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)transcript_line_free);
	GString *text = g_string_new(NULL);
	Performance performance = {
		.decision = &decision,
		.mail = commands,
		.language = context->policy->desk.language,
		.lines = lines,
	};

	decision_init(&decision, context, snapshot, by);
	performance.ticket = decision_ticket(&decision, ticket_id);
	if (performance.ticket)
		perform(&performance);
	for (guint i = 0; i < lines->len; i++) {
		const TranscriptLine *line = lines->pdata[i];

		g_string_append_printf(text, "%s: %s\n", line->line, line->result);
	}
	*transcript = g_string_free(text, FALSE);
	*done = performance.ticket && performance.refused == 0;
	return decision_finish(&decision);
}
