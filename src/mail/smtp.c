/*
 * Submission. Two rules stand above the rest: nothing reaches the wire that could be read
 * as a command or as the end of the mail (SMTP smuggling), and no answer is taken for the
 * answer to the final dot but the one that comes after it. What cannot be known is said to
 * be unknown.
 */
#include "mail/smtp.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/address.h"
#include "mail/smtp-reply.h"

#define RESPONSE_SECONDS 60
#define DATA_END_SECONDS 600 /* RFC 5321, 4.5.3.2.6; less makes duplicates */
#define FAREWELL_SECONDS 2
#define MAX_LINE         998 /* RFC 5322, 2.1.1, without CR LF */

struct Smtp {
	Transport *transport;   /* own; NULL once the connection is lost */
	GHashTable *extensions; /* own */
	int response;
	int data_end;
	gboolean pipelining;
	gboolean unfinished; /* a MAIL was accepted and nothing has ended it: RSET first */
	char input[4096];
	gsize input_start;
	gsize input_end;
};

/* ---- replies ---- */

/* Waits for more input until DEADLINE, of the monotonic clock. */
static gboolean
fill(Smtp *smtp, gint64 deadline, GError **error)
{
	gint64 left = deadline - g_get_monotonic_time();
	int seconds = (int)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
	gsize got = 0;

	if (left > 0 && !transport_receive(smtp->transport, smtp->input, sizeof smtp->input,
					   seconds, &got, error))
		return FALSE;
	if (got == 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE, "no answer in time");
		return FALSE;
	}
	smtp->input_start = 0;
	smtp->input_end = got;
	return TRUE;
}

/* The time is for the whole reply: a server that sends a byte a minute must not hold us. */
static gboolean
read_reply(Smtp *smtp, int seconds, SmtpReply *reply, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;

	for (;;) {
		gsize used;
		SmtpReplyState state =
			smtp_reply_feed(reply, smtp->input + smtp->input_start,
					smtp->input_end - smtp->input_start, &used);

		smtp->input_start += used;
		if (state == SMTP_REPLY_DONE)
			return TRUE;
		if (state == SMTP_REPLY_BAD) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
				    "the server's answer is not SMTP");
			return FALSE;
		}
		if (!fill(smtp, deadline, error))
			return FALSE;
	}
}

static gboolean
say(Smtp *smtp, const char *line, GError **error)
{
	return transport_send(smtp->transport, line, strlen(line), error);
}

/* ---- results ---- */

void
smtp_result_clear(SmtpResult *result)
{
	g_clear_pointer(&result->text, g_free);
	*result = (SmtpResult){ 0 };
}

/* "Authentication required" is about us, not about the recipient: such a mail is tried
 * again, however permanent the code is. */
static gboolean
is_login_code(int code)
{
	return code == 530 || code == 535 || code == 538;
}

static void
settle(SmtpResult *result, const SmtpReply *reply)
{
	g_free(result->text);
	result->text = smtp_reply_text(reply);
	result->code = reply->code;
	result->login = is_login_code(reply->code);
	if (reply->code / 100 == 2)
		result->outcome = SMTP_SENT;
	else if (reply->code / 100 == 5 && !result->login)
		result->outcome = SMTP_PERMFAIL;
	else
		result->outcome = SMTP_TEMPFAIL;
}

static void
settle_ourselves(SmtpResult *result, SmtpOutcome outcome, const char *text)
{
	g_free(result->text);
	result->text = text_one_line(text);
	result->code = 0;
	result->login = FALSE;
	result->outcome = outcome;
}

/* Without QUIT, and before a final dot without the mail: RFC 5321, 4.1.1.10 has the server
 * throw away what it got so far. */
static void
drop(Smtp *smtp, SmtpResult *result)
{
	g_clear_pointer(&smtp->transport, transport_close);
	result->lost = TRUE;
}

static void
lose(Smtp *smtp, SmtpResult *result, SmtpOutcome outcome, const GError *error)
{
	settle_ourselves(result, outcome, error->message);
	drop(smtp, result);
}

/*
 * Has the server spoken without being asked? A farewell to an idle connection (421), or an
 * early refusal in the middle of a mail, is the answer then. Anything else means that
 * questions and answers are out of step, and a later 250 could be taken for that of another
 * question: the connection is given up. FALSE: RESULT is settled.
 */
