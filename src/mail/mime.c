/*
 * GMime finds the parts; nothing else of it is used. Fields, words, charsets and encodings
 * are read by our own modules, because GMime 3.2.13 cuts some of them (mail-libraries 5.1)
 * and because what it would build for a hostile mail is out of proportion (reliability F1).
 */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "core/reply.h"
#include "mail/body.h"
#include "mail/charset.h"
#include "mail/dsn.h"
#include "mail/encoded-word.h"
#include "mail/field.h"
#include "mail/part.h"
#include "mail/picture.h"
#include "mail/prescan.h"
#include "mail/rtf.h"
#include "mail/signed-part.h"
#include "mail/transfer.h"

/* Raw bytes are read in pieces of this size. */
#define PIECE 32768

/* A mail that is written anew for GMime is held in memory as a whole. */
#define REPAIR_MAX (1024 * 1024)

void
mime_init(void)
{
	g_mime_init();
}

void
mime_shutdown(void)
{
	g_mime_shutdown();
}

/* One pass over the raw mail: its hashes, the verdict of the pre-scan, and its head. */
typedef struct {
	GString *head; /* own; the start, up to the end of the header block or the limit */
	GPtrArray *fields;  /* own Field; of the mail's header block */
	gint64 start;       /* where the header block begins: behind blank lines */
	gint64 body;        /* where the body begins; start: there is no header block */
	gboolean is_clean;  /* no reader sees another header block */
	gboolean is_broken; /* GMime sees another one: it gets ours */
	char *quarantine;   /* own */
} Scan;

static void
scan_clear(Scan *scan)
{
	if (scan->head)
		g_string_free(scan->head, TRUE);
	if (scan->fields)
		g_ptr_array_unref(scan->fields);
	g_free(scan->quarantine);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scan, scan_clear)

/* Gives RAW to TAKE piece by piece from OFFSET on. */
static void
for_pieces(const RawMail *raw, gint64 offset, void (*take)(const char *, gsize, gpointer),
	   gpointer data)
{
	g_autofree char *buffer = NULL;
	gsize got;

	if (raw->bytes) {
		gsize size;
		const char *bytes = g_bytes_get_data(raw->bytes, &size);

		if ((gsize)offset < size)
			take(bytes + offset, size - offset, data);
		return;
	}
	buffer = g_malloc(PIECE);
	while ((got = raw_read(raw, offset, buffer, PIECE))) {
		take(buffer, got, data);
		offset += got;
	}
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
	for_pieces(raw, scan->body, hash_body, &body);
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

static void
scan_raw(const RawMail *raw, Scan *scan, Message *message)
{
	g_autoptr(Sha256) sum = sha256_new();
	FirstPass pass = { sum, prescan_new(&prescan_limits), g_string_new(NULL), 0 };
	gboolean is_whole = TRUE;

	scan->is_clean = TRUE;
	scan->start = pass.skip = find_start(raw, &scan->is_clean);
	for_pieces(raw, 0, first_pass, &pass);
	scan->head = pass.head;
	scan->quarantine = prescan_finish(pass.prescan);
	scan->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	scan->body = scan->start + fields_parse(scan->head->str, scan->head->len,
						scan->fields, &is_whole);
	scan->is_broken = !is_whole;
	scan->is_clean = scan->is_clean && is_whole;
	message->raw_size = raw->size;
	sha256_end(sum, message->raw_hash);
	content_hash(raw, scan, message->content_hash);
}

static void
add_fields(GMimeObject *object, GPtrArray *fields)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);

	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *value = g_mime_header_get_raw_value(header);
		Field *field = g_new0(Field, 1);

		field->name = g_strdup(g_mime_header_get_name(header));
		field->body = g_strdup(value ? value : "");
		field->length = strlen(field->body);
		g_strstrip(field->body);
		g_ptr_array_add(fields, field);
	}
}

/* What a tree is made from, with the boundaries that enclose the part under way. */
typedef struct {
	const RawMail *raw;
	gint64 base;           /* what GMime calls 0 */
	GPtrArray *boundaries; /* own char*; "--" and the boundary */
} Builder;

