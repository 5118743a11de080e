/* ticket list, show, log, change. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"

/* ---- one ticket as JSON ---- */

static json_t *
json_facts(const Ticket *ticket)
{
	json_t *object = json_object();

	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];

		json_object_set_new(object, fact->name, cli_json_text(fact->value));
	}
	return object;
}

static json_t *
json_ticket(const Ticket *ticket)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_integer(1));
	json_object_set_new(object, "number", json_integer(ticket->ticket_id));
	json_object_set_new(object, "kind", json_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(object, "subject", cli_json_text(ticket->subject));
	json_object_set_new(object, "state", json_string(ticket_state_name(ticket->state)));
	json_object_set_new(object, "waiting_on",
			    cli_json_text(wait_reason_name(ticket->waiting_on)));
	json_object_set_new(object, "priority", cli_json_text(ticket->priority));
	json_object_set_new(object, "category", cli_json_text(ticket->category));
	json_object_set_new(object, "system", cli_json_text(ticket->system));
	json_object_set_new(object, "tier",
			    ticket->tier ? json_integer(ticket->tier) : json_null());
	json_object_set_new(object, "team", cli_json_text(ticket->team));
	json_object_set_new(object, "assignee", cli_json_text(ticket->assignee));
	json_object_set_new(object, "reporter",
			    json_pack("{s:o, s:o}", "address",
				      cli_json_text(ticket->reporter->address), "name",
				      cli_json_text(ticket->reporter->name)));
	json_object_set_new(object, "created", cli_json_time(ticket->created));
	json_object_set_new(object, "respond_by",
			    cli_json_time(ticket_due(ticket, "respond")));
	json_object_set_new(object, "responded", cli_json_time(ticket->responded));
	json_object_set_new(object, "resolve_by",
			    cli_json_time(ticket_due(ticket, "resolve")));
	json_object_set_new(object, "resolved", cli_json_time(ticket->resolved));
	json_object_set_new(object, "entries", json_integer(ticket->entries));
	return object;
}

static json_t *
json_history(const GPtrArray *history)
{
	json_t *array = json_array();

	for (guint i = 0; i < history->len; i++) {
		const Event *event = history->pdata[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "at",
						       cli_json_time(event->at), "event",
						       cli_json_text(event->event), "by",
						       cli_json_text(event->by), "text",
						       cli_json_text(event->text)));
	}
	return array;
}

static json_t *
json_entries(const GPtrArray *entries)
{
	json_t *array = json_array();

	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];
		json_t *names = json_array();

		for (guint j = 0; j < entry->attachments->len; j++) {
			const Attachment *attachment = entry->attachments->pdata[j];

			if (!attachment->recurs)
				json_array_append_new(names,
						      cli_json_text(attachment->name));
		}
		json_array_append_new(
			array,
			json_pack("{s:i, s:o, s:s, s:b, s:b, s:o, s:o, s:o, s:o}", "number",
				  entry->number, "at", cli_json_time(entry->at), "kind",
				  entry_kind_name(entry->kind), "hidden", entry->hidden,
				  "unproven", entry->unproven, "author",
				  cli_json_text(entry->author), "address",
				  cli_json_text(entry->address), "text",
				  cli_json_text(entry->visible), "attachments", names));
	}
	return array;
}

static json_t *
json_undeliverable(const GPtrArray *marks)
{
	json_t *array = json_array();

	for (guint i = 0; i < marks->len; i++) {
		const Undeliverable *mark = marks->pdata[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "address",
						       cli_json_text(mark->address),
						       "since", cli_json_time(mark->since),
						       "why", cli_json_text(mark->why)));
	}
	return array;
}

/* ---- list ---- */

/* The caller's tickets: $USER is a person's title, or the front of his address. */
static gboolean
is_mine(const Service *service, const Ticket *ticket)
{
	const char *user = g_get_user_name();
	const Person *person = policy_person(service_policy(service), user);

	return ticket->assignee &&
	       strcmp(ticket->assignee, person ? person->title : user) == 0;
}

static gboolean
is_late(const Ticket *ticket, gint64 now)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];

		if (!limit->met && (limit->breached || (limit->due && limit->due < now)))
			return TRUE;
	}
	return FALSE;
}

