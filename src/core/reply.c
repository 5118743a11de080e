/*
 * The new text of a mail. One pass over the lines finds where quotes begin, a second one
 * looks at what is left for signatures. Nothing looks further than a fixed number of lines,
 * so the work is linear. It must never lose text: what is in doubt stays visible, and if
 * nothing would be left, nothing was a quote.
 */
#include "core/reply.h"

#include "base/text.h"
#include "core/key.h"
#include "core/reply-private.h"
#include "core/thread.h"

#include <string.h>

/* Bytes of a line that holds a key. */
#define KEY_LINE_MAX 200

static void
mark_lines(Split *split)
{
	for (guint i = 0; i < split->count;) {
		guint next = split->state == SPLIT_BELOW ? 0 : split_find_quote(split, i);

		if (!next && split->state == SPLIT_SHOWN)
			next = split_find_tail(split, i);
		if (next) {
			i = next;
			continue;
		}
		if (split->state != SPLIT_SHOWN || split_is_wrapped_quote(split, i))
			split_hide(split, i, i + 1);
		else if (split_line(split, i)->kind != LINE_BLANK)
			split->seen_text = TRUE;
		i++;
	}
}

/* ── the result ───────────────────────────────────────────────────────────────────────────
 */

static void
trim_end(GString *text)
{
	while (text->len && g_ascii_isspace(text->str[text->len - 1]))
		text->len--;
	text->str[text->len] = '\0';
}

/* The lines that are hidden, or those that are not; where some were left out, one blank
 * line stands. The first line keeps its indentation. */
static char *
gather(const Split *split, gboolean hidden)
{
	GString *text = g_string_new(NULL);
	gboolean left_out = FALSE;

	for (guint i = 0; i < split->count; i++) {
		const Line *line = split_line(split, i);
		gboolean blank = line->kind == LINE_BLANK;

		if (((line->marks & MARK_HIDDEN) != 0) != hidden) {
			left_out = left_out || !blank;
			continue;
		}
		if (blank && (!text->len || left_out))
			continue;
		if (left_out && text->len) {
			trim_end(text);
			g_string_append(text, "\n\n");
		}
		left_out = FALSE;
		g_string_append_len(text, split->text + line->start,
				    split_line_length(split, i));
		g_string_append_c(text, '\n');
	}
	trim_end(text);
	return g_string_free(text, FALSE);
}

static gboolean
is_anything_left(const Split *split)
{
	for (guint i = 0; i < split->count; i++) {
		const Line *line = split_line(split, i);

		if (!(line->marks & MARK_HIDDEN) && line->kind != LINE_BLANK)
			return TRUE;
	}
	return FALSE;
}

static void
split_text(Split *split, char **visible, char **hidden)
{
	split_read_lines(split);
	mark_lines(split);
	split_trim_signatures(split);
	if (is_anything_left(split)) {
		*visible = gather(split, FALSE);
		*hidden = gather(split, TRUE);
	} else {
		*visible = g_strdup(split->text);
		*hidden = g_strdup("");
	}
	g_array_unref(split->lines);
}

void
reply_split_text(const char *text, char **visible, char **hidden, gboolean *forwarded)
{
	Split split = { .text = text };

	split_text(&split, visible, hidden);
	*forwarded = split.forwarded || split.bare_headers;
}

/* "Fwd: …", "WG: …", "转发：…" */
static gboolean
says_forward(const char *subject)
{
	static const char *const prefixes[] = {
		"fwd:",        "fw:",          "wg:",   "tr:",      "rv:",
		"enc:",        "i:",           "vl:",   "vs:",      "doorst:",
		"转发:",       "轉寄:",        "転送:", "전달:",    "pd:",
		"továbbítás:", "encaminhada:", "tr :",  "forward:", "weiterl:",
		"vb:",         "trs:",         "ilt:",  "πρθ:",     "пересл:",
		"fs:",         "předáno:",     "轉發:", "转寄:",    "chuyển tiếp:",
		"הועבר:",      "إعادة توجيه:", "ส่งต่อ:",
	};
	g_autofree char *folded = text_fold(subject);

	g_strchug(folded);
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(folded, prefixes[i]))
			return TRUE;
	return FALSE;
}

/* Nothing says that MESSAGE answers or passes on another one. */
static gboolean
is_fresh(const Message *message)
{
	g_autofree char *bare = NULL, *whole = NULL;

	if (message->references->len || message->in_reply_to->len ||
	    strchr(message->subject, '#'))
		return FALSE;
	bare = thread_bare_subject(message->subject, NULL);
	whole = text_one_line(message->subject);
	return g_str_equal(bare, thread_skip_labels(whole)) && !says_forward(whole);
}

/* "[41-1r-…]" alone on a line of LENGTH bytes: an answer by a mailto: link, which carries
 * no threading. Own; NULL. */
static char *
key_on(const char *line, gsize length)
{
	g_autofree char *bare = NULL;
	gsize blank = strspn(line, " \t");
	Key key;

	if (line[blank] != '[' || length > KEY_LINE_MAX)
		return NULL;
	bare = g_strchomp(g_strndup(line + blank + 1, length - blank - 1));
	length = strlen(bare);
	if (length < 2 || bare[length - 1] != ']')
		return NULL;
	bare[length - 1] = '\0';
	return key_parse(bare, &key) && !strpbrk(bare, ".@") ? g_steal_pointer(&bare)
							     : NULL;
}

/* TEXT without such lines, whose keys are added to KEYS: a key is for the desk, not for
 * those who read the entry. Own; NULL if it has none. One line at a time: a hostile mail
 * has half a million of them. */
static char *
without_keys(const char *text, GPtrArray *keys)
{
	GString *left = NULL;

	for (const char *line = text; *line;) {
		gsize length = strcspn(line, "\n");
		gsize whole = length + (line[length] == '\n');
		char *key = key_on(line, length);

		if (key && !left)
			left = g_string_new_len(text, line - text);
		if (key)
			g_ptr_array_add(keys, key);
		else if (left)
			g_string_append_len(left, line, whole);
		line += whole;
	}
	return left ? g_string_free(left, FALSE) : NULL;
}

static void
take_keys(Message *message)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	char *visible = without_keys(message->visible_text, message->body_keys);
	char *text;

	if (!visible)
		return;
	text = without_keys(message->text, all);
	g_free(message->visible_text);
	message->visible_text = g_strchomp(visible);
	if (!text)
		return;
	g_free(message->text);
	message->text = text;
}

void
reply_split(Message *message)
{
	Split split = { .text = message->text, .is_fresh = is_fresh(message) };

	g_free(message->visible_text);
	g_free(message->hidden_text);
	g_free(message->language);
	split_text(&split, &message->visible_text, &message->hidden_text);
	message->forwarded = split.forwarded || split.bare_headers ||
			     (split.separated && says_forward(message->subject));
	take_keys(message);
	message->language = g_strdup(reply_language(message->visible_text));
}
