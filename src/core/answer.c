/*
 * A reporter's plain words. A line is cut into clauses at its punctuation; a clause counts
 * only if every word of it is known, so that what is not understood is never obeyed. It
 * must never read a yes where a no, a doubt or a question stands: a yes closes the ticket.
 */
#include "core/command.h"

#include "base/text.h"

#include <string.h>

/* Who writes more than this has more to say than yes or no. */
enum { LINE_MAX_BYTES = 1000, SUBJECT_LETTERS = 10, SUBJECT_WORDS = 7, NEGATION_REACH = 3 };

enum { SAYS_YES = 1 << 0, SAYS_NO = 1 << 1, SAYS_THANKS = 1 << 2, SAYS_POLITE = 1 << 3 };

/* ---- the words: folded, without apostrophes ---- */

/* clang-format off */

static const char *const yes_phrases[] = {
	"yes", "y", "yep", "yeah", "yup", "ja", "oui", "yes it is", "yes it does",
	"yes it has", "fixed", "solved", "resolved", "its fixed", "it is fixed", "is fixed",
	"its solved", "it is solved", "its resolved", "it is resolved", "is solved",
	"is resolved", "fixed now", "solved now", "resolved now", "all fixed", "all solved",
	"all resolved", "all good", "all good now", "all ok", "all ok now", "all fine",
	"all fine now", "all works", "everything works", "everything works now",
	"everything is fine", "everything is ok", "it works", "it works now",
	"it works again", "it works fine", "it works well", "works", "works now",
	"works again", "works fine", "works well", "works for me", "works perfectly",
	"works like a charm", "it works perfectly", "working", "working now",
	"working again", "working fine", "its working", "it is working", "its working now",
	"it is working now", "is working", "is working now", "now it works", "now working",
	"now works", "back to normal", "its back to normal", "it is back to normal",
	"problem solved", "issue solved", "problem resolved", "issue resolved",
	"problem fixed", "issue fixed", "problem is solved", "problem is fixed",
	"problem is gone", "its gone", "confirmed", "i confirm", "can be closed",
	"you can close it", "please close", "please close it", "please close the ticket",
	"close it", "ticket can be closed", "no more problems", "no more issues",
	"no problem any more", "no problem anymore", "no problems any more",
	"no problems anymore", "fine now", "its fine now", "it is fine now", "good now",
	"ok now", "its ok now", "it is ok now", "no issues", "no issues now",
	"no more trouble",
	"是", "是的", "对", "对的", "嗯是的", "好了", "已好", "已经好了", "都好了",
	"全好了", "现在好了", "已解决", "已经解决", "解决了", "已解决了", "已经解决了",
	"都解决了", "问题已解决", "问题解决了", "问题已经解决", "问题已经解决了",
	"问题已解决了", "可以了", "已可以", "现在可以了", "已经可以了", "可以用了",
	"能用了", "现在能用了", "可以使用了", "可以上网了", "可以打印了", "可以登录了",
	"能上网了", "能打印了", "能登录了", "可以正常使用了", "可以正常使用",
	"能正常使用了", "能正常使用", "使用正常", "已正常", "正常了", "恢复了", "已恢复",
	"已经恢复", "已恢复了", "已经恢复了", "恢复正常", "恢复正常了", "已恢复正常",
	"已经恢复正常", "已经恢复正常了", "已经正常了", "已经正常", "一切正常", "修好了",
	"已修好", "已经修好了", "已修复", "修复了", "已经修复", "行了", "搞定", "搞定了",
	"ok了",
	"没问题了", "没问题", "没有问题了", "没有问题", "没事了", "确认解决", "确认已解决",
	"确认", "已确认", "同意关闭", "可以关闭", "可以关闭了", "请关闭", "已解決",
	"解決了", "已經解決", "已經解決了", "已經好了", "可以了謝謝", "已恢復", "沒問題了",
	"沒問題",
};

/* A clause may end so behind its subject: "the printer works again", "打印机已经修好了". */
static const char *const yes_endings[] = {
	"works", "works now", "works again", "works fine", "works well", "works fine now",
	"works perfectly", "works like a charm", "is working", "is working now",
	"is working again", "is working fine", "is fixed", "is fixed now", "is solved",
	"is solved now", "is resolved", "is resolved now", "has been fixed",
	"has been solved", "has been resolved", "is gone", "is back to normal", "is ok now",
	"is fine now",
	"好了", "解决了", "已解决", "已经解决", "可以了", "可以用了", "能用了",
	"可以使用了", "正常了", "可以正常使用了", "能正常使用了", "可以上网了", "能上网了",
	"可以打印了", "能打印了", "可以登录了", "能登录了", "恢复了", "已恢复", "恢复正常",
	"已正常", "修好了", "已修复", "已经修复", "解決了", "已解決",
};

