/*
 * The outbox. A row changes state only by one of these functions, and "sending" is
 * committed before the first byte leaves: whatever kills the process, what is not certain
 * is known to be uncertain.
 */
#include "store/store-outbox.h"

#include <string.h>

#include "base/error.h"
#include "store/store-private.h"

static const char *const state_names[N_OUTBOX_STATES] = {
	[OUTBOX_DUE] = "due",       [OUTBOX_SENDING] = "sending", [OUTBOX_SENT] = "sent",
	[OUTBOX_FAILED] = "failed", [OUTBOX_UNKNOWN] = "unknown",
};

static const Field outbox_fields[] = {
	FIELD(INT64, OutboxMail, outbox_id),    FIELD(INT64, OutboxMail, ticket_id),
	FIELD(TEXT, OutboxMail, recipient),     FIELD(TEXT, OutboxMail, notice),
	FIELD(TEXT, OutboxMail, subject),       FIELD(TEXT, OutboxMail, message_id),
	FIELD(OUTBOX_STATE, OutboxMail, state), FIELD(INT64, OutboxMail, created),
	FIELD(INT64, OutboxMail, due),          FIELD(INT64, OutboxMail, sent),
	FIELD(INT, OutboxMail, attempts),       FIELD(INT, OutboxMail, unknowns),
	FIELD(INT, OutboxMail, last_code),      FIELD(TEXT, OutboxMail, last_text),
	FIELD(TEXT, OutboxMail, boundary),      { FIELD_END, 0 },
};

const char *
outbox_state_name(OutboxState state)
{
	return state_names[state];
}

gboolean
outbox_state_parse(const char *name, OutboxState *state)
{
	for (guint i = 0; i < N_OUTBOX_STATES; i++) {
		if (strcmp(state_names[i], name) == 0) {
			*state = i;
			return TRUE;
		}
	}
	return FALSE;
}

void
outbox_mail_free(OutboxMail *mail)
{
	if (!mail)
		return;
	g_free(mail->recipient);
	g_free(mail->notice);
	g_free(mail->subject);
	g_free(mail->message_id);
	g_free(mail->last_text);
	g_free(mail->boundary);
	g_clear_pointer(&mail->head, g_bytes_unref);
	g_clear_pointer(&mail->enclosures, g_ptr_array_unref);
	g_free(mail);
}

/* ---- adding ---- */

/* Does one of the notices that NOTICE joins answer a sender by itself? */
static gboolean
is_acknowledgement(const char *notice)
{
	g_auto(GStrv) parts = g_strsplit(notice, "+", -1);

	for (guint i = 0; parts[i]; i++) {
		if (g_str_has_prefix(parts[i], "received") ||
		    g_str_equal(parts[i], "too-large"))
			return TRUE;
	}
	return FALSE;
}

static gboolean
add_enclosure(Store *store, gint64 outbox_id, guint position, const Enclosure *enclosure,
	      GError **error)
{
	Value values[16];
	int n = 0;

	if (enclosure->bytes &&
	    !sql_run(store, SQL_ADD_RAW,
		     VALUES(TEXT(enclosure->raw_hash),
			    NUMBER(g_bytes_get_size(enclosure->bytes)),
			    BYTES(enclosure->bytes)),
		     error))
		return FALSE;
	values[n++] = NUMBER(outbox_id);
	values[n++] = NUMBER(position);
	values[n++] = TEXT(enclosure->raw_hash);
	record_values(attachment_fields, enclosure->attachment, values, &n);
	return sql_run(store, SQL_ADD_ENCLOSURE, values, error);
}

/* Moves DUE behind the time in which ADDRESS has had LIMIT automatic mails. */
static gboolean
pace_within(Store *store, const char *address, int limit, gint64 seconds, gint64 *due,
	    GError **error)
{
	gint64 earlier = 0;

	if (limit > 0 && !sql_number(store, SQL_PACE, VALUES(TEXT(address), NUMBER(limit - 1)),
				     &earlier, error))
		return FALSE;
	if (earlier)
		*due = MAX(*due, earlier + seconds);
	return TRUE;
}

