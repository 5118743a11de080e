/* What a document says of its ticket, in the reader's language. */
#include "core/document.h"

#include <string.h>

#include "core/clock.h"
#include "core/fact.h"
#include "core/notice-slots.h"
#include "core/notice.h"
#include "core/which.h"

static void
set_instant(const Decision *decision, Slots *slots, const char *name, gint64 at)
{
	g_autofree char *text =
		at ? instant_local(at, decision->context->policy->desk.zone) : NULL;

	slots_set(slots, name, text);
}

static void
add_fact(const Decision *decision, const Ticket *ticket, const char *name,
	 const char *language, Slots *slots)
{
	const Policy *policy = decision->context->policy;
	Slots *item = slots_add_item(slots, "facts");
	g_autofree char *value = fact_words(policy, ticket, name, language);

	slots_set(item, "label", fact_label(policy, name, language));
	slots_set(item, "value", value);
}

static gboolean
adds_to_notice(const Document *document)
{
	return notice_parse(document->title, &(NoticeType){ 0 });
}

/* Those that the document lists; a record without a list tells all that is known, but a
 * question only what it asks. */
static void
add_facts(const Decision *decision, const Document *document, const Ticket *ticket,
	  const char *language, Slots *slots)
{
	gboolean lists = document->facts && document->facts[0];
	gboolean asks = document->ask && document->ask[0];

	for (guint i = 0; lists && document->facts[i]; i++)
		add_fact(decision, ticket, document->facts[i], language, slots);
	for (guint i = 0;
	     !lists && !asks && !adds_to_notice(document) && i < ticket->facts->len; i++)
		add_fact(decision, ticket, ((Fact *)ticket->facts->pdata[i])->name,
			 language, slots);
}

static void
add_asked(const Decision *decision, const Document *document, const Ticket *ticket,
	  const char *language, Slots *slots)
{
	g_autoptr(GPtrArray) missing = document_missing(document, ticket);

	for (guint i = 0; i < missing->len; i++)
		slots_set(
			slots_add_item(slots, "asked"), "label",
			fact_label(decision->context->policy, missing->pdata[i], language));
}

static void
add_same(Decision *decision, const Document *document, const Ticket *ticket,
	 const char *language, Slots *slots)
{
	const Policy *policy = decision->context->policy;
	WhichView view = { policy, decision, ticket };
	g_autoptr(GPtrArray) others = which_same(&document->which, &view);

	for (guint i = 0; i < others->len; i++) {
		const Ticket *other = others->pdata[i];
		Slots *item = slots_add_item(slots, "same");
		g_autofree char *tag = notice_tag(policy, other->ticket_id);
		g_autofree char *state = notice_say(decision, language, "state",
						    ticket_state_name(other->state));

		slots_set(item, "tag", tag);
		slots_set(item, "subject", other->subject);
		slots_set(item, "state", state);
		slots_set(item, "cause", ticket_fact(other, "cause"));
		slots_set(item, "fix", ticket_fact(other, "fix"));
		set_instant(decision, item, "created", other->created);
	}
}

static void
add_limits(const Decision *decision, const Ticket *ticket, const char *language,
	   Slots *slots)
{
	for (guint i = 0; i < ticket->limits->len; i++) {
		const Limit *limit = ticket->limits->pdata[i];
		Slots *item = slots_add_item(slots, "limits");
		g_autofree char *label =
			notice_limit(decision, language, ticket, limit->name);

		slots_set(item, "label", label);
		set_instant(decision, item, "due", limit->due);
		set_instant(decision, item, "met", limit->met);
		set_instant(decision, item, "breached", limit->breached);
	}
}

static void
add_duty(const Decision *decision, const Ticket *ticket, Slots *slots)
{
	const Team *team = policy_team(decision->context->policy, ticket->team);

	for (guint i = 0; team && i < team->members->len; i++) {
		const Person *person = team->members->pdata[i];
		Slots *item = slots_add_item(slots, "duty");

		slots_set(item, "name", person->name);
		slots_set(item, "title", person->job);
		slots_set(item, "phone", person->phone);
	}
}

/* The history is read only for those that tell it. */
static gboolean
tells_log(const Decision *decision, const Document *document, const char *language)
{
	const Template *template =
		template_set_find(decision->context->templates, language,
				  document_template(decision, document));

	return template && template_uses(template, "log");
}

void
document_slots(Decision *decision, const Document *document, const Ticket *ticket,
	       const char *language, Slots *slots)
{
	g_autofree char *time = NULL;

	if (!ticket)
		return;
	time = fact_words(decision->context->policy, ticket, "time", language);
	if (!adds_to_notice(document))
		slots_set(slots, "label",
			  label_text(&document->label, document->title, language));
	slots_set(slots, "time_spent", time);
	slots_set(slots, "parts", ticket_fact(ticket, "parts"));
	add_facts(decision, document, ticket, language, slots);
	add_asked(decision, document, ticket, language, slots);
	add_same(decision, document, ticket, language, slots);
	add_limits(decision, ticket, language, slots);
	add_duty(decision, ticket, slots);
	if (tells_log(decision, document, language))
		document_add_log(decision, ticket, language, slots);
}
