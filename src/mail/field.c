/*
 * Header fields and their insides. Everything here is linear in the field's length, which
 * mail/prescan bounds, and takes what comes: a reader that refuses loses the mail's
 * meaning.
 */
#include "mail/field.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded-word.h"

#include <string.h>

/* Pieces of one RFC 2231 parameter that are joined. */
#define PIECES_MAX 100

void
field_free(Field *field)
{
	if (!field)
		return;
	g_free(field->name);
	g_free(field->body);
	g_free(field);
}

/* The length of the line at AT, its line break included. */
static gsize
line_length(const char *at, gsize left)
{
	const char *end = memchr(at, '\n', left);

	return end ? (gsize)(end - at) + 1 : left;
}

static gboolean
is_blank_line(const char *line, gsize length)
{
	return (length == 1 && line[0] == '\n') ||
	       (length == 2 && line[0] == '\r' && line[1] == '\n');
}

/* The length of the field name that LINE begins with; 0 if it is no field. */
static gsize
name_length(const char *line, gsize length)
{
	gsize n = 0, colon;

	while (n < length && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
		n++;
	for (colon = n; colon < length && (line[colon] == ' ' || line[colon] == '\t');
	     colon++)
		;
	return colon < length && line[colon] == ':' ? n : 0;
}

static Field *
field_new(const char *line, gsize name, gsize length)
{
	Field *field = g_new0(Field, 1);
	const char *body = (const char *)memchr(line + name, ':', length - name) + 1;
	const char *end = line + length;

	while (body < end && g_ascii_isspace(*body))
		body++;
	while (end > body && g_ascii_isspace(end[-1]))
		end--;
	field->name = g_strndup(line, name);
	field->is_spaced = line[name] != ':';
	field->length = end - body;
	field->body = g_malloc(field->length + 1);
	memcpy(field->body, body, field->length);
	field->body[field->length] = '\0';
	return field;
}

static gboolean
is_white(const char *line, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!line[i] || !strchr(" \t\r\n", line[i]))
			return FALSE;
	return TRUE;
}

/* A line of blanks folds nothing (RFC 5322, 4.2 forbids to write it): with text behind it,
 * it is the empty line that a gateway spoiled. */
static gboolean
is_spoiled_end(const char *line, gsize length, gsize left)
{
	const char *next = line + length;
	gsize next_length = line_length(next, left - length);

	return is_white(line, length) && length < left && *next != ' ' &&
	       *next != '\t' && !is_blank_line(next, next_length) &&
	       !name_length(next, next_length);
}

gsize
fields_parse(const char *head, gsize length, GPtrArray *fields, gboolean *clean)
{
	gsize at = 0;

	while (at < length) {
		gsize line = line_length(head + at, length - at), name, end = at + line;

		if (is_blank_line(head + at, line))
			return end;
		name = name_length(head + at, line);
		if (!name && !fields->len)
			return 0;
		if (!name && clean)
			*clean = FALSE;
		while (end < length && (head[end] == ' ' || head[end] == '\t')) {
			gsize more = line_length(head + end, length - end);

			if (is_spoiled_end(head + end, more, length - end)) {
				if (clean)
					*clean = FALSE;
				if (name)
					g_ptr_array_add(fields, field_new(head + at, name,
									  end - at));
				return end + more;
			}
			end += more;
		}
		if (name)
			g_ptr_array_add(fields, field_new(head + at, name, end - at));
		at = end;
	}
	return fields->len ? length : 0;
}

const char *
fields_find(const GPtrArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);

		if (text_same_name(field->name, name))
			return field->body;
	}
	return NULL;
}

const char *
fields_find_last(const GPtrArray *fields, const char *name)
{
	for (guint i = fields->len; i > 0; i--) {
		const Field *field = g_ptr_array_index(fields, i - 1);

		if (text_same_name(field->name, name))
			return field->body;
	}
	return NULL;
}

char *
field_unfold(const char *body)
{
	char *line = g_malloc(strlen(body) + 1), *to = line;

	for (; *body; body++)
		if (*body != '\n' && !(body[0] == '\r' && (body[1] == '\n' || !body[1])))
			*to++ = *body;
	*to = '\0';
	return line;
}

