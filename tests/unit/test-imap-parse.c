/*
 * Each tests/data/imap-parse/NAME.raw must give the events in NAME.expect, however it is
 * cut into pieces; UPDATE_EXPECT=1 in the environment writes the expectations anew, to be
 * read.
 */
#include "mail/imap-parse.h"

#include <string.h>

#define MAX_LINE    4096
#define MAX_LITERAL 1000000

/* ---- events as text ---- */

static void
dump_facts(GString *out, const ImapResponse *response)
{
	if (response->has_uid)
		g_string_append_printf(out, " uid=%u", response->uid);
	if (response->has_size)
		g_string_append_printf(out, " size=%" G_GINT64_FORMAT, response->size);
	if (response->has_date)
		g_string_append_printf(out, " date=%" G_GINT64_FORMAT,
				       response->internal_date);
	if (response->has_body)
		g_string_append_printf(out, " body=%" G_GINT64_FORMAT,
				       response->body_length);
}

static void
dump_text(GString *out, const char *name, const char *text, gssize length)
{

	if (!text)
		return;
	g_string_append_printf(out, " %s=\"", name);
	for (gsize i = 0; i < (length < 0 ? strlen(text) : (gsize)length); i++)
		if (g_ascii_isprint(text[i]))
			g_string_append_c(out, text[i]);
		else
			g_string_append_printf(out, "\\%03o", (guchar)text[i]);
	g_string_append_c(out, '"');
}

static void
dump_line(GString *out, const ImapResponse *response)
{
	static const char *const kinds[] = { "tagged", "untagged", "continuation" };
	static const char *const statuses[] = { "OK", "NO", "BAD", "BYE", "PREAUTH", NULL };

	g_string_append(out, kinds[response->kind]);
	if (response->tag)
		g_string_append_printf(out, " %s", response->tag);
	if (statuses[response->status])
		g_string_append_printf(out, " %s", statuses[response->status]);
	if (response->name)
		g_string_append_printf(out, " %s", response->name);
	if (response->number)
		g_string_append_printf(out, " number=%" G_GUINT64_FORMAT, response->number);
	dump_text(out, "code", response->code, -1);
	dump_text(out, "text", response->text, -1);
	dump_facts(out, response);
	if (*response->rest)
		dump_text(out, "rest", response->rest, -1);
	g_string_append_c(out, '\n');
}

/* Pieces of one literal are joined: where they end depends on the cuts. */
typedef struct {
	GString *out;
	GString *literal;
	ImapResponse first;
} Dump;

static void
dump_literal(Dump *dump)
{
	if (dump->literal->len == 0)
		return;
	g_string_append(dump->out, "literal");
	if (dump->first.has_uid)
		g_string_append_printf(dump->out, " uid=%u", dump->first.uid);
	dump_text(dump->out, "bytes", dump->literal->str, dump->literal->len);
	g_string_append_c(dump->out, '\n');
	g_string_truncate(dump->literal, 0);
}

/* FALSE after IMAP_BROKEN. */
static gboolean
dump_events(ImapParser *parser, Dump *dump)
{
	ImapResponse response;
	const char *chunk, *error;
	gsize length;

	for (;;) {
		switch (imap_parser_next(parser, &response, &chunk, &length, &error)) {
		case IMAP_NEED_MORE:
			return TRUE;
		case IMAP_LITERAL:
			g_assert_cmpuint(length, >, 0);
			g_assert_true(response.has_body);
			g_assert_cmpstr(response.name, ==, "FETCH");
			dump->first = response;
			g_string_append_len(dump->literal, chunk, length);
			break;
		case IMAP_LINE:
			if (response.has_body)
				g_assert_cmpint(response.body_length, ==,
						dump->literal->len);
			dump_literal(dump);
			dump_line(dump->out, &response);
			break;
		case IMAP_BROKEN:
			/* How much of a literal came before depends on the cuts too. */
			g_string_append_printf(dump->out, "broken: %s\n", error);
			return FALSE;
		}
	}
}

/* The events of BYTES, fed in pieces of FIRST, then STEP bytes. */
static char *
events(const char *bytes, gsize length, gsize first, gsize step)
{
	g_autoptr(ImapParser) parser = imap_parser_new(MAX_LINE, MAX_LITERAL);
	Dump dump = { .out = g_string_new(NULL), .literal = g_string_new(NULL) };
	gsize at = 0;

	for (gsize size = first; at < length; size = step) {
		gsize count = MIN(size, length - at);
		/* A copy, so that a look behind its end is found. */
		g_autofree char *piece = g_memdup2(bytes + at, count);

		imap_parser_feed(parser, piece, count);
		if (!dump_events(parser, &dump))
			break;
		at += count;
	}
	g_string_free(dump.literal, TRUE);
	return g_string_free(dump.out, FALSE);
}

/* ---- data files ---- */

