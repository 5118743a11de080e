/* The program: global options, the table of commands, and the help printed from it. */
#include <curl/curl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "config.h"
#include "mail/mime.h"

static const struct {
	const char *name;
	CommandFunction function;
	const char *summary;
} commands[] = {
	{ "run", cmd_run, "serve the mailboxes until stopped; --once: one pass" },
	{ "deliver", cmd_deliver, "take one mail from standard input" },
	{ "explain", cmd_explain, "say what a mail would do, and why, and do nothing" },
	{ "rehearse", cmd_rehearse, "play scenarios against their policies, in memory" },
	{ "ticket", cmd_ticket, "list, show, log, change tickets" },
	{ "outbox", cmd_outbox, "list, show, retry, drop mails that wait to be sent" },
	{ "quarantine", cmd_quarantine,
	  "list, show, release, drop mails that were set aside" },
	{ "sla", cmd_sla, "explain the clocks of a ticket, interval by interval" },
	{ "report", cmd_report, "show a report; --csv: its tickets" },
	{ "search", cmd_search, "find tickets by words, solved ones first" },
	{ "similar", cmd_similar, "find tickets that are like one" },
	{ "check", cmd_check, "check the configuration; --online: the servers too" },
	{ "config", cmd_config, "print the settings that are in force" },
	{ "status", cmd_status, "how the desk is doing" },
	{ "clock", cmd_clock, "confirm: the clock jumped and is right; deadlines go on" },
	{ "backup", cmd_backup, "copy the store, beside a running daemon too" },
	{ "restore", cmd_restore, "put a copy in the place of the store" },
	{ "verify", cmd_verify, "read all of the store and say what is wrong" },
};

static void
print_help(void)
{
	puts("usage: faultline [-c FILE] [-v] COMMAND [ARGUMENT…]\n\ncommands:");
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		printf("  %-11s %s\n", commands[i].name, commands[i].summary);
	puts("  N           the same as: ticket show N\n\n"
	     "options:\n"
	     "  -c FILE     configuration (default: $FAULTLINE_CONFIG, or "
	     "/etc/faultline/faultline.conf)\n"
	     "  -v          log more\n"
	     "  --version   print versions\n\n"
	     "faultline COMMAND --help tells more; the manual is faultline(1).");
}

static void
print_version(void)
{
	printf("faultline %s\nlibcurl %s\n", PACKAGE_VERSION,
	       curl_version_info(CURLVERSION_NOW)->version);
}

/* One daemon mails people in several languages, so only the encoding of the terminal
 * counts. */
static void
set_locale(void)
{
	const char *charset;

	if (!setlocale(LC_ALL, ""))
		setlocale(LC_ALL, "C.UTF-8");
	if (!g_get_charset(&charset))
		setlocale(LC_CTYPE, "C.UTF-8");
}

static int
unknown_command(const char *word)
{
	const char *names[G_N_ELEMENTS(commands) + 1] = { NULL };
	const char *meant;

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i].name;
	meant = text_suggest(word, names);
	fprintf(stderr,
		"faultline: there is no command \"%s\"%s%s%s (see faultline --help)\n",
		word, meant ? ", did you mean \"" : "", meant ? meant : "",
		meant ? "\"?" : "");
	return DESK_ERROR_USAGE;
}

static int
dispatch(const Globals *globals, int argc, char **argv)
{
	if (g_ascii_isdigit(*argv[0])) {
		char *words[] = { (char *)"ticket", (char *)"show", argv[0],
				  argc > 1 ? argv[1] : NULL, NULL };

		return cmd_ticket(globals, argc > 1 ? 4 : 3, words);
	}
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(argv[0], commands[i].name) == 0)
			return commands[i].function(globals, argc, argv);
	return unknown_command(argv[0]);
}

static gboolean
parse_globals(Globals *globals, char **config, gboolean *version, int *argc, char ***argv)
{
	GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, config, "", "" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &globals->verbose, "", "" },
		{ "version", 0, 0, G_OPTION_ARG_NONE, version, "", "" },
		{ NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) problem = NULL;

	g_option_context_set_strict_posix(context, TRUE);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &problem))
		return TRUE;
	fprintf(stderr, "faultline: %s (see faultline --help)\n", problem->message);
	return FALSE;
}

int
main(int argc, char **argv)
{
	Globals globals = { 0 };
	g_autofree char *config = NULL;
	gboolean version = FALSE;
	int code;

	set_locale();
	g_set_prgname("faultline");
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
			 strcmp(argv[1], "help") == 0)) {
		print_help();
		return 0;
	}
	if (!parse_globals(&globals, &config, &version, &argc, &argv))
		return DESK_ERROR_USAGE;
	if (version) {
		print_version();
		return 0;
	}
	if (argc < 2) {
		print_help();
		return DESK_ERROR_USAGE;
	}
	globals.config = config ? config : g_getenv("FAULTLINE_CONFIG");
	if (globals.verbose)
		log_set_level(LOG_LEVEL_DEBUG);
	/* Secrets are in memory: no core dump, no ptrace by others. */
	prctl(PR_SET_DUMPABLE, 0);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	mime_init();
	code = dispatch(&globals, argc - 1, argv + 1);
	mime_shutdown();
	curl_global_cleanup();
	return code;
}
