/*
 * The walk over a mail's parts. GMime's own choice of a body takes an attachment's text for
 * the mail's when it comes first (mail-libraries 5.3), so this one decides: a part with a
 * file name is never the text; of alternatives the plain one that says something wins.
 */
#include "mail/body.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/crypto.h"
#include "mail/encoded-word.h"
#include "mail/field.h"
#include "mail/html.h"
#include "mail/invitation.h"
#include "mail/tnef.h"
#include "mail/transfer.h"

#include <string.h>

/* A mail's text altogether; what is beyond stays in the raw mail. */
#define TEXT_MAX (1024 * 1024)

/* Files of a mail up to which those in a winmail.dat are listed one by one; the parts
 * themselves are counted by the pre-scan. */
#define ATTACHMENTS_MAX 1000

/* A display name, in bytes. */
#define SHOWN_MAX 200

typedef struct {
	const RawMail *raw;
	const char *hint;
	Message *message;
	GString *text;
	const Part *calendar; /* the first calendar part; NULL */
	const Part *tnef;     /* the first winmail.dat; NULL */
	const Part *looked;   /* the part that was looked into last; NULL */
	char *looked_text;    /* own; its text */
	int unnamed;          /* parts that were given a name so far */
	gboolean mute;        /* below an alternative that was not chosen: files only */
} Walk;

static void walk(Walk *state, const Part *part);

/* The ending of a type's files, for parts without a name. */
static const struct {
	const char *type;
	const char *ending;
} endings[] = {
	{ "text/plain", "txt" },
	{ "text/html", "html" },
	{ "text/calendar", "ics" },
	{ "text/csv", "csv" },
	{ "text/vcard", "vcf" },
	{ "text/x-vcard", "vcf" },
	{ "text/rfc822-headers", "txt" },
	{ "text/xml", "xml" },
	{ "image/png", "png" },
	{ "image/jpeg", "jpg" },
	{ "image/jpg", "jpg" },
	{ "image/pjpeg", "jpg" },
	{ "image/gif", "gif" },
	{ "image/bmp", "bmp" },
	{ "image/tiff", "tif" },
	{ "image/svg+xml", "svg" },
	{ "image/webp", "webp" },
	{ "audio/wav", "wav" },
	{ "audio/x-wav", "wav" },
	{ "audio/mpeg", "mp3" },
	{ "video/mp4", "mp4" },
	{ "application/pdf", "pdf" },
	{ "application/zip", "zip" },
	{ "application/xml", "xml" },
	{ "application/json", "json" },
	{ "application/rtf", "rtf" },
	{ "application/msword", "doc" },
	{ "application/vnd.ms-excel", "xls" },
	{ "application/vnd.ms-powerpoint", "ppt" },
	{ "application/ms-tnef", "dat" },
	{ "application/octet-stream", "bin" },
	{ "application/pgp-signature", "asc" },
	{ "application/pgp-encrypted", "asc" },
	{ "application/pkcs7-mime", "p7m" },
	{ "application/x-pkcs7-mime", "p7m" },
	{ "application/pkcs7-signature", "p7s" },
	{ "application/x-pkcs7-signature", "p7s" },
	{ "message/delivery-status", "txt" },
	{ "message/disposition-notification", "txt" },
	{ "message/rfc822", "eml" },
};

/* At most SHOWN_MAX bytes, in whole characters; the ending says what the file is and stays.
 */
static char *
shorten(const char *name)
{
	const char *dot = strrchr(name, '.'), *end;
	gsize length = strlen(name), ending = dot ? strlen(dot) : 0;

	if (length <= SHOWN_MAX)
		return g_strdup(name);
	if (ending > 16)
		ending = 0;
	end = g_utf8_find_prev_char(name, name + SHOWN_MAX - ending + 1);
	return g_strdup_printf("%.*s%s", (int)(end - name), name, ending ? dot : "");
}

char *
body_display_name(const char *name)
{
	g_autofree char *line = text_one_line(name);
	char *start = line;

	for (char *c = line; *c; c++)
		if ((*c == '/' || *c == '\\') && c[1])
			start = c + 1;
	for (char *c = start; *c; c++)
		if (*c == '/' || *c == '\\')
			*c = '_';
	start += strspn(start, ". ");
	g_strchomp(start);
	return *start ? shorten(start) : NULL;
}

