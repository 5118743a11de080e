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

typedef void (*BuildChild)(Build *build, const Section *section, gpointer data);

/* MAKE for each section NAME, in the order of the files. */
void build_each(Build *build, const char *name, BuildSection make);
/* MAKE for each section NAME that stands in PARENT. */
void build_children(Build *build, const Section *parent, const char *name, BuildChild make,
		    gpointer data);

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

/* The template that SECTION names; NULL: none. Whether there is one is for whoever has the templates
 * to say (Policy.template_names). Own. */
char *build_template(Build *build, const Section *section);

/* Fills LABEL from OPTION: "en: Urgent". */
void build_label(Build *build, const Section *section, const char *option, Label *label);

/* ── words of the language (build-words.c, build-events.c, build-recipients.c) ──
 * Each takes what OPTION says; what names nothing is an error with a hint, and left out. */

/* The title of the fact that WORD names. Own; NULL. */
char *build_fact(Build *build, const Section *section, const char *option,
		 const char *word);
/* Likewise all of a list; may be empty. Own. */
char **build_facts(Build *build, const Section *section, const char *option);
/* "fact: value"; TO_SET: for writing, so "*", past and future are nothing. Own FactPair; NULL
 * if OPTION is not written. */
GPtrArray *build_pairs(Build *build, const Section *section, const char *option,
		       gboolean to_set);
/* Own Regex; may be empty. */
GPtrArray *build_regexes(Build *build, const Section *section, const char *option);
/* The title of the category, system, priority, team or tier that WORD names, as KIND says.
 * Own; NULL. */
char *build_titled(Build *build, const Section *section, const char *option,
		   const char *kind, const char *word);
/* OPTION's one title of KIND. Own; NULL. */
char *build_title(Build *build, const Section *section, const char *option,
		  const char *kind);
/* A pattern of addresses without @ and * fits none: FALSE, and an error. */
gboolean build_check_pattern(Build *build, const Section *section, const char *option,
			     const char *word);
/* The word of an event as the language spells it. Own; NULL. */
char *build_event(Build *build, const Section *section, const char *option,
		  const char *word);
/* Own; NULL if OPTION is not written. */
char **build_events(Build *build, const Section *section, const char *option);
/* Is WORD, folded, the first word of an event of the language? */
gboolean build_is_event(const char *word);
/* WITH_TICKET: words like "assignee" mean somebody. Own; may be empty. */
char **build_recipients(Build *build, const Section *section, const char *option,
			gboolean with_ticket);
/* The calendar that OPTION names; NULL if none. Foreign. */
const Calendar *build_calendar_option(Build *build, const Section *section,
				      const char *option);
/* LIMIT must end one day in CALENDAR (NULL: round the clock). */
void build_check_limit(Build *build, const Section *section, const char *option,
		       const Calendar *calendar, const Duration *limit);

/* ── groups of options ── */
void build_which(Build *build, const Section *section, Which *which);
void build_when(Build *build, const Section *section, When *when);
void build_clocks(Build *build, const Section *section, Clocks *clocks);
/* Adds the sections "before" in PARENT (NULL: at the top) to GATES. */
void build_gates(Build *build, const Section *parent, GPtrArray *gates);

/* ── sections, in this order ── */
void build_desk(Build *build);
void build_calendars(Build *build);
void build_people(Build *build);
void build_topics(Build *build); /* systems and categories */
void build_facts_known(Build *build);
void build_alerts(Build *build);
void build_tiers(Build *build);
void build_priorities(Build *build);
void build_kinds(Build *build); /* and gates for all tickets */
void build_lookups(Build *build);
void build_rules(Build *build);
void build_documents(Build *build);
void build_duties(Build *build); /* monitors, schedules, reports */
void build_rotas(Build *build);
void build_outage(Build *build);

/* STRINGS (own char*) as a NULL-terminated list; the array is used up. Own. */
char **build_strings(GPtrArray *strings);

/* By title, case folded. Foreign; NULL. */
const Calendar *build_calendar(const Build *build, const char *title);
