/*
 * Many reports of one fault: an outage that the desk proposes, with a ticket of its own, and earlier
 * reports of which a new one may be a duplicate.
 */
#pragma once

#include "core/decision.h"

/* A new report is held against those opened within so many seconds (ASK_RECENT). */
#define OUTAGE_ALIKE_SECONDS 86400

/* It is held against so many, the newest: as many as the store gives to ASK_RECENT. */
#define OUTAGE_ALIKE_MAX 100

/* TICKET was just opened. Are enough like it (Policy.outage), one further ticket stands for them all,
 * and those who work and their manager are told once; later ones are added to it in silence. An
 * engineer's /merge all makes them its children. */
void outage_look(Decision *decision, Ticket *ticket);

/* Open tickets of the last day that may be the same as TICKET: of the same reporter, system or
 * category, and in similar words; the newest first, at most three. Own array of foreign
 * Recent. */
GPtrArray *outage_duplicates(Decision *decision, const Ticket *ticket);
