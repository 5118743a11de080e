/*
 * Exercises: key_parse() and key_find() over lines taken as ids and addresses. Holds that a
 * key that parses is in range, and that no made-up key verifies.
 */
#include "core/key.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 1000);
	g_autoptr(GPtrArray) keys = key_find((const char *const *)lines);
	g_autoptr(GPtrArray) secrets =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(secrets, g_bytes_new_static("no mail knows this secret", 25));
	for (guint i = 0; i < keys->len; i++) {
		const Key *key = keys->pdata[i];

		g_assert_cmpint(key->ticket_id, >, 0);
		g_assert_cmpint(key->generation, >=, 0);
		g_assert_cmpuint(strlen(key->mac), ==, 26);
		g_assert_false(key_verify(key, secrets, "boss@corp.example"));
	}
	return 0;
}
