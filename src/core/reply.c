/*
 * The new text of a mail: quote and signature are told from what the person wrote now. One
 * pass over the lines; nothing here looks back further than a fixed number of lines.
 */
#include "core/reply.h"

#include <string.h>

typedef struct {
	const char *text; /* foreign; not terminated */
	gsize length;
	gboolean hidden;
} Line;

static GArray *
split_lines(const char *text)
{
	GArray *lines = g_array_new(FALSE, TRUE, sizeof(Line));

	while (*text) {
		Line line = { .text = text, .length = strcspn(text, "\n") };

		g_array_append_val(lines, line);
		text += line.length + (text[line.length] == '\n');
	}
	return lines;
}

static gboolean
is_blank(const Line *line)
{
	return strspn(line->text, " \t\r") >= line->length;
}

static gboolean
is_quoted(const Line *line)
{
	return line->length > strspn(line->text, " \t") &&
	       line->text[strspn(line->text, " \t")] == '>';
}

static gboolean
is_signature_mark(const Line *line)
{
	return line->length >= 2 && line->length <= 3 && !memcmp(line->text, "--", 2) &&
	       (line->length == 2 || line->text[2] == ' ');
}

static gboolean
is_attribution(const Line *line)
{
	return line->length > 10 && line->length < 300 &&
	       line->text[line->length - 1] == ':' && !memcmp(line->text, "On ", 3) &&
	       g_strstr_len(line->text, line->length, "wrote") != NULL;
}

static gboolean
is_original(const Line *line)
{
	return g_strstr_len(line->text, MIN(line->length, 80),
			    "-----Original Message-----") != NULL;
}

static void
mark(GArray *lines)
{
	gboolean below = FALSE;

	for (guint i = 0; i < lines->len; i++) {
		Line *line = &g_array_index(lines, Line, i);

		if (is_signature_mark(line) || is_original(line))
			below = TRUE;
		line->hidden = below || is_quoted(line) || is_attribution(line);
	}
}

static char *
gather(const GArray *lines, gboolean hidden)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);

		if (line->hidden == hidden) {
			g_string_append_len(text, line->text, line->length);
			g_string_append_c(text, '\n');
		}
	}
	return g_strstrip(g_string_free(text, FALSE));
}

void
reply_split_text(const char *text, char **visible, char **hidden, gboolean *forwarded)
{
	g_autoptr(GArray) lines = split_lines(text);
	gboolean any = FALSE;

	*forwarded = FALSE;
	mark(lines);
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);

		any = any || (!line->hidden && !is_blank(line));
	}
	for (guint i = 0; i < lines->len && !any; i++)
		g_array_index(lines, Line, i).hidden = FALSE;
	*visible = gather(lines, FALSE);
	*hidden = gather(lines, TRUE);
}

void
reply_split(Message *message)
{
	g_free(message->visible_text);
	g_free(message->hidden_text);
	g_free(message->language);
	reply_split_text(message->text, &message->visible_text, &message->hidden_text,
			 &message->forwarded);
	message->language = g_strdup(reply_language(message->visible_text));
}

const char *
reply_language(const char *text)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (g_unichar_get_script(g_utf8_get_char(at)) == G_UNICODE_SCRIPT_HAN)
			return "zh_CN";
	return strlen(text) > 20 ? "en" : NULL;
}
