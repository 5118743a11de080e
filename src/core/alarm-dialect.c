/*
 * What Nagios, Icinga, Zabbix and Alertmanager send as they are installed. The body's labelled
 * lines come before the subject, which administrators like to change. A word that is not known
 * must never be taken for a recovery.
 */
#include "core/alarm-dialect.h"

#include <string.h>

#include "base/text.h"

/* ---- lines ---- */

/* Over list marks and the stars of bold text. */
static const char *
skip_marks(const char *line)
{
	return line + strspn(line, " \t*-•");
}

/* Behind "NAME:" at LINE, or behind "NAME :"; NULL if it does not begin so. */
static const char *
skip_label(const char *line, const char *name)
{
	gsize length = strlen(name);

	if (g_ascii_strncasecmp(line, name, length) != 0)
		return NULL;
	line += length + strspn(line + length, " *");
	if (*line == ':')
		return line + 1;
	return g_str_has_prefix(line, "：") ? line + strlen("：") : NULL;
}

char *
alarm_field(const char *text, const char *name)
{
	while (text && *text) {
		const char *end = text + strcspn(text, "\n");
		const char *value = skip_label(skip_marks(text), name);

		if (value && value <= end) {
			g_autofree char *raw = g_strndup(value, end - value);
			g_autofree char *line = text_one_line(raw);
			char *bare = g_strdup(line + strspn(line, "* "));

			if (*bare)
				return bare;
			g_free(bare);
		}
		text = *end ? end + 1 : end;
	}
	return NULL;
}

/* TEXT up to the last MARK in it, which REST then begins behind; NULL if there is none. */
static char *
cut_last(const char *text, const char *mark, const char **rest)
{
	const char *at = g_strrstr(text, mark);

	if (!at)
		return NULL;
	*rest = at + strlen(mark);
	return g_strndup(text, at - text);
}

/* ---- Nagios, Icinga ---- */

static const struct {
	const char *word;
	AlarmType type;
} notifications[] = {
	{ "PROBLEM", ALARM_PROBLEM },
	{ "RECOVERY", ALARM_RECOVERY },
	{ "ACKNOWLEDGEMENT", ALARM_NOTE },
	{ "FLAPPINGSTART", ALARM_NOTE },
	{ "FLAPPINGSTOP", ALARM_NOTE },
	{ "FLAPPINGEND", ALARM_NOTE },
	{ "FLAPPINGDISABLED", ALARM_NOTE },
	{ "DOWNTIMESTART", ALARM_NOTE },
	{ "DOWNTIMEEND", ALARM_NOTE },
	{ "DOWNTIMECANCELLED", ALARM_NOTE },
	{ "DOWNTIMEREMOVED", ALARM_NOTE },
	{ "CUSTOM", ALARM_NOTE },
};

static gboolean
read_notification(const char *word, AlarmType *type)
{
	for (guint i = 0; word && i < G_N_ELEMENTS(notifications); i++) {
		if (g_ascii_strcasecmp(word, notifications[i].word) != 0)
			continue;
		*type = notifications[i].type;
		return TRUE;
	}
	return FALSE;
}

/* What a subject says; all own. */
typedef struct {
	char *type, *host, *service, *state;
} Words;