static char *
data_path(const char *name, const char *suffix)
{
	g_autofree char *file = g_strdup_printf("%s.%s", name, suffix);

	return g_test_build_filename(G_TEST_DIST, "data", "imap-parse", file, NULL);
}

static void
test_data(gconstpointer data)
{
	g_autofree char *raw_path = data_path(data, "raw");
	g_autofree char *expect_path = data_path(data, "expect");
	g_autofree char *raw = NULL, *expect = NULL, *whole = NULL;
	gsize length = 0;

	g_assert_true(g_file_get_contents(raw_path, &raw, &length, NULL));
	whole = events(raw, length, length, length);
	if (g_getenv("UPDATE_EXPECT"))
		g_assert_true(g_file_set_contents(expect_path, whole, -1, NULL));
	g_assert_true(g_file_get_contents(expect_path, &expect, NULL, NULL));
	g_assert_cmpstr(whole, ==, expect);
	for (gsize cut = 1; cut < length; cut++) {
		g_autofree char *cut_once = events(raw, length, cut, length);
		g_autofree char *cut_often =
			cut <= 64 ? events(raw, length, cut, cut) : NULL;

		g_assert_cmpstr(cut_once, ==, expect);
		if (cut_often)
			g_assert_cmpstr(cut_often, ==, expect);
	}
}

static void
add_data_tests(void)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "imap-parse", NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint count = 0;

	g_assert_nonnull(dir);
	for (const char *file; (file = g_dir_read_name(dir));) {
		char *name = g_strndup(file, strcspn(file, "."));
		g_autofree char *test = g_strdup_printf("/imap-parse/data/%s", name);

		if (g_str_has_suffix(file, ".raw"))
			g_test_add_data_func_full(test, name, test_data, g_free), count++;
		else
			g_free(name);
	}
	g_assert_cmpuint(count, >, 40);
}

/* ---- tables ---- */

static const struct {
	const char *name, *rest;
	guint max;
	const char *uids; /* NULL: refused */
} uid_cases[] = {
	{ "SEARCH", "", 9, "" },
	{ "SEARCH", "2", 9, "2" },
	{ "SEARCH", "84 2 84 7 ", 9, "2 7 84" },
	{ "SEARCH", "4294967295", 9, "4294967295" },
	{ "SEARCH", "4294967296", 9, NULL },
	{ "SEARCH", "0", 9, NULL },
	{ "SEARCH", "1 2 3", 3, "1 2 3" },
	{ "SEARCH", "1 2 3", 2, NULL },
	{ "SEARCH", "1 2 (MODSEQ 917)", 9, "1 2" },
	{ "SEARCH", "1,2", 9, NULL },
	{ "SEARCH", "1-2", 9, NULL },
	{ "SEARCH", "x", 9, NULL },
	{ "ESEARCH", "", 9, "" },
	{ "ESEARCH", "(TAG \"a1\") UID", 9, "" },
	{ "ESEARCH", "(TAG \"a1\") UID ALL 1:3,7", 9, "1 2 3 7" },
	{ "ESEARCH", "(TAG \"a1\") UID COUNT 2 ALL 9,4 MODSEQ 5", 9, "4 9" },
	{ "ESEARCH", "UID ALL 7:5", 9, "5 6 7" },
	{ "ESEARCH", "uid all 5,5,4:5", 9, "4 5" },
	{ "ESEARCH", "UID ALL 4294967293:4294967295", 9,
	  "4294967293 4294967294 4294967295" },
	{ "ESEARCH", "UID ALL 1:4294967295", 1000, NULL },
	{ "ESEARCH", "UID ALL 1:4,5:9", 8, NULL },
	{ "ESEARCH", "UID ALL 4:*", 9, NULL },
	{ "ESEARCH", "UID ALL 0:3", 9, NULL },
	{ "ESEARCH", "UID ALL 3:", 9, NULL },
	{ "ESEARCH", "UID ALL 3:4:5", 9, NULL },
	{ "ESEARCH", "UID ALL ,3", 9, NULL },
	{ "ESEARCH", "UID ALL 1 2", 9, "1" },
	{ "ESEARCH", "(TAG \"ALL 7\" ALL 8) UID ALL 9", 9, "9" },
	{ "ESEARCH", "(TAG \"x\"", 9, "" },
};

static void
test_uids(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(uid_cases); i++) {
		ImapResponse response = { .name = uid_cases[i].name,
					  .rest = uid_cases[i].rest };
		g_autoptr(GArray) uids = imap_parse_uids(&response, uid_cases[i].max);
		g_autoptr(GString) text = g_string_new(NULL);

		for (guint j = 0; uids && j < uids->len; j++)
			g_string_append_printf(text, "%s%u", j ? " " : "",
					       g_array_index(uids, guint32, j));
		g_test_message("%s %s", uid_cases[i].name, uid_cases[i].rest);
		g_assert_cmpstr(uids ? text->str : NULL, ==, uid_cases[i].uids);
	}
}