/* How an English clause with such an ending begins. */
static const char *const subjects[] = {
	"the", "my", "our", "it", "this", "that", "everything", "all", "problem", "issue",
	"now",
};

static const char *const no_phrases[] = {
	"no", "n", "nope", "nein", "no it is not", "no it isnt", "no it does not",
	"no it doesnt", "not yet", "not really", "not at all", "it is not", "its not",
	"it isnt", "it does not", "it doesnt", "no not yet", "still", "still not",
	"the same", "still the same", "same as before", "same problem", "same issue",
	"same error", "unsolved", "unresolved", "broken", "it failed", "it fails",
	"unfortunately not", "not",
	"否", "不", "不是", "不是的", "没", "没有", "没有呢", "还没", "还没有", "没好",
	"没有好", "还没好", "还没有好", "不行", "不可以", "不对", "不好", "还不行",
	"还是不行", "仍然不行", "依然不行", "不能", "沒有", "還沒", "還沒有", "還沒好",
	"還是不行",
};

/* Anywhere in a clause these say no, whatever stands around them. */
static const char *const no_marks[] = {
	"still broken", "still not", "still no", "still fails", "still failing",
	"still down", "still does not", "still doesnt", "still do not", "still dont",
	"still cannot", "still cant", "still happening", "still happens", "still the same",
	"still have the", "still having", "still get the", "still getting", "still there",
	"still slow", "still stuck", "problem persists", "issue persists", "error persists",
	"persists", "problem remains", "issue remains", "broken again", "fails again",
	"failed again", "came back", "happened again", "happens again", "happening again",
	"no luck", "does not work", "doesnt work", "do not work", "dont work",
	"did not work", "didnt work", "did not help", "didnt help", "unsolved",
	"unresolved", "no change", "no improvement", "same problem", "same issue",
	"same error", "is broken", "its broken",
	"没解决", "没有解决", "未解决", "没能解决", "未能解决", "没有被解决", "没彻底解决",
	"没有彻底解决", "没完全解决", "没有完全解决", "未完全解决", "尚未解决", "没修好",
	"没有修好", "未修复", "没修复", "没有修复", "未修好", "没好", "没有好", "没恢复",
	"没有恢复", "未恢复", "不正常", "没正常", "用不了", "不能用", "无法使用", "没法用",
	"不好用", "还不行", "还是不行", "仍然不行", "依然不行", "仍不行", "还是一样",
	"仍然一样", "跟之前一样", "问题依旧", "依旧存在", "依然存在", "仍然存在", "还存在",
	"仍存在", "还有问题", "仍有问题", "还是有问题", "还是不能", "仍然不能", "还是无法",
	"仍然无法", "仍无法", "还是坏", "又坏了", "又不行了", "又出现", "又不能", "又断了",
	"还没处理", "没有处理", "没反应", "没有反应", "问题还在", "老样子", "连不上",
	"打不开", "上不了", "登不上", "沒解決", "沒有解決", "未解決", "還是不行",
	"還有問題", "無法使用", "不能使用",
};

/* … unless it came right in the end, which makes it both. */
static const char *const late_endings[] = {
	"works now", "works again", "working now", "working again", "fixed now",
	"solved now", "ok now", "fine now",
	"现在好了", "后来好了", "又好了", "现在可以了", "现在正常了", "已经好了",
};

static const char *const thanks_phrases[] = {
	"thanks", "thank you", "thx", "thanx", "ty", "tks", "cheers", "many thanks",
	"thanks a lot", "thanks so much", "thank you so much", "thank you very much",
	"thanks very much", "thanks again", "thank you again", "thanks a million",
	"much appreciated", "appreciated", "thanks for your help",
	"thank you for your help", "thanks for the help", "thanks all", "danke", "merci",
	"for your help", "for the help", "for your support", "for everything",
	"谢谢", "谢谢你", "谢谢您", "谢谢了", "谢谢啦", "谢了", "多谢", "多谢了",
	"非常感谢", "十分感谢", "万分感谢", "感谢", "感谢您", "感谢你", "感谢支持",
	"谢谢支持", "谢谢帮助", "感谢帮助", "您的帮助", "你的帮助", "辛苦", "辛苦了",
	"您辛苦了", "你辛苦了", "大家辛苦了", "太感谢了", "麻烦了", "麻烦您了", "麻烦你了",
	"謝謝", "謝謝您", "謝謝你", "多謝", "感謝", "非常感謝",
};

