/*
 * Each tests/data/mime/NAME.eml is read from memory and from a file and written down; that
 * must be NAME.expect (UPDATE_EXPECTED=1 writes it: read it before you commit). Every
 * attachment must decode to the size that it was said to have.
 */
#include "base/error.h"
#include "mail/mime.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
add(GString *out, const char *key, const char *value)
{
	if (value && *value)
		g_string_append_printf(out, "%s: %s\n", key, value);
}

static void
add_address(GString *out, const char *key, const Address *address)
{
	g_string_append_printf(out, "%s: %s%s<%s>\n", key,
			       address->name ? address->name : "", address->name ? " " : "",
			       address->address);
}

static void
add_addresses(GString *out, const char *key, const GPtrArray *addresses)
{
	for (guint i = 0; i < addresses->len; i++)
		add_address(out, key, addresses->pdata[i]);
}

static void
add_strings(GString *out, const char *key, const GPtrArray *strings)
{
	for (guint i = 0; i < strings->len; i++)
		add(out, key, strings->pdata[i]);
}

static void
add_text(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (gsize i = 0; lines[i]; i++)
		if (lines[i + 1] || *lines[i])
			g_string_append_printf(out, "|%s\n", lines[i]);
}

static void
add_attachments(GString *out, const Message *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const Attachment *attachment = message->attachments->pdata[i];

		g_string_append_printf(
			out, "attachment: %s; %s; %" G_GINT64_FORMAT "%s%s%s\n",
			attachment->name, attachment->type, attachment->size,
			attachment->is_inline ? "; inline" : "",
			attachment->content_id ? "; cid:" : "",
			attachment->content_id ? attachment->content_id : "");
	}
}

static void
add_report(GString *out, const Message *message)
{
	if (message->is_report)
		add(out, "report", message->report_type ? message->report_type : "?");
	for (guint i = 0; i < message->bounce->len; i++) {
		const BounceRecipient *one = message->bounce->pdata[i];

		g_string_append_printf(
			out, "bounce: %s %s %s\n", one->recipient ? one->recipient : "-",
			one->status ? one->status : "-", one->action ? one->action : "-");
	}
	add(out, "bounced-id", message->bounced_id);
}

static char *
describe(const Message *message)
{
	GString *out = g_string_new(NULL);

	add(out, "quarantine", message->quarantine);
	add(out, "subject", message->subject);
	if (message->from)
		add_address(out, "from", message->from);
	add(out, "strict", message->from_strict);
	add_addresses(out, "to", message->to);
	add_addresses(out, "cc", message->cc);
	add_strings(out, "delivered-to", message->delivered_to);
	if (message->date)
		g_string_append_printf(out, "date: %" G_GINT64_FORMAT "\n", message->date);
	add(out, "id", message->message_id);
	add_strings(out, "in-reply-to", message->in_reply_to);
	add_strings(out, "reference", message->references);
	if (message->calendar)
		add(out, "calendar", "yes");
	add(out, "encrypted", message->encrypted);
	add(out, "signed", message->is_signed);
	add_report(out, message);
	add_attachments(out, message);
	add_text(out, message->text);
	return g_string_free(out, FALSE);
}

static void
check_attachments(const RawMail *raw, const Message *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const Attachment *attachment = message->attachments->pdata[i];
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = mime_attachment(raw, attachment, &error);

		g_assert_no_error(error);
		g_assert_cmpint(g_bytes_get_size(bytes), ==, attachment->size);
	}
}

