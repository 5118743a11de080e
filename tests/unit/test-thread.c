/* core/thread: what a mail names, in which order it counts, and subjects laid bare. */
#include "core/thread.h"

#include "core/key.h"
#include "core/reply.h"

#include <string.h>

#define ZHANG "zhang@corp.example"

static const struct {
	const char *subject, *bare;
	gint64 numbers[3];
} subjects[] = {
	{ "Printer broken", "Printer broken" },
	{ "[FL#12] Printer broken", "Printer broken", { 12 } },
	{ "Re: [FL#12] Printer broken", "Printer broken", { 12 } },
	{ "[FL#12] Re: Printer broken", "Printer broken", { 12 } },
	{ "RE: AW: Fwd: [fl#12] Printer broken", "Printer broken", { 12 } },
	{ "Printer broken [FL#12]", "Printer broken", { 12 } },
	{ "Printer [FL#12] broken", "Printer broken", { 12 } },
	{ "FL#12 Printer broken", "Printer broken", { 12 } },
	{ "Re: FL#12", "", { 12 } },
	{ "About FL#12 again", "About FL#12 again", { 12 } },
	{ "回复：【FL#12】打印机坏了", "打印机坏了", { 12 } },
	{ "答复: 转发：[FL＃１２] 打印机坏了", "打印机坏了", { 12 } },
	{ "［ＦＬ＃12］打印机坏了", "打印机坏了", { 12 } },
	{ "关于FL#12的问题", "关于FL#12的问题", { 12 } },
	{ "回覆: 轉寄: 打印機", "打印機" },
	{ "返信： 転送: プリンター", "プリンター" },
	{ "Antw: Sv: VS: TR: RV: Odp: YNT: WG: x", "x" },
	{ "Re[2]: Printer", "Printer" },
	{ "RE(3): Printer", "Printer" },
	{ "Re2: Printer", "Printer" },
	{ "Re : Printer", "Printer" },
	{ "re:re:re:Printer", "Printer" },
	{ "  Re:\r\n\t[FL#12]\r\n Printer ", "Printer", { 12 } },
	{ "[ FL#12 ] Printer", "Printer", { 12 } },
	{ "[FL#12] [FL#13] [FL#12] x", "x", { 12, 13 } },
	{ "", "" },
	{ "Re:", "" },
	{ "Antwort: printer", "printer" },
	{ "RÉF : printer", "printer" },
	{ "Re^2: printer", "printer" },
	{ "Re (2): printer", "printer" },
	{ "Ответ: printer", "printer" },
	{ "Vá: printer", "printer" },
	{ "תשובה: printer", "printer" },
	{ "[EXTERNAL] Re: printer", "printer" },
	{ "RE: 【外部邮件】FL#12 printer", "printer", { 12 } },
	/* these are words */
	{ "[External disk] x", "[External disk] x" },
	{ "R: a script fails", "R: a script fails" },
	{ "Report: quarter", "Report: quarter" },
	{ "Re Printer", "Re Printer" },
	{ "Re[x]: Printer", "Re[x]: Printer" },
	{ "Re[2: Printer", "Re[2: Printer" },
	{ "Resume: x", "Resume: x" },
	{ "re", "re" },
	{ "AFL#12 x", "AFL#12 x" },
	{ "FL#12a x", "FL#12a x" },
	{ "FL12 x", "FL12 x" },
	{ "FL#", "FL#" },
	{ "FL# 12", "FL# 12" },
	{ "FL#0", "FL#0" },
	{ "FL#x", "FL#x" },
	{ "#12", "#12" },
	{ "[HD#12] x", "[HD#12] x" },
	{ "[FL#12", "[FL#12", { 12 } },
	{ "【FL#12] x", "【FL#12] x", { 12 } },
	{ "FL#999999999999999999 x", "x", { 999999999999999999 } },
	{ "FL#1000000000000000000 x", "FL#1000000000000000000 x" },
};

static Message *
mail_of(const char *subject)
{
	Message *message = message_new();

	g_free(message->subject);
	message->subject = g_strdup(subject);
	message->from_strict = g_strdup(ZHANG);
	return message;
}

