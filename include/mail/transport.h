/*
 * One TLS connection, logged in by libcurl (CONNECT_ONLY: connect, TLS, STARTTLS, SASL),
 * then ours to read and write. Blocking, for one worker thread; every wait is bounded and
 * ends at once when the cancel event comes. The first one makes the process ignore SIGPIPE.
 */
#pragma once

#include "core/endpoint.h"

#include <glib.h>

/* Waits in seconds. */
typedef struct {
	int connect;  /* connect, TLS and login together; 60 */
	int response; /* the next byte of an answer; 60 */
	/* SMTP's answer to the final dot; 600, also for 0 (RFC 5321, 4.5.3.2.6) */
	int data_end;
} TransportTimeouts;

typedef struct Transport Transport;

/*
 * Connected and logged in. CANCEL_FD (an eventfd; -1 = none) ends any wait when it becomes
 * readable: DESK_ERROR_LATER "cancelled". Other errors: DESK_ERROR_LOGIN (with the server's
 * own words; a bearer token is fetched anew and tried once more before that),
 * DESK_ERROR_UNAVAILABLE (refused, time-out, TLS: the message says which, and for a
 * certificate why), DESK_ERROR_CONFIG (a password file that others can read, a command that
 * fails).
 */
Transport *transport_open(const Endpoint *endpoint, const TransportTimeouts *timeouts,
			  int cancel_fd, GError **error);
void transport_close(Transport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transport, transport_close)

/* All of BYTES. */
gboolean transport_send(Transport *transport, const void *bytes, gsize length,
			GError **error);

/*
 * Up to LENGTH bytes, at least one; waits at most SECONDS (0 = do not wait, < 0 = the
 * response time-out). *GOT 0 with TRUE = the time is over and nothing came. A closed
 * connection is DESK_ERROR_UNAVAILABLE. Reads until libcurl says AGAIN before it polls (TLS
 * buffers).
 */
gboolean transport_receive(Transport *transport, void *buffer, gsize length, int seconds,
			   gsize *got, GError **error);

/* credential_read() that nothing cancels. For check. Own; secret_free(). */
char *credential_secret(const Credential *credential, gboolean *is_token, GError **error);
