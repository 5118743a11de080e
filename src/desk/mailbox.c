/*
 * The worker speaks IMAP and knows no store; the main thread knows the store and no IMAP.
 * They talk in words: the worker brings what it found, the main thread answers each word
 * once its transaction is committed. At most two batches are unanswered, so memory stays
 * bounded.
 */
#include "desk/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "desk/channel.h"
#include "desk/refusal.h"
#include "mail/imap.h"

#define RANGE          100 /* mails in one FETCH */
#define DATE_RANGE     500
#define MAX_UNANSWERED 2
#define IDLE_SECONDS   540 /* renewed well below the 29 minutes of RFC 2177 */
#define MAX_BACKOFF    300

typedef enum {
	WORD_OPENED,  /* selected: where shall I begin? */
	WORD_SKIPPED, /* mails older than import-before, left in place */
	WORD_BATCH,   /* mails */
	WORD_FILED,   /* the server has been told of these */
	WORD_ROUND,   /* everything was read; the connection is well */
	WORD_TROUBLE, /* this went wrong; the worker tries again later */
	WORD_DONE,    /* the worker ends */
} WordType;

typedef struct {
	WordType type;
	ImapMailbox box;
	GPtrArray *mails; /* own ImapMail; NULL */
	GArray *uids;     /* own; NULL */
	GError *error;    /* own; NULL */
	guint32 refused;  /* TROUBLE: the mail that the server does not give out; 0 */
} Word;

/* The main thread's answer to OPENED, SKIPPED, BATCH and FILED. */
typedef struct {
	gboolean refused;  /* the store could not take it: keep it on the server */
	guint32 first_uid; /* OPENED: what is below is known */
	gint64 cutoff;     /* OPENED: skip what is older; 0 = nothing */
	GArray *uids;      /* own; to be filed; NULL */
	guint32 hopeless;  /* OPENED: the mail that is not asked for once more; 0 */
} Reply;

struct Mailbox {
	Service *service;            /* foreign; main thread only */
	const MailboxConfig *config; /* foreign; read by both */
	gint64 max_message;
	gboolean once;
	GThread *thread;
	int cancel;               /* eventfd */
	Channel *words, *answers; /* own */
	gboolean done;            /* main thread */
	GError *trouble;          /* main thread */

	/* the worker's own */
	guint unanswered;
	GArray *to_file;
	ImapMailbox box;  /* last opened */
	guint32 refused;  /* the mail that ended the connection; 0 */
	guint32 headless; /* the mail whose header was asked for and did not come; 0 */
};

static void
word_free(Word *word)
{
	g_clear_pointer(&word->mails, g_ptr_array_unref);
	g_clear_pointer(&word->uids, g_array_unref);
	g_clear_error(&word->error);
	g_free(word);
}

static void
reply_free(Reply *reply)
{
	if (!reply)
		return;
	g_clear_pointer(&reply->uids, g_array_unref);
	g_free(reply);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Word, word_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

/* ---- the worker ---- */

static Word *
word_new(WordType type)
{
	Word *word = g_new0(Word, 1);

	word->type = type;
	return word;
}

static void
say(Mailbox *mailbox, Word *word /* own */)
{
	channel_push(mailbox->words, word);
}

/* The main thread's next answer; an error if it refused, or when the worker is to end. */
static Reply *
hear(Mailbox *mailbox, GError **error)
{
	g_autoptr(Reply) reply = channel_wait(mailbox->answers, mailbox->cancel, -1);

	if (!reply) {
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_LATER, "cancelled");
		return NULL;
	}
	if (reply->refused) {
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_LATER,
				    "the store takes no mail now");
		return NULL;
	}
	return g_steal_pointer(&reply);
}

static gboolean
hear_batches(Mailbox *mailbox, guint left_over, GError **error)
{
	while (mailbox->unanswered > left_over) {
		g_autoptr(Reply) reply = hear(mailbox, error);

		mailbox->unanswered--;
		if (!reply)
			return FALSE;
		if (reply->uids)
			g_array_append_vals(mailbox->to_file, reply->uids->data,
					    reply->uids->len);
	}
	return TRUE;
}

