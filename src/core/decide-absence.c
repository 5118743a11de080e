/*
 * Engineers who are not there: an out-of-office answer says so, and his next own mail says
 * that he is back.
 */
#include "core/decide-mail.h"

#include <string.h>

#include "core/rota.h"

#define DAY_SECONDS 86400

enum {
	UNSTATED_DAYS = 14, /* nobody is lost for ever by an answer without a date */
	STATED_DAYS = 366,  /* what is further off was read wrongly, or is a joke */
};

/* The end of the day that the answer names, in the desk's zone; 0 if it names none to come.
 */
static gint64
stated_end(const Mail *mail, gint64 now)
{
	gint64 day = mail->seen->class.away_until, from, until;
	g_autofree char *date = NULL;

	if (!day)
		return 0;
	date = instant_format(day);
	date[strlen("YYYY-MM-DD")] = '\0';
	if (!rota_days(date, mail->decision.context->policy->desk.zone, &from, &until) ||
	    until > now + STATED_DAYS * DAY_SECONDS)
		return 0;
	return until;
}

static const Absence *
find_absence(const Mail *mail, const Person *person)
{
	const GPtrArray *absences = mail->decision.snapshot->absences;

	for (guint i = 0; i < absences->len; i++) {
		const Absence *absence = absences->pdata[i];

		if (policy_person(mail->decision.context->policy, absence->person) ==
		    person)
			return absence;
	}
	return NULL;
}

static void
add_absence(Mail *mail, const Person *person, gint64 from, gint64 until)
{
	g_ptr_array_add(mail->decision.change->absences,
			absence_new(person->title, from, until));
}

void
mail_marks_absent(Mail *mail, const Ticket *ticket)
{
	const Person *person = mail->evidence.person;
	gint64 now = mail->decision.context->now, stated = stated_end(mail, now);
	gint64 until = stated ? stated : now + UNSTATED_DAYS * DAY_SECONDS;
	const Absence *known;
	g_autofree char *end = NULL;

	if (g_strcmp0(mail->seen->class.subclass, "out-of-office") != 0 ||
	    mail_may(mail, ACT_ABSENCE) != VERDICT_ALLOW || until <= now)
		return;
	known = find_absence(mail, person);
	/* Every mail of ours is answered so: the first one counts, and a date. */
	if (known && (!stated || known->until == until))
		return;
	add_absence(mail, person, known ? known->from : now, until);
	end = instant_local(until, mail->decision.context->policy->desk.zone);
	mail_log(mail, ticket, "absent",
		 g_strdup_printf("%s%s", end, stated ? "" : " at most"));
}

void
mail_ends_absence(Mail *mail)
{
	const Person *person = mail->evidence.person;
	const Absence *known = person ? find_absence(mail, person) : NULL;
	g_autofree char *said = NULL;

	if (!known)
		return;
	said = g_steal_pointer(&mail->seen->identity);
	if (mail_may(mail, ACT_ABSENCE) == VERDICT_ALLOW) {
		add_absence(mail, person, known->from, 0);
		mail_log(mail, NULL, "present", g_strdup(person->title));
	}
	g_free(mail->seen->identity);
	mail->seen->identity = g_steal_pointer(&said);
}
