/*
 * Reply keys. The proof that a mail's sender once received a mail of ours. Must never tell
 * by its time, or by anything else, how near a wrong key came.
 */
#include "core/key.h"

#include "base/text.h"

#include <string.h>

enum {
	MAC_BYTES = 16,
	MAC_LENGTH = 26,    /* of MAC_BYTES in base32 */
	TICKET_DIGITS = 18, /* fits a gint64 */
	GENERATION_DIGITS = 9,
	KEYS_MAX = 64, /* each costs a few hashes: a mail must not be able to order
			  thousands */
};

static const char purposes[] = { KEY_ROUTINE, KEY_APPROVE, KEY_UNDO };

char *
key_mac(GBytes *secret, const char *data, gsize bytes)
{
	guint8 digest[32];
	gsize digest_length = sizeof digest, secret_length;
	gconstpointer secret_data = g_bytes_get_data(secret, &secret_length);
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, secret_data, secret_length);

	g_hmac_update(hmac, (const guchar *)data, strlen(data));
	g_hmac_get_digest(hmac, digest, &digest_length);
	g_hmac_unref(hmac);
	return text_base32(digest, bytes);
}

static char *
make_mac(GBytes *secret, char purpose, gint64 ticket_id, int generation,
	 const char *address)
{
	g_autofree char *bearer = g_ascii_strdown(address, -1);
	g_autofree char *data = g_strdup_printf("%c %" G_GINT64_FORMAT " %d %s", purpose,
						ticket_id, generation, bearer);

	return key_mac(secret, data, MAC_BYTES);
}

char *
key_make(GBytes *secret, char purpose, gint64 ticket_id, int generation,
	 const char *address)
{
	g_autofree char *mac = make_mac(secret, purpose, ticket_id, generation, address);

	return g_strdup_printf("%" G_GINT64_FORMAT "-%d%c-%s", ticket_id, generation,
			       purpose, mac);
}

/* A number as key_make() writes it: no sign, no leading zero. */
static gboolean
parse_number(const char **text, int max_digits, gint64 *number)
{
	const char *c = *text;

	*number = 0;
	while (g_ascii_isdigit(*c) && c - *text < max_digits)
		*number = *number * 10 + (*c++ - '0');
	if (c == *text || g_ascii_isdigit(*c) || (**text == '0' && c - *text > 1))
		return FALSE;
	*text = c;
	return TRUE;
}

/* Lower-cases: some relays change the case of addresses. */
static gboolean
parse_mac(const char **text, char mac[static MAC_LENGTH + 1])
{
	for (int i = 0; i < MAC_LENGTH; i++) {
		char c = g_ascii_tolower((*text)[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '2' && c <= '7'))
			return FALSE;
		mac[i] = c;
	}
	mac[MAC_LENGTH] = '\0';
	*text += MAC_LENGTH;
	return TRUE;
}

gboolean
key_parse(const char *text, Key *key)
{
	gint64 generation;

	if (!parse_number(&text, TICKET_DIGITS, &key->ticket_id) || key->ticket_id == 0 ||
	    *text++ != '-')
		return FALSE;
	if (!parse_number(&text, GENERATION_DIGITS, &generation))
		return FALSE;
	key->generation = (int)generation;
	key->purpose = g_ascii_tolower(*text);
	if (!memchr(purposes, key->purpose, sizeof purposes) || text[1] != '-')
		return FALSE;
	text += 2;
	return parse_mac(&text, key->mac) &&
	       (*text == '\0' || *text == '.' || *text == '@');
}

static gboolean
same_key(gconstpointer a, gconstpointer b)
{
	const Key *one = a, *other = b;

	return one->ticket_id == other->ticket_id && one->generation == other->generation &&
	       one->purpose == other->purpose && strcmp(one->mac, other->mac) == 0;
}

static void
add_key(GPtrArray *keys, const char *text)
{
	Key key;

	if (keys->len < KEYS_MAX && key_parse(text, &key) &&
	    !g_ptr_array_find_with_equal_func(keys, &key, same_key, NULL))
		g_ptr_array_add(keys, g_memdup2(&key, sizeof key));
}

/* After every "+" of the local part, as relays put tags of their own before or behind. */
static void
add_plus_keys(GPtrArray *keys, const char *address)
{
	const char *at = strrchr(address, '@');

	for (const char *plus = strchr(address, '+'); plus && plus < at;
	     plus = strchr(plus + 1, '+'))
		add_key(keys, plus + 1);
}

GPtrArray *
key_find(const char *const *texts)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; texts && texts[i]; i++) {
		add_key(keys, texts[i]);
		add_plus_keys(keys, texts[i]);
	}
	return keys;
}

gboolean
key_verify(const Key *key, GPtrArray *secrets, const char *address)
{
	gboolean verified = FALSE;

	for (guint i = 0; address && secrets && i < secrets->len; i++) {
		g_autofree char *mac = make_mac(secrets->pdata[i], key->purpose,
						key->ticket_id, key->generation, address);

		verified |= text_equal_constant_time(mac, key->mac);
	}
	return verified;
}
