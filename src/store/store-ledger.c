/*
 * The ledger: one row for each mail that came in, from the moment its bytes are safe until
 * it is decided and the server has been told. A row is never taken out.
 */
#include "store/store-private.h"

#include <string.h>

#include "base/error.h"

static const Field ledger_fields[] = {
	FIELD(INT64, LedgerMail, ledger_id),
	FIELD(TEXT, LedgerMail, mailbox),
	FIELD(UINT, LedgerMail, uidvalidity),
	FIELD(UINT, LedgerMail, uid),
	FIELD(HASH, LedgerMail, raw_hash),
	FIELD(INT64, LedgerMail, size),
	FIELD(INT64, LedgerMail, internal_date),
	FIELD(INT64, LedgerMail, received),
	FIELD(LEDGER_STATE, LedgerMail, state),
	FIELD(TEXT, LedgerMail, reason),
	FIELD(INT, LedgerMail, filed),
	FIELD(INT, LedgerMail, attempts),
	FIELD(INT64, LedgerMail, ticket_id),
	FIELD(TEXT, LedgerMail, message_id),
	FIELD(TEXT, LedgerMail, from),
	FIELD(TEXT, LedgerMail, subject),
	{ FIELD_END, 0 },
};

void
ledger_mail_free(LedgerMail *mail)
{
	if (!mail)
		return;
	g_free(mail->mailbox);
	g_free(mail->reason);
	g_free(mail->message_id);
	g_free(mail->from);
	g_free(mail->subject);
	g_free(mail);
}

static gboolean
add_mail(sqlite3_stmt *row, gpointer data, GError **error)
{
	LedgerMail *mail = g_new0(LedgerMail, 1);

	g_ptr_array_add(data, mail);
	return record_read(row, 0, ledger_fields, mail, error);
}

static GPtrArray *
list_mails(Store *store, Sql sql, const Value *values, GError **error)
{
	g_autoptr(GPtrArray) mails =
		g_ptr_array_new_with_free_func((GDestroyNotify)ledger_mail_free);

	if (!sql_each(store, sql, values, add_mail, mails, error))
		return NULL;
	return g_steal_pointer(&mails);
}

/* Mail from a pipe has no server that would number it or be told of it. A mailbox may have
 * that name too, but then its server gives it a UIDVALIDITY, which is never 0 (RFC 3501).
 */
static gboolean
is_from_pipe(const Accept *accept)
{
	return strcmp(accept->mailbox, "stdin") == 0 && accept->uidvalidity == 0;
}

static gboolean
choose_uid(Store *store, const Accept *accept, guint32 *uid, GError **error)
{
	*uid = accept->uid;
	if (!is_from_pipe(accept))
		return TRUE;
	if (!store_highest_uid(store, accept->mailbox, accept->uidvalidity, uid, error))
		return FALSE;
	*uid += 1;
	return TRUE;
}

static gboolean
add_row(Store *store, const Accept *accept, guint32 uid, gint64 raw_id, gint64 *ledger_id,
	GError **error)
{
	Value raw = raw_id ? NUMBER(raw_id) : TEXT(NULL);
	gint64 size =
		accept->bytes ? (gint64)g_bytes_get_size(accept->bytes) : accept->size;

	return sql_number(store, SQL_ADD_LEDGER,
			  VALUES(TEXT(accept->mailbox), NUMBER(accept->uidvalidity),
				 NUMBER(uid), raw, NUMBER(size),
				 NUMBER(accept->internal_date), NUMBER(accept->received),
				 TEXT(ledger_state_name(accept->state)),
				 TEXT(accept->reason), NUMBER(is_from_pipe(accept))),
			  ledger_id, error);
}

gboolean
store_accept(Store *store, const Accept *accept, gint64 *ledger_id, GError **error)
{
	gboolean has_raw = accept->raw_hash && *accept->raw_hash;
	gint64 known, raw_id = 0;
	guint32 uid;

	*ledger_id = 0;
	if (!choose_uid(store, accept, &uid, error) ||
	    !sql_number(
		    store, SQL_FIND_UID,
		    VALUES(TEXT(accept->mailbox), NUMBER(accept->uidvalidity), NUMBER(uid)),
		    &known, error))
		return FALSE;
	if (known)
		return TRUE;
	if (has_raw && !raw_add(store, accept, &raw_id, error))
		return FALSE;
	return add_row(store, accept, uid, raw_id, ledger_id, error);
}

gboolean
store_highest_uid(Store *store, const char *mailbox, guint32 uidvalidity, guint32 *uid,
		  GError **error)
{
	gint64 highest;

	if (!sql_number(store, SQL_HIGHEST_UID, VALUES(TEXT(mailbox), NUMBER(uidvalidity)),
			&highest, error))
		return FALSE;
	*uid = (guint32)highest;
	return TRUE;
}

gboolean
store_mailbox_known(Store *store, const char *mailbox, gboolean *known, GError **error)
{
	gint64 first;

	if (!sql_number(store, SQL_MAILBOX_KNOWN, VALUES(TEXT(mailbox)), &first, error))
		return FALSE;
	*known = first != 0;
	return TRUE;
}

static gboolean
add_uid(sqlite3_stmt *row, gpointer data, GError **error)
{
	guint32 uid = (guint32)sqlite3_column_int64(row, 0);

	g_array_append_val((GArray *)data, uid);
	return TRUE;
}

GArray *
store_unfiled(Store *store, const char *mailbox, guint32 uidvalidity, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!sql_each(store, SQL_UNFILED, VALUES(TEXT(mailbox), NUMBER(uidvalidity)),
		      add_uid, uids, error))
		return NULL;
	return g_steal_pointer(&uids);
}

