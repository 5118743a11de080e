/* A flood of automatic mail is stopped before it is a flood of somebody else's trouble. */
#include "desk/breaker.h"

#include "base/error.h"
#include "base/log.h"
#include "core/ceiling.h"
#include "store/store-outbox.h"

#define BEFORE_NOTE "outbox-resumed-itself"
#define SINCE_NOTE  "outbox-counted-since"

static gint64
note_time(Store *store, const char *name)
{
	g_autofree char *text = store_get_note(store, name, NULL);

	return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static gboolean
set_note_time(Store *store, const char *name, gint64 at, GError **error)
{
	g_autofree char *text = at ? g_strdup_printf("%" G_GINT64_FORMAT, at) : NULL;

	return store_set_note(store, name, text, error);
}

gint64
breaker_stopped(Store *store)
{
	return note_time(store, STORE_OUTBOX_STOPPED);
}

static gboolean
resume(Store *store, gint64 now, gint64 by_itself, GError **error)
{
	return set_note_time(store, STORE_OUTBOX_STOPPED, 0, error) &&
	       set_note_time(store, BEFORE_NOTE, by_itself, error) &&
	       set_note_time(store, SINCE_NOTE, now, error);
}

static gboolean
in_transaction(Store *store, gint64 now, gint64 by_itself, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (resume(store, now, by_itself, error) && store_commit(store, error))
		return TRUE;
	store_rollback(store);
	return FALSE;
}

gboolean
breaker_check(Service *service, GError **error)
{
	Store *store = service->store;
	gint64 now = service_now(service);
	gint64 since = MAX(now - CEILING_WINDOW, note_time(store, SINCE_NOTE));
	Breaker breaker = {
		.limit = service->config->breaker,
		.stopped = breaker_stopped(store),
		.before = note_time(store, BEFORE_NOTE),
	};

	if (breaker.limit > 0 && !store_count_automatic(store, since, breaker.limit + 1,
							&breaker.written, error))
		return FALSE;
	switch (ceiling_breaker(&breaker, now)) {
	case BREAKER_KEEP:
		return TRUE;
	case BREAKER_STOP:
		log_error("outbox",
			  "result=stopped more than %d automatic mails in ten minutes: "
			  "none is sent; see \"faultline outbox list\", then \"faultline "
			  "outbox resume\"",
			  breaker.limit);
		return set_note_time(store, STORE_OUTBOX_STOPPED, now, error);
	case BREAKER_RESUME:
		log_warn("outbox", "result=resumed automatic mail is sent again");
		return in_transaction(store, now, now, error);
	}
	return TRUE;
}

gboolean
breaker_resume(Service *service, gboolean *was, GError **error)
{
	*was = breaker_stopped(service->store) != 0;
	return !*was || resume(service->store, service_now(service), 0, error);
}

GError *
breaker_trouble(const Service *service)
{
	gint64 stopped = breaker_stopped(service->store);
	g_autofree char *since = NULL;

	if (!stopped)
		return NULL;
	since = instant_local(stopped, service_policy(service)->desk.zone);
	return g_error_new(
		DESK_ERROR, DESK_ERROR_LATER,
		"too much automatic mail: none is sent since %s; see \"faultline "
		"outbox list\", then \"faultline outbox resume\"",
		since);
}
