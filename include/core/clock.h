/*
 * Which limits a ticket has at present, and from when they run: its priority's respond,
 * resolve and milestones, its tier's "tier N respond" and "tier N resolve".
 */
#pragma once

#include "core/policy.h"

typedef struct Decision Decision;

typedef struct {
	char *name;            /* own; the limit's */
	const Clocks *clocks;  /* foreign; whose calendar, warnings and pauses count */
	const Duration *length; /* foreign; NULL: a named moment without a limit */
	const Milestone *milestone; /* foreign; NULL: none of them */
	gint64 fixed;          /* the instant that a person set (/due), whatever the length; 0 = none */
	gint64 started;        /* 0 = not yet */
	gint64 met;            /* 0 = not yet */
} Clock;

/* In the order of the policy. Own Clock. */
GPtrArray *clock_list(const Policy *policy, const Ticket *ticket);
/* Foreign; NULL. */
const Clock *clock_find(const GPtrArray *clocks, const char *name);

/* When EVENT first happened to TICKET; 0 = not yet. */
gint64 clock_event(const Policy *policy, const Ticket *ticket, const char *event);

/* Writes "respond: 2026-11-23 09:15 → 2026-11-23 13:00" into the history for each limit that is
 * due at another instant than before. Limits were planned. */
void clock_log_moved(Decision *decision, const Ticket *before, const Ticket *after);
/* Did a person or a rule change what the limits follow from: priority, tier, the promised day? */
gboolean clock_level_changed(const Ticket *before, const Ticket *after);

/* What limit NAME is called in LANGUAGE where the policy says so; NULL. Foreign. */
const char *clock_label(const Policy *policy, const Ticket *ticket, const char *name,
			const char *language);
