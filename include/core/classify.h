/*
 * What kind of mail is it, judged from the mail alone. The first question that is asked of
 * any mail: nothing automatic is ever answered (RFC 3834, section 2).
 */
#pragma once

#include "core/message.h"

typedef enum {
	MAIL_HUMAN,
	MAIL_AUTO_REPLY, /* out-of-office, read receipt, challenge, acknowledgement of another desk */
	MAIL_BOUNCE,     /* delivery report: failure or delay */
	MAIL_LIST,       /* mailing list, newsletter, bulk */
	MAIL_LOOP,       /* our own mail come back */
	MAIL_MONITORING, /* an alarm, from a sender that a monitor section names */
} MailClass;

const char *mail_class_name(MailClass class); /* "human", "auto-reply", … */

typedef struct {
	MailClass class;
	const char *subclass;     /* static: "out-of-office" "read-receipt" "challenge" "calendar" "feedback"
	                             "delivered" "notification", "delay" "failure", "newsletter" "bulk"; NULL */
	char *reason;             /* own; the evidence, for people: "Auto-Submitted: auto-replied" */
	gboolean may_acknowledge; /* judges the mail alone, never the sender's domain */
	gint64 away_until;        /* out-of-office: the day that it names as the end, 0 if it names none */
} Classification;

void classification_clear(Classification *classification);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Classification, classification_clear)

/* Who we are, for the loop test: our addresses and the domain of our Message-IDs. */
typedef struct {
	const char *const *addresses; /* foreign; desk.address and aliases; may be NULL */
	const char *const *monitors;  /* foreign; address patterns of monitor sections; may be NULL */
} Self;

/* Does fml write itself? Its letters come from LIST-admin; the mails of a list's members bear the
 * same header. */
gboolean classify_is_list_manager(const Message *message);

/* Fills RESULT (clear it afterwards). Pure; SELF may be empty (explain without -c). */
void classify(const Message *message, const Self *self, Classification *result);
