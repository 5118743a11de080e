/*
 * Where a signed mail's signed bytes lie (RFC 1847). Only the mail as a whole counts: a signed
 * part within another mail or beside other parts proves nothing of what stands around it (T23).
 */
#pragma once

#include "mail/part.h"

/*
 * Sets MESSAGE's signature if ROOT is a multipart/signed of exactly two parts, the second a
 * detached signature, and between the boundaries from BODY on nothing else is found. Otherwise
 * it stays NULL.
 */
void signed_part_find(const Part *root, const RawMail *raw, gint64 body, Message *message);

/* The bytes that were signed, their lines ended by CRLF, and the signature; NULL if they cannot
 * be read. Own. */
GBytes *signed_part_content(const RawMail *raw, const Signature *signature);
GBytes *signed_part_signature(const RawMail *raw, const Signature *signature);
