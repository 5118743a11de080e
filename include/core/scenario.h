/*
 * Scenarios: what happens, and what shall come of it, written by whoever wrote the policy
 * (faultline-scenario(5)). Read here, played by desk/rehearsal.
 */
#pragma once

#include "base/timespan.h"

#include <glib.h>

typedef enum {
	STEP_POLICY,
	STEP_AT,
	STEP_AFTER,
	STEP_MAIL,
	STEP_MAIL_FILE,
	STEP_REPLY,
	STEP_EXPECT_TICKET,
	STEP_EXPECT_TICKETS,
	STEP_EXPECT_FACT,
	STEP_EXPECT_LIMIT,
	STEP_EXPECT_ENTRY,
	STEP_EXPECT_MAIL,
} StepKind;

typedef enum {
	PHASE_DUE,
	PHASE_RUNNING,
	PHASE_PAUSED,
	PHASE_MET,
	PHASE_BREACHED,
	PHASE_NONE
} LimitPhase;
const char *limit_phase_name(LimitPhase phase); /* "due", "running", … */

/* One line of a scenario. What a kind does not use is NULL, 0 or empty; lists are never NULL. */
typedef struct {
	StepKind kind;
	int line;
	char *words;         /* own; the line as it stands, without its comment */
	char *day, *time;    /* own; at, expect limit: "2026-11-23" (NULL: the present day), "09:00" */
	Duration duration;   /* after */
	char *name;          /* own; policy and mail file: the file; limit, fact: its name */
	char *who;           /* own; mail, reply, expect mail: a person's title, or an address */
	gint64 number;       /* the ticket; expect tickets: how many */
	int count;           /* expect mail: so many; 0 = no; -1 = at least one */
	char *subject, *to;  /* own; mail; expect mail: held by the subject */
	char *template;      /* own; reply, expect mail */
	gboolean unproven;   /* mail: no server vouches for its domain */
	gboolean hidden;     /* expect entry */
	LimitPhase phase;    /* expect limit */
	char *value;         /* own; expect fact; NULL: unknown */
	GPtrArray *headers;  /* own char*; mail: "Name: value" */
	GPtrArray *pairs;    /* own char*; expect ticket: key, value, key, value; NULL = null */
	GPtrArray *contains, *lacks; /* own char*; expect entry, expect mail */
	char *attaches;      /* own; expect mail: an attachment's name */
	char *text;          /* own; mail, reply: LF lines; "" if none */
} Step;

gboolean step_is_expectation(const Step *step);

typedef struct {
	int line;
	char *message; /* own; what, and the remedy */
} Mistake;

void mistake_free(Mistake *mistake);
void mistake_add(GPtrArray *mistakes, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The keys of "expect ticket", NULL-terminated. */
extern const char *const scenario_ticket_keys[];

/*
 * The steps of TEXT (own Step). MISTAKES (own Mistake) gets all that is wrong, in order; with
 * any the steps are not to be played. A scenario begins with a policy, tells the time with its
 * day before anything happens, and expects something.
 */
GPtrArray *scenario_parse(const char *text, gsize length, GPtrArray *mistakes);

/* The instant that STEP's day and time mean in ZONE; without a day on that of NOW. */
gint64 step_instant(const Step *step, GTimeZone *zone, gint64 now);
