/* Rules on a ticket: what they set directly, whom they assign, what further ticket they open. */
#include "core/regulate.h"

#include <string.h>

#include "base/text.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/recipient.h"
#include "core/tier.h"

static int
rank_of(const char *title, gpointer data)
{
	const Priority *priority = policy_priority(data, title);

	return priority ? priority->rank : G_MAXINT;
}

void
regulate_log(Decision *decision, const Ticket *ticket, const GPtrArray *outcomes)
{
	for (guint i = 0; i < outcomes->len; i++) {
		const RuleOutcome *outcome = outcomes->pdata[i];
		const char *event = outcome->match == MATCH_ERROR ? "rule-error" : "rule";
		g_autofree char *by = NULL;

		if (outcome->match == MATCH_NO)
			continue;
		by = g_strdup_printf("rule:%s (%s)", outcome->title, outcome->place);
		change_add_event(decision->change, ticket->ticket_id,
				 decision->context->now, event, by, g_strdup(outcome->why));
	}
}

/* ---- words ---- */

static gboolean
holds_any(const char *folded, char **words)
{
	for (guint i = 0; words && words[i]; i++) {
		g_autofree char *word = text_fold_words(words[i]);

		if (text_has_word_folded(folded, word))
			return TRUE;
	}
	return FALSE;
}

/* Category and system by their words: the first listed that fits (policy language 7.1). */
void
regulate_by_words(const Policy *policy, const Message *message, Ticket *ticket)
{
	/* the empty line keeps the subject's last word apart from the text's first */
	g_autofree char *both =
		g_strdup_printf("%s\n\n%s", message->subject, message->visible_text);
	g_autofree char *text = text_fold_words(both);

	for (guint i = 0; !ticket->category && i < policy->categories->len; i++) {
		const Category *category = policy->categories->pdata[i];

		if (holds_any(text, category->match))
			ticket->category = g_strdup(category->title);
	}
	for (guint i = 0; !ticket->system && i < policy->systems->len; i++) {
		const System *system = policy->systems->pdata[i];

		if (holds_any(text, system->match))
			ticket->system = g_strdup(system->title);
	}
}

/* ---- further tickets ---- */

static const char *
value_of(const RuleOpens *opens, const Ticket *ticket)
{
	const char *value = opens->same ? which_value(opens->same, ticket) : NULL;

	return value ? value : "";
}

/* What happened, in words for the further ticket. */
static Entry *
add_hit(Decision *decision, Ticket *to, const Ticket *from, EntryKind kind)
{
	Entry *entry = entry_new();
	g_autofree char *tag = notice_tag(decision->context->policy, from->ticket_id);

	g_free(entry->author);
	g_free(entry->text);
	g_free(entry->visible);
	entry->ticket_id = to->ticket_id;
	entry->number = ++to->entries;
	entry->at = decision->context->now;
	entry->kind = kind;
	entry->hidden = TRUE;
	entry->author = g_strdup("desk");
	entry->text = g_strdup_printf("%s: %s", tag, from->subject);
	entry->visible = g_strdup(entry->text);
	g_ptr_array_add(decision->change->entries, entry);
	return entry;
}

/* Nobody reported it, so whoever answers for the team is asked whether it is done. */
Address *
regulate_answers_for(const Policy *policy, const char *team)
{
	g_autoptr(GPtrArray) managers =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	policy_managers(policy, team, managers);
	return managers->len ? address_copy(managers->pdata[0])
			     : address_new(policy->desk.name, policy->desk.address);
}

static void
open_further(Decision *decision, Ticket *ticket, const RuleOpens *opens, const char *how,
	     const char *value)
{
	const Policy *policy = decision->context->policy;
	Ticket *further = decision_new_ticket(decision);
	NoticeWords words = { 0 };

	g_free(further->subject);
	further->subject = *value ? g_strdup_printf("%s: %s", opens->title, value)
				  : g_strdup(opens->title);
	further->kind = opens->kind;
	further->category = g_strdup(ticket->category);
	further->system = g_strdup(ticket->system);
	further->team = g_strdup(ticket->team);
	further->drill = ticket->drill;
	g_free(further->language);
	further->language = g_strdup(policy->desk.language);
	if (ticket_fact(ticket, "device"))
		ticket_set_fact(further, "device", ticket_fact(ticket, "device"), "desk",
				further->created);
	perform_defaults(policy, further);
	address_free(further->reporter);
	further->reporter = regulate_answers_for(policy, further->team);
	ticket_add_link(further, how, ticket->ticket_id);
	ticket_add_link(further, "related", ticket->ticket_id);
	ticket_add_link(ticket, "related", further->ticket_id);
	words.entry = add_hit(decision, further, ticket, ENTRY_REPORT);
	decision_log(decision, further, "opened", g_strdup(further->subject));
	decision_log(decision, ticket, "related",
		     notice_tag(policy, further->ticket_id));
	notice_send(decision, NOTICE_NEW, further, &words);
}

