/* What decisions ask for while they are made (core/change.h). */
#include "store/store-private.h"

#include <string.h>

#include "base/text.h"

#define SEARCH_MAX        50
#define ALIKE_MAX_OF_WORD 20

typedef gboolean (*AnswerFunction)(Store *store, Finding *finding, GError **error);

static gboolean
add_number(sqlite3_stmt *row, gpointer data, GError **error)
{
	gint64 number = sqlite3_column_int64(row, 0);

	g_array_append_val((GArray *)data, number);
	return TRUE;
}

/* The tickets whose numbers SQL gives, with all that hangs on them. */
static gboolean
answer_tickets(Store *store, Finding *finding, Sql sql, const Value *values, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));

	if (!sql_each(store, sql, values, add_number, numbers, error))
		return FALSE;
	for (guint i = 0; i < numbers->len; i++) {
		Ticket *ticket;

		if (!ticket_load(store, g_array_index(numbers, gint64, i), &ticket, error))
			return FALSE;
		if (ticket)
			g_ptr_array_add(finding->tickets, ticket);
	}
	return TRUE;
}

static gboolean
answer_ticket(Store *store, Finding *finding, GError **error)
{
	Ticket *ticket;

	if (!ticket_load(store, finding->question->number, &ticket, error))
		return FALSE;
	if (ticket)
		g_ptr_array_add(finding->tickets, ticket);
	return TRUE;
}

static gboolean
answer_same(Store *store, Finding *finding, GError **error)
{
	static const struct {
		const char *name;
		Sql sql;
	} fields[] = {
		{ "category", SQL_SAME_CATEGORY },
		{ "system", SQL_SAME_SYSTEM },
		{ "reporter", SQL_SAME_REPORTER },
	};
	const Question *question = finding->question;

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_str_equal(fields[i].name, question->name))
			return answer_tickets(
				store, finding, fields[i].sql,
				VALUES(NUMBER(question->since), TEXT(question->value)),
				error);
	return answer_tickets(store, finding, SQL_SAME_FACT,
			      VALUES(NUMBER(question->since), TEXT(question->value),
				     TEXT(question->name)),
			      error);
}

static gboolean
answer_listed(Store *store, Finding *finding, GError **error)
{
	const Question *question = finding->question;

	return answer_tickets(store, finding, SQL_LISTED_FACT,
			      VALUES(NUMBER(question->since), TEXT(question->value),
				     TEXT(question->name)),
			      error);
}

static gboolean
answer_current(Store *store, Finding *finding, GError **error)
{
	const Question *question = finding->question;

	return answer_tickets(store, finding, SQL_CURRENT_FACT,
			      VALUES(TEXT(question->name), TEXT(question->value)), error);
}

static gboolean
answer_opened(Store *store, Finding *finding, GError **error)
{
	const Question *question = finding->question;

	return answer_tickets(store, finding, SQL_OPENED_NUMBERS,
			      VALUES(NUMBER(question->since), NUMBER(question->number)),
			      error);
}

static gboolean
answer_assigned(Store *store, Finding *finding, GError **error)
{
	return answer_tickets(store, finding, SQL_ASSIGNED_NUMBERS, NO_VALUES, error);
}

static gboolean
answer_open(Store *store, Finding *finding, GError **error)
{
	return answer_tickets(store, finding, SQL_OPEN_NUMBERS, NO_VALUES, error);
}

static const Field recent_fields[] = {
	FIELD(INT64, Recent, ticket_id),   FIELD(INT64, Recent, created),
	FIELD(TICKET_KIND, Recent, kind),  FIELD(TICKET_STATE, Recent, state),
	FIELD(INT, Recent, drill),         FIELD(INT, Recent, by_mail),
	{ FIELD_END, 0 },
};

static gboolean
add_recent(sqlite3_stmt *row, gpointer data, GError **error)
{
	Finding *finding = data;
	int column = G_N_ELEMENTS(recent_fields) - 1;
	Recent recent = { 0 };
	const char **const texts[] = { &recent.subject, &recent.priority, &recent.category,
				       &recent.system, &recent.reporter };

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = (const char *)sqlite3_column_text(row, column + i);

		*texts[i] = text ? g_string_chunk_insert(finding->texts, text) : NULL;
	}
	if (!record_read(row, 0, recent_fields, &recent, error))
		return FALSE;
	g_array_append_val(finding->recent, recent);
	return TRUE;
}

static gboolean
answer_recent(Store *store, Finding *finding, GError **error)
{
	return sql_each(store, SQL_RECENT_TICKETS, VALUES(NUMBER(finding->question->since)),
			add_recent, finding, error);
}

static gboolean
answer_ended(Store *store, Finding *finding, GError **error)
{
	return answer_tickets(store, finding, SQL_ENDED_NUMBERS,
			      VALUES(NUMBER(finding->question->since)), error);
}

static gboolean
answer_linked(Store *store, Finding *finding, GError **error)
{
	return answer_tickets(store, finding, SQL_LINKED_NUMBERS,
			      VALUES(TEXT(finding->question->name)), error);
}

