/* verify, backup, restore: the store as a whole. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "cli/command-line.h"

static int
wants_file(const char *command)
{
	fprintf(stderr, "faultline: %s FILE\n", command);
	return DESK_ERROR_USAGE;
}

/* The store of the configuration, or the one in FILE, to be read. */
static Store *
open_to_read(const Globals *globals, const char *file, char **path, GError **error)
{
	g_autoptr(Service) service = NULL;

	if (file) {
		*path = g_strdup(file);
		return store_open(file, STORE_READ, 0, error);
	}
	service = service_load(cli_config_file(globals), 0, error);
	if (!service)
		return NULL;
	*path = g_strdup(service->config->store_path);
	return store_open(*path, STORE_READ, 0, error);
}

int
cmd_verify(const Globals *globals, int argc, char **argv)
{
	GOptionEntry entries[] = { { NULL } };
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = NULL;
	g_autofree char *path = NULL;
	gint64 events, mails;
	int code;

	if (!cli_parse(entries, "[FILE]",
		       "Reads all of the store, or of a copy, and says what is wrong.",
		       &argc, &argv, &code))
		return code;
	store = open_to_read(globals, argc > 1 ? argv[1] : NULL, &path, &problem);
	if (!store || !store_check(store, &problem) ||
	    !store_verify(store, &events, &problem) ||
	    !store_check_raw(store, &mails, &problem))
		return cli_fail(problem);
	printf("%s: well; %" G_GINT64_FORMAT " lines of history, %" G_GINT64_FORMAT
	       " mails\n",
	       path, events, mails);
	return 0;
}

int
cmd_backup(const Globals *globals, int argc, char **argv)
{
	GOptionEntry entries[] = { { NULL } };
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = NULL;
	g_autofree char *path = NULL;
	struct stat about;
	int code;

	if (!cli_parse(entries, "FILE", "Copies the store, beside a running daemon too.",
		       &argc, &argv, &code))
		return code;
	if (argc < 2)
		return wants_file("backup");
	store = open_to_read(globals, NULL, &path, &problem);
	if (!store || !store_backup(store, argv[1], &problem))
		return cli_fail(problem);
	if (stat(argv[1], &about) == 0)
		printf("%s: %" G_GINT64_FORMAT " bytes\n", argv[1], (gint64)about.st_size);
	return 0;
}

int
cmd_restore(const Globals *globals, int argc, char **argv)
{
	GOptionEntry entries[] = { { NULL } };
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	g_autofree char *aside = NULL;
	int code;

	if (!cli_parse(entries, "FILE",
		       "Puts a copy in the place of the store. No daemon may run.", &argc,
		       &argv, &code))
		return code;
	if (argc < 2)
		return wants_file("restore");
	service = service_load(cli_config_file(globals), 0, &problem);
	if (!service || !store_restore(service->config->store_path, argv[1],
				       service_now(service), &aside, &problem))
		return cli_fail(problem);
	printf("%s: restored from %s\n", service->config->store_path, argv[1]);
	if (aside)
		printf("%s: the store that was there\n", aside);
	return 0;
}
