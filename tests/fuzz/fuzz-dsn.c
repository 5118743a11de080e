/*
 * Exercises: delivery reports. The input is once the free text of a mail from a mail system
 * (its first line is the subject), once the parts of a multipart/report between lines
 * "--B". Holds that each recipient is one line of UTF-8, lower case, and that a status has
 * the form of RFC 3463.
 */
#include "mail/dsn-text.h"
#include "mail/mime.h"

#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_status(const char *status)
{
	int digits[3] = { 0 }, at = 0;

	g_assert_nonnull(strchr("245", status[0]));
	for (; *status; status++) {
		if (*status == '.') {
			g_assert_cmpint(++at, <, 3);
			continue;
		}
		g_assert_true(g_ascii_isdigit(*status));
		g_assert_cmpint(++digits[at], <=, 3);
	}
	g_assert_cmpint(digits[0], ==, 1);
	g_assert_true(digits[1] && digits[2]);
}

static void
check(const Message *message)
{
	for (guint i = 0; i < message->bounce->len; i++) {
		const BounceRecipient *one = message->bounce->pdata[i];

		g_assert_true(!one->recipient || g_utf8_validate(one->recipient, -1, NULL));
		g_assert_true(!one->recipient || !strpbrk(one->recipient, "\r\n"));
		if (one->status)
			check_status(one->status);
	}
	if (message->bounced_id) {
		g_assert_true(g_utf8_validate(message->bounced_id, -1, NULL));
		g_assert_null(strpbrk(message->bounced_id, "\r\n<>"));
	}
}

static void
read_text(const guint8 *data, gsize size)
{
	g_autofree char *text = text_valid((const char *)data, size);
	g_autofree char *status = dsn_text_status(text, strlen(text));
	char *rest = strchr(text, '\n');
	g_autoptr(Message) message = message_new();

	if (status)
		check_status(status);
	g_free(message->text);
	message->text = g_strdup(rest ? rest + 1 : "");
	if (rest)
		*rest = '\0';
	g_free(message->subject);
	message->subject = g_strdup(text);
	message->from = address_new("Mail Delivery System", "mailer-daemon@mx.example");
	message->from_strict = g_strdup("mailer-daemon@mx.example");
	dsn_text_read(message);
	check(message);
}

static void
read_report(const guint8 *data, gsize size)
{
	static const char head[] =
		"From: MAILER-DAEMON@mx.example\nSubject: failure\nMIME-Version: 1.0\n"
		"Content-Type: multipart/report; report-type=delivery-status;"
		" boundary=\"B\"\n\n--B\n\nIt failed.\n--B\n";
	GString *mail = g_string_new(head);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Message) message = NULL;
	RawMail raw = { .fd = -1 };

	g_string_append_len(mail, (const char *)data, size);
	g_string_append(mail, "\n--B--\n");
	bytes = g_string_free_to_bytes(mail);
	raw.bytes = bytes;
	raw.size = g_bytes_get_size(bytes);
	message = mime_parse(&raw);
	check(message);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gboolean is_ready;

	if (!is_ready)
		mime_init();
	is_ready = TRUE;
	read_text(data, size);
	read_report(data, size);
	return 0;
}
