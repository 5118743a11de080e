/* Who is asked to approve what, and what his answer does. */
#include "core/approval.h"

#include <string.h>

#include "core/gate.h"
#include "core/key.h"
#include "core/lifecycle.h"
#include "core/notice.h"
#include "core/recipient.h"
#include "core/rota.h"

/* ---- the request ---- */

static void
add_required(const GPtrArray *gates, const char *state, GPtrArray *names)
{
	for (guint i = 0; gates && i < gates->len; i++) {
		const Gate *gate = gates->pdata[i];

		if (strcmp(ticket_state_name(gate->state), state) != 0)
			continue;
		for (guint j = 0; gate->require && gate->require[j]; j++)
			g_ptr_array_add(names, gate->require[j]);
	}
}

/* What an approval before STATE is about: subject, kind and the facts that must be known there;
 * must none, what the report said. */
static char *
request_hash(const Policy *policy, const Ticket *ticket, const char *state)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const Priority *priority = policy_priority(policy, ticket->priority);
	g_autoptr(GString) text = g_string_new(ticket->subject);

	add_required(policy->gates, state, names);
	add_required(priority ? priority->gates : NULL, state, names);
	add_required(policy->kinds[ticket->kind].gates, state, names);
	if (names->len == 0) {
		g_ptr_array_add(names, (gpointer) "symptom");
		g_ptr_array_add(names, (gpointer) "impact");
	}
	g_string_append_printf(text, "\n%s", ticket_kind_name(ticket->kind));
	for (guint i = 0; i < names->len; i++) {
		const char *value = ticket_fact(ticket, names->pdata[i]);

		g_string_append_printf(text, "\n%s: %s", (const char *)names->pdata[i],
				       value ? value : "");
	}
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, -1);
}

/* ---- codes ---- */

/* A code is bound to the approver, the request, and this one asking. Own. */
static char *
bearer_of(const Policy *policy, const Approval *approval)
{
	return g_strdup_printf("%s %" G_GINT64_FORMAT " %s %s",
			       policy_first_address(policy, approval->address),
			       approval->serial, approval->state, approval->request);
}

/* Own. */
static char *
make_code(GBytes *secret, const Policy *policy, const Ticket *ticket,
	  const Approval *approval)
{
	g_autofree char *bearer = bearer_of(policy, approval);

	return key_make(secret, KEY_APPROVE, ticket->ticket_id, ticket->generation, bearer);
}

static gboolean
is_code_of(const Decision *decision, const Ticket *ticket, const Approval *approval,
	   const Key *key)
{
	g_autofree char *bearer = bearer_of(decision->context->policy, approval);

	return key->generation == ticket->generation &&
	       key_verify(key, decision->snapshot->secrets, bearer);
}

static gboolean
parse_code(const char *word, Key *key)
{
	return key_parse(word, key) && key->purpose == KEY_APPROVE;
}

gboolean
approval_is_code(const char *word)
{
	return parse_code(word, &(Key){ 0 });
}

gint64
approval_ticket(const char *code)
{
	Key key;

	return parse_code(code, &key) ? key.ticket_id : 0;
}

/* Is APPROVAL asked of ADDRESS, and not too late? */
static gboolean
awaits(const Decision *decision, const Approval *approval, const char *address)
{
	const Policy *policy = decision->context->policy;

	return approval->answer == APPROVAL_ASKED &&
	       decision->context->now <= approval->asked + APPROVAL_VALID &&
	       address_equal(policy_first_address(policy, address),
			     policy_first_address(policy, approval->address));
}

gboolean
approval_awaits(const Decision *decision, const Ticket *ticket, const char *address)
{
	for (guint i = 0; address && i < ticket->approvals->len; i++)
		if (awaits(decision, ticket->approvals->pdata[i], address))
			return TRUE;
	return FALSE;
}

Approval *
approval_find(const Decision *decision, const Ticket *ticket, const char *code,
	      const char *address)
{
	Key key;

	if (!address || !parse_code(code, &key) || key.ticket_id != ticket->ticket_id)
		return NULL;
	for (guint i = 0; i < ticket->approvals->len; i++) {
		Approval *approval = ticket->approvals->pdata[i];

		if (awaits(decision, approval, address) &&
		    is_code_of(decision, ticket, approval, &key))
			return approval;
	}
	return NULL;
}

