/* Secrets out of files and commands: what is taken, what is refused, what is never said. */
#include "mail/credential.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/transport.h"

typedef struct {
	const char *name;
	const char *content;
	gssize length; /* -1: a string */
	mode_t mode;
	gboolean is_guarded; /* lies in $CREDENTIALS_DIRECTORY */
	const char *secret;  /* NULL: refused … */
	const char *because; /* … with these words */
} FileCase;

static const FileCase file_cases[] = {
	{ "one-line", "s3cret\n", -1, 0600, FALSE, "s3cret", NULL },
	{ "no-newline", "s3cret", -1, 0400, FALSE, "s3cret", NULL },
	{ "crlf", "s3cret\r\nnote\r\n", -1, 0600, FALSE, "s3cret", NULL },
	{ "first-line-only", "s3cret\nold one\n", -1, 0600, FALSE, "s3cret", NULL },
	{ "spaces-count", " s3 cret \n", -1, 0600, FALSE, " s3 cret ", NULL },
	{ "empty", "", -1, 0600, FALSE, NULL, "empty" },
	{ "empty-line", "\ns3cret\n", -1, 0600, FALSE, NULL, "empty" },
	{ "nul", "s3\0cret\n", 8, 0600, FALSE, NULL, "NUL" },
	{ "group-reads", "s3cret\n", -1, 0640, FALSE, NULL, "chmod 600" },
	{ "others-read", "s3cret\n", -1, 0604, FALSE, NULL, "chmod 600" },
	{ "group-writes", "s3cret\n", -1, 0620, FALSE, NULL, "chmod 600" },
	{ "service-manager", "s3cret\n", -1, 0440, TRUE, "s3cret", NULL },
	{ "service-manager-others", "s3cret\n", -1, 0444, TRUE, NULL, "others" },
};

static char *folder; /* own */

static char *
write_file(const char *name, const char *content, gssize length, mode_t mode)
{
	char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, content, length, &error);
	g_assert_no_error(error);
	g_assert_cmpint(chmod(path, mode), ==, 0);
	return path;
}

