/*
 * The main thread claims rows (committed as sending) and hands them to a sender; the sender
 * reports each result and waits until it is committed before the next final dot. So a kill
 * can double at most one mail a connection, and that one with the same Message-ID and
 * bytes.
 */
#include "desk/outbox.h"

#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "desk/apply.h"
#include "desk/breaker.h"
#include "desk/sender.h"

#define BATCH         1  /* more would be in doubt at a kill than one mail a connection */
#define UNKNOWN_AGAIN (15 * 60) /* seconds until a mail of unknown fate is tried again */
#define UNKNOWN_MAX   3
#define GIVE_UP       (5 * 86400) /* seconds since it was written */
#define MAX_PAUSE     300

struct Outbox {
	Service *service;         /* foreign; main thread only */
	const Endpoint *endpoint; /* foreign; read by the senders too */
	char *from;               /* own; the envelope sender */
	GPtrArray *senders;       /* own Sender */
	Channel *reports;         /* own; senders → main */
	int cancel;
	GError *trouble;
	guint failures;
	gint64 paused_until; /* main thread's clock */
	double tokens;       /* of the rate limit */
	gint64 tokens_at;    /* monotonic, microseconds */
};

/* ---- claiming ---- */

static RawFile *
open_raw(Outbox *outbox, GHashTable *known, const char *hash, GError **error)
{
	RawFile *file = g_hash_table_lookup(known, hash);

	if (!file) {
		file = g_new0(RawFile, 1);
		file->references = 1;
		g_strlcpy(file->hash, hash, sizeof file->hash);
		file->fd = memfd_create("faultline-out", MFD_CLOEXEC);
		if (file->fd < 0)
			g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
				    "no room for an attachment: %s", g_strerror(errno));
		if (file->fd < 0 ||
		    !store_raw_to_file(outbox->service->store, hash, file->fd, error)) {
			raw_file_unref(file);
			return NULL;
		}
		file->size = lseek(file->fd, 0, SEEK_END);
		g_hash_table_insert(known, file->hash, file);
	}
	g_atomic_int_inc(&file->references);
	return file;
}

/* MAIL is taken, unless NULL is returned. */
static Task *
make_task(Outbox *outbox, GHashTable *known, OutboxMail *mail, GError **error)
{
	Task *task = g_new0(Task, 1);

	task->raws = g_ptr_array_new_with_free_func((GDestroyNotify)raw_file_unref);
	for (guint i = 0; i < mail->enclosures->len; i++) {
		const Enclosure *enclosure = mail->enclosures->pdata[i];
		RawFile *file = open_raw(outbox, known, enclosure->raw_hash, error);

		if (!file) {
			task_free(task);
			return NULL;
		}
		g_ptr_array_add(task->raws, file);
	}
	task->mail = mail;
	return task;
}

static gboolean write_result(Outbox *outbox, const OutboxMail *mail,
			     const SmtpResult *result, GError **error);

/* The mail that an enclosure lies in is gone for ever; any other trouble is ours. */
static gboolean
fail_unreadable(Outbox *outbox, const OutboxMail *mail, GError *problem /* own */,
		GError **error)
{
	SmtpResult result = { .outcome = SMTP_PERMFAIL, .text = problem->message };
	gboolean done;

	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	done = write_result(outbox, mail, &result, error);
	g_error_free(problem);
	return done;
}

static GPtrArray *
make_batch(Outbox *outbox, GPtrArray *mails, GError **error)
{
	GPtrArray *batch = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							    (GDestroyNotify)raw_file_unref);

	for (guint i = 0; i < mails->len; i++) {
		GError *problem = NULL;
		Task *task = make_task(outbox, known, mails->pdata[i], &problem);

		if (task) {
			mails->pdata[i] = NULL;
			g_ptr_array_add(batch, task);
		} else if (!fail_unreadable(outbox, mails->pdata[i], problem, error)) {
			g_ptr_array_unref(batch);
			return NULL;
		}
	}
	return batch;
}

/* How many mails the rate limit lets go now: a bucket that holds one minute's worth. */
static guint
allowed(Outbox *outbox, guint want)
{
	int rate = outbox->service->config->submission_rate;
	gint64 now = g_get_monotonic_time();

	if (rate <= 0)
		return want;
	outbox->tokens += (double)(now - outbox->tokens_at) / G_USEC_PER_SEC * rate / 60;
	outbox->tokens = MIN(outbox->tokens, rate);
	outbox->tokens_at = now;
	want = MIN(want, (guint)outbox->tokens);
	outbox->tokens -= want;
	return want;
}

