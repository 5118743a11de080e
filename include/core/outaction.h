/* What a mail offers to be answered with: links of its HTML part that fill in the answer. */
#pragma once

#include "core/letter.h"
#include "core/outmail.h"

/* Adds to MAIL the answers that a letter with PART asks TICKET's people for: yes and no to
 * "resolved", 1 to 5 to a document that asks for the score, approval and refusal. Its reply
 * address, subject and references are known. */
void outaction_add(const Decision *decision, const Ticket *ticket, const LetterPart *part,
		   OutMail *mail);
