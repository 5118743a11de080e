/*
 * OpenPGP and S/MIME signatures, by GPGME and the keys of one GnuPG directory. Nothing is ever
 * fetched, encrypted or decrypted. Blocks while gpg or gpgsm works: some tens of milliseconds.
 */
#pragma once

#include "mail/mime.h"

/* Was the program built with GPGME? Without it no signature is ever good. */
gboolean signature_is_supported(void);

/*
 * Checks MESSAGE's signature, if it has one, against the keys in the directory KEYRING, and
 * writes into it who signed and when, or why it is not good. Whether that is somebody who
 * counts is for core/signature to say.
 */
void signature_verify(const RawMail *raw, Message *message, const char *keyring);
