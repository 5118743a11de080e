/* A ticket and what happened to it, as the values that templates see, in the reader's
 * language. */
#include "core/notice-slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/clock.h"
#include "core/fact-value.h"
#include "core/fact.h"
#include "core/held.h"
#include "core/report-slots.h"
#include "core/sla.h"

char *
notice_tag(const Policy *policy, gint64 ticket_id)
{
	return g_strdup_printf("%s#%" G_GINT64_FORMAT, policy->desk.tag, ticket_id);
}

static void
set_owned(Slots *slots, const char *name, char *value /* taken */)
{
	slots_set(slots, name, value);
	g_free(value);
}

static void
set_number(Slots *slots, const char *name, gint64 number)
{
	set_owned(slots, name, g_strdup_printf("%" G_GINT64_FORMAT, number));
}

static void
set_instant(const Decision *decision, Slots *slots, const char *name, gint64 at)
{
	set_owned(slots, name,
		  at ? instant_local(at, decision->context->policy->desk.zone) : NULL);
}

/* The phrase "PREFIX-WORD", or WORD itself where the catalogue has none. */
char *
notice_say(const Decision *decision, const char *language, const char *prefix, const char *word)
{
	g_autofree char *key = g_strdup_printf("%s-%s", prefix, word);
	g_autofree char *text = phrase(decision->context->templates, language, key, NULL);

	return strcmp(text, key) == 0 ? g_strdup(word) : g_steal_pointer(&text);
}

char *
notice_size(gint64 bytes)
{
	if (bytes < 1024)
		return g_strdup_printf("%" G_GINT64_FORMAT " B", bytes);
	if (bytes < 1024 * 1024)
		return g_strdup_printf("%" G_GINT64_FORMAT " KB", bytes / 1024);
	return g_strdup_printf("%.1f MB", bytes / 1048576.0);
}

/* ROOM bytes may still be enclosed: the same reckoning as that of the enclosing itself. */
static void
add_attachments(Slots *slots, const Entry *entry, gint64 room)
{
	for (guint i = 0; i < entry->attachments->len; i++) {
		const Attachment *attachment = entry->attachments->pdata[i];
		gboolean fits = attachment->size <= room;
		Slots *item;

		if (attachment->recurs)
			continue;
		item = slots_add_item(slots, "attachments");
		room -= fits ? attachment->size : 0;
		slots_set_flag(item, "left_out", !fits);

		slots_set(item, "name", attachment->name);
		set_owned(item, "size", notice_size(attachment->size));
	}
}

static void
add_words_of(Slots *slots, const Entry *entry, gint64 room)
{
	slots_set_block(slots, "text", entry->visible);
	slots_set_flag(slots, "unproven", entry->unproven);
	slots_set_flag(slots, "hidden", entry->hidden);
	add_attachments(slots, entry, room);
}

static void
add_entry(const Decision *decision, Slots *slots, const Entry *entry, gint64 room)
{
	const Policy *policy = decision->context->policy;
	const Person *person = policy_person(policy, entry->author);

	slots_set(slots, "actor",
		  person				   ? person->name
		  : strcmp(entry->author, "desk") == 0 ? policy->desk.name
						       : entry->author);
	add_words_of(slots, entry, room);
}

/* "tier 2 resolve": the tier's number and the limit's own name. */
static char *
tier_limit(const Decision *decision, const char *language, const char *name)
{
	g_auto(GStrv) words = g_strsplit(name, " ", 3);
	int number = words[1] ? atoi(words[1]) : 0;
	const Tier *tier = policy_tier(decision->context->policy, number);
	g_autofree char *limit =
		notice_say(decision, language, "limit", words[2] ? words[2] : "");

	return phrase_with(decision->context->templates, language, "limit-of-tier", "tier",
			   tier && tier->name ? tier->name : words[1], "name", limit, NULL);
}

char *
notice_limit(const Decision *decision, const char *language, const Ticket *ticket,
	     const char *name)
{
	const char *label =
		clock_label(decision->context->policy, ticket, name, language);

	if (label)
		return g_strdup(label);
	if (g_str_has_prefix(name, "tier "))
		return tier_limit(decision, language, name);
	return notice_say(decision, language, "limit", name);
}

