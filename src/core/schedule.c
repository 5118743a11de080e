/*
 * A recurring duty opens its own ticket by the road of a mail: its words are read, rules run
 * over them, those who work hear of it. Nobody reported it, so the desk is its reporter, which
 * is never written to.
 */
#include "core/decide-mail.h"

#include "core/notice.h"

static Message *
message_of(const Desk *desk, const Schedule *schedule, gint64 now)
{
	Message *message = message_new();

	message->from = address_new(desk->name, desk->address);
	message->from_strict = g_strdup(desk->address);
	g_free(message->subject);
	g_free(message->text);
	g_free(message->visible_text);
	g_free(message->language);
	message->subject = g_strdup(schedule->subject ? schedule->subject : schedule->title);
	message->text = g_strdup(schedule->text ? schedule->text : "");
	message->visible_text = g_strdup(message->text);
	message->language = g_strdup(desk->language);
	message->date = now;
	return message;
}

/* What the schedule says, no rule may change; what it does not say, rules give. */
static void
give(Ticket *ticket, char **field, const char *value, guint bit)
{
	if (!value)
		return;
	g_free(*field);
	*field = g_strdup(value);
	ticket->set_by_person |= bit;
}

static void
prepare(Mail *mail, Ticket *ticket, gconstpointer data)
{
	const Schedule *schedule = data;

	ticket->kind = schedule->kind;
	ticket->set_by_person |= TICKET_FIELD_KIND;
	ticket->drill = schedule->drill;
	give(ticket, &ticket->category, schedule->category, TICKET_FIELD_CATEGORY);
	give(ticket, &ticket->system, schedule->system, TICKET_FIELD_SYSTEM);
	give(ticket, &ticket->priority, schedule->priority, TICKET_FIELD_PRIORITY);
	give(ticket, &ticket->team, schedule->team, TICKET_FIELD_TEAM);
}

Change *
decide_schedule(const Context *context, const Snapshot *snapshot, const Schedule *schedule,
		gint64 at)
{
	const Desk *desk = &context->policy->desk;
	g_autoptr(Message) message = message_of(desk, schedule, context->now);
	g_autofree char *by = g_strdup_printf("schedule:%s", schedule->title);
	g_auto(Understanding) seen = { .class = { .class = MAIL_HUMAN } };
	Opening opening = { .prepare = prepare, .data = schedule };
	Mail mail = {
		.message = message,
		.door = DOOR_RELEASED,
		.seen = &seen,
		.evidence = { .from = desk->address },
	};

	decision_init(&mail.decision, context, snapshot, by);
	seen.identity = instant_local(at, desk->zone);
	mail_open_ticket(&mail, &opening);
	return decision_finish(&mail.decision);
}
