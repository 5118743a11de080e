/*
 * Words, and what is made of them the same way in every line. A complaint names what is
 * missing and how it is written; nothing is ever passed over.
 */
#include "core/scenario-reader.h"

#include <string.h>

#include "base/text.h"

#define MAX_NAMES 12 /* of a table of options or words */

/* ---- complaints ---- */

gboolean
reader_complain(Reader *reader, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	mistake_add(reader->mistakes, reader->line, "%s", message);
	return FALSE;
}

gboolean
reader_complain_unknown(Reader *reader, const char *where, const char *word,
			const char *const *names)
{
	g_autofree char *list = g_strjoinv(", ", (char **)names);
	const char *meant = text_suggest(word, names);

	return reader_complain(reader, "%s: \"%s\" is none of %s%s%s%s", where, word, list,
			       meant ? " (did you mean \"" : "", meant ? meant : "",
			       meant ? "\"?)" : "");
}

/* ---- words ---- */

void
word_free(Word *word)
{
	g_free(word->text);
	g_free(word);
}

static void
add_word(Reader *reader, const char *from, gsize length, gboolean quoted)
{
	Word *word = g_new0(Word, 1);

	word->text = g_strndup(from, length);
	word->quoted = quoted;
	g_ptr_array_add(reader->words, word);
}

/* A quote that a word processor bent is a letter here, and would end nowhere. */
static gboolean
is_bent_quote(const char *text)
{
	static const char *const bent[] = { "“", "”", "„", "‘", "’", "＂" };

	for (guint i = 0; i < G_N_ELEMENTS(bent); i++)
		if (g_str_has_prefix(text, bent[i]))
			return TRUE;
	return FALSE;
}

/* Behind the quoted text at TEXT; NULL after a complaint. */
static const char *
take_quoted(Reader *reader, const char *text)
{
	const char *end = strchr(text + 1, *text);

	if (!end) {
		reader_complain(
			reader,
			"a text begins with %c and does not end: close it on its line",
			*text);
		return NULL;
	}
	if (end[1] && !strchr(" \t", end[1])) {
		reader_complain(reader,
				"something touches the quote that ends %.*s: write "
				"a space between, or use '…' around a text that holds \"",
				(int)(end + 1 - text), text);
		return NULL;
	}
	add_word(reader, text + 1, end - text - 1, TRUE);
	return end + 1;
}

gboolean
reader_cut(Reader *reader, const char *line, const char **end)
{
	const char *at = line;

	g_ptr_array_set_size(reader->words, 0);
	reader->at = 0;
	while (at) {
		gsize length;

		at += strspn(at, " \t");
		*end = at;
		if (!*at || *at == '#')
			return TRUE;
		if (is_bent_quote(at))
			return reader_complain(reader,
					       "%.*s is no quote here: write \" or '",
					       (int)(g_utf8_next_char(at) - at), at);
		if (*at == '"' || *at == '\'') {
			at = take_quoted(reader, at);
			continue;
		}
		length = strcspn(at, " \t");
		add_word(reader, at, length, FALSE);
		at += length;
	}
	return FALSE;
}

const Word *
reader_peek(const Reader *reader)
{
	return reader->at < reader->words->len ? reader->words->pdata[reader->at] : NULL;
}

const char *
reader_take(Reader *reader, const char *what)
{
	const Word *word = reader_peek(reader);

	if (!word) {
		reader_complain(reader, "something is missing at the end: %s", what);
		return NULL;
	}
	reader->at++;
	return word->text;
}

gboolean
word_is(const Word *word, const char *text)
{
	return word && !word->quoted && strcmp(word->text, text) == 0;
}

gboolean
reader_take_fixed(Reader *reader, const char *text, const char *what)
{
	const Word *word = reader_peek(reader);

	if (!word_is(word, text))
		return reader_complain(reader, "\"%s\" is wanted %s%s%s: write %s", text,
				       word ? "instead of \"" : "at the end",
				       word ? word->text : "", word ? "\"" : "", what);
	reader->at++;
	return TRUE;
}

gboolean
reader_take_text(Reader *reader, const char *what, char **text)
{
	const char *word = reader_take(reader, what);

	*text = g_strdup(word);
	return word != NULL;
}