/* The fields that "field:value" may name, and how a ticket answers. */
static const char *
field_value(const Ticket *ticket, const char *field, char *number)
{
	g_snprintf(number, 12, "%d", ticket->tier);
	if (strcmp(field, "state") == 0)
		return ticket_state_name(ticket->state);
	if (strcmp(field, "kind") == 0)
		return ticket_kind_name(ticket->kind);
	if (strcmp(field, "priority") == 0)
		return ticket->priority;
	if (strcmp(field, "category") == 0)
		return ticket->category;
	if (strcmp(field, "system") == 0)
		return ticket->system;
	if (strcmp(field, "tier") == 0)
		return number;
	if (strcmp(field, "team") == 0)
		return ticket->team;
	if (strcmp(field, "assignee") == 0)
		return ticket->assignee;
	if (strcmp(field, "reporter") == 0)
		return ticket->reporter->address;
	return NULL;
}

static const char *const list_fields[] = { "state",    "kind", "priority", "category",
					   "system",   "tier", "team",     "assignee",
					   "reporter", NULL };

static gboolean
fits(const Ticket *ticket, char **filters)
{
	for (guint i = 0; filters[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(filters[i], ":", 2);
		char number[12];
		const char *value = field_value(ticket, pair[0], number);
		g_autofree char *have = text_fold(value ? value : "");
		g_autofree char *want = text_fold(pair[1]);

		if (strcmp(have, want) != 0)
			return FALSE;
	}
	return TRUE;
}

typedef struct {
	ListWhich which;
	gboolean mine, late;
	char **filters; /* own; "field:value" */
} Listing;

static gboolean
parse_listing(char **words, Listing *listing, GError **error)
{
	GPtrArray *filters = g_ptr_array_new();
	gboolean well = TRUE;

	listing->which = LIST_OPEN;
	for (guint i = 0; well && words[i]; i++) {
		g_autofree char *field = g_strndup(words[i], strcspn(words[i], ":"));

		if (strchr(words[i], ':') && g_strv_contains(list_fields, field))
			g_ptr_array_add(filters, g_strdup(words[i]));
		else if (strcmp(words[i], "all") == 0)
			listing->which = LIST_ALL;
		else if (strcmp(words[i], "closed") == 0)
			listing->which = LIST_CLOSED;
		else if (strcmp(words[i], "mine") == 0)
			listing->mine = TRUE;
		else if (strcmp(words[i], "late") == 0)
			listing->late = TRUE;
		else
			well = strcmp(words[i], "open") == 0;
		if (!well)
			g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
				    "%s: all, open, closed, mine, late or field:value "
				    "(fields: state kind "
				    "priority category system tier team assignee reporter)",
				    words[i]);
	}
	g_ptr_array_add(filters, NULL);
	listing->filters = (char **)g_ptr_array_free(filters, FALSE);
	return well;
}

static void
add_row(CliTable *table, const Service *service, const Ticket *ticket)
{
	GTimeZone *zone = service_policy(service)->desk.zone;
	gint64 due = ticket_due(ticket, NULL);
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, ticket->ticket_id);
	g_autofree char *when = due ? instant_local(due, zone) : NULL;
	const char *cells[] = { number,
				ticket_state_name(ticket->state),
				ticket->priority,
				ticket->team,
				ticket->assignee,
				when,
				ticket->reporter->address,
				ticket->subject };

	cli_table_row(table, cells);
}

static int
list_tickets(Service *service, char **words, gboolean json)
{
	static const char *const titles[] = { "NUMBER",   "STATE",    "PRIORITY",
					      "TEAM",     "ASSIGNEE", "DUE",
					      "REPORTER", "SUBJECT",  NULL };
	g_autoptr(GError) problem = NULL;
	Listing listing = { 0 };
	gboolean well = parse_listing(words, &listing, &problem);
	g_auto(GStrv) filters = listing.filters;
	g_autoptr(GPtrArray) tickets =
		well ? store_tickets(service->store, listing.which, &problem) : NULL;
	CliTable *table;

	if (!tickets)
		return cli_fail(problem);
	table = json ? NULL : cli_table_new(titles);
	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];

		if ((listing.mine && !is_mine(service, ticket)) ||
		    (listing.late && !is_late(ticket, service_now(service))) ||
		    !fits(ticket, filters))
			continue;
		if (json)
			cli_print_json(json_ticket(ticket));
		else
			add_row(table, service, ticket);
	}
	cli_table_print_and_free(table);
	return 0;
}

