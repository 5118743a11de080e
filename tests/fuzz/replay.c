/*
 * Where there is no libFuzzer: runs a fuzz target once over each of its seeds, the files of
 * tests/fuzz/corpus/NAME for the program fuzz-NAME, or the files and folders that are named
 * on the command line (a finding, say). Speaks TAP.
 */
#include <glib.h>

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static int n_seeds;

static void
replay_file(const char *path)
{
	g_autofree char *bytes = NULL;
	g_autofree guint8 *exact = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &bytes, &length, NULL)) {
		printf("Bail out! cannot read %s\n", path);
		exit(1);
	}
	/* A copy without the NUL that GLib adds: the sanitizer sees one byte too far. */
	exact = g_memdup2(bytes, length);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, length);
	printf("ok %d - %s\n", ++n_seeds, path);
}

static void
replay(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	if (!dir) {
		replay_file(path);
		return;
	}
	for (const char *name; (name = g_dir_read_name(dir));) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		replay_file(file);
	}
}

int
main(int argc, char **argv)
{
	g_autofree char *program = g_path_get_basename(argv[0]);
	const char *tests = g_getenv("G_TEST_SRCDIR");

	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc < 2 && g_str_has_prefix(program, "fuzz-")) {
		g_autofree char *seeds = g_build_filename(tests ? tests : "tests", "fuzz",
							  "corpus", program + 5, NULL);

		replay(seeds);
	}
	printf("1..%d\n", n_seeds);
	return n_seeds ? 0 : 1;
}
