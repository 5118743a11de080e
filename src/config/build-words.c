/* Words that name facts, titles and patterns: what each option of the language shares. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

/* ── templates ────────────────────────────────────────────────────────────────────────────
 */

char *
build_template(Build *build, const Section *section)
{
	const char *word = section_text(section, "template");
	TemplateName *name;

	if (!word)
		return NULL;
	name = g_new0(TemplateName, 1);
	name->name = g_strdup(word);
	name->place = g_strdup(section_place(section, "template"));
	name->who = section_label(section);
	g_ptr_array_add(build->policy->template_names, name);
	return g_strdup(word);
}

/* ── facts ────────────────────────────────────────────────────────────────────────────────
 */

static char *
fact_hint(const Build *build, const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < build->policy->facts->len; i++) {
		const FactSpec *fact = build->policy->facts->pdata[i];

		g_ptr_array_add(names, fact->title);
	}
	g_ptr_array_add(names, NULL);
	return problem_hint(word, (const char *const *)names->pdata);
}

char *
build_fact(Build *build, const Section *section, const char *option, const char *word)
{
	const FactSpec *fact = policy_fact(build->policy, word);
	g_autofree char *hint = NULL;

	if (fact)
		return g_strdup(fact->title);
	hint = fact_hint(build, word);
	build_error(build, section, option,
		    "%s: there is no fact \"%s\"%s: name a built-in one, or add fact "
		    "\"%s\" { }",
		    option, word, hint, word);
	return NULL;
}

char **
build_facts(Build *build, const Section *section, const char *option)
{
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *titles = g_ptr_array_new();

	for (guint i = 0; written[i]; i++) {
		char *title = build_fact(build, section, option, written[i]);

		if (title)
			g_ptr_array_add(titles, title);
	}
	return build_strings(titles);
}

/* ── pairs ────────────────────────────────────────────────────────────────────────────────
 */

static const FactValue *
find_value(const FactSpec *fact, const char *word)
{
	for (guint i = 0; i < fact->values->len; i++) {
		const FactValue *value = fact->values->pdata[i];

		if (label_matches(&value->label, value->title, word))
			return value;
	}
	return NULL;
}

static void
refuse_value(Build *build, const Section *section, const char *option, const FactSpec *fact,
	     const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *hint = NULL, *list = NULL;

	for (guint i = 0; i < fact->values->len; i++)
		g_ptr_array_add(names, ((FactValue *)fact->values->pdata[i])->title);
	g_ptr_array_add(names, NULL);
	hint = problem_hint(word, (const char *const *)names->pdata);
	list = g_strjoinv(", ", (char **)names->pdata);
	build_error(build, section, option, "%s: fact \"%s\" is never \"%s\": it is %s%s",
		    option, fact->title, word, list, hint);
}

/* The value as it is held; NULL, and an error, if FACT never has it. Own. */
static char *
pair_value(Build *build, const Section *section, const char *option, const FactSpec *fact,
	   const char *word, gboolean to_set)
{
	const FactValue *value = find_value(fact, word);
	gboolean is_side = strcmp(word, "past") == 0 || strcmp(word, "future") == 0;

	if (value)
		return g_strdup(value->title);
	if (fact->values->len > 0 && strcmp(word, "*") != 0) {
		refuse_value(build, section, option, fact, word);
		return NULL;
	}
	if (to_set && (strcmp(word, "*") == 0 || (is_side && fact->type == FACT_MOMENT))) {
		build_error(build, section, option, "%s: \"%s\" is no value to write",
			    option, word);
		return NULL;
	}
	if (is_side && fact->type != FACT_MOMENT) {
		build_error(build, section, option,
			    "%s: fact \"%s\" is no moment, so it is never %s: give it type "
			    "= \"moment\"",
			    option, fact->title, word);
		return NULL;
	}
	return g_strdup(word);
}

