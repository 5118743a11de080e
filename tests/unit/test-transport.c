/* Connecting, TLS and login against scripted servers (tests/data/transport), and bytes. */
#include "mail/transport.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "fake.h"

#define SECRET "s3cret"

typedef struct {
	const char *name; /* of the test, and of its transcript unless that is set */
	const char *scheme;
	gboolean token;
	int code; /* 0: logged in */
	const char *because;
	const char *certificate; /* NULL: good */
	gboolean any_authority;  /* no ca-file */
	const char *transcript;
} Case;

#define UNAVAILABLE DESK_ERROR_UNAVAILABLE
#define LOGIN       DESK_ERROR_LOGIN

static const Case cases[] = {
	{ "imap-plain", "imaps" },
	{ "imap-starttls", "imap" },
	{ "imap-kerberos", "imaps" },
	{ "imap-login-command", "imaps" },
	{ "imap-refused", "imaps", FALSE, LOGIN,
	  "[AUTHENTICATIONFAILED] Authentication failed." },
	{ "imap-refused-echo", "imaps", FALSE, LOGIN, "repeats the login" },
	{ "imap-refused-for-now", "imaps", FALSE, UNAVAILABLE,
	  "the user database is away" },
	{ "imap-bye", "imaps", FALSE, UNAVAILABLE, "too many connections" },
	{ "imap-no-starttls", "imap", FALSE, UNAVAILABLE, "no STARTTLS" },
	{ "imap-preauth", "imap", FALSE, UNAVAILABLE, "no STARTTLS" },
	{ "imap-injected", "imap", FALSE, UNAVAILABLE, NULL },
	{ "garbage", "imaps", FALSE, UNAVAILABLE, NULL },
	{ "silence", "imaps", FALSE, UNAVAILABLE, "in time" },
	{ "silence-smtp", "smtp", FALSE, UNAVAILABLE, "in time", NULL, FALSE, "silence" },
	{ "expired", "imaps", FALSE, UNAVAILABLE, "expired", "expired", FALSE,
	  "tls-refused" },
	{ "wrong-host", "imaps", FALSE, UNAVAILABLE, "host name", "wrong", FALSE,
	  "tls-refused" },
	{ "self-signed", "imaps", FALSE, UNAVAILABLE, "does not hold", "self", FALSE,
	  "tls-refused" },
	{ "unknown-issuer", "imaps", FALSE, UNAVAILABLE, "set ca-file", NULL, TRUE,
	  "tls-refused" },
	{ "smtp-expired", "smtps", FALSE, UNAVAILABLE, "expired", "expired", FALSE,
	  "tls-refused" },
	{ "token-bearer", "imaps", TRUE },
	{ "token-xoauth2", "imaps", TRUE },
	{ "token-renewed", "imaps", TRUE },
	{ "token-refused", "imaps", TRUE, LOGIN, "token revoked" },
	{ "token-not-offered", "imaps", TRUE, LOGIN, "no bearer token" },
	{ "smtp-plain", "smtps" },
	{ "smtp-starttls", "smtp" },
	{ "smtp-refused", "smtps", FALSE, LOGIN, "not accepted. 535 5.7.8 Ask" },
	{ "smtp-refused-for-now", "smtps", FALSE, UNAVAILABLE, "454 4.7.0" },
	{ "smtp-no-starttls", "smtp", FALSE, UNAVAILABLE, "no STARTTLS" },
	{ "smtp-busy", "smtps", FALSE, UNAVAILABLE, "421 4.3.2 too busy" },
};

static char *secret_file; /* own */

static Fake *
start(const char *name, const char *scheme, const char *certificate)
{
	g_autofree char *file = g_strdup_printf("%s.transcript", name);
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "transport", file, NULL);

	return fake_start(path, certificate, !g_str_has_suffix(scheme, "s"));
}

static Transport *
open_it(const char *scheme, int port, gboolean token, const char *ca_file, int cancel,
	GError **error)
{
	g_autofree char *url = g_strdup_printf("%s://localhost:%d/", scheme, port);
	const char *const command[] = { "echo", SECRET, NULL };
	Endpoint endpoint = {
		.name = (char *)"mailbox \"help\"",
		.url = url,
		.ca_file = (char *)ca_file,
		.credential = { .user = (char *)"desk" },
	};
	TransportTimeouts timeouts = { .connect = 2, .response = 5 };

	if (token)
		endpoint.credential.token_command = (char **)command;
	else
		endpoint.credential.password_file = secret_file;
	return transport_open(&endpoint, &timeouts, cancel, error);
}

static void
assert_played(Fake *fake)
{
	g_autofree char *difference = fake_finish(fake);

	g_assert_cmpstr(difference, ==, NULL);
}

/* What is said over the connection is heard, and the other way round. */
static void
assert_usable(Transport *transport)
{
	char answer[64] = "";
	g_autoptr(GError) error = NULL;
	gsize length = 0;

	g_assert_true(transport_send(transport, "hello\r\n", 7, &error));
	g_assert_no_error(error);
	while (!strchr(answer, '\n')) {
		gsize got;

		g_assert_true(transport_receive(transport, answer + length,
						sizeof answer - 1 - length, -1, &got,
						&error));
		g_assert_cmpuint(got, >, 0);
		length += got;
	}
	g_assert_cmpstr(answer, ==, "welcome\r\n");
}

