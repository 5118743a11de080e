/*
 * A reporter's plain words. A line is cut into clauses at its punctuation; a clause counts
 * only if every word of it is known, so that what is not understood is never obeyed. It
 * must never read a yes where a no, a doubt or a question stands: a yes closes the ticket.
 */
#include "core/answer.h"

#include "base/error.h"
#include "base/text.h"
#include "core/command.h"

#include <string.h>

/* Who writes more than this has more to say than yes or no. */
enum { LINE_MAX_BYTES = 1000, SUBJECT_LETTERS = 10, SUBJECT_WORDS = 7, NEGATION_REACH = 3 };

enum { SAYS_YES = 1 << 0, SAYS_NO = 1 << 1, SAYS_THANKS = 1 << 2, SAYS_POLITE = 1 << 3 };

/* ---- the words ---- */

static gboolean
is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x02bc;
}

typedef enum {
	LIST_YES,
	LIST_YES_ENDING,
	LIST_SUBJECT,
	LIST_NO,
	LIST_NO_MARK,
	LIST_LATE_ENDING,
	LIST_THANKS,
	LIST_POLITE,
	LIST_DOUBT,
	LIST_NEGATION,
	LIST_NEGATED,
	N_LISTS
} ListName;

static const char *const list_names[N_LISTS] = {
	"yes",    "yes-ending", "subject", "no",       "no-mark", "late-ending",
	"thanks", "polite",     "doubt",   "negation", "negated",
};

typedef struct {
	const char *text; /* foreign; not empty */
	gsize length;
} Phrase;

struct Answers {
	GHashTable *parts;      /* own char* "LANGUAGE SECTION" -> own GPtrArray of own char* */
	GArray *lists[N_LISTS]; /* own; Phrase, of all languages, by first byte */
	guint starts[N_LISTS][257]; /* in LISTS, where those with a first byte begin */
};

static const struct {
	ListName list;
	guint says;
} phrase_lists[] = {
	{ LIST_YES, SAYS_YES },
	{ LIST_NO, SAYS_NO },
	{ LIST_THANKS, SAYS_THANKS },
	{ LIST_POLITE, SAYS_POLITE },
};

Answers *
answers_new(void)
{
	Answers *answers = g_new0(Answers, 1);

	answers->parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < N_LISTS; i++)
		answers->lists[i] = g_array_new(FALSE, FALSE, sizeof(Phrase));
	return answers;
}

void
answers_free(Answers *answers)
{
	if (!answers)
		return;
	for (guint i = 0; i < N_LISTS; i++)
		g_array_unref(answers->lists[i]);
	g_hash_table_unref(answers->parts);
	g_free(answers);
}

static int
by_first_byte(gconstpointer a, gconstpointer b)
{
	const Phrase *left = a, *right = b;

	return (guchar)*left->text - (guchar)*right->text;
}

/* Hundreds of phrases are held against every letter of a line: only those that begin with it
 * are looked at. */
static void
index_list(Answers *answers, ListName name)
{
	GArray *list = answers->lists[name];
	guint at = 0;

	g_array_sort(list, by_first_byte);
	for (guint byte = 0; byte <= 256; byte++) {
		while (at < list->len &&
		       (guchar)*g_array_index(list, Phrase, at).text < byte)
			at++;
		answers->starts[name][byte] = at;
	}
}

static void
add_phrases(GArray *list, const GPtrArray *phrases)
{
	for (guint i = 0; i < phrases->len; i++) {
		Phrase phrase = { phrases->pdata[i], strlen(phrases->pdata[i]) };

		g_array_append_val(list, phrase);
	}
}

static void
gather(Answers *answers)
{
	GHashTableIter iter;
	gpointer key, phrases;

	for (guint i = 0; i < N_LISTS; i++)
		g_array_set_size(answers->lists[i], 0);
	g_hash_table_iter_init(&iter, answers->parts);
	while (g_hash_table_iter_next(&iter, &key, &phrases))
		for (guint i = 0; i < N_LISTS; i++)
			if (strcmp(strchr(key, ' ') + 1, list_names[i]) == 0)
				add_phrases(answers->lists[i], phrases);
	for (guint i = 0; i < N_LISTS; i++)
		index_list(answers, i);
}

