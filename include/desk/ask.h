/*
 * Decisions that must ask: made, asked what they lack, and made again with the answers. They
 * are pure, so nothing but the last one counts.
 */
#pragma once

#include "core/decide.h"
#include "desk/service.h"

typedef Change *(*Decide)(const Context *context, const Snapshot *snapshot, gpointer data);

/* Inside a transaction. Own; NULL on the store's errors, and with DESK_ERROR_SOFTWARE when there
 * is no end to the questions. */
Change *ask_and_decide(Service *service, Snapshot *snapshot, Decide decide, gpointer data,
		       GError **error);
