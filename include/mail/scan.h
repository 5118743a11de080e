/*
 * The first look at a raw mail: one pass over its bytes, before anything is made of them. It
 * gives the hashes, the verdict of the pre-scan, and where the header block lies.
 */
#pragma once

#include "core/message.h"
#include "mail/field.h"
#include "mail/mime.h"

#include <glib.h>

typedef struct {
	GPtrArray *fields;  /* own Field; of the mail's header block */
	gint64 start;       /* where the header block begins: behind blank lines */
	gint64 body;        /* where the body begins; start: there is no header block */
	gboolean is_clean;  /* no reader sees another header block */
	gboolean is_broken; /* GMime would see another one: ours is pre-scanned too */
	char *quarantine;   /* own; why the mail must not be parsed; NULL */
} Scan;

void scan_clear(Scan *scan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scan, scan_clear)

/* RAW to SCAN, which is zero; its size and hashes to MESSAGE. */
void scan_read(const RawMail *raw, Scan *scan, Message *message);
