/* All SQL of the program but the schema: one table, one row for each statement. */
#include "store/store-private.h"

#define TICKET_COLUMNS                                                                     \
	"ticket_id, generation, subject, kind, state, before_waiting, waiting_on,"         \
	" waiting_until, priority, category, system, tier, team, assignee, set_by_person," \
	" reporter_name, reporter_address, language, report_id, created, responded,"       \
	" resolved, closed, asked, reminded, confirmed, entries,"         \
	" closing, drill"
#define TICKET_PLACES                                                                      \
	"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18," \
	" ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29"
/* STORE_ALIKE_MAX of them. */
#define ALIKE_PLACES                                                                       \
	"(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"     \
	" ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)"
#define TICKET_IS_OPEN "state NOT IN ('resolved', 'closed', 'rejected')"

/* As the index fact_value has it, which holds how values begin; and then the whole. "+":
 * else SQLite puts the value into the first comparison, which is true then, and reads all
 * facts of that name. */
#define FACT_IS(name, value)                                                               \
	"f.name = " name " AND substr(f.value, 1, 64) = substr(" value ", 1, 64)"          \
	" AND +f.value = " value

#define LEDGER_MAIL                                                                        \
	"SELECT l.ledger_id, l.mailbox, l.uidvalidity, l.uid, r.raw_hash, l.size,"         \
	" l.internal_date, l.received, l.state, l.reason, l.filed, l.attempts,"            \
	" l.ticket_id, l.message_id, l.sender, l.subject"                                  \
	" FROM ledger AS l LEFT JOIN raw AS r ON r.raw_id = l.raw_id "

/* Decided, and itself the original: a copy of a copy would point nowhere once the first is
 * released and decided anew. */
#define LEDGER_IS_ORIGINAL "state IN ('applied', 'held', 'dropped', 'quarantined')"

#define ATTACHMENT_COLUMNS                                                                 \
	"name, type, content_id, is_inline, encoding, start, length, size,"                 \
	" inner_start, inner_length"

#define UNDELIVERABLE_COLUMNS "address, ticket_id, since, returned, why"

#define OUTBOX_COLUMNS                                                                     \
	"o.outbox_id, o.ticket_id, o.recipient, o.notice, o.subject, o.message_id,"        \
	" o.state, o.created, o.due, o.sent, o.attempts, o.unknowns, o.last_code,"         \
	" o.last_text, o.boundary"
/* The states as outbox_waiting and outbox_unsent have them, word for word: only so SQLite
 * sees that these indexes serve. */
#define OUTBOX_WAITS "o.state IN ('due', 'unknown')"
/* While the breaker is open, only what a person wrote is sent. */
#define OUTBOX_MAY_GO                                                                      \
	" AND (o.is_automatic = 0 OR NOT EXISTS"                                           \
	" (SELECT 1 FROM note WHERE name = 'outbox-stopped'))"
#define OUTBOX_IS_FIRST                                                                    \
	" AND (o.ticket_id = 0 OR NOT EXISTS (SELECT 1 FROM outbox AS earlier"             \
	" WHERE earlier.ticket_id = o.ticket_id AND earlier.recipient = o.recipient"       \
	" AND earlier.outbox_id < o.outbox_id AND earlier.state <> 'sent'"                 \
	" AND earlier.state <> 'failed'))"

