/* The order in which a policy is built, and what its parts share. */
#include "config/policy.h"

#include <string.h>

#include "config/build.h"
#include "core/address.h"

void
build_each(Build *build, const char *name, BuildSection make)
{
	for (guint i = 0; i < build->sections->len; i++) {
		const Section *section = build->sections->pdata[i];

		if (strcmp(section->doc->name, name) == 0)
			make(build, section);
	}
}

void
build_children(Build *build, const Section *parent, const char *name, BuildChild make,
	       gpointer data)
{
	for (guint i = 0; i < parent->children->len; i++) {
		const Section *section = parent->children->pdata[i];

		if (strcmp(section->doc->name, name) == 0)
			make(build, section, data);
	}
}

char **
build_strings(GPtrArray *strings)
{
	g_ptr_array_add(strings, NULL);
	return (char **)g_ptr_array_free(strings, FALSE);
}

static const char *
place_of(const Section *section, const char *option)
{
	return option ? section_place(section, option) : section->place;
}

void
build_error(Build *build, const Section *section, const char *option, const char *format,
	    ...)
{
	g_autofree char *label = section_label(section);
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem_error(build->problems, place_of(section, option), "%s: %s", label, message);
}

void
build_warning(Build *build, const Section *section, const char *option, const char *format,
	      ...)
{
	g_autofree char *label = section_label(section);
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem_warning(build->problems, place_of(section, option), "%s: %s", label,
			message);
}

void
build_unknown(Build *build, const Section *section, const char *option, const char *kind,
	      const char *word)
{
	g_autofree const char **titles = section_titles(build->sections, kind);
	g_autofree char *hint = problem_hint(word, titles);

	build_error(build, section, option, "%s: there is no %s \"%s\"%s", option, kind,
		    word, hint);
}

char *
build_address(Build *build, const Section *section, const char *option, const char *address)
{
	const Desk *desk = &build->policy->desk;
	g_autofree char *lower = g_ascii_strdown(address, -1);

	if (!address_is_sendable(lower)) {
		build_error(build, section, option,
			    "%s: \"%s\" is no address that mail can be sent to", option,
			    address);
		return NULL;
	}
	if (strcmp(section->doc->name, "desk") != 0 &&
	    g_strv_contains((const char *const *)desk->addresses, lower)) {
		build_error(build, section, option,
			    "%s: \"%s\" is the desk's own: its mail would come back to it",
			    option, lower);
		return NULL;
	}
	return g_steal_pointer(&lower);
}

/* "en", "zh_CN", "zh_Hans" */
static gboolean
is_language(const char *text)
{
	gsize length = 0;

	while (g_ascii_islower(text[length]))
		length++;
	if (length < 2 || length > 3)
		return FALSE;
	text += length;
	if (!*text)
		return TRUE;
	if (*text++ != '_')
		return FALSE;
	for (length = 0; g_ascii_isalnum(text[length]); length++)
		;
	return length >= 2 && length <= 4 && text[length] == '\0';
}

char *
build_language(Build *build, const Section *section, const char *option)
{
	const char *text = section_text(section, option);

	if (!text || is_language(text))
		return g_strdup(text);
	build_error(build, section, option,
		    "%s: \"%s\" is no language: write \"en\", \"de\" or \"zh_CN\"", option,
		    text);
	return NULL;
}

/* "en: Urgent" has a language, "Note: urgent" and "Urgent" have none. */
static char *
label_language(const char *written, const char **text)
{
	const char *colon = strchr(written, ':');
	g_autofree char *language = colon ? g_strndup(written, colon - written) : NULL;

	*text = written;
	if (!language || !is_language(language))
		return NULL;
	*text = colon + 1;
	return g_steal_pointer(&language);
}

static gboolean
label_has(const Label *label, const char *language)
{
	for (guint i = 0; i < label->texts->len; i += 2)
		if (g_strcmp0(label->texts->pdata[i], language) == 0)
			return TRUE;
	return FALSE;
}

void
build_label(Build *build, const Section *section, const char *option, Label *label)
{
	g_auto(GStrv) values = section_list(section, option);

	label->texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; values[i]; i++) {
		const char *written;
		g_autofree char *language = label_language(values[i], &written);
		g_autofree char *text = g_strstrip(g_strdup(written));

		if (!*text) {
			build_error(build, section, option,
				    "%s: \"%s\" says nothing: write \"en: Urgent\"", option,
				    values[i]);
		} else if (label_has(label, language)) {
			build_error(build, section, option,
				    "%s: there are two texts for %s: one a language",
				    option, language ? language : "all languages");
		} else {
			g_ptr_array_add(label->texts, g_steal_pointer(&language));
			g_ptr_array_add(label->texts, g_steal_pointer(&text));
		}
	}
}

Policy *
policy_build(const GPtrArray *sections, gint64 now, GPtrArray *problems)
{
	Build build = { sections, problems, policy_new(), now };

	build_desk(&build);
	build_calendars(&build);
	build_people(&build);
	build_alerts(&build);
	build_topics(&build);
	build_facts_known(&build);
	build_tiers(&build);
	build_priorities(&build);
	build_kinds(&build);
	build_lookups(&build);
	build_rules(&build);
	build_documents(&build);
	build_duties(&build);
	build_rotas(&build);
	build_outage(&build);
	return build.policy;
}
