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

/* Which tickets: for rules, documents and reports alike. */
#define WHICH_SETTINGS(section)                                                            \
	{ section, "kind", "list", NULL, NULL, 0, "fault, hazard, change or task" },       \
		{ section, "category", "list", NULL, NULL, 0, "the ticket's category" },   \
		{ section, "system", "list", NULL, NULL, 0, "the ticket's system" },       \
		{ section, "priority", "list", NULL, NULL, 0, "the ticket's priority" },   \
		{ section, "team", "list", NULL, NULL, 0, "the ticket's team" },           \
		{ section, "tier", "list", NULL, NULL, 0, "the ticket's tier" },           \
		{ section,                                                                 \
		  "important",                                                             \
		  "yes/no",                                                                \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "whether its system is of weight" },                                     \
		{ section, "drill", "yes/no", NULL, NULL, 0, "whether it is a drill" },    \
		{ section,                                                                 \
		  "fact",                                                                  \
		  "list",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "what is known: \"effect: down\", \"device: *\"" },                      \
		{ section,                                                                 \
		  "same",                                                                  \
		  "text",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "by what to compare: a fact, category, system or reporter" },            \
		{ section,                                                                 \
		  "count",                                                                 \
		  "integer",                                                               \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "at least so many tickets with the same value" },                        \
	{                                                                                  \
		section, "within", "duration", NULL, NULL, 0,                              \
			"how far back tickets are compared"                                \
	}

/* When: for rules, documents and escalations alike. */
#define WHEN_SETTINGS(section)                                                             \
	{ section, "on", "list", NULL, NULL, 0, "at these events" },                       \
		{ section, "delay", "duration", NULL, NULL, 0, "so long after" },          \
		{ section,                                                                 \
		  "calendar",                                                              \
		  "text",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "in which these times run; round the clock by default" },                \
	{                                                                                  \
		section, "until", "list", NULL, NULL, 0,                                   \
			"what has not happened by this event will not"                     \
	}