static FactPair *
make_pair(Build *build, const Section *section, const char *option, const char *written,
	  gboolean to_set)
{
	const char *colon = strchr(written, ':');
	g_autofree char *name = colon ? g_strndup(written, colon - written) : NULL;
	g_autofree char *word = colon ? g_strstrip(g_strdup(colon + 1)) : NULL;
	g_autofree char *title = NULL, *value = NULL;

	if (!name || !*g_strstrip(name) || !*word) {
		build_error(build, section, option,
			    "%s: \"%s\" is no pair: write \"fact: value\"%s", option,
			    written, to_set ? "" : ", or \"fact: *\" for any value");
		return NULL;
	}
	title = build_fact(build, section, option, name);
	if (!title)
		return NULL;
	value = pair_value(build, section, option, policy_fact(build->policy, title), word,
			   to_set);
	return value ? fact_pair_new(title, value) : NULL;
}

GPtrArray *
build_pairs(Build *build, const Section *section, const char *option, gboolean to_set)
{
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *pairs;

	if (!section_setting(section, option))
		return NULL;
	pairs = fact_pairs_new();
	for (guint i = 0; written[i]; i++) {
		FactPair *pair = make_pair(build, section, option, written[i], to_set);

		if (pair)
			g_ptr_array_add(pairs, pair);
	}
	if (!written[0])
		build_error(build, section, option, "%s: is empty: leave it out", option);
	return pairs;
}

/* ── patterns ─────────────────────────────────────────────────────────────────────────────
 */

GPtrArray *
build_regexes(Build *build, const Section *section, const char *option)
{
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *regexes = g_ptr_array_new_with_free_func((GDestroyNotify)regex_free);

	for (guint i = 0; written[i]; i++) {
		g_autoptr(GError) problem = NULL;
		Regex *regex = regex_new(written[i], &problem);

		if (regex)
			g_ptr_array_add(regexes, regex);
		else
			build_error(build, section, option, "%s: %s", option,
				    problem->message);
	}
	return regexes;
}

gboolean
build_check_pattern(Build *build, const Section *section, const char *option,
		    const char *word)
{
	if (strpbrk(word, "@*"))
		return TRUE;
	build_error(build, section, option,
		    "%s: \"%s\" is no address: write \"*@%s\" for a domain", option, word,
		    word);
	return FALSE;
}

/* ── titles ───────────────────────────────────────────────────────────────────────────────
 */

/* The title that WORD means among KIND. Foreign; NULL if there is none. */
static const char *
title_of(const Policy *policy, const char *kind, const char *word)
{
	if (strcmp(kind, "category") == 0) {
		const Category *category = policy_category(policy, word);

		return category ? category->title : NULL;
	}
	if (strcmp(kind, "priority") == 0) {
		const Priority *priority = policy_priority(policy, word);

		return priority ? priority->title : NULL;
	}
	if (strcmp(kind, "system") == 0) {
		const System *system = policy_system(policy, word);

		return system ? system->title : NULL;
	}
	if (strcmp(kind, "team") == 0) {
		const Team *team = policy_team(policy, word);

		return team ? team->title : NULL;
	}
	return NULL;
}

/* A tier that stands further down counts too. */
static char *
tier_number(const Build *build, const char *word)
{
	g_autofree const char **titles = section_titles(build->sections, "tier");
	gint64 wanted, number;

	if (!g_ascii_string_to_signed(word, 10, 1, 99, &wanted, NULL))
		return NULL;
	for (guint i = 0; titles[i]; i++)
		if (g_ascii_string_to_signed(titles[i], 10, 1, 99, &number, NULL) &&
		    number == wanted)
			return g_strdup_printf("%d", (int)number);
	return NULL;
}

char *
build_titled(Build *build, const Section *section, const char *option, const char *kind,
	     const char *word)
{
	char *title = strcmp(kind, "tier") == 0
			      ? tier_number(build, word)
			      : g_strdup(title_of(build->policy, kind, word));

	if (!title)
		build_unknown(build, section, option, kind, word);
	return title;
}

char *
build_title(Build *build, const Section *section, const char *option, const char *kind)
{
	const char *word = section_text(section, option);

	return word ? build_titled(build, section, option, kind, word) : NULL;
}
