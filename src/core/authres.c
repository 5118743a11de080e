/*
 * Authentication-Results, read by the grammar of RFC 8601: first into tokens, where
 * comments nest and quotes hide, then into clauses. It must never search for "dmarc=pass"
 * in text, nor pass over a trusted server's field that it cannot read to one below, which a
 * sender wrote.
 */
#include "core/authres.h"

#include "base/text.h"

#include <string.h>

enum { WHY_MAX = 200 };

typedef enum { TOKEN_SEMICOLON, TOKEN_EQUALS, TOKEN_WORD } TokenKind;

typedef struct {
	TokenKind kind;
	gboolean quoted; /* some of it was: a value perhaps, a name or result never */
	char *text;      /* own; NULL unless a word */
} Token;

/* One clause: the tokens between two semicolons. */
typedef struct {
	const Token *at, *end;
} Clause;

const char *
domain_proof_name(DomainProof proof)
{
	static const char *const names[] = { "none", "pass", "fail" };

	return names[proof];
}

static void
token_clear(Token *token)
{
	g_free(token->text);
}

/* Behind the comment that begins at TEXT; NULL if it does not end. */
static const char *
skip_comment(const char *text)
{
	int depth = 0;

	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		else if (*text == '(')
			depth++;
		else if (*text == ')' && --depth == 0)
			return text + 1;
	}
	return NULL;
}

/* Appends the quoted string at TEXT to WORD; behind it; NULL if it does not end. */
static const char *
take_quoted(const char *text, GString *word)
{
	for (text++; *text; text++) {
		if (*text == '"')
			return text + 1;
		if (*text == '\\' && text[1])
			text++;
		g_string_append_c(word, *text);
	}
	return NULL;
}

static gboolean
is_word_char(char c)
{
	return (guchar)c > ' ' && c != 0x7f && !strchr("();=\"\\", c);
}

/* Words and quoted strings that touch are one: "a b"@c. */
static const char *
take_word(const char *text, GArray *tokens)
{
	g_autoptr(GString) word = g_string_new(NULL);
	Token token = { .kind = TOKEN_WORD };

	while (text && (*text == '"' || is_word_char(*text))) {
		if (*text == '"') {
			token.quoted = TRUE;
			text = take_quoted(text, word);
		} else {
			g_string_append_c(word, *text++);
		}
	}
	if (!text)
		return NULL;
	token.text = g_strdup(word->str);
	g_array_append_val(tokens, token);
	return text;
}

/* FALSE if VALUE cannot be read to its end; TOKENS then has what came before. */
static gboolean
tokenize(const char *value, GArray *tokens)
{
	while (value && *value) {
		Token mark = { .kind = *value == ';' ? TOKEN_SEMICOLON : TOKEN_EQUALS };

		if (strchr(" \t\r\n", *value)) {
			value++;
		} else if (*value == '(') {
			value = skip_comment(value);
		} else if (*value == ';' || *value == '=') {
			g_array_append_val(tokens, mark);
			value++;
		} else if (*value == '"' || is_word_char(*value)) {
			value = take_word(value, tokens);
		} else {
			return FALSE;
		}
	}
	return value != NULL;
}

static Clause
clause_from(const Token *start, const Token *end)
{
	Clause clause = { start, start };

	while (clause.end < end && clause.end->kind != TOKEN_SEMICOLON)
		clause.end++;
	return clause;
}

static gboolean
joins(const char *name, const char *more)
{
	return strchr("./", name[strlen(name) - 1]) || strchr("./", *more);
}

/* "NAME = VALUE"; the grammar allows blanks around the "." and "/" of a name. NAME is own.
 */
static gboolean
take_pair(Clause *clause, char **name, const Token **value)
{
	g_autoptr(GString) joined = g_string_new(NULL);

	for (; clause->at < clause->end && clause->at->kind == TOKEN_WORD; clause->at++) {
		if (clause->at->quoted ||
		    (joined->len && !joins(joined->str, clause->at->text)))
			return FALSE;
		g_string_append(joined, clause->at->text);
	}
	if (!joined->len || clause->end - clause->at < 2 ||
	    clause->at->kind != TOKEN_EQUALS || clause->at[1].kind != TOKEN_WORD)
		return FALSE;
	*name = g_strdup(joined->str);
	*value = clause->at + 1;
	clause->at += 2;
	return TRUE;
}

/* What a field says of dmarc. */
typedef struct {
	guint results;
	gboolean differ;
	char *result; /* own; of the first; NULL */
	char *domain; /* own; its header.from, if it has exactly one; NULL */
} Dmarc;

