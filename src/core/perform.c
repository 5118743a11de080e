/*
 * Commands on a ticket, one function each, in a table by verb. Each says in one sentence
 * what it did, or why it did not; a refused command changes nothing.
 */
#include "core/perform.h"

#include <string.h>

#include "base/text.h"
#include "core/lifecycle.h"
#include "core/notice.h"

typedef gboolean (*PerformFunction)(Performance *performance, const Command *command,
				    char **result);

#define SAY(performance, key, ...)                                                         \
	phrase_with((performance)->decision->context->templates, (performance)->language,  \
		    key, __VA_ARGS__, NULL)

/* ── small helpers ────────────────────────────────────────────────────────────────────────
 */

static const Policy *
the_policy(const Performance *performance)
{
	return performance->decision->context->policy;
}

static gint64
the_now(const Performance *performance)
{
	return performance->decision->context->now;
}

static void
replace(char **field, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*field);
	*field = copy;
}

/* The phrase for a named thing: state-accepted, wait-parts. */
static char *
say_name(const Performance *performance, const char *prefix, const char *name)
{
	g_autofree char *key = g_strdup_printf("%s-%s", prefix, name);

	return SAY(performance, key, NULL, NULL);
}

static gboolean
refuse_state(Performance *performance, char **result)
{
	g_autofree char *state = say_name(performance, "state",
					  ticket_state_name(performance->ticket->state));

	*result = SAY(performance, "refused-state", "state", state);
	return FALSE;
}

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
	lifecycle_enter(performance->ticket, to, reason, until, the_now(performance));
	if (!performance->as_reporter)
		lifecycle_respond(performance->ticket, the_now(performance));
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
	performance->words_sent = performance->words_sent || is_public;
}

/* ── states ───────────────────────────────────────────────────────────────────────────────
 */

static void
assign_to(Performance *performance, const char *title)
{
	Ticket *ticket = performance->ticket;

	if (g_strcmp0(ticket->assignee, title) == 0)
		return;
	replace(&ticket->assignee, title);
	ticket->set_by_person |= TICKET_FIELD_ASSIGNEE;
	decision_log(performance->decision, ticket, "assigned", g_strdup(title));
}