static void
words_clear(Words *words)
{
	g_free(words->type);
	g_free(words->host);
	g_free(words->service);
	g_free(words->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* The state at the end of a subject, without the marks behind it. */
static char *
state_word(const char *text)
{
	return g_strndup(text, strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"));
}

/* "** PROBLEM Service Alert: web1/HTTP is CRITICAL **" */
static void
read_nagios_subject(const char *subject, Words *words)
{
	static const char service_mark[] = "Service Alert: ", host_mark[] = "Host Alert: ";
	const char *service = strstr(subject, service_mark);
	const char *host = service ? NULL : strstr(subject, host_mark);
	const char *state, *slash;
	g_autofree char *name = NULL;

	if (!g_str_has_prefix(subject, "**") || (!service && !host))
		return;
	subject += strspn(subject, "* ");
	words->type = g_strndup(subject, strcspn(subject, " "));
	name = cut_last(service ? service + strlen(service_mark) : host + strlen(host_mark),
			" is ", &state);
	if (!name)
		return;
	words->state = state_word(state);
	slash = service ? strchr(name, '/') : NULL;
	words->host = slash ? g_strndup(name, slash - name) : g_strdup(name);
	words->service = slash ? g_strdup(slash + 1) : NULL;
}

/* "[PROBLEM] ssh on web1 is CRITICAL!", "[PROBLEM] Host web1 is DOWN!" */
static void
read_icinga_subject(const char *subject, Words *words)
{
	const char *close = strchr(subject, ']');
	const char *state, *host;
	g_autofree char *name = NULL;

	if (*subject != '[' || !close)
		return;
	words->type = g_strndup(subject + 1, close - subject - 1);
	name = cut_last(close + 1 + strspn(close + 1, " "), " is ", &state);
	if (!name)
		return;
	words->state = state_word(state);
	if (g_str_has_prefix(name, "Host ")) {
		words->host = g_strdup(name + strlen("Host "));
		return;
	}
	words->service = cut_last(name, " on ", &host);
	words->host = g_strdup(words->service ? host : name);
}

/* The body's fields are of one hand in both mails of a problem; the subject's may be display
 * names. */
static gboolean
add_notification(const Words *words, const char *text, GPtrArray *alarms)
{
	g_autofree char *type_word = alarm_field(text, "Notification Type");
	g_autofree char *host = alarm_field(text, "Host");
	g_autofree char *service = alarm_field(text, "Service");
	g_autofree char *state = alarm_field(text, "State");
	AlarmType type;

	if (!read_notification(type_word ? type_word : words->type, &type) ||
	    (!host && !words->host))
		return FALSE;
	g_ptr_array_add(alarms, alarm_new(type, host ? host : words->host,
					  service ? service : words->service,
					  state ? state : words->state));
	return TRUE;
}

gboolean
alarm_read_nagios(const char *subject, const char *text, GPtrArray *alarms)
{
	g_auto(Words) words = { 0 };

	read_nagios_subject(subject, &words);
	return add_notification(&words, text, alarms);
}

gboolean
alarm_read_icinga(const char *subject, const char *text, GPtrArray *alarms)
{
	g_auto(Words) words = { 0 };

	read_icinga_subject(subject, &words);
	return add_notification(&words, text, alarms);
}

/* ---- Zabbix ---- */

/* IN: "Resolved in 5m 3s: …": the name stands behind the first ": ". */
static const struct {
	const char *prefix;
	gboolean in;
	AlarmType type;
} zabbix_subjects[] = {
	{ "Problem: ", FALSE, ALARM_PROBLEM },
	{ "Resolved: ", FALSE, ALARM_RECOVERY },
	{ "Resolved in ", TRUE, ALARM_RECOVERY },
	{ "OK: ", FALSE, ALARM_RECOVERY },
	{ "Updated problem: ", FALSE, ALARM_NOTE },
	{ "Updated problem in ", TRUE, ALARM_NOTE },
	{ "Acknowledged: ", FALSE, ALARM_NOTE },
};

/* The first of the fields NAMES (NULL-terminated) that TEXT has. Own; NULL. */
static char *
first_field(const char *text, const char *const *names)
{
	for (guint i = 0; names[i]; i++) {
		char *value = alarm_field(text, names[i]);

		if (value)
			return value;
	}
	return NULL;
}

/* "1. CPU load (web1:system.cpu.load): 7": where an older Zabbix names the host. */
static char *
host_of_item(const char *text)
{
	const char *values = text ? strstr(text, "Item values:") : NULL;
	const char *open = values ? strchr(values, '(') : NULL;
	const char *colon = open ? strpbrk(open, ":)\n") : NULL;

	return colon && *colon == ':' ? g_strndup(open + 1, colon - open - 1) : NULL;
}

/* "High CPU on web1" */
static char *
host_of_name(const char *name)
{
	const char *host;
	g_autofree char *front = cut_last(name, " on ", &host);

	return front && *host && !strpbrk(host, " \t") ? g_strdup(host) : NULL;
}

static gboolean
add_event(AlarmType type, const char *subject_name, const char *text, GPtrArray *alarms)
{
	static const char *const names[] = { "Problem name", "Trigger", NULL };
	static const char *const hosts[] = { "Host", "Trigger host", "Problem host", NULL };
	static const char *const states[] = { "Severity", "Trigger severity", NULL };
	g_autofree char *name = first_field(text, names);
	g_autofree char *host = first_field(text, hosts);
	g_autofree char *state = first_field(text, states);

	if (!host)
		host = host_of_item(text);
	if (!host)
		host = host_of_name(name ? name : subject_name);
	if (!host)
		return FALSE;
	g_ptr_array_add(alarms, alarm_new(type, host, name ? name : subject_name, state));
	return TRUE;
}

gboolean
alarm_read_zabbix(const char *subject, const char *text, GPtrArray *alarms)
{
	for (guint i = 0; i < G_N_ELEMENTS(zabbix_subjects); i++) {
		gsize length = strlen(zabbix_subjects[i].prefix);
		const char *name = subject + length;

		if (g_ascii_strncasecmp(subject, zabbix_subjects[i].prefix, length) != 0)
			continue;
		if (zabbix_subjects[i].in) {
			name = strstr(name, ": ");
			name = name ? name + 2 : subject + length;
		}
		return add_event(zabbix_subjects[i].type, name, text, alarms);
	}
	return FALSE;
}
