/*
 * What GPGME says of a signature, from its structures alone: status lines and other text
 * have been forged (T23). One signature, good, of a key that is neither expired nor
 * revoked; whose key it is is told by its fingerprint, never by a name in it.
 */
#include "mail/signature.h"

#include "config.h"

#include "base/sha256.h"
#include "mail/signed-part.h"

#ifdef HAVE_GPGME
#include <gpgme.h>
#endif

gboolean
signature_is_supported(void)
{
#ifdef HAVE_GPGME
	return TRUE;
#else
	return FALSE;
#endif
}

#ifdef HAVE_GPGME

typedef struct {
	gpgme_ctx_t context;
	gpgme_data_t content, detached;
} Check;

static void
check_clear(Check *check)
{
	if (check->content)
		gpgme_data_release(check->content);
	if (check->detached)
		gpgme_data_release(check->detached);
	if (check->context)
		gpgme_release(check->context);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static void
refuse(Signature *signature, const char *problem)
{
	g_free(signature->problem);
	signature->problem = g_strdup(problem);
}

static gboolean
open_context(Check *check, SignatureKind kind, const char *keyring)
{
	gpgme_protocol_t protocol =
		kind == SIGNATURE_SMIME ? GPGME_PROTOCOL_CMS : GPGME_PROTOCOL_OpenPGP;

	gpgme_check_version(NULL);
	if (gpgme_engine_check_version(protocol) || gpgme_new(&check->context))
		return FALSE;
	gpgme_set_offline(check->context, 1);
	return !gpgme_set_protocol(check->context, protocol) &&
	       !gpgme_ctx_set_engine_info(check->context, protocol, NULL, keyring);
}

static gboolean
open_data(Check *check, GBytes *content, GBytes *detached)
{
	gsize content_size, detached_size;
	const char *content_data = g_bytes_get_data(content, &content_size);
	const char *detached_data = g_bytes_get_data(detached, &detached_size);

	return !gpgme_data_new_from_mem(&check->content, content_data, content_size, 0) &&
	       !gpgme_data_new_from_mem(&check->detached, detached_data, detached_size, 0);
}

/* A signing subkey stands for the key that the administrator knows. */
static char *
primary_fingerprint(gpgme_ctx_t context, const char *fingerprint)
{
	gpgme_key_t key = NULL;
	char *primary;

	if (gpgme_get_key(context, fingerprint, &key, 0) || !key)
		return NULL;
	primary = g_ascii_strup(key->subkeys ? key->subkeys->fpr : fingerprint, -1);
	gpgme_key_unref(key);
	return primary;
}

static const char *
problem_of(gpgme_signature_t found)
{
	const guint bad = GPGME_SIGSUM_RED | GPGME_SIGSUM_KEY_REVOKED |
			  GPGME_SIGSUM_KEY_EXPIRED | GPGME_SIGSUM_SIG_EXPIRED |
			  GPGME_SIGSUM_KEY_MISSING | GPGME_SIGSUM_BAD_POLICY |
			  GPGME_SIGSUM_SYS_ERROR;

	if (!found)
		return "it holds no signature";
	if (found->next)
		return "it holds more than one signature";
	if (gpgme_err_code(found->status) == GPG_ERR_NO_PUBKEY)
		return "the key is not in the keyring";
	if (gpgme_err_code(found->status) == GPG_ERR_BAD_SIGNATURE)
		return "the text is not what was signed";
	if (found->status || found->summary & bad || found->wrong_key_usage ||
	    found->validity == GPGME_VALIDITY_NEVER)
		return "the signature or its key is no longer good";
	return NULL;
}

static void
take_result(const Check *check, Signature *signature)
{
	gpgme_verify_result_t result = gpgme_op_verify_result(check->context);
	gpgme_signature_t found = result ? result->signatures : NULL;
	const char *problem = problem_of(found);
	g_autofree char *signer = NULL;

	if (problem) {
		refuse(signature, problem);
		return;
	}
	signature->at = found->timestamp;
	signer = primary_fingerprint(check->context, found->fpr);
	if (signer)
		signature->signer = g_steal_pointer(&signer);
	else
		refuse(signature, "the key is not in the keyring");
}

void
signature_verify(const RawMail *raw, Message *message, const char *keyring)
{
	Signature *signature = message->signature;
	g_auto(Check) check = { 0 };
	g_autoptr(GBytes) content = NULL;
	g_autoptr(GBytes) detached = NULL;
	g_autofree char *hash = NULL;

	if (!signature)
		return;
	g_clear_pointer(&signature->signer, g_free);
	content = signed_part_content(raw, signature);
	detached = signed_part_signature(raw, signature);
	if (!content || !detached || !open_context(&check, signature->kind, keyring) ||
	    !open_data(&check, content, detached)) {
		refuse(signature, "it could not be checked");
		return;
	}
	hash = sha256_of_bytes(content);
	g_strlcpy(signature->hash, hash, sizeof signature->hash);
	if (gpgme_op_verify(check.context, check.detached, check.content, NULL))
		refuse(signature, "it could not be checked");
	else
		take_result(&check, signature);
}

#else

void
signature_verify(const RawMail *raw, Message *message, const char *keyring)
{
	if (!message->signature)
		return;
	g_free(message->signature->problem);
	message->signature->problem = g_strdup("this build checks no signatures");
}

#endif
