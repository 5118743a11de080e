/*
 * Rules: compiled once, run over every new mail. A condition that cannot be judged is never
 * taken for "no": its rule is reported and sets nothing.
 */
#include "core/rules.h"

#include <string.h>

#include "core/event.h"

struct Rule {
	char *title, *place; /* own */
	gboolean match_any, stop;
	GPtrArray *conditions; /* own Condition */
	Which which;
	When when;
	char *fields[N_RULE_SETTINGS]; /* own; NULL = not set */
	GPtrArray *facts;              /* own FactPair */
	gboolean opens;
	TicketKind opens_kind;
};

struct RuleSet {
	GPtrArray *rules; /* own Rule */
};

/* What one run looks at. */
typedef struct {
	MailView mail;
	WhichView which;
} View;

static const struct {
	const char *name;
	guint field; /* TICKET_FIELD_ bit: a person's word stands above it */
} settings[N_RULE_SETTINGS] = {
	[RULE_SET_PRIORITY] = { "set-priority", TICKET_FIELD_PRIORITY },
	[RULE_SET_CATEGORY] = { "set-category", TICKET_FIELD_CATEGORY },
	[RULE_SET_TIER] = { "set-tier", TICKET_FIELD_TIER },
	[RULE_SET_TEAM] = { "set-team", TICKET_FIELD_TEAM },
	[RULE_SET_KIND] = { "set-kind", TICKET_FIELD_KIND },
	[RULE_SET_ASSIGNEE] = { "set-assignee", TICKET_FIELD_ASSIGNEE },
};

const char *
rule_setting_name(RuleSettingType type)
{
	return settings[type].name;
}

/* ---- making ---- */

RuleSet *
rule_set_new(void)
{
	RuleSet *rules = g_new0(RuleSet, 1);

	rules->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
	return rules;
}

void
rule_set_free(RuleSet *rules)
{
	if (!rules)
		return;
	g_ptr_array_unref(rules->rules);
	g_free(rules);
}

guint
rule_set_size(const RuleSet *rules)
{
	return rules->rules->len;
}

void
rule_set_append(RuleSet *rules, Rule *rule)
{
	g_ptr_array_add(rules->rules, rule);
}

Rule *
rule_new(const char *title, const char *place, gboolean match_any)
{
	Rule *rule = g_new0(Rule, 1);

	rule->title = g_strdup(title);
	rule->place = g_strdup(place);
	rule->match_any = match_any;
	rule->conditions = g_ptr_array_new_with_free_func((GDestroyNotify)condition_free);
	rule->facts = fact_pairs_new();
	return rule;
}

void
rule_free(Rule *rule)
{
	if (!rule)
		return;
	g_free(rule->title);
	g_free(rule->place);
	g_ptr_array_unref(rule->conditions);
	which_clear(&rule->which);
	when_clear(&rule->when);
	g_ptr_array_unref(rule->facts);
	for (guint i = 0; i < N_RULE_SETTINGS; i++)
		g_free(rule->fields[i]);
	g_free(rule);
}

gboolean
rule_add_condition(Rule *rule, RuleConditionType type, const char *const *values,
		   GError **error)
{
	Condition *condition = condition_new(type, values, error);

	if (condition)
		g_ptr_array_add(rule->conditions, condition);
	return condition != NULL;
}

void
rule_set_field(Rule *rule, RuleSettingType type, const char *value)
{
	g_free(rule->fields[type]);
	rule->fields[type] = g_strdup(value);
}

void
rule_set_stop(Rule *rule)
{
	rule->stop = TRUE;
}

Which *
rule_which(Rule *rule)
{
	return &rule->which;
}

When *
rule_when(Rule *rule)
{
	return &rule->when;
}

void
rule_add_fact(Rule *rule, const char *name, const char *value)
{
	g_ptr_array_add(rule->facts, fact_pair_new(name, value));
}

void
rule_set_opens(Rule *rule, TicketKind kind)
{
	rule->opens = TRUE;
	rule->opens_kind = kind;
}