static void
assert_secret(const Credential *credential, const char *expected)
{
	g_autoptr(GError) error = NULL;
	gboolean is_token;
	char *secret = credential_secret(credential, &is_token, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(secret, ==, expected);
	g_assert_cmpint(is_token, ==, credential->token_command != NULL);
	secret_free(secret);
}

/* … for what BECAUSE says, and without a word of the secret. */
static void
assert_refused(const Credential *credential, const char *because)
{
	g_autoptr(GError) error = NULL;
	gboolean is_token;

	g_assert_null(credential_secret(credential, &is_token, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
	if (!strstr(error->message, because))
		g_error("\"%s\" lacks \"%s\"", error->message, because);
	g_assert_null(strstr(error->message, "s3"));
}

static void
assert_case(const Credential *credential, const char *secret, const char *because)
{
	if (secret)
		assert_secret(credential, secret);
	else
		assert_refused(credential, because);
}

static void
test_file(gconstpointer data)
{
	const FileCase *row = data;
	g_autofree char *path = write_file(row->name, row->content, row->length, row->mode);
	Credential credential = { .password_file = path };

	g_setenv("CREDENTIALS_DIRECTORY", row->is_guarded ? folder : "/nonexistent", TRUE);
	assert_case(&credential, row->secret, row->because);
	g_unlink(path);
}

static void
test_no_file(void)
{
	g_autofree char *path = g_build_filename(folder, "missing", NULL);
	g_autofree char *pipe = g_build_filename(folder, "pipe", NULL);
	const char *const paths[] = { path, folder, pipe };
	const char *const because[] = { "No such file", "not a regular", "not a regular" };

	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		Credential credential = { .password_file = (char *)paths[i] };

		assert_refused(&credential, because[i]);
	}
	g_unlink(pipe);
}

/* A symbolic link is followed; the rights that count are the file's. */
static void
test_link(void)
{
	g_autofree char *path = write_file("target", "s3cret\n", -1, 0640);
	g_autofree char *link_path = g_build_filename(folder, "link", NULL);
	Credential credential = { .password_file = link_path };

	g_unsetenv("CREDENTIALS_DIRECTORY");
	g_assert_cmpint(symlink(path, link_path), ==, 0);
	assert_refused(&credential, "chmod");
	g_assert_cmpint(chmod(path, 0600), ==, 0);
	assert_secret(&credential, "s3cret");
	g_unlink(link_path);
	g_unlink(path);
}

typedef struct {
	const char *name;
	const char *argv[4];
	const char *secret;
	const char *because;
} CommandCase;

static const CommandCase command_cases[] = {
	{ "words", { "printf", "%s\\n", "s3cret" }, "s3cret", NULL },
	{ "no-shell", { "echo", "$HOME;`id`" }, "$HOME;`id`", NULL },
	{ "first-line-only", { "printf", "s3cret\\nuser: me\\n" }, "s3cret", NULL },
	{ "no-input", { "sh", "-c", "cat; echo s3cret" }, "s3cret", NULL },
	{ "closes-early",
	  { "sh", "-c", "echo s3cret; exec >&-; sleep 0.1" },
	  "s3cret",
	  NULL },
	{ "in-pieces", { "sh", "-c", "printf s3; sleep 0.1; echo cret" }, "s3cret", NULL },
	/* What it leaves behind holds the pipe; that is not waited for. */
	{ "agent", { "sh", "-c", "sleep 8 2>/dev/null & echo s3cret" }, "s3cret", NULL },
	{ "fails", { "sh", "-c", "echo s3cret; exit 3" }, NULL, "sh: " },
	{ "silent", { "true" }, NULL, "empty" },
	{ "endless-line",
	  { "sh", "-c", "yes s3cret | head -c 40000 | tr -d '\\n'" },
	  NULL,
	  "too long" },
	{ "missing", { "/nonexistent/pass" }, NULL, "/nonexistent/pass" },
};

static void
test_command(gconstpointer data)
{
	const CommandCase *row = data;
	Credential password = { .password_command = (char **)row->argv };
	Credential token = { .token_command = (char **)row->argv };

	assert_case(&password, row->secret, row->because);
	assert_case(&token, row->secret, row->because);
}

/* The command would take a minute; the event is there at once. */
static void
test_cancel(void)
{
	const char *const argv[] = { "sleep", "60", NULL };
	Credential credential = { .password_command = (char **)argv };
	int cancel = eventfd(1, EFD_CLOEXEC);
	g_autoptr(GError) error = NULL;
	gboolean is_token;

	g_assert_null(credential_read(&credential, cancel, &is_token, &error));
	g_assert_error(error, DESK_ERROR, DESK_ERROR_LATER);
	close(cancel);
}

static void
test_nothing_set(void)
{
	Credential credential = { .user = (char *)"desk" };

	assert_refused(&credential, "neither");
}

static void
test_time_limit(void)
{
	const char *const argv[] = { "sh", "-c", "sleep 300; echo s3cret", NULL };
	Credential credential = { .password_command = (char **)argv };

	assert_refused(&credential, "10 seconds");
}

static void
add(const char *group, const char *name, gconstpointer row, GTestDataFunc function)
{
	g_autofree char *path = g_strdup_printf("/credential/%s/%s", group, name);

	g_test_add_data_func(path, row, function);
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("faultline-credential-XXXXXX", NULL);
	g_assert_nonnull(folder);
	for (guint i = 0; i < G_N_ELEMENTS(file_cases); i++)
		add("file", file_cases[i].name, &file_cases[i], test_file);
	g_test_add_func("/credential/file/none", test_no_file);
	g_test_add_func("/credential/file/link", test_link);
	for (guint i = 0; i < G_N_ELEMENTS(command_cases); i++)
		add("command", command_cases[i].name, &command_cases[i], test_command);
	g_test_add_func("/credential/command/cancel", test_cancel);
	g_test_add_func("/credential/command/time-limit", test_time_limit);
	g_test_add_func("/credential/nothing-set", test_nothing_set);
	status = g_test_run();
	g_rmdir(folder);
	g_free(folder);
	return status;
}
