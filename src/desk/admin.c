/* An administrator's requests: a table of names and functions, all through the same
 * decision. */
#include "desk/admin.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "desk/apply.h"
#include "desk/ask.h"
#include "desk/breaker.h"
#include "desk/clock-watch.h"
#include "store/store-outbox.h"

typedef gboolean (*AdminFunction)(Service *service, const json_t *request, const char *by,
				  char **text, GError **error);

static gint64
number_of(const json_t *request)
{
	return json_integer_value(json_object_get(request, "number"));
}

static char **
words_of(const json_t *request)
{
	const json_t *words = json_object_get(request, "words");
	GPtrArray *list = g_ptr_array_new();

	for (size_t i = 0; i < json_array_size(words); i++) {
		const char *word = json_string_value(json_array_get(words, i));

		if (word)
			g_ptr_array_add(list, g_strdup(word));
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

/* What decide_command() is asked with, and what it says. */
typedef struct {
	gint64 ticket_id;
	const char *by;              /* foreign */
	const CommandMail *commands; /* foreign */
	char *transcript;            /* own */
	gboolean done;
} Request;

static Change *
decide_request(const Context *context, const Snapshot *snapshot, gpointer data)
{
	Request *request = data;

	g_clear_pointer(&request->transcript, g_free);
	return decide_command(context, snapshot, request->ticket_id, request->by,
			      request->commands, &request->transcript, &request->done);
}

static gboolean
admin_change(Service *service, const json_t *request, const char *by, char **text,
	     GError **error)
{
	gint64 ticket_id = number_of(request);
	g_auto(GStrv) words = words_of(request);
	g_autoptr(CommandMail) commands = command_from_words((const char *const *)words,
								  service_policy(service)->facts);
	Request asked = { .ticket_id = ticket_id, .by = by, .commands = commands };
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, ticket_id, service_now(service), error);
	g_autoptr(Change) change = NULL;

	if (!snapshot)
		return FALSE;
	if (!snapshot_ticket(snapshot, ticket_id)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "no ticket %" G_GINT64_FORMAT, ticket_id);
		return FALSE;
	}
	change = ask_and_decide(service, snapshot, decide_request, &asked, error);
	*text = asked.transcript;
	if (!change)
		return FALSE;
	if (!asked.done) {
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_DATA, g_strchomp(*text));
		return FALSE;
	}
	return apply_change(service, change, 0, NULL, error);
}

static gboolean
check_outbox(Service *service, gint64 outbox_id, GError **error)
{
	g_autoptr(OutboxMail) mail =
		store_outbox_mail(service->store, outbox_id, FALSE, error);

	if (!mail)
		return FALSE;
	if (mail->state != OUTBOX_SENT && mail->state != OUTBOX_SENDING)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "mail %" G_GINT64_FORMAT " is %s: nothing to do", outbox_id,
		    outbox_state_name(mail->state));
	return FALSE;
}

static gboolean
admin_outbox_retry(Service *service, const json_t *request, const char *by, char **text,
		   GError **error)
{
	gint64 outbox_id = number_of(request);

	*text = g_strdup_printf("mail %" G_GINT64_FORMAT " will be sent now", outbox_id);
	return check_outbox(service, outbox_id, error) &&
	       store_outbox_retry(service->store, outbox_id, service_now(service), error);
}

static gboolean
admin_outbox_drop(Service *service, const json_t *request, const char *by, char **text,
		  GError **error)
{
	gint64 outbox_id = number_of(request);

	*text = g_strdup_printf("mail %" G_GINT64_FORMAT " will not be sent", outbox_id);
	return check_outbox(service, outbox_id, error) &&
	       store_outbox_drop(service->store, outbox_id, error);
}

static gboolean
admin_outbox_resume(Service *service, const json_t *request, const char *by, char **text,
		    GError **error)
{
	gboolean was;

	if (!breaker_resume(service, &was, error))
		return FALSE;
	if (was)
		log_warn("outbox", "result=resumed by=%s", by);
	*text = g_strdup(was ? "automatic mail is sent again"
			     : "automatic mail was not stopped");
	return TRUE;
}

/* Held and quarantined mail only: what was applied is on a ticket, and stays there. */
static gboolean
set_kept(Service *service, gint64 ledger_id, LedgerState state, const char *by,
	 GError **error)
{
	g_autoptr(LedgerMail) mail = store_ledger_mail(service->store, ledger_id, error);
	g_autofree char *reason = g_strdup_printf(
		"%s by %s", state == LEDGER_STORED ? "released" : "dropped", by);

	if (!mail)
		return FALSE;
	if (mail->state != LEDGER_HELD && mail->state != LEDGER_QUARANTINED) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "mail %" G_GINT64_FORMAT " is %s, not held", ledger_id,
			    ledger_state_name(mail->state));
		return FALSE;
	}
	return store_set_ledger(service->store, ledger_id, state, reason, error);
}

static gboolean
admin_quarantine_release(Service *service, const json_t *request, const char *by,
			 char **text, GError **error)
{
	gint64 ledger_id = number_of(request);

	*text = g_strdup_printf("mail %" G_GINT64_FORMAT " goes through again", ledger_id);
	return set_kept(service, ledger_id, LEDGER_STORED, by, error);
}

static gboolean
admin_quarantine_drop(Service *service, const json_t *request, const char *by, char **text,
		      GError **error)
{
	gint64 ledger_id = number_of(request);

	*text = g_strdup_printf("mail %" G_GINT64_FORMAT " is dropped", ledger_id);
	return set_kept(service, ledger_id, LEDGER_DROPPED, by, error);
}

static gboolean
admin_clock_confirm(Service *service, const json_t *request, const char *by, char **text,
		    GError **error)
{
	*text = g_strdup("the time is confirmed: deadlines go on");
	log_info("clock", "result=confirmed by=%s", by);
	return clock_watch_confirm(service, error);
}

static const struct {
	const char *name;
	AdminFunction function;
} functions[] = {
	{ "clock-confirm", admin_clock_confirm },
	{ "change", admin_change },
	{ "outbox-retry", admin_outbox_retry },
	{ "outbox-drop", admin_outbox_drop },
	{ "outbox-resume", admin_outbox_resume },
	{ "quarantine-release", admin_quarantine_release },
	{ "quarantine-drop", admin_quarantine_drop },
};

static AdminFunction
find_function(const char *name)
{
	for (guint i = 0; name && i < G_N_ELEMENTS(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return NULL;
}

static json_t *
refusal(const GError *problem)
{
	return json_pack("{s:b, s:s, s:i}", "ok", 0, "text", problem->message, "code",
			 error_exit_code(problem));
}

json_t *
admin_perform(Service *service, const json_t *request, const char *by, GError **error)
{
	AdminFunction function =
		find_function(json_string_value(json_object_get(request, "do")));
	g_autofree char *text = NULL;
	g_autoptr(GError) problem = NULL;

	if (!function)
		return json_pack("{s:b, s:s, s:i}", "ok", 0, "text", "no such request",
				 "code", DESK_ERROR_USAGE);
	if (!store_begin(service->store, error))
		return NULL;
	if (function(service, request, by, &text, &problem) &&
	    store_commit(service->store, &problem))
		return json_pack("{s:b, s:s}", "ok", 1, "text", text);
	store_rollback(service->store);
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_IO))
		return refusal(problem);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}
