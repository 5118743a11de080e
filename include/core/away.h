/* Until when an out-of-office mail says that its sender is away. */
#pragma once

#include <glib.h>

/* The day that TEXT names as the end or the return, 00:00 UTC; 0 if it names none, or one that
 * can be read in two ways ("until 05/07/2026"). SENT dates a day without a year; 0: unknown.
 * Only the beginning of TEXT is looked at. */
gint64 away_until(const char *text, gint64 sent);