char *
body_charset(const Part *root)
{
	if (part_is(root, "text/")) {
		g_autofree char *charset =
			part_parameter(root, "Content-Type", "charset", NULL);

		if (charset && *charset)
			return g_steal_pointer(&charset);
	}
	for (guint i = 0; i < root->children->len; i++) {
		char *charset = body_charset(g_ptr_array_index(root->children, i));

		if (charset)
			return charset;
	}
	return NULL;
}

static char *
type_ending(const char *type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		if (!strcmp(type, endings[i].type))
			return g_strconcat(".", endings[i].ending, NULL);
	return g_strdup("");
}

/* The name of a mail within the mail is its subject. */
static char *
enclosed_mail_name(const Walk *walk, const Part *part)
{
	const Part *inner = g_ptr_array_index(part->children, 0);
	const char *raw = fields_find(inner->fields, "Subject");
	g_autofree char *subject = raw ? words_decode(raw, walk->hint) : NULL;
	g_autofree char *line = subject ? text_one_line(subject) : NULL;
	g_autofree char *name = NULL;

	if (!line || !*line)
		return NULL;
	for (char *c = line; *c; c++)
		if (*c == '/' || *c == '\\')
			*c = '_';
	name = g_strconcat(line, ".eml", NULL);
	return body_display_name(name);
}

static char *
made_up_name(Walk *walk, const char *type)
{
	g_autofree char *ending = type_ending(type);

	walk->unnamed++;
	return *ending ? g_strdup_printf("attachment-%d%s", walk->unnamed, ending)
		       : g_strdup_printf("part-%d", walk->unnamed);
}

static char *
attachment_name(Walk *walk, const Part *part)
{
	g_autofree char *given = part_file_name(part, walk->hint);
	char *name = given ? body_display_name(given) : NULL;

	if (!name && part_is_message(part))
		name = enclosed_mail_name(walk, part);
	return name ? name : made_up_name(walk, part->type);
}

/* How many bytes the part has when decoded; read through in pieces, never held. */
static gint64
decoded_size(const Part *part, const RawMail *raw)
{
	g_autoptr(GString) out = g_string_sized_new(65536);
	g_autofree char *buffer = NULL;
	TransferDecoder decoder;
	gint64 at = 0, size = 0;

	if (part->encoding == PART_7BIT)
		return part->length;
	buffer = g_malloc(32768);
	transfer_decoder_init(&decoder, part->encoding);
	while (at < part->length) {
		gsize got = raw_read(raw, part->offset + at, buffer,
				     MIN(part->length - at, (gint64)32768));

		if (!got)
			break;
		transfer_decoder_feed(&decoder, buffer, got, out);
		size += out->len;
		g_string_truncate(out, 0);
		at += got;
	}
	transfer_decoder_finish(&decoder, out);
	return size + out->len;
}

static char *
content_id(const Part *part)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const char *body = fields_find_last(part->fields, "Content-ID");

	if (body)
		field_ids(body, ids);
	return ids->len ? g_strdup(g_ptr_array_index(ids, 0)) : NULL;
}

static void
add_attachment(Walk *walk, const Part *part)
{
	Attachment *attachment = g_new0(Attachment, 1);
	g_autofree char *disposition = part_disposition(part);
	gboolean is_attached = !g_strcmp0(disposition, "attachment");

	attachment->name = attachment_name(walk, part);
	attachment->type = g_strdup(part->type);
	attachment->content_id = content_id(part);
	attachment->is_inline = !g_strcmp0(disposition, "inline") ||
				(attachment->content_id && !is_attached);
	attachment->encoding = part->encoding;
	attachment->offset = part->offset;
	attachment->length = part->length;
	attachment->size = decoded_size(part, walk->raw);
	g_ptr_array_add(walk->message->attachments, attachment);
}

/* One file of the winmail.dat that PART is. */
static void
add_inner_file(Walk *walk, const Part *part, const TnefFile *file)
{
	Attachment *attachment = g_new0(Attachment, 1);
	char *name = file->name ? body_display_name(file->name) : NULL;

	attachment->type =
		g_ascii_strdown(file->type ? file->type : "application/octet-stream", -1);
	attachment->name = name ? name : made_up_name(walk, attachment->type);
	attachment->content_id = g_strdup(file->content_id);
	attachment->is_inline = file->is_body || file->content_id;
	attachment->encoding = part->encoding;
	attachment->offset = part->offset;
	attachment->length = part->length;
	attachment->inner_start = file->start;
	attachment->inner_length = file->length;
	attachment->size = file->size;
	g_ptr_array_add(walk->message->attachments, attachment);
}

