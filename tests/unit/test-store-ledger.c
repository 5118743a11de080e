/* store-ledger, store-raw: accepted once, stored once, decided once, and large mails by
 * pieces. */
#include "store-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static void
begin(Fixture *f)
{
	g_assert_true(store_begin(f->store, NULL));
}

static void
commit(Fixture *f)
{
	g_assert_true(store_commit(f->store, NULL));
}

static LedgerMail *
get(Fixture *f, gint64 ledger_id)
{
	g_autoptr(GError) error = NULL;
	LedgerMail *mail = store_ledger_mail(f->store, ledger_id, &error);

	g_assert_no_error(error);
	return mail;
}

/* Decides LEDGER_ID as STATE with what a parsed mail would tell. */
static void
decide(Fixture *f, gint64 ledger_id, LedgerState state, const char *message_id,
       const char *content)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(Message) message = message_new();

	change->verdict = state;
	change->reason = g_strdup("so it is");
	message->message_id = g_strdup(message_id);
	g_strlcpy(message->content_hash, content, sizeof message->content_hash);
	store_apply(f->store, change, ledger_id, message, NULL, NOW, &error);
	g_assert_no_error(error);
}

static void
test_accept(Fixture *f, gconstpointer unused)
{
	g_autoptr(LedgerMail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	gint64 ledger_id;

	begin(f);
	ledger_id = fixture_accept(f->store, "help", 9, "Subject: x\n\ny\n");
	g_assert_cmpint(ledger_id, >, 0);
	g_assert_cmpint(fixture_accept(f->store, "help", 9, "another text"), ==, 0);
	commit(f);
	g_assert_cmpint(fixture_accept(f->store, "help", 9, "after the commit"), ==, 0);

	mail = get(f, ledger_id);
	g_assert_cmpstr(mail->mailbox, ==, "help");
	g_assert_cmpuint(mail->uidvalidity, ==, 7);
	g_assert_cmpuint(mail->uid, ==, 9);
	g_assert_cmpint(mail->size, ==, 14);
	g_assert_cmpint(mail->internal_date, ==, NOW - 60);
	g_assert_cmpint(mail->received, ==, NOW);
	g_assert_cmpint(mail->state, ==, LEDGER_STORED);
	g_assert_false(mail->filed);
	g_assert_cmpint(mail->attempts, ==, 0);
	g_assert_null(mail->message_id);
	raw = store_raw(f->store, mail->raw_hash, NULL);
	g_assert_cmpmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw),
			"Subject: x\n\ny\n", 14);
}

static void
test_same_bytes_are_kept_once(Fixture *f, gconstpointer unused)
{
	begin(f);
	g_assert_cmpint(fixture_accept(f->store, "help", 1, "same"), >, 0);
	g_assert_cmpint(fixture_accept(f->store, "info", 1, "same"), >, 0);
	commit(f);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM raw"), ==, 1);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM ledger"), ==, 2);

	/* Erased bytes come back with the mail. */
	g_assert_null(fixture_sql(f->path, "UPDATE raw SET bytes = NULL"));
	begin(f);
	g_assert_cmpint(fixture_accept(f->store, "info", 2, "same"), >, 0);
	commit(f);
	g_assert_cmpint(fixture_number(f->path, "SELECT length(bytes) FROM raw"), ==, 4);
}

static void
test_pipe(Fixture *f, gconstpointer unused)
{
	g_autoptr(LedgerMail) first = NULL, second = NULL;
	gint64 one, two;

	begin(f);
	one = fixture_accept(f->store, "stdin", 0, "same");
	two = fixture_accept(f->store, "stdin", 0, "same");
	commit(f);
	first = get(f, one);
	second = get(f, two);
	g_assert_cmpuint(first->uid, ==, 1);
	g_assert_cmpuint(second->uid, ==, 2);
	g_assert_true(first->filed);
}

