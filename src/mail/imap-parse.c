/*
 * RFC 9051's responses as events. A line is gathered until it is complete; of a FETCH, the
 * attributes are read token by token as they come, so that the literal of BODY[], and only
 * that, is handed on without being gathered. Must never look into a literal for the end of
 * anything: its length rules.
 */
#include "mail/imap-parse.h"

#include <string.h>

typedef enum {
	ATTRIBUTE_NONE, /* a name is due */
	ATTRIBUTE_UID,
	ATTRIBUTE_SIZE,
	ATTRIBUTE_DATE,
	ATTRIBUTE_BODY,
	ATTRIBUTE_OTHER,
} Attribute;

typedef enum {
	STATE_LINE,
	STATE_TEXT_LITERAL, /* its bytes go into the line, in quotes */
	STATE_BODY_LITERAL, /* its bytes are events */
	STATE_BODY_QUOTED,  /* the line is complete, the body in it is due */
	STATE_COMPLETE,     /* the line is due */
	STATE_GIVEN,        /* the caller may still look at it */
	STATE_BROKEN,
} State;

struct ImapParser {
	gsize max_line;
	gint64 max_literal;

	const char *fed; /* foreign */
	gsize fed_length;

	State state;
	const char *error; /* foreign, static */
	GString *line;     /* own; the response so far, without line ends */
	gint64 literal_left;
	GString *value; /* own; the last string, without its quotes */
	GString *body;  /* own; BODY[] as a quoted string */

	/* of the line, once its first segment is there */
	gboolean has_head;
	ImapKind kind;
	ImapStatus status;
	gboolean has_name;
	gsize name, name_end, rest; /* offsets in LINE */
	guint64 number;
	gboolean is_fetch;

	/* of its tokens */
	gsize scanned; /* offset in LINE */
	gboolean in_quotes;
	guint depth;
	Attribute attribute; /* whose value is due */
	ImapResponse facts;  /* what FETCH said */
};

static const struct {
	const char *name;
	ImapStatus status;
} statuses[] = {
	{ "OK", IMAP_OK },   { "NO", IMAP_NO },           { "BAD", IMAP_BAD },
	{ "BYE", IMAP_BYE }, { "PREAUTH", IMAP_PREAUTH },
};

static const struct {
	const char *name;
	Attribute attribute;
} attributes[] = {
	{ "UID", ATTRIBUTE_UID },
	{ "RFC822.SIZE", ATTRIBUTE_SIZE },
	{ "INTERNALDATE", ATTRIBUTE_DATE },
	{ "BODY[]", ATTRIBUTE_BODY },
};

ImapParser *
imap_parser_new(gsize max_line, gint64 max_literal)
{
	ImapParser *parser = g_new0(ImapParser, 1);

	parser->max_line = max_line;
	parser->max_literal = max_literal;
	parser->line = g_string_new(NULL);
	parser->value = g_string_new(NULL);
	parser->body = g_string_new(NULL);
	return parser;
}

void
imap_parser_free(ImapParser *parser)
{
	if (!parser)
		return;
	g_string_free(parser->line, TRUE);
	g_string_free(parser->value, TRUE);
	g_string_free(parser->body, TRUE);
	g_free(parser);
}

void
imap_parser_feed(ImapParser *parser, const char *bytes, gsize length)
{
	g_return_if_fail(parser->fed_length == 0);
	parser->fed = bytes;
	parser->fed_length = length;
}

static gboolean
broken(ImapParser *parser, const char *error)
{
	parser->state = STATE_BROKEN;
	parser->error = error;
	return FALSE;
}

/* ---- numbers ---- */

/* Digits from *AT on, which moves behind them. FALSE if there are none or they exceed MAX.
 */
static gboolean
read_number(const char **at, guint64 max, guint64 *number)
{
	const char *next = *at;
	guint64 value = 0;

	if (!g_ascii_isdigit(*next))
		return FALSE;
	for (; g_ascii_isdigit(*next); next++) {
		guint digit = *next - '0';

		if (value > (max - digit) / 10)
			return FALSE;
		value = value * 10 + digit;
	}
	*number = value;
	*at = next;
	return TRUE;
}

static gboolean
is_number(const char *text, gsize length, guint64 max, guint64 *number)
{
	g_autofree char *copy = g_strndup(text, length);
	const char *at = copy;

	return read_number(&at, max, number) && *at == '\0';
}

/* ---- the head of a line ---- */

static gboolean
is_word(const char *text, gsize length, const char *word)
{
	return strlen(word) == length && g_ascii_strncasecmp(text, word, length) == 0;
}

