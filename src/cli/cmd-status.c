/* status: is a daemon there, what waits, when did mail last come and go. */
#include <stdio.h>

#include "base/error.h"
#include "cli/command-line.h"
#include "desk/breaker.h"
#include "desk/clock-watch.h"
#include "desk/control.h"
#include "store/store-outbox.h"

#define LATE_OUTBOX                                                                        \
	(30 * 60) /* seconds that a mail may be overdue before somebody should look */

typedef struct {
	gboolean running;
	StoreCounts counts;
	json_t *daemon; /* own; its answer to "status"; NULL */
	gint64 clock_jump; /* seconds; deadlines are held; 0 = they are not */
	gint64 stopped; /* since when no automatic mail is sent; 0 */
	GPtrArray *undeliverable; /* own char*; addresses, each once */
	gint64 now;
} Status;

static json_t *
ask_daemon(const Config *config, gboolean *running)
{
	g_autofree char *path = service_control_path(config);
	json_t *request = json_pack("{s:s}", "do", "status");
	json_t *reply = control_call(path, request, -1, running, NULL);

	json_decref(request);
	return reply;
}

static gint64
open_tickets(const StoreCounts *counts)
{
	gint64 sum = 0;

	for (guint i = 0; i < STATE_RESOLVED; i++)
		sum += counts->tickets[i];
	return sum;
}

static gint64
waiting_mails(const StoreCounts *counts)
{
	return counts->outbox[OUTBOX_DUE] + counts->outbox[OUTBOX_SENDING] +
	       counts->outbox[OUTBOX_UNKNOWN];
}

static const char *
trouble_of(const Status *status)
{
	return json_string_value(json_object_get(status->daemon, "trouble"));
}

static json_t *
json_counts(const gint64 *numbers, guint n, const char *(*name)(guint))
{
	json_t *object = json_object();

	for (guint i = 0; i < n; i++)
		json_object_set_new(object, name(i), json_integer(numbers[i]));
	return object;
}

static const char *
state_name(guint i)
{
	return ticket_state_name(i);
}

static const char *
ledger_name(guint i)
{
	return ledger_state_name(i);
}

static const char *
outbox_name(guint i)
{
	return outbox_state_name(i);
}

static json_t *
json_addresses(const GPtrArray *addresses)
{
	json_t *array = json_array();

	for (guint i = 0; i < addresses->len; i++)
		json_array_append_new(array, cli_json_text(addresses->pdata[i]));
	return array;
}

static void
print_json(const Status *status)
{
	const StoreCounts *counts = &status->counts;

	cli_print_json(json_pack(
		"{s:i, s:b, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", 1,
		"running", status->running, "clock_jump", (json_int_t)status->clock_jump,
		"trouble", cli_json_text(trouble_of(status)), "tickets",
		json_counts(counts->tickets, N_STATES, state_name), "mails",
		json_counts(counts->ledger, N_LEDGER_STATES, ledger_name), "outbox",
		json_counts(counts->outbox, N_OUTBOX_STATES, outbox_name), "last_received",
		cli_json_time(counts->last_received), "last_sent",
		cli_json_time(counts->last_sent), "oldest_due",
		cli_json_time(counts->oldest_due), "stopped",
		cli_json_time(status->stopped), "undeliverable",
		json_addresses(status->undeliverable)));
}

