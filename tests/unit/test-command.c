/*
 * core/command: the table is sound, commands are found in a mail's first lines and nowhere
 * else (threat T25), and plain words are never read as more than they say.
 */
#include "core/answer.h"
#include "core/command.h"
#include "core/fact.h"

#include "base/text.h"

#include <string.h>

#include "shipped-answers.h"

/* ---- the table ---- */

static void
test_table(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	guint64 verbs = 0;

	for (guint i = 0; i < n_command_specs; i++) {
		const CommandSpec *spec = &command_specs[i];

		verbs |= G_GUINT64_CONSTANT(1) << spec->verb;
		g_assert_true(command_find(spec->name) == spec);
		g_assert_true(g_hash_table_add(seen, (gpointer)spec->name));
		g_assert_true(g_str_has_prefix(spec->summary, "help-"));
		g_assert_cmpint(spec->verb == VERB_FACT, ==, spec->fact != NULL);
		g_assert_true(!spec->given || spec->argument == ARGUMENT_NONE);
		for (guint j = 0; spec->aliases[j]; j++) {
			g_autofree char *folded = text_fold(spec->aliases[j]);

			g_assert_cmpstr(spec->aliases[j], ==, folded);
			g_assert_true(command_find(spec->aliases[j]) == spec);
			g_assert_true(g_hash_table_add(seen, (gpointer)spec->aliases[j]));
		}
	}
	g_assert_cmpuint(verbs, ==, (G_GUINT64_CONSTANT(1) << N_VERBS) - 1);
}

static const struct {
	const char *name;
	Verb verb;
	const char *fact, *given;
} names[] = {
	{ "accept", VERB_ACCEPT },
	{ "ACCEPT", VERB_ACCEPT },
	{ "ａｃｃｅｐｔ", VERB_ACCEPT },
	{ "受理", VERB_ACCEPT },
	{ "状态", VERB_STATE },
	{ "诊断", VERB_STATE, NULL, "diagnosing" },
	{ "verifying", VERB_STATE, NULL, "verifying" },
	{ "等待", VERB_WAIT },
	{ "解决", VERB_RESOLVE },
	{ "关闭", VERB_CLOSE },
	{ "驳回", VERB_REJECT },
	{ "重新打开", VERB_REOPEN },
	{ "转派", VERB_ASSIGN },
	{ "转组", VERB_TEAM },
	{ "升级", VERB_ESCALATE },
	{ "层级", VERB_TIER },
	{ "优先级", VERB_PRIORITY },
	{ "类别", VERB_CATEGORY },
	{ "系统", VERB_SYSTEM },
	{ "备注", VERB_NOTE },
	{ "抄送", VERB_CC },
	{ "原因", VERB_FACT, "cause" },
	{ "措施", VERB_FACT, "fix" },
	{ "预防", VERB_FACT, "prevention" },
	{ "prevent", VERB_FACT, "prevention" },
	{ "prevention", VERB_FACT, "prevention" },
	{ "影响", VERB_FACT, "impact" },
	{ "方案", VERB_FACT, "plan" },
	{ "回退", VERB_FACT, "rollback" },
	{ "测试", VERB_FACT, "test" },
	{ "工时", VERB_FACT, "time" },
	{ "备件", VERB_FACT, "parts" },
	{ "查看", VERB_SHOW },
	{ "帮助", VERB_HELP },
};

static void
test_names(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const CommandSpec *spec = command_find(names[i].name);

		g_test_message("%s", names[i].name);
		g_assert_nonnull(spec);
		g_assert_cmpint(spec->verb, ==, names[i].verb);
		g_assert_cmpstr(spec->fact, ==, names[i].fact);
		g_assert_cmpstr(spec->given, ==, names[i].given);
	}
	g_assert_null(command_find(""));
	g_assert_null(command_find("accep"));
	g_assert_null(command_find("/accept"));
}

static void
test_reporters(void)
{
	static const char *const theirs[] = { "close", "reopen", "show", "help", NULL };

	for (guint i = 0; i < n_command_specs; i++)
		g_assert_cmpint(command_specs[i].reporter, ==,
				g_strv_contains(theirs, command_specs[i].name));
}

/* ---- mails ---- */

typedef struct {
	const char *name;
	const char *visible;
	const char *commands; /* "name(argument) …"; an unknown one is "?word(argument)" */
	const char *text;
} Mail;

