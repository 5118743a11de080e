/*
 * The mails of a rehearsal: those that people write, as bytes, so that they pass the same
 * gates as real ones; and those that the desk sends, as their readers see them.
 */
#include "desk/rehearsal-private.h"

#include <string.h>

#include "base/text.h"
#include "mail/encoded-word.h"
#include "mail/mime.h"

void
captured_free(Captured *captured)
{
	outbox_mail_free(captured->mail);
	message_free(captured->message);
	g_clear_pointer(&captured->parts, g_ptr_array_unref);
	g_free(captured);
}

gboolean
captured_is_part(const OutPart *part, const char *name)
{
	return strcmp(part->name, name) == 0 || strcmp(part->template, name) == 0;
}

const OutPart *
captured_part(const Captured *mail, const char *name)
{
	for (guint i = 0; mail->parts && i < mail->parts->len; i++) {
		const OutPart *part = mail->parts->pdata[i];

		if (captured_is_part(part, name))
			return part;
	}
	return NULL;
}

void
rehearsal_watch(const OutMail *mail, gpointer data)
{
	Rehearsal *rehearsal = data;

	g_hash_table_insert(rehearsal->parts, g_strdup(mail->message_id),
			    g_ptr_array_ref(mail->parts));
}

/* ---- what the desk sends ---- */

/* The multipart is closed without its attachments: their names are known from the row. */
static Message *
read_head(const OutboxMail *mail)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GBytes) end = mail->boundary ? mime_enclosures_end(mail->boundary) : NULL;
	g_autoptr(GBytes) all = NULL;
	RawMail raw = { .fd = -1 };

	g_byte_array_append(bytes, g_bytes_get_data(mail->head, NULL),
			    g_bytes_get_size(mail->head));
	if (end)
		g_byte_array_append(bytes, g_bytes_get_data(end, NULL),
				    g_bytes_get_size(end));
	all = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
	raw.bytes = all;
	raw.size = g_bytes_get_size(all);
	return mime_parse(&raw);
}

static gboolean
capture_one(Rehearsal *rehearsal, OutboxMail *mail, GError **error)
{
	Captured *captured = g_new0(Captured, 1);
	gint64 now = service_now(rehearsal->service);
	g_autofree char *key = NULL; /* older GLibs lose it otherwise */

	captured->mail = mail;
	captured->message = read_head(mail);
	g_hash_table_steal_extended(rehearsal->parts, mail->message_id,
				    (gpointer *)&key,
				    (gpointer *)&captured->parts);
	g_ptr_array_add(rehearsal->mails, captured);
	rehearsal->score->mails++;
	rehearsal_tell(rehearsal, REHEARSAL_STORY, "-> %s  %s  \"%s\"", mail->recipient,
		       mail->notice, mail->subject);
	return store_outbox_result(rehearsal->service->store, mail->outbox_id, OUTBOX_SENT,
				   0, now, 250, "captured", error);
}

/* A row waits for an earlier one to the same reader, so it takes several rounds. */
gboolean
rehearsal_capture(Rehearsal *rehearsal, GError **error)
{
	Store *store = rehearsal->service->store;
	gint64 now = service_now(rehearsal->service);

	for (;;) {
		g_autoptr(GPtrArray) mails = store_outbox_claim(store, now, 100, error);

		if (!mails)
			return FALSE;
		if (mails->len == 0)
			return TRUE;
		while (mails->len > 0)
			if (!capture_one(rehearsal, g_ptr_array_steal_index(mails, 0),
					 error))
				return FALSE;
	}
}

/* ---- what people write ---- */

typedef struct {
	const char *name;     /* foreign; NULL */
	const char *address;  /* foreign */
	const char *to;       /* foreign */
	const char *subject;  /* foreign */
	const char *text;     /* foreign; LF lines */
	const Message *about; /* foreign; what it answers; NULL */
} Letter;

