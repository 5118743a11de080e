/* Facts from a table: found by the value of one that is known. */
#include "core/lookup.h"

#include <string.h>

#include "base/text.h"
#include "core/fact-value.h"

static char **
row_of(const Lookup *lookup, const char *key)
{
	g_autofree char *trimmed = text_trim(key);
	g_autofree char *folded = text_fold(trimmed);

	return *folded ? g_hash_table_lookup(lookup->rows, folded) : NULL;
}

/* The reporter may write from any of his addresses, and the table may know him by title. */
static char **
reporters_row(const Policy *policy, const Lookup *lookup, const Ticket *ticket)
{
	const char *address = ticket->reporter->address;
	const Person *person = policy_person_by_address(policy, address);
	char **row = row_of(lookup, address);

	for (guint i = 0; !row && person && person->addresses[i]; i++)
		row = row_of(lookup, person->addresses[i]);
	return row || !person ? row : row_of(lookup, person->title);
}

static gboolean
fill_from(const Policy *policy, const Lookup *lookup, Ticket *ticket, gint64 now)
{
	const char *key = ticket_fact(ticket, lookup->by);
	g_autofree char *by = g_strconcat("lookup:", lookup->title, NULL);
	gboolean filled = FALSE;
	char **row = NULL;

	if (strcmp(lookup->by, "reporter") == 0)
		row = reporters_row(policy, lookup, ticket);
	else if (key)
		row = row_of(lookup, key);
	for (guint i = 0; row && lookup->names[i]; i++) {
		const FactSpec *fact = policy_fact(policy, lookup->names[i]);
		g_autofree char *value = NULL;

		if (!fact || !row[i] || ticket_fact(ticket, fact->title) ||
		    fact_value_read(policy, fact, NULL, row[i], now, &value) !=
			    FACT_WRITTEN)
			continue;
		ticket_set_fact(ticket, fact->title, value, by, now);
		filled = TRUE;
	}
	return filled;
}

void
lookup_fill(const Policy *policy, Ticket *ticket, gint64 now)
{
	gboolean filled = TRUE;

	/* each round fills at least one fact, so it comes to an end */
	while (filled) {
		filled = FALSE;
		for (guint i = 0; i < policy->lookups->len; i++)
			filled |= fill_from(policy, policy->lookups->pdata[i], ticket, now);
	}
}
