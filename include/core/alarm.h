/*
 * Alarms: what the mail of a monitoring system says. Nagios, Icinga, Zabbix and Alertmanager
 * are known by what they send themselves, others by the regular expressions of their monitor
 * section (policy language 5.3). A mail that nobody understands is an alarm all the same.
 */
#pragma once

#include "core/policy.h"

typedef enum {
	ALARM_PROBLEM,
	ALARM_RECOVERY,
	ALARM_NOTE, /* acknowledged, flapping, downtime: it opens and ends nothing */
} AlarmType;

typedef struct {
	AlarmType type;
	char *host;    /* own; never NULL */
	char *service; /* own; NULL: the host itself */
	char *state;   /* own; "CRITICAL", "High", as the monitor says it; NULL */
} Alarm;

Alarm *alarm_new(AlarmType type, const char *host, const char *service, const char *state);
void alarm_free(Alarm *alarm);

/* The section whose senders ADDRESS is one of; NULL. Foreign. */
const Monitor *alarm_monitor(const Policy *policy, const char *address);

/* Does a machine read what goes to ADDRESS: the desk itself or a monitor? Such a reporter is
 * never written to. Nobody on the roster is one. */
gboolean alarm_is_machine(const Policy *policy, const char *address);

/* The alarms in a mail, each (host, service) once. Never empty: what is not understood is a
 * problem of host MONITOR's title, its service the bare SUBJECT. Own Alarm. */
GPtrArray *alarm_read(const Monitor *monitor, const char *subject, const char *text);

/* Is it about the same thing, folded? */
gboolean alarm_equal(const Alarm *alarm, const char *host, const char *service);
