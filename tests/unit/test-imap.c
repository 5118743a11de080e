/*
 * The IMAP speaker against scripted servers: each test plays the
 * tests/data/imap/NAME.transcript of its own name, and the server checks every word of
 * ours.
 */
#include "mail/imap.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "fake.h"

#define MAX_MESSAGE 1000
#define ONE         "From: boss@corp.example\r\n\r\nOne.\r\n"
#define TWO                                                                                \
	"Subject: two\r\n\r\na1 OK Fetch completed.\r\nf5 OK Fetch completed.\r\n"         \
	"* 9 FETCH (UID 5 BODY[] {3}\r\n"

static char *secret_file; /* own */
static guint traced;      /* lines */
static Fake *playing;     /* foreign */

/* What the server was missing says more than our error. */
static void
assert_fine(const GError *error)
{
	g_autofree char *difference = NULL;

	if (!error)
		return;
	difference = fake_finish(playing);
	g_error("%s; the server: %s", error->message, difference);
}

/* ---- a session ---- */

static Imap *
open_it(const Fake *fake, int response, int cancel)
{
	g_autofree char *url = g_strdup_printf("imaps://localhost:%d/", fake_port(fake));
	Endpoint endpoint = {
		.name = (char *)"mailbox \"help\"",
		.url = url,
		.ca_file = (char *)fake_authority(),
		.credential = { .user = (char *)"desk", .password_file = secret_file },
	};
	TransportTimeouts timeouts = { .connect = 10, .response = response };
	g_autoptr(GError) error = NULL;
	Imap *imap = imap_open(&endpoint, &timeouts, MAX_MESSAGE, cancel, &error);

	assert_fine(error);
	g_assert_nonnull(imap);
	return imap;
}

static void
select_inbox(Imap *imap)
{
	g_autoptr(GError) error = NULL;
	ImapMailbox mailbox = { 0 };

	imap_select(imap, "INBOX", &mailbox, &error);
	assert_fine(error);
	g_assert_cmpuint(mailbox.uidvalidity, ==, 77);
	g_assert_cmpuint(mailbox.uidnext, ==, 20);
	g_assert_cmpuint(mailbox.exists, ==, 3);
}

static GArray *
uids_of(const char *text)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word; word++) {
		guint32 uid = (guint32)g_ascii_strtoull(*word, NULL, 10);

		g_array_append_val(uids, uid);
	}
	return uids;
}

static void
assert_uids(const GArray *uids, const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < uids->len; i++)
		g_string_append_printf(text, "%s%u", i ? " " : "",
				       g_array_index(uids, guint32, i));
	g_assert_cmpstr(text->str, ==, expected);
}

static void
assert_words(const GError *error, int code, const char *words)
{
	g_assert_error(error, DESK_ERROR, code);
	g_test_message("%s", error->message);
	if (!strstr(error->message, words))
		g_error("\"%s\" lacks \"%s\"", error->message, words);
	g_assert_true(g_str_has_prefix(error->message, "mailbox \"help\": "));
}

/* ---- select ---- */

static void
test_select(Imap *imap)
{
	g_assert_true(imap_has(imap, "IDLE") && imap_has(imap, "uidplus"));
	g_assert_false(imap_has(imap, "CONDSTORE"));
	select_inbox(imap);
}

static void
test_introduced(Imap *imap)
{
	select_inbox(imap);
}

static void
refuse_select(Imap *imap, int code, const char *words)
{
	g_autoptr(GError) error = NULL;
	ImapMailbox mailbox;

	g_assert_false(imap_select(imap, "INBOX", &mailbox, &error));
	assert_words(error, code, words);
}

static void
test_select_missing(Imap *imap)
{
	refuse_select(imap, DESK_ERROR_CONFIG, "no mailbox \"INBOX\"");
}

static void
test_select_refused(Imap *imap)
{
	refuse_select(imap, DESK_ERROR_UNAVAILABLE, "[NOPERM] Permission denied");
}

static void
test_select_without_uidvalidity(Imap *imap)
{
	refuse_select(imap, DESK_ERROR_UNAVAILABLE, "no UIDVALIDITY");
}

