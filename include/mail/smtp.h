/*
 * Submission: one recipient a transaction, replies told apart, the body streamed and
 * checked byte by byte (CRLF only, dots doubled). Blocking, for one worker thread.
 */
#pragma once

#include "mail/transport.h"

#include <glib.h>

typedef struct Smtp Smtp;

/* Connected over TLS and authenticated. Errors as transport_open(). */
Smtp *smtp_open(const Endpoint *endpoint, const TransportTimeouts *timeouts, int cancel_fd,
		GError **error);
void smtp_close(Smtp *smtp); /* QUIT if it can */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Smtp, smtp_close)

/* What the server offers ("SIZE" gives its argument; "" if without; NULL if not offered).
 * Foreign. */
const char *smtp_extension(const Smtp *smtp, const char *name);

typedef enum {
	SMTP_SENT,     /* 2xx after the final dot */
	SMTP_TEMPFAIL, /* 4xx, a refused login, or the connection was lost before the final
			  dot */
	SMTP_PERMFAIL, /* 5xx, or an address or body that the gate refuses */
	SMTP_UNKNOWN,  /* the final dot was sent and no answer came: it may have arrived */
} SmtpOutcome;

typedef struct {
	SmtpOutcome outcome;
	int code;       /* 0 if there was none */
	char *text;     /* own; one line: the server's words, or ours */
	gboolean lost;  /* the connection can not be used any more */
	gboolean login; /* 530/535/538: the login is refused; TEMPFAIL: the recipient is not
			   to blame */
	gboolean recipient; /* 5xx to RCPT: he alone is to blame */
} SmtpResult;

void smtp_result_clear(SmtpResult *result);

/* Gives the next piece of the mail in BUFFER; 0 at the end, < 0 on error (then nothing was
 * sent: the connection is dropped before the final dot, TEMPFAIL). */
typedef gssize (*SmtpSource)(char *buffer, gsize length, gpointer data);

/* One mail from FROM to TO. SIZE in bytes for the SIZE parameter (0 = unknown). Waits up to
 * 600 s for the answer to the final dot. MAIL, RCPT and DATA are pipelined where offered.
 * Never fails: the result says all. */
void smtp_send(Smtp *smtp, const char *from, const char *to, gint64 size, SmtpSource source,
	       gpointer data, SmtpResult *result);
