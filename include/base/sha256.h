/* SHA-256, and the only file that knows which library reckons it. */
#pragma once

#include <glib.h>

typedef struct Sha256 Sha256;

#define SHA256_HEX_SIZE 65 /* with the NUL */

Sha256 *sha256_new(void);
void sha256_free(Sha256 *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sha256, sha256_free)

void sha256_add(Sha256 *sum, gconstpointer bytes, gsize length);

/* The sum in lower-case hex, with its NUL. Nothing may be added any more. */
void sha256_end(Sha256 *sum, char hex[SHA256_HEX_SIZE]);

/* The sum of BYTES in lower-case hex. Own. */
char *sha256_of_bytes(GBytes *bytes);