static gboolean
feed(Outbox *outbox, Sender *sender, gboolean *fed, GError **error)
{
	guint max = allowed(outbox, BATCH);
	g_autoptr(GPtrArray) mails = NULL;
	GPtrArray *batch;

	*fed = FALSE;
	if (max == 0)
		return TRUE;
	mails = store_outbox_claim(outbox->service->store, service_now(outbox->service),
				   max, error);
	if (!mails)
		return FALSE;
	if (outbox->service->config->submission_rate > 0)
		outbox->tokens += max - mails->len;
	if (mails->len == 0)
		return TRUE;
	batch = make_batch(outbox, mails, error);
	if (!batch)
		return FALSE;
	if (batch->len == 0) {
		g_ptr_array_unref(batch);
		return TRUE;
	}
	sender->busy = *fed = TRUE;
	sender->reported = 0;
	sender->batch = batch;
	channel_push(sender->batches, batch);
	return TRUE;
}

/* ---- results ---- */

gint64
outbox_next_try(gint64 created, gint64 now, int attempts, int jitter)
{
	static const int minutes[] = { 1, 2, 5, 15, 30, 60 };
	int index = CLAMP(attempts, 1, (int)G_N_ELEMENTS(minutes)) - 1;
	gint64 wait = minutes[index] * 60;

	wait += wait * jitter / 1000;
	return now + wait > created + GIVE_UP ? 0 : now + wait;
}

/* What becomes of the row after a try. */
static OutboxState
judge(const OutboxMail *mail, const SmtpResult *result, gint64 now, gint64 *due)
{
	*due = 0;
	switch (result->outcome) {
	case SMTP_SENT:
		return OUTBOX_SENT;
	case SMTP_PERMFAIL:
		return OUTBOX_FAILED;
	case SMTP_UNKNOWN:
		*due = now + UNKNOWN_AGAIN;
		return mail->unknowns + 1 < UNKNOWN_MAX ? OUTBOX_UNKNOWN : OUTBOX_FAILED;
	case SMTP_TEMPFAIL:
		break;
	}
	*due = outbox_next_try(mail->created, now, mail->attempts + 1,
			       g_random_int_range(-100, 101));
	return *due ? OUTBOX_DUE : OUTBOX_FAILED;
}

static gboolean
tell_failure(Outbox *outbox, const OutboxMail *mail, const SmtpResult *result,
	     GError **error)
{
	Service *service = outbox->service;
	Context context = service_context(service);
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, mail->ticket_id,
				      service_now(service), error);
	g_autoptr(Change) change = NULL;

	if (!snapshot)
		return FALSE;
	change = decide_failure(&context, snapshot, mail->ticket_id, mail->recipient,
				mail->notice, result->text ? result->text : "",
				result->recipient);
	return apply_change(service, change, 0, NULL, error);
}

/* The server has taken a mail for somebody whom it refused before. That it takes one for
 * somebody whose mail came back says nothing: it took that one too. */
static gboolean
tell_success(Outbox *outbox, const OutboxMail *mail, GError **error)
{
	Service *service = outbox->service;
	Context context = service_context(service);
	g_autoptr(GPtrArray) marks =
		store_undeliverable(service->store, mail->recipient, error);
	g_autoptr(Snapshot) snapshot = NULL;
	g_autoptr(Change) change = NULL;

	for (guint i = marks ? marks->len : 0; i > 0; i--)
		if (((Undeliverable *)marks->pdata[i - 1])->returned)
			g_ptr_array_remove_index(marks, i - 1);
	if (!marks || marks->len == 0)
		return marks != NULL;
	snapshot = store_snapshot_ticket(service->store, 0, context.now, error);
	if (!snapshot)
		return FALSE;
	change = decide_reached(&context, snapshot, marks, "is no longer refused");
	return apply_change(service, change, 0, NULL, error);
}

static gboolean
write_outcome(Outbox *outbox, const OutboxMail *mail, const SmtpResult *result,
	      GError **error)
{
	Store *store = outbox->service->store;
	gint64 now = service_now(outbox->service);
	gint64 due;
	OutboxState state = judge(mail, result, now, &due);

	log_info("outbox",
		 "ticket=%" G_GINT64_FORMAT " outbox=%" G_GINT64_FORMAT
		 " to=<%s> notice=%s attempt=%d result=%s code=%d text=\"%s\"",
		 mail->ticket_id, mail->outbox_id, mail->recipient, mail->notice,
		 mail->attempts + 1, outbox_state_name(state), result->code,
		 result->text ? result->text : "");
	if (!store_outbox_result(store, mail->outbox_id, state, due, now, result->code,
				 result->text, error))
		return FALSE;
	if (state == OUTBOX_SENT)
		return tell_success(outbox, mail, error);
	return state != OUTBOX_FAILED || tell_failure(outbox, mail, result, error);
}

