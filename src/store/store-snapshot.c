/*
 * The two ends of a decision: what is known about an input goes out as a Snapshot, and what
 * was decided comes back as a Change, in the same transaction.
 */
#include "store/store-private.h"

#include "base/error.h"
#include "core/key.h"
#include "core/outage.h"

#define HOUR       3600
#define DAY        86400
#define FLOOD_NOTE "flood-told"

/* ---- snapshot ---- */

static gboolean
add_secret(sqlite3_stmt *row, gpointer data, GError **error)
{
	g_ptr_array_add(data, g_bytes_new(sqlite3_column_blob(row, 0),
					  sqlite3_column_bytes(row, 0)));
	return TRUE;
}

static gboolean
add_absence(sqlite3_stmt *row, gpointer data, GError **error)
{
	g_ptr_array_add(data, absence_new((const char *)sqlite3_column_text(row, 0),
					  sqlite3_column_int64(row, 1),
					  sqlite3_column_int64(row, 2)));
	return TRUE;
}

static gboolean
read_numbers(Store *store, Snapshot *snapshot, gint64 now, GError **error)
{
	return sql_number(store, SQL_NEXT_NUMBER, VALUES(TEXT("ticket")),
			  &snapshot->next_ticket, error) &&
	       sql_number(store, SQL_NEXT_NUMBER, VALUES(TEXT("serial")),
			  &snapshot->next_serial, error) &&
	       sql_each(store, SQL_SECRETS, NO_VALUES, add_secret, snapshot->secrets,
			error) &&
	       sql_each(store, SQL_ABSENCES, VALUES(NUMBER(now)), add_absence,
			snapshot->absences, error);
}

static gboolean
add_ticket(Store *store, Snapshot *snapshot, gint64 ticket_id, GError **error)
{
	Ticket *ticket;

	if (ticket_id <= 0 || snapshot_ticket(snapshot, ticket_id))
		return TRUE;
	if (!ticket_load(store, ticket_id, &ticket, error))
		return FALSE;
	if (!ticket)
		return TRUE;
	g_ptr_array_add(snapshot->tickets, ticket);
	return undeliverable_load(store, ticket_id, snapshot->undeliverable, error);
}

