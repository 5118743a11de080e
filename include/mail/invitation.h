/* What a calendar part says, as text, for mails that say nothing else. */
#pragma once

/* ICS (iCalendar, valid UTF-8): summary, time, place and description of its first event, a line
 * each, as they stand there; "" if there is none. Own. */
char *invitation_text(const char *ics);
