/* The installation: desk, mailboxes, submission, store; and the door that reads everything.
 */
#include "config/config.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "config/reader.h"

/* ---- libconfuse's tables, made from ours ---- */

/* The options of SECTION; every value is text to libconfuse, and typed by us. Own. */
static cfg_opt_t *
section_options(const char *section)
{
	GArray *options = g_array_new(FALSE, TRUE, sizeof(cfg_opt_t));
	cfg_opt_t end = CFG_END();

	for (guint i = 0; i < n_config_settings; i++) {
		const Setting *setting = &config_settings[i];
		cfg_opt_t text = CFG_STR(setting->option, NULL, CFGF_NONE);
		cfg_opt_t list = CFG_STR_LIST(setting->option, NULL, CFGF_NONE);

		if (strcmp(setting->section, section) == 0)
			g_array_append_val(
				options, *(setting->type == SETTING_LIST ? &list : &text));
	}
	g_array_append_val(options, end);
	return (cfg_opt_t *)g_array_free(options, FALSE);
}

static gboolean
is_plain(const char *section)
{
	static const char *const plain[] = { "desk", "submission", "store", NULL };

	return g_strv_contains(plain, section);
}

static cfg_t *
make_parser(void)
{
	g_autoptr(GArray) sections = g_array_new(FALSE, TRUE, sizeof(cfg_opt_t));
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
	cfg_opt_t end = CFG_END();
	const char *last = "";

	for (guint i = 0; i < n_config_settings; i++) {
		const char *name = config_settings[i].section;
		cfg_opt_t *options;
		cfg_opt_t section = CFG_SEC(name, NULL, CFGF_NONE);

		if (strcmp(name, last) == 0)
			continue;
		last = name;
		options = section_options(name);
		g_ptr_array_add(tables, options);
		section.subopts = options;
		if (!is_plain(name))
			section.flags = CFGF_MULTI | CFGF_TITLE;
		g_array_append_val(sections, section);
	}
	g_array_append_val(sections, end);
	/* cfg_init() copies the tables. */
	return cfg_init((cfg_opt_t *)sections->data, CFGF_NONE);
}

/* ---- servers ---- */

/* scheme://host[:port][/folder]; fills URL without the folder. */
static gboolean
split_url(const Section *section, const char *const *schemes, char **url, char **folder)
{
	g_autofree char *text = section_text(section, "url");
	const char *rest = text ? strstr(text, "://") : NULL;
	g_autofree char *scheme = rest ? g_strndup(text, rest - text) : NULL;
	const char *slash;

	if (!text) {
		section_error(section, NULL, "%s wants a url", section->name);
		return FALSE;
	}
	if (!scheme || !g_strv_contains(schemes, scheme) || !rest[3] || rest[3] == '/') {
		section_error(section, "url", "url: \"%s\" is not %s://host[:port]", text,
			      schemes[0]);
		return FALSE;
	}
	slash = strchr(rest + 3, '/');
	*url = slash ? g_strndup(text, slash - text) : g_strdup(text);
	if (folder)
		*folder = slash && slash[1] ? g_uri_unescape_string(slash + 1, NULL) : NULL;
	return TRUE;
}

static void
check_credential(const Section *section, const Credential *credential)
{
	int sources = (credential->password_file != NULL) +
		      (credential->password_command != NULL) +
		      (credential->token_command != NULL);
	struct stat about;

	if (!credential->user)
		section_error(section, NULL, "%s wants a user", section->name);
	if (sources != 1)
		section_error(section, NULL,
			      "%s wants exactly one of password-file, password-command, "
			      "token-command",
			      section->name);
	if (!credential->password_file)
		return;
	if (stat(credential->password_file, &about) < 0)
		reader_warning(section->reader, section_place(section, "password-file"),
			       "password-file %s: %s", credential->password_file,
			       g_strerror(errno));
	else if (about.st_mode & 077)
		reader_warning(section->reader, section_place(section, "password-file"),
			       "password-file %s can be read by others: chmod 600",
			       credential->password_file);
}

static char **
command_of(const Section *section, const char *option)
{
	char **command = section_list(section, option);

	if (command[0])
		return command;
	g_strfreev(command);
	return NULL;
}