static const Mail mails[] = {
	{ "one", "/accept", "accept()", "" },
	{ "two", "/accept\n/priority high", "accept() priority(high)", "" },
	{ "with-text", "/resolve\nReplaced the cable.\n\nRegards", "resolve()",
	  "Replaced the cable.\n\nRegards" },
	{ "argument", "/resolve cable replaced", "resolve(cable replaced)", "" },
	{ "blank-lines", "\n \n/accept\n\n/tier 2\n\nOn it.", "accept() tier(2)",
	  "On it." },
	{ "crlf", "/accept\r\n/tier 2\r\nOn it.\r\n", "accept() tier(2)", "On it." },
	{ "case", "/Accept\n/PRIORITY High", "accept() priority(High)", "" },
	{ "colon", "/cause: dust\n/fix：cleaned", "cause(dust) fix(cleaned)", "" },
	{ "chinese", "/受理\n/优先级 紧急\n/原因：硬盘坏了",
	  "accept() priority(紧急) cause(硬盘坏了)", "" },
	{ "full-width", "／受理\n／ｐｒｉｏｒｉｔｙ　高", "accept() priority(高)", "" },
	{ "no-break-space", "\u00a0/priority\u00a0high\u00a0", "priority(high)", "" },
	{ "bullets", "- /accept\n* /tier 2\n• /cc a@b.example\n1. /team network",
	  "accept() tier(2) cc(a@b.example) team(network)", "" },
	{ "full-stop", "/accept.\n/关闭。", "accept() close()", "" },
	{ "state-by-name", "/诊断\n/验证", "diagnosing(diagnosing) verifying(verifying)",
	  "" },
	{ "words-behind-none", "/accept I am on my way\nAnna", "accept()",
	  "I am on my way\nAnna" },
	{ "greeting", "Hi Wang,\n\n/accept\nSee you.", "accept()", "See you." },
	{ "greeting-chinese", "王工，您好！\n/关闭", "close()", "" },
	{ "greeting-alone-stays", "Hi Wang,\nwhat about this?", "",
	  "Hi Wang,\nwhat about this?" },
	{ "two-greetings", "Hi,\nHello,\n/accept", "", "Hi,\nHello,\n/accept" },
	{ "greeting-between", "/accept\nHi Wang,\n/close", "accept()", "Hi Wang,\n/close" },
	{ "long-greeting-is-text", "Hi Wang I have looked at this now\n/close", "",
	  "Hi Wang I have looked at this now\n/close" },
	{ "unknown", "/accpet", "?accpet()", "" },
	{ "unknown-far", "/frobnicate 41", "?frobnicate(41)", "" },
	{ "unknown-chinese", "/优先级紧急", "?优先级紧急()", "" },
	{ "no-prefix-guess", "/关闭前请先备份", "?关闭前请先备份()", "" },
	{ "unknown-and-known", "/accept\n/foobar x\n/tier 2", "accept() ?foobar(x) tier(2)",
	  "" },
	/* text */
	{ "empty", "", "", "" },
	{ "text", "The printer is broken.\n/close", "", "The printer is broken.\n/close" },
	{ "below-text", "Done.\n\n/close", "", "Done.\n\n/close" },
	{ "quoted", "\n> /close\n/close", "", "> /close\n/close" },
	{ "path", "/etc/passwd is world-writable", "", "/etc/passwd is world-writable" },
	{ "path-of-a-command", "/close/door", "", "/close/door" },
	{ "root-directory", "/home is full", "", "/home is full" },
	{ "root-directory-ends", "/accept\n/var is full", "accept()", "/var is full" },
	{ "file", "/readme.txt", "", "/readme.txt" },
	{ "space-behind-slash", "/ close", "", "/ close" },
	{ "two-slashes", "//close", "", "//close" },
	{ "slash-alone", "/", "", "/" },
	{ "number", "/12", "", "/12" },
	{ "in-a-line", "please /close", "", "please /close" },
	{ "and-or", "yes/no", "", "yes/no" },
	{ "backslash", "\\close", "", "\\close" },
	{ "url", "http://corp.example/close", "", "http://corp.example/close" },
	{ "query", "/close?x=1", "", "/close?x=1" },
	{ "emoticon", ":/close", "", ":/close" },
};

