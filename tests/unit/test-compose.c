#include "base/error.h"
#include "mail/html-part.h"
#include "mail/mime.h"

#include <string.h>

static OutMail *
sample(void)
{
	OutMail *mail = outmail_new();

	mail->from_name = g_strdup("IT help");
	mail->from_address = g_strdup("help@corp.example");
	mail->to = address_new("Ann Lee", "ann@corp.example");
	mail->subject = g_strdup("[#42] Printer");
	mail->text = g_strdup("Hello Ann,\n\nwe look at it.\n");
	mail->message_id = g_strdup("42-1r-abcdefghijklmnopqrstuvwxyz.7@corp.example");
	mail->tone = TONE_REPLIED;
	mail->date = 1795395600;
	return mail;
}

static char *
compose(const OutMail *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = mime_compose(mail, NULL, &error);

	g_assert_no_error(error);
	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static void
test_whole(void)
{
	g_autoptr(OutMail) mail = sample();
	g_autofree char *text = NULL;

	mail->reply_to = g_strdup("help+42@corp.example");
	mail->in_reply_to = g_strdup("a@b.example");
	g_ptr_array_add(mail->references, g_strdup("key@corp.example"));
	g_ptr_array_add(mail->references, g_strdup("a@b.example"));
	text = compose(mail);
	g_assert_cmpstr(text, ==,
			"From: IT help <help@corp.example>\r\n"
			"To: Ann Lee <ann@corp.example>\r\n"
			"Reply-To: help+42@corp.example\r\n"
			"Subject: [#42] Printer\r\n"
			"Date: Mon, 23 Nov 2026 01:00:00 +0000\r\n"
			"Message-ID: <42-1r-abcdefghijklmnopqrstuvwxyz.7@corp.example>\r\n"
			"In-Reply-To: <a@b.example>\r\n"
			"References: <key@corp.example>\r\n <a@b.example>\r\n"
			"Auto-Submitted: auto-replied\r\n"
			"Precedence: bulk\r\n"
			"X-Auto-Response-Suppress: All\r\n"
			"X-Faultline-Loop: help@corp.example\r\n"
			"MIME-Version: 1.0\r\n"
			"Content-Type: text/plain; charset=UTF-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n"
			"\r\n"
			"Hello Ann,\r\n\r\nwe look at it.\r\n");
}

static void
add_action(OutMail *mail, const char *label, const char *body)
{
	OutAction *action = g_new0(OutAction, 1);

	action->label = g_strdup(label);
	action->body = g_strdup(body);
	g_ptr_array_add(mail->actions, action);
}

/* The plain text stays what it was; the HTML says the same, and no word of it is markup. */
static void
test_actions(void)
{
	g_autoptr(OutMail) mail = sample();
	g_autofree char *text = NULL;
	g_autofree char *page = NULL;
	g_autoptr(Message) message = NULL;
	g_autoptr(GBytes) bytes = NULL;
	const char *html;

	g_free(mail->subject);
	mail->subject = g_strdup("[#42] \"<script>&");
	g_free(mail->text);
	mail->text = g_strdup("<img src=x onerror=y> [Approve](http://evil.example)\n");
	add_action(mail, "Yes <b>", "yes & \"no\"\n\n[42-1r-abcdefghijklmnopqrstuvwxyz]\n");
	text = compose(mail);
	g_assert_nonnull(strstr(text, "\r\nContent-Type: multipart/alternative; boundary="));
	g_assert_nonnull(strstr(text, "Content-Type: text/plain; charset=UTF-8\r\n"));
	html = strstr(text, "Content-Type: text/html; charset=UTF-8\r\n");
	g_assert_nonnull(html);
	page = html_part(mail);
	g_assert_null(strstr(page, "<img"));
	g_assert_null(strstr(page, "<script"));
	g_assert_null(strstr(page, "<b>"));
	g_assert_null(strstr(page, "href=\"http"));
	g_assert_nonnull(strstr(page, "&lt;img src=x onerror=y&gt;"));
	g_assert_nonnull(strstr(page, "<a href=\"mailto:help@corp.example?subject=Re%3A%20%5B%2342"
				      "%5D%20%22%3Cscript%3E%26&amp;body=yes%20%26%20%22no%22%0D%0A"
				      "%0D%0A%5B42-1r-abcdefghijklmnopqrstuvwxyz%5D%0D%0A\">"));
	bytes = g_bytes_new(text, strlen(text));
	message = mime_parse(&(RawMail){
		.bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) });
	g_assert_cmpstr(message->text, ==, mail->text);
	g_assert_cmpuint(message->attachments->len, ==, 0);
}

static void
test_tones(void)
{
	g_autoptr(OutMail) mail = sample();
	g_autofree char *generated = NULL, *personal = NULL;

	mail->tone = TONE_GENERATED;
	generated = compose(mail);
	mail->tone = TONE_PERSONAL;
	personal = compose(mail);
	g_assert_nonnull(strstr(generated, "\r\nAuto-Submitted: auto-generated\r\n"));
	g_assert_nonnull(strstr(generated, "\r\nPrecedence: bulk\r\n"));
	g_assert_null(strstr(personal, "Auto-Submitted"));
	g_assert_null(strstr(personal, "Precedence"));
	g_assert_nonnull(
		strstr(personal, "\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n"));
}

