/* Looking words up. Every line of a mail is held against some ten lists, so a word at the
 * beginning is looked for among those with its first byte only. */
#include "core/word-list.h"

#include <string.h>

static void
make_index(const WordList *list)
{
	if (!g_once_init_enter(&list->index->is_ready))
		return;
	for (gsize i = list->count; i > 0; i--) {
		guint16 *first = &list->index->first[(guchar)list->rows[i - 1][0]];

		list->next[i - 1] = *first;
		*first = i;
	}
	g_once_init_leave(&list->index->is_ready, 1);
}

/* The first row that begins with BYTE, a number from 1 on; 0: none. */
static guint16
first_row(const WordList *list, char byte)
{
	make_index(list);
	return list->index->first[(guchar)byte];
}

gsize
words_head(const WordList *list, const char *text)
{
	gsize best = 0;

	for (guint row = first_row(list, text[0]); row; row = list->next[row - 1]) {
		const char *word = list->rows[row - 1];
		gsize length = strlen(word);

		if (length > best && !strncmp(text, word, length))
			best = length;
	}
	return best;
}

gboolean
words_held(const WordList *list, const char *text)
{
	for (gsize i = 0; i < list->count; i++)
		if (strstr(text, list->rows[i]))
			return TRUE;
	return FALSE;
}

guint
words_count(const WordList *list, const char *text)
{
	guint count = 0;

	for (gsize i = 0; i < list->count; i++)
		count += strstr(text, list->rows[i]) != NULL;
	return count;
}

gboolean
words_equal(const WordList *list, const char *text, gsize length)
{
	for (guint row = length ? first_row(list, text[0]) : 0; row;
	     row = list->next[row - 1]) {
		const char *word = list->rows[row - 1];

		if (!strncmp(text, word, length) && !word[length])
			return TRUE;
	}
	return FALSE;
}
