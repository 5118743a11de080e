/*
 * A clock's account: what it did from its start on, interval by interval, so that a person can
 * check it with a finger on the calendar.
 */
#pragma once

#include "core/clock.h"
#include "core/decide.h"

typedef enum {
	SLA_COUNTS, /* open time of the calendar */
	SLA_SHUT,   /* outside its hours */
	SLA_STANDS, /* the ticket waits, or is done */
} SlaKind;

typedef struct {
	SlaKind kind;
	gint64 from, to;
	char *reason; /* own; of SLA_STANDS: the span, "waiting reporter", "resolved" */
} SlaInterval;

typedef struct {
	char *name;               /* own; the limit's */
	const Calendar *calendar; /* foreign; NULL = round the clock */
	const Duration *length;   /* foreign; NULL: a named moment without a limit */
	gint64 started, due, met, breached; /* 0 = not; DUE 0 also while it stands still */
	gint64 used;              /* seconds that counted */
	gboolean is_over;         /* that were too many, whether it was told yet or not */
	GPtrArray *intervals;     /* own SlaInterval; in order, without gaps, up to the end or NOW */
} SlaAccount;

/* The accounts as text for people, in LANGUAGE and the desk's zone. Own. */
char *sla_words(const Context *context, const Ticket *ticket, const char *language);

/* All clocks of TICKET, those not started too, in the order of the policy. Own SlaAccount. */
GPtrArray *sla_explain(const Policy *policy, const Ticket *ticket, gint64 now);