/* ---- show and log ---- */

static void
print_field(const char *name, const char *value)
{
	g_autofree char *shown = cli_line(value);

	if (value && *value)
		printf("  %-11s %s\n", name, shown);
}

static void
print_instant(const Service *service, const char *name, gint64 at)
{
	g_autofree char *when =
		at ? instant_local(at, service_policy(service)->desk.zone) : NULL;

	print_field(name, when);
}

/* The milestones that are to be reached next. */
static void
print_milestones(const Service *service, const Ticket *ticket)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];
		g_autofree char *name = g_strdup_printf("%s by", limit->name);

		if (strcmp(limit->name, "respond") != 0 &&
		    strcmp(limit->name, "resolve") != 0 && !g_str_has_prefix(limit->name, "tier "))
			print_instant(service, name, limit->due);
	}
}

static void
print_entry(const Service *service, const Entry *entry)
{
	g_autofree char *when =
		instant_local(entry->at, service_policy(service)->desk.zone);
	g_autofree char *author = cli_line(entry->author);
	g_autofree char *text = text_escape(entry->visible, TRUE);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	printf("\n#%d  %s  %s  %s%s%s\n", entry->number, when, author,
	       entry_kind_name(entry->kind), entry->hidden ? ", internal" : "",
	       entry->unproven ? ", sender unproven" : "");
	for (guint i = 0; lines[i]; i++)
		printf("  %s\n", lines[i]);
	for (guint i = 0; i < entry->attachments->len; i++) {
		const Attachment *attachment = entry->attachments->pdata[i];

		if (!attachment->recurs)
			print_field("attachment", attachment->name);
	}
}

static void
print_undeliverable(const Service *service, const GPtrArray *marks)
{
	for (guint i = 0; i < marks->len; i++) {
		const Undeliverable *mark = marks->pdata[i];
		g_autofree char *since =
			instant_local(mark->since, service_policy(service)->desk.zone);
		g_autofree char *text = g_strdup_printf("%s since %s: %s", mark->address,
							since, mark->why);

		print_field("undelivered", text);
	}
}

static void
print_ticket(const Service *service, const Ticket *ticket, const GPtrArray *marks,
	     const GPtrArray *entries)
{
	const Desk *desk = &service_policy(service)->desk;
	g_autofree char *subject = cli_line(ticket->subject);
	g_autofree char *tier = ticket->tier ? g_strdup_printf("%d", ticket->tier) : NULL;

	printf("%s#%" G_GINT64_FORMAT "  %s\n", desk->tag, ticket->ticket_id, subject);
	print_field("state", ticket_state_name(ticket->state));
	print_field("waiting on", wait_reason_name(ticket->waiting_on));
	print_field("kind", ticket_kind_name(ticket->kind));
	print_field("priority", ticket->priority);
	print_field("category", ticket->category);
	print_field("system", ticket->system);
	print_field("tier", tier);
	print_field("team", ticket->team);
	print_field("assignee", ticket->assignee);
	print_field("reporter", ticket->reporter->address);
	for (guint i = 0; i < ticket->watchers->len; i++)
		print_field("watcher", ((Address *)ticket->watchers->pdata[i])->address);
	print_instant(service, "created", ticket->created);
	print_instant(service, "respond by", ticket_due(ticket, "respond"));
	print_instant(service, "responded", ticket->responded);
	print_instant(service, "resolve by", ticket_due(ticket, "resolve"));
	print_instant(service, "resolved", ticket->resolved);
	print_milestones(service, ticket);
	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];

		print_field(fact->name, fact->value);
	}
	print_undeliverable(service, marks);
	for (guint i = 0; i < entries->len; i++)
		print_entry(service, entries->pdata[i]);
}

