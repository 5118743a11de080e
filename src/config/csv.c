/* A reader for CSV. Strict about quotes: a table that is read wrongly fills in wrong facts.
 */
#include "config/csv.h"

#include <string.h>

#include "base/error.h"

typedef struct {
	const char *at;
	int line;
	GPtrArray *fields; /* own char* */
} Reader;

static void
row_free(CsvRow *row)
{
	g_strfreev(row->fields);
	g_free(row);
}

static gboolean
refuse(GError **error, const char *message)
{
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG, message);
	return FALSE;
}

static gboolean
ends_field(char c)
{
	return c == '\0' || c == ',' || c == '\n' || c == '\r';
}

static gboolean
read_quoted(Reader *reader, GString *field, GError **error)
{
	reader->at++;
	for (;; reader->at++) {
		if (*reader->at == '\0')
			return refuse(error,
				      "a quote that begins on this line does not end");
		if (*reader->at == '"' && *++reader->at != '"')
			break;
		g_string_append_c(field, *reader->at);
	}
	while (*reader->at == ' ')
		reader->at++;
	return ends_field(*reader->at)
		       ? TRUE
		       : refuse(error,
				"after a closing quote comes a comma or the line's end");
}

static gboolean
read_plain(Reader *reader, GString *field, GError **error)
{
	for (; !ends_field(*reader->at); reader->at++) {
		if (*reader->at == '"')
			return refuse(error, "a quote within a field: put \"…\" around the "
					     "field, and write the quote twice");
		g_string_append_c(field, *reader->at);
	}
	return TRUE;
}

static gboolean
read_field(Reader *reader, GError **error)
{
	g_autoptr(GString) field = g_string_new(NULL);

	while (*reader->at == ' ')
		reader->at++;
	if (!(*reader->at == '"' ? read_quoted : read_plain)(reader, field, error))
		return FALSE;
	g_ptr_array_add(reader->fields, g_strstrip(g_strdup(field->str)));
	return TRUE;
}

/* Up to and past the end of the line. */
static gboolean
read_row(Reader *reader, GError **error)
{
	if (!read_field(reader, error))
		return FALSE;
	while (*reader->at == ',') {
		reader->at++;
		if (!read_field(reader, error))
			return FALSE;
	}
	if (*reader->at == '\r')
		reader->at++;
	if (*reader->at == '\n')
		reader->at++;
	return TRUE;
}

static int
count_lines(const char *from, const char *to)
{
	int lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

static gboolean
is_empty(const GPtrArray *fields)
{
	return fields->len == 1 && *(const char *)fields->pdata[0] == '\0';
}

GPtrArray *
csv_read(const char *text, int *line, GError **error)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	Reader reader = { .at = text, .line = 1 };

	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		reader.at += 3;
	while (*reader.at) {
		const char *start = reader.at;
		CsvRow *row;
		gboolean good;

		*line = reader.line;
		reader.fields = g_ptr_array_new_with_free_func(g_free);
		good = read_row(&reader, error);
		if (!good || is_empty(reader.fields)) {
			g_ptr_array_unref(reader.fields);
			if (!good)
				return NULL;
		} else {
			row = g_new0(CsvRow, 1);
			row->line = reader.line;
			g_ptr_array_add(reader.fields, NULL);
			row->fields = (char **)g_ptr_array_steal(reader.fields, NULL);
			g_ptr_array_unref(reader.fields);
			g_ptr_array_add(rows, row);
		}
		reader.line += count_lines(start, reader.at);
	}
	return g_steal_pointer(&rows);
}