static void
dmarc_clear(Dmarc *dmarc)
{
	g_free(dmarc->result);
	g_free(dmarc->domain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dmarc, dmarc_clear)

/* The only header.from of what is left of CLAUSE; NULL if there is none, or two, or the
 * clause cannot be read to its end. Own. */
static char *
take_header_from(Clause *clause)
{
	g_autofree char *domain = NULL;

	while (clause->at < clause->end) {
		g_autofree char *name = NULL;
		const Token *value;

		if (!take_pair(clause, &name, &value))
			return NULL;
		if (g_ascii_strcasecmp(name, "header.from") != 0)
			continue;
		if (domain)
			return NULL;
		/* RFC 8601 allows local-part@ before the domain */
		domain = g_strdup(strchr(value->text, '@') ? address_domain(value->text)
							   : value->text);
	}
	return g_steal_pointer(&domain);
}

static void
read_clause(Clause clause, Dmarc *dmarc)
{
	g_autofree char *method = NULL;
	const Token *result;

	if (!take_pair(&clause, &method, &result))
		return;
	if (g_ascii_strcasecmp(method, "dmarc") != 0 &&
	    g_ascii_strcasecmp(method, "dmarc/1") != 0)
		return;
	if (dmarc->results++ > 0) {
		dmarc->differ |= g_ascii_strcasecmp(dmarc->result, result->text) != 0;
		return;
	}
	dmarc->result = g_strdup(result->quoted ? "" : result->text);
	dmarc->domain = take_header_from(&clause);
}

static void
read_results(const Token *start, const Token *end, Dmarc *dmarc)
{
	while (start < end) {
		Clause clause = clause_from(start, end);

		read_clause(clause, dmarc);
		start = clause.end + 1;
	}
}

typedef enum { FIELD_READ, FIELD_BROKEN, FIELD_NAMELESS } FieldState;

/*
 * The authserv-id of TOKENS: "" where the first clause is a result already, as Exchange
 * Online writes it (F13). RESULTS is where the results begin. NAMELESS: it cannot be told
 * whose field this is.
 */
static FieldState
read_id(const Token *tokens, const Token *end, const char **id, const Token **results)
{
	Clause first = clause_from(tokens, end);
	gsize words = first.end - first.at;

	if (words >= 2 && first.at[0].kind == TOKEN_WORD &&
	    first.at[1].kind == TOKEN_EQUALS) {
		*id = "";
		*results = tokens;
		return FIELD_READ;
	}
	if (words == 0 || first.at[0].kind != TOKEN_WORD || first.end == end)
		return FIELD_NAMELESS;
	*id = first.at[0].text;
	*results = first.end + 1;
	/* "mx.corp 1;": a version that is not 1 means a grammar that is not this one */
	return words == 1 || (words == 2 && g_strcmp0(first.at[1].text, "1") == 0)
		       ? FIELD_READ
		       : FIELD_BROKEN;
}

static gboolean
is_trusted(GPtrArray *trusted, const char *id, gboolean topmost)
{
	if (!*id && !topmost)
		return FALSE;
	for (guint i = 0; i < trusted->len; i++)
		if (g_ascii_strcasecmp(trusted->pdata[i], id) == 0)
			return TRUE;
	return FALSE;
}

static DomainProof
judge_dmarc(const Dmarc *dmarc, const char *who, const char *from, char **why)
{
	if (dmarc->results == 0) {
		*why = g_strdup_printf("%s gives no dmarc result", who);
		return DOMAIN_NONE;
	}
	if (dmarc->differ) {
		*why = g_strdup_printf("%s gives dmarc results that differ", who);
		return DOMAIN_FAIL;
	}
	if (g_ascii_strcasecmp(dmarc->result, "pass") != 0) {
		*why = g_strdup_printf("%s says dmarc=%s", who, dmarc->result);
		return g_ascii_strcasecmp(dmarc->result, "fail") == 0 ? DOMAIN_FAIL
								      : DOMAIN_NONE;
	}
	if (!dmarc->domain ||
	    g_ascii_strcasecmp(dmarc->domain, address_domain(from)) != 0) {
		*why = g_strdup_printf("%s says dmarc=pass, but for %s and not %s", who,
				       dmarc->domain ? dmarc->domain : "no domain",
				       address_domain(from));
		return DOMAIN_NONE;
	}
	*why = g_strdup_printf("%s says dmarc=pass for %s", who, dmarc->domain);
	return DOMAIN_PASS;
}

/* Judges one field. FALSE: it is somebody else's, look at the next. */
static gboolean
judge_field(const char *value, GPtrArray *trusted, gboolean topmost, const char *from,
	    DomainProof *proof, char **why)
{
	/* Sized: an empty array has no data, and even adding 0 to that is undefined. */
	g_autoptr(GArray) tokens = g_array_sized_new(FALSE, FALSE, sizeof(Token), 64);
	g_auto(Dmarc) dmarc = { 0 };
	const Token *start, *end, *results;
	const char *id, *who;
	gboolean whole;
	FieldState state;

	g_array_set_clear_func(tokens, (GDestroyNotify)token_clear);
	whole = tokenize(value, tokens);
	start = (const Token *)(void *)tokens->data;
	end = start + tokens->len;
	state = read_id(start, end, &id, &results);
	if (state == FIELD_NAMELESS) {
		*why = g_strdup("an Authentication-Results field cannot be read");
		return TRUE;
	}
	if (!is_trusted(trusted, id, topmost))
		return FALSE;
	who = *id ? id : "the topmost Authentication-Results field";
	if (!whole || state == FIELD_BROKEN) {
		*why = g_strdup_printf("the field of %s cannot be read", who);
		return TRUE;
	}
	read_results(results, end, &dmarc);
	*proof = judge_dmarc(&dmarc, who, from, why);
	return TRUE;
}

static DomainProof
judge_fields(const Message *message, GPtrArray *trusted, const char *from, char **why)
{
	DomainProof proof = DOMAIN_NONE;
	gboolean topmost = TRUE;

	for (guint i = 0; i < message->headers->len; i++) {
		const Header *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, "Authentication-Results") != 0)
			continue;
		if (judge_field(header->value, trusted, topmost, from, &proof, why))
			return proof;
		topmost = FALSE;
	}
	*why = g_strdup("no trusted server's Authentication-Results field");
	return proof;
}

DomainProof
authres_judge(const Message *message, GPtrArray *trusted, const char *from, char **why)
{
	DomainProof proof = DOMAIN_NONE;
	g_autofree char *reason = NULL;

	if (!from)
		reason = g_strdup("the From field names nobody");
	else if (!trusted || trusted->len == 0)
		reason = g_strdup("no server is trusted to have checked the domain");
	else
		proof = judge_fields(message, trusted, from, &reason);
	if (why)
		*why = text_ellipsize(reason, WHY_MAX);
	return proof;
}
