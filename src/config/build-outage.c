/* When many reports are one outage. */
#include <string.h>

#include "config/build.h"
#include "core/outage.h"

static guint
likeness_of(const char *word)
{
	static const struct {
		const char *word;
		guint by;
	} words[] = {
		{ "system", OUTAGE_BY_SYSTEM },
		{ "category", OUTAGE_BY_CATEGORY },
		{ "words", OUTAGE_BY_WORDS },
	};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].by;
	return 0;
}

static guint
read_by(Build *build, const Section *section)
{
	g_auto(GStrv) words = section_list(section, "by");
	guint by = 0;

	for (guint i = 0; words[i]; i++) {
		guint one = likeness_of(words[i]);

		if (!one)
			build_error(build, section, "by",
				    "by: \"%s\" is none of system, category, words",
				    words[i]);
		by |= one;
	}
	return words[0] ? by : OUTAGE_BY_SYSTEM | OUTAGE_BY_CATEGORY | OUTAGE_BY_WORDS;
}

void
build_outage(Build *build)
{
	const Section *section = sections_single(build->sections, "outage");
	Outage *outage = &build->policy->outage;

	if (!section->is_written)
		return;
	outage->count = section_integer(section, "count");
	outage->within = section_duration(section, "within");
	outage->by = read_by(build, section);
	outage->priority = build_title(build, section, "priority", "priority");
	outage->team = build_title(build, section, "team", "team");
	if (outage->count == 1 || outage->count < 0)
		build_error(build, section, "count",
			    "count: %d is not many; 0 = none is ever proposed",
			    outage->count);
	if (outage->count > OUTAGE_ALIKE_MAX)
		build_error(build, section, "count",
			    "count: %d is never reached; a report is held against %d",
			    outage->count, OUTAGE_ALIKE_MAX);
	if (outage->within.working_days)
		build_error(build, section, "within",
			    "within: write hours or minutes, not working days");
}
