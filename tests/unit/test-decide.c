/*
 * core/decide: mails, commands and deadlines against a small world in memory. Each test
 * tells a story: what came in, what the ticket became, and who was written to.
 */
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "core/key.h"
#include "core/notice.h"
#include "core/reply.h"

#define START 1800000000 /* a moment in 2027 */
#define HOUR  3600
#define DAY   86400

/* ---- a company ---- */

static char **
list(const char *first, ...)
{
	GPtrArray *words = g_ptr_array_new();
	va_list more;

	va_start(more, first);
	for (const char *word = first; word; word = va_arg(more, const char *))
		g_ptr_array_add(words, g_strdup(word));
	va_end(more);
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

static Person *
add_person(Policy *policy, const char *title, const char *name, const char *role,
	   const char *language)
{
	Person *person = g_new0(Person, 1);
	g_autofree char *address = g_strdup_printf("%s@corp.example", title);

	person->title = g_strdup(title);
	person->name = g_strdup(name);
	person->addresses = list(address, NULL);
	person->roles = list(role, NULL);
	person->language = g_strdup(language);
	g_ptr_array_add(policy->persons, person);
	return person;
}

static Team *
add_team(Policy *policy, const char *title, Person *member, Person *manager)
{
	Team *team = g_new0(Team, 1);

	team->title = g_strdup(title);
	team->members = g_ptr_array_new();
	g_ptr_array_add(team->members, member);
	team->manager = manager;
	g_ptr_array_add(policy->teams, team);
	return team;
}

static void
add_tier(Policy *policy, int number, const char *name, const Team *team)
{
	Tier *tier = g_new0(Tier, 1);

	tier->number = number;
	tier->name = g_strdup(name);
	tier->team = team;
	g_ptr_array_add(policy->tiers, tier);
}

static void
add_priority(Policy *policy, const char *title, int rank, const char *respond)
{
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(title);
	priority->rank = rank;
	priority->clocks.warn[0] = 80;
	priority->clocks.pause_on = 1 << WAIT_REPORTER;
	if (respond)
		g_assert_true(duration_parse(respond, &priority->clocks.respond, NULL));
	g_ptr_array_add(policy->priorities, priority);
}

static void
add_category(Policy *policy, const char *title, const char *word, const Team *team)
{
	Category *category = g_new0(Category, 1);

	category->title = g_strdup(title);
	category->match = list(word, NULL);
	category->team = team;
	g_ptr_array_add(policy->categories, category);
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Desk *desk = &policy->desk;
	Person *zhao = add_person(policy, "zhao", "Zhao Min", "manager", NULL);
	Person *wang = add_person(policy, "wang", "Wang Lei", "engineer", "zh_CN");
	Person *li = add_person(policy, "li", "Li Na", "engineer", NULL);
	Team *helpdesk = add_team(policy, "helpdesk", li, zhao);
	Team *network = add_team(policy, "network", wang, zhao);
	g_autoptr(Rule) rule = rule_new("urgent words", "test.conf:1", FALSE);
	const char *const words[] = { "down", "urgent", NULL };

	g_free(desk->address);
	desk->address = g_strdup("it-help@corp.example");
	g_strfreev(desk->addresses);
	desk->addresses = list("it-help@corp.example", NULL);
	g_strfreev(desk->domains);
	desk->domains = list("corp.example", NULL);
	g_strfreev(desk->alerts);
	desk->alerts = list("zhao", NULL);
	add_tier(policy, 1, "first line", helpdesk);
	add_tier(policy, 2, "second line", network);
	add_priority(policy, "urgent", 1, "1h");
	add_priority(policy, "normal", 2, "8h");
	add_category(policy, "network", "vpn", network);
	g_assert_true(rule_add_condition(rule, RULE_TEXT, words, NULL));
	rule_set_field(rule, RULE_SET_PRIORITY, "urgent");
	rule_set_append(policy->rules, g_steal_pointer(&rule));
	return policy;
}

/* ---- a world ---- */

typedef struct {
	Policy *policy;
	TemplateSet *templates;
	Snapshot *known; /* tickets, ids and secret, grown by every change */
	Change *last;    /* what the last input caused */
	gint64 now;
	int letters;
} World;

static TemplateSet *
load_templates(void)
{
	TemplateSet *set = template_set_new();
	const char *top = g_getenv("TOP_SRCDIR");

	for (int i = 0; i < 2; i++) {
		const char *language = i ? "zh_CN" : "en";
		g_autofree char *folder =
			g_build_filename(top ? top : ".", "templates", language, NULL);
		g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
		const char *file;

		g_assert_nonnull(dir);
		while ((file = g_dir_read_name(dir))) {
			g_autofree char *path = g_build_filename(folder, file, NULL);
			g_autofree char *name = g_strndup(file, strcspn(file, "."));
			g_autofree char *source = NULL;
			g_autoptr(GError) problem = NULL;

			g_assert_true(g_file_get_contents(path, &source, NULL, NULL));
			template_set_add(set, language, name, path, source, &problem);
			g_assert_no_error(problem);
		}
	}
	return set;
}

static World *
world_new(void)
{
	World *world = g_new0(World, 1);

	world->policy = company();
	world->templates = load_templates();
	world->known = snapshot_new();
	world->now = START;
	g_ptr_array_add(world->known->secrets,
			g_bytes_new_static("0123456789abcdef0123456789abcdef", 32));
	return world;
}

static void
world_free(World *world)
{
	change_free(world->last);
	snapshot_free(world->known);
	template_set_free(world->templates);
	policy_free(world->policy);
	g_free(world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

static void
learn_id(World *world, const char *message_id, gint64 ticket_id)
{
	gint64 *number;

	if (!message_id || !ticket_id)
		return;
	number = g_new(gint64, 1);
	*number = ticket_id;
	g_hash_table_insert(world->known->ids, g_strdup(message_id), number);
}

/* What the store does with a change, as far as later decisions can see it. */
static void
absorb(World *world, Change *change)
{
	change_free(world->last);
	world->last = change;
	for (guint i = 0; i < change->tickets->len; i++) {
		const Ticket *ticket = change->tickets->pdata[i];
		Ticket *old = snapshot_ticket(world->known, ticket->ticket_id);
		Ticket *copy = ticket_copy(ticket);

		copy->is_new = FALSE;
		if (old)
			g_ptr_array_remove(world->known->tickets, old);
		g_ptr_array_add(world->known->tickets, copy);
		world->known->next_ticket =
			MAX(world->known->next_ticket, ticket->ticket_id + 1);
	}
	learn_id(world, change->message_id, change->ticket_id);
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];

		learn_id(world, mail->message_id, mail->ticket_id);
	}
	world->known->next_serial += change->mails->len;
}

static Context
context_of(const World *world)
{
	return (Context){ .policy = world->policy,
			  .templates = world->templates,
			  .now = world->now };
}

static Message *
letter(World *world, const char *from, const char *subject, const char *text)
{
	Message *message = message_new();

	message->from = address_new(NULL, from);
	message->from_strict = g_strdup(from);
	message->message_id = g_strdup_printf("mail-%d@pc.example", ++world->letters);
	g_free(message->subject);
	message->subject = g_strdup(subject);
	g_free(message->text);
	message->text = g_strdup(text);
	reply_split(message);
	return message;
}

static void
post(World *world, Message *message /* own */)
{
	Context context = context_of(world);

	absorb(world, decide_mail(&context, world->known, message, DOOR_MAILBOX, NULL));
	message_free(message);
}

static void
mail_from(World *world, const char *from, const char *subject, const char *text)
{
	post(world, letter(world, from, subject, text));
}

/* A reply to a mail of ours: quotes its id, and with it the key of ADDRESSEE. */
static void
reply_from(World *world, const char *from, const char *addressee, gint64 ticket_id,
	   const char *text)
{
	Message *message = letter(world, from, "Re: whatever", text);
	g_autofree char *key = key_make(world->known->secrets->pdata[0], KEY_ROUTINE,
					ticket_id, 1, addressee);

	g_ptr_array_add(message->references, g_strdup_printf("%s@corp.example", key));
	post(world, message);
}

static void
reply_of(World *world, const char *from, gint64 ticket_id, const char *text)
{
	reply_from(world, from, from, ticket_id, text);
}

static void
time_passes(World *world, gint64 seconds)
{
	world->now += seconds;
	for (guint i = 0; i < world->known->tickets->len; i++) {
		gint64 ticket_id = ((Ticket *)world->known->tickets->pdata[i])->ticket_id;
		Context context = context_of(world);

		absorb(world, decide_due(&context, world->known, ticket_id));
	}
}

static const Ticket *
ticket_of(const World *world, gint64 ticket_id)
{
	const Ticket *ticket = snapshot_ticket(world->known, ticket_id);

	g_assert_nonnull(ticket);
	return ticket;
}

static const OutMail *
mail_to(const World *world, const char *address)
{
	for (guint i = 0; i < world->last->mails->len; i++) {
		const OutMail *mail = world->last->mails->pdata[i];

		if (strcmp(mail->to->address, address) == 0)
			return mail;
	}
	return NULL;
}

static void
assert_mail(const World *world, const char *address, const char *notice, const char *text)
{
	const OutMail *mail = mail_to(world, address);

	if (!mail)
		g_error("no mail to %s", address);
	g_assert_cmpstr(mail->notice, ==, notice);
	if (text && !strstr(mail->text, text) && !strstr(mail->subject, text))
		g_error("mail to %s lacks \"%s\":\n%s\n%s", address, text, mail->subject,
			mail->text);
}

static void
assert_state(const World *world, gint64 ticket_id, TicketState state)
{
	g_assert_cmpstr(ticket_state_name(ticket_of(world, ticket_id)->state), ==,
			ticket_state_name(state));
}

/* ---- stories ---- */

static void
test_open(void)
{
	g_autoptr(World) world = world_new();
	const Ticket *ticket;

	mail_from(world, "feng@corp.example", "Re: VPN is down", "Nobody can work.");
	ticket = ticket_of(world, 1);
	g_assert_cmpstr(ticket->subject, ==, "VPN is down");
	g_assert_cmpstr(ticket->priority, ==, "urgent");
	g_assert_cmpstr(ticket->category, ==, "network");
	g_assert_cmpstr(ticket->team, ==, "network");
	g_assert_cmpint(ticket->tier, ==, 1);
	g_assert_cmpint(ticket->created, ==, START);
	g_assert_cmpint(ticket_limit(ticket, "respond")->due, ==, START + HOUR);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_APPLIED);
	g_assert_cmpuint(world->last->mails->len, ==, 2);
	assert_mail(world, "feng@corp.example", "received", "FL#1");
	assert_mail(world, "wang@corp.example", "new", "Nobody can work.");
	g_assert_cmpint(mail_to(world, "feng@corp.example")->tone, ==, TONE_REPLIED);
	g_assert_cmpstr(mail_to(world, "feng@corp.example")->in_reply_to, ==,
			"mail-1@pc.example");
}

