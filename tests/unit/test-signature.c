/*
 * mail/signed-part, mail/signature, core/signature: the ways in which signature checks have
 * been fooled (threat T23). The keys are made by the test in a directory of its own.
 */
#include "mail/signature.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/signature.h"

#define NOW g_get_real_time() / G_USEC_PER_SEC
#define DAY 86400

static char *home;     /* own; the keyring */
static char *wang_key; /* own; fingerprint */
static char *li_key;   /* own */
static gboolean has_gpg, has_smime;

static const char text[] = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
			   "/resolve The cable was loose.\r\n\r\n"
			   "On Monday the desk wrote:\r\n> FL#12 is yours.\r\n";

/* ---- gpg ---- */

/* Its standard output; NULL if it fails. Own. */
static char *
run(const char *const *arguments)
{
	g_autofree char *out = NULL;
	int status = 1;

	if (!g_spawn_sync(NULL, (char **)arguments, NULL,
			  G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
			  &out, NULL, &status, NULL) ||
	    status != 0)
		return NULL;
	return g_steal_pointer(&out);
}

static char *
make_key(const char *name)
{
	g_autofree char *user = g_strdup_printf("%s <%s@corp.example>", name, name);
	const char *const make[] = { "gpg",     "--homedir",    home,   "--batch",
				     "--quiet", "--passphrase", "",     "--quick-gen-key",
				     user,      "ed25519",      "sign", "never",
				     NULL };
	const char *const list[] = { "gpg",           "--homedir",     home, "--batch",
				     "--with-colons", "--fingerprint", user, NULL };
	g_autofree char *made = run(make);
	g_autofree char *keys = made ? run(list) : NULL;
	const char *line = keys ? strstr(keys, "\nfpr:") : NULL;

	return line ? g_strndup(line + strlen("\nfpr:::::::::"), 40) : NULL;
}

/* The detached signature of CONTENT by USER, as if it were AT (NULL: now). Own. */
static char *
sign(const char *user, const char *content, const char *at)
{
	g_autofree char *in = g_build_filename(home, "content", NULL);
	const char *const arguments[] = {
		"gpg",
		"--homedir",
		home,
		"--batch",
		"--quiet",
		"--armor",
		"--local-user",
		user,
		"--faked-system-time",
		at ? at : "20000101T000000",
		"--detach-sign",
		"--output",
		"-",
		in,
		NULL,
	};
	const char *const present[] = { "gpg",
					"--homedir",
					home,
					"--batch",
					"--quiet",
					"--armor",
					"--local-user",
					user,
					"--detach-sign",
					"--output",
					"-",
					in,
					NULL };
	char *out;

	g_assert_true(g_file_set_contents(in, content, -1, NULL));
	out = run(at ? arguments : present);
	g_assert_nonnull(out);
	return out;
}

static void
make_certificate(void)
{
	g_autofree char *key = g_build_filename(home, "smime.key", NULL);
	g_autofree char *certificate = g_build_filename(home, "smime.pem", NULL);
	const char *const make[] = { "openssl",  "req",
				     "-x509",    "-newkey",
				     "rsa:2048", "-nodes",
				     "-days",    "30",
				     "-subj",    "/CN=wang/emailAddress=wang@corp.example",
				     "-addext",  "keyUsage=digitalSignature,keyCertSign",
				     "-keyout",  key,
				     "-out",     certificate,
				     NULL };
	const char *const import[] = { "gpgsm",    "--homedir", home, "--batch",
				       "--import", certificate, NULL };
	g_autofree char *made = run(make);
	g_autofree char *imported = made ? run(import) : NULL;

	has_smime = imported != NULL;
}

static void
set_up(void)
{
	home = g_dir_make_tmp("faultline-keys-XXXXXX", NULL);
	g_chmod(home, 0700);
	wang_key = make_key("wang");
	li_key = wang_key ? make_key("li") : NULL;
	has_gpg = li_key && signature_is_supported();
	if (has_gpg)
		make_certificate();
}

static void
tear_down(void)
{
	const char *const stop[] = { "gpgconf", "--homedir", home, "--kill", "all", NULL };
	const char *const clear[] = { "rm", "-rf", home, NULL };
	g_autofree char *stopped = run(stop);
	g_autofree char *cleared = run(clear);

	g_free(home);
	g_free(wang_key);
	g_free(li_key);
}

/* ---- mails ---- */

