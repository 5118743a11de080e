/* The rounds of events, and what each event does. */
#include "core/react.h"

#include <string.h>

#include "core/approval.h"
#include "core/clock.h"
#include "core/document.h"
#include "core/escalate.h"
#include "core/event.h"
#include "core/gate.h"
#include "core/kin.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/regulate.h"
#include "core/timer.h"

#define MAX_ROUNDS 16
#define TELL_AGAIN 3600 /* seconds until it is told once more of one ticket */
#define LOW_SCORE  2

/* ---- what was seen ---- */

static Ticket **
seen_place(Decision *decision, gint64 ticket_id)
{
	for (guint i = 0; i < decision->seen->len; i++) {
		Ticket **place = (Ticket **)&decision->seen->pdata[i];

		if ((*place)->ticket_id == ticket_id)
			return place;
	}
	return NULL;
}

static const Ticket *
seen_before(Decision *decision, const Ticket *ticket)
{
	Ticket **place = seen_place(decision, ticket->ticket_id);

	return place ? *place : snapshot_ticket(decision->snapshot, ticket->ticket_id);
}

static void
remember(Decision *decision, const Ticket *ticket)
{
	Ticket **place = seen_place(decision, ticket->ticket_id);

	if (!place) {
		g_ptr_array_add(decision->seen, ticket_copy(ticket));
		return;
	}
	ticket_free(*place);
	*place = ticket_copy(ticket);
}

/* ---- milestones ---- */

static void
meet(Ticket *ticket, const char *name, gint64 now)
{
	Limit *limit = ticket_limit(ticket, name);

	if (!limit) {
		limit = g_new0(Limit, 1);
		limit->name = g_strdup(name);
		g_ptr_array_add(ticket->limits, limit);
	}
	if (!limit->met)
		limit->met = now;
}

/* `resolved` meets all that are left; a milestone meets the one that it stands after. */
static void
meet_milestones(Decision *decision, Ticket *ticket, const char *event)
{
	gint64 now = decision->context->now;
	g_autoptr(GPtrArray) clocks = clock_list(decision->context->policy, ticket);

	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = clocks->pdata[i];
		const Milestone *milestone = clock->milestone;

		if (!milestone)
			continue;
		if (event_is_any(event, milestone->until) || event_is(event, "resolved"))
			meet(ticket, milestone->title, now);
		if (strcmp(event, milestone->title) != 0)
			continue;
		if (clock_find(clocks, milestone->after) &&
		    clock_find(clocks, milestone->after)->milestone)
			meet(ticket, milestone->after, now);
		else if (event_is("responded", milestone->after))
			lifecycle_respond(ticket, now);
	}
}

/* ---- timers ---- */

/* TITLED: only those whose names begin so. */
static void
end_timers(Decision *decision, Ticket *ticket, const char *event, const char *titled)
{
	for (guint i = 0; i < ticket->timers->len;) {
		const Timer *timer = ticket->timers->pdata[i];
		const When *when = timer_when(decision->context->policy, ticket, timer);

		if (when && when_ends(when, event) && g_str_has_prefix(timer->what, titled))
			g_ptr_array_remove_index(ticket->timers, i);
		else
			i++;
	}
}

static gint64
origin_of(const Decision *decision, const Ticket *ticket, const char *event)
{
	return timer_origin(decision->context->policy, ticket, event,
			    decision->context->now);
}

static void
start_rules(Decision *decision, Ticket *ticket, const char *event)
{
	const RuleSet *rules = decision->context->policy->rules;
	g_autoptr(GPtrArray) waiting = rules_waiting(rules, event);

	for (guint i = 0; i < waiting->len; i++) {
		g_autofree char *name = timer_name("rule", waiting->pdata[i]);

		ticket_start_timer(ticket, name, origin_of(decision, ticket, event));
	}
}

/* ---- documents ---- */

static void
documents_on(Decision *decision, Ticket *ticket, const char *event)
{
	const GPtrArray *documents = decision->context->policy->documents;

	for (guint i = 0; i < documents->len; i++) {
		const Document *document = documents->pdata[i];

		/* One with a notice's name goes with that notice. */
		if (!event_is_any(event, document->when.on) ||
		    notice_parse(document->title, &(NoticeType){ 0 }))
			continue;
		if (when_waits(&document->when)) {
			g_autofree char *name = timer_name("document", document->title);

			ticket_start_timer(ticket, name,
					   origin_of(decision, ticket, event));
		} else {
			document_send(decision, document, ticket);
		}
	}
}

/* ---- rounds ---- */

static void
note_moment(Decision *decision, Ticket *ticket, const char *event)
{
	if (!event_is(event, "opened") && !event_is(event, "changed") &&
	    !event_is(event, "warn"))
		ticket_add_moment(ticket, event, origin_of(decision, ticket, event));
}