static gboolean
still_silent(Smtp *smtp, SmtpResult *result)
{
	g_auto(SmtpReply) reply = { 0 };
	g_autoptr(GError) error = NULL;
	gsize got = 0;

	if (smtp->input_start == smtp->input_end) {
		smtp->input_start = smtp->input_end = 0;
		if (!transport_receive(smtp->transport, smtp->input, sizeof smtp->input, 0,
				       &got, &error)) {
			lose(smtp, result, SMTP_TEMPFAIL, error);
			return FALSE;
		}
		smtp->input_end = got;
		if (got == 0)
			return TRUE;
	}
	smtp_reply_init(&reply);
	if (!read_reply(smtp, smtp->response, &reply, &error)) {
		lose(smtp, result, SMTP_TEMPFAIL, error);
		return FALSE;
	}
	if (reply.code >= 400)
		settle(result, &reply);
	else
		settle_ourselves(result, SMTP_TEMPFAIL,
				 "the server answered before it was asked");
	drop(smtp, result);
	return FALSE;
}

/* The server may have said why before it hung up. */
static void
lose_sending(Smtp *smtp, SmtpResult *result, const GError *error)
{
	if (still_silent(smtp, result))
		lose(smtp, result, SMTP_TEMPFAIL, error);
}

/* ---- opening and closing ---- */

/* Our name for EHLO: the host's, if it can stand there. */
static const char *
own_name(void)
{
	const char *name = g_get_host_name();

	return *name && strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-") ==
				       strlen(name)
		       ? name
		       : "localhost";
}

/* libcurl has said EHLO too, but keeps the answer to itself; saying it again is allowed at
 * any time (RFC 5321, 4.1.4). */
static gboolean
say_hello(Smtp *smtp, GError **error)
{
	g_auto(SmtpReply) reply = { 0 };
	g_autofree char *line = g_strdup_printf("EHLO %s\r\n", own_name());

	smtp_reply_init(&reply);
	if (!say(smtp, line, error) || !read_reply(smtp, smtp->response, &reply, error))
		return FALSE;
	if (reply.code != 250) {
		g_autofree char *words = smtp_reply_text(&reply);

		g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
			    "EHLO was refused: %d %s", reply.code, words);
		return FALSE;
	}
	smtp->extensions = smtp_reply_extensions(&reply);
	smtp->pipelining = smtp_extension(smtp, "PIPELINING") != NULL;
	return TRUE;
}

Smtp *
smtp_open(const Endpoint *endpoint, const TransportTimeouts *timeouts, int cancel_fd,
	  GError **error)
{
	g_autoptr(Smtp) smtp = g_new0(Smtp, 1);

	smtp->response = timeouts->response > 0 ? timeouts->response : RESPONSE_SECONDS;
	smtp->data_end = timeouts->data_end > 0 ? timeouts->data_end : DATA_END_SECONDS;
	smtp->transport = transport_open(endpoint, timeouts, cancel_fd, error);
	if (!smtp->transport)
		return NULL;
	if (!say_hello(smtp, error)) {
		g_prefix_error(error, "%s: ", endpoint->name);
		g_clear_pointer(&smtp->transport, transport_close);
		return NULL;
	}
	return g_steal_pointer(&smtp);
}

void
smtp_close(Smtp *smtp)
{
	if (!smtp)
		return;
	if (smtp->transport) {
		g_auto(SmtpReply) reply = { 0 };

		smtp_reply_init(&reply);
		if (say(smtp, "QUIT\r\n", NULL))
			read_reply(smtp, MIN(FAREWELL_SECONDS, smtp->response), &reply,
				   NULL);
	}
	g_clear_pointer(&smtp->transport, transport_close);
	g_clear_pointer(&smtp->extensions, g_hash_table_unref);
	g_free(smtp);
}

const char *
smtp_extension(const Smtp *smtp, const char *name)
{
	return g_hash_table_lookup(smtp->extensions, name);
}

/* ---- the envelope ---- */

typedef enum { STEP_RSET, STEP_MAIL, STEP_RCPT, STEP_DATA, N_STEPS } Step;

static gboolean
is_welcome(Step step, int code)
{
	return step == STEP_DATA ? code == 354 : code / 100 == 2;
}

static void
write_steps(const Smtp *smtp, const char *from, const char *to, gint64 size,
	    char *lines[N_STEPS])
{
	g_autofree char *size_parameter = NULL;

	if (size > 0 && smtp_extension(smtp, "SIZE"))
		size_parameter = g_strdup_printf(" SIZE=%" G_GINT64_FORMAT, size);
	lines[STEP_RSET] = g_strdup(smtp->unfinished ? "RSET\r\n" : "");
	lines[STEP_MAIL] = g_strdup_printf("MAIL FROM:<%s>%s\r\n", from,
					   size_parameter ? size_parameter : "");
	lines[STEP_RCPT] = g_strdup_printf("RCPT TO:<%s>\r\n", to);
	lines[STEP_DATA] = g_strdup("DATA\r\n");
}

