/*
 * Reading files and deciding what of them is known. libconfuse's own include looks in the
 * working directory, and its sections swallow a second one of the same title; both are done
 * here instead. A file is read once only, however often it is included.
 */
#include "config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "config/outline.h"

#define FILE_BYTES_MAX (4 * 1024 * 1024)
#define INCLUDES_MAX   10

typedef struct {
	Source *source; /* foreign */
	GPtrArray *problems;
	GHashTable *files;  /* own real paths */
	GHashTable *titles; /* own "section title", with its parent's before -> own place */
	int depth;
} Reader;

static void
section_plan_free(SectionPlan *plan)
{
	g_free(plan->file);
	g_free(plan->place);
	g_hash_table_unref(plan->options);
	g_ptr_array_unref(plan->children);
	g_free(plan);
}

static void
segment_free(Segment *segment)
{
	g_free(segment->file);
	g_free(segment->text);
	g_free(segment);
}

void
source_free(Source *source)
{
	if (!source)
		return;
	g_ptr_array_unref(source->segments);
	g_ptr_array_unref(source->plans);
	g_free(source);
}

char *
source_path(const char *file, const char *name)
{
	g_autofree char *directory = g_path_get_dirname(file);

	if (g_path_is_absolute(name) || strcmp(directory, ".") == 0)
		return g_strdup(name);
	return g_build_filename(directory, name, NULL);
}

/* ── what is known ────────────────────────────────────────────────────────────────────────
 */

/* Words of other mail programs, or of plans, that deserve more than "not known". */
static const struct {
	const char *section, *option, *advice;
} advices[] = {
	{ "mailbox", "oauth",
	  ": let a program fetch the token, and name it in token-command" },
	{ "submission", "oauth",
	  ": let a program fetch the token, and name it in token-command" },
	{ "mailbox", "password", ": write it into a file, and name that in password-file" },
	{ "submission", "password",
	  ": write it into a file, and name that in password-file" },
	{ "mailbox", "folder", ": put it behind the host, as in imaps://host/Support" },
};

static char *
advice_for(const char *section, const char *option)
{
	g_autofree const char **names = option_names(section);

	for (guint i = 0; i < G_N_ELEMENTS(advices); i++)
		if (strcmp(advices[i].section, section) == 0 &&
		    strcmp(advices[i].option, option) == 0)
			return g_strdup(advices[i].advice);
	return problem_hint(option, names);
}

static char *
place_of(const char *file, const OutlineItem *item)
{
	return g_strdup_printf("%s:%d", file, item->line);
}

/* Takes OPTION into PLAN; FALSE if libconfuse must not see it. */
static gboolean
accept_option(Reader *reader, SectionPlan *plan, const OutlineItem *option)
{
	const SettingDoc *doc = setting_find(plan->doc->name, option->name);
	g_autofree char *place = place_of(plan->file, option);
	g_autofree char *advice = NULL;
	const char *earlier;

	if (!doc) {
		advice = advice_for(plan->doc->name, option->name);
		problem_error(reader->problems, place, "\"%s\" is not known in %s%s",
			      option->name, plan->doc->name, advice);
		return FALSE;
	}
	earlier = g_hash_table_lookup(plan->options, option->name);
	if (earlier && !(option->append && strcmp(doc->type, "list") == 0)) {
		problem_error(
			reader->problems, place,
			"\"%s\" stands in %s already: say it once%s", option->name, earlier,
			strcmp(doc->type, "list") == 0 ? ", or add to it with +=" : "");
		return FALSE;
	}
	if (!earlier)
		g_hash_table_insert(plan->options, g_strdup(option->name),
				    g_steal_pointer(&place));
	return TRUE;
}

static void
refuse_section(Reader *reader, const char *parent, const char *place,
	       const OutlineItem *section)
{
	const SectionDoc *doc = section_doc_find(section->name);
	g_autofree const char **sections = section_names(parent);
	g_autofree const char **options = option_names(parent);
	g_autofree char *hint = problem_hint(section->name, sections);
	g_auto(GStrv) within = doc ? g_strsplit(doc->within, " ", -1) : NULL;
	g_autofree char *list = within ? g_strjoinv(" or ", within) : NULL;

	if (doc && strcmp(parent, "file") == 0) {
		problem_error(reader->problems, place,
			      "section \"%s\" stands within %s only", doc->name, list);
		return;
	}
	if (doc) {
		problem_error(reader->problems, place,
			      "section \"%s\" stands within %s: is a } missing before it?",
			      doc->name, parent);
		return;
	}
	if (!*hint) {
		g_free(hint);
		hint = problem_hint(section->name, options);
	}
	problem_error(reader->problems, place, "section \"%s\" is not known%s%s%s",
		      section->name, strcmp(parent, "file") == 0 ? "" : " in ",
		      strcmp(parent, "file") == 0 ? "" : parent, hint);
}

