/* An outgoing mail as plain data. */
#include "core/outmail.h"

void
enclosure_free(Enclosure *enclosure)
{
	attachment_free(enclosure->attachment);
	g_clear_pointer(&enclosure->bytes, g_bytes_unref);
	g_free(enclosure);
}

static void
part_free(gpointer data)
{
	OutPart *part = data;

	g_free(part->name);
	g_free(part->template);
	g_free(part->text);
	g_free(part);
}

static void
action_free(gpointer data)
{
	OutAction *action = data;

	g_free(action->label);
	g_free(action->body);
	g_free(action);
}

OutMail *
outmail_new(void)
{
	OutMail *mail = g_new0(OutMail, 1);

	mail->references = g_ptr_array_new_with_free_func(g_free);
	mail->enclosures = g_ptr_array_new_with_free_func((GDestroyNotify)enclosure_free);
	mail->parts = g_ptr_array_new_with_free_func(part_free);
	mail->actions = g_ptr_array_new_with_free_func(action_free);
	return mail;
}

void
outmail_add_part(OutMail *mail, const char *name, const char *template, char *text)
{
	OutPart *part = g_new0(OutPart, 1);

	part->name = g_strdup(name);
	part->template = g_strdup(template);
	part->text = text;
	g_ptr_array_add(mail->parts, part);
}

void
outmail_free(OutMail *mail)
{
	if (!mail)
		return;
	g_free(mail->notice);
	g_free(mail->language);
	g_free(mail->from_name);
	g_free(mail->from_address);
	address_free(mail->to);
	g_free(mail->reply_to);
	g_free(mail->subject);
	g_free(mail->text);
	g_free(mail->message_id);
	g_free(mail->in_reply_to);
	g_ptr_array_unref(mail->references);
	g_ptr_array_unref(mail->enclosures);
	g_ptr_array_unref(mail->parts);
	g_ptr_array_unref(mail->actions);
	g_free(mail);
}