static gboolean
say_batch(Mailbox *mailbox, WordType type, const ImapMailbox *box,
	  GPtrArray *mails /* own */, GError **error)
{
	Word *word = word_new(type);

	word->box = *box;
	word->mails = mails;
	say(mailbox, word);
	mailbox->unanswered++;
	return hear_batches(mailbox, MAX_UNANSWERED - 1, error);
}

/* Moves what the store holds out of the way, and says so. */
static gboolean
file_accepted(Mailbox *mailbox, Imap *imap, const ImapMailbox *box, GError **error)
{
	Word *word;
	g_autoptr(Reply) reply = NULL;

	if (mailbox->to_file->len == 0)
		return TRUE;
	for (guint i = 0; i < mailbox->to_file->len; i += DATE_RANGE) {
		guint count = MIN(DATE_RANGE, mailbox->to_file->len - i);

		if (!imap_file(imap, mailbox->to_file, i, count, mailbox->config->processed,
			       error))
			return FALSE;
	}
	word = word_new(WORD_FILED);
	word->box = *box;
	word->uids = mailbox->to_file;
	mailbox->to_file = g_array_new(FALSE, FALSE, sizeof(guint32));
	say(mailbox, word);
	reply = hear(mailbox, error);
	return reply != NULL;
}

/* Takes mails older than CUTOFF out of UIDS and reports them as skipped. */
static gboolean
skip_old(Mailbox *mailbox, Imap *imap, const ImapMailbox *box, gint64 cutoff, GArray **uids,
	 GError **error)
{
	g_autoptr(GArray) young = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < (*uids)->len; i += DATE_RANGE) {
		g_autoptr(GPtrArray) mails = imap_dates(
			imap, *uids, i, MIN(DATE_RANGE, (*uids)->len - i), error);
		GPtrArray *old =
			g_ptr_array_new_with_free_func((GDestroyNotify)imap_mail_free);

		for (guint j = 0; mails && j < mails->len; j++) {
			ImapMail *mail = mails->pdata[j];

			if (mail->internal_date >= cutoff)
				g_array_append_val(young, mail->uid);
			else
				g_ptr_array_add(old, g_steal_pointer(&mails->pdata[j]));
		}
		if (!mails || !say_batch(mailbox, WORD_SKIPPED, box, old, error))
			return FALSE;
	}
	g_array_unref(*uids);
	*uids = g_steal_pointer(&young);
	return TRUE;
}

static gboolean
has_large(const GPtrArray *mails)
{
	for (guint i = 0; i < mails->len; i++)
		if (((ImapMail *)mails->pdata[i])->too_large)
			return TRUE;
	return FALSE;
}

/*
 * Too large is answered, not ignored: the header tells whom. One whose header the server
 * refused before goes without, and is set aside: it must not hold up what comes behind it.
 */
static gboolean
add_heads(Mailbox *mailbox, Imap *imap, GPtrArray *mails, GError **error)
{
	for (guint i = 0; i < mails->len; i++) {
		ImapMail *mail = mails->pdata[i];
		g_autofree char *hash = NULL;

		if (!mail->too_large || mail->uid == mailbox->headless)
			continue;
		mailbox->headless = mail->uid;
		mail->bytes = imap_head(imap, mail->uid, error);
		if (!mail->bytes)
			return FALSE;
		mailbox->headless = 0;
		hash = sha256_of_bytes(mail->bytes);
		g_strlcpy(mail->raw_hash, hash, sizeof mail->raw_hash);
	}
	return TRUE;
}

/*
 * The range that was asked for first. No header can be asked for while another is under
 * way, and no UID may be handed over before a lower one, since the store goes on behind the
 * highest: so with something too large in it, all that is under way comes along.
 */
static GPtrArray *
finish_range(Mailbox *mailbox, Imap *imap, guint *open, GError **error)
{
	g_autoptr(GPtrArray) mails = imap_fetch_finish(imap, error);

	if (!mails)
		return NULL;
	--*open;
	for (; has_large(mails) && *open; --*open) {
		GPtrArray *more = imap_fetch_finish(imap, error);

		if (!more)
			return NULL;
		g_ptr_array_extend_and_steal(mails, more);
	}
	return add_heads(mailbox, imap, mails, error) ? g_steal_pointer(&mails) : NULL;
}

