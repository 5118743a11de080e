/*
 * Which language a text is in: its script first, then its commonest words. A guess for the
 * choice of a template; it may be wrong, and says nothing when there is little to go by.
 */
#include "core/reply.h"

#include <string.h>

enum {
	ENOUGH = 1000, /* bytes that are looked at */
	WORD_MAX = 32,
	HITS_MIN = 2,
};

typedef struct {
	const char *language;
	const char *words; /* blank-separated */
} Words;

/* Words that one language has and its neighbours do not, as far as that goes. */
static const Words common[] = {
	{ "en",
	  "the and is are was not this that with have has you your please can cannot we "
	  "my for it on of to since when again hello thanks does did will from be at" },
	{ "de",
	  "der die das und ist nicht ich wir sie ein eine einen mit auf für seit mehr "
	  "bitte kann kein keine hallo danke geht wird auch bei dem den noch wieder im" },
	{ "fr",
	  "le la les des est pas je nous vous une avec pour depuis plus bonjour merci "
	  "mon ma ne et sur dans ce cette il elle suis peut ai du au" },
	{ "es", "el los las está no un una con para por desde más hola gracias mi su puedo "
		"que del al se es y favor muy lo esta como" },
	{ "pt",
	  "o os as não um uma com para por desde mais olá obrigado obrigada meu minha "
	  "que do da ao se é e favor muito está você em" },
	{ "it",
	  "il gli della non un una con per da più ciao grazie mio mia che del al si è "
	  "e sono di questo buongiorno anche ho nel" },
	{ "nl", "het een en niet ik wij we met voor van sinds meer hallo bedankt kan geen "
		"graag dit dat ook maar wel mijn zijn op naar" },
	{ "sv",
	  "och det är inte jag vi en ett med för på sedan mer hej tack kan min som att "
	  "har den till av" },
	{ "da",
	  "og det er ikke jeg vi en et med for på siden mere hej tak kan min som at har "
	  "den til af" },
	{ "nb",
	  "og det er ikke jeg vi en et med for på siden mer hei takk kan min som å har "
	  "den til av" },
	{ "fi", "ja on ei en minä me se että kanssa hei kiitos voi mutta kun ole olen tämä "
		"myös ovat" },
	{ "pl", "i jest nie się ja my na z od w do dzień dobry dziękuję proszę mam mogę co "
		"tak ale już" },
	{ "cs", "je není se já my na s od v do dobrý den děkuji prosím mám mohu ale už že "
		"jsem" },
	{ "hu", "és van nem az egy én mi hogy kérem köszönöm szia is de már meg ezt" },
	{ "tr", "ve bir bu için değil ben biz ile merhaba teşekkürler lütfen çok var yok "
		"ama olarak" },
	{ "ro",
	  "și este nu un o cu pentru de la mai bună ziua mulțumesc vă rog am sunt că" },
	{ "vi", "và là không tôi chúng có cho của được xin chào cảm ơn với một này" },
	{ "id",
	  "dan yang tidak saya kami dengan untuk dari ini itu terima kasih mohon bisa "
	  "ada" },
};

typedef struct {
	guint han, traditional, kana, hangul, cyrillic, ukrainian, arabic, hebrew, greek,
		thai;
	guint words;
	guint hits[G_N_ELEMENTS(common)];
} Count;

/* A few of the commonest characters that only the traditional form of writing has. */
static gboolean
is_traditional(gunichar c)
{
	static const char characters[] =
		"們這個為請問題電腦無後與開機時間網連線嗎麼沒說點訊還"
		"讓處應該實現資碼帳號檔夾發過來對會關設備謝";
	char utf8[8] = { 0 };

	g_unichar_to_utf8(c, utf8);
	return strstr(characters, utf8) != NULL;
}

