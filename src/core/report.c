/* The figures of a report: each ticket is counted once into every table. */
#include "core/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/which.h"

static void
row_free(FigureRow *row)
{
	g_free(row->key);
	g_free(row);
}

static void
limit_row_free(FigureLimit *limit)
{
	g_free(limit->name);
	g_free(limit);
}

void
figures_free(Figures *figures)
{
	if (!figures)
		return;
	g_ptr_array_unref(figures->parts);
	g_ptr_array_unref(figures->limits);
	g_ptr_array_unref(figures->tickets);
	for (guint i = 0; i < N_FIGURES; i++)
		g_ptr_array_unref(figures->tables[i]);
	g_free(figures);
}

static GPtrArray *
rows_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
}

static Figures *
figures_new(void)
{
	Figures *figures = g_new0(Figures, 1);

	figures->parts = rows_new();
	figures->limits = g_ptr_array_new_with_free_func((GDestroyNotify)limit_row_free);
	figures->tickets = g_ptr_array_new();
	for (guint i = 0; i < N_FIGURES; i++)
		figures->tables[i] = rows_new();
	return figures;
}

static FigureRow *
row_of(GPtrArray *rows, const char *key)
{
	FigureRow *row;

	key = key ? key : "";
	for (guint i = 0; i < rows->len; i++) {
		row = rows->pdata[i];
		if (strcmp(row->key, key) == 0)
			return row;
	}
	row = g_new0(FigureRow, 1);
	row->key = g_strdup(key);
	g_ptr_array_add(rows, row);
	return row;
}

/* ---- one ticket ---- */

static gint64
solved_after(const Ticket *ticket)
{
	return ticket->resolved ? ticket->resolved - ticket->created : 0;
}

static void
count_row(GPtrArray *rows, const char *key, const Ticket *ticket)
{
	FigureRow *row = row_of(rows, key);

	row->count++;
	row->timed += ticket->resolved != 0;
	row->seconds += solved_after(ticket);
}

/* The time that a ticket was at each tier; of a ticket without such spans, all of it. */
static void
count_tiers(GPtrArray *rows, const Ticket *ticket, gint64 end)
{
	g_autofree char *present = g_strdup_printf("%d", ticket->tier);
	gboolean any = FALSE;

	if (!ticket->tier)
		return;
	row_of(rows, present)->count++;
	for (guint i = 0; i < ticket->spans->len; i++) {
		const Span *span = ticket->spans->pdata[i];
		gint64 to = span->to ? span->to : ticket->resolved ? ticket->resolved : end;
		FigureRow *row;

		if (!g_str_has_prefix(span->what, "tier "))
			continue;
		row = row_of(rows, span->what + strlen("tier "));
		row->timed++;
		row->seconds += MAX(to - span->from, 0);
		any = TRUE;
	}
	if (any || !ticket->resolved)
		return;
	row_of(rows, present)->timed++;
	row_of(rows, present)->seconds += solved_after(ticket);
}

static void
count_cause(GPtrArray *rows, const Ticket *ticket)
{
	const char *cause = ticket_fact(ticket, "cause");
	g_autofree char *key = NULL;

	if (!cause || !*cause)
		return;
	key = g_strdup_printf("%s\n%s", ticket->category ? ticket->category : "", cause);
	count_row(rows, key, ticket);
}

static void
count_limits(GPtrArray *limits, const Ticket *ticket, gint64 now)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];
		gboolean broken = ticket_limit_is_broken(ticket, limit, now);
		FigureLimit *row = NULL;

		if (!limit->met && !broken)
			continue;
		for (guint j = 0; j < limits->len && !row; j++)
			if (strcmp(((FigureLimit *)limits->pdata[j])->name, limit->name) ==
			    0)
				row = limits->pdata[j];
		if (!row) {
			row = g_new0(FigureLimit, 1);
			row->name = g_strdup(limit->name);
			row->example = ticket;
			g_ptr_array_add(limits, row);
		}
		row->count++;
		row->kept += !broken;
	}
}

static void
count_facts(Figures *figures, const Ticket *ticket)
{
	const char *score = ticket_fact(ticket, "score");
	const char *time = ticket_fact(ticket, "time");
	const char *parts = ticket_fact(ticket, "parts");
	g_auto(GStrv) names = g_strsplit(parts ? parts : "", ", ", -1);
	Duration spent = { 0 };

	if (score && *score >= '1' && *score <= '5') {
		figures->rated++;
		figures->score_sum += *score - '0';
	}
	if (time && duration_parse(time, &spent, NULL))
		figures->time_spent += spent.seconds;
	for (guint i = 0; names[i]; i++)
		if (*g_strstrip(names[i]))
			row_of(figures->parts, names[i])->count++;
}

