/*
 * Letters: recipients are gathered first and a letter becomes a mail when the decision is
 * complete, so that its text tells the ticket as it then is.
 */
#include "core/letter.h"

#include <string.h>

#include "core/alarm.h"
#include "core/ceiling.h"
#include "core/document.h"
#include "core/key.h"
#include "core/notice-slots.h"
#include "core/outaction.h"
#include "core/notice.h"
#include "core/recipient.h"
#include "core/slots.h"

struct Letter {
	gint64 ticket_id;
	Address *to;          /* own */
	const char *language; /* foreign */
	GArray *parts;        /* LetterPart; the first gives the subject */
	Tone tone;
	GPtrArray *enclosures; /* own Enclosure */
};

static void
part_clear(gpointer part)
{
	slots_free(((LetterPart *)part)->slots);
}

static void
letter_free(Letter *letter)
{
	address_free(letter->to);
	g_array_unref(letter->parts);
	g_ptr_array_unref(letter->enclosures);
	g_free(letter);
}

GPtrArray *
letters_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
}

/* Reporters and watchers outside the roster read their ticket's language, suppliers their
 * own. */
static const char *
language_for(const Decision *decision, const Ticket *ticket, const Address *to)
{
	const Policy *policy = decision->context->policy;
	const Supplier *supplier = policy_supplier_by_address(policy, to->address);
	const char *fallback = supplier ? supplier->language : NULL;

	if (ticket && ticket_is_participant(ticket, to->address))
		fallback = ticket->language;
	return policy_language(policy, to->address, fallback);
}

/* A person's addresses are one: he gets one mail, whichever of them is meant. */
gboolean
letter_is_same_person(const Decision *decision, const char *one, const char *other)
{
	const Policy *policy = decision->context->policy;

	return address_equal(policy_first_address(policy, one),
			     policy_first_address(policy, other));
}

Letter *
letter_to(Decision *decision, const Ticket *ticket, const Address *to)
{
	gint64 ticket_id = ticket ? ticket->ticket_id : 0;
	Letter *letter;

	if (!address_is_sendable(to->address) ||
	    alarm_is_machine(decision->context->policy, to->address) ||
	    !recipient_may_hear(decision->context->policy, ticket, to->address) ||
	    (decision->silent &&
	     letter_is_same_person(decision, decision->silent, to->address)))
		return NULL;
	for (guint i = 0; i < decision->letters->len; i++) {
		letter = decision->letters->pdata[i];
		if (letter->ticket_id == ticket_id &&
		    letter_is_same_person(decision, letter->to->address, to->address))
			return letter;
	}
	letter = g_new0(Letter, 1);
	letter->ticket_id = ticket_id;
	letter->to = address_copy(to);
	letter->language = language_for(decision, ticket, to);
	letter->parts = g_array_new(FALSE, FALSE, sizeof(LetterPart));
	g_array_set_clear_func(letter->parts, part_clear);
	letter->tone = TONE_REPLIED;
	letter->enclosures = g_ptr_array_new_with_free_func((GDestroyNotify)enclosure_free);
	g_ptr_array_add(decision->letters, letter);
	return letter;
}

const char *
letter_language(const Letter *letter)
{
	return letter->language;
}

const Address *
letter_address(const Letter *letter, gint64 *ticket_id)
{
	*ticket_id = letter->ticket_id;
	return letter->to;
}

gint64
letter_room(const Decision *decision, const Letter *letter)
{
	gint64 room = decision->context->policy->desk.attach_limit;

	for (guint i = 0; i < letter->enclosures->len; i++)
		room -= ((Enclosure *)letter->enclosures->pdata[i])->attachment->size;
	return room;
}

static gboolean
has_enclosed(const Letter *letter, const Entry *entry)
{
	for (guint i = 0; i < letter->parts->len; i++)
		if (g_array_index(letter->parts, LetterPart, i).entry == entry)
			return TRUE;
	return FALSE;
}

/* The entry's attachments, as far as there is room; the rest are listed by name only. */
static void
enclose(Letter *letter, const Entry *entry, gint64 left)
{
	for (guint i = 0; entry->raw_hash && i < entry->attachments->len; i++) {
		const Attachment *attachment = entry->attachments->pdata[i];
		Enclosure *enclosure;

		if (attachment->recurs || attachment->size > left)
			continue;
		left -= attachment->size;
		enclosure = g_new0(Enclosure, 1);
		g_strlcpy(enclosure->raw_hash, entry->raw_hash, sizeof enclosure->raw_hash);
		enclosure->attachment = attachment_copy(attachment);
		g_ptr_array_add(letter->enclosures, enclosure);
	}
}

