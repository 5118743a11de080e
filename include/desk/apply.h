/* A Change becomes durable: its mails are composed, and all is written in one transaction. */
#pragma once

#include "core/change.h"
#include "desk/service.h"

/*
 * Inside an open transaction of the service's store. LEDGER_ID 0 and MESSAGE NULL if the change
 * does not come from a mail. A mail that cannot be composed is logged and written into the
 * ticket's history instead of stopping the decision; CHANGE loses it.
 */
gboolean apply_change(Service *service, Change *change, gint64 ledger_id, const Message *message,
		      GError **error);

/* The same in a transaction of its own. */
gboolean apply_alone(Service *service, Change *change, GError **error);