static Endpoint *
read_endpoint(const Section *section, const char *name, const char *const *schemes,
	      char **folder)
{
	Endpoint *endpoint = g_new0(Endpoint, 1);
	Credential *credential = &endpoint->credential;

	endpoint->name = g_strdup(name);
	split_url(section, schemes, &endpoint->url, folder);
	endpoint->ca_file = section_path(section, "ca-file");
	credential->user = section_text(section, "user");
	credential->password_file = section_path(section, "password-file");
	credential->password_command = command_of(section, "password-command");
	credential->token_command = command_of(section, "token-command");
	check_credential(section, credential);
	return endpoint;
}

static void
mailbox_config_free(MailboxConfig *mailbox)
{
	g_free(mailbox->title);
	endpoint_free(mailbox->endpoint);
	g_free(mailbox->folder);
	g_free(mailbox->processed);
	g_free(mailbox->place);
	g_free(mailbox);
}

static void
read_import(const Section *section, MailboxConfig *mailbox)
{
	g_autofree char *text = section_text(section, "import-before");
	g_autoptr(GError) problem = NULL;
	Duration age;

	mailbox->import = IMPORT_AGE;
	if (strcmp(text, "all") == 0)
		mailbox->import = IMPORT_ALL;
	else if (strcmp(text, "none") == 0)
		mailbox->import = IMPORT_NONE;
	else if (duration_parse(text, &age, &problem) && age.seconds)
		mailbox->import_before = age.seconds;
	else
		section_error(
			section, "import-before",
			"import-before: \"%s\" is no duration (1d), nor all, nor none",
			text);
}

static void
read_mailbox(Reader *reader, cfg_t *cfg)
{
	static const char *const schemes[] = { "imaps", "imap", NULL };
	Section section = reader_section(reader, cfg);
	MailboxConfig *mailbox = g_new0(MailboxConfig, 1);
	g_auto(GStrv) trusted = section_list(&section, "trusted-authserv");
	g_autofree char *name = g_strdup_printf("mailbox %s", section.title);
	Duration poll;

	mailbox->title = g_strdup(section.title);
	mailbox->place = g_strdup(section_place(&section, NULL));
	mailbox->endpoint = read_endpoint(&section, name, schemes, &mailbox->folder);
	if (!mailbox->folder)
		mailbox->folder = g_strdup("INBOX");
	mailbox->processed = section_text(&section, "processed");
	section_duration(&section, "poll", &poll);
	mailbox->poll = (int)CLAMP(poll.seconds, 1, 86400);
	mailbox->idle = section_yes(&section, "idle");
	read_import(&section, mailbox);
	for (guint i = 0; trusted[i]; i++)
		g_ptr_array_add(reader->config->policy->trusted_authservs,
				g_strdup(trusted[i]));
	if (!trusted[0])
		reader_warning(reader, mailbox->place,
			       "mailbox \"%s\" names no trusted-authserv: senders are "
			       "known by their reply "
			       "keys alone",
			       mailbox->title);
	if (strcmp(mailbox->title, "stdin") == 0)
		section_error(&section, NULL,
			      "\"stdin\" is the name for piped mail: take another");
	g_ptr_array_add(reader->config->mailboxes, mailbox);
}

static void
read_submission(Reader *reader, cfg_t *cfg)
{
	static const char *const schemes[] = { "smtps", "smtp", NULL };
	Section section = reader_section(reader, cfg);

	reader->config->submission = read_endpoint(&section, "submission", schemes, NULL);
	reader->config->submission_rate = section_integer(&section, "rate");
}

static void
read_store(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Duration keep;

	section.name = "store";
	reader->config->store_path = section_path(&section, "path");
	if (section_duration(&section, "keep-raw", &keep))
		reader->config->keep_raw = keep.seconds;
}

/* ---- the desk ---- */

static void
set_owned(char **field, char *value /* taken */)
{
	g_free(*field);
	*field = value;
}

static void
set_list(char ***field, char **value /* taken */)
{
	g_strfreev(*field);
	*field = value;
}

static char **
lower_addresses(const Section *section, const char *option, char **list /* taken */)
{
	for (guint i = 0; list[i]; i++) {
		char *lower = section_address(section, option, list[i]);

		if (lower)
			set_owned(&list[i], lower);
	}
	return list;
}

static void
read_addresses(const Section *section, Desk *desk)
{
	g_autofree char *written = section_text(section, "address");
	g_autofree char *address =
		written ? section_address(section, "address", written) : NULL;
	GPtrArray *all = g_ptr_array_new();

	if (!written)
		section_error(section, NULL,
			      "desk wants an address: the one that people write to");
	set_list(&desk->aliases,
		 lower_addresses(section, "aliases", section_list(section, "aliases")));
	if (address) {
		set_owned(&desk->address, g_strdup(address));
		g_ptr_array_add(all, g_strdup(address));
	}
	for (guint i = 0; desk->aliases[i]; i++)
		g_ptr_array_add(all, g_strdup(desk->aliases[i]));
	g_ptr_array_add(all, NULL);
	set_list(&desk->addresses, (char **)g_ptr_array_free(all, FALSE));
}

