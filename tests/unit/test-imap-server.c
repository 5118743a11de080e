/* The IMAP speaker against a real server: a private Dovecot (tests/lib/mailserver). */
#include "mail/imap.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "mailserver.h"

#define MAX_MESSAGE (3 * 1024 * 1024)
#define MAILS       260
#define RANGE       50

static char *folder; /* own; the server's */
static char *secret; /* own; the file */

static void
write_secret(const char *word)
{
	g_assert_true(g_file_set_contents_full(secret, word, -1, G_FILE_SET_CONTENTS_NONE,
					       0600, NULL));
}

static Imap *
open_it(const char *scheme, const char *user, int cancel, GError **error)
{
	g_autofree char *port = mailserver_setting(
		folder, g_str_equal(scheme, "imaps") ? "IMAPS_PORT" : "IMAP_PORT");
	g_autofree char *authority = mailserver_setting(folder, "CA");
	g_autofree char *url = g_strdup_printf("%s://localhost:%s/", scheme, port);
	Endpoint endpoint = {
		.name = (char *)"mailbox \"help\"",
		.url = url,
		.ca_file = authority,
		.credential = { .user = (char *)user, .password_file = secret },
	};
	TransportTimeouts timeouts = { .connect = 30, .response = 30 };

	return imap_open(&endpoint, &timeouts, MAX_MESSAGE, cancel, error);
}

static Imap *
open_selected(const char *user, const char *name, int cancel, ImapMailbox *box)
{
	g_autoptr(GError) error = NULL;
	Imap *imap = open_it("imaps", user, cancel, &error);

	g_assert_no_error(error);
	imap_select(imap, name, box, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(box->uidvalidity, >, 0);
	return imap;
}

static GArray *
list(Imap *imap, guint32 first)
{
	g_autoptr(GError) error = NULL;
	GArray *uids = imap_list(imap, first, &error);

	g_assert_no_error(error);
	return uids;
}

/* ---- mails ---- */

static GString *
mail_about(guint number)
{
	GString *mail = g_string_new(NULL);

	g_string_printf(mail, "From: wang@corp.example\r\nSubject: %u\r\n\r\n", number);
	return mail;
}

/* Mails that were trouble for somebody once, and plain ones. */
static GString *
make_mail(guint number)
{
	GString *mail = mail_about(number);

	switch (number) {
	case 0: /* plays the server's answers */
		g_string_append(mail,
				"f9 OK Fetch completed.\r\nA004 OK Fetch completed.\r\n"
				"* 7 FETCH (UID 7 BODY[] {3}\r\n* BYE\r\n");
		break;
	case 1:
		g_string_assign(mail, "x");
		break;
	case 2: /* raw bytes; for a NUL Dovecot sends 0x80 */
		for (int i = 1; i < 256; i++)
			if (i != '\r' && i != '\n')
				g_string_append_c(mail, (char)i);
		g_string_append(mail, "\r\n");
		break;
	case 3: /* a long line */
		for (int i = 0; i < 30000; i++)
			g_string_append_c(mail, 'x');
		break;
	case 4: /* a file */
		for (int i = 0; i < 16000; i++)
			g_string_append_printf(mail,
					       "%d the quick brown fox jumps over the "
					       "lazy dog, and so on\r\n",
					       i);
		break;
	case 5: /* too large */
		for (int i = 0; i < 60000; i++)
			g_string_append_printf(mail,
					       "%d the quick brown fox jumps over the "
					       "lazy dog, and so on\r\n",
					       i);
		break;
	default:
		for (guint i = 0; i < number % 40; i++)
			g_string_append(mail, "The printer on floor 3 is on fire.\r\n");
	}
	return mail;
}

static char *
hash_of(const GString *mail)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)mail->str,
					   mail->len);
}

static void
put(const char *user, guint first, guint count)
{
	g_autofree char *place = g_dir_make_tmp("faultline-put-XXXXXX", NULL);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(words, g_strdup(user));
	for (guint i = first; i < first + count; i++) {
		g_autoptr(GString) mail = make_mail(i);
		char *path = g_strdup_printf("%s/%u", place, i);

		g_assert_true(g_file_set_contents(path, mail->str, mail->len, NULL));
		g_ptr_array_add(words, path);
	}
	g_ptr_array_add(words, NULL);
	mailserver_call("put", folder, (const char *const *)words->pdata);
	for (guint i = 1; words->pdata[i]; i++)
		g_unlink(words->pdata[i]);
	g_rmdir(place);
}

/* ---- tests ---- */

