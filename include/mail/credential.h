/*
 * Fetches a secret from where the configuration says it is: a file, or the output of a
 * command. Never logs one, never puts one into an error, and wipes what it held.
 */
#pragma once

#include "core/endpoint.h"

#include <glib.h>

/*
 * The secret; *IS_TOKEN tells a bearer token from a password. CANCEL_FD (-1 = none) ends
 * the wait for a command: DESK_ERROR_LATER. All else is DESK_ERROR_CONFIG: a file that
 * group or others can read (outside of $CREDENTIALS_DIRECTORY, where the service manager
 * guards them), a command that fails or takes longer than 10 s, an empty first line. Free
 * it with secret_free().
 */
char *credential_read(const Credential *credential, int cancel_fd, gboolean *is_token,
		      GError **error);

/* Overwrites before it frees. NULL is fine. */
void secret_free(char *secret);
