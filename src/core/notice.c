/*
 * Who hears of what. The table says it for every notice; recipients are gathered into
 * letters, one a person and ticket, and a letter becomes a mail when the decision is
 * complete, so that its text tells the ticket as it then is.
 */
#include "core/notice.h"

#include <string.h>

#include "base/text.h"
#include "core/key.h"
#include "core/notice-slots.h"
#include "core/recipient.h"

typedef enum {
	TO_REPORTER = 1 << 0,
	TO_WATCHERS = 1 << 1,
	TO_ASSIGNEE = 1 << 2, /* nobody if there is none */
	TO_WORKERS = 1 << 3,  /* assignee, else every member of the team */
	TO_MANAGER = 1 << 4,
	TO_ALERTS = 1 << 5,
	TO_TEAM = 1 << 6, /* every member, whoever works on it */
	TO_NAMED = 0,     /* only notice_send_to() */
} Recipients;

static const struct {
	const char *name;
	Recipients to;
	Tone tone;
	const char *template; /* NULL: its name */
} notices[N_NOTICES] = {
	[NOTICE_RECEIVED] = { "received", TO_REPORTER, TONE_REPLIED },
	[NOTICE_NEW] = { "new", TO_WORKERS, TONE_GENERATED },
	[NOTICE_ADDED] = { "added", TO_WORKERS, TONE_PERSONAL },
	[NOTICE_REPLY] = { "reply", TO_REPORTER | TO_WATCHERS | TO_ASSIGNEE,
			   TONE_PERSONAL },
	[NOTICE_NOTE] = { "note", TO_WORKERS, TONE_PERSONAL },
	[NOTICE_ACCEPTED] = { "accepted", TO_REPORTER, TONE_GENERATED },
	[NOTICE_WAITING] = { "waiting", TO_REPORTER, TONE_GENERATED },
	[NOTICE_REJECTED] = { "rejected", TO_REPORTER, TONE_GENERATED },
	[NOTICE_CLOSED] = { "closed", TO_REPORTER, TONE_GENERATED },
	[NOTICE_ASSIGNED] = { "assigned", TO_WORKERS, TONE_GENERATED },
	[NOTICE_ESCALATED] = { "escalated", TO_WORKERS, TONE_GENERATED },
	[NOTICE_SUPPLIER] = { "escalated", TO_NAMED, TONE_PERSONAL, "supplier" },
	[NOTICE_RESOLVED] = { "resolved", TO_REPORTER, TONE_GENERATED },
	[NOTICE_REMIND] = { "remind", TO_REPORTER, TONE_GENERATED },
	[NOTICE_REOPENED] = { "reopened", TO_WORKERS, TONE_GENERATED },
	[NOTICE_WARN] = { "warn", TO_WORKERS, TONE_GENERATED },
	[NOTICE_BREACH] = { "breach", TO_MANAGER | TO_ASSIGNEE, TONE_GENERATED },
	[NOTICE_WOKEN] = { "woken", TO_WORKERS, TONE_GENERATED },
	[NOTICE_QUESTION] = { "question", TO_NAMED, TONE_PERSONAL },
	[NOTICE_ANSWERED] = { "answered", TO_WORKERS, TONE_PERSONAL },
	[NOTICE_TRANSCRIPT] = { "transcript", TO_NAMED, TONE_REPLIED },
	[NOTICE_FAILED] = { "failed", TO_WORKERS, TONE_GENERATED },
	[NOTICE_ALERT] = { "alert", TO_ALERTS, TONE_GENERATED },
	[NOTICE_HELD] = { "held", TO_ALERTS, TONE_GENERATED },
	[NOTICE_TOO_LARGE] = { "too-large", TO_NAMED, TONE_REPLIED },
};

/* A mail being put together: its notices are rendered in order, the first gives the
 * subject. */
typedef struct {
	gint64 ticket_id;
	Address *to;          /* own */
	const char *language; /* foreign */
	GPtrArray *types;     /* NoticeType as pointers */
	GPtrArray *slots;     /* own Slots, without the ticket's own data */
	Tone tone;
	GPtrArray *enclosures; /* own Enclosure */
} Letter;

