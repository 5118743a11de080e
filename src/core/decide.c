/*
 * A mail is decided in the order of the design: class, thread, identity, then what it says.
 * Each branch ends in a verdict for the ledger; whatever is not understood is kept and
 * shown.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "base/text.h"
#include "core/kin.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/similar.h"

void
understanding_clear(Understanding *understanding)
{
	classification_clear(&understanding->class);
	g_clear_pointer(&understanding->identity, g_free);
	g_clear_pointer(&understanding->signature_why, g_free);
	g_clear_pointer(&understanding->rules, g_ptr_array_unref);
}

static int
generation_of(gint64 ticket_id, gpointer data)
{
	const Ticket *ticket = snapshot_ticket(data, ticket_id);

	return ticket ? ticket->generation : 0;
}

/* Such a mail opens a ticket, most of the time. */
static gboolean
names_nothing(const Questions *questions)
{
	return questions->from && !questions->ids->len && !questions->keys->len &&
	       !questions->numbers->len && !questions->bounced_id && !questions->code_hash;
}

/* Keys and codes are made for the address on record; a person may answer from any of his.
 */
Questions *
decide_questions(const Policy *policy, const Message *message)
{
	const Person *person = policy_person_by_address(policy, message->from_strict);
	Questions *questions = thread_questions(message, policy->desk.tag);
	g_autofree char *code = challenge_read(message->visible_text);

	questions->sender_limit = policy->desk.sender_limit;
	questions->sender_size = policy->desk.sender_size_limit > 0;
	if (person) {
		g_free(questions->bearer);
		questions->bearer = g_strdup(person->addresses[0]);
	}
	if (message->signature && message->signature->signer)
		questions->signature_hash = g_strdup(message->signature->hash);
	if (code) {
		questions->code_hash = g_malloc(65);
		challenge_hash(code, questions->code_hash);
	}
	if (names_nothing(questions)) {
		g_autofree char *subject =
			thread_bare_subject(message->subject, policy->desk.tag);

		questions->alike = similar_question(policy, subject);
	}
	return questions;
}

static void
find_thread(Mail *mail)
{
	const Decision *decision = &mail->decision;
	const Policy *policy = decision->context->policy;
	g_autoptr(Questions) questions = decide_questions(policy, mail->message);

	mail->any_key = questions->keys->len > 0;
	mail->seen->thread =
		thread_find(questions, decision->snapshot->ids, decision->snapshot->secrets,
			    generation_of, (gpointer)decision->snapshot);
	/* the word of a merged ticket's people is for the one that goes on, and proven for it */
	if (mail->seen->thread.ticket_id)
		mail->ticket = decision_ticket(
			&mail->decision,
			kin_survivor(&mail->decision, mail->seen->thread.ticket_id));
	else
		mail->ticket = mail_find_by_reference(mail);
}

/* A signature proves its writer; for a ticket only what names it (core/signature). */
static void
add_signature(Mail *mail)
{
	const Context *context = mail->decision.context;
	Understanding *seen = mail->seen;
	g_autofree char *tag = NULL;

	g_clear_pointer(&seen->signature_why, g_free);
	seen->signature = signature_judge(mail->evidence.person, mail->message,
					  mail->decision.snapshot->signature_seen,
					  context->now, &seen->signature_why);
	mail->evidence.signature = seen->signature == SIGNED_PASS;
	if (!mail->evidence.signature || !mail->ticket)
		return;
	tag = notice_tag(context->policy, mail->ticket->ticket_id);
	mail->evidence.signed_ticket = signature_names(mail->message->text, tag);
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
		.challenge = mail->door == DOOR_PROVEN,
		.known_id = thread->known_id,
	};
	add_signature(mail);
	mail->decision.actor = message->from_strict;
	mail->decision.answers = message->message_id;
	if (mail->evidence.person)
		mail->decision.by = mail->evidence.person->title;
	else if (message->from_strict)
		mail->decision.by = message->from_strict;
}

/* Whoever answers with his key has received our mail. */
static void
is_reachable(Mail *mail)
{
	const char *from = mail->message->from_strict;

	if (!mail->ticket || !mail->seen->thread.key_verified ||
	    !undeliverable_find(mail->decision.snapshot->undeliverable,
				mail->ticket->ticket_id, from))
		return;
	mail->decision.change->reached = g_strdup(from);
	mail_log(mail, mail->ticket, "reached", g_strdup_printf("<%s> answered", from));
}

