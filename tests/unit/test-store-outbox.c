/* store-outbox: each mail once, in order, and what is uncertain known as such. */
#include "store-fixture.h"

#include <string.h>

#include "base/error.h"
#include "store/store-private.h"

/* Mails of ticket TICKET_ID to each of RECIPIENTS, NULL-terminated. */
static void
send_to(Fixture *f, gint64 ticket_id, gint64 at, const char *const *recipients)
{
	static gint64 serial;
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) composed = fixture_composed_new();

	for (guint i = 0; recipients[i]; i++)
		fixture_add_mail(change, composed, ticket_id, "reply", recipients[i],
				 ++serial);
	g_assert_true(store_begin(f->store, &error));
	store_apply(f->store, change, 0, NULL, composed, at, &error);
	g_assert_no_error(error);
	g_assert_true(store_commit(f->store, &error));
}

#define SEND(f, ticket_id, at, ...)                                                        \
	send_to(f, ticket_id, at, (const char *const[]){ __VA_ARGS__, NULL })

static void
open_ticket(Fixture *f)
{
	g_autoptr(Change) change = change_new();
	Ticket *ticket = ticket_new(1);

	ticket->is_new = TRUE;
	g_ptr_array_add(change->tickets, ticket);
	store_begin(f->store, NULL);
	store_apply(f->store, change, 0, NULL, NULL, NOW, NULL);
	store_commit(f->store, NULL);
}

static void
set_up(Fixture *f, gconstpointer unused)
{
	fixture_set_up(f, NULL);
	open_ticket(f);
}

/* Claims and gives the ids as "1 2 5". */
static char *
claim(Fixture *f, gint64 now, guint max)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) mails = store_outbox_claim(f->store, now, max, &error);
	GString *ids = g_string_new(NULL);

	g_assert_no_error(error);
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = mails->pdata[i];

		g_assert_cmpint(mail->state, ==, OUTBOX_SENDING);
		g_assert_nonnull(mail->head);
		g_string_append_printf(ids, "%s%d", i ? " " : "", (int)mail->outbox_id);
	}
	return g_string_free(ids, FALSE);
}

static void
assert_claim(Fixture *f, gint64 now, const char *wanted)
{
	g_autofree char *ids = claim(f, now, 100);

	g_assert_cmpstr(ids, ==, wanted);
}

static void
result(Fixture *f, gint64 outbox_id, OutboxState state, gint64 due)
{
	g_autoptr(GError) error = NULL;

	store_outbox_result(f->store, outbox_id, state, due, NOW, 250, "ok", &error);
	g_assert_no_error(error);
}

static void
assert_next(Fixture *f, gint64 wanted)
{
	gint64 due;

	g_assert_true(store_outbox_next(f->store, &due, NULL));
	g_assert_cmpint(due, ==, wanted);
}

static void
test_names(void)
{
	for (guint i = 0; i < N_OUTBOX_STATES; i++) {
		OutboxState state;

		g_assert_true(outbox_state_parse(outbox_state_name(i), &state));
		g_assert_cmpint(state, ==, i);
	}
	g_assert_false(outbox_state_parse("queued", &(OutboxState){ 0 }));
}

