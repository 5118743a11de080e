/* Where templates come from: compiled in, overridden by files beside the configuration. */
#pragma once

#include "core/policy.h"
#include "core/template.h"

/* All shipped templates, then those in DIR (may be NULL or missing). A broken one is
 * DESK_ERROR_CONFIG with file and line, and nothing is taken. */
TemplateSet *templates_load(const char *dir, GError **error);

/* Adds to PROBLEMS (own Problem) each template that POLICY names and SET has not, an error with its
 * place. FALSE if there is any; ERROR is the first, DESK_ERROR_CONFIG. */
gboolean templates_serve(const TemplateSet *set, const Policy *policy, GPtrArray *problems,
			 GError **error);
