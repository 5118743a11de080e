/* The words by which mail/dsn-text knows a report and its parts; all in lower case. */
#pragma once

#include "core/word-list.h"

extern const WordList dsn_daemons;  /* local parts that mail systems write from begin so */
extern const WordList dsn_failures; /* what a report says of itself */
extern const WordList dsn_copies;   /* in the line that begins the copy of the returned mail */
extern const WordList dsn_trace;    /* fields that only a returned mail begins a line with */
extern const WordList dsn_passing;  /* of a failure that may go away */
extern const WordList dsn_delays;   /* of a report that says that it goes on */
extern const WordList dsn_labels;   /* before the address in a list of failures */
