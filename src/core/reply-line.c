/*
 * The words by which mail programs mark quotes, forwards and signatures. Tables first: a
 * language or a program is a row. Latin letters stand here small and without accents, as
 * fold() leaves them. No line is looked at for more than its first few hundred bytes.
 */
#include "core/reply-line.h"

#include <string.h>

enum {
	FOLDED_MAX = 480, /* bytes of a line that are looked at */
	DEVICE_MAX = 90,  /* a device line's length, without its link */
	CLOSING_MAX = 60,
	SHORT_LINE = 100, /* of a signature */
	RULE_MIN = 5,
	UNDERLINE_MIN = 2, /* Mailman's may be that short */
	PHONE_DIGITS = 7,
	SENTENCE_BLANKS = 3,
};

/* ── the words ────────────────────────────────────────────────────────────────────────────
 */

/* clang-format off */
/* Said by "X wrote:", whole words. */
static const char *const verbs[] = {
	"wrote", "writes", "schrieb", "geschrieben", "ecrit", "escribio", "escreveu",
	"scritto", "scrisse", "schreef", "geschreven", "skrev", "kirjoitti", "napisał",
	"napisała", "napisal", "napisala", "napsal", "napsala", "irta", "scris", "yazdı",
	"yazmıs", "kirjutas", "rakstija", "rase", "napisao", "shkroi", "skrifadi", "viet",
	"menulis", "написал", "написала", "пишет", "писал", "писала", "написав", "пише",
	"έγραψε", "כתב", "כתבה", "כתב/ה", "كتب", "كتبت", "كتب/كتبت", "napisana",
};

/* The same where words are not parted by blanks. */
static const char *const verbs_within[] = {
	"写道", "寫道", "写到", "编写", "書きました", "のメール", "작성",
	"썼습니다", "เขียน",
};

/* The first word, or words, of "On Monday …". */
static const char *const intros[] = {
	"on ", "am ", "le ", "el ", "em ", "op ", "il ", "den ", "dnia ", "w dniu ",
	"in data ", "no dia ", "pa ", "dne ", "la ", "na ", "στις ", "في ", "ב-", "в ",
	"vao ", "pada ", "在", "于", "於", "wiadomosc ", "tarihinde ",
};

/* Header names as mail programs translate them, without blanks. */
static const char *const from_names[] = {
	"from", "von", "de", "fra", "fran", "da", "van", "od", "от", "откого", "від",
	"发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "送信元", "보낸사람",
	"보낸이", "발신", "kimden", "gonderen", "lahettaja", "felado", "dela", "απο", "από",
	"من", "מאת", "nadawca", "expediteur", "absender", "afzender", "remitente",
	"mittente", "dari", "tu", "saatja",
};

static const char *const sent_names[] = {
	"sent", "date", "gesendet", "datum", "envoye", "envoyele", "enviado", "enviadoel",
	"enviadoem", "enviadaem", "enviada", "fecha", "data", "inviato", "inviatoil",
	"verzonden", "skickat", "sendt", "dato", "lahetetty", "paivays", "paivamaara",
	"wysłano", "дата", "отправлено", "发送时间", "發送時間", "发送日期", "日期", "时间",
	"寄件日期", "傳送時間", "傳送日期", "送信日時", "日時", "日付", "送信日",
	"보낸날짜", "날짜", "보낸시간", "tarih", "gonderildi", "odeslano", "elkuldve",
	"trimis", "ημερομηνία", "στάλθηκε", "تمالإرسال", "التاريخ", "נשלח", "תאריך",
	"senton", "надіслано", "messagedu",
};

static const char *const to_names[] = {
	"to", "an", "a", "para", "til", "till", "aan", "do", "кому", "收件人", "收件者",
	"宛先", "받는사람", "받는이", "수신", "kime", "vastaanottaja", "cimzett", "catre",
	"προς", "إلى", "אל", "adresat", "komu", "destinataire", "empfanger", "kepada",
};

