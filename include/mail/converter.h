/* Converters of iconv to UTF-8, kept open: glibc loads and unloads a charset's module with
 * each opening, which costs more than the text of most mails. */
#pragma once

#include <glib.h>
#include <iconv.h>

/*
 * The converter from CHARSET, a name that iconv knows, in its initial state; (iconv_t)-1 if
 * there is none. Foreign, and good until the thread's next call: every thread has its own.
 */
iconv_t converter_get(const char *charset);
