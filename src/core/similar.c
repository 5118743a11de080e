/* tf-idf over the candidates themselves: what all of them have in common tells nothing. */
#include "core/similar.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define LATIN_MIN         2   /* letters of a word that counts */
#define WORDS_ASKED       5   /* of a new ticket's subject */
#define PROPOSED_LIKENESS 0.3 /* less is chance */
#define PROPOSED_MAX      3
#define SYMPTOM_MAX       500 /* letters of it; a log that was pasted in is longer */

/* ---- words ---- */

/* They stand in every report. */
static const char *const stop_words[] = {
	"the", "a",   "an",  "and", "or",  "of",   "to",   "in",   "on",   "is",	 "it",
	"not", "no",  "for", "my",  "we",  "our",  "at",   "with", "does", "from", "this",
	"has", "be",  "are", "was", "can", "cannot", "re", "fw",   "fwd",  "please", "help",
	NULL
};

static gboolean
is_stop_word(const char *word)
{
	for (gsize i = 0; stop_words[i]; i++)
		if (*word == *stop_words[i] && strcmp(word, stop_words[i]) == 0)
			return TRUE;
	return FALSE;
}

typedef void (*WordFunction)(char *word /* own */, gpointer data);

/* A run of Chinese as pairs of characters that overlap; one alone as it is. */
static void
each_pair(const char *start, const char *end, WordFunction function, gpointer data)
{
	const char *next = g_utf8_next_char(start);

	if (next >= end) {
		function(g_strndup(start, end - start), data);
		return;
	}
	for (; next < end; start = g_utf8_next_char(start), next = g_utf8_next_char(next))
		function(g_strndup(start, g_utf8_next_char(next) - start), data);
}

static void
one_word(const char *start, const char *end, WordFunction function, gpointer data)
{
	g_autofree char *word = g_strndup(start, end - start);

	if (g_utf8_strlen(word, -1) >= LATIN_MIN && !is_stop_word(word))
		function(g_steal_pointer(&word), data);
}

static gboolean
is_letter(gunichar c)
{
	return g_unichar_isalnum(c) && !text_is_cjk(c);
}

static void
each_word(const char *text, WordFunction function, gpointer data)
{
	g_autofree char *folded = text_fold_words(text);
	const char *at = folded;

	while (*at) {
		gunichar c = g_utf8_get_char(at);
		gboolean cjk = text_is_cjk(c) && g_unichar_isalnum(c);
		const char *end = g_utf8_next_char(at);

		if (!cjk && !is_letter(c)) {
			at = end;
			continue;
		}
		while (*end && (cjk ? text_is_cjk(g_utf8_get_char(end)) &&
					      g_unichar_isalnum(g_utf8_get_char(end))
				    : is_letter(g_utf8_get_char(end))))
			end = g_utf8_next_char(end);
		(cjk ? each_pair : one_word)(at, end, function, data);
		at = end;
	}
}

static void
collect(char *word, gpointer data)
{
	GPtrArray *words = data;

	if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
		g_free(word);
	else
		g_ptr_array_add(words, word);
}

GPtrArray *
similar_words(const char *text, guint max)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	each_word(text, collect, words);
	if (words->len > max)
		g_ptr_array_set_size(words, max);
	return words;
}

char *
similar_text(const Ticket *ticket)
{
	const char *told = ticket_fact(ticket, "symptom");
	g_autofree char *symptom = told ? text_ellipsize(told, SYMPTOM_MAX) : NULL;
	const char *device = ticket_fact(ticket, "device");
	const char *cause = ticket_fact(ticket, "cause");

	return g_strjoin("\n", ticket->subject, symptom ? symptom : "",
			 ticket->category ? ticket->category : "",
			 ticket->system ? ticket->system : "", device ? device : "",
			 cause ? cause : "", NULL);
}

/* ---- weights ---- */

static void
count(char *word, gpointer data)
{
	GHashTable *counts = data;
	guint old = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));

	g_hash_table_replace(counts, word, GUINT_TO_POINTER(old + 1));
}

static GHashTable *
counts_of(const char *text)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	each_word(text, count, counts);
	return counts;
}

/* In how many of DOCUMENTS each word stands. */
static GHashTable *
spread_of(const GPtrArray *documents)
{
	GHashTable *spread = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < documents->len; i++) {
		GHashTableIter iter;
		gpointer word;

		g_hash_table_iter_init(&iter, documents->pdata[i]);
		while (g_hash_table_iter_next(&iter, &word, NULL)) {
			guint old = GPOINTER_TO_UINT(g_hash_table_lookup(spread, word));

			g_hash_table_replace(spread, word, GUINT_TO_POINTER(old + 1));
		}
	}
	return spread;
}

