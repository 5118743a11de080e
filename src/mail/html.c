/*
 * HTML → text over libxml2's SAX parser: its DOM loses what is nested deeper than 256, and
 * gumbo takes minutes for it (libraries 2.2). Never recursive, never fetches, never trusts
 * a length; the input may claim any charset, it is UTF-8 by now.
 */
#include "mail/html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/text.h"

/* What is read of a part, and written for it; the rest stays in the raw mail. */
#define INPUT_MAX  (2 * 1024 * 1024)
#define OUTPUT_MAX (2 * 1024 * 1024)

/* Links whose address is written; a mail with more is a link bomb. */
#define LINKS_MAX 1000

/* Elements that are remembered, outermost first; deeper ones only count. */
#define DEPTH_MAX 512

typedef enum {
	INLINE,
	BLOCK,     /* begins and ends a line */
	PARAGRAPH, /* with an empty line around it */
	QUOTE,     /* its lines begin with "> " */
	LIST,
	ITEM,
	CELL,
	ROW,
	PRE,
	LINK,
	HIDDEN, /* nothing in it is shown */
} Kind;

static const struct {
	const char *name;
	Kind kind;
} elements[] = {
	{ "a", LINK },         { "address", BLOCK },    { "article", BLOCK },
	{ "aside", BLOCK },    { "blockquote", QUOTE }, { "body", BLOCK },
	{ "caption", BLOCK },  { "center", BLOCK },     { "dd", BLOCK },
	{ "div", BLOCK },      { "dl", PARAGRAPH },     { "dt", BLOCK },
	{ "fieldset", BLOCK }, { "figure", BLOCK },     { "footer", BLOCK },
	{ "form", BLOCK },     { "h1", PARAGRAPH },     { "h2", PARAGRAPH },
	{ "h3", PARAGRAPH },   { "h4", PARAGRAPH },     { "h5", PARAGRAPH },
	{ "h6", PARAGRAPH },   { "header", BLOCK },     { "li", ITEM },
	{ "main", BLOCK },     { "nav", BLOCK },        { "ol", LIST },
	{ "option", BLOCK },   { "p", PARAGRAPH },      { "pre", PRE },
	{ "script", HIDDEN },  { "section", BLOCK },    { "select", HIDDEN },
	{ "style", HIDDEN },   { "svg", HIDDEN },       { "table", BLOCK },
	{ "td", CELL },        { "template", HIDDEN },  { "textarea", BLOCK },
	{ "th", CELL },        { "title", HIDDEN },     { "tr", ROW },
	{ "ul", LIST },
};

typedef struct {
	char name[16];
	Kind kind;
	gboolean hidden;
	int number;  /* of the next item; 0 in a list without numbers */
	char *href;  /* own; of a link that leads somewhere */
	gsize start; /* of the link's text in the output */
} Element;

typedef struct {
	GString *out;
	Element stack[DEPTH_MAX];
	int depth;  /* elements on the stack */
	int deeper; /* open elements that are not */
	int hidden, quotes, pre;
	int breaks;       /* line breaks that come before the next text */
	int break_quotes; /* the quotes that hold in the lines between */
	const char *gap;  /* static: the blank that comes before the next text; NULL */
	int links;
} Writer;

static gboolean
is_full(const Writer *writer)
{
	return writer->out->len >= OUTPUT_MAX;
}

static void
want_break(Writer *writer, int breaks)
{
	writer->breaks = MAX(writer->breaks, breaks);
	writer->break_quotes = MIN(writer->break_quotes, writer->quotes);
	writer->gap = NULL;
}

static void
write_quotes(Writer *writer, int quotes)
{
	for (int i = 0; i < quotes; i++)
		g_string_append(writer->out, "> ");
}

/* Line breaks and the blank that are due, before something is written. */
static void
settle(Writer *writer)
{
	GString *out = writer->out;

	if (!out->len) {
		write_quotes(writer, writer->quotes);
	} else if (writer->breaks) {
		for (int i = 1; i < writer->breaks; i++) {
			g_string_append_c(out, '\n');
			for (int k = 0; k < MIN(writer->break_quotes, writer->quotes); k++)
				g_string_append_c(out, '>');
		}
		g_string_append_c(out, '\n');
		write_quotes(writer, writer->quotes);
	} else if (writer->gap) {
		g_string_append(out, writer->gap);
	}
	writer->breaks = 0;
	writer->break_quotes = G_MAXINT;
	writer->gap = NULL;
}

static void
write_blank(Writer *writer, char c)
{
	if (writer->pre && c == '\n') {
		want_break(writer, MIN(writer->breaks + 1, 3));
	} else if (writer->pre && c != '\r') {
		settle(writer);
		g_string_append_c(writer->out, c);
	} else if (!writer->breaks && writer->out->len && !writer->gap) {
		writer->gap = " ";
	}
}

