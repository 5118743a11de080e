/* A mailbox: whether there is one, opening it, and which mails are in it. */
#include "config.h"

#include "mail/imap.h"

#include <string.h>

#include "base/log.h"
#include "mail/imap-private.h"

/* Bytes of a UID set; servers take lines of 8000 (RFC 7162, 4). */
#define MAX_SET 7000

static char *
quote(Imap *imap, const char *name, GError **error)
{
	char *quoted = imap_quote_mailbox(name);

	if (!quoted || strlen(quoted) > MAX_SET / 2) {
		g_clear_pointer(&quoted, g_free);
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s: not a name for a mailbox: %.80s", imap->name, name);
	}
	return quoted;
}

gboolean
imap_exists(Imap *imap, const char *name, gboolean *exists, GError **error)
{
	g_auto(ImapCommand) command = { 0 };
	g_autofree char *quoted = NULL;
	gboolean fine;

	*exists = FALSE;
	if (!imap_ready(imap, FALSE, error) || !(quoted = quote(imap, name, error)))
		return FALSE;
	imap->found = exists;
	fine = imap_send(imap, &command, error, "LIST \"\" %s", quoted) &&
	       imap_await(imap, &command, error) &&
	       imap_succeeded(imap, &command, "LIST", error);
	imap->found = NULL;
	return fine;
}

static void
forget_mailbox(Imap *imap)
{
	memset(&imap->box, 0, sizeof imap->box);
	imap->recent = 0;
	imap->news = FALSE;
	g_hash_table_remove_all(imap->sized);
	g_hash_table_remove_all(imap->large);
}

/* Not all servers say why they refuse; whether the mailbox is there, all do. */
static gboolean
explain_refusal(Imap *imap, const ImapCommand *command, const char *name, GError **error)
{
	gboolean exists = FALSE;

	if (g_ascii_strncasecmp(command->code, "NONEXISTENT", 11) != 0 &&
	    !imap_exists(imap, name, &exists, error))
		return FALSE;
	if (exists)
		return imap_succeeded(imap, command, name, error);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		    "%s: the server has no mailbox \"%s\" for this user", imap->name, name);
	return FALSE;
}

gboolean
imap_select(Imap *imap, const char *name, ImapMailbox *mailbox, GError **error)
{
	g_auto(ImapCommand) command = { 0 };
	g_autofree char *quoted = NULL;
	gboolean answered;

	if (!imap_ready(imap, TRUE, error) || !(quoted = quote(imap, name, error)))
		return FALSE;
	forget_mailbox(imap);
	imap->selecting = TRUE;
	answered = imap_send(imap, &command, error, "SELECT %s", quoted) &&
		   imap_await(imap, &command, error);
	imap->selecting = FALSE;
	if (!answered)
		return FALSE;
	if (command.status != IMAP_OK)
		return explain_refusal(imap, &command, name, error);
	if (!imap->box.uidvalidity)
		return imap_fail(imap, DESK_ERROR_UNAVAILABLE, error,
				 "%s: the server gives no UIDVALIDITY", name);
	if (g_ascii_strcasecmp(command.code, "READ-ONLY") == 0)
		log_warn("imap", "%s: %s is read-only: mail cannot be filed", imap->name,
			 name);
	imap->news = FALSE;
	*mailbox = imap->box;
	return TRUE;
}

/* ---- UIDs ---- */

static gint
compare_uids(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

/* Sorts, and drops repetitions and what is below FIRST. */
static void
put_in_order(GArray *uids, guint32 first)
{
	guint kept = 0;

	g_array_sort(uids, compare_uids);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (uid < first || (kept && g_array_index(uids, guint32, kept - 1) == uid))
			continue;
		g_array_index(uids, guint32, kept++) = uid;
	}
	g_array_set_size(uids, kept);
}

GArray *
imap_slice(const GArray *uids, guint first, guint count)
{
	GArray *slice = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (first < uids->len)
		g_array_append_vals(slice, &g_array_index(uids, guint32, first),
				    MIN(count, uids->len - first));
	put_in_order(slice, 1);
	return slice;
}

gboolean
imap_slice_has(const GArray *sorted, guint32 uid)
{
	return g_array_binary_search((GArray *)sorted, &uid, compare_uids, NULL);
}

GPtrArray *
imap_uid_sets(const GArray *sorted)
{
	GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) set = g_string_new(NULL);

	for (guint i = 0; i < sorted->len; i++) {
		guint32 from = g_array_index(sorted, guint32, i), to = from;

		while (i + 1 < sorted->len &&
		       g_array_index(sorted, guint32, i + 1) == to + 1)
			to = g_array_index(sorted, guint32, ++i);
		if (set->len > MAX_SET) {
			g_ptr_array_add(sets, g_strdup(set->str));
			g_string_truncate(set, 0);
		}
		g_string_append_printf(set, "%s%u", set->len ? "," : "", from);
		if (to != from)
			g_string_append_printf(set, ":%u", to);
	}
	if (set->len)
		g_ptr_array_add(sets, g_strdup(set->str));
	return sets;
}

/* "FIRST:*" is never empty: with nothing that high, the server gives the last one (RFC
 * 9051, 9, seq-range). */
GArray *
imap_list(Imap *imap, guint32 first, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_auto(ImapCommand) command = { 0 };
	gboolean esearch = imap_has(imap, "ESEARCH"), fine;

	if (!imap_ready(imap, FALSE, error))
		return NULL;
	first = MAX(first, 1);
	/* What comes in from now on may be in the list or not. */
	imap->news = FALSE;
	/* Exchange calls every set wrong when there is nothing. */
	if (imap->box.exists == 0)
		return g_steal_pointer(&uids);
	imap->listing = uids;
	fine = imap_send(imap, &command, error,
			 esearch ? "UID SEARCH RETURN (ALL) UID %u:*"
				 : "UID FETCH %u:* (UID)",
			 first) &&
	       imap_await(imap, &command, error) &&
	       imap_succeeded(imap, &command, "listing mails", error);
	imap->listing = NULL;
	if (!fine)
		return NULL;
	put_in_order(uids, first);
	return g_steal_pointer(&uids);
}
