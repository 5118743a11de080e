/*
 * Logic-less text: slots, sections, nothing else. A value is data: it is escaped, put in
 * once and never parsed, so that no mail can bring its own tags or markup (CVE-2022-39051
 * is what happens otherwise).
 */
#include "core/pattern.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/markdown.h"

#define MAX_LEVELS 8

typedef enum {
	NODE_LITERAL,
	NODE_VALUE,    /* {{x}} */
	NODE_BLOCK,    /* {{{x}}} */
	NODE_SECTION,  /* {{#x}}: once, or once for each item */
	NODE_PRESENT,  /* {{#has_x}}: once */
	NODE_INVERTED, /* {{^x}} */
} NodeKind;

typedef struct {
	NodeKind kind;
	char *text;   /* own; the literal, or the slot's name */
	char *prefix; /* own; NODE_BLOCK: what stands before it on its line, "> " */
	guint end;    /* sections: the node after the last inner one */
	int line;
} Node;

struct Pattern {
	char *name;    /* own; of the file, for errors */
	GArray *nodes; /* Node; in order, sections before what is in them */
};

typedef struct {
	Pattern *pattern;
	PatternKind kind;
	GString *literal; /* what was read since the last tag */
	guint open[MAX_LEVELS];
	guint levels;
	int line;
	char fence; /* what the code block that is open began with; 0 = none is */
} Parser;

static void
node_clear(gpointer data)
{
	Node *node = data;

	g_free(node->text);
	g_free(node->prefix);
}

void
pattern_free(Pattern *pattern)
{
	if (!pattern)
		return;
	g_free(pattern->name);
	g_array_unref(pattern->nodes);
	g_free(pattern);
}

static Node *
node_at(const Pattern *pattern, guint index)
{
	return &g_array_index(pattern->nodes, Node, index);
}

/* ---- reading ---- */

static gboolean fail(const Parser *parser, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static gboolean
fail(const Parser *parser, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s:%d: %s",
		    parser->pattern->name, parser->line, what);
	return FALSE;
}

static void
add_node(Parser *parser, NodeKind kind, const char *text, const char *prefix)
{
	Node node = { kind, g_strdup(text), g_strdup(prefix), 0, parser->line };

	g_array_append_val(parser->pattern->nodes, node);
}

static void
end_literal(Parser *parser)
{
	if (parser->literal->len)
		add_node(parser, NODE_LITERAL, parser->literal->str, NULL);
	g_string_truncate(parser->literal, 0);
}

