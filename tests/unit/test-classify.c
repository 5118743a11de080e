/*
 * core/classify and core/away: what each kind of mail is, what its evidence is, whether it
 * may be answered; and, as important, what is not taken for a machine's mail.
 */
#include "core/away.h"
#include "core/classify.h"

#include <string.h>

typedef struct {
	const char *name;
	const char *headers; /* "Name: value\n" each; From and Subject are read from them */
	const char *text;    /* NULL: "" */
	MailClass class;
	const char *subclass;
	const char *reason; /* its beginning */
} Row;

#define FROM     "From: ann@corp.example\n"
#define ONLY_ANN FROM "Subject: VPN\n"
#define DESK_ID  "42-1r-abcdefghijklmnopqrstuvwx23"

static const Row rows[] = {
	/* people */
	{ "plain", ONLY_ANN, "The VPN is slow.", MAIL_HUMAN, NULL, "no mark" },
	{ "auto-submitted-no", ONLY_ANN "Auto-Submitted: no\n", NULL, MAIL_HUMAN, NULL,
	  "no mark" },
	{ "quotes-our-id", ONLY_ANN "In-Reply-To: <" DESK_ID ".1@desk.example>\n", "Re",
	  MAIL_HUMAN, NULL, "no mark" },
	{ "reply-to-automatic", FROM "Subject: Re: Automatic reply: VPN\n", NULL,
	  MAIL_HUMAN, NULL, "no mark" },
	{ "forward-of-bounce", FROM "Subject: Fwd: Undeliverable: offer\n",
	  "Delivery has failed to these recipients\n550 5.1.1", MAIL_HUMAN, NULL,
	  "no mark" },
	{ "asks-about-bounce", FROM "Subject: Undeliverable mail again\n",
	  "My mails come back.", MAIL_HUMAN, NULL, "no mark" },
	{ "asks-about-auto-reply", FROM "Subject: out of office does not work\n",
	  "I am on vacation tomorrow.", MAIL_HUMAN, NULL, "no mark" },
	{ "asks-in-chinese", FROM "Subject: 自动回复设置不了\n", "我明天休假", MAIL_HUMAN,
	  NULL, "no mark" },
	{ "rule-passed-it-on",
	  ONLY_ANN "X-MS-Exchange-Inbox-Rules-Loop: team@corp.example\n"
		   "X-Auto-Response-Suppress: All\n",
	  NULL, MAIL_HUMAN, NULL, "X-Auto-Response-Suppress" },
	{ "read-in-subject", FROM "Subject: Read: the manual\n", NULL, MAIL_HUMAN, NULL,
	  "no mark" },
	{ "postmaster-writes", "From: postmaster@corp.example\nSubject: new disks\n", NULL,
	  MAIL_HUMAN, NULL, "not to be answered" },
	{ "desk-of-others", ONLY_ANN "X-Faultline-Loop: help@other.example\n", NULL,
	  MAIL_HUMAN, NULL, "X-Faultline-Loop" },

	/* loops come before all else */
	{ "own-from", "From: IT-Help@Desk.example\nSubject: x\n", NULL, MAIL_LOOP, NULL,
	  "From" },
	{ "own-mark", ONLY_ANN "X-Faultline-Loop: it-help@desk.example\n", NULL, MAIL_LOOP,
	  NULL, "X-Faultline-Loop" },
	{ "own-mark-second",
	  ONLY_ANN "X-Faultline-Loop: a@b.example\nX-Faultline-Loop: alias@desk.example\n",
	  NULL, MAIL_LOOP, NULL, "X-Faultline-Loop" },
	{ "own-id", ONLY_ANN "Message-ID: " DESK_ID ".7@desk.example\n", NULL, MAIL_LOOP,
	  NULL, "Message-ID" },
	{ "own-id-elsewhere", ONLY_ANN "Message-ID: " DESK_ID ".7@other.example\n", NULL,
	  MAIL_HUMAN, NULL, "no mark" },
	{ "own-before-bounce",
	  "From: it-help@desk.example\nSubject: x\nX-Failed-Recipients: a@b.example\n",
	  NULL, MAIL_LOOP, NULL, "From" },

	/* bounces */
	{ "failed-header",
	  "From: Mailer-Daemon@mx.example\nX-Failed-Recipients: x@y.example\n", NULL,
	  MAIL_BOUNCE, "failure", "X-Failed-Recipients" },
	{ "daemon", "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n", NULL,
	  MAIL_BOUNCE, "failure", "From" },
	{ "daemon-delay",
	  "From: mailer-daemon@mx.example\nSubject: Delivery Status Notification (Delay)\n",
	  NULL, MAIL_BOUNCE, "delay", "From" },
	{ "postmaster-subject",
	  "From: postmaster@outlook.example\nSubject: Undeliverable: offer\n", NULL,
	  MAIL_BOUNCE, "failure", "Subject" },
	{ "null-and-subject",
	  "From: robot@mx.example\nReturn-Path: <>\nSubject: Returned mail: User unknown\n",
	  NULL, MAIL_BOUNCE, "failure", "Subject" },
	{ "qq",
	  "From: PostMaster@qq.example\nReturn-Path: <>\nSubject: 来自PostMaster的退信\n",
	  NULL, MAIL_BOUNCE, "failure", "Subject" },
	{ "163", "From: Postmaster@163.example\nSubject: 系统退信\n", NULL, MAIL_BOUNCE,
	  "failure", "Subject" },

	/* automatic answers */
	{ "rfc3834", FROM "Subject: Re: VPN\nAuto-Submitted: auto-replied\n",
	  "I got your mail.", MAIL_AUTO_REPLY, NULL, "Auto-Submitted: auto-replied" },
	{ "rfc3834-parameter",
	  ONLY_ANN "Auto-Submitted: Auto-Replied; owner-email=\"ann@corp.example\"\n",
	  "I am out of the office.", MAIL_AUTO_REPLY, "out-of-office", "Auto-Submitted" },
	{ "vacation-extension", ONLY_ANN "Auto-Submitted: auto-replied (vacation)\n", NULL,
	  MAIL_AUTO_REPLY, "out-of-office", "Auto-Submitted" },
	{ "exchange",
	  FROM "Subject: Re: x\nX-MS-Exchange-Inbox-Rules-Loop: ann@corp.example\n"
	       "X-Auto-Response-Suppress: All\n",
	  "Back soon.", MAIL_AUTO_REPLY, "out-of-office", "X-MS-Exchange" },
	{ "subject-english", FROM "Subject: Automatic reply: VPN\n", NULL, MAIL_AUTO_REPLY,
	  "out-of-office", "Subject" },
	{ "subject-office", FROM "Subject: Out of Office: VPN\n", NULL, MAIL_AUTO_REPLY,
	  "out-of-office", "Subject" },
	{ "subject-chinese", FROM "Subject: 自动回复：VPN 很慢\n", "您好，我在休假。",
	  MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-chinese-end", FROM "Subject: Re: VPN(自动回复)\n", "邮件已收到。",
	  MAIL_AUTO_REPLY, NULL, "Subject" },
	{ "subject-chinese-whole", FROM "Subject: 自动回复\n", "我出差到周五",
	  MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-german", FROM "Subject: Automatische Antwort: VPN\n",
	  "Ich bin im Urlaub.", MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-french", FROM "Subject: Réponse automatique : VPN\n",
	  "Je suis en congé.", MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-spanish", FROM "Subject: Respuesta automática: VPN\n",
	  "Estoy de vacaciones.", MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-japanese", FROM "Subject: 自動返信: VPN\n", "夏季休業のお知らせ",
	  MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "subject-korean", FROM "Subject: 자동 회신: VPN\n", "휴가 중입니다.",
	  MAIL_AUTO_REPLY, "out-of-office", "Subject" },
	{ "null-sender", ONLY_ANN "Return-Path: <>\n", "Thank you for your mail.",
	  MAIL_AUTO_REPLY, NULL, "Return-Path" },
	{ "precedence", ONLY_ANN "Precedence: auto_reply\n", NULL, MAIL_AUTO_REPLY, NULL,
	  "Precedence" },
	{ "bulk-reply", FROM "Subject: Re: [x] autoreply for you\nPrecedence: junk\n", NULL,
	  MAIL_AUTO_REPLY, "bulk", "Precedence" },
	{ "x-autoreply", ONLY_ANN "X-Autoreply: yes\n", NULL, MAIL_AUTO_REPLY, NULL,
	  "X-Autoreply" },
	{ "x-autoreply-no", ONLY_ANN "X-Autoreply: no\n", NULL, MAIL_HUMAN, NULL,
	  "no mark" },
	{ "challenge", ONLY_ANN "X-TMDA-Confirm: 1\n", NULL, MAIL_AUTO_REPLY, "challenge",
	  "X-TMDA" },
	{ "generated", ONLY_ANN "Auto-Submitted: auto-generated\n", NULL, MAIL_AUTO_REPLY,
	  "notification", "Auto-Submitted" },

	/* monitoring, before what monitors call themselves */
	{ "monitor",
	  "From: nagios@mon.example\nAuto-Submitted: auto-generated\nPrecedence: bulk\n",
	  NULL, MAIL_MONITORING, NULL, "From" },
	{ "monitor-away", "From: nagios@mon.example\nSubject: Automatic reply: x\n", NULL,
	  MAIL_AUTO_REPLY, "out-of-office", "Subject" },

	/* lists */
	{ "list-id", ONLY_ANN "List-Id: <it.corp.example>\n", NULL, MAIL_LIST, NULL,
	  "List-Id" },
	{ "newsletter", ONLY_ANN "List-Unsubscribe: <mailto:x@y.example>\n", NULL,
	  MAIL_LIST, "newsletter", "List-Unsubscribe" },
	{ "bulk", ONLY_ANN "Precedence: Bulk\n", NULL, MAIL_LIST, "bulk", "Precedence" },
	{ "list-named-as-absence",
	  FROM "Subject: [Holiday] Re: plan\nList-Id: <holiday.corp.example>\n", NULL,
	  MAIL_LIST, NULL, "List-Id" },
	{ "list", ONLY_ANN "Precedence: list\n", NULL, MAIL_LIST, NULL, "Precedence" },
};

