/* Proofs that need more than the mail: the keys of the administrator's keyring. */
#pragma once

#include "desk/service.h"
#include "mail/mime.h"

/* Checks MESSAGE's signature if its sender's entry names keys and desk.keyring is set. */
void proof_check(const Service *service, const RawMail *raw, Message *message);
