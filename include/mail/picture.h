/* Small pictures inside the text, by which a company's logo is known again. */
#pragma once

#include "mail/mime.h"

/* Sets the hash of each small inline picture of MESSAGE, which lies in RAW. */
void picture_hashes(const RawMail *raw, Message *message);
