/*
 * What is expected, held against what is. A function for each kind of expectation gives
 * NULL if it holds, else in words what is instead: nobody should have to play it again to
 * understand.
 */
#include "desk/rehearsal-private.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "core/sla.h"

#define MAX_TEXT_LINES 40

/* ---- tickets ---- */

static char *
number_text(gint64 number)
{
	return number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

/* The value of KEY as in the ticket's JSON object; NULL = null. Own. */
static char *
ticket_value(const Ticket *ticket, const char *key)
{
	const struct {
		const char *key, *value;
	} texts[] = {
		{ "state", ticket_state_name(ticket->state) },
		{ "kind", ticket_kind_name(ticket->kind) },
		{ "waiting_on", wait_reason_name(ticket->waiting_on) },
		{ "priority", ticket->priority },
		{ "category", ticket->category },
		{ "system", ticket->system },
		{ "team", ticket->team },
		{ "assignee", ticket->assignee },
		{ "reporter", ticket->reporter->address },
		{ "subject", ticket->subject },
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(texts[i].key, key) == 0)
			return g_strdup(texts[i].value);
	if (strcmp(key, "tier") == 0)
		return number_text(ticket->tier);
	return g_strdup_printf("%d", ticket->entries);
}

static gboolean
is_same(const char *wanted, const char *is)
{
	g_autofree char *left = text_fold(wanted ? wanted : "");
	g_autofree char *right = text_fold(is ? is : "");

	return !wanted == !is && strcmp(left, right) == 0;
}

static char *
check_ticket(const Rehearsal *rehearsal, const Step *step, const Ticket *ticket)
{
	GString *wrong = g_string_new(NULL);

	for (guint i = 0; i < step->pairs->len; i += 2) {
		const char *key = step->pairs->pdata[i];
		const char *wanted = step->pairs->pdata[i + 1];
		g_autofree char *is = ticket_value(ticket, key);

		if (is_same(wanted, is) || (strcmp(key, "reporter") == 0 && wanted && is &&
					    rehearsal_is_who(rehearsal, wanted, is)))
			continue;
		g_string_append_printf(wrong, "%s%s is %s%s%s", wrong->len ? ", " : "", key,
				       is ? "\"" : "none", is ? is : "", is ? "\"" : "");
	}
	return g_string_free(wrong, wrong->len == 0);
}

static char *
check_fact(const Rehearsal *rehearsal, const Step *step, const Ticket *ticket)
{
	const char *is = ticket_fact(ticket, step->name);

	if (g_strcmp0(is, step->value) == 0)
		return NULL;
	return is ? g_strdup_printf("%s is \"%s\"", step->name, is)
		  : g_strdup_printf("%s is not known", step->name);
}

/* ---- limits ---- */

static LimitPhase
phase_of(const Limit *limit)
{
	if (!limit)
		return PHASE_NONE;
	if (limit->breached)
		return PHASE_BREACHED;
	if (limit->met)
		return PHASE_MET;
	return limit->due ? PHASE_RUNNING : PHASE_PAUSED;
}

static void
add_instant(GString *text, const Rehearsal *rehearsal, const char *what, gint64 at)
{
	g_autofree char *when = at ? rehearsal_time(rehearsal, at) : NULL;

	if (at)
		g_string_append_printf(text, ", %s %s", what, when);
}

/* "respond is running: began …, due …; 4 hours by priority urgent in calendar office". */
static char *
describe_limit(const Rehearsal *rehearsal, const Ticket *ticket, const Limit *limit,
	       const char *name)
{
	GString *text = g_string_new(NULL);
	const Calendar *calendar = NULL;
	g_autofree char *words = NULL;
	Duration length;

	if (!limit) {
		g_string_append_printf(text, "the ticket has no limit %s", name);
		if (ticket->priority)
			g_string_append_printf(text, " (priority \"%s\")",
					       ticket->priority);
		return g_string_free(text, FALSE);
	}
	g_string_append_printf(text, "%s is %s", name, limit_phase_name(phase_of(limit)));
	add_instant(text, rehearsal, "began", limit->started);
	add_instant(text, rehearsal, "due", limit->due);
	add_instant(text, rehearsal, "met", limit->met);
	add_instant(text, rehearsal, "breach told", limit->breached);
	if (sla_limit(service_policy(rehearsal->service), ticket, name, &calendar,
		      &length)) {
		words = duration_words(&length, "en");
		g_string_append_printf(text, "; it is %s, by priority \"%s\", %s%s", words,
				       ticket->priority,
				       calendar ? "in calendar " : "round the clock",
				       calendar ? calendar_title(calendar) : "");
	}
	if (ticket->state == STATE_WAITING)
		g_string_append_printf(text, "; the ticket waits on %s",
				       wait_reason_name(ticket->waiting_on));
	return g_string_free(text, FALSE);
}

static char *
check_limit(const Rehearsal *rehearsal, const Step *step, const Ticket *ticket)
{
	const Limit *limit = ticket_limit(ticket, step->name);
	GTimeZone *zone = service_policy(rehearsal->service)->desk.zone;
	gint64 now = service_now(rehearsal->service);
	gboolean holds = phase_of(limit) == step->phase;

	if (step->phase == PHASE_DUE)
		holds = limit && limit->due && limit->due == step_instant(step, zone, now);
	return holds ? NULL : describe_limit(rehearsal, ticket, limit, step->name);
}

/* ---- texts ---- */

/* Spaces and line ends do not matter: texts are wrapped. The first of WORDS that does not
 * follow in TEXT after those before it; NULL if all do. Foreign. */
static const char *
find_missing(const char *text, const GPtrArray *words)
{
	g_autofree char *whole = text_one_line(text);
	const char *at = whole;

	for (guint i = 0; i < words->len; i++) {
		g_autofree char *word = text_one_line(words->pdata[i]);
		const char *found = strstr(at, word);

		if (!found)
			return words->pdata[i];
		at = found + strlen(word);
	}
	return NULL;
}

static gboolean
holds_text(const char *text, const char *wanted)
{
	g_autofree char *whole = text_one_line(text);
	g_autofree char *word = text_one_line(wanted);

	return strstr(whole, word) != NULL;
}

/* ---- entries ---- */

static char *
check_entry(const Rehearsal *rehearsal, const Step *step, const Ticket *ticket,
	    const GPtrArray *entries)
{
	g_autoptr(GString) all = g_string_new("the entries are:");

	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];
		g_autofree char *line = text_one_line(entry->visible);

		if ((!step->hidden || entry->hidden) &&
		    !find_missing(entry->visible, step->contains))
			return NULL;
		g_string_append_printf(all, "\n#%d by %s%s: %s", entry->number,
				       entry->author, entry->hidden ? ", hidden" : "",
				       line);
	}
	return g_strdup(all->str);
}