static gboolean
is_slot_name(const char *name)
{
	return g_ascii_islower(*name) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

/* NAME without "has_", in which a heading asks for a list without walking through it. */
static const char *
slot_of_section(const char *name)
{
	return g_str_has_prefix(name, "has_") ? name + strlen("has_") : name;
}

static gboolean
open_section(Parser *parser, char sigil, const char *name, GError **error)
{
	const char *slot = slot_of_section(name);
	NodeKind kind = sigil == '^'   ? NODE_INVERTED
			: slot != name ? NODE_PRESENT
				       : NODE_SECTION;

	if (parser->levels == MAX_LEVELS)
		return fail(parser, error, "sections may be %d levels deep, not more",
			    MAX_LEVELS);
	parser->open[parser->levels++] = parser->pattern->nodes->len;
	add_node(parser, kind, slot, NULL);
	return TRUE;
}

static gboolean
close_section(Parser *parser, const char *name, GError **error)
{
	Node *node;

	if (parser->levels == 0)
		return fail(parser, error, "{{/%s}} closes nothing", name);
	node = node_at(parser->pattern, parser->open[parser->levels - 1]);
	if (strcmp(node->text, slot_of_section(name)) != 0)
		return fail(parser, error,
			    "{{/%s}} stands where {{/%s}} (line %d) must come first", name,
			    node->text, node->line);
	node->end = parser->pattern->nodes->len;
	parser->levels--;
	return TRUE;
}

/* In `code` the escapes would show, and a back-tick in a value would end it. */
static gboolean
is_in_code(const Parser *parser, const char *line, const char *tag)
{
	guint ticks = 0;

	for (const char *p = line; p < tag; p++)
		ticks += *p == '`';
	return parser->kind == PATTERN_MARKDOWN && (parser->fence || ticks % 2 == 1);
}

/* INNER is what stands between the braces. */
static gboolean
read_tag(Parser *parser, const char *inner, gboolean in_code, GError **error)
{
	char sigil = strchr("#^/!", *inner) ? *inner : '\0';
	g_autofree char *name = g_strstrip(g_strdup(inner + (sigil != '\0')));

	end_literal(parser);
	if (sigil == '!')
		return TRUE;
	if (!is_slot_name(name))
		return fail(parser, error, "{{%s}} is no slot, section or comment", inner);
	if (sigil == '#' || sigil == '^')
		return open_section(parser, sigil, name, error);
	if (sigil == '/')
		return close_section(parser, name, error);
	if (in_code)
		return fail(parser, error, "{{%s}} stands in `code`, where slots cannot be",
			    name);
	add_node(parser, NODE_VALUE, name, NULL);
	return TRUE;
}

/* {{{x}}} with nothing but quote marks before it and nothing behind it. */
static gboolean
read_block(Parser *parser, const char *line, const char *tag, GError **error)
{
	const char *end = strstr(tag, "}}}");
	g_autofree char *prefix = g_strndup(line, tag - line);
	g_autofree char *name = NULL;

	if (!end)
		return fail(parser, error, "{{{ is not closed on its line");
	if (parser->kind == PATTERN_LINE)
		return fail(parser, error, "{{{…}}} cannot stand in one line: write {{…}}");
	if (strspn(prefix, " >") != strlen(prefix) ||
	    strspn(end + 3, " \n") != strlen(end + 3))
		return fail(parser, error, "{{{…}}} must stand on a line of its own");
	if (parser->fence)
		return fail(parser, error,
			    "{{{…}}} stands in `code`, where slots cannot be");
	name = g_strstrip(g_strndup(tag + 3, end - tag - 3));
	if (!is_slot_name(name))
		return fail(parser, error, "{{{%s}}} is no slot", name);
	end_literal(parser);
	add_node(parser, NODE_BLOCK, name, prefix);
	return TRUE;
}

/* Nothing but section tags and comments: such a line leaves no empty line behind. */
static gboolean
is_structure(const char *line)
{
	gboolean seen = FALSE;

	for (;;) {
		line += strspn(line, " \t\n");
		if (!*line)
			return seen;
		if (!g_str_has_prefix(line, "{{") || !line[2] || !strchr("#^/!", line[2]))
			return FALSE;
		line = strstr(line, "}}");
		if (!line)
			return FALSE;
		line += 2;
		seen = TRUE;
	}
}

/* A code block begins with ``` or ~~~ and ends with the same. */
static void
watch_fence(Parser *parser, const char *line)
{
	const char *start = line + strspn(line, " >");

	if (!g_str_has_prefix(start, "```") && !g_str_has_prefix(start, "~~~"))
		return;
	if (!parser->fence)
		parser->fence = *start;
	else if (parser->fence == *start)
		parser->fence = '\0';
}

static gboolean
read_line(Parser *parser, const char *line, GError **error)
{
	gboolean structure = is_structure(line);
	const char *text = line;
	const char *tag;

	watch_fence(parser, line);
	while ((tag = strstr(text, "{{"))) {
		const char *end = strstr(tag, "}}");
		g_autofree char *inner = NULL;

		if (tag[2] == '{')
			return read_block(parser, line, tag, error);
		if (!end)
			return fail(parser, error, "{{ is not closed on its line");
		if (!structure)
			g_string_append_len(parser->literal, text, tag - text);
		inner = g_strndup(tag + 2, end - tag - 2);
		if (!read_tag(parser, inner, is_in_code(parser, line, tag), error))
			return FALSE;
		text = end + 2;
	}
	if (!structure)
		g_string_append(parser->literal, text);
	return TRUE;
}

static gboolean
read_lines(Parser *parser, const char *source, GError **error)
{
	while (*source) {
		const char *end = strchr(source, '\n');
		gsize length = end ? (gsize)(end - source) + 1 : strlen(source);
		g_autofree char *line = g_strndup(source, length);

		for (const char *p = line; *p; p++)
			if (g_ascii_iscntrl(*p) && *p != '\n' && *p != '\t')
				return fail(parser, error, "control character \\x%02x",
					    (guchar)*p);
		if (!read_line(parser, line, error))
			return FALSE;
		source += length;
		parser->line++;
	}
	end_literal(parser);
	if (parser->levels) {
		const Node *node =
			node_at(parser->pattern, parser->open[parser->levels - 1]);

		parser->line = node->line;
		return fail(parser, error, "the section %s is not closed", node->text);
	}
	return TRUE;
}

Pattern *
pattern_parse(const char *name, int first_line, const char *source, PatternKind kind,
	      GError **error)
{
	g_autoptr(Pattern) pattern = g_new0(Pattern, 1);
	g_autoptr(GString) literal = g_string_new(NULL);
	Parser parser = { pattern, kind, literal, { 0 }, 0, first_line, 0 };

	pattern->name = g_strdup(name);
	pattern->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
	g_array_set_clear_func(pattern->nodes, node_clear);
	return read_lines(&parser, source, error) ? g_steal_pointer(&pattern) : NULL;
}

gboolean
pattern_check(const Pattern *pattern, const char *const *known, GError **error)
{
	for (guint i = 0; i < pattern->nodes->len; i++) {
		const Node *node = node_at(pattern, i);
		const char *meant;

		if (node->kind == NODE_LITERAL || g_strv_contains(known, node->text))
			continue;
		meant = text_suggest(node->text, known);
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s:%d: no slot called %s%s%s%s", pattern->name, node->line,
			    node->text, meant ? ", did you mean " : "", meant ? meant : "",
			    meant ? "?" : "");
		return FALSE;
	}
	return TRUE;
}