/* The next range is asked for before this one is handed over. */
static gboolean
fetch_all(Mailbox *mailbox, Imap *imap, const ImapMailbox *box, const GArray *uids,
	  GError **error)
{
	guint asked = 0, open = 0;

	while (asked < uids->len || open) {
		GPtrArray *mails;

		for (; asked < uids->len && open < 2; open++) {
			guint next = MIN(RANGE, uids->len - asked);

			if (!imap_fetch_start(imap, uids, asked, next, error))
				return FALSE;
			asked += next;
		}
		mails = finish_range(mailbox, imap, &open, error);
		if (!mails || !say_batch(mailbox, WORD_BATCH, box, mails, error))
			return FALSE;
	}
	return hear_batches(mailbox, 0, error);
}

static gboolean
read_from(Mailbox *mailbox, Imap *imap, const ImapMailbox *box, guint32 *first,
	  gint64 cutoff, GError **error)
{
	g_autoptr(GArray) uids = imap_list(imap, *first, error);

	if (!uids)
		return FALSE;
	if (uids->len)
		*first = g_array_index(uids, guint32, uids->len - 1) + 1;
	if (cutoff && uids->len && !skip_old(mailbox, imap, box, cutoff, &uids, error))
		return FALSE;
	if (!fetch_all(mailbox, imap, box, uids, error))
		return FALSE;
	if (!file_accepted(mailbox, imap, box, error))
		return FALSE;
	say(mailbox, word_new(WORD_ROUND));
	return TRUE;
}

static gboolean
open_folder(Mailbox *mailbox, Imap *imap, ImapMailbox *box, guint32 *first, gint64 *cutoff,
	    GError **error)
{
	g_autoptr(Reply) reply = NULL;
	Word *word = word_new(WORD_OPENED);

	if (!imap_select(imap, mailbox->config->folder, box, error)) {
		word_free(word);
		return FALSE;
	}
	word->box = *box;
	say(mailbox, word);
	reply = hear(mailbox, error);
	if (!reply)
		return FALSE;
	imap_give_up_on(imap, reply->hopeless);
	mailbox->box = *box;
	*first = reply->first_uid;
	*cutoff = reply->cutoff;
	if (reply->uids)
		g_array_append_vals(mailbox->to_file, reply->uids->data, reply->uids->len);
	return TRUE;
}

/* One connection, from login to its end. TRUE only with ONCE, when everything was read. */
static gboolean
serve_connection(Mailbox *mailbox, guint *rounds, GError **error)
{
	const MailboxConfig *config = mailbox->config;
	TransportTimeouts timeouts = { .connect = 60, .response = 60 };
	g_autoptr(Imap) imap = imap_open(config->endpoint, &timeouts, mailbox->max_message,
					 mailbox->cancel, error);
	gboolean idle;
	ImapMailbox box;
	guint32 first;
	gint64 cutoff;

	if (!imap || !open_folder(mailbox, imap, &box, &first, &cutoff, error))
		return FALSE;
	idle = config->idle && imap_has(imap, "IDLE");
	for (;;) {
		gboolean news;

		if (!read_from(mailbox, imap, &box, &first, cutoff, error)) {
			mailbox->refused = imap_refused(imap);
			return FALSE;
		}
		cutoff = 0;
		(*rounds)++;
		if (mailbox->once)
			return TRUE;
		if (!imap_wait(imap, idle, idle ? IDLE_SECONDS : config->poll, &news,
			       error))
			return FALSE;
	}
}

/* 1 s, doubling to 5 minutes, moved by up to a quarter so that many desks do not come at
 * once. */
static double
backoff(guint failures)
{
	double seconds = MIN(MAX_BACKOFF, (double)(1u << MIN(failures, 9)) / 2);

	return seconds * g_random_double_range(0.75, 1.25);
}

