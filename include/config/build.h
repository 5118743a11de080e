/* What the parts of policy_build() share; for src/config/ alone. */
#pragma once

#include "config/section.h"
#include "core/policy.h"

#include <glib.h>

typedef struct {
	const GPtrArray *sections; /* foreign */
	GPtrArray *problems;       /* foreign */
	Policy *policy;            /* foreign; what is built */
	gint64 now;                /* 0 = unknown */
} Build;

typedef void (*BuildSection)(Build *build, const Section *section);

/* MAKE for each section NAME, in the order of the files. */
void build_each(Build *build, const char *name, BuildSection make);

/* An error, or a warning, at OPTION of SECTION: "section: message". OPTION NULL = at its
 * beginning. */
void build_error(Build *build, const Section *section, const char *option,
		 const char *format, ...) G_GNUC_PRINTF(4, 5);
void build_warning(Build *build, const Section *section, const char *option,
		   const char *format, ...) G_GNUC_PRINTF(4, 5);

/* OPTION names WORD, of which there is no KIND ("team"): an error with a hint. */
void build_unknown(Build *build, const Section *section, const char *option,
		   const char *kind, const char *word);

/* ADDRESS in lower case; NULL, and an error, if no mail can be sent there, or if it is the
 * desk's own. Own. */
char *build_address(Build *build, const Section *section, const char *option,
		    const char *address);

/* The language that OPTION names; NULL if none, or, with an error, a wrong one. Own. */
char *build_language(Build *build, const Section *section, const char *option);

/* Fills LABEL from OPTION: "en: Urgent". */
void build_label(Build *build, const Section *section, const char *option, Label *label);

void build_desk(Build *build);
void build_alerts(Build *build); /* after the people */
void build_calendars(Build *build);
void build_people(Build *build);
void build_topics(Build *build); /* systems and categories */
void build_priorities(Build *build);
void build_rules(Build *build);

/* STRINGS (own char*) as a NULL-terminated list; the array is used up. Own. */
char **build_strings(GPtrArray *strings);

/* By title, case folded. Foreign; NULL. */
const Calendar *build_calendar(const Build *build, const char *title);
