/* core/similar: words in two scripts, and which tickets are like another. */
#include <string.h>

#include "core/similar.h"

static char *
joined(const char *text)
{
	g_autoptr(GPtrArray) words = similar_words(text, 100);

	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

static void
test_words(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "", "" },
		{ "the VPN is DOWN, vpn!", "vpn down" },
		{ "打印机卡纸", "打印 印机 机卡 卡纸" },
		{ "OA很慢。ERP ok", "oa 很慢 erp ok" },
		{ "ＶＰＮ", "vpn" },
		{ "锁", "锁" },
		{ "error 5012 x", "error 5012" },
		{ "、。！", "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = joined(rows[i].text);

		g_assert_cmpstr(words, ==, rows[i].words);
	}
	{
		g_autoptr(GPtrArray) few = similar_words("one two three", 2);

		g_assert_cmpuint(few->len, ==, 2);
	}
}

/* This would take minutes if each word were held against all others. */
static void
test_many_words(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GPtrArray) few = NULL;

	for (guint i = 0; i < 400000; i++)
		g_string_append_printf(text, "%u ", 100000 + i);
	few = similar_words(text->str, 32);
	g_assert_cmpuint(few->len, ==, 32);
	g_assert_cmpstr(few->pdata[31], ==, "100031");
}

static Ticket *
add(GPtrArray *tickets, const char *subject, const char *fix)
{
	Ticket *ticket = ticket_new(tickets->len + 1);

	g_free(ticket->subject);
	ticket->subject = g_strdup(subject);
	if (fix) {
		ticket->state = STATE_CLOSED;
		ticket_set_fact(ticket, "fix", fix, "li", 0);
	}
	g_ptr_array_add(tickets, ticket);
	return ticket;
}

static void
assert_ranked(const char *text, const GPtrArray *tickets, double threshold, guint max,
	      const char *numbers)
{
	g_autoptr(GPtrArray) ranked = similar_rank(text, tickets, threshold, max);
	g_autoptr(GString) seen = g_string_new(NULL);

	for (guint i = 0; i < ranked->len; i++)
		g_string_append_printf(seen, "%s%d", i ? " " : "",
				       (int)((Ticket *)ranked->pdata[i])->ticket_id);
	g_assert_cmpstr(seen->str, ==, numbers);
}

static void
test_rank(void)
{
	g_autoptr(GPtrArray) tickets =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);

	add(tickets, "Printer on floor 2 jams", "new roller");
	add(tickets, "Printer on floor 3 jams paper", NULL);
	add(tickets, "VPN disconnects every hour", "new firmware");
	add(tickets, "二楼打印机卡纸", "换了搓纸轮");
	add(tickets, "二楼会议室投影仪不亮", "换灯泡");
	/* solved ones first, though another is more like it */
	assert_ranked("printer jams paper floor 3", tickets, 0.1, 10, "1 2");
	assert_ranked("VPN drops", tickets, 0.1, 10, "3");
	assert_ranked("三楼打印机又卡纸了", tickets, 0.2, 10, "4");
	assert_ranked("keyboard", tickets, 0, 10, "");
	assert_ranked("", tickets, 0, 10, "");
	/* all of them, in order, for those that were found otherwise */
	assert_ranked("VPN", tickets, -1, 2, "3 5");
	/* the very same words */
	assert_ranked("VPN disconnects every hour", tickets, 0.99, 10, "3");
}

/* What all have in common tells nothing. */
static void
test_common_words(void)
{
	g_autoptr(GPtrArray) tickets =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);

	add(tickets, "server alarm fan", "a");
	add(tickets, "server alarm disk", "b");
	add(tickets, "server alarm power", "c");
	assert_ranked("server alarm disk", tickets, 0.6, 10, "2");
}

static void
test_rejected(void)
{
	g_autoptr(GPtrArray) tickets =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);

	add(tickets, "printer jams", "x")->state = STATE_REJECTED;
	add(tickets, "printer jams again", "y");
	assert_ranked("printer jams", tickets, 0.1, 10, "2 1");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/similar/words", test_words);
	g_test_add_func("/similar/many-words", test_many_words);
	g_test_add_func("/similar/rank", test_rank);
	g_test_add_func("/similar/common-words", test_common_words);
	g_test_add_func("/similar/rejected", test_rejected);
	return g_test_run();
}