/* Does STEP say a header NAME itself? Then that stands instead of ours. */
static gboolean
says_header(const Step *step, const char *name)
{
	gsize length = strlen(name);

	for (guint i = 0; i < step->headers->len; i++) {
		const char *header = step->headers->pdata[i];

		if (g_ascii_strncasecmp(header, name, length) == 0 && header[length] == ':')
			return TRUE;
	}
	return FALSE;
}

static void add_header(GString *mail, const Step *step, const char *name,
		       const char *format, ...) G_GNUC_PRINTF(4, 5);

static void
add_header(GString *mail, const Step *step, const char *name, const char *format, ...)
{
	va_list arguments;

	if (says_header(step, name))
		return;
	va_start(arguments, format);
	g_string_append_printf(mail, "%s: ", name);
	g_string_append_vprintf(mail, format, arguments);
	g_string_append(mail, "\r\n");
	va_end(arguments);
}

static void
add_own_headers(GString *mail, const Step *step)
{
	for (guint i = 0; i < step->headers->len; i++) {
		const char *header = step->headers->pdata[i];
		gsize length = strcspn(header, ":");
		g_autofree char *value = words_encode(header + length + 1, length + 1);

		g_string_append_printf(mail, "%.*s:%s\r\n", (int)length, header, value);
	}
}

/* g_date_time_format() would name the month in the language of the terminal. */
static void
add_date(GString *mail, const Step *step, GTimeZone *zone, gint64 now)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autofree char *offset = g_date_time_format(local, "%z");

	add_header(mail, step, "Date", "%d %s %d %02d:%02d:%02d %s",
		   g_date_time_get_day_of_month(local),
		   months[g_date_time_get_month(local) - 1], g_date_time_get_year(local),
		   g_date_time_get_hour(local), g_date_time_get_minute(local),
		   g_date_time_get_second(local), offset);
}

static void
add_threading(GString *mail, const Step *step, const Message *about)
{
	g_autoptr(GString) ids = g_string_new(NULL);

	if (!about || !about->message_id)
		return;
	for (guint i = 0; i < about->references->len; i++)
		g_string_append_printf(ids, "<%s>\r\n ",
				       (char *)about->references->pdata[i]);
	add_header(mail, step, "In-Reply-To", "<%s>", about->message_id);
	add_header(mail, step, "References", "%s<%s>", ids->str, about->message_id);
}

static void
add_text(GString *mail, const char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			g_string_append(mail, "\r\n");
		else
			g_string_append_c(mail, *text);
	g_string_append(mail, "\r\n");
}

/* The stamp of a mail server that checked the sender's domain comes first, as it would. */
static GBytes *
write_letter(Rehearsal *rehearsal, const Step *step, const Letter *letter)
{
	GString *mail = g_string_new(NULL);
	const Desk *desk = &service_policy(rehearsal->service)->desk;
	const char *domain = address_domain(letter->address);
	g_autofree char *subject = words_encode(letter->subject, strlen("Subject: "));
	g_autofree char *name =
		letter->name ? words_encode_phrase(letter->name, strlen("From: ")) : NULL;

	add_header(mail, step, "Authentication-Results",
		   REHEARSAL_AUTHSERV "; dmarc=%s header.from=%s",
		   step->unproven ? "none" : "pass", domain);
	add_header(mail, step, "From", "%s%s<%s>", name ? name : "", name ? " " : "",
		   letter->address);
	add_header(mail, step, "To", "%s", letter->to);
	add_header(mail, step, "Subject", "%s", subject);
	add_date(mail, step, desk->zone, service_now(rehearsal->service));
	add_header(mail, step, "Message-ID", "<written.%u@%s>", ++rehearsal->n_written,
		   domain);
	add_threading(mail, step, letter->about);
	add_own_headers(mail, step);
	add_header(mail, step, "MIME-Version", "1.0");
	add_header(mail, step, "Content-Type", "text/plain; charset=utf-8");
	add_header(mail, step, "Content-Transfer-Encoding", "8bit");
	g_string_append(mail, "\r\n");
	add_text(mail, letter->text);
	return g_string_free_to_bytes(mail);
}

