#include "mail/prescan.h"

#include <string.h>

/* A mail of HEAD, then COUNT times BODY, then TAIL. */
typedef struct {
	const char *name;
	const char *head, *body;
	int count;
	const char *tail;
	const char *reason; /* how it begins; NULL: it may be parsed */
} Case;

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static const Case cases[] = {
	{ "empty", "", "", 0, "", NULL },
	{ "plain", "Subject: x\r\n\r\n", "hello\r\n", 100000, "", NULL },
	{ "text-without-header", "", "hello\n", 10, "", NULL },
	{ "header-block", "X: 1\n", "Y: 2345678901234567890123456789012345678901234\n", 900,
	  "\nbody", NULL },
	{ "long-lines", "", "Received: 3456789 123456789 123456789 123456789\n", 1001, "\n",
	  "1,001 headers, limit 1,000" },
	{ "many-bytes", "", "X: 1\n 3456789012345678901234567890\n 34567890123456789\n",
	  6000, "\n", "header block of " },
	{ "one-header", "X: ", "0123456789", 6600, "\n\n",
	  "header of 66,004 bytes, limit 65,536" },
	{ "field-behind-a-long-one", "X: ", "0123456789", 6550,
	  "\nTo: g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:g:\n\n", "21 groups" },
	{ "headers-in-body-are-text", "X: 1\n\n", "Y: 2\n", 5000, "", NULL },
	{ "addresses", "To: x@y", ",a@b", 500, "\n\n", NULL },
	{ "too-many-addresses", "To: x@y", ",a@b", 501, "\n\n", "501 addresses" },
	{ "addresses-of-cc", "CC : x@y", ";a@b", 501, "\n\n", "501 addresses" },
	{ "commas-elsewhere", "Subject: x", ",a", 501, "\n\n", NULL },
	{ "quoted-commas", "To: \"", ",", 501, "\" <a@b>\n\n", NULL },
	{ "escaped-quote", "To: \"\\\"", ",", 501, "\" <a@b>\n\n", NULL },
	{ "groups", "To: ", "g:", 21, "\n\n", "21 groups in an address header, limit 20" },
	{ "few-groups", "To: ", "g:", 20, "\n\n", NULL },
	{ "parameters", "Content-Type: text/plain", "; a=b", 101, "\n\n",
	  "101 parameters" },
	{ "parameters-of-a-part", MIXED "--b\nContent-Disposition: inline", ";a=b", 101,
	  "\n\n", "101 parameters" },
	{ "parts", MIXED, "--b\n\n\n", 1000, "--b--\n", NULL },
	{ "too-many-parts", MIXED, "--b\n\n\n", 1001, "--b--\n",
	  "1,001 parts, limit 1,000" },
	{ "boundary-in-quotes", "Content-Type: multipart/x;\n\tBOUNDARY = \"b b\"\n\n",
	  "--b b\n\n\n", 1001, "", "1,001 parts" },
	{ "boundary-unclosed", "Content-Type: multipart/x; boundary=\"b\n\n", "--b\n\n\n",
	  1001, "", "1,001 parts" },
	{ "boundary-named-boundary",
	  "Content-Type: multipart/x; boundary=\"=_boundary_1\"\n\n",
	  "--=_boundary_1\n\n\n", 1001, "", "1,001 parts" },
	{ "encoded-mails",
	  "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
	  "UEsDBBQABgAIAAAAIQDfpNJsWgEAACAFAAATAAgC\n", 2000, "", NULL },
	{ "type-in-disguise", "", "Content-Type: (;) message/rfc822\x17\n\n", 21, "",
	  "21 parts" },
	{ "boundary-behind-a-comment", "Content-Type: multipart/mixed;() boundary=b\n\n",
	  "--b\n\n\n", 1001, "", "1,001 parts" },
	{ "boundary-in-comments",
	  "Content-Type: multipart/mixed;\n (a;b)boundary = (d) b\n\n", "--b\n\n\n", 1001,
	  "", "1,001 parts" },
	{ "boundary-with-a-comment", "Content-Type: multipart/mixed; boundary (c) = b\n\n",
	  "--b\n\n\n", 1001, "", "a boundary that readers" },
	{ "boundary-before-a-comment", "Content-Type: multipart/mixed; boundary=b(c)\n\n",
	  "--b\n\n\n", 1001, "", "a boundary that readers" },
	{ "type-behind-a-form-feed", "Content-Type: \fmultipart/mixed; boundary=b\n\n",
	  "--b\n\n\n", 1001, "", "a boundary that readers" },
	{ "mails-behind-a-form-feed", "", "Content-Type:\f message/rfc822\n\n", 21, "",
	  "21 parts" },
	{ "encoding-with-a-form-feed", "",
	  "Content-Type: message/rfc822\nContent-Transfer-Encoding: \fbase64\n\n", 21, "",
	  "21 parts" },
	{ "similar-boundary-is-text", MIXED "--b\n\n", "--bc\n--b--x\n", 2000, "", NULL },
	{ "boundary-in-pieces", "Content-Type: multipart/x; boundary*0=b; boundary*1=c\n\n",
	  "--bc\n\n\n", 1001, "", "a boundary that readers" },
	{ "boundary-declared-twice",
	  "Content-Type: multipart/x; boundary=a; boundary=c\n\n", "--c\n\n\n", 1001, "",
	  "a boundary that readers" },
	{ "boundary-of-nothing", "Content-Type: multipart/x; boundary=\"\"\n\n", "--\n\n\n",
	  1001, "", "a boundary that readers" },
	{ "second-content-type",
	  "Content-Type: multipart/x; boundary=c\nContent-Type: multipart/x; "
	  "boundary=a\n\n",
	  "--a\n\n\n", 1001, "", "1,001 parts" },
	{ "parts-behind-the-end", MIXED "--b--\n", "--b\n\n\n", 1001, "", "1,001 parts" },
	{ "dashes-are-no-parts", MIXED "--b\n\n", "-----\n--- a/file\n", 5000, "--b--\n",
	  NULL },
	{ "headers-of-parts", MIXED "--b\n", "a:\n", 1001, "\n", "1,001 headers" },
	{ "all-headers-of-parts", MIXED,
	  "--b\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:\na:"
	  "\na:\na:"
	  "\na:\na:\na:\na:\n\n",
	  999, "", "24,976 headers of parts, limit 20,000" },
	{ "preface", MIXED, "0123456789 123456\n", 60000, "", "1,080,000 bytes outside" },
	{ "epilogue", MIXED "--b\n\nx\n--b--\n", "0123456789 123456\n", 60000, "",
	  "1,080,000 bytes outside" },
	{ "no-boundary", "Content-Type: multipart/mixed\n\n", "0123456789 123456\n", 60000,
	  "", "1,080,000 bytes outside" },
	{ "mails-in-mails", "", "Content-Type: message/rfc822\n\n", 20, "", NULL },
	{ "too-deep", "", "Content-Type: message/rfc822\n\n", 21, "", "21 parts within" },
	{ "same-boundary-nested", "Content-Type: multipart/mixed; boundary=b\n\n",
	  "--b\nContent-Type: multipart/mixed; boundary=b\n\n", 40, "", "21 parts within" },
	{ "digest", "Content-Type: multipart/digest; boundary=b\n\n", "--b\n\na: 1\n\nx\n",
	  900, "--b--\n", NULL },
	{ "headers-in-a-digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\n",
	  "a:\n", 1001, "\n", "1,001 headers" },
	{ "lone-cr", "From: boss@corp.example\rX: y\n\n", "", 0, "", "a lone CR" },
	{ "cr-cr-lf", "From: boss@corp.example\r\r\n\r\n", "", 0, "", "a lone CR" },
	{ "lone-cr-in-the-body", "From: a@b\r\n\r\na\rb", "", 0, "", NULL },
};

