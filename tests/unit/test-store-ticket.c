/* store-ticket, store-snapshot: a change goes in whole and comes out the
 * same. */
#include "store-fixture.h"

#include <string.h>

#include "base/error.h"
#include "core/key.h"

static Questions *
questions_new(void)
{
	Questions *questions = g_new0(Questions, 1);

	questions->ids = g_ptr_array_new_with_free_func(g_free);
	questions->keys = g_ptr_array_new_with_free_func(g_free);
	questions->numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
	return questions;
}

/* A ticket in which no field has the value of another or of an empty one. */
static Ticket *
full_ticket(gint64 ticket_id)
{
	Ticket *ticket = ticket_new(ticket_id);
	Limit *limit = g_new0(Limit, 1);
	Deadline *deadline = g_new0(Deadline, 1);

	ticket->is_new = TRUE;
	ticket->generation = 3;
	g_free(ticket->subject);
	ticket->subject = g_strdup("打印机坏了 – floor 3");
	ticket->kind = KIND_HAZARD;
	ticket->state = STATE_WAITING;
	ticket->before_waiting = STATE_REPAIRING;
	ticket->waiting_on = WAIT_SUPPLIER;
	ticket->waiting_until = 1001;
	ticket->priority = g_strdup("urgent");
	ticket->category = g_strdup("network");
	ticket->system = g_strdup("ERP");
	ticket->tier = 2;
	ticket->team = g_strdup("helpdesk");
	ticket->assignee = g_strdup("wang");
	ticket->set_by_person = 0x80000041;
	address_free(ticket->reporter);
	ticket->reporter = address_new("Zhang Wei", "zhang@corp.example");
	g_free(ticket->language);
	ticket->language = g_strdup("zh_CN");
	ticket->report_id = g_strdup("1@mail.example");
	ticket->created = 1002;
	ticket->responded = 1003;
	ticket->resolved = 1004;
	ticket->closed = 1005;
	ticket->asked = 1006;
	ticket->reminded = 1007;
	ticket->confirmed = TRUE;
	ticket->entries = 4;
	g_ptr_array_add(ticket->watchers, address_new(NULL, "b@corp.example"));
	g_ptr_array_add(ticket->watchers, address_new("A", "a@corp.example"));
	ticket_add_span(ticket, "waiting supplier", 1008);
	ticket_add_span(ticket, "tier 2", 1009);
	ticket_end_span(ticket, "tier 2", 1010);
	*limit = (Limit){ g_strdup("respond"), 1011, 1012, 1013, 1014, 80 };
	g_ptr_array_add(ticket->limits, limit);
	*deadline = (Deadline){ 1015, g_strdup("wake") };
	g_ptr_array_add(ticket->deadlines, deadline);
	ticket_set_fact(ticket, "cause", "dust", "wang", 1016);
	return ticket;
}

static void
assert_same_ticket(const Ticket *a, const Ticket *b)
{
	g_assert_cmpint(a->ticket_id, ==, b->ticket_id);
	g_assert_cmpint(a->generation, ==, b->generation);
	g_assert_cmpstr(a->subject, ==, b->subject);
	g_assert_cmpint(a->kind, ==, b->kind);
	g_assert_cmpint(a->state, ==, b->state);
	g_assert_cmpint(a->before_waiting, ==, b->before_waiting);
	g_assert_cmpint(a->waiting_on, ==, b->waiting_on);
	g_assert_cmpint(a->waiting_until, ==, b->waiting_until);
	g_assert_cmpstr(a->priority, ==, b->priority);
	g_assert_cmpstr(a->category, ==, b->category);
	g_assert_cmpstr(a->system, ==, b->system);
	g_assert_cmpint(a->tier, ==, b->tier);
	g_assert_cmpstr(a->team, ==, b->team);
	g_assert_cmpstr(a->assignee, ==, b->assignee);
	g_assert_cmpuint(a->set_by_person, ==, b->set_by_person);
	g_assert_cmpstr(a->reporter->name, ==, b->reporter->name);
	g_assert_cmpstr(a->reporter->address, ==, b->reporter->address);
	g_assert_cmpstr(a->language, ==, b->language);
	g_assert_cmpstr(a->report_id, ==, b->report_id);
	g_assert_cmpint(a->created, ==, b->created);
	g_assert_cmpint(a->responded, ==, b->responded);
	g_assert_cmpint(a->resolved, ==, b->resolved);
	g_assert_cmpint(a->closed, ==, b->closed);
	g_assert_cmpint(a->asked, ==, b->asked);
	g_assert_cmpint(a->reminded, ==, b->reminded);
	g_assert_cmpint(a->confirmed, ==, b->confirmed);
	g_assert_cmpint(a->entries, ==, b->entries);
}

