/* tf-idf over the candidates themselves: what all of them have in common tells nothing. */
#include "core/similar.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "core/word-list.h"

#define WORDS_ASKED       5   /* of a new ticket's subject */
#define PROPOSED_LIKENESS 0.3 /* less is chance */
#define PROPOSED_MAX      3
#define WORDS_GUESSED     64  /* of a ticket, to begin with */
#define SYMPTOM_MAX       500 /* letters of it; a log that was pasted in is longer */

/* ---- words ---- */

/* They stand in every report. */
static const char *const stops[] = {
	"a",  "an",  "and", "are",    "at", "be",  "can",  "cannot", "does", "for", "from",
	"fw", "fwd", "has", "help",   "in", "is",  "it",   "my",     "no",   "not", "of",
	"on", "or",  "our", "please", "re", "the", "this", "to",     "was",  "we",  "with",
};
static const WordList stop_words = WORD_LIST(stops);

typedef enum { KIND_GAP, KIND_LETTER, KIND_CJK } CharacterKind;

/* Of folded text. */
static gboolean
is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static CharacterKind
kind_of(const char *at)
{
	gunichar c;

	if (is_ascii_letter(*at))
		return KIND_LETTER;
	if (!(*at & 0x80))
		return KIND_GAP;
	c = g_utf8_get_char(at);
	if (!g_unichar_isalnum(c))
		return KIND_GAP;
	return text_is_cjk(c) ? KIND_CJK : KIND_LETTER;
}

typedef void (*WordFunction)(const char *word, gpointer data);

/* START to END as a text of its own, for as long as FUNCTION looks at it. */
static void
give(char *start, char *end, WordFunction function, gpointer data)
{
	char behind = *end;

	*end = '\0';
	function(start, data);
	*end = behind;
}

/* A run of Chinese as pairs of characters that overlap; one alone as it is. */
static void
each_pair(char *start, char *end, WordFunction function, gpointer data)
{
	char *next = g_utf8_next_char(start);

	if (next >= end)
		give(start, end, function, data);
	for (; next < end; start = g_utf8_next_char(start), next = g_utf8_next_char(next))
		give(start, g_utf8_next_char(next), function, data);
}

/* One letter alone tells nothing. */
static void
one_word(char *start, char *end, WordFunction function, gpointer data)
{
	if (g_utf8_next_char(start) < end && !words_equal(&stop_words, start, end - start))
		give(start, end, function, data);
}

static void
each_word(const char *text, WordFunction function, gpointer data)
{
	g_autofree char *folded = text_fold_words(text);

	for (char *at = folded, *end; *at; at = end) {
		CharacterKind kind = kind_of(at);

		end = g_utf8_next_char(at);
		while (kind == KIND_LETTER && is_ascii_letter(*end))
			end++;
		while (*end && kind_of(end) == kind)
			end = g_utf8_next_char(end);
		if (kind == KIND_CJK)
			each_pair(at, end, function, data);
		else if (kind == KIND_LETTER)
			one_word(at, end, function, data);
	}
}

typedef struct {
	GPtrArray *words; /* foreign */
	guint max;
} Collection;

/* Each word is held against all that were found: a hostile subject has fifteen thousand. */
static void
collect(const char *word, gpointer data)
{
	const Collection *collection = data;
	GPtrArray *words = collection->words;

	if (words->len < collection->max &&
	    !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
		g_ptr_array_add(words, g_strdup(word));
}

GPtrArray *
similar_words(const char *text, guint max)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	each_word(text, collect, &(Collection){ words, max });
	return words;
}

/* The first so many letters of TEXT, which may be anything. */
static char *
beginning(const char *text, guint letters)
{
	const char *end = text;

	for (; *end; end++)
		if ((*end & 0xc0) != 0x80 && letters-- == 0)
			break;
	return g_strndup(text, end - text);
}

char *
similar_text(const Ticket *ticket)
{
	const char *told = ticket_fact(ticket, "symptom");
	g_autofree char *symptom = told ? beginning(told, SYMPTOM_MAX) : NULL;
	const char *device = ticket_fact(ticket, "device");
	const char *cause = ticket_fact(ticket, "cause");

	return g_strjoin("\n", ticket->subject, symptom ? symptom : "",
			 ticket->category ? ticket->category : "",
			 ticket->system ? ticket->system : "", device ? device : "",
			 cause ? cause : "", NULL);
}