static const char *const own_addresses[] = { "it-help@desk.example", "alias@desk.example",
					     NULL };
static const char *const monitors[] = { "*@mon.example", NULL };
static const Self self = { own_addresses, monitors };

static void
add_header(Message *message, const char *line)
{
	const char *colon = strchr(line, ':');
	Header *header = g_new(Header, 1);

	header->name = g_strndup(line, colon - line);
	header->value = g_strstrip(g_strdup(colon + 1));
	g_ptr_array_add(message->headers, header);
}

static Message *
message_of(const char *headers, const char *text)
{
	Message *message = message_new();
	g_auto(GStrv) lines = g_strsplit(headers, "\n", -1);
	const char *from, *subject, *id;

	for (guint i = 0; lines[i]; i++)
		if (*lines[i])
			add_header(message, lines[i]);
	from = message_header(message, "From");
	subject = message_header(message, "Subject");
	id = message_header(message, "Message-ID");
	if (from) {
		g_autofree char *lower = g_ascii_strdown(from, -1);

		message->from = address_new(NULL, lower);
	}
	if (subject) {
		g_free(message->subject);
		message->subject = g_strdup(subject);
	}
	message->message_id = g_strdup(id);
	if (text) {
		g_free(message->text);
		message->text = g_strdup(text);
	}
	return message;
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(Message) message = message_of(row->headers, row->text);
	g_auto(Classification) result = { 0 };

	classify(message, &self, &result);
	g_assert_cmpstr(mail_class_name(result.class), ==, mail_class_name(row->class));
	g_assert_cmpstr(result.subclass, ==, row->subclass);
	if (!g_str_has_prefix(result.reason, row->reason))
		g_assert_cmpstr(result.reason, ==, row->reason);
	/* Nothing automatic is ever answered, and no person who is marked so. */
	g_assert_cmpint(result.may_acknowledge, ==,
			g_str_has_prefix(row->reason, "no mark"));
}