/* One address of a list, as it is being read. */
typedef struct {
	GString *phrase;  /* what stands outside of <> */
	GString *comment; /* the last (…) */
	GString *angle;   /* what stands inside of <> */
	gboolean has_angle;
	const char *hint;
	GPtrArray *addresses;
} AddressReader;

static char *
display(const GString *raw, const char *hint)
{
	g_autofree char *decoded = words_decode(raw->str, hint);

	return text_one_line(decoded);
}

/* Without a source route (RFC 5322, 4.4: "<@a,@b:c@d>") and without white space. */
static char *
plain_address(const char *raw)
{
	g_autofree char *utf8 = charset_guess(raw, strlen(raw), NULL);
	g_autofree char *line = text_one_line(utf8);
	const char *colon = line[0] == '@' ? strchr(line, ':') : NULL;

	if (g_str_has_prefix(line, "mailto:"))
		colon = line + strlen("mailto");
	return g_ascii_strdown(colon ? colon + 1 : line, -1);
}

static void
address_end(AddressReader *reader)
{
	g_autofree char *name = NULL, *address = NULL;
	GString *phrase = reader->phrase;

	g_strstrip(phrase->str);
	phrase->len = strlen(phrase->str);
	if (reader->has_angle) {
		address = plain_address(reader->angle->str);
		name = display(phrase->len ? phrase : reader->comment, reader->hint);
	} else if (strchr(phrase->str, '@')) {
		address = plain_address(phrase->str);
		name = display(reader->comment, reader->hint);
	} else {
		/* A word alone ("root", "Moderator") is a name and a local address at once.
		 */
		name = display(phrase, reader->hint);
		address = strpbrk(name, " \t") ? g_strdup("") : plain_address(name);
	}
	if (*address || *name)
		g_ptr_array_add(reader->addresses,
				address_new(*name ? name : NULL, address));
	g_string_truncate(phrase, 0);
	g_string_truncate(reader->comment, 0);
	g_string_truncate(reader->angle, 0);
	reader->has_angle = FALSE;
}

/* The quoted string at AT to OUT, without its quotes; behind it. */
static const char *
read_quoted(const char *at, GString *out)
{
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		g_string_append_c(out, *at);
	}
	return *at ? at + 1 : at;
}

static const char *
read_comment(const char *at, GString *out)
{
	int depth = 0;

	g_string_truncate(out, 0);
	for (; *at; at++) {
		if (*at == '(' && depth++ == 0)
			continue;
		if (*at == ')' && --depth == 0)
			return at + 1;
		if (*at == '\\' && at[1])
			at++;
		g_string_append_c(out, *at);
	}
	return at;
}

/* The encoded word at AT to OUT, whole: its text may hold commas and brackets. */
static const char *
read_word(const char *at, GString *out)
{
	const char *question = strchr(at + 2, '?'), *end;

	end = question && question[1] && question[2] == '?' ? strstr(question + 3, "?=")
							    : NULL;
	end = end ? end + 2 : at + 2;
	g_string_append_len(out, at, end - at);
	return end;
}

/* "<…>" at AT; an address that was never closed ends before the next comma. */
static const char *
read_angle(const char *at, AddressReader *reader)
{
	/* A second pair in one item: the first was part of a name. */
	if (reader->has_angle)
		g_string_append_printf(reader->phrase, "<%s>", reader->angle->str);
	g_string_truncate(reader->angle, 0);
	reader->has_angle = TRUE;
	for (at++; *at && *at != '>'; at++) {
		if ((*at == ',' || *at == ';') && strchr(reader->angle->str, '@') &&
		    reader->angle->str[0] != '@')
			return at;
		if (*at != '<')
			g_string_append_c(reader->angle, *at);
	}
	return *at ? at + 1 : at;
}

