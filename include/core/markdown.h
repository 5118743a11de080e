/*
 * Markdown (CommonMark with tables, without HTML) as plain text for people: no markup left,
 * lists with "- ", quotes with "> ", columns aligned, links as "text (address)". A line
 * break in the source is a line break in the mail; paragraphs are never wrapped.
 */
#pragma once

#include <glib.h>

/*
 * Stands in the Markdown, twice around a decimal index, for a block of verbatim text. A
 * control character: it comes in neither templates nor inline values, so nobody can forge
 * it.
 */
#define MARKDOWN_BLOCK '\x1a'

/* BLOCKS: char*; what the placeholders stand for. Ends with one newline unless empty. Own.
 */
char *markdown_text(const char *markdown, const GPtrArray *blocks);
