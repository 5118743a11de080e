/* search WORDS, similar N: earlier tickets, and what solved them. */
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "core/similar.h"

#define FOUND_MAX   20
#define WORDS_ASKED 12
#define LIKENESS    0.1 /* less is chance */

static const Finding *
ask(const Service *service, Snapshot *snapshot, const char *words, GError **error)
{
	Question question = { .type = ASK_SEARCH, .value = (char *)words };

	if (!store_answer(service->store, snapshot, &question, error))
		return NULL;
	return snapshot->findings->pdata[snapshot->findings->len - 1];
}

static void
print_json(const Ticket *ticket)
{
	cli_print_json(json_pack(
		"{s:i, s:I, s:o, s:s, s:o, s:o, s:o, s:o}", "schema", 1, "number",
		(json_int_t)ticket->ticket_id, "subject", cli_json_text(ticket->subject),
		"state", ticket_state_name(ticket->state), "created",
		cli_json_time(ticket->created), "cause",
		cli_json_text(ticket_fact(ticket, "cause")), "fix",
		cli_json_text(ticket_fact(ticket, "fix")), "prevention",
		cli_json_text(ticket_fact(ticket, "prevention"))));
}

static void
print_table(const GPtrArray *tickets)
{
	static const char *const titles[] = { "NUMBER", "STATE", "CAUSE", "FIX", "SUBJECT",
					      NULL };
	CliTable *table = cli_table_new(titles);

	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		const char *cause = ticket_fact(ticket, "cause");
		const char *fix = ticket_fact(ticket, "fix");
		g_autofree char *number =
			g_strdup_printf("%" G_GINT64_FORMAT, ticket->ticket_id);
		g_autofree char *short_cause = cause ? text_ellipsize(cause, 40) : NULL;
		g_autofree char *short_fix = fix ? text_ellipsize(fix, 40) : NULL;
		const char *cells[] = { number, ticket_state_name(ticket->state),
					short_cause, short_fix, ticket->subject };

		cli_table_row(table, cells);
	}
	cli_table_print_and_free(table);
}

static void
print_tickets(const GPtrArray *tickets, gboolean json)
{
	if (!json) {
		print_table(tickets);
		return;
	}
	for (guint i = 0; i < tickets->len; i++)
		print_json(tickets->pdata[i]);
}

static int
search(const Service *service, const char *words, gboolean json)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autoptr(GError) problem = NULL;
	const Finding *finding = ask(service, snapshot, words, &problem);
	g_autoptr(GPtrArray) ranked = NULL;

	if (!finding)
		return cli_fail(problem);
	ranked = similar_rank(words, finding->tickets, -1, FOUND_MAX);
	print_tickets(ranked, json);
	return 0;
}

static void
add_others(GPtrArray *candidates, const GPtrArray *found, const Ticket *self)
{
	for (guint i = 0; i < found->len; i++) {
		const Ticket *ticket = found->pdata[i];
		gboolean known = ticket->ticket_id == self->ticket_id;

		for (guint j = 0; j < candidates->len && !known; j++)
			known = ((const Ticket *)candidates->pdata[j])->ticket_id ==
				ticket->ticket_id;
		if (!known)
			g_ptr_array_add(candidates, (gpointer)ticket);
	}
}

static int
similar(const Service *service, const Ticket *ticket, gboolean json)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = similar_text(ticket);
	g_autoptr(GPtrArray) words = similar_words(text, WORDS_ASKED);
	g_autoptr(GPtrArray) candidates = g_ptr_array_new();
	g_autoptr(GPtrArray) ranked = NULL;

	for (guint i = 0; i < words->len; i++) {
		const Finding *finding =
			ask(service, snapshot, words->pdata[i], &problem);

		if (!finding)
			return cli_fail(problem);
		add_others(candidates, finding->tickets, ticket);
	}
	ranked = similar_rank(text, candidates, LIKENESS, FOUND_MAX);
	print_tickets(ranked, json);
	return 0;
}

int
cmd_search(const Globals *globals, int argc, char **argv)
{
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ NULL },
	};
	g_autoptr(Service) service = NULL;
	g_autofree char *words = NULL;
	int code;

	if (!cli_parse(entries, "WORDS", "Tickets that hold all the words, solved ones first.",
		       &argc, &argv, &code))
		return code;
	if (argc < 2) {
		fputs("faultline: search for what?\n", stderr);
		return DESK_ERROR_USAGE;
	}
	words = g_strjoinv(" ", argv + 1);
	service = cli_open(globals, &code);
	return service ? search(service, words, json) : code;
}

int
cmd_similar(const Globals *globals, int argc, char **argv)
{
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	g_autoptr(Ticket) ticket = NULL;
	gint64 number;
	int code;

	if (!cli_parse(entries, "N", "Tickets that are like ticket N, solved ones first.",
		       &argc, &argv, &code))
		return code;
	if (argc != 2) {
		fputs("faultline: similar to which ticket?\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (!cli_number(argv[1], &number, &problem))
		return cli_fail(problem);
	service = cli_open(globals, &code);
	if (!service)
		return code;
	ticket = store_ticket(service->store, number, &problem);
	return ticket ? similar(service, ticket, json) : cli_fail(problem);
}
