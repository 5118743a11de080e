/*
 * A line of a scenario being read, word by word: what the files scenario*.c share. Inner to
 * them. Functions that take something give FALSE or NULL after they have complained.
 */
#pragma once

#include "core/scenario.h"

typedef struct {
	char *text; /* own */
	gboolean quoted;
} Word;

typedef struct {
	GPtrArray *steps;    /* own Step; the result */
	GPtrArray *mistakes; /* foreign */
	int line;
	GPtrArray *words; /* own Word; of this line */
	guint at;         /* the next of them */
	Step *step;       /* own; being made from this line */
	Step *mail;       /* foreign; what "|" lines belong to; NULL */
	gboolean is_lost; /* the line was wrong: what its "|" lines are is not known */
	gboolean has_policy, has_time, has_expectation;
} Reader;

/* Always FALSE, so that a function can end with it. */
gboolean reader_complain(Reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* WORD is none of NAMES (NULL-terminated), which can stand WHERE. */
gboolean reader_complain_unknown(Reader *reader, const char *where, const char *word,
				 const char *const *names);

/* Cuts LINE into reader->words; *END is where its comment begins. */
gboolean reader_cut(Reader *reader, const char *line, const char **end);
void word_free(Word *word);
/* Is WORD (may be NULL) this very word, not quoted? */
gboolean word_is(const Word *word, const char *text);

/* The next word without taking it; NULL at the end. */
const Word *reader_peek(const Reader *reader);
/* The next word. WHAT is missing if there is none. Foreign. */
const char *reader_take(Reader *reader, const char *what);
/* The same, own. */
gboolean reader_take_text(Reader *reader, const char *what, char **text);
/* The fixed word TEXT of the line's form, which FORM shows. */
gboolean reader_take_fixed(Reader *reader, const char *text, const char *form);
/* Into the step's number, who, day and time. */
gboolean reader_take_ticket(Reader *reader);
gboolean reader_take_who(Reader *reader);
gboolean reader_take_time(Reader *reader);

gboolean reader_parse_number(const char *text, gint64 least, gint64 *number);

typedef enum {
	OPTION_FLAG, /* says it all */
	OPTION_TEXT, /* one value, once */
	OPTION_EACH, /* one value, as often as one likes */
	OPTION_MANY, /* every quoted text that follows */
} OptionKind;

typedef struct {
	const char *word; /* NULL ends a table */
	OptionKind kind;
	gsize field; /* of Step: gboolean, char *, GPtrArray * */
} Option;

/* clang-format off */
#define OPTION(word, kind, field) { word, kind, G_STRUCT_OFFSET(Step, field) }
/* clang-format on */

/* Takes the rest of the line, which WHERE names. */
gboolean reader_take_options(Reader *reader, const char *where, const Option *options);

typedef struct {
	const char *word; /* NULL ends a table */
	gboolean (*read)(Reader *reader);
} WordRow;

/* Takes a word of ROWS and reads on with its function. */
gboolean reader_take_row(Reader *reader, const char *where, const char *what,
			 const WordRow *rows);

/* What stands behind "expect". */
gboolean scenario_read_expectation(Reader *reader);
