/*
 * From bytes to decisions. The poison marker names the mail that is being worked on, so
 * that one that ends the process is known by name after the restart.
 */
#include "desk/intake.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "core/notice.h"
#include "desk/apply.h"
#include "desk/ask.h"
#include "desk/proof.h"
#include "mail/mime.h"

#define MAX_ATTEMPTS 3
#define IN_MEMORY    (256 * 1024)

struct Intake {
	Service *service; /* foreign */
	int marker;       /* file descriptor of <store>.current */
	gboolean let_in;  /* a held mail was let in, and waits to be decided */
};

/* ---- the poison marker ---- */

/* No fsync: it guards against our own death, not against the machine's. */
static void
marker_set(const Intake *intake, gint64 ledger_id)
{
	char text[24];
	int length = g_snprintf(text, sizeof text, "%-20" G_GINT64_FORMAT "\n", ledger_id);

	if (pwrite(intake->marker, text, length, 0) != length)
		log_warn("intake", "marker not written: %s", g_strerror(errno));
}

static gint64
marker_get(const Intake *intake)
{
	char text[24] = "";

	if (pread(intake->marker, text, sizeof text - 1, 0) <= 0)
		return 0;
	return g_ascii_strtoll(text, NULL, 10);
}

/* ---- one mail ---- */

/* The raw bytes of a mail while it is looked at: small ones in memory, others in a file. */
typedef struct {
	GBytes *bytes;
	int fd;
} Held;

static void
held_clear(Held *held)
{
	g_clear_pointer(&held->bytes, g_bytes_unref);
	if (held->fd >= 0)
		close(held->fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Held, held_clear)

static gboolean
hold_raw(Service *service, const LedgerMail *mail, Held *held, GError **error)
{
	if (mail->size <= IN_MEMORY) {
		held->bytes = store_raw(service->store, mail->raw_hash, error);
		return held->bytes != NULL;
	}
	held->fd = memfd_create("faultline-mail", MFD_CLOEXEC);
	if (held->fd < 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_IO,
			    "no room for a mail of %" G_GINT64_FORMAT " bytes: %s",
			    mail->size, g_strerror(errno));
		return FALSE;
	}
	return store_raw_to_file(service->store, mail->raw_hash, held->fd, error);
}

static gboolean
set_aside(Intake *intake, const LedgerMail *mail, LedgerState state, const char *reason,
	  GError **error)
{
	log_info("intake",
		 "ledger=%" G_GINT64_FORMAT " mailbox=%s uid=%u result=%s reason=\"%s\"",
		 mail->ledger_id, mail->mailbox, mail->uid, ledger_state_name(state),
		 reason);
	return store_set_ledger(intake->service->store, mail->ledger_id, state, reason,
				error);
}

/* Quarantine, and somebody is told: a mail that cannot be read is a report that nobody
 * sees. */
static gboolean
quarantine(Intake *intake, const LedgerMail *mail, const char *reason, GError **error)
{
	Service *service = intake->service;
	const char *language = service_policy(service)->desk.language;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->ledger_id);
	g_autofree char *subject = phrase_with(service->templates, language,
					       "alert-quarantine", "number", number, NULL);
	g_autofree char *text =
		phrase_with(service->templates, language, "alert-quarantine-text", "number",
			    number, "reason", reason, NULL);
	g_autoptr(Snapshot) snapshot = store_snapshot_ticket(service->store, 0, service_now(service), error);
	g_autoptr(Change) change = NULL;
	Context context = service_context(service);

	if (!snapshot || !set_aside(intake, mail, LEDGER_QUARANTINED, reason, error))
		return FALSE;
	change = decide_alert(&context, snapshot, subject, text);
	return apply_change(service, change, 0, NULL, error);
}

/* A mail that is stored again with a reason was held, and released or proven. */
static Door
door_of(const LedgerMail *mail)
{
	if (g_strcmp0(mail->reason, STORE_PROVEN) == 0)
		return DOOR_PROVEN;
	if (mail->reason && g_str_has_prefix(mail->reason, "released"))
		return DOOR_RELEASED;
	if (g_strcmp0(mail->reason, INTAKE_TOO_LARGE) == 0)
		return DOOR_TOO_LARGE;
	return g_str_equal(mail->mailbox, "stdin") ? DOOR_PIPE : DOOR_MAILBOX;
}

/* What decide_mail() is asked with, once and again. */
typedef struct {
	const Message *message; /* foreign */
	Door door;
} Incoming;

static Change *
decide_incoming(const Context *context, const Snapshot *snapshot, gpointer data)
{
	const Incoming *incoming = data;

	return decide_mail(context, snapshot, incoming->message, incoming->door, NULL);
}

