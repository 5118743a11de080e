/* mail/smtp-reply: replies whole and byte by byte, what is none, words for people,
 * extensions. */
#include "mail/smtp-reply.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *bytes;
	gsize length;
	SmtpReplyState state;
	int code;
	const char *text;
	gsize left; /* bytes that belong to the next reply */
} Case;

#define BYTES(bytes) bytes, sizeof(bytes) - 1

static const Case cases[] = {
	{ "one-line", BYTES("250 OK\r\n"), SMTP_REPLY_DONE, 250, "OK", 0 },
	{ "code-alone", BYTES("250\r\n"), SMTP_REPLY_DONE, 250, "", 0 },
	{ "code-and-space", BYTES("354 \r\n"), SMTP_REPLY_DONE, 354, "", 0 },
	{ "lf-alone", BYTES("250 OK\n"), SMTP_REPLY_DONE, 250, "OK", 0 },
	{ "many-lines", BYTES("250-one\r\n250-\r\n250 three\r\n"), SMTP_REPLY_DONE, 250,
	  "one three", 0 },
	{ "last-line-is-code-alone", BYTES("250-one\r\n250\r\n"), SMTP_REPLY_DONE, 250,
	  "one", 0 },
	{ "status-is-said-once",
	  BYTES("550-5.1.1 no\r\n550-5.1.1 such\r\n550 5.1.1 user\r\n"), SMTP_REPLY_DONE,
	  550, "5.1.1 no such user", 0 },
	{ "other-status-stays", BYTES("550-5.1.1 no\r\n550 5.7.1 user\r\n"),
	  SMTP_REPLY_DONE, 550, "5.1.1 no 5.7.1 user", 0 },
	{ "no-status-but-numbers", BYTES("550-10.0.0.1 is\r\n550 10.0.0.1 listed\r\n"),
	  SMTP_REPLY_DONE, 550, "10.0.0.1 is 10.0.0.1 listed", 0 },
	{ "next-reply-is-left", BYTES("250 OK\r\n354 go\r\n"), SMTP_REPLY_DONE, 250, "OK",
	  8 },
	{ "controls", BYTES("550 a\tb\x1b[1mc\r\n"), SMTP_REPLY_DONE, 550, "a b [1mc", 0 },
	{ "not-utf-8", BYTES("550 gr\xfcn\r\n"), SMTP_REPLY_DONE, 550, "gr\xef\xbf\xbdn",
	  0 },
	{ "nul", BYTES("550 a\0b\r\n"), SMTP_REPLY_DONE, 550,
	  "a\xef\xbf\xbd"
	  "b",
	  0 },
	{ "unfinished-line", BYTES("250 OK"), SMTP_REPLY_MORE, 0, NULL, 0 },
	{ "unfinished-reply", BYTES("250-OK\r\n"), SMTP_REPLY_MORE, 250, NULL, 0 },
	{ "nothing", BYTES(""), SMTP_REPLY_MORE, 0, NULL, 0 },
	{ "empty-line", BYTES("\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "two-digits", BYTES("25 OK\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "four-digits", BYTES("2500 OK\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "intermediate", BYTES("150 wait\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "out-of-range", BYTES("650 what\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "words", BYTES("OK\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "space-first", BYTES(" 250 OK\r\n"), SMTP_REPLY_BAD, 0, NULL, 0 },
	{ "codes-differ", BYTES("250-OK\r\n550 no\r\n"), SMTP_REPLY_BAD, 250, NULL, 0 },
	{ "line-without-code", BYTES("250-OK\r\nmore\r\n250 OK\r\n"), SMTP_REPLY_BAD, 250,
	  NULL, 8 },
};

static void
assert_reply(const Case *c, const SmtpReply *reply, SmtpReplyState state)
{
	g_assert_cmpint(state, ==, c->state);
	g_assert_cmpint(reply->code, ==, c->code);
	g_assert_cmpint(reply->done, ==, c->state == SMTP_REPLY_DONE);
	if (c->text) {
		g_autofree char *text = smtp_reply_text(reply);

		g_assert_cmpstr(text, ==, c->text);
	}
}

static void
test_whole(gconstpointer data)
{
	const Case *c = data;
	g_auto(SmtpReply) reply;
	gsize used;

	smtp_reply_init(&reply);
	assert_reply(c, &reply, smtp_reply_feed(&reply, c->bytes, c->length, &used));
	g_assert_cmpuint(c->length - used, ==, c->left);
}

static void
test_bytewise(gconstpointer data)
{
	const Case *c = data;
	g_auto(SmtpReply) reply;
	SmtpReplyState state = SMTP_REPLY_MORE;
	gsize i;

	smtp_reply_init(&reply);
	for (i = 0; i < c->length && state == SMTP_REPLY_MORE; i++) {
		gsize used;

		state = smtp_reply_feed(&reply, c->bytes + i, 1, &used);
		g_assert_cmpuint(used, ==, 1);
	}
	assert_reply(c, &reply, state);
	g_assert_cmpuint(c->length - i, ==, c->left);
}

/* A line of LENGTH bytes without its end. */
static SmtpReplyState
feed_line(SmtpReply *reply, const char *start, gsize length)
{
	g_autoptr(GString) line = g_string_new(start);
	gsize used;

	while (line->len < length)
		g_string_append_c(line, 'x');
	g_string_append_c(line, '\n');
	return smtp_reply_feed(reply, line->str, line->len, &used);
}

static void
test_limits(void)
{
	g_auto(SmtpReply) longest, longer, most;

	smtp_reply_init(&longest);
	g_assert_cmpint(feed_line(&longest, "250 ", SMTP_REPLY_MAX_LINE), ==,
			SMTP_REPLY_DONE);
	smtp_reply_init(&longer);
	g_assert_cmpint(feed_line(&longer, "250 ", SMTP_REPLY_MAX_LINE + 1), ==,
			SMTP_REPLY_BAD);

	smtp_reply_init(&most);
	for (int i = 0; i < SMTP_REPLY_MAX_LINES; i++)
		g_assert_cmpint(feed_line(&most, "250-", 10), ==, SMTP_REPLY_MORE);
	g_assert_cmpint(feed_line(&most, "250 ", 10), ==, SMTP_REPLY_BAD);
}

static void
test_long_words_are_cut(void)
{
	g_auto(SmtpReply) reply;
	g_autofree char *text = NULL;

	smtp_reply_init(&reply);
	feed_line(&reply, "550 ", 2000);
	text = smtp_reply_text(&reply);
	g_assert_cmpint(g_utf8_strlen(text, -1), ==, 400);
	g_assert_true(g_str_has_suffix(text, "x…"));
}

static void
test_extensions(void)
{
	static const char bytes[] = "250-SIZE.example at your service\r\n"
				    "250-size 1000\r\n"
				    "250-AUTH  PLAIN LOGIN \r\n"
				    "250-\r\n"
				    "250-Pipelining\r\n"
				    "250-SIZE 2000\r\n"
				    "250 X-Y\r\n";
	g_auto(SmtpReply) reply;
	g_autoptr(GHashTable) extensions = NULL;
	gsize used;

	smtp_reply_init(&reply);
	g_assert_cmpint(smtp_reply_feed(&reply, bytes, strlen(bytes), &used), ==,
			SMTP_REPLY_DONE);
	extensions = smtp_reply_extensions(&reply);
	g_assert_cmpuint(g_hash_table_size(extensions), ==, 4);
	g_assert_cmpstr(g_hash_table_lookup(extensions, "SIZE"), ==, "2000");
	g_assert_cmpstr(g_hash_table_lookup(extensions, "AUTH"), ==, "PLAIN LOGIN");
	g_assert_cmpstr(g_hash_table_lookup(extensions, "PIPELINING"), ==, "");
	g_assert_cmpstr(g_hash_table_lookup(extensions, "X-Y"), ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *whole =
			g_strconcat("/smtp-reply/whole/", cases[i].name, NULL);
		g_autofree char *bytewise =
			g_strconcat("/smtp-reply/bytewise/", cases[i].name, NULL);

		g_test_add_data_func(whole, &cases[i], test_whole);
		g_test_add_data_func(bytewise, &cases[i], test_bytewise);
	}
	g_test_add_func("/smtp-reply/limits", test_limits);
	g_test_add_func("/smtp-reply/long-words-are-cut", test_long_words_are_cut);
	g_test_add_func("/smtp-reply/extensions", test_extensions);
	return g_test_run();
}