static char *
describe(const CommandMail *mail)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < mail->commands->len; i++) {
		const Command *command = mail->commands->pdata[i];

		g_string_append_printf(text, "%s%s%s(%s)", i ? " " : "",
				       command->spec ? "" : "?",
				       command->spec ? command->spec->name : command->word,
				       command->argument);
	}
	return g_string_free(text, FALSE);
}

/* ---- facts ---- */

/* VISIBLE, and the facts that it writes: "title=argument …"; what is none as in MAILS. */
static const struct {
	const char *visible, *commands;
} facts[] = {
	{ "/since 08:50\n/发生时间 8点", "since=08:50 since=8点" },
	{ "/cause dust", "cause=dust" },
	{ "/现象：黑屏", "symptom=黑屏" },
	{ "/function-test passed", "function-test=passed" },
	{ "/Function test passed", "function-test=passed" },
	{ "/FUNCTION_TEST: passed", "function-test=passed" },
	{ "/function  test passed", "function-test=passed" },
	{ "/Function test", "function-test=" },
	{ "/功能测试 通过", "function-test=通过" },
	/* a row of the table comes first: this is /test */
	{ "/test passed", "test=passed" },
	{ "/repair plan B", "state" },
	{ "/function passed", "?function" },
	{ "/funktion-test passed", "?funktion-test" },
	{ "/功能测试通过", "?功能测试通过" },
	{ "/data lost", "data=lost" },
};

static GPtrArray *
fact_list(void)
{
	GPtrArray *list = fact_specs_new();
	FactSpec *test = fact_spec_new("function-test");

	g_ptr_array_add(test->label.texts, g_strdup("en"));
	g_ptr_array_add(test->label.texts, g_strdup("Function test"));
	g_ptr_array_add(test->label.texts, g_strdup("zh"));
	g_ptr_array_add(test->label.texts, g_strdup("功能测试"));
	g_ptr_array_add(list, test);
	/* a name that would else be a path */
	g_ptr_array_add(list, fact_spec_new("data"));
	return list;
}

static void
test_facts(void)
{
	g_autoptr(GPtrArray) list = fact_list();

	for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
		g_autoptr(CommandMail) mail = command_read(facts[i].visible, list);
		g_autoptr(GString) text = g_string_new(NULL);

		for (guint j = 0; j < mail->commands->len; j++) {
			const Command *command = mail->commands->pdata[j];

			g_string_append(text, j ? " " : "");
			if (command->fact)
				g_string_append_printf(text, "%s=%s", command->fact,
						       command->argument);
			else if (command->spec)
				g_string_append(text, "state");
			else
				g_string_append_printf(text, "?%s", command->word);
		}
		g_assert_cmpstr(text->str, ==, facts[i].commands);
	}
}

static void
test_fact_suggestion(void)
{
	g_autoptr(GPtrArray) list = fact_list();
	g_autoptr(CommandMail) mail = command_read("/funktion-test passed", list);
	const Command *command = mail->commands->pdata[0];
	const FactSpec *fact = list->pdata[list->len - 2];
	g_autofree char *name = command_fact_name(fact, "en");
	g_autofree char *chinese = command_fact_name(fact, "zh_CN");

	g_assert_cmpstr(command->suggestion, ==, "function-test");
	g_assert_cmpstr(name, ==, "Function-test");
	g_assert_cmpstr(chinese, ==, "功能测试");
}

static void
test_mail(gconstpointer data)
{
	const Mail *row = data;
	g_autoptr(CommandMail) mail = command_read(row->visible, NULL);
	g_autofree char *commands = describe(mail);

	g_assert_cmpstr(commands, ==, row->commands);
	g_assert_cmpstr(mail->text, ==, row->text);
}

static void
test_details(void)
{
	g_autoptr(CommandMail) mail = command_read("- /Prioritty\tvery  high\n/qqqqqqqq", NULL);
	const Command *near = mail->commands->pdata[0], *far = mail->commands->pdata[1];

	g_assert_cmpstr(near->line, ==, "- /Prioritty very high");
	g_assert_cmpstr(near->word, ==, "Prioritty");
	g_assert_cmpstr(near->argument, ==, "very  high");
	g_assert_cmpstr(near->suggestion, ==, "priority");
	g_assert_null(near->spec);
	g_assert_null(far->suggestion);
	command_mail_free(NULL);
}

