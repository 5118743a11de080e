/*
 * Exercises: authres_judge(): tokens, comments, quotes, clauses, the choice of the field.
 * The input is text; each line is one field, the topmost first. Holds that a pass needs the
 * words "dmarc" and "pass" in the text, and that there is always a reason.
 */
#include "core/authres.h"

#include "base/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean
holds(const char *text, const char *needle)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);

	return strstr(lower, needle) != NULL;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = text_valid((const char *)data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 20);
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) trusted = g_ptr_array_new();
	g_autofree char *why = NULL;
	DomainProof proof;

	for (gsize i = 0; lines[i]; i++) {
		Header *header = g_new(Header, 1);

		header->name = g_strdup("Authentication-Results");
		header->value = g_strdup(lines[i]);
		g_ptr_array_add(message->headers, header);
	}
	g_ptr_array_add(trusted, (gpointer) "mx.corp.example");
	proof = authres_judge(message, trusted, "boss@corp.example", &why);
	g_assert_true(*why);
	if (proof == DOMAIN_PASS) {
		g_assert_true(holds(text, "pass"));
		g_assert_true(holds(text, "dmarc"));
	}
	g_ptr_array_add(trusted, (gpointer) "");
	authres_judge(message, trusted, "boss@corp.example", NULL);
	return 0;
}
