/*
 * Bodies. Each is gathered under a limit, hashed on its way, and taken only if its UID was
 * asked for: what a server sends under another one is thrown away. A mail may be missing
 * from a result only when the server says that it has it no more.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sha256.h"
#include "mail/imap-private.h"

#define MAX_IN_MEMORY (256 * 1024)
#define MAX_REQUESTS  2
#define SIZES_AHEAD   2000

#define BODY_ITEMS "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])"
#define FACT_ITEMS "(UID RFC822.SIZE INTERNALDATE)"

/* One range under way. */
typedef struct {
	ImapCommand *commands; /* own; one for each set */
	guint n_commands;
	GArray *wanted;       /* own guint32, sorted */
	GHashTable *received; /* UIDs of WANTED */
	GPtrArray *mails;     /* own ImapMail */
} FetchRequest;

/* A body that is being read. */
struct Incoming {
	GByteArray *bytes; /* own */
	int fd;            /* own; -1 while BYTES suffice */
	gint64 length;
	gint64 lines;
	Sha256 *hash; /* own */
	gboolean too_large;
};

/* ---- mails ---- */

static ImapMail *
mail_new(guint32 uid)
{
	ImapMail *mail = g_new0(ImapMail, 1);

	mail->uid = uid;
	mail->fd = -1;
	return mail;
}

void
imap_mail_free(ImapMail *mail)
{
	if (!mail)
		return;
	if (mail->fd >= 0)
		close(mail->fd);
	g_clear_pointer(&mail->bytes, g_bytes_unref);
	g_free(mail);
}

static GPtrArray *
mails_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)imap_mail_free);
}

static ImapMail *
mail_from(const ImapResponse *response)
{
	ImapMail *mail = mail_new(response->uid);

	if (response->has_date)
		mail->internal_date = response->internal_date;
	if (response->has_size)
		mail->size = response->size;
	return mail;
}

/* ---- a body on its way ---- */

static Incoming *
incoming_new(void)
{
	Incoming *incoming = g_new0(Incoming, 1);

	incoming->bytes = g_byte_array_new();
	incoming->fd = -1;
	incoming->hash = sha256_new();
	return incoming;
}

static void
incoming_drop_body(Incoming *incoming)
{
	g_byte_array_set_size(incoming->bytes, 0);
	if (incoming->fd >= 0)
		close(incoming->fd);
	incoming->fd = -1;
}

static void
incoming_free(Incoming *incoming)
{
	if (!incoming)
		return;
	incoming_drop_body(incoming);
	g_byte_array_unref(incoming->bytes);
	sha256_free(incoming->hash);
	g_free(incoming);
}

/* Nameless from the start where the file system can do that. -1 with errno. */
static int
open_temporary(void)
{
	g_autofree char *name = NULL;
	int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return fd;
	name = g_build_filename(g_get_tmp_dir(), "faultline-mail-XXXXXX", NULL);
	fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlink(name);
	return fd;
}

static gboolean
write_all(int fd, const guint8 *bytes, gsize length)
{
	while (length > 0) {
		gssize written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return FALSE;
		bytes += written;
		length -= written;
	}
	return TRUE;
}

/* What is in memory goes to a file. */
static gboolean
spill(Incoming *incoming)
{
	if (incoming->fd < 0)
		incoming->fd = open_temporary();
	if (incoming->fd < 0 ||
	    !write_all(incoming->fd, incoming->bytes->data, incoming->bytes->len))
		return FALSE;
	g_byte_array_set_size(incoming->bytes, 0);
	return TRUE;
}

gboolean
imap_take_chunk(Imap *imap, const char *chunk, gsize length, GError **error)
{
	Incoming *incoming = imap->incoming;

	if (!incoming)
		incoming = imap->incoming = incoming_new();
	incoming->length += length;
	if (incoming->length > imap->max_message) {
		incoming->too_large = TRUE;
		incoming_drop_body(incoming);
		return TRUE;
	}
	for (const char *at = chunk; (at = memchr(at, '\n', chunk + length - at)); at++)
		incoming->lines++;
	sha256_add(incoming->hash, chunk, length);
	g_byte_array_append(incoming->bytes, (const guint8 *)chunk, length);
	if (incoming->bytes->len > MAX_IN_MEMORY && !spill(incoming))
		return imap_fail(imap, DESK_ERROR_IO, error, "temporary file in %s: %s",
				 g_get_tmp_dir(), g_strerror(errno));
	return TRUE;
}

