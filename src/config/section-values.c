/* What sections say: values as written, else the defaults of the table of settings. */
#include "config/section.h"

#include <string.h>

#include "config/form.h"

const char **
section_titles(const GPtrArray *sections, const char *name)
{
	const char **titles = g_new0(const char *, sections->len + 1);
	guint n = 0;

	for (guint i = 0; i < sections->len; i++) {
		const Section *section = sections->pdata[i];

		if (strcmp(section->doc->name, name) == 0 && section->title)
			titles[n++] = section->title;
	}
	return titles;
}

char *
section_label(const Section *section)
{
	g_autofree char *outer = section->parent ? section_label(section->parent) : NULL;

	if (!section->title)
		return g_strdup(section->doc->name);
	return g_strdup_printf("%s%s%s \"%s\"", outer ? outer : "", outer ? " " : "",
			       section->doc->name, section->title);
}

const Setting *
section_setting(const Section *section, const char *option)
{
	for (guint i = 0; i < section->settings->len; i++) {
		const Setting *setting = section->settings->pdata[i];

		if (strcmp(setting->doc->option, option) == 0)
			return setting;
	}
	return NULL;
}

const char *
section_place(const Section *section, const char *option)
{
	const Setting *setting = section_setting(section, option);

	return setting ? setting->place : section->place;
}

const char *
section_text(const Section *section, const char *option)
{
	const Setting *setting = section_setting(section, option);

	if (setting)
		return setting->values[0];
	return setting_find(section->doc->name, option)->fallback;
}

char **
section_list(const Section *section, const char *option)
{
	const Setting *setting = section_setting(section, option);
	const char *fallback = setting_find(section->doc->name, option)->fallback;
	char **list;

	if (setting)
		return g_strdupv(setting->values);
	list = g_new0(char *, 2);
	list[0] = g_strdup(fallback);
	return list;
}

Duration
section_duration(const Section *section, const char *option)
{
	const char *text = section_text(section, option);
	Duration duration = { 0 };

	if (text)
		duration_parse(text, &duration, NULL);
	return duration;
}

gint64
section_size(const Section *section, const char *option)
{
	const char *text = section_text(section, option);
	gint64 bytes = 0;

	if (text)
		size_parse(text, &bytes, NULL);
	return bytes;
}

gboolean
section_yes(const Section *section, const char *option)
{
	const char *text = section_text(section, option);

	return text && form_yes(text) > 0;
}

int
section_integer(const Section *section, const char *option)
{
	const char *text = section_text(section, option);
	int number = 0;

	if (text)
		form_integer(text, &number);
	return number;
}

char *
section_path(const Section *section, const char *option)
{
	const Setting *setting = section_setting(section, option);
	const char *text = section_text(section, option);

	if (setting)
		return source_path(setting->file, text);
	return g_strdup(text);
}