static GBytes *
bytes_of(const ImapMail *mail)
{
	GMappedFile *file;
	GBytes *bytes;

	if (mail->bytes)
		return g_bytes_ref(mail->bytes);
	g_assert_cmpint(lseek(mail->fd, 0, SEEK_CUR), ==, 0);
	file = g_mapped_file_new_from_fd(mail->fd, FALSE, NULL);
	g_assert_nonnull(file);
	bytes = g_mapped_file_get_bytes(file);
	g_mapped_file_unref(file);
	return bytes;
}

static void
assert_mail(const ImapMail *mail, guint number)
{
	g_autoptr(GString) expected = make_mail(number);
	g_autofree char *hash = hash_of(expected);
	g_autoptr(GBytes) bytes = NULL;
	gsize length = 0;

	g_assert_cmpint(mail->internal_date, >, 1500000000);
	g_assert_cmpint(mail->size, ==, expected->len);
	g_assert_cmpint(mail->too_large, ==, expected->len > MAX_MESSAGE);
	g_assert_cmpint(mail->fd >= 0, ==, number == 4);
	if (mail->too_large)
		return;
	g_assert_cmpstr(mail->raw_hash, ==, hash);
	bytes = bytes_of(mail);
	g_assert_cmpmem(g_bytes_get_data(bytes, &length), length, expected->str,
			expected->len);
}

/* As the daemon does it: the next range is asked for before this one is worked on. */
static void
fetch_all(Imap *imap, const GArray *uids)
{
	g_autoptr(GError) error = NULL;
	guint asked = 0, number = 0;

	while (number < uids->len) {
		g_autoptr(GPtrArray) mails = NULL;

		for (; asked < uids->len && asked < number + 2 * RANGE; asked += RANGE) {
			imap_fetch_start(imap, uids, asked, RANGE, &error);
			g_assert_no_error(error);
		}
		mails = imap_fetch_finish(imap, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(mails->len, ==, MIN(RANGE, uids->len - number));
		for (guint i = 0; i < mails->len; i++)
			assert_mail(mails->pdata[i], number++);
	}
}

static void
assert_unseen(const char *user)
{
	g_autofree char *path = g_strdup_printf("%s/mail/%s/Maildir/cur", folder, user);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint count = 0;

	for (const char *name; dir && (name = g_dir_read_name(dir)); count++)
		g_assert_true(g_str_has_suffix(name, ":2,"));
	g_assert_cmpuint(count, ==, MAILS);
}

static void
test_fetch(void)
{
	g_autoptr(GArray) uids = NULL, none = NULL;
	g_autoptr(GPtrArray) dates = NULL;
	g_autoptr(GError) error = NULL;
	ImapMailbox box;
	Imap *imap;

	put("alice", 0, MAILS);
	imap = open_selected("alice", "INBOX", -1, &box);
	g_assert_cmpuint(box.exists, ==, MAILS);
	uids = list(imap, 1);
	g_assert_cmpuint(uids->len, ==, MAILS);
	fetch_all(imap, uids);
	assert_unseen("alice");
	dates = imap_dates(imap, uids, 10, 20, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(dates->len, ==, 20);
	none = list(imap, box.uidnext);
	g_assert_cmpuint(none->len, ==, 0);
	imap_close(imap);
}

static void
test_starttls(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Imap) imap = open_it("imap", "alice", -1, &error);

	g_assert_no_error(error);
	g_assert_true(imap_has(imap, "IDLE"));
}

static void
test_wrong_password(void)
{
	g_autoptr(GError) error = NULL;

	write_secret("wrong\n");
	g_assert_null(open_it("imaps", "alice", -1, &error));
	write_secret("secret\n");
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LOGIN);
	g_assert_nonnull(strstr(error->message, "Authentication failed"));
}

static void
test_no_such_mailbox(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Imap) imap = open_it("imaps", "alice", -1, &error);
	gboolean exists = TRUE;
	ImapMailbox box;

	g_assert_false(imap_select(imap, "Nowhere", &box, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "\"Nowhere\""));
	g_clear_error(&error);
	imap_exists(imap, "Nowhere", &exists, &error);
	g_assert_no_error(error);
	g_assert_false(exists);
	imap_exists(imap, "Processed", &exists, &error);
	g_assert_no_error(error);
	g_assert_true(exists);
}

static gpointer
put_soon(gpointer data)
{
	g_usleep(300000);
	put(data, 10, 1);
	return NULL;
}

static void
wait_for_news(Imap *imap, gboolean allow_idle)
{
	GThread *putter = g_thread_new("putter", put_soon, (gpointer) "bob");
	g_autoptr(GError) error = NULL;
	gboolean news = FALSE;

	/* A poll may come before the mail. */
	for (int i = 0; i < 20 && !news; i++) {
		imap_wait(imap, allow_idle, allow_idle ? 30 : 1, &news, &error);
		g_assert_no_error(error);
	}
	g_assert_true(news);
	g_thread_join(putter);
}

