/*
 * core/react, core/timer, core/clock, core/which: events are the differences of a ticket, and
 * what waits for them is due when the policy says.
 */
#include "core/react.h"

#include <string.h>

#include "core/clock.h"
#include "core/decision.h"
#include "core/event.h"
#include "core/timer.h"
#include "core/which.h"

#define NOW G_GINT64_CONSTANT(1795395600) /* 2026-11-23 01:00 UTC */

static Priority *
add_priority(Policy *policy, const char *title, int rank)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(title);
	priority->rank = rank;
	priority->gates = g_ptr_array_new_with_free_func((GDestroyNotify)gate_free);
	priority->clocks.milestones =
		g_ptr_array_new_with_free_func((GDestroyNotify)milestone_free);
	priority->clocks.escalations =
		g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	g_ptr_array_add(policy->priorities, priority);
	return priority;
}

static void
add_milestone(Priority *priority, const char *title, const char *after)
{
	Milestone *milestone = g_new0(Milestone, 1);

	milestone->title = g_strdup(title);
	milestone->after = g_strdup(after);
	duration_parse("2h", &milestone->within, NULL);
	g_ptr_array_add(priority->clocks.milestones, milestone);
}

static Policy *
make_policy(void)
{
	Policy *policy = policy_new();
	Priority *urgent = add_priority(policy, "urgent", 1);

	add_milestone(urgent, "diagnose", "responded");
	add_milestone(urgent, "on-site", "diagnose");
	add_priority(policy, "normal", 2);
	return policy;
}

static Ticket *
make_ticket(void)
{
	Ticket *ticket = ticket_new(1);

	ticket->created = NOW;
	ticket->priority = g_strdup("normal");
	ticket->tier = 1;
	return ticket;
}

static void
set_text(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* ---- events ---- */

static void
move_to(Ticket *ticket, TicketState state)
{
	ticket->state = state;
}

static void
to_accepted(Ticket *ticket)
{
	move_to(ticket, STATE_ACCEPTED);
	set_text(&ticket->assignee, "wang");
	ticket->responded = NOW + 60;
}

static void
to_resolved(Ticket *ticket)
{
	move_to(ticket, STATE_RESOLVED);
}

static void
to_waiting(Ticket *ticket)
{
	ticket->before_waiting = STATE_DIAGNOSING;
	ticket->waiting_on = WAIT_PARTS;
	move_to(ticket, STATE_WAITING);
}

static void
to_rejected(Ticket *ticket)
{
	move_to(ticket, STATE_REJECTED);
}

static void
to_higher(Ticket *ticket)
{
	set_text(&ticket->priority, "urgent");
	ticket->tier = 2;
	ticket->kind = KIND_HAZARD;
	set_text(&ticket->category, "network");
	set_text(&ticket->system, "ERP");
}

static void
to_known(Ticket *ticket)
{
	ticket_set_fact(ticket, "cause", "dust", "wang", NOW);
	ticket_set_fact(ticket, "since", "2026-11-23 08:00", "wang", NOW);
}

static void
to_broken(Ticket *ticket)
{
	Limit *limit = g_new0(Limit, 1);

	limit->name = g_strdup("tier 2 resolve");
	limit->warned = 80;
	limit->breached = NOW;
	g_ptr_array_add(ticket->limits, limit);
}

static void
to_diagnosed(Ticket *ticket)
{
	Limit *limit = g_new0(Limit, 1);

	set_text(&ticket->priority, "urgent");
	limit->name = g_strdup("diagnose");
	limit->met = NOW;
	g_ptr_array_add(ticket->limits, limit);
}

static const struct {
	TicketState from;
	void (*change)(Ticket *ticket);
	const char *events;
} changes[] = {
	{ STATE_NEW, to_accepted, "assigned, responded, accepted" },
	{ STATE_ACCEPTED, to_resolved,
	  "diagnosing, planned, repairing, verifying, resolved" },
	{ STATE_VERIFYING, to_waiting, "waiting parts" },
	{ STATE_REPAIRING, to_rejected, "rejected" },
	{ STATE_REPAIRING, to_accepted, "assigned, responded, accepted" },
	{ STATE_RESOLVED, to_accepted, "assigned, responded, reopened" },
	{ STATE_CLOSED, to_accepted, "assigned, responded, reopened" },
	{ STATE_NEW, to_higher,
	  "changed kind, changed category, changed system, escalated, raised" },
	{ STATE_CLOSED, to_higher,
	  "changed kind, changed category, changed system, escalated" },
	{ STATE_NEW, to_known, "changed cause, began, changed since" },
	{ STATE_NEW, to_broken, "warn tier 2 resolve, breach tier 2 resolve" },
	{ STATE_NEW, to_diagnosed, "diagnose, raised" },
};

static char *
joined(GPtrArray *events)
{
	g_ptr_array_add(events, NULL);
	return g_strjoinv(", ", (char **)events->pdata);
}

static void
test_events(void)
{
	g_autoptr(Policy) policy = make_policy();

	for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autoptr(Ticket) before = make_ticket();
		g_autoptr(Ticket) after = NULL;
		g_autoptr(GPtrArray) events = NULL;
		g_autofree char *words = NULL;

		before->state = changes[i].from;
		after = ticket_copy(before);
		changes[i].change(after);
		events = react_events(policy, before, after);
		words = joined(events);
		g_assert_cmpstr(words, ==, changes[i].events);
	}
}

