/*
 * Commands that reach beyond the desk: a question to somebody, and the way of an answer to
 * the reporter. What is asked stays inside: the reporter neither gets it nor sees it.
 */
#include "core/perform-verbs.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/notice.h"
#include "core/party.h"
#include "core/recipient.h"
#include "core/tier.h"

enum { NAME_WORDS = 5 };

/* ---- whom ---- */

/* Somebody who may be asked, as the policy and the ticket know him. */
typedef struct {
	char *word; /* own; for the policy: a title, or an address */
	char *who;  /* own; as a party is named: "supplier acme" */
} Whom;

static void
whom_clear(Whom *whom)
{
	g_free(whom->word);
	g_free(whom->who);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whom, whom_clear)

static gboolean
same_name(const char *a, const char *b)
{
	g_autofree char *left = text_fold(a), *right = text_fold(b ? b : "");

	return strcmp(left, right) == 0;
}

static const Person *
person_called(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		if (same_name(person->title, name) || same_name(person->name, name))
			return person;
	}
	return NULL;
}

static const Supplier *
supplier_called(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->suppliers->len; i++) {
		const Supplier *supplier = policy->suppliers->pdata[i];

		if (same_name(supplier->title, name) || same_name(supplier->name, name))
			return supplier;
	}
	return NULL;
}

/* NAME is a person, a team, a supplier, an address, or the word for the tier's supplier. */
static gboolean
find_whom(const Performance *performance, const char *name, Whom *whom)
{
	const Policy *policy = perform_policy(performance);
	const Tier *tier = policy_tier(policy, performance->ticket->tier);
	const Person *person = person_called(policy, name);
	const Team *team = policy_team(policy, name);
	const Supplier *supplier = supplier_called(policy, name);

	if (!supplier && tier && (same_name(name, "supplier") || same_name(name, "供应商")))
		supplier = tier->supplier;
	if (person)
		*whom = (Whom){ g_strdup(person->title), g_strdup(person->addresses[0]) };
	else if (team)
		*whom = (Whom){ g_strdup(team->title),
				g_strconcat("team ", team->title, NULL) };
	else if (supplier)
		*whom = (Whom){ g_strdup(supplier->title),
				g_strconcat("supplier ", supplier->title, NULL) };
	else if (address_is_sendable(name))
		*whom = (Whom){ g_strdup(name), g_strdup(name) };
	return whom->word != NULL;
}

/* What may stand behind a name besides a space. */
static gboolean
is_stop(gunichar c)
{
	return c == ':' || c == ',' || c == 0xff1a || c == 0xff0c;
}

/* Over the spaces and stops at TEXT, or over what is neither. */
static const char *
skip_while(const char *text, gboolean gaps)
{
	while (*text) {
		gunichar c = g_utf8_get_char(text);

		if ((g_unichar_isspace(c) || is_stop(c)) != gaps)
			break;
		text = g_utf8_next_char(text);
	}
	return text;
}

/*
 * Who is meant by the beginning of ARGUMENT: names may be of several words, the longest
 * that is known counts. REST is what stands behind it. FALSE: nobody is called so.
 */
static gboolean
read_who(const Performance *performance, const char *argument, Whom *whom,
	 const char **rest)
{
	const char *ends[NAME_WORDS], *rests[NAME_WORDS];
	const char *at = argument;
	guint n = 0;

	for (; n < NAME_WORDS && *at; at = rests[n++]) {
		ends[n] = skip_while(at, FALSE);
		rests[n] = skip_while(ends[n], TRUE);
	}
	for (guint i = n; i > 0; i--) {
		g_autofree char *name = g_strndup(argument, ends[i - 1] - argument);

		*rest = rests[i - 1];
		if (find_whom(performance, name, whom))
			return TRUE;
	}
	return FALSE;
}

/* ---- what ---- */

/* FIRST, then SECOND in a paragraph of its own. Own. */
static char *
join(const char *first, const char *second)
{
	return g_strconcat(first, *first && *second ? "\n\n" : "", second, NULL);
}

/* A mail with /note keeps its text: the question is what stands on its line. */
static const char *
text_below(const CommandMail *commands)
{
	return perform_is_note(commands) ? "" : commands->text;
}

static gboolean
is_ask(const Command *command)
{
	const CommandSpec *spec =
		command->spec
			? command->spec
			: command_find(command->suggestion ? command->suggestion : "");

	return spec && spec->verb == VERB_ASK;
}

gboolean
perform_is_question(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++)
		if (is_ask(commands->commands->pdata[i]))
			return TRUE;
	return FALSE;
}

char *
perform_question_text(const CommandMail *commands)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (guint i = 0; i < commands->commands->len; i++) {
		const Command *command = commands->commands->pdata[i];

		if (is_ask(command))
			g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "",
					       command->argument);
	}
	return join(lines->str, commands->text);
}

/* ---- /ask ---- */

/* Why nobody can be asked by that name. */
static gboolean
refuse_nobody(Performance *performance, const Whom *whom, char **result)
{
	if (performance->ticket->drill && whom->word)
		*result =
			PERFORM_SAY(performance, "refused-ask-drill", "reason", whom->word);
	else
		*result = PERFORM_SAY(performance, "refused-ask-nobody", "reason",
				      whom->word ? whom->word : "");
	return FALSE;
}

