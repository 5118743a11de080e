/*
 * core/authres: the grammar of RFC 8601, whose field counts, and the ways in which a pass
 * has been forged (threat T7).
 */
#include "core/authres.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *fields[3]; /* topmost first */
	DomainProof proof;
	const char *trusted; /* comma-separated; NULL: "mx.corp.example" */
	const char *from;    /* NULL: "boss@corp.example" */
} Row;

#define PASS     "dmarc=pass header.from=corp.example"
#define DEEP     "(((((((((("
#define DEEP_END "))))))))))"

static const Row rows[] = {
	/* forms that pass */
	{ "plain", { "mx.corp.example; " PASS }, DOMAIN_PASS },
	{ "no-blanks", { "mx.corp.example;" PASS }, DOMAIN_PASS },
	{ "case", { "MX.Corp.Example; DMARC=Pass Header.From=CORP.example" }, DOMAIN_PASS },
	{ "version", { "mx.corp.example 1; " PASS }, DOMAIN_PASS },
	{ "version-comment", { "mx.corp.example (x) 1 (y); " PASS }, DOMAIN_PASS },
	{ "method-version",
	  { "mx.corp.example; dmarc/1=pass header.from=corp.example" },
	  DOMAIN_PASS },
	{ "spread",
	  { "mx.corp.example ; dmarc / 1 = pass header . from = corp.example" },
	  DOMAIN_PASS },
	{ "quoted-id", { "\"mx.corp.example\"; " PASS }, DOMAIN_PASS },
	{ "quoted-domain",
	  { "mx.corp.example; dmarc=pass header.from=\"corp.example\"" },
	  DOMAIN_PASS },
	{ "address-in-from",
	  { "mx.corp.example; dmarc=pass header.from=boss@corp.example" },
	  DOMAIN_PASS },
	{ "google",
	  { "mx.corp.example;\r\n       dkim=pass header.i=@corp.example header.s=s1 "
	    "header.b=\"a/B+c=\";\r\n"
	    "       spf=pass (mx.corp.example: domain of boss@corp.example designates "
	    "192.0.2.1 as "
	    "permitted sender) smtp.mailfrom=boss@corp.example;\r\n"
	    "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=corp.example" },
	  DOMAIN_PASS },
	{ "reason",
	  { "mx.corp.example; dmarc=pass reason=\"good; really (so)\" "
	    "header.from=corp.example" },
	  DOMAIN_PASS },
	{ "trailing-semicolon", { "mx.corp.example; " PASS ";" }, DOMAIN_PASS },
	{ "bare-property",
	  { "mx.corp.example; dmarc=pass action=none header.from=corp.example" },
	  DOMAIN_PASS },
	{ "odd-neighbour",
	  { "mx.corp.example; dkim=pass header.b=ab==; spf=none smtp.mailfrom=; " PASS },
	  DOMAIN_PASS },
	{ "twice-the-same", { "mx.corp.example; " PASS "; " PASS }, DOMAIN_PASS },
	{ "second-trusted",
	  { "mx2.corp.example; " PASS },
	  DOMAIN_PASS,
	  "mx.corp.example,mx2.corp.example" },
	{ "below-a-foreign",
	  { "list.example; dmarc=fail", "mx.corp.example; " PASS },
	  DOMAIN_PASS },
	{ "below-a-broken-foreign",
	  { "list.example; dkim=pass (", "mx.corp.example; " PASS },
	  DOMAIN_PASS },
	{ "escaped-parenthesis", { "mx.corp.example; (a \\) b) " PASS }, DOMAIN_PASS },
	{ "deep-comment", { "mx.corp.example; " DEEP DEEP_END PASS }, DOMAIN_PASS },
	/* Exchange Online: no id (F13) */
	{ "exchange",
	  { "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=corp.example; dkim=pass "
	    "(signature was "
	    "verified)\r\n header.d=corp.example;dmarc=pass action=none\r\n "
	    "header.from=corp.example;"
	    "compauth=pass reason=100" },
	  DOMAIN_PASS,
	  "" },
	{ "exchange-fail",
	  { "spf=fail smtp.mailfrom=x.example;dmarc=fail action=quarantine "
	    "header.from=corp.example" },
	  DOMAIN_FAIL,
	  "" },
	{ "exchange-one-result", { PASS }, DOMAIN_PASS, "" },
	{ "no-id-not-trusted", { "spf=pass; " PASS }, DOMAIN_NONE },
	{ "no-id-below",
	  { "mx.other.example; dmarc=none", "spf=pass; " PASS },
	  DOMAIN_NONE,
	  "" },
	{ "no-id-below-no-id",
	  { "spf=fail; dmarc=none", "spf=pass; " PASS },
	  DOMAIN_NONE,
	  "" },
	{ "named-not-trusted-as-none", { "mx.corp.example; " PASS }, DOMAIN_NONE, "" },
	/* results that are none or fail */
	{ "none", { "mx.corp.example; none" }, DOMAIN_NONE },
	{ "none-version", { "mx.corp.example 1; none" }, DOMAIN_NONE },
	{ "dmarc-none",
	  { "mx.corp.example; dmarc=none header.from=corp.example" },
	  DOMAIN_NONE },
	{ "temperror",
	  { "mx.corp.example; dmarc=temperror header.from=corp.example" },
	  DOMAIN_NONE },
	{ "bestguess",
	  { "mx.corp.example; dmarc=bestguesspass header.from=corp.example" },
	  DOMAIN_NONE },
	{ "fail", { "mx.corp.example; dmarc=fail header.from=corp.example" }, DOMAIN_FAIL },
	{ "fail-shouted", { "mx.corp.example; DMARC=FAIL" }, DOMAIN_FAIL },
	{ "fail-and-junk", { "mx.corp.example; dmarc=fail ====" }, DOMAIN_FAIL },
	{ "only-spf-and-dkim",
	  { "mx.corp.example; spf=pass; dkim=pass header.d=corp.example" },
	  DOMAIN_NONE },
	{ "no-header-from", { "mx.corp.example; dmarc=pass" }, DOMAIN_NONE },
	{ "other-domain",
	  { "mx.corp.example; dmarc=pass header.from=evil.example" },
	  DOMAIN_NONE },
	{ "parent-domain",
	  { "mx.corp.example; " PASS },
	  DOMAIN_NONE,
	  NULL,
	  "a@sub.corp.example" },
	{ "two-header-froms",
	  { "mx.corp.example; dmarc=pass header.from=corp.example "
	    "header.from=evil.example" },
	  DOMAIN_NONE },
	{ "pass-and-junk", { "mx.corp.example; " PASS " ====" }, DOMAIN_NONE },
	{ "no-field", { NULL }, DOMAIN_NONE },
	{ "empty", { "" }, DOMAIN_NONE },
	{ "id-only", { "mx.corp.example" }, DOMAIN_NONE },
	{ "version-2", { "mx.corp.example 2; " PASS }, DOMAIN_NONE },
	{ "method-version-2",
	  { "mx.corp.example; dmarc/2=pass header.from=corp.example" },
	  DOMAIN_NONE },
	{ "nobody-trusted", { "mx.corp.example; " PASS }, DOMAIN_NONE, "-" },
	/* T7: the five, and their relatives */
	{ "forged-quoted-local-part",
	  { "mx.corp.example; spf=pass smtp.mailfrom=\"a) dmarc=pass "
	    "header.from=corp.example (b\"@evil.example" },
	  DOMAIN_NONE },
	{ "forged-quoted-semicolon",
	  { "mx.corp.example; spf=pass smtp.mailfrom=\"a; " PASS ";\"@evil.example" },
	  DOMAIN_NONE },
	{ "forged-escaped-quote",
	  { "mx.corp.example; spf=pass smtp.mailfrom=\"a\\\"; " PASS
	    "; \\\"\"@evil.example" },
	  DOMAIN_NONE },
	{ "forged-nested-comment",
	  { "mx.corp.example; (note (x) dmarc=pass header.from=corp.example) spf=fail" },
	  DOMAIN_NONE },
	{ "forged-comment-semicolon",
	  { "mx.corp.example; spf=fail (x; " PASS ";)" },
	  DOMAIN_NONE },
	{ "forged-fail-then-pass", { "mx.corp.example; dmarc=fail; " PASS }, DOMAIN_FAIL },
	{ "forged-pass-then-fail",
	  { "mx.corp.example; " PASS "; dmarc=fail" },
	  DOMAIN_FAIL },
	{ "forged-pass-then-none",
	  { "mx.corp.example; " PASS "; dmarc=none" },
	  DOMAIN_FAIL },
	{ "forged-shared-clause",
	  { "mx.corp.example; dkim=fail header.d=corp.example; dkim=pass" },
	  DOMAIN_NONE },
	{ "forged-inside-a-clause", { "mx.corp.example; spf=fail " PASS }, DOMAIN_NONE },
	{ "forged-property-of-neighbour",
	  { "mx.corp.example; dmarc=pass; spf=pass header.from=corp.example" },
	  DOMAIN_NONE },
	{ "forged-below",
	  { "mx.corp.example; dmarc=fail", "mx.corp.example; " PASS },
	  DOMAIN_FAIL },
	{ "forged-below-none",
	  { "mx.corp.example; none", "mx.corp.example; " PASS },
	  DOMAIN_NONE },
	{ "forged-below-broken",
	  { "mx.corp.example; spf=pass (", "mx.corp.example; " PASS },
	  DOMAIN_NONE },
	{ "forged-below-nameless",
	  { "mx.corp.example (", "mx.corp.example; " PASS },
	  DOMAIN_NONE },
	{ "forged-only", { "mx.evil.example; " PASS }, DOMAIN_NONE },
	{ "forged-suffix-id", { "evil-mx.corp.example; " PASS }, DOMAIN_NONE },
	{ "forged-longer-id", { "mx.corp.example.evil; " PASS }, DOMAIN_NONE },
	{ "forged-id-in-comment",
	  { "evil.example (mx.corp.example); " PASS },
	  DOMAIN_NONE },
	{ "forged-id-behind", { "evil.example mx.corp.example; " PASS }, DOMAIN_NONE },
	{ "forged-look-alike-id", { "mх.corp.example; " PASS }, DOMAIN_NONE },
	{ "quoted-method",
	  { "mx.corp.example; \"dmarc\"=pass header.from=corp.example" },
	  DOMAIN_NONE },
	{ "quoted-result",
	  { "mx.corp.example; dmarc=\"pass\" header.from=corp.example" },
	  DOMAIN_NONE },
	{ "method-suffix",
	  { "mx.corp.example; xdmarc=pass header.from=corp.example" },
	  DOMAIN_NONE },
	/* cannot be read */
	{ "open-comment", { "mx.corp.example; " PASS " (x" }, DOMAIN_NONE },
	{ "open-quote", { "mx.corp.example; " PASS " reason=\"x" }, DOMAIN_NONE },
	{ "stray-parenthesis", { "mx.corp.example; " PASS ")" }, DOMAIN_NONE },
	{ "stray-backslash", { "mx.corp.example; " PASS " \\" }, DOMAIN_NONE },
	{ "comment-ends-in-backslash", { "mx.corp.example; " PASS " (\\" }, DOMAIN_NONE },
	{ "control", { "mx.corp.example; " PASS "\x01" }, DOMAIN_NONE },
	{ "no-result-text", { "mx.corp.example; dmarc=" }, DOMAIN_NONE },
};

