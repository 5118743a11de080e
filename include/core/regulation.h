/*
 * A company's regulation as data: which tickets, when, clocks, facts, documents, monitors,
 * schedules, reports (policy language, sections 3 to 5). config/ makes it, decisions read
 * it. Events are words: "opened", "waiting parts", "changed place", "breach resolve", or a
 * milestone's title; one that is written short ("breach") means all that begin with it.
 */
#pragma once

#include "base/timespan.h"
#include "core/calendar.h"
#include "core/recur.h"
#include "core/regex.h"
#include "core/ticket.h"

#include <glib.h>

/* A template that the policy asks for by name. */
typedef struct {
	char *name;  /* own */
	char *place; /* own; "file:line" */
	char *who;   /* own; what asks for it: document "summary" */
} TemplateName;

void template_name_free(TemplateName *name);

/* One text in several languages: "en: Urgent", "zh_CN: 紧急". */
typedef struct {
	GPtrArray *texts; /* own char*: language (NULL = all), text, language, text, … */
} Label;

/* The text for LANGUAGE ("zh_CN" matches "zh" too), else for all, else TITLE. Foreign. */
const char *label_text(const Label *label, const char *title, const char *language);
/* Is WORD the title or any of the texts, case folded? */
gboolean label_matches(const Label *label, const char *title, const char *word);
void label_clear(Label *label);

/* "fact: value"; value "*" = it is known; of a moment also "past" and "future". */
typedef struct {
	char *name;  /* own */
	char *value; /* own */
} FactPair;

FactPair *fact_pair_new(const char *name, const char *value);
GPtrArray *fact_pairs_new(void); /* empty; own FactPair */

/* The lists of titles of "which tickets". */
typedef enum {
	WHICH_KIND,
	WHICH_CATEGORY,
	WHICH_SYSTEM,
	WHICH_PRIORITY,
	WHICH_TEAM,
	WHICH_TIER,
	N_WHICH_LISTS
} WhichList;

typedef enum { EITHER, YES_ONLY, NO_ONLY } Choice;

/* Which tickets (4.1). What is not set fits every ticket. */
typedef struct {
	char **lists[N_WHICH_LISTS]; /* own; titles; NULL = any */
	Choice important, drill;
	GPtrArray *facts; /* own FactPair; NULL = any */
	char *same;       /* own; a fact, "category", "system", "reporter"; NULL */
	int count;        /* 0: only listed (document) */
	Duration within;
} Which;

void which_clear(Which *which);

/* When (4.2). */
typedef struct {
	char **on;    /* own; events; NULL: the place's own default */
	char **until; /* own; events; NULL: the default of 4.2 */
	Duration delay, every, step;
	int repeat;   /* how often round a ladder; 1 */
	const Calendar *calendar; /* foreign; NULL = round the clock */
} When;

void when_clear(When *when);

typedef struct {
	char *title;   /* own */
	Label label;
	Duration within; /* unset: a named moment without a limit */
	char *after;   /* own; event */
	char **until;  /* own; events; NULL: /done only */
} Milestone;

void milestone_free(Milestone *milestone);

typedef struct {
	char *title;    /* own */
	When when;      /* on: never NULL */
	char **to;      /* own; recipients; NULL */
	int tier;       /* 0 = stays */
	char *template; /* own; NULL: the event's notice, or "call" with a step */
} Escalation;

void escalation_free(Escalation *escalation);

/* "Clocks" (4.3), of a priority or a tier. */
typedef struct {
	const Calendar *calendar; /* foreign; NULL = round the clock */
	Duration respond, resolve; /* unset = none */
	char *resolve_from;        /* own; event; NULL = "opened" */
	GPtrArray *milestones;     /* own Milestone; NULL = none */
	GPtrArray *escalations;    /* own Escalation; NULL = none */
	int warn[8];               /* percent, rising; 0 ends */
	guint pause_on;            /* 1 << WaitReason */
} Clocks;

void clocks_clear(Clocks *clocks);

/* before "STATE" { require, approval } */
typedef struct {
	TicketState state;
	char **require;  /* own; facts; may be empty */
	char **approval; /* own; recipients; may be empty */
} Gate;

void gate_free(Gate *gate);

typedef enum { FACT_TEXT, FACT_MOMENT, FACT_DURATION, FACT_LIST } FactType;

typedef struct {
	char *title; /* own */
	Label label;
	char **match; /* own; words; may be empty */
} FactValue;

void fact_value_free(FactValue *value);

typedef struct {
	char *title;       /* own; also its command */
	Label label;
	char **match;      /* own; further names in a labelled line; may be empty */
	GPtrArray *regex;  /* own Regex; may be empty */
	FactType type;
	GPtrArray *values; /* own FactValue, worst first; empty: any text */
	gboolean in_text;
	gboolean from_mail; /* the reporter may write it in any mail (m of section 6; regex; in-text) */
	gboolean built_in;
} FactSpec;

void fact_spec_free(FactSpec *fact);

/* A table of facts, found by the value of one of them. */
typedef struct {
	char *title;      /* own */
	char *by;         /* own; a fact, or "reporter" */
	char **names;     /* own; the facts of the columns */
	GHashTable *rows; /* own char* (folded key) -> own char** (as names) */
} Lookup;

void lookup_free(Lookup *lookup);

/* A file of the policy that travels with a mail. */
typedef struct {
	char *name, *type; /* own */
	GBytes *bytes;     /* own */
	char hash[65];     /* SHA-256 of the bytes, hex */
} PolicyFile;

void policy_file_free(PolicyFile *file);

typedef struct {
	char *title;    /* own */
	Label label;
	Which which;
	When when;      /* on may be NULL: it only adds to the notice of its name */
	char **to;      /* own; recipients; may be empty */
	char *template; /* own; NULL: its own name if there is one, else "record" */
	char **facts;   /* own; listed, in order; may be empty */
	char **ask;     /* own; facts it asks for; may be empty */
	GPtrArray *attach; /* own PolicyFile; may be empty */
} Document;

void document_free(Document *document);

typedef struct {
	char *title; /* own */
	char **from; /* own; address patterns */
	GPtrArray *problem, *recovery, *host, *service; /* own Regex; may be empty */
} Monitor;

void monitor_free(Monitor *monitor);

/* A recurring duty that opens its own tickets. */
typedef struct {
	char *title; /* own */
	Recur when;
	char *subject, *text; /* own */
	TicketKind kind;
	char *category, *system, *priority, *team; /* own; NULL: rules give it */
	gboolean drill;
} Schedule;

void schedule_free(Schedule *schedule);

typedef enum { PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, N_PERIODS } Period;

typedef struct {
	char *title;    /* own */
	Recur when;
	char **to;      /* own; recipients */
	char *template; /* own; NULL: its own name if there is one, else "monthly" */
	Period period;
	Which which;    /* drill EITHER means no drills here */
} Report;

void report_free(Report *report);

typedef struct {
	Label label;
	GPtrArray *gates; /* own Gate */
} KindSpec;
