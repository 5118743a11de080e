/* How much is too much. Every ceiling is one comparison here, so that all are seen at once.
 */
#include "core/ceiling.h"

#include "core/notice.h"

gboolean
ceiling_may_acknowledge(const Policy *policy, const Snapshot *snapshot)
{
	int limit = policy->desk.acknowledge_limit;

	return limit <= 0 || snapshot->acks_in_hour < limit;
}

SenderCeiling
ceiling_of_sender(const Policy *policy, const Snapshot *snapshot)
{
	const Desk *desk = &policy->desk;

	if (desk->sender_limit > 0 && snapshot->mails_in_hour >= desk->sender_limit)
		return SENDER_MANY_MAILS;
	if (desk->sender_size_limit > 0 && snapshot->bytes_in_day >= desk->sender_size_limit)
		return SENDER_MANY_BYTES;
	return SENDER_WITHIN;
}

gboolean
ceiling_is_guessing(const Snapshot *snapshot)
{
	return snapshot->wrong_keys_in_hour >= WRONG_KEYS_MAX;
}

int
ceiling_per_minute(const Policy *policy, const OutMail *mail)
{
	if (mail->tone == TONE_PERSONAL ||
	    policy_person_by_address(policy, mail->to->address))
		return 0;
	return policy->desk.recipient_limit;
}

int
ceiling_per_hour(const Policy *policy, const OutMail *mail)
{
	return ceiling_per_minute(policy, mail) > 0 ? policy->desk.recipient_hour_limit : 0;
}

BreakerStep
ceiling_breaker(const Breaker *breaker, gint64 now)
{
	gboolean ended;

	if (breaker->limit <= 0)
		return breaker->stopped ? BREAKER_RESUME : BREAKER_KEEP;
	if (!breaker->stopped)
		return breaker->written > breaker->limit ? BREAKER_STOP : BREAKER_KEEP;
	ended = breaker->written <= breaker->limit / 10 &&
		now - breaker->stopped >= CEILING_WINDOW;
	return ended && (!breaker->before || now - breaker->before >= CEILING_TELL)
		       ? BREAKER_RESUME
		       : BREAKER_KEEP;
}

/* ---- the summary of held mail ---- */

static char *
group_of(const HeldLine *line)
{
	return g_strdup_printf("%s\n%s", line->from ? line->from : "",
			       line->reason ? line->reason : "");
}

static HeldLine *
copy_line(const HeldLine *line)
{
	HeldLine *copy = g_new0(HeldLine, 1);

	copy->from = g_strdup(line->from);
	copy->subject = g_strdup(line->subject);
	copy->reason = g_strdup(line->reason);
	return copy;
}

/* Shortens LINES to HELD_LINES_MAX; COUNTS is how many mails each stands for. */
static void
cut(GPtrArray *lines, const GArray *counts)
{
	HeldLine *rest;
	guint mails = 0;

	if (lines->len <= HELD_LINES_MAX)
		return;
	for (guint i = HELD_LINES_MAX; i < lines->len; i++)
		mails += g_array_index(counts, guint, i);
	g_ptr_array_set_size(lines, HELD_LINES_MAX);
	rest = g_new0(HeldLine, 1);
	rest->from = g_strdup("…");
	rest->subject = g_strdup_printf("(+ %u)", mails);
	g_ptr_array_add(lines, rest);
}

GPtrArray *
ceiling_summarise(const GPtrArray *lines)
{
	GPtrArray *merged = g_ptr_array_new_with_free_func((GDestroyNotify)held_line_free);
	g_autoptr(GArray) counts = g_array_new(FALSE, TRUE, sizeof(guint));
	g_autoptr(GHashTable) places =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < lines->len; i++) {
		char *group = group_of(lines->pdata[i]);
		gpointer place;

		if (!g_hash_table_lookup_extended(places, group, NULL, &place)) {
			place = GUINT_TO_POINTER(merged->len);
			g_ptr_array_add(merged, copy_line(lines->pdata[i]));
			g_array_set_size(counts, merged->len);
			g_hash_table_insert(places, group, place);
		} else {
			g_free(group);
		}
		g_array_index(counts, guint, GPOINTER_TO_UINT(place))++;
	}
	for (guint i = 0; i < merged->len; i++) {
		HeldLine *line = merged->pdata[i];
		guint more = g_array_index(counts, guint, i) - 1;
		g_autofree char *subject = line->subject;

		line->subject =
			more ? g_strdup_printf("%s (+ %u)", subject ? subject : "", more)
			     : g_steal_pointer(&subject);
	}
	cut(merged, counts);
	return merged;
}
