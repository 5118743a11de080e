/* The mail's own header block as the core sees it. */
#pragma once

#include "core/message.h"
#include "mail/scan.h"

/* The fields of SCAN to MESSAGE: headers, addresses, ids, subject; the date is mail/mime's.
 * HINT is a charset seen elsewhere in the mail, for raw 8-bit values, or NULL. */
void head_read(Message *message, const Scan *scan, const char *hint);