static void
add_limit(const Decision *decision, const char *language, const Ticket *ticket,
	  const char *name, Slots *slots)
{
	const Policy *policy = decision->context->policy;
	const Limit *limit = ticket_limit(ticket, name);
	const Calendar *calendar;
	Duration length;

	set_owned(slots, "limit", notice_limit(decision, language, ticket, name));
	if (sla_limit(policy, ticket, name, &calendar, &length))
		set_owned(slots, "length", duration_words(&length, language));
	if (!limit || !limit->due)
		return;
	set_instant(decision, slots, "due", limit->due);
	if (limit->due > decision->context->now)
		set_owned(slots, "remaining",
			  timespan_words(limit->due - decision->context->now, language));
}

static void
add_lines(Slots *slots, GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const TranscriptLine *line = lines->pdata[i];
		Slots *item = slots_add_item(slots, "lines");

		slots_set(item, "line", line->line);
		slots_set(item, "result", line->result);
		slots_set_flag(item, "ok", line->ok);
	}
}

static void
add_held(const Decision *decision, const char *language, Slots *slots, GPtrArray *mails,
	 guint count)
{
	set_number(slots, "count", count);
	for (guint i = 0; i < mails->len; i++) {
		const HeldLine *mail = mails->pdata[i];
		const char *key = held_phrase(mail->reason);
		Slots *item = slots_add_item(slots, "mails");

		slots_set(item, "from", mail->from);
		slots_set(item, "subject", mail->subject);
		slots_set(item, "reason", mail->reason);
		if (key)
			set_owned(item, "reason",
				  phrase(decision->context->templates, language, key, NULL));
	}
}

static void
add_alike(const Decision *decision, const char *language, Slots *slots,
	  const GPtrArray *tickets)
{
	for (guint i = 0; i < tickets->len; i++) {
		const Recent *ticket = tickets->pdata[i];
		Slots *item = slots_add_item(slots, "alike");

		set_owned(item, "tag",
			  notice_tag(decision->context->policy, ticket->ticket_id));
		slots_set(item, "subject", ticket->subject);
		set_owned(item, "state",
			  notice_say(decision, language, "state",
				     ticket_state_name(ticket->state)));
		set_instant(decision, item, "created", ticket->created);
	}
}

const char *
notice_command_name(const CommandSpec *spec, const char *language)
{
	for (guint i = 0; g_str_has_prefix(language, "zh") && spec->aliases[i]; i++)
		if (text_is_cjk(g_utf8_get_char(spec->aliases[i])))
			return spec->aliases[i];
	return spec->name;
}

/* WORD, "TEXT", as LANGUAGE has it. Own. */
static char *
argument_word(const Decision *decision, const char *language, const char *word)
{
	g_autofree char *folded = g_ascii_strdown(word, -1);
	g_autofree char *said = notice_say(decision, language, "argument", folded);

	return g_strdup(strcmp(said, folded) == 0 ? word : said);
}

char *
notice_command_argument(const Decision *decision, const char *language,
			const CommandSpec *spec)
{
	g_autofree char *own = spec->name ? g_strconcat("argument-", spec->name, NULL) : NULL;

	if (!spec->argument_name)
		return NULL;
	if (own && phrase_exists(decision->context->templates, language, own))
		return phrase(decision->context->templates, language, own, NULL);
	return argument_word(decision, language, spec->argument_name);
}

static gboolean
has_row(const FactSpec *fact)
{
	for (guint i = 0; i < n_command_specs; i++)
		if (g_strcmp0(command_specs[i].fact, fact->title) == 0)
			return TRUE;
	return FALSE;
}

/* The values that a fact takes, "a|b", else what kind of thing it is. Own. */
static char *
argument_of(const Decision *decision, const FactSpec *fact, const char *language)
{
	static const char *const words[] = {
		[FACT_TEXT] = "TEXT",
		[FACT_MOMENT] = "MOMENT",
		[FACT_DURATION] = "DURATION",
		[FACT_LIST] = "TEXT",
	};
	GString *list;

	if (fact->values->len == 0 && !fact_is_score(fact))
		return argument_word(decision, language, words[fact->type]);
	list = g_string_new(NULL);
	for (guint i = 0; i < fact->values->len; i++) {
		const FactValue *value = fact->values->pdata[i];

		g_string_append_printf(list, "%s%s", i ? "|" : "",
				       label_text(&value->label, value->title, language));
	}
	if (fact_is_score(fact))
		g_string_append_printf(list, "%d-%d", FACT_SCORE_MIN, FACT_SCORE_MAX);
	return g_string_free(list, FALSE);
}

/* Facts without a row in the table of commands have their names from the policy. */
static void
add_fact_command(const Decision *decision, const char *language, const FactSpec *fact,
		 Slots *slots)
{
	const char *label = label_text(&fact->label, fact->title, language);
	Slots *item;

	if (has_row(fact))
		return;
	item = slots_add_item(slots, "commands");
	set_owned(item, "name", command_fact_name(fact, language));
	set_owned(item, "argument", argument_of(decision, fact, language));
	set_owned(item, "summary",
		  phrase_with(decision->context->templates, language, "help-fact", "label",
			      label, NULL));
}

