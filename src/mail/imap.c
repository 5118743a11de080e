/*
 * The session: commands under tags of our own, several in flight; answers in any order,
 * with news of other clients between them (RFC 9051, 5.2 and 7). Must never take an answer
 * for what was not asked, nor wait without a limit.
 */
#include "config.h"

#include "mail/imap.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "mail/imap-private.h"

#define MAX_LINE 1048576
#define MAX_UIDS 10000000

/*
 * A server may think for long, but in twice the response time-out it must send 100 bytes a
 * second, or tell at times that it is still at work (Dovecot: every ten seconds): one byte
 * now and then keeps nobody waiting for ever.
 */
#define MIN_RATE          100
#define NOOP_SECONDS      600 /* servers log out after 30 minutes (RFC 9051, 5.4) */
#define NOOP_SECONDS_IDLE 30  /* … where IDLE was wanted and does not work */

/* ---- errors ---- */

gboolean
imap_fail(Imap *imap, DeskError code, GError **error, const char *format, ...)
{
	va_list arguments;
	g_autofree char *message = NULL;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	imap->stopped = TRUE;
	g_set_error(error, DESK_ERROR, code, "%s: %s", imap->name, message);
	return FALSE;
}

static gboolean
lose(Imap *imap, GError **error, const char *reason, const char *words)
{
	g_autofree char *clean = words ? text_one_line(words) : NULL;

	imap->lost = TRUE;
	return imap_fail(imap, DESK_ERROR_UNAVAILABLE, error, "%s%s%s", reason,
			 clean ? ": " : "", clean ? clean : "");
}

gboolean
imap_ready(Imap *imap, gboolean no_fetch, GError **error)
{
	if (imap->stopped)
		return imap_fail(imap, DESK_ERROR_UNAVAILABLE, error,
				 "the connection is of no more use");
	if (no_fetch && !g_queue_is_empty(&imap->requests))
		return imap_fail(imap, DESK_ERROR_SOFTWARE, error, "a fetch is open");
	return TRUE;
}

/* ---- what the server says without being asked ---- */

static gboolean
take_capability(Imap *imap, const ImapResponse *response, GError **error)
{
	g_auto(GStrv) words = g_strsplit(response->rest, " ", -1);

	g_hash_table_remove_all(imap->capabilities);
	for (char **word = words; *word; word++)
		if (**word)
			g_hash_table_add(imap->capabilities, g_ascii_strup(*word, -1));
	return TRUE;
}

/* Only more than before is news: some servers repeat the number. */
static gboolean
take_exists(Imap *imap, const ImapResponse *response, GError **error)
{
	imap->news |= response->number > imap->box.exists;
	imap->box.exists = response->number;
	return TRUE;
}

static gboolean
take_recent(Imap *imap, const ImapResponse *response, GError **error)
{
	imap->news |= response->number > imap->recent;
	imap->recent = response->number;
	return TRUE;
}

static gboolean
take_expunge(Imap *imap, const ImapResponse *response, GError **error)
{
	if (imap->box.exists > 0)
		imap->box.exists--;
	return TRUE;
}

static gboolean
take_search(Imap *imap, const ImapResponse *response, GError **error)
{
	g_autoptr(GArray) uids = NULL;

	if (!imap->listing)
		return TRUE;
	uids = imap_parse_uids(response, MAX_UIDS);
	if (!uids || imap->listing->len + uids->len > MAX_UIDS)
		return lose(imap, error, "the server lists UIDs that cannot be", NULL);
	g_array_append_vals(imap->listing, uids->data, uids->len);
	return TRUE;
}

static gboolean
take_list(Imap *imap, const ImapResponse *response, GError **error)
{
	g_autofree char *flags = g_strndup(response->rest, strcspn(response->rest, ")"));

	if (imap->found && !strcasestr(flags, "\\NonExistent") &&
	    !strcasestr(flags, "\\NoSelect"))
		*imap->found = TRUE;
	return TRUE;
}

