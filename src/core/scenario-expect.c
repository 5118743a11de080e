/* What a scenario expects: a row and a function for each word behind "expect". */
#include "core/scenario-reader.h"

#include <string.h>

#include "base/text.h"
#include "core/ticket.h"

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
check_value(Reader *reader, const char *key, ValueKind kind, const char *value)
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
	if (kind == VALUE_NUMBER && !reader_parse_number(value, 0, &number))
		return reader_complain(reader, "%s: \"%s\" is no number", key, value);
	if (kind == VALUE_STATE)
		names = states;
	else if (kind == VALUE_KIND)
		names = kinds;
	else if (kind == VALUE_WAIT)
		names = waits;
	if (names && !g_strv_contains(names, value))
		return reader_complain_unknown(reader, key, value, names);
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
take_pair(Reader *reader)
{
	const char *key =
		reader_take(reader, "what the ticket shall have, as state accepted");
	int row = key ? find_key(key) : -1;
	const Word *word = reader_peek(reader);
	g_autofree char *what = g_strdup_printf("the value of %s", key ? key : "");

	if (!key)
		return FALSE;
	if (row < 0)
		return reader_complain_unknown(reader, "ticket", key, scenario_ticket_keys);
	if (!reader_take(reader, what))
		return FALSE;
	g_ptr_array_add(reader->step->pairs, g_strdup(key));
	if (word_is(word, "none")) {
		g_ptr_array_add(reader->step->pairs, NULL);
		return TRUE;
	}
	g_ptr_array_add(reader->step->pairs, g_strdup(word->text));
	return check_value(reader, key, value_kinds[row], word->text);
}

static gboolean
expect_ticket(Reader *reader)
{
	reader->step->kind = STEP_EXPECT_TICKET;
	if (!reader_take_ticket(reader))
		return FALSE;
	do {
		if (!take_pair(reader))
			return FALSE;
	} while (reader_peek(reader));
	return TRUE;
}

static gboolean
expect_tickets(Reader *reader)
{
	const char *word = reader_take(reader, "how many there shall be");

	reader->step->kind = STEP_EXPECT_TICKETS;
	if (word && !reader_parse_number(word, 0, &reader->step->number))
		return reader_complain(reader, "\"%s\" is no number", word);
	return word != NULL;
}

static gboolean
expect_fact(Reader *reader)
{
	static const char form[] = "expect fact NAME of N is \"…\"";
	Step *step = reader->step;
	const Word *word;

	step->kind = STEP_EXPECT_FACT;
	if (!reader_take_text(reader, "the fact's name", &step->name) ||
	    !reader_take_fixed(reader, "of", form) || !reader_take_ticket(reader) ||
	    !reader_take_fixed(reader, "is", form))
		return FALSE;
	word = reader_peek(reader);
	if (!reader_take(reader, "the fact's value, or none"))
		return FALSE;
	step->value = word_is(word, "none") ? NULL : g_strdup(word->text);
	return TRUE;
}

/* A milestone may have any name, so only what looks like a slip of the pen is refused: for
 * a wrong name "none" would always be right. */
static gboolean
check_limit_name(Reader *reader)
{
	static const char *const built_in[] = { "respond", "resolve", NULL };
	const char *name = reader->step->name;
	const char *meant = text_suggest(name, built_in);

	if (!meant || strcmp(meant, name) == 0)
		return TRUE;
	return reader_complain(reader, "no limit is called \"%s\" (did you mean \"%s\"?)",
			       name, meant);
}

static gboolean
expect_limit(Reader *reader)
{
	Step *step = reader->step;
	const char *word;

	step->kind = STEP_EXPECT_LIMIT;
	if (!reader_take_text(reader, "the limit's name, as respond", &step->name) ||
	    !check_limit_name(reader) ||
	    !reader_take_fixed(reader, "of", "expect limit NAME of N due 09:15") ||
	    !reader_take_ticket(reader))
		return FALSE;
	word = reader_take(reader, "due, running, paused, met, breached or none");
	if (!word)
		return FALSE;
	for (guint i = 0; phase_names[i]; i++) {
		if (strcmp(phase_names[i], word) != 0)
			continue;
		step->phase = i;
		return i != PHASE_DUE || reader_take_time(reader);
	}
	return reader_complain_unknown(reader, "limit", word, phase_names);
}

static gboolean
expect_entry(Reader *reader)
{
	static const char form[] = "expect entry of N contains \"…\"";

	reader->step->kind = STEP_EXPECT_ENTRY;
	if (!reader_take_fixed(reader, "of", form) || !reader_take_ticket(reader) ||
	    !reader_take_options(reader, "entry", entry_options))
		return FALSE;
	if (reader->step->contains->len == 0)
		return reader_complain(
			reader, "it is not said what the entry contains: write %s", form);
	return TRUE;
}

static gboolean
expect_mail(Reader *reader)
{
	reader->step->kind = STEP_EXPECT_MAIL;
	return reader_take_fixed(reader, "to", "expect mail to WHO") &&
	       reader_take_who(reader) &&
	       reader_take_options(reader, "mail", wanted_options);
}

/* COUNT is said; "mail" or "mails" follows. */
static gboolean
expect_count(Reader *reader, gint64 count)
{
	reader->step->count = (int)count;
	if (word_is(reader_peek(reader), "mails"))
		reader->at++;
	else if (!reader_take_fixed(reader, "mail", "expect no mail to WHO"))
		return FALSE;
	return expect_mail(reader);
}

static gboolean
expect_no(Reader *reader)
{
	return expect_count(reader, 0);
}

static const WordRow expectations[] = {
	{ "ticket", expect_ticket }, { "tickets", expect_tickets },
	{ "fact", expect_fact },     { "limit", expect_limit },
	{ "entry", expect_entry },   { "mail", expect_mail },
	{ "no", expect_no },         { NULL },
};

gboolean
scenario_read_expectation(Reader *reader)
{
	const Word *word = reader_peek(reader);
	gint64 number;

	if (!word || word->quoted || !reader_parse_number(word->text, 0, &number))
		return reader_take_row(reader, "expect", "what is expected", expectations);
	reader->at++;
	return expect_count(reader, number);
}
