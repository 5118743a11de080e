/*
 * libconfuse's only user. Every option is read as a list of texts, so that it has nothing
 * to complain of but syntax; types and defaults are ours, from the table of settings.
 */
#include "config/section.h"

#include <confuse.h>
#include <string.h>

#include "config/form.h"

static void
setting_free(Setting *setting)
{
	g_strfreev(setting->values);
	g_free(setting->place);
	g_free(setting->file);
	g_free(setting);
}

static void
section_free(Section *section)
{
	g_free(section->title);
	g_free(section->place);
	g_ptr_array_unref(section->settings);
	g_hash_table_unref(section->refused);
	g_ptr_array_unref(section->children);
	g_free(section);
}

static Section *
section_new(const SectionDoc *doc, const Section *parent, const char *title,
	    const char *place)
{
	Section *section = g_new0(Section, 1);

	section->doc = doc;
	section->parent = parent;
	section->title = g_strdup(title);
	section->place = g_strdup(place);
	section->settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free);
	section->refused = g_hash_table_new(g_str_hash, g_str_equal);
	section->children = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	return section;
}

/* ── the form of a value ──────────────────────────────────────────────────────────────────
 */

/* Is SETTING of the form of its type? */
static gboolean
check_form(const Section *section, const Setting *setting, GPtrArray *problems)
{
	const SettingDoc *doc = setting->doc;
	g_autofree char *label = section_label(section);
	gboolean good = TRUE;

	if (strcmp(doc->type, "list") != 0 && g_strv_length(setting->values) != 1) {
		problem_error(problems, setting->place, "%s: %s: takes one value, no list",
			      label, doc->option);
		return FALSE;
	}
	for (guint i = 0; setting->values[i]; i++) {
		g_autofree char *problem = form_problem(doc, setting->values[i]);

		if (!problem)
			continue;
		problem_error(problems, setting->place, "%s: %s: %s", label, doc->option,
			      problem);
		good = FALSE;
	}
	return good;
}

/* ── libconfuse ───────────────────────────────────────────────────────────────────────────
 */

/* libconfuse's error function has no data argument, and cfg_t's file name is NULL inside a
 * section without title. The file and the list are therefore kept here while it reads. */
static struct {
	const char *file;
	GPtrArray *problems;
} reading;

static void confuse_error(cfg_t *cfg, const char *format, va_list args) G_GNUC_PRINTF(2, 0);

static void
confuse_error(cfg_t *cfg, const char *format, va_list args)
{
	g_autofree char *message = g_strdup_vprintf(format, args);
	g_autofree char *place = cfg ? g_strdup_printf("%s:%d", reading.file, cfg->line)
				     : g_strdup(reading.file);

	problem_error(reading.problems, place, "%s", message);
}

static cfg_opt_t *make_options(const char *parent, GPtrArray *tables);

static guint
add_options(const char *section, cfg_opt_t *options)
{
	guint n = 0;

	for (guint i = 0; i < n_config_settings; i++) {
		cfg_opt_t option = CFG_STR_LIST(NULL, NULL, CFGF_NODEFAULT);

		if (strcmp(config_settings[i].section, section) != 0)
			continue;
		option.name = config_settings[i].option;
		options[n++] = option;
	}
	return n;
}

/* Sections without a title are MULTI too: a second one adds to the first, by our own rules.
 */
static guint
add_sections(const char *parent, cfg_opt_t *options, GPtrArray *tables)
{
	guint n = 0;

	for (guint i = 0; i < n_config_sections; i++) {
		const SectionDoc *doc = &config_sections[i];
		cfg_opt_t section = CFG_SEC(NULL, NULL, CFGF_MULTI);

		if (!section_doc_fits(doc, parent))
			continue;
		section.name = doc->name;
		section.subopts = make_options(doc->name, tables);
		if (doc->title)
			section.flags |= CFGF_TITLE;
		options[n++] = section;
	}
	return n;
}

/* What may stand in a section PARENT, or outside of all ("file"). */
static cfg_opt_t *
make_options(const char *parent, GPtrArray *tables)
{
	static const cfg_opt_t end = CFG_END();
	cfg_opt_t *options = g_new0(cfg_opt_t, n_config_settings + n_config_sections + 1);
	guint n = add_options(parent, options);

	g_ptr_array_add(tables, options);
	n += add_sections(parent, options + n, tables);
	options[n] = end;
	return options;
}

static cfg_t *
make_parser(GPtrArray *tables)
{
	cfg_t *cfg = cfg_init(make_options("file", tables), CFGF_NONE);

	cfg_set_error_function(cfg, confuse_error);
	return cfg;
}

static gboolean
is_blank(const char *text)
{
	return text[strspn(text, " \n")] == '\0';
}

static gboolean
parse_segments(cfg_t *cfg, const Source *source, GPtrArray *problems)
{
	gboolean good = TRUE;

	reading.problems = problems;
	for (guint i = 0; i < source->segments->len; i++) {
		const Segment *segment = source->segments->pdata[i];

		reading.file = segment->file;
		if (!is_blank(segment->text) && cfg_parse_buf(cfg, segment->text) != 0)
			good = FALSE;
	}
	reading.problems = NULL;
	return good;
}

/* ── from libconfuse to sections ──────────────────────────────────────────────────────────
 */

