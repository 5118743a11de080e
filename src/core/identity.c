/*
 * What a mail may do. One table names a judge for each act, one function asks it; there is
 * no second road. Every judge ends in its most careful answer, so that a case nobody
 * thought of is refused or held. It must never look at threading headers for a right.
 */
#include "core/identity.h"

#include "core/alarm.h"
#include "core/held.h"
#include "core/party.h"

typedef Verdict (*Judge)(const Policy *policy, const Evidence *evidence,
			 const Ticket *ticket, const char **why);

const char *
verdict_name(Verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_ALLOW] = "allow",   [VERDICT_UNPROVEN] = "unproven",
		[VERDICT_SILENT] = "silent", [VERDICT_HOLD] = "hold",
		[VERDICT_DROP] = "drop",     [VERDICT_REFUSE] = "refuse",
	};

	return names[verdict];
}

static Verdict
say(Verdict verdict, const char *sentence, const char **why)
{
	*why = sentence;
	return verdict;
}

static Verdict
hold(HeldReason reason, const char **why)
{
	return say(VERDICT_HOLD, held_reason(reason), why);
}

/* explain without -c: there is no company that could be deceived. */
static gboolean
is_empty(const Policy *policy)
{
	return (!policy->desk.address || !*policy->desk.address) &&
	       (!policy->desk.domains || !policy->desk.domains[0]) &&
	       policy->persons->len == 0;
}

static gboolean
is_ours(const Policy *policy, const Evidence *evidence)
{
	return evidence->person ||
	       address_in_domains(evidence->from,
				  (const char *const *)policy->desk.domains);
}

static Verdict
judge_stranger(const Policy *policy, const char **why)
{
	switch (policy->desk.strangers) {
	case STRANGERS_OPEN:
		return say(
			VERDICT_SILENT,
			"a stranger's mail opens a ticket, unacknowledged (desk.strangers)",
			why);
	case STRANGERS_DROP:
		return say(VERDICT_DROP, "a stranger's mail is dropped (desk.strangers)",
			   why);
	case STRANGERS_HOLD:
		break;
	}
	return hold(HELD_STRANGER, why);
}

static Verdict
judge_open(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	   const char **why)
{
	if (is_empty(policy))
		return say(VERDICT_ALLOW,
			   "without a configuration everybody may open a ticket", why);
	if (!evidence->from || !is_ours(policy, evidence) ||
	    evidence->domain == DOMAIN_FAIL) {
		Verdict answer = judge_stranger(policy, why);

		if (!evidence->from)
			*why = held_reason(HELD_NOBODY);
		else if (is_ours(policy, evidence))
			*why = held_reason(HELD_DISOWNED);
		return answer;
	}
	/* Mail from inside is often not stamped at all: only a verdict against it counts.
	 * From outside, a person of ours who is not proven may be anybody (T16). */
	if (evidence->domain == DOMAIN_NONE && evidence->anchored &&
	    !address_in_domains(evidence->from, (const char *const *)policy->desk.domains))
		return say(VERDICT_SILENT,
			   "a person of ours, but unproven: opened, unacknowledged", why);
	return say(VERDICT_ALLOW, "the sender is one of ours", why);
}

/* A person's addresses are one: who reported from the office may answer from the phone. */
static gboolean
any_address(const Evidence *evidence, const Ticket *ticket,
	    gboolean (*fits)(const Ticket *ticket, const char *address))
{
	if (fits(ticket, evidence->from))
		return TRUE;
	for (gsize i = 0; evidence->person && evidence->person->addresses[i]; i++)
		if (fits(ticket, evidence->person->addresses[i]))
			return TRUE;
	return FALSE;
}

static gboolean
is_reporter(const Ticket *ticket, const char *address)
{
	return address_equal(ticket->reporter->address, address);
}

/* Drawn in from outside: the weaker proofs are not for him. */
static Verdict
judge_party(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	    const char **why)
{
	if (!party_takes_part(policy, ticket, evidence->from))
		return say(VERDICT_REFUSE, "the sender does not take part in this ticket",
			   why);
	if (evidence->key)
		return say(VERDICT_ALLOW, "drawn into this ticket, proven by key", why);
	if (evidence->domain == DOMAIN_PASS)
		return say(VERDICT_ALLOW, "drawn into this ticket, proven by domain", why);
	return say(VERDICT_REFUSE, "drawn into this ticket, but nothing proves the sender",
		   why);
}