/* Moves the body into MAIL. */
static gboolean
hand_over(Incoming *incoming, ImapMail *mail)
{
	mail->size = incoming->length;
	mail->too_large = incoming->too_large;
	if (mail->too_large)
		return TRUE;
	sha256_end(incoming->hash, mail->raw_hash);
	if (incoming->fd < 0) {
		mail->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&incoming->bytes));
		incoming->bytes = g_byte_array_new();
		return TRUE;
	}
	if (!spill(incoming) || lseek(incoming->fd, 0, SEEK_SET) < 0)
		return FALSE;
	mail->fd = incoming->fd;
	incoming->fd = -1;
	return TRUE;
}

/* ---- answers ---- */

static FetchRequest *
request_for(Imap *imap, guint32 uid)
{
	for (GList *link = imap->requests.head; link; link = link->next) {
		FetchRequest *request = link->data;

		if (imap_slice_has(request->wanted, uid) &&
		    !g_hash_table_contains(request->received, GUINT_TO_POINTER(uid)))
			return request;
	}
	return NULL;
}

/* Some servers count line ends as one byte, whatever they send. */
static void
compare_sizes(const Imap *imap, const ImapResponse *response, const Incoming *incoming)
{
	gint64 difference = ABS(response->size - incoming->length);

	if (response->has_size && difference > incoming->lines)
		log_debug("imap",
			  "%s: uid=%u announced=%" G_GINT64_FORMAT
			  " received=%" G_GINT64_FORMAT,
			  imap->name, response->uid, response->size, incoming->length);
}

static gboolean
take_body(Imap *imap, Incoming *incoming, const ImapResponse *response, GError **error)
{
	FetchRequest *request = response->has_uid ? request_for(imap, response->uid) : NULL;
	g_autoptr(ImapMail) mail = NULL;

	if (!request) {
		log_warn("imap", "%s: uid=%u size=%" G_GINT64_FORMAT " was not asked for",
			 imap->name, response->uid, incoming->length);
		return TRUE;
	}
	compare_sizes(imap, response, incoming);
	mail = mail_from(response);
	if (!hand_over(incoming, mail))
		return imap_fail(imap, DESK_ERROR_IO, error, "temporary file in %s: %s",
				 g_get_tmp_dir(), g_strerror(errno));
	g_hash_table_add(request->received, GUINT_TO_POINTER(mail->uid));
	g_ptr_array_add(request->mails, g_steal_pointer(&mail));
	return TRUE;
}

gboolean
imap_take_fetch(Imap *imap, const ImapResponse *response, GError **error)
{
	if (response->has_body) {
		Incoming *incoming = imap->incoming ? imap->incoming : incoming_new();
		gboolean fine = take_body(imap, incoming, response, error);

		imap->incoming = NULL;
		incoming_free(incoming);
		return fine;
	}
	if (imap->head_uid && response->has_uid)
		imap_take_head(imap, response);
	/* Flags that another client changed come with neither. */
	if (imap->facts && response->has_uid && (response->has_size || response->has_date))
		g_ptr_array_add(imap->facts, mail_from(response));
	return TRUE;
}

/* ---- sizes and dates ---- */

static gint
compare_mails(gconstpointer a, gconstpointer b)
{
	const ImapMail *left = *(ImapMail *const *)a, *right = *(ImapMail *const *)b;

	return (left->uid > right->uid) - (left->uid < right->uid);
}

/* Drops what was not asked for, or is there twice. */
static void
keep_asked(GPtrArray *mails, const GArray *asked)
{
	guint kept = 0;

	g_ptr_array_sort(mails, compare_mails);
	for (guint i = 0; i < mails->len; i++) {
		ImapMail *mail = g_steal_pointer(&mails->pdata[i]);
		const ImapMail *before = kept ? mails->pdata[kept - 1] : NULL;

		if (!imap_slice_has(asked, mail->uid) ||
		    (before && before->uid == mail->uid))
			imap_mail_free(mail);
		else
			mails->pdata[kept++] = mail;
	}
	g_ptr_array_set_size(mails, kept);
}

