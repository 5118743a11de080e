/* Who was drawn in, and the numbers that suppliers give to their tickets. */
#include "core/party.h"

#include <string.h>

const Party *
party_find(const Policy *policy, const Ticket *ticket, const char *address)
{
	const Person *person = policy_person_by_address(policy, address);
	const Party *party = ticket_party(ticket, address);

	for (guint i = 0; !party && person && person->addresses[i]; i++)
		party = ticket_party(ticket, person->addresses[i]);
	return party;
}

static char **
references_of(const Ticket *ticket)
{
	const char *known = ticket_fact(ticket, "reference");

	return g_strsplit(known ? known : "", ", ", -1);
}

gboolean
party_takes_part(const Policy *policy, const Ticket *ticket, const char *address)
{
	const Supplier *supplier = policy_supplier_by_address(policy, address);
	g_auto(GStrv) references = references_of(ticket);
	g_autofree char *prefix = supplier ? g_strconcat(supplier->title, " ", NULL) : NULL;

	if (party_find(policy, ticket, address))
		return TRUE;
	for (guint i = 0; prefix && references[i]; i++)
		if (g_str_has_prefix(references[i], prefix))
			return TRUE;
	return FALSE;
}

gboolean
party_is_outside(const Policy *policy, const char *address)
{
	if (policy_supplier_by_address(policy, address))
		return TRUE;
	return !policy_person_by_address(policy, address) &&
	       !address_in_domains(address, (const char *const *)policy->desk.domains);
}

/* ---- a supplier's numbers ---- */

/* TEXT without our own numbers ("FL#12"): what he quotes of us is none of his. Own. */
static char *
without_tags(const char *text, const char *tag)
{
	g_autofree char *lead = g_strconcat(tag, "#", NULL);
	GString *rest = g_string_new(NULL);
	gsize length = strlen(lead);

	while (*text) {
		if (g_ascii_strncasecmp(text, lead, length) == 0 &&
		    g_ascii_isdigit(text[length])) {
			text += length;
			text += strspn(text, "0123456789");
			continue;
		}
		g_string_append_c(rest, *text++);
	}
	return g_string_free(rest, FALSE);
}

/* The configuration was checked: what cannot be compiled here was refused there. Own; NULL.
 */
static char *
find_number(const char *pattern, const Message *message, const char *tag)
{
	const char *const places[] = { message->subject, message->visible_text,
				       message->text };
	g_autoptr(Regex) regex = regex_new(pattern, NULL);

	for (guint i = 0; regex && i < G_N_ELEMENTS(places); i++) {
		g_autofree char *text = without_tags(places[i] ? places[i] : "", tag);
		g_autofree char *found = NULL;

		if (regex_find(regex, text, &found, NULL) == REGEX_YES && *found)
			return g_steal_pointer(&found);
	}
	return NULL;
}

GPtrArray *
party_references(const Policy *policy, const Supplier *supplier, const Message *message)
{
	GPtrArray *references = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; supplier->reference && supplier->reference[i]; i++) {
		g_autofree char *number =
			find_number(supplier->reference[i], message, policy->desk.tag);

		/* A comma would part it in two on the ticket. */
		if (number && !strchr(number, ','))
			g_ptr_array_add(references,
					g_strdup_printf("%s %s", supplier->title, number));
	}
	return references;
}

gboolean
party_has_reference(const Ticket *ticket, const char *reference)
{
	g_auto(GStrv) references = references_of(ticket);

	for (guint i = 0; references[i]; i++)
		if (g_ascii_strcasecmp(references[i], reference) == 0)
			return TRUE;
	return FALSE;
}

void
party_add_reference(Ticket *ticket, const char *reference, const char *by, gint64 at)
{
	const char *known = ticket_fact(ticket, "reference");
	g_autofree char *value = known && *known
					 ? g_strdup_printf("%s, %s", known, reference)
					 : g_strdup(reference);

	if (!party_has_reference(ticket, reference))
		ticket_set_fact(ticket, "reference", value, by, at);
}

void
party_ask(Ticket *ticket, const char *address, const char *who, const char *asker,
	  gint64 at)
{
	for (guint i = 0; i < ticket->parties->len; i++) {
		const Party *party = ticket->parties->pdata[i];

		if (address_equal(party->address, address)) {
			g_ptr_array_remove_index(ticket->parties, i);
			break;
		}
	}
	ticket_add_party(ticket, address, who, asker, at);
}
