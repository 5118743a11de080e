/* Where facts are written, and told in the history. */
#include "core/fact-write.h"

#include <string.h>

#include "base/text.h"
#include "core/lookup.h"

FactOutcome
fact_write(const Policy *policy, Ticket *ticket, const FactSpec *fact, const char *text,
	   const char *by, gint64 now)
{
	g_autofree char *value = NULL;
	FactOutcome outcome = fact_value_read(
		policy, fact, ticket_fact(ticket, fact->title), text, now, &value);

	if (outcome != FACT_WRITTEN)
		return outcome;
	ticket_set_fact(ticket, fact->title, value, by, now);
	lookup_fill(policy, ticket, now);
	return outcome;
}

GHashTable *
fact_marks(const Ticket *ticket)
{
	GHashTable *marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];

		g_hash_table_insert(marks, g_strdup(fact->name), g_strdup(fact->value));
	}
	return marks;
}

void
fact_log(Decision *decision, const Ticket *ticket, GHashTable *marks)
{
	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];
		const char *was = g_hash_table_lookup(marks, fact->name);
		g_autofree char *line = text_one_line(fact->value);
		g_autofree char *brief = text_ellipsize(line, 200);

		if (g_strcmp0(was, fact->value) == 0)
			continue;
		change_add_event(decision->change, ticket->ticket_id,
				 decision->context->now, "fact", fact->by,
				 g_strdup_printf("%s: %s", fact->name, brief));
	}
}
