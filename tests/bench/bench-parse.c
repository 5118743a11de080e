/*
 * How many mails a second explain's road reads - pre-scan, parts, charsets, text, delivery
 * reports, new text, class - against a bare parse by GMime of the same mails. Processor
 *time of one core, mails in memory.
 *
 *	tests/bench/bench-parse FOLDER [SECONDS]
 */
#include "core/classify.h"
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <time.h>

static void
collect(const char *path, GPtrArray *mails)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL), *bytes = NULL;
		gsize length;

		if (g_file_test(file, G_FILE_TEST_IS_DIR))
			collect(file, mails);
		else if (g_str_has_suffix(name, ".eml") &&
			 g_file_get_contents(file, &bytes, &length, NULL))
			g_ptr_array_add(mails,
					g_bytes_new_take(g_steal_pointer(&bytes), length));
	}
}

static void
parse_bare(GBytes *bytes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
}

static void
parse_whole(GBytes *bytes)
{
	RawMail raw = { .bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) };
	g_autoptr(Message) message = mime_parse(&raw);
	g_auto(Classification) class = { 0 };
	Self nobody = { 0 };

	classify(message, &nobody, &class);
}

static double
bench(const char *what, void (*parse)(GBytes *), GPtrArray *mails, double seconds)
{
	clock_t start = clock(), end = start + (clock_t)(seconds * CLOCKS_PER_SEC);
	guint count = 0;
	double rate;

	while (clock() < end)
		for (guint i = 0; i < mails->len; i++, count++)
			parse(mails->pdata[i]);
	rate = count / ((double)(clock() - start) / CLOCKS_PER_SEC);
	g_print("%-8s %8.0f mails/s\n", what, rate);
	return rate;
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) mails =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	double seconds = argc > 2 ? atof(argv[2]) : 3, bare, whole;
	gsize bytes = 0;

	if (argc < 2) {
		g_printerr("usage: bench-parse FOLDER [SECONDS]\n");
		return 64;
	}
	mime_init();
	collect(argv[1], mails);
	for (guint i = 0; i < mails->len; i++)
		bytes += g_bytes_get_size(mails->pdata[i]);
	if (!mails->len)
		return 66;
	g_print("%u mails, %" G_GSIZE_FORMAT " bytes on average\n", mails->len,
		bytes / mails->len);
	bare = bench("GMime", parse_bare, mails, seconds);
	whole = bench("explain", parse_whole, mails, seconds);
	g_print("ratio    %8.2f\n", whole / bare);
	mime_shutdown();
	return 0;
}
