/*
 * Reads the few lines of an iCalendar object that people read (RFC 5545). No times are
 * computed: the zone is named as the sender named it.
 */
#include "mail/invitation.h"

#include <glib.h>
#include <string.h>

#define VALUE_MAX 4000

/* The content line NAME between BEGIN:VEVENT and its end, unfolded (RFC 5545, 3.1); NULL.
 * Own. */
static char *
find_line(const char *event, const char *name)
{
	gsize length = strlen(name);
	GString *out = NULL;

	for (const char *at = event; *at;) {
		gsize line = strcspn(at, "\r\n");

		if (out && (*at == ' ' || *at == '\t'))
			g_string_append_len(out, at + 1, line - 1);
		else if (out || !g_ascii_strncasecmp(at, "END:VEVENT", 10))
			break;
		else if (!g_ascii_strncasecmp(at, name, length) &&
			 strchr(":;", at[length]) && at[length])
			out = g_string_new_len(at, line);
		at += line;
		at += strspn(at, "\r\n");
		if (out && out->len > VALUE_MAX)
			break;
	}
	return out ? g_string_free(out, FALSE) : NULL;
}

/* The text behind the colon, with "\n" and "\," read (RFC 5545, 3.3.11). */
static char *
value_of(const char *line)
{
	const char *colon = line;
	gboolean quoted = FALSE;
	GString *out = g_string_new(NULL);

	for (; *colon && (quoted || *colon != ':'); colon++)
		quoted ^= *colon == '"';
	for (const char *at = *colon ? colon + 1 : colon; *at; at++) {
		if (*at == '\\' && at[1]) {
			at++;
			g_string_append_c(out, *at == 'n' || *at == 'N' ? '\n' : *at);
		} else {
			g_string_append_c(out, *at);
		}
	}
	return g_string_free(out, FALSE);
}

/* Does VALUE, behind its first FIRST bytes, begin with COUNT digits? */
static gboolean
has_digits(const char *value, gsize first, gsize count)
{
	return strlen(value) >= first + count &&
	       strspn(value + first, "0123456789") >= count;
}

/* "20261123T090000" → "2026-11-23 09:00"; anything else as it is. */
static char *
readable_time(const char *value)
{
	if (!has_digits(value, 0, 8))
		return g_strdup(value);
	if (value[8] != 'T' || !has_digits(value, 9, 4))
		return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
	return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s%s", value, value + 4, value + 6,
			       value + 9, value + 11,
			       g_str_has_suffix(value, "Z") ? " UTC" : "");
}

static void
add(GString *out, const char *event, const char *name, gboolean is_time)
{
	g_autofree char *line = find_line(event, name);
	g_autofree char *value = line ? value_of(line) : NULL;
	g_autofree char *shown = value && is_time ? readable_time(value) : g_strdup(value);

	if (shown && *g_strstrip(shown))
		g_string_append_printf(out, "%s\n", shown);
}

char *
invitation_text(const char *ics)
{
	const char *event = strstr(ics, "BEGIN:VEVENT");
	GString *out = g_string_new(NULL);

	if (event) {
		add(out, event, "SUMMARY", FALSE);
		add(out, event, "DTSTART", TRUE);
		add(out, event, "DTEND", TRUE);
		add(out, event, "LOCATION", FALSE);
		add(out, event, "DESCRIPTION", FALSE);
	}
	return g_string_free(out, FALSE);
}