static gboolean
accept_title(Reader *reader, const SectionDoc *doc, const OutlineItem *section,
	     const char *outer, const char *place)
{
	const char *title = section->title;
	g_autofree char *folded = title ? text_fold(title) : NULL;
	g_autofree char *key =
		g_strdup_printf("%s%s %s", outer, doc->name, folded ? folded : "");
	const char *earlier = g_hash_table_lookup(reader->titles, key);

	if (!doc->title && !title)
		return TRUE;
	if (!doc->title)
		problem_error(reader->problems, place, "%s has no title: write %s { … }",
			      doc->name, doc->name);
	else if (!title || !*g_strstrip(folded))
		problem_error(reader->problems, place, "%s needs a %s: write %s %s { … }",
			      doc->name, doc->title, doc->name,
			      strcmp(doc->title, "number") == 0 ? "1" : "\"NAME\"");
	else if (earlier)
		problem_error(reader->problems, place,
			      "%s \"%s\" stands in %s already: titles must differ",
			      doc->name, title, earlier);
	else
		return g_hash_table_insert(reader->titles, g_steal_pointer(&key),
					   g_strdup(place));
	return FALSE;
}

static void accept_children(Reader *reader, SectionPlan *plan, const char *outer,
			    char *text, const OutlineItem *section);

/* Takes SECTION, which stands in a section PARENT ("file": in none) whose own titles are
 * OUTER, into PLANS; FALSE if libconfuse must not see it. Options of a section that is not
 * accepted are looked at all the same: one run tells all. */
static gboolean
accept_section(Reader *reader, const char *file, const char *parent, const char *outer,
	       GPtrArray *plans, char *text, const OutlineItem *section)
{
	const SectionDoc *doc = section_doc_find(section->name);
	g_autofree char *place = place_of(file, section);
	g_autofree char *path = NULL;
	SectionPlan *plan;
	gboolean accepted;

	if (!doc || !section_doc_fits(doc, parent)) {
		refuse_section(reader, parent, place, section);
		return FALSE;
	}
	plan = g_new0(SectionPlan, 1);
	plan->doc = doc;
	plan->file = g_strdup(file);
	plan->place = g_steal_pointer(&place);
	plan->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	plan->children = g_ptr_array_new_with_free_func((GDestroyNotify)section_plan_free);
	accepted = accept_title(reader, doc, section, outer, plan->place);
	path = g_strdup_printf("%s%s %s\n", outer, doc->name,
			       section->title ? section->title : "");
	accept_children(reader, plan, path, text, section);
	if (accepted)
		g_ptr_array_add(plans, plan);
	else
		section_plan_free(plan);
	return accepted;
}

static gboolean
accept_child(Reader *reader, SectionPlan *plan, const char *outer, char *text,
	     const OutlineItem *child)
{
	g_autofree char *place = place_of(plan->file, child);

	if (child->kind == OUTLINE_OPTION)
		return accept_option(reader, plan, child);
	if (child->kind == OUTLINE_SECTION)
		return accept_section(reader, plan->file, plan->doc->name, outer,
				      plan->children, text, child);
	problem_error(reader->problems, place,
		      "%s() is not known in %s: include() stands outside of sections",
		      child->name, plan->doc->name);
	return FALSE;
}

static void
accept_children(Reader *reader, SectionPlan *plan, const char *outer, char *text,
		const OutlineItem *section)
{
	for (guint i = 0; i < section->children->len; i++) {
		const OutlineItem *child = section->children->pdata[i];

		if (!accept_child(reader, plan, outer, text, child))
			outline_blank(text, child->from, child->to);
	}
}

/* ── files ────────────────────────────────────────────────────────────────────────────────
 */

static void
add_segment(Reader *reader, const char *file, const char *text, gsize from, gsize to)
{
	Segment *segment = g_new0(Segment, 1);

	segment->file = g_strdup(file);
	segment->text = g_strdup(text);
	outline_blank(segment->text, 0, from);
	outline_blank(segment->text, to, strlen(text));
	g_ptr_array_add(reader->source->segments, segment);
}

