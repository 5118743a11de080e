/* A clock's account in a manager's words. */
#include "core/sla-explain.h"

#include <string.h>

#include "core/decision.h"
#include "core/notice-slots.h"

typedef struct {
	const Decision *decision;
	const Ticket *ticket;
	const char *language;
	GString *text;
} Writer;

static char *
local(const Writer *writer, gint64 at)
{
	return instant_local(at, writer->decision->context->policy->desk.zone);
}

/* A line of phrase KEY. SLOTS is taken. */
static void
write_line(const Writer *writer, const char *key, Slots *slots)
{
	g_autofree char *line = phrase(writer->decision->context->templates,
				       writer->language, key, slots);

	g_string_append_printf(writer->text, "  %s\n", line);
	slots_free(slots);
}

static void
set_owned(Slots *slots, const char *name, char *value /* taken */)
{
	slots_set(slots, name, value);
	g_free(value);
}

/* In hours, for a day of work is no day of the calendar; to the second, for a limit is. */
static char *
open_time(const Writer *writer, gint64 seconds)
{
	Duration duration = { .seconds = seconds };
	gint64 hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
	GString *written = g_string_new(NULL);

	if (hours)
		g_string_append_printf(written, "%" G_GINT64_FORMAT "h", hours);
	if (minutes)
		g_string_append_printf(written, "%" G_GINT64_FORMAT "min", minutes);
	if (rest || !seconds)
		g_string_append_printf(written, "%" G_GINT64_FORMAT "s", rest);
	g_strlcpy(duration.written, written->str, sizeof duration.written);
	g_string_free(written, TRUE);
	return duration_words(&duration, writer->language);
}

static void
write_head(const Writer *writer, const SlaAccount *account)
{
	const TemplateSet *templates = writer->decision->context->templates;
	const char *key = account->length ? "sla-head" : "sla-moment";
	g_autoptr(Slots) slots = slots_new();
	g_autofree char *line = NULL;

	set_owned(slots, "name",
		  notice_limit(writer->decision, writer->language, writer->ticket,
			       account->name));
	if (account->length)
		set_owned(slots, "length",
			  duration_words(account->length, writer->language));
	if (account->calendar)
		slots_set(slots, "reason", calendar_title(account->calendar));
	line = phrase(templates, writer->language, key, slots);
	g_string_append_printf(writer->text, "%s\n", line);
}

/* "waiting reporter" in words; a state's name. */
static const char *
set_reason(const Writer *writer, Slots *slots, const char *reason)
{
	static const char waiting[] = "waiting ";
	gboolean waits = g_str_has_prefix(reason, waiting);

	if (waits)
		set_owned(slots, "waiting_on",
			  notice_say(writer->decision, writer->language, "wait",
				     reason + strlen(waiting)));
	else
		set_owned(slots, "state",
			  notice_say(writer->decision, writer->language, "state", reason));
	return waits ? "sla-stands" : "sla-done";
}

static void
write_interval(const Writer *writer, const SlaInterval *interval, gboolean goes_on)
{
	const char *key = interval->kind == SLA_COUNTS ? "sla-counts" : "sla-shut";
	Slots *slots = slots_new();

	set_owned(slots, "from", local(writer, interval->from));
	if (goes_on)
		set_owned(slots, "to",
			  phrase(writer->decision->context->templates, writer->language,
				 "sla-now", NULL));
	else
		set_owned(slots, "to", local(writer, interval->to));
	set_owned(slots, "length",
		  open_time(writer, interval->to - interval->from));
	if (interval->kind == SLA_STANDS)
		key = set_reason(writer, slots, interval->reason);
	write_line(writer, key, slots);
}

static const char *
end_key(const SlaAccount *account)
{
	if (account->met && !account->length)
		return "sla-reached";
	if (account->met)
		return account->is_over ? "sla-met-late" : "sla-met";
	if (account->is_over)
		return "sla-breached";
	return account->due ? "sla-due" : "sla-paused";
}

static void
write_end(const Writer *writer, const SlaAccount *account)
{
	Slots *slots = slots_new();

	if (account->met)
		set_owned(slots, "at", local(writer, account->met));
	if (account->due)
		set_owned(slots, "due", local(writer, account->due));
	set_owned(slots, "length", open_time(writer, account->used));
	write_line(writer, end_key(account), slots);
}

static void
write_account(const Writer *writer, const SlaAccount *account)
{
	gint64 now = writer->decision->context->now;
	Slots *slots = slots_new();

	write_head(writer, account);
	if (!account->started) {
		write_line(writer, "sla-not-started", slots);
		return;
	}
	set_owned(slots, "at", local(writer, account->started));
	write_line(writer, "sla-started", slots);
	for (guint i = 0; i < account->intervals->len; i++) {
		const SlaInterval *interval = account->intervals->pdata[i];

		write_interval(writer, interval,
			       interval->to == now && !account->met &&
				       i + 1 == account->intervals->len);
	}
	write_end(writer, account);
}

char *
sla_words(const Context *context, const Ticket *ticket, const char *language)
{
	g_autoptr(Snapshot) snapshot = snapshot_new();
	g_autoptr(GPtrArray) accounts =
		sla_explain(context->policy, ticket, context->now);
	GString *text = g_string_new(NULL);
	Decision decision;
	Writer writer = { &decision, ticket, language, text };

	decision_init(&decision, context, snapshot, "desk");
	for (guint i = 0; i < accounts->len; i++) {
		if (i > 0)
			g_string_append_c(text, '\n');
		write_account(&writer, accounts->pdata[i]);
	}
	if (accounts->len == 0)
		write_line(&writer, "sla-none", slots_new());
	change_free(decision_finish(&decision));
	return g_string_free(text, FALSE);
}
