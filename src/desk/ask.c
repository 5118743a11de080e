/* The loop between a decision and the store's answers. */
#include "desk/ask.h"

#include "base/error.h"
#include "mail/mime.h"

#define MAX_ROUNDS 32
#define REPORT_MAX (1024 * 1024) /* beyond it the entry's text must do */

/* The first mail again, for rules that look at more than its words. A raw mail that is gone
 * leaves the entry's text. */
static void
parse_report(Service *service, Snapshot *snapshot, const Question *question)
{
	Finding *finding = (Finding *)snapshot_finding(snapshot, question);
	const Entry *report = finding->entries->len ? finding->entries->pdata[0] : NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!report || !report->raw_hash)
		return;
	bytes = store_raw(service->store, report->raw_hash, NULL);
	if (bytes && g_bytes_get_size(bytes) <= REPORT_MAX)
		finding->message = mime_parse(&(RawMail){
			.bytes = bytes, .fd = -1, .size = g_bytes_get_size(bytes) });
}

static gboolean
answer_all(Service *service, Snapshot *snapshot, const GPtrArray *questions, GError **error)
{
	for (guint i = 0; i < questions->len; i++) {
		const Question *question = questions->pdata[i];

		if (!store_answer(service->store, snapshot, question, error))
			return FALSE;
		if (question->type == ASK_REPORT)
			parse_report(service, snapshot, question);
	}
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