static void
assert_same_lists(const Ticket *a, const Ticket *b)
{
	g_assert_cmpuint(a->watchers->len, ==, b->watchers->len);
	for (guint i = 0; i < a->watchers->len; i++) {
		const Address *x = a->watchers->pdata[i], *y = b->watchers->pdata[i];

		g_assert_cmpstr(x->name, ==, y->name);
		g_assert_cmpstr(x->address, ==, y->address);
	}
	g_assert_cmpuint(a->spans->len, ==, b->spans->len);
	for (guint i = 0; i < a->spans->len; i++) {
		const Span *x = a->spans->pdata[i], *y = b->spans->pdata[i];

		g_assert_cmpstr(x->what, ==, y->what);
		g_assert_cmpint(x->from, ==, y->from);
		g_assert_cmpint(x->to, ==, y->to);
	}
	g_assert_cmpuint(a->limits->len, ==, b->limits->len);
	for (guint i = 0; i < a->limits->len; i++) {
		const Limit *x = a->limits->pdata[i], *y = b->limits->pdata[i];

		g_assert_cmpstr(x->name, ==, y->name);
		g_assert_cmpint(x->started, ==, y->started);
		g_assert_cmpint(x->due, ==, y->due);
		g_assert_cmpint(x->met, ==, y->met);
		g_assert_cmpint(x->breached, ==, y->breached);
		g_assert_cmpint(x->warned, ==, y->warned);
	}
	g_assert_cmpuint(a->deadlines->len, ==, b->deadlines->len);
	for (guint i = 0; i < a->deadlines->len; i++) {
		const Deadline *x = a->deadlines->pdata[i], *y = b->deadlines->pdata[i];

		g_assert_cmpint(x->due, ==, y->due);
		g_assert_cmpstr(x->what, ==, y->what);
	}
	g_assert_cmpuint(a->facts->len, ==, b->facts->len);
	for (guint i = 0; i < a->facts->len; i++) {
		const Fact *x = a->facts->pdata[i], *y = b->facts->pdata[i];

		g_assert_cmpstr(x->name, ==, y->name);
		g_assert_cmpstr(x->value, ==, y->value);
		g_assert_cmpstr(x->by, ==, y->by);
		g_assert_cmpint(x->at, ==, y->at);
	}
}

static void
assert_stored(Fixture *f, const Ticket *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) stored = store_ticket(f->store, wanted->ticket_id, &error);

	g_assert_no_error(error);
	g_assert_false(stored->is_new);
	assert_same_ticket(stored, wanted);
	assert_same_lists(stored, wanted);
}

static void
test_round_trip(Fixture *f, gconstpointer unused)
{
	g_autoptr(Change) change = change_new();
	Ticket *ticket = full_ticket(1);

	g_ptr_array_add(change->tickets, ticket);
	fixture_apply(f, change, NULL);
	assert_stored(f, ticket);
	fixture_reopen(f);
	assert_stored(f, ticket);
}

