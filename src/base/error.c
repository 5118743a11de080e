#include "base/error.h"

G_DEFINE_QUARK(desk-error, desk_error)

int
error_exit_code(const GError *error)
{
	if (!error)
		return 0;
	return error->domain == DESK_ERROR ? error->code : DESK_ERROR_SOFTWARE;
}