static void
test_bounded(void)
{
	g_autoptr(GString) visible = g_string_new(NULL);
	g_autoptr(CommandMail) mail = NULL;

	for (int i = 0; i < 200; i++)
		g_string_append(visible, "/accept\n");
	mail = command_read(visible->str, NULL);
	g_assert_cmpuint(mail->commands->len, ==, 50);
	g_assert_true(g_str_has_prefix(mail->text, "/accept"));
}

static const struct {
	const char *words[5];
	const char *commands, *text;
} words[] = {
	{ { "priority", "high" }, "priority(high)", "" },
	{ { "/resolve", "cable", "replaced" }, "resolve(cable replaced)", "" },
	{ { "note", "first line\nsecond line" }, "note(first line\nsecond line)", "" },
	{ { "受理" }, "accept()", "" },
	{ { "accept", "on", "my way" }, "accept()", "on my way" },
	{ { "etc" }, "?etc()", "" },
	{ { "/" }, "?()", "" },
	{ { NULL }, "", "" },
};

static void
test_words(void)
{
	g_autoptr(CommandMail) none = command_from_words(NULL, NULL);

	g_assert_cmpuint(none->commands->len, ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(CommandMail) mail = command_from_words(words[i].words, NULL);
		g_autofree char *commands = describe(mail);

		g_assert_cmpstr(commands, ==, words[i].commands);
		g_assert_cmpstr(mail->text, ==, words[i].text);
	}
}

static void
test_greetings(void)
{
	static const char *const yes[] = {
		"Hi",         "hello,",         "Hi Wang,",
		"HELLO ALL!", "Dear Mr. Wang:", "Good morning team",
		"你好",       "您好！",         "王工，您好",
		"大家好：",   "各位同事，",     "尊敬的王工：",
		"早上好 👋",
	};
	static const char *const no[] = {
		"",
		"Wang",
		"History",
		"hit it",
		"Hi Wang the printer is broken",
		"good",
		"早就坏了",
		"您好，我们办公室的打印机从早上开始坏了",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(yes); i++) {
		g_test_message("%s", yes[i]);
		g_assert_true(command_is_greeting(yes[i]));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(no); i++) {
		g_test_message("%s", no[i]);
		g_assert_false(command_is_greeting(no[i]));
	}
}

/* ---- plain words ---- */

static Answers *answers;

typedef struct {
	const char *visible;
	Answer answer;
	int score;
} Plain;

