/*
 * The schema, as steps that are never changed once released: a new column is a new step.
 * Each step is one transaction that ends with its own number, so that a process killed in
 * it leaves the old schema or the new one.
 */
#include "store/store-private.h"

#include "base/error.h"
#include "base/log.h"

/*
 * Notes on the tables:
 * - raw has a number besides its hash, because blob I/O needs one, and because the tables
 * that point to it then need no index in random order. Its bytes are the last column, and
 * NULL once erased.
 * - The partial indexes hold only what waits: they stay small however many rows are done.
 * - counter holds the next numbers: a number is never given twice, even if its row is gone.
 * - event: triggers keep the chain as it is. Only salt, author and text may become NULL
 *   (erasure); the digest over them stays, so the chain still verifies.
 */
static const char first_tables[] =
	"CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL) WITHOUT ROWID;"
	"INSERT INTO counter (name, value) VALUES ('ticket', 1), ('serial', 1);"
	"CREATE TABLE secret (secret_id INTEGER PRIMARY KEY, created BIGINT NOT NULL,"
	" bytes BLOB NOT NULL);"

	"CREATE TABLE raw (raw_id INTEGER PRIMARY KEY, raw_hash TEXT NOT NULL UNIQUE,"
	" raw_size BIGINT NOT NULL, bytes BLOB);"

	"CREATE TABLE ledger (ledger_id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL,"
	" uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL,"
	" raw_id BIGINT REFERENCES raw (raw_id), size BIGINT NOT NULL,"
	" internal_date BIGINT NOT NULL, received BIGINT NOT NULL, state TEXT NOT NULL,"
	" reason TEXT, filed INT NOT NULL, attempts INT NOT NULL DEFAULT 0,"
	" ticket_id BIGINT NOT NULL DEFAULT 0, message_id TEXT, content_hash TEXT,"
	" sender TEXT, subject TEXT, UNIQUE (mailbox, uidvalidity, uid));"
	"CREATE INDEX ledger_raw ON ledger (raw_id) WHERE raw_id IS NOT NULL;"
	"CREATE INDEX ledger_message ON ledger (message_id) WHERE message_id IS NOT NULL;"
	"CREATE INDEX ledger_stored ON ledger (ledger_id) WHERE state = 'stored';"
	"CREATE INDEX ledger_kept ON ledger (ledger_id)"
	" WHERE state IN ('held', 'quarantined');"
	"CREATE INDEX ledger_unfiled ON ledger (mailbox, uidvalidity, uid)"
	" WHERE filed = 0 AND state <> 'skipped';"

	"CREATE TABLE ticket (ticket_id INTEGER PRIMARY KEY, generation INT NOT NULL,"
	" subject TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,"
	" before_waiting TEXT NOT NULL, waiting_on TEXT, waiting_until BIGINT NOT NULL,"
	" priority TEXT, category TEXT, system TEXT, tier INT NOT NULL, team TEXT,"
	" assignee TEXT, set_by_person BIGINT NOT NULL, reporter_name TEXT,"
	" reporter_address TEXT NOT NULL, language TEXT NOT NULL, report_id TEXT,"
	" created BIGINT NOT NULL, responded BIGINT NOT NULL, resolved BIGINT NOT NULL,"
	" closed BIGINT NOT NULL, asked BIGINT NOT NULL, reminded BIGINT NOT NULL,"
	" confirmed INT NOT NULL, entries INT NOT NULL);"
	"CREATE INDEX ticket_open ON ticket (ticket_id)"
	" WHERE state NOT IN ('resolved', 'closed', 'rejected');"

	"CREATE TABLE watcher (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, name TEXT, address TEXT NOT NULL,"
	" PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"
	"CREATE TABLE span (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, what TEXT NOT NULL, started BIGINT NOT NULL,"
	" ended BIGINT NOT NULL, PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"
	"CREATE TABLE limit_clock (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, name TEXT NOT NULL, started BIGINT NOT NULL,"
	" due BIGINT NOT NULL, met BIGINT NOT NULL, breached BIGINT NOT NULL,"
	" warned INT NOT NULL, PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"
	"CREATE TABLE fact (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, name TEXT NOT NULL, value TEXT, author TEXT,"
	" at BIGINT NOT NULL, PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"
	"CREATE TABLE deadline (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, due BIGINT NOT NULL, what TEXT NOT NULL,"
	" PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"
	"CREATE INDEX deadline_due ON deadline (due, ticket_id);"

	"CREATE TABLE entry (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" number INT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, hidden INT NOT NULL,"
	" unproven INT NOT NULL, author TEXT NOT NULL, address TEXT NOT NULL,"
	" message_id TEXT, raw_id BIGINT REFERENCES raw (raw_id), visible TEXT NOT NULL,"
	" text TEXT NOT NULL, PRIMARY KEY (ticket_id, number));"
	"CREATE TABLE attachment (ticket_id BIGINT NOT NULL, number INT NOT NULL,"
	" position INT NOT NULL, name TEXT NOT NULL, type TEXT, content_id TEXT,"
	" is_inline INT NOT NULL, encoding TEXT NOT NULL, start BIGINT NOT NULL,"
	" length BIGINT NOT NULL, size BIGINT NOT NULL,"
	" PRIMARY KEY (ticket_id, number, position),"
	" FOREIGN KEY (ticket_id, number) REFERENCES entry (ticket_id, number))"
	" WITHOUT ROWID;"
	"CREATE TABLE message_ref (ref_id INTEGER PRIMARY KEY, message_id TEXT NOT NULL,"
	" ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id), address TEXT NOT NULL,"
	" at BIGINT NOT NULL, UNIQUE (message_id, ticket_id));"
	"CREATE INDEX message_ref_ticket ON message_ref (ticket_id, ref_id);"

	"CREATE TABLE event (seq INTEGER PRIMARY KEY, at BIGINT NOT NULL,"
	" ticket_id BIGINT NOT NULL, event TEXT NOT NULL, digest TEXT NOT NULL,"
	" hash TEXT NOT NULL, salt BLOB, author TEXT, text TEXT);"
	"CREATE INDEX event_ticket ON event (ticket_id, seq);"
	"CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN"
	" SELECT RAISE (ABORT, 'history is append-only'); END;"
	"CREATE TRIGGER event_is_final"
	" BEFORE UPDATE OF seq, at, ticket_id, event, digest, hash ON event BEGIN"
	" SELECT RAISE (ABORT, 'history is append-only'); END;"
	"CREATE TRIGGER event_is_only_erased BEFORE UPDATE ON event"
	" WHEN NEW.salt IS NOT NULL OR NEW.author IS NOT NULL OR NEW.text IS NOT NULL BEGIN"
	" SELECT RAISE (ABORT, 'history is append-only'); END;"

	"CREATE TABLE outbox (outbox_id INTEGER PRIMARY KEY, ticket_id BIGINT NOT NULL,"
	" recipient TEXT NOT NULL, notice TEXT NOT NULL, subject TEXT NOT NULL,"
	" message_id TEXT NOT NULL, state TEXT NOT NULL, created BIGINT NOT NULL,"
	" due BIGINT NOT NULL, sent BIGINT NOT NULL DEFAULT 0,"
	" attempts INT NOT NULL DEFAULT 0, unknowns INT NOT NULL DEFAULT 0,"
	" last_code INT NOT NULL DEFAULT 0, last_text TEXT, is_ack INT NOT NULL,"
	" boundary TEXT, head BLOB NOT NULL);"
	"CREATE INDEX outbox_message ON outbox (message_id);"
	"CREATE INDEX outbox_waiting ON outbox (due, outbox_id)"
	" WHERE state IN ('due', 'unknown');"
	"CREATE INDEX outbox_unsent ON outbox (ticket_id, recipient, outbox_id)"
	" WHERE state <> 'sent';"
	"CREATE INDEX outbox_sent ON outbox (sent) WHERE sent > 0;"
	"CREATE INDEX outbox_ack ON outbox (recipient, created) WHERE is_ack = 1;"
	"CREATE TABLE outbox_enclosure"
	" (outbox_id BIGINT NOT NULL REFERENCES outbox (outbox_id), position INT NOT NULL,"
	" raw_id BIGINT NOT NULL REFERENCES raw (raw_id), name TEXT NOT NULL, type TEXT,"
	" content_id TEXT, is_inline INT NOT NULL, encoding TEXT NOT NULL,"
	" start BIGINT NOT NULL, length BIGINT NOT NULL, size BIGINT NOT NULL,"
	" PRIMARY KEY (outbox_id, position)) WITHOUT ROWID;"
	"PRAGMA application_id = 1179407438;"
	"PRAGMA user_version = 1";

