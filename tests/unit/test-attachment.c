/*
 * Names of attachments, from the header field of the mail to the one that is shown, and
 * from there to the mail that carries it on (threat T14, reliability F4).
 */
#include <string.h>

#include "mail/mime.h"

#define TYPE "application/octet-stream"

static const struct {
	const char *what, *fields, *shown;
} names[] = {
	{ "plain", "Content-Disposition: attachment; filename=a.txt", "a.txt" },
	{ "path", "Content-Disposition: attachment; filename=\"../../etc/passwd\"",
	  "passwd" },
	{ "path-of-windows",
	  "Content-Disposition: attachment; filename=\"C:\\\\x\\\\b.doc\"", "b.doc" },
	{ "path-to-nothing", "Content-Disposition: attachment; filename=\"/etc/\"",
	  "etc_" },
	{ "path-in-2231",
	  "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd",
	  "passwd" },
	{ "path-in-2047",
	  "Content-Disposition: attachment; filename=\"=?utf-8?Q?..=2F..=2Fa.sh?=\"",
	  "a.sh" },
	{ "leading-dot", "Content-Disposition: attachment; filename=\".htaccess\"",
	  "htaccess" },
	{ "zero-width-before-the-dot",
	  "Content-Disposition: attachment; filename*=utf-8''%E2%80%8B.htaccess",
	  "htaccess" },
	{ "dots", "Content-Disposition: attachment; filename=\"....\"",
	  "attachment-1.bin" },
	{ "nothing", "Content-Disposition: attachment; filename=\"\"", "attachment-1.bin" },
	{ "control",
	  "Content-Disposition: attachment; filename*=utf-8''a%07b%1B%5B2J%7Fc.txt",
	  "a b [2J c.txt" },
	{ "nul", "Content-Disposition: attachment; filename*=utf-8''a%00b.exe",
	  "a\357\277\275b.exe" },
	{ "bidi", "Content-Disposition: attachment; filename*=utf-8''x%E2%80%AEtxt.exe",
	  "xtxt.exe" },
	{ "line-break",
	  "Content-Disposition: attachment;"
	  " filename*=utf-8''a%22%0D%0AContent-Type:%20text%2Fhtml%0D%0A%0D%0A%3Ch1%3E",
	  "html <h1>" },
	{ "pieces",
	  "Content-Disposition: attachment; filename*0*=utf-8''%E7%BD%91;"
	  " filename*1*=%E7%BB%9C; filename*2=\".png\"",
	  "网络.png" },
	{ "gb2312-in-2231", "Content-Disposition: attachment; filename*=gb2312''%CD%F8.png",
	  "网.png" },
	{ "words-in-the-type", "Content-Type: " TYPE "; name=\"=?gb2312?B?zfg=?=.png\"",
	  "网.png" },
	{ "2231-over-plain",
	  "Content-Disposition: attachment; filename=\"plain.txt\";"
	  " filename*=utf-8''better.txt",
	  "better.txt" },
	{ "disposition-over-type",
	  "Content-Type: " TYPE "; name=\"type.txt\"\r\n"
	  "Content-Disposition: attachment; filename=\"disposition.txt\"",
	  "disposition.txt" },
	{ "folded", "Content-Disposition: attachment;\r\n\tfilename=\"two\r\n words.txt\"",
	  "two words.txt" },
	{ "quotes", "Content-Disposition: attachment; filename=\"a \\\"b\\\".txt\"",
	  "a \"b\".txt" },
};

static Message *
parse(const char *fields, GBytes **bytes)
{
	g_autofree char *mail = g_strdup_printf(
		"From: feng@corp.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\n\r\nSee below.\r\n--b\r\n%s%s\r\n\r\nbytes\r\n--b--\r\n",
		strstr(fields, "Content-Type: " TYPE) ? "" : "Content-Type: " TYPE "\r\n",
		fields);
	RawMail raw = { .fd = -1, .size = strlen(mail) };

	*bytes = g_bytes_new(mail, strlen(mail));
	raw.bytes = *bytes;
	return mime_parse(&raw);
}

/* The head of the part in the mail that we send on: three fields, whatever the name is. */
static void
check_sent(const Attachment *attachment)
{
	g_autoptr(GBytes) head = mime_enclosure_head("b", attachment);
	g_autofree char *text =
		g_strndup(g_bytes_get_data(head, NULL), g_bytes_get_size(head));
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
	guint fields = 0;

	for (guint i = 0; lines[i]; i++) {
		g_assert_null(strpbrk(lines[i], "\r\n"));
		g_assert_true(g_str_is_ascii(lines[i]));
		g_assert_cmpuint(strlen(lines[i]), <=, 998);
		if (!*lines[i] || g_str_has_prefix(lines[i], "--") || lines[i][0] == ' ' ||
		    lines[i][0] == '\t')
			continue;
		g_assert_true(g_str_has_prefix(lines[i], "Content-"));
		fields++;
	}
	g_assert_cmpuint(fields, ==, 3);
	g_assert_true(g_str_has_suffix(text, "\r\n\r\n"));
	g_assert_cmpstr(strstr(text, "\r\n\r\n"), ==, "\r\n\r\n");
}

static void
test_name(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Message) message = parse(names[i].fields, &bytes);
	const Attachment *attachment;

	g_assert_cmpuint(message->attachments->len, ==, 1);
	attachment = message->attachments->pdata[0];
	g_assert_cmpstr(attachment->name, ==, names[i].shown);
	check_sent(attachment);
}

/* Too long to be shown: the ending stays, and no character is cut in two. */
static void
test_overlong(void)
{
	GString *field = g_string_new("Content-Disposition: attachment; filename*=utf-8''");
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Message) message = NULL;
	const Attachment *attachment;

	for (guint i = 0; i < 1000; i++)
		g_string_append(field, "%E7%BD%91");
	g_string_append(field, ".docx");
	message = parse(field->str, &bytes);
	g_string_free(field, TRUE);
	attachment = message->attachments->pdata[0];
	g_assert_cmpuint(strlen(attachment->name), <=, 200);
	g_assert_true(g_str_has_suffix(attachment->name, "网.docx"));
	g_assert_true(g_utf8_validate(attachment->name, -1, NULL));
	check_sent(attachment);
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_strdup_printf("/attachment/%s", names[i].what);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_name);
	}
	g_test_add_func("/attachment/overlong", test_overlong);
	result = g_test_run();
	mime_shutdown();
	return result;
}