/* "class|subclass|subject|text" a line. */
static void
check_subject(const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, "|", 4);
	gboolean is_bounce = !strcmp(cells[0], "bounce");
	g_autofree char *headers =
		g_strdup_printf("From: %s\nSubject: %s\n%s",
				is_bounce ? "postmaster@other.example" : "ann@corp.example",
				cells[2], is_bounce ? "Return-Path: <>\n" : "");
	g_autoptr(Message) message = message_of(headers, cells[3]);
	g_auto(Classification) result = { 0 };

	classify(message, &self, &result);
	if (strcmp(mail_class_name(result.class), cells[0]) ||
	    (strcmp(cells[1], "-") && g_strcmp0(result.subclass, cells[1])))
		g_error("%s: %s, %s", line, mail_class_name(result.class), result.reason);
}

static void
test_subjects(void)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "classify",
						      "subjects.list", NULL);
	g_autofree char *list = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(g_file_get_contents(path, &list, NULL, NULL));
	lines = g_strsplit(list, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), >, 100);
	for (guint i = 0; lines[i]; i++)
		if (*lines[i] && *lines[i] != '#')
			check_subject(lines[i]);
}

/* Without a configuration nobody is "we"; the rest holds. */
static void
test_no_self(void)
{
	Self nobody = { 0 };
	g_autoptr(Message) message = message_of("From: it-help@desk.example\n", NULL);
	g_auto(Classification) result = { 0 };

	classify(message, &nobody, &result);
	g_assert_cmpint(result.class, ==, MAIL_HUMAN);
	g_assert_true(result.may_acknowledge);
}

