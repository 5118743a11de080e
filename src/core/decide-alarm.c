/*
 * A monitor's mail: one open ticket for each (host, service). Repeats are entries, recovery
 * resolves, a recovery of nothing opens nothing. A monitor is no person: it is never answered,
 * and what stands before "resolved" does not hold its recovery back (policy language 7.9).
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/alarm.h"
#include "core/lifecycle.h"
#include "core/notice.h"

/* "web1", "web1/HTTP": for people. Own. */
static char *
alarm_name(const Alarm *alarm)
{
	return g_strconcat(alarm->host, alarm->service ? "/" : "", alarm->service, NULL);
}

/* The ticket on which this very fault is worked: the oldest, if there are several. */
static Ticket *
find_ticket(Mail *mail, const Alarm *alarm)
{
	const Question question = {
		.type = ASK_CURRENT,
		.name = (char *)"host",
		.value = alarm->host,
	};
	const Finding *finding = decision_ask(&mail->decision, &question);

	for (guint i = 0; i < finding->tickets->len; i++) {
		const Ticket *ticket = finding->tickets->pdata[i];
		const char *host = ticket_fact(ticket, "host");

		if (alarm_equal(alarm, host, ticket_fact(ticket, "service")))
			return decision_ticket(&mail->decision, ticket->ticket_id);
	}
	return NULL;
}

/* "web1/HTTP CRITICAL": what history keeps of an alarm. Own. */
static char *
alarm_words(const Alarm *alarm)
{
	g_autofree char *name = alarm_name(alarm);

	return g_strconcat(name, alarm->state ? " " : "", alarm->state, NULL);
}

/* Did the monitor say of TICKET just this, and no other state, when it last alarmed? */
static gboolean
said_before(Mail *mail, const Ticket *ticket, const Alarm *alarm)
{
	const Question question = { .type = ASK_HISTORY, .number = ticket->ticket_id };
	const Finding *finding = decision_ask(&mail->decision, &question);
	g_autofree char *words = alarm_words(alarm);

	for (guint i = finding->history->len; i > 0; i--) {
		const Event *event = finding->history->pdata[i - 1];

		if (strcmp(event->event, "alarm") == 0)
			return strcmp(event->text, words) == 0;
	}
	return TRUE;
}

static Entry *
add_entry(Mail *mail, Ticket *ticket, const char *event, const Alarm *alarm)
{
	Entry *entry =
		mail_add_entry(mail, ticket, ENTRY_REPLY, mail->message->visible_text);

	mail_log(mail, ticket, event, alarm_words(alarm));
	mail_belongs_to(mail, ticket);
	return entry;
}

static void
tell_workers(Mail *mail, const Ticket *ticket, const Entry *entry)
{
	NoticeWords words = { .entry = entry };

	notice_send(&mail->decision, NOTICE_ADDED, ticket, &words);
}

/* Monitors say it again and again; only another state is news to those who work on it. */
static void
repeat(Mail *mail, Ticket *ticket, const Alarm *alarm)
{
	gboolean is_news = !said_before(mail, ticket, alarm);
	const Entry *entry = add_entry(mail, ticket, "alarm", alarm);
	NoticeWords words = { .entry = entry };

	if (ticket->state == STATE_RESOLVED) {
		lifecycle_enter(ticket, lifecycle_reopened_state(ticket), WAIT_NONE, 0,
				mail->decision.context->now);
		mail_log(mail, ticket, "reopened", g_strdup(""));
		notice_send(&mail->decision, NOTICE_REOPENED, ticket, &words);
	} else if (is_news) {
		tell_workers(mail, ticket, entry);
	}
}

static void
recover(Mail *mail, Ticket *ticket, const Alarm *alarm)
{
	const Entry *entry = add_entry(mail, ticket, "recovered", alarm);

	if (!lifecycle_may(ticket->state, CAUSE_RECOVERY, STATE_RESOLVED))
		return;
	lifecycle_enter(ticket, STATE_RESOLVED, WAIT_NONE, 0, mail->decision.context->now);
	mail_log(mail, ticket, "resolved", g_strdup(""));
	tell_workers(mail, ticket, entry);
}

static void
prepare(Mail *mail, Ticket *ticket, gconstpointer data)
{
	const Alarm *alarm = data;
	const char *by = mail->decision.by;
	gint64 now = mail->decision.context->now;

	ticket_set_fact(ticket, "host", alarm->host, by, now);
	if (alarm->service)
		ticket_set_fact(ticket, "service", alarm->service, by, now);
}

/* The subject of a mail with several alarms says nothing of each. */
static void
prepare_one_of_many(Mail *mail, Ticket *ticket, gconstpointer data)
{
	prepare(mail, ticket, data);
	g_free(ticket->subject);
	ticket->subject = alarm_name(data);
}

static void
open_for(Mail *mail, const Alarm *alarm, gboolean alone)
{
	Opening opening = {
		.prepare = alone ? prepare : prepare_one_of_many,
		.data = alarm,
	};

	mail_log(mail, mail_open_ticket(mail, &opening), "alarm", alarm_words(alarm));
}

static void
take_alarm(Mail *mail, const Alarm *alarm, gboolean alone)
{
	Ticket *ticket = find_ticket(mail, alarm);
	g_autofree char *name = alarm_name(alarm);

	if (ticket && alarm->type == ALARM_PROBLEM)
		repeat(mail, ticket, alarm);
	else if (ticket && alarm->type == ALARM_RECOVERY)
		recover(mail, ticket, alarm);
	else if (ticket)
		add_entry(mail, ticket, "noted", alarm);
	else if (alarm->type == ALARM_PROBLEM)
		open_for(mail, alarm, alone);
	else if (mail->decision.change->tickets->len == 0)
		mail_verdict(mail, LEDGER_DROPPED,
			     g_strdup_printf("%s of %s, of which no fault is open",
					     alarm->type == ALARM_RECOVERY ? "recovery"
									   : "message",
					     name));
}

static void
take_alarms(Mail *mail, const Monitor *monitor)
{
	const char *tag = mail->decision.context->policy->desk.tag;
	g_autofree char *subject = thread_bare_subject(mail->message->subject, tag);
	g_autoptr(GPtrArray) alarms = alarm_read(monitor, subject, mail->message->text);

	for (guint i = 0; i < alarms->len; i++)
		take_alarm(mail, alarms->pdata[i], alarms->len == 1);
}

void
mail_is_alarm(Mail *mail)
{
	const Monitor *monitor =
		alarm_monitor(mail->decision.context->policy, mail->evidence.from);
	Verdict answer;

	/* Threading is not theirs: the key is what the alarm is about. */
	if (mail->ticket)
		mail_leave_alone(mail, mail->ticket);
	answer = mail_may(mail, ACT_ALARM);
	if (monitor && (answer == VERDICT_ALLOW || answer == VERDICT_SILENT))
		take_alarms(mail, monitor);
	else
		mail_verdict(mail, LEDGER_HELD, g_strdup(mail->seen->identity));
}