static const char *const subject_names[] = {
	"subject", "sujet", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp",
	"emne", "amne", "temat", "тема", "主题", "主題", "标题", "主旨", "件名", "제목",
	"konu", "aihe", "predmet", "targy", "subiect", "θέμα", "الموضوع", "נושא", "perihal",
};

static const char *const other_names[] = {
	"copiea", "cc", "kopie", "copie", "kopia", "копия", "抄送", "抄送人", "副本",
	"참조", "reply-to", "importance", "wichtigkeit", "attachments", "附件",
};
/* clang-format on */

static const struct {
	const char *const *names;
	gsize count;
	LineField field;
} labels[] = {
	{ from_names, G_N_ELEMENTS(from_names), FIELD_FROM },
	{ sent_names, G_N_ELEMENTS(sent_names), FIELD_SENT },
	{ to_names, G_N_ELEMENTS(to_names), FIELD_TO },
	{ subject_names, G_N_ELEMENTS(subject_names), FIELD_SUBJECT },
	{ other_names, G_N_ELEMENTS(other_names), FIELD_OTHER },
};

/* clang-format off */
/* Between dashes, above what is quoted. */
static const char *const originals[] = {
	"original message", "original mail", "original email", "original e-mail",
	"original appointment", "originalmessage", "replied message", "reply message",
	"ursprungliche nachricht", "originalnachricht", "original-nachricht",
	"original nachricht", "ursprunglicher termin", "message d'origine",
	"message original", "message initial", "mensaje original", "mensagem original",
	"messaggio originale", "oorspronkelijk bericht", "origineel bericht",
	"oprindelig besked", "oprindelig meddelelse", "opprinnelig melding",
	"ursprungligt meddelande", "originalmeddelande", "alkuperainen viesti",
	"oryginalna wiadomosc", "wiadomosc oryginalna", "исходное сообщение",
	"оригинальное сообщение", "puvodni zprava", "puvodna sprava", "eredeti uzenet",
	"mesaj original", "mesajul original", "orijinal ileti", "orijinal mesaj",
	"αρχικό μήνυμα", "邮件原件", "邮件原文", "郵件原件", "原始邮件", "原邮件",
	"原始郵件", "原始信件", "原始消息", "回复的原邮件", "回复的邮件", "元のメッセージ",
	"元のメール", "原本", "원본 메시지", "원본 메일", "원본메일", "الرسالة الأصلية",
	"ההודעה המקורית", "original",
};

/* Between dashes, above what is passed on. */
static const char *const forwards[] = {
	"forwarded message", "forwarded mail", "forwarded email", "forwarded by",
	"weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitete e-mail",
	"message transfere", "message reexpedie", "courriel transfere", "mensaje reenviado",
	"mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato",
	"doorgestuurd bericht", "videresendt besked", "videresendt meddelelse",
	"videresendt melding", "vidarebefordrat meddelande", "valitetty viesti",
	"przekazana wiadomosc", "wiadomosc przekazana", "пересылаемое сообщение",
	"пересылаемое письмо", "пересланное сообщение", "preposlana zprava",
	"tovabbitott uzenet", "tovabbitott level", "mesaj redirectionat", "iletilen mesaj",
	"yonlendirilmis mesaj", "προωθημένο μήνυμα", "转发的邮件", "转发邮件信息",
	"转发邮件", "转发的消息", "轉寄郵件", "轉寄的郵件", "轉寄訊息", "転送メッセージ",
	"転送されたメッセージ", "転送メール", "転送", "전달된 메시지", "전달된 메일",
	"전달메일", "رسالة معاد توجيهها",
};

/* A whole line without dashes, as Apple Mail and some web mailers write it. */
static const char *const forward_lines[] = {
	"begin forwarded message", "anfang der weitergeleiteten nachricht",
	"anfang der weitergeleiteten e-mail", "debut du message reexpedie",
	"debut du message transfere", "inicio del mensaje reenviado",
	"inicio da mensagem reenviada", "inicio da mensagem encaminhada",
	"inizio messaggio inoltrato", "inizio del messaggio inoltrato",
	"begin doorgestuurd bericht", "vidarebefordrat brev",
	"poczatek przekazywanej wiadomosci", "начало переадресованного сообщения",
	"以下是转发的邮件", "开始转发的邮件", "下面是被转发的邮件", "被转发的邮件",
	"以下為轉寄的郵件", "開始轉寄郵件", "転送されたメッセージ", "전달된 메시지 시작",
	"다음은 전달된 메시지입니다",
};
/* clang-format on */

