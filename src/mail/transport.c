/*
 * Connecting, TLS and login by libcurl, then bytes over the connection that it made. Debian
 * 12's libcurl loses data when it speaks IMAP itself (mail-libraries 1.3), so it never sees
 * a command of ours. Certificates are always checked; no option leads around that. A
 * password goes to libcurl and nowhere else: libcurl's own trace stays off.
 */
#include "mail/transport.h"

#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/credential.h"

#define DEFAULT_SECONDS 60
#define MAX_WORDS       400

/*
 * libcurl would rather take GSSAPI or NTLM where a server offers them (Exchange does),
 * finds no Kerberos ticket and gives up (curl issues 3668, 7156). Inside of TLS the plain
 * mechanisms are as good.
 */
#define PASSWORD_MECHANISMS "AUTH=PLAIN;AUTH=LOGIN"
#define TOKEN_MECHANISMS    "AUTH=OAUTHBEARER;AUTH=XOAUTH2"

struct Transport {
	char *name; /* own; Endpoint's */
	CURLM *multi;
	CURL *curl;
	int cancel_fd;
	TransportTimeouts timeouts;
	curl_socket_t socket;
	gboolean is_smtp;
	char reason[CURL_ERROR_SIZE]; /* libcurl's, of the last failure */
	GString *words;               /* own; the server's, when it refused something */
};

/* One attempt. Pointers are foreign. */
typedef struct {
	const Endpoint *endpoint;
	const TransportTimeouts *timeouts;
	int cancel_fd;
	const char *secret;
	gboolean is_token;
	gboolean no_mechanism; /* nothing was refused: libcurl found no way that fits */
} Login;

static void
start_libcurl(void)
{
	static gsize started;

	if (!g_once_init_enter(&started))
		return;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	/* With CURLOPT_NOSIGNAL a write to a connection that the server closed would end
	 * the process. */
	signal(SIGPIPE, SIG_IGN);
	g_once_init_leave(&started, 1);
}

/* ---- what the server said ---- */

/* "A002 NO text" or "* BYE text" gives the text. Foreign; NULL if LINE is no refusal. */
static const char *
imap_refusal(const char *line)
{
	static const char *const words[] = { " NO ", " BAD ", " BYE " };
	const char *space = strchr(line, ' ');

	for (guint i = 0; space && i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strncasecmp(space, words[i], strlen(words[i])) == 0)
			return space + strlen(words[i]);
	return NULL;
}

static const char *
smtp_refusal(const char *line)
{
	return line[0] == '4' || line[0] == '5' ? line : NULL;
}

/* A bearer token is refused by a challenge, {"status":"401",…} in base64; libcurl gives up
 * there, before the refusal proper (mail-libraries 3). Own; NULL if LINE is none. */
static char *
token_refusal(const char *line)
{
	const char *challenge = strstr(line, " eyJ");
	g_autofree guchar *bytes = NULL;
	gsize length = 0;

	if (!challenge || !(line[0] == '+' || g_str_has_prefix(line, "334 ")))
		return NULL;
	bytes = g_base64_decode(challenge + 1, &length);
	return text_valid((const char *)bytes, length);
}

static void
add_words(Transport *transport, const char *words)
{
	g_autofree char *clean = text_one_line(words);

	if (transport->words->len < MAX_WORDS)
		g_string_append_printf(transport->words, "%s%s",
				       transport->words->len ? " " : "", clean);
}

/* libcurl gives every line of the server's here, and the words of a refusal nowhere else. A
 * refusal of several lines is joined. */
static size_t
hear_line(char *bytes, size_t size, size_t count, void *data)
{
	Transport *transport = data;
	g_autofree char *line = text_valid(bytes, size * count);
	g_autofree char *challenge = token_refusal(line);
	const char *refusal = transport->is_smtp ? smtp_refusal(line) : imap_refusal(line);

	if (challenge)
		add_words(transport, challenge);
	if (refusal)
		add_words(transport, refusal);
	return size * count;
}

static gboolean
holds_encoded(const char *words, const char *bytes, gsize length)
{
	g_autofree char *encoded = g_base64_encode((const guint8 *)bytes, length);
	gboolean held = strstr(words, encoded) != NULL;

	explicit_bzero(encoded, strlen(encoded));
	return held;
}

