/* report NAME: a report of the policy, now. It sends nothing. */
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "desk/ask.h"
#include "mail/mime.h"

typedef struct {
	char *period;    /* own; NULL: the last full one */
	char *preview;   /* own; NULL */
	gboolean csv, json;
} Options;

/* NAME NULL: an error that names those that there are, too. */
static const Report *
find_report(const Policy *policy, const char *name, GError **error)
{
	const Report *report = policy_report(policy, name);
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *asked = name ? g_strdup_printf("no report \"%s\":", name) : NULL;

	if (report)
		return report;
	for (guint i = 0; i < policy->reports->len; i++)
		g_string_append_printf(names, "%s \"%s\"", i ? "," : "",
				       ((const Report *)policy->reports->pdata[i])->title);
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "%s the policy has%s",
		    asked ? asked : "which report?", names->len ? names->str : " none");
	return NULL;
}

static Change *
decide(const Context *context, const Snapshot *snapshot, gpointer data)
{
	return decide_report(context, snapshot, data);
}

/* The one in the desk's language, if somebody reads that. */
static const OutMail *
pick_mail(const Service *service, const Change *change)
{
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];

		if (g_strcmp0(mail->language, service_policy(service)->desk.language) == 0)
			return mail;
	}
	return change->mails->len ? change->mails->pdata[0] : NULL;
}

static int
write_preview(const OutMail *mail, const char *file)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *boundary = NULL;
	g_autoptr(GBytes) bytes = mime_compose(mail, &boundary, &problem);
	gsize length = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

	if (!data || !g_file_set_contents(file, data, length, &problem))
		return cli_fail(problem);
	return 0;
}

static void
print_mail(const OutMail *mail)
{
	g_autofree char *subject = cli_line(mail->subject);
	g_autofree char *text = text_escape(mail->text, TRUE);

	printf("%s\n\n%s", subject, text);
}

static json_t *
json_rows(const GPtrArray *rows)
{
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const FigureRow *row = rows->pdata[i];

		json_array_append_new(
			array,
			json_pack("{s:o, s:i, s:o}", "name",
				  cli_json_text(*row->key ? row->key : NULL), "count",
				  (int)row->count, "average",
				  row->timed ? json_integer(row->seconds / row->timed)
					     : json_null()));
	}
	return array;
}

static json_t *
json_limits(const GPtrArray *limits)
{
	json_t *array = json_array();

	for (guint i = 0; i < limits->len; i++) {
		const FigureLimit *limit = limits->pdata[i];

		json_array_append_new(array, json_pack("{s:s, s:i, s:i}", "name",
						       limit->name, "count",
						       (int)limit->count, "kept",
						       (int)limit->kept));
	}
	return array;
}

static json_t *
json_average(gint64 sum, guint count)
{
	return count ? json_real((double)sum / count) : json_null();
}

static void
print_json(const Report *report, const ReportPeriod *period, const Figures *figures)
{
	static const char *const tables[N_FIGURES] = {
		[FIGURE_CATEGORY] = "category", [FIGURE_PRIORITY] = "priority",
		[FIGURE_SYSTEM] = "system",     [FIGURE_TIER] = "tier",
		[FIGURE_TEAM] = "team",         [FIGURE_CAUSE] = "cause",
	};
	json_t *numbers = json_array();
	json_t *object = json_pack(
		"{s:i, s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:o, s:o, s:o, s:i, s:I, s:o, s:o}",
		"schema", 1, "report", report->title, "period", period->name, "from",
		cli_json_time(period->from), "to", cli_json_time(period->to), "count",
		(int)figures->count, "closed", (int)figures->closed, "open",
		(int)figures->open, "average_respond",
		json_average(figures->respond_seconds, figures->responded),
		"average_resolve",
		json_average(figures->resolve_seconds, figures->resolved), "average_score",
		json_average(figures->score_sum, figures->rated), "rated",
		(int)figures->rated, "time_spent", (json_int_t)figures->time_spent, "parts",
		json_rows(figures->parts), "limits", json_limits(figures->limits));

	for (guint i = 0; i < N_FIGURES; i++)
		json_object_set_new(object, tables[i], json_rows(figures->tables[i]));
	for (guint i = 0; i < figures->tickets->len; i++)
		json_array_append_new(numbers, json_integer(((Ticket *)figures->tickets
								     ->pdata[i])
								    ->ticket_id));
	json_object_set_new(object, "tickets", numbers);
	cli_print_json(object);
}

static int
show(const Service *service, const Options *options, const ReportOrder *order,
     const Change *change)
{
	const OutMail *mail = pick_mail(service, change);

	if ((options->csv || options->json) && !*order->figures) {
		fputs("faultline: a digest has no figures\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (options->csv) {
		g_autofree char *csv =
			report_csv(service_policy(service), *order->figures);

		fputs(csv, stdout);
		return 0;
	}
	if (options->json) {
		print_json(order->report, order->period, *order->figures);
		return 0;
	}
	if (!mail) {
		puts("Nobody has anything to read.");
		return 0;
	}
	if (options->preview)
		return write_preview(mail, options->preview);
	print_mail(mail);
	return 0;
}

static gboolean
find_period(const Service *service, const Options *options, const Report *report,
	    ReportPeriod *period, GError **error)
{
	GTimeZone *zone = service_policy(service)->desk.zone;

	if (options->period)
		return report_period_parse(options->period, zone, period, error);
	report_period_last(report->period, zone, service_now(service), period);
	return TRUE;
}

static int
run_report(const Globals *globals, const char *name, const Options *options)
{
	int code;
	g_autoptr(Service) service = cli_open(globals, &code);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Snapshot) snapshot = NULL;
	g_autoptr(Figures) figures = NULL;
	g_autoptr(Change) change = NULL;
	g_auto(ReportPeriod) period = { 0 };
	ReportOrder order = { .period = &period, .figures = &figures };

	if (!service)
		return code;
	order.report = find_report(service_policy(service), name, &problem);
	if (!order.report ||
	    !find_period(service, options, order.report, &period, &problem))
		return cli_fail(problem);
	snapshot = store_snapshot_ticket(service->store, 0, service_now(service), &problem);
	change = snapshot ? ask_and_decide(service, snapshot, decide, &order, &problem)
			  : NULL;
	return change ? show(service, options, &order, change) : cli_fail(problem);
}

int
cmd_report(const Globals *globals, int argc, char **argv)
{
	Options options = { 0 };
	GOptionEntry entries[] = {
		{ "period", 0, 0, G_OPTION_ARG_STRING, &options.period,
		  "2026, 2026-Q4, 2026-10, 2026-W47, 2026-11-23 (default: the last full one)",
		  "PERIOD" },
		{ "preview", 0, 0, G_OPTION_ARG_FILENAME, &options.preview,
		  "write the mail into FILE", "FILE" },
		{ "csv", 0, 0, G_OPTION_ARG_NONE, &options.csv,
		  "the tickets for a spreadsheet", NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
		  "the figures as one JSON object", NULL },
		{ NULL },
	};
	int code;

	if (!cli_parse(entries, "NAME", "A report of the policy; nothing is sent.", &argc,
		       &argv, &code))
		return code;
	if (argc <= 2) {
		code = run_report(globals, argc == 2 ? argv[1] : NULL, &options);
	} else {
		fputs("faultline: one report at a time\n", stderr);
		code = DESK_ERROR_USAGE;
	}
	g_free(options.period);
	g_free(options.preview);
	return code;
}