/* A refused login is nobody's mail's fault: the row goes back untouched, the outbox pauses.
 */
static gboolean
write_result(Outbox *outbox, const OutboxMail *mail, const SmtpResult *result,
	     GError **error)
{
	Store *store = outbox->service->store;
	gboolean done;

	if (!store_begin(store, error))
		return FALSE;
	done = result->login ? store_outbox_unclaim(store, mail->outbox_id, error)
			     : write_outcome(outbox, mail, result, error);
	if (done && store_commit(store, error))
		return TRUE;
	store_rollback(store);
	return FALSE;
}

static void
set_trouble(Outbox *outbox, GError *problem /* own */)
{
	gint64 pause;

	outbox->failures++;
	pause = MIN(MAX_PAUSE, (gint64)1 << MIN(outbox->failures - 1, 9));
	if (problem->code == DESK_ERROR_LOGIN)
		pause = MAX_PAUSE;
	outbox->paused_until = g_get_monotonic_time() + pause * G_USEC_PER_SEC;
	log_error("outbox", "result=paused seconds=%" G_GINT64_FORMAT " error=\"%s\"",
		  pause, problem->message);
	g_clear_error(&outbox->trouble);
	outbox->trouble = problem;
}

static void
clear_trouble(Outbox *outbox)
{
	if (outbox->trouble)
		log_info("outbox", "result=recovered");
	g_clear_error(&outbox->trouble);
	outbox->failures = 0;
	outbox->paused_until = 0;
}

