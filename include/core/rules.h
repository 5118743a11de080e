/*
 * Rules: conditions on a mail, in order, that give a ticket its fields (policy language 5.3).
 * They run top to bottom, each sees what earlier ones set.
 */
#pragma once

#include "core/condition.h"
#include "core/message.h"
#include "core/which.h"

#include <glib.h>

typedef struct RuleSet RuleSet;

typedef enum {
	RULE_SET_PRIORITY,
	RULE_SET_CATEGORY,
	RULE_SET_TIER,
	RULE_SET_TEAM,
	RULE_SET_KIND,
	RULE_SET_ASSIGNEE, /* a person's title, "skill", "on-call" */
	N_RULE_SETTINGS
} RuleSettingType;

const char *rule_setting_name(RuleSettingType type); /* "set-priority", … */

typedef struct Rule Rule;

RuleSet *rule_set_new(void);
void rule_set_free(RuleSet *rules);
guint rule_set_size(const RuleSet *rules);

/* A rule TITLE that began at PLACE ("file:line"), to be filled. MATCH_ANY: when = "any". */
Rule *rule_new(const char *title, const char *place, gboolean match_any);
void rule_free(Rule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rule, rule_free)

/* One option with its values: any of them is enough. DESK_ERROR_CONFIG for a regex that PCRE2
 * refuses (offset in the message), a tier that is no number, a header without colon. */
gboolean rule_add_condition(Rule *rule, RuleConditionType type, const char *const *values, GError **error);
void rule_set_field(Rule *rule, RuleSettingType type, const char *value);
void rule_set_stop(Rule *rule);
/* To be filled in place; live as long as the rule. An `on` that stays NULL: at the opening, and
 * again when kind, category, system or a fact changes. */
Which *rule_which(Rule *rule);
When *rule_when(Rule *rule);
void rule_add_fact(Rule *rule, const char *name, const char *value);
/* It opens a further ticket of KIND, related to the one at hand. */
void rule_set_opens(Rule *rule, TicketKind kind);
void rule_set_append(RuleSet *rules, Rule *rule /* own */);

typedef struct {
	const char *title, *place; /* foreign; live as long as the rules */
	Match match;
	char *why; /* own; "text holds \"VPN\"", "no hit", "regex hit its match limit" */
} RuleOutcome;

void rule_outcome_free(RuleOutcome *outcome);

/* A priority's rank (1 = highest) for "the highest of all hits wins"; G_MAXINT if unknown. */
typedef int (*RankOf)(const char *priority, gpointer data);

/* A further ticket that a rule opens. */
typedef struct {
	const char *title; /* foreign; the rule's */
	TicketKind kind;
	const char *same;  /* foreign; what it counted tickets by; NULL */
} RuleOpens;

/* One run. */
typedef struct {
	const Message *message; /* foreign; the first mail of the ticket */
	const Policy *policy;   /* foreign */
	Decision *decision;     /* foreign; NULL: no other tickets are known */
	Ticket *ticket;         /* foreign; its fields are set */
	RankOf rank;
	gpointer rank_data;
	/* Which rules are looked at: NULL = those without `on`; else those whose `on` has one of
	 * these events and that do not wait. */
	const GPtrArray *events; /* foreign char*; NULL */
	gboolean opening;        /* those without `on`, and those on "opened", as they stand */
	const char *only;        /* foreign; this one rule, whose time has come: it only raises */
	GPtrArray *outcomes;     /* foreign; own RuleOutcome in order, one for each rule that was
	                            looked at; NULL */
	/* Results that need more than the ticket: */
	const char *assignee;    /* foreign; a title, "skill", "on-call"; NULL */
	GArray *opens;           /* RuleOpens; NULL if the caller does not want them */
} RuleRun;

/*
 * Runs RULES and writes what they set into the ticket's fields, except those in
 * ticket->set_by_person. set-priority: the highest of all hits up to a stop; other settings:
 * the last hit. A rule that cannot be judged changes nothing.
 */
void rules_run(const RuleSet *rules, RuleRun *run);

/* Has any rule an `on` that hears one of EVENTS, and does not wait? */
gboolean rules_listen(const RuleSet *rules, const GPtrArray *events);
/* The rules that wait (delay) for one of the events; foreign char* titles. Own array. */
GPtrArray *rules_waiting(const RuleSet *rules, const char *event);
/* When rule TITLE fires; NULL if there is none. Foreign. */
const When *rules_when(const RuleSet *rules, const char *title);