/* Each word must stand somewhere in the ticket's subject, facts or entries. */
static gboolean
answer_search(Store *store, Finding *finding, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(finding->question->value, " \t", -1);
	g_autoptr(GArray) numbers = NULL;

	for (guint i = 0; words[i]; i++) {
		g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));

		if (!*words[i])
			continue;
		if (!sql_each(store, SQL_SEARCH_WORD, VALUES(TEXT(words[i])), add_number,
			      found, error))
			return FALSE;
		for (guint j = 0; numbers && j < found->len;) {
			gint64 number = g_array_index(found, gint64, j);
			gboolean stays = FALSE;

			for (guint k = 0; k < numbers->len && !stays; k++)
				stays = g_array_index(numbers, gint64, k) == number;
			if (stays)
				j++;
			else
				g_array_remove_index(found, j);
		}
		g_clear_pointer(&numbers, g_array_unref);
		numbers = g_steal_pointer(&found);
	}
	for (guint i = numbers && numbers->len > SEARCH_MAX ? numbers->len - SEARCH_MAX : 0;
	     numbers && i < numbers->len; i++) {
		Ticket *ticket;

		if (!ticket_load(store, g_array_index(numbers, gint64, i), &ticket, error))
			return FALSE;
		g_ptr_array_add(finding->tickets, ticket);
	}
	return TRUE;
}

typedef struct {
	gint64 number;
	guint words; /* of those asked for, in its subject */
} Alike;

typedef struct {
	GStrv words;      /* foreign; letters of ASCII in lower case */
	guint *found;     /* foreign; for each word, how many subjects hold it */
	GArray *alike;    /* foreign; of Alike */
	GString *subject; /* foreign; the one at hand, in lower case */
} AlikeSearch;

/* The newest come first: of those that hold a word, the first so many count for it. */
static gboolean
look_at_subject(sqlite3_stmt *row, gpointer data, GError **error)
{
	AlikeSearch *search = data;
	const char *subject = (const char *)sqlite3_column_text(row, 1);
	Alike one = { sqlite3_column_int64(row, 0), 0 };

	g_string_assign(search->subject, subject ? subject : "");
	text_lower_ascii(search->subject->str);
	for (guint i = 0; search->words[i]; i++) {
		if (search->found[i] >= ALIKE_MAX_OF_WORD || !*search->words[i] ||
		    !strstr(search->subject->str, search->words[i]))
			continue;
		search->found[i]++;
		one.words++;
	}
	if (one.words > 0)
		g_array_append_val(search->alike, one);
	return TRUE;
}

static int
by_words(gconstpointer a, gconstpointer b)
{
	const Alike *left = a, *right = b;

	if (left->words != right->words)
		return left->words > right->words ? -1 : 1;
	return (left->number < right->number) - (left->number > right->number);
}

static int
by_number(gconstpointer a, gconstpointer b)
{
	const gint64 *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The numbers of those that hold most words: each is read for a comparison. Own. */
static GArray *
best_of(GArray *alike)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint64));

	g_array_sort(alike, by_words);
	for (guint i = 0; i < MIN(alike->len, STORE_ALIKE_MAX); i++)
		g_array_append_val(numbers, g_array_index(alike, Alike, i).number);
	g_array_sort(numbers, by_number);
	return numbers;
}

static gboolean
answer_alike(Store *store, Finding *finding, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(finding->question->value, -1);
	g_auto(GStrv) words = g_strsplit(lower, " ", -1);
	g_autofree guint *found = g_new0(guint, g_strv_length(words) + 1);
	g_autoptr(GArray) alike = g_array_new(FALSE, FALSE, sizeof(Alike));
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(GArray) numbers = NULL;
	AlikeSearch search = { words, found, alike, subject };

	if (!sql_each(store, SQL_SOLVED_SUBJECTS, NO_VALUES, look_at_subject, &search,
		      error))
		return FALSE;
	numbers = best_of(alike);
	return tickets_alike(store, numbers, finding->tickets, error);
}

static gboolean
answer_entries(Store *store, Finding *finding, GError **error)
{
	GPtrArray *entries = store_entries(store, finding->question->number, error);

	if (!entries)
		return FALSE;
	g_ptr_array_unref(finding->entries);
	finding->entries = entries;
	return TRUE;
}

static gboolean
answer_history(Store *store, Finding *finding, GError **error)
{
	GPtrArray *history = store_history(store, finding->question->number, error);

	if (!history)
		return FALSE;
	g_ptr_array_unref(finding->history);
	finding->history = history;
	return TRUE;
}

static const AnswerFunction functions[] = {
	[ASK_TICKET] = answer_ticket,     [ASK_SAME] = answer_same,
	[ASK_OPENED] = answer_opened,     [ASK_CURRENT] = answer_current,
	[ASK_ASSIGNED] = answer_assigned, [ASK_OPEN] = answer_open,
	[ASK_RECENT] = answer_recent,
	[ASK_ENDED] = answer_ended,       [ASK_LINKED] = answer_linked,
	[ASK_SEARCH] = answer_search,     [ASK_ALIKE] = answer_alike,
	[ASK_ENTRIES] = answer_entries,
	[ASK_HISTORY] = answer_history,   [ASK_REPORT] = answer_entries,
	[ASK_LISTED] = answer_listed,
};

gboolean
store_answer(Store *store, Snapshot *snapshot, const Question *question, GError **error)
{
	Finding *finding = finding_new(question);

	g_ptr_array_add(snapshot->findings, finding);
	if (!functions[question->type](store, finding, error))
		return FALSE;
	for (guint i = 0; question->type == ASK_TICKET && i < finding->tickets->len; i++)
		if (!snapshot_ticket(snapshot, question->number))
			g_ptr_array_add(snapshot->tickets,
					ticket_copy(finding->tickets->pdata[i]));
	return TRUE;
}
