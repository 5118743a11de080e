/*
 * What is inside a winmail.dat (TNEF, [MS-OXTNEF]): the files, and the text in up to three
 * forms. Read as a stream, so a container of any size costs a few kilobytes; a file is a
 * stretch of the decoded container and is cut out of it when somebody wants it.
 */
#pragma once

#include "mail/part.h"

#include <glib.h>

typedef struct {
	char *name;           /* own; as the container has it; NULL */
	char *type;           /* own; "image/png"; NULL */
	char *charset;        /* own; of a text; NULL */
	char *content_id;     /* own; NULL */
	gint64 start, length; /* within the decoded container */
	gint64 size;      /* of the file, bytes; of packed text what it claims, bounded */
	gboolean is_body; /* a form of the mail's text: "body.txt", "body.html", "body.rtf"
			   */
} TnefFile;

void tnef_file_free(TnefFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TnefFile, tnef_file_free)

/* Is PART called a winmail.dat, by its type or by its name? */
gboolean part_is_tnef(const Part *part);

/* The files in PART, in order, the text's forms last: own TnefFile. Empty if it is no TNEF
 * or holds none. What is cut off or damaged ends the reading; what came before it counts.
 * Own. */
GPtrArray *tnef_read(const Part *part, const RawMail *raw);

/* The text that FILE, one of the body's forms in PART, says. Own, UTF-8, LF lines. */
char *tnef_text(const Part *part, const RawMail *raw, const TnefFile *file);
