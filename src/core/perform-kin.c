/* Commands about more than one ticket. */
#include "core/perform-verbs.h"

#include <string.h>

#include "core/fact.h"
#include "core/kin.h"
#include "core/notice.h"
#include "core/undo.h"

/* "41", "#41", "FL#41". 0 if WORD is no number. */
static gint64
number_of(const char *word)
{
	const char *digits = word + strcspn(word, "0123456789");
	char *end;
	gint64 number = g_ascii_strtoll(digits, &end, 10);

	return digits - word <= 20 && *end == '\0' ? number : 0;
}

/* The other ticket, and what became of it if it was merged. NULL with the reason: there is none, it
 * is this one, or it must be asked for first. */
static Ticket *
find_other(Performance *performance, const Command *command, char **result)
{
	gint64 number = number_of(command->argument);
	Ticket *other = number ? decision_ticket(performance->decision, number) : NULL;

	if (other && ticket_linked(other, "merged"))
		other = decision_ticket(performance->decision,
					kin_survivor(performance->decision, number));
	if (!other)
		*result = PERFORM_SAY(performance, "refused-other-unknown", "reason",
				      command->argument);
	else if (other == performance->ticket)
		*result = PERFORM_SAY(performance, "refused-same-ticket", NULL, NULL);
	return other == performance->ticket ? NULL : other;
}

static gboolean
is_ended(const Ticket *ticket)
{
	return ticket->state == STATE_CLOSED || ticket->state == STATE_REJECTED;
}

static char *
say_done(Performance *performance, const char *key, const Ticket *other)
{
	g_autofree char *tag = notice_tag(perform_policy(performance), other->ticket_id);

	return PERFORM_SAY(performance, key, "name", tag, "value", other->subject);
}

/* Neither may be over: TRUE with why not. */
static gboolean
refuse_ended(Performance *performance, const Ticket *other, char **result)
{
	if (is_ended(performance->ticket)) {
		perform_refuse_state(performance, result);
		return TRUE;
	}
	if (is_ended(other)) {
		*result = say_done(performance, "refused-other-ended", other);
		return TRUE;
	}
	return FALSE;
}

/* ---- an outage ---- */

static gboolean
is_all(const char *word)
{
	static const char *const words[] = { "all", "全部", "所有", NULL };
	g_autofree char *folded = g_utf8_casefold(word, -1);

	return g_strv_contains(words, folded);
}

/* Those that were proposed, and are not over, become children. */
static gboolean
merge_all(Performance *performance, char **result)
{
	Ticket *parent = performance->ticket;
	g_autofree char *count = NULL;
	guint adopted = 0;

	for (guint i = 0; i < parent->links->len; i++) {
		const Link *link = parent->links->pdata[i];
		Ticket *child;

		if (strcmp(link->how, "similar") != 0 ||
		    ticket_has_link(parent, "child", link->ticket_id))
			continue;
		child = decision_ticket(performance->decision, link->ticket_id);
		if (!child || is_ended(child) || ticket_linked(child, "parent"))
			continue;
		kin_adopt(performance->decision, parent, child);
		adopted++;
	}
	if (adopted == 0) {
		*result = PERFORM_SAY(performance, "refused-none-similar", NULL, NULL);
		return FALSE;
	}
	count = g_strdup_printf("%u", adopted);
	*result = PERFORM_SAY(performance, "done-merge-all", "count", count);
	return TRUE;
}

gboolean
perform_merge(Performance *performance, const Command *command, char **result)
{
	Ticket *other;

	if (is_all(command->argument))
		return merge_all(performance, result);
	other = find_other(performance, command, result);
	if (!other || refuse_ended(performance, other, result))
		return FALSE;
	kin_merge(performance->decision, performance->ticket, other);
	*result = say_done(performance, "done-merge", other);
	return TRUE;
}

gboolean
perform_duplicate(Performance *performance, const Command *command, char **result)
{
	Ticket *other = find_other(performance, command, result);

	if (!other || refuse_ended(performance, other, result))
		return FALSE;
	kin_duplicate(performance->decision, performance->ticket, other);
	*result = say_done(performance, "done-duplicate", other);
	return TRUE;
}

gboolean
perform_related(Performance *performance, const Command *command, char **result)
{
	Ticket *ticket = performance->ticket;
	Ticket *other = find_other(performance, command, result);

	if (!other)
		return FALSE;
	if (ticket_has_link(ticket, "related", other->ticket_id)) {
		*result = PERFORM_SAY(performance, "same-already", NULL, NULL);
		return TRUE;
	}
	ticket_add_link(ticket, "related", other->ticket_id);
	ticket_add_link(other, "related", ticket->ticket_id);
	decision_log(performance->decision, ticket, "related",
		     notice_tag(perform_policy(performance), other->ticket_id));
	decision_log(performance->decision, other, "related",
		     notice_tag(perform_policy(performance), ticket->ticket_id));
	*result = say_done(performance, "done-related", other);
	return TRUE;
}

/* ---- split ---- */

/* The entry of that number, else the last that somebody outside the desk's staff wrote. The report
 * itself cannot be split off: it is the ticket. */
static const Entry *
find_entry(Performance *performance, gint64 number)
{
	const Ticket *ticket = performance->ticket;
	const GPtrArray *entries =
		decision_ask(performance->decision,
			     &(Question){ .type = ASK_ENTRIES,
					  .number = ticket->ticket_id })
			->entries;

	for (guint i = entries->len; i > 1; i--) {
		const Entry *entry = entries->pdata[i - 1];

		if (number ? entry->number == number
			   : entry->kind == ENTRY_REPLY &&
				     ticket_is_participant(ticket, entry->address))
			return address_is_sendable(entry->address) ? entry : NULL;
	}
	return NULL;
}

gboolean
perform_split(Performance *performance, const Command *command, char **result)
{
	gint64 number = number_of(command->argument);
	const Entry *entry = !*command->argument || number
				     ? find_entry(performance, number)
				     : NULL;

	if (!entry) {
		*result = PERFORM_SAY(performance, "refused-no-entry", "reason",
				      *command->argument ? command->argument : NULL);
		return FALSE;
	}
	*result = say_done(performance, "done-split",
			   kin_split(performance->decision, performance->ticket, entry));
	return TRUE;
}

/* ---- undo ---- */

/* "fact cause" and "state" as people call them, each once. Own. */
static char *
field_list(Performance *performance, const GPtrArray *fields)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < fields->len; i++) {
		const char *field = fields->pdata[i];
		g_auto(GStrv) words = g_strsplit(field, " ", 2);
		g_autofree char *name =
			strcmp(words[0], "fact") == 0
				? g_strdup(fact_label(perform_policy(performance), words[1],
						      performance->language))
				: perform_say_name(performance, "field", words[0]);

		perform_list_add(list, performance->language, name);
	}
	return g_string_free(g_steal_pointer(&list), FALSE);
}

gboolean
perform_undo(Performance *performance, const Command *command, char **result)
{
	g_autoptr(GPtrArray) left = NULL;
	g_autofree char *line = NULL;

	if (!performance->decision->actor) {
		*result = PERFORM_SAY(performance, "refused-undo-by-mail", NULL, NULL);
		return FALSE;
	}
	if (!undo_take_back(performance->decision, command->argument, &left)) {
		*result = PERFORM_SAY(performance, "refused-undo", NULL, NULL);
		return FALSE;
	}
	performance->undone = TRUE;
	line = left->len ? field_list(performance, left) : NULL;
	*result = PERFORM_SAY(performance, "done-undo", "line", line);
	return TRUE;
}