static void
add_header(Message *message, const char *name, const char *value)
{
	Header *header = g_new(Header, 1);

	header->name = g_strdup(name);
	header->value = g_strdup(value);
	g_ptr_array_add(message->headers, header);
}

static GPtrArray *
trusted_of(const char *list)
{
	GPtrArray *trusted = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) ids = g_strsplit(list, ",", -1);

	for (gsize i = 0; ids[i]; i++)
		g_ptr_array_add(trusted, g_strdup(ids[i]));
	if (!*list)
		g_ptr_array_add(trusted, g_strdup(""));
	if (strcmp(list, "-") == 0)
		g_ptr_array_set_size(trusted, 0);
	return trusted;
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) trusted =
		trusted_of(row->trusted ? row->trusted : "mx.corp.example");
	const char *from = row->from ? row->from : "boss@corp.example";
	g_autofree char *why = NULL;
	DomainProof proof;

	add_header(message, "Received", "from x by mx.corp.example; " PASS);
	for (gsize i = 0; i < G_N_ELEMENTS(row->fields) && row->fields[i]; i++)
		add_header(message, i ? "authentication-results" : "Authentication-Results",
			   row->fields[i]);
	add_header(message, "ARC-Authentication-Results", "i=1; mx.corp.example; " PASS);
	proof = authres_judge(message, trusted, from, &why);

	g_test_message("%s", why);
	g_assert_cmpstr(domain_proof_name(proof), ==, domain_proof_name(row->proof));
	g_assert_cmpuint(strlen(why), >, 0);
	g_assert_cmpint(authres_judge(message, trusted, NULL, NULL), ==, DOMAIN_NONE);
	g_assert_cmpint(authres_judge(message, NULL, from, NULL), ==, DOMAIN_NONE);
}