void
rule_outcome_free(RuleOutcome *outcome)
{
	g_free(outcome->why);
	g_free(outcome);
}

/* ---- running ---- */

/*
 * With "all", a no decides whatever could not be judged; with "any", a yes does. An error
 * that is left over decides.
 */
typedef struct {
	Match deciding, match;
	GString *why; /* foreign */
} Judgement;

/* TRUE if it is decided by ONE, for REASON. */
static gboolean
judge(Judgement *judgement, Match one, const GString *reason)
{
	if (one == judgement->deciding) {
		g_string_assign(judgement->why, reason->str);
		judgement->match = one;
		return TRUE;
	}
	if (one == MATCH_ERROR) {
		g_string_assign(judgement->why, reason->str);
		judgement->match = one;
	} else if (judgement->match != MATCH_ERROR) {
		g_string_append_printf(judgement->why, "%s%s",
				       judgement->why->len > 0 ? "; " : "", reason->str);
	}
	return FALSE;
}

static Match
test_rule(View *view, const Rule *rule, GString *why)
{
	Judgement judgement = {
		.deciding = rule->match_any ? MATCH_YES : MATCH_NO,
		.match = rule->match_any ? MATCH_NO : MATCH_YES,
		.why = why,
	};
	g_autoptr(GString) reason = g_string_new(NULL);
	guint tested = 0;

	for (guint i = 0; i < rule->conditions->len; i++, tested++)
		if (judge(&judgement,
			  condition_test(&view->mail, rule->conditions->pdata[i], reason),
			  reason))
			return judgement.match;
	for (guint i = 0; i < which_size(); i++) {
		if (!which_is_set(&rule->which, i))
			continue;
		tested++;
		if (judge(&judgement, which_test(&rule->which, i, &view->which, reason),
			  reason))
			return judgement.match;
	}
	if (tested == 0) {
		g_string_assign(why, "has no condition");
		return MATCH_YES;
	}
	return judgement.match;
}

/* What a run has set so far, beside the ticket itself. */
typedef struct {
	RuleRun *run;
	int best_rank; /* of the priorities set in this run */
	gboolean priority_set;
	int first_tier; /* before the run: a tier is never lowered */
} Progress;

