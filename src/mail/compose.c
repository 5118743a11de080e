/*
 * Outgoing mail, written by hand: GMime writes CR and LF unescaped in three places
 * (reliability F4). Every value that came from elsewhere passes a gate here, and the
 * finished head is read again as a stranger would. No clock, no randomness: the same
 * OutMail gives the same bytes.
 */
#include "mail/mime.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mail/encoded-word.h"
#include "mail/html-part.h"
#include "mail/transfer.h"

/* RFC 5322, 2.1.1, without the CRLF. */
#define LINE_LIMIT 998

/* A line that people and old gateways like. */
#define LINE_GOOD 76

/* Ids of References: the first (it holds the key) and the last ones. */
#define REFERENCES_MAX 20

/* An id that leaves room for the rest of its line. */
#define ID_MAX 250

#define FIELDS_MAX 20

typedef struct {
	GString *out;
	const char *names[FIELDS_MAX]; /* static; what was asked for, in order */
	int count;
} Head;

static const char *const week_days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* The field NAME with BODY, which is folded and safe by now. */
static void
add(Head *head, const char *name, const char *body)
{
	g_assert(head->count < FIELDS_MAX);
	head->names[head->count++] = name;
	g_string_append_printf(head->out, "%s: %s\r\n", name, body);
}

static void
add_mailbox(Head *head, const char *field, const char *name, const char *address)
{
	guint column = strlen(field) + 2;
	g_autofree char *phrase = name && *name ? words_encode_phrase(name, column) : NULL;
	g_autofree char *body = NULL;
	const char *last;

	if (!phrase || !*phrase) {
		add(head, field, address);
		return;
	}
	last = strrchr(phrase, '\n');
	column = last ? strlen(last + 1) : column + strlen(phrase);
	body = g_strdup_printf("%s%s<%s>", phrase,
			       column + strlen(address) + 3 > LINE_GOOD ? "\r\n " : " ",
			       address);
	add(head, field, body);
}

/* Locale-free, as RFC 5322 wants it. */
static void
add_date(Head *head, gint64 at)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(at);
	g_autofree char *body = NULL;

	if (!date)
		return;
	body = g_strdup_printf("%s, %d %s %04d %02d:%02d:%02d +0000",
			       week_days[g_date_time_get_day_of_week(date) - 1],
			       g_date_time_get_day_of_month(date),
			       months[g_date_time_get_month(date) - 1],
			       g_date_time_get_year(date), g_date_time_get_hour(date),
			       g_date_time_get_minute(date), g_date_time_get_second(date));
	add(head, "Date", body);
}

/* May ID stand between <> in a header? */
static gboolean
is_safe_id(const char *id)
{
	gsize length = strlen(id);

	if (!length || length > ID_MAX)
		return FALSE;
	for (; *id; id++)
		if (*id <= ' ' || *id >= 0x7f || *id == '<' || *id == '>')
			return FALSE;
	return TRUE;
}

static void
add_id(Head *head, const char *field, const char *id)
{
	g_autofree char *body = g_strdup_printf("<%s>", id);

	add(head, field, body);
}

/* Strangers' ids that are none are left out: a thread that is cut is better than a header
 * that is not ours. */
static void
add_references(Head *head, const GPtrArray *references)
{
	g_autoptr(GString) body = g_string_new(NULL);

	for (guint i = 0; i < references->len; i++) {
		const char *id = g_ptr_array_index(references, i);

		if (!is_safe_id(id) || (i && i + REFERENCES_MAX < references->len))
			continue;
		g_string_append_printf(body, "%s<%s>", body->len ? "\r\n " : "", id);
	}
	if (body->len)
		add(head, "References", body->str);
}

/* What tells other programs not to answer, and ourselves that it is our own. */
static void
add_tone(Head *head, const OutMail *mail)
{
	if (mail->tone == TONE_PERSONAL) {
		add(head, "X-Auto-Response-Suppress", "OOF, AutoReply");
	} else {
		add(head, "Auto-Submitted",
		    mail->tone == TONE_REPLIED ? "auto-replied" : "auto-generated");
		add(head, "Precedence", "bulk");
		add(head, "X-Auto-Response-Suppress", "All");
	}
	add(head, "X-Faultline-Loop", mail->from_address);
}

/* "=_" can be in no quoted-printable and no base64 text (RFC 2045, 6.7). */
static char *
make_boundary(const char *message_id)
{
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, message_id, -1);

	return g_strdup_printf("=_%.32s", sum);
}

