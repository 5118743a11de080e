/*
 * GMime finds the parts; nothing else of it is used. Fields, words, charsets and encodings
 * are read by our own modules, because GMime 3.2.13 cuts some of them (mail-libraries 5.1)
 * and because what it would build for a hostile mail is out of proportion (reliability F1).
 */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "core/reply.h"
#include "mail/body.h"
#include "mail/dsn.h"
#include "mail/field.h"
#include "mail/head.h"
#include "mail/part.h"
#include "mail/picture.h"
#include "mail/prescan.h"
#include "mail/scan.h"
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
read_date(Message *message, const Scan *scan)
{
	const char *date = fields_find(scan->fields, "Date");
	g_autoptr(GDateTime) at = date ? g_mime_utils_header_decode_date(date) : NULL;

	if (at)
		message->date = g_date_time_to_unix(at);
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
	head_read(message, scan, NULL);
	read_date(message, scan);
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

	scan_read(raw, &scan, message);
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
	head_read(message, &scan, hint);
	read_date(message, &scan);
	body_read(root, raw, hint, message);
	/* what was read differently than it was written is nobody's word */
	if (!repaired)
		signed_part_find(root, raw, scan.body, message);
	picture_hashes(raw, message);
	dsn_read(root, raw, message);
	reply_split(message);
	return g_steal_pointer(&message);
}
