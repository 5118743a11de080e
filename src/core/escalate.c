/* Who is called besides: at once, later, or one after another. */
#include "core/escalate.h"

#include <string.h>

#include "core/document.h"
#include "core/event.h"
#include "core/letter.h"
#include "core/notice-slots.h"
#include "core/notice.h"
#include "core/recipient.h"
#include "core/tier.h"
#include "core/timer.h"

/* What tells of an event: "opened" is "new", "breach resolve" is "breach"; the rest are
 * calls. */
static const struct {
	const char *event, *notice;
	gboolean is_old; /* who hears of it knows what was reported */
} tidings[] = {
	{ "opened", "new" },
	{ "began", "new" },
	{ "raised", "raised" },
	{ "escalated", "escalated" },
	{ "assigned", "assigned" },
	{ "accepted", "accepted", TRUE },
	{ "waiting", "waiting", TRUE },
	{ "warn", "warn", TRUE },
	{ "breach", "breach", TRUE },
	{ "resolved", "resolved", TRUE },
	{ "reopened", "reopened", TRUE },
	{ "closed", "closed", TRUE },
	{ "rejected", "rejected", TRUE },
	{ NULL, "call" },
};

static guint
tiding_of(const Escalation *escalation, const char *event)
{
	guint last = G_N_ELEMENTS(tidings) - 1;
	guint i = 0;

	if (!escalation->template && duration_is_set(&escalation->when.step))
		return last;
	while (i < last && !event_is(event, tidings[i].event))
		i++;
	return i;
}

/* The limit that EVENT speaks of: "breach tier 2 resolve". */
static const char *
limit_of(const char *event)
{
	const char *space = strchr(event, ' ');

	return space && (event_is(event, "breach") || event_is(event, "warn")) ? space + 1
									       : NULL;
}

static void
call(Decision *decision, const Ticket *ticket, const Escalation *escalation,
     const char *event, const char *word, gboolean next)
{
	g_autoptr(GPtrArray) to =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	guint tiding = tiding_of(escalation, event);
	const char *name =
		escalation->template ? escalation->template : tidings[tiding].notice;
	const char *limit = limit_of(event);
	const Limit *about = limit ? ticket_limit(ticket, limit) : NULL;
	NoticeWords words = { .limit = about ? about->name : NULL, .next = next };

	if (!tidings[tiding].is_old)
		words.report = decision_report(decision, ticket);
	recipients_resolve(decision, ticket, word, to);
	for (guint i = 0; i < to->len; i++) {
		const Address *address = to->pdata[i];
		Letter *letter = letter_to(decision, ticket, address);

		if (!letter)
			continue;
		letter_add(decision, letter,
			   (LetterPart){
				   .name = name,
				   .template = name,
				   .document = document_of_notice(decision, name, ticket),
				   .entry = words.report,
				   .tone = TONE_GENERATED,
				   .slots = notice_words_slots(
					   decision, letter_language(letter), ticket,
					   &words, letter_room(decision, letter)),
				   .about = words.limit,
			   });
		decision_log(decision, ticket, "called",
			     g_strdup_printf("%s: <%s>", event, address->address));
	}
}

/* RUNG: of a ladder, which goes round as often as it repeats; -1: it is none. */
static void
act(Decision *decision, Ticket *ticket, const Escalation *escalation, const char *event,
    int rung)
{
	const Tier *tier = policy_tier(decision->context->policy, escalation->tier);
	guint n = escalation->to ? g_strv_length(escalation->to) : 0;
	gboolean next = rung >= 0 &&
			(guint)rung + 1 < n * (guint)MAX(escalation->when.repeat, 1);

	if (tier && tier->number > ticket->tier)
		tier_move(decision, ticket, tier, event);
	for (guint i = 0; i < n; i++)
		if (rung < 0 || (guint)rung % n == i)
			call(decision, ticket, escalation, event, escalation->to[i], next);
}

static const char *
first_event(const Escalation *escalation)
{
	return escalation->when.on && escalation->when.on[0] ? escalation->when.on[0]
							     : escalation->title;
}

void
escalate_rung(Decision *decision, Ticket *ticket, const char *title, int rung)
{
	const Escalation *escalation =
		timer_escalation(decision->context->policy, ticket, title);

	if (escalation)
		act(decision, ticket, escalation, first_event(escalation),
		    duration_is_set(&escalation->when.step) ? rung : -1);
}

/* A ladder whose first rung is at once: it is the event itself that calls. */
static void
begin(Decision *decision, Ticket *ticket, const char *title, const Escalation *escalation,
      const char *event, gint64 from)
{
	g_autofree char *name = timer_name("escalate", title);

	if (!when_waits(&escalation->when)) {
		act(decision, ticket, escalation, event, -1);
		return;
	}
	ticket_start_timer(ticket, name, from);
	if (duration_is_set(&escalation->when.delay))
		return;
	ticket_timer(ticket, name)->fired = 1;
	act(decision, ticket, escalation, event, 0);
}

/* NOT_OF: events at which those escalations that listen to them began already; NULL. */
static void
escalate_clocks(Decision *decision, Ticket *ticket, const Clocks *clocks, const char *owner,
		const char *event, const GPtrArray *not_of)
{
	for (guint i = 0; clocks->escalations && i < clocks->escalations->len; i++) {
		const Escalation *escalation = clocks->escalations->pdata[i];
		g_autofree char *title = timer_escalation_title(owner, escalation);
		gboolean began = FALSE;

		for (guint j = 0; not_of && !began && j < not_of->len; j++)
			began = event_is_any(not_of->pdata[j], escalation->when.on);
		if (!began && event_is_any(event, escalation->when.on))
			begin(decision, ticket, title, escalation, event,
			      timer_origin(decision->context->policy, ticket, event,
					   decision->context->now));
	}
}

static void
escalate_all(Decision *decision, Ticket *ticket, const char *event, const GPtrArray *not_of)
{
	const Policy *policy = decision->context->policy;
	const Priority *priority = policy_priority(policy, ticket->priority);
	const Tier *tier = policy_tier(policy, ticket->tier);

	if (priority) {
		g_autofree char *owner = g_strconcat("priority ", priority->title, NULL);

		escalate_clocks(decision, ticket, &priority->clocks, owner, event, not_of);
	}
	if (tier) {
		g_autofree char *owner = g_strdup_printf("tier %d", tier->number);

		escalate_clocks(decision, ticket, &tier->clocks, owner, event, not_of);
	}
}

void
escalate_on(Decision *decision, Ticket *ticket, const char *event)
{
	escalate_all(decision, ticket, event, NULL);
}

void
escalate_level(Decision *decision, Ticket *ticket, const GPtrArray *events)
{
	escalate_all(decision, ticket, "opened", events);
}
