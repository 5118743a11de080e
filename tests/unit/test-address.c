/*
 * core/address: the one strict reading of From (threats T8, T9; findings F2, F3), and the
 * gate before SMTP (F5).
 */
#include "core/address.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *value;
	const char *expected;
	gsize length; /* 0 = strlen(value) */
} Strict;

#define BOSS           "boss@corp.example"
#define EVIL           "evil@attacker.example"
#define NUL_FORM(text) .value = text, .length = sizeof(text) - 1

static const Strict strict[] = {
	/* what people send */
	{ "bare", BOSS, BOSS },
	{ "angle", "<" BOSS ">", BOSS },
	{ "atom-name", "Boss <" BOSS ">", BOSS },
	{ "two-atoms", "The Boss <" BOSS ">", BOSS },
	{ "no-space", "Boss<" BOSS ">", BOSS },
	{ "quoted-name", "\"Boss, The\" <" BOSS ">", BOSS },
	{ "escaped-quote", "\"The \\\"Boss\\\"\" <" BOSS ">", BOSS },
	{ "initial", "J. Boss <" BOSS ">", BOSS },
	{ "encoded-name", "=?UTF-8?B?546L56OK?= <" BOSS ">", BOSS },
	{ "encoded-q-name", "=?gb18030?Q?=CD=F5_x?= =?gb18030?Q?=C0=DA?= <" BOSS ">",
	  BOSS },
	{ "raw-utf8-name", "王磊 <" BOSS ">", BOSS },
	{ "raw-utf8-quoted", "\"王磊\" <" BOSS ">", BOSS },
	{ "upper-case", "BOSS@CORP.EXAMPLE", BOSS },
	{ "folded-name", "The\r\n Boss\r\n\t<" BOSS ">", BOSS },
	{ "folded-lf", "The Boss\n <" BOSS ">", BOSS },
	{ "fold-in-quotes", "\"The\r\n Boss\" <" BOSS ">", BOSS },
	{ "end-of-line", " " BOSS " \r\n", BOSS },
	{ "plus", "boss+x@corp.example", "boss+x@corp.example" },
	{ "one-label", "boss@corp", "boss@corp" },
	/* the name never decides */
	{ "address-as-name", "\"" BOSS "\" <" EVIL ">", EVIL },
	{ "angle-in-name", "\"<" BOSS ">\" <" EVIL ">", EVIL },
	{ "encoded-address-name", "=?utf-8?Q?boss=40corp.example?= <" EVIL ">", EVIL },
	/* NUL (F2) */
	{ "nul-in-domain", NUL_FORM(BOSS "\0@attacker.example") },
	{ "nul-before-angle", NUL_FORM(BOSS "\0 <" EVIL ">") },
	{ "nul-in-name", NUL_FORM("Bo\0ss <" BOSS ">") },
	{ "nul-in-quotes", NUL_FORM("\"Bo\0ss\" <" BOSS ">") },
	{ "nul-escaped", NUL_FORM("\"Bo\\\0ss\" <" BOSS ">") },
	{ "nul-at-end", NUL_FORM(BOSS "\0") },
	/* more than one (F3) */
	{ "list", BOSS ", " EVIL },
	{ "list-of-angles", "<" BOSS ">, <" EVIL ">" },
	{ "trailing-comma", BOSS "," },
	{ "two-bare", BOSS " " EVIL },
	{ "two-angles", "<" BOSS "> <" EVIL ">" },
	{ "bare-name", BOSS " <" EVIL ">" },
	{ "semicolon", BOSS "; " EVIL },
	{ "trailing-semicolon", BOSS ";" },
	{ "folded-second", BOSS "\r\n " EVIL },
	{ "folded-second-list", BOSS ",\r\n\t" EVIL },
	{ "after-angle", "<aaa@bbb.example>ccc@ddd.example" },
	{ "before-angle", "aaa@bbb.example<ccc@ddd.example>" },
	{ "angle-in-angle", "<" BOSS "<" EVIL ">>" },
	{ "quoted-then-bare", "\"Boss\" " BOSS },
	/* groups, routes, comments, literals */
	{ "group", "Desk: " BOSS ";" },
	{ "empty-group", "undisclosed-recipients:;" },
	{ "route", "<@relay.example:" BOSS ">" },
	{ "route-list", "<@a.example,@b.example:" BOSS ">" },
	{ "comment-after", BOSS " (Boss)" },
	{ "comment-before", "(Boss) " BOSS },
	{ "comment-in-middle", "boss(x)@corp.example" },
	{ "comment-in-angle", "Boss <" BOSS " (x)>" },
	{ "comment-in-domain", "boss@corp.example(.attacker.example)" },
	{ "comment-in-name", "Boss (x) <" BOSS ">" },
	{ "ip-literal", "boss@[192.0.2.1]" },
	{ "ipv6-literal", "<boss@[IPv6:2001:db8::1]>" },
	/* local part and domain */
	{ "quoted-local", "\"boss\"@corp.example" },
	{ "quoted-local-angle", "Boss <\"boss@x\"@corp.example>" },
	{ "escaped-local", "bo\\ss@corp.example" },
	{ "encoded-local", "=?utf-8?Q?boss?=@corp.example" },
	{ "encoded-whole", "<=?utf-8?Q?boss=40corp.example?=>" },
	{ "two-ats", "boss@corp.example@attacker.example" },
	{ "no-at", "boss" },
	{ "name-only", "The Boss" },
	{ "no-local", "@corp.example" },
	{ "no-domain", "boss@" },
	{ "empty-angle", "Boss <>" },
	{ "empty", "" },
	{ "blank", " \r\n\t" },
	{ "trailing-dot", "boss@corp.example." },
	{ "double-dot", "boss@corp..example" },
	{ "leading-dot", "boss@.corp.example" },
	{ "local-dots", "bo..ss@corp.example" },
	{ "local-trailing-dot", "boss.@corp.example" },
	{ "hyphen-label", "boss@-corp.example" },
	{ "underscore-domain", "boss@corp_1.example" },
	{ "space-at", "boss @corp.example" },
	{ "space-in-domain", "boss@corp .example" },
	{ "space-in-angle", "< boss@corp.example >" },
	{ "fold-in-angle", "<boss@corp.\r\n example>" },
	{ "cyrillic-o", "bоss@corp.example" },
	{ "dotless-i", "ıt@corp.example" },
	{ "full-width-at", "boss＠corp.example" },
	{ "idn", "boss@корп.example" },
	{ "zero-width", "boss\u200b@corp.example" },
	/* controls and broken forms */
	{ "bare-cr", BOSS "\r" EVIL },
	{ "bare-cr-in-name", "Boss\r <" BOSS ">" },
	{ "bare-cr-in-quotes", "\"Boss\rX\" <" BOSS ">" },
	{ "injected-line", "Boss\r\nX: y <" BOSS ">" },
	{ "injected-lf", BOSS "\nBcc: " EVIL },
	{ "escape-char", "\x1b[2J <" BOSS ">" },
	{ "delete-char", "Bo\x7fss <" BOSS ">" },
	{ "open-quote", "\"Boss <" BOSS ">" },
	{ "open-angle", "Boss <" BOSS },
	{ "close-only", "Boss " BOSS ">" },
	{ "backslash-end", "\"Boss\\" },
};

