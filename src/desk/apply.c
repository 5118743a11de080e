/* Composes the mails of a Change and writes it all: the one door to the store. */
#include "desk/apply.h"

#include "base/log.h"
#include "mail/mime.h"

static void
composed_free(Composed *composed)
{
	g_clear_pointer(&composed->head, g_bytes_unref);
	g_free(composed->boundary);
	g_free(composed);
}

static Composed *
compose(const OutMail *mail, GError **error)
{
	Composed *composed = g_new0(Composed, 1);

	composed->mail = mail;
	composed->head = mime_compose(mail, &composed->boundary, error);
	if (composed->head)
		return composed;
	composed_free(composed);
	return NULL;
}

/* What cannot be composed must not hold up what can: it is written down where people look.
 */
static void
note_failure(Change *change, const OutMail *mail, gint64 now, const GError *problem)
{
	log_error("compose", "ticket=%" G_GINT64_FORMAT " to=<%s> notice=%s error=\"%s\"",
		  mail->ticket_id, mail->to->address, mail->notice, problem->message);
	change_add_event(change, mail->ticket_id, now, "undelivered", "desk",
			 g_strdup_printf("%s to <%s>: %s", mail->notice, mail->to->address,
					 problem->message));
}

gboolean
apply_change(Service *service, Change *change, gint64 ledger_id, const Message *message,
	     GError **error)
{
	g_autoptr(GPtrArray) composed =
		g_ptr_array_new_with_free_func((GDestroyNotify)composed_free);
	gint64 now = service_now(service);

	for (guint i = 0; i < change->mails->len;) {
		g_autoptr(GError) problem = NULL;
		Composed *one = compose(change->mails->pdata[i], &problem);

		if (one) {
			g_ptr_array_add(composed, one);
			i++;
		} else {
			note_failure(change, change->mails->pdata[i], now, problem);
			g_ptr_array_remove_index(change->mails, i);
		}
	}
	if (!store_apply(service->store, change, ledger_id, message, composed, now, error))
		return FALSE;
	for (guint i = 0; service->watch && i < composed->len; i++)
		service->watch(((const Composed *)composed->pdata[i])->mail,
			       service->watch_data);
	return TRUE;
}

gboolean
apply_alone(Service *service, Change *change, GError **error)
{
	if (!store_begin(service->store, error))
		return FALSE;
	if (apply_change(service, change, 0, NULL, error) &&
	    store_commit(service->store, error))
		return TRUE;
	store_rollback(service->store);
	return FALSE;
}
