/*
 * One-time codes. They are made from the secret and the mail's serial, so that the decision
 * needs no randomness and nobody without the secret can guess one. A code counts only where
 * a person wrote it himself: never in a quote, which every automatic answer carries.
 */
#include "core/challenge.h"

#include <string.h>

#include "base/text.h"
#include "core/command.h"
#include "core/key.h"

enum { CODE_BYTES = 16, CODE_LENGTH = 26 };

/* Behind the slash, folded. */
static const char *const words[] = { "confirm", "确认", NULL };

void
challenge_free(Challenge *challenge)
{
	if (!challenge)
		return;
	g_free(challenge->address);
	g_free(challenge);
}

void
asked_challenge_free(AskedChallenge *asked)
{
	if (!asked)
		return;
	g_free(asked->address);
	g_free(asked);
}

char *
challenge_code(GBytes *secret, gint64 serial, const char *address, const char *raw_hash)
{
	g_autofree char *bearer = g_ascii_strdown(address, -1);
	/* No key has a purpose of this name: a code is never a key, nor a key a code. */
	g_autofree char *data = g_strdup_printf("challenge %" G_GINT64_FORMAT " %s %s",
						serial, bearer, raw_hash);

	return key_mac(secret, data, CODE_BYTES);
}

void
challenge_hash(const char *code, char hash[65])
{
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, code, -1);

	g_strlcpy(hash, sum, 65);
}

static gboolean
is_code(const char *text)
{
	gsize length = strspn(text, "abcdefghijklmnopqrstuvwxyz234567");

	return length == CODE_LENGTH && !text[length];
}

/* Behind "/confirm", and what people put after a word; LINE is folded. */
static const char *
skip_word(const char *line)
{
	const char *text = line;

	if (*text == '/')
		text++;
	else if (g_str_has_prefix(text, "／"))
		text += strlen("／");
	for (guint i = 0; words[i]; i++)
		if (g_str_has_prefix(text, words[i]))
			return text + strlen(words[i]);
	return text == line ? line : NULL;
}

static char *
read_line(const char *line)
{
	g_autofree char *folded = text_fold(line);
	const char *rest = skip_word(g_strstrip(folded));
	g_autofree char *code = NULL;

	if (!rest)
		return NULL;
	while (*rest && (*rest == ':' || g_str_has_prefix(rest, "：") ||
			 g_unichar_isspace(g_utf8_get_char(rest))))
		rest = g_utf8_next_char(rest);
	code = g_strdup(rest);
	g_strchomp(code);
	if (g_str_has_suffix(code, "."))
		code[strlen(code) - 1] = '\0';
	return is_code(code) ? g_steal_pointer(&code) : NULL;
}

char *
challenge_read(const char *visible)
{
	const char *line = visible;
	gboolean greeted = FALSE;

	while (line && *line) {
		const char *end = strchr(line, '\n');
		g_autofree char *one = end ? g_strndup(line, end - line) : g_strdup(line);

		line = end ? end + 1 : NULL;
		if (!*g_strstrip(one))
			continue;
		if (!greeted && command_is_greeting(one)) {
			greeted = TRUE;
			continue;
		}
		return read_line(one);
	}
	return NULL;
}
