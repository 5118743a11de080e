/*
 * Rows to structs and back, by lists of fields in the order of the columns: one list serves
 * reading, writing and comparing, so the three cannot drift apart.
 */
#include "store/store-private.h"

#include "base/error.h"

#include <string.h>

static const char *const encoding_names[] = {
	[PART_7BIT] = "7bit",
	[PART_BASE64] = "base64",
	[PART_QUOTED_PRINTABLE] = "quoted-printable",
	[PART_UUENCODE] = "uuencode",
};

const Field attachment_fields[] = {
	FIELD(TEXT, Attachment, name),
	FIELD(TEXT, Attachment, type),
	FIELD(TEXT, Attachment, content_id),
	FIELD(INT, Attachment, is_inline),
	FIELD(ENCODING, Attachment, encoding),
	FIELD(INT64, Attachment, offset),
	FIELD(INT64, Attachment, length),
	FIELD(INT64, Attachment, size),
	FIELD(INT64, Attachment, inner_start),
	FIELD(INT64, Attachment, inner_length),
	{ FIELD_END, 0 },
};

static gboolean
encoding_parse(const char *name, PartEncoding *encoding)
{
	for (guint i = 0; i < G_N_ELEMENTS(encoding_names); i++) {
		if (strcmp(encoding_names[i], name) == 0) {
			*encoding = i;
			return TRUE;
		}
	}
	return FALSE;
}

/* The name of an enumeration's value; NULL for a waiting reason that is none. */
static const char *
enum_name(FieldType type, gconstpointer member)
{
	switch (type) {
	case FIELD_TICKET_STATE:
		return ticket_state_name(*(const TicketState *)member);
	case FIELD_TICKET_KIND:
		return ticket_kind_name(*(const TicketKind *)member);
	case FIELD_WAIT_REASON:
		return wait_reason_name(*(const WaitReason *)member);
	case FIELD_ENTRY_KIND:
		return entry_kind_name(*(const EntryKind *)member);
	case FIELD_LEDGER_STATE:
		return ledger_state_name(*(const LedgerState *)member);
	case FIELD_OUTBOX_STATE:
		return outbox_state_name(*(const OutboxState *)member);
	case FIELD_ENCODING:
		return encoding_names[*(const PartEncoding *)member];
	default:
		g_assert_not_reached();
	}
}

static gboolean
enum_parse(FieldType type, const char *name, gpointer member)
{
	switch (type) {
	case FIELD_TICKET_STATE:
		return name && ticket_state_parse(name, member);
	case FIELD_TICKET_KIND:
		return name && ticket_kind_parse(name, member);
	case FIELD_WAIT_REASON:
		*(WaitReason *)member = WAIT_NONE;
		return !name || wait_reason_parse(name, member);
	case FIELD_ENTRY_KIND:
		return name && entry_kind_parse(name, member);
	case FIELD_LEDGER_STATE:
		return name && ledger_state_parse(name, member);
	case FIELD_OUTBOX_STATE:
		return name && outbox_state_parse(name, member);
	case FIELD_ENCODING:
		return name && encoding_parse(name, member);
	default:
		g_assert_not_reached();
	}
}

static gboolean
read_enum(sqlite3_stmt *row, int column, FieldType type, gpointer member, GError **error)
{
	const char *name = (const char *)sqlite3_column_text(row, column);

	if (enum_parse(type, name, member))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		    "the database has \"%s\" as %s: it is damaged, restore a backup",
		    name ? name : "", sqlite3_column_name(row, column));
	return FALSE;
}

static void
read_text(sqlite3_stmt *row, int column, char **text)
{
	g_free(*text);
	*text = g_strdup((const char *)sqlite3_column_text(row, column));
}

static void
read_hash(sqlite3_stmt *row, int column, char *hash)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	g_strlcpy(hash, text ? text : "", 65);
}

static void
read_address(sqlite3_stmt *row, int column, Address **address)
{
	Address stored = { (char *)sqlite3_column_text(row, column),
			   (char *)sqlite3_column_text(row, column + 1) };

	if (!stored.address)
		stored.address = (char *)"";
	address_free(*address);
	*address = address_copy(&stored); /* it was cleaned before it was stored */
}

gboolean
record_read(sqlite3_stmt *row, int column, const Field *fields, gpointer record,
	    GError **error)
{
	for (const Field *field = fields; field->type != FIELD_END; field++, column++) {
		gpointer member = (char *)record + field->offset;

		switch (field->type) {
		case FIELD_INT64:
			*(gint64 *)member = sqlite3_column_int64(row, column);
			break;
		case FIELD_INT:
			*(int *)member = sqlite3_column_int(row, column);
			break;
		case FIELD_UINT:
			*(guint *)member = (guint)sqlite3_column_int64(row, column);
			break;
		case FIELD_TEXT:
			read_text(row, column, member);
			break;
		case FIELD_HASH:
			read_hash(row, column, member);
			break;
		case FIELD_ADDRESS:
			read_address(row, column++, member);
			break;
		default:
			if (!read_enum(row, column, field->type, member, error))
				return FALSE;
		}
	}
	return TRUE;
}

void
record_values(const Field *fields, gconstpointer record, Value *values, int *n)
{
	for (const Field *field = fields; field->type != FIELD_END; field++) {
		gconstpointer member = (const char *)record + field->offset;
		const Address *address;

		switch (field->type) {
		case FIELD_INT64:
			values[(*n)++] = NUMBER(*(const gint64 *)member);
			break;
		case FIELD_INT:
			values[(*n)++] = NUMBER(*(const int *)member);
			break;
		case FIELD_UINT:
			values[(*n)++] = NUMBER(*(const guint *)member);
			break;
		case FIELD_TEXT:
			values[(*n)++] = TEXT(*(char *const *)member);
			break;
		case FIELD_HASH:
			values[(*n)++] = TEXT(*(const char *)member ? member : NULL);
			break;
		case FIELD_ADDRESS:
			address = *(Address *const *)member;
			values[(*n)++] = TEXT(address->name);
			values[(*n)++] = TEXT(address->address);
			break;
		default:
			values[(*n)++] = TEXT(enum_name(field->type, member));
		}
	}
	values[*n] = (Value){ .type = VALUE_END };
}

gboolean
record_equal(const Field *fields, gconstpointer a, gconstpointer b)
{
	Value left[64], right[64];
	int n = 0, m = 0;

	record_values(fields, a, left, &n);
	record_values(fields, b, right, &m);
	for (int i = 0; i < n; i++) {
		if (left[i].number != right[i].number ||
		    g_strcmp0(left[i].text, right[i].text) != 0)
			return FALSE;
	}
	return TRUE;
}