/* Everything is altered, then everything is taken away. */
static void
test_update(Fixture *f, gconstpointer unused)
{
	g_autoptr(Change) first = change_new(), second = change_new(), third = change_new();
	Ticket *ticket = full_ticket(1);

	g_ptr_array_add(first->tickets, ticket);
	fixture_apply(f, first, NULL);
	ticket = ticket_copy(ticket);
	ticket->is_new = FALSE;
	ticket->state = STATE_CLOSED;
	ticket->waiting_on = WAIT_NONE;
	g_clear_pointer(&ticket->assignee, g_free);
	ticket_set_fact(ticket, "cause", "water", "li", 2000);
	ticket_set_fact(ticket, "fix", "dried", "li", 2001);
	ticket_end_span(ticket, "waiting supplier", 2002);
	((Limit *)ticket->limits->pdata[0])->met = 2003;
	g_ptr_array_add(ticket->watchers, address_new("C", "c@corp.example"));
	((Deadline *)ticket->deadlines->pdata[0])->due = 2004;
	g_ptr_array_add(second->tickets, ticket);
	fixture_apply(f, second, NULL);
	assert_stored(f, ticket);

	ticket = ticket_new(1);
	g_ptr_array_add(third->tickets, ticket);
	fixture_apply(f, third, NULL);
	assert_stored(f, ticket);
	fixture_check(f->store);
}