static Part *build(Builder *builder, GMimeObject *object);

static void
locate_content(const Builder *builder, GMimePart *leaf, Part *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(leaf);
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;

	if (!stream)
		return;
	part->offset = builder->base + stream->bound_start;
	part->length = MAX(g_mime_stream_length(stream), 0);
}

static gboolean
is_boundary(const Builder *builder, const char *line, gsize length)
{
	for (guint i = 0; i < builder->boundaries->len; i++) {
		const char *boundary = g_ptr_array_index(builder->boundaries, i);
		gsize size = strlen(boundary);

		if (size <= length && !memcmp(line, boundary, size))
			return TRUE;
	}
	return FALSE;
}

/* The first line break in BUFFER behind AT with an enclosing boundary behind it; NULL, and
 * *NEXT is where to go on: a line that the end of the piece cuts is looked at again. */
static const char *
find_break(const Builder *builder, const char *buffer, gsize length, gsize *next)
{
	const char *end = buffer + length, *newline = buffer;

	while ((newline = memchr(newline, '\n', end - newline))) {
		if (length == PIECE && end - newline <= 256) {
			*next = newline - buffer;
			return NULL;
		}
		newline++;
		if (is_boundary(builder, newline, end - newline))
			return newline - 1;
	}
	*next = length;
	return NULL;
}

/* Where the content from OFFSET on ends. */
static gint64
find_end(const Builder *builder, gint64 offset)
{
	g_autofree char *buffer = g_malloc(PIECE);
	gsize got, next = 0;

	do {
		const char *found;

		offset += next;
		got = raw_read(builder->raw, offset, buffer, PIECE);
		found = find_break(builder, buffer, got, &next);
		if (found)
			return offset + (found - buffer) -
			       (found > buffer && found[-1] == '\r');
	} while (got == PIECE);
	return builder->raw->size;
}

/* A mail within the mail: GMime says where its fields lie, and the boundary where it ends.
 */
static void
build_message(Builder *builder, GMimeMessagePart *enclosing, Part *part)
{
	GMimeMessage *message = g_mime_message_part_get_message(enclosing);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
	GPtrArray *fields;
	GMimeHeaderList *list;
	Part *child;

	if (!root)
		return;
	child = build(builder, root);
	fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	add_fields(GMIME_OBJECT(message), fields);
	g_ptr_array_extend_and_steal(fields, g_steal_pointer(&child->fields));
	child->fields = fields;
	g_ptr_array_add(part->children, child);
	part->offset = -1;
	list = g_mime_object_get_header_list(GMIME_OBJECT(message));
	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		gint64 at =
			g_mime_header_get_offset(g_mime_header_list_get_header_at(list, i));

		if (at >= 0 && (part->offset < 0 || builder->base + at < part->offset))
			part->offset = builder->base + at;
	}
	if (part->offset < 0)
		part->offset = child->offset;
	part->length = find_end(builder, part->offset) - part->offset;
}

static void
build_multipart(Builder *builder, GMimeMultipart *multipart, Part *part)
{
	const char *boundary = g_mime_multipart_get_boundary(multipart);
	const char *prologue = g_mime_multipart_get_prologue(multipart);
	int count = g_mime_multipart_get_count(multipart);

	if (!count)
		part->prologue = g_strdup(prologue);
	if (boundary)
		g_ptr_array_add(builder->boundaries, g_strconcat("--", boundary, NULL));
	for (int i = 0; i < count; i++)
		g_ptr_array_add(part->children,
				build(builder, g_mime_multipart_get_part(multipart, i)));
	if (boundary)
		g_ptr_array_set_size(builder->boundaries, builder->boundaries->len - 1);
}

