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
	GPtrArray *ids;     /* own char*; In-Reply-To first, then References from the nearest */
	GPtrArray *keys;    /* own Key; every key found, right or wrong */
	GArray *numbers;    /* gint64; ticket numbers in the subject's tag */
	char *from;         /* own; strict From; NULL */
	char *bounced_id;   /* own; NULL */
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
 * ANSWERS maps the ids that the store knows to tickets (char* -> gint64*), EXISTS says whether
 * a ticket number is one, GENERATION gives a ticket's key generation (0 if there is none). A
 * key counts as evidence only if it verifies for FROM; with a wrong key the ids still route.
 */
typedef int (*GenerationOf)(gint64 ticket_id, gpointer data);
ThreadResult thread_find(const Questions *questions, GHashTable *answers, GPtrArray *secrets,
			 GenerationOf generation, gpointer data);

/* SUBJECT without the desk's tag and without reply and forward prefixes of any language
 * ("Re: AW: 回复：转发："). One line, own. */
char *thread_bare_subject(const char *subject, const char *tag);
