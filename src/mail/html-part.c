/*
 * The HTML form of a mail: its own text, every character of it escaped, and links below that fill in
 * an answer. Nothing that a person wrote is ever markup here (threat T12).
 */
#include "mail/html-part.h"

/* Escapes all but what RFC 3986 calls unreserved; line ends as RFC 6068 wants them. */
static char *
query_value(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *joined = g_strjoinv("\r\n", lines);

	return g_uri_escape_string(joined, NULL, FALSE);
}

static char *
link_to(const OutMail *mail, const OutAction *action)
{
	g_autofree char *subject = g_strconcat("Re: ", mail->subject, NULL);
	g_autofree char *subject_value = query_value(subject);
	g_autofree char *body = query_value(action->body);
	g_autofree char *address = g_uri_escape_string(
		mail->reply_to ? mail->reply_to : mail->from_address, "@", FALSE);
	g_autofree char *target = g_strdup_printf("mailto:%s?subject=%s&body=%s", address,
						  subject_value, body);

	return g_markup_escape_text(target, -1);
}

char *
html_part(const OutMail *mail)
{
	g_autofree char *text = g_markup_escape_text(mail->text ? mail->text : "", -1);
	GString *html = g_string_new(NULL);

	g_string_append_printf(html,
			       "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head>"
			       "<body>\n<div style=\"white-space: pre-wrap\">%s</div>\n<p>",
			       text);
	for (guint i = 0; i < mail->actions->len; i++) {
		const OutAction *action = mail->actions->pdata[i];
		g_autofree char *target = link_to(mail, action);
		g_autofree char *label = g_markup_escape_text(action->label, -1);

		g_string_append_printf(html, "<a href=\"%s\">%s</a>\n", target, label);
	}
	g_string_append(html, "</p>\n</body></html>\n");
	return g_string_free(html, FALSE);
}
