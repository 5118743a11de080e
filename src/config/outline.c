/*
 * The scanner before libconfuse. Words, quotes and signs are cut as libconfuse's lexer cuts
 * them, save that what it would silently swallow or turn into something else is a mistake
 * here: a stray sign, a backslash in "…", a variable that is not set, a quote that a word
 * processor has bent.
 */
#include "config/outline.h"

#include <string.h>

#include "config/problem.h"

#define DEPTH_MAX 8

typedef enum {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_PLAIN,  /* '…' */
	TOKEN_QUOTED, /* "…" */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_CALL_OPEN,
	TOKEN_CALL_CLOSE,
	TOKEN_IS,
	TOKEN_ADD,
	TOKEN_COMMA,
	TOKEN_SEMICOLON, /* told already, and passed over */
	TOKEN_STRAY
} TokenKind;

typedef struct {
	TokenKind kind;
	gsize from, to;
	int line;
} Token;

typedef struct {
	char *text; /* foreign */
	const char *file;
	GPtrArray *problems;
	gsize at;
	int line;
	Token token; /* the one that is looked at */
	gboolean broken;
	int last_line; /* of the last mistake: what follows it on that line is told no more
			*/
} Scanner;

static const struct {
	char sign;
	TokenKind kind;
} signs[] = {
	{ '{', TOKEN_OPEN },       { '}', TOKEN_CLOSE }, { '(', TOKEN_CALL_OPEN },
	{ ')', TOKEN_CALL_CLOSE }, { '=', TOKEN_IS },    { ',', TOKEN_COMMA },
};

void
outline_item_free(OutlineItem *item)
{
	if (!item)
		return;
	g_free(item->name);
	g_free(item->title);
	g_clear_pointer(&item->children, g_ptr_array_unref);
	g_free(item);
}

