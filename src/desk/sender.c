/* The bytes of a mail on their way, and the thread that sends them. It never touches the store. */
#include "desk/sender.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/mime.h"

#define KEEP_OPEN 30 /* seconds that an idle connection stays */

void
raw_file_unref(RawFile *file)
{
	if (!file || !g_atomic_int_dec_and_test(&file->references))
		return;
	if (file->fd >= 0)
		close(file->fd);
	g_free(file);
}

void
task_free(Task *task)
{
	outbox_mail_free(task->mail);
	g_ptr_array_unref(task->raws);
	g_free(task);
}

void
send_report_free(SendReport *report)
{
	smtp_result_clear(&report->result);
	g_clear_error(&report->error);
	g_free(report);
}

/* The bytes of a mail in order: head, then each enclosure's head and base64, then the end.
 */
typedef struct {
	const Task *task;
	GBytes *piece; /* own; being given out */
	gsize at;      /* in piece */
	guint next;    /* the enclosure after piece */
	gboolean ended;
} Source;

/* Lines of 76, CRLF at the end of each (RFC 2045, 6.8). */
static GBytes *
base64_lines(GBytes *bytes)
{
	gsize length = g_bytes_get_size(bytes);
	const guchar *data = g_bytes_get_data(bytes, NULL);
	GString *lines = g_string_sized_new(length * 4 / 3 + length / 28 + 80);

	for (gsize i = 0; i < length; i += 57) {
		g_autofree char *line = g_base64_encode(data + i, MIN(57, length - i));

		g_string_append(lines, line);
		g_string_append(lines, "\r\n");
	}
	return g_string_free_to_bytes(lines);
}

static GBytes *
enclosure_piece(const Task *task, guint index, GError **error)
{
	const Enclosure *enclosure = task->mail->enclosures->pdata[index];
	const RawFile *file = task->raws->pdata[index];
	RawMail raw = { .fd = file->fd, .size = file->size };
	g_autoptr(GBytes) decoded = mime_attachment(&raw, enclosure->attachment, error);
	g_autoptr(GBytes) head = NULL;
	g_autoptr(GBytes) body = NULL;
	GByteArray *piece;

	if (!decoded)
		return NULL;
	head = mime_enclosure_head(task->mail->boundary, enclosure->attachment);
	body = base64_lines(decoded);
	piece = g_byte_array_sized_new(g_bytes_get_size(head) + g_bytes_get_size(body));
	g_byte_array_append(piece, g_bytes_get_data(head, NULL), g_bytes_get_size(head));
	g_byte_array_append(piece, g_bytes_get_data(body, NULL), g_bytes_get_size(body));
	return g_byte_array_free_to_bytes(piece);
}

/* The piece after the present one; NULL without error at the end. */
static GBytes *
next_piece(Source *source, GError **error)
{
	const Task *task = source->task;

	if (source->next < task->raws->len)
		return enclosure_piece(task, source->next++, error);
	if (source->ended || task->raws->len == 0)
		return NULL;
	source->ended = TRUE;
	return mime_enclosures_end(task->mail->boundary);
}

static gssize
give(char *buffer, gsize length, gpointer data)
{
	Source *source = data;
	gsize size;
	const char *bytes = g_bytes_get_data(source->piece, &size);
	gsize count;

	while (source->at == size) {
		g_autoptr(GError) problem = NULL;
		GBytes *piece = next_piece(source, &problem);

		if (!piece) {
			if (problem)
				log_error("outbox",
					  "outbox=%" G_GINT64_FORMAT
					  " enclosure error=\"%s\"",
					  source->task->mail->outbox_id, problem->message);
			return problem ? -1 : 0;
		}
		g_bytes_unref(source->piece);
		source->piece = piece;
		source->at = 0;
		bytes = g_bytes_get_data(piece, &size);
	}
	count = MIN(length, size - source->at);
	memcpy(buffer, bytes + source->at, count);
	source->at += count;
	return (gssize)count;
}

static gint64
task_size(const Task *task)
{
	gint64 size = g_bytes_get_size(task->mail->head);

	for (guint i = 0; i < task->mail->enclosures->len; i++)
		size += ((Enclosure *)task->mail->enclosures->pdata[i])->attachment->size *
				4 / 3 +
			512;
	return size;
}

static void
report(Sender *sender, SendReport *report /* own */)
{
	report->sender = sender;
	channel_push(sender->reports, report);
}

static gboolean
await_written(Sender *sender)
{
	return channel_wait(sender->written, sender->cancel, -1) != NULL;
}

/* FALSE when the sender is to end. */
static gboolean
send_task(Sender *sender, Task *task)
{
	Source source = { .task = task, .piece = g_bytes_ref(task->mail->head) };
	SendReport *done = g_new0(SendReport, 1);

	done->type = REPORT_RESULT;
	done->mail = task->mail;
	smtp_send(sender->smtp, sender->from, task->mail->recipient,
		  task_size(task), give, &source, &done->result);
	g_bytes_unref(source.piece);
	if (done->result.lost)
		g_clear_pointer(&sender->smtp, smtp_close);
	report(sender, done);
	return await_written(sender);
}

static gboolean
ensure_connected(Sender *sender, GError **error)
{
	TransportTimeouts timeouts = { .connect = 60, .response = 60 };

	if (!sender->smtp)
		sender->smtp = smtp_open(sender->endpoint, &timeouts,
					 sender->cancel, error);
	return sender->smtp != NULL;
}

static gboolean
send_batch(Sender *sender, GPtrArray *batch)
{
	SendReport *end = g_new0(SendReport, 1);

	end->type = REPORT_IDLE;
	for (guint i = 0; i < batch->len; i++) {
		if (!ensure_connected(sender, &end->error)) {
			end->type = REPORT_UNREACHABLE;
			break;
		}
		if (!send_task(sender, batch->pdata[i])) {
			send_report_free(end);
			return FALSE;
		}
	}
	report(sender, end);
	return await_written(sender);
}

static gpointer
work(gpointer data)
{
	Sender *sender = data;

	for (;;) {
		GPtrArray *batch = channel_wait(sender->batches, sender->cancel,
						sender->smtp ? KEEP_OPEN : -1);

		if (batch) {
			if (!send_batch(sender, batch))
				break;
		} else if (!channel_sleep(sender->cancel, 0.001)) {
			break;
		} else {
			g_clear_pointer(&sender->smtp, smtp_close);
		}
	}
	g_clear_pointer(&sender->smtp, smtp_close);
	return NULL;
}

Sender *
sender_start(const Endpoint *endpoint, const char *from, Channel *reports, int cancel)
{
	Sender *sender = g_new0(Sender, 1);

	sender->endpoint = endpoint;
	sender->from = from;
	sender->reports = reports;
	sender->cancel = cancel;
	sender->batches = channel_new(NULL);
	sender->written = channel_new(NULL);
	sender->thread = g_thread_new("sender", work, sender);
	return sender;
}

void
sender_free(Sender *sender)
{
	channel_free(sender->batches);
	channel_free(sender->written);
	g_clear_pointer(&sender->batch, g_ptr_array_unref);
	g_free(sender);
}
