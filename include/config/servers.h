/* From sections to the servers that mail comes from and goes to. */
#pragma once

#include "config/config.h"
#include "config/section.h"

#include <glib.h>

/* Fills CONFIG's mailboxes and submission; what is wrong goes to PROBLEMS. */
void servers_build(const GPtrArray *sections, Config *config, GPtrArray *problems);
