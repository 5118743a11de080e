/*
 * Finds the ticket that a mail is about. A verified key outweighs ids, and ids outweigh the
 * subject, which anybody can type. It must never look at Thread-Index, Thread-Topic or the
 * words of a subject: they mix up tickets.
 */
#include "core/thread.h"

#include "base/text.h"
#include "core/key.h"

#include <string.h>

/* A mail may name this much; the store is asked about each. */
enum { IDS_MAX = 200, NUMBERS_MAX = 10, NUMBER_DIGITS = 18 };

/* What mail clients put before a subject, folded; a counter and a colon follow. */
static const char *const prefixes[] = {
	"re",     "fw",      "fwd",     "aw",          "wg",      "sv",
	"vs",     "antw",    "tr",      "rv",          "odp",     "ynt",
	"回复",   "答复",    "转发",    "回覆",        "答覆",    "轉寄",
	"轉發",   "返信",    "転送",    "res",         "rif",     "enc",
	"pd",     "답장",    "회신",    "전달",        "antwort", "antwoord",
	"doorst", "weiterl", "réf",     "ref",         "rép",     "rep",
	"resp",   "odpověď", "odpoveď", "předáno",     "vá",      "továbbítás",
	"ilt",    "απ",      "σχετ",    "πρθ",         "ответ",   "отв",
	"пересл", "відп",    "переад",  "atb",         "ats",     "trs",
	"bls",    "vl",      "trả lời", "chuyển tiếp", "balas",   "回信",
	"回復",   "תשובה",   "השב",     "הועבר",       "رد",      "إعادة توجيه",
	"پاسخ",   "ตอบกลับ",  "ส่งต่อ",
};

/* What gateways put before the subject of mail from outside. */
static const char *const labels[] = {
	"[external]",   "[ext]",      "[extern]", "[external email]", "[external sender]",
	"(external)",   "*external*", "[外部]",   "[外部邮件]",       "【外部】",
	"【外部邮件】", "[外部郵件]", "[社外]",   "【社外】",         "[외부]",
};

const char *
thread_evidence_name(ThreadEvidence evidence)
{
	static const char *const names[] = { "none", "key", "references", "subject" };

	return names[evidence];
}

void
questions_free(Questions *questions)
{
	if (!questions)
		return;
	g_ptr_array_unref(questions->ids);
	g_ptr_array_unref(questions->keys);
	g_array_unref(questions->numbers);
	g_free(questions->from);
	g_free(questions->bearer);
	g_free(questions->bounced_id);
	g_free(questions->code_hash);
	g_free(questions->signature_hash);
	g_clear_pointer(&questions->pictures, g_ptr_array_unref);
	g_free(questions->alike);
	g_free(questions);
}

/* ---- the subject ---- */

/* The character at TEXT: lower case, and narrow where it is full-width ("＃", "：", "Ｆ").
 */
static gunichar
folded_at(const char *text)
{
	gunichar c = g_utf8_get_char(text);

	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	return g_unichar_tolower(c);
}

/* Behind WORD if TEXT begins with it, folded; else NULL. */
static const char *
skip_word(const char *text, const char *word)
{
	for (; *word; word = g_utf8_next_char(word), text = g_utf8_next_char(text))
		if (!*text || folded_at(text) != folded_at(word))
			return NULL;
	return text;
}

