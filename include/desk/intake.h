/*
 * Accept and decide (design sections 1 and 7). Accept commits raw bytes and knows nothing of
 * tickets; decide turns each stored mail into a Change, many in one transaction, each in its
 * own savepoint.
 */
#pragma once

#include "desk/service.h"

#include <glib.h>

/* The reason of a stored mail of which only the header was taken. */
#define INTAKE_TOO_LARGE "larger than max-message"

typedef struct Intake Intake;

/* Looks at the marker that a dead process may have left: that one mail's attempts are counted,
 * and it is handled alone, or quarantined the third time. */
Intake *intake_new(Service *service, GError **error);
void intake_free(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)

/* Accepts MAILS in one committed transaction. *STORED of them are new and wait to be decided. */
gboolean intake_accept(Intake *intake, const Accept *mails, guint n, guint *stored, GError **error);

/* Accepts the mail that lies in the file FD, from a pipe: mailbox "stdin". */
gboolean intake_accept_file(Intake *intake, int fd, GError **error);

/* Decides stored mails, at most MAX, in one committed transaction. *DECIDED of them; fewer than
 * MAX means that none are left. */
gboolean intake_decide(Intake *intake, guint max, guint *decided, GError **error);
