/* The header of a mail that is too large to be fetched: enough to know whom to tell. */
#include "mail/imap-private.h"

#include <string.h>

#include "base/error.h"

/* RFC822.HEADER out of a FETCH's attributes, where the parser has put the literal in
 * quotes. Own; NULL if it is not there. */
static GString *
header_of(const char *attributes)
{
	const char *at = strstr(attributes, "RFC822.HEADER \"");
	GString *header;

	if (!at)
		return NULL;
	header = g_string_new(NULL);
	for (at += strlen("RFC822.HEADER \""); *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		g_string_append_c(header, *at);
	}
	return header;
}

void
imap_take_head(Imap *imap, const ImapResponse *response)
{
	GString *header =
		response->uid == imap->head_uid ? header_of(response->rest) : NULL;

	if (!header)
		return;
	if (imap->head)
		g_string_free(imap->head, TRUE);
	imap->head = header;
}

GBytes *
imap_head(Imap *imap, guint32 uid, GError **error)
{
	g_auto(ImapCommand) command = { 0 };
	GString *head;
	gboolean fine;

	if (!imap_ready(imap, TRUE, error))
		return NULL;
	imap->head_uid = uid;
	fine = imap_send(imap, &command, error, "UID FETCH %u (UID RFC822.HEADER)", uid) &&
	       imap_await(imap, &command, error) &&
	       imap_succeeded(imap, &command, "asking for a header", error);
	head = g_steal_pointer(&imap->head);
	imap->head_uid = 0;
	if (fine && head)
		return g_string_free_to_bytes(head);
	if (head)
		g_string_free(head, TRUE);
	if (fine)
		imap_fail(imap, DESK_ERROR_UNAVAILABLE, error,
			  "the header of mail %u did not come", uid);
	return NULL;
}
