/*
 * md4c's events as lines of text. What a person wrote never passes through Markdown: a
 * placeholder does, and here his lines are put in its place, as they are.
 */
#include "core/markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A column is padded to this width at most; longer cells push their own line only. */
#define MAX_COLUMN 40

typedef enum { BOX_QUOTE, BOX_LIST, BOX_ITEM } BoxKind;

/* A quote, list or item that is open. */
typedef struct {
	BoxKind kind;
	gboolean is_tight,
		is_empty; /* lists: no empty lines between items; no item so far */
	guint number;     /* lists: of the next item; 0 = "- " */
	char delimiter;
	char marker[16];    /* items: what their first line begins with */
	gboolean is_marked; /* items: the first line is written */
} Box;

typedef struct {
	char *text; /* own */
	MD_ALIGN align;
	gboolean ends_row;
} Cell;

typedef struct {
	GString *out;
	const GPtrArray *blocks;
	GArray *boxes;    /* Box; outermost first */
	gboolean in_line; /* a line is begun and not ended */
	gboolean gap;     /* an empty line is to come before the next line */
	GArray *cells;    /* Cell; of the table being read */
	GString *cell;    /* foreign; where text goes while in a cell; NULL */
	gsize link_start;
} Writer;

/* ---- lines ---- */

/* What the next line begins with. The first line of an item takes its marker. */
static void
append_prefix(Writer *writer, gboolean take_markers)
{
	for (guint i = 0; i < writer->boxes->len; i++) {
		Box *box = &g_array_index(writer->boxes, Box, i);

		if (box->kind == BOX_QUOTE) {
			g_string_append(writer->out, "> ");
		} else if (box->kind == BOX_ITEM && take_markers && !box->is_marked) {
			g_string_append(writer->out, box->marker);
			box->is_marked = TRUE;
		} else if (box->kind == BOX_ITEM) {
			g_string_append_printf(writer->out, "%*s", (int)strlen(box->marker),
					       "");
		}
	}
}

static void
trim_line(GString *out)
{
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
}

static void
write_gap(Writer *writer)
{
	if (writer->gap && writer->out->len) {
		append_prefix(writer, FALSE);
		trim_line(writer->out);
		g_string_append_c(writer->out, '\n');
	}
	writer->gap = FALSE;
}

static void
begin_line(Writer *writer)
{
	if (writer->in_line)
		return;
	write_gap(writer);
	append_prefix(writer, TRUE);
	writer->in_line = TRUE;
}

static void
end_line(Writer *writer)
{
	if (writer->in_line)
		g_string_append_c(writer->out, '\n');
	writer->in_line = FALSE;
}

static void
end_block(Writer *writer)
{
	end_line(writer);
	writer->gap = TRUE;
}

static void
write_text(Writer *writer, const char *text, gsize length)
{
	if (writer->cell) {
		g_string_append_len(writer->cell, text, length);
	} else if (length) {
		begin_line(writer);
		g_string_append_len(writer->out, text, length);
	}
}

/* TEXT (LENGTH) as it is, line by line; empty lines too. */
static void
write_lines(Writer *writer, const char *text, gsize length)
{
	const char *end = text + length;

	while (text < end) {
		const char *newline = memchr(text, '\n', end - text);
		const char *stop = newline ? newline : end;

		begin_line(writer);
		if (stop > text)
			g_string_append_len(writer->out, text, stop - text);
		else
			trim_line(writer->out);
		if (newline)
			end_line(writer);
		text = stop + 1;
	}
}

static void
break_line(Writer *writer)
{
	begin_line(writer);
	end_line(writer);
}

/* ---- quotes and lists ---- */

static Box *
innermost(Writer *writer)
{
	return &g_array_index(writer->boxes, Box, writer->boxes->len - 1);
}

static void
open_box(Writer *writer, Box box)
{
	g_array_append_val(writer->boxes, box);
}

static void
close_box(Writer *writer)
{
	g_array_set_size(writer->boxes, writer->boxes->len - 1);
	writer->gap = TRUE;
}

static gboolean
is_in_tight_list(const Writer *writer)
{
	guint length = writer->boxes->len;

	return length >= 2 && g_array_index(writer->boxes, Box, length - 2).is_tight;
}

