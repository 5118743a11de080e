/* Reports that are alike, by what they are about or by the words of their subjects. */
#include "core/outage.h"

#include <string.h>

#include "core/notice.h"
#include "core/perform.h"
#include "core/regulate.h"
#include "core/similar.h"
#include "core/tier.h"

enum { WORDS_MAX = 32, DUPLICATES_MAX = 3, LISTED_MAX = 20 };

/* ---- alike ---- */

static gboolean
is_same(const char *one, const char *other)
{
	return one && g_strcmp0(one, other) == 0;
}

/* The new one, and the words of its subject, which is held against many. */
typedef struct {
	const Ticket *ticket; /* foreign */
	GPtrArray *words;     /* own */
} Opened;

static void
opened_clear(Opened *opened)
{
	g_ptr_array_unref(opened->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

static Opened
opened_of(const Ticket *ticket)
{
	return (Opened){ ticket, similar_words(ticket->subject, WORDS_MAX) };
}

/* At least half of the words of the shorter subject. (Weighed by how rare they are, words that all
 * reports of an outage have in common would count for nothing.) */
static gboolean
has_same_words(const Opened *one, const char *subject)
{
	const GPtrArray *words = one->words;
	g_autoptr(GPtrArray) others = similar_words(subject, WORDS_MAX);
	guint common = 0;

	for (guint i = 0; i < words->len; i++)
		common += g_ptr_array_find_with_equal_func(others, words->pdata[i],
							   g_str_equal, NULL);
	return common > 0 && 2 * common >= MIN(words->len, others->len);
}

static gboolean
by_system(const Opened *one, const Recent *other)
{
	return is_same(one->ticket->system, other->system);
}

static gboolean
by_category(const Opened *one, const Recent *other)
{
	return is_same(one->ticket->category, other->category);
}

static gboolean
by_words(const Opened *one, const Recent *other)
{
	return has_same_words(one, other->subject);
}

/* In the order in which they are tried. */
static const struct {
	guint by;
	const char *name;
	gboolean (*alike)(const Opened *one, const Recent *other);
} likenesses[] = {
	{ OUTAGE_BY_SYSTEM, "system", by_system },
	{ OUTAGE_BY_CATEGORY, "category", by_category },
	{ OUTAGE_BY_WORDS, "words", by_words },
};

static const char *
value_of(const Ticket *ticket, guint by)
{
	if (by == OUTAGE_BY_WORDS)
		return ticket->subject;
	return by == OUTAGE_BY_SYSTEM ? ticket->system : ticket->category;
}

/* ---- who was there lately ---- */

/* Is it looked at? A monitor has one ticket for each thing anyway. */
static gboolean
is_report(const Ticket *ticket)
{
	return ticket->kind == KIND_FAULT && !ticket->drill && !ticket_fact(ticket, "host");
}

/* Is it one of many? It is not over, and a mail made it: none that stands for others. */
static gboolean
may_count(const Recent *ticket)
{
	return ticket->kind == KIND_FAULT && !ticket->drill &&
	       ticket->state != STATE_CLOSED && ticket->state != STATE_REJECTED &&
	       ticket->by_mail;
}

/* Tickets opened within so many SECONDS. Where that is less than a day, they are among those that
 * were asked for already. Own array of foreign Recent. */
static GPtrArray *
recent(Decision *decision, gint64 seconds)
{
	gint64 now = decision->context->now;
	Question question = { .type = ASK_RECENT,
			      .since = now - MAX(seconds, OUTAGE_ALIKE_SECONDS) };
	const GArray *tickets = decision_ask(decision, &question)->recent;
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < tickets->len; i++) {
		Recent *ticket = &g_array_index(tickets, Recent, i);

		if (ticket->created >= now - seconds)
			g_ptr_array_add(found, ticket);
	}
	return found;
}

static GPtrArray *
group_of(const GPtrArray *tickets, const Opened *opened, guint which)
{
	GPtrArray *group = g_ptr_array_new();

	for (guint i = 0; i < tickets->len; i++) {
		Recent *other = tickets->pdata[i];

		if (other->ticket_id != opened->ticket->ticket_id && may_count(other) &&
		    likenesses[which].alike(opened, other))
			g_ptr_array_add(group, other);
	}
	return group;
}

/* ---- the ticket that stands for them ---- */

/* The highest level among them, or what the policy says. */
static const char *
priority_of(const Policy *policy, const Ticket *ticket, const GPtrArray *group)
{
	const Priority *highest = policy_priority(policy, ticket->priority);

	if (policy->outage.priority)
		return policy->outage.priority;
	for (guint i = 0; i < group->len; i++) {
		const Priority *priority = policy_priority(
			policy, ((const Recent *)group->pdata[i])->priority);

		if (priority && (!highest || priority->rank < highest->rank))
			highest = priority;
	}
	return highest ? highest->title : NULL;
}

static char *
listed(const Policy *policy, gint64 ticket_id, const char *subject)
{
	g_autofree char *tag = notice_tag(policy, ticket_id);

	return g_strdup_printf("%s %s", tag, subject);
}

static Entry *
add_entry(Decision *decision, Ticket *parent, const Ticket *ticket, const GPtrArray *group)
{
	const Policy *policy = decision->context->policy;
	g_autofree char *first = listed(policy, ticket->ticket_id, ticket->subject);
	GString *text = g_string_new(first);
	Entry *entry = entry_new();

	for (guint i = 0; i < group->len && i < LISTED_MAX; i++) {
		const Recent *one = group->pdata[i];
		g_autofree char *line = listed(policy, one->ticket_id, one->subject);

		g_string_append_printf(text, "\n%s", line);
	}
	g_free(entry->author);
	g_free(entry->text);
	g_free(entry->visible);
	entry->ticket_id = parent->ticket_id;
	entry->number = ++parent->entries;
	entry->at = decision->context->now;
	entry->kind = ENTRY_REPORT;
	entry->hidden = TRUE;
	entry->author = g_strdup("desk");
	entry->text = g_string_free(text, FALSE);
	entry->visible = g_strdup(entry->text);
	g_ptr_array_add(decision->change->entries, entry);
	return entry;
}

static void
fill(Decision *decision, Ticket *parent, const Ticket *ticket, const GPtrArray *group,
     guint by)
{
	const Policy *policy = decision->context->policy;
	const char *team = policy->outage.team ? policy->outage.team : ticket->team;
	g_autofree char *count = g_strdup_printf("%u", group->len + 1);

	g_free(parent->subject);
	parent->subject = phrase_with(decision->context->templates, policy->desk.language,
				      "outage-subject", "name", value_of(ticket, by),
				      "count", count, NULL);
	if (by != OUTAGE_BY_WORDS) {
		parent->category = g_strdup(ticket->category);
		parent->system =
			by == OUTAGE_BY_SYSTEM ? g_strdup(ticket->system) : NULL;
	}
	parent->priority = g_strdup(priority_of(policy, ticket, group));
	parent->team = g_strdup(team);
	g_free(parent->language);
	parent->language = g_strdup(policy->desk.language);
	perform_defaults(policy, parent);
	address_free(parent->reporter);
	parent->reporter = regulate_answers_for(policy, parent->team);
}

static void
propose(Decision *decision, Ticket *ticket, const GPtrArray *group, guint by,
	const char *how)
{
	Ticket *parent = decision_new_ticket(decision);
	NoticeWords words = { 0 };

	fill(decision, parent, ticket, group, by);
	ticket_add_link(parent, how, ticket->ticket_id);
	ticket_add_link(parent, "similar", ticket->ticket_id);
	for (guint i = 0; i < group->len; i++)
		ticket_add_link(parent, "similar",
				((const Recent *)group->pdata[i])->ticket_id);
	words.entry = add_entry(decision, parent, ticket, group);
	decision_log(decision, parent, "opened", g_strdup(parent->subject));
	decision_log(decision, ticket, "outage",
		     notice_tag(decision->context->policy, parent->ticket_id));
	notice_send(decision, NOTICE_PROPOSED, parent, &words);
}

/* The proposed one that OPENED goes to as well. NULL if there is none. */
static Ticket *
find_proposed(Decision *decision, const Opened *opened, guint which, const char *how)
{
	const GPtrArray *tickets =
		decision_ask(decision, &(Question){ .type = ASK_LINKED,
						    .name = (char *)how })
			->tickets;

	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *parent = tickets->pdata[i];

		if (likenesses[which].by != OUTAGE_BY_WORDS ||
		    has_same_words(opened, parent->subject))
			return decision_ticket(decision, parent->ticket_id);
	}
	return NULL;
}

