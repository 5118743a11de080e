/* What a part says of itself, and its bytes. Nothing is decoded before somebody asks. */
#include "mail/part.h"

#include "mail/charset.h"
#include "mail/field.h"
#include "mail/transfer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The most of one text part that is decoded; the rest stays in the raw mail. */
#define TEXT_MAX (1024 * 1024)

/* A mail is read and decoded in pieces of this size. */
#define PIECE 16384

Part *
part_new(const char *type)
{
	Part *part = g_new0(Part, 1);

	part->type = g_ascii_strdown(g_str_is_ascii(type) ? type : "application/octet-stream",
				     -1);
	part->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	part->children = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
	return part;
}

void
part_free(Part *part)
{
	if (!part)
		return;
	g_free(part->type);
	g_free(part->prologue);
	g_ptr_array_unref(part->fields);
	g_ptr_array_unref(part->children);
	g_free(part);
}

gboolean
part_is(const Part *part, const char *prefix)
{
	return g_str_has_prefix(part->type, prefix);
}

gboolean
part_is_message(const Part *part)
{
	return !part_is(part, "multipart/") && part->children->len == 1;
}

char *
part_parameter(const Part *part, const char *field, const char *name, const char *hint)
{
	const char *body = fields_find_last(part->fields, field);

	return body ? field_parameter(body, name, hint) : NULL;
}

char *
part_disposition(const Part *part)
{
	const char *body = fields_find_last(part->fields, "Content-Disposition");
	gsize blanks, length;

	if (!body)
		return NULL;
	blanks = strspn(body, " \t\r\n\"");
	length = strcspn(body + blanks, "; \t\r\n\"");
	return length ? g_ascii_strdown(body + blanks, length) : NULL;
}

char *
part_file_name(const Part *part, const char *hint)
{
	static const struct {
		const char *field;
		const char *parameter;
	} places[] = {
		{ "Content-Disposition", "filename" },
		{ "Content-Type", "name" },
		{ "Content-Disposition", "name" },
		{ "Content-Type", "filename" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *name =
			part_parameter(part, places[i].field, places[i].parameter, hint);

		if (name && *name)
			return g_steal_pointer(&name);
	}
	return NULL;
}

gsize
raw_read(const RawMail *raw, gint64 offset, char *buffer, gsize length)
{
	gsize got = 0;

	if (offset < 0 || offset >= raw->size)
		return 0;
	length = MIN((gint64)length, raw->size - offset);
	if (raw->bytes) {
		gsize size;
		const char *bytes = g_bytes_get_data(raw->bytes, &size);

		if ((gsize)offset >= size)
			return 0;
		got = MIN(length, size - offset);
		memcpy(buffer, bytes + offset, got);
		return got;
	}
	while (got < length) {
		gssize n = pread(raw->fd, buffer + got, length - got, offset + got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += n;
	}
	return got;
}

void
raw_pieces(const RawMail *raw, gint64 offset, RawTake *take, gpointer data)
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

void
part_stream_open(PartStream *stream, const RawMail *raw, gint64 offset, gint64 length,
		 PartEncoding encoding)
{
	*stream = (PartStream){ .raw = raw, .at = offset, .end = offset + MAX(length, 0) };
	stream->out = g_string_new(NULL);
	transfer_decoder_init(&stream->decoder, encoding);
}

void
part_stream_close(PartStream *stream)
{
	if (!stream->out)
		return;
	transfer_decoder_clear(&stream->decoder);
	g_string_free(g_steal_pointer(&stream->out), TRUE);
}

/* Decodes the next piece; FALSE at the end. */
static gboolean
refill(PartStream *stream)
{
	char buffer[PIECE];

	g_string_truncate(stream->out, 0);
	stream->used = 0;
	while (!stream->out->len && !stream->finished) {
		gsize got = raw_read(stream->raw, stream->at, buffer,
				     MIN((gint64)sizeof buffer, stream->end - stream->at));

		if (got)
			transfer_decoder_feed(&stream->decoder, buffer, got, stream->out);
		else
			transfer_decoder_finish(&stream->decoder, stream->out);
		stream->finished = !got;
		stream->at += got;
	}
	return stream->out->len > 0;
}

gint64
part_stream_read(PartStream *stream, char *buffer, gint64 length)
{
	gint64 done = 0;

	while (done < length) {
		gint64 run;

		if (stream->used == stream->out->len && !refill(stream))
			break;
		run = MIN((gint64)(stream->out->len - stream->used), length - done);
		if (buffer)
			memcpy(buffer + done, stream->out->str + stream->used, run);
		stream->used += run;
		done += run;
	}
	stream->position += done;
	return done;
}

GString *
part_content(const Part *part, const RawMail *raw, gsize limit, gboolean *cut)
{
	gsize length = MIN((gsize)MAX(part->length, 0), limit);
	g_autofree char *bytes = g_malloc(length + 1);

	if (cut)
		*cut = (gsize)part->length > length;
	length = raw_read(raw, part->offset, bytes, length);
	return transfer_decode(bytes, length, part->encoding);
}

/* LF lines out of CRLF, CR CR LF and lone CR; the C1 control for a line's end is one too.
 */
void
part_unify_lines(char *text)
{
	char *to = text;

	/* Most texts have no other line ends; in those that have, all that follows moves. */
	to += strcspn(to, "\r\302");
	for (const char *from = to; *from; from++) {
		if (from[0] == '\302' && from[1] == '\205') {
			*to++ = '\n';
			from++;
		} else if (*from != '\r') {
			*to++ = *from;
		} else if (from[1] != '\n' && from[1] != '\r') {
			*to++ = '\n';
		}
	}
	*to = '\0';
}

/* Text that says it is base64 and is not: a gateway put the label on it. Words have blanks
 * between them, base64 has none within its lines. */
static gboolean
is_no_base64(const Part *part, const RawMail *raw)
{
	char head[512];
	gsize length = raw_read(raw, part->offset, head,
				MIN(part->length, (gint64)sizeof head)),
	      strange = 0;

	for (gsize i = 0; i < length; i++)
		strange += !g_ascii_isalnum(head[i]) && !strchr("+/=-_\r\n", head[i]);
	return strange * 10 > length;
}

char *
part_text(const Part *part, const RawMail *raw)
{
	gboolean cut;
	Part plain = *part;
	g_autoptr(GString) bytes = NULL;
	g_autofree char *charset = part_parameter(part, "Content-Type", "charset", NULL);
	char *text;

	if (part->encoding == PART_BASE64 && is_no_base64(part, raw))
		plain.encoding = PART_7BIT;
	bytes = part_content(&plain, raw, TEXT_MAX, &cut);
	text = charset_to_utf8(bytes->str, bytes->len, charset);
	part_unify_lines(text);
	if (cut) {
		char *marked = g_strconcat(text, "\n[…]\n", NULL);

		g_free(text);
		text = marked;
	}
	return text;
}
