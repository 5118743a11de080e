/*
 * Regular expressions of the policy: PCRE2, UTF, no case, line by line. Bounded: a pattern
 * that runs away is an error, never a "no" (threat T22).
 */
#pragma once

#include <glib.h>

typedef struct Regex Regex;

/* What a search came to: "cannot tell" is not "no". */
typedef enum { REGEX_NO, REGEX_YES, REGEX_ERROR } RegexHit;

/* DESK_ERROR_CONFIG with the offset when PCRE2 refuses PATTERN. */
Regex *regex_new(const char *pattern, GError **error);
void regex_free(Regex *regex);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Regex, regex_free)
const char *regex_pattern(const Regex *regex); /* as written */

/*
 * Looks for REGEX in the first 64 KB of TEXT (UTF-8). FOUND (own; may be NULL) gets the first
 * group, else the whole hit, trimmed. WHY (own; may be NULL) gets what went wrong.
 */
RegexHit regex_find(const Regex *regex, const char *text, char **found, char **why);
