/* The header block above a forwarded mail is found by the words that core/reply-line knows.
 */
#include "core/forward.h"

#include <string.h>

#include "core/reply-line.h"

enum {
	LINES_MAX = 4000, /* that are looked through for a header */
	HEADER_MAX =
		60, /* lines of one: a mail of nothing but From lines must not cost more */
};

/* A line of the text without the mark of a quote. */
typedef struct {
	const char *start;
	gsize length;
	guint fields;
	gboolean quoted;
} Row;

/* The line at TEXT; gives the next one, NULL at the end. */
static const char *
read_row(const char *text, Row *row)
{
	const char *end = strchr(text, '\n');
	const char *next = end ? end + 1 : NULL;
	Line line;

	end = end ? end : text + strlen(text);
	while (text < end && g_ascii_isspace(*text))
		text++;
	row->quoted = text < end && *text == '>';
	if (row->quoted)
		text++;
	if (row->quoted && text < end && *text == ' ')
		text++;
	row->start = text;
	row->length = end - text;
	line_read(text, row->length, &line);
	row->fields = line.fields;
	return next;
}

static gboolean
is_blank(const Row *row)
{
	for (gsize i = 0; i < row->length; i++)
		if (!g_ascii_isspace(row->start[i]))
			return FALSE;
	return TRUE;
}

/* "Zhang San <zhang@corp.example>", "zhang@corp.example [mailto:zhang@corp.example]". Own;
 * NULL. */
static Address *
read_sender(const Row *row)
{
	g_autofree char *line = g_strndup(row->start, row->length);
	g_auto(GStrv) words = g_strsplit_set(line, " \t<>[]()\"*,;", -1);
	char *colon = strchr(line, ':'), *wide = strstr(line, "：");
	const char *address = NULL;
	g_autofree char *lower = NULL;
	g_autofree char *name = NULL;

	for (guint i = 0; words[i]; i++) {
		const char *word = words[i];
		const char *last = strrchr(word, ':');

		word = last ? last + 1 : word;
		if (g_str_has_prefix(word, "：") || strstr(word, "："))
			word = strstr(word, "：") + strlen("：");
		if (!strchr(word, '@'))
			continue;
		if (address && g_ascii_strcasecmp(address, word) != 0)
			return NULL; /* two senders are none */
		address = word;
	}
	if (!address || !address_is_sendable(address))
		return NULL;
	lower = g_ascii_strdown(address, -1);
	if (wide && (!colon || wide < colon))
		colon = wide + strlen("：") - 1;
	if (colon && strchr(colon, '<')) {
		name = g_strndup(colon + 1, strchr(colon, '<') - colon - 1);
		g_strdelimit(name, "\"*", ' ');
		g_strstrip(name);
	}
	return address_new(name && *name && !strchr(name, '@') ? name : NULL, lower);
}

/* Behind the header that began with a From line: the first line below a blank one that is
 * no further field. NULL: it was no header, or nothing stands below it. */
static const char *
skip_header(const char *text)
{
	guint fields = FIELD_FROM;
	gboolean after_blank = FALSE;
	const char *next;
	Row row;

	for (guint i = 0; text && i < HEADER_MAX; i++, text = next) {
		next = read_row(text, &row);
		if (is_blank(&row)) {
			after_blank = TRUE;
			continue;
		}
		if (after_blank && !row.fields)
			return fields & (FIELD_SENT | FIELD_SUBJECT | FIELD_TO) ? text
										: NULL;
		after_blank = FALSE;
		fields |= row.fields;
	}
	return NULL;
}

static char *
read_body(const char *text, gboolean quoted)
{
	GString *body = g_string_new(NULL);
	const char *next;
	Row row;

	for (; text; text = next) {
		const char *line = text;
		gsize length;

		next = read_row(text, &row);
		length = next ? (gsize)(next - 1 - text) : strlen(text);
		if (quoted && row.quoted) {
			line = row.start;
			length = row.length;
		}
		g_string_append_len(body, line, length);
		g_string_append_c(body, '\n');
	}
	return g_strstrip(g_string_free(body, FALSE));
}

gboolean
forward_read(const char *text, Address **from, char **body)
{
	const char *next;
	Row row;

	for (guint i = 0; text && i < LINES_MAX; i++, text = next) {
		const char *below;

		next = read_row(text, &row);
		if (!(row.fields & FIELD_FROM))
			continue;
		below = next ? skip_header(next) : NULL;
		if (!below)
			continue;
		*from = read_sender(&row);
		*body = read_body(below, row.quoted);
		if (*from && **body)
			return TRUE;
		g_clear_pointer(from, address_free);
		g_clear_pointer(body, g_free);
		return FALSE;
	}
	return FALSE;
}
