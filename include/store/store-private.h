/*
 * What the files of src/store share; nobody else includes it. Statements are rows of one
 * table, values are bound and never printed into SQL, and a row becomes a struct by a list
 * of fields in the order of its columns. The statements are portable (placeholders ?1,
 * bigint times, text, 0/1); only the migrations, the pragmas and blob I/O are SQLite's own.
 */
#pragma once

#include "store/store-outbox.h"

#include <sqlite3.h>
#include <stddef.h>

/* ---- statements.c ---- */

typedef enum {
	SQL_BEGIN,
	SQL_BEGIN_READ,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_SAVEPOINT,
	SQL_RELEASE,
	SQL_UNDO,
	SQL_APPLICATION_ID,
	SQL_USER_VERSION,
	SQL_COUNT_TABLES,
	SQL_COPY_INTO,
	SQL_INTEGRITY,
	SQL_FOREIGN_KEYS,

	SQL_NOTE,
	SQL_SET_NOTE,
	SQL_DELETE_NOTE,
	SQL_SECRETS,
	SQL_COUNT_SECRETS,
	SQL_ADD_SECRET,
	SQL_NEXT_NUMBER,
	SQL_USE_TICKET_NUMBER,
	SQL_USE_SERIALS,

	SQL_ADD_RAW,
	SQL_ADD_RAW_SPACE,
	SQL_RAW_PLACE,
	SQL_RAW_BYTES,
	SQL_RAW_ALL,
	SQL_FORGET_RAW,

	SQL_FIND_UID,
	SQL_HIGHEST_UID,
	SQL_MAILBOX_KNOWN,
	SQL_ADD_LEDGER,
	SQL_UNFILED,
	SQL_SET_FILED,
	SQL_NEXT_STORED,
	SQL_LEDGER_MAIL,
	SQL_KEPT,
	SQL_WHOLE_LEDGER,
	SQL_COUNT_ATTEMPT,
	SQL_SET_LEDGER,
	SQL_DECIDE_LEDGER,
	SQL_SAME_RAW,
	SQL_SAME_CONTENT,
	SQL_SAME_ID,

	SQL_ADD_TICKET,
	SQL_UPDATE_TICKET,
	SQL_TICKET,
	SQL_ALL_TICKETS,
	SQL_OPEN_TICKETS,
	SQL_CLOSED_TICKETS,
	SQL_WATCHERS,
	SQL_ADD_WATCHER,
	SQL_CLEAR_WATCHERS,
	SQL_SPANS,
	SQL_ADD_SPAN,
	SQL_CLEAR_SPANS,
	SQL_LIMITS,
	SQL_ADD_LIMIT,
	SQL_CLEAR_LIMITS,
	SQL_FACTS,
	SQL_ADD_FACT,
	SQL_CLEAR_FACTS,
	SQL_DEADLINES,
	SQL_ADD_DEADLINE,
	SQL_CLEAR_DEADLINES,
	SQL_MOMENTS,
	SQL_ADD_MOMENT,
	SQL_CLEAR_MOMENTS,
	SQL_TIMERS,
	SQL_ADD_TIMER,
	SQL_CLEAR_TIMERS,
	SQL_ASKED,
	SQL_ADD_ASKED,
	SQL_CLEAR_ASKED,
	SQL_PARTIES,
	SQL_ADD_PARTY,
	SQL_CLEAR_PARTIES,
	SQL_APPROVALS,
	SQL_ADD_APPROVAL,
	SQL_CLEAR_APPROVALS,
	SQL_LINKS,
	SQL_ADD_LINK,
	SQL_CLEAR_LINKS,
	SQL_UNDOS,
	SQL_ADD_UNDO,
	SQL_CLEAR_UNDOS,
	SQL_NEXT_DEADLINE,
	SQL_DUE_TICKETS,
	SQL_SAME_FACT,
	SQL_LISTED_FACT,
	SQL_CURRENT_FACT,
	SQL_OPENED_NUMBERS,
	SQL_SAME_CATEGORY,
	SQL_SAME_SYSTEM,
	SQL_SAME_REPORTER,
	SQL_ASSIGNED_NUMBERS,
	SQL_OPEN_NUMBERS,
	SQL_RECENT_TICKETS,
	SQL_ENDED_NUMBERS,
	SQL_LINKED_NUMBERS,
	SQL_SEARCH_WORD,
	SQL_SOLVED_SUBJECTS,
	SQL_ALIKE_TICKETS,
	SQL_ALIKE_FACTS,
	SQL_ABSENCES,
	SQL_SET_ABSENCE,
	SQL_RELEASE_ENTRY,
	SQL_ADD_ENTRY,
	SQL_ENTRIES,
	SQL_ADD_ATTACHMENT,
	SQL_ATTACHMENTS,
	SQL_ADD_REF,
	SQL_REF_TICKET,
	SQL_LAST_IDS,

	SQL_LAST_EVENT,
	SQL_ADD_EVENT,
	SQL_HISTORY,
	SQL_CHAIN,

	SQL_MAILS_OF_SENDER,
	SQL_BYTES_OF_SENDER,
	SQL_COUNT_AUTOMATIC,
	SQL_PACE,
	SQL_LAST_CHALLENGE,
	SQL_FIND_CHALLENGE,
	SQL_ADD_CHALLENGE,
	SQL_USE_CHALLENGE,
	SQL_LET_IN,
	SQL_COUNT_WRONG_KEYS,
	SQL_ADD_WRONG_KEY,
	SQL_FORGET_WRONG_KEYS,
	SQL_SIGNATURE_SEEN,
	SQL_ADD_SIGNATURE,

	SQL_ADD_OUTBOX,
	SQL_ADD_ENCLOSURE,
	SQL_OUTBOX_BY_MESSAGE_ID,
	SQL_OUTBOX_RETURNED,
	SQL_LAST_ACK,
	SQL_COUNT_ACKS,
	SQL_OUTBOX_SENDING,
	SQL_OUTBOX_READY,
	SQL_OUTBOX_CLAIM,
	SQL_OUTBOX_RESULT,
	SQL_OUTBOX_UNCLAIM,
	SQL_OUTBOX_NEXT,
	SQL_OUTBOX_MAIL,
	SQL_OUTBOX_HEAD,
	SQL_OUTBOX_ENCLOSURES,
	SQL_OUTBOX_UNSENT,
	SQL_OUTBOX_ALL,
	SQL_OUTBOX_RETRY,
	SQL_OUTBOX_DROP,

	SQL_COUNT_PICTURE,
	SQL_ADD_PICTURE,
	SQL_RECURRING,
	SQL_UNDELIVERABLE,
	SQL_UNDELIVERABLE_ADDRESS,
	SQL_UNDELIVERABLE_TICKET,
	SQL_UNDELIVERABLE_OUTLIVED,
	SQL_MARK_UNDELIVERABLE,
	SQL_MARK_REACHED,

	SQL_COUNT_TICKETS,
	SQL_COUNT_LEDGER,
	SQL_COUNT_UNSENT,
	SQL_COUNT_OUTBOX,
	SQL_LAST_RECEIVED,
	SQL_LAST_SENT,
	SQL_OLDEST_DUE,
	N_SQL
} Sql;