static void
add_commands(const Decision *decision, const char *language, Slots *slots)
{
	const TemplateSet *templates = decision->context->templates;
	const Policy *policy = decision->context->policy;

	for (guint i = 0; i < n_command_specs; i++) {
		const CommandSpec *spec = &command_specs[i];
		Slots *item;

		/* "/diagnosing" is "/state diagnosing". */
		if (spec->given)
			continue;
		item = slots_add_item(slots, "commands");

		slots_set(item, "name", notice_command_name(spec, language));
		set_owned(item, "argument",
			  notice_command_argument(decision, language, spec));
		set_owned(item, "summary",
			  phrase(templates, language, spec->summary, NULL));
	}
	for (guint i = 0; i < policy->facts->len; i++)
		add_fact_command(decision, language, policy->facts->pdata[i], slots);
}

static gboolean
is_of_report(const Ticket *ticket, const Fact *fact)
{
	return (strcmp(fact->name, "symptom") == 0 && fact->at <= ticket->created) ||
	       (strcmp(fact->name, "contact") == 0 &&
		address_equal(fact->value, ticket->reporter->address));
}

void
notice_fact_slots(const Decision *decision, const char *language, const Ticket *ticket,
		  gboolean brief, Slots *slots)
{
	for (guint i = 0; i < ticket->facts->len; i++) {
		const Fact *fact = ticket->facts->pdata[i];
		Slots *item;

		if (brief && is_of_report(ticket, fact))
			continue;
		item = slots_add_item(slots, "facts");
		slots_set(item, "label",
			  fact_label(decision->context->policy, fact->name, language));
		set_owned(item, "value",
			  fact_words(decision->context->policy, ticket, fact->name,
				     language));
	}
}

/* A form of what is missing, with what is there already. */
static void
add_asked(const Decision *decision, const char *language, const Ticket *ticket,
	  const GPtrArray *asked, Slots *slots)
{
	const Policy *policy = decision->context->policy;

	for (guint i = 0; i < asked->len; i++) {
		const char *name = asked->pdata[i];
		g_autofree char *known = fact_words(policy, ticket, name, language);
		Slots *item = slots_add_item(slots, "asked");

		slots_set(item, "label", fact_label(policy, name, language));
		slots_set(item, "known", known ? known : "");
	}
}

/* What the reporter told, but for how to reach him and what the text says anyway: fit for
 * somebody outside. */
static void
add_outside_facts(const Decision *decision, const char *language, const Ticket *ticket,
		  Slots *slots)
{
	static const char *const left_out[] = { "symptom", "contact", NULL };
	const Policy *policy = decision->context->policy;

	for (guint i = 0; i < policy->facts->len; i++) {
		const FactSpec *fact = policy->facts->pdata[i];
		const char *value = ticket_fact(ticket, fact->title);
		Slots *item;

		if (!value || !fact->from_mail || g_strv_contains(left_out, fact->title))
			continue;
		item = slots_add_item(slots, "facts");
		slots_set(item, "label", label_text(&fact->label, fact->title, language));
		slots_set(item, "value", value);
	}
}