static void
test_login(gconstpointer data)
{
	const Case *row = data;
	g_autoptr(Fake) fake =
		start(row->transcript ? row->transcript : row->name, row->scheme,
		      row->certificate ? row->certificate : "good");
	g_autoptr(Transport) transport = NULL;
	g_autoptr(GError) error = NULL;

	if (!fake)
		return;
	transport = open_it(row->scheme, fake_port(fake), row->token,
			    row->any_authority ? NULL : fake_authority(), -1, &error);
	if (!row->code) {
		g_assert_no_error(error);
		assert_usable(transport);
	} else {
		g_assert_null(transport);
		g_assert_error(error, DESK_ERROR, row->code);
		g_test_message("%s", error->message);
		if (row->because && !strstr(error->message, row->because))
			g_error("\"%s\" lacks \"%s\"", error->message, row->because);
		g_assert_nonnull(strstr(error->message, "mailbox \"help\""));
		g_assert_null(strstr(error->message, SECRET));
		g_assert_null(strstr(error->message, "czNjcmV0"));
	}
	g_clear_pointer(&transport, transport_close);
	assert_played(fake);
}

static void
test_refused_port(void)
{
	g_autoptr(GError) error = NULL;

	/* Nothing listens at port 1, and an ordinary user cannot. */
	g_assert_null(open_it("imaps", 1, FALSE, NULL, -1, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, "refused"));
}

static void
test_configuration(void)
{
	const char *const schemes[] = { "http", "IMAPS", "pop3s", "file" };
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		g_assert_null(open_it(schemes[i], 1, FALSE, NULL, -1, &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_clear_error(&error);
	}
	g_assert_cmpint(chmod(secret_file, 0644), ==, 0);
	g_assert_null(open_it("imaps", 1, FALSE, NULL, -1, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_cmpint(chmod(secret_file, 0600), ==, 0);
}

static void
test_bad_ca_file(void)
{
	g_autoptr(Fake) fake = start("tls-refused", "imaps", "good");
	g_autoptr(GError) error = NULL;

	if (!fake)
		return;
	g_assert_null(open_it("imaps", fake_port(fake), FALSE, "/nonexistent/ca.pem", -1,
			      &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "ca-file"));
}

static gpointer
press_soon(gpointer data)
{
	guint64 one = 1;

	g_usleep(200000);
	g_assert_cmpint(write(GPOINTER_TO_INT(data), &one, sizeof one), ==, sizeof one);
	return NULL;
}

/* The server never greets; without the event this ends after two seconds as UNAVAILABLE. */
static void
test_cancel_connecting(void)
{
	g_autoptr(Fake) fake = start("silence", "imaps", "good");
	int cancel = eventfd(0, EFD_CLOEXEC);
	g_autoptr(GError) error = NULL;
	GThread *presser;

	if (!fake)
		return;
	presser = g_thread_new("presser", press_soon, GINT_TO_POINTER(cancel));
	g_assert_null(
		open_it("imaps", fake_port(fake), FALSE, fake_authority(), cancel, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LATER);
	g_thread_join(presser);
	close(cancel);
}

static void
say(Transport *transport, const char *line)
{
	g_autoptr(GError) error = NULL;

	transport_send(transport, line, strlen(line), &error);
	g_assert_no_error(error);
}

/* The whole of it is in libcurl's buffer after the first piece: a poll would wait in vain.
 */
static void
receive_all(Transport *transport, gsize piece, gsize expected)
{
	char buffer[64];
	gsize sum = 0;

	while (sum < expected) {
		g_autoptr(GError) error = NULL;
		gsize got = 0;

		g_assert_true(transport_receive(transport, buffer, piece, 5, &got, &error));
		g_assert_no_error(error);
		g_assert_cmpuint(got, >, 0);
		g_assert_cmpuint(got, <=, piece);
		sum += got;
	}
	g_assert_cmpuint(sum, ==, expected);
}

static void
test_bytes(void)
{
	g_autoptr(Fake) fake = start("bytes", "imaps", "good");
	g_autoptr(Transport) transport = NULL;
	int cancel = eventfd(0, EFD_CLOEXEC);
	g_autoptr(GError) error = NULL;
	char buffer[64];
	gsize got = 1;

	if (!fake)
		return;
	transport =
		open_it("imaps", fake_port(fake), FALSE, fake_authority(), cancel, &error);
	g_assert_no_error(error);
	say(transport, "more\r\n");
	receive_all(transport, 7, 50);

	/* Nothing to read is no error … */
	say(transport, "silence\r\n");
	g_assert_true(transport_receive(transport, buffer, sizeof buffer, 0, &got, &error));
	g_assert_cmpuint(got, ==, 0);
	/* … the event is, while it waits … */
	press_soon(GINT_TO_POINTER(cancel));
	g_assert_false(
		transport_receive(transport, buffer, sizeof buffer, 5, &got, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LATER);
	g_clear_error(&error);
	eventfd_read(cancel, &(eventfd_t){ 0 });
	/* … and so is the end. */
	say(transport, "bye\r\n");
	receive_all(transport, sizeof buffer, 4);
	g_assert_false(
		transport_receive(transport, buffer, sizeof buffer, 5, &got, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE);
	g_assert_nonnull(strstr(error->message, "closed"));
	assert_played(fake);
	close(cancel);
}

int
main(int argc, char **argv)
{
	int fd, status;

	g_test_init(&argc, &argv, NULL);
	fd = g_file_open_tmp("faultline-secret-XXXXXX", &secret_file, NULL);
	g_assert_cmpint(write(fd, SECRET "\n", strlen(SECRET) + 1), >, 0);
	close(fd);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path =
			g_strdup_printf("/transport/login/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_login);
	}
	g_test_add_func("/transport/refused-port", test_refused_port);
	g_test_add_func("/transport/configuration", test_configuration);
	g_test_add_func("/transport/bad-ca-file", test_bad_ca_file);
	g_test_add_func("/transport/cancel-connecting", test_cancel_connecting);
	g_test_add_func("/transport/bytes", test_bytes);
	status = g_test_run();
	g_unlink(secret_file);
	g_free(secret_file);
	fake_clean_up();
	return status;
}