/* ---- whom to ask ---- */

static gboolean
is_same(const Policy *policy, const char *one, const char *other)
{
	return address_equal(policy_first_address(policy, one),
			     policy_first_address(policy, other));
}

/* Nobody approves what he himself asked for, and nobody twice for one state. */
static gboolean
may_approve(const Policy *policy, const Ticket *ticket, const char *state,
	    const char *address)
{
	if (is_same(policy, ticket->reporter->address, address))
		return FALSE;
	for (guint i = 0; i < ticket->approvals->len; i++) {
		const Approval *approval = ticket->approvals->pdata[i];

		if ((approval->answer == APPROVAL_ASKED ||
		     approval->answer == APPROVAL_GIVEN) &&
		    strcmp(approval->state, state) == 0 &&
		    is_same(policy, approval->address, address))
			return FALSE;
	}
	return TRUE;
}

/* Whoever does CANDIDATE's work now; NULL: he is away, and so is his deputy. Foreign. */
static const char *
present(const Decision *decision, const char *candidate)
{
	const Policy *policy = decision->context->policy;
	const Person *person = policy_person_by_address(policy, candidate);
	const Person *stand_in;

	if (!person)
		return candidate;
	stand_in = rota_stand_in(policy, decision->snapshot->absences, person,
				 decision->context->now);
	return stand_in ? stand_in->addresses[0] : NULL;
}

static const char *
first_fit(const Decision *decision, const Ticket *ticket, const char *state,
	  const GPtrArray *candidates, gboolean is_there)
{
	const Policy *policy = decision->context->policy;

	for (guint i = 0; i < candidates->len; i++) {
		const char *address = ((const Address *)candidates->pdata[i])->address;
		const char *fit = is_there ? present(decision, address) : address;

		if (fit && may_approve(policy, ticket, state, fit))
			return fit;
	}
	return NULL;
}

/* One person for WORD: the first who is there, or his deputy; else somebody above; else the first,
 * though he is away. Own; NULL if there is nobody at all. */
static char *
choose_approver(const Decision *decision, const Ticket *ticket, const char *state,
		const char *word)
{
	static const char *const above[] = { "manager", "director" };
	const Policy *policy = decision->context->policy;
	g_autoptr(GPtrArray) candidates =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	g_autoptr(GPtrArray) others =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	const char *found;

	recipients_resolve(decision, ticket, word, candidates);
	for (guint i = 0; i < G_N_ELEMENTS(above); i++)
		policy_add_role(policy, above[i], others);
	found = first_fit(decision, ticket, state, candidates, TRUE);
	if (!found)
		found = first_fit(decision, ticket, state, others, TRUE);
	if (!found)
		found = first_fit(decision, ticket, state, candidates, FALSE);
	return g_strdup(found);
}

/* ---- asking ---- */

/* The report, in this very change or in the store. Foreign; NULL. */
static const Entry *
report_of(Decision *decision, const Ticket *ticket)
{
	const Finding *finding;

	for (guint i = 0; i < decision->change->entries->len; i++) {
		const Entry *entry = decision->change->entries->pdata[i];

		if (entry->ticket_id == ticket->ticket_id && entry->number == 1)
			return entry;
	}
	if (ticket->is_new)
		return NULL;
	finding = decision_ask(decision, &(Question){ .type = ASK_ENTRIES,
						      .number = ticket->ticket_id });
	return finding->entries->len ? finding->entries->pdata[0] : NULL;
}

static gint64
next_serial(const Ticket *ticket)
{
	gint64 last = 0;

	for (guint i = 0; i < ticket->approvals->len; i++)
		last = MAX(last, ((const Approval *)ticket->approvals->pdata[i])->serial);
	return last + 1;
}

