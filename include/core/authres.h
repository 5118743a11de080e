/*
 * Authentication-Results (RFC 8601): the full grammar with nested comments and quoted
 * strings, because every shortcut has been used to forge a pass (threat T7).
 */
#pragma once

#include "core/message.h"

#include <glib.h>

typedef enum { DOMAIN_NONE, DOMAIN_PASS, DOMAIN_FAIL } DomainProof;
const char *domain_proof_name(DomainProof proof); /* "none" "pass" "fail" */

/*
 * The verdict on the From domain: from the topmost Authentication-Results field whose
 * authserv-id is one of TRUSTED (own char*; "" trusts a topmost field without id, as Exchange
 * Online writes it). PASS needs the first dmarc= result of that field to be "pass" and its
 * header.from to be FROM's domain; FAIL is a first dmarc=fail, or two dmarc results that
 * differ. All else is NONE. FROM NULL gives NONE. WHY (own; may be NULL) says it in words.
 */
DomainProof authres_judge(const Message *message, GPtrArray *trusted, const char *from, char **why);
