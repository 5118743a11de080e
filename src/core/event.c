/* A short word means all that begin with it. */
#include "core/event.h"

#include <string.h>

gboolean
event_is(const char *event, const char *word)
{
	gsize length = strlen(word);

	return strncmp(event, word, length) == 0 &&
	       (event[length] == '\0' || event[length] == ' ');
}

gboolean
event_is_any(const char *event, char **words)
{
	for (guint i = 0; words && words[i]; i++)
		if (event_is(event, words[i]))
			return TRUE;
	return FALSE;
}
