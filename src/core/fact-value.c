/* One function for each type of fact: from what people write to what is stored. */
#include "core/fact-value.h"

#include <string.h>

#include "base/text.h"
#include "core/moment-text.h"

enum { VALUE_MAX = 4000 }; /* characters; the whole text stands in the entry */

/* ---- values ---- */

/* Without quotation marks around it. Own. */
static char *
unquoted(const char *text)
{
	static const char *const marks[][2] = { { "\"", "\"" },
						{ "'", "'" },
						{ "“", "”" },
						{ "「", "」" } };
	gsize length = strlen(text);

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		gsize open = strlen(marks[i][0]), close = strlen(marks[i][1]);

		if (length > open + close && g_str_has_prefix(text, marks[i][0]) &&
		    g_str_has_suffix(text, marks[i][1]))
			return g_strndup(text + open, length - open - close);
	}
	return g_strdup(text);
}

static gboolean
is_exactly(const FactValue *value, const char *text)
{
	g_autofree char *folded = text_fold_words(text);

	if (label_matches(&value->label, value->title, text))
		return TRUE;
	for (guint i = 0; value->match && value->match[i]; i++) {
		g_autofree char *word = text_fold_words(value->match[i]);

		if (strcmp(word, folded) == 0)
			return TRUE;
	}
	return FALSE;
}

/* "not passed", "没有通过" say the contrary of what their words say. */
static gboolean
is_denied(const char *folded, const char *word)
{
	static const char *const denials[] = { "not ", "no ",  "never ", "isn't ", "didn't ",
					       "不",   "没",   "没有",   "未",     "无",
					       "并非", "不是", "没能" };

	for (guint i = 0; i < G_N_ELEMENTS(denials); i++) {
		g_autofree char *denied = g_strconcat(denials[i], word, NULL);

		if (text_has_word_folded(folded, denied))
			return TRUE;
	}
	return FALSE;
}

static gboolean
holds(const char *folded, const char *word)
{
	g_autofree char *folded_word = text_fold_words(word);

	return text_has_word_folded(folded, folded_word) &&
	       !is_denied(folded, folded_word);
}

static gboolean
is_held(const FactValue *value, const char *folded)
{
	if (holds(folded, value->title))
		return TRUE;
	for (guint i = 1; value->label.texts && i < value->label.texts->len; i += 2)
		if (holds(folded, value->label.texts->pdata[i]))
			return TRUE;
	for (guint i = 0; value->match && value->match[i]; i++)
		if (holds(folded, value->match[i]))
			return TRUE;
	return FALSE;
}

const FactValue *
fact_value_find(const FactSpec *fact, const char *text)
{
	g_autofree char *bare = unquoted(text);
	g_autofree char *folded = text_fold_words(bare);

	for (guint i = 0; i < fact->values->len; i++)
		if (is_exactly(fact->values->pdata[i], bare))
			return fact->values->pdata[i];
	for (guint i = 0; i < fact->values->len; i++)
		if (is_held(fact->values->pdata[i], folded))
			return fact->values->pdata[i];
	return NULL;
}

/* ---- durations ---- */

static const struct {
	const char *word;
	int minutes;
} duration_units[] = {
	{ "hours", 60 }, { "hour", 60 },   { "hrs", 60 }, { "hr", 60 },    { "h", 60 },
	{ "小时", 60 },  { "钟头", 60 },   { "minutes", 1 }, { "minute", 1 }, { "mins", 1 },
	{ "min", 1 },    { "m", 1 },       { "分钟", 1 }, { "分", 1 },     { "days", 1440 },
	{ "day", 1440 }, { "d", 1440 },    { "天", 1440 }, { "weeks", 10080 },
	{ "week", 10080 }, { "w", 10080 }, { "周", 10080 },
};

enum { MINUTES_MAX = 100 * 365 * 1440 };

static const char *
skip_between(const char *p)
{
	static const char *const fillers[] = { " ", "\t", "and ", "个", "又", "," };

	for (guint i = 0; i < G_N_ELEMENTS(fillers);) {
		if (*p && g_str_has_prefix(p, fillers[i])) {
			p += strlen(fillers[i]);
			i = 0;
		} else {
			i++;
		}
	}
	return p;
}

/* "1.5", "半". FALSE if no number stands at *AT, which moves behind it. */
static gboolean
amount(const char **at, double *value)
{
	const char *p = *at;
	gsize digits = strspn(p, "0123456789");

	if (g_str_has_prefix(p, "半")) {
		*value = 0.5;
		*at = p + strlen("半");
		return TRUE;
	}
	if (digits == 0 || digits > 9)
		return FALSE;
	if (p[digits] == '.' && g_ascii_isdigit(p[digits + 1]))
		digits += 1 + strspn(p + digits + 1, "0123456789");
	if (digits > 20)
		return FALSE;
	*value = g_ascii_strtod(p, NULL);
	*at = p + digits;
	return TRUE;
}