const char *statement_text(Sql sql);

/* ---- sql.c ---- */

struct Store {
	sqlite3 *db;
	char *path; /* own; ":memory:" */
	StoreMode mode;
	int lock; /* descriptor; -1 */
	gboolean in_transaction;
	gboolean failed; /* a write or a commit failed: nothing more is begun */
	sqlite3_stmt *statements[N_SQL]; /* own; made when first used */
};

typedef enum { VALUE_END, VALUE_NUMBER, VALUE_TEXT, VALUE_BYTES } ValueType;

typedef struct {
	ValueType type;
	gint64 number;
	const char *text; /* foreign; NULL is SQL's NULL */
	GBytes *bytes;    /* foreign; likewise */
} Value;

#define NUMBER(n)   ((Value){ .type = VALUE_NUMBER, .number = (n) })
#define TEXT(t)     ((Value){ .type = VALUE_TEXT, .text = (t) })
#define BYTES(b)    ((Value){ .type = VALUE_BYTES, .bytes = (b) })
#define VALUES(...) ((const Value[]){ __VA_ARGS__, { .type = VALUE_END } })
#define NO_VALUES   NULL

/* Called for each row; FALSE with ERROR ends the statement. */
typedef gboolean (*RowFunction)(sqlite3_stmt *row, gpointer data, GError **error);

/* Runs SQL to its end. No function ROW may run the same statement again. */
gboolean sql_each(Store *store, Sql sql, const Value *values, RowFunction row,
		  gpointer data, GError **error);
gboolean sql_run(Store *store, Sql sql, const Value *values, GError **error);
/* Likewise; *CHANGED tells whether a row was. */
gboolean sql_change(Store *store, Sql sql, const Value *values, gboolean *changed,
		    GError **error);
/* The first column of the first row; 0 if there is none. */
gboolean sql_number(Store *store, Sql sql, const Value *values, gint64 *number,
		    GError **error);
/* Fixed text with several statements: pragmas and migrations. */
gboolean sql_script(Store *store, const char *script, GError **error);

/* RC of STORE's connection as an error of ours; always FALSE. */
gboolean sql_fail(Store *store, int rc, GError **error);
/* Marks the store as failed: after it nothing is begun. Always FALSE. */
gboolean sql_fail_write(Store *store, int rc, GError **error);

