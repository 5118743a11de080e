/* What a mail tells: which facts its author may write, and where they stand in it. */
#include "core/fact-read.h"

#include <string.h>

#include "base/text.h"
#include "core/command.h"
#include "core/lookup.h"
#include "core/moment-text.h"

enum { POLITE_LINES = 20, POLITE_BYTES = 48 };

/* ---- who may write what ---- */

static gboolean
is_asked_of_reporter(const Policy *policy, const char *title)
{
	for (guint i = 0; i < policy->documents->len; i++) {
		const Document *document = policy->documents->pdata[i];

		if (document->to && document->ask &&
		    g_strv_contains((const char *const *)document->to, "reporter") &&
		    g_strv_contains((const char *const *)document->ask, title))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *
facts_from_mail(const Policy *policy)
{
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; i < policy->facts->len; i++) {
		FactSpec *fact = policy->facts->pdata[i];

		if (fact->from_mail || fact->in_text || fact->regex->len ||
		    is_asked_of_reporter(policy, fact->title))
			g_ptr_array_add(facts, fact);
	}
	return facts;
}

/* ---- the words that are left ---- */

/* A line of stars or a digit says more than thanks. */
static gboolean
is_politeness(const Answers *answers, const char *line)
{
	while (*line && g_unichar_isspace(g_utf8_get_char(line)))
		line = g_utf8_next_char(line);
	if (!g_unichar_isalpha(g_utf8_get_char(line)))
		return FALSE;
	return command_is_greeting(line) || answer_is_thanks(answers, line);
}

/* TEXT without lines that only greet or thank. A log that was pasted in holds none. Own. */
static char *
without_politeness(const Answers *answers, const char *text)
{
	g_autoptr(GString) left = g_string_new(NULL);

	/* One line at a time: a hostile mail has half a million of them. */
	for (guint i = 0; *text; i++) {
		gsize length = strcspn(text, "\n");
		g_autofree char *line = g_strndup(text, length);

		text += length + (text[length] == '\n');
		/* Who only thanks is brief. */
		if (i >= POLITE_LINES || length > POLITE_BYTES ||
		    !is_politeness(answers, line))
			g_string_append_printf(left, "%s\n", line);
	}
	return text_trim(left->str);
}

/* ---- a report ---- */

typedef struct {
	const Policy *policy; /* foreign */
	const Answers *answers; /* foreign */
	Ticket *ticket;       /* foreign */
	const char *by;       /* foreign */
	gint64 now;
} Writer;

/* Without lookups: what the mail itself says comes first. */
static gboolean
put(const Writer *writer, const FactSpec *fact, const char *text)
{
	g_autofree char *value = NULL;
	const char *known = ticket_fact(writer->ticket, fact->title);

	if (fact_value_read(writer->policy, fact, known, text, writer->now, &value) !=
	    FACT_WRITTEN)
		return FALSE;
	ticket_set_fact(writer->ticket, fact->title, value, writer->by, writer->now);
	return TRUE;
}

static void
put_unknown(const Writer *writer, const FactSpec *fact, const char *text)
{
	if (text && !ticket_fact(writer->ticket, fact->title))
		put(writer, fact, text);
}

static guint
put_lines(const Writer *writer, const GPtrArray *facts, const char *text, char **rest)
{
	g_autoptr(GPtrArray) lines = fact_lines(facts, text, rest);
	guint written = 0;

	for (guint i = 0; i < lines->len; i++) {
		const FactLine *line = lines->pdata[i];

		written += put(writer, line->fact, line->text);
	}
	return written;
}

/* The first pattern of FACT that is found in one of TEXTS. Own; NULL. */
static char *
by_pattern(const FactSpec *fact, const char *const *texts)
{
	for (guint i = 0; texts[i]; i++) {
		for (guint j = 0; j < fact->regex->len; j++) {
			char *found = NULL;

			if (regex_find(fact->regex->pdata[j], texts[i], &found, NULL) ==
			    REGEX_YES)
				return found;
			g_free(found);
		}
	}
	return NULL;
}

static void
put_found(const Writer *writer, const FactSpec *fact, const char *subject, const char *text,
	  const char *rest)
{
	const char *texts[] = { subject, text, NULL };
	g_autofree char *found = by_pattern(fact, texts);
	g_autofree char *both = NULL;
	const FactValue *value;

	put_unknown(writer, fact, found);
	if (!fact->in_text || ticket_fact(writer->ticket, fact->title))
		return;
	/* the empty line keeps the subject's last word apart from the text's first */
	both = g_strdup_printf("%s\n\n%s", subject, rest);
	value = fact_value_find(fact, both);
	put_unknown(writer, fact, value ? value->title : NULL);
}

void
fact_read_report(const Policy *policy, const Answers *answers, Ticket *ticket,
		 const char *subject, const char *text, const char *by, gint64 now)
{
	g_autoptr(GPtrArray) facts = facts_from_mail(policy);
	g_autofree char *rest = NULL;
	g_autofree char *words = NULL;
	g_autofree char *since = NULL;
	Writer writer = { policy, answers, ticket, by, now };

	put_lines(&writer, facts, text, &rest);
	words = without_politeness(answers, rest);
	since = moment_since(words, policy->desk.zone, now);
	if (!since)
		since = moment_since(subject, policy->desk.zone, now);
	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		put_found(&writer, fact, subject, text, words);
		if (fact->built_in && strcmp(fact->title, "since") == 0)
			put_unknown(&writer, fact, since);
		if (fact->built_in && strcmp(fact->title, "symptom") == 0)
			put_unknown(&writer, fact, words);
	}
	lookup_fill(policy, ticket, now);
}

