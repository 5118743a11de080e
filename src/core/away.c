/*
 * The date in "I am away until …", in the languages of core/classify. Words before a date,
 * or behind it where the language has it so; a date that could be two is none.
 */
#include "core/away.h"

#include "base/text.h"

#include <string.h>

enum {
	READ_MAX = 3000, /* bytes of the text */
	GAP_MAX = 24, /* between the word and the date: "until (and including) Friday, " */
	DAY = 24 * 3600,
};

/* clang-format off */
/* As text_fold() leaves them. */
static const char *const before[] = {
	"until", "till ", "through ", "back on", "back in the office on", "return on",
	"returning on", "return to the office on", "returning to the office on", "be back",
	"returning", "return to work on", "back at work on", "bis zum", "bis einschliesslich",
	"bis ", "zurück am", "wieder am", "ab dem", "wieder ab", "zurück ab", "jusqu'au",
	"jusqu’au", "retour le", "reviens le", "retour au bureau le", "hasta el", "hasta",
	"vuelvo el", "regreso el", "regresaré el", "volveré el", "de vuelta el",
	"me incorporaré el", "até", "retorno no dia", "retorno em", "retornarei em",
	"retornarei no dia", "regresso no dia", "regresso a", "volto no dia", "fino al",
	"rientro il", "rientrerò il", "sarò di ritorno il", "di ritorno il", "tot en met",
	"t/m", "tot ", "terug op", "terug vanaf", "weer aanwezig op", "до ", "вернусь ",
	"выйду ", "буду ", "на работе с ", "повернуся ", "do dnia", "do ", "wracam ",
	"powrót ", "będę ", "vrátím se ", "zpět ", "zpět v kanceláři ", "till och med",
	"t.o.m.", "tillbaka den", "tillbaka", "åter den", "til og med", "til ",
	"tilbage den", "tilbage", "tilbake den", "tilbake", "takaisin", "palaan",
	"până pe", "până la", "până în", "revin pe", "revin în", "έως", "μέχρι", "до дата",
	"до", "sampai", "hingga", "kembali pada", "đến", "至", "直到", "日到", "号到",
	"返回时间", "返回日期", "上班时间", "归队时间", "截止", "截至", "復帰日",
};

/* Right behind the date. */
static const char *const behind[] = {
	"まで", "迄", "까지", "止", "返回", "回来", "回來", "上班", "返岗", "复工", "回公司",
	"回办公室", "恢复", "恢復", "より通常", "から通常", "より出社", "から出社", "に復帰", "に戻", "에 복귀",
	"복귀", "부터 정상", "asti", "saakka", "tarihine kadar", "'e kadar", "'a kadar",
	"'ya kadar", "'ye kadar", "-ig", "-éig", "-áig",
};

/* Behind the date, after a few words: "am 30. November bin ich wieder …". */
static const char *const soon_behind[] = { "wieder", "weer ", "zurück", "terug",
					   "de retour", "di nuovo", "de vuelta",
					   "tillbaka", "tilbage", "tilbake", "ismét",
					   "újra", NULL };

/* Between the first day and the last one. */
static const char *const between[] = {
	"-", "–", "—", "~", "～", "〜", "to ", "until ", "till ", "through ", "and ", "bis zum ",
	"bis ", "au ", "al ", "à ", "a ", "ao ", "até ", "hasta el ", "hasta ", "e ",
	"tot en met ", "t/m ", "tot ", "til og med ", "til ", "till och med ", "till ",
	"t.o.m. ", "do ", "po ", "по ", "до ", "și ", "până pe ", "ile ", "到", "至", "から", "부터",
};
/* clang-format on */

