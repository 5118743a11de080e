/*
 * What facts may hold, and how it is read from what people write (policy language 5.3). Stored:
 * text as it is; the title of a value; "YYYY-MM-DD HH:MM" or a date; "1h30min"; "a, b". Pure.
 */
#pragma once

#include "core/policy.h"

/* What became of a value that somebody gave. */
typedef enum {
	FACT_WRITTEN,
	FACT_NO_TEXT,     /* there was none */
	FACT_NO_VALUE,    /* it takes only its values, and this is none of them */
	FACT_NO_MOMENT,
	FACT_NO_DURATION,
} FactOutcome;

/* *VALUE (own) is what is stored when TEXT is given for FACT, whose present value is KNOWN (NULL:
 * unknown). */
FactOutcome fact_value_read(const Policy *policy, const FactSpec *fact, const char *known,
			    const char *text, gint64 now, char **value);

/* The built-in score takes digits; a policy may give it values of its own instead. */
enum { FACT_SCORE_MIN = 1, FACT_SCORE_MAX = 5 };
gboolean fact_is_score(const FactSpec *fact);

/* The value of FACT that TEXT names: exactly, else the first whose words it holds without a "not"
 * before them. NULL if none. Foreign. */
const FactValue *fact_value_find(const FactSpec *fact, const char *text);
