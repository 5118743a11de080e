/* Tables of values as RFC 4180 has them: commas, "…" around a field, "" for a quote in it. */
#pragma once

#include <glib.h>

typedef struct {
	int line;      /* where it begins; 1 is the first */
	char **fields; /* own; trimmed */
} CsvRow;

/* The rows of TEXT (UTF-8; CRLF or LF; a byte order mark is passed over) without empty lines;
 * own CsvRow. NULL and DESK_ERROR_CONFIG if a quote is wrong; *LINE then says where. */
GPtrArray *csv_read(const char *text, int *line, GError **error);
