/*
 * The scenario's language. A line is cut into words, its first words choose a row of a
 * table, and the row's function takes the rest; options are rows too. Whatever is not
 * understood is a mistake with its line and never passed over: an expectation that is
 * silently not looked at would be worse than none.
 */
#include "core/scenario.h"

#include <string.h>

#include "base/text.h"
#include "core/ticket.h"

typedef struct {
	char *text; /* own */
	gboolean quoted;
} Word;

typedef struct {
	GPtrArray *steps;    /* own Step; the result */
	GPtrArray *mistakes; /* foreign */
	int line;
	GPtrArray *words; /* own Word; of this line */
	guint at;         /* the next of them */
	Step *step;       /* own; being made from this line */
	Step *mail;       /* foreign; what "|" lines belong to; NULL */
	gboolean has_policy, has_time, has_expectation;
} Parser;

static const char *const phase_names[] = {
	[PHASE_DUE] = "due",
	[PHASE_RUNNING] = "running",
	[PHASE_PAUSED] = "paused",
	[PHASE_MET] = "met",
	[PHASE_BREACHED] = "breached",
	[PHASE_NONE] = "none",
	NULL,
};

const char *
limit_phase_name(LimitPhase phase)
{
	return phase_names[phase];
}

gboolean
step_is_expectation(const Step *step)
{
	return step->kind >= STEP_EXPECT_TICKET;
}

static Step *
step_new(int line, const char *words)
{
	Step *step = g_new0(Step, 1);

	step->line = line;
	step->words = g_strdup(words);
	step->count = -1;
	step->headers = g_ptr_array_new_with_free_func(g_free);
	step->pairs = g_ptr_array_new_with_free_func(g_free);
	step->contains = g_ptr_array_new_with_free_func(g_free);
	step->lacks = g_ptr_array_new_with_free_func(g_free);
	step->text = g_strdup("");
	return step;
}

static void
step_free(Step *step)
{
	if (!step)
		return;
	g_free(step->words);
	g_free(step->day);
	g_free(step->time);
	g_free(step->name);
	g_free(step->who);
	g_free(step->subject);
	g_free(step->to);
	g_free(step->template);
	g_free(step->value);
	g_free(step->attaches);
	g_free(step->text);
	g_ptr_array_unref(step->headers);
	g_ptr_array_unref(step->pairs);
	g_ptr_array_unref(step->contains);
	g_ptr_array_unref(step->lacks);
	g_free(step);
}

/* ---- mistakes ---- */

void
mistake_free(Mistake *mistake)
{
	g_free(mistake->message);
	g_free(mistake);
}

static void G_GNUC_PRINTF(3, 0)
	add_mistake(GPtrArray *mistakes, int line, const char *format, va_list arguments)
{
	Mistake *mistake = g_new0(Mistake, 1);

	mistake->line = line;
	mistake->message = g_strdup_vprintf(format, arguments);
	g_ptr_array_add(mistakes, mistake);
}

void
mistake_add(GPtrArray *mistakes, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_mistake(mistakes, line, format, arguments);
	va_end(arguments);
}