static void
test_opening(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	g_autoptr(GPtrArray) events = NULL;
	g_autofree char *words = NULL;

	to_known(ticket);
	set_text(&ticket->assignee, "wang");
	events = react_events(policy, NULL, ticket);
	words = joined(events);
	g_assert_cmpstr(words, ==, "opened, began, assigned");
}

static void
test_words(void)
{
	char *on[] = { (char *)"breach", (char *)"waiting parts", NULL };

	g_assert_true(event_is_any("breach tier 2 resolve", on));
	g_assert_true(event_is_any("waiting parts", on));
	g_assert_false(event_is_any("waiting reporter", on));
	g_assert_false(event_is_any("breaches", on));
	g_assert_false(event_is_any("opened", NULL));
}

/* ---- clocks ---- */

static void
test_clock_events(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	g_autoptr(GPtrArray) clocks = NULL;

	g_assert_cmpint(clock_event(policy, ticket, "opened"), ==, NOW);
	g_assert_cmpint(clock_event(policy, ticket, "began"), ==, NOW);
	ticket_set_fact(ticket, "since", "2026-11-23 00:30", "li", NOW);
	g_assert_cmpint(clock_event(policy, ticket, "began"), ==, NOW - 1800);
	/* what is said to begin later began when it was reported */
	ticket_set_fact(ticket, "since", "2026-11-24 00:30", "li", NOW);
	g_assert_cmpint(clock_event(policy, ticket, "began"), ==, NOW);
	g_assert_cmpint(clock_event(policy, ticket, "repairing"), ==, 0);
	ticket_add_moment(ticket, "repairing", NOW + 5);
	ticket_add_moment(ticket, "repairing", NOW + 9);
	g_assert_cmpint(clock_event(policy, ticket, "repairing"), ==, NOW + 5);

	set_text(&ticket->priority, "urgent");
	ticket->responded = NOW + 60;
	clocks = clock_list(policy, ticket);
	g_assert_cmpint(clock_find(clocks, "diagnose")->started, ==, NOW + 60);
	g_assert_cmpint(clock_find(clocks, "on-site")->started, ==, 0);
	g_assert_null(clock_find(clocks, "tier 2 resolve"));
}

static void
add_limit(Ticket *ticket, const char *name, gint64 due)
{
	Limit *limit = g_new0(Limit, 1);

	limit->name = g_strdup(name);
	limit->due = due;
	g_ptr_array_add(ticket->limits, limit);
}