static ImapStatus
status_of(const char *text, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (is_word(text, length, statuses[i].name))
			return statuses[i].status;
	return IMAP_NO_STATUS;
}

/* The word at offset AT of the line: a status or the name of data. */
static void
read_name(ImapParser *parser, gsize at)
{
	const char *start = parser->line->str + at;
	gsize length = strcspn(start, " ");

	parser->has_name = TRUE;
	parser->name = at;
	parser->name_end = at + length;
	parser->rest = at + length + (start[length] == ' ');
	parser->status = status_of(start, length);
	parser->is_fetch = parser->kind == IMAP_UNTAGGED && is_word(start, length, "FETCH");
	parser->scanned = parser->rest;
}

static gboolean
read_untagged_head(ImapParser *parser)
{
	const char *line = parser->line->str, *at = line + 2;

	if (line[1] != ' ' || line[2] == '\0')
		return broken(parser, "an untagged line without content");
	if (*at == '-' && g_ascii_isdigit(at[1]))
		return broken(parser, "a negative number");
	if (g_ascii_isdigit(*at)) {
		if (!read_number(&at, G_MAXUINT64, &parser->number))
			return broken(parser, "a number that is too large");
		if (at[0] != ' ' || at[1] == '\0')
			return broken(parser, "a number without a name");
		at++;
	}
	read_name(parser, at - line);
	return TRUE;
}

static gboolean
read_tagged_head(ImapParser *parser)
{
	const char *line = parser->line->str;
	gsize length = strcspn(line, " ");

	if (length == 0)
		return broken(parser, "a line without a tag");
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isgraph(line[i]))
			return broken(parser, "a tag that is none");
	parser->rest = parser->line->len;
	if (line[length] == ' ' && line[length + 1])
		read_name(parser, length + 1);
	return TRUE;
}

static gboolean
read_head(ImapParser *parser)
{
	const char *line = parser->line->str;

	parser->has_head = TRUE;
	parser->status = IMAP_NO_STATUS;
	if (line[0] == '+') {
		parser->kind = IMAP_CONTINUATION;
		parser->rest = line[1] == ' ' ? 2 : 1;
		return TRUE;
	}
	parser->kind = line[0] == '*' ? IMAP_UNTAGGED : IMAP_TAGGED;
	return parser->kind == IMAP_UNTAGGED ? read_untagged_head(parser)
					     : read_tagged_head(parser);
}

/* Only data has literals: the text of "* OK see {5}" is for people. */
static gboolean
may_have_literals(const ImapParser *parser)
{
	return parser->kind == IMAP_UNTAGGED && parser->status == IMAP_NO_STATUS;
}

/* ---- the attributes of FETCH ---- */

static Attribute
attribute_of(const char *text, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(attributes); i++)
		if (is_word(text, length, attributes[i].name))
			return attributes[i].attribute;
	return ATTRIBUTE_OTHER;
}

static gboolean
take_uid(ImapParser *parser, const char *text, gsize length)
{
	guint64 uid;

	if (!is_number(text, length, G_MAXUINT32, &uid) || uid == 0)
		return broken(parser, "a UID that is none");
	if (parser->facts.has_uid)
		return broken(parser, "two UIDs in one FETCH");
	parser->facts.has_uid = TRUE;
	parser->facts.uid = uid;
	return TRUE;
}

static gboolean
take_size(ImapParser *parser, const char *text, gsize length)
{
	guint64 size;

	if (!is_number(text, length, G_MAXINT64, &size))
		return broken(parser, "a size that is none");
	parser->facts.has_size = TRUE;
	parser->facts.size = size;
	return TRUE;
}

static gboolean
begin_body(ImapParser *parser, gint64 length)
{
	if (parser->facts.has_body)
		return broken(parser, "two bodies in one FETCH");
	parser->facts.has_body = TRUE;
	parser->facts.body_length = length;
	return TRUE;
}

/* A number, NIL and the like as the value of the attribute that is due. */
static gboolean
take_atom_value(ImapParser *parser, const char *text, gsize length)
{
	Attribute attribute = parser->attribute;

	parser->attribute = ATTRIBUTE_NONE;
	switch (attribute) {
	case ATTRIBUTE_UID:
		return take_uid(parser, text, length);
	case ATTRIBUTE_SIZE:
		return take_size(parser, text, length);
	case ATTRIBUTE_BODY:
		if (is_word(text, length, "NIL"))
			return begin_body(parser, 0);
		return broken(parser, "a body that is neither a string nor NIL");
	default:
		return TRUE;
	}
}

