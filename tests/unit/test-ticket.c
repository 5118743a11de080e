/* core/ticket: names both ways, copies that share nothing, spans and facts. */
#include "core/ticket.h"

static void
test_names(void)
{
	for (guint i = 0; i < N_STATES; i++) {
		TicketState state;

		g_assert_true(ticket_state_parse(ticket_state_name(i), &state));
		g_assert_cmpint(state, ==, i);
	}
	for (guint i = 0; i < N_KINDS; i++) {
		TicketKind kind;

		g_assert_true(ticket_kind_parse(ticket_kind_name(i), &kind));
		g_assert_cmpint(kind, ==, i);
	}
	g_assert_null(wait_reason_name(WAIT_NONE));
	for (guint i = WAIT_REPORTER; i < N_WAITS; i++) {
		WaitReason reason;

		g_assert_true(wait_reason_parse(wait_reason_name(i), &reason));
		g_assert_cmpint(reason, ==, i);
	}
	g_assert_false(ticket_state_parse("sleeping", &(TicketState){ 0 }));
}

static void
test_copy(void)
{
	g_autoptr(Ticket) ticket = ticket_new(7);
	g_autoptr(Ticket) copy = NULL;

	g_ptr_array_add(ticket->watchers, address_new("W", "w@corp.example"));
	ticket_add_span(ticket, "waiting reporter", 100);
	ticket_set_fact(ticket, "cause", "dust", "li", 120);
	g_hash_table_insert(ticket->last_ids, g_strdup("w@corp.example"), g_strdup("x@y"));
	copy = ticket_copy(ticket);
	ticket_end_span(ticket, "waiting reporter", 200);
	ticket_set_fact(ticket, "cause", "water", "li", 220);

	g_assert_cmpint(((Span *)copy->spans->pdata[0])->to, ==, 0);
	g_assert_cmpint(((Span *)ticket->spans->pdata[0])->to, ==, 200);
	g_assert_cmpstr(ticket_fact(copy, "cause"), ==, "dust");
	g_assert_cmpstr(ticket_fact(ticket, "cause"), ==, "water");
	g_assert_cmpuint(ticket->facts->len, ==, 1);
	g_assert_cmpstr(g_hash_table_lookup(copy->last_ids, "w@corp.example"), ==, "x@y");
	g_assert_true(ticket_is_participant(copy, "W@CORP.example"));
	g_assert_false(ticket_is_participant(copy, "v@corp.example"));
}

static void
test_spans(void)
{
	g_autoptr(Ticket) ticket = ticket_new(7);

	ticket_add_span(ticket, "waiting parts", 100);
	ticket_end_span(ticket, "waiting reporter", 150);
	g_assert_cmpint(((Span *)ticket->spans->pdata[0])->to, ==, 0);
	ticket_end_span(ticket, "waiting parts", 160);
	ticket_end_span(ticket, "waiting parts", 170);
	g_assert_cmpint(((Span *)ticket->spans->pdata[0])->to, ==, 160);
}

static void
test_due(void)
{
	static const struct {
		const char *name;
		gint64 due;
	} limits[] = {
		{ "respond", 0 },
		{ "resolve", 900 },
		{ "tier 1 respond", 300 },
		{ "tier 1 resolve", 800 },
		{ "on site, resolve", 200 },
	};
	g_autoptr(Ticket) ticket = ticket_new(7);

	g_assert_cmpint(ticket_due(ticket, NULL), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		Limit *limit = g_new0(Limit, 1);

		limit->name = g_strdup(limits[i].name);
		limit->due = limits[i].due;
		g_ptr_array_add(ticket->limits, limit);
	}
	g_assert_cmpint(ticket_due(ticket, "respond"), ==, 300);
	g_assert_cmpint(ticket_due(ticket, "resolve"), ==, 800);
	g_assert_cmpint(ticket_due(ticket, NULL), ==, 200);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ticket/names", test_names);
	g_test_add_func("/ticket/copy", test_copy);
	g_test_add_func("/ticket/spans", test_spans);
	g_test_add_func("/ticket/due", test_due);
	return g_test_run();
}
