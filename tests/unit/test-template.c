/*
 * Templates: the engine case by case, then every shipped text of both languages against
 * tests/data/template/expected. After a change of a template, UPDATE_EXPECTED=1 writes
 * those files anew; read the difference as a reader of the mail would.
 */
#include "core/template.h"

#include <string.h>

#include "base/error.h"

/* ---- the engine ---- */

typedef struct {
	const char *name;
	const char *body;
	const char *expected;
} RenderCase;

#define LONG_LINE                                                                          \
	"0123456789012345678901234567890123456789012345678901234567890123456789"           \
	"0123456789012345678901234567890123456789012345678901234567890123456789"

static const RenderCase render_cases[] = {
	{ "value", "Dear {{who}}, hello.", "Dear Zhang, hello.\n" },
	{ "nothing-set", "a{{absent}}b", "ab\n" },
	{ "markup-is-literal", "{{hostile}}",
	  "**b** _i_ `c` [x](http://e) <b>&amp; | # ~~ {{who}} 1. - > \\\n" },
	{ "number-begins-no-list", "{{numbered}}", "1. one\n" },
	{ "second-line-is-none", "{{lines_in_value}}", "one # two\n" },
	{ "values-in-a-table", "| a | b |\n|---|---|\n| {{hostile}} | {{who}} |",
	  "a  b\n**b** _i_ `c` [x](http://e) <b>&amp; | # ~~ {{who}} 1. - > \\  Zhang\n" },
	{ "flag", "{{#on}}yes{{/on}}{{#off}}no{{/off}}{{^off}}not{{/off}}", "yesnot\n" },
	{ "section-on-text",
	  "{{#who}}is{{/who}}{{#empty}}no{{/empty}}{{^empty}}none{{/empty}}", "isnone\n" },
	{ "section-on-block", "{{#words}}some{{/words}}{{#blank}}none{{/blank}}",
	  "some\n" },
	{ "list", "{{#things}}({{name}}{{#colour}}, {{colour}}{{/colour}}){{/things}}",
	  "(ball, red)(cube)\n" },
	{ "no-list", "{{^absent}}nothing{{/absent}}{{#absent}}{{name}}{{/absent}}",
	  "nothing\n" },
	{ "heading-of-a-list",
	  "{{#has_things}}\nThings:\n{{/has_things}}\n{{#things}}\n- {{name}}\n{{/things}}",
	  "Things:\n\n- ball\n- cube\n" },
	{ "no-heading", "a{{#has_absent}}b{{/has_absent}}{{^has_absent}}c{{/has_absent}}",
	  "ac\n" },
	{ "outer-in-item", "{{#things}}{{who}} {{/things}}", "Zhang Zhang\n" },
	{ "item-hides-outer", "{{size}}:{{#things}}[{{size}}]{{/things}}",
	  "outer:[small][]\n" },
	{ "structure-leaves-no-line",
	  "a\n  {{#on}}  \nb\n{{/on}}\n{{! said to nobody }}\nc", "a\nb\nc\n" },
	{ "comment-in-a-line", "a{{! said to nobody }}b", "ab\n" },
	{ "braces-in-a-value", "{{#on}}{{braces}}{{/on}}", "{{#off}}{{who}}{{/off}}\n" },
	{ "block", "a\n{{{words}}}\nb",
	  "a\n\n  **x**\n\n{{who}} \x1a"
	  "0\x1a | <b>\n1. y\n\nb\n" },
	{ "block-alone", "{{{words}}}",
	  "  **x**\n\n{{who}} \x1a"
	  "0\x1a | <b>\n1. y\n" },
	{ "block-quoted", "> {{{words}}}\n\nb",
	  ">   **x**\n>\n> {{who}} \x1a"
	  "0\x1a | <b>\n> 1. y\n\nb\n" },
	{ "block-in-an-item", "- a\n\n  {{{two}}}\n", "- a\n\n  x\n  y\n" },
	{ "block-empty", "a\n\n{{{blank}}}\n\nb", "a\n\nb\n" },
	{ "block-twice", "{{{two}}}\n{{{two}}}", "x\ny\n\nx\ny\n" },
	{ "block-crlf", "{{{crlf}}}", "a\nb\n" },
	{ "block-long-line", "{{{long}}}", LONG_LINE "\n" },
	{ "block-on-one-line", "<{{words}}>", "<**x** {{who}} 0 | <b> 1. y>\n" },
	{ "value-as-block", "a\n{{{who}}}", "a\n\nZhang\n" },
	{ "forged-placeholder", "{{forged}}\n\n{{{two}}}", "0\n\nx\ny\n" },
	{ "paragraphs", "a\nb\n\n\n\nc", "a\nb\n\nc\n" },
	{ "heading", "# Head\ntext\n\n## Next", "Head\n\ntext\n\nNext\n" },
	{ "emphasis-goes", "**bold** and *soft* and `code`", "bold and soft and code\n" },
	{ "list-tight", "a\n- b\n- c\n\nd", "a\n\n- b\n- c\n\nd\n" },
	{ "list-loose", "- b\n\n- c\n", "- b\n\n- c\n" },
	{ "list-nested", "- a\n  - b\n  - c\n- d", "- a\n  - b\n  - c\n- d\n" },
	{ "list-numbered", "3. a\n4. b\n   c", "3. a\n4. b\n   c\n" },
	{ "list-empty-item", "- a\n-\n- b", "- a\n-\n- b\n" },
	{ "quote", "> a\n> b\n>\n> c\n\nd", "> a\n> b\n>\n> c\n\nd\n" },
	{ "quote-in-item", "- a\n\n  > b\n", "- a\n\n  > b\n" },
	{ "link", "[the site](https://example.com/a) or <https://example.com/>",
	  "the site (https://example.com/a) or https://example.com/\n" },
	{ "mail-link", "[a@b.example](mailto:a@b.example)", "a@b.example\n" },
	{ "value-in-link", "[x](https://e/{{who}})", "x (https://e/Zhang)\n" },
	{ "footer", "a\n\n---\n\nb", "a\n\n-- \nb\n" },
	{ "fence", "```\na **b**\n\n  c\n```", "a **b**\n\n  c\n" },
	{ "fence-other-mark", "```\n~~~\n```\n{{who}}\n{{{two}}}",
	  "~~~\n\nZhang\n\nx\ny\n" },
	{ "block-in-unclosed-fence", "- ```\n\n  {{{two}}}", "-\n\n  x\n  y\n" },
	{ "no-code-by-spaces", "a\n\n        b", "a\n\nb\n" },
	{ "html-is-text", "<b>a</b>\n\n<div>\nx", "<b>a</b>\n\n<div>\nx\n" },
	{ "entities", "&lt;&amp;&nbsp;&copy;", "<&\u00a0&copy;\n" },
	{ "table",
	  "a\n\n| Ticket | 主题 | n |\n|---|---|--:|\n| FL#1 | 打印机卡纸 | 7 |\n| FL#1042 "
	  "| VPN | 11 |\n\nb",
	  "a\n\nTicket   主题         n\nFL#1     打印机卡纸   7\nFL#1042  VPN         "
	  "11\n\nb\n" },
	{ "table-overlong-cell", "|a|b|\n|---|---|\n|" LONG_LINE "|x|\n|y|z|",
	  "a  b\n" LONG_LINE "  x\ny  z\n" },
	{ "table-empty-cell", "|a|b|\n|---|---|\n|  | x |", "a  b\n   x\n" },
	{ "chinese-value-in-chinese", "由 {{chinese}} 负责", "由王伟负责\n" },
	{ "latin-value-in-chinese", "由 {{who}} 负责", "由 Zhang 负责\n" },
	{ "chinese-value-in-english", "by {{chinese}} and", "by 王伟 and\n" },
	{ "chinese-value-beside-value", "/{{chinese}} {{chinese}} x", "/王伟 王伟 x\n" },
	{ "empty", "", "" },
};

