/* The mail as plain data: making, freeing, and looking up its headers. */
#include "core/message.h"

#include "base/text.h"

#include <string.h>

static void
header_free(Header *header)
{
	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

void
attachment_free(Attachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->content_id);
	g_free(attachment);
}

Attachment *
attachment_copy(const Attachment *attachment)
{
	Attachment *copy = g_new(Attachment, 1);

	*copy = *attachment;
	copy->name = g_strdup(attachment->name);
	copy->type = g_strdup(attachment->type);
	copy->content_id = g_strdup(attachment->content_id);
	return copy;
}

void
bounce_recipient_free(BounceRecipient *recipient)
{
	g_free(recipient->recipient);
	g_free(recipient->status);
	g_free(recipient->action);
	g_free(recipient);
}

void
signature_free(Signature *signature)
{
	if (!signature)
		return;
	g_free(signature->signer);
	g_free(signature->problem);
	g_free(signature);
}

Message *
message_new(void)
{
	Message *message = g_new0(Message, 1);

	message->headers = g_ptr_array_new_with_free_func((GDestroyNotify)header_free);
	message->in_reply_to = g_ptr_array_new_with_free_func(g_free);
	message->references = g_ptr_array_new_with_free_func(g_free);
	message->to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	message->cc = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	message->body_keys = g_ptr_array_new_with_free_func(g_free);
	message->delivered_to = g_ptr_array_new_with_free_func(g_free);
	message->subject = g_strdup("");
	message->text = g_strdup("");
	message->visible_text = g_strdup("");
	message->hidden_text = g_strdup("");
	message->attachments =
		g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
	message->bounce =
		g_ptr_array_new_with_free_func((GDestroyNotify)bounce_recipient_free);
	return message;
}

void
message_free(Message *message)
{
	if (!message)
		return;
	g_ptr_array_unref(message->headers);
	g_ptr_array_unref(message->in_reply_to);
	g_ptr_array_unref(message->references);
	g_ptr_array_unref(message->to);
	g_ptr_array_unref(message->cc);
	g_ptr_array_unref(message->body_keys);
	g_ptr_array_unref(message->delivered_to);
	g_ptr_array_unref(message->attachments);
	g_ptr_array_unref(message->bounce);
	address_free(message->from);
	g_free(message->message_id);
	g_free(message->from_strict);
	g_free(message->subject);
	g_free(message->text);
	g_free(message->visible_text);
	g_free(message->hidden_text);
	g_free(message->language);
	g_free(message->bounced_id);
	g_free(message->report_type);
	g_free(message->quarantine);
	signature_free(message->signature);
	g_free(message);
}

const char *
message_header(const Message *message, const char *name)
{
	for (guint i = 0; i < message->headers->len; i++) {
		const Header *header = message->headers->pdata[i];

		if (text_same_name(header->name, name))
			return header->value;
	}
	return NULL;
}

guint
message_header_count(const Message *message, const char *name)
{
	guint count = 0;

	for (guint i = 0; i < message->headers->len; i++) {
		const Header *header = message->headers->pdata[i];

		count += text_same_name(header->name, name);
	}
	return count;
}
