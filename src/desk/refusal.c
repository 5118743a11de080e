/* One note a mailbox: what is behind the mail cannot be refused before it. */
#include "desk/refusal.h"

#include <stdio.h>

#define TRIES_BEFORE 2        /* the third is the last */
#define WAIT         (10 * 60) /* a server that starts anew says such things too */

typedef struct {
	guint32 uidvalidity, uid;
	int count;
	gint64 first;
} Refusal;

static char *
note_name(const char *mailbox)
{
	return g_strdup_printf("refused %s", mailbox);
}

static Refusal
refusal_read(Store *store, const char *mailbox)
{
	g_autofree char *name = note_name(mailbox);
	g_autofree char *note = store_get_note(store, name, NULL);
	Refusal refusal = { 0 };

	if (note && sscanf(note, "%u %u %d %" G_GINT64_FORMAT, &refusal.uidvalidity,
			   &refusal.uid, &refusal.count, &refusal.first) != 4)
		refusal = (Refusal){ 0 };
	return refusal;
}

gboolean
refusal_note(Store *store, const char *mailbox, guint32 uidvalidity, guint32 uid,
	     gint64 now, GError **error)
{
	Refusal refusal = refusal_read(store, mailbox);
	g_autofree char *name = note_name(mailbox);
	g_autofree char *note = NULL;

	if (refusal.uid != uid || refusal.uidvalidity != uidvalidity)
		refusal = (Refusal){ uidvalidity, uid, 0, now };
	refusal.count++;
	note = g_strdup_printf("%u %u %d %" G_GINT64_FORMAT, uidvalidity, uid,
			       refusal.count, refusal.first);
	return store_set_note(store, name, note, error);
}

guint32
refusal_hopeless(Store *store, const char *mailbox, guint32 uidvalidity, gint64 now)
{
	Refusal refusal = refusal_read(store, mailbox);

	if (refusal.uidvalidity != uidvalidity || refusal.count < TRIES_BEFORE ||
	    now < refusal.first + WAIT)
		return 0;
	return refusal.uid;
}
