/*
 * A mail server and how to prove who we are there: plain data, which config/ fills from the
 * files and mail/ connects to. Holds no secret, only where to find it.
 */
#pragma once

#include <glib.h>

/* How to prove who we are; exactly one source is set. */
typedef struct {
	char *user;              /* own */
	char *password_file;     /* own; first line; must not be readable by group or others */
	char **password_command; /* own; argv, no shell, 10 s; first line of its output */
	char **token_command;    /* own; likewise: an OAuth 2 bearer token */
} Credential;

void credential_clear(Credential *credential);

typedef struct {
	char *name;    /* own; for errors and logs: mailbox "help", submission */
	char *url;     /* own; imaps:// imap:// (STARTTLS, always) smtps:// smtp:// (STARTTLS);
			  scheme, host and port only */
	char *ca_file; /* own; NULL = the system's */
	Credential credential;
} Endpoint;

void endpoint_free(Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Endpoint, endpoint_free)
