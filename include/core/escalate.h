/* Escalations of a priority or a tier. Inner to the core. */
#pragma once

#include "core/decision.h"

/* EVENT happened: those of TICKET's priority and tier that hear of it act, or begin to wait. */
void escalate_on(Decision *decision, Ticket *ticket, const char *event);

/* TICKET came to another level with EVENTS: those of the level begin as if it were opened there, but
 * for those that heard one of EVENTS. */
void escalate_level(Decision *decision, Ticket *ticket, const GPtrArray *events);

/* Rung RUNG of the one that timer TITLE means is due. */
void escalate_rung(Decision *decision, Ticket *ticket, const char *title, int rung);
