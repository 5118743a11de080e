/* Documents: what is told or asked at an event, with the files that go with it. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "config/file.h"
#include "core/notice.h"

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".txt", "text/plain" },
	{ ".md", "text/markdown" },
	{ ".csv", "text/csv" },
	{ ".html", "text/html" },
	{ ".ics", "text/calendar" },
	{ ".pdf", "application/pdf" },
	{ ".rtf", "application/rtf" },
	{ ".zip", "application/zip" },
	{ ".doc", "application/msword" },
	{ ".xls", "application/vnd.ms-excel" },
	{ ".ppt", "application/vnd.ms-powerpoint" },
	{ ".docx",
	  "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ ".pptx",
	  "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ ".odt", "application/vnd.oasis.opendocument.text" },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".jpeg", "image/jpeg" },
	{ ".gif", "image/gif" },
	{ ".svg", "image/svg+xml" },
};

static const char *
type_of(const char *name)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);

	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_has_suffix(lower, types[i].suffix))
			return types[i].type;
	return "application/octet-stream";
}

static void
add_file(Build *build, const Section *section, Document *document, const char *name)
{
	const Setting *setting = section_setting(section, "attach");
	g_autofree char *path = source_path(setting->file, name);
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = file_read(path, build->policy->desk.attach_limit, &problem);
	g_autofree char *hash = NULL;
	PolicyFile *file;

	if (!bytes) {
		build_error(build, section, "attach", "attach: %s", problem->message);
		return;
	}
	file = g_new0(PolicyFile, 1);
	file->name = g_path_get_basename(path);
	file->type = g_strdup(type_of(file->name));
	file->bytes = bytes;
	hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	g_strlcpy(file->hash, hash, sizeof file->hash);
	g_ptr_array_add(document->attach, file);
}

static gboolean
is_notice(const char *title)
{
	g_autofree char *folded = text_fold(title);

	for (guint i = 0; i < N_NOTICES; i++)
		if (strcmp(notice_name(i), folded) == 0)
			return TRUE;
	return FALSE;
}

/* Without an event a document only adds to the notice of its name. */
static void
check_occasion(Build *build, const Section *section)
{
	const char *notices[N_NOTICES + 1] = { NULL };
	g_autofree char *hint = NULL;

	if (section_setting(section, "on") || is_notice(section->title))
		return;
	for (guint i = 0; i < N_NOTICES; i++)
		notices[i] = notice_name(i);
	hint = problem_hint(section->title, notices);
	build_error(build, section, NULL,
		    "is never sent: say on, the event, or name it after a notice that it "
		    "adds to%s",
		    hint);
}

static void
check_recipients(Build *build, const Section *section)
{
	if (section_setting(section, "to"))
		return;
	if (section_setting(section, "ask"))
		build_error(build, section, "ask", "ask: needs to, who is asked");
	else if (section_setting(section, "on") && !is_notice(section->title))
		build_error(build, section, NULL, "has nobody to go to: say to");
}

static void
set_interval(Build *build, const Section *section, When *when)
{
	when->every = section_duration(section, "every");
	if (!section_setting(section, "every"))
		return;
	if (!section_setting(section, "until"))
		build_error(build, section, "every",
			    "every: needs until, the event that ends it");
	if (!section_setting(section, "on"))
		build_error(build, section, "every",
			    "every: needs on, the event from which time counts");
	if (!when->every.working_days && when->every.seconds < 60)
		build_error(build, section, "every",
			    "every: less than a minute is too often");
	build_check_limit(build, section, "every", when->calendar, &when->every);
}

static void
make_document(Build *build, const Section *section)
{
	Document *document = g_new0(Document, 1);
	g_auto(GStrv) attach = section_list(section, "attach");

	document->title = g_strdup(section->title);
	document->attach = g_ptr_array_new_with_free_func((GDestroyNotify)policy_file_free);
	build_label(build, section, "label", &document->label);
	build_which(build, section, &document->which);
	build_when(build, section, &document->when);
	set_interval(build, section, &document->when);
	document->to = build_recipients(build, section, "to", TRUE);
	document->template = build_template(build, section);
	document->facts = build_facts(build, section, "facts");
	document->ask = build_facts(build, section, "ask");
	for (guint i = 0; attach[i]; i++)
		add_file(build, section, document, attach[i]);
	check_occasion(build, section);
	check_recipients(build, section);
	g_ptr_array_add(build->policy->documents, document);
}

void
build_documents(Build *build)
{
	build_each(build, "document", make_document);
}