static Verdict
judge_add(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	  const char **why)
{
	gboolean takes_part = any_address(evidence, ticket, ticket_is_participant);

	if (!takes_part && !policy_is_engineer(policy, evidence->person))
		return judge_party(policy, evidence, ticket, why);
	if (evidence->key)
		return say(VERDICT_ALLOW, "a participant, proven by key", why);
	if (evidence->domain == DOMAIN_PASS)
		return say(VERDICT_ALLOW, "a participant, proven by domain", why);
	if (evidence->challenge && evidence->domain != DOMAIN_FAIL)
		return say(VERDICT_ALLOW, "a participant, proven by a one-time code", why);
	if (evidence->signature && evidence->signed_ticket &&
	    evidence->domain != DOMAIN_FAIL)
		return say(VERDICT_ALLOW,
			   "a participant, proven by a signature that names the ticket",
			   why);
	if (evidence->domain == DOMAIN_FAIL)
		return say(VERDICT_REFUSE,
			   "a participant's address, but its domain disowns this mail",
			   why);
	/* What an engineer writes goes to the reporter as the desk's own word (T2). */
	if (!evidence->anchored && evidence->known_id && !takes_part)
		return hold(HELD_NO_KEY, why);
	if (!evidence->anchored && evidence->known_id)
		return say(VERDICT_UNPROVEN,
			   "a participant's From and a known id, which prove little", why);
	return say(VERDICT_REFUSE, "a participant's address, but nothing proves it", why);
}

static Verdict
judge_command(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	      const char **why)
{
	if (!policy_is_engineer(policy, evidence->person))
		return say(VERDICT_REFUSE,
			   "the sender works no tickets: slash lines of his are text", why);
	if (evidence->domain == DOMAIN_FAIL)
		return hold(HELD_FORGED, why);
	if (evidence->key)
		return say(VERDICT_ALLOW, "an engineer, proven by key", why);
	if (evidence->challenge)
		return say(VERDICT_ALLOW, "an engineer, proven by a one-time code", why);
	if (evidence->signature && evidence->signed_ticket)
		return say(VERDICT_ALLOW,
			   "an engineer, proven by a signature that names the ticket", why);
	return hold(HELD_NO_KEY, why);
}

static Verdict
judge_desk_command(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
		   const char **why)
{
	if (!policy_is_engineer(policy, evidence->person))
		return say(VERDICT_REFUSE,
			   "the sender works no tickets: slash lines of his are text", why);
	if (evidence->domain == DOMAIN_FAIL)
		return hold(HELD_FORGED, why);
	if (evidence->domain == DOMAIN_PASS)
		return say(VERDICT_ALLOW, "an engineer, proven by domain", why);
	if (evidence->challenge)
		return say(VERDICT_ALLOW, "an engineer, proven by a one-time code", why);
	if (evidence->signature)
		return say(VERDICT_ALLOW, "an engineer, proven by signature", why);
	return hold(HELD_UNPROVEN, why);
}

/* Tickets are given to others while he is away: a forged mail must not take a man off. */
static Verdict
judge_absence(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	      const char **why)
{
	if (!policy_is_engineer(policy, evidence->person))
		return say(VERDICT_REFUSE, "the sender works no tickets", why);
	if (evidence->domain == DOMAIN_FAIL ||
	    (!evidence->key && evidence->domain != DOMAIN_PASS))
		return say(VERDICT_REFUSE, "an engineer's address, but nothing proves it",
			   why);
	return say(VERDICT_ALLOW, "an engineer, proven by key or domain", why);
}

/* A monitor section names its senders; what forges them could hide a fault, so an unproven
 * one must at least come from inside, whose mail is often not stamped. */
static Verdict
judge_alarm(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	    const char **why)
{
	if (!alarm_monitor(policy, evidence->from))
		return say(VERDICT_REFUSE, "no monitor writes from this address", why);
	if (evidence->domain == DOMAIN_PASS)
		return say(VERDICT_ALLOW, "a monitor, proven by domain", why);
	if (evidence->domain == DOMAIN_FAIL)
		return hold(HELD_MONITOR_FORGED, why);
	if (!is_ours(policy, evidence))
		return hold(HELD_MONITOR_OUTSIDE, why);
	return say(VERDICT_SILENT, "a monitor of ours", why);
}