/* ---- list ---- */

static void
list(Imap *imap, guint32 first, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) uids = imap_list(imap, first, &error);

	assert_fine(error);
	assert_uids(uids, expected);
}

static void
refuse_list(Imap *imap, guint32 first, const char *words)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(imap_list(imap, first, &error));
	assert_words(error, DESK_ERROR_UNAVAILABLE, words);
}

static void
test_list(Imap *imap)
{
	select_inbox(imap);
	list(imap, 5, "5 6 7 12");
}

static void
test_list_nothing(Imap *imap)
{
	select_inbox(imap);
	list(imap, 5, "");
}

/* Nothing is asked: Exchange would call the set wrong. */
static void
test_list_empty(Imap *imap)
{
	g_autoptr(GError) error = NULL;
	ImapMailbox mailbox;

	imap_select(imap, "INBOX", &mailbox, &error);
	assert_fine(error);
	list(imap, 1, "");
}

static void
test_list_nonsense(Imap *imap)
{
	select_inbox(imap);
	refuse_list(imap, 5, "cannot be");
}

static void
test_list_refused(Imap *imap)
{
	select_inbox(imap);
	refuse_list(imap, 5, "[UNAVAILABLE] index is being rebuilt");
}

static void
test_uidvalidity_changes(Imap *imap)
{
	select_inbox(imap);
	refuse_list(imap, 0, "UIDVALIDITY");
}

/* ---- fetch ---- */

static void
start(Imap *imap, const char *uids, guint first, guint count)
{
	g_autoptr(GArray) array = uids_of(uids);
	g_autoptr(GError) error = NULL;

	imap_fetch_start(imap, array, first, count, &error);
	assert_fine(error);
}

static GPtrArray *
finish(Imap *imap)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *mails = imap_fetch_finish(imap, &error);

	assert_fine(error);
	return mails;
}

static void
refuse_finish(Imap *imap, const char *words)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(imap_fetch_finish(imap, &error));
	assert_words(error, DESK_ERROR_UNAVAILABLE, words);
}

static void
assert_mail(const ImapMail *mail, guint32 uid, const char *content)
{
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
	gsize length = 0;

	g_assert_cmpuint(mail->uid, ==, uid);
	g_assert_false(mail->too_large);
	g_assert_false(mail->unreadable);
	g_assert_cmpint(mail->fd, ==, -1);
	g_assert_cmpint(mail->size, ==, strlen(content));
	g_assert_cmpmem(g_bytes_get_data(mail->bytes, &length), length, content,
			strlen(content));
	g_assert_cmpstr(mail->raw_hash, ==, hash);
}

static void
assert_no_body(const ImapMail *mail, guint32 uid, gint64 size)
{
	g_assert_cmpuint(mail->uid, ==, uid);
	g_assert_cmpint(mail->size, ==, size);
	g_assert_null(mail->bytes);
	g_assert_cmpint(mail->fd, ==, -1);
	g_assert_cmpstr(mail->raw_hash, ==, "");
}

static void
test_fetch(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;

	select_inbox(imap);
	start(imap, "4 5 7 8 9 10", 1, 4);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 3);
	assert_mail(mails->pdata[0], 5, ONE);
	g_assert_cmpint(((ImapMail *)mails->pdata[0])->internal_date, ==, 1767225600);
	assert_mail(mails->pdata[1], 7, TWO);
	assert_mail(mails->pdata[2], 9, "");
	g_assert_cmpint(((ImapMail *)mails->pdata[2])->internal_date, ==, 0);
}