static void
test_defaults(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "Mouse", "It squeaks.");
	g_assert_cmpstr(ticket_of(world, 1)->priority, ==, "normal");
	g_assert_cmpstr(ticket_of(world, 1)->team, ==, "helpdesk");
	assert_mail(world, "li@corp.example", "new", "squeaks");
}

static void
test_stranger_is_held(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "x@evil.example", "Hello", "Let me in");
	g_assert_cmpint(world->last->verdict, ==, LEDGER_HELD);
	g_assert_cmpuint(world->last->tickets->len, ==, 0);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
	world->policy->desk.strangers = STRANGERS_OPEN;
	mail_from(world, "x@evil.example", "Hello", "Let me in");
	g_assert_null(mail_to(world, "x@evil.example"));
	assert_mail(world, "li@corp.example", "new", "Let me in");
	world->policy->desk.strangers = STRANGERS_DROP;
	mail_from(world, "x@evil.example", "Hello", "Let me in");
	g_assert_cmpint(world->last->verdict, ==, LEDGER_DROPPED);
}

static void
test_engineer_writes(void)
{
	g_autoptr(World) world = world_new();
	const OutMail *mail;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "Which gateway do you use?\n");
	g_assert_cmpuint(world->last->mails->len, ==, 1);
	assert_mail(world, "feng@corp.example", "reply", "Which gateway do you use?");
	mail = mail_to(world, "feng@corp.example");
	g_assert_cmpint(mail->tone, ==, TONE_PERSONAL);
	g_assert_cmpstr(mail->in_reply_to, ==, "mail-1@pc.example");
	g_assert_true(g_str_has_prefix(mail->references->pdata[0], "1-1r-"));
	g_assert_cmpint(ticket_of(world, 1)->responded, ==, START);
	g_assert_cmpint(ticket_limit(ticket_of(world, 1), "respond")->due, ==, 0);
}

