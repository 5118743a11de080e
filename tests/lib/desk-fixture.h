/* A desk in a folder of its own: settings, store and intake, and the shortest ways to put
 * mails in and to look at what came of them. */
#pragma once

#include "desk/intake.h"
#include "store/store-outbox.h"

#define NOW G_GINT64_CONSTANT(1800000000)

typedef struct {
	char *folder;     /* own */
	Service *service; /* own */
	Intake *intake;   /* own */
	guint32 uid;      /* of the last mail */
} TestDesk;

void desk_set_up(TestDesk *desk,
		 gconstpointer settings); /* more lines of configuration; NULL */
void desk_tear_down(TestDesk *desk, gconstpointer settings);
/* As a restart does; at another time. */
void desk_reopen(TestDesk *desk, gint64 now);

#define DESK_ADD(path, test)                                                               \
	g_test_add(path, TestDesk, NULL, desk_set_up, test, desk_tear_down)

/* Accepts TEXT from the mailbox "desk" and decides it. Its ledger row, own. */
LedgerMail *desk_mail(TestDesk *desk, const char *text);
/* The last mail to ADDRESS in the outbox whose notice has NOTICE in it; NULL. Own. */
OutboxMail *desk_sent(TestDesk *desk, const char *address, const char *notice);
/* Every mail of the outbox counts as taken by the server. */
void desk_send_all(TestDesk *desk, gint64 at);
guint desk_count_mails(TestDesk *desk, const char *notice);
gboolean desk_has_event(TestDesk *desk, gint64 ticket_id, const char *event);
