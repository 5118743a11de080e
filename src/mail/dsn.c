/*
 * Who did not get which mail, and why. The machine-readable report is believed first; a
 * header or free text only where there is none. Whether a mail is a bounce is
 * core/classify's verdict: this module only collects what it says.
 */
#include "mail/dsn.h"

#include "mail/dsn-text.h"
#include "mail/field.h"

#include <string.h>

/* Recipients of one report that are kept. */
#define RECIPIENTS_MAX 200

/* How much of a delivery-status part is read. */
#define REPORT_MAX (512 * 1024)

/* The first part of TYPE in or below PART; NULL. Never one of a mail within the mail: that
 * a person forwards a report makes his mail none. */
static const Part *
find_part(const Part *part, const char *type)
{
	if (part_is(part, type))
		return part;
	for (guint i = 0; part_is(part, "multipart/") && i < part->children->len; i++) {
		const Part *found = find_part(g_ptr_array_index(part->children, i), type);

		if (found)
			return found;
	}
	return NULL;
}

/* "rfc822; Ann@Example.org" → "ann@example.org"; NULL if there is no address, or one of
 * X.400 ("/dd.smtp=…/"). Own. */
static char *
recipient_of(const char *body)
{
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	const char *semicolon = strchr(body, ';'), *at = strchr(body, '@');
	const Address *address;

	if (semicolon && (!at || semicolon < at))
		body = semicolon + 1;
	field_addresses(body, NULL, addresses);
	if (!addresses->len)
		return NULL;
	address = g_ptr_array_index(addresses, 0);
	if (!*address->address || *address->address == '/')
		return NULL;
	return g_ascii_strdown(address->address, -1);
}

/* "5.1.1 (bad mailbox)" → "5.1.1"; NULL if it has not the form of RFC 3463. Own. */
static char *
status_of(const char *body)
{
	static const char digits[] = "0123456789";
	gsize subject, detail;

	if (!*body || !strchr("245", body[0]) || body[1] != '.')
		return NULL;
	subject = strspn(body + 2, digits);
	if (subject < 1 || subject > 3 || body[2 + subject] != '.')
		return NULL;
	detail = strspn(body + 3 + subject, digits);
	if (detail < 1 || detail > 3)
		return NULL;
	return g_strndup(body, 3 + subject + detail);
}

/* "failed (bad mailbox)" → "failed"; NULL if it does not begin with a letter. Own. */
static char *
word_of(const char *body)
{
	gsize length = 0;

	while (g_ascii_isalpha(body[length]) || (length && body[length] == '-'))
		length++;
	return length ? g_ascii_strdown(body, length) : NULL;
}

static void
add_recipient(Message *message, BounceRecipient *recipient)
{
	if (message->bounce->len < RECIPIENTS_MAX)
		g_ptr_array_add(message->bounce, recipient);
	else
		bounce_recipient_free(recipient);
}

/* Servers write "5.0.0" though they were told more; what the other side said is better. */
static void
refine_status(BounceRecipient *recipient, const char *reason)
{
	g_autofree char *better = dsn_text_status(reason, strlen(reason));
	const char *status = recipient->status;

	if (!better || (status && (!dsn_status_is_vague(status, strlen(status)) ||
				   status[0] != better[0])))
		return;
	g_free(recipient->status);
	recipient->status = g_steal_pointer(&better);
}

/* One group of fields of a delivery-status part; the first one, about the server, has none
 * of the fields that are looked for (RFC 3464, 2.3). */
static void
read_group(const GPtrArray *fields, Message *message)
{
	const char *final = fields_find(fields, "Final-Recipient");
	const char *original = fields_find(fields, "Original-Recipient");
	const char *action = fields_find(fields, "Action");
	const char *status = fields_find(fields, "Status");
	const char *reason = fields_find(fields, "Diagnostic-Code");
	BounceRecipient *recipient;

	if (!final && !original && !action && !status)
		return;
	recipient = g_new0(BounceRecipient, 1);
	recipient->recipient = final ? recipient_of(final) : NULL;
	if (!recipient->recipient && original)
		recipient->recipient = recipient_of(original);
	recipient->action = action ? word_of(action) : NULL;
	recipient->status = status ? status_of(status) : NULL;
	if (reason)
		refine_status(recipient, reason);
	add_recipient(message, recipient);
}

