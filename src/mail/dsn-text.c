/*
 * Reports that no standard describes. One reader for all: it finds where the report ends
 * and the returned mail begins, the lines that name an address, and the codes between them.
 * It never looks at the mail of a person: the sender must be a mail system, and the words
 * must be there.
 */
#include "mail/dsn-text.h"

#include "core/classify.h"
#include "mail/dsn-words.h"
#include "mail/field.h"

#include <string.h>

/* A report is short; what is longer is somebody's text. */
#define REPORT_MAX (16 * 1024)

#define RECIPIENTS_MAX 50

static gboolean
is_from_daemon(const Message *message)
{
	const char *address = message->from ? message->from->address : "";
	const char *path = message_header(message, "Return-Path");

	if (path && g_str_has_prefix(path, "<>"))
		return TRUE;
	return !*address || words_head(&dsn_daemons, address) ||
	       classify_is_list_manager(message);
}

/* The next line of TEXT, lower case; own. *NEXT is behind it. */
static char *
lower_line(const char *text, const char **next)
{
	gsize length = strcspn(text, "\n");

	*next = text + length + (text[length] == '\n');
	return g_ascii_strdown(text, length);
}

/* Where the report ends: at the copy of the mail, or at the limit. */
static gsize
report_length(const char *text)
{
	const char *at = text, *next;

	while (*at && at - text < REPORT_MAX) {
		g_autofree char *line = lower_line(at, &next);

		if (words_held(&dsn_copies, line) || words_head(&dsn_trace, line))
			return at - text;
		at = next;
	}
	return at - text;
}

static gboolean
is_digit_pair(const char *at, gsize length)
{
	return length >= 1 && length <= 3 && g_ascii_isdigit(at[0]);
}

/* The length of an enhanced status at AT: "5.1.1", with nothing that makes it longer; 0. */
static gsize
status_length(const char *at, const char *begin, const char *end)
{
	gsize subject, detail;

	if (end - at < 5 || !strchr("245", at[0]) || at[1] != '.')
		return 0;
	if (at > begin && (g_ascii_isalnum(at[-1]) || at[-1] == '.'))
		return 0;
	for (subject = 0; at + 2 + subject < end && g_ascii_isdigit(at[2 + subject]);
	     subject++)
		;
	if (!is_digit_pair(at + 2, subject) || at + 2 + subject >= end ||
	    at[2 + subject] != '.')
		return 0;
	for (detail = 0;
	     at + 3 + subject + detail < end && g_ascii_isdigit(at[3 + subject + detail]);
	     detail++)
		;
	if (!is_digit_pair(at + 3 + subject, detail))
		return 0;
	at += 3 + subject + detail;
	if (at + 1 < end && (*at == '.' || *at == '-') && g_ascii_isdigit(at[1]))
		return 0; /* an IP address */
	return at < end && g_ascii_isalpha(*at) ? 0 : 3 + subject + detail;
}

/* Does a reply code ("550 ", "550-", "550-'", "#550 ") stand right before AT? */
static gboolean
is_behind_code(const char *at, const char *begin)
{
	while (at > begin && strchr(" -'\":#", at[-1]))
		at--;
	return at - begin >= 3 && g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[-2]) &&
	       (at[-3] == '4' || at[-3] == '5') &&
	       (at - begin == 3 || !g_ascii_isalnum(at[-4]));
}

/* "Other or undefined" (x.0.0), and "too long in the queue" (x.4.7): the second says only
 * that the tries ended, not why they failed. */
gboolean
dsn_status_is_vague(const char *status, gsize length)
{
	return length == 5 &&
	       (!strncmp(status + 1, ".0.0", 4) || !strncmp(status + 1, ".4.7", 4));
}

char *
dsn_text_status(const char *text, gsize length)
{
	const char *end = text + length, *found = NULL;
	gsize found_length = 0;
	int rank = 0;

	for (const char *at = text; at < end; at++) {
		gsize here = status_length(at, text, end);
		int here_rank = 1;

		if (!here)
			continue;
		if (at > text && at[-1] == '#')
			here_rank = 2;
		if (is_behind_code(at, text))
			here_rank = 3;
		if (dsn_status_is_vague(at, here))
			here_rank = 1;
		if (here_rank > rank) {
			rank = here_rank;
			found = at;
			found_length = here;
		}
		at += here - 1;
	}
	return found ? g_strndup(found, found_length) : NULL;
}

