/*
 * Those outside who were drawn into a ticket: a supplier, a department, whoever was asked.
 * They may add to it and nothing else; a supplier's own number leads his mail to the
 * ticket.
 */
#pragma once

#include "core/policy.h"

/* Does whoever writes from ADDRESS take part: was he drawn in, or is he a supplier whose
 * number stands on the ticket? All addresses of one person are one. */
gboolean party_takes_part(const Policy *policy, const Ticket *ticket, const char *address);

/* Is ADDRESS outside: a supplier's, or neither on the roster nor in desk.domains? */
gboolean party_is_outside(const Policy *policy, const char *address);

/* The supplier's own numbers in MESSAGE, as fact `reference` keeps them ("acme
 * INC0012345"): the first hit of each of his expressions, in the subject, else the new
 * text, else the whole text. Our own tags ("FL#12") are not looked at. Own char*. */
GPtrArray *party_references(const Policy *policy, const Supplier *supplier,
			    const Message *message);

gboolean party_has_reference(const Ticket *ticket, const char *reference);
/* No effect if it is there. */
void party_add_reference(Ticket *ticket, const char *reference, const char *by, gint64 at);

/* The party who writes from ADDRESS, by any address of the person. Foreign; NULL. */
const Party *party_find(const Policy *policy, const Ticket *ticket, const char *address);

/* ADDRESS is asked something by ASKER (may be NULL), who hears the answer from now on. */
void party_ask(Ticket *ticket, const char *address, const char *who, const char *asker,
	       gint64 at);
