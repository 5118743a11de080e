/*
 * Exercises: command_read(), command_from_words() over the lines, command_is_greeting(),
 * answer_read() and challenge_read(). Holds that every command has a line, a word and an
 * argument, that a known one is in the table by its word or a fact, that a score is 1 to 5,
 * and that a code has the form of ours.
 */
#include "core/challenge.h"
#include "core/command.h"
#include "core/fact.h"

#include "base/text.h"
#include "shipped-answers.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check(const CommandMail *mail)
{
	g_assert_nonnull(mail->text);
	g_assert_cmpuint(mail->commands->len, <=, 50);
	for (guint i = 0; i < mail->commands->len; i++) {
		const Command *command = mail->commands->pdata[i];

		g_assert_nonnull(command->line);
		g_assert_nonnull(command->argument);
		g_assert_true(command->fact ||
			      command->spec == command_find(command->word));
		g_assert_true(!command->spec || !command->suggestion);
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = text_valid((const char *)data, size);
	static Answers *phrases;
	g_auto(GStrv) lines = g_strsplit(text, "\n", 20);
	static GPtrArray *facts;
	g_autoptr(CommandMail) mail = NULL;
	g_autoptr(CommandMail) words = NULL;
	g_autofree char *code = challenge_read(text);
	int score = 0;

	if (!phrases)
		phrases = shipped_answers();
	if (!facts)
		facts = fact_specs_new();
	mail = command_read(text, facts);
	words = command_from_words((const char *const *)lines, facts);

	check(mail);
	check(words);
	command_is_greeting(text);
	if (code)
		g_assert_cmpuint(strspn(code, "abcdefghijklmnopqrstuvwxyz234567"), ==, 26);
	if (answer_read(phrases, text, &score) == ANSWER_SCORE) {
		g_assert_cmpint(score, >=, 1);
		g_assert_cmpint(score, <=, 5);
	}
	return 0;
}