/* A contingency plan is worth more than a picture: policy files always go along. */
static void
enclose_files(Letter *letter, const Document *document)
{
	for (guint i = 0; i < document->attach->len; i++) {
		const PolicyFile *file = document->attach->pdata[i];
		Enclosure *enclosure = g_new0(Enclosure, 1);
		Attachment *attachment = g_new0(Attachment, 1);

		attachment->name = g_strdup(file->name);
		attachment->type = g_strdup(file->type);
		attachment->length = g_bytes_get_size(file->bytes);
		attachment->size = attachment->length;
		g_strlcpy(enclosure->raw_hash, file->hash, sizeof enclosure->raw_hash);
		enclosure->attachment = attachment;
		enclosure->bytes = g_bytes_ref(file->bytes);
		g_ptr_array_add(letter->enclosures, enclosure);
	}
}

static gboolean
has_part(const Letter *letter, const LetterPart *part)
{
	for (guint i = 0; i < letter->parts->len; i++) {
		const LetterPart *known = &g_array_index(letter->parts, LetterPart, i);

		if (strcmp(known->name, part->name) == 0 &&
		    g_strcmp0(known->about, part->about) == 0 &&
		    known->entry == part->entry)
			return TRUE;
	}
	return FALSE;
}

/* A document that adds to the notice of its name is a notice. */
static gboolean
is_document(const LetterPart *part)
{
	return part->document && !notice_parse(part->name, &(NoticeType){ 0 });
}

static guint
place_for(const Letter *letter, const LetterPart *part)
{
	guint at = letter->parts->len;

	while (!is_document(part) && at > 0 &&
	       is_document(&g_array_index(letter->parts, LetterPart, at - 1)))
		at--;
	return at;
}

static gboolean
same_text(const Slots *one, const Slots *other)
{
	const SlotValue *here = slots_find(one, "text"), *there = slots_find(other, "text");

	return here && there && here->text && g_strcmp0(here->text, there->text) == 0;
}

/* Two notices with the same words: the first tells them. */
static void
tell_once(const Letter *letter, const LetterPart *part)
{
	for (guint i = 0; i < letter->parts->len; i++) {
		const LetterPart *known = &g_array_index(letter->parts, LetterPart, i);

		if (!same_text(known->slots, part->slots))
			continue;
		slots_set(part->slots, "text", NULL);
		slots_set(part->slots, "attachments", NULL);
	}
}

/* Whoever hears that it is solved need not hear in the same mail that somebody begins. */
static void
drop_overtaken(Letter *letter, const LetterPart *part)
{
	if (strcmp(part->name, notice_name(NOTICE_RESOLVED)) != 0)
		return;
	for (guint i = 0; i < letter->parts->len; i++) {
		const LetterPart *known = &g_array_index(letter->parts, LetterPart, i);

		if (!known->document &&
		    strcmp(known->name, notice_name(NOTICE_ACCEPTED)) == 0) {
			g_array_remove_index(letter->parts, i);
			return;
		}
	}
}

void
letter_add(const Decision *decision, Letter *letter, LetterPart part)
{
	if (has_part(letter, &part)) {
		slots_free(part.slots);
		return;
	}
	if (letter->parts->len == 0 || part.tone > letter->tone)
		letter->tone = part.tone;
	if (part.entry && !has_enclosed(letter, part.entry))
		enclose(letter, part.entry, letter_room(decision, letter));
	drop_overtaken(letter, &part);
	tell_once(letter, &part);
	if (part.document)
		enclose_files(letter, part.document);
	g_array_insert_val(letter->parts, place_for(letter, &part), part);
}

/* ---- to mails ---- */

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
	    letter_is_same_person(decision, mail->to->address, decision->actor))
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

	for (guint i = 0; i < letter->parts->len; i++)
		g_string_append_printf(names, "%s%s", i ? "+" : "",
				       g_array_index(letter->parts, LetterPart, i).name);
	return g_string_free(names, FALSE);
}

static gboolean
waits_for(const Ticket *ticket, const Address *to)
{
	return ticket && ticket->waiting_on == WAIT_REPORTER &&
	       address_equal(ticket->reporter->address, to->address);
}

