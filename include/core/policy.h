/*
 * The company and its regulation, compiled: what config/ makes from the files and every
 * decision reads. Immutable once made; a reload makes another one and swaps it in.
 */
#pragma once

#include "core/regulation.h"
#include "core/rules.h"

#include <glib.h>

typedef enum { STRANGERS_HOLD, STRANGERS_OPEN, STRANGERS_DROP } Strangers;

typedef struct {
	char *name;             /* own; "IT Service Desk" */
	char *address;          /* own; lower case */
	char **aliases;         /* own */
	char **addresses;       /* own; address and aliases together */
	char *tag;              /* own; "FL" */
	char *language;         /* own */
	GTimeZone *zone;        /* own */
	char **domains;         /* own; lower case */
	Duration confirm_within, reopen_within;
	const Calendar *calendar; /* foreign; in which their working days count; NULL = every day */
	gboolean plus_address;
	Strangers strangers;
	char **alerts;          /* own; recipients */
	gint64 attach_limit, max_message; /* bytes */
	/* Ceilings (core/ceiling); 0 = none */
	int acknowledge_limit; /* acknowledgements to one sender an hour */
	int sender_limit;      /* mails of one sender an hour */
	gint64 sender_size_limit; /* bytes of one sender's mails a day */
	int recipient_limit;   /* automatic mails to one address outside the roster a minute; 0: an
	                          hour's are not counted either */
	int recipient_hour_limit; /* and an hour */
} Desk;

typedef struct {
	char *title;      /* own */
	char *name;       /* own; never NULL: the title by default */
	char **addresses; /* own; lower case, at least one; the first is the one on record */
	char **fingerprints; /* own; of his signing keys, hex, upper case; may be NULL */
	char **roles;     /* own */
	char *language;   /* own; NULL = the desk's */
	char *job, *phone; /* own; for lists of duties and contacts; NULL */
	char **skills;    /* own; categories; may be NULL */
	char *deputy;     /* own; a person's title; NULL */
	char **away;      /* own; "DAY" or "DAY..DAY"; may be NULL */
} Person;

void person_free(Person *person);

typedef struct {
	char *title;        /* own */
	GPtrArray *members; /* foreign Person */
	const Person *manager; /* foreign; NULL */
	char *address;      /* own; a department outside IT: one address; NULL */
	Duration turn;      /* the members take turns so long each; unset = no turns */
	gint64 turn_from;   /* when the first listed one's first turn began */
} Team;

typedef struct {
	char *title;   /* own */
	char *name;    /* own */
	char *address; /* own */
	char *language; /* own; NULL = the desk's */
	char **reference; /* own; regular expressions of his numbers; may be NULL */
} Supplier;

typedef struct {
	int number;
	char *name;     /* own */
	const Team *team; /* foreign; NULL */
	const Supplier *supplier; /* foreign; NULL */
	Clocks clocks;
} Tier;

typedef struct {
	char *title; /* own */
	Label label;
	char **match; /* own; words; may be empty */
	gboolean important;
} System;

typedef struct {
	char *title; /* own */
	Label label;
	char **match; /* own */
	const Team *team; /* foreign; NULL */
} Category;

typedef struct {
	char *title; /* own */
	Label label;
	int rank; /* 1 = highest */
	Clocks clocks;
	GPtrArray *gates; /* own Gate */
} Priority;

/* By what reports are alike. */
enum { OUTAGE_BY_SYSTEM = 1 << 0, OUTAGE_BY_CATEGORY = 1 << 1, OUTAGE_BY_WORDS = 1 << 2 };

/* When many reports are proposed as one outage. */
typedef struct {
	int count;       /* so many; 0 = never */
	Duration within;
	guint by;        /* OUTAGE_BY_* bits */
	char *priority;  /* own; NULL: the highest among them */
	char *team;      /* own; NULL: that of the last one */
} Outage;

typedef struct Policy {
	Desk desk;
	GPtrArray *persons, *teams, *suppliers, *tiers, *systems, *categories; /* own; as listed */
	GPtrArray *priorities; /* own Priority; by rank, then as listed */
	GPtrArray *calendars;  /* own Calendar */
	GPtrArray *trusted_authservs; /* own char*; of all mailboxes; "" = topmost without id (Exchange Online) */
	RuleSet *rules;        /* own */
	GPtrArray *facts;      /* own FactSpec; the built-in ones first, then as listed */
	GPtrArray *lookups;    /* own Lookup */
	GPtrArray *documents;  /* own Document; as listed */
	GPtrArray *monitors;   /* own Monitor */
	GPtrArray *schedules;  /* own Schedule */
	GPtrArray *reports;    /* own Report */
	GPtrArray *gates;      /* own Gate; for all tickets */
	Outage outage;
	GPtrArray *template_names; /* own TemplateName; those that the files name */
	KindSpec kinds[N_KINDS];
} Policy;

/* When LENGTH, the desk's confirm_within or reopen_within, is over that began at FROM: working days
 * in the desk's calendar, everything else on the clock on the wall. */
gint64 desk_until(const Desk *desk, const Duration *length, gint64 from);

/* An empty policy: no rules, no people, domain and address empty, zone UTC, tag "FL". */
Policy *policy_new(void);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

/* By title (case folded); categories and priorities by any label too. NULL if none. Foreign. */
const Person *policy_person(const Policy *policy, const char *title);
const Person *policy_person_by_address(const Policy *policy, const char *address);
/* The address on record of whoever writes from ADDRESS; ADDRESS itself outside the roster. Foreign. */
const char *policy_first_address(const Policy *policy, const char *address);
const Team *policy_team(const Policy *policy, const char *title);
const Report *policy_report(const Policy *policy, const char *title);
const Tier *policy_tier(const Policy *policy, int number);
/* The tier above NUMBER; NULL at the top. */
const Tier *policy_next_tier(const Policy *policy, int number);
const Category *policy_category(const Policy *policy, const char *word);
const System *policy_system(const Policy *policy, const char *word);
const Priority *policy_priority(const Policy *policy, const char *word);
const Supplier *policy_supplier(const Policy *policy, const char *word);
const Document *policy_document(const Policy *policy, const char *title);
const Supplier *policy_supplier_by_address(const Policy *policy, const char *address);
/* By title or any label; among the built-in ones too. */
const FactSpec *policy_fact(const Policy *policy, const char *word);

/* On the roster with a right to work tickets: role engineer, dispatcher, manager or director,
 * or member of a team. */
gboolean policy_is_engineer(const Policy *policy, const Person *person);

/* The language to write to ADDRESS in: the person's, else FALLBACK, else the desk's. Foreign. */
const char *policy_language(const Policy *policy, const char *address, const char *fallback);

/*
 * Who is meant by a name: a person, a team (its members, or its address), a supplier, an address
 * with @, or a role. (core/recipient.h knows the words besides.)
 * Adds Address elements to RECIPIENTS (own), each address once. FALSE if WORD names nobody.
 */
gboolean policy_resolve(const Policy *policy, const char *word, GPtrArray *recipients);
void policy_add_team(const Team *team, GPtrArray *recipients);
/* Every person with ROLE. FALSE if there is none. */
gboolean policy_add_role(const Policy *policy, const char *role, GPtrArray *recipients);
/* The manager of TEAM_TITLE (may be NULL); none: every person with the role "manager". */
void policy_managers(const Policy *policy, const char *team_title, GPtrArray *recipients);
