/* Approvals against the ways of threat T24: who may answer with which code, and when. */
#include "core/approval.h"

#include <string.h>

#include "core/decide.h"
#include "core/key.h"
#include "core/notice.h"
#include "core/reply.h"

#define NOW 1800000000

static char **
one(const char *word)
{
	char **list = g_new0(char *, 2);

	list[0] = g_strdup(word);
	return list;
}

static void
add_person(Policy *policy, const char *title, const char *role)
{
	Person *person = g_new0(Person, 1);
	g_autofree char *address = g_strdup_printf("%s@corp.example", title);

	person->title = g_strdup(title);
	person->name = g_strdup(title);
	person->addresses = one(address);
	person->roles = one(role);
	g_ptr_array_add(policy->persons, person);
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Gate *gate = g_new0(Gate, 1);

	g_free(policy->desk.address);
	policy->desk.address = g_strdup("it@corp.example");
	g_strfreev(policy->desk.addresses);
	policy->desk.addresses = one("it@corp.example");
	g_strfreev(policy->desk.domains);
	policy->desk.domains = one("corp.example");
	add_person(policy, "boss", "manager");
	add_person(policy, "eve", "engineer");
	g_ptr_array_add(policy->trusted_authservs, g_strdup("mx.corp.example"));
	gate->state = STATE_ACCEPTED;
	gate->require = g_new0(char *, 1);
	gate->approval = one("manager");
	g_ptr_array_add(policy->gates, gate);
	return policy;
}

typedef struct {
	Policy *policy;
	TemplateSet *templates;
	Snapshot *known;
	gint64 now;
	char *clicked; /* own; what a click on "approve" writes */
} World;

static void
add_header(Message *message, const char *name, const char *value)
{
	Header *header = g_new(Header, 1);

	header->name = g_strdup(name);
	header->value = g_strdup(value);
	g_ptr_array_add(message->headers, header);
}

static Message *
mail(const char *from, const char *stamp, const char *text)
{
	Message *message = message_new();

	message->from = address_new(NULL, from);
	message->from_strict = g_strdup(from);
	g_ptr_array_add(message->to, address_new(NULL, "it@corp.example"));
	g_free(message->subject);
	message->subject = g_strdup("Re: a change");
	g_free(message->text);
	message->text = g_strdup(text);
	message->message_id = g_strdup_printf("%s.%u@corp.example", "x", g_random_int());
	if (stamp)
		add_header(message, "Authentication-Results", stamp);
	reply_split(message);
	return message;
}

/* Decides MESSAGE (taken), asking as the desk does, and keeps what became of the ticket. */
static Change *
decide(World *world, Message *message)
{
	Context context = { world->policy, world->templates, world->now };
	Change *change = decide_mail(&context, world->known, message, DOOR_MAILBOX, NULL);

	while (change->questions->len) {
		for (guint i = 0; i < change->questions->len; i++)
			g_ptr_array_add(world->known->findings,
					finding_new(change->questions->pdata[i]));
		change_free(change);
		change = decide_mail(&context, world->known, message, DOOR_MAILBOX, NULL);
	}
	message_free(message);
	for (guint i = 0; i < change->tickets->len; i++) {
		Ticket *ticket = ticket_copy(change->tickets->pdata[i]);

		ticket->is_new = FALSE;
		g_ptr_array_set_size(world->known->tickets, 0);
		g_ptr_array_add(world->known->tickets, ticket);
	}
	world->known->next_ticket = 2;
	return change;
}

static const OutMail *
mail_to(const Change *change, const char *notice)
{
	for (guint i = 0; i < change->mails->len; i++)
		if (strstr(((OutMail *)change->mails->pdata[i])->notice, notice))
			return change->mails->pdata[i];
	return NULL;
}

#define PASS "mx.corp.example; dmarc=pass header.from=corp.example"
#define FAIL "mx.corp.example; dmarc=fail header.from=corp.example"

/* BOSS_READS: the approver's language; NULL: the desk's. */
static void
world_open_in(World *world, const char *boss_reads, char **code)
{
	static const char template[] = "Subject: x\n\n{{code}}\n";
	g_autoptr(Change) change = NULL;
	const OutMail *asked;

	*world = (World){ company(), template_set_new(), snapshot_new(), NOW };
	((Person *)world->policy->persons->pdata[0])->language = g_strdup(boss_reads);
	g_assert_true(template_set_add(world->templates, "en", "approval", "approval.md",
				       template, NULL));
	g_ptr_array_add(world->known->secrets,
			g_bytes_new_static("0123456789abcdef0123456789abcdef", 32));
	change = decide(world, mail("ann@corp.example", PASS, "Change the wall."));
	asked = mail_to(change, "approval");
	g_assert_nonnull(asked);
	g_assert_cmpstr(asked->to->address, ==, "boss@corp.example");
	*code = g_strstrip(g_strdup(asked->text));
	g_assert_cmpuint(asked->actions->len, ==, 2);
	world->clicked = g_strdup(((const OutAction *)asked->actions->pdata[0])->body);
	g_assert_true(approval_is_code(*code));
}

static void
world_open(World *world, char **code)
{
	world_open_in(world, NULL, code);
}

static void
world_clear(World *world)
{
	policy_free(world->policy);
	template_set_free(world->templates);
	snapshot_free(world->known);
	g_free(world->clicked);
}

static const Ticket *
ticket_of(const World *world)
{
	return world->known->tickets->pdata[0];
}

