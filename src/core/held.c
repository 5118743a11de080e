/* One row a reason. */
#include "core/held.h"

#include <glib.h>
#include <string.h>

static const struct {
	const char *phrase, *reason;
} reasons[] = {
	[HELD_STRANGER] = { "held-stranger", "a stranger's mail is held for a person to "
					     "look at (desk.strangers)" },
	[HELD_NOBODY] = { "held-nobody",
			  "the From field names nobody for certain: as a stranger's" },
	[HELD_DISOWNED] = { "held-disowned",
			    "the sender's domain disowns this mail: as a stranger's" },
	[HELD_NO_KEY] = { "held-no-key",
			  "an engineer's address without the key of this ticket" },
	[HELD_FORGED] = { "held-forged",
			  "an engineer's address, but its domain disowns this mail" },
	[HELD_UNPROVEN] = { "held-unproven",
			    "an engineer's address, not proven by domain" },
	[HELD_MONITOR_FORGED] = { "held-monitor-forged",
				  "a monitor's address, but its domain disowns this mail" },
	[HELD_MONITOR_OUTSIDE] = { "held-monitor-outside",
				   "a monitor's address outside our domains, and nothing "
				   "proves it" },
	[HELD_CODE_FORGED] = { "held-code-forged", "an approver's code, but the sender's "
						   "domain disowns this mail" },
	[HELD_CODE_UNPROVEN] = { "held-code-unproven",
				 "an approver's code, but nothing proves its sender" },
	[HELD_MANY_MAILS] = { "held-many-mails",
			      "too many mails of this sender within an hour" },
	[HELD_MANY_BYTES] = { "held-many-bytes",
			      "too large mails of this sender within a day" },
	[HELD_WRONG_KEYS] = { "held-wrong-keys",
			      "too many wrong keys of this sender within an hour" },
	[HELD_NO_CHALLENGE] = { "held-no-challenge",
				"it answers no challenge that is open to its sender" },
	[HELD_TOO_LARGE] = { "held-too-large",
			     "larger than max-message, and not to be answered" },
};

const char *
held_reason(HeldReason reason)
{
	return reasons[reason].reason;
}

const char *
held_phrase(const char *reason)
{
	/* identity_decide() says its verdict first. */
	if (reason && g_str_has_prefix(reason, "hold: "))
		reason += strlen("hold: ");
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_strcmp0(reason, reasons[i].reason) == 0)
			return reasons[i].phrase;
	return NULL;
}
