/* core/challenge: what answers with a code, and that every code is another. */
#include "core/challenge.h"

#include <string.h>

#define CODE "abcdefghijklmnopqrstuvwxyz"

typedef struct {
	const char *name;
	const char *visible;
	const char *code; /* NULL: none is read */
} Row;

static const Row rows[] = {
	{ "command", "/confirm " CODE, CODE },
	{ "alone", CODE, CODE },
	{ "word", "confirm " CODE, CODE },
	{ "chinese", "/确认 " CODE, CODE },
	{ "full-width", "／确认：" CODE, CODE },
	{ "case", "/Confirm ABCDEFGHIJKLMNOPQRSTUVWXYZ", CODE },
	{ "colon", "/confirm: " CODE "\nthanks", CODE },
	{ "full-stop", "/confirm " CODE ".", CODE },
	{ "greeting", "Hi desk,\n\n/confirm " CODE, CODE },
	{ "blank-lines", "\n \n\t/confirm " CODE "  \n", CODE },
	{ "no-break-space", "/confirm\xc2\xa0" CODE, CODE },
	{ "text-first", "I did not write that!\n/confirm " CODE, NULL },
	{ "two-greetings", "Hi,\nHello,\n/confirm " CODE, NULL },
	{ "in-a-quote", "> /confirm " CODE, NULL },
	{ "too-short", "/confirm abcdefghijklmnopqrstuvwxy", NULL },
	{ "too-long", "/confirm " CODE "a", NULL },
	{ "no-base32", "/confirm abcdefghijklmnopqrstuvwx10", NULL },
	{ "another-command", "/approve " CODE, NULL },
	{ "a-longer-word", "/confirmed " CODE, NULL },
	{ "two-codes", "/confirm " CODE " " CODE, NULL },
	{ "no-code", "/confirm", NULL },
	{ "look-alike",
	  "/confirm \xd0\xb0"
	  "bcdefghijklmnopqrstuvwxyz",
	  NULL },
	{ "empty", "", NULL },
};

static void
test_read(gconstpointer data)
{
	const Row *row = data;
	g_autofree char *code = challenge_read(row->visible);

	g_assert_cmpstr(code, ==, row->code);
}

static void
test_code(void)
{
	static const struct {
		const char *secret;
		gint64 serial;
		const char *address, *hash;
	} asked[] = {
		{ "secret", 1, "wang@corp.example", "aa" },
		{ "Secret", 1, "wang@corp.example", "aa" },
		{ "secret", 2, "wang@corp.example", "aa" },
		{ "secret", 1, "li@corp.example", "aa" },
		{ "secret", 1, "wang@corp.example", "ab" },
	};
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autoptr(GBytes) secret =
			g_bytes_new_static(asked[i].secret, strlen(asked[i].secret));
		char *code = challenge_code(secret, asked[i].serial, asked[i].address,
					    asked[i].hash);
		g_autofree char *read = challenge_read(code);
		char hash[65];

		g_assert_cmpstr(read, ==, code);
		challenge_hash(code, hash);
		g_assert_cmpuint(strlen(hash), ==, 64);
		g_assert_null(strstr(hash, code));
		g_assert_true(g_hash_table_add(seen, code));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/challenge/read/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_read);
	}
	g_test_add_func("/challenge/code", test_code);
	return g_test_run();
}
