/*
 * mail/smtp against scripted servers: each tests/data/smtp/NAME.transcript is one
 * conversation with the results that it must have, one "# expect:" line for each mail that
 * is sent ("open N": smtp_open fails with that error). Then the gate, and once a real
 * server.
 */
#include "mail/smtp.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "base/error.h"
#include "fake.h"

#define FROM "desk@corp.example"
#define TO   "alice@corp.example"

/* Every transcript's mail: dots where they must be doubled, and where they must not. */
static const char content[] = "Subject: printer\r\n"
			      "\r\n"
			      ".\r\n"
			      "..\r\n"
			      ".hidden\r\n"
			      "in the middle. .\r\n"
			      "\r\n";
static const char on_the_wire[] = "Subject: printer\r\n"
				  "\r\n"
				  "..\r\n"
				  "...\r\n"
				  "..hidden\r\n"
				  "in the middle. .\r\n"
				  "\r\n";

/* ---- a mail, in pieces ---- */

typedef struct {
	const char *bytes;
	gsize length;
	gsize piece;     /* 0 = as much as fits */
	gboolean breaks; /* ends in an error instead of the end */
	int cancels;     /* an eventfd that becomes readable at the end; 0 = none */
} Mail;

static gssize
next_piece(char *buffer, gsize length, gpointer data)
{
	Mail *mail = data;
	gsize n = MIN(length, mail->length);

	if (mail->piece)
		n = MIN(n, mail->piece);
	if (n == 0 && mail->breaks)
		return -1;
	if (n == 0 && mail->cancels)
		eventfd_write(mail->cancels, 1);
	memcpy(buffer, mail->bytes, n);
	mail->bytes += n;
	mail->length -= n;
	return n;
}

/* ---- a connection to a scripted server ---- */

static Endpoint *
endpoint_to(const char *scheme, int port, const char *user, const char *password_file)
{
	Endpoint *endpoint = g_new0(Endpoint, 1);

	endpoint->name = g_strdup("submission");
	endpoint->url = g_strdup_printf("%s://localhost:%d", scheme, port);
	endpoint->ca_file = g_strdup(fake_authority());
	endpoint->credential.user = g_strdup(user);
	endpoint->credential.password_file = g_strdup(password_file);
	return endpoint;
}

static char *
write_password(const char *password)
{
	char *path = NULL;
	int fd = g_file_open_tmp("faultline-password-XXXXXX", &path, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, password, strlen(password)), ==,
			(gssize)strlen(password));
	close(fd);
	return path;
}

static Smtp *
open_cancellable(const Fake *fake, gboolean clear, const TransportTimeouts *timeouts,
		 int cancel, GError **error)
{
	g_autofree char *password = write_password("secret\n");
	g_autoptr(Endpoint) endpoint =
		endpoint_to(clear ? "smtp" : "smtps", fake_port(fake), "desk", password);
	Smtp *smtp = smtp_open(endpoint, timeouts, cancel, error);

	g_unlink(password);
	return smtp;
}

static Smtp *
open_fake(const Fake *fake, gboolean clear, const TransportTimeouts *timeouts,
	  GError **error)
{
	return open_cancellable(fake, clear, timeouts, -1, error);
}

static const TransportTimeouts patient = { .connect = 30, .response = 30, .data_end = 30 };

static void
assert_played(Fake *fake)
{
	g_autofree char *difference = fake_finish(fake);

	g_assert_cmpstr(difference, ==, NULL);
}

/* ---- results as text ---- */

static char *
describe(const SmtpResult *result)
{
	static const char *const outcomes[] = { "sent", "tempfail", "permfail", "unknown" };

	g_assert_nonnull(result->text);
	g_assert_null(strpbrk(result->text, "\r\n"));
	return g_strdup_printf("%s %d%s%s %s", outcomes[result->outcome], result->code,
			       result->lost ? " lost" : "", result->login ? " login" : "",
			       result->text);
}

/* EXPECTED may leave out the words at the end. */
static void
assert_result(const SmtpResult *result, const char *expected)
{
	g_autofree char *got = describe(result);
	gsize length = strlen(expected);

	if (strncmp(got, expected, length) != 0 || (got[length] && got[length] != ' '))
		g_assert_cmpstr(got, ==, expected);
}

/* ---- transcripts ---- */

/* The values of the lines "# NAME: value" at the head of a transcript. */
static GPtrArray *
head_values(const char *path, const char *name)
{
	g_autofree char *text = NULL;
	g_autofree char *prefix = g_strdup_printf("# %s: ", name);
	g_auto(GStrv) lines = NULL;
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (int i = 0; lines[i] && lines[i][0] == '#'; i++)
		if (g_str_has_prefix(lines[i], prefix))
			g_ptr_array_add(values, g_strdup(lines[i] + strlen(prefix)));
	return values;
}

