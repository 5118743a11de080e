/*
 * What a regulation does when something happened: the events of a decision are the differences
 * between the touched tickets and what they were, so nothing can be forgotten to be told. Each
 * event meets milestones, ends and starts timers, runs rules, sends documents, escalates; what
 * that changes makes further events. Inner to the core.
 */
#pragma once

#include "core/decision.h"

/* Until nothing happens any more, at most 16 rounds. Where more would follow, the history says what
 * ("endless"), and desk.alerts is told, once an hour for each ticket. */
void react(Decision *decision);

/* The events between BEFORE (NULL: it was just opened) and AFTER, in order. Own char*. */
GPtrArray *react_events(const Policy *policy, const Ticket *before, const Ticket *after);
