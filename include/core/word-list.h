/* Lists of words, as the tables of core/reply-words and core/classify-words have them. All
 * comparison is of bytes; folding is the caller's. */
#pragma once

#include <glib.h>

/* The rows by their first byte, in numbers from 1 on; made at the first question. */
typedef struct {
	gsize is_ready;
	guint16 first[256];
} WordIndex;

typedef struct {
	const char *const *rows;
	gsize count;
	WordIndex *index; /* static */
	guint16 *next;    /* static; of each row, the next one with that byte; 0: none */
} WordList;

#define WORD_LIST(rows)                                                                    \
	{                                                                                  \
		rows, G_N_ELEMENTS(rows), &(WordIndex){ 0 },                               \
			(guint16[G_N_ELEMENTS(rows)]){ 0 }                                 \
	}

/* How much of TEXT the longest of LIST at its beginning takes; 0 if none does. */
gsize words_head(const WordList *list, const char *text);

/* Does one of LIST stand anywhere in TEXT? How many of them do? */
gboolean words_held(const WordList *list, const char *text);
guint words_count(const WordList *list, const char *text);

/* Is TEXT (LENGTH bytes) one of LIST? */
gboolean words_equal(const WordList *list, const char *text, gsize length);