static void
write_text(Writer *writer, const char *text, gsize length)
{
	const char *end = text + length, *next;

	for (; text < end && !is_full(writer); text = next) {
		gunichar c = g_utf8_get_char_validated(text, end - text);

		next = text + ((gint32)c < 0 ? 1 : g_unichar_to_utf8(c, NULL));
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0) {
			write_blank(writer, c == 0xa0 ? ' ' : (char)c);
		} else if ((gint32)c >= ' ' && c != 0x200b && c != 0xfeff) {
			settle(writer);
			g_string_append_len(writer->out, text, next - text);
		}
	}
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && *attributes; attributes += 2)
		if (text_same_name((const char *)attributes[0], name))
			return attributes[1] ? (const char *)attributes[1] : "";
	return NULL;
}

/* The value of PROPERTY in STYLE, which is small and without blanks; NULL. */
static const char *
style_value(const char *style, const char *property)
{
	gsize length = strlen(property);

	for (; style; style = strchr(style, ';')) {
		style += *style == ';';
		if (!strncmp(style, property, length) && style[length] == ':')
			return style + length + 1;
	}
	return NULL;
}

static gboolean
style_is(const char *style, const char *property, const char *wanted)
{
	const char *value = style_value(style, property);
	gsize length = strlen(wanted);

	return value && !strncmp(value, wanted, length) && strchr(";!", value[length]);
}

/* "0", "0px", "0.0em" */
static gboolean
style_is_zero(const char *style, const char *property)
{
	const char *value = style_value(style, property);

	if (!value || *value != '0')
		return FALSE;
	value += strspn(value, "0.");
	return !g_ascii_isdigit(*value);
}

/* What mailers hide: previews, and text for machines only. */
static gboolean
is_hidden(const xmlChar **attributes)
{
	const char *style = attribute(attributes, "style");
	char folded[512];
	gsize n = 0;

	if (attribute(attributes, "hidden"))
		return TRUE;
	for (; style && *style && n + 1 < sizeof folded; style++)
		if (!g_ascii_isspace(*style))
			folded[n++] = g_ascii_tolower(*style);
	folded[n] = '\0';
	if (!n)
		return FALSE;
	return style_is(folded, "display", "none") || style_is(folded, "mso-hide", "all") ||
	       style_is(folded, "visibility", "hidden") ||
	       style_is_zero(folded, "font-size") || style_is_zero(folded, "opacity") ||
	       (style_is(folded, "overflow", "hidden") &&
		(style_is_zero(folded, "max-height") || style_is_zero(folded, "height")));
}

static Kind
kind_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(elements); i++)
		if (text_same_name(name, elements[i].name))
			return elements[i].kind;
	return INLINE;
}

static void
begin_item(Writer *writer)
{
	int *number = NULL;

	want_break(writer, 1);
	for (int i = writer->depth - 1; i >= 0 && !number; i--)
		if (writer->stack[i].kind == LIST)
			number = &writer->stack[i].number;
	settle(writer);
	if (number && *number)
		g_string_append_printf(writer->out, "%d. ", (*number)++);
	else
		g_string_append(writer->out, "* ");
}

static void
begin_kind(Writer *writer, Element *element, const xmlChar **attributes)
{
	const char *href;

	switch (element->kind) {
	case BLOCK:
	case ROW:
		want_break(writer, 1);
		break;
	case PARAGRAPH:
		want_break(writer, 2);
		break;
	case QUOTE:
		want_break(writer, 2);
		writer->quotes++;
		break;
	case PRE:
		want_break(writer, 2);
		writer->pre++;
		break;
	case LIST:
		want_break(writer, 1);
		element->number = text_same_name(element->name, "ol");
		break;
	case ITEM:
		begin_item(writer);
		break;
	case CELL:
		if (!writer->breaks && writer->out->len)
			writer->gap = "\t";
		break;
	case LINK:
		href = attribute(attributes, "href");
		if (href && *href && *href != '#' && strlen(href) < 2000)
			element->href = g_strdup(href);
		element->start = writer->out->len;
		break;
	case HIDDEN:
	case INLINE:
		break;
	}
}

/* Elements without content. */
static gboolean
write_single(Writer *writer, const char *name, const xmlChar **attributes)
{
	const char *alt = attribute(attributes, "alt");

	if (text_same_name(name, "br")) {
		want_break(writer, MIN(writer->breaks + 1, 2));
	} else if (text_same_name(name, "hr")) {
		want_break(writer, 1);
		settle(writer);
		g_string_append(writer->out, "________________________________");
		want_break(writer, 1);
	} else if (text_same_name(name, "img")) {
		if (alt && !is_hidden(attributes))
			write_text(writer, alt, strlen(alt));
	} else {
		return FALSE;
	}
	return TRUE;
}

