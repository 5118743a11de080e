/*
 * Moving mails that are safe in the store out of the way. Must never remove a mail that was
 * not named, and never end with the mail nowhere: a copy comes first.
 */
#include <string.h>

#include "base/log.h"
#include "mail/imap-private.h"

/* One command about the mails of SET. */
static gboolean
tell(Imap *imap, ImapCommand *command, const char *verb, const char *set, const char *rest,
     GError **error)
{
	imap_command_clear(command);
	return imap_send(imap, command, error, "%s %s%s%s", verb, set, *rest ? " " : "",
			 rest) &&
	       imap_await(imap, command, error);
}

/* Creates TARGET if it is missing, *CREATED. */
static gboolean
make_target(Imap *imap, const char *target, const char *quoted, gboolean *created,
	    GError **error)
{
	g_auto(ImapCommand) command = { 0 };
	gboolean exists;

	*created = FALSE;
	if (!imap_exists(imap, target, &exists, error))
		return FALSE;
	if (exists)
		return TRUE;
	if (!tell(imap, &command, "CREATE", quoted, "", error) ||
	    !imap_succeeded(imap, &command, "creating the mailbox for what is done", error))
		return FALSE;
	*created = TRUE;
	log_info("imap", "%s: created=%s", imap->name, target);
	/* For people's mail programs; whether it works is no matter. */
	return tell(imap, &command, "SUBSCRIBE", quoted, "", error);
}

/* What is left of SORTED in the mailbox. Own. */
static GArray *
still_there(Imap *imap, const GArray *sorted, GError **error)
{
	g_autoptr(GPtrArray) mails = imap_query_facts(imap, sorted, error);
	GArray *uids;

	if (!mails)
		return NULL;
	uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint i = 0; i < mails->len; i++) {
		const ImapMail *mail = mails->pdata[i];

		g_array_append_val(uids, mail->uid);
	}
	return uids;
}

/* Only what UID EXPUNGE names goes; a plain EXPUNGE would take what others have marked. */
static gboolean
remove_copied(Imap *imap, const char *set, GError **error)
{
	gboolean can_expunge = imap_has(imap, "UIDPLUS");
	const char *flags = can_expunge ? "+FLAGS.SILENT (\\Deleted)"
					: "+FLAGS.SILENT (\\Deleted \\Seen)";
	g_auto(ImapCommand) command = { 0 };

	if (!tell(imap, &command, "UID STORE", set, flags, error) ||
	    !imap_succeeded(imap, &command, "marking as deleted", error))
		return FALSE;
	if (!can_expunge)
		return TRUE;
	return tell(imap, &command, "UID EXPUNGE", set, "", error) &&
	       imap_succeeded(imap, &command, "removing", error);
}

/* *MOVED FALSE: COMMAND has the server's refusal. */
static gboolean
move_sets(Imap *imap, const GArray *sorted, const char *quoted, ImapCommand *command,
	  gboolean *moved, GError **error)
{
	g_autoptr(GPtrArray) sets = imap_uid_sets(sorted);
	gboolean can_move = imap_has(imap, "MOVE");

	*moved = TRUE;
	for (guint i = 0; i < sets->len && *moved; i++) {
		const char *set = sets->pdata[i];

		if (!tell(imap, command, can_move ? "UID MOVE" : "UID COPY", set, quoted,
			  error))
			return FALSE;
		*moved = command->status == IMAP_OK;
		if (*moved && !can_move && !remove_copied(imap, set, error))
			return FALSE;
	}
	return TRUE;
}

/*
 * A refusal has two harmless reasons: the target is missing (TRYCREATE, but not all servers
 * say so), or mails of the set are. Both are put right once, by looking.
 */
static gboolean
move_after_refusal(Imap *imap, const GArray *sorted, const char *target, const char *quoted,
		   ImapCommand *command, GError **error)
{
	g_autoptr(GArray) left = NULL;
	gboolean created, moved;

	if (!make_target(imap, target, quoted, &created, error))
		return FALSE;
	left = still_there(imap, sorted, error);
	if (!left)
		return FALSE;
	if (left->len == 0)
		return TRUE;
	if (!created && left->len == sorted->len)
		return imap_succeeded(imap, command, "filing", error);
	return move_sets(imap, left, quoted, command, &moved, error) &&
	       imap_succeeded(imap, command, "filing", error);
}

gboolean
imap_file(Imap *imap, const GArray *uids, guint first, guint count, const char *target,
	  GError **error)
{
	g_autoptr(GArray) sorted = imap_slice(uids, first, count);
	g_autofree char *quoted = imap_quote_mailbox(target);
	g_auto(ImapCommand) command = { 0 };
	gboolean moved;

	if (!imap_ready(imap, TRUE, error))
		return FALSE;
	if (!quoted)
		return imap_fail(imap, DESK_ERROR_CONFIG, error,
				 "not a name for a mailbox: %s", target);
	if (!move_sets(imap, sorted, quoted, &command, &moved, error))
		return FALSE;
	return moved || move_after_refusal(imap, sorted, target, quoted, &command, error);
}