static const char *const polite_phrases[] = {
	"ok", "okay", "great", "perfect", "excellent", "super", "awesome", "wonderful",
	"cool", "nice", "good", "very good", "great job", "good job", "well done",
	"great work", "good work", "noted", "got it", "understood", "alright", "all right",
	"sure", "fine", "hi", "hello", "hey", "dear", "all", "team", "sorry",
	"sorry for the delay", "no worries", "no rush", "no hurry", "no need",
	"best regards", "kind regards", "regards", "best", "have a nice day", "very", "so",
	"much", "quick", "fast", "now", "that was quick", "that was fast", "guys",
	"everyone", "colleagues",
	"你好", "您好", "大家好", "好", "好的", "好的呢", "好滴", "好嘞", "嗯", "嗯嗯",
	"行", "可以", "收到", "知道了", "明白", "明白了", "了解", "太好了", "很好",
	"非常好", "真棒", "很棒", "不错", "真快", "好快", "很快", "不好意思", "对不起", "对了",
	"抱歉", "现在", "不客气", "的", "了", "啦", "呢", "哦", "哈", "啊", "非常", "目前",
};

static const struct {
	const char *const *phrases;
	gsize count;
	guint says;
} phrase_lists[] = {
	{ yes_phrases, G_N_ELEMENTS(yes_phrases), SAYS_YES },
	{ no_phrases, G_N_ELEMENTS(no_phrases), SAYS_NO },
	{ thanks_phrases, G_N_ELEMENTS(thanks_phrases), SAYS_THANKS },
	{ polite_phrases, G_N_ELEMENTS(polite_phrases), SAYS_POLITE },
};

/* These turn a yes nearby into something else: a condition, a rest, a wish, a question. */
static const char *const doubts[] = {
	"not", "no", "never", "nothing", "none", "nor", "but", "however", "except",
	"although", "though", "still", "yet", "only", "partly", "partially", "almost",
	"nearly", "half", "some", "sometimes", "if", "when", "whenever", "until", "till",
	"unless", "once", "after", "before", "as soon", "please", "can", "could", "would",
	"should", "will", "might", "may", "maybe", "perhaps", "hope", "hopefully", "wish",
	"want", "need", "wait", "waiting", "try", "also", "another", "other", "other than",
	"instead", "why", "how", "what", "who", "where", "which", "was", "were", "had",
	"broken", "slow", "slower", "error", "errors", "fail", "fails", "failed",
	"again broken", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt",
	"arent", "wont", "hasnt", "havent", "without", "think", "seems", "seem", "soon",
	"later", "tomorrow", "worse", "unable", "unfortunately", "new", "reopen",
	"problem with", "says", "said", "nobody",
	"没", "沒", "不", "未", "否", "无", "無", "并非", "别", "但", "可是", "然而", "还",
	"還", "仍", "又", "吗", "嗎", "呢", "么", "请", "請", "若", "如果", "要是", "等",
	"希望", "才", "再", "怎", "何", "帮", "部分", "一半", "有些", "有的", "有时",
	"偶尔", "差", "快", "只", "除", "另外", "其他", "别的", "慢", "坏", "断", "卡",
	"错", "失败", "以为", "据说", "说", "太", "先", "之前", "以前", "需要", "应该",
	"可能", "似乎", "好像", "什么", "为", "哪", "谁", "新", "过", "后", "半", "算",
};

static const char *const negations[] = {
	"not", "never", "isnt", "wasnt", "arent", "werent", "hasnt", "havent", "doesnt",
	"dont", "didnt", "cannot", "cant", "wont", NULL,
};

static const char *const negated[] = {
	"solved", "resolved", "fixed", "repaired", "working", "work", "works", "ok", "okay",
	"fine", "good", "better", "done", NULL,
};

/* clang-format on */

/* ---- matching ---- */

/* May a phrase begin or end between these two letters? Not within a Latin word or number.
 */
static gboolean
is_border(char before, char after)
{
	return !(g_ascii_isalnum(before) && g_ascii_isalnum(after));
}

static gboolean
stands_at(const char *clause, const char *at, const char *phrase)
{
	gsize length = strlen(phrase);

	return strncmp(at, phrase, length) == 0 &&
	       (at == clause || is_border(at[-1], at[0])) &&
	       is_border(at[length - 1], at[length]);
}

