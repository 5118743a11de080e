/* Conditions on a ticket itself. Values are titles, as config/ resolved them. */
#include "core/which.h"

#include <string.h>

#include "base/text.h"
#include "core/decision.h"
#include "core/fact.h"

static Match
yes_if(gboolean hit)
{
	return hit ? MATCH_YES : MATCH_NO;
}

/* ---- titles ---- */

static const char *
field_of(const Ticket *ticket, WhichList list)
{
	switch (list) {
	case WHICH_KIND:
		return ticket_kind_name(ticket->kind);
	case WHICH_CATEGORY:
		return ticket->category;
	case WHICH_SYSTEM:
		return ticket->system;
	case WHICH_PRIORITY:
		return ticket->priority;
	case WHICH_TEAM:
		return ticket->team;
	case WHICH_TIER:
	case N_WHICH_LISTS:
		break;
	}
	return NULL;
}

static Match
test_list(const Which *which, guint option, const WhichView *view, GString *why)
{
	g_autofree char *tier = g_strdup_printf("%d", view->ticket->tier);
	const char *field = option == WHICH_TIER ? tier : field_of(view->ticket, option);

	for (guint i = 0; field && which->lists[option][i]; i++) {
		if (!text_same_word(field, which->lists[option][i]))
			continue;
		g_string_printf(why, "%s is \"%s\"", which_name(option), field);
		return MATCH_YES;
	}
	return MATCH_NO;
}

static gboolean
has_list(const Which *which, guint option)
{
	return which->lists[option] != NULL;
}

/* ---- choices ---- */

static gboolean
is_important(const WhichView *view)
{
	const System *system = policy_system(view->policy, view->ticket->system);

	return system && system->important;
}

static Match
test_choice(Choice choice, gboolean is, const char *name, GString *why)
{
	g_string_printf(why, "%s is %s", name, is ? "yes" : "no");
	return yes_if((choice == YES_ONLY) == is);
}

static Match
test_important(const Which *which, guint option, const WhichView *view, GString *why)
{
	return test_choice(which->important, is_important(view), "important", why);
}

static gboolean
has_important(const Which *which, guint option)
{
	return which->important != EITHER;
}

static Match
test_drill(const Which *which, guint option, const WhichView *view, GString *why)
{
	return test_choice(which->drill, view->ticket->drill, "drill", why);
}

static gboolean
has_drill(const Which *which, guint option)
{
	return which->drill != EITHER;
}

/* ---- facts ---- */

/* One element of a list is enough. */
static gboolean
value_fits(const char *known, const char *wanted)
{
	g_auto(GStrv) elements = NULL;

	if (text_same_word(known, wanted))
		return TRUE;
	elements = g_strsplit(known, ", ", -1);
	for (guint i = 0; elements[i] && elements[1]; i++)
		if (text_same_word(elements[i], wanted))
			return TRUE;
	return FALSE;
}

/* A moment that is no instant (a mere date) is its first second. */
static gboolean
pair_holds(const FactPair *pair, const WhichView *view)
{
	const char *known = ticket_fact(view->ticket, pair->name);
	gboolean past = strcmp(pair->value, "past") == 0;
	gint64 at;

	if (!known)
		return FALSE;
	if (strcmp(pair->value, "*") == 0)
		return TRUE;
	if (!past && strcmp(pair->value, "future") != 0)
		return value_fits(known, pair->value);
	at = fact_moment(view->policy, view->ticket, pair->name);
	return at && (past ? at <= view->ticket->created : at > view->ticket->created);
}

/* Pairs of the same fact are alternatives. */
static gboolean
fact_holds(const Which *which, const char *name, const WhichView *view)
{
	for (guint i = 0; i < which->facts->len; i++) {
		const FactPair *pair = which->facts->pdata[i];

		if (strcmp(pair->name, name) == 0 && pair_holds(pair, view))
			return TRUE;
	}
	return FALSE;
}

