/* Files that a configuration names besides its own. */
#pragma once

#include <glib.h>

/* The bytes of FILE, a plain file of at most MAX bytes. NULL and an error that names it. */
GBytes *file_read(const char *file, gint64 max, GError **error);