static Approval *
add_approval(Decision *decision, Ticket *ticket, const GateApproval *needed,
	     const char *address)
{
	Approval *approval = g_new0(Approval, 1);

	approval->state = g_strdup(ticket_state_name(needed->state));
	approval->word = g_strdup(needed->word);
	approval->address = g_ascii_strdown(address, -1);
	approval->serial = next_serial(ticket);
	approval->asked = decision->context->now;
	approval->request =
		request_hash(decision->context->policy, ticket, approval->state);
	g_ptr_array_add(ticket->approvals, approval);
	return approval;
}

/* Somebody must see that nobody can approve it: it waits, and nothing moves. */
static void
tell_nobody(Decision *decision, const Ticket *ticket, const char *word)
{
	g_autofree char *tag = notice_tag(decision->context->policy, ticket->ticket_id);
	g_autofree char *subject =
		decision_phrase(decision, "alert-approval", "name", tag);
	g_autofree char *text =
		decision_phrase(decision, "alert-approval-text", "name", word);
	NoticeWords words = { .subject = subject, .text = text };

	decision_log(decision, ticket, "approval", g_strdup(text));
	notice_send(decision, NOTICE_ALERT, NULL, &words);
}

static void
ask(Decision *decision, Ticket *ticket, const GateApproval *needed)
{
	GPtrArray *secrets = decision->snapshot->secrets;
	g_autofree char *address =
		choose_approver(decision, ticket, ticket_state_name(needed->state),
				needed->word);
	const Approval *approval =
		add_approval(decision, ticket, needed, address ? address : "");
	g_autofree char *code = NULL;
	g_autoptr(Address) to = NULL;
	NoticeWords words = { .show = TRUE, .about = approval->state };

	if (!address || secrets->len == 0) {
		tell_nobody(decision, ticket, needed->word);
		return;
	}
	code = make_code(secrets->pdata[0], decision->context->policy, ticket, approval);
	to = address_new(NULL, address);
	words.code = code;
	words.entry = report_of(decision, ticket);
	notice_send_to(decision, NOTICE_APPROVAL, ticket, to, &words);
	decision_log(decision, ticket, "approval",
		     g_strdup_printf("%s: <%s>", approval->state, address));
}

/* ---- the ticket and what it waits for ---- */

static TicketState
place_of(const Ticket *ticket)
{
	return ticket->state == STATE_WAITING ? ticket->before_waiting : ticket->state;
}

/* What is done is approved when it is done: an emergency change, before it is closed. */
static gboolean
is_time_for(const Ticket *ticket, TicketState state)
{
	return state != STATE_CLOSED || ticket->state == STATE_RESOLVED;
}

