/* sla N: each clock of a ticket, interval by interval. */
#include <stdio.h>

#include "base/error.h"
#include "cli/command-line.h"
#include "core/notice.h"
#include "core/sla-explain.h"

static const char *
kind_word(SlaKind kind)
{
	static const char *const words[] = {
		[SLA_COUNTS] = "counts",
		[SLA_SHUT] = "shut",
		[SLA_STANDS] = "stands",
	};

	return words[kind];
}

static json_t *
json_intervals(const SlaAccount *account)
{
	json_t *array = json_array();

	for (guint i = 0; i < account->intervals->len; i++) {
		const SlaInterval *interval = account->intervals->pdata[i];

		json_array_append_new(
			array, json_pack("{s:s, s:o, s:o, s:I, s:o}", "kind",
					 kind_word(interval->kind), "from",
					 cli_json_time(interval->from), "to",
					 cli_json_time(interval->to), "seconds",
					 (json_int_t)(interval->to - interval->from),
					 "reason", cli_json_text(interval->reason)));
	}
	return array;
}

static json_t *
json_account(const Ticket *ticket, const SlaAccount *account)
{
	return json_pack(
		"{s:i, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "schema", 1,
		"number", (json_int_t)ticket->ticket_id, "limit", account->name, "length",
		cli_json_text(account->length ? account->length->written : NULL), "calendar",
		cli_json_text(account->calendar ? calendar_title(account->calendar) : NULL),
		"started", cli_json_time(account->started), "due",
		cli_json_time(account->due), "met", cli_json_time(account->met), "breached",
		cli_json_time(account->breached), "used", (json_int_t)account->used,
		"intervals", json_intervals(account));
}

static void
print_json(const Context *context, const Ticket *ticket)
{
	g_autoptr(GPtrArray) accounts =
		sla_explain(context->policy, ticket, context->now);

	for (guint i = 0; i < accounts->len; i++)
		cli_print_json(json_account(ticket, accounts->pdata[i]));
}

static void
print_people(const Context *context, const Ticket *ticket)
{
	g_autofree char *tag = notice_tag(context->policy, ticket->ticket_id);
	g_autofree char *subject = cli_line(ticket->subject);
	g_autofree char *words =
		sla_words(context, ticket, context->policy->desk.language);

	printf("%s  %s\n\n%s", tag, subject, words);
}

int
cmd_sla(const Globals *globals, int argc, char **argv)
{
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a clock", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	g_autoptr(Ticket) ticket = NULL;
	Context context;
	gint64 number;
	int code;

	if (!cli_parse(entries, "N", "The clocks of a ticket, interval by interval.", &argc,
		       &argv, &code))
		return code;
	if (argc != 2) {
		fputs("faultline: sla of which ticket?\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (!cli_number(argv[1], &number, &problem))
		return cli_fail(problem);
	service = cli_open(globals, &code);
	if (!service)
		return code;
	ticket = store_ticket(service->store, number, &problem);
	if (!ticket)
		return cli_fail(problem);
	context = service_context(service);
	if (json)
		print_json(&context, ticket);
	else
		print_people(&context, ticket);
	return 0;
}