static gboolean
holds(const char *clause, const char *phrase)
{
	for (const char *at = strstr(clause, phrase); at; at = strstr(at + 1, phrase))
		if (stands_at(clause, at, phrase))
			return TRUE;
	return FALSE;
}

static gboolean
holds_any(const char *clause, const char *const *phrases, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (holds(clause, phrases[i]))
			return TRUE;
	return FALSE;
}

/* Length of the longest phrase that stands at AT; SAYS gets what it says. */
static gsize
longest_phrase(const char *clause, const char *at, guint *says)
{
	gsize longest = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(phrase_lists); i++) {
		for (gsize j = 0; j < phrase_lists[i].count; j++) {
			const char *phrase = phrase_lists[i].phrases[j];

			if (strlen(phrase) <= longest || !stands_at(clause, at, phrase))
				continue;
			longest = strlen(phrase);
			*says = phrase_lists[i].says;
		}
	}
	return longest;
}

/* Is CLAUSE made of known phrases and nothing else? SAID gets what they say. */
static gboolean
is_known(const char *clause, guint *said)
{
	const char *at = clause;

	*said = 0;
	while (*at) {
		guint says = 0;
		gsize length = longest_phrase(clause, at, &says);

		if (!length)
			return FALSE;
		*said |= says;
		at += length;
		while (*at == ' ')
			at++;
	}
	return TRUE;
}

/* "has not been fully fixed": a negation with something good soon behind it. */
static gboolean
is_negated(const char *clause)
{
	g_auto(GStrv) words = g_strsplit(clause, " ", -1);

	for (gsize i = 0; words[i]; i++) {
		if (!g_strv_contains(negations, words[i]))
			continue;
		for (gsize j = i + 1; words[j] && j <= i + NEGATION_REACH; j++)
			if (g_strv_contains(negated, words[j]))
				return TRUE;
	}
	return FALSE;
}

static gsize
word_count(const char *clause)
{
	gsize count = *clause != '\0';

	for (; *clause; clause++)
		count += *clause == ' ';
	return count;
}

static gboolean
has_subject(const char *clause)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
		if (stands_at(clause, clause, subjects[i]))
			return word_count(clause) <= SUBJECT_WORDS;
	return FALSE;
}

/* Does CLAUSE end in a yes, behind a short subject? */
static gboolean
ends_in_yes(const char *clause)
{
	gsize length = strlen(clause);

	for (gsize i = 0; i < G_N_ELEMENTS(yes_endings); i++) {
		const char *ending = yes_endings[i];
		gsize ending_length = strlen(ending);

		if (length <= ending_length ||
		    !stands_at(clause, clause + length - ending_length, ending))
			continue;
		if (g_ascii_isalpha(*ending)
			    ? has_subject(clause)
			    : g_utf8_strlen(clause, length - ending_length) <=
				      SUBJECT_LETTERS)
			return TRUE;
	}
	return FALSE;
}

/* "thanks for the quick repair", "谢谢王工": thanks, and a few words for what or whom. */
static gboolean
is_thanks(const char *clause)
{
	guint says = 0;
	gsize length = longest_phrase(clause, clause, &says);

	return length && says == SAYS_THANKS && word_count(clause) <= SUBJECT_WORDS + 1 &&
	       g_utf8_strlen(clause + length, -1) <= (text_is_cjk(g_utf8_get_char(clause))
							      ? SUBJECT_LETTERS
							      : LINE_MAX_BYTES);
}

/* ---- clauses ---- */

/* What the line said so far. */
typedef struct {
	guint said;
	guint clauses;
	int score;      /* of the first clause; 0 = it is none */
	gboolean other; /* something was not understood */
	gboolean doubt; /* … and might take back a yes, or a question was asked */
} Line;

/* "5", "5分", "5/5", "5 stars". */
static int
clause_score(const char *clause)
{
	static const char *const units[] = { "",     "分",    "星",     "颗星",
					     "/5",   "/5分",  "points", "stars",
					     "star", "point", "outof5" };
	g_autoptr(GString) tight = g_string_new(NULL);

	for (; *clause; clause++)
		if (*clause != ' ')
			g_string_append_c(tight, *clause);
	if (tight->str[0] < '1' || tight->str[0] > '5')
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (strcmp(tight->str + 1, units[i]) == 0)
			return tight->str[0] - '0';
	return 0;
}

