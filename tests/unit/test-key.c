/* core/key: the form both ways, what it is bound to, and where it is found. */
#include "core/key.h"

#include <string.h>

#define WANG "wang@corp.example"

static GBytes *
secret_of(char filler)
{
	g_autofree char *bytes = g_strnfill(32, filler);

	return g_bytes_new(bytes, 32);
}

static GPtrArray *
secrets_of(const char *fillers)
{
	GPtrArray *secrets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	for (; *fillers; fillers++)
		g_ptr_array_add(secrets, secret_of(*fillers));
	return secrets;
}

/* Computed with Python's hmac and base64 modules: keys in mails that are out must stay
 * good. */
static void
test_known(void)
{
	g_autoptr(GBytes) secret = secret_of('s');
	g_autofree char *text = key_make(secret, KEY_ROUTINE, 42, 3, WANG);

	g_assert_cmpstr(text, ==, "42-3r-xjnnmtiztrs6cvn6w3jw56vyie");
}

static void
test_binding(void)
{
	static const struct {
		char purpose;
		gint64 ticket_id;
		int generation;
		const char *address;
		gboolean verified;
	} rows[] = {
		{ 'r', 42, 3, WANG, TRUE },
		{ 'r', 42, 3, "WANG@Corp.Example", TRUE },
		{ 'a', 42, 3, WANG, FALSE },
		{ 'r', 43, 3, WANG, FALSE },
		{ 'r', 42, 4, WANG, FALSE },
		{ 'r', 42, 3, "li@corp.example", FALSE },
		{ 'r', 42, 3, "wаng@corp.example", FALSE },
		{ 'r', 42, 3, "", FALSE },
		{ 'r', 42, 3, NULL, FALSE },
	};
	g_autoptr(GPtrArray) secrets = secrets_of("s");
	g_autofree char *text = key_make(secrets->pdata[0], KEY_ROUTINE, 42, 3, WANG);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Key key;

		g_assert_true(key_parse(text, &key));
		key.purpose = rows[i].purpose;
		key.ticket_id = rows[i].ticket_id;
		key.generation = rows[i].generation;
		g_test_message("row %" G_GSIZE_FORMAT, i);
		g_assert_cmpint(key_verify(&key, secrets, rows[i].address), ==,
				rows[i].verified);
	}
}

static void
test_rotation(void)
{
	g_autoptr(GBytes) old = secret_of('o');
	g_autoptr(GPtrArray) both = secrets_of("no"), later = secrets_of("mn");
	g_autoptr(GPtrArray) none = secrets_of("");
	g_autofree char *text = key_make(old, KEY_ROUTINE, 1, 0, WANG);
	Key key;

	g_assert_true(key_parse(text, &key));
	g_assert_true(key_verify(&key, both, WANG));
	g_assert_false(key_verify(&key, later, WANG));
	g_assert_false(key_verify(&key, none, WANG));
	g_assert_false(key_verify(&key, NULL, WANG));
}

static void
test_any_changed_letter_fails(void)
{
	g_autoptr(GPtrArray) secrets = secrets_of("s");
	g_autofree char *text = key_make(secrets->pdata[0], KEY_ROUTINE, 42, 3, WANG);
	Key key;

	g_assert_true(key_parse(text, &key));
	g_assert_cmpuint(strlen(key.mac), ==, 26);
	for (int i = 0; i < 26; i++) {
		Key other = key;

		other.mac[i] = key.mac[i] == 'a' ? 'b' : 'a';
		g_assert_false(key_verify(&other, secrets, WANG));
	}
}

#define MAC "abcdefghijklmnopqrstuvwx23"

