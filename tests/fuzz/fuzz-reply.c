/*
 * Exercises: reply_split_text(), reply_language(), away_until() and forward_read() over any text. Holds
 * that the results are UTF-8, that no line is lost or made up, and that something stays
 * visible.
 */
#include "core/away.h"
#include "core/forward.h"
#include "core/reply.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Letters and figures; lines without any may be left out as blank. */
static gsize
ink(const char *text)
{
	gsize count = 0;

	for (; *text; text = g_utf8_next_char(text))
		count += g_unichar_isalnum(g_utf8_get_char(text));
	return count;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, size);
	g_autofree char *visible = NULL, *hidden = NULL;
	gboolean forwarded;
	g_autoptr(Address) from = NULL;
	g_autofree char *body = NULL;

	reply_split_text(text, &visible, &hidden, &forwarded);
	g_assert_true(g_utf8_validate(visible, -1, NULL));
	g_assert_true(g_utf8_validate(hidden, -1, NULL));
	g_assert_cmpuint(ink(visible) + ink(hidden), ==, ink(text));
	g_assert_true(*visible || ink(text) == 0);
	reply_language(text);
	away_until(text, 1795392000);
	if (forward_read(text, &from, &body)) {
		g_assert_true(address_is_sendable(from->address));
		g_assert_true(g_utf8_validate(body, -1, NULL));
		g_assert_true(*body);
	}
	return 0;
}
