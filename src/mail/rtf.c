/*
 * A reader of what Outlook writes, not of all of RTF: groups, destinations that are no
 * text, characters in code pages and Unicode, line ends. Nothing in it recurses, and the
 * output is bounded whatever the input claims.
 */
#include "mail/rtf.h"

#include "mail/charset.h"
#include "mail/html.h"

#include <string.h>

enum {
	DICTIONARY = 4096,
	GROUPS_MAX = 100, /* deeper ones only count */
	FONTS_MAX = 4096,
	OUTPUT_MAX = 2 * 1024 * 1024,
};

/* What the dictionary begins with ([MS-OXRTFCP] 2.1.2.1). */
static const char first_words[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
	"{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans Serif"
	"SymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static guint32
get_u32(const char *bytes)
{
	const guchar *b = (const guchar *)bytes;

	return b[0] | b[1] << 8 | b[2] << 16 | (guint32)b[3] << 24;
}

gboolean
rtf_is_packed(const char *head, gsize length)
{
	return length >= RTF_HEAD &&
	       (!memcmp(head + 8, "LZFu", 4) || !memcmp(head + 8, "MELA", 4));
}

typedef struct {
	const char *at, *end;
	GString *out;
	gsize most;
	gsize write; /* where the dictionary goes on */
	char dictionary[DICTIONARY];
} Unpacker;

static gboolean
is_full(const Unpacker *unpacker)
{
	return unpacker->at >= unpacker->end || unpacker->out->len >= unpacker->most;
}

static void
put(Unpacker *unpacker, char byte)
{
	unpacker->dictionary[unpacker->write] = byte;
	unpacker->write = (unpacker->write + 1) % DICTIONARY;
	g_string_append_c(unpacker->out, byte);
}

/* A place in the dictionary and a length, in two bytes; FALSE at the mark for the end. */
static gboolean
put_reference(Unpacker *unpacker)
{
	const guchar *bytes = (const guchar *)unpacker->at;
	gsize from, count;

	if (unpacker->end - unpacker->at < 2)
		return FALSE;
	unpacker->at += 2;
	from = bytes[0] << 4 | bytes[1] >> 4;
	if (from == unpacker->write)
		return FALSE;
	for (count = (bytes[1] & 15) + 2; count && unpacker->out->len < unpacker->most;
	     count--) {
		put(unpacker, unpacker->dictionary[from]);
		from = (from + 1) % DICTIONARY;
	}
	return TRUE;
}

GString *
rtf_unpack(const char *packed, gsize length)
{
	g_autofree Unpacker *unpacker = g_new0(Unpacker, 1);

	if (!rtf_is_packed(packed, length))
		return NULL;
	unpacker->most = MIN(get_u32(packed + 4), (guint32)RTF_UNPACKED_MAX);
	unpacker->at = packed + RTF_HEAD;
	unpacker->end = packed + length;
	unpacker->out = g_string_new(NULL);
	if (!memcmp(packed + 8, "MELA", 4))
		return g_string_append_len(unpacker->out, unpacker->at,
					   MIN(unpacker->most, length - RTF_HEAD));
	unpacker->write = sizeof first_words - 1;
	memcpy(unpacker->dictionary, first_words, unpacker->write);
	while (!is_full(unpacker)) {
		guint flags = (guchar)*unpacker->at++;

		for (int bit = 0; bit < 8 && !is_full(unpacker); bit++) {
			if (!(flags >> bit & 1))
				put(unpacker, *unpacker->at++);
			else if (!put_reference(unpacker))
				return unpacker->out;
		}
	}
	return unpacker->out;
}

/* ── what it says ─────────────────────────────────────────────────────────────────────────
 */

typedef struct {
	gboolean skip;     /* no text: fonts, colours, pictures */
	gboolean is_tag;   /* enclosed HTML */
	gboolean is_fonts; /* the table of fonts */
	gboolean plain;    /* what an HTML reader must not see */
	int uc;            /* characters that stand in for a \u */
	guint codepage;
} Group;

typedef struct {
	const char *at, *end;
	GString *out;
	GString *bytes; /* in the code page, not converted yet */
	Group groups[GROUPS_MAX];
	int depth, deeper;
	guint codepage; /* of the document */
	guint font;     /* the one that the table is describing */
	guint16 fonts[FONTS_MAX];
	gboolean is_html;   /* the text encloses HTML */
	gboolean ignorable; /* \* came right before */
	int stand_ins;      /* characters still to be left out */
	gunichar high;      /* the first half of a pair */
} Reader;

/* Words for characters. */
static const struct {
	const char *word, *text;
} characters[] = {
	{ "par", "\n" },    { "line", "\n" },   { "row", "\n" },      { "tab", "\t" },
	{ "cell", "\t" },   { "emdash", "—" },  { "endash", "–" },    { "bullet", "•" },
	{ "lquote", "‘" },  { "rquote", "’" },  { "ldblquote", "“" }, { "rdblquote", "”" },
	{ "sect", "\n\n" }, { "page", "\n\n" },
};

static const char *const not_text[] = {
	"colortbl", "stylesheet", "info",      "pict",      "object",    "header",
	"footer",   "headerl",    "headerr",   "headerf",   "footerl",   "footerr",
	"footerf",  "fldinst",    "themedata", "datastore", "listtable", "revtbl",
	"filetbl",  "nonshppict", NULL,
};

/* The code pages of \fcharset. */
static const struct {
	int charset;
	guint codepage;
} font_charsets[] = {
	{ 128, 932 },  { 129, 949 },  { 130, 1361 }, { 134, 936 },  { 136, 950 },
	{ 161, 1253 }, { 162, 1254 }, { 163, 1258 }, { 177, 1255 }, { 178, 1256 },
	{ 186, 1257 }, { 204, 1251 }, { 222, 874 },  { 238, 1250 },
};

static Group *
top(Reader *reader)
{
	return &reader->groups[reader->depth];
}

static gboolean
is_shown(Reader *reader)
{
	const Group *group = top(reader);

	if (reader->out->len >= OUTPUT_MAX || reader->deeper)
		return FALSE;
	return group->is_tag || (!group->skip && !(reader->is_html && group->plain));
}

static void
flush(Reader *reader)
{
	g_autofree char *name = NULL, *text = NULL;

	if (!reader->bytes->len)
		return;
	name = g_strdup_printf("cp%u", top(reader)->codepage);
	text = charset_to_utf8(reader->bytes->str, reader->bytes->len, name);
	g_string_append(reader->out, text);
	g_string_truncate(reader->bytes, 0);
}

static void
add_byte(Reader *reader, char byte)
{
	if (reader->stand_ins > 0)
		reader->stand_ins--;
	else if (is_shown(reader) && byte)
		g_string_append_c(reader->bytes, byte);
}

static void
add_text(Reader *reader, const char *text)
{
	flush(reader);
	if (is_shown(reader))
		g_string_append(reader->out, text);
}

static void
add_unicode(Reader *reader, int number)
{
	gunichar c = number < 0 ? number + 65536 : number;
	gunichar high = reader->high;
	char text[8] = { 0 };

	reader->stand_ins = top(reader)->uc;
	reader->high = 0;
	if (c >= 0xd800 && c < 0xdc00) {
		reader->high = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000)
		c = high ? 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
	if (!c || !g_unichar_validate(c))
		return;
	g_unichar_to_utf8(c, text);
	add_text(reader, text);
}

static void
open_group(Reader *reader)
{
	flush(reader);
	if (reader->depth + 1 == GROUPS_MAX) {
		reader->deeper++;
		return;
	}
	reader->depth++;
	reader->groups[reader->depth] = reader->groups[reader->depth - 1];
	top(reader)->is_tag = FALSE;
}

static void
close_group(Reader *reader)
{
	flush(reader);
	reader->stand_ins = 0;
	if (reader->deeper)
		reader->deeper--;
	else if (reader->depth)
		reader->depth--;
}

static void
set_codepage(Reader *reader, guint codepage)
{
	flush(reader);
	top(reader)->codepage = codepage;
}

static void
use_font(Reader *reader, int number)
{
	if (number < 0 || number >= FONTS_MAX)
		return;
	if (top(reader)->is_fonts)
		reader->font = number;
	else
		set_codepage(reader, reader->fonts[number] ? reader->fonts[number]
							   : reader->codepage);
}

static void
note_charset(Reader *reader, int charset)
{
	for (gsize i = 0; i < G_N_ELEMENTS(font_charsets); i++)
		if (font_charsets[i].charset == charset)
			reader->fonts[reader->font] = font_charsets[i].codepage;
}

/* The words that change how the rest is read; FALSE: it is none of them. */
static gboolean
control(Reader *reader, const char *word, gboolean has_number, int number)
{
	Group *group = top(reader);

	if (!strcmp(word, "u")) {
		add_unicode(reader, number);
	} else if (!strcmp(word, "uc")) {
		group->uc = CLAMP(number, 0, 100);
	} else if (!strcmp(word, "ansicpg")) {
		reader->codepage = CLAMP(number, 0, 65535);
		set_codepage(reader, reader->codepage);
	} else if (!strcmp(word, "f")) {
		use_font(reader, number);
	} else if (!strcmp(word, "fcharset") && group->is_fonts) {
		note_charset(reader, number);
	} else if (!strcmp(word, "fonttbl")) {
		group->is_fonts = group->skip = TRUE;
	} else if (!strcmp(word, "fromhtml")) {
		reader->is_html = number == 1;
	} else if (!strcmp(word, "htmlrtf")) {
		flush(reader);
		group->plain = !has_number || number;
	} else if (!strcmp(word, "bin")) {
		reader->at += CLAMP(number, 0, reader->end - reader->at);
	} else {
		return FALSE;
	}
	return TRUE;
}

static void
apply_word(Reader *reader, const char *word, gboolean has_number, int number)
{
	gboolean ignorable = reader->ignorable;
	Group *group = top(reader);

	reader->ignorable = FALSE;
	if (ignorable && !strcmp(word, "htmltag")) {
		group->is_tag = reader->is_html;
		group->skip = TRUE;
		return;
	}
	if (control(reader, word, has_number, number))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(characters); i++)
		if (!strcmp(word, characters[i].word))
			add_text(reader, characters[i].text);
	if (ignorable || g_strv_contains(not_text, word))
		group->skip = TRUE;
}

