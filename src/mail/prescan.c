/*
 * Counts what GMime would turn into objects, line by line and without keeping the mail:
 * fields, their bytes, parts and their nesting. It may count more than GMime would see,
 * never less; so a declared boundary counts until an outer one is met, even behind its own
 * end.
 */
#include "mail/prescan.h"

#include "base/text.h"
#include "mail/field.h"

#include <string.h>

const PrescanLimits prescan_limits = {
	.header_block = 256 * 1024,
	.header = 64 * 1024,
	.headers = 1000,
	.addresses = 500,
	.groups = 20,
	.parameters = 100,
	.boundaries = 1000,
	.depth = 20,
};

/* All header blocks together may hold this many times the fields, and bytes, of one. */
#define BLOCKS_FACTOR 20

/* Bytes outside of all parts, which GMime would keep in memory. */
#define FACE_MAX (1024 * 1024)

/* Boundaries of at most 70 characters are allowed (RFC 2046, 5.1.1); mailers write more. */
#define BOUNDARY_MAX 200

/* What is kept of a line's start: room for "--", a boundary and "--". */
#define LINE_START 256

enum {
	HEADER_BLOCK,
	HEADER,
	HEADERS,
	ADDRESSES,
	GROUPS,
	PARAMETERS,
	PARTS,
	DEPTH,
	ALL_HEADER_BYTES,
	ALL_HEADERS,
	FACE,
	COUNTS
};

/* What a count is called, before and behind the number. */
static const struct {
	const char *before, *behind;
} reasons[COUNTS] = {
	[HEADER_BLOCK] = { "header block of ", " bytes" },
	[HEADER] = { "header of ", " bytes" },
	[HEADERS] = { "", " headers" },
	[ADDRESSES] = { "", " addresses in one header" },
	[GROUPS] = { "", " groups in an address header" },
	[PARAMETERS] = { "", " parameters in one header" },
	[PARTS] = { "", " parts" },
	[DEPTH] = { "", " parts within each other" },
	[ALL_HEADER_BYTES] = { "headers of parts of ", " bytes" },
	[ALL_HEADERS] = { "", " headers of parts" },
	[FACE] = { "", " bytes outside of all parts" },
};

/* Fields whose addresses GMime takes apart. */
static const char *const address_fields[] = { "From",
					      "Sender",
					      "Reply-To",
					      "To",
					      "Cc",
					      "Bcc",
					      "Resent-From",
					      "Resent-Sender",
					      "Resent-Reply-To",
					      "Resent-To",
					      "Resent-Cc",
					      "Resent-Bcc",
					      "Disposition-Notification-To",
					      NULL };

/* A multipart, or a mail within a part, that has begun. */
typedef struct {
	char *line;      /* own; "--" and the boundary; NULL for a mail */
	gboolean digest; /* its parts are mails unless they say otherwise */
} Level;

struct Prescan {
	PrescanLimits limits;
	gint64 limit[COUNTS];
	gint64 worst[COUNTS];
	const char *forged; /* static: a byte that makes readers disagree about a header */
	gboolean in_headers;
	gboolean is_top;        /* in the mail's own header block */
	gboolean in_face;       /* outside of all parts of a multipart */
	char start[LINE_START]; /* of the line under way */
	gsize start_length;
	gsize line_length;
	gboolean has_more; /* something but white space behind start */
	GString *field;    /* the header field under way, cut above its limit */
	gint64 field_length;
	gboolean after_cr;
	gint64 block_length, block_fields;
	gint64 all_length, all_fields;
	gint64 face_length;
	gint64 parts;
	GPtrArray *found; /* own char*; the boundary lines that the block declares */
	gboolean is_encoded, is_plain; /* as its Content-Transfer-Encoding says */
	gboolean is_multipart, is_digest, is_message, is_typed; /* what the block says */
	GArray *levels;                                         /* Level, outermost first */
};