static void
test_strict(gconstpointer data)
{
	const Strict *row = data;
	gsize length = row->length ? row->length : strlen(row->value);
	/* an exact copy: a read past the end shows */
	g_autofree char *value = g_memdup2(row->value, length);
	g_autofree char *address = address_parse_strict(value, length);

	g_assert_cmpstr(address, ==, row->expected);
}

static void
test_strict_lengths(void)
{
	g_autofree char *local = g_strnfill(64, 'a');
	g_autofree char *longest = g_strconcat(local, "@corp.example", NULL);
	g_autofree char *too_long = g_strconcat("a", longest, NULL);
	g_autofree char *label = g_strnfill(64, 'b');
	g_autofree char *long_label = g_strconcat("a@", label, ".example", NULL);
	g_autofree char *parsed = address_parse_strict(longest, strlen(longest));

	g_assert_cmpstr(parsed, ==, longest);
	g_assert_null(address_parse_strict(too_long, strlen(too_long)));
	g_assert_null(address_parse_strict(long_label, strlen(long_label)));
	g_assert_null(address_parse_strict(NULL, 0));
}

static const struct {
	const char *address;
	gboolean sendable;
} sendable[] = {
	{ "a@b", TRUE },
	{ "it-help+12-0r-abc@corp.example", TRUE },
	{ "o'neil@corp.example", TRUE },
	{ "1.2@3.example", TRUE },
	{ NULL, FALSE },
	{ "", FALSE },
	{ "a", FALSE },
	{ "a@", FALSE },
	{ "@b", FALSE },
	{ "a b@c", FALSE },
	{ "a@b c", FALSE },
	{ "a@b\r\nRCPT TO:<injected@evil.example>", FALSE },
	{ "a@b\n", FALSE },
	{ "<a@b>", FALSE },
	{ "a@b>", FALSE },
	{ "\"a\"@b", FALSE },
	{ "a@b@c", FALSE },
	{ "a,b@c", FALSE },
	{ "a@b,c@d", FALSE },
	{ "a@[127.0.0.1]", FALSE },
	{ "王@corp.example", FALSE },
	{ "a@公司.example", FALSE },
	{ "a\t@b", FALSE },
	{ "a@b\x7f", FALSE },
	{ "a.@b", FALSE },
	{ "a@b.", FALSE },
};

