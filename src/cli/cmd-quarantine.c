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

static int
list_kept(Service *service, gboolean json)
{
	static const char *const titles[] = { "NUMBER",  "STATE",  "RECEIVED", "FROM",
					      "SUBJECT", "REASON", NULL };
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) mails = store_list_kept(service->store, FALSE, &problem);
	CliTable *table;

	if (!mails)
		return cli_fail(problem);
	table = cli_table_new(titles);
	for (guint i = 0; i < mails->len; i++) {
		const LedgerMail *mail = mails->pdata[i];
		g_autofree char *number =
			g_strdup_printf("%" G_GINT64_FORMAT, mail->ledger_id);
		g_autofree char *at =
			instant_local(mail->received, service_policy(service)->desk.zone);
		const char *cells[] = { number,
					ledger_state_name(mail->state),
					at,
					mail->from,
					mail->subject,
					mail->reason };

		if (json)
			cli_print_json(json_mail(mail));
		else
			cli_table_row(table, cells);
	}
	if (json)
		cli_table_free(table);
	else
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
	static const char *const verbs[] = { "list", "show", "release", "drop", NULL };
	gboolean json = FALSE;
	GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	g_autofree char *request = NULL;
	gint64 number = 0;
	int code;

	if (!cli_parse(entries, "list | show N | release N | drop N",
		       "Mails that were set aside.", &argc, &argv, &code))
		return code;
	if (argc < 2 || !g_strv_contains(verbs, argv[1])) {
		fputs("faultline: quarantine list, show, release or drop?\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (strcmp(argv[1], "list") != 0 && !cli_number(argv[2], &number, &problem))
		return cli_fail(problem);
	if (strcmp(argv[1], "release") == 0 || strcmp(argv[1], "drop") == 0) {
		request = g_strdup_printf("quarantine-%s", argv[1]);
		return cli_request(globals, json_pack("{s:s, s:I}", "do", request, "number",
						      (json_int_t)number));
	}
	service = cli_open(globals, &code);
	if (!service)
		return code;
	return number ? show_kept(service, number, json) : list_kept(service, json);
}
