/*
 * The table of what commands do, one function for each verb, and the run over the lines of
 * a mail. Each function says in one sentence what it did, or why it did not; a refused
 * command changes nothing.
 */
#include "core/perform-verbs.h"

#include "core/notice-slots.h"

/* ---- states ---- */

static const PerformFunction functions[N_VERBS] = {
	[VERB_ACCEPT] = perform_accept,     [VERB_STATE] = perform_state,
	[VERB_WAIT] = perform_wait,         [VERB_RESOLVE] = perform_resolve,
	[VERB_CLOSE] = perform_close,       [VERB_REJECT] = perform_reject,
	[VERB_REOPEN] = perform_reopen,     [VERB_ASSIGN] = perform_assign,
	[VERB_TEAM] = perform_team,         [VERB_ESCALATE] = perform_escalate,
	[VERB_TIER] = perform_tier,         [VERB_PRIORITY] = perform_priority,
	[VERB_CATEGORY] = perform_category, [VERB_SYSTEM] = perform_system,
	[VERB_KIND] = perform_kind,         [VERB_DUE] = perform_due,
	[VERB_NOTE] = perform_note,         [VERB_CC] = perform_cc,
	[VERB_DONE] = perform_done,         [VERB_ASK] = perform_ask,
	[VERB_RELEASE] = perform_release,   [VERB_FACT] = perform_fact,
	[VERB_FOR] = perform_for,           [VERB_LIST] = perform_list,
	[VERB_SEARCH] = perform_search,     [VERB_REPORT] = perform_report,
	[VERB_MERGE] = perform_merge,       [VERB_SPLIT] = perform_split,
	[VERB_DUPLICATE] = perform_duplicate, [VERB_RELATED] = perform_related,
	[VERB_UNDO] = perform_undo,         [VERB_APPROVE] = perform_approve,
	[VERB_SHOW] = perform_show,         [VERB_HELP] = perform_help,
};

/* /note, or a word that was meant to be it: what is to stay inside must not go out for a
 * slip of the pen. */
static gboolean
is_note(const Command *command)
{
	const CommandSpec *spec =
		command->spec
			? command->spec
			: command_find(command->suggestion ? command->suggestion : "");

	return spec && spec->verb == VERB_NOTE;
}

static const Command *
find_note(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++)
		if (is_note(commands->commands->pdata[i]))
			return commands->commands->pdata[i];
	return NULL;
}

gboolean
perform_is_note(const CommandMail *commands)
{
	return find_note(commands) != NULL;
}

char *
perform_note_text(const CommandMail *commands)
{
	const Command *command = find_note(commands);
	const char *argument = command ? command->argument : "";

	return g_strconcat(argument, *argument && *commands->text ? "\n\n" : "",
			   commands->text, NULL);
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
				  ? PERFORM_SAY(performance, "refused-unknown-suggest",
						"reason", command->word, "name",
						command->suggestion)
				  : PERFORM_SAY(performance, "refused-unknown", "reason",
						command->word);
		return FALSE;
	}
	if (command->spec->argument == ARGUMENT_WORD && !*command->argument) {
		g_autofree char *argument = notice_command_argument(
			performance->decision, performance->language, command->spec);

		*result = PERFORM_SAY(performance, "refused-argument", "name", command->word,
				      "argument", argument);
		return FALSE;
	}
	if (!performance->ticket && !perform_touches_none(command->spec->verb)) {
		*result = PERFORM_SAY(performance, "refused-no-ticket", NULL, NULL);
		return FALSE;
	}
	return functions[command->spec->verb](performance, command, result);
}

static gboolean
is_fact(const Command *command)
{
	return command->spec && command->spec->verb == VERB_FACT;
}

void
perform(Performance *performance)
{
	const GPtrArray *commands = performance->mail->commands;

	for (guint i = 0; i < commands->len; i++) {
		const Command *command = commands->pdata[i];
		TranscriptLine *line = g_new0(TranscriptLine, 1);

		line->line = g_strdup(command->line);
		g_ptr_array_add(performance->lines, line);
	}
	for (guint i = 0; i < 2 * commands->len; i++) {
		const Command *command = commands->pdata[i % commands->len];
		TranscriptLine *line = performance->lines->pdata[i % commands->len];

		if (is_fact(command) != (i < commands->len))
			continue;
		line->ok = perform_one(performance, command, &line->result);
		performance->refused += !line->ok;
	}
}