static void
test_mail_comes_out_as_it_went_in(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) composed = fixture_composed_new();
	g_autoptr(OutboxMail) mail = NULL, bare = NULL;
	Enclosure *enclosure = g_new0(Enclosure, 1);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "raw", -1);
	OutMail *out;
	Composed *one;

	fixture_add_mail(change, composed, 1, "received+new", "zhang@corp.example", 1);
	out = change->mails->pdata[0];
	one = composed->pdata[0];
	one->boundary = g_strdup("=_x");
	g_strlcpy(enclosure->raw_hash, hash, sizeof enclosure->raw_hash);
	enclosure->attachment = g_new0(Attachment, 1);
	enclosure->attachment->name = g_strdup("a.png");
	enclosure->attachment->encoding = PART_BASE64;
	enclosure->attachment->offset = 17;
	g_ptr_array_add(out->enclosures, enclosure);
	store_begin(f->store, NULL);
	fixture_accept(f->store, "help", 1, "raw");
	g_assert_true(store_apply(f->store, change, 0, NULL, composed, NOW, &error));
	store_commit(f->store, NULL);

	mail = store_outbox_mail(f->store, 1, TRUE, &error);
	g_assert_no_error(error);
	g_assert_cmpint(mail->ticket_id, ==, 1);
	g_assert_cmpstr(mail->recipient, ==, "zhang@corp.example");
	g_assert_cmpstr(mail->notice, ==, "received+new");
	g_assert_cmpstr(mail->subject, ==, out->subject);
	g_assert_cmpstr(mail->message_id, ==, out->message_id);
	g_assert_cmpint(mail->state, ==, OUTBOX_DUE);
	g_assert_cmpint(mail->created, ==, NOW);
	g_assert_cmpint(mail->due, ==, NOW);
	g_assert_cmpstr(mail->boundary, ==, "=_x");
	g_assert_true(g_bytes_equal(mail->head, one->head));
	g_assert_cmpuint(mail->enclosures->len, ==, 1);
	enclosure = mail->enclosures->pdata[0];
	g_assert_cmpstr(enclosure->raw_hash, ==, hash);
	g_assert_cmpstr(enclosure->attachment->name, ==, "a.png");
	g_assert_cmpint(enclosure->attachment->encoding, ==, PART_BASE64);
	g_assert_cmpint(enclosure->attachment->offset, ==, 17);

	bare = store_outbox_mail(f->store, 1, FALSE, &error);
	g_assert_null(bare->head);
	g_assert_null(bare->enclosures);
	g_assert_null(store_outbox_mail(f->store, 2, TRUE, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
}

/* An enclosure of a raw mail that is not there could never be sent. */
static void
test_enclosure_of_nothing_is_refused(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) composed = fixture_composed_new();
	Enclosure *enclosure = g_new0(Enclosure, 1);

	fixture_add_mail(change, composed, 1, "reply", "zhang@corp.example", 1);
	enclosure->attachment = g_new0(Attachment, 1);
	enclosure->attachment->name = g_strdup("a.png");
	g_strlcpy(enclosure->raw_hash, "0123", sizeof enclosure->raw_hash);
	g_ptr_array_add(((OutMail *)change->mails->pdata[0])->enclosures, enclosure);
	store_begin(f->store, NULL);
	g_assert_false(store_apply(f->store, change, 0, NULL, composed, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	store_rollback(f->store);
}

static void
test_order_for_each_recipient(Fixture *f, gconstpointer unused)
{
	SEND(f, 1, NOW, "a@x", "b@x", "a@x");
	SEND(f, 1, NOW + 1, "b@x", "c@x");
	assert_claim(f, NOW - 1, "");
	assert_claim(f, NOW + 1, "1 2 5");
	assert_claim(f, NOW + 1, "");
	result(f, 1, OUTBOX_SENT, 0);
	assert_claim(f, NOW + 1, "3");
	/* A mail that waits for another try holds back what came after it, */
	result(f, 2, OUTBOX_DUE, NOW + 60);
	assert_claim(f, NOW + 1, "");
	assert_next(f, NOW + 60);
	/* so does an uncertain one; one that failed for good does not. */
	assert_claim(f, NOW + 60, "2");
	result(f, 2, OUTBOX_UNKNOWN, NOW + 960);
	assert_claim(f, NOW + 61, "");
	assert_claim(f, NOW + 960, "2");
	result(f, 2, OUTBOX_FAILED, 0);
	assert_claim(f, NOW + 960, "4");
}

static void
test_no_order_without_ticket(Fixture *f, gconstpointer unused)
{
	SEND(f, 0, NOW, "a@x", "a@x");
	SEND(f, 1, NOW, "a@x");
	assert_claim(f, NOW, "1 2 3");
}

static void
test_oldest_first_and_no_more_than_asked(Fixture *f, gconstpointer unused)
{
	g_autofree char *two = NULL, *rest = NULL;

	SEND(f, 0, NOW + 2, "a@x");
	SEND(f, 0, NOW + 1, "b@x");
	SEND(f, 0, NOW, "c@x");
	two = claim(f, NOW + 9, 2);
	g_assert_cmpstr(two, ==, "3 2");
	rest = claim(f, NOW + 9, 2);
	g_assert_cmpstr(rest, ==, "1");
}

static void
test_next(Fixture *f, gconstpointer unused)
{
	assert_next(f, G_MAXINT64);
	SEND(f, 1, NOW + 5, "a@x");
	SEND(f, 1, NOW + 9, "a@x");
	assert_next(f, NOW + 5);
	assert_claim(f, NOW + 9, "1");
	/* What waits for one that is being sent wakes nobody: its result will. */
	assert_next(f, G_MAXINT64);
	result(f, 1, OUTBOX_SENT, 0);
	assert_next(f, NOW + 9);
}

static void
test_results(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(OutboxMail) mail = NULL;

	SEND(f, 1, NOW, "a@x");
	assert_claim(f, NOW, "1");
	g_assert_true(store_outbox_result(f->store, 1, OUTBOX_DUE, NOW + 60, NOW, 451,
					  "later", &error));
	mail = store_outbox_mail(f->store, 1, FALSE, NULL);
	g_assert_cmpint(mail->state, ==, OUTBOX_DUE);
	g_assert_cmpint(mail->due, ==, NOW + 60);
	g_assert_cmpint(mail->attempts, ==, 1);
	g_assert_cmpint(mail->unknowns, ==, 0);
	g_assert_cmpint(mail->last_code, ==, 451);
	g_assert_cmpstr(mail->last_text, ==, "later");
	g_assert_cmpint(mail->sent, ==, 0);
	outbox_mail_free(g_steal_pointer(&mail));

	assert_claim(f, NOW + 60, "1");
	result(f, 1, OUTBOX_UNKNOWN, NOW + 960);
	assert_claim(f, NOW + 960, "1");
	store_begin(f->store, NULL);
	g_assert_true(store_outbox_result(f->store, 1, OUTBOX_SENT, 0, NOW + 961, 250, "ok",
					  &error));
	store_commit(f->store, NULL);
	mail = store_outbox_mail(f->store, 1, FALSE, NULL);
	g_assert_cmpint(mail->state, ==, OUTBOX_SENT);
	g_assert_cmpint(mail->attempts, ==, 3);
	g_assert_cmpint(mail->unknowns, ==, 1);
	g_assert_cmpint(mail->sent, ==, NOW + 961);

	/* A sent mail gets no second result. */
	g_assert_false(
		store_outbox_result(f->store, 1, OUTBOX_DUE, NOW, NOW, 0, NULL, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	assert_claim(f, NOW + 99999, "");
}

static void
test_unclaim(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(OutboxMail) mail = NULL;

	SEND(f, 1, NOW, "a@x");
	assert_claim(f, NOW, "1");
	g_assert_true(store_outbox_unclaim(f->store, 1, &error));
	mail = store_outbox_mail(f->store, 1, FALSE, NULL);
	g_assert_cmpint(mail->state, ==, OUTBOX_DUE);
	g_assert_cmpint(mail->due, ==, NOW);
	g_assert_cmpint(mail->attempts, ==, 0);
	g_assert_false(store_outbox_unclaim(f->store, 1, &error));
	assert_claim(f, NOW, "1");
}

/* The process dies between the claim and the result. */
static void
test_sending(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) left = NULL;

	SEND(f, 1, NOW, "a@x", "b@x", "c@x");
	assert_claim(f, NOW, "1 2 3");
	result(f, 3, OUTBOX_SENT, 0);
	fixture_reopen(f);
	left = store_outbox_sending(f->store, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(left->len, ==, 2);
	g_assert_cmpint(((OutboxMail *)left->pdata[0])->outbox_id, ==, 1);
	g_assert_cmpint(((OutboxMail *)left->pdata[1])->outbox_id, ==, 2);
	result(f, 1, OUTBOX_SENT, 0);
	result(f, 2, OUTBOX_UNKNOWN, NOW + 900);
	g_ptr_array_unref(left);
	left = store_outbox_sending(f->store, &error);
	g_assert_cmpuint(left->len, ==, 0);
}

static void
test_list(Fixture *f, gconstpointer unused)
{
	g_autoptr(GPtrArray) unsent = NULL, all = NULL;

	SEND(f, 1, NOW, "a@x", "b@x", "c@x");
	assert_claim(f, NOW, "1 2 3");
	result(f, 2, OUTBOX_SENT, 0);
	result(f, 3, OUTBOX_FAILED, 0);
	unsent = store_outbox_list(f->store, FALSE, NULL);
	g_assert_cmpuint(unsent->len, ==, 2);
	g_assert_cmpint(((OutboxMail *)unsent->pdata[1])->outbox_id, ==, 3);
	all = store_outbox_list(f->store, TRUE, NULL);
	g_assert_cmpuint(all->len, ==, 3);
}

static const struct {
	const char *path;
	OutboxState state;
	gboolean retry, drop;
	int code;
} acts[] = {
	{ "due", OUTBOX_DUE, TRUE, TRUE, 0 },
	{ "unknown", OUTBOX_UNKNOWN, TRUE, TRUE, 0 },
	{ "failed", OUTBOX_FAILED, TRUE, TRUE, 0 },
	{ "sent", OUTBOX_SENT, FALSE, FALSE, DESK_ERROR_DATA },
	{ "sending", OUTBOX_SENDING, FALSE, FALSE, DESK_ERROR_LATER },
};

static void
test_retry_and_drop(Fixture *f, gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(OutboxMail) retried = NULL, dropped = NULL;

	SEND(f, 0, NOW, "a@x", "b@x");
	assert_claim(f, NOW, "1 2");
	if (acts[i].state != OUTBOX_SENDING) {
		result(f, 1, acts[i].state, NOW + 999);
		result(f, 2, acts[i].state, NOW + 999);
	}
	g_assert_true(store_outbox_retry(f->store, 1, NOW + 5, &error) == acts[i].retry);
	if (!acts[i].retry)
		g_assert_error(error, DESK_ERROR, acts[i].code);
	g_clear_error(&error);
	g_assert_true(store_outbox_drop(f->store, 2, &error) == acts[i].drop);
	if (!acts[i].drop)
		g_assert_error(error, DESK_ERROR, acts[i].code);
	retried = store_outbox_mail(f->store, 1, FALSE, NULL);
	dropped = store_outbox_mail(f->store, 2, FALSE, NULL);
	g_assert_cmpint(retried->state, ==, acts[i].retry ? OUTBOX_DUE : acts[i].state);
	g_assert_cmpint(dropped->state, ==, acts[i].drop ? OUTBOX_FAILED : acts[i].state);
	if (acts[i].retry) {
		g_assert_cmpint(retried->due, ==, NOW + 5);
		g_assert_cmpint(retried->attempts, ==, 0);
		g_assert_cmpstr(dropped->last_text, ==, "dropped");
	}
	g_clear_error(&error);
	g_assert_false(store_outbox_drop(f->store, 99, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
}

static void
test_returned_mail_is_not_sent(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) bounce = change_new();
	g_autoptr(OutboxMail) before = NULL, after = NULL;

	SEND(f, 1, NOW, "a@x");
	assert_claim(f, NOW, "1");
	result(f, 1, OUTBOX_SENT, 0);
	before = store_outbox_mail(f->store, 1, FALSE, NULL);
	bounce->bounced_id = g_strdup(before->message_id);
	bounce->failed_recipient = g_strdup("a@x");
	store_begin(f->store, NULL);
	g_assert_true(store_apply(f->store, bounce, 0, NULL, NULL, NOW, &error));
	store_commit(f->store, NULL);
	after = store_outbox_mail(f->store, 1, FALSE, NULL);
	g_assert_cmpint(after->state, ==, OUTBOX_FAILED);
	g_assert_cmpstr(after->last_text, ==, "returned: a@x");
}

/* However many rows are done, the statements that run all the time read none of them. */
static const struct {
	Sql sql;
	const char *index;
} served[] = {
	{ SQL_OUTBOX_READY, "outbox_waiting" },
	{ SQL_OUTBOX_READY, "outbox_unsent" },
	{ SQL_OUTBOX_NEXT, "outbox_waiting" },
	{ SQL_OUTBOX_NEXT, "outbox_unsent" },
	{ SQL_OUTBOX_SENDING, "outbox_unsent" },
	{ SQL_OUTBOX_UNSENT, "outbox_unsent" },
	{ SQL_OLDEST_DUE, "outbox_waiting" },
	{ SQL_LAST_ACK, "outbox_ack" },
	{ SQL_COUNT_ACKS, "outbox_ack" },
	{ SQL_LAST_SENT, "outbox_sent" },
	{ SQL_COUNT_UNSENT, "outbox_unsent" },
	{ SQL_OUTBOX_BY_MESSAGE_ID, "outbox_message" },
	{ SQL_NEXT_STORED, "ledger_stored" },
	{ SQL_UNDELIVERABLE_TICKET, "undeliverable_ticket" },
	{ SQL_COUNT_PICTURE, "picture_hash" },
	{ SQL_KEPT, "ledger_kept" },
	{ SQL_UNFILED, "ledger_unfiled" },
	{ SQL_BYTES_OF_SENDER, "USING COVERING INDEX ledger_sender" },
	{ SQL_MAILS_OF_SENDER, "USING COVERING INDEX ledger_sender" },
	{ SQL_SAME_RAW, "ledger_raw" },
	{ SQL_SAME_CONTENT, "ledger_message" },
	{ SQL_SAME_ID, "ledger_message" },
	{ SQL_NEXT_DEADLINE, "deadline_due" },
	{ SQL_DUE_TICKETS, "deadline_due" },
	{ SQL_OPEN_TICKETS, "ticket_open" },
	{ SQL_SAME_FACT, "fact_value (name=? AND <expr>=?)" },
	{ SQL_CURRENT_FACT, "fact_value (name=? AND <expr>=?)" },
	{ SQL_RECENT_TICKETS, "SEARCH ticket USING INDEX ticket_created" },
	{ SQL_ALIKE_FACTS, "autoindex_fact" },
	{ SQL_SOLVED_SUBJECTS, "USING COVERING INDEX ticket_solved" },
	{ SQL_LAST_IDS, "message_ref_ticket" },
	{ SQL_HISTORY, "event_ticket" },
};

static void
test_indexes_serve(Fixture *f, gconstpointer unused)
{
	for (guint i = 0; i < G_N_ELEMENTS(served); i++) {
		const char *text = statement_text(served[i].sql);
		g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", text, NULL);
		g_autoptr(GString) plan = g_string_new(NULL);
		sqlite3_stmt *row = NULL;

		sqlite3_prepare_v2(f->store->db, explain, -1, &row, NULL);
		while (sqlite3_step(row) == SQLITE_ROW)
			g_string_append_printf(plan, "%s\n", sqlite3_column_text(row, 3));
		sqlite3_finalize(row);
		if (!strstr(plan->str, served[i].index))
			g_error("%s\n%s", text, plan->str);
	}
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, fixture_tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store-outbox/names", test_names);
	ADD("/store-outbox/mail-comes-out-as-it-went-in",
	    test_mail_comes_out_as_it_went_in);
	ADD("/store-outbox/enclosure-of-nothing-is-refused",
	    test_enclosure_of_nothing_is_refused);
	ADD("/store-outbox/order-for-each-recipient", test_order_for_each_recipient);
	ADD("/store-outbox/no-order-without-ticket", test_no_order_without_ticket);
	ADD("/store-outbox/oldest-first", test_oldest_first_and_no_more_than_asked);
	ADD("/store-outbox/next", test_next);
	ADD("/store-outbox/results", test_results);
	ADD("/store-outbox/unclaim", test_unclaim);
	ADD("/store-outbox/sending", test_sending);
	ADD("/store-outbox/list", test_list);
	ADD("/store-outbox/returned-mail-is-not-sent", test_returned_mail_is_not_sent);
	ADD("/store-outbox/indexes-serve", test_indexes_serve);
	for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
		g_autofree char *path =
			g_strdup_printf("/store-outbox/retry-and-drop/%s", acts[i].path);

		g_test_add(path, Fixture, GUINT_TO_POINTER(i), set_up, test_retry_and_drop,
			   fixture_tear_down);
	}
	return g_test_run();
}
