/* The bytes of an attachment, out of the raw mail that it came with. */
#include "mail/mime.h"

#include <string.h>

#include "base/error.h"
#include "mail/part.h"
#include "mail/rtf.h"

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
