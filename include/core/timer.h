/*
 * Rules, documents and escalations that wait, come again, or climb a ladder (policy language
 * 4.2). An event starts a timer on the ticket; these times never pause.
 */
#pragma once

#include "core/policy.h"

/* Names of timers: "rule TITLE", "document TITLE", "escalate OWNER/TITLE". Own. */
char *timer_name(const char *kind, const char *title);

/* The escalation that a timer called "escalate OWNER/TITLE" means, if TICKET's priority or tier
 * has it. Foreign; NULL. */
const Escalation *timer_escalation(const Policy *policy, const Ticket *ticket, const char *title);
/* The title of ESCALATION of CLOCKS' owner for timer_name(): "priority urgent/opened". Own. */
char *timer_escalation_title(const char *owner, const Escalation *escalation);

/* When what TIMER of TICKET belongs to acts and ends; NULL: the policy has it no more. Foreign. */
const When *timer_when(const Policy *policy, const Ticket *ticket, const Timer *timer);

/* Does it wait for anything, or does it happen at the event itself? */
gboolean when_waits(const When *when);

/* Does EVENT end what WHEN started? */
gboolean when_ends(const When *when, const char *event);

/* From when what EVENT starts is counted: the opening and the fault's beginning have instants of
 * their own, everything else happens NOW. */
gint64 timer_origin(const Policy *policy, const Ticket *ticket, const char *event, gint64 now);

/* Adds the next deadline of each timer of TICKET: "timer WHAT". Timers of what the policy has no
 * more are left alone: it may come back. */
void timer_plan(const Policy *policy, Ticket *ticket);

/* How many rungs or intervals of TIMER are over at NOW, those that fired before included. */
int timer_passed(const Policy *policy, const Ticket *ticket, const Timer *timer, gint64 now);
/* Is there nothing left of it after FIRED? */
gboolean timer_is_over(const Policy *policy, const Ticket *ticket, const Timer *timer);
