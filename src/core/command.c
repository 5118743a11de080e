/*
 * Mail commands: the table, and the reading of a mail's first lines. What is below the
 * first line of text, and whatever is quoted, is never a command (threat T25). It must
 * never guess: a name is a name or it is reported as unknown.
 */
#include "core/command.h"

#include "base/text.h"

#include <string.h>

enum { COMMANDS_MAX = 50, GREETING_WORDS = 4, GREETING_LETTERS = 12, NAME_MAX_BYTES = 100 };

/* ---- the table ---- */

#define NAMES(...)                                                                         \
	(const char *const[])                                                              \
	{                                                                                  \
		__VA_ARGS__, NULL                                                          \
	}
#define FACT(word, aliases, argument, fact)                                                \
	{                                                                                  \
		VERB_FACT, word, aliases, ARGUMENT_WORD, argument, FALSE, FALSE, fact,     \
			"help-" word, NULL                                                 \
	}
#define STATE(word, aliases)                                                               \
	{                                                                                  \
		VERB_STATE, word, aliases, ARGUMENT_NONE, NULL, FALSE, FALSE, NULL,        \
			"help-state", word                                                 \
	}

/* clang-format off */
const CommandSpec command_specs[] = {
	{ VERB_ACCEPT, "accept", NAMES("受理", "接受", "接单", "take"),
	  ARGUMENT_NONE, NULL, FALSE, FALSE, NULL, "help-accept", NULL },
	{ VERB_STATE, "state", NAMES("状态"),
	  ARGUMENT_WORD, "STATE", FALSE, FALSE, NULL, "help-state", NULL },
	STATE("diagnosing", NAMES("诊断", "诊断中", "diagnose")),
	STATE("planned", NAMES("计划", "已计划")),
	STATE("repairing", NAMES("维修", "修复", "维修中", "修复中", "repair")),
	STATE("verifying", NAMES("验证", "验证中", "verify")),
	{ VERB_WAIT, "wait", NAMES("等待", "挂起", "hold", "pause"),
	  ARGUMENT_WORD, "reporter|supplier|parts [until DATE]", FALSE, FALSE, NULL, "help-wait", NULL },
	{ VERB_RESOLVE, "resolve", NAMES("解决", "已解决", "resolved", "solve", "solved"),
	  ARGUMENT_OPTIONAL, "TEXT", FALSE, TRUE, NULL, "help-resolve", NULL },
	{ VERB_CLOSE, "close", NAMES("关闭", "结单", "关单", "closed"),
	  ARGUMENT_OPTIONAL, "TEXT", TRUE, FALSE, NULL, "help-close", NULL },
	{ VERB_REJECT, "reject", NAMES("驳回", "拒绝"),
	  ARGUMENT_OPTIONAL, "REASON", FALSE, TRUE, NULL, "help-reject", NULL },
	{ VERB_REOPEN, "reopen", NAMES("重新打开", "重开", "重新开启"),
	  ARGUMENT_OPTIONAL, "TEXT", TRUE, FALSE, NULL, "help-reopen", NULL },
	{ VERB_ASSIGN, "assign", NAMES("转派", "指派", "派工", "分派"),
	  ARGUMENT_WORD, "PERSON", FALSE, FALSE, NULL, "help-assign", NULL },
	{ VERB_TEAM, "team", NAMES("转组", "团队", "班组"),
	  ARGUMENT_WORD, "TEAM", FALSE, FALSE, NULL, "help-team", NULL },
	{ VERB_ESCALATE, "escalate", NAMES("升级"),
	  ARGUMENT_OPTIONAL, "REASON", FALSE, FALSE, NULL, "help-escalate", NULL },
	{ VERB_TIER, "tier", NAMES("层级"),
	  ARGUMENT_WORD, "NUMBER", FALSE, FALSE, NULL, "help-tier", NULL },
	{ VERB_PRIORITY, "priority", NAMES("优先级", "prio"),
	  ARGUMENT_WORD, "PRIORITY", FALSE, FALSE, NULL, "help-priority", NULL },
	{ VERB_CATEGORY, "category", NAMES("类别", "分类"),
	  ARGUMENT_WORD, "CATEGORY", FALSE, FALSE, NULL, "help-category", NULL },
	{ VERB_SYSTEM, "system", NAMES("系统"),
	  ARGUMENT_WORD, "SYSTEM", FALSE, FALSE, NULL, "help-system", NULL },
	{ VERB_KIND, "kind", NAMES("类型", "种类"),
	  ARGUMENT_WORD, "KIND", FALSE, FALSE, NULL, "help-kind", NULL },
	{ VERB_DUE, "due", NAMES("期限", "截止"),
	  ARGUMENT_WORD, "DATE", FALSE, FALSE, NULL, "help-due", NULL },
	{ VERB_NOTE, "note", NAMES("备注", "内部备注", "internal"),
	  ARGUMENT_OPTIONAL, "TEXT", FALSE, TRUE, NULL, "help-note", NULL },
	{ VERB_CC, "cc", NAMES("抄送"),
	  ARGUMENT_WORD, "ADDRESS", FALSE, FALSE, NULL, "help-cc", NULL },
	{ VERB_DONE, "done", NAMES("完成", "milestone"),
	  ARGUMENT_WORD, "MILESTONE", FALSE, FALSE, NULL, "help-done", NULL },
	{ VERB_ASK, "ask", NAMES("询问", "提问", "征询"),
	  ARGUMENT_WORD, "WHO TEXT", FALSE, TRUE, NULL, "help-ask", NULL },
	{ VERB_RELEASE, "release", NAMES("放行", "公开", "发布"),
	  ARGUMENT_OPTIONAL, "ENTRY", FALSE, FALSE, NULL, "help-release", NULL },
	FACT("cause", NAMES("原因"), "TEXT", "cause"),
	FACT("fix", NAMES("措施", "解决方案"), "TEXT", "fix"),
	FACT("prevent", NAMES("预防", "prevention"), "TEXT", "prevention"),
	FACT("impact", NAMES("影响"), "TEXT", "impact"),
	FACT("plan", NAMES("方案", "修复方案"), "TEXT", "plan"),
	FACT("rollback", NAMES("回退"), "TEXT", "rollback"),
	FACT("test", NAMES("测试"), "TEXT", "test"),
	FACT("time", NAMES("工时"), "DURATION", "time"),
	FACT("parts", NAMES("备件"), "TEXT", "parts"),
	{ VERB_FOR, "for", NAMES("代报", "代报修", "替"),
	  ARGUMENT_WORD, "ADDRESS", FALSE, FALSE, NULL, "help-for", NULL },
	{ VERB_LIST, "list", NAMES("列表", "清单", "工单"),
	  ARGUMENT_OPTIONAL, "mine|team|late", FALSE, FALSE, NULL, "help-list", NULL },
	{ VERB_SEARCH, "search", NAMES("搜索", "查找", "find"),
	  ARGUMENT_WORD, "WORDS", FALSE, FALSE, NULL, "help-search", NULL },
	{ VERB_REPORT, "report", NAMES("报表", "统计"),
	  ARGUMENT_WORD, "NAME", FALSE, FALSE, NULL, "help-report", NULL },
	{ VERB_MERGE, "merge", NAMES("合并"),
	  ARGUMENT_WORD, "NUMBER|all", FALSE, FALSE, NULL, "help-merge", NULL },
	{ VERB_SPLIT, "split", NAMES("拆分"),
	  ARGUMENT_OPTIONAL, "ENTRY", FALSE, FALSE, NULL, "help-split", NULL },
	{ VERB_DUPLICATE, "duplicate", NAMES("重复", "重复工单", "dup"),
	  ARGUMENT_WORD, "NUMBER", FALSE, FALSE, NULL, "help-duplicate", NULL },
	{ VERB_RELATED, "related", NAMES("关联", "相关"),
	  ARGUMENT_WORD, "NUMBER", FALSE, FALSE, NULL, "help-related", NULL },
	{ VERB_UNDO, "undo", NAMES("撤销", "撤回"),
	  ARGUMENT_WORD, "CODE", FALSE, FALSE, NULL, "help-undo", NULL },
	{ VERB_APPROVE, "approve", NAMES("批准", "同意"),
	  ARGUMENT_WORD, "CODE", FALSE, FALSE, NULL, "help-approve", NULL },
	{ VERB_SHOW, "show", NAMES("查看"),
	  ARGUMENT_OPTIONAL, NULL, TRUE, FALSE, NULL, "help-show", NULL },
	{ VERB_HELP, "help", NAMES("帮助"),
	  ARGUMENT_OPTIONAL, NULL, TRUE, FALSE, NULL, "help-help", NULL },
};
/* clang-format on */