/* Always FALSE, so that a function can end with it. */
static gboolean complain(Parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean
complain(Parser *parser, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_mistake(parser->mistakes, parser->line, format, arguments);
	va_end(arguments);
	return FALSE;
}

/* WORD is none of NAMES (NULL-terminated), which can stand WHERE. */
static gboolean
complain_unknown(Parser *parser, const char *where, const char *word,
		 const char *const *names)
{
	g_autofree char *list = g_strjoinv(", ", (char **)names);
	const char *meant = text_suggest(word, names);

	return complain(parser, "%s: \"%s\" is none of %s%s%s%s", where, word, list,
			meant ? " (did you mean \"" : "", meant ? meant : "",
			meant ? "\"?)" : "");
}

/* ---- words ---- */

static void
word_free(Word *word)
{
	g_free(word->text);
	g_free(word);
}

static void
add_word(Parser *parser, const char *from, gsize length, gboolean quoted)
{
	Word *word = g_new0(Word, 1);

	word->text = g_strndup(from, length);
	word->quoted = quoted;
	g_ptr_array_add(parser->words, word);
}

/* A quote that a word processor bent is a letter here, and would end nowhere. */
static gboolean
is_bent_quote(const char *text)
{
	static const char *const bent[] = { "“", "”", "„", "‘", "’", "＂" };

	for (guint i = 0; i < G_N_ELEMENTS(bent); i++)
		if (g_str_has_prefix(text, bent[i]))
			return TRUE;
	return FALSE;
}

/* Behind the quoted text at TEXT; NULL after a complaint. */
static const char *
take_quoted(Parser *parser, const char *text)
{
	const char *end = strchr(text + 1, *text);

	if (!end) {
		complain(parser,
			 "a text begins with %c and does not end: close it on its line",
			 *text);
		return NULL;
	}
	if (end[1] && !strchr(" \t", end[1])) {
		complain(parser,
			 "something touches the quote that ends %.*s: write a space "
			 "between, "
			 "or use '…' around a text that holds \"",
			 (int)(end + 1 - text), text);
		return NULL;
	}
	add_word(parser, text + 1, end - text - 1, TRUE);
	return end + 1;
}

/* Cuts LINE into words; *END is where its comment begins. */
static gboolean
cut_words(Parser *parser, const char *line, const char **end)
{
	const char *at = line;

	g_ptr_array_set_size(parser->words, 0);
	parser->at = 0;
	while (at) {
		gsize length;

		at += strspn(at, " \t");
		*end = at;
		if (!*at || *at == '#')
			return TRUE;
		if (is_bent_quote(at))
			return complain(parser, "%.*s is no quote here: write \" or '",
					(int)(g_utf8_next_char(at) - at), at);
		if (*at == '"' || *at == '\'') {
			at = take_quoted(parser, at);
			continue;
		}
		length = strcspn(at, " \t");
		add_word(parser, at, length, FALSE);
		at += length;
	}
	return FALSE;
}

/* The next word without taking it; NULL at the end. */
static const Word *
peek(const Parser *parser)
{
	return parser->at < parser->words->len ? parser->words->pdata[parser->at] : NULL;
}

/* The next word; NULL after a complaint that WHAT is missing. */
static const char *
take(Parser *parser, const char *what)
{
	const Word *word = peek(parser);

	if (!word) {
		complain(parser, "something is missing at the end: %s", what);
		return NULL;
	}
	parser->at++;
	return word->text;
}

static gboolean
is_word(const Word *word, const char *text)
{
	return word && !word->quoted && strcmp(word->text, text) == 0;
}

/* The fixed word TEXT of the line's form, which WHAT shows. */
static gboolean
take_fixed(Parser *parser, const char *text, const char *what)
{
	const Word *word = peek(parser);

	if (!is_word(word, text))
		return complain(parser, "\"%s\" is wanted %s%s%s: write %s", text,
				word ? "instead of \"" : "at the end",
				word ? word->text : "", word ? "\"" : "", what);
	parser->at++;
	return TRUE;
}

static gboolean
take_text(Parser *parser, const char *what, char **text)
{
	const char *word = take(parser, what);

	*text = g_strdup(word);
	return word != NULL;
}

static gboolean
parse_number(const char *text, gint64 least, gint64 *number)
{
	return g_ascii_string_to_signed(text, 10, least, G_MAXINT, number, NULL);
}

static gboolean
take_ticket(Parser *parser)
{
	const char *word = take(parser, "a ticket's number");

	if (!word)
		return FALSE;
	if (!parse_number(word, 1, &parser->step->number))
		return complain(parser, "\"%s\" is no ticket's number", word);
	return TRUE;
}

/* A title is looked up when the policy is known; an address must look like one now. */
static gboolean
take_who(Parser *parser)
{
	if (!take_text(parser, "a person's title, or an address", &parser->step->who))
		return FALSE;
	if (!*parser->step->who)
		return complain(parser, "\"\" is nobody: write a person's title, or an "
					"address");
	return TRUE;
}

/* ---- times ---- */

static gboolean
is_day(const char *text)
{
	return text[strspn(text, "0123456789-")] == '\0' && strchr(text, '-');
}

/* "[YYYY-MM-DD] HH:MM[:SS]", checked as one instant; the zone is not known yet. */
static gboolean
take_time(Parser *parser)
{
	Step *step = parser->step;
	const Word *word = peek(parser);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *whole = NULL;
	gint64 at;

	if (word && !word->quoted && is_day(word->text))
		step->day = g_strdup(take(parser, NULL));
	if (!take_text(parser, "a time, as 09:00 or 2026-11-23 09:00", &step->time))
		return FALSE;
	whole = g_strconcat(step->day ? step->day : "2000-01-01", " ", step->time, NULL);
	if (step->time[strspn(step->time, "0123456789:")] ||
	    !instant_parse(whole, utc, &at, NULL))
		return complain(parser,
				"\"%s%s%s\" is no time: write 09:00, 09:00:30 or "
				"2026-11-23 09:00",
				step->day ? step->day : "", step->day ? " " : "",
				step->time);
	return TRUE;
}

gint64
step_instant(const Step *step, GTimeZone *zone, gint64 now)
{
	g_autofree char *today = instant_local(now, zone);
	g_autofree char *whole =
		g_strdup_printf("%.10s %s", step->day ? step->day : today, step->time);
	gint64 at = now;

	instant_parse(whole, zone, &at, NULL);
	return at;
}

/* ---- options ---- */

typedef enum {
	OPTION_FLAG, /* says it all */
	OPTION_TEXT, /* one value, once */
	OPTION_EACH, /* one value, as often as one likes */
	OPTION_MANY, /* every quoted text that follows */
} OptionKind;

typedef struct {
	const char *word;
	OptionKind kind;
	gsize field; /* of Step: gboolean, char *, GPtrArray * */
} Option;

#define OPTION(word, kind, field)                                                          \
	{                                                                                  \
		word, kind, G_STRUCT_OFFSET(Step, field)                                   \
	}
#define MAX_OPTIONS 5

static const Option mail_options[] = {
	OPTION("subject", OPTION_TEXT, subject),
	OPTION("to", OPTION_TEXT, to),
	OPTION("header", OPTION_EACH, headers),
	OPTION("unproven", OPTION_FLAG, unproven),
	{ NULL },
};

static const Option reply_options[] = {
	OPTION("template", OPTION_TEXT, template),
	{ NULL },
};

static const Option entry_options[] = {
	OPTION("hidden", OPTION_FLAG, hidden),
	OPTION("contains", OPTION_MANY, contains),
	{ NULL },
};

static const Option wanted_options[] = {
	OPTION("template", OPTION_TEXT, template), OPTION("subject", OPTION_TEXT, subject),
	OPTION("contains", OPTION_MANY, contains), OPTION("lacks", OPTION_MANY, lacks),
	OPTION("attaches", OPTION_TEXT, attaches), { NULL },
};

static gboolean
take_option(Parser *parser, const Option *option)
{
	gpointer field = G_STRUCT_MEMBER_P(parser->step, option->field);
	g_autofree char *what = g_strdup_printf("the text of %s", option->word);
	const Word *word;

	switch (option->kind) {
	case OPTION_FLAG:
		*(gboolean *)field = TRUE;
		return TRUE;
	case OPTION_TEXT:
		if (*(char **)field)
			return complain(parser, "%s stands there twice: say it once",
					option->word);
		return take_text(parser, what, field);
	case OPTION_EACH:
	case OPTION_MANY:
		break;
	}
	do {
		const char *text = take(parser, what);

		if (!text)
			return FALSE;
		if (!*text)
			return complain(parser, "%s: an empty text is in every mail",
					option->word);
		g_ptr_array_add(*(GPtrArray **)field, g_strdup(text));
		word = peek(parser);
	} while (option->kind == OPTION_MANY && word && word->quoted);
	return TRUE;
}

static const Option *
find_option(const Option *options, const char *word)
{
	for (; options->word; options++)
		if (strcmp(options->word, word) == 0)
			return options;
	return NULL;
}

/* The rest of the line, which WHERE names. */
static gboolean
take_options(Parser *parser, const char *where, const Option *options)
{
	const char *names[MAX_OPTIONS + 1] = { NULL };

	for (guint i = 0; options[i].word; i++)
		names[i] = options[i].word;
	while (peek(parser)) {
		const char *word = take(parser, NULL);
		const Option *option = find_option(options, word);

		if (!option)
			return complain_unknown(parser, where, word, names);
		if (!take_option(parser, option))
			return FALSE;
	}
	return TRUE;
}

/* ---- what happens ---- */

static gboolean
parse_policy(Parser *parser)
{
	const Step *last =
		parser->steps->len ? parser->steps->pdata[parser->steps->len - 1] : NULL;

	parser->step->kind = STEP_POLICY;
	parser->has_policy = TRUE;
	if (last && last->kind != STEP_POLICY)
		return complain(parser, "a policy is known from the beginning: write this "
					"line above all others");
	return take_text(parser, "the policy's file", &parser->step->name);
}

static gboolean
parse_at(Parser *parser)
{
	gboolean is_first = !parser->has_time;

	parser->step->kind = STEP_AT;
	parser->has_time = TRUE;
	if (!take_time(parser))
		return FALSE;
	if (is_first && !parser->step->day)
		return complain(parser,
				"the first time needs a day: write at 2026-11-23 %s",
				parser->step->time);
	return TRUE;
}

static gboolean
parse_after(Parser *parser)
{
	Step *step = parser->step;
	g_autoptr(GError) problem = NULL;
	const char *word = take(parser, "a length of time, as 10min");

	step->kind = STEP_AFTER;
	if (!word)
		return FALSE;
	if (!duration_parse(word, &step->duration, &problem))
		return complain(parser, "after: %s", problem->message);
	if (step->duration.working_days > 0)
		return complain(parser, "after: counts real time, no working days: write "
					"hours or days, or use at");
	return TRUE;
}

static gboolean
check_headers(Parser *parser)
{
	const GPtrArray *headers = parser->step->headers;

	for (guint i = 0; i < headers->len; i++) {
		const char *header = headers->pdata[i];
		gsize length = strcspn(header, ": \t");

		if (length == 0 || header[length] != ':')
			return complain(parser,
					"header: \"%s\" is none: write \"Name: value\"",
					header);
	}
	return TRUE;
}

static gboolean
parse_mail(Parser *parser)
{
	Step *step = parser->step;

	if (is_word(peek(parser), "file")) {
		parser->at++;
		step->kind = STEP_MAIL_FILE;
		return take_text(parser, "the mail's file", &step->name);
	}
	step->kind = STEP_MAIL;
	if (!take_fixed(parser, "from", "mail from WHO subject \"…\", or mail file PATH") ||
	    !take_who(parser) || !take_options(parser, "mail", mail_options) ||
	    !check_headers(parser))
		return FALSE;
	if (!step->subject)
		return complain(parser,
				"the mail has no subject: write subject \"…\", with "
				"nothing between the quotes if that is meant");
	return TRUE;
}

static gboolean
parse_reply(Parser *parser)
{
	static const char form[] = "reply by WHO to N";

	parser->step->kind = STEP_REPLY;
	return take_fixed(parser, "by", form) && take_who(parser) &&
	       take_fixed(parser, "to", form) && take_ticket(parser) &&
	       take_options(parser, "reply", reply_options);
}

/* ---- what is expected ---- */

typedef enum { VALUE_TEXT, VALUE_STATE, VALUE_KIND, VALUE_WAIT, VALUE_NUMBER } ValueKind;

/* The order is that of value_kinds. */
const char *const scenario_ticket_keys[] = {
	"state", "kind",     "waiting_on", "priority", "category", "system", "tier",
	"team",  "assignee", "reporter",   "subject",  "entries",  NULL,
};

static const ValueKind value_kinds[] = {
	VALUE_STATE,  VALUE_KIND, VALUE_WAIT, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT,
	VALUE_NUMBER, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT, VALUE_NUMBER,
};

static gboolean
check_value(Parser *parser, const char *key, ValueKind kind, const char *value)
{
	static const char *const waits[] = { "reporter", "supplier", "parts", "approval",
					     NULL };
	const char *states[N_STATES + 1] = { NULL };
	const char *kinds[N_KINDS + 1] = { NULL };
	const char *const *names = NULL;
	gint64 number;

	for (guint i = 0; i < N_STATES; i++)
		states[i] = ticket_state_name(i);
	for (guint i = 0; i < N_KINDS; i++)
		kinds[i] = ticket_kind_name(i);
	if (kind == VALUE_NUMBER && !parse_number(value, 0, &number))
		return complain(parser, "%s: \"%s\" is no number", key, value);
	if (kind == VALUE_STATE)
		names = states;
	else if (kind == VALUE_KIND)
		names = kinds;
	else if (kind == VALUE_WAIT)
		names = waits;
	if (names && !g_strv_contains(names, value))
		return complain_unknown(parser, key, value, names);
	return TRUE;
}

static int
find_key(const char *word)
{
	for (guint i = 0; scenario_ticket_keys[i]; i++)
		if (strcmp(scenario_ticket_keys[i], word) == 0)
			return i;
	return -1;
}

static gboolean
take_pair(Parser *parser)
{
	const char *key = take(parser, "what the ticket shall have, as state accepted");
	int row = key ? find_key(key) : -1;
	const Word *word = peek(parser);
	g_autofree char *what = g_strdup_printf("the value of %s", key ? key : "");

	if (!key)
		return FALSE;
	if (row < 0)
		return complain_unknown(parser, "ticket", key, scenario_ticket_keys);
	if (!take(parser, what))
		return FALSE;
	g_ptr_array_add(parser->step->pairs, g_strdup(key));
	if (is_word(word, "none")) {
		g_ptr_array_add(parser->step->pairs, NULL);
		return TRUE;
	}
	g_ptr_array_add(parser->step->pairs, g_strdup(word->text));
	return check_value(parser, key, value_kinds[row], word->text);
}

static gboolean
expect_ticket(Parser *parser)
{
	parser->step->kind = STEP_EXPECT_TICKET;
	if (!take_ticket(parser))
		return FALSE;
	do {
		if (!take_pair(parser))
			return FALSE;
	} while (peek(parser));
	return TRUE;
}

static gboolean
expect_tickets(Parser *parser)
{
	const char *word = take(parser, "how many there shall be");

	parser->step->kind = STEP_EXPECT_TICKETS;
	if (word && !parse_number(word, 0, &parser->step->number))
		return complain(parser, "\"%s\" is no number", word);
	return word != NULL;
}

static gboolean
expect_fact(Parser *parser)
{
	static const char form[] = "expect fact NAME of N is \"…\"";
	Step *step = parser->step;
	const Word *word;

	step->kind = STEP_EXPECT_FACT;
	if (!take_text(parser, "the fact's name", &step->name) ||
	    !take_fixed(parser, "of", form) || !take_ticket(parser) ||
	    !take_fixed(parser, "is", form))
		return FALSE;
	word = peek(parser);
	if (!take(parser, "the fact's value, or none"))
		return FALSE;
	step->value = is_word(word, "none") ? NULL : g_strdup(word->text);
	return TRUE;
}

/* A milestone may have any name, so only what looks like a slip of the pen is refused: for
 * a wrong name "none" would always be right. */
static gboolean
check_limit_name(Parser *parser)
{
	static const char *const built_in[] = { "respond", "resolve", NULL };
	const char *name = parser->step->name;
	const char *meant = text_suggest(name, built_in);

	if (!meant || strcmp(meant, name) == 0)
		return TRUE;
	return complain(parser, "no limit is called \"%s\" (did you mean \"%s\"?)", name,
			meant);
}

static gboolean
expect_limit(Parser *parser)
{
	Step *step = parser->step;
	const char *word;

	step->kind = STEP_EXPECT_LIMIT;
	if (!take_text(parser, "the limit's name, as respond", &step->name) ||
	    !check_limit_name(parser) ||
	    !take_fixed(parser, "of", "expect limit NAME of N due 09:15") ||
	    !take_ticket(parser))
		return FALSE;
	word = take(parser, "due, running, paused, met, breached or none");
	if (!word)
		return FALSE;
	for (guint i = 0; phase_names[i]; i++) {
		if (strcmp(phase_names[i], word) != 0)
			continue;
		step->phase = i;
		return i != PHASE_DUE || take_time(parser);
	}
	return complain_unknown(parser, "limit", word, phase_names);
}

static gboolean
expect_entry(Parser *parser)
{
	static const char form[] = "expect entry of N contains \"…\"";

	parser->step->kind = STEP_EXPECT_ENTRY;
	if (!take_fixed(parser, "of", form) || !take_ticket(parser) ||
	    !take_options(parser, "entry", entry_options))
		return FALSE;
	if (parser->step->contains->len == 0)
		return complain(parser, "it is not said what the entry contains: write %s",
				form);
	return TRUE;
}

static gboolean
expect_mail(Parser *parser)
{
	parser->step->kind = STEP_EXPECT_MAIL;
	return take_fixed(parser, "to", "expect mail to WHO") && take_who(parser) &&
	       take_options(parser, "mail", wanted_options);
}

/* COUNT is said; "mail" or "mails" follows. */
static gboolean
expect_count(Parser *parser, gint64 count)
{
	parser->step->count = (int)count;
	if (is_word(peek(parser), "mails"))
		parser->at++;
	else if (!take_fixed(parser, "mail", "expect no mail to WHO"))
		return FALSE;
	return expect_mail(parser);
}

static gboolean
expect_no(Parser *parser)
{
	return expect_count(parser, 0);
}

/* ---- lines ---- */

typedef struct {
	const char *word;
	gboolean (*parse)(Parser *parser);
} WordRow;

static const WordRow expectations[] = {
	{ "ticket", expect_ticket }, { "tickets", expect_tickets },
	{ "fact", expect_fact },     { "limit", expect_limit },
	{ "entry", expect_entry },   { "mail", expect_mail },
	{ "no", expect_no },         { NULL },
};

static gboolean parse_expect(Parser *parser);

static const WordRow first_words[] = {
	{ "policy", parse_policy },
	{ "at", parse_at },
	{ "after", parse_after },
	{ "mail", parse_mail },
	{ "reply", parse_reply },
	{ "expect", parse_expect },
	{ NULL },
};

static gboolean
parse_rows(Parser *parser, const char *where, const char *what, const WordRow *rows)
{
	const char *names[G_N_ELEMENTS(expectations)] = { NULL };
	const char *word = take(parser, what);

	if (!word)
		return FALSE;
	for (guint i = 0; rows[i].word; i++) {
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].parse(parser);
		names[i] = rows[i].word;
	}
	return complain_unknown(parser, where, word, names);
}