/* The opening itself ran its rules already. */
static void
rules_on(Decision *decision, Ticket *ticket, const GPtrArray *events)
{
	const RuleSet *rules = decision->context->policy->rules;
	g_autoptr(GPtrArray) heard = g_ptr_array_new();
	gboolean changed = FALSE;

	for (guint i = 0; i < events->len; i++) {
		changed = changed || event_is(events->pdata[i], "changed");
		if (!event_is(events->pdata[i], "opened"))
			g_ptr_array_add(heard, events->pdata[i]);
	}
	if (changed && rule_set_size(rules) > 0)
		regulate(decision, ticket, &(Regulate){ 0 });
	if (rules_listen(rules, heard))
		regulate(decision, ticket, &(Regulate){ .events = heard });
}

/* A new level's ladder begins where the ticket came to it: nobody was called yet. */
static gboolean
has_new_level(const Ticket *before, const Ticket *after)
{
	return before && g_strcmp0(before->priority, after->priority) != 0;
}

/* 1 and 2 of 5 are for the manager to hear of. */
static void
tell_low_score(Decision *decision, const Ticket *ticket, const GPtrArray *events)
{
	const char *score = ticket_fact(ticket, "score");
	NoticeWords words = { .value = score, .text = ticket_fact(ticket, "comment") };

	for (guint i = 0; score && i < events->len; i++)
		if (event_is(events->pdata[i], "changed score") &&
		    g_ascii_strtoll(score, NULL, 10) <= LOW_SCORE)
			notice_send(decision, NOTICE_LOW_SCORE, ticket, &words);
}

static void
happen(Decision *decision, Ticket *ticket, const Ticket *before, const GPtrArray *events)
{
	gboolean new_level = has_new_level(before, ticket);
	gboolean was_resolved = before && before->state == STATE_RESOLVED;

	remember(decision, ticket);
	for (guint i = 0; i < events->len; i++) {
		const char *event = events->pdata[i];

		note_moment(decision, ticket, event);
		end_timers(decision, ticket, event, "");
		meet_milestones(decision, ticket, event);
		start_rules(decision, ticket, event);
	}
	rules_on(decision, ticket, events);
	tell_low_score(decision, ticket, events);
	for (guint i = 0; i < events->len; i++)
		kin_on(decision, ticket, events->pdata[i], was_resolved);
	/* of several states passed at once, a later one ends what an earlier one began */
	for (guint i = 0; i < events->len && !kin_is_absorbed(ticket); i++) {
		end_timers(decision, ticket, events->pdata[i], "document ");
		end_timers(decision, ticket, events->pdata[i], "escalate ");
		documents_on(decision, ticket, events->pdata[i]);
		escalate_on(decision, ticket, events->pdata[i]);
	}
	if (new_level && ticket_is_open(ticket))
		escalate_level(decision, ticket, events);
}

static gboolean
round_of(Decision *decision)
{
	gboolean happened = FALSE;

	for (guint i = 0; i < decision->change->tickets->len; i++) {
		Ticket *ticket = decision->change->tickets->pdata[i];
		const Ticket *before = seen_before(decision, ticket);
		g_autoptr(GPtrArray) events = NULL;

		gate_settle(decision, ticket);
		approval_settle(decision, ticket);
		events = react_events(decision->context->policy, before, ticket);

		if (events->len == 0 && !has_new_level(before, ticket))
			continue;
		happened = TRUE;
		happen(decision, ticket, before, events);
	}
	return happened;
}

/* ---- without end ---- */

/* What would happen next to TICKET; NULL. Own. */
static char *
next_events(Decision *decision, const Ticket *ticket)
{
	g_autoptr(GPtrArray) events = react_events(decision->context->policy,
						   seen_before(decision, ticket), ticket);

	if (events->len == 0)
		return NULL;
	g_ptr_array_add(events, NULL);
	return g_strjoinv(", ", (char **)events->pdata);
}

/* Rules that undo what others do: only who writes them can end it, whoever set it going. */
static void
tell_endless(Decision *decision, Ticket *ticket, const char *events)
{
	const Context *context = decision->context;
	const Moment *told = ticket_moment(ticket, "endless");
	const char *actor = decision->actor;
	g_autofree char *tag = notice_tag(context->policy, ticket->ticket_id);
	g_autofree char *subject = decision_phrase(decision, "alert-endless", "name", tag);
	g_autofree char *text =
		phrase_with(context->templates, context->policy->desk.language,
			    "alert-endless-text", "name", tag, "event", events, NULL);
	NoticeWords words = { .subject = subject, .text = text };

	if (told && context->now - told->last < TELL_AGAIN)
		return;
	ticket_add_moment(ticket, "endless", context->now);
	change_add_event(decision->change, ticket->ticket_id, context->now, "endless", "desk",
			 g_strdup(events));
	decision->actor = NULL;
	notice_send(decision, NOTICE_ALERT, NULL, &words);
	decision->actor = actor;
}

static void
tell_all_endless(Decision *decision)
{
	for (guint i = 0; i < decision->change->tickets->len; i++) {
		Ticket *ticket = decision->change->tickets->pdata[i];
		g_autofree char *events = next_events(decision, ticket);

		if (events)
			tell_endless(decision, ticket, events);
	}
}

void
react(Decision *decision)
{
	for (guint i = 0; i < MAX_ROUNDS; i++)
		if (!round_of(decision))
			return;
	tell_all_endless(decision);
}
