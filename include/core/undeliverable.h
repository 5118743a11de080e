/*
 * Addresses to which our mail does not get through. Mail to them is tried all the same; the
 * mark says who was told, and shows in lists, until something proves that mail arrives again.
 */
#pragma once

#include <glib.h>

typedef struct {
	gint64 ticket_id;  /* whose mail it was; 0: about no ticket */
	char *address;     /* own; lower case */
	gint64 since;      /* when it last failed */
	gboolean returned; /* a bounce says so: our own server takes mail for it. Else that
			      server refused it */
	char *why;         /* own; "5.1.1", the server's words */
} Undeliverable;

Undeliverable *undeliverable_new(gint64 ticket_id, const char *address, gint64 since,
				 gboolean returned, const char *why);
void undeliverable_free(Undeliverable *mark);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Undeliverable, undeliverable_free)

/* The one of MARKS that is about mail of TICKET_ID to ADDRESS; NULL. Foreign. */
const Undeliverable *undeliverable_find(const GPtrArray *marks, gint64 ticket_id,
					const char *address);