/* Above it the answer is to be written. */
static const char *const reply_above[] = {
	"reply above this line",
	"type your reply above this line",
	"please type your reply above this line",
	"write above this line",
	"do not write below this line",
	"bitte antworten sie oberhalb dieser linie",
	"请在此行以上回复",
	"请在此线上方回复",
};

/* clang-format off */
/* The line begins so, names a device or a mail program and, where the verb comes last,
 * holds the verb. */
static const struct {
	const char *head, *verb;
} device_heads[] = {
	{ "sent from ", "" }, { "sent using ", "" }, { "sent via ", "" },
	{ "sent with ", "" }, { "sent by ", "" }, { "get outlook for ", "" },
	{ "gesendet von ", "" }, { "gesendet mit ", "" }, { "gesendet aus ", "" },
	{ "gesendet uber ", "" }, { "von meinem ", "gesendet" },
	{ "von unterwegs ", "gesendet" },
	{ "diese nachricht wurde von meinem ", "gesendet" },
	{ "diese e-mail wurde von ", "gesendet" }, { "holen sie sich outlook", "" },
	{ "laden sie outlook", "" }, { "outlook fur ", "" }, { "envoye de ", "" },
	{ "envoye depuis ", "" }, { "envoye a partir d", "" }, { "envoye avec ", "" },
	{ "obtenir outlook pour ", "" }, { "telecharger outlook pour ", "" },
	{ "telechargez outlook pour ", "" }, { "enviado desde ", "" },
	{ "enviado con ", "" }, { "obtener outlook para ", "" }, { "enviado do ", "" },
	{ "enviado de ", "" }, { "enviado a partir d", "" }, { "enviado via ", "" },
	{ "enviado pelo ", "" }, { "obter o outlook para ", "" },
	{ "baixe o outlook para ", "" }, { "inviato da", "" }, { "inviato con ", "" },
	{ "scarica outlook per ", "" }, { "ottieni outlook per ", "" },
	{ "verzonden vanaf ", "" }, { "verzonden vanuit ", "" }, { "verstuurd vanaf ", "" },
	{ "verzonden met ", "" }, { "download outlook voor ", "" },
	{ "outlook voor ", "downloaden" }, { "skickat fran ", "" },
	{ "hamta outlook ", "" }, { "sendt fra ", "" }, { "hent outlook ", "" },
	{ "fa outlook ", "" }, { "lahetetty ", "" }, { "hanki outlook ", "" },
	{ "wysłane z ", "" }, { "wysłano z ", "" }, { "pobierz outlook", "" },
	{ "отправлено с ", "" }, { "отправлено из ", "" }, { "отправлено от ", "" },
	{ "скачать outlook", "" }, { "надіслано з ", "" }, { "odeslano z ", "" },
	{ "odoslane z ", "" }, { "ziskat outlook", "" }, { "az iphone-omrol", "" },
	{ "az ipademrol", "" }, { "elkuldve ", "" }, { "trimis de ", "" },
	{ "trimis din ", "" }, { "στάλθηκε από ", "" }, { "εστάλη από ", "" },
	{ "أرسلت من ", "" }, { "أرسل من ", "" }, { "נשלח מ", "" }, { "发自", "" },
	{ "發自", "" }, { "来自", "" }, { "來自", "" }, { "发送自", "" }, { "傳送自", "" },
	{ "从", "发" }, { "從", "傳送" }, { "從", "寄出" }, { "由我的", "发" },
	{ "获取 outlook", "" }, { "取得 outlook", "" }, { "下载 outlook", "" },
	{ "iphoneから送信", "" }, { "ipadから送信", "" }, { "私の", "から送信" },
	{ "androidから送信", "" }, { "スマートフォンから送信", "" },
	{ "outlook for ", "入手" }, { "나의 ", "에서 보냄" }, { "내 ", "에서 보냄" },
	{ "iphone에서 보냄", "" }, { "갤럭시에서 보냄", "" }, { "iphone'umdan ", "" },
	{ "iphone'dan ", "" }, { "dikirim dari ", "" }, { "ส่งจาก", "" },
	{ "duoc gui tu ", "" },
};

