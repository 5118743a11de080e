/* From fields to headers, addresses, ids and the subject. */
#include "mail/head.h"

#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded-word.h"

static void
add_headers(Message *message, const Scan *scan, const char *hint)
{
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);
		g_autofree char *line = field_unfold(field->body);
		Header *header;

		/* The server that takes away forged ones may have seen no field here. */
		if (field->is_spaced &&
		    text_same_name(field->name, "Authentication-Results"))
			continue;
		header = g_new0(Header, 1);
		header->name = g_strdup(field->name);
		header->value = charset_guess(line, strlen(line), hint);
		g_ptr_array_add(message->headers, header);
	}
}

/* Every field called NAME goes to READ with TO. */
static void
read_addresses(const Scan *scan, const char *name, const char *hint, GPtrArray *to)
{
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (text_same_name(field->name, name))
			field_addresses(field->body, hint, to);
	}
}

static void
read_delivered(Message *message, const Scan *scan)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To",
					     "Envelope-To" };
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		read_addresses(scan, names[i], NULL, addresses);
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = g_ptr_array_index(addresses, i);

		if (*address->address)
			g_ptr_array_add(message->delivered_to,
					g_ascii_strdown(address->address, -1));
	}
}

/*
 * The sender's identity form: only of a mail whose header block every reader sees alike,
 * with exactly one From field in it (reliability F3).
 */
static void
read_from(Message *message, const Scan *scan, const char *hint)
{
	g_autoptr(GPtrArray) from =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	const Field *only = NULL;
	int count = 0;

	read_addresses(scan, "From", hint, from);
	if (from->len)
		message->from = address_copy(g_ptr_array_index(from, 0));
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (!text_same_name(field->name, "From"))
			continue;
		only = field;
		count++;
	}
	if (count == 1 && !only->is_spaced && scan->is_clean && !scan->quarantine)
		message->from_strict = address_parse_strict(only->body, only->length);
}

static void
read_ids(Message *message, const Scan *scan)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	const char *id = fields_find(scan->fields, "Message-ID");
	const char *parent = fields_find(scan->fields, "In-Reply-To");
	const char *references = fields_find(scan->fields, "References");

	if (id)
		field_ids(id, own);
	if (own->len)
		message->message_id = g_strdup(g_ptr_array_index(own, 0));
	if (parent)
		field_ids(parent, message->in_reply_to);
	if (references)
		field_ids(references, message->references);
	if (parent)
		field_ids(parent, message->references);
}

static void
read_subject(Message *message, const Scan *scan, const char *hint)
{
	const char *subject = fields_find(scan->fields, "Subject");
	g_autofree char *decoded = subject ? words_decode(subject, hint) : NULL;

	if (!decoded)
		return;
	g_free(message->subject);
	message->subject = text_one_line(decoded);
}

void
head_read(Message *message, const Scan *scan, const char *hint)
{
	add_headers(message, scan, hint);
	read_from(message, scan, hint);
	read_addresses(scan, "To", hint, message->to);
	read_addresses(scan, "Cc", hint, message->cc);
	read_delivered(message, scan);
	read_ids(message, scan);
	read_subject(message, scan, hint);
}