/* clang-format off */
/* The first letters of the months' names. */
static const struct {
	const char *head;
	int month;
} months[] = {
	{ "jan", 1 }, { "gen", 1 }, { "ene", 1 }, { "янв", 1 }, { "feb", 2 }, { "fev", 2 },
	{ "fév", 2 }, { "фев", 2 }, { "mar", 3 }, { "mär", 3 }, { "mrt", 3 }, { "maa", 3 },
	{ "мар", 3 }, { "apr", 4 }, { "avr", 4 }, { "abr", 4 }, { "апр", 4 }, { "may", 5 },
	{ "mai", 5 }, { "mag", 5 }, { "mei", 5 }, { "maj", 5 }, { "мая", 5 }, { "jun", 6 },
	{ "juin", 6 }, { "giu", 6 }, { "июн", 6 }, { "jul", 7 }, { "juil", 7 },
	{ "lug", 7 }, { "июл", 7 }, { "aug", 8 }, { "aoû", 8 }, { "ago", 8 }, { "авг", 8 },
	{ "sep", 9 }, { "set", 9 }, { "сен", 9 }, { "oct", 10 }, { "okt", 10 },
	{ "ott", 10 }, { "out", 10 }, { "окт", 10 }, { "nov", 11 }, { "ноя", 11 },
	{ "dec", 12 }, { "dez", 12 }, { "dic", 12 }, { "déc", 12 }, { "дек", 12 },
	{ "ian", 1 }, { "stycz", 1 }, { "led", 1 }, { "oca", 1 }, { "tammi", 1 },
	{ "січ", 1 }, { "ιαν", 1 }, { "lut", 2 }, { "úno", 2 }, { "şub", 2 },
	{ "helmi", 2 }, { "лют", 2 }, { "φεβ", 2 }, { "bře", 3 }, { "már", 3 },
	{ "maalis", 3 }, { "бер", 3 }, { "μαρ", 3 }, { "kwie", 4 }, { "dub", 4 },
	{ "nis", 4 }, { "ápr", 4 }, { "huhti", 4 }, { "кві", 4 }, { "απρ", 4 },
	{ "kvě", 5 }, { "máj", 5 }, { "touko", 5 }, { "трав", 5 }, { "μαϊ", 5 },
	{ "μαι", 5 }, { "czerw", 6 }, { "červenc", 7 }, { "červen", 6 }, { "haz", 6 },
	{ "jún", 6 }, { "iun", 6 }, { "kesä", 6 }, { "черв", 6 }, { "ιουν", 6 },
	{ "lip", 7 }, { "tem", 7 }, { "júl", 7 }, { "iul", 7 }, { "heinä", 7 },
	{ "лип", 7 }, { "ιουλ", 7 }, { "sierp", 8 }, { "srp", 8 }, { "ağu", 8 },
	{ "elo", 8 }, { "серп", 8 }, { "αυγ", 8 }, { "wrze", 9 }, { "zář", 9 },
	{ "eyl", 9 }, { "szept", 9 }, { "syys", 9 }, { "верес", 9 }, { "σεπ", 9 },
	{ "paź", 10 }, { "říj", 10 }, { "eki", 10 }, { "loka", 10 }, { "жовт", 10 },
	{ "οκτ", 10 }, { "listopad", 11 }, { "kas", 11 }, { "noi", 11 }, { "marras", 11 },
	{ "листопад", 11 }, { "νοε", 11 }, { "grud", 12 }, { "pros", 12 }, { "ara", 12 },
	{ "joulu", 12 }, { "груд", 12 }, { "δεκ", 12 },
};
/* clang-format on */

typedef struct {
	int year, month, day; /* year 0: not said */
} Date;

static gboolean
take_number(const char **at, int *number)
{
	const char *c = *at;

	*number = 0;
	while (g_ascii_isdigit(*c) && c - *at < 4)
		*number = *number * 10 + (*c++ - '0');
	if (c == *at || g_ascii_isdigit(*c))
		return FALSE;
	*at = c;
	return TRUE;
}

static gboolean
take(const char **at, const char *token)
{
	if (!g_str_has_prefix(*at, token))
		return FALSE;
	*at += strlen(token);
	return TRUE;
}

static void
skip(const char **at, const char *characters)
{
	*at += strspn(*at, characters);
}

static gboolean
take_month(const char **at, int *month)
{
	for (gsize i = 0; i < G_N_ELEMENTS(months); i++) {
		if (!g_str_has_prefix(*at, months[i].head))
			continue;
		while (g_unichar_isalpha(g_utf8_get_char(*at)))
			*at = g_utf8_next_char(*at);
		*month = months[i].month;
		return TRUE;
	}
	return FALSE;
}

/* "2026", if it follows. */
static void
take_year(const char **at, Date *date)
{
	const char *c = *at;
	int year;

	skip(&c, " ,.");
	(void)(take(&c, "de ") || take(&c, "del "));
	if (take_number(&c, &year) && year >= 2000) {
		date->year = year;
		*at = c;
	}
}