static gboolean
take_fetch(Imap *imap, const ImapResponse *response, GError **error)
{
	if (imap->listing && response->has_uid) {
		if (imap->listing->len >= MAX_UIDS)
			return lose(imap, error, "the server lists too many UIDs", NULL);
		g_array_append_val(imap->listing, response->uid);
	}
	return imap_take_fetch(imap, response, error);
}

static const struct {
	const char *name;
	gboolean (*take)(Imap *imap, const ImapResponse *response, GError **error);
} data_kinds[] = {
	{ "CAPABILITY", take_capability }, { "EXISTS", take_exists },
	{ "RECENT", take_recent },         { "EXPUNGE", take_expunge },
	{ "SEARCH", take_search },         { "ESEARCH", take_search },
	{ "FETCH", take_fetch },           { "LIST", take_list },
};

/* The number behind NAME in a response code: "UIDVALIDITY 3857529045". */
static gboolean
code_number(const char *code, const char *name, guint32 *number)
{
	gsize length = strlen(name);
	guint64 value;

	if (!code || g_ascii_strncasecmp(code, name, length) != 0 || code[length] != ' ')
		return FALSE;
	if (!g_ascii_string_to_unsigned(code + length + 1, 10, 1, G_MAXUINT32, &value,
					NULL))
		return FALSE;
	*number = (guint32)value;
	return TRUE;
}

static gboolean
take_code(Imap *imap, const char *code, GError **error)
{
	guint32 uidvalidity;

	if (imap->selecting)
		code_number(code, "UIDNEXT", &imap->box.uidnext);
	if (!code_number(code, "UIDVALIDITY", &uidvalidity))
		return TRUE;
	if (!imap->selecting && imap->box.uidvalidity &&
	    imap->box.uidvalidity != uidvalidity)
		return lose(imap, error, "the mailbox was made anew (UIDVALIDITY)", NULL);
	imap->box.uidvalidity = uidvalidity;
	return TRUE;
}

static gboolean
take_untagged(Imap *imap, const ImapResponse *response, GError **error)
{
	if (response->status == IMAP_BYE)
		return lose(imap, error, "the server says goodbye",
			    response->text ? response->text : response->code);
	if (response->status != IMAP_NO_STATUS) {
		imap->window_bytes += imap->response_seconds * MIN_RATE / 2;
		return take_code(imap, response->code, error);
	}
	for (guint i = 0; i < G_N_ELEMENTS(data_kinds); i++)
		if (g_strcmp0(response->name, data_kinds[i].name) == 0)
			return data_kinds[i].take(imap, response, error);
	return TRUE;
}

/* ---- answers ---- */

void
imap_command_clear(ImapCommand *command)
{
	g_clear_pointer(&command->code, g_free);
	g_clear_pointer(&command->text, g_free);
}

static ImapCommand *
find_command(Imap *imap, const char *tag)
{
	for (GList *link = imap->commands.head; link; link = link->next) {
		ImapCommand *command = link->data;

		if (strcmp(command->tag, tag) == 0)
			return command;
	}
	return NULL;
}

static gboolean
take_tagged(Imap *imap, const ImapResponse *response, GError **error)
{
	ImapCommand *command = find_command(imap, response->tag);

	/* libcurl may have left the end of its login behind (mail-libraries 1.5). */
	if (!command && !imap->has_heard)
		return TRUE;
	if (!command || response->status > IMAP_BAD)
		return lose(imap, error, "the server answers what was not asked",
			    response->tag);
	imap->has_heard = TRUE;
	command->done = TRUE;
	command->status = response->status;
	command->code = g_strdup(response->code ? response->code : "");
	command->text = g_strdup(response->text ? response->text : "");
	g_queue_remove(&imap->commands, command);
	imap->window = g_get_monotonic_time();
	imap->window_bytes = 0;
	return TRUE;
}

