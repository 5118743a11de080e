/* Who hears of what. The table says it for every notice; a policy may add recipients. */
#include "core/notice.h"

#include <string.h>

#include "base/text.h"
#include "core/document.h"
#include "core/letter.h"
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
	[NOTICE_REQUIRED] = { "required", TO_WORKERS, TONE_GENERATED },
	[NOTICE_WARN] = { "warn", TO_WORKERS, TONE_GENERATED },
	[NOTICE_BREACH] = { "breach", TO_MANAGER | TO_ASSIGNEE, TONE_GENERATED },
	[NOTICE_WOKEN] = { "woken", TO_WORKERS, TONE_GENERATED },
	[NOTICE_QUESTION] = { "question", TO_NAMED, TONE_PERSONAL },
	[NOTICE_ANSWERED] = { "answered", TO_WORKERS, TONE_PERSONAL },
	[NOTICE_LOW_SCORE] = { "low-score", TO_MANAGER, TONE_GENERATED },
	[NOTICE_PROPOSED] = { "proposed", TO_WORKERS | TO_MANAGER, TONE_GENERATED },
	[NOTICE_MERGED] = { "merged", TO_NAMED, TONE_GENERATED },
	[NOTICE_DUPLICATE] = { "duplicate", TO_NAMED, TONE_GENERATED },
	[NOTICE_SOLVED] = { "solved", TO_NAMED, TONE_GENERATED },
	[NOTICE_OUTAGE] = { "outage", TO_NAMED, TONE_GENERATED },
	[NOTICE_UNDONE] = { "undone", TO_NAMED, TONE_GENERATED },
	[NOTICE_APPROVAL] = { "approval", TO_NAMED, TONE_GENERATED },
	[NOTICE_APPROVED] = { "approved", TO_REPORTER | TO_WORKERS, TONE_GENERATED },
	[NOTICE_TRANSCRIPT] = { "transcript", TO_NAMED, TONE_REPLIED },
	[NOTICE_FAILED] = { "failed", TO_WORKERS, TONE_GENERATED },
	[NOTICE_ALERT] = { "alert", TO_ALERTS, TONE_GENERATED },
	[NOTICE_HELD] = { "held", TO_ALERTS, TONE_GENERATED },
	[NOTICE_TOO_LARGE] = { "too-large", TO_NAMED, TONE_REPLIED },
	[NOTICE_CHALLENGE] = { "challenge", TO_NAMED, TONE_GENERATED },
};

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

void
notice_send_to(Decision *decision, NoticeType type, const Ticket *ticket, const Address *to,
	       const NoticeWords *words)
{
	static const NoticeWords nothing = { 0 };
	Letter *letter = letter_to(decision, ticket, to);
	Slots *slots;

	if (!letter)
		return;
	words = words ? words : &nothing;
	slots = notice_words_slots(decision, letter_language(letter), ticket, words,
				   letter_room(decision, letter));
	letter_add(decision, letter,
		   (LetterPart){
			   .name = notices[type].name,
			   .template = notices[type].template ? notices[type].template
							      : notices[type].name,
			   .document = document_of_notice(decision, notices[type].name,
							  ticket),
			   .entry = words->entry ? words->entry : words->report,
			   .tone = notices[type].tone,
			   .slots = slots,
			   .about = words->limit ? words->limit : words->about,
		   });
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

GPtrArray *
notice_audience(Decision *decision, NoticeType type, const Ticket *ticket)
{
	GPtrArray *to = recipients(decision, notices[type].to, ticket);

	document_add_recipients(decision, notices[type].name, ticket, to);
	for (guint i = to->len; decision->actor && i > 0; i--) {
		const Address *address = to->pdata[i - 1];

		if (letter_is_same_person(decision, address->address, decision->actor))
			g_ptr_array_remove_index(to, i - 1);
	}
	return to;
}

void
notice_send_except(Decision *decision, NoticeType type, const Ticket *ticket,
		   const NoticeWords *words, const char *except)
{
	g_autoptr(GPtrArray) to = notice_audience(decision, type, ticket);

	for (guint i = 0; i < to->len; i++) {
		const Address *address = to->pdata[i];

		if (except && letter_is_same_person(decision, address->address, except))
			continue;
		notice_send_to(decision, type, ticket, address, words);
	}
}

gboolean
notice_parse(const char *name, NoticeType *type)
{
	for (guint i = 0; i < N_NOTICES; i++) {
		if (strcmp(notices[i].name, name) == 0) {
			*type = i;
			return TRUE;
		}
	}
	return FALSE;
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
