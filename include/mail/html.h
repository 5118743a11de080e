/* HTML mail to text by libxml2's SAX parser: bounded in depth and size, nothing fetched. */
#pragma once

#include <glib.h>

/* HTML is valid UTF-8. Quotes become "> ", links keep their address when it differs from the
 * text, tables their cells, images their alt text; hidden text is skipped. LF lines. Own. */
char *html_to_text(const char *html, gsize length);