static double
weight(GHashTable *counts, GHashTable *spread, guint documents, const char *word)
{
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
	guint in = GPOINTER_TO_UINT(g_hash_table_lookup(spread, word));

	return n == 0 ? 0 : (1 + log(n)) * log(1 + (documents + 1.0) / (in + 1.0));
}

/* The cosine between the two, 0 to 1. */
static double
likeness(GHashTable *one, GHashTable *other, GHashTable *spread, guint documents)
{
	double product = 0, left = 0, right = 0;
	GHashTableIter iter;
	gpointer word;

	g_hash_table_iter_init(&iter, one);
	while (g_hash_table_iter_next(&iter, &word, NULL)) {
		double mine = weight(one, spread, documents, word);

		left += mine * mine;
		product += mine * weight(other, spread, documents, word);
	}
	g_hash_table_iter_init(&iter, other);
	while (g_hash_table_iter_next(&iter, &word, NULL)) {
		double theirs = weight(other, spread, documents, word);

		right += theirs * theirs;
	}
	return left > 0 && right > 0 ? product / sqrt(left * right) : 0;
}

/* ---- ranks ---- */

typedef struct {
	Ticket *ticket; /* foreign */
	double likeness;
	gboolean solved;
} Candidate;

static int
by_use(gconstpointer a, gconstpointer b)
{
	const Candidate *left = a, *right = b;

	if (left->solved != right->solved)
		return left->solved ? -1 : 1;
	if (left->likeness != right->likeness)
		return left->likeness > right->likeness ? -1 : 1;
	return (left->ticket->ticket_id < right->ticket->ticket_id) -
	       (left->ticket->ticket_id > right->ticket->ticket_id);
}

static gboolean
is_solved(const Ticket *ticket)
{
	return !ticket_is_open(ticket) && ticket->state != STATE_REJECTED &&
	       (ticket_fact(ticket, "fix") || ticket_fact(ticket, "cause"));
}

static GPtrArray *
documents_of(const GPtrArray *tickets)
{
	GPtrArray *documents =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);

	for (guint i = 0; i < tickets->len; i++) {
		g_autofree char *text = similar_text(tickets->pdata[i]);

		g_ptr_array_add(documents, counts_of(text));
	}
	return documents;
}

GPtrArray *
similar_rank(const char *text, const GPtrArray *tickets, double threshold, guint max)
{
	g_autoptr(GHashTable) wanted = counts_of(text);
	g_autoptr(GPtrArray) documents = documents_of(tickets);
	g_autoptr(GHashTable) spread = spread_of(documents);
	g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
	GPtrArray *ranked = g_ptr_array_new();

	for (guint i = 0; i < tickets->len; i++) {
		Candidate candidate = {
			.ticket = tickets->pdata[i],
			.likeness = likeness(wanted, documents->pdata[i], spread,
					     documents->len),
			.solved = is_solved(tickets->pdata[i]),
		};

		if (candidate.likeness > threshold)
			g_array_append_val(candidates, candidate);
	}
	g_array_sort(candidates, by_use);
	for (guint i = 0; i < MIN(candidates->len, max); i++)
		g_ptr_array_add(ranked, g_array_index(candidates, Candidate, i).ticket);
	return ranked;
}

/* ---- proposals ---- */

static gboolean
policy_proposes(const Policy *policy)
{
	const Document *document = policy_document(policy, "new");

	return document && document->which.same;
}

static void
keep_solved(GPtrArray *tickets)
{
	for (guint i = tickets->len; i > 0; i--)
		if (!is_solved(tickets->pdata[i - 1]))
			g_ptr_array_remove_index(tickets, i - 1);
}

char *
similar_question(const Policy *policy, const char *subject)
{
	g_autoptr(GPtrArray) words = NULL;

	if (policy_proposes(policy))
		return NULL;
	words = similar_words(subject, WORDS_ASKED);
	if (words->len == 0)
		return NULL;
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

GPtrArray *
similar_propose(Decision *decision, const Ticket *ticket)
{
	g_autofree char *text = NULL, *asked = similar_question(decision->context->policy,
								ticket->subject);
	const Finding *finding;
	GPtrArray *found;

	if (!asked)
		return g_ptr_array_new();
	text = similar_text(ticket);
	finding = decision_ask(decision,
			       &(Question){ .type = ASK_ALIKE, .value = asked });
	found = similar_rank(text, finding->tickets, PROPOSED_LIKENESS, PROPOSED_MAX);
	keep_solved(found);
	return found;
}