void
field_addresses(const char *body, const char *hint, GPtrArray *addresses)
{
	g_autoptr(GString) phrase = g_string_new(NULL), comment = g_string_new(NULL),
			   angle = g_string_new(NULL);
	AddressReader reader = { phrase, comment, angle, FALSE, hint, addresses };

	while (*body) {
		if (*body == '"') {
			body = read_quoted(body, phrase);
		} else if (*body == '(') {
			body = read_comment(body, comment);
		} else if (*body == '<') {
			body = read_angle(body, &reader);
		} else if (body[0] == '=' && body[1] == '?') {
			body = read_word(body, phrase);
		} else if (*body == ',' || *body == ';') {
			address_end(&reader);
			body++;
		} else if (*body == ':' && !reader.has_angle && !strchr(phrase->str, '@')) {
			g_string_truncate(phrase, 0); /* the name of a group */
			body++;
		} else {
			g_string_append_c(phrase, *body++);
		}
	}
	address_end(&reader);
}

static void
add_id(const char *start, gsize length, GHashTable *seen, GPtrArray *ids)
{
	g_autofree char *raw = g_strndup(start, length);
	g_autofree char *id = NULL;
	char *to = raw;

	for (const char *from = raw; *from; from++)
		if (!g_ascii_isspace(*from))
			*to++ = *from;
	*to = '\0';
	if (!*raw)
		return;
	id = charset_guess(raw, strlen(raw), NULL);
	if (g_hash_table_contains(seen, id))
		return;
	g_hash_table_add(seen, id);
	g_ptr_array_add(ids, g_steal_pointer(&id));
}

void
field_ids(const char *body, GPtrArray *ids)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	const char *start = NULL;
	guint before = ids->len;

	for (guint i = 0; i < ids->len; i++)
		g_hash_table_add(seen, g_ptr_array_index(ids, i));
	for (const char *at = body; *at; at++) {
		if (*at == '<') {
			start = at + 1;
		} else if (*at == '>' && start) {
			add_id(start, at - start, seen, ids);
			start = NULL;
		}
	}
	/* Bare ids, as some mailers write them. */
	if (ids->len == before && !strchr(body, '<')) {
		const char *at = body + strspn(body, " \t\r\n");
		gsize length = strcspn(at, " \t\r\n>");

		/* What closes an id that was never opened is no part of it. */
		if (memchr(at, '@', length) &&
		    !at[length + strspn(at + length, " \t\r\n>")])
			add_id(at, length, seen, ids);
	}
}

char *
field_type(const char *body)
{
	gsize blanks = strspn(body, " \t\r\n\"'"), type, subtype;
	const char *slash;

	body += blanks;
	type = strcspn(body, "/;, \t\r\n\"'");
	slash = body + type;
	if (!type || *slash != '/')
		return NULL;
	subtype = strcspn(slash + 1, "/;, \t\r\n\"'()");
	if (!subtype)
		return NULL;
	for (gsize i = 0; i < type + 1 + subtype; i++)
		if (!g_ascii_isprint(body[i]))
			return NULL;
	return g_ascii_strdown(body, type + 1 + subtype);
}

/* One parameter as written: name[*n][*]=value. */
typedef struct {
	const char *name;
	gsize name_length; /* up to the star */
	int piece;         /* of name*N; -1 */
	gboolean extended; /* ends with a star: percent-coded */
	GString *value;
} Parameter;

/* An unquoted value runs to the semicolon: mailers leave names with spaces unquoted. */
static const char *
read_value(const char *at, GString *value)
{
	const char *end;

	g_string_truncate(value, 0);
	at += strspn(at, " \t\r\n");
	if (*at == '"') {
		at = read_quoted(at, value);
		return at + strcspn(at, ";");
	}
	end = at + strcspn(at, ";");
	g_string_append_len(value, at, end - at);
	g_strchomp(value->str);
	value->len = strlen(value->str);
	return end;
}

