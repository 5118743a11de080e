/* What is done to tickets that belong together, and what happens to one when the other ends. */
#include "core/kin.h"

#include <string.h>

#include "base/text.h"
#include "core/event.h"
#include "core/fact-read.h"
#include "core/letter.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/perform.h"
#include "core/regulate.h"

enum { CHAIN_MAX = 16, SUBJECT_LETTERS = 60 };

/* ---- merged ---- */

gint64
kin_survivor(Decision *decision, gint64 ticket_id)
{
	for (guint i = 0; i < CHAIN_MAX; i++) {
		const Ticket *ticket = snapshot_ticket(decision->snapshot, ticket_id);
		gint64 next;

		if (!ticket) {
			decision_ask(decision, &(Question){ .type = ASK_TICKET,
							    .number = ticket_id });
			return 0;
		}
		next = ticket_linked(ticket, "merged");
		if (!next)
			return ticket_id;
		ticket_id = next;
	}
	return ticket_id;
}

gboolean
kin_is_absorbed(const Ticket *ticket)
{
	return ticket_linked(ticket, "merged") || ticket_linked(ticket, "duplicate");
}

static void
log_tag(Decision *decision, const Ticket *ticket, const char *event, gint64 other)
{
	decision_log(decision, ticket, event, notice_tag(decision->context->policy, other));
}

/* Links both, and writes it down in both. */
static void
join(Decision *decision, Ticket *ticket, const char *how, Ticket *other,
     const char *the_other_way)
{
	ticket_add_link(ticket, how, other->ticket_id);
	ticket_add_link(other, the_other_way, ticket->ticket_id);
	log_tag(decision, ticket, how, other->ticket_id);
	log_tag(decision, other, the_other_way, ticket->ticket_id);
}

/* The end of a ticket that another one takes over: gates stand before the end of work, and the work
 * goes on. */
static void
end(Decision *decision, Ticket *ticket)
{
	lifecycle_enter(ticket, STATE_CLOSED, WAIT_NONE, 0, decision->context->now);
	ticket->closing = FALSE;
}

static gboolean
is_actor(const Decision *decision, const char *address)
{
	return decision->actor &&
	       letter_is_same_person(decision, address, decision->actor);
}

static void
tell(Decision *decision, NoticeType type, const Ticket *ticket, const Address *to,
     const NoticeWords *words)
{
	if (!is_actor(decision, to->address))
		notice_send_to(decision, type, ticket, to, words);
}

/* ---- entries ---- */

static const GPtrArray *
entries_of(Decision *decision, const Ticket *ticket)
{
	return decision_ask(decision, &(Question){ .type = ASK_ENTRIES,
						   .number = ticket->ticket_id })
		->entries;
}

static void
set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* ENTRY as one of TICKET. Foreign. */
static Entry *
copy_entry(Decision *decision, Ticket *ticket, const Entry *entry, EntryKind kind)
{
	Entry *copy = entry_new();

	copy->ticket_id = ticket->ticket_id;
	copy->number = ++ticket->entries;
	copy->at = decision->context->now;
	copy->kind = kind;
	copy->hidden = kind == ENTRY_NOTE;
	copy->unproven = entry->unproven;
	set(&copy->author, entry->author);
	set(&copy->address, entry->address);
	set(&copy->text, entry->text);
	set(&copy->visible, entry->visible);
	copy->message_id = g_strdup(entry->message_id);
	copy->raw_hash = g_strdup(entry->raw_hash);
	for (guint i = 0; i < entry->attachments->len; i++)
		g_ptr_array_add(copy->attachments,
				attachment_copy(entry->attachments->pdata[i]));
	g_ptr_array_add(decision->change->entries, copy);
	return copy;
}