/* Never a literal; of FETCH no strings at all. */
static void
trace_line(const Imap *imap, const ImapResponse *response)
{
	static const char *const statuses[] = {
		[IMAP_OK] = "OK",   [IMAP_NO] = "NO",           [IMAP_BAD] = "BAD",
		[IMAP_BYE] = "BYE", [IMAP_PREAUTH] = "PREAUTH", [IMAP_NO_STATUS] = "",
	};
	const char *tag = response->kind == IMAP_TAGGED     ? response->tag
			  : response->kind == IMAP_UNTAGGED ? "*"
							    : "+";

	if (g_strcmp0(response->name, "FETCH") == 0)
		log_debug("imap",
			  "%s < * %" G_GUINT64_FORMAT " FETCH uid=%u size=%" G_GINT64_FORMAT
			  " body=%" G_GINT64_FORMAT,
			  imap->name, response->number, response->uid, response->size,
			  response->has_body ? response->body_length : -1);
	else if (response->name)
		log_debug("imap", "%s < %s %" G_GUINT64_FORMAT " %s %.200s", imap->name,
			  tag, response->number, response->name, response->rest);
	else
		log_debug("imap", "%s < %s %s [%s] %.200s", imap->name, tag,
			  statuses[response->status], response->code ? response->code : "",
			  response->text ? response->text : "");
}

static gboolean
take_line(Imap *imap, const ImapResponse *response, GError **error)
{
	trace_line(imap, response);
	switch (response->kind) {
	case IMAP_TAGGED:
		return take_tagged(imap, response, error);
	case IMAP_UNTAGGED:
		return take_untagged(imap, response, error);
	case IMAP_CONTINUATION:
		imap->continued = TRUE;
	}
	return TRUE;
}

/* ---- reading ---- */

static gboolean
check_window(Imap *imap, gsize got, GError **error)
{
	gint64 now = g_get_monotonic_time();
	gint64 seconds = 2 * imap->response_seconds;

	imap->window_bytes += got;
	if (now - imap->window < seconds * G_USEC_PER_SEC)
		return TRUE;
	if (imap->window_bytes < (gsize)seconds * MIN_RATE)
		return lose(imap, error, "the server is too slow", NULL);
	imap->window = now;
	imap->window_bytes = 0;
	return TRUE;
}

/* Feeds the parser. Waits up to SECONDS, < 0 = the response time-out; *OVER: it is. */
static gboolean
receive(Imap *imap, int seconds, gboolean *over, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gsize got = 0;

	if (!transport_receive(imap->transport, imap->buffer, sizeof imap->buffer, seconds,
			       &got, &problem)) {
		imap->stopped = TRUE;
		imap->lost = !g_error_matches(problem, DESK_ERROR, DESK_ERROR_LATER);
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	*over = got == 0;
	imap_parser_feed(imap->parser, imap->buffer, got);
	if (imap->idling || g_queue_is_empty(&imap->commands))
		return TRUE;
	return check_window(imap, got, error);
}

/* One event, or some bytes for it. */
static gboolean
step(Imap *imap, int seconds, gboolean *over, GError **error)
{
	ImapResponse response;
	const char *chunk, *reason;
	gsize length;

	*over = FALSE;
	switch (imap_parser_next(imap->parser, &response, &chunk, &length, &reason)) {
	case IMAP_LINE:
		return take_line(imap, &response, error);
	case IMAP_LITERAL:
		return imap_take_chunk(imap, chunk, length, error);
	case IMAP_BROKEN:
		return lose(imap, error, "the server does not speak IMAP", reason);
	case IMAP_NEED_MORE:
		break;
	}
	return receive(imap, seconds, over, error);
}

/* The same, where the server owes us something. */
static gboolean
step_or_time_out(Imap *imap, GError **error)
{
	gboolean over;

	if (!step(imap, -1, &over, error))
		return FALSE;
	if (!over)
		return TRUE;
	imap->lost = TRUE;
	return imap_fail(imap, DESK_ERROR_UNAVAILABLE, error, "no answer within %d s",
			 imap->response_seconds);
}

gboolean
imap_await(Imap *imap, ImapCommand *command, GError **error)
{
	while (!command->done)
		if (!step_or_time_out(imap, error))
			return FALSE;
	return TRUE;
}

gboolean
imap_succeeded(Imap *imap, const ImapCommand *command, const char *what, GError **error)
{
	g_autofree char *words = NULL;

	if (command->status == IMAP_OK)
		return TRUE;
	words = text_one_line(command->text);
	g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
		    "%s: %s: the server refuses: %s%s%s%s", imap->name, what,
		    *command->code ? "[" : "", command->code, *command->code ? "] " : "",
		    *words ? words : "(no reason given)");
	return FALSE;
}

