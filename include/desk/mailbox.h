/*
 * One mailbox: a worker thread that owns the IMAP connection, and the main thread's side that
 * accepts what it brings. The server is told only after the commit.
 */
#pragma once

#include "desk/intake.h"
#include "desk/service.h"

typedef struct Mailbox Mailbox;

/* Starts the worker. ONCE: one pass to the end of the mailbox, filing included, then it ends.
 * CONFIG must outlive it. */
Mailbox *mailbox_start(Service *service, const MailboxConfig *config, gboolean once);
/* Cancels the worker wherever it waits, and joins it. */
void mailbox_stop(Mailbox *mailbox);

/* The main thread's ear: when it is readable, call mailbox_handle(). */
int mailbox_fd(const Mailbox *mailbox);

/* Accepts what has come. *STORED mails are new and wait to be decided. An error is the store's:
 * the process must end. */
gboolean mailbox_handle(Mailbox *mailbox, Intake *intake, guint *stored, GError **error);

/* The worker has ended (only with ONCE, or after stop). */
gboolean mailbox_is_done(const Mailbox *mailbox);
/* The last thing that went wrong with the server, NULL when the last pass went well. Foreign. */
const GError *mailbox_trouble(const Mailbox *mailbox);
