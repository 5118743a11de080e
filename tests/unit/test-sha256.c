/* base/sha256 against FIPS 180-2's examples and GLib's own, in one piece and in many. */
#include "base/sha256.h"

#include <string.h>

static void
test_examples(void)
{
	static const struct {
		const char *text, *hex;
	} examples[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(examples); i++) {
		g_autoptr(GBytes) bytes =
			g_bytes_new_static(examples[i].text, strlen(examples[i].text));
		g_autofree char *hex = sha256_of_bytes(bytes);

		g_assert_cmpstr(hex, ==, examples[i].hex);
	}
}

static void
test_pieces(void)
{
	g_autofree char *text = g_strnfill(10000, 'x');
	g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_autoptr(Sha256) sum = sha256_new();
	char hex[SHA256_HEX_SIZE];

	for (gsize at = 0, length = 1; at < 10000; at += length, length++)
		sha256_add(sum, text + at, MIN(length, 10000 - at));
	sha256_end(sum, hex);
	g_assert_cmpstr(hex, ==, wanted);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sha256/examples", test_examples);
	g_test_add_func("/sha256/pieces", test_pieces);
	return g_test_run();
}
