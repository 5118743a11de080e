/*
 * Exercises: address_parse_strict() over any bytes, address_is_sendable() and
 * address_matches(). Holds that whatever the strict reading lets through passes the gate
 * before SMTP, is lower-case, and reads as itself again.
 */
#include "core/address.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *address = address_parse_strict((const char *)data, size);

	address_matches(text, "*a*@*.example");
	address_matches("a@b.example", text);
	if (address) {
		g_autofree char *again = address_parse_strict(address, strlen(address));
		g_autofree char *lower = g_ascii_strdown(address, -1);

		g_assert_true(address_is_sendable(address));
		g_assert_cmpstr(again, ==, address);
		g_assert_cmpstr(lower, ==, address);
		g_assert_true(*address_domain(address));
	}
	return 0;
}