static gboolean
first_line_holds(const char *text, const char *words)
{
	g_autofree char *line = g_strndup(text, strcspn(text, "\n"));

	return strstr(line, words) != NULL;
}

/* A document is known by its name, whatever the mail's subject. TEXT is taken. Own. */
static char *
with_heading(const Letter *letter, const LetterPart *part, char *text)
{
	const Document *document = part->document;
	const char *label;
	char *whole;

	if (!is_document(part))
		return text;
	label = label_text(&document->label, document->title, letter->language);
	if (first_line_holds(text, label))
		return text;
	whole = g_strdup_printf("%s\n\n%s", label, text);
	g_free(text);
	return whole;
}

/* Who takes a ticket over is told what is known of it, unless the policy says what of it; but
 * nobody who does not work on tickets. */
static gboolean
tells_facts(const Decision *decision, const LetterPart *part, const Address *to)
{
	static const char *const names[] = { "assigned", "escalated", "reopened", NULL };
	const Policy *policy = decision->context->policy;
	const Document *document = part->document;

	return !is_document(part) && g_strv_contains(names, part->template) &&
	       !(document && document->facts && document->facts[0]) &&
	       policy_is_engineer(policy, policy_person_by_address(policy, to->address));
}

/* The text of PART; the first one gives the subject. Own; NULL if there is no template. */
static char *
render_part(Decision *decision, const Letter *letter, const LetterPart *part,
	    const Ticket *ticket, gboolean is_last, OutMail *mail)
{
	const Template *template = template_set_find(decision->context->templates,
						     letter->language, part->template);

	if (!template)
		return NULL;
	notice_ticket_slots(decision, letter->language, ticket, part->slots);
	if (part->document)
		document_slots(decision, part->document, ticket, letter->language,
			       part->slots);
	if (ticket && tells_facts(decision, part, letter->to))
		notice_fact_slots(decision, letter->language, ticket,
				  part->entry && part->entry->kind == ENTRY_REPORT,
				  part->slots);
	slots_set_flag(part->slots, "more", !is_last);
	slots_set_flag(part->slots, "your_turn", waits_for(ticket, letter->to));
	if (!mail->subject)
		mail->subject = template_subject(template, part->slots);
	return with_heading(letter, part, g_strchomp(template_text(template, part->slots)));
}

/* One word in every language, whatever the template says: nobody is to take a drill for more. */
static void
mark_drill(OutMail *mail)
{
	char *marked;

	if (strstr(mail->subject, "DRILL"))
		return;
	marked = g_strconcat("[DRILL] ", mail->subject, NULL);
	g_free(mail->subject);
	mail->subject = marked;
}

static void
render(Decision *decision, const Letter *letter, const Ticket *ticket, OutMail *mail)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < letter->parts->len; i++) {
		const LetterPart *part = &g_array_index(letter->parts, LetterPart, i);
		char *words = render_part(decision, letter, part, ticket,
					  i + 1 == letter->parts->len, mail);

		if (!words)
			continue;
		g_string_append_printf(text, "%s%s", text->len ? "\n\n" : "", words);
		outmail_add_part(mail, part->name, part->template, words);
	}
	g_string_append_c(text, '\n');
	mail->text = g_string_free(text, FALSE);
	if (!mail->subject)
		mail->subject = g_strdup("");
	if (ticket && ticket->drill)
		mark_drill(mail);
}

static OutMail *
letter_mail(Decision *decision, Letter *letter, gint64 serial)
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
	mail->per_minute = ceiling_per_minute(decision->context->policy, mail);
	mail->per_hour = ceiling_per_hour(decision->context->policy, mail);
	for (guint i = 0; i < letter->enclosures->len; i++)
		g_ptr_array_add(mail->enclosures, letter->enclosures->pdata[i]);
	g_ptr_array_set_free_func(letter->enclosures, NULL);
	address_mail(decision, mail, ticket, serial);
	render(decision, letter, ticket, mail);
	for (guint i = 0; ticket && i < letter->parts->len; i++)
		outaction_add(decision, ticket,
			      &g_array_index(letter->parts, LetterPart, i), mail);
	return mail;
}

void
letters_finish(Decision *decision)
{
	for (guint i = 0; i < decision->letters->len; i++)
		g_ptr_array_add(decision->change->mails,
				letter_mail(decision, decision->letters->pdata[i],
					    decision->serial++));
	g_ptr_array_set_size(decision->letters, 0);
}