static const char *const device_words[] = {
	"iphon", "ipad", "ipod", "android", "mobil", "handy", "phone", "fon", "tablet",
	"blackberry", "outlook", "mail", " app", "app ", "typeapp", "galaxy", "samsung",
	"huawei", "honor", "xiaomi", "redmi", "oppo", "vivo", "windows", "yahoo", "nokia",
	"google pixel", "oneplus", "lark", "feishu", "device", "dispositivo", "gerat",
	"movil", "celular", "cellulare", "puhelim", "телефон", "смартфон", "айфон", "飞书",
	"手机", "手機", "微信", "邮箱", "邮件", "信箱", "小米", "华为", "荣耀", "スマート",
	"갤럭시", "스마트", "wireless", "мобильн",
};

/* The whole line, less punctuation. */
static const char *const closings[] = {
	"regards", "best regards", "kind regards", "kindest regards", "warm regards",
	"warmest regards", "with kind regards", "with best regards", "with regards",
	"many regards", "best wishes", "with best wishes", "all the best", "best", "br",
	"rgds", "cheers", "sincerely", "sincerely yours", "yours sincerely", "yours truly",
	"yours faithfully", "respectfully", "cordially", "mit freundlichen grussen",
	"mit besten grussen", "freundliche grusse", "viele grusse", "beste grusse",
	"herzliche grusse", "liebe grusse", "schone grusse", "mit freundlichem gruss",
	"freundlicher gruss", "mfg", "vg", "lg", "cordialement", "bien cordialement",
	"bien a vous", "bien a toi", "salutations", "meilleures salutations",
	"sinceres salutations", "saludos", "un saludo", "saludos cordiales",
	"un cordial saludo", "atentamente", "cordialmente", "atenciosamente",
	"cumprimentos", "melhores cumprimentos", "com os melhores cumprimentos", "att",
	"distinti saluti", "cordiali saluti", "saluti", "un saluto",
	"met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet",
	"groeten", "mvg", "med vanlig halsning", "vanliga halsningar", "med vennlig hilsen",
	"med venlig hilsen", "venlig hilsen", "mvh", "ystavallisin terveisin", "terveisin",
	"pozdrawiam", "z powazaniem", "с уважением", "з повагою", "s pozdravem",
	"s pozdravom", "udvozlettel", "cu stima", "saygılarımla", "iyi calısmalar",
	"με εκτίμηση", "مع أطيب التحيات", "此致", "敬礼", "敬禮", "此致 敬礼", "顺颂商祺",
	"顺祝商祺", "祝好", "祝工作顺利", "敬具", "よろしくお願いいたします",
	"よろしくお願いします", "宜しくお願い致します", "감사합니다", "드림",
};

/* A paragraph that begins so is a disclaimer if it speaks of confidence. */
static const char *const legal_heads[] = {
	"confidentiality", "confidential", "disclaimer", "legal notice", "important notice",
	"this e-mail", "this email", "this message", "this communication",
	"this transmission", "the information", "the content of this",
	"the contents of this", "if you are not the intended", "notice:", "privileged",
	"vertraulichkeit", "diese e-mail", "diese mail", "diese nachricht",
	"der inhalt dieser", "ce message", "ce courriel", "cet e-mail",
	"les informations contenues", "este mensaje", "este correo",
	"la informacion contenida", "esta mensagem", "este e-mail", "questo messaggio",
	"il presente messaggio", "le informazioni contenute", "dit bericht", "deze e-mail",
	"de informatie", "данное сообщение", "это сообщение", "本邮件", "此邮件",
	"本电子邮件", "此电子邮件", "这封邮件", "本信息", "保密声明", "保密提示",
	"免责声明", "声明:", "重要提示", "本郵件", "本電子郵件", "此郵件", "このメール",
	"本メール", "このeメール", "본 메일", "이 메일", "본 이메일", "이 전자우편",
};

