/*
 * A sender: one thread that owns one SMTP connection. What it is given, it sends; each result is
 * reported, and it waits until that is committed before the next final dot. Inner to the outbox.
 */
#pragma once

#include "desk/channel.h"
#include "mail/smtp.h"
#include "store/store-outbox.h"

/* One mail to be sent; raw mails that its enclosures lie in are open files, shared in a
 * batch. */
typedef struct {
	OutboxMail *mail; /* own */
	GPtrArray *raws;  /* own RawFile; one per enclosure */
} Task;

/* A raw mail in an unlinked file. */
typedef struct {
	char hash[65];
	int fd;
	gint64 size;
	int references;
} RawFile;

typedef enum { REPORT_RESULT, REPORT_UNREACHABLE, REPORT_IDLE } ReportType;

typedef struct {
	ReportType type;
	struct Sender *sender; /* foreign */
	OutboxMail *mail;      /* foreign; the sender waits */
	SmtpResult result;     /* own */
	GError *error;         /* own; UNREACHABLE: the rest of the batch was not tried */
} SendReport;

typedef struct Sender {
	const Endpoint *endpoint; /* foreign; the server */
	const char *from; /* foreign; the envelope sender */
	Channel *reports; /* foreign; SendReport: senders → main */
	int cancel;       /* foreign */
	GThread *thread;
	Channel *batches; /* own; GPtrArray of Task: main → sender */
	Channel *written; /* own; the result is committed: main → sender */
	gboolean busy;    /* main thread */
	GPtrArray *batch; /* own; the sender reads it while busy */
	guint reported;   /* main thread: results of the batch that are written */
	Smtp *smtp;       /* the sender's */
} Sender;

void raw_file_unref(RawFile *file);
void task_free(Task *task);
void send_report_free(SendReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SendReport, send_report_free)

/* Starts one; the foreign pieces must outlive it. */
Sender *sender_start(const Endpoint *endpoint, const char *from, Channel *reports, int cancel);
/* After its thread has ended. */
void sender_free(Sender *sender);