/* Is it one of many, as far as this likeness goes? */
static gboolean
look(Decision *decision, Ticket *ticket, const Opened *opened, const GPtrArray *tickets,
     guint which)
{
	const Outage *outage = &decision->context->policy->outage;
	guint by = likenesses[which].by;
	g_autoptr(GPtrArray) group = NULL;
	g_autofree char *how = NULL;
	Ticket *parent;

	if (!(outage->by & by) || !value_of(ticket, by))
		return FALSE;
	group = group_of(tickets, opened, which);
	if (group->len == 0)
		return FALSE;
	how = g_strdup_printf("outage %s%s%s", likenesses[which].name,
			      by == OUTAGE_BY_WORDS ? "" : " ",
			      by == OUTAGE_BY_WORDS ? "" : value_of(ticket, by));
	parent = find_proposed(decision, opened, which, how);
	if (parent) {
		ticket_add_link(parent, "similar", ticket->ticket_id);
		decision_log(decision, ticket, "outage",
			     notice_tag(decision->context->policy, parent->ticket_id));
		return TRUE;
	}
	if (group->len + 1 < (guint)outage->count)
		return FALSE;
	propose(decision, ticket, group, by, how);
	return TRUE;
}

void
outage_look(Decision *decision, Ticket *ticket)
{
	const Outage *outage = &decision->context->policy->outage;
	g_auto(Opened) opened = opened_of(ticket);
	g_autoptr(GPtrArray) tickets = NULL;

	if (outage->count < 2 || !is_report(ticket))
		return;
	tickets = recent(decision, outage->within.seconds);
	for (guint i = 0; i < G_N_ELEMENTS(likenesses); i++)
		if (look(decision, ticket, &opened, tickets, i))
			return;
}

/* ---- duplicates ---- */

GPtrArray *
outage_duplicates(Decision *decision, const Ticket *ticket)
{
	g_auto(Opened) opened = opened_of(ticket);
	GPtrArray *found = g_ptr_array_new();
	g_autoptr(GPtrArray) tickets = NULL;

	if (!is_report(ticket))
		return found;
	tickets = recent(decision, OUTAGE_ALIKE_SECONDS);
	for (guint i = 0; i < tickets->len && found->len < DUPLICATES_MAX; i++) {
		Recent *other = tickets->pdata[i];

		if (!may_count(other) || other->ticket_id == ticket->ticket_id ||
		    !(by_system(&opened, other) || by_category(&opened, other) ||
		      address_equal(ticket->reporter->address, other->reporter)) ||
		    !by_words(&opened, other))
			continue;
		g_ptr_array_add(found, other);
	}
	return found;
}