/* A quoted string or a short literal, in parser->value. */
static gboolean
take_string_value(ImapParser *parser)
{
	Attribute attribute = parser->attribute;

	parser->attribute = ATTRIBUTE_NONE;
	switch (attribute) {
	case ATTRIBUTE_UID:
		return broken(parser, "a UID that is none");
	case ATTRIBUTE_SIZE:
		return broken(parser, "a size that is none");
	case ATTRIBUTE_DATE:
		parser->facts.has_date =
			imap_parse_date(parser->value->str, &parser->facts.internal_date);
		return TRUE;
	case ATTRIBUTE_BODY:
		g_string_append(parser->body, parser->value->str);
		return begin_body(parser, parser->value->len);
	default:
		return TRUE;
	}
}

static gboolean
take_atom(ImapParser *parser, const char *text, gsize length)
{
	if (parser->depth != 1)
		return TRUE;
	if (parser->attribute != ATTRIBUTE_NONE)
		return take_atom_value(parser, text, length);
	parser->attribute = attribute_of(text, length);
	return TRUE;
}

static gboolean
take_string(ImapParser *parser)
{
	if (parser->depth != 1)
		return TRUE;
	if (parser->attribute == ATTRIBUTE_NONE)
		return broken(parser, "a string where a name belongs");
	return take_string_value(parser);
}

static gboolean
open_list(ImapParser *parser)
{
	if (parser->depth == 1) {
		if (parser->attribute == ATTRIBUTE_NONE)
			return broken(parser, "a list where a name belongs");
		if (parser->attribute != ATTRIBUTE_OTHER)
			return broken(parser, "a list where a value belongs");
	}
	parser->depth++;
	return TRUE;
}

static gboolean
close_list(ImapParser *parser)
{
	if (parser->depth == 0)
		return broken(parser, "a list is closed that was not opened");
	if (parser->depth == 1 && parser->attribute != ATTRIBUTE_NONE)
		return broken(parser, "a name without a value");
	if (--parser->depth == 1)
		parser->attribute = ATTRIBUTE_NONE;
	return TRUE;
}

/* An atom with what may stand in its brackets: BODY[HEADER.FIELDS (FROM TO)]<0>. */
static gsize
atom_length(const char *text, gsize length)
{
	gboolean in_brackets = FALSE;
	gsize i = 0;

	for (; i < length; i++) {
		if (text[i] == '[' || text[i] == ']')
			in_brackets = text[i] == '[';
		else if (!in_brackets && memchr(" ()\"", text[i], 4))
			break;
	}
	return i;
}

/* A quoted string at TEXT, into parser->value. Gives its length; 0 if it has no end. */
static gsize
read_quoted(ImapParser *parser, const char *text, gsize length)
{
	g_string_truncate(parser->value, 0);
	for (gsize i = 1; i < length; i++) {
		if (text[i] == '"')
			return i + 1;
		if (text[i] == '\\' && i + 1 < length)
			i++;
		g_string_append_c(parser->value, text[i]);
	}
	return 0;
}

/* The next token of a FETCH, at TEXT. Gives its length; 0 = broken. */
static gsize
scan_token(ImapParser *parser, const char *text, gsize length)
{
	gsize used = 1;
	gboolean fine = TRUE;

	switch (*text) {
	case ' ':
		break;
	case '(':
		fine = open_list(parser);
		break;
	case ')':
		fine = close_list(parser);
		break;
	case '"':
		used = read_quoted(parser, text, length);
		fine = used ? take_string(parser)
			    : broken(parser, "a quoted string without an end");
		break;
	default:
		used = atom_length(text, length);
		fine = take_atom(parser, text, used);
	}
	return fine ? used : 0;
}

/* The tokens up to offset END. Of other data than FETCH only the quotes matter: whether
 * "{5}" at the end is a literal or stands in a string. */
static gboolean
scan(ImapParser *parser, gsize end)
{
	const char *line = parser->line->str;

	while (parser->scanned < end) {
		const char *text = line + parser->scanned;
		gsize used = 1;

		if (parser->is_fetch) {
			used = scan_token(parser, text, end - parser->scanned);
			if (used == 0)
				return FALSE;
		} else if (*text == '"') {
			parser->in_quotes = !parser->in_quotes;
		} else if (*text == '\\' && parser->in_quotes &&
			   parser->scanned + 1 < end) {
			used = 2;
		}
		parser->scanned += used;
	}
	return TRUE;
}

/* ---- literals ---- */

