/* The outbox: one row, one recipient (design section 7). */
#pragma once

#include "store/store.h"

typedef enum {
	OUTBOX_DUE,
	OUTBOX_SENDING,
	OUTBOX_SENT,
	OUTBOX_FAILED,
	OUTBOX_UNKNOWN,
	N_OUTBOX_STATES
} OutboxState;

const char *outbox_state_name(OutboxState state);
gboolean outbox_state_parse(const char *name, OutboxState *state);

typedef struct {
	gint64 outbox_id, ticket_id;
	char *recipient;  /* own */
	char *notice;     /* own */
	char *subject;    /* own; for lists */
	char *message_id; /* own */
	OutboxState state;
	gint64 created, due, sent;
	int attempts;     /* tries so far */
	int unknowns;     /* tries that ended without an answer */
	int last_code;    /* 0 */
	char *last_text;  /* own; NULL */
	GBytes *head;     /* own; only with WITH_HEAD */
	char *boundary;   /* own; NULL */
	GPtrArray *enclosures; /* own Enclosure; only with WITH_HEAD */
} OutboxMail;

void outbox_mail_free(OutboxMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxMail, outbox_mail_free)

/* Rows in sending: at start, those whose fate is unknown because the process ended. By id; without
 * heads. Own OutboxMail. */
GPtrArray *store_outbox_sending(Store *store, GError **error);

/*
 * Claims at most MAX rows that are due by NOW (states due and unknown), oldest first, with
 * heads, and commits them as sending. Order holds per (ticket, recipient): a row is not
 * claimed while an earlier one of the same pair is due, sending or unknown. Own OutboxMail.
 */
GPtrArray *store_outbox_claim(Store *store, gint64 now, guint max, GError **error);

/* The result of a try of a claimed row; STATE due or unknown with the next DUE. Inside or
 * outside a transaction. */
gboolean store_outbox_result(Store *store, gint64 outbox_id, OutboxState state, gint64 due, gint64 at,
			     int code, const char *text, GError **error);
/* Back to due untouched: it was claimed and not tried. */
gboolean store_outbox_unclaim(Store *store, gint64 outbox_id, GError **error);

/* When the next row falls due that no earlier one holds back; G_MAXINT64 if none. */
gboolean store_outbox_next(Store *store, gint64 *due, GError **error);

/* Set while no automatic mail may be claimed; its value is since when. */
#define STORE_OUTBOX_STOPPED "outbox-stopped"
/* How many automatic mails were written after SINCE; counts to MAX. */
gboolean store_count_automatic(Store *store, gint64 since, gint64 max, gint64 *count, GError **error);

OutboxMail *store_outbox_mail(Store *store, gint64 outbox_id, gboolean with_head, GError **error);
/* Rows in any state but sent; with ALL sent ones too. By id. */
GPtrArray *store_outbox_list(Store *store, gboolean all, GError **error);
/* Due, unknown and failed rows: due at NOW with tries counted anew; or failed, "dropped".
 * DESK_ERROR_DATA for a sent or unknown number, DESK_ERROR_LATER while it is being sent. */
gboolean store_outbox_retry(Store *store, gint64 outbox_id, gint64 now, GError **error);
gboolean store_outbox_drop(Store *store, gint64 outbox_id, GError **error);