gboolean
pattern_uses(const Pattern *pattern, const char *name)
{
	for (guint i = 0; i < pattern->nodes->len; i++) {
		const Node *node = node_at(pattern, i);

		if (node->kind != NODE_LITERAL && strcmp(node->text, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* ---- filling in ---- */

typedef struct {
	const Pattern *pattern;
	GString *out;
	GPtrArray *blocks;  /* NULL: plain text */
	gsize literal_from; /* where the literal at the end of OUT begins */
	gboolean after_value;
} Filling;

/* Does the text that ends at END end with a CJK character? */
static gboolean
ends_cjk(const char *start, const char *end)
{
	return end > start && text_is_cjk(g_utf8_get_char(g_utf8_prev_char(end)));
}

/*
 * Chinese has a space beside Latin words and figures, but not between ideographs. A
 * template writes "由 {{assignee}} 负责" for both, and here the spaces go if the value is
 * Chinese. A space between two values stays: it may part a command from its argument.
 */
static void
close_gap_before(Filling *filling, const char *value)
{
	const char *start = filling->out->str + filling->literal_from;
	const char *end = filling->out->str + filling->out->len;

	if (!filling->after_value && end > start && end[-1] == ' ' &&
	    ends_cjk(start, end - 1) && text_is_cjk(g_utf8_get_char(value)))
		g_string_truncate(filling->out, filling->out->len - 1);
}

static const char *
close_gap_after(const Filling *filling, const char *literal)
{
	const GString *out = filling->out;

	if (filling->after_value && *literal == ' ' &&
	    ends_cjk(out->str, out->str + out->len) &&
	    text_is_cjk(g_utf8_get_char(literal + 1)))
		return literal + 1;
	return literal;
}

static void
fill_literal(Filling *filling, const char *text)
{
	text = close_gap_after(filling, text);
	filling->literal_from = filling->out->len;
	filling->after_value = FALSE;
	g_string_append(filling->out, text);
}

/* CommonMark 2.4: a backslash makes any ASCII punctuation literal. */
static void
append_escaped(GString *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (g_ascii_ispunct(*p))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
}

static void
fill_value(Filling *filling, const SlotValue *value)
{
	g_autofree char *one_line = NULL;
	const char *text = value ? value->text : NULL;

	if (!text)
		return;
	if (value->is_block)
		text = one_line = text_one_line(text);
	close_gap_before(filling, text);
	if (filling->blocks)
		append_escaped(filling->out, text);
	else
		g_string_append(filling->out, text);
	filling->after_value = TRUE;
}

/* A paragraph of its own: empty lines around it, inside the quote it stands in. */
static void
fill_block(Filling *filling, const Node *node, const SlotValue *value)
{
	if (!slot_value_is_true(value) || !value->text)
		return;
	g_string_append_printf(filling->out, "%s\n%s%c%u%c\n%s\n", node->prefix,
			       node->prefix, MARKDOWN_BLOCK, filling->blocks->len,
			       MARKDOWN_BLOCK, node->prefix);
	g_ptr_array_add(filling->blocks, value->text);
}

static void fill(Filling *filling, guint from, guint to, const Slots *slots);

static void
fill_section(Filling *filling, guint index, const Slots *slots, const SlotValue *value)
{
	const Node *node = node_at(filling->pattern, index);

	if (slot_value_is_true(value) != (node->kind != NODE_INVERTED))
		return;
	if (node->kind != NODE_SECTION || !value->items) {
		fill(filling, index + 1, node->end, slots);
		return;
	}
	for (guint i = 0; i < value->items->len; i++)
		fill(filling, index + 1, node->end, value->items->pdata[i]);
}

static void
fill(Filling *filling, guint from, guint to, const Slots *slots)
{
	for (guint i = from; i < to; i++) {
		const Node *node = node_at(filling->pattern, i);
		const SlotValue *value;

		if (node->kind == NODE_LITERAL) {
			fill_literal(filling, node->text);
			continue;
		}
		value = slots_find(slots, node->text);
		if (node->kind == NODE_VALUE) {
			fill_value(filling, value);
		} else if (node->kind == NODE_BLOCK) {
			fill_block(filling, node, value);
		} else {
			fill_section(filling, i, slots, value);
			i = node->end - 1;
		}
	}
}

static char *
fill_all(const Pattern *pattern, const Slots *slots, GPtrArray *blocks)
{
	Filling filling = { pattern, g_string_sized_new(1024), blocks, 0, FALSE };

	fill(&filling, 0, pattern->nodes->len, slots);
	return g_string_free(filling.out, FALSE);
}

char *
pattern_line(const Pattern *pattern, const Slots *slots)
{
	return fill_all(pattern, slots, NULL);
}

char *
pattern_markdown(const Pattern *pattern, const Slots *slots, GPtrArray *blocks)
{
	return fill_all(pattern, slots, blocks);
}