static void
test_file(gconstpointer data)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "mime", data, NULL);
	g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".eml"));
	g_autofree char *expect_path = g_strconcat(stem, ".expect", NULL);
	g_autofree char *bytes = NULL, *expect = NULL, *seen = NULL, *seen_fd = NULL;
	g_autoptr(GBytes) held = NULL;
	g_autoptr(Message) message = NULL, message_fd = NULL;
	RawMail raw = { .fd = -1 }, raw_fd = { 0 };
	gsize length;

	g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
	held = g_bytes_new_static(bytes, length);
	raw.bytes = held;
	raw.size = raw_fd.size = length;
	raw_fd.fd = open(path, O_RDONLY | O_CLOEXEC);
	message = mime_parse(&raw);
	message_fd = mime_parse(&raw_fd);
	seen = describe(message);
	seen_fd = describe(message_fd);
	if (g_getenv("UPDATE_EXPECTED"))
		g_assert_true(g_file_set_contents(expect_path, seen, -1, NULL));
	g_assert_true(g_file_get_contents(expect_path, &expect, NULL, NULL));
	g_assert_cmpstr(seen, ==, expect);
	g_assert_cmpstr(seen_fd, ==, expect);
	g_assert_cmpstr(message->raw_hash, ==, message_fd->raw_hash);
	g_assert_cmpstr(message->content_hash, ==, message_fd->content_hash);
	g_assert_true(message->quarantine || message->visible_text);
	check_attachments(&raw, message);
	check_attachments(&raw_fd, message_fd);
	close(raw_fd.fd);
}

static Message *
parse(const char *text, gssize length)
{
	g_autoptr(GBytes) bytes =
		g_bytes_new(text, length < 0 ? strlen(text) : (gsize)length);

	return mime_parse(
		&(RawMail){ .bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) });
}

/* What counts as the same mail is the design's section 7: line ends and added trace fields
 * do not make another mail, any change of body or of a field that people see does. */
static void
test_content_hash(void)
{
	static const char base[] = "From: a@b\nSubject: s\n\nbody\nline\n";
	static const char *const same[] = {
		"From: a@b\r\nSubject: s\r\n\r\nbody\r\nline\r\n",
		"Received: x\nFrom: a@b\nSubject: s\n\nbody\nline\n",
		"from: a@b\nSUBJECT: s\n\nbody\nline\n\n\n",
		"From: a@b\nSubject: s\nMessage-ID: <other@b>\n\nbody\nline",
	};
	static const char *const other[] = {
		"From: a@b\nSubject: t\n\nbody\nline\n",
		"From: a@c\nSubject: s\n\nbody\nline\n",
		"From: a@b\nSubject: s\n\nbody\nlines\n",
		"From: a@b\nSubject: s\n\nbody\n\nline\n",
		"From: a@b\nSubject: s\nIn-Reply-To: <x@y>\n\nbody\nline\n",
		"From: a@b\nSubject: s\nContent-Type: text/html\n\nbody\nline\n",
	};
	g_autoptr(Message) message = parse(base, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autoptr(Message) twin = parse(same[i], -1);

		g_assert_cmpstr(twin->content_hash, ==, message->content_hash);
		g_assert_cmpstr(twin->raw_hash, !=, message->raw_hash);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(other); i++) {
		g_autoptr(Message) different = parse(other[i], -1);

		g_assert_cmpstr(different->content_hash, !=, message->content_hash);
	}
}

/* Nobody is proven by a From that two readers may read in two ways (F2, F3, T8). */
static void
test_nobody_is_proven(void)
{
	static const char *const heads[] = {
		"From: boss@corp.example\nFrom: evil@x.example\n\n",
		"From: boss@corp.example\nfrom : evil@x.example\n\n",
		"From: boss@corp.example, evil@x.example\n\n",
		"From: boss@corp.example; evil@x.example\n\n",
		"From: boss@corp.example evil@x.example\n\n",
		"From: boss@corp.example,\n evil@x.example\n\n",
		"From: staff: boss@corp.example;\n\n",
		"From: <boss@corp.example> <evil@x.example>\n\n",
		"From: boss@corp.example\r <evil@x.example>\n\n",
		"\n From: boss@corp.example\nFrom: evil@x.example\n\n",
		" From: boss@corp.example\n\n",
		"Subject: x\nno field at all\nFrom: boss@corp.example\n\n",
		"Subject: x\n\nFrom: boss@corp.example\n\n",
		"X-From: boss@corp.example\n\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_autoptr(Message) message = parse(heads[i], -1);

		g_assert_cmpstr(message->from_strict, ==, NULL);
	}
}