/* A mailbox of that name is numbered by its server. */
static void
test_mailbox_called_stdin(Fixture *f, gconstpointer unused)
{
	const Accept accept = {
		.mailbox = "stdin",
		.uidvalidity = 7,
		.uid = 33,
		.state = LEDGER_SKIPPED,
	};
	g_autoptr(LedgerMail) mail = NULL;
	gint64 ledger_id;

	g_assert_true(store_accept(f->store, &accept, &ledger_id, NULL));
	mail = get(f, ledger_id);
	g_assert_cmpuint(mail->uid, ==, 33);
	g_assert_false(mail->filed);
}

static void
test_without_bytes(Fixture *f, gconstpointer unused)
{
	const Accept accept = {
		.mailbox = "help",
		.uidvalidity = 7,
		.uid = 3,
		.size = 99,
		.state = LEDGER_SKIPPED,
		.reason = "older than import-before",
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	g_autoptr(GArray) unfiled = NULL;
	gint64 ledger_id;

	g_assert_true(store_accept(f->store, &accept, &ledger_id, &error));
	mail = get(f, ledger_id);
	g_assert_cmpint(mail->state, ==, LEDGER_SKIPPED);
	g_assert_cmpstr(mail->reason, ==, "older than import-before");
	g_assert_cmpstr(mail->raw_hash, ==, "");
	g_assert_cmpint(mail->size, ==, 99);
	unfiled = store_unfiled(f->store, "help", 7, &error);
	g_assert_cmpuint(unfiled->len, ==, 0);
	g_assert_null(store_raw(f->store, "abcd", &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
}

static void
test_uids(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) unfiled = NULL, rest = NULL;
	gboolean known;
	guint32 uid;

	g_assert_true(store_mailbox_known(f->store, "help", &known, &error));
	g_assert_false(known);
	g_assert_true(store_highest_uid(f->store, "help", 7, &uid, &error));
	g_assert_cmpuint(uid, ==, 0);
	begin(f);
	fixture_accept(f->store, "help", 4000000000u, "a");
	fixture_accept(f->store, "help", 5, "b");
	decide(f, fixture_accept(f->store, "help", 6, "c"), LEDGER_HELD, "c@x", "c");
	commit(f);
	g_assert_true(store_mailbox_known(f->store, "help", &known, &error));
	g_assert_true(known);
	store_mailbox_known(f->store, "other", &known, &error);
	g_assert_false(known);
	g_assert_true(store_highest_uid(f->store, "help", 7, &uid, &error));
	g_assert_cmpuint(uid, ==, 4000000000u);
	g_assert_true(store_highest_uid(f->store, "help", 8, &uid, &error));
	g_assert_cmpuint(uid, ==, 0);

	unfiled = store_unfiled(f->store, "help", 7, &error);
	g_assert_cmpuint(unfiled->len, ==, 3);
	g_assert_cmpuint(g_array_index(unfiled, guint32, 0), ==, 5);
	g_assert_cmpuint(g_array_index(unfiled, guint32, 2), ==, 4000000000u);
	g_array_set_size(unfiled, 2);
	g_assert_true(store_set_filed(f->store, "help", 7, unfiled, &error));
	g_assert_true(store_set_filed(f->store, "help", 7, unfiled, &error));
	rest = store_unfiled(f->store, "help", 7, &error);
	g_assert_cmpuint(rest->len, ==, 1);
	g_assert_cmpuint(g_array_index(rest, guint32, 0), ==, 4000000000u);
	g_assert_no_error(error);
}

static void
test_next_stored(Fixture *f, gconstpointer unused)
{
	g_autoptr(GPtrArray) next = NULL, after = NULL;
	gint64 first;

	begin(f);
	first = fixture_accept(f->store, "help", 30, "a");
	fixture_accept(f->store, "help", 20, "b");
	fixture_accept(f->store, "help", 10, "c");
	next = store_next_stored(f->store, 2, NULL);
	g_assert_cmpuint(next->len, ==, 2);
	g_assert_cmpuint(((LedgerMail *)next->pdata[0])->uid, ==, 30);
	g_assert_cmpuint(((LedgerMail *)next->pdata[1])->uid, ==, 20);
	decide(f, first, LEDGER_APPLIED, NULL, "");
	after = store_next_stored(f->store, 9, NULL);
	g_assert_cmpuint(after->len, ==, 2);
	commit(f);
}

static void
test_decided(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = change_new();
	g_autoptr(Message) message = message_new();
	g_autoptr(LedgerMail) mail = NULL;
	gint64 ledger_id;

	begin(f);
	ledger_id = fixture_accept(f->store, "help", 1, "a");
	change->verdict = LEDGER_HELD;
	change->reason = g_strdup("a stranger");
	change->author = g_strdup("x@strange.example");
	change->ticket_id = 0;
	message->message_id = g_strdup("1@strange.example");
	g_free(message->subject);
	message->subject = g_strdup("'); DROP TABLE ledger--");
	g_assert_true(store_apply(f->store, change, ledger_id, message, NULL, NOW, &error));
	mail = get(f, ledger_id);
	g_assert_cmpint(mail->state, ==, LEDGER_HELD);
	g_assert_cmpstr(mail->reason, ==, "a stranger");
	g_assert_cmpstr(mail->from, ==, "x@strange.example");
	g_assert_cmpstr(mail->subject, ==, "'); DROP TABLE ledger--");
	g_assert_cmpstr(mail->message_id, ==, "1@strange.example");
	g_assert_false(store_apply(f->store, change, 4711, message, NULL, NOW, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	commit(f);
}

static void
test_attempts(Fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	gint64 ledger_id;
	int attempts;

	begin(f);
	ledger_id = fixture_accept(f->store, "help", 1, "poison");
	commit(f);
	for (int i = 1; i <= 3; i++) {
		g_assert_true(store_count_attempt(f->store, ledger_id, &attempts, &error));
		g_assert_cmpint(attempts, ==, i);
	}
	fixture_reopen(f);
	g_assert_true(store_set_ledger(f->store, ledger_id, LEDGER_QUARANTINED, "thrice",
				       &error));
	mail = get(f, ledger_id);
	g_assert_cmpint(mail->attempts, ==, 3);
	ledger_mail_free(g_steal_pointer(&mail));

	g_assert_true(
		store_set_ledger(f->store, ledger_id, LEDGER_STORED, "released", &error));
	mail = get(f, ledger_id);
	g_assert_cmpint(mail->attempts, ==, 0);
	g_assert_cmpstr(mail->reason, ==, "released");
	g_assert_false(store_count_attempt(f->store, 4711, &attempts, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
}

static const struct {
	const char *path;
	LedgerState from, to;
	gboolean allowed;
} settings[] = {
	{ "release-held", LEDGER_HELD, LEDGER_STORED, TRUE },
	{ "release-quarantined", LEDGER_QUARANTINED, LEDGER_STORED, TRUE },
	{ "release-dropped", LEDGER_DROPPED, LEDGER_STORED, TRUE },
	{ "drop-held", LEDGER_HELD, LEDGER_DROPPED, TRUE },
	{ "quarantine-stored", LEDGER_STORED, LEDGER_QUARANTINED, TRUE },
	{ "release-applied", LEDGER_APPLIED, LEDGER_STORED, FALSE },
	{ "drop-applied", LEDGER_APPLIED, LEDGER_DROPPED, FALSE },
	{ "release-duplicate", LEDGER_DUPLICATE, LEDGER_STORED, FALSE },
	{ "release-skipped", LEDGER_SKIPPED, LEDGER_STORED, FALSE },
};

static void
test_set_ledger(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	guint i = GPOINTER_TO_UINT(data);
	gint64 ledger_id;

	begin(f);
	ledger_id = fixture_accept(f->store, "help", 1, "a");
	decide(f, ledger_id, settings[i].from, NULL, "");
	commit(f);
	g_assert_true(store_set_ledger(f->store, ledger_id, settings[i].to, NULL, &error) ==
		      settings[i].allowed);
	if (!settings[i].allowed)
		g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	mail = get(f, ledger_id);
	g_assert_cmpint(mail->state, ==,
			settings[i].allowed ? settings[i].to : settings[i].from);
}

static void
test_lists(Fixture *f, gconstpointer unused)
{
	static const LedgerState states[] = { LEDGER_STORED,      LEDGER_APPLIED,
					      LEDGER_DUPLICATE,   LEDGER_HELD,
					      LEDGER_QUARANTINED, LEDGER_DROPPED };
	g_autoptr(GPtrArray) kept = NULL, all = NULL;

	begin(f);
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *text = g_strdup_printf("mail %u", i);

		decide(f, fixture_accept(f->store, "help", i + 1, text), states[i], text,
		       text);
	}
	commit(f);
	kept = store_list_kept(f->store, FALSE, NULL);
	g_assert_cmpuint(kept->len, ==, 2);
	g_assert_cmpint(((LedgerMail *)kept->pdata[0])->state, ==, LEDGER_HELD);
	g_assert_cmpint(((LedgerMail *)kept->pdata[1])->state, ==, LEDGER_QUARANTINED);
	all = store_list_kept(f->store, TRUE, NULL);
	g_assert_cmpuint(all->len, ==, G_N_ELEMENTS(states));
}

/* A mail that is there already, decided as STATE, and another one: is it the same? */
static const struct {
	const char *path;
	LedgerState state;
	const char *bytes, *message_id, *content;
	gboolean duplicate, same_id;
} pairs[] = {
	{ "same-bytes", LEDGER_APPLIED, "bytes", NULL, "", TRUE, FALSE },
	{ "same-bytes-of-poison", LEDGER_QUARANTINED, "bytes", NULL, "", TRUE, FALSE },
	{ "same-bytes-held", LEDGER_HELD, "bytes", "1@x", "content", TRUE, FALSE },
	{ "same-bytes-dropped", LEDGER_DROPPED, "bytes", "1@x", "content", TRUE, FALSE },
	{ "same-bytes-undecided", LEDGER_STORED, "bytes", "1@x", "content", FALSE, FALSE },
	{ "copy-of-a-copy", LEDGER_DUPLICATE, "bytes", "1@x", "content", FALSE, FALSE },
	{ "other-way-here", LEDGER_APPLIED, "other", "1@x", "content", TRUE, FALSE },
	{ "same-id-other-text", LEDGER_APPLIED, "other", "1@x", "forged", FALSE, TRUE },
	{ "same-text-other-id", LEDGER_APPLIED, "other", "2@x", "content", FALSE, FALSE },
	{ "no-id", LEDGER_APPLIED, "other", NULL, "content", FALSE, FALSE },
	{ "empty-id", LEDGER_APPLIED, "other", "", "content", FALSE, FALSE },
};

static void
test_duplicate(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Message) message = message_new();
	guint i = GPOINTER_TO_UINT(data);
	gint64 first, second, duplicate_of;
	gboolean same_id;

	begin(f);
	first = fixture_accept(f->store, "help", 1, "bytes");
	decide(f, first, pairs[i].state, "1@x", "content");
	second = fixture_accept(f->store, "info", 1, pairs[i].bytes);
	message->message_id = g_strdup(pairs[i].message_id);
	g_strlcpy(message->content_hash, pairs[i].content, sizeof message->content_hash);
	g_assert_true(store_find_duplicate(f->store, second, message, &duplicate_of,
					   &same_id, &error));
	g_assert_no_error(error);
	g_assert_cmpint(duplicate_of, ==, pairs[i].duplicate ? first : 0);
	g_assert_cmpint(same_id, ==, pairs[i].same_id);
	commit(f);
}

/* A mail with an empty Message-ID decided before must not catch another without one. */
static void
test_two_without_id(Fixture *f, gconstpointer unused)
{
	g_autoptr(Message) message = message_new();
	gint64 second, duplicate_of;
	gboolean same_id;

	begin(f);
	decide(f, fixture_accept(f->store, "help", 1, "a"), LEDGER_APPLIED, "", "content");
	second = fixture_accept(f->store, "help", 2, "b");
	message->message_id = g_strdup("");
	g_strlcpy(message->content_hash, "content", sizeof message->content_hash);
	store_find_duplicate(f->store, second, message, &duplicate_of, &same_id, NULL);
	g_assert_cmpint(duplicate_of, ==, 0);
	g_assert_false(same_id);
	/* Before it is parsed, only the bytes are asked for. */
	store_find_duplicate(f->store, second, NULL, &duplicate_of, &same_id, NULL);
	g_assert_cmpint(duplicate_of, ==, 0);
	commit(f);
}

/* A released mail is not a duplicate of the copy that came while it was held. */
static void
test_released_is_no_duplicate(Fixture *f, gconstpointer unused)
{
	gint64 first, second, duplicate_of;
	gboolean same_id;

	begin(f);
	first = fixture_accept(f->store, "help", 1, "bytes");
	decide(f, first, LEDGER_HELD, "1@x", "content");
	second = fixture_accept(f->store, "info", 1, "bytes");
	decide(f, second, LEDGER_DUPLICATE, "1@x", "content");
	g_assert_true(store_set_ledger(f->store, first, LEDGER_STORED, NULL, NULL));
	store_find_duplicate(f->store, first, NULL, &duplicate_of, &same_id, NULL);
	g_assert_cmpint(duplicate_of, ==, 0);
	commit(f);
}

static gint64
peak_kilobytes(void)
{
	g_autofree char *status = NULL;
	const char *peak;

	g_file_get_contents("/proc/self/status", &status, NULL, NULL);
	peak = status ? strstr(status, "VmHWM:") : NULL;
	return peak ? g_ascii_strtoll(peak + 6, NULL, 10) : 0;
}

static int
make_large(const char *folder, gint64 size, char **hash)
{
	g_autofree char *path = g_build_filename(folder, "large", NULL);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 piece[4096];
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	unlink(path);
	for (gint64 at = 0; at < size; at += sizeof piece) {
		memset(piece, (int)(at / sizeof piece), sizeof piece);
		g_assert_cmpint(write(fd, piece, sizeof piece), ==, sizeof piece);
		g_checksum_update(checksum, piece, sizeof piece);
	}
	*hash = g_strdup(g_checksum_get_string(checksum));
	return fd;
}

static char *
hash_of_file(int fd)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 piece[4096];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, piece, sizeof piece)) > 0)
		g_checksum_update(checksum, piece, n);
	return g_strdup(g_checksum_get_string(checksum));
}