static const struct {
	const char *text;
	gint64 at; /* -1: unreadable */
} date_cases[] = {
	{ "17-Jul-1996 02:44:25 -0700", 837596665 },
	{ "01-Jan-1970 00:00:00 +0000", 0 },
	{ " 1-Jan-1970 01:00:00 +0100", 0 },
	{ "1-jan-1970 00:00:10 +0000", 10 },
	{ "23-Nov-2026 09:30:00 +0545", 1795405500 },
	{ "31-Dec-1998 23:59:60 +0000", 915148799 },
	{ "29-Feb-2024 00:00:00 +0000", 1709164800 },
	{ "29-Feb-2026 00:00:00 +0000", -1 },
	{ "32-Jan-2026 00:00:00 +0000", -1 },
	{ "1-Foo-2026 00:00:00 +0000", -1 },
	{ "1-Jan-2026 24:00:00 +0000", -1 },
	{ "1-Jan-2026 00:00:61 +0000", -1 },
	{ "1-Jan-2026 00:00:00", -1 },
	{ "1-Jan-2026 00:00:00 UTC", -1 },
	{ "1-Jan-2026 00:00:00 +0075", -1 },
	{ "1-Jan-2026 00:00:00 +0000 ", -1 },
	{ "1-Jan-26 00:00:00 +0000", -1 },
	{ "", -1 },
	{ " ", -1 },
	{ "1-J", -1 },
};

static void
test_dates(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(date_cases); i++) {
		/* A copy of the exact size, so that a look behind its end is found. */
		g_autofree char *text = g_strdup(date_cases[i].text);
		gint64 at = -1;

		g_test_message("\"%s\"", text);
		g_assert_cmpint(imap_parse_date(text, &at), ==, date_cases[i].at != -1);
		g_assert_cmpint(at, ==, date_cases[i].at);
	}
}

static const struct {
	const char *name, *quoted;
} mailbox_cases[] = {
	{ "INBOX", "\"INBOX\"" },
	{ "", "\"\"" },
	{ "a b", "\"a b\"" },
	{ "say \"x\\y\"", "\"say \\\"x\\\\y\\\"\"" },
	{ "R&D", "\"R&-D\"" },
	/* RFC 3501, 5.1.3 */
	{ "~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"" },
	{ "已处理", "\"&XfJZBHQG-\"" },
	{ "Entwürfe", "\"Entw&APw-rfe\"" },
	{ "x😀", "\"x&2D3eAA-\"" },
	{ "a\tb", "\"a&AAk-b\"" },
	{ "a\r\nA1 LOGOUT", NULL },
	{ "a\nb", NULL },
	{ "\xff", NULL },
};

static void
test_mailboxes(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(mailbox_cases); i++) {
		g_autofree char *quoted = imap_quote_mailbox(mailbox_cases[i].name);

		g_assert_cmpstr(quoted, ==, mailbox_cases[i].quoted);
	}
}

/* A body of 3 MB in pieces of 1000 bytes is never gathered: the chunks are what was fed. */
static void
test_not_copied(void)
{
	static const char head[] = "* 1 FETCH (UID 7 BODY[] {1000000}\r\n";
	g_autoptr(ImapParser) parser = imap_parser_new(MAX_LINE, MAX_LITERAL);
	char piece[1000];
	ImapResponse response;
	const char *chunk, *error;
	gsize length;

	memset(piece, 'x', sizeof piece);
	imap_parser_feed(parser, head, sizeof head - 1);
	g_assert_cmpint(imap_parser_next(parser, &response, &chunk, &length, &error), ==,
			IMAP_NEED_MORE);
	for (guint i = 0; i < MAX_LITERAL / sizeof piece; i++) {
		imap_parser_feed(parser, piece, sizeof piece);
		g_assert_cmpint(
			imap_parser_next(parser, &response, &chunk, &length, &error), ==,
			IMAP_LITERAL);
		g_assert_true(chunk == piece);
		g_assert_cmpuint(length, ==, sizeof piece);
		g_assert_cmpuint(response.uid, ==, 7);
		g_assert_cmpint(
			imap_parser_next(parser, &response, &chunk, &length, &error), ==,
			IMAP_NEED_MORE);
	}
	imap_parser_feed(parser, ")\r\n", 3);
	g_assert_cmpint(imap_parser_next(parser, &response, &chunk, &length, &error), ==,
			IMAP_LINE);
	g_assert_cmpint(response.body_length, ==, MAX_LITERAL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_data_tests();
	g_test_add_func("/imap-parse/uids", test_uids);
	g_test_add_func("/imap-parse/dates", test_dates);
	g_test_add_func("/imap-parse/mailboxes", test_mailboxes);
	g_test_add_func("/imap-parse/not-copied", test_not_copied);
	return g_test_run();
}