/* As lines are compared: folded, without apostrophes. Own. */
static char *
folded_phrase(const char *line)
{
	g_autofree char *folded = text_fold(line);
	GString *phrase = g_string_new(NULL);

	for (const char *at = folded; *at; at = g_utf8_next_char(at))
		if (!is_apostrophe(g_utf8_get_char(at)))
			g_string_append_unichar(phrase, g_utf8_get_char(at));
	return g_string_free(phrase, FALSE);
}

/* "[yes]" begins an empty list of that name. NULL: LINE is no heading that is known. */
static GPtrArray *
begin_list(GHashTable *parts, const char *language, const char *line)
{
	gsize length = strlen(line);
	g_autofree char *name = NULL;
	GPtrArray *phrases = NULL;

	if (*line != '[' || line[length - 1] != ']')
		return NULL;
	name = g_strndup(line + 1, length - 2);
	for (guint i = 0; i < N_LISTS && !phrases; i++)
		if (strcmp(name, list_names[i]) == 0)
			phrases = g_ptr_array_new_with_free_func(g_free);
	if (phrases)
		g_hash_table_replace(parts, g_strdup_printf("%s %s", language, name),
				     phrases);
	return phrases;
}

gboolean
answers_add(Answers *answers, const char *language, const char *file, const char *source,
	    GError **error)
{
	g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
	GPtrArray *phrases = NULL;

	if (!g_utf8_validate(source, -1, NULL)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s:1: not UTF-8", file);
		return FALSE;
	}
	for (int i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]);
		g_autofree char *phrase = NULL;

		if (!*line || *line == '#')
			continue;
		if (*line == '[' || !phrases) {
			phrases = begin_list(answers->parts, language, line);
			if (phrases)
				continue;
			g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
				    "%s:%d: no heading such as [yes] or [no-mark]: %s",
				    file, i + 1, line);
			return FALSE;
		}
		phrase = folded_phrase(line);
		if (*phrase)
			g_ptr_array_add(phrases, g_steal_pointer(&phrase));
	}
	gather(answers);
	return TRUE;
}

/* ---- matching ---- */

/* May a phrase begin or end between these two letters? Not within a Latin word or number.
 */
static gboolean
is_border(char before, char after)
{
	return !(g_ascii_isalnum(before) && g_ascii_isalnum(after));
}

/* May a phrase begin at AT? */
static gboolean
may_begin(const char *clause, const char *at)
{
	return at == clause || is_border(at[-1], at[0]);
}

/* Does PHRASE stand at AT, where one may begin? */
static gboolean
stands_at(const char *at, const Phrase *phrase)
{
	return strncmp(at, phrase->text, phrase->length) == 0 &&
	       is_border(at[phrase->length - 1], at[phrase->length]);
}

/* Those of a list that begin with the byte at AT. */
typedef struct {
	const Phrase *next, *end;
} Range;

static Range
range_at(const Answers *answers, ListName list, const char *at)
{
	const guint *starts = answers->starts[list] + *(const guchar *)at;
	const Phrase *phrases = (const Phrase *)answers->lists[list]->data;

	return (Range){ phrases + starts[0], phrases + starts[1] };
}

static gboolean
any_stands_at(const Answers *answers, ListName list, const char *at)
{
	for (Range range = range_at(answers, list, at); range.next < range.end; range.next++)
		if (stands_at(at, range.next))
			return TRUE;
	return FALSE;
}

/* Where the first phrase of LIST stands in CLAUSE; NULL. */
static const char *
find_any(const Answers *answers, const char *clause, ListName list)
{
	for (const char *at = clause; *at; at++)
		if (may_begin(clause, at) && any_stands_at(answers, list, at))
			return at;
	return NULL;
}

