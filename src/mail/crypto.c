/* Which parts are encrypted or signed, by what they say of themselves. Nothing is checked
 * or decrypted: the marks tell people what cannot be read here, they prove nothing. */
#include "mail/crypto.h"

#include <string.h>

/* Gateways turn the type into plain bytes; the names are fixed (RFC 8551, 3.2.1). Old PGP
 * programs have a type of their own. */
static void
note_crypto_by_name(Message *message, const Part *part)
{
	g_autofree char *name = part_file_name(part, NULL);
	g_autofree char *action = part_parameter(part, "Content-Type", "x-action", NULL);

	if (!strcmp(part->type, "application/pgp")) {
		if (action && g_str_has_prefix(action, "encrypt"))
			message->encrypted = "pgp-inline";
		else
			message->is_signed = "pgp-inline";
	} else if (name && !strcmp(part->type, "application/octet-stream")) {
		if (!g_ascii_strcasecmp(name, "smime.p7m"))
			message->encrypted = "smime";
		else if (!g_ascii_strcasecmp(name, "smime.p7s"))
			message->is_signed = "smime";
	}
}

/* What the type of a part says about encryption and signatures. */
void
crypto_note(Message *message, const Part *part)
{
	g_autofree char *protocol = part_parameter(part, "Content-Type", "protocol", NULL);
	g_autofree char *kind = part_parameter(part, "Content-Type", "smime-type", NULL);
	gboolean is_pgp =
		protocol && g_ascii_strncasecmp(protocol, "application/pgp", 15) == 0;

	if (part_is(part, "multipart/encrypted"))
		message->encrypted = "pgp-mime";
	else if (part_is(part, "multipart/signed"))
		message->is_signed = is_pgp ? "pgp-mime" : "smime";
	else if (!strcmp(part->type, "application/pkcs7-mime") ||
		 !strcmp(part->type, "application/x-pkcs7-mime")) {
		if (kind && !g_ascii_strcasecmp(kind, "signed-data"))
			message->is_signed = "smime";
		else if (!kind || !g_ascii_strcasecmp(kind, "enveloped-data") ||
			 !g_ascii_strcasecmp(kind, "authEnveloped-data"))
			message->encrypted = "smime";
	} else {
		note_crypto_by_name(message, part);
	}
}

/* Of a forwarded mail that is encrypted nothing can be read either; so it counts. */
void
crypto_note_enclosed(Message *message, const Part *part)
{
	for (guint i = 0; i < part->children->len; i++) {
		crypto_note(message, g_ptr_array_index(part->children, i));
		crypto_note_enclosed(message, g_ptr_array_index(part->children, i));
	}
}

void
crypto_note_armour(Message *message)
{
	const char *text = message->text;

	if (!message->encrypted && (g_str_has_prefix(text, "-----BEGIN PGP MESSAGE-----") ||
				    strstr(text, "\n-----BEGIN PGP MESSAGE-----")))
		message->encrypted = "pgp-inline";
	if (!message->is_signed &&
	    (g_str_has_prefix(text, "-----BEGIN PGP SIGNED MESSAGE-----") ||
	     strstr(text, "\n-----BEGIN PGP SIGNED MESSAGE-----")))
		message->is_signed = "pgp-inline";
}