static void
test_silence(void)
{
	static const char *const headers[] = {
		"From: noreply@x.example\n",
		"From: No-Reply-abc@x.example\n",
		"From: do-not-reply@x.example\n",
		"From: root@x.example\n",
		"From: it-request@x.example\n",
		"Subject: nobody sent this\n",
		ONLY_ANN "X-Auto-Response-Suppress: OOF, AutoReply\n",
		ONLY_ANN "X-Auto-Response-Suppress: All\n",
		ONLY_ANN "X-Loop: x\n",
	};
	static const char *const answered[] = {
		ONLY_ANN "X-Auto-Response-Suppress: DR, RN, NRN\n",
		ONLY_ANN "X-Auto-Response-Suppress: None\n",
		ONLY_ANN "Precedence: first-class\n",
		"From: norman.reply@x.example\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autoptr(Message) message = message_of(headers[i], NULL);
		g_auto(Classification) result = { 0 };

		classify(message, &self, &result);
		g_assert_cmpint(result.class, ==, MAIL_HUMAN);
		g_assert_false(result.may_acknowledge);
		g_assert_nonnull(result.reason);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(answered); i++) {
		g_autoptr(Message) message = message_of(answered[i], NULL);
		g_auto(Classification) result = { 0 };

		classify(message, &self, &result);
		g_assert_cmpstr(result.reason, ==, "no mark of a machine");
		g_assert_true(result.may_acknowledge);
	}
}

static void
test_hops(void)
{
	g_autoptr(Message) message = message_of(ONLY_ANN, NULL);

	for (int i = 0; i <= 50; i++) {
		g_auto(Classification) result = { 0 };

		classify(message, &self, &result);
		g_assert_true(result.may_acknowledge);
		add_header(message, "Received: from a by b");
	}
	{
		g_auto(Classification) result = { 0 };

		classify(message, &self, &result);
		g_assert_false(result.may_acknowledge);
	}
}

