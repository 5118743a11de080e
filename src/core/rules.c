/*
 * Rules: compiled once, run over every new mail. Words are folded when they are read and
 * the mail once for each run, so a rule costs no more than the search itself. A regex that
 * hits its limits is never taken for "no": its rule is reported and sets nothing.
 */
#include "core/rules.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/event.h"

/* One value of a condition; which fields are used is the condition's own affair. */
typedef struct {
	char *written;    /* own; as it stands in the file */
	char *folded;     /* own; words; the pattern of a header */
	char *name;       /* own; a header's name */
	Regex *regex;     /* own */
} Value;

typedef struct {
	RuleConditionType type;
	GPtrArray *values; /* own Value */
} Condition;

struct Rule {
	char *title, *place; /* own */
	gboolean match_any, stop;
	GPtrArray *conditions;         /* own Condition */
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

/* What one run looks at; the folded forms are made when first asked for. */
typedef struct {
	const Message *message;
	WhichView which;
	char *subject, *text; /* own; folded */
	char *error;          /* own; of the last regex that could not be judged */
} View;

/* ---- what a mail is tested for ---- */

/* What the person wrote; a mail that seems to be nothing but a quote is taken whole. */
static const char *
plain_text(const Message *message)
{
	return *message->visible_text ? message->visible_text : message->text;
}

static const char *
folded_subject(View *view)
{
	if (!view->subject)
		view->subject = text_fold_words(view->message->subject);
	return view->subject;
}

static const char *
folded_text(View *view)
{
	if (!view->text)
		view->text = text_fold_words(plain_text(view->message));
	return view->text;
}

static Match
yes_if(gboolean hit)
{
	return hit ? MATCH_YES : MATCH_NO;
}

static Match
test_subject(View *view, const Value *value)
{
	return yes_if(text_has_word_folded(folded_subject(view), value->folded));
}

static Match
test_body(View *view, const Value *value)
{
	return yes_if(text_has_word_folded(folded_text(view), value->folded));
}

static Match
test_text(View *view, const Value *value)
{
	return test_subject(view, value) == MATCH_YES ? MATCH_YES : test_body(view, value);
}

static Match
test_from(View *view, const Value *value)
{
	const Address *from = view->message->from;

	return yes_if(from && address_matches(from->address, value->written));
}

static gboolean
any_address_matches(const GPtrArray *addresses, const char *pattern)
{
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = addresses->pdata[i];

		if (address_matches(address->address, pattern))
			return TRUE;
	}
	return FALSE;
}

static Match
test_to(View *view, const Value *value)
{
	const Message *message = view->message;

	if (any_address_matches(message->to, value->written) ||
	    any_address_matches(message->cc, value->written))
		return MATCH_YES;
	for (guint i = 0; i < message->delivered_to->len; i++)
		if (address_matches(message->delivered_to->pdata[i], value->written))
			return MATCH_YES;
	return MATCH_NO;
}

/* Any field of that name will do: a relay may have added one of its own. */
static Match
test_header(View *view, const Value *value)
{
	const GPtrArray *headers = view->message->headers;

	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		g_autofree char *folded = NULL;

		if (g_ascii_strcasecmp(header->name, value->name) != 0)
			continue;
		folded = text_fold(header->value);
		if (address_matches(g_strstrip(folded), value->folded))
			return MATCH_YES;
	}
	return MATCH_NO;
}

static Match
regex_over(View *view, const Value *value, const char *text)
{
	g_autofree char *why = NULL;

	switch (regex_find(value->regex, text, NULL, &why)) {
	case REGEX_NO:
		return MATCH_NO;
	case REGEX_YES:
		return MATCH_YES;
	case REGEX_ERROR:
		break;
	}
	g_free(view->error);
	view->error = g_steal_pointer(&why);
	return MATCH_ERROR;
}

static Match
test_regex(View *view, const Value *value)
{
	Match subject = regex_over(view, value, view->message->subject);
	Match text;

	if (subject == MATCH_YES)
		return subject;
	text = regex_over(view, value, plain_text(view->message));
	return text == MATCH_NO ? subject : text;
}