static void
read_domains(const Section *section, Desk *desk)
{
	char **domains = section_list(section, "domains");

	for (guint i = 0; domains[i]; i++) {
		if (strchr(domains[i], '@') || !*domains[i])
			section_error(section, "domains",
				      "domains: \"%s\" is no domain (corp.example)",
				      domains[i]);
		set_owned(&domains[i], g_ascii_strdown(domains[i], -1));
	}
	if (!domains[0])
		section_error(
			section, NULL,
			"desk wants domains: whose people may open tickets, for example "
			"domains = {\"corp.example\"}");
	set_list(&desk->domains, domains);
}

static void
read_strangers(const Section *section, Desk *desk)
{
	static const struct {
		const char *name;
		Strangers strangers;
	} names[] = {
		{ "hold", STRANGERS_HOLD },
		{ "open", STRANGERS_OPEN },
		{ "drop", STRANGERS_DROP },
	};
	g_autofree char *text = section_text(section, "strangers");

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(text, names[i].name) == 0) {
			desk->strangers = names[i].strangers;
			return;
		}
	}
	section_error(section, "strangers", "strangers: \"%s\" is not hold, open or drop",
		      text);
}

static void
read_zone(const Section *section, Desk *desk)
{
	g_autofree char *name = section_text(section, "timezone");
	g_autoptr(GError) problem = NULL;
	GTimeZone *zone = zone_find(name, &problem);

	if (!zone) {
		section_error(section, "timezone", "timezone: %s", problem->message);
		return;
	}
	g_time_zone_unref(desk->zone);
	desk->zone = zone;
}

static void
read_desk(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Desk *desk = &reader->config->policy->desk;

	section.name = "desk";
	set_owned(&desk->name, section_text(&section, "name"));
	set_owned(&desk->tag, section_text(&section, "tag"));
	set_owned(&desk->language, section_text(&section, "language"));
	read_addresses(&section, desk);
	read_domains(&section, desk);
	read_strangers(&section, desk);
	read_zone(&section, desk);
	section_duration(&section, "confirm-within", &desk->confirm_within);
	section_duration(&section, "reopen-within", &desk->reopen_within);
	desk->plus_address = section_yes(&section, "plus-address");
	set_list(&desk->alerts, section_list(&section, "alerts"));
	desk->attach_limit = section_size(&section, "attach-limit");
	desk->max_message = section_size(&section, "max-message");
	for (const char *c = desk->tag; *c; c++) {
		if (!g_ascii_isalnum(*c)) {
			section_error(&section, "tag",
				      "tag: \"%s\" may hold letters and digits only",
				      desk->tag);
			break;
		}
	}
}

/* Alerts name people, who are known only when all sections are read. */
static void
check_alerts(Reader *reader)
{
	const Policy *policy = reader->config->policy;
	g_autoptr(GPtrArray) nobody =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	const char *place = reader_place(reader, "desk", NULL, "alerts");

	for (guint i = 0; policy->desk.alerts[i]; i++)
		if (!policy_resolve(policy, policy->desk.alerts[i], nobody))
			reader_error(reader, place,
				     "alerts: \"%s\" is no person, team, role or address",
				     policy->desk.alerts[i]);
}

/* ---- the doors ---- */

void
config_free(Config *config)
{
	if (!config)
		return;
	g_free(config->file);
	policy_free(config->policy);
	g_ptr_array_unref(config->mailboxes);
	endpoint_free(config->submission);
	g_free(config->store_path);
	g_free(config->templates_dir);
	g_free(config);
}

static void
reader_init(Reader *reader, const char *file, gint64 now)
{
	g_autofree char *folder = NULL;

	*reader = (Reader){
		.cfg = make_parser(),
		.places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.read = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.problems = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free),
		.now = now,
		.config = g_new0(Config, 1),
	};
	reader->config->file = g_canonicalize_filename(file, NULL);
	reader->config->policy = policy_new();
	reader->config->mailboxes =
		g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_config_free);
	folder = g_path_get_dirname(reader->config->file);
	reader->config->templates_dir = g_build_filename(folder, "templates", NULL);
}

