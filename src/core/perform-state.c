/*
 * Commands that move a ticket: from state to state, with the words that go with it.
 */
#include "core/perform-verbs.h"

#include <string.h>

#include "base/text.h"
#include "core/approval.h"
#include "core/fact-write.h"
#include "core/gate.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/tier.h"

static gboolean
may_enter(const Performance *performance, TicketState to)
{
	return lifecycle_may(performance->ticket->state,
			     performance->as_reporter ? CAUSE_REPORTER : CAUSE_ENGINEER,
			     to);
}

/* Enters TO and writes it down; an engineer's state change is a response. */
static void
enter(Performance *performance, TicketState to, WaitReason reason, gint64 until,
      const char *text)
{
	lifecycle_enter(performance->ticket, to, reason, until, perform_now(performance));
	if (!performance->as_reporter)
		tier_respond(perform_policy(performance), performance->ticket,
			     performance->person, perform_now(performance));
	decision_log(performance->decision, performance->ticket, ticket_state_name(to),
		     g_strdup(text));
}

/* The words that go with /resolve, /reject: the argument and, unless it is a note, the
 * text. */
static char *
words_of(const Performance *performance, const Command *command)
{
	const Entry *entry = performance->entry;
	const char *text = entry && entry->kind != ENTRY_NOTE ? entry->visible : "";

	if (!*text || strcmp(text, command->argument) == 0)
		return g_strdup(command->argument);
	if (!*command->argument)
		return g_strdup(text);
	return g_strdup_printf("%s\n\n%s", command->argument, text);
}

/* Tells TYPE with the words of the command, which need not be told again as a reply. */
static void
tell_with_words(Performance *performance, NoticeType type, const char *words)
{
	const Entry *entry = performance->entry;
	gboolean is_public = entry && entry->kind != ENTRY_NOTE;
	NoticeWords notice = { .text = words,
			       .reason = words,
			       .entry = is_public ? entry : NULL };

	notice_send(performance->decision, type, performance->ticket, &notice);
	/* The notice is the reporter's; an engineer's words are for others too. */
	if (is_public && !performance->as_reporter) {
		NoticeWords reply = { .entry = entry };

		notice_send_except(performance->decision, NOTICE_REPLY, performance->ticket,
				   &reply, performance->ticket->reporter->address);
	}
	performance->words_sent = performance->words_sent || is_public;
}

/* Who had it hears that he has it no longer, or two work on it. */
static void
tell_former(Performance *performance, const char *was)
{
	const Person *former = policy_person(perform_policy(performance), was);
	NoticeWords words = { .was = former ? former->name : NULL };
	g_autoptr(Address) to = NULL;

	if (!former || former == performance->person)
		return;
	to = address_new(former->name, former->addresses[0]);
	notice_send_to(performance->decision, NOTICE_ASSIGNED, performance->ticket, to,
		       &words);
}

gboolean
perform_accept(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	gboolean is_mine = performance->person &&
			   g_strcmp0(ticket->assignee, performance->person->title) == 0;

	if (!ticket_is_open(ticket))
		return perform_refuse_state(performance, result);
	if (ticket->state != STATE_NEW && (is_mine || !performance->person)) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	if ((ticket->state == STATE_NEW || ticket->waiting_on == WAIT_APPROVAL) &&
	    perform_is_held(performance, STATE_ACCEPTED, result))
		return FALSE;
	if (performance->person) {
		g_autofree char *was = g_strdup(ticket->assignee);

		perform_assign_to(performance, performance->person->title);
		tell_former(performance, was);
		/* the next tier answers by taking over what the former had accepted */
		tier_respond(perform_policy(performance), ticket, performance->person,
			     perform_now(performance));
	}
	if (ticket->state == STATE_NEW) {
		enter(performance, STATE_ACCEPTED, WAIT_NONE, 0, "");
		notice_send(performance->decision, NOTICE_ACCEPTED, ticket, NULL);
	}
	*result = PERFORM_SAY(performance, "done-accept", "assignee",
			      performance->person ? performance->person->name : NULL);
	return TRUE;
}

static void
write_fix(Performance *performance, const char *words)
{
	const Policy *policy = perform_policy(performance);
	g_autoptr(GHashTable) marks = fact_marks(performance->ticket);

	if (*words &&
	    fact_write(policy, performance->ticket, policy_fact(policy, "fix"), words,
		       performance->decision->by,
		       perform_now(performance)) == FACT_WRITTEN)
		fact_log(performance->decision, performance->ticket, marks);
}

gboolean
perform_resolve(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	g_autofree char *words = words_of(performance, command);

	if (!may_enter(performance, STATE_RESOLVED))
		return perform_refuse_state(performance, result);
	write_fix(performance, words);
	if (perform_is_held(performance, STATE_RESOLVED, result))
		return FALSE;
	if (!ticket->assignee && performance->person)
		perform_assign_to(performance, performance->person->title);
	enter(performance, STATE_RESOLVED, WAIT_NONE, 0, words);
	tell_with_words(performance, NOTICE_RESOLVED, ticket_fact(ticket, "fix"));
	*result = PERFORM_SAY(performance, "done-resolve", NULL, NULL);
	return TRUE;
}

