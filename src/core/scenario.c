/*
 * The scenario's language. A line is cut into words, its first words choose a row of a
 * table, and the row's function takes the rest; options are rows too. Whatever is not
 * understood is a mistake with its line and never passed over: an expectation that is
 * silently not looked at would be worse than none.
 */
#include "core/scenario-reader.h"

#include <string.h>

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

void
mistake_free(Mistake *mistake)
{
	g_free(mistake->message);
	g_free(mistake);
}

void
mistake_add(GPtrArray *mistakes, int line, const char *format, ...)
{
	Mistake *mistake = g_new0(Mistake, 1);
	va_list arguments;

	va_start(arguments, format);
	mistake->line = line;
	mistake->message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(mistakes, mistake);
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

/* ---- what happens ---- */

static const Option mail_options[] = {
	OPTION("subject", OPTION_TEXT, subject),
	OPTION("to", OPTION_TEXT, to),
	OPTION("header", OPTION_EACH, headers),
	OPTION("unproven", OPTION_FLAG, unproven),
	{ NULL },
};

static const Option reply_options[] = {
	OPTION("template", OPTION_TEXT, template),
	OPTION("header", OPTION_EACH, headers),
	{ NULL },
};

static gboolean
parse_policy(Reader *reader)
{
	const Step *last =
		reader->steps->len ? reader->steps->pdata[reader->steps->len - 1] : NULL;

	reader->step->kind = STEP_POLICY;
	reader->has_policy = TRUE;
	if (last && last->kind != STEP_POLICY)
		return reader_complain(reader,
				       "a policy is known from the beginning: write this "
				       "line above all others");
	return reader_take_text(reader, "the policy's file", &reader->step->name);
}

static gboolean
parse_at(Reader *reader)
{
	gboolean is_first = !reader->has_time;

	reader->step->kind = STEP_AT;
	reader->has_time = TRUE;
	if (!reader_take_time(reader))
		return FALSE;
	if (is_first && !reader->step->day)
		return reader_complain(reader,
				       "the first time needs a day: write at 2026-11-23 %s",
				       reader->step->time);
	return TRUE;
}

static gboolean
parse_after(Reader *reader)
{
	Step *step = reader->step;
	g_autoptr(GError) problem = NULL;
	const char *word = reader_take(reader, "a length of time, as 10min");

	step->kind = STEP_AFTER;
	if (!word)
		return FALSE;
	if (!duration_parse(word, &step->duration, &problem))
		return reader_complain(reader, "after: %s", problem->message);
	if (step->duration.working_days > 0)
		return reader_complain(reader,
				       "after: counts real time, no working days: write "
				       "hours or days, or use at");
	return TRUE;
}

static gboolean
check_headers(Reader *reader)
{
	const GPtrArray *headers = reader->step->headers;

	for (guint i = 0; i < headers->len; i++) {
		const char *header = headers->pdata[i];
		gsize length = strcspn(header, ": \t");

		if (length == 0 || header[length] != ':')
			return reader_complain(
				reader, "header: \"%s\" is none: write \"Name: value\"",
				header);
	}
	return TRUE;
}

static gboolean
parse_mail(Reader *reader)
{
	Step *step = reader->step;

	if (word_is(reader_peek(reader), "file")) {
		reader->at++;
		step->kind = STEP_MAIL_FILE;
		return reader_take_text(reader, "the mail's file", &step->name);
	}
	step->kind = STEP_MAIL;
	if (!reader_take_fixed(reader, "from",
			       "mail from WHO subject \"…\", or mail file PATH") ||
	    !reader_take_who(reader) ||
	    !reader_take_options(reader, "mail", mail_options) || !check_headers(reader))
		return FALSE;
	if (!step->subject)
		return reader_complain(reader,
				       "the mail has no subject: write subject \"…\", with "
				       "nothing between the quotes if that is meant");
	return TRUE;
}

static gboolean
parse_reply(Reader *reader)
{
	static const char form[] = "reply by WHO to N";

	reader->step->kind = STEP_REPLY;
	return reader_take_fixed(reader, "by", form) && reader_take_who(reader) &&
	       reader_take_fixed(reader, "to", form) && reader_take_ticket(reader) &&
	       reader_take_options(reader, "reply", reply_options) &&
	       check_headers(reader);
}

static gboolean
parse_expect(Reader *reader)
{
	reader->has_expectation = TRUE;
	return scenario_read_expectation(reader);
}

/* ---- lines ---- */

static const WordRow first_words[] = {
	{ "policy", parse_policy },
	{ "at", parse_at },
	{ "after", parse_after },
	{ "mail", parse_mail },
	{ "reply", parse_reply },
	{ "expect", parse_expect },
	{ NULL },
};

/* Nothing happens without a policy and a time. Said once. */
static void
check_order(Reader *reader)
{
	const Word *word = reader_peek(reader);

	if (word_is(word, "policy"))
		return;
	if (!reader->has_policy) {
		reader->has_policy = TRUE;
		reader_complain(reader, "no policy is known yet: write policy FILE above");
	} else if (!reader->has_time && !word_is(word, "at")) {
		reader->has_time = TRUE;
		reader_complain(reader,
				"nobody knows what time it is: write at 2026-11-23 09:00 "
				"above");
	}
}

static gboolean
parse_words(Reader *reader)
{
	const Word *word;

	if (!reader_take_row(reader, "a line's first word", NULL, first_words))
		return FALSE;
	word = reader_peek(reader);
	if (word)
		return reader_complain(reader, "\"%s\" is too much here", word->text);
	return TRUE;
}

/* "| text": a line of the mail above it. */
static void
add_text(Reader *reader, const char *line)
{
	Step *mail = reader->mail;
	char *text;

	if (!mail && !reader->is_lost)
		reader_complain(reader,
				"there is no mail above that this text could belong to");
	if (!mail)
		return;
	line += *line == ' ';
	text = g_strconcat(mail->text, *mail->text ? "\n" : "", line, NULL);
	g_free(mail->text);
	mail->text = text;
}

static void
parse_statement(Reader *reader, const char *line)
{
	const char *end = NULL;
	g_autofree char *words = NULL;

	reader->mail = NULL;
	if (!reader_cut(reader, line, &end)) {
		reader->has_expectation |= g_str_has_prefix(line, "expect");
		return;
	}
	words = g_strndup(line, end - line);
	reader->step = step_new(reader->line, g_strchomp(words));
	check_order(reader);
	parse_words(reader);
	if (reader->step->kind == STEP_MAIL || reader->step->kind == STEP_REPLY)
		reader->mail = reader->step;
	g_ptr_array_add(reader->steps, g_steal_pointer(&reader->step));
}

static void
parse_line(Reader *reader, const char *line)
{
	guint before = reader->mistakes->len;

	line += strspn(line, " \t");
	if (*line == '|') {
		add_text(reader, line + 1);
	} else if (*line && *line != '#') {
		parse_statement(reader, line);
		reader->is_lost = reader->mistakes->len > before;
	}
}

/* What would make the whole scenario worthless. */
static void
check_whole(Reader *reader)
{
	if (reader->steps->len == 0 && reader->mistakes->len == 0)
		reader_complain(reader,
				"the scenario is empty: write policy FILE, at TIME, what "
				"happens, and what is expected");
	else if (!reader->has_expectation)
		reader_complain(reader,
				"nothing is expected, so nothing can fail: write expect …");
}

/* The lines of TEXT; NULL after a complaint. Own. */
static char **
cut_lines(Reader *reader, const char *text, gsize length)
{
	const char *bad;

	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (!g_utf8_validate_len(text, length, &bad)) {
		reader->line = 1;
		for (const char *at = text; at < bad; at++)
			reader->line += *at == '\n';
		reader_complain(reader, "this line is not UTF-8: save the file so");
		return NULL;
	}
	return g_strsplit(length ? text : "", "\n", -1);
}

static void
parse_lines(Reader *reader, char **lines)
{
	reader->line = 1;
	for (guint i = 0; lines[i] && (*lines[i] || lines[i + 1]); i++) {
		gsize end = strlen(lines[i]);

		reader->line = i + 1;
		if (end > 0 && lines[i][end - 1] == '\r')
			lines[i][end - 1] = '\0';
		parse_line(reader, lines[i]);
	}
	check_whole(reader);
}

GPtrArray *
scenario_parse(const char *text, gsize length, GPtrArray *mistakes)
{
	Reader reader = {
		.steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free),
		.mistakes = mistakes,
		.words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free),
	};
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = cut_lines(&reader, copy, length);

	if (lines)
		parse_lines(&reader, lines);
	g_ptr_array_unref(reader.words);
	return reader.steps;
}