/*
 * The recipient was refused, yet the server, which got DATA in the same breath, waits for a
 * mail. A lone dot ends that: with no recipient it can only be refused (RFC 2920, 3.1;
 * Postfix does the same). If it says that the recipient was fine after all (SENDER was
 * refused), the dot would send an empty mail; then the connection ends instead.
 */
static void
withdraw(Smtp *smtp, gboolean has_recipient, SmtpResult *result)
{
	g_auto(SmtpReply) reply = { 0 };

	smtp_reply_init(&reply);
	if (has_recipient || !say(smtp, ".\r\n", NULL) ||
	    !read_reply(smtp, smtp->response, &reply, NULL) || reply.code == 421)
		drop(smtp, result);
	smtp->unfinished = FALSE;
}

/* What REPLY means where STEP was not welcome and RESULT is still open. */
static void
refuse(Smtp *smtp, Step step, const SmtpReply *reply, SmtpResult *result)
{
	settle(result, reply);
	result->recipient = step == STEP_RCPT && result->outcome == SMTP_PERMFAIL;
	if (reply->code == 421 || (reply->code >= 400 && step != STEP_RSET))
		return;
	settle_ourselves(result, SMTP_TEMPFAIL, "the server's answers are out of step");
	drop(smtp, result);
}

/* TRUE: the server waits for the mail. Else RESULT says why not. Once something was
 * refused, that is the result, whatever the answers to the rest are. */
static gboolean
take_steps(Smtp *smtp, char *lines[N_STEPS], SmtpResult *result)
{
	gboolean refused = FALSE, has_recipient = FALSE;

	for (Step step = smtp->unfinished ? STEP_RSET : STEP_MAIL; step < N_STEPS; step++) {
		g_auto(SmtpReply) reply = { 0 };
		g_autoptr(GError) error = NULL;

		if (refused && !smtp->pipelining)
			return FALSE;
		smtp_reply_init(&reply);
		if ((!smtp->pipelining && !say(smtp, lines[step], &error)) ||
		    !read_reply(smtp, smtp->response, &reply, &error)) {
			if (!refused)
				settle_ourselves(result, SMTP_TEMPFAIL, error->message);
			drop(smtp, result);
			return FALSE;
		}
		if (is_welcome(step, reply.code)) {
			smtp->unfinished = step == STEP_RSET   ? FALSE
					   : step == STEP_MAIL ? TRUE
							       : smtp->unfinished;
			has_recipient = has_recipient || step == STEP_RCPT;
			if (refused && step == STEP_DATA)
				withdraw(smtp, has_recipient, result);
		} else if (!refused) {
			refuse(smtp, step, &reply, result);
			refused = TRUE;
		}
		if (reply.code == 421)
			drop(smtp, result);
		if (!smtp->transport)
			return FALSE;
	}
	return !refused;
}

static gboolean
send_envelope(Smtp *smtp, const char *from, const char *to, gint64 size, SmtpResult *result)
{
	char *lines[N_STEPS + 1] = { NULL };
	gboolean taken = FALSE;
	g_autoptr(GError) error = NULL;

	write_steps(smtp, from, to, size, lines);
	if (smtp->pipelining) {
		g_autofree char *all = g_strjoinv("", lines);

		if (!say(smtp, all, &error))
			lose_sending(smtp, result, error);
	}
	if (smtp->transport)
		taken = take_steps(smtp, lines, result);
	for (int i = 0; i < N_STEPS; i++)
		g_free(lines[i]);
	return taken;
}

/* ---- the mail ---- */

typedef struct {
	GString *out;      /* own; what may be sent */
	gsize line_length; /* of the unfinished line */
	gboolean cr;       /* the last byte was CR */
	gboolean any;
} Gate;

/*
 * BYTES into gate->out, dots doubled; or the reason why they must not be sent. A line that
 * ends otherwise than in CR LF is one line here and may be two elsewhere: that is how a
 * mail becomes two (SMTP smuggling, CVE-2023-51764 and its kin).
 */