static void
test_fetch_overlapping(Imap *imap)
{
	g_autoptr(GPtrArray) first = NULL, second = NULL, none = NULL;
	g_autoptr(GArray) uids = uids_of("5 6 7 8");
	g_autoptr(GError) error = NULL;

	select_inbox(imap);
	start(imap, "5 6 7 8", 0, 2);
	start(imap, "5 6 7 8", 2, 2);
	first = finish(imap);
	g_assert_cmpuint(first->len, ==, 2);
	assert_mail(first->pdata[0], 5, ONE);
	assert_mail(first->pdata[1], 6, ONE);
	second = finish(imap);
	g_assert_cmpuint(second->len, ==, 2);
	assert_mail(second->pdata[0], 7, ONE);
	assert_mail(second->pdata[1], 8, ONE);
	imap_fetch_start(imap, uids, 4, 0, &error);
	assert_fine(error);
	none = finish(imap);
	g_assert_cmpuint(none->len, ==, 0);
}

static void
test_fetch_wrong_uid(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;

	select_inbox(imap);
	start(imap, "5", 0, 1);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 1);
	assert_mail(mails->pdata[0], 5, ONE);
}

static void
test_fetch_too_large(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;
	const ImapMail *large;

	select_inbox(imap);
	start(imap, "5 6 7", 0, 3);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 3);
	assert_mail(mails->pdata[0], 5, ONE);
	large = mails->pdata[1];
	assert_no_body(large, 6, 5000001);
	g_assert_true(large->too_large);
	g_assert_cmpint(large->internal_date, ==, 1767398400);
	assert_mail(mails->pdata[2], 7, ONE);
}

static void
test_fetch_all_too_large(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;

	select_inbox(imap);
	start(imap, "5", 0, 1);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 1);
	assert_no_body(mails->pdata[0], 5, 9999999999);
	g_assert_true(((ImapMail *)mails->pdata[0])->too_large);
}

static void
test_fetch_understated(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;

	select_inbox(imap);
	start(imap, "5 6", 0, 2);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 2);
	assert_no_body(mails->pdata[0], 5, 30 * 72);
	g_assert_true(((ImapMail *)mails->pdata[0])->too_large);
	assert_mail(mails->pdata[1], 6, ONE);
}

static void
test_fetch_unreadable(Imap *imap)
{
	g_autoptr(GPtrArray) mails = NULL;

	select_inbox(imap);
	start(imap, "5 6 7", 0, 3);
	mails = finish(imap);
	g_assert_cmpuint(mails->len, ==, 3);
	assert_mail(mails->pdata[0], 5, ONE);
	assert_no_body(mails->pdata[1], 6, 30);
	g_assert_true(((ImapMail *)mails->pdata[1])->unreadable);
	assert_mail(mails->pdata[2], 7, ONE);
}

static void
fetch_in_vain(Imap *imap, const char *uids, guint count, const char *words)
{
	select_inbox(imap);
	start(imap, uids, 0, count);
	refuse_finish(imap, words);
}

static void
test_fetch_refused_for_now(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "[SERVERBUG] Internal error");
}

static void
test_fetch_literal_huge(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "does not speak IMAP: a literal over the limit");
	refuse_list(imap, 0, "of no more use");
}

static void
test_fetch_cut(Imap *imap)
{
	fetch_in_vain(imap, "5 6", 2, "closed");
}

static void
test_fetch_bye(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "goodbye: shutting down");
}

static void
test_fetch_foreign_tag(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "not asked: A004");
}

static void
test_fetch_silence(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "no answer within 1 s");
}

static void
test_fetch_drop_by_drop(Imap *imap)
{
	fetch_in_vain(imap, "5", 1, "too slow");
}

static void
test_dates(Imap *imap)
{
	g_autoptr(GArray) uids = uids_of("4 5 6 7");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) mails = NULL;
	const gint64 dates[] = { 1767225600, 0, 837596665 };

	select_inbox(imap);
	mails = imap_dates(imap, uids, 1, 3, &error);
	assert_fine(error);
	g_assert_cmpuint(mails->len, ==, 3);
	for (guint i = 0; i < 3; i++) {
		const ImapMail *mail = mails->pdata[i];

		assert_no_body(mail, 5 + i, i == 1 ? 5 : 28);
		g_assert_false(mail->too_large);
		g_assert_cmpint(mail->internal_date, ==, dates[i]);
	}
}

/* ---- wait ---- */

