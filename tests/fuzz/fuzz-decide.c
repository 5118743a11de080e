/*
 * Exercises: the road of a mail from its bytes to the mails that answer it: mime_parse(),
 * thread_questions(), decide_mail() with a small company and one ticket, mime_compose().
 * The words @REPORTER@ and @ENGINEER@ in the input stand for their keys of that ticket.
 * Holds that a mail without a key moves nothing, that nobody outside watches a ticket, that programs open no ticket and are not
 * answered, and that all that is decided can be written down and sent.
 */
#include "core/decide.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/key.h"
#include "desk/service.h"
#include "mail/mime.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

#define REPORTER "feng@corp.example"
#define ENGINEER "wang@corp.example"
#define NOW      1795392000

static const char company[] =
	"desk { name = \"Desk\" address = \"desk@corp.example\" domains = "
	"{\"corp.example\"}"
	" alerts = {\"zhao\"} }\n"
	"mailbox \"desk\" { url = \"imaps://localhost\" user = \"desk\""
	" password-file = \"password\" trusted-authserv = {\"mx.corp.example\"} }\n"
	"submission { url = \"smtp://localhost\" user = \"bot\""
	" password-file = \"password\" }\n"
	"store { path = \"desk.db\" }\n"
	"person \"wang\" { name = \"Wang Lei\" address = \"" ENGINEER "\""
	" roles = {\"engineer\"} language = \"zh_CN\" }\n"
	"person \"li\" { name = \"Li Na\" address = \"li@corp.example\""
	" roles = {\"engineer\"} }\n"
	"person \"zhao\" { name = \"Zhao Min\" address = \"zhao@corp.example\""
	" roles = {\"manager\"} }\n"
	"team \"helpdesk\" { members = {\"li\"} manager = \"zhao\" }\n"
	"team \"network\" { members = {\"wang\"} manager = \"zhao\" }\n"
	"tier 1 { name = \"first line\" team = \"helpdesk\" }\n"
	"tier 2 { name = \"second line\" team = \"network\" }\n"
	"category \"network\" { match = {\"vpn\", \"网络\"} team = \"network\" }\n"
	"priority \"urgent\" { rank = 1 respond = \"15min\" resolve = \"4h\" }\n"
	"priority \"normal\" { rank = 2 respond = \"4h\" resolve = \"3d\" }\n"
	"rule \"nobody\" { text = {\"nobody can work\", \"无法上班\"}"
	" set-priority = \"urgent\" }\n";

static Service *
load_company(void)
{
	g_autofree char *file = NULL;
	g_autoptr(GError) problem = NULL;
	int fd = g_file_open_tmp("fuzz-decide-XXXXXX", &file, &problem);
	Service *service;

	g_assert_no_error(problem);
	g_assert_cmpint(write(fd, company, strlen(company)), ==, (gssize)strlen(company));
	close(fd);
	service = service_load(file, NOW, &problem);
	g_assert_no_error(problem);
	g_unlink(file);
	return service;
}

static const Service *
company_service(void)
{
	static Service *service;

	if (!service) {
		mime_init();
		service = load_company();
	}
	return service;
}

static void
know(Snapshot *snapshot, const char *message_id)
{
	gint64 *number = g_new(gint64, 1);

	*number = 1;
	g_hash_table_insert(snapshot->ids, g_strdup(message_id), number);
}

/* One ticket that Wang works on for Feng. */
static Snapshot *
world(const Questions *questions)
{
	Snapshot *snapshot = snapshot_new();
	Ticket *ticket = ticket_new(1);

	g_ptr_array_add(snapshot->secrets,
			g_bytes_new_static("0123456789abcdef0123456789abcdef", 32));
	g_free(ticket->subject);
	ticket->subject = g_strdup("VPN");
	ticket->is_new = FALSE;
	ticket->generation = 1;
	ticket->state = STATE_ACCEPTED;
	ticket->priority = g_strdup("normal");
	ticket->tier = 1;
	ticket->team = g_strdup("network");
	ticket->assignee = g_strdup("wang");
	address_free(ticket->reporter);
	ticket->reporter = address_new("Feng", REPORTER);
	g_free(ticket->language);
	ticket->language = g_strdup("en");
	ticket->created = ticket->responded = NOW - 3600;
	ticket->entries = 1;
	g_ptr_array_add(snapshot->tickets, ticket);
	snapshot->next_ticket = 2;
	snapshot->next_serial = 10;
	know(snapshot, "report@pc.example");
	know(snapshot, "ours@corp.example");
	if (g_strcmp0(questions->bounced_id, "ours@corp.example") == 0) {
		snapshot->bounced_to = g_strdup(REPORTER);
		snapshot->bounced_ticket = 1;
		snapshot->bounced_notice = g_strdup("received");
	}
	return snapshot;
}