static const char *
pass_gate(Gate *gate, const char *bytes, gsize length)
{
	g_string_truncate(gate->out, 0);
	for (gsize i = 0; i < length; i++) {
		char c = bytes[i];

		if (c == '\n' && !gate->cr)
			return "a bare LF";
		if (c != '\n' && gate->cr)
			return "a bare CR";
		if (c == '\0')
			return "a NUL";
		if (c == '.' && gate->line_length == 0)
			g_string_append_c(gate->out, '.');
		gate->cr = c == '\r';
		gate->line_length = c == '\n' ? 0 : gate->line_length + (c != '\r');
		if (gate->line_length > MAX_LINE)
			return "a line of more than 998 bytes";
		g_string_append_c(gate->out, c);
	}
	gate->any = gate->any || length > 0;
	return NULL;
}

/* At the end of the mail: what the last line lacks to end, or the reason. */
static const char *
close_gate(Gate *gate)
{
	if (!gate->any)
		return "no content";
	if (gate->cr)
		return "a bare CR";
	g_string_assign(gate->out, gate->line_length > 0 ? "\r\n" : "");
	return NULL;
}

static void
refuse_content(Smtp *smtp, SmtpResult *result, const char *reason)
{
	g_autofree char *text = g_strdup_printf("the mail has %s and is not sent", reason);

	settle_ourselves(result, SMTP_PERMFAIL, text);
	drop(smtp, result);
}

static gboolean
send_gated(Smtp *smtp, const Gate *gate, const char *reason, SmtpResult *result)
{
	g_autoptr(GError) error = NULL;

	if (reason) {
		refuse_content(smtp, result, reason);
		return FALSE;
	}
	if (gate->out->len == 0 ||
	    transport_send(smtp->transport, gate->out->str, gate->out->len, &error))
		return TRUE;
	lose_sending(smtp, result, error);
	return FALSE;
}

/* All but the final dot. */
static gboolean
send_content(Smtp *smtp, SmtpSource source, gpointer data, SmtpResult *result)
{
	char buffer[16384];
	g_autoptr(GString) out = g_string_sized_new(sizeof buffer + 512);
	Gate gate = { .out = out };
	gssize got;

	while ((got = source(buffer, sizeof buffer, data)) > 0)
		if (!send_gated(smtp, &gate, pass_gate(&gate, buffer, got), result))
			return FALSE;
	if (got < 0) {
		settle_ourselves(result, SMTP_TEMPFAIL,
				 "the mail could not be read to its end");
		drop(smtp, result);
		return FALSE;
	}
	return send_gated(smtp, &gate, close_gate(&gate), result);
}

/*
 * The dot goes out by itself: until then every failure is known to have sent nothing, and
 * from then on none is.
 */
static void
send_dot(Smtp *smtp, SmtpResult *result)
{
	g_auto(SmtpReply) reply = { 0 };
	g_autoptr(GError) error = NULL;

	if (!still_silent(smtp, result))
		return;
	smtp_reply_init(&reply);
	if (!say(smtp, ".\r\n", &error) ||
	    !read_reply(smtp, smtp->data_end, &reply, &error)) {
		lose(smtp, result, SMTP_UNKNOWN, error);
		return;
	}
	smtp->unfinished = FALSE;
	settle(result, &reply);
	if (reply.code / 100 == 3) {
		settle_ourselves(result, SMTP_UNKNOWN,
				 "the server's answers are out of step");
		drop(smtp, result);
	}
	if (reply.code == 421)
		drop(smtp, result);
}

/* What needs no server to be refused; NULL if nothing. RFC 1870, 6.1: a SIZE of 0 is no
 * limit. */
static const char *
reason_not_to_try(const Smtp *smtp, const char *from, const char *to, gint64 size)
{
	const char *limit = smtp_extension(smtp, "SIZE");
	guint64 max = limit ? g_ascii_strtoull(limit, NULL, 10) : 0;

	if (!address_is_sendable(from))
		return "the sender's address cannot be sent";
	if (!address_is_sendable(to))
		return "the recipient's address cannot be sent";
	if (max > 0 && size > 0 && (guint64)size > max)
		return "the mail is larger than the server takes";
	return NULL;
}

void
smtp_send(Smtp *smtp, const char *from, const char *to, gint64 size, SmtpSource source,
	  gpointer data, SmtpResult *result)
{
	const char *reason = reason_not_to_try(smtp, from, to, size);

	*result = (SmtpResult){ .outcome = SMTP_TEMPFAIL };
	if (reason) {
		settle_ourselves(result, SMTP_PERMFAIL, reason);
		return;
	}
	if (!smtp->transport) {
		settle_ourselves(result, SMTP_TEMPFAIL, "the connection was lost before");
		result->lost = TRUE;
		return;
	}
	if (still_silent(smtp, result) && send_envelope(smtp, from, to, size, result) &&
	    send_content(smtp, source, data, result))
		send_dot(smtp, result);
}