static Match
test_fact(const Which *which, guint option, const WhichView *view, GString *why)
{
	for (guint i = 0; i < which->facts->len; i++) {
		const FactPair *pair = which->facts->pdata[i];
		const char *known = ticket_fact(view->ticket, pair->name);

		if (!fact_holds(which, pair->name, view)) {
			g_string_printf(why, "fact %s is %s", pair->name,
					known ? known : "unknown");
			return MATCH_NO;
		}
		g_string_append_printf(why, "%sfact %s is \"%s\"", i ? "; " : "",
				       pair->name, known);
	}
	return MATCH_YES;
}

static gboolean
has_fact(const Which *which, guint option)
{
	return which->facts && which->facts->len > 0;
}

/* ---- other tickets ---- */

const char *
which_value(const char *same, const Ticket *ticket)
{
	if (strcmp(same, "category") == 0)
		return ticket->category;
	if (strcmp(same, "system") == 0)
		return ticket->system;
	if (strcmp(same, "reporter") == 0)
		return ticket->reporter->address;
	return ticket_fact(ticket, same);
}

static gint64
reach_of(const Duration *within)
{
	return within->working_days ? within->working_days * G_GINT64_CONSTANT(86400)
				    : within->seconds;
}

static gboolean
is_of_kind(const Which *which, const Ticket *ticket)
{
	return !which->lists[WHICH_KIND] ||
	       g_strv_contains((const char *const *)which->lists[WHICH_KIND],
			       ticket_kind_name(ticket->kind));
}

GPtrArray *
which_same(const Which *which, const WhichView *view)
{
	GPtrArray *others = g_ptr_array_new();
	const char *value = which->same ? which_value(which->same, view->ticket) : NULL;
	gint64 reach = reach_of(&which->within);
	const Finding *finding;

	if (!value || !view->decision)
		return others;
	finding = decision_ask(
		view->decision,
		&(Question){ .type = ASK_SAME,
			     .name = which->same,
			     .value = (char *)value,
			     .since = reach ? view->ticket->created - reach : 0 });
	for (guint i = 0; i < finding->tickets->len; i++) {
		Ticket *other = finding->tickets->pdata[i];

		if (other->ticket_id != view->ticket->ticket_id && !other->drill &&
		    is_of_kind(which, other))
			g_ptr_array_add(others, other);
	}
	return others;
}

static Match
test_same(const Which *which, guint option, const WhichView *view, GString *why)
{
	const char *value = which_value(which->same, view->ticket);
	g_autoptr(GPtrArray) others = which_same(which, view);
	guint count = others->len + (view->ticket->drill ? 0 : 1);

	g_string_printf(why, "%u with the %s \"%s\"", value ? count : 0, which->same,
			value ? value : "");
	return yes_if(value && count >= (guint)which->count);
}

static gboolean
has_same(const Which *which, guint option)
{
	return which->same && which->count > 0;
}

/* ---- the table ---- */

static const struct {
	const char *name;
	gboolean (*is_set)(const Which *which, guint option);
	Match (*test)(const Which *which, guint option, const WhichView *view,
		      GString *why);
} options[] = {
	[WHICH_KIND] = { "kind", has_list, test_list },
	[WHICH_CATEGORY] = { "category", has_list, test_list },
	[WHICH_SYSTEM] = { "system", has_list, test_list },
	[WHICH_PRIORITY] = { "priority", has_list, test_list },
	[WHICH_TEAM] = { "team", has_list, test_list },
	[WHICH_TIER] = { "tier", has_list, test_list },
	{ "important", has_important, test_important },
	{ "drill", has_drill, test_drill },
	{ "fact", has_fact, test_fact },
	{ "same", has_same, test_same },
};

guint
which_size(void)
{
	return G_N_ELEMENTS(options);
}

const char *
which_name(guint option)
{
	return options[option].name;
}

gboolean
which_is_set(const Which *which, guint option)
{
	return options[option].is_set(which, option);
}

Match
which_test(const Which *which, guint option, const WhichView *view, GString *why)
{
	g_string_printf(why, "no hit for %s", options[option].name);
	if (options[option].test == test_fact)
		g_string_truncate(why, 0);
	return options[option].test(which, option, view, why);
}

gboolean
which_holds(const Which *which, const WhichView *view)
{
	g_autoptr(GString) why = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		if (which_is_set(which, i) && which_test(which, i, view, why) != MATCH_YES)
			return FALSE;
	return TRUE;
}