/* A reporter is not refused. What stands before the end is the engineers' to give: until then
 * the ticket is resolved and confirmed (policy language, decision 14). */
static gboolean
close_by_reporter(Performance *performance, const char *words, char **result)
{
	Ticket *ticket = performance->ticket;
	g_autofree char *why = NULL;
	gboolean is_held = perform_is_held(performance, STATE_CLOSED, &why);

	if (ticket->state != STATE_RESOLVED && is_held)
		lifecycle_enter(ticket, STATE_RESOLVED, WAIT_NONE, 0,
				perform_now(performance));
	if (is_held && !gate_close(performance->decision, ticket, TRUE)) {
		decision_log(performance->decision, ticket, "confirmed", g_strdup(words));
		*result = PERFORM_SAY(performance, "done-close-later", NULL, NULL);
		return TRUE;
	}
	if (ticket->state != STATE_CLOSED)
		enter(performance, STATE_CLOSED, WAIT_NONE, 0, words);
	ticket->confirmed = TRUE;
	tell_with_words(performance, NOTICE_CLOSED, words);
	*result = PERFORM_SAY(performance, "done-close", NULL, NULL);
	return TRUE;
}

gboolean
perform_close(Performance *performance, const Command *command, char **result)
{
	g_autofree char *words = words_of(performance, command);

	if (!may_enter(performance, STATE_CLOSED))
		return perform_refuse_state(performance, result);
	if (performance->as_reporter)
		return close_by_reporter(performance, words, result);
	if (perform_is_held(performance, STATE_CLOSED, result))
		return FALSE;
	enter(performance, STATE_CLOSED, WAIT_NONE, 0, words);
	tell_with_words(performance, NOTICE_CLOSED, words);
	*result = PERFORM_SAY(performance, "done-close", NULL, NULL);
	return TRUE;
}

gboolean
perform_reject(Performance *performance, const Command *command, char **result)
{
	g_autofree char *words = words_of(performance, command);
	g_autofree char *first =
		g_strndup(command->argument, strcspn(command->argument, " \t"));

	/* a code that is not valid any more must not reject the ticket instead */
	if (approval_is_code(first))
		return perform_approve(performance, command, result);
	if (!may_enter(performance, STATE_REJECTED))
		return perform_refuse_state(performance, result);
	if (!*words) {
		*result = PERFORM_SAY(performance, "refused-reason-missing", NULL, NULL);
		return FALSE;
	}
	enter(performance, STATE_REJECTED, WAIT_NONE, 0, words);
	tell_with_words(performance, NOTICE_REJECTED, words);
	*result = PERFORM_SAY(performance, "done-reject", NULL, NULL);
	return TRUE;
}

gboolean
perform_reopen(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	TicketState to = lifecycle_reopened_state(ticket);
	g_autofree char *words = words_of(performance, command);
	NoticeWords notice = { .text = words, .reason = words };

	if (ticket_is_open(ticket) || !may_enter(performance, to))
		return perform_refuse_state(performance, result);
	lifecycle_enter(ticket, to, WAIT_NONE, 0, perform_now(performance));
	decision_log(performance->decision, ticket, "reopened", g_strdup(words));
	notice_send(performance->decision, NOTICE_REOPENED, ticket, &notice);
	*result = PERFORM_SAY(performance, "done-reopen", NULL, NULL);
	return TRUE;
}

/* WORD as a state: its name, the command that enters it, or what either language calls it. */
static gboolean
read_state(const Performance *performance, const char *word, TicketState *state)
{
	static const char *const languages[] = { "en", "zh_CN" };
	g_autofree char *folded = text_fold(word);
	const CommandSpec *spec = command_find(word);

	if (ticket_state_parse(spec && spec->given ? spec->given : word, state))
		return TRUE;
	for (guint i = 0; i < N_STATES * G_N_ELEMENTS(languages); i++) {
		g_autofree char *key =
			g_strdup_printf("state-%s", ticket_state_name(i / 2));
		g_autofree char *name = phrase(performance->decision->context->templates,
					       languages[i % 2], key, NULL);
		g_autofree char *folded_name = text_fold(name);

		if (strcmp(folded, folded_name) == 0) {
			*state = i / 2;
			return TRUE;
		}
	}
	return FALSE;
}

/* What /state may be followed by, in the reader's words. Own. */
static char *
state_list(const Performance *performance)
{
	GString *list = g_string_new(NULL);

	for (guint i = STATE_ACCEPTED; i <= STATE_VERIFYING; i++) {
		g_autofree char *name =
			perform_say_name(performance, "state", ticket_state_name(i));

		perform_list_add(list, performance->language, name);
	}
	return g_string_free(list, FALSE);
}

