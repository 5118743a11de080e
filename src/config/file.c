/* Reading what a configuration names: never a device, never without end. */
#include "config/file.h"

#include <sys/stat.h>

GBytes *
file_read(const char *file, gint64 max, GError **error)
{
	struct stat status;
	char *text;
	gsize length;

	if (stat(file, &status) == 0 &&
	    (!S_ISREG(status.st_mode) || status.st_size > max)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			    "\"%s\" is no file, or larger than %" G_GINT64_FORMAT "K", file,
			    max / 1024);
		return NULL;
	}
	if (!g_file_get_contents(file, &text, &length, error))
		return NULL;
	return g_bytes_new_take(text, length);
}
