/*
 * What happens by itself: warnings, breaches, reminders, closing by silence, the end of a
 * wait. Steps of one ticket that are found due together send only the last one's mail; all
 * are logged.
 */
#include <string.h>

#include "core/approval.h"
#include "core/ceiling.h"
#include "core/clock.h"
#include "core/decision.h"
#include "core/document.h"
#include "core/escalate.h"
#include "core/gate.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/regulate.h"
#include "core/sla.h"
#include "core/timer.h"

/* One due step: does its work and says which notice, about what, would tell of it. */
typedef struct {
	NoticeType notice;
	NoticeWords words;
	gboolean tells;
} Step;

/* WHAT is what stands behind the step's name: "respond 80". */
typedef void (*StepFunction)(Decision *decision, Ticket *ticket, const char *what,
			     gint64 due, Step *step);

static void
step_warn(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	const char *space = strrchr(what, ' ');
	g_autofree char *name = space ? g_strndup(what, space - what) : NULL;
	Limit *limit = name ? ticket_limit(ticket, name) : NULL;
	int percent = space ? atoi(space) : 0;

	if (!limit || limit->met || limit->warned >= percent)
		return;
	limit->warned = percent;
	decision_log(decision, ticket, "warn",
		     g_strdup_printf("%s %d%%", limit->name, percent));
	*step = (Step){
		.notice = NOTICE_WARN,
		.words = { .limit = limit->name, .percent = percent },
		.tells = TRUE,
	};
}

static void
step_breach(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	Limit *limit = ticket_limit(ticket, what);

	if (!limit || limit->breached)
		return;
	limit->breached = due;
	decision_log(decision, ticket, "breach", g_strdup(limit->name));
	*step = (Step){ .notice = NOTICE_BREACH,
			.words = { .limit = limit->name },
			.tells = TRUE };
}

static void
step_remind(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	if (ticket->state != STATE_RESOLVED || ticket->reminded)
		return;
	ticket->reminded = decision->context->now;
	decision_log(decision, ticket, "reminded", NULL);
	*step = (Step){
		.notice = NOTICE_REMIND,
		.words = { .text = ticket_fact(ticket, "fix") },
		.tells = TRUE,
	};
}

static void
step_close(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	if (!lifecycle_may(ticket->state, CAUSE_SILENCE, STATE_CLOSED))
		return;
	if (!gate_close(decision, ticket, FALSE)) {
		decision_log(decision, ticket, "silence",
			     decision_phrase(decision, "log-silence-held", NULL, NULL));
		return;
	}
	decision_log(decision, ticket, "closed",
		     decision_phrase(decision, "log-silence", NULL, NULL));
	*step = (Step){ .notice = NOTICE_CLOSED,
			.words = { .silent = TRUE },
			.tells = TRUE };
}

static void
step_wake(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	if (ticket->state != STATE_WAITING || ticket->waiting_until != due)
		return;
	lifecycle_enter(ticket, ticket->before_waiting, WAIT_NONE, 0,
			decision->context->now);
	decision_log(decision, ticket, "continued", g_strdup("date"));
	*step = (Step){ .notice = NOTICE_WOKEN, .tells = TRUE };
}

/* Of what was missed while nobody looked, only the last is done: one rung, one bulletin. */
static void
step_timer(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	const Policy *policy = decision->context->policy;
	Timer *timer = ticket_timer(ticket, what);
	const char *title = strchr(what, ' ') + 1;
	int rung;

	if (!timer)
		return;
	timer->fired = timer_passed(policy, ticket, timer, decision->context->now);
	rung = timer->fired - 1;
	if (timer_is_over(policy, ticket, timer))
		ticket_stop_timer(ticket, what);
	if (g_str_has_prefix(what, "rule "))
		regulate(decision, ticket, &(Regulate){ .only = title });
	else if (g_str_has_prefix(what, "escalate "))
		escalate_rung(decision, ticket, title, rung);
	else if (policy_document(policy, title))
		document_send(decision, policy_document(policy, title), ticket);
}

/* What ran out is taken back, and asked for anew, at the end of every decision. */
static void
step_approval(Decision *decision, Ticket *ticket, const char *what, gint64 due, Step *step)
{
	approval_settle(decision, ticket);
}

static const struct {
	const char *what;
	StepFunction function;
} steps[] = {
	{ "warn", step_warn },   { "breach", step_breach }, { "remind", step_remind },
	{ "close", step_close }, { "wake", step_wake },     { "timer", step_timer },
	{ "approval", step_approval },
};

