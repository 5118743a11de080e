/* explain: a mail as it is understood and what it would do; nothing is stored, nothing
 * sent. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "core/identity.h"
#include "desk/proof.h"
#include "mail/mime.h"

/* What explain knows about one file. */
typedef struct {
	const char *file; /* foreign */
	Message *message; /* own */
	Understanding seen;
	Change *change; /* own */
} Explained;

static void
explained_clear(Explained *explained)
{
	understanding_clear(&explained->seen);
	message_free(explained->message);
	change_free(explained->change);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Explained, explained_clear)

static Message *
parse_file(const Service *service, const char *file, GError **error)
{
	gboolean is_stdin = g_str_equal(file, "-");
	int fd = is_stdin ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
	struct stat about;
	Message *message;

	if (fd < 0 || fstat(fd, &about) < 0 ||
	    (S_ISDIR(about.st_mode) && (errno = EISDIR))) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "%s: %s", file,
			    g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (S_ISREG(about.st_mode)) {
		RawMail raw = { .fd = fd, .size = about.st_size };

		message = mime_parse(&raw);
		proof_check(service, &raw, message);
	} else {
		g_autoptr(GByteArray) bytes = g_byte_array_new();
		g_autoptr(GBytes) all = NULL;
		RawMail raw = { .fd = -1 };
		guint8 buffer[65536];
		ssize_t got;

		while ((got = read(fd, buffer, sizeof buffer)) > 0)
			g_byte_array_append(bytes, buffer, got);
		all = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
		raw.bytes = all;
		raw.size = g_bytes_get_size(all);
		message = mime_parse(&raw);
		proof_check(service, &raw, message);
	}
	close(fd);
	return message;
}

/* Without a store nobody is known, and the only key there could be is a fresh one. */
static Snapshot *
empty_snapshot(void)
{
	Snapshot *snapshot = snapshot_new();

	g_ptr_array_add(snapshot->secrets,
			g_bytes_new_static("explain explain explain explain!", 32));
	return snapshot;
}

static gboolean
explain_file(Service *service, const char *file, Explained *explained, GError **error)
{
	Context context = service_context(service);
	g_autoptr(Snapshot) snapshot = empty_snapshot();

	explained->file = file;
	explained->message = parse_file(service, file, error);
	if (!explained->message)
		return FALSE;
	explained->change = decide_mail(&context, snapshot, explained->message,
					DOOR_MAILBOX, &explained->seen);
	/* A mail that may not be parsed has no class; the contract wants one. */
	if (explained->message->quarantine && !explained->seen.class.reason)
		explained->seen.class.reason = g_strdup(explained->message->quarantine);
	return TRUE;
}

/* ---- JSON ---- */

static json_t *
json_strings(const GPtrArray *strings)
{
	json_t *array = json_array();

	for (guint i = 0; i < strings->len; i++)
		json_array_append_new(array, cli_json_text(strings->pdata[i]));
	return array;
}

static json_t *
json_attachments(const Message *message)
{
	json_t *array = json_array();

	for (guint i = 0; i < message->attachments->len; i++) {
		const Attachment *attachment = message->attachments->pdata[i];

		json_array_append_new(array,
				      json_pack("{s:o, s:o, s:I}", "name",
						cli_json_text(attachment->name), "type",
						cli_json_text(attachment->type), "size",
						(json_int_t)attachment->size));
	}
	return array;
}

static json_t *
json_bounce(const Message *message)
{
	json_t *array = json_array();

	for (guint i = 0; i < message->bounce->len; i++) {
		const BounceRecipient *recipient = message->bounce->pdata[i];

		json_array_append_new(
			array, json_pack("{s:o, s:o, s:o}", "recipient",
					 cli_json_text(recipient->recipient), "status",
					 cli_json_text(recipient->status), "action",
					 cli_json_text(recipient->action)));
	}
	return array;
}

static json_t *
json_rules(const GPtrArray *outcomes)
{
	json_t *array = json_array();

	for (guint i = 0; outcomes && i < outcomes->len; i++) {
		const RuleOutcome *outcome = outcomes->pdata[i];

		json_array_append_new(array,
				      json_pack("{s:o, s:o, s:b, s:o}", "name",
						cli_json_text(outcome->title), "at",
						cli_json_text(outcome->place), "matched",
						outcome->match == MATCH_YES, "why",
						cli_json_text(outcome->why)));
	}
	return array;
}

static json_t *
json_from(const Message *message)
{
	const Address *from = message->from;

	if (!from)
		return json_null();
	return json_pack("{s:o, s:o}", "address", cli_json_text(from->address), "name",
			 cli_json_text(from->name));
}

static json_t *
json_thread(const ThreadResult *thread)
{
	return json_pack("{s:o, s:s}", "ticket",
			 thread->ticket_id ? json_integer(thread->ticket_id) : json_null(),
			 "evidence", thread_evidence_name(thread->evidence));
}

static json_t *
json_signature(const Understanding *seen)
{
	return seen->signature == SIGNED_NONE
		       ? json_null()
		       : json_string(signature_proof_name(seen->signature));
}

