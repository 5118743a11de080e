/*
 * Rules: compiled once, run over every new mail. Words are folded when they are read and
 * the mail once for each run, so a rule costs no more than the search itself. A regex that
 * hits its limits is never taken for "no": its rule is reported and sets nothing.
 */
#include "core/rules.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define REGEX_SUBJECT_MAX (64 * 1024)
#define REGEX_MATCH_LIMIT 100000
#define REGEX_DEPTH_LIMIT 1000

/* One value of a condition; which fields are used is the condition's own affair. */
typedef struct {
	char *written;    /* own; as it stands in the file */
	char *folded;     /* own; words and titles; the pattern of a header */
	char *name;       /* own; a header's name */
	gint64 number;    /* a tier */
	pcre2_code *code; /* own; a regex */
} Value;

typedef struct {
	RuleConditionType type;
	GPtrArray *values; /* own Value */
} Condition;

struct Rule {
	char *title, *place; /* own */
	gboolean match_any, stop;
	GPtrArray *conditions;         /* own Condition */
	char *fields[N_RULE_SETTINGS]; /* own; NULL = not set */
};

struct RuleSet {
	GPtrArray *rules; /* own Rule */
};

/* What one run looks at; the folded forms are made when first asked for. */
typedef struct {
	const Message *message;
	const Ticket *ticket;
	char *subject, *text;        /* own; folded */
	pcre2_match_context *limits; /* own */
	int regex_error;             /* of the last regex that could not be judged */
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

static gsize
capped_length(const char *text)
{
	gsize length = strnlen(text, REGEX_SUBJECT_MAX + 1);

	if (length <= REGEX_SUBJECT_MAX)
		return length;
	return g_utf8_find_prev_char(text, text + REGEX_SUBJECT_MAX + 1) - text;
}

static Match
regex_over(View *view, const pcre2_code *code, const char *text)
{
	pcre2_match_data *hits = pcre2_match_data_create_from_pattern(code, NULL);
	int result = pcre2_match(code, (PCRE2_SPTR)text, capped_length(text), 0, 0, hits,
				 view->limits);

	pcre2_match_data_free(hits);
	if (result == PCRE2_ERROR_NOMATCH)
		return MATCH_NO;
	if (result >= 0)
		return MATCH_YES;
	view->regex_error = result;
	return MATCH_ERROR;
}

static Match
test_regex(View *view, const Value *value)
{
	Match subject = regex_over(view, value->code, view->message->subject);
	Match text;

	if (subject == MATCH_YES)
		return subject;
	text = regex_over(view, value->code, plain_text(view->message));
	return text == MATCH_NO ? subject : text;
}

static gboolean
is_title(const char *field, const Value *value)
{
	g_autofree char *folded = field ? text_fold(field) : NULL;

	return folded && strcmp(folded, value->folded) == 0;
}

static Match
test_kind(View *view, const Value *value)
{
	return yes_if(is_title(ticket_kind_name(view->ticket->kind), value));
}

static Match
test_category(View *view, const Value *value)
{
	return yes_if(is_title(view->ticket->category, value));
}

static Match
test_system(View *view, const Value *value)
{
	return yes_if(is_title(view->ticket->system, value));
}

static Match
test_priority(View *view, const Value *value)
{
	return yes_if(is_title(view->ticket->priority, value));
}

static Match
test_team(View *view, const Value *value)
{
	return yes_if(is_title(view->ticket->team, value));
}

static Match
test_tier(View *view, const Value *value)
{
	return yes_if(view->ticket->tier == value->number);
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
compile_title(Value *value, GError **error)
{
	value->folded = text_fold(value->written);
	return TRUE;
}

static gboolean
compile_kind(Value *value, GError **error)
{
	TicketKind kind;

	if (ticket_kind_parse(value->written, &kind))
		return compile_title(value, error);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "\"%s\" is no kind: fault, hazard, change or task", value->written);
	return FALSE;
}

static gboolean
compile_tier(Value *value, GError **error)
{
	if (g_ascii_string_to_signed(value->written, 10, 0, G_MAXINT, &value->number, NULL))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "\"%s\" is no tier: write its number", value->written);
	return FALSE;
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

static char *
regex_message(int code)
{
	PCRE2_UCHAR message[160];

	pcre2_get_error_message(code, message, sizeof message);
	return g_strdup((const char *)message);
}

/* No JIT: it needs memory that is writable and executable, which a locked-down unit denies.
 */
static gboolean
compile_regex(Value *value, GError **error)
{
	const guint32 options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MULTILINE |
				PCRE2_NEVER_BACKSLASH_C;
	g_autofree char *message = NULL;
	PCRE2_SIZE offset;
	int code;

	value->code = pcre2_compile((PCRE2_SPTR)value->written, PCRE2_ZERO_TERMINATED,
				    options, &code, &offset, NULL);
	if (value->code)
		return TRUE;
	message = regex_message(code);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "regex '%s': at offset %" G_GSIZE_FORMAT ": %s", value->written, offset,
		    message);
	return FALSE;
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
	[RULE_KIND] = { "kind", "is", compile_kind, test_kind },
	[RULE_CATEGORY] = { "category", "is", compile_title, test_category },
	[RULE_SYSTEM] = { "system", "is", compile_title, test_system },
	[RULE_PRIORITY] = { "priority", "is", compile_title, test_priority },
	[RULE_TEAM] = { "team", "is", compile_title, test_team },
	[RULE_TIER] = { "tier", "is", compile_tier, test_tier },
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
	pcre2_code_free(value->code);
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

void
rule_outcome_free(RuleOutcome *outcome)
{
	g_free(outcome->why);
	g_free(outcome);
}

/* ---- running ---- */

static void
say_error(const View *view, const Value *value, GString *why)
{
	g_autofree char *message = NULL;

	g_string_printf(why, "regex '%s' ", value->written);
	if (view->regex_error == PCRE2_ERROR_MATCHLIMIT ||
	    view->regex_error == PCRE2_ERROR_DEPTHLIMIT ||
	    view->regex_error == PCRE2_ERROR_HEAPLIMIT) {
		g_string_append(why, "hit its match limit");
		return;
	}
	message = regex_message(view->regex_error);
	g_string_append_printf(why, "failed: %s", message);
}

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
			say_error(view, value, why);
			match = MATCH_ERROR;
		}
	}
	return match;
}

