/*
 * Exercises: tnef_read() and tnef_text() over any container, rtf_to_text() over any bytes.
 * Holds that each file lies within the container and that all text is UTF-8.
 */
#include "mail/rtf.h"
#include "mail/tnef.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text)
{
	g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(Part) part = part_new("application/ms-tnef");
	RawMail raw = { .bytes = bytes, .fd = -1, .size = (gint64)size };
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *rich = rtf_to_text((const char *)data, size);

	part->length = size;
	files = tnef_read(part, &raw);
	check_text(rich);
	for (guint i = 0; i < files->len; i++) {
		const TnefFile *file = g_ptr_array_index(files, i);
		g_autofree char *text = file->is_body ? tnef_text(part, &raw, file) : NULL;

		g_assert_true(file->start > 0 && file->length >= 0);
		g_assert_cmpint(file->start + file->length, <=,
				MAX((gint64)size, file->start));
		check_text(file->name);
		check_text(file->type);
		check_text(text);
	}
	return 0;
}