gboolean
reader_parse_number(const char *text, gint64 least, gint64 *number)
{
	return g_ascii_string_to_signed(text, 10, least, G_MAXINT, number, NULL);
}

gboolean
reader_take_ticket(Reader *reader)
{
	const char *word = reader_take(reader, "a ticket's number");

	if (!word)
		return FALSE;
	if (!reader_parse_number(word, 1, &reader->step->number))
		return reader_complain(reader, "\"%s\" is no ticket's number", word);
	return TRUE;
}

/* Whether there is such a person is looked up when the policy is known. */
gboolean
reader_take_who(Reader *reader)
{
	if (!reader_take_text(reader, "a person's title, or an address",
			      &reader->step->who))
		return FALSE;
	if (!*reader->step->who)
		return reader_complain(reader,
				       "\"\" is nobody: write a person's title, or an "
				       "address");
	return TRUE;
}

/* ---- times ---- */

static gboolean
is_day(const char *text)
{
	return text[strspn(text, "0123456789-")] == '\0' && strchr(text, '-');
}

/* "[YYYY-MM-DD] HH:MM[:SS]", checked as one instant; the zone is not known yet. */
gboolean
reader_take_time(Reader *reader)
{
	Step *step = reader->step;
	const Word *word = reader_peek(reader);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *whole = NULL;
	gint64 at;

	if (word && !word->quoted && is_day(word->text))
		step->day = g_strdup(reader_take(reader, NULL));
	if (!reader_take_text(reader, "a time, as 09:00 or 2026-11-23 09:00", &step->time))
		return FALSE;
	whole = g_strconcat(step->day ? step->day : "2000-01-01", " ", step->time, NULL);
	if (step->time[strspn(step->time, "0123456789:")] ||
	    !instant_parse(whole, utc, &at, NULL))
		return reader_complain(reader,
				       "\"%s%s%s\" is no time: write 09:00, 09:00:30 or "
				       "2026-11-23 09:00",
				       step->day ? step->day : "", step->day ? " " : "",
				       step->time);
	return TRUE;
}

/* ---- tables ---- */

static gboolean
take_option(Reader *reader, const Option *option)
{
	gpointer field = G_STRUCT_MEMBER_P(reader->step, option->field);
	g_autofree char *what = g_strdup_printf("the text of %s", option->word);
	const Word *word;

	switch (option->kind) {
	case OPTION_FLAG:
		*(gboolean *)field = TRUE;
		return TRUE;
	case OPTION_TEXT:
		if (*(char **)field)
			return reader_complain(reader, "%s stands there twice: say it once",
					       option->word);
		return reader_take_text(reader, what, field);
	case OPTION_EACH:
	case OPTION_MANY:
		break;
	}
	do {
		const char *text = reader_take(reader, what);

		if (!text)
			return FALSE;
		if (!*text)
			return reader_complain(reader, "%s: an empty text is in every mail",
					       option->word);
		g_ptr_array_add(*(GPtrArray **)field, g_strdup(text));
		word = reader_peek(reader);
	} while (option->kind == OPTION_MANY && word && word->quoted);
	return TRUE;
}

static const Option *
find_option(const Option *options, const char *word)
{
	for (; options->word; options++)
		if (strcmp(options->word, word) == 0)
			return options;
	return NULL;
}

gboolean
reader_take_options(Reader *reader, const char *where, const Option *options)
{
	const char *names[MAX_NAMES + 1] = { NULL };

	for (guint i = 0; options[i].word; i++)
		names[i] = options[i].word;
	while (reader_peek(reader)) {
		const char *word = reader_take(reader, NULL);
		const Option *option = find_option(options, word);

		if (!option)
			return reader_complain_unknown(reader, where, word, names);
		if (!take_option(reader, option))
			return FALSE;
	}
	return TRUE;
}

gboolean
reader_take_row(Reader *reader, const char *where, const char *what, const WordRow *rows)
{
	const char *names[MAX_NAMES + 1] = { NULL };
	const char *word = reader_take(reader, what);

	if (!word)
		return FALSE;
	for (guint i = 0; rows[i].word; i++) {
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].read(reader);
		names[i] = rows[i].word;
	}
	return reader_complain_unknown(reader, where, word, names);
}