static const char *const legal_words[] = {
	"confiden", "privileged", "intended recipient", "intended solely", "intended only",
	"vertraulich", "destinataire", "destinatari", "geadresseerde", "vertrouwelijk",
	"riservat", "конфиденциальн", "保密", "机密", "機密", "收件人", "收件者", "宛先",
	"受信者", "기밀", "수신인",
};

static const char *const banner_heads[] = {
	"caution", "external", "[external", "warning", "*external", "attention", "achtung",
	"extern", "【外部", "[外部", "外部邮件", "外部郵件", "注意",
	"this email originated from outside", "this message originated from outside",
};

static const char *const banner_words[] = {
	"external", "outside of", "outside the", "outside your", "extern", "ausserhalb",
	"externe", "外部", "外來", "org 外",
};
/* clang-format on */

/* ── folding ──────────────────────────────────────────────────────────────────────────────
 */

static gboolean
is_invisible(gunichar c)
{
	return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0xAD ||
	       (c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x652);
}

static gboolean
is_latin(gunichar c)
{
	return (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
}

static gunichar
fold_other(gunichar c)
{
	gunichar base, accent;

	if (c >= 0xFF01 && c <= 0xFF5E)
		return g_ascii_tolower(c - 0xFEE0);
	if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F)
		return ' ';
	if (c == 0x2018 || c == 0x2019 || c == 0x2BC)
		return '\'';
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	if (c >= 0x660 && c <= 0x669)
		return '0' + (c - 0x660);
	if (c >= 0x6F0 && c <= 0x6F9)
		return '0' + (c - 0x6F0);
	c = g_unichar_tolower(c);
	if (is_latin(c) && g_unichar_decompose(c, &base, &accent))
		return base;
	return c;
}

typedef struct {
	char text[FOLDED_MAX + 8];
	gsize length;
} Folded;

/* Small letters, no accents, narrow forms, single blanks, nothing invisible, ends trimmed.
 */
static void
fold(const char *text, gsize length, Folded *folded)
{
	const char *end = text + MIN(length, FOLDED_MAX);
	gsize at = 0;

	while (text < end) {
		gunichar c = (guchar)*text;

		if (c < 0x80) {
			text++;
			c = g_ascii_isspace(c) || c < ' ' ? ' ' : g_ascii_tolower(c);
		} else {
			c = g_utf8_get_char(text);
			text = g_utf8_next_char(text);
			if (is_invisible(c))
				continue;
			c = fold_other(c);
		}
		if (at >= FOLDED_MAX)
			break;
		if (c == ' ' && (at == 0 || folded->text[at - 1] == ' '))
			continue;
		if (c == 0xDF) {
			folded->text[at++] = 's';
			c = 's';
		}
		if (c < 0x80)
			folded->text[at++] = c;
		else
			at += g_unichar_to_utf8(c, folded->text + at);
	}
	while (at > 0 && folded->text[at - 1] == ' ')
		at--;
	folded->text[at] = '\0';
	folded->length = at;
}

/* ── looking up ───────────────────────────────────────────────────────────────────────────
 */

/* How much of TEXT the longest of ROWS at its beginning takes; 0 if none does. */
static gsize
head_of(const char *text, const char *const *rows, gsize count)
{
	gsize best = 0;

	for (gsize i = 0; i < count; i++) {
		gsize length;

		if (rows[i][0] != text[0])
			continue;
		length = strlen(rows[i]);
		if (length > best && !strncmp(text, rows[i], length))
			best = length;
	}
	return best;
}

static gboolean
is_one_of(const char *text, gsize length, const char *const *rows, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (rows[i][0] == text[0] && !strncmp(text, rows[i], length) &&
		    rows[i][length] == '\0')
			return TRUE;
	return FALSE;
}

static gboolean
holds_one_of(const char *text, const char *const *rows, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (strstr(text, rows[i]))
			return TRUE;
	return FALSE;
}