static void
add_report(Decision *decision, Ticket *from, Ticket *to)
{
	const GPtrArray *entries = entries_of(decision, from);
	g_autofree char *tag = notice_tag(decision->context->policy, from->ticket_id);
	NoticeWords words = { 0 };
	Entry *copy;

	if (entries->len == 0)
		return;
	copy = copy_entry(decision, to, entries->pdata[0], ENTRY_NOTE);
	g_free(copy->visible);
	copy->visible =
		g_strdup_printf("%s: %s\n\n%s", tag, from->subject,
				((const Entry *)entries->pdata[0])->visible);
	words.entry = copy;
	notice_send(decision, NOTICE_NOTE, to, &words);
}

/* ---- merge ---- */

static void
add_watcher(Decision *decision, Ticket *to, const Address *address)
{
	if (ticket_is_participant(to, address->address))
		return;
	g_ptr_array_add(to->watchers, address_copy(address));
	decision_log(decision, to, "watcher", g_strdup(address->address));
}

static void
carry_people(Decision *decision, const Ticket *from, Ticket *to)
{
	g_autofree char *was = notice_tag(decision->context->policy, from->ticket_id);
	NoticeWords words = { .was = was };

	add_watcher(decision, to, from->reporter);
	for (guint i = 0; i < from->watchers->len; i++)
		add_watcher(decision, to, from->watchers->pdata[i]);
	for (guint i = 0; i < from->parties->len; i++) {
		const Party *party = from->parties->pdata[i];

		ticket_add_party(to, party->address, party->who, party->asker,
				 party->since);
	}
	tell(decision, NOTICE_MERGED, to, from->reporter, &words);
	for (guint i = 0; i < from->watchers->len; i++)
		tell(decision, NOTICE_MERGED, to, from->watchers->pdata[i], &words);
}

void
kin_merge(Decision *decision, Ticket *from, Ticket *to)
{
	join(decision, from, "merged", to, "holds");
	carry_people(decision, from, to);
	add_report(decision, from, to);
	end(decision, from);
}

/* ---- duplicate ---- */

void
kin_duplicate(Decision *decision, Ticket *ticket, Ticket *other)
{
	NoticeWords words = { .suspected = other->ticket_id };

	join(decision, ticket, "duplicate", other, "has-duplicate");
	end(decision, ticket);
	tell(decision, NOTICE_DUPLICATE, ticket, ticket->reporter, &words);
}

/* ---- outage ---- */

void
kin_adopt(Decision *decision, Ticket *parent, Ticket *child)
{
	NoticeWords words = { .suspected = parent->ticket_id };

	join(decision, child, "parent", parent, "child");
	tell(decision, NOTICE_OUTAGE, child, child->reporter, &words);
}

/* ---- split ---- */

/* The first line that says something, short enough for a subject. Own. */
static char *
subject_of(const Entry *entry, const char *otherwise)
{
	g_auto(GStrv) lines = g_strsplit(entry->visible, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = text_one_line(lines[i]);

		if (*line && !command_is_greeting(line))
			return text_ellipsize(line, SUBJECT_LETTERS);
	}
	return g_strdup(otherwise);
}

static void
classify_split(Decision *decision, Ticket *ticket, const Ticket *from, const Entry *entry)
{
	const Policy *policy = decision->context->policy;
	g_autoptr(Message) message = message_new();

	set(&message->subject, ticket->subject);
	set(&message->text, entry->text);
	set(&message->visible_text, entry->visible);
	message->from = address_copy(ticket->reporter);
	fact_read_report(policy, template_set_answers(decision->context->templates), ticket,
			 ticket->subject, entry->visible, decision->by,
			 decision->context->now);
	regulate_by_words(policy, message, ticket);
	if (!ticket->category)
		ticket->category = g_strdup(from->category);
	if (!ticket->system)
		ticket->system = g_strdup(from->system);
	regulate(decision, ticket, &(Regulate){ .message = message });
	perform_defaults(policy, ticket);
}

