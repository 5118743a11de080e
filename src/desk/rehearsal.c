/*
 * A scenario on the stage. The clock jumps from one due instant to the next and never
 * ticks, so a year takes seconds; between two jumps the same functions run as in the
 * daemon.
 */
#include "desk/rehearsal-private.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "config/source.h"
#include "core/notice.h"
#include "desk/scheduler.h"
#include "desk/templates.h"

#define BATCH      100
#define MAX_ROUNDS 1000

/* ---- telling ---- */

char *
rehearsal_time(const Rehearsal *rehearsal, gint64 at)
{
	GTimeZone *zone = service_policy(rehearsal->service)->desk.zone;
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);

	return g_date_time_format(local, "%Y-%m-%d %H:%M:%S");
}

/* What is told from now on stands under the present instant, and under WORDS. */
static void
set_heading(Rehearsal *rehearsal, const char *words)
{
	g_autofree char *now = rehearsal_time(rehearsal, service_now(rehearsal->service));

	g_free(rehearsal->heading);
	rehearsal->heading = g_strconcat(now, words ? "  " : "", words, NULL);
}

static void
tell_heading(Rehearsal *rehearsal)
{
	if (rehearsal->heading)
		rehearsal->tell(REHEARSAL_STORY, rehearsal->heading, rehearsal->data);
	g_clear_pointer(&rehearsal->heading, g_free);
}

void
rehearsal_tell(Rehearsal *rehearsal, RehearsalNote note, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	line = g_strconcat("    ", text, NULL);
	tell_heading(rehearsal);
	rehearsal->tell(note, line, rehearsal->data);
}

void
rehearsal_fail(Rehearsal *rehearsal, const Step *step, const char *instead)
{
	g_auto(GStrv) lines = g_strsplit(instead, "\n", -1);
	g_autofree char *now = rehearsal_time(rehearsal, service_now(rehearsal->service));
	g_autofree char *head = g_strdup_printf("%s:%d: failed: %s", rehearsal->file,
						step->line, step->words);
	g_autofree char *first = g_strdup_printf("    at %s: %s", now, lines[0]);

	tell_heading(rehearsal);
	rehearsal->score->failed++;
	rehearsal->tell(REHEARSAL_FAILURE, head, rehearsal->data);
	rehearsal->tell(REHEARSAL_FAILURE, first, rehearsal->data);
	for (guint i = 1; lines[0] && lines[i]; i++) {
		g_autofree char *line = g_strconcat("    ", lines[i], NULL);

		rehearsal->tell(REHEARSAL_FAILURE, line, rehearsal->data);
	}
}

gboolean
rehearsal_is_who(const Rehearsal *rehearsal, const char *who, const char *address)
{
	const Person *person = policy_person(service_policy(rehearsal->service), who);

	if (!person)
		return address_equal(who, address);
	for (gsize i = 0; person->addresses[i]; i++)
		if (address_equal(person->addresses[i], address))
			return TRUE;
	return FALSE;
}

/* The lines of history that TICKET got since they were last told. */
static gboolean
tell_events(Rehearsal *rehearsal, gint64 ticket_id, GError **error)
{
	g_autoptr(GPtrArray) history =
		store_history(rehearsal->service->store, ticket_id, error);
	g_autofree char *tag = notice_tag(service_policy(rehearsal->service), ticket_id);
	guint told;

	if (!history)
		return FALSE;
	told = GPOINTER_TO_UINT(g_hash_table_lookup(rehearsal->events, &ticket_id));
	for (guint i = told; i < history->len; i++) {
		const Event *event = history->pdata[i];
		g_autofree char *text = text_one_line(event->text ? event->text : "");

		rehearsal_tell(rehearsal, REHEARSAL_STORY, "%s %s by %s%s%s", tag,
			       event->event, event->by, *text ? ": " : "", text);
	}
	g_hash_table_insert(rehearsal->events, g_memdup2(&ticket_id, sizeof ticket_id),
			    GUINT_TO_POINTER(history->len));
	return TRUE;
}