static void
letter_free(Letter *letter)
{
	address_free(letter->to);
	g_ptr_array_unref(letter->types);
	g_ptr_array_unref(letter->slots);
	g_ptr_array_unref(letter->enclosures);
	g_free(letter);
}

void
transcript_line_free(TranscriptLine *line)
{
	g_free(line->line);
	g_free(line->result);
	g_free(line);
}

void
held_line_free(HeldLine *line)
{
	g_free(line->from);
	g_free(line->subject);
	g_free(line->reason);
	g_free(line);
}

const char *
notice_name(NoticeType type)
{
	return notices[type].name;
}

/* Reporters and watchers outside the roster read their ticket's language, suppliers their
 * own. */
static const char *
letter_language(const Decision *decision, const Ticket *ticket, const Address *to)
{
	const Policy *policy = decision->context->policy;
	const Supplier *supplier = policy_supplier_by_address(policy, to->address);
	const char *fallback = supplier ? supplier->language : NULL;

	if (ticket && ticket_is_participant(ticket, to->address))
		fallback = ticket->language;
	return policy_language(policy, to->address, fallback);
}

/* A person's addresses are one: he gets one mail, whichever of them is meant. */
static gboolean
is_same_person(const Decision *decision, const char *one, const char *other)
{
	const Policy *policy = decision->context->policy;

	return address_equal(policy_first_address(policy, one),
			     policy_first_address(policy, other));
}

static Letter *
find_letter(Decision *decision, const Ticket *ticket, const Address *to)
{
	gint64 ticket_id = ticket ? ticket->ticket_id : 0;
	Letter *letter;

	for (guint i = 0; i < decision->letters->len; i++) {
		letter = decision->letters->pdata[i];
		if (letter->ticket_id == ticket_id &&
		    is_same_person(decision, letter->to->address, to->address))
			return letter;
	}
	letter = g_new0(Letter, 1);
	letter->ticket_id = ticket_id;
	letter->to = address_copy(to);
	letter->language = letter_language(decision, ticket, to);
	letter->types = g_ptr_array_new();
	letter->slots = g_ptr_array_new_with_free_func((GDestroyNotify)slots_free);
	letter->tone = TONE_REPLIED;
	letter->enclosures = g_ptr_array_new_with_free_func((GDestroyNotify)enclosure_free);
	g_ptr_array_add(decision->letters, letter);
	return letter;
}

/* How many bytes of attachments the mail can still take. */
static gint64
room_in(const Decision *decision, const Letter *letter)
{
	gint64 room = decision->context->policy->desk.attach_limit;

	for (guint i = 0; i < letter->enclosures->len; i++)
		room -= ((Enclosure *)letter->enclosures->pdata[i])->attachment->size;
	return room;
}

/* The entry's attachments, as far as there is room; the rest are listed by name only. */
static void
enclose(Letter *letter, const Entry *entry, gint64 left)
{
	for (guint i = 0; entry->raw_hash && i < entry->attachments->len; i++) {
		const Attachment *attachment = entry->attachments->pdata[i];
		Enclosure *enclosure;

		if (attachment->size > left)
			continue;
		left -= attachment->size;
		enclosure = g_new0(Enclosure, 1);
		g_strlcpy(enclosure->raw_hash, entry->raw_hash, sizeof enclosure->raw_hash);
		enclosure->attachment = attachment_copy(attachment);
		g_ptr_array_add(letter->enclosures, enclosure);
	}
}

void
notice_send_to(Decision *decision, NoticeType type, const Ticket *ticket, const Address *to,
	       const NoticeWords *words)
{
	static const NoticeWords nothing = { 0 };
	Letter *letter;
	gint64 room;

	if (!address_is_sendable(to->address) ||
	    !recipient_may_hear(decision->context->policy, ticket, to->address))
		return;
	letter = find_letter(decision, ticket, to);
	room = room_in(decision, letter);
	words = words ? words : &nothing;
	if (letter->types->len == 0 || notices[type].tone > letter->tone)
		letter->tone = notices[type].tone;
	g_ptr_array_add(letter->types, GINT_TO_POINTER(type));
	g_ptr_array_add(letter->slots, notice_words_slots(decision, letter->language,
							  ticket, words, room));
	if (words->entry)
		enclose(letter, words->entry, room);
}

