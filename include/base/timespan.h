/* Durations and instants as people write them. Instants are seconds since 1970, UTC. */
#pragma once

#include <glib.h>

/* "30s 15min 4h 3d 2w 2y", joined "1h30min"; or "2bd" working days, alone. */
typedef struct {
	gint64 seconds;    /* 0 if working_days is used */
	int working_days;  /* 0 if seconds is used */
	char written[24];  /* as it stood in the file, for people: "72h" is not "3d" */
} Duration;

/* FALSE and DESK_ERROR_CONFIG (a message without place) when TEXT is no duration. */
gboolean duration_parse(const char *text, Duration *duration, GError **error);
gboolean duration_is_set(const Duration *duration);

/* In words, as it was written: "1 hour 30 minutes", "72 hours", "2 working days"; for a
 * language that begins with "zh": "1 小时 30 分钟", "72 小时", "2 个工作日". Own. */
char *duration_words(const Duration *duration, const char *language);

/* SECONDS (of any sign: the amount) in the two largest fitting units, same words. Own. */
char *timespan_words(gint64 seconds, const char *language);

/* "10M", "512K", "2G", "1000": bytes. */
gboolean size_parse(const char *text, gint64 *bytes, GError **error);

/* "YYYY-MM-DDTHH:MM:SSZ". Own. */
char *instant_format(gint64 at);

/* "YYYY-MM-DD HH:MM" in ZONE, for people. Own. */
char *instant_local(gint64 at, GTimeZone *zone);

/* TIME of the command line: RFC 3339, or "YYYY-MM-DD HH:MM[:SS]" in ZONE. DESK_ERROR_USAGE. */
gboolean instant_parse(const char *text, GTimeZone *zone, gint64 *at, GError **error);

/* The zone NAME, refused when it does not exist (GLib alone would silently give UTC). */
GTimeZone *zone_find(const char *name, GError **error);
