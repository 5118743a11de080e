/* Pictures that came before: a company's logo is told by how often its people send it. */
#include "store/store-private.h"

#include "core/address.h"

#include <string.h>

/* On so many tickets it was shown; from then on it is known. */
#define KNOWN_AFTER 3

gboolean
pictures_find(Store *store, const Questions *questions, GHashTable *known, GError **error)
{
	const GPtrArray *hashes = questions->pictures;
	const char *domain = questions->from ? address_domain(questions->from) : NULL;

	for (guint i = 0; domain && hashes && i < hashes->len; i++) {
		const char *hash = hashes->pdata[i];
		gint64 tickets;

		if (!sql_number(store, SQL_COUNT_PICTURE,
				VALUES(TEXT(hash), TEXT(domain), NUMBER(KNOWN_AFTER)),
				&tickets, error))
			return FALSE;
		if (tickets >= KNOWN_AFTER)
			g_hash_table_add(known, g_strdup(hash));
	}
	return TRUE;
}

static gboolean
add_picture(Store *store, const Entry *entry, guint position, GError **error)
{
	const Attachment *attachment = entry->attachments->pdata[position];
	const char *domain = strchr(entry->address, '@');

	if (!*attachment->hash || !domain)
		return TRUE;
	return sql_run(store, SQL_ADD_PICTURE,
		       VALUES(NUMBER(entry->ticket_id), NUMBER(entry->number),
			      NUMBER(position), TEXT(attachment->hash), TEXT(domain + 1),
			      NUMBER(attachment->recurs)),
		       error);
}

gboolean
pictures_add(Store *store, const Entry *entry, GError **error)
{
	for (guint i = 0; i < entry->attachments->len; i++)
		if (!add_picture(store, entry, i, error))
			return FALSE;
	return TRUE;
}

static gboolean
mark_recurring(sqlite3_stmt *row, gpointer data, GError **error)
{
	const GPtrArray *entries = data;
	int number = sqlite3_column_int(row, 0);
	guint position = (guint)sqlite3_column_int(row, 1);

	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->number == number && position < entry->attachments->len)
			((Attachment *)entry->attachments->pdata[position])->recurs = TRUE;
	}
	return TRUE;
}

gboolean
pictures_mark(Store *store, gint64 ticket_id, GPtrArray *entries, GError **error)
{
	return sql_each(store, SQL_RECURRING, VALUES(NUMBER(ticket_id)), mark_recurring,
			entries, error);
}
