/*
 * Exercises: classify() over headers, one a line, and a text behind an empty line. Holds
 * that there is always a reason, in one line, and that nothing but a person's mail is
 * answered.
 */
#include "core/classify.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
add_header(Message *message, char *line)
{
	char *colon = strchr(line, ':');
	Header *header;

	if (!colon)
		return;
	*colon = '\0';
	header = g_new(Header, 1);
	header->name = g_strdup(line);
	header->value = g_strstrip(g_strdup(colon + 1));
	g_ptr_array_add(message->headers, header);
}

static Message *
message_of(const char *input)
{
	const char *empty = strstr(input, "\n\n");
	g_autofree char *head =
		g_strndup(input, empty ? (gsize)(empty - input) : strlen(input));
	g_auto(GStrv) lines = g_strsplit(head, "\n", 100);
	Message *message = message_new();
	const char *value;

	for (gsize i = 0; lines[i]; i++)
		add_header(message, lines[i]);
	value = message_header(message, "From");
	if (value)
		message->from = address_new(NULL, value);
	value = message_header(message, "Subject");
	if (value) {
		g_free(message->subject);
		message->subject = g_strdup(value);
	}
	message->message_id = g_strdup(message_header(message, "Message-ID"));
	message->report_type = g_strdup(message_header(message, "Report-Type"));
	message->is_report = message->report_type != NULL;
	if (empty) {
		g_free(message->text);
		message->text = g_strdup(empty + 2);
	}
	return message;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static const char *const addresses[] = { "it-help@desk.example", NULL };
	static const char *const monitors[] = { "*@mon.example", NULL };
	const Self self = { addresses, monitors };
	g_autofree char *input = g_utf8_make_valid((const char *)data, size);
	g_autoptr(Message) message = message_of(input);
	g_auto(Classification) result = { 0 };

	classify(message, &self, &result);
	g_assert_nonnull(result.reason);
	g_assert_null(strchr(result.reason, '\n'));
	g_assert_true(g_utf8_validate(result.reason, -1, NULL));
	if (result.may_acknowledge)
		g_assert_cmpint(result.class, ==, MAIL_HUMAN);
	if (result.away_until)
		g_assert_cmpstr(result.subclass, ==, "out-of-office");
	return 0;
}
