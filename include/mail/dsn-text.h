/* Delivery reports in free text, as qmail, Exim, Yahoo, OpenSMTPD and others write them, and the
 * codes within a line of any report. */
#pragma once

#include "core/message.h"

/*
 * Adds to bounce of MESSAGE who is named in its text, and sets bounced_id from the copy below
 * it. Only for a mail that comes from a mail system and speaks of a failed delivery; else
 * nothing. Where recipients are known already, their missing codes are filled in.
 */
void dsn_text_read(Message *message);

/* The enhanced status that TEXT (LENGTH) gives as reason: "550 5.1.1", "(#5.1.1)", "5.1.1"; NULL
 * if none. Own. */
char *dsn_text_status(const char *text, gsize length);

/* Does STATUS (LENGTH) say no more than its class, or that the time was up? */
gboolean dsn_status_is_vague(const char *status, gsize length);
