/* One pass over the raw mail. Nothing of it is kept but its head. */
#include "mail/scan.h"

#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "mail/part.h"
#include "mail/prescan.h"

void
scan_clear(Scan *scan)
{
	if (scan->fields)
		g_ptr_array_unref(scan->fields);
	g_free(scan->quarantine);
}

typedef struct {
	Sha256 *sum;
	Prescan *prescan;
	GString *head;
	gsize skip; /* bytes before the header block still to come */
} FirstPass;

static void
first_pass(const char *bytes, gsize length, gpointer data)
{
	FirstPass *pass = data;
	gsize skip = MIN(pass->skip, length), room;

	sha256_add(pass->sum, bytes, length);
	pass->skip -= skip;
	bytes += skip;
	length -= skip;
	prescan_feed(pass->prescan, bytes, length);
	room = (gsize)prescan_limits.header_block - pass->head->len;
	g_string_append_len(pass->head, bytes, MIN(room, length));
}

/* The body of a mail as one hash sees it: LF lines, and no empty lines at the end, because
 * servers and pipes differ in both. */
typedef struct {
	Sha256 *sum;    /* foreign */
	gsize newlines; /* held back until something follows */
	gboolean cr;
	gsize used;
	char lines[4096]; /* on their way to SUM: a call a line costs more than the copy */
} BodyHash;

static void
hash_flush(BodyHash *hash)
{
	sha256_add(hash->sum, hash->lines, hash->used);
	hash->used = 0;
}

static void
hash_put(BodyHash *hash, const char *bytes, gsize length)
{
	if (hash->used + length > sizeof hash->lines)
		hash_flush(hash);
	if (length > sizeof hash->lines) {
		sha256_add(hash->sum, bytes, length);
		return;
	}
	memcpy(hash->lines + hash->used, bytes, length);
	hash->used += length;
}

static void
hash_held(BodyHash *hash)
{
	for (; hash->newlines; hash->newlines--)
		hash_put(hash, "\n", 1);
	if (hash->cr)
		hash_put(hash, "\r", 1);
	hash->cr = FALSE;
}

/* A piece of one line, without its LF. */
static void
hash_line(BodyHash *hash, const char *bytes, gsize length)
{
	while (length > 0) {
		const char *cr = memchr(bytes, '\r', length);
		gsize run = cr ? (gsize)(cr - bytes) : length;

		if (run > 0) {
			hash_held(hash);
			hash_put(hash, bytes, run);
		}
		if (!cr)
			return;
		if (hash->cr)
			hash_held(hash);
		hash->cr = TRUE;
		bytes += run + 1;
		length -= run + 1;
	}
}

static void
hash_body(const char *bytes, gsize length, gpointer data)
{
	BodyHash *hash = data;

	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		gsize line = end ? (gsize)(end - bytes) : length;

		hash_line(hash, bytes, line);
		if (!end)
			return;
		hash->cr = FALSE;
		hash->newlines++;
		bytes += line + 1;
		length -= line + 1;
	}
}

/* Does the field belong to what makes two mails the same (design section 7)? */
static gboolean
is_content_field(const char *name)
{
	static const char *const names[] = { "From",    "To",          "Cc",         "Date",
					     "Subject", "In-Reply-To", "References", NULL };

	for (gsize i = 0; names[i]; i++)
		if (text_same_name(name, names[i]))
			return TRUE;
	return !g_ascii_strncasecmp(name, "Content-", 8);
}

static void
content_hash(const RawMail *raw, const Scan *scan, char hash[SHA256_HEX_SIZE])
{
	g_autoptr(Sha256) sum = sha256_new();
	BodyHash body = { .sum = sum };

	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);
		g_autofree char *name = NULL, *value = NULL;

		if (!is_content_field(field->name))
			continue;
		name = g_ascii_strdown(field->name, -1);
		value = field_unfold(field->body);
		sha256_add(sum, name, strlen(name));
		sha256_add(sum, ":", 1);
		sha256_add(sum, value, strlen(value));
		sha256_add(sum, "\n", 1);
	}
	sha256_add(sum, "\n", 1);
	raw_pieces(raw, scan->body, hash_body, &body);
	hash_flush(&body);
	sha256_end(sum, hash);
}

/*
 * Where the header block begins. Pipes and mailbox files put blank lines or "From …" before
 * it; GMime gives up on the first.
 */
static gint64
find_start(const RawMail *raw, gboolean *is_clean)
{
	char head[1024 + 1];
	gsize length = raw_read(raw, 0, head, sizeof head - 1), at;
	const char *line;

	head[length] = '\0';
	at = strspn(head, " \t\r\n");
	if (at >= length)
		return 0;
	*is_clean = !at;
	line = head + at + (head[at] == '>');
	if (g_str_has_prefix(line, "From ") && line[strspn(line, "From \t")] != ':' &&
	    strchr(line, '\n'))
		at += strcspn(head + at, "\n") + 1;
	return at;
}

void
scan_read(const RawMail *raw, Scan *scan, Message *message)
{
	g_autoptr(Sha256) sum = sha256_new();
	g_autoptr(GString) head = g_string_new(NULL);
	FirstPass pass = { sum, prescan_new(&prescan_limits), head, 0 };
	gboolean is_whole = TRUE;

	scan->is_clean = TRUE;
	scan->start = pass.skip = find_start(raw, &scan->is_clean);
	raw_pieces(raw, 0, first_pass, &pass);
	scan->quarantine = prescan_finish(pass.prescan);
	scan->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	scan->body =
		scan->start + fields_parse(head->str, head->len, scan->fields, &is_whole);
	scan->is_broken = !is_whole;
	scan->is_clean = scan->is_clean && is_whole;
	message->raw_size = raw->size;
	sha256_end(sum, message->raw_hash);
	content_hash(raw, scan, message->content_hash);
}