static gboolean
decide_message(Intake *intake, const LedgerMail *mail, const Message *message,
	       gboolean same_id, GError **error)
{
	Service *service = intake->service;
	Context context = service_context(service);
	g_autoptr(Questions) questions = decide_questions(context.policy, message);
	g_autoptr(Snapshot) snapshot =
		store_snapshot(service->store, questions, context.now, error);
	Incoming incoming = { message, door_of(mail) };
	g_autoptr(Change) change =
		snapshot ? ask_and_decide(service, snapshot, decide_incoming, &incoming,
					  error)
			 : NULL;

	if (!change)
		return FALSE;
	if (same_id)
		change_add_event(change, change->ticket_id, context.now, "same-id", "desk",
				 g_strdup_printf("<%s> came before with other content",
						 message->message_id));
	if (!apply_change(service, change, mail->ledger_id, message, error))
		return FALSE;
	intake->let_in |= change->let_in != 0;
	log_info("intake",
		 "ledger=%" G_GINT64_FORMAT
		 " mailbox=%s uid=%u result=%s ticket=%" G_GINT64_FORMAT "%s%s%s",
		 mail->ledger_id, mail->mailbox, mail->uid,
		 ledger_state_name(change->verdict), change->ticket_id,
		 change->reason ? " reason=\"" : "", change->reason ? change->reason : "",
		 change->reason ? "\"" : "");
	return TRUE;
}

static gboolean
decide_raw(Intake *intake, const LedgerMail *mail, const Held *held, GError **error)
{
	RawMail raw = { .bytes = held->bytes, .fd = held->fd, .size = mail->size };
	g_autoptr(Message) message = mime_parse(&raw);
	gint64 duplicate_of = 0;
	gboolean same_id = FALSE;

	if (!store_find_duplicate(intake->service->store, mail->ledger_id, message,
				  &duplicate_of, &same_id, error))
		return FALSE;
	if (duplicate_of) {
		g_autofree char *reason =
			g_strdup_printf("same as mail %" G_GINT64_FORMAT, duplicate_of);

		return set_aside(intake, mail, LEDGER_DUPLICATE, reason, error);
	}
	proof_check(intake->service, &raw, message);
	return decide_message(intake, mail, message, same_id, error);
}

static gboolean
decide_one(Intake *intake, const LedgerMail *mail, GError **error)
{
	g_auto(Held) held = { .fd = -1 };
	g_autoptr(GError) problem = NULL;
	gboolean done;

	if (!*mail->raw_hash)
		return quarantine(intake, mail,
				  mail->reason ? mail->reason : "it has no bytes", error);
	if (!hold_raw(intake->service, mail, &held, &problem)) {
		if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		return quarantine(intake, mail, problem->message, error);
	}
	marker_set(intake, mail->ledger_id);
	done = decide_raw(intake, mail, &held, error);
	marker_set(intake, 0);
	return done;
}

/* A mail whose decision the store refuses (a broken constraint) must not stop the next one.
 */
static gboolean
decide_in_savepoint(Intake *intake, const LedgerMail *mail, GError **error)
{
	Store *store = intake->service->store;
	g_autoptr(GError) problem = NULL;

	if (!store_savepoint(store, error))
		return FALSE;
	if (decide_one(intake, mail, &problem))
		return store_release(store, error);
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA) &&
	    !g_error_matches(problem, DESK_ERROR, DESK_ERROR_SOFTWARE)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return store_undo(store, error) &&
	       quarantine(intake, mail, problem->message, error);
}

/* ---- batches ---- */

static gboolean
accept_all(Store *store, const Accept *mails, guint n, guint *stored, GError **error)
{
	for (guint i = 0; i < n; i++) {
		gint64 ledger_id;

		if (!store_accept(store, &mails[i], &ledger_id, error))
			return FALSE;
		*stored += ledger_id != 0 && mails[i].state == LEDGER_STORED;
	}
	return TRUE;
}

gboolean
intake_accept(Intake *intake, const Accept *mails, guint n, guint *stored, GError **error)
{
	Store *store = intake->service->store;

	*stored = 0;
	if (!store_begin(store, error))
		return FALSE;
	if (accept_all(store, mails, n, stored, error) && store_commit(store, error))
		return TRUE;
	store_rollback(store);
	return FALSE;
}