static void read_file(Reader *reader, const char *file, const char *place);

static gboolean
accept_call(Reader *reader, const char *file, const OutlineItem *call)
{
	g_autofree char *place = place_of(file, call);

	if (strcmp(call->name, "include") == 0)
		return call->title != NULL;
	problem_error(reader->problems, place,
		      "%s() is not known: only include(\"FILE\") is", call->name);
	return FALSE;
}

/* Where an include stands, the text is cut: what it names comes in between. */
static void
read_outline(Reader *reader, const char *file, char *text, const OutlineItem *root)
{
	gsize from = 0;

	for (guint i = 0; i < root->children->len; i++) {
		const OutlineItem *item = root->children->pdata[i];
		g_autofree char *place = place_of(file, item);

		if (item->kind == OUTLINE_CALL && accept_call(reader, file, item)) {
			g_autofree char *name = source_path(file, item->title);

			add_segment(reader, file, text, from, item->from);
			from = item->to;
			read_file(reader, name, place);
			continue;
		}
		if (item->kind == OUTLINE_OPTION)
			problem_error(reader->problems, place,
				      "\"%s\" stands outside of any section", item->name);
		if (item->kind != OUTLINE_SECTION ||
		    !accept_section(reader, file, "file", "", reader->source->plans, text,
				    item))
			outline_blank(text, item->from, item->to);
	}
	add_segment(reader, file, text, from, strlen(text));
}

/* Who can write the file runs commands as the desk. */
static void
check_mode(Reader *reader, const char *file, const struct stat *status)
{
	if (status->st_mode & S_IWOTH)
		problem_warning(reader->problems, file,
				"everybody can write this file: chmod o-w %s", file);
}

static char *
file_text(Reader *reader, const char *file, const char *place)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = NULL;
	struct stat status;
	const char *end;
	gsize length;

	if (stat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
		problem_error(reader->problems, place, "\"%s\" is no file", file);
	} else if (stat(file, &status) == 0 && status.st_size > FILE_BYTES_MAX) {
		problem_error(reader->problems, place, "\"%s\" is larger than 4M", file);
	} else if (!g_file_get_contents(file, &text, &length, &problem)) {
		problem_error(reader->problems, place, "cannot be read: %s",
			      problem->message);
	} else if (!g_utf8_validate(text, length, &end)) {
		g_autofree char *before = g_strndup(text, end - text);
		g_auto(GStrv) lines = g_strsplit(before, "\n", -1);
		g_autofree char *line =
			g_strdup_printf("%s:%u", file, g_strv_length(lines));

		problem_error(reader->problems, line, "is not UTF-8: save the file so");
	} else {
		check_mode(reader, file, &status);
		if (g_str_has_prefix(text, "\xef\xbb\xbf"))
			memset(text, ' ', 3);
		return g_steal_pointer(&text);
	}
	return NULL;
}

/* PLACE is where FILE is named. */
static void
read_file(Reader *reader, const char *file, const char *place)
{
	g_autofree char *real = realpath(file, NULL);
	g_autoptr(OutlineItem) root = NULL;
	g_autofree char *text = NULL;
	gboolean broken = FALSE;

	if (real && g_hash_table_contains(reader->files, real))
		return;
	if (reader->depth > INCLUDES_MAX) {
		problem_error(reader->problems, place,
			      "includes are nested more than %d deep", INCLUDES_MAX);
		return;
	}
	text = file_text(reader, file, place);
	if (!text) {
		reader->source->is_readable = FALSE;
		return;
	}
	g_hash_table_add(reader->files, g_strdup(real ? real : file));
	reader->depth++;
	root = outline_read(text, file, reader->problems, &broken);
	if (broken)
		reader->source->is_readable = FALSE;
	read_outline(reader, file, text, root);
	reader->depth--;
}

Source *
source_read(const char *file, GPtrArray *problems)
{
	Source *source = g_new0(Source, 1);
	Reader reader = { .source = source, .problems = problems };

	source->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_free);
	source->plans = g_ptr_array_new_with_free_func((GDestroyNotify)section_plan_free);
	source->is_readable = TRUE;
	reader.files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader.titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	read_file(&reader, file, file);
	g_hash_table_unref(reader.files);
	g_hash_table_unref(reader.titles);
	return source;
}