#define HEAD_OF(text, rows)           head_of(text, rows, G_N_ELEMENTS(rows))
#define IS_ONE_OF(text, length, rows) is_one_of(text, length, rows, G_N_ELEMENTS(rows))
#define HOLDS_ONE_OF(text, rows)      holds_one_of(text, rows, G_N_ELEMENTS(rows))

/* A byte of a word: letters of any script count, punctuation of ASCII does not. */
static gboolean
is_word(char c)
{
	return g_ascii_isalnum(c) || (guchar)c >= 0x80 || c == '\'' || c == '/';
}

/* ── kinds ────────────────────────────────────────────────────────────────────────────────
 */

static gboolean
is_rule(const Folded *folded)
{
	gsize marks = 0;

	for (gsize i = 0; i < folded->length; i++) {
		if (!strchr("-_=*~ ", folded->text[i]))
			return FALSE;
		marks += folded->text[i] != ' ';
	}
	return marks >= (folded->text[0] == '_' ? UNDERLINE_MIN : RULE_MIN) ||
	       g_str_equal(folded->text, "* * *");
}

/* "-----Original Message-----", also with text glued behind it. */
static LineKind
separator_of(const Folded *folded)
{
	const char *text = folded->text + strspn(folded->text, "-_=*~#<> ");
	gsize dashes = text - folded->text, length;

	if (dashes < 2 && folded->text[0] != '#')
		return LINE_TEXT;
	length = HEAD_OF(text, forwards);
	if (length && (!text[length] || strchr("-_=*~ :", text[length])))
		return LINE_FORWARD;
	length = HEAD_OF(text, originals);
	if (length && text[length] && strchr("-_=*~ :", text[length]) &&
	    strspn(text + length, " :") != strlen(text + length))
		return strpbrk(text + length, "-_=*~") ? LINE_ORIGINAL : LINE_TEXT;
	if (HEAD_OF(text, reply_above))
		return LINE_ORIGINAL;
	return LINE_TEXT;
}

static gboolean
is_forward_line(const char *text)
{
	gsize length = HEAD_OF(text, forward_lines);

	return length && strspn(text + length, " :") == strlen(text + length);
}

/* Where a link behind the device begins, else the end. */
static gsize
before_link(const Folded *folded)
{
	gsize link = strcspn(folded->text, "<[(");
	const char *site = strstr(folded->text, "http");

	return site ? MIN(link, (gsize)(site - folded->text)) : link;
}

/* The verb that TEXT, a line about a device, holds where its language has it so; NULL if it
 * is none. */
static const char *
device_verb(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(device_heads); i++) {
		const char *head = device_heads[i].head;

		if (head[0] == text[0] && !strncmp(text, head, strlen(head)) &&
		    strstr(text, device_heads[i].verb))
			return device_heads[i].verb;
	}
	return NULL;
}

/* A sentence that happens to begin so has a comma in it, or more words than a device. */
static gboolean
is_device(const Folded *folded)
{
	const char *text = folded->text + strspn(folded->text, "*_-[( ");
	const char *verb = device_verb(text);
	gsize length, words = 0;

	if (!verb || !HOLDS_ONE_OF(text, device_words))
		return FALSE;
	length = before_link(folded);
	if (length > DEVICE_MAX || memchr(folded->text, ',', length) ||
	    strstr(folded->text, "，") || strstr(folded->text, "。"))
		return FALSE;
	for (gsize i = 0; i < length; i++)
		words += folded->text[i] == ' ';
	if (*verb)
		return words <= 11;
	return words <= (folded->text[folded->length - 1] == '.' ? 6 : 9);
}

static gboolean
is_closing(const Folded *folded)
{
	gsize length = folded->length;

	if (length > CLOSING_MAX)
		return FALSE;
	while (length > 0 && strchr(",.!;: ", folded->text[length - 1]))
		length--;
	if (length > 3 &&
	    (g_str_has_suffix(folded->text, "，") || g_str_has_suffix(folded->text, "。") ||
	     g_str_has_suffix(folded->text, "、")))
		length -= 3;
	return length && IS_ONE_OF(folded->text, length, closings);
}