/* Does CLAUSE end in PHRASE, with something before it? */
static gboolean
ends_in(const char *clause, gsize length, const Phrase *phrase)
{
	const char *at = clause + length - phrase->length;

	return length > phrase->length &&
	       clause[length - 1] == phrase->text[phrase->length - 1] &&
	       may_begin(clause, at) && stands_at(at, phrase);
}

/* Length of the longest phrase that stands at AT; SAYS gets what it says. */
static gsize
longest_phrase(const Answers *answers, const char *clause, const char *at, guint *says)
{
	gsize longest = 0;

	if (!may_begin(clause, at))
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(phrase_lists); i++) {
		Range range = range_at(answers, phrase_lists[i].list, at);

		for (; range.next < range.end; range.next++) {
			if (range.next->length <= longest || !stands_at(at, range.next))
				continue;
			longest = range.next->length;
			*says = phrase_lists[i].says;
		}
	}
	return longest;
}

/* Is CLAUSE made of known phrases and nothing else? SAID gets what they say. */
static gboolean
is_known(const Answers *answers, const char *clause, guint *said)
{
	const char *at = clause;

	*said = 0;
	while (*at) {
		guint says = 0;
		gsize length = longest_phrase(answers, clause, at, &says);

		if (!length)
			return FALSE;
		*said |= says;
		at += length;
		while (*at == ' ')
			at++;
	}
	return TRUE;
}

/* Is the word that begins at WORD one of LIST? */
static gboolean
is_one_of(const Answers *answers, ListName list, const char *word)
{
	gsize length = strcspn(word, " ");

	for (Range range = range_at(answers, list, word); range.next < range.end; range.next++)
		if (range.next->length == length &&
		    strncmp(range.next->text, word, length) == 0)
			return TRUE;
	return FALSE;
}

/* NULL: it was the last. */
static const char *
word_after(const char *word)
{
	word += strcspn(word, " ");
	return *word ? word + 1 : NULL;
}

/* "has not been fully fixed": a negation with something good soon behind it. */
static gboolean
is_negated(const Answers *answers, const char *clause)
{
	for (const char *word = clause; word; word = word_after(word)) {
		const char *behind = word;

		if (!is_one_of(answers, LIST_NEGATION, word))
			continue;
		for (guint i = 0; i < NEGATION_REACH && (behind = word_after(behind)); i++)
			if (is_one_of(answers, LIST_NEGATED, behind))
				return TRUE;
	}
	return FALSE;
}

static gsize
word_count(const char *clause)
{
	gsize count = *clause != '\0';

	for (; *clause; clause++)
		count += *clause == ' ';
	return count;
}

static gboolean
has_subject(const Answers *answers, const char *clause)
{
	return any_stands_at(answers, LIST_SUBJECT, clause) &&
	       word_count(clause) <= SUBJECT_WORDS;
}

/* Does CLAUSE end in a yes, behind a short subject? */
static gboolean
ends_in_yes(const Answers *answers, const char *clause)
{
	const GArray *endings = answers->lists[LIST_YES_ENDING];
	gsize length = strlen(clause);

	for (guint i = 0; i < endings->len; i++) {
		const Phrase *ending = &g_array_index(endings, Phrase, i);

		if (!ends_in(clause, length, ending))
			continue;
		if (g_ascii_isalpha(*ending->text)
			    ? has_subject(answers, clause)
			    : g_utf8_strlen(clause, length - ending->length) <=
				      SUBJECT_LETTERS)
			return TRUE;
	}
	return FALSE;
}

/* "thanks for the quick repair", "谢谢王工": thanks, and a few words for what or whom. */
static gboolean
is_thanks(const Answers *answers, const char *clause)
{
	guint says = 0;
	gsize length = longest_phrase(answers, clause, clause, &says);

	return length && says == SAYS_THANKS && word_count(clause) <= SUBJECT_WORDS + 1 &&
	       g_utf8_strlen(clause + length, -1) <= (text_is_cjk(g_utf8_get_char(clause))
							      ? SUBJECT_LETTERS
							      : LINE_MAX_BYTES);
}

