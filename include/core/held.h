/* Why a mail is set aside: for the ledger and, as a phrase, for people. */
#pragma once

typedef enum {
	/* whose it is (core/identity) */
	HELD_STRANGER,
	HELD_NOBODY,
	HELD_DISOWNED,
	HELD_NO_KEY,
	HELD_FORGED,
	HELD_UNPROVEN,
	HELD_MONITOR_FORGED,
	HELD_MONITOR_OUTSIDE,
	HELD_CODE_FORGED,
	HELD_CODE_UNPROVEN,
	/* how many there are, and what they bear */
	HELD_MANY_MAILS,
	HELD_MANY_BYTES,
	HELD_WRONG_KEYS,
	HELD_NO_CHALLENGE,
	HELD_TOO_LARGE,
} HeldReason;

/* As it stands in the ledger and the log. Static. */
const char *held_reason(HeldReason reason);

/* The phrase ("held-stranger") that tells REASON, as a ledger has it, with "hold: " before it or
 * without, to people. NULL: there is none, and it is told as it stands. Static. */
const char *held_phrase(const char *reason);
