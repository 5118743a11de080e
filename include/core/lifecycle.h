/*
 * The life of a ticket: one table of who may bring it from where to where, and what entering
 * a state does to its clocks (design section 4).
 */
#pragma once

#include "core/ticket.h"

/* Who, or what, moves the ticket. */
typedef enum {
	CAUSE_ENGINEER = 1 << 0,
	CAUSE_REPORTER = 1 << 1, /* his yes or no, or his entry within reopen-within */
	CAUSE_SILENCE = 1 << 2,  /* confirm-within is over */
	CAUSE_RECOVERY = 1 << 4, /* the monitor says that it is over */
	CAUSE_ARRIVAL = 1 << 3,  /* what was waited for: the reporter's or supplier's mail, the date */
} Cause;

/* May CAUSE bring a ticket from FROM to TO? A state to itself is never a move. */
gboolean lifecycle_may(TicketState from, Cause cause, TicketState to);

/* Where a reopened ticket goes: accepted if it is assigned, else new. */
TicketState lifecycle_reopened_state(const Ticket *ticket);

/*
 * Enters TO at NOW: opens and ends the spans of waiting and resolved, keeps the times of
 * response, resolution and closing, and forgets them when the ticket is reopened. REASON and
 * UNTIL (0 = no date) are for STATE_WAITING. It does not ask whether the move is allowed.
 */
void lifecycle_enter(Ticket *ticket, TicketState to, WaitReason reason, gint64 until, gint64 now);

/* The first public word or state change by an engineer: meets the response. */
void lifecycle_respond(Ticket *ticket, gint64 now);

/* The same for the tier that the ticket is at: its team wrote or acted, or its supplier did. Meets
 * the limit "tier N respond" if there is one. */
void lifecycle_tier_respond(Ticket *ticket, gint64 now);

/* The ticket is handed on: meets the limit "tier N resolve" of the tier that it leaves. */
void lifecycle_leave_tier(Ticket *ticket, gint64 now);

/* The ticket came to its tier, perhaps again: its limits there begin anew. */
void lifecycle_reach_tier(Ticket *ticket);
