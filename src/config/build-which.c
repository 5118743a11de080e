/* "Which tickets" (policy language 4.1): shared by rules, documents and reports. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/which.h"

static char *
list_word(Build *build, const Section *section, const char *option, const char *word)
{
	static const char *const kinds[] = { "fault", "hazard", "change", "task", NULL };
	g_autofree char *hint = NULL;
	TicketKind kind;

	if (strcmp(option, "kind") != 0)
		return build_titled(build, section, option, option, word);
	if (ticket_kind_parse(word, &kind))
		return g_strdup(word);
	hint = problem_hint(word, kinds);
	build_error(build, section, option,
		    "kind: \"%s\" is no kind: fault, hazard, change or task%s", word, hint);
	return NULL;
}

static void
set_titles(Build *build, const Section *section, Which *which, WhichList list)
{
	const char *option = which_name(list);
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *titles;

	if (!section_setting(section, option))
		return;
	titles = g_ptr_array_new();
	for (guint i = 0; written[i]; i++) {
		char *title = list_word(build, section, option, written[i]);

		if (title)
			g_ptr_array_add(titles, title);
	}
	if (!written[0])
		build_error(build, section, option,
			    "%s: an empty list fits nothing: leave it out", option);
	which->lists[list] = build_strings(titles);
}

static Choice
choice_of(const Section *section, const char *option)
{
	if (!section_setting(section, option))
		return EITHER;
	return section_yes(section, option) ? YES_ONLY : NO_ONLY;
}

static void
set_same(Build *build, const Section *section, Which *which)
{
	static const char *const fields[] = { "category", "system", "reporter", NULL };
	const char *word = section_text(section, "same");
	g_autofree char *folded = word ? text_fold(word) : NULL;

	if (!word)
		return;
	which->same = g_strv_contains(fields, folded)
			      ? g_steal_pointer(&folded)
			      : build_fact(build, section, "same", word);
}

static void
set_count(Build *build, const Section *section, Which *which)
{
	which->count = section_integer(section, "count");
	which->within = section_duration(section, "within");
	if (section_setting(section, "count") && which->count < 2)
		build_error(
			build, section, "count",
			"count: the ticket itself counts, so fewer than 2 says nothing");
	if (section_setting(section, "count") && !section_setting(section, "within"))
		build_error(build, section, "count",
			    "count: needs within, how far back tickets count");
	if (which->within.working_days)
		build_error(build, section, "within",
			    "within: counts by the clock: write days as \"30d\"");
	for (guint i = 0; i < 2; i++) {
		const char *option = i ? "within" : "count";

		if (section_setting(section, option) && !section_setting(section, "same"))
			build_error(build, section, option,
				    "%s: needs same, by what tickets are compared", option);
	}
}

void
build_which(Build *build, const Section *section, Which *which)
{
	for (guint i = 0; i < N_WHICH_LISTS; i++)
		set_titles(build, section, which, i);
	which->important = choice_of(section, "important");
	which->drill = choice_of(section, "drill");
	which->facts = build_pairs(build, section, "fact", FALSE);
	set_same(build, section, which);
	set_count(build, section, which);
}
