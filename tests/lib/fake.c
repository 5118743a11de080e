/* Starts and ends tests/lib/fake-server.py; see fake.h. */
#include "fake.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct Fake {
	GPid pid; /* 0 when it has ended */
	int status;
	int port;
	char *folder; /* own; kept files, "errors" */
};

static char *certificates; /* own; their folder, once made */

static char *
tool(const char *name)
{
	return g_test_build_filename(G_TEST_DIST, "lib", name, NULL);
}

static void
remove_folder(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_unlink(file);
	}
	g_rmdir(path);
}

static gboolean
make_certificates(void)
{
	g_autofree char *script = tool("make-certs.sh");
	char *argv[] = { (char *)"sh", script, NULL, NULL };
	int status = -1;

	if (certificates)
		return TRUE;
	certificates = g_dir_make_tmp("faultline-certs-XXXXXX", NULL);
	g_assert_nonnull(certificates);
	argv[2] = certificates;
	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
		     &status, NULL);
	if (status == 0)
		return TRUE;
	fake_clean_up();
	return FALSE;
}

const char *
fake_authority(void)
{
	static char path[256];

	if (!make_certificates())
		return NULL;
	g_snprintf(path, sizeof path, "%s/ca.pem", certificates);
	return path;
}

void
fake_clean_up(void)
{
	if (certificates)
		remove_folder(certificates);
	g_clear_pointer(&certificates, g_free);
}

static int
read_port(int fd)
{
	char line[64] = "";
	gsize length = 0;
	int port = 0;

	while (length < sizeof line - 1 && !strchr(line, '\n')) {
		gssize got = read(fd, line + length, sizeof line - 1 - length);

		if (got <= 0)
			break;
		length += got;
	}
	return sscanf(line, "PORT %d", &port) == 1 ? port : 0;
}

/* The server's standard error goes to a file: a pipe could fill up. */
static void
errors_to_file(gpointer data)
{
	int fd = open(data, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		_exit(127);
}

static void
launch(Fake *fake, const char **argv)
{
	g_autofree char *errors = g_build_filename(fake->folder, "errors", NULL);
	g_autoptr(GError) error = NULL;
	int out = -1;

	g_spawn_async_with_pipes(
		NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
		errors_to_file, errors, &fake->pid, NULL, &out, NULL, &error);
	g_assert_no_error(error);
	fake->port = read_port(out);
	close(out);
}

Fake *
fake_start(const char *transcript, const char *certificate, gboolean clear)
{
	const char *python = g_getenv("PYTHON3");
	g_autofree char *script = tool("fake-server.py");
	g_autoptr(Fake) fake = g_new0(Fake, 1);
	g_autofree char *cert = NULL, *key = NULL;

	if ((python && !*python) || !make_certificates()) {
		g_test_skip("python3 or openssl is missing");
		return NULL;
	}
	fake->folder = g_dir_make_tmp("faultline-fake-XXXXXX", NULL);
	g_assert_nonnull(fake->folder);
	cert = g_strdup_printf("%s/%s.pem", certificates, certificate);
	key = g_strdup_printf("%s/%s.key", certificates, certificate);
	launch(fake, (const char *[]){ python ? python : "python3", script, "--cert", cert,
				       "--key", key, "--out", fake->folder, "--limit", "60",
				       transcript, clear ? "--clear" : NULL, NULL });
	if (!fake->port) {
		g_autofree char *difference = fake_finish(fake);

		g_error("the scripted server does not start: %s", difference);
	}
	return g_steal_pointer(&fake);
}

int
fake_port(const Fake *fake)
{
	return fake->port;
}

static void
reap(Fake *fake)
{
	if (fake->pid)
		waitpid(fake->pid, &fake->status, 0);
	fake->pid = 0;
}

char *
fake_finish(Fake *fake)
{
	g_autofree char *errors = NULL;

	reap(fake);
	if (WIFEXITED(fake->status) && WEXITSTATUS(fake->status) == 0)
		return NULL;
	errors = fake_kept(fake, "errors", NULL);
	return g_strdup_printf("%s(status %#x)", errors ? errors : "", fake->status);
}

char *
fake_kept(const Fake *fake, const char *name, gsize *length)
{
	g_autofree char *path = g_build_filename(fake->folder, name, NULL);
	char *content = NULL;

	g_file_get_contents(path, &content, length, NULL);
	return content;
}

void
fake_free(Fake *fake)
{
	if (fake->pid)
		kill(fake->pid, SIGTERM);
	reap(fake);
	if (fake->folder)
		remove_folder(fake->folder);
	g_free(fake->folder);
	g_free(fake);
}
