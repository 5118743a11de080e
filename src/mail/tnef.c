/*
 * Our own reader rather than libytnef: that one wants the whole container in memory and
 * copies every file of it, prints to standard output what it dislikes, and gives up at the
 * first empty attribute, losing the files behind it. The format is a flat list; the one
 * nested thing, MAPI properties, is a list too.
 */
#include "mail/tnef.h"

#include "mail/charset.h"
#include "mail/html.h"
#include "mail/rtf.h"

#include <string.h>

#define SIGNATURE 0x223e9f78

enum {
	FILES_MAX = 500,
	FORMS_MAX = 4,    /* of the text */
	VALUE_MAX = 2048, /* of a property's value that are looked at: names are shorter */
	VALUES_MAX = 65536,
	TEXT_MAX = 2 * 1024 * 1024,
	IID = 16, /* before the bytes of an object */
};

enum { LEVEL_MESSAGE = 1, LEVEL_ATTACHMENT = 2 };

/* The low halves of the attributes' ids. */
enum {
	ATTR_BODY = 0x800c,
	ATTR_DATA = 0x800f,
	ATTR_TITLE = 0x8010,
	ATTR_BEGINS = 0x9002, /* the first one of each file */
	ATTR_MESSAGE_PROPERTIES = 0x9003,
	ATTR_PROPERTIES = 0x9005,
	ATTR_CODEPAGE = 0x9007,
};

typedef enum {
	TYPE_OBJECT = 0x0d,
	TYPE_STRING = 0x1e,
	TYPE_UNICODE = 0x1f,
	TYPE_BINARY = 0x102,
	TYPE_MANY = 0x1000,
} PropertyType;

enum {
	PROP_BODY = 0x1000,
	PROP_RTF = 0x1009,
	PROP_HTML = 0x1013,
	PROP_DISPLAY_NAME = 0x3001,
	PROP_DATA = 0x3701,
	PROP_FILENAME = 0x3704,
	PROP_LONG_FILENAME = 0x3707,
	PROP_MIME_TAG = 0x370e,
	PROP_CONTENT_ID = 0x3712,
};

/* One value of a property; its first bytes are at hand. */
typedef struct {
	guint16 id, type;
	gint64 start, length;
	const char *head;
	gsize head_length;
} Value;

typedef struct {
	PartStream in;
	GPtrArray *files;  /* own TnefFile */
	GPtrArray *bodies; /* own TnefFile */
	TnefFile *file;    /* the one under way, in files; NULL */
	int rank;          /* how good its name is */
	char codepage[16];
} Reader;

typedef void (*TakeValue)(Reader *reader, const Value *value);

void
tnef_file_free(TnefFile *file)
{
	if (!file)
		return;
	g_free(file->name);
	g_free(file->type);
	g_free(file->charset);
	g_free(file->content_id);
	g_free(file);
}

/* ── bytes ────────────────────────────────────────────────────────────────────────────────
 */

static gboolean
take(Reader *reader, char *buffer, gint64 length)
{
	return part_stream_read(&reader->in, buffer, length) == length;
}

static gboolean
take_u16(Reader *reader, guint16 *number)
{
	guchar b[2];

	if (!take(reader, (char *)b, sizeof b))
		return FALSE;
	*number = b[0] | b[1] << 8;
	return TRUE;
}

static gboolean
take_u32(Reader *reader, guint32 *number)
{
	guchar b[4];

	if (!take(reader, (char *)b, sizeof b))
		return FALSE;
	*number = b[0] | b[1] << 8 | b[2] << 16 | (guint32)b[3] << 24;
	return TRUE;
}

/* On to POSITION, which is not behind us; FALSE if there is no such. */
static gboolean
move_to(Reader *reader, gint64 position)
{
	return position >= reader->in.position &&
	       take(reader, NULL, position - reader->in.position);
}

/* ── files ────────────────────────────────────────────────────────────────────────────────
 */

static void
set_content(TnefFile *file, gint64 start, gint64 length)
{
	file->start = start;
	file->length = file->size = length;
}

static TnefFile *
begin_file(Reader *reader)
{
	if (reader->files->len >= FILES_MAX)
		return reader->file;
	reader->file = g_new0(TnefFile, 1);
	reader->rank = 0;
	set_content(reader->file, reader->in.position, 0);
	g_ptr_array_add(reader->files, reader->file);
	return reader->file;
}

static TnefFile *
this_file(Reader *reader)
{
	return reader->file ? reader->file : begin_file(reader);
}