/* SHA-256 of FD's bytes in hex, and how many they are; NULL if they cannot be read. Own. */
static char *
hash_file(int fd, gint64 *size)
{
	g_autoptr(Sha256) sum = sha256_new();
	char hash[SHA256_HEX_SIZE];
	guchar buffer[65536];
	struct stat about;
	ssize_t got;

	/* A pipe cannot be read twice, and a device may never end. */
	if (fstat(fd, &about) < 0 || !S_ISREG(about.st_mode)) {
		errno = ESPIPE;
		return NULL;
	}
	*size = 0;
	while ((got = pread(fd, buffer, sizeof buffer, *size)) > 0) {
		sha256_add(sum, buffer, got);
		*size += got;
	}
	if (got < 0)
		return NULL;
	sha256_end(sum, hash);
	return g_strdup(hash);
}

gboolean
intake_accept_file(Intake *intake, int fd, GError **error)
{
	gint64 now = service_now(intake->service);
	gint64 size;
	g_autofree char *hash = hash_file(fd, &size);
	Accept accept = {
		.mailbox = "stdin",
		.internal_date = now,
		.received = now,
		.fd = fd,
		.size = size,
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	guint stored;

	if (hash)
		return intake_accept(intake, &accept, 1, &stored, error);
	g_set_error(error, DESK_ERROR, DESK_ERROR_LATER, "the mail cannot be read: %s",
		    g_strerror(errno));
	return FALSE;
}

static gboolean
decide_all(Intake *intake, GPtrArray *mails, GError **error)
{
	for (guint i = 0; i < mails->len; i++)
		if (!decide_in_savepoint(intake, mails->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* A proven mail acts at once: nobody would wake us for it. It answers no challenge itself,
 * so one round is enough. */
static gboolean
decide_let_in(Intake *intake, guint max, GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	if (!intake->let_in)
		return TRUE;
	mails = store_next_stored(intake->service->store, max, error);
	return mails && decide_all(intake, mails, error);
}

gboolean
intake_decide(Intake *intake, guint max, guint *decided, GError **error)
{
	Store *store = intake->service->store;
	g_autoptr(GPtrArray) mails = NULL;

	*decided = 0;
	intake->let_in = FALSE;
	if (!store_begin(store, error))
		return FALSE;
	mails = store_next_stored(store, max, error);
	if (!mails || !decide_all(intake, mails, error) ||
	    !decide_let_in(intake, max, error) || !store_commit(store, error)) {
		store_rollback(store);
		return FALSE;
	}
	*decided = mails->len;
	return TRUE;
}

/* ---- after a death ---- */

static gboolean
handle_alone(Intake *intake, gint64 ledger_id, int attempts, GError **error)
{
	Store *store = intake->service->store;
	g_autoptr(LedgerMail) mail = NULL;
	gboolean done;

	if (!store_begin(store, error))
		return FALSE;
	mail = store_ledger_mail(store, ledger_id, error);
	if (!mail)
		done = FALSE;
	else if (mail->state != LEDGER_STORED)
		done = TRUE;
	else if (attempts >= MAX_ATTEMPTS)
		done = quarantine(intake, mail, "it ended the program three times", error);
	else
		done = decide_in_savepoint(intake, mail, error);
	if (done && store_commit(store, error))
		return TRUE;
	store_rollback(store);
	return FALSE;
}

static gboolean
handle_marked(Intake *intake, GError **error)
{
	Store *store = intake->service->store;
	gint64 ledger_id = marker_get(intake);
	g_autoptr(LedgerMail) mail = NULL;
	int attempts = 0;

	if (!ledger_id)
		return TRUE;
	mail = store_ledger_mail(store, ledger_id, NULL);
	marker_set(intake, 0);
	if (!mail || mail->state != LEDGER_STORED)
		return TRUE;
	if (!store_begin(store, error))
		return FALSE;
	if (!store_count_attempt(store, ledger_id, &attempts, error) ||
	    !store_commit(store, error)) {
		store_rollback(store);
		return FALSE;
	}
	log_warn("intake",
		 "ledger=%" G_GINT64_FORMAT
		 " attempts=%d the process ended while it worked on this mail",
		 ledger_id, attempts);
	return handle_alone(intake, ledger_id, attempts, error);
}

Intake *
intake_new(Service *service, GError **error)
{
	g_autofree char *path = service_marker_path(service->config);
	g_autoptr(Intake) intake = g_new0(Intake, 1);

	intake->service = service;
	intake->marker = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)
			      : memfd_create("faultline-current", MFD_CLOEXEC);
	if (intake->marker < 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "%s: %s",
			    path ? path : "the marker", g_strerror(errno));
		return NULL;
	}
	if (!handle_marked(intake, error))
		return NULL;
	return g_steal_pointer(&intake);
}

void
intake_free(Intake *intake)
{
	if (!intake)
		return;
	if (intake->marker >= 0)
		close(intake->marker);
	g_free(intake);
}
