/*
 * Files, includes and places. libconfuse parses the values; names, duplicates and places
 * come from the outline, so that all mistakes of all files are found in one run.
 */
#include "config/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "config/outline.h"

#define MAX_DEPTH 10

/* ---- problems and places ---- */

void
problem_free(Problem *problem)
{
	g_free(problem->place);
	g_free(problem->message);
	g_free(problem);
}

static void
add_problem(Reader *reader, gboolean is_error, const char *place, const char *format,
	    va_list args)
{
	Problem *problem = g_new0(Problem, 1);

	problem->is_error = is_error;
	problem->place = g_strdup(place);
	problem->message = g_strdup_vprintf(format, args);
	g_ptr_array_add(reader->problems, problem);
}

void
reader_error(Reader *reader, const char *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(reader, TRUE, place, format, args);
	va_end(args);
}

void
reader_warning(Reader *reader, const char *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(reader, FALSE, place, format, args);
	va_end(args);
}

static char *
place_key(const char *section, const char *title, const char *option)
{
	return g_strdup_printf("%s\n%s\n%s", section ? section : "", title ? title : "",
			       option ? option : "");
}

const char *
reader_place(const Reader *reader, const char *section, const char *title,
	     const char *option)
{
	g_autofree char *key = place_key(section, title, option);
	g_autofree char *section_key = place_key(section, title, NULL);
	const char *place = g_hash_table_lookup(reader->places, key);

	if (!place)
		place = g_hash_table_lookup(reader->places, section_key);
	return place ? place : reader->config->file;
}

/* ---- names ---- */

const Setting *
setting_find(const char *section, const char *option)
{
	for (guint i = 0; i < n_config_settings; i++)
		if (strcmp(config_settings[i].section, section) == 0 &&
		    (!option || strcmp(config_settings[i].option, option) == 0))
			return &config_settings[i];
	return NULL;
}

/* The names that could be meant: options of SECTION, or all sections. */
static const char *
suggest(const char *word, const char *section)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < n_config_settings; i++) {
		const Setting *setting = &config_settings[i];

		if (!section)
			g_ptr_array_add(names, (gpointer)setting->section);
		else if (strcmp(setting->section, section) == 0)
			g_ptr_array_add(names, (gpointer)setting->option);
	}
	g_ptr_array_add(names, NULL);
	return text_suggest(word, (const char *const *)names->pdata);
}

static void
report_unknown(Reader *reader, const char *place, const char *what, const char *word,
	       const char *section)
{
	const char *meant = suggest(word, section);
	g_autofree char *hint =
		meant ? g_strdup_printf(": did you mean \"%s\"?", meant) : g_strdup("");

	if (section)
		reader_error(reader, place, "unknown %s \"%s\" in section %s%s", what, word,
			     section, hint);
	else
		reader_error(reader, place, "unknown %s \"%s\"%s", what, word, hint);
}

static gboolean
is_titled(const char *section)
{
	static const char *const plain[] = { "desk", "submission", "store", NULL };

	return !g_strv_contains(plain, section);
}

