/*
 * Taking back what a mail's commands did. What they changed is kept with the ticket for an hour: for
 * each field what it was, and what it became. Undoing restores those that nobody changed since;
 * what was mailed stays mailed.
 */
#pragma once

#include "core/decision.h"

/* The code with which the actor of DECISION may take back what it did to TICKET; kept when the
 * decision ends. Own; NULL: it changed nothing, or nobody by mail did it. */
char *undo_offer(Decision *decision, Ticket *ticket);

/* At the end of a decision: keeps what undo_offer() promised, and who was told. */
void undo_keep(Decision *decision);

/* Takes back what CODE stands for, in every ticket that was changed with it, and tells those who
 * were told. It names its own ticket: mail about a merged one comes to the one that goes on. LEFT
 * (own char*: "state", "fact cause") gets what was changed since. FALSE: no such code, not the
 * actor's, used, or older than an hour; nothing was done, and LEFT is as it was. */
gboolean undo_take_back(Decision *decision, const char *code, GPtrArray **left);