static void
test_commands(void)
{
	g_autoptr(World) world = world_new();
	const Ticket *ticket;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1,
		 "/accept\n/优先级 urgent\n/fly\nI look at it.\n");
	ticket = ticket_of(world, 1);
	assert_state(world, 1, STATE_ACCEPTED);
	g_assert_cmpstr(ticket->assignee, ==, "wang");
	g_assert_cmpstr(ticket->priority, ==, "urgent");
	assert_mail(world, "feng@corp.example", "accepted+reply", "I look at it.");
	assert_mail(world, "wang@corp.example", "transcript", "/fly");
	g_assert_cmpuint(world->last->mails->len, ==, 2);

	reply_of(world, "wang@corp.example", 1, "/assign li");
	g_assert_cmpstr(ticket_of(world, 1)->assignee, ==, "li");
	assert_mail(world, "li@corp.example", "assigned", "FL#1");
	reply_of(world, "li@corp.example", 1,
		 "/note\nThe reporter is the director's friend.");
	g_assert_null(mail_to(world, "feng@corp.example"));
	g_assert_true(((Entry *)world->last->entries->pdata[0])->hidden);
	reply_of(world, "li@corp.example", 1, "/escalate too hard for us");
	g_assert_cmpint(ticket_of(world, 1)->tier, ==, 2);
	g_assert_cmpstr(ticket_of(world, 1)->team, ==, "network");
	assert_mail(world, "wang@corp.example", "escalated", "too hard for us");
}

static void
test_forged_command(void)
{
	g_autoptr(World) world = world_new();
	Message *message;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	/* no key: an id of ours that a forwarded mail could carry */
	message = letter(world, "wang@corp.example", "Re: [FL#1] VPN", "/close");
	g_ptr_array_add(message->references, g_strdup("mail-1@pc.example"));
	post(world, message);
	assert_state(world, 1, STATE_NEW);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_HELD);
	/* somebody else's key */
	reply_from(world, "wang@corp.example", "feng@corp.example", 1, "/close");
	assert_state(world, 1, STATE_NEW);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_HELD);
	/* a reporter is no engineer: his slash lines are text */
	reply_of(world, "feng@corp.example", 1, "/priority urgent\nplease");
	g_assert_cmpstr(ticket_of(world, 1)->priority, ==, "normal");
	assert_mail(world, "wang@corp.example", "added", "/priority urgent");
}