/* Some servers repeat the line that they do not understand: with the password in it. */
static gboolean
gives_away(const char *words, const char *user, const char *secret)
{
	static const char base64[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/=";
	g_autofree char *plain = g_strdup_printf("-%s-%s", user, secret);
	gsize length = strlen(plain);
	gboolean held;

	plain[0] = plain[1 + strlen(user)] = '\0';
	held = strstr(words, secret) || holds_encoded(words, secret, strlen(secret)) ||
	       holds_encoded(words, plain, length);
	explicit_bzero(plain, length);
	/* A token's mechanism wraps it in more than that; no word is so long. */
	for (; *words && !held; words++)
		held = strspn(words, base64) > 60;
	return held;
}

/* ---- connecting ---- */

/* What went wrong, for people; libcurl's own words follow where it has better ones. */
static const struct {
	CURLcode result;
	DeskError code;
	const char *what;
	gboolean with_reason;
} failures[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, DESK_ERROR_UNAVAILABLE,
	  "the host's name cannot be found", TRUE },
	{ CURLE_COULDNT_CONNECT, DESK_ERROR_UNAVAILABLE, "cannot connect", TRUE },
	{ CURLE_OPERATION_TIMEDOUT, DESK_ERROR_UNAVAILABLE, "no login in time", TRUE },
	{ CURLE_SSL_CACERT_BADFILE, DESK_ERROR_CONFIG, "ca-file cannot be used", TRUE },
	{ CURLE_USE_SSL_FAILED, DESK_ERROR_UNAVAILABLE,
	  "the server offers no STARTTLS, and nothing is sent without TLS", FALSE },
	{ CURLE_SSL_CONNECT_ERROR, DESK_ERROR_UNAVAILABLE,
	  "TLS failed (imaps:// and smtps:// speak TLS from the first byte, imap:// and "
	  "smtp:// by STARTTLS)",
	  TRUE },
	{ CURLE_LOGIN_DENIED, DESK_ERROR_LOGIN, "login refused", FALSE },
	{ CURLE_AUTH_ERROR, DESK_ERROR_LOGIN, "login failed", TRUE },
	{ CURLE_WEIRD_SERVER_REPLY, DESK_ERROR_UNAVAILABLE, "unexpected answer", TRUE },
	{ CURLE_GOT_NOTHING, DESK_ERROR_UNAVAILABLE, "the server closed the connection",
	  FALSE },
	{ CURLE_RECV_ERROR, DESK_ERROR_UNAVAILABLE, "the connection was lost", TRUE },
	{ CURLE_SEND_ERROR, DESK_ERROR_UNAVAILABLE, "the connection was lost", TRUE },
	{ CURLE_UNSUPPORTED_PROTOCOL, DESK_ERROR_CONFIG, "this libcurl cannot do it",
	  TRUE },
	{ CURLE_URL_MALFORMAT, DESK_ERROR_CONFIG, "not a usable address", TRUE },
};

/* A refusal that says "not now" is none of the password (RFC 5530; RFC 4954, 6). */
static gboolean
is_temporary(const Transport *transport)
{
	static const char *const codes[] = { "[UNAVAILABLE]", "[INUSE]", "[LIMIT]",
					     "[SERVERBUG]" };
	const char *words = transport->words->str;

	if (transport->is_smtp)
		return words[0] == '4';
	for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
		if (strcasestr(words, codes[i]))
			return TRUE;
	return FALSE;
}

/* libcurl: "SSL certificate problem: self-signed certificate". */
static void
set_certificate_error(const Transport *transport, const Endpoint *endpoint, GError **error)
{
	const char *reason = transport->reason;
	gboolean is_unknown = strstr(reason, "issuer") || strstr(reason, "self");

	g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
		    "%s: %s: the server's certificate is not accepted: %s%s",
		    endpoint->name, endpoint->url, reason,
		    !is_unknown         ? ""
		    : endpoint->ca_file ? " (ca-file does not hold the one who signed it)"
					: " (set ca-file to the certificate of the one who "
					  "signed it)");
}

static const char *
reason_of(const Transport *transport, CURLcode result)
{
	long number = 0;

	if (result == CURLE_COULDNT_CONNECT)
		curl_easy_getinfo(transport->curl, CURLINFO_OS_ERRNO, &number);
	return number ? g_strerror((int)number) : transport->reason;
}

static void
set_open_error(const Transport *transport, const Login *login, CURLcode result,
	       GError **error)
{
	const Endpoint *endpoint = login->endpoint;
	DeskError code = DESK_ERROR_UNAVAILABLE;
	const char *what = curl_easy_strerror(result), *words = transport->words->str;
	gboolean with_reason = TRUE;

	if (result == CURLE_PEER_FAILED_VERIFICATION) {
		set_certificate_error(transport, endpoint, error);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
		if (failures[i].result != result)
			continue;
		code = failures[i].code;
		what = failures[i].what;
		with_reason = failures[i].with_reason;
	}
	if (login->no_mechanism)
		what = login->is_token ? "the server takes no bearer token"
				       : "the server offers no way to log in";
	if (code == DESK_ERROR_LOGIN && is_temporary(transport))
		code = DESK_ERROR_UNAVAILABLE;
	if (*words && gives_away(words, endpoint->credential.user, login->secret))
		words = "(its answer repeats the login)";
	if (!*words && with_reason)
		words = reason_of(transport, result);
	g_set_error(error, DESK_ERROR, code, "%s: %s: %s%s%s", endpoint->name,
		    endpoint->url, what, *words ? ": " : "", words);
}

