/* What the store knows, as plain data. */
#include "core/snapshot.h"

enum { TEXTS_BYTES = 4096 };

Finding *
finding_new(const Question *question)
{
	Finding *finding = g_new0(Finding, 1);

	finding->question = question_copy(question);
	finding->tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	finding->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	finding->history = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	finding->recent = g_array_new(FALSE, TRUE, sizeof(Recent));
	finding->texts = g_string_chunk_new(TEXTS_BYTES);
	return finding;
}

void
finding_free(Finding *finding)
{
	question_free(finding->question);
	g_ptr_array_unref(finding->tickets);
	g_ptr_array_unref(finding->entries);
	g_ptr_array_unref(finding->history);
	message_free(finding->message);
	g_array_unref(finding->recent);
	g_string_chunk_free(finding->texts);
	g_free(finding);
}

Snapshot *
snapshot_new(void)
{
	Snapshot *snapshot = g_new0(Snapshot, 1);

	snapshot->next_ticket = 1;
	snapshot->next_serial = 1;
	snapshot->secrets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	snapshot->tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	snapshot->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	snapshot->findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
	snapshot->absences = g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
	snapshot->pictures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	snapshot->undeliverable =
		g_ptr_array_new_with_free_func((GDestroyNotify)undeliverable_free);
	return snapshot;
}

void
snapshot_free(Snapshot *snapshot)
{
	if (!snapshot)
		return;
	g_ptr_array_unref(snapshot->secrets);
	g_ptr_array_unref(snapshot->tickets);
	g_hash_table_unref(snapshot->ids);
	asked_challenge_free(snapshot->asked);
	g_free(snapshot->bounced_to);
	g_free(snapshot->bounced_notice);
	g_free(snapshot->answered_notice);
	g_ptr_array_unref(snapshot->findings);
	g_ptr_array_unref(snapshot->absences);
	g_hash_table_unref(snapshot->pictures);
	g_ptr_array_unref(snapshot->undeliverable);
	g_free(snapshot);
}

const Finding *
snapshot_finding(const Snapshot *snapshot, const Question *question)
{
	for (guint i = 0; i < snapshot->findings->len; i++) {
		const Finding *finding = snapshot->findings->pdata[i];

		if (question_equal(finding->question, question))
			return finding;
	}
	return NULL;
}

Ticket *
snapshot_ticket(const Snapshot *snapshot, gint64 ticket_id)
{
	for (guint i = 0; i < snapshot->tickets->len; i++) {
		Ticket *ticket = snapshot->tickets->pdata[i];

		if (ticket->ticket_id == ticket_id)
			return ticket;
	}
	return NULL;
}