static void
print_people(const Service *service, const Status *status)
{
	const StoreCounts *counts = &status->counts;
	GTimeZone *zone = service_policy(service)->desk.zone;
	g_autofree char *received = counts->last_received
					    ? instant_local(counts->last_received, zone)
					    : g_strdup("never");
	g_autofree char *sent = counts->last_sent ? instant_local(counts->last_sent, zone)
						  : g_strdup("never");

	printf("daemon    %s\n", status->running ? "running" : "not running");
	if (trouble_of(status))
		printf("trouble   %s\n", trouble_of(status));
	if (status->clock_jump) {
		g_autofree char *span = timespan_words(status->clock_jump, "en");

		printf("clock     jumped by %s: deadlines are held until \"faultline clock "
		       "confirm\"\n",
		       span);
	}
	if (status->stopped) {
		g_autofree char *since = instant_local(status->stopped, zone);

		printf("stopped   too much automatic mail: none is sent since %s; see "
		       "\"faultline outbox list\", then \"faultline outbox resume\"\n",
		       since);
	}
	printf("tickets   %" G_GINT64_FORMAT " open, %" G_GINT64_FORMAT
	       " resolved, %" G_GINT64_FORMAT " closed, %" G_GINT64_FORMAT " rejected\n",
	       open_tickets(counts), counts->tickets[STATE_RESOLVED],
	       counts->tickets[STATE_CLOSED], counts->tickets[STATE_REJECTED]);
	printf("mail in   last %s; %" G_GINT64_FORMAT " to decide, %" G_GINT64_FORMAT
	       " held, %" G_GINT64_FORMAT " quarantined\n",
	       received, counts->ledger[LEDGER_STORED], counts->ledger[LEDGER_HELD],
	       counts->ledger[LEDGER_QUARANTINED]);
	printf("mail out  last %s; %" G_GINT64_FORMAT " waiting, %" G_GINT64_FORMAT
	       " failed\n",
	       sent, waiting_mails(counts), counts->outbox[OUTBOX_FAILED]);
	for (guint i = 0; i < status->undeliverable->len; i++) {
		g_autofree char *address = cli_line(status->undeliverable->pdata[i]);

		printf("          mail does not reach %s\n", address);
	}
}

/* Addresses that cannot be reached, each once; NULL. */
static GPtrArray *
list_undeliverable(Service *service, GError **error)
{
	g_autoptr(GPtrArray) marks = store_undeliverable(service->store, NULL, error);
	GPtrArray *addresses = marks ? g_ptr_array_new_with_free_func(g_free) : NULL;
	const char *last = NULL;

	for (guint i = 0; marks && i < marks->len; i++) {
		const Undeliverable *mark = marks->pdata[i];

		if (g_strcmp0(mark->address, last) != 0)
			g_ptr_array_add(addresses, g_strdup(mark->address));
		last = mark->address;
	}
	return addresses;
}

/* What should go on and does not; "" if all does. */
static const char *
what_is_stuck(const Status *status)
{
	gint64 due = status->counts.oldest_due;

	if (status->clock_jump)
		return ", deadlines are held: the clock jumped";
	if (status->stopped)
		return ", automatic mail is stopped";
	return due && due + LATE_OUTBOX < status->now ? ", outbox is late" : "";
}

/* The plug-in convention: one line, 0 well, 1 warning, 2 critical. */
static int
print_nagios(const Status *status)
{
	const StoreCounts *counts = &status->counts;
	const char *stuck = what_is_stuck(status);
	int code = !status->running || *stuck                                 ? 2
		   : trouble_of(status) || counts->ledger[LEDGER_QUARANTINED] ? 1
									      : 0;
	static const char *const words[] = { "OK", "WARNING", "CRITICAL" };

	printf("FAULTLINE %s - %s%s%s%s; %" G_GINT64_FORMAT " open | open=%" G_GINT64_FORMAT
	       " outbox=%" G_GINT64_FORMAT " held=%" G_GINT64_FORMAT
	       " quarantined=%" G_GINT64_FORMAT "\n",
	       words[code], status->running ? "running" : "not running",
	       stuck, trouble_of(status) ? ", " : "",
	       trouble_of(status) ? trouble_of(status) : "", open_tickets(counts),
	       open_tickets(counts), waiting_mails(counts), counts->ledger[LEDGER_HELD],
	       counts->ledger[LEDGER_QUARANTINED]);
	return code;
}

int
cmd_status(const Globals *globals, int argc, char **argv)
{
	gboolean json = FALSE, nagios = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL },
		{ "nagios", 0, 0, G_OPTION_ARG_NONE, &nagios,
		  "one line and exit code for a monitor", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	Status status = { 0 };
	int code;

	if (!cli_parse(entries, "", "How the desk is doing.", &argc, &argv, &code))
		return code;
	service = cli_open(globals, &code);
	if (!service)
		return nagios ? 3 : code;
	if (!store_counts(service->store, &status.counts, &problem) ||
	    !(status.undeliverable = list_undeliverable(service, &problem)))
		return nagios ? 3 : cli_fail(problem);
	status.stopped = breaker_stopped(service->store);
	status.now = service_now(service);
	status.clock_jump = clock_watch_held(service);
	status.daemon = ask_daemon(service->config, &status.running);
	code = 0;
	if (nagios)
		code = print_nagios(&status);
	else if (json)
		print_json(&status);
	else
		print_people(service, &status);
	json_decref(status.daemon);
	g_ptr_array_unref(status.undeliverable);
	return code;
}
