/* Where templates come from: compiled in, overridden by files beside the configuration. */
#pragma once

#include "core/template.h"

/* All shipped templates, then those in DIR (may be NULL or missing). A broken one is
 * DESK_ERROR_CONFIG with file and line, and nothing is taken. */
TemplateSet *templates_load(const char *dir, GError **error);
