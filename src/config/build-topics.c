/* Systems and categories. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

/* A name that two things go by would always mean the first. */
static void
check_system(Build *build, const Section *section, const System *system)
{
	const System *other = policy_system(build->policy, system->title);

	if (other)
		build_error(build, section, NULL, "system \"%s\" goes by that name already",
			    other->title);
	for (guint i = 1; i < system->label.texts->len; i += 2) {
		const char *text = system->label.texts->pdata[i];

		other = policy_system(build->policy, text);
		if (other)
			build_error(build, section, "label",
				    "label: system \"%s\" goes by the name \"%s\" already",
				    other->title, text);
	}
}

static void
make_system(Build *build, const Section *section)
{
	System *system = g_new0(System, 1);

	system->title = g_strdup(section->title);
	build_label(build, section, "label", &system->label);
	check_system(build, section, system);
	system->match = section_list(section, "match");
	system->important = section_yes(section, "important");
	g_ptr_array_add(build->policy->systems, system);
}

static void
check_category(Build *build, const Section *section, const Category *category)
{
	const Category *other = policy_category(build->policy, category->title);

	if (other)
		build_error(build, section, NULL,
			    "category \"%s\" goes by that name already", other->title);
	for (guint i = 1; i < category->label.texts->len; i += 2) {
		const char *text = category->label.texts->pdata[i];

		other = policy_category(build->policy, text);
		if (other)
			build_error(
				build, section, "label",
				"label: category \"%s\" goes by the name \"%s\" already",
				other->title, text);
	}
}

static void
make_category(Build *build, const Section *section)
{
	Category *category = g_new0(Category, 1);
	const char *team = section_text(section, "team");

	category->title = g_strdup(section->title);
	category->match = section_list(section, "match");
	build_label(build, section, "label", &category->label);
	check_category(build, section, category);
	if (team)
		category->team = policy_team(build->policy, team);
	if (team && !category->team)
		build_unknown(build, section, "team", "team", team);
	g_ptr_array_add(build->policy->categories, category);
}

void
build_topics(Build *build)
{
	build_each(build, "system", make_system);
	build_each(build, "category", make_category);
}
