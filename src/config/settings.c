/* The table of all settings. A row here, a line in etc/faultline.conf, a paragraph in the
 * man page. */
#include "config/config.h"

#define ROW(section, option, type, fallback, summary)                                      \
	{                                                                                  \
		section, option, SETTING_##type, fallback, summary                         \
	}

const Setting config_settings[] = {
	ROW("desk", "name", TEXT, "IT Service Desk", "the name in From of every mail"),
	ROW("desk", "address", TEXT, NULL,
	    "the address that people write to, and that mail comes from"),
	ROW("desk", "aliases", LIST, NULL, "further addresses of the desk"),
	ROW("desk", "tag", TEXT, "FL",
	    "stands before the number in every subject: [FL#42]"),
	ROW("desk", "language", TEXT, "en",
	    "the language for whoever has no other: en, zh_CN"),
	ROW("desk", "timezone", TEXT, "UTC", "for times in mails, and for calendars"),
	ROW("desk", "domains", LIST, NULL, "mail domains whose people may open tickets"),
	ROW("desk", "confirm-within", DURATION, "5d",
	    "how long a reporter may be silent before a resolved ticket is closed"),
	ROW("desk", "reopen-within", DURATION, "7d",
	    "how long a closed ticket can be reopened by its reporter"),
	ROW("desk", "plus-address", YESNO, "no",
	    "put the reply key into Reply-To as well: it-help+KEY@…"),
	ROW("desk", "strangers", TEXT, "hold",
	    "mail from other domains: hold, open or drop"),
	ROW("desk", "alerts", LIST, NULL,
	    "who hears of trouble and of held mail: persons, teams, roles, addresses"),
	ROW("desk", "attach-limit", SIZE, "10M", "attachments sent along with one mail"),
	ROW("desk", "max-message", SIZE, "50M", "the largest mail that is taken"),

	ROW("mailbox", "url", TEXT, NULL,
	    "imaps://HOST[:PORT][/FOLDER], or imap:// with STARTTLS"),
	ROW("mailbox", "user", TEXT, NULL, "the login"),
	ROW("mailbox", "password-file", TEXT, NULL,
	    "a file whose first line is the password"),
	ROW("mailbox", "password-command", LIST, NULL,
	    "a program and its arguments that print the password"),
	ROW("mailbox", "token-command", LIST, NULL,
	    "a program and its arguments that print an OAuth 2 bearer token"),
	ROW("mailbox", "ca-file", TEXT, NULL,
	    "certificates to trust instead of the system's"),
	ROW("mailbox", "processed", TEXT, "Processed",
	    "the folder that accepted mail is moved to"),
	ROW("mailbox", "poll", DURATION, "30s",
	    "how often to look where the server cannot tell"),
	ROW("mailbox", "idle", YESNO, "yes", "let the server tell of new mail"),
	ROW("mailbox", "trusted-authserv", LIST, NULL,
	    "whose Authentication-Results count; \"\" trusts a topmost one without name "
	    "(Exchange Online)"),
	ROW("mailbox", "import-before", TEXT, "1d",
	    "at the first connection: how old mail is taken; or all, none"),

	ROW("submission", "url", TEXT, NULL,
	    "smtps://HOST[:PORT], or smtp:// with STARTTLS"),
	ROW("submission", "user", TEXT, NULL, "the login"),
	ROW("submission", "password-file", TEXT, NULL, "as in mailbox"),
	ROW("submission", "password-command", LIST, NULL, "as in mailbox"),
	ROW("submission", "token-command", LIST, NULL, "as in mailbox"),
	ROW("submission", "ca-file", TEXT, NULL, "as in mailbox"),
	ROW("submission", "rate", INTEGER, "0", "mails a minute; 0 is without limit"),

	ROW("store", "path", TEXT, "/var/lib/faultline/desk.db", "the database"),
	ROW("store", "keep-raw", DURATION, "2y", "how long the original of a mail is kept"),

	ROW("calendar", "hours", LIST, NULL, "working hours: \"mon-fri 09:00-12:00\""),
	ROW("calendar", "holidays", LIST, NULL,
	    "iCalendar files of holidays and make-up workdays"),

	ROW("person", "name", TEXT, NULL, "as others read it"),
	ROW("person", "address", LIST, NULL,
	    "mail address; the first is the one on record"),
	ROW("person", "roles", LIST, NULL, "engineer, dispatcher, manager, director, …"),
	ROW("person", "language", TEXT, NULL, "the desk writes to him in it"),
	ROW("person", "title", TEXT, NULL, "his duty, for lists"),
	ROW("person", "phone", TEXT, NULL, "for lists"),
	ROW("person", "skills", LIST, NULL, "categories that he knows"),
	ROW("person", "deputy", TEXT, NULL, "who stands in for him"),
	ROW("person", "away", LIST, NULL, "days off: \"2026-12-14..2026-12-20\""),

	ROW("team", "members", LIST, NULL, "persons"),
	ROW("team", "manager", TEXT, NULL, "a person"),
	ROW("team", "address", TEXT, NULL, "instead of members: a department outside IT"),

	ROW("tier", "name", TEXT, NULL, "as people call it"),
	ROW("tier", "team", TEXT, NULL, "who works there"),
	ROW("tier", "supplier", TEXT, NULL, "the outside party of this tier"),

	ROW("supplier", "name", TEXT, NULL, "as people call it"),
	ROW("supplier", "address", TEXT, NULL, "mail address"),
	ROW("supplier", "language", TEXT, NULL, "the desk writes to him in it"),
	ROW("supplier", "reference", LIST, NULL, "regular expressions of his own numbers"),

	ROW("system", "label", LIST, NULL,
	    "names in several languages: \"zh_CN: 核心系统\""),
	ROW("system", "important", YESNO, "no", "an important business system"),
	ROW("system", "match", LIST, NULL, "words by which a mail is about it"),

	ROW("category", "label", LIST, NULL, "names in several languages"),
	ROW("category", "match", LIST, NULL, "words by which a mail is about it"),
	ROW("category", "team", TEXT, NULL, "who works on it"),

	ROW("priority", "label", LIST, NULL, "names in several languages"),
	ROW("priority", "rank", INTEGER, NULL, "1 is the highest"),
	ROW("priority", "calendar", TEXT, NULL,
	    "in which the limits run; round the clock without"),
	ROW("priority", "respond", DURATION, NULL,
	    "from the report to the first answer or state change"),
	ROW("priority", "resolve", DURATION, NULL, "from the report to the solution"),
	ROW("priority", "warn", LIST, NULL,
	    "shares of each limit at which to warn: \"80%\""),
	ROW("priority", "pause-on", LIST, "reporter",
	    "waiting reasons in which the limits stand still"),

	ROW("rule", "when", TEXT, "all", "must all conditions hold, or any"),
	ROW("rule", "subject", LIST, NULL, "words in the subject"),
	ROW("rule", "body", LIST, NULL, "words in the text"),
	ROW("rule", "text", LIST, NULL, "words in either"),
	ROW("rule", "from", LIST, NULL, "sender, * for any run"),
	ROW("rule", "to", LIST, NULL, "receiver, * for any run"),
	ROW("rule", "header", LIST, NULL, "\"Name: pattern\""),
	ROW("rule", "regex", LIST, NULL, "PCRE2, in '…'"),
	ROW("rule", "kind", LIST, NULL, "the ticket's"),
	ROW("rule", "category", LIST, NULL, "the ticket's"),
	ROW("rule", "system", LIST, NULL, "the ticket's"),
	ROW("rule", "priority", LIST, NULL, "the ticket's"),
	ROW("rule", "team", LIST, NULL, "the ticket's"),
	ROW("rule", "tier", LIST, NULL, "the ticket's"),
	ROW("rule", "set-priority", TEXT, NULL, "the highest of all hits wins"),
	ROW("rule", "set-category", TEXT, NULL, "the last hit wins"),
	ROW("rule", "set-tier", INTEGER, NULL, "the last hit wins"),
	ROW("rule", "set-team", TEXT, NULL, "the last hit wins"),
	ROW("rule", "set-kind", TEXT, NULL,
	    "the last hit wins: fault, hazard, change, task"),
	ROW("rule", "stop", YESNO, "no", "no rule below this one is looked at"),
};

const guint n_config_settings = G_N_ELEMENTS(config_settings);

const char *
setting_type_name(SettingType type)
{
	static const char *const names[] = {
		[SETTING_TEXT] = "text",         [SETTING_LIST] = "list",
		[SETTING_DURATION] = "duration", [SETTING_SIZE] = "size",
		[SETTING_YESNO] = "yes/no",      [SETTING_INTEGER] = "integer",
	};

	return names[type];
}