static void
test_moved_clocks(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autoptr(Ticket) before = make_ticket();
	g_autoptr(Ticket) after = make_ticket();
	g_autoptr(Change) change = NULL;
	Context context = { .policy = policy, .now = NOW };
	Decision decision;

	add_limit(before, "respond", NOW + 3600);
	add_limit(before, "resolve", NOW + 7200);
	add_limit(after, "respond", NOW + 900);
	g_assert_false(clock_level_changed(before, after));
	set_text(&after->priority, "urgent");
	g_assert_true(clock_level_changed(before, after));
	decision_init(&decision, &context, snapshot, "li");
	clock_log_moved(&decision, before, after);
	change = decision_finish(&decision);
	g_assert_cmpuint(change->events->len, ==, 2);
	g_assert_cmpstr(((Event *)change->events->pdata[0])->text, ==,
			"respond: 2026-11-23 02:00 → 2026-11-23 01:15");
	g_assert_cmpstr(((Event *)change->events->pdata[1])->text, ==,
			"resolve: 2026-11-23 03:00 → -");
	/* what a person promised is a level of its own */
	set_text(&after->priority, "normal");
	ticket_set_fact(after, "due", "2026-12-01 23:59", "li", NOW);
	g_assert_true(clock_level_changed(before, after));
}

/* ---- timers ---- */

static Escalation *
ladder(Policy *policy, guint rungs, int repeat)
{
	Priority *urgent = policy->priorities->pdata[0];
	Escalation *escalation = g_new0(Escalation, 1);
	g_auto(GStrv) to = g_new0(char *, rungs + 1);

	for (guint i = 0; i < rungs; i++)
		to[i] = g_strdup_printf("rung%u", i);
	escalation->title = g_strdup("opened");
	escalation->to = g_steal_pointer(&to);
	escalation->when.on = g_strsplit("opened", ",", -1);
	escalation->when.until = g_strsplit("accepted", ",", -1);
	escalation->when.repeat = repeat;
	duration_parse("10min", &escalation->when.step, NULL);
	g_ptr_array_add(urgent->clocks.escalations, escalation);
	return escalation;
}

static gint64
next_due(const Policy *policy, Ticket *ticket)
{
	g_ptr_array_set_size(ticket->deadlines, 0);
	timer_plan(policy, ticket);
	return ticket->deadlines->len ? ((Deadline *)ticket->deadlines->pdata[0])->due : 0;
}

static void
test_ladder(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	const Escalation *escalation = ladder(policy, 3, 2);
	Timer *timer;

	set_text(&ticket->priority, "urgent");
	ticket_start_timer(ticket, "escalate priority urgent/opened", NOW);
	timer = ticket_timer(ticket, "escalate priority urgent/opened");
	g_assert_cmpint(next_due(policy, ticket), ==, NOW);
	timer->fired = 1;
	g_assert_cmpint(next_due(policy, ticket), ==, NOW + 600);
	g_assert_cmpint(timer_passed(policy, ticket, timer, NOW + 599), ==, 1);
	g_assert_cmpint(timer_passed(policy, ticket, timer, NOW + 600), ==, 2);
	/* three rungs, twice round; what was missed is passed over */
	g_assert_cmpint(timer_passed(policy, ticket, timer, NOW + 86400), ==, 6);
	g_assert_false(timer_is_over(policy, ticket, timer));
	timer->fired = 6;
	g_assert_true(timer_is_over(policy, ticket, timer));
	g_assert_cmpint(next_due(policy, ticket), ==, 0);
	/* at another level nobody is called */
	timer->fired = 1;
	set_text(&ticket->priority, "normal");
	g_assert_cmpint(next_due(policy, ticket), ==, 0);
	g_assert_true(when_ends(&escalation->when, "accepted"));
	g_assert_false(when_ends(&escalation->when, "assigned"));
}