GPtrArray *
imap_query_facts(Imap *imap, const GArray *sorted, GError **error)
{
	g_autoptr(GPtrArray) mails = mails_new();
	g_autoptr(GPtrArray) sets = imap_uid_sets(sorted);
	gboolean fine = TRUE;

	imap->facts = mails;
	for (guint i = 0; fine && i < sets->len; i++) {
		g_auto(ImapCommand) command = { 0 };

		fine = imap_send(imap, &command, error, "UID FETCH %s " FACT_ITEMS,
				 (char *)sets->pdata[i]) &&
		       imap_await(imap, &command, error) &&
		       imap_succeeded(imap, &command, "asking for sizes", error);
	}
	imap->facts = NULL;
	if (!fine)
		return NULL;
	keep_asked(mails, sorted);
	return g_steal_pointer(&mails);
}

GPtrArray *
imap_dates(Imap *imap, const GArray *uids, guint first, guint count, GError **error)
{
	g_autoptr(GArray) asked = imap_slice(uids, first, count);

	return imap_ready(imap, FALSE, error) ? imap_query_facts(imap, asked, error) : NULL;
}

static gboolean
all_sized(const Imap *imap, const GArray *asked)
{
	for (guint i = 0; i < asked->len; i++)
		if (!g_hash_table_contains(imap->sized, GUINT_TO_POINTER(g_array_index(
								asked, guint32, i))))
			return FALSE;
	return TRUE;
}

/* Learns which mails of UIDS, from FIRST on, are too large. */
static gboolean
learn_sizes(Imap *imap, const GArray *uids, guint first, guint count, GError **error)
{
	g_autoptr(GArray) asked = imap_slice(uids, first, count);
	g_autoptr(GArray) ahead = imap_slice(uids, first, MAX(count, SIZES_AHEAD));
	g_autoptr(GPtrArray) mails = NULL;

	if (all_sized(imap, asked))
		return TRUE;
	mails = imap_query_facts(imap, ahead, error);
	if (!mails)
		return FALSE;
	g_hash_table_remove_all(imap->sized);
	g_hash_table_remove_all(imap->large);
	for (guint i = 0; i < ahead->len; i++)
		g_hash_table_add(imap->sized,
				 GUINT_TO_POINTER(g_array_index(ahead, guint32, i)));
	for (guint i = 0; i < mails->len; i++) {
		ImapMail *mail = mails->pdata[i];

		if (mail->size <= imap->max_message)
			continue;
		mail->too_large = TRUE;
		g_hash_table_insert(imap->large, GUINT_TO_POINTER(mail->uid),
				    g_steal_pointer(&mails->pdata[i]));
	}
	return TRUE;
}

/* ---- requests ---- */

static FetchRequest *
request_new(void)
{
	FetchRequest *request = g_new0(FetchRequest, 1);

	request->wanted = g_array_new(FALSE, FALSE, sizeof(guint32));
	request->received = g_hash_table_new(NULL, NULL);
	request->mails = mails_new();
	return request;
}

static void
request_free(FetchRequest *request)
{
	if (!request)
		return;
	for (guint i = 0; i < request->n_commands; i++)
		imap_command_clear(&request->commands[i]);
	g_free(request->commands);
	g_array_unref(request->wanted);
	g_hash_table_unref(request->received);
	g_clear_pointer(&request->mails, g_ptr_array_unref);
	g_free(request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchRequest, request_free)

void
imap_drop_fetches(Imap *imap)
{
	g_queue_clear_full(&imap->requests, (GDestroyNotify)request_free);
	g_clear_pointer(&imap->incoming, incoming_free);
}

/* The large ones are known already; the others are wanted. */
static void
sort_out_large(Imap *imap, const GArray *asked, FetchRequest *request)
{
	for (guint i = 0; i < asked->len; i++) {
		guint32 uid = g_array_index(asked, guint32, i);
		gpointer mail = NULL;

		g_hash_table_remove(imap->sized, GUINT_TO_POINTER(uid));
		if (g_hash_table_steal_extended(imap->large, GUINT_TO_POINTER(uid), NULL,
						&mail))
			g_ptr_array_add(request->mails, mail);
		else
			g_array_append_val(request->wanted, uid);
	}
}

static gboolean
request_send(Imap *imap, FetchRequest *request, GError **error)
{
	g_autoptr(GPtrArray) sets = imap_uid_sets(request->wanted);

	request->commands = g_new0(ImapCommand, sets->len + 1);
	request->n_commands = sets->len;
	for (guint i = 0; i < sets->len; i++)
		if (!imap_send(imap, &request->commands[i], error,
			       "UID FETCH %s " BODY_ITEMS, (char *)sets->pdata[i]))
			return FALSE;
	return TRUE;
}

gboolean
imap_fetch_start(Imap *imap, const GArray *uids, guint first, guint count, GError **error)
{
	g_autoptr(GArray) asked = imap_slice(uids, first, count);
	FetchRequest *request;

	if (!imap_ready(imap, FALSE, error))
		return FALSE;
	if (g_queue_get_length(&imap->requests) >= MAX_REQUESTS)
		return imap_fail(imap, DESK_ERROR_SOFTWARE, error,
				 "too many fetches are open");
	if (!learn_sizes(imap, uids, first, count, error))
		return FALSE;
	request = request_new();
	sort_out_large(imap, asked, request);
	g_queue_push_tail(&imap->requests, request);
	return request_send(imap, request, error);
}

/* A refusal that says "not now" says nothing about the mail (RFC 5530). */
static gboolean
is_temporary(const ImapCommand *command)
{
	static const char *const codes[] = { "UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG" };

	for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_ascii_strcasecmp(command->code, codes[i]) == 0)
			return TRUE;
	return FALSE;
}