static void
resolve(World *world)
{
	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/accept");
	world->now += HOUR;
	reply_of(world, "wang@corp.example", 1, "/resolve\nThe cable was loose.");
}

static void
test_yes(void)
{
	g_autoptr(World) world = world_new();

	resolve(world);
	assert_state(world, 1, STATE_RESOLVED);
	assert_mail(world, "feng@corp.example", "resolved", "The cable was loose.");
	assert_mail(world, "wang@corp.example", "transcript", NULL);
	g_assert_cmpstr(ticket_fact(ticket_of(world, 1), "fix"), ==,
			"The cable was loose.");
	reply_of(world, "feng@corp.example", 1, "是的，已解决\n");
	assert_state(world, 1, STATE_CLOSED);
	g_assert_true(ticket_of(world, 1)->confirmed);
	g_assert_null(mail_to(world, "feng@corp.example"));
}

static void
test_no(void)
{
	g_autoptr(World) world = world_new();

	resolve(world);
	reply_of(world, "feng@corp.example", 1, "No, it is still slow.");
	assert_state(world, 1, STATE_ACCEPTED);
	assert_mail(world, "wang@corp.example", "reopened", "still slow");
	g_assert_cmpint(ticket_of(world, 1)->resolved, ==, 0);
}

static void
test_neither(void)
{
	g_autoptr(World) world = world_new();

	resolve(world);
	world->now += DAY;
	reply_of(world, "feng@corp.example", 1, "I am on holiday until Monday.");
	assert_state(world, 1, STATE_RESOLVED);
	g_assert_cmpint(ticket_of(world, 1)->asked, ==, world->now);
	assert_mail(world, "wang@corp.example", "added", "holiday");
	reply_of(world, "feng@corp.example", 1, "Thanks!");
	assert_state(world, 1, STATE_RESOLVED);
	/* somebody else says yes, with his own key */
	reply_of(world, "li@corp.example", 1, "yes");
	assert_state(world, 1, STATE_RESOLVED);
}

static void
test_silence(void)
{
	g_autoptr(World) world = world_new();

	resolve(world);
	time_passes(world, 5 * DAY / 2 + 1);
	assert_mail(world, "feng@corp.example", "remind", "FL#1");
	time_passes(world, 5 * DAY / 2);
	assert_state(world, 1, STATE_CLOSED);
	assert_mail(world, "feng@corp.example", "closed", "FL#1");
	g_assert_false(ticket_of(world, 1)->confirmed);
}

static void
test_after_the_end(void)
{
	g_autoptr(World) world = world_new();

	resolve(world);
	reply_of(world, "feng@corp.example", 1, "yes");
	reply_of(world, "feng@corp.example", 1, "thank you");
	assert_state(world, 1, STATE_CLOSED);
	world->now += 6 * DAY;
	reply_of(world, "feng@corp.example", 1, "It is slow again");
	assert_state(world, 1, STATE_ACCEPTED);
	reply_of(world, "wang@corp.example", 1, "/close");
	world->now += 8 * DAY;
	reply_of(world, "feng@corp.example", 1, "And again");
	assert_state(world, 1, STATE_CLOSED);
	assert_state(world, 2, STATE_NEW);
	assert_mail(world, "li@corp.example", "new", "FL#1");
}

static void
test_breach(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN is down", "now");
	time_passes(world, 48 * 60);
	assert_mail(world, "wang@corp.example", "warn", NULL);
	time_passes(world, 12 * 60);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
	time_passes(world, 1);
	assert_mail(world, "zhao@corp.example", "breach", "1 hour");
	g_assert_null(mail_to(world, "wang@corp.example"));
	time_passes(world, HOUR);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
}

static void
test_found_late(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN is down", "now");
	time_passes(world, 3 * HOUR);
	g_assert_cmpuint(world->last->mails->len, ==, 1);
	assert_mail(world, "zhao@corp.example", "breach", NULL);
	g_assert_nonnull(change_find_event(world->last, "warn"));
	g_assert_nonnull(change_find_event(world->last, "breach"));
}

static void
test_waiting(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/accept");
	reply_of(world, "wang@corp.example", 1, "/等待 reporter\nPlease send the log.");
	assert_state(world, 1, STATE_WAITING);
	assert_mail(world, "feng@corp.example", "waiting", "Please send the log.");
	reply_of(world, "feng@corp.example", 1, "Here it is.");
	assert_state(world, 1, STATE_ACCEPTED);
	assert_mail(world, "wang@corp.example", "added", "Here it is.");
	reply_of(world, "wang@corp.example", 1, "/wait parts until 2027-02-01");
	assert_state(world, 1, STATE_WAITING);
	time_passes(world, 60 * DAY);
	assert_state(world, 1, STATE_ACCEPTED);
	assert_mail(world, "wang@corp.example", "woken", NULL);
}