/* Values that try to become headers, addresses or another line. */
static const char *const attacks[] = {
	"hello\r\nBcc: all@corp.example",
	"hello\nBcc: all@corp.example",
	"hello\rBcc: all@corp.example",
	"\r\n\r\nbody",
	"x\342\200\250Bcc: y",
	"=?utf-8?q?hello=0D=0ABcc:_all=40corp?=",
	"\"><all@corp.example>, \"",
	"\001\002\033[31m",
	"打印机\r\nBcc: 王",
	"a@b\\\" <x@y>",
};

static void
check_head(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\r\n\r\n", 2);
	g_auto(GStrv) lines = g_strsplit(parts[0], "\r\n", -1);
	int fields = 0;

	for (gsize i = 0; lines[i]; i++) {
		fields += lines[i][0] != ' ';
		g_assert_cmpint(strlen(lines[i]), <=, 998);
		g_assert_false(g_str_has_prefix(lines[i], "Bcc"));
		for (const char *c = lines[i]; *c; c++)
			g_assert_true(*c >= ' ' && *c < 0x7f);
	}
	g_assert_cmpint(fields, ==, 12);
}

static void
test_attacks(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(attacks); i++) {
		g_autoptr(OutMail) mail = sample();
		g_autofree char *text = NULL;

		g_free(mail->subject);
		g_free(mail->from_name);
		mail->subject = g_strdup(attacks[i]);
		mail->from_name = g_strdup(attacks[i]);
		g_free(mail->to->name);
		mail->to->name = g_strdup(attacks[i]);
		mail->in_reply_to = g_strdup(attacks[i]);
		g_ptr_array_add(mail->references, g_strdup(attacks[i]));
		text = compose(mail);
		if (!strstr(text, "In-Reply-To"))
			check_head(text);
		else
			g_assert_null(strstr(text, "\r\nBcc"));
	}
}

static void
test_refused(void)
{
	static const struct {
		const char *to, *id;
	} bad[] = {
		{ "ann@corp.example\r\nRCPT TO:<all@corp.example>", "a@b" },
		{ "ann", "a@b" },
		{ "Ann <ann@corp.example>", "a@b" },
		{ "ann@corp.example", "a@b\r\nX-Inj: 1" },
		{ "ann@corp.example", "a b@c" },
		{ "ann@corp.example", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(OutMail) mail = sample();
		g_autoptr(GError) error = NULL;

		g_free(mail->to->address);
		g_free(mail->message_id);
		mail->to->address = g_strdup(bad[i].to);
		mail->message_id = g_strdup(bad[i].id);
		g_assert_null(mime_compose(mail, NULL, &error));
		g_assert_nonnull(error);
	}
}

static const char *const texts[] = {
	"",
	"one line without end",
	"dots\n.\n..\n.hidden\n",
	"trailing blanks \nand tabs\t\n",
	"中文的正文，应该用 base64 编码，因为这样更短。\n第二行。\n",
	"Grüße, ein wenig Text mit Umlauten.\n",
	"-- \nsignature\n",
	"From the start of a line\n",
	"soft = sign, =3D, and a very long line that has to be broken because it is longer "
	"than "
	"seventy-six characters, and it goes on for quite a while\n",
};

static void
test_text_survives(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(OutMail) mail = sample();
		g_autofree char *raw = NULL, *back = NULL;
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(Message) message = NULL;

		g_free(mail->text);
		mail->text = g_strdup(texts[i]);
		raw = compose(mail);
		bytes = g_bytes_new(raw, strlen(raw));
		message = mime_parse(
			&(RawMail){ .bytes = bytes, .fd = -1, .size = strlen(raw) });
		back = g_strdup(message->text);
		if (!g_str_has_suffix(texts[i], "\n") && g_str_has_suffix(back, "\n"))
			back[strlen(back) - 1] = '\0';
		g_assert_cmpstr(back, ==, texts[i]);
		for (const char *c = raw; *c; c++)
			g_assert_true((guchar)*c < 0x7f && (*c != '\n' || c[-1] == '\r'));
	}
}

static void
test_round_trip(void)
{
	g_autoptr(OutMail) mail = sample();
	g_autoptr(Message) message = NULL;
	g_autoptr(GBytes) bytes = NULL;

	g_free(mail->subject);
	g_free(mail->to->name);
	mail->subject =
		g_strdup("[#42] 三楼打印机坏了，卡纸两天了，请尽快派人来修理，谢谢");
	mail->to->name = g_strdup("王 “小” 伟, 信息技术部运维组值班工程师（三楼）");
	bytes = mime_compose(mail, NULL, NULL);
	message = mime_parse(
		&(RawMail){ .bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) });
	g_assert_null(message->quarantine);
	g_assert_cmpstr(message->subject, ==, mail->subject);
	g_assert_cmpstr(message->from_strict, ==, "help@corp.example");
	g_assert_cmpstr(message->message_id, ==, mail->message_id);
	g_assert_cmpint(message->date, ==, mail->date);
	g_assert_cmpint(message->to->len, ==, 1);
	g_assert_cmpstr(((Address *)message->to->pdata[0])->name, ==, mail->to->name);
}

