/*
 * Rules. Categories, systems and priorities may be named by a label; the ticket carries the
 * title, so that is what a rule gets.
 */
#include <string.h>

#include "config/build.h"

static void
add_condition(Build *build, const Section *section, Rule *rule, RuleConditionType type)
{
	const char *option = rule_condition_name(type);
	gboolean is_pattern = type == RULE_FROM || type == RULE_TO;
	g_auto(GStrv) written = section_list(section, option);
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_autoptr(GError) problem = NULL;

	for (guint i = 0; written[i]; i++)
		if (!is_pattern || build_check_pattern(build, section, option, written[i]))
			g_ptr_array_add(values, written[i]);
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

/* A person's title, or one of two words. Own; NULL. */
static char *
assignee_word(Build *build, const Section *section, const char *option, const char *word)
{
	static const char *const words[] = { "skill", "on-call", NULL };
	const Person *person = policy_person(build->policy, word);

	if (g_strv_contains(words, word))
		return g_strdup(word);
	if (!person)
		build_unknown(build, section, option, "person", word);
	return person ? g_strdup(person->title) : NULL;
}

static char *
setting_word(Build *build, const Section *section, RuleSettingType type, const char *word)
{
	const char *option = rule_setting_name(type);

	if (type == RULE_SET_KIND)
		return g_strdup(word);
	if (type == RULE_SET_ASSIGNEE)
		return assignee_word(build, section, option, word);
	return build_titled(build, section, option, option + strlen("set-"), word);
}

static gboolean
add_setting(Build *build, const Section *section, Rule *rule, RuleSettingType type)
{
	const char *word = section_text(section, rule_setting_name(type));
	g_autofree char *value = word ? setting_word(build, section, type, word) : NULL;

	if (value)
		rule_set_field(rule, type, value);
	return word != NULL;
}

static void
add_facts(Build *build, const Section *section, Rule *rule)
{
	g_autoptr(GPtrArray) pairs = build_pairs(build, section, "set-fact", TRUE);

	for (guint i = 0; pairs && i < pairs->len; i++) {
		const FactPair *pair = pairs->pdata[i];

		rule_add_fact(rule, pair->name, pair->value);
	}
}

/* A further ticket is one for all that are alike, so the rule must say what is alike. */
static void
set_opens(Build *build, const Section *section, Rule *rule)
{
	const char *word = section_text(section, "open");
	TicketKind kind;

	if (!word || !ticket_kind_parse(word, &kind))
		return;
	if (!section_setting(section, "same"))
		build_error(build, section, "open",
			    "open: needs same, what the tickets have in common");
	rule_set_opens(rule, kind);
}

static gboolean
does_something(const Section *section)
{
	static const char *const others[] = { "set-fact", "open" };

	for (guint i = 0; i < N_RULE_SETTINGS; i++)
		if (section_setting(section, rule_setting_name(i)))
			return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (section_setting(section, others[i]))
			return TRUE;
	return section_yes(section, "stop");
}

static void
make_rule(Build *build, const Section *section)
{
	gboolean match_any = strcmp(section_text(section, "when"), "any") == 0;
	g_autofree char *place = g_path_get_basename(section->place);
	Rule *rule = rule_new(section->title, place, match_any);

	for (guint i = 0; i < N_RULE_CONDITIONS; i++)
		if (section_setting(section, rule_condition_name(i)))
			add_condition(build, section, rule, i);
	build_which(build, section, rule_which(rule));
	build_when(build, section, rule_when(rule));
	for (guint i = 0; i < N_RULE_SETTINGS; i++)
		add_setting(build, section, rule, i);
	add_facts(build, section, rule);
	set_opens(build, section, rule);
	if (section_yes(section, "stop"))
		rule_set_stop(rule);
	if (!does_something(section))
		build_warning(build, section, NULL,
			      "does nothing: it has neither a set-…, open nor stop");
	rule_set_append(build->policy->rules, rule);
}

void
build_rules(Build *build)
{
	build_each(build, "rule", make_rule);
}
