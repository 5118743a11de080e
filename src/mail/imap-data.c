/*
 * What the data in IMAP's responses means: sets of UIDs, dates; and the names of mailboxes
 * the way IMAP writes them.
 */
#include <string.h>

#include "mail/imap-parse.h"

static gint
compare_uids(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

static void
sort_uids(GArray *uids)
{
	guint kept = 0;

	g_array_sort(uids, compare_uids);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (i == 0 || uid != g_array_index(uids, guint32, kept - 1))
			g_array_index(uids, guint32, kept++) = uid;
	}
	g_array_set_size(uids, kept);
}

/* A UID at *AT, which moves behind it. */
static gboolean
read_uid(const char **at, guint32 *uid)
{
	char *end = NULL;
	guint64 number = g_ascii_isdigit(**at) ? g_ascii_strtoull(*at, &end, 10) : 0;

	if (number == 0 || number > G_MAXUINT32)
		return FALSE;
	*uid = (guint32)number;
	*at = end;
	return TRUE;
}

/* "4" or "4:7" or "7:4" at *AT. */
static gboolean
read_range(const char **at, guint max, GArray *uids)
{
	guint32 from, to;

	if (!read_uid(at, &from))
		return FALSE;
	to = from;
	if (**at == ':') {
		(*at)++;
		if (!read_uid(at, &to))
			return FALSE;
	}
	if (MAX(from, to) - MIN(from, to) >= max - uids->len)
		return FALSE;
	for (guint64 i = MIN(from, to); i <= MAX(from, to); i++) {
		guint32 uid = (guint32)i;

		g_array_append_val(uids, uid);
	}
	return TRUE;
}

/* Ranges with SEPARATOR between them, up to the end or, after a space, anything else. */
static gboolean
read_ranges(const char *at, char separator, guint max, GArray *uids)
{
	while (g_ascii_isdigit(*at)) {
		if (!read_range(&at, max, uids))
			return FALSE;
		if (*at != separator)
			break;
		at++;
	}
	return *at == '\0' || *at == ' ' || (separator == ' ' && *at == '(');
}

/* The set behind ALL in "(TAG "a1") UID ALL 1:4,7 COUNT 5". Foreign; NULL without ALL. */
static const char *
find_all(const char *rest)
{
	const char *at = rest;

	if (*at == '(') {
		at = strchr(at, ')');
		at = at ? at + 1 : "";
	}
	while (*at) {
		at += strspn(at, " ");
		if (g_ascii_strncasecmp(at, "ALL ", 4) == 0)
			return at + 4;
		at += strcspn(at, " ");
	}
	return NULL;
}

GArray *
imap_parse_uids(const ImapResponse *response, guint max)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	gboolean is_esearch = g_strcmp0(response->name, "ESEARCH") == 0;
	const char *set = is_esearch ? find_all(response->rest) : response->rest;

	if (!set)
		return g_steal_pointer(&uids);
	if (is_esearch && !g_ascii_isdigit(*set))
		return NULL;
	if (!read_ranges(set, is_esearch ? ',' : ' ', max, uids))
		return NULL;
	sort_uids(uids);
	return g_steal_pointer(&uids);
}

/* Exactly DIGITS digits. */
static gboolean
read_digits(const char **at, guint digits, int *number)
{
	*number = 0;
	for (; digits > 0; digits--, (*at)++) {
		if (!g_ascii_isdigit(**at))
			return FALSE;
		*number = *number * 10 + (**at - '0');
	}
	return TRUE;
}

static gboolean
read_month(const char **at, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (*month = 1; *month <= 12; (*month)++) {
		if (g_ascii_strncasecmp(*at, names + 3 * (*month - 1), 3) != 0)
			continue;
		*at += 3;
		return TRUE;
	}
	return FALSE;
}

static gboolean
skip(const char **at, char expected)
{
	return *(*at)++ == expected;
}

/* "+0130" or "-0700", in seconds. */
static gboolean
read_zone(const char **at, int *offset)
{
	char sign = *(*at)++;
	int hours, minutes;

	if ((sign != '+' && sign != '-') || !read_digits(at, 2, &hours) ||
	    !read_digits(at, 2, &minutes) || minutes > 59)
		return FALSE;
	*offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return TRUE;
}

gboolean
imap_parse_date(const char *text, gint64 *at)
{
	int day, month, year, hour, minute, second, offset;
	g_autoptr(GDateTime) utc = NULL;

	/* A day below ten has a space in front of it, or nothing. */
	text += *text == ' ';
	if (!read_digits(&text, g_ascii_isdigit(*text) && text[1] == '-' ? 1 : 2, &day) ||
	    !skip(&text, '-') || !read_month(&text, &month) || !skip(&text, '-') ||
	    !read_digits(&text, 4, &year) || !skip(&text, ' ') ||
	    !read_digits(&text, 2, &hour) || !skip(&text, ':') ||
	    !read_digits(&text, 2, &minute) || !skip(&text, ':') ||
	    !read_digits(&text, 2, &second) || !skip(&text, ' ') ||
	    !read_zone(&text, &offset) || *text)
		return FALSE;
	/* GLib knows no leap second. */
	utc = g_date_time_new_utc(year, month, day, hour, minute, MIN(second, 59));
	if (!utc || second > 60)
		return FALSE;
	*at = g_date_time_to_unix(utc) - offset;
	return TRUE;
}

/* ---- names of mailboxes ---- */

/* A run of characters outside of printable ASCII: UTF-16 in base64 with "," for "/" and
 * without padding, between "&" and "-" (RFC 3501, 5.1.3). */
static const char *
append_shifted(GString *out, const char *name)
{
	g_autoptr(GByteArray) utf16 = g_byte_array_new();
	g_autofree char *encoded = NULL;

	while (*name && !(*name >= 0x20 && *name <= 0x7e)) {
		g_autofree gunichar2 *units = g_utf8_to_utf16(
			name, g_utf8_next_char(name) - name, NULL, NULL, NULL);

		for (gunichar2 *unit = units; *unit; unit++) {
			guint8 bytes[] = { *unit >> 8, *unit & 0xff };

			g_byte_array_append(utf16, bytes, sizeof bytes);
		}
		name = g_utf8_next_char(name);
	}
	encoded = g_base64_encode(utf16->data, utf16->len);
	g_strdelimit(encoded, "/", ',');
	encoded[strcspn(encoded, "=")] = '\0';
	g_string_append_printf(out, "&%s-", encoded);
	return name;
}

char *
imap_quote_mailbox(const char *name)
{
	GString *out;

	if (strpbrk(name, "\r\n") || !g_utf8_validate(name, -1, NULL))
		return NULL;
	out = g_string_new("\"");
	while (*name) {
		if (!(*name >= 0x20 && *name <= 0x7e)) {
			name = append_shifted(out, name);
			continue;
		}
		if (*name == '"' || *name == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *name);
		if (*name == '&')
			g_string_append_c(out, '-');
		name++;
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}
