/*
 * What a checked signature proves (design section 5, threat T23): that one person of the roster
 * wrote this text, lately, and that no mail with it has acted before.
 */
#pragma once

#include "core/policy.h"

typedef enum { SIGNED_NONE, SIGNED_PASS, SIGNED_FAIL } SignatureProof;
const char *signature_proof_name(SignatureProof proof); /* "none" "pass" "fail" */

#define SIGNATURE_LIFE 604800 /* seconds that a signature counts after it was made */
#define SIGNATURE_SKEW 3600   /* seconds that the signer's clock may be ahead */

/*
 * PASS only if the mail as a whole carries a good signature of a key that PERSON's entry names,
 * made within SIGNATURE_LIFE before NOW, and SEEN is FALSE: it has not acted before. NONE if the
 * mail is not signed as a whole or PERSON (NULL: not on the roster) has no keys. WHY (own; may be
 * NULL) says it in words.
 */
SignatureProof signature_judge(const Person *person, const Message *message, gboolean seen,
			       gint64 now, char **why);

/* Does TEXT, which was signed, name the ticket with TAG ("FL#12")? A signature that does not could
 * be carried over to any other ticket. */
gboolean signature_names(const char *text, const char *tag);