static void
read_all(Reader *reader)
{
	cfg_t *cfg = reader->cfg;

	read_desk(reader, cfg_getsec(cfg, "desk"));
	read_store(reader, cfg_getsec(cfg, "store"));
	for (guint i = 0; i < cfg_size(cfg, "mailbox"); i++)
		read_mailbox(reader, cfg_getnsec(cfg, "mailbox", i));
	/* libconfuse makes an untitled section even where none is written. */
	if (g_hash_table_contains(reader->places, "submission\n\n"))
		read_submission(reader, cfg_getsec(cfg, "submission"));
	policy_read(reader);
	check_alerts(reader);
}

static const Problem *
first_error(const Reader *reader)
{
	for (guint i = 0; i < reader->problems->len; i++) {
		const Problem *problem = reader->problems->pdata[i];

		if (problem->is_error)
			return problem;
	}
	return NULL;
}

Config *
config_load(const char *file, gint64 now, GPtrArray *problems, GError **error)
{
	Reader reader;
	const Problem *problem;
	Config *config;

	reader_init(&reader, file, now);
	reader_read(&reader, reader.config->file, 0);
	if (reader.read && g_hash_table_size(reader.read))
		read_all(&reader);
	problem = first_error(&reader);
	config = g_steal_pointer(&reader.config);
	if (problem) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG, "%s: %s", problem->place,
			    problem->message);
		g_clear_pointer(&config, config_free);
	}
	for (guint i = 0; problems && i < reader.problems->len; i++)
		g_ptr_array_add(problems, g_steal_pointer(&reader.problems->pdata[i]));
	if (problems)
		g_ptr_array_set_free_func(reader.problems, NULL);
	g_ptr_array_unref(reader.problems);
	g_hash_table_unref(reader.places);
	g_hash_table_unref(reader.read);
	cfg_free(reader.cfg);
	return config;
}

/* ---- what is in force ---- */

static char *
value_words(const Section *section, const Setting *setting)
{
	g_auto(GStrv) list = NULL;
	GString *words;

	if (setting->type != SETTING_LIST)
		return section_text(section, setting->option);
	list = section_list(section, setting->option);
	if (!list[0])
		return NULL;
	words = g_string_new("{");
	for (guint i = 0; list[i]; i++)
		g_string_append_printf(words, "%s\"%s\"", i ? ", " : "", list[i]);
	g_string_append_c(words, '}');
	return g_string_free(words, FALSE);
}

static void
dump_section(Reader *reader, cfg_t *cfg, gboolean all, GPtrArray *lines)
{
	Section section = reader_section(reader, cfg);

	for (guint i = 0; i < n_config_settings; i++) {
		const Setting *setting = &config_settings[i];
		g_autofree char *value = NULL;
		g_autofree char *fallback = NULL;

		if (strcmp(setting->section, section.name) != 0)
			continue;
		value = value_words(&section, setting);
		fallback = setting->fallback && setting->type == SETTING_LIST
				   ? g_strdup_printf("{\"%s\"}", setting->fallback)
				   : g_strdup(setting->fallback);
		if (!value || (!all && g_strcmp0(value, fallback) == 0))
			continue;
		g_ptr_array_add(lines,
				section.title ? g_strdup_printf("%s \"%s\" %s = %s",
								section.name, section.title,
								setting->option, value)
					      : g_strdup_printf("%s %s = %s", section.name,
								setting->option, value));
	}
}

GPtrArray *
config_dump(const char *file, gboolean all, GError **error)
{
	g_autoptr(Config) config = config_load(file, 0, NULL, error);
	GPtrArray *lines;
	Reader reader;
	const char *last = "";

	if (!config)
		return NULL;
	lines = g_ptr_array_new_with_free_func(g_free);
	reader_init(&reader, file, 0);
	reader_read(&reader, reader.config->file, 0);
	for (guint i = 0; i < n_config_settings; i++) {
		const char *name = config_settings[i].section;

		if (strcmp(name, last) == 0)
			continue;
		last = name;
		for (guint j = 0; j < cfg_size(reader.cfg, name); j++)
			dump_section(&reader, cfg_getnsec(reader.cfg, name, j), all, lines);
	}
	config_free(reader.config);
	g_ptr_array_unref(reader.problems);
	g_hash_table_unref(reader.places);
	g_hash_table_unref(reader.read);
	cfg_free(reader.cfg);
	return lines;
}
