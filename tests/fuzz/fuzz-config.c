/*
 * Exercises: a configuration file, from its bytes to the policy. Holds that our outline and
 * libconfuse read it alike: what the outline lets through, libconfuse does not refuse.
 */
#include <glib/gstdio.h>
#include <unistd.h>

#include "config/policy.h"
#include "config/source.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static char *
write_file(const guint8 *data, gsize size)
{
	g_autofree char *name = NULL;
	int fd = g_file_open_tmp("fuzz-config-XXXXXX", &name, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
	close(fd);
	return g_steal_pointer(&name);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *file = write_file(data, size);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(Source) source = source_read(file, problems);
	g_autoptr(GPtrArray) sections = NULL;

	g_unlink(file);
	if (!source->is_readable) {
		g_assert_nonnull(problems_first_error(problems));
		return 0;
	}
	sections = sections_parse(source, file, problems);
	g_assert_nonnull(sections);
	policy_free(policy_build(sections, 0, problems));
	problems_sort(problems);
	return 0;
}