/* "\word-12 ", behind the backslash. */
static void
read_word(Reader *reader)
{
	char word[32];
	gsize length = 0;
	gboolean negative = FALSE, has_number = FALSE;
	int number = 0;

	while (reader->at < reader->end && g_ascii_isalpha(*reader->at)) {
		if (length < sizeof word - 1)
			word[length++] = *reader->at;
		reader->at++;
	}
	word[length] = '\0';
	if (reader->at + 1 < reader->end && *reader->at == '-' &&
	    g_ascii_isdigit(reader->at[1])) {
		negative = TRUE;
		reader->at++;
	}
	for (; reader->at < reader->end && g_ascii_isdigit(*reader->at); reader->at++) {
		has_number = TRUE;
		if (number < 100000000)
			number = number * 10 + (*reader->at - '0');
	}
	if (reader->at < reader->end && *reader->at == ' ')
		reader->at++;
	apply_word(reader, word, has_number, negative ? -number : number);
}

/* What follows a backslash. */
static void
read_control(Reader *reader)
{
	char c;

	if (reader->at >= reader->end)
		return;
	if (g_ascii_isalpha(*reader->at)) {
		read_word(reader);
		return;
	}
	c = *reader->at++;
	if (c == '\'' && reader->end - reader->at >= 2 && g_ascii_isxdigit(reader->at[0]) &&
	    g_ascii_isxdigit(reader->at[1])) {
		add_byte(reader, g_ascii_xdigit_value(reader->at[0]) << 4 |
					 g_ascii_xdigit_value(reader->at[1]));
		reader->at += 2;
	} else if (c == '*') {
		reader->ignorable = TRUE;
	} else if (strchr("\\{}", c)) {
		add_byte(reader, c);
	} else if (c == '~') {
		add_byte(reader, ' ');
	} else if (c == '_') {
		add_byte(reader, '-');
	} else if (c == '\n' || c == '\r') {
		add_text(reader, "\n");
	}
}

char *
rtf_to_text(const char *rtf, gsize length)
{
	g_autofree Reader *reader = g_new0(Reader, 1);
	g_autoptr(GString) out = g_string_new(NULL), bytes = g_string_new(NULL);

	reader->at = rtf;
	reader->end = rtf + length;
	reader->out = out;
	reader->bytes = bytes;
	reader->codepage = 1252;
	reader->groups[0] = (Group){ .uc = 1, .codepage = reader->codepage };
	while (reader->at < reader->end) {
		char c = *reader->at++;

		if (c == '{')
			open_group(reader);
		else if (c == '}')
			close_group(reader);
		else if (c == '\\')
			read_control(reader);
		else if (c != '\r' && c != '\n')
			add_byte(reader, c);
	}
	flush(reader);
	if (reader->is_html)
		return html_to_text(out->str, out->len);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