static void
on_start(void *data, const xmlChar *xml_name, const xmlChar **attributes)
{
	const char *name = (const char *)xml_name;
	Writer *writer = data;
	Element *element;

	if (writer->depth == DEPTH_MAX) {
		writer->deeper++;
		return;
	}
	element = &writer->stack[writer->depth++];
	*element = (Element){ .kind = kind_of(name) };
	g_strlcpy(element->name, name, sizeof element->name);
	element->hidden = element->kind == HIDDEN || is_hidden(attributes);
	writer->hidden += element->hidden;
	if (writer->hidden || is_full(writer))
		element->kind = INLINE;
	else if (!write_single(writer, name, attributes))
		begin_kind(writer, element, attributes);
}

/* Does TEXT show where HREF leads, but for scheme and slash? */
static gboolean
shows(const char *text, const char *href)
{
	static const char *const schemes[] = { "https://", "http://",
					       "mailto:", "tel:", NULL };
	gsize length;

	for (gsize i = 0; schemes[i]; i++) {
		if (g_str_has_prefix(href, schemes[i]))
			href += strlen(schemes[i]);
		if (g_str_has_prefix(text, schemes[i]))
			text += strlen(schemes[i]);
	}
	length = strlen(href);
	while (length && href[length - 1] == '/')
		length--;
	return !g_ascii_strncasecmp(text, href, length) &&
	       (!text[length] || !strcmp(text + length, "/"));
}

static gboolean
leads_somewhere(const char *href)
{
	return g_str_has_prefix(href, "http://") || g_str_has_prefix(href, "https://") ||
	       g_str_has_prefix(href, "mailto:") || g_str_has_prefix(href, "ftp://");
}

static void
end_link(Writer *writer, Element *element)
{
	g_autofree char *text = NULL;

	if (!element->href || writer->hidden || writer->out->len <= element->start)
		return;
	text = g_strdup(writer->out->str + element->start);
	g_strstrip(text);
	if (!*text || !leads_somewhere(element->href) || shows(text, element->href) ||
	    writer->links++ >= LINKS_MAX)
		return;
	g_string_append_c(writer->out, ' ');
	g_string_append_c(writer->out, '<');
	g_string_append(writer->out, element->href);
	g_string_append_c(writer->out, '>');
}

static void
end_element(Writer *writer)
{
	Element *element = &writer->stack[--writer->depth];

	switch (element->kind) {
	case BLOCK:
	case ROW:
	case ITEM:
	case LIST:
		want_break(writer, 1);
		break;
	case PARAGRAPH:
		want_break(writer, 2);
		break;
	case QUOTE:
		writer->quotes--;
		want_break(writer, 2);
		break;
	case PRE:
		writer->pre--;
		want_break(writer, 2);
		break;
	case LINK:
		end_link(writer, element);
		break;
	case CELL:
	case HIDDEN:
	case INLINE:
		break;
	}
	writer->hidden -= element->hidden;
	g_free(element->href);
}

static void
on_end(void *data, const xmlChar *xml_name)
{
	Writer *writer = data;
	char name[16];
	int at;

	if (writer->deeper) {
		writer->deeper--;
		return;
	}
	g_strlcpy(name, (const char *)xml_name, sizeof name);
	for (at = writer->depth - 1; at >= 0; at--)
		if (text_same_name(writer->stack[at].name, name))
			break;
	while (at >= 0 && writer->depth > at)
		end_element(writer);
}

static void
on_text(void *data, const xmlChar *text, int length)
{
	Writer *writer = data;

	if (!writer->hidden)
		write_text(writer, (const char *)text, length);
}

static void
parse(Writer *writer, const char *html, int length)
{
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
	};
	htmlParserCtxtPtr context = htmlCreatePushParserCtxt(&handler, writer, NULL, 0,
							     NULL, XML_CHAR_ENCODING_UTF8);

	if (!context)
		return;
	htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
					    HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
					    HTML_PARSE_IGNORE_ENC);
	htmlParseChunk(context, html, length, 1);
	htmlFreeParserCtxt(context);
}

char *
html_to_text(const char *html, gsize length)
{
	g_autofree Writer *writer = g_new0(Writer, 1);
	const char *end = html + length;

	if (length > INPUT_MAX)
		end = g_utf8_find_prev_char(html, html + INPUT_MAX + 1);
	writer->out = g_string_sized_new((end - html) / 4 + 16);
	writer->break_quotes = G_MAXINT;
	parse(writer, html, end - html);
	while (writer->depth)
		end_element(writer);
	return g_string_free(writer->out, FALSE);
}