static int
show_ticket(Service *service, gint64 ticket_id, gboolean json)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = store_ticket(service->store, ticket_id, &problem);
	g_autoptr(GPtrArray) entries =
		ticket ? store_entries(service->store, ticket_id, &problem) : NULL;
	g_autoptr(GPtrArray) history =
		entries ? store_history(service->store, ticket_id, &problem) : NULL;
	g_autoptr(GPtrArray) marks =
		history ? store_undeliverable_of(service->store, ticket_id, &problem)
			: NULL;
	json_t *object;

	if (!marks)
		return cli_fail(problem);
	if (!json) {
		print_ticket(service, ticket, marks, entries);
		return 0;
	}
	object = json_ticket(ticket);
	json_object_set_new(object, "facts", json_facts(ticket));
	json_object_set_new(object, "undeliverable", json_undeliverable(marks));
	json_object_set_new(object, "messages", json_entries(entries));
	json_object_set_new(object, "log", json_history(history));
	cli_print_json(object);
	return 0;
}

static int
log_ticket(Service *service, gint64 ticket_id, gboolean json)
{
	static const char *const titles[] = { "AT", "EVENT", "BY", "TEXT", NULL };
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = store_ticket(service->store, ticket_id, &problem);
	g_autoptr(GPtrArray) history =
		ticket ? store_history(service->store, ticket_id, &problem) : NULL;
	CliTable *table;
	json_t *lines;

	if (!history)
		return cli_fail(problem);
	if (json) {
		lines = json_history(history);
		for (size_t i = 0; i < json_array_size(lines); i++) {
			json_t *line = json_incref(json_array_get(lines, i));

			json_object_set_new(line, "schema", json_integer(1));
			cli_print_json(line);
		}
		json_decref(lines);
		return 0;
	}
	table = cli_table_new(titles);
	for (guint i = 0; i < history->len; i++) {
		const Event *event = history->pdata[i];
		g_autofree char *at =
			instant_local(event->at, service_policy(service)->desk.zone);
		const char *cells[] = { at, event->event, event->by, event->text };

		cli_table_row(table, cells);
	}
	cli_table_print_and_free(table);
	return 0;
}

/* ---- change ---- */

static int
change_ticket(const Globals *globals, gint64 ticket_id, char **words)
{
	json_t *list = json_array();

	for (guint i = 0; words[i]; i++)
		json_array_append_new(list, cli_json_text(words[i]));
	if (json_array_size(list) == 0) {
		json_decref(list);
		fputs("faultline: ticket change N COMMAND…, for example: ticket change 42 "
		      "priority high\n",
		      stderr);
		return DESK_ERROR_USAGE;
	}
	return cli_request(globals, json_pack("{s:s, s:I, s:o}", "do", "change", "number",
					      (json_int_t)ticket_id, "words", list));
}

static int
with_number(const Globals *globals, const char *verb, char **words, gboolean json)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	gint64 ticket_id;
	int code;

	if (!cli_number(words[0], &ticket_id, &problem))
		return cli_fail(problem);
	if (strcmp(verb, "change") == 0)
		return change_ticket(globals, ticket_id, words + 1);
	service = cli_open(globals, &code);
	if (!service)
		return code;
	return strcmp(verb, "show") == 0 ? show_ticket(service, ticket_id, json)
					 : log_ticket(service, ticket_id, json);
}

int
cmd_ticket(const Globals *globals, int argc, char **argv)
{
	static const char *const verbs[] = { "list", "show", "log", "change", NULL };
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ NULL },
	};
	g_autoptr(Service) service = NULL;
	int code;

	if (!cli_parse(entries,
		       "list [all|open|closed|mine|late] [FIELD:VALUE…] | show N | log N | "
		       "change N COMMAND…",
		       "Tickets.", &argc, &argv, &code))
		return code;
	if (argc < 2 || !g_strv_contains(verbs, argv[1])) {
		fputs("faultline: ticket list, show N, log N, or "
		      "change N COMMAND (change 42 accept)?\n",
		      stderr);
		return DESK_ERROR_USAGE;
	}
	if (strcmp(argv[1], "list") != 0)
		return with_number(globals, argv[1], argv + 2, json);
	service = cli_open(globals, &code);
	return service ? list_tickets(service, argv + 2, json) : code;
}
