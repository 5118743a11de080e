/*
 * core/reply: tests/data/reply/NAME.txt is a mail's text, NAME.visible what its sender
 * newly wrote. A name that begins with "forward" is a forward; NAME.list has one line a
 * case. Nothing may ever be lost: each line is either visible or hidden.
 */
#include "core/reply.h"

#include <string.h>

static void
split(const char *text, char **visible, char **hidden, gboolean *forwarded)
{
	reply_split_text(text, visible, hidden, forwarded);
	g_assert_nonnull(*visible);
	g_assert_nonnull(*hidden);
	g_assert_true(g_utf8_validate(*visible, -1, NULL));
	g_assert_true(g_utf8_validate(*hidden, -1, NULL));
}

static guint
count_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = 0;

	for (guint i = 0; lines[i]; i++)
		count += *g_strstrip(lines[i]) != '\0';
	return count;
}

static char *
read_data(const char *name)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "reply", name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

/* Gives each line of a list to CHECK; "#" begins a remark, \\n is a line break. */
static void
for_list(const char *name, void (*check)(const char *line))
{
	g_autofree char *text = read_data(name);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_assert_cmpuint(g_strv_length(lines), >, 10);
	for (guint i = 0; lines[i]; i++) {
		g_auto(GStrv) pieces = g_strsplit(lines[i], "\\n", -1);
		g_autofree char *line = g_strjoinv("\n", pieces);

		if (*line && *line != '#')
			check(line);
	}
}

static void
check_split(const char *line, const char *text, const char *wanted, gboolean is_forward)
{
	g_autofree char *visible = NULL, *hidden = NULL;
	gboolean forwarded;

	split(text, &visible, &hidden, &forwarded);
	g_strchomp(visible);
	if (strcmp(visible, wanted) || forwarded != is_forward)
		g_error("below \"%s\" stays \"%s\"%s", line, visible,
			forwarded ? ", a forward" : "");
}

static const char mine[] = "It works now.\nPlease close the ticket.";
static const char theirs[] = "Hello,\n\nplease restart it.\n\nRegards\nIT\n";

static void
check_attribution(const char *line)
{
	g_autofree char *text = g_strdup_printf("%s\n\n%s\n%s", mine, line, theirs);

	check_split(line, text, mine, FALSE);
}

static void
check_device(const char *line)
{
	g_autofree char *text = g_strdup_printf("%s\n\n%s\n", mine, line);

	check_split(line, text, mine, FALSE);
}

static void
check_forward(const char *line)
{
	g_autofree char *text =
		g_strdup_printf("%s\n\n%s\nFrom: Wang <wang@corp.example>\n"
				"Date: Mon, Nov 23, 2026 at 9:12 AM\nSubject: x\n\n%s",
				mine, line, theirs);

	check_split(line, text, mine, TRUE);
}

/* In a fresh mail, which answers nothing. */
static void
check_kept(const char *line)
{
	g_autoptr(Message) message = message_new();

	g_free(message->text);
	message->text = g_strdup(line);
	reply_split(message);
	g_assert_cmpstr(message->visible_text, ==, line);
	g_assert_cmpstr(message->hidden_text, ==, "");
	g_assert_false(message->forwarded);
}

static void
test_lists(void)
{
	for_list("attributions.list", check_attribution);
	for_list("headers.list", check_attribution);
	for_list("devices.list", check_device);
	for_list("forwards.list", check_forward);
	for_list("kept.list", check_kept);
}

static void
test_file(gconstpointer data)
{
	const char *name = data;
	g_autofree char *text_name = g_strconcat(name, ".txt", NULL);
	g_autofree char *visible_name = g_strconcat(name, ".visible", NULL);
	g_autofree char *text = read_data(text_name);
	g_autofree char *wanted = g_strchomp(read_data(visible_name));
	g_autofree char *visible = NULL, *hidden = NULL;
	gboolean forwarded;

	split(text, &visible, &hidden, &forwarded);
	g_assert_cmpstr(g_strchomp(visible), ==, wanted);
	g_assert_cmpint(forwarded, ==, g_str_has_prefix(name, "forward"));
	g_assert_cmpuint(count_lines(visible) + count_lines(hidden), ==, count_lines(text));
}

