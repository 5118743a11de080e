/* From a file to a Config: read, parse, build; and back to text. */
#include "config/config.h"

#include <string.h>

#include "base/error.h"
#include "config/policy.h"
#include "config/section.h"
#include "config/servers.h"
#include "config/source.h"

static void
mailbox_config_free(MailboxConfig *mailbox)
{
	g_free(mailbox->title);
	endpoint_free(mailbox->endpoint);
	g_free(mailbox->folder);
	g_free(mailbox->processed);
	g_free(mailbox->place);
	g_free(mailbox);
}

void
config_free(Config *config)
{
	if (!config)
		return;
	g_free(config->file);
	g_clear_pointer(&config->policy, policy_free);
	g_clear_pointer(&config->mailboxes, g_ptr_array_unref);
	endpoint_free(config->submission);
	g_free(config->keyring);
	g_free(config->store_path);
	g_free(config->templates_dir);
	g_free(config);
}

static Config *
build_config(const char *file, const GPtrArray *sections, gint64 now, GPtrArray *problems)
{
	Config *config = g_new0(Config, 1);

	config->file = g_strdup(file);
	config->policy = policy_build(sections, now, problems);
	config->mailboxes =
		g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_config_free);
	config->templates_dir = source_path(file, "templates");
	servers_build(sections, config, problems);
	return config;
}

/* The sections of FILE; NULL, and an error in PROBLEMS, if it cannot be read as a whole. */
static GPtrArray *
read_sections(const char *file, GPtrArray *problems)
{
	g_autoptr(Source) source = source_read(file, problems);

	return source->is_readable ? sections_parse(source, file, problems) : NULL;
}

static void
set_error(GError **error, const Problem *problem)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s: %s", problem->place,
		    problem->message);
}

/* FILE as a Config; *SECTIONS_OUT (may be NULL) gets what it was made from. */
static Config *
load(const char *name, gint64 now, GPtrArray *problems, GPtrArray **sections_out,
     GError **error)
{
	g_autofree char *file = g_canonicalize_filename(name, NULL);
	g_autoptr(GPtrArray) sections = read_sections(file, problems);
	g_autoptr(Config) config =
		sections ? build_config(file, sections, now, problems) : NULL;
	const Problem *first;

	problems_sort(problems);
	first = problems_first_error(problems);
	if (first) {
		set_error(error, first);
		return NULL;
	}
	if (sections_out)
		*sections_out = g_steal_pointer(&sections);
	return g_steal_pointer(&config);
}

Config *
config_load(const char *file, gint64 now, GPtrArray *problems, GError **error)
{
	g_autoptr(GPtrArray) own = problems ? NULL : problems_new();

	return load(file, now, problems ? problems : own, NULL, error);
}

/* ── config_dump ──────────────────────────────────────────────────────────────────────────
 */

/* As it would be written: '…' where there is a backslash, for regular expressions. */
static void
append_value(GString *line, const char *value)
{
	char quote = strchr(value, '\\') || strchr(value, '"') ? '\'' : '"';

	g_string_append_c(line, quote);
	for (; *value; value++) {
		if (*value == quote ||
		    (quote == '\'' && *value == '\\' &&
		     (value[1] == '\\' || value[1] == quote || !value[1])))
			g_string_append_c(line, '\\');
		g_string_append_c(line, *value);
	}
	g_string_append_c(line, quote);
}

/* The words of a command may hold a secret; its program's name does not. */
static gboolean
is_secret(const SettingDoc *doc)
{
	return g_str_has_suffix(doc->option, "-command");
}

static void
append_values(GString *line, const Setting *setting)
{
	gboolean is_list = strcmp(setting->doc->type, "list") == 0;
	guint shown = is_secret(setting->doc) ? 1 : G_MAXUINT;

	if (is_list)
		g_string_append_c(line, '{');
	for (guint i = 0; setting->values[i]; i++) {
		g_string_append(line, i ? ", " : "");
		if (i < shown)
			append_value(line, setting->values[i]);
		else
			g_string_append(line, "…");
		if (i >= shown)
			break;
	}
	if (is_list)
		g_string_append_c(line, '}');
}

static gboolean
is_default(const Setting *setting)
{
	const char *fallback = setting->doc->fallback;

	return fallback && g_strv_length(setting->values) == 1 &&
	       strcmp(setting->values[0], fallback) == 0;
}

static void
dump_setting(const Section *section, const SettingDoc *doc, gboolean all, GPtrArray *lines)
{
	const Setting *setting = section_setting(section, doc->option);
	g_autofree char *label = section_label(section);
	g_autoptr(GString) line = g_string_new(NULL);

	if (!all && (!setting || is_default(setting)))
		return;
	g_string_append_printf(line, "%s.%s = ", label, doc->option);
	if (setting)
		append_values(line, setting);
	else if (doc->fallback)
		append_value(line, doc->fallback);
	else
		return;
	g_ptr_array_add(lines, g_string_free(g_steal_pointer(&line), FALSE));
}

static void
dump_section(const Section *section, gboolean all, GPtrArray *lines)
{
	for (guint i = 0; i < n_config_settings; i++)
		if (strcmp(config_settings[i].section, section->doc->name) == 0)
			dump_setting(section, &config_settings[i], all, lines);
	for (guint i = 0; i < section->children->len; i++)
		dump_section(section->children->pdata[i], all, lines);
}

GPtrArray *
config_dump(const char *file, gboolean all, GError **error)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GPtrArray) sections = NULL;
	g_autoptr(Config) config = load(file, 0, problems, &sections, error);
	GPtrArray *lines;

	if (!config)
		return NULL;
	lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < n_config_sections; i++)
		for (guint j = 0; j < sections->len; j++) {
			const Section *section = sections->pdata[j];

			if (section->doc == &config_sections[i])
				dump_section(section, all, lines);
		}
	return lines;
}