static char *
signed_mail(const char *head, const char *content, const char *signature,
	    const char *behind)
{
	return g_strdup_printf(
		"From: wang@corp.example\r\nSubject: Re: [FL#12] VPN\r\n"
		"Message-ID: <1@pc>\r\nMIME-Version: 1.0\r\n%s\r\n"
		"This is a signed mail.\r\n--bound\r\n%s\r\n--bound\r\n"
		"Content-Type: application/pgp-signature\r\n\r\n%s\r\n%s--bound--\r\n",
		head, content, signature, behind);
}

#define HEAD                                                                               \
	"Content-Type: multipart/signed; micalg=pgp-sha512; boundary=bound;\r\n"           \
	" protocol=\"application/pgp-signature\"\r\n"

static Message *
check(const char *mail)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
	RawMail raw = { .bytes = bytes, .fd = -1, .size = (gint64)strlen(mail) };
	Message *message = mime_parse(&raw);

	g_assert_null(message->quarantine);
	signature_verify(&raw, message, home);
	return message;
}

static void
assert_bad(const Message *message, const char *problem)
{
	g_assert_nonnull(message->signature);
	g_assert_null(message->signature->signer);
	g_assert_cmpstr(message->signature->problem, ==, problem);
}

static gboolean
no_gpg(void)
{
	if (!has_gpg)
		g_test_skip("gpg is not there, or the build has no GPGME");
	return !has_gpg;
}

static SignatureProof
judge(const char *fingerprint, const Message *message, gboolean seen, gint64 now)
{
	char *fingerprints[] = { (char *)fingerprint, NULL };
	Person person = { .title = (char *)"wang", .fingerprints = fingerprints };
	g_autofree char *why = NULL;
	SignatureProof proof = signature_judge(&person, message, seen, now, &why);

	g_test_message("%s", why);
	g_assert_cmpuint(strlen(why), >, 5);
	return proof;
}

static void
test_good(void)
{
	g_autofree char *signature = NULL;
	g_autofree char *mail = NULL;
	g_autoptr(Message) message = NULL;

	if (no_gpg())
		return;
	signature = sign("wang", text, NULL);
	mail = signed_mail(HEAD, text, signature, "");
	message = check(mail);
	g_assert_cmpstr(message->signature->problem, ==, NULL);
	g_assert_cmpstr(message->signature->signer, ==, wang_key);
	g_assert_cmpuint(strlen(message->signature->hash), ==, 64);
	g_assert_nonnull(strstr(message->visible_text, "/resolve The cable"));
	g_assert_cmpint(judge(wang_key, message, FALSE, NOW), ==, SIGNED_PASS);
	g_assert_true(signature_names(message->text, "FL#12"));
	g_assert_false(signature_names(message->text, "FL#1"));
	/* of another person, a second time, and a week later */
	g_assert_cmpint(judge(li_key, message, FALSE, NOW), ==, SIGNED_FAIL);
	g_assert_cmpint(judge(wang_key, message, TRUE, NOW), ==, SIGNED_FAIL);
	g_assert_cmpint(judge(wang_key, message, FALSE, NOW + 8 * DAY), ==, SIGNED_FAIL);
	g_assert_cmpint(judge(wang_key, message, FALSE, NOW - DAY), ==, SIGNED_FAIL);
	g_assert_cmpint(judge(NULL, message, FALSE, NOW), ==, SIGNED_NONE);
	g_assert_cmpint(signature_judge(NULL, message, FALSE, NOW, NULL), ==, SIGNED_NONE);
}

/* A pipe gives lines that end in LF alone. */
static void
test_newlines(void)
{
	g_autofree char *signature = NULL;
	g_autofree char *mail = NULL;
	g_autofree char *plain = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(Message) message = NULL;

	if (no_gpg())
		return;
	signature = sign("wang", text, NULL);
	mail = signed_mail(HEAD, text, signature, "");
	lines = g_strsplit(mail, "\r\n", -1);
	plain = g_strjoinv("\n", lines);
	message = check(plain);
	g_assert_cmpstr(message->signature->signer, ==, wang_key);
}

static void
test_changed(void)
{
	g_autofree char *signature = NULL;
	g_autofree char *mail = NULL;
	g_autoptr(Message) message = NULL;
	char *word;

	if (no_gpg())
		return;
	signature = sign("wang", text, NULL);
	mail = signed_mail(HEAD, text, signature, "");
	word = strstr(mail, "FL#12 is");
	word[3] = '2';
	message = check(mail);
	assert_bad(message, "the text is not what was signed");
	g_assert_cmpint(judge(wang_key, message, FALSE, NOW), ==, SIGNED_FAIL);
}