/* Clocks: for priorities and tiers alike. */
#define CLOCK_SETTINGS(section)                                                            \
	{ section,                                                                         \
	  "calendar",                                                                      \
	  "text",                                                                          \
	  NULL,                                                                            \
	  NULL,                                                                            \
	  0,                                                                               \
	  "in which the limits run; round the clock by default" },                         \
		{ section,                                                                 \
		  "respond",                                                               \
		  "duration",                                                              \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "until the first answer of an engineer" },                               \
		{ section, "resolve", "duration", NULL, NULL, 0, "until it is resolved" }, \
		{ section,                                                                 \
		  "resolve-from",                                                          \
		  "text",                                                                  \
		  "opened",                                                                \
		  NULL,                                                                    \
		  0,                                                                       \
		  "the event from which resolve counts" },                                 \
		{ section,                                                                 \
		  "warn",                                                                  \
		  "list",                                                                  \
		  NULL,                                                                    \
		  NULL,                                                                    \
		  0,                                                                       \
		  "shares of a limit at which to warn: \"80%\"" },                         \
	{                                                                                  \
		section, "pause-on", "list", "reporter", NULL, 0,                          \
			"reasons of waiting in which the limits stand still"               \
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
	{ "desk", "calendar", "text", NULL, NULL, 0,
	  "in which working days of confirm-within and reopen-within count" },
	{ "desk", "plus-address", "yes/no", "no", NULL, 0,
	  "put the key of a ticket into Reply-To (help+KEY@…) too" },
	{ "desk", "strangers", "choice", "hold", "hold open drop", 0,
	  "mail from other domains: keep for a person, open a ticket, or drop" },
	{ "desk", "alerts", "list", NULL, NULL, 0,
	  "who hears of held mail and trouble: persons, teams, roles or addresses" },
	{ "desk", "keyring", "text", NULL, NULL, 0,
	  "a GnuPG directory with the keys of signed mail; without it no signature counts" },
	{ "desk", "acknowledge-limit", "integer", "10", NULL, 0,
	  "acknowledgements to one sender an hour; 0 for no limit" },
	{ "desk", "sender-limit", "integer", "100", NULL, 0,
	  "mails of one sender an hour, what is beyond is held; 0 for no limit" },
	{ "desk", "sender-size-limit", "size", "200M", NULL, 0,
	  "mail of one sender a day, what is beyond is held; 0 for no limit" },
	{ "desk", "recipient-limit", "integer", "20", NULL, 0,
	  "automatic mails a minute to one address that is not a person's; 0 for no limit" },
	{ "desk", "recipient-hour-limit", "integer", "200", NULL, 0,
	  "the same an hour; 0 for no limit" },
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
	{ "submission", "breaker", "integer", "5000", NULL, 0,
	  "automatic mails in ten minutes beyond which none is sent; 0 for no limit" },

	{ "store", "path", "text", "/var/lib/faultline/desk.db", NULL, 0,
	  "the database; its directory holds the control socket too" },
	{ "store", "keep-raw", "duration", "2y", NULL, 0,
	  "how long mails are kept as they came, after their ticket was closed" },

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
	{ "person", "title", "text", NULL, NULL, 0, "his duty; for documents" },
	{ "person", "phone", "text", NULL, NULL, 0, "his number; for documents" },
	{ "person", "fingerprint", "list", NULL, NULL, 0,
	  "of his OpenPGP or S/MIME keys, which must be in the keyring" },
	{ "person", "skills", "list", NULL, NULL, 0, "categories he knows well" },
	{ "person", "deputy", "text", NULL, NULL, 0, "the person who stands in for him" },
	{ "person", "away", "list", NULL, NULL, 0,
	  "days (2026-12-14) or spans (2026-12-14..2026-12-20)" },

	{ "team", "members", "list", NULL, NULL, 0, "its persons" },
	{ "team", "manager", "text", NULL, NULL, 0, "the person who hears of breaches" },
	{ "team", "address", "text", NULL, NULL, 0,
	  "instead of members: the address of a department outside IT" },
	{ "team", "turn", "duration", NULL, NULL, 0,
	  "the members take turns so long each, in the order listed" },
	{ "team", "turn-from", "text", NULL, NULL, 0,
	  "when the first one's first turn began: \"2026-11-23 08:00\"" },

	{ "supplier", "name", "text", NULL, NULL, 0,
	  "the name in mail; the title by default" },
	{ "supplier", "address", "text", NULL, NULL, SETTING_REQUIRED, "where mail goes" },
	{ "supplier", "language", "text", NULL, NULL, 0,
	  "the language of mail to him; the desk's by default" },
	{ "supplier", "reference", "list", NULL, NULL, 0,
	  "regular expressions for his own numbers" },

	{ "tier", "name", "text", NULL, NULL, 0, "its name; \"tier N\" by default" },
	{ "tier", "team", "text", NULL, NULL, 0, "the team that works here" },
	{ "tier", "supplier", "text", NULL, NULL, 0, "the supplier that works here" },
	CLOCK_SETTINGS("tier"),

	{ "system", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 核心系统\"" },
	{ "system", "important", "yes/no", "no", NULL, 0, "a system of weight" },
	{ "system", "match", "list", NULL, NULL, 0, "words that name it" },

	{ "category", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 网络\"" },
	{ "category", "match", "list", NULL, NULL, 0, "words that point to it" },
	{ "category", "team", "text", NULL, NULL, 0, "the team that gets such tickets" },

	{ "priority", "label", "list", NULL, NULL, 0, "its names: \"en: Urgent\"" },
	{ "priority", "rank", "integer", NULL, NULL, SETTING_REQUIRED, "1 is the highest" },
	CLOCK_SETTINGS("priority"),

	{ "milestone", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 到场\"" },
	{ "milestone", "within", "duration", NULL, NULL, 0,
	  "the limit; without it a named moment" },
	{ "milestone", "after", "text", "opened", NULL, 0,
	  "the event from which it counts" },
	{ "milestone", "until", "list", NULL, NULL, 0,
	  "events that meet it; only /done by default" },

	WHEN_SETTINGS("escalate"),
	{ "escalate", "to", "list", NULL, NULL, 0,
	  "who is told; with step one after another" },
	{ "escalate", "tier", "integer", NULL, NULL, 0, "the tier the ticket goes to" },
	{ "escalate", "step", "duration", NULL, NULL, 0,
	  "how long one of to has before the next is called" },
	{ "escalate", "repeat", "integer", "1", NULL, 0, "how often round" },
	{ "escalate", "template", "text", NULL, NULL, 0,
	  "the text; \"call\" with step, else the event's own" },

	{ "before", "require", "list", NULL, NULL, 0, "facts that must be known" },
	{ "before", "approval", "list", NULL, NULL, 0,
	  "who must approve; one person for each entry" },

	{ "kind", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 变更\"" },

	{ "fact", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 序列号\"" },
	{ "fact", "match", "list", NULL, NULL, 0,
	  "further names in a line \"Name: value\"" },
	{ "fact", "regex", "list", NULL, NULL, 0,
	  "what finds it in subject or text; in '…'" },
	{ "fact", "type", "choice", NULL, "text moment duration list", 0,
	  "what it holds; text by default" },
	{ "fact", "in-text", "yes/no", "no", NULL, 0,
	  "look for the words of its values in the text of the report" },

	{ "value", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 服务中断\"" },
	{ "value", "match", "list", NULL, NULL, 0, "further words that mean it" },

	{ "lookup", "file", "text", NULL, NULL, SETTING_REQUIRED,
	  "a CSV file whose first row names facts" },
	{ "lookup", "by", "text", NULL, NULL, SETTING_REQUIRED,
	  "the fact that finds the row, or reporter" },

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
	WHICH_SETTINGS("rule"),
	WHEN_SETTINGS("rule"),
	{ "rule", "set-priority", "text", NULL, NULL, 0,
	  "the priority; the highest of all hits wins" },
	{ "rule", "set-category", "text", NULL, NULL, 0, "the category" },
	{ "rule", "set-tier", "integer", NULL, NULL, 0, "the tier; it never falls" },
	{ "rule", "set-team", "text", NULL, NULL, 0, "the team" },
	{ "rule", "set-kind", "choice", NULL, "fault hazard change task", 0, "the kind" },
	{ "rule", "set-fact", "list", NULL, NULL, 0, "facts: \"charge: free\"" },
	{ "rule", "set-assignee", "text", NULL, NULL, 0,
	  "a person, or: skill (who knows the category), on-call" },
	{ "rule", "open", "choice", NULL, "fault hazard change task", 0,
	  "open a further ticket of this kind" },
	{ "rule", "stop", "yes/no", "no", NULL, 0, "no further rule is looked at" },

	{ "document", "label", "list", NULL, NULL, 0, "its names: \"zh_CN: 维修单\"" },
	WHICH_SETTINGS("document"),
	WHEN_SETTINGS("document"),
	{ "document", "every", "duration", NULL, NULL, 0, "again and again; needs until" },
	{ "document", "to", "list", NULL, NULL, 0, "who gets it" },
	{ "document", "template", "text", NULL, NULL, 0,
	  "the text; that of its own name, else \"record\"" },
	{ "document", "facts", "list", NULL, NULL, 0, "facts listed in it" },
	{ "document", "ask", "list", NULL, NULL, 0, "facts it asks for" },
	{ "document", "attach", "list", NULL, NULL, 0, "files that go with it" },

	{ "monitor", "from", "list", NULL, NULL, SETTING_REQUIRED,
	  "the senders of alarms: \"nagios@*\"" },
	{ "monitor", "problem", "list", NULL, NULL, 0, "what says that it broke; in '…'" },
	{ "monitor", "recovery", "list", NULL, NULL, 0,
	  "what says that it is well; in '…'" },
	{ "monitor", "host", "list", NULL, NULL, 0, "what finds the host; in '…'" },
	{ "monitor", "service", "list", NULL, NULL, 0, "what finds the service; in '…'" },

	{ "schedule", "when", "text", NULL, NULL, SETTING_REQUIRED,
	  "when it comes: \"mon 09:00\", \"1 jan,jul 09:00\"" },
	{ "schedule", "subject", "text", NULL, NULL, 0,
	  "the ticket's; the title by default" },
	{ "schedule", "text", "text", NULL, NULL, 0, "what is to be done" },
	{ "schedule", "kind", "choice", "task", "fault hazard change task", 0, "its kind" },
	{ "schedule", "category", "text", NULL, NULL, 0, "its category" },
	{ "schedule", "system", "text", NULL, NULL, 0, "its system" },
	{ "schedule", "priority", "text", NULL, NULL, 0, "its priority" },
	{ "schedule", "team", "text", NULL, NULL, 0, "its team" },
	{ "schedule", "drill", "yes/no", "no", NULL, 0, "it is an exercise" },

	{ "report", "when", "text", NULL, NULL, SETTING_REQUIRED,
	  "when it is sent: \"1 09:00\"" },
	{ "report", "to", "list", NULL, NULL, SETTING_REQUIRED, "who gets it" },
	{ "report", "template", "text", NULL, NULL, 0,
	  "the text; that of its own name, else \"monthly\"" },
	{ "report", "period", "choice", "month", "week month quarter year", 0,
	  "the last full one is reported" },
	WHICH_SETTINGS("report"),

	{ "outage", "count", "integer", "5", NULL, 0,
	  "so many similar reports are proposed as one outage; 0 = never" },
	{ "outage", "within", "duration", "15min", NULL, 0, "within that time" },
	{ "outage", "by", "list", NULL, NULL, 0,
	  "alike by \"system\", \"category\", \"words\"; all by default" },
	{ "outage", "priority", "text", NULL, NULL, 0,
	  "the outage's level; the highest among them by default" },
	{ "outage", "team", "text", NULL, NULL, 0,
	  "who works on it; the last report's team by default" },
};

