/* A template file: its subject line, and its Markdown. Parsed when it is loaded. */
#include "core/template.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/markdown.h"
#include "core/pattern.h"

struct Template {
	Pattern *subject; /* own */
	Pattern *body;    /* own */
};

void
template_free(Template *template)
{
	if (!template)
		return;
	g_clear_pointer(&template->subject, pattern_free);
	g_clear_pointer(&template->body, pattern_free);
	g_free(template);
}

/* SOURCE without byte order mark and carriage returns; NULL if it is no UTF-8. Own. */
static char *
clean_source(const char *name, const char *source, GError **error)
{
	g_auto(GStrv) lines = NULL;

	if (!g_utf8_validate(source, -1, NULL)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s:1: not UTF-8", name);
		return NULL;
	}
	if (g_str_has_prefix(source, "\xef\xbb\xbf"))
		source += 3;
	lines = g_strsplit(source, "\r\n", -1);
	return g_strjoinv("\n", lines);
}

static gboolean
is_blank(const char *line)
{
	return line[strspn(line, " \t")] == '\0';
}

/* The index of the line "Subject: …": comments may stand before it. -1 if there is none. */
static int
find_subject(char **lines)
{
	for (int i = 0; lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "Subject:"))
			return i;
		if (!g_str_has_prefix(lines[i], "{{!"))
			return -1;
	}
	return -1;
}

Template *
template_parse(const char *name, const char *source, GError **error)
{
	g_autoptr(Template) template = g_new0(Template, 1);
	g_autofree char *clean = clean_source(name, source, error);
	g_auto(GStrv) lines = clean ? g_strsplit(clean, "\n", -1) : NULL;
	g_autofree char *body = NULL;
	int at;

	if (!lines)
		return NULL;
	at = find_subject(lines);
	if (at < 0 || is_blank(lines[at] + strlen("Subject:"))) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s:%d: a template begins with the line \"Subject: …\"", name,
			    MAX(at, 0) + 1);
		return NULL;
	}
	if (!lines[at + 1] || !is_blank(lines[at + 1])) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s:%d: an empty line comes after the subject", name, at + 2);
		return NULL;
	}
	body = g_strjoinv("\n", lines + at + 2);
	template->subject =
		pattern_parse(name, at + 1, g_strstrip(lines[at] + strlen("Subject:")),
			      PATTERN_LINE, error);
	if (template->subject)
		template->body = pattern_parse(name, at + 3, body, PATTERN_MARKDOWN, error);
	return template->body ? g_steal_pointer(&template) : NULL;
}

gboolean
template_check(const Template *template, const char *const *known, GError **error)
{
	return pattern_check(template->subject, known, error) &&
	       pattern_check(template->body, known, error);
}

gboolean
template_uses(const Template *template, const char *name)
{
	return pattern_uses(template->body, name);
}

char *
template_subject(const Template *template, const Slots *slots)
{
	g_autofree char *subject = pattern_line(template->subject, slots);

	return text_one_line(subject);
}

char *
template_text(const Template *template, const Slots *slots)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	g_autofree char *markdown = pattern_markdown(template->body, slots, blocks);

	return markdown_text(markdown, blocks);
}
