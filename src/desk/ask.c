/* The loop between a decision and the store's answers. */
#include "desk/ask.h"

#include "base/error.h"

#define MAX_ROUNDS 32

static gboolean
answer_all(Service *service, Snapshot *snapshot, const GPtrArray *questions, GError **error)
{
	for (guint i = 0; i < questions->len; i++)
		if (!store_answer(service->store, snapshot, questions->pdata[i], error))
			return FALSE;
	return TRUE;
}

Change *
ask_and_decide(Service *service, Snapshot *snapshot, Decide decide, gpointer data,
	       GError **error)
{
	Context context = service_context(service);

	for (guint round = 0; round < MAX_ROUNDS; round++) {
		g_autoptr(Change) change = decide(&context, snapshot, data);

		if (change->questions->len == 0)
			return g_steal_pointer(&change);
		if (!answer_all(service, snapshot, change->questions, error))
			return NULL;
	}
	g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
		    "a decision asks again and again");
	return NULL;
}
