/*
 * Mails being put together: one a person and ticket, however many notices and documents a
 * decision has for him (policy language 7.7). Inner to the core.
 */
#pragma once

#include "core/decision.h"

typedef struct Letter Letter;

/* No letters yet. Own. */
GPtrArray *letters_new(void);

/* What a letter says about one thing. */
typedef struct {
	const char *name;         /* foreign, outlives the decision; of the notice, document or report */
	const char *template;     /* foreign, likewise */
	const Document *document; /* foreign; its facts, questions and files go with it; NULL */
	const Entry *entry;       /* foreign; its attachments go with it; NULL */
	Tone tone;
	Slots *slots;             /* own; without the ticket's own data */
	const char *about;        /* foreign; of two parts of one name: a limit; NULL */
} LetterPart;

/* The letter to TO about TICKET (may be NULL), made at the first call. Foreign; NULL: he is not
 * to get any (a drill and he is outside; an unacknowledged reporter; no address). */
Letter *letter_to(Decision *decision, const Ticket *ticket, const Address *to);
const char *letter_language(const Letter *letter);
/* How many bytes of attachments it can still take. */
gint64 letter_room(const Decision *decision, const Letter *letter);
/* Adds PART (its slots are taken): notices before documents, the same thing only once. */
void letter_add(const Decision *decision, Letter *letter, LetterPart part);

/* Is it one person who has both addresses? */
gboolean letter_is_same_person(const Decision *decision, const char *one, const char *other);

/* Whom LETTER is to, and about which ticket; 0 = none. Foreign. */
const Address *letter_address(const Letter *letter, gint64 *ticket_id);

/* Turns the letters into mails of the change, which tell the tickets as they then are. */
void letters_finish(Decision *decision);