static void
read_groups(const char *bytes, gsize length, Message *message)
{
	gsize at = 0;

	while (at < length) {
		g_autoptr(GPtrArray) fields =
			g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
		gsize used = fields_parse(bytes + at, length - at, fields, NULL);
		const char *newline = memchr(bytes + at, '\n', length - at);

		read_group(fields, message);
		if (used)
			at += used;
		else
			at = newline ? (gsize)(newline + 1 - bytes) : length;
	}
}

static void
read_status(const Part *part, const RawMail *raw, Message *message)
{
	g_autoptr(GString) content = part_content(part, raw, REPORT_MAX, NULL);

	read_groups(content->str, content->len, message);
}

/* A report that lost its parts on the way: the fields stand in its text. */
static void
read_flattened(Message *message)
{
	const char *fields = strstr(message->text, "\nReporting-MTA:");

	if (fields && message->is_report)
		read_groups(fields + 1, strnlen(fields + 1, REPORT_MAX), message);
}

/* All delivery-status parts: some servers write one a recipient. */
static void
read_statuses(const Part *part, const RawMail *raw, Message *message)
{
	if (part_is(part, "message/delivery-status") ||
	    part_is(part, "message/global-delivery-status"))
		read_status(part, raw, message);
	for (guint i = 0; part_is(part, "multipart/") && i < part->children->len; i++)
		read_statuses(g_ptr_array_index(part->children, i), raw, message);
}

/* Groups that name nobody count only if none names anybody. */
static void
drop_nameless(Message *message)
{
	gboolean named = FALSE;

	for (guint i = 0; i < message->bounce->len; i++)
		named |= ((BounceRecipient *)message->bounce->pdata[i])->recipient != NULL;
	for (guint i = message->bounce->len; named && i > 0; i--)
		if (!((BounceRecipient *)message->bounce->pdata[i - 1])->recipient)
			g_ptr_array_remove_index(message->bounce, i - 1);
}

/* The Message-ID of the mail that the report encloses, whole or its headers alone. */
static char *
enclosed_id(const Part *root, const RawMail *raw)
{
	g_autoptr(GPtrArray) fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const Part *mail = find_part(root, "message/rfc822");
	const Part *headers = find_part(root, "text/rfc822-headers");
	const char *id = NULL;

	if (mail && part_is_message(mail))
		id = fields_find(((Part *)g_ptr_array_index(mail->children, 0))->fields,
				 "Message-ID");
	if (!id && headers) {
		g_autoptr(GString) content = part_content(headers, raw, REPORT_MAX, NULL);

		fields_parse(content->str, content->len, fields, NULL);
		id = fields_find(fields, "Message-ID");
	}
	if (id)
		field_ids(id, ids);
	return ids->len ? g_strdup(g_ptr_array_index(ids, 0)) : NULL;
}

/* Exim's own header. */
static void
read_failed_header(Message *message)
{
	const char *body = message_header(message, "X-Failed-Recipients");
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	if (body)
		field_addresses(body, NULL, addresses);
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = g_ptr_array_index(addresses, i);
		BounceRecipient *recipient;

		if (!*address->address)
			continue;
		recipient = g_new0(BounceRecipient, 1);
		recipient->recipient = g_ascii_strdown(address->address, -1);
		recipient->action = g_strdup("failed");
		add_recipient(message, recipient);
	}
}

/* Complaints also come as multipart/mixed. */
static void
read_report_type(const Part *root, Message *message)
{
	if (part_is(root, "multipart/report")) {
		g_autofree char *type =
			part_parameter(root, "Content-Type", "report-type", NULL);

		message->is_report = TRUE;
		message->report_type = type ? g_ascii_strdown(type, -1) : NULL;
	}
	if (!message->is_report && find_part(root, "message/feedback-report")) {
		message->is_report = TRUE;
		message->report_type = g_strdup("feedback-report");
	}
}

void
dsn_read(const Part *root, const RawMail *raw, Message *message)
{
	read_report_type(root, message);
	read_statuses(root, raw, message);
	if (!message->bounce->len)
		read_flattened(message);
	drop_nameless(message);
	if (!message->bounce->len)
		read_failed_header(message);
	if (message->bounce->len || message->is_report)
		message->bounced_id = enclosed_id(root, raw);
	dsn_text_read(message);
	if (message->bounce->len && !message->bounced_id)
		message->bounced_id = enclosed_id(root, raw);
}
