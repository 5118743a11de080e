/* The marks of addresses that cannot be reached, as plain data. */
#include "core/undeliverable.h"

#include <string.h>

Undeliverable *
undeliverable_new(gint64 ticket_id, const char *address, gint64 since, gboolean returned,
		  const char *why)
{
	Undeliverable *mark = g_new0(Undeliverable, 1);

	mark->ticket_id = ticket_id;
	mark->address = g_ascii_strdown(address, -1);
	mark->since = since;
	mark->returned = returned;
	mark->why = g_strdup(why ? why : "");
	return mark;
}

void
undeliverable_free(Undeliverable *mark)
{
	if (!mark)
		return;
	g_free(mark->address);
	g_free(mark->why);
	g_free(mark);
}

const Undeliverable *
undeliverable_find(const GPtrArray *marks, gint64 ticket_id, const char *address)
{
	for (guint i = 0; i < marks->len; i++) {
		const Undeliverable *mark = marks->pdata[i];

		if (mark->ticket_id == ticket_id &&
		    g_ascii_strcasecmp(mark->address, address) == 0)
			return mark;
	}
	return NULL;
}