static void
test_wait(void)
{
	ImapMailbox box;
	Imap *imap = open_selected("bob", "INBOX", -1, &box);
	gboolean news = TRUE;

	g_assert_cmpuint(box.exists, ==, 0);
	g_assert_true(imap_wait(imap, TRUE, 1, &news, NULL));
	g_assert_false(news);
	for (guint i = 1; i <= 2; i++) {
		g_autoptr(GArray) uids = NULL;

		wait_for_news(imap, i == 1);
		uids = list(imap, i);
		g_assert_cmpuint(uids->len, ==, 1);
		g_assert_true(imap_wait(imap, TRUE, 1, &news, NULL));
		g_assert_false(news);
	}
	imap_close(imap);
}

static void
assert_exists(const char *user, const char *name, guint64 exists)
{
	ImapMailbox box;
	Imap *imap = open_selected(user, name, -1, &box);

	g_assert_cmpuint(box.exists, ==, exists);
	imap_close(imap);
}

static void
test_file(void)
{
	g_autoptr(GArray) uids = NULL, left = NULL;
	g_autoptr(GError) error = NULL;
	ImapMailbox box;
	Imap *imap;

	put("desk", 10, 30);
	imap = open_selected("desk", "INBOX", -1, &box);
	uids = list(imap, 1);
	g_assert_cmpuint(uids->len, ==, 30);
	/* A new mailbox below another new one; then mails that are gone already. */
	g_assert_true(imap_file(imap, uids, 0, 10, "R&D/已处理 \"2026\"", &error));
	g_assert_no_error(error);
	g_assert_true(imap_file(imap, uids, 5, 10, "R&D/已处理 \"2026\"", &error));
	g_assert_no_error(error);
	g_assert_true(imap_file(imap, uids, 0, 10, "Processed", &error));
	g_assert_no_error(error);
	left = list(imap, 1);
	g_assert_cmpuint(left->len, ==, 15);
	g_assert_cmpuint(g_array_index(left, guint32, 0), ==,
			 g_array_index(uids, guint32, 15));
	imap_close(imap);
	assert_exists("desk", "R&D/已处理 \"2026\"", 15);
	assert_exists("desk", "Processed", 0);
	assert_exists("desk", "INBOX", 15);
}

/* Another connection takes a mail away between list and fetch. */
static void
test_vanished(void)
{
	ImapMailbox box;
	Imap *first = open_selected("desk", "INBOX", -1, &box);
	Imap *second = open_selected("desk", "INBOX", -1, &box);
	g_autoptr(GArray) uids = list(first, 1);
	g_autoptr(GPtrArray) mails = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(imap_file(second, uids, 3, 2, "Processed", &error));
	g_assert_no_error(error);
	g_assert_true(imap_fetch_start(first, uids, 0, 15, &error));
	mails = imap_fetch_finish(first, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(mails->len, ==, 13);
	g_assert_true(imap_file(first, uids, 0, 15, "Processed", &error));
	g_assert_no_error(error);
	imap_close(first);
	imap_close(second);
	assert_exists("desk", "Processed", 15);
	assert_exists("desk", "INBOX", 0);
}

static gpointer
stop_soon(gpointer data)
{
	g_usleep(300000);
	mailserver_call("stop", folder, NULL);
	return NULL;
}

static void
test_server_ends(void)
{
	ImapMailbox box;
	Imap *imap = open_selected("bob", "INBOX", -1, &box);
	GThread *stopper = g_thread_new("stopper", stop_soon, NULL);
	g_autoptr(GError) error = NULL;
	gboolean news;

	g_assert_false(imap_wait(imap, TRUE, 60, &news, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE);
	g_thread_join(stopper);
	imap_close(imap);
	g_clear_error(&error);
	g_assert_null(open_it("imaps", "bob", -1, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE);
}

/* One server for all, in this order. */
static const struct {
	const char *name;
	void (*function)(void);
} parts[] = {
	{ "fetch", test_fetch },
	{ "starttls", test_starttls },
	{ "wrong password", test_wrong_password },
	{ "no such mailbox", test_no_such_mailbox },
	{ "wait", test_wait },
	{ "file", test_file },
	{ "vanished", test_vanished },
	{ "server ends", test_server_ends },
};

static void
test_dovecot(void)
{
	folder = mailserver_start();
	if (!folder)
		return;
	secret = g_build_filename(folder, "secret", NULL);
	write_secret("secret\n");
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_test_message("%s", parts[i].name);
		parts[i].function();
	}
	g_free(secret);
	mailserver_end(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/imap-server/dovecot", test_dovecot);
	return g_test_run();
}