static gboolean
is_needed(const GArray *needed, const Approval *approval)
{
	for (guint i = 0; i < needed->len; i++) {
		const GateApproval *one = &g_array_index(needed, GateApproval, i);

		if (strcmp(one->word, approval->word) == 0 &&
		    strcmp(ticket_state_name(one->state), approval->state) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_ahead(const Ticket *ticket, const Approval *approval)
{
	TicketState state;

	return ticket_state_parse(approval->state, &state) && place_of(ticket) < state;
}

static void
make_void(Decision *decision, const Ticket *ticket, Approval *approval)
{
	approval->answer = APPROVAL_VOID;
	decision_log(decision, ticket, "approval-void",
		     g_strdup_printf("%s: <%s>", approval->state, approval->address));
}

/* Was the request edited since it was asked for, or is it too late to answer? */
static void
void_edited(Decision *decision, Ticket *ticket)
{
	for (guint i = 0; i < ticket->approvals->len; i++) {
		Approval *approval = ticket->approvals->pdata[i];
		g_autofree char *request = NULL;
		gboolean is_late = approval->answer == APPROVAL_ASKED &&
				   decision->context->now >
					   approval->asked + APPROVAL_VALID;

		if ((approval->answer != APPROVAL_ASKED &&
		     approval->answer != APPROVAL_GIVEN) ||
		    !is_ahead(ticket, approval))
			continue;
		request = request_hash(decision->context->policy, ticket, approval->state);
		if (is_late || strcmp(request, approval->request) != 0)
			make_void(decision, ticket, approval);
	}
}

static void
void_asked(Decision *decision, Ticket *ticket, const GArray *needed)
{
	for (guint i = 0; i < ticket->approvals->len; i++) {
		Approval *approval = ticket->approvals->pdata[i];

		if (approval->answer == APPROVAL_ASKED &&
		    !(needed && is_needed(needed, approval)))
			make_void(decision, ticket, approval);
	}
}

static gboolean
was_asked(const Ticket *ticket, const GateApproval *needed)
{
	for (guint i = 0; i < ticket->approvals->len; i++) {
		const Approval *approval = ticket->approvals->pdata[i];

		if (approval->answer == APPROVAL_ASKED &&
		    strcmp(approval->word, needed->word) == 0 &&
		    strcmp(approval->state, ticket_state_name(needed->state)) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
wait_for_it(Decision *decision, Ticket *ticket)
{
	if (!ticket_is_open(ticket) || ticket->state == STATE_WAITING)
		return;
	lifecycle_enter(ticket, STATE_WAITING, WAIT_APPROVAL, 0, decision->context->now);
	decision_log(decision, ticket, "waiting", g_strdup("approval"));
}

static void
go_on(Decision *decision, Ticket *ticket)
{
	if (ticket->state != STATE_WAITING || ticket->waiting_on != WAIT_APPROVAL)
		return;
	lifecycle_enter(ticket, ticket->before_waiting, WAIT_NONE, 0,
			decision->context->now);
	decision_log(decision, ticket, "continued", g_strdup("approval"));
}

void
approval_settle(Decision *decision, Ticket *ticket)
{
	g_auto(GateFindings) findings = { 0 };
	gboolean waits = FALSE, asked = FALSE;

	if (ticket->state == STATE_CLOSED || ticket->state == STATE_REJECTED) {
		void_asked(decision, ticket, NULL);
		return;
	}
	void_edited(decision, ticket);
	gate_check(decision->context->policy, ticket, STATE_CLOSED, &findings);
	void_asked(decision, ticket, findings.approvals);
	for (guint i = 0; i < findings.approvals->len; i++) {
		const GateApproval *needed =
			&g_array_index(findings.approvals, GateApproval, i);

		if (!is_time_for(ticket, needed->state))
			continue;
		waits = TRUE;
		if (was_asked(ticket, needed))
			continue;
		ask(decision, ticket, needed);
		asked = TRUE;
	}
	if (asked)
		wait_for_it(decision, ticket);
	else if (!waits)
		go_on(decision, ticket);
}

/* ---- the answer ---- */

static void
reject(Decision *decision, Ticket *ticket, const char *reason)
{
	gboolean was_done = ticket->state == STATE_RESOLVED;
	NoticeWords words = { .text = reason, .reason = reason, .refused = TRUE };

	lifecycle_enter(ticket, was_done ? lifecycle_reopened_state(ticket) : STATE_REJECTED,
			WAIT_NONE, 0, decision->context->now);
	decision_log(decision, ticket, was_done ? "reopened" : "rejected",
		     g_strdup(reason));
	notice_send(decision, was_done ? NOTICE_REOPENED : NOTICE_REJECTED, ticket, &words);
}

void
approval_answer(Decision *decision, Ticket *ticket, Approval *approval, gboolean given,
		const char *reason)
{
	g_autoptr(Address) approver = address_new(NULL, approval->address);
	const Entry *report = report_of(decision, ticket);
	NoticeWords words = {
		.show = TRUE,
		.text = report ? report->visible : NULL,
		.reason = given ? NULL : reason,
		.refused = !given,
		.about = approval->state,
	};

	approval->answer = given ? APPROVAL_GIVEN : APPROVAL_REFUSED;
	approval->answered = decision->context->now;
	decision_log(decision, ticket, given ? "approved" : "refused",
		     g_strdup_printf("%s: %s", approval->state, reason));
	if (!given)
		reject(decision, ticket, reason);
	/* of a rejection the requester hears already, with the reason and by whom */
	notice_send_except(decision, NOTICE_APPROVED, ticket, &words,
			   ticket->state == STATE_REJECTED ? ticket->reporter->address
							    : NULL);
	notice_send_to(decision, NOTICE_APPROVED, ticket, approver, &words);
}
