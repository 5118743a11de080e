/*
 * Reports (policy language 5.3): the tickets that were reported in a period, counted. What a
 * ticket is at the end is what counts: its team, its tier, its level (decisions 11.16).
 */
#pragma once

#include "core/policy.h"
#include "core/template.h"

typedef struct {
	gint64 from, to; /* TO exclusive */
	char *name;      /* own; "2026-W47", "2026-10", "2026-Q4", "2026", "2026-11-23" */
} ReportPeriod;

void report_period_clear(ReportPeriod *period);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportPeriod, report_period_clear)

/* The last full one of KIND before AT, in ZONE. */
void report_period_last(Period kind, GTimeZone *zone, gint64 at, ReportPeriod *period);
/* A name as above; DESK_ERROR_USAGE. */
gboolean report_period_parse(const char *name, GTimeZone *zone, ReportPeriod *period, GError **error);

/* One line of a table. */
typedef struct {
	char *key;      /* own; a title, a number, "category\ncause"; "" = not known */
	guint count;
	guint timed;    /* how many of them SECONDS sums up */
	gint64 seconds; /* from the report to the solution; for tiers: spent there */
} FigureRow;

/* How a limit was kept: of the tickets in which its clock came to an end or is overdue. */
typedef struct {
	char *name;             /* own */
	const Ticket *example;  /* foreign; one that has it */
	guint count, kept;
} FigureLimit;

typedef enum {
	FIGURE_CATEGORY,
	FIGURE_PRIORITY,
	FIGURE_SYSTEM,
	FIGURE_TIER,
	FIGURE_TEAM,
	FIGURE_CAUSE, /* frequent faults: category and cause of two tickets or more */
	N_FIGURES
} FigureTable;

typedef struct {
	gint64 now;                  /* when they were counted */
	guint count, closed, open;   /* reported; of these ended; still open */
	guint responded, resolved;
	gint64 respond_seconds, resolve_seconds; /* sums over these */
	guint rated;
	gint64 score_sum;
	gint64 time_spent;           /* of fact `time` */
	GPtrArray *parts;            /* own FigureRow; of fact `parts` */
	GPtrArray *limits;           /* own FigureLimit; respond, resolve, then by name */
	GPtrArray *tables[N_FIGURES]; /* own FigureRow; as the policy ranks them, else the most
	                                 frequent first */
	GPtrArray *tickets;          /* foreign Ticket; as they were given */
} Figures;

/* Of those of TICKETS that REPORT asks for and that were reported in PERIOD; no drills unless it
 * says so. DECISION is for "same" (core/which); NULL. TICKETS must outlive the figures. */
Figures *report_figures(const Policy *policy, Decision *decision, const Report *report,
			const GPtrArray *tickets, const ReportPeriod *period, gint64 now);
void figures_free(Figures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Figures, figures_free)

/* The tickets as RFC 4180: a heading row, times as YYYY-MM-DDTHH:MM:SSZ, and every fact. Own. */
char *report_csv(const Policy *policy, const Figures *figures);

/* The name of the template that REPORT is written with in LANGUAGE: what it says, its own title
 * if there is such a one, else "monthly". Foreign. */
const char *report_template(const Report *report, const TemplateSet *templates,
			    const char *language);