static void
decide_by_class(Mail *mail)
{
	switch (mail->seen->class.class) {
	case MAIL_LOOP:
		mail_verdict(mail, LEDGER_DROPPED, g_strdup(mail->seen->class.reason));
		return;
	case MAIL_BOUNCE:
		mail_is_bounce(mail);
		return;
	case MAIL_AUTO_REPLY:
		mail_is_auto_reply(mail);
		return;
	case MAIL_LIST:
	case MAIL_MONITORING:
	case MAIL_HUMAN:
		break;
	}
	if (mail_is_flood(mail) || mail_is_guess(mail))
		return;
	mail_ends_absence(mail);
	is_reachable(mail);
	if (mail->seen->class.class == MAIL_MONITORING)
		mail_is_alarm(mail);
	else if (mail->door == DOOR_TOO_LARGE)
		mail_is_too_large(mail);
	else if (mail_approves(mail))
		return;
	else if (mail->ticket)
		mail_adds(mail, mail->ticket);
	else if (mail_is_for_desk(mail))
		mail_commands_desk(mail);
	else if (!mail_is_passed_on(mail))
		mail_opens(mail, 0);
}

/* The senders that monitor sections name. NULL-terminated; the words are the policy's. */
static GPtrArray *
monitor_patterns(const Policy *policy)
{
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; i < policy->monitors->len; i++) {
		const Monitor *monitor = policy->monitors->pdata[i];

		for (guint j = 0; monitor->from && monitor->from[j]; j++)
			g_ptr_array_add(patterns, monitor->from[j]);
	}
	g_ptr_array_add(patterns, NULL);
	return patterns;
}

Change *
decide_mail(const Context *context, const Snapshot *snapshot, const Message *message,
	    Door door, Understanding *understanding)
{
	g_auto(Understanding) unseen = { 0 };
	g_autoptr(GPtrArray) monitors = monitor_patterns(context->policy);
	Self self = {
		.addresses = (const char *const *)context->policy->desk.addresses,
		.monitors = (const char *const *)monitors->pdata,
	};
	Mail mail = {
		.message = message,
		.door = door,
		.seen = understanding ? understanding : &unseen,
	};
	Change *change;

	decision_init(&mail.decision, context, snapshot, "unknown");
	if (message->quarantine && door == DOOR_RELEASED) {
		mail_opens_unread(&mail);
	} else if (message->quarantine) {
		mail_is_unreadable(&mail);
	} else {
		classify(message, &self, &mail.seen->class);
		find_thread(&mail);
		gather_evidence(&mail);
		if (!mail_answers_challenge(&mail))
			decide_by_class(&mail);
	}
	change = decision_finish(&mail.decision);
	command_mail_free(mail.commands);
	g_clear_pointer(&mail.copied, g_ptr_array_unref);
	g_free(mail.left_out);
	return change;
}

/* A note that was not mailed. Foreign: it belongs to the change. */
static Entry *
note_from(Decision *decision, Ticket *ticket, const char *text)
{
	Entry *entry = entry_new();
	NoticeWords words = { .entry = entry };

	g_free(entry->author);
	g_free(entry->text);
	g_free(entry->visible);
	entry->ticket_id = ticket->ticket_id;
	entry->number = ++ticket->entries;
	entry->at = decision->context->now;
	entry->kind = ENTRY_NOTE;
	entry->hidden = TRUE;
	entry->author = g_strdup(decision->by);
	entry->text = g_strdup(text);
	entry->visible = g_strdup(text);
	g_ptr_array_add(decision->change->entries, entry);
	decision_log(decision, ticket, "note", NULL);
	notice_send(decision, NOTICE_NOTE, ticket, &words);
	return entry;
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
	g_autofree char *note = NULL;
	Performance performance = {
		.decision = &decision,
		.mail = commands,
		.language = context->policy->desk.language,
		.lines = lines,
	};

	decision_init(&decision, context, snapshot, by);
	performance.ticket = decision_ticket(&decision, ticket_id);
	note = perform_note_text(commands);
	if (performance.ticket && perform_is_note(commands) && *note)
		performance.entry = note_from(&decision, performance.ticket, note);
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