/* "11月30日", "11월 30일" */
static gboolean
take_cjk(const char **at, int first, Date *date)
{
	const char *c = *at;

	skip(&c, " ");
	if (!take(&c, "月") && !take(&c, "월"))
		return FALSE;
	skip(&c, " ");
	date->month = first;
	if (!take_number(&c, &date->day))
		return FALSE;
	skip(&c, " ");
	if (!take(&c, "日") && !take(&c, "号") && !take(&c, "號") && !take(&c, "일"))
		return FALSE;
	*at = c;
	return TRUE;
}

/* "30.11.2026", "30/11/2026", "11/30/2026", "30.11." */
static gboolean
take_figures(const char **at, int first, Date *date)
{
	char sign = **at;
	const char *c = *at + 1;
	int second, year = 0;

	if (sign != '.' && sign != '/' && sign != '-')
		return FALSE;
	if (sign == '.')
		skip(&c, " ");
	if (!take_number(&c, &second))
		return FALSE;
	if (sign == '.' && g_str_has_prefix(c, ". ") && g_ascii_isdigit(c[2])) {
		const char *behind_dot = c + 2;

		if (take_number(&behind_dot, &year) && year >= 2000)
			c = behind_dot;
		else
			year = 0;
	} else if (*c == sign && g_ascii_isdigit(c[1])) {
		c++;
		if (!take_number(&c, &year))
			return FALSE;
	} else if (sign != '.') {
		return FALSE;
	}
	if ((sign == '.' && second <= 12) || first > 12 || first == second)
		*date = (Date){ .month = second, .day = first };
	else if (second > 12)
		*date = (Date){ .month = first, .day = second };
	else
		return FALSE;
	date->year = year && year < 100 ? 2000 + year : year;
	*at = c;
	return TRUE;
}

/* What begins with the number FIRST. */
static gboolean
take_date_of_number(const char **at, int first, Date *date)
{
	const char *c = *at;
	int number;

	if (first >= 2000) {
		date->year = first;
		skip(&c, " ");
		if (take(&c, "年") || take(&c, "년")) {
			skip(&c, " ");
			return take_number(&c, &number) && take_cjk(&c, number, date) &&
			       (*at = c, TRUE);
		}
		if (*c != '-' && *c != '/' && *c != '.')
			return FALSE;
		c++;
		if (!take_number(&c, &date->month) || !strchr("-/.", *c) || !*c++)
			return FALSE;
		return take_number(&c, &date->day) && (*at = c, TRUE);
	}
	if (take_cjk(at, first, date) || take_figures(at, first, date))
		return TRUE;
	(void)(take(&c, "st") || take(&c, "nd") || take(&c, "rd") || take(&c, "th") ||
	       take(&c, "er") || take(&c, "º"));
	skip(&c, " .");
	(void)(take(&c, "of ") || take(&c, "de "));
	if (!take_month(&c, &date->month))
		return FALSE;
	date->day = first;
	take_year(&c, date);
	*at = c;
	return TRUE;
}

/* A date at AT, which moves behind it. */
static gboolean
take_date(const char **at, Date *date)
{
	const char *c = *at;
	int number;

	*date = (Date){ 0 };
	if (take_number(&c, &number)) {
		if (!take_date_of_number(&c, number, date))
			return FALSE;
	} else {
		if (!take_month(&c, &date->month))
			return FALSE;
		skip(&c, " .");
		if (!take_number(&c, &date->day))
			return FALSE;
		(void)(take(&c, "st") || take(&c, "nd") || take(&c, "rd") ||
		       take(&c, "th"));
		take_year(&c, date);
	}
	*at = c;
	return date->month >= 1 && date->month <= 12 && date->day >= 1 && date->day <= 31;
}

static gint64
day_of(const Date *date)
{
	g_autoptr(GDateTime) day =
		g_date_time_new_utc(date->year, date->month, date->day, 0, 0, 0);

	return day ? g_date_time_to_unix(day) : 0;
}

/* A day without a year is the next one of its name after the mail. */
static gint64
date_to_unix(Date date, gint64 sent)
{
	g_autoptr(GDateTime) now = NULL;
	gint64 day;

	if (date.year)
		return day_of(&date);
	now = sent ? g_date_time_new_from_unix_utc(sent) : NULL;
	if (!now)
		return 0;
	date.year = g_date_time_get_year(now);
	day = day_of(&date);
	if (day && day >= sent - 7 * DAY)
		return day;
	date.year++;
	return day_of(&date);
}

