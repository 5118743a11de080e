/* The words of a report: tables in the reader's language. */
#include "core/report-slots.h"

#include <string.h>

#include "core/fact.h"
#include "core/notice-slots.h"

static void
set_owned(Slots *slots, const char *name, char *value /* taken */)
{
	slots_set(slots, name, value);
	g_free(value);
}

/* 0 is not set, so that a template may leave it out. */
static void
set_count(Slots *slots, const char *name, gint64 number)
{
	set_owned(slots, name,
		  number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL);
}

/* The share in whole percent, cut off: 100 is all of them. */
static void
set_percent(Slots *slots, const char *name, guint part, guint whole)
{
	set_owned(slots, name, whole ? g_strdup_printf("%u", part * 100 / whole) : NULL);
}

/* ---- keys in words ---- */

static char *
category_word(const Policy *policy, const char *language, const char *key)
{
	const Category *category = policy_category(policy, key);

	return g_strdup(category ? label_text(&category->label, category->title, language)
				 : key);
}

static char *
priority_word(const Policy *policy, const char *language, const char *key)
{
	const Priority *priority = policy_priority(policy, key);

	return g_strdup(priority ? label_text(&priority->label, priority->title, language)
				 : key);
}

static char *
system_word(const Policy *policy, const char *language, const char *key)
{
	const System *system = policy_system(policy, key);

	return g_strdup(system ? label_text(&system->label, system->title, language) : key);
}

static char *
tier_word(const Policy *policy, const char *language, const char *key)
{
	const Tier *tier = policy_tier(policy, (int)g_ascii_strtoll(key, NULL, 10));

	return g_strdup(tier && tier->name ? tier->name : key);
}

static char *
same_word(const Policy *policy, const char *language, const char *key)
{
	return g_strdup(key);
}

/* "network: loose cable" */
static char *
cause_word(const Policy *policy, const char *language, const char *key)
{
	g_auto(GStrv) halves = g_strsplit(key, "\n", 2);
	g_autofree char *category = category_word(policy, language, halves[0]);

	return g_strconcat(category, *category ? ": " : "", halves[1], NULL);
}

static const struct {
	const char *phrase; /* its heading */
	char *(*word)(const Policy *policy, const char *language, const char *key);
} tables[N_FIGURES] = {
	[FIGURE_CATEGORY] = { "report-category", category_word },
	[FIGURE_PRIORITY] = { "report-priority", priority_word },
	[FIGURE_SYSTEM] = { "report-system", system_word },
	[FIGURE_TIER] = { "report-tier", tier_word },
	[FIGURE_TEAM] = { "report-team", same_word },
	[FIGURE_CAUSE] = { "report-cause", cause_word },
};

/* ---- tables ---- */

static void
add_row(const Decision *decision, const char *language, Slots *group, FigureTable table,
	const FigureRow *row, guint count)
{
	Slots *item = slots_add_item(group, "rows");
	char *label = tables[table].word(decision->context->policy, language, row->key);

	if (!*label) {
		g_free(label);
		label = phrase(decision->context->templates, language, "report-none", NULL);
	}
	set_owned(item, "label", label);
	set_owned(item, "count", g_strdup_printf("%u", row->count));
	set_percent(item, "share", row->count, count);
	set_owned(item, "average",
		  row->timed ? timespan_words(row->seconds / row->timed, language)
			     : g_strdup("-"));
}

/* A table in which nothing is known tells nothing. */
static gboolean
is_worth_telling(const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++)
		if (*((FigureRow *)rows->pdata[i])->key)
			return TRUE;
	return FALSE;
}

static void
add_tables(const Decision *decision, const char *language, Slots *slots,
	   const Figures *figures)
{
	for (guint i = 0; i < N_FIGURES; i++) {
		const GPtrArray *rows = figures->tables[i];
		Slots *group;

		if (!is_worth_telling(rows))
			continue;
		group = slots_add_item(slots, "groups");
		set_owned(group, "label",
			  phrase(decision->context->templates, language, tables[i].phrase,
				 NULL));
		for (guint j = 0; j < rows->len; j++)
			add_row(decision, language, group, i, rows->pdata[j],
				figures->count);
	}
}