/* The core of every file again, as a mail from a system that ends lines otherwise or has no
 * last newline would have it: the last line must not behave differently. */
static void
test_no_last_newline(gconstpointer data)
{
	const char *name = data;
	g_autofree char *text_name = g_strconcat(name, ".txt", NULL);
	g_autofree char *text = read_data(text_name);
	g_autofree char *cut = g_strchomp(g_strdup(text));
	g_autofree char *visible = NULL, *hidden = NULL, *visible_cut = NULL,
			*hidden_cut = NULL;
	gboolean forwarded;

	split(text, &visible, &hidden, &forwarded);
	split(cut, &visible_cut, &hidden_cut, &forwarded);
	g_assert_cmpstr(g_strchomp(visible), ==, g_strchomp(visible_cut));
	g_assert_cmpstr(g_strchomp(hidden), ==, g_strchomp(hidden_cut));
}

static void
add_files(void)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "reply", NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *file;

	g_assert_nonnull(folder);
	while ((file = g_dir_read_name(folder))) {
		g_autofree char *name = g_strdup(file), *title = NULL, *title_cut = NULL;

		if (!g_str_has_suffix(file, ".txt"))
			continue;
		name[strlen(name) - strlen(".txt")] = '\0';
		title = g_strdup_printf("/reply/file/%s", name);
		title_cut = g_strdup_printf("/reply/no-last-newline/%s", name);
		g_test_add_data_func_full(title, g_strdup(name), test_file, g_free);
		g_test_add_data_func_full(title_cut, g_strdup(name), test_no_last_newline,
					  g_free);
	}
}

static void
test_empty(void)
{
	static const char *const texts[] = { "", "\n", " \n\t\n\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *visible = NULL, *hidden = NULL;
		gboolean forwarded;

		split(texts[i], &visible, &hidden, &forwarded);
		g_assert_cmpstr(g_strstrip(visible), ==, "");
		g_assert_cmpstr(hidden, ==, "");
		g_assert_false(forwarded);
	}
}

/* Text of which every line is, or seems, something: no work may grow with its square. */
static void
test_hostile(gconstpointer data)
{
	GString *text = g_string_new(NULL);
	g_autofree char *visible = NULL, *hidden = NULL;
	gboolean forwarded;

	while (text->len < 300000)
		g_string_append(text, data);
	split(text->str, &visible, &hidden, &forwarded);
	g_assert_cmpuint(count_lines(visible) + count_lines(hidden), ==,
			 count_lines(text->str));
	g_string_free(text, TRUE);
}

static void
add_hostile(void)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "newlines", "\n" },
		{ "colons", "a:\n" },
		{ "times", "wrote 10:30:\n" },
		{ "rules", "_____\n" },
		{ "dashes", "--\n\n" },
		{ "closings", "Regards,\n" },
		{ "headers", "From: a@b 2026\n" },
		{ "names", "Subject: From: To: Date: x: y:\n" },
		{ "legal", "this message and any\n\n" },
		{ "devices", "Sent from my phone\n" },
		{ "no-newline", "On Monday 2026-11-23 10:00 a@b wrote: " },
		{ "chinese", "发件人：在于写道：" },
		{ "signs", "-- \n> \nx\n" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *title = g_strdup_printf("/reply/hostile/%s", rows[i].name);

		g_test_add_data_func(title, rows[i].text, test_hostile);
	}
}

/* ── forms ────────────────────────────────────────────────────────────────────────────────
 */

