/* One row a reason. */
#include "core/held.h"

#include <glib.h>

#include "core/identity.h"

static const struct {
	const char *reason, *phrase;
} reasons[] = {
	[HELD_MANY_MAILS] = { "too many mails of this sender within an hour",
			      "held-many-mails" },
	[HELD_MANY_BYTES] = { "too large mails of this sender within a day",
			      "held-many-bytes" },
	[HELD_WRONG_KEYS] = { "too many wrong keys of this sender within an hour",
			      "held-wrong-keys" },
	[HELD_NO_CHALLENGE] = { "it answers no challenge that is open to its sender",
				"held-no-challenge" },
	[HELD_TOO_LARGE] = { "larger than max-message, and not to be answered",
			     "held-too-large" },
};

const char *
held_reason(HeldReason reason)
{
	return reasons[reason].reason;
}

const char *
held_phrase(const char *reason)
{
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_strcmp0(reason, reasons[i].reason) == 0)
			return reasons[i].phrase;
	return identity_held_phrase(reason);
}
