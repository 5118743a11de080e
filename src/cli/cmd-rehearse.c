/* rehearse: scenarios on a virtual clock; nothing is stored, nothing sent. */
#include <stdio.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command-line.h"
#include "core/scenario.h"
#include "desk/rehearsal.h"

static void
tell(RehearsalNote note, const char *line, gpointer data)
{
	const gboolean *quiet = data;
	g_autofree char *shown = NULL;

	if (*quiet && note != REHEARSAL_FAILURE)
		return;
	shown = text_escape(line, FALSE);
	puts(shown);
}

static void
print_mistakes(const char *file, const GPtrArray *mistakes)
{
	for (guint i = 0; i < mistakes->len; i++) {
		const Mistake *mistake = mistakes->pdata[i];
		g_autofree char *message = text_escape(mistake->message, FALSE);

		fprintf(stderr, "%s:%d: %s\n", file, mistake->line, message);
	}
}

static int
rehearse(const char *file, gboolean quiet)
{
	g_autoptr(GPtrArray) mistakes =
		g_ptr_array_new_with_free_func((GDestroyNotify)mistake_free);
	g_autoptr(GError) problem = NULL;
	RehearsalScore score;

	if (!rehearsal_play(file, tell, &quiet, &score, mistakes, &problem)) {
		print_mistakes(file, mistakes);
		return mistakes->len ? DESK_ERROR_DATA : cli_fail(problem);
	}
	if (score.failed)
		printf("%s: FAILED: %u of %u expectations\n", file, score.failed,
		       score.expectations);
	else
		printf("%s: well: %u expectations, %u mails\n", file, score.expectations,
		       score.mails);
	return score.failed ? 1 : 0;
}

int
cmd_rehearse(const Globals *globals, int argc, char **argv)
{
	gboolean quiet = FALSE;
	GOptionEntry entries[] = {
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "only what fails", NULL },
		{ NULL },
	};
	int code = 0;

	if (!cli_parse(entries, "FILE.scenario…",
		       "Plays scenarios on a clock of their own, in memory.", &argc, &argv,
		       &code))
		return code;
	if (argc < 2) {
		fputs("faultline: rehearse FILE.scenario…\n", stderr);
		return DESK_ERROR_USAGE;
	}
	if (!globals->verbose)
		log_set_level(LOG_LEVEL_ERROR);
	for (int i = 1; i < argc; i++) {
		int worst = rehearse(argv[i], quiet);

		code = MAX(code, worst);
	}
	return code;
}
