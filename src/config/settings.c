/*
 * The master copy of every section and setting: the reader knows no others, the types are
 * checked from here, and a test holds the sample file and the manual against it.
 */
#include <string.h>

#include "config/config.h"

/* A setting that a login has, for mailboxes and the submission server alike. */
#define LOGIN_SETTINGS(section)                                                            \
	{ section, "user", "text", NULL, NULL, SETTING_REQUIRED, "the login name" },       \
		{ section,                                                                 \
		  "password-file",                                                         \
		  "text",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "a file whose first line is the password; for its owner only" },         \
		{ section,                                                                 \
		  "password-command",                                                      \
		  "list",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  SETTING_MAY_BE_EMPTY,                                                    \
		  "a program and its arguments; the first line it prints is the "          \
		  "password" },                                                            \
		{ section,                                                                 \
		  "token-command",                                                         \
		  "list",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  SETTING_MAY_BE_EMPTY,                                                    \
		  "likewise, but it prints an OAuth 2 access token" },                     \
	{                                                                                  \
		section, "ca-file", "text", NULL, NULL, 0,                                 \
			"certificates to trust instead of the system's"                    \
	}

const SettingDoc config_settings[] = {
	{ "desk", "name", "text", "IT Service Desk", NULL, 0,
	  "the sender's name of all mail" },
	{ "desk", "address", "text", NULL, NULL, SETTING_REQUIRED,
	  "the address that people write to" },
	{ "desk", "aliases", "list", NULL, NULL, 0, "further addresses of the desk" },
	{ "desk", "tag", "text", "FL", NULL, 0, "what stands before a number: [FL#42]" },
	{ "desk", "language", "text", "en", NULL, 0,
	  "the language of mail to people whose language is unknown" },
	{ "desk", "timezone", "text", "UTC", NULL, 0,
	  "the zone of times in mail and of all calendars" },
	{ "desk", "domains", "list", NULL, NULL, 0,
	  "mail domains whose people may open tickets" },
	{ "desk", "confirm-within", "duration", "5d", NULL, 0,
	  "a resolved ticket closes after so long a silence" },
	{ "desk", "reopen-within", "duration", "7d", NULL, 0,
	  "how long an answer reopens a closed ticket" },
	{ "desk", "plus-address", "yes/no", "no", NULL, 0,
	  "put the key of a ticket into Reply-To (help+KEY@…) too" },
	{ "desk", "strangers", "choice", "hold", "hold open drop", 0,
	  "mail from other domains: keep for a person, open a ticket, or drop" },
	{ "desk", "alerts", "list", NULL, NULL, 0,
	  "who hears of held mail and trouble: persons, teams, roles or addresses" },
	{ "desk", "attach-limit", "size", "10M", NULL, 0,
	  "attachments that one mail passes on; the others are listed by name" },
	{ "desk", "max-message", "size", "50M", NULL, 0,
	  "mail larger than this is refused" },

	{ "mailbox", "url", "text", NULL, NULL, SETTING_REQUIRED,
	  "imaps://HOST or imap://HOST (STARTTLS), with a folder: imaps://HOST/Support" },
	LOGIN_SETTINGS("mailbox"),
	{ "mailbox", "processed", "text", "Processed", NULL, 0,
	  "the folder that read mail is moved to" },
	{ "mailbox", "poll", "duration", "30s", NULL, 0,
	  "how often to look where the server cannot tell of new mail" },
	{ "mailbox", "idle", "yes/no", "yes", NULL, 0, "let the server tell of new mail" },
	{ "mailbox", "trusted-authserv", "list", NULL, NULL, SETTING_MAY_BE_EMPTY,
	  "servers whose Authentication-Results are believed; \"\" for one without a "
	  "name" },
	{ "mailbox", "import-before", "duration", "1d", "all none", 0,
	  "how old a mail is read at the first connection" },

	{ "submission", "url", "text", NULL, NULL, SETTING_REQUIRED,
	  "smtps://HOST or smtp://HOST (STARTTLS)" },
	LOGIN_SETTINGS("submission"),
	{ "submission", "rate", "integer", "0", NULL, 0, "mails a minute; 0 for no limit" },

	{ "store", "path", "text", "/var/lib/faultline/desk.db", NULL, 0,
	  "the database; its directory holds the control socket too" },
	{ "store", "keep-raw", "duration", "2y", NULL, 0,
	  "how long mails are kept as they came" },

	{ "calendar", "hours", "list", NULL, NULL, SETTING_REQUIRED,
	  "open hours: \"mon-fri 09:00-12:00\"" },
	{ "calendar", "holidays", "list", NULL, NULL, 0, "iCalendar files" },

	{ "person", "name", "text", NULL, NULL, 0,
	  "the name in mail; the title by default" },
	{ "person", "address", "list", NULL, NULL, SETTING_REQUIRED,
	  "his addresses; mail goes to the first" },
	{ "person", "roles", "list", NULL, NULL, 0,
	  "engineer, dispatcher, manager, director, or words of your own" },
	{ "person", "language", "text", NULL, NULL, 0,
	  "the language of mail to him; the desk's by default" },
	{ "person", "title", "text", NULL, NULL, 0, "his duty; kept for documents" },
	{ "person", "phone", "text", NULL, NULL, 0, "his number; kept for documents" },
	{ "person", "skills", "list", NULL, NULL, 0,
	  "categories he knows well; kept for assignment" },
	{ "person", "deputy", "text", NULL, NULL, 0,
	  "the person who stands in for him; kept for on-call" },
	{ "person", "away", "list", NULL, NULL, 0,
	  "days (2026-12-14) or spans (2026-12-14..2026-12-20); kept for on-call" },

	{ "team", "members", "list", NULL, NULL, 0, "its persons" },
	{ "team", "manager", "text", NULL, NULL, 0, "the person who hears of breaches" },
	{ "team", "address", "text", NULL, NULL, 0,
	  "instead of members: the address of a department outside IT" },

	{ "supplier", "name", "text", NULL, NULL, 0,
	  "the name in mail; the title by default" },
	{ "supplier", "address", "text", NULL, NULL, SETTING_REQUIRED, "where mail goes" },
	{ "supplier", "language", "text", NULL, NULL, 0,
	  "the language of mail to him; the desk's by default" },
	{ "supplier", "reference", "list", NULL, NULL, 0,
	  "regular expressions for his own numbers; kept for matching his mail" },

	{ "tier", "name", "text", NULL, NULL, 0, "its name; \"tier N\" by default" },
	{ "tier", "team", "text", NULL, NULL, 0, "the team that works here" },
	{ "tier", "supplier", "text", NULL, NULL, 0, "the supplier that works here" },

	{ "system", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 核心系统\"" },
	{ "system", "important", "yes/no", "no", NULL, 0, "a system of weight" },
	{ "system", "match", "list", NULL, NULL, 0, "words that name it" },

	{ "category", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 网络\"" },
	{ "category", "match", "list", NULL, NULL, 0, "words that point to it" },
	{ "category", "team", "text", NULL, NULL, 0, "the team that gets such tickets" },

	{ "priority", "label", "list", NULL, NULL, 0, "its names: \"en: Urgent\"" },
	{ "priority", "rank", "integer", NULL, NULL, SETTING_REQUIRED, "1 is the highest" },
	{ "priority", "calendar", "text", NULL, NULL, 0,
	  "in which the limits run; round the clock by default" },
	{ "priority", "respond", "duration", NULL, NULL, 0,
	  "from the report to the first answer of an engineer" },
	{ "priority", "resolve", "duration", NULL, NULL, 0, "from the report to resolved" },
	{ "priority", "warn", "list", NULL, NULL, 0,
	  "shares of a limit at which to warn: \"80%\"" },
	{ "priority", "pause-on", "list", "reporter", NULL, 0,
	  "reasons of waiting in which the limits stand still" },

	{ "rule", "when", "choice", "all", "all any", 0,
	  "whether all conditions must hold, or any one" },
	{ "rule", "subject", "list", NULL, NULL, 0, "words in the subject" },
	{ "rule", "body", "list", NULL, NULL, 0, "words in the text" },
	{ "rule", "text", "list", NULL, NULL, 0, "words in subject or text" },
	{ "rule", "from", "list", NULL, NULL, 0, "the sender: \"*@corp.example\"" },
	{ "rule", "to", "list", NULL, NULL, 0, "a recipient, likewise" },
	{ "rule", "header", "list", NULL, NULL, 0, "\"Name: pattern\"" },
	{ "rule", "regex", "list", NULL, NULL, 0,
	  "regular expressions over subject and text; in '…'" },
	{ "rule", "kind", "list", NULL, NULL, 0, "fault, hazard, change or task" },
	{ "rule", "category", "list", NULL, NULL, 0, "the ticket's category" },
	{ "rule", "system", "list", NULL, NULL, 0, "the ticket's system" },
	{ "rule", "priority", "list", NULL, NULL, 0, "the ticket's priority" },
	{ "rule", "team", "list", NULL, NULL, 0, "the ticket's team" },
	{ "rule", "tier", "list", NULL, NULL, 0, "the ticket's tier" },
	{ "rule", "set-priority", "text", NULL, NULL, 0,
	  "the priority; the highest of all hits wins" },
	{ "rule", "set-category", "text", NULL, NULL, 0, "the category" },
	{ "rule", "set-tier", "integer", NULL, NULL, 0, "the tier; it never falls" },
	{ "rule", "set-team", "text", NULL, NULL, 0, "the team" },
	{ "rule", "set-kind", "choice", NULL, "fault hazard change task", 0, "the kind" },
	{ "rule", "stop", "yes/no", "no", NULL, 0, "no further rule is looked at" },
};