static const Plain plain[] = {
	/* yes */
	{ "yes", ANSWER_YES },
	{ "Yes", ANSWER_YES },
	{ "YES!!!", ANSWER_YES },
	{ "Y", ANSWER_YES },
	{ "yep", ANSWER_YES },
	{ "- yes", ANSWER_YES },
	{ "\"Yes\"", ANSWER_YES },
	{ "Yes, thanks", ANSWER_YES },
	{ "yes thanks", ANSWER_YES },
	{ "Yes, it works now. Thank you very much!", ANSWER_YES },
	{ "It’s working now", ANSWER_YES },
	{ "It's fixed", ANSWER_YES },
	{ "Fixed", ANSWER_YES },
	{ "solved.", ANSWER_YES },
	{ "It works", ANSWER_YES },
	{ "works now 👍", ANSWER_YES },
	{ "The printer works again", ANSWER_YES },
	{ "The problem has been solved", ANSWER_YES },
	{ "My VPN is working now, thanks", ANSWER_YES },
	{ "Everything works now", ANSWER_YES },
	{ "Great, it works again!", ANSWER_YES },
	{ "Hi Wang, it works now", ANSWER_YES },
	{ "Hi Wang,\n\nYes.\n\nRegards", ANSWER_YES },
	{ "Thanks! It works.", ANSWER_YES },
	{ "thanks it works", ANSWER_YES },
	{ "You can close it", ANSWER_YES },
	{ "No problem any more", ANSWER_YES },
	{ "Yes\nBut the second line does not decide", ANSWER_YES },
	{ "> Is it solved?\nyes", ANSWER_YES },
	{ "是", ANSWER_YES },
	{ "是的", ANSWER_YES },
	{ "是的。", ANSWER_YES },
	{ "是的，已经好了，谢谢！", ANSWER_YES },
	{ "是的谢谢", ANSWER_YES },
	{ "好了", ANSWER_YES },
	{ "好了，谢谢", ANSWER_YES },
	{ "好了谢谢王工", ANSWER_NONE },
	{ "已解决", ANSWER_YES },
	{ "已 解决", ANSWER_NONE },
	{ "已解决！👍👍", ANSWER_YES },
	{ "问题已解决", ANSWER_YES },
	{ "解决了", ANSWER_YES },
	{ "可以了", ANSWER_YES },
	{ "已恢复", ANSWER_YES },
	{ "恢复正常，感谢", ANSWER_YES },
	{ "打印机已经修好了", ANSWER_YES },
	{ "打印机好了谢谢", ANSWER_YES },
	{ "网络已恢复。", ANSWER_YES },
	{ "您好，问题已解决", ANSWER_YES },
	{ "王工，您好\n已解决", ANSWER_YES },
	{ "没问题了", ANSWER_YES },
	{ "不好意思，已经好了", ANSWER_YES },
	{ "太好了，可以用了", ANSWER_YES },
	{ "现在可以上网了", ANSWER_YES },
	{ "已经可以正常使用了，谢谢！", ANSWER_YES },
	{ "已解決，謝謝", ANSWER_YES },
	{ "ＹＥＳ", ANSWER_YES },
	/* no */
	{ "no", ANSWER_NO },
	{ "No.", ANSWER_NO },
	{ "N", ANSWER_NO },
	{ "nope", ANSWER_NO },
	{ "not yet", ANSWER_NO },
	{ "Not yet, sorry", ANSWER_NO },
	{ "no, thanks", ANSWER_NO },
	{ "No, it still fails when I print", ANSWER_NO },
	{ "no it still does not work", ANSWER_NO },
	{ "not solved", ANSWER_NO },
	{ "Not fixed", ANSWER_NO },
	{ "not resolved yet", ANSWER_NO },
	{ "It is not solved", ANSWER_NO },
	{ "It's not working", ANSWER_NO },
	{ "It isn't fixed", ANSWER_NO },
	{ "It isn’t fixed", ANSWER_NO },
	{ "has not been fully fixed", ANSWER_NO },
	{ "still broken", ANSWER_NO },
	{ "The printer is still broken", ANSWER_NO },
	{ "does not work", ANSWER_NO },
	{ "it doesn't work", ANSWER_NO },
	{ "It is broken", ANSWER_NO },
	{ "unsolved", ANSWER_NO },
	{ "Same error, no luck", ANSWER_NO },
	{ "The problem persists", ANSWER_NO },
	{ "Thanks, but it is still not working", ANSWER_NO },
	{ "Hi,\nno", ANSWER_NO },
	{ "否", ANSWER_NO },
	{ "不是", ANSWER_NO },
	{ "没有", ANSWER_NO },
	{ "没有。", ANSWER_NO },
	{ "没有解决", ANSWER_NO },
	{ "没解决", ANSWER_NO },
	{ "问题没有解决", ANSWER_NO },
	{ "未解决", ANSWER_NO },
	{ "尚未解决", ANSWER_NO },
	{ "还没好", ANSWER_NO },
	{ "还没有", ANSWER_NO },
	{ "还是不行", ANSWER_NO },
	{ "不行", ANSWER_NO },
	{ "打印机还是不行", ANSWER_NO },
	{ "谢谢，但是还是不行", ANSWER_NO },
	{ "还是打不开，仍然无法使用", ANSWER_NO },
	{ "又坏了", ANSWER_NO },
	{ "还是连不上", ANSWER_NO },
	{ "问题还在", ANSWER_NO },
	{ "沒有解決", ANSWER_NO },
	/* both, or a question, or a doubt: neither */
	{ "Yes, but it is still broken", ANSWER_NONE },
	{ "yes but it is still broken", ANSWER_NONE },
	{ "Yes, but the scanner does not scan", ANSWER_NONE },
	{ "It works but printing still fails", ANSWER_NONE },
	{ "yes/no", ANSWER_NONE },
	{ "yes and no", ANSWER_NONE },
	{ "Yes?", ANSWER_NONE },
	{ "Is it fixed?", ANSWER_NONE },
	{ "When it is fixed, tell me", ANSWER_NONE },
	{ "I hope it is fixed", ANSWER_NONE },
	{ "Please tell me once it works again", ANSWER_NONE },
	{ "The printer almost works", ANSWER_NONE },
	{ "only the first one is fixed", ANSWER_NONE },
	{ "partly solved", ANSWER_NONE },
	{ "It was not working but works now", ANSWER_NONE },
	{ "Yes, please also install Word", ANSWER_NONE },
	{ "解决了，但是扫描还不行", ANSWER_NONE },
	{ "解决了但是扫描还不行", ANSWER_NONE },
	{ "好了吗", ANSWER_NONE },
	{ "好了吗？", ANSWER_NONE },
	{ "解决了吗？", ANSWER_NONE },
	{ "是不是好了", ANSWER_NONE },
	{ "是网络的问题", ANSWER_NONE },
	{ "对了，换个键盘", ANSWER_NONE },
	{ "解决了一半", ANSWER_NONE },
	{ "差不多好了", ANSWER_NONE },
	{ "等修好了", ANSWER_NONE },
	{ "已解决部分问题", ANSWER_NONE },
	{ "没有时间测试", ANSWER_NONE },
	{ "如果好了", ANSWER_NONE },
	/* not understood */
	{ "", ANSWER_NONE },
	{ "\n \n", ANSWER_NONE },
	{ "👍", ANSWER_NONE },
	{ "Hi Wang,", ANSWER_NONE },
	{ "The printer in room 5 is out of paper", ANSWER_NONE },
	{ "No one has tried it", ANSWER_NONE },
	{ "I will test tomorrow", ANSWER_NONE },
	{ "Yesterday", ANSWER_NONE },
	{ "Norway", ANSWER_NONE },
	{ "nothing", ANSWER_NONE },
	{ "solvedx", ANSWER_NONE },
	{ "打印机没纸了", ANSWER_NONE },
	{ "> yes", ANSWER_NONE },
	{ "again", ANSWER_NONE },
	/* other languages */
	{ "Ja, danke!", ANSWER_YES },
	{ "Es funktioniert wieder.", ANSWER_YES },
	{ "Nein, es funktioniert noch nicht.", ANSWER_NO },
	{ "Ja, aber der Scanner nicht", ANSWER_NONE },
	{ "Vielen Dank", ANSWER_THANKS },
	{ "Oui, ça marche, merci", ANSWER_YES },
	{ "C'est réglé.", ANSWER_YES },
	{ "Non, ça ne marche toujours pas", ANSWER_NO },
	{ "Oui, mais pas toujours", ANSWER_NONE },
	{ "Merci beaucoup !", ANSWER_THANKS },
	{ "Sí, ya funciona", ANSWER_YES },
	{ "Todavía no funciona", ANSWER_NO },
	{ "Sí, pero solo a veces", ANSWER_NONE },
	{ "Muchas gracias", ANSWER_THANKS },
	{ "はい、直りました。ありがとうございます。", ANSWER_YES },
	{ "まだ直っていません。", ANSWER_NO },
	{ "直りましたか？", ANSWER_NONE },
	{ "はい、でも印刷はできません", ANSWER_NONE },
	{ "ありがとうございました。", ANSWER_THANKS },
	{ "네, 해결되었습니다.", ANSWER_YES },
	{ "아직 안 됩니다.", ANSWER_NO },
	{ "감사합니다!", ANSWER_THANKS },
	/* thanks and politeness */
	{ "thanks", ANSWER_THANKS },
	{ "Thanks!", ANSWER_THANKS },
	{ "Thank you", ANSWER_THANKS },
	{ "Thanks a lot for your quick help!", ANSWER_THANKS },
	{ "Thanks, Wang", ANSWER_NONE },
	{ "Thanks Wang", ANSWER_THANKS },
	{ "Great, many thanks", ANSWER_THANKS },
	{ "Hi Wang, thank you", ANSWER_THANKS },
	{ "OK", ANSWER_THANKS },
	{ "谢谢", ANSWER_THANKS },
	{ "谢谢！", ANSWER_THANKS },
	{ "多谢", ANSWER_THANKS },
	{ "辛苦了", ANSWER_THANKS },
	{ "好的，谢谢", ANSWER_THANKS },
	{ "好的", ANSWER_THANKS },
	{ "收到，辛苦了", ANSWER_THANKS },
	{ "谢谢王工", ANSWER_THANKS },
	{ "非常感谢您的帮助", ANSWER_THANKS },
	{ "Thanks, the printer in room 5 has the next fault", ANSWER_NONE },
	{ "谢谢，请帮我看下扫描仪", ANSWER_NONE },
	{ "谢谢请帮我看下扫描仪", ANSWER_NONE },
	/* scores */
	{ "1", ANSWER_SCORE, 1 },
	{ "5", ANSWER_SCORE, 5 },
	{ "５", ANSWER_SCORE, 5 },
	{ " 4 ", ANSWER_SCORE, 4 },
	{ "4.", ANSWER_SCORE, 4 },
	{ "5分", ANSWER_SCORE, 5 },
	{ "5 分", ANSWER_SCORE, 5 },
	{ "5/5", ANSWER_SCORE, 5 },
	{ "3 / 5", ANSWER_SCORE, 3 },
	{ "4 stars", ANSWER_SCORE, 4 },
	{ "5, thanks", ANSWER_SCORE, 5 },
	{ "5 thanks", ANSWER_SCORE, 5 },
	{ "5分，谢谢", ANSWER_SCORE, 5 },
	{ "\n5\nvery good", ANSWER_SCORE, 5 },
	{ "Hi,\n2", ANSWER_SCORE, 2 },
	{ "0", ANSWER_NONE },
	{ "6", ANSWER_NONE },
	{ "10", ANSWER_NONE },
	{ "55", ANSWER_NONE },
	{ "4.5", ANSWER_NONE },
	{ "5/3", ANSWER_NONE },
	{ "1/2", ANSWER_NONE },
	{ "5 printers are broken", ANSWER_NONE },
	{ "1. The printer is broken", ANSWER_NONE },
	{ "1、打印机坏了", ANSWER_NONE },
	{ "5?", ANSWER_NONE },
	{ "5, no", ANSWER_NONE },
};