static int
head_number(const char *path, const char *name, int otherwise)
{
	g_autoptr(GPtrArray) values = head_values(path, name);

	return values->len ? atoi(values->pdata[0]) : otherwise;
}

static void
send_expected(Smtp *smtp, const GPtrArray *expected)
{
	for (guint i = 0; i < expected->len; i++) {
		Mail mail = { content, strlen(content), 0, FALSE };
		SmtpResult result;

		smtp_send(smtp, FROM, TO, strlen(content), next_piece, &mail, &result);
		assert_result(&result, expected->pdata[i]);
		smtp_result_clear(&result);
	}
}

static void
test_transcript(gconstpointer data)
{
	const char *path = data;
	g_autoptr(GPtrArray) expected = head_values(path, "expect");
	g_autoptr(GPtrArray) clear = head_values(path, "clear");
	TransportTimeouts timeouts = { .connect = head_number(path, "connect", 30),
				       .response = head_number(path, "response", 30),
				       .data_end = head_number(path, "data-end", 30) };
	g_autoptr(Fake) fake = fake_start(path, "good", clear->len > 0);
	g_autoptr(GError) error = NULL;
	g_autofree char *kept = NULL;
	Smtp *smtp;

	if (!fake)
		return;
	g_assert_cmpuint(expected->len, >, 0);
	smtp = open_fake(fake, clear->len > 0, &timeouts, &error);
	if (g_str_has_prefix(expected->pdata[0], "open ")) {
		g_assert_null(smtp);
		g_assert_error(error, DESK_ERROR, atoi((char *)expected->pdata[0] + 5));
	} else {
		g_assert_no_error(error);
		send_expected(smtp, expected);
	}
	smtp_close(smtp);
	assert_played(fake);
	kept = fake_kept(fake, "mail", NULL);
	if (kept)
		g_assert_cmpstr(kept, ==, on_the_wire);
}

static void
add_transcripts(const char *folder, GPtrArray *paths)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	g_assert_nonnull(dir);
	for (const char *name; (name = g_dir_read_name(dir));) {
		g_autofree char *test = NULL;

		if (!g_str_has_suffix(name, ".transcript"))
			continue;
		test = g_strdup_printf("/smtp/transcript/%.*s", (int)(strlen(name) - 11),
				       name);
		g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
		g_test_add_data_func(test, paths->pdata[paths->len - 1], test_transcript);
	}
}

/* ---- the gate ---- */

static Fake *
start_script(const char *name, const char *certificate)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "smtp", name, NULL);

	return fake_start(path, certificate, FALSE);
}

