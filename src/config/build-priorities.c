/* Priorities. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

#define RANK_MAX 1000

static int
compare_ranks(gconstpointer a, gconstpointer b)
{
	const Priority *left = *(Priority *const *)a;
	const Priority *right = *(Priority *const *)b;

	return (left->rank > right->rank) - (left->rank < right->rank);
}

static void
check_names(Build *build, const Section *section, const Priority *priority)
{
	const Priority *other = policy_priority(build->policy, priority->title);

	if (other)
		build_error(build, section, NULL,
			    "priority \"%s\" goes by that name already", other->title);
	for (guint i = 1; i < priority->label.texts->len; i += 2) {
		const char *text = priority->label.texts->pdata[i];

		other = policy_priority(build->policy, text);
		if (other)
			build_error(
				build, section, "label",
				"label: priority \"%s\" goes by the name \"%s\" already",
				other->title, text);
	}
}

static void
make_priority(Build *build, const Section *section)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(section->title);
	build_label(build, section, "label", &priority->label);
	priority->rank = section_integer(section, "rank");
	if (section_setting(section, "rank") &&
	    (priority->rank < 1 || priority->rank > RANK_MAX))
		build_error(build, section, "rank", "rank: 1 is the highest, %d the lowest",
			    RANK_MAX);
	build_clocks(build, section, &priority->clocks);
	priority->gates = g_ptr_array_new_with_free_func((GDestroyNotify)gate_free);
	build_gates(build, section, priority->gates);
	check_names(build, section, priority);
	g_ptr_array_add(build->policy->priorities, priority);
}

void
build_priorities(Build *build)
{
	build_each(build, "priority", make_priority);
	g_ptr_array_sort(build->policy->priorities, compare_ranks);
}