static Slots *
engine_slots(void)
{
	Slots *slots = slots_new();
	Slots *item;

	slots_set(slots, "who", "Zhang");
	slots_set(slots, "chinese", "王伟");
	slots_set(slots, "empty", NULL);
	slots_set(slots, "hostile",
		  "**b** _i_ `c` [x](http://e) <b>&amp; | # ~~ {{who}} 1. - > \\");
	slots_set(slots, "numbered", "1. one");
	slots_set(slots, "lines_in_value", "one\n# two");
	slots_set(slots, "braces", "{{#off}}{{who}}{{/off}}");
	slots_set(slots, "forged",
		  "\x1a"
		  "0\x1a");
	slots_set_block(slots, "words",
			"\n  **x**\n\n{{who}} \x1a"
			"0\x1a | <b>\n1. y\n\n");
	slots_set_block(slots, "two", "x\ny");
	slots_set_block(slots, "blank", " \n\t\n");
	slots_set_block(slots, "crlf", "a\r\nb\r");
	slots_set_block(slots, "long", LONG_LINE);
	slots_set_flag(slots, "on", TRUE);
	slots_set_flag(slots, "off", FALSE);
	slots_set(slots, "size", "outer");
	item = slots_add_item(slots, "things");
	slots_set(item, "name", "ball");
	slots_set(item, "colour", "red");
	slots_set(item, "size", "small");
	item = slots_add_item(slots, "things");
	slots_set(item, "name", "cube");
	slots_set(item, "size", "");
	return slots;
}

