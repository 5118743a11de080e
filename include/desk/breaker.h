/*
 * The circuit breaker of all automatic mail. It is a note in the store, which the outbox's
 * statements look at, so that it outlives the process and no road goes around it.
 */
#pragma once

#include "desk/service.h"

/* Counts, and stops or resumes where core/ceiling says so; both are logged. */
gboolean breaker_check(Service *service, GError **error);

/* The administrator's word: automatic mail is sent again, and counted from now on. FALSE in
 * *WAS if it was not stopped. */
gboolean breaker_resume(Service *service, gboolean *was, GError **error);

/* Since when no automatic mail is sent; 0: it is. */
gint64 breaker_stopped(Store *store);

/* What is to be said of it, DESK_ERROR_LATER; NULL while it is not stopped. Own. */
GError *breaker_trouble(const Service *service);