/* ---- clauses ---- */

/* What the line said so far. */
typedef struct {
	guint said;
	guint clauses;
	int score;      /* of the first clause; 0 = it is none */
	gboolean only_thanks; /* whatever is neither thanks nor politeness is not understood */
	gboolean other; /* something was not understood */
	gboolean doubt; /* … and might take back a yes, or a question was asked */
} Line;

/* "5", "5分", "5/5", "5 stars". */
static int
units_score(const char *clause)
{
	static const char *const units[] = { "",     "分",    "星",     "颗星",
					     "/5",   "/5分",  "points", "stars",
					     "star", "point", "outof5" };
	g_autoptr(GString) tight = g_string_new(NULL);

	for (; *clause; clause++)
		if (*clause != ' ')
			g_string_append_c(tight, *clause);
	if (tight->str[0] < '1' || tight->str[0] > '5')
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (strcmp(tight->str + 1, units[i]) == 0)
			return tight->str[0] - '0';
	return 0;
}

/* Does CLAUSE say no by a mark? If it also begins or ends as a yes does, it says both - unless the
 * mark takes in what looks like a yes: "es funktioniert noch nicht". */
static guint
read_marks(const Answers *answers, const char *clause)
{
	const char *mark = find_any(answers, clause, LIST_NO_MARK);
	guint says = 0;
	gsize length;

	if (!mark && !is_negated(answers, clause))
		return 0;
	length = longest_phrase(answers, clause, clause, &says);
	if ((says == SAYS_YES && !(mark && mark < clause + length)) ||
	    find_any(answers, clause, LIST_LATE_ENDING))
		return SAYS_NO | SAYS_YES;
	return SAYS_NO;
}

static gboolean
ends_in_thanks(const Answers *answers, const char *clause)
{
	const GArray *thanks = answers->lists[LIST_THANKS];
	gsize length = strlen(clause);

	for (guint i = 0; i < thanks->len; i++)
		if (ends_in(clause, length, &g_array_index(thanks, Phrase, i)))
			return TRUE;
	return FALSE;
}

static gboolean
cut_ending(char *clause, const Phrase *ending)
{
	gsize length = strlen(clause);

	if (!ends_in(clause, length, ending))
		return FALSE;
	clause[length - ending->length] = '\0';
	g_strchomp(clause);
	return TRUE;
}

/* Cuts thanks from the end of CLAUSE, but never all of it: "打印机好了谢谢". */
static void
cut_thanks(const Answers *answers, char *clause)
{
	const GArray *thanks = answers->lists[LIST_THANKS];
	guint i = 0;

	while (i < thanks->len)
		i = cut_ending(clause, &g_array_index(thanks, Phrase, i)) ? 0 : i + 1;
}

/* Could CLAUSE be of thanks or a greeting, and of nothing else? */
static gboolean
may_thank(const Answers *answers, const char *clause)
{
	return longest_phrase(answers, clause, clause, &(guint){ 0 }) ||
	       ends_in_thanks(answers, clause) || command_is_greeting(clause);
}

static void
read_words(const Answers *answers, char *clause, Line *line)
{
	gboolean doubt;
	guint said;

	if (line->only_thanks && !may_thank(answers, clause)) {
		line->other = TRUE;
		return;
	}
	doubt = find_any(answers, clause, LIST_DOUBT) != NULL;
	said = read_marks(answers, clause);
	if (said || is_known(answers, clause, &said)) {
		line->said |= said;
		return;
	}
	line->doubt |= doubt;
	if (!doubt && is_thanks(answers, clause)) {
		line->said |= SAYS_THANKS;
		return;
	}
	cut_thanks(answers, clause);
	if (!doubt && ends_in_yes(answers, clause))
		line->said |= SAYS_YES;
	else if (!doubt && command_is_greeting(clause))
		line->said |= SAYS_POLITE;
	else
		line->other = TRUE;
}