static gboolean
set_all_filed(Store *store, const char *mailbox, guint32 uidvalidity, const GArray *uids,
	      GError **error)
{
	for (guint i = 0; i < uids->len; i++) {
		if (!sql_run(store, SQL_SET_FILED,
			     VALUES(TEXT(mailbox), NUMBER(uidvalidity),
				    NUMBER(g_array_index(uids, guint32, i))),
			     error))
			return FALSE;
	}
	return TRUE;
}

gboolean
store_set_filed(Store *store, const char *mailbox, guint32 uidvalidity, const GArray *uids,
		GError **error)
{
	Hold held;

	if (!sql_hold(store, HOLD_WRITE, &held, error))
		return FALSE;
	return sql_let_go(store, held,
			  set_all_filed(store, mailbox, uidvalidity, uids, error), error);
}

GPtrArray *
store_next_stored(Store *store, guint max, GError **error)
{
	return list_mails(store, SQL_NEXT_STORED, VALUES(NUMBER(max)), error);
}

static gboolean
no_mail(gint64 ledger_id, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "no mail %" G_GINT64_FORMAT,
		    ledger_id);
	return FALSE;
}

LedgerMail *
store_ledger_mail(Store *store, gint64 ledger_id, GError **error)
{
	g_autoptr(GPtrArray) mails =
		list_mails(store, SQL_LEDGER_MAIL, VALUES(NUMBER(ledger_id)), error);

	if (!mails)
		return NULL;
	if (mails->len == 0) {
		no_mail(ledger_id, error);
		return NULL;
	}
	return g_ptr_array_steal_index(mails, 0);
}

GPtrArray *
store_list_kept(Store *store, gboolean all, GError **error)
{
	return list_mails(store, all ? SQL_WHOLE_LEDGER : SQL_KEPT, NO_VALUES, error);
}

gboolean
store_count_attempt(Store *store, gint64 ledger_id, int *attempts, GError **error)
{
	gint64 count;

	if (!sql_number(store, SQL_COUNT_ATTEMPT, VALUES(NUMBER(ledger_id)), &count, error))
		return FALSE;
	*attempts = (int)count;
	return count > 0 || no_mail(ledger_id, error);
}

/* A mail that has become part of a ticket would be applied twice. */
static gboolean
check_settable(const LedgerMail *mail, LedgerState wanted, GError **error)
{
	gboolean is_final = mail->state == LEDGER_APPLIED ||
			    mail->state == LEDGER_DUPLICATE ||
			    mail->state == LEDGER_SKIPPED;
	gboolean lacks_raw = wanted == LEDGER_STORED && *mail->raw_hash == '\0';

	if (!is_final && !lacks_raw)
		return TRUE;
	g_set_error(
		error, DESK_ERROR, DESK_ERROR_DATA,
		is_final ? "mail %" G_GINT64_FORMAT " is %s: only held, quarantined and "
			   "dropped mail can be changed"
			 : "mail %" G_GINT64_FORMAT " is %s, and its bytes were not kept",
		mail->ledger_id, ledger_state_name(mail->state));
	return FALSE;
}

gboolean
store_set_ledger(Store *store, gint64 ledger_id, LedgerState state, const char *reason,
		 GError **error)
{
	g_autoptr(LedgerMail) mail = store_ledger_mail(store, ledger_id, error);

	if (!mail || !check_settable(mail, state, error))
		return FALSE;
	return sql_run(
		store, SQL_SET_LEDGER,
		VALUES(NUMBER(ledger_id), TEXT(ledger_state_name(state)), TEXT(reason)),
		error);
}

gboolean
store_find_duplicate(Store *store, gint64 ledger_id, const Message *message,
		     gint64 *duplicate_of, gboolean *same_id, GError **error)
{
	const char *message_id = message ? message->message_id : NULL;
	gint64 other;

	*same_id = FALSE;
	if (!sql_number(store, SQL_SAME_RAW, VALUES(NUMBER(ledger_id)), duplicate_of,
			error))
		return FALSE;
	if (*duplicate_of || !message_id || !*message_id)
		return TRUE;
	if (!sql_number(store, SQL_SAME_CONTENT,
			VALUES(NUMBER(ledger_id), TEXT(message_id),
			       TEXT(message->content_hash)),
			duplicate_of, error))
		return FALSE;
	if (*duplicate_of)
		return TRUE;
	if (!sql_number(store, SQL_SAME_ID, VALUES(NUMBER(ledger_id), TEXT(message_id)),
			&other, error))
		return FALSE;
	*same_id = other != 0;
	return TRUE;
}

static const char *
message_from(const Message *message)
{
	if (message->from_strict)
		return message->from_strict;
	return message->from ? message->from->address : NULL;
}

gboolean
ledger_decide(Store *store, gint64 ledger_id, const Change *change, const Message *message,
	      GError **error)
{
	static const Message unknown = { 0 };
	const Message *mail = message ? message : &unknown;
	const char *from = message_from(mail), *hash = mail->content_hash;
	gboolean changed;

	if (!sql_change(
		    store, SQL_DECIDE_LEDGER,
		    VALUES(NUMBER(ledger_id), TEXT(ledger_state_name(change->verdict)),
			   TEXT(change->reason), NUMBER(change->ticket_id),
			   TEXT(mail->message_id ? mail->message_id : change->message_id),
			   TEXT(*hash ? hash : NULL), TEXT(from ? from : change->author),
			   TEXT(mail->subject)),
		    &changed, error))
		return FALSE;
	return changed || no_mail(ledger_id, error);
}