static const char *
answer_name(Answer answer)
{
	static const char *const answer_names[] = { "none", "yes", "no", "thanks",
						    "score" };

	return answer_names[answer];
}

static void
test_plain(gconstpointer data)
{
	const Plain *row = data;
	int score = 0;
	Answer answer = answer_read(answers, row->visible, &score);

	g_test_message("%s", row->visible);
	g_assert_cmpstr(answer_name(answer), ==, answer_name(row->answer));
	g_assert_cmpint(score, ==, row->score);
	if (!strchr(row->visible, '\n'))
		g_assert_cmpint(answer_is_thanks(answers, row->visible), ==,
				answer == ANSWER_THANKS);
}

/* Whatever is put around it: what says no is not a yes, and a doubted yes is none. */
static void
test_never_yes(void)
{
	static const char *const before[] = { "",       "yes, ",  "Hi, ",    "solved? ",
					      "好了，", "是的，", "thanks, " };
	static const char *const after[] = { "",       ", yes",  " now", ", thanks",
					     "，好了", "，谢谢", "!" };
	int score;

	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
		if (plain[i].answer != ANSWER_NO || strchr(plain[i].visible, '\n'))
			continue;
		for (gsize b = 0; b < G_N_ELEMENTS(before); b++) {
			for (gsize a = 0; a < G_N_ELEMENTS(after); a++) {
				g_autofree char *line = g_strconcat(
					before[b], plain[i].visible, after[a], NULL);

				g_test_message("%s", line);
				g_assert_cmpint(answer_read(answers, line, &score), !=, ANSWER_YES);
			}
		}
	}
}