/* When a mail that is written NOW may go: its recipient gets so many a minute and an hour, the
 * others wait for what comes after. */
static gboolean
pace(Store *store, const OutMail *mail, gint64 now, gint64 *due, GError **error)
{
	*due = now;
	return pace_within(store, mail->to->address, mail->per_minute, 60, due, error) &&
	       pace_within(store, mail->to->address, mail->per_hour, 3600, due, error);
}

gboolean
outbox_add(Store *store, const Composed *composed, gint64 now, GError **error)
{
	const OutMail *mail = composed->mail;
	gint64 outbox_id, due;

	if (!pace(store, mail, now, &due, error) ||
	    !sql_number(store, SQL_ADD_OUTBOX,
			VALUES(NUMBER(mail->ticket_id), TEXT(mail->to->address),
			       TEXT(mail->notice), TEXT(mail->subject),
			       TEXT(mail->message_id), NUMBER(now), NUMBER(due),
			       NUMBER(is_acknowledgement(mail->notice)),
			       NUMBER(mail->tone != TONE_PERSONAL),
			       TEXT(composed->boundary), BYTES(composed->head)),
			&outbox_id, error))
		return FALSE;
	for (guint i = 0; i < mail->enclosures->len; i++) {
		if (!add_enclosure(store, outbox_id, i, mail->enclosures->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* ---- reading ---- */

static gboolean
add_mail(sqlite3_stmt *row, gpointer data, GError **error)
{
	OutboxMail *mail = g_new0(OutboxMail, 1);

	g_ptr_array_add(data, mail);
	return record_read(row, 0, outbox_fields, mail, error);
}

static GPtrArray *
list_mails(Store *store, Sql sql, const Value *values, GError **error)
{
	g_autoptr(GPtrArray) mails =
		g_ptr_array_new_with_free_func((GDestroyNotify)outbox_mail_free);

	if (!sql_each(store, sql, values, add_mail, mails, error))
		return NULL;
	return g_steal_pointer(&mails);
}

static gboolean
take_head(sqlite3_stmt *row, gpointer data, GError **error)
{
	*(GBytes **)data =
		g_bytes_new(sqlite3_column_blob(row, 0), sqlite3_column_bytes(row, 0));
	return TRUE;
}

static gboolean
take_enclosure(sqlite3_stmt *row, gpointer data, GError **error)
{
	Enclosure *enclosure = g_new0(Enclosure, 1);

	enclosure->attachment = g_new0(Attachment, 1);
	g_ptr_array_add(data, enclosure);
	g_strlcpy(enclosure->raw_hash, (const char *)sqlite3_column_text(row, 0),
		  sizeof enclosure->raw_hash);
	return record_read(row, 1, attachment_fields, enclosure->attachment, error);
}

static gboolean
read_body(Store *store, OutboxMail *mail, GError **error)
{
	const Value *values = VALUES(NUMBER(mail->outbox_id));

	mail->enclosures = g_ptr_array_new_with_free_func((GDestroyNotify)enclosure_free);
	return sql_each(store, SQL_OUTBOX_HEAD, values, take_head, &mail->head, error) &&
	       sql_each(store, SQL_OUTBOX_ENCLOSURES, values, take_enclosure,
			mail->enclosures, error);
}

OutboxMail *
store_outbox_mail(Store *store, gint64 outbox_id, gboolean with_head, GError **error)
{
	g_autoptr(GPtrArray) mails =
		list_mails(store, SQL_OUTBOX_MAIL, VALUES(NUMBER(outbox_id)), error);

	if (!mails)
		return NULL;
	if (mails->len == 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "no mail %" G_GINT64_FORMAT " in the outbox", outbox_id);
		return NULL;
	}
	if (with_head && !read_body(store, mails->pdata[0], error))
		return NULL;
	return g_ptr_array_steal_index(mails, 0);
}

GPtrArray *
store_outbox_list(Store *store, gboolean all, GError **error)
{
	return list_mails(store, all ? SQL_OUTBOX_ALL : SQL_OUTBOX_UNSENT, NO_VALUES,
			  error);
}

static gboolean
take_due(sqlite3_stmt *row, gpointer data, GError **error)
{
	*(gint64 *)data = sqlite3_column_int64(row, 0);
	return TRUE;
}

gboolean
store_outbox_next(Store *store, gint64 *due, GError **error)
{
	*due = G_MAXINT64;
	return sql_each(store, SQL_OUTBOX_NEXT, NO_VALUES, take_due, due, error);
}

gboolean
store_count_automatic(Store *store, gint64 since, gint64 max, gint64 *count, GError **error)
{
	return sql_number(store, SQL_COUNT_AUTOMATIC, VALUES(NUMBER(since), NUMBER(max)),
			  count, error);
}

/* ---- states ---- */

GPtrArray *
store_outbox_sending(Store *store, GError **error)
{
	return list_mails(store, SQL_OUTBOX_SENDING, NO_VALUES, error);
}

static gboolean
claim_all(Store *store, const GPtrArray *mails, GError **error)
{
	for (guint i = 0; i < mails->len; i++) {
		OutboxMail *mail = mails->pdata[i];

		if (!read_body(store, mail, error) ||
		    !sql_run(store, SQL_OUTBOX_CLAIM, VALUES(NUMBER(mail->outbox_id)),
			     error))
			return FALSE;
		mail->state = OUTBOX_SENDING;
	}
	return TRUE;
}

GPtrArray *
store_outbox_claim(Store *store, gint64 now, guint max, GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	if (!store_begin(store, error))
		return NULL;
	mails = list_mails(store, SQL_OUTBOX_READY, VALUES(NUMBER(now), NUMBER(max)),
			   error);
	if (!mails || !claim_all(store, mails, error)) {
		store_rollback(store);
		return NULL;
	}
	if (!store_commit(store, error))
		return NULL;
	return g_steal_pointer(&mails);
}

/* CHANGED tells whether the row was in a state for WHAT; if not, why. */
static gboolean
check_changed(Store *store, gint64 outbox_id, gboolean changed, const char *what,
	      GError **error)
{
	g_autoptr(OutboxMail) mail = NULL;

	if (changed)
		return TRUE;
	mail = store_outbox_mail(store, outbox_id, FALSE, error);
	if (!mail)
		return FALSE;
	g_set_error(error, DESK_ERROR,
		    mail->state == OUTBOX_SENDING ? DESK_ERROR_LATER : DESK_ERROR_DATA,
		    "mail %" G_GINT64_FORMAT " is %s: it cannot be %s", outbox_id,
		    outbox_state_name(mail->state), what);
	return FALSE;
}

gboolean
store_outbox_result(Store *store, gint64 outbox_id, OutboxState state, gint64 due,
		    gint64 at, int code, const char *text, GError **error)
{
	gboolean changed;

	if (!sql_change(store, SQL_OUTBOX_RESULT,
			VALUES(NUMBER(outbox_id), TEXT(outbox_state_name(state)),
			       NUMBER(due), NUMBER(at), NUMBER(code), TEXT(text)),
			&changed, error))
		return FALSE;
	return check_changed(store, outbox_id, changed, "given a result", error);
}

gboolean
store_outbox_unclaim(Store *store, gint64 outbox_id, GError **error)
{
	gboolean changed;

	if (!sql_change(store, SQL_OUTBOX_UNCLAIM, VALUES(NUMBER(outbox_id)), &changed,
			error))
		return FALSE;
	return check_changed(store, outbox_id, changed, "given back", error);
}

gboolean
store_outbox_retry(Store *store, gint64 outbox_id, gint64 now, GError **error)
{
	gboolean changed;

	if (!sql_change(store, SQL_OUTBOX_RETRY, VALUES(NUMBER(outbox_id), NUMBER(now)),
			&changed, error))
		return FALSE;
	return check_changed(store, outbox_id, changed, "sent again", error);
}

gboolean
store_outbox_drop(Store *store, gint64 outbox_id, GError **error)
{
	gboolean changed;

	if (!sql_change(store, SQL_OUTBOX_DROP, VALUES(NUMBER(outbox_id)), &changed, error))
		return FALSE;
	return check_changed(store, outbox_id, changed, "dropped", error);
}