static void
wait_for(Imap *imap, gboolean allow_idle, int seconds, gboolean expected)
{
	g_autoptr(GError) error = NULL;
	gboolean news = !expected;

	imap_wait(imap, allow_idle, seconds, &news, &error);
	assert_fine(error);
	g_assert_cmpint(news, ==, expected);
}

static void
wait_in_vain(Imap *imap, int code, const char *words)
{
	g_autoptr(GError) error = NULL;
	gboolean news;

	select_inbox(imap);
	g_assert_false(imap_wait(imap, TRUE, 30, &news, &error));
	g_assert_error(error, DESK_ERROR, code);
	g_assert_nonnull(strstr(error->message, words));
}

static void
test_wait_idle(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, TRUE, 30, TRUE);
	/* It stays news until the mails are listed. */
	wait_for(imap, TRUE, 30, TRUE);
}

static void
test_wait_quiet(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, TRUE, 1, FALSE);
}

static void
test_wait_late(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, TRUE, 1, TRUE);
}

static void
test_wait_before(Imap *imap)
{
	select_inbox(imap);
	list(imap, 1, "1 2 3");
	wait_for(imap, TRUE, 30, TRUE);
}

static void
test_wait_idle_refused(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, TRUE, 1, TRUE);
}

static void
test_wait_idle_ended(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, TRUE, 1, FALSE);
}

static void
test_wait_bye(Imap *imap)
{
	wait_in_vain(imap, DESK_ERROR_UNAVAILABLE, "goodbye: maintenance");
}

static void
test_wait_closed(Imap *imap)
{
	wait_in_vain(imap, DESK_ERROR_UNAVAILABLE, "closed");
}

static void
test_wait_noop(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, FALSE, 1, TRUE);
}

static void
test_wait_noop_early(Imap *imap)
{
	select_inbox(imap);
	wait_for(imap, FALSE, 30, TRUE);
}

/* ---- file ---- */

static void
file(Imap *imap, const char *target, const char *words)
{
	g_autoptr(GArray) uids = uids_of("99 9 5 6 5");
	g_autoptr(GError) error = NULL;

	select_inbox(imap);
	g_assert_cmpint(imap_file(imap, uids, 1, 4, target, &error), ==, !words);
	if (words)
		assert_words(error, DESK_ERROR_UNAVAILABLE, words);
	g_assert_true(words || !error);
}

static void
test_file(Imap *imap)
{
	file(imap, "Processed", NULL);
}

static void
test_file_create(Imap *imap)
{
	file(imap, "已处理", NULL);
}

static void
test_file_create_refused(Imap *imap)
{
	file(imap, "Processed", "[NOPERM] below INBOX only");
}

static void
test_file_copy_refused(Imap *imap)
{
	file(imap, "Processed", "[OVERQUOTA] no room");
}

/* ---- running them ---- */

typedef struct {
	const char *transcript;
	void (*function)(Imap *imap);
	int response;      /* seconds; 0: 20 */
	gboolean gives_up; /* leaves in the middle of the transcript */
} Case;