static void
test_long_line(void)
{
	g_autofree char *blanks = g_strnfill(100000, ' ');
	g_autofree char *line = g_strconcat(blanks, "yes", NULL);
	int score;

	g_assert_cmpint(answer_read(answers, line, &score), ==, ANSWER_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	answers = shipped_answers();
	g_test_add_func("/command/facts", test_facts);
	g_test_add_func("/command/fact-suggestion", test_fact_suggestion);
	g_test_add_func("/command/table", test_table);
	g_test_add_func("/command/names", test_names);
	g_test_add_func("/command/reporters", test_reporters);
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *path = g_strconcat("/command/mail/", mails[i].name, NULL);

		g_test_add_data_func(path, &mails[i], test_mail);
	}
	g_test_add_func("/command/details", test_details);
	g_test_add_func("/command/bounded", test_bounded);
	g_test_add_func("/command/words", test_words);
	g_test_add_func("/command/greetings", test_greetings);
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
		g_autofree char *path = g_strdup_printf("/answer/%s/%" G_GSIZE_FORMAT,
							answer_name(plain[i].answer), i);

		g_test_add_data_func(path, &plain[i], test_plain);
	}
	g_test_add_func("/answer/never-yes", test_never_yes);
	g_test_add_func("/answer/long-line", test_long_line);
	return g_test_run();
}
