/* Reports as the values that templates see (templates/README.md). Inner to the core. */
#pragma once

#include "core/decision.h"

/* FIGURES of PERIOD in LANGUAGE. Own. */
Slots *report_slots(const Decision *decision, const char *language, const Report *report,
		    const ReportPeriod *period, const Figures *figures);

/* The day at a glance of the person at ADDRESS: what is his, late, waiting, due today among the
 * open TICKETS; a manager also sees his teams'. Own; NULL if there is nothing to tell. */
Slots *digest_slots(const Decision *decision, const char *language, const char *address,
		    const GPtrArray *tickets);

/* A ticket as an item of list NAME: tag, subject, priority, state. Foreign. */
Slots *report_add_ticket(const Decision *decision, const char *language, Slots *slots,
			 const char *name, const Ticket *ticket);

/* TICKETS as list `tickets`, with what is due. */
void report_add_listed(const Decision *decision, const char *language, Slots *slots,
		       const GPtrArray *tickets);
/* TICKETS as list `same`: earlier ones, with cause and fix. */
void report_add_found(const Decision *decision, const char *language, Slots *slots,
		      const GPtrArray *tickets);

/* Writes the mails of ORDER. */
void report_write(Decision *decision, const ReportOrder *order);

/* Is a limit over that was not met? */
gboolean report_is_late(const Ticket *ticket, gint64 now);
/* The highest priority first, then what is due first. Elements Ticket. */
void report_sort(GPtrArray *tickets, const Policy *policy);