/* The input with the keys where its words are; *HAS_KEY tells whether there are any. */
static GBytes *
with_keys(const guint8 *data, gsize size, gboolean *has_key)
{
	static const char *const words[][2] = { { "@REPORTER@", REPORTER },
						{ "@ENGINEER@", ENGINEER } };
	g_autoptr(GBytes) secret =
		g_bytes_new_static("0123456789abcdef0123456789abcdef", 32);
	GString *out = g_string_sized_new(size);

	*has_key = FALSE;
	for (gsize at = 0; at < size;) {
		gsize i;

		for (i = 0; i < G_N_ELEMENTS(words); i++) {
			gsize length = strlen(words[i][0]);
			g_autofree char *key = NULL;

			if (size - at < length || memcmp(data + at, words[i][0], length))
				continue;
			key = key_make(secret, KEY_ROUTINE, 1, 1, words[i][1]);
			g_string_append(out, key);
			at += length;
			*has_key = TRUE;
			break;
		}
		if (i == G_N_ELEMENTS(words))
			g_string_append_c(out, (char)data[at++]);
	}
	return g_string_free_to_bytes(out);
}

static void
check_mails(const Change *change)
{
	for (guint i = 0; i < change->mails->len; i++) {
		const OutMail *mail = change->mails->pdata[i];
		g_autofree char *boundary = NULL;
		g_autoptr(GError) problem = NULL;
		g_autoptr(GBytes) head = mime_compose(mail, &boundary, &problem);

		g_assert_no_error(problem);
		g_assert_nonnull(head);
		g_assert_true(address_is_sendable(mail->to->address));
	}
}

static void
check_lines(const Change *change)
{
	g_autoptr(GPtrArray) lines = change_dump(change);

	for (guint i = 0; i < lines->len; i++)
		g_assert_true(g_utf8_validate(lines->pdata[i], -1, NULL));
	for (guint i = 0; i < change->entries->len; i++) {
		const Entry *entry = change->entries->pdata[i];

		g_assert_true(g_utf8_validate(entry->text, -1, NULL));
		g_assert_true(g_utf8_validate(entry->visible, -1, NULL));
		g_assert_true(g_utf8_validate(entry->author, -1, NULL));
	}
}

/* All persons of the roster are inside too. */
static void
check_watchers(const Change *change)
{
	static const char *const inside[] = { "corp.example", NULL };

	for (guint i = 0; i < change->tickets->len; i++) {
		const Ticket *ticket = change->tickets->pdata[i];

		for (guint j = 0; j < ticket->watchers->len; j++)
			g_assert_true(address_in_domains(
				((const Address *)ticket->watchers->pdata[j])->address,
				inside));
	}
}

/* Of a mail that no person wrote, nothing comes but what it proves. */
static void
check_program(const Change *change, const Message *message)
{
	for (guint i = 0; i < change->tickets->len; i++)
		g_assert_false(((Ticket *)change->tickets->pdata[i])->is_new);
	for (guint i = 0; message->from_strict && i < change->mails->len; i++)
		g_assert_cmpstr(((OutMail *)change->mails->pdata[i])->to->address, !=,
				message->from_strict);
}

static void
check_unproven(const Change *change)
{
	for (guint i = 0; i < change->tickets->len; i++) {
		const Ticket *ticket = change->tickets->pdata[i];

		if (ticket->ticket_id != 1)
			continue;
		g_assert_cmpint(ticket->state, ==, STATE_ACCEPTED);
		g_assert_cmpstr(ticket->assignee, ==, "wang");
		g_assert_cmpstr(ticket->priority, ==, "normal");
		g_assert_cmpstr(ticket->reporter->address, ==, REPORTER);
	}
}

static gboolean
is_program(MailClass class)
{
	return class == MAIL_AUTO_REPLY || class == MAIL_LOOP;
}

static void
decide(const Service *service, const Message *message, Door door, gboolean has_key)
{
	Context context = service_context(service);
	g_autoptr(Questions) questions =
		thread_questions(message, context.policy->desk.tag);
	g_autoptr(Snapshot) snapshot = world(questions);
	g_auto(Understanding) seen = { 0 };
	g_autoptr(Change) change = decide_mail(&context, snapshot, message, door, &seen);

	g_assert_cmpint(change->verdict, !=, LEDGER_STORED);
	check_mails(change);
	check_lines(change);
	check_watchers(change);
	if (is_program(seen.class.class))
		check_program(change, message);
	if (!has_key && door != DOOR_RELEASED)
		check_unproven(change);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static const Door doors[] = { DOOR_MAILBOX, DOOR_PIPE, DOOR_RELEASED,
				      DOOR_TOO_LARGE };
	const Service *service = company_service();
	gboolean has_key;
	g_autoptr(GBytes) bytes = with_keys(data, size, &has_key);
	RawMail raw = { .bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) };
	g_autoptr(Message) message = mime_parse(&raw);

	for (gsize i = 0; i < G_N_ELEMENTS(doors); i++)
		decide(service, message, doors[i], has_key);
	return 0;
}