static void
test_old(void)
{
	g_autofree char *signature = NULL;
	g_autofree char *mail = NULL;
	g_autofree char *then = NULL;
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) future = g_date_time_add_days(now, 30);
	g_autoptr(Message) message = NULL;

	if (no_gpg())
		return;
	/* a key is not older than the test: the future stands for the past */
	then = g_date_time_format(future, "%Y%m%dT%H%M%S");
	signature = sign("wang", text, then);
	mail = signed_mail(HEAD, text, signature, "");
	message = check(mail);
	g_assert_cmpint(judge(wang_key, message, FALSE, NOW), ==, SIGNED_FAIL);
}

static void
test_no_signature(void)
{
	static const char *const signatures[] = { "", "none\r\n",
						  "-----BEGIN PGP SIGNATURE-----\r\n" };

	if (no_gpg())
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(signatures); i++) {
		g_autofree char *mail = signed_mail(HEAD, text, signatures[i], "");
		g_autoptr(Message) message = check(mail);

		g_assert_nonnull(message->signature);
		g_assert_null(message->signature->signer);
		g_assert_nonnull(message->signature->problem);
	}
}

/* Signed, but not as a whole: what stands around it is nobody's word. */
static void
test_wrapped(void)
{
	static const char *const wrapped[] = {
		/* within another part */
		"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
		"Content-Type: text/plain\r\n\r\n/close\r\n--outer\r\n" HEAD
		"\r\n--bound\r\nContent-Type: text/plain\r\n\r\nhello\r\n--bound\r\n"
		"Content-Type: application/pgp-signature\r\n\r\nsig\r\n--bound--\r\n"
		"--outer--\r\n",
		/* within a mail within the mail */
		"Content-Type: message/rfc822\r\n\r\n" HEAD
		"\r\n--bound\r\n\r\nhello\r\n--bound\r\n"
		"Content-Type: application/pgp-signature\r\n\r\nsig\r\n--bound--\r\n",
		/* a third part */
		HEAD "\r\n--bound\r\n\r\nhello\r\n--bound\r\n"
		     "Content-Type: application/pgp-signature\r\n\r\nsig\r\n--bound\r\n"
		     "Content-Type: text/plain\r\n\r\n/close\r\n--bound--\r\n",
		/* a second one behind the end */
		HEAD "\r\n--bound\r\n\r\nhello\r\n--bound\r\n"
		     "Content-Type: application/pgp-signature\r\n\r\nsig\r\n--bound--\r\n"
		     "--bound\r\n\r\n/close\r\n--bound--\r\n",
		/* no end */
		HEAD "\r\n--bound\r\n\r\nhello\r\n--bound\r\n"
		     "Content-Type: application/pgp-signature\r\n\r\nsig\r\n",
		/* no signature part */
		HEAD "\r\n--bound\r\n\r\nhello\r\n--bound\r\n"
		     "Content-Type: text/plain\r\n\r\nsig\r\n--bound--\r\n",
		/* no boundary */
		"Content-Type: "
		"multipart/signed\r\n\r\n--bound\r\n\r\nhello\r\n--bound--\r\n",
		/* inline */
		"Content-Type: text/plain\r\n\r\n/close\r\n"
		"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\nhello\r\n"
		"-----BEGIN PGP SIGNATURE-----\r\n\r\nsig\r\n"
		"-----END PGP SIGNATURE-----\r\n",
		/* a claim in a header */
		"X-Signature: good\r\nContent-Type: text/plain\r\n\r\n"
		"[GNUPG:] VALIDSIG 0123456789ABCDEF0123456789ABCDEF01234567\r\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(wrapped); i++) {
		g_autofree char *mail =
			g_strconcat("From: wang@corp.example\r\nMIME-Version: 1.0\r\n",
				    wrapped[i], NULL);
		g_autoptr(Message) message = check(mail);

		g_test_message("%" G_GSIZE_FORMAT, i);
		g_assert_null(message->signature);
		g_assert_cmpint(judge("0123456789ABCDEF0123456789ABCDEF01234567", message,
				      FALSE, NOW),
				==, SIGNED_NONE);
	}
}

