/*
 * A signature covers a text, not the envelope: neither the subject nor the ticket it is
 * sent to. So it proves the writer, and a command on a ticket only where the signed text
 * names it.
 */
#include "core/signature.h"

#include <string.h>

const char *
signature_proof_name(SignatureProof proof)
{
	static const char *const names[] = { "none", "pass", "fail" };

	return names[proof];
}

static gboolean
has_key(const Person *person, const char *fingerprint)
{
	for (gsize i = 0; person->fingerprints && person->fingerprints[i]; i++)
		if (g_ascii_strcasecmp(person->fingerprints[i], fingerprint) == 0)
			return TRUE;
	return FALSE;
}

static const char *
problem_of(const Person *person, const Signature *signature, gboolean seen, gint64 now)
{
	if (signature->problem)
		return signature->problem;
	if (!signature->signer)
		return "the signature was not checked";
	if (!has_key(person, signature->signer))
		return "signed with a key that is not the sender's";
	if (signature->at > now + SIGNATURE_SKEW)
		return "signed in the future";
	if (signature->at < now - SIGNATURE_LIFE)
		return "signed too long ago";
	return seen ? "a mail with this signature has acted before" : NULL;
}

SignatureProof
signature_judge(const Person *person, const Message *message, gboolean seen, gint64 now,
		char **why)
{
	const char *problem;

	if (!message->signature || !person || !person->fingerprints ||
	    !person->fingerprints[0]) {
		if (why)
			*why = g_strdup(message->signature ? "the sender has no keys here"
							   : "the mail is not signed");
		return SIGNED_NONE;
	}
	problem = problem_of(person, message->signature, seen, now);
	if (why)
		*why = problem ? g_strdup(problem)
			       : g_strdup_printf("signed by %s", person->title);
	return problem ? SIGNED_FAIL : SIGNED_PASS;
}

gboolean
signature_names(const char *text, const char *tag)
{
	gsize length = strlen(tag);

	for (const char *at = strstr(text, tag); at; at = strstr(at + 1, tag))
		if (!g_ascii_isdigit(at[length]) &&
		    (at == text || !g_ascii_isalnum(at[-1])))
			return TRUE;
	return FALSE;
}
