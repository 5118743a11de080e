/* Why a mail is set aside, beside what core/identity says: for the ledger and, as a phrase, for
 * people. */
#pragma once

typedef enum {
	HELD_MANY_MAILS,
	HELD_MANY_BYTES,
	HELD_WRONG_KEYS,
	HELD_NO_CHALLENGE,
	HELD_TOO_LARGE,
} HeldReason;

/* As it stands in the ledger and the log. Static. */
const char *held_reason(HeldReason reason);

/* The phrase ("held-stranger") that tells REASON, as a ledger has it, to people; those of
 * core/identity too. NULL: there is none, and it is told as it stands. Static. */
const char *held_phrase(const char *reason);