/* A string of the code page, or of UTF-16, without its end. Own; NULL if it is empty. */
static char *
decode_string(const char *bytes, gsize length, const char *charset)
{
	g_autofree char *text = charset_to_utf8(bytes, length, charset);

	g_strstrip(text);
	return *text ? g_steal_pointer(&text) : NULL;
}

static char *
value_string(const Reader *reader, const Value *value)
{
	gboolean wide = value->type == TYPE_UNICODE;
	gsize length = value->head_length, end = 0;

	if (wide)
		while (end + 1 < length && (value->head[end] || value->head[end + 1]))
			end += 2;
	else
		end = strnlen(value->head, length);
	return decode_string(value->head, end, wide ? "UTF-16LE" : reader->codepage);
}

/* Takes NAME; the better one stays. */
static void
offer_name(Reader *reader, int rank, char *name)
{
	TnefFile *file = this_file(reader);

	if (!name || rank <= reader->rank) {
		g_free(name);
		return;
	}
	g_free(file->name);
	file->name = name;
	reader->rank = rank;
}

/* What will stand in a header: a type or an id; anything else than its characters is none.
 */
static void
set_token(char **field, char *value)
{
	static const char others[] = "!#$&'*+-./=?^_`{|}~@%";

	for (const char *c = value; c && *c; c++) {
		if (g_ascii_isalnum(*c) || strchr(others, *c))
			continue;
		g_free(value);
		return;
	}
	g_free(*field);
	*field = value;
}

static void
take_file_value(Reader *reader, const Value *value)
{
	TnefFile *file = this_file(reader);
	gint64 skip = value->type == TYPE_OBJECT ? MIN(value->length, (gint64)IID) : 0;

	switch (value->id) {
	case PROP_DISPLAY_NAME:
		offer_name(reader, 1, value_string(reader, value));
		break;
	case PROP_FILENAME:
		offer_name(reader, 2, value_string(reader, value));
		break;
	case PROP_LONG_FILENAME:
		offer_name(reader, 4, value_string(reader, value));
		break;
	case PROP_MIME_TAG:
		set_token(&file->type, value_string(reader, value));
		break;
	case PROP_CONTENT_ID:
		set_token(&file->content_id, value_string(reader, value));
		break;
	case PROP_DATA:
		if (!file->length)
			set_content(file, value->start + skip, value->length - skip);
		break;
	}
}

/* ── the text's forms ─────────────────────────────────────────────────────────────────────
 */

static const struct {
	guint16 id;
	const char *name, *type;
} forms[] = {
	{ PROP_BODY, "body.txt", "text/plain" },
	{ PROP_HTML, "body.html", "text/html" },
	{ PROP_RTF, "body.rtf", "application/rtf" },
};

/* Is there text in VALUE, and if it is packed, can it be unpacked? */
static gboolean
holds_text(const Value *value)
{
	return value->length > 0 &&
	       (value->id != PROP_RTF || (value->length <= RTF_PACKED_MAX &&
					  rtf_is_packed(value->head, value->head_length)));
}

static void
take_message_value(Reader *reader, const Value *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		TnefFile *file;

		if (forms[i].id != value->id || !holds_text(value) ||
		    reader->bodies->len >= FORMS_MAX)
			continue;
		file = g_new0(TnefFile, 1);
		set_content(file, value->start, value->length);
		file->name = g_strdup(forms[i].name);
		file->type = g_strdup(forms[i].type);
		file->charset = g_strdup(value->type == TYPE_UNICODE ? "UTF-16LE"
								     : reader->codepage);
		file->is_body = TRUE;
		g_ptr_array_add(reader->bodies, file);
	}
}

/* ── properties ───────────────────────────────────────────────────────────────────────────
 */

/* How long a value of TYPE is; 0: it says so itself; -1: no such type. */
static int
fixed_length(guint16 type)
{
	switch (type) {
	case 0x01: /* null */
	case 0x02: /* short, boolean, … on four bytes */
	case 0x03:
	case 0x04:
	case 0x0a:
	case 0x0b:
		return 4;
	case 0x05: /* double, currency, times, long long */
	case 0x06:
	case 0x07:
	case 0x14:
	case 0x40:
		return 8;
	case 0x48: /* class id */
		return 16;
	case TYPE_OBJECT:
	case TYPE_STRING:
	case TYPE_UNICODE:
	case TYPE_BINARY:
		return 0;
	}
	return -1;
}

