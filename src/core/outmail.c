/* An outgoing mail as plain data. */
#include "core/outmail.h"

void
enclosure_free(Enclosure *enclosure)
{
	attachment_free(enclosure->attachment);
	g_free(enclosure);
}

OutMail *
outmail_new(void)
{
	OutMail *mail = g_new0(OutMail, 1);

	mail->references = g_ptr_array_new_with_free_func(g_free);
	mail->enclosures = g_ptr_array_new_with_free_func((GDestroyNotify)enclosure_free);
	return mail;
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
	g_free(mail);
}