static void
test_large_mail_by_pieces(Fixture *f, gconstpointer unused)
{
	const gint64 size = 50 * 1024 * 1024;
	g_autofree char *hash = NULL, *empty = NULL, *back = NULL;
	g_autoptr(GError) error = NULL;
	int in = make_large(f->folder, size, &hash), out = make_large(f->folder, 0, &empty);
	Accept accept = {
		.mailbox = "help",
		.uidvalidity = 7,
		.uid = 1,
		.fd = in,
		.size = size,
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	gint64 before = peak_kilobytes(), ledger_id;

	begin(f);
	g_assert_true(store_accept(f->store, &accept, &ledger_id, &error));
	g_assert_no_error(error);
	commit(f);
	g_assert_true(store_raw_to_file(f->store, hash, out, &error));
	g_assert_no_error(error);
	g_assert_cmpint(peak_kilobytes() - before, <, 24 * 1024);
	back = hash_of_file(out);
	g_assert_cmpstr(back, ==, hash);

	/* The same bytes again are not read again. */
	accept.uid = 2;
	accept.fd = -1;
	begin(f);
	g_assert_true(store_accept(f->store, &accept, &ledger_id, &error));
	commit(f);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM raw"), ==, 1);
	close(in);
	close(out);
}

static void
test_short_file_is_refused(Fixture *f, gconstpointer unused)
{
	g_autofree char *hash = NULL;
	g_autoptr(GError) error = NULL;
	int fd = make_large(f->folder, 8192, &hash);
	const Accept accept = {
		.mailbox = "help",
		.uidvalidity = 7,
		.uid = 1,
		.fd = fd,
		.size = 8193,
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	gint64 ledger_id;

	begin(f);
	g_assert_false(store_accept(f->store, &accept, &ledger_id, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_IO);
	store_rollback(f->store);
	g_assert_cmpint(fixture_number(f->path, "SELECT count(*) FROM raw"), ==, 0);
	close(fd);
}

static void
add_table(const char *folder, const char *name, guint i,
	  void (*test)(Fixture *, gconstpointer))
{
	g_autofree char *path = g_strdup_printf("/store-ledger/%s/%s", folder, name);

	g_test_add(path, Fixture, GUINT_TO_POINTER(i), fixture_set_up, test,
		   fixture_tear_down);
}

/* keep-raw takes the bytes of what is old and decided, and nothing that somebody still
 * needs. */
static void
test_forget_raw(Fixture *f, gconstpointer unused)
{
	g_autoptr(LedgerMail) old = NULL;
	g_autoptr(LedgerMail) held = NULL;
	g_autoptr(GBytes) kept = NULL;
	g_autoptr(GBytes) gone = NULL;
	gint64 old_id, held_id;
	guint count;

	begin(f);
	old_id = fixture_accept(f->store, "help", 1, "Subject: old\n\nold\n");
	held_id = fixture_accept(f->store, "help", 2, "Subject: held\n\nheld\n");
	decide(f, old_id, LEDGER_APPLIED, "a@pc", "content a");
	decide(f, held_id, LEDGER_HELD, "b@pc", "content b");
	g_assert_true(store_forget_raw(f->store, NOW, 100, &count, NULL));
	g_assert_cmpuint(count, ==, 0);
	g_assert_true(store_forget_raw(f->store, NOW + 1, 100, &count, NULL));
	g_assert_cmpuint(count, ==, 1);
	commit(f);
	old = get(f, old_id);
	held = get(f, held_id);
	gone = store_raw(f->store, old->raw_hash, NULL);
	kept = store_raw(f->store, held->raw_hash, NULL);
	g_assert_null(gone);
	g_assert_nonnull(kept);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	FIXTURE_ADD("/store-ledger/accept", test_accept);
	FIXTURE_ADD("/store-ledger/same-bytes-are-kept-once",
		    test_same_bytes_are_kept_once);
	FIXTURE_ADD("/store-ledger/pipe", test_pipe);
	FIXTURE_ADD("/store-ledger/mailbox-called-stdin", test_mailbox_called_stdin);
	FIXTURE_ADD("/store-ledger/without-bytes", test_without_bytes);
	FIXTURE_ADD("/store-ledger/uids", test_uids);
	FIXTURE_ADD("/store-ledger/next-stored", test_next_stored);
	FIXTURE_ADD("/store-ledger/decided", test_decided);
	FIXTURE_ADD("/store-ledger/attempts", test_attempts);
	FIXTURE_ADD("/store-ledger/lists", test_lists);
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		add_table("set", settings[i].path, i, test_set_ledger);
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		add_table("duplicate", pairs[i].path, i, test_duplicate);
	FIXTURE_ADD("/store-ledger/duplicate/two-without-id", test_two_without_id);
	FIXTURE_ADD("/store-ledger/duplicate/released-is-none",
		    test_released_is_no_duplicate);
	FIXTURE_ADD("/store-ledger/large-mail-by-pieces", test_large_mail_by_pieces);
	FIXTURE_ADD("/store-ledger/short-file-is-refused", test_short_file_is_refused);
	FIXTURE_ADD("/store-ledger/forget-raw", test_forget_raw);
	return g_test_run();
}