static void
test_render(gconstpointer data)
{
	const RenderCase *test = data;
	g_autofree char *source = g_strconcat("Subject: s\n\n", test->body, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Template) template = template_parse(test->name, source, &error);
	g_autoptr(Slots) slots = engine_slots();
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	text = template_text(template, slots);
	g_assert_cmpstr(text, ==, test->expected);
}

static void
test_subject(void)
{
	g_autoptr(Template) template =
		template_parse("t",
			       "{{! who may edit this }}\r\nSubject:  [{{who}}] "
			       "{{#on}}**{{hostile}}**{{/on}} \r\n\r\nx",
			       NULL);
	g_autoptr(Slots) slots = engine_slots();
	g_autofree char *subject = template_subject(template, slots);
	g_autofree char *text = template_text(template, slots);

	g_assert_cmpstr(subject, ==,
			"[Zhang] ****b** _i_ `c` [x](http://e) <b>&amp; | # ~~ {{who}} 1. "
			"- > \\**");
	g_assert_cmpstr(text, ==, "x\n");
}

static void
test_subject_is_one_line(void)
{
	g_autoptr(Template) template =
		template_parse("t", "Subject: a {{x}} {{y}}\n\n", NULL);
	g_autoptr(Slots) slots = slots_new();
	g_autofree char *subject = NULL;

	slots_set(slots, "x", "one\r\nBcc: all@corp.example\r\n\r\nbody");
	slots_set_block(slots, "y", "two\nthree");
	subject = template_subject(template, slots);
	g_assert_cmpstr(subject, ==, "a one Bcc: all@corp.example body two three");
}

typedef struct {
	const char *name;
	const char *source;
	const char *message;
} ErrorCase;

static const ErrorCase error_cases[] = {
	{ "no-subject", "Hello\n\nx",
	  "f:1: a template begins with the line \"Subject: …\"" },
	{ "empty-file", "", "f:1: a template begins with the line \"Subject: …\"" },
	{ "subject-without-text", "{{! c }}\nSubject:  \n\nx",
	  "f:2: a template begins with the line \"Subject: …\"" },
	{ "no-empty-line", "Subject: s\nx", "f:2: an empty line comes after the subject" },
	{ "unclosed", "Subject: s\n\na\n{{#x}}\n{{#y}}{{/y}}\n\n",
	  "f:4: the section x is not closed" },
	{ "unclosed-in-subject", "Subject: {{#x}}\n\n",
	  "f:1: the section x is not closed" },
	{ "closes-nothing", "Subject: s\n\n{{/x}}", "f:3: {{/x}} closes nothing" },
	{ "crossed", "Subject: s\n\n{{#x}}\n{{#y}}\n{{/x}}",
	  "f:5: {{/x}} stands where {{/y}} (line 4) must come first" },
	{ "tag-open", "Subject: s\n\n{{x", "f:3: {{ is not closed on its line" },
	{ "tag-over-lines", "Subject: s\n\n{{x\n}}", "f:3: {{ is not closed on its line" },
	{ "no-name", "Subject: s\n\n{{}}", "f:3: {{}} is no slot, section or comment" },
	{ "partial", "Subject: s\n\n{{> other}}",
	  "f:3: {{> other}} is no slot, section or comment" },
	{ "raw", "Subject: s\n\n{{& x}}", "f:3: {{& x}} is no slot, section or comment" },
	{ "delimiters", "Subject: s\n\n{{=<% %>=}}",
	  "f:3: {{=<% %>=}} is no slot, section or comment" },
	{ "expression", "Subject: s\n\n{{7*7}}",
	  "f:3: {{7*7}} is no slot, section or comment" },
	{ "nine-levels",
	  "Subject: s\n\n{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}\n{{#a}}",
	  "f:4: sections may be 8 levels deep, not more" },
	{ "block-in-a-line", "Subject: s\n\nx {{{y}}}",
	  "f:3: {{{…}}} must stand on a line of its own" },
	{ "block-with-a-tail", "Subject: s\n\n{{{y}}} x",
	  "f:3: {{{…}}} must stand on a line of its own" },
	{ "block-in-subject", "Subject: {{{y}}}\n\n",
	  "f:1: {{{…}}} cannot stand in one line: write {{…}}" },
	{ "block-open", "Subject: s\n\n{{{y}}", "f:3: {{{ is not closed on its line" },
	{ "block-of-nothing", "Subject: s\n\n{{{7}}}", "f:3: {{{7}}} is no slot" },
	{ "in-code", "Subject: s\n\n`a {{x}}`",
	  "f:3: {{x}} stands in `code`, where slots cannot be" },
	{ "in-fence", "Subject: s\n\n```\n{{x}}\n```",
	  "f:4: {{x}} stands in `code`, where slots cannot be" },
	{ "block-in-fence", "Subject: s\n\n~~~\n{{{x}}}\n~~~",
	  "f:4: {{{…}}} stands in `code`, where slots cannot be" },
	{ "control",
	  "Subject: s\n\na\x1a"
	  "0\x1a",
	  "f:3: control character \\x1a" },
	{ "not-utf8", "Subject: s\n\n\xff", "f:1: not UTF-8" },
};

