/* The values that templates see (templates/README.md). Inner to core/notice. */
#pragma once

#include "core/command.h"
#include "core/notice.h"

/* What this one notice says: words, attachments, limit, reason. ROOM: how many bytes of
 * attachments its mail can still take. Own. */
Slots *notice_words_slots(const Decision *decision, const char *language, const Ticket *ticket,
			  const NoticeWords *words, gint64 room);

/* Adds the desk and TICKET (may be NULL) as it is at the end of the decision. */
void notice_ticket_slots(const Decision *decision, const char *language, const Ticket *ticket,
			 Slots *slots);

/* Adds what is known of TICKET, fact by fact. */
/* BRIEF: the report stands in the mail as it was written: without its words and its sender. */
void notice_fact_slots(const Decision *decision, const char *language, const Ticket *ticket,
		       gboolean brief, Slots *slots);

/* The phrase "PREFIX-WORD" in LANGUAGE, or WORD itself where the catalogue has none. Own. */
char *notice_say(const Decision *decision, const char *language, const char *prefix, const char *word);

/* SPEC as LANGUAGE writes it, without the slash: its first Chinese name for Chinese readers. Foreign. */
const char *notice_command_name(const CommandSpec *spec, const char *language);
/* What SPEC wants after its name, in words; NULL: nothing. Own. */
char *notice_command_argument(const Decision *decision, const char *language,
			      const CommandSpec *spec);

/* What limit NAME of TICKET is called: a milestone's label, "second line: the solution". Own. */
char *notice_limit(const Decision *decision, const char *language, const Ticket *ticket,
		   const char *name);