static void
level_clear(gpointer level)
{
	g_free(((Level *)level)->line);
}

Prescan *
prescan_new(const PrescanLimits *limits)
{
	Prescan *prescan = g_new0(Prescan, 1);
	const gint64 limit[COUNTS] = {
		[HEADER_BLOCK] = limits->header_block,
		[HEADER] = limits->header,
		[HEADERS] = limits->headers,
		[ADDRESSES] = limits->addresses,
		[GROUPS] = limits->groups,
		[PARAMETERS] = limits->parameters,
		[PARTS] = limits->boundaries,
		[DEPTH] = limits->depth,
		[ALL_HEADER_BYTES] = limits->header_block * BLOCKS_FACTOR,
		[ALL_HEADERS] = (gint64)limits->headers * BLOCKS_FACTOR,
		[FACE] = FACE_MAX,
	};

	memcpy(prescan->limit, limit, sizeof limit);
	prescan->limits = *limits;
	prescan->in_headers = TRUE;
	prescan->is_top = TRUE;
	prescan->field = g_string_new(NULL);
	prescan->found = g_ptr_array_new_with_free_func(g_free);
	prescan->levels = g_array_new(FALSE, FALSE, sizeof(Level));
	g_array_set_clear_func(prescan->levels, level_clear);
	return prescan;
}

static void
prescan_free(Prescan *prescan)
{
	g_string_free(prescan->field, TRUE);
	g_ptr_array_unref(prescan->found);
	g_array_unref(prescan->levels);
	g_free(prescan);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Prescan, prescan_free)

static void
count(Prescan *prescan, int what, gint64 number)
{
	prescan->worst[what] = MAX(prescan->worst[what], number);
}

/* How many of WANTED stand in BODY outside of quotes. */
static gint64
count_outside_quotes(const char *body, const char *wanted)
{
	gboolean quoted = FALSE;
	gint64 number = 0;

	for (; *body; body++) {
		if (*body == '\\' && quoted && body[1])
			body++;
		else if (*body == '"')
			quoted = !quoted;
		else if (!quoted && strchr(wanted, *body))
			number++;
	}
	return number;
}

/* Behind white space, comments, and controls: some readers pass over a form feed. */
static const char *
skip_comments(const char *at)
{
	int depth = 0;

	for (; *at; at++) {
		if (*at == '\\' && depth && at[1])
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && depth)
			depth--;
		else if (!depth && (guchar)*at > ' ')
			break;
	}
	return at;
}

/* Where a parameter "boundary" stands in LOWER, from AT on, or one with a comment behind
 * its name; not in the middle of a word. NULL. */
static const char *
find_boundary(const char *lower, const char *at)
{
	while ((at = strstr(at, "boundary"))) {
		const char *rest = at + strlen("boundary");

		rest += strspn(rest, " \t\r\n");
		if (at > lower && strchr("; \t\r\n)", at[-1]) && *rest &&
		    strchr("=*(", *rest))
			return at;
		at++;
	}
	return NULL;
}

/* The VALUE of a parameter. A quote that is never closed ends with the field. Own; NULL if
 * readers would differ about it. */
static char *
read_value(const char *value)
{
	gsize length;

	if (*value == '"') {
		value++;
		length = strcspn(value, "\"");
		if (!value[length] && memchr(value, ';', length))
			return NULL;
	} else {
		length = strcspn(value, "; \t\r\n\"");
		if (memchr(value, '(', length))
			return NULL;
	}
	while (length && strchr(" \t\r\n", value[length - 1]))
		length--;
	for (gsize i = 0; i < length; i++)
		if (value[i] < ' ' || value[i] == '\\')
			return NULL;
	if (!length || length > BOUNDARY_MAX || g_strstr_len(value, length, "=?"))
		return NULL;
	return g_strndup(value, length);
}