static gpointer
work(gpointer data)
{
	Mailbox *mailbox = data;
	guint failures = 0;

	for (;;) {
		g_autoptr(GError) problem = NULL;
		guint rounds = 0;
		Word *word;

		mailbox->unanswered = 0;
		mailbox->refused = 0;
		g_array_set_size(mailbox->to_file, 0);
		if (serve_connection(mailbox, &rounds, &problem))
			break;
		failures = rounds ? 1 : failures + 1;
		word = word_new(WORD_TROUBLE);
		word->error = g_steal_pointer(&problem);
		word->refused = mailbox->refused;
		word->box = mailbox->box;
		say(mailbox, word);
		if (mailbox->once || !channel_sleep(mailbox->cancel, backoff(failures)))
			break;
		while (mailbox->unanswered > 0) {
			reply_free(channel_wait(mailbox->answers, mailbox->cancel, -1));
			mailbox->unanswered--;
		}
	}
	say(mailbox, word_new(WORD_DONE));
	return NULL;
}

/* ---- the main thread's side ---- */

Mailbox *
mailbox_start(Service *service, const MailboxConfig *config, gboolean once)
{
	Mailbox *mailbox = g_new0(Mailbox, 1);

	mailbox->service = service;
	mailbox->config = config;
	mailbox->max_message = service_policy(service)->desk.max_message;
	mailbox->once = once;
	mailbox->cancel = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	mailbox->words = channel_new((GDestroyNotify)word_free);
	mailbox->answers = channel_new((GDestroyNotify)reply_free);
	mailbox->to_file = g_array_new(FALSE, FALSE, sizeof(guint32));
	mailbox->thread = g_thread_new(config->title, work, mailbox);
	return mailbox;
}

void
mailbox_stop(Mailbox *mailbox)
{
	guint64 one = 1;

	if (!mailbox)
		return;
	if (write(mailbox->cancel, &one, sizeof one) < 0)
		log_error("mailbox", "cancel: %s", g_strerror(errno));
	g_thread_join(mailbox->thread);
	channel_free(mailbox->words);
	channel_free(mailbox->answers);
	g_array_unref(mailbox->to_file);
	g_clear_error(&mailbox->trouble);
	close(mailbox->cancel);
	g_free(mailbox);
}

int
mailbox_fd(const Mailbox *mailbox)
{
	return channel_fd(mailbox->words);
}

gboolean
mailbox_is_done(const Mailbox *mailbox)
{
	return mailbox->done;
}

const GError *
mailbox_trouble(const Mailbox *mailbox)
{
	return mailbox->trouble;
}

/*
 * What is older than this is left alone: import-before counts from the first time that this
 * mailbox was ever read, in real time, so that a new UIDVALIDITY does not bring old mail
 * in.
 */
static gboolean
find_cutoff(Mailbox *mailbox, gint64 *cutoff, GError **error)
{
	Store *store = mailbox->service->store;
	gint64 real_now = g_get_real_time() / G_USEC_PER_SEC;
	g_autofree char *name = g_strdup_printf("first-read %s", mailbox->config->title);
	g_autofree char *known = store_get_note(store, name, NULL);
	gint64 first_read = known ? g_ascii_strtoll(known, NULL, 10) : real_now;

	if (!known) {
		g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, first_read);

		if (!store_set_note(store, name, text, error))
			return FALSE;
	}
	switch (mailbox->config->import) {
	case IMPORT_ALL:
		*cutoff = 0;
		break;
	case IMPORT_NONE:
		*cutoff = first_read;
		break;
	case IMPORT_AGE:
		*cutoff = first_read - mailbox->config->import_before;
		break;
	}
	return TRUE;
}

static Reply *
reply_opened(Mailbox *mailbox, const Word *word, GError **error)
{
	Store *store = mailbox->service->store;
	const char *title = mailbox->config->title;
	g_autoptr(Reply) reply = g_new0(Reply, 1);
	guint32 highest = 0;

	if (!store_highest_uid(store, title, word->box.uidvalidity, &highest, error))
		return NULL;
	reply->first_uid = highest + 1;
	reply->hopeless = refusal_hopeless(store, title, word->box.uidvalidity,
					   service_now(mailbox->service));
	if (highest == 0 && !find_cutoff(mailbox, &reply->cutoff, error))
		return NULL;
	reply->uids = store_unfiled(store, title, word->box.uidvalidity, error);
	if (!reply->uids)
		return NULL;
	log_info("mailbox",
		 "mailbox=%s uidvalidity=%u exists=%" G_GUINT64_FORMAT
		 " first=%u unfiled=%u",
		 title, word->box.uidvalidity, word->box.exists, reply->first_uid,
		 reply->uids->len);
	return g_steal_pointer(&reply);
}