static gboolean
parse_expect(Parser *parser)
{
	const Word *word = peek(parser);
	gint64 number;

	parser->has_expectation = TRUE;
	if (!word || word->quoted || !parse_number(word->text, 0, &number))
		return parse_rows(parser, "expect", "what is expected", expectations);
	parser->at++;
	return expect_count(parser, number);
}

/* Nothing happens without a policy and a time. Said once. */
static void
check_order(Parser *parser)
{
	const Word *word = peek(parser);

	if (is_word(word, "policy"))
		return;
	if (!parser->has_policy) {
		parser->has_policy = TRUE;
		complain(parser, "no policy is known yet: write policy FILE above");
	} else if (!parser->has_time && !is_word(word, "at")) {
		parser->has_time = TRUE;
		complain(parser, "nobody knows what time it is: write at 2026-11-23 09:00 "
				 "above");
	}
}

static gboolean
parse_words(Parser *parser)
{
	const Word *word;

	if (!parse_rows(parser, "a line's first word", NULL, first_words))
		return FALSE;
	word = peek(parser);
	if (word)
		return complain(parser, "\"%s\" is too much here", word->text);
	return TRUE;
}

/* "| text": a line of the mail above it. */
static void
add_text(Parser *parser, const char *line)
{
	Step *mail = parser->mail;
	char *text;

	if (!mail) {
		complain(parser, "there is no mail above that this text could belong to");
		return;
	}
	line += *line == ' ';
	text = g_strconcat(mail->text, *mail->text ? "\n" : "", line, NULL);
	g_free(mail->text);
	mail->text = text;
}

