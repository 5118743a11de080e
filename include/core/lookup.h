/*
 * Lookups: a table of the company fills what is not known yet (policy language 5.3). Pure.
 */
#pragma once

#include "core/policy.h"

/*
 * Fills the unknown facts of TICKET from the rows whose key is known: the value of fact `by`, or
 * the reporter (any address of his, or his title). In the order of the policy, again and again
 * as long as one lookup's facts are another's key. By "lookup:TITLE".
 */
void lookup_fill(const Policy *policy, Ticket *ticket, gint64 now);
