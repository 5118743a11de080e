/*
 * Exercises: html_to_text() over any text. Holds that the result is UTF-8 and bounded, and
 * that reading it twice gives the same.
 */
#include "mail/html.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *html = g_utf8_make_valid((const char *)data, size);
	g_autofree char *text = html_to_text(html, strlen(html));
	g_autofree char *again = html_to_text(html, strlen(html));

	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpint(strlen(text), <, 3 * 1024 * 1024);
	g_assert_cmpstr(text, ==, again);
	return 0;
}
