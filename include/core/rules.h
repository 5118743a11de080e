/*
 * Rules: conditions on a mail, in order, that give a ticket its fields (policy language 5.3).
 * They run top to bottom, each sees what earlier ones set.
 */
#pragma once

#include "core/message.h"
#include "core/ticket.h"

#include <glib.h>

typedef struct RuleSet RuleSet;

/* The conditions of a rule, by option name in the file. One table row each: name, how a value
 * is compiled, how it is tested. */
typedef enum {
	RULE_SUBJECT,  /* words in the subject */
	RULE_BODY,     /* words in the text */
	RULE_TEXT,     /* words in either */
	RULE_FROM,     /* address pattern */
	RULE_TO,       /* address pattern over To, Cc and Delivered-To */
	RULE_HEADER,   /* "Name: pattern", * for any run */
	RULE_REGEX,    /* PCRE2 over subject, then text, line by line */
	RULE_KIND,
	RULE_CATEGORY,
	RULE_SYSTEM,
	RULE_PRIORITY,
	RULE_TEAM,
	RULE_TIER,     /* integer as text */
	N_RULE_CONDITIONS
} RuleConditionType;

const char *rule_condition_name(RuleConditionType type); /* "subject", "body", … */

typedef enum {
	RULE_SET_PRIORITY,
	RULE_SET_CATEGORY,
	RULE_SET_TIER,
	RULE_SET_TEAM,
	RULE_SET_KIND,
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
void rule_set_append(RuleSet *rules, Rule *rule /* own */);

/* "Cannot tell" is not "no" (reliability; libraries 2.6). */
typedef enum { MATCH_NO, MATCH_YES, MATCH_ERROR } Match;

typedef struct {
	const char *title, *place; /* foreign; live as long as the rules */
	Match match;
	char *why; /* own; "text holds \"VPN\"", "no hit", "regex hit its match limit" */
} RuleOutcome;

void rule_outcome_free(RuleOutcome *outcome);

/* A priority's rank (1 = highest) for "the highest of all hits wins"; G_MAXINT if unknown. */
typedef int (*RankOf)(const char *priority, gpointer data);

/*
 * Runs RULES over MESSAGE for TICKET and writes what they set into its fields, except those
 * in TICKET->set_by_person. set-priority: the highest of all hits up to a stop; other
 * settings: the last hit. OUTCOMES (own RuleOutcome, in order, one for each rule looked at;
 * may be NULL) is for explain and the log. A rule that cannot be judged changes nothing.
 */
void rules_run(const RuleSet *rules, const Message *message, Ticket *ticket, RankOf rank,
	       gpointer rank_data, GPtrArray *outcomes);
