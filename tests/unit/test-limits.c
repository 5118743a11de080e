/*
 * Mails made to exhaust whoever reads them (reliability F1 and F2), and plain large ones,
 * each read, accepted and decided by a process of its own: what becomes of it, and how far
 * its resident memory rises above that of a process that has just handled a small mail.
 */
#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/intake.h"
#include "mail/mime.h"

#define NOW 1800000000
#define MB  (1000 * 1000)

/* What a mail may cost at most, in KB: to be parsed, and from there to its ticket. */
#define PARSE_MAX (16 * 1024)
#define ROAD_MAX  (32 * 1024)

#define ROUTE "From: feng@corp.example\r\nTo: desk@corp.example\r\nSubject: large\r\n"
#define MIXED "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
#define PICTURE                                                                            \
	"--b\r\n\r\nSee the picture.\r\n--b\r\nContent-Type: image/png; name=a.png\r\n"    \
	"Content-Transfer-Encoding: base64\r\n\r\n"
#define BASE64 "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD\r\n"

/* A mail of HEAD, then BODY until there are SIZE bytes, then TAIL. */
typedef struct {
	const char *name;
	const char *head, *body;
	int size;
	const char *tail;
	const char *reason; /* words of it; NULL: it opens a ticket */
} Case;

static const Case cases[] = {
	{ "empty-parts", ROUTE MIXED, "--b\n\n\n", 25 * MB, "--b--\n",
	  " parts, limit 1,000" },
	{ "parts-with-headers", ROUTE MIXED, "--b\na:\n\n", 25 * MB, "--b--\n",
	  " parts, limit 1,000" },
	{ "one-letter-headers", ROUTE, "a:\n", 25 * MB, "\nx\n", "header block of 25," },
	{ "to-lines", ROUTE, "To: a@b.example\n", 25 * MB, "\nx\n", "header block of 25," },
	{ "to-list", ROUTE "Cc: ", "a@b.example,\n ", 25 * MB, "c@d.example\n\nx\n",
	  "header block of 25," },
	{ "to-list-within-the-block", ROUTE "Cc: ", "a@b.c,\n ", 60 * 1000,
	  "c@d.example\n\nx\n", " addresses in one header" },
	{ "nested-groups", ROUTE "Cc: ", "g:", 25 * MB, "\n\nx\n", "header block of 25," },
	{ "nested-groups-within-the-block", ROUTE "Cc: ", "g:", 60 * 1000, "\n\nx\n",
	  " groups in an address header" },
	{ "nested-comments", ROUTE "Cc: ", "(", 60 * 1000, "\n\nx\n", NULL },
	{ "header-50M", ROUTE "X-Long: ", "0123456789", 49 * MB, "\n\nx\n",
	  "header block of 4" },
	{ "nested-multiparts", ROUTE, "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
	  20000 * 47, "\nx\n", " parts, limit 1,000" },
	{ "nested-mails", ROUTE, "Content-Type: message/rfc822\n\n", 20000 * 31, "\nx\n",
	  "21 parts within each other" },
	{ "encoded-words", ROUTE "X: ", "=?x?q?a?= ", 60 * 1000, "\n\nx\n", NULL },
	{ "parameters", ROUTE "Content-Type: text/plain", ";a*0=b", 60 * 1000, "\n\nx\n",
	  " parameters in one header" },
	{ "nested-html", ROUTE "Content-Type: text/html\n\n", "<div>", 25 * MB, "\n",
	  NULL },
	{ "nested-quotes", ROUTE "\n", ">", 25 * MB, "\n", NULL },
	{ "short-lines", ROUTE "\n", "x\n", 25 * MB, "\n", NULL },
	{ "attachment-50M", ROUTE MIXED PICTURE, BASE64, 49 * MB, "--b--\r\n", NULL },
	{ "mail-in-mail-50M",
	  ROUTE MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n",
	  "A line of text in a mail within a mail.\r\n", 49 * MB, "--b--\r\n", NULL },
	{ "text-50M", ROUTE "\r\n", "A line of text that goes on and on and on.\r\n",
	  49 * MB, "\r\n", NULL },
	{ "html-50M", ROUTE "Content-Type: text/html\r\n\r\n",
	  "<p>A line of <b>text</b> that goes on.</p>\r\n", 49 * MB, "\r\n", NULL },
};

static const char settings[] =
	"desk { name = \"Desk\" address = \"desk@corp.example\" domains = "
	"{\"corp.example\"} strangers = \"open\" }\n"
	"store { path = \"desk.db\" }\n"
	"person \"li\" { address = \"li@corp.example\" roles = {\"engineer\"} }\n"
	"team \"helpdesk\" { members = {\"li\"} }\n"
	"tier 1 { team = \"helpdesk\" }\n";

/* ---- making mails ---- */

static int
new_mail(void)
{
	int fd = memfd_create("test-limits", MFD_CLOEXEC);

	g_assert_cmpint(fd, >=, 0);
	return fd;
}

static void
append(int fd, const char *bytes, gsize length)
{
	g_assert_cmpint(write(fd, bytes, length), ==, (gssize)length);
}

static int
make_mail(const Case *c)
{
	g_autoptr(GString) many = g_string_new(NULL);
	gsize body = strlen(c->body), left = c->size - strlen(c->head), round;
	int fd = new_mail();

	left -= left % body;
	while (many->len < 1 << 16)
		g_string_append(many, c->body);
	append(fd, c->head, strlen(c->head));
	for (; left; left -= round) {
		round = MIN(left, many->len);
		append(fd, many->str, round);
	}
	append(fd, c->tail, strlen(c->tail));
	return fd;
}

/* ---- the process that reads one ---- */