/* Whatever command stands beside it, a note stays inside. */
static void
test_note_stays_inside(void)
{
	static const char *const beside[] = { "/wait reporter",   "/resolve", "/close",
					      "/reject no fault", "/accept",  "/escalate" };

	for (guint i = 0; i < G_N_ELEMENTS(beside); i++) {
		g_autoptr(World) world = world_new();
		g_autofree char *text =
			g_strdup_printf("%s\n/note\nthe secret word", beside[i]);
		const OutMail *mail;

		mail_from(world, "feng@corp.example", "VPN", "slow");
		reply_of(world, "wang@corp.example", 1, text);
		mail = mail_to(world, "feng@corp.example");
		if (mail)
			g_assert_null(strstr(mail->text, "secret"));
		g_assert_true(((Entry *)world->last->entries->pdata[0])->hidden);
	}
}

static void
test_loop(void)
{
	g_autoptr(World) world = world_new();
	Message *message;

	mail_from(world, "it-help@corp.example", "Hello me", "hello");
	g_assert_cmpint(world->last->verdict, ==, LEDGER_DROPPED);
	mail_from(world, "feng@corp.example", "VPN", "slow");
	message = letter(world, "feng@corp.example", "Out of office: [FL#1] VPN",
			 "I am away.");
	{
		Header *header = g_new0(Header, 1);

		header->name = g_strdup("Auto-Submitted");
		header->value = g_strdup("auto-replied");
		g_ptr_array_add(message->headers, header);
	}
	post(world, message);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
	g_assert_cmpuint(world->last->entries->len, ==, 0);
}

static void
test_attachments_travel(void)
{
	g_autoptr(World) world = world_new();
	Message *message = letter(world, "feng@corp.example", "VPN", "see picture");
	Attachment *small = g_new0(Attachment, 1), *large = g_new0(Attachment, 1);

	g_strlcpy(message->raw_hash, "ab", sizeof message->raw_hash);
	small->name = g_strdup("screen.png");
	small->size = 1000;
	large->name = g_strdup("film.mp4");
	large->size = 11 * 1024 * 1024;
	g_ptr_array_add(message->attachments, small);
	g_ptr_array_add(message->attachments, large);
	post(world, message);
	g_assert_cmpuint(mail_to(world, "wang@corp.example")->enclosures->len, ==, 1);
	g_assert_cmpuint(mail_to(world, "feng@corp.example")->enclosures->len, ==, 0);
	assert_mail(world, "wang@corp.example", "new", "film.mp4");
}

static void
test_failure(void)
{
	g_autoptr(World) world = world_new();
	Context context;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	context = context_of(world);
	absorb(world, decide_failure(&context, world->known, 1, "feng@corp.example",
				     "received", "550 no such user", TRUE));
	assert_mail(world, "wang@corp.example", "failed", "550 no such user");
	g_assert_null(mail_to(world, "feng@corp.example"));
	/* the news of a failure that cannot be delivered itself is not told again */
	context = context_of(world);
	absorb(world, decide_failure(&context, world->known, 1, "wang@corp.example",
				     "failed", "550", FALSE));
	g_assert_cmpuint(world->last->mails->len, ==, 0);
}

/* The news that A cannot be reached does not go out again when B's copy of it returns. */
static void
test_bounce_of_failure(void)
{
	static const char *const notices[] = { "new", "failed" };
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	for (guint i = 0; i < G_N_ELEMENTS(notices); i++) {
		Message *message = letter(world, "mailer-daemon@corp.example",
					  "Undelivered", "no such user");
		BounceRecipient *recipient = g_new0(BounceRecipient, 1);

		message->is_report = TRUE;
		g_free(message->report_type);
		message->report_type = g_strdup("delivery-status");
		recipient->recipient = g_strdup("li@corp.example");
		recipient->action = g_strdup("failed");
		recipient->status = g_strdup("5.1.1");
		g_ptr_array_add(message->bounce, recipient);
		message->bounced_id = g_strdup("x@corp.example");
		g_free(world->known->bounced_to);
		g_free(world->known->bounced_notice);
		world->known->bounced_to = g_strdup("li@corp.example");
		world->known->bounced_notice = g_strdup(notices[i]);
		world->known->bounced_ticket = 1;
		post(world, message);
		g_assert_nonnull(change_find_event(world->last, "undelivered"));
		g_assert_cmpuint(world->last->mails->len, ==, i == 0 ? 1 : 0);
	}
}

/* Whoever has two addresses may write from either, and gets one mail. */
static void
test_two_addresses(void)
{
	g_autoptr(World) world = world_new();
	Person *wang = (Person *)policy_person(world->policy, "wang");
	const OutMail *mail;
	Message *message;

	g_strfreev(wang->addresses);
	wang->addresses = list("wang@corp.example", "wang.lei@corp.example", NULL);
	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_from(world, "wang.lei@corp.example", "wang@corp.example", 1, "/assign li");
	g_assert_null(mail_to(world, "wang@corp.example"));
	mail = mail_to(world, "wang.lei@corp.example");
	g_assert_nonnull(mail);
	message = letter(world, "wang.lei@corp.example", "Re: VPN", "/accept");
	g_ptr_array_add(message->in_reply_to, g_strdup(mail->message_id));
	post(world, message);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_APPLIED);
	g_assert_cmpstr(ticket_of(world, 1)->assignee, ==, "wang");
}

