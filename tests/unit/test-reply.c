/*
 * core/reply: tests/data/reply/NAME.txt is a mail's text, NAME.visible what its sender
 * newly wrote. A name that begins with "forward" is a forward. Nothing may ever be lost:
 * each line is either visible or hidden.
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
	g_test_add_func("/reply/empty", test_empty);
	g_test_add_func("/reply/message", test_message);
	g_test_add_func("/reply/fresh", test_fresh);
	g_test_add_func("/reply/languages", test_languages);
	return g_test_run();
}