const guint n_config_settings = G_N_ELEMENTS(config_settings);

const SectionDoc config_sections[] = {
	{ "desk", NULL, "who we are" },
	{ "mailbox", "title", "where mail comes from" },
	{ "submission", NULL, "where mail goes out" },
	{ "store", NULL, "where everything is kept" },
	{ "calendar", "title", "working hours" },
	{ "person", "title", "somebody on the roster" },
	{ "team", "title", "who works together" },
	{ "supplier", "title", "a company that helps" },
	{ "tier", "number", "a step of support" },
	{ "system", "title", "what breaks" },
	{ "category", "title", "what tickets are about" },
	{ "priority", "title", "how urgent, and the limits" },
	{ "rule", "title", "what a mail's words mean for its ticket" },
};

const guint n_config_sections = G_N_ELEMENTS(config_sections);

const SettingDoc *
setting_find(const char *section, const char *option)
{
	for (guint i = 0; i < n_config_settings; i++)
		if (strcmp(config_settings[i].section, section) == 0 &&
		    strcmp(config_settings[i].option, option) == 0)
			return &config_settings[i];
	return NULL;
}

const SectionDoc *
section_doc_find(const char *name)
{
	for (guint i = 0; i < n_config_sections; i++)
		if (strcmp(config_sections[i].name, name) == 0)
			return &config_sections[i];
	return NULL;
}

const char **
section_names(void)
{
	const char **names = g_new0(const char *, n_config_sections + 1);

	for (guint i = 0; i < n_config_sections; i++)
		names[i] = config_sections[i].name;
	return names;
}

const char **
option_names(const char *section)
{
	const char **names = g_new0(const char *, n_config_settings + 1);
	guint n = 0;

	for (guint i = 0; i < n_config_settings; i++)
		if (strcmp(config_settings[i].section, section) == 0)
			names[n++] = config_settings[i].option;
	return names;
}
