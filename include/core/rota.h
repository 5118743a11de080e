/*
 * Who is there: whose turn it is in a team, who is away, and who stands in (policy language
 * 3.2, `turn`, `deputy`, `away`). Pure; instants are UTC, days are the desk's.
 */
#pragma once

#include "core/change.h"
#include "core/policy.h"

/* "2026-12-01" or "2026-12-01..2026-12-05", the last day included, in ZONE. FALSE if TEXT
 * is no such days, or ends before it begins. UNTIL is exclusive. */
gboolean rota_days(const char *text, GTimeZone *zone, gint64 *from, gint64 *until);

/* ABSENCES: Absence; what out-of-office answers said; NULL for none. */
gboolean rota_is_away(const Policy *policy, const GPtrArray *absences, const Person *person,
		      gint64 at);

/* Until when somebody who is away at AT is away without a break; AT if he is there. */
gint64 rota_away_until(const Policy *policy, const GPtrArray *absences,
		       const Person *person, gint64 at);

/*
 * Whose turn it is, whether he is there or not. The members take turns as listed; a turn is
 * so long on the clock on the wall, so that it always changes at the same hour. Without
 * turns it is always the first one's. NULL: no members. Foreign.
 */
const Person *rota_turn(const Policy *policy, const Team *team, gint64 at);

/* Whose turn it is; is he away, his deputy; is there none, the next member who is there.
 * NULL: nobody is there. Foreign. */
const Person *rota_on_call(const Policy *policy, const GPtrArray *absences,
			   const Team *team, gint64 at);

/* Whom rota_on_call() would give if the one whom it gives were away too. Foreign; NULL. */
const Person *rota_deputy(const Policy *policy, const GPtrArray *absences, const Team *team,
			  gint64 at);

/* Who does what PERSON would do: himself; is he away, his deputy if that one is there; else
 * NULL. Foreign. */
const Person *rota_stand_in(const Policy *policy, const GPtrArray *absences,
			    const Person *person, gint64 at);
