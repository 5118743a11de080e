/*
 * Exercises: the pre-scan, whole and cut into pieces of any size (the first byte says
 * which). Holds that the cuts do not change the verdict.
 */
#include "mail/prescan.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Small, so that a fuzzer's small mails reach them. */
static const PrescanLimits limits = {
	.header_block = 400,
	.header = 200,
	.headers = 10,
	.addresses = 5,
	.groups = 3,
	.parameters = 5,
	.boundaries = 5,
	.depth = 3,
};

static char *
scan(const char *bytes, gsize size, gsize piece)
{
	Prescan *prescan = prescan_new(&limits);

	for (gsize at = 0; at < size; at += piece)
		prescan_feed(prescan, bytes + at, MIN(piece, size - at));
	return prescan_finish(prescan);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *whole = NULL, *cut = NULL;

	if (!size)
		return 0;
	whole = scan((const char *)data + 1, size - 1, size);
	cut = scan((const char *)data + 1, size - 1, 1 + data[0] % 64);
	g_assert_cmpstr(whole, ==, cut);
	return 0;
}
