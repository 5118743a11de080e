/*
 * One reply of an SMTP server (RFC 5321, 4.2), read from bytes as they come. Pure; what
 * does not look like a reply is said to be none, never guessed at: a reply that is taken
 * for another one would call a mail sent that was not.
 */
#pragma once

#include <glib.h>

/* More than any server needs; a server that sends more is not one. */
#define SMTP_REPLY_MAX_LINE  4096
#define SMTP_REPLY_MAX_LINES 128

typedef struct {
	int code; /* 200-599 once the first line is there, 0 before */
	GPtrArray *
		lines; /* own; char *, without code and line end, as the server sent them */
	GString *line; /* own; the unfinished line */
	gboolean done;
} SmtpReply;

void smtp_reply_init(SmtpReply *reply);
void smtp_reply_clear(SmtpReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmtpReply, smtp_reply_clear)

typedef enum {
	SMTP_REPLY_MORE, /* it goes on */
	SMTP_REPLY_DONE,
	SMTP_REPLY_BAD, /* this is no SMTP; nothing more can be read on this connection */
} SmtpReplyState;

/* Takes bytes up to the end of the reply; *USED says how many of LENGTH. Only after MORE
 * may it be called again. */
SmtpReplyState smtp_reply_feed(SmtpReply *reply, const char *bytes, gsize length,
			       gsize *used);

/*
 * The server's words for people and logs: valid UTF-8, one line, at most 400 characters,
 * the enhanced status (RFC 3463) once in front where every line repeats it. Own.
 */
char *smtp_reply_text(const SmtpReply *reply);

/* A reply to EHLO: its extensions by name in capitals, with what stands behind ("" if
 * nothing). Own; own strings. */
GHashTable *smtp_reply_extensions(const SmtpReply *reply);
