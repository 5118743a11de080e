/*
 * Replies line by line: three digits, "-" where it goes on, the words. The end of a line is
 * LF, with or without CR: what we read here is only shown, so being strict would gain
 * nothing.
 */
#include "mail/smtp-reply.h"

#include <string.h>

#include "base/text.h"

#define SHOWN_CHARACTERS 400

void
smtp_reply_init(SmtpReply *reply)
{
	*reply = (SmtpReply){
		.lines = g_ptr_array_new_with_free_func(g_free),
		.line = g_string_new(NULL),
	};
}

void
smtp_reply_clear(SmtpReply *reply)
{
	g_clear_pointer(&reply->lines, g_ptr_array_unref);
	if (reply->line)
		g_string_free(reply->line, TRUE);
	*reply = (SmtpReply){ 0 };
}

/* The three digits at the beginning of LINE; 0 if there are none, or not of a final reply.
 */
static int
line_code(const char *line, gsize length)
{
	if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) ||
	    !g_ascii_isdigit(line[2]))
		return 0;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* The finished line is in reply->line. All lines of one reply have one code: a reply that
 * says two things says nothing. */
static SmtpReplyState
take_line(SmtpReply *reply)
{
	GString *line = reply->line;
	int code;

	if (line->len && line->str[line->len - 1] == '\r')
		g_string_truncate(line, line->len - 1);
	code = line_code(line->str, line->len);
	if (!code || (reply->code && code != reply->code) ||
	    reply->lines->len == SMTP_REPLY_MAX_LINES)
		return SMTP_REPLY_BAD;
	reply->code = code;
	reply->done = line->len == 3 || line->str[3] == ' ';
	g_ptr_array_add(reply->lines, line->len > 4
					      ? text_valid(line->str + 4, line->len - 4)
					      : g_strdup(""));
	g_string_truncate(line, 0);
	return reply->done ? SMTP_REPLY_DONE : SMTP_REPLY_MORE;
}

SmtpReplyState
smtp_reply_feed(SmtpReply *reply, const char *bytes, gsize length, gsize *used)
{
	SmtpReplyState state = SMTP_REPLY_MORE;

	*used = 0;
	while (state == SMTP_REPLY_MORE && *used < length) {
		const char *rest = bytes + *used;
		const char *end = memchr(rest, '\n', length - *used);
		gsize piece = end ? (gsize)(end - rest) : length - *used;

		if (reply->line->len + piece > SMTP_REPLY_MAX_LINE)
			return SMTP_REPLY_BAD;
		g_string_append_len(reply->line, rest, piece);
		*used += piece + (end ? 1 : 0);
		if (end)
			state = take_line(reply);
	}
	return state;
}

/* The length of an enhanced status with its space, "5.1.1 ", at the beginning; 0 if none.
 */
static gsize
status_length(const char *line)
{
	const char *p = line;

	for (int part = 0; part < 3; part++) {
		gsize digits = strspn(p, "0123456789");

		if (digits < 1 || digits > 3 || p[digits] != (part < 2 ? '.' : ' '))
			return 0;
		p += digits + 1;
	}
	return p - line;
}

char *
smtp_reply_text(const SmtpReply *reply)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autofree char *one_line = NULL;
	const char *first = reply->lines->len ? reply->lines->pdata[0] : "";
	gsize status = status_length(first);

	for (guint i = 0; i < reply->lines->len; i++) {
		const char *line = reply->lines->pdata[i];

		if (i > 0 && status && strncmp(line, first, status) == 0)
			line += status;
		g_string_append_printf(joined, "%s%s", i ? " " : "", line);
	}
	one_line = text_one_line(joined->str);
	return text_ellipsize(one_line, SHOWN_CHARACTERS);
}

GHashTable *
smtp_reply_extensions(const SmtpReply *reply)
{
	GHashTable *extensions =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	/* The first line is the greeting. */
	for (guint i = 1; i < reply->lines->len; i++) {
		const char *line = reply->lines->pdata[i];
		gsize name = strcspn(line, " ");
		const char *argument = line + name + strspn(line + name, " ");

		if (name)
			g_hash_table_replace(extensions, g_ascii_strup(line, name),
					     g_strchomp(g_strdup(argument)));
	}
	return extensions;
}
