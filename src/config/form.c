/* The form of values: what each type of setting may look like. */
#include "config/form.h"

#include <string.h>

#include "base/timespan.h"
#include "config/problem.h"

#define INTEGER_MAX 1000000

static const struct {
	const char *word;
	int yes;
} answers[] = {
	{ "yes", 1 }, { "true", 1 }, { "on", 1 }, { "no", 0 }, { "false", 0 }, { "off", 0 },
};

gboolean
form_integer(const char *text, int *number)
{
	gint64 value;

	if (!g_ascii_string_to_signed(text, 10, 0, INTEGER_MAX, &value, NULL))
		return FALSE;
	*number = value;
	return TRUE;
}

int
form_yes(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++)
		if (g_ascii_strcasecmp(text, answers[i].word) == 0)
			return answers[i].yes;
	return -1;
}

static gboolean
is_choice(const SettingDoc *doc, const char *text)
{
	g_auto(GStrv) choices = doc->choices ? g_strsplit(doc->choices, " ", -1) : NULL;

	return choices && g_strv_contains((const char *const *)choices, text);
}

static char *
choice_problem(const SettingDoc *doc, const char *text)
{
	g_auto(GStrv) choices = g_strsplit(doc->choices, " ", -1);
	g_autofree char *list = g_strjoinv(", ", choices);
	g_autofree char *hint = problem_hint(text, (const char *const *)choices);

	return g_strdup_printf("\"%s\" is none of: %s%s", text, list, hint);
}

static gboolean
has_controls(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_unichar_iscntrl(g_utf8_get_char(text)))
			return TRUE;
	return FALSE;
}

char *
form_problem(const SettingDoc *doc, const char *text)
{
	g_autoptr(GError) problem = NULL;
	Duration duration;
	gint64 size;
	int number;

	if (!g_utf8_validate(text, -1, NULL))
		return g_strdup("is not UTF-8 once its escapes and variables are replaced");
	if (has_controls(text))
		return g_strdup("holds a line break or a control character");
	if (!*text && !(doc->flags & SETTING_MAY_BE_EMPTY))
		return g_strdup("is empty: leave it out, or give it a value");
	if (is_choice(doc, text))
		return NULL;
	if (strcmp(doc->type, "duration") == 0)
		duration_parse(text, &duration, &problem);
	else if (strcmp(doc->type, "size") == 0)
		size_parse(text, &size, &problem);
	else if (strcmp(doc->type, "yes/no") == 0 && form_yes(text) < 0)
		return g_strdup_printf("\"%s\" is neither yes nor no", text);
	else if (strcmp(doc->type, "integer") == 0 && !form_integer(text, &number))
		return g_strdup_printf("\"%s\" is no whole number from 0 to %d", text,
				       INTEGER_MAX);
	else if (strcmp(doc->type, "choice") == 0)
		return choice_problem(doc, text);
	return problem ? g_strdup(problem->message) : NULL;
}