/* clang-format off */
/* What mail programs put under an answer, one form each. */
static const char *const forms[] = {
	"On 23-Nov-2026, at 6:54 PM, Wang Lei <wang@corp.example> wrote:\n\n\tTest",
	"23.11.2026, at 6:54 PM, Wang Lei <wang@corp.example> wrote:\n\nTest",
	"2026-11-23 11:28 GMT+03:00 The Desk <\nit-help@corp.example>:\n\n> Test",
	"Vào 14:24 23 tháng 11, 2026, Wang Lei <a@b.c> đã viết:\n\n> Test",
	"Op 23 nov. 2026 13:18 schreef \"Wang Lei\" <a@b.c>:\n\nTest",
	"-----Original Message-----\n\nTest",
	"-----Ursprüngliche Nachricht-----\n\nTest",
	"-----Oprindelig besked-----\nFra: x\nTest",
	"-------- Original-Nachricht --------\nDatum: Mon, 23 Nov 2026\nVon: a@b.c\n\nTest",
	"________________________________\nFrom: a@b.c\nTo: c@d.e\nSent: Saturday, May 1, 2014 1:11 PM\nSubject: x\n\nTest",
	"Le 23 nov. 2026 à 09:12, Wang Lei <a@b.c> a écrit :\n\n> Test",
	"Em sex., 5 de jun. de 2026 às 09:12, Wang <a@b.c> escreveu:\n\n> Test",
	"På 14 november 2026 kl. 19:00:00, Wang (a@b.c) skrev:\n\nTest",
	"Den 23 nov 2026 kl. 09:12 skrev Wang Lei <a@b.c>:\n\n> Test",
	"Den man. 23. nov. 2026 kl. 09.12 skrev Wang <a@b.c>:\n\n> Test",
	"ma 23. marrask. 2026 klo 9.12 Wang (a@b.c) kirjoitti:\n\n> Test",
	"pon., 23 lis 2026 o 09:12 Wang <a@b.c> napisał(a):\n\n> Test",
	"po 23. 11. 2026 v 9:12 odesílatel Wang <a@b.c> napsal:\n\n> Test",
	"Wang <a@b.c> ezt írta (időpont: 2026. nov. 23., H, 9:12):\n\n> Test",
	"Wang <a@b.c>, 23 Kas 2026 Pzt, 09:12 tarihinde şunu yazdı:\n\n> Test",
	"lun., 23 nov. 2026, 09:12 Wang <a@b.c> a scris:\n\n> Test",
	"Στις Δευ 23 Νοε 2026 στις 9:12 π.μ., ο/η Wang <a@b.c> έγραψε:\n\n> Test",
	"בתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:12 מאת \u202aWang\u202c\u200f <\u202aa@b.c\u202c\u200f>:\u202c\n\n> Test",
	"пн, 23 лист. 2026 р. о 09:12 Wang <a@b.c> пише:\n\n> Test",
	"Wang 於 2026年11月23日 週一 上午9:12寫道：\n\n> Test",
	"王磊 <a@b.c> 於 2026年11月23日週一 上午9:12 寫道：\n\nTest",
	"在 2026年11月23日，上午9:12，王磊 <a@b.c> 写道：\n\nTest",
	"在2026-11-23 09:12:00，王磊<a@b.c>写道：\n\n请再试",
	"王磊<a@b.c> 在 2026年11月23日 周一 09:12 写道：\n请再试",
	"2026/11/23 9:12、Wang <a@b.c>のメール:\n\nTest",
	"2026年11月23日 9:12、Wang <a@b.c> のメール：\n\n> Test",
	"2026. 11. 23. 오전 9:12, Wang <a@b.c> 작성:\n\nTest",
	"---- 王磊 <a@b.c> 编写 ----\n\nTest",
	"---- On 周一, 23 11月 2026 09:12:00 +0800 a@b.c wrote ----\n\nTest",
	"---Original---\nFrom: \"王磊\"<a@b.c>\nDate: Mon, Nov 23, 2026 09:12 AM\nTo: x\nSubject: VPN\n\nTest",
	"----------原始邮件----------\n发件人：王磊\n发件人邮箱：a@b.c\n\nTest",
	"---原始邮件---\n发件人: 王磊<a@b.c>\n发送时间: 2026年11月23日\nTest",
	"------ 原始邮件 ------\n发件人： 王磊\nTest",
	"Von meinem iPhone gesendet\n\nAm 23.11.2026 um 09:12 schrieb Wang <a@b.c>:\n\nTest",
	"Envoyé de mon iPhone\n\n> Le 23 nov. 2026 à 09:12, Wang <a@b.c> a écrit :\n>",
	"Enviado desde mi iPhone\n\nEl 23 nov 2026, a las 9:12, Wang <a@b.c> escribió:\n\n",
	"iPhoneから送信\n\n2026/11/23 9:12、Wang <a@b.c>のメール:\n\nx",
	"나의 iPhone에서 보냄\n\n2026. 11. 23. 오전 9:12, Wang <a@b.c> 작성:\n\nx",
	"从我的 iPhone 发送",
	"发自我的小米手机",
	"来自我的华为手机",
	"发自 网易邮箱大师",
	"发自我的企业微信",
	"获取 Outlook for iOS",
	"Sent from Yahoo Mail on Android",
	"Sent from my T-Mobile 4G LTE Device",
	"Get Outlook for Android",
	"Sent from Samsung Mobile",
	"Отправлено с iPhone",
	"Отправлено из мобильной Почты Mail.ru",
	"Inviato da iPhone",
	"Verstuurd vanaf mijn iPhone",
	"Skickat från min iPhone",
	"Sendt fra min iPhone",
	"Odesláno z iPhonu",
	"iPhone'umdan gönderildi",
	"Sent from my HUAWEI phone",
	"Von meinem Samsung Galaxy Smartphone gesendet.",
	"Sent from Mail for Windows",
	"Verzonden vanuit Mail voor Windows",
	"从 Windows 版邮件发送",
	"Sent with Proton Mail secure email.",
	"发自飞书",
	"发送自我的手机",
	"Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
	"Sent from Lark",
	"From: a@b.c\nReply-To: x@y.z\nDate: Mon, 23 Nov 2026\nTo: d\nSubject: x\n\nTest",
	"From: Foo Bar\n<a@b.c>\nSent: Monday\nTo: d\nSubject: x\n\nTest",
	"_____\nVon: \"Foo Bar\" a@b.c\nAn: d\nGesendet: 23.11.2026 09:12\nBetreff: x\n\nTest",
	"*From:* Foo <a@b.c>\n*Sent:* Monday\n*To:* d\n*Subject:* x",
	"**From:** Foo <a@b.c>\n**Date:** Monday\n",
	"From: a@b.c To: d@e.f Subject: x Date: Mon, 23 Nov 2026",
	"> From: a@b.c\n> Test",
	"Lähettäjä: Wang <a@b.c>\nLähetetty: maanantai 23. marraskuuta 2026 9.12\nVastaanottaja: x\nAihe: y",
	"Från: Wang <a@b.c>\nSkickat: den 23 november 2026 09:12\nTill: x\nÄmne: y",
	"Fra: Wang <a@b.c>\nSendt: 23. november 2026 09:12\nTil: x\nEmne: y",
	"Od: Wang <a@b.c>\nWysłano: poniedziałek, 23 listopada 2026 09:12\nDo: x\nTemat: y",
	"Od: Wang <a@b.c>\nOdesláno: pondělí 23. listopadu 2026 9:12\nKomu: x\nPředmět: y",
	"От: Wang <a@b.c>\nОтправлено: 23 ноября 2026 г. 9:12\nКому: x\nТема: y",
	"Kimden: Wang <a@b.c>\nGönderildi: 23 Kasım 2026 09:12\nKime: x\nKonu: y",
	"Gönderen: Wang <a@b.c>\nGönderme tarihi: 23 Kasım 2026\nKime: x\nKonu: y",
	"寄件者: Wang <a@b.c>\n寄件日期: 2026年11月23日 上午 09:12\n收件者: x\n主旨: y",
	"Da: Wang <a@b.c>\nInviato: lunedì 23 novembre 2026 09:12\nA: x\nOggetto: y",
	"De: Wang <a@b.c>\nEnviada em: segunda-feira, 23 de novembro de 2026 09:12\nPara: x\nAssunto: y",
	"Van: Wang <a@b.c>\nVerzonden: maandag 23 november 2026 09:12\nAan: x\nOnderwerp: y",
	"-----Messaggio originale-----\nDa: Wang",
	"-----Oorspronkelijk bericht-----\nVan: x",
	"-----Mensaje original-----\nx",
	"-----Mensagem original-----\nx",
	"-----Ursprungligt meddelande-----\nx",
	"-----Alkuperäinen viesti-----\nx",
	"-----Исходное сообщение-----\nx",
	"-----元のメッセージ-----\nx",
	"-----원본 메시지-----\nx",
	"-----郵件原件-----\nx",
	"-----邮件原件-----\nx",
	"----邮件原文----\nx",
	"--------Forwarded message--------\nx",
	"----- Forwarded by Wang/Corp on 11/23/2026 09:12 AM -----\nx",
	"---------- 转发邮件 ----------\nx",
	"-------- 转发的消息 --------\nx",
	"Begin forwarded message:\n\nx",
	"以下是转发的邮件：\n\nx",
};
/* clang-format on */