gboolean
perform_state(Performance *performance, const Command *command, char **result)
{
	TicketState to;
	g_autofree char *known = state_list(performance);

	if (!read_state(performance, command->argument, &to) || to == STATE_WAITING ||
	    to == STATE_NEW) {
		*result = PERFORM_SAY(performance, "refused-no-state", "reason",
				      command->argument, "line", known);
		return FALSE;
	}
	if (to == STATE_RESOLVED || to == STATE_CLOSED || to == STATE_REJECTED) {
		Command bare = { .argument = (char *)"" };

		if (to == STATE_RESOLVED)
			return perform_resolve(performance, &bare, result);
		return to == STATE_CLOSED ? perform_close(performance, &bare, result)
					  : perform_reject(performance, &bare, result);
	}
	if (to == performance->ticket->state) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	/* An ended ticket is opened again by /reopen, which says so to those who work. */
	if (!ticket_is_open(performance->ticket) || !may_enter(performance, to))
		return perform_refuse_state(performance, result);
	if (perform_is_held(performance, to, result))
		return FALSE;
	if (!performance->ticket->assignee && performance->person)
		perform_assign_to(performance, performance->person->title);
	enter(performance, to, WAIT_NONE, 0, "");
	if (to == STATE_ACCEPTED)
		notice_send(performance->decision, NOTICE_ACCEPTED, performance->ticket,
			    NULL);
	{
		g_autofree char *name =
			perform_say_name(performance, "state", ticket_state_name(to));

		*result = PERFORM_SAY(performance, "done-state", "state", name);
	}
	return TRUE;
}

/* The reasons an engineer may wait for, in both languages' words. */
static const struct {
	WaitReason reason;
	const char *words[4];
} wait_words[] = {
	{ WAIT_REPORTER, { "reporter", "user", "报修人", "用户" } },
	{ WAIT_SUPPLIER, { "supplier", "vendor", "供应商", "厂商" } },
	{ WAIT_PARTS, { "parts", "part", "备件", "配件" } },
};

static gboolean
read_reason(const char *word, WaitReason *reason)
{
	g_autofree char *folded = text_fold(word);

	for (guint i = 0; i < G_N_ELEMENTS(wait_words); i++) {
		for (guint j = 0; j < G_N_ELEMENTS(wait_words[i].words); j++) {
			if (strcmp(folded, wait_words[i].words[j]) == 0) {
				*reason = wait_words[i].reason;
				return TRUE;
			}
		}
	}
	return FALSE;
}

/* "until 2026-12-01", "2026-12-01 14:00", "到 2026-12-01": in the desk's zone, in the
 * future. */
static gboolean
read_until(const Performance *performance, const char *text, gint64 *until)
{
	static const char *const openings[] = { "until", "till", "直到", "到", "至" };
	g_autofree char *date = g_strdup(text);
	g_autofree char *full = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(openings); i++) {
		gsize length = strlen(openings[i]);

		if (g_ascii_strncasecmp(date, openings[i], length) == 0) {
			memmove(date, date + length, strlen(date) - length + 1);
			break;
		}
	}
	g_strstrip(date);
	full = strlen(date) == 10 ? g_strconcat(date, " 00:00", NULL) : g_strdup(date);
	return instant_parse(full, perform_policy(performance)->desk.zone, until, NULL) &&
	       *until > perform_now(performance);
}

gboolean
perform_wait(Performance *performance, const Command *command, char **result)
{
	g_auto(GStrv) words = g_strsplit_set(command->argument, " \t", 2);
	WaitReason reason;
	gint64 until = 0;
	Command bare = { .argument = (char *)"" };
	g_autofree char *text = words_of(performance, &bare);
	g_autofree char *name = NULL;
	g_autofree char *when = NULL;

	if (!words[0] || !read_reason(words[0], &reason)) {
		*result = PERFORM_SAY(performance, "refused-no-wait", "reason",
				      command->argument);
		return FALSE;
	}
	if (words[1] && *g_strstrip(words[1]) &&
	    !read_until(performance, words[1], &until)) {
		*result = PERFORM_SAY(performance, "refused-date", "reason", words[1]);
		return FALSE;
	}
	if (!may_enter(performance, STATE_WAITING))
		return perform_refuse_state(performance, result);
	if (perform_is_held(performance, STATE_WAITING, result))
		return FALSE;
	enter(performance, STATE_WAITING, reason, until, wait_reason_name(reason));
	tell_with_words(performance, NOTICE_WAITING, text);
	name = perform_say_name(performance, "wait", wait_reason_name(reason));
	when = until ? instant_local(until, perform_policy(performance)->desk.zone) : NULL;
	*result = PERFORM_SAY(performance, "done-wait", "waiting_on", name, "waiting_until",
			      when);
	return TRUE;
}
