/*
 * Rules. Categories, systems and priorities may be named by a label; the ticket carries the
 * title, so that is what a rule gets.
 */
#include <string.h>

#include "config/build.h"

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

static gboolean
has_tier(const Policy *policy, const char *word)
{
	gint64 number;

	return g_ascii_string_to_signed(word, 10, 1, 99, &number, NULL) &&
	       policy_tier(policy, number);
}

/* WORD as the rule should hold it; NULL, and an error, if OPTION refers to what is not
 * there. KIND is what OPTION speaks of: the option itself, or what follows "set-". Own. */
static char *
resolve(Build *build, const Section *section, const char *option, const char *kind,
	const char *word)
{
	static const char *const titled[] = { "category", "priority", "system", "team",
					      NULL };
	const char *title;

	if (strcmp(kind, "tier") == 0) {
		if (has_tier(build->policy, word))
			return g_strdup(word);
		build_unknown(build, section, option, kind, word);
		return NULL;
	}
	if (strcmp(kind, "kind") == 0 && !ticket_kind_parse(word, &(TicketKind){ 0 })) {
		build_error(build, section, option,
			    "%s: \"%s\" is no kind: fault, hazard, change or task", option,
			    word);
		return NULL;
	}
	if (!g_strv_contains(titled, kind))
		return g_strdup(word);
	title = title_of(build->policy, kind, word);
	if (!title)
		build_unknown(build, section, option, kind, word);
	return g_strdup(title);
}

/* A pattern without @ and * fits no address at all. */
static gboolean
check_pattern(Build *build, const Section *section, RuleConditionType type,
	      const char *word)
{
	if ((type != RULE_FROM && type != RULE_TO) || strpbrk(word, "@*"))
		return TRUE;
	build_error(build, section, rule_condition_name(type),
		    "%s: \"%s\" is no address: write \"*@%s\" for a domain",
		    rule_condition_name(type), word, word);
	return FALSE;
}

static void
add_condition(Build *build, const Section *section, Rule *rule, RuleConditionType type)
{
	const char *option = rule_condition_name(type);
	g_auto(GStrv) written = section_list(section, option);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) problem = NULL;

	for (guint i = 0; written[i]; i++) {
		char *value = check_pattern(build, section, type, written[i])
				      ? resolve(build, section, option, option, written[i])
				      : NULL;

		if (value)
			g_ptr_array_add(values, value);
	}
	if (values->len == 0) {
		if (!written[0])
			build_error(build, section, option,
				    "%s: an empty list fits nothing: leave it out", option);
		return;
	}
	g_ptr_array_add(values, NULL);
	if (!rule_add_condition(rule, type, (const char *const *)values->pdata, &problem))
		build_error(build, section, option, "%s: %s", option, problem->message);
}

/* The titles of one list of "which tickets". */
static void
set_titles(Build *build, const Section *section, Which *which, WhichList list)
{
	const char *option = which_name(list);
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *titles = g_ptr_array_new();

	for (guint i = 0; written[i]; i++) {
		char *title = resolve(build, section, option, option, written[i]);

		if (title)
			g_ptr_array_add(titles, title);
	}
	if (!written[0])
		build_error(build, section, option,
			    "%s: an empty list fits nothing: leave it out", option);
	which->lists[list] = build_strings(titles);
}

static gboolean
add_setting(Build *build, const Section *section, Rule *rule, RuleSettingType type)
{
	const char *option = rule_setting_name(type);
	const char *word = section_text(section, option);
	g_autofree char *value = NULL;

	if (!word)
		return FALSE;
	value = resolve(build, section, option, option + strlen("set-"), word);
	if (value)
		rule_set_field(rule, type, value);
	return TRUE;
}

static void
make_rule(Build *build, const Section *section)
{
	gboolean match_any = strcmp(section_text(section, "when"), "any") == 0;
	g_autofree char *place = g_path_get_basename(section->place);
	Rule *rule = rule_new(section->title, place, match_any);
	gboolean acts = section_yes(section, "stop");

	for (guint i = 0; i < N_RULE_CONDITIONS; i++)
		if (section_setting(section, rule_condition_name(i)))
			add_condition(build, section, rule, i);
	for (guint i = 0; i < N_WHICH_LISTS; i++)
		if (section_setting(section, which_name(i)))
			set_titles(build, section, rule_which(rule), i);
	for (guint i = 0; i < N_RULE_SETTINGS; i++)
		if (setting_find("rule", rule_setting_name(i)) && add_setting(build, section, rule, i))
			acts = TRUE;
	if (section_yes(section, "stop"))
		rule_set_stop(rule);
	if (!acts)
		build_warning(build, section, NULL,
			      "does nothing: it has neither a set-… nor stop");
	rule_set_append(build->policy->rules, rule);
}

void
build_rules(Build *build)
{
	build_each(build, "rule", make_rule);
}
