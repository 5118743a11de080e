/* What states need ("before"), and the kinds of ticket. */
#include <string.h>

#include "config/build.h"

/* Nothing leads into "new"; the desk itself leads into "waiting", and a rejection is held
 * back by nothing. */
static gboolean
check_state(Build *build, const Section *section, TicketState *state)
{
	static const char *const states[] = { "accepted",  "diagnosing", "planned",
					      "repairing", "verifying",  "resolved",
					      "closed",    NULL };
	g_autofree char *list = g_strjoinv(", ", (char **)states);
	g_autofree char *hint = NULL;

	if (g_strv_contains(states, section->title))
		return ticket_state_parse(section->title, state);
	hint = problem_hint(section->title, states);
	if (ticket_state_parse(section->title, state))
		build_error(build, section, NULL,
			    "no ticket is held back from \"%s\": name one of %s",
			    section->title, list);
	else
		build_error(build, section, NULL, "\"%s\" is no state: one of %s%s",
			    section->title, list, hint);
	return FALSE;
}

static void
make_gate(Build *build, const Section *section, gpointer data)
{
	GPtrArray *gates = data;
	Gate *gate = g_new0(Gate, 1);
	gboolean known = check_state(build, section, &gate->state);

	gate->require = build_facts(build, section, "require");
	gate->approval = build_recipients(build, section, "approval", TRUE);
	if (!section_setting(section, "require") && !section_setting(section, "approval"))
		build_error(build, section, NULL,
			    "needs nothing: say require, the facts, or approval, who must "
			    "agree");
	if (known)
		g_ptr_array_add(gates, gate);
	else
		gate_free(gate);
}

void
build_gates(Build *build, const Section *parent, GPtrArray *gates)
{
	const GPtrArray *sections = parent ? parent->children : build->sections;

	for (guint i = 0; i < sections->len; i++) {
		const Section *section = sections->pdata[i];

		if (strcmp(section->doc->name, "before") == 0)
			make_gate(build, section, gates);
	}
}

static void
make_kind(Build *build, const Section *section)
{
	static const char *const kinds[] = { "fault", "hazard", "change", "task", NULL };
	g_autofree char *hint = problem_hint(section->title, kinds);
	TicketKind kind;

	if (!ticket_kind_parse(section->title, &kind)) {
		build_error(build, section, NULL,
			    "there are four kinds: fault, hazard, change, task%s", hint);
		return;
	}
	build_label(build, section, "label", &build->policy->kinds[kind].label);
	build_gates(build, section, build->policy->kinds[kind].gates);
}

void
build_kinds(Build *build)
{
	build_each(build, "kind", make_kind);
	build_gates(build, NULL, build->policy->gates);
}