/* The name of a named property is passed over: a GUID, and a number or a string. */
static gboolean
skip_name(Reader *reader)
{
	guint32 kind, length;

	if (!take(reader, NULL, 16) || !take_u32(reader, &kind) ||
	    !take_u32(reader, &length))
		return FALSE;
	return kind != 1 || take(reader, NULL, ((gint64)length + 3) / 4 * 4);
}

static gboolean
read_value(Reader *reader, Value *value, gint64 limit, TakeValue take_value)
{
	char head[VALUE_MAX];
	int fixed = fixed_length(value->type);
	guint32 length = fixed;
	gint64 end;

	if (!fixed && !take_u32(reader, &length))
		return FALSE;
	value->start = reader->in.position;
	value->length = length;
	end = value->start + (value->length + 3) / 4 * 4;
	if (value->start + value->length > limit)
		return FALSE;
	value->head = head;
	value->head_length = MIN(value->length, (gint64)sizeof head);
	if (!take(reader, head, value->head_length))
		return FALSE;
	if (take_value)
		take_value(reader, value);
	return move_to(reader, MIN(end, limit));
}

static gboolean
read_property(Reader *reader, gint64 limit, TakeValue take_value)
{
	Value value = { 0 };
	guint32 count = 1;
	int fixed;

	if (!take_u16(reader, &value.type) || !take_u16(reader, &value.id))
		return FALSE;
	if (value.id >= 0x8000 && !skip_name(reader))
		return FALSE;
	fixed = fixed_length(value.type & ~TYPE_MANY);
	if (fixed < 0)
		return FALSE;
	if ((!fixed || (value.type & TYPE_MANY)) && !take_u32(reader, &count))
		return FALSE;
	value.type &= ~TYPE_MANY;
	for (guint32 i = 0; i < MIN(count, (guint32)VALUES_MAX); i++)
		if (!read_value(reader, &value, limit, i ? NULL : take_value))
			return FALSE;
	return count <= VALUES_MAX;
}

static void
read_properties(Reader *reader, gint64 limit, TakeValue take_value)
{
	guint32 count;

	if (!take_u32(reader, &count))
		return;
	while (count-- && reader->in.position < limit)
		if (!read_property(reader, limit, take_value))
			return;
}

/* ── attributes ───────────────────────────────────────────────────────────────────────────
 */

static void
read_codepage(Reader *reader)
{
	guint32 codepage;

	if (take_u32(reader, &codepage) && codepage && codepage < 65536)
		g_snprintf(reader->codepage, sizeof reader->codepage, "cp%u",
			   (guint)codepage);
}

static void
read_title(Reader *reader, gint64 length)
{
	char title[VALUE_MAX];
	gsize got = part_stream_read(&reader->in, title, MIN(length, (gint64)sizeof title));

	offer_name(reader, 3, decode_string(title, strnlen(title, got), reader->codepage));
}

static void
read_body(Reader *reader, gint64 length)
{
	Value value = { .id = PROP_BODY, .start = reader->in.position, .length = length };

	take_message_value(reader, &value);
}

static void
read_content(Reader *reader, gint64 length)
{
	TnefFile *file = this_file(reader);

	if (length)
		set_content(file, reader->in.position, length);
}

static void
read_attribute(Reader *reader, guint16 id, gint64 length)
{
	gint64 limit = reader->in.position + length;

	switch (id) {
	case ATTR_BODY:
		read_body(reader, length);
		break;
	case ATTR_BEGINS:
		begin_file(reader);
		break;
	case ATTR_TITLE:
		read_title(reader, length);
		break;
	case ATTR_DATA:
		read_content(reader, length);
		break;
	case ATTR_PROPERTIES:
		read_properties(reader, limit, take_file_value);
		break;
	case ATTR_MESSAGE_PROPERTIES:
		read_properties(reader, limit, take_message_value);
		break;
	case ATTR_CODEPAGE:
		read_codepage(reader);
		break;
	}
}

/* A level, an id, a length, so many bytes, and a sum that nobody needs: what is damaged is
 * shown as it is. */
static gboolean
read_next(Reader *reader)
{
	char level;
	guint32 id, length;
	gint64 end;

	if (!take(reader, &level, 1) ||
	    (level != LEVEL_MESSAGE && level != LEVEL_ATTACHMENT) ||
	    !take_u32(reader, &id) || !take_u32(reader, &length))
		return FALSE;
	end = reader->in.position + length;
	read_attribute(reader, id & 0xffff, length);
	return move_to(reader, end + 2);
}