static const char *const statements[N_SQL] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_BEGIN_READ] = "BEGIN",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_SAVEPOINT] = "SAVEPOINT mail",
	[SQL_RELEASE] = "RELEASE mail",
	[SQL_UNDO] = "ROLLBACK TO mail",
	[SQL_APPLICATION_ID] = "PRAGMA application_id",
	[SQL_USER_VERSION] = "PRAGMA user_version",
	[SQL_COUNT_TABLES] = "SELECT count(*) FROM sqlite_master",
	[SQL_COPY_INTO] = "VACUUM INTO ?1",
	[SQL_INTEGRITY] = "PRAGMA integrity_check(1)",
	[SQL_FOREIGN_KEYS] = "PRAGMA foreign_key_check",

	[SQL_NOTE] = "SELECT value FROM note WHERE name = ?1",
	[SQL_SET_NOTE] = "INSERT INTO note (name, value) VALUES (?1, ?2)"
			 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	[SQL_DELETE_NOTE] = "DELETE FROM note WHERE name = ?1",
	[SQL_SECRETS] = "SELECT bytes FROM secret ORDER BY secret_id DESC LIMIT 2",
	[SQL_COUNT_SECRETS] = "SELECT count(*) FROM secret",
	[SQL_ADD_SECRET] = "INSERT INTO secret (created, bytes) VALUES (?1, ?2)",
	[SQL_NEXT_NUMBER] = "SELECT value FROM counter WHERE name = ?1",
	[SQL_USE_TICKET_NUMBER] = "UPDATE counter SET value = ?1 + 1"
				  " WHERE name = 'ticket' AND value <= ?1",
	[SQL_USE_SERIALS] = "UPDATE counter SET value = value + ?1 WHERE name = 'serial'",

	[SQL_ADD_RAW] = "INSERT INTO raw (raw_hash, raw_size, bytes) VALUES (?1, ?2, ?3)"
			" ON CONFLICT (raw_hash) DO UPDATE SET bytes = excluded.bytes"
			" WHERE raw.bytes IS NULL",
	[SQL_ADD_RAW_SPACE] =
		"INSERT INTO raw (raw_hash, raw_size, bytes) VALUES (?1, ?2, zeroblob(?2))"
		" ON CONFLICT (raw_hash) DO UPDATE SET bytes = excluded.bytes"
		" WHERE raw.bytes IS NULL",
	[SQL_RAW_PLACE] =
		"SELECT raw_id FROM raw WHERE raw_hash = ?1 AND bytes IS NOT NULL",

	[SQL_RAW_BYTES] = "SELECT bytes FROM raw WHERE raw_hash = ?1 AND bytes IS NOT NULL",
	[SQL_RAW_ALL] = "SELECT raw_id, raw_hash FROM raw WHERE bytes IS NOT NULL"
			" ORDER BY raw_id",

	/* The hash stays, so that the same mail is still known when it comes again. */
	[SQL_FORGET_RAW] =
		"UPDATE raw SET bytes = NULL WHERE raw_id IN (SELECT r.raw_id FROM raw r"
		" JOIN ledger l ON l.raw_id = r.raw_id WHERE r.bytes IS NOT NULL"
		" GROUP BY r.raw_id HAVING max(l.received) < ?1"
		" AND max(l.state IN ('stored', 'held', 'quarantined')) = 0"
		" AND NOT EXISTS (SELECT 1 FROM ledger part JOIN ticket t"
		" ON t.ticket_id = part.ticket_id WHERE part.raw_id = r.raw_id"
		" AND (t.state NOT IN ('closed', 'rejected') OR t.closed >= ?1))"
		" AND NOT EXISTS (SELECT 1 FROM outbox_enclosure e JOIN outbox o"
		" ON o.outbox_id = e.outbox_id WHERE e.raw_id = r.raw_id"
		" AND o.state NOT IN ('sent', 'failed')) LIMIT ?2)",

	[SQL_FIND_UID] = "SELECT ledger_id FROM ledger"
			 " WHERE mailbox = ?1 AND uidvalidity = ?2 AND uid = ?3",
	[SQL_HIGHEST_UID] =
		"SELECT max(uid) FROM ledger WHERE mailbox = ?1 AND uidvalidity = ?2",
	[SQL_MAILBOX_KNOWN] = "SELECT ledger_id FROM ledger WHERE mailbox = ?1 LIMIT 1",
	[SQL_ADD_LEDGER] = "INSERT INTO ledger (mailbox, uidvalidity, uid, raw_id, size,"
			   " internal_date, received, state, reason, filed)"
			   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
			   " RETURNING ledger_id",
	[SQL_UNFILED] = "SELECT uid FROM ledger WHERE mailbox = ?1 AND uidvalidity = ?2"
			" AND filed = 0 AND state <> 'skipped' ORDER BY uid",
	[SQL_SET_FILED] = "UPDATE ledger SET filed = 1"
			  " WHERE mailbox = ?1 AND uidvalidity = ?2 AND uid = ?3",
	[SQL_NEXT_STORED] =
		LEDGER_MAIL "WHERE l.state = 'stored' ORDER BY l.ledger_id LIMIT ?1",
	[SQL_LEDGER_MAIL] = LEDGER_MAIL "WHERE l.ledger_id = ?1",
	[SQL_KEPT] =
		LEDGER_MAIL "WHERE l.state IN ('held', 'quarantined') ORDER BY l.ledger_id",
	[SQL_WHOLE_LEDGER] = LEDGER_MAIL "ORDER BY l.ledger_id",
	[SQL_COUNT_ATTEMPT] = "UPDATE ledger SET attempts = attempts + 1"
			      " WHERE ledger_id = ?1 RETURNING attempts",
	[SQL_SET_LEDGER] = "UPDATE ledger SET state = ?2, reason = ?3,"
			   " attempts = CASE WHEN ?2 = 'stored' THEN 0 ELSE attempts END"
			   " WHERE ledger_id = ?1"
			   " AND state IN ('stored', 'held', 'dropped', 'quarantined')",
	[SQL_DECIDE_LEDGER] =
		"UPDATE ledger SET state = ?2, reason = ?3, ticket_id = ?4,"
		" message_id = ?5, content_hash = ?6, sender = ?7, subject = ?8"
		" WHERE ledger_id = ?1",
	[SQL_SAME_RAW] = "SELECT ledger_id FROM ledger WHERE raw_id ="
			 " (SELECT raw_id FROM ledger WHERE ledger_id = ?1)"
			 " AND ledger_id <> ?1 AND " LEDGER_IS_ORIGINAL
			 " ORDER BY ledger_id LIMIT 1",
	[SQL_SAME_CONTENT] =
		"SELECT ledger_id FROM ledger WHERE message_id = ?2 AND content_hash = ?3"
		" AND ledger_id <> ?1 AND " LEDGER_IS_ORIGINAL
		" ORDER BY ledger_id LIMIT 1",
	[SQL_SAME_ID] = "SELECT ledger_id FROM ledger WHERE message_id = ?2"
			" AND ledger_id <> ?1 AND " LEDGER_IS_ORIGINAL " LIMIT 1",

	[SQL_ADD_TICKET] =
		"INSERT INTO ticket (" TICKET_COLUMNS ") VALUES (" TICKET_PLACES ")",
	[SQL_UPDATE_TICKET] = "UPDATE ticket SET (" TICKET_COLUMNS ") = (" TICKET_PLACES
			      ") WHERE ticket_id = ?1",
	[SQL_TICKET] = "SELECT " TICKET_COLUMNS " FROM ticket WHERE ticket_id = ?1",
	[SQL_ALL_TICKETS] = "SELECT " TICKET_COLUMNS " FROM ticket ORDER BY ticket_id",
	[SQL_OPEN_TICKETS] = "SELECT " TICKET_COLUMNS " FROM ticket WHERE " TICKET_IS_OPEN
			     " ORDER BY ticket_id",
	[SQL_CLOSED_TICKETS] = "SELECT " TICKET_COLUMNS " FROM ticket"
			       " WHERE NOT (" TICKET_IS_OPEN ") ORDER BY ticket_id",

	[SQL_WATCHERS] = "SELECT ticket_id, name, address FROM watcher"
			 " WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_WATCHER] = "INSERT INTO watcher (ticket_id, position, name, address)"
			    " VALUES (?1, ?2, ?3, ?4)",
	[SQL_CLEAR_WATCHERS] = "DELETE FROM watcher WHERE ticket_id = ?1",
	[SQL_SPANS] = "SELECT ticket_id, what, started, ended FROM span"
		      " WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_SPAN] = "INSERT INTO span (ticket_id, position, what, started, ended)"
			 " VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_CLEAR_SPANS] = "DELETE FROM span WHERE ticket_id = ?1",
	[SQL_LIMITS] = "SELECT ticket_id, name, started, due, met, breached, warned"
		       " FROM limit_clock WHERE ticket_id BETWEEN ?1 AND ?2"
		       " ORDER BY ticket_id, position",
	[SQL_ADD_LIMIT] =
		"INSERT INTO limit_clock"
		" (ticket_id, position, name, started, due, met, breached, warned)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_CLEAR_LIMITS] = "DELETE FROM limit_clock WHERE ticket_id = ?1",
	[SQL_FACTS] = "SELECT ticket_id, name, value, author, at FROM fact"
		      " WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_FACT] = "INSERT INTO fact (ticket_id, position, name, value, author, at)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_CLEAR_FACTS] = "DELETE FROM fact WHERE ticket_id = ?1",
	[SQL_DEADLINES] = "SELECT ticket_id, due, what FROM deadline"
			  " WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_DEADLINE] = "INSERT INTO deadline (ticket_id, position, due, what)"
			     " VALUES (?1, ?2, ?3, ?4)",
	[SQL_CLEAR_DEADLINES] = "DELETE FROM deadline WHERE ticket_id = ?1",
	[SQL_MOMENTS] = "SELECT ticket_id, event, first, last FROM moment"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_MOMENT] = "INSERT INTO moment (ticket_id, position, event, first, last)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_CLEAR_MOMENTS] = "DELETE FROM moment WHERE ticket_id = ?1",
	[SQL_TIMERS] = "SELECT ticket_id, what, started, fired FROM timer"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_TIMER] = "INSERT INTO timer (ticket_id, position, what, started, fired)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_CLEAR_TIMERS] = "DELETE FROM timer WHERE ticket_id = ?1",
	[SQL_ASKED] = "SELECT ticket_id, document, address, at FROM asked_for"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_ASKED] = "INSERT INTO asked_for (ticket_id, position, document, address, at)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_CLEAR_ASKED] = "DELETE FROM asked_for WHERE ticket_id = ?1",
	[SQL_PARTIES] = "SELECT ticket_id, address, who, asker, since FROM party"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_PARTY] = "INSERT INTO party (ticket_id, position, address, who, asker, since)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_CLEAR_PARTIES] = "DELETE FROM party WHERE ticket_id = ?1",
	[SQL_APPROVALS] = "SELECT ticket_id, state, word, address, serial, asked, answered, answer, request FROM approval"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_APPROVAL] = "INSERT INTO approval (ticket_id, position, state, word, address, serial, asked, answered, answer, request)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_CLEAR_APPROVALS] = "DELETE FROM approval WHERE ticket_id = ?1",
	[SQL_LINKS] = "SELECT ticket_id, how, other FROM link"
		" WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_LINK] = "INSERT INTO link (ticket_id, position, how, other)"
		" VALUES (?1, ?2, ?3, ?4)",
	[SQL_CLEAR_LINKS] = "DELETE FROM link WHERE ticket_id = ?1",
	[SQL_UNDOS] = "SELECT ticket_id, root, serial, at, field, was, became FROM undo"
		      " WHERE ticket_id BETWEEN ?1 AND ?2 ORDER BY ticket_id, position",
	[SQL_ADD_UNDO] = "INSERT INTO undo (ticket_id, position, root, serial, at, field,"
			 " was, became) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_CLEAR_UNDOS] = "DELETE FROM undo WHERE ticket_id = ?1",
	[SQL_NEXT_DEADLINE] = "SELECT due FROM deadline ORDER BY due LIMIT 1",
	/* Only the first so many deadlines are looked at: after a week's downtime a hundred
	 * thousand may be due, and each batch would sort them all. */
	[SQL_DUE_TICKETS] =
		"SELECT ticket_id FROM (SELECT ticket_id, due FROM deadline WHERE due <= ?1"
		" ORDER BY due, ticket_id LIMIT ?2) GROUP BY ticket_id"
		" ORDER BY min(due), ticket_id",

	[SQL_SAME_FACT] = "SELECT t.ticket_id FROM fact AS f JOIN ticket AS t"
			  " ON t.ticket_id = f.ticket_id WHERE " FACT_IS("?3", "?2")
			  " AND t.created >= ?1 ORDER BY t.ticket_id",
	[SQL_LISTED_FACT] =
		"SELECT t.ticket_id FROM fact AS f JOIN ticket AS t"
		" ON t.ticket_id = f.ticket_id WHERE f.name = ?3 AND t.created >= ?1"
		" AND instr(lower(', ' || f.value || ', '), lower(', ' || ?2 || ', ')) > 0"
		" ORDER BY t.ticket_id",
	[SQL_CURRENT_FACT] = "SELECT t.ticket_id FROM ticket AS t JOIN fact AS f"
			     " ON t.ticket_id = f.ticket_id WHERE " FACT_IS("?1", "?2")
			     " AND t.state NOT IN ('closed', 'rejected')"
			     " ORDER BY t.ticket_id",
	[SQL_SAME_CATEGORY] = "SELECT ticket_id FROM ticket WHERE created >= ?1"
			      " AND category = ?2 ORDER BY ticket_id",
	[SQL_SAME_SYSTEM] = "SELECT ticket_id FROM ticket WHERE created >= ?1"
			    " AND system = ?2 ORDER BY ticket_id",
	[SQL_SAME_REPORTER] = "SELECT ticket_id FROM ticket WHERE created >= ?1"
			      " AND reporter_address = ?2 ORDER BY ticket_id",
	[SQL_ASSIGNED_NUMBERS] = "SELECT ticket_id FROM ticket WHERE " TICKET_IS_OPEN
				 " AND assignee IS NOT NULL ORDER BY ticket_id",
	[SQL_OPEN_NUMBERS] =
		"SELECT ticket_id FROM ticket WHERE " TICKET_IS_OPEN " ORDER BY ticket_id",
	[SQL_OPENED_NUMBERS] = "SELECT ticket_id FROM ticket WHERE created >= ?1"
			       " AND created < ?2 ORDER BY ticket_id",
	/* In the order of its index: by ticket_id alone it would, on a quiet day, read all
	 * tickets there ever were. OUTAGE_ALIKE_MAX of them. */
	[SQL_RECENT_TICKETS] =
		"SELECT ticket_id, created, kind, state, drill, report_id IS NOT NULL, subject,"
		" priority, category, system, reporter_address FROM ticket"
		" WHERE created >= ?1 ORDER BY created DESC, ticket_id DESC LIMIT 100",
	[SQL_ENDED_NUMBERS] = "SELECT ticket_id FROM ticket WHERE created >= ?1 AND"
			      " state IN ('resolved', 'closed') ORDER BY ticket_id",
	[SQL_LINKED_NUMBERS] = "SELECT DISTINCT t.ticket_id FROM link AS l JOIN ticket AS t"
			       " ON t.ticket_id = l.ticket_id WHERE l.how = ?1"
			       " AND t.state NOT IN ('closed', 'rejected')"
			       " ORDER BY t.ticket_id",
	/* instr() knows no case but that of ASCII, as lower() does: enough for Latin words,
	 * and Chinese has none. */
	[SQL_SEARCH_WORD] =
		"SELECT ticket_id FROM ticket AS t"
		" WHERE instr(lower(t.subject), lower(?1)) > 0"
		" OR EXISTS (SELECT 1 FROM fact AS f WHERE f.ticket_id = t.ticket_id"
		" AND instr(lower(f.value), lower(?1)) > 0)"
		" OR EXISTS (SELECT 1 FROM entry AS e WHERE e.ticket_id = t.ticket_id"
		" AND instr(lower(e.visible), lower(?1)) > 0) ORDER BY ticket_id",
	[SQL_SOLVED_SUBJECTS] = "SELECT ticket_id, subject FROM ticket"
				" WHERE state IN ('resolved', 'closed')"
				" ORDER BY ticket_id DESC LIMIT 300",
	[SQL_ALIKE_TICKETS] =
		"SELECT ticket_id, subject, state, priority, category, system, created"
		" FROM ticket WHERE ticket_id IN " ALIKE_PLACES
		" ORDER BY ticket_id",
	/* "+": by their tickets, not by fact_value, which holds such facts of all tickets */
	[SQL_ALIKE_FACTS] = "SELECT ticket_id, name, value, author, at FROM fact"
			    " WHERE ticket_id IN " ALIKE_PLACES
			    " AND +name IN ('symptom', 'device', 'cause', 'fix')"
			    " ORDER BY ticket_id, position",
	[SQL_ABSENCES] = "SELECT person, since, until FROM absence WHERE until > ?1"
			 " ORDER BY person",
	[SQL_SET_ABSENCE] = "INSERT INTO absence (person, since, until) VALUES (?1, ?2, ?3)"
			    " ON CONFLICT (person) DO UPDATE SET since = excluded.since,"
			    " until = excluded.until",
	[SQL_RELEASE_ENTRY] =
		"UPDATE entry SET hidden = 0 WHERE ticket_id = ?1 AND number = ?2",
	[SQL_ADD_ENTRY] =
		"INSERT INTO entry (ticket_id, number, at, kind, hidden, unproven,"
		" author, address, text, visible, message_id, raw_id)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		" (SELECT raw_id FROM raw WHERE raw_hash = ?12))",
	[SQL_ENTRIES] = "SELECT e.ticket_id, e.number, e.at, e.kind, e.hidden, e.unproven,"
			" e.author, e.address, e.text, e.visible, e.message_id, r.raw_hash"
			" FROM entry AS e LEFT JOIN raw AS r ON r.raw_id = e.raw_id"
			" WHERE e.ticket_id = ?1 ORDER BY e.number",
	[SQL_ADD_ATTACHMENT] = "INSERT INTO attachment"
			       " (ticket_id, number, position, " ATTACHMENT_COLUMNS ")"
			       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
			       " ?12, ?13)",
	[SQL_ATTACHMENTS] = "SELECT number, " ATTACHMENT_COLUMNS " FROM attachment"
			    " WHERE ticket_id = ?1 ORDER BY number, position",
	[SQL_ADD_REF] = "INSERT INTO message_ref (message_id, ticket_id, address, at)"
			" VALUES (?1, ?2, ?3, ?4)"
			" ON CONFLICT (message_id, ticket_id) DO NOTHING",
	[SQL_REF_TICKET] = "SELECT ticket_id FROM message_ref WHERE message_id = ?1"
			   " ORDER BY ref_id LIMIT 1",
	[SQL_LAST_IDS] = "SELECT address, message_id FROM message_ref WHERE ticket_id = ?1"
			 " ORDER BY ref_id",

	[SQL_LAST_EVENT] = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1",
	[SQL_ADD_EVENT] =
		"INSERT INTO event (seq, at, ticket_id, event, digest, hash, salt, author,"
		" text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[SQL_HISTORY] = "SELECT ticket_id, at, event, author, text FROM event"
			" WHERE ticket_id = ?1 ORDER BY seq",
	[SQL_CHAIN] = "SELECT seq, at, ticket_id, event, digest, hash, salt, author, text"
		      " FROM event ORDER BY seq",

	[SQL_MAILS_OF_SENDER] =
		"SELECT count(*) FROM (SELECT 1 FROM ledger WHERE sender = ?1"
		" AND state = 'applied' AND received > ?2 LIMIT ?3)",
	[SQL_BYTES_OF_SENDER] = "SELECT coalesce(sum(size), 0) FROM ledger WHERE sender = ?1"
				" AND state = 'applied' AND received > ?2",
	[SQL_COUNT_AUTOMATIC] = "SELECT count(*) FROM (SELECT 1 FROM outbox"
				" WHERE is_automatic = 1 AND created > ?1 LIMIT ?2)",
	/* When the ?2-th last automatic mail to ?1 left, or is to leave. */
	[SQL_PACE] = "SELECT CASE WHEN sent > 0 THEN sent WHEN due > created THEN due"
		     " ELSE created END FROM outbox WHERE recipient = ?1"
		     " AND is_automatic = 1 ORDER BY outbox_id DESC LIMIT 1 OFFSET ?2",
	[SQL_LAST_CHALLENGE] = "SELECT max(created) FROM challenge WHERE address = ?1",
	[SQL_FIND_CHALLENGE] = "SELECT challenge_id, ledger_id, address, expires, used"
			       " FROM challenge WHERE code_hash = ?1",
	[SQL_ADD_CHALLENGE] = "INSERT INTO challenge"
			      " (code_hash, ledger_id, address, created, expires)"
			      " VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_USE_CHALLENGE] = "UPDATE challenge SET used = ?2"
			      " WHERE challenge_id = ?1 AND used = 0",
	[SQL_LET_IN] = "UPDATE ledger SET state = 'stored', reason = ?2, attempts = 0"
		       " WHERE ledger_id = ?1 AND state = 'held'",

	[SQL_COUNT_WRONG_KEYS] =
		"SELECT count(*) FROM wrong_key WHERE sender = ?1 AND at > ?2",
	[SQL_ADD_WRONG_KEY] = "INSERT INTO wrong_key (sender, at) VALUES (?1, ?2)",
	[SQL_FORGET_WRONG_KEYS] = "DELETE FROM wrong_key WHERE at <= ?1",

	[SQL_SIGNATURE_SEEN] =
		"SELECT count(*) FROM signature WHERE signature_hash = ?1",
	[SQL_ADD_SIGNATURE] = "INSERT INTO signature (signature_hash, at) VALUES (?1, ?2)"
			      " ON CONFLICT (signature_hash) DO NOTHING",

	[SQL_ADD_OUTBOX] = "INSERT INTO outbox (ticket_id, recipient, notice, subject,"
			   " message_id, state, created, due, is_ack, is_automatic,"
			   " boundary, head)"
			   " VALUES (?1, ?2, ?3, ?4, ?5, 'due', ?6, ?7, ?8, ?9, ?10, ?11)"
			   " RETURNING outbox_id",
	[SQL_ADD_ENCLOSURE] =
		"INSERT INTO outbox_enclosure"
		" (outbox_id, position, raw_id, " ATTACHMENT_COLUMNS ")"
		" VALUES (?1, ?2, (SELECT raw_id FROM raw WHERE raw_hash = ?3),"
		" ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	[SQL_OUTBOX_BY_MESSAGE_ID] = "SELECT recipient, ticket_id, notice FROM outbox "
				     "WHERE message_id = ?1 LIMIT 1",
	[SQL_OUTBOX_RETURNED] = "UPDATE outbox SET state = 'failed', last_text = ?2"
				" WHERE message_id = ?1 AND state = 'sent'",
	[SQL_LAST_ACK] =
		"SELECT max(created) FROM outbox WHERE recipient = ?1 AND is_ack = 1",
	[SQL_COUNT_ACKS] = "SELECT count(*) FROM outbox"
			   " WHERE recipient = ?1 AND is_ack = 1 AND created > ?2",
	[SQL_OUTBOX_SENDING] = "SELECT " OUTBOX_COLUMNS " FROM outbox AS o"
			       " WHERE o.state <> 'sent' AND o.state = 'sending'"
			       " ORDER BY o.outbox_id + 0",
	[SQL_OUTBOX_READY] = "SELECT " OUTBOX_COLUMNS " FROM outbox AS o"
			     " WHERE " OUTBOX_WAITS
			     " AND o.due <= ?1" OUTBOX_IS_FIRST OUTBOX_MAY_GO
			     " ORDER BY o.due, o.outbox_id LIMIT ?2",
	[SQL_OUTBOX_CLAIM] = "UPDATE outbox SET state = 'sending' WHERE outbox_id = ?1",
	[SQL_OUTBOX_RESULT] =
		"UPDATE outbox SET state = ?2, due = ?3,"
		" sent = CASE WHEN ?2 = 'sent' THEN ?4 ELSE sent END,"
		" last_code = ?5, last_text = ?6, attempts = attempts + 1,"
		" unknowns = unknowns + CASE WHEN ?2 = 'unknown' THEN 1 ELSE 0 END"
		" WHERE outbox_id = ?1 AND state = 'sending'",
	[SQL_OUTBOX_UNCLAIM] = "UPDATE outbox SET state = 'due'"
			       " WHERE outbox_id = ?1 AND state = 'sending'",
	[SQL_OUTBOX_NEXT] =
		"SELECT o.due FROM outbox AS o WHERE " OUTBOX_WAITS OUTBOX_IS_FIRST
		OUTBOX_MAY_GO " ORDER BY o.due, o.outbox_id LIMIT 1",
	[SQL_OUTBOX_MAIL] =
		"SELECT " OUTBOX_COLUMNS " FROM outbox AS o WHERE o.outbox_id = ?1",
	[SQL_OUTBOX_HEAD] = "SELECT head FROM outbox WHERE outbox_id = ?1",
	[SQL_OUTBOX_ENCLOSURES] =
		"SELECT r.raw_hash, " ATTACHMENT_COLUMNS " FROM outbox_enclosure AS e"
		" JOIN raw AS r ON r.raw_id = e.raw_id"
		" WHERE e.outbox_id = ?1 ORDER BY e.position",
	/* "+ 0": read the few that count by their index and sort them, instead of all in the
	 * order that they shall have. */
	[SQL_OUTBOX_UNSENT] = "SELECT " OUTBOX_COLUMNS " FROM outbox AS o"
			      " WHERE o.state <> 'sent' ORDER BY o.outbox_id + 0",
	[SQL_OUTBOX_ALL] =
		"SELECT " OUTBOX_COLUMNS " FROM outbox AS o ORDER BY o.outbox_id",
	[SQL_OUTBOX_RETRY] =
		"UPDATE outbox SET state = 'due', due = ?2, attempts = 0, unknowns = 0"
		" WHERE outbox_id = ?1 AND state IN ('due', 'unknown', 'failed')",
	[SQL_OUTBOX_DROP] =
		"UPDATE outbox SET state = 'failed', last_text = 'dropped'"
		" WHERE outbox_id = ?1 AND state IN ('due', 'unknown', 'failed')",

	/* No more are counted than matter: a logo may be on every ticket. */
	[SQL_COUNT_PICTURE] = "SELECT count(*) FROM (SELECT DISTINCT ticket_id FROM picture"
			      " WHERE hash = ?1 AND domain = ?2 LIMIT ?3)",
	[SQL_ADD_PICTURE] =
		"INSERT INTO picture (ticket_id, number, position, hash, domain, recurs)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_RECURRING] = "SELECT number, position FROM picture"
			  " WHERE ticket_id = ?1 AND recurs = 1",
	[SQL_UNDELIVERABLE] = "SELECT " UNDELIVERABLE_COLUMNS " FROM undeliverable"
			      " ORDER BY address, ticket_id",
	[SQL_UNDELIVERABLE_ADDRESS] = "SELECT " UNDELIVERABLE_COLUMNS " FROM undeliverable"
				      " WHERE address = ?1 ORDER BY ticket_id",
	[SQL_UNDELIVERABLE_TICKET] = "SELECT " UNDELIVERABLE_COLUMNS " FROM undeliverable"
				     " WHERE ticket_id = ?1 ORDER BY address",
	[SQL_UNDELIVERABLE_OUTLIVED] =
		"SELECT " UNDELIVERABLE_COLUMNS " FROM undeliverable AS u"
		" WHERE EXISTS (SELECT 1 FROM outbox AS o WHERE o.sent > u.since"
		" AND o.sent < ?1 AND o.recipient = u.address AND o.state = 'sent')"
		" ORDER BY address, ticket_id",
	[SQL_MARK_UNDELIVERABLE] =
		"INSERT INTO undeliverable (" UNDELIVERABLE_COLUMNS ")"
		" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (address, ticket_id) DO UPDATE SET"
		" since = excluded.since, returned = excluded.returned, why = excluded.why",
	[SQL_MARK_REACHED] = "DELETE FROM undeliverable WHERE address = ?1",

	[SQL_COUNT_TICKETS] = "SELECT state, count(*) FROM ticket GROUP BY state",
	[SQL_COUNT_LEDGER] = "SELECT state, count(*) FROM ledger GROUP BY state",
	[SQL_COUNT_UNSENT] =
		"SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state",
	[SQL_COUNT_OUTBOX] = "SELECT count(*) FROM outbox",
	[SQL_LAST_RECEIVED] = "SELECT received FROM ledger WHERE state <> 'skipped'"
			      " ORDER BY ledger_id DESC LIMIT 1",
	[SQL_LAST_SENT] = "SELECT max(sent) FROM outbox WHERE sent > 0",
	[SQL_OLDEST_DUE] = "SELECT min(due) FROM outbox AS o WHERE " OUTBOX_WAITS,
};

const char *
statement_text(Sql sql)
{
	return statements[sql];
}