static void
test_forms(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autofree char *text = g_strconcat("My answer\n\n", forms[i], NULL);
		g_autofree char *visible = NULL, *hidden = NULL;
		gboolean forwarded;

		split(text, &visible, &hidden, &forwarded);
		g_test_message("%s", forms[i]);
		g_assert_cmpstr(visible, ==, "My answer");
	}
}

/* ── with the rest of the mail ────────────────────────────────────────────────────────────
 */

#define BLOCK                                                                              \
	"From: Vendor <help@vendor.example>\nSent: Monday, November 23, 2026 9:12 AM\n"    \
	"Subject: licence\n\nYour licence has run out.\n"

static void
test_message(void)
{
	static const struct {
		const char *subject, *text;
		gboolean forwarded;
	} rows[] = {
		{ "Fwd: licence", "Please look.\n\n" BLOCK, TRUE },
		{ "WG: Lizenz", "Bitte prüfen.\n\n" BLOCK, TRUE },
		{ "转发：许可证", "请处理\n\n" BLOCK, TRUE },
		{ "RE: licence", "Thank you.\n\n" BLOCK, FALSE },
		{ "Fwd: licence", "No other mail in here.\n", FALSE },
		{ "licence", "From me.\n\n---------- Forwarded message ---------\n" BLOCK,
		  TRUE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_new();

		g_free(message->subject);
		message->subject = g_strdup(rows[i].subject);
		g_free(message->text);
		message->text = g_strdup(rows[i].text);
		reply_split(message);
		g_assert_cmpint(message->forwarded, ==, rows[i].forwarded);
		g_assert_false(strstr(message->visible_text, "run out"));
		/* Twice is as once. */
		reply_split(message);
		g_assert_cmpint(message->forwarded, ==, rows[i].forwarded);
	}
}

/* What was pasted into a mail that answers nothing is that mail's matter. */
static void
test_fresh(void)
{
	static const struct {
		const char *subject, *parent, *text;
		gboolean is_whole;
	} rows[] = {
		{ "lost mail", NULL, "This one did not arrive:\n\n" BLOCK "Why?\n", TRUE },
		{ "Re: lost mail", NULL, "This one did not arrive:\n\n" BLOCK "Why?\n",
		  FALSE },
		{ "回复：丢失的邮件", NULL, "没有收到\n\n" BLOCK, FALSE },
		{ "lost mail", "1@x", "This one did not arrive:\n\n" BLOCK "Why?\n",
		  FALSE },
		{ "[FL#12] lost mail", NULL, "Thanks\n\n" BLOCK, FALSE },
		{ "prompt", NULL, "I typed\n> dir\nand nothing came.\n", TRUE },
		{ "[EXTERNAL] prompt", NULL, "I typed\n> dir\nand nothing came.\n", TRUE },
		{ "[EXTERNAL] Re: prompt", NULL, "I typed\n> dir\nand nothing came.\n",
		  FALSE },
		{ "Re: prompt", NULL, "I typed\n> dir\nand nothing came.\n", FALSE },
		{ "log", NULL,
		  "On 2026-11-23 10:00 server@corp.example wrote:\n\nERROR 1\n", TRUE },
		{ "quoted", NULL,
		  "See this.\n\nOn 2026-11-23 10:00 ann@corp.example wrote:\n> a\n> b\n",
		  FALSE },
		{ "signed", NULL, "Please help.\n-- \nFeng\n", FALSE },
		{ "passed on", NULL,
		  "See.\n\n---------- Forwarded message ---------\n" BLOCK, FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_new();

		g_free(message->subject);
		message->subject = g_strdup(rows[i].subject);
		g_free(message->text);
		message->text = g_strdup(rows[i].text);
		if (rows[i].parent)
			g_ptr_array_add(message->in_reply_to, g_strdup(rows[i].parent));
		reply_split(message);
		g_test_message("%s", rows[i].subject);
		g_assert_cmpint(*message->hidden_text == '\0', ==, rows[i].is_whole);
	}
}

/* ── languages ────────────────────────────────────────────────────────────────────────────
 */

static const struct {
	const char *language, *text;
} texts[] = {
	{ "en", "The printer on the third floor does not print, can you help me please?" },
	{ "en", "Hello, the VPN is slow. Thanks, 张三" },
	{ "zh_CN", "打印机坏了" },
	{ "zh_CN", "ERP 登录失败，提示 Connection refused by host 10.0.0.1 port 443" },
	{ "zh_TW", "電腦無法開機，請問這個問題怎麼處理" },
	{ "ja", "プリンターが動きません。よろしくお願いします。" },
	{ "ko", "프린터가 작동하지 않습니다." },
	{ "ru", "Принтер не работает, помогите пожалуйста." },
	{ "uk", "Принтер не працює, допоможіть, будь ласка. Її немає." },
	{ "ar", "الطابعة لا تعمل" },
	{ "he", "המדפסת לא עובדת" },
	{ "th", "เครื่องพิมพ์ไม่ทำงาน" },
	{ "el", "Ο εκτυπωτής δεν λειτουργεί" },
	{ "de", "Der Drucker im dritten Stock druckt nicht mehr, bitte um Hilfe. Danke" },
	{ "fr", "Bonjour, je ne peux pas imprimer depuis ce matin. Merci" },
	{ "es", "Hola, la impresora no funciona desde ayer, por favor. Gracias" },
	{ "pt", "Olá, não consigo imprimir desde ontem, por favor. Obrigado" },
	{ "it", "Buongiorno, non riesco a stampare da ieri. Grazie" },
	{ "nl", "Hallo, ik kan niet meer printen sinds gisteren. Bedankt" },
	{ "pl", "Dzień dobry, drukarka nie działa już od wczoraj, proszę o pomoc" },
	{ NULL, "" },
	{ NULL, "ok" },
	{ NULL, "12345 67890" },
	{ NULL, "ERR_CONNECTION_REFUSED 0x80070035" },
};

static void
test_languages(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *guess = reply_language(texts[i].text);

		if (g_strcmp0(guess, texts[i].language))
			g_test_message("%s", texts[i].text);
		g_assert_cmpstr(guess, ==, texts[i].language);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_files();
	add_hostile();
	g_test_add_func("/reply/lists", test_lists);
	g_test_add_func("/reply/empty", test_empty);
	g_test_add_func("/reply/forms", test_forms);
	g_test_add_func("/reply/message", test_message);
	g_test_add_func("/reply/fresh", test_fresh);
	g_test_add_func("/reply/languages", test_languages);
	return g_test_run();
}