static void
test_subjects(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		g_autoptr(Message) message = mail_of(subjects[i].subject);
		g_autoptr(Questions) questions = thread_questions(message, "FL");
		g_autofree char *bare = thread_bare_subject(subjects[i].subject, "FL");
		g_autofree char *again = thread_bare_subject(bare, "FL");

		g_test_message("%s", subjects[i].subject);
		g_assert_cmpstr(bare, ==, subjects[i].bare);
		g_assert_cmpstr(again, ==, bare);
		for (gsize j = 0; j < G_N_ELEMENTS(subjects[i].numbers); j++) {
			gint64 number =
				j < questions->numbers->len
					? g_array_index(questions->numbers, gint64, j)
					: 0;

			g_assert_cmpint(number, ==, subjects[i].numbers[j]);
		}
	}
}

static void
test_other_tags(void)
{
	g_autoptr(Message) message = mail_of("[IT帮助#7] x");
	g_autoptr(Questions) chinese = thread_questions(message, "IT帮助");
	g_autoptr(Questions) empty = thread_questions(message, "");
	g_autoptr(Questions) none = thread_questions(message, NULL);
	g_autofree char *bare = thread_bare_subject("Re: [IT帮助#7] x", "IT帮助");
	g_autofree char *untagged = thread_bare_subject("Re: #7 x", "");

	g_assert_cmpuint(chinese->numbers->len, ==, 1);
	g_assert_cmpuint(empty->numbers->len, ==, 0);
	g_assert_cmpuint(none->numbers->len, ==, 0);
	g_assert_cmpstr(bare, ==, "x");
	g_assert_cmpstr(untagged, ==, "#7 x");
}

static void
add(GPtrArray *list, const char *text)
{
	g_ptr_array_add(list, g_strdup(text));
}

static void
test_questions(void)
{
	static const char *const expected[] = { "parent@x", "older@x", "oldest@x" };
	g_autoptr(GBytes) secret = g_bytes_new_static("secret", 6);
	g_autofree char *first = key_make(secret, KEY_ROUTINE, 1, 1, ZHANG);
	g_autofree char *second = key_make(secret, KEY_ROUTINE, 2, 1, ZHANG);
	g_autofree char *third = key_make(secret, KEY_ROUTINE, 3, 1, ZHANG);
	g_autofree char *id = g_strconcat(first, ".9@corp.example", NULL);
	g_autofree char *to = g_strconcat("it-help+", second, "@corp.example", NULL);
	g_autofree char *delivered = g_strconcat("x+", third, "@corp.example", NULL);
	g_autoptr(Message) message = mail_of("");
	g_autoptr(Questions) questions = NULL;

	add(message->in_reply_to, "parent@x");
	add(message->references, "oldest@x");
	add(message->references, "older@x");
	add(message->references, "parent@x");
	message->bounced_id = g_strdup("bounced@x");
	questions = thread_questions(message, "FL");
	g_assert_cmpuint(questions->ids->len, ==, 3);
	for (guint i = 0; i < questions->ids->len; i++)
		g_assert_cmpstr(questions->ids->pdata[i], ==, expected[i]);
	g_assert_cmpuint(questions->keys->len, ==, 0);
	g_assert_cmpstr(questions->from, ==, ZHANG);
	g_assert_cmpstr(questions->bearer, ==, ZHANG);
	g_assert_cmpstr(questions->bounced_id, ==, "bounced@x");

	g_clear_pointer(&questions, questions_free);
	add(message->references, id);
	g_ptr_array_add(message->cc, address_new(NULL, to));
	add(message->delivered_to, delivered);
	questions = thread_questions(message, "FL");
	g_assert_cmpuint(questions->keys->len, ==, 3);
	g_assert_cmpint(((Key *)questions->keys->pdata[0])->ticket_id, ==, 2);
	g_assert_cmpint(((Key *)questions->keys->pdata[1])->ticket_id, ==, 3);
	g_assert_cmpint(((Key *)questions->keys->pdata[2])->ticket_id, ==, 1);
}

static void
test_questions_are_bounded(void)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(Message) message = NULL;
	g_autoptr(Questions) questions = NULL;

	for (int i = 1; i <= 1000; i++)
		g_string_append_printf(subject, "FL#%d ", i);
	message = mail_of(subject->str);
	for (int i = 1; i <= 1000; i++)
		g_ptr_array_add(message->references, g_strdup_printf("%d@x", i));
	questions = thread_questions(message, "FL");
	g_assert_cmpuint(questions->ids->len, ==, 200);
	g_assert_cmpstr(questions->ids->pdata[0], ==, "1000@x");
	g_assert_cmpuint(questions->numbers->len, ==, 10);
}

/* Tickets 1 to 5 exist, in generation 3. */
static int
generation_of(gint64 ticket_id, gpointer data)
{
	return ticket_id >= 1 && ticket_id <= 5 ? 3 : 0;
}