static void
add_address(GPtrArray *to, const Address *address)
{
	for (guint i = 0; i < to->len; i++)
		if (address_equal(((Address *)to->pdata[i])->address, address->address))
			return;
	g_ptr_array_add(to, address_copy(address));
}

static GPtrArray *
recipients(const Decision *decision, Recipients who, const Ticket *ticket)
{
	const Policy *policy = decision->context->policy;
	g_autoptr(GPtrArray) workers =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	GPtrArray *to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	if (who & TO_MANAGER)
		policy_managers(policy, ticket->team, to);
	if (who & TO_REPORTER)
		add_address(to, ticket->reporter);
	if (who & TO_WATCHERS)
		for (guint i = 0; i < ticket->watchers->len; i++)
			add_address(to, ticket->watchers->pdata[i]);
	if (who & TO_ASSIGNEE)
		recipients_add_assignee(decision, ticket, workers);
	if (who & TO_WORKERS)
		recipients_add_workers(decision, ticket, workers);
	for (guint i = 0; i < workers->len; i++)
		add_address(to, workers->pdata[i]);
	if ((who & TO_TEAM) && policy_team(policy, ticket->team))
		policy_add_team(policy_team(policy, ticket->team), to);
	if (who & TO_ALERTS)
		for (guint i = 0; policy->desk.alerts[i]; i++)
			recipients_resolve(decision, NULL, policy->desk.alerts[i], to);
	return to;
}

void
notice_send(Decision *decision, NoticeType type, const Ticket *ticket,
	    const NoticeWords *words)
{
	notice_send_except(decision, type, ticket, words, NULL);
}

void
notice_send_except(Decision *decision, NoticeType type, const Ticket *ticket,
		   const NoticeWords *words, const char *except)
{
	g_autoptr(GPtrArray) to = recipients(decision, notices[type].to, ticket);

	for (guint i = 0; i < to->len; i++) {
		const Address *address = to->pdata[i];

		if (decision->actor &&
		    is_same_person(decision, address->address, decision->actor))
			continue;
		if (except && is_same_person(decision, address->address, except))
			continue;
		notice_send_to(decision, type, ticket, address, words);
	}
}

void
notice_send_failure(Decision *decision, const Ticket *ticket, const NoticeWords *words)
{
	static const Recipients circles[] = { TO_WORKERS, TO_TEAM, TO_MANAGER, TO_ALERTS };
	gboolean told = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(circles) && !told; i++) {
		g_autoptr(GPtrArray) to = recipients(decision, circles[i], ticket);

		for (guint j = 0; j < to->len; j++) {
			const Address *address = to->pdata[j];

			if (decision->actor &&
			    address_equal(address->address, decision->actor))
				continue;
			notice_send_to(decision, NOTICE_FAILED, ticket, address, words);
			told = TRUE;
		}
	}
}

/* ---- letters to mails ---- */

static Ticket *
changed_ticket(const Change *change, gint64 ticket_id)
{
	for (guint i = 0; i < change->tickets->len; i++) {
		Ticket *ticket = change->tickets->pdata[i];

		if (ticket->ticket_id == ticket_id)
			return ticket;
	}
	return NULL;
}

/*
 * The key makes a reply to this mail findable and its author provable; as the first of the
 * References it also gives all mails of one person about one ticket one root.
 */
