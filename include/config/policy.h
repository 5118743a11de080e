/*
 * From sections to the policy: references are resolved, values judged, and what only shows
 * when all is known together is looked for.
 */
#pragma once

#include "config/section.h"
#include "core/policy.h"

#include <glib.h>

/* Never NULL; what is wrong goes to PROBLEMS, and is left out. NOW 0 = no warnings about
 * holidays that will soon be unknown. */
Policy *policy_build(const GPtrArray *sections, gint64 now, GPtrArray *problems);