/* What became of a mail. */
static gboolean
tell_verdict(Rehearsal *rehearsal, gint64 ledger_id, GError **error)
{
	g_autoptr(LedgerMail) mail =
		store_ledger_mail(rehearsal->service->store, ledger_id, error);

	if (!mail)
		return FALSE;
	if (mail->state != LEDGER_APPLIED || !mail->ticket_id)
		rehearsal_tell(rehearsal, REHEARSAL_STORY, "%s%s%s",
			       ledger_state_name(mail->state), mail->reason ? ": " : "",
			       mail->reason ? mail->reason : "");
	return mail->ticket_id == 0 || tell_events(rehearsal, mail->ticket_id, error);
}

/* ---- the clock ---- */

static gboolean
fire_batch(Rehearsal *rehearsal, guint *fired, GError **error)
{
	Service *service = rehearsal->service;
	g_autoptr(GArray) tickets =
		store_due_tickets(service->store, service_now(service), BATCH, error);

	if (!tickets || !scheduler_fire(service, BATCH, fired, error))
		return FALSE;
	for (guint i = 0; i < tickets->len; i++)
		if (!tell_events(rehearsal, g_array_index(tickets, gint64, i), error))
			return FALSE;
	return TRUE;
}

/* Everything that is due now. A deadline that stays due would stop the clock for ever. */
static gboolean
fire_due(Rehearsal *rehearsal, GError **error)
{
	guint fired = 1;

	for (guint round = 0; fired > 0; round++) {
		if (round == MAX_ROUNDS) {
			g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
				    "a deadline stays due, however often it is fired");
			return FALSE;
		}
		if (!fire_batch(rehearsal, &fired, error))
			return FALSE;
	}
	return TRUE;
}

/* What comes by the calendar. */
static gboolean
do_daily(Rehearsal *rehearsal, GError **error)
{
	g_autoptr(GArray) opened = g_array_new(FALSE, FALSE, sizeof(gint64));

	if (!scheduler_daily(rehearsal->service, &rehearsal->next_daily, opened, error))
		return FALSE;
	for (guint i = 0; i < opened->len; i++)
		if (!tell_events(rehearsal, g_array_index(opened, gint64, i), error))
			return FALSE;
	return TRUE;
}

static gboolean
settle(Rehearsal *rehearsal, GError **error)
{
	Service *service = rehearsal->service;

	if (!fire_due(rehearsal, error))
		return FALSE;
	if (service_now(service) >= rehearsal->next_daily && !do_daily(rehearsal, error))
		return FALSE;
	return rehearsal_capture(rehearsal, error);
}

/* To the instant TARGET; what is due on the way happens at its own. */
static gboolean
advance(Rehearsal *rehearsal, gint64 target, GError **error)
{
	Service *service = rehearsal->service;

	for (;;) {
		gint64 due;

		if (!store_next_deadline(service->store, &due, error))
			return FALSE;
		due = MIN(due, rehearsal->next_daily);
		if (due > target)
			break;
		service->fixed_now = MAX(service->fixed_now, due);
		set_heading(rehearsal, NULL);
		if (!settle(rehearsal, error))
			return FALSE;
	}
	if (service->fixed_now < target) {
		service->fixed_now = target;
		set_heading(rehearsal, NULL);
	}
	return TRUE;
}

/* The store's first secret has a date, so it is made when the time is known. */
static gboolean
begin(Rehearsal *rehearsal, gint64 now, GError **error)
{
	rehearsal->service->fixed_now = now;
	set_heading(rehearsal, NULL);
	if (!service_open_store(rehearsal->service, STORE_MEMORY, error))
		return FALSE;
	rehearsal->intake = intake_new(rehearsal->service, error);
	return rehearsal->intake && settle(rehearsal, error);
}

