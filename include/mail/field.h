/* The insides of structured header fields, read tolerantly: for display and for routing,
 * never for identity (core/address has the strict reader). */
#pragma once

#include "core/address.h"

#include <glib.h>

/* A header field as it stood in the mail. */
typedef struct {
	char *name;   /* own; as written, without the white space before the colon */
	char *body;   /* own; raw bytes with their line breaks, no NUL; leading white space
			 off */
	gsize length; /* of the body with any NUL, for address_parse_strict() */
	gboolean is_spaced; /* white space stood before the colon: some readers see no field
			       here, others do (RFC 5322, 4.5 forbids to write it) */
} Field;

void field_free(Field *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Field, field_free)

/*
 * The fields of the header block that HEAD begins with, to FIELDS (own Field). Lines that
 * are no field are passed over; *CLEAN (may be NULL) becomes FALSE then, for readers differ
 * about what follows them. Gives the offset behind the empty line that ends the block,
 * LENGTH if there is none, 0 if HEAD begins with something else.
 */
gsize fields_parse(const char *head, gsize length, GPtrArray *fields, gboolean *clean);

/* The body of the first field called NAME (case ignored); NULL. Foreign. */
const char *fields_find(const GPtrArray *fields, const char *name);

/* The same of the last one: GMime lets the last of several Content-* fields count. */
const char *fields_find_last(const GPtrArray *fields, const char *name);

/* BODY without its line breaks. Own. */
char *field_unfold(const char *body);

/* The mailboxes of an address field, flattened, to ADDRESSES; HINT as in words_decode(). */
void field_addresses(const char *body, const char *hint, GPtrArray *addresses);

/* The ids "<…>" of References, In-Reply-To or Message-ID, without <>, to IDS (own char*),
 * each once. Words beside them are passed over; white space inside an id is taken out. */
void field_ids(const char *body, GPtrArray *ids);

/* "text/plain" out of "Text/Plain; charset=…", lower case, ASCII; NULL if BODY has no such form.
 * Own. */
char *field_type(const char *body);

/* The parameter NAME of a Content-Type or Content-Disposition BODY, with RFC 2231's pieces
 * and charsets and RFC 2047's words read; UTF-8; NULL if there is none. Own. */
char *field_parameter(const char *body, const char *name, const char *hint);