/* ---- sending ---- */

gboolean
imap_send(Imap *imap, ImapCommand *command, GError **error, const char *format, ...)
{
	g_autoptr(GString) line = g_string_new(NULL);
	va_list arguments;

	memset(command, 0, sizeof *command);
	g_snprintf(command->tag, sizeof command->tag, "f%u", ++imap->last_tag);
	g_string_append_printf(line, "%s ", command->tag);
	va_start(arguments, format);
	g_string_append_vprintf(line, format, arguments);
	va_end(arguments);
	log_debug("imap", "%s > %.400s", imap->name, line->str);
	g_string_append(line, "\r\n");

	if (g_queue_is_empty(&imap->commands)) {
		imap->window = g_get_monotonic_time();
		imap->window_bytes = 0;
	}
	if (!transport_send(imap->transport, line->str, line->len, error)) {
		imap->stopped = imap->lost = TRUE;
		return FALSE;
	}
	g_queue_push_tail(&imap->commands, command);
	return TRUE;
}

/* ---- opening and closing ---- */

gboolean
imap_has(const Imap *imap, const char *capability)
{
	g_autofree char *name = g_ascii_strup(capability, -1);

	return g_hash_table_contains(imap->capabilities, name);
}

static Imap *
imap_new(const Endpoint *endpoint, const TransportTimeouts *timeouts, gint64 max_message)
{
	Imap *imap = g_new0(Imap, 1);

	imap->name = g_strdup(endpoint->name);
	imap->max_message = max_message;
	imap->response_seconds = timeouts->response > 0 ? timeouts->response : 60;
	/* Servers that keep mails in another form only guess at RFC822.SIZE; a mail that
	 * turns out too large is skipped, not the end of the connection. */
	imap->parser =
		imap_parser_new(MAX_LINE, MIN(max_message, G_MAXINT64 / 4) * 2 + MAX_LINE);
	imap->capabilities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	imap->sized = g_hash_table_new(NULL, NULL);
	imap->large =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)imap_mail_free);
	g_queue_init(&imap->commands);
	g_queue_init(&imap->requests);
	return imap;
}

static gboolean
ask_capabilities(Imap *imap, GError **error)
{
	g_auto(ImapCommand) command = { 0 };

	return imap_send(imap, &command, error, "CAPABILITY") &&
	       imap_await(imap, &command, error) &&
	       imap_succeeded(imap, &command, "CAPABILITY", error);
}

/* Some providers (163.com, 126.com) open no mailbox for a client that has not said its
 * name. */
static gboolean
introduce_ourselves(Imap *imap, GError **error)
{
	g_auto(ImapCommand) command = { 0 };

	if (!imap_has(imap, "ID"))
		return TRUE;
	return imap_send(imap, &command, error,
			 "ID (\"name\" \"" PACKAGE_NAME "\" \"version\" \"" PACKAGE_VERSION
			 "\" \"vendor\" \"" PACKAGE_NAME "\")") &&
	       imap_await(imap, &command, error);
}

Imap *
imap_open(const Endpoint *endpoint, const TransportTimeouts *timeouts, gint64 max_message,
	  int cancel_fd, GError **error)
{
	g_autoptr(Imap) imap = imap_new(endpoint, timeouts, max_message);

	imap->transport = transport_open(endpoint, timeouts, cancel_fd, error);
	if (!imap->transport)
		return NULL;
	if (!ask_capabilities(imap, error) || !introduce_ourselves(imap, error))
		return NULL;
	return g_steal_pointer(&imap);
}