typedef struct {
	const char *name;
	const char *from;   /* NULL: nobody */
	const char *bearer; /* NULL: as from */
	gint64 key_ticket;  /* 0: no key in the mail */
	int key_generation;
	char purpose;
	const char *key_of;
	const char *references; /* space-separated, oldest first */
	const char *subject;
	gint64 ticket_id;
	ThreadEvidence evidence;
	gboolean known_id;
} Find;

static const Find finds[] = {
	{ "nothing", ZHANG, NULL, 0, 0, 0, NULL, "x@y", "Printer", 0, THREAD_NONE },
	{ "key", ZHANG, NULL, 1, 3, 'r', ZHANG, "", "", 1, THREAD_KEY },
	{ "key-and-id", ZHANG, NULL, 1, 3, 'r', ZHANG, "of-1@x", "", 1, THREAD_KEY, TRUE },
	{ "key-outweighs-ids", ZHANG, NULL, 1, 3, 'r', ZHANG, "of-2@x", "FL#3", 1,
	  THREAD_KEY },
	{ "key-of-first-address", "zhang@phone.example", ZHANG, 1, 3, 'r', ZHANG, "", "", 1,
	  THREAD_KEY },
	{ "key-of-another", ZHANG, NULL, 1, 3, 'r', "li@corp.example", "", "", 1,
	  THREAD_REFERENCES },
	{ "key-of-another-ids-route", ZHANG, NULL, 1, 3, 'r', "li@corp.example", "of-2@x",
	  "", 2, THREAD_REFERENCES, TRUE },
	{ "key-old-generation", ZHANG, NULL, 1, 2, 'r', ZHANG, "", "", 1,
	  THREAD_REFERENCES },
	{ "key-future-generation", ZHANG, NULL, 1, 4, 'r', ZHANG, "", "", 1,
	  THREAD_REFERENCES },
	{ "key-no-ticket", ZHANG, NULL, 9, 0, 'r', ZHANG, "", "", 0, THREAD_NONE },
	{ "key-for-approval", ZHANG, NULL, 1, 3, 'a', ZHANG, "", "", 1, THREAD_REFERENCES },
	{ "key-from-nobody", NULL, NULL, 1, 3, 'r', ZHANG, "", "", 1, THREAD_REFERENCES },
	{ "ids", ZHANG, NULL, 0, 0, 0, NULL, "of-1@x", "", 1, THREAD_REFERENCES, TRUE },
	{ "ids-nearest-first", ZHANG, NULL, 0, 0, 0, NULL, "of-1@x of-2@x z@z", "", 2,
	  THREAD_REFERENCES, TRUE },
	{ "ids-outweigh-subject", ZHANG, NULL, 0, 0, 0, NULL, "of-1@x", "FL#3", 1,
	  THREAD_REFERENCES, TRUE },
	{ "ids-of-nobody", NULL, NULL, 0, 0, 0, NULL, "of-1@x", "", 1, THREAD_REFERENCES,
	  TRUE },
	{ "ids-are-bytes", ZHANG, NULL, 0, 0, 0, NULL, "OF-1@x", "", 0, THREAD_NONE },
	{ "wrong-key-outweighs-subject", ZHANG, NULL, 1, 2, 'r', ZHANG, "", "FL#3", 1,
	  THREAD_REFERENCES },
	{ "subject", ZHANG, NULL, 0, 0, 0, NULL, "x@y", "Re: [FL#3] x", 3, THREAD_SUBJECT },
	{ "subject-no-ticket", ZHANG, NULL, 0, 0, 0, NULL, "", "[FL#77] x", 0,
	  THREAD_NONE },
	{ "subject-second", ZHANG, NULL, 0, 0, 0, NULL, "", "[FL#77] FL#4", 4,
	  THREAD_SUBJECT },
};

static GHashTable *
known_ids(void)
{
	static gint64 one = 1, two = 2;
	GHashTable *answers = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_insert(answers, (gpointer) "of-1@x", &one);
	g_hash_table_insert(answers, (gpointer) "of-2@x", &two);
	return answers;
}

