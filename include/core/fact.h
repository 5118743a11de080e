/*
 * Facts: what is known about a ticket, one thing each (policy language 5.3, section 6). One
 * mechanism for reports, change applications, surveys and follow-ups.
 */
#pragma once

#include "core/policy.h"

/* A fact TITLE of any text, without labels. Own. */
FactSpec *fact_spec_new(const char *title);

/* The built-in facts, with their English and Chinese labels. Own FactSpec. */
GPtrArray *fact_specs_new(void);

/* What fact NAME (a title) is called in LANGUAGE; NAME if there is none. Foreign. */
const char *fact_label(const Policy *policy, const char *name, const char *language);

/* The instant that moment NAME of TICKET says; of a mere date its first second in the desk's
 * zone. 0 if it is unknown or no moment. */
gint64 fact_moment(const Policy *policy, const Ticket *ticket, const char *name);

/* The value of fact NAME for people: one of its values by label, a duration in words, else as it
 * is known. Own; NULL if it is unknown. */
char *fact_words(const Policy *policy, const Ticket *ticket, const char *name, const char *language);