static void
test_error(gconstpointer data)
{
	const ErrorCase *test = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Template) template = template_parse("f", test->source, &error);

	g_assert_null(template);
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	g_assert_cmpstr(error->message, ==, test->message);
}

static void
test_eight_levels(void)
{
	g_autoptr(Template) template = template_parse(
		"t",
		"Subject: "
		"s\n\n{{#who}}{{#who}}{{#who}}{{#who}}{{#who}}{{#who}}{{#who}}{{#who}}x"
		"{{/who}}{{/who}}{{/who}}{{/who}}{{/who}}{{/who}}{{/who}}{{/who}}",
		NULL);
	g_autoptr(Slots) slots = engine_slots();
	g_autofree char *text = template_text(template, slots);

	g_assert_cmpstr(text, ==, "x\n");
}

static void
test_check(gconstpointer data)
{
	static const char *const known[] = { "subject", "assignee", "lines", NULL };
	const ErrorCase *test = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Template) template = template_parse("f", test->source, &error);

	g_assert_no_error(error);
	g_assert_cmpint(template_check(template, known, &error), ==, test->message == NULL);
	g_assert_cmpstr(error ? error->message : NULL, ==, test->message);
}

static const ErrorCase check_cases[] = {
	{ "known", "Subject: {{subject}}\n\n{{#has_lines}}{{/has_lines}}", NULL },
	{ "known-block", "Subject: {{subject}}\n\n{{{assignee}}}", NULL },
	{ "in-subject", "Subject: {{subjct}}\n\n",
	  "f:1: no slot called subjct, did you mean subject?" },
	{ "in-section", "Subject: s\n\na\n{{#line}}{{/line}}",
	  "f:4: no slot called line, did you mean lines?" },
	{ "in-block", "Subject: s\n\n{{{password}}}", "f:3: no slot called password" },
	{ "in-heading", "Subject: s\n\n{{^has_x}}{{/has_x}}", "f:3: no slot called x" },
};

/* ---- sets and phrases ---- */

static void
add(TemplateSet *set, const char *language, const char *name, const char *source)
{
	g_autoptr(GError) error = NULL;

	template_set_add(set, language, name, name, source, &error);
	g_assert_no_error(error);
}

static TemplateSet *
small_set(void)
{
	TemplateSet *set = template_set_new();

	add(set, "en", "one", "Subject: en {{tag}}\n\n");
	add(set, "en", "two", "Subject: en2\n\n");
	add(set, "zh", "one", "Subject: zh\n\n");
	add(set, "zh_CN", "one", "Subject: zh_CN\n\n");
	add(set, "en", "phrases", "# comment\n\ngo-on = Go {{name}} = on\nnext=Next\n");
	add(set, "zh", "phrases", "go-on = 继续 {{name}}");
	return set;
}

