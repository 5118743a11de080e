/* core/identity: the table of design section 5, row by row, and that all else fails closed.
 */
#include "core/held.h"
#include "core/identity.h"

#include <string.h>

enum {
	KEY = 1 << 0,
	ID = 1 << 1,
	ANCHORED = 1 << 2,
	ANY_KEY = 1 << 3,
	LOCAL = 1 << 4,
	NO_TICKET = 1 << 5,
	OPEN_TO_STRANGERS = 1 << 6,
	DROP_STRANGERS = 1 << 7,
	CODE = 1 << 8,
	SIGNED = 1 << 9,
	SIGNED_TICKET = 1 << 10,
	APPROVAL = 1 << 11,
};

typedef struct {
	const char *name;
	Act act;
	const char *from;
	DomainProof domain;
	guint flags;
	Verdict verdict;
} Row;

#define ZHANG      "zhang@corp.example" /* the reporter */
#define WATCHER    "hu@corp.example"
#define OTHER      "feng@corp.example"  /* staff, but not of this ticket */
#define WANG       "wang@corp.example"  /* roster engineer */
#define WANG_PHONE "wang@phone.example" /* his second address, not of our domains */
#define MEMBER     "ma@corp.example"    /* engineer by team membership */
#define ZHAO       "zhao@corp.example"  /* manager */
#define VIP        "vip@corp.example" /* on the roster, without a working role; a watcher by */
#define VIP_HOME   "vip@home.example" /* this address, the reporter of nothing */
#define FINANCE    "finance@corp.example" /* was asked */
#define ACME       "help@acme.example"    /* whose number is known */
#define NAGIOS     "nagios@corp.example"
#define CLOUD      "alerts@cloud.example" /* a monitor outside our domains */
#define STRANGER   "someone@mail.example"

