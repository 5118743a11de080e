/* Labelled lines: the form that people fill in, read as forgivingly as people write. */
#include "core/fact-read.h"

#include <string.h>

#include "base/text.h"

enum { NAME_MAX_BYTES = 120 };

static void
fact_line_free(FactLine *line)
{
	g_free(line->text);
	g_free(line);
}

/* ---- names ---- */

/* Folded, without what people put between or around the characters of a name. Own. */
static char *
bare_name(const char *name)
{
	g_autofree char *folded = text_fold(name);
	GString *bare = g_string_new(NULL);

	for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isspace(c) && !strchr("-_*[]#", (int)MIN(c, 0x7f)) &&
		    c != 0x3010 && c != 0x3011)
			g_string_append_unichar(bare, c);
	}
	return g_string_free(bare, FALSE);
}

static void
add_name(GHashTable *names, const char *name, const FactSpec *fact)
{
	char *bare = bare_name(name);

	if (!g_hash_table_contains(names, bare))
		g_hash_table_insert(names, bare, (gpointer)fact);
	else
		g_free(bare);
}

/* Titles before labels before other names, so that what is a fact's own name stays it. */
static GHashTable *
names_of(const GPtrArray *facts)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		add_name(names, fact->title, fact);
	}
	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		for (guint j = 1; fact->label.texts && j < fact->label.texts->len; j += 2)
			add_name(names, fact->label.texts->pdata[j], fact);
	}
	for (guint i = 0; i < facts->len; i++) {
		const FactSpec *fact = facts->pdata[i];

		for (guint j = 0; fact->match && fact->match[j]; j++)
			add_name(names, fact->match[j], fact);
	}
	return names;
}

/* ---- one line ---- */

static const char *
skip_spaces(const char *text)
{
	while (*text && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

/* Over "- ", "• ", "1. ", "2)", "3、", "（4）". */
static const char *
skip_bullet(const char *line)
{
	static const char *const bullets[] = { "-", "*", "•", "·", "–", "—", "+", "●", "■" };
	static const char *const closings[] = { ".", ")", "、", "）", "．" };
	const char *start = line;
	gsize digits;

	for (guint i = 0; i < G_N_ELEMENTS(bullets); i++)
		if (g_str_has_prefix(line, bullets[i]))
			return skip_spaces(line + strlen(bullets[i]));
	if (g_str_has_prefix(line, "（"))
		line += strlen("（");
	else if (*line == '(')
		line++;
	digits = strspn(line, "0123456789");
	for (guint i = 0; digits > 0 && digits < 3 && i < G_N_ELEMENTS(closings); i++)
		if (g_str_has_prefix(line + digits, closings[i]))
			return skip_spaces(line + digits + strlen(closings[i]));
	return start;
}

/* The first colon of LINE, and in LENGTH how long it is; NULL. */
static const char *
find_colon(const char *line, gsize *length)
{
	static const char *const colons[] = { ":", "：", "∶", "﹕" };
	const char *first = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(colons); i++) {
		const char *at = strstr(line, colons[i]);

		if (at && (!first || at < first)) {
			first = at;
			*length = strlen(colons[i]);
		}
	}
	return first;
}

/* Cuts "(building, room)" off the end of NAME. */
static void
cut_hint(char *name)
{
	static const char *const pairs[][2] = { { "(", ")" }, { "（", "）" } };

	g_strchomp(name);
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
		char *open = strstr(name, pairs[i][0]);

		if (open && open > name && g_str_has_suffix(name, pairs[i][1]))
			*open = '\0';
	}
}

/* The fact that LINE is labelled with, and in VALUE where its value begins; NULL. */
static const FactSpec *
label_of(GHashTable *names, const char *line, const char **value)
{
	const char *start = skip_bullet(skip_spaces(line));
	gsize length = 0;
	const char *colon = find_colon(start, &length);
	g_autofree char *name = NULL;
	g_autofree char *bare = NULL;

	if (!colon || colon == start || colon - start > NAME_MAX_BYTES)
		return NULL;
	name = g_strndup(start, colon - start);
	cut_hint(name);
	bare = bare_name(name);
	*value = colon + length;
	/* "**Place:** room 3" */
	if (g_str_has_prefix(*value, "**"))
		*value += 2;
	return g_hash_table_lookup(names, bare);
}

/* ---- a text ---- */

typedef struct {
	GHashTable *names; /* foreign */
	GPtrArray *lines;  /* foreign FactLine; filled */
	GString *rest;     /* what is no labelled line */
	const FactSpec *fact; /* of the label that is open; NULL */
	GString *value;    /* its value so far */
	gboolean is_block; /* nothing stood behind the label: the lines below are its value */
} Reader;

/* Ends the open label. One without a value was not filled in: it says nothing. */
static void
end_label(Reader *reader)
{
	g_autofree char *text = text_trim(reader->value->str);

	if (reader->fact && *text) {
		FactLine *line = g_new0(FactLine, 1);

		line->fact = reader->fact;
		line->text = g_steal_pointer(&text);
		g_ptr_array_add(reader->lines, line);
	}
	reader->fact = NULL;
	g_string_truncate(reader->value, 0);
}

static gboolean
is_indented(const char *line)
{
	return *line && g_unichar_isspace(g_utf8_get_char(line));
}

static void
read_one(Reader *reader, const char *line)
{
	const char *value = NULL;
	const FactSpec *fact = label_of(reader->names, line, &value);
	const char *bare = skip_spaces(line);

	if (fact) {
		end_label(reader);
		reader->fact = fact;
		value = skip_spaces(value);
		reader->is_block = *value == '\0';
		g_string_append(reader->value, value);
		return;
	}
	if (reader->fact && *bare && (reader->is_block || is_indented(line))) {
		if (reader->value->len)
			g_string_append_c(reader->value, '\n');
		g_string_append(reader->value, bare);
		return;
	}
	end_label(reader);
	g_string_append_printf(reader->rest, "%s\n", line);
}

GPtrArray *
fact_lines(const GPtrArray *facts, const char *text, char **rest)
{
	g_autoptr(GHashTable) names = names_of(facts);
	g_autoptr(GString) left = g_string_new(NULL);
	g_autoptr(GString) value = g_string_new(NULL);
	Reader reader = {
		.names = names,
		.lines = g_ptr_array_new_with_free_func((GDestroyNotify)fact_line_free),
		.rest = left,
		.value = value,
	};

	while (*text) {
		gsize length = strcspn(text, "\n");
		g_autofree char *line = g_strndup(text, length);

		read_one(&reader, line);
		text += length + (text[length] == '\n');
	}
	end_label(&reader);
	if (rest)
		*rest = text_trim(left->str);
	return reader.lines;
}