static const Case cases[] = {
	{ "select", test_select },
	{ "select-introduced", test_introduced },
	{ "select-missing", test_select_missing },
	{ "select-missing-silent", test_select_missing },
	{ "select-refused", test_select_refused },
	{ "select-without-uidvalidity", test_select_without_uidvalidity },
	{ "uidvalidity-changes", test_uidvalidity_changes },
	{ "list", test_list },
	{ "list-without-esearch", test_list },
	{ "list-nothing", test_list_nothing },
	{ "list-empty", test_list_empty },
	{ "list-last", test_list_nothing },
	{ "list-nonsense", test_list_nonsense },
	{ "list-refused", test_list_refused },
	{ "fetch", test_fetch },
	{ "fetch-overlapping", test_fetch_overlapping },
	{ "fetch-wrong-uid", test_fetch_wrong_uid },
	{ "fetch-too-large", test_fetch_too_large },
	{ "fetch-all-too-large", test_fetch_all_too_large },
	{ "fetch-understated", test_fetch_understated },
	{ "fetch-unreadable", test_fetch_unreadable },
	{ "fetch-refused-for-now", test_fetch_refused_for_now },
	{ "fetch-literal-huge", test_fetch_literal_huge },
	{ "fetch-cut", test_fetch_cut },
	{ "fetch-bye", test_fetch_bye },
	{ "fetch-foreign-tag", test_fetch_foreign_tag },
	{ "fetch-silence", test_fetch_silence, 1 },
	{ "fetch-drop-by-drop", test_fetch_drop_by_drop, 1, TRUE },
	{ "fetch-at-work", test_fetch_wrong_uid, 1 },
	{ "dates", test_dates },
	{ "wait-idle", test_wait_idle },
	{ "wait-quiet", test_wait_quiet },
	{ "wait-late", test_wait_late },
	{ "wait-before", test_wait_before },
	{ "wait-idle-refused", test_wait_idle_refused },
	{ "wait-idle-ended", test_wait_idle_ended },
	{ "wait-bye", test_wait_bye },
	{ "wait-closed", test_wait_closed },
	{ "wait-noop", test_wait_noop },
	{ "wait-noop-early", test_wait_noop_early },
	{ "file", test_file },
	{ "file-create", test_file_create },
	{ "file-create-refused", test_file_create_refused },
	{ "file-copy", test_file },
	{ "file-copy-only", test_file },
	{ "file-copy-refused", test_file_copy_refused },
	{ "file-gone", test_file },
	{ "file-all-gone", test_file },
};

static Fake *
start_fake(const char *transcript)
{
	g_autofree char *name = g_strdup_printf("%s.transcript", transcript);
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "imap", name, NULL);

	return fake_start(path, "good", FALSE);
}

static void
assert_played(Fake *fake)
{
	g_autofree char *difference = fake_finish(fake);

	g_assert_cmpstr(difference, ==, NULL);
}

static void
test_case(gconstpointer data)
{
	const Case *row = data;
	g_autoptr(Fake) fake = start_fake(row->transcript);
	Imap *imap;

	if (!fake)
		return;
	playing = fake;
	imap = open_it(fake, row->response ? row->response : 20, -1);
	row->function(imap);
	g_assert_cmpuint(traced, >, 0);
	imap_close(imap);
	if (!row->gives_up)
		assert_played(fake);
}

static gpointer
press_soon(gpointer data)
{
	g_usleep(300000);
	eventfd_write(GPOINTER_TO_INT(data), 1);
	return NULL;
}

/* At once, and still polite: the server hears DONE and LOGOUT. */
static void
test_wait_cancel(void)
{
	g_autoptr(Fake) fake = start_fake("wait-cancel");
	int cancel = eventfd(0, EFD_CLOEXEC);
	GThread *presser;
	Imap *imap;

	if (!fake)
		return;
	playing = fake;
	imap = open_it(fake, 20, cancel);
	presser = g_thread_new("presser", press_soon, GINT_TO_POINTER(cancel));
	wait_in_vain(imap, DESK_ERROR_LATER, "cancelled");
	imap_close(imap);
	assert_played(fake);
	g_thread_join(presser);
	close(cancel);
}

/* Trace lines may hold neither bodies nor the password. */
static void
check_trace(LogLevel level, const char *line, gpointer data)
{
	g_assert_null(strstr(line, "s3cret"));
	g_assert_null(strstr(line, "AGRlc2s"));
	g_assert_null(strstr(line, "One."));
	g_assert_null(strstr(line, "WRONG"));
	traced++;
}

int
main(int argc, char **argv)
{
	int fd, status;

	g_test_init(&argc, &argv, NULL);
	log_set_level(LOG_LEVEL_DEBUG);
	log_set_sink(check_trace, NULL);
	fd = g_file_open_tmp("faultline-secret-XXXXXX", &secret_file, NULL);
	g_assert_cmpint(write(fd, "s3cret\n", 7), ==, 7);
	close(fd);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/imap/%s", cases[i].transcript);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/imap/wait-cancel", test_wait_cancel);
	status = g_test_run();
	g_unlink(secret_file);
	g_free(secret_file);
	fake_clean_up();
	return status;
}
