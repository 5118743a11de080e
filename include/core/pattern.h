/*
 * A text with tags: {{x}}, {{{x}}}, {{#s}}…{{/s}}, {{^s}}…{{/s}}, {{! comment}}. Parsed
 * once, filled in often, in one pass: what a value holds is never looked at again.
 */
#pragma once

#include "core/slots.h"

typedef struct Pattern Pattern;

typedef enum {
	PATTERN_LINE,     /* a subject or a phrase: values stand as they are, no {{{x}}} */
	PATTERN_MARKDOWN, /* values are escaped, {{{x}}} is a block on a line of its own */
} PatternKind;

/* SOURCE begins at FIRST_LINE of the file NAME. DESK_ERROR_CONFIG "NAME:LINE: …". */
Pattern *pattern_parse(const char *name, int first_line, const char *source,
		       PatternKind kind, GError **error);
void pattern_free(Pattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pattern, pattern_free)

/* DESK_ERROR_CONFIG for the first tag whose name is not one of KNOWN (NULL-terminated). */
gboolean pattern_check(const Pattern *pattern, const char *const *known, GError **error);

/* Is NAME the name of any of its tags (also as has_NAME)? */
gboolean pattern_uses(const Pattern *pattern, const char *name);

/* Filled in as plain text; SLOTS may be NULL. Own. */
char *pattern_line(const Pattern *pattern, const Slots *slots);

/* Filled in as Markdown for core/markdown; BLOCKS (foreign char*, live as long as SLOTS)
 * gets the texts that its placeholders stand for. Own. */
char *pattern_markdown(const Pattern *pattern, const Slots *slots, GPtrArray *blocks);