/* Overwrites the bytes of ITEM with blanks, so that libconfuse never sees it. */
static void
blank(char *text, const OutlineItem *item)
{
	for (gsize i = item->start; i < item->end; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

static gboolean
check_section(Reader *reader, const OutlineItem *item, const char *place)
{
	if (!setting_find(item->section, NULL)) {
		report_unknown(reader, place, "section", item->section, NULL);
		return FALSE;
	}
	if (is_titled(item->section) && !item->title) {
		reader_error(reader, place, "section %s wants a title: %s \"name\" { … }",
			     item->section, item->section);
		return FALSE;
	}
	return TRUE;
}

static gboolean
check_option(Reader *reader, const OutlineItem *item, const char *place)
{
	if (!item->section) {
		report_unknown(reader, place, "setting outside of sections:", item->name,
			       NULL);
		return FALSE;
	}
	if (setting_find(item->section, item->name))
		return TRUE;
	if (setting_find(item->section, NULL))
		report_unknown(reader, place, "setting", item->name, item->section);
	return FALSE;
}

/* A titled section twice would silently replace the first; an option twice, the last would
 * win. */
static gboolean
check_twice(Reader *reader, const OutlineItem *item, const char *place)
{
	g_autofree char *key = place_key(item->section, item->title, item->name);
	const char *first = g_hash_table_lookup(reader->places, key);
	gboolean may_repeat = item->name ? item->adds || !is_titled(item->section)
					 : !is_titled(item->section);

	if (first && !may_repeat) {
		reader_error(reader, place,
			     "%s \"%s\" stands at %s already: keep one of them",
			     item->name ? "setting" : item->section,
			     item->name ? item->name : item->title, first);
		return FALSE;
	}
	g_hash_table_insert(reader->places, g_steal_pointer(&key), g_strdup(place));
	return TRUE;
}

/* Takes what is wrong out of TEXT and says so; notes the places of the rest. */
static void
check_names(Reader *reader, const Outline *outline, const char *file, char *text)
{
	for (guint i = 0; i < outline->items->len; i++) {
		const OutlineItem *item = outline->items->pdata[i];
		g_autofree char *place = g_strdup_printf("%s:%d", file, item->line);
		gboolean well;

		if (item->end == 0 ||
		    (g_strcmp0(item->section, "include") == 0 && !item->name))
			continue;
		well = item->name ? check_option(reader, item, place)
				  : check_section(reader, item, place);
		if (!well || !check_twice(reader, item, place))
			blank(text, item);
	}
}

/* ---- files ---- */

static Reader *error_reader; /* libconfuse gives its error function no data */

static void
on_parse_error(cfg_t *cfg, const char *format, va_list args)
{
	g_autofree char *place =
		g_strdup_printf("%s:%d", error_reader->current, cfg ? cfg->line : 0);
	g_autofree char *message = g_strdup_vprintf(format, args);

	reader_error(error_reader, place, "%s", message);
}

/* Parses TEXT[from, to) as if the rest of it were empty lines. */
static void
parse_piece(Reader *reader, const char *file, const char *text, gsize from, gsize to)
{
	g_autofree char *piece = g_strndup(text, to);

	for (gsize i = 0; i < from; i++)
		if (piece[i] != '\n')
			piece[i] = ' ';
	reader->current = file;
	error_reader = reader;
	cfg_set_error_function(reader->cfg, on_parse_error);
	/* A failure has been told by the error function. */
	(void)cfg_parse_buf(reader->cfg, piece);
}

char *
reader_resolve(const char *place, const char *path)
{
	const char *colon = strrchr(place, ':');
	g_autofree char *file = colon ? g_strndup(place, colon - place) : g_strdup(place);
	g_autofree char *folder = g_path_get_dirname(file);

	return g_path_is_absolute(path) ? g_strdup(path)
					: g_build_filename(folder, path, NULL);
}

static void
read_include(Reader *reader, const char *file, const OutlineItem *item, const char *name,
	     int depth)
{
	g_autofree char *place = g_strdup_printf("%s:%d", file, item->line);
	g_autofree char *path = reader_resolve(place, name);

	if (depth >= MAX_DEPTH)
		reader_error(reader, place, "includes are nested deeper than %d",
			     MAX_DEPTH);
	else if (!g_file_test(path, G_FILE_TEST_EXISTS))
		reader_error(reader, place, "include(\"%s\"): there is no %s", name, path);
	else
		reader_read(reader, path, depth + 1);
}

static void
parse_text(Reader *reader, const char *file, char *text, const Outline *outline, int depth)
{
	gsize done = 0;

	for (guint i = 0; i < outline->items->len; i++) {
		const OutlineItem *item = outline->items->pdata[i];
		g_autofree char *name = outline_include(item, text);

		if (!name)
			continue;
		parse_piece(reader, file, text, done, item->start);
		read_include(reader, file, item, name, depth);
		done = item->end;
	}
	parse_piece(reader, file, text, done, strlen(text));
}

void
reader_read(Reader *reader, const char *file, int depth)
{
	g_autofree char *path = realpath(file, NULL);
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Outline) outline = NULL;

	if (path && g_hash_table_contains(reader->read, path))
		return;
	if (!g_file_get_contents(file, &text, NULL, &problem)) {
		reader_error(reader, file, "%s", problem->message);
		return;
	}
	if (!g_utf8_validate(text, -1, NULL)) {
		reader_error(reader, file, "not UTF-8: save it as UTF-8");
		return;
	}
	g_hash_table_add(reader->read, g_strdup(path ? path : file));
	outline = outline_scan(text);
	check_names(reader, outline, file, text);
	parse_text(reader, file, text, outline, depth);
}

/* ---- values ---- */

Section
reader_section(Reader *reader, cfg_t *cfg)
{
	return (Section){
		.reader = reader, .cfg = cfg, .name = cfg_name(cfg), .title = cfg_title(cfg)
	};
}

const char *
section_place(const Section *section, const char *option)
{
	return reader_place(section->reader, section->name, section->title, option);
}

void
section_error(const Section *section, const char *option, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(section->reader, TRUE, section_place(section, option), format, args);
	va_end(args);
}

static const char *
raw_text(const Section *section, const char *option)
{
	const char *written = section->cfg ? cfg_getstr(section->cfg, option) : NULL;

	return written ? written : setting_find(section->name, option)->fallback;
}

char *
section_text(const Section *section, const char *option)
{
	return g_strdup(raw_text(section, option));
}

char **
section_list(const Section *section, const char *option)
{
	guint n = section->cfg ? cfg_size(section->cfg, option) : 0;
	const char *fallback = setting_find(section->name, option)->fallback;
	GPtrArray *list = g_ptr_array_new();

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(list, g_strdup(cfg_getnstr(section->cfg, option, i)));
	if (n == 0 && fallback)
		g_ptr_array_add(list, g_strdup(fallback));
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

gboolean
section_duration(const Section *section, const char *option, Duration *duration)
{
	const char *text = raw_text(section, option);
	g_autoptr(GError) problem = NULL;

	*duration = (Duration){ 0 };
	if (!text)
		return FALSE;
	if (duration_parse(text, duration, &problem))
		return TRUE;
	section_error(section, option, "%s: %s", option, problem->message);
	return FALSE;
}

gint64
section_size(const Section *section, const char *option)
{
	g_autoptr(GError) problem = NULL;
	gint64 bytes = 0;

	if (!size_parse(raw_text(section, option), &bytes, &problem))
		section_error(section, option, "%s: %s", option, problem->message);
	return bytes;
}

gboolean
section_yes(const Section *section, const char *option)
{
	static const char *const yes[] = { "yes", "true", "on", NULL };
	static const char *const no[] = { "no", "false", "off", NULL };
	const char *text = raw_text(section, option);

	if (g_strv_contains(yes, text))
		return TRUE;
	if (!g_strv_contains(no, text))
		section_error(section, option, "%s: \"%s\" is neither yes nor no", option,
			      text);
	return FALSE;
}

int
section_integer(const Section *section, const char *option)
{
	const char *text = raw_text(section, option);
	gint64 number = 0;

	if (text && !g_ascii_string_to_signed(text, 10, 0, 1000000, &number, NULL))
		section_error(section, option, "%s: \"%s\" is no number from 0 to 1000000",
			      option, text);
	return (int)number;
}

char *
section_path(const Section *section, const char *option)
{
	const char *text = raw_text(section, option);

	return text ? reader_resolve(section_place(section, option), text) : NULL;
}

char *
section_address(const Section *section, const char *option, const char *text)
{
	if (address_is_sendable(text))
		return g_ascii_strdown(text, -1);
	section_error(section, option, "%s: \"%s\" is no mail address (name@domain)",
		      option, text);
	return NULL;
}
