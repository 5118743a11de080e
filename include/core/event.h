/* The words for what happens to a ticket (policy language 3.1). */
#pragma once

#include <glib.h>

/* Is EVENT ("breach resolve") meant by WORD ("breach", or the same)? */
gboolean event_is(const char *event, const char *word);
/* Is it meant by any of WORDS (may be NULL)? */
gboolean event_is_any(const char *event, char **words);