static Part *
build(Builder *builder, GMimeObject *object)
{
	GMimeContentType *content_type = g_mime_object_get_content_type(object);
	g_autofree char *type =
		content_type ? g_mime_content_type_get_mime_type(content_type) : NULL;
	Part *part = part_new(type ? type : "text/plain");

	add_fields(object, part->fields);
	part->encoding = transfer_encoding_parse(
		fields_find_last(part->fields, "Content-Transfer-Encoding"));
	if (GMIME_IS_MULTIPART(object))
		build_multipart(builder, GMIME_MULTIPART(object), part);
	else if (GMIME_IS_MESSAGE_PART(object))
		build_message(builder, GMIME_MESSAGE_PART(object), part);
	else if (GMIME_IS_PART(object))
		locate_content(builder, GMIME_PART(object), part);
	return part;
}

/* A mail in which nothing is told apart: what GMime refuses, and text without a header
 * block. */
static Part *
build_plain(const RawMail *raw, const Scan *scan)
{
	const char *content_type = fields_find_last(scan->fields, "Content-Type");
	g_autofree char *type = content_type ? field_type(content_type) : NULL;
	Part *part =
		part_new(type && g_str_has_prefix(type, "text/") ? type : "text/plain");

	part->offset = scan->body;
	part->length = raw->size - scan->body;
	part->encoding = transfer_encoding_parse(
		fields_find_last(scan->fields, "Content-Transfer-Encoding"));
	return part;
}

/* The boundary of a Content-Type that lacks the semicolon before it; NULL. Own. */
static char *
forgotten_boundary(const Scan *scan)
{
	const char *body = fields_find_last(scan->fields, "Content-Type");
	g_autofree char *type = body ? field_type(body) : NULL;
	g_autofree char *boundary = body ? field_parameter(body, "boundary", NULL) : NULL;
	const char *rest;

	if (!type || !boundary || !g_str_has_prefix(type, "multipart/"))
		return NULL;
	rest = body + strcspn(body, "; \t\r\n");
	rest += strspn(rest, " \t\r\n");
	if (*rest == ';' || !*boundary || strpbrk(boundary, "\"\\\r\n") ||
	    strlen(boundary) > 200)
		return NULL;
	return g_steal_pointer(&boundary);
}

/*
 * A mail of moderate size whose header block GMime would read differently, with that block
 * written anew: what it needs of ours, and the body as it is. NULL if there is no need.
 * *HEAD is the length of what stands before the body.
 */
static GBytes *
repair(const RawMail *raw, const Scan *scan, gsize *head)
{
	g_autofree char *boundary = forgotten_boundary(scan);
	gint64 length = raw->size - scan->body;
	GString *out;

	if ((!boundary && !scan->is_broken) || scan->body <= scan->start ||
	    length > REPAIR_MAX)
		return NULL;
	out = g_string_new("MIME-Version: 1.0\r\n");
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (!g_ascii_strncasecmp(field->name, "Content-", 8))
			g_string_append_printf(out, "%s: %s\r\n", field->name, field->body);
	}
	if (boundary)
		g_string_append_printf(out,
				       "Content-Type: multipart/mixed; boundary=\"%s\"\r\n",
				       boundary);
	g_string_append(out, "\r\n");
	*head = out->len;
	g_string_set_size(out, *head + length);
	g_string_set_size(out, *head + raw_read(raw, scan->body, out->str + *head, length));
	return g_string_free_to_bytes(out);
}

static char *
prescan_again(GBytes *bytes)
{
	Prescan *prescan = prescan_new(&prescan_limits);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	prescan_feed(prescan, data, size);
	return prescan_finish(prescan);
}

/* GMime on memory without a copy of it; WRAPPED holds it, to be unwrapped afterwards. */
static GMimeStream *
open_memory(GBytes *bytes, gint64 start, GByteArray **wrapped)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	gsize size;
	gconstpointer data = g_bytes_get_data(bytes, &size);

	*wrapped = g_byte_array_new_take((guint8 *)data + start, size - start);
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), *wrapped);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	return stream;
}

static GMimeStream *
open_file(const RawMail *raw, gint64 start)
{
	GMimeStream *stream = g_mime_stream_fs_new_with_bounds(raw->fd, start, raw->size);

	g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
	return stream;
}