/* The class of an SMTP reply code in TEXT: "550 user unknown" → "5.0.0"; NULL. */
static char *
class_of_code(const char *text, gsize length)
{
	for (gsize i = 0; i + 3 <= length; i++) {
		gboolean begins =
			!i || !(g_ascii_isalnum(text[i - 1]) || text[i - 1] == '.');
		gboolean ends = i + 3 == length || strchr(" -:,.\n", text[i + 3]);

		if (begins && ends && (text[i] == '4' || text[i] == '5') &&
		    g_ascii_isdigit(text[i + 1]) && text[i + 1] <= '5' &&
		    g_ascii_isdigit(text[i + 2]) &&
		    !(i + 4 < length && text[i + 3] == '.' && g_ascii_isdigit(text[i + 4])))
			return g_strdup_printf("%c.0.0", text[i]);
	}
	return NULL;
}

static gboolean
is_local_char(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static gboolean
is_domain_char(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-';
}

/* The length of the address at AT, without a quotation mark before it; 0 if there is none.
 */
static gsize
address_length(const char *at)
{
	gsize local = 0, domain = 0;

	if (*at == '\'')
		return 0;
	while (is_local_char(at[local]))
		local++;
	if (!local || at[local] != '@')
		return 0;
	while (is_domain_char(at[local + 1 + domain]))
		domain++;
	while (domain && at[local + domain] == '.') /* a full stop behind it */
		domain--;
	return domain ? local + 1 + domain : 0;
}

/* The length of the label and the blanks behind it at AT; 0 if there is none. */
static gsize
label_length(const char *at, const char *end)
{
	g_autofree char *lower = g_ascii_strdown(at, MIN(end - at, 40));
	gsize length = words_head(&dsn_labels, lower);

	return length ? length + strspn(lower + length, " \t<") : 0;
}

/* "on Mon, 23 Nov 2026 09:12:00", as Exchange writes when it was. */
static gboolean
is_time(const char *at, gsize length)
{
	return length > 3 && !strncmp(at, "on ", 3) && memchr(at, ':', length) &&
	       strcspn(at, "0123456789") < length;
}

/*
 * The address that LINE is about: it begins with it, and nothing follows but ":", or a code
 * or a time does. *LENGTH of it; NULL if there is none.
 */
static const char *
line_address(const char *line, gsize line_length, gsize *length)
{
	const char *end = line + line_length, *at = line, *rest;
	g_autofree char *status = NULL, *class = NULL;

	while (at < end && strchr(" \t\r<", *at))
		at++;
	at += label_length(at, end);
	*length = at < end ? address_length(at) : 0;
	if (!*length || at + *length > end)
		return NULL;
	rest = at + *length;
	while (rest < end && strchr(" \t\r>", *rest))
		rest++;
	if (rest >= end || *rest == ':' || is_time(rest, end - rest))
		return at;
	status = dsn_text_status(rest, end - rest);
	class = class_of_code(rest, end - rest);
	return status || class ? at : NULL;
}

/* The recipient called ADDRESS, made if there is none yet; NULL if there are too many. */
static BounceRecipient *
find_recipient(Message *message, const char *address, gsize length)
{
	g_autofree char *lower = g_ascii_strdown(address, length);
	BounceRecipient *recipient;

	for (guint i = 0; i < message->bounce->len; i++) {
		recipient = g_ptr_array_index(message->bounce, i);
		if (!g_strcmp0(recipient->recipient, lower))
			return recipient;
	}
	if (message->bounce->len >= RECIPIENTS_MAX)
		return NULL;
	recipient = g_new0(BounceRecipient, 1);
	recipient->recipient = g_steal_pointer(&lower);
	g_ptr_array_add(message->bounce, recipient);
	return recipient;
}

/* What TEXT says why RECIPIENT did not get it, if that is not known, or only by its class.
 * Words alone tell no more than whether it may go away (RFC 3463, 3.1: "other or
 * undefined"). */
static void
fill(BounceRecipient *recipient, const char *text, gsize length)
{
	g_autofree char *better = NULL, *lower = g_ascii_strdown(text, length);

	if (!recipient ||
	    (recipient->status &&
	     !dsn_status_is_vague(recipient->status, strlen(recipient->status))))
		return;
	better = dsn_text_status(text, length);
	if (!better && !recipient->status)
		better = class_of_code(text, length);
	if (!better && !recipient->status && words_held(&dsn_passing, lower))
		better = g_strdup("4.0.0");
	if (!better || (recipient->status && recipient->status[0] != better[0]))
		return;
	g_free(recipient->status);
	recipient->status = g_steal_pointer(&better);
}

/* Each line that names an address begins a paragraph about it. */
static void
read_paragraphs(Message *message, const char *report, gsize length)
{
	const char *at = report, *end = report + length, *from = report;
	BounceRecipient *current = NULL;

	while (at < end) {
		gsize line = MIN(strcspn(at, "\n"), (gsize)(end - at)), size;
		const char *address = line_address(at, line, &size);

		if (address) {
			fill(current, from, at - from);
			current = find_recipient(message, address, size);
			from = address + size;
		}
		at += line + 1;
	}
	fill(current, from, MAX(end - from, 0));
}

/* The address that LINE, of a transcript, names behind a code: "550 5.1.1 <ann@x>... User
 * unknown". *LENGTH of it; NULL if there is none. */
static const char *
coded_address(const char *line, gsize line_length, gsize *length)
{
	const char *at = line, *end = line + line_length;

	if (line_length < 6 || !(*at == '4' || *at == '5') || !g_ascii_isdigit(at[1]) ||
	    !g_ascii_isdigit(at[2]) || at[3] != ' ')
		return NULL;
	at += 4;
	at += status_length(at, line, end);
	at += strspn(at, " ");
	if (at >= end || *at != '<')
		return NULL;
	*length = address_length(++at);
	return *length && at + *length < end ? at : NULL;
}

/* Each such line tells all of one recipient. */
static void
read_transcript(Message *message, const char *report, gsize length)
{
	for (const char *at = report; at < report + length;) {
		gsize line = MIN(strcspn(at, "\n"), (gsize)(report + length - at)), size;
		const char *address = coded_address(at, line, &size);

		if (address)
			fill(find_recipient(message, address, size), at, line);
		at += line + 1;
	}
}

/* Somebody whom the report need not name as the one that did not get the mail: who sent it,
 * and who reports. */
static gboolean
is_bystander(const Message *message, const char *address, gsize length)
{
	g_autofree char *lower = g_ascii_strdown(address, length);

	if (words_head(&dsn_daemons, lower))
		return TRUE;
	for (guint i = 0; i < message->to->len; i++) {
		const Address *to = g_ptr_array_index(message->to, i);

		if (!g_ascii_strcasecmp(to->address, lower))
			return TRUE;
	}
	return message->from && !g_ascii_strcasecmp(message->from->address, lower);
}

/* The first address of somebody else, when no line is about one: "<ann@x>", "to ann@x",
 * "收件人：ann@x". */
static void
read_any_recipient(Message *message, const char *report, gsize length)
{
	for (const char *at = report; at < report + length; at++) {
		gboolean inside = at > report && at[-1] != '\'' &&
				  (is_local_char(at[-1]) || at[-1] == '@');
		gsize size = inside ? 0 : address_length(at);

		if (!size || is_bystander(message, at, size))
			continue;
		find_recipient(message, at, size);
		return;
	}
}

/* The body of the field NAME ("to:") of the copy that follows the report; NULL. Own. */
static char *
copied_field(const char *copy, const char *name)
{
	const char *at = copy, *next;

	while (*at) {
		g_autofree char *line = lower_line(at, &next);
		gsize before = strspn(line, " \t>");

		if (g_str_has_prefix(line + before, name)) {
			before += strlen(name);
			return g_strndup(at + before, next - at - before);
		}
		at = next;
	}
	return NULL;
}

static char *
copied_id(const char *copy)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *body = copied_field(copy, "message-id:");

	if (body)
		field_ids(body, ids);
	return ids->len ? g_strdup(g_ptr_array_index(ids, 0)) : NULL;
}

