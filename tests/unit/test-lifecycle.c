/* core/lifecycle: the table of moves as the design has it, and what entering a state does.
 */
#include "core/lifecycle.h"

#define NOW 1800000000

/* For each state: where an engineer, a reporter, silence and an arrival may bring it. The
 * letters are n a d p r v w R C X: new accepted diagnosing planned repairing verifying
 * waiting resolved closed rejected. */
static const struct {
	TicketState from;
	const char *engineer, *reporter, *silence, *arrival;
} moves[] = {
	{ STATE_NEW, "adprvwRCX", "C", "", "" },
	{ STATE_ACCEPTED, "dprvwRCX", "C", "", "" },
	{ STATE_DIAGNOSING, "aprvwRCX", "C", "", "" },
	{ STATE_PLANNED, "adrvwRCX", "C", "", "" },
	{ STATE_REPAIRING, "adpvwRCX", "C", "", "" },
	{ STATE_VERIFYING, "adprwRCX", "C", "", "" },
	{ STATE_WAITING, "adprvwRCX", "C", "", "nadprv" },
	{ STATE_RESOLVED, "naC", "naC", "C", "" },
	{ STATE_CLOSED, "na", "na", "", "" },
	{ STATE_REJECTED, "na", "na", "", "" },
};

static void
check_row(TicketState from, Cause cause, const char *expected)
{
	static const char letters[] = "nadprvwRCX";
	g_autoptr(GString) may = g_string_new(NULL);

	for (guint to = 0; to < N_STATES; to++)
		if (lifecycle_may(from, cause, to))
			g_string_append_c(may, letters[to]);
	g_assert_cmpstr(may->str, ==, expected);
}

static void
test_moves(void)
{
	g_assert_cmpuint(G_N_ELEMENTS(moves), ==, N_STATES);
	for (guint i = 0; i < G_N_ELEMENTS(moves); i++) {
		check_row(moves[i].from, CAUSE_ENGINEER, moves[i].engineer);
		check_row(moves[i].from, CAUSE_REPORTER, moves[i].reporter);
		check_row(moves[i].from, CAUSE_SILENCE, moves[i].silence);
		check_row(moves[i].from, CAUSE_ARRIVAL, moves[i].arrival);
	}
}

static void
test_waiting(void)
{
	g_autoptr(Ticket) ticket = ticket_new(1);
	const Span *span;

	ticket->state = STATE_REPAIRING;
	lifecycle_enter(ticket, STATE_WAITING, WAIT_PARTS, NOW + 100, NOW);
	lifecycle_enter(ticket, STATE_WAITING, WAIT_REPORTER, 0, NOW + 10);
	g_assert_cmpint(ticket->before_waiting, ==, STATE_REPAIRING);
	g_assert_cmpint(ticket->waiting_on, ==, WAIT_REPORTER);
	g_assert_cmpint(ticket->waiting_until, ==, 0);
	lifecycle_enter(ticket, ticket->before_waiting, WAIT_NONE, 0, NOW + 30);
	g_assert_cmpint(ticket->waiting_on, ==, WAIT_NONE);
	g_assert_cmpuint(ticket->spans->len, ==, 2);
	span = ticket->spans->pdata[0];
	g_assert_cmpstr(span->what, ==, "waiting parts");
	g_assert_cmpint(span->to, ==, NOW + 10);
	span = ticket->spans->pdata[1];
	g_assert_cmpstr(span->what, ==, "waiting reporter");
	g_assert_cmpint(span->from, ==, NOW + 10);
	g_assert_cmpint(span->to, ==, NOW + 30);
}

static void
test_reopened(void)
{
	g_autoptr(Ticket) ticket = ticket_new(1);

	lifecycle_respond(ticket, NOW);
	lifecycle_respond(ticket, NOW + 5);
	g_assert_cmpint(ticket->responded, ==, NOW);
	lifecycle_enter(ticket, STATE_RESOLVED, WAIT_NONE, 0, NOW + 10);
	g_assert_cmpint(ticket->resolved, ==, NOW + 10);
	g_assert_cmpint(ticket->asked, ==, NOW + 10);
	ticket->confirmed = TRUE;
	lifecycle_enter(ticket, STATE_CLOSED, WAIT_NONE, 0, NOW + 20);
	g_assert_cmpint(ticket->closed, ==, NOW + 20);
	g_assert_cmpint(ticket->resolved, ==, NOW + 10);
	g_assert_cmpint(lifecycle_reopened_state(ticket), ==, STATE_NEW);
	ticket->assignee = g_strdup("li");
	g_assert_cmpint(lifecycle_reopened_state(ticket), ==, STATE_ACCEPTED);
	lifecycle_enter(ticket, STATE_ACCEPTED, WAIT_NONE, 0, NOW + 30);
	g_assert_cmpint(ticket->resolved, ==, 0);
	g_assert_cmpint(ticket->closed, ==, 0);
	g_assert_false(ticket->confirmed);
	for (guint i = 0; i < ticket->spans->len; i++)
		g_assert_cmpint(((Span *)ticket->spans->pdata[i])->to, >, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lifecycle/moves", test_moves);
	g_test_add_func("/lifecycle/waiting", test_waiting);
	g_test_add_func("/lifecycle/reopened", test_reopened);
	return g_test_run();
}