/* What is inside a winmail.dat instead of itself, which no other program opens; FALSE if
 * nothing is. */
static gboolean
add_inner_files(Walk *walk, const Part *part)
{
	g_autoptr(GPtrArray) files = tnef_read(part, walk->raw);

	if (walk->message->attachments->len + files->len > ATTACHMENTS_MAX)
		return FALSE;
	for (guint i = 0; i < files->len; i++)
		add_inner_file(walk, part, files->pdata[i]);
	walk->tnef = walk->tnef ? walk->tnef : part;
	return files->len > 0;
}

static gboolean
is_blank_text(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c) && c != 0xfeff)
			return FALSE;
	}
	return TRUE;
}

/* A "plain" part that is the source text of the HTML part. */
static gboolean
is_html_source(const char *text)
{
	static const char *const starts[] = { "<!doctype html", "<html", "<head",  "<body",
					      "<?xml version",  "<div",  "<table", NULL };

	text += strspn(text, " \t\n");
	for (gsize i = 0; starts[i]; i++)
		if (!g_ascii_strncasecmp(text, starts[i], strlen(starts[i])))
			return strstr(text, "</") != NULL;
	return FALSE;
}

static void
append_text(Walk *walk, const char *text)
{
	GString *out = walk->text;
	gsize room = TEXT_MAX - MIN((gsize)TEXT_MAX, out->len);

	if (!room || is_blank_text(text))
		return;
	if (out->len && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	if (strlen(text) <= room) {
		g_string_append(out, text);
		return;
	}
	g_string_append_len(out, text, g_utf8_find_prev_char(text, text + room + 1) - text);
	g_string_append(out, "\n[…]\n");
}

/*
 * Paragraphs of format=flowed put together again: a line that ends in a space goes on in
 * the next one, but "-- " is a signature's mark (RFC 3676, 4.2 and 4.3). Quoted lines stay
 * as they are: nobody reads them here, and the search for quotes wants them whole.
 */
static char *
unflow(const char *text, gboolean delete_space)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	gboolean open = FALSE;

	while (*text) {
		gsize line = strcspn(text, "\n"), next = line + (text[line] == '\n');
		gsize stuffing = text[0] == ' '; /* RFC 3676, 4.4 */
		gboolean is_quote = text[0] == '>';
		gboolean is_mark =
			line - stuffing == 3 && !strncmp(text + stuffing, "-- ", 3);

		if (open && (is_quote || is_mark))
			g_string_append_c(out, '\n');
		open = !is_quote && !is_mark && line > stuffing && text[line - 1] == ' ';
		g_string_append_len(out, text + stuffing,
				    line - stuffing - (open && delete_space));
		if (!open && next > line)
			g_string_append_c(out, '\n');
		text += next;
	}
	return g_string_free(out, FALSE);
}

static gboolean
parameter_is(const Part *part, const char *name, const char *wanted)
{
	g_autofree char *value = part_parameter(part, "Content-Type", name, NULL);

	return value && !g_ascii_strcasecmp(value, wanted);
}

/* The text of PART, which may be what was looked into before it was chosen. Own. */
static char *
take_text(Walk *walk, const Part *part)
{
	if (walk->looked != part)
		return part_text(part, walk->raw);
	walk->looked = NULL;
	return g_steal_pointer(&walk->looked_text);
}

/* The text of a leaf as people read it. Own. */
static char *
readable_text(Walk *walk, const Part *part)
{
	g_autofree char *text = take_text(walk, part);

	if (part_is(part, "text/html") || is_html_source(text))
		return html_to_text(text, strlen(text));
	if (parameter_is(part, "format", "flowed"))
		return unflow(text, parameter_is(part, "delsp", "yes"));
	return g_steal_pointer(&text);
}

static gboolean
is_body_type(const Part *part)
{
	return part_is(part, "text/plain") || part_is(part, "text/html") ||
	       part_is(part, "text/markdown") || part_is(part, "text/x-markdown") ||
	       !strcmp(part->type, "text/text");
}

/* Is it text to be read in its place, rather than a file? */
static gboolean
is_body_text(const Part *part)
{
	g_autofree char *disposition = part_disposition(part), *name = NULL;

	if (!is_body_type(part) || part->children->len ||
	    !g_strcmp0(disposition, "attachment"))
		return FALSE;
	name = part_file_name(part, NULL);
	return !name;
}