static void
address_mail(const Decision *decision, OutMail *mail, const Ticket *ticket, gint64 serial)
{
	const Desk *desk = &decision->context->policy->desk;
	const char *domain = address_domain(desk->address);
	const char *last = NULL;
	g_autofree char *key = NULL;
	g_autofree char *lower = NULL;

	if (decision->actor && decision->answers &&
	    is_same_person(decision, mail->to->address, decision->actor))
		last = decision->answers;
	if (!ticket || decision->snapshot->secrets->len == 0) {
		mail->message_id =
			g_strdup_printf("desk.%" G_GINT64_FORMAT "@%s", serial, domain);
		mail->in_reply_to = g_strdup(last);
		if (last)
			g_ptr_array_add(mail->references, g_strdup(last));
		return;
	}
	key = key_make(decision->snapshot->secrets->pdata[0], KEY_ROUTINE,
		       ticket->ticket_id, ticket->generation,
		       policy_first_address(decision->context->policy, mail->to->address));
	mail->message_id =
		g_strdup_printf("%s.%" G_GINT64_FORMAT "@%s", key, serial, domain);
	lower = g_ascii_strdown(mail->to->address, -1);
	if (!last)
		last = g_hash_table_lookup(ticket->last_ids, lower);
	if (!last && address_equal(mail->to->address, ticket->reporter->address))
		last = ticket->report_id;
	mail->in_reply_to = g_strdup(last);
	g_ptr_array_add(mail->references, g_strdup_printf("%s@%s", key, domain));
	if (ticket->report_id && g_strcmp0(ticket->report_id, last) != 0)
		g_ptr_array_add(mail->references, g_strdup(ticket->report_id));
	if (last)
		g_ptr_array_add(mail->references, g_strdup(last));
	if (desk->plus_address) {
		const char *at = strrchr(desk->address, '@');

		mail->reply_to = g_strdup_printf("%.*s+%s%s", (int)(at - desk->address),
						 desk->address, key, at);
	}
}

static char *
letter_notice(const Letter *letter)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < letter->types->len; i++)
		g_string_append_printf(
			names, "%s%s", i ? "+" : "",
			notices[GPOINTER_TO_INT(letter->types->pdata[i])].name);
	return g_string_free(names, FALSE);
}

static gboolean
waits_for(const Ticket *ticket, const Address *to)
{
	return ticket && ticket->waiting_on == WAIT_REPORTER &&
	       address_equal(ticket->reporter->address, to->address);
}

static void
render(const Decision *decision, const Letter *letter, const Ticket *ticket, OutMail *mail)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < letter->types->len; i++) {
		NoticeType type = GPOINTER_TO_INT(letter->types->pdata[i]);
		const Template *template = template_set_find(
			decision->context->templates, letter->language,
			notices[type].template ? notices[type].template
					       : notices[type].name);
		Slots *slots = letter->slots->pdata[i];
		g_autofree char *part = NULL;

		if (!template)
			continue;
		notice_ticket_slots(decision, letter->language, ticket, slots);
		slots_set_flag(slots, "more", i + 1 < letter->types->len);
		slots_set_flag(slots, "your_turn", waits_for(ticket, letter->to));
		part = template_text(template, slots);
		if (text->len)
			g_string_append(text, "\n\n");
		g_string_append(text, g_strchomp(part));
		if (!mail->subject)
			mail->subject = template_subject(template, slots);
	}
	g_string_append_c(text, '\n');
	mail->text = g_string_free(text, FALSE);
	if (!mail->subject)
		mail->subject = g_strdup("");
}

static OutMail *
letter_mail(const Decision *decision, Letter *letter, gint64 serial)
{
	const Desk *desk = &decision->context->policy->desk;
	const Ticket *ticket = changed_ticket(decision->change, letter->ticket_id);
	OutMail *mail = outmail_new();

	mail->ticket_id = letter->ticket_id;
	mail->notice = letter_notice(letter);
	mail->language = g_strdup(letter->language);
	mail->from_name = g_strdup(desk->name);
	mail->from_address = g_strdup(desk->address);
	mail->to = address_copy(letter->to);
	mail->tone = letter->tone;
	mail->date = decision->context->now;
	for (guint i = 0; i < letter->enclosures->len; i++)
		g_ptr_array_add(mail->enclosures, letter->enclosures->pdata[i]);
	g_ptr_array_set_free_func(letter->enclosures, NULL);
	address_mail(decision, mail, ticket, serial);
	render(decision, letter, ticket, mail);
	return mail;
}

void
notice_finish(Decision *decision)
{
	for (guint i = 0; i < decision->letters->len; i++)
		g_ptr_array_add(decision->change->mails,
				letter_mail(decision, decision->letters->pdata[i],
					    decision->serial++));
	g_ptr_array_set_size(decision->letters, 0);
}

void
decision_init(Decision *decision, const Context *context, const Snapshot *snapshot,
	      const char *by)
{
	*decision = (Decision){
		.context = context,
		.snapshot = snapshot,
		.change = change_new(),
		.by = by,
		.letters = g_ptr_array_new_with_free_func((GDestroyNotify)letter_free),
		.serial = snapshot->next_serial,
	};
}