static long
status_of(const char *key)
{
	g_autofree char *status = NULL;
	const char *line;

	g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
	line = strstr(status, key);
	g_assert_nonnull(line);
	return strtol(line + strlen(key), NULL, 10);
}

/* Lets the high-water mark begin anew. FALSE where the kernel cannot. */
static gboolean
reset_peak(void)
{
	FILE *file = fopen("/proc/self/clear_refs", "w");
	gboolean done = file && fputs("5", file) >= 0;

	return file && fclose(file) == 0 && done;
}

static void
take(Intake *intake, int fd)
{
	guint decided;

	g_assert_true(intake_accept_file(intake, fd, NULL));
	g_assert_true(intake_decide(intake, 100, &decided, NULL));
	g_assert_cmpuint(decided, ==, 1);
}

static long
cost_of_parse(int fd, long idle)
{
	RawMail raw = { .fd = fd, .size = lseek(fd, 0, SEEK_END) };
	g_autoptr(Message) message = mime_parse(&raw);

	g_assert_nonnull(message);
	return MAX(status_of("VmHWM:") - idle, 0);
}

/* Says on OUT: the KB that the mail in FD cost, parsed and decided, and what the ledger
 * says of it. */
static void
read_mail(const char *folder, int fd, FILE *out)
{
	static const char small[] =
		ROUTE "Message-ID: <small@pc.example>\r\n\r\nSmall.\r\n";
	g_autofree char *file = g_build_filename(folder, "faultline.conf", NULL);
	g_autoptr(Service) service = service_load(file, NOW, NULL);
	g_autoptr(Intake) intake = NULL;
	g_autoptr(LedgerMail) mail = NULL;
	int first = new_mail();
	long idle, parse;

	g_assert_true(service_open_store(service, STORE_WRITE, NULL));
	intake = intake_new(service, NULL);
	append(first, small, strlen(small));
	take(intake, first);
	malloc_trim(0);
	idle = reset_peak() ? status_of("VmRSS:") : G_MAXINT32;
	parse = cost_of_parse(fd, idle);
	take(intake, fd);
	mail = store_ledger_mail(service->store, 2, NULL);
	fprintf(out, "%ld %ld %s %s", parse, MAX(status_of("VmHWM:") - idle, 0),
		ledger_state_name(mail->state), mail->reason ? mail->reason : "-");
	fclose(out);
}

/* What read_mail() says. Own. */
static char *
run(const char *folder, int fd)
{
	char said[1000] = "";
	int pipes[2], status;
	gssize got;
	pid_t child;

	g_assert_cmpint(pipe(pipes), ==, 0);
	child = fork();
	if (child == 0) {
		close(pipes[0]);
		read_mail(folder, fd, fdopen(pipes[1], "w"));
		_exit(0);
	}
	close(pipes[1]);
	got = read(pipes[0], said, sizeof said - 1);
	close(pipes[0]);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	g_assert_cmpint(got, >, 0);
	return g_strdup(said);
}

static char *
make_folder(void)
{
	char *folder = g_dir_make_tmp("faultline-limits-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, "faultline.conf", NULL);

	g_assert_true(g_file_set_contents(file, settings, -1, NULL));
	return folder;
}

static void
remove_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	for (const char *name; (name = g_dir_read_name(dir));) {
		g_autofree char *file = g_build_filename(folder, name, NULL);

		g_unlink(file);
	}
	g_rmdir(folder);
}

/* A sanitizer keeps what is freed. */
static gboolean
memory_can_be_measured(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return FALSE;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	return FALSE;
#endif
#endif
	return TRUE;
}

static void
check(const char *said, const char *reason)
{
	char *rest;
	long parse = strtol(said, &rest, 10), road = strtol(rest, &rest, 10);

	g_test_message("%s (KB to parse and in all, state, reason)", said);
	if (reason)
		g_assert_true(g_str_has_prefix(rest, " quarantined "));
	else
		g_assert_cmpstr(rest, ==, " applied -");
	if (reason && !strstr(rest, reason))
		g_assert_cmpstr(rest, ==, reason);
	if (!memory_can_be_measured())
		return;
	g_assert_cmpint(parse, <=, PARSE_MAX);
	g_assert_cmpint(road, <=, ROAD_MAX);
}

static void
test_case(gconstpointer data)
{
	const Case *c = data;
	g_autofree char *folder = make_folder();
	int fd = make_mail(c);
	g_autofree char *said = run(folder, fd);

	close(fd);
	remove_folder(folder);
	check(said, c->reason);
}

/* F2: whom a NUL makes somebody else is nobody. */
static void
test_nul(void)
{
	static const char mail[] = "From: boss@corp.example\0@attacker.example\r\n"
				   "To: desk@corp.example\r\nSubject: x\r\n\r\nx\r\n";
	g_autofree char *folder = make_folder();
	int fd = new_mail();
	g_autofree char *said = NULL;

	append(fd, mail, sizeof mail - 1);
	said = run(folder, fd);
	close(fd);
	remove_folder(folder);
	check(said, "a NUL in the headers");
}

/* 20,000 multiparts, each with a boundary of its own. */
static void
test_boundaries(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *said = NULL;
	int fd = new_mail();

	append(fd, ROUTE, strlen(ROUTE));
	for (int i = 0; i < 20000; i++) {
		g_autofree char *level = g_strdup_printf(
			"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i,
			i);

		append(fd, level, strlen(level));
	}
	said = run(folder, fd);
	close(fd);
	remove_folder(folder);
	check(said, "21 parts within each other");
}

int
main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/limits/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/limits/nul", test_nul);
	g_test_add_func("/limits/nested-boundaries", test_boundaries);
	result = g_test_run();
	mime_shutdown();
	return result;
}
