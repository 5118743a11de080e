/* What the files of the rehearsal share. Inner to them. */
#pragma once

#include "core/scenario.h"
#include "desk/intake.h"
#include "desk/rehearsal.h"
#include "store/store-outbox.h"

/* A mail of the desk as its reader gets it. */
typedef struct {
	OutboxMail *mail; /* own */
	Message *message; /* own; without its attachments */
	GPtrArray *parts; /* own OutPart; what it tells of */
} Captured;

void captured_free(Captured *captured);

typedef struct {
	const char *file;   /* foreign; the scenario's */
	GPtrArray *steps;   /* own Step */
	Service *service;   /* own */
	Intake *intake;     /* own; from the first instant on */
	GPtrArray *mails;   /* own Captured; all, in order */
	guint fresh;        /* where those of the last step that is no expectation begin */
	guint n_written;    /* mails that people wrote, without those from files */
	guint32 uid;        /* of the last mail that came in */
	gint64 next_daily;
	GHashTable *parts;  /* own Message-ID -> own GPtrArray of OutPart; not captured yet */
	GHashTable *events; /* own gint64* ticket -> how many events of it were told */
	char *heading;      /* own; waits for something to be told under it; NULL */
	RehearsalTell tell;
	gpointer data;
	RehearsalScore *score; /* foreign */
} Rehearsal;

/* A line of the transcript, below the heading. */
void rehearsal_tell(Rehearsal *rehearsal, RehearsalNote note, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* STEP did not come out as it should; INSTEAD (several lines perhaps) says what did. */
void rehearsal_fail(Rehearsal *rehearsal, const Step *step, const char *instead);

/* The instant AT for people, in the desk's zone, with seconds. Own. */
char *rehearsal_time(const Rehearsal *rehearsal, gint64 at);

/* Is ADDRESS one of WHO, a person's title or an address? */
gboolean rehearsal_is_who(const Rehearsal *rehearsal, const char *who, const char *address);

/* Is PART notice, document or report NAME, or has it that template? */
gboolean captured_is_part(const OutPart *part, const char *name);
/* The part of MAIL that is notice, document or report NAME, or has that template. Foreign; NULL. */
const OutPart *captured_part(const Captured *mail, const char *name);

/* Service.watch: keeps the parts of MAIL for the Rehearsal DATA. */
void rehearsal_watch(const OutMail *mail, gpointer data);

/* Sends the outbox empty, into rehearsal->mails. */
gboolean rehearsal_capture(Rehearsal *rehearsal, GError **error);

/* The raw mail of STEP, a mail or a reply. For a reply without anything to answer NULL
 * without an error. */
GBytes *rehearsal_write(Rehearsal *rehearsal, const Step *step);

/* What is wrong with the step's references to the policy; nothing has been played yet. */
void rehearsal_check(const Rehearsal *rehearsal, GPtrArray *mistakes);

/* Looks whether STEP's expectation holds, tells and counts it. FALSE only on the store's
 * errors. */
gboolean rehearsal_expect(Rehearsal *rehearsal, const Step *step, GError **error);

#define REHEARSAL_AUTHSERV "rehearsal.invalid"
