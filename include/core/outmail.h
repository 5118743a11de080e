/* A mail that we send: one recipient, everything final but its bytes. mail/mime composes it. */
#pragma once

#include "core/message.h"

typedef enum {
	TONE_REPLIED,   /* Auto-Submitted: auto-replied: acknowledgements, transcripts */
	TONE_GENERATED, /* Auto-Submitted: auto-generated: notices */
	TONE_PERSONAL,  /* a person's words: only X-Auto-Response-Suppress: OOF, AutoReply */
} Tone;

/* An attachment of an entry that travels with the mail. */
typedef struct {
	char raw_hash[65];      /* the raw mail it lies in */
	Attachment *attachment; /* own */
	GBytes *bytes;          /* own; a file of the policy, which the store may not have yet; NULL */
} Enclosure;

void enclosure_free(Enclosure *enclosure);

/* One of the things that a mail tells of. */
typedef struct {
	char *name;     /* own; notice, document or report */
	char *template; /* own */
	char *text;     /* own */
} OutPart;

/* An answer that the reader may click on. */
typedef struct {
	char *label; /* own; one line */
	char *body;  /* own; what the answer then says; LF lines */
} OutAction;

typedef struct {
	gint64 ticket_id;     /* 0: about no ticket */
	char *notice;         /* own; "received", "warn"; several joined by "+" */
	char *language;       /* own */
	char *from_name, *from_address; /* own; the desk's */
	Address *to;          /* own */
	char *reply_to;       /* own; NULL: From */
	char *subject;        /* own; one line, with the tag */
	char *text;           /* own; LF lines */
	char *message_id;     /* own; without <>; final */
	char *in_reply_to;    /* own; without <>; NULL */
	GPtrArray *references; /* own char*; without <>; the key's id first */
	Tone tone;
	GPtrArray *enclosures; /* own Enclosure */
	GPtrArray *parts;      /* own OutPart; in order */
	int per_hour;          /* and so many an hour; 0 = any number */
	int per_minute;        /* so many automatic mails a minute its recipient gets; 0 = any number */
	GPtrArray *actions;    /* own OutAction; not empty: the mail has an HTML part too */
	gint64 date;
} OutMail;

OutMail *outmail_new(void);
/* TEXT is taken. */
void outmail_add_part(OutMail *mail, const char *name, const char *template, char *text);
void outmail_free(OutMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutMail, outmail_free)
