/* The monitor sections, and what their mails say: own regular expressions first, then the
 * dialects that are known, then the mail as it is. */
#include "core/alarm.h"

#include <string.h>

#include "base/text.h"
#include "core/alarm-dialect.h"

Alarm *
alarm_new(AlarmType type, const char *host, const char *service, const char *state)
{
	Alarm *alarm = g_new0(Alarm, 1);

	alarm->type = type;
	alarm->host = text_one_line(host);
	alarm->service = service && *service ? text_one_line(service) : NULL;
	alarm->state = state && *state ? text_one_line(state) : NULL;
	return alarm;
}

void
alarm_free(Alarm *alarm)
{
	g_free(alarm->host);
	g_free(alarm->service);
	g_free(alarm->state);
	g_free(alarm);
}

static gboolean
same_text(const char *a, const char *b)
{
	g_autofree char *left = text_fold(a ? a : "");
	g_autofree char *right = text_fold(b ? b : "");

	return strcmp(left, right) == 0;
}

gboolean
alarm_equal(const Alarm *alarm, const char *host, const char *service)
{
	return same_text(alarm->host, host) && same_text(alarm->service, service);
}

/* ---- who ---- */

const Monitor *
alarm_monitor(const Policy *policy, const char *address)
{
	for (guint i = 0; address && i < policy->monitors->len; i++) {
		const Monitor *monitor = policy->monitors->pdata[i];

		for (guint j = 0; monitor->from && monitor->from[j]; j++)
			if (address_matches(address, monitor->from[j]))
				return monitor;
	}
	return NULL;
}

gboolean
alarm_is_machine(const Policy *policy, const char *address)
{
	for (guint i = 0; policy->desk.addresses[i]; i++)
		if (address_equal(policy->desk.addresses[i], address))
			return TRUE;
	return !policy_person_by_address(policy, address) &&
	       alarm_monitor(policy, address) != NULL;
}

/* ---- one's own regular expressions ---- */

static gboolean
hits(const GPtrArray *list, const char *subject, const char *text, char **found)
{
	const char *const places[] = { subject, text };

	for (guint i = 0; list && i < list->len; i++)
		for (guint j = 0; j < G_N_ELEMENTS(places); j++)
			if (regex_find(list->pdata[i], places[j], found, NULL) == REGEX_YES)
				return TRUE;
	return FALSE;
}

static gboolean
has_any(const GPtrArray *list)
{
	return list && list->len > 0;
}

/* A list that is not written is the dialects' affair: of the type, a problem. */
static gboolean
read_own(const Monitor *monitor, const char *subject, const char *text, GPtrArray *alarms)
{
	g_autofree char *host = NULL;
	g_autofree char *service = NULL;
	AlarmType type = ALARM_PROBLEM;

	if (!has_any(monitor->problem) && !has_any(monitor->recovery) &&
	    !has_any(monitor->host) && !has_any(monitor->service))
		return FALSE;
	if (hits(monitor->recovery, subject, text, NULL))
		type = ALARM_RECOVERY;
	else if (has_any(monitor->problem) && !hits(monitor->problem, subject, text, NULL))
		return FALSE;
	hits(monitor->host, subject, text, &host);
	hits(monitor->service, subject, text, &service);
	if (!host && !has_any(monitor->host))
		host = alarm_field(text, "host");
	if (!service && !has_any(monitor->service))
		service = alarm_field(text, "service");
	g_ptr_array_add(alarms, alarm_new(type, host ? host : monitor->title, service, NULL));
	return TRUE;
}

/* ---- the mail ---- */

static gboolean
read_known(const char *subject, const char *text, GPtrArray *alarms)
{
	return alarm_read_alertmanager(subject, text, alarms) ||
	       alarm_read_nagios(subject, text, alarms) ||
	       alarm_read_icinga(subject, text, alarms) ||
	       alarm_read_zabbix(subject, text, alarms);
}

/* Of several about one thing the worst counts: it is not over while one of them goes on. */
static void
join_equal(GPtrArray *alarms)
{
	for (guint i = 0; i < alarms->len; i++) {
		Alarm *first = alarms->pdata[i];

		for (guint j = i + 1; j < alarms->len;) {
			const Alarm *other = alarms->pdata[j];

			if (!alarm_equal(first, other->host, other->service)) {
				j++;
				continue;
			}
			first->type = MIN(first->type, other->type);
			g_ptr_array_remove_index(alarms, j);
		}
	}
}

GPtrArray *
alarm_read(const Monitor *monitor, const char *subject, const char *text)
{
	GPtrArray *alarms = g_ptr_array_new_with_free_func((GDestroyNotify)alarm_free);

	if (!read_own(monitor, subject, text, alarms) && !read_known(subject, text, alarms))
		g_ptr_array_add(alarms, alarm_new(ALARM_PROBLEM, monitor->title, subject, NULL));
	join_equal(alarms);
	return alarms;
}