typedef struct {
	gsize start; /* offset in LINE */
	guint64 length;
} Marker;

/*
 * "{5}" or "~{5}" at the end of the line, in what was not scanned yet. FALSE if there is
 * none; a length that cannot be is BROKEN.
 */
static gboolean
find_marker(ImapParser *parser, Marker *marker)
{
	const char *line = parser->line->str;
	gsize length = parser->line->len;
	const char *brace = memrchr(line + parser->scanned, '{', length - parser->scanned);
	const char *at;

	if (!brace || line[length - 1] != '}')
		return FALSE;
	at = brace + 1;
	if (*at == '-' && g_ascii_isdigit(at[1]))
		return broken(parser, "a literal of negative length");
	if (!g_ascii_isdigit(*at))
		return FALSE;
	if (!read_number(&at, G_MAXINT64, &marker->length))
		return broken(parser, "a literal that is too large");
	at += *at == '+';
	if (at != line + length - 1)
		return FALSE;
	marker->start = brace - line;
	if (marker->start > parser->scanned && brace[-1] == '~')
		marker->start--;
	return TRUE;
}

/* The announcement stays in the line, for whoever prints it. */
static gboolean
begin_body_literal(ImapParser *parser, const Marker *marker)
{
	if (marker->length > (guint64)parser->max_literal)
		return broken(parser, "a literal over the limit");
	parser->attribute = ATTRIBUTE_NONE;
	parser->scanned = parser->line->len;
	parser->literal_left = marker->length;
	parser->state = marker->length ? STATE_BODY_LITERAL : STATE_LINE;
	return begin_body(parser, marker->length);
}

static gboolean
end_text_literal(ImapParser *parser)
{
	g_string_append_c(parser->line, '"');
	parser->scanned = parser->line->len;
	parser->state = STATE_LINE;
	return parser->is_fetch ? take_string(parser) : TRUE;
}

static gboolean
begin_text_literal(ImapParser *parser, const Marker *marker)
{
	if (marker->length > parser->max_line)
		return broken(parser, "a literal over the limit");
	g_string_truncate(parser->line, marker->start);
	g_string_append_c(parser->line, '"');
	g_string_truncate(parser->value, 0);
	parser->literal_left = marker->length;
	parser->state = STATE_TEXT_LITERAL;
	return marker->length ? TRUE : end_text_literal(parser);
}

/* ---- bytes ---- */

static const char *
consume(ImapParser *parser, gsize length)
{
	const char *bytes = parser->fed;

	parser->fed += length;
	parser->fed_length -= length;
	return bytes;
}

static void
reset_line(ImapParser *parser)
{
	g_string_truncate(parser->line, 0);
	g_string_truncate(parser->body, 0);
	memset(&parser->facts, 0, sizeof parser->facts);
	parser->has_head = parser->has_name = parser->is_fetch = FALSE;
	parser->number = 0;
	parser->scanned = 0;
	parser->in_quotes = FALSE;
	parser->depth = 0;
	parser->attribute = ATTRIBUTE_NONE;
	parser->state = STATE_LINE;
}

static gboolean
end_line(ImapParser *parser)
{
	if (parser->depth > 0)
		return broken(parser, "a list without an end");
	parser->state = parser->body->len ? STATE_BODY_QUOTED : STATE_COMPLETE;
	return TRUE;
}

/* A line break was read: of the response, or one behind the announcement of a literal. */
static gboolean
end_segment(ImapParser *parser)
{
	GString *line = parser->line;
	Marker marker;
	gboolean found;

	if (line->len > parser->scanned && line->str[line->len - 1] == '\r')
		g_string_truncate(line, line->len - 1);
	if (line->len == 0)
		return TRUE;
	if (!parser->has_head && !read_head(parser))
		return FALSE;
	if (!may_have_literals(parser))
		return end_line(parser);
	found = find_marker(parser, &marker);
	if (parser->state == STATE_BROKEN ||
	    !scan(parser, found ? marker.start : line->len))
		return FALSE;
	if (!found || parser->in_quotes)
		return end_line(parser);
	if (parser->is_fetch && parser->depth == 1 && parser->attribute == ATTRIBUTE_BODY)
		return begin_body_literal(parser, &marker);
	return begin_text_literal(parser, &marker);
}

