/*
 * Alertmanager: one mail tells of a group of alerts, firing and resolved ones together, each
 * with its labels in the text; the subject holds but values without names.
 */
#include <string.h>

#include "base/text.h"
#include "core/alarm-dialect.h"

/* Where the host stands, the most certain first. An instance is not its machine: two of them may
 * be down there for two reasons, so its port stays. */
static const char *const host_labels[] = {
	"host", "hostname", "nodename", "node",	   "instance", "exported_instance",
	"target", "pod",    "namespace", "cluster", "job",	  NULL
};

/* What sets two alerts of one name and host apart: it becomes part of the service. */
static const char *const part_labels[] = { "mountpoint", "device",   "interface",
					   "volume",	 "queue",    "database", NULL };

static const char *const severities[] = { "critical", "warning", "info", "error", "page",
					  "high", "medium", "low", "none", NULL };

static const char *
first_label(GHashTable *labels, const char *const *names)
{
	for (guint i = 0; names[i]; i++) {
		const char *value = g_hash_table_lookup(labels, names[i]);

		if (value && *value)
			return value;
	}
	return NULL;
}

static char *
service_of(GHashTable *labels)
{
	GString *service = g_string_new(g_hash_table_lookup(labels, "alertname"));

	for (guint i = 0; part_labels[i]; i++) {
		const char *value = g_hash_table_lookup(labels, part_labels[i]);

		if (value && *value)
			g_string_append_printf(service, " %s", value);
	}
	return g_string_free(service, FALSE);
}

/* An alert is complete where its labels end. */
static void
add_alert(GHashTable *labels, AlarmType type, GPtrArray *alarms)
{
	const char *name = g_hash_table_lookup(labels, "alertname");
	const char *where = first_label(labels, host_labels);

	if (name) {
		g_autofree char *service = service_of(labels);

		g_ptr_array_add(alarms, alarm_new(type, where ? where : name, service,
						  g_hash_table_lookup(labels, "severity")));
	}
	g_hash_table_remove_all(labels);
}

/* "[2] Firing", "Alerts Resolved:"; FALSE if LINE is no such heading. */
static gboolean
read_heading(const char *line, AlarmType *type)
{
	static const struct {
		const char *word;
		AlarmType type;
	} headings[] = { { "firing", ALARM_PROBLEM }, { "resolved", ALARM_RECOVERY } };
	const char *word = *line == '[' && strchr(line, ']') ? strchr(line, ']') + 1 : line;

	word += strspn(word, " ");
	if (g_ascii_strncasecmp(word, "alerts ", 7) == 0)
		word += 7;
	for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
		gsize length = strlen(headings[i].word);

		if (g_ascii_strncasecmp(word, headings[i].word, length) != 0 ||
		    (word[length] && !strchr(":*", word[length])))
			continue;
		*type = headings[i].type;
		return TRUE;
	}
	return FALSE;
}

static gboolean
is_word(const char *line, const char *word)
{
	gsize length = strlen(word);

	return g_ascii_strncasecmp(line, word, length) == 0 &&
	       strspn(line + length, ":* ") == strlen(line + length);
}

static void
read_labels(const char *text, AlarmType type, GPtrArray *alarms)
{
	g_autoptr(GHashTable) labels =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean inside = FALSE;

	for (guint i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]) + strspn(lines[i], "*-• \t");
		g_auto(GStrv) pair = NULL;

		if (is_word(line, "labels")) {
			add_alert(labels, type, alarms);
			inside = TRUE;
			continue;
		}
		if (is_word(line, "annotations") || g_str_has_prefix(line, "Source"))
			inside = FALSE;
		if (!strchr(line, '=')) {
			AlarmType was = type;

			if (read_heading(line, &type))
				add_alert(labels, was, alarms);
			continue;
		}
		pair = g_strsplit(line, "=", 2);
		if (inside)
			g_hash_table_insert(labels, g_strdup(g_strstrip(pair[0])),
					    g_strdup(g_strstrip(pair[1])));
	}
	add_alert(labels, type, alarms);
}

/* "[FIRING:1] HostDown (web1:9100 node critical)", "[FIRING:1] (HostDown web1 critical)": the
 * values in the order of their labels' names, so alertname and instance come first. */
static gboolean
read_values(const char *values, AlarmType type, GPtrArray *alarms)
{
	g_auto(GStrv) words = g_strsplit_set(values, " ()", -1);
	const char *found[2] = { NULL, NULL };
	const char *state = NULL;
	guint count = 0;

	for (guint i = 0; words[i]; i++) {
		if (!*words[i])
			continue;
		if (g_strv_contains(severities, words[i]))
			state = words[i];
		else if (count < G_N_ELEMENTS(found))
			found[count++] = words[i];
	}
	if (count == 0)
		return FALSE;
	g_ptr_array_add(alarms,
			alarm_new(type, found[1] ? found[1] : found[0], found[0], state));
	return TRUE;
}

gboolean
alarm_read_alertmanager(const char *subject, const char *text, GPtrArray *alarms)
{
	gboolean firing = g_ascii_strncasecmp(subject, "[FIRING", 7) == 0;
	gboolean resolved = g_ascii_strncasecmp(subject, "[RESOLVED", 9) == 0;
	AlarmType type = firing ? ALARM_PROBLEM : ALARM_RECOVERY;
	const char *close = strchr(subject, ']');

	if ((!firing && !resolved) || !close)
		return FALSE;
	read_labels(text, type, alarms);
	return alarms->len > 0 || read_values(close + 1, type, alarms);
}