static void
open_list(Writer *writer, gboolean is_tight, guint number, char delimiter)
{
	/* a list within an item of a tight list begins at once below the item's text */
	if (is_in_tight_list(writer))
		writer->gap = FALSE;
	end_line(writer);
	open_box(writer, (Box){ .kind = BOX_LIST,
				.is_tight = is_tight,
				.is_empty = TRUE,
				.number = number,
				.delimiter = delimiter });
}

static void
open_item(Writer *writer)
{
	Box *list = innermost(writer);
	Box item = { .kind = BOX_ITEM, .marker = "- " };

	if (list->is_tight && !list->is_empty)
		writer->gap = FALSE;
	list->is_empty = FALSE;
	write_gap(writer);
	if (list->number)
		g_snprintf(item.marker, sizeof(item.marker), "%u%c ", list->number++,
			   list->delimiter);
	open_box(writer, item);
}

static void
close_item(Writer *writer)
{
	if (!innermost(writer)->is_marked) {
		begin_line(writer);
		trim_line(writer->out);
	}
	end_line(writer);
	close_box(writer);
}

static void
open_quote(Writer *writer)
{
	write_gap(writer);
	open_box(writer, (Box){ .kind = BOX_QUOTE });
}

/* RFC 3676, 4.3: what stands below "-- " is the footer; readers leave it out when they
 * quote. */
static void
write_footer_mark(Writer *writer)
{
	write_text(writer, "-- ", 3);
	end_line(writer);
	writer->gap = FALSE;
}

/* ---- tables ---- */

static void
cell_clear(gpointer data)
{
	g_free(((Cell *)data)->text);
}

static void
end_cell(Writer *writer, const MD_BLOCK_TD_DETAIL *detail)
{
	Cell cell = { g_string_free(writer->cell, FALSE), detail->align, FALSE };

	writer->cell = NULL;
	g_array_append_val(writer->cells, cell);
}

static void
end_row(Writer *writer)
{
	if (writer->cells->len)
		g_array_index(writer->cells, Cell, writer->cells->len - 1).ends_row = TRUE;
}

/* The width of each column (int), from all its cells that are not overlong. */
static GArray *
measure(const GArray *cells)
{
	GArray *widths = g_array_new(FALSE, TRUE, sizeof(int));
	guint column = 0;

	for (guint i = 0; i < cells->len; i++) {
		const Cell *cell = &g_array_index(cells, Cell, i);
		int width = text_width(cell->text);

		if (column >= widths->len)
			g_array_set_size(widths, column + 1);
		if (width <= MAX_COLUMN)
			g_array_index(widths, int, column) =
				MAX(g_array_index(widths, int, column), width);
		column = cell->ends_row ? 0 : column + 1;
	}
	return widths;
}

static void
write_cell(Writer *writer, const Cell *cell, int width)
{
	int missing = MAX(0, width - text_width(cell->text));

	if (cell->align == MD_ALIGN_RIGHT)
		g_string_append_printf(writer->out, "%*s", missing, "");
	g_string_append(writer->out, cell->text);
	if (cell->align != MD_ALIGN_RIGHT)
		g_string_append_printf(writer->out, "%*s", missing, "");
	g_string_append(writer->out, "  ");
}

static void
write_table(Writer *writer)
{
	g_autoptr(GArray) widths = measure(writer->cells);
	guint column = 0;

	for (guint i = 0; i < writer->cells->len; i++) {
		const Cell *cell = &g_array_index(writer->cells, Cell, i);

		begin_line(writer);
		write_cell(writer, cell, g_array_index(widths, int, column));
		column++;
		if (cell->ends_row) {
			trim_line(writer->out);
			end_line(writer);
			column = 0;
		}
	}
	g_array_set_size(writer->cells, 0);
	end_block(writer);
}

/* ---- links ---- */

static void
begin_link(Writer *writer)
{
	if (!writer->cell)
		begin_line(writer);
	writer->link_start = (writer->cell ? writer->cell : writer->out)->len;
}

static void
end_link(Writer *writer, const MD_ATTRIBUTE *href)
{
	const GString *sink = writer->cell ? writer->cell : writer->out;
	const char *shown = sink->str + writer->link_start;
	g_autofree char *address = g_strndup(href->text, href->size);
	const char *plain = g_str_has_prefix(address, "mailto:") ? address + 7 : address;
	g_autofree char *tail = g_strdup_printf(" (%s)", plain);

	if (strcmp(shown, plain) != 0 && strcmp(shown, address) != 0)
		write_text(writer, tail, strlen(tail));
}