static void
assert_subject(const TemplateSet *set, const char *language, const char *name,
	       const char *expected)
{
	const Template *template = template_set_find(set, language, name);
	g_autoptr(Slots) slots = slots_new();
	g_autofree char *subject = template ? template_subject(template, slots) : NULL;

	g_assert_cmpstr(subject, ==, expected);
}

static void
test_find(void)
{
	g_autoptr(TemplateSet) set = small_set();

	assert_subject(set, "zh_CN", "one", "zh_CN");
	assert_subject(set, "zh_TW", "one", "zh");
	assert_subject(set, "zh_CN", "two", "en2");
	assert_subject(set, "fr", "two", "en2");
	assert_subject(set, NULL, "two", "en2");
	assert_subject(set, "en", "three", NULL);
	add(set, "en", "two", "Subject: ours\n\n");
	assert_subject(set, "zh_CN", "two", "ours");
}

static void
assert_phrase(const TemplateSet *set, const char *language, const char *key,
	      const char *name, const char *expected)
{
	g_autofree char *text = phrase_with(set, language, key, "name", name, NULL);

	g_assert_cmpstr(text, ==, expected);
}

static void
test_phrases(void)
{
	g_autoptr(TemplateSet) set = small_set();
	g_autofree char *bare = phrase(set, "en", "next", NULL);

	g_assert_cmpstr(bare, ==, "Next");
	assert_phrase(set, "en", "go-on", "*{{name}}*", "Go *{{name}}* = on");
	assert_phrase(set, "zh_CN", "go-on", "a\nb", "继续 a b");
	assert_phrase(set, "zh_CN", "next", NULL, "Next");
	assert_phrase(set, "en", "go-on", NULL, "Go  = on");
	assert_phrase(set, "en", "no-such-key", NULL, "no-such-key");
	g_assert_true(phrase_exists(set, "zh_CN", "next"));
	g_assert_false(phrase_exists(set, "zh_CN", "no-such-key"));
	add(set, "en", "phrases", "next = Further");
	assert_phrase(set, "en", "next", NULL, "Further");
	assert_phrase(set, "en", "go-on", "x", "Go x = on");
}

static const ErrorCase set_error_cases[] = {
	{ "phrases", "a = b\nc", "f:2: not \"key = text\": c" },
	{ "phrases", "A b = c", "f:1: not \"key = text\": A b = c" },
	{ "phrases", "a =", "f:1: not \"key = text\": a =" },
	{ "phrases", "a = b\n\na = c", "f:3: a stands here twice" },
	{ "phrases", "a = {{tagg}}", "f:1: no slot called tagg, did you mean tag?" },
	{ "phrases", "a = {{#tag}}", "f:1: the section tag is not closed" },
	{ "phrases", "\na = {{{text}}}",
	  "f:2: {{{…}}} cannot stand in one line: write {{…}}" },
	{ "phrases", "a = \xff", "f:1: not UTF-8" },
	{ "one", "Subject: s\n\n{{assigne}}",
	  "f:3: no slot called assigne, did you mean assignee?" },
	{ "one", "s", "f:1: a template begins with the line \"Subject: …\"" },
};

/* A refused file leaves what was there. */
static void
test_set_errors(void)
{
	g_autoptr(TemplateSet) set = small_set();

	for (guint i = 0; i < G_N_ELEMENTS(set_error_cases); i++) {
		const ErrorCase *test = &set_error_cases[i];
		g_autoptr(GError) error = NULL;

		g_assert_false(
			template_set_add(set, "en", test->name, "f", test->source, &error));
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_cmpstr(error->message, ==, test->message);
	}
	assert_subject(set, "en", "one", "en");
	g_assert_false(phrase_exists(set, "en", "a"));
}

/* ---- the shipped templates ---- */

static const char *const languages[] = { "en", "zh_CN" };

static char *
read_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

static char *
template_path(const char *language, const char *file)
{
	return g_test_build_filename(G_TEST_DIST, "..", "templates", language, file, NULL);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files of LANGUAGE, sorted. Own. */
static GPtrArray *
list_files(const char *language)
{
	g_autofree char *path = template_path(language, "");
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) folder = g_dir_open(path, 0, &error);
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	const char *file;

	g_assert_no_error(error);
	while ((file = g_dir_read_name(folder)))
		if (g_str_has_suffix(file, ".md") || strcmp(file, "phrases") == 0)
			g_ptr_array_add(files, g_strdup(file));
	g_ptr_array_sort(files, by_name);
	g_assert_cmpuint(files->len, >, 20);
	return files;
}