static void
test_certificate(gconstpointer certificate)
{
	g_autoptr(Fake) fake = start_script("certificate.script", certificate);
	g_autoptr(GError) error = NULL;

	if (!fake)
		return;
	g_assert_null(open_fake(fake, FALSE, &patient, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE);
	assert_played(fake);
}

/* No bad address gets as far as the wire, and the connection stays good. */
static void
test_addresses(void)
{
	static const char *const bad[] = { "",
					   "alice",
					   "alice@corp.example>\r\nRCPT TO:<evil@x.example",
					   "alice@corp.example\n",
					   "a b@corp.example",
					   "\"a\"@corp.example",
					   "<alice@corp.example>",
					   "al\xc3\xadx@corp.example" };
	g_autoptr(Fake) fake = start_script("nothing.script", "good");
	g_autoptr(GError) error = NULL;
	Smtp *smtp;

	if (!fake)
		return;
	smtp = open_fake(fake, FALSE, &patient, &error);
	g_assert_no_error(error);
	for (guint i = 0; i < 2 * G_N_ELEMENTS(bad); i++) {
		Mail mail = { content, strlen(content), 0, FALSE };
		const char *address = bad[i / 2];
		SmtpResult result;

		smtp_send(smtp, i % 2 ? address : FROM, i % 2 ? TO : address, 0, next_piece,
			  &mail, &result);
		assert_result(&result,
			      i % 2 ? "permfail 0 the sender's address cannot be sent"
				    : "permfail 0 the recipient's address cannot be sent");
		g_assert_cmpuint(mail.length, ==, strlen(content));
		smtp_result_clear(&result);
	}
	smtp_close(smtp);
	assert_played(fake);
}

typedef struct {
	const char *name;
	const char *bytes;
	gsize length;
	gsize piece;
	const char *expected;
	const char *wire; /* NULL: the mail is broken off */
} Body;

#define BODY(bytes) bytes, sizeof(bytes) - 1
#define X10         "xxxxxxxxxx"
#define X100        X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X990                                                                               \
	X100 X100 X100 X100 X100 X100 X100 X100 X100 X10 X10 X10 X10 X10 X10 X10 X10 X10

static const Body bodies[] = {
	{ "bare-lf", BODY("a\r\nb\nc\r\n"), 0, "permfail 0 lost the mail has a bare LF",
	  NULL },
	{ "smuggled", BODY("a\n.\nMAIL FROM:<evil@x.example>\n"), 0,
	  "permfail 0 lost the mail has a bare LF", NULL },
	{ "smuggled-lf-crlf", BODY("a\n.\r\nMAIL FROM:<evil@x.example>\r\n"), 0,
	  "permfail 0 lost the mail has a bare LF", NULL },
	{ "smuggled-cr", BODY("a\r\n.\rMAIL FROM:<evil@x.example>\r\n"), 0,
	  "permfail 0 lost the mail has a bare CR", NULL },
	{ "lf-first", BODY("\na\r\n"), 0, "permfail 0 lost the mail has a bare LF", NULL },
	{ "bare-cr-in-pieces", BODY("a\rb\r\n"), 1,
	  "permfail 0 lost the mail has a bare CR", NULL },
	{ "cr-cr-lf", BODY("a\r\r\n"), 0, "permfail 0 lost the mail has a bare CR", NULL },
	{ "cr-last", BODY("a\r\nb\r"), 0, "permfail 0 lost the mail has a bare CR", NULL },
	{ "nul", BODY("a\r\n\0\r\n"), 0, "permfail 0 lost the mail has a NUL", NULL },
	{ "nothing", BODY(""), 0, "permfail 0 lost the mail has no content", NULL },
	{ "line-of-999", BODY("a\r\n" X990 "123456789\r\n"), 0,
	  "permfail 0 lost the mail has a line of more than 998 bytes", NULL },
	{ "line-of-998", BODY("a\r\n" X990 "12345678\r\nb\r\n"), 0, "sent 250 OK",
	  "a\r\n" X990 "12345678\r\nb\r\n" },
	{ "byte-by-byte", BODY(".a\r\n.\r\n..\r\n\r\n.\r\n"), 1, "sent 250 OK",
	  "..a\r\n..\r\n...\r\n\r\n..\r\n" },
	{ "last-line-is-open", BODY("a\r\n."), 0, "sent 250 OK", "a\r\n..\r\n" },
	{ "eight-bit", BODY("gr\xfc\xdf\r\n"), 0, "sent 250 OK", "gr\xfc\xdf\r\n" },
};

static void
test_body(gconstpointer data)
{
	const Body *body = data;
	g_autoptr(Fake) fake =
		start_script(body->wire ? "taken.script" : "broken-off.script", "good");
	g_autoptr(GError) error = NULL;
	Mail mail = { body->bytes, body->length, body->piece, FALSE };
	g_autofree char *kept = NULL;
	SmtpResult result;
	Smtp *smtp;

	if (!fake)
		return;
	smtp = open_fake(fake, FALSE, &patient, &error);
	g_assert_no_error(error);
	smtp_send(smtp, FROM, TO, 100, next_piece, &mail, &result);
	assert_result(&result, body->expected);
	smtp_result_clear(&result);
	smtp_close(smtp);
	assert_played(fake);
	kept = fake_kept(fake, "mail", NULL);
	g_assert_cmpstr(kept, ==, body->wire);
}

static void
test_source_breaks(void)
{
	g_autoptr(Fake) fake = start_script("broken-off.script", "good");
	g_autoptr(GError) error = NULL;
	Mail mail = { content, strlen(content), 20, TRUE };
	SmtpResult result;
	Smtp *smtp;

	if (!fake)
		return;
	smtp = open_fake(fake, FALSE, &patient, &error);
	g_assert_no_error(error);
	smtp_send(smtp, FROM, TO, 100, next_piece, &mail, &result);
	assert_result(&result, "tempfail 0 lost the mail could not be read to its end");
	smtp_result_clear(&result);
	smtp_close(smtp);
	assert_played(fake);
}

/* ---- cancelling ---- */

static void
send_cancelled(Fake *fake, int cancel, Mail *mail, const char *expected)
{
	g_autoptr(GError) error = NULL;
	Smtp *smtp = open_cancellable(fake, FALSE, &patient, cancel, &error);
	SmtpResult result;

	g_assert_no_error(error);
	smtp_send(smtp, FROM, TO, 100, next_piece, mail, &result);
	assert_result(&result, expected);
	smtp_result_clear(&result);
	smtp_close(smtp);
	assert_played(fake);
}

/* The daemon ends in the middle of a mail: it was not sent. */
static void
test_cancel_in_the_mail(void)
{
	int cancel = eventfd(0, EFD_CLOEXEC);
	g_autoptr(Fake) fake = start_script("broken-off.script", "good");
	Mail mail = { content, strlen(content), 0, FALSE, cancel };

	if (fake)
		send_cancelled(fake, cancel, &mail, "tempfail 0 lost");
	close(cancel);
}

typedef struct {
	const Fake *fake;
	int cancel;
} Watch;

/* Cancels once the server has the final dot. */
static gpointer
cancel_after_the_dot(gpointer data)
{
	const Watch *watch = data;

	for (;;) {
		g_autofree char *kept = fake_kept(watch->fake, "mail", NULL);

		if (kept)
			break;
		g_usleep(10000);
	}
	eventfd_write(watch->cancel, 1);
	return NULL;
}

/* … or while it waits for the last answer: nobody knows. */
static void
test_cancel_after_the_dot(void)
{
	Watch watch = { .cancel = eventfd(0, EFD_CLOEXEC) };
	g_autoptr(Fake) fake = start_script("silent-at-last.script", "good");
	Mail mail = { content, strlen(content), 0, FALSE };

	if (fake) {
		GThread *thread;

		watch.fake = fake;
		thread = g_thread_new("cancel", cancel_after_the_dot, &watch);
		send_cancelled(fake, watch.cancel, &mail, "unknown 0 lost");
		g_thread_join(thread);
	}
	close(watch.cancel);
}

/* More than any buffer holds, with a dot at every place of a piece's border. */
static void
test_large(void)
{
	g_autoptr(Fake) fake = start_script("taken.script", "good");
	g_autoptr(GString) sent = g_string_new(NULL);
	g_autoptr(GString) wire = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *kept = NULL;
	SmtpResult result;
	gsize length = 0;
	Smtp *smtp;
	Mail mail;

	if (!fake)
		return;
	for (int i = 0; i < 60000; i++) {
		g_string_append_printf(sent, ".%d\r\n", i);
		g_string_append_printf(wire, "..%d\r\n", i);
	}
	mail = (Mail){ sent->str, sent->len, 0, FALSE };
	smtp = open_fake(fake, FALSE, &patient, &error);
	g_assert_no_error(error);
	smtp_send(smtp, FROM, TO, sent->len, next_piece, &mail, &result);
	assert_result(&result, "sent 250 OK");
	smtp_result_clear(&result);
	smtp_close(smtp);
	assert_played(fake);
	kept = fake_kept(fake, "mail", &length);
	g_assert_cmpmem(kept, length, wire->str, wire->len);
}

static void
test_extensions(void)
{
	g_autoptr(Fake) fake = start_script("nothing.script", "good");
	g_autoptr(GError) error = NULL;
	Smtp *smtp;

	if (!fake)
		return;
	smtp = open_fake(fake, FALSE, &patient, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(smtp_extension(smtp, "SIZE"), ==, "1000000");
	g_assert_cmpstr(smtp_extension(smtp, "PIPELINING"), ==, "");
	g_assert_cmpstr(smtp_extension(smtp, "AUTH"), ==, "PLAIN LOGIN");
	g_assert_null(smtp_extension(smtp, "SMTPUTF8"));
	smtp_close(smtp);
	assert_played(fake);
}

/* ---- a real server ---- */

/* Its words end with NULL. */
static int
mailserver(char **out, const char *const *words)
{
	g_autofree char *script =
		g_test_build_filename(G_TEST_DIST, "lib", "mailserver", NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	int status = -1;

	g_ptr_array_add(argv, (gpointer) "sh");
	g_ptr_array_add(argv, script);
	for (; *words; words++)
		g_ptr_array_add(argv, (gpointer)*words);
	g_ptr_array_add(argv, NULL);
	g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, out,
		     NULL, &status, &error);
	g_assert_no_error(error);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define MAILSERVER(out, ...) mailserver(out, (const char *const[]){ __VA_ARGS__, NULL })

static char *
server_setting(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, "env", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autofree char *prefix = g_strconcat(name, "=", NULL);

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (int i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], prefix))
			return g_shell_unquote(lines[i] + strlen(prefix), NULL);
	g_assert_not_reached();
}

static Smtp *
open_real(const char *folder, const char *scheme, const char *password, GError **error)
{
	g_autofree char *file = write_password(password);
	g_autofree char *port =
		server_setting(folder, g_str_equal(scheme, "smtp") ? "SUBMISSION_PORT"
								   : "SUBMISSIONS_PORT");
	g_autoptr(Endpoint) endpoint = endpoint_to(scheme, atoi(port), "bot", file);
	Smtp *smtp;

	g_free(endpoint->ca_file);
	endpoint->ca_file = server_setting(folder, "CA");
	smtp = smtp_open(endpoint, &patient, -1, error);
	g_unlink(file);
	return smtp;
}

static void
converse(const char *folder, const char *scheme)
{
	static const struct {
		const char *to;
		const char *mail;
		const char *expected;
	} mails[] = {
		{ TO, content, "sent 250 OK id=" },
		{ "reject5@corp.example", content,
		  "permfail 550 5.1.1 no such user (test hook)" },
		{ "reject4@corp.example", content,
		  "tempfail 451 4.2.1 try later (test hook)" },
		{ TO, "Subject: REJECTDATA\r\n\r\n.\r\n",
		  "permfail 554 5.6.0 content refused (test hook)" },
		{ TO, content, "sent 250 OK id=" },
	};
	g_autoptr(GError) error = NULL;
	Smtp *smtp = open_real(folder, scheme, "secret", &error);

	g_assert_no_error(error);
	g_assert_nonnull(smtp_extension(smtp, "PIPELINING"));
	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		Mail mail = { mails[i].mail, strlen(mails[i].mail), 0, FALSE };
		g_autofree char *got = NULL;
		SmtpResult result;

		smtp_send(smtp, FROM, mails[i].to, mail.length, next_piece, &mail, &result);
		got = describe(&result);
		g_assert_true(g_str_has_prefix(got, mails[i].expected));
		smtp_result_clear(&result);
	}
	smtp_close(smtp);
}

