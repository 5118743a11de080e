/* What the store knows, as plain data. */
#include "core/snapshot.h"

Snapshot *
snapshot_new(void)
{
	Snapshot *snapshot = g_new0(Snapshot, 1);

	snapshot->next_ticket = 1;
	snapshot->next_serial = 1;
	snapshot->secrets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	snapshot->tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	snapshot->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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
	g_free(snapshot->bounced_to);
	g_free(snapshot->bounced_notice);
	g_free(snapshot);
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