/* Controls other than those of a folded line. */
static gboolean
has_controls(const char *body)
{
	for (; *body; body++)
		if ((guchar)*body < ' ' && *body != '\t' && *body != '\n' &&
		    !(body[0] == '\r' && body[1] == '\n'))
			return TRUE;
	return FALSE;
}

/*
 * The boundary that a Content-Type declares, to *BOUNDARY. FALSE if readers would disagree
 * about it: two declarations, pieces of RFC 2231, escapes, encoded words, comments, nothing
 * at all. What stands before it does not matter: GMime passes over more than white space,
 * and where it sees no parameter, too much is counted.
 */
static gboolean
read_boundary(const char *body, char **boundary)
{
	g_autofree char *lower = g_ascii_strdown(body, -1);
	const char *found = find_boundary(lower, lower), *value;

	if (has_controls(body))
		return FALSE;
	if (!found)
		return TRUE;
	value = found + strlen("boundary");
	value += strspn(value, " \t\r\n");
	if (*value != '=' || find_boundary(lower, value))
		return FALSE;
	*boundary = read_value(skip_comments(body + (value + 1 - lower)));
	return *boundary != NULL;
}

static gboolean
type_is(const char *type, const char *word)
{
	gsize length = strlen(word);

	return !g_ascii_strncasecmp(type, word, length) && !g_ascii_isalnum(type[length]) &&
	       (!type[length] || !strchr("-._+", type[length]));
}

/* "type/subtype"; what is not does not count, and a part of a digest is a mail then. */
static gboolean
is_well_formed(const char *type)
{
	static const char special[] = "()<>@,;:\\\"/[]?= \t\r\n";
	gsize length = strcspn(type, special);

	return length && type[length] == '/' && strcspn(type + length + 1, special);
}

/* The last Content-Type of a block counts, as in GMime. */
static void
content_type(Prescan *prescan, const char *body)
{
	const char *type = skip_comments(body);
	g_autofree char *boundary = NULL;

	g_ptr_array_set_size(prescan->found, 0);
	prescan->is_typed = is_well_formed(type);
	prescan->is_multipart = type_is(type, "multipart");
	prescan->is_digest = prescan->is_multipart && strstr(type, "igest");
	prescan->is_message = type_is(type, "message");
	if (!prescan->is_multipart)
		return;
	if (!read_boundary(body, &boundary))
		prescan->forged = "a boundary that readers disagree about";
	if (boundary)
		g_ptr_array_add(prescan->found, g_strconcat("--", boundary, NULL));
}

/* Is BODY the word, with nothing but the white space of a field around it? */
static gboolean
says(const char *body, const char *word)
{
	gsize length = strlen(word);

	body += strspn(body, " \t\r\n");
	return !g_ascii_strncasecmp(body, word, length) &&
	       !body[length + strspn(body + length, " \t\r\n")];
}

/* A mail that is base64 is no mail to GMime, but bytes: unless it is not quite the word. */
static void
transfer_encoding(Prescan *prescan, const char *body)
{
	if (says(body, "base64") || says(body, "quoted-printable"))
		prescan->is_encoded = TRUE;
	else
		prescan->is_plain = TRUE;
}

/* FIELD is complete: counts what is in it. */
static void
field_end(Prescan *prescan)
{
	char *name = prescan->field->str, *body = strchr(name, ':');

	if (!prescan->field_length || name[0] == '\n' || !strcmp(name, "\r\n")) {
		g_string_truncate(prescan->field, 0);
		prescan->field_length = 0;
		return;
	}
	count(prescan, HEADER, prescan->field_length);
	count(prescan, HEADERS, ++prescan->block_fields);
	count(prescan, ALL_HEADERS, ++prescan->all_fields);
	/* A verdict that is reached needs no reasons: the rest is only counted. */
	if (body && prescan->worst[HEADER_BLOCK] <= prescan->limit[HEADER_BLOCK]) {
		*body++ = '\0';
		g_strchomp(name);
		for (gsize i = 0; address_fields[i]; i++) {
			if (!text_same_name(name, address_fields[i]))
				continue;
			count(prescan, ADDRESSES, count_outside_quotes(body, ",;"));
			count(prescan, GROUPS, count_outside_quotes(body, ":"));
		}
		if (!g_ascii_strncasecmp(name, "Content-", 8))
			count(prescan, PARAMETERS, count_outside_quotes(body, ";"));
		if (text_same_name(name, "Content-Type"))
			content_type(prescan, body);
		if (text_same_name(name, "Content-Transfer-Encoding"))
			transfer_encoding(prescan, body);
	}
	g_string_truncate(prescan->field, 0);
	prescan->field_length = 0;
}

