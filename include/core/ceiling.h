/*
 * Ceilings: how much of anything one sender can set going, and how much mail goes out by
 * itself. What is beyond is held, waits or is left unsaid; it is never lost. 0 = no ceiling.
 */
#pragma once

#include "core/outmail.h"
#include "core/policy.h"
#include "core/snapshot.h"

#define CEILING_WINDOW  600   /* seconds over which the breaker counts */
#define CEILING_TELL    86400 /* seconds between two alerts about floods */
#define WRONG_KEYS_MAX  20    /* of one sender an hour; beyond them he gets no answer */
#define HELD_LINES_MAX  100   /* of the daily summary */

/* May this sender be acknowledged once more within the hour (desk.acknowledge-limit)? */
gboolean ceiling_may_acknowledge(const Policy *policy, const Snapshot *snapshot);

/* Has this sender had all the mails of an hour (desk.sender-limit), or all the bytes of a day
 * (desk.sender-size-limit)? */
typedef enum { SENDER_WITHIN, SENDER_MANY_MAILS, SENDER_MANY_BYTES } SenderCeiling;

SenderCeiling ceiling_of_sender(const Policy *policy, const Snapshot *snapshot);

/* Does this sender try out keys (threat T4)? */
gboolean ceiling_is_guessing(const Snapshot *snapshot);

/* How many automatic mails a minute may go to MAIL's recipient (desk.recipient-limit); 0 = any
 * number: the roster, and what a person wrote. */
int ceiling_per_minute(const Policy *policy, const OutMail *mail);
/* The same an hour (desk.recipient-hour-limit). */
int ceiling_per_hour(const Policy *policy, const OutMail *mail);

/* The circuit breaker of all automatic mail. */
typedef enum { BREAKER_KEEP, BREAKER_STOP, BREAKER_RESUME } BreakerStep;

typedef struct {
	int limit;      /* automatic mails within CEILING_WINDOW */
	gint64 written; /* so many were, within it and since the last resuming */
	gint64 stopped; /* since when none is sent; 0 = they are */
	gint64 before;  /* when that ended by itself last; 0 = never */
} Breaker;

/*
 * Stops when more than the limit were written. Resumes by itself when the flood has ended (no
 * more than a tenth of the limit for a whole window), but only once a day: a loop would go on in
 * pieces for ever, so the second time it waits for the administrator.
 */
BreakerStep ceiling_breaker(const Breaker *breaker, gint64 now);

/* LINES (HeldLine) for people: those of one sender with one reason become one, "(+ 12)" behind
 * its subject; at most HELD_LINES_MAX, and a last one that counts the rest. Own HeldLine. */
GPtrArray *ceiling_summarise(const GPtrArray *lines);