/* Where the report names nobody, it is him to whom alone the returned mail was written. */
static void
read_copied_recipient(Message *message, const char *copy)
{
	g_autoptr(GPtrArray) addresses =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	g_autofree char *body = copied_field(copy, "to:");
	const Address *only;

	if (body)
		field_addresses(body, NULL, addresses);
	if (addresses->len != 1)
		return;
	only = g_ptr_array_index(addresses, 0);
	if (strchr(only->address, '@') &&
	    !is_bystander(message, only->address, strlen(only->address)))
		find_recipient(message, only->address, strlen(only->address));
}

/* From the surest form to what is left; the copy of the mail is behind the report. */
static void
read_recipients(Message *message, const char *report, gsize length)
{
	read_paragraphs(message, report, length);
	if (!message->bounce->len)
		read_transcript(message, report, length);
	if (!message->bounce->len)
		read_any_recipient(message, report, length);
	if (!message->bounce->len)
		read_copied_recipient(message, message->text + length);
}

/* Everybody has a code and an action at the end. */
static void
complete(Message *message, const char *report, gsize length)
{
	g_autofree char *lower = g_utf8_strdown(report, length);
	g_autofree char *subject = g_utf8_strdown(message->subject, -1);
	gboolean is_delay =
		words_held(&dsn_delays, lower) || words_held(&dsn_delays, subject);

	for (guint i = 0; i < message->bounce->len; i++) {
		BounceRecipient *recipient = g_ptr_array_index(message->bounce, i);

		if (message->bounce->len == 1)
			fill(recipient, report, length);
		if (!recipient->status)
			recipient->status = g_strdup(is_delay ? "4.0.0" : "5.0.0");
		if (!recipient->action)
			recipient->action = g_strdup(is_delay && recipient->status[0] == '4'
							     ? "delayed"
							     : "failed");
	}
}