static void
test_names(void)
{
	g_assert_cmpstr(domain_proof_name(DOMAIN_NONE), ==, "none");
	g_assert_cmpstr(domain_proof_name(DOMAIN_PASS), ==, "pass");
	g_assert_cmpstr(domain_proof_name(DOMAIN_FAIL), ==, "fail");
}

/* Comments nested 100,000 deep need no stack, and a long WHY is cut. */
static void
test_large(void)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) trusted = trusted_of("mx.corp.example");
	g_autofree char *open = g_strnfill(100000, '('), *close = g_strnfill(100000, ')');
	g_autofree char *value =
		g_strconcat("mx.corp.example; ", open, close, "dmarc=", open, close,
			    &PASS[strlen("dmarc=")], NULL);
	g_autofree char *result = g_strnfill(100000, 'x');
	g_autofree char *long_value = g_strconcat("mx.corp.example; dmarc=", result, NULL);
	g_autoptr(Message) wordy = message_new();
	g_autofree char *why = NULL;

	add_header(message, "Authentication-Results", value);
	g_assert_cmpint(authres_judge(message, trusted, "boss@corp.example", NULL), ==,
			DOMAIN_PASS);
	add_header(wordy, "Authentication-Results", long_value);
	g_assert_cmpint(authres_judge(wordy, trusted, "boss@corp.example", &why), ==,
			DOMAIN_NONE);
	g_assert_cmpuint(strlen(why), <, 300);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/authres/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/authres/names", test_names);
	g_test_add_func("/authres/large", test_large);
	return g_test_run();
}
