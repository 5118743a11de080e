/*
 * From tier to tier. A supplier is told what the reporter wrote and nothing else: what is
 * said inside is not for him.
 */
#include "core/tier.h"

#include <string.h>

#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/recipient.h"

static gboolean
is_member(const Team *team, const Person *person)
{
	for (guint i = 0; i < team->members->len; i++)
		if (team->members->pdata[i] == person)
			return TRUE;
	return FALSE;
}

void
tier_give_to_team(Decision *decision, Ticket *ticket, const Team *team)
{
	const Person *assignee = policy_person(decision->context->policy, ticket->assignee);
	char *title = g_strdup(team->title);

	if (!assignee || !is_member(team, assignee))
		g_clear_pointer(&ticket->assignee, g_free);
	g_free(ticket->team);
	ticket->team = title;
	decision_log(decision, ticket, "team", g_strdup(title));
}

void
tier_tell_supplier(Decision *decision, Ticket *ticket)
{
	const Policy *policy = decision->context->policy;
	const Tier *tier = policy_tier(policy, ticket->tier);
	const Supplier *supplier = tier ? tier->supplier : NULL;
	g_autofree char *who = NULL;
	g_autoptr(Address) to = NULL;
	NoticeWords words = { .outside = TRUE };

	if (!supplier || !recipient_may_hear(policy, ticket, supplier->address))
		return;
	who = g_strconcat("supplier ", supplier->title, NULL);
	to = address_new(supplier->name, supplier->address);
	words.entry = decision_report(decision, ticket);
	ticket_add_party(ticket, supplier->address, who, NULL, decision->context->now);
	notice_send_to(decision, NOTICE_SUPPLIER, ticket, to, &words);
}

void
tier_open(Decision *decision, Ticket *ticket)
{
	const Tier *tier = policy_tier(decision->context->policy, ticket->tier);

	if (ticket->is_new && ticket_is_open(ticket) && tier && tier->supplier &&
	    !ticket_party(ticket, tier->supplier->address))
		tier_tell_supplier(decision, ticket);
}

static void
log_move(Decision *decision, const Ticket *ticket, gboolean rises, const char *reason)
{
	decision_log(decision, ticket, rises ? "escalated" : "tier",
		     g_strdup_printf("%d%s%s", ticket->tier, *reason ? ": " : "", reason));
}

void
tier_move(Decision *decision, Ticket *ticket, const Tier *tier, const char *reason)
{
	gboolean rises = tier->number > ticket->tier;
	g_autofree char *was = g_strdup(ticket->team);
	NoticeWords words = { .was = was, .reason = *reason ? reason : NULL };

	lifecycle_leave_tier(ticket, decision->context->now);
	ticket->tier = tier->number;
	lifecycle_reach_tier(ticket);
	log_move(decision, ticket, rises, reason);
	if (tier->team)
		tier_give_to_team(decision, ticket, tier->team);
	words.report = decision_report(decision, ticket);
	notice_send(decision, rises ? NOTICE_ESCALATED : NOTICE_ASSIGNED, ticket, &words);
	tier_tell_supplier(decision, ticket);
}

void
tier_respond(const Policy *policy, Ticket *ticket, const Person *person, gint64 now)
{
	const Team *team = policy_team(policy, ticket->team);

	lifecycle_respond(ticket, now);
	if (!person || !team || is_member(team, person) ||
	    policy_person(policy, ticket->assignee) == person)
		lifecycle_tier_respond(ticket, now);
}

void
tier_account(Ticket *ticket, gint64 now)
{
	g_autofree char *what = g_strdup_printf("tier %d", ticket->tier);
	gboolean known = FALSE;

	for (guint i = 0; i < ticket->spans->len; i++) {
		Span *span = ticket->spans->pdata[i];

		if (span->to || !g_str_has_prefix(span->what, "tier "))
			continue;
		if (strcmp(span->what, what) == 0)
			known = TRUE;
		else
			span->to = now;
	}
	if (!known && ticket->tier)
		ticket_add_span(ticket, what, ticket->is_new ? ticket->created : now);
}
