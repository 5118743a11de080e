/* Looking words up, one after the other: the lists are short. */
#include "core/word-list.h"

#include <string.h>

gsize
words_head(const WordList *list, const char *text)
{
	gsize best = 0;

	for (gsize i = 0; i < list->count; i++) {
		const char *word = list->rows[i];
		gsize length;

		if (word[0] != text[0])
			continue;
		length = strlen(word);
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
	for (gsize i = 0; i < list->count; i++) {
		const char *word = list->rows[i];

		if (word[0] == text[0] && !strncmp(text, word, length) && !word[length])
			return TRUE;
	}
	return FALSE;
}