static void
test_sendable(void)
{
	g_autofree char *domain = g_strnfill(63, 'd');
	g_autofree char *limit =
		g_strdup_printf("a@%s.%s.%s.%.60s", domain, domain, domain, domain);
	g_autofree char *over =
		g_strdup_printf("a@%s.%s.%s.%.61s", domain, domain, domain, domain);

	for (gsize i = 0; i < G_N_ELEMENTS(sendable); i++) {
		g_test_message("%s", sendable[i].address ? sendable[i].address : "(none)");
		g_assert_cmpint(address_is_sendable(sendable[i].address), ==,
				sendable[i].sendable);
	}
	g_assert_cmpuint(strlen(limit), ==, 254);
	g_assert_true(address_is_sendable(limit));
	g_assert_false(address_is_sendable(over));
}

static void
test_parts(void)
{
	static const char *const domains[] = { "corp.example", "suzhou.corp.example",
					       NULL };

	g_assert_cmpstr(address_domain("a@b@c"), ==, "c");
	g_assert_cmpstr(address_domain("a"), ==, "");
	g_assert_cmpstr(address_domain(NULL), ==, "");

	g_assert_true(address_in_domains("a@CORP.example", domains));
	g_assert_true(address_in_domains("a@suzhou.corp.example", domains));
	g_assert_false(address_in_domains("a@sub.corp.example", domains));
	g_assert_false(address_in_domains("a@notcorp.example", domains));
	g_assert_false(address_in_domains("corp.example", domains));
	g_assert_false(address_in_domains(NULL, domains));
	g_assert_false(address_in_domains("a@corp.example", NULL));
	g_assert_false(address_in_domains("a@", (const char *[]){ "", NULL }));
}

static void
test_equal(void)
{
	g_assert_true(address_equal("BOSS@Corp.example", BOSS));
	g_assert_false(address_equal("BOSS@Corp.example.", BOSS));
	g_assert_false(address_equal("bоss@corp.example", BOSS));
	g_assert_false(address_equal("ıt@corp.example", "it@corp.example"));
	g_assert_false(address_equal("IT@corp.example", "ıt@corp.example"));
	g_assert_false(address_equal(NULL, NULL));
	g_assert_false(address_equal(BOSS, NULL));
}

static const struct {
	const char *address, *pattern;
	gboolean matches;
} patterns[] = {
	{ "a@corp.example", "*@corp.example", TRUE },
	{ "a@CORP.example", "*@corp.EXAMPLE", TRUE },
	{ "a@corp.example", "*", TRUE },
	{ "a@corp.example", "a@corp.example", TRUE },
	{ "nagios@m1.corp.example", "nagios@*.corp.example", TRUE },
	{ "a-b-a-b-c@d", "*a-b-c@*", TRUE },
	{ "a@corp.example", "**", TRUE },
	{ "a@corp.example.evil", "*@corp.example", FALSE },
	{ "a@corp.example", "@corp.example", FALSE },
	{ "a@corp.example", "", FALSE },
	{ "", "", TRUE },
	{ "", "*", TRUE },
	{ "aXcorp.example", "*@corp.example", FALSE },
	{ "a@corpXexample", "a@corp.example", FALSE },
};

static void
test_matches(void)
{
	g_autofree char *text = g_strnfill(4000, 'a');

	for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_test_message("%s against %s", patterns[i].address, patterns[i].pattern);
		g_assert_cmpint(address_matches(patterns[i].address, patterns[i].pattern),
				==, patterns[i].matches);
	}
	/* would not end within the age of the world if stars were tried again one in
	 * another */
	g_assert_false(address_matches(text, "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"));
	g_assert_false(address_matches(NULL, "*"));
	g_assert_false(address_matches("a", NULL));
}

static void
test_life(void)
{
	g_autoptr(Address) address = address_new("Wang\r\n Lei", "WANG@Corp.Example");
	g_autoptr(Address) copy = address_copy(address);
	g_autoptr(Address) nameless = address_new(" ", "x@y");

	g_assert_cmpstr(copy->name, ==, "Wang Lei");
	g_assert_cmpstr(copy->address, ==, "wang@corp.example");
	g_assert_true(copy->name != address->name && copy->address != address->address);
	g_assert_null(nameless->name);
	address_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(strict); i++) {
		g_autofree char *path =
			g_strconcat("/address/strict/", strict[i].name, NULL);

		g_test_add_data_func(path, &strict[i], test_strict);
	}
	g_test_add_func("/address/strict-lengths", test_strict_lengths);
	g_test_add_func("/address/sendable", test_sendable);
	g_test_add_func("/address/parts", test_parts);
	g_test_add_func("/address/equal", test_equal);
	g_test_add_func("/address/matches", test_matches);
	g_test_add_func("/address/life", test_life);
	return g_test_run();
}
