/*
 * One line of a mail's text: what kind of line it is, and which marks it bears. Only this
 * module knows the words of mail programs, in all languages; core/reply knows only kinds
 * and marks.
 */
#pragma once

#include <glib.h>

typedef enum {
	LINE_TEXT,
	LINE_BLANK,
	LINE_QUOTE,     /* "> …" */
	LINE_RULE,      /* "_____", "-----", "* * *" and nothing else */
	LINE_SIGNATURE, /* "-- " (RFC 3676, 4.3) */
	LINE_DASHES,    /* "--": a signature too, if it looks like one */
	LINE_DEVICE,    /* "Sent from my phone" */
	LINE_ORIGINAL,  /* "-----Original Message-----" and its like: a quote follows */
	LINE_FORWARD,   /* "----- Forwarded message -----": a forwarded mail follows */
	LINE_CLOSING,   /* "Kind regards," */
	LINE_LEGAL,     /* begins like a disclaimer; see line_is_legal() */
	LINE_BANNER,    /* "CAUTION: this mail comes from outside" */
} LineKind;

typedef enum {
	MARK_COLON = 1 << 0,      /* ends with a colon, or stands between dashes */
	MARK_VERB = 1 << 1,       /* "wrote", "schrieb", "写道" */
	MARK_VERB_FIRST = 1 << 2, /* … as its first word */
	MARK_INTRO = 1 << 3,      /* begins like "On Monday", or with a date */
	MARK_AT = 1 << 4,         /* an address */
	MARK_SENDER = 1 << 5,     /* "<ann@corp.example>:" at the end */
	MARK_DATE = 1 << 6,
	MARK_TIME = 1 << 7,
	MARK_DIGIT = 1 << 8,
	MARK_SENTENCE = 1 << 9, /* ends like a sentence */
	MARK_CONTACT = 1 << 10, /* an address, a site, a telephone number */
	MARK_LONG = 1 << 11,    /* too long for a signature's line */
	MARK_LOWER = 1 << 12,   /* begins with a small letter */
	MARK_HIDDEN = 1 << 13,  /* for core/reply: not new text */
} LineMark;

typedef enum {
	FIELD_FROM = 1 << 0,
	FIELD_SENT = 1 << 1,
	FIELD_TO = 1 << 2,
	FIELD_SUBJECT = 1 << 3,
	FIELD_OTHER = 1 << 4,
} LineField;

typedef struct {
	guint32 start; /* offset in the text */
	guint16 marks; /* LineMark */
	guint8 kind;   /* LineKind */
	guint8 fields; /* LineField; of a header as mail programs put it above a quote */
} Line;

/* Fills all of LINE but start. TEXT is LENGTH bytes without the newline; bounded work,
 * whatever its length. */
void line_read(const char *text, gsize length, Line *line);

/* The same with one look only: blank, quote or text. */
void line_read_quickly(const char *text, gsize length, Line *line);

/* Does TEXT, the beginning of a paragraph with LINE_LEGAL, speak of confidence? */
gboolean line_is_legal(const char *text, gsize length);

/* Is TEXT, a LINE_QUOTE, the head of a forwarded mail? */
gboolean line_quotes_forward(const char *text, gsize length);
