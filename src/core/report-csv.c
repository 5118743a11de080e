/* A report's tickets for a spreadsheet. */
#include "core/report.h"

#include <string.h>

/* Quoted where it must be. What a spreadsheet would take for a formula is a text (a mail's
 * words may be anybody's). */
static void
add_cell(GString *line, const char *value)
{
	g_autofree char *safe = NULL;

	value = value ? value : "";
	if (*value && strchr("=+-@\t\r", *value))
		value = safe = g_strconcat("'", value, NULL);
	if (line->len && line->str[line->len - 1] != '\n')
		g_string_append_c(line, ',');
	if (!strpbrk(value, ",\"\r\n")) {
		g_string_append(line, value);
		return;
	}
	g_string_append_c(line, '"');
	for (; *value; value++) {
		if (*value == '"')
			g_string_append_c(line, '"');
		g_string_append_c(line, *value);
	}
	g_string_append_c(line, '"');
}

static void
add_number(GString *line, gint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);

	add_cell(line, text);
}

static void
add_instant(GString *line, gint64 at)
{
	g_autofree char *text = at ? instant_format(at) : NULL;

	add_cell(line, text);
}

/* The limits that were broken, with spaces. */
static void
add_breaches(GString *line, const Ticket *ticket, gint64 now)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];

		if (ticket_limit_is_broken(ticket, limit, now))
			g_string_append_printf(names, "%s%s", names->len ? "; " : "",
					       limit->name);
	}
	add_cell(line, names->str);
	g_string_free(names, TRUE);
}

static void
add_ticket(const Policy *policy, GString *csv, const Ticket *ticket, gint64 now)
{
	add_number(csv, ticket->ticket_id);
	add_cell(csv, ticket_kind_name(ticket->kind));
	add_cell(csv, ticket->subject);
	add_cell(csv, ticket_state_name(ticket->state));
	add_cell(csv, ticket->priority);
	add_cell(csv, ticket->category);
	add_cell(csv, ticket->system);
	add_number(csv, ticket->tier);
	add_cell(csv, ticket->team);
	add_cell(csv, ticket->assignee);
	add_cell(csv, ticket->reporter->address);
	add_instant(csv, ticket->created);
	add_instant(csv, ticket->responded);
	add_instant(csv, ticket->resolved);
	add_instant(csv, ticket->closed);
	add_breaches(csv, ticket, now);
	for (guint i = 0; i < policy->facts->len; i++)
		add_cell(csv, ticket_fact(ticket,
					  ((FactSpec *)policy->facts->pdata[i])->title));
	g_string_append(csv, "\r\n");
}

char *
report_csv(const Policy *policy, const Figures *figures)
{
	static const char *const heading[] = {
		"number",   "kind",	 "subject",  "state",	 "priority", "category",
		"system",   "tier",	 "team",     "assignee", "reporter", "created",
		"responded", "resolved", "closed",   "breached",
	};
	GString *csv = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(heading); i++)
		add_cell(csv, heading[i]);
	for (guint i = 0; i < policy->facts->len; i++)
		add_cell(csv, ((FactSpec *)policy->facts->pdata[i])->title);
	g_string_append(csv, "\r\n");
	for (guint i = 0; i < figures->tickets->len; i++)
		add_ticket(policy, csv, figures->tickets->pdata[i], figures->now);
	return g_string_free(csv, FALSE);
}