/* Errors must not depend on how the bytes were cut: the first wrong byte decides. */
static void
read_line(ImapParser *parser)
{
	const char *end = memchr(parser->fed, '\n', parser->fed_length);
	gsize length = end ? (gsize)(end - parser->fed) : parser->fed_length;
	gsize room = parser->max_line - parser->line->len;

	if (memchr(parser->fed, '\0', MIN(length, room))) {
		broken(parser, "a NUL in a line");
		return;
	}
	if (length > room) {
		broken(parser, "a line over the limit");
		return;
	}
	g_string_append_len(parser->line, consume(parser, length + (end != NULL)), length);
	if (end)
		end_segment(parser);
}

/* Leaves room for the quote at the end. */
static gboolean
append_quoted(ImapParser *parser, char byte)
{
	gboolean is_special = byte == '"' || byte == '\\';

	if (byte == '\0')
		return broken(parser, "a NUL in a literal");
	if (parser->line->len + is_special + 1 >= parser->max_line)
		return broken(parser, "a line over the limit");
	if (is_special)
		g_string_append_c(parser->line, '\\');
	g_string_append_c(parser->line, byte);
	g_string_append_c(parser->value, byte);
	return TRUE;
}

static void
read_text_literal(ImapParser *parser)
{
	gsize length = MIN((guint64)parser->literal_left, parser->fed_length);
	const char *bytes = consume(parser, length);

	for (gsize i = 0; i < length; i++)
		if (!append_quoted(parser, bytes[i]))
			return;
	parser->literal_left -= length;
	if (parser->literal_left == 0)
		end_text_literal(parser);
}

/* ---- events ---- */

/* "OK [CODE] text": both are optional. */
static void
fill_status(char *rest, ImapResponse *response)
{
	char *end = *rest == '[' ? strchr(rest, ']') : NULL;

	if (end) {
		*end = '\0';
		response->code = rest + 1;
		rest = end + 1;
		rest += *rest == ' ';
	}
	response->text = *rest ? rest : NULL;
}

static void
fill_line(ImapParser *parser, ImapResponse *response)
{
	char *line = parser->line->str;
	char *rest = line + MIN(parser->rest, parser->line->len);

	*response = parser->facts;
	response->kind = parser->kind;
	response->status = parser->status;
	response->number = parser->number;
	response->rest = rest;
	if (parser->kind == IMAP_TAGGED) {
		line[strcspn(line, " ")] = '\0';
		response->tag = line;
	}
	if (parser->has_name)
		line[parser->name_end] = '\0';
	if (parser->kind == IMAP_CONTINUATION) {
		response->text = *rest ? rest : NULL;
	} else if (parser->status != IMAP_NO_STATUS) {
		fill_status(rest, response);
		response->rest = "";
	} else if (parser->has_name) {
		for (char *c = line + parser->name; *c; c++)
			*c = g_ascii_toupper(*c);
		response->name = line + parser->name;
	}
	if (parser->kind == IMAP_CONTINUATION)
		response->rest = "";
}

static ImapEvent
give_chunk(ImapParser *parser, ImapResponse *response, const char **chunk, gsize *length)
{
	*response = parser->facts;
	response->kind = IMAP_UNTAGGED;
	response->status = IMAP_NO_STATUS;
	response->name = "FETCH";
	response->number = parser->number;
	response->rest = "";
	if (parser->state == STATE_BODY_QUOTED) {
		*chunk = parser->body->str;
		*length = parser->body->len;
		parser->state = STATE_COMPLETE;
		return IMAP_LITERAL;
	}
	*length = MIN((guint64)parser->literal_left, parser->fed_length);
	*chunk = consume(parser, *length);
	parser->literal_left -= *length;
	if (parser->literal_left == 0)
		parser->state = STATE_LINE;
	return IMAP_LITERAL;
}

ImapEvent
imap_parser_next(ImapParser *parser, ImapResponse *response, const char **chunk,
		 gsize *chunk_length, const char **error)
{
	if (parser->state == STATE_GIVEN)
		reset_line(parser);
	for (;;) {
		if (parser->state == STATE_BROKEN) {
			*error = parser->error;
			return IMAP_BROKEN;
		}
		if (parser->state == STATE_COMPLETE) {
			fill_line(parser, response);
			parser->state = STATE_GIVEN;
			return IMAP_LINE;
		}
		if (parser->state == STATE_BODY_QUOTED)
			return give_chunk(parser, response, chunk, chunk_length);
		if (parser->fed_length == 0)
			return IMAP_NEED_MORE;
		if (parser->state == STATE_BODY_LITERAL)
			return give_chunk(parser, response, chunk, chunk_length);
		if (parser->state == STATE_TEXT_LITERAL)
			read_text_literal(parser);
		else
			read_line(parser);
	}
}
