/* The templates and phrases of all languages, and the slots that they may use. */
#include "core/template.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "core/pattern.h"

/* What each means stands in templates/README.md; tests hold the two together. */
const char *const template_slots[] = {
	/* the ticket */
	"tag", "number", "subject", "state", "kind", "priority", "category", "system",
	"tier", "team", "assignee", "reporter", "reporter_address", "created", "respond_by",
	"resolve_by", "waiting_on", "waiting_until", "unproven", "drill", "suspected",
	"not_copied",
	/* what happened */
	"actor", "reason", "was", "text", "your_turn", "confirmed", "silent", "solved", "code",
	"refused", "undo", "alike", "next",
	/* limits */
	"limit", "length", "percent", "remaining", "due",
	/* the desk */
	"desk_name", "desk_address", "confirm_within", "reopen_within",
	/* mails */
	"recipient", "error", "notice", "count", "size", "from", "address", "more",
	/* lists, and what is in their items only */
	"lines", "line", "result", "ok", "attachments", "name", "left_out", "facts",
	"label", "value", "entries", "at", "author", "hidden", "tickets", "commands",
	"argument", "summary", "mails",
	/* documents */
	"asked", "same", "cause", "fix", "log", "event", "by", "limits", "met", "breached",
	"duty", "title", "phone", "time_spent", "parts",
	/* reports */
	"period", "to", "closed", "open", "resolved", "average_score", "rated", "kept",
	"average_respond", "average_resolve",
	"groups", "rows", "share", "average", "own", "late", "waiting", "today",
	/* phrases */
	"suggestion", "known", "command", "file", NULL
};

typedef struct {
	GHashTable *templates; /* own char* -> own Template */
	GHashTable *phrases;   /* own char* -> own Pattern */
} Language;

struct TemplateSet {
	GHashTable *languages; /* own char* -> own Language */
	Answers *answers;      /* own; of all languages */
};

static void
language_free(gpointer data)
{
	Language *language = data;

	g_hash_table_destroy(language->templates);
	g_hash_table_destroy(language->phrases);
	g_free(language);
}

static GHashTable *
new_phrases(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
				     (GDestroyNotify)pattern_free);
}

TemplateSet *
template_set_new(void)
{
	TemplateSet *set = g_new0(TemplateSet, 1);

	set->languages =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, language_free);
	set->answers = answers_new();
	return set;
}

const Answers *
template_set_answers(const TemplateSet *set)
{
	return set->answers;
}

void
template_set_free(TemplateSet *set)
{
	if (!set)
		return;
	g_hash_table_destroy(set->languages);
	answers_free(set->answers);
	g_free(set);
}

/* ---- filling the set ---- */

static Language *
get_language(TemplateSet *set, const char *name)
{
	Language *language = g_hash_table_lookup(set->languages, name);

	if (language)
		return language;
	language = g_new0(Language, 1);
	language->templates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						    (GDestroyNotify)template_free);
	language->phrases = new_phrases();
	g_hash_table_insert(set->languages, g_strdup(name), language);
	return language;
}

static gboolean
is_phrase_key(const char *key)
{
	return *key && strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(key);
}

/* LINE is "key = text". */
static gboolean
read_phrase(GHashTable *phrases, const char *file, int number, const char *line,
	    GError **error)
{
	g_auto(GStrv) halves = g_strsplit(line, "=", 2);
	g_autoptr(Pattern) pattern = NULL;

	if (!halves[1] || !is_phrase_key(g_strstrip(halves[0])) ||
	    !*g_strstrip(halves[1])) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s:%d: not \"key = text\": %s", file, number, line);
		return FALSE;
	}
	if (g_hash_table_contains(phrases, halves[0])) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			    "%s:%d: %s stands here twice", file, number, halves[0]);
		return FALSE;
	}
	pattern = pattern_parse(file, number, halves[1], PATTERN_LINE, error);
	if (!pattern || !pattern_check(pattern, template_slots, error))
		return FALSE;
	g_hash_table_insert(phrases, g_strdup(halves[0]), g_steal_pointer(&pattern));
	return TRUE;
}