const guint n_command_specs = G_N_ELEMENTS(command_specs);

/* Every fact that has no row: its name comes from the policy. */
static const CommandSpec any_fact = {
	VERB_FACT, NULL, NAMES(NULL), ARGUMENT_WORD, "TEXT", FALSE, FALSE, NULL, NULL, NULL,
};

/* What stands at the root of somebody's file system: "/home is full" is no command. */
static const char *const root_directories[] = {
	"bin",   "boot",  "data", "dev", "etc", "export", "home", "lib",
	"lib64", "media", "mnt",  "nfs", "opt", "proc",   "root", "run",
	"sbin",  "srv",   "sys",  "tmp", "usr", "var",    NULL,
};

/* ---- names ---- */

const CommandSpec *
command_find(const char *name)
{
	g_autofree char *folded = text_fold(name);

	for (guint i = 0; i < n_command_specs; i++)
		if (strcmp(folded, command_specs[i].name) == 0 ||
		    g_strv_contains(command_specs[i].aliases, folded))
			return &command_specs[i];
	return NULL;
}

/* NAME as it is compared: folded, every blank and underscore a hyphen. Own. */
static char *
joined_name(const char *name)
{
	g_autofree char *folded = text_fold_words(name);

	return g_strdelimit(g_steal_pointer(&folded), " _", '-');
}