static int
unit_at(const char **at)
{
	gsize best = 0;
	int minutes = 0;

	for (guint i = 0; i < G_N_ELEMENTS(duration_units); i++) {
		gsize length = strlen(duration_units[i].word);

		if (length > best && g_str_has_prefix(*at, duration_units[i].word)) {
			best = length;
			minutes = duration_units[i].minutes;
		}
	}
	*at += best;
	return minutes;
}

/* Minutes of "1h30min", "1.5 hours", "1 小时 30 分钟", begun ones whole; 0 if it is none. */
static gint64
minutes_of(const char *text)
{
	g_autofree char *folded = text_fold(text);
	double total = 0;
	Duration strict;

	/* what the configuration would take, seconds included */
	if (duration_parse(folded, &strict, NULL))
		return strict.working_days ? 0 : (strict.seconds + 59) / 60;
	for (const char *p = skip_between(folded); *p; p = skip_between(p)) {
		double value;
		int unit;

		if (!amount(&p, &value))
			return 0;
		p = skip_between(p);
		unit = unit_at(&p);
		if (!unit)
			return 0;
		total += value * unit;
		if (total > MINUTES_MAX)
			return 0;
	}
	/* a hundredth of a minute is what the decimals of an hour leave over */
	return (gint64)(total + 0.99);
}

/* "1h30min". Own. */
static char *
duration_text(gint64 minutes)
{
	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT "min", minutes);
	if (minutes % 60 == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT "h", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT "h%" G_GINT64_FORMAT "min", minutes / 60,
			       minutes % 60);
}

static FactOutcome
read_duration(const char *known, const char *text, char **value)
{
	gint64 more = minutes_of(text);

	if (!more)
		return FACT_NO_DURATION;
	*value = duration_text(MIN(more + (known ? minutes_of(known) : 0), MINUTES_MAX));
	return FACT_WRITTEN;
}

/* ---- lists ---- */

/* Each line is one more. */
static FactOutcome
read_list(const char *known, const char *text, char **value)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *list = g_string_new(known);

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = text_one_line(lines[i]);

		if (*line && g_utf8_strlen(list->str, -1) < VALUE_MAX)
			g_string_append_printf(list, "%s%s", list->len ? ", " : "", line);
	}
	*value = g_string_free(list, FALSE);
	return FACT_WRITTEN;
}

/* ---- any ---- */

gboolean
fact_is_score(const FactSpec *fact)
{
	return fact->built_in && fact->values->len == 0 &&
	       strcmp(fact->title, "score") == 0;
}

/* The built-in score, unless the policy gave it values: the lowest digit from 1 to 5. */
static FactOutcome
read_score(const char *text, char **value)
{
	g_autofree char *folded = text_fold_words(text);

	for (int i = FACT_SCORE_MIN; i <= FACT_SCORE_MAX; i++) {
		g_autofree char *digit = g_strdup_printf("%d", i);

		if (!text_has_word_folded(folded, digit))
			continue;
		*value = g_steal_pointer(&digit);
		return FACT_WRITTEN;
	}
	return FACT_NO_VALUE;
}

static FactOutcome
read_text(const FactSpec *fact, const char *text, char **value)
{
	const FactValue *found;

	if (fact_is_score(fact))
		return read_score(text, value);
	if (fact->values->len == 0) {
		*value = text_ellipsize(text, VALUE_MAX);
		return FACT_WRITTEN;
	}
	found = fact_value_find(fact, text);
	*value = found ? g_strdup(found->title) : NULL;
	return found ? FACT_WRITTEN : FACT_NO_VALUE;
}

FactOutcome
fact_value_read(const Policy *policy, const FactSpec *fact, const char *known,
		const char *text, gint64 now, char **value)
{
	g_autofree char *trimmed = text_trim(text);
	g_autofree char *seen = text_one_line(trimmed);

	*value = NULL;
	/* Controls and what has no width say nothing to anybody. */
	if (!*seen)
		return FACT_NO_TEXT;
	switch (fact->type) {
	case FACT_MOMENT:
		*value = moment_read(trimmed, policy->desk.zone, now);
		return *value ? FACT_WRITTEN : FACT_NO_MOMENT;
	case FACT_DURATION:
		return read_duration(known, trimmed, value);
	case FACT_LIST:
		return read_list(known, trimmed, value);
	case FACT_TEXT:
		break;
	}
	return read_text(fact, trimmed, value);
}
