/* What the commands of the program share. Each command is a file cmd-NAME.c. */
#pragma once

#include "desk/service.h"

#include <glib.h>
#include <jansson.h>

typedef struct {
	const char *config; /* foreign; -c FILE, or $FAULTLINE_CONFIG; NULL: none was named */
	gboolean verbose;
} Globals;

/* ARGV[0] is the command's name. Gives the exit code; prints its own errors. */
typedef int (*CommandFunction)(const Globals *globals, int argc, char **argv);

int cmd_run(const Globals *globals, int argc, char **argv);
int cmd_deliver(const Globals *globals, int argc, char **argv);
int cmd_explain(const Globals *globals, int argc, char **argv);
int cmd_rehearse(const Globals *globals, int argc, char **argv);
int cmd_ticket(const Globals *globals, int argc, char **argv);
int cmd_outbox(const Globals *globals, int argc, char **argv);
int cmd_quarantine(const Globals *globals, int argc, char **argv);
int cmd_check(const Globals *globals, int argc, char **argv);
int cmd_config(const Globals *globals, int argc, char **argv);
int cmd_clock(const Globals *globals, int argc, char **argv);
int cmd_report(const Globals *globals, int argc, char **argv);
int cmd_search(const Globals *globals, int argc, char **argv);
int cmd_similar(const Globals *globals, int argc, char **argv);
int cmd_sla(const Globals *globals, int argc, char **argv);
int cmd_verify(const Globals *globals, int argc, char **argv);
int cmd_backup(const Globals *globals, int argc, char **argv);
int cmd_restore(const Globals *globals, int argc, char **argv);
int cmd_status(const Globals *globals, int argc, char **argv);

/* The file to read when none was named: /etc/faultline/faultline.conf. Foreign. */
const char *cli_config_file(const Globals *globals);

/* Prints "faultline: MESSAGE" and gives the exit code of PROBLEM. */
int cli_fail(const GError *problem);

/* Options of a command; SUMMARY is its line of help. FALSE after printing why (*CODE is set). */
gboolean cli_parse(const GOptionEntry *entries, const char *usage, const char *summary, int *argc,
		   char ***argv, int *code);

/* The TIME of --now in the zone of the configuration that will be used; 0 if TEXT is NULL. */
gboolean cli_now(const char *text, const char *config_file, gint64 *now, GError **error);

/* The configuration and its store, read-only. NULL after printing why (*CODE is set). */
Service *cli_open(const Globals *globals, int *code);

/* A positive number, or DESK_ERROR_USAGE. */
gboolean cli_number(const char *text, gint64 *number, GError **error);

/* Sends REQUEST (taken) to the daemon, or does it here under the lock; prints the answer. */
int cli_request(const Globals *globals, json_t *request);

/* One JSON object a line on standard output. OBJECT is taken. */
void cli_print_json(json_t *object);
/* NULL and unknown times (0) become null. */
json_t *cli_json_text(const char *text);
json_t *cli_json_time(gint64 at);

/* TEXT for a terminal: controls and bidi marks made visible, one line. Own. */
char *cli_line(const char *text);

/* A table for people: columns as wide as their widest cell (CJK counts two), the last one free. */
typedef struct CliTable CliTable;
CliTable *cli_table_new(const char *const *titles);
/* As many cells as there are titles; NULL is "-". */
void cli_table_row(CliTable *table, const char *const *cells);
/* NULL prints nothing. */
void cli_table_print_and_free(CliTable *table);

/* A command about kept things: list, show N, and verbs with a number that the daemon does. */
typedef struct {
	const char *noun;           /* "outbox" */
	const char *summary;
	const char *const *verbs;   /* requests: "retry", "drop"; NULL-terminated */
	const char *const *whole;   /* those without a number: "resume"; NULL: none */
	int (*list)(Service *service, gboolean all, gboolean json);
	int (*show)(Service *service, gint64 number, gboolean json);
	const char *all;            /* what list --all adds, for help; NULL: there is no --all */
} CliNoun;

int cli_noun(const Globals *globals, const CliNoun *noun, int argc, char **argv);