static void
add_limits(const Decision *decision, const char *language, Slots *slots,
	   const Figures *figures)
{
	for (guint i = 0; i < figures->limits->len; i++) {
		const FigureLimit *limit = figures->limits->pdata[i];
		Slots *item = slots_add_item(slots, "kept");

		set_owned(item, "label",
			  notice_limit(decision, language, limit->example, limit->name));
		set_owned(item, "count", g_strdup_printf("%u", limit->count));
		set_owned(item, "kept", g_strdup_printf("%u", limit->kept));
		set_percent(item, "percent", limit->kept, limit->count);
	}
}

/* ---- tickets ---- */

Slots *
report_add_ticket(const Decision *decision, const char *language, Slots *slots,
		  const char *name, const Ticket *ticket)
{
	const Policy *policy = decision->context->policy;
	Slots *item = slots_add_item(slots, name);

	set_owned(item, "tag", notice_tag(policy, ticket->ticket_id));
	slots_set(item, "subject", ticket->subject);
	set_owned(item, "priority",
		  ticket->priority ? priority_word(policy, language, ticket->priority)
				   : NULL);
	set_owned(item, "state",
		  notice_say(decision, language, "state",
			      ticket_state_name(ticket->state)));
	return item;
}

/* What was found and is to be learnt; what nobody wrote is said to be missing. */
static void
add_ticket_facts(const Decision *decision, const char *language, Slots *item,
		 const Ticket *ticket)
{
	static const char *const names[] = { "cause", "fix", "prevention" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		Slots *fact = slots_add_item(item, "facts");

		slots_set(fact, "label",
			  fact_label(decision->context->policy, names[i], language));
		slots_set(fact, "value", ticket_fact(ticket, names[i]));
	}
}

static void
add_tickets(const Decision *decision, const char *language, Slots *slots,
	    const Figures *figures)
{
	GTimeZone *zone = decision->context->policy->desk.zone;

	for (guint i = 0; i < figures->tickets->len; i++) {
		const Ticket *ticket = figures->tickets->pdata[i];
		Slots *item =
			report_add_ticket(decision, language, slots, "tickets", ticket);

		set_owned(item, "created", instant_local(ticket->created, zone));
		set_owned(item, "resolved",
			  ticket->resolved ? instant_local(ticket->resolved, zone) : NULL);
		add_ticket_facts(decision, language, item, ticket);
	}
}

/* ---- the whole ---- */

/* "2026-11-23" */
static char *
day_of(gint64 at, GTimeZone *zone)
{
	g_autofree char *local = instant_local(at, zone);

	return g_strndup(local, strlen("2026-11-23"));
}

static char *
parts_words(const GPtrArray *parts)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < parts->len; i++) {
		const FigureRow *row = parts->pdata[i];

		g_string_append_printf(words, "%s%s", words->len ? ", " : "", row->key);
		if (row->count > 1)
			g_string_append_printf(words, " × %u", row->count);
	}
	return g_string_free(words, FALSE);
}

static void
add_sums(const char *language, Slots *slots, const Figures *figures)
{
	set_count(slots, "count", figures->count);
	set_count(slots, "closed", figures->closed);
	set_count(slots, "open", figures->open);
	set_count(slots, "rated", figures->rated);
	if (figures->rated)
		set_owned(slots, "average_score",
			  g_strdup_printf("%.1f",
					  (double)figures->score_sum / figures->rated));
	if (figures->responded)
		set_owned(slots, "average_respond",
			  timespan_words(figures->respond_seconds / figures->responded,
					 language));
	if (figures->resolved)
		set_owned(slots, "average_resolve",
			  timespan_words(figures->resolve_seconds / figures->resolved,
					 language));
	if (figures->time_spent)
		set_owned(slots, "time_spent",
			  timespan_words(figures->time_spent, language));
	set_owned(slots, "parts", parts_words(figures->parts));
}

Slots *
report_slots(const Decision *decision, const char *language, const Report *report,
	     const ReportPeriod *period, const Figures *figures)
{
	GTimeZone *zone = decision->context->policy->desk.zone;
	Slots *slots = slots_new();

	notice_ticket_slots(decision, language, NULL, slots);
	/* a template of its own has its own words for it */
	if (strcmp(report->title,
		   report_template(report, decision->context->templates, language)) != 0)
		slots_set(slots, "label", report->title);
	slots_set(slots, "period", period->name);
	set_owned(slots, "from", day_of(period->from, zone));
	set_owned(slots, "to", day_of(period->to - 1, zone));
	add_sums(language, slots, figures);
	add_limits(decision, language, slots, figures);
	add_tables(decision, language, slots, figures);
	add_tickets(decision, language, slots, figures);
	return slots;
}
