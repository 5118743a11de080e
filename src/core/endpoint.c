/* Freeing what describes a mail server. */
#include "core/endpoint.h"

void
credential_clear(Credential *credential)
{
	g_clear_pointer(&credential->user, g_free);
	g_clear_pointer(&credential->password_file, g_free);
	g_clear_pointer(&credential->password_command, g_strfreev);
	g_clear_pointer(&credential->token_command, g_strfreev);
}

void
endpoint_free(Endpoint *endpoint)
{
	if (!endpoint)
		return;
	g_free(endpoint->name);
	g_free(endpoint->url);
	g_free(endpoint->ca_file);
	credential_clear(&endpoint->credential);
	g_free(endpoint);
}