static int
clause_score(const Answers *answers, const char *clause)
{
	g_autofree char *score = NULL;

	if (*clause < '1' || *clause > '5')
		return 0;
	score = g_strdup(clause);
	cut_thanks(answers, score);
	return units_score(score);
}

/* CLAUSE: words and "/" with single spaces between. */
static void
read_clause(const Answers *answers, char *clause, Line *line)
{
	gboolean is_first = line->clauses == 0;

	g_strstrip(clause);
	if (!*clause)
		return;
	line->clauses++;
	if (is_first) {
		line->score = clause_score(answers, clause);
		if (line->score)
			return;
	}
	g_strdelimit(clause, "/", ' ');
	if (*g_strstrip(clause))
		read_words(answers, clause, line);
}

static gboolean
ends_clause(gunichar c)
{
	return c < 0x80 ? c && strchr(",.!?;:()\"", (char)c)
			: c == 0x3001 || c == 0x3002 || c == 0x2026;
}

static void
read_line(const Answers *answers, const char *text, Line *line)
{
	g_autoptr(GString) clause = g_string_new(NULL);

	for (; *text && !(line->only_thanks && line->other); text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		line->doubt |= c == '?';
		if (ends_clause(c)) {
			read_clause(answers, clause->str, line);
			g_string_truncate(clause, 0);
		} else if (g_unichar_isalnum(c) || c == '/') {
			g_string_append_unichar(clause, c);
		} else if (clause->len && clause->str[clause->len - 1] != ' ' &&
			   !is_apostrophe(c)) {
			g_string_append_c(clause, ' ');
		}
	}
	if (!(line->only_thanks && line->other))
		read_clause(answers, clause->str, line);
}

static Answer
judge_line(const Line *line, int *score)
{
	gboolean yes = line->said & SAYS_YES, no = line->said & SAYS_NO;

	if (line->score) {
		if (no || line->other || line->doubt)
			return ANSWER_NONE;
		*score = line->score;
		return ANSWER_SCORE;
	}
	if (no)
		return yes ? ANSWER_NONE : ANSWER_NO;
	if (yes)
		return line->doubt ? ANSWER_NONE : ANSWER_YES;
	if (line->other || line->doubt)
		return ANSWER_NONE;
	return line->said ? ANSWER_THANKS : ANSWER_NONE;
}

/* Nothing to read in it, a quoted line, or a greeting to somebody and nothing else. */
static gboolean
is_passed_over(const char *text, const Line *line)
{
	if (!line->clauses)
		return TRUE;
	return !(line->said & ~SAYS_POLITE) && !line->score && !line->doubt &&
	       command_is_greeting(text);
}

static Answer
read_lines(const Answers *answers, const char *visible, gboolean only_thanks, int *score)
{
	while (*visible) {
		gsize length = strcspn(visible, "\n");
		g_autofree char *raw = g_strndup(visible, length);
		g_autofree char *clean =
			length <= LINE_MAX_BYTES ? text_one_line(raw) : NULL;
		g_autofree char *folded = clean ? text_fold(clean) : NULL;
		Line line = { .only_thanks = only_thanks };

		if (!folded)
			return ANSWER_NONE;
		if (*folded != '>')
			read_line(answers, folded, &line);
		if (!is_passed_over(folded, &line))
			return judge_line(&line, score);
		visible += length + (visible[length] == '\n');
	}
	return ANSWER_NONE;
}

Answer
answer_read(const Answers *answers, const char *visible, int *score)
{
	return read_lines(answers, visible, FALSE, score);
}

gboolean
answer_is_thanks(const Answers *answers, const char *line)
{
	return read_lines(answers, line, TRUE, &(int){ 0 }) == ANSWER_THANKS;
}
