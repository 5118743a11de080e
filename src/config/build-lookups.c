/* Lookups: tables that fill facts, read from CSV files. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "config/csv.h"
#include "config/file.h"

#define TABLE_BYTES_MAX (4 * 1024 * 1024)

typedef struct {
	Build *build;
	const Section *section;
	char *file;      /* own */
	GPtrArray *rows; /* own CsvRow; the first is the heading */
	guint key;       /* the column of `by` */
	Lookup *lookup;
} Table;

static char *
table_text(const Table *table)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_read(table->file, TABLE_BYTES_MAX, &problem);
	gconstpointer data;
	gsize length;

	if (!bytes) {
		build_error(table->build, table->section, "file", "file: %s",
			    problem->message);
		return NULL;
	}
	data = g_bytes_get_data(bytes, &length);
	if (g_utf8_validate(data ? data : "", length, NULL))
		return g_strndup(data ? data : "", length);
	build_error(table->build, table->section, "file",
		    "file: \"%s\" is not UTF-8: save it so", table->file);
	return NULL;
}

static char *
table_place(const Table *table, int line)
{
	return g_strdup_printf("%s:%d", table->file, line);
}

static gboolean
read_table(Table *table)
{
	g_autofree char *text = table_text(table);
	g_autoptr(GError) problem = NULL;
	g_autofree char *place = NULL;
	int line = 1;

	if (!text)
		return FALSE;
	table->rows = csv_read(text, &line, &problem);
	if (table->rows && table->rows->len > 0)
		return TRUE;
	place = table_place(table, line);
	problem_error(
		table->build->problems, place, "lookup \"%s\": %s", table->section->title,
		problem ? problem->message : "has no heading row with the names of facts");
	return FALSE;
}

/* The title of what a column holds; NULL, and an error, if it is no fact. Own. */
static char *
column_title(Table *table, const CsvRow *heading, const char *name)
{
	const FactSpec *fact = policy_fact(table->build->policy, name);
	g_autofree char *place = table_place(table, heading->line);

	if (fact)
		return g_strdup(fact->title);
	if (strcmp(name, "reporter") == 0)
		return g_strdup(name);
	problem_error(table->build->problems, place,
		      "lookup \"%s\": column \"%s\" is no fact: add fact \"%s\" { }",
		      table->section->title, name, name);
	return NULL;
}

static gboolean
read_heading(Table *table)
{
	const CsvRow *heading = table->rows->pdata[0];
	g_autofree char *place = table_place(table, heading->line);
	GPtrArray *names = g_ptr_array_new();
	gboolean good = TRUE, found = FALSE;

	for (guint i = 0; heading->fields[i]; i++) {
		char *title = column_title(table, heading, heading->fields[i]);

		if (title && strcmp(title, table->lookup->by) == 0) {
			found = TRUE;
			table->key = i;
		}
		good = good && title;
		g_ptr_array_add(names, title ? title : g_strdup(""));
	}
	table->lookup->names = build_strings(names);
	if (found)
		return good;
	problem_error(table->build->problems, place,
		      "lookup \"%s\": there is no column \"%s\", by which rows are found",
		      table->section->title, table->lookup->by);
	return FALSE;
}

static void
read_row(Table *table, const CsvRow *row)
{
	GHashTable *rows = table->lookup->rows;
	guint expected = g_strv_length(table->lookup->names);
	guint n = g_strv_length(row->fields);
	g_autofree char *place = table_place(table, row->line);
	g_autofree char *key = NULL;

	if (n != expected) {
		problem_error(table->build->problems, place,
			      "lookup \"%s\": %u values, but the heading has %u",
			      table->section->title, n, expected);
		return;
	}
	key = text_fold(row->fields[table->key]);
	if (!*key)
		problem_warning(table->build->problems, place,
				"lookup \"%s\": without \"%s\" this row is never found",
				table->section->title, table->lookup->by);
	else if (g_hash_table_contains(rows, key))
		problem_warning(table->build->problems, place,
				"lookup \"%s\": \"%s\" stands further up already; this row "
				"is never found",
				table->section->title, row->fields[table->key]);
	else
		g_hash_table_insert(rows, g_steal_pointer(&key), g_strdupv(row->fields));
}

static gboolean
set_key(Table *table)
{
	const char *by = section_text(table->section, "by");

	if (!by)
		return FALSE;
	table->lookup->by = strcmp(by, "reporter") == 0
				    ? g_strdup(by)
				    : build_fact(table->build, table->section, "by", by);
	return table->lookup->by != NULL;
}

static void
make_lookup(Build *build, const Section *section)
{
	Table table = { .build = build, .section = section };
	gboolean good;

	table.file = section_path(section, "file");
	table.lookup = g_new0(Lookup, 1);
	table.lookup->title = g_strdup(section->title);
	table.lookup->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						   (GDestroyNotify)g_strfreev);
	good = set_key(&table);
	good = table.file && read_table(&table) && good && read_heading(&table);
	for (guint i = 1; good && i < table.rows->len; i++)
		read_row(&table, table.rows->pdata[i]);
	if (good)
		g_ptr_array_add(build->policy->lookups, table.lookup);
	else
		lookup_free(table.lookup);
	g_clear_pointer(&table.rows, g_ptr_array_unref);
	g_free(table.file);
}

void
build_lookups(Build *build)
{
	build_each(build, "lookup", make_lookup);
}
