/* The marks of OpenPGP and S/MIME: encrypted and is_signed of a message. */
#pragma once

#include "core/message.h"
#include "mail/part.h"

/* What PART itself says. */
void crypto_note(Message *message, const Part *part);

/* What the parts of a mail within the mail say: of a forwarded mail that is encrypted
 * nothing can be read either, so it counts. */
void crypto_note_enclosed(Message *message, const Part *part);

/* What stands in the text between "-----BEGIN PGP …-----" lines. */
void crypto_note_armour(Message *message);
