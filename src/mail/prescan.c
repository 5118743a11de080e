/*
 * Counts what GMime would turn into objects, line by line and without keeping the mail:
 * fields, their bytes, parts and their nesting. It may count more than GMime would see,
 * never less; so a declared boundary counts until an outer one is met, even behind its own
 * end.
 */
#include "mail/prescan.h"

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

/* What is kept of a line's start: "--" and any boundary (RFC 2046, 5.1.1: at most 70). */
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
	GString *field; /* the header field under way, cut above its limit */
	gint64 field_length;
	gboolean after_cr;
	gint64 block_length, block_fields;
	gint64 all_length, all_fields;
	gint64 face_length;
	gint64 parts;
	GPtrArray *found; /* own char*; the boundary lines that the block declares */
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

/*
 * The boundary that every reader agrees on, else "" which makes all lines with "--" count:
 * two declarations, RFC 2231 pieces, escapes and encoded words are read in different ways.
 */
static char *
agreed_boundary(const char *body)
{
	g_autofree char *lower = g_ascii_strdown(body, -1);
	const char *at = strstr(lower, "boundary"), *value;
	gsize length;

	if (!at)
		return NULL;
	value = at + strlen("boundary");
	value += strspn(value, " \t\r\n");
	if (*value != '=' || strstr(value, "boundary"))
		return g_strdup("");
	value++;
	value = body + (value - lower);
	value += strspn(value, " \t\r\n");
	if (*value == '"') {
		value++;
		length = strcspn(value, "\"");
		if (value[length] != '"' || memchr(value, '\\', length))
			length = 0;
	} else {
		length = strcspn(value, "; \t\r\n\"");
	}
	while (length && value[length - 1] == ' ')
		length--;
	if (memchr(value, '\n', length) || g_strstr_len(value, length, "=?"))
		length = 0;
	return g_strndup(value, MIN(length, LINE_START - 8));
}

static void
content_type(Prescan *prescan, const char *body)
{
	g_autofree char *type = field_type(body), *boundary = agreed_boundary(body);

	prescan->is_typed = TRUE;
	if (boundary)
		g_ptr_array_add(prescan->found, g_strconcat("--", boundary, NULL));
	if (!type)
		return;
	prescan->is_multipart |= g_str_has_prefix(type, "multipart/");
	prescan->is_digest |= !strcmp(type, "multipart/digest");
	prescan->is_message |=
		!strcmp(type, "message/rfc822") || !strcmp(type, "message/rfc2822") ||
		!strcmp(type, "message/global") || !strcmp(type, "message/news");
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
			if (g_ascii_strcasecmp(name, address_fields[i]))
				continue;
			count(prescan, ADDRESSES, count_outside_quotes(body, ",;"));
			count(prescan, GROUPS, count_outside_quotes(body, ":"));
		}
		if (!g_ascii_strncasecmp(name, "Content-", 8))
			count(prescan, PARAMETERS, count_outside_quotes(body, ";"));
		if (!g_ascii_strcasecmp(name, "Content-Type"))
			content_type(prescan, body);
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
	gboolean is_mail =
		prescan->is_message || (!prescan->is_typed && in_digest(prescan));

	field_end(prescan);
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
	prescan->is_typed = FALSE;
	g_ptr_array_set_size(prescan->found, 0);
}

/* The innermost level whose boundary the line begins with; -1. */
static int
find_level(const Prescan *prescan)
{
	if (prescan->start_length < 2 || prescan->start[0] != '-' ||
	    prescan->start[1] != '-')
		return -1;
	for (int i = (int)prescan->levels->len - 1; i >= 0; i--) {
		const char *line = g_array_index(prescan->levels, Level, i).line;
		gsize length = line ? strlen(line) : 0;

		if (length && length <= prescan->start_length &&
		    !memcmp(prescan->start, line, length))
			return i;
	}
	return -1;
}

static void
boundary_line(Prescan *prescan, int level)
{
	gsize length = strlen(g_array_index(prescan->levels, Level, level).line);
	gboolean is_end = length > 2 && prescan->start_length >= length + 2 &&
			  !memcmp(prescan->start + length, "--", 2);

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
	int level = find_level(prescan);

	if (level >= 0)
		boundary_line(prescan, level);
	else if (prescan->in_headers && is_blank(prescan))
		block_end(prescan);
	else if (prescan->in_face)
		count(prescan, FACE, prescan->face_length += prescan->line_length);
	prescan->start_length = prescan->line_length = 0;
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
	gsize room = prescan->limits.header + 1 -
		     MIN((gsize)prescan->limits.header + 1, prescan->field->len);

	if (!prescan->line_length && bytes[0] != ' ' && bytes[0] != '\t')
		field_end(prescan);
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

char *
prescan_finish(Prescan *given)
{
	g_autoptr(Prescan) prescan = given;

	if (prescan->line_length)
		line_end(prescan);
	field_end(prescan);
	if (prescan->forged)
		return g_strdup(prescan->forged);
	for (int i = 0; i < COUNTS; i++) {
		g_autofree char *seen = grouped(prescan->worst[i]);
		g_autofree char *limit = grouped(prescan->limit[i]);

		if (prescan->worst[i] > prescan->limit[i])
			return g_strdup_printf("%s%s%s, limit %s", reasons[i].before, seen,
					       reasons[i].behind, limit);
	}
	return NULL;
}