static void
count_character(Count *count, gunichar c)
{
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_HAN:
		count->han++;
		count->traditional += is_traditional(c);
		break;
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
		count->kana++;
		break;
	case G_UNICODE_SCRIPT_HANGUL:
		count->hangul++;
		break;
	case G_UNICODE_SCRIPT_CYRILLIC:
		count->cyrillic++;
		count->ukrainian += c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491;
		break;
	case G_UNICODE_SCRIPT_ARABIC:
		count->arabic++;
		break;
	case G_UNICODE_SCRIPT_HEBREW:
		count->hebrew++;
		break;
	case G_UNICODE_SCRIPT_GREEK:
		count->greek++;
		break;
	case G_UNICODE_SCRIPT_THAI:
		count->thai++;
		break;
	default:
		break;
	}
}

/* The common words, each with a bit for every language that has it. */
static GHashTable *
read_common(void)
{
	GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(common); i++) {
		g_auto(GStrv) list = g_strsplit(common[i].words, " ", -1);

		for (char **word = list; *word; word++) {
			guint bits = GPOINTER_TO_UINT(g_hash_table_lookup(words, *word));

			g_hash_table_insert(words, g_strdup(*word),
					    GUINT_TO_POINTER(bits | 1u << i));
		}
	}
	return words;
}

static void
count_word(Count *count, const char *word)
{
	static GHashTable *words;
	guint bits;

	if (g_once_init_enter(&words))
		g_once_init_leave(&words, read_common());
	bits = GPOINTER_TO_UINT(g_hash_table_lookup(words, word));
	count->words++;
	for (gsize i = 0; bits; i++, bits >>= 1)
		count->hits[i] += bits & 1;
}

static gboolean
is_latin_letter(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalpha(c);
	return g_unichar_isalpha(c) && g_unichar_get_script(c) == G_UNICODE_SCRIPT_LATIN;
}

static void
count_text(Count *count, const char *text)
{
	const char *end = text + strnlen(text, ENOUGH);
	char word[WORD_MAX + 8];
	gsize length = 0;

	for (; text < end; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (is_latin_letter(c)) {
			if (length < WORD_MAX)
				length += g_unichar_to_utf8(g_unichar_tolower(c),
							    word + length);
			continue;
		}
		if (length > 0) {
			word[length] = '\0';
			count_word(count, word);
			length = 0;
		}
		if (c >= 0x80)
			count_character(count, c);
	}
	if (length > 0) {
		word[length] = '\0';
		count_word(count, word);
	}
}

static const char *
language_of_words(const Count *count)
{
	gsize best = 0;
	gboolean tie = FALSE;

	for (gsize i = 1; i < G_N_ELEMENTS(common); i++) {
		tie = count->hits[i] == count->hits[best] ||
		      (tie && count->hits[i] < count->hits[best]);
		if (count->hits[i] > count->hits[best])
			best = i;
	}
	if (count->hits[best] < HITS_MIN || (tie && count->hits[best] < 2 * HITS_MIN))
		return NULL;
	return common[best].language;
}

/* A Latin word weighs as much as two characters: product names stand in every language. */
static gboolean
prevails(const Count *count, guint characters)
{
	return characters >= 2 && characters * 2 >= count->words;
}

const char *
reply_language(const char *text)
{
	Count count = { 0 };

	count_text(&count, text);
	if (prevails(&count, count.kana + count.han) && count.kana * 5 >= count.han &&
	    count.kana >= 2)
		return "ja";
	if (prevails(&count, count.hangul))
		return "ko";
	if (prevails(&count, count.han))
		return count.traditional * 10 > count.han ? "zh_TW" : "zh_CN";
	if (prevails(&count, count.cyrillic / 2))
		return count.ukrainian ? "uk" : "ru";
	if (prevails(&count, count.arabic / 2))
		return "ar";
	if (prevails(&count, count.hebrew / 2))
		return "he";
	if (prevails(&count, count.greek / 2))
		return "el";
	if (prevails(&count, count.thai / 2))
		return "th";
	return language_of_words(&count);
}
