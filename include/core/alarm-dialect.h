/* How the well-known monitoring systems write. Inner to core/alarm. */
#pragma once

#include "core/alarm.h"

/* Adds what the mail says to ALARMS; FALSE, and nothing added, if it is not their hand. */
gboolean alarm_read_nagios(const char *subject, const char *text, GPtrArray *alarms);
gboolean alarm_read_icinga(const char *subject, const char *text, GPtrArray *alarms);
gboolean alarm_read_zabbix(const char *subject, const char *text, GPtrArray *alarms);
gboolean alarm_read_alertmanager(const char *subject, const char *text, GPtrArray *alarms);

/* The value of the first line "NAME: value" of TEXT, no case. Own; NULL if there is none. */
char *alarm_field(const char *text, const char *name);
