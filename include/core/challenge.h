/*
 * The challenge (design section 5): a one-time code that is mailed to the address on record of
 * whoever a held mail claims to be from. Answered from there within a day, it proves that one
 * mail, once. The store keeps the hash of the code alone.
 */
#pragma once

#include <glib.h>

#define CHALLENGE_LIFE  86400 /* seconds that a code is good for */
#define CHALLENGE_PAUSE 86400 /* seconds between two challenges to one person */

/* A challenge that goes out, to be remembered with the mail it is about. */
typedef struct {
	char *address; /* own; whose code it is: the person's address on record */
	char hash[65]; /* of the code */
	gint64 expires;
} Challenge;

void challenge_free(Challenge *challenge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Challenge, challenge_free)

/* One that went out, found by its code. */
typedef struct {
	gint64 challenge_id;
	gint64 ledger_id; /* the mail that it proves */
	char *address;    /* own */
	gint64 expires;
	gint64 used; /* when it was answered; 0 = not yet */
} AskedChallenge;

void asked_challenge_free(AskedChallenge *asked);

/*
 * The code for ADDRESS about the mail with RAW_HASH: 26 base32 characters, an HMAC-SHA-256 under
 * SECRET cut to 128 bits. SERIAL, which is given once, makes every code another. Own.
 */
char *challenge_code(GBytes *secret, gint64 serial, const char *address, const char *raw_hash);

/* SHA-256 of CODE in hex, as the store knows it. */
void challenge_hash(const char *code, char hash[65]);

/*
 * The code that VISIBLE (the new text above the quote) answers with: its first line that is
 * neither empty nor a greeting is "/confirm CODE" or "/确认 CODE", slash and word optional. NULL
 * for all else: a quoted code answers nothing. Own, lower case.
 */
char *challenge_read(const char *visible);
