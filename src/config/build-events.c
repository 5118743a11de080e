/*
 * The words for what happens (policy language 3.1): known words, names of milestones,
 * "changed FACT", "waiting REASON", "breach LIMIT".
 */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

/* What may follow the first word. */
typedef enum { ALONE, REASON, FIELD, LIMIT } Second;

static const struct {
	const char *word;
	Second second;
} events[] = {
	{ "opened", ALONE },     { "began", ALONE },    { "accepted", ALONE },
	{ "diagnosing", ALONE }, { "planned", ALONE },  { "repairing", ALONE },
	{ "verifying", ALONE },  { "resolved", ALONE }, { "closed", ALONE },
	{ "rejected", ALONE },   { "waiting", REASON }, { "responded", ALONE },
	{ "reopened", ALONE },   { "assigned", ALONE }, { "escalated", ALONE },
	{ "raised", ALONE },     { "changed", FIELD },  { "warn", LIMIT },
	{ "breach", LIMIT },
};

static int
event_index(const char *word)
{
	g_autofree char *folded = text_fold(word);

	for (guint i = 0; i < G_N_ELEMENTS(events); i++)
		if (strcmp(folded, events[i].word) == 0)
			return i;
	return -1;
}

gboolean
build_is_event(const char *word)
{
	g_auto(GStrv) words = g_strsplit(word, " ", 2);

	return words[0] && event_index(words[0]) >= 0;
}

/* The milestone of any priority or tier that WORD names. Foreign; NULL. */
static const char *
milestone_title(const Build *build, const char *word)
{
	g_autofree char *wanted = text_fold(word);

	for (guint i = 0; i < build->sections->len; i++) {
		const Section *section = build->sections->pdata[i];
		g_autofree const char **titles =
			section_titles(section->children, "milestone");

		for (guint j = 0; titles[j]; j++) {
			g_autofree char *folded = text_fold(titles[j]);

			if (strcmp(folded, wanted) == 0)
				return titles[j];
		}
	}
	return NULL;
}

static char *
limit_name(const Build *build, const char *word)
{
	g_autofree char *folded = text_fold(word);
	const char *milestone = milestone_title(build, word);
	g_auto(GStrv) parts = g_strsplit(folded, " ", 3);

	if (strcmp(folded, "respond") == 0 || strcmp(folded, "resolve") == 0)
		return g_steal_pointer(&folded);
	if (milestone)
		return g_strdup(milestone);
	if (g_strv_length(parts) == 3 && strcmp(parts[0], "tier") == 0 &&
	    g_ascii_isdigit(parts[1][0])) {
		g_autofree char *limit = limit_name(build, parts[2]);

		return limit ? g_strdup_printf("tier %s %s", parts[1], limit) : NULL;
	}
	return NULL;
}

static char *
field_name(const Build *build, const char *word)
{
	static const char *const fields[] = { "kind", "category", "system", NULL };
	g_autofree char *folded = text_fold(word);
	const FactSpec *fact = policy_fact(build->policy, word);

	if (g_strv_contains(fields, folded))
		return g_steal_pointer(&folded);
	return fact ? g_strdup(fact->title) : NULL;
}

static char *
second_word(const Build *build, Second second, const char *word)
{
	WaitReason reason;

	if (second == REASON)
		return wait_reason_parse(word, &reason) ? g_strdup(word) : NULL;
	if (second == FIELD)
		return field_name(build, word);
	return second == LIMIT ? limit_name(build, word) : NULL;
}

/* "did you mean": the events and all milestones. */
static char *
event_hint(const Build *build, const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < G_N_ELEMENTS(events); i++)
		g_ptr_array_add(names, (char *)events[i].word);
	for (guint i = 0; i < build->sections->len; i++) {
		const Section *section = build->sections->pdata[i];
		g_autofree const char **titles =
			section_titles(section->children, "milestone");

		for (guint j = 0; titles[j]; j++)
			g_ptr_array_add(names, (char *)titles[j]);
	}
	g_ptr_array_add(names, NULL);
	return problem_hint(word, (const char *const *)names->pdata);
}

static void
refuse_event(Build *build, const Section *section, const char *option, const char *word,
	     int index, const char *rest)
{
	static const char *const seconds[] = {
		[ALONE] = "nothing follows it",
		[REASON] = "after it comes reporter, supplier, parts or approval",
		[FIELD] = "after it comes kind, category, system or a fact",
		[LIMIT] = "after it comes respond, resolve, a milestone, or \"tier 2 "
			  "resolve\"",
	};
	const char *name = option ? option : "its title";
	g_autofree char *hint = event_hint(build, word);

	if (index >= 0 && rest)
		build_error(build, section, option, "%s: \"%s\" is no event: of \"%s\", %s",
			    name, word, events[index].word, seconds[events[index].second]);
	else
		build_error(build, section, option, "%s: \"%s\" is no event%s%s", name,
			    word, option ? "" : ": say on = the event", hint);
}

char *
build_event(Build *build, const Section *section, const char *option, const char *word)
{
	const char *milestone = milestone_title(build, word);
	g_auto(GStrv) words = g_strsplit(word, " ", 2);
	int index = words[0] ? event_index(words[0]) : -1;
	char *rest = index >= 0 && words[1] ? g_strstrip(words[1]) : NULL;
	g_autofree char *second =
		rest ? second_word(build, events[index].second, rest) : NULL;

	if (milestone)
		return g_strdup(milestone);
	if (index >= 0 && !rest)
		return g_strdup(events[index].word);
	if (index >= 0 && second)
		return g_strdup_printf("%s %s", events[index].word, second);
	refuse_event(build, section, option, word, index, rest);
	return NULL;
}

char **
build_events(Build *build, const Section *section, const char *option)
{
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *words = g_ptr_array_new();

	if (!section_setting(section, option)) {
		g_ptr_array_unref(words);
		return NULL;
	}
	for (guint i = 0; written[i]; i++) {
		char *word = build_event(build, section, option, written[i]);

		if (word)
			g_ptr_array_add(words, word);
	}
	if (!written[0])
		build_error(build, section, option, "%s: names no event: leave it out",
			    option);
	return build_strings(words);
}