static void
take_step(Decision *decision, Ticket *ticket, const Deadline *deadline, Step *last)
{
	g_auto(GStrv) words = g_strsplit(deadline->what, " ", 2);
	Step step = { 0 };

	for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
		if (strcmp(words[0], steps[i].what) == 0)
			steps[i].function(decision, ticket, words[1], deadline->due, &step);
	if (step.tells)
		*last = step;
}

static int
by_due(gconstpointer a, gconstpointer b)
{
	const Deadline *left = *(const Deadline *const *)a,
		       *right = *(const Deadline *const *)b;

	return (left->due > right->due) - (left->due < right->due);
}

Change *
decide_due(const Context *context, const Snapshot *snapshot, gint64 ticket_id)
{
	const Ticket *known = snapshot_ticket(snapshot, ticket_id);
	g_autoptr(GPtrArray) due = g_ptr_array_new();
	Decision decision;
	Step last = { 0 };
	Ticket *ticket;

	decision_init(&decision, context, snapshot, "desk");
	ticket = decision_ticket(&decision, ticket_id);
	for (guint i = 0; known && i < known->deadlines->len; i++)
		if (((Deadline *)known->deadlines->pdata[i])->due <= context->now)
			g_ptr_array_add(due, known->deadlines->pdata[i]);
	g_ptr_array_sort(due, by_due);
	for (guint i = 0; i < due->len; i++)
		take_step(&decision, ticket, due->pdata[i], &last);
	if (last.tells)
		notice_send(&decision, last.notice, ticket, &last.words);
	return decision_finish(&decision);
}

Change *
decide_replan(const Context *context, const Snapshot *snapshot, gint64 ticket_id)
{
	const Ticket *before = snapshot_ticket(snapshot, ticket_id);
	Decision decision;
	Ticket *after;

	decision_init(&decision, context, snapshot, "desk");
	after = decision_ticket(&decision, ticket_id);
	if (!after)
		return decision_finish(&decision);
	sla_plan(context->policy, after, context->now);
	clock_log_moved(&decision, before, after);
	if (decision.change->events->len == 0)
		g_ptr_array_set_size(decision.change->tickets, 0);
	return decision_finish(&decision);
}

Change *
decide_failure(const Context *context, const Snapshot *snapshot, gint64 ticket_id,
	       const char *address, const char *notice, const char *why, gboolean refused)
{
	NoticeWords words = { .recipient = address, .error = why, .reason = notice };
	gboolean is_known =
		refused && undeliverable_find(snapshot->undeliverable, ticket_id, address);
	Decision decision;
	Ticket *ticket;

	decision_init(&decision, context, snapshot, "desk");
	/* Whoever cannot be reached is not told so by a mail. */
	decision.actor = address;
	ticket = ticket_id ? decision_ticket(&decision, ticket_id) : NULL;
	decision_log(&decision, ticket, "undelivered",
		     g_strdup_printf("%s to <%s>: %s", notice, address, why));
	if (refused)
		decision.change->undeliverable = undeliverable_new(
			ticket_id, address, context->now, FALSE, why);
	if (ticket && !is_known && strcmp(notice, notice_name(NOTICE_FAILED)) != 0)
		notice_send_failure(&decision, ticket, &words);
	return decision_finish(&decision);
}

Change *
decide_reached(const Context *context, const Snapshot *snapshot, const GPtrArray *marks,
	       const char *why)
{
	Decision decision;

	decision_init(&decision, context, snapshot, "desk");
	for (guint i = 0; i < marks->len; i++) {
		const Undeliverable *mark = marks->pdata[i];

		change_add_event(decision.change, mark->ticket_id, context->now, "reached",
				 "desk", g_strdup_printf("<%s> %s", mark->address, why));
		g_free(decision.change->reached);
		decision.change->reached = g_strdup(mark->address);
	}
	return decision_finish(&decision);
}

Change *
decide_alert(const Context *context, const Snapshot *snapshot, const char *subject,
	     const char *text)
{
	NoticeWords words = { .subject = subject, .text = text };
	Decision decision;

	decision_init(&decision, context, snapshot, "desk");
	decision_log(&decision, NULL, "alert", g_strdup_printf("%s: %s", subject, text));
	notice_send(&decision, NOTICE_ALERT, NULL, &words);
	return decision_finish(&decision);
}

Change *
decide_held(const Context *context, const Snapshot *snapshot, GPtrArray *lines)
{
	g_autoptr(GPtrArray) few = ceiling_summarise(lines);
	NoticeWords words = { .mails = few, .count = lines->len };
	Decision decision;

	decision_init(&decision, context, snapshot, "desk");
	notice_send(&decision, NOTICE_HELD, NULL, &words);
	return decision_finish(&decision);
}