static gboolean
begins_any(const char *at, const char *const *words, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (g_str_has_prefix(at, words[i]))
			return TRUE;
	return FALSE;
}

/* A weekday or a year's mark in brackets, and blanks. */
static void
skip_aside(const char **at)
{
	skip(at, " ,");
	if (**at == '(') {
		gsize length = strcspn(*at, ")");

		if (length < GAP_MAX && (*at)[length]) /* one that is closed */
			*at += length + 1;
	}
	skip(at, " ,.");
}

/* Does what stands behind a date make it the last day, or the first one back? */
static gboolean
is_end(const char *at)
{
	g_autofree char *soon = NULL;

	skip_aside(&at);
	if (begins_any(at, behind, G_N_ELEMENTS(behind)))
		return TRUE;
	soon = g_strndup(at, strnlen(at, GAP_MAX));
	soon[strcspn(soon, ".!?\n")] = '\0';
	for (gsize i = 0; soon_behind[i]; i++)
		if (strstr(soon, soon_behind[i]))
			return TRUE;
	return FALSE;
}

/* "21 Nov – 30 Nov", "21 al 30 de noviembre": the second date, if AT, behind the first day
 * or date, has one. */
static gboolean
second_date(const char *at, Date *date)
{
	skip_aside(&at);
	for (gsize i = 0; i < G_N_ELEMENTS(between); i++) {
		const char *c = at;

		if (!take(&c, between[i]))
			continue;
		skip(&c, " ");
		if (take_date(&c, date))
			return TRUE;
	}
	return FALSE;
}

/* The date that stands within a few characters behind AT. */
static gboolean
date_behind(const char *at, Date *date)
{
	const char *end = at + strnlen(at, GAP_MAX);

	while (at < end && *at != '\n') {
		const char *c = at;

		if (take_date(&c, date))
			return TRUE;
		if (g_ascii_isdigit(*at)) {
			at += strspn(at, "0123456789");
			continue;
		}
		/* A month's letters within a word are no month. */
		while (g_unichar_isalpha(g_utf8_get_char(at)) && (guchar)*at < 0x80)
			at++;
		at = at < end ? g_utf8_next_char(at) : at;
	}
	return FALSE;
}

/* Does a word of letters that are joined begin at AT, rather than go on? */
static gboolean
begins_word(const char *text, const char *at)
{
	gunichar here = g_utf8_get_char(at), last;

	if (at == text || here >= 0x2e80 || !g_unichar_isalpha(here))
		return TRUE;
	last = g_utf8_get_char(g_utf8_prev_char(at));
	return !g_unichar_isalpha(last) || last >= 0x2e80;
}

/* The date that the words at AT lead to. */
static gboolean
date_of_words(const char *text, const char *at, Date *date)
{
	for (gsize i = 0; i < G_N_ELEMENTS(before); i++)
		if (g_str_has_prefix(at, before[i]) && begins_word(text, at) &&
		    date_behind(at + strlen(before[i]), date))
			return TRUE;
	return FALSE;
}

/* The date that begins at AT, a digit or a letter, if it is the last one of a range or what
 * follows says so. */
static gboolean
date_by_itself(const char *text, const char *at, Date *date)
{
	const char *c = at;
	int number;

	if (at > text && g_ascii_isdigit(at[-1]))
		return FALSE;
	if (at > text + 1 && strchr("./-:", at[-1]) && g_ascii_isdigit(at[-2]))
		return FALSE;
	if (!begins_word(text, at))
		return FALSE;
	if (take_date(&c, date)) {
		Date end;

		if (second_date(c, &end)) {
			*date = end;
			return TRUE;
		}
		return is_end(c);
	}
	c = at;
	return take_number(&c, &number) && number <= 31 && second_date(c, date);
}

gint64
away_until(const char *text, gint64 sent)
{
	g_autofree char *head = g_utf8_substring(text, 0, g_utf8_strlen(text, READ_MAX));
	g_autofree char *folded = text_fold(head);
	Date date;

	for (const char *at = folded; *at; at = g_utf8_next_char(at))
		if (date_of_words(folded, at, &date) || date_by_itself(folded, at, &date))
			return date_to_unix(date, sent);
	return 0;
}
