/*
 * Tickets that are like another: words in common, weighed by how rare they are (tf-idf), so
 * that earlier faults and what solved them are found again. Latin words whole, Chinese by
 * pairs of characters.
 */
#pragma once

#include "core/decision.h"

/* The words of TEXT that may tell it apart, folded, each once, at most MAX. Own char*. */
GPtrArray *similar_words(const char *text, guint max);

/* What a ticket is about: subject, how its symptom begins, category, system, device, cause. Own. */
char *similar_text(const Ticket *ticket);

/*
 * Those of TICKETS (Ticket) that are like TEXT, solved ones before others, the most similar
 * first, at most MAX. Own array of foreign Ticket. THRESHOLD: 0 = all that have a word in
 * common, 1 = the same words only.
 */
GPtrArray *similar_rank(const char *text, const GPtrArray *tickets, double threshold, guint max);

/* What the store is asked so that similar_propose() can answer for a ticket with SUBJECT: the VALUE
 * of ASK_ALIKE. Own; NULL: it asks nothing. */
char *similar_question(const Policy *policy, const char *subject);

/* Solved tickets that are like TICKET, a new one, for those who are to work on it: at most three,
 * and none where the policy itself says which earlier ones go with that notice. Own array of
 * foreign Ticket. */
GPtrArray *similar_propose(Decision *decision, const Ticket *ticket);
