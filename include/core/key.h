/*
 * Reply keys: "<ticket>-<generation><purpose>-<26 base32, lower case>", a 128-bit HMAC-SHA-256
 * over purpose, ticket, generation and the person's first address (design section 5). A key
 * proves that its bearer received our mail; it is bound to one person, ticket and purpose.
 */
#pragma once

#include <glib.h>

#define KEY_ROUTINE 'r' /* all routine acts */
#define KEY_UNDO    'u' /* taking back what commands did; single use, an hour */
#define KEY_APPROVE 'a' /* approval: with a stored nonce, single use, 7 days */

typedef struct {
	gint64 ticket_id;
	int generation;
	char purpose;
	char mac[27]; /* 26 base32 characters */
} Key;

/* The text of the key for ADDRESS (its ASCII letters are lower-cased first). Own. */
char *key_make(GBytes *secret, char purpose, gint64 ticket_id, int generation, const char *address);

/* HMAC-SHA-256 (RFC 2104) of DATA under SECRET, its first BYTES (up to 32) in base32. Whoever
 * uses it begins DATA with a word of his own, so that nothing is a proof of two things. Own. */
char *key_mac(GBytes *secret, const char *data, gsize bytes);

/* Does TEXT begin with the form of a key that ends at a "." "@" or the end? Fills KEY. */
gboolean key_parse(const char *text, Key *key);

/* The keys in the ids and addresses of a mail, each once, in order, at most 64. TEXTS: NULL-terminated;
 * in an address only what follows "+" in the local part is looked at. Elements: own Key*. */
GPtrArray *key_find(const char *const *texts);

/* Is KEY the one for ADDRESS under any of SECRETS (GBytes)? Constant time in the compare. */
gboolean key_verify(const Key *key, GPtrArray *secrets, const char *address);