/* One transaction around what several statements read or write, unless one is open. */
typedef enum { HOLD_NOT, HOLD_READ, HOLD_WRITE } Hold;
gboolean sql_hold(Store *store, Hold wanted, Hold *held, GError **error);
/* Ends what was held: commits if OK, else rolls back. Gives OK and the commit's success. */
gboolean sql_let_go(Store *store, Hold held, gboolean ok, GError **error);

/* ---- record.c ---- */

typedef enum {
	FIELD_END,
	FIELD_INT64,
	FIELD_INT,     /* int, gboolean */
	FIELD_UINT,    /* guint, guint32 */
	FIELD_TEXT,    /* char *, own; NULL is SQL's NULL */
	FIELD_HASH,    /* char[65]; "" is SQL's NULL */
	FIELD_ADDRESS, /* Address *, own: two columns, name and address */
	FIELD_TICKET_STATE,
	FIELD_TICKET_KIND,
	FIELD_WAIT_REASON,
	FIELD_ENTRY_KIND,
	FIELD_LEDGER_STATE,
	FIELD_OUTBOX_STATE,
	FIELD_ENCODING,
} FieldType;

typedef struct {
	FieldType type;
	size_t offset;
} Field;

#define FIELD(type, record, member)                                                        \
	{                                                                                  \
		FIELD_##type, offsetof(record, member)                                     \
	}

/* Fills RECORD (zeroed, or with own text that is replaced) from ROW's columns, beginning at
 * COLUMN. DESK_ERROR_DATA when a name is none of ours. */
gboolean record_read(sqlite3_stmt *row, int column, const Field *fields, gpointer record,
		     GError **error);
/* Appends RECORD's values to VALUES at *N and ends them. Room: 2 for each field, and 1. */
void record_values(const Field *fields, gconstpointer record, Value *values, int *n);
gboolean record_equal(const Field *fields, gconstpointer a, gconstpointer b);

extern const Field attachment_fields[];

/* ---- migrations.c ---- */

/* In bytes 68-71 of the file, for file(1) and for us. The first migration writes it. */
#define STORE_APPLICATION_ID 1179407438 /* "FLTN" */

/* One step from version N to N + 1; its script ends with "PRAGMA user_version = N + 1". */
typedef struct {
	const char *what;
	const char *script;
} Migration;

extern const Migration store_migrations[];
extern const int store_version; /* of the newest schema */

/* Steps from the file's version to the last, each in one transaction; an existing file is
 * copied to "<path>.before-vN" first. */
gboolean migrations_run(Store *store, const Migration *steps, int n, GError **error);

/* ---- others ---- */

/* A whole copy of the database in file TARGET, 0600, there at once or not at all. */
gboolean store_copy_to(Store *store, const char *target, GError **error);
/* The lock of the one writer of PATH, held until the descriptor is closed; -1. */
int store_lock(const char *path, GError **error);
/* A new file, for its owner alone; -1 with EEXIST when there is one. */
int store_create_file(const char *path);
gboolean store_sync_path(const char *path, GError **error);
void store_random(guint8 *bytes, gsize length);

gboolean raw_add(Store *store, const Accept *accept, gint64 *raw_id, GError **error);

gboolean history_append(Store *store, const GPtrArray *events, GError **error);

gboolean ticket_save(Store *store, const Ticket *ticket, GError **error);
gboolean entry_add(Store *store, const Entry *entry, GError **error);
/* NULL without an error when there is no such ticket. */
gboolean ticket_load(Store *store, gint64 ticket_id, Ticket **ticket, GError **error);
/* Those with NUMBERS (gint64, ascending, at most STORE_ALIKE_MAX), as ASK_ALIKE has them,
 * added to TICKETS. */
#define STORE_ALIKE_MAX 30
gboolean tickets_alike(Store *store, const GArray *numbers, GPtrArray *tickets, GError **error);

/* Adds to KNOWN the hashes of QUESTIONS that recur in the mails of the sender's domain. */
gboolean pictures_find(Store *store, const Questions *questions, GHashTable *known,
		       GError **error);
gboolean pictures_add(Store *store, const Entry *entry, GError **error);
/* Marks those of ENTRIES that recur. */
gboolean pictures_mark(Store *store, gint64 ticket_id, GPtrArray *entries, GError **error);

/* Adds those of the ticket to MARKS. */
gboolean undeliverable_load(Store *store, gint64 ticket_id, GPtrArray *marks, GError **error);
gboolean undeliverable_apply(Store *store, const Change *change, GError **error);

gboolean outbox_add(Store *store, const Composed *composed, gint64 now, GError **error);
gboolean ledger_decide(Store *store, gint64 ledger_id, const Change *change,
		       const Message *message, GError **error);