/* ── reports ──────────────────────────────────────────────────────────────────────────────
 */

static void
add_recipient(Message *message, const char *action)
{
	BounceRecipient *recipient = g_new0(BounceRecipient, 1);

	recipient->recipient = g_strdup("x@y.example");
	recipient->action = g_strdup(action);
	g_ptr_array_add(message->bounce, recipient);
}

static void
test_reports(void)
{
	static const struct {
		const char *type, *actions;
		const char *text;
		MailClass class;
		const char *subclass;
	} reports[] = {
		{ "delivery-status", "failed", "", MAIL_BOUNCE, "failure" },
		{ "delivery-status", "delayed", "", MAIL_BOUNCE, "delay" },
		{ "delivery-status", "delayed failed", "", MAIL_BOUNCE, "failure" },
		{ "delivery-status", "delivered delayed", "", MAIL_BOUNCE, "delay" },
		{ "delivery-status", "", "", MAIL_BOUNCE, "failure" },
		{ NULL, "failed", "", MAIL_BOUNCE, "failure" },
		{ "delivery-status", "delivered", "", MAIL_AUTO_REPLY, "delivered" },
		{ "delivery-status", "relayed expanded", "", MAIL_AUTO_REPLY, "delivered" },
		{ "delivery-status", "failed", "Your mail has been waitlisted.",
		  MAIL_AUTO_REPLY, "challenge" },
		{ "disposition-notification", "", "", MAIL_AUTO_REPLY, "read-receipt" },
		{ "feedback-report", "", "", MAIL_AUTO_REPLY, "feedback" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(reports); i++) {
		g_autoptr(Message) message = message_of(ONLY_ANN, reports[i].text);
		g_auto(GStrv) actions = g_strsplit(reports[i].actions, " ", -1);
		g_auto(Classification) result = { 0 };

		message->is_report = TRUE;
		message->report_type = g_strdup(reports[i].type);
		for (guint k = 0; actions[k]; k++)
			if (*actions[k])
				add_recipient(message, actions[k]);
		classify(message, &self, &result);
		g_assert_cmpint(result.class, ==, reports[i].class);
		g_assert_cmpstr(result.subclass, ==, reports[i].subclass);
		g_assert_false(result.may_acknowledge);
	}
}

/* What is said of HEADERS, above a text that names somebody who did not get a mail; its id
 * is BOUNCED_ID. */
static MailClass
class_of_copy(const char *headers, const char *bounced_id)
{
	g_autoptr(Message) message = message_of(headers, NULL);
	g_auto(Classification) result = { 0 };

	add_recipient(message, "failed");
	message->bounced_id = g_strdup(bounced_id);
	classify(message, &self, &result);
	return result.class;
}

static MailClass
class_of_report(const char *headers)
{
	return class_of_copy(headers, NULL);
}

static void
test_free_reports(void)
{
	static const char exchange[] = "From: MicrosoftExchange329e71ec@corp.example\n";
	static const char postmaster[] = "From: postmaster@corp.example\nSubject: x\n";
	static const char list[] = "From: x-admin@lists.example\nX-MLServer: fml\n";
	static const char away[] =
		"From: ann@corp.example\nReturn-Path: <>\nSubject: Automatic reply: x\n";

	g_assert_cmpint(class_of_report("Subject: Undeliverable: x\n"), ==, MAIL_BOUNCE);
	g_assert_cmpint(class_of_report("From: \n"), ==, MAIL_BOUNCE);
	g_assert_cmpint(class_of_report(list), ==, MAIL_BOUNCE);
	g_assert_cmpint(class_of_report("From: ann@corp.example\nX-MLServer: fml\n"), ==,
			MAIL_HUMAN);
	g_assert_cmpint(class_of_report(away), ==, MAIL_AUTO_REPLY);
	g_assert_cmpint(class_of_report("From: ann@corp.example\n"), ==, MAIL_HUMAN);
	g_assert_cmpint(class_of_report(exchange), ==, MAIL_BOUNCE);
	g_assert_cmpint(class_of_report(postmaster), ==, MAIL_HUMAN);
	g_assert_cmpint(class_of_copy(postmaster, "41@desk.example"), ==, MAIL_BOUNCE);
	g_assert_cmpint(class_of_copy("From: ann@corp.example\n", "41@desk.example"), ==,
			MAIL_HUMAN);
}

/* A person who attaches a bounce is a person. */
static void
test_attached_bounce(void)
{
	g_autoptr(Message) message = message_of(ONLY_ANN, "What does this mean?");
	g_auto(Classification) result = { 0 };

	add_recipient(message, "failed");
	classify(message, &self, &result);
	g_assert_cmpint(result.class, ==, MAIL_HUMAN);
	g_assert_true(result.may_acknowledge);
}

static void
test_calendar(void)
{
	static const struct {
		const char *headers;
		MailClass class;
	} mails[] = {
		{ FROM "Subject: Accepted: meeting\n", MAIL_AUTO_REPLY },
		{ FROM "Subject: 已接受: 会议\n", MAIL_AUTO_REPLY },
		{ FROM "Subject: meeting\n", MAIL_HUMAN },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = message_of(mails[i].headers, NULL);
		g_auto(Classification) result = { 0 }, answered = { 0 };

		message->calendar = TRUE;
		classify(message, &self, &result);
		g_assert_cmpint(result.class, ==, mails[i].class);
		g_assert_cmpstr(result.subclass, ==, "calendar");
		message->calendar_reply = TRUE;
		classify(message, &self, &answered);
		g_assert_cmpint(answered.class, ==, MAIL_AUTO_REPLY);
		g_assert_cmpstr(answered.subclass, ==, "calendar");
	}
}

/* ── until when ───────────────────────────────────────────────────────────────────────────
 */

static gint64
day(int year, int month, int number)
{
	g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, number, 0, 0, 0);

	return g_date_time_to_unix(at);
}

