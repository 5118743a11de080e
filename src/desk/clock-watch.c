/* The hold is a note in the store: by how much the clock is ahead of what it should be. */
#include "desk/clock-watch.h"

#include "base/error.h"
#include "base/log.h"
#include "desk/apply.h"

#define JUMP_MAX 3600
#define NOTE     "clock-held"

gint64
clock_watch_held(Service *service)
{
	g_autofree char *note = store_get_note(service->store, NOTE, NULL);

	return note ? g_ascii_strtoll(note, NULL, 10) : 0;
}

static gboolean
set_held(Service *service, gint64 ahead, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, ahead);

	return store_set_note(service->store, NOTE, ahead ? text : NULL, error);
}

static gboolean
alert(Service *service, gint64 ahead, GError **error)
{
	const char *language = service_policy(service)->desk.language;
	g_autofree char *span = timespan_words(ahead, language);
	g_autofree char *subject = phrase_with(service->templates, language, "alert-clock",
					       "value", span, NULL);
	g_autofree char *text = phrase_with(service->templates, language,
					    "alert-clock-text", "value", span, NULL);
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, 0, service_now(service), error);
	g_autoptr(Change) change = NULL;
	Context context = service_context(service);

	if (!snapshot)
		return FALSE;
	change = decide_alert(&context, snapshot, subject, text);
	return apply_alone(service, change, error);
}

static gboolean
hold(Service *service, gint64 ahead, GError **error)
{
	log_error("clock",
		  "result=held jump=%" G_GINT64_FORMAT
		  "s deadlines wait for: faultline clock confirm",
		  ahead);
	return set_held(service, ahead, error) && alert(service, ahead, error);
}

static gboolean
let_go(Service *service, GError **error)
{
	log_info("clock", "result=set-right deadlines go on");
	return set_held(service, 0, error);
}

gboolean
clock_watch_look(ClockWatch *watch, Service *service, gint64 wall, gint64 boot,
		 gboolean *held, GError **error)
{
	gint64 ahead = clock_watch_held(service);
	gint64 jump = watch->boot ? (wall - watch->wall) - (boot - watch->boot) : 0;

	*watch = (ClockWatch){ wall, boot };
	*held = ahead != 0;
	if (ABS(jump) <= JUMP_MAX)
		return TRUE;
	if (ahead + jump > JUMP_MAX) {
		*held = TRUE;
		return ahead ? set_held(service, ahead + jump, error)
			     : hold(service, jump, error);
	}
	*held = FALSE;
	if (ahead)
		return let_go(service, error);
	log_warn("clock", "jump=%" G_GINT64_FORMAT "s: nothing is told again", jump);
	return TRUE;
}

gboolean
clock_watch_confirm(Service *service, GError **error)
{
	if (clock_watch_held(service))
		return set_held(service, 0, error);
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "the clock did not jump: nothing is held");
	return FALSE;
}