/* TEXT without controls but tab and line feed, valid. */
static char *
clean_text(const char *text)
{
	char *clean = text_valid(text, strlen(text)), *to = clean;

	for (const char *from = clean; *from; from++)
		if ((guchar)*from >= ' ' ? *from != 0x7f : *from == '\t' || *from == '\n')
			*to++ = *from;
	*to = '\0';
	return clean;
}

static gboolean
check_addresses(const OutMail *mail, GError **error)
{
	const char *addresses[] = { mail->from_address, mail->to->address, mail->reply_to };

	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
		if (!addresses[i] && i == 2)
			continue;
		if (addresses[i] && address_is_sendable(addresses[i]))
			continue;
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "not an address that mail can be sent with: %s",
			    addresses[i] ? addresses[i] : "(none)");
		return FALSE;
	}
	if (mail->message_id && is_safe_id(mail->message_id))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
		    "a mail without a usable Message-ID");
	return FALSE;
}

static void
add_fields(Head *head, const OutMail *mail)
{
	g_autofree char *subject = words_encode(mail->subject ? mail->subject : "", 9);

	add_mailbox(head, "From", mail->from_name, mail->from_address);
	add_mailbox(head, "To", mail->to->name, mail->to->address);
	if (mail->reply_to)
		add(head, "Reply-To", mail->reply_to);
	add(head, "Subject", subject);
	add_date(head, mail->date);
	add_id(head, "Message-ID", mail->message_id);
	if (mail->in_reply_to && is_safe_id(mail->in_reply_to))
		add_id(head, "In-Reply-To", mail->in_reply_to);
	if (mail->references)
		add_references(head, mail->references);
	add_tone(head, mail);
	add(head, "MIME-Version", "1.0");
}

/* One line of the finished mail: CRLF at its end and nowhere else, no control, not too
 * long. */
static gboolean
check_line(const char *line, gsize length, gboolean is_head)
{
	if (length < 2 || line[length - 2] != '\r' || length - 2 > LINE_LIMIT)
		return FALSE;
	for (gsize i = 0; i < length - 2; i++)
		if (((guchar)line[i] < ' ' && line[i] != '\t') || (guchar)line[i] >= 0x7f ||
		    (is_head && line[i] == '\t'))
			return FALSE;
	return TRUE;
}

/* Is the field that begins at LINE the one asked for next? */
static gboolean
check_name(const Head *head, int index, const char *line)
{
	gsize length = index < head->count ? strlen(head->names[index]) : 0;

	return length && !strncmp(line, head->names[index], length) &&
	       line[length] == ':' && line[length + 1] == ' ';
}

/*
 * Reads the finished bytes again as the next server will (threat T10): the fields are
 * exactly those that were asked for, each once and in order, and there are CRLF lines only.
 */
static gboolean
check_finished(const Head *head, GError **error)
{
	const char *at = head->out->str, *end = at + head->out->len;
	gboolean is_head = TRUE, good = TRUE;
	int seen = 0;

	while (at < end && good) {
		const char *newline = memchr(at, '\n', end - at);
		gsize length = newline ? (gsize)(newline - at) + 1 : (gsize)(end - at);

		good = newline && check_line(at, length, is_head);
		if (is_head && length == 2)
			is_head = FALSE;
		else if (is_head && *at != ' ')
			good = good && check_name(head, seen++, at);
		else if (is_head)
			good = good && seen && strspn(at, " \r\n") < length;
		at += length;
	}
	if (good && !is_head && seen == head->count)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
		    "the composed mail is not the one that was asked for, near field %d",
		    seen);
	return FALSE;
}

/* A text part with its fields, as it stands in a multipart. */
static void
append_text(GString *out, const char *type, const char *text)
{
	g_autoptr(GString) coded = g_string_sized_new(1024);
	const char *encoding = transfer_encode_text(text, coded);

	g_string_append_printf(out,
			       "Content-Type: %s; charset=UTF-8\r\n"
			       "Content-Transfer-Encoding: %s\r\n\r\n",
			       type, encoding);
	g_string_append_len(out, coded->str, coded->len);
	if (!g_str_has_suffix(out->str, "\r\n"))
		g_string_append(out, "\r\n");
}

/* The text, and the same with links to answer by: who shows no HTML misses nothing else. */
static void
append_alternatives(GString *out, const OutMail *mail, const char *text, const char *mark)
{
	g_autofree char *html = html_part(mail);
	g_autofree char *clean = clean_text(html);

	g_string_append_printf(out, "\r\n--%s\r\n", mark);
	append_text(out, "text/plain", text);
	g_string_append_printf(out, "\r\n--%s\r\n", mark);
	append_text(out, "text/html", clean);
	g_string_append_printf(out, "\r\n--%s--\r\n", mark);
}

