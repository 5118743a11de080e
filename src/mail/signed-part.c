/*
 * The signed bytes are found in the raw mail by its boundary, never by writing a parsed
 * part anew: what a parser has understood is not what was signed.
 */
#include "mail/signed-part.h"

#include <string.h>

#include "mail/transfer.h"

enum {
	SIGNED_MAX = 8 * 1024 * 1024, /* larger mails are not checked */
	SIGNATURE_MAX = 64 * 1024,
	DELIMITERS = 3, /* before the content, before the signature, at the end */
};

static const struct {
	const char *type;
	SignatureKind kind;
} kinds[] = {
	{ "application/pgp-signature", SIGNATURE_OPENPGP },
	{ "application/pkcs7-signature", SIGNATURE_SMIME },
	{ "application/x-pkcs7-signature", SIGNATURE_SMIME },
};

static gboolean
find_kind(const Part *part, SignatureKind *kind)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(part->type, kinds[i].type) == 0) {
			*kind = kinds[i].kind;
			return TRUE;
		}
	}
	return FALSE;
}

/* A line of the boundary: where it begins, and what is behind it. */
typedef struct {
	gsize start, end;
	gboolean closes;
} Delimiter;

/* Is the line of LENGTH at TEXT the delimiter "--BOUNDARY" or "--BOUNDARY--"? */
static gboolean
is_delimiter(const char *text, gsize length, const char *boundary, gboolean *closes)
{
	gsize size = strlen(boundary);

	while (length && strchr(" \t\r\n", text[length - 1]))
		length--;
	if (length < size + 2 || memcmp(text, "--", 2) != 0 ||
	    memcmp(text + 2, boundary, size) != 0)
		return FALSE;
	*closes = length == size + 4 && memcmp(text + 2 + size, "--", 2) == 0;
	return *closes || length == size + 2;
}

/* All delimiter lines of TEXT, at most one more than there may be. */
static guint
find_delimiters(const char *text, gsize length, const char *boundary,
		Delimiter found[static DELIMITERS + 1])
{
	guint n = 0;
	gsize at = 0;

	while (at < length && n <= DELIMITERS) {
		const char *newline = memchr(text + at, '\n', length - at);
		gsize end = newline ? (gsize)(newline - text) + 1 : length;

		if (is_delimiter(text + at, end - at, boundary, &found[n].closes)) {
			found[n].start = at;
			found[n].end = end;
			n++;
		}
		at = end;
	}
	return n;
}

/* The line break before a delimiter belongs to it (RFC 2046, 5.1.1). */
static gsize
before(const char *text, gsize start, gsize from)
{
	if (start > from && text[start - 1] == '\n')
		start--;
	if (start > from && text[start - 1] == '\r')
		start--;
	return start;
}

/* Does all that anybody could read of PART lie between FROM and TO? Two readers who part a
 * mail differently must not make unsigned text look signed. */
static gboolean
lies_within(const Part *part, gint64 from, gint64 to)
{
	if (part->prologue)
		return FALSE;
	for (guint i = 0; i < part->children->len; i++)
		if (!lies_within(part->children->pdata[i], from, to))
			return FALSE;
	return part->children->len > 0 ||
	       (part->offset >= from && part->offset + part->length <= to);
}

void
signed_part_find(const Part *root, const RawMail *raw, gint64 body, Message *message)
{
	Delimiter at[DELIMITERS + 1];
	gint64 length = raw->size - body;
	g_autofree char *boundary = NULL;
	g_autofree char *text = NULL;
	const Part *signature;
	SignatureKind kind;

	if (strcmp(root->type, "multipart/signed") != 0 || root->children->len != 2 ||
	    length <= 0 || length > SIGNED_MAX)
		return;
	signature = root->children->pdata[1];
	boundary = part_parameter(root, "Content-Type", "boundary", NULL);
	if (!boundary || !*boundary || !find_kind(signature, &kind) ||
	    signature->children->len || signature->length > SIGNATURE_MAX)
		return;
	text = g_malloc(length);
	length = raw_read(raw, body, text, length);
	if (find_delimiters(text, length, boundary, at) != DELIMITERS || at[0].closes ||
	    at[1].closes || !at[2].closes)
		return;
	if (!lies_within(root->children->pdata[0], body + at[0].end, body + at[1].start) ||
	    !lies_within(signature, body + at[1].end, body + at[2].start))
		return;
	message->signature = g_new0(Signature, 1);
	message->signature->kind = kind;
	message->signature->content = body + at[0].end;
	message->signature->content_length =
		before(text, at[1].start, at[0].end) - at[0].end;
	message->signature->detached = signature->offset;
	message->signature->detached_length = signature->length;
	message->signature->encoding = signature->encoding;
}

GBytes *
signed_part_content(const RawMail *raw, const Signature *signature)
{
	gsize length = signature->content_length;
	g_autofree char *bytes = g_malloc(length + 1);
	GString *lines = g_string_sized_new(length + length / 32 + 1);

	if (raw_read(raw, signature->content, bytes, length) != length) {
		g_string_free(lines, TRUE);
		return NULL;
	}
	for (gsize i = 0; i < length; i++) {
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			g_string_append_c(lines, '\r');
		g_string_append_c(lines, bytes[i]);
	}
	return g_string_free_to_bytes(lines);
}

GBytes *
signed_part_signature(const RawMail *raw, const Signature *signature)
{
	gsize length = signature->detached_length;
	g_autofree char *bytes = g_malloc(length + 1);

	if (raw_read(raw, signature->detached, bytes, length) != length)
		return NULL;
	return g_string_free_to_bytes(transfer_decode(bytes, length, signature->encoding));
}