/* "new" of "new.md". Own. */
static char *
name_of(const char *file)
{
	return g_strndup(file, strcspn(file, "."));
}

static TemplateSet *
shipped_set(const char *language)
{
	TemplateSet *set = template_set_new();
	g_autoptr(GPtrArray) files = list_files(language);

	for (guint i = 0; i < files->len; i++) {
		g_autofree char *path = template_path(language, files->pdata[i]);
		g_autofree char *source = read_file(path);
		g_autofree char *name = name_of(files->pdata[i]);

		add(set, language, name, source);
	}
	return set;
}

static GKeyFile *
load_sample(const char *language)
{
	g_autofree char *name = g_strdup_printf("sample-%s.ini", language);
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "template", name, NULL);
	g_autoptr(GError) error = NULL;
	GKeyFile *sample = g_key_file_new();

	g_key_file_load_from_file(sample, path, G_KEY_FILE_NONE, &error);
	g_assert_no_error(error);
	return sample;
}

static void
take_group(Slots *slots, GKeyFile *sample, const char *group)
{
	g_auto(GStrv) keys = g_key_file_get_keys(sample, group, NULL, NULL);

	for (guint i = 0; keys && keys[i]; i++) {
		g_autofree char *value =
			g_key_file_get_string(sample, group, keys[i], NULL);

		g_assert_nonnull(value);
		if (strcmp(value, "yes") == 0)
			slots_set_flag(slots, keys[i], TRUE);
		else if (strcmp(keys[i], "text") == 0)
			slots_set_block(slots, keys[i], value);
		else
			slots_set(slots, keys[i], value);
	}
}

/* All values of SAMPLE for the template NAME. */
static Slots *
full_slots(GKeyFile *sample, const char *name)
{
	Slots *slots = slots_new();
	Slots *outer = NULL;
	g_auto(GStrv) groups = g_key_file_get_groups(sample, NULL);
	g_autofree char *own = g_strdup_printf("template %s", name);

	take_group(slots, sample, "all");
	take_group(slots, sample, own);
	for (guint i = 0; groups[i]; i++) {
		g_auto(GStrv) words = g_strsplit(groups[i], " ", 4);

		if (!words[1] || !g_ascii_isdigit(*words[1]))
			continue;
		if (!words[2])
			outer = slots_add_item(slots, words[0]);
		take_group(words[2] ? slots_add_item(outer, words[2]) : outer, sample,
			   groups[i]);
	}
	return slots;
}

static void
append_rendered(GString *out, const Template *template, const char *title,
		const Slots *slots)
{
	g_autofree char *subject = template_subject(template, slots);
	g_autofree char *text = template_text(template, slots);

	g_string_append_printf(out, "==== %s ====\nSubject: %s\n\n%s", title, subject,
			       text);
}

/* Rendered twice: with every value, and with the least. */
static char *
dump(const Template *template, GKeyFile *sample, const char *name)
{
	GString *out = g_string_new(NULL);
	g_autoptr(Slots) full = full_slots(sample, name);
	g_autoptr(Slots) least = slots_new();

	take_group(least, sample, "least");
	append_rendered(out, template, "everything", full);
	append_rendered(out, template, "the least", least);
	return g_string_free(out, FALSE);
}

static void
compare(const char *language, const char *name, const char *text)
{
	g_autofree char *file = g_strconcat(name, ".txt", NULL);
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "template",
						      "expected", language, file, NULL);
	g_autofree char *expected = NULL;
	g_autoptr(GError) error = NULL;

	if (g_getenv("UPDATE_EXPECTED")) {
		g_file_set_contents(path, text, -1, &error);
		g_assert_no_error(error);
	}
	expected = read_file(path);
	g_assert_cmpstr(text, ==, expected);
}

static void
test_shipped(gconstpointer data)
{
	const char *language = data;
	g_autoptr(TemplateSet) set = shipped_set(language);
	g_autoptr(GKeyFile) sample = load_sample(language);
	g_autoptr(GPtrArray) files = list_files(language);

	for (guint i = 0; i < files->len; i++) {
		g_autofree char *name = name_of(files->pdata[i]);
		g_autofree char *text = NULL;

		if (strcmp(name, "phrases") == 0)
			continue;
		text = dump(template_set_find(set, language, name), sample, name);
		compare(language, name, text);
	}
}