/* All phrases of SOURCE, or NULL. */
static GHashTable *
read_phrases(const char *file, const char *source, GError **error)
{
	g_autoptr(GHashTable) phrases = new_phrases();
	g_auto(GStrv) lines = g_strsplit(source, "\n", -1);

	if (!g_utf8_validate(source, -1, NULL)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s:1: not UTF-8", file);
		return NULL;
	}
	for (int i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]);

		if (*line && *line != '#' &&
		    !read_phrase(phrases, file, i + 1, line, error))
			return NULL;
	}
	return g_steal_pointer(&phrases);
}

/* Moves what is in FROM over, so that an override may hold a few phrases only. */
static void
take_phrases(GHashTable *into, GHashTable *from)
{
	GHashTableIter iter;
	gpointer key, pattern;

	g_hash_table_iter_init(&iter, from);
	while (g_hash_table_iter_next(&iter, &key, &pattern)) {
		g_hash_table_iter_steal(&iter);
		g_hash_table_replace(into, key, pattern);
	}
}

gboolean
template_set_add(TemplateSet *set, const char *language, const char *name, const char *file,
		 const char *source, GError **error)
{
	g_autoptr(Template) template = NULL;

	if (strcmp(name, "phrases") == 0) {
		g_autoptr(GHashTable) phrases = read_phrases(file, source, error);

		if (phrases)
			take_phrases(get_language(set, language)->phrases, phrases);
		return phrases != NULL;
	}
	if (strcmp(name, "answers") == 0)
		return answers_add(set->answers, language, file, source, error);
	template = template_parse(file, source, error);
	if (!template || !template_check(template, template_slots, error))
		return FALSE;
	g_hash_table_replace(get_language(set, language)->templates, g_strdup(name),
			     g_steal_pointer(&template));
	return TRUE;
}

/* ---- finding ---- */

static const Language *
language_of(const TemplateSet *set, const char *name)
{
	return name ? g_hash_table_lookup(set->languages, name) : NULL;
}

static const Template *
find_in(const Language *language, const char *name)
{
	return language ? g_hash_table_lookup(language->templates, name) : NULL;
}

static const Pattern *
find_phrase_in(const Language *language, const char *key)
{
	return language ? g_hash_table_lookup(language->phrases, key) : NULL;
}

/* "zh" of "zh_CN". Own. */
static char *
base_language(const char *language)
{
	return g_strndup(language ? language : "", language ? strcspn(language, "_-") : 0);
}

const Template *
template_set_find(const TemplateSet *set, const char *language, const char *name)
{
	const Template *found = find_in(language_of(set, language), name);

	if (!found) {
		g_autofree char *base = base_language(language);

		found = find_in(language_of(set, base), name);
	}
	return found ? found : find_in(language_of(set, "en"), name);
}

static gint
compare_names(gconstpointer one, gconstpointer other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

GPtrArray *
template_set_names(const TemplateSet *set)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *names = g_ptr_array_new();
	GHashTableIter languages, templates;
	gpointer language, name;

	g_hash_table_iter_init(&languages, set->languages);
	while (g_hash_table_iter_next(&languages, NULL, &language)) {
		g_hash_table_iter_init(&templates, ((Language *)language)->templates);
		while (g_hash_table_iter_next(&templates, &name, NULL))
			if (g_hash_table_add(seen, name))
				g_ptr_array_add(names, name);
	}
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	return names;
}

static const Pattern *
find_phrase(const TemplateSet *set, const char *language, const char *key)
{
	const Pattern *found = find_phrase_in(language_of(set, language), key);

	if (!found) {
		g_autofree char *base = base_language(language);

		found = find_phrase_in(language_of(set, base), key);
	}
	return found ? found : find_phrase_in(language_of(set, "en"), key);
}

gboolean
phrase_exists(const TemplateSet *set, const char *language, const char *key)
{
	return find_phrase(set, language, key) != NULL;
}

char *
phrase(const TemplateSet *set, const char *language, const char *key, const Slots *slots)
{
	const Pattern *pattern = find_phrase(set, language, key);

	return pattern ? pattern_line(pattern, slots) : g_strdup(key);
}

char *
phrase_with(const TemplateSet *set, const char *language, const char *key, ...)
{
	g_autoptr(Slots) slots = slots_new();
	const char *name;
	va_list args;

	va_start(args, key);
	while ((name = va_arg(args, const char *)))
		slots_set(slots, name, va_arg(args, const char *));
	va_end(args);
	return phrase(set, language, key, slots);
}
