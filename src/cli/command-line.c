/* Options, errors, requests: what every command does the same way. */
#include "cli/command-line.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "desk/admin.h"
#include "desk/control.h"

#define DEFAULT_CONFIG "/etc/faultline/faultline.conf"

const char *
cli_config_file(const Globals *globals)
{
	return globals->config ? globals->config : DEFAULT_CONFIG;
}

int
cli_fail(const GError *problem)
{
	g_autofree char *message = text_escape(problem->message, TRUE);

	fprintf(stderr, "faultline: %s\n", message);
	return error_exit_code(problem);
}

gboolean
cli_parse(const GOptionEntry *entries, const char *usage, const char *summary, int *argc,
	  char ***argv, int *code)
{
	g_autoptr(GOptionContext) context = g_option_context_new(usage);
	g_autoptr(GError) problem = NULL;
	g_autofree char *name = g_strconcat("faultline ", (*argv)[0], NULL);

	g_set_prgname(name);
	g_option_context_set_summary(context, summary);
	if (entries)
		g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &problem))
		return TRUE;
	fprintf(stderr, "%s: %s (see %s --help)\n", name, problem->message, name);
	*code = DESK_ERROR_USAGE;
	return FALSE;
}

gboolean
cli_now(const char *text, const char *config_file, gint64 *now, GError **error)
{
	g_autoptr(Config) config = NULL;

	*now = 0;
	if (!text)
		return TRUE;
	config = config_load(config_file, 0, NULL, error);
	return config && instant_parse(text, config->policy->desk.zone, now, error);
}

Service *
cli_open(const Globals *globals, int *code)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = service_load(cli_config_file(globals), 0, &problem);

	if (service && service_open_store(service, STORE_READ, &problem))
		return g_steal_pointer(&service);
	*code = cli_fail(problem);
	return NULL;
}

gboolean
cli_number(const char *text, gint64 *number, GError **error)
{
	if (text && g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, number, NULL))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "%s: a number is wanted",
		    text ? text : "nothing");
	return FALSE;
}

/* ---- requests ---- */

static char *
caller_name(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user ? g_strdup_printf("cli:%s", user->pw_name)
		    : g_strdup_printf("cli:%u", getuid());
}

/* No daemon runs: the same function, here, under the store's lock. */
static json_t *
perform_here(Service *service, const json_t *request, GError **error)
{
	g_autofree char *by = caller_name();

	if (!service_open_store(service, STORE_WRITE, error))
		return NULL;
	return admin_perform(service, request, by, error);
}

static int
print_reply(const json_t *reply)
{
	const char *text = json_string_value(json_object_get(reply, "text"));
	gboolean ok = json_is_true(json_object_get(reply, "ok"));
	g_autofree char *shown = text_escape(text ? text : "", TRUE);

	fprintf(ok ? stdout : stderr, "%s%s\n", ok ? "" : "faultline: ", g_strchomp(shown));
	return ok ? 0 : (int)json_integer_value(json_object_get(reply, "code"));
}

int
cli_request(const Globals *globals, json_t *request)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = service_load(cli_config_file(globals), 0, &problem);
	g_autofree char *path = service ? service_control_path(service->config) : NULL;
	gboolean running = FALSE;
	json_t *reply =
		service ? control_call(path, request, -1, &running, &problem) : NULL;
	int code;

	if (service && !reply && !running)
		reply = perform_here(service, request, &problem);
	code = reply ? print_reply(reply) : cli_fail(problem);
	json_decref(reply);
	json_decref(request);
	return code;
}

/* ---- output ---- */

void
cli_print_json(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);

	if (text)
		puts(text);
	free(text);
	json_decref(object);
}

