/* Loads the templates: those compiled into the binary, then an administrator's own. */
#include "desk/templates.h"

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "config/problem.h"

#define RESOURCE_ROOT "/faultline/templates"

/* Made by glib-compile-resources. Called here, so that the linker takes it out of the
 * archive. */
void shipped_register_resource(void);

/* "received.md" → "received"; NULL if NAME is no template's. Own. */
static char *
template_name(const char *name)
{
	if (g_str_has_suffix(name, ".md"))
		return g_strndup(name, strlen(name) - 3);
	return strcmp(name, "phrases") == 0 || strcmp(name, "answers") == 0 ? g_strdup(name)
									    : NULL;
}

static gboolean
add_resource(TemplateSet *set, const char *language, const char *file, GError **error)
{
	g_autofree char *path = g_strdup_printf(RESOURCE_ROOT "/%s/%s", language, file);
	g_autofree char *name = template_name(file);
	g_autoptr(GBytes) bytes =
		g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
	g_autofree char *source = NULL;

	if (!bytes || !name)
		return bytes != NULL;
	source = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return template_set_add(set, language, name, path, source, error);
}

static gboolean
add_shipped(TemplateSet *set, GError **error)
{
	g_auto(GStrv) languages = g_resources_enumerate_children(
		RESOURCE_ROOT, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

	for (guint i = 0; languages && languages[i]; i++) {
		g_autofree char *language =
			g_strndup(languages[i], strcspn(languages[i], "/"));
		g_autofree char *folder = g_strdup_printf(RESOURCE_ROOT "/%s", language);
		g_auto(GStrv) files = g_resources_enumerate_children(
			folder, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

		if (!files)
			return FALSE;
		for (guint j = 0; files[j]; j++)
			if (!add_resource(set, language, files[j], error))
				return FALSE;
	}
	return languages != NULL;
}

static gboolean
add_file(TemplateSet *set, const char *language, const char *folder, const char *file,
	 GError **error)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);
	g_autofree char *name = template_name(file);
	g_autofree char *source = NULL;
	g_autoptr(GError) problem = NULL;

	if (!name)
		return TRUE;
	if (!g_file_get_contents(path, &source, NULL, &problem)) {
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG, problem->message);
		return FALSE;
	}
	return template_set_add(set, language, name, path, source, error);
}

static gboolean
add_own(TemplateSet *set, const char *dir, GError **error)
{
	g_autoptr(GDir) languages = g_dir_open(dir, 0, NULL);
	const char *language;

	while (languages && (language = g_dir_read_name(languages))) {
		g_autofree char *folder = g_build_filename(dir, language, NULL);
		g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
		const char *file;

		while (files && (file = g_dir_read_name(files)))
			if (!add_file(set, language, folder, file, error))
				return FALSE;
	}
	return TRUE;
}

TemplateSet *
templates_load(const char *dir, GError **error)
{
	static gsize registered;
	g_autoptr(TemplateSet) set = template_set_new();

	if (g_once_init_enter(&registered)) {
		shipped_register_resource();
		g_once_init_leave(&registered, 1);
	}
	if (!add_shipped(set, error) || (dir && !add_own(set, dir, error)))
		return NULL;
	return g_steal_pointer(&set);
}

gboolean
templates_serve(const TemplateSet *set, const Policy *policy, GPtrArray *problems,
		GError **error)
{
	g_autoptr(GPtrArray) names = template_set_names(set);
	const Problem *first;

	for (guint i = 0; i < policy->template_names->len; i++) {
		const TemplateName *asked = policy->template_names->pdata[i];
		g_autofree char *hint = NULL;

		if (template_set_find(set, policy->desk.language, asked->name))
			continue;
		hint = problem_hint(asked->name, (const char *const *)names->pdata);
		problem_error(problems, asked->place,
			      "%s: template: there is no template \"%s\"%s", asked->who,
			      asked->name, hint);
	}
	first = problems_first_error(problems);
	if (first)
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s: %s", first->place,
			    first->message);
	return !first;
}