/* The answer is not awaited; a server in the middle of something else need not be told. */
static void
say_goodbye(Imap *imap)
{
	g_autofree char *line = g_strdup_printf(
		"%sf%u LOGOUT\r\n", imap->idling ? "DONE\r\n" : "", ++imap->last_tag);

	if (imap->lost || g_queue_get_length(&imap->commands) > (imap->idling ? 1 : 0))
		return;
	log_debug("imap", "%s > LOGOUT", imap->name);
	transport_send(imap->transport, line, strlen(line), NULL);
}

void
imap_close(Imap *imap)
{
	if (!imap)
		return;
	if (imap->transport) {
		say_goodbye(imap);
		transport_close(imap->transport);
	}
	imap_drop_fetches(imap);
	g_queue_clear(&imap->commands);
	imap_parser_free(imap->parser);
	g_hash_table_unref(imap->capabilities);
	g_hash_table_unref(imap->sized);
	g_hash_table_unref(imap->large);
	g_free(imap->name);
	g_free(imap);
}

/* ---- waiting ---- */

/* Until there is news, COMMAND (or NULL) is done, or END. */
static gboolean
listen_until(Imap *imap, const ImapCommand *command, gint64 end, GError **error)
{
	while (!imap->news && !(command && command->done)) {
		gint64 left = end - g_get_monotonic_time();
		gboolean over;

		if (left <= 0)
			return TRUE;
		if (!step(imap, (int)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC), &over,
			  error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
doze(Imap *imap, gint64 end, int seconds, GError **error)
{
	do {
		gint64 nap = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
		g_auto(ImapCommand) noop = { 0 };

		if (!listen_until(imap, NULL, MIN(nap, end), error))
			return FALSE;
		if (imap->news)
			return TRUE;
		if (!imap_send(imap, &noop, error, "NOOP") ||
		    !imap_await(imap, &noop, error) ||
		    !imap_succeeded(imap, &noop, "NOOP", error))
			return FALSE;
	} while (!imap->news && g_get_monotonic_time() < end);
	return TRUE;
}

/* RFC 2177. A server that ends it by itself, or refuses it, is asked from time to time
 * instead. */
static gboolean
idle(Imap *imap, gint64 end, GError **error)
{
	g_auto(ImapCommand) command = { 0 };

	imap->continued = FALSE;
	if (!imap_send(imap, &command, error, "IDLE"))
		return FALSE;
	while (!imap->continued && !command.done)
		if (!step_or_time_out(imap, error))
			return FALSE;
	imap->idling = TRUE;
	if (!listen_until(imap, &command, end, error))
		return FALSE;
	imap->idling = FALSE;
	if (command.done) {
		imap->no_idle = TRUE;
		return TRUE;
	}
	log_debug("imap", "%s > DONE", imap->name);
	if (!transport_send(imap->transport, "DONE\r\n", 6, error)) {
		imap->stopped = imap->lost = TRUE;
		return FALSE;
	}
	imap->window = g_get_monotonic_time();
	imap->window_bytes = 0;
	return imap_await(imap, &command, error);
}

gboolean
imap_wait(Imap *imap, gboolean allow_idle, int seconds, gboolean *news, GError **error)
{
	gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	gboolean may_idle = allow_idle && !imap->no_idle && imap_has(imap, "IDLE");

	*news = FALSE;
	if (!imap_ready(imap, TRUE, error))
		return FALSE;
	if (!imap->news && may_idle && !idle(imap, end, error))
		return FALSE;
	if (!imap->news && (!may_idle || imap->no_idle) &&
	    !doze(imap, end, allow_idle ? NOOP_SECONDS_IDLE : NOOP_SECONDS, error))
		return FALSE;
	*news = imap->news;
	return TRUE;
}
