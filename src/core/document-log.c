/* What was done, told to people: the history without the desk's own book-keeping. */
#include "core/document.h"

#include <stdlib.h>
#include <string.h>

#include "core/fact.h"
#include "core/notice-slots.h"
#include "core/notice.h"

typedef struct {
	const Decision *decision;
	const Ticket *ticket;
	const char *language;
} View;

static char *
say_nothing(const View *view, const char *text)
{
	return NULL;
}

static char *
say_as_is(const View *view, const char *text)
{
	return g_strdup(text);
}

static char *
say_person(const View *view, const char *text)
{
	const Person *person = policy_person(view->decision->context->policy, text);

	return g_strdup(person ? person->name : text);
}

/* "reporter", what it waits for */
static char *
say_wait(const View *view, const char *reason)
{
	return notice_say(view->decision, view->language, "wait", reason);
}

/* "opened: <he@corp.example>" */
static char *
say_called(const View *view, const char *text)
{
	const char *start = strrchr(text, '<');
	g_autofree char *address =
		start ? g_strndup(start + 1, strcspn(start + 1, ">")) : g_strdup(text);
	const Person *person =
		policy_person_by_address(view->decision->context->policy, address);

	return person ? g_strdup(person->name) : g_steal_pointer(&address);
}

static char *
say_priority(const View *view, const char *title)
{
	const Priority *priority = policy_priority(view->decision->context->policy, title);

	return g_strdup(priority ? label_text(&priority->label, title, view->language)
				 : title);
}

/* "normal → urgent" */
static char *
say_level(const View *view, const char *text)
{
	g_auto(GStrv) levels = g_strsplit(text, " → ", 2);
	g_autofree char *from = NULL, *to = NULL;

	if (g_strv_length(levels) != 2)
		return say_priority(view, text);
	from = say_priority(view, levels[0]);
	to = say_priority(view, levels[1]);
	return g_strdup_printf("%s → %s", from, to);
}

static char *
say_category(const View *view, const char *title)
{
	const Category *category = policy_category(view->decision->context->policy, title);

	return g_strdup(category ? label_text(&category->label, title, view->language)
				 : title);
}

static char *
say_system(const View *view, const char *title)
{
	const System *system = policy_system(view->decision->context->policy, title);

	return g_strdup(system ? label_text(&system->label, title, view->language) : title);
}

static char *
say_limit(const View *view, const char *name)
{
	return notice_limit(view->decision, view->language, view->ticket, name);
}

/* One of the values that a fact takes is told by its label. */
static const char *
value_words(const FactSpec *spec, const char *value, const char *language)
{
	for (guint i = 0; spec && i < spec->values->len; i++) {
		const FactValue *known = spec->values->pdata[i];

		if (strcmp(known->title, value) == 0)
			return label_text(&known->label, known->title, language);
	}
	return value;
}

/* "cause: dust" */
static char *
say_fact(const View *view, const char *text)
{
	const Policy *policy = view->decision->context->policy;
	const char *colon = strstr(text, ": ");
	g_autofree char *name = colon ? g_strndup(text, colon - text) : NULL;

	if (!name)
		return g_strdup(text);
	return phrase_with(
		view->decision->context->templates, view->language, "log-fact", "label",
		fact_label(policy, name, view->language), "value",
		value_words(policy_fact(policy, name), colon + 2, view->language), NULL);
}

/* "2: too hard for us" */
static char *
say_tier(const View *view, const char *text)
{
	const Tier *tier = policy_tier(view->decision->context->policy, atoi(text));
	const char *rest = text + strspn(text, "0123456789");

	if (!tier || !tier->name)
		return g_strdup(text);
	if (!g_str_has_prefix(rest, ": "))
		return g_strdup(tier->name);
	return phrase_with(view->decision->context->templates, view->language, "log-fact",
			   "label", tier->name, "value", rest + 2, NULL);
}