static void
push(Prescan *prescan, char *line, gboolean digest)
{
	Level level = { line, digest };

	g_array_append_val(prescan->levels, level);
	count(prescan, DEPTH, prescan->levels->len);
}

static gboolean
in_digest(const Prescan *prescan)
{
	guint levels = prescan->levels->len;

	return levels && g_array_index(prescan->levels, Level, levels - 1).digest;
}

/* The header block is over; what it declared decides what the lines below it are. */
static void
block_end(Prescan *prescan)
{
	gboolean is_mail;

	field_end(prescan);
	is_mail = prescan->is_message || (!prescan->is_typed && in_digest(prescan));
	is_mail = is_mail && (prescan->is_plain || !prescan->is_encoded);
	prescan->in_headers = FALSE;
	prescan->is_top = FALSE;
	prescan->in_face = prescan->is_multipart;
	/* Past the limit nothing more is remembered: the verdict is known. */
	if (prescan->worst[DEPTH] <= prescan->limit[DEPTH]) {
		for (guint i = 0; i < prescan->found->len; i++)
			push(prescan, g_strdup(g_ptr_array_index(prescan->found, i)),
			     prescan->is_digest);
		if (is_mail)
			push(prescan, NULL, FALSE);
	}
	prescan->in_headers = is_mail;
	prescan->block_length = prescan->block_fields = 0;
	prescan->is_multipart = prescan->is_digest = prescan->is_message = FALSE;
	prescan->is_typed = prescan->is_encoded = prescan->is_plain = FALSE;
	g_ptr_array_set_size(prescan->found, 0);
}

static gboolean
is_white(const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!strchr(" \t\r\n", bytes[i]) || !bytes[i])
			return FALSE;
	return TRUE;
}

/* Is the line BOUNDARY, or its end, with nothing but white space behind? Just as GMime sees
 * it: a line that only begins so is text. */
static gboolean
is_boundary(const Prescan *prescan, const char *boundary, gboolean *is_end)
{
	gsize length = strlen(boundary), left;
	const char *rest = prescan->start + length;

	if (length > prescan->start_length || memcmp(prescan->start, boundary, length))
		return FALSE;
	left = prescan->start_length - length;
	*is_end = left >= 2 && rest[0] == '-' && rest[1] == '-';
	return !prescan->has_more &&
	       is_white(rest + (*is_end ? 2 : 0), left - (*is_end ? 2 : 0));
}

/* The innermost level whose boundary the line is; -1. */
static int
find_level(const Prescan *prescan, gboolean *is_end)
{
	if (prescan->start_length < 2 || prescan->start[0] != '-' ||
	    prescan->start[1] != '-')
		return -1;
	for (int i = (int)prescan->levels->len - 1; i >= 0; i--) {
		const char *line = g_array_index(prescan->levels, Level, i).line;

		if (line && is_boundary(prescan, line, is_end))
			return i;
	}
	return -1;
}

static void
boundary_line(Prescan *prescan, int level, gboolean is_end)
{
	if (prescan->in_headers)
		block_end(prescan);
	g_array_set_size(prescan->levels, level + 1);
	prescan->in_headers = !is_end;
	prescan->in_face = is_end;
	if (!is_end)
		count(prescan, PARTS, ++prescan->parts);
}