/* ---- weights ---- */

/* A word of all the texts that are compared. */
typedef struct {
	guint wanted;          /* how often it stands in the text that is asked for */
	guint spread;          /* in how many documents */
	guint document, place; /* the last of these, and where in its counts */
	double rarity;
} Word;

typedef struct {
	Word *word; /* foreign */
	guint times;
} Count;

typedef struct {
	GHashTable *words;    /* own char* -> own Word */
	GPtrArray *documents; /* own GArray of Count */
	double size;          /* of the text that is asked for */
} Vocabulary;

static void
vocabulary_clear(Vocabulary *vocabulary)
{
	g_hash_table_unref(vocabulary->words);
	g_ptr_array_unref(vocabulary->documents);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Vocabulary, vocabulary_clear)

static Word *
word_of(Vocabulary *vocabulary, const char *text)
{
	Word *word = g_hash_table_lookup(vocabulary->words, text);

	if (!word) {
		word = g_new0(Word, 1);
		g_hash_table_insert(vocabulary->words, g_strdup(text), word);
	}
	return word;
}

static void
count_wanted(const char *text, gpointer data)
{
	word_of(data, text)->wanted++;
}

static void
count_in_document(const char *text, gpointer data)
{
	Vocabulary *vocabulary = data;
	guint number = vocabulary->documents->len; /* so that none is 0 */
	GArray *counts = vocabulary->documents->pdata[number - 1];
	Word *word = word_of(vocabulary, text);

	if (word->document == number) {
		g_array_index(counts, Count, word->place).times++;
		return;
	}
	word->document = number;
	word->place = counts->len;
	word->spread++;
	g_array_append_val(counts, ((Count){ word, 1 }));
}

static double
weight(const Word *word, guint times)
{
	return times == 0 ? 0 : (1 + log(times)) * word->rarity;
}

/* How rare each word is among the documents, and with it the size of what is asked for. */
static void
weigh(Vocabulary *vocabulary)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, vocabulary->words);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		Word *word = value;
		double wanted;

		word->rarity =
			log(1 + (vocabulary->documents->len + 1.0) / (word->spread + 1.0));
		wanted = weight(word, word->wanted);
		vocabulary->size += wanted * wanted;
	}
}

/* The cosine between what is asked for and a document, 0 to 1. */
static double
likeness(const Vocabulary *vocabulary, const GArray *counts)
{
	double product = 0, size = 0;

	for (guint i = 0; i < counts->len; i++) {
		const Count *count = &g_array_index(counts, Count, i);
		double theirs = weight(count->word, count->times);

		size += theirs * theirs;
		product += theirs * weight(count->word, count->word->wanted);
	}
	return size > 0 && vocabulary->size > 0 ? product / sqrt(vocabulary->size * size)
						: 0;
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

/* Every word is looked up once: fifteen thousand letters are read for each new ticket. */
static void
read_all(Vocabulary *vocabulary, const char *text, const GPtrArray *tickets)
{
	vocabulary->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	vocabulary->documents =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	each_word(text, count_wanted, vocabulary);
	for (guint i = 0; i < tickets->len; i++) {
		g_autofree char *document = similar_text(tickets->pdata[i]);

		g_ptr_array_add(
			vocabulary->documents,
			g_array_sized_new(FALSE, FALSE, sizeof(Count), WORDS_GUESSED));
		each_word(document, count_in_document, vocabulary);
	}
	weigh(vocabulary);
}

GPtrArray *
similar_rank(const char *text, const GPtrArray *tickets, double threshold, guint max)
{
	g_auto(Vocabulary) vocabulary = { 0 };
	g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
	GPtrArray *ranked = g_ptr_array_new();

	read_all(&vocabulary, text, tickets);
	for (guint i = 0; i < tickets->len; i++) {
		Candidate candidate = {
			.ticket = tickets->pdata[i],
			.likeness = likeness(&vocabulary, vocabulary.documents->pdata[i]),
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
	finding = decision_ask(decision, &(Question){ .type = ASK_ALIKE, .value = asked });
	found = similar_rank(text, finding->tickets, PROPOSED_LIKENESS, PROPOSED_MAX);
	keep_solved(found);
	return found;
}