static LineKind
kind_of(const char *text, gsize length, const Folded *folded)
{
	LineKind kind;

	if (!folded->length)
		return LINE_BLANK;
	if (folded->text[0] == '>' && !g_str_equal(folded->text, ">:"))
		return LINE_QUOTE;
	if (folded->length == 2 && !strncmp(text, "--", 2))
		return length == 3 && text[2] == ' ' ? LINE_SIGNATURE : LINE_DASHES;
	if (is_rule(folded))
		return LINE_RULE;
	kind = separator_of(folded);
	if (kind != LINE_TEXT)
		return kind;
	if (is_forward_line(folded->text))
		return LINE_FORWARD;
	if (is_device(folded))
		return LINE_DEVICE;
	if (is_closing(folded))
		return LINE_CLOSING;
	if (HEAD_OF(folded->text, banner_heads) && HOLDS_ONE_OF(folded->text, banner_words))
		return LINE_BANNER;
	return HEAD_OF(folded->text + strspn(folded->text, "*_ "), legal_heads) ? LINE_LEGAL
										: LINE_TEXT;
}

/* ── headers above a quote ────────────────────────────────────────────────────────────────
 */

static guint
field_named(const char *name, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		if (is_one_of(name, length, labels[i].names, labels[i].count))
			return labels[i].field;
	return 0;
}

/* The name at the beginning of a line, in whatever dress: "*From:*", "| 发件人 |", "主
 * 题：". VALUE gets what follows it. */
static guint
first_field(const char *text, const char **value)
{
	char name[64];
	gsize length = 0;

	text += strspn(text, "*_|- ");
	for (; *text && !strchr(":|*", *text); text++) {
		if (*text == ' ')
			continue;
		if (length == sizeof name - 1)
			return 0;
		name[length++] = *text;
	}
	text += strspn(text, "* ");
	if (!length || (*text != ':' && *text != '|'))
		return 0;
	*value = text + 1 + strspn(text + 1, "*| ");
	name[length] = '\0';
	return field_named(name, length);
}

/* All the names in a line, since some web mailers put the whole header into one. */
static guint
fields_of(const Folded *folded)
{
	const char *value = NULL;
	guint fields = first_field(folded->text, &value);

	/* "From: 2026-11-23" is how a person asks for something until another day. */
	if (!fields || (fields == FIELD_FROM && g_ascii_isdigit(*value)))
		return 0;
	for (const char *colon = strchr(value, ':'); colon;
	     colon = strchr(colon + 1, ':')) {
		const char *name = colon;

		while (name > value &&
		       (g_ascii_isalpha(name[-1]) || (guchar)name[-1] >= 0x80))
			name--;
		if (name < colon)
			fields |= field_named(name, colon - name);
	}
	return fields;
}

/* ── marks ────────────────────────────────────────────────────────────────────────────────
 */

static guint
verb_marks(const char *text)
{
	const char *first = text + strspn(text, "-*_<>( ");
	guint marks = HOLDS_ONE_OF(text, verbs_within) ? MARK_VERB : 0;

	for (const char *at = text; *at;) {
		const char *word = at;

		while (is_word(*at))
			at++;
		if (at > word && IS_ONE_OF(word, at - word, verbs))
			marks |= word == first ? MARK_VERB | MARK_VERB_FIRST : MARK_VERB;
		at += *at && !is_word(*at);
	}
	return marks;
}

/* A year, "20.06.24" or "10:30" at TEXT, which is the first of a run of digits. */
static guint
date_marks(const char *text)
{
	gsize length = strspn(text, "0123456789"), next;
	char sign = text[length];

	if (length == 4 && (!strncmp(text, "19", 2) || !strncmp(text, "20", 2)))
		return MARK_DATE;
	if (length > 2 || !sign || !strchr(":.h/-", sign))
		return 0;
	next = strspn(text + length + 1, "0123456789");
	if (next < 1 || next > 2)
		return 0;
	if (strchr("./-", sign) && text[length + 1 + next] == sign &&
	    g_ascii_isdigit(text[length + 2 + next]))
		return MARK_DATE;
	return next == 2 && strchr(":.h", sign) ? MARK_TIME : 0;
}