/* Whatever a value holds, it is there as it is, and the mail keeps its shape. */
static void
test_hostile_values(gconstpointer data)
{
	static const char hostile[] = "**x** _y_ [z](http://e.example) <script> ![i](u) | "
				      "`c` # --- {{{text}}} {{tag}} &lt; \\";
	const char *language = data;
	g_autoptr(TemplateSet) set = shipped_set(language);
	g_autoptr(GPtrArray) files = list_files(language);
	g_autofree char *harmless =
		g_strnfill(strlen(hostile), 'g'); /* as wide, for tables */

	for (guint i = 0; i < files->len; i++) {
		g_autofree char *name = name_of(files->pdata[i]);
		const Template *template = template_set_find(set, language, name);
		g_autoptr(Slots) bad = slots_new();
		g_autoptr(Slots) good = slots_new();
		g_autofree char *expected = NULL;
		g_autofree char *text = NULL;
		g_autofree char *subject = NULL;
		g_auto(GStrv) pieces = NULL;

		if (!template)
			continue;
		for (guint j = 0; template_slots[j]; j++) {
			slots_set(bad, template_slots[j], hostile);
			slots_set(good, template_slots[j], harmless);
		}
		text = template_text(template, good);
		pieces = g_strsplit(text, harmless, -1);
		expected = g_strjoinv(hostile, pieces);
		g_free(g_steal_pointer(&text));
		text = template_text(template, bad);
		g_assert_cmpstr(text, ==, expected);
		subject = template_subject(template, bad);
		g_assert_nonnull(strstr(subject, hostile));
	}
}

/* The names in braces in SOURCE, each once, sorted, as one string. Own. */
static char *
slots_of(const char *source)
{
	g_autoptr(GRegex) tag = g_regex_new("\\{\\{[{#^]?\\s*(\\w+)", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GString *all = g_string_new(NULL);

	for (g_regex_match(tag, source, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL))
		g_ptr_array_add(names, g_match_info_fetch(match, 1));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		if (i == 0 || strcmp(names->pdata[i], names->pdata[i - 1]) != 0)
			g_string_append_printf(all, "%s ", (char *)names->pdata[i]);
	return g_string_free(all, FALSE);
}

static void
assert_same_slots(const char *what, const char *english, const char *other)
{
	g_autofree char *expected = slots_of(english);
	g_autofree char *found = slots_of(other);

	if (strcmp(expected, found) != 0)
		g_error("%s: the languages use different slots: %s/ %s", what, expected,
			found);
}

/* A template or phrase added to one language only, or saying less in one, is a mistake. */
static void
test_same_templates(void)
{
	g_autoptr(GPtrArray) english = list_files("en");
	g_autoptr(GPtrArray) chinese = list_files("zh_CN");

	g_assert_cmpuint(english->len, ==, chinese->len);
	for (guint i = 0; i < english->len; i++) {
		g_autofree char *en_path = template_path("en", english->pdata[i]);
		g_autofree char *zh_path = template_path("zh_CN", chinese->pdata[i]);
		g_autofree char *en = read_file(en_path);
		g_autofree char *zh = read_file(zh_path);

		g_assert_cmpstr(english->pdata[i], ==, chinese->pdata[i]);
		assert_same_slots(english->pdata[i], en, zh);
	}
}

/* The lines "key = text" of LANGUAGE's phrases. Own. */
static GPtrArray *
phrase_lines(const char *language)
{
	g_autofree char *path = template_path(language, "phrases");
	g_autofree char *source = read_file(path);
	g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; lines[i]; i++)
		if (*lines[i] && *lines[i] != '#')
			g_ptr_array_add(found, g_strdup(lines[i]));
	return found;
}

static void
test_same_phrases(void)
{
	g_autoptr(GPtrArray) english = phrase_lines("en");
	g_autoptr(GPtrArray) chinese = phrase_lines("zh_CN");

	for (guint i = 0; i < MIN(english->len, chinese->len); i++) {
		g_auto(GStrv) en = g_strsplit(english->pdata[i], " = ", 2);
		g_auto(GStrv) zh = g_strsplit(chinese->pdata[i], " = ", 2);

		g_assert_cmpstr(en[0], ==, zh[0]);
		assert_same_slots(en[0], en[1], zh[1]);
	}
	g_assert_cmpuint(english->len, ==, chinese->len);
}