void
outline_blank(char *text, gsize from, gsize to)
{
	for (gsize i = from; i < to; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

static void refuse(Scanner *scanner, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
refuse(Scanner *scanner, int line, const char *format, ...)
{
	g_autofree char *place = g_strdup_printf("%s:%d", scanner->file, line);
	g_autofree char *message = NULL;
	va_list args;

	scanner->broken = TRUE;
	if (line == scanner->last_line)
		return;
	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem_error(scanner->problems, place, "%s", message);
	scanner->last_line = line;
}

/* ── tokens ───────────────────────────────────────────────────────────────────────────────
 */

/* The end of a comment that begins at AT; AT itself if none does. */
static gsize
comment_end(Scanner *scanner, gsize at)
{
	const char *text = scanner->text + at;
	const char *end;

	if (*text == '#' || (text[0] == '/' && text[1] == '/'))
		return at + strcspn(text, "\n");
	if (text[0] != '/' || text[1] != '*')
		return at;
	end = strstr(text + 2, "*/");
	if (end)
		return end + 2 - scanner->text;
	refuse(scanner, scanner->line, "this comment does not end: */ is missing");
	return at + strlen(text);
}

static int
count_lines(const char *text, gsize from, gsize to)
{
	int lines = 0;

	for (gsize i = from; i < to; i++)
		lines += text[i] == '\n';
	return lines;
}

static void
skip_space(Scanner *scanner)
{
	for (;;) {
		char c = scanner->text[scanner->at];
		gsize end;

		if (c == '\n') {
			scanner->line++;
			scanner->at++;
		} else if (c && strchr(" \t\r", c)) {
			scanner->text[scanner->at++] = ' ';
		} else {
			end = comment_end(scanner, scanner->at);
			if (end == scanner->at)
				return;
			scanner->line += count_lines(scanner->text, scanner->at, end);
			outline_blank(scanner->text, scanner->at, end);
			scanner->at = end;
		}
	}
}

/* A variable that is not set would become nothing, without a word. */
static void
check_variable(Scanner *scanner, gsize at)
{
	const char *name = scanner->text + at + 2;
	gsize length = strcspn(name, "}");
	g_autofree char *variable = g_strndup(name, length);

	if (name[length] == '\0' || strstr(variable, ":-") || g_getenv(variable))
		return;
	refuse(scanner, scanner->line,
	       "the environment has no \"%s\", which ${%s} stands for: set it, write "
	       "${%s:-DEFAULT}, or write the text in '…'",
	       variable, variable, variable);
}

/* In "…" libconfuse drops the backslash: "\d" is the letter d, and "\b" a control. */
static void
check_backslash(Scanner *scanner, gsize at)
{
	char next = scanner->text[at + 1];

	if (next && !strchr("\"\\\n", next))
		refuse(scanner, scanner->line,
		       "in \"…\" the backslash before \"%.*s\" would get lost: write the "
		       "text in '…'",
		       (int)(g_utf8_next_char(scanner->text + at + 1) -
			     (scanner->text + at + 1)),
		       scanner->text + at + 1);
}

/* A text ends with its line, unless a backslash ends the line: whoever forgets a quote is
 * told so there, not at the end of the file. */
static void
read_quotes(Scanner *scanner, char quote)
{
	const char *text = scanner->text;
	gsize at = scanner->at + 1;

	for (; text[at] && text[at] != quote && text[at] != '\n'; at++) {
		if (quote == '"' && text[at] == '$' && text[at + 1] == '{')
			check_variable(scanner, at);
		if (text[at] != '\\' || !text[at + 1])
			continue;
		if (quote == '"')
			check_backslash(scanner, at);
		at++;
		scanner->line += text[at] == '\n';
	}
	if (text[at] != quote)
		refuse(scanner, scanner->token.line,
		       "the text that begins here does not end: a closing %c is missing",
		       quote);
	scanner->token.kind = quote == '"' ? TOKEN_QUOTED : TOKEN_PLAIN;
	scanner->at = text[at] == quote ? at + 1 : at;
}

/* libconfuse takes ${NAME} without quotes too; one way to write it is enough. */
static void
read_bare_variable(Scanner *scanner)
{
	gsize length = strcspn(scanner->text + scanner->at, "}\n");

	refuse(scanner, scanner->line, "%.*s} must stand in \"…\"", (int)length,
	       scanner->text + scanner->at);
	scanner->token.kind = TOKEN_WORD;
	scanner->at += length + (scanner->text[scanner->at + length] == '}');
}

static void
check_word(Scanner *scanner, const char *word)
{
	static const char *const bent[] = { "“",  "”",  "‘",  "’",  "„",  "＂",    "＇",
					    "＝", "｛", "｝", "，", "　", "\u00a0" };

	if (g_str_has_suffix(word, ";"))
		refuse(scanner, scanner->line, "no ; ends a setting");
	for (guint i = 0; i < G_N_ELEMENTS(bent); i++) {
		if (!strstr(word, bent[i]))
			continue;
		refuse(scanner, scanner->line,
		       "\"%s\" holds a sign that only looks like a quote, a brace, = or a "
		       "space: type \" ' { } = , plainly",
		       word);
		return;
	}
}

static void
read_word(Scanner *scanner)
{
	gsize length = strcspn(scanner->text + scanner->at, " #\"'\t\n\r={}()+,*");
	g_autofree char *word = g_strndup(scanner->text + scanner->at, length);

	if (length == 0) {
		scanner->token.kind = TOKEN_STRAY;
		scanner->at++;
		return;
	}
	check_word(scanner, word);
	scanner->token.kind = strcmp(word, ";") == 0 ? TOKEN_SEMICOLON : TOKEN_WORD;
	scanner->at += length;
}

static gboolean
read_sign(Scanner *scanner)
{
	const char *text = scanner->text + scanner->at;

	if (text[0] == '+' && text[1] == '=') {
		scanner->token.kind = TOKEN_ADD;
		scanner->at += 2;
		return TRUE;
	}
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (*text != signs[i].sign)
			continue;
		scanner->token.kind = signs[i].kind;
		scanner->at++;
		return TRUE;
	}
	return FALSE;
}

static void
read_token(Scanner *scanner)
{
	char c;

	skip_space(scanner);
	c = scanner->text[scanner->at];
	scanner->token.from = scanner->at;
	scanner->token.line = scanner->line;
	if (c == '\0')
		scanner->token.kind = TOKEN_END;
	else if (c == '"' || c == '\'')
		read_quotes(scanner, c);
	else if (c == '$' && scanner->text[scanner->at + 1] == '{')
		read_bare_variable(scanner);
	else if (!read_sign(scanner))
		read_word(scanner);
	scanner->token.to = scanner->at;
}

static void
advance(Scanner *scanner)
{
	do {
		read_token(scanner);
	} while (scanner->token.kind == TOKEN_SEMICOLON);
}

static gboolean
is_text(const Scanner *scanner)
{
	return scanner->token.kind == TOKEN_WORD || scanner->token.kind == TOKEN_PLAIN ||
	       scanner->token.kind == TOKEN_QUOTED;
}

/* What the token says, without its quotes. */
static char *
token_text(const Scanner *scanner)
{
	gsize inner = scanner->token.kind == TOKEN_WORD ? 0 : 1;
	gsize length = scanner->token.to - scanner->token.from;
	GString *text = g_string_new(NULL);

	for (gsize i = inner; i + inner < length; i++) {
		const char *c = scanner->text + scanner->token.from + i;

		if (inner && *c == '\\' && strchr("\"'\\", c[1]))
			i++, c++;
		g_string_append_c(text, *c);
	}
	return g_string_free(text, FALSE);
}

/* As it stands in the file, for messages. */
static char *
token_written(const Scanner *scanner)
{
	if (scanner->token.kind == TOKEN_END)
		return g_strdup("the end of the file");
	return g_strndup(scanner->text + scanner->token.from,
			 scanner->token.to - scanner->token.from);
}

/* ── structure ────────────────────────────────────────────────────────────────────────────
 */

static void
skip_stray(Scanner *scanner, const char *name)
{
	while (scanner->token.kind == TOKEN_STRAY) {
		refuse(scanner, scanner->token.line, "the value of \"%s\" wants \"…\"",
		       name);
		advance(scanner);
	}
}

/* { "a", "b" }; a comma after the last is taken away, which libconfuse does not like. */
static void
read_list(Scanner *scanner, OutlineItem *option)
{
	Token comma = { TOKEN_END };

	advance(scanner);
	skip_stray(scanner, option->name);
	while (is_text(scanner)) {
		advance(scanner);
		comma = scanner->token;
		if (comma.kind == TOKEN_COMMA)
			advance(scanner);
		else if (is_text(scanner))
			refuse(scanner, scanner->token.line,
			       "in the list of \"%s\" a comma is missing", option->name);
		skip_stray(scanner, option->name);
	}
	option->to = scanner->token.to;
	if (scanner->token.kind != TOKEN_CLOSE) {
		refuse(scanner, scanner->token.line,
		       "the list of \"%s\" is not closed: } is missing", option->name);
		return;
	}
	if (comma.kind == TOKEN_COMMA)
		outline_blank(scanner->text, comma.from, comma.to);
	advance(scanner);
}

static void
read_value(Scanner *scanner, OutlineItem *option)
{
	option->kind = OUTLINE_OPTION;
	option->append = scanner->token.kind == TOKEN_ADD;
	advance(scanner);
	skip_stray(scanner, option->name);
	if (is_text(scanner)) {
		option->to = scanner->token.to;
		advance(scanner);
	} else if (scanner->token.kind == TOKEN_OPEN) {
		read_list(scanner, option);
	} else {
		refuse(scanner, option->line, "\"%s\" has no value", option->name);
	}
}

static void
read_call(Scanner *scanner, OutlineItem *call)
{
	gboolean good;

	call->kind = OUTLINE_CALL;
	advance(scanner);
	good = is_text(scanner);
	if (good) {
		call->title = token_text(scanner);
		advance(scanner);
		good = scanner->token.kind == TOKEN_CALL_CLOSE;
		call->to = scanner->token.to;
	}
	if (good)
		advance(scanner);
	else
		refuse(scanner, call->line, "write %s(\"FILE\")", call->name);
}

static void read_items(Scanner *scanner, OutlineItem *parent, int depth);

static void
read_section(Scanner *scanner, OutlineItem *section, int depth)
{
	section->kind = OUTLINE_SECTION;
	section->children =
		g_ptr_array_new_with_free_func((GDestroyNotify)outline_item_free);
	advance(scanner);
	read_items(scanner, section, depth + 1);
}

static void
read_item(Scanner *scanner, OutlineItem *parent, int depth)
{
	OutlineItem *item = g_new0(OutlineItem, 1);

	item->name = token_text(scanner);
	item->line = scanner->token.line;
	item->from = scanner->token.from;
	item->to = scanner->token.to;
	g_ptr_array_add(parent->children, item);
	advance(scanner);
	if (scanner->token.kind == TOKEN_IS || scanner->token.kind == TOKEN_ADD) {
		read_value(scanner, item);
		return;
	}
	if (scanner->token.kind == TOKEN_CALL_OPEN) {
		read_call(scanner, item);
		return;
	}
	if (is_text(scanner)) {
		item->title = token_text(scanner);
		advance(scanner);
	}
	if (scanner->token.kind == TOKEN_OPEN) {
		read_section(scanner, item, depth);
		return;
	}
	refuse(scanner, item->line,
	       "after \"%s\" comes = and a value, or { if it is a section", item->name);
	g_ptr_array_set_size(parent->children, parent->children->len - 1);
}

/* One complaint for a run of things that are no names. */
static void
skip_to_name(Scanner *scanner)
{
	g_autofree char *written = token_written(scanner);

	refuse(scanner, scanner->token.line,
	       scanner->token.kind == TOKEN_COMMA
		       ? "there is no comma between settings%.0s"
		       : "here a setting's or section's name should stand, not %s",
	       written);
	while (scanner->token.kind != TOKEN_END && scanner->token.kind != TOKEN_WORD &&
	       scanner->token.kind != TOKEN_CLOSE)
		advance(scanner);
}

static void
read_items(Scanner *scanner, OutlineItem *parent, int depth)
{
	if (depth > DEPTH_MAX) {
		refuse(scanner, scanner->token.line, "sections are nested too deeply");
		scanner->at += strlen(scanner->text + scanner->at);
		advance(scanner);
	}
	while (scanner->token.kind != TOKEN_END) {
		if (scanner->token.kind == TOKEN_WORD) {
			read_item(scanner, parent, depth);
		} else if (scanner->token.kind != TOKEN_CLOSE) {
			skip_to_name(scanner);
		} else if (depth > 0) {
			parent->to = scanner->token.to;
			advance(scanner);
			return;
		} else {
			refuse(scanner, scanner->token.line, "this } closes nothing");
			advance(scanner);
		}
	}
	if (depth > 0 && depth <= DEPTH_MAX)
		refuse(scanner, parent->line,
		       "section \"%s\", which begins here, is not closed: } is missing",
		       parent->name);
}

OutlineItem *
outline_read(char *text, const char *file, GPtrArray *problems, gboolean *broken)
{
	Scanner scanner = { .text = text, .file = file, .problems = problems, .line = 1 };
	OutlineItem *root = g_new0(OutlineItem, 1);

	root->kind = OUTLINE_ROOT;
	root->children = g_ptr_array_new_with_free_func((GDestroyNotify)outline_item_free);
	advance(&scanner);
	read_items(&scanner, root, 0);
	*broken = scanner.broken;
	return root;
}