static void
print_json(const Explained *explained)
{
	const Message *message = explained->message;
	const Classification *class = &explained->seen.class;
	g_autoptr(GPtrArray) change = change_dump(explained->change);
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_integer(1));
	json_object_set_new(object, "file", cli_json_text(explained->file));
	json_object_set_new(object, "class", json_string(mail_class_name(class->class)));
	json_object_set_new(object, "subclass", cli_json_text(class->subclass));
	json_object_set_new(object, "reason", cli_json_text(class->reason));
	json_object_set_new(object, "may_acknowledge",
			    json_boolean(class->may_acknowledge));
	json_object_set_new(object, "from", json_from(message));
	json_object_set_new(object, "subject", cli_json_text(message->subject));
	json_object_set_new(object, "message_id", cli_json_text(message->message_id));
	json_object_set_new(object, "references", json_strings(message->references));
	json_object_set_new(object, "text", cli_json_text(message->text));
	json_object_set_new(object, "visible_text", cli_json_text(message->visible_text));
	json_object_set_new(object, "hidden_text", cli_json_text(message->hidden_text));
	json_object_set_new(object, "language", cli_json_text(message->language));
	json_object_set_new(object, "forwarded", json_boolean(message->forwarded));
	json_object_set_new(object, "calendar", json_boolean(message->calendar));
	json_object_set_new(object, "encrypted", cli_json_text(message->encrypted));
	json_object_set_new(object, "signed", cli_json_text(message->is_signed));
	json_object_set_new(object, "attachments", json_attachments(message));
	json_object_set_new(object, "proofs",
			    json_pack("{s:b, s:s, s:o}", "key",
				      explained->seen.thread.key_verified, "domain",
				      domain_proof_name(explained->seen.domain),
				      "signature", json_signature(&explained->seen)));
	json_object_set_new(object, "identity", cli_json_text(explained->seen.identity));
	json_object_set_new(object, "thread", json_thread(&explained->seen.thread));
	json_object_set_new(object, "bounce", json_bounce(message));
	json_object_set_new(object, "quarantine", cli_json_text(message->quarantine));
	json_object_set_new(object, "rules", json_rules(explained->seen.rules));
	json_object_set_new(object, "change", json_strings(change));
	cli_print_json(object);
}

/* ---- for people ---- */

static void
print_field(const char *name, const char *value)
{
	g_autofree char *shown = cli_line(value);

	if (value && *value)
		printf("  %-12s %s\n", name, shown);
}

static void
print_text(const char *title, const char *text)
{
	g_autofree char *shown = text_escape(text, TRUE);
	g_auto(GStrv) lines = g_strsplit(shown, "\n", -1);

	if (!*text)
		return;
	printf("  %s\n", title);
	for (guint i = 0; lines[i]; i++)
		printf("    | %s\n", lines[i]);
}

static void
print_people(const Explained *explained)
{
	static const char *const marks[] = {
		[MATCH_NO] = "no ",
		[MATCH_YES] = "YES",
		[MATCH_ERROR] = "ERR",
	};
	const Message *message = explained->message;
	const Understanding *seen = &explained->seen;
	g_autoptr(GPtrArray) change = change_dump(explained->change);

	printf("%s\n", explained->file);
	print_field("from", message->from ? message->from->address : "");
	print_field("subject", message->subject);
	print_field("class", mail_class_name(seen->class.class));
	print_field("because", seen->class.reason);
	print_field("quarantine", message->quarantine);
	print_field("domain", domain_proof_name(seen->domain));
	if (seen->signature != SIGNED_NONE)
		print_field("signature", seen->signature_why);
	print_field("thread", thread_evidence_name(seen->thread.evidence));
	print_field("identity", seen->identity);
	print_field("language", message->language);
	for (guint i = 0; i < message->attachments->len; i++)
		print_field("attachment",
			    ((Attachment *)message->attachments->pdata[i])->name);
	print_text("new text", message->visible_text);
	print_text("hidden text", message->hidden_text);
	for (guint i = 0; seen->rules && i < seen->rules->len; i++) {
		const RuleOutcome *outcome = seen->rules->pdata[i];

		printf("  rule %s %s (%s): %s\n", marks[outcome->match], outcome->title,
		       outcome->place, outcome->why);
	}
	puts("  it would");
	for (guint i = 0; i < change->len; i++) {
		g_autofree char *line = cli_line(change->pdata[i]);

		printf("    %s\n", line);
	}
}

int
cmd_explain(const Globals *globals, int argc, char **argv)
{
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	int code = 0;

	if (!cli_parse(entries, "FILE…",
		       "Says what mails would do; does nothing. - is standard input.",
		       &argc, &argv, &code))
		return code;
	if (argc < 2) {
		fputs("faultline: explain wants a file (- for standard input)\n", stderr);
		return DESK_ERROR_USAGE;
	}
	service = service_load(globals->config, 0, &problem);
	if (!service)
		return cli_fail(problem);
	for (int i = 1; i < argc; i++) {
		g_auto(Explained) explained = { 0 };
		g_autoptr(GError) unreadable = NULL;

		if (!explain_file(service, argv[i], &explained, &unreadable))
			code = cli_fail(unreadable);
		else if (json)
			print_json(&explained);
		else
			print_people(&explained);
	}
	return code;
}