static void
test_deterministic(void)
{
	g_autoptr(OutMail) one = sample(), two = sample();
	g_autofree char *first = compose(one), *second = compose(two);

	g_assert_cmpstr(first, ==, second);
}

/* A long thread keeps its first id (it holds the key) and its newest ones. */
static void
test_many_references(void)
{
	g_autoptr(OutMail) mail = sample();
	g_autofree char *text = NULL;

	for (int i = 0; i < 500; i++)
		g_ptr_array_add(mail->references, g_strdup_printf("id-%d@corp.example", i));
	text = compose(mail);
	g_assert_nonnull(strstr(text, "References: <id-0@corp.example>\r\n <id-480@"));
	g_assert_nonnull(strstr(text, " <id-499@corp.example>\r\n"));
	g_assert_null(strstr(text, "<id-1@"));
}

static GBytes *
with_enclosure(const OutMail *mail, const Attachment *attachment, const char *content)
{
	g_autofree char *boundary = NULL;
	g_autofree char *coded = g_base64_encode((const guchar *)content, strlen(content));
	g_autoptr(GBytes) head = mime_compose(mail, &boundary, NULL);
	g_autoptr(GBytes) part = mime_enclosure_head(boundary, attachment);
	g_autoptr(GBytes) end = mime_enclosures_end(boundary);
	GByteArray *all = g_byte_array_new();

	g_byte_array_append(all, g_bytes_get_data(head, NULL), g_bytes_get_size(head));
	g_byte_array_append(all, g_bytes_get_data(part, NULL), g_bytes_get_size(part));
	g_byte_array_append(all, (const guint8 *)coded, strlen(coded));
	g_byte_array_append(all, g_bytes_get_data(end, NULL), g_bytes_get_size(end));
	return g_byte_array_free_to_bytes(all);
}

static const struct {
	const char *name, *type;           /* as an attachment has them */
	const char *seen_name, *seen_type; /* as a reader sees them */
} files[] = {
	{ "scan.pdf", "application/pdf", "scan.pdf", "application/pdf" },
	{ "三楼打印机的照片和维修记录，第二次维修之后，请看.png", "image/png",
	  "三楼打印机的照片和维修记录，第二次维修之后，请看.png", "image/png" },
	{ "a\"; x=y\r\nContent-Type: text/html\r\n\r\n<h1>owned</h1>", "text/plain", "h1>",
	  "text/plain" },
	{ "mail.eml", "message/rfc822", "mail.eml", "application/octet-stream" },
	{ "x.bin", "text/html\r\nX: y", "x.bin", "application/octet-stream" },
};

static void
test_enclosures(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(OutMail) mail = sample();
		Attachment attachment = { .name = (char *)files[i].name,
					  .type = (char *)files[i].type };
		g_autoptr(GBytes) bytes = NULL, content = NULL;
		g_autoptr(Message) message = NULL;
		RawMail raw = { .fd = -1 };
		const Attachment *seen;

		g_ptr_array_add(mail->enclosures, g_new0(Enclosure, 1));
		bytes = with_enclosure(mail, &attachment, "the content");
		raw.bytes = bytes;
		raw.size = g_bytes_get_size(bytes);
		message = mime_parse(&raw);
		g_assert_cmpstr(message->text, ==, "Hello Ann,\n\nwe look at it.\n");
		g_assert_cmpint(message->attachments->len, ==, 1);
		seen = message->attachments->pdata[0];
		g_assert_cmpstr(seen->name, ==, files[i].seen_name);
		g_assert_cmpstr(seen->type, ==, files[i].seen_type);
		content = mime_attachment(&raw, seen, NULL);
		g_assert_cmpmem(g_bytes_get_data(content, NULL), g_bytes_get_size(content),
				"the content", 11);
	}
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	g_test_add_func("/compose/whole", test_whole);
	g_test_add_func("/compose/tones", test_tones);
	g_test_add_func("/compose/actions", test_actions);
	g_test_add_func("/compose/attacks", test_attacks);
	g_test_add_func("/compose/refused", test_refused);
	g_test_add_func("/compose/text-survives", test_text_survives);
	g_test_add_func("/compose/round-trip", test_round_trip);
	g_test_add_func("/compose/deterministic", test_deterministic);
	g_test_add_func("/compose/many-references", test_many_references);
	g_test_add_func("/compose/enclosures", test_enclosures);
	result = g_test_run();
	mime_shutdown();
	return result;
}