Slots *
notice_words_slots(const Decision *decision, const char *language, const Ticket *ticket,
		   const NoticeWords *words, gint64 room)
{
	const Person *person = policy_person(decision->context->policy, decision->by);
	const Person *was;
	Slots *slots = slots_new();

	slots_set(slots, "actor", person ? person->name : decision->by);
	if (words->entry)
		add_entry(decision, slots, words->entry, room);
	else if (words->report)
		add_words_of(slots, words->report, room);
	if (words->text)
		slots_set_block(slots, "text", words->text);
	slots_set(slots, "reason", words->reason);
	was = policy_person(decision->context->policy, words->was);
	slots_set(slots, "was", was ? was->name : words->was);
	slots_set(slots, "error", words->error);
	slots_set(slots, "recipient", words->recipient);
	slots_set(slots, "not_copied", words->not_copied);
	if (words->percent)
		set_number(slots, "percent", words->percent);
	if (words->limit)
		add_limit(decision, language, ticket, words->limit, slots);
	if (words->suspected)
		set_owned(slots, "suspected",
			  notice_tag(decision->context->policy, words->suspected));
	if (words->lines)
		add_lines(slots, words->lines);
	if (words->mails)
		add_held(decision, language, slots, words->mails, words->count);
	if (words->subject)
		slots_set(slots, "subject", words->subject);
	slots_set(slots, "code", words->code);
	if (words->until)
		set_instant(decision, slots, "due", words->until);
	if (words->max_message)
		set_owned(slots, "limit",
			  notice_size(decision->context->policy->desk.max_message));
	if (words->help)
		add_commands(decision, language, slots);
	if (words->asked)
		add_asked(decision, language, ticket, words->asked, slots);
	if (words->show)
		notice_fact_slots(decision, language, ticket, FALSE, slots);
	if (words->outside)
		add_outside_facts(decision, language, ticket, slots);
	slots_set(slots, "code", words->code);
	slots_set(slots, "value", words->value);
	slots_set(slots, "undo", words->undo);
	if (words->alike)
		add_alike(decision, language, slots, words->alike);
	slots_set_flag(slots, "refused", words->refused);
	slots_set_flag(slots, "silent", words->silent);
	slots_set_flag(slots, "solved", words->solved);
	slots_set_flag(slots, "next", words->next);
	if (words->listed)
		report_add_listed(decision, language, slots, words->listed);
	if (words->found)
		report_add_found(decision, language, slots, words->found);
	return slots;
}

static const char *
team_name(const Ticket *ticket)
{
	return ticket->team ? ticket->team : "";
}

static void
add_fields(const Decision *decision, const char *language, const Ticket *ticket,
	   Slots *slots)
{
	const Policy *policy = decision->context->policy;
	const Priority *priority = policy_priority(policy, ticket->priority);
	const Category *category = policy_category(policy, ticket->category);
	const System *system = policy_system(policy, ticket->system);
	const Person *assignee = policy_person(policy, ticket->assignee);
	const Tier *tier = policy_tier(policy, ticket->tier);

	slots_set(slots, "priority",
		  priority ? label_text(&priority->label, priority->title, language)
			   : ticket->priority);
	slots_set(slots, "category",
		  category ? label_text(&category->label, category->title, language)
			   : ticket->category);
	slots_set(slots, "system",
		  system ? label_text(&system->label, system->title, language)
			 : ticket->system);
	slots_set(slots, "assignee", assignee ? assignee->name : ticket->assignee);
	slots_set(slots, "team", team_name(ticket));
	if (tier && tier->name)
		slots_set(slots, "tier", tier->name);
	else if (ticket->tier)
		set_number(slots, "tier", ticket->tier);
}

static void
add_clocks(const Decision *decision, const Ticket *ticket, Slots *slots)
{
	set_instant(decision, slots, "created", ticket->created);
	set_instant(decision, slots, "respond_by", ticket_due(ticket, "respond"));
	set_instant(decision, slots, "resolve_by", ticket_due(ticket, "resolve"));
	set_instant(decision, slots, "waiting_until", ticket->waiting_until);
}

static void
add_desk(const Decision *decision, const char *language, Slots *slots)
{
	const Desk *desk = &decision->context->policy->desk;

	slots_set(slots, "desk_name", desk->name);
	slots_set(slots, "desk_address", desk->address);
	set_owned(slots, "confirm_within", duration_words(&desk->confirm_within, language));
	set_owned(slots, "reopen_within", duration_words(&desk->reopen_within, language));
}

void
notice_ticket_slots(const Decision *decision, const char *language, const Ticket *ticket,
		    Slots *slots)
{
	const Address *reporter;

	add_desk(decision, language, slots);
	if (!ticket)
		return;
	reporter = ticket->reporter;
	set_owned(slots, "tag", notice_tag(decision->context->policy, ticket->ticket_id));
	set_number(slots, "number", ticket->ticket_id);
	slots_set(slots, "subject", ticket->subject);
	set_owned(slots, "state",
		  notice_say(decision, language, "state", ticket_state_name(ticket->state)));
	set_owned(slots, "kind",
		  notice_say(decision, language, "kind", ticket_kind_name(ticket->kind)));
	if (ticket->waiting_on != WAIT_NONE)
		set_owned(slots, "waiting_on",
			  notice_say(decision, language, "wait",
				 wait_reason_name(ticket->waiting_on)));
	slots_set(slots, "reporter", reporter->name ? reporter->name : reporter->address);
	slots_set(slots, "reporter_address", reporter->name ? reporter->address : NULL);
	slots_set_flag(slots, "confirmed", ticket->confirmed);
	slots_set_flag(slots, "drill", ticket->drill);
	add_fields(decision, language, ticket, slots);
	add_clocks(decision, ticket, slots);
}