/* What a regulation needs to know of a ticket: events, timers, who was asked and drawn in,
 * approvals, other tickets; who is away. The index over facts finds tickets by what is known
 * about them: the device, the monitored host, the supplier's number. */
#define OF_TICKET                                                                          \
	"(ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id), position INT NOT NULL,"
#define OF_TICKET_END " PRIMARY KEY (ticket_id, position)) WITHOUT ROWID;"

static const char regulation_tables[] =
	"ALTER TABLE ticket ADD COLUMN closing INT NOT NULL DEFAULT 0;"
	"ALTER TABLE ticket ADD COLUMN drill INT NOT NULL DEFAULT 0;"
	"CREATE TABLE moment " OF_TICKET " event TEXT NOT NULL, first BIGINT NOT NULL,"
	" last BIGINT NOT NULL," OF_TICKET_END
	"CREATE TABLE timer " OF_TICKET " what TEXT NOT NULL, started BIGINT NOT NULL,"
	" fired INT NOT NULL," OF_TICKET_END
	"CREATE TABLE asked_for " OF_TICKET " document TEXT NOT NULL, address TEXT NOT NULL,"
	" at BIGINT NOT NULL," OF_TICKET_END
	"CREATE TABLE party " OF_TICKET " address TEXT NOT NULL, who TEXT NOT NULL,"
	" asker TEXT, since BIGINT NOT NULL," OF_TICKET_END
	"CREATE TABLE approval " OF_TICKET " state TEXT NOT NULL, word TEXT NOT NULL,"
	" address TEXT NOT NULL, serial BIGINT NOT NULL, asked BIGINT NOT NULL,"
	" answered BIGINT NOT NULL, answer INT NOT NULL, request TEXT," OF_TICKET_END
	"CREATE TABLE link " OF_TICKET " how TEXT NOT NULL, other BIGINT NOT NULL," OF_TICKET_END
	"CREATE INDEX fact_value ON fact (name, value);"
	"CREATE INDEX ticket_created ON ticket (created);"
	"CREATE TABLE absence (person TEXT PRIMARY KEY, since BIGINT NOT NULL,"
	" until BIGINT NOT NULL) WITHOUT ROWID;"
	"PRAGMA user_version = 2";