/* The string that belongs to KEY, first of those between AT and END; NULL. Own. */
static char *
json_string(const char *at, const char *end, const char *key)
{
	g_autofree char *quoted = g_strdup_printf("\"%s\"", key);
	const char *found = g_strstr_len(at, end - at, quoted);
	gsize length;

	if (!found)
		return NULL;
	found += strlen(quoted);
	found += strspn(found, " \t\r\n:");
	if (*found != '"')
		return NULL;
	length = strcspn(++found, "\"\\\n");
	return length ? g_strndup(found, length) : NULL;
}

static char *
without_backslashes(const char *text)
{
	char *copy = g_malloc(strlen(text) + 1), *to = copy;

	for (; *text; text++)
		if (*text != '\\')
			*to++ = *text;
	*to = '\0';
	return copy;
}

/*
 * Amazon's notifications are JSON: {"bouncedRecipients":[{"emailAddress":…,"status":…}]},
 * at times as a string within JSON, where the quotation marks have backslashes.
 */
static void
read_notification(Message *message)
{
	static const char key[] = "\"emailAddress\"";
	g_autofree char *json = NULL;
	const char *list, *end, *at;

	if (!message_header(message, "X-Amz-Sns-Message-Id"))
		return;
	json = without_backslashes(message->text);
	list = strstr(json, "\"bouncedRecipients\"");
	if (!list)
		return;
	end = list + strcspn(list, "]");
	for (at = strstr(list, key); at && at < end;) {
		const char *next = g_strstr_len(at + 1, end - at - 1, key);
		const char *stop = next ? next : end;
		g_autofree char *address = json_string(at, stop, "emailAddress");
		BounceRecipient *recipient =
			address ? find_recipient(message, address, strlen(address)) : NULL;

		/* The same address again adds what was not said before. */
		if (recipient && !recipient->status)
			recipient->status = json_string(at, stop, "status");
		if (recipient && !recipient->action)
			recipient->action = json_string(at, stop, "action");
		at = next;
	}
}

/* "Re: returned mail" is the subject of whoever wrote of it first. */
static gboolean
is_failure_subject(const char *lower)
{
	return !g_str_has_prefix(lower, "re:") && words_held(&dsn_failures, lower);
}

void
dsn_text_read(Message *message)
{
	gsize length;
	g_autofree char *subject = NULL, *report = NULL, *lower = NULL;

	read_notification(message);
	if (!message->bounce->len && !is_from_daemon(message))
		return;
	length = report_length(message->text);
	subject = g_utf8_strdown(message->subject, -1);
	report = g_strndup(message->text, length);
	lower = g_utf8_strdown(report, -1);
	if (!message->bounce->len && !is_failure_subject(subject) &&
	    !words_held(&dsn_failures, lower))
		return;
	read_recipients(message, report, length);
	complete(message, report, length);
	if (message->bounce->len && !message->bounced_id)
		message->bounced_id = copied_id(message->text + length);
}