/* The next parameter behind AT, into PARAMETER; behind it, NULL at the end. */
static const char *
read_parameter(const char *at, Parameter *parameter)
{
	const char *equals, *star;

	at += strspn(at, "; \t\r\n");
	if (!*at)
		return NULL;
	equals = at + strcspn(at, "=;");
	if (*equals != '=') {
		parameter->name_length = 0;
		return equals;
	}
	star = memchr(at, '*', equals - at);
	parameter->name = at;
	parameter->name_length = star ? (gsize)(star - at) : (gsize)(equals - at);
	while (parameter->name_length && g_ascii_isspace(at[parameter->name_length - 1]))
		parameter->name_length--;
	parameter->piece = star && g_ascii_isdigit(star[1]) ? atoi(star + 1) : -1;
	for (star = equals; star > at && g_ascii_isspace(star[-1]); star--)
		;
	parameter->extended = star > at && star[-1] == '*';
	return read_value(equals + 1, parameter->value);
}

static void
append_unpercented(GString *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '%' && g_ascii_isxdigit(text[1]) &&
		    g_ascii_isxdigit(text[2])) {
			g_string_append_c(out, g_ascii_xdigit_value(text[1]) << 4 |
						       g_ascii_xdigit_value(text[2]));
			text += 2;
		} else {
			g_string_append_c(out, *text);
		}
	}
}

/* The value of an RFC 2231 parameter while its pieces come in. */
typedef struct {
	char *charset;  /* own */
	GString *whole; /* name*= */
	GString *pieces[PIECES_MAX];
	char *plain; /* own; name= */
} Collected;

/* "charset'language'text": the text, with the charset noted. */
static const char *
take_charset(Collected *collected, const char *value)
{
	const char *first = strchr(value, '\''),
		   *second = first ? strchr(first + 1, '\'') : NULL;

	if (!second)
		return value;
	g_free(collected->charset);
	collected->charset = g_strndup(value, first - value);
	return second + 1;
}

static void
collect(Collected *collected, const Parameter *parameter)
{
	const char *value = parameter->value->str;
	GString **slot = parameter->piece < 0
				 ? &collected->whole
				 : &collected->pieces[parameter->piece % PIECES_MAX];

	if (parameter->piece < 0 && !parameter->extended) {
		if (!collected->plain)
			collected->plain = g_strdup(value);
		return;
	}
	if (*slot || parameter->piece >= PIECES_MAX)
		return;
	*slot = g_string_new(NULL);
	if (parameter->extended && parameter->piece <= 0)
		value = take_charset(collected, value);
	if (parameter->extended)
		append_unpercented(*slot, value);
	else
		g_string_append(*slot, value);
}

static void
collected_clear(Collected *collected)
{
	if (collected->whole)
		g_string_free(collected->whole, TRUE);
	for (int i = 0; i < PIECES_MAX; i++)
		if (collected->pieces[i])
			g_string_free(collected->pieces[i], TRUE);
	g_free(collected->charset);
	g_free(collected->plain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Collected, collected_clear)

static char *
assemble(Collected *collected, const char *hint)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autofree char *text = NULL;

	if (collected->whole)
		g_string_append_len(joined, collected->whole->str, collected->whole->len);
	for (int i = 0; !collected->whole && i < PIECES_MAX && collected->pieces[i]; i++)
		g_string_append_len(joined, collected->pieces[i]->str,
				    collected->pieces[i]->len);
	if (!joined->len)
		return collected->plain ? words_decode(collected->plain, hint) : NULL;
	if (collected->charset && *collected->charset)
		text = charset_to_utf8(joined->str, joined->len, collected->charset);
	else
		text = charset_guess(joined->str, joined->len, hint);
	return words_decode(text, hint);
}

char *
field_parameter(const char *body, const char *name, const char *hint)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_auto(Collected) collected = { 0 };
	Parameter parameter = { .value = value };
	gsize length = strlen(name);
	const char *at = body + strspn(body, " \t\r\n\"");

	/* Behind the type; some mailers forget the semicolon. */
	at += strcspn(at, "; \t\r\n");
	while (at && (at = read_parameter(at, &parameter)))
		if (parameter.name_length == length &&
		    !g_ascii_strncasecmp(parameter.name, name, length))
			collect(&collected, &parameter);
	return assemble(&collected, hint);
}