/* Does CLAUSE say no by a mark? If it also begins or ends as a yes does, it says both. */
static guint
read_marks(const char *clause)
{
	guint says = 0;

	if (!holds_any(clause, no_marks, G_N_ELEMENTS(no_marks)) && !is_negated(clause))
		return 0;
	longest_phrase(clause, clause, &says);
	if (says == SAYS_YES || holds_any(clause, late_endings, G_N_ELEMENTS(late_endings)))
		return SAYS_NO | SAYS_YES;
	return SAYS_NO;
}

static gboolean
cut_ending(char *clause, const char *ending)
{
	gsize length = strlen(clause), ending_length = strlen(ending);

	if (length <= ending_length ||
	    !stands_at(clause, clause + length - ending_length, ending))
		return FALSE;
	clause[length - ending_length] = '\0';
	g_strchomp(clause);
	return TRUE;
}

/* Cuts thanks from the end of CLAUSE, but never all of it: "打印机好了谢谢". */
static void
cut_thanks(char *clause)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(thanks_phrases))
		i = cut_ending(clause, thanks_phrases[i]) ? 0 : i + 1;
}

static void
read_words(char *clause, Line *line)
{
	gboolean doubt = holds_any(clause, doubts, G_N_ELEMENTS(doubts));
	guint said = read_marks(clause);

	if (said || is_known(clause, &said)) {
		line->said |= said;
		return;
	}
	line->doubt |= doubt;
	if (!doubt && is_thanks(clause)) {
		line->said |= SAYS_THANKS;
		return;
	}
	cut_thanks(clause);
	if (!doubt && ends_in_yes(clause))
		line->said |= SAYS_YES;
	else if (!doubt && command_is_greeting(clause))
		line->said |= SAYS_POLITE;
	else
		line->other = TRUE;
}

/* CLAUSE: words and "/" with single spaces between. */
static void
read_clause(char *clause, Line *line)
{
	gboolean is_first = line->clauses == 0;

	g_strstrip(clause);
	if (!*clause)
		return;
	line->clauses++;
	if (is_first) {
		g_autofree char *score = g_strdup(clause);

		cut_thanks(score);
		line->score = clause_score(score);
		if (line->score)
			return;
	}
	g_strdelimit(clause, "/", ' ');
	if (*g_strstrip(clause))
		read_words(clause, line);
}

static gboolean
ends_clause(gunichar c)
{
	return c < 0x80 ? c && strchr(",.!?;:()\"", (char)c)
			: c == 0x3001 || c == 0x3002 || c == 0x2026;
}

static gboolean
is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x02bc;
}

static void
read_line(const char *text, Line *line)
{
	g_autoptr(GString) clause = g_string_new(NULL);

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		line->doubt |= c == '?';
		if (ends_clause(c)) {
			read_clause(clause->str, line);
			g_string_truncate(clause, 0);
		} else if (g_unichar_isalnum(c) || c == '/') {
			g_string_append_unichar(clause, c);
		} else if (clause->len && clause->str[clause->len - 1] != ' ' &&
			   !is_apostrophe(c)) {
			g_string_append_c(clause, ' ');
		}
	}
	read_clause(clause->str, line);
}

static Answer
judge_line(const Line *line, int *score)
{
	gboolean yes = line->said & SAYS_YES, no = line->said & SAYS_NO;

	if (line->score) {
		if (no || line->other || line->doubt)
			return ANSWER_NONE;
		*score = line->score;
		return ANSWER_SCORE;
	}
	if (no)
		return yes ? ANSWER_NONE : ANSWER_NO;
	if (yes)
		return line->doubt ? ANSWER_NONE : ANSWER_YES;
	if (line->other || line->doubt)
		return ANSWER_NONE;
	return line->said ? ANSWER_THANKS : ANSWER_NONE;
}

/* Nothing to read in it, a quoted line, or a greeting to somebody and nothing else. */
static gboolean
is_passed_over(const char *text, const Line *line)
{
	if (!line->clauses)
		return TRUE;
	return !(line->said & ~SAYS_POLITE) && !line->score && !line->doubt &&
	       command_is_greeting(text);
}

Answer
answer_read(const char *visible, int *score)
{
	while (*visible) {
		gsize length = strcspn(visible, "\n");
		g_autofree char *raw = g_strndup(visible, length);
		g_autofree char *clean =
			length <= LINE_MAX_BYTES ? text_one_line(raw) : NULL;
		g_autofree char *folded = clean ? text_fold(clean) : NULL;
		Line line = { 0 };

		if (!folded)
			return ANSWER_NONE;
		if (*folded != '>')
			read_line(folded, &line);
		if (!is_passed_over(folded, &line))
			return judge_line(&line, score);
		visible += length + (visible[length] == '\n');
	}
	return ANSWER_NONE;
}
