/*
 * What kind of mail it is, by a table of tests in order; each says what it saw. It must
 * never take a person's mail for a machine's because of a word the person wrote, and never
 * call a machine's mail safe to answer.
 */
#include "core/classify.h"

#include "base/text.h"
#include "core/key.h"

#include <string.h>

static const char *const names[] = {
	[MAIL_HUMAN] = "human",   [MAIL_AUTO_REPLY] = "auto-reply",
	[MAIL_BOUNCE] = "bounce", [MAIL_LIST] = "list",
	[MAIL_LOOP] = "loop",     [MAIL_MONITORING] = "monitoring",
};

const char *
mail_class_name(MailClass class)
{
	return names[class];
}

void
classification_clear(Classification *classification)
{
	g_clear_pointer(&classification->reason, g_free);
}

/* ---- rows of evidence ---- */

typedef enum { PRESENT, IS, BEGINS, HOLDS } How;

typedef struct {
	const char *header;
	How how;
	const char *value; /* lower case */
	const char *subclass;
} Row;

static const Row reply_rows[] = {
	{ "Auto-Submitted", BEGINS, "auto-replied", NULL },
	{ "X-Autoreply", PRESENT, NULL, NULL },
	{ "X-Autorespond", PRESENT, NULL, NULL },
	{ "X-Autoresponder", PRESENT, NULL, NULL },
	{ "X-AutoReply-From", PRESENT, NULL, NULL },
	{ "X-Mail-Autoreply", PRESENT, NULL, NULL },
	{ "Precedence", IS, "auto_reply", NULL },
};

static const Row generated_rows[] = {
	{ "Auto-Submitted", BEGINS, "auto-", "notification" },
};

static const Row list_rows[] = {
	{ "List-Id", PRESENT, NULL, NULL },
	{ "List-Post", PRESENT, NULL, NULL },
	{ "Mailing-List", PRESENT, NULL, NULL },
	{ "List-Unsubscribe", PRESENT, NULL, "newsletter" },
	{ "Precedence", IS, "list", NULL },
	{ "Precedence", IS, "bulk", NULL },
	{ "Precedence", IS, "junk", NULL },
};

static gboolean
row_matches(const Row *row, const char *value)
{
	g_autofree char *folded = g_ascii_strdown(value, -1);

	g_strstrip(folded);
	switch (row->how) {
	case IS:
		return g_str_equal(folded, row->value);
	case BEGINS:
		return g_str_has_prefix(folded, row->value);
	case HOLDS:
		return strstr(folded, row->value) != NULL;
	default:
		return *folded && !g_str_equal(folded, "no");
	}
}

static gboolean
find_row(const Message *message, const Row *rows, gsize count, Classification *result)
{
	for (gsize i = 0; i < count; i++) {
		const char *value = message_header(message, rows[i].header);
		g_autofree char *shown = NULL;

		if (!value || !row_matches(&rows[i], value))
			continue;
		shown = text_one_line(value);
		result->reason = g_strdup_printf("%s: %s", rows[i].header, shown);
		result->subclass = rows[i].subclass;
		return TRUE;
	}
	return FALSE;
}

/* ---- the tests ---- */

static const char *
own_address(const Self *self, const char *address)
{
	for (gsize i = 0; address && self->addresses && self->addresses[i]; i++)
		if (address_equal(self->addresses[i], address))
			return self->addresses[i];
	return NULL;
}

static gboolean
is_loop(const Message *message, const Self *self, Classification *result)
{
	const char *mark = message_header(message, "X-Faultline-Loop");
	g_autofree char *marked = mark ? text_one_line(mark) : NULL;

	if (message->from && own_address(self, message->from->address))
		result->reason = g_strdup_printf("From: %s", message->from->address);
	else if (own_address(self, marked))
		result->reason = g_strdup_printf("X-Faultline-Loop: %s", marked);
	return result->reason != NULL;
}

static gboolean
is_bounce(const Message *message, const Self *self, Classification *result)
{
	(void)self;
	if (!message->is_report || g_strcmp0(message->report_type, "delivery-status"))
		return FALSE;
	result->reason = g_strdup("multipart/report; report-type=delivery-status");
	result->subclass = "failure";
	return TRUE;
}

static gboolean
is_auto_reply(const Message *message, const Self *self, Classification *result)
{
	(void)self;
	return find_row(message, reply_rows, G_N_ELEMENTS(reply_rows), result);
}

static gboolean
is_monitoring(const Message *message, const Self *self, Classification *result)
{
	for (gsize i = 0; message->from && self->monitors && self->monitors[i]; i++) {
		if (!address_matches(message->from->address, self->monitors[i]))
			continue;
		result->reason = g_strdup_printf("From: %s", message->from->address);
		return TRUE;
	}
	return FALSE;
}

static gboolean
is_generated(const Message *message, const Self *self, Classification *result)
{
	(void)self;
	return find_row(message, generated_rows, G_N_ELEMENTS(generated_rows), result);
}

static gboolean
is_list(const Message *message, const Self *self, Classification *result)
{
	(void)self;
	return find_row(message, list_rows, G_N_ELEMENTS(list_rows), result);
}

static const struct {
	MailClass class;
	gboolean (*test)(const Message *message, const Self *self, Classification *result);
} tests[] = {
	{ MAIL_LOOP, is_loop },
	{ MAIL_BOUNCE, is_bounce },
	{ MAIL_AUTO_REPLY, is_auto_reply },
	{ MAIL_MONITORING, is_monitoring },
	{ MAIL_AUTO_REPLY, is_generated },
	{ MAIL_LIST, is_list },
};

void
classify(const Message *message, const Self *self, Classification *result)
{
	const char *suppress = message_header(message, "X-Auto-Response-Suppress");

	*result = (Classification){ .class = MAIL_HUMAN };
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
		if (!tests[i].test(message, self, result))
			continue;
		result->class = tests[i].class;
		return;
	}
	result->reason = g_strdup("no mark of a machine");
	result->may_acknowledge = message->from && !suppress;
}
