/*
 * A cheap look at the raw bytes before GMime sees them: GMime turns 25 MB of hostile mail into
 * 3.5 GB of memory (reliability F1), and a NUL in From into somebody else (F2).
 */
#pragma once

#include <glib.h>

typedef struct {
	gint64 header_block; /* bytes before the first empty line; 256 KB */
	gint64 header;       /* bytes of one field; 64 KB */
	int headers;         /* fields; 1,000 */
	int addresses;       /* separators in an address field; 500 */
	int groups;          /* colons outside quotes in an address field; 20 */
	int parameters;      /* semicolons in a Content-* field, in any part; 100 */
	int boundaries;      /* lines that begin with "--" and a declared boundary; 1,000 parts */
	int depth;           /* declared multiparts and message/rfc822 below each other; 20 */
} PrescanLimits;

extern const PrescanLimits prescan_limits;

/* State for feeding a mail piece by piece. */
typedef struct Prescan Prescan;

Prescan *prescan_new(const PrescanLimits *limits);
void prescan_feed(Prescan *prescan, const char *bytes, gsize length);
/* NULL if the mail may be parsed, else why not: "header block of 300,000 bytes, limit
 * 262,144"; own. Frees PRESCAN. */
char *prescan_finish(Prescan *prescan);