static gboolean
play_time(Rehearsal *rehearsal, const Step *step, GError **error)
{
	GTimeZone *zone = service_policy(rehearsal->service)->desk.zone;
	gint64 now = service_now(rehearsal->service);
	gint64 target = step->kind == STEP_AT ? step_instant(step, zone, now)
					      : now + step->duration.seconds;

	return rehearsal->intake ? advance(rehearsal, target, error)
				 : begin(rehearsal, target, error);
}

/* ---- mails ---- */

/* The one mail that is stored and not decided. */
static gboolean
decide_stored(Rehearsal *rehearsal, GError **error)
{
	g_autoptr(GPtrArray) mails = store_next_stored(rehearsal->service->store, 1, error);
	guint decided;

	if (!mails || !intake_decide(rehearsal->intake, 1, &decided, error))
		return FALSE;
	return mails->len == 0 ||
	       tell_verdict(rehearsal, ((LedgerMail *)mails->pdata[0])->ledger_id, error);
}

static gboolean
accept_mail(Rehearsal *rehearsal, GBytes *bytes, GError **error)
{
	gint64 now = service_now(rehearsal->service);
	g_autofree char *hash = sha256_of_bytes(bytes);
	Accept accept = {
		.mailbox = "rehearsal",
		.uidvalidity = 1,
		.uid = ++rehearsal->uid,
		.internal_date = now,
		.received = now,
		.bytes = bytes,
		.fd = -1,
		.size = g_bytes_get_size(bytes),
		.raw_hash = hash,
		.state = LEDGER_STORED,
	};
	guint stored;

	return intake_accept(rehearsal->intake, &accept, 1, &stored, error) &&
	       decide_stored(rehearsal, error) && settle(rehearsal, error);
}

static GBytes *
read_mail(const Rehearsal *rehearsal, const Step *step, GError **error)
{
	g_autofree char *path = source_path(rehearsal->file, step->name);
	char *bytes;
	gsize length;

	if (g_file_get_contents(path, &bytes, &length, NULL))
		return g_bytes_new_take(bytes, length);
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "%s:%d: \"%s\" cannot be read",
		    rehearsal->file, step->line, path);
	return NULL;
}

static void
tell_text(Rehearsal *rehearsal, const Step *step)
{
	g_auto(GStrv) lines = g_strsplit(step->text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		rehearsal_tell(rehearsal, REHEARSAL_STORY, "| %s", lines[i]);
}

static gboolean
play_mail(Rehearsal *rehearsal, const Step *step, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = step->kind == STEP_MAIL_FILE
					  ? read_mail(rehearsal, step, &problem)
					  : rehearsal_write(rehearsal, step);

	set_heading(rehearsal, step->words);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	tell_heading(rehearsal);
	tell_text(rehearsal, step);
	if (bytes)
		return accept_mail(rehearsal, bytes, error);
	rehearsal->score->expectations++;
	rehearsal_fail(rehearsal, step, "he got no such mail that he could answer");
	return TRUE;
}

/* ---- the whole ---- */

static gboolean
play_step(Rehearsal *rehearsal, const Step *step, GError **error)
{
	if (step_is_expectation(step))
		return rehearsal_expect(rehearsal, step, error);
	rehearsal->fresh = rehearsal->mails->len;
	switch (step->kind) {
	case STEP_AT:
	case STEP_AFTER:
		return play_time(rehearsal, step, error);
	case STEP_MAIL:
	case STEP_MAIL_FILE:
	case STEP_REPLY:
		return play_mail(rehearsal, step, error);
	default:
		return TRUE;
	}
}

static gboolean
play_steps(Rehearsal *rehearsal, GError **error)
{
	for (guint i = 0; i < rehearsal->steps->len; i++) {
		const Step *step = rehearsal->steps->pdata[i];

		if (!play_step(rehearsal, step, error)) {
			g_prefix_error(error, "%s:%d: ", rehearsal->file, step->line);
			return FALSE;
		}
	}
	return TRUE;
}

/* ---- loading ---- */

/* The files of the policy lines, relative to the scenario. */
static GPtrArray *
policy_files(const Rehearsal *rehearsal, GPtrArray *mistakes)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < rehearsal->steps->len; i++) {
		const Step *step = rehearsal->steps->pdata[i];
		g_autofree char *path = NULL;

		if (step->kind != STEP_POLICY)
			continue;
		path = source_path(rehearsal->file, step->name);
		if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
			mistake_add(mistakes, step->line, "there is no file \"%s\"", path);
		g_ptr_array_add(files, g_canonicalize_filename(path, NULL));
	}
	return files;
}