/* The first body text of TYPE in or below PART; NULL. */
static const Part *
find_body(const Part *part, const char *type)
{
	if (part_is(part, type) && is_body_text(part))
		return part;
	for (guint i = 0; part_is(part, "multipart/") && i < part->children->len; i++) {
		const Part *found = find_body(g_ptr_array_index(part->children, i), type);

		if (found)
			return found;
	}
	return NULL;
}

static gboolean
says_something(Walk *walk, const Part *part)
{
	g_free(walk->looked_text);
	walk->looked = part;
	walk->looked_text = part_text(part, walk->raw);
	return !is_blank_text(walk->looked_text) && !is_html_source(walk->looked_text);
}

/* Which of the alternatives is shown: the plain text, unless it says nothing. NULL if none.
 */
static const Part *
choose(Walk *walk, const Part *part)
{
	const Part *html = NULL, *plain = NULL;

	for (guint i = 0; i < part->children->len; i++) {
		const Part *child = g_ptr_array_index(part->children, i);
		const Part *text = find_body(child, "text/plain");

		if (text && says_something(walk, text))
			return child;
		if (!html && find_body(child, "text/html"))
			html = child;
		if (!plain && text)
			plain = child;
	}
	return html ? html : plain;
}

static void
append_own(Walk *state, char *text)
{
	append_text(state, text);
	g_free(text);
}

/* The only part of a mail is its text even with a name, unless it says that it is a file.
 */
static gboolean
is_file(const Part *root)
{
	g_autofree char *disposition = part_disposition(root);

	return part_is(root, "text/calendar") || !g_strcmp0(disposition, "attachment");
}

static void
walk_alternative(Walk *state, const Part *part)
{
	const Part *chosen = choose(state, part);
	gboolean mute = state->mute;

	for (guint i = 0; i < part->children->len; i++) {
		const Part *child = g_ptr_array_index(part->children, i);

		state->mute = mute || (chosen && child != chosen);
		walk(state, child);
	}
	state->mute = mute;
}

static void
walk_multipart(Walk *state, const Part *part)
{
	if (!part->children->len && part->prologue && !state->mute) {
		/* Its boundary never came: what is there is text. */
		g_autofree char *text =
			charset_to_utf8(part->prologue, strlen(part->prologue), NULL);

		append_text(state, text);
	}
	for (guint i = 0; i < part->children->len; i++)
		walk(state, g_ptr_array_index(part->children, i));
}

static void
note_calendar(Walk *state, const Part *part)
{
	g_autofree char *ics = part_text(part, state->raw);

	state->message->calendar = TRUE;
	state->message->calendar_reply |=
		parameter_is(part, "method", "REPLY") || strstr(ics, "METHOD:REPLY");
	state->calendar = state->calendar ? state->calendar : part;
}

static void
walk(Walk *state, const Part *part)
{
	crypto_note(state->message, part);
	if (part_is(part, "multipart/alternative")) {
		walk_alternative(state, part);
	} else if (part_is(part, "multipart/")) {
		walk_multipart(state, part);
	} else if (is_body_text(part)) {
		if (!state->mute)
			append_own(state, readable_text(state, part));
	} else {
		crypto_note_enclosed(state->message, part);
		if (part_is(part, "text/calendar") || part_is(part, "application/ics"))
			note_calendar(state, part);
		if (!part_is_tnef(part) || !add_inner_files(state, part))
			add_attachment(state, part);
	}
}

/* The text of a mail that has it in its winmail.dat alone. */
static void
append_inner_text(Walk *state)
{
	g_autoptr(GPtrArray) files = tnef_read(state->tnef, state->raw);

	for (guint i = 0; i < files->len && !state->text->len; i++) {
		const TnefFile *file = g_ptr_array_index(files, i);

		if (file->is_body)
			append_own(state, tnef_text(state->tnef, state->raw, file));
	}
}

void
body_read(const Part *root, const RawMail *raw, const char *hint, Message *message)
{
	g_autoptr(GString) text = g_string_new(NULL);
	Walk state = { .raw = raw, .hint = hint, .message = message, .text = text };

	if (part_is(root, "text/") && !is_file(root))
		append_own(&state, readable_text(&state, root));
	else
		walk(&state, root);
	if (!text->len && state.calendar) {
		g_autofree char *ics = part_text(state.calendar, raw);

		append_own(&state, invitation_text(ics));
	}
	if (!text->len && state.tnef)
		append_inner_text(&state);
	g_free(state.looked_text);
	g_free(message->text);
	message->text = g_strdup(text->str);
	crypto_note_armour(message);
}
