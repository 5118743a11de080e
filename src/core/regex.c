/* The one file that knows PCRE2. */
#include "core/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "base/error.h"

#define SUBJECT_MAX (64 * 1024)
#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 1000

struct Regex {
	char *pattern;    /* own */
	pcre2_code *code; /* own */
};

static char *
message_of(int code)
{
	PCRE2_UCHAR message[160];

	pcre2_get_error_message(code, message, sizeof message);
	return g_strdup((const char *)message);
}

/* No JIT: it needs memory that is writable and executable, which a locked-down unit denies.
 */
Regex *
regex_new(const char *pattern, GError **error)
{
	const guint32 options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MULTILINE |
				PCRE2_NEVER_BACKSLASH_C;
	g_autofree char *message = NULL;
	PCRE2_SIZE offset;
	int failure;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
					 options, &failure, &offset, NULL);
	Regex *regex;

	if (!code) {
		message = message_of(failure);
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "regex '%s': at offset %" G_GSIZE_FORMAT ": %s", pattern,
			    offset, message);
		return NULL;
	}
	regex = g_new0(Regex, 1);
	regex->pattern = g_strdup(pattern);
	regex->code = code;
	return regex;
}

void
regex_free(Regex *regex)
{
	if (!regex)
		return;
	g_free(regex->pattern);
	pcre2_code_free(regex->code);
	g_free(regex);
}

const char *
regex_pattern(const Regex *regex)
{
	return regex->pattern;
}

static gsize
capped_length(const char *text)
{
	gsize length = strnlen(text, SUBJECT_MAX + 1);

	if (length <= SUBJECT_MAX)
		return length;
	return g_utf8_find_prev_char(text, text + SUBJECT_MAX + 1) - text;
}

static char *
say_error(const Regex *regex, int failure)
{
	g_autofree char *message = NULL;

	if (failure == PCRE2_ERROR_MATCHLIMIT || failure == PCRE2_ERROR_DEPTHLIMIT ||
	    failure == PCRE2_ERROR_HEAPLIMIT)
		return g_strdup_printf("regex '%s' hit its match limit", regex->pattern);
	message = message_of(failure);
	return g_strdup_printf("regex '%s' failed: %s", regex->pattern, message);
}

/* The first group that took part, else the whole. */
static char *
take(const char *text, const pcre2_match_data *hits, int groups)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer((pcre2_match_data *)hits);
	int group = groups > 1 && ends[2] != PCRE2_UNSET ? 1 : 0;

	return g_strstrip(g_strndup(text + ends[2 * group],
				    ends[2 * group + 1] - ends[2 * group]));
}

RegexHit
regex_find(const Regex *regex, const char *text, char **found, char **why)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *hits = pcre2_match_data_create_from_pattern(regex->code, NULL);
	RegexHit hit = REGEX_NO;
	int result;

	pcre2_set_match_limit(limits, MATCH_LIMIT);
	pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	result = pcre2_match(regex->code, (PCRE2_SPTR)text, capped_length(text), 0, 0, hits,
			     limits);
	if (result >= 0) {
		hit = REGEX_YES;
		if (found)
			*found = take(text, hits, result);
	} else if (result != PCRE2_ERROR_NOMATCH) {
		hit = REGEX_ERROR;
		if (why)
			*why = say_error(regex, result);
	}
	pcre2_match_data_free(hits);
	pcre2_match_context_free(limits);
	return hit;
}