static Accept
accept_of(const Mailbox *mailbox, const Word *word, const ImapMail *mail)
{
	Accept accept = {
		.mailbox = mailbox->config->title,
		.uidvalidity = word->box.uidvalidity,
		.uid = mail->uid,
		.internal_date = mail->internal_date,
		.received = service_now(mailbox->service),
		.bytes = mail->bytes,
		.fd = mail->fd,
		.size = mail->size,
		.raw_hash = mail->raw_hash,
		.state = LEDGER_STORED,
	};

	if (word->type == WORD_SKIPPED) {
		accept.state = LEDGER_SKIPPED;
		accept.reason = "older than import-before";
	} else if (mail->too_large && mail->bytes) {
		accept.size = g_bytes_get_size(mail->bytes);
		accept.reason = INTAKE_TOO_LARGE;
	} else if (mail->unreadable) {
		accept.reason = "the server does not give this mail out";
	}
	return accept;
}

static Reply *
reply_batch(Mailbox *mailbox, const Word *word, Intake *intake, guint *stored,
	    GError **error)
{
	g_autoptr(Reply) reply = g_new0(Reply, 1);
	g_autofree Accept *mails = g_new0(Accept, word->mails->len + 1);
	guint fresh = 0;

	if (word->type == WORD_BATCH)
		reply->uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint i = 0; i < word->mails->len; i++) {
		const ImapMail *mail = word->mails->pdata[i];

		mails[i] = accept_of(mailbox, word, mail);
		if (reply->uids)
			g_array_append_val(reply->uids, mail->uid);
	}
	if (!intake_accept(intake, mails, word->mails->len, &fresh, error))
		return NULL;
	*stored += fresh;
	return g_steal_pointer(&reply);
}

static void
keep_trouble(Mailbox *mailbox, GError *error /* own; NULL = all is well */)
{
	const char *title = mailbox->config->title;

	if (error)
		log_warn("mailbox", "mailbox=%s error=\"%s\"", title, error->message);
	else if (mailbox->trouble)
		log_info("mailbox", "mailbox=%s result=recovered", title);
	g_clear_error(&mailbox->trouble);
	mailbox->trouble = error;
}

/* *ANSWER stays NULL for words that want none. */
static gboolean
handle_word(Mailbox *mailbox, Word *word, Intake *intake, guint *stored, Reply **reply,
	    GError **error)
{
	switch (word->type) {
	case WORD_OPENED:
		*reply = reply_opened(mailbox, word, error);
		return *reply != NULL;
	case WORD_SKIPPED:
	case WORD_BATCH:
		*reply = reply_batch(mailbox, word, intake, stored, error);
		return *reply != NULL;
	case WORD_FILED:
		*reply = g_new0(Reply, 1);
		return store_set_filed(mailbox->service->store, mailbox->config->title,
				       word->box.uidvalidity, word->uids, error);
	case WORD_ROUND:
		keep_trouble(mailbox, NULL);
		return TRUE;
	case WORD_TROUBLE:
		keep_trouble(mailbox, g_steal_pointer(&word->error));
		return !word->refused ||
		       refusal_note(mailbox->service->store, mailbox->config->title,
				    word->box.uidvalidity, word->refused,
				    service_now(mailbox->service), error);
	case WORD_DONE:
		mailbox->done = TRUE;
		return TRUE;
	}
	return TRUE;
}

gboolean
mailbox_handle(Mailbox *mailbox, Intake *intake, guint *stored, GError **error)
{
	Word *next;

	*stored = 0;
	while ((next = channel_pop(mailbox->words))) {
		g_autoptr(Word) word = next;
		Reply *reply = NULL;

		if (!handle_word(mailbox, word, intake, stored, &reply, error)) {
			reply_free(reply ? reply : g_new0(Reply, 1));
			return FALSE;
		}
		if (reply)
			channel_push(mailbox->answers, reply);
	}
	return TRUE;
}