/*
 * With "all", a no decides whatever could not be judged; with "any", a yes does. An error
 * that is left over decides.
 */
static Match
test_rule(View *view, const Rule *rule, GString *why)
{
	const Match deciding = rule->match_any ? MATCH_YES : MATCH_NO;
	const Match otherwise = rule->match_any ? MATCH_NO : MATCH_YES;
	g_autoptr(GString) reason = g_string_new(NULL);
	Match match = otherwise;

	if (rule->conditions->len == 0) {
		g_string_assign(why, "has no condition");
		return MATCH_YES;
	}
	for (guint i = 0; i < rule->conditions->len; i++) {
		Match one = test_condition(view, rule->conditions->pdata[i], reason);

		if (one == deciding) {
			g_string_assign(why, reason->str);
			return one;
		}
		if (one == MATCH_ERROR) {
			g_string_assign(why, reason->str);
			match = MATCH_ERROR;
		} else if (match != MATCH_ERROR) {
			g_string_append_printf(why, "%s%s", why->len > 0 ? "; " : "",
					       reason->str);
		}
	}
	return match;
}

/* What a run has set so far, beside the ticket itself. */
typedef struct {
	Ticket *ticket;
	RankOf rank;
	gpointer rank_data;
	int best_rank; /* of the priorities set in this run */
	gboolean priority_set;
	int first_tier; /* before the run: a tier is never lowered */
} Run;

static void
set_text(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* Of equal ranks the rule that stands first wins. */
static void
set_priority(Run *run, const char *title)
{
	int rank = run->rank ? run->rank(title, run->rank_data) : G_MAXINT;

	if (run->priority_set && rank >= run->best_rank)
		return;
	run->priority_set = TRUE;
	run->best_rank = rank;
	set_text(&run->ticket->priority, title);
}

static void
set_tier(Run *run, const char *number)
{
	gint64 tier;

	if (g_ascii_string_to_signed(number, 10, 0, G_MAXINT, &tier, NULL))
		run->ticket->tier = MAX((int)tier, run->first_tier);
}

static void
set_field(Run *run, RuleSettingType type, const char *value)
{
	Ticket *ticket = run->ticket;

	if (ticket->set_by_person & settings[type].field)
		return;
	switch (type) {
	case RULE_SET_PRIORITY:
		set_priority(run, value);
		break;
	case RULE_SET_CATEGORY:
		set_text(&ticket->category, value);
		break;
	case RULE_SET_TIER:
		set_tier(run, value);
		break;
	case RULE_SET_TEAM:
		set_text(&ticket->team, value);
		break;
	case RULE_SET_KIND:
		ticket_kind_parse(value, &ticket->kind);
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
view_init(View *view, const Message *message, const Ticket *ticket)
{
	*view = (View){ .message = message, .ticket = ticket };
	view->limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(view->limits, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(view->limits, REGEX_DEPTH_LIMIT);
}

static void
view_clear(View *view)
{
	g_free(view->subject);
	g_free(view->text);
	pcre2_match_context_free(view->limits);
}

void
rules_run(const RuleSet *rules, const Message *message, Ticket *ticket, RankOf rank,
	  gpointer rank_data, GPtrArray *outcomes)
{
	Run run = { ticket, rank, rank_data, .first_tier = ticket->tier };
	gboolean stopped = FALSE;
	View view;

	view_init(&view, message, ticket);
	for (guint i = 0; i < rules->rules->len && !stopped; i++) {
		const Rule *rule = rules->rules->pdata[i];
		g_autoptr(GString) why = g_string_new(NULL);
		Match match = test_rule(&view, rule, why);

		note_outcome(outcomes, rule, match, why->str);
		if (match != MATCH_YES)
			continue;
		for (guint j = 0; j < N_RULE_SETTINGS; j++)
			if (rule->fields[j])
				set_field(&run, j, rule->fields[j]);
		stopped = rule->stop;
	}
	view_clear(&view);
}