/* ---- md4c's callbacks ---- */

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	Writer *writer = data;
	const MD_BLOCK_UL_DETAIL *ul = detail;
	const MD_BLOCK_OL_DETAIL *ol = detail;

	switch (type) {
	case MD_BLOCK_QUOTE:
		open_quote(writer);
		break;
	case MD_BLOCK_UL:
		open_list(writer, ul->is_tight, 0, 0);
		break;
	case MD_BLOCK_OL:
		open_list(writer, ol->is_tight, MAX(1, ol->start), ol->mark_delimiter);
		break;
	case MD_BLOCK_LI:
		open_item(writer);
		break;
	case MD_BLOCK_HR:
		write_footer_mark(writer);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		writer->cell = g_string_new(NULL);
		break;
	default:
		break;
	}
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	Writer *writer = data;

	switch (type) {
	case MD_BLOCK_QUOTE:
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		close_box(writer);
		break;
	case MD_BLOCK_LI:
		close_item(writer);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		end_cell(writer, detail);
		break;
	case MD_BLOCK_TR:
		end_row(writer);
		break;
	case MD_BLOCK_TABLE:
		write_table(writer);
		break;
	case MD_BLOCK_P:
	case MD_BLOCK_H:
	case MD_BLOCK_CODE:
		end_block(writer);
		break;
	default:
		break;
	}
	return 0;
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *data)
{
	if (type == MD_SPAN_A)
		begin_link(data);
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *data)
{
	if (type == MD_SPAN_A)
		end_link(data, &((MD_SPAN_A_DETAIL *)detail)->href);
	return 0;
}

/* Those that one may want in a template; any other stands as it was written. */
static const struct {
	const char *entity, *text;
} entities[] = {
	{ "&amp;", "&" },   { "&lt;", "<" },        { "&gt;", ">" },
	{ "&quot;", "\"" }, { "&nbsp;", "\u00a0" }, { "&hellip;", "…" },
};

static void
write_entity(Writer *writer, const char *text, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(entities); i++)
		if (strlen(entities[i].entity) == length &&
		    strncmp(entities[i].entity, text, length) == 0) {
			write_text(writer, entities[i].text, strlen(entities[i].text));
			return;
		}
	write_text(writer, text, length);
}

/* In a cell newlines cannot be; elsewhere each begins a line of its own. */
static void
write_any(Writer *writer, const char *text, gsize length)
{
	if (writer->cell)
		write_text(writer, text, length);
	else
		write_lines(writer, text, length);
}

/* TEXT with the placeholders in it replaced, wherever the Markdown around them put it. */
static void
write_with_blocks(Writer *writer, const char *text, gsize length)
{
	const char *end = text + length;
	const char *mark;

	while ((mark = memchr(text, MARKDOWN_BLOCK, end - text))) {
		char *after;
		gulong index = strtoul(mark + 1, &after, 10);

		write_any(writer, text, mark - text);
		if (index < writer->blocks->len) {
			const char *block = writer->blocks->pdata[index];

			write_any(writer, block, strlen(block));
		}
		text = MIN(after + 1, end);
	}
	write_any(writer, text, end - text);
}

static int
take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
	Writer *writer = data;

	switch (type) {
	case MD_TEXT_BR:
	case MD_TEXT_SOFTBR:
		break_line(writer);
		break;
	case MD_TEXT_ENTITY:
		write_entity(writer, text, size);
		break;
	default:
		write_with_blocks(writer, text, size);
		break;
	}
	return 0;
}

char *
markdown_text(const char *markdown, const GPtrArray *blocks)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = take_text,
	};
	g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(Box));
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	Writer writer = { g_string_sized_new(1024), blocks, boxes, .cells = cells };

	g_array_set_clear_func(cells, cell_clear);
	/* its only failure is a lack of memory, and that ends the process everywhere else
	 * too */
	if (md_parse(markdown, strlen(markdown), &parser, &writer) != 0)
		g_error("md4c: out of memory");
	while (g_str_has_suffix(writer.out->str, "\n\n"))
		g_string_truncate(writer.out, writer.out->len - 1);
	return g_string_free(writer.out, FALSE);
}