static char *
run(const char *bytes, gsize length, gsize piece)
{
	Prescan *prescan = prescan_new(&prescan_limits);

	for (gsize at = 0; at < length; at += piece)
		prescan_feed(prescan, bytes + at, MIN(piece, length - at));
	return prescan_finish(prescan);
}

static void
check_reason(const char *bytes, gsize length, const char *reason)
{
	static const gsize pieces[] = { 1 << 30, 4096, 7, 1 };

	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *seen = run(bytes, length, pieces[i]);

		if (!reason)
			g_assert_cmpstr(seen, ==, NULL);
		else if (!seen || !g_str_has_prefix(seen, reason))
			g_assert_cmpstr(seen, ==, reason);
	}
}

static void
test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GString) mail = g_string_new(c->head);

	for (int i = 0; i < c->count; i++)
		g_string_append(mail, c->body);
	g_string_append(mail, c->tail);
	check_reason(mail->str, mail->len, c->reason);
}

static void
test_nul(void)
{
	static const char head[] =
		"From: boss@corp.example\0@attacker.example\r\n\r\nhello";
	static const char body[] = "From: ann@corp.example\r\n\r\nhel\0lo";

	check_reason(head, sizeof head - 1, "a NUL");
	check_reason(body, sizeof body - 1, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/prescan/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/prescan/nul", test_nul);
	return g_test_run();
}
