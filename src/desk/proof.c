/* Only a mail in the name of somebody with keys is checked: gpg is no tool for strangers.
 */
#include "desk/proof.h"

#include "mail/signature.h"

void
proof_check(const Service *service, const RawMail *raw, Message *message)
{
	const Person *person =
		policy_person_by_address(service_policy(service), message->from_strict);

	if (message->signature && service->config->keyring && person &&
	    person->fingerprints && person->fingerprints[0])
		signature_verify(raw, message, service->config->keyring);
}