static const char *
skip_spaces(const char *text)
{
	while (*text && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

static gboolean
is_digit(gunichar c)
{
	return c >= '0' && c <= '9';
}

/* Behind "FL#12"; NULL if TEXT does not begin with it as a word. */
static const char *
skip_bare_tag(const char *text, const char *tag, gint64 *number)
{
	int digits = 0;

	text = tag && *tag ? skip_word(text, tag) : NULL;
	if (!text || folded_at(text) != '#')
		return NULL;
	text = g_utf8_next_char(text);
	for (*number = 0; is_digit(folded_at(text)); digits++) {
		if (digits == NUMBER_DIGITS)
			return NULL;
		*number = *number * 10 + (folded_at(text) - '0');
		text = g_utf8_next_char(text);
	}
	if (*number == 0)
		return NULL;
	return g_unichar_isalnum(folded_at(text)) && !text_is_cjk(folded_at(text)) ? NULL
										   : text;
}

/* Behind "[FL#12]" or "【FL#12】"; NULL if TEXT does not begin so. */
static const char *
skip_bracketed_tag(const char *text, const char *tag, gint64 *number)
{
	gunichar open = folded_at(text), close;

	if (open != '[' && open != 0x3010)
		return NULL;
	text = skip_bare_tag(skip_spaces(g_utf8_next_char(text)), tag, number);
	if (!text)
		return NULL;
	text = skip_spaces(text);
	close = folded_at(text);
	return close == (open == '[' ? ']' : 0x3011) ? g_utf8_next_char(text) : NULL;
}

static void
add_number(GArray *numbers, gint64 number)
{
	for (guint i = 0; i < numbers->len; i++)
		if (g_array_index(numbers, gint64, i) == number)
			return;
	if (numbers->len < NUMBERS_MAX)
		g_array_append_val(numbers, number);
}

static void
find_numbers(const char *subject, const char *tag, GArray *numbers)
{
	gunichar before = ' ';
	gint64 number;

	for (; *subject; subject = g_utf8_next_char(subject)) {
		gboolean begins = !g_unichar_isalnum(before) || text_is_cjk(before);

		if (begins && skip_bare_tag(subject, tag, &number))
			add_number(numbers, number);
		before = folded_at(subject);
	}
}

/* "Re", "Re[2]", "RE (3)", "Re^2", "Aw2": the counter that some clients keep. */
static const char *
skip_counter(const char *text)
{
	gunichar close = 0;

	if (*text == '^')
		text++;
	else if (g_str_has_prefix(text, " ("))
		text++;
	if (*text == '[' || *text == '(')
		close = *text++ == '[' ? ']' : ')';
	while (g_ascii_isdigit(*text))
		text++;
	if (!close)
		return text;
	return *text == (char)close ? text + 1 : NULL;
}

static const char *
skip_prefix(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		const char *rest = skip_word(text, prefixes[i]);

		rest = rest ? skip_counter(rest) : NULL;
		rest = rest ? skip_spaces(rest) : NULL;
		if (rest && folded_at(rest) == ':')
			return g_utf8_next_char(rest);
	}
	return NULL;
}

static const char *
skip_label(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
		const char *rest = skip_word(text, labels[i]);

		if (rest)
			return rest;
	}
	return NULL;
}

/* Over all prefixes, labels and tags at the beginning, in any order. */
static const char *
skip_openings(const char *text, const char *tag)
{
	for (;;) {
		gint64 number;
		const char *rest;

		text = skip_spaces(text);
		rest = skip_prefix(text);
		if (!rest)
			rest = skip_label(text);
		if (!rest)
			rest = skip_bracketed_tag(text, tag, &number);
		if (!rest)
			rest = skip_bare_tag(text, tag, &number);
		if (!rest)
			return text;
		text = rest;
	}
}

const char *
thread_skip_labels(const char *line)
{
	const char *rest;

	while ((rest = skip_label(line)))
		line = skip_spaces(rest);
	return line;
}

char *
thread_bare_subject(const char *subject, const char *tag)
{
	g_autofree char *line = text_one_line(subject);
	g_autoptr(GString) bare = g_string_new(NULL);
	const char *text = skip_openings(line, tag);

	while (*text) {
		gint64 number;
		const char *rest = skip_bracketed_tag(text, tag, &number);

		if (!rest) {
			rest = g_utf8_next_char(text);
			g_string_append_len(bare, text, rest - text);
		}
		text = rest;
	}
	return text_one_line(bare->str);
}

/* ---- what the mail names ---- */

static void
add_id(GPtrArray *ids, const char *id)
{
	if (ids->len < IDS_MAX &&
	    !g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
		g_ptr_array_add(ids, g_strdup(id));
}

static GPtrArray *
find_ids(const Message *message)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < message->in_reply_to->len; i++)
		add_id(ids, message->in_reply_to->pdata[i]);
	for (guint i = message->references->len; i > 0; i--)
		add_id(ids, message->references->pdata[i - 1]);
	return ids;
}

static void
add_addresses(GPtrArray *texts, GPtrArray *addresses)
{
	for (guint i = 0; i < addresses->len; i++)
		g_ptr_array_add(texts, ((const Address *)addresses->pdata[i])->address);
}