static gboolean
find_ids(Store *store, Snapshot *snapshot, const GPtrArray *ids, GError **error)
{
	for (guint i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i];
		gint64 ticket_id;

		if (g_hash_table_contains(snapshot->ids, id))
			continue;
		if (!sql_number(store, SQL_REF_TICKET, VALUES(TEXT(id)), &ticket_id, error))
			return FALSE;
		if (ticket_id == 0)
			continue;
		g_hash_table_insert(snapshot->ids, g_strdup(id),
				    g_memdup2(&ticket_id, sizeof ticket_id));
		if (!add_ticket(store, snapshot, ticket_id, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
find_named(Store *store, Snapshot *snapshot, const Questions *questions, GError **error)
{
	for (guint i = 0; i < questions->keys->len; i++) {
		const Key *key = questions->keys->pdata[i];

		if (!add_ticket(store, snapshot, key->ticket_id, error))
			return FALSE;
	}
	for (guint i = 0; i < questions->numbers->len; i++) {
		gint64 number = g_array_index(questions->numbers, gint64, i);

		if (!add_ticket(store, snapshot, number, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
find_acks(Store *store, Snapshot *snapshot, const char *from, gint64 now, GError **error)
{
	gint64 count;

	if (!from)
		return TRUE;
	if (!sql_number(store, SQL_LAST_ACK, VALUES(TEXT(from)), &snapshot->last_ack,
			error) ||
	    !sql_number(store, SQL_COUNT_ACKS, VALUES(TEXT(from), NUMBER(now - HOUR)),
			&count, error))
		return FALSE;
	snapshot->acks_in_hour = (int)count;
	return TRUE;
}

static gboolean
find_signature(Store *store, Snapshot *snapshot, const char *hash, GError **error)
{
	gint64 count = 0;

	if (hash && !sql_number(store, SQL_SIGNATURE_SEEN, VALUES(TEXT(hash)), &count, error))
		return FALSE;
	snapshot->signature_seen = count > 0;
	return TRUE;
}

static gboolean
find_flood(Store *store, Snapshot *snapshot, const Questions *questions, gint64 now,
	   GError **error)
{
	const char *from = questions->from;
	gint64 count = 0;

	if (!from || (questions->sender_limit <= 0 && !questions->sender_size))
		return TRUE;
	if (questions->sender_limit > 0 &&
	    !sql_number(store, SQL_MAILS_OF_SENDER,
			VALUES(TEXT(from), NUMBER(now - HOUR),
			       NUMBER(questions->sender_limit)),
			&count, error))
		return FALSE;
	snapshot->mails_in_hour = (int)count;
	if (questions->sender_size &&
	    !sql_number(store, SQL_BYTES_OF_SENDER, VALUES(TEXT(from), NUMBER(now - DAY)),
			&snapshot->bytes_in_day, error))
		return FALSE;
	return sql_number(store, SQL_NOTE, VALUES(TEXT(FLOOD_NOTE)), &snapshot->flood_told,
			  error);
}

static gboolean
find_wrong_keys(Store *store, Snapshot *snapshot, const Questions *questions, gint64 now,
		GError **error)
{
	gint64 count;

	if (!questions->from)
		return TRUE;
	if (!sql_number(store, SQL_COUNT_WRONG_KEYS,
			VALUES(TEXT(questions->from), NUMBER(now - HOUR)), &count, error))
		return FALSE;
	snapshot->wrong_keys_in_hour = (int)count;
	return TRUE;
}

static gboolean
take_challenge(sqlite3_stmt *row, gpointer data, GError **error)
{
	Snapshot *snapshot = data;
	AskedChallenge *asked = g_new0(AskedChallenge, 1);

	asked->challenge_id = sqlite3_column_int64(row, 0);
	asked->ledger_id = sqlite3_column_int64(row, 1);
	asked->address = g_strdup((const char *)sqlite3_column_text(row, 2));
	asked->expires = sqlite3_column_int64(row, 3);
	asked->used = sqlite3_column_int64(row, 4);
	snapshot->asked = asked;
	return TRUE;
}

static gboolean
find_challenges(Store *store, Snapshot *snapshot, const Questions *questions,
		GError **error)
{
	if (questions->bearer &&
	    !sql_number(store, SQL_LAST_CHALLENGE, VALUES(TEXT(questions->bearer)),
			&snapshot->last_challenge, error))
		return FALSE;
	return !questions->code_hash ||
	       sql_each(store, SQL_FIND_CHALLENGE, VALUES(TEXT(questions->code_hash)),
			take_challenge, snapshot, error);
}

static gboolean
take_bounced(sqlite3_stmt *row, gpointer data, GError **error)
{
	Snapshot *snapshot = data;

	snapshot->bounced_to = g_strdup((const char *)sqlite3_column_text(row, 0));
	snapshot->bounced_ticket = sqlite3_column_int64(row, 1);
	snapshot->bounced_notice = g_strdup((const char *)sqlite3_column_text(row, 2));
	return TRUE;
}

static gboolean
take_notice(sqlite3_stmt *row, gpointer data, GError **error)
{
	Snapshot *snapshot = data;

	g_free(snapshot->answered_notice);
	snapshot->answered_notice = g_strdup((const char *)sqlite3_column_text(row, 2));
	return TRUE;
}

/* Which mail of ours a mail answers: the first of its ids that is one. */
static gboolean
find_answered(Store *store, Snapshot *snapshot, const GPtrArray *ids, GError **error)
{
	for (guint i = 0; i < ids->len && !snapshot->answered_notice; i++) {
		if (!g_hash_table_contains(snapshot->ids, ids->pdata[i]))
			continue;
		if (!sql_each(store, SQL_OUTBOX_BY_MESSAGE_ID, VALUES(TEXT(ids->pdata[i])),
			      take_notice, snapshot, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
find_bounced(Store *store, Snapshot *snapshot, const char *bounced_id, GError **error)
{
	if (!bounced_id)
		return TRUE;
	return sql_each(store, SQL_OUTBOX_BY_MESSAGE_ID, VALUES(TEXT(bounced_id)),
			take_bounced, snapshot, error) &&
	       add_ticket(store, snapshot, snapshot->bounced_ticket, error);
}

/* What is asked of every mail that opens a ticket. */
static gboolean
foresee(Store *store, Snapshot *snapshot, const Questions *questions, gint64 now,
	GError **error)
{
	Question alike = { .type = ASK_ALIKE, .value = questions->alike };
	Question recent = { .type = ASK_RECENT, .since = now - OUTAGE_ALIKE_SECONDS };

	return !questions->alike || (store_answer(store, snapshot, &alike, error) &&
				     store_answer(store, snapshot, &recent, error));
}

Snapshot *
store_snapshot(Store *store, const Questions *questions, gint64 now, GError **error)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();

	if (!read_numbers(store, snapshot, now, error) ||
	    !find_ids(store, snapshot, questions->ids, error) ||
	    !find_named(store, snapshot, questions, error) ||
	    !find_answered(store, snapshot, questions->ids, error) ||
	    !find_acks(store, snapshot, questions->from, now, error) ||
	    !find_flood(store, snapshot, questions, now, error) ||
	    !find_wrong_keys(store, snapshot, questions, now, error) ||
	    !find_challenges(store, snapshot, questions, error) ||
	    !find_signature(store, snapshot, questions->signature_hash, error) ||
	    !find_bounced(store, snapshot, questions->bounced_id, error) ||
	    !pictures_find(store, questions, snapshot->pictures, error) ||
	    !foresee(store, snapshot, questions, now, error))
		return NULL;
	return g_steal_pointer(&snapshot);
}

Snapshot *
store_snapshot_ticket(Store *store, gint64 ticket_id, gint64 now, GError **error)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();

	if (!read_numbers(store, snapshot, now, error) ||
	    !add_ticket(store, snapshot, ticket_id, error))
		return NULL;
	return g_steal_pointer(&snapshot);
}

/* ---- change ---- */

static gboolean
add_ref(Store *store, const char *message_id, gint64 ticket_id, const char *address,
	gint64 at, GError **error)
{
	if (!message_id || ticket_id == 0)
		return TRUE;
	return sql_run(store, SQL_ADD_REF,
		       VALUES(TEXT(message_id), NUMBER(ticket_id),
			      TEXT(address ? address : ""), NUMBER(at)),
		       error);
}

static gboolean
apply_tickets(Store *store, const Change *change, GError **error)
{
	for (guint i = 0; i < change->tickets->len; i++) {
		if (!ticket_save(store, change->tickets->pdata[i], error))
			return FALSE;
	}
	for (guint i = 0; i < change->entries->len; i++) {
		if (!entry_add(store, change->entries->pdata[i], error))
			return FALSE;
	}
	for (guint i = 0; i < change->released->len; i++) {
		const Entry *entry = change->released->pdata[i];

		if (!sql_run(store, SQL_RELEASE_ENTRY,
			     VALUES(NUMBER(entry->ticket_id), NUMBER(entry->number)),
			     error))
			return FALSE;
	}
	for (guint i = 0; i < change->absences->len; i++) {
		const Absence *absence = change->absences->pdata[i];

		if (!sql_run(store, SQL_SET_ABSENCE,
			     VALUES(TEXT(absence->person), NUMBER(absence->from),
				    NUMBER(absence->until)),
			     error))
			return FALSE;
	}
	return history_append(store, change->events, error);
}

static gboolean
apply_mails(Store *store, const GPtrArray *composed, guint serials, gint64 now,
	    GError **error)
{
	for (guint i = 0; i < composed->len; i++) {
		const Composed *one = composed->pdata[i];
		const OutMail *mail = one->mail;

		if (!outbox_add(store, one, now, error) ||
		    !add_ref(store, mail->message_id, mail->ticket_id, mail->to->address,
			     now, error))
			return FALSE;
	}
	/* A serial is used up even by a mail that could not be composed. */
	serials = MAX(serials, composed->len);
	return serials == 0 ||
	       sql_run(store, SQL_USE_SERIALS, VALUES(NUMBER(serials)), error);
}

/* A mail that came back after its server took it is not sent after all. */
static gboolean
apply_bounce(Store *store, const Change *change, GError **error)
{
	g_autofree char *text = NULL;

	if (!change->bounced_id || !change->failed_recipient)
		return TRUE;
	text = g_strdup_printf("returned: %s", change->failed_recipient);
	return sql_run(store, SQL_OUTBOX_RETURNED,
		       VALUES(TEXT(change->bounced_id), TEXT(text)), error);
}

static gboolean
apply_challenge(Store *store, const Change *change, gint64 ledger_id, gint64 now,
		GError **error)
{
	const Challenge *challenge = change->challenge;

	if (challenge && ledger_id &&
	    !sql_run(store, SQL_ADD_CHALLENGE,
		     VALUES(TEXT(challenge->hash), NUMBER(ledger_id),
			    TEXT(challenge->address), NUMBER(now),
			    NUMBER(challenge->expires)),
		     error))
		return FALSE;
	if (change->answered &&
	    !sql_run(store, SQL_USE_CHALLENGE,
		     VALUES(NUMBER(change->answered), NUMBER(now)), error))
		return FALSE;
	/* Released or dropped by an administrator since: then there is nothing to let in. */
	return !change->let_in ||
	       sql_run(store, SQL_LET_IN,
		       VALUES(NUMBER(change->let_in), TEXT(STORE_PROVEN)), error);
}

/* What keeps a thing from happening again. */
static gboolean
apply_marks(Store *store, const Change *change, gint64 now, GError **error)
{
	g_autofree char *told = g_strdup_printf("%" G_GINT64_FORMAT, now);

	if (change->signature_hash &&
	    !sql_run(store, SQL_ADD_SIGNATURE,
		     VALUES(TEXT(change->signature_hash), NUMBER(now)), error))
		return FALSE;
	if (change->wrong_key &&
	    !sql_run(store, SQL_ADD_WRONG_KEY,
		     VALUES(TEXT(change->wrong_key), NUMBER(now)), error))
		return FALSE;
	return !change->tells_flood || store_set_note(store, FLOOD_NOTE, told, error);
}

gboolean
store_forget_wrong_keys(Store *store, gint64 now, guint *count, GError **error)
{
	if (!sql_run(store, SQL_FORGET_WRONG_KEYS, VALUES(NUMBER(now - HOUR)), error))
		return FALSE;
	*count = (guint)sqlite3_changes(store->db);
	return TRUE;
}

static gboolean
check_composed(const Change *change, const GPtrArray *composed, GError **error)
{
	guint count = composed ? composed->len : 0;

	if (count == change->mails->len)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE, "%u of %u mails were composed",
		    count, change->mails->len);
	return FALSE;
}

gboolean
store_apply(Store *store, const Change *change, gint64 ledger_id, const Message *message,
	    GPtrArray *composed, gint64 now, GError **error)
{
	if (!check_composed(change, composed, error) ||
	    !apply_tickets(store, change, error) ||
	    !add_ref(store, change->message_id, change->ticket_id, change->author, now,
		     error))
		return FALSE;
	if (composed && !apply_mails(store, composed, change->serials, now, error))
		return FALSE;
	if (!apply_bounce(store, change, error) ||
	    !apply_challenge(store, change, ledger_id, now, error) ||
	    !apply_marks(store, change, now, error) ||
	    !undeliverable_apply(store, change, error))
		return FALSE;
	return ledger_id == 0 || ledger_decide(store, ledger_id, change, message, error);
}
