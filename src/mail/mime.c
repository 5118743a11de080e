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
	/* GMime's own getter makes one up where there is none and writes the field anew, which
	 * for a parameter with bytes above 0x7f in its name never ends (GMime 3.2.13). */
	const char *boundary = g_mime_object_get_content_type_parameter(
		GMIME_OBJECT(multipart), "boundary");
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

/* The type of a mail that is one part, written as everybody reads it: there is no tree to
 * be found. NULL for any other. Own. */
static char *
leaf_type(const Scan *scan)
{
	const char *body = fields_find_last(scan->fields, "Content-Type");
	g_autofree char *type = body ? field_type(body) : g_strdup("text/plain");
	gsize length = type ? strlen(type) : 0;

	if (!type || g_str_has_prefix(type, "multipart/") ||
	    g_str_has_prefix(type, "message/"))
		return NULL;
	if (body &&
	    (g_ascii_strncasecmp(body, type, length) || !strchr("; \t\r\n", body[length])))
		return NULL;
	return g_steal_pointer(&type);
}

/* A mail of one part: by its type, or because nothing can be told apart in what GMime
 * refuses and in text without a header block. */
static Part *
build_leaf(const RawMail *raw, const Scan *scan, const char *type)
{
	Part *part = part_new(type ? type : "text/plain");

	part->offset = scan->body;
	part->length = raw->size - scan->body;
	part->encoding = transfer_encoding_parse(
		fields_find_last(scan->fields, "Content-Transfer-Encoding"));
	g_ptr_array_unref(part->fields);
	part->fields = g_ptr_array_ref(scan->fields);
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
 * What GMime reads instead of the mail's header block: the fields about its parts, as we
 * understand them. So it never takes apart addresses, which is most of its work and where
 * it can be hurt (reliability F1 to F3), and never sees another header block than we do.
 */
static GBytes *
face_of(const Scan *scan, const char *boundary)
{
	GString *face = g_string_new("MIME-Version: 1.0\r\n");

	for (guint i = 0; i < scan->fields->len; i++) {
		const Field *field = g_ptr_array_index(scan->fields, i);

		if (!g_ascii_strncasecmp(field->name, "Content-", 8))
			g_string_append_printf(face, "%s: %s\r\n", field->name,
					       field->body);
	}
	if (boundary)
		g_string_append_printf(face,
				       "Content-Type: multipart/mixed; boundary=\"%s\"\r\n",
				       boundary);
	g_string_append(face, "\r\n");
	return g_string_free_to_bytes(face);
}

static void
feed_prescan(const char *bytes, gsize length, gpointer prescan)
{
	prescan_feed(prescan, bytes, length);
}

/* A face that differs from what the pre-scan passed is looked at as the mail was. Own;
 * NULL: it may be parsed. */
static char *
quarantine_face(GBytes *face, const RawMail *raw, const Scan *scan)
{
	Prescan *prescan = prescan_new(&prescan_limits);
	gsize length;
	const char *bytes = g_bytes_get_data(face, &length);

	prescan_feed(prescan, bytes, length);
	raw_pieces(raw, scan->body, feed_prescan, prescan);
	return prescan_finish(prescan);
}

/*
 * What GMime reads from: a face, and behind it the body where it lies, in memory or in a
 * file. GMime's own way to join streams loses where a part of them begins.
 */
typedef struct {
	GMimeStream parent;
	const RawMail *raw; /* foreign */
	GBytes *face;       /* foreign */
	gint64 body;        /* where in RAW */
} FaceStream;

typedef GMimeStreamClass FaceStreamClass;

static GType face_stream_get_type(void);
G_DEFINE_TYPE(FaceStream, face_stream, GMIME_TYPE_STREAM)

static FaceStream *
face_stream_new(const RawMail *raw, GBytes *face, gint64 body, gint64 start, gint64 end)
{
	FaceStream *stream = g_object_new(face_stream_get_type(), NULL);

	g_mime_stream_construct(&stream->parent, start, end);
	stream->raw = raw;
	stream->face = face;
	stream->body = body;
	return stream;
}

static gssize
face_stream_read(GMimeStream *parent, char *buffer, gsize length)
{
	FaceStream *stream = (FaceStream *)parent;
	gsize size;
	const char *face = g_bytes_get_data(stream->face, &size);
	gint64 at = parent->position;

	length = CLAMP(parent->bound_end - at, 0, (gint64)length);
	if (at < (gint64)size) {
		length = MIN(length, size - at);
		memcpy(buffer, face + at, length);
	} else {
		length = raw_read(stream->raw, stream->body + at - (gint64)size, buffer,
				  length);
	}
	/* A file that is shorter than it was said to be ends here. */
	parent->position = length ? at + (gint64)length : parent->bound_end;
	return length;
}

static gint64
face_stream_seek(GMimeStream *stream, gint64 offset, GMimeSeekWhence whence)
{
	gint64 from = whence == GMIME_STREAM_SEEK_SET   ? 0
		      : whence == GMIME_STREAM_SEEK_CUR ? stream->position
							: stream->bound_end;

	if (from + offset < stream->bound_start || from + offset > stream->bound_end)
		return -1;
	return stream->position = from + offset;
}

static gint64
face_stream_tell(GMimeStream *stream)
{
	return stream->position;
}

static gboolean
face_stream_eos(GMimeStream *stream)
{
	return stream->position >= stream->bound_end;
}

static int
face_stream_reset(G_GNUC_UNUSED GMimeStream *stream)
{
	return 0;
}

static gint64
face_stream_length(GMimeStream *stream)
{
	return stream->bound_end - stream->bound_start;
}

static GMimeStream *
face_stream_part(GMimeStream *parent, gint64 start, gint64 end)
{
	FaceStream *stream = (FaceStream *)parent;

	return &face_stream_new(stream->raw, stream->face, stream->body, start,
				end < 0 ? parent->bound_end : end)
			->parent;
}

static void
face_stream_class_init(FaceStreamClass *class)
{
	class->read = face_stream_read;
	class->seek = face_stream_seek;
	class->tell = face_stream_tell;
	class->eos = face_stream_eos;
	class->reset = face_stream_reset;
	class->length = face_stream_length;
	class->substream = face_stream_part;
}

static void
face_stream_init(G_GNUC_UNUSED FaceStream *stream)
{
}

static Part *
build_tree(const RawMail *raw, const Scan *scan, GBytes *face)
{
	g_autoptr(GPtrArray) boundaries = g_ptr_array_new_with_free_func(g_free);
	gint64 base = scan->body - (gint64)g_bytes_get_size(face);
	Builder builder = { raw, base, boundaries };
	GMimeStream *stream =
		&face_stream_new(raw, face, scan->body, 0, raw->size - base)->parent;
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
	Part *part = root ? build(&builder, root) : build_leaf(raw, scan, NULL);

	g_ptr_array_unref(part->fields);
	part->fields = g_ptr_array_ref(scan->fields);
	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
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

/* The tree of parts; NULL, and SCAN says why, if the mail must not be parsed after all. */
static Part *
read_parts(const RawMail *raw, Scan *scan, gboolean *is_as_written)
{
	g_autofree char *boundary = forgotten_boundary(scan);
	g_autofree char *type = leaf_type(scan);
	g_autoptr(GBytes) face = NULL;

	*is_as_written = !boundary && !scan->is_broken;
	if (type || scan->body <= scan->start)
		return build_leaf(raw, scan, type);
	face = face_of(scan, boundary);
	if (!*is_as_written)
		scan->quarantine = quarantine_face(face, raw, scan);
	return scan->quarantine ? NULL : build_tree(raw, scan, face);
}

Message *
mime_parse(const RawMail *raw)
{
	g_autoptr(Message) message = message_new();
	g_auto(Scan) scan = { 0 };
	g_autoptr(Part) root = NULL;
	g_autofree char *hint = NULL;
	gboolean is_as_written = FALSE;

	scan_read(raw, &scan, message);
	if (!scan.quarantine)
		root = read_parts(raw, &scan, &is_as_written);
	if (!root) {
		read_quarantined(message, &scan);
		return g_steal_pointer(&message);
	}
	hint = body_charset(root);
	head_read(message, &scan, hint);
	read_date(message, &scan);
	body_read(root, raw, hint, message);
	/* what was read differently than it was written is nobody's word */
	if (is_as_written)
		signed_part_find(root, raw, scan.body, message);
	picture_hashes(raw, message);
	dsn_read(root, raw, message);
	reply_split(message);
	return g_steal_pointer(&message);
}
