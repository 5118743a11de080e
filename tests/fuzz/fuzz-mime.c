/*
 * Exercises: mime_parse() over any mail: pre-scan, GMime, fields, words, charsets, HTML,
 * delivery reports, reply_split(); then decodes each attachment. Holds that all text is
 * UTF-8, that attachments and signed bytes lie within the mail, the former of the size that
 * was said, and that a mail whose sender is proven has exactly one From field.
 */
#include "mail/mime.h"
#include "mail/signed-part.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text)
{
	g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

static void
check_addresses(const GPtrArray *addresses)
{
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = addresses->pdata[i];

		check_text(address->name);
		check_text(address->address);
	}
}

static void
check_attachments(const RawMail *raw, const Message *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const Attachment *attachment = message->attachments->pdata[i];
		g_autoptr(GBytes) bytes = mime_attachment(raw, attachment, NULL);

		g_assert_nonnull(bytes);
		g_assert_cmpint(g_bytes_get_size(bytes), ==, attachment->size);
		g_assert_true(*attachment->name && attachment->name[0] != '.');
		g_assert_null(strpbrk(attachment->name, "/\\\r\n"));
		check_text(attachment->name);
		check_text(attachment->type);
		check_text(attachment->content_id);
	}
}

static void
check_texts(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		check_text(texts->pdata[i]);
}

static void
check_bounce(const Message *message)
{
	check_text(message->report_type);
	check_text(message->bounced_id);
	for (guint i = 0; i < message->bounce->len; i++) {
		const BounceRecipient *recipient = message->bounce->pdata[i];

		check_text(recipient->recipient);
		check_text(recipient->status);
		check_text(recipient->action);
	}
}

static void
check_headers(const Message *message)
{
	for (guint i = 0; i < message->headers->len; i++) {
		const Header *header = message->headers->pdata[i];

		g_assert_true(g_str_is_ascii(header->name));
		check_text(header->value);
	}
}

static void
check_signature(const RawMail *raw, const Message *message)
{
	const Signature *signature = message->signature;
	g_autoptr(GBytes) content = NULL;
	g_autoptr(GBytes) detached = NULL;

	if (!signature)
		return;
	g_assert_cmpint(signature->content, >, 0);
	g_assert_cmpint(signature->content_length, >=, 0);
	g_assert_cmpint(signature->content + signature->content_length, <=,
			signature->detached);
	g_assert_cmpint(signature->detached + signature->detached_length, <=, raw->size);
	content = signed_part_content(raw, signature);
	detached = signed_part_signature(raw, signature);
	g_assert_nonnull(content);
	g_assert_nonnull(detached);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gboolean is_ready;
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(Message) message = NULL;
	RawMail raw = { .bytes = bytes, .fd = -1, .size = (gint64)size };

	if (!is_ready)
		mime_init();
	is_ready = TRUE;
	message = mime_parse(&raw);
	check_text(message->subject);
	check_text(message->text);
	check_text(message->visible_text);
	check_text(message->hidden_text);
	check_text(message->message_id);
	check_texts(message->in_reply_to);
	check_texts(message->references);
	check_texts(message->delivered_to);
	check_texts(message->body_keys);
	check_headers(message);
	check_addresses(message->to);
	check_addresses(message->cc);
	check_bounce(message);
	check_attachments(&raw, message);
	check_signature(&raw, message);
	if (message->from_strict)
		g_assert_cmpint(message_header_count(message, "From"), ==, 1);
	return 0;
}