/* The names that FACT goes by as a command: its title and its labels. Foreign char*. */
static GPtrArray *
names_of(const FactSpec *fact)
{
	GPtrArray *names = g_ptr_array_new();

	g_ptr_array_add(names, fact->title);
	for (guint i = 1; fact->label.texts && i < fact->label.texts->len; i += 2)
		g_ptr_array_add(names, fact->label.texts->pdata[i]);
	return names;
}

static const FactSpec *
find_fact(const GPtrArray *facts, const char *word)
{
	g_autofree char *wanted = joined_name(word);

	for (guint i = 0; facts && i < facts->len; i++) {
		g_autoptr(GPtrArray) names = names_of(facts->pdata[i]);

		for (guint j = 0; j < names->len; j++) {
			g_autofree char *name = joined_name(names->pdata[j]);

			if (strcmp(name, wanted) == 0)
				return facts->pdata[i];
		}
	}
	return NULL;
}

char *
command_fact_name(const FactSpec *fact, const char *language)
{
	g_autofree char *label =
		text_one_line(label_text(&fact->label, fact->title, language));

	return g_strdelimit(g_steal_pointer(&label), " ", '-');
}

/* Own; NULL. */
static char *
suggest(const char *word, const GPtrArray *facts)
{
	g_autofree char *folded = text_fold(word);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) joined = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < n_command_specs; i++) {
		g_ptr_array_add(names, (gpointer)command_specs[i].name);
		for (guint j = 0; command_specs[i].aliases[j]; j++)
			g_ptr_array_add(names, (gpointer)command_specs[i].aliases[j]);
	}
	for (guint i = 0; facts && i < facts->len; i++) {
		g_autoptr(GPtrArray) known = names_of(facts->pdata[i]);

		for (guint j = 0; j < known->len; j++) {
			g_ptr_array_add(joined, joined_name(known->pdata[j]));
			g_ptr_array_add(names, joined->pdata[joined->len - 1]);
		}
	}
	g_ptr_array_add(names, NULL);
	return g_strdup(text_suggest(folded, (const char *const *)names->pdata));
}

static void
command_free(Command *command)
{
	g_free(command->line);
	g_free(command->word);
	g_free(command->argument);
	g_free(command->fact);
	g_free(command->suggestion);
	g_free(command);
}

void
command_mail_free(CommandMail *mail)
{
	if (!mail)
		return;
	g_ptr_array_unref(mail->commands);
	g_free(mail->text);
	g_free(mail);
}

/* ---- one line ---- */