static Part *
parse_stream(GMimeStream *stream, const RawMail *raw, const Scan *scan, gint64 base)
{
	g_autoptr(GPtrArray) boundaries = g_ptr_array_new_with_free_func(g_free);
	Builder builder = { raw, base, boundaries };
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
	Part *part = root ? build(&builder, root) : build_plain(raw, scan);

	g_ptr_array_unref(part->fields);
	part->fields = g_ptr_array_ref(scan->fields);
	g_clear_object(&message);
	g_object_unref(parser);
	return part;
}

/* REPAIRED and its HEAD are what repair() gave, or NULL. */
static Part *
build_tree(const RawMail *raw, const Scan *scan, GBytes *repaired, gsize head)
{
	GByteArray *wrapped = NULL;
	GMimeStream *stream;
	gint64 base = 0;
	Part *part;

	if (repaired) {
		stream = open_memory(repaired, 0, &wrapped);
		base = scan->body - (gint64)head;
	} else if (raw->bytes) {
		stream = open_memory(raw->bytes, scan->start, &wrapped);
		base = scan->start;
	} else {
		stream = open_file(raw, scan->start);
	}
	part = parse_stream(stream, raw, scan, base);
	g_object_unref(stream);
	/* The bytes are not the array's: only the wrapping is freed. */
	if (wrapped)
		g_byte_array_free(wrapped, FALSE);
	return part;
}

static void
add_headers(Message *message, const Scan *scan, const char *hint)
{
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);
		g_autofree char *line = field_unfold(field->body);
		Header *header;

		/* The server that takes away forged ones may have seen no field here. */
		if (field->is_spaced &&
		    text_same_name(field->name, "Authentication-Results"))
			continue;
		header = g_new0(Header, 1);
		header->name = g_strdup(field->name);
		header->value = charset_guess(line, strlen(line), hint);
		g_ptr_array_add(message->headers, header);
	}
}

/* Every field called NAME goes to READ with TO. */
static void
read_addresses(const Scan *scan, const char *name, const char *hint, GPtrArray *to)
{
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (text_same_name(field->name, name))
			field_addresses(field->body, hint, to);
	}
}

static void
read_delivered(Message *message, const Scan *scan)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To",
					     "Envelope-To" };
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		read_addresses(scan, names[i], NULL, addresses);
	for (guint i = 0; i < addresses->len; i++) {
		const Address *address = g_ptr_array_index(addresses, i);

		if (*address->address)
			g_ptr_array_add(message->delivered_to,
					g_ascii_strdown(address->address, -1));
	}
}

/*
 * The sender's identity form: only of a mail whose header block every reader sees alike,
 * with exactly one From field in it (reliability F3).
 */
static void
read_from(Message *message, const Scan *scan, const char *hint)
{
	g_autoptr(GPtrArray) from =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	const Field *only = NULL;
	int count = 0;

	read_addresses(scan, "From", hint, from);
	if (from->len)
		message->from = address_copy(g_ptr_array_index(from, 0));
	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (!text_same_name(field->name, "From"))
			continue;
		only = field;
		count++;
	}
	if (count == 1 && !only->is_spaced && scan->is_clean && !scan->quarantine)
		message->from_strict = address_parse_strict(only->body, only->length);
}

static void
read_ids(Message *message, const Scan *scan)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	const char *id = fields_find(scan->fields, "Message-ID");
	const char *parent = fields_find(scan->fields, "In-Reply-To");
	const char *references = fields_find(scan->fields, "References");

	if (id)
		field_ids(id, own);
	if (own->len)
		message->message_id = g_strdup(g_ptr_array_index(own, 0));
	if (parent)
		field_ids(parent, message->in_reply_to);
	if (references)
		field_ids(references, message->references);
	if (parent)
		field_ids(parent, message->references);
}

static void
read_subject_and_date(Message *message, const Scan *scan, const char *hint)
{
	const char *subject = fields_find(scan->fields, "Subject");
	const char *date = fields_find(scan->fields, "Date");
	GDateTime *at = date ? g_mime_utils_header_decode_date(date) : NULL;

	if (subject) {
		g_autofree char *decoded = words_decode(subject, hint);

		g_free(message->subject);
		message->subject = text_one_line(decoded);
	}
	if (at) {
		message->date = g_date_time_to_unix(at);
		g_date_time_unref(at);
	}
}

