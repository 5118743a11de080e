/* See mailserver.h. */
#include "mailserver.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int
run(const char *const *first, const char *const *rest)
{
	g_autofree char *script =
		g_test_build_filename(G_TEST_DIST, "lib", "mailserver", NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	int status = -1;

	g_ptr_array_add(argv, (gpointer) "sh");
	g_ptr_array_add(argv, script);
	for (; *first; first++)
		g_ptr_array_add(argv, (gpointer)*first);
	for (; rest && *rest; rest++)
		g_ptr_array_add(argv, (gpointer)*rest);
	g_ptr_array_add(argv, NULL);
	g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		     NULL, NULL, &status, &error);
	g_assert_no_error(error);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
remove_folder(char *folder)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder);

	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	g_free(folder);
}

char *
mailserver_start(void)
{
	char *folder = g_dir_make_tmp("faultline-mail-XXXXXX", NULL);
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
	int status;

	g_assert_nonnull(folder);
	status = run((const char *[]){ "start", "--while", pid, folder, NULL }, NULL);
	if (status == 0)
		return folder;
	g_assert_cmpint(status, ==, 77);
	g_test_skip("dovecot, exim4, openssl or python3 is not installed");
	remove_folder(folder);
	return NULL;
}

void
mailserver_end(char *folder)
{
	mailserver_call("stop", folder, NULL);
	remove_folder(folder);
}

void
mailserver_call(const char *command, const char *folder, const char *const *words)
{
	g_assert_cmpint(run((const char *[]){ command, folder, NULL }, words), ==, 0);
}

char *
mailserver_setting(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, "env", NULL);
	g_autofree char *prefix = g_strconcat(name, "=", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (int i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], prefix))
			return g_shell_unquote(lines[i] + strlen(prefix), NULL);
	g_assert_not_reached();
}
