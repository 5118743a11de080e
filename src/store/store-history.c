/*
 * The history: an append-only chain. Each row's hash covers the row before it, its own
 * numbers and a salted digest of what is personal; salt and payload can be erased and the
 * chain still verifies, but nothing can be changed, put between or taken out unseen.
 */
#include "store/store-private.h"

#include <string.h>

#include "base/error.h"

#define SALT_BYTES 16

typedef struct {
	gint64 seq;
	char hash[65];
} ChainHead;

static char *
checksum_end(GChecksum *checksum)
{
	char *hex = g_strdup(g_checksum_get_string(checksum));

	g_checksum_free(checksum);
	return hex;
}

/* H(salt ‖ payload): the author, a NUL, the text. */
static char *
payload_digest(const guint8 *salt, gsize salt_size, const char *author, const char *text)
{
	GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(checksum, salt, salt_size);
	g_checksum_update(checksum, (const guchar *)author, strlen(author) + 1);
	g_checksum_update(checksum, (const guchar *)text, strlen(text));
	return checksum_end(checksum);
}

/* H(prev ‖ seq ‖ at ‖ ticket ‖ event ‖ digest), as lines, so that a shell can do the same.
 */
static char *
chain_hash(const char *previous, gint64 seq, const Event *event, const char *digest)
{
	g_autofree char *lines = g_strdup_printf(
		"%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT
		"\n%s\n%s\n",
		previous, seq, event->at, event->ticket_id, event->event, digest);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, lines, -1);
}

static gboolean
take_head(sqlite3_stmt *row, gpointer data, GError **error)
{
	ChainHead *head = data;

	head->seq = sqlite3_column_int64(row, 0);
	g_strlcpy(head->hash, (const char *)sqlite3_column_text(row, 1), sizeof head->hash);
	return TRUE;
}

static gboolean
append(Store *store, ChainHead *head, const Event *event, GError **error)
{
	guint8 salt[SALT_BYTES];
	const char *author = event->by ? event->by : "";
	const char *text = event->text ? event->text : "";
	g_autofree char *digest = NULL, *hash = NULL;
	g_autoptr(GBytes) salt_bytes = NULL;

	store_random(salt, sizeof salt);
	salt_bytes = g_bytes_new(salt, sizeof salt);
	digest = payload_digest(salt, sizeof salt, author, text);
	hash = chain_hash(head->hash, ++head->seq, event, digest);
	g_strlcpy(head->hash, hash, sizeof head->hash);
	return sql_run(store, SQL_ADD_EVENT,
		       VALUES(NUMBER(head->seq), NUMBER(event->at),
			      NUMBER(event->ticket_id), TEXT(event->event), TEXT(digest),
			      TEXT(hash), BYTES(salt_bytes), TEXT(author), TEXT(text)),
		       error);
}

gboolean
history_append(Store *store, const GPtrArray *events, GError **error)
{
	ChainHead head = { 0 };

	if (events->len == 0)
		return TRUE;
	if (!sql_each(store, SQL_LAST_EVENT, NO_VALUES, take_head, &head, error))
		return FALSE;
	for (guint i = 0; i < events->len; i++) {
		if (!append(store, &head, events->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* A payload that was erased reads as "". */
static gboolean
add_event(sqlite3_stmt *row, gpointer data, GError **error)
{
	const char *author = (const char *)sqlite3_column_text(row, 3);
	const char *text = (const char *)sqlite3_column_text(row, 4);
	Event *event = g_new0(Event, 1);

	event->ticket_id = sqlite3_column_int64(row, 0);
	event->at = sqlite3_column_int64(row, 1);
	event->event = g_strdup((const char *)sqlite3_column_text(row, 2));
	event->by = g_strdup(author ? author : "");
	event->text = g_strdup(text ? text : "");
	g_ptr_array_add(data, event);
	return TRUE;
}

GPtrArray *
store_history(Store *store, gint64 ticket_id, GError **error)
{
	g_autoptr(GPtrArray) events =
		g_ptr_array_new_with_free_func((GDestroyNotify)event_free);

	if (!sql_each(store, SQL_HISTORY, VALUES(NUMBER(ticket_id)), add_event, events,
		      error))
		return NULL;
	return g_steal_pointer(&events);
}

static gboolean
payload_matches(sqlite3_stmt *row, const char *digest)
{
	const char *author = (const char *)sqlite3_column_text(row, 7);
	const char *text = (const char *)sqlite3_column_text(row, 8);
	const guint8 *salt = sqlite3_column_blob(row, 6);
	g_autofree char *expected = NULL;

	if (!salt && !author && !text)
		return TRUE;
	if (!salt || !author || !text)
		return FALSE;
	expected = payload_digest(salt, sqlite3_column_bytes(row, 6), author, text);
	return strcmp(expected, digest) == 0;
}

static gboolean
bad_link(gint64 seq, const char *why, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "history row %" G_GINT64_FORMAT " %s: the history was altered", seq,
		    why);
	return FALSE;
}

static gboolean
check_link(sqlite3_stmt *row, gpointer data, GError **error)
{
	ChainHead *head = data;
	gint64 seq = sqlite3_column_int64(row, 0);
	const Event event = {
		.at = sqlite3_column_int64(row, 1),
		.ticket_id = sqlite3_column_int64(row, 2),
		.event = (char *)sqlite3_column_text(row, 3),
	};
	const char *digest = (const char *)sqlite3_column_text(row, 4);
	g_autofree char *hash = chain_hash(head->hash, head->seq + 1, &event, digest);

	if (seq != head->seq + 1)
		return bad_link(head->seq + 1, "is missing", error);
	if (g_strcmp0(hash, (const char *)sqlite3_column_text(row, 5)) != 0)
		return bad_link(seq, "does not fit the chain", error);
	if (!payload_matches(row, digest))
		return bad_link(seq, "has another text than it was written with", error);
	head->seq = seq;
	g_strlcpy(head->hash, hash, sizeof head->hash);
	return TRUE;
}

gboolean
store_verify(Store *store, gint64 *count, GError **error)
{
	ChainHead head = { 0 };
	gboolean ok = sql_each(store, SQL_CHAIN, NO_VALUES, check_link, &head, error);

	*count = head.seq;
	return ok;
}