static void
parse_line(Parser *parser, const char *line)
{
	const char *end = NULL;
	g_autofree char *words = NULL;

	line += strspn(line, " \t");
	if (*line == '|') {
		add_text(parser, line + 1);
		return;
	}
	if (!*line || *line == '#')
		return;
	parser->mail = NULL;
	if (!cut_words(parser, line, &end)) {
		parser->has_expectation |= g_str_has_prefix(line, "expect");
		return;
	}
	words = g_strndup(line, end - line);
	parser->step = step_new(parser->line, g_strchomp(words));
	check_order(parser);
	parse_words(parser);
	if (parser->step->kind == STEP_MAIL || parser->step->kind == STEP_REPLY)
		parser->mail = parser->step;
	g_ptr_array_add(parser->steps, g_steal_pointer(&parser->step));
}

/* What would make the whole scenario worthless. */
static void
check_whole(Parser *parser)
{
	if (parser->steps->len == 0 && parser->mistakes->len == 0)
		complain(parser, "the scenario is empty: write policy FILE, at TIME, what "
				 "happens, and what is expected");
	else if (!parser->has_expectation)
		complain(parser,
			 "nothing is expected, so nothing can fail: write expect …");
}

/* The lines of TEXT; NULL after a complaint. Own. */
static char **
cut_lines(Parser *parser, const char *text, gsize length)
{
	const char *bad;

	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (!g_utf8_validate_len(text, length, &bad)) {
		parser->line = 1;
		for (const char *at = text; at < bad; at++)
			parser->line += *at == '\n';
		complain(parser, "this line is not UTF-8: save the file so");
		return NULL;
	}
	return g_strsplit(length ? text : "", "\n", -1);
}

static void
parse_lines(Parser *parser, char **lines)
{
	parser->line = 1;
	for (guint i = 0; lines[i] && (*lines[i] || lines[i + 1]); i++) {
		gsize end = strlen(lines[i]);

		parser->line = i + 1;
		if (end > 0 && lines[i][end - 1] == '\r')
			lines[i][end - 1] = '\0';
		parse_line(parser, lines[i]);
	}
	check_whole(parser);
}

GPtrArray *
scenario_parse(const char *text, gsize length, GPtrArray *mistakes)
{
	Parser parser = {
		.steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free),
		.mistakes = mistakes,
		.words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free),
	};
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = cut_lines(&parser, copy, length);

	if (lines)
		parse_lines(&parser, lines);
	g_ptr_array_unref(parser.words);
	return parser.steps;
}