static Setting *
make_setting(const SettingDoc *doc, const SectionPlan *plan, cfg_t *cfg)
{
	Setting *setting = g_new0(Setting, 1);
	guint n = cfg_size(cfg, doc->option);

	setting->doc = doc;
	setting->place = g_strdup(g_hash_table_lookup(plan->options, doc->option));
	setting->file = g_strdup(plan->file);
	setting->values = g_new0(char *, n + 1);
	for (guint i = 0; i < n; i++)
		setting->values[i] = g_strdup(cfg_getnstr(cfg, doc->option, i));
	return setting;
}

/* A second desk section adds to lists; what has one value is said once. */
static void
merge_setting(Setting *earlier, const Setting *later, GPtrArray *problems)
{
	g_autoptr(GStrvBuilder) values = NULL;

	if (strcmp(earlier->doc->type, "list") != 0) {
		problem_error(problems, later->place,
			      "\"%s\" stands in %s already: say it once",
			      later->doc->option, earlier->place);
		return;
	}
	values = g_strv_builder_new();
	g_strv_builder_addv(values, (const char **)earlier->values);
	g_strv_builder_addv(values, (const char **)later->values);
	g_strfreev(earlier->values);
	earlier->values = g_strv_builder_end(values);
}

/* Gives SETTING away. */
static void
take_setting(Section *section, Setting *setting, GPtrArray *problems)
{
	const Setting *earlier = section_setting(section, setting->doc->option);

	if (!check_form(section, setting, problems)) {
		g_hash_table_add(section->refused, (char *)setting->doc->option);
	} else if (earlier) {
		merge_setting((Setting *)earlier, setting, problems);
	} else {
		g_ptr_array_add(section->settings, setting);
		return;
	}
	setting_free(setting);
}

static void
take_settings(Section *section, const SectionPlan *plan, cfg_t *cfg, GPtrArray *problems)
{
	section->is_written = TRUE;
	for (guint i = 0; i < n_config_settings; i++) {
		const SettingDoc *doc = &config_settings[i];

		if (strcmp(doc->section, plan->doc->name) == 0 &&
		    g_hash_table_contains(plan->options, doc->option))
			take_setting(section, make_setting(doc, plan, cfg), problems);
	}
}

static gboolean
has_value(const Section *section, const char *option)
{
	const Setting *setting = section_setting(section, option);

	return setting && setting->values[0];
}

static void
check_required(const Section *section, GPtrArray *problems)
{
	for (guint i = 0; i < n_config_settings; i++) {
		const SettingDoc *doc = &config_settings[i];
		g_autofree char *label = NULL;

		if (!(doc->flags & SETTING_REQUIRED) ||
		    strcmp(doc->section, section->doc->name) != 0 ||
		    has_value(section, doc->option) ||
		    g_hash_table_contains(section->refused, doc->option))
			continue;
		label = section_label(section);
		problem_error(problems, section->place, "%s has no %s: %s", label,
			      doc->option, doc->summary);
	}
}

static Section *
find_single(const GPtrArray *sections, const char *name)
{
	for (guint i = 0; i < sections->len; i++) {
		Section *section = sections->pdata[i];

		if (strcmp(section->doc->name, name) == 0)
			return section;
	}
	return NULL;
}

/* The N-th plan of a kind is libconfuse's N-th section of it: both saw the same text. */
static void
take_sections(GPtrArray *sections, const Section *parent, const GPtrArray *plans,
	      cfg_t *cfg, GPtrArray *problems)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < plans->len; i++) {
		const SectionPlan *plan = plans->pdata[i];
		const char *name = plan->doc->name;
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, name));
		cfg_t *values = cfg_getnsec(cfg, name, n);
		Section *section = plan->doc->title ? NULL : find_single(sections, name);

		g_hash_table_insert(seen, (char *)name, GUINT_TO_POINTER(n + 1));
		if (!section) {
			section = section_new(plan->doc, parent, cfg_title(values),
					      plan->place);
			g_ptr_array_add(sections, section);
		}
		take_settings(section, plan, values, problems);
		take_sections(section->children, section, plan->children, values, problems);
	}
}

static void
add_missing_sections(GPtrArray *sections, const char *file)
{
	for (guint i = 0; i < n_config_sections; i++) {
		const SectionDoc *doc = &config_sections[i];

		if (!doc->title && !find_single(sections, doc->name))
			g_ptr_array_add(sections, section_new(doc, NULL, NULL, file));
	}
}

/* A desk is needed always, a submission server only if it is written at all. */
static void
check_sections(const GPtrArray *sections, GPtrArray *problems)
{
	for (guint i = 0; i < sections->len; i++) {
		const Section *section = sections->pdata[i];

		if (section->is_written || strcmp(section->doc->name, "desk") == 0)
			check_required(section, problems);
		check_sections(section->children, problems);
	}
}

GPtrArray *
sections_parse(const Source *source, const char *file, GPtrArray *problems)
{
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
	cfg_t *cfg = make_parser(tables);
	GPtrArray *sections = NULL;

	if (parse_segments(cfg, source, problems)) {
		sections = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
		take_sections(sections, NULL, source->plans, cfg, problems);
		add_missing_sections(sections, file);
		check_sections(sections, problems);
	}
	cfg_free(cfg);
	return sections;
}

const Section *
sections_single(const GPtrArray *sections, const char *name)
{
	return find_single(sections, name);
}