static const char *
skip_spaces(const char *text)
{
	while (*text && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

/* Over "- ", "* ", "• ", "1. ", "2) " before a command. */
static const char *
skip_bullet(const char *line)
{
	static const char *const bullets[] = { "-", "*", "•", "·", "–", NULL };
	gsize digits = strspn(line, "0123456789");

	for (guint i = 0; bullets[i]; i++)
		if (g_str_has_prefix(line, bullets[i]))
			return skip_spaces(line + strlen(bullets[i]));
	if (digits > 0 && digits < 3 && strchr(".)", line[digits]) && line[digits])
		return skip_spaces(line + digits + 1);
	return line;
}

/* Behind "/" or "／"; NULL if LINE does not begin so. */
static const char *
skip_slash(const char *line)
{
	if (*line == '/')
		return line + 1;
	return g_str_has_prefix(line, "／") ? line + strlen("／") : NULL;
}

static gboolean
is_colon(const char *text)
{
	return *text == ':' || g_str_has_prefix(text, "：");
}

static gboolean
is_word_char(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c) || c == '-' || c == '_';
}

static gboolean
ends_word(const char *text)
{
	return !*text || is_colon(text) || g_unichar_isspace(g_utf8_get_char(text));
}

/* Behind the command's name at TEXT; NULL if no name stands there, but a path or a formula.
 */
static const char *
skip_name(const char *text)
{
	const char *end = text;

	if (!g_unichar_isalpha(g_utf8_get_char(text)))
		return NULL;
	while (*end && is_word_char(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	return end;
}

/* A full stop or comma that somebody put behind the name. */
static const char *
skip_stop(const char *text)
{
	static const char *const stops[] = { ".",  ",",  ";",  "!", "。",
					     "，", "；", "！", NULL };

	for (guint i = 0; stops[i]; i++)
		if (g_str_has_prefix(text, stops[i]))
			return text + strlen(stops[i]);
	return text;
}

static gboolean
is_path(const char *word)
{
	g_autofree char *folded = text_fold(word);

	return g_strv_contains(root_directories, folded);
}

/* Whom WORD names: a row of the table, else a fact. */
static void
find_spec(Command *command, const char *word, const GPtrArray *facts)
{
	const FactSpec *fact;

	command->spec = command_find(word);
	if (command->spec) {
		command->fact = g_strdup(command->spec->fact);
		return;
	}
	fact = find_fact(facts, word);
	if (!fact) {
		command->suggestion = suggest(word, facts);
		return;
	}
	command->spec = &any_fact;
	command->fact = g_strdup(fact->title);
}

/* Takes WORD. REST is the line behind it; LEFT gets what of it is no argument but text. */
static Command *
command_new(const char *line, char *word, const char *rest, const GPtrArray *facts,
	    GString *left)
{
	Command *command = g_new0(Command, 1);
	g_autofree char *argument = NULL;

	while (*rest && (is_colon(rest) || g_unichar_isspace(g_utf8_get_char(rest))))
		rest = g_utf8_next_char(rest);
	argument = g_strdup(rest);
	g_strchomp(argument);

	find_spec(command, word, facts);
	command->line = text_one_line(line);
	command->word = word;
	if (command->spec && command->spec->argument == ARGUMENT_NONE) {
		if (*argument)
			g_string_append_printf(left, "%s\n", argument);
		command->argument =
			g_strdup(command->spec->given ? command->spec->given : "");
	} else {
		command->argument = g_steal_pointer(&argument);
	}
	return command;
}

/* Behind the longest name of a fact of several words at TEXT: "功能 测试", "Repair plan". NULL if
 * none stands there. */
static const char *
skip_long_name(const char *text, const GPtrArray *facts)
{
	const char *longest = NULL;

	for (const char *end = text; end - text < NAME_MAX_BYTES;
	     end = g_utf8_next_char(end)) {
		g_autofree char *words = NULL;

		if (end > text && ends_word(end) && memchr(text, ' ', end - text)) {
			words = g_strndup(text, end - text);
			if (find_fact(facts, words))
				longest = end;
		}
		if (!*end)
			break;
	}
	return longest;
}

/* The command on LINE; NULL if it is text. */
static Command *
read_line(const char *line, const GPtrArray *facts, GString *left)
{
	const char *name = skip_slash(line);
	const char *end, *rest;
	g_autofree char *word = NULL;

	if (!name)
		name = skip_slash(skip_bullet(line));
	end = name ? skip_name(name) : NULL;
	if (!end)
		return NULL;
	rest = skip_stop(end);
	if (!ends_word(rest))
		return NULL;
	word = g_strndup(name, end - name);
	if (!command_find(word)) {
		const char *behind = skip_long_name(name, facts);

		if (behind)
			return command_new(line, g_strndup(name, behind - name), behind,
					   facts, left);
		if (is_path(word) && !find_fact(facts, word))
			return NULL;
	}
	return command_new(line, g_steal_pointer(&word), rest, facts, left);
}

/* ---- greetings ---- */

/* Folded. Latin ones begin a line as a word; Chinese ones begin or end it. */
static const char *const greetings[] = {
	"hi",           "hello",          "hey",          "hallo",    "dear",
	"good morning", "good afternoon", "good evening", "good day", "morning",
	"moin",         "guten tag",      "guten morgen", "bonjour",  "你好",
	"您好",         "大家好",         "各位好",       "各位",     "早安",
	"早上好",       "上午好",         "中午好",       "下午好",   "晚上好",
	"尊敬的",       "亲爱的",         "嗨",
};

static gboolean
is_punctuation(gunichar c)
{
	if (c < 0x80 && g_ascii_isalnum(c))
		return FALSE;
	return g_unichar_ispunct(c) || g_unichar_isspace(c);
}

/* Length of GREETING if TEXT begins with it, as a word if it is Latin. */
static gsize
greeting_length(const char *text, const char *greeting)
{
	gsize length = strlen(greeting);

	if (!g_str_has_prefix(text, greeting))
		return 0;
	if (g_ascii_isalpha(*greeting) &&
	    g_unichar_isalnum(g_utf8_get_char(text + length)) &&
	    !text_is_cjk(g_utf8_get_char(text + length)))
		return 0;
	return length;
}

static gboolean
greets(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(greetings); i++) {
		if (greeting_length(text, greetings[i]))
			return TRUE;
		if (!g_ascii_isalpha(*greetings[i]) && g_str_has_suffix(text, greetings[i]))
			return TRUE;
	}
	return FALSE;
}

/* A greeting and at most a name: few words, and few letters where words have no spaces. */
gboolean
command_is_greeting(const char *line)
{
	g_autofree char *folded = text_fold(line);
	g_autoptr(GString) words = g_string_new(NULL);
	guint count = 0, letters = 0;
	gunichar before = ' ';

	for (const char *c = folded; *c; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);

		if (!is_punctuation(letter)) {
			count += is_punctuation(before);
			letters += text_is_cjk(letter);
			g_string_append_unichar(words, letter);
		} else if (!is_punctuation(before)) {
			g_string_append_c(words, ' ');
		}
		if (count > GREETING_WORDS || letters > GREETING_LETTERS)
			return FALSE;
		before = letter;
	}
	g_strchomp(words->str);
	return greets(words->str);
}

/* ---- a whole mail ---- */

static CommandMail *
command_mail_new(void)
{
	CommandMail *mail = g_new0(CommandMail, 1);

	mail->commands = g_ptr_array_new_with_free_func((GDestroyNotify)command_free);
	return mail;
}

/* Reads commands from the lines at TEXT; what is behind them. */
static const char *
read_commands(const char *text, const GPtrArray *facts, GPtrArray *commands, GString *left)
{
	gboolean greeted = FALSE;

	while (*text && commands->len < COMMANDS_MAX) {
		const char *end = text + strcspn(text, "\n");
		g_autofree char *raw = g_strndup(text, end - text);
		g_autofree char *line = text_trim(raw);
		Command *command = read_line(line, facts, left);

		if (command)
			g_ptr_array_add(commands, command);
		else if (*line && (greeted || commands->len || !command_is_greeting(line)))
			break;
		else if (*line)
			greeted = TRUE;
		text = *end ? end + 1 : end;
	}
	return text;
}

CommandMail *
command_read(const char *visible, const GPtrArray *facts)
{
	CommandMail *mail = command_mail_new();
	g_autoptr(GString) text = g_string_new(NULL);
	const char *rest = read_commands(visible, facts, mail->commands, text);

	/* a greeting is dropped only where commands follow it */
	g_string_append(text, mail->commands->len ? rest : visible);
	mail->text = text_trim(text->str);
	return mail;
}

CommandMail *
command_from_words(const char *const *words, const GPtrArray *facts)
{
	CommandMail *mail = command_mail_new();
	g_autoptr(GString) left = g_string_new(NULL);

	if (words && words[0]) {
		g_autofree char *line = g_strjoinv(" ", (char **)words);
		g_autofree char *rest = g_strjoinv(" ", (char **)words + 1);
		const char *name = skip_slash(words[0]);

		g_ptr_array_add(mail->commands,
				command_new(line, g_strdup(name ? name : words[0]), rest,
					    facts, left));
	}
	mail->text = text_trim(left->str);
	return mail;
}