/* A file that promises more than came has what came. */
static void
cut_to_size(GPtrArray *files, gint64 size)
{
	for (guint i = 0; i < files->len; i++) {
		TnefFile *file = g_ptr_array_index(files, i);

		if (file->start + file->length > size)
			set_content(file, file->start, MAX(size - file->start, 0));
	}
}

/* The form that is read most easily comes first: plain, HTML, RTF. */
static gint
by_form(gconstpointer a, gconstpointer b)
{
	const TnefFile *first = *(const TnefFile *const *)a,
		       *second = *(const TnefFile *const *)b;
	gint64 order = (gint64)!g_str_has_prefix(first->type, "text/") -
		       !g_str_has_prefix(second->type, "text/");

	return order ? (gint)order : -g_strcmp0(first->name, second->name);
}

gboolean
part_is_tnef(const Part *part)
{
	g_autofree char *name = NULL;

	if (!strcmp(part->type, "application/ms-tnef") ||
	    !strcmp(part->type, "application/vnd.ms-tnef") ||
	    !strcmp(part->type, "application/x-ms-tnef"))
		return TRUE;
	if (strcmp(part->type, "application/octet-stream"))
		return FALSE;
	name = part_file_name(part, NULL);
	return name && (!g_ascii_strcasecmp(name, "winmail.dat") ||
			!g_ascii_strcasecmp(name, "win.dat"));
}

/* The bytes of FILE, at most MOST of them. Own. */
static GString *
file_bytes(const Part *part, const RawMail *raw, const TnefFile *file, gint64 most)
{
	GString *bytes = g_string_sized_new(MIN(file->length, most) + 1);
	g_auto(PartStream) in = { 0 };

	part_stream_open(&in, raw, part->offset, part->length, part->encoding);
	part_stream_read(&in, NULL, file->start);
	g_string_set_size(bytes,
			  part_stream_read(&in, bytes->str, MIN(file->length, most)));
	return bytes;
}

/* What is packed is as long as it becomes, whatever it claims. */
static void
measure(const Part *part, const RawMail *raw, TnefFile *file)
{
	g_autoptr(GString) packed = NULL, text = NULL;

	if (strcmp(file->type, "application/rtf"))
		return;
	packed = file_bytes(part, raw, file, RTF_PACKED_MAX);
	text = rtf_unpack(packed->str, packed->len);
	file->size = text ? (gint64)text->len : file->length;
}

GPtrArray *
tnef_read(const Part *part, const RawMail *raw)
{
	Reader reader = { .codepage = "cp1252" };
	guint32 signature;

	reader.files = g_ptr_array_new_with_free_func((GDestroyNotify)tnef_file_free);
	reader.bodies = g_ptr_array_new_with_free_func((GDestroyNotify)tnef_file_free);
	part_stream_open(&reader.in, raw, part->offset, part->length, part->encoding);
	if (take_u32(&reader, &signature) && signature == SIGNATURE &&
	    take(&reader, NULL, 2))
		while (read_next(&reader))
			;
	part_stream_read(&reader.in, NULL, G_MAXINT64);
	cut_to_size(reader.files, reader.in.position);
	cut_to_size(reader.bodies, reader.in.position);
	part_stream_close(&reader.in);
	for (guint i = 0; i < reader.bodies->len; i++)
		measure(part, raw, g_ptr_array_index(reader.bodies, i));
	g_ptr_array_sort(reader.bodies, by_form);
	g_ptr_array_extend_and_steal(reader.files, reader.bodies);
	return reader.files;
}

/* The length without the end marks, which are NUL; of UTF-16 it stays even. */
static gsize
trim_end(const char *bytes, gsize length)
{
	gsize end = length;

	while (end && !bytes[end - 1])
		end--;
	return end % 2 && end < length && end > 1 && !bytes[1] ? end + 1 : end;
}

char *
tnef_text(const Part *part, const RawMail *raw, const TnefFile *file)
{
	g_autoptr(GString) bytes = file_bytes(part, raw, file, TEXT_MAX);
	g_autofree char *text = NULL;

	if (!strcmp(file->type, "application/rtf")) {
		g_autoptr(GString) rtf = rtf_unpack(bytes->str, bytes->len);

		return rtf ? rtf_to_text(rtf->str, rtf->len) : g_strdup("");
	}
	text = charset_to_utf8(bytes->str, trim_end(bytes->str, bytes->len), file->charset);
	part_unify_lines(text);
	return !strcmp(file->type, "text/html") ? html_to_text(text, strlen(text))
						: g_steal_pointer(&text);
}