/* What was claimed and not tried goes back as it was. */
static gboolean
unclaim_rest(Outbox *outbox, const Sender *sender, GError **error)
{
	const GPtrArray *batch = sender->batch;

	for (guint i = sender->reported; i < batch->len; i++) {
		const Task *task = batch->pdata[i];

		if (!store_outbox_unclaim(outbox->service->store, task->mail->outbox_id,
					  error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
handle_report(Outbox *outbox, SendReport *report, GError **error)
{
	Sender *sender = report->sender;

	if (report->type == REPORT_RESULT) {
		if (!write_result(outbox, report->mail, &report->result, error))
			return FALSE;
		sender->reported++;
		if (report->result.login)
			set_trouble(outbox,
				    g_error_new(DESK_ERROR, DESK_ERROR_LOGIN,
						"submission: %s", report->result.text));
		else
			clear_trouble(outbox);
	} else {
		if (!unclaim_rest(outbox, sender, error))
			return FALSE;
		if (report->type == REPORT_UNREACHABLE)
			set_trouble(outbox, g_steal_pointer(&report->error));
		g_clear_pointer(&sender->batch, g_ptr_array_unref);
		sender->busy = FALSE;
	}
	channel_push(sender->written, GINT_TO_POINTER(TRUE));
	return TRUE;
}

/* ---- the doors ---- */

static gboolean
is_paused(const Outbox *outbox)
{
	return outbox->paused_until > g_get_monotonic_time();
}

gboolean
outbox_handle(Outbox *outbox, GError **error)
{
	SendReport *next;

	while ((next = channel_pop(outbox->reports))) {
		g_autoptr(SendReport) report = next;

		if (!handle_report(outbox, report, error))
			return FALSE;
	}
	if (outbox->endpoint && !breaker_check(outbox->service, error))
		return FALSE;
	for (guint i = 0;
	     outbox->endpoint && i < outbox->senders->len && !is_paused(outbox); i++) {
		Sender *sender = outbox->senders->pdata[i];
		gboolean fed = TRUE;

		if (!sender->busy && !feed(outbox, sender, &fed, error))
			return FALSE;
		if (!fed)
			break;
	}
	return TRUE;
}

gboolean
outbox_next(Outbox *outbox, gint64 *due, GError **error)
{
	gint64 now = service_now(outbox->service);

	*due = G_MAXINT64;
	if (!outbox->endpoint)
		return TRUE;
	if (!store_outbox_next(outbox->service->store, due, error))
		return FALSE;
	if (is_paused(outbox))
		*due = MAX(*due, now + 1 +
					 (outbox->paused_until - g_get_monotonic_time()) /
						 G_USEC_PER_SEC);
	else if (outbox->service->config->submission_rate > 0 && outbox->tokens < 1)
		*due = MAX(*due, now + 1);
	return TRUE;
}

gboolean
outbox_is_idle(const Outbox *outbox)
{
	for (guint i = 0; i < outbox->senders->len; i++)
		if (((Sender *)outbox->senders->pdata[i])->busy)
			return FALSE;
	return TRUE;
}

const GError *
outbox_trouble(const Outbox *outbox)
{
	return outbox->trouble;
}

int
outbox_fd(const Outbox *outbox)
{
	return channel_fd(outbox->reports);
}

/* A mail that ends the program is no recipient's fault: an administrator must look. */
static gboolean
alert_of_poison(Outbox *outbox, const OutboxMail *mail, GError **error)
{
	Service *service = outbox->service;
	const char *language = service_policy(service)->desk.language;
	Context context = service_context(service);
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->outbox_id);
	g_autofree char *subject =
		phrase_with(service->templates, language, "alert-sending", NULL);
	g_autofree char *text =
		phrase_with(service->templates, language, "alert-sending-text", "number",
			    number, "recipient", mail->recipient, NULL);
	g_autoptr(Snapshot) snapshot =
		store_snapshot_ticket(service->store, 0, context.now, error);
	g_autoptr(Change) change = NULL;

	if (!snapshot)
		return FALSE;
	change = decide_alert(&context, snapshot, subject, text);
	return apply_alone(service, change, error);
}

/* What was being sent when the process ended has an unknown fate, like a mail whose server
 * did not answer: it is sent again, but not without end. */
static gboolean
recover(Outbox *outbox, GError **error)
{
	SmtpResult result = {
		.outcome = SMTP_UNKNOWN,
		.text = (char *)"the program ended while it was being sent",
	};
	g_autoptr(GPtrArray) left = store_outbox_sending(outbox->service->store, error);

	for (guint i = 0; left && i < left->len; i++) {
		const OutboxMail *mail = left->pdata[i];

		if (!write_result(outbox, mail, &result, error))
			return FALSE;
		if (mail->unknowns + 1 >= UNKNOWN_MAX &&
		    !alert_of_poison(outbox, mail, error))
			return FALSE;
	}
	return left != NULL;
}

Outbox *
outbox_start(Service *service, int senders, GError **error)
{
	Outbox *outbox = g_new0(Outbox, 1);

	outbox->service = service;
	outbox->endpoint = service->config->submission;
	outbox->from = g_strdup(service_policy(service)->desk.address);
	outbox->reports = channel_new((GDestroyNotify)send_report_free);
	outbox->cancel = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	outbox->tokens = service->config->submission_rate;
	outbox->tokens_at = g_get_monotonic_time();
	outbox->senders = g_ptr_array_new_with_free_func((GDestroyNotify)sender_free);
	if (!recover(outbox, error)) {
		outbox_stop(outbox);
		return NULL;
	}
	for (int i = 0; i < senders; i++)
		g_ptr_array_add(outbox->senders, sender_start(outbox->endpoint, outbox->from,
						       outbox->reports,
						       outbox->cancel));
	return outbox;
}

/* The senders have ended: their last results are written, the rest is as if never claimed.
 */
static void
settle(Outbox *outbox)
{
	g_autoptr(GError) problem = NULL;
	gboolean well = TRUE;
	SendReport *next;

	while (well && (next = channel_pop(outbox->reports))) {
		g_autoptr(SendReport) report = next;

		well = handle_report(outbox, report, &problem);
	}
	for (guint i = 0; well && i < outbox->senders->len; i++) {
		const Sender *sender = outbox->senders->pdata[i];

		well = !sender->batch || unclaim_rest(outbox, sender, &problem);
	}
	if (!well)
		log_error("outbox", "the last results were not written: %s",
			  problem->message);
}

void
outbox_stop(Outbox *outbox)
{
	guint64 one = 1;

	if (!outbox)
		return;
	if (write(outbox->cancel, &one, sizeof one) < 0)
		log_error("outbox", "cancel: %s", g_strerror(errno));
	for (guint i = 0; i < outbox->senders->len; i++)
		g_thread_join(((Sender *)outbox->senders->pdata[i])->thread);
	settle(outbox);
	g_ptr_array_unref(outbox->senders);
	channel_free(outbox->reports);
	g_clear_error(&outbox->trouble);
	close(outbox->cancel);
	g_free(outbox->from);
	g_free(outbox);
}