static gboolean
has_lines(const char *mbox, const char *mail)
{
	g_autoptr(GString) unix_mbox = g_string_new(mbox);
	g_autoptr(GString) unix_mail = g_string_new(mail);

	g_string_replace(unix_mbox, "\r\n", "\n", 0);
	g_string_replace(unix_mail, "\r\n", "\n", 0);
	return strstr(unix_mbox->str, unix_mail->str) != NULL;
}

static void
test_exim(void)
{
	g_autofree char *folder = g_dir_make_tmp("faultline-smtp-XXXXXX", NULL);
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
	g_autofree char *inbox = NULL;
	g_autofree char *remove = g_strdup_printf("rm -rf '%s'", folder);
	g_autoptr(GError) error = NULL;
	int status = MAILSERVER(NULL, "start", "--while", pid, folder);

	if (status == 77) {
		g_test_skip("dovecot, exim4, openssl or python3 is not installed");
		g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL);
		return;
	}
	g_assert_cmpint(status, ==, 0);
	converse(folder, "smtps");
	converse(folder, "smtp");
	g_assert_null(open_real(folder, "smtps", "wrong", &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LOGIN);
	g_assert_cmpint(MAILSERVER(NULL, "wait", folder, "alice", "4"), ==, 0);
	g_assert_cmpint(MAILSERVER(&inbox, "read", folder, "alice"), ==, 0);
	g_assert_true(has_lines(inbox, content));
	g_assert_cmpint(MAILSERVER(NULL, "stop", folder), ==, 0);
	g_assert_true(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL));
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folder = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	folder = g_test_build_filename(G_TEST_DIST, "data", "smtp", NULL);
	add_transcripts(folder, paths);
	g_test_add_data_func("/smtp/certificate/expired", "expired", test_certificate);
	g_test_add_data_func("/smtp/certificate/wrong-host", "wrong", test_certificate);
	g_test_add_data_func("/smtp/certificate/self-signed", "self", test_certificate);
	g_test_add_func("/smtp/addresses", test_addresses);
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *name = g_strconcat("/smtp/body/", bodies[i].name, NULL);

		g_test_add_data_func(name, &bodies[i], test_body);
	}
	g_test_add_func("/smtp/source-breaks", test_source_breaks);
	g_test_add_func("/smtp/cancel/in-the-mail", test_cancel_in_the_mail);
	g_test_add_func("/smtp/cancel/after-the-dot", test_cancel_after_the_dot);
	g_test_add_func("/smtp/large", test_large);
	g_test_add_func("/smtp/extensions", test_extensions);
	g_test_add_func("/smtp/exim", test_exim);
	status = g_test_run();
	fake_clean_up();
	return status;
}