/* Several policies are read as one file that includes them, in their order. Its templates
 * are those beside the first. */
static Service *
load_joined(const GPtrArray *files, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(TemplateSet) templates = NULL;
	g_autoptr(Service) service = NULL;
	g_autofree char *directory = source_path(files->pdata[0], "templates");
	g_autofree char *joined = NULL;
	int fd = g_file_open_tmp("faultline-XXXXXX.conf", &joined, error);

	if (fd < 0)
		return NULL;
	close(fd);
	for (guint i = 0; i < files->len; i++)
		g_string_append_printf(text, "include(\"%s\")\n", (char *)files->pdata[i]);
	if (g_file_set_contents(joined, text->str, text->len, error))
		service = service_load(joined, 0, error);
	unlink(joined);
	templates = service ? templates_load(directory, error) : NULL;
	if (!templates)
		return NULL;
	template_set_free(service->templates);
	service->templates = g_steal_pointer(&templates);
	return g_steal_pointer(&service);
}

/* No marker and no database: there is no path where they could lie. */
static gboolean
load_policies(Rehearsal *rehearsal, GPtrArray *mistakes, GError **error)
{
	g_autoptr(GPtrArray) files = policy_files(rehearsal, mistakes);
	Service *service;

	if (mistakes->len > 0)
		return TRUE;
	service = files->len == 1 ? service_load(files->pdata[0], 0, error)
				  : load_joined(files, error);
	rehearsal->service = service;
	if (!service || !service_check_templates(service, error))
		return FALSE;
	g_clear_pointer(&service->config->store_path, g_free);
	g_ptr_array_add(service->config->policy->trusted_authservs,
			g_strdup(REHEARSAL_AUTHSERV));
	service->watch = rehearsal_watch;
	service->watch_data = rehearsal;
	rehearsal_check(rehearsal, mistakes);
	return TRUE;
}

static gboolean
load(Rehearsal *rehearsal, GPtrArray *mistakes, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = NULL;
	const Mistake *first;
	gsize length;

	if (!g_file_get_contents(rehearsal->file, &text, &length, &problem)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "%s", problem->message);
		return FALSE;
	}
	rehearsal->steps = scenario_parse(text, length, mistakes);
	if (mistakes->len == 0 && !load_policies(rehearsal, mistakes, error))
		return FALSE;
	if (mistakes->len == 0)
		return TRUE;
	first = mistakes->pdata[0];
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "%s:%d: %s", rehearsal->file,
		    first->line, first->message);
	return FALSE;
}

static void
rehearsal_clear(Rehearsal *rehearsal)
{
	intake_free(rehearsal->intake);
	service_free(rehearsal->service);
	g_clear_pointer(&rehearsal->steps, g_ptr_array_unref);
	g_ptr_array_unref(rehearsal->mails);
	g_hash_table_unref(rehearsal->events);
	g_hash_table_unref(rehearsal->parts);
	g_free(rehearsal->heading);
}

gboolean
rehearsal_play(const char *file, RehearsalTell tell, gpointer data, RehearsalScore *score,
	       GPtrArray *mistakes, GError **error)
{
	Rehearsal rehearsal = {
		.file = file,
		.mails = g_ptr_array_new_with_free_func((GDestroyNotify)captured_free),
		.parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       (GDestroyNotify)g_ptr_array_unref),
		.events = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
		.tell = tell,
		.data = data,
		.score = score,
	};
	gboolean played;

	*score = (RehearsalScore){ 0 };
	played = load(&rehearsal, mistakes, error) && play_steps(&rehearsal, error);
	rehearsal_clear(&rehearsal);
	return played;
}