static GBytes *
write_mail(Rehearsal *rehearsal, const Step *step)
{
	const Policy *policy = service_policy(rehearsal->service);
	const Person *person = policy_person(policy, step->who);
	Letter letter = {
		.name = person ? person->name : NULL,
		.address = person ? person->addresses[0] : step->who,
		.to = step->to ? step->to : policy->desk.address,
		.subject = step->subject,
		.text = step->text,
	};

	return write_letter(rehearsal, step, &letter);
}

/* ---- answers ---- */

/* A challenge names no ticket, so that its answer is no word on one. */
static gboolean
is_about_none(const Captured *mail, const Step *step)
{
	return mail->mail->ticket_id == 0 && g_strcmp0(step->template, "challenge") == 0;
}

static const Captured *
find_answered(const Rehearsal *rehearsal, const Step *step)
{
	for (guint i = rehearsal->mails->len; i-- > 0;) {
		const Captured *mail = rehearsal->mails->pdata[i];

		if ((mail->mail->ticket_id == step->number || is_about_none(mail, step)) &&
		    rehearsal_is_who(rehearsal, step->who, mail->mail->recipient) &&
		    (!step->template || captured_part(mail, step->template)))
			return mail;
	}
	return NULL;
}

/* The one-time code in TEXT: what it shows behind /approve and its like, or a key for that.
 * NULL if there is none. Own. */
static char *
find_code(const char *text)
{
	g_autoptr(GRegex) pattern = g_regex_new(
		"/(?:approve|undo|confirm|确认)\\s+(\\S+)|\\b([0-9]+-[0-9]+[au]-[a-z2-7]{26})\\b", 0, 0,
		NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *argument = NULL;

	if (!g_regex_match(pattern, text, 0, &match))
		return NULL;
	argument = g_match_info_fetch(match, 1);
	return argument && *argument ? g_steal_pointer(&argument)
				     : g_match_info_fetch(match, 2);
}

static char *
with_code(const char *text, const char *mail)
{
	g_autofree char *code = find_code(mail);
	g_autoptr(GRegex) word = g_regex_new("\\bCODE\\b", 0, 0, NULL);

	return code ? g_regex_replace_literal(word, text, -1, 0, code, 0, NULL)
		    : g_strdup(text);
}

/* The new text, and below it the answered one as mail programs quote it. */
static char *
answer_text(const Step *step, const Captured *answered)
{
	g_autofree char *new_text = with_code(step->text, answered->message->text);
	g_auto(GStrv) lines = g_strsplit(answered->message->text, "\n", -1);
	const Address *from = answered->message->from;
	const char *name = from && from->name ? from->name : "the desk";
	GString *text = g_string_new(new_text);

	g_string_append_printf(text, "\n\nOn Monday, %s wrote:\n", name);
	for (guint i = 0; lines[i] && lines[i + 1]; i++)
		g_string_append_printf(text, "> %s\n", lines[i]);
	return g_string_free(text, FALSE);
}

static GBytes *
write_reply(Rehearsal *rehearsal, const Step *step)
{
	const Policy *policy = service_policy(rehearsal->service);
	const Person *person = policy_person(policy, step->who);
	const Captured *answered = find_answered(rehearsal, step);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	const char *to;
	Letter letter;

	if (!answered)
		return NULL;
	to = message_header(answered->message, "Reply-To");
	subject = g_strconcat("Re: ", answered->message->subject, NULL);
	text = answer_text(step, answered);
	letter = (Letter){
		.name = person ? person->name : NULL,
		.address = answered->mail->recipient,
		.to = to ? to : policy->desk.address,
		.subject = subject,
		.text = text,
		.about = answered->message,
	};
	return write_letter(rehearsal, step, &letter);
}

GBytes *
rehearsal_write(Rehearsal *rehearsal, const Step *step)
{
	return step->kind == STEP_REPLY ? write_reply(rehearsal, step)
					: write_mail(rehearsal, step);
}
