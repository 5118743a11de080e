/* core/party: who was drawn in, and a supplier's own numbers. */
#include "core/party.h"

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Supplier *acme = g_new0(Supplier, 1);
	Person *wang = g_new0(Person, 1);

	g_strfreev(policy->desk.domains);
	policy->desk.domains = g_strsplit("corp.example", " ", -1);
	acme->title = g_strdup("acme");
	acme->name = g_strdup("Acme");
	acme->address = g_strdup("help@acme.example");
	acme->reference = g_strsplit("\\b(INC\\d{7})\\b|单号[:：]\\s*(\\S+)", "|", -1);
	g_ptr_array_add(policy->suppliers, acme);
	wang->title = g_strdup("wang");
	wang->addresses = g_strsplit("wang@corp.example wang@phone.example", " ", -1);
	g_ptr_array_add(policy->persons, wang);
	return policy;
}

static void
set_text(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static void
assert_references(const char *subject, const char *visible, const char *text,
		  const char *expected)
{
	g_autoptr(Policy) policy = company();
	Message *message = message_new();
	g_autoptr(GPtrArray) found = NULL;
	g_autofree char *joined = NULL;

	set_text(&message->subject, subject);
	set_text(&message->visible_text, visible);
	set_text(&message->text, text);
	found = party_references(policy, policy->suppliers->pdata[0], message);
	g_ptr_array_add(found, NULL);
	joined = g_strjoinv("; ", (char **)found->pdata);
	g_assert_cmpstr(joined, ==, expected);
	message_free(message);
}

static void
test_references(void)
{
	assert_references("Re: it [INC0012345]", "INC7654321", "", "acme INC0012345");
	assert_references("Re: it", "our INC0012345", "> INC7654321", "acme INC0012345");
	assert_references("Re: it", "see below", "see below\n> inc7654321\n",
			  "acme inc7654321");
	assert_references("[FL#1] 单号：FL#12", "单号: fl#3 4", "", "acme 4");
	assert_references("INC00123456", "INC12", "XINC0012345", "");
	assert_references("INC0012345", "单号： A-17", "", "acme INC0012345; acme A-17");
	assert_references("", "单号: A,17", "", ""); /* would be two */
}

static void
test_on_the_ticket(void)
{
	g_autoptr(Ticket) ticket = ticket_new(1);

	g_assert_false(party_has_reference(ticket, "acme INC1"));
	g_assert_false(party_has_reference(ticket, ""));
	party_add_reference(ticket, "acme INC1", "x", 5);
	party_add_reference(ticket, "vendor 7", "x", 6);
	party_add_reference(ticket, "ACME inc1", "x", 7);
	g_assert_cmpstr(ticket_fact(ticket, "reference"), ==, "acme INC1, vendor 7");
	g_assert_true(party_has_reference(ticket, "acme inc1"));
	g_assert_false(party_has_reference(ticket, "acme INC"));
}

static void
test_takes_part(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(Ticket) ticket = ticket_new(1);

	g_assert_false(party_takes_part(policy, ticket, "help@acme.example"));
	party_add_reference(ticket, "acmecorp 1", "x", 0);
	g_assert_false(party_takes_part(policy, ticket, "help@acme.example"));
	party_add_reference(ticket, "acme 1", "x", 0);
	g_assert_true(party_takes_part(policy, ticket, "HELP@acme.example"));
	g_assert_false(party_takes_part(policy, ticket, "other@acme.example"));
	party_ask(ticket, "wang@corp.example", "wang@corp.example", "li", 1);
	g_assert_true(party_takes_part(policy, ticket, "wang@phone.example"));
	party_ask(ticket, "wang@corp.example", "wang@corp.example", "sun", 2);
	g_assert_cmpuint(ticket->parties->len, ==, 1);
	g_assert_cmpstr(party_find(policy, ticket, "wang@phone.example")->asker, ==, "sun");
	g_assert_null(party_find(policy, ticket, "help@acme.example"));
}

static void
test_outside(void)
{
	g_autoptr(Policy) policy = company();

	g_assert_true(party_is_outside(policy, "help@acme.example"));
	g_assert_true(party_is_outside(policy, "x@else.example"));
	g_assert_false(party_is_outside(policy, "finance@corp.example"));
	g_assert_false(party_is_outside(policy, "wang@phone.example"));
	set_text(&((Supplier *)policy->suppliers->pdata[0])->address, "acme@corp.example");
	g_assert_true(
		party_is_outside(policy, "acme@corp.example")); /* he sits in our house */
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/party/references", test_references);
	g_test_add_func("/party/on-the-ticket", test_on_the_ticket);
	g_test_add_func("/party/takes-part", test_takes_part);
	g_test_add_func("/party/outside", test_outside);
	return g_test_run();
}
