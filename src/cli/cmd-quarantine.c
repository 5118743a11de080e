/* quarantine list, show, release, drop: mails that were held or could not be read. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command-line.h"

static json_t *
json_mail(const LedgerMail *mail)
{
	return json_pack(
		"{s:i, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:i}", "schema", 1,
		"number", (json_int_t)mail->ledger_id, "state",
		ledger_state_name(mail->state), "reason", cli_json_text(mail->reason),
		"from", cli_json_text(mail->from), "subject", cli_json_text(mail->subject),
		"mailbox", cli_json_text(mail->mailbox), "message_id",
		cli_json_text(mail->message_id), "received", cli_json_time(mail->received),
		"size", (json_int_t)mail->size, "attempts", mail->attempts);
}

static void
add_row(CliTable *table, const Service *service, const LedgerMail *mail)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->ledger_id);
	g_autofree char *at =
		instant_local(mail->received, service_policy(service)->desk.zone);
	const char *cells[] = { number,     ledger_state_name(mail->state),
				at,         mail->from,
				mail->subject, mail->reason };

	cli_table_row(table, cells);
}

static int
list_kept(Service *service, G_GNUC_UNUSED gboolean all, gboolean json)
{
	static const char *const titles[] = { "NUMBER",  "STATE",  "RECEIVED", "FROM",
					      "SUBJECT", "REASON", NULL };
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) mails = store_list_kept(service->store, FALSE, &problem);
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

/* The raw mail as it came, controls made visible: it may be hostile. */
static int
show_kept(Service *service, gint64 ledger_id, gboolean json)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(LedgerMail) mail = store_ledger_mail(service->store, ledger_id, &problem);
	g_autoptr(GBytes) raw =
		mail ? store_raw(service->store, mail->raw_hash, &problem) : NULL;
	g_autofree char *valid = NULL;
	g_autofree char *shown = NULL;

	if (!raw)
		return cli_fail(problem);
	if (json) {
		cli_print_json(json_mail(mail));
		return 0;
	}
	valid = text_valid(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw));
	shown = text_escape(valid, TRUE);
	printf("%s: %s\n\n%s\n", ledger_state_name(mail->state),
	       mail->reason ? mail->reason : "", shown);
	return 0;
}

int
cmd_quarantine(const Globals *globals, int argc, char **argv)
{
	static const char *const verbs[] = { "release", "drop", NULL };
	static const CliNoun noun = {
		.noun = "quarantine",
		.summary = "Mails that were set aside.",
		.verbs = verbs,
		.list = list_kept,
		.show = show_kept,
		.all = NULL,
	};

	return cli_noun(globals, &noun, argc, argv);
}