static void
set_options(Transport *transport, const Login *login, const char *mechanisms)
{
	const Endpoint *endpoint = login->endpoint;
	CURL *curl = transport->curl;

	curl_easy_setopt(curl, CURLOPT_URL, endpoint->url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transport->reason);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transport);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)transport->timeouts.connect);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)transport->timeouts.connect);
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	/* No proxy out of the environment, and no stop for a resolver that hangs. */
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif

	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (endpoint->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, endpoint->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}

	curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
	curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, mechanisms);
	curl_easy_setopt(curl, CURLOPT_USERNAME, endpoint->credential.user);
	curl_easy_setopt(curl, login->is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
			 login->secret);
}

static gboolean
is_cancelled(int cancel_fd)
{
	struct pollfd fd = { .fd = cancel_fd, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static gboolean
set_cancelled(GError **error)
{
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_LATER, "cancelled");
	return FALSE;
}

/*
 * The multi interface, because it can wait for the cancel event too: a progress callback
 * would be asked once a second only. FALSE: cancelled.
 */
static gboolean
perform(Transport *transport, CURLcode *result, GError **error)
{
	struct curl_waitfd cancel = { .fd = transport->cancel_fd,
				      .events = CURL_WAIT_POLLIN };
	CURLMsg *message;
	int running, left;

	for (;;) {
		curl_multi_perform(transport->multi, &running);
		if (!running)
			break;
		curl_multi_poll(transport->multi, &cancel, transport->cancel_fd >= 0, 1000,
				NULL);
		if (is_cancelled(transport->cancel_fd))
			return set_cancelled(error);
	}
	message = curl_multi_info_read(transport->multi, &left);
	*result = message ? message->data.result : CURLE_FAILED_INIT;
	return TRUE;
}

static Transport *
transport_new(const Endpoint *endpoint, const TransportTimeouts *timeouts, int cancel_fd)
{
	Transport *transport = g_new0(Transport, 1);

	transport->name = g_strdup(endpoint->name);
	transport->is_smtp = g_str_has_prefix(endpoint->url, "smtp");
	transport->cancel_fd = cancel_fd;
	transport->timeouts = *timeouts;
	if (transport->timeouts.connect <= 0)
		transport->timeouts.connect = DEFAULT_SECONDS;
	if (transport->timeouts.response <= 0)
		transport->timeouts.response = DEFAULT_SECONDS;
	transport->words = g_string_new(NULL);
	transport->multi = curl_multi_init();
	transport->curl = curl_easy_init();
	if (!transport->multi || !transport->curl)
		g_error("libcurl cannot be initialised");
	return transport;
}

static Transport *
log_in(Login *login, const char *mechanisms, GError **error)
{
	const Endpoint *endpoint = login->endpoint;
	g_autoptr(Transport) transport =
		transport_new(endpoint, login->timeouts, login->cancel_fd);
	CURLcode result = CURLE_OK;

	set_options(transport, login, mechanisms);
	curl_multi_add_handle(transport->multi, transport->curl);
	if (!perform(transport, &result, error))
		return NULL;
	if (result == CURLE_OK)
		result = curl_easy_getinfo(transport->curl, CURLINFO_ACTIVESOCKET,
					   &transport->socket);
	login->no_mechanism = result == CURLE_LOGIN_DENIED && transport->words->len == 0;
	if (result != CURLE_OK) {
		set_open_error(transport, login, result, error);
		return NULL;
	}
	log_debug("transport", "endpoint=%s url=%s result=connected", endpoint->name,
		  endpoint->url);
	return g_steal_pointer(&transport);
}

/* A server that knows only IMAP's LOGIN, or only challenges, gets what it wants. */
static Transport *
log_in_with_password(Login *login, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Transport *transport = log_in(login, PASSWORD_MECHANISMS, &problem);

	if (transport)
		return transport;
	if (login->no_mechanism)
		return log_in(login, NULL, error);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

static Transport *
fetch_secret_and_log_in(Login *login, GError **error)
{
	char *secret = credential_read(&login->endpoint->credential, login->cancel_fd,
				       &login->is_token, error);
	Transport *transport;

	if (!secret) {
		g_prefix_error(error, "%s: ", login->endpoint->name);
		return NULL;
	}
	login->secret = secret;
	transport = login->is_token ? log_in(login, TOKEN_MECHANISMS, error)
				    : log_in_with_password(login, error);
	login->secret = NULL;
	secret_free(secret);
	return transport;
}

static gboolean
check_endpoint(const Endpoint *endpoint, GError **error)
{
	static const char *const schemes[] = { "imaps://", "imap://", "smtps://",
					       "smtp://" };
	gboolean is_known = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
		is_known |= g_str_has_prefix(endpoint->url, schemes[i]);
	if (is_known && endpoint->credential.user)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s: %s: %s", endpoint->name,
		    endpoint->url,
		    is_known ? "no user is set"
			     : "begins with none of imaps:// imap:// "
			       "smtps:// smtp://");
	return FALSE;
}

Transport *
transport_open(const Endpoint *endpoint, const TransportTimeouts *timeouts, int cancel_fd,
	       GError **error)
{
	Login login = { .endpoint = endpoint,
			.timeouts = timeouts,
			.cancel_fd = cancel_fd };
	g_autoptr(GError) problem = NULL;
	Transport *transport;

	if (!check_endpoint(endpoint, error))
		return NULL;
	start_libcurl();
	transport = fetch_secret_and_log_in(&login, &problem);
	if (transport)
		return transport;
	/* Tokens live for an hour; the command may have given one that is over. */
	if (login.is_token && !login.no_mechanism &&
	    g_error_matches(problem, DESK_ERROR, DESK_ERROR_LOGIN))
		return fetch_secret_and_log_in(&login, error);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

void
transport_close(Transport *transport)
{
	if (!transport)
		return;
	curl_multi_remove_handle(transport->multi, transport->curl);
	curl_easy_cleanup(transport->curl);
	curl_multi_cleanup(transport->multi);
	g_string_free(transport->words, TRUE);
	g_free(transport->name);
	g_free(transport);
}

/* ---- bytes ---- */

static gboolean
set_lost(const Transport *transport, CURLcode result, GError **error)
{
	const char *reason = transport->reason;

	g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
		    "%s: the connection was lost: %s", transport->name,
		    *reason ? reason : curl_easy_strerror(result));
	return FALSE;
}

/* Waits for EVENTS on the socket until END (monotonic). *OVER: the time is. FALSE:
 * cancelled. */
static gboolean
wait_until(const Transport *transport, short events, gint64 end, gboolean *over,
	   GError **error)
{
	struct pollfd fds[] = {
		{ .fd = transport->cancel_fd, .events = POLLIN },
		{ .fd = transport->socket, .events = events },
	};
	gint64 left = (end - g_get_monotonic_time() + 999) / 1000;

	*over = poll(fds, G_N_ELEMENTS(fds), (int)CLAMP(left, 0, G_MAXINT)) == 0;
	return fds[0].revents ? set_cancelled(error) : TRUE;
}

gboolean
transport_send(Transport *transport, const void *bytes, gsize length, GError **error)
{
	const char *next = bytes;
	gint64 seconds = transport->timeouts.response;
	gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;

	while (length > 0) {
		size_t sent = 0;
		gboolean over = FALSE;
		CURLcode result = curl_easy_send(transport->curl, next, length, &sent);

		if (result == CURLE_AGAIN) {
			if (!wait_until(transport, POLLOUT, end, &over, error))
				return FALSE;
			if (over)
				return set_lost(transport, CURLE_OPERATION_TIMEDOUT, error);
		} else if (result != CURLE_OK) {
			return set_lost(transport, result, error);
		}
		next += sent;
		length -= sent;
		if (sent > 0)
			end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	}
	return TRUE;
}

gboolean
transport_receive(Transport *transport, void *buffer, gsize length, int seconds, gsize *got,
		  GError **error)
{
	gint64 wait = seconds < 0 ? transport->timeouts.response : seconds;
	gint64 end = g_get_monotonic_time() + wait * G_USEC_PER_SEC;
	gboolean over = FALSE;

	*got = 0;
	for (;;) {
		size_t count = 0;
		CURLcode result = curl_easy_recv(transport->curl, buffer, length, &count);

		if (result == CURLE_OK && count > 0) {
			*got = count;
			return TRUE;
		}
		if (result == CURLE_OK) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
				    "%s: the server closed the connection",
				    transport->name);
			return FALSE;
		}
		if (result != CURLE_AGAIN)
			return set_lost(transport, result, error);
		if (over)
			return TRUE;
		if (!wait_until(transport, POLLIN, end, &over, error))
			return FALSE;
	}
}
