/* A store in a folder of its own, and the shortest ways to put mails and tickets into it.
 */
#pragma once

#include "store/store-outbox.h"

#include <sqlite3.h>

#define NOW G_GINT64_CONSTANT(1800000000)

typedef struct {
	char *folder; /* own */
	char *path;   /* own */
	Store *store; /* own; NULL after fixture_close() */
} Fixture;

void fixture_set_up(Fixture *fixture, gconstpointer unused);
void fixture_tear_down(Fixture *fixture, gconstpointer unused);
void fixture_close(Fixture *fixture);
void fixture_reopen(Fixture *fixture);

#define FIXTURE_ADD(path, test)                                                            \
	g_test_add(path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

/* SQL from outside, as an operator with a shell would give it; the error's text or NULL. */
char *fixture_sql(const char *path, const char *sql);
/* The first column of the first row. */
gint64 fixture_number(const char *path, const char *sql);

/* The integrity of file, references and history. */
void fixture_check(Store *store);

/* Accepts TEXT as a mail of MAILBOX, in the open transaction; its ledger id. */
gint64 fixture_accept(Store *store, const char *mailbox, guint32 uid, const char *text);

/* A Change that opens a ticket for ADDRESS with one entry, three events, two limits, two
 * deadlines and three mails, as a report does; COMPOSED (own) gets the mails. */
Change *fixture_report(Store *store, const char *address, gint64 now, GPtrArray **composed);
/* A mail of CHANGE and its composed form. */
void fixture_add_mail(Change *change, GPtrArray *composed, gint64 ticket_id,
		      const char *notice, const char *to, gint64 serial);
GPtrArray *fixture_composed_new(void);

/* Accepts and applies one report within the open transaction; the ticket's number. */
gint64 fixture_ticket(Store *store, const char *mailbox, guint32 uid, const char *address,
		      gint64 now);

/* N such reports of zhang@corp.example, in a transaction of their own. */
void fixture_open_tickets(Fixture *f, guint n);

/* CHANGE of no mail, with its COMPOSED mails (NULL: none), in a transaction of its own. */
void fixture_apply(Fixture *f, const Change *change, GPtrArray *composed);