static void
test_unknown_ticket(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();

	g_assert_null(store_ticket(f->store, 42, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	g_assert_cmpstr(error->message, ==, "no ticket 42");
	g_clear_error(&error);
	g_ptr_array_add(change->tickets, ticket_new(42));
	store_begin(f->store, NULL);
	g_assert_false(store_apply(f->store, change, 0, NULL, NULL, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	store_rollback(f->store);
}

static void
test_numbers_are_never_given_twice(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) first = change_new(), again = change_new();
	g_autoptr(Snapshot) snapshot = NULL;

	g_ptr_array_add(first->tickets, full_ticket(7));
	fixture_apply(f, first, NULL);
	g_assert_null(fixture_sql(f->path, "DELETE FROM watcher; DELETE FROM span;"
					   "DELETE FROM limit_clock; DELETE FROM fact;"
					   "DELETE FROM deadline; DELETE FROM ticket"));
	snapshot = store_snapshot_ticket(f->store, 0, 0, &error);
	g_assert_cmpint(snapshot->next_ticket, ==, 8);
	g_ptr_array_add(again->tickets, full_ticket(7));
	store_begin(f->store, NULL);
	g_assert_false(store_apply(f->store, again, 0, NULL, NULL, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	store_rollback(f->store);
}

static void
test_serials_go_on(Fixture *f, gconstpointer unused)
{
	g_autoptr(Snapshot) before = NULL, after = NULL;

	fixture_open_tickets(f, 2);
	before = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_assert_cmpint(before->next_serial, ==, 7);
	g_assert_null(fixture_sql(f->path, "DELETE FROM outbox"));
	after = store_snapshot_ticket(f->store, 0, 0, NULL);
	g_assert_cmpint(after->next_serial, ==, 7);
}

static void
test_entries(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) entries = NULL;
	Entry *entry = entry_new(), *note = entry_new();
	Attachment *attachment = g_new0(Attachment, 1);
	const Entry *stored;

	g_ptr_array_add(change->tickets, full_ticket(1));
	note->ticket_id = entry->ticket_id = 1;
	note->number = 2;
	note->kind = ENTRY_NOTE;
	entry->number = 1;
	entry->at = NOW;
	entry->kind = ENTRY_ANSWER;
	entry->hidden = TRUE;
	entry->unproven = TRUE;
	g_free(entry->author);
	entry->author = g_strdup("wang");
	g_free(entry->address);
	entry->address = g_strdup("wang@corp.example");
	g_free(entry->text);
	entry->text = g_strdup("whole");
	g_free(entry->visible);
	entry->visible = g_strdup("new");
	entry->message_id = g_strdup("1@x");
	*attachment = (Attachment){ .name = g_strdup("图.png"),
				    .type = g_strdup("image/png"),
				    .content_id = g_strdup("cid"),
				    .is_inline = TRUE,
				    .encoding = PART_QUOTED_PRINTABLE,
				    .offset = 11,
				    .length = 12,
				    .size = 13 };
	g_ptr_array_add(entry->attachments, attachment);
	g_ptr_array_add(change->entries, note);
	g_ptr_array_add(change->entries, entry);
	store_begin(f->store, NULL);
	fixture_accept(f->store, "help", 1, "raw");
	entry->raw_hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "raw", -1);
	g_assert_true(store_apply(f->store, change, 0, NULL, NULL, NOW, &error));
	g_assert_true(store_commit(f->store, NULL));

	entries = store_entries(f->store, 1, &error);
	g_assert_cmpuint(entries->len, ==, 2);
	stored = entries->pdata[0];
	g_assert_cmpint(stored->number, ==, 1);
	g_assert_cmpint(stored->at, ==, NOW);
	g_assert_cmpint(stored->kind, ==, ENTRY_ANSWER);
	g_assert_true(stored->hidden && stored->unproven);
	g_assert_cmpstr(stored->author, ==, "wang");
	g_assert_cmpstr(stored->address, ==, "wang@corp.example");
	g_assert_cmpstr(stored->text, ==, "whole");
	g_assert_cmpstr(stored->visible, ==, "new");
	g_assert_cmpstr(stored->message_id, ==, "1@x");
	g_assert_cmpstr(stored->raw_hash, ==, entry->raw_hash);
	g_assert_cmpuint(stored->attachments->len, ==, 1);
	attachment = stored->attachments->pdata[0];
	g_assert_cmpstr(attachment->name, ==, "图.png");
	g_assert_cmpstr(attachment->type, ==, "image/png");
	g_assert_cmpstr(attachment->content_id, ==, "cid");
	g_assert_true(attachment->is_inline);
	g_assert_cmpint(attachment->encoding, ==, PART_QUOTED_PRINTABLE);
	g_assert_cmpint(attachment->offset, ==, 11);
	g_assert_cmpint(attachment->length, ==, 12);
	g_assert_cmpint(attachment->size, ==, 13);
	stored = entries->pdata[1];
	g_assert_cmpint(stored->kind, ==, ENTRY_NOTE);
	g_assert_cmpuint(stored->attachments->len, ==, 0);

	/* The same number again is refused, with all that came with it. */
	g_ptr_array_set_size(change->tickets, 0);
	store_begin(f->store, NULL);
	g_assert_false(store_apply(f->store, change, 0, NULL, NULL, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	store_rollback(f->store);
}

static void
test_lists_of_tickets(Fixture *f, gconstpointer unused)
{
	static const struct {
		ListWhich which;
		guint count;
	} wanted[] = { { LIST_ALL, N_STATES },
		       { LIST_OPEN, STATE_RESOLVED },
		       { LIST_CLOSED, N_STATES - STATE_RESOLVED } };
	g_autoptr(Change) change = change_new();

	for (guint i = 0; i < N_STATES; i++) {
		Ticket *ticket = full_ticket(i + 1);

		ticket->state = i;
		/* Each has lists of another length: a wrong walk would mix them up. */
		g_ptr_array_set_size(ticket->watchers, i % 3);
		g_ptr_array_set_size(ticket->facts, i % 2);
		g_ptr_array_add(change->tickets, ticket);
	}
	fixture_apply(f, change, NULL);
	for (guint w = 0; w < G_N_ELEMENTS(wanted); w++) {
		g_autoptr(GPtrArray) tickets =
			store_tickets(f->store, wanted[w].which, NULL);

		g_assert_cmpuint(tickets->len, ==, wanted[w].count);
		for (guint i = 0; i < tickets->len; i++) {
			const Ticket *ticket = tickets->pdata[i];
			const Ticket *original =
				change->tickets->pdata[ticket->ticket_id - 1];

			g_assert_true(wanted[w].which == LIST_ALL ||
				      ticket_is_open(ticket) ==
					      (wanted[w].which == LIST_OPEN));
			assert_same_ticket(ticket, original);
			assert_same_lists(ticket, original);
		}
	}
}

static gint64
known(const Snapshot *snapshot, const char *id)
{
	const gint64 *ticket_id = g_hash_table_lookup(snapshot->ids, id);

	return ticket_id ? *ticket_id : 0;
}

static void
test_snapshot(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Questions) questions = questions_new();
	g_autoptr(Snapshot) snapshot = NULL;
	g_autoptr(LedgerMail) first = NULL;
	const gint64 number = 3, absent = 99, negative = -1;
	Key *key = g_new0(Key, 1);

	fixture_open_tickets(f, 5);
	first = store_ledger_mail(f->store, 1, NULL);
	g_ptr_array_add(questions->ids, g_strdup(first->message_id));
	g_ptr_array_add(questions->ids, g_strdup("1-1r-key.1@desk.example"));
	g_ptr_array_add(questions->ids, g_strdup("1-1r-key.1@desk.example"));
	g_ptr_array_add(questions->ids, g_strdup("nobody@knows"));
	key->ticket_id = 2;
	g_ptr_array_add(questions->keys, key);
	g_array_append_val(questions->numbers, number);
	g_array_append_val(questions->numbers, absent);
	g_array_append_val(questions->numbers, negative);
	questions->bounced_id = g_strdup("4-1r-key.11@desk.example");
	questions->from = g_strdup("zhang@corp.example");

	snapshot = store_snapshot(f->store, questions, NOW + 60, &error);
	g_assert_no_error(error);
	g_assert_cmpint(snapshot->next_ticket, ==, 6);
	g_assert_cmpint(snapshot->next_serial, ==, 16);
	g_assert_cmpuint(snapshot->tickets->len, ==, 4);
	for (gint64 i = 1; i <= 4; i++)
		g_assert_nonnull(snapshot_ticket(snapshot, i));
	g_assert_null(snapshot_ticket(snapshot, 5));
	g_assert_cmpint(known(snapshot, "1-1r-key.1@desk.example"), ==, 1);
	g_assert_cmpint(known(snapshot, first->message_id), ==, 1);
	g_assert_cmpuint(g_hash_table_size(snapshot->ids), ==, 2);
	g_assert_cmpstr(snapshot->bounced_to, ==, "engineer1@corp.example");
	g_assert_cmpint(snapshot->bounced_ticket, ==, 4);
	g_assert_nonnull(snapshot->bounced_notice);
	g_assert_cmpint(snapshot->last_ack, ==, NOW);
	g_assert_cmpint(snapshot->acks_in_hour, ==, 5);
}

static void
test_last_ids(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GPtrArray) composed = fixture_composed_new();
	g_autoptr(Snapshot) snapshot = NULL;
	const Ticket *ticket;

	fixture_open_tickets(f, 1);
	change->ticket_id = 1;
	change->message_id = g_strdup("answer@mail.example");
	change->author = g_strdup("engineer1@corp.example");
	fixture_add_mail(change, composed, 1, "reply", "zhang@corp.example", 40);
	fixture_apply(f, change, composed);
	snapshot = store_snapshot_ticket(f->store, 1, 0, &error);
	ticket = snapshot_ticket(snapshot, 1);
	g_assert_cmpstr(g_hash_table_lookup(ticket->last_ids, "zhang@corp.example"), ==,
			"1-1r-key.40@desk.example");
	g_assert_cmpstr(g_hash_table_lookup(ticket->last_ids, "engineer1@corp.example"), ==,
			"answer@mail.example");
	g_assert_cmpstr(g_hash_table_lookup(ticket->last_ids, "engineer0@corp.example"), ==,
			NULL);
	g_assert_cmpstr(g_hash_table_lookup(ticket->last_ids, "engineer2@corp.example"), ==,
			"1-1r-key.3@desk.example");
}

/* Whoever sends a known id once more under a new subject does not take it over. */
static void
test_an_id_stays_with_its_first_ticket(Fixture *f, gconstpointer unused)
{
	g_autoptr(Questions) questions = questions_new();
	g_autoptr(Change) change = change_new();
	g_autoptr(Snapshot) snapshot = NULL;

	fixture_open_tickets(f, 2);
	change->ticket_id = 2;
	change->message_id = g_strdup("1-1r-key.1@desk.example");
	change->author = g_strdup("evil@strange.example");
	fixture_apply(f, change, NULL);
	g_ptr_array_add(questions->ids, g_strdup("1-1r-key.1@desk.example"));
	snapshot = store_snapshot(f->store, questions, NOW, NULL);
	g_assert_cmpint(known(snapshot, "1-1r-key.1@desk.example"), ==, 1);
}

static void
test_acknowledgements(Fixture *f, gconstpointer unused)
{
	static const struct {
		const char *notice;
		gint64 at;
	} mails[] = { { "received", NOW - 7200 },
		      { "received", NOW - 3601 },
		      { "received+accepted", NOW - 3599 },
		      { "accepted", NOW - 10 },
		      { "new+received", NOW - 100 } };
	g_autoptr(Questions) questions = questions_new();
	g_autoptr(Snapshot) snapshot = NULL, other = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Change) change = change_new();
		g_autoptr(GPtrArray) composed = fixture_composed_new();

		fixture_add_mail(change, composed, 0, mails[i].notice, "zhang@corp.example",
				 i);
		store_begin(f->store, NULL);
		store_apply(f->store, change, 0, NULL, composed, mails[i].at, NULL);
		store_commit(f->store, NULL);
	}
	questions->from = g_strdup("zhang@corp.example");
	snapshot = store_snapshot(f->store, questions, NOW, NULL);
	g_assert_cmpint(snapshot->last_ack, ==, NOW - 100);
	g_assert_cmpint(snapshot->acks_in_hour, ==, 2);
	g_free(questions->from);
	questions->from = g_strdup("li@corp.example");
	other = store_snapshot(f->store, questions, NOW, NULL);
	g_assert_cmpint(other->last_ack, ==, 0);
	g_assert_cmpint(other->acks_in_hour, ==, 0);
}

/* What keeps a proof from counting twice: a code that was used, a text that has acted. */
static void
test_proofs(Fixture *f, gconstpointer unused)
{
	g_autoptr(Questions) questions = questions_new();
	g_autoptr(Change) asked = change_new(), answered = change_new();
	g_autoptr(Snapshot) before = NULL, open = NULL, after = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	gint64 held;

	questions->bearer = g_strdup("wang@corp.example");
	questions->from = g_strdup("wang@corp.example");
	questions->code_hash = g_strdup("code");
	questions->signature_hash = g_strdup("signed");
	before = store_snapshot(f->store, questions, NOW, NULL);
	g_assert_cmpint(before->last_challenge, ==, 0);
	g_assert_null(before->asked);
	g_assert_false(before->signature_seen);

	store_begin(f->store, NULL);
	held = fixture_accept(f->store, "desk", 1, "a mail to be held, of some length");
	asked->verdict = LEDGER_HELD;
	asked->challenge = g_new0(Challenge, 1);
	asked->challenge->address = g_strdup("wang@corp.example");
	g_strlcpy(asked->challenge->hash, "code", 65);
	asked->challenge->expires = NOW + CHALLENGE_LIFE;
	g_assert_true(store_apply(f->store, asked, held, NULL, NULL, NOW, NULL));
	open = store_snapshot(f->store, questions, NOW, NULL);
	g_assert_cmpint(open->last_challenge, ==, NOW);
	g_assert_cmpint(open->asked->ledger_id, ==, held);
	g_assert_cmpint(open->asked->expires, ==, NOW + CHALLENGE_LIFE);
	g_assert_cmpstr(open->asked->address, ==, "wang@corp.example");
	g_assert_cmpint(open->asked->used, ==, 0);

	answered->answered = open->asked->challenge_id;
	answered->let_in = held;
	answered->signature_hash = g_strdup("signed");
	g_assert_true(store_apply(f->store, answered, 0, NULL, NULL, NOW + 1, NULL));
	g_assert_true(store_apply(f->store, answered, 0, NULL, NULL, NOW + 2, NULL));
	after = store_snapshot(f->store, questions, NOW + 3, NULL);
	g_assert_cmpint(after->asked->used, ==, NOW + 1);
	g_assert_true(after->signature_seen);
	mail = store_ledger_mail(f->store, held, NULL);
	g_assert_cmpint(mail->state, ==, LEDGER_STORED);
	g_assert_cmpstr(mail->reason, ==, STORE_PROVEN);
	store_commit(f->store, NULL);
	fixture_check(f->store);
}

static void
test_deadlines(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(GArray) due = NULL, first = NULL, none = NULL;
	gint64 next;

	g_assert_true(store_next_deadline(f->store, &next, &error));
	g_assert_cmpint(next, ==, G_MAXINT64);
	for (gint64 i = 1; i <= 3; i++) {
		Ticket *ticket = full_ticket(i);
		Deadline *second = g_new0(Deadline, 1);

		((Deadline *)ticket->deadlines->pdata[0])->due = NOW - i;
		second->due = NOW + i;
		second->what = g_strdup("close");
		g_ptr_array_add(ticket->deadlines, second);
		g_ptr_array_add(change->tickets, ticket);
	}
	fixture_apply(f, change, NULL);
	g_assert_true(store_next_deadline(f->store, &next, &error));
	g_assert_cmpint(next, ==, NOW - 3);
	none = store_due_tickets(f->store, NOW - 4, 10, &error);
	g_assert_cmpuint(none->len, ==, 0);
	due = store_due_tickets(f->store, NOW + 5, 10, &error);
	g_assert_cmpuint(due->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint(g_array_index(due, gint64, i), ==, 3 - i);
	first = store_due_tickets(f->store, NOW - 2, 1, &error);
	g_assert_cmpuint(first->len, ==, 1);
	g_assert_cmpint(g_array_index(first, gint64, 0), ==, 3);

	fixture_open_tickets(f, 1);
	g_assert_true(store_next_deadline(f->store, &next, &error));
	g_assert_cmpint(next, ==, NOW - 3);
}

/* A change that fails in its middle leaves nothing of itself. */
static void
test_a_change_is_whole(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = NULL;
	g_autoptr(GPtrArray) composed = NULL, tickets = NULL, events = NULL;

	store_begin(f->store, NULL);
	store_savepoint(f->store, NULL);
	change = fixture_report(f->store, "zhang@corp.example", NOW, &composed);
	g_ptr_array_set_size(composed, 2);
	g_assert_false(store_apply(f->store, change, 0, NULL, composed, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	g_clear_error(&error);
	((Entry *)change->entries->pdata[0])->ticket_id = 55;
	g_ptr_array_set_size(change->mails, 0);
	g_assert_false(store_apply(f->store, change, 0, NULL, NULL, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE);
	g_assert_true(store_undo(f->store, NULL));
	g_assert_true(store_commit(f->store, NULL));
	tickets = store_tickets(f->store, LIST_ALL, NULL);
	g_assert_cmpuint(tickets->len, ==, 0);
	events = store_history(f->store, 1, NULL);
	g_assert_cmpuint(events->len, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	FIXTURE_ADD("/store-ticket/round-trip", test_round_trip);
	FIXTURE_ADD("/store-ticket/update", test_update);
	FIXTURE_ADD("/store-ticket/unknown", test_unknown_ticket);
	FIXTURE_ADD("/store-ticket/numbers-are-never-given-twice",
		    test_numbers_are_never_given_twice);
	FIXTURE_ADD("/store-ticket/serials-go-on", test_serials_go_on);
	FIXTURE_ADD("/store-ticket/entries", test_entries);
	FIXTURE_ADD("/store-ticket/lists", test_lists_of_tickets);
	FIXTURE_ADD("/store-ticket/snapshot", test_snapshot);
	FIXTURE_ADD("/store-ticket/last-ids", test_last_ids);
	FIXTURE_ADD("/store-ticket/an-id-stays-with-its-first-ticket",
		    test_an_id_stays_with_its_first_ticket);
	FIXTURE_ADD("/store-ticket/acknowledgements", test_acknowledgements);
	FIXTURE_ADD("/store-ticket/deadlines", test_deadlines);
	FIXTURE_ADD("/store-snapshot/proofs", test_proofs);
	FIXTURE_ADD("/store-ticket/a-change-is-whole", test_a_change_is_whole);
	return g_test_run();
}
