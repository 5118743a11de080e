#include "mail/html.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *html;
	const char *text;
} Case;

static const Case cases[] = {
	{ "empty", "", "" },
	{ "bare-text", "just text", "just text" },
	{ "paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo" },
	{ "divs", "<div>one</div><div>two<div>three</div></div>", "one\ntwo\nthree" },
	{ "line-breaks", "one<br>two<br/><br>three", "one\ntwo\n\nthree" },
	{ "white-space", "  one \n two&nbsp;three\t four ", "one two three four" },
	{ "entities", "a &lt;b&gt; &amp; &quot;c&quot; &#25171;&#x5370;",
	  "a <b> & \"c\" 打印" },
	{ "head",
	  "<html><head><title>t</title><style>p{}</style></head><body>b</body></html>",
	  "b" },
	{ "script", "a<script>if (a < b) alert('x')</script>b", "ab" },
	{ "comment", "a<!-- no -->b<!--[if mso]><p>office</p><![endif]-->c", "abc" },
	{ "hidden",
	  "<div style='display: NONE'>preview</div><span style=\"mso-hide:all\">x</span>y",
	  "y" },
	{ "preheaders",
	  "<div style='max-height:0px; overflow:hidden'>a</div>"
	  "<span style='color:#fff;opacity:0'>b</span>"
	  "<div style='height:0;width:0;overflow:hidden;'>c</div>"
	  "<p style='max-height:0.5em;overflow:hidden'>d</p>"
	  "<p style='opacity:0.5;line-height:0'>e</p>",
	  "d\n\ne" },
	{ "hidden-size",
	  "<p style='font-size:0px;color:red'>preview</p><p style='font-size:0.9em'>y",
	  "y" },
	{ "hidden-nested", "<div hidden><p>a<b>b</b></p></div><p>c", "c" },
	{ "quote", "<p>new</p><blockquote>old<br>older</blockquote><p>end</p>",
	  "new\n\n> old\n> older\n\nend" },
	{ "quotes-nested", "a<blockquote>b<blockquote>c</blockquote>d</blockquote>",
	  "a\n\n> b\n>\n> > c\n>\n> d" },
	{ "link", "see <a href='https://a.example/x'>the page</a>.",
	  "see the page <https://a.example/x>." },
	{ "link-same", "<a href=\"http://a.example/\">a.example</a>", "a.example" },
	{ "link-mail", "<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example" },
	{ "link-script", "<a href='javascript:x()'>x</a><a href='#top'>y</a>", "xy" },
	{ "link-empty", "a<a href='https://track.example/'></a>b", "ab" },
	{ "image", "<img src='cid:1' alt='the logo'><img src='http://t.example/pixel'>",
	  "the logo" },
	{ "list", "<ul><li>one<li>two</ul><ol><li>a</li><li>b</li></ol>",
	  "* one\n* two\n1. a\n2. b" },
	{ "table",
	  "<table><tr><th>name</th><th>value</th></tr><tr><td>a</td><td>1</td></tr></"
	  "table>",
	  "name\tvalue\na\t1" },
	{ "pre", "<pre>a  b\n  c</pre>", "a  b\n  c" },
	{ "rule", "<div>a<hr>b</div>", "a\n________________________________\nb" },
	{ "charset-claim",
	  "<meta http-equiv=content-type content='text/html; charset=gb2312'>打印",
	  "打印" },
	{ "outlook-paragraphs",
	  "<p class=MsoNormal>a<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>b",
	  "a\n\nb" },
	{ "unclosed", "<p>a<b>b<i>c", "abc" },
	{ "stray-end-tags", "a</p></div></blockquote>b", "a\n\nb" },
	{ "cdata-and-doctype", "<!DOCTYPE html><html><body>x</body></html>", "x" },
	{ "zero-width", "a\342\200\213b", "ab" },
};

static void
test_case(gconstpointer data)
{
	const Case *c = data;
	g_autofree char *text = html_to_text(c->html, strlen(c->html));

	g_assert_cmpstr(text, ==, c->text);
}

static char *
repeat(const char *piece, int count, const char *tail)
{
	GString *out = g_string_new(NULL);

	for (int i = 0; i < count; i++)
		g_string_append(out, piece);
	g_string_append(out, tail);
	return g_string_free(out, FALSE);
}

/* What is nested deeper than anything remembers still keeps its text (libraries 2.2). */
static void
test_deep(void)
{
	static const char *const pieces[] = {
		"<div>",    "<b><i>",          "<blockquote>",
		"<ul><li>", "<table><tr><td>", "<a href='https://x.example'>"
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *html = repeat(pieces[i], 2000, "deep<p>after");
		g_autofree char *text = html_to_text(html, strlen(html));

		g_assert_nonnull(strstr(text, "deep"));
		g_assert_nonnull(strstr(text, "after"));
	}
}

/* Amplification is bounded: nested quotes put a mark for each level on each line. */
static void
test_bounded(void)
{
	g_autofree char *quotes = repeat("<blockquote>", 600, "");
	g_autofree char *lines = repeat("x<br>", 50000, "");
	g_autofree char *html = g_strconcat(quotes, lines, NULL);
	g_autofree char *text = html_to_text(html, strlen(html));
	g_autofree char *large = repeat("<p>0123456789", 400000, "");
	g_autofree char *cut = html_to_text(large, strlen(large));

	g_assert_cmpint(strlen(text), <, 3 * 1024 * 1024);
	g_assert_cmpint(strlen(cut), <, 3 * 1024 * 1024);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/html/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/html/deep", test_deep);
	g_test_add_func("/html/bounded", test_bounded);
	return g_test_run();
}
