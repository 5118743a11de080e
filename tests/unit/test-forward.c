/* core/forward: whose mail was passed on, in the words of mail programs. */
#include "core/forward.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *text;
	const char *from, *sender; /* address and name; NULL: none */
	const char *body;
} Case;

static const Case cases[] = {
	{ "gmail",
	  "FYI\n\n---------- Forwarded message ---------\nFrom: Zhang San "
	  "<Zhang@Corp.example>\n"
	  "Date: Mon, Nov 23, 2026 at 9:12 AM\nSubject: VPN\nTo: <wang@corp.example>\n\n\n"
	  "It is slow.\n\nZhang\n",
	  "zhang@corp.example", "Zhang San", "It is slow.\n\nZhang" },
	{ "apple",
	  "> Begin forwarded message:\n>\n> From: Zhang San <zhang@corp.example>\n"
	  "> Subject: VPN\n>\n> It is slow.\n>> quoted\n",
	  "zhang@corp.example", "Zhang San", "It is slow.\n> quoted" },
	{ "outlook",
	  "See below.\n\nFrom: Zhang San [mailto:zhang@corp.example]\nSent: Monday, "
	  "November 23, "
	  "2026 9:12 AM\nTo: Wang Lei\nSubject: VPN\n\nIt is slow.\n",
	  "zhang@corp.example", NULL, "It is slow." },
	{ "blank-lines-between",
	  "From: zhang@corp.example\n\nSent: Monday, November 23, 2026 9:12 AM\n\n"
	  "Subject: VPN\n\nIt is slow.\n",
	  "zhang@corp.example", NULL, "It is slow." },
	{ "chinese",
	  "-------- 转发邮件信息 --------\n发件人：\"张三\" <zhang@corp.example>\n"
	  "发送日期：2026-11-23 "
	  "09:12:00\n收件人：wang@corp.example\n主题：网络\n\n很慢。\n",
	  "zhang@corp.example", "张三", "很慢。" },
	{ "the-first-of-several",
	  "From: Zhang <zhang@corp.example>\nSubject: VPN\n\nIt is slow.\n\n"
	  "From: Feng <feng@corp.example>\nSubject: VPN\n\nHere too.\n",
	  "zhang@corp.example", "Zhang",
	  "It is slow.\n\nFrom: Feng <feng@corp.example>\nSubject: VPN\n\nHere too." },
	{ "address-as-name",
	  "From: \"boss@corp.example\" <zhang@corp.example>\nSubject: VPN\n\nIt is slow.\n",
	  NULL, NULL, NULL },
	{ "no-address", "From: Zhang San\nSubject: VPN\n\nIt is slow.\n", NULL, NULL,
	  NULL },
	{ "no-header", "From: zhang@corp.example\n\nIt is slow.\n", NULL, NULL, NULL },
	{ "nothing-below", "From: zhang@corp.example\nSubject: VPN\n", NULL, NULL, NULL },
	{ "no-forward", "It is slow.\n", NULL, NULL, NULL },
	{ "empty", "", NULL, NULL, NULL },
};

static void
test_case(gconstpointer data)
{
	const Case *one = data;
	g_autoptr(Address) from = NULL;
	g_autofree char *body = NULL;
	gboolean found = forward_read(one->text, &from, &body);

	g_assert_cmpint(found, ==, one->from != NULL);
	if (!found)
		return;
	g_assert_cmpstr(from->address, ==, one->from);
	g_assert_cmpstr(from->name, ==, one->sender);
	g_assert_cmpstr(body, ==, one->body);
}

/* A header of thousands of lines is none. */
static void
test_endless_header(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Address) from = NULL;
	g_autofree char *body = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append(text, "From: zhang@corp.example\nSubject: VPN\n");
	g_string_append(text, "\nIt is slow.\n");
	g_assert_false(forward_read(text->str, &from, &body));
	g_assert_null(from);
	g_assert_null(body);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/forward/", cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/forward/endless-header", test_endless_header);
	return g_test_run();
}
