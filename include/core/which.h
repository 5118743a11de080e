/*
 * "Which tickets" (policy language 4.1): the conditions that rules, documents and reports share.
 * One table row each.
 */
#pragma once

#include "core/regulation.h"

typedef struct Policy Policy;
typedef struct Decision Decision;

/* "Cannot tell" is not "no" (reliability; libraries 2.6). */
typedef enum { MATCH_NO, MATCH_YES, MATCH_ERROR } Match;

/* What a ticket is held against. */
typedef struct {
	const Policy *policy; /* foreign */
	Decision *decision;   /* foreign; for other tickets; NULL: there are none */
	const Ticket *ticket; /* foreign */
} WhichView;

guint which_size(void);
/* "kind", "important", "fact", … Static. */
const char *which_name(guint option);
gboolean which_is_set(const Which *which, guint option);
/* Does OPTION of WHICH, which is set, hold? WHY gets the reason. */
Match which_test(const Which *which, guint option, const WhichView *view, GString *why);

/* Do all that are set hold? */
gboolean which_holds(const Which *which, const WhichView *view);

/* What TICKET has for SAME (which->same): a fact's value, its category …; NULL if nothing. Foreign. */
const char *which_value(const char *same, const Ticket *ticket);

/* The other tickets with the same value as this one (which->same), opened within which->within
 * (0: ever), no drills, of the kinds asked for. Own array of foreign Ticket; empty if there is
 * no value. */
GPtrArray *which_same(const Which *which, const WhichView *view);
