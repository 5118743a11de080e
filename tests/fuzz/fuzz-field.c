/*
 * Exercises: the tolerant readers of header fields: addresses for display, ids, types,
 * parameters with RFC 2231 and 2047. Holds that the results are UTF-8, that an id is in one
 * piece, and that a mailbox whose address could be sent to is one.
 */
#include "mail/field.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text)
{
	g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

static void
read_body(const char *body)
{
	static const char *const parameters[] = { "name", "filename", "boundary",
						  "charset" };
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *type = field_type(body);
	g_autofree char *unfolded = field_unfold(body);

	check_text(type);
	field_addresses(body, "gb18030", addresses);
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = addresses->pdata[i];

		check_text(address->name);
		check_text(address->address);
		g_assert_null(strpbrk(address->address, "\r\n"));
	}
	field_ids(body, ids);
	for (guint i = 0; i < ids->len; i++)
		g_assert_null(strpbrk(ids->pdata[i], " \t\r\n<>"));
	for (gsize i = 0; i < G_N_ELEMENTS(parameters); i++) {
		g_autofree char *value = field_parameter(body, parameters[i], "gb18030");

		check_text(value);
	}
	g_assert_null(strpbrk(unfolded, "\n"));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GPtrArray) fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	g_autofree char *body = g_strndup((const char *)data, size);
	gboolean is_clean;
	gsize behind = fields_parse((const char *)data, size, fields, &is_clean);

	g_assert_cmpuint(behind, <=, size);
	read_body(body);
	for (guint i = 0; i < MIN(fields->len, 20); i++)
		read_body(((Field *)fields->pdata[i])->body);
	return 0;
}
