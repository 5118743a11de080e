/*
 * Documents of a regulation: mails at an event, with facts, questions and files; and what a
 * document adds to the notice of its name (policy language 5.3). Inner to the core.
 */
#pragma once

#include "core/decision.h"

/* Sends DOCUMENT about TICKET, if the ticket is one of those it is for, and, if it asks, while
 * something is missing and to whom it did not ask yet. */
void document_send(Decision *decision, const Document *document, Ticket *ticket);

/* The document called as NOTICE that adds to it for TICKET. Foreign; NULL. */
const Document *document_of_notice(Decision *decision, const char *notice, const Ticket *ticket);

/* Adds to TO (own Address) whom that document names besides. */
void document_add_recipients(Decision *decision, const char *notice, const Ticket *ticket,
			     GPtrArray *to);

/* Puts in what DOCUMENT says of TICKET (NULL: nothing). */
void document_slots(Decision *decision, const Document *document, const Ticket *ticket,
		    const char *language, Slots *slots);

/* What was done to TICKET, for people, as list `log`. */
void document_add_log(Decision *decision, const Ticket *ticket, const char *language, Slots *slots);

/* The template that says what DOCUMENT says, in any language. Foreign. */
const char *document_template(const Decision *decision, const Document *document);

/* Which facts of DOCUMENT->ask are unknown. Own array of foreign words. */
GPtrArray *document_missing(const Document *document, const Ticket *ticket);