static gboolean
perform_accept(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	gboolean is_mine = performance->person &&
			   g_strcmp0(ticket->assignee, performance->person->title) == 0;

	if (!ticket_is_open(ticket))
		return refuse_state(performance, result);
	if (ticket->state != STATE_NEW && (is_mine || !performance->person)) {
		*result = SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	if (performance->person)
		assign_to(performance, performance->person->title);
	if (ticket->state == STATE_NEW) {
		enter(performance, STATE_ACCEPTED, WAIT_NONE, 0, "");
		notice_send(performance->decision, NOTICE_ACCEPTED, ticket, NULL);
	}
	*result = SAY(performance, "done-accept", NULL, NULL);
	return TRUE;
}

static gboolean
perform_resolve(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	g_autofree char *words = words_of(performance, command);

	if (!may_enter(performance, STATE_RESOLVED))
		return refuse_state(performance, result);
	if (*words)
		ticket_set_fact(ticket, "fix", words, performance->decision->by,
				the_now(performance));
	if (!ticket->assignee && performance->person)
		assign_to(performance, performance->person->title);
	enter(performance, STATE_RESOLVED, WAIT_NONE, 0, words);
	tell_with_words(performance, NOTICE_RESOLVED, ticket_fact(ticket, "fix"));
	*result = SAY(performance, "done-resolve", NULL, NULL);
	return TRUE;
}

static gboolean
perform_close(Performance *performance, const Command *command, char **result)
{
	g_autofree char *words = words_of(performance, command);

	if (!may_enter(performance, STATE_CLOSED))
		return refuse_state(performance, result);
	enter(performance, STATE_CLOSED, WAIT_NONE, 0, words);
	performance->ticket->confirmed = performance->as_reporter;
	tell_with_words(performance, NOTICE_CLOSED, words);
	*result = SAY(performance, "done-close", NULL, NULL);
	return TRUE;
}

static gboolean
perform_reject(Performance *performance, const Command *command, char **result)
{
	g_autofree char *words = words_of(performance, command);

	if (!may_enter(performance, STATE_REJECTED))
		return refuse_state(performance, result);
	if (!*words) {
		*result = SAY(performance, "refused-reason-missing", NULL, NULL);
		return FALSE;
	}
	enter(performance, STATE_REJECTED, WAIT_NONE, 0, words);
	tell_with_words(performance, NOTICE_REJECTED, words);
	*result = SAY(performance, "done-reject", NULL, NULL);
	return TRUE;
}

static gboolean
perform_reopen(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	TicketState to = lifecycle_reopened_state(ticket);
	g_autofree char *words = words_of(performance, command);
	NoticeWords notice = { .text = words, .reason = words };

	if (ticket_is_open(ticket) || !may_enter(performance, to))
		return refuse_state(performance, result);
	lifecycle_enter(ticket, to, WAIT_NONE, 0, the_now(performance));
	decision_log(performance->decision, ticket, "reopened", g_strdup(words));
	notice_send(performance->decision, NOTICE_REOPENED, ticket, &notice);
	*result = SAY(performance, "done-reopen", NULL, NULL);
	return TRUE;
}

/* WORD as a state: its name, or what either language calls it. */
static gboolean
read_state(const Performance *performance, const char *word, TicketState *state)
{
	static const char *const languages[] = { "en", "zh_CN" };
	g_autofree char *folded = text_fold(word);

	if (ticket_state_parse(word, state))
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

static char *
state_list(void)
{
	GString *list = g_string_new(NULL);

	for (guint i = STATE_ACCEPTED; i <= STATE_VERIFYING; i++)
		g_string_append_printf(list, "%s%s", list->len ? ", " : "",
				       ticket_state_name(i));
	return g_string_free(list, FALSE);
}

static gboolean
perform_state(Performance *performance, const Command *command, char **result)
{
	TicketState to;
	g_autofree char *known = state_list();

	if (!read_state(performance, command->argument, &to) || to == STATE_WAITING ||
	    to == STATE_NEW) {
		*result = SAY(performance, "refused-no-state", "reason", command->argument,
			      "line", known);
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
		*result = SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	if (!may_enter(performance, to))
		return refuse_state(performance, result);
	if (!performance->ticket->assignee && performance->person)
		assign_to(performance, performance->person->title);
	enter(performance, to, WAIT_NONE, 0, "");
	if (to == STATE_ACCEPTED)
		notice_send(performance->decision, NOTICE_ACCEPTED, performance->ticket,
			    NULL);
	{
		g_autofree char *name =
			say_name(performance, "state", ticket_state_name(to));

		*result = SAY(performance, "done-state", "state", name);
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
	return instant_parse(full, the_policy(performance)->desk.zone, until, NULL) &&
	       *until > the_now(performance);
}

static gboolean
perform_wait(Performance *performance, const Command *command, char **result)
{
	g_auto(GStrv) words = g_strsplit_set(command->argument, " \t", 2);
	WaitReason reason;
	gint64 until = 0;
	g_autofree char *name = NULL;

	if (!words[0] || !read_reason(words[0], &reason)) {
		*result = SAY(performance, "refused-no-wait", "reason", command->argument);
		return FALSE;
	}
	if (words[1] && *g_strstrip(words[1]) &&
	    !read_until(performance, words[1], &until)) {
		*result = SAY(performance, "refused-date", "reason", words[1]);
		return FALSE;
	}
	if (!may_enter(performance, STATE_WAITING))
		return refuse_state(performance, result);
	enter(performance, STATE_WAITING, reason, until, wait_reason_name(reason));
	tell_with_words(performance, NOTICE_WAITING,
			performance->entry ? performance->entry->visible : "");
	name = say_name(performance, "wait", wait_reason_name(reason));
	*result = SAY(performance, "done-wait", "waiting_on", name);
	return TRUE;
}

/* ── fields ───────────────────────────────────────────────────────────────────────────────
 */

void
perform_defaults(const Policy *policy, Ticket *ticket)
{
	if (!ticket->priority && policy->priorities->len) {
		const Priority *lowest =
			policy->priorities->pdata[policy->priorities->len - 1];

		ticket->priority = g_strdup(lowest->title);
	}
	if (!ticket->tier) {
		const Tier *first = policy_next_tier(policy, 0);

		ticket->tier = first ? first->number : 0;
	}
	if (!ticket->team) {
		const Category *category = policy_category(policy, ticket->category);
		const Tier *tier = policy_tier(policy, ticket->tier);

		if (category && category->team)
			ticket->team = g_strdup(category->team->title);
		else if (tier && tier->team)
			ticket->team = g_strdup(tier->team->title);
	}
}

static const Person *
find_person(const Performance *performance, const char *word)
{
	const Policy *policy = the_policy(performance);
	const Person *person = policy_person(policy, word);
	g_autofree char *folded = text_fold(word);

	if (strcmp(folded, "me") == 0 || strcmp(folded, "我") == 0)
		return performance->person;
	if (!person)
		person = policy_person_by_address(policy, word);
	for (guint i = 0; !person && i < policy->persons->len; i++) {
		const Person *candidate = policy->persons->pdata[i];
		g_autofree char *name = text_fold(candidate->name);

		if (strcmp(name, folded) == 0)
			person = candidate;
	}
	return person;
}

static gboolean
perform_assign(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Person *person = find_person(performance, command->argument);
	g_autofree char *was = g_strdup(ticket->assignee);
	NoticeWords words = { .was = was };

	if (!person || !policy_is_engineer(the_policy(performance), person)) {
		*result =
			SAY(performance, "refused-no-person", "reason", command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return refuse_state(performance, result);
	if (g_strcmp0(was, person->title) == 0) {
		*result = SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	assign_to(performance, person->title);
	notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	*result = SAY(performance, "done-assign", "assignee", person->name);
	return TRUE;
}

/* Gives the ticket to TEAM; an assignee who is not of it leaves. The event names the
 * change. */
static void
move_to_team(Performance *performance, const Team *team)
{
	Ticket *ticket = performance->ticket;
	const Person *assignee = policy_person(the_policy(performance), ticket->assignee);
	gboolean stays = FALSE;

	for (guint i = 0; assignee && i < team->members->len; i++)
		stays = stays || team->members->pdata[i] == assignee;
	if (!stays)
		g_clear_pointer(&ticket->assignee, g_free);
	replace(&ticket->team, team->title);
	decision_log(performance->decision, ticket, "team", g_strdup(team->title));
}

static gboolean
perform_team(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Team *team = policy_team(the_policy(performance), command->argument);
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was };

	if (!team) {
		*result = SAY(performance, "refused-no-team", "reason", command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return refuse_state(performance, result);
	move_to_team(performance, team);
	ticket->set_by_person |= TICKET_FIELD_TEAM;
	notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	*result = SAY(performance, "done-team", "team", team->title);
	return TRUE;
}

static void
move_to_tier(Performance *performance, const Tier *tier, const char *reason)
{
	Ticket *ticket = performance->ticket;
	gboolean rises = tier->number > ticket->tier;
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was, .reason = reason };

	ticket->tier = tier->number;
	ticket->set_by_person |= TICKET_FIELD_TIER;
	decision_log(performance->decision, ticket, rises ? "escalated" : "tier",
		     g_strdup_printf("%d%s%s", tier->number, *reason ? ": " : "", reason));
	if (tier->team) {
		move_to_team(performance, tier->team);
		ticket->set_by_person |= TICKET_FIELD_TEAM;
	}
	lifecycle_respond(ticket, the_now(performance));
	notice_send(performance->decision, rises ? NOTICE_ESCALATED : NOTICE_ASSIGNED,
		    ticket, &words);
}

static char *
tier_name(const Tier *tier)
{
	return tier->name ? g_strdup(tier->name) : g_strdup_printf("%d", tier->number);
}

static gboolean
perform_escalate(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const Tier *tier = policy_next_tier(the_policy(performance), ticket->tier);
	g_autofree char *name = NULL;

	if (!ticket_is_open(ticket))
		return refuse_state(performance, result);
	if (!tier) {
		*result = SAY(performance, "refused-top-tier", NULL, NULL);
		return FALSE;
	}
	move_to_tier(performance, tier, command->argument);
	name = tier_name(tier);
	*result = SAY(performance, "done-escalate", "tier", name);
	return TRUE;
}

static gboolean
perform_tier(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	gint64 number = g_ascii_strtoll(command->argument, NULL, 10);
	const Tier *tier =
		policy_tier(the_policy(performance), (int)CLAMP(number, 0, G_MAXINT));
	g_autofree char *name = NULL;

	if (!tier) {
		*result = SAY(performance, "refused-no-tier", "reason", command->argument);
		return FALSE;
	}
	if (!ticket_is_open(ticket))
		return refuse_state(performance, result);
	name = tier_name(tier);
	if (tier->number == ticket->tier) {
		*result = SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	move_to_tier(performance, tier, "");
	*result = SAY(performance, "done-tier", "tier", name);
	return TRUE;
}

/* The titles of ITEMS (structures that begin with one), for "known are …". */
static char *
title_list(const GPtrArray *items)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++) {
		const Team *any = items->pdata[i];

		g_string_append_printf(list, "%s%s", i ? ", " : "", any->title);
	}
	return g_string_free(list, FALSE);
}

G_STATIC_ASSERT(G_STRUCT_OFFSET(Team, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(Priority, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(Category, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(System, title) == 0);

static gboolean
refuse_unknown(Performance *performance, const char *key, const Command *command,
	       const GPtrArray *known, char **result)
{
	g_autofree char *list = title_list(known);

	*result = SAY(performance, key, "reason", command->argument, "line", list);
	return FALSE;
}

static gboolean
perform_priority(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = the_policy(performance);
	const Priority *priority = policy_priority(policy, command->argument);
	Ticket *ticket = performance->ticket;
	const char *label;

	if (!priority)
		return refuse_unknown(performance, "refused-no-priority", command,
				      policy->priorities, result);
	decision_log(performance->decision, ticket, "priority",
		     g_strdup_printf("%s → %s", ticket->priority ? ticket->priority : "-",
				     priority->title));
	replace(&ticket->priority, priority->title);
	ticket->set_by_person |= TICKET_FIELD_PRIORITY;
	label = label_text(&priority->label, priority->title, performance->language);
	*result = SAY(performance, "done-priority", "priority", label);
	return TRUE;
}

static gboolean
perform_category(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = the_policy(performance);
	const Category *category = policy_category(policy, command->argument);
	Ticket *ticket = performance->ticket;
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was };
	const char *label;

	if (!category)
		return refuse_unknown(performance, "refused-no-category", command,
				      policy->categories, result);
	replace(&ticket->category, category->title);
	ticket->set_by_person |= TICKET_FIELD_CATEGORY;
	decision_log(performance->decision, ticket, "category", g_strdup(category->title));
	if (category->team && !(ticket->set_by_person & TICKET_FIELD_TEAM) &&
	    g_strcmp0(was, category->team->title) != 0) {
		move_to_team(performance, category->team);
		notice_send(performance->decision, NOTICE_ASSIGNED, ticket, &words);
	}
	label = label_text(&category->label, category->title, performance->language);
	*result = SAY(performance, "done-category", "category", label);
	return TRUE;
}

static gboolean
perform_system(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = the_policy(performance);
	const System *system = policy_system(policy, command->argument);
	Ticket *ticket = performance->ticket;
	const char *label;

	if (!system)
		return refuse_unknown(performance, "refused-no-system", command,
				      policy->systems, result);
	replace(&ticket->system, system->title);
	ticket->set_by_person |= TICKET_FIELD_SYSTEM;
	decision_log(performance->decision, ticket, "system", g_strdup(system->title));
	label = label_text(&system->label, system->title, performance->language);
	*result = SAY(performance, "done-system", "system", label);
	return TRUE;
}

/* ── words ────────────────────────────────────────────────────────────────────────────────
 */

static gboolean
perform_note(Performance *performance, const Command *command, char **result)
{
	if (!performance->entry) {
		*result = SAY(performance, "refused-note-empty", NULL, NULL);
		return FALSE;
	}
	*result = SAY(performance, "done-note", NULL, NULL);
	return TRUE;
}

static gboolean
perform_cc(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = the_policy(performance);
	g_auto(GStrv) words = g_strsplit_set(command->argument, " ,;\t", -1);
	Ticket *ticket = performance->ticket;

	for (guint i = 0; words[i]; i++) {
		if (!*words[i])
			continue;
		if (!address_is_sendable(words[i]) ||
		    !(address_in_domains(words[i],
					 (const char *const *)policy->desk.domains) ||
		      policy_person_by_address(policy, words[i]))) {
			*result = SAY(performance, "refused-cc-domain", "reason", words[i]);
			return FALSE;
		}
	}
	for (guint i = 0; words[i]; i++) {
		if (!*words[i] || ticket_is_participant(ticket, words[i]))
			continue;
		g_ptr_array_add(ticket->watchers, address_new(NULL, words[i]));
		decision_log(performance->decision, ticket, "watcher", g_strdup(words[i]));
	}
	*result = SAY(performance, "done-cc", "recipient", command->argument);
	return TRUE;
}

/* Durations are added up: "45min" and "1h" are "1h45min". NULL if VALUE is none. */
static char *
add_duration(const char *known, const char *value)
{
	Duration old = { 0 }, more;
	gint64 minutes;

	if (!duration_parse(value, &more, NULL) || more.working_days)
		return NULL;
	if (known && !duration_parse(known, &old, NULL))
		old.seconds = 0;
	minutes = (old.seconds + more.seconds + 59) / 60;
	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT "min", minutes);
	if (minutes % 60 == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT "h", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT "h%" G_GINT64_FORMAT "min", minutes / 60,
			       minutes % 60);
}

static gboolean
perform_fact(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	const char *fact = command->spec->fact;
	const char *known = ticket_fact(ticket, fact);
	g_autofree char *value = NULL;
	g_autofree char *label = say_name(performance, "fact", fact);

	if (strcmp(fact, "time") == 0)
		value = add_duration(known, command->argument);
	else if (strcmp(fact, "parts") == 0 && known)
		value = g_strdup_printf("%s, %s", known, command->argument);
	else
		value = g_strdup(command->argument);
	if (!value) {
		*result = SAY(performance, "refused-duration", "reason", command->argument);
		return FALSE;
	}
	ticket_set_fact(ticket, fact, value, performance->decision->by,
			the_now(performance));
	decision_log(performance->decision, ticket, "fact",
		     g_strdup_printf("%s: %s", fact, value));
	*result = SAY(performance, "done-fact", "label", label, "value", value);
	return TRUE;
}

static gboolean
perform_show(Performance *performance, const Command *command, char **result)
{
	performance->show = TRUE;
	*result = SAY(performance, "done-show", NULL, NULL);
	return TRUE;
}

static gboolean
perform_help(Performance *performance, const Command *command, char **result)
{
	performance->help = TRUE;
	*result = SAY(performance, "done-help", NULL, NULL);
	return TRUE;
}

/* ── the table ────────────────────────────────────────────────────────────────────────────
 */

static const PerformFunction functions[N_VERBS] = {
	[VERB_ACCEPT] = perform_accept,     [VERB_STATE] = perform_state,
	[VERB_WAIT] = perform_wait,         [VERB_RESOLVE] = perform_resolve,
	[VERB_CLOSE] = perform_close,       [VERB_REJECT] = perform_reject,
	[VERB_REOPEN] = perform_reopen,     [VERB_ASSIGN] = perform_assign,
	[VERB_TEAM] = perform_team,         [VERB_ESCALATE] = perform_escalate,
	[VERB_TIER] = perform_tier,         [VERB_PRIORITY] = perform_priority,
	[VERB_CATEGORY] = perform_category, [VERB_SYSTEM] = perform_system,
	[VERB_NOTE] = perform_note,         [VERB_CC] = perform_cc,
	[VERB_FACT] = perform_fact,         [VERB_SHOW] = perform_show,
	[VERB_HELP] = perform_help,
};

static gboolean
has_verb(const CommandMail *commands, Verb verb)
{
	for (guint i = 0; i < commands->commands->len; i++) {
		const Command *command = commands->commands->pdata[i];

		if (command->spec && command->spec->verb == verb)
			return TRUE;
	}
	return FALSE;
}

gboolean
perform_is_note(const CommandMail *commands)
{
	return has_verb(commands, VERB_NOTE);
}

const char *
perform_note_argument(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++) {
		const Command *command = commands->commands->pdata[i];

		if (command->spec && command->spec->verb == VERB_NOTE)
			return command->argument;
	}
	return "";
}

gboolean
perform_is_reporters(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++) {
		const Command *command = commands->commands->pdata[i];

		if (!command->spec || !command->spec->reporter)
			return FALSE;
	}
	return commands->commands->len > 0;
}

static gboolean
perform_one(Performance *performance, const Command *command, char **result)
{
	if (!command->spec) {
		*result = command->suggestion
				  ? SAY(performance, "refused-unknown-suggest", "reason",
					command->word, "name", command->suggestion)
				  : SAY(performance, "refused-unknown", "reason",
					command->word);
		return FALSE;
	}
	if (command->spec->argument == ARGUMENT_WORD && !*command->argument) {
		*result = SAY(performance, "refused-argument", "name", command->spec->name,
			      "argument",
			      command->spec->argument_name ? command->spec->argument_name
							   : "");
		return FALSE;
	}
	return functions[command->spec->verb](performance, command, result);
}

void
perform(Performance *performance)
{
	for (guint i = 0; i < performance->mail->commands->len; i++) {
		const Command *command = performance->mail->commands->pdata[i];
		TranscriptLine *line = g_new0(TranscriptLine, 1);

		line->line = g_strdup(command->line);
		line->ok = perform_one(performance, command, &line->result);
		performance->refused += !line->ok;
		g_ptr_array_add(performance->lines, line);
	}
}