static gboolean
is_blank(const Prescan *prescan)
{
	return prescan->line_length == 1 ||
	       (prescan->line_length == 2 && prescan->start[0] == '\r');
}

static void
line_end(Prescan *prescan)
{
	gboolean is_end = FALSE;
	int level = find_level(prescan, &is_end);

	/* What the block under way declares may be the very boundary that ends it. */
	if (level >= 0 && prescan->in_headers) {
		block_end(prescan);
		level = find_level(prescan, &is_end);
	}
	if (level >= 0)
		boundary_line(prescan, level, is_end);
	else if (prescan->in_headers && is_blank(prescan))
		block_end(prescan);
	else if (prescan->in_face)
		count(prescan, FACE, prescan->face_length += prescan->line_length);
	prescan->start_length = prescan->line_length = 0;
	prescan->has_more = FALSE;
}

/* A NUL cuts a name short in one reader and not in another (F2); so does a lone CR (T11).
 */
static void
check_bytes(Prescan *prescan, const char *bytes, gsize length)
{
	for (gsize i = 0; i < length && !prescan->forged; i++) {
		if (prescan->after_cr && bytes[i] != '\n')
			prescan->forged = "a lone CR in the headers";
		else if (!bytes[i])
			prescan->forged = "a NUL in the headers";
		prescan->after_cr = bytes[i] == '\r';
	}
}

static void
header_piece(Prescan *prescan, const char *bytes, gsize length)
{
	gsize most = prescan->limits.header + 1, room;

	if (!prescan->line_length && bytes[0] != ' ' && bytes[0] != '\t')
		field_end(prescan);
	room = most - MIN(most, prescan->field->len);
	if (prescan->is_top)
		check_bytes(prescan, bytes, length);
	g_string_append_len(prescan->field, bytes, MIN(room, length));
	prescan->field_length += length;
	count(prescan, HEADER_BLOCK, prescan->block_length += length);
	count(prescan, ALL_HEADER_BYTES, prescan->all_length += length);
}

void
prescan_feed(Prescan *prescan, const char *bytes, gsize length)
{
	while (length) {
		const char *newline = memchr(bytes, '\n', length);
		gsize piece = newline ? (gsize)(newline - bytes) + 1 : length;
		gsize keep = MIN(piece, LINE_START - prescan->start_length);

		if (prescan->in_headers)
			header_piece(prescan, bytes, piece);
		memcpy(prescan->start + prescan->start_length, bytes, keep);
		prescan->start_length += keep;
		prescan->has_more |= !is_white(bytes + keep, piece - keep);
		prescan->line_length += piece;
		if (newline)
			line_end(prescan);
		bytes += piece;
		length -= piece;
	}
}

/* "262,144" */
static char *
grouped(gint64 number)
{
	GString *text = g_string_new(NULL);

	g_string_printf(text, "%" G_GINT64_FORMAT, number);
	for (gssize at = (gssize)text->len - 3; at > 0; at -= 3)
		g_string_insert_c(text, at, ',');
	return g_string_free(text, FALSE);
}

static char *
reason_of(const Prescan *prescan, int what)
{
	g_autofree char *seen = grouped(prescan->worst[what]);
	g_autofree char *limit = grouped(prescan->limit[what]);

	return g_strdup_printf("%s%s%s, limit %s", reasons[what].before, seen,
			       reasons[what].behind, limit);
}

char *
prescan_finish(Prescan *given)
{
	g_autoptr(Prescan) prescan = given;

	if (prescan->line_length)
		line_end(prescan);
	field_end(prescan);
	if (prescan->forged)
		return g_strdup(prescan->forged);
	for (int i = 0; i < COUNTS; i++)
		if (prescan->worst[i] > prescan->limit[i])
			return reason_of(prescan, i);
	return NULL;
}
