/*
 * Facts in the text of mails (policy language 5.3, 7.8): labelled lines, patterns, value words,
 * answers to what was asked. Only new text is read, never what is quoted. Pure.
 */
#pragma once

#include "core/answer.h"
#include "core/fact-write.h"

/* One labelled line. */
typedef struct {
	const FactSpec *fact; /* foreign */
	char *text;           /* own; never empty */
} FactLine;

/*
 * The lines "Name: value" of TEXT whose name is one of FACTS (foreign FactSpec): its title, a
 * label or a `match`. Forgiven: case, full-width forms, spaces and hyphens in the name, a hint in
 * brackets behind it, bullets and numbers before it. The value is the rest of the
 * line and the indented lines below it; where the rest is empty, the lines below up to an empty
 * one or the next labelled one. A name without a value is no line. REST (own; may be NULL) gets
 * the text without them. Own FactLine, in order.
 */
GPtrArray *fact_lines(const GPtrArray *facts, const char *text, char **rest);

/* The facts that a reporter may write in any mail: built-in ones marked so, those with patterns or
 * value words in the text, those that some document asks the reporter for. Own array of foreign
 * FactSpec. */
GPtrArray *facts_from_mail(const Policy *policy);

/* Reads the first mail of TICKET: labelled lines, then what is still unknown from patterns,
 * "since …", value words and, as the symptom, the text itself; then lookups. */
void fact_read_report(const Policy *policy, const Answers *answers, Ticket *ticket,
		      const char *subject, const char *text, const char *by, gint64 now);

/* A later mail. */
typedef struct {
	const Answers *answers; /* foreign; what is yes, no, thanks */
	const GPtrArray *free;  /* foreign FactSpec: what its author may write in any mail */
	const GPtrArray *asked; /* foreign FactSpec: what the mail that it answers asked him for */
	gboolean takes_whole;   /* its text may be the answer as a whole */
	const char *text;       /* foreign */
	const char *by;         /* foreign */
	gint64 now;
} FactReply;

/*
 * Labelled lines may fill what was asked and what is free. Only one of those asked is unknown: the
 * whole text is it. The score is a digit from 1 to 5 (or stars) at the start, what stands behind it
 * the comment. A plain yes, no or thanks is no such text, unless it is one of the fact's values.
 * How many were written. REST (own; may be NULL): what was none of them.
 */
guint fact_read_reply(const Policy *policy, Ticket *ticket, const FactReply *reply, char **rest);