static void
read_head(Message *message, const Scan *scan, const char *hint)
{
	add_headers(message, scan, hint);
	read_from(message, scan, hint);
	read_addresses(scan, "To", hint, message->to);
	read_addresses(scan, "Cc", hint, message->cc);
	read_delivered(message, scan);
	read_ids(message, scan);
	read_subject_and_date(message, scan, hint);
}

/* Of a mail that is over a limit, only the fields that are within them are read. */
static void
drop_large_fields(GPtrArray *fields)
{
	for (guint i = fields->len; i > 0; i--) {
		const Field *field = g_ptr_array_index(fields, i - 1);

		if (field->length > 4096 || strlen(field->body) != field->length)
			g_ptr_array_remove_index(fields, i - 1);
	}
	if (fields->len > 100)
		g_ptr_array_set_size(fields, 100);
}

/* What is known of a mail that must not be parsed. */
static void
read_quarantined(Message *message, Scan *scan)
{
	drop_large_fields(scan->fields);
	read_head(message, scan, NULL);
	message->quarantine = g_steal_pointer(&scan->quarantine);
}

Message *
mime_parse(const RawMail *raw)
{
	g_autoptr(Message) message = message_new();
	g_auto(Scan) scan = { 0 };
	g_autoptr(Part) root = NULL;
	g_autoptr(GBytes) repaired = NULL;
	g_autofree char *hint = NULL;
	gsize head = 0;

	scan_raw(raw, &scan, message);
	if (!scan.quarantine)
		repaired = repair(raw, &scan, &head);
	if (repaired)
		scan.quarantine = prescan_again(repaired);
	if (scan.quarantine) {
		read_quarantined(message, &scan);
		return g_steal_pointer(&message);
	}
	root = scan.body > scan.start ? build_tree(raw, &scan, repaired, head)
				      : build_plain(raw, &scan);
	hint = body_charset(root);
	read_head(message, &scan, hint);
	body_read(root, raw, hint, message);
	/* what was read differently than it was written is nobody's word */
	if (!repaired)
		signed_part_find(root, raw, scan.body, message);
	picture_hashes(raw, message);
	dsn_read(root, raw, message);
	reply_split(message);
	return g_steal_pointer(&message);
}

/* An encoded piece never becomes longer, and what is cut out of it is no longer than it. */
static gboolean
lies_within(const RawMail *raw, const Attachment *attachment)
{
	return attachment->offset >= 0 && attachment->length >= 0 &&
	       attachment->offset <= raw->size - attachment->length &&
	       attachment->inner_start >= 0 && attachment->inner_length >= 0 &&
	       attachment->inner_start <= attachment->length &&
	       attachment->inner_length <= attachment->length - attachment->inner_start;
}

/* The most bytes that can come out. */
static gsize
decoded_length(const Attachment *attachment)
{
	return attachment->inner_start ? attachment->inner_length : attachment->length;
}

/* Outlook packs its rich text; other programs know it only unpacked. */
static void
unpack(GString **bytes)
{
	GString *rtf = rtf_unpack((*bytes)->str, (*bytes)->len);

	if (!rtf)
		return;
	g_string_free(*bytes, TRUE);
	*bytes = rtf;
}

GBytes *
mime_attachment(const RawMail *raw, const Attachment *attachment, GError **error)
{
	g_auto(PartStream) in = { 0 };
	GString *out;
	gsize got;

	if (!lies_within(raw, attachment)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "attachment \"%s\" does not lie within its mail",
			    attachment->name);
		return NULL;
	}
	part_stream_open(&in, raw, attachment->offset, attachment->length,
			 attachment->encoding);
	part_stream_read(&in, NULL, attachment->inner_start);
	out = g_string_sized_new(decoded_length(attachment) + 1);
	got = part_stream_read(&in, out->str, decoded_length(attachment));
	g_string_set_size(out, got);
	if (attachment->inner_start && !strcmp(attachment->type, "application/rtf"))
		unpack(&out);
	return g_string_free_to_bytes(out);
}