/* ---- how a value is read ---- */

static gboolean
compile_words(Value *value, GError **error)
{
	value->folded = text_fold_words(value->written);
	return TRUE;
}

static gboolean
compile_pattern(Value *value, GError **error)
{
	return TRUE;
}

static gboolean
compile_header(Value *value, GError **error)
{
	const char *colon = strchr(value->written, ':');

	if (colon && colon > value->written) {
		value->name = g_strstrip(g_strndup(value->written, colon - value->written));
		value->folded = g_strstrip(text_fold(colon + 1));
		return TRUE;
	}
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "\"%s\" is no header condition: write \"Name: pattern\", * for any run",
		    value->written);
	return FALSE;
}

static gboolean
compile_regex(Value *value, GError **error)
{
	value->regex = regex_new(value->written, error);
	return value->regex != NULL;
}

static const struct {
	const char *name;
	const char *verb; /* for people: subject HOLDS "VPN" */
	gboolean (*compile)(Value *value, GError **error);
	Match (*test)(View *view, const Value *value);
} conditions[N_RULE_CONDITIONS] = {
	[RULE_SUBJECT] = { "subject", "holds", compile_words, test_subject },
	[RULE_BODY] = { "body", "holds", compile_words, test_body },
	[RULE_TEXT] = { "text", "holds", compile_words, test_text },
	[RULE_FROM] = { "from", "matches", compile_pattern, test_from },
	[RULE_TO] = { "to", "matches", compile_pattern, test_to },
	[RULE_HEADER] = { "header", "matches", compile_header, test_header },
	[RULE_REGEX] = { "regex", "finds", compile_regex, test_regex },
};

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
rule_condition_name(RuleConditionType type)
{
	return conditions[type].name;
}

const char *
rule_setting_name(RuleSettingType type)
{
	return settings[type].name;
}

/* ---- making ---- */

static void
value_free(Value *value)
{
	g_free(value->written);
	g_free(value->folded);
	g_free(value->name);
	regex_free(value->regex);
	g_free(value);
}

static void
condition_free(Condition *condition)
{
	g_ptr_array_unref(condition->values);
	g_free(condition);
}

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
	Condition *condition = g_new0(Condition, 1);

	condition->type = type;
	condition->values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
	g_ptr_array_add(rule->conditions, condition);
	for (; *values; values++) {
		Value *value = g_new0(Value, 1);

		value->written = g_strdup(*values);
		g_ptr_array_add(condition->values, value);
		if (**values == '\0') {
			g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
				    "an empty value fits nothing: leave it out");
			return FALSE;
		}
		if (!conditions[type].compile(value, error))
			return FALSE;
	}
	return TRUE;
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

/* One value that fits is enough. WHY becomes the reason of what is returned. */
static Match
test_condition(View *view, const Condition *condition, GString *why)
{
	const char *name = conditions[condition->type].name;
	Match match = MATCH_NO;

	g_string_printf(why, "no hit for %s", name);
	for (guint i = 0; i < condition->values->len; i++) {
		const Value *value = condition->values->pdata[i];
		Match one = conditions[condition->type].test(view, value);

		if (one == MATCH_YES) {
			g_string_printf(why, "%s %s \"%s\"", name,
					conditions[condition->type].verb, value->written);
			return MATCH_YES;
		}
		if (one == MATCH_ERROR) {
			g_string_assign(why, view->error);
			match = MATCH_ERROR;
		}
	}
	return match;
}

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
			  test_condition(view, rule->conditions->pdata[i], reason), reason))
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

/* Of equal ranks the rule that stands first wins. A rule whose time has come only raises; what
 * it or an event gave stays against the rules that run again. */
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

static void
view_init(View *view, const RuleRun *run)
{
	*view = (View){
		.message = run->message,
		.which = { run->policy, run->decision, run->ticket },
	};
}

static void
view_clear(View *view)
{
	g_free(view->subject);
	g_free(view->text);
	g_free(view->error);
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
	View view;

	view_init(&view, run);
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
	view_clear(&view);
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
