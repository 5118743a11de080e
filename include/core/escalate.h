/* Escalations of a priority or a tier. Inner to the core. */
#pragma once

#include "core/decision.h"

/* EVENT happened: those of TICKET's priority and tier that hear of it act, or begin to wait. */
void escalate_on(Decision *decision, Ticket *ticket, const char *event);

/* Rung RUNG of the one that timer TITLE means is due. */
void escalate_rung(Decision *decision, Ticket *ticket, const char *title, int rung);