static gboolean
is_actor(const Performance *performance, const Address *address)
{
	return performance->person &&
	       policy_person_by_address(perform_policy(performance), address->address) ==
		       performance->person;
}

static gboolean
is_reporter(const Performance *performance, const Address *address)
{
	const Policy *policy = perform_policy(performance);

	return address_equal(
		policy_first_address(policy, address->address),
		policy_first_address(policy, performance->ticket->reporter->address));
}

/* Whom WORD stands for, but for him who asks. Own. */
static GPtrArray *
others(const Performance *performance, const char *word)
{
	GPtrArray *to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	recipients_resolve(performance->decision, performance->ticket, word, to);
	for (guint i = to->len; i > 0; i--)
		if (is_actor(performance, to->pdata[i - 1]))
			g_ptr_array_remove_index(to, i - 1);
	return to;
}

static void
ask_one(Performance *performance, const Whom *whom, const Address *to, const char *text)
{
	const char *asker = performance->person ? performance->person->title : NULL;
	const Entry *entry = performance->entry;
	NoticeWords words = { .text = text };

	/* What was attached goes with the question, unless it belongs to a note. */
	if (entry && !perform_is_note(performance->mail))
		words.entry = entry;
	party_ask(performance->ticket, to->address, whom->who, asker,
		  perform_now(performance));
	notice_send_to(performance->decision, NOTICE_QUESTION, performance->ticket, to,
		       &words);
}

gboolean
perform_ask(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	g_auto(Whom) whom = { NULL };
	g_autoptr(GPtrArray) to = NULL;
	g_autofree char *text = NULL;
	const char *rest = "";

	if (!ticket_is_open(ticket) && ticket->state != STATE_RESOLVED)
		return perform_refuse_state(performance, result);
	if (!read_who(performance, command->argument, &whom, &rest)) {
		*result = PERFORM_SAY(performance, "refused-ask-nobody", "reason",
				      command->argument);
		return FALSE;
	}
	text = join(rest, text_below(performance->mail));
	if (!*text) {
		*result = PERFORM_SAY(performance, "refused-ask-empty", "name", whom.word);
		return FALSE;
	}
	to = others(performance, whom.word);
	if (to->len == 0)
		return refuse_nobody(performance, &whom, result);
	if (is_reporter(performance, to->pdata[0])) {
		*result = PERFORM_SAY(performance, "refused-ask-reporter", NULL, NULL);
		return FALSE;
	}
	for (guint i = 0; i < to->len; i++)
		ask_one(performance, &whom, to->pdata[i], text);
	performance->question_sent = TRUE;
	decision_log(performance->decision, ticket, "asked",
		     g_strdup_printf("%s: %s", whom.who, text));
	*result = PERFORM_SAY(performance, "done-ask", "recipient", whom.word);
	return TRUE;
}

/* ---- /release ---- */

/* The answer that ARGUMENT numbers, else the last that is hidden. Foreign; NULL. */
static const Entry *
find_answer(Performance *performance, const char *argument)
{
	Question question = { .type = ASK_ENTRIES,
			      .number = performance->ticket->ticket_id };
	const GPtrArray *entries = decision_ask(performance->decision, &question)->entries;
	gint64 number =
		g_ascii_strtoll(*argument == '#' ? argument + 1 : argument, NULL, 10);
	const Entry *found = NULL;

	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->kind == ENTRY_ANSWER &&
		    (*argument ? entry->number == number : entry->hidden))
			found = entry;
	}
	return found;
}

static void
release(Performance *performance, const Entry *entry)
{
	const Policy *policy = perform_policy(performance);
	Ticket *ticket = performance->ticket;
	const Person *assignee = policy_person(policy, ticket->assignee);
	NoticeWords words = { .entry = entry };
	Entry *released = entry_new();

	released->ticket_id = entry->ticket_id;
	released->number = entry->number;
	released->kind = entry->kind;
	g_ptr_array_add(performance->decision->change->released, released);
	decision_log(performance->decision, ticket, "released",
		     g_strdup_printf("%d", entry->number));
	tier_respond(policy, ticket, performance->person, perform_now(performance));
	/* The assignee has it already. */
	notice_send_except(performance->decision, NOTICE_REPLY, ticket, &words,
			   assignee ? assignee->addresses[0] : NULL);
}

gboolean
perform_release(Performance *performance, const Command *command, char **result)
{
	const Entry *entry = find_answer(performance, command->argument);
	g_autofree char *number = NULL;

	if (!entry) {
		*result = *command->argument
				  ? PERFORM_SAY(performance, "refused-release-entry",
						"reason", command->argument)
				  : PERFORM_SAY(performance, "refused-release-none", NULL,
						NULL);
		return FALSE;
	}
	release(performance, entry);
	number = g_strdup_printf("%d", entry->number);
	*result = PERFORM_SAY(performance, "done-release", "number", number, "actor",
			      entry->author);
	return TRUE;
}