/* ---- an answer ---- */

/* What people write behind the digit of a score. */
static const char *
skip_score_unit(const char *p)
{
	static const char *const units[] = { "/5",    "分", "星", "颗星", "stars",
					     "star", "points", "point" };

	while (*p == ' ')
		p++;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_has_prefix(p, units[i]))
			return p + strlen(units[i]);
	return p;
}

static int
count_stars(const char **at)
{
	static const char *const stars[] = { "★", "⭐", "🌟" };
	int count = 0;

	for (guint i = 0; i < G_N_ELEMENTS(stars) && count == 0; i++)
		for (; g_str_has_prefix(*at, stars[i]); count++)
			*at += strlen(stars[i]);
	return count;
}

static int
digit_at(const char **at)
{
	static const char *const words[] = { "一", "二", "三", "四", "五" };
	g_autofree char *first = *at && **at ? g_strndup(*at, g_utf8_next_char(*at) - *at)
					     : g_strdup("");
	g_autofree char *digit = text_fold(first);
	const char *behind = *at + strlen(first);

	for (int i = 0; i < 5; i++) {
		if (strcmp(digit, words[i]) == 0 && skip_score_unit(behind) != behind) {
			*at = behind;
			return i + 1;
		}
	}
	if (strlen(digit) != 1 || *digit < '1' || *digit > '5' || g_ascii_isdigit(*behind) ||
	    ((*behind == '.' || *behind == ':') && g_ascii_isdigit(behind[1])))
		return 0;
	*at = behind;
	return *digit - '0';
}

/* The score at the start of TEXT and, in COMMENT, what stands behind it; 0 if none. */
static int
score_of(const char *text, const char **comment)
{
	const char *p = text;
	int score = count_stars(&p);

	if (!score)
		score = digit_at(&p);
	if (score < 1 || score > 5)
		return 0;
	p = skip_score_unit(p);
	while (*p && (g_unichar_isspace(g_utf8_get_char(p)) ||
		      g_unichar_ispunct(g_utf8_get_char(p))))
		p = g_utf8_next_char(p);
	*comment = p;
	return score;
}

static const FactSpec *
named(const GPtrArray *facts, const char *title)
{
	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		if (strcmp(fact->title, title) == 0)
			return fact;
	}
	return NULL;
}

static const FactSpec *
only_unknown(const Ticket *ticket, const GPtrArray *facts)
{
	const FactSpec *unknown = NULL;

	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		if (ticket_fact(ticket, fact->title))
			continue;
		if (unknown)
			return NULL;
		unknown = fact;
	}
	return unknown;
}

/* Is TEXT nothing but a yes, a no or thanks? */
static gboolean
is_plain_answer(const Answers *answers, const char *text)
{
	Answer answer = answer_read(answers, text, &(int){ 0 });

	return (answer == ANSWER_YES || answer == ANSWER_NO || answer == ANSWER_THANKS) &&
	       !strchr(text, '\n');
}

/* Takes TEXT for the score and the comment, if they were asked for. */
static guint
put_score(const Writer *writer, const GPtrArray *asked, const char *text)
{
	const FactSpec *score = named(asked, "score");
	const FactSpec *comment = policy_fact(writer->policy, "comment");
	const char *behind = NULL;
	int stars = score ? score_of(text, &behind) : 0;
	g_autofree char *digit = g_strdup_printf("%d", stars);

	if (stars && put(writer, score, digit))
		return 1 + (comment && *behind && put(writer, comment, behind));
	if (score && named(asked, "comment") && *text && !is_plain_answer(writer->answers, text))
		return put(writer, named(asked, "comment"), text);
	return 0;
}

static guint
put_whole(const Writer *writer, const FactSpec *fact, const char *text)
{
	if (!fact || !*text)
		return 0;
	if (is_plain_answer(writer->answers, text) && !fact_value_find(fact, text))
		return 0;
	return put(writer, fact, text);
}

static guint
put_patterns(const Writer *writer, const GPtrArray *facts, const char *text)
{
	const char *texts[] = { text, NULL };
	guint written = 0;

	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];
		g_autofree char *found = ticket_fact(writer->ticket, fact->title)
						 ? NULL
						 : by_pattern(fact, texts);

		written += found && put(writer, fact, found);
	}
	return written;
}

static void
add_all(GPtrArray *to, const GPtrArray *facts)
{
	for (guint i = 0; i < facts->len; i++)
		if (!g_ptr_array_find(to, facts->pdata[i], NULL))
			g_ptr_array_add(to, facts->pdata[i]);
}

guint
fact_read_reply(const Policy *policy, Ticket *ticket, const FactReply *reply, char **rest)
{
	g_autoptr(GPtrArray) facts = g_ptr_array_new();
	g_autofree char *left = NULL;
	g_autofree char *words = NULL;
	const FactSpec *only = only_unknown(ticket, reply->asked);
	Writer writer = { policy, reply->answers, ticket, reply->by, reply->now };
	guint lines, whole = 0;

	add_all(facts, reply->asked);
	add_all(facts, reply->free);
	lines = put_lines(&writer, facts, reply->text, &left);
	lines += put_patterns(&writer, facts, reply->text);
	words = without_politeness(reply->answers, left);
	if (named(reply->asked, "score") && !(lines && ticket_fact(ticket, "score")))
		whole = put_score(&writer, reply->asked, words);
	else if (!lines && only && reply->takes_whole)
		whole = put_whole(&writer, only, words);
	lookup_fill(policy, ticket, reply->now);
	if (rest)
		*rest = whole ? g_strdup("") : g_steal_pointer(&left);
	return lines + whole;
}