/* ---- mails ---- */

static gboolean
attaches(const OutboxMail *mail, const char *name)
{
	for (guint i = 0; i < mail->enclosures->len; i++) {
		const Enclosure *enclosure = mail->enclosures->pdata[i];

		if (strcmp(enclosure->attachment->name, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Why TEXT is not what STEP expects; NULL if it is. Own. */
static char *
find_wrong_text(const Step *step, const char *text)
{
	const char *missing = find_missing(text, step->contains);

	if (missing)
		return g_strdup_printf("lacks \"%s\"%s", missing,
				       holds_text(text, missing) ? " in this order" : "");
	for (guint i = 0; i < step->lacks->len; i++)
		if (holds_text(text, step->lacks->pdata[i]))
			return g_strdup_printf("contains \"%s\"",
					       (char *)step->lacks->pdata[i]);
	return NULL;
}

/* Likewise for the parts of that name: a mail may hold two replies, and one is enough. */
static char *
find_wrong_part(const Step *step, const Captured *captured)
{
	g_autofree char *wrong = g_strdup("another template");

	for (guint i = 0; captured->parts && i < captured->parts->len; i++) {
		const OutPart *part = captured->parts->pdata[i];

		if (!captured_is_part(part, step->template))
			continue;
		g_free(wrong);
		wrong = find_wrong_text(step, part->text);
		if (!wrong)
			return NULL;
	}
	return g_steal_pointer(&wrong);
}

/* Why CAPTURED is not the mail of STEP; NULL if it is. Own. */
static char *
find_difference(const Rehearsal *rehearsal, const Step *step, const Captured *captured)
{
	char *wrong;

	if (!rehearsal_is_who(rehearsal, step->who, captured->mail->recipient))
		return g_strdup("another reader");
	if (step->template && !captured_part(captured, step->template))
		return g_strdup("another template");
	if (step->subject && !holds_text(captured->mail->subject, step->subject))
		return g_strdup("another subject");
	wrong = step->template ? find_wrong_part(step, captured)
			       : find_wrong_text(step, captured->message->text);
	if (wrong)
		return wrong;
	if (step->attaches && !attaches(captured->mail, step->attaches))
		return g_strdup_printf("does not attach \"%s\"", step->attaches);
	return NULL;
}

static void
add_mail_text(GString *all, const Captured *captured)
{
	g_auto(GStrv) lines = g_strsplit(captured->message->text, "\n", -1);

	for (guint i = 0; lines[i] && i < MAX_TEXT_LINES; i++)
		if (*lines[i] || lines[i + 1])
			g_string_append_printf(all, "\n    | %s", lines[i]);
}

/* The mails since the last step, each with its difference; the text of those that went to
 * the right reader with the right notice. */
static char *
describe_mails(const Rehearsal *rehearsal, const Step *step, guint found)
{
	GString *all = g_string_new(NULL);

	if (rehearsal->fresh == rehearsal->mails->len)
		return g_string_free(g_string_append(all, "no mail was sent"), FALSE);
	g_string_append_printf(all, "%u such mail%s sent; since the last step:", found,
			       found == 1 ? " was" : "s were");
	for (guint i = rehearsal->fresh; i < rehearsal->mails->len; i++) {
		const Captured *captured = rehearsal->mails->pdata[i];
		const OutboxMail *mail = captured->mail;
		g_autofree char *difference = find_difference(rehearsal, step, captured);

		g_string_append_printf(all, "\n  to %s  %s  \"%s\"%s%s", mail->recipient,
				       mail->notice, mail->subject, difference ? ": " : "",
				       difference ? difference : "");
		if (!difference || !g_str_has_prefix(difference, "another"))
			add_mail_text(all, captured);
	}
	return g_string_free(all, FALSE);
}

static char *
check_mails(const Rehearsal *rehearsal, const Step *step)
{
	guint found = 0;

	for (guint i = rehearsal->fresh; i < rehearsal->mails->len; i++) {
		g_autofree char *difference =
			find_difference(rehearsal, step, rehearsal->mails->pdata[i]);

		found += difference == NULL;
	}
	if (step->count < 0 ? found > 0 : found == (guint)step->count)
		return NULL;
	return describe_mails(rehearsal, step, found);
}

/* ---- all ---- */

static gboolean
check_tickets(const Rehearsal *rehearsal, const Step *step, char **instead, GError **error)
{
	g_autoptr(GPtrArray) tickets =
		store_tickets(rehearsal->service->store, LIST_ALL, error);

	if (!tickets)
		return FALSE;
	if (tickets->len != step->number)
		*instead = g_strdup_printf("there are %u", tickets->len);
	return TRUE;
}

static gboolean
check_one_ticket(const Rehearsal *rehearsal, const Step *step, char **instead,
		 GError **error)
{
	Store *store = rehearsal->service->store;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = store_ticket(store, step->number, &problem);
	g_autoptr(GPtrArray) entries =
		ticket ? store_entries(store, step->number, &problem) : NULL;

	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
		*instead = g_strdup(problem->message);
		return TRUE;
	}
	if (!entries) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (step->kind == STEP_EXPECT_TICKET)
		*instead = check_ticket(rehearsal, step, ticket);
	else if (step->kind == STEP_EXPECT_FACT)
		*instead = check_fact(rehearsal, step, ticket);
	else if (step->kind == STEP_EXPECT_LIMIT)
		*instead = check_limit(rehearsal, step, ticket);
	else
		*instead = check_entry(rehearsal, step, ticket, entries);
	return TRUE;
}

static gboolean
check_expectation(const Rehearsal *rehearsal, const Step *step, char **instead,
		  GError **error)
{
	if (step->kind == STEP_EXPECT_TICKETS)
		return check_tickets(rehearsal, step, instead, error);
	if (step->kind != STEP_EXPECT_MAIL)
		return check_one_ticket(rehearsal, step, instead, error);
	*instead = check_mails(rehearsal, step);
	return TRUE;
}

gboolean
rehearsal_expect(Rehearsal *rehearsal, const Step *step, GError **error)
{
	g_autofree char *instead = NULL;

	if (!check_expectation(rehearsal, step, &instead, error))
		return FALSE;
	rehearsal->score->expectations++;
	if (instead)
		rehearsal_fail(rehearsal, step, instead);
	else
		rehearsal_tell(rehearsal, REHEARSAL_MET, "ok: %s", step->words);
	return TRUE;
}
