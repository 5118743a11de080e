/* Configuration, templates and store as one thing, and the wall clock. */
#include "desk/service.h"

#include "base/error.h"
#include "base/log.h"
#include "desk/templates.h"

void
service_log_warnings(const Service *service)
{
	for (guint i = 0; i < service->problems->len; i++) {
		const Problem *problem = service->problems->pdata[i];

		if (!problem->is_error)
			log_warn("config", "%s: %s", problem->place, problem->message);
	}
}

static GPtrArray *
no_problems(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
}

gint64
service_now(const Service *service)
{
	return service->fixed_now ? service->fixed_now : g_get_real_time() / G_USEC_PER_SEC;
}

static Config *
empty_config(void)
{
	Config *config = g_new0(Config, 1);

	config->policy = policy_new();
	config->mailboxes = g_ptr_array_new();
	return config;
}

Service *
service_load(const char *file, gint64 fixed_now, GError **error)
{
	g_autoptr(Service) service = g_new0(Service, 1);

	service->fixed_now = fixed_now;
	service->file = g_strdup(file);
	service->problems = no_problems();
	service->config =
		file ? config_load(file, service_now(service), service->problems, error)
		     : empty_config();
	if (!service->config)
		return NULL;
	service->templates = templates_load(service->config->templates_dir, error);
	if (!service->templates)
		return NULL;
	return g_steal_pointer(&service);
}

gboolean
service_check_templates(const Service *service, GError **error)
{
	g_autoptr(GPtrArray) problems = no_problems();

	return templates_serve(service->templates, service->config->policy, problems,
			       error);
}

gboolean
service_open_store(Service *service, StoreMode mode, GError **error)
{
	service->store =
		store_open(service->config->store_path, mode, service_now(service), error);
	return service->store != NULL;
}

/* A priority or tier that an open ticket uses must not vanish under it. */
static gboolean
check_tickets(Service *service, const Policy *policy, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(service->store, LIST_OPEN, error);

	for (guint i = 0; tickets && i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];

		if (ticket->priority && !policy_priority(policy, ticket->priority)) {
			g_set_error(
				error, DESK_ERROR, DESK_ERROR_CONFIG,
				"%s: priority \"%s\" is gone, but ticket %" G_GINT64_FORMAT
				" has it: keep it, or change the ticket first",
				service->file, ticket->priority, ticket->ticket_id);
			return FALSE;
		}
		if (ticket->tier && !policy_tier(policy, ticket->tier)) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
				    "%s: tier %d is gone, but ticket %" G_GINT64_FORMAT
				    " is there: keep it, or change the ticket first",
				    service->file, ticket->tier, ticket->ticket_id);
			return FALSE;
		}
	}
	return tickets != NULL;
}

gboolean
service_reload(Service *service, GError **error)
{
	g_autoptr(GPtrArray) problems = no_problems();
	g_autoptr(Config) config =
		config_load(service->file, service_now(service), problems, error);
	g_autoptr(TemplateSet) templates = NULL;

	if (!config)
		return FALSE;
	templates = templates_load(config->templates_dir, error);
	if (!templates || !templates_serve(templates, config->policy, problems, error) ||
	    !check_tickets(service, config->policy, error))
		return FALSE;
	template_set_free(service->templates);
	config_free(service->config);
	service->templates = g_steal_pointer(&templates);
	service->config = g_steal_pointer(&config);
	g_ptr_array_unref(service->problems);
	service->problems = g_steal_pointer(&problems);
	return TRUE;
}

void
service_free(Service *service)
{
	if (!service)
		return;
	if (service->store)
		store_close(service->store);
	if (service->templates)
		template_set_free(service->templates);
	if (service->config)
		config_free(service->config);
	g_clear_pointer(&service->problems, g_ptr_array_unref);
	g_free(service->file);
	g_free(service);
}

const Policy *
service_policy(const Service *service)
{
	return service->config->policy;
}

Context
service_context(const Service *service)
{
	return (Context){
		.policy = service->config->policy,
		.templates = service->templates,
		.now = service_now(service),
	};
}

char *
service_control_path(const Config *config)
{
	g_autofree char *directory = g_path_get_dirname(config->store_path);

	return g_build_filename(directory, "control", NULL);
}

char *
service_marker_path(const Config *config)
{
	return config->store_path ? g_strconcat(config->store_path, ".current", NULL)
				  : NULL;
}
