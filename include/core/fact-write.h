/*
 * Writing facts: the one function for commands, mails, rules and lookups; and what is written
 * into the history of it.
 */
#pragma once

#include "core/decision.h"
#include "core/fact-value.h"

/*
 * Gives FACT of TICKET the value that TEXT says, and fills by lookup what follows from it. A
 * duration is added to the known one, lines to a list; everything else replaces. Anything but
 * FACT_WRITTEN: nothing was written.
 */
FactOutcome fact_write(const Policy *policy, Ticket *ticket, const FactSpec *fact, const char *text,
		       const char *by, gint64 now);

/* What TICKET knows now, to compare with later. Own. */
GHashTable *fact_marks(const Ticket *ticket);
/* A line of history for every fact that changed since MARKS, by whom it is. */
void fact_log(Decision *decision, const Ticket *ticket, GHashTable *marks);
