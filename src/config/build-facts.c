/* Facts: the policy's own, and what it adds to the built-in ones. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/command.h"
#include "core/fact.h"

static const char *const types[] = {
	[FACT_TEXT] = "text",
	[FACT_MOMENT] = "moment",
	[FACT_DURATION] = "duration",
	[FACT_LIST] = "list",
};

/* ── names ────────────────────────────────────────────────────────────────────────────────
 */

/* /NAME writes the fact: no command may have that name. */
static void
check_command(Build *build, const Section *section, const char *option, const char *name)
{
	const CommandSpec *command = command_find(name);

	if (!command || command->verb == VERB_FACT)
		return;
	build_error(build, section, option,
		    "/%s is a command already (/%s), so the fact could not be written: "
		    "choose another name",
		    name, command->name);
}

/* /NAME ends at the first blank. */
static void
check_title(Build *build, const Section *section)
{
	if (section->title[strcspn(section->title, " \t/:")] != '\0')
		build_error(build, section, NULL,
			    "its title is its command and must be one word: write \"a-b\", "
			    "and give it a label");
	check_command(build, section, NULL, section->title);
}

static void
check_label(Build *build, const Section *section, const FactSpec *fact)
{
	for (guint i = 1; i < fact->label.texts->len; i += 2) {
		const char *text = fact->label.texts->pdata[i];
		const FactSpec *other = policy_fact(build->policy, text);

		check_command(build, section, "label", text);
		if (other && other != fact)
			build_error(build, section, "label",
				    "label: fact \"%s\" goes by the name \"%s\" already",
				    other->title, text);
	}
}

static void
append_label(Label *label, const Label *more)
{
	for (guint i = 0; more->texts && i < more->texts->len; i++)
		g_ptr_array_add(label->texts, g_strdup(more->texts->pdata[i]));
}

/* The policy's texts come first, so that they are shown; the older ones are still read. */
static void
add_label(Build *build, const Section *section, FactSpec *fact)
{
	Label label = { NULL };
	Label old = fact->label;

	build_label(build, section, "label", &label);
	fact->label = label;
	check_label(build, section, fact);
	append_label(&fact->label, &old);
	label_clear(&old);
}

static void
add_words(const Section *section, const char *option, char ***words)
{
	g_auto(GStrv) more = section_list(section, option);
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	g_strv_builder_addv(all, (const char **)*words);
	g_strv_builder_addv(all, (const char **)more);
	g_strfreev(*words);
	*words = g_strv_builder_end(all);
}

/* ── values ───────────────────────────────────────────────────────────────────────────────
 */

static void
check_value(Build *build, const Section *section, const FactSpec *fact,
	    const FactValue *value)
{
	for (guint i = 0; i < fact->values->len; i++) {
		const FactValue *other = fact->values->pdata[i];

		if (label_matches(&other->label, other->title, value->title))
			build_error(build, section, NULL,
				    "value \"%s\" goes by that name already", other->title);
		for (guint j = 1; j < value->label.texts->len; j += 2)
			if (label_matches(&other->label, other->title,
					  value->label.texts->pdata[j]))
				build_error(build, section, "label",
					    "label: value \"%s\" goes by the name \"%s\" "
					    "already",
					    other->title,
					    (const char *)value->label.texts->pdata[j]);
	}
	if (strcmp(value->title, "*") == 0)
		build_error(build, section, NULL, "\"*\" stands for any value");
}

static void
make_value(Build *build, const Section *section, gpointer data)
{
	FactSpec *fact = data;
	FactValue *value = g_new0(FactValue, 1);

	value->title = g_strdup(section->title);
	build_label(build, section, "label", &value->label);
	value->match = section_list(section, "match");
	check_value(build, section, fact, value);
	g_ptr_array_add(fact->values, value);
}

/* ── facts ────────────────────────────────────────────────────────────────────────────────
 */

/* What the desk itself writes keeps its type: it reckons with it. */
static void
set_type(Build *build, const Section *section, FactSpec *fact)
{
	const char *written = section_text(section, "type");

	for (guint i = 0; written && i < G_N_ELEMENTS(types); i++) {
		if (strcmp(written, types[i]) != 0)
			continue;
		if (fact->built_in && fact->type != FACT_TEXT && fact->type != i)
			build_error(build, section, "type",
				    "type: fact \"%s\" is built in, and a %s", fact->title,
				    types[fact->type]);
		else
			fact->type = i;
	}
}

static void
add_regexes(Build *build, const Section *section, FactSpec *fact)
{
	g_autoptr(GPtrArray) more = build_regexes(build, section, "regex");

	g_ptr_array_extend_and_steal(fact->regex, g_steal_pointer(&more));
}

static void
check_values(Build *build, const Section *section, const FactSpec *fact)
{
	if (fact->in_text && fact->values->len == 0)
		build_error(build, section, "in-text",
			    "in-text: looks for the words of its values, and it has none");
	if (fact->values->len > 0 && fact->type != FACT_TEXT)
		build_error(build, section, "type",
			    "type: a fact with values is a text: leave type out");
}

static FactSpec *
find_built_in(const Policy *policy, const char *title)
{
	for (guint i = 0; i < policy->facts->len; i++) {
		FactSpec *fact = policy->facts->pdata[i];
		g_autofree char *folded = text_fold(title);

		if (fact->built_in && strcmp(fact->title, folded) == 0)
			return fact;
	}
	return NULL;
}

static FactSpec *
add_fact(Build *build, const Section *section)
{
	const FactSpec *other = policy_fact(build->policy, section->title);
	FactSpec *fact = fact_spec_new(section->title);

	check_title(build, section);
	if (other)
		build_error(build, section, NULL,
			    "fact \"%s\" goes by that name already: add to it with fact "
			    "\"%s\" { }",
			    other->title, other->title);
	g_ptr_array_add(build->policy->facts, fact);
	return fact;
}

static void
make_fact(Build *build, const Section *section)
{
	FactSpec *fact = find_built_in(build->policy, section->title);

	if (!fact)
		fact = add_fact(build, section);
	add_label(build, section, fact);
	add_words(section, "match", &fact->match);
	add_regexes(build, section, fact);
	set_type(build, section, fact);
	build_children(build, section, "value", make_value, fact);
	fact->in_text = section_yes(section, "in-text");
	fact->from_mail = fact->from_mail || fact->in_text || fact->regex->len > 0;
	check_values(build, section, fact);
}

void
build_facts_known(Build *build)
{
	build_each(build, "fact", make_fact);
}
