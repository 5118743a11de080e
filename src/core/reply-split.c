/* The lines of a mail, each read once. */
#include "core/reply-private.h"

#include <string.h>

/* The rest of a longer mail is a dump: ">" alone counts there. */
#define LINES_READ 20000

Line *
split_line(const Split *split, guint i)
{
	return &g_array_index(split->lines, Line, i);
}

gsize
split_line_length(const Split *split, guint i)
{
	gsize start = split_line(split, i)->start, end = split_line(split, i + 1)->start;

	return end > start && split->text[end - 1] == '\n' ? end - start - 1 : end - start;
}

void
split_hide(Split *split, guint first, guint end)
{
	for (guint i = first; i < end; i++)
		split_line(split, i)->marks |= MARK_HIDDEN;
}

guint
split_skip_blank(const Split *split, guint i)
{
	while (i < split->count && split_line(split, i)->kind == LINE_BLANK)
		i++;
	return i;
}

gboolean
split_is_quote(const Split *split, guint i)
{
	return i < split->count && split_line(split, i)->kind == LINE_QUOTE;
}

void
split_read_lines(Split *split)
{
	const char *at = split->text;

	split->lines = g_array_new(FALSE, FALSE, sizeof(Line));
	for (;;) {
		Line line = { .start = at - split->text };
		gsize length = strcspn(at, "\n");

		if (split->lines->len < LINES_READ)
			line_read(at, length, &line);
		else
			line_read_quickly(at, length, &line);
		g_array_append_val(split->lines, line);
		if (!*at)
			break;
		at += length + (at[length] == '\n');
	}
	split->count = split->lines->len - 1;
}
