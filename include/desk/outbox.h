/*
 * Sends what is due: worker threads own the submission connections, the main thread claims
 * rows and writes results, each committed before the next mail of that connection.
 */
#pragma once

#include "desk/service.h"
#include "store/store-outbox.h"

typedef struct Outbox Outbox;

/* SENDERS connections (1-4); none are opened before there is mail. Rows left in sending by a dead
 * process are of unknown fate: sent again, and failed with an alert the third time. */
Outbox *outbox_start(Service *service, int senders, GError **error);
void outbox_stop(Outbox *outbox);

int outbox_fd(const Outbox *outbox);

/* Writes results that have come in, and hands due rows to idle senders. Errors are the store's. */
gboolean outbox_handle(Outbox *outbox, GError **error);

/* When to call outbox_handle() again without a wake-up; G_MAXINT64 = never. */
gboolean outbox_next(Outbox *outbox, gint64 *due, GError **error);

/* No sender is at work. */
gboolean outbox_is_idle(const Outbox *outbox);
/* Why the server cannot be reached or refuses the login; NULL if it can. Foreign. */
const GError *outbox_trouble(const Outbox *outbox);

/* When a mail that was tried ATTEMPTS times is tried again: 1, 2, 5, 15, 30, 60 minutes, then
 * hourly; JITTER -100…100 moves it by up to a tenth. 0 when it would be over 5 days since CREATED. */
gint64 outbox_next_try(gint64 created, gint64 now, int attempts, int jitter);