const guint n_config_settings = G_N_ELEMENTS(config_settings);

const SectionDoc config_sections[] = {
	{ "desk", NULL, "file", "who we are" },
	{ "mailbox", "title", "file", "where mail comes from" },
	{ "submission", NULL, "file", "where mail goes out" },
	{ "store", NULL, "file", "where everything is kept" },
	{ "calendar", "title", "file", "working hours" },
	{ "person", "title", "file", "somebody on the roster" },
	{ "team", "title", "file", "who works together" },
	{ "supplier", "title", "file", "a company that helps" },
	{ "tier", "number", "file", "a step of support" },
	{ "system", "title", "file", "what breaks" },
	{ "category", "title", "file", "what tickets are about" },
	{ "priority", "title", "file", "how urgent, and the limits" },
	{ "milestone", "title", "priority tier", "a further limit, or a named moment" },
	{ "escalate", "title", "priority tier", "who is told of an event" },
	{ "before", "title", "file priority kind", "what a state needs" },
	{ "kind", "title", "file", "what sort of ticket" },
	{ "fact", "title", "file", "one thing known about a ticket" },
	{ "value", "title", "fact", "what a fact may be" },
	{ "lookup", "title", "file", "a table that fills facts" },
	{ "rule", "title", "file", "what a mail's words mean for its ticket" },
	{ "document", "title", "file", "what is told or asked at an event" },
	{ "monitor", "title", "file", "whose mail is an alarm" },
	{ "schedule", "title", "file", "a duty that comes again" },
	{ "report", "title", "file", "figures that come again" },
	{ "outage", NULL, "file", "when many reports are one fault" },
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

gboolean
section_doc_fits(const SectionDoc *doc, const char *parent)
{
	g_auto(GStrv) within = g_strsplit(doc->within, " ", -1);

	return g_strv_contains((const char *const *)within, parent);
}

const char **
section_names(const char *parent)
{
	const char **names = g_new0(const char *, n_config_sections + 1);
	guint n = 0;

	for (guint i = 0; i < n_config_sections; i++)
		if (section_doc_fits(&config_sections[i], parent))
			names[n++] = config_sections[i].name;
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