/* "Acme: when will you come?" */
static char *
say_asked(const View *view, const char *text)
{
	const char *colon = strstr(text, ": ");
	g_autofree char *whom = colon ? g_strndup(text, colon - text) : NULL;
	g_autofree char *name = whom ? say_person(view, whom) : NULL;

	if (!name)
		return g_strdup(text);
	return phrase_with(view->decision->context->templates, view->language, "log-fact",
			   "label", name, "value", colon + 2, NULL);
}

/* What is not here is the desk's own: its rules and proofs, what it sent to whom. */
static const struct {
	const char *event;
	char *(*say)(const View *view, const char *text);
	const char *prefix; /* of its phrase; NULL: "event" */
} told[] = {
	{ "opened", say_nothing },
	{ "accepted", say_as_is, "state" },
	{ "diagnosing", say_as_is, "state" },
	{ "planned", say_as_is, "state" },
	{ "repairing", say_as_is, "state" },
	{ "verifying", say_as_is, "state" },
	{ "waiting", say_wait, "state" },
	{ "resolved", say_as_is, "state" },
	{ "closed", say_nothing, "state" },
	{ "rejected", say_as_is, "state" },
	{ "continued", say_nothing },
	{ "reopened", say_as_is },
	{ "confirmed", say_nothing },
	{ "undone", say_nothing },
	{ "assigned", say_person },
	{ "team", say_as_is },
	{ "tier", say_tier },
	{ "escalated", say_tier },
	{ "called", say_called },
	{ "priority", say_level },
	{ "category", say_category },
	{ "system", say_system },
	{ "milestone", say_limit },
	{ "breach", say_limit },
	{ "fact", say_fact },
	{ "asked", say_asked },
	{ "answered", say_nothing },
};

/* What the report told stands among the facts. */
static gboolean
is_of_report(const View *view, const Event *event)
{
	return strcmp(event->event, "fact") == 0 && event->at <= view->ticket->created;
}

static const char *
name_of(const View *view, const char *by)
{
	const Policy *policy = view->decision->context->policy;
	const Address *reporter = view->ticket->reporter;
	const Person *person = policy_person(policy, by);

	if (person)
		return person->name;
	if (reporter->name && address_equal(reporter->address, by))
		return reporter->name;
	return strcmp(by, "desk") == 0 || strchr(by, ':') ? policy->desk.name : by;
}

static void
add_event(const View *view, const Event *event, Slots *slots)
{
	for (guint i = 0; i < G_N_ELEMENTS(told); i++) {
		g_autofree char *text = NULL, *words = NULL;
		g_autofree char *at = NULL;
		Slots *item;

		if (strcmp(told[i].event, event->event) != 0 || is_of_report(view, event))
			continue;
		text = told[i].say(view, event->text ? event->text : "");
		words = notice_say(view->decision, view->language,
				   told[i].prefix ? told[i].prefix : "event", event->event);
		at = instant_local(event->at, view->decision->context->policy->desk.zone);
		item = slots_add_item(slots, "log");
		slots_set(item, "at", at);
		slots_set(item, "event", words);
		slots_set(item, "by", name_of(view, event->by));
		slots_set(item, "text", text);
	}
}

/* What stands in the store, and what this decision adds. */
void
document_add_log(Decision *decision, const Ticket *ticket, const char *language,
		 Slots *slots)
{
	const Change *change = decision->change;
	View view = { decision, ticket, language };

	if (!ticket->is_new) {
		const Finding *finding =
			decision_ask(decision, &(Question){ .type = ASK_HISTORY,
							    .number = ticket->ticket_id });

		for (guint i = 0; i < finding->history->len; i++)
			add_event(&view, finding->history->pdata[i], slots);
	}
	for (guint i = 0; i < change->events->len; i++) {
		const Event *event = change->events->pdata[i];

		if (event->ticket_id == ticket->ticket_id)
			add_event(&view, event, slots);
	}
}