json_t *
cli_json_text(const char *text)
{
	g_autofree char *valid = NULL;

	if (!text)
		return json_null();
	if (g_utf8_validate(text, -1, NULL))
		return json_string(text);
	valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

json_t *
cli_json_time(gint64 at)
{
	g_autofree char *text = at ? instant_format(at) : NULL;

	return cli_json_text(text);
}

char *
cli_line(const char *text)
{
	g_autofree char *line = text_one_line(text ? text : "");

	return text_escape(line, FALSE);
}

/* ---- tables ---- */

struct CliTable {
	guint columns;
	GPtrArray *cells; /* own char*; row by row, titles first */
};

CliTable *
cli_table_new(const char *const *titles)
{
	CliTable *table = g_new0(CliTable, 1);

	table->columns = g_strv_length((char **)titles);
	table->cells = g_ptr_array_new_with_free_func(g_free);
	cli_table_row(table, titles);
	return table;
}

void
cli_table_row(CliTable *table, const char *const *cells)
{
	for (guint i = 0; i < table->columns; i++)
		g_ptr_array_add(table->cells, cli_line(cells[i] ? cells[i] : "-"));
}

/* The width of each column. Own. */
static int *
column_widths(const CliTable *table)
{
	int *widths = g_new0(int, table->columns);

	for (guint i = 0; i < table->cells->len; i++) {
		int *width = &widths[i % table->columns];

		*width = MAX(*width, text_width(table->cells->pdata[i]));
	}
	return widths;
}

void
cli_table_print_and_free(CliTable *table)
{
	g_autofree int *widths = table ? column_widths(table) : NULL;

	if (!table)
		return;
	for (guint i = 0; i < table->cells->len; i++) {
		guint column = i % table->columns;
		gboolean last = column + 1 == table->columns;
		g_autofree char *cell =
			last ? g_strdup(table->cells->pdata[i])
			     : text_pad(table->cells->pdata[i], widths[column]);

		fputs(cell, stdout);
		fputs(last ? "\n" : "  ", stdout);
	}
	g_ptr_array_unref(table->cells);
	g_free(table);
}

/* ---- nouns ---- */

/* "list | show N | retry N | drop N" */
static char *
noun_usage(const CliNoun *noun)
{
	GString *usage = g_string_new("list | show N");

	for (guint i = 0; noun->verbs[i]; i++)
		g_string_append_printf(usage, " | %s N", noun->verbs[i]);
	for (guint i = 0; noun->whole && noun->whole[i]; i++)
		g_string_append_printf(usage, " | %s", noun->whole[i]);
	return g_string_free(usage, FALSE);
}

static int
noun_request(const Globals *globals, const CliNoun *noun, const char *verb, gint64 number)
{
	g_autofree char *request = g_strdup_printf("%s-%s", noun->noun, verb);

	return cli_request(globals, json_pack("{s:s, s:I}", "do", request, "number",
					      (json_int_t)number));
}

static int
noun_read(const Globals *globals, const CliNoun *noun, gint64 number, gboolean all,
	  gboolean json)
{
	int code;
	g_autoptr(Service) service = cli_open(globals, &code);

	if (!service)
		return code;
	return number ? noun->show(service, number, json) : noun->list(service, all, json);
}

int
cli_noun(const Globals *globals, const CliNoun *noun, int argc, char **argv)
{
	gboolean json = FALSE, all = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ noun->all ? "all" : NULL, 0, 0, G_OPTION_ARG_NONE, &all, noun->all,
		  NULL },
		{ NULL },
	};
	g_autofree char *usage = noun_usage(noun);
	g_autoptr(GError) problem = NULL;
	const char *verb;
	gint64 number = 0;
	int code;

	if (!cli_parse(entries, usage, noun->summary, &argc, &argv, &code))
		return code;
	verb = argc > 1 ? argv[1] : "";
	if (strcmp(verb, "list") == 0)
		return noun_read(globals, noun, 0, all, json);
	if (noun->whole && g_strv_contains(noun->whole, verb))
		return noun_request(globals, noun, verb, 0);
	if (strcmp(verb, "show") != 0 && !g_strv_contains(noun->verbs, verb)) {
		fprintf(stderr, "faultline: %s %s\n", noun->noun, usage);
		return DESK_ERROR_USAGE;
	}
	if (!cli_number(argc > 2 ? argv[2] : NULL, &number, &problem))
		return cli_fail(problem);
	return strcmp(verb, "show") == 0 ? noun_read(globals, noun, number, all, json)
					 : noun_request(globals, noun, verb, number);
}