static void
set_text(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static int
rank_of(const RuleRun *run, const char *priority)
{
	return run->rank && priority ? run->rank(priority, run->rank_data) : G_MAXINT;
}

/* Of equal ranks the rule that stands first wins. A rule whose time has come only raises;
 * what it or an event gave stays against the rules that run again. */
static void
set_priority(Progress *progress, const char *title)
{
	RuleRun *run = progress->run;
	int rank = rank_of(run, title);
	gboolean own_time = run->only || run->events;

	if (!own_time && (run->ticket->set_by_person & TICKET_FIELD_RAISED))
		return;
	if (run->only && rank >= rank_of(run, run->ticket->priority))
		return;
	if (progress->priority_set && rank >= progress->best_rank)
		return;
	progress->priority_set = TRUE;
	progress->best_rank = rank;
	set_text(&run->ticket->priority, title);
	if (own_time)
		run->ticket->set_by_person |= TICKET_FIELD_RAISED;
}

static void
set_tier(Progress *progress, const char *number)
{
	gint64 tier;

	if (g_ascii_string_to_signed(number, 10, 0, G_MAXINT, &tier, NULL))
		progress->run->ticket->tier = MAX((int)tier, progress->first_tier);
}

static void
set_field(Progress *progress, RuleSettingType type, const char *value)
{
	Ticket *ticket = progress->run->ticket;

	if (ticket->set_by_person & settings[type].field)
		return;
	switch (type) {
	case RULE_SET_PRIORITY:
		set_priority(progress, value);
		break;
	case RULE_SET_CATEGORY:
		set_text(&ticket->category, value);
		break;
	case RULE_SET_TIER:
		set_tier(progress, value);
		break;
	case RULE_SET_TEAM:
		set_text(&ticket->team, value);
		break;
	case RULE_SET_KIND:
		ticket_kind_parse(value, &ticket->kind);
		break;
	case RULE_SET_ASSIGNEE:
		progress->run->assignee = value;
		break;
	case N_RULE_SETTINGS:
		break;
	}
}

static void
note_outcome(GPtrArray *outcomes, const Rule *rule, Match match, const char *why)
{
	RuleOutcome *outcome;

	if (!outcomes)
		return;
	outcome = g_new0(RuleOutcome, 1);
	outcome->title = rule->title;
	outcome->place = rule->place;
	outcome->match = match;
	outcome->why = g_strdup(why);
	g_ptr_array_add(outcomes, outcome);
}

static gboolean
waits(const Rule *rule)
{
	return duration_is_set(&rule->when.delay);
}

/* Is it RULE's turn in this run? */
static gboolean
is_asked(const Rule *rule, const RuleRun *run)
{
	if (run->only)
		return strcmp(rule->title, run->only) == 0;
	if (waits(rule))
		return FALSE;
	if (run->opening)
		return !rule->when.on || event_is_any("opened", rule->when.on);
	if (!run->events)
		return !rule->when.on;
	for (guint i = 0; i < run->events->len; i++)
		if (event_is_any(run->events->pdata[i], rule->when.on))
			return TRUE;
	return FALSE;
}

static void
set_facts(RuleRun *run, const Rule *rule)
{
	g_autofree char *by = g_strdup_printf("rule:%s", rule->title);

	for (guint i = 0; i < rule->facts->len; i++) {
		const FactPair *pair = rule->facts->pdata[i];

		if (g_strcmp0(ticket_fact(run->ticket, pair->name), pair->value) != 0)
			ticket_set_fact(run->ticket, pair->name, pair->value, by,
					run->ticket->created);
	}
}

/* What RULE, which fits, does. */
static void
act(Progress *progress, const Rule *rule)
{
	RuleOpens opens = { rule->title, rule->opens_kind, rule->which.same };

	for (guint i = 0; i < N_RULE_SETTINGS; i++)
		if (rule->fields[i])
			set_field(progress, i, rule->fields[i]);
	set_facts(progress->run, rule);
	if (rule->opens && progress->run->opens)
		g_array_append_val(progress->run->opens, opens);
}

void
rules_run(const RuleSet *rules, RuleRun *run)
{
	Progress progress = { .run = run, .first_tier = run->ticket->tier };
	gboolean stopped = FALSE;
	View view = {
		.mail = { .message = run->message },
		.which = { run->policy, run->decision, run->ticket },
	};

	for (guint i = 0; i < rules->rules->len && !stopped; i++) {
		const Rule *rule = rules->rules->pdata[i];
		g_autoptr(GString) why = g_string_new(NULL);
		Match match;

		if (!is_asked(rule, run))
			continue;
		match = test_rule(&view, rule, why);
		note_outcome(run->outcomes, rule, match, why->str);
		if (match != MATCH_YES)
			continue;
		act(&progress, rule);
		stopped = rule->stop;
	}
	mail_view_clear(&view.mail);
}

gboolean
rules_listen(const RuleSet *rules, const GPtrArray *events)
{
	const RuleRun run = { .events = events };

	for (guint i = 0; i < rules->rules->len; i++)
		if (is_asked(rules->rules->pdata[i], &run))
			return TRUE;
	return FALSE;
}

GPtrArray *
rules_waiting(const RuleSet *rules, const char *event)
{
	GPtrArray *titles = g_ptr_array_new();

	for (guint i = 0; i < rules->rules->len; i++) {
		const Rule *rule = rules->rules->pdata[i];
		gboolean fits = rule->when.on ? event_is_any(event, rule->when.on)
					      : event_is(event, "opened");

		if (waits(rule) && fits)
			g_ptr_array_add(titles, rule->title);
	}
	return titles;
}

const When *
rules_when(const RuleSet *rules, const char *title)
{
	for (guint i = 0; i < rules->rules->len; i++) {
		const Rule *rule = rules->rules->pdata[i];

		if (strcmp(rule->title, title) == 0)
			return &rule->when;
	}
	return NULL;
}
