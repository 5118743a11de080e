/* The steps of support. */
#include "config/build.h"

static void
make_tier(Build *build, const Section *section)
{
	const char *name = section_text(section, "name");
	const char *team = section_text(section, "team");
	const char *supplier = section_text(section, "supplier");
	gint64 number;
	Tier *tier;

	if (!g_ascii_string_to_signed(section->title, 10, 1, 99, &number, NULL)) {
		build_error(build, section, NULL,
			    "its title must be a number from 1 to 99");
		return;
	}
	if (policy_tier(build->policy, number)) {
		build_error(build, section, NULL, "there is a tier of that number already");
		return;
	}
	tier = g_new0(Tier, 1);
	tier->number = number;
	tier->name = name ? g_strdup(name) : g_strdup_printf("tier %d", tier->number);
	if (team)
		tier->team = policy_team(build->policy, team);
	if (team && !tier->team)
		build_unknown(build, section, "team", "team", team);
	if (supplier)
		tier->supplier = policy_supplier(build->policy, supplier);
	if (supplier && !tier->supplier)
		build_unknown(build, section, "supplier", "supplier", supplier);
	build_clocks(build, section, &tier->clocks);
	g_ptr_array_add(build->policy->tiers, tier);
}

void
build_tiers(Build *build)
{
	build_each(build, "tier", make_tier);
}