/* What an engineer writes with /resolve is for those in copy too. */
static void
test_words_reach_watchers(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/cc chen@corp.example\n/assign li");
	reply_of(world, "wang@corp.example", 1, "/resolve\nThe cable was replaced.");
	assert_mail(world, "feng@corp.example", "resolved", "The cable was replaced.");
	assert_mail(world, "chen@corp.example", "reply", "The cable was replaced.");
	assert_mail(world, "li@corp.example", "reply", "The cable was replaced.");
	g_assert_cmpuint(world->last->mails->len, ==, 4);
}

/* The id of the report is no secret: whoever knows it cannot answer as the desk. */
static void
test_forged_words(void)
{
	g_autoptr(World) world = world_new();
	Message *message;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	message = letter(world, "li@corp.example", "Re: VPN", "Tell me your password.");
	g_ptr_array_add(message->in_reply_to, g_strdup("mail-1@pc.example"));
	post(world, message);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_HELD);
	assert_mail(world, "li@corp.example", "challenge", "Tell me your password.");
	g_assert_cmpuint(world->last->mails->len, ==, 1);
	g_assert_cmpuint(world->last->tickets->len, ==, 0);
	g_assert_cmpint(ticket_of(world, 1)->responded, ==, 0);
}

/* T3: those in Cc, and that there is an end of them. */
static void
test_copies(void)
{
	g_autoptr(World) world = world_new();
	g_autofree char *key = NULL;
	Message *message;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	key = key_make(world->known->secrets->pdata[0], KEY_ROUTINE, 1, 1,
		       "feng@corp.example");
	message = letter(world, "feng@corp.example", "Re: VPN", "Still slow.");
	g_ptr_array_add(message->references, g_strdup_printf("%s@corp.example", key));
	g_ptr_array_add(message->cc, address_new(NULL, "it-help+1-1r-x@corp.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "feng@corp.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "wang@corp.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "\"x y\"@corp.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "x@mail.example"));
	g_ptr_array_add(message->cc, address_new(NULL, "a0@sub.corp.example"));
	for (int i = 0; i < 200; i++) {
		g_autofree char *address = g_strdup_printf("a%d@corp.example", i / 2);

		g_ptr_array_add(message->cc, address_new(NULL, address));
	}
	post(world, message);
	g_assert_cmpuint(ticket_of(world, 1)->watchers->len, ==, 20);
	g_assert_true(ticket_is_participant(ticket_of(world, 1), "a19@corp.example"));
	g_assert_false(ticket_is_participant(ticket_of(world, 1), "a20@corp.example"));
	g_assert_cmpstr(change_find_event(world->last, "not-copied")->text, ==,
			"?, x@mail.example, a0@sub.corp.example, a20@corp.example, "
			"a20@corp.example, a21@corp.example, a21@corp.example, "
			"a22@corp.example, a22@corp.example, a23@corp.example, …");
	g_assert_cmpuint(world->last->mails->len, ==, 1);
	assert_mail(world, "wang@corp.example", "added", "x@mail.example");
}

/* T4: a wrong code is refused by a transcript; who tries out many gets nothing more, and what he
 * writes with his key is not touched by it. */
static void
test_guessed_codes(void)
{
	static const char text[] = "/approve 1-3a-abcdefghijklmnopqrstuvwxyz";
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	world->known->wrong_keys_in_hour = 19;
	reply_of(world, "wang@corp.example", 1, text);
	g_assert_cmpstr(world->last->wrong_key, ==, "wang@corp.example");
	assert_mail(world, "wang@corp.example", "transcript", "/approve");
	world->known->wrong_keys_in_hour = 20;
	reply_of(world, "wang@corp.example", 1, text);
	g_assert_cmpint(world->last->verdict, ==, LEDGER_HELD);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
	g_assert_cmpuint(world->last->tickets->len, ==, 0);
	reply_of(world, "wang@corp.example", 1, "/accept");
	g_assert_cmpint(ticket_of(world, 1)->state, ==, STATE_ACCEPTED);
	g_assert_null(world->last->wrong_key);
	g_assert_cmpstr(change_find_event(world->last, "identity")->text, ==,
			"allow: an engineer, proven by key");
}

/* A signed command acts where its text names the ticket, and a copy of it never again. */
static void
test_signed_command(void)
{
	g_autoptr(World) world = world_new();
	Person *wang = world->policy->persons->pdata[1];
	static const struct {
		const char *text;
		const char *signer;
		gboolean seen;
		gboolean acts;
	} mails[] = {
		{ "/accept\n\n> FL#2: new", "AA", FALSE, FALSE },
		{ "/accept\n\n> FL#1: new", "BB", FALSE, FALSE },
		{ "/accept\n\n> FL#1: new", "AA", TRUE, FALSE },
		{ "/accept\n\n> FL#1: new", "AA", FALSE, TRUE },
	};

	wang->fingerprints = list("AA", NULL);
	mail_from(world, "feng@corp.example", "VPN", "slow");
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		Message *message =
			letter(world, "wang@corp.example", "[FL#1] VPN", mails[i].text);

		message->signature = g_new0(Signature, 1);
		message->signature->signer = g_strdup(mails[i].signer);
		message->signature->at = world->now - HOUR;
		g_strlcpy(message->signature->hash, "hash", 65);
		world->known->signature_seen = mails[i].seen;
		post(world, message);
		g_assert_cmpint(world->last->verdict, ==,
				mails[i].acts ? LEDGER_APPLIED : LEDGER_HELD);
		g_assert_cmpstr(world->last->signature_hash, ==,
				mails[i].acts ? "hash" : NULL);
		assert_state(world, 1, mails[i].acts ? STATE_ACCEPTED : STATE_NEW);
	}
}

static void
test_only_reporter_ends_waiting(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/cc chen@corp.example\n/wait reporter");
	reply_of(world, "chen@corp.example", 1, "Any news?");
	assert_state(world, 1, STATE_WAITING);
	reply_of(world, "feng@corp.example", 1, "Here it is.");
	assert_state(world, 1, STATE_NEW);
}

/* Words on the line of /note and words below it are one note; a slip of the pen keeps it
 * inside. */
static void
test_note_text(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/assign li\n/note first\nsecond");
	assert_mail(world, "li@corp.example", "assigned+note", "first");
	assert_mail(world, "li@corp.example", "assigned+note", "second");
	reply_of(world, "wang@corp.example", 1, "/notes he is lying\nsecond");
	g_assert_null(mail_to(world, "feng@corp.example"));
	assert_mail(world, "li@corp.example", "note", "he is lying");
}

/* The assignee himself cannot be reached: then his team, and last the manager, hear of it.
 */
static void
test_failure_reaches_somebody(void)
{
	g_autoptr(World) world = world_new();
	Context context;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	reply_of(world, "wang@corp.example", 1, "/accept");
	context = context_of(world);
	absorb(world, decide_failure(&context, world->known, 1, "wang@corp.example",
				     "transcript", "550", TRUE));
	assert_mail(world, "zhao@corp.example", "failed", "550");
	g_assert_null(mail_to(world, "wang@corp.example"));
}

/* A held stranger's mail that is let in opens a ticket; he is not written to. */
static void
test_released_stranger(void)
{
	g_autoptr(World) world = world_new();
	Message *message = letter(world, "x@evil.example", "Hello", "Let me in");
	Context context = context_of(world);

	absorb(world, decide_mail(&context, world->known, message, DOOR_RELEASED, NULL));
	message_free(message);
	assert_mail(world, "li@corp.example", "new", "Let me in");
	g_assert_null(mail_to(world, "x@evil.example"));
}

static void
test_note_by_command_line(void)
{
	g_autoptr(World) world = world_new();
	Context context = context_of(world);
	const char *const words[] = { "note", "ask", "the", "plumber", NULL };
	g_autoptr(CommandMail) commands = command_from_words(words, NULL);
	g_autofree char *transcript = NULL;
	gboolean done;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	absorb(world, decide_command(&context, world->known, 1, "cli:root", commands,
				     &transcript, &done));
	g_assert_true(done);
	assert_mail(world, "wang@corp.example", "note", "ask the plumber");
	g_assert_null(mail_to(world, "feng@corp.example"));
	g_assert_true(((Entry *)world->last->entries->pdata[0])->hidden);
}

static void
test_command_line(void)
{
	g_autoptr(World) world = world_new();
	Context context = context_of(world);
	const char *const words[] = { "priority", "urgent", NULL };
	const char *const wrong[] = { "priority", "terrible", NULL };
	g_autoptr(CommandMail) commands = command_from_words(words, NULL);
	g_autoptr(CommandMail) mistaken = command_from_words(wrong, NULL);
	g_autofree char *transcript = NULL;
	g_autofree char *refusal = NULL;
	gboolean done;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	absorb(world, decide_command(&context, world->known, 1, "cli:root", commands,
				     &transcript, &done));
	g_assert_true(done);
	g_assert_cmpstr(ticket_of(world, 1)->priority, ==, "urgent");
	g_assert_cmpstr(change_find_event(world->last, "priority")->by, ==, "cli:root");
	absorb(world, decide_command(&context, world->known, 1, "cli:root", mistaken,
				     &refusal, &done));
	g_assert_false(done);
	g_assert_nonnull(strstr(refusal, "urgent, normal"));
}

/* ---- a reload ---- */

/* New limits move the clocks of open tickets, and say so once; the same ones say nothing. */
static void
test_replan(void)
{
	g_autoptr(World) world = world_new();
	Context context = context_of(world);
	Priority *normal;
	guint n = 0;

	mail_from(world, "feng@corp.example", "VPN", "slow");
	normal = (Priority *)policy_priority(world->policy, ticket_of(world, 1)->priority);
	absorb(world, decide_replan(&context, world->known, 1));
	g_assert_cmpuint(world->last->tickets->len, ==, 0);
	g_assert_cmpuint(world->last->events->len, ==, 0);
	g_assert_true(duration_parse("5h", &normal->clocks.respond, NULL));
	absorb(world, decide_replan(&context, world->known, 1));
	g_assert_cmpint(ticket_limit(ticket_of(world, 1), "respond")->due, ==,
			START + 5 * HOUR);
	for (guint i = 0; i < world->last->events->len; i++) {
		const Event *event = world->last->events->pdata[i];

		n += strcmp(event->event, "clock") == 0 &&
		     g_str_has_prefix(event->text, "respond: ");
	}
	g_assert_cmpuint(n, ==, 1);
	g_assert_cmpuint(world->last->mails->len, ==, 0);
	absorb(world, decide_replan(&context, world->known, 99));
	g_assert_cmpuint(world->last->tickets->len, ==, 0);
}

/* ---- what explain shows ---- */

static void
assert_dumped(const World *world, const char *beginning, const char *part)
{
	g_autoptr(GPtrArray) lines = change_dump(world->last);

	for (guint i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];

		g_assert_null(strstr(line, "(null)"));
		if (g_str_has_prefix(line, beginning) && strstr(line, part))
			return;
	}
	g_error("no \"%s …%s\"", beginning, part);
}