/* Recipients first: a plus address is what this mail was sent to, ids may be years old. */
static GPtrArray *
find_keys(const Message *message)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();

	add_addresses(texts, message->to);
	add_addresses(texts, message->cc);
	g_ptr_array_extend(texts, message->delivered_to, NULL, NULL);
	g_ptr_array_extend(texts, message->in_reply_to, NULL, NULL);
	for (guint i = message->references->len; i > 0; i--)
		g_ptr_array_add(texts, message->references->pdata[i - 1]);
	g_ptr_array_extend(texts, message->body_keys, NULL, NULL);
	g_ptr_array_add(texts, NULL);
	return key_find((const char *const *)texts->pdata);
}

static GPtrArray *
find_pictures(const Message *message)
{
	GPtrArray *hashes = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < message->attachments->len; i++) {
		const Attachment *attachment = message->attachments->pdata[i];

		if (*attachment->hash)
			g_ptr_array_add(hashes, g_strdup(attachment->hash));
	}
	return hashes;
}

Questions *
thread_questions(const Message *message, const char *tag)
{
	Questions *questions = g_new0(Questions, 1);

	questions->ids = find_ids(message);
	questions->keys = find_keys(message);
	questions->numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
	find_numbers(message->subject, tag, questions->numbers);
	questions->from = g_strdup(message->from_strict);
	questions->bearer = g_strdup(message->from_strict);
	questions->bounced_id = g_strdup(message->bounced_id);
	questions->pictures = find_pictures(message);
	return questions;
}

/* ---- the answer ---- */

static gint64
find_by_key(const Questions *questions, GPtrArray *secrets, GenerationOf generation,
	    gpointer data)
{
	for (guint i = 0; i < questions->keys->len; i++) {
		const Key *key = questions->keys->pdata[i];
		int present = generation(key->ticket_id, data);

		if (present > 0 && key->generation == present &&
		    key->purpose == KEY_ROUTINE &&
		    key_verify(key, secrets, questions->bearer))
			return key->ticket_id;
	}
	return 0;
}

static gint64
ticket_of_id(GHashTable *answers, const char *id)
{
	const gint64 *ticket_id = answers ? g_hash_table_lookup(answers, id) : NULL;

	return ticket_id ? *ticket_id : 0;
}

static gint64
find_by_id(const Questions *questions, GHashTable *answers)
{
	for (guint i = 0; i < questions->ids->len; i++) {
		gint64 ticket_id = ticket_of_id(answers, questions->ids->pdata[i]);

		if (ticket_id)
			return ticket_id;
	}
	return 0;
}

/* A key of another's, or of the past, proves nothing but still says which ticket is meant.
 */
static gint64
find_by_wrong_key(const Questions *questions, GenerationOf generation, gpointer data)
{
	for (guint i = 0; i < questions->keys->len; i++) {
		const Key *key = questions->keys->pdata[i];

		if (generation(key->ticket_id, data) > 0)
			return key->ticket_id;
	}
	return 0;
}

static gint64
find_by_number(const Questions *questions, GenerationOf generation, gpointer data)
{
	for (guint i = 0; i < questions->numbers->len; i++) {
		gint64 number = g_array_index(questions->numbers, gint64, i);

		if (generation(number, data) > 0)
			return number;
	}
	return 0;
}

static gboolean
quotes_id_of(const Questions *questions, GHashTable *answers, gint64 ticket_id)
{
	for (guint i = 0; i < questions->ids->len; i++)
		if (ticket_of_id(answers, questions->ids->pdata[i]) == ticket_id)
			return TRUE;
	return FALSE;
}

ThreadResult
thread_find(const Questions *questions, GHashTable *answers, GPtrArray *secrets,
	    GenerationOf generation, gpointer data)
{
	ThreadResult result = { .evidence = THREAD_KEY };

	result.ticket_id = find_by_key(questions, secrets, generation, data);
	result.key_verified = result.ticket_id != 0;
	if (!result.ticket_id) {
		result.evidence = THREAD_REFERENCES;
		result.ticket_id = find_by_id(questions, answers);
	}
	if (!result.ticket_id)
		result.ticket_id = find_by_wrong_key(questions, generation, data);
	if (!result.ticket_id) {
		result.evidence = THREAD_SUBJECT;
		result.ticket_id = find_by_number(questions, generation, data);
	}
	if (!result.ticket_id)
		return (ThreadResult){ .evidence = THREAD_NONE };
	result.known_id = quotes_id_of(questions, answers, result.ticket_id);
	return result;
}
