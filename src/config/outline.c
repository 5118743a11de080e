/* A scanner for libconfuse's syntax: names, titles, braces; strings and comments are passed
 * over. */
#include "config/outline.h"

#include <string.h>

typedef struct {
	const char *text;
	gsize at;
	int line;
	Outline *outline;
} Scanner;

static void
item_free(OutlineItem *item)
{
	g_free(item->section);
	g_free(item->title);
	g_free(item->name);
	g_free(item);
}

void
outline_free(Outline *outline)
{
	if (!outline)
		return;
	g_ptr_array_unref(outline->items);
	g_free(outline);
}

static char
peek(const Scanner *scanner)
{
	return scanner->text[scanner->at];
}

static void
step(Scanner *scanner)
{
	scanner->line += scanner->text[scanner->at] == '\n';
	scanner->at++;
}

static gboolean
at_text(const Scanner *scanner, const char *text)
{
	return strncmp(scanner->text + scanner->at, text, strlen(text)) == 0;
}

static void
skip_until(Scanner *scanner, const char *end)
{
	while (peek(scanner) && !at_text(scanner, end))
		step(scanner);
	for (gsize i = 0; i < strlen(end) && peek(scanner); i++)
		step(scanner);
}

static void
skip_blank(Scanner *scanner)
{
	for (;;) {
		if (g_ascii_isspace(peek(scanner)))
			step(scanner);
		else if (peek(scanner) == '#' || at_text(scanner, "//"))
			skip_until(scanner, "\n");
		else if (at_text(scanner, "/*"))
			skip_until(scanner, "*/");
		else
			return;
	}
}

static char *
scan_string(Scanner *scanner)
{
	char quote = peek(scanner);
	gsize start = scanner->at + 1;
	char *string;

	step(scanner);
	while (peek(scanner) && peek(scanner) != quote) {
		if (peek(scanner) == '\\' && scanner->text[scanner->at + 1])
			step(scanner);
		step(scanner);
	}
	string = g_strndup(scanner->text + start, scanner->at - start);
	if (peek(scanner))
		step(scanner);
	return string;
}

/* A word or a string; NULL if something else stands here. Own. */
static char *
scan_word(Scanner *scanner)
{
	gsize start = scanner->at;

	if (peek(scanner) == '"' || peek(scanner) == '\'')
		return scan_string(scanner);
	while (peek(scanner) && !strchr(" \t\r\n{}()=+,#\"'", peek(scanner)))
		step(scanner);
	return scanner->at > start ? g_strndup(scanner->text + start, scanner->at - start)
				   : NULL;
}

/* What stands behind "=": a word, or a list in braces. */
static gboolean
skip_value(Scanner *scanner)
{
	skip_blank(scanner);
	if (peek(scanner) != '{') {
		g_autofree char *word = scan_word(scanner);

		return word != NULL;
	}
	step(scanner);
	for (;;) {
		g_autofree char *word = NULL;

		skip_blank(scanner);
		if (peek(scanner) == '}') {
			step(scanner);
			return TRUE;
		}
		if (peek(scanner) == ',') {
			step(scanner);
			continue;
		}
		word = scan_word(scanner);
		if (!word)
			return FALSE;
	}
}

static OutlineItem *
add_item(Scanner *scanner, const OutlineItem *section, gsize start, int line)
{
	OutlineItem *item = g_new0(OutlineItem, 1);

	item->section = section ? g_strdup(section->section) : NULL;
	item->title = section ? g_strdup(section->title) : NULL;
	item->start = start;
	item->line = line;
	g_ptr_array_add(scanner->outline->items, item);
	return item;
}

static gboolean scan_items(Scanner *scanner, const OutlineItem *section);

static gboolean
scan_option(Scanner *scanner, const OutlineItem *section, gsize start, int line,
	    const char *name)
{
	OutlineItem *item = add_item(scanner, section, start, line);

	item->name = g_strdup(name);
	item->adds = peek(scanner) == '+';
	if (item->adds)
		step(scanner);
	if (peek(scanner) != '=')
		return FALSE;
	step(scanner);
	if (!skip_value(scanner))
		return FALSE;
	item->end = scanner->at;
	return TRUE;
}

/* A section within a section gets its outer name too: "priority/before". */
static gboolean
scan_section(Scanner *scanner, const OutlineItem *outer, gsize start, int line,
	     const char *name, const char *title)
{
	OutlineItem *item = add_item(scanner, NULL, start, line);
	gboolean well;

	item->section =
		outer ? g_strconcat(outer->section, "/", name, NULL) : g_strdup(name);
	item->title = g_strdup(title);
	step(scanner);
	well = scan_items(scanner, item) && peek(scanner) == '}';
	if (well)
		step(scanner);
	item->end = scanner->at;
	return well;
}

static gboolean
scan_include(Scanner *scanner, gsize start, int line)
{
	OutlineItem *item = add_item(scanner, NULL, start, line);

	item->section = g_strdup("include");
	skip_until(scanner, ")");
	item->end = scanner->at;
	return TRUE;
}

static gboolean
scan_items(Scanner *scanner, const OutlineItem *section)
{
	for (;;) {
		g_autofree char *name = NULL;
		g_autofree char *title = NULL;
		gsize start;
		int line;
		gboolean well;

		skip_blank(scanner);
		if (!peek(scanner) || peek(scanner) == '}')
			return TRUE;
		start = scanner->at;
		line = scanner->line;
		name = scan_word(scanner);
		if (!name)
			return FALSE;
		skip_blank(scanner);
		if (peek(scanner) == '=' || peek(scanner) == '+') {
			well = scan_option(scanner, section, start, line, name);
		} else if (peek(scanner) == '(') {
			well = scan_include(scanner, start, line);
		} else {
			title = peek(scanner) == '{' ? NULL : scan_word(scanner);
			skip_blank(scanner);
			well = peek(scanner) == '{' &&
			       scan_section(scanner, section, start, line, name, title);
		}
		if (!well)
			return FALSE;
	}
}

Outline *
outline_scan(const char *text)
{
	Outline *outline = g_new0(Outline, 1);
	Scanner scanner = { .text = text, .line = 1, .outline = outline };

	outline->items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
	if (!scan_items(&scanner, NULL) || peek(&scanner))
		outline->broken_line = scanner.line;
	return outline;
}

char *
outline_include(const OutlineItem *item, const char *text)
{
	Scanner scanner = { .text = text, .at = item->start };

	if (g_strcmp0(item->section, "include") != 0 || item->name)
		return NULL;
	skip_until(&scanner, "(");
	skip_blank(&scanner);
	return scan_word(&scanner);
}