static void
test_dump(void)
{
	g_autoptr(World) world = world_new();

	mail_from(world, "feng@corp.example", "VPN", "slow");
	assert_dumped(world, "mail applied", "");
	assert_dumped(world, "ticket 1 new kind=fault state=new", " reporter=feng@corp.example");
	assert_dumped(world, "entry 1 of 1 report by feng", ", 0 attachments");
	assert_dumped(world, "event opened by feng@corp.example: ", "VPN");
	assert_dumped(world, "mail received to <feng@corp.example>: ", "VPN");
	reply_from(world, "wang@corp.example", "wang@corp.example", 1,
		   "/wait parts\n/undone\n");
	assert_dumped(world, "ticket 1 kind=fault state=waiting waiting_on=parts", "");
	mail_from(world, "who@elsewhere.example", "Offer", "cheap");
	assert_dumped(world, "mail held: ", "");
}

/* What is for mails only is refused on the command line, and says where to look. */
static void
test_only_by_mail(void)
{
	static const char *const words[] = { "help", "show", "approve", "undo" };
	g_autoptr(World) world = world_new();
	Context context = context_of(world);

	mail_from(world, "feng@corp.example", "VPN", "slow");
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *const line[] = { words[i], "5-1u-aaaaaaaaaaaaaaaaaaaaaaaaaa",
					     NULL };
		g_autoptr(CommandMail) commands = command_from_words(line, NULL);
		g_autofree char *said = NULL;
		gboolean done;

		absorb(world, decide_command(&context, world->known, 1, "cli:root", commands,
					     &said, &done));
		g_assert_cmpuint(world->last->mails->len, ==, 0);
		if (!strstr(said, "mail"))
			g_error("/%s: %s", words[i], said);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		GTestFunc function;
	} tests[] = {
		{ "/decide/open", test_open },
		{ "/decide/defaults", test_defaults },
		{ "/decide/stranger-is-held", test_stranger_is_held },
		{ "/decide/engineer-writes", test_engineer_writes },
		{ "/decide/replan", test_replan },
		{ "/decide/dump", test_dump },
		{ "/decide/only-by-mail", test_only_by_mail },
		{ "/decide/commands", test_commands },
		{ "/decide/forged-command", test_forged_command },
		{ "/decide/yes", test_yes },
		{ "/decide/no", test_no },
		{ "/decide/neither-yes-nor-no", test_neither },
		{ "/decide/silence", test_silence },
		{ "/decide/after-the-end", test_after_the_end },
		{ "/decide/breach", test_breach },
		{ "/decide/found-late", test_found_late },
		{ "/decide/waiting", test_waiting },
		{ "/decide/note-stays-inside", test_note_stays_inside },
		{ "/decide/loop", test_loop },
		{ "/decide/attachments-travel", test_attachments_travel },
		{ "/decide/failure", test_failure },
		{ "/decide/bounce-of-failure", test_bounce_of_failure },
		{ "/decide/two-addresses", test_two_addresses },
		{ "/decide/words-reach-watchers", test_words_reach_watchers },
		{ "/decide/only-reporter-ends-waiting", test_only_reporter_ends_waiting },
		{ "/decide/forged-words", test_forged_words },
		{ "/decide/copies", test_copies },
		{ "/decide/guessed-codes", test_guessed_codes },
		{ "/decide/signed-command", test_signed_command },
		{ "/decide/note-text", test_note_text },
		{ "/decide/failure-reaches-somebody", test_failure_reaches_somebody },
		{ "/decide/released-stranger", test_released_stranger },
		{ "/decide/note-by-command-line", test_note_by_command_line },
		{ "/decide/command-line", test_command_line },
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].function);
	return g_test_run();
}