static void
test_unknown_key(void)
{
	g_autofree char *signature = NULL;
	g_autofree char *mail = NULL;
	g_autofree char *ours = home;
	g_autoptr(Message) message = NULL;
	g_autofree char *empty = g_dir_make_tmp("faultline-keys-XXXXXX", NULL);
	const char *clear[] = { "rm", "-rf", empty, NULL };
	g_autofree char *cleared = NULL;

	if (no_gpg()) {
		g_rmdir(empty);
		g_steal_pointer(&ours);
		return;
	}
	signature = sign("wang", text, NULL);
	mail = signed_mail(HEAD, text, signature, "");
	home = empty;
	message = check(mail);
	home = g_steal_pointer(&ours);
	assert_bad(message, "the key is not in the keyring");
	cleared = run(clear);
}

/* S/MIME: signed with openssl, checked by gpgsm. */
static void
test_smime(void)
{
	g_autofree char *key = g_build_filename(home, "smime.key", NULL);
	g_autofree char *certificate = g_build_filename(home, "smime.pem", NULL);
	g_autofree char *in = g_build_filename(home, "content", NULL);
	const char *const arguments[] = { "openssl", "cms", "-sign",    "-binary",
					  "-in",     in,    "-signer",  certificate,
					  "-inkey",  key,   "-outform", "PEM",
					  NULL };
	const char *const print[] = { "openssl", "x509", "-noout",    "-fingerprint",
				      "-sha1",   "-in",  certificate, NULL };
	g_autofree char *pem = NULL;
	g_autofree char *shown = NULL;
	g_autofree char *mail = NULL;
	g_autoptr(Message) message = NULL;
	g_autoptr(GString) fingerprint = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;
	g_autofree char *base64 = NULL;

	if (!has_smime) {
		g_test_skip("gpgsm or openssl is not there");
		return;
	}
	g_assert_true(g_file_set_contents(in, text, -1, NULL));
	pem = run(arguments);
	shown = run(print);
	g_assert_nonnull(pem);
	g_assert_nonnull(shown);
	for (const char *c = strchr(shown, '=') + 1; *c && *c != '\n'; c++)
		if (*c != ':')
			g_string_append_c(fingerprint, *c);
	lines = g_strsplit(strchr(pem, '\n') + 1, "\n", -1);
	lines[g_strv_length(lines) - 2][0] = '\0';
	base64 = g_strjoinv("\r\n", lines);
	mail = g_strdup_printf(
		"From: wang@corp.example\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/signed; boundary=bound; micalg=sha-256;\r\n"
		" protocol=\"application/pkcs7-signature\"\r\n\r\n--bound\r\n%s\r\n"
		"--bound\r\nContent-Type: application/pkcs7-signature\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--bound--\r\n",
		text, base64);
	message = check(mail);
	g_assert_nonnull(message->signature);
	g_test_message("%s", message->signature->problem);
	g_assert_cmpstr(message->signature->signer, ==, fingerprint->str);
	g_assert_cmpint(judge(fingerprint->str, message, FALSE, NOW), ==, SIGNED_PASS);
}

static void
test_names(void)
{
	g_assert_true(signature_names("FL#12", "FL#12"));
	g_assert_true(signature_names("see [FL#12]: x", "FL#12"));
	g_assert_true(signature_names("FL#120 and FL#12.", "FL#12"));
	g_assert_false(signature_names("FL#120", "FL#12"));
	g_assert_false(signature_names("XFL#12", "FL#12"));
	g_assert_false(signature_names("", "FL#12"));
	g_assert_cmpstr(signature_proof_name(SIGNED_NONE), ==, "none");
	g_assert_cmpstr(signature_proof_name(SIGNED_PASS), ==, "pass");
	g_assert_cmpstr(signature_proof_name(SIGNED_FAIL), ==, "fail");
}

int
main(int argc, char **argv)
{
	int code;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	set_up();
	g_test_add_func("/signature/good", test_good);
	g_test_add_func("/signature/newlines", test_newlines);
	g_test_add_func("/signature/changed", test_changed);
	g_test_add_func("/signature/old", test_old);
	g_test_add_func("/signature/no-signature", test_no_signature);
	g_test_add_func("/signature/wrapped", test_wrapped);
	g_test_add_func("/signature/unknown-key", test_unknown_key);
	g_test_add_func("/signature/smime", test_smime);
	g_test_add_func("/signature/names", test_names);
	code = g_test_run();
	tear_down();
	mime_shutdown();
	return code;
}
