/*
 * What the command line may do to a desk: one request in, one answer out, as JSON. The daemon
 * runs it for its control socket; without a daemon the command itself runs it under the lock.
 */
#pragma once

#include "desk/service.h"

#include <jansson.h>

/*
 * REQUEST: {"do":"change","number":42,"words":["priority","high"]}, or "outbox-retry",
 * "outbox-drop", "quarantine-release", "quarantine-drop" with a number. BY: "cli:USER". The answer
 * (own): {"ok":true,"text":…} or {"ok":false,"text":…,"code":65}. NULL with ERROR only for the
 * store's own errors, after which the process must end.
 */
json_t *admin_perform(Service *service, const json_t *request, const char *by, GError **error);
