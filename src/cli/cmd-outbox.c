/* outbox list, show, retry, drop, resume. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "store/store-outbox.h"

static json_t *
json_mail(const OutboxMail *mail)
{
	return json_pack(
		"{s:i, s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o}",
		"schema", 1, "number", (json_int_t)mail->outbox_id, "ticket",
		mail->ticket_id ? json_integer(mail->ticket_id) : json_null(), "state",
		outbox_state_name(mail->state), "to", cli_json_text(mail->recipient),
		"notice", cli_json_text(mail->notice), "subject",
		cli_json_text(mail->subject), "message_id", cli_json_text(mail->message_id),
		"created", cli_json_time(mail->created), "due", cli_json_time(mail->due),
		"sent", cli_json_time(mail->sent), "attempts", mail->attempts, "last_code",
		mail->last_code ? json_integer(mail->last_code) : json_null(), "last_text",
		cli_json_text(mail->last_text));
}

static void
add_row(CliTable *table, const Service *service, const OutboxMail *mail)
{
	GTimeZone *zone = service_policy(service)->desk.zone;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->outbox_id);
	g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, mail->ticket_id);
	g_autofree char *due = mail->due ? instant_local(mail->due, zone) : NULL;
	g_autofree char *tries = g_strdup_printf("%d", mail->attempts);
	const char *cells[] = { number,       outbox_state_name(mail->state),
				ticket,       mail->recipient,
				mail->notice, due,
				tries,        mail->last_text };

	cli_table_row(table, cells);
}

static int
list_outbox(Service *service, gboolean all, gboolean json)
{
	static const char *const titles[] = { "NUMBER", "STATE",       "TICKET",
					      "TO",     "NOTICE",      "DUE",
					      "TRIES",  "LAST ANSWER", NULL };
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) mails = store_outbox_list(service->store, all, &problem);
	CliTable *table;

	if (!mails)
		return cli_fail(problem);
	table = json ? NULL : cli_table_new(titles);
	for (guint i = 0; i < mails->len; i++) {
		if (table)
			add_row(table, service, mails->pdata[i]);
		else
			cli_print_json(json_mail(mails->pdata[i]));
	}
	cli_table_print_and_free(table);
	return 0;
}

static int
show_mail(Service *service, gint64 outbox_id, gboolean json)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(OutboxMail) mail =
		store_outbox_mail(service->store, outbox_id, TRUE, &problem);
	g_autofree char *head = NULL;

	if (!mail)
		return cli_fail(problem);
	if (json) {
		cli_print_json(json_mail(mail));
		return 0;
	}
	printf("%s  to <%s>  tries %d  %s\n\n", outbox_state_name(mail->state),
	       mail->recipient, mail->attempts, mail->last_text ? mail->last_text : "");
	if (mail->head) {
		g_autofree char *raw = g_strndup(g_bytes_get_data(mail->head, NULL),
						 g_bytes_get_size(mail->head));
		g_auto(GStrv) lines = g_strsplit(raw, "\r\n", -1);

		head = g_strjoinv("\n", lines);
		g_free(raw);
		raw = text_escape(head, TRUE);
		puts(raw);
	}
	for (guint i = 0; i < mail->enclosures->len; i++)
		printf("[attachment %s]\n",
		       ((Enclosure *)mail->enclosures->pdata[i])->attachment->name);
	return 0;
}

int
cmd_outbox(const Globals *globals, int argc, char **argv)
{
	static const char *const verbs[] = { "retry", "drop", NULL };
	static const char *const whole[] = { "resume", NULL };
	static const CliNoun noun = {
		.noun = "outbox",
		.summary = "Mails that wait to be sent.",
		.verbs = verbs,
		.whole = whole,
		.list = list_outbox,
		.show = show_mail,
		.all = "list: sent mails too",
	};

	return cli_noun(globals, &noun, argc, argv);
}
