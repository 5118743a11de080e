/*
 * Which ticket is a mail about? By key, then In-Reply-To, then any id in References (nearest
 * first), then the tag in the subject. This only routes; identity decides what it may do.
 */
#pragma once

#include "core/message.h"

typedef enum { THREAD_NONE, THREAD_KEY, THREAD_REFERENCES, THREAD_SUBJECT } ThreadEvidence;
const char *thread_evidence_name(ThreadEvidence evidence); /* "none" "key" "references" "subject" */

/* What the store is asked about a mail before it is decided (design section 1). */
typedef struct {
	GPtrArray *ids;     /* own char*; In-Reply-To first, then References from the nearest; at
	                       most 200 */
	GPtrArray *keys;    /* own Key; every key found, right or wrong; those in addresses first */
	GArray *numbers;    /* gint64; ticket numbers in the subject's tag; at most 10 */
	char *from;         /* own; strict From; NULL */
	char *bearer;       /* own; whom a key must be for: FROM, until the caller, who knows the
	                       roster, puts the person's first address here; NULL */
	char *bounced_id;   /* own; NULL */
	int sender_limit;   /* so many mails of FROM are counted; 0 = none need be */
	gboolean sender_size; /* … and what they weigh */
	char *signature_hash; /* own; of the text that it was signed with; NULL */
	char *code_hash;    /* own; of the one-time code that it answers with; NULL */
	GPtrArray *pictures; /* own char*; hashes of small inline pictures; NULL: none */
	char *alike;        /* own; what a decision will ask with ASK_ALIKE if the mail opens a
	                       ticket, so that it need not be made twice; NULL: nothing */
} Questions;

void questions_free(Questions *questions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Questions, questions_free)

/* TAG is the desk's ("FL"): "[FL#12]" in the subject, also "FL#12", "【FL#12】", full-width ＃. */
Questions *thread_questions(const Message *message, const char *tag);

typedef struct {
	gint64 ticket_id;        /* 0 = none */
	ThreadEvidence evidence;
	gboolean key_verified;   /* evidence is THREAD_KEY and the key is FROM's own */
	gboolean known_id;       /* an id of this ticket is quoted, whatever else */
} ThreadResult;

/*
 * ANSWERS maps the ids that the store knows to tickets (char* -> gint64*). GENERATION gives a
 * ticket's key generation, 0 if there is no such ticket. A key counts as evidence only if it is
 * a routine key of the ticket's present generation and verifies for the bearer. With a wrong
 * key the ids still route, then the ticket that it names (THREAD_REFERENCES, and no proof).
 */
typedef int (*GenerationOf)(gint64 ticket_id, gpointer data);
ThreadResult thread_find(const Questions *questions, GHashTable *answers, GPtrArray *secrets,
			 GenerationOf generation, gpointer data);

/* SUBJECT without the desk's tag (in brackets anywhere, bare at the beginning) and without
 * reply and forward prefixes of any language ("Re: AW: 回复：转发："), and without labels of
 * gateways at the beginning. One line, own. */
char *thread_bare_subject(const char *subject, const char *tag);

/* LINE behind the labels that gateways put on mail from outside: "[EXTERNAL] ". Foreign. */
const char *thread_skip_labels(const char *line);