static void
test_bulletin(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	Document *document = g_new0(Document, 1);
	Timer *timer;

	document->title = g_strdup("situation");
	document->attach = g_ptr_array_new();
	document->when.on = g_strsplit("opened", ",", -1);
	document->when.until = g_strsplit("resolved", ",", -1);
	duration_parse("30min", &document->when.every, NULL);
	g_ptr_array_add(policy->documents, document);
	ticket_start_timer(ticket, "document situation", NOW);
	timer = ticket_timer(ticket, "document situation");
	/* first one interval after the event, and without end */
	g_assert_cmpint(next_due(policy, ticket), ==, NOW + 1800);
	timer->fired = timer_passed(policy, ticket, timer, NOW + 86400);
	g_assert_cmpint(timer->fired, ==, 48);
	g_assert_cmpint(next_due(policy, ticket), ==, NOW + 86400 + 1800);
	g_assert_false(timer_is_over(policy, ticket, timer));
	/* what the policy has no more waits for its return */
	ticket_start_timer(ticket, "document gone", NOW);
	g_assert_cmpint(next_due(policy, ticket), ==, NOW + 86400 + 1800);
	g_assert_cmpuint(ticket->deadlines->len, ==, 1);
}

/* What begins with an end is ended by its being taken back. */
static void
test_default_ends(void)
{
	g_auto(GStrv) opened = g_strsplit("opened", ",", -1);
	g_auto(GStrv) closed = g_strsplit("closed", ",", -1);
	When early = { .on = opened }, late = { .on = closed };

	g_assert_true(when_ends(&early, "resolved"));
	g_assert_true(when_ends(&early, "rejected"));
	g_assert_false(when_ends(&early, "reopened"));
	g_assert_true(when_ends(&late, "reopened"));
	g_assert_false(when_ends(&late, "closed"));
}

/* ---- which ---- */

static gboolean
holds(const Policy *policy, const Ticket *ticket, const Which *which)
{
	WhichView view = { policy, NULL, ticket };

	return which_holds(which, &view);
}

static void
test_which_facts(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	Which which = { .facts = fact_pairs_new() };

	g_ptr_array_add(which.facts, fact_pair_new("scope", "all"));
	g_ptr_array_add(which.facts, fact_pair_new("scope", "many"));
	g_ptr_array_add(which.facts, fact_pair_new("place", "*"));
	g_assert_false(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "scope", "MANY", "li", NOW);
	g_assert_false(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "place", "3F", "li", NOW);
	g_assert_true(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "scope", "one, all", "li", NOW);
	g_assert_true(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "scope", "one", "li", NOW);
	g_assert_false(holds(policy, ticket, &which));
	which_clear(&which);

	which.facts = fact_pairs_new();
	g_ptr_array_add(which.facts, fact_pair_new("warranty", "future"));
	ticket_set_fact(ticket, "warranty", "2027-05-31", "li", NOW);
	g_assert_true(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "warranty", "2026-05-31", "li", NOW);
	g_assert_false(holds(policy, ticket, &which));
	ticket_set_fact(ticket, "warranty", "soon", "li", NOW);
	g_assert_false(holds(policy, ticket, &which));
	which_clear(&which);
}

static void
test_which_choices(void)
{
	g_autoptr(Policy) policy = make_policy();
	g_autoptr(Ticket) ticket = make_ticket();
	Which which = { .important = YES_ONLY };
	System *system = g_new0(System, 1);

	system->title = g_strdup("ERP");
	system->important = TRUE;
	g_ptr_array_add(policy->systems, system);
	g_assert_false(holds(policy, ticket, &which));
	set_text(&ticket->system, "ERP");
	g_assert_true(holds(policy, ticket, &which));
	which = (Which){ .drill = NO_ONLY };
	g_assert_true(holds(policy, ticket, &which));
	ticket->drill = TRUE;
	g_assert_false(holds(policy, ticket, &which));
	/* without other tickets nothing repeats */
	which = (Which){ .same = (char *)"system", .count = 2 };
	g_assert_false(holds(policy, ticket, &which));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/react/events", test_events);
	g_test_add_func("/react/opening", test_opening);
	g_test_add_func("/react/words", test_words);
	g_test_add_func("/clock/events", test_clock_events);
	g_test_add_func("/clock/moved", test_moved_clocks);
	g_test_add_func("/timer/ladder", test_ladder);
	g_test_add_func("/timer/bulletin", test_bulletin);
	g_test_add_func("/timer/default-ends", test_default_ends);
	g_test_add_func("/which/facts", test_which_facts);
	g_test_add_func("/which/choices", test_which_choices);
	return g_test_run();
}