static void
test_away(void)
{
	static const struct {
		const char *text;
		int year, month, day; /* year 0: none */
	} mails[] = {
		{ "I am out of the office until 2026-11-30.", 2026, 11, 30 },
		{ "Away until November 30, 2026", 2026, 11, 30 },
		{ "I will be back on Monday, 30th of November.", 2026, 11, 30 },
		{ "I am away, returning on 4 January.", 2027, 1, 4 },
		{ "until 30/11/2026", 2026, 11, 30 },
		{ "until 11/30/2026", 2026, 11, 30 },
		{ "until 05/07/2026", 0, 0, 0 }, /* July or May? */
		{ "until 5/5/2027", 2027, 5, 5 },
		{ "Ich bin bis 30.11.2026 nicht im Büro.", 2026, 11, 30 },
		{ "Ich bin bis einschließlich 30.11. im Urlaub.", 2026, 11, 30 },
		{ "Ab dem 1. Dezember bin ich wieder da.", 2026, 12, 1 },
		{ "Je suis absent jusqu'au 30 novembre 2026.", 2026, 11, 30 },
		{ "Estaré fuera hasta el 30 de noviembre de 2026.", 2026, 11, 30 },
		{ "我休假至2026年11月30日。", 2026, 11, 30 },
		{ "11月23日到11月30日出差，有事请电话联系", 2026, 11, 30 },
		{ "2026年11月30日まで休暇をいただいております。", 2026, 11, 30 },
		{ "11월 30일까지 휴가입니다.", 2026, 11, 30 },
		{ "Отсутствую до 30 ноября.", 2026, 11, 30 },
		{ "until further notice", 0, 0, 0 },
		{ "I got your mail of 2026-11-20.", 0, 0, 0 },
		{ "until 2026-13-45", 0, 0, 0 },
		{ "until 2026-02-30", 0, 0, 0 },
		{ "until", 0, 0, 0 },
		{ "", 0, 0, 0 },
	};
	gint64 sent = day(2026, 11, 23);

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		gint64 wanted = mails[i].year
					? day(mails[i].year, mails[i].month, mails[i].day)
					: 0;
		gint64 got = away_until(mails[i].text, sent);

		if (got != wanted)
			g_test_message("%s", mails[i].text);
		g_assert_cmpint(got, ==, wanted);
	}
	g_assert_cmpint(away_until("until 30 November", 0), ==, 0);
	g_assert_cmpint(away_until("until 30 November 2026", 0), ==, day(2026, 11, 30));
}