/*
 * - challenge: the hash of a code, never the code. A row stays when it is used, so that the
 *   code is known to be.
 */
static const char challenges[] =
	"CREATE TABLE challenge (challenge_id INTEGER PRIMARY KEY,"
	" code_hash TEXT NOT NULL UNIQUE,"
	" ledger_id BIGINT NOT NULL REFERENCES ledger (ledger_id), address TEXT NOT NULL,"
	" created BIGINT NOT NULL, expires BIGINT NOT NULL,"
	" used BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX challenge_address ON challenge (address, created);"
	"PRAGMA user_version = 3";

/*
 * - ledger_sender: what counts against a sender's ceiling.
 * - outbox.is_automatic: nobody wrote it, so it counts for the breaker and is stopped by it.
 */
static const char ceilings[] =
	"CREATE INDEX ledger_sender ON ledger (sender, received) WHERE state = 'applied';"
	"ALTER TABLE outbox ADD COLUMN is_automatic INT NOT NULL DEFAULT 1;"
	"CREATE INDEX outbox_automatic ON outbox (created) WHERE is_automatic = 1;"
	"CREATE INDEX outbox_recipient ON outbox (recipient, outbox_id)"
	" WHERE is_automatic = 1;"
	"PRAGMA user_version = 4";

/* - signature: what was signed and has acted, so that no copy of it acts again. */
static const char signatures[] =
	"CREATE TABLE signature (signature_hash TEXT PRIMARY KEY, at BIGINT NOT NULL)"
	" WITHOUT ROWID;"
	"PRAGMA user_version = 5";

static const char inner_files[] =
	"ALTER TABLE attachment ADD COLUMN inner_start BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE attachment ADD COLUMN inner_length BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE outbox_enclosure ADD COLUMN inner_start BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE outbox_enclosure ADD COLUMN inner_length BIGINT NOT NULL DEFAULT 0;"
	"PRAGMA user_version = 6";

static const char undeliverable_table[] =
	"CREATE TABLE undeliverable (address TEXT NOT NULL, ticket_id BIGINT NOT NULL,"
	" since BIGINT NOT NULL, returned INT NOT NULL, why TEXT NOT NULL,"
	" PRIMARY KEY (address, ticket_id)) WITHOUT ROWID;"
	"CREATE INDEX undeliverable_ticket ON undeliverable (ticket_id);"
	"PRAGMA user_version = 7";

static const char picture_table[] =
	"CREATE TABLE picture (ticket_id BIGINT NOT NULL, number INT NOT NULL,"
	" position INT NOT NULL, hash TEXT NOT NULL, domain TEXT NOT NULL,"
	" recurs INT NOT NULL, PRIMARY KEY (ticket_id, number, position),"
	" FOREIGN KEY (ticket_id, number, position)"
	" REFERENCES attachment (ticket_id, number, position)) WITHOUT ROWID;"
	"CREATE INDEX picture_hash ON picture (hash, domain, ticket_id);"
	"PRAGMA user_version = 8";

/* What commands changed, while it can be taken back. */
static const char undo_table[] =
	"CREATE TABLE undo " OF_TICKET " root BIGINT NOT NULL, serial BIGINT NOT NULL,"
	" at BIGINT NOT NULL, field TEXT NOT NULL, was TEXT, became TEXT," OF_TICKET_END
	"PRAGMA user_version = 9";

