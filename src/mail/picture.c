/* The hash is of the decoded bytes: the same logo is encoded anew in every mail. */
#include "mail/picture.h"

#include <string.h>

#include "base/sha256.h"

/* Logos and icons of signatures are smaller; a screenshot of a fault is not. */
#define SMALL (64 * 1024)

/* So many are looked at in one mail. */
#define PICTURES_MAX 50

static gboolean
may_be_logo(const Attachment *attachment)
{
	return attachment->is_inline && attachment->size > 0 && attachment->size <= SMALL &&
	       g_str_has_prefix(attachment->type, "image/");
}

void
picture_hashes(const RawMail *raw, Message *message)
{
	guint left = PICTURES_MAX;

	for (guint i = 0; i < message->attachments->len && left; i++) {
		Attachment *attachment = message->attachments->pdata[i];
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *hash = NULL;

		if (!may_be_logo(attachment))
			continue;
		left--;
		bytes = mime_attachment(raw, attachment, NULL);
		if (!bytes)
			continue;
		hash = sha256_of_bytes(bytes);
		g_strlcpy(attachment->hash, hash, sizeof attachment->hash);
	}
}