/* "2026-11-30|text" a line. */
static void
test_away_list(void)
{
	g_autofree char *path =
		g_test_build_filename(G_TEST_DIST, "data", "away", "dates.list", NULL);
	g_autofree char *list = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(g_file_get_contents(path, &list, NULL, NULL));
	lines = g_strsplit(list, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *text = strchr(lines[i], '|');
		g_autoptr(GDateTime) got = NULL;
		g_autofree char *date = NULL;

		if (!text || *lines[i] == '#')
			continue;
		*text++ = '\0';
		got = g_date_time_new_from_unix_utc(away_until(text, day(2026, 11, 20)));
		date = g_date_time_to_unix(got) ? g_date_time_format(got, "%Y-%m-%d")
						: g_strdup("-");
		if (strcmp(date, lines[i]))
			g_error("%s: %s, not %s", text, date, lines[i]);
	}
}

static void
test_away_in_mail(void)
{
	g_autoptr(Message) message = message_of(ONLY_ANN "Auto-Submitted: auto-replied\n",
						"I am out of the office until 2026-11-30.");
	g_autoptr(Message) apple = message_of(
		ONLY_ANN "X-Apple-Action: VACATION\n"
			 "X-Apple-Criteria: {kind=VACATION,endDate=2026-12-10T14:59:59Z}\n",
		"I am only sleeping.");
	g_autoptr(Message) person =
		message_of(ONLY_ANN, "I am out of the office until 2026-11-30.");
	g_auto(Classification) of_message = { 0 }, of_apple = { 0 }, of_person = { 0 };

	classify(message, &self, &of_message);
	g_assert_cmpint(of_message.away_until, ==, day(2026, 11, 30));
	classify(apple, &self, &of_apple);
	g_assert_cmpint(of_apple.away_until, ==,
			day(2026, 12, 10) + 14 * 3600 + 59 * 60 + 59);
	classify(person, &self, &of_person);
	g_assert_cmpint(of_person.away_until, ==, 0);
	g_assert_true(of_person.may_acknowledge);
}

static void
test_long_values(void)
{
	g_autofree char *long_value = g_strnfill(100000, 'x');
	g_autofree char *headers = g_strdup_printf(ONLY_ANN "List-Id: %s\n", long_value);
	g_autoptr(Message) message = message_of(headers, long_value);
	g_auto(Classification) result = { 0 };

	classify(message, &self, &result);
	g_assert_cmpint(result.class, ==, MAIL_LIST);
	g_assert_cmpuint(strlen(result.reason), <, 500);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *title = g_strdup_printf("/classify/%s", rows[i].name);

		g_test_add_data_func(title, &rows[i], test_row);
	}
	g_test_add_func("/classify/no-self", test_no_self);
	g_test_add_func("/classify/silence", test_silence);
	g_test_add_func("/classify/hops", test_hops);
	g_test_add_func("/classify/reports", test_reports);
	g_test_add_func("/classify/attached-bounce", test_attached_bounce);
	g_test_add_func("/classify/calendar", test_calendar);
	g_test_add_func("/classify/long-values", test_long_values);
	g_test_add_func("/away/texts", test_away);
	g_test_add_func("/classify/subjects", test_subjects);
	g_test_add_func("/classify/free-reports", test_free_reports);
	g_test_add_func("/away/list", test_away_list);
	g_test_add_func("/away/mails", test_away_in_mail);
	return g_test_run();
}
