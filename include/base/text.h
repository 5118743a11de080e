/* Small operations on UTF-8 text. Nothing here knows of mail or tickets. */
#pragma once

#include <glib.h>

/* BYTES (LENGTH, may hold NUL) as valid UTF-8: bad bytes and NULs become U+FFFD. Own. */
char *text_valid(const char *bytes, gsize length);

/* One line for a header, a subject or a log: controls, line breaks and runs of white space
 * become one space, ends trimmed, bidi overrides and zero-width characters dropped. Own. */
char *text_one_line(const char *text);

/* Without blank lines around, and without white space of any kind at its ends. Own. */
char *text_trim(const char *text);

/* Compare form: NFKC, case-folded, full-width forms narrowed. Own. */
char *text_fold(const char *text);

/* A to Z become a to z, in place. */
void text_lower_ascii(char *text);

/* Are A and B the same in that form? Neither may be NULL. */
gboolean text_same_word(const char *a, const char *b);

/* Are the ASCII names A and B the same but for case? Most names that are compared differ in
 * their first letter, so that is looked at before anything is called. */
static inline gboolean
text_same_name(const char *a, const char *b)
{
	return ((*a ^ *b) & ~0x20) == 0 && g_ascii_strcasecmp(a, b) == 0;
}

/* TEXT with C0/C1 controls, DEL, bidi and zero-width characters written as \xNN or \uNNNN;
 * tab and newline stay if KEEP_LINES. Own. For terminals and logs. */
char *text_escape(const char *text, gboolean keep_lines);

/* At most MAX characters, ended with "…" when cut. Own. */
char *text_ellipsize(const char *text, gsize max);

/* A CJK ideograph, kana, hangul or full-width form: a word border for "words" matching. */
gboolean text_is_cjk(gunichar c);

/* Columns of TEXT on a terminal: wide characters count 2, combining ones 0. */
int text_width(const char *text);

/* TEXT padded with spaces (or cut with "…") to COLUMNS. Own. */
char *text_pad(const char *text, int columns);

/* The one of NAMES (NULL-terminated) that WORD was probably meant to be: at most two edits
 * away and fewer than half its length; NULL if none. Foreign (an element of NAMES). */
const char *text_suggest(const char *word, const char *const *names);

/* Does HAYSTACK hold WORD in the sense of the policy language's "words" (section 2): no case;
 * Latin words as whole words, where a CJK character beside them is a border too; CJK words
 * anywhere. Both are folded inside. An empty word is never held. */
gboolean text_has_word(const char *haystack, const char *word);

/* The same in two steps, for many words against one text: both folded once, by
 * text_fold_words() (text_fold; white space to one space, none at the ends, so that "data
 * loss" is found across a line's end). */
char *text_fold_words(const char *text);
gboolean text_has_word_folded(const char *haystack, const char *word);

/* Lower-case base32 (RFC 4648 alphabet, no padding) of BYTES. Own. */
char *text_base32(const guint8 *bytes, gsize length);

/* Equal, in time that depends on the length only. NULL equals nothing. */
gboolean text_equal_constant_time(const char *a, const char *b);
