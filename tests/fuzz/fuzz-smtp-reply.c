/*
 * Exercises: smtp_reply_feed() over any bytes, smtp_reply_text(), smtp_reply_extensions().
 * Holds that reading in pieces (the first byte says how large) gives what reading at once
 * gives, and that the words are one line of valid UTF-8.
 */
#include "mail/smtp-reply.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static SmtpReplyState
read_in_pieces(SmtpReply *reply, const char *bytes, gsize length, gsize piece, gsize *used)
{
	SmtpReplyState state = SMTP_REPLY_MORE;

	*used = 0;
	while (state == SMTP_REPLY_MORE && *used < length) {
		gsize taken;

		state = smtp_reply_feed(reply, bytes + *used, MIN(piece, length - *used),
					&taken);
		*used += taken;
	}
	return state;
}

static void
check_words(const SmtpReply *reply)
{
	g_autofree char *text = smtp_reply_text(reply);
	g_autoptr(GHashTable) extensions = smtp_reply_extensions(reply);

	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_null(strpbrk(text, "\r\n\x1b"));
	g_assert_cmpuint(g_hash_table_size(extensions), <=, SMTP_REPLY_MAX_LINES);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const char *bytes = (const char *)data + 1;
	g_auto(SmtpReply) whole, pieces;
	gsize used_whole, used_pieces;
	SmtpReplyState state;

	smtp_reply_init(&whole);
	smtp_reply_init(&pieces);
	if (size == 0)
		return 0;
	state = smtp_reply_feed(&whole, bytes, size - 1, &used_whole);
	g_assert_cmpint(
		read_in_pieces(&pieces, bytes, size - 1, 1 + data[0] % 16, &used_pieces),
		==, state);
	g_assert_cmpint(pieces.code, ==, whole.code);
	if (state == SMTP_REPLY_DONE) {
		g_assert_cmpuint(used_whole, ==, used_pieces);
		g_assert_cmpint(whole.code, >=, 200);
		g_assert_cmpint(whole.code, <, 600);
		check_words(&whole);
	}
	return 0;
}
