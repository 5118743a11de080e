/*
 * Conditions of rules on a mail. Words are folded when they are read and the mail once for
 * each run, so a condition costs no more than the search itself.
 */
#include "core/condition.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/regex.h"

/* One value of a condition; which fields are used is the condition's own affair. */
typedef struct {
	char *written; /* own; as it stands in the file */
	char *folded;  /* own; words; the pattern of a header */
	char *name;    /* own; a header's name */
	Regex *regex;  /* own */
} Value;

struct Condition {
	RuleConditionType type;
	GPtrArray *values; /* own Value */
};

/* ---- what a mail is tested for ---- */

/* What the person wrote; a mail that seems to be nothing but a quote is taken whole. */
static const char *
plain_text(const Message *message)
{
	return *message->visible_text ? message->visible_text : message->text;
}

static const char *
folded_subject(MailView *view)
{
	if (!view->subject)
		view->subject = text_fold_words(view->message->subject);
	return view->subject;
}

static const char *
folded_text(MailView *view)
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
test_subject(MailView *view, const Value *value)
{
	return yes_if(text_has_word_folded(folded_subject(view), value->folded));
}

static Match
test_body(MailView *view, const Value *value)
{
	return yes_if(text_has_word_folded(folded_text(view), value->folded));
}

static Match
test_text(MailView *view, const Value *value)
{
	return test_subject(view, value) == MATCH_YES ? MATCH_YES : test_body(view, value);
}

static Match
test_from(MailView *view, const Value *value)
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
test_to(MailView *view, const Value *value)
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
test_header(MailView *view, const Value *value)
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
regex_over(MailView *view, const Value *value, const char *text)
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
test_regex(MailView *view, const Value *value)
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
	Match (*test)(MailView *view, const Value *value);
} conditions[N_RULE_CONDITIONS] = {
	[RULE_SUBJECT] = { "subject", "holds", compile_words, test_subject },
	[RULE_BODY] = { "body", "holds", compile_words, test_body },
	[RULE_TEXT] = { "text", "holds", compile_words, test_text },
	[RULE_FROM] = { "from", "matches", compile_pattern, test_from },
	[RULE_TO] = { "to", "matches", compile_pattern, test_to },
	[RULE_HEADER] = { "header", "matches", compile_header, test_header },
	[RULE_REGEX] = { "regex", "finds", compile_regex, test_regex },
};

const char *
rule_condition_name(RuleConditionType type)
{
	return conditions[type].name;
}

/* ---- making and testing ---- */

static void
value_free(Value *value)
{
	g_free(value->written);
	g_free(value->folded);
	g_free(value->name);
	regex_free(value->regex);
	g_free(value);
}

void
condition_free(Condition *condition)
{
	g_ptr_array_unref(condition->values);
	g_free(condition);
}

static gboolean
add_value(Condition *condition, const char *written, GError **error)
{
	Value *value = g_new0(Value, 1);

	value->written = g_strdup(written);
	g_ptr_array_add(condition->values, value);
	if (*written)
		return conditions[condition->type].compile(value, error);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "an empty value fits nothing: leave it out");
	return FALSE;
}

Condition *
condition_new(RuleConditionType type, const char *const *values, GError **error)
{
	g_autoptr(Condition) condition = g_new0(Condition, 1);

	condition->type = type;
	condition->values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
	for (; *values; values++)
		if (!add_value(condition, *values, error))
			return NULL;
	return g_steal_pointer(&condition);
}

Match
condition_test(MailView *view, const Condition *condition, GString *why)
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

void
mail_view_clear(MailView *view)
{
	g_free(view->subject);
	g_free(view->text);
	g_free(view->error);
}