/* Each of these leaves the ticket waiting; %s is the code. */
static const struct {
	const char *who, *stamp, *text;
	gboolean forwarded;
	gint64 later;
	LedgerState verdict;
} refused[] = {
	{ "eve@corp.example", PASS, "/approve %s", FALSE, 0, LEDGER_APPLIED },
	{ "ann@corp.example", PASS, "/approve %s", FALSE, 0, LEDGER_APPLIED },
	{ "boss@corp.example", FAIL, "/approve %s", FALSE, 0, LEDGER_HELD },
	{ "boss@corp.example", NULL, "/approve %s", FALSE, 0, LEDGER_HELD },
	{ "boss@corp.example", PASS, "/approve %s", TRUE, 0, LEDGER_APPLIED },
	{ "boss@corp.example", PASS, "/approve %s", FALSE, APPROVAL_VALID + 1,
	  LEDGER_APPLIED },
	{ "boss@corp.example", PASS, "/approve %sa", FALSE, 0, LEDGER_APPLIED },
	{ "boss@corp.example", PASS, "/approve 1-1a-aaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE, 0,
	  LEDGER_APPLIED },
	{ "boss@corp.example", PASS, "/approve 9-1a-aaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE, 0,
	  LEDGER_APPLIED },
	{ "boss@corp.example", PASS, "I do not know.\n\n> /approve %s", FALSE, 0,
	  LEDGER_APPLIED },
};

static void
test_refused(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
		World world;
		g_autofree char *code = NULL;
		g_auto(GStrv) parts = g_strsplit(refused[i].text, "%s", 2);
		g_autofree char *text = NULL;
		g_autoptr(Change) change = NULL;
		const Approval *approval;
		Message *message;

		world_open(&world, &code);
		text = g_strjoinv(code, parts);
		world.now += refused[i].later;
		message = mail(refused[i].who, refused[i].stamp, text);
		message->forwarded = refused[i].forwarded;
		change = decide(&world, message);
		g_test_message("%u: %s", i, text);
		for (guint j = 0; j < world.known->tickets->len; j++) {
			const Ticket *ticket = world.known->tickets->pdata[j];

			if (ticket->ticket_id != 1)
				continue;
			approval = ticket->approvals->pdata[0];
			g_assert_cmpint(approval->answer, !=, APPROVAL_GIVEN);
			g_assert_cmpint(ticket->state, ==, STATE_WAITING);
		}
		g_assert_cmpint(change->verdict, ==, refused[i].verdict);
		g_assert_null(mail_to(change, "approved"));
		world_clear(&world);
	}
}

/* What a wrong code is told does not depend on whether there is such a ticket or code. */
static void
test_refusals_are_alike(void)
{
	static const char *const codes[] = { "1-1a-aaaaaaaaaaaaaaaaaaaaaaaaaa",
					     "9-1a-aaaaaaaaaaaaaaaaaaaaaaaaaa", "x" };
	g_autofree char *first = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
		World world;
		g_autofree char *code = NULL;
		g_autofree char *text = g_strdup_printf("/approve %s", codes[i]);
		g_autoptr(Change) change = NULL;
		const OutMail *answer;
		g_autofree char *told = NULL;

		world_open(&world, &code);
		g_assert_true(template_set_add(
			world.templates, "en", "transcript", "t.md",
			"Subject: x\n\n{{#lines}}\n{{result}}\n{{/lines}}\n{{tag}}\n",
			NULL));
		change = decide(&world, mail("boss@corp.example", PASS, text));
		answer = mail_to(change, "transcript");
		g_assert_nonnull(answer);
		told = g_strconcat(answer->subject, "\n", answer->text, NULL);
		if (!first)
			first = g_strdup(told);
		g_assert_cmpstr(told, ==, first);
		g_assert_cmpint(answer->ticket_id, ==, 0);
		world_clear(&world);
	}
}

static void
test_good_once(void)
{
	World world;
	g_autofree char *code = NULL;
	g_autofree char *text = NULL;

	world_open(&world, &code);
	text = g_strdup_printf("Hi all,\n\n/approve %s\n\n> the request", code);
	world.now += APPROVAL_VALID;
	change_free(decide(&world, mail("boss@corp.example", PASS, text)));
	g_assert_cmpint(ticket_of(&world)->state, ==, STATE_NEW);
	g_assert_null(approval_find(
		&(Decision){ .context = &(Context){ world.policy, NULL, world.now },
			     .snapshot = world.known },
		ticket_of(&world), code, "boss@corp.example"));
	world_clear(&world);
}

/* The link of the HTML part writes the code, and the key for the desk alone. */
static void
test_clicked(void)
{
	World world;
	g_autofree char *code = NULL;
	g_autoptr(Message) message = NULL;

	world_open(&world, &code);
	message = mail("boss@corp.example", PASS, world.clicked);
	g_assert_cmpuint(message->body_keys->len, ==, 1);
	g_assert_null(strstr(message->text, message->body_keys->pdata[0]));
	change_free(decide(&world, g_steal_pointer(&message)));
	g_assert_cmpint(ticket_of(&world)->state, ==, STATE_NEW);
	world_clear(&world);
}

/* A click writes the command as its reader would. */
static void
test_clicked_in_chinese(void)
{
	World world;
	g_autofree char *code = NULL, *wanted = NULL;

	world_open_in(&world, "zh_CN", &code);
	wanted = g_strdup_printf("/批准 %s", code);
	g_assert_true(g_str_has_prefix(world.clicked, wanted));
	world_clear(&world);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/approval/refused", test_refused);
	g_test_add_func("/approval/refusals-are-alike", test_refusals_are_alike);
	g_test_add_func("/approval/good-once", test_good_once);
	g_test_add_func("/approval/clicked", test_clicked);
	g_test_add_func("/approval/clicked-in-chinese", test_clicked_in_chinese);
	return g_test_run();
}