/* While the further ticket is not closed, the next hit adds to it. */
static void
open_or_add(Decision *decision, Ticket *ticket, const RuleOpens *opens)
{
	const char *value = value_of(opens, ticket);
	g_autofree char *how = g_strdup_printf("rule %s%s%s", opens->title,
					       *value ? ": " : "", value);
	const Finding *finding =
		decision_ask(decision, &(Question){ .type = ASK_LINKED, .name = how });
	Ticket *known;
	NoticeWords words = { 0 };

	if (finding->tickets->len == 0) {
		open_further(decision, ticket, opens, how, value);
		return;
	}
	known = decision_ticket(decision, ((Ticket *)finding->tickets->pdata[0])->ticket_id);
	if (!known || ticket_has_link(known, "related", ticket->ticket_id))
		return;
	ticket_add_link(known, "related", ticket->ticket_id);
	ticket_add_link(ticket, "related", known->ticket_id);
	words.entry = add_hit(decision, known, ticket, ENTRY_NOTE);
	decision_log(decision, known, "related",
		     notice_tag(decision->context->policy, ticket->ticket_id));
	notice_send(decision, NOTICE_NOTE, known, &words);
}

/* ---- the run ---- */

static void
assign(Decision *decision, Ticket *ticket, const char *word)
{
	const Person *person = assignee_choose(decision, ticket, word);
	g_autofree char *was = g_strdup(ticket->assignee);
	NoticeWords words = { .was = was };

	if (!person || g_strcmp0(ticket->assignee, person->title) == 0)
		return;
	g_free(ticket->assignee);
	ticket->assignee = g_strdup(person->title);
	decision_log(decision, ticket, "assigned", g_strdup(person->title));
	words.report = decision_report(decision, ticket);
	if (ticket->entries > 0)
		notice_send(decision, NOTICE_ASSIGNED, ticket, &words);
}

/* The first mail, or what is kept of it. */
static Message *
report_of(Decision *decision, const Ticket *ticket, const Message **message)
{
	const Finding *finding = decision_ask(
		decision, &(Question){ .type = ASK_REPORT, .number = ticket->ticket_id });
	const Entry *entry = finding->entries->len ? finding->entries->pdata[0] : NULL;
	Message *made;

	if (finding->message) {
		*message = finding->message;
		return NULL;
	}
	made = message_new();
	g_free(made->subject);
	made->subject = g_strdup(ticket->subject);
	g_free(made->text);
	made->text = g_strdup(entry ? entry->text : "");
	g_free(made->visible_text);
	made->visible_text = g_strdup(entry ? entry->visible : "");
	made->from = address_copy(ticket->reporter);
	*message = made;
	return made;
}

/* Whatever a rule's tier brings along: its team, and that somebody hears. TEAM had it before the
 * rules, one of which may have given it to the tier's already. */
static void
follow_tier(Decision *decision, Ticket *ticket, int before, const char *team)
{
	const Tier *tier = policy_tier(decision->context->policy, ticket->tier);

	if (ticket->tier <= before || !tier || ticket->entries == 0)
		return;
	ticket->tier = before;
	if (tier->team) {
		g_free(ticket->team);
		ticket->team = g_strdup(team);
	}
	tier_move(decision, ticket, tier, "");
}

/* Rules that run again run from the beginning, so what no rule gives any more falls back to what
 * an untouched ticket gets; the smallest tier is where every ticket begins. */
static void
begin_again(const Policy *policy, Ticket *ticket, const Regulate *what)
{
	const Tier *first = policy_next_tier(policy, 0);
	guint kept = TICKET_FIELD_PRIORITY | TICKET_FIELD_RAISED;

	if (!ticket->tier && first)
		ticket->tier = first->number;
	if (!what->message && !what->events && !what->only &&
	    !(ticket->set_by_person & kept))
		g_clear_pointer(&ticket->priority, g_free);
}

void
regulate(Decision *decision, Ticket *ticket, const Regulate *what)
{
	const Policy *policy = decision->context->policy;
	g_autoptr(GArray) opens = g_array_new(FALSE, FALSE, sizeof(RuleOpens));
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_outcome_free);
	const Message *message = what->message;
	g_autoptr(Message) made = message ? NULL : report_of(decision, ticket, &message);
	int tier = ticket->tier;
	g_autofree char *team = g_strdup(ticket->team);
	RuleRun run = {
		.message = message,
		.policy = policy,
		.decision = decision,
		.ticket = ticket,
		.rank = rank_of,
		.rank_data = (gpointer)policy,
		.opening = what->message != NULL,
		.events = what->events,
		.only = what->only,
		.outcomes = what->outcomes ? what->outcomes : outcomes,
		.opens = opens,
	};

	begin_again(policy, ticket, what);
	rules_run(policy->rules, &run);
	if (!what->outcomes && (what->events || what->only))
		regulate_log(decision, ticket, outcomes);
	follow_tier(decision, ticket, tier, team);
	/* Whoever has the skill is first looked for in the team. */
	perform_defaults(policy, ticket);
	if (run.assignee)
		assign(decision, ticket, run.assignee);
	for (guint i = 0; i < opens->len; i++)
		open_or_add(decision, ticket, &g_array_index(opens, RuleOpens, i));
}
