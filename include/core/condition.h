/* A condition of a rule on a mail (policy language 5.3): one option of the file, any of whose
 * values is enough. Those on the ticket are in core/which. */
#pragma once

#include "core/message.h"
#include "core/which.h"

#include <glib.h>

/* The conditions of a rule on a mail, by option name in the file. One table row each: name, how
 * a value is compiled, how it is tested. */
typedef enum {
	RULE_SUBJECT,  /* words in the subject */
	RULE_BODY,     /* words in the text */
	RULE_TEXT,     /* words in either */
	RULE_FROM,     /* address pattern */
	RULE_TO,       /* address pattern over To, Cc and Delivered-To */
	RULE_HEADER,   /* "Name: pattern", * for any run */
	RULE_REGEX,    /* PCRE2 over subject, then text, line by line */
	N_RULE_CONDITIONS
} RuleConditionType;

const char *rule_condition_name(RuleConditionType type); /* "subject", "body", … */

typedef struct Condition Condition;

/* The mail that conditions are tested on, and its folded forms, made when first asked for. */
typedef struct {
	const Message *message; /* foreign */
	char *subject, *text;   /* own; folded */
	char *error;            /* own; of the last regex that could not be judged */
} MailView;

void mail_view_clear(MailView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailView, mail_view_clear)

/* VALUES as they stand in the file. NULL, and DESK_ERROR_CONFIG, for a regex that PCRE2 refuses
 * (offset in the message), a header without colon, an empty value. */
Condition *condition_new(RuleConditionType type, const char *const *values, GError **error);
void condition_free(Condition *condition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Condition, condition_free)

/* Does it fit? WHY becomes the reason of what is returned. MATCH_ERROR: a regex hit its limits,
 * which is never a "no". */
Match condition_test(MailView *view, const Condition *condition, GString *why);
