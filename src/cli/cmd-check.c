/* check: the configuration, and with --online the servers. config: what is in force. */
#include <stdio.h>

#include "base/error.h"
#include "cli/command-line.h"
#include "desk/templates.h"
#include "mail/imap.h"
#include "mail/smtp.h"

static void
print_problems(const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++) {
		const Problem *problem = problems->pdata[i];

		fprintf(stderr, "%s: %s%s\n", problem->place,
			problem->is_error ? "" : "warning: ", problem->message);
	}
}

static gboolean
check_mailbox(const MailboxConfig *mailbox, GError **error)
{
	TransportTimeouts timeouts = { .connect = 30, .response = 30 };
	g_autoptr(Imap) imap = imap_open(mailbox->endpoint, &timeouts, 1 << 20, -1, error);
	gboolean has_processed = FALSE;
	ImapMailbox box;

	if (!imap || !imap_select(imap, mailbox->folder, &box, error) ||
	    !imap_exists(imap, mailbox->processed, &has_processed, error))
		return FALSE;
	printf("mailbox %s: login and %s are well, %" G_GUINT64_FORMAT
	       " mails; IDLE %s, MOVE %s; %s %s\n",
	       mailbox->title, mailbox->folder, box.exists,
	       imap_has(imap, "IDLE") ? "yes" : "no", imap_has(imap, "MOVE") ? "yes" : "no",
	       mailbox->processed, has_processed ? "exists" : "will be created");
	return TRUE;
}

static gboolean
check_submission(const Endpoint *endpoint, GError **error)
{
	TransportTimeouts timeouts = { .connect = 30, .response = 30 };
	g_autoptr(Smtp) smtp = smtp_open(endpoint, &timeouts, -1, error);
	const char *size;

	if (!smtp)
		return FALSE;
	size = smtp_extension(smtp, "SIZE");
	printf("submission: login is well; SIZE %s, PIPELINING %s\n",
	       size && *size ? size : "unlimited",
	       smtp_extension(smtp, "PIPELINING") ? "yes" : "no");
	return TRUE;
}

/* The first failure gives the exit code; all are told. */
static int
check_online(const Config *config)
{
	int code = 0;

	for (guint i = 0; i < config->mailboxes->len; i++) {
		g_autoptr(GError) problem = NULL;

		if (!check_mailbox(config->mailboxes->pdata[i], &problem)) {
			int failed = cli_fail(problem);

			code = code ? code : failed;
		}
	}
	if (config->submission) {
		g_autoptr(GError) problem = NULL;

		if (!check_submission(config->submission, &problem)) {
			int failed = cli_fail(problem);

			code = code ? code : failed;
		}
	}
	return code;
}

int
cmd_check(const Globals *globals, int argc, char **argv)
{
	gboolean online = FALSE;
	GOptionEntry entries[] = {
		{ "online", 0, 0, G_OPTION_ARG_NONE, &online,
		  "log in to the servers; nothing is changed", NULL },
		{ NULL },
	};
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(TemplateSet) templates = NULL;
	gboolean served = FALSE;
	const char *file = cli_config_file(globals);
	int code;

	if (!cli_parse(entries, "[FILE]", "Checks the configuration.", &argc, &argv, &code))
		return code;
	if (argc > 1)
		file = argv[1];
	config = config_load(file, g_get_real_time() / G_USEC_PER_SEC, problems, &problem);
	if (config)
		templates = templates_load(config->templates_dir, &problem);
	if (templates)
		served = templates_serve(templates, config->policy, problems, &problem);
	print_problems(problems);
	if (!served)
		return problems_first_error(problems) ? problem->code : cli_fail(problem);
	printf("%s: well; %u mailboxes, %u persons, %u rules\n", file,
	       config->mailboxes->len, config->policy->persons->len,
	       rule_set_size(config->policy->rules));
	return online ? check_online(config) : 0;
}

int
cmd_config(const Globals *globals, int argc, char **argv)
{
	gboolean all = FALSE;
	GOptionEntry entries[] = {
		{ "all", 0, 0, G_OPTION_ARG_NONE, &all, "defaults too", NULL },
		{ NULL },
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) lines = NULL;
	int code;

	if (!cli_parse(entries, "", "Prints the settings in force, without secrets.", &argc,
		       &argv, &code))
		return code;
	lines = config_dump(cli_config_file(globals), all, &problem);
	if (!lines)
		return cli_fail(problem);
	for (guint i = 0; i < lines->len; i++)
		puts(lines->pdata[i]);
	return 0;
}