static guint
digit_marks(const char *text)
{
	enum { EARLY = 40 };
	guint marks = 0, digits = 0;

	for (const char *at = text; *at; at++) {
		guint found;

		if (!g_ascii_isdigit(*at))
			continue;
		marks |= MARK_DIGIT;
		found = at == text || !g_ascii_isdigit(at[-1]) ? date_marks(at) : 0;
		if ((found & MARK_DATE) && at - text < EARLY)
			found |= MARK_INTRO;
		marks |= found;
		digits++;
	}
	return digits >= PHONE_DIGITS ? marks | MARK_CONTACT : marks;
}

/* "Corp Example Ltd." is none. */
static gboolean
ends_sentence(const Folded *folded)
{
	static const char *const stops[] = { "!", "?", "。", "！", "？", "…" };
	guint blanks = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(stops); i++)
		if (g_str_has_suffix(folded->text, stops[i]))
			return TRUE;
	for (gsize i = 0; i < folded->length; i++)
		blanks += folded->text[i] == ' ';
	return g_str_has_suffix(folded->text, ".") && blanks >= SENTENCE_BLANKS;
}

static guint
end_marks(const Folded *folded)
{
	const char *text = folded->text;
	gsize length = folded->length;
	guint marks = ends_sentence(folded) ? MARK_SENTENCE : 0;

	while (length > 0 && strchr("*_ ", text[length - 1]))
		length--;
	if (length > 4 && !strncmp(text + length - 2, "--", 2) && !strncmp(text, "--", 2))
		return marks | MARK_COLON;
	if (!length || text[length - 1] != ':')
		return marks;
	marks |= MARK_COLON;
	for (length--; length > 0 && text[length - 1] == ' ';)
		length--;
	if (length > 0 && strchr(">)]", text[length - 1]))
		marks |= MARK_SENDER;
	return marks;
}

static guint
marks_of(const char *text, gsize length, const Folded *folded)
{
	const char *first = folded->text + strspn(folded->text, "-*_ ");
	guint marks = end_marks(folded) | digit_marks(first);

	if (length > SHORT_LINE)
		marks |= MARK_LONG;
	if (g_ascii_islower(text[strspn(text, " \t")]))
		marks |= MARK_LOWER;
	if (strchr(folded->text, '@'))
		marks |= MARK_AT | MARK_CONTACT;
	if (strstr(folded->text, "http") || strstr(folded->text, "www."))
		marks |= MARK_CONTACT;
	if (HEAD_OF(first, intros))
		marks |= MARK_INTRO;
	return marks | verb_marks(folded->text);
}

/* ── the doors ────────────────────────────────────────────────────────────────────────────
 */

void
line_read(const char *text, gsize length, Line *line)
{
	Folded folded;

	fold(text, length, &folded);
	line->kind = kind_of(text, length, &folded);
	line->fields = line->kind == LINE_TEXT ? fields_of(&folded) : 0;
	line->marks = line->kind == LINE_BLANK || line->kind == LINE_QUOTE
			      ? 0
			      : marks_of(text, length, &folded);
}

void
line_read_quickly(const char *text, gsize length, Line *line)
{
	gsize blanks = 0;

	while (blanks < length && g_ascii_isspace(text[blanks]))
		blanks++;
	line->fields = 0;
	line->marks = 0;
	line->kind = blanks == length      ? LINE_BLANK
		     : text[blanks] == '>' ? LINE_QUOTE
					   : LINE_TEXT;
}

gboolean
line_is_legal(const char *text, gsize length)
{
	Folded folded;

	fold(text, length, &folded);
	return HOLDS_ONE_OF(folded.text, legal_words);
}

gboolean
line_quotes_forward(const char *text, gsize length)
{
	Folded folded;
	const char *inner;

	fold(text, length, &folded);
	inner = folded.text + strspn(folded.text, "> ");
	memmove(folded.text, inner, strlen(inner) + 1);
	folded.length = strlen(folded.text);
	return is_forward_line(folded.text) || separator_of(&folded) == LINE_FORWARD;
}