static const struct {
	const char *text;
	gint64 ticket_id; /* 0: no key */
	int generation;
	char purpose;
} forms[] = {
	{ "42-3r-" MAC, 42, 3, 'r' },
	{ "42-3r-" MAC ".17@corp.example", 42, 3, 'r' },
	{ "42-3a-" MAC "@corp.example", 42, 3, 'a' },
	{ "1-0r-" MAC, 1, 0, 'r' },
	{ "42-3R-ABCDEFGHIJKLMNOPQRSTUVWX23.17@CORP.EXAMPLE", 42, 3, 'r' },
	{ "999999999999999999-999999999r-" MAC, 999999999999999999, 999999999, 'r' },
	{ "" },
	{ "42" },
	{ "42-3r" },
	{ "42-3r-" },
	{ "-3r-" MAC },
	{ "42-r-" MAC },
	{ "42-3x-" MAC },
	{ "42-3-" MAC },
	{ "0-3r-" MAC },
	{ "042-3r-" MAC },
	{ "42-03r-" MAC },
	{ "+42-3r-" MAC },
	{ "-42-3r-" MAC },
	{ " 42-3r-" MAC },
	{ "42 -3r-" MAC },
	{ "42-3r-" MAC "a" },
	{ "42-3r-" MAC "-" },
	{ "42-3r-" MAC "+x" },
	{ "42-3r-abcdefghijklmnopqrstuvwx2" },
	{ "42-3r-abcdefghijklmnopqrstuvwx20" },
	{ "42-3r-abcdefghijklmnopqrstuvwx21" },
	{ "42-3r-abcdefghijklm\xc3\xa9nopqrstuvwx" },
	{ "1000000000000000000-3r-" MAC },
	{ "42-1000000000r-" MAC },
};

static void
test_forms(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		Key key;
		/* an exact copy: a read past the end shows */
		g_autofree char *text = g_strdup(forms[i].text);
		gboolean parsed = key_parse(text, &key);

		g_test_message("%s", text);
		g_assert_cmpint(parsed, ==, forms[i].ticket_id != 0);
		if (!parsed)
			continue;
		g_assert_cmpint(key.ticket_id, ==, forms[i].ticket_id);
		g_assert_cmpint(key.generation, ==, forms[i].generation);
		g_assert_cmpint(key.purpose, ==, forms[i].purpose);
		g_assert_cmpstr(key.mac, ==, MAC);
	}
}

static void
test_find(void)
{
	static const char *const texts[] = {
		"it-help@corp.example",
		"it-help+7-0r-" MAC "@corp.example",
		"prvs=1=it-help+tag+8-0r-" MAC "@corp.example",
		"it-help+7-0R-ABCDEFGHIJKLMNOPQRSTUVWX23@corp.example", /* the same, shouted
									 */
		"7-0a-" MAC ".3@corp.example",
		"x9-0r-" MAC "@corp.example",
		"nobody@10-0r-" MAC,
		"nobody@corp+11-0r-" MAC,
		"+",
		"@",
		"",
		NULL,
	};
	static const struct {
		gint64 ticket_id;
		char purpose;
	} expected[] = { { 7, 'r' }, { 8, 'r' }, { 7, 'a' } };
	g_autoptr(GPtrArray) keys = key_find(texts);
	g_autoptr(GPtrArray) none = key_find(NULL);

	g_assert_cmpuint(none->len, ==, 0);
	g_assert_cmpuint(keys->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < keys->len; i++) {
		const Key *key = keys->pdata[i];

		g_assert_cmpint(key->ticket_id, ==, expected[i].ticket_id);
		g_assert_cmpint(key->purpose, ==, expected[i].purpose);
	}
}

static void
test_find_is_bounded(void)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) texts = NULL;
	g_autoptr(GPtrArray) keys = NULL;

	for (int i = 1; i <= 5000; i++) {
		g_autofree char *text = g_strdup_printf("%d-0r-" MAC, i);

		g_strv_builder_add(builder, text);
	}
	texts = g_strv_builder_end(builder);
	keys = key_find((const char *const *)texts);
	g_assert_cmpuint(keys->len, ==, 64);
	g_assert_cmpint(((const Key *)keys->pdata[63])->ticket_id, ==, 64);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/key/known", test_known);
	g_test_add_func("/key/binding", test_binding);
	g_test_add_func("/key/rotation", test_rotation);
	g_test_add_func("/key/any-changed-letter-fails", test_any_changed_letter_fails);
	g_test_add_func("/key/forms", test_forms);
	g_test_add_func("/key/find", test_find);
	g_test_add_func("/key/find-is-bounded", test_find_is_bounded);
	return g_test_run();
}
