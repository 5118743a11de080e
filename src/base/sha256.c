/*
 * By libcrypto, which uses the processor's own instructions: GLib's GChecksum costs more for a
 * mail than parsing it does. Each mail is summed twice (what came, and what makes two mails
 * the same), so it shows.
 */
#include "base/sha256.h"

#include <openssl/evp.h>

struct Sha256 {
	EVP_MD_CTX *context; /* own */
};

/* Looked up once: the look-up costs as much as a short text does. */
static const EVP_MD *
algorithm(void)
{
	static gsize once;

	if (g_once_init_enter(&once)) {
		EVP_MD *found = EVP_MD_fetch(NULL, "SHA256", NULL);

		if (!found)
			g_error("libcrypto has no SHA-256");
		g_once_init_leave(&once, (gsize)found);
	}
	return (const EVP_MD *)once;
}

/* It fails for want of memory only, and GLib ends the program then too. */
static void
must(int done)
{
	if (done != 1)
		g_error("libcrypto cannot reckon SHA-256");
}

Sha256 *
sha256_new(void)
{
	Sha256 *sum = g_new(Sha256, 1);

	sum->context = EVP_MD_CTX_new();
	must(sum->context != NULL);
	must(EVP_DigestInit_ex(sum->context, algorithm(), NULL));
	return sum;
}

void
sha256_free(Sha256 *sum)
{
	if (!sum)
		return;
	EVP_MD_CTX_free(sum->context);
	g_free(sum);
}

void
sha256_add(Sha256 *sum, gconstpointer bytes, gsize length)
{
	must(EVP_DigestUpdate(sum->context, bytes, length));
}

void
sha256_end(Sha256 *sum, char hex[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	guint8 digest[EVP_MAX_MD_SIZE];
	unsigned int length;

	must(EVP_DigestFinal_ex(sum->context, digest, &length));
	for (unsigned int i = 0; i < length; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * length] = '\0';
}

char *
sha256_of_bytes(GBytes *bytes)
{
	g_autoptr(Sha256) sum = sha256_new();
	char hex[SHA256_HEX_SIZE];
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);

	sha256_add(sum, data, length);
	sha256_end(sum, hex);
	return g_strdup(hex);
}
