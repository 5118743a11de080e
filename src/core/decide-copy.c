/*
 * Those in Cc. A colleague becomes a watcher, and hears of what comes from now on; of what
 * was before he gets nothing, not even this mail, which he has. Everybody else stays
 * outside, and whoever works on the ticket is told, since the sender believes that they
 * read along (T3).
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/alarm.h"
#include "core/letter.h"
#include "core/party.h"
#include "core/recipient.h"

enum {
	WATCHERS_MAX = 20,   /* of a ticket, by Cc: each of its mails goes to all of them */
	NAMED_MAX = 10,      /* of those who are not added */
	LOOKED_AT_MAX = 100, /* of a Cc field: nobody is added behind them */
};

/* Our own address, with a key in it too. */
static gboolean
is_desks(const Policy *policy, const char *address)
{
	const char *domain = address_domain(address);
	g_autofree char *local = g_strndup(address, strcspn(address, "+@"));
	g_autofree char *bare = g_strconcat(local, "@", domain, NULL);

	for (guint i = 0; policy->desk.addresses[i]; i++)
		if (address_equal(policy->desk.addresses[i], bare))
			return TRUE;
	return FALSE;
}

static gboolean
is_among(const Decision *decision, const GPtrArray *addresses, const char *address)
{
	for (guint i = 0; i < addresses->len; i++) {
		const Address *other = addresses->pdata[i];

		if (letter_is_same_person(decision, other->address, address))
			return TRUE;
	}
	return FALSE;
}

/* Whoever hears of TICKET anyway, or never reads mail. */
static gboolean
needs_no_copy(const Mail *mail, const Ticket *ticket, const char *address)
{
	const Decision *decision = &mail->decision;
	const Policy *policy = decision->context->policy;
	g_autoptr(GPtrArray) workers =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	if (is_desks(policy, address) || alarm_is_machine(policy, address) ||
	    alarm_monitor(policy, address) || party_find(policy, ticket, address) ||
	    letter_is_same_person(decision, mail->evidence.from, address) ||
	    letter_is_same_person(decision, ticket->reporter->address, address) ||
	    is_among(decision, ticket->watchers, address) ||
	    is_among(decision, mail->copied, address))
		return TRUE;
	recipients_add_workers(decision, ticket, workers);
	return is_among(decision, workers, address);
}

/* The sentence of identity that is kept is that of the mail itself. */
static gboolean
may_copy(Mail *mail, const Ticket *ticket)
{
	Ticket *about = mail->ticket;
	char *sentence = g_steal_pointer(&mail->seen->identity);
	Verdict answer;

	if (ticket->is_new)
		mail->ticket = NULL;
	answer = mail_may(mail, ACT_COPY);
	mail->ticket = about;
	g_free(mail->seen->identity);
	mail->seen->identity = sentence;
	return answer == VERDICT_ALLOW;
}

static gboolean
is_addable(const Policy *policy, const char *address)
{
	return address_is_sendable(address) &&
	       (address_in_domains(address, (const char *const *)policy->desk.domains) ||
		policy_person_by_address(policy, address));
}

/* What is no address is no name to pass on either. */
static void
name(GString *left_out, guint *named, const char *address)
{
	if (*named < NAMED_MAX)
		g_string_append_printf(left_out, "%s%s", *named ? ", " : "",
				       address_is_sendable(address) ? address : "?");
	else if (*named == NAMED_MAX)
		g_string_append(left_out, ", …");
	++*named;
}

void
mail_reads_copies(Mail *mail, const Ticket *ticket)
{
	const Policy *policy = mail->decision.context->policy;
	const GPtrArray *cc = mail->message->cc;
	g_autoptr(GString) left_out = g_string_new(NULL);
	guint named = 0;
	gboolean may;

	g_clear_pointer(&mail->copied, g_ptr_array_unref);
	g_clear_pointer(&mail->left_out, g_free);
	if (cc->len == 0 || !mail->evidence.from || mail->seen->class.class != MAIL_HUMAN)
		return;
	mail->copied = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	may = may_copy(mail, ticket);
	for (guint i = 0; i < cc->len; i++) {
		const Address *address = cc->pdata[i];

		if (i >= LOOKED_AT_MAX) {
			if (named <= NAMED_MAX)
				g_string_append(left_out, named ? ", …" : "…");
			named++;
			break;
		}
		if (needs_no_copy(mail, ticket, address->address))
			continue;
		if (may && is_addable(policy, address->address) &&
		    ticket->watchers->len + mail->copied->len < WATCHERS_MAX)
			g_ptr_array_add(mail->copied, address_copy(address));
		else
			name(left_out, &named, address->address);
	}
	if (named)
		mail->left_out = g_strdup(left_out->str);
}

void
mail_draws_in(Mail *mail, Ticket *ticket)
{
	for (guint i = 0; mail->copied && i < mail->copied->len; i++) {
		const Address *address = mail->copied->pdata[i];

		g_ptr_array_add(ticket->watchers, address_copy(address));
		mail_log(mail, ticket, "watcher", g_strdup(address->address));
	}
	if (mail->left_out)
		mail_log(mail, ticket, "not-copied", g_strdup(mail->left_out));
}