static void
append_body(Head *head, const OutMail *mail, const char *text, const char *mixed,
	    const char *mark)
{
	g_autofree char *inner = NULL;

	if (mixed)
		g_string_append_printf(head->out, "\r\n--%s\r\n", mixed);
	if (mail->actions->len == 0) {
		append_text(head->out, "text/plain", text);
		return;
	}
	inner = g_strdup_printf("multipart/alternative; boundary=\"%s\"", mark);
	if (mixed)
		g_string_append_printf(head->out, "Content-Type: %s\r\n", inner);
	else
		add(head, "Content-Type", inner);
	g_string_append(head->out, "\r\n");
	append_alternatives(head->out, mail, text, mark);
}

/* Without parts the body's two fields are the mail's own. */
static void
append_single(Head *head, const char *text)
{
	g_autoptr(GString) coded = g_string_sized_new(1024);
	const char *encoding = transfer_encode_text(text, coded);

	add(head, "Content-Type", "text/plain; charset=UTF-8");
	add(head, "Content-Transfer-Encoding", encoding);
	g_string_append(head->out, "\r\n");
	g_string_append_len(head->out, coded->str, coded->len);
	if (!g_str_has_suffix(head->out->str, "\r\n"))
		g_string_append(head->out, "\r\n");
}

GBytes *
mime_compose(const OutMail *mail, char **boundary, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(2048);
	g_autofree char *text = clean_text(mail->text ? mail->text : "");
	gboolean encloses = mail->enclosures && mail->enclosures->len;
	g_autofree char *mark = NULL, *inner = NULL, *type = NULL;
	Head head = { .out = out };

	if (!check_addresses(mail, error))
		return NULL;
	add_fields(&head, mail);
	mark = make_boundary(mail->message_id);
	inner = g_strconcat(mark, "-a", NULL);
	if (encloses) {
		type = g_strdup_printf("multipart/mixed; boundary=\"%s\"", mark);
		add(&head, "Content-Type", type);
	}
	if (encloses || mail->actions->len)
		append_body(&head, mail, text, encloses ? mark : NULL, inner);
	else
		append_single(&head, text);
	if (!check_finished(&head, error))
		return NULL;
	if (boundary)
		*boundary = encloses ? g_steal_pointer(&mark) : NULL;
	return g_string_free_to_bytes(g_steal_pointer(&out));
}

/* A type that can stand in a header. Mails and multiparts must not be base64 (RFC
 * 2046, 5.2.1), and all enclosures are. */
static const char *
safe_type(const char *type)
{
	const char *slash = strchr(type, '/');

	if (!slash || slash == type || !slash[1] || strlen(type) > 127 ||
	    g_str_has_prefix(type, "message/") || g_str_has_prefix(type, "multipart/"))
		return "application/octet-stream";
	for (const char *c = type; *c; c++)
		if (c != slash && !g_ascii_isalnum(*c) && !strchr("!#$&^_.+-", *c))
			return "application/octet-stream";
	return type;
}

/* NAME as RFC 2231 pieces that fit on lines: filename*0*=UTF-8''%E6…; every byte that is no
 * letter, digit, dot or hyphen is coded, so nothing of it can end the value. */
static void
append_file_name(GString *out, const char *name)
{
	g_autoptr(GString) piece = g_string_new("UTF-8''");
	int number = 0;

	for (; *name; name++) {
		if (g_ascii_isalnum(*name) || strchr("._-", *name))
			g_string_append_c(piece, *name);
		else
			g_string_append_printf(piece, "%%%02X", (guchar)*name);
		if (piece->len < 58 && name[1])
			continue;
		if (!number && !name[1])
			g_string_append_printf(out, ";\r\n filename*=%s", piece->str);
		else
			g_string_append_printf(out, ";\r\n filename*%d*=%s", number++,
					       piece->str);
		g_string_truncate(piece, 0);
	}
}

GBytes *
mime_enclosure_head(const char *boundary, const Attachment *attachment)
{
	GString *out = g_string_new(NULL);
	g_autofree char *name = text_one_line(attachment->name);

	g_string_append_printf(out,
			       "\r\n--%s\r\nContent-Type: %s\r\n"
			       "Content-Transfer-Encoding: base64\r\n"
			       "Content-Disposition: attachment",
			       boundary,
			       safe_type(attachment->type ? attachment->type : ""));
	append_file_name(out, name);
	g_string_append(out, "\r\n\r\n");
	return g_string_free_to_bytes(out);
}

GBytes *
mime_enclosures_end(const char *boundary)
{
	char *end = g_strdup_printf("\r\n--%s--\r\n", boundary);

	return g_bytes_new_take(end, strlen(end));
}