static Message *
mail_for(const Find *row, GBytes *secret)
{
	Message *message = mail_of(row->subject);
	g_auto(GStrv) ids = g_strsplit(row->references, " ", -1);

	g_free(message->from_strict);
	message->from_strict = g_strdup(row->from);
	if (row->key_ticket) {
		g_autofree char *key = key_make(secret, row->purpose, row->key_ticket,
						row->key_generation, row->key_of);
		g_autofree char *shouted = g_ascii_strup(key, -1);

		/* first in References, as our own mails have it, and in a relay's capitals
		 */
		g_ptr_array_add(message->references,
				g_strconcat(shouted, ".1@CORP.EXAMPLE", NULL));
	}
	for (gsize i = 0; ids[i]; i++)
		add(message->references, ids[i]);
	return message;
}

static void
test_find(gconstpointer data)
{
	const Find *row = data;
	g_autoptr(GBytes) secret = g_bytes_new_static("secret", 6);
	g_autoptr(GPtrArray) secrets = g_ptr_array_new();
	g_autoptr(GHashTable) answers = known_ids();
	g_autoptr(Message) message = mail_for(row, secret);
	g_autoptr(Questions) questions = thread_questions(message, "FL");
	ThreadResult result;

	g_ptr_array_add(secrets, secret);
	if (row->bearer) {
		g_free(questions->bearer);
		questions->bearer = g_strdup(row->bearer);
	}
	result = thread_find(questions, answers, secrets, generation_of, NULL);
	g_assert_cmpint(result.ticket_id, ==, row->ticket_id);
	g_assert_cmpstr(thread_evidence_name(result.evidence), ==,
			thread_evidence_name(row->evidence));
	g_assert_cmpint(result.key_verified, ==, row->evidence == THREAD_KEY);
	g_assert_cmpint(result.known_id, ==, row->known_id);
}

/* explain has no store: nothing is known, nothing may break. */
static void
test_find_without_store(void)
{
	g_autoptr(Message) message = mail_of("[FL#3] x");
	g_autoptr(Questions) questions = NULL;
	ThreadResult result;

	add(message->in_reply_to, "1-3r-abcdefghijklmnopqrstuvwx23.1@corp.example");
	questions = thread_questions(message, "FL");
	g_assert_cmpuint(questions->keys->len, ==, 1);
	result = thread_find(questions, NULL, NULL, generation_of, NULL);
	g_assert_cmpint(result.ticket_id, ==, 1);
	g_assert_cmpint(result.evidence, ==, THREAD_REFERENCES);
	g_assert_false(result.key_verified);
	questions_free(NULL);
}

/* A mailto: link's answer: the key stands alone on a line, and nobody else reads it. */
static void
test_body_key(void)
{
	static const char *const key = "12-1r-abcdefghijklmnopqrstuvwxyz";
	g_autoptr(Message) message = message_new();
	g_autoptr(Message) other = message_new();
	g_autoptr(Questions) questions = NULL;

	g_free(message->text);
	message->text = g_strdup_printf("yes\n\n [%s] \n\n-- \nZhang\n", key);
	reply_split(message);
	g_assert_null(strstr(message->visible_text, key));
	g_assert_null(strstr(message->text, key));
	g_assert_true(g_str_has_prefix(message->visible_text, "yes"));
	questions = thread_questions(message, "FL");
	g_assert_cmpuint(questions->keys->len, ==, 1);
	g_assert_cmpint(((const Key *)questions->keys->pdata[0])->ticket_id, ==, 12);
	/* within words, or quoted, it is text */
	g_free(other->text);
	other->text = g_strdup_printf("see [%s]\n\n> [%s]\n", key, key);
	reply_split(other);
	g_assert_cmpuint(other->body_keys->len, ==, 0);
	g_assert_nonnull(strstr(other->visible_text, key));
}

static void
test_names(void)
{
	static const char *const names[] = { "none", "key", "references", "subject" };

	for (ThreadEvidence evidence = THREAD_NONE; evidence <= THREAD_SUBJECT; evidence++)
		g_assert_cmpstr(thread_evidence_name(evidence), ==, names[evidence]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/thread/subjects", test_subjects);
	g_test_add_func("/thread/other-tags", test_other_tags);
	g_test_add_func("/thread/questions", test_questions);
	g_test_add_func("/thread/questions-are-bounded", test_questions_are_bounded);
	for (gsize i = 0; i < G_N_ELEMENTS(finds); i++) {
		g_autofree char *path = g_strconcat("/thread/find/", finds[i].name, NULL);

		g_test_add_data_func(path, &finds[i], test_find);
	}
	g_test_add_func("/thread/find-without-store", test_find_without_store);
	g_test_add_func("/thread/names", test_names);
	g_test_add_func("/thread/body-key", test_body_key);
	return g_test_run();
}