/* Who sent keys that are not his, within the last hour. */
static const char wrong_keys[] =
	"CREATE TABLE wrong_key (sender TEXT NOT NULL, at BIGINT NOT NULL);"
	"CREATE INDEX wrong_key_sender ON wrong_key (sender, at);"
	"CREATE INDEX wrong_key_at ON wrong_key (at);"
	"PRAGMA user_version = 10";

/* Each new ticket looks for solved ones that are like it. */
static const char solved_index[] =
	"CREATE INDEX ticket_solved ON ticket (ticket_id)"
	" WHERE state IN ('resolved', 'closed');"
	"PRAGMA user_version = 11";

/* Only their subjects are looked at first, so the index holds these: the tickets themselves,
 * which are ten times as long, are left alone. */
static const char solved_subjects[] =
	"DROP INDEX ticket_solved;"
	"CREATE INDEX ticket_solved ON ticket (ticket_id, subject, state)"
	" WHERE state IN ('resolved', 'closed');"
	"PRAGMA user_version = 12";

/* A symptom is longer than what a page of an index holds of a row, and each search among such
 * rows reads them whole. So facts are rows of a table, and their index holds how they begin. */
static const char facts_by_row[] =
	"DROP INDEX fact_value;"
	"ALTER TABLE fact RENAME TO fact_before;"
	"CREATE TABLE fact (ticket_id BIGINT NOT NULL REFERENCES ticket (ticket_id),"
	" position INT NOT NULL, name TEXT NOT NULL, value TEXT, author TEXT,"
	" at BIGINT NOT NULL, PRIMARY KEY (ticket_id, position));"
	"INSERT INTO fact (ticket_id, position, name, value, author, at)"
	" SELECT ticket_id, position, name, value, author, at FROM fact_before"
	" ORDER BY ticket_id, position;"
	"DROP TABLE fact_before;"
	"CREATE INDEX fact_value ON fact (name, substr(value, 1, 64));"
	"PRAGMA user_version = 13";

/* - ledger_sender: with the size, so that a day of a sender is summed within the index,
 * for which it must hold the state too. */
static const char sender_sizes[] =
	"DROP INDEX ledger_sender;"
	"CREATE INDEX ledger_sender ON ledger (sender, received, size, state)"
	" WHERE state = 'applied';"
	"PRAGMA user_version = 14";

const Migration store_migrations[] = {
	{ "the first tables", first_tables },
	{ "regulations", regulation_tables },
	{ "challenges", challenges },
	{ "ceilings", ceilings },
	{ "signatures", signatures },
	{ "files in a winmail.dat", inner_files },
	{ "addresses that cannot be reached", undeliverable_table },
	{ "small pictures inside the text", picture_table },
	{ "undo", undo_table },
	{ "wrong keys", wrong_keys },
	{ "solved tickets", solved_index },
	{ "subjects of solved tickets", solved_subjects },
	{ "facts by row", facts_by_row },
	{ "sizes of a sender's mails", sender_sizes },
};

const int store_version = G_N_ELEMENTS(store_migrations);

static gboolean
run_step(Store *store, const Migration *step, int version, GError **error)
{
	gint64 reached;

	if (!store_begin(store, error))
		return FALSE;
	if (!sql_script(store, step->script, error) ||
	    !sql_number(store, SQL_USER_VERSION, NO_VALUES, &reached, error)) {
		store_rollback(store);
		g_prefix_error(error, "migration %d (%s): ", version, step->what);
		return FALSE;
	}
	if (reached != version) {
		store_rollback(store);
		g_set_error(error, DESK_ERROR, DESK_ERROR_SOFTWARE,
			    "migration %d (%s) sets version %d", version, step->what,
			    (int)reached);
		return FALSE;
	}
	return store_commit(store, error);
}

static gboolean
copy_before(Store *store, int version, GError **error)
{
	g_autofree char *copy = g_strdup_printf("%s.before-v%d", store->path, version);

	if (!store_copy_to(store, copy, error)) {
		g_prefix_error(error, "before migration %d: ", version);
		return FALSE;
	}
	log_info("store", "result=copied version=%d copy=%s", version, copy);
	return TRUE;
}

gboolean
migrations_run(Store *store, const Migration *steps, int n, GError **error)
{
	gint64 from;

	if (!sql_number(store, SQL_USER_VERSION, NO_VALUES, &from, error))
		return FALSE;
	if (from > 0 && from < n && !copy_before(store, n, error))
		return FALSE;
	for (int i = from; i < n; i++) {
		if (!run_step(store, &steps[i], i + 1, error))
			return FALSE;
	}
	return TRUE;
}