static Verdict
judge_confirm(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	      const char **why)
{
	if (!any_address(evidence, ticket, is_reporter))
		return say(VERDICT_REFUSE, "only the reporter's own word counts", why);
	if (evidence->domain == DOMAIN_FAIL)
		return say(VERDICT_REFUSE, "the sender's domain disowns this mail", why);
	if (!evidence->key)
		return say(VERDICT_REFUSE,
			   "the reporter's address without the key of this ticket", why);
	return say(VERDICT_ALLOW, "the reporter, proven by key", why);
}

static gboolean
is_asked(const Ticket *ticket, const char *address)
{
	for (guint i = 0; i < ticket->asked_for->len; i++) {
		const Asked *asked = ticket->asked_for->pdata[i];

		if (address_equal(asked->address, address))
			return TRUE;
	}
	return FALSE;
}

/* Anybody may be asked, so nothing but the key of that mail is a proof. */
static Verdict
judge_answer(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	     const char **why)
{
	if (!any_address(evidence, ticket, is_asked))
		return say(VERDICT_REFUSE, "the sender was not asked", why);
	if (evidence->domain == DOMAIN_FAIL)
		return say(VERDICT_REFUSE, "the sender's domain disowns this mail", why);
	if (!evidence->key)
		return say(
			VERDICT_REFUSE,
			"the address of one who was asked without the key of this ticket",
			why);
	return say(VERDICT_ALLOW, "one who was asked, proven by key", why);
}

static Verdict
judge_approve(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	      const char **why)
{
	if (!evidence->code)
		return say(VERDICT_REFUSE, "no open approval has this code for the sender",
			   why);
	if (evidence->domain == DOMAIN_FAIL)
		return hold(HELD_CODE_FORGED, why);
	if (evidence->domain == DOMAIN_PASS)
		return say(VERDICT_ALLOW, "the approver, proven by code and domain", why);
	if (evidence->challenge)
		return say(VERDICT_ALLOW, "the approver, proven by two codes", why);
	if (evidence->signature)
		return say(VERDICT_ALLOW, "the approver, proven by code and signature",
			   why);
	return hold(HELD_CODE_UNPROVEN, why);
}

/* Whoever is in Cc hears of everything from now on, so the weak proofs are not enough (T3).
 */
static Verdict
judge_copy(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
	   const char **why)
{
	gboolean is_reporters = ticket ? any_address(evidence, ticket, is_reporter)
				       : is_ours(policy, evidence);

	if (!evidence->person && !is_reporters)
		return say(
			VERDICT_REFUSE,
			"neither on the roster nor the reporter: those in Cc are not added",
			why);
	if (evidence->domain == DOMAIN_FAIL)
		return say(VERDICT_REFUSE, "the sender's domain disowns this mail", why);
	if ((ticket && evidence->key) || evidence->domain == DOMAIN_PASS ||
	    evidence->challenge ||
	    (evidence->signature && (!ticket || evidence->signed_ticket)))
		return say(VERDICT_ALLOW, "proven: those of ours in Cc are added", why);
	return say(VERDICT_REFUSE, "nothing proves the sender: those in Cc are not added",
		   why);
}

static const struct {
	Judge judge;
	gboolean needs_ticket, needs_from;
} acts[] = {
	[ACT_OPEN] = { judge_open, FALSE, FALSE },
	[ACT_ADD] = { judge_add, TRUE, TRUE },
	[ACT_COMMAND] = { judge_command, TRUE, TRUE },
	[ACT_DESK_COMMAND] = { judge_desk_command, FALSE, TRUE },
	[ACT_ABSENCE] = { judge_absence, FALSE, TRUE },
	[ACT_ALARM] = { judge_alarm, FALSE, TRUE },
	[ACT_CONFIRM] = { judge_confirm, TRUE, TRUE },
	[ACT_ANSWER] = { judge_answer, TRUE, TRUE },
	[ACT_APPROVE] = { judge_approve, TRUE, TRUE },
	[ACT_COPY] = { judge_copy, FALSE, TRUE },
};

Verdict
identity_decide(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
		Act act, char **why)
{
	const char *sentence;
	Verdict verdict;

	if ((guint)act >= G_N_ELEMENTS(acts))
		verdict = say(VERDICT_REFUSE, "no such act is known", &sentence);
	else if (acts[act].needs_ticket && !ticket)
		verdict = say(VERDICT_REFUSE, "there is no such ticket", &sentence);
	else if (acts[act].needs_from && !evidence->from)
		verdict = say(VERDICT_REFUSE, "the From field names nobody", &sentence);
	else
		verdict = acts[act].judge(policy, evidence, ticket, &sentence);
	if (why)
		*why = g_strdup(sentence);
	return verdict;
}
