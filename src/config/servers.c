/* Mailboxes and the submission server: urls, and how to log in. */
#include "config/servers.h"

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RATE_MAX 100000

typedef struct {
	const Section *section;
	GPtrArray *problems;
	char *label; /* own */
} Server;

static void refuse(const Server *server, const char *option, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static void warn(const Server *server, const char *option, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static const char *
place_of(const Server *server, const char *option)
{
	return option ? section_place(server->section, option) : server->section->place;
}

static void
refuse(const Server *server, const char *option, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem_error(server->problems, place_of(server, option), "%s: %s", server->label,
		      message);
}

static void
warn(const Server *server, const char *option, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem_warning(server->problems, place_of(server, option), "%s: %s", server->label,
			message);
}

/* ── urls ─────────────────────────────────────────────────────────────────────────────────
 */

/* What a url of SCHEME must not have: each would be lost without a word. */
static const char *
url_problem(GUri *uri)
{
	if (!g_uri_get_host(uri) || !*g_uri_get_host(uri))
		return "names no host";
	if (g_uri_get_userinfo(uri))
		return "must not hold user or password: they have settings of their own";
	if (g_uri_get_query(uri) || g_uri_get_fragment(uri))
		return "must not hold ? or #";
	return NULL;
}

static GUri *
parse_url(const Server *server, const char *secure, const char *plain)
{
	const char *url = section_text(server->section, "url");
	g_autoptr(GUri) uri = url ? g_uri_parse(url, G_URI_FLAGS_NONE, NULL) : NULL;
	const char *problem = NULL;

	if (!url)
		return NULL;
	if (!uri || (strcmp(g_uri_get_scheme(uri), secure) != 0 &&
		     strcmp(g_uri_get_scheme(uri), plain) != 0)) {
		refuse(server, "url",
		       "url: \"%s\" is no such address: write %s://HOST, or "
		       "%s://HOST for STARTTLS",
		       url, secure, plain);
		return NULL;
	}
	problem = url_problem(uri);
	if (!problem)
		return g_steal_pointer(&uri);
	/* the url itself may hold a password: it is not repeated */
	refuse(server, "url", "url: it %s", problem);
	return NULL;
}

/* Scheme, host and port alone. */
static char *
server_url(GUri *uri)
{
	const char *host = g_uri_get_host(uri);
	gboolean is_ipv6 = strchr(host, ':') != NULL;
	int port = g_uri_get_port(uri);
	g_autofree char *suffix = port > 0 ? g_strdup_printf(":%d", port) : g_strdup("");

	return g_strdup_printf("%s://%s%s%s%s", g_uri_get_scheme(uri), is_ipv6 ? "[" : "",
			       host, is_ipv6 ? "]" : "", suffix);
}

/* "/Support/IT" is folder "Support/IT"; GUri has decoded %xx already. */
static char *
url_folder(GUri *uri)
{
	g_autofree char *path = g_strdup(g_uri_get_path(uri));
	gsize length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		path[--length] = '\0';
	return g_strdup(length > 1 ? path + 1 : "INBOX");
}

/* ── how to log in ────────────────────────────────────────────────────────────────────────
 */

static void
check_secret_file(const Server *server, const char *file)
{
	struct stat status;

	if (access(file, R_OK) != 0 || stat(file, &status) != 0)
		warn(server, "password-file", "password-file: \"%s\" cannot be read: %s",
		     file, g_strerror(errno));
	else if (status.st_mode & (S_IRWXG | S_IRWXO))
		warn(server, "password-file",
		     "password-file: others may read \"%s\", so it will not be used: "
		     "chmod 600 %s",
		     file, file);
}

/* A password that stands in the configuration itself. */
static void
check_secret_words(const Server *server, const char *option, char **command)
{
	const Setting *setting = section_setting(server->section, option);
	g_autofree char *program = g_path_get_basename(command[0]);
	struct stat status;

	if (strcmp(program, "echo") != 0 && strcmp(program, "printf") != 0)
		return;
	if (stat(setting->file, &status) == 0 && status.st_mode & S_IROTH)
		warn(server, option,
		     "%s: the secret stands in a file that everybody can read: chmod o-r "
		     "%s, "
		     "or use password-file",
		     option, setting->file);
}

static char **
command_of(const Server *server, const char *option)
{
	g_auto(GStrv) command = section_list(server->section, option);
	g_autofree char *program = NULL;

	if (!command[0] || !*command[0]) {
		refuse(server, option, "%s: names no program", option);
		return NULL;
	}
	program = g_find_program_in_path(command[0]);
	if (!program)
		warn(server, option, "%s: there is no program \"%s\"", option, command[0]);
	check_secret_words(server, option, command);
	return g_steal_pointer(&command);
}

static void
set_credential(const Server *server, Credential *credential)
{
	static const char *const sources[] = { "password-file", "password-command",
					       "token-command" };
	const Section *section = server->section;
	guint n = 0;

	for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
		if (section_setting(section, sources[i]) ||
		    g_hash_table_contains(section->refused, sources[i]))
			n++;
	if (n != 1)
		refuse(server, NULL,
		       "%s: exactly one of password-file, password-command and "
		       "token-command is needed",
		       n == 0 ? "has no password" : "has more than one password");
	credential->user = g_strdup(section_text(section, "user"));
	if (section_setting(section, "password-command"))
		credential->password_command = command_of(server, "password-command");
	if (section_setting(section, "token-command"))
		credential->token_command = command_of(server, "token-command");
	if (!section_setting(section, "password-file"))
		return;
	credential->password_file = section_path(section, "password-file");
	check_secret_file(server, credential->password_file);
}

static Endpoint *
make_endpoint(const Server *server, GUri *uri)
{
	Endpoint *endpoint = g_new0(Endpoint, 1);

	endpoint->name = g_strdup(server->label);
	endpoint->url = uri ? server_url(uri) : NULL;
	endpoint->ca_file = section_path(server->section, "ca-file");
	if (endpoint->ca_file && access(endpoint->ca_file, R_OK) != 0)
		warn(server, "ca-file", "ca-file: \"%s\" cannot be read: %s",
		     endpoint->ca_file, g_strerror(errno));
	set_credential(server, &endpoint->credential);
	return endpoint;
}

/* ── sections ─────────────────────────────────────────────────────────────────────────────
 */

static void
set_import(const Section *section, MailboxConfig *mailbox)
{
	const char *before = section_text(section, "import-before");

	if (strcmp(before, "all") == 0)
		mailbox->import = IMPORT_ALL;
	else if (strcmp(before, "none") == 0)
		mailbox->import = IMPORT_NONE;
	else
		mailbox->import = IMPORT_AGE;
	mailbox->import_before = section_duration(section, "import-before").seconds;
}

/* Working days need a calendar, which an installation's own times have not. */
static void
check_plain_time(const Server *server, const char *option)
{
	Duration duration = section_duration(server->section, option);

	if (duration.working_days > 0)
		refuse(server, option,
		       "%s: counts real time, no working days: write \"%dd\"", option,
		       duration.working_days);
}

static void
check_folders(const Server *server, const MailboxConfig *mailbox, const Config *config)
{
	if (strcmp(mailbox->folder, mailbox->processed) == 0)
		refuse(server, "processed",
		       "processed: is the folder that mail is read from: name another");
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const MailboxConfig *other = config->mailboxes->pdata[i];

		if (g_strcmp0(other->endpoint->url, mailbox->endpoint->url) == 0 &&
		    g_strcmp0(other->endpoint->credential.user,
			      mailbox->endpoint->credential.user) == 0 &&
		    strcmp(other->folder, mailbox->folder) == 0)
			refuse(server, "url",
			       "url: mailbox \"%s\" reads that folder already",
			       other->title);
	}
}

/* Without such a server no sender is proven: engineers' commands then rest on keys alone.
 */
static void
set_trust(const Server *server, GPtrArray *trusted)
{
	g_auto(GStrv) names = section_list(server->section, "trusted-authserv");

	if (!names[0])
		warn(server, NULL,
		     "names no trusted-authserv: senders are not proven by their domain, "
		     "and engineers' commands rest on keys alone");
	for (guint i = 0; names[i]; i++)
		if (!g_ptr_array_find_with_equal_func(trusted, names[i], g_str_equal, NULL))
			g_ptr_array_add(trusted, g_strdup(names[i]));
}

static void
add_mailbox(const Section *section, Config *config, GPtrArray *problems)
{
	g_autofree char *label = section_label(section);
	Server server = { section, problems, label };
	g_autoptr(GUri) uri = parse_url(&server, "imaps", "imap");
	MailboxConfig *mailbox = g_new0(MailboxConfig, 1);

	if (strcmp(section->title, "stdin") == 0)
		refuse(&server, NULL, "\"stdin\" is the name for piped mail: take another");
	mailbox->title = g_strdup(section->title);
	mailbox->endpoint = make_endpoint(&server, uri);
	mailbox->folder = uri ? url_folder(uri) : g_strdup("INBOX");
	mailbox->processed = g_strdup(section_text(section, "processed"));
	mailbox->poll = (int)MIN(section_duration(section, "poll").seconds, 86400);
	mailbox->idle = section_yes(section, "idle");
	mailbox->place = g_strdup(section->place);
	set_import(section, mailbox);
	check_plain_time(&server, "poll");
	check_plain_time(&server, "import-before");
	if (uri)
		check_folders(&server, mailbox, config);
	set_trust(&server, config->policy->trusted_authservs);
	g_ptr_array_add(config->mailboxes, mailbox);
}

static void
set_submission(const Section *section, Config *config, GPtrArray *problems)
{
	g_autofree char *label = section_label(section);
	Server server = { section, problems, label };
	g_autoptr(GUri) uri = NULL;

	if (!section->is_written) {
		if (config->mailboxes->len > 0)
			problem_warning(
				problems, section->place,
				"there is no submission section: nothing can be sent");
		return;
	}
	uri = parse_url(&server, "smtps", "smtp");
	if (uri && strcspn(g_uri_get_path(uri), "/") + 1 < strlen(g_uri_get_path(uri)))
		refuse(&server, "url", "url: nothing comes after the host");
	config->submission = make_endpoint(&server, uri);
	config->submission_rate = section_integer(section, "rate");
	if (config->submission_rate > RATE_MAX)
		refuse(&server, "rate", "rate: at most %d mails a minute; 0 for no limit",
		       RATE_MAX);
	config->breaker = section_integer(section, "breaker");
	if (config->breaker < 0)
		refuse(&server, "breaker", "breaker: must not be negative; 0 for no limit");
}

static void
set_store(const Section *section, Config *config, GPtrArray *problems)
{
	Server server = { section, problems, (char *)section->doc->name };
	g_autofree char *path = section_path(section, "path");

	config->store_path = g_canonicalize_filename(path, NULL);
	config->keep_raw = section_duration(section, "keep-raw").seconds;
	check_plain_time(&server, "keep-raw");
}

/* Signatures count only with both: keys in the directory, and whose they are. */
static void
set_keyring(const Section *section, Config *config, GPtrArray *problems)
{
	Server server = { section, problems, (char *)section->doc->name };
	gboolean anybody = FALSE;

	for (guint i = 0; i < config->policy->persons->len; i++) {
		const Person *person = config->policy->persons->pdata[i];

		anybody |= person->fingerprints[0] != NULL;
	}
	config->keyring = section_path(section, "keyring");
	if (!config->keyring) {
		if (anybody)
			warn(&server, NULL,
			     "names no keyring: the fingerprints of persons have no use");
		return;
	}
	if (!g_file_test(config->keyring, G_FILE_TEST_IS_DIR))
		warn(&server, "keyring", "keyring: there is no directory \"%s\"",
		     config->keyring);
	else if (!anybody)
		warn(&server, "keyring",
		     "keyring: no person has a fingerprint: no signature counts");
#ifndef HAVE_GPGME
	warn(&server, "keyring", "keyring: this build checks no signatures");
#endif
}

void
servers_build(const GPtrArray *sections, Config *config, GPtrArray *problems)
{
	for (guint i = 0; i < sections->len; i++) {
		const Section *section = sections->pdata[i];

		if (strcmp(section->doc->name, "mailbox") == 0)
			add_mailbox(section, config, problems);
	}
	set_keyring(sections_single(sections, "desk"), config, problems);
	set_submission(sections_single(sections, "submission"), config, problems);
	set_store(sections_single(sections, "store"), config, problems);
}
