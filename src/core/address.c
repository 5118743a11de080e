/*
 * Addresses. address_parse_strict() is the root of all identity: it reads far less than
 * RFC 5322 allows, on purpose, because two parsers that read one From field differently are
 * a forged sender (threat T8). It must never repair, guess or pick the first of several.
 */
#include "core/address.h"

#include "base/text.h"

#include <string.h>

enum { LOCAL_MAX = 64, LABEL_MAX = 63, ADDRESS_MAX = 254 };

Address *
address_new(const char *name, const char *address)
{
	Address *self = g_new0(Address, 1);

	if (name)
		self->name = text_one_line(name);
	if (self->name && !*self->name)
		g_clear_pointer(&self->name, g_free);
	self->address = g_ascii_strdown(address, -1);
	return self;
}

Address *
address_copy(const Address *address)
{
	Address *copy = g_new(Address, 1);

	copy->name = g_strdup(address->name);
	copy->address = g_strdup(address->address);
	return copy;
}

void
address_free(Address *address)
{
	if (!address)
		return;
	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

/* atext of RFC 5322 3.2.3, ASCII only. */
static gboolean
is_atext(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static gboolean
is_local_part(const char *text, gsize length)
{
	if (length == 0 || length > LOCAL_MAX || text[0] == '.' || text[length - 1] == '.')
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		if (text[i] == '.' ? text[i + 1] == '.' : !is_atext(text[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_label(const char *text, gsize length)
{
	if (length == 0 || length > LABEL_MAX || text[0] == '-' || text[length - 1] == '-')
		return FALSE;
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return FALSE;
	return TRUE;
}

static gboolean
is_domain(const char *text, gsize length)
{
	const char *end = text + length;

	for (;;) {
		const char *dot = memchr(text, '.', end - text);

		if (!is_label(text, (dot ? dot : end) - text))
			return FALSE;
		if (!dot)
			return TRUE;
		text = dot + 1;
	}
}

/* Dot-atom "@" host name, nothing beside them. */
static gboolean
is_addr_spec(const char *text, gsize length)
{
	const char *at = memchr(text, '@', length);

	return at && length <= ADDRESS_MAX && is_local_part(text, at - text) &&
	       is_domain(at + 1, text + length - at - 1);
}

/* The unread rest of a field. */
typedef struct {
	const char *at, *end;
} Rest;

/* Over blanks and folds. A line break that does not fold belongs to no field. */
static gboolean
skip_blank(Rest *rest)
{
	while (rest->at < rest->end) {
		gboolean crlf = rest->at[0] == '\r' && rest->at + 1 < rest->end &&
				rest->at[1] == '\n';
		const char *after = rest->at + (crlf ? 2 : 1);

		if (*rest->at == ' ' || *rest->at == '\t') {
			rest->at++;
			continue;
		}
		if (!crlf && *rest->at != '\n')
			return *rest->at != '\r';
		if (after < rest->end && *after != ' ' && *after != '\t')
			return FALSE;
		rest->at = after;
	}
	return TRUE;
}

static gboolean
skip_quoted(Rest *rest)
{
	for (rest->at++; rest->at < rest->end; rest->at++) {
		if (*rest->at == '"') {
			rest->at++;
			return TRUE;
		}
		if (*rest->at == '\r' || *rest->at == '\n') {
			if (!skip_blank(rest))
				return FALSE;
			rest->at--;
			continue;
		}
		if (*rest->at == '\\' && ++rest->at == rest->end)
			return FALSE;
		if (g_ascii_iscntrl(*rest->at) && *rest->at != '\t')
			return FALSE;
	}
	return FALSE;
}

/*
 * Words up to a "<": atoms, quoted strings, encoded words (which are atoms), and the dots
 * of "J. Doe" that RFC 5322 calls obsolete and everybody writes. Bytes beyond ASCII are
 * letters here: many clients send names raw, and no name decides anything.
 */
static gboolean
skip_display_name(Rest *rest)
{
	while (skip_blank(rest) && rest->at < rest->end) {
		if (*rest->at == '<')
			return TRUE;
		if (*rest->at == '"') {
			if (!skip_quoted(rest))
				return FALSE;
		} else if (is_atext(*rest->at) || *rest->at == '.' ||
			   (guchar)*rest->at >= 0x80) {
			rest->at++;
		} else {
			return FALSE;
		}
	}
	return FALSE;
}

/* The addr-spec that ends at END, in the compare form. "=?" would be an encoded word there,
 * which some readers decode into another address. */
static char *
take_addr_spec(const char *start, const char *end)
{
	if (!is_addr_spec(start, end - start) || g_strstr_len(start, end - start, "=?"))
		return NULL;
	return g_ascii_strdown(start, end - start);
}

static char *
parse_angle(Rest *rest)
{
	const char *start = rest->at + 1;
	const char *close = memchr(start, '>', rest->end - start);

	if (!close)
		return NULL;
	rest->at = close + 1;
	if (!skip_blank(rest) || rest->at != rest->end)
		return NULL;
	return take_addr_spec(start, close);
}

char *
address_parse_strict(const char *value, gsize length)
{
	Rest rest = { value, value + length };
	const char *start;

	if (!value || !skip_blank(&rest))
		return NULL;
	start = rest.at;
	if (skip_display_name(&rest))
		return parse_angle(&rest);

	rest.at = start;
	while (rest.at < rest.end && !g_ascii_isspace(*rest.at))
		rest.at++;
	length = rest.at - start;
	if (!skip_blank(&rest) || rest.at != rest.end)
		return NULL;
	return take_addr_spec(start, start + length);
}

gboolean
address_is_sendable(const char *address)
{
	return address && is_addr_spec(address, strlen(address));
}

const char *
address_domain(const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;

	return at ? at + 1 : "";
}

gboolean
address_equal(const char *a, const char *b)
{
	return a && b && g_ascii_strcasecmp(a, b) == 0;
}

/* Only the last star is ever tried again: whatever an earlier one could give up, the last
 * can take. So a hostile pattern costs a product of lengths, never a power. */
gboolean
address_matches(const char *address, const char *pattern)
{
	const char *star = NULL, *resume = NULL;

	if (!address || !pattern)
		return FALSE;
	while (*address) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = address;
		} else if (g_ascii_tolower(*pattern) == g_ascii_tolower(*address)) {
			pattern++;
			address++;
		} else if (star) {
			pattern = star;
			address = ++resume;
		} else {
			return FALSE;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

gboolean
address_in_domains(const char *address, const char *const *domains)
{
	const char *domain = address_domain(address);

	for (gsize i = 0; *domain && domains && domains[i]; i++)
		if (g_ascii_strcasecmp(domain, domains[i]) == 0)
			return TRUE;
	return FALSE;
}