guint32
imap_refused(const Imap *imap)
{
	return imap->refused;
}

void
imap_give_up_on(Imap *imap, guint32 uid)
{
	imap->hopeless = uid;
}

/* One mail by itself. What the server has and does not give becomes "unreadable", so that
 * it does not keep the others waiting. */
static gboolean
fetch_alone(Imap *imap, ImapMail *known /* own */, GPtrArray *mails, GError **error)
{
	g_autoptr(ImapMail) mail = known;
	FetchRequest *request = request_new();
	gboolean fine;

	g_array_append_val(request->wanted, mail->uid);
	g_queue_push_head(&imap->requests, request);
	fine = request_send(imap, request, error) &&
	       imap_await(imap, &request->commands[0], error);
	if (!fine)
		return FALSE;
	g_queue_remove(&imap->requests, request);
	if (is_temporary(&request->commands[0]) && mail->uid != imap->hopeless) {
		imap->refused = mail->uid;
		fine = imap_succeeded(imap, &request->commands[0], "fetching", error);
	} else if (request->mails->len) {
		g_ptr_array_add(mails, g_steal_pointer(&request->mails->pdata[0]));
	} else {
		log_warn("imap", "%s: uid=%u cannot be fetched: %s", imap->name, mail->uid,
			 request->commands[0].text);
		mail->unreadable = TRUE;
		g_ptr_array_add(mails, g_steal_pointer(&mail));
	}
	request_free(request);
	return fine;
}

/* Mails that did not come: gone, or the server stopped at one that it cannot read. */
static gboolean
look_for_missing(Imap *imap, FetchRequest *request, GError **error)
{
	g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GPtrArray) there = NULL;

	for (guint i = 0; i < request->wanted->len; i++) {
		guint32 uid = g_array_index(request->wanted, guint32, i);

		if (!g_hash_table_contains(request->received, GUINT_TO_POINTER(uid)))
			g_array_append_val(missing, uid);
	}
	if (missing->len == 0)
		return TRUE;
	there = imap_query_facts(imap, missing, error);
	for (guint i = 0; there && i < there->len; i++)
		if (!fetch_alone(imap, g_steal_pointer(&there->pdata[i]), request->mails,
				 error))
			return FALSE;
	return there != NULL;
}

GPtrArray *
imap_fetch_finish(Imap *imap, GError **error)
{
	FetchRequest *oldest = g_queue_peek_head(&imap->requests);
	g_autoptr(FetchRequest) request = NULL;

	if (!imap_ready(imap, FALSE, error))
		return NULL;
	if (!oldest) {
		imap_fail(imap, DESK_ERROR_SOFTWARE, error, "no fetch is open");
		return NULL;
	}
	for (guint i = 0; i < oldest->n_commands; i++)
		if (!imap_await(imap, &oldest->commands[i], error))
			return NULL;
	request = g_queue_pop_head(&imap->requests);
	if (!look_for_missing(imap, request, error))
		return NULL;
	g_ptr_array_sort(request->mails, compare_mails);
	return g_steal_pointer(&request->mails);
}
