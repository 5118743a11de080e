/*
 * Exercises: the IMAP parser, whole and cut into pieces of any size (the first byte says
 * which), sets of UIDs, dates and names of mailboxes. Holds that the cuts do not change
 * what is seen, that a body has the length that was said, and that UIDs come sorted.
 */
#include "mail/imap-parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Small, so that a fuzzer's small inputs reach them. */
#define MAX_LINE    300
#define MAX_LITERAL 200
#define MAX_UIDS    50

typedef struct {
	GChecksum *seen;
	gint64 body; /* bytes of it so far */
} Watch;

static void
see(Watch *watch, const char *text)
{
	g_checksum_update(watch->seen, (const guchar *)(text ? text : "-"), -1);
	g_checksum_update(watch->seen, (const guchar *)"|", 1);
}

static void
check_uids(const ImapResponse *response)
{
	g_autoptr(GArray) uids = imap_parse_uids(response, MAX_UIDS);

	g_assert_true(!uids || uids->len <= MAX_UIDS);
	for (guint i = 1; uids && i < uids->len; i++)
		g_assert_cmpuint(g_array_index(uids, guint32, i - 1), <,
				 g_array_index(uids, guint32, i));
}

static void
watch_line(Watch *watch, const ImapResponse *response)
{
	const char *words[] = { response->tag, response->code, response->text,
				response->name, response->rest };
	gint64 at;

	g_assert_nonnull(response->rest);
	g_assert_true((response->kind == IMAP_TAGGED) == (response->tag != NULL));
	g_assert_cmpint(response->has_body ? response->body_length : 0, ==, watch->body);
	g_assert_true(!response->has_uid || response->uid > 0);
	g_assert_cmpint(response->size, >=, 0);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_assert_true(!words[i] || strlen(words[i]) <= MAX_LINE);
		see(watch, words[i]);
	}
	watch->body = 0;
	check_uids(response);
	imap_parse_date(response->rest, &at);
}

/* FALSE when it is broken. */
static gboolean
watch_events(ImapParser *parser, Watch *watch)
{
	ImapResponse response;
	const char *chunk, *error;
	gsize length;

	for (;;) {
		switch (imap_parser_next(parser, &response, &chunk, &length, &error)) {
		case IMAP_NEED_MORE:
			return TRUE;
		case IMAP_LITERAL:
			g_assert_cmpuint(length, >, 0);
			watch->body += length;
			g_assert_cmpint(watch->body, <=, MAX_LITERAL + MAX_LINE);
			/* What came of a body before the end of the input, or of the
			 * protocol, depends on the cuts: it is not looked at. */
			break;
		case IMAP_LINE:
			watch_line(watch, &response);
			break;
		case IMAP_BROKEN:
			see(watch, error);
			return FALSE;
		}
	}
}

static char *
watch_all(const guint8 *bytes, gsize size, gsize piece)
{
	g_autoptr(ImapParser) parser = imap_parser_new(MAX_LINE, MAX_LITERAL);
	g_autoptr(GChecksum) seen = g_checksum_new(G_CHECKSUM_SHA256);
	Watch watch = { .seen = seen };

	for (gsize at = 0; at < size; at += piece) {
		gsize length = MIN(piece, size - at);
		g_autofree char *copy = g_memdup2(bytes + at, length);

		imap_parser_feed(parser, copy, length);
		if (!watch_events(parser, &watch))
			break;
	}
	return g_strdup(g_checksum_get_string(seen));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *whole = NULL, *cut = NULL, *name = NULL, *quoted = NULL;

	if (!size)
		return 0;
	whole = watch_all(data + 1, size - 1, size);
	cut = watch_all(data + 1, size - 1, 1 + data[0] % 64);
	g_assert_cmpstr(whole, ==, cut);
	name = g_strndup((const char *)data, size);
	quoted = imap_quote_mailbox(name);
	g_assert_true(!quoted || (quoted[0] == '"' && !strpbrk(quoted, "\r\n")));
	return 0;
}
