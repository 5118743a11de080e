/* Delivery reports: RFC 3464's, and the free text that other mailers write. */
#pragma once

#include "core/message.h"
#include "mail/part.h"

/* Fills is_report, report_type, bounce and bounced_id of MESSAGE, whose headers and text
 * are set. A mail that is no delivery report leaves bounce empty. */
void dsn_read(const Part *root, const RawMail *raw, Message *message);
