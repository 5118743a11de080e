/*
 * A mail that its server has and will not give out, "for now": nobody can read what is behind
 * it. How often that was said is kept in the store, so that it counts over restarts.
 */
#pragma once

#include "store/store.h"

#include <glib.h>

/* The server refused UID of MAILBOX at NOW, asked for it alone. */
gboolean refusal_note(Store *store, const char *mailbox, guint32 uidvalidity, guint32 uid,
		      gint64 now, GError **error);

/* The mail that was refused so often, and for so long, that the next refusal is the last; 0. */
guint32 refusal_hopeless(Store *store, const char *mailbox, guint32 uidvalidity, gint64 now);