Ticket *
kin_split(Decision *decision, Ticket *ticket, const Entry *entry)
{
	Ticket *other = decision_new_ticket(decision);
	const Person *person = policy_person(decision->context->policy, entry->author);
	NoticeWords words = { 0 };

	g_free(other->subject);
	other->subject = subject_of(entry, ticket->subject);
	address_free(other->reporter);
	other->reporter = address_new(person			      ? person->name
				      : strchr(entry->author, '@') ? NULL
								      : entry->author,
				      entry->address);
	set(&other->language, ticket->language);
	other->report_id = g_strdup(entry->message_id);
	other->drill = ticket->drill;
	classify_split(decision, other, ticket, entry);
	words.entry = copy_entry(decision, other, entry, ENTRY_REPORT);
	decision_log(decision, other, "opened", g_strdup(other->subject));
	join(decision, other, "split", ticket, "split");
	notice_send(decision, NOTICE_NEW, other, &words);
	tell(decision, NOTICE_RECEIVED, other, other->reporter, NULL);
	return other;
}

/* ---- when one of them ends ---- */

/* What stands before a child's end was done for its parent. */
static void
share_facts(const Ticket *parent, Ticket *child)
{
	for (guint i = 0; i < parent->facts->len; i++) {
		const Fact *fact = parent->facts->pdata[i];

		if (!ticket_fact(child, fact->name))
			ticket_set_fact(child, fact->name, fact->value, fact->by, fact->at);
	}
}

static void
resolve_child(Decision *decision, const Ticket *parent, Ticket *child)
{
	NoticeWords words = { .text = ticket_fact(parent, "fix") };

	if (!ticket_is_open(child))
		return;
	share_facts(parent, child);
	lifecycle_enter(child, STATE_RESOLVED, WAIT_NONE, 0, decision->context->now);
	log_tag(decision, child, "resolved", parent->ticket_id);
	notice_send(decision, NOTICE_RESOLVED, child, &words);
}

/* Whoever said no when all were asked has a fault of his own. */
static void
close_child(Decision *decision, const Ticket *parent, Ticket *child, gboolean were_asked)
{
	if (child->state == STATE_CLOSED || child->state == STATE_REJECTED ||
	    (were_asked && child->state != STATE_RESOLVED))
		return;
	share_facts(parent, child);
	end(decision, child);
	log_tag(decision, child, "closed", parent->ticket_id);
	notice_send(decision, NOTICE_CLOSED, child, NULL);
}

static void
tell_duplicate(Decision *decision, const Ticket *ticket, Ticket *duplicate)
{
	NoticeWords words = { .text = ticket_fact(ticket, "fix"),
			      .suspected = ticket->ticket_id };

	if (ticket_has_link(duplicate, "duplicate", ticket->ticket_id))
		tell(decision, NOTICE_SOLVED, duplicate, duplicate->reporter, &words);
}

static void
follow(Decision *decision, Ticket *ticket, Ticket *other, const char *how, gboolean closed,
       gboolean was_resolved)
{
	if (strcmp(how, "child") == 0 && closed)
		close_child(decision, ticket, other, was_resolved);
	else if (strcmp(how, "child") == 0)
		resolve_child(decision, ticket, other);
	else if (!closed || !was_resolved)
		tell_duplicate(decision, ticket, other);
}

void
kin_on(Decision *decision, Ticket *ticket, const char *event, gboolean was_resolved)
{
	gboolean closed = strcmp(event, "closed") == 0;

	/* on the way from open to closed, both happen: the second says it all */
	if (!closed && !(strcmp(event, "resolved") == 0 && ticket->state == STATE_RESOLVED))
		return;
	for (guint i = 0; i < ticket->links->len; i++) {
		const Link *link = ticket->links->pdata[i];
		Ticket *other;

		if (strcmp(link->how, "child") != 0 &&
		    strcmp(link->how, "has-duplicate") != 0)
			continue;
		other = decision_ticket(decision, link->ticket_id);
		if (other)
			follow(decision, ticket, other, link->how, closed, was_resolved);
	}
}
