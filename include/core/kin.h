/*
 * Tickets that belong together. Links (Ticket.links) and their other ends: "merged" - "holds",
 * "duplicate" - "has-duplicate", "parent" - "child", "split" and "related" - the same.
 */
#pragma once

#include "core/decision.h"

/* The ticket that goes on for TICKET_ID, along "merged"; itself if it was not merged. 0: it must be
 * asked for first. */
gint64 kin_survivor(Decision *decision, gint64 ticket_id);

/* Did another ticket take over, so that this one's end asks and tells nobody? */
gboolean kin_is_absorbed(const Ticket *ticket);

/* FROM goes into TO: closed whatever stands before that; its people, and whom it drew in, are TO's
 * from now on and are told so; its report is a note there. Both are open. */
void kin_merge(Decision *decision, Ticket *from, Ticket *to);

/* TICKET is closed as a duplicate of OTHER; its reporter is told, and will hear of the solution. */
void kin_duplicate(Decision *decision, Ticket *ticket, Ticket *other);

/* CHILD is one of those that PARENT, an outage, is about: it ends with it. Its reporter is told. */
void kin_adopt(Decision *decision, Ticket *parent, Ticket *child);

/* ENTRY of TICKET becomes a ticket of its own, by its author. Foreign. */
Ticket *kin_split(Decision *decision, Ticket *ticket, const Entry *entry);

/* EVENT happened to TICKET: its children follow, the reporters of its duplicates hear, but for what
 * they heard when it WAS_RESOLVED. */
void kin_on(Decision *decision, Ticket *ticket, const char *event, gboolean was_resolved);