/* Chinese sentences are punctuated as Chinese: no ASCII mark directly after an ideograph, no space
 * beside a mark (but the one after the "=" of a phrase).
 */
static void
test_full_width_punctuation(void)
{
	g_autoptr(GPtrArray) files = list_files("zh_CN");
	g_autoptr(GRegex) wrong =
		g_regex_new("\\p{Han}[,.:;!?()]|[,;!?(]\\p{Han}|"
			    "[，。：；！？（）“”] |(?<! =) +[，。：；！？（）“”]",
			    0, 0, NULL);

	for (guint i = 0; i < files->len; i++) {
		g_autofree char *path = template_path("zh_CN", files->pdata[i]);
		g_autofree char *source = read_file(path);
		g_autoptr(GMatchInfo) match = NULL;

		if (g_regex_match(wrong, source, 0, &match)) {
			g_autofree char *found = g_match_info_fetch(match, 0);

			g_error("%s: %s", path, found);
		}
	}
}

static void
test_readme_names_every_slot(void)
{
	g_autofree char *path = template_path("README.md", NULL);
	g_autofree char *readme = read_file(path);

	for (guint i = 0; template_slots[i]; i++) {
		g_autofree char *quoted = g_strdup_printf("`%s`", template_slots[i]);

		if (!strstr(readme, quoted))
			g_error("templates/README.md does not explain %s", quoted);
	}
}

static void
test_compiled_in(void)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "src", "desk",
						      "templates.gresource.xml", NULL);
	static const char *const answers[] = { "en", "zh_CN", "de", "fr", "es", "ja", "ko" };
	g_autofree char *list = read_file(path);
	guint listed = 0, there = 0;

	for (const char *p = list; (p = strstr(p, "<file>")); p++)
		listed++;
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autoptr(GPtrArray) files = list_files(languages[i]);

		there += files->len;
		for (guint j = 0; j < files->len; j++) {
			g_autofree char *line =
				g_strdup_printf("<file>%s/%s</file>", languages[i],
						(char *)files->pdata[j]);

			if (!strstr(list, line))
				g_error("templates.gresource.xml does not list %s", line);
		}
	}
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autofree char *line =
			g_strdup_printf("<file>%s/answers</file>", answers[i]);

		g_assert_nonnull(strstr(list, line));
		there++;
	}
	g_assert_cmpuint(listed, ==, there);
}

/* ---- the program ---- */

static void
add_cases(const char *prefix, gconstpointer cases, gsize size, guint count,
	  GTestDataFunc function)
{
	for (guint i = 0; i < count; i++) {
		const char *const *test = (gconstpointer)((const char *)cases + i * size);
		g_autofree char *path = g_strdup_printf("%s/%s", prefix, *test);

		g_test_add_data_func(path, test, function);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_cases("/template/render", render_cases, sizeof(render_cases[0]),
		  G_N_ELEMENTS(render_cases), test_render);
	add_cases("/template/error", error_cases, sizeof(error_cases[0]),
		  G_N_ELEMENTS(error_cases), test_error);
	add_cases("/template/check", check_cases, sizeof(check_cases[0]),
		  G_N_ELEMENTS(check_cases), test_check);
	g_test_add_func("/template/subject", test_subject);
	g_test_add_func("/template/subject-is-one-line", test_subject_is_one_line);
	g_test_add_func("/template/eight-levels", test_eight_levels);
	g_test_add_func("/template/set/find", test_find);
	g_test_add_func("/template/set/phrases", test_phrases);
	g_test_add_func("/template/set/errors", test_set_errors);
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *shipped =
			g_strdup_printf("/template/shipped/%s", languages[i]);
		g_autofree char *hostile =
			g_strdup_printf("/template/hostile/%s", languages[i]);

		g_test_add_data_func(shipped, languages[i], test_shipped);
		g_test_add_data_func(hostile, languages[i], test_hostile_values);
	}
	g_test_add_func("/template/same-templates", test_same_templates);
	g_test_add_func("/template/same-phrases", test_same_phrases);
	g_test_add_func("/template/full-width-punctuation", test_full_width_punctuation);
	g_test_add_func("/template/readme-names-every-slot", test_readme_names_every_slot);
	g_test_add_func("/template/compiled-in", test_compiled_in);
	return g_test_run();
}