static void
test_quarantine(void)
{
	static const char nul[] =
		"From: boss@corp.example\0@x.example\r\nSubject: s\r\n\r\nbody";
	g_autoptr(Message) message = parse(nul, sizeof nul - 1);
	g_autoptr(GString) parts =
		g_string_new("From: a@b.example\nSubject: many\n"
			     "Content-Type: multipart/mixed; boundary=b\n\n");
	g_autoptr(Message) many = NULL;

	g_assert_cmpstr(message->quarantine, ==, "a NUL in the headers");
	g_assert_cmpstr(message->from_strict, ==, NULL);
	g_assert_cmpstr(message->subject, ==, "s");
	g_assert_cmpstr(message->text, ==, "");
	for (int i = 0; i < 2000; i++)
		g_string_append(parts, "--b\n\n\n");
	many = parse(parts->str, parts->len);
	g_assert_cmpstr(many->quarantine, ==, "2,000 parts, limit 1,000");
	g_assert_cmpstr(many->subject, ==, "many");
	g_assert_cmpstr(many->from->address, ==, "a@b.example");
	g_assert_cmpstr(many->from_strict, ==, NULL);
	g_assert_cmpint(strlen(many->raw_hash), ==, 64);
	g_assert_cmpint(strlen(many->content_hash), ==, 64);
	g_assert_cmpint(many->attachments->len, ==, 0);
}

static void
test_attachment_outside(void)
{
	static const struct {
		gint64 offset, length;
	} places[] = { { 0, 6 }, { 6, 1 }, { -1, 2 }, { 2, -1 }, { 5, G_MAXINT64 } };
	g_autoptr(GBytes) bytes = g_bytes_new_static("12345", 5);
	RawMail raw = { .bytes = bytes, .fd = -1, .size = 5 };

	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GError) error = NULL;
		Attachment attachment = { .name = (char *)"x",
					  .offset = places[i].offset,
					  .length = places[i].length };

		g_assert_null(mime_attachment(&raw, &attachment, &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_DATA);
	}
}

/* Any piece of a mail is a mail. */
static void
test_truncated(void)
{
	static const char mail[] =
		"From: =?utf-8?Q?A?= <a@b.example>\r\nSubject: =?gb2312?B?tPLTobv6?=\r\n"
		"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
		"Content-Type: text/html; charset=utf-8\r\n"
		"Content-Transfer-Encoding: "
		"quoted-printable\r\n\r\n<p>h=C3=A9</p>\r\n--b\r\n"
		"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--b\r\n"
		"Content-Type: application/x; name*0*=utf-8''%e6%89; name*1*=%93.bin\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";

	for (gsize length = 0; length < sizeof mail; length++) {
		g_autoptr(Message) message = parse(mail, length);
		g_autofree char *text = describe(message);

		g_assert_true(g_utf8_validate(text, -1, NULL));
	}
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = NULL;
	const char *name;
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	folder = g_test_build_filename(G_TEST_DIST, "data", "mime", NULL);
	dir = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_strdup_printf("/mime/%s", name);

		if (!g_str_has_suffix(name, ".eml"))
			continue;
		g_ptr_array_add(names, g_strdup(name));
		g_test_add_data_func(path, names->pdata[names->len - 1], test_file);
	}
	g_assert_cmpint(names->len, >, 20);
	g_test_add_func("/mime/content-hash", test_content_hash);
	g_test_add_func("/mime/nobody-is-proven", test_nobody_is_proven);
	g_test_add_func("/mime/quarantine", test_quarantine);
	g_test_add_func("/mime/attachment-outside", test_attachment_outside);
	g_test_add_func("/mime/truncated", test_truncated);
	result = g_test_run();
	mime_shutdown();
	return result;
}
