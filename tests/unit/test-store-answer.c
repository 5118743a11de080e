/* store-answer: what the store says to a question of a decision. */
#include "store-fixture.h"

/* Lists are joined by commas; one of their values is looked for, not a part of one. */
static void
test_listed_facts(Fixture *f, gconstpointer unused)
{
	static const struct {
		const char *value;
		guint count;
	} rows[] = {
		{ "acme INC1", 1 }, { "ACME inc22", 1 }, { "acme INC2", 0 },
		{ "INC1", 0 },      { "acme INC_2", 0 }, { "acme INC1, acme INC22", 1 },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(Snapshot) snapshot = NULL;

	fixture_open_tickets(f, 2);
	g_assert_null(fixture_sql(
		f->path, "INSERT INTO fact (ticket_id, position, name, value, author, at)"
			 " VALUES (1, 0, 'reference', 'acme INC1, acme INC22', 'x', 0),"
			 " (2, 0, 'device', 'acme INC1', 'x', 0)"));
	snapshot = store_snapshot_ticket(f->store, 1, NOW, &error);
	g_assert_no_error(error);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Question question = { .type = ASK_LISTED,
				      .name = (char *)"reference",
				      .value = (char *)rows[i].value };

		g_assert_true(store_answer(f->store, snapshot, &question, &error));
		g_assert_cmpuint(snapshot_finding(snapshot, &question)->tickets->len, ==,
				 rows[i].count);
	}
}

static const Finding *
ask(Fixture *f, Snapshot *snapshot, const Question *question)
{
	g_autoptr(GError) error = NULL;

	store_answer(f->store, snapshot, question, &error);
	g_assert_no_error(error);
	return snapshot_finding(snapshot, question);
}

/* The newest twenty for each word, whatever its case, and an older one for the rarer word.
 */
static void
test_alike(Fixture *f, gconstpointer unused)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	const Finding *finding;
	const Ticket *first;

	fixture_open_tickets(f, 26);
	g_assert_null(fixture_sql(
		f->path,
		"UPDATE ticket SET subject = 'The PRINTER', state = 'closed';"
		"UPDATE ticket SET subject = 'A printer jams' WHERE ticket_id <= 2;"
		"UPDATE ticket SET state = 'new' WHERE ticket_id IN (2, 26);"
		"INSERT INTO fact VALUES (1, 90, 'cause', 'dust', 'li', 7)"));
	finding = ask(f, snapshot,
		      &(Question){ .type = ASK_ALIKE, .value = (char *)"printer jams x" });
	g_assert_cmpuint(finding->tickets->len, ==, 21);
	first = finding->tickets->pdata[0];
	g_assert_cmpint(first->ticket_id, ==, 1);
	g_assert_cmpint(first->state, ==, STATE_CLOSED);
	g_assert_cmpstr(ticket_fact(first, "cause"), ==, "dust");
	g_assert_cmpint(((Ticket *)finding->tickets->pdata[1])->ticket_id, ==, 6);
	g_assert_null(ticket_fact(finding->tickets->pdata[1], "cause"));
	finding = ask(f, snapshot,
		      &(Question){ .type = ASK_ALIKE, .value = (char *)"scanner" });
	g_assert_cmpuint(finding->tickets->len, ==, 0);
}

static void
test_recent(Fixture *f, gconstpointer unused)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	const Finding *finding;
	const Recent *first;

	fixture_open_tickets(f, 4);
	g_assert_null(fixture_sql(
		f->path, "UPDATE ticket SET created = 1000 + ticket_id, system = 'ERP',"
			 " report_id = NULL;"
			 "UPDATE ticket SET created = 2000, report_id = 'a@b', drill = 1"
			 " WHERE ticket_id = 2"));
	finding = ask(f, snapshot, &(Question){ .type = ASK_RECENT, .since = 1003 });
	g_assert_cmpuint(finding->recent->len, ==, 3);
	first = &g_array_index(finding->recent, Recent, 0);
	g_assert_cmpint(first[0].ticket_id, ==, 2);
	g_assert_true(first[0].by_mail && first[0].drill);
	g_assert_cmpstr(first[0].system, ==, "ERP");
	g_assert_cmpstr(first[0].reporter, ==, "zhang@corp.example");
	g_assert_cmpint(first[1].ticket_id, ==, 4);
	g_assert_false(first[1].by_mail || first[1].drill);
	g_assert_cmpint(first[2].ticket_id, ==, 3);
}

/* Values that begin alike for longer than the index looks. */
static void
test_long_facts(Fixture *f, gconstpointer unused)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autofree char *same = g_strnfill(100, 'x');
	g_autofree char *one = g_strconcat(same, "1", NULL);
	g_autofree char *other = g_strconcat(same, "2", NULL);
	g_autofree char *sql =
		g_strdup_printf("INSERT INTO fact VALUES (1, 90, 'device', '%s', 'li', 7);"
				"INSERT INTO fact VALUES (2, 90, 'device', '%s', 'li', 7)",
				one, other);
	const Finding *finding;

	fixture_open_tickets(f, 2);
	g_assert_null(fixture_sql(f->path, sql));
	finding = ask(
		f, snapshot,
		&(Question){ .type = ASK_SAME, .name = (char *)"device", .value = other });
	g_assert_cmpuint(finding->tickets->len, ==, 1);
	g_assert_cmpint(((Ticket *)finding->tickets->pdata[0])->ticket_id, ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	FIXTURE_ADD("/store-answer/listed-facts", test_listed_facts);
	FIXTURE_ADD("/store-answer/alike", test_alike);
	FIXTURE_ADD("/store-answer/recent", test_recent);
	FIXTURE_ADD("/store-answer/long-facts", test_long_facts);
	return g_test_run();
}
