/* A report's mails: asks for the tickets, counts them, writes to each reader. */
#include "core/decision.h"

#include <string.h>

#include "core/alarm.h"
#include "core/letter.h"
#include "core/recipient.h"
#include "core/report-slots.h"

#define DIGEST "digest"

/* Whom it goes to; each once. Own Address. */
static GPtrArray *
readers(const Decision *decision, const ReportOrder *order)
{
	const Policy *policy = decision->context->policy;
	GPtrArray *to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	char **words = order->report->to;

	if (order->to) {
		g_ptr_array_add(to, address_copy(order->to));
		return to;
	}
	for (guint i = 0; words && words[i]; i++)
		recipients_resolve(decision, NULL, words[i], to);
	for (guint i = to->len; i > 0; i--) {
		const char *address = ((Address *)to->pdata[i - 1])->address;

		if (!address_is_sendable(address) || alarm_is_machine(policy, address))
			g_ptr_array_remove_index(to, i - 1);
	}
	return to;
}

static void
write_mail(Decision *decision, const ReportOrder *order, const Address *to,
	   const char *language, Slots *slots /* own */)
{
	const TemplateSet *templates = decision->context->templates;
	const char *name = report_template(order->report, templates, language);
	Letter *letter = letter_to(decision, NULL, to);

	if (!letter) {
		slots_free(slots);
		return;
	}
	letter_add(decision, letter,
		   (LetterPart){
			   .name = order->report->title,
			   .template = name,
			   .tone = TONE_GENERATED,
			   .slots = slots,
		   });
}

static gboolean
is_digest(const Report *report)
{
	return strcmp(report->template ? report->template : report->title, DIGEST) == 0;
}

static void
write_digests(Decision *decision, const ReportOrder *order)
{
	const Question question = { .type = ASK_OPEN };
	const Finding *finding = decision_ask(decision, &question);
	g_autoptr(GPtrArray) to = readers(decision, order);

	for (guint i = 0; i < to->len; i++) {
		const Address *reader = to->pdata[i];
		const char *language = policy_language(decision->context->policy,
						       reader->address, NULL);
		Slots *slots = digest_slots(decision, language, reader->address,
					    finding->tickets);

		if (slots)
			write_mail(decision, order, reader, language, slots);
	}
}

static void
write_reports(Decision *decision, const ReportOrder *order)
{
	const Question question = {
		.type = ASK_OPENED,
		.since = order->period->from,
		.number = order->period->to,
	};
	const Finding *finding = decision_ask(decision, &question);
	const Policy *policy = decision->context->policy;
	g_autoptr(GPtrArray) to = readers(decision, order);
	g_autoptr(Figures) figures = report_figures(policy, decision, order->report,
						    finding->tickets, order->period,
						    decision->context->now);

	for (guint i = 0; i < to->len; i++) {
		const Address *reader = to->pdata[i];
		const char *language = policy_language(policy, reader->address, NULL);
		Slots *slots = report_slots(decision, language, order->report,
						      order->period, figures);

		write_mail(decision, order, reader, language, slots);
	}
	if (!order->figures)
		return;
	figures_free(*order->figures);
	*order->figures = g_steal_pointer(&figures);
}

void
report_write(Decision *decision, const ReportOrder *order)
{
	if (is_digest(order->report))
		write_digests(decision, order);
	else
		write_reports(decision, order);
}

Change *
decide_report(const Context *context, const Snapshot *snapshot, const ReportOrder *order)
{
	Decision decision;

	decision_init(&decision, context, snapshot, "desk");
	report_write(&decision, order);
	return decision_finish(&decision);
}