static void
count_ticket(Figures *figures, const Ticket *ticket, gint64 end)
{
	gboolean is_open = ticket_is_open(ticket) || ticket->state == STATE_RESOLVED;

	g_ptr_array_add(figures->tickets, (gpointer)ticket);
	figures->count++;
	figures->closed += !is_open;
	figures->open += is_open;
	if (ticket->responded) {
		figures->responded++;
		figures->respond_seconds += ticket->responded - ticket->created;
	}
	if (ticket->resolved) {
		figures->resolved++;
		figures->resolve_seconds += solved_after(ticket);
	}
	count_row(figures->tables[FIGURE_CATEGORY], ticket->category, ticket);
	count_row(figures->tables[FIGURE_PRIORITY], ticket->priority, ticket);
	count_row(figures->tables[FIGURE_SYSTEM], ticket->system, ticket);
	count_row(figures->tables[FIGURE_TEAM], ticket->team, ticket);
	count_tiers(figures->tables[FIGURE_TIER], ticket, end);
	count_cause(figures->tables[FIGURE_CAUSE], ticket);
	count_limits(figures->limits, ticket, figures->now);
	count_facts(figures, ticket);
}

/* ---- all ---- */

static gboolean
is_asked_for(const Report *report, const WhichView *view)
{
	if (view->ticket->drill && report->which.drill == EITHER)
		return FALSE;
	return which_holds(&report->which, view);
}

static int
by_count(gconstpointer a, gconstpointer b)
{
	const FigureRow *left = *(const FigureRow *const *)a;
	const FigureRow *right = *(const FigureRow *const *)b;

	if (left->count != right->count)
		return left->count > right->count ? -1 : 1;
	return strcmp(left->key, right->key);
}

/* Priorities and tiers stand as the policy ranks them. */
static int
by_rank(gconstpointer a, gconstpointer b, gpointer data)
{
	const FigureRow *left = *(const FigureRow *const *)a;
	const FigureRow *right = *(const FigureRow *const *)b;
	const Priority *one = policy_priority(data, left->key);
	const Priority *other = policy_priority(data, right->key);
	int first = one ? one->rank : G_MAXINT, second = other ? other->rank : G_MAXINT;

	return (first > second) - (first < second);
}

static int
by_number(gconstpointer a, gconstpointer b)
{
	return atoi((*(const FigureRow *const *)a)->key) -
	       atoi((*(const FigureRow *const *)b)->key);
}

/* "respond", "resolve", then by name. */
static int
by_limit(gconstpointer a, gconstpointer b)
{
	static const char *const first[] = { "respond", "resolve" };
	const char *left = (*(const FigureLimit *const *)a)->name;
	const char *right = (*(const FigureLimit *const *)b)->name;

	for (guint i = 0; i < G_N_ELEMENTS(first); i++) {
		if (strcmp(left, first[i]) == 0)
			return -1;
		if (strcmp(right, first[i]) == 0)
			return 1;
	}
	return strcmp(left, right);
}

static void
sort_figures(Figures *figures, const Policy *policy)
{
	for (guint i = 0; i < N_FIGURES; i++)
		g_ptr_array_sort(figures->tables[i], by_count);
	g_ptr_array_sort_with_data(figures->tables[FIGURE_PRIORITY], by_rank,
				   (gpointer)policy);
	g_ptr_array_sort(figures->tables[FIGURE_TIER], by_number);
	g_ptr_array_sort(figures->parts, by_count);
	g_ptr_array_sort(figures->limits, by_limit);
}

/* One fault alone is no frequent one. */
static void
keep_frequent(GPtrArray *rows)
{
	for (guint i = rows->len; i > 0; i--)
		if (((FigureRow *)rows->pdata[i - 1])->count < 2)
			g_ptr_array_remove_index(rows, i - 1);
}

Figures *
report_figures(const Policy *policy, Decision *decision, const Report *report,
	       const GPtrArray *tickets, const ReportPeriod *period, gint64 now)
{
	Figures *figures = figures_new();

	figures->now = now;
	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		WhichView view = { policy, decision, ticket };

		if (ticket->created >= period->from && ticket->created < period->to &&
		    is_asked_for(report, &view))
			count_ticket(figures, ticket, MIN(now, period->to));
	}
	keep_frequent(figures->tables[FIGURE_CAUSE]);
	sort_figures(figures, policy);
	return figures;
}

const char *
report_template(const Report *report, const TemplateSet *templates, const char *language)
{
	if (report->template)
		return report->template;
	return template_set_find(templates, language, report->title) ? report->title : "monthly";
}