static const Row rows[] = {
	/* open */
	{ "open-staff", ACT_OPEN, ZHANG, DOMAIN_NONE, 0, VERDICT_ALLOW },
	{ "open-staff-local", ACT_OPEN, ZHANG, DOMAIN_NONE, LOCAL, VERDICT_ALLOW },
	{ "open-staff-pass", ACT_OPEN, ZHANG, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "open-staff-unproven", ACT_OPEN, ZHANG, DOMAIN_NONE, ANCHORED, VERDICT_ALLOW },
	{ "open-staff-fail", ACT_OPEN, ZHANG, DOMAIN_FAIL, ANCHORED, VERDICT_HOLD },
	{ "open-staff-fail-open", ACT_OPEN, ZHANG, DOMAIN_FAIL,
	  ANCHORED | OPEN_TO_STRANGERS, VERDICT_SILENT },
	{ "open-staff-fail-drop", ACT_OPEN, ZHANG, DOMAIN_FAIL, ANCHORED | DROP_STRANGERS,
	  VERDICT_DROP },
	{ "open-person-elsewhere", ACT_OPEN, WANG_PHONE, DOMAIN_PASS, ANCHORED,
	  VERDICT_ALLOW },
	{ "open-person-elsewhere-unproven", ACT_OPEN, WANG_PHONE, DOMAIN_NONE, ANCHORED,
	  VERDICT_SILENT },
	{ "open-stranger", ACT_OPEN, STRANGER, DOMAIN_PASS, ANCHORED, VERDICT_HOLD },
	{ "open-stranger-open", ACT_OPEN, STRANGER, DOMAIN_PASS,
	  ANCHORED | OPEN_TO_STRANGERS, VERDICT_SILENT },
	{ "open-stranger-drop", ACT_OPEN, STRANGER, DOMAIN_PASS, ANCHORED | DROP_STRANGERS,
	  VERDICT_DROP },
	{ "open-nobody", ACT_OPEN, NULL, DOMAIN_NONE, 0, VERDICT_HOLD },
	{ "open-nobody-open", ACT_OPEN, NULL, DOMAIN_NONE, OPEN_TO_STRANGERS,
	  VERDICT_SILENT },
	{ "open-nobody-drop", ACT_OPEN, NULL, DOMAIN_NONE, DROP_STRANGERS, VERDICT_DROP },
	{ "open-subdomain", ACT_OPEN, "a@sub.corp.example", DOMAIN_PASS, ANCHORED,
	  VERDICT_HOLD },
	{ "open-look-alike", ACT_OPEN, "boss@corp.example.evil.example", DOMAIN_NONE, 0,
	  VERDICT_HOLD },
	/* add */
	{ "add-reporter-key", ACT_ADD, ZHANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "add-reporter-key-anchored", ACT_ADD, ZHANG, DOMAIN_NONE, KEY | ANCHORED,
	  VERDICT_ALLOW },
	{ "add-reporter-domain", ACT_ADD, ZHANG, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "add-reporter-id", ACT_ADD, ZHANG, DOMAIN_NONE, ID, VERDICT_UNPROVEN },
	{ "add-reporter-id-wrong-key", ACT_ADD, ZHANG, DOMAIN_NONE, ID | ANY_KEY,
	  VERDICT_UNPROVEN },
	{ "add-reporter-id-anchored", ACT_ADD, ZHANG, DOMAIN_NONE, ID | ANCHORED,
	  VERDICT_REFUSE },
	{ "add-reporter-id-fail", ACT_ADD, ZHANG, DOMAIN_FAIL, ID, VERDICT_REFUSE },
	{ "add-reporter-nothing", ACT_ADD, ZHANG, DOMAIN_NONE, 0, VERDICT_REFUSE },
	{ "add-reporter-wrong-key", ACT_ADD, ZHANG, DOMAIN_NONE, ANY_KEY, VERDICT_REFUSE },
	{ "add-watcher-key", ACT_ADD, WATCHER, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "add-watcher-id", ACT_ADD, WATCHER, DOMAIN_NONE, ID, VERDICT_UNPROVEN },
	{ "add-engineer-key", ACT_ADD, WANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "add-engineer-domain", ACT_ADD, WANG, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "add-engineer-id", ACT_ADD, WANG, DOMAIN_NONE, ID, VERDICT_HOLD },
	{ "add-member-key", ACT_ADD, MEMBER, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "add-person-other-address", ACT_ADD, VIP, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "add-other-key", ACT_ADD, OTHER, DOMAIN_NONE, KEY, VERDICT_REFUSE },
	{ "add-other-domain-and-id", ACT_ADD, OTHER, DOMAIN_PASS, ID | ANCHORED,
	  VERDICT_REFUSE },
	{ "add-stranger-id", ACT_ADD, STRANGER, DOMAIN_PASS, ID, VERDICT_REFUSE },
	{ "add-nobody", ACT_ADD, NULL, DOMAIN_PASS, KEY | ID, VERDICT_REFUSE },
	/* drawn in from outside */
	{ "add-party-key", ACT_ADD, FINANCE, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "add-party-domain", ACT_ADD, FINANCE, DOMAIN_PASS, ID | ANCHORED, VERDICT_ALLOW },
	{ "add-party-id", ACT_ADD, FINANCE, DOMAIN_NONE, ID, VERDICT_REFUSE },
	{ "add-party-id-fail", ACT_ADD, FINANCE, DOMAIN_FAIL, ID, VERDICT_REFUSE },
	{ "add-supplier-by-number", ACT_ADD, ACME, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "add-supplier-by-number-unproven", ACT_ADD, ACME, DOMAIN_NONE, 0,
	  VERDICT_REFUSE },
	{ "add-other-supplier", ACT_ADD, "help@acm.example", DOMAIN_PASS, ANCHORED,
	  VERDICT_REFUSE },
	{ "command-party", ACT_COMMAND, FINANCE, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "confirm-party", ACT_CONFIRM, ACME, DOMAIN_PASS, KEY | ANCHORED, VERDICT_REFUSE },
	{ "open-supplier", ACT_OPEN, ACME, DOMAIN_PASS, ANCHORED, VERDICT_HOLD },
	/* an answer to what was asked */
	{ "answer-asked-key", ACT_ANSWER, OTHER, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "answer-asked-domain", ACT_ANSWER, OTHER, DOMAIN_PASS, ID | ANCHORED,
	  VERDICT_REFUSE },
	{ "answer-asked-key-fail", ACT_ANSWER, OTHER, DOMAIN_FAIL, KEY, VERDICT_REFUSE },
	{ "answer-asked-other-address", ACT_ANSWER, WANG_PHONE, DOMAIN_NONE, KEY,
	  VERDICT_ALLOW },
	{ "answer-unasked-key", ACT_ANSWER, ZHAO, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "answer-nobody", ACT_ANSWER, NULL, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "answer-no-ticket", ACT_ANSWER, OTHER, DOMAIN_PASS, KEY | NO_TICKET,
	  VERDICT_REFUSE },
	/* away, and back */
	{ "absence-key", ACT_ABSENCE, WANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "absence-pass", ACT_ABSENCE, WANG_PHONE, DOMAIN_PASS, ANCHORED | NO_TICKET,
	  VERDICT_ALLOW },
	{ "absence-key-fail", ACT_ABSENCE, WANG, DOMAIN_FAIL, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "absence-id", ACT_ABSENCE, WANG, DOMAIN_NONE, ID, VERDICT_REFUSE },
	{ "absence-reporter", ACT_ABSENCE, ZHANG, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "absence-nobody", ACT_ABSENCE, NULL, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "add-no-ticket", ACT_ADD, ZHANG, DOMAIN_PASS, KEY | NO_TICKET, VERDICT_REFUSE },
	{ "add-engineer-signed", ACT_ADD, WANG, DOMAIN_NONE, SIGNED | ID, VERDICT_HOLD },
	{ "add-engineer-signed-ticket", ACT_ADD, WANG, DOMAIN_NONE, SIGNED_TICKET,
	  VERDICT_ALLOW },
	{ "add-signed-ticket-fail", ACT_ADD, WANG, DOMAIN_FAIL, SIGNED_TICKET,
	  VERDICT_REFUSE },
	{ "add-engineer-code", ACT_ADD, WANG, DOMAIN_NONE, ID | CODE, VERDICT_ALLOW },
	{ "add-engineer-code-fail", ACT_ADD, WANG, DOMAIN_FAIL, ID | CODE,
	  VERDICT_REFUSE },
	{ "add-other-code", ACT_ADD, OTHER, DOMAIN_NONE, CODE, VERDICT_REFUSE },
	/* an engineer's command */
	{ "command-code", ACT_COMMAND, WANG, DOMAIN_NONE, CODE, VERDICT_ALLOW },
	{ "command-code-fail", ACT_COMMAND, WANG, DOMAIN_FAIL, CODE | ANCHORED,
	  VERDICT_HOLD },
	{ "command-signed", ACT_COMMAND, WANG, DOMAIN_NONE, SIGNED | ID, VERDICT_HOLD },
	{ "command-signed-ticket", ACT_COMMAND, WANG, DOMAIN_NONE, SIGNED_TICKET,
	  VERDICT_ALLOW },
	{ "command-signed-ticket-fail", ACT_COMMAND, WANG, DOMAIN_FAIL,
	  SIGNED_TICKET | ANCHORED, VERDICT_HOLD },
	{ "command-signed-reporter", ACT_COMMAND, ZHANG, DOMAIN_NONE, SIGNED_TICKET,
	  VERDICT_REFUSE },
	{ "command-code-idle-person", ACT_COMMAND, VIP, DOMAIN_NONE, CODE, VERDICT_REFUSE },
	{ "command-key", ACT_COMMAND, WANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "command-key-pass", ACT_COMMAND, WANG, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_ALLOW },
	{ "command-key-second-address", ACT_COMMAND, WANG_PHONE, DOMAIN_NONE, KEY,
	  VERDICT_ALLOW },
	{ "command-member", ACT_COMMAND, MEMBER, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "command-manager", ACT_COMMAND, ZHAO, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "command-key-fail", ACT_COMMAND, WANG, DOMAIN_FAIL, KEY | ANCHORED,
	  VERDICT_HOLD },
	{ "command-pass-only", ACT_COMMAND, WANG, DOMAIN_PASS, ID | ANCHORED,
	  VERDICT_HOLD },
	{ "command-id-only", ACT_COMMAND, WANG, DOMAIN_NONE, ID, VERDICT_HOLD },
	{ "command-wrong-key", ACT_COMMAND, WANG, DOMAIN_NONE, ANY_KEY | ID, VERDICT_HOLD },
	{ "command-local", ACT_COMMAND, WANG, DOMAIN_NONE, LOCAL, VERDICT_HOLD },
	{ "command-reporter", ACT_COMMAND, ZHANG, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "command-idle-person", ACT_COMMAND, VIP, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "command-stranger", ACT_COMMAND, STRANGER, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "command-nobody", ACT_COMMAND, NULL, DOMAIN_NONE, KEY, VERDICT_REFUSE },
	{ "command-no-ticket", ACT_COMMAND, WANG, DOMAIN_NONE, KEY | NO_TICKET,
	  VERDICT_REFUSE },
	/* a command that touches no ticket */
	{ "desk-pass", ACT_DESK_COMMAND, WANG, DOMAIN_PASS, ANCHORED | NO_TICKET,
	  VERDICT_ALLOW },
	{ "desk-none", ACT_DESK_COMMAND, WANG, DOMAIN_NONE, NO_TICKET, VERDICT_HOLD },
	{ "desk-none-anchored", ACT_DESK_COMMAND, WANG, DOMAIN_NONE, ANCHORED | NO_TICKET,
	  VERDICT_HOLD },
	{ "desk-code", ACT_DESK_COMMAND, WANG, DOMAIN_NONE, CODE | NO_TICKET,
	  VERDICT_ALLOW },
	{ "desk-signed", ACT_DESK_COMMAND, WANG, DOMAIN_NONE, SIGNED | NO_TICKET,
	  VERDICT_ALLOW },
	{ "desk-signed-fail", ACT_DESK_COMMAND, WANG, DOMAIN_FAIL, SIGNED | NO_TICKET,
	  VERDICT_HOLD },
	{ "desk-code-fail", ACT_DESK_COMMAND, WANG, DOMAIN_FAIL, CODE | NO_TICKET,
	  VERDICT_HOLD },
	{ "desk-fail", ACT_DESK_COMMAND, WANG, DOMAIN_FAIL, ANCHORED | NO_TICKET,
	  VERDICT_HOLD },
	{ "desk-key-only", ACT_DESK_COMMAND, WANG, DOMAIN_NONE, KEY, VERDICT_HOLD },
	{ "desk-staff", ACT_DESK_COMMAND, ZHANG, DOMAIN_PASS, ANCHORED | NO_TICKET,
	  VERDICT_REFUSE },
	{ "desk-nobody", ACT_DESK_COMMAND, NULL, DOMAIN_PASS, NO_TICKET, VERDICT_REFUSE },
	/* a monitor's mail */
	{ "alarm-ours", ACT_ALARM, NAGIOS, DOMAIN_NONE, ANCHORED | NO_TICKET,
	  VERDICT_SILENT },
	{ "alarm-ours-pass", ACT_ALARM, NAGIOS, DOMAIN_PASS, NO_TICKET, VERDICT_ALLOW },
	{ "alarm-ours-fail", ACT_ALARM, NAGIOS, DOMAIN_FAIL, NO_TICKET, VERDICT_HOLD },
	{ "alarm-ours-fail-open", ACT_ALARM, NAGIOS, DOMAIN_FAIL,
	  OPEN_TO_STRANGERS | NO_TICKET, VERDICT_HOLD },
	{ "alarm-outside-pass", ACT_ALARM, CLOUD, DOMAIN_PASS, NO_TICKET, VERDICT_ALLOW },
	{ "alarm-outside", ACT_ALARM, CLOUD, DOMAIN_NONE, NO_TICKET, VERDICT_HOLD },
	{ "alarm-nobody", ACT_ALARM, NULL, DOMAIN_PASS, NO_TICKET, VERDICT_REFUSE },
	{ "alarm-staff", ACT_ALARM, ZHANG, DOMAIN_PASS, NO_TICKET, VERDICT_REFUSE },
	/* the reporter's word */
	{ "confirm-key", ACT_CONFIRM, ZHANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "confirm-key-case", ACT_CONFIRM, "ZHANG@corp.example", DOMAIN_NONE, KEY,
	  VERDICT_ALLOW },
	{ "confirm-key-fail", ACT_CONFIRM, ZHANG, DOMAIN_FAIL, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "confirm-domain", ACT_CONFIRM, ZHANG, DOMAIN_PASS, ID | ANCHORED,
	  VERDICT_REFUSE },
	{ "confirm-id", ACT_CONFIRM, ZHANG, DOMAIN_NONE, ID, VERDICT_REFUSE },
	{ "confirm-signed", ACT_CONFIRM, ZHANG, DOMAIN_NONE, SIGNED_TICKET,
	  VERDICT_REFUSE },
	{ "confirm-code", ACT_CONFIRM, ZHANG, DOMAIN_NONE, CODE, VERDICT_REFUSE },
	{ "confirm-watcher", ACT_CONFIRM, WATCHER, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "confirm-engineer", ACT_CONFIRM, WANG, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
	{ "confirm-nobody", ACT_CONFIRM, NULL, DOMAIN_NONE, KEY, VERDICT_REFUSE },
	{ "confirm-no-ticket", ACT_CONFIRM, ZHANG, DOMAIN_NONE, KEY | NO_TICKET,
	  VERDICT_REFUSE },
	/* approvals */
	{ "approve", ACT_APPROVE, ZHAO, DOMAIN_PASS, KEY | ANCHORED, VERDICT_REFUSE },
	{ "approve-code", ACT_APPROVE, ZHAO, DOMAIN_PASS, APPROVAL | ANCHORED, VERDICT_ALLOW },
	{ "approve-disowned", ACT_APPROVE, ZHAO, DOMAIN_FAIL, APPROVAL | KEY | ANCHORED,
	  VERDICT_HOLD },
	{ "approve-unproven", ACT_APPROVE, ZHAO, DOMAIN_NONE, APPROVAL | KEY, VERDICT_HOLD },
	{ "approve-nobody", ACT_APPROVE, NULL, DOMAIN_NONE, NO_TICKET, VERDICT_REFUSE },
	/* and what does not exist */
	/* those in Cc */
	{ "copy-opening-domain", ACT_COPY, ZHANG, DOMAIN_PASS, NO_TICKET | ANCHORED,
	  VERDICT_ALLOW },
	{ "copy-opening-unproven", ACT_COPY, ZHANG, DOMAIN_NONE, NO_TICKET, VERDICT_REFUSE },
	{ "copy-opening-key-of-another", ACT_COPY, ZHANG, DOMAIN_NONE, NO_TICKET | KEY,
	  VERDICT_REFUSE },
	{ "copy-opening-stranger", ACT_COPY, STRANGER, DOMAIN_PASS, NO_TICKET | ANCHORED,
	  VERDICT_REFUSE },
	{ "copy-opening-code", ACT_COPY, WANG, DOMAIN_NONE, NO_TICKET | CODE,
	  VERDICT_ALLOW },
	{ "copy-reporter-key", ACT_COPY, ZHANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "copy-reporter-id", ACT_COPY, ZHANG, DOMAIN_NONE, ID, VERDICT_REFUSE },
	{ "copy-reporter-fail", ACT_COPY, ZHANG, DOMAIN_FAIL, KEY, VERDICT_REFUSE },
	{ "copy-watcher-key", ACT_COPY, WATCHER, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "copy-party-key", ACT_COPY, FINANCE, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "copy-roster-key", ACT_COPY, WANG, DOMAIN_NONE, KEY, VERDICT_ALLOW },
	{ "copy-roster-watcher", ACT_COPY, VIP, DOMAIN_PASS, ANCHORED, VERDICT_ALLOW },
	{ "copy-roster-id", ACT_COPY, WANG, DOMAIN_NONE, ID, VERDICT_REFUSE },
	{ "copy-signed-elsewhere", ACT_COPY, WANG, DOMAIN_NONE, SIGNED, VERDICT_REFUSE },
	{ "copy-signed", ACT_COPY, WANG, DOMAIN_NONE, SIGNED_TICKET, VERDICT_ALLOW },
	{ "copy-nobody", ACT_COPY, NULL, DOMAIN_PASS, KEY, VERDICT_REFUSE },
	{ "unknown-act", (Act)(ACT_COPY + 1), WANG, DOMAIN_PASS, KEY | ANCHORED,
	  VERDICT_REFUSE },
};

static Person *
add_person(Policy *policy, const char *title, const char *role, const char *addresses)
{
	Person *person = g_new0(Person, 1);

	person->title = g_strdup(title);
	person->name = g_strdup(title);
	person->addresses = g_strsplit(addresses, " ", -1);
	person->roles = role ? g_strsplit(role, " ", -1) : g_new0(char *, 1);
	g_ptr_array_add(policy->persons, person);
	return person;
}

static void
add_supplier(Policy *policy, const char *title, const char *address)
{
	Supplier *supplier = g_new0(Supplier, 1);

	supplier->title = g_strdup(title);
	supplier->name = g_strdup(title);
	supplier->address = g_strdup(address);
	g_ptr_array_add(policy->suppliers, supplier);
}

static void
add_monitor(Policy *policy, const char *from)
{
	Monitor *monitor = g_new0(Monitor, 1);

	monitor->title = g_strdup("monitor");
	monitor->from = g_strsplit(from, " ", -1);
	monitor->problem = g_ptr_array_new();
	monitor->recovery = g_ptr_array_new();
	monitor->host = g_ptr_array_new();
	monitor->service = g_ptr_array_new();
	g_ptr_array_add(policy->monitors, monitor);
}

static Policy *
company(guint flags)
{
	Policy *policy = policy_new();
	Team *team = g_new0(Team, 1);

	g_free(policy->desk.address);
	policy->desk.address = g_strdup("it-help@corp.example");
	g_strfreev(policy->desk.domains);
	policy->desk.domains = g_strsplit("corp.example", " ", -1);
	policy->desk.strangers = flags & OPEN_TO_STRANGERS ? STRANGERS_OPEN
				 : flags & DROP_STRANGERS  ? STRANGERS_DROP
							   : STRANGERS_HOLD;
	add_monitor(policy, NAGIOS " " CLOUD);
	add_person(policy, "wang", "engineer", WANG " " WANG_PHONE);
	add_person(policy, "zhao", "manager", ZHAO);
	add_person(policy, "vip", NULL, VIP " " VIP_HOME);
	team->title = g_strdup("network");
	team->members = g_ptr_array_new();
	g_ptr_array_add(team->members, add_person(policy, "ma", NULL, MEMBER));
	g_ptr_array_add(policy->teams, team);
	add_supplier(policy, "acme", ACME);
	add_supplier(policy, "acm", "help@acm.example");
	return policy;
}

static void
ask(Ticket *ticket, const char *address)
{
	Asked *asked = g_new0(Asked, 1);

	asked->document = g_strdup("survey");
	asked->address = g_strdup(address);
	g_ptr_array_add(ticket->asked_for, asked);
}

static Ticket *
fault(void)
{
	Ticket *ticket = ticket_new(12);

	address_free(ticket->reporter);
	ticket->reporter = address_new("Zhang", ZHANG);
	g_ptr_array_add(ticket->watchers, address_new(NULL, WATCHER));
	g_ptr_array_add(ticket->watchers, address_new(NULL, VIP_HOME));
	ticket_add_party(ticket, FINANCE, "team finance", "wang", 0);
	ticket_set_fact(ticket, "reference", "acme INC1, acme INC2", "wang", 0);
	ask(ticket, OTHER);
	ask(ticket, WANG);
	return ticket;
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(Policy) policy = company(row->flags);
	g_autoptr(Ticket) ticket = row->flags & NO_TICKET ? NULL : fault();
	g_autofree char *why = NULL;
	Evidence evidence = {
		.from = row->from,
		.person = policy_person_by_address(policy, row->from),
		.domain = row->domain,
		.anchored = (row->flags & ANCHORED) != 0,
		.key = (row->flags & KEY) != 0,
		.any_key = (row->flags & (KEY | ANY_KEY)) != 0,
		.challenge = (row->flags & CODE) != 0,
		.signature = (row->flags & (SIGNED | SIGNED_TICKET)) != 0,
		.signed_ticket = (row->flags & SIGNED_TICKET) != 0,
		.known_id = (row->flags & ID) != 0,
		.code = (row->flags & APPROVAL) != 0,
		.local = (row->flags & LOCAL) != 0,
	};
	Verdict verdict = identity_decide(policy, &evidence, ticket, row->act, &why);

	g_test_message("%s: %s", verdict_name(verdict), why);
	g_assert_cmpstr(verdict_name(verdict), ==, verdict_name(row->verdict));
	g_assert_cmpuint(strlen(why), >, 10);
	g_assert_null(strchr(why, '\n'));
	g_assert_true(verdict != VERDICT_HOLD || held_phrase(why));
	g_assert_cmpint(identity_decide(policy, &evidence, ticket, row->act, NULL), ==,
			verdict);
}

static void
test_empty_policy(void)
{
	g_autoptr(Policy) policy = policy_new();
	g_autoptr(Ticket) ticket = fault();
	Evidence anybody = { .from = STRANGER }, nobody = { 0 };

	g_assert_cmpint(identity_decide(policy, &anybody, NULL, ACT_OPEN, NULL), ==,
			VERDICT_ALLOW);
	g_assert_cmpint(identity_decide(policy, &nobody, NULL, ACT_OPEN, NULL), ==,
			VERDICT_ALLOW);
	g_assert_cmpint(identity_decide(policy, &anybody, ticket, ACT_ADD, NULL), ==,
			VERDICT_REFUSE);
	g_assert_cmpint(identity_decide(policy, &anybody, ticket, ACT_COMMAND, NULL), ==,
			VERDICT_REFUSE);
}

/* A real desk that names no domains is not an empty policy. */
static void
test_desk_without_domains(void)
{
	g_autoptr(Policy) policy = company(0);
	Evidence evidence = { .from = ZHANG };

	g_clear_pointer(&policy->desk.domains, g_strfreev);
	g_assert_cmpint(identity_decide(policy, &evidence, NULL, ACT_OPEN, NULL), ==,
			VERDICT_HOLD);
}

/* Without a key or a domain pass no combination of the rest ever gives more than a mark. */
static void
test_no_proof_no_right(void)
{
	static const char *const senders[] = { ZHANG, WATCHER, OTHER,   WANG, MEMBER,
					       ZHAO,  VIP,     FINANCE, ACME, STRANGER };
	g_autoptr(Policy) policy = company(0);
	g_autoptr(Ticket) ticket = fault();

	for (guint bits = 0; bits < 32; bits++) {
		for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
			Evidence evidence = {
				.from = senders[i],
				.person = policy_person_by_address(policy, senders[i]),
				.domain = bits & 1 ? DOMAIN_FAIL : DOMAIN_NONE,
				.anchored = (bits & 2) != 0,
				.any_key = (bits & 4) != 0,
				.known_id = (bits & 8) != 0,
				.local = (bits & 16) != 0,
			};

			for (Act act = ACT_ADD; act <= ACT_COPY; act++)
				g_assert_cmpint(identity_decide(policy, &evidence, ticket,
								act, NULL),
						!=, VERDICT_ALLOW);
		}
	}
}

static void
test_names(void)
{
	static const char *const names[] = { "allow", "unproven", "silent",
					     "hold",  "drop",     "refuse" };

	for (Verdict verdict = VERDICT_ALLOW; verdict <= VERDICT_REFUSE; verdict++)
		g_assert_cmpstr(verdict_name(verdict), ==, names[verdict]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/identity/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/identity/empty-policy", test_empty_policy);
	g_test_add_func("/identity/desk-without-domains", test_desk_without_domains);
	g_test_add_func("/identity/no-proof-no-right", test_no_proof_no_right);
	g_test_add_func("/identity/names", test_names);
	return g_test_run();
}
